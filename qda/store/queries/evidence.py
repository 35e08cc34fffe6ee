"""Codings as evidence: which lie in a scope, what code and place each has, which of them relations rest on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from qda.store.analysis.scope import Scope, everything
from qda.store.file import layer


def codings_in(db: sqlite3.Connection, over: Scope) -> set[int]:
    """Return the numbers of the codings of a scope."""
    where, args = over.coding()
    rows = db.execute(f"select g.id from coding g left join segment m on m.id = g.segment where {where}", args)
    return {id for (id,) in rows}


def count_by_code(db: sqlite3.Connection, over: Scope | None = None) -> dict[int, int]:
    """Return how many codings of a scope, or of the whole study, each code has itself; a code without any is left out."""
    where, args = (over or everything(db)).coding()
    segment = "left join segment m on m.id = g.segment" if "m." in where else ""
    return dict(db.execute(f"select g.code, count(*) from coding g {segment} where {where} group by 1", args))


def codes_and_sources(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return for every coding its code and the source in which it lies."""
    return {id: (code, source) for id, code, source in db.execute("select id, code, source from coding")}


def codes_and_coders(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return for every coding its code and who gave it."""
    return {id: (code, coder) for id, code, coder in db.execute("select id, code, coder from coding")}


def codings_by_code(db: sqlite3.Connection) -> dict[int, list[int]]:
    """Return for each code its own codings."""
    out: dict[int, list[int]] = {}
    for id, code in db.execute(f"select id, code from coding where {layer.beside(db)}"):
        out.setdefault(code, []).append(id)
    return out


def quotes_against_relations(db: sqlite3.Connection) -> set[int]:
    """Return the codings that are against any relation."""
    return {coding for (coding,) in db.execute("select coding from evidence where side = 'against'")}


def incidents(db: sqlite3.Connection, over: Scope, first: int, by: str = "null") -> Iterator[tuple[Any, ...]]:
    """Yield the codings of a scope as (source, start, end, coding, participant, value), by source, start and end.

    Of those on one stretch the codings of the code `first` come first, then the confirmed ones. `by` is what gives the
    value: an expression over a coding `g` and its segment `m`.
    """
    where, args = over.coding()
    return db.execute(
        f'select g.source, g.start, g."end", g.id, m.participant, {by} from coding g '
        f"left join segment m on m.id = g.segment where {where} "
        'order by g.source, g.start, g."end", g.code <> ?, g.confirmed desc, g.id',
        [*args, first],
    )


def incident(db: sqlite3.Connection, coding: int, by: str = "null") -> tuple[Any, ...]:
    """Return one coding as (source, start, end, participant, value); `by` is as in `incidents`."""
    row: tuple[Any, ...] = db.execute(
        f'select g.source, g.start, g."end", m.participant, {by} from coding g '
        "left join segment m on m.id = g.segment where g.id = ?",
        (coding,),
    ).fetchone()
    return row


def codings_with_speakers(db: sqlite3.Connection, over: Scope) -> Iterator[tuple[int, int, int | None, str, int, int]]:
    """Yield the codings of a scope as (coding, code, participant, name of the source, start, end), in no order."""
    where, args = over.coding()
    return db.execute(
        'select g.id, g.code, m.participant, s.name, g.start, g."end" from coding g join source s on s.id = g.source '
        f"left join segment m on m.id = g.segment where {where}",
        args,
    )


def language_by_source_name(db: sqlite3.Connection) -> dict[str, str]:
    """Return the language of every source, by the source's name."""
    return dict(db.execute("select name, language from source"))
