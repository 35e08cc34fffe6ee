"""Results of operations and reports: data that every front end can show.

`Table` is rows under named columns, `Record` one object, `Document` prose with quotes and tables (in
`qda.core.document`), `Report` a table that can also be read as a document, `Workbook` several tables. None of them prints;
`qda.render` turns them into text, CSV, JSON, Markdown, HTML, DOCX or XLSX. `notes` say what was counted and in what; they
go to stderr, and into the footer of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from qda.core.document import Curve, Document
    from qda.core.drawings import Drawing
    from qda.core.study_page import StudyPage

ABOUT = "about"  # the sheet of a workbook that says of which study and moment it is
Want: TypeAlias = Literal[
    "both", "rows", "document"
]  # what of a report is made: rows for a file of data, a document to read
Cell = Any  # str, int, float, bool, None, or a list or dict of these (JSON)


class Late(Sequence[str]):
    """Notes that are written while rows are read: each is said in other words when somebody looks at it."""

    def __init__(self, notes: Sequence[str], say: Callable[[str], str]) -> None:
        self._notes, self._say = notes, say

    def __len__(self) -> int:
        return len(self._notes)

    def __getitem__(self, at: Any) -> Any:
        return [*map(self._say, self._notes[at])] if isinstance(at, slice) else self._say(self._notes[at])


def said_of(rows: Iterable[Sequence[Cell]], notes: Sequence[str], say: Callable[[str], str]) -> Sequence[str]:
    """Return notes in other words; those on rows that stream may still come."""
    return [*map(say, notes)] if isinstance(rows, (list, tuple)) else Late(notes, say)


@dataclass(slots=True)
class Table:
    """Rows under named columns.

    `rows` may be any iterable of sequences as long as `columns` and is read once when it is an iterator, so that a
    report of a million rows streams. `brief` names the columns shown in a terminal table and in Markdown (default:
    all); CSV and JSON have all of them. `wrap` names columns of running text (quotes, definitions), which wrap in a
    narrow terminal while the others keep their width. `times` names columns of UTC times, which a terminal table and
    Markdown show in local time; CSV and JSON keep them as stored. `said` names columns whose texts may be a `Message`,
    which a front end says in its own words. `drawing` is what is drawn of the rows where they are read; it is not made when
    only rows are wanted.

    In a document and a spreadsheet columns are headed by their keys as words; `named` are those that a name of the study
    heads (a code, a variable), which stays as it is. `totals` names columns of numbers that add up: there a last row has
    their sums. `shares` names columns of shares of 1, which are per cent there. `cells` names columns of quotes, as lists of
    {id, text}, or of summaries, as {text, waiting}: there they are written out, a line each. `shaded` names the columns of
    numbers that are the cells of a cross-table: in a spreadsheet the more a number is, the darker its cell. `facts` stand
    under the title. `of_source` is the column that names the source that a row is of, if one does: a name may be another
    person's in another source.
    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: Sequence[str] = ()
    brief: Sequence[str] | None = None
    wrap: Sequence[str] = ("text", "definition", "note", "summary", "quote")
    times: Sequence[str] = ("at", "created_at", "updated_at", "saved_at", "first", "last")
    said: Sequence[str] = ()
    drawing: Drawing | Curve | None = None
    named: Sequence[str] = ()
    totals: Sequence[str] = ()
    shares: Sequence[str] = ()
    shaded: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    cells: Sequence[str] = ()
    of_source: str = "source"

    def dicts(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows as dictionaries, in order."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(slots=True)
class Record:
    """One object with named fields, in order.

    A terminal and Markdown show its `document`, if it has one; files of rows (CSV, XLSX) have its `table`.
    """

    fields: Mapping[str, Cell]
    title: str = ""
    notes: Sequence[str] = ()
    document: Document | None = None
    table: Table | None = None
    facts: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Report:
    """A table that can also be read as a document. Both are finished, so that the study may be closed.

    The part that `run` was not asked for (`want`) is empty: a table without rows, or no document.
    """

    table: Table
    document: Document | StudyPage | None
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Said:
    """Result of an operation that changes the study: a table of what it made, if any, and notes for stderr."""

    table: Table | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a workbook, by name: at most 31 characters."""

    name: str
    table: Table


@dataclass(slots=True)
class Workbook:
    """Several tables in one file. Rows that stream are read sheet by sheet, in order."""

    sheets: Sequence[Sheet]
    title: str = ""
    notes: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which study a result is, and of which moment: its last change, by number and by time (UTC, as stored).

    `title` is that of a result that has none of its own.
    """

    study: str
    change: int = 0
    at: str = ""
    title: str = ""


Result: TypeAlias = "Table | Record | Document | Report | Said | Workbook"
