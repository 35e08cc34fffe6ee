"""What the command line says of refusals and notes that have a code: what is wrong, and which option or command helps.

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
    "no-such-word": "--{what} {value!r}: it is one of {words}{did}",
    "speaker-empty": "--speaker is empty: give a label, a glob such as 'R*', or /a regular expression/",
    "no-study-here": "no study here: `qda init` makes one in this folder, `--project FILE` names one elsewhere",
    "no-study-at": "no study at {path}: `qda init` makes one",
    "nothing-to-undo": "{said}; `qda log` shows the history",
    "undo-later-work": "{said}, `qda log` shows it",
    "undo-rests": "cannot {kind} {change}: {why} {later}. Take these back first, or use --any",
    "undo-study-altered": "cannot {kind} {change}: the study is no longer as it left it; run `qda check`",
    "undo-dangling": "{said}; `qda log` shows the history",
    "undo-strays": "cannot take back {change}: it would also take {row}; run `qda check`",
    "sources-listed": "`qda source list` shows them",
    "participants-listed": "`qda participant list` shows them",
    "researchers-uncounted": "{said}; --include-researcher counts them",
    "key-away": "{said}; `qda --reveal COMMAND` shows the real names",
    "key-unreadable": "{said}; `qda --reveal COMMAND` shows the real names",
    "key-of-another": "{said}; `qda --reveal COMMAND` shows the real names",
    "pseudonym-is-a-name": "{said}; `qda --reveal COMMAND` shows the real names",
    "codes-listed": "`qda codebook list` shows them",
    "not-a-category": "{name!r} is a {level}, not a category: `qda axial category {name!r}` raises it",
    "coding-without-source": "coding {id} lies in source {source}, which is not there: the file is damaged; `qda check` says "
    "where, a backup brings it back",
    "codings-listed": "`qda codings` shows their numbers",
    "relations-listed": "`qda axial list` shows their numbers",
    "memos-listed": "`qda memo list` shows their numbers",
    "comparisons-listed": "`qda report comparisons` shows their numbers",
    "negative-cases-listed": "`qda report negative-cases` shows their numbers",
    "sampling-listed": "`qda sampling list` shows their numbers",
    "candidates-listed": "`qda discover` shows their numbers",
    "candidate-decided": "it is {what}; `qda undo` takes that back",
    "suggestions-listed": "`qda suggest list` shows them",
    "not-contradicted": "--against {said}",
    "segment-unnamed": "{name!r}: name a segment as SOURCE#N; `qda source lines` shows the numbers",
    "where-without-value": "--where {said}",
    "property-unknown": "`qda axial property {category!r} {name!r}` with its ends makes it",
    "rests-on-researchers": "{said} (`qda axial show`, `qda axial status`)",
    "relation-types": "there are {known}; `qda axial types add` makes one",
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
    "no-suffix": "{path}: no suffix says the format; give --format, or end the name in one of: {known}",
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
