"""The network of codes: relations of categories, codes that occur together, what belongs to what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import UsageError
from qda.core.message import Message, forms, say, say_n
from qda.core.results import Table, Want
from qda.reports.common.counted import counted, n_of
from qda.reports.counts import cooccurrence
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.scope import Filters, Scope, everything
from qda.store.project import Study
from qda.store.queries.evidence import codings_in
from qda.store.queries.theory import coder_names

if TYPE_CHECKING:
    from qda.core.drawings import Network

OF = ("relations", "cooccurrence", "codebook")
COLUMNS = ("kind", "a", "type", "b", "weight", "status", "for", "against")
_SAID = {  # of what is asked for: its kind, one of it, more of it
    "relations": ("relation", forms("{n:,} relation", "{n:,} relations")),
    "cooccurrence": (
        "cooccurrence",
        forms("{n:,} pair of codes that occur together", "{n:,} pairs of codes that occur together"),
    ),
    "codebook": ("member", forms("{n:,} place in the codebook", "{n:,} places in the codebook")),
}
HOME, MEMBERSHIP = "home", "membership"  # how a code belongs to another


class Tie(NamedTuple):
    """What connects code `a` with code `b`; fields as the columns, `supporting` and `opposing` for and against."""

    kind: str
    a: int
    type: str | None
    b: int
    weight: int
    status: str | None = None
    supporting: int | None = None
    opposing: int | None = None


def run(
    study: Study, filters: Filters | None = None, *, of: Sequence[str] = (), least: int = 0, want: Want = "both"
) -> Table:
    """Return a row for each connection of two codes: the relations, without `of`; else of each kind that is named.

    `kind` is relation, cooccurrence or member (`a` lies under `b` or belongs to it). `weight` is the number of quotes for
    and against a relation, of pairs of codings that overlap, or 1; what weighs less than `least` is left out. Relations
    come by number, the others in the codebook's order. Sources, people and variables narrow down quotes and codings,
    coders whose relations and codings they are, codes what has one of them for an end.
    The table is what one reads and what a file has; where it is read it is drawn.
    """
    if unknown := [word for word in of if word not in OF]:
        raise UsageError(
            Message("network-of-unknown", "a network is of {known}, not of {given!r}", given=unknown[0], known=OF)
        )
    filters = filters or Filters()
    db = study.db
    over = scope.resolve(db, filters)
    kinds = [kind for kind in OF if kind in (of or OF[:1])]
    made = {"relations": _relations, "cooccurrence": _cooccurrence, "codebook": _codebook}
    every = [tie for kind in kinds for tie in made[kind](db, over)]
    ties = [tie for tie in every if tie.weight >= least]
    names = codes.names(db)
    rows = [(t.kind, names[t.a], t.type, names[t.b], *t[4:]) for t in ties]
    notes = [_counted(db, over, filters, kinds, ties, len(every) - len(ties), least)]
    if "cooccurrence" in kinds:
        notes.append(say("that codes go together is where to look, not yet a relation: read the quotes"))
    table = Table(COLUMNS, rows, notes=notes, wrap=("a", "b"))
    if want != "rows":
        table.drawing = _drawing(db, ties)
    return table


def _counted(
    db: sqlite3.Connection,
    over: Scope,
    filters: Filters,
    kinds: Sequence[str],
    ties: Sequence[Tie],
    less: int,
    least: int,
) -> str:
    """Return the note on what was counted."""
    counts = [sum(tie.kind == _SAID[kind][0] for tie in ties) for kind in kinds]
    parts = [say_n(*_SAID[kind][1], n) for kind, n in zip(kinds, counts, strict=True)]
    more = say(", of {counted}", counted=counted(db, over)) if "cooccurrence" in kinds else ""
    left = (
        say("; {connections} below {least} left out", connections=n_of(less, "connection"), least=least) if less else ""
    )
    return say("{these}{more} over {filters}{left}", these=parts, more=more, filters=filters, left=left)


def _relations(db: sqlite3.Connection, over: Scope) -> Iterator[Tie]:
    """Yield the relations, by number."""
    narrowed = replace(over, codes=None, coders=None)
    within = narrowed if narrowed != everything(db) else None
    held = None if within is None else codings_in(db, within)
    coders = None if over.coders is None else coder_names(db, over.coders)
    for r in theory.relations(db):
        if (over.codes is None or {r.a, r.b} & over.codes) and (coders is None or r.coder in coders):
            for_, against = (
                len(side if held is None else held.intersection(side)) for side in (r.supporting, r.opposing)
            )
            yield Tie("relation", r.a, r.type, r.b, for_ + against, r.status, for_, against)


def _cooccurrence(db: sqlite3.Connection, over: Scope) -> Iterator[Tie]:
    """Yield the pairs of codes that one coder gave to words that overlap."""
    for pair in cooccurrence.pairs(db, over)[0]:
        yield Tie("cooccurrence", pair.a, None, pair.b, pair.together)


def _codebook(db: sqlite3.Connection, over: Scope) -> Iterator[Tie]:
    """Yield for each code its home and the further categories that it belongs to."""
    homes, further = codes.parents(db), codes.further(db)
    for code in codes.paths(db):
        home = homes[code]
        above = [] if home is None else [(HOME, home)]
        for type_, other in (*above, *((MEMBERSHIP, category) for category in further.get(code, ()))):
            if over.codes is None or {code, other} & over.codes:
                yield Tie("member", code, type_, other, 1)


def _drawing(db: sqlite3.Connection, ties: Sequence[Tie]) -> Network:
    """Return the network of these ties: the codes that have one, in the codebook's order."""
    from qda.core.drawings import Edge, Network, Node

    some = {end for tie in ties for end in (tie.a, tie.b)}
    levels = codes.levels(db)
    labels = {i: label for i, label in codes.labels(db).items() if i in some}
    place = {i: n for n, i in enumerate(labels)}
    edges = [Edge(t.kind, place[t.a], t.type, place[t.b], *t[4:]) for t in ties]
    nodes = [Node(label, levels[i]) for i, label in labels.items()]
    return Network(say("The network of codes"), tuple(nodes), tuple(edges))


REPORT = Declared(
    "network",
    "Show what connects codes: relations, cooccurrence, the codebook.",
    run,
    "Show what connects codes, a row for each connection: the relations of axial coding and, when asked for, which codes "
    "occur together and what belongs to what.\n\n"
    "Filters on sources, people and variables narrow down the quotes and codings that are counted.",
    COLUMNS,
    place=25,
    options=(
        Option("of", "What connects: the relations, unless others are named (repeat for more).", OF),
        Option("least", "Leave out what weighs less: quotes for and against, codings together.", least=0),
    ),
    picture="a box for each code and a line for each connection",
    examples=(
        {"output": "network.svg"},
        {"of": ["relations", "cooccurrence"], "least": 2, "output": "network.graphml"},
    ),
)
