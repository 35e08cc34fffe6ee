"""Codings made elsewhere: rows of a CSV, TSV or JSON lines file that say which source, where, and which code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from qda.core import numbers
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.importers.tables.rows import Rows, clean


def one_code(columns: Sequence[str]) -> bool:
    """True if a table is a listing of qda itself: then a cell holds the name of one code, whatever signs are in it."""
    return {"code", "origin", "confirmed", "uuid"} <= {c.strip().casefold() for c in columns}


class CodeCells:
    """Codes in the cells of a table: one, or several separated by line breaks, semicolons, bars or, if that is clear, commas.

    `known` are the keys of the names that codes have. Such a name stays whole, whatever signs are in it. Commas part a cell only
    into names that are known or stand alone in another cell (`alone`, by key).
    """

    def __init__(self, known: Container[str], alone: Container[str]) -> None:
        self.known, self.alone = known, alone

    def names(self, cell: str) -> list[str]:
        """The names in a cell, each once; the cell itself when it is one."""
        whole = cell.strip()
        if key(whole) in self.known:
            return [whole]
        if whole[:1] == "[" and whole[-1:] == "]":
            try:
                listed = json.loads(whole)
            except ValueError:
                listed = None
            if isinstance(listed, list) and all(isinstance(x, str) for x in listed):
                return _once(listed) or [whole]
        found = [name for line in whole.split("\n") for name in self._parted(line.strip(), _SIGNS, anything=True)]
        return _once([n for part in found for n in self._parted(part, _COMMA, anything=False)]) or [whole]

    def doubtful(self, name: str) -> bool:
        """True if a name that was kept whole has a comma and, beside it, the name of a known code."""
        parts = [key(p) for p in _COMMA.split(name)[::2]]
        return len(parts) > 1 and key(name) not in self.known and any(p in self.known or p in self.alone for p in parts)

    def _parted(self, text: str, signs: re.Pattern[str], *, anything: bool) -> list[str]:
        """A text parted at signs, longest known names first; whole when a part is unknown, unless `anything` may be a name."""
        pieces = signs.split(text)  # parts, with the signs between them
        out: list[str] = []
        i = 0
        while i < len(pieces):
            for j in range(len(pieces) - 1 if len(pieces) < _MOST else i, i, -2):
                joined = "".join(pieces[i : j + 1]).strip()
                if key(joined) in self.known:
                    break
            else:
                j, joined = i, pieces[i].strip()
                if joined and not anything and key(joined) not in self.known and key(joined) not in self.alone:
                    return [text]
            out.append(joined)
            i = j + 2
        return out


_SIGNS = re.compile(r"([;|])")
_COMMA = re.compile(r"(,)")
_MOST = 400  # pieces of a cell up to which names with signs in them are looked for


def _once(names: Sequence[str]) -> list[str]:
    return list({key(n): n.strip() for n in reversed(names) if n.strip()}.values())[::-1]


class CodingRow(NamedTuple):
    """One row: its number in the file, source and code by name, offsets or a quote, the coder and a note if any.

    `code` is the cell as it stands, which may name several (`CodeCells`).
    """

    row: int
    source: str
    code: str
    start: int | None
    end: int | None
    quote: str | None
    coder: str | None
    note: str | None


def read_codings(
    path: str, options: ReadOptions, stdin: BinaryIO | None = None, bad: Callable[[int, str], None] | None = None,
    notes: list[str] | None = None, single: set[str] | None = None,
) -> Iterator[CodingRow]:  # fmt: skip
    """Yields the rows of a file of codings, streamed; `-` reads `stdin`. `bad` is told the rows that say no place, and why;
    without it these are refused at the end. `notes` takes what is told of the table, `single` the cells
    of a listing of our own, each of which names one code.

    Columns `source` and `code`, and `start` and `end` (code points, end exclusive) or `quote`; `coder` and `note` if
    there are; other columns are passed over. Raises QdaError for missing columns, by name; OSError when the file cannot
    be read.
    """
    with Rows(path, options, stdin) as rows:
        given = options.columns
        if notes is not None and rows.note:
            notes.append(rows.note)
        source, code = rows.find("source", given, required=True), rows.find("code", given, required=True)
        start, end = rows.find("start", given), rows.find("end", given)
        quote, coder, note = (rows.find(f, given) for f in ("quote", "coder", "note"))
        assert source is not None and code is not None
        if (start is None or end is None) and quote is None:
            raise QdaError(f"no columns start and end, and none for quote: its columns are {rows.named()}")
        if start is None or end is None:
            start = end = None
        ours = single if one_code(rows.columns) else None
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
            if ours is not None:
                ours.add(clean(row[code]))
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
