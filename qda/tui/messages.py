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
    "study-unreadable": "{file} could not be read or written ({why}); {outcome}: run `qda check`",
    "study-damaged": "{file} is damaged ({what}): `qda check` lists what is found; go back to a backup",
    "no-such-word": "{said}",
    "speaker-empty": "{said}",
    "no-study-here": "no study here: `qda init` makes one in this folder",
    "no-study-at": "no study at {path}: `qda init` makes one",
    "nothing-to-undo": "{said}",
    "undo-later-work": "{said}, `qda log` shows it",
    "undo-rests": "cannot {kind} {change}: {why} {later}. Take these back first",
    "undo-study-altered": "cannot {kind} {change}: the study is no longer as it left it; run `qda check`",
    "undo-dangling": "{said}; `qda log` shows the history",
    "undo-strays": "cannot take back {change}: it would also take {row}; run `qda check`",
    "sources-listed": "o shows them",
    "participants-listed": "{said}",
    "researchers-uncounted": "{said}",
    "key-away": "{said}",
    "key-unreadable": "{said}",
    "key-of-another": "{said}",
    "pseudonym-is-a-name": "{said}",
    "codes-listed": "d shows them",
    "not-a-category": "{name!r} is a {level}, not a category",
    "coding-without-source": "coding {id} lies in source {source}, which is not there: the file is damaged; `qda check` says "
    "where, a backup brings it back",
    "codings-listed": "Q shows those of a code",
    "relations-listed": "{said}",
    "memos-listed": "{said}",
    "comparisons-listed": "{said}",
    "negative-cases-listed": "{said}",
    "sampling-listed": "{said}",
    "candidates-listed": "O lists them anew",
    "candidate-decided": "it is {what}; u takes that back",
    "suggestions-listed": "{said}",
    "not-contradicted": "{said}",
    "segment-unnamed": "{said}",
    "where-without-value": "{said}",
    "property-unknown": "P makes it, with its ends",
    "rests-on-researchers": "{said}",
    "relation-types": "there are {known}",
    # -- importers and exporters ---------------------------------------------------------------------------------------
    #
    # -- ops: sources --------------------------------------------------------------------------------------------------
    "source-set-nothing": "{said}",
    "source-set-name": "{said}",
    "source-removed": "removed {what}; u brings all of it back",
    "source-update-authors": "{said}",
    "source-update-before": "{said}",
    "coding-words-changed": "{said}",
    "import-file-changed": "{path} has changed since it came in as {source}; "
    "skipped: `qda source update` takes the new text and moves the codings along",
    "import-name-of-two": "{said}",
    "import-name-taken": "{said}",
    "import-nothing-to-set": "{said}",
    "thread-posts-edited": "{said}: `qda source update` takes their new text",
    "participants-joined": "{said}",
    "participants-kept-apart": "{said}",
    "participant-set-nothing": "{said}",
    "participant-set-name": "{said}",
    "participant-name-taken": "{said}",
    "participant-split-nothing": "{said}",
    "participant-split-all": "{said}",
    "participant-import-unknown": "{said}",
    "pseudonyms-left-alone": "{said}",
    "pseudonyms-no-key": "{said}",
    "pseudonyms-key-gone": "{said}",
    "pseudonyms-key-beside": "{said}",
    "pseudonyms-also": "{said}",
    "pseudonyms-reveal": "{said}",
    "pseudonyms-was-left": "{said}",
    "pseudonyms-would-be-left": "{said}",
    "pseudonyms-replace-too": "{said}",
    "segment-set-role": "{said}",
    "segment-set-nothing": "{said}",
    "segment-split-empty": "{said}",
    "segment-split-nowhere": "{said}",
    "segment-split-nth": "{said}",
    "segment-split-which": "{said}",
    "segment-split-place": "{said}",
    "segment-split-not-there": "{said}",
    "segment-join-authors": "{said}",
    "segment-join-kinds": "{said}",
    "segments-reply-to": "{said}",
    "segments-condition": "{said}",
    "segments-condition-field": "{said}",
    "search-in-boilerplate": "{said}",
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
    "storyline-saved": "{said}; k goes to what it leaves open",
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
    "no-suffix": "{said}",
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
