"""How far each category is developed: properties and the range filled, relations, negative cases, its last change.

The last change of a category comes from the rows as they stand and from the history of what became of them. What was
taken back by undo is no change; what was brought back has the time at which it was first made.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from qda.reports.saturation.order_of_analysis import Analysed
from qda.store.analysis import codes, negative_cases, theory
from qda.store.analysis.scope import Scope
from qda.store.analysis.theory import Property
from qda.store.history import log
from qda.store.history.door import unpack
from qda.store.texts import people


class Change(NamedTuple):
    """When a category last changed, and in what."""

    at: str
    what: str


class Range(NamedTuple):
    """What was found of a property: the values met from low to high, and the points nobody has met yet."""

    of: Property
    met: list[str]
    without: list[str]

    @property
    def found(self) -> int:
        """How many of the property's points have a quote."""
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
    """Every category, or those that a filter on codes names, in the order of the codebook.

    Properties, relations, negative cases and changes are those of the whole study; quotes placed on a property, and
    sources, are those of the scope.
    """
    gathered = codes.gathered(db)
    every = theory.categories(db)
    tops = [i for i in every if over.codes is None or i in over.codes]
    levels = dict(db.execute("select id, level from code"))
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


class _Placed(NamedTuple):
    code: int
    source: int
    value: str
    position: float | None


def _placed(db: sqlite3.Connection, over: Scope, include_researcher: bool) -> dict[int, list[_Placed]]:
    """Property -> what was placed on it: confirmed codings of the scope, researchers' words aside."""
    where, args = Scope(over.sources, over.participants, None, over.coders, over.source_or_person).coding()
    leave = set() if include_researcher else people.researchers(db)
    out: dict[int, list[_Placed]] = {}
    for property, person, *rest in db.execute(
        "select p.property, m.participant, g.code, g.source, p.value, p.position from placement p "
        f"join coding g on g.id = p.coding left join segment m on m.id = g.segment where g.confirmed and {where}",
        args,
    ):
        if person not in leave:
            out.setdefault(property, []).append(_Placed(*rest))
    return out


def _range(p: Property, placed: Iterable[_Placed]) -> Range:
    met = list(dict.fromkeys(x.value for x in sorted(placed, key=lambda x: p.order(x.value, x.position))))
    return Range(p, met, [point for point in p.points if point not in met])


def _firsts(seen: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """Thing -> the first place in the order at which it stands."""
    out: dict[Any, int] = {}
    for thing, n in seen:
        out[thing] = min(n, out.get(thing, n))
    return out


def _last(firsts: Iterable[int], standing: list[int], done: Analysed) -> Last | None:
    n = max(firsts, default=None)
    return None if n is None else Last(n + 1, done.sources[n], sum(x > n for x in standing))


# When a category last changed.


class _Row(NamedTuple):
    """A row of the history: what was done to one row of a table, and when."""

    at: str
    table: str
    key: int
    op: str
    before: dict[str, Any]
    after: dict[str, Any]


def _history(db: sqlite3.Connection) -> Iterator[_Row]:
    """What became of codes, memberships, properties, placements and relations, oldest first, as far as it holds."""
    times: dict[int, str] = {}
    for change, at, kind, table, key, last, op, before, after in db.execute(
        "select c.id, c.at, c.kind, r.tbl, r.key, r.last, r.op, r.before, r.after from change_row r "
        f"join change c on c.id = r.change where {log.LIVE} and (r.tbl = 'membership' or r.op in ('U', 'D') and "
        "r.tbl in ('code', 'property', 'placement', 'relation')) order by c.id, r.id"
    ):
        if kind == "redo" and change not in times:
            times[change] = log.original(db, log.Line(change, at, "", "", "")).at
        when = times.get(change, at)
        if op == "D":
            for k, image in unpack(key, before):
                yield _Row(when, table, k, op, image, {})
        elif op == "U":
            yield _Row(when, table, key, op, json.loads(before), json.loads(after))
        else:
            for k in range(key, (last or key) + 1):
                yield _Row(when, table, k, op, {}, {})


_DEFINING = ("definition", "include", "exclude")


def last_changes(db: sqlite3.Connection, tops: Iterable[int], gathered: Mapping[int, set[int]]) -> dict[int, Change]:
    """Category -> its last change. What counts: that it was made or raised; a code that joined or left it or a code
    under it; its definition, inclusion or exclusion; a property made, altered or removed; a value on a property that was
    met for the first time; a relation made, altered or removed. Names, quotes and memos do not.
    """
    notes = _Notes(db)
    for row in _history(db):
        notes.take(row)
    notes.rows_as_they_stand()
    return {top: notes.last(top, gathered[top]) for top in tops}


class _Notes:
    """Changes as they are found, by what they are about."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.codes = codes.rows(db)
        self.own: dict[int, list[Change]] = {}  # category -> changes of itself
        self.joined: dict[
            int, list[tuple[int, Change]]
        ] = {}  # the code or category above -> (code that joined, change)
        self.left: dict[int, list[tuple[int, Change]]] = {}
        self.homes: dict[int, str] = {}  # code -> since when it has its home
        self.members: dict[int, str] = {}
        self.values: dict[int, str] = {}  # placement -> since when it has its value
        self.properties = {p.id: p for p in theory.properties(db)}

    def _name(self, code: int, was: Mapping[str, Any] | None = None) -> str:
        held = self.codes.get(code)
        return str(held["name"] if held else (was or {}).get("name", "a code"))

    def _note(self, category: int | None, at: str, what: str) -> None:
        if category is not None:
            self.own.setdefault(category, []).append(Change(at, what))

    def take(self, row: _Row) -> None:
        """A row of the history."""
        getattr(self, f"_{row.table}")(row)

    def _code(self, row: _Row) -> None:
        if row.op == "D" or "parent" in row.before:
            home = row.before.get("parent")
            if home is not None:
                gone = Change(row.at, f"the code “{self._name(row.key, row.before)}” left it")
                self.left.setdefault(home, []).append((row.key, gone))
            self.homes[row.key] = row.at
        if any(name in row.after for name in _DEFINING):
            self._note(row.key, row.at, "its definition")
        if row.after.get("level") in codes.CATEGORY_LEVELS and row.before.get("level") not in codes.CATEGORY_LEVELS:
            self._note(row.key, row.at, "it was raised to a category")

    def _membership(self, row: _Row) -> None:
        if row.op == "D" or "category" in row.before:
            code, category = row.before.get("code"), row.before["category"]
            if code is not None:
                self.left.setdefault(category, []).append(
                    (code, Change(row.at, f"the code “{self._name(code)}” left it"))
                )
        self.members[row.key] = row.at

    def _property(self, row: _Row) -> None:
        if row.op == "D":
            self._note(row.before["category"], row.at, f"the property “{row.before['name']}” was removed")
        elif (p := self.properties.get(row.key)) is not None and {"points", "kind", "category"} & set(row.after):
            self._note(p.category, row.at, f"the property “{p.name}” was altered")
            self._note(row.before.get("category"), row.at, f"the property “{p.name}” went elsewhere")

    def _placement(self, row: _Row) -> None:
        if "value" in row.after or "property" in row.after:
            self.values[row.key] = row.at

    def _relation(self, row: _Row) -> None:
        if row.op == "D":
            for end in {row.before["a"], row.before["b"]}:
                self._note(end, row.at, "a relation was removed")
            return
        held = self.db.execute("select a, b from relation where id = ?", (row.key,)).fetchone() or ()
        what = f"relation {row.key} is {row.after['status']}" if "status" in row.after else f"relation {row.key}"
        for end in {*held, row.before.get("a"), row.before.get("b")}:
            self._note(end, row.at, what)

    def rows_as_they_stand(self) -> None:
        """What is there now, by when it was made."""
        for i, c in self.codes.items():
            self._note(i, c["created_at"], "it was made")
            if c["parent"] is not None:
                since = Change(self.homes.get(i, c["created_at"]), f"the code “{c['name']}” joined it")
                self.joined.setdefault(c["parent"], []).append((i, since))
        for id, code, category in self.db.execute("select id, code, category from membership"):
            joined = Change(self.members.get(id, ""), f"the code “{self._name(code)}” joined it")
            self.joined.setdefault(category, []).append((code, joined))
        for id, at in self.db.execute("select id, created_at from property"):
            p = self.properties[id]
            self._note(p.category, at, f"the property “{p.name}” was added")
        first: dict[tuple[int, str], str] = {}
        for id, property, value, at in self.db.execute("select id, property, value, created_at from placement"):
            at = max(at, self.values.get(id, at))
            first[property, value] = min(at, first.get((property, value), at))
        for (property, value), at in first.items():
            p = self.properties[property]
            self._note(p.category, at, f"“{value}” was first met on “{p.name}”")
        for id, a, b, at in self.db.execute("select id, a, b, created_at from relation"):
            for end in {a, b}:
                self._note(end, at, f"relation {id} was added")

    def last(self, top: int, under: set[int]) -> Change:
        """The last change of a category; `under` are the codes that it gathers, itself included."""
        every = list(self.own[top])
        for above in under:
            every += [change for code, change in self.joined.get(above, ()) if code != top]
            every += [change for code, change in self.left.get(above, ()) if code not in under]
        return max(reversed(every), key=lambda c: c.at)  # of one moment the most particular
