"""The numbered steps from an older study to today's, run with sqlite-utils; never edited once landed.

`pragma user_version` says whether one is due. The file is backed up before, the triggers come off and are made again, and
so are the views (`views.py`).
A step that renames, drops or rebuilds writes a `base` change (a wall for undo); one that only adds columns need not.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from qda.store.file import references, schema


def migrations() -> Any:
    """All steps, oldest first (a `sqlite_utils` Migrations object)."""
    from sqlite_utils import Migrations

    steps = Migrations("qda")

    @steps()
    def m001_first(db: Any) -> None:
        _run(db, schema.TABLES, schema.HISTORY, schema.FULL_TEXT)

    @steps()
    def m002_comparisons(db: Any) -> None:
        _run(db, schema.STEP_2)

    @steps()
    def m003_discovery(db: Any) -> None:
        _run(db, schema.STEP_3)

    @steps()
    def m004_references(db: Any) -> None:
        references.name_columns(db.conn)

    @steps()
    def m005_exchange(db: Any) -> None:
        _run(db, schema.STEP_5)

    @steps()
    def m006_summaries_and_teams(db: Any) -> None:
        _run(db, schema.STEP_6, schema.STEP_6_AGREEMENT, schema.STEP_6_TEAMS)
        references.rewrite(db.conn, schema.REWRITTEN[6])

    @steps()
    def m007_method(db: Any) -> None:
        _run(
            db,
            schema.STEP_7_TEAMS,
            schema.STEP_7_CONDITIONS,
            schema.STEP_7_STABILITY,
            schema.STEP_7_STALE,
            schema.STEP_7_SORTING,
            schema.STEP_7_AUDIT,
            schema.STEP_7_CHECKLIST,
        )
        references.rewrite(db.conn, schema.REWRITTEN[7])

    return steps


def _run(db: Any, *parts: str) -> None:
    for part in parts:
        for statement in part.split(";\n"):
            if statement.strip():
                db.conn.execute(statement)


def apply(db: sqlite3.Connection) -> None:
    """Bring the file behind the connection to today's schema."""
    import sqlite_utils

    from qda.store.file import triggers, views

    triggers.drop(db)
    migrations().apply(sqlite_utils.Database(db))
    triggers.make(db)
    views.make(db)
    db.execute(f"pragma user_version = {schema.VERSION}")
    db.execute(f"pragma application_id = {schema.APPLICATION_ID}")
