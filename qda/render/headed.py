"""A table as a document or spreadsheet has it: heads in words, per cent, a row of totals, of which study and moment it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qda.core.results import Stamp, Table
from qda.render.safe_text import local, shown_columns

TOTAL = "total"


def headed(table: Table) -> Table:
    """Return the table with its columns headed by words: `codings_with_codes` is headed `codings with codes`.

    Names of the study stay as they are, and so does a key whose words head another column.
    """
    known = set(table.columns)
    words = {c: w for c in known.difference(table.named) if (w := c.replace("_", " ")) != c and w not in known}
    if not words:
        return table

    def said(columns: Sequence[str]) -> list[str]:
        return [words.get(c, c) for c in columns]

    return replace(
        table, columns=said(table.columns), brief=None if table.brief is None else said(table.brief),
        wrap=said(table.wrap), times=said(table.times), said=said(table.said), named=said(table.named),
        totals=said(table.totals), shares=said(table.shares), cells=said(table.cells), shaded=said(table.shaded),
    )  # fmt: skip


def with_total(table: Table, *, every: bool = False) -> Table:
    """Return the table with a last row of the sums of the columns that add up; a table without rows stays without.

    The row says `total` in the first column that is shown: of those that a reader sees, or of `every`.
    """
    places = [n for n, name in enumerate(table.columns) if name in table.totals]
    if not places:
        return table
    first = 0 if every else shown_columns(table)[0]

    def rows() -> Iterator[Sequence[Any]]:
        sums, empty = dict.fromkeys(places, 0), True
        for row in table.rows:
            empty = False
            for n in places:
                sums[n] += row[n] or 0
            yield row
        if not empty:
            yield [TOTAL if n == first else sums.get(n) for n in range(len(table.columns))]

    return replace(table, rows=rows())


def in_per_cent(table: Table) -> Table:
    """Return the table with its shares as texts in per cent, with one decimal."""
    places = [n for n, name in enumerate(table.columns) if name in table.shares]
    if not places:
        return table

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            cells = list(row)
            for n in places:
                cells[n] = None if cells[n] is None else PerCent(cells[n])
            yield cells

    return replace(table, rows=rows())


def spelled(table: Table) -> Table:
    """Return the table with its cells of quotes and summaries as text, a line each; a cell without any is empty."""
    places = [n for n, name in enumerate(table.columns) if name in table.cells]
    if not places:
        return table

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            cells = list(row)
            for n in places:
                cells[n] = _spelled(cells[n])
            yield cells

    return replace(table, rows=rows(), cells=())


def _spelled(cell: Any) -> str | None:
    if isinstance(cell, Mapping):
        if cell["text"] is not None:
            return _LINK.sub(_linked, str(cell["text"]))
        n = cell["waiting"]
        return f"({n} quote{'' if n == 1 else 's'} waiting)" if n else None
    return "\n".join(f"“{' '.join(str(q['text']).split())}” [{q['id']}]" for q in cell or ()) or None


def _linked(match: re.Match[str]) -> str:
    kind, name = match[1], match[2]
    return f"[{name}]" if kind == "coding" else f"{kind} {name}" if name[:1].isdecimal() else f"‘{name}’"


_LINK = re.compile(r"\[\[([a-z]+):([^\[\]\n]{1,400})\]\]")


class PerCent(float):
    """A share of 1 that is shown in per cent."""

    def __format__(self, spec: str) -> str:
        return f"{100 * float(self):.1f}%"


def facts(stamp: Stamp) -> list[tuple[str, str]]:
    """Return the study, the local date of its last change, and as of which change a result holds."""
    said = [("study", stamp.study)]
    return [*said, ("last change", f"{local(stamp.at)[:10]}, as of change {stamp.change}")] if stamp.change else said
