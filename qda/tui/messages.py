"""What the full-screen coder says of refusals and notes that have a code: what is wrong, and which key helps.

A command is named only where no key does the same.

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
    "category-move-alone": "{said}",
    "category-is-higher": "{code!r} is a {level} already, which is more than a focused code",
    "category-gathers-itself": "{said}",
    "category-lies-under": "{said}",
    "category-has-namesake": "{said}",
    "category-member-too": "{said}",
    "property-one-thing": "{said}",
    "property-is-new": "{said}",
    "property-nothing-to-change": "{said}",
    "property-needs-two-ends": "{said}",
    "property-has-no-points": "{property!r} of {category!r} has no points yet: P asks for them",
    "place-value-too-many": "{said}",
    "place-value-missing": "{said}",
    "place-of-others": "{said}",
    "place-outside-category": "coding {coding} does not lie in {categories}: A puts its code under a category",
    "place-property-unknown": "P makes one",
    "coding-unknown-number": "it has been removed",
    "machine-coding-unread": "coding {coding} was made by a machine and nobody has read it yet: y in the text confirms it",
    "evidence-on-both-sides": "{said}",
    "evidence-unknown": "{said}",
    "evidence-already-other": "{said}",
    "relation-would-be-bare": "relation {relation} is supported and would be without a quote for it: give it another "
    "status first",
    "relation-needs-a-quote": "supported needs a quote for it: e in the paradigm (D) adds one, then s sets the status",
    "relation-needs-a-reason": "{status} needs a quote against it, or a reason, which s in the paradigm (D) asks for{held}",
    "relation-alone": "relation {relation} would be {status} {alone} (coding {codings}): in the paradigm (D) e adds a "
    "participant's quote {side} it, and s sets the status with a reason",
    "relation-alone-without-reason": "{said}",
    "relation-role": "{said}",
    "comparison-property-missing": "{said}",
    "comparison-no-recode": "{said}",
    "comparison-note-empty": "{said}",
    "comparison-of-a-code": "{said}",
    "comparison-property-name": "{said}",
    "comparison-made-property": "{said}: P asks for them",
    "comparison-same-code": "coding {coding} has that code already: 1 or 2 keeps what comparing gave without another code",
    "memo-type": "{said}",
    "memo-date": "{said}",
    "negative-is-open": "{said}",
    "negative-note-empty": "{said}",
    "sampling-category-twice": "{said}",
    "sampling-category-missing": "{said}",
    "sampling-is-open": "{said}",
    "sampling-changed-empty": "{said}",
    "sampling-status": "{said}",
    "judgement-answer": "{said}",
    "judgement-empty": "{said}",
    "core-one-thing": "{said}",
    "core-without-reason": "why it? j judges it as the core",
    "storyline-saved": "{said}",
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    "candidate-name-for-one": "{said}",
    "candidate-texts-changed": "{count} of its quotes left out: their text has changed; ctrl+r looks again",
    "candidate-codings-unread": "{count} codings made, unconfirmed: Y goes through them one by one; making it a category is "
    "your own step: A",
    "discover-how-many": "{said}",
    "discover-left-out": "{decided}; d shows them",
    "discover-no-texts": "the study has no texts yet: `qda import FILE…` brings some in",
    "discover-no-words": "{said}",
    "suggestion-decide": "y accepts, x rejects, and what is rejected is not offered again",
    "suggestion-is-coded": "suggestion {suggestion} is coding {coding} now: x in the text removes it",
    "study-language": "{said}",
    "relation-rests-alone": "{said}: D shows its quotes",
    # -- reports: counts, common, saturation ---------------------------------------------------------------------------
    #
    # -- reports: theory -----------------------------------------------------------------------------------------------
    #
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
