"""Read sources across tables for listings, sheets and corrections: segments, codings, links and relations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from qda.store.analysis.scope import Scope
from qda.store.file import layer


class Listed(NamedTuple):
    """A source as a listing shows it; `characters` is the length of its text."""

    id: int
    name: str
    title: str
    kind: str
    language: str
    characters: int
    uuid: str


def listed(db: sqlite3.Connection) -> Iterator[Listed]:
    """Return every source, in order of number."""
    return map(
        Listed._make,
        db.execute("select id, name, title, kind, language, characters, uuid from source order by id"),
    )


def dates(db: sqlite3.Connection) -> dict[int, str]:
    """Return the date of each source that has one, with the offset that it came with, by number."""
    return dict(db.execute("select id, date from source where date is not null"))


def cited(db: sqlite3.Connection) -> dict[str, str]:
    """Return by name what sources are called where they are cited, where that is not their name.

    It is the value of the variable `cite`, else the title.
    """
    said = (
        "coalesce((select v.value from value v join variable x on x.id = v.variable where v.source = s.id and x.key = 'cite'), "
        "nullif(s.title, ''))"
    )
    return dict(db.execute(f"select name, cited from (select s.name, {said} cited from source s) where cited <> name"))


def segment_counts(db: sqlite3.Connection, over: Scope) -> Iterator[tuple[int, str, int | None, int, int]]:
    """Yield (source, kind of segment, participant or None, segments, words) of all that is written within the scope."""
    where, args = over.segment()
    yield from db.execute(
        f"select m.source, m.kind, m.participant, count(*), sum(m.words) from segment m where {where} group by 1, 2, 3",
        args,
    )


def codings_by_source(db: sqlite3.Connection) -> dict[int, int]:
    """Return how many codings each source has, by number; sources without one are left out."""
    return dict(db.execute(f"select source, count(*) from coding where {layer.beside(db)} group by 1"))


class Stretch(NamedTuple):
    """A coding as far as its place goes; offsets are code points into the source's text, end exclusive."""

    id: int
    start: int
    end: int
    code: int
    coder: int


def stretches(db: sqlite3.Connection, source: int) -> list[Stretch]:
    """Return the codings of a source, by start, end and number."""
    return [
        Stretch(*row)
        for row in db.execute(
            'select id, start, "end", code, coder from coding where source = ? order by start, "end", id', (source,)
        )
    ]


def segments_of_codings(db: sqlite3.Connection, source: int) -> dict[int, int]:
    """Return for each coding in a source the number, within the source, of the segment in which it begins."""
    return dict(
        db.execute("select g.id, m.n from coding g join segment m on m.id = g.segment where g.source = ?", (source,))
    )


def coder_names(db: sqlite3.Connection) -> dict[int, str]:
    """Return the name of every coder, by number."""
    return dict(db.execute("select id, name from coder"))


class Held(NamedTuple):
    """Number of things that belong to a source; `participants` are those of this source alone."""

    segments: int
    codings: int
    participants: int
    values: int


def held(db: sqlite3.Connection, source: int) -> Held:
    """Return how many segments, codings, people of its own and values a source has."""
    return Held(
        *(
            db.execute(f"select count(*) from {table} where source = ?", (source,)).fetchone()[0]
            for table in ("segment", "coding", "participant", "value")
        )
    )


def linked(db: sqlite3.Connection, source: int) -> Iterator[tuple[str, list[int]]]:
    """Yield what links of memos and storylines point at in a source: (kind, numbers), a number for each link.

    Kinds are `source`, `segment`, `coding` and `participant` (people of this source alone).
    """
    yield "source", [i for (i,) in db.execute("select source from link where source = ?", (source,))]
    for kind in ("segment", "coding", "participant"):
        found = db.execute(
            f"select l.{kind} from link l join {kind} t on t.id = l.{kind} where t.source = ?", (source,)
        )
        yield kind, [i for (i,) in found]


def relations_resting_on(db: sqlite3.Connection, source: int) -> list[tuple[int, str]]:
    """Return (number, status) of the supported relations whose quotes for them all lie in this source."""
    return db.execute(
        "select r.id, r.status from relation r where r.status = 'supported' "
        "and exists (select 1 from evidence e where e.relation = r.id and e.side = 'for') "
        "and not exists (select 1 from evidence e join coding g on g.id = e.coding "
        "where e.relation = r.id and e.side = 'for' and g.source <> ?) order by r.id",
        (source,),
    ).fetchall()
