"""References that name their column: `references source` becomes `references source(id)`, in every table of a study.

SQLite takes the primary key where a reference names no column, but programs that read `pragma foreign_key_list`
(Datasette among them) get no name there and fail. Nothing stored changes by it: no row, no number, no digest. So the
history goes on, and nothing is a wall for undo.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from qda.core.errors import QdaError

# Possessive, so that `references source(id)` is not taken for a reference to `sourc`.
_BARE = re.compile(r'\breferences\s+(\w++|"[^"]++")(?!\s*\()', re.IGNORECASE)
_REFUSED = "may not be modified"  # SQLite with its defensive flag on, as Apple ships it


def name_columns(db: sqlite3.Connection) -> None:
    """Write every reference of every table with its column, inside the transaction that is open.

    Only the text of the tables' definitions changes, as SQLite's documentation allows for a change that no stored row
    depends on ("Making Other Kinds Of Table Schema Changes"): it takes no longer in a large study. An SQLite that
    refuses to write definitions gets the tables rebuilt. Foreign keys must be off, or the tables empty.

    Raises QdaError when the tables are not afterwards what they were, but for the names.
    """
    new = _definitions(db)
    before = {table: _shape(db, table) for table in new}
    _redefine(db, new)
    for table, shape in before.items():
        left = [r for r in db.execute(f"pragma foreign_key_list({table})") if r[4] is None]
        if left or _shape(db, table) != shape:
            raise QdaError(f"the table {table} could not be brought up to date; nothing was changed")


def rewrite(db: sqlite3.Connection, parts: Mapping[str, tuple[str, str]]) -> None:
    """Write a part of tables' definitions otherwise: table -> (what it was, what it is now). No stored row may break it.

    Raises QdaError when a definition does not have its part.
    """
    new = {}
    for table, (was, now) in parts.items():
        (sql,) = db.execute("select sql from sqlite_master where type = 'table' and name = ?", (table,)).fetchone()
        if sql.count(was) != 1:
            raise QdaError(f"the table {table} could not be brought up to date; nothing was changed")
        new[table] = sql.replace(was, now)
    _redefine(db, new)


def _redefine(db: sqlite3.Connection, new: dict[str, str]) -> None:
    if not _write(db, new):
        for table, sql in new.items():
            _rebuild(db, table, sql)


def _definitions(db: sqlite3.Connection) -> dict[str, str]:
    """The tables with a reference that names no column -> their definition with the columns named."""
    tables = db.execute("select name, sql from sqlite_master where type = 'table' and sql is not null order by rowid")
    new = {name: _BARE.sub(lambda m: m[0] + "(id)", sql) for name, sql in tables}
    bare = """select 1 from pragma_foreign_key_list(?) where "to" is null"""
    return {name: sql for name, sql in new.items() if db.execute(bare, (name,)).fetchone()}


def _shape(db: sqlite3.Connection, table: str) -> tuple[object, ...]:
    """Return the definition of a table without the names of the columns that it refers to."""
    keys = [(*r[:4], "id", *r[5:]) for r in db.execute(f"pragma foreign_key_list({table})")]
    indexes = sorted(r[1:] for r in db.execute(f"pragma index_list({table})"))
    return db.execute(f"pragma table_xinfo({table})").fetchall(), keys, indexes


def _write(db: sqlite3.Connection, new: dict[str, str]) -> bool:
    """Write the definitions in place; False where this SQLite does not let anyone."""
    version = db.execute("pragma schema_version").fetchone()[0]
    db.execute("pragma writable_schema = on")
    try:
        db.executemany(
            "update sqlite_master set sql = ? where type = 'table' and name = ?", [(s, t) for t, s in new.items()]
        )
        db.execute(f"pragma schema_version = {version + 1}")  # other connections read the definitions again
    except sqlite3.OperationalError as e:
        if _REFUSED not in str(e):
            raise
        return False
    finally:
        db.execute("pragma writable_schema = reset")  # off, and this connection reads them again too
    return True


def _rebuild(db: sqlite3.Connection, table: str, sql: str) -> None:
    """Build the table again beside itself, with its rows, numbers and indexes, and put it in place of the old one."""
    indexes = db.execute(
        "select sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null", (table,)
    ).fetchall()
    seq = db.execute("select seq from sqlite_sequence where name = ?", (table,)).fetchone()
    made = re.sub(r'^create table\s+("[^"]+"|\w+)', f"create table new_{table}", sql, count=1, flags=re.IGNORECASE)
    db.execute("pragma legacy_alter_table = on")  # views and the tables' references keep to the name
    try:
        db.execute(made)
        db.execute(f"insert into new_{table} select * from {table} order by id")
        db.execute(f"drop table {table}")
        db.execute(f"alter table new_{table} rename to {table}")
    finally:
        db.execute("pragma legacy_alter_table = off")
    for (index,) in indexes:
        db.execute(index)
    if seq is not None:
        db.execute("delete from sqlite_sequence where name = ?", (table,))
        db.execute("insert into sqlite_sequence(name, seq) values (?, ?)", (table, seq[0]))
