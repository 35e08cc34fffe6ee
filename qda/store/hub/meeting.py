"""Where a study and its hub stand to each other: on which mark, what is new in the hub, and the hub as a file to merge."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qda.core.errors import QdaError, Refused, database_error
from qda.store import project
from qda.store.file import schema
from qda.store.history.door import Change, Door, chain
from qda.store.hub import parts, state, theirs
from qda.store.hub.server import Hub, Pushed
from qda.store.hub.state import Mark
from qda.store.hub.taking import Taking
from qda.store.hub.wire import Codec
from qda.store.merge.past import Past, between


class Meeting:
    """A study and its hub.

    line: of ours, at which the study was as the hub was at its push `at`; 0 for never. since: the push after which something
    is to be fetched; below `at` where the hub was blind then and is not now. pulled: the last push that is known. head: the
    last there is. whole: nothing was pulled since `line` that left the study with more than the hub.
    """

    def __init__(self, db: sqlite3.Connection, hub: Hub, *, again: bool = False) -> None:
        self.db, self.hub = db, hub
        marks = state.standing(db, hub.study)
        every = state.marks(db, hub.study)
        numbers = hub.numbers({m.push for m in every})
        self.head = hub.head()
        self.names = state.names(db, hub.study)
        self.lost = every[0] if every and every[0].push not in numbers else None
        if self.lost is not None and not again and hub.me.role != "reader":
            raise self._went_back(every, numbers)
        known = [m for m in marks if m.push in numbers]
        mark = next((m for m in known if m.whole), None)
        self.line, self.at = (mark.line, numbers[mark.push]) if mark else (0, 0)
        self.pulled = numbers[known[0].push] if known else 0
        self.whole = bool(known) and known[0].whole
        self.since = self.at
        if mark is not None and mark.blind and not hub.blind:
            self.since = next((numbers[m.push] for m in known if m.line < mark.line and not m.blind), 0)
        shown = bool(known) and known[0].blind and not hub.blind  # what was hidden may be seen now
        self.news = self.head > self.pulled or shown
        self._pushes: list[Pushed] | None = None
        if self.lost is not None and not again:
            self.news = True

    def _went_back(self, marks: list[Mark], numbers: Mapping[str, int]) -> Refused:
        line = next((m.line for m in marks if m.push in numbers), 0)
        rows = self.db.execute(
            "select id from change where id > ? and +kind <> 'theirs' and command not in ('push', 'pull') order by id",
            (line,),
        ).fetchall()
        told = ", ".join(f"#{id}" for (id,) in rows[:5]) + (f" and {len(rows) - 5} more" if len(rows) > 5 else "")
        return Refused(
            "hub-went-back", "the hub lacks what this study pushed to it, so it was restored from an older backup: it has "
            "nothing of {changes} here", changes=f"changes {told}" if rows else "the last push",
        )  # fmt: skip

    @property
    def pushes(self) -> list[Pushed]:
        """Return the pushes that are to be fetched."""
        if self._pushes is None:
            self._pushes = self.hub.pushes(self.since)
        return self._pushes

    def file(self, upto: int | None = None) -> sqlite3.Connection:
        """Return the hub as a file, up to a push (its head): close it."""
        db = theirs.copy(self.db, self.line)
        try:
            pushes = self.pushes if upto is None else [p for p in self.pushes if p.n <= upto]
            theirs.add(db, self.hub, pushes, self.names)
        except BaseException:
            db.close()
            raise
        return db

    def past(self, their: sqlite3.Connection) -> Past:
        """Return what the study and the hub as a file share."""
        shared = between(self.db, their, unrelated=not self.line)
        last = self.pushes[-1] if self.pushes else None
        return shared._replace(
            handout=self.hub.study, last=last.uuid if last else shared.last, hash=last.digest if last else "-"
        )


def more_than_hub(c: Change) -> None:
    """Note of the pull that is going on that the study has more than the hub after it."""
    (id,) = c.db.execute("select id from merged where change = ?", (c.id,)).fetchone()
    c.update("merged", id, hash="")


def conflicts(c: Change, their: sqlite3.Connection, names: Mapping[tuple[str, str], str]) -> int:
    """Take conflicts along that others' merges told of, and that they are settled; return how many are new and open."""
    db = c.db
    ours, there = Codec(db, names), Codec(their, names)
    known = {u: (id, status) for u, id, status in db.execute("select uuid, id, status from conflict")}
    (merged,) = db.execute("select id from merged where change = ?", (c.id,)).fetchone()
    cursor = their.execute("select * from conflict order by id")
    columns = [d[0] for d in cursor.description]
    came = 0
    for values in cursor.fetchall():
        image = dict(zip(columns, values, strict=True))
        held = known.get(image["uuid"])
        if held is not None:
            if held[1] == "open" and image["status"] == "settled":
                c.update("conflict", held[0], **{n: image[n] for n in ("status", "note", "settler", "settled_at")})
            continue
        row = ours.read("conflict", there.columns["conflict"], there.row("conflict", image), image["uuid"], [])
        if not row["row"]:
            continue
        c.insert("conflict", **{**row, "merged": merged})
        came += row["status"] == "open"
    return came


def join(path: Path, hub: Hub, home: state.Home) -> tuple[int, ...]:
    """Make a file of what the hub has, whose default coder is this login's; return its sources, codes, codings, memos.

    QdaError when the file exists, or cannot be written; it goes again when it cannot be finished.
    """
    from qda.core import outcome
    from qda.store.merge import copies
    from qda.store.texts import settings

    pushes = hub.pushes(0)
    if not pushes:
        raise Refused("hub-empty", "nothing was pushed to the hub yet: a lead does it first")
    db = project.empty(path)
    try:
        try:
            db.execute("pragma foreign_keys = off")  # things come in any order; what does not fit is refused
            with Door(db).change("hub join", hub.me.coder, kind="base") as c:
                codec = Codec(db, {})
                taking = Taking(c, codec, partly=hub.blind, leads=hub.leads())
                lines = [line for push in pushes for line in theirs.take(taking, hub, push)]
                taking.finish()
                _before(c, list({line.uuid: line for line in lines}.values()))
                merged = state.note(c, hub.study, pushes[-1].uuid, pushes[-1].digest, blind=hub.blind)
                c.bulk(
                    "merged_line",
                    [(merged, u) for u in dict.fromkeys([*(x.uuid for x in lines), *(p.uuid for p in pushes)])],
                )
                state.settle(c, home)
                settings.put(c, "coder", hub.me.coder)
                c.summary = f"joined {home.name} as {hub.me.coder}, at push {pushes[-1].n}"
            counts: tuple[int, ...] = copies.counts(db)
            wrong = db.execute("pragma foreign_key_check").fetchone()
            if wrong is not None:
                raise QdaError(
                    f"what the hub has is not whole: {wrong[0]} {wrong[1]} names a {wrong[2]} that is not there"
                )
        finally:
            db.close()
    except BaseException as e:
        project.discard(path)
        if isinstance(e, sqlite3.Error) and (text := database_error(e, str(path), "no study was made")) is not None:
            raise QdaError(text) from e
        raise
    outcome.wrote(path)
    return counts


def _before(c: Change, lines: list[parts.Line]) -> None:
    """Write lines of others before the line that is being made, which moves behind them."""
    if not lines:
        return
    db, behind = c.db, c.id + len(lines)
    db.execute("update change set id = ? where id = ?", (behind, c.id))
    db.execute("update change_row set change = ? where change = ?", (behind, c.id))
    db.execute("update change_now set change = ?", (behind,))
    for n, line in enumerate(lines):
        id = c.id + n
        db.execute(
            "insert into change(id, uuid, at, coder, command, summary, because, kind, schema) values "
            "(?, ?, ?, ?, ?, ?, ?, 'theirs', ?)", (id, *line, schema.VERSION),
        )  # fmt: skip
        db.execute("update change set hash = ? where id = ?", (chain(db, id), id))
    db.execute("update sqlite_sequence set seq = ? where name = 'change'", (behind,))
    c.id = behind


def line_uuid(c: Change) -> str:
    """Return the uuid of the line that a change writes: the push has it too."""
    row: Any = c.db.execute("select uuid from change where id = ?", (c.id,)).fetchone()
    return str(row[0])
