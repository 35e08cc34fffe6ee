"""Rows that came in as one range go as one: recorded in packed blocks and deleted by one statement, with no trigger a row.

An import of a hundred thousand texts is taken back so in a fifth of the time that its triggers would take. It is done only
where no row of another range or table hangs on what goes: those are for the foreign keys to take along, and for the triggers
to record.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator

from qda.store.file import schema, triggers
from qda.store.history import door
from qda.store.history.door import Change
from qda.store.history.held import joined
from qda.store.history.lifted import lifted

BLOCK_BYTES = 4_000_000  # of rows as JSON, about, in one block


class Ranges:
    """Takes out ranges of rows within one change. `full_text` must be called at the end."""

    def __init__(self, c: Change, target: int) -> None:
        self.c, self.db = c, c.db
        self._target = target  # the change whose rows go
        self._hanging: dict[str, list[tuple[str, str]]] = {}
        self._stale: bool | None = None  # the full text is made anew at the end

    def delete(self, ranges: Iterable[tuple[str, int, int]]) -> tuple[str, int, int] | None:
        """Record and delete ranges of rows (table, first, last), as they come but for large ones that follow each other.

        Return a range of which a row is not there, else None.
        """
        large: dict[str, list[tuple[int, int]]] = {}
        for table, first, last in ranges:
            if last - first + 1 >= door.PACK_FROM:
                large.setdefault(table, []).append((first, last))
                continue
            if gone := self._large(large):
                return gone
            large = {}
            if not self._one_by_one(table, first, last):
                return table, first, last
        return self._large(large)

    def _one_by_one(self, table: str, first: int, last: int) -> bool:
        """Delete rows as triggers and foreign keys have it; False when one is not there."""
        gone = self.db.execute(f"delete from {table} where id between ? and ?", (first, last)).rowcount
        return bool(gone == last - first + 1)

    def _large(self, by_table: dict[str, list[tuple[int, int]]]) -> tuple[str, int, int] | None:
        """Delete large ranges, children before their parents, so that nothing hangs on these."""
        for table in sorted(by_table, key=schema.RECORDED.index, reverse=True):
            runs = joined(by_table[table])
            hanging = [run for run in runs if self._hangs(table, *run)]
            for first, last in hanging:
                if not self._one_by_one(table, first, last):
                    return table, first, last
            whole = [run for run in runs if run not in hanging]
            for first, last in whole:
                if sum(self._record(table, first, last)) != last - first + 1:
                    return table, first, last
            self._at_once(table, whole)
        return None

    def _at_once(self, table: str, ranges: list[tuple[int, int]]) -> None:
        """Delete ranges that are recorded; indexes are made anew where that is less than to take each row out of them."""
        many = sum(last - first + 1 for first, last in ranges)
        (every,) = self.db.execute(f"select count(*) from {table}").fetchone()
        keep = "self" if many >= max(door.INDEX_FROM, every // 2) else "all"
        with lifted(self.db, table, (f"h_{table}_d", f"h_{table}_u", f"f_{table}_d"), keep=keep):
            for first, last in ranges:
                if table == "source":
                    self._words(first, last)
                self.db.execute(f"delete from {table} where id between ? and ?", (first, last))

    def full_text(self) -> None:
        """Bring the full text up to what is left of the texts."""
        if self._stale:
            self.db.execute("insert into source_fts(source_fts) values ('rebuild')")

    def _words(self, first: int, last: int) -> None:
        """Take texts out of the full text: each by itself, unless fewer stay than go."""
        if self._stale is None:
            (every,) = self.db.execute("select count(*) from source").fetchone()
            (go,) = self.db.execute(
                "select sum(coalesce(last, key) - key + 1) from change_row where change = ? and tbl = 'source' and op = 'I'",
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
