"""XLSX: a frozen header, a filter, numbers as numbers; text stays text, so that no cell is a formula or a link.

Rows are written as they come. A sheet holds 1,048,575 of them; the next sheet takes the rest. Of which study and moment a
table is stands in the properties and on a last sheet. The same result gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

from qda.core.errors import QdaError
from qda.core.language import speak
from qda.core.results import ABOUT, Record, Sheet, Table, Workbook
from qda.render.headed import fields, headed, in_words, with_total
from qda.render.safe_text import chunks, data, record_value

_ROWS, _COLUMNS, _LONGEST = 1_048_576, 16_384, 32_767  # Excel's limits
_CUT = " […cut: too long for a spreadsheet cell]"
_EXACT = 2**53  # larger integers would lose their last digits
_SHADES = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": "#6FA8C7"}


def write(result: Table | Record | Workbook, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write every column of a table, a record as two columns, or the sheets of a workbook."""
    import xlsxwriter  # type: ignore[import-untyped]

    sheets = _sheets(result)
    for sheet in sheets:
        if (n := len(sheet.table.columns)) > _COLUMNS:
            where = f"the sheet {sheet.name!r}: " if len(sheets) > 1 else ""
            advice = "" if where else "; write .csv instead"
            raise QdaError(f"{where}{n} columns are too many for a spreadsheet ({_COLUMNS}){advice}")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    try:
        with xlsxwriter.Workbook(out, options) as book:
            _write(book, result, sheets)
    except xlsxwriter.exceptions.FileCreateError as e:  # its word for an error of the file, such as a full disk
        if isinstance(e.args[0], OSError):
            raise e.args[0] from None
        raise


def _sheets(result: Table | Record | Workbook) -> list[Sheet]:
    """Return the sheets that hold a result, as they are written."""
    if isinstance(result, Workbook):
        sheets = list(result.sheets)
    elif isinstance(result, Record):
        rows = [
            (key, value if isinstance(value, (int, float)) else record_value(value))
            for key, value in fields(result.fields).items()
        ]
        sheets = [Sheet("Data", Table(("field", "value"), rows, wrap=("value",)))]
    else:
        sheets = [Sheet("Data", result)]
    sheets = [replace(s, table=with_total(headed(in_words(s.table, dates=False)), every=True)) for s in sheets]
    if result.facts and not isinstance(result, Workbook):
        said = [(speak("report"), result.title), *result.facts, *((speak("note"), note) for note in result.notes)]
        sheets.append(Sheet(ABOUT, Table((speak("field"), speak("value")), [s for s in said if s[1]], wrap=("value",))))
    return sheets


def _write(book: Any, result: Table | Record | Workbook, sheets: Sequence[Sheet]) -> None:
    facts = dict(result.facts)
    told = {
        "subject": facts.pop(speak("study"), "")[:255],
        "comments": "; ".join(f"{k}: {v}" for k, v in facts.items()),
    }
    book.set_properties({"title": result.title[:255], "author": "qda", "created": datetime(2000, 1, 1), **told})
    head = {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}
    formats = {
        "head": book.add_format(head),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"valign": "top"}),
        "share": book.add_format({"valign": "top", "num_format": "0.0%"}),
        "total": book.add_format({"bold": True, "top": 1, "valign": "top"}),
    }
    for sheet in sheets:
        _Sheet(book, sheet, formats).write()


class _Sheet:
    """A table on its way into a workbook, on as many sheets as its rows need.

    `number` counts them, `at` is the row that comes next.
    """

    def __init__(self, book: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
        self.book, self.name, self.table, self.formats = book, sheet.name, sheet.table, formats
        columns = self.table.columns
        self.styles = [
            formats["share" if c in self.table.shares else "wrap" if c in self.table.wrap else "cell"] for c in columns
        ]
        self.number, self.at = 0, 1
        self.sheet: Any = None

    def write(self) -> None:
        """Write all rows. The last one is that of the totals where the table has one."""
        pieces = chunks(self.table.rows, 500)
        first = next(pieces, [])
        self._begin(first)
        before: Sequence[Any] | None = None
        for row in chain(first, (row for piece in pieces for row in piece)):
            if before is not None:
                self._row(before, first)
            before = row
        total = before is not None and bool(self.table.totals)
        if before is not None:
            self._row(before, first, self.formats["total"] if total else None)
        self._finish(self.at - total)

    def _begin(self, first: Sequence[Sequence[Any]]) -> None:
        self.number, self.at = self.number + 1, 1
        self.sheet = self.book.add_worksheet(self.name if self.number == 1 else f"{self.name} {self.number}")
        for n, name in enumerate(self.table.columns):
            longest = max([len(str(name)) + 2, *(len(str(data(row[n]) or "")) for row in first[:200])])
            self.sheet.set_column(n, n, min(longest + 1, 60 if name in self.table.wrap else 32))
            self.sheet.write_string(0, n, _short(str(name)), self.formats["head"])
        self.sheet.freeze_panes(1, 0)

    def _finish(self, rows: int) -> None:
        """End a sheet whose first `rows` rows are the head and what can be filtered."""
        if self.table.columns:
            self.sheet.autofilter(0, 0, max(1, rows - 1), len(self.table.columns) - 1)
        names = frozenset(self.table.shaded)
        shaded = [n for n, name in enumerate(self.table.columns) if name in names]
        if shaded and rows > 1:  # one scale over all of them, so that cells of different columns can be compared
            self.sheet.conditional_format(1, shaded[0], rows - 1, shaded[-1], _SHADES)

    def _row(self, row: Sequence[Any], first: Sequence[Sequence[Any]], style: Any = None) -> None:
        if self.at == _ROWS:
            self._finish(self.at)
            self._begin(first)
        for n, value in enumerate(row):
            if value is None:
                continue
            how = style or self.styles[n]
            if isinstance(value, bool):
                self.sheet.write_boolean(self.at, n, value, how)
            elif isinstance(value, (int, float)) and abs(value) <= _EXACT:
                self.sheet.write_number(self.at, n, value, how)
            else:
                self.sheet.write_string(self.at, n, _short(value if isinstance(value, str) else str(data(value))), how)
        self.at += 1


def _short(text: str) -> str:
    """Cut a text to what a cell holds; Excel counts UTF-16 units."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= _LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    kept = text.encode("utf-16-le")[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT
