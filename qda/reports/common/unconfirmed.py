"""Marks that a reader of a terminal table must not miss."""

from __future__ import annotations

import sqlite3

from qda.core.results import Table
from qda.store.analysis.scope import Scope
from qda.store.queries import quotes


def unconfirmed(db: sqlite3.Connection, table: Table, over: Scope) -> None:
    """Add the column `confirmed` to what a terminal shows of these codings, if nobody has confirmed one of them."""
    brief = list(table.brief or ())
    if brief and "confirmed" not in brief and quotes.any_unconfirmed(db, over):
        brief.insert(brief.index("left" if "left" in brief else "text"), "confirmed")
        table.brief = brief
