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
    "source-set-nothing": "say what to set: VARIABLE=VALUE; {own} are the source's own",
    "source-set-name": "to give {source!r} another name: `qda source rename`",
    "source-removed": "removed {what}; `qda undo` brings all of it back",
    "source-update-authors": "{said}: `qda segment set`",
    "source-update-before": "{stay} on the old text, {before!r}; when all is settled, `qda source remove {before!r}`",
    "coding-words-changed": "{said}: --changed moves it along",
    "import-file-changed": "{path} has changed since it came in as {source}; skipped: `qda source update {source!r} {path}` "
    "takes the new text and moves the codings along, --name NEW makes it another source",
    "import-name-of-two": "--name names one source, and {first} and {second} are two: import them without it",
    "import-name-taken": "there is a source {name!r} already; --name takes one file and a name that is free",
    "import-nothing-to-set": "no source came in, so --set had nothing to set",
    "thread-posts-edited": "{said}: `qda source update {source!r} FILE` takes their new text",
    "participants-joined": "joined as one person across sources: {who}{more}; `qda participant split` parts them",
    "participants-kept-apart": "not joined, as it may be a job and no name: {label} (in {n}); if it is one person: "
    "`qda participant merge {names} --into {into}`",
    "participant-set-nothing": "say what to set: VARIABLE=VALUE; role is one of {roles}",
    "participant-set-name": "to give {name!r} another name: `qda participant merge {name!r} --into NEW`",
    "participant-name-taken": "there is another participant {name!r} already: name a new person by --into, or merge with "
    "that one",
    "participant-split-nothing": "{said}; `qda participant list --source {sources}` shows who has",
    "participant-split-all": "all segments of {name!r} are in {sources}: there is nothing to part; "
    "`qda participant merge {name!r} --into NEW` gives another name",
    "participant-import-unknown": "{said}; --new makes them",
    "pseudonyms-left-alone": "--left lists what would be left: give it with --dry-run",
    "pseudonyms-no-key": "say where the key is to be kept: --key FILE, in a folder other than {folder}, or QDA_KEY",
    "pseudonyms-key-gone": "{said} (`qda participant pseudonymise --off` first, if that is meant)",
    "pseudonyms-key-beside": "{said} (--beside allows it)",
    "pseudonyms-also": "--also {name}={shown}: write NAME=PSEUDONYM",
    "pseudonyms-reveal": "`qda --reveal COMMAND` shows the real names once, `qda participant pseudonymise --off` from then "
    "on",
    "pseudonyms-was-left": "`qda participant pseudonymise --dry-run --left` lists what looks like a name, a number or an "
    "address and was left",
    "pseudonyms-would-be-left": "`--dry-run --left` lists what looks like a name, a number or an address and would be left",
    "pseudonyms-replace-too": "`qda participant pseudonymise --also NAME=PSEUDONYM` has one of these replaced too",
    "segment-set-role": "role is a person's, not a segment's: `qda participant set NAME role=…` sets it",
    "segment-set-nothing": "say what to set: FIELD=VALUE, with one of {fields}",
    "segment-split-empty": "--before: the text is empty",
    "segment-split-nowhere": "--before: {said}; `qda source show` has its text",
    "segment-split-nth": "--nth {nth}: the text occurs {times}",
    "segment-split-which": "--before: {said}",
    "segment-split-place": "--nth {said}",
    "segment-split-not-there": "--before {said}",
    "segment-join-authors": "{said} with `qda segment set`",
    "segment-join-kinds": "{said} with `qda segment set`",
    "segments-reply-to": "reply_to is set one segment at a time: name it as SOURCE#N, without --where",
    "segments-condition": "--where {given!r}: write FIELD=GLOB, with one of {fields}",
    "segments-condition-field": "field for --where",
    "search-in-boilerplate": "{said}; --everywhere shows {them}",
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
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
