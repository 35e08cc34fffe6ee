"""Marks that a reader of a terminal table must not miss."""

from __future__ import annotations

import sqlite3

from qda.core.results import Table
from qda.store.analysis.scope import Scope


def unconfirmed(db: sqlite3.Connection, table: Table, over: Scope) -> None:
    """Let a reader of these codings see which of them nobody has confirmed; no column more where there are none."""
    where, args = over.coding()
    joined = "left join segment m on m.id = g.segment" if "m." in where else ""
    some = db.execute(f"select 1 from coding g {joined} where g.confirmed = 0 and {where} limit 1", args).fetchone()
    brief = list(table.brief or ())
    if some and brief and "confirmed" not in brief:
        brief.insert(brief.index("left" if "left" in brief else "text"), "confirmed")
        table.brief = brief
