"""Indexes and triggers that are off while a great many rows come or go, within the transaction of one change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def lifted(db: sqlite3.Connection, table: str, names: Sequence[str], *, keep: str = "") -> Iterator[None]:
    """Leave off these triggers of a table and its indexes while the block writes to it, and make them again after.

    `keep`: the indexes that stay, "u" for those that keep something unique, "self" for those by which its rows find each
    other, "all". Where a question to the database is still open, SQLite drops no index: then all of them stay.
    """
    stay = {
        name
        for _, name, unique, *_ in db.execute(f"pragma index_list({table})").fetchall()
        if keep == "all" or (unique and keep == "u") or (keep == "self" and _points_home(db, table, name))
    }
    off: list[str] = []
    try:
        for kind, name, sql in db.execute(
            "select type, name, sql from sqlite_master where tbl_name = ? and sql is not null and type in ('index', 'trigger')",
            (table,),
        ).fetchall():
            if name in stay if kind == "index" else name not in names:
                continue
            try:
                db.execute(f"drop {kind} {name}")
            except sqlite3.OperationalError as e:
                if e.sqlite_errorcode != sqlite3.SQLITE_LOCKED:
                    raise
            else:
                off.append(sql)
        yield
    finally:  # a caller that catches the error and goes on must not write unrecorded
        if db.in_transaction:
            for sql in off:
                db.execute(sql)


def _points_home(db: sqlite3.Connection, table: str, index: str) -> bool:
    """True if an index begins with a column that points at a row of its own table."""
    home = {r[3] for r in db.execute(f"pragma foreign_key_list({table})") if r[2] == table}
    first = db.execute(f"pragma index_info({index})").fetchone()
    return first is not None and first[2] in home
