"""Read what a query of codings asks for: where codings lie, and who made them. Read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from qda.store.analysis.codings import ROLE
from qda.store.analysis.scope import Scope
from qda.store.queries.counts import codings_from

Placed = tuple[
    int, int, int, int, int, int
]  # (source, start, end, coding, code, coder): there are many, so they are plain


def placed(db: sqlite3.Connection, over: Scope, *, heard: bool = False) -> Iterator[Placed]:
    """Stream the codings of a scope by source, start and end; with `heard` those that have no researcher's words."""
    where, args = over.coding()
    table = codings_from(where)
    if heard:
        table = "coding g left join segment m on m.id = g.segment left join participant who on who.id = m.participant"
        where = f"{where} and {ROLE} is not 'researcher'"
    return db.execute(
        f'select g.source, g.start, g."end", g.id, g.code, g.coder from {table} where {where} '
        'order by g.source, g.start, g."end"',
        args,
    )


def coders(db: sqlite3.Connection, over: Scope) -> set[int]:
    """Return the coders who gave any code within the other filters of a scope."""
    where, args = replace(over, codes=None).coding()
    return {i for (i,) in db.execute(f"select distinct g.coder from {codings_from(where)} where {where}", args)}
