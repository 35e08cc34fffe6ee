"""Count pairs of codings of one coder, one of each code, that overlap or are in one segment or source."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import UsageError
from qda.core.message import Message, say, word
from qda.core.results import Table, Want
from qda.reports.common.counted import counted
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import counts
from qda.store.queries.counts import Paired

if TYPE_CHECKING:
    from qda.core.drawings import Heat

WITHIN = ("overlap", "segment", "source")
COLUMNS = ("code_a", "code_b", "together", "a", "b", "jaccard", "c_coefficient")


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    within: str = "overlap",
    across_coders: bool = False,
    want: Want = "both",
) -> Table:
    """Count for each pair of codes how often they go together in what one coder did, added up over the coders.

    `together` counts pairs of codings of one coder, one of each code, whose stretches overlap (within segment, source: that
    both touch it); `a` and `b` are the codes' codings. `jaccard` is characters under both over characters under either,
    coder by coder. `c_coefficient` is together / (a + b - together) as ATLAS.ti defines it, and empty where it would leave
    0..1. With `across_coders` pairs of any two coders count, and characters are under a code whoever coded them: two
    coders who call one passage differently are then together.
    The table is what one reads and what a file has, whatever is wanted; where it is read it is drawn as a heat map.
    """
    if within not in WITHIN:
        raise UsageError(
            Message(
                "within-unknown", "what counts as together is one of {known}, not {given!r}", given=within, known=WITHIN
            )
        )
    db = study.db
    over = scope.resolve(db, filters or Filters())
    found, several = pairs(db, over, within, across_coders=across_coders)
    names = codes.names(db)
    rows = [(names[p.a], names[p.b], *p[2:]) for p in found]
    notes = [
        _counted(db, over, filters or Filters(), within, several, across_coders),
        say("that codes go together is where to look, not yet a relation: read the quotes"),
    ]
    made = Table(COLUMNS, rows, notes=notes, wrap=("code_a", "code_b"))
    if want != "rows":
        made.drawing = _heat(codes.labels(db), found)
    return made


class Pair(NamedTuple):
    """Two codes that go together, in the codebook's order: how often, and how often each is coded."""

    a: int
    b: int
    together: int
    of_a: int
    of_b: int
    jaccard: float
    c_coefficient: float | None


def pairs(
    db: sqlite3.Connection, over: Scope, within: str = "overlap", *, across_coders: bool = False
) -> tuple[list[Pair], bool]:
    """Return the pairs of codes that go together, in the codebook's order, and whether several coders made the codings."""
    with counts.paired(db, over, across_coders=across_coders) as table:
        several = table.several
        together = _PAIRS[within](table)
        own = table.per_code()
        shared, covered = _characters(table)
    place = {c: i for i, c in enumerate(codes.paths(db))}
    out: list[Pair] = []
    ordered = ((a, b) if place[a] < place[b] else (b, a) for a, b in together)
    for a, b in sorted(ordered, key=lambda p: (place[p[0]], place[p[1]])):
        n = together.get((a, b)) or together[(b, a)]
        both = shared.get((a, b), 0) + shared.get((b, a), 0)
        either = covered[a] + covered[b] - both
        jaccard = round(both / either, 4) if either else 0.0
        c = n / (own[a] + own[b] - n) if own[a] + own[b] > n else None
        coefficient = round(c, 4) if c is not None and 0 <= c <= 1 else None
        out.append(Pair(a, b, n, own[a], own[b], jaccard, coefficient))
    return out, several


def _heat(labels: dict[int, str], found: list[Pair]) -> Heat:
    """Return a heat map of the codes that go with any other: how often two are together, on both sides of the diagonal."""
    from qda.core.drawings import Heat

    some = {code for pair in found for code in pair[:2]}
    names = {code: label for code, label in labels.items() if code in some}
    place = {code: n for n, code in enumerate(names)}
    cells = [(place[p.a], place[p.b], p.together) for p in found]
    cells += [(b, a, n) for a, b, n in cells]
    axis = tuple(names.values())
    return Heat(say("Codes that occur together"), say("pairs of codings"), axis, axis, tuple(cells), alike=True)


def _counted(
    db: sqlite3.Connection, over: Scope, filters: Filters, within: str, several: bool, across_coders: bool
) -> str:
    """Return the note on which pairs were counted, and of which codings."""
    what = say("overlap") if within == "overlap" else say("touch the same {within}", within=word(within))
    these = counted(db, over)
    if several and not across_coders:
        return Message(
            "pairs-of-one-coder",
            "pairs that {what}, of one coder, of {these} over {filters}: each code's own codings",
            what=what,
            these=these,
            filters=filters,
        )
    whose = say(", of any two coders") if several else ""
    return say(
        "pairs that {what}{whose}, of {these} over {filters}: each code's own codings",
        what=what,
        whose=whose,
        these=these,
        filters=filters,
    )


Pairs = dict[tuple[int, int], int]


def _overlap(table: Paired) -> Pairs:
    return {(a, b): n for a, b, n in table.overlapping()}


def _segment(table: Paired) -> Pairs:
    """Count pairs that touch a common segment, each pair of codings once however many segments they share.

    What lies in an inner segment lies in the outer one too, so that two codings share a segment just when they share one
    that lies in no other. These follow each other in the text: a coding touches a run of them.
    """
    bounds: dict[int, tuple[list[int], list[int]]] = {}  # source -> where its outermost segments begin and end
    for source, start, end in table.outermost_segments():
        starts, ends = bounds.setdefault(source, ([], []))
        starts.append(start)
        ends.append(end)
    out: Pairs = {}
    held: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for coder, source, start, end, code in table.places():
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


def _source(table: Paired) -> Pairs:
    out: Pairs = {}
    held: dict[tuple[int, int], dict[int, int]] = {}
    for coder, source, code, n in table.per_source():
        held.setdefault((coder, source), {})[code] = n
    for count in held.values():
        items = sorted(count.items())
        for i, (a, n) in enumerate(items):
            for b, m in items[i + 1 :]:
                out[(a, b)] = out.get((a, b), 0) + n * m
    return out


_PAIRS = {"overlap": _overlap, "segment": _segment, "source": _source}


def _characters(table: Paired) -> tuple[Pairs, dict[int, int]]:
    """Count the characters under both codes of a pair, and under each code; of a coder each once. One sweep over the
    borders."""
    shared: Pairs = {}
    covered: dict[int, int] = {}
    at: tuple[int, int] | None = None
    ends: dict[int, int] = {}  # code -> where its running cover ends, of the codes that are open
    opened: dict[int, int] = {}  # code -> where its running cover began
    done: list[tuple[int, int, int]] = []  # merged stretches (start, end, code) of the coder in the source

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

    for coder, source, start, end, code in table.in_order():
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


__all__ = ["COLUMNS", "WITHIN", "Pair", "pairs", "run"]


REPORT = Declared(
    "cooccurrence",
    "Count which codes occur together.",
    run,
    "Count which codes of one coder occur together: on overlapping words, in the same segment, or in the same source.",
    COLUMNS,
    place=20,
    options=(
        Option("within", "Where two codes count as together.", WITHIN),
        Option("across_coders", "Count pairs across coders too, not only within one coder's work."),
    ),
    picture="a heat map of the codes, by how often two are together",
    examples=({"within": "segment", "format": "csv"}, {"output": "cooccurrence.svg"}),
)
