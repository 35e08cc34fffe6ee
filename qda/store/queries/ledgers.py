"""Read the method's own records across tables: comparisons, negative cases, theoretical sampling."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from qda.store.file import layer


class Value(NamedTuple):
    """The value that a source or a participant (`holder` says which of the two, `of` is its number) has of a variable."""

    variable: int
    name: str
    holder: str
    of: int
    value: str


class SourceHead(NamedTuple):
    """Facts about a source, without its text."""

    name: str
    language: str
    date: str | None


def sides_of_comparisons(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return for each comparison the codes of its two sides, as they are today."""
    rows = db.execute(
        "select x.id, g.code, coalesce(o.code, x.code) from comparison x join coding g on g.id = x.coding "
        "left join coding o on o.id = x.other"
    )
    return {id: (a, b) for id, a, b in rows}


_CODES_OF = {
    "property": "select category from property where id = ?1",
    "relation": "select a from relation where id = ?1 union select b from relation where id = ?1",
    "memo": "select code from link where memo = ?1 and place = 'on' and code is not null",
}


def codes_of(db: sqlite3.Connection, kind: str, id: int) -> set[int]:
    """Return the codes that a property, a relation or a memo is about: its category, its two ends, those that it is on."""
    return {code for (code,) in db.execute(_CODES_OF[kind], (id,))}


def codings_of_codes(db: sqlite3.Connection, codes: Iterable[int]) -> Iterator[tuple[int, int, int, int, int | None]]:
    """Yield the codings of these codes by number, as (coding, source, start, end, participant)."""
    return db.execute(
        'select g.id, g.source, g.start, g."end", m.participant from coding g left join segment m on m.id = g.segment '
        f"where g.code in (select value from json_each(?)) and {layer.beside(db, 'g.coder')} order by g.id",
        (json.dumps(sorted(codes)),),
    )


def values(db: sqlite3.Connection) -> Iterator[Value]:
    """Yield every value of every variable, variables in the order in which they were made."""
    return map(
        Value._make,
        db.execute(
            "select x.id, x.name, x.holder, coalesce(v.source, v.participant), v.value from variable x "
            "join value v on v.variable = x.id order by x.id, v.id"
        ),
    )


def uncoded_sources(db: sqlite3.Connection) -> set[int]:
    """Return the sources without a coding that a person made or confirmed."""
    rows = db.execute(
        "select id from source s where not exists (select 1 from coding g where g.source = s.id and g.confirmed "
        f"and {layer.beside(db, 'g.coder')})"
    )
    return {id for (id,) in rows}


def sources_that_match(db: sqlite3.Connection, words: str, among: Collection[int]) -> list[int]:
    """Return which of these sources may hold some words; `words` is a query as the full-text index takes it."""
    rows = db.execute(
        "select rowid from source_fts where source_fts match ? and rowid in (select value from json_each(?))",
        (words, json.dumps(sorted(among))),
    )
    return [id for (id,) in rows]


def source_head(db: sqlite3.Connection, source: int) -> SourceHead:
    """Return the name, the language and the date of a source."""
    return SourceHead._make(db.execute("select name, language, date from source where id = ?", (source,)).fetchone())
