"""What the command line says of refusals and notes that have a code: what is wrong, and which option or command helps.

One sentence a code, with the message's fields in braces; `{said}` is the sentence as a Python caller reads it.
`tests/test_messages.py` looks that no code is missing.
"""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.core.message import worded

SENTENCES: dict[str, str] = {
    # -- core and store ------------------------------------------------------------------------------------------------
    #
    # -- importers and exporters ---------------------------------------------------------------------------------------
    #
    # -- ops: sources --------------------------------------------------------------------------------------------------
    #
    # -- ops: coding ---------------------------------------------------------------------------------------------------
    #
    # -- ops: theory ---------------------------------------------------------------------------------------------------
    "category-move-alone": "--move goes with --from: name the codes that get their home here",
    "category-is-higher": "{code!r} is a {level} already; `qda codebook define {code!r} --level focused` lowers it",
    "category-gathers-itself": "--from {name!r}: {said}",
    "category-lies-under": "--from {name!r}: {said}; `qda codebook move` parts them",
    "category-has-namesake": "--from {name!r}: {category!r} holds another code of that name; `qda codebook merge` makes them one",
    "category-member-too": "{said}; --move moves it",
    "property-one-thing": "say one thing: --low … --high …, or --kinds …, or --remove",
    "property-is-new": "{category!r} has no property {property!r} yet: give its ends (--low T --high T) or its --kinds T",
    "property-nothing-to-change": "{property!r} of {category!r} is {dimension}: say what to change (--low, --kinds, --rename)",
    "property-needs-two-ends": "a range has two ends: give --{end} T as well",
    "property-has-no-points": "{property!r} of {category!r} has no points yet: `qda axial property {category!r} {property!r}` "
    "with --low T --high T, or --kinds T, gives it some",
    "place-value-too-many": "--remove takes no VALUE",
    "place-value-missing": "give a VALUE: low, high, a point or a kind",
    "place-of-others": "{said}: --coder acts for another",
    "place-outside-category": "coding {coding} does not lie in {categories}: `qda axial category … --from {code!r}` gathers "
    "its code",
    "place-property-unknown": "`qda axial property` makes one",
    "coding-unknown-number": "`qda codings` shows their numbers",
    "machine-coding-unread": "coding {coding} was made by a machine and nobody has read it yet: `qda confirm {coding}`",
    "evidence-on-both-sides": "coding {coding} is given --for and --against: say which, or code a shorter stretch",
    "evidence-unknown": "--drop {coding}: it is no evidence of relation {relation}; `qda axial show` shows which are",
    "evidence-already-other": "{said}; --drop {coding} takes it out",
    "relation-would-be-bare": "relation {relation} is supported and would be without a quote for: give another --status "
    "along with it",
    "relation-needs-a-quote": "supported needs a quote for: `qda axial relate A TYPE B --for CODING` adds one",
    "relation-needs-a-reason": "{status} needs a quote against (`qda axial relate A TYPE B --against CODING`), or a reason "
    "(--because){held}",
    "relation-alone": "relation {relation} would be {status} {alone} (coding {codings}): give it a participant's quote "
    "(--{side} CODING), or --include-researcher with --because TEXT",
    "relation-alone-without-reason": "relation {relation} would be {status} {alone}: --include-researcher needs a reason, "
    "--because TEXT",
    "relation-role": "--role {role!r}: it is one of {roles}",
    "comparison-property-missing": "--outcome new-property needs --property CATEGORY/PROPERTY: which one was found?",
    "comparison-no-recode": "--to goes with --outcome recode, not with {outcome}",
    "comparison-note-empty": "--note is empty: say in a line what the comparison gave",
    "comparison-of-a-code": "{said} (`qda codings` shows it)",
    "comparison-property-name": "--property {property!r}: name it as CATEGORY/PROPERTY",
    "comparison-made-property": "{said}: `qda axial property {category!r} {property!r}` with --low T --high T, or --kinds T, "
    "gives it some",
    "comparison-same-code": "--to {code!r}: coding {coding} has that code already; leave out --to to record the comparison "
    "alone",
    "memo-type": "--type {type}: {near}it is one of {types}",
    "memo-date": "--date {date!r}: write it as 2026-11-22 or 2026-11-22T14:30",
    "negative-is-open": "coding {coding} is negative case {case} against {against} already, and open: "
    "`qda negative resolve {case}` says what came of it, a memo on negative:{case} adds to it",
    "negative-note-empty": "--note is empty: say in a line {what}",
    "sampling-category-twice": "--from-row says what the entry is for: leave out --for",
    "sampling-category-missing": "say which category it is for: --for CATEGORY[/PROPERTY], or --from-row N of "
    "`qda report sampling`",
    "sampling-is-open": "{said}: `qda sampling close {entry}` closes it",
    "sampling-changed-empty": "--changed is empty: say in a line what it changed, also when it changed nothing",
    "sampling-status": "--status {status!r}: it is open or closed",
    "judgement-answer": "--{question} {value!r}: it is one of {answers}",
    "judgement-empty": "say what you judge: --explains-variation, --abstract or --note",
    "core-one-thing": "name a category, or give --none to withdraw the core",
    "core-without-reason": "why it? --because keeps the reason in the log, `qda selective judge` what you judge of it",
    "storyline-saved": "{said}; `qda selective check` shows what it leaves open",
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    "candidate-name-for-one": "--as NAME names one code: accept one candidate at a time with it",
    "candidate-texts-changed": "{count} of its quotes left out: their text has changed; `qda discover` looks again",
    "candidate-codings-unread": "{count} codings made, unconfirmed: read each, then `qda confirm ID` or `qda uncode ID` (or in "
    "`qda read`); making it a category is your own step: `qda axial category`",
    "discover-how-many": "--top {top}: give a number from 1 up",
    "discover-left-out": "{decided}; --all shows them",
    "discover-no-texts": "the study has no texts yet: `qda import FILE…` brings some in",
    "discover-no-words": "no words count over {filters}: boilerplate, quotations of others and researchers' words stay out "
    "(--include-researcher takes these last along)",
    "suggestion-decide": "`qda suggest accept ID…` codes, `qda suggest reject ID…` is remembered",
    "suggestion-is-coded": "suggestion {suggestion} is coding {coding} now: `qda uncode {coding}` takes it away",
    "study-language": "--language {language!r}: give a code such as nl or en",
    "relation-rests-alone": "{said}: `qda axial show` has its quotes",
    # -- reports: counts, common, saturation ---------------------------------------------------------------------------
    #
    # -- reports: theory -----------------------------------------------------------------------------------------------
    #
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
