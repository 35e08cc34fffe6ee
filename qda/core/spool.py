"""Rows that may be more than memory holds, given back in the order of a number.

What does not fit goes into a temporary file: only its owner can read it, and it has no name where the system allows that,
so nothing of it is left behind, however the program ends.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from heapq import merge
from itertools import pairwise
from operator import itemgetter
from typing import IO, Any, NamedTuple

CHUNK = 16_384  # rows that are kept in memory
BLOCK = 1_024  # rows that are read back at a time
Row = tuple[Any, ...]
_number = itemgetter(0)


class _Run(NamedTuple):
    """Rows in order that lie in the file: the numbers of the first and the last, and where each block begins and its size."""

    first: int
    last: int
    blocks: list[tuple[int, int]]


class Spool:
    """Takes rows and gives them back by their first cell, a whole number; rows with the same one as they came.

    The other cells are plain values: None, numbers, text, bytes, and tuples of these. A context manager.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._runs: list[_Run] = []
        self._file: IO[bytes] | None = None
        self._n = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        return self._n

    def add(self, row: Row) -> None:
        """Take one row."""
        self._rows.append(row)
        self._n += 1
        if len(self._rows) >= CHUNK:
            self._spill()

    def _spill(self) -> None:
        import tempfile

        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        rows = self._rows
        rows.sort(key=_number)
        at, blocks = self._file.seek(0, 2), []
        for i in range(0, len(rows), BLOCK):
            size = self._file.write(marshal.dumps(rows[i : i + BLOCK], 2))  # 2: equal texts are not looked for
            blocks.append((at, size))
            at += size
        self._runs.append(_Run(rows[0][0], rows[-1][0], blocks))
        self._rows = []

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in order, as often as they are asked for; no row may be added meanwhile."""
        self._rows.sort(key=_number)
        spilled = [self._read(run) for run in self._runs]
        ends = [(run.first, run.last) for run in self._runs]
        if self._rows:
            spilled.append(iter(self._rows))
            ends.append((self._rows[0][0], self._rows[-1][0]))
        if all(a[1] <= b[0] for a, b in pairwise(ends)):  # they came in order, as most tables are written
            for rows in spilled:
                yield from rows
        else:
            yield from merge(*spilled, key=_number)

    def _read(self, run: _Run) -> Iterator[Row]:
        assert self._file is not None
        for at, size in run.blocks:
            self._file.seek(at)
            yield from marshal.loads(self._file.read(size))
