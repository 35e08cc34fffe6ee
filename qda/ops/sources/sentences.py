"""The sheet one codes from: a source's sentences, numbered, with the codes they have."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from qda.core.errors import QdaError
from qda.core.message import say
from qda.core.results import Table
from qda.core.text.sentences import number
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import sources as around
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout

COLUMNS = ("n", "segment", "author", "start", "end", "text", "codes", "role")


class Line(NamedTuple):
    """A sentence of a source: its number from 1, the position of its segment in the layout, offsets in the text."""

    n: int
    segment: int
    start: int
    end: int


def numbered(
    db: sqlite3.Connection, source: int, layout: Layout, around: Sequence[tuple[int, int]] | None = None
) -> list[Line]:
    """Return every sentence of a source; with `around` only of the pieces in which these stretches begin, numbered apart.

    Boilerplate has no sentences; a segment inside a post or turn interrupts it and has sentences of its own.
    """
    language = sources.head(db, source).language
    at = {s.id: i for i, s in enumerate(layout.segments)}
    parts = [(a, b, at[s.id]) for a, b, s in layout.covered(0, len(layout.text)) if s.kind != "boilerplate"]
    if around is not None:
        begins = sorted(a for a, _ in around)
        parts = [part for part in parts if bisect_left(begins, part[0]) < bisect_left(begins, part[1])]
    return [
        Line(n, parts[i][2], start, end)
        for n, i, start, end in number(layout.text, ((a, b) for a, b, _ in parts), language)
    ]


def sheet(
    study: Study, name: str, *, segment: int | None = None, uncoded: bool = False, filters: Filters | None = None
) -> Table:
    """Return a source's sentences, each with the names of the codes that touch it.

    `segment` keeps one segment and those inside it, `uncoded` the sentences without a code. Filters by participant keep
    the sentences of these people, filters by code these codes (and, without `uncoded`, the sentences that have them),
    filters by coder these coders' codings. A sentence has the same number whatever is shown.
    """
    filters = filters or Filters()
    db = study.db
    source = sources.find(db, name)
    layout = sources.layout(db, source)
    head = sources.head(db, source)
    shown, language = head.name, head.language
    only: set[int] | None = None
    if segment is not None:
        wanted = next((s for s in layout.segments if s.n == segment), None)
        if wanted is None:
            raise QdaError(f"there is no segment {segment} in {shown}; the last is {len(layout.segments)}")
        only = {i for i, s in enumerate(layout.segments) if wanted.id in (s.id, s.parent)}
    lines = numbered(db, source, layout)
    over = scope.resolve(db, filters)
    coded_by = _codes(db, source, lines, over)
    roles = people.roles(db, {s.participant for s in layout.segments})
    rows = []
    for line, names in zip(lines, coded_by, strict=True):
        if (only is not None and line.segment not in only) or (uncoded and names):
            continue
        if over.codes is not None and not uncoded and not names:
            continue
        if over.participants is not None and layout.segments[line.segment].participant not in over.participants:
            continue
        s = layout.segments[line.segment]
        text, role = layout.text[line.start : line.end], roles.get(s.participant or 0)
        rows.append((line.n, s.n, s.author, line.start, line.end, text, names, role))
    coded = sum(map(bool, coded_by))
    note = say(
        "{n:,} of the {all:,} sentences of {source}; {coded:,} have a code", n=len(rows), all=len(lines), source=shown,
        coded=coded,
    )  # fmt: skip
    if not lines:
        note += say(": it is all boilerplate") if layout.segments else say(": it has no segments")
    if language:
        note += say("; split by the rules for {language}", language=language)
    return Table(
        COLUMNS, rows, notes=[note],
        brief=("n", "segment", "author", "text", "codes"),
    )  # fmt: skip


def _codes(db: sqlite3.Connection, source: int, lines: Sequence[Line], over: Scope) -> list[list[str]]:
    """Return for each line the names of the codes whose codings overlap it, in text order; one pass over both."""
    codings, called = around.stretches(db, source), codes.names(db)
    if over.coders is not None:
        codings = [g for g in codings if g.coder in over.coders]
    elif over.layer is not None:
        codings = [g for g in codings if g.coder != over.layer]
    if over.codes is not None:
        codings = [g for g in codings if g.code in over.codes]
    out: list[list[str]] = []
    open_: list[tuple[int, str]] = []
    at = 0
    for line in lines:
        while at < len(codings) and codings[at].start < line.end:
            open_.append((codings[at].end, called[codings[at].code]))
            at += 1
        open_ = [g for g in open_ if g[0] > line.start]
        out.append(list(dict.fromkeys(name for _, name in open_)))
    return out
