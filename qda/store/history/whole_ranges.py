"""Rows that came in as one range go as one: recorded in packed blocks and deleted by one statement, with no trigger a row.

An import of a hundred thousand texts is taken back so in a fifth of the time that its triggers would take. It is done only
where no row of another range or table hangs on what goes: those are for the foreign keys to take along, and for the triggers
to record.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator

from qda.store.file import schema, triggers
from qda.store.history import door
from qda.store.history.door import Change

BLOCK_BYTES = 4_000_000  # of rows as JSON, about, in one block


class Ranges:
    """Takes out ranges of rows within one change. `full_text` must be called at the end, `on` before any other write."""

    def __init__(self, c: Change, target: int) -> None:
        self.c, self.db = c, c.db
        self._target = target  # the change whose rows go
        self._off: dict[str, list[str]] = {}  # table -> SQL of its triggers that are off
        self._hanging: dict[str, list[tuple[str, str]]] = {}
        self._stale: bool | None = None  # the full text is made anew at the end

    def delete(self, table: str, first: int, last: int) -> int | None:
        """Record and delete the rows first..last; return how many there were.

        None, and nothing done, where they are few or another row hangs on one of them.
        """
        if last - first + 1 < door.PACK_FROM or self._hangs(table, first, last):
            return None
        n = sum(self._record(table, first, last))
        if n != last - first + 1:
            return n
        if table not in self._off:
            self._off[table] = list(_lifted(self.db, table))
        if table == "source":
            self._words(first, last)
        self.db.execute(f"delete from {table} where id between ? and ?", (first, last))
        return n

    def on(self) -> None:
        """Put the triggers back that are off."""
        while self._off:
            for sql in self._off.popitem()[1]:
                self.db.execute(sql)

    def full_text(self) -> None:
        """Bring the full text up to what is left of the texts."""
        if self._stale:
            self.db.execute("insert into source_fts(source_fts) values ('rebuild')")

    def _words(self, first: int, last: int) -> None:
        """Take texts out of the full text: each by itself, unless fewer stay than go."""
        if self._stale is None:
            (every,) = self.db.execute("select count(*) from source").fetchone()
            (go,) = self.db.execute(
                "select sum(last - key + 1) from change_row where change = ? and tbl = 'source' and op = 'I'",
                (self._target,),
            ).fetchone()
            self._stale = every <= 2 * go
        if not self._stale:
            self.db.execute(
                "insert into source_fts(source_fts, rowid, text) select 'delete', id, text from source where id between ? and ?",
                (first, last),
            )

    def _hangs(self, table: str, first: int, last: int) -> bool:
        self._hanging = self._hanging or _hanging(self.db)
        for child, column in self._hanging.get(table, ()):
            but = f" and id not between {first} and {last}" if child == table else ""
            hit = f"select 1 from {child} where {column} between ? and ?{but} limit 1"
            if self.db.execute(hit, (first, last)).fetchone():
                return True
        return False

    def _record(self, table: str, first: int, last: int) -> Iterator[int]:
        """Write the rows into the history, in blocks as `door` packs them; yield how many each has."""
        whole = triggers.whole(schema.columns(self.db, table), "t")
        rows = self.db.execute(
            f"select t.id, cast({whole} as blob) from {table} t where t.id between ? and ? order by t.id", (first, last)
        )
        keys: list[int] = []
        images: list[bytes] = []
        size = 0
        for k, image in rows:
            keys.append(k)
            images.append(b"[%d,%b]" % (k, image))
            size += len(image)
            if len(keys) >= door.PACK_ROWS or size >= BLOCK_BYTES:
                yield self._block(table, keys, images)
                keys, images, size = [], [], 0
        if keys:
            yield self._block(table, keys, images)

    def _block(self, table: str, keys: list[int], images: list[bytes]) -> int:
        self.db.execute(
            "insert into change_row(change, tbl, key, last, op, before) values (?, ?, ?, ?, 'D', ?)",
            (self.c.id, table, keys[0], keys[-1], zlib.compress(b"[%b]" % b",".join(images), 1)),
        )
        return len(keys)


def _hanging(db: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Return by table which columns of recorded tables point at it."""
    out: dict[str, list[tuple[str, str]]] = {}
    for child in schema.RECORDED:
        for _, _, parent, column, *_ in db.execute(f"pragma foreign_key_list({child})"):
            out.setdefault(parent, []).append((child, column))
    return out


def _lifted(db: sqlite3.Connection, table: str) -> Iterator[str]:
    """Drop what fires when rows of a table go or lose what they point at; yield the SQL that makes each again."""
    names = (f"h_{table}_d", f"h_{table}_u", f"f_{table}_d")
    there = triggers.present(db)
    for name in names:
        if name in there:
            db.execute(f"drop trigger {name}")
            yield there[name]
