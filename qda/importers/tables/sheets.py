"""Sheets of XLSX and ODS workbooks as rows of text: cells as a person sees them, read by python-calamine.

calamine lays a sheet out whole in memory, every empty cell too. What a file unpacks to and how far its cells reach is
therefore looked at first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from qda.core.errors import QdaError
from qda.core.message import Message, chained
from qda.core.results import ABOUT
from qda.importers.tables.columns import HEAD, header_at

SUFFIXES = (".xlsx", ".xlsm", ".ods")
LARGEST = 20_000_000  # bytes of a file; unpacked ten times that, or as often as a plain sheet shrinks
_UNPACKED = 150_000_000
_ENTRIES = 5_000
_RATIO = 400  # a sheet of one repeated number shrinks to a hundredth
_CELLS = 4_000_000
_LABEL = 100  # characters of a merged cell up to which it is a label that holds for all it spans, no text
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_ODS = re.compile(rb"<(?:[\w-]+:)?(covered-table-cell|table-cell|table-row|table)\b([^>]*)>")
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,9})["']""")


def is_sheet(head: bytes, suffix: str) -> bool:
    """True if a table is a workbook, by its first bytes; QdaError for a workbook whose name says otherwise."""
    if head.startswith(b"PK\x03\x04"):
        if suffix not in (*SUFFIXES, "", ".zip"):
            raise QdaError(
                f"a workbook or another archive, though it is named {suffix}: give it its own suffix, .xlsx or .ods"
            )
        return True
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise QdaError(
            "an old Excel file (.xls), or one with a password: open it and save it as .xlsx without a password"
        )
    if suffix in SUFFIXES:
        raise QdaError(
            f"no {suffix} inside, though it is named so: save the sheet again, or give the file its own suffix"
        )
    if suffix == ".xls":
        raise QdaError("named .xls, but no Excel file: give it the suffix of what it is, such as .csv")
    return False


class Sheet:
    """One sheet: its header, and its rows as often as they are asked for.

    `columns` is the header, `first` its row number, `note` tells what was chosen or filled in; `ours` that we wrote the
    file. Iterating gives (row number as the spreadsheet shows it, cells as text) for the rows under the header. QdaError
    for a file that cannot be read, and for a `name` that it does not have.
    """

    def __init__(self, file: IO[bytes], name: str = "", large: bool = False) -> None:
        raw = file.read(-1 if large else LARGEST + 1)
        if len(raw) > LARGEST and not large:
            raise QdaError("a workbook of more than 20 MB: save the sheet as CSV, which is read row by row")
        _look(raw, large)
        book = _calling(_open, raw)
        names = [m.name for m in book.sheets_metadata if "WorkSheet" in str(m.typ)]
        seen = [m.name for m in book.sheets_metadata if m.name in names and "Visible" in str(m.visible)]
        self._sheet: Any = None
        if name:
            chosen = next((n for n in names if n.casefold() == name.strip().casefold()), None)
            if chosen is None:
                raise QdaError(f"there is no sheet {name!r}: its sheets are {', '.join(names)}")
            self._sheet, self.name = _calling(book.get_sheet_by_name, chosen), chosen
        else:
            for candidate in [*seen, *(n for n in names if n not in seen)]:
                self._sheet, self.name = _calling(book.get_sheet_by_name, candidate), candidate
                if self._sheet.height:
                    break
        if self._sheet is None or not self._sheet.height:
            raise QdaError(f"empty: {f'the sheet {self.name!r}' if name else 'no sheet'} has a cell that is filled")
        self._top = self._sheet.start[0] + 1  # the first row with a cell, as numbered in the spreadsheet
        self._fill = self._merged()
        self.first, self.columns = self._header()
        self.ours = len(names) > 1 and names[-1] == ABOUT
        notes: list[str] = []
        if not name and len(names) > 1:
            others = ", ".join(n for n in names if n not in (self.name, ABOUT))
            if others:
                notes.append(
                    Message(
                        "sheet-chosen",
                        "sheet {sheet!r} was read; there are others ({others})",
                        sheet=self.name,
                        others=others,
                    )
                )
        if self.first > self._top:
            notes.append(f"the header is row {self.first}; what stands above it was left out")
        if self._fill:
            notes.append("a label in merged cells holds for each row that they span")
        self.note = chained(notes)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, row in self._rows():
            if number > self.first:
                yield number, row

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        fill, left = self._fill, self._sheet.start[1]
        for i, row in enumerate(
            self._sheet.iter_rows()
        ):  # from the sheet's first row, but from its first filled column
            cells = [v if type(v) is str else shown(v) for v in row]
            if fill:
                for j, label in fill.get(i, ()):
                    if 0 <= j - left < len(cells) and not cells[j - left]:
                        cells[j - left] = label
            if any(cells):
                yield i + 1, cells

    def _header(self) -> tuple[int, list[str]]:
        """The header's row number and cells: the first row, or the first of several cells under lines of one, or of a name and
        a value."""
        head = [row for _, row in zip(range(HEAD), self._rows(), strict=False)]
        if all(sum(map(bool, c)) <= 1 for _, c in head):
            return head[0]
        first = next(i for i, (_, cells) in enumerate(head) if sum(map(bool, cells)) > 1)
        by_number = dict(head[first:])
        top = head[first][0]
        lines = range(
            top, min(head[-1][0], top + 2 * HEAD) + 1
        )  # blank rows too: they part a table from what stands above it
        number = lines[header_at([by_number.get(n, []) for n in lines])]
        return number, by_number[number]

    def _merged(self) -> dict[int, list[tuple[int, str]]]:
        """By row the cells that a merged one above them stands for: (column, its label). Long texts stand for themselves."""
        out: dict[int, list[tuple[int, str]]] = {}
        ranges = getattr(self._sheet, "merged_cell_ranges", None) or []
        tops = {(a, b): c for (a, b), (c, d) in ranges if b == d and a < c}  # down one column
        if not tops or sum(c - a for (a, _), c in tops.items()) > _CELLS:
            return out
        left = self._sheet.start[1]
        by_row: dict[int, list[tuple[int, int]]] = {}
        for (a, b), c in tops.items():
            by_row.setdefault(a, []).append((b, c))
        for i, row in enumerate(self._sheet.iter_rows()):
            for b, c in by_row.get(i, ()):
                label = shown(row[b - left]) if 0 <= b - left < len(row) else ""
                if label and len(label) <= _LABEL:
                    for j in range(i + 1, c + 1):
                        out.setdefault(j, []).append((b, label))
        return out


def shown(value: Any) -> str:
    """A cell as a person sees it: a whole number without a point, a date in ISO 8601, a time without seconds that are 0."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        hours = f"{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02d}"
        return ("-" if seconds < 0 else "") + hours + (f":{abs(seconds) % 60:02d}" if seconds % 60 else "")
    return "" if value is None else str(value)


def _open(raw: bytes) -> Any:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(raw))


def _calling(what: Any, *args: Any) -> Any:
    """Call into calamine; whatever it cannot read is a QdaError. A panic of it is no Exception."""
    from python_calamine import CalamineError, PasswordError

    try:
        return what(*args)
    except PasswordError:
        raise QdaError("it has a password: open it and save it without one") from None
    except (CalamineError, OSError, ValueError):
        raise QdaError("damaged, or no workbook: open it and save it again") from None
    except BaseException as e:
        if type(e).__name__ != "PanicException":
            raise
        raise QdaError("damaged: it cannot be read; open it and save it again") from None


def _look(raw: bytes, large: bool) -> None:
    """Before anything is unpacked: QdaError for an archive that is damaged, no workbook, or grows out of all measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as z:
            infos = z.infolist()
            names = {i.filename for i in infos}
            if any(i.flag_bits & 1 for i in infos):
                raise QdaError("it has a password: open it and save it without one")
            total = sum(i.file_size for i in infos)
            if (
                len(infos) > _ENTRIES
                or (total > 10_000_000 and total > _RATIO * len(raw))
                or (total > _UNPACKED and not large)
            ):
                raise QdaError(
                    f"it would unpack to {total / 1e6:.0f} MB: save the sheet as CSV, which is read row by row"
                )
            if "xl/workbook.xml" in names:
                parts = [n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]
                check = _area_of_xlsx
            elif "content.xml" in names:
                parts, check = ["content.xml"], _area_of_ods
            else:
                raise QdaError("an archive, but no workbook: give the file its own suffix")
            for part in sorted(parts):
                with z.open(part) as f:
                    if check(f) > _CELLS:
                        raise QdaError(
                            f"its cells reach over more than {_CELLS:,} places: save what is filled as CSV, or delete the "
                            "far cells"
                        )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error):
        raise QdaError("damaged, cut off, or no workbook: open it and save it again") from None


def _chunks(f: IO[bytes]) -> Iterator[bytes]:
    """The parts of a stream of XML, cut at the end of a tag; QdaError for one that declares entities."""
    rest = b""
    first = True
    while piece := f.read(_CHUNK):
        piece = rest + piece
        if first and b"<!DOCTYPE" in piece[:4096]:
            raise QdaError("its XML declares a document type, as no spreadsheet does: save it again from a spreadsheet")
        first = False
        cut = piece.rfind(b">") + 1 if len(piece) < 8 * _CHUNK else len(piece)
        rest = piece[cut:]
        yield piece[:cut]
    yield rest


def _area_of_xlsx(f: IO[bytes]) -> int:
    """Count the cells that a sheet spans in calamine's layout."""
    top = bottom = left = right = 0
    for piece in _chunks(f):
        found = _PLACE.findall(piece)
        if not found:
            continue
        rows = [int(r) for _, r in found]
        columns = [_number(c) for c in {c for c, _ in found}]
        top, bottom = min(top or rows[0], min(rows)), max(bottom, max(rows))
        left, right = min(left or columns[0], min(columns)), max(right, max(columns))
    return (bottom - top + 1) * (right - left + 1)


def _number(letters: bytes) -> int:
    n = 0
    for letter in letters:
        n = n * 26 + letter - 64
    return n


def _area_of_ods(f: IO[bytes]) -> int:
    """Count the cells that the largest sheet of an ODS spans, each repeated row and cell as often as it is repeated."""
    largest = area = blank = width = widest = times = 0

    def close_row() -> None:
        nonlocal area, blank, widest, width, times
        if width:
            area, blank = area + blank + times, 0
            widest = max(widest, width)
        else:
            blank += times
        width = times = 0

    at = 0
    for piece in _chunks(f):
        for what, attributes in _ODS.findall(piece):
            many = min(int(m[1]), 1 << 21) if (m := _TIMES.search(attributes)) else 1
            if what == b"table":
                close_row()
                largest, area, blank, widest, at = max(largest, area * widest), 0, 0, 0, 0
            elif what == b"table-row":
                close_row()
                times, at = many, 0
            else:
                at += many
                if b"value-type" in attributes or not attributes.rstrip().endswith(b"/"):
                    width = at
    close_row()
    return max(largest, area * widest)
