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
    #
    # -- ops: coding ---------------------------------------------------------------------------------------------------
    #
    # -- ops: theory ---------------------------------------------------------------------------------------------------
    #
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    #
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
