"""CSV (RFC 4180): UTF-8, a header, lines ending in CR LF, every column; formulas defused unless raw.

Rows are written in chunks, column by column. Whether a column needs quotation marks or defusing is tested once, on all
its cells joined; only if it does, each cell is tested. That is twice as fast as `csv.writer`, which looks at every
character in turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from qda.core.cells import SUSPECT, defuse
from qda.core.results import Record, Table
from qda.render.safe_text import chunks, data, nested, numerals

_ROWS = 250  # a piece in memory; more is not faster
_NUMBER = {int, float}
_TEXT = {str, type(None)}
_TRUTH = {bool}
_NESTED = {list, tuple, dict, type(None)}
_QUOTED = re.compile('[",\r\n]')


def write(result: Table | Record, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a table with its header, or a record as a table of one row."""
    if isinstance(result, Record):
        result = Table(tuple(result.fields), [tuple(result.fields.values())])
    if not result.columns:
        return
    out.write(_lines([tuple(result.columns)], raw))
    for rows in chunks(result.rows, _ROWS):
        out.write(_lines(rows, raw))


def _lines(rows: Sequence[Sequence[Any]], raw: bool) -> bytes:
    columns = [_column(column, raw) for column in zip(*rows, strict=True)]
    if len(columns) == 1:  # an empty line would be no row at all
        columns = [[cell or '""' for cell in columns[0]]]
    text = "\r\n".join(map(",".join, zip(*columns, strict=True)))
    return (text + "\r\n").encode("utf-8", "backslashreplace")


def _column(column: tuple[Any, ...], raw: bool) -> Sequence[str]:
    """Return the cells of a column as they are written to the file."""
    kinds = set(map(type, column))
    if kinds <= _NUMBER:
        return numerals(column)
    if kinds == _TRUTH:
        return ["true" if cell else "false" for cell in column]
    cells: Sequence[str]
    if kinds <= _TEXT:
        cells = column if len(kinds) == 1 and None not in column else ["" if cell is None else cell for cell in column]
        if not raw and not SUSPECT.isdisjoint({cell[:1] for cell in cells}):
            cells = [defuse(cell) for cell in cells]
    elif kinds <= _NESTED:  # as JSON it begins with a bracket, which no spreadsheet runs
        cells = nested(column)
    else:
        # Numbers are never defused: -5 is a number, not a formula.
        return [_cell(cell, raw) for cell in column]
    joined = "".join(cells)
    if "," in joined or '"' in joined or "\n" in joined or "\r" in joined:
        return [_quoted(cell) if _QUOTED.search(cell) else cell for cell in cells]
    return cells


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _cell(value: Any, raw: bool) -> str:
    if value is None:
        return ""
    text = (value if raw else defuse(value)) if isinstance(value, str) else str(data(value))
    return _quoted(text) if _QUOTED.search(text) else text
