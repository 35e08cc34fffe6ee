"""Results as bytes: terminal text, CSV, JSON, Markdown, HTML, DOCX, XLSX, and drawings as SVG, PNG or a network's data.

A format is one module with `write(result, out, *, raw, width, colour)` and one line in `FORMATS`. Nothing heavy is
imported before a format is used. What a format cannot show is rejected before the first byte is written.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qda.core.document import Document
    from qda.core.message import Message
    from qda.core.results import Result, Stamp, Want


class Format(NamedTuple):
    """One way to write results: module below `qda.render`, suffixes of files, kinds of results, one line of help.

    `read`: the format is for people, so a `Report` is written as its document and times are local. `rows`: the format
    holds only rows, so a `Record` with a table is written as that table. `plain`: it is plain text, for a terminal or a
    pipe; the others are files to open. `drawn`: it holds what is drawn of a result, and takes kinds of drawings. `page`: it
    is a document, in which tables have heads in words and totals, and which says of which study and moment it is.
    """

    module: str
    suffixes: tuple[str, ...]
    takes: tuple[str, ...]
    help: str
    read: bool = False
    rows: bool = False
    plain: bool = False
    drawn: bool = False
    page: bool = False


_ALL = ("Table", "Record", "Document")
_DRAWINGS = ("Bars", "Curve", "Heat", "Network", "Paradigm", "Portrait", "Timeline")

FORMATS: dict[str, Format] = {
    "table": Format("terminal", (".txt",), _ALL, "aligned text for a terminal or a pipe", True, plain=True),
    "csv": Format(
        "delimited",
        (".csv",),
        ("Table", "Record"),
        "comma-separated values (RFC 4180), every column",
        rows=True,
        plain=True,
    ),
    "json": Format(
        "objects", (".json",), ("Table", "Record"), "an array of objects, one a line; or one object", plain=True
    ),
    "md": Format(
        "markdown",
        (".md", ".markdown"),
        _ALL,
        "Markdown: a table, or the report as a document",
        True,
        plain=True,
        page=True,
    ),
    "html": Format(
        "html_page", (".html", ".htm"), (*_ALL, "Page"), "one HTML file that needs no network", True, page=True
    ),
    "docx": Format(
        "word.document", (".docx",), _ALL, "a Word document with real headings and a table of contents", True, page=True
    ),
    "xlsx": Format(
        "workbook",
        (".xlsx",),
        ("Table", "Record", "Workbook"),
        "a spreadsheet in which no text is a formula",
        rows=True,
    ),
    "svg": Format("svg", (".svg",), _DRAWINGS, "the drawing of a report, in lines and words", drawn=True),
    "png": Format("png", (".png",), _DRAWINGS, "the same in dots; needs the extra figures", drawn=True),
    "dot": Format("networks.dot", (".dot", ".gv"), ("Network",), "a network for Graphviz", drawn=True),
    "mmd": Format("networks.mermaid", (".mmd",), ("Network",), "a network as Mermaid, which wikis draw", drawn=True),
    "graphml": Format(
        "networks.graphml", (".graphml",), ("Network",), "a network for Gephi, yEd, NetworkX", drawn=True
    ),
    "gexf": Format("networks.gexf", (".gexf",), ("Network",), "a network for Gephi", drawn=True),
}


def plain() -> list[str]:
    """The formats of plain text, in the order of `FORMATS`."""
    return [name for name, form in FORMATS.items() if form.plain]


def suffixes() -> list[str]:
    """Return every suffix that names a format, in the order of `FORMATS`."""
    return [suffix for form in FORMATS.values() for suffix in form.suffixes]


def format_for(path: str, format: str | None) -> str:
    """Return the name of the format: `format` if given, else by the suffix of `path`; `table` for no path or `-`.

    UsageError for an unknown format or suffix.
    """
    from qda.core.errors import UsageError
    from qda.core.message import Message

    if format is not None:
        if format not in FORMATS:
            raise UsageError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
        return format
    if path in ("", "-"):
        return "table"
    name = path.replace("\\", "/").rpartition("/")[2]
    stem, dot, last = name.rpartition(".")
    suffix = dot + last if stem else ""
    for known, form in FORMATS.items():
        if suffix.lower() in form.suffixes:
            return known
    known_text = ", ".join(suffixes())
    if not suffix:
        raise UsageError(
            Message(
                "no-suffix", "{path}: no suffix says the format; name a format, or end the name in one of: {known}",
                path=path, known=known_text,
            )
        )  # fmt: skip
    raise UsageError(f"{path}: unknown suffix {suffix!r}; known: {known_text}")


def want(path: str, format: str | None) -> Want:
    """Return which part of a report a format shows: the document if it is for people or drawn, else the rows."""
    form = FORMATS[format_for(path, format)]
    return "document" if form.read or form.drawn else "rows"


def undrawn(format: str) -> str:
    """Return the sentence that says that a result has no drawing that a format could hold."""
    able = ", ".join(name for name, form in FORMATS.items() if not form.drawn)
    network = "" if len(FORMATS[format].takes) > 1 else "; only a network can"
    return f"this has no drawing that could be written as {format}{network}: write it as one of {able}"


def unwritten(format: str, only: Sequence[str]) -> Message:
    """Return the sentence that says that a result is written as some formats `only`."""
    from qda.core.message import Message

    suffixes = ", ".join(suffix for name in only for suffix in FORMATS[name].suffixes)
    return Message(
        "only-as", "this cannot be written as {format}: write it to a file that ends in {suffixes}",
        format=format, suffixes=suffixes,
    )  # fmt: skip


def render(
    result: Result,
    format: str,
    out: BinaryIO,
    *,
    raw: bool = False,
    width: int | None = None,
    colour: bool = False,
    footer: bool = True,
    stamp: Stamp | None = None,
    language: str = "",
) -> None:
    """Write a result to `out` as UTF-8.

    Formats for people (a terminal, md, html, docx) show the document of a `Report`, and of a `Record` that has one;
    files of data hold the table or object. `raw` leaves formulas in a CSV's text cells. `width` is a terminal's number
    of columns; None means as wide as needed, one row a line. `colour` allows our own ANSI codes. `footer=False` leaves
    out a document's notes, for a caller that has shown them already. UsageError, before anything is written, when the
    format is unknown or cannot show the result. A format of drawings is written of what is drawn of a result. A table that
    is written as a document or spreadsheet says of which study and moment it is where a `stamp` is given. `language` is that
    of a document, a drawing or a spreadsheet, by its code: by default that which a document names, else English.
    """
    from qda.core.language import ENGLISH, speaking

    held = getattr(result, "document", result)
    said = language or getattr(held, "language", "") or ENGLISH
    with speaking(said if translated(result, format) else ENGLISH):
        _render(result, format, out, raw=raw, width=width, colour=colour, footer=footer, stamp=stamp)


def translated(result: Result, format: str) -> bool:
    """Say whether a result in a format is a document, a drawing or a spreadsheet, which have a language."""
    form = FORMATS[format_for("", format)]
    if form.page or form.drawn or form.takes[-1] == "Workbook":
        return True
    return form.read and kind_of(getattr(result, "document", None) or result) == "Document"


def _render(
    result: Result, format: str, out: BinaryIO, *, raw: bool, width: int | None, colour: bool, footer: bool,
    stamp: Stamp | None,
) -> None:  # fmt: skip
    """Write a result in the language of now."""
    from dataclasses import replace
    from importlib import import_module

    from qda.core.errors import UsageError
    from qda.core.results import Record, Report, Said, Table

    form = FORMATS[format]
    if translated(result, format):
        from qda.core.language import speak
        from qda.render.worded import in_words

        result = in_words(result, speak)
    thing: object = result
    if form.drawn:
        from qda.render.headed import block
        from qda.render.pictures.draw import drawing_of

        thing = block(drawing_of(result))
        if type(thing).__name__ not in form.takes:
            raise UsageError(undrawn(format))
        import_module(f"qda.render.{form.module}").write(thing, out, raw=raw, width=width, colour=colour)
        return
    if isinstance(result, Said):
        if result.table is None and format != "json":
            return
        thing = result.table or Table((), ())
    elif isinstance(result, Report):
        made: Any = result.document
        if made is None or not form.read or (kind_of(made) == "Page" and format == "table"):
            thing = result.table
        elif kind_of(made) == "Page":
            thing = made
        else:
            thing = replace(made, notes=made.notes or result.notes or result.table.notes)
    elif isinstance(result, Record) and result.document is not None and form.read:
        thing = result.document
    elif isinstance(result, Record) and result.table is not None and form.rows:
        thing = result.table
    if not footer and kind_of(thing) == "Document":
        thing = replace(thing, notes=())  # type: ignore[type-var]
    if isinstance(thing, Table) and thing.cells and (form.read or form.takes[-1] == "Workbook"):
        from qda.render.headed import spelled

        thing = spelled(thing)
    if kind_of(thing) == "Document" and form.read:
        from qda.core.language import now
        from qda.render import headed

        read = headed.for_reader(cast("Document", thing))
        thing = replace(read, facts=headed.spoken(read.facts), language=now().code)
    if form.read and isinstance(thing, Table):
        from qda.render.safe_text import in_local_time, with_bylines

        thing = with_bylines(in_local_time(thing))
    kind = kind_of(thing)
    if kind not in form.takes:
        able = ", ".join(name for name, other in FORMATS.items() if kind in other.takes)
        raise UsageError(f"a {kind.lower()} cannot be written as {format}; it can be as: {able}")
    if kind not in ("Document", "Page") and (form.page or form.takes[-1] == "Workbook"):
        thing = _dated(thing, stamp, form)
    import_module(f"qda.render.{form.module}").write(thing, out, raw=raw, width=width, colour=colour)


def _dated(thing: Any, stamp: Stamp | None, form: Format) -> Any:
    """Return a table, record or workbook as a document or spreadsheet has it: with its facts, heads and values in words."""
    from dataclasses import replace

    from qda.core.language import speak
    from qda.core.results import Record, Table
    from qda.render import headed

    if stamp is not None:
        thing = replace(thing, title=getattr(thing, "title", "") or speak(stamp.title), facts=headed.facts(stamp))
    thing = replace(thing, facts=headed.spoken(thing.facts))
    if form.page and isinstance(thing, Table):
        thing = headed.in_per_cent(headed.with_total(headed.headed(headed.in_words(thing))))
    if form.page and isinstance(thing, Record):
        thing = replace(thing, fields=headed.fields(thing.fields))
    return thing


def kind_of(thing: object) -> str:
    """Return `Table`, `Record`, `Workbook`, `Page` or `Document`, without importing what documents are made of."""
    name = type(thing).__name__
    return "Page" if name == "StudyPage" else name if name in ("Table", "Record", "Workbook") else "Document"


class _Room(ModuleType):
    """This room when it is called: `qda.render(result, …)` names the room once Python has imported it."""

    def __call__(self, *args: Any, **more: Any) -> None:
        render(*args, **more)


sys.modules[__name__].__class__ = _Room
