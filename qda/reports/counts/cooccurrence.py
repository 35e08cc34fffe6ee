"""Which codes go together: pairs of codings of one coder, one of each code, that overlap or lie in one segment or source."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from qda.core.errors import UsageError
from qda.core.results import Table
from qda.reports.counts.counting import counted
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study

WITHIN = ("overlap", "segment", "source")
COLUMNS = ("code_a", "code_b", "together", "a", "b", "jaccard", "c_coefficient")


def run(study: Study, filters: Filters | None = None, *, within: str = "overlap", across_coders: bool = False) -> Table:
    """Pairs of codes with how often they go together in what one coder did, added up over the coders.

    `together` counts pairs of codings of one coder, one of each code, whose stretches overlap (within segment, source: that
    both touch it); `a` and `b` are the codes' codings. `jaccard` is characters under both over characters under either,
    coder by coder. `c_coefficient` is together / (a + b - together) as ATLAS.ti defines it, and empty where it would leave
    0..1. With `across_coders` pairs of any two coders count, and characters are under a code whoever coded them: two
    coders who call one passage differently are then together.
    """
    if within not in WITHIN:
        raise UsageError(f"--within {within}: it is one of {', '.join(WITHIN)}")
    db = study.db
    over = scope.resolve(db, filters or Filters())
    where, args = over.coding()
    joined = "left join segment m on m.id = g.segment" if "m." in where else ""
    first, last = db.execute(f"select min(g.coder), max(g.coder) from coding g {joined} where {where}", args).fetchone()
    several = first != last
    # where one coder made them all, or all count as one, there is nothing to tell apart: the study's own index serves
    apart = several and not across_coders
    temporary = where != "1" or apart
    if temporary:
        db.execute("pragma query_only = off")  # a temporary table is no write to the study
        coder = "g.coder" if apart else "0"
        db.execute(
            f'create temp table chosen as select g.id, g.source, g.start, g."end", g.code, {coder} as coder '
            f"from coding g {joined} where {where}", args
        )  # fmt: skip
        db.execute('create index temp.chosen_place on chosen(coder, source, start, "end", code)')
        db.execute("pragma query_only = on")
    table = _Codings(db, "chosen", "coder") if temporary else _Codings(db, "coding", "0")
    try:
        together = _PAIRS[within](table)
        own = dict(db.execute(f"select code, count(*) from {table.name} group by code"))
        shared, covered = _characters(table)
    finally:
        if temporary:
            db.execute("pragma query_only = off")
            db.execute("drop table temp.chosen")
            db.execute("pragma query_only = on")
    place = {c: i for i, c in enumerate(codes.paths(db))}
    names = codes.names(db)

    def rows() -> Iterator[tuple[Any, ...]]:
        pairs = ((a, b) if place[a] < place[b] else (b, a) for a, b in together)
        for a, b in sorted(pairs, key=lambda p: (place[p[0]], place[p[1]])):
            n = together.get((a, b)) or together[(b, a)]
            both = shared.get((a, b), 0) + shared.get((b, a), 0)
            either = covered[a] + covered[b] - both
            c = n / (own[a] + own[b] - n) if own[a] + own[b] > n else None
            yield (
                names[a], names[b], n, own[a], own[b], round(both / either, 4) if either else 0.0,
                round(c, 4) if c is not None and 0 <= c <= 1 else None,
            )  # fmt: skip

    what = "overlap" if within == "overlap" else f"touch the same {within}"
    if several:
        what += ", of any two coders" if across_coders else ", of one coder (--across-coders counts those of any two)"
    notes = [
        f"pairs that {what}, of {counted(db, over)} over {filters or Filters()}: each code's own codings",
        "that codes go together is where to look, not yet a relation: read the quotes",
    ]
    return Table(COLUMNS, rows(), notes=notes, wrap=("code_a", "code_b"))


Pairs = dict[tuple[int, int], int]


class _Codings(NamedTuple):
    """A table of codings, and what in it tells those apart that never go together: the coder, or nothing."""

    db: sqlite3.Connection
    name: str
    coder: str

    def rows(self, columns: str, order: str = "") -> Iterator[tuple[Any, ...]]:
        """Coder and source of each coding with these columns."""
        return self.db.execute(
            f"select {self.coder}, source, {columns} from {self.name}" + (f" order by {order}" if order else "")
        )


def _overlap(table: _Codings) -> Pairs:
    # one-sided and on the index (source, start, end, code): stays linear on long sources where other forms do not
    alike = "" if table.coder == "0" else f"b.{table.coder} = a.{table.coder} and "
    return {
        (a, b): n
        for a, b, n in table.db.execute(
            f"""select min(a.code, b.code), max(a.code, b.code), count(*) from {table.name} a cross join {table.name} b
            on {alike}b.source = a.source and b.start >= a.start and b.start < a."end"
            and (b.start > a.start or b.id > a.id) and b.code <> a.code group by 1, 2"""
        )
    }


def _segment(table: _Codings) -> Pairs:
    """Pairs that touch a common segment, each pair of codings once however many segments they share.

    What lies in an inner segment lies in the outer one too, so that two codings share a segment just when they share one
    that lies in no other. These follow each other in the text: a coding touches a run of them.
    """
    bounds: dict[int, tuple[list[int], list[int]]] = {}  # source -> where its outermost segments begin and end
    for source, start, end in table.db.execute(
        'select source, start, "end" from segment where parent is null order by source, n'
    ):
        starts, ends = bounds.setdefault(source, ([], []))
        starts.append(start)
        ends.append(end)
    out: Pairs = {}
    held: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for coder, source, start, end, code in table.rows('start, "end", code'):
        starts, ends = bounds.get(source, ([], []))
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first <= last:  # else it lies in the blank between two
            held.setdefault((coder, source), []).append((first, last, code))
    for items in held.values():
        items.sort()
        active: list[tuple[int, int]] = []  # (last segment touched, code)
        for first, until, code in items:
            active = [a for a in active if a[0] >= first]
            for _, other in active:
                if other != code:
                    pair = (other, code) if other < code else (code, other)
                    out[pair] = out.get(pair, 0) + 1
            active.append((until, code))
    return out


def _source(table: _Codings) -> Pairs:
    out: Pairs = {}
    held: dict[tuple[int, int], dict[int, int]] = {}
    for coder, source, code, n in table.db.execute(
        f"select {table.coder}, source, code, count(*) from {table.name} group by 1, 2, 3"
    ):
        held.setdefault((coder, source), {})[code] = n
    for count in held.values():
        items = sorted(count.items())
        for i, (a, n) in enumerate(items):
            for b, m in items[i + 1 :]:
                out[(a, b)] = out.get((a, b), 0) + n * m
    return out


_PAIRS = {"overlap": _overlap, "segment": _segment, "source": _source}


def _characters(table: _Codings) -> tuple[Pairs, dict[int, int]]:
    """Characters under both codes of a pair, and under each code; of a coder each character once. One sweep over the
    borders."""
    shared: Pairs = {}
    covered: dict[int, int] = {}
    at: tuple[int, int] | None = None
    ends: dict[int, int] = {}  # code -> where its running cover ends, of the codes that are open
    opened: dict[int, int] = {}  # code -> where its running cover began
    done: list[tuple[int, int, int]] = []  # merged stretches (start, end, code) of the coder in the source

    by = "" if table.coder == "0" else f"{table.coder}, "

    def close() -> None:
        for code, start in opened.items():
            done.append((start, ends[code], code))
        done.sort()
        active: list[tuple[int, int]] = []
        for start, end, code in done:
            covered[code] = covered.get(code, 0) + end - start
            still = []
            for other_end, other in active:
                if other_end > start:
                    still.append((other_end, other))
                    pair = (other, code) if other < code else (code, other)
                    shared[pair] = shared.get(pair, 0) + min(end, other_end) - start
            still.append((end, code))
            active = still
        done.clear()
        ends.clear()
        opened.clear()

    for coder, source, start, end, code in table.rows('start, "end", code', f'{by}source, start, "end", code'):
        if (coder, source) != at:
            close()
            at = coder, source
        if code in ends and start < ends[code]:
            ends[code] = max(ends[code], end)
            continue
        if code in opened:
            done.append((opened[code], ends[code], code))
        opened[code], ends[code] = start, end
    close()
    return shared, covered


__all__ = ["COLUMNS", "WITHIN", "run"]


REPORT = Declared(
    "cooccurrence",
    "Which codes go together.",
    run,
    "Which codes go together in what a coder did: on overlapping words, in the same segment, or in the same source.",
    COLUMNS,
    place=20,
    options=(
        Option("within", "What counts as together.", WITHIN),
        Option("across_coders", "Count pairs of any two coders, not of one coder alone."),
    ),
    examples=({"within": "segment", "format": "csv"},),
)
