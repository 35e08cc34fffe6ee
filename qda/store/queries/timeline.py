"""Count what a study has by when it was made, for the timeline. Times are cut to the minute: `2026-01-31T12:00`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from qda.store.analysis.scope import Scope
from qda.store.queries.counts import codings_from

Minutes = Iterator[tuple[str, int]]
_MINUTE = "substr({}, 1, 16)"


def codings_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, codings made in it)."""
    where, args = over.coding()
    minute = _MINUTE.format("g.created_at")
    return db.execute(f"select {minute}, count(*) from {codings_from(where)} where {where} group by 1", args)


def sources_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, sources whose first coding was made in it)."""
    where, args = over.coding()
    return db.execute(
        f"select {_MINUTE.format('first')}, count(*) from (select min(g.created_at) as first from {codings_from(where)} "
        f"where {where} group by g.source) group by 1",
        args,
    )


def comparisons_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, comparisons): of the scope's coders, from a coding of its sources, people and codes."""
    where, args = Scope(over.sources, over.participants, over.codes, None, over.layer, over.source_or_person).coding()
    coder, who = _by("c.coder", over)
    return db.execute(
        f"select {_MINUTE.format('c.created_at')}, count(*) from comparison c join coding g on g.id = c.coding "
        f"left join segment m on m.id = g.segment where {where} and {coder} group by 1",
        [*args, *who],
    )


def codes_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, codes made in it): those of the scope, by its coders."""
    coder, who = _by("coder", over)
    code, which = ("1", []) if over.codes is None else ("id in (select value from json_each(?))", [_ids(over.codes)])
    minute = _MINUTE.format("created_at")
    return db.execute(f"select {minute}, count(*) from code where {coder} and {code} group by 1", [*who, *which])


def relations_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, relations made in it): by the scope's coders, with one of its codes for an end."""
    coder, who = _by("coder", over)
    code, which = "1", list[str]()
    if over.codes is not None:
        code = "(a in (select value from json_each(?)) or b in (select value from json_each(?)))"
        which = [_ids(over.codes)] * 2
    minute = _MINUTE.format("created_at")
    return db.execute(f"select {minute}, count(*) from relation where {coder} and {code} group by 1", [*who, *which])


def memos_by_minute(db: sqlite3.Connection, over: Scope) -> Minutes:
    """Stream (minute, memos made in it): by the scope's coders."""
    coder, who = _by("coder", over)
    return db.execute(f"select {_MINUTE.format('created_at')}, count(*) from memo where {coder} group by 1", who)


def _by(column: str, over: Scope) -> tuple[str, list[str]]:
    """Return the condition that a coder is one of the scope's, and its parameters."""
    if over.coders is None:
        return "1", []
    return f"{column} in (select value from json_each(?))", [_ids(over.coders)]


def _ids(ids: set[int]) -> str:
    return json.dumps(sorted(ids))
