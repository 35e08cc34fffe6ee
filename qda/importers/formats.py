"""The table of the importers: every format that is read, and what a person may say that a file is.

A new format is one module with `read` and one line in `IMPORTERS`. Help, completion and the reference pages are made from
this table, so it loads nothing.
"""

from __future__ import annotations

from typing import NamedTuple

# What a file is by its first bytes: a sign, what it means, the suffixes that a refusal offers.
PDF, RTF, ZIP, OLE = b"%PDF-", b"{\\rtf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SIGNS: dict[bytes, tuple[str, tuple[str, ...]]] = {
    PDF: ("a PDF", (".pdf",)),
    RTF: ("rich text", (".rtf", ".doc")),
    ZIP: ("a ZIP archive, as .docx, .odt and .epub are", (".docx", ".odt", ".epub")),
    OLE: ("an old or an encrypted Office file", (".doc", ".xls", ".docx")),
}


class Importer(NamedTuple):
    """A member of the family: the module that reads it, the suffixes it is known by, one line of help.

    `signs` are those of `SIGNS` with which its files may begin. `called` is what its content is called in a file whose name
    says something else. `fields` are what the columns of a table may hold: a format with fields is read a row at a time,
    by `read(path, stem, origin, options, stdin)`, which yields drafts; all others by `read(raw, name, origin, options)`,
    which returns one draft or a list.
    """

    module: str
    suffixes: tuple[str, ...]
    help: str
    signs: tuple[bytes, ...] = ()
    called: str = ""
    fields: tuple[str, ...] = ()


_TABLE = (".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".ods", ".xls")
_PANDOC = tuple(
    """.org .rst .tex .latex .fb2 .ipynb .textile .mediawiki .wiki .dokuwiki .opml .docbook .dbk .jats .typ .muse .t2t
    .djot .creole""".split()  # noqa: SIM905
)
IMPORTERS: dict[str, Importer] = {
    "text": Importer(
        "qda.importers.plain.text_file",
        (".txt", ".text", ".md", ".markdown"),
        "text and Markdown: threads, interviews, articles",
    ),
    "docx": Importer("qda.importers.documents.docx", (".docx", ".docm"), "Word documents", (ZIP, OLE)),
    "doc": Importer(
        "qda.importers.documents.doc",
        (".doc",),
        "rich text and web pages with this suffix; not documents of old Word versions",
        (RTF, OLE),
    ),
    "odt": Importer("qda.importers.documents.odt", (".odt", ".ott", ".fodt"), "OpenDocument texts", (ZIP,)),
    "rtf": Importer("qda.importers.documents.rtf", (".rtf",), "rich text", (RTF,)),
    "pdf": Importer("qda.importers.documents.pdf", (".pdf",), "PDF with text in it", (PDF,)),
    "cues": Importer("qda.importers.captions.cues", (".vtt", ".srt"), "subtitles and machine transcripts"),
    "transcript_json": Importer(
        "qda.importers.captions.transcript_json",
        (".otr",),
        "transcripts of oTranscribe; with .json those of Whisper, WhisperX, aTrain",
    ),
    "html": Importer(
        "qda.importers.web.html",
        (".html", ".htm", ".xhtml"),
        "web pages: threads, chats and articles",
        called="a web page",
    ),
    "epub": Importer("qda.importers.documents.epub", (".epub",), "electronic books", (ZIP,)),
    "pandoc": Importer("qda.importers.documents.pandoc", _PANDOC, "formats that pandoc reads, if it is installed"),
    "forum_json": Importer(
        "qda.importers.threads.json_dump",
        (".json",),
        "threads and chats exported by programs: Discourse, Reddit, Telegram, …",
        called="JSON",
    ),
    "disqus": Importer("qda.importers.threads.disqus", (".xml",), "comments exported from Disqus", called="XML"),
    "zipped": Importer("qda.importers.chats.zipped", (".zip",), "exported chats in a ZIP: Slack, WhatsApp, …", (ZIP,)),
    "mbox": Importer("qda.importers.threads.mbox", (".mbox",), "mailing lists"),
    "posts": Importer(
        "qda.importers.tables.posts",
        _TABLE,
        "a table with one row per post; each thread becomes a source",
        fields=("text", "author", "date", "thread", "title", "id", "reply_to"),
    ),
    "table": Importer(
        "qda.importers.tables.survey",
        _TABLE,
        "a survey with one row per person; each row becomes a source",
        fields=("text", "author", "date", "title"),
    ),
    "codings": Importer(
        "qda.importers.tables.codings",
        _TABLE,
        "codings made elsewhere, one per row",
        fields=("source", "code", "start", "end", "quote", "coder", "note"),
    ),
}
TABLES = tuple(name for name, importer in IMPORTERS.items() if importer.fields)  # read row by row
# The kinds that a person may name for files. The first five are ways to read a file's text.
FORMS: dict[str, str] = {
    "auto": "recognise the kind from the file",
    "forum": "a thread; each post becomes a segment",
    "interview": "an interview; each turn becomes a segment",
    "article": "an article, with or without comments under it",
    "plain": "paragraphs only",
    **{name: IMPORTERS[name].help for name in TABLES},
}


class ProjectReader(NamedTuple):
    """A program whose projects come in whole: the module that reads them, the program's name, suffixes, one line of help.

    The name is that of `common/other_programs.py`, which knows a project by its content; it is "" for the exchange format.
    `named` says that one file may hold several projects, of which one is chosen by name.
    """

    module: str
    program: str
    suffixes: tuple[str, ...]
    help: str
    named: bool = False


PROJECTS: dict[str, ProjectReader] = {
    "refi": ProjectReader(
        "qda.importers.projects.refi",
        "",
        (".qdpx",),
        "REFI-QDA projects, as ATLAS.ti, MAXQDA, NVivo, Quirkos and others export them",
    ),
    "qualcoder": ProjectReader(
        "qda.importers.projects.qualcoder", "QualCoder", (".qda",), "QualCoder: the folder of a project"
    ),
    "rqda": ProjectReader("qda.importers.projects.rqda", "RQDA", (".rqda",), "RQDA"),
    "taguette": ProjectReader(
        "qda.importers.projects.taguette",
        "Taguette",
        (".sqlite3",),
        "Taguette: a project that was exported as SQLite, or a whole database",
        named=True,
    ),
    "qualitative_coding": ProjectReader(
        "qda.importers.projects.qualitative_coding",
        "qualitative-coding",
        (),
        "qualitative-coding (qc): the folder of a project",
    ),
}
