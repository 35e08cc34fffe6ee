"""Helpers of every format: make text safe to show, write cells as words, split rows into pieces.

Text from outside is text. A character that a terminal or a reader would obey instead of show is written as a sign that
can be seen: control characters as their pictures (`␛`), C1 controls and bidirectional overrides as `\\x9b`, `\\u202e`.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from qda.core.document import Document, Grid, Heading, Quote
from qda.core.language import now, speak, speak_n
from qda.core.results import Record, Table

# Controls but the line feed (the tab is dealt with apart), C1, marks and overrides of direction, line and paragraph
# separators, the byte order mark, interlinear annotation, lone surrogates.
_TERMINAL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# In a document the marks of direction (U+200E, U+200F, U+061C) stay: right-to-left text needs them, and they turn
# nothing but themselves. Tabs stay; what XML cannot hold goes.
_DOCUMENT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 9:
        return "    "
    if code < 32:
        return chr(0x2400 + code)
    if code == 127:
        return "\u2421"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def visible(text: str) -> str:
    """Return text for a terminal, which obeys nothing in it: line feeds stay, a tab becomes four spaces."""
    return text if text.isprintable() else _TERMINAL.sub(_sign, text)


def clean(text: str, keep: str = "") -> str:
    """Return text for a document (Markdown, HTML, DOCX): as `visible`, but tabs and marks of direction stay.

    `keep` are control characters that the caller put there and takes out again.
    """
    if text.isprintable():
        return text
    return _DOCUMENT.sub(lambda m: m[0] if m[0] in keep else _sign(m), text) if keep else _DOCUMENT.sub(_sign, text)


def words(value: Any) -> str:
    """Return a cell as a reader sees it: "" for None, yes or no, three decimals, the length of a list or object."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return speak("yes") if value else speak("no")
    if isinstance(value, float):
        return now().number(f"{value:.3f}")
    if isinstance(value, (list, tuple, dict)):
        return str(len(value))
    return str(value)


# Made once, without a look for rings, which no cell is: a listing has a hundred thousand.
_AS_JSON = json.JSONEncoder(ensure_ascii=False, default=str, check_circular=False).encode


def data(value: Any) -> Any:
    """Return a cell for a file of data: lists and objects as JSON, true or false for truth values, all else unchanged."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, dict)):
        if not value:
            return "{}" if isinstance(value, dict) else "[]"
        if type(value) is list and type(value[0]) is str and all(type(v) is str for v in value):
            return _names(tuple(value))
        return _AS_JSON(value)
    return value


def nested(column: Sequence[Any]) -> list[str]:
    """Return a column of lists, objects and None as `data` gives each, "" for None, by one call where that can be told apart."""
    between = '"\\u0000"'  # a text of its own in a list, which no cell has: no study holds that character
    parted: list[Any] = []
    for cell in column:
        parted += ("" if cell is None else cell, "\0")
    cells = _AS_JSON(parted)[1 : -len(between) - 3].split(f", {between}, ")
    if len(cells) != len(column):
        return ["" if cell is None else data(cell) for cell in column]
    return ["" if cell == '""' else cell for cell in cells]


@functools.lru_cache(maxsize=1000)
def _names(value: tuple[str, ...]) -> str:
    """Return a list of texts as JSON; a listing has the same few again and again."""
    return json.dumps(value, ensure_ascii=False)


def numerals(column: Sequence[float]) -> list[str]:
    """Return a column of integers or floats in full, as text: one call instead of one for each cell."""
    return str(tuple(column))[1:-1].rstrip(",").split(", ")


def is_number(value: Any) -> bool:
    """True if `words(value)` is a number (a list is: its length is shown)."""
    return isinstance(value, (int, float, list, tuple, dict)) and not isinstance(value, bool)


def chunks(rows: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    """Yield the rows in lists of at most `size`, read when needed."""
    source = iter(rows)
    while piece := list(islice(source, size)):
        yield piece


MANY_COLUMNS = 12  # in a table of more, heads of numbers stand upright, and a page or a Word file lies across


def shown_columns(table: Table) -> list[int]:
    """Return the positions of the columns that a reader sees: those in `brief` that exist, else all."""
    if table.brief:
        places = {name: n for n, name in enumerate(table.columns)}
        some = [places[name] for name in table.brief if name in places]
        if some:
            return some
    return list(range(len(table.columns)))


def with_bylines(table: Table) -> Table:
    """Mark researchers in a table that shows an author without the role."""
    seen = {table.columns[n] for n in shown_columns(table)}
    pairs = [
        (n, table.columns.index(role))
        for n, name in enumerate(table.columns)
        if name in seen
        and name.endswith("author")
        and (role := name[:-6] + "role") in table.columns
        and role not in seen
    ]
    if not pairs:
        return table

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            if any(row[role] == "researcher" for _, role in pairs):
                row = list(row)
                for author, role in pairs:
                    row[author] = attribution(row[author], row[role]) or None
            yield row

    return replace(table, rows=rows())


def in_local_time(table: Table) -> Table:
    """Return the table with its UTC times in local time to the second."""
    places = [n for n, name in enumerate(table.columns) if name in table.times]
    if not places:
        return table

    def rows() -> Iterator[list[Any]]:
        for row in table.rows:
            out = list(row)
            for n in places:
                out[n] = local(out[n])
            yield out

    return replace(table, rows=rows(), times=())


def local(value: Any) -> Any:
    """Return a UTC time as stored (`2026-01-31T12:00:00.000000Z`) in local time to the second; any other value unchanged."""
    if not isinstance(value, str) or not value.endswith("Z") or len(value) < 20:
        return value
    from datetime import datetime

    try:
        return datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return value


def record_value(value: Any) -> str:
    """Return a field of a record as text: short lists and objects are written out, lists of long things counted."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {words(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        if not any(isinstance(item, (dict, list, tuple)) for item in value):
            return ", ".join(words(item) for item in value)
        small = len(value) <= 12 and all(isinstance(item, dict) and "text" not in item for item in value)
        if small:
            return "\n".join(
                " · ".join(f"{key}: {words(v)}" for key, v in item.items() if v not in (None, "")) for item in value
            )
        return str(len(value))
    return words(value)


def as_document(result: Table | Record | Document) -> Document:
    """Wrap a table or record in a document, for formats that are pages."""
    if isinstance(result, Document):
        return result
    if isinstance(result, Record):
        rows = [(key, record_value(value)) for key, value in result.fields.items()]
        return Document(result.title, [Grid(Table((speak("field"), speak("value")), rows))], result.facts, result.notes)
    drawn = [] if result.drawing is None else [result.drawing]
    alone = replace(result, title="", notes=())  # these are the document's
    return Document(result.title, [*drawn, Grid(alone)], result.facts, result.notes)


def attribution(author: str | None, role: str | None) -> str:
    """Return who said something, in the language of now: `Kim Ross`, `Kim Ross (researcher)`, "" when nobody is named."""
    if role != "researcher":
        return author or ""
    return speak("{author} (researcher)", author=author) if author else speak("a researcher")


def note_line(note: str) -> str:
    """Return what was noted of a quote, in one line: `note: …`."""
    return speak("note: {note}", note=note)


def quote_source(quote: Quote) -> str:
    """Return where a quote is from, in one line: `author (researcher), source, date (unconfirmed) [12]`."""
    said = (attribution(quote.author, quote.role), quote.cited or quote.source, now().day(quote.date or ""))
    marks = f" ({'; '.join(map(speak, quote.marks))})" if quote.marks else ""
    return ", ".join(part for part in said if part) + marks + (f" [{quote.id}]" if quote.id is not None else "")


def codes_line(codes: Sequence[str]) -> str:
    """Return the codes of a quote in one line: `code: trust`, `codes: trust, access`."""
    return speak_n("code: {codes}", "codes: {codes}", len(codes), codes=list(codes))


def contents_depth(document: Document) -> int:
    """Return the depth of a table of contents: two levels, or one if headings of the second repeat.

    `Codes`, `Properties`, `Quotes` under each of ten categories would hide the categories.
    """
    second = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    again = [n for n in Counter(second).values() if n > 1]
    return 1 if len(again) > 1 and 2 * sum(again) > len(second) else 2
