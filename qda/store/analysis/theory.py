"""The theory's tables: properties and placements, relations and their evidence, judgements, the storyline."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from qda.core.errors import NotFound, Refused
from qda.core.message import Message, say, word
from qda.core.names import key
from qda.store.analysis import codes
from qda.store.analysis.links import LISTED
from qda.store.texts import people, sources

STATUSES = ("hypothesis", "supported", "qualified", "refuted")
ROLES = ("causal_conditions", "context", "intervening_conditions", "strategies", "consequences")
ALONE = "on a researcher's words alone"
NUMBER = re.compile(r"0|1|0?\.[0-9]+|1\.0*")  # a place between the ends, for drawing


class Property(NamedTuple):
    """A property of a category: a `range` of points from the low end to the high one, or a list of `kinds`.

    One that a comparison found has no points until somebody gives it some.
    """

    id: int
    uuid: str
    category: int
    name: str
    kind: str
    points: list[str]

    def match(self, value: str) -> str | None:
        """The point, end or kind with that name, case aside; None where there is none."""
        return next((p for p in self.points if key(p) == key(value)), None)

    def place(self, value: str) -> str | None:
        """Tell where on a range a point is: `low`, `between` or `high`; None for kinds and positions for drawing."""
        if self.kind == "kinds" or value not in self.points:
            return None
        at = self.points.index(value)
        return "low" if at == 0 else "high" if at == len(self.points) - 1 else "between"

    def order(self, value: str, position: float | None) -> float:
        """A number to sort values by: as they would be drawn, the points evenly spread from 0 to 1."""
        if position is not None:
            return position
        return self.points.index(value) / max(len(self.points) - 1, 1) if value in self.points else 2.0

    def shown(self) -> str:
        """The dimension in one line: `subordinate – own course`, or the kinds with commas."""
        return (" – " if self.kind == "range" else ", ").join(self.points) or say("without points yet")


def properties(db: sqlite3.Connection, category: int | None = None) -> list[Property]:
    """All properties, or those of one category, in the order in which they were made."""
    where, args = ("", ()) if category is None else ("where category = ?", (category,))
    return [
        Property(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]))
        for row in db.execute(f"select id, uuid, category, name, kind, points from property {where} order by id", args)
    ]


def property_of(db: sqlite3.Connection, category: int, name: str) -> Property | None:
    """A category's property by name, or None."""
    return next((p for p in properties(db, category) if key(p.name) == key(name)), None)


def find_property(db: sqlite3.Connection, category: int, name: str) -> Property:
    """A category's property by name; refused with the nearest names where there is none."""
    found = property_of(db, category, name)
    if found is None:
        of = codes.names(db)[category]
        known = [p.name for p in properties(db, category)]
        make = Message("property-unknown", "make it first, with its ends", category=of, name=name)
        raise NotFound("property", name, known, make)
    return found


class Placement(NamedTuple):
    """The place that one coder gave a coding on a property; `position` is a number 0..1 for drawing, else None."""

    id: int
    coding: int
    property: int
    coder: str
    value: str
    position: float | None
    note: str


def placements(db: sqlite3.Connection, *, property: int | None = None, coding: int | None = None) -> list[Placement]:
    """Placements on a property or of a coding, by number."""
    return [
        Placement(*row)
        for row in db.execute(
            "select p.id, p.coding, p.property, k.name, p.value, p.position, p.note from placement p "
            "join coder k on k.id = p.coder where p.property = coalesce(?, p.property) "
            "and p.coding = coalesce(?, p.coding) order by p.id",
            (property, coding),
        )
    ]


def categories(db: sqlite3.Connection) -> dict[int, str]:
    """Number -> name of every category, the core included, in the codebook's order (by path)."""
    level = {i for (i,) in db.execute("select id from code where level in ('category', 'core')")}
    names = codes.names(db)
    return {i: names[i] for i in codes.paths(db) if i in level}


def core(db: sqlite3.Connection) -> list[int]:
    """The core category, in a list that is empty where there is none."""
    return [i for (i,) in db.execute("select id from code where level = 'core' order by id")]


class Relation(NamedTuple):
    """A TYPE B with its status, note, and the codings for and against it; `theirs` are those of a researcher's words alone."""

    id: int
    uuid: str
    a: int
    type: str
    role: str
    b: int
    status: str
    note: str
    coder: str
    created_at: str
    supporting: list[int]
    opposing: list[int]
    theirs: frozenset[int] = frozenset()

    def rests_on(self) -> list[int]:
        """The codings that its status rests on: those for it when supported, those against it when refuted."""
        return self.supporting if self.status == "supported" else self.opposing if self.status == "refuted" else []

    def on_researchers(self) -> bool:
        """True if its status rests on quotes, and all of them are a researcher's words alone."""
        held = self.rests_on()
        return bool(held) and self.theirs.issuperset(held)

    def lack(self) -> str:
        """Say what the status lacks, or nothing: evidence is lost when its codings go or people get another role."""
        status = word(self.status)
        alone = say("{status} on a researcher's words alone", status=status) if self.on_researchers() else ""
        if self.status == "supported" and not self.supporting:
            return say("supported, but no quote for it is left")
        if self.status == "supported" and self.opposing:
            return say("{status}, with quotes against: does it hold, or is it qualified?", status=alone or status)
        return alone


def relations(db: sqlite3.Connection, *, id: int | None = None, of: int | None = None) -> list[Relation]:
    """All relations by number, or the one with that number, or those that a category is part of."""
    sides: dict[tuple[int, str], list[int]] = {}
    for relation, side, coding in db.execute(
        "select relation, side, coding from evidence where relation = coalesce(?, relation) order by relation, coding",
        (id,),
    ):
        sides.setdefault((relation, side), []).append(coding)
    theirs = frozenset(researchers_alone(db, (i for held in sides.values() for i in held)))
    return [
        Relation._make((*row, sides.get((row[0], "for"), []), sides.get((row[0], "against"), []), theirs))
        for row in db.execute(
            "select r.id, r.uuid, r.a, t.name, t.role, r.b, r.status, r.note, k.name, r.created_at from relation r "
            "join relation_type t on t.id = r.type join coder k on k.id = r.coder "
            "where r.id = coalesce(:id, r.id) and (:of is null or r.a = :of or r.b = :of) order by r.id",
            {"id": id, "of": of},
        )
    ]


def researchers_alone(db: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """Of these codings those in which nobody but researchers speaks.

    A stretch that holds a question and its answer is not a researcher's alone; one with the label before the question is.
    """
    unheard = people.researchers(db)
    if not unheard:
        return set()
    out: set[int] = set()
    mixed: dict[int, list[tuple[int, int, int]]] = {}
    for id, source, start, end, kind, person, same in db.execute(
        'select g.id, g.source, g.start, g."end", m.kind, m.participant, g.segment = g.last_segment from coding g '
        "left join segment m on m.id = g.segment where g.id in (select value from json_each(?)) order by g.id",
        (json.dumps(sorted(set(ids))),),
    ):
        if not same or kind == "boilerplate":
            mixed.setdefault(source, []).append((id, start, end))
        elif person in unheard:
            out.add(id)
    for source, layout in sources.layouts(db, mixed):
        for id, start, end in mixed[source]:
            every = [p for p in layout.counted(start, end) if layout.text[p[0] : p[1]].strip()]
            others = [p for p in layout.counted(start, end, unheard) if layout.text[p[0] : p[1]].strip()]
            if every and not others:
                out.add(id)
    return out


def resting(db: sqlite3.Connection) -> dict[int, str]:
    """Relation -> its status, of those whose status rests on a researcher's words alone."""
    if not db.execute("select exists (select 1 from evidence)").fetchone()[0] or not people.researchers(db):
        return {}
    return {r.id: r.status for r in relations(db) if r.on_researchers()}


def came_to_rest(before: dict[int, str], after: dict[int, str]) -> list[str]:
    """Notes on relations that rest on a researcher's words alone after a change and did not before it (`resting`)."""
    return [
        Message(
            "rests-on-researchers",
            "relation {id} is {status} {alone} now: is there a participant who says so?",
            id=id,
            status=status,
            alone=ALONE,
        )
        for id, status in after.items()
        if before.get(id) != status
    ]


def relation(db: sqlite3.Connection, id: int) -> Relation:
    """The relation with that number; refused where there is none."""
    found = relations(db, id=id)
    if not found:
        raise NotFound("relation", str(id), (), LISTED["relation"])
    return found[0]


def relation_between(db: sqlite3.Connection, a: int, type: int, b: int) -> int | None:
    """Return the number of the relation `a` TYPE `b`; None where there is none."""
    row = db.execute("select id from relation where a = ? and type = ? and b = ?", (a, type, b)).fetchone()
    return None if row is None else int(row[0])


def sides(db: sqlite3.Connection, relation: int, coding: int) -> set[str]:
    """Return on which sides of a relation a coding is evidence: `for`, `against`, both or none."""
    found = db.execute("select side from evidence where relation = ? and coding = ?", (relation, coding))
    return {side for (side,) in found}


def types(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(name, role in the paradigm or "") of every type of relation, in the order in which they were made."""
    return db.execute("select name, role from relation_type order by id").fetchall()


def find_type(db: sqlite3.Connection, name: str) -> tuple[int, str]:
    """Number and name of a type of relation; refused with the nearest ones where there is none."""
    row = db.execute("select id, name from relation_type where key = ?", (key(name),)).fetchone()
    if row is None:
        known = [n for n, _ in types(db)]
        there = Message("relation-types", "there are {known}; others can be added", known=known)
        raise NotFound("type of relation", name, known, there)
    return int(row[0]), str(row[1])


def status(value: str) -> str:
    """A status as it is stored; refused for another word."""
    if key(value) not in STATUSES:
        raise Refused(
            "no-such-word",
            "{what} {value!r}: it is one of {words}{did}",
            what="status",
            value=value,
            words=STATUSES,
            did="",
        )
    return key(value)


def neighbours(db: sqlite3.Connection) -> dict[int, set[int]]:
    """Category -> the categories it has a relation with, in either direction; refuted relations connect nothing."""
    out: dict[int, set[int]] = {}
    for a, b in db.execute("select a, b from relation where status <> 'refuted'"):
        out.setdefault(a, set()).add(b)
        out.setdefault(b, set()).add(a)
    return out


def memos_about(db: sqlite3.Connection, category: int, gathered: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """Memos (id, uuid, title, type) that are on, or link to, a category, its properties and relations, its codes, or
    codings, comparisons, negative cases and sampling entries of these.

    `gathered`: the category and all codes under it.
    """
    return db.execute(
        "select m.id, m.uuid, m.title, m.type from memo m where m.id in ("
        "select memo from link where code in (select value from json_each(:codes)) "
        "union select memo from link where coding in "
        "(select g.id from coding g where g.code in (select value from json_each(:codes))) "
        "union select memo from link where comparison in (select x.id from comparison x "
        "left join coding g on g.id = x.coding left join coding o on o.id = x.other "
        "where g.code in (select value from json_each(:codes)) or o.code in (select value from json_each(:codes)) "
        "or x.code in (select value from json_each(:codes))) "
        "union select l.memo from link l join negative x on x.id = l.negative left join coding g on g.id = x.coding "
        "left join relation r on r.id = x.relation where x.code in (select value from json_each(:codes)) "
        "or g.code in (select value from json_each(:codes)) or :category in (r.a, r.b) "
        "or x.property in (select id from property where category = :category) "
        "union select l.memo from link l join sampling x on x.id = l.sampling "
        "where x.category in (select value from json_each(:codes)) "
        "union select memo from link where property in (select id from property where category = :category) "
        "union select memo from link where relation in (select id from relation where :category in (a, b))) "
        "order by m.id",
        {"codes": json.dumps(sorted(gathered)), "category": category},
    ).fetchall()


def memos_on_code(db: sqlite3.Connection, code: int) -> list[tuple[int, str]]:
    """Memos (id, title) that are on a code itself."""
    return db.execute(
        "select distinct m.id, m.title from link l join memo m on m.id = l.memo where l.code = ? and l.place = 'on' "
        "order by m.id",
        (code,),
    ).fetchall()


def judgements(db: sqlite3.Connection, category: int | None = None) -> dict[int, list[dict[str, str | None]]]:
    """Category -> what each coder judged of it as a core category."""
    out: dict[int, list[dict[str, str | None]]] = {}
    for id, coder, explains, abstract, note in db.execute(
        "select j.category, k.name, j.explains_variation, j.abstract, j.note from judgement j "
        "join coder k on k.id = j.coder where j.category = coalesce(?, j.category) order by j.id",
        (category,),
    ):
        judged = {"coder": coder, "explains_variation": explains, "abstract": abstract, "note": note}
        out.setdefault(id, []).append(judged)
    return out


class Version(NamedTuple):
    """A saved version of the storyline, its text as stored (links by uuid); `n` counts from 1."""

    n: int
    id: int
    uuid: str
    text: str
    coder: str
    created_at: str


def storylines(db: sqlite3.Connection) -> list[Version]:
    """Every version of the storyline, oldest first."""
    rows = db.execute(
        "select s.id, s.uuid, s.text, k.name, s.created_at from storyline s join coder k on k.id = s.coder "
        "order by s.id"
    )
    return [Version(n, *row) for n, row in enumerate(rows, 1)]


def storyline(db: sqlite3.Connection) -> Version | None:
    """The storyline as it stands, or None."""
    return next(reversed(storylines(db)), None)
