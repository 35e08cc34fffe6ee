"""Codings made elsewhere: rows of a CSV, TSV or JSON lines file that say which source, where, and which code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from qda.core import numbers
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers.rows import Rows, clean


class CodingRow(NamedTuple):
    """One row: its number in the file, source and code by name, offsets or a quote, the coder and a note if any."""

    row: int
    source: str
    code: str
    start: int | None
    end: int | None
    quote: str | None
    coder: str | None
    note: str | None


def read_codings(
    path: str, options: ReadOptions, stdin: BinaryIO | None = None, bad: Callable[[int, str], None] | None = None
) -> Iterator[CodingRow]:
    """Yields the rows of a file of codings, streamed; `-` reads `stdin`. `bad` is told the rows that say no place, and why;
    without it these are refused at the end.

    Columns `source` and `code`, and `start` and `end` (code points, end exclusive) or `quote`; `coder` and `note` if
    there are; other columns are passed over. Raises QdaError for missing columns, by name; OSError when the file cannot
    be read.
    """
    with Rows(path, options, stdin) as rows:
        given = options.columns
        source, code = rows.find("source", given, required=True), rows.find("code", given, required=True)
        start, end = rows.find("start", given), rows.find("end", given)
        quote, coder, note = (rows.find(f, given) for f in ("quote", "coder", "note"))
        assert source is not None and code is not None
        if (start is None or end is None) and quote is None:
            raise QdaError(f"no columns start and end, and none for quote: its columns are {rows.named()}")
        if start is None or end is None:
            start = end = None
        odd: list[str] = []
        bad = bad or (lambda row, why: odd.append(f"row {row}: {why}"))
        read = 0
        for number, row in rows:
            read += 1
            a = b = None
            if start is not None and end is not None:
                first, last = row[start], row[end]
                if first or last:
                    a, b = numbers.whole(first), numbers.whole(last)
                    if a is None or b is None or max(abs(a), abs(b)) > numbers.LARGEST:
                        what = "whole numbers" if a is None or b is None else "places in a text"
                        bad(number, f"start {numbers.short(first)!r} and end {numbers.short(last)!r} must be {what}")
                        continue
            text = clean(row[quote]) if quote is not None else ""
            if a is None and not text:
                bad(number, "it has neither start and end nor a quote: fill in one of them")
                continue
            yield CodingRow(
                number,
                clean(row[source]),
                clean(row[code]),
                a,
                b,
                text or None,
                (clean(row[coder]) or None) if coder is not None else None,
                (clean(row[note]) or None) if note is not None else None,
            )
        if odd:
            more = f"; and {len(odd) - 20} more rows" if len(odd) > 20 else ""
            raise QdaError("; ".join(odd[:20]) + more)
        if not read:
            raise QdaError("empty: it has a header and no rows")
