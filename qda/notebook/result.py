"""What a method of a study returns: finished rows or a document, which a notebook shows by itself."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from html import escape
from typing import Any

from qda.core.language import ENGLISH, said_as
from qda.core.message import Message
from qda.core.results import Cell, Record, Report, Said, Stamp, Table, Workbook

MOST = 200  # rows of a table that a notebook shows
_WHOLE = ("Quote", "Prose", "CodedText")  # parts of documents that hold no table, and there are many


class Result:
    """Rows, an object or a document, finished: the study may be closed, and it can be read as often as you like.

    `value` is what the operation returned (`Table`, `Record`, `Report`, `Said`, `Workbook`), with names masked where the
    study shows pseudonyms; `notes` say what was counted. Iterating gives the rows as dictionaries. Its documents are in
    `language`, by its code: that which was asked for, else that of the study's reports, else English. `read` is the value as
    it is shown to be read, where that is another (`qda.ops.agreement.blind`): rows, and files of them, have it all.
    """

    def __init__(
        self,
        value: Any,
        stamp: Stamp | None = None,
        notes: Sequence[str] = (),
        language: str = ENGLISH,
        read: Any = None,
    ) -> None:
        self.value = finished(value)
        self._read = self.value if read is None else finished(read)
        self._notes = [*getattr(self.value, "notes", ()), *notes]
        self.notes = [str(note) for note in self._notes]
        self.language = language
        self._stamp = stamp

    @property
    def table(self) -> Table:
        """Return the rows as a table; of an object its fields, of a workbook a row a sheet."""
        return _table_of(self.value)

    @property
    def columns(self) -> list[str]:
        """Return the keys of the rows, in order."""
        return list(self.table.columns)

    def dicts(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries, in order: all columns, times in UTC. An object is one row.

        `pandas.DataFrame(result.dicts())` takes them.
        """
        from qda.render.worded import in_words

        table = self.table
        return list((in_words(table, str) if table.said else table).dicts())  # type: ignore[union-attr]

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return iter(self.dicts())

    def __len__(self) -> int:
        return len(list(self.table.rows))

    def __bool__(self) -> bool:
        return True  # a result without rows is one too

    def to_string(self, format: str = "text", *, raw: bool = False, lang: str = "") -> str:
        """Return the result as text.

        format: "text" (aligned), "csv", "json", "md" or "html", or one that draws: "svg", "dot", "mmd", "graphml", "gexf".
        The same text as a file of that format has. raw: CSV without the mark before cells that a spreadsheet would run.
        lang: the language of a document, by its code (`nl`, `en`), else the result's own. QdaError for a format that there
        is not, that is no text, or that cannot hold this result, and for what is no code of a language.
        """
        from qda.core.errors import UsageError

        format = {"text": "table"}.get(format, format)
        out = io.BytesIO()
        self._write(format, out, raw=raw, lang=lang)
        try:
            return out.getvalue().decode("utf-8-sig" if format == "csv" else "utf-8")
        except UnicodeDecodeError:
            raise UsageError(f"{format} is no text: save the result to a file") from None

    def save(self, path: str | os.PathLike[str], format: str = "", *, raw: bool = False, lang: str = "") -> None:
        """Write the result to a file, whose suffix says the format unless it is given.

        lang: the language of a document, by its code, else the result's own. A file that exists is replaced, and only when
        the new one is whole. QdaError for an unknown suffix, or a file that cannot be written.
        """
        from qda.core.errors import QdaError
        from qda.core.files import place, replacing
        from qda.render import format_for

        path = os.fspath(path)
        chosen = format_for(path, format or None)
        language_of(lang)
        place(path)
        try:
            with replacing(path) as out:
                self._write(chosen, out, raw=raw, lang=lang)
        except OSError as e:
            raise QdaError(unreadable(e)) from e

    def _write(self, format: str, out: Any, *, raw: bool, lang: str) -> None:
        from qda.render import render, translated
        from qda.render.worded import in_words

        language = said_as(language_of(lang), self.language) if lang else self.language
        stamp = self._stamp if format in ("md", "html", "docx", "xlsx") else None
        value = self._read if format == "table" else self.value
        if isinstance(value, Said) and value.table is not None:
            value = value.table
        if not translated(value, format):
            value = in_words(value, str)
        render(value, format, out, raw=raw, footer=format != "table", stamp=stamp, language=language)

    def __str__(self) -> str:
        return self.to_string() if not isinstance(self.value, Workbook) else _text(self.table)

    def __repr__(self) -> str:
        return str(self).rstrip("\n") or "; ".join(self.notes) or "<a result without rows>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: a table under its heads, or the document; every text of the study escaped."""
        from qda.core.language import speaking

        with speaking(self.language):
            return self._html()

    def _html(self) -> str:
        from qda.core.document import Document
        from qda.core.language import speak
        from qda.render.html_page import fragment
        from qda.render.safe_text import visible

        value = self._read
        made = getattr(value, "document", None)
        if isinstance(value, Document) or isinstance(made, Document):
            document = value if made is None else replace(made, notes=made.notes or value.notes)
            if any(type(block).__name__ == "CodedText" for block in document.blocks):  # a page of its own: `to_string`
                return f'<pre style="white-space: pre-wrap">{escape(visible(str(self)))}</pre>'
            return fragment(document)
        table = _table_of(value)
        rows = list(table.rows)
        shown = fragment(replace(table, rows=rows[:MOST], notes=(), drawing=None))
        said = [speak("{n:,} of {m:,} rows", n=MOST, m=len(rows))] if len(rows) > MOST else []
        said += [speak(note) if isinstance(note, Message) else note for note in self._notes]
        return shown + "".join(f"<p>{escape(note)}</p>\n" for note in said)


def _table_of(value: Any) -> Table:
    """Return a value's rows as a table."""
    if isinstance(value, Table):
        return value
    if isinstance(value, (Report, Said)):
        return value.table or Table((), ())
    if isinstance(value, Record):
        return Table(list(value.fields), [list(value.fields.values())])
    if isinstance(value, Workbook):
        rows = [(s.name, len(list(s.table.rows)), list(s.table.columns)) for s in value.sheets]
        return Table(("sheet", "rows", "columns"), rows)
    return Table((), ())


def language_of(lang: str) -> str:
    """Return the code of a language as it was given, "" for none; QdaError for what is none."""
    from qda.core.errors import UsageError
    from qda.core.language import is_language

    if lang and not is_language(lang):
        raise UsageError(f"lang: {lang!r} is no code of a language; nl, en and nl-BE are")
    return lang


def unreadable(e: OSError) -> str:
    """Return a sentence on a file that could not be read or written."""
    return f"{os.fsdecode(e.filename) if e.filename else 'a file'}: {(e.strerror or str(e)).lower()}"


def _text(table: Table) -> str:
    out = io.BytesIO()
    from qda.render import render

    render(table, "table", out)
    return out.getvalue().decode("utf-8")


def finished(thing: Any) -> Any:
    """Return a result whose rows are all there: none is read from a study any more."""
    if isinstance(thing, Table):
        drawing = None if thing.drawing is None else finished(thing.drawing)
        return replace(thing, rows=[list(row) for row in thing.rows], drawing=drawing)
    if isinstance(thing, (str, bytes, Mapping)) or type(thing).__name__ in _WHOLE:
        return thing
    if isinstance(thing, (list, tuple)) and not hasattr(thing, "_fields"):
        parts = [finished(part) for part in thing]
        return thing if all(a is b for a, b in zip(parts, thing, strict=True)) else type(thing)(parts)
    if is_dataclass(thing) and not isinstance(thing, type):
        held = {f.name: getattr(thing, f.name) for f in fields(thing)}
        changed = {name: new for name, part in held.items() if (new := finished(part)) is not part}
        return replace(thing, **changed) if changed else thing
    return thing
