"""Measure how far each category is developed: properties and range, relations, negative cases, its last change.

The last change of a category comes from the rows as they stand and from the history of what became of them. What was
taken back by undo is no change; what was brought back has the time at which it was first made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from qda.core.message import say, word
from qda.reports.saturation.order_of_analysis import Analysed
from qda.store.analysis import codes, negative_cases, theory
from qda.store.analysis.scope import Scope
from qda.store.analysis.theory import Property
from qda.store.queries import saturation as queries
from qda.store.queries.saturation import HistoryRow, Placed
from qda.store.texts import people


class Change(NamedTuple):
    """A change of a category: when it was made (UTC), and what changed."""

    at: str
    what: str


class Range(NamedTuple):
    """Values found of a property, from low to high, and the points that nobody has found yet."""

    of: Property
    met: list[str]
    without: list[str]

    @property
    def found(self) -> int:
        """Return how many of the property's points have a quote."""
        return len(self.of.points) - len(self.without)


class Last(NamedTuple):
    """The source that last brought something: its place in the order of analysis (from 1), and what came after it.

    `since` counts the later sources in which the category stands.
    """

    n: int
    source: int
    since: int


@dataclass(slots=True)
class Developed:
    """One category as it stands, over the sources analysed."""

    id: int
    name: str
    level: str
    codes: int  # of its codes, itself included, those that stand in a source analysed
    sources: int  # of the sources analysed those in which it stands
    ranges: list[Range]
    relations: int
    refuted: int
    negative: list[int]  # open negative cases
    changed: Change
    since: int  # sources analysed after the last change
    since_with: int  # those of them in which it stands
    last_code: Last | None
    last_meaning: Last | None
    theirs: int = 0  # its codings left out as a researcher's


def read(db: sqlite3.Connection, over: Scope, done: Analysed, *, include_researcher: bool = False) -> list[Developed]:
    """Return how far every category is developed, or those that a filter on codes names, in the codebook's order.

    Properties, relations, negative cases and changes are those of the whole study; quotes placed on a property, and
    sources, are those of the scope.
    """
    gathered = codes.gathered(db)
    every = theory.categories(db)
    tops = [i for i in every if over.codes is None or i in over.codes]
    levels = codes.levels(db)
    placed = _placed(db, over, include_researcher)
    place = {source: n for n, source in enumerate(done.sources)}
    changes = last_changes(db, tops, gathered)
    properties: dict[int, list[Property]] = {}
    for p in theory.properties(db):
        properties.setdefault(p.category, []).append(p)
    relations = theory.relations(db)
    out = []
    for top in tops:
        under = gathered[top]
        standing = [n for n, held in enumerate(done.codes) if held & under]
        own = properties.get(top, [])
        inside = {p.id: [x for x in placed.get(p.id, ()) if x.code in under] for p in own}
        related = [r for r in relations if top in (r.a, r.b)]
        mine = changes[top]
        against = negative_cases.of_category(db, top, under)
        since = [n for n, at in enumerate(done.begun) if at > mine.at]
        first_codes = _firsts((code, n) for n in standing for code in done.codes[n] & under)
        first_values = _firsts(
            ((p.id, x.value), place[x.source]) for p in own for x in inside[p.id] if x.source in place
        )
        out.append(
            Developed(
                top, every[top], levels[top], len(first_codes), len(standing),
                [_range(p, inside[p.id]) for p in own], len(related), sum(r.status == "refuted" for r in related),
                [x.id for x in against if x.outcome is None], mine, len(since), len(set(since) & set(standing)),
                _last(first_codes.values(), standing, done), _last(first_values.values(), standing, done),
                sum(n for (_, code), n in done.theirs.items() if code in under),
            )
        )  # fmt: skip
    return out


def _placed(db: sqlite3.Connection, over: Scope, include_researcher: bool) -> dict[int, list[Placed]]:
    """Return property -> what was placed on it: confirmed codings of the scope, without researchers' words."""
    leave = set() if include_researcher else people.researchers(db)
    out: dict[int, list[Placed]] = {}
    for x in queries.placed(db, replace(over, codes=None)):
        if x.person not in leave:
            out.setdefault(x.property, []).append(x)
    return out


def _range(p: Property, placed: Iterable[Placed]) -> Range:
    met = list(dict.fromkeys(x.value for x in sorted(placed, key=lambda x: p.order(x.value, x.position))))
    return Range(p, met, [point for point in p.points if point not in met])


def _firsts(seen: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """Return thing -> the first place in the order at which it stands."""
    out: dict[Any, int] = {}
    for thing, n in seen:
        out[thing] = min(n, out.get(thing, n))
    return out


def _last(firsts: Iterable[int], standing: list[int], done: Analysed) -> Last | None:
    n = max(firsts, default=None)
    return None if n is None else Last(n + 1, done.sources[n], sum(x > n for x in standing))


# When a category last changed.


_DEFINING = ("definition", "include", "exclude")


def last_changes(db: sqlite3.Connection, tops: Iterable[int], gathered: Mapping[int, set[int]]) -> dict[int, Change]:
    """Return category -> its last change.

    These count: that it was made or raised; that a code joined or left it or a code under it; its definition, inclusion or
    exclusion; a property made, altered or removed; the first quote with a value on a property; a relation made, altered or
    removed. Names, further quotes and memos do not.
    """
    relations = list(queries.relations_made(db))
    notes = _Notes(db, {id: (a, b) for id, a, b, _ in relations})
    for row in queries.history_of_categories(db):
        notes.take(row)
    notes.take_made(relations)
    for category, at, what in queries.earlier_changes(db):
        notes.note(category, at, what)
    return {top: notes.last(top, gathered[top]) for top in tops}


class _Notes:
    """Changes as they are found, by what they are about; `ends` are the two categories of each relation."""

    def __init__(self, db: sqlite3.Connection, ends: Mapping[int, tuple[int, int]]) -> None:
        self.db, self.ends = db, ends
        self.codes = codes.rows(db)
        self.own: dict[int, list[Change]] = {}  # category -> changes of itself
        self.joined: dict[int, list[tuple[int, Change]]] = {}  # code or category above -> (code that joined, change)
        self.left: dict[int, list[tuple[int, Change]]] = {}
        self.homes: dict[int, str] = {}  # code -> since when it has its home
        self.values: dict[int, str] = {}  # placement -> since when it has its value
        self.properties = {p.id: p for p in theory.properties(db)}

    def _name(self, code: int, was: Mapping[str, Any] | None = None) -> str:
        held = self.codes.get(code) or was or {}
        return str(held["name"]) if "name" in held else say("a code")

    def note(self, category: int | None, at: str, what: str) -> None:
        """Note a change of a category; None is no category."""
        if category is not None:
            self.own.setdefault(category, []).append(Change(at, what))

    def take(self, row: HistoryRow) -> None:
        """Note what a row of the history changed."""
        getattr(self, f"_{row.table}")(row)

    def _code(self, row: HistoryRow) -> None:
        if row.op == "D" or "parent" in row.before:
            home = row.before.get("parent")
            if home is not None:
                gone = Change(row.at, say("the code “{name}” left it", name=self._name(row.key, row.before)))
                self.left.setdefault(home, []).append((row.key, gone))
            self.homes[row.key] = row.at
        if any(name in row.after for name in _DEFINING):
            self.note(row.key, row.at, say("its definition"))
        if row.after.get("level") in codes.CATEGORY_LEVELS and row.before.get("level") not in codes.CATEGORY_LEVELS:
            self.note(row.key, row.at, say("it was raised to a category"))

    def _membership(self, row: HistoryRow) -> None:
        if row.op == "D" or "category" in row.before:
            code, category = row.before.get("code"), row.before["category"]
            if code is not None:
                self.left.setdefault(category, []).append(
                    (code, Change(row.at, say("the code “{name}” left it", name=self._name(code))))
                )

    def _property(self, row: HistoryRow) -> None:
        if row.op == "D":
            self.note(row.before["category"], row.at, say("the property “{name}” was removed", name=row.before["name"]))
        elif (p := self.properties.get(row.key)) is not None and {"points", "kind", "category"} & set(row.after):
            self.note(p.category, row.at, say("the property “{name}” was altered", name=p.name))
            self.note(row.before.get("category"), row.at, say("the property “{name}” went elsewhere", name=p.name))

    def _placement(self, row: HistoryRow) -> None:
        if "value" in row.after or "property" in row.after:
            self.values[row.key] = row.at

    def _relation(self, row: HistoryRow) -> None:
        if row.op == "D":
            for end in {row.before["a"], row.before["b"]}:
                self.note(end, row.at, say("a relation was removed"))
            return
        held = self.ends.get(row.key, ())
        what = (
            say("relation {key} is {status}", key=row.key, status=word(row.after["status"]))
            if "status" in row.after
            else say("relation {key}", key=row.key)
        )
        for end in {*held, row.before.get("a"), row.before.get("b")}:
            self.note(end, row.at, what)

    def take_made(self, relations: Iterable[tuple[int, int, int, str]]) -> None:
        """Note what is there now, by when it was made; `relations` are (number, category, category, when)."""
        for i, c in self.codes.items():
            self.note(i, c["created_at"], say("it was made"))
            if c["parent"] is not None:
                home = Change(self.homes.get(i, c["created_at"]), say("the code “{name}” joined it", name=c["name"]))
                self.joined.setdefault(c["parent"], []).append((i, home))
        since = queries.joined(self.db)
        for id, code, category, _ in queries.memberships(self.db):
            joined = Change(since[id], say("the code “{name}” joined it", name=self._name(code)))
            self.joined.setdefault(category, []).append((code, joined))
        for id, at in queries.properties_made(self.db):
            p = self.properties[id]
            self.note(p.category, at, say("the property “{name}” was added", name=p.name))
        first: dict[tuple[int, str], str] = {}
        for id, property, value, at in queries.placements_made(self.db):
            at = max(at, self.values.get(id, at))
            first[property, value] = min(at, first.get((property, value), at))
        for (property, value), at in first.items():
            p = self.properties[property]
            self.note(p.category, at, say("“{value}” was first met on “{name}”", value=value, name=p.name))
        for id, a, b, at in relations:
            for end in {a, b}:
                self.note(end, at, say("relation {id} was added", id=id))

    def last(self, top: int, under: set[int]) -> Change:
        """Return the last change of a category; `under` are the codes that it gathers, itself included."""
        every = list(self.own[top])
        for above in under:
            every += [change for code, change in self.joined.get(above, ()) if code != top]
            every += [change for code, change in self.left.get(above, ()) if code not in under]
        return max(reversed(every), key=lambda c: c.at)  # of one moment the most particular
