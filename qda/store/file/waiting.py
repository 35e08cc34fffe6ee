"""Waiting for another program that writes the study: in short steps, so that Ctrl-C ends it, and not without a word.

SQLite itself waits in one go, deaf to signals. Where a lock is taken (opening, the moment of a report, a change and its
commit) the waiting is ours; elsewhere SQLite's own stays as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

BUSY_MS = 60_000  # how long another program is waited for
STEP_MS = 100  # in one go
SAID_AFTER = 1.0  # seconds


class Connection(sqlite3.Connection):
    """A connection that knows how names are shown, and how long another program is waited for.

    `shown` gives a text with pseudonyms for names, `called` the names for which a pseudonym stands: so a pseudonym which a
    person types finds whom it stands for. `waiting` is told, once, when a wait has taken a second: after how many seconds in
    all it is given up.
    """

    shown: Callable[[str], str] | None = None
    called: Callable[[str], list[str]] | None = None
    waiting: Callable[[float], None] | None = None
    patience = BUSY_MS
    closed = False

    def close(self) -> None:
        """Close it; more than once does no harm."""
        self.closed = True
        super().close()


def busy(e: sqlite3.Error) -> bool:
    """True if another program blocked the study, so that the next try may succeed."""
    name = getattr(e, "sqlite_errorname", None) or ""
    return name.startswith("SQLITE_BUSY") and name != "SQLITE_BUSY_SNAPSHOT"


def patiently(db: sqlite3.Connection, sql: str) -> sqlite3.Cursor:
    """Execute one statement that may have to wait for another program; the error of SQLite when that takes too long."""
    patience = getattr(db, "patience", BUSY_MS)
    db.execute(f"pragma busy_timeout = {min(STEP_MS, patience)}")
    try:
        return _patiently(db, sql, patience / 1000)
    finally:
        db.execute(f"pragma busy_timeout = {patience}")


def _patiently(db: sqlite3.Connection, sql: str, seconds: float) -> sqlite3.Cursor:
    begun: float | None = None
    said = False
    while True:
        try:
            return db.execute(sql)
        except sqlite3.OperationalError as e:
            if not busy(e):
                raise
            import time

            now = time.monotonic()
            begun = now - STEP_MS / 1000 if begun is None else begun
            if now - begun >= seconds:
                raise
            if now - begun >= SAID_AFTER and not said:
                said = True
                tell: Any = getattr(db, "waiting", None)
                if tell is not None:
                    tell(seconds)
            time.sleep(0.005)  # where SQLite does not wait at all: two connections that would wait for each other
