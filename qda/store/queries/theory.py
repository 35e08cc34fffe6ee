"""Read categories, relations and the storyline across tables, for reports."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from qda.store.analysis.scope import Scope
from qda.store.file import layer


class RelationType(NamedTuple):
    """A type of relation, the role that its A plays for its B, and how many relations have it."""

    name: str
    role: str
    relations: int
    uuid: str


def relation_types(db: sqlite3.Connection) -> list[RelationType]:
    """Return every type of relation, in the order in which they were made."""
    return [
        RelationType(*row)
        for row in db.execute(
            "select t.name, t.role, (select count(*) from relation r where r.type = t.id), t.uuid "
            "from relation_type t order by t.id"
        )
    ]


def ends_of_relations(db: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the two categories (A, B) of every relation, refuted ones included."""
    return db.execute("select a, b from relation").fetchall()


def ends_of_relation(db: sqlite3.Connection, relation: int) -> tuple[int, int]:
    """Return the two categories (A, B) of one relation."""
    a, b = db.execute("select a, b from relation where id = ?", (relation,)).fetchone()
    return a, b


def category_of_property(db: sqlite3.Connection, property: int) -> int:
    """Return the category that has a property."""
    return int(db.execute("select category from property where id = ?", (property,)).fetchone()[0])


def coder_names(db: sqlite3.Connection, ids: Collection[int] | None = None) -> set[str]:
    """Return the names of these coders, or of all of them when `ids` is None."""
    return {name for id, name in db.execute("select id, name from coder") if ids is None or id in ids}


def count_coders(db: sqlite3.Connection, codes: Iterable[int]) -> int:
    """Return how many coders gave one of these codes."""
    (n,) = db.execute(
        f"select count(distinct coder) from coding where code in (select value from json_each(?)) and {layer.beside(db)}",
        (json.dumps(sorted(codes)),),
    ).fetchone()
    return int(n)


def placements_by_property(db: sqlite3.Connection, over: Scope) -> dict[int, list[tuple[int, str, float | None]]]:
    """Return for each property what is placed on it of the codings of a scope: (coding, value, position), by number."""
    where, args = over.coding()
    out: dict[int, list[tuple[int, str, float | None]]] = {}
    for property, coding, value, position in db.execute(
        "select p.property, p.coding, p.value, p.position from placement p join coding g on g.id = p.coding "
        f"left join segment m on m.id = g.segment where {where} order by p.id",
        args,
    ):
        out.setdefault(property, []).append((coding, value, position))
    return out


def is_coded_by_origin(db: sqlite3.Connection, over: Scope, origins: Sequence[str]) -> bool:
    """True if the scope has a coding of one of these origins."""
    where, args = over.coding()
    marks = ", ".join("?" * len(origins))
    found = db.execute(
        f"select 1 from coding g left join segment m on m.id = g.segment where g.origin in ({marks}) and {where} limit 1",
        (*origins, *args),
    ).fetchone()
    return found is not None


def codings_for_categories(db: sqlite3.Connection, over: Scope, origins: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the codings of a scope by number, with what the report on categories keeps of each.

    A row is (id, code, source, start, end, words, created_at, pinned, confirmed, participant, analysed). `analysed` is 1
    for a coding of one of the `origins`; without `origins`, for a confirmed one that was imported.
    """
    where, args = over.coding()
    analysed = f"g.origin in ({', '.join('?' * len(origins))})" if origins else "g.origin = 'import' and g.confirmed"
    return db.execute(
        f'select g.id, g.code, g.source, g.start, g."end", g.words, g.created_at, g.pinned, g.confirmed, '
        f"m.participant, {analysed} from coding g left join segment m on m.id = g.segment where {where} order by g.id",
        (*origins, *args),
    )


class Placing(NamedTuple):
    """A coding's place on a property, as one coder gave it; `position` is a number 0..1 for drawing, else None."""

    coding: int
    value: str
    position: float | None
    note: str
    coder: str
    created_at: str


def placings(db: sqlite3.Connection) -> dict[int, list[Placing]]:
    """Return property -> every placement on it, in the order in which they were made."""
    out: dict[int, list[Placing]] = {}
    for property, *row in db.execute(
        "select p.property, p.coding, p.value, p.position, p.note, k.name, p.created_at from placement p "
        "join coder k on k.id = p.coder order by p.id"
    ):
        out.setdefault(property, []).append(Placing._make(row))
    return out
