"""Which rows a change touched, by their numbers: a change may have touched a million."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from qda.store.history.door import unpack


def unbroken(keys: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of numbers, which come in order, without a gap."""
    first = last = None
    for k in keys:
        if last is not None and k == last + 1:
            last = k
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = k
    if first is not None and last is not None:
        yield first, last


def joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges of numbers in order, those that follow each other as one."""
    out: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if out and first == out[-1][1] + 1:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


class Held:
    """Numbers of rows, as ranges: what a change of a million rows touched takes eight bytes a row."""

    def __init__(self) -> None:
        self._single = array("q")
        self._ranges: list[tuple[int, int]] = []
        self._begins: list[int] | None = None

    def add(self, first: int, last: int | None, packed: str | bytes | None) -> None:
        """Add what a line of history touched: one row, those from first to last, or those of a packed block."""
        if isinstance(packed, bytes):
            self._single.extend(k for k, _ in unpack(first, packed))
        elif last is None:
            self._single.append(first)
        else:
            self._ranges.append((first, last))

    def __contains__(self, k: int) -> bool:
        if self._begins is None:
            ranges = sorted([*self._ranges, *unbroken(sorted(self._single))])
            self._ranges = []
            for first, last in ranges:
                if self._ranges and first <= self._ranges[-1][1]:
                    self._ranges[-1] = (self._ranges[-1][0], max(last, self._ranges[-1][1]))
                else:
                    self._ranges.append((first, last))
            self._begins = [first for first, _ in self._ranges]
        at = bisect_right(self._begins, k) - 1
        return at >= 0 and k <= self._ranges[at][1]
