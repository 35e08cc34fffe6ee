"""The sheet one codes from: a source's sentences, numbered, with the codes they have."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from qda.core.errors import QdaError
from qda.core.results import Table
from qda.core.sentences import number
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.texts import people, sources
from qda.store.texts.sources import Layout

COLUMNS = ("n", "segment", "author", "start", "end", "text", "codes", "role")


class Line(NamedTuple):
    """A sentence of a source: its number from 1, the position of its segment in the layout, offsets in the text."""

    n: int
    segment: int
    start: int
    end: int


def numbered(db: sqlite3.Connection, source: int, layout: Layout) -> list[Line]:
    """Every sentence of a source.

    Boilerplate has no sentences; what lies inside a post or turn interrupts it, and has sentences of its own.
    """
    language = db.execute("select language from source where id = ?", (source,)).fetchone()[0]
    at = {s.id: i for i, s in enumerate(layout.segments)}
    parts = [(a, b, at[s.id]) for a, b, s in layout.covered(0, len(layout.text)) if s.kind != "boilerplate"]
    return [
        Line(n, parts[i][2], start, end)
        for n, i, start, end in number(layout.text, ((a, b) for a, b, _ in parts), language)
    ]


def sheet(
    study: Study, name: str, *, segment: int | None = None, uncoded: bool = False, filters: Filters | None = None
) -> Table:
    """A source's sentences with the names of the codes that touch each.

    `segment` shows one segment and those inside it, `uncoded` what has no code. The filters: only the sentences of some
    people, only the codes (and, without `uncoded`, the sentences that have them), only the codings of some coders. The
    numbers are the same whatever is shown.
    """
    filters = filters or Filters()
    db = study.db
    source = sources.find(db, name)
    layout = sources.layout(db, source)
    shown, language = db.execute("select name, language from source where id = ?", (source,)).fetchone()
    only: set[int] | None = None
    if segment is not None:
        wanted = next((s for s in layout.segments if s.n == segment), None)
        if wanted is None:
            raise QdaError(f"there is no segment {segment} in {shown}; the last is {len(layout.segments)}")
        only = {i for i, s in enumerate(layout.segments) if wanted.id in (s.id, s.parent)}
    lines = numbered(db, source, layout)
    over = scope.resolve(db, filters)
    codes = _codes(db, source, lines, over)
    roles = people.roles(db)
    rows = []
    for line, names in zip(lines, codes, strict=True):
        if (only is not None and line.segment not in only) or (uncoded and names):
            continue
        if over.codes is not None and not uncoded and not names:
            continue
        if over.participants is not None and layout.segments[line.segment].participant not in over.participants:
            continue
        s = layout.segments[line.segment]
        text, role = layout.text[line.start : line.end], roles.get(s.participant or 0)
        rows.append((line.n, s.n, s.author, line.start, line.end, text, names, role))
    coded = sum(map(bool, codes))
    note = f"{len(rows)} of the {len(lines)} sentences of {shown}; {coded} have a code"
    if not lines:
        note += ": it is all boilerplate" if layout.segments else ": it has no segments"
    return Table(
        COLUMNS, rows, notes=[note + (f"; split by the rules for {language}" if language else "")],
        brief=("n", "segment", "author", "text", "codes"),
    )  # fmt: skip


def _codes(db: sqlite3.Connection, source: int, lines: Sequence[Line], over: Scope) -> list[list[str]]:
    """For each line the names of the codes whose codings overlap it, in text order; one pass over both."""
    codings = db.execute(
        'select g.start, g."end", k.name, g.coder, g.code from coding g join code k on k.id = g.code where g.source = ? '
        'order by g.start, g."end", g.id',
        (source,),
    ).fetchall()
    if over.coders is not None:
        codings = [g for g in codings if g[3] in over.coders]
    if over.codes is not None:
        codings = [g for g in codings if g[4] in over.codes]
    out: list[list[str]] = []
    open_: list[tuple[int, str]] = []
    at = 0
    for line in lines:
        while at < len(codings) and codings[at][0] < line.end:
            open_.append((codings[at][1], codings[at][2]))
            at += 1
        open_ = [g for g in open_ if g[0] > line.start]
        out.append(list(dict.fromkeys(name for _, name in open_)))
    return out
