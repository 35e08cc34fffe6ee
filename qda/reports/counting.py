"""How codings are counted: one ordered pass, each stretch once, each character once.

Only stretches that overlap, and those that run over several segments, are counted again from the text.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from qda.store import codes, people, sources
from qda.store.scope import Scope

# What is counted of a coding, after the group that it belongs to.
COLUMNS = 'g.source, g.start, g."end", g.words, g.segment, g.confirmed'
Row = tuple[Any, ...]  # (code, value, *COLUMNS)


class Tally:
    """What was counted of one group of codings (a code, or a code and a value of `--by`)."""

    __slots__ = (
        "again", "characters", "codings", "participants", "researcher", "segments", "sources", "stretches", "unconfirmed",
        "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.codings = self.stretches = self.sources = self.words = self.characters = 0
        self.unconfirmed = self.researcher = 0
        self.segments: set[int] = set()
        self.participants: set[int] = set()
        self.again: list[tuple[int, int, int]] = []  # merged stretches to be counted from the text


def tally(
    db: sqlite3.Connection, rows: Iterable[Row], researchers: set[int], *, include_researcher: bool = False
) -> dict[tuple[int, Any], Tally]:
    """Count codings by (code, value). The rows of one group must follow each other, ordered by source, start, end.

    Runs once over the rows with a stretch open that grows while others overlap it; what is merged, or runs over several
    segments, is counted from the text at the end.
    """
    out: dict[tuple[int, Any], Tally] = {}
    left_out = set() if include_researcher else researchers
    cut = _stretches(db, "0", left_out) if left_out else {}
    person_of = dict(db.execute("select id, participant from segment where participant is not null"))
    at_code: Any = None
    at_value: Any = None
    t = Tally()
    at_source = at_start = at_end = at_words = last_start = last_end = -1
    at_segment: int | None = None
    at_person: int | None = None
    fresh = True
    for code, value, source, start, end, words, segment, confirmed in rows:
        if code != at_code or value != at_value:
            if at_end >= 0:
                _close(t, at_source, at_start, at_end, at_words, fresh)
            at_code, at_value = code, value
            t = out[(code, value)] = Tally()
            at_source, at_end, last_start, at_segment, at_person = -2, -1, -1, None, None
        t.codings += 1
        if not confirmed:
            t.unconfirmed += 1
        if source != at_source:
            if at_end >= 0:
                _close(t, at_source, at_start, at_end, at_words, fresh)
                at_end = -1
            t.sources += 1
            at_source, last_start = source, -1
        same = start == last_start and end == last_end
        if not same:
            t.stretches += 1
            last_start, last_end = start, end
        if segment != at_segment:
            at_segment, at_person = segment, person_of.get(segment)
            if segment is not None:
                t.segments.add(segment)
            if at_person is not None and at_person not in left_out:
                t.participants.add(at_person)
        if at_person in researchers:
            t.researcher += 1
        if same:
            continue
        if start < at_end:
            fresh = False
            if end > at_end:
                at_end = end
            continue
        if at_end >= 0:
            _close(t, at_source, at_start, at_end, at_words, fresh)
        at_start, at_end, at_words = start, end, words
        fresh = source not in cut or not _touches(cut[source], start, end)
    if at_end >= 0:
        _close(t, at_source, at_start, at_end, at_words, fresh)
    _recount(db, out.values(), left_out)
    return out


def _stretches(db: sqlite3.Connection, condition: str, people: set[int]) -> dict[int, list[tuple[int, int]]]:
    """By source the merged stretches of the segments that meet a condition, or are by one of the people."""
    out: dict[int, list[tuple[int, int]]] = {}
    some = ", ".join(map(str, sorted(people))) or "null"
    for source, start, end in db.execute(
        'select source, start, "end" from segment '
        f"where {condition} or participant in ({some}) order by source, n"
    ):
        held = out.setdefault(source, [])
        if held and start < held[-1][1]:
            held[-1] = (held[-1][0], max(end, held[-1][1]))
        else:
            held.append((start, end))
    return out


def _touches(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_left(stretches, (end,)) - 1
    return i >= 0 and stretches[i][1] > start


def _close(t: Tally, source: int, start: int, end: int, words: int, fresh: bool) -> None:
    if fresh:
        t.words += words
        t.characters += end - start
    else:
        t.again.append((source, start, end))


def _recount(
    db: sqlite3.Connection, tallies: Iterable[Tally], leave_out: set[int]
) -> None:
    """Count the merged stretches from the text, a source read once; what does not count in them is left out."""
    todo: dict[int, list[tuple[int, int, Tally]]] = {}
    for t in tallies:
        for source, start, end in t.again:
            todo.setdefault(source, []).append((start, end, t))
    special = _stretches(db, "kind in ('boilerplate', 'quoted', 'note')", leave_out) if todo else {}
    for source in sorted(todo):
        text, layout = sources.text(db, source), None
        for start, end, t in todo[source]:
            if source not in special or not _touches(special[source], start, end):
                t.words += len(text[start:end].split())
                t.characters += end - start
                continue
            layout = layout or sources.Layout(text, sources.segments(db, source))
            parts = layout.counted(start, end, leave_out)
            t.words += sum(len(text[a:b].split()) for a, b in parts)
            t.characters += _span(parts, text)


def _span(parts: list[tuple[int, int]], text: str) -> int:
    """Characters of the parts, with the blanks between two that follow each other."""
    total, last = 0, None
    for a, b in parts:
        total += b - a
        if last is not None and not text[last:a].strip():
            total += a - last
        last = b
    return total


def codings(db: sqlite3.Connection, over: Scope, by: str = "null") -> Iterable[Row]:
    """The codings of a scope as rows for `tally`; `by` is an SQL expression over g (coding) and m (its segment)."""
    where, args = over.coding()
    group = "" if by == "null" else "2, "
    joined = "left join segment m on m.id = g.segment" if "m." in where + by else ""
    return db.execute(
        f"select g.code, {by}, {COLUMNS} from coding g {joined} "
        f'where {where} order by g.code, {group}g.source, g.start, g."end"',
        args,
    )


def with_codes(
    db: sqlite3.Connection, over: Scope, tops: Iterable[int], *, by: str = "null", include_researcher: bool = False
) -> dict[tuple[int, Any], Tally]:
    """For each of these codes, and each value of `by`, what was counted of it with all codes under it, each stretch once.

    The filter on codes in `over` is not applied: it chooses `tops`. A code without any coding is not in the result.
    """
    gathered = codes.gathered(db)
    holders: dict[int, list[int]] = {}
    for top in tops:
        for i in gathered[top]:
            holders.setdefault(i, []).append(top)
    if not holders:
        return {}
    free = Scope(over.sources, over.participants, None, over.coders, over.source_or_person)
    rows = [(top, *r[1:]) for r in codings(db, free, by) if r[0] in holders for top in holders[r[0]]]
    rows.sort(key=lambda r: (r[0], (r[1] is not None, r[1]), r[2:5]))
    return tally(db, rows, people.researchers(db), include_researcher=include_researcher)
