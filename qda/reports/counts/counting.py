"""Count codings in one ordered pass: each stretch once, each character once.

Words and characters of a stretch were counted when it was coded. Only stretches that overlap, and those that touch a
researcher's words, are counted again from the text.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from qda.reports.common.counted import by_coders, counted, n_of
from qda.reports.counts import columns
from qda.store.analysis import codes
from qda.store.analysis.scope import Scope
from qda.store.queries import counts
from qda.store.queries.counts import UNGROUPED, Grouping, Row
from qda.store.texts import people, segment_layout, sources
from qda.store.texts.segment_layout import Layout


class Tally:
    """Counts of one group of codings: of a code, or of a code and a value by which codings are grouped.

    `segments` and `participants` stay empty where `of_codes` only counted them.
    """

    __slots__ = (
        "again", "characters", "codings", "n_participants", "n_segments", "participants", "researcher", "segments", "sources",
        "stretches", "unconfirmed", "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.codings = self.stretches = self.sources = self.words = self.characters = 0
        self.unconfirmed = self.researcher = self.n_segments = self.n_participants = 0
        self.segments: set[int] = set()
        self.participants: set[int] = set()
        self.again: list[tuple[int, list[tuple[int, int]]]] = []  # stretches that overlap, to be counted from the text


def tally(
    db: sqlite3.Connection, rows: Iterable[Row], researchers: set[int], *, include_researcher: bool
) -> dict[tuple[int, Any], Tally]:
    """Count codings by (code, value). The rows of one group must follow each other, ordered by source, start, end.

    Goes over the rows once, with one stretch open that grows as long as others overlap it. What was merged, or touches
    words that may not count, is counted from the text at the end.
    """
    out: dict[tuple[int, Any], Tally] = {}
    left_out = set() if include_researcher else researchers
    unheard = _stretches(db, left_out, kinds=(), wanted=None) if left_out else {}
    person_of = counts.people_of_coded(db)
    for group, found in groupby(rows, itemgetter(0, 1)):
        t = out[group] = Tally()
        members = list(found)
        # by columns: half the cost of asking each row
        _, _, source, _, _, _, _, segment, confirmed = zip(*members, strict=True)
        t.codings = len(members)
        t.unconfirmed = t.codings - sum(confirmed)
        t.sources = len(set(source))
        t.segments = set(segment)
        t.segments.discard(None)
        t.participants = set(map(person_of.__getitem__, t.segments)) - left_out - {0}
        t.n_segments, t.n_participants = len(t.segments), len(t.participants)
        if researchers:
            t.researcher = sum([s is not None and person_of[s] in researchers for s in segment])
        _measure(t, members, unheard)
    _recount(db, out.values(), left_out)
    return out


def of_codes(
    db: sqlite3.Connection, researchers: set[int], *, include_researcher: bool
) -> dict[tuple[int, Any], Tally]:
    """Count all codings of the study by code, as `tally` does of `counts.codings`, in half its time and flat memory.

    SQLite adds up each code. Only codings in sources where a code's stretches overlap, lack a count or may touch a
    researcher's words are looked at one by one.
    """
    out: dict[tuple[int, Any], Tally] = {}
    left_out = set() if include_researcher else researchers
    unheard = _stretches(db, left_out, kinds=(), wanted=None) if left_out else {}
    person_of = counts.people_of_coded(db)
    large = not isinstance(person_of, dict) and counts.every_coding(db) >= columns.MANY
    look = columns.in_arrays if large else columns.in_lists
    for c in counts.of_each_code(db, measured=large):
        t = out[c.code, None] = Tally()
        t.codings, t.unconfirmed = c.codings, c.codings - c.confirmed
        t.stretches, t.words, t.characters = c.codings, c.words, c.characters
        found = look(c, person_of, researchers, left_out)
        t.sources, t.n_segments, t.n_participants = found.n_sources, found.n_segments, found.n_participants
        t.researcher = found.researcher
        unsure = found.at() if c.sized < c.codings else found.crossing
        if unheard:
            unsure |= found.at() & unheard.keys()
        if unsure:
            rows = found.rows(unsure) if found.rows else list(counts.codings_of(db, c.code, unsure))
            t.stretches -= len(rows)
            t.words -= sum([row[5] for row in rows])
            t.characters -= sum([row[6] or 0 for row in rows])
            _measure(t, rows, unheard)
    _recount(db, out.values(), left_out)
    return out


def _measure(t: Tally, items: Iterable[Row], unheard: Stretches) -> None:
    """Add the stretches, words and characters of a group; put what must be counted from the text into `again`.

    `unheard` is what people wrote whose words do not count: at writing they were counted.
    """
    stretches = characters = counted = at_source = at_start = at_words = at_characters = last_start = 0
    again: list[tuple[int, int]] | None  # the open stretch and those that overlap it, when counted from the text
    for _, _, source, start, end, words, size, _, _ in items:
        if source != at_source:
            at_source, at_end, last_end, again = source, 0, 0, None
            special = unheard.get(source) or []
            special_end = special[-1][1] if special else 0  # before it something of the source may not count
        if end == last_end and start == last_start:
            continue
        last_start, last_end = start, end
        stretches += 1
        if start < at_end:
            if again is None:
                again = [(at_start, at_end)]
                t.again.append((source, again))
                counted -= at_words
                characters -= at_characters
            again.append((start, end))
            if end > at_end:
                at_end = end
            continue
        at_start, at_end, at_words, at_characters = start, end, words, size
        if size is None or (start < special_end and _touches(special, start, end)):
            again = [(start, end)]
            t.again.append((source, again))
        else:
            again = None
            counted += words
            characters += size
    t.stretches += stretches
    t.words += counted
    t.characters += characters


Stretches = dict[int, list[tuple[int, int]]]


def _stretches(
    db: sqlite3.Connection, people: set[int], kinds: Sequence[str], wanted: Iterable[int] | None
) -> Stretches:
    """Return by source the merged stretches that may not count: segments of these kinds, and what these people wrote.

    Of the sources `wanted`, or of all.
    """
    found = counts.segments_of(db, people, kinds, wanted)
    return {source: _union([(a, b) for _, a, b in parts]) for source, parts in groupby(found, itemgetter(0))}


def _touches(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_left(stretches, (end,)) - 1
    return i >= 0 and stretches[i][1] > start


def _recount(db: sqlite3.Connection, tallies: Iterable[Tally], leave_out: set[int]) -> None:
    """Count from the text what overlaps or touches what may not count, a source read once.

    Each stretch is cut down to what counts of it, then each character of these parts is counted once.
    """
    plain: dict[int, list[tuple[int, int, Tally]]] = {}
    touched: dict[int, list[tuple[list[tuple[int, int]], Tally]]] = {}
    tallies = [t for t in tallies if t.again]
    if not tallies:
        return
    cut = _stretches(
        db, leave_out, ("boilerplate", "quoted", "note"), {source for t in tallies for source, _ in t.again}
    )
    for t in tallies:
        for source, stretches in t.again:
            start, end = stretches[0][0], max(stretches, key=itemgetter(1))[1]
            if source in cut and _touches(cut[source], start, end):
                touched.setdefault(source, []).append((stretches, t))
            else:
                plain.setdefault(source, []).append((start, end, t))
    counting = _spans(db, touched, leave_out)
    for source, text in sources.texts(db, {*plain, *touched}):
        for start, end, t in plain.get(source, ()):
            t.words += len(text[start:end].split())
            t.characters += end - start
        if source not in touched:
            continue
        spans = next(counting)
        if spans is None:
            layout = Layout(text, sources.segments(db, source))
            within: Callable[[int, int], list[tuple[int, int]]] = partial(layout.counted, leave_out=leave_out)
        else:
            within = partial(_within, spans)
        for stretches, t in touched[source]:
            parts: list[tuple[int, int]] = []
            for start, end in stretches:
                parts += within(start, end)
            if len(stretches) > 1:
                parts = _union(parts)
            t.words += sum([len(text[a:b].split()) for a, b in parts])
            t.characters += segment_layout.span(parts, text)


def _spans(
    db: sqlite3.Connection, wanted: Iterable[int], leave_out: set[int]
) -> Iterator[list[tuple[int, int]] | None]:
    """Yield for each of these sources, by number, the segments that count as (start, end); None where it takes a `Layout`.

    In nearly all sources the segments stand side by side, and only boilerplate and researchers' words may not count: there
    these spans give what `Layout.counted` gives, at a third of its cost.
    """
    for _, parts in groupby(counts.segments_in_order(db, wanted), itemgetter(0)):
        spans: list[tuple[int, int]] = []
        last = 0
        for _, start, end, kind, person in parts:
            if start < last or kind in ("quoted", "note"):
                yield None
                break
            last = end
            if kind != "boilerplate" and start < end and (person is None or person not in leave_out):
                spans.append((start, end))
        else:
            yield spans


def _within(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a stretch that lie in the spans."""
    i = bisect_left(spans, (start,))
    if i and spans[i - 1][1] > start:
        i -= 1
    out = []
    while i < len(spans) and spans[i][0] < end:
        a, b = spans[i]
        out.append((a if a > start else start, b if b < end else end))
        i += 1
    return out


def _union(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts in order, with those that overlap made one."""
    if len(parts) == 1:  # nearly always: the head of a post
        return parts
    out: list[tuple[int, int]] = []
    for a, b in sorted(parts):
        if out and a < out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def with_codes(
    db: sqlite3.Connection,
    over: Scope,
    tops: Iterable[int],
    *,
    by: Grouping = UNGROUPED,
    include_researcher: bool = False,
) -> dict[tuple[int, Any], Tally]:
    """Count each of these codes, and each value of `by`, together with all codes under it, each stretch once.

    The filter on codes in `over` is not applied: it chooses `tops`. A code without any coding is not in the result.
    """
    gathered = codes.gathered(db)
    holders: dict[int, list[int]] = {}
    for top in tops:
        for i in gathered[top]:
            holders.setdefault(i, []).append(top)
    if not holders:
        return {}
    own = counts.codings(db, replace(over, codes=None), by)
    rows = [(top, *r[1:]) for r in own if r[0] in holders for top in holders[r[0]]]
    rows.sort(key=lambda r: (r[0], (r[1] is not None, r[1]), r[2:5]))
    return tally(db, rows, people.researchers(db), include_researcher=include_researcher)


__all__ = ["Tally", "by_coders", "counted", "n_of", "of_codes", "tally", "with_codes"]
