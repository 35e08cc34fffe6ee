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
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
