"""XLSX: a frozen header, a filter, numbers as numbers; text stays text, so that no cell is a formula or a link.

Rows are written as they come. A sheet holds 1,048,575 of them; the next sheet takes the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

from qda.core.errors import QdaError
from qda.core.results import Record, Table
from qda.render.safe_text import chunks, data, record_value

_ROWS, _COLUMNS, _LONGEST = 1_048_576, 16_384, 32_767  # Excel's limits
_CUT = " […cut: too long for a spreadsheet cell]"
_EXACT = 2**53  # larger integers would lose their last digits


def write(result: Table | Record, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write every column of a table, or a record as two columns."""
    import xlsxwriter  # type: ignore[import-untyped]

    if isinstance(result, Record):
        rows = [
            (key, value if isinstance(value, (int, float)) else record_value(value))
            for key, value in result.fields.items()
        ]
        result = Table(("field", "value"), rows, title=result.title, wrap=("value",))
    if len(result.columns) > _COLUMNS:
        raise QdaError(f"{len(result.columns)} columns are too many for a spreadsheet ({_COLUMNS}); write .csv instead")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    try:
        with xlsxwriter.Workbook(out, options) as book:
            _write(book, result)
    except xlsxwriter.exceptions.FileCreateError as e:  # its word for an error of the file, such as a full disk
        if isinstance(e.args[0], OSError):
            raise e.args[0] from None
        raise


def _write(book: Any, result: Table) -> None:
    book.set_properties({"title": result.title[:255], "author": "qda", "created": datetime(2000, 1, 1)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"valign": "top"}),
    }
    pieces = chunks(result.rows, 500)
    first = next(pieces, [])
    sheet: Any = None
    number = at = 0
    for row in chain(first, (row for piece in pieces for row in piece)):
        if sheet is None or at == _ROWS:
            if sheet is not None:
                _finish(sheet, at, result)
            number += 1
            sheet, at = _begin(book, number, result, first, formats), 1
        _row(sheet, at, row, result, formats)
        at += 1
    _finish(sheet or _begin(book, 1, result, first, formats), max(at, 1), result)


def _begin(book: Any, number: int, table: Table, first: Sequence[Sequence[Any]], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet("Data" if number == 1 else f"Data {number}")
    for n, name in enumerate(table.columns):
        longest = max([len(str(name)) + 2, *(len(str(data(row[n]) or "")) for row in first[:200])])
        sheet.set_column(n, n, min(longest + 1, 60 if name in table.wrap else 32))
        sheet.write_string(0, n, _short(str(name)), formats["head"])
    sheet.freeze_panes(1, 0)
    return sheet


def _finish(sheet: Any, rows: int, table: Table) -> None:
    if table.columns:
        sheet.autofilter(0, 0, max(1, rows - 1), len(table.columns) - 1)


def _row(sheet: Any, at: int, row: Sequence[Any], table: Table, formats: dict[str, Any]) -> None:
    for n, value in enumerate(row):
        if value is None:
            continue
        style = formats["wrap" if table.columns[n] in table.wrap else "cell"]
        if isinstance(value, bool):
            sheet.write_boolean(at, n, value, style)
        elif isinstance(value, (int, float)) and abs(value) <= _EXACT:
            sheet.write_number(at, n, value, style)
        else:
            sheet.write_string(at, n, _short(value if isinstance(value, str) else str(data(value))), style)


def _short(text: str) -> str:
    """Cut a text to what a cell holds; Excel counts UTF-16 units."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= _LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    kept = text.encode("utf-16-le")[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT
