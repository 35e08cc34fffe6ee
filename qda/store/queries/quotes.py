"""Read quotes for reports: which represent a code, which are pinned, which are unconfirmed. Read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from qda.store.analysis.scope import Scope
from qda.store.queries.counts import codings_from

Quotable = tuple[int, int, int, int, int, int, int, int, int | None]


def quotable(db: sqlite3.Connection, over: Scope) -> Iterator[Quotable]:
    """Stream the codings of a scope with what a choice of quotes looks at.

    Rows are (coding, code, source, start, end, words, pinned, confirmed, participant); there are many, so they are plain.
    """
    where, args = over.coding()
    return db.execute(
        'select g.id, g.code, g.source, g.start, g."end", g.words, g.pinned, g.confirmed, m.participant '
        f"from coding g left join segment m on m.id = g.segment where {where}",
        args,
    )


def evidence(db: sqlite3.Connection) -> set[int]:
    """Return the codings that speak for or against a relation."""
    return {i for (i,) in db.execute("select coding from evidence")}


def pinned(db: sqlite3.Connection) -> set[int]:
    """Return the codings that someone pinned."""
    return {i for (i,) in db.execute("select id from coding where pinned")}


def code_of_each(db: sqlite3.Connection) -> dict[int, int]:
    """Return coding -> its code."""
    return dict(db.execute("select id, code from coding"))


def any_unconfirmed(db: sqlite3.Connection, over: Scope) -> bool:
    """True if nobody has confirmed one or more codings of the scope."""
    where, args = over.coding()
    return (
        db.execute(f"select 1 from {codings_from(where)} where g.confirmed = 0 and {where} limit 1", args).fetchone()
        is not None
    )
