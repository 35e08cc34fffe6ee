"""Databases of other programs: opened for reading alone, and nothing in them is trusted.

It is the only module outside the store that asks SQLite: the rule that SQL stands in `qda.store` is about studies.

A database whose last changes lie in another file (`-wal`, or a journal of a program that stopped) is refused: read by itself
it would be an older state, and to read both means to write into a stranger's folder.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qda.core.errors import QdaError
from qda.core.files import database_address, plain, shown
from qda.importers.common.opening import why

LARGEST = 500_000_000  # bytes of one row
_MAGIC = b"SQLite format 3\0"
_HARMLESS = re.compile(r"never used|Freelist|NULL value in|CHECK constraint failed|non-\w+ value in", re.I)
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0*)?\Z")
_FAILS = (
    sqlite3.Error,
    UnicodeDecodeError,
)  # SQLite's own message may quote a damaged name, which Python cannot decode
_ESCAPED = re.compile("[\ud800-\udfff]")


def text(value: object) -> str:
    """Return a value as text: "" for nothing, a whole number without `.0`, bytes that are no UTF-8 as U+FFFD."""
    if isinstance(value, str):
        return value if value.isascii() or not _ESCAPED.search(value) else _replaced(value)
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _replaced(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_utf8(value: object) -> bool:
    """True if a text or bytes of a database are UTF-8."""
    if isinstance(value, bytes):
        try:
            value.decode("utf-8", "strict")
        except UnicodeDecodeError:
            return False
    return not isinstance(value, str) or value.isascii() or not _ESCAPED.search(value)


def number(value: object) -> int | None:
    """Return a value as a whole number, cut off as SQLite does; None for what is no number."""
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return int(value.strip().partition(".")[0]) if _WHOLE.match(value.strip()) else None
    return value if isinstance(value, int) else None


def label(value: object) -> str:
    """Return a value as a name: text on one line, without white space around it."""
    return " ".join(text(value).split())


class Foreign:
    """A database of another program, open for reading in one state; QdaError when it is locked, encrypted or damaged.

    `program` is the program's name for messages, `tables` are those without which it is no project of that program.
    What a program of another version has not (a table, a column) is read as nothing.
    """

    def __init__(self, path: str, program: str, tables: tuple[str, ...]) -> None:
        self.path, self.program = path, program
        self._db: sqlite3.Connection | None = None
        try:
            self._db = _connect(path, program)
            self._open(tables)
        except _FAILS as e:
            self.close()
            raise self._refusal(e) from None
        except BaseException:
            self.close()
            raise

    def _open(self, tables: tuple[str, ...]) -> None:
        assert self._db is not None
        self._db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        self._db.execute("pragma trusted_schema = off")
        self._db.execute("begin")  # one state, from the first row to the last
        made = "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"
        self._tables = {str(name).lower(): str(name) for (name,) in self._db.execute(made)}
        self._columns: dict[str, dict[str, str]] = {}
        missing = [t for t in tables if t not in self._tables]
        if missing:
            raise QdaError(f"{shown(self.path)} is no project of {self.program}: it has no table {missing[0]}")
        for (said,) in self._db.execute("pragma quick_check(20)"):
            if said != "ok" and not _HARMLESS.search(str(said)):
                raise self._damaged()

    def close(self) -> None:
        """Close the database."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def has(self, table: str) -> bool:
        """True if there is a table of that name."""
        return table.lower() in self._tables

    def has_column(self, table: str, column: str) -> bool:
        """True if there is a table of that name with that column."""
        return self.has(table) and column.lower() in self._known(table)

    def _known(self, table: str) -> dict[str, str]:
        if table not in self._columns:
            asked = self._ask(f"pragma table_info({self._named(table)})")
            self._columns[table] = {str(row[1]).lower(): str(row[1]) for row in asked}
        return self._columns[table]

    def _named(self, table: str) -> str:
        return _quoted(self._tables[table.lower()])

    def rows(self, table: str, *columns: str, by: str = "") -> Iterator[tuple[Any, ...]]:
        """Yield these columns of all rows, in the order in which they were made, or of the number in the column `by`."""
        if not self.has(table):
            return
        known = self._known(table)
        picked = ", ".join(_quoted(known[c.lower()]) if c.lower() in known else "null" for c in columns)
        order = f"cast({_quoted(known[by.lower()])} as integer), " if by.lower() in known else ""
        yield from self._ask(f"select {picked} from {self._named(table)} order by {order}rowid")

    def groups(self, table: str, key: str, *columns: str) -> Groups:
        """Return the rows of a table by the number in its column `key`, which comes first in each row."""
        return Groups(self.rows(table, key, *columns, by=key))

    def distinct(self, table: str, column: str) -> list[str]:
        """Return the texts that a column has, sorted, without an empty one."""
        if not self.has_column(table, column):
            return []
        name = _quoted(self._known(table)[column.lower()])
        asked = self._ask(f"select distinct {name} from {self._named(table)}")
        return sorted({found for (value,) in asked if (found := label(value))})

    def lengths(self, table: str, key: str, column: str) -> dict[int, int]:
        """Return the characters of a column's texts by the number in the column `key`."""
        if not self.has_column(table, key) or not self.has_column(table, column):
            return {}
        known = self._known(table)
        picked = f"{_quoted(known[key.lower()])}, length({_quoted(known[column.lower()])})"
        asked = self._ask(f"select {picked} from {self._named(table)}")
        return {n: size for k, size in asked if size is not None and (n := number(k)) is not None}

    def _ask(self, sql: str) -> Iterator[tuple[Any, ...]]:
        assert self._db is not None, "closed"
        try:
            yield from self._db.execute(sql)
        except _FAILS as e:
            raise self._refusal(e) from None

    def _refusal(self, e: Exception) -> QdaError:
        name, said = getattr(e, "sqlite_errorname", None) or "", str(e)
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return QdaError(f"{shown(self.path)} is locked: close it in {self.program}, then import it again")
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return _unfinished(self.path, self.program, "-journal")
        if name == "SQLITE_TOOBIG" or "too big" in said or "too large" in said:
            return QdaError(f"{shown(self.path)} has a row of more than {LARGEST // 1_000_000} MB: it is not read")
        return self._damaged()

    def _damaged(self) -> QdaError:
        return QdaError(f"{shown(self.path)} is damaged: open it in {self.program}, or take an older copy of it")


class Groups:
    """Rows by the whole number in their first column; ask for the numbers in rising order. `left` counts rows passed over."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)
        self.left = 0

    def of(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows of one number, without that number; each row is given once."""
        found: list[tuple[Any, ...]] = []
        while self._next is not None:
            there = number(self._next[0])
            if there is not None and there > key:
                break
            if there == key:
                found.append(self._next[1:])
            else:
                self.left += 1
            self._next = next(self._rows, None)
        return found

    def rest(self) -> int:
        """Return how many rows belong to no number that was asked for, and read to the end."""
        while self._next is not None:
            self.left += 1
            self._next = next(self._rows, None)
        return self.left


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _connect(path: str, program: str) -> sqlite3.Connection:
    try:
        with plain(path) as f:
            head = f.read(100)
        last = os.path.getsize(f"{path}-wal") if os.path.exists(f"{path}-wal") else 0
    except OSError as e:
        raise QdaError(f"{shown(path)}: {why(e)}") from None
    if head[:16] != _MAGIC:
        what = "is empty" if not head else "is no SQLite database, or an encrypted one"
        raise QdaError(f"{shown(path)} {what}: save the project in {program} again, without a password")
    if last:
        raise _unfinished(path, program, "-wal")
    # Without its file beside it, a database in this mode is whole; asked in the usual way, SQLite would make these files.
    mode = "mode=ro&immutable=1" if 2 in (head[18], head[19]) else "mode=ro"
    return sqlite3.connect(database_address(Path(path), mode), uri=True, isolation_level=None, timeout=0)


def _unfinished(path: str, program: str, suffix: str) -> QdaError:
    return QdaError(
        f"{shown(path)} has changes that are not yet in it ({shown(os.path.basename(path))}{suffix}): "
        f"open it in {program} and close it, then import it again"
    )
