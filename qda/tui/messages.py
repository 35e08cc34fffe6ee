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
    "source-too-large": "{said}",
    "thread-too-large": "{said}",
    "row-too-large": "{said}",
    "encoding-not-needed": "{said}",
    "encoding-refuted": "{said}",
    "encoding-western": "{said}",
    "encoding-guessed": "{said}",
    "encoding-not-valid": "{said}",
    "encoding-unknown": "{said}",
    "chat-without-date": "{said}",
    "posts-not-signed": "{said}",
    "labels-doubtful": "{said}",
    "labels-of-questions": "{said}",
    "labels-seen": "{said}",
    "speaker-name": "{said}",
    "speaker-names": "{said}",
    "no-speaker-named": "{said}",
    "no-such-label": "{said}",
    "import-of-a-study": "{said}",
    "import-of-a-project": "{said}",
    "codebook-not-text": "{said}",
    "table-read-as-posts": "{said}",
    "table-of-what": "{said}",
    "table-of-a-survey": "{said}",
    "table-of-codings": "{said}",
    "json-lines-by-suffix": "{said}",
    "json-of-no-forum": "{said}",
    "no-workbook": "{said}",
    "sheet-chosen": "{said}",
    "no-column": "{said}",
    "no-column-of-answers": "{said}",
    "no-answers": "{said}",
    "no-column-of-posts": "{said}",
    "no-columns-of-posts": "{said}",
    "person-of-an-earlier-row": "{said}",
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
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
