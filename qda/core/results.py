"""What operations and reports return: data that every front end can show.

`Table` is rows under named columns, `Record` one object, `Document` prose with quotes and tables, `Report` a table that
can also be read as a document. None of them prints; `qda.render` turns them into text, CSV, JSON, Markdown, HTML, DOCX
or XLSX. `notes` say what was counted and over what; they go to stderr, and to the footer of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

Cell = Any  # str, int, float, bool, None, or a list or dict of these (JSON)


@dataclass(slots=True)
class Table:
    """Rows under named columns.

    `rows` may be any iterable of sequences as long as `columns` and is read once when it is an iterator, so that a
    report of a million rows streams. `brief` names the columns shown in a terminal table and in Markdown (default:
    all); CSV and JSON have all of them. `wrap` names columns of running text (quotes, definitions), which wrap in a
    narrow terminal while the others keep their width. `times` names columns of UTC times, which a terminal table and
    Markdown show in local time; CSV and JSON keep them as stored.
    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: Sequence[str] = ()
    brief: Sequence[str] | None = None
    wrap: Sequence[str] = ("text", "definition", "note", "summary", "quote")
    times: Sequence[str] = ("at", "created_at", "updated_at", "first", "last")

    def dicts(self) -> Iterator[dict[str, Cell]]:
        """The rows as dictionaries, in order."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(slots=True)
class Record:
    """One object with named fields, in order. With `document` it is read as that in a terminal and in Markdown."""

    fields: Mapping[str, Cell]
    title: str = ""
    notes: Sequence[str] = ()
    document: Callable[[], Document] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the first below the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain running text, shown as it is (never read as markup). `style` is `normal`, `note` (small) or `label`."""

    text: str
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that a researcher wrote in Markdown (a memo, the storyline): shown as Markdown, raw HTML inside it as text."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with where it is from. `id` is the coding's number, `marks` words such as `unconfirmed` or `pinned`."""

    text: str
    source: str
    author: str | None = None
    id: int | None = None
    date: str | None = None
    codes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    note: str | None = None
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table inside a document."""

    table: Table


Block = Union[Heading, Paragraph, Prose, Quote, Bullets, Grid]


@dataclass(slots=True)
class Document:
    """Something one reads or hands in: a title, facts about it, blocks in order, notes for the footer.

    `contents` asks for a table of contents of the headings of level 1 and 2.
    """

    title: str
    blocks: Sequence[Block]
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    contents: bool = False
    language: str = "en"


@dataclass(slots=True)
class Report:
    """A table that can also be read as a document; the document is made when asked for."""

    table: Table
    document: Callable[[], Document]
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Said:
    """What a changing operation has to tell: a table of what it made, if any, and notes for stderr."""

    table: Table | None = None
    notes: list[str] = field(default_factory=list)


Result = Union[Table, Record, Document, Report, Said]
