"""Gather the categories for the page: definition, properties, paradigm, relations, negative cases, memos, quotes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from qda.core.study_page import Category, Contrary, Held, Link, Ranged, Related, Role, Sized
from qda.reports.common.quotes import local
from qda.reports.page.linked import Linker
from qda.reports.theory import axial
from qda.reports.theory.categories_data import Category as FoundCategory
from qda.reports.theory.categories_data import Counts, Found
from qda.store.analysis import codes, codings, links, negative_cases, theory
from qda.store.analysis.negative_cases import Negative
from qda.store.analysis.theory import Property, Relation
from qda.store.queries.theory import placements_by_property

Placed = tuple[int, str, float | None]  # coding, value, position


def categories(db: sqlite3.Connection, found: Found, link: Linker, *, memos: bool) -> tuple[Category, ...]:
    """Return the categories in the order of the report on them: the core first, then those with the most stretches."""
    placed = placements_by_property(db, found.over)
    every = theory.relations(db)
    return tuple(_category(db, found, c, link, placed, every, memos) for c in found.categories)


def others(db: sqlite3.Connection, made: Iterable[Category], link: Linker) -> tuple[Contrary, ...]:
    """Return the negative cases that no category has, open ones first."""
    shown = {x.id for c in made for x in c.negatives}
    every = sorted(negative_cases.read(db), key=lambda x: (x.outcome is not None, x.id))
    return tuple(_contrary(db, x, link) for x in every if x.id not in shown)


def cited(c: Category) -> Iterator[int]:
    """Yield the codings that a category quotes."""
    yield from chain.from_iterable((*r.supporting, *r.opposing) for r in c.relations)
    yield from (x.coding for x in c.negatives)
    yield from c.quotes


def _category(
    db: sqlite3.Connection, found: Found, c: FoundCategory, link: Linker, placed: dict[int, list[Placed]],
    every: Sequence[Relation], memos: bool,
) -> Category:  # fmt: skip
    about, t = codes.row(db, c.id), c.counts
    inside = set(codings.of_codes(db, c.under))
    return Category(
        id=c.id, name=c.name, level=c.level, definition=about["definition"], include=about["include"],
        exclude=about["exclude"], example=about["example"], codings=t.codings, stretches=t.stretches, sources=t.sources,
        participants=t.participants, unconfirmed=t.unconfirmed, researcher=t.researcher,
        first=local(c.first) if c.first else None, last=local(c.last) if c.last else None,
        codes=tuple(_codes(found, c)),
        properties=tuple(_ranged(p, [x for x in placed.get(p.id, ()) if x[0] in inside]) for p in c.properties),
        paradigm=_paradigm(every, c.id, link),
        relations=tuple(_related(r, link) for r in c.relations),
        negatives=tuple(_contrary(db, x, link) for x in sorted(
            negative_cases.of_category(db, c.id, c.under), key=lambda x: (x.outcome is not None, x.id))),
        memos=tuple(Link("memo", id, title) for id, _, title, _ in c.memos) if memos else (),
        quotes=tuple(c.quotes), more=max(0, t.stretches - len(c.quotes)),
    )  # fmt: skip


def _codes(found: Found, c: FoundCategory) -> Iterator[Sized]:
    under = [i for i in found.paths if i in c.under and (i != c.id or i in found.of)]
    if under in ([], [c.id]):
        return
    for i in sorted(under, key=lambda i: i != c.id):
        t = Counts.of(found.of[i].candidates if i in found.of else ())
        name = found.paths[i].removeprefix(found.paths[c.id] + "/")
        yield Sized(Link("code", i, name), t.codings, t.stretches, t.sources, t.participants, i == c.id)


def _ranged(p: Property, placed: Sequence[Placed]) -> Ranged:
    ordered = sorted(placed, key=lambda x: (p.order(x[1], x[2]), x[0]))
    used = {value for _, value, _ in ordered}
    without = tuple(point for point in p.points if point not in used)
    if p.kind == "kinds":
        kinds = tuple((kind, n) for kind in p.points if (n := sum(x[1] == kind for x in ordered)))
        return Ranged(p.id, p.name, p.shown(), len(ordered), None, None, kinds, without)
    low, high = (ordered[0], ordered[-1]) if ordered else (None, None)
    return Ranged(
        p.id, p.name, p.shown(), len(ordered), (low[1], low[0]) if low else None, (high[1], high[0]) if high else None,
        (), without,
    )  # fmt: skip


def _paradigm(every: Sequence[Relation], top: int, link: Linker) -> tuple[Role, ...]:
    around = axial.around(every, top)
    if not any(around.values()):
        return ()
    names = link.names
    return tuple(
        Role(role, tuple(
            Held(link.to("category", r.a, names[r.a]), link.to("category", r.b, names[r.b]), r.status,
                 len(r.supporting), len(r.opposing))
            for r in held
        ))
        for role, held in around.items()
    )  # fmt: skip


def _related(r: Relation, link: Linker) -> Related:
    a, b = (link.to("category", i, link.names[i]) for i in (r.a, r.b))
    return Related(r.id, a, r.type, b, r.status, r.note, r.lack(), tuple(r.supporting), tuple(r.opposing))


def _contrary(db: sqlite3.Connection, x: Negative, link: Linker) -> Contrary:
    kind, id = x.target()
    return Contrary(
        x.id, x.coding, link.to(kind, id, links.name_of(db, kind, id)), x.outcome, x.note, x.resolution, x.coder
    )
