"""Say in words what a report rests on: how many codings, by how many coders, how many of them unconfirmed."""

from __future__ import annotations

import sqlite3

from qda.store.analysis.scope import Scope
from qda.store.queries import counts


def counted(db: sqlite3.Connection, over: Scope) -> str:
    """Return what a report rests on: `12 codings by 2 coders, 3 of them unconfirmed`."""
    n, unconfirmed, coders = counts.how_many(db, over)
    return n_of(n, "coding") + by_coders(coders) + (f", {unconfirmed} of them unconfirmed" if unconfirmed else "")


def by_coders(n: int) -> str:
    """Return ` by 2 coders`, or "" when there is only one."""
    return f" by {n} coders" if n > 1 else ""


def n_of(n: int, what: str) -> str:
    """Return a number with its noun: `1 coding`, `2 codings`, `3 categories`, `4 stretches`."""
    many = what[:-1] + "ies" if what.endswith("y") else what + ("es" if what.endswith("ch") else "s")
    return f"{n:,} {what if n == 1 else many}"
