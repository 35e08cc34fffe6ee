"""Link answers and order posts: the result is the same whatever the order in which the files of a thread are imported."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from qda.importers.common.thread_dates import parsed

T = TypeVar("T", bound=Hashable)
_PREFIX = re.compile(r"(?:t\d_|[A-Za-z][A-Za-z_]{0,11}[-_:])(?=\w)")
_FLOAT = re.compile(r"\d+\.0$")
# What stands for "answers no one" in the column of a table.
GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})  # what Reddit has in the place of words and names
NONE = frozenset(["0", "-1", "root", "none", "null", "nan", "na", "n/a", "-", "false", "nil", "undefined", "0.0"])


def bare(id: str) -> str:
    """An id without the prefix that some columns have and others have not (`t1_a1`), and without a spreadsheet's `.0`."""
    found = _PREFIX.match(id)
    id = id[found.end() :] if found else id
    return id[:-2] if _FLOAT.match(id) else id


class Answers(Generic[T]):
    """Finds a post by what another one calls it: its id as written, else without prefixes where that means one alone."""

    def __init__(self) -> None:
        self._exact: dict[str, T] = {}
        self._loose: dict[str, T | None] | None = None  # made when an id is not found as written

    def add(self, id: str, value: T) -> None:
        """Take a post's id; the first of two that are alike stays."""
        if id:
            self._exact.setdefault(id, value)
            self._loose = None

    def find(self, called: str) -> T | None:
        """The post that is called so, or None."""
        found = self._exact.get(called)
        if found is not None or called[:1] == "#":
            return found
        if self._loose is None:
            self._loose = {}
            for id, value in self._exact.items():
                loose = bare(id)
                self._loose[loose] = value if self._loose.get(loose, value) == value else None
        return self._loose.get(bare(called))


class Item(NamedTuple):
    """Facts that place a post among others: its id, the forum's own number of it (-1 for none), its date."""

    id: str
    number: int
    date: str | None


def number_of(text: str) -> int:
    """A post's number as the forum writes it; -1 for none."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def moments(dates: Iterable[str | None]) -> list[datetime] | None:
    """Dates that can be compared, those without an offset as UTC; None when one is missing."""
    out = []
    for date in dates:
        when = parsed(date)
        if when is None:
            return None
        out.append(when if when.tzinfo else when.replace(tzinfo=UTC))
    return out


def rising(values: Sequence[datetime] | Sequence[int]) -> bool:
    """True if none is smaller than the one before it."""
    return all(a <= b for a, b in pairwise(values))  # type: ignore[operator]


def places(have: Sequence[Item], new: Sequence[Item], anchors: Sequence[int], earlier: bool | None) -> list[int]:
    """Before which post of `have` each new one stands (`len(have)` for the end); the posts of each stay in their order.

    By the forum's own numbers, else by date where both are in its order, else by pages, else where they stand among
    posts that both have, else by ids that are numbers. `anchors` is such a place for each, -1 where there is none;
    `earlier` says whether the new ones' pages come before, None where pages do not tell.
    """
    numbers, more = [h.number for h in have], [n.number for n in new]
    if numbers and min(numbers + more, default=-1) >= 0 and rising(numbers) and not set(numbers) & set(more):
        return [bisect_right(numbers, n) for n in more]
    dates, later = moments(h.date for h in have), moments(n.date for n in new)
    if dates and later and rising(dates) and rising(later):
        find = bisect_left if earlier else bisect_right
        return [find(dates, d) for d in later]
    if earlier is not None:
        return [max(a, 0) if earlier else len(have) for a in anchors]
    if any(a >= 0 for a in anchors):
        return [a if a >= 0 else len(have) for a in anchors]
    ids, others = [number_of(h.id) for h in have], [number_of(n.id) for n in new]
    if ids and min(ids + others, default=-1) >= 0 and rising(ids) and rising(others):
        return [bisect_right(ids, n) for n in others]
    return [len(have)] * len(new)


def anchored(known: Sequence[int | None]) -> list[int]:
    """For each post of a file that is new (None), the place after the known one before it, or before the known one after it.

    `known` are the places of a file's posts among those that are there; -1 where it has none that is known.
    """
    out: list[int] = []
    last = -1
    after = next((k for k in known if k is not None), -1)
    for k in known:
        if k is None:
            out.append(last + 1 if last >= 0 else after)
        else:
            last = k
    return out
