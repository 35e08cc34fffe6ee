"""Read a study from end to end, for a project that other programs open. Read-only.

`chosen` are numbers of sources, None for all of them. Rows stream: a source's text is read when it is its turn.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

Chosen = Collection[int] | None


class Source(NamedTuple):
    """A source with its text; `metadata` is JSON."""

    id: int
    uuid: str
    name: str
    title: str
    metadata: str
    text: str


class Person(NamedTuple):
    """A participant; `source` is the number of the one source whose person they are, else None."""

    id: int
    uuid: str
    source: int | None
    role: str


class Variable(NamedTuple):
    """A variable of sources or of participants (`holder`)."""

    id: int
    uuid: str
    name: str
    key: str
    holder: str


class Segment(NamedTuple):
    """A segment; `person` is the number of its participant, or None. Offsets are code points."""

    source: int
    id: int
    start: int
    end: int
    author: str
    person: int | None


Coding = tuple[int, int, int, int, str, int, int, str, str]  # see `codings`


def _only(column: str, chosen: Chosen) -> tuple[str, tuple[str, ...]]:
    if chosen is None:
        return "1", ()
    return f"{column} in (select value from json_each(?))", (json.dumps(sorted(chosen)),)


def coders(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return (number, uuid, name) of every coder."""
    return db.execute("select id, uuid, name from coder order by id").fetchall()


def uuids(db: sqlite3.Connection, table: str) -> dict[int, str]:
    """Return number -> uuid of the rows of a table that has uuids."""
    return dict(db.execute(f"select id, uuid from {table} order by id"))


def never_coded(db: sqlite3.Connection) -> set[str]:
    """Return the uuids of the codes that came as categories nobody codes with, and with which nobody has coded."""
    found = db.execute(
        "select uuid from code c where codable = 0 and not exists (select 1 from coding g where g.code = c.id)"
    )
    return {uuid for (uuid,) in found}


def sources(db: sqlite3.Connection, chosen: Chosen) -> Iterator[Source]:
    """Yield the sources in order of number."""
    where, args = _only("id", chosen)
    found = db.execute(f"select id, uuid, name, title, metadata, text from source where {where} order by id", args)
    return map(Source._make, found)


def source_names(db: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return number -> (uuid, name) of every source."""
    return {id: (uuid, name) for id, uuid, name in db.execute("select id, uuid, name from source order by id")}


def codings(db: sqlite3.Connection, chosen: Chosen) -> Iterator[Coding]:
    """Yield (source, start, end, number, uuid, code, coder, created_at, note) of each coding, by source, start, end, number."""
    where, args = _only("source", chosen)
    return db.execute(
        'select source, start, "end", id, uuid, code, coder, created_at, note from coding '
        f'where {where} order by source, start, "end", id',
        args,
    )


def segments(db: sqlite3.Connection, chosen: Chosen, also: Iterable[int]) -> Iterator[Segment]:
    """Yield the segments that have a participant, and those of these numbers, by source and place in it."""
    where, args = _only("source", chosen)
    found = db.execute(
        "select source, id, start, \"end\", coalesce(author, ''), participant from segment "
        f"where {where} and (participant is not null or id in (select value from json_each(?))) order by source, n",
        (*args, json.dumps(sorted(also))),
    )
    return map(Segment._make, found)


def borders(db: sqlite3.Connection, source: int) -> list[int]:
    """Return where the segments of a source begin and end."""
    found = db.execute('select start, "end" from segment where source = ?', (source,))
    return sorted({place for row in found for place in row})


def starts_twice(db: sqlite3.Connection, chosen: Chosen) -> set[int]:
    """Return the segments that begin where an outer one of their source begins."""
    where, args = _only("m.source", chosen)
    found = db.execute(
        "select m.id from segment m join segment o on o.id = m.parent "
        f"where m.parent is not null and o.start = m.start and {where}",
        args,
    )
    return {id for (id,) in found}


def segments_by_person(db: sqlite3.Connection, chosen: Chosen) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (participant, source, segment, start, end) of what people wrote or said, by participant, source and place."""
    where, args = _only("source", chosen)
    return db.execute(
        f'select participant, source, id, start, "end" from segment where participant is not null and {where} '
        "order by participant, source, n",
        args,
    )


def count_segments(db: sqlite3.Connection, chosen: Chosen) -> int:
    """Count the segments."""
    where, args = _only("source", chosen)
    return int(db.execute(f"select count(*) from segment where {where}", args).fetchone()[0])


def people(db: sqlite3.Connection, chosen: Chosen) -> list[Person]:
    """Return the participants who wrote or spoke in the sources, or nowhere at all; all when all sources are meant."""
    where, args = "1", tuple[str, ...]()
    if chosen is not None:
        only, args = _only("source", chosen)
        where = (
            f"(source is null or {only}) and (id in (select participant from segment where {only}) "
            "or not exists (select 1 from segment m where m.participant = participant.id))"
        )
        args = (*args, *args)
    found = db.execute(f"select id, uuid, source, role from participant where {where} order by id", args)
    return [Person._make(row) for row in found]


def within(db: sqlite3.Connection, table: str, chosen: Chosen) -> set[int]:
    """Return the numbers of the rows of a table (segment, coding) that belong to the sources."""
    where, args = _only("source", chosen)
    return {id for (id,) in db.execute(f"select id from {table} where {where}", args)}


def coding_uuids(db: sqlite3.Connection, chosen: Chosen, ids: Iterable[int]) -> dict[int, str]:
    """Return number -> uuid of those of some codings that are in the sources."""
    where, args = _only("source", chosen)
    found = db.execute(
        f"select id, uuid from coding where {where} and id in (select value from json_each(?))",
        (*args, json.dumps(sorted(ids))),
    )
    return dict(found)


def variables(db: sqlite3.Connection) -> list[Variable]:
    """Return every variable, in the order in which they were made."""
    return [Variable._make(row) for row in db.execute("select id, uuid, name, key, holder from variable order by id")]


def values(db: sqlite3.Connection) -> Iterator[tuple[int, int | None, int | None, str]]:
    """Yield (variable, source or None, participant or None, value), by variable and number."""
    return db.execute("select variable, source, participant, value from value order by variable, id")


class Placed(NamedTuple):
    """What is placed where, and by whom."""

    coding: int
    property: str
    category: str
    value: str
    note: str
    coder: str
    created_at: str


def placements(db: sqlite3.Connection) -> Iterator[Placed]:
    """Yield every placement; `coder` is a uuid, `property` and `category` are names."""
    found = db.execute(
        "select p.coding, r.name, c.name, p.value, p.note, k.uuid, p.created_at from placement p "
        "join property r on r.id = p.property join code c on c.id = r.category join coder k on k.id = p.coder "
        "order by p.id"
    )
    return map(Placed._make, found)


def property_times(db: sqlite3.Connection) -> dict[int, str]:
    """Return property -> when it was made."""
    return dict(db.execute("select id, created_at from property"))


class Judged(NamedTuple):
    """What a coder judged of a category (its number) as a core; `coder` is a uuid, `by` a name."""

    category: int
    explains: str
    abstract: str
    note: str
    coder: str
    by: str
    created_at: str


def judgements(db: sqlite3.Connection) -> Iterator[Judged]:
    """Yield every judgement."""
    found = db.execute(
        "select j.category, coalesce(j.explains_variation, ''), coalesce(j.abstract, ''), j.note, k.uuid, k.name, "
        "j.created_at from judgement j join coder k on k.id = j.coder order by j.id"
    )
    return map(Judged._make, found)


def settings(db: sqlite3.Connection, but: Collection[str]) -> int:
    """Return how many settings have a value, those of these names left out."""
    return sum(name not in but for (name,) in db.execute("select name from setting where value <> ''"))


class Left(NamedTuple):
    """What stays in the study file: changes of the log, offers of candidates, suggestions."""

    changes: int
    candidates: int
    suggestions: int


def left(db: sqlite3.Connection) -> Left:
    """Count what no project takes along."""
    tables = ("change", "candidate", "suggestion")
    return Left(*(int(db.execute(f"select count(*) from {t}").fetchone()[0]) for t in tables))
