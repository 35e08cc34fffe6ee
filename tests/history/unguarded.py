"""A study file as another program finds it: with the guard taken off while it works, and put back after."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unguarded(db: sqlite3.Connection) -> Iterator[None]:
    """No trigger is there inside; the connection is in no transaction, so that pragmas hold."""
    guard = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    _together(db, [f'drop trigger "{name}"' for name, _ in guard])
    yield
    _together(db, [sql for _, sql in guard])


def _together(db: sqlite3.Connection, statements: list[str]) -> None:
    """In one transaction: each alone writes the file's list of tables anew, hundreds of times."""
    db.execute("begin")
    for sql in statements:
        db.execute(sql)
    db.execute("commit")
