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
    "source-too-large": "{size}, more than {most}: split it, or give --large",
    "thread-too-large": "thread {name!r} is more than a source's 20 MB: give --large, or name a thread column",
    "row-too-large": "row {number} is more than a source's 20 MB: give --large",
    "encoding-not-needed": "its bytes are valid UTF-8: where letters look wrong, leave --encoding out",
    "encoding-refuted": "not {encoding}: its bytes are UTF-8; leave --encoding out",
    "encoding-western": "{said}; --encoding sets another",
    "encoding-guessed": "{said}; --encoding sets it",
    "encoding-not-valid": "not valid {encoding}{at}: give its --encoding",
    "encoding-unknown": "its encoding cannot be told: give it with --encoding (such as cp1252 or koi8-r)",
    "chat-without-date": "the file has times of the day and no date: `qda source set` gives the source one",
    "posts-not-signed": "some posts are not signed: `qda segment set SOURCE#N author=…` names their writers",
    "labels-doubtful": "not taken for labels: {labels}; --speaker names labels",
    "labels-of-questions": "only those who ask have labels: {paragraphs} no one's; --speaker names labels",
    "labels-seen": "looks like a conversation; labels seen: {labels}; give them by {names}",
    "speaker-name": "--speaker {name}",
    "speaker-names": "{before} --speaker {name}",
    "no-speaker-named": "no speaker is named: paragraphs {how}; --speaker names labels",
    "no-such-label": "no label is {labels}: read without --speaker",
    "import-of-a-study": "a study of qda, not a text: open it with --project; what is coded in it comes here by way of "
    "`qda codebook export` and `qda codings -o FILE.csv`, after its texts",
    "import-of-a-project": "{project}, which qda cannot read yet, and its texts alone would lose the codings: export the "
    "texts, the codebook (.qdc or .csv) and the coded segments (.csv or .xlsx) {there}, then `qda import TEXTS`, "
    "`qda codebook import CODEBOOK`, `qda import SEGMENTS --as codings`",
    "codebook-not-text": "a codebook: bring it in with `qda codebook import`",
    "table-read-as-posts": "its header is one of posts: read as --as posts",
    "table-of-what": "a table: say what its rows are with --as posts, --as table or --as codings; its columns are {columns}",
    "table-of-a-survey": "a table, of a survey by its header: bring it in with --as table",
    "table-of-codings": "a table, of codings by its header: bring it in with --as codings",
    "json-lines-by-suffix": "JSON lines{named}: give it the suffix .jsonl, and say --as posts or --as table",
    "json-of-no-forum": "JSON, but none of a forum that is known ({known}): a row a post or a person comes in as JSON lines with "
    "--as posts or --as table",
    "no-workbook": "--sheet names a sheet of a workbook, and this is none: leave it out",
    "sheet-chosen": "sheet {sheet!r} was read; --sheet takes another ({others})",
    "no-column": "{said} with --column {field}=COLUMN",
    "no-column-of-answers": "{said} with --column text=COLUMN",
    "no-answers": "no row has an answer ({rows} rows read): check the columns with --column text=COLUMN",
    "no-column-of-posts": "no column is known as one for {field} ({columns}): --column {field}=COLUMN says which",
    "no-columns-of-posts": "no column is known as one for author or date ({columns}): --column author=COLUMN --column "
    "date=COLUMN says which",
    "person-of-an-earlier-row": "{rows} of an earlier row: {participants}, `qda participant merge` joins them (row {numbers})",
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
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
