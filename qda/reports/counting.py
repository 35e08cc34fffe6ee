"""How codings are counted: one ordered pass, each stretch once, each character once.

Codings must come ordered by code, source, start, end. Only stretches that overlap, and those that run over several
segments, are counted again from the text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from qda.store import codes, people, sources
from qda.store.scope import Scope

SELECT = (
    'select g.code, g.source, g.start, g."end", g.words, g.segment, g.last_segment, m.participant, g.confirmed, '
    "g.coder, m.kind from coding g left join segment m on m.id = g.segment"
)


class Tally:
    """What was counted of one group of codings (a code, or a code and a value of `--by`)."""

    __slots__ = (
        "_end", "_fresh", "_source", "_start", "_words", "again", "characters", "codings", "last", "participants",
        "researcher", "segments", "sources", "stretches", "unconfirmed", "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.codings = self.stretches = self.words = self.characters = self.unconfirmed = self.researcher = 0
        self.segments: set[int] = set()
        self.sources: set[int] = set()
        self.participants: set[int] = set()
        self.again: list[tuple[int, int, int]] = []  # merged stretches to be counted from the text
        self.last: tuple[int, int, int] | None = None
        self._source, self._start, self._end, self._words, self._fresh = 0, 0, -1, 0, False

    def cover(self, source: int, start: int, end: int, words: int, whole: bool) -> None:
        """Take one more stretch into the covered text; `whole` says that its own word count may be used."""
        if source == self._source and start < self._end:
            self._fresh = False
            if end > self._end:
                self._end = end
            return
        self.close()
        self._source, self._start, self._end, self._words, self._fresh = source, start, end, words, whole

    def close(self) -> None:
        """Count the stretch that is still open."""
        if self._end >= 0:
            if self._fresh:
                self.words += self._words
                self.characters += self._end - self._start
            else:
                self.again.append((self._source, self._start, self._end))
        self._end = -1


def tally(
    db: sqlite3.Connection, groups: Iterable[tuple[tuple[object, ...], int, int, int, int, int, int | None, int | None, int | None, int, str | None]],
    researchers: set[int], *, include_researcher: bool = False,
) -> dict[tuple[object, ...], Tally]:  # fmt: skip
    """Count codings by group. Each item: group, source, start, end, words, segment, last segment, participant, confirmed, kind.

    The items of one group must be ordered by source, start, end.
    """
    out: dict[tuple[object, ...], Tally] = {}
    for group, _, source, start, end, words, segment, last_segment, person, confirmed, kind in groups:
        t = out.get(group)
        if t is None:
            t = out[group] = Tally()
        t.codings += 1
        if not confirmed:
            t.unconfirmed += 1
        place = (source, start, end)
        again = place == t.last
        if not again:
            t.last = place
            t.stretches += 1
        if segment is not None:
            t.segments.add(segment)
        t.sources.add(source)
        if person in researchers:
            t.researcher += 1
            if not include_researcher:
                if segment != last_segment:
                    t.cover(source, start, end, 0, False)
                continue
        if person is not None:
            t.participants.add(person)
        if not again:
            t.cover(source, start, end, words, segment == last_segment and kind != "boilerplate")
    recount(db, out.values(), set() if include_researcher else researchers)
    return out


def recount(db: sqlite3.Connection, tallies: Iterable[Tally], leave_out: set[int]) -> None:
    """Count the merged stretches from the text, a source read once."""
    todo: dict[int, list[tuple[int, int, Tally]]] = {}
    for t in tallies:
        t.close()
        for source, start, end in t.again:
            todo.setdefault(source, []).append((start, end, t))
    for source in sorted(todo):
        layout = sources.layout(db, source)
        for start, end, t in todo[source]:
            parts = layout.counted(start, end, leave_out)
            t.words += sum(len(layout.text[a:b].split()) for a, b in parts)
            t.characters += _span(parts, layout.text)


def _span(parts: list[tuple[int, int]], text: str) -> int:
    """Characters of the parts, with the blanks between two that follow each other."""
    total, last = 0, None
    for a, b in parts:
        total += b - a
        if last is not None and not text[last:a].strip():
            total += a - last
        last = b
    return total


def codings(db: sqlite3.Connection, scope: Scope) -> Iterable[tuple[int, int, int, int, int, int | None, int | None, int | None, int, int, str | None]]:
    """The codings of a scope, ordered by code, source, start, end: the columns of `SELECT`."""
    where, args = scope.coding()
    return db.execute(f'{SELECT} where {where} order by g.code, g.source, g.start, g."end"', args)


def with_codes(
    db: sqlite3.Connection, over: Scope, tops: Iterable[int], *, include_researcher: bool = False
) -> dict[int, Tally]:
    """For each of these codes what was counted of it together with all codes under it, each stretch once.

    A code without any coding has an empty tally. The filter on codes in `over` is not applied: it chooses `tops`.
    """
    gathered = codes.gathered(db)
    tops = list(tops)
    holders: dict[int, list[int]] = {}
    for top in tops:
        for i in gathered[top]:
            holders.setdefault(i, []).append(top)
    free = Scope(over.sources, over.participants, None, over.coders, over.source_or_person)
    rows = [
        ((top,), *r[:9], r[10])
        for r in codings(db, free)
        if r[0] in holders
        for top in holders[r[0]]
    ]
    rows.sort(key=lambda r: r[2:5])
    tallies = tally(db, rows, people.researchers(db), include_researcher=include_researcher)
    return {top: tallies.get((top,)) or Tally() for top in tops}
