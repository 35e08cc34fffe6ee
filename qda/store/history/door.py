"""The write door: every change of a study is one transaction and one row of the history.

    with door.change("code", coder="anna") as c:
        c.insert("code", name=…)
        c.summary = "…"

On leaving, the rows that the triggers recorded are packed, digested and chained to the change before; an exception
takes everything back, and a change that changed nothing leaves no line in the log.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain as chained
from itertools import islice
from typing import TYPE_CHECKING, Any

from qda.core import outcome
from qda.core.errors import QdaError, Refused
from qda.core.names import key
from qda.store.file import layer, schema, triggers, views
from qda.store.file.ids import after, new_uuid
from qda.store.file.waiting import patiently
from qda.store.history.lifted import lifted
from qda.store.history.log import standing

if TYPE_CHECKING:
    import hashlib

PACK_FROM = 256  # so many deletions of one table in a row are kept compressed
PACK_ROWS = 1000
INDEX_FROM = 5000  # so many new rows of a table are worth making its indexes anew
DIGEST_ROWS = 1000  # part of every digest that a file holds: never change it
# Cells of one statement. A trigger that may abort gives every statement a journal of the pages that it changes: one row a
# statement takes four times as long. SQLite takes at most 32,766 parameters.
INSERT_CELLS = 8_000
GUARD = 3 * len(schema.RECORDED) + len(triggers.FULL_TEXT)


def as_layer(name: str) -> Refused:
    """Return the refusal of acting under the name of the consensus layer."""
    return Refused("acts-as-the-layer", "nobody acts as {name!r}: it holds what coders settle together", name=name)


def _sha256(start: bytes = b"") -> hashlib._Hash:
    import hashlib  # readers name `Change` too, and OpenSSL takes a twentieth of their start-up

    return hashlib.sha256(start)


def digest_rows(rows: Iterable[Sequence[Any]], text_at: int | None) -> str:
    """Return the SHA-256 of rows (without their ids) as hexadecimal text.

    `text_at` is the position of a column of long texts: each enters by its own hash, so that nothing large is copied.
    Called when rows are written, and again by `check`.
    """
    whole = _sha256()
    it = iter(rows)
    while batch := list(islice(it, DIGEST_ROWS)):
        if text_at is not None:
            batch = [
                [*r[:text_at], _sha256(r[text_at].encode("utf-8", "surrogatepass")).hexdigest(), *r[text_at + 1 :]]
                for r in batch
            ]
        whole.update(json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


class Change:
    """One open change. `db` is the connection, `at` the time of the change and the `created_at` of everything it makes."""

    def __init__(self, db: sqlite3.Connection, id: int, at: str, coder: str, command: str) -> None:
        self.db, self.id, self.at, self.coder, self.command = db, id, at, coder, command
        self.summary = ""
        self.because = ""
        self.changed = False
        self._coder_id: int | None = None
        self._columns: dict[str, list[str]] = {}

    def columns(self, table: str) -> list[str]:
        """Return the table's columns except `id`, in order."""
        if table not in self._columns:
            self._columns[table] = [name for name, _ in schema.columns(self.db, table) if name != "id"]
        return self._columns[table]

    @property
    def coder_id(self) -> int:
        """Return the number of the acting coder; a new coder is added."""
        if self._coder_id is None:
            self._coder_id = self.coder_named(self.coder)
        return self._coder_id

    def coder_named(self, name: str) -> int:
        """Return the number of the coder with that name; a new coder is added."""
        row = self.db.execute("select id, consensus from coder where key = ?", (key(name),)).fetchone()
        if row and row[1]:
            raise as_layer(name)
        if row:
            return int(row[0])
        return self.insert("coder", uuid=new_uuid(), name=name, key=key(name), created_at=self.at)

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row and return its number."""
        names = ", ".join(f'"{n}"' for n in values)
        cursor = self.db.execute(
            f"insert into {table}({names}) values ({', '.join('?' * len(values))})", tuple(values.values())
        )
        return int(cursor.lastrowid or 0)

    def update(self, table: str, id: int, **values: Any) -> None:
        """Set columns of one row; a column that already has the value does not count as changed."""
        sets = ", ".join(f'"{n}" = ?' for n in values)
        self.db.execute(f"update {table} set {sets} where id = ?", (*values.values(), id))

    def delete(self, table: str, id: int) -> None:
        """Delete one row, and by foreign keys the rows that depend on it."""
        self.db.execute(f"delete from {table} where id = ?", (id,))

    def repoint(self, table: str, column: str, old: int, new: int, **where: Any) -> int:
        """Let all rows that name `old` in a column name `new`, in one statement; return how many rows did.

        `where` narrows it to rows with these values in other columns.
        """
        more = "".join(f' and "{n}" = ?' for n in where)
        return self.db.execute(
            f"update {table} set {column} = ? where {column} = ?{more}", (new, old, *where.values())
        ).rowcount

    def bulk(
        self, table: str, rows: Iterable[Sequence[Any]], names: Sequence[str] | None = None, *, coming: int = 0
    ) -> range:
        """Insert many rows with one line of history; return the range of their numbers.

        Each row has all columns except `id`, in the table's order; with `names`, the rows have these columns and the
        others are null. `coming` says of a great many how many there may be; then nothing that makes them may look into the
        table but by what is unique, or write to it.
        """
        columns = self.columns(table)
        if names is not None and list(names) != columns:
            at = [list(names).index(c) if c in names else None for c in columns]
            rows = ([None if i is None else r[i] for i in at] for r in rows)
        first = self.next_id(table)
        text_at = columns.index("text") if table == "source" else None
        digest = _sha256()
        last, it = first - 1, iter(rows)
        with self._apart(table, coming):
            self.db.execute("update change_now set bulk = ?", (table,))
            try:
                while batch := list(islice(it, DIGEST_ROWS)):
                    insert_rows(self.db, table, columns, batch)
                    digest.update(digest_rows(batch, text_at).encode())
                    last += len(batch)
            finally:  # a caller that catches the error and goes on must not write unrecorded
                if self.db.in_transaction:
                    self.db.execute("update change_now set bulk = null")
        got = self.db.execute(f"select max(id) from {table} where id >= ?", (first,)).fetchone()[0]
        if last < first:
            return range(first, first)
        if got != last:
            raise QdaError(f"{table}: numbers {first} to {last} were expected, the last is {got}; nothing was changed")
        if table == "source":
            self.db.execute(
                "insert into source_fts(rowid, text) select id, text from source where id between ? and ?",
                (first, last),
            )
        self.db.execute(
            "insert into change_row(change, tbl, key, last, op, after) values (?, ?, ?, ?, 'I', ?)",
            (self.id, table, first, last, digest.hexdigest()),
        )
        return range(first, last + 1)

    @contextmanager
    def _apart(self, table: str, coming: int) -> Iterator[None]:
        """While so many rows come into a table at once, leave off its indexes and the trigger on insertions: in half the time.

        Only where more come than are there. The unique indexes stay where any row is there, as whoever gives the rows may
        look by these whether one is. The rows are recorded as one range in any case.
        """
        if coming < max(self.next_id(table) - 1, INDEX_FROM):
            yield
            return
        some = self.db.execute(f"select exists (select 1 from {table})").fetchone()[0]
        with lifted(self.db, table, (f"h_{table}_i",), keep="u" if some else ""):
            yield

    def next_id(self, table: str) -> int:
        """Return the number that the next row of the table will get."""
        row = self.db.execute("select seq from sqlite_sequence where name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 1


def insert_rows(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, each with all of these columns."""
    quoted = ", ".join(f'"{c}"' for c in columns)
    one = f"({', '.join('?' * len(columns))})"
    most = max(INSERT_CELLS // len(columns), 1)
    for i in range(0, len(rows), most):
        some = rows[i : i + most]
        values = ", ".join([one] * len(some))
        db.execute(f"insert into {table}({quoted}) values {values}", list(chained.from_iterable(some)))


def range_digest(rows: Iterable[Sequence[Any]], text_at: int | None) -> str:
    """Return the digest of a range of rows, as `Change.bulk` writes it."""
    whole, it = _sha256(), iter(rows)
    while batch := list(islice(it, DIGEST_ROWS)):
        whole.update(digest_rows(batch, text_at).encode())
    return whole.hexdigest()


class Door:
    """Writes to one study through one connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._idle = False  # the one change of the transaction changed nothing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in a transaction (`begin immediate` … commit); any exception rolls everything back.

        An exception may also come after the commit (an interrupt): which changes were kept is then asked of the file.
        """
        patiently(self.db, "begin immediate")
        self._idle = False
        try:
            if self.db.execute("select count(*) from sqlite_master where type = 'trigger'").fetchone()[0] != GUARD:
                triggers.make(self.db)  # a backup, or a file mended by hand, comes under the guard again
            yield
            if self._idle:
                self.db.execute("rollback")
            else:
                patiently(self.db, "commit")
        except BaseException:
            # a full disk takes the transaction back by itself
            if self.db.in_transaction:
                self.db.execute("rollback")
            raise
        finally:
            outcome.settle(self.db)

    @contextmanager
    def change(
        self, command: str, coder: str, *, because: str = "", kind: str = "do", target: int | None = None
    ) -> Iterator[Change]:
        """Open one change in a transaction of its own. Set its `summary` before leaving the block."""
        with self.transaction():
            c = self.begin(command, coder, because=because, kind=kind, target=target)
            yield c
            self.finish(c)
            self._idle = not c.changed

    def begin(
        self, command: str, coder: str, *, because: str = "", kind: str = "do", target: int | None = None
    ) -> Change:
        """Open a change inside a transaction that is already open."""
        # `theirs` are lines of other files, with the times of other clocks
        last = self.db.execute("select at from change where +kind <> 'theirs' order by id desc limit 1").fetchone()
        at = after(last[0] if last else None)
        known = self.db.execute("select name from coder where key = ?", (key(coder),)).fetchone()
        coder = known[0] if known else coder  # Anna is anna
        if layer.reserved(self.db, coder):
            raise as_layer(coder)
        uuid = new_uuid()
        cursor = self.db.execute(
            "insert into change(uuid, at, coder, command, summary, because, kind, target, schema) "
            "values (?, ?, ?, ?, '', ?, ?, ?, ?)",
            (uuid, at, coder, command, because, kind, target, schema.VERSION),
        )
        id = int(cursor.lastrowid or 0)
        outcome.begun(self.db, partial(standing, self.db, id, uuid))
        self.db.execute("update change_now set change = ?, bulk = null", (id,))
        c = Change(self.db, id, at, coder, command)
        c.because = because
        return c

    def finish(self, c: Change) -> None:
        """Close a change: pack, digest and chain what it recorded.

        A change that recorded nothing leaves no line in the log.
        """
        self.db.execute("update change_now set change = null, bulk = null")
        count = self.db.execute("select count(*) from change_row where change = ?", (c.id,)).fetchone()[0]
        if not count:
            self.db.execute("delete from change where id = ?", (c.id,))
            self.db.execute("update sqlite_sequence set seq = ? where name = 'change'", (c.id - 1,))
            return
        c.changed = True
        if count >= PACK_FROM:
            _pack(self.db, c.id)
        _digest_inserts(self.db, c)
        if self.db.execute(
            "select 1 from change_row where tbl = 'variable' and +change = ? limit 1", (c.id,)
        ).fetchone():
            views.participants_wide(self.db)
        self.db.execute("update change set summary = ?, because = ? where id = ?", (c.summary, c.because, c.id))
        self.db.execute("update change set hash = ? where id = ?", (chain(self.db, c.id), c.id))


def chain(db: sqlite3.Connection, id: int) -> str:
    """Return the hash of a change, over the hash of the one before it, its own fields and its rows."""
    before = db.execute("select hash from change where id < ? order by id desc limit 1", (id,)).fetchone()
    h = _sha256((before[0] if before else "").encode())
    fields = db.execute(
        "select uuid, at, coder, command, summary, because, kind, target, schema from change where id = ?", (id,)
    ).fetchone()
    h.update(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for row in db.execute(
        "select tbl, key, last, op, before, after from change_row where change = ? order by id", (id,)
    ):
        values = [v.hex() if isinstance(v, bytes) else v for v in row]
        h.update(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return h.hexdigest()


def _digest_inserts(db: sqlite3.Connection, c: Change) -> None:
    """Give each single insertion of the change a digest of its row as the change leaves it."""
    todo: dict[str, list[tuple[int, int]]] = {}
    for id, tbl, k in db.execute(
        "select id, tbl, key from change_row where change = ? and op = 'I' and last is null", (c.id,)
    ):
        todo.setdefault(tbl, []).append((id, k))
    for tbl, items in todo.items():
        columns = c.columns(tbl)
        quoted = ", ".join(f'"{n}"' for n in columns)
        text_at = columns.index("text") if tbl == "source" else None
        out = []
        for id, k in items:
            row = db.execute(f"select {quoted} from {tbl} where id = ?", (k,)).fetchone()
            if row is not None:  # else inserted and deleted again within the change
                out.append((digest_rows([row], text_at), id))
        db.executemany("update change_row set after = ? where id = ?", out)


def _pack(db: sqlite3.Connection, change: int) -> None:
    """Compress runs of deletions of one table into blocks of up to a thousand rows.

    A block's `before` is a blob, its `key..last` the bounds.
    """
    runs: list[list[int]] = []  # first and last line, and how many
    last: tuple[str, str] | None = None
    for id, tbl, op in db.execute(
        "select id, tbl, iif(last is null, op, '') from change_row where change = ? order by id", (change,)
    ):  # a block that is packed already is no deletion here
        if op == "D" and last == (tbl, "D") and runs[-1][2] < PACK_ROWS:
            runs[-1][1:] = [id, runs[-1][2] + 1]
        elif op == "D":
            runs.append([id, id, 1])
        last = (tbl, op)
    for first, final, n in runs:
        if n < PACK_FROM:
            continue
        rows = db.execute(
            "select key, before from change_row where change = ? and id between ? and ? order by id",
            (change, first, final),
        ).fetchall()
        images = ",".join([f"[{k},{b}]" for k, b in rows])  # they are JSON already
        blob = zlib.compress(f"[{images}]".encode("utf-8", "surrogatepass"), 1)
        keys = [k for k, _ in rows]
        db.execute(
            "update change_row set before = ?, key = ?, last = ? where id = ?", (blob, min(keys), max(keys), first)
        )
        db.execute(f"delete from change_row where change = ? and id between {first + 1} and {final}", (change,))


def unpack(key: int, before: str | bytes | None) -> list[tuple[int, dict[str, Any]]]:
    """Return the deleted rows that one history row keeps, in the order of deletion: (number, columns)."""
    if isinstance(before, bytes):
        return [(k, image) for k, image in json.loads(zlib.decompress(before))]
    return [(key, json.loads(before or "{}"))]
