"""Read where in a source its codings lie, for its portrait."""

from __future__ import annotations

import sqlite3

from qda.store.analysis.scope import Scope
from qda.store.queries.counts import codings_from


def stretches(db: sqlite3.Connection, source: int, over: Scope) -> tuple[int, list[tuple[int, int, int, int]]]:
    """Return the characters of a source, and (coding, code, start, end) of its codings in the scope, in text order."""
    (length,) = db.execute("select characters from source where id = ?", (source,)).fetchone()
    where, args = over.coding()
    found = db.execute(
        f'select g.id, g.code, g.start, g."end" from {codings_from(where)} where g.source = ? and {where} '
        f'order by g.start, g."end", g.id',
        (source, *args),
    )
    return int(length), found.fetchall()
