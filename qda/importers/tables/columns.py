"""A table's header: the separator of its cells, what stands above it, and its columns' usual names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import islice

HEAD = 15  # rows in which a header is looked for


@cache
def usual() -> dict[str, dict[str, int]]:
    """The usual column names of each field: field -> name casefolded -> rank, from the rules' [columns]."""
    from qda.importers.common.rules import tables

    out: dict[str, dict[str, int]] = {}
    for name, table in sorted(tables(), key=lambda t: (t[0] != "en.toml", t[0])):
        del name
        for field, names in table.get("columns", {}).items():
            known = out.setdefault(field, {})
            for n in [field, *names]:
                known.setdefault(n.casefold(), len(known))
    return out


def squashed(name: str) -> str:
    """A column's name without case, spaces and signs; as it is where it has only signs."""
    return "".join(c for c in name.casefold() if c.isalnum()) or name.strip()


@cache
def loosely() -> dict[str, dict[str, int]]:
    """`usual` without spaces and signs."""
    return {
        field: {squashed(n): rank for n, rank in sorted(names.items(), key=lambda item: -item[1])}
        for field, names in usual().items()
    }


def header_at(head: Sequence[Sequence[str]]) -> int:
    """Count the rows above a table's header: lines of one cell, or of a name and a value over a blank line.

    A blank line, names that are usual in a header, or rows of one width show where the table begins; else it is the first row.
    """
    filled = [sum(map(bool, row)) for row in head]
    first = next((i for i, n in enumerate(filled) if n), 0)
    known = {squashed(n) for names in usual().values() for n in names}
    if not head or (any(squashed(c) in known for c in head[first] if c) and filled[first] in (1, max(filled))):
        return first
    for i in range(first + 1, len(head)):
        most, row = max(filled[first:i]), head[i]
        if filled[i] <= most or filled[i] < 2 or most > 2:
            continue
        blank = 0 in filled[first:i]
        usually = sum(squashed(c) in known for c in row if c) > (most > 1)
        alike = filled[i] > 2 and len(head) > i + 1 and all(len(r) == len(row) for r in head[i + 1 :] if r)
        if blank or (most == 1 and (usually or alike)) or (most == 2 and usually and alike):
            return i
    return first


def delimiter(sample: str) -> str:
    """The separator of a header line: the one of comma, semicolon, tab and bar that it holds most of.

    Where the line under it is not of the same width, lines may stand above the header: then the one that makes most lines alike.
    """
    sample = sample[:20_000]
    line = re.sub(r'"[^"]*"', "", sample).lstrip("\r\n").split("\n", 1)[0]
    counts: Sequence[tuple[int, str]] = [(line.count(d), d) for d in (",", ";", "\t", "|")]
    best = max(counts, key=lambda c: c[0])
    chosen = best[1] if best[0] else ","
    widths = {d: _widths(sample, d) for _, d in counts}
    if len(widths[chosen]) < 3 or (best[0] and widths[chosen][0] == widths[chosen][1]):
        return chosen
    alike = {d: max(((w.count(n), n) for n in set(w) if n > 1), default=(0, 0)) for d, w in widths.items()}
    found = max(alike, key=lambda d: alike[d])
    return found if alike[found][0] > max(1, alike[chosen][0]) else chosen


def _widths(sample: str, separator: str) -> list[int]:
    """Count the filled cells of each of the first rows; the last row of a long sample may be cut off and is left out."""
    with suppress(csv.Error):
        rows = [len(r) for r in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), HEAD + 5) if r]
        return rows if len(rows) < 3 or len(sample) < 20_000 else rows[:-1]
    return []
