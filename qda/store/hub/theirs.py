"""The hub as a file that a merge can read: a copy of the study as it was when it last was as the hub, and the pushes since.

The copy has no name and goes with its connection. Its log is the study's up to that line; each push is a line after it, with
the uuid of the push, and stands there as a merge of the lines that came with it, so that a merge knows whose change is known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.errors import Refused
from qda.store import replay
from qda.store.file import migrations, schema
from qda.store.file.ids import new_uuid
from qda.store.file.waiting import Connection
from qda.store.history.door import Change, insert_rows
from qda.store.hub import parts
from qda.store.hub.server import Hub, Pushed
from qda.store.hub.taking import Taking
from qda.store.hub.wire import Bad, Codec


class Scratch(Change):
    """A change of a copy that goes again: what it writes in bulk has no digest, and its texts no index."""

    def bulk(
        self, table: str, rows: Iterable[Sequence[Any]], names: Sequence[str] | None = None, *, coming: int = 0
    ) -> range:
        """Insert rows with all columns, as one line of the history."""
        held = list(rows)
        if names is not None:
            raise TypeError("all columns")
        if not held:
            return range(0)
        (last,) = self.db.execute(
            "select coalesce(max(seq), 0) from sqlite_sequence where name = ?", (table,)
        ).fetchone()
        self.db.execute("update change_now set bulk = ?", (table,))
        try:
            insert_rows(self.db, table, self.columns(table), held)
        finally:
            self.db.execute("update change_now set bulk = null")
        first = int(last) + 1
        self.db.execute(
            "insert into change_row(change, tbl, key, last, op, after) values (?, ?, ?, ?, 'I', '')",
            (self.id, table, first, first + len(held) - 1),
        )
        return range(first, first + len(held))


def empty() -> Connection:
    """Return a copy of nothing: for a study that shares no past with its hub."""
    db = sqlite3.connect("", isolation_level=None, factory=Connection)
    migrations.apply(db)
    return db


def copy(ours: sqlite3.Connection, line: int) -> Connection:
    """Return a copy of the study as it was at a line of its log, to be written."""
    db = replay.as_of(ours, line) if line else empty()
    # a journal, though the copy goes again: a row that the table does not allow is taken back by itself
    for pragma in ("query_only = off", "foreign_keys = off", "journal_mode = memory", "synchronous = off"):
        db.execute(f"pragma {pragma}")
    return db


def add(db: sqlite3.Connection, hub: Hub, pushes: Sequence[Pushed], names: Mapping[tuple[str, str], str]) -> None:
    """Put pushes into a copy, each as a line of its log."""
    codec = Codec(db, names)
    db.execute("begin")
    taking: Taking | None = None
    for push in pushes:
        c = _line(db, push)
        if taking is None:
            taking = Taking(c, codec, partly=hub.blind, leads=hub.leads())
        taking.c = c
        came = take(taking, hub, push)
        there = {u for (u,) in db.execute("select uuid from change")}
        db.execute("update change_now set change = null, bulk = null")
        _lines(db, c, [line for line in came if line.uuid not in there], came)
    if taking is not None:
        db.execute("update change_now set change = ?", (taking.c.id,))
        taking.finish()
        db.execute("update change_now set change = null")
    db.execute("commit")


def _line(db: sqlite3.Connection, push: Pushed) -> Scratch:
    # a push of which some was hidden comes once more: its line moves to where it is taken now
    db.execute("update change set uuid = uuid || '/' where uuid = ?", (push.uuid,))
    id = db.execute(
        "insert into change(uuid, at, coder, command, summary, because, kind, schema, hash) "
        "values (?, ?, ?, 'push', ?, '', 'do', ?, '')",
        (push.uuid, push.at, push.coder, f"push {push.n}", schema.VERSION),
    ).lastrowid
    db.execute("update change_now set change = ?, bulk = null", (id,))
    return Scratch(db, int(id or 0), push.at, push.coder, "push")


def _lines(db: sqlite3.Connection, c: Change, new: list[parts.Line], came: list[parts.Line]) -> None:
    """Write the lines that came with a push before its own, and that the push is a merge of them.

    Their numbers lie before that of the push, so the push moves behind them.
    """
    if new:
        behind = c.id + len(new)
        db.execute("update change set id = ? where id = ?", (behind, c.id))
        db.execute("update change_row set change = ? where change = ?", (behind, c.id))
        for n, line in enumerate(new):
            db.execute(
                "insert into change(id, uuid, at, coder, command, summary, because, kind, schema, hash) "
                "values (?, ?, ?, ?, ?, ?, ?, 'theirs', ?, '')", (c.id + n, *line, schema.VERSION),
            )  # fmt: skip
        c.id = behind
    db.execute("update change_now set change = ?", (c.id,))
    merged = c.insert("merged", uuid=new_uuid(), file="hub", handout="", line="", hash="", change=c.id, created_at=c.at)
    for line in came:
        c.insert("merged_line", merged=merged, line=line.uuid)


def take(taking: Taking, hub: Hub, push: Pushed) -> list[parts.Line]:
    """Put one push into a file; return the lines of the log that came with it. Refused: one bad thing."""
    if push.format > schema.VERSION:
        raise Refused(
            "hub-newer-push", "push {n} was made by a newer qda (schema {format}, this one knows {known}): upgrade qda",
            n=push.n, format=push.format, known=schema.VERSION,
        )  # fmt: skip
    taking.push, taking.coders = push, {}
    lines: list[parts.Line] = []
    digests: list[str] = []
    for part in hub.parts(push.n):
        taking.author = part.author
        digests.append(part.digest)
        try:
            columns, things, came = parts.read(push, part)
        except Bad as e:
            raise taking.bad(None, e) from None
        lines += came
        taking.coders.update((line.uuid, line.coder) for line in came)
        taking.things(columns, things, part.author)
    if len(digests) > push.parts or (len(digests) < push.parts and not taking.partly):
        raise taking.bad(None, "is missing" if len(digests) < push.parts else "is one too many")
    if len(digests) == push.parts and parts.whole(digests, push.uuid) != push.digest:
        raise taking.bad(None, "is not of this push")
    taking.author = push.coder
    taking.end()
    return lines
