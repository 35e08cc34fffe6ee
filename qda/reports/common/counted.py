"""Say in words what a report rests on: how many codings, by how many coders, how many of them unconfirmed."""

from __future__ import annotations

import sqlite3

from qda.core.message import n_of, say
from qda.store.analysis.scope import Scope
from qda.store.queries import counts


def counted(db: sqlite3.Connection, over: Scope) -> str:
    """Return what a report rests on: `12 codings by 2 coders, 3 of them unconfirmed`."""
    n, unconfirmed, coders = counts.how_many(db, over)
    return (
        n_of(n, "coding")
        + by_coders(coders)
        + (say(", {unconfirmed} of them unconfirmed", unconfirmed=unconfirmed) if unconfirmed else "")
    )


def by_coders(n: int) -> str:
    """Return ` by 2 coders`, or "" when there is only one."""
    return say(" by {n} coders", n=n) if n > 1 else ""


__all__ = ["by_coders", "counted", "n_of"]
