"""What a study knows of its hub: where it is, and at which lines of the log it was as the hub was.

Each pull and push leaves a row of `merged`, whose `handout` is the study's uuid in the hub and whose `line` is the uuid of
the last push that is known. `hash` is the digest of that push where the study was as the hub is (a mark), "" where it had
more. Undoing a pull takes its row away, so the study stands on an earlier mark again.
"""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from qda.store.file.ids import new_uuid
from qda.store.history.door import Change

SETTING = "hub"
OPEN, HIDDEN = "hub", "hub (blind)"


class Home(NamedTuple):
    """Where a study's hub is: its address, the study's uuid and name there."""

    url: str
    study: str
    name: str


class Mark(NamedTuple):
    """A line of the log at which the push `push` was the last that was known; `blind`: of what was not hidden."""

    line: int
    push: str
    whole: bool
    blind: bool


def home(db: sqlite3.Connection) -> Home | None:
    """Return where the study's hub is; None for a study without one."""
    row = db.execute("select value from setting where name = ?", (SETTING,)).fetchone()
    if not row or not row[0]:
        return None
    held = json.loads(row[0])
    return Home(held["url"], held["study"], held["name"])


def settle(c: Change, home: Home, **told: object) -> None:
    """Note where the study's hub is, and what this study was told of it last (its members, whether it is blind)."""
    from qda.store.texts import settings

    row = c.db.execute("select value from setting where name = ?", (SETTING,)).fetchone()
    held = {**(json.loads(row[0]) if row and row[0] else {}), **home._asdict(), **told}
    settings.put(c, SETTING, json.dumps(held, ensure_ascii=False))


def marks(db: sqlite3.Connection, study: str) -> list[Mark]:
    """Return the marks that are in effect, the newest first."""
    return [
        Mark(line, push, bool(hash), file == HIDDEN)
        for line, push, hash, file in db.execute(
            "select change, line, hash, file from merged where handout = ? order by id desc", (study,)
        )
    ]


def note(c: Change, study: str, push: str, digest: str, *, blind: bool) -> int:
    """Write a mark; `digest` is "" where the study has more than the hub. Return its number."""
    return c.insert(
        "merged", uuid=new_uuid(), file=HIDDEN if blind else OPEN, handout=study, line=push, hash=digest, change=c.id,
        created_at=c.at,
    )  # fmt: skip


def standing(db: sqlite3.Connection, study: str) -> list[Mark]:
    """Return the marks on which the study may stand, the newest first: none with a pull that was undone since."""
    taken = _taken_back(db, study)
    return [m for m in marks(db, study) if not any(came <= m.line < went for came, went in taken)]


def last_sent(db: sqlite3.Connection, study: str) -> int:
    """Return the line of the log up to which the hub has the lines: that of the last push, or with which the file was made."""
    row = db.execute(
        "select max(m.change) from merged m join change c on c.id = m.change where m.handout = ? and "
        "c.command in ('push', 'hub join')", (study,),
    ).fetchone()  # fmt: skip
    return int(row[0] or 0)


def _taken_back(db: sqlite3.Connection, study: str) -> list[tuple[int, int]]:
    """Return from which line to which pulls were in effect that are not now."""
    here = {i for (i,) in db.execute("select id from merged")}
    events: dict[int, list[tuple[int, str]]] = {}
    ours: set[int] = set()
    for id, change, op, before in db.execute(
        "select key, change, op, before from change_row where tbl = 'merged' and op in ('I', 'D') order by id"
    ).fetchall():
        if id in here:
            continue
        events.setdefault(id, []).append((change, op))
        if op == "D" and json.loads(before)["handout"] == study:
            ours.add(id)
    out = []
    for id in ours:
        came = 0
        for change, op in events[id]:
            if op == "I":
                came = change
            elif came:
                out.append((came, change))
    return out


def names(db: sqlite3.Connection, study: str) -> dict[tuple[str, str], str]:
    """Return what the hub calls things that became one with things of the hub: (table, uuid here) -> uuid there.

    Only things that were not in the hub yet when the two met: else the hub has both, or the other is gone there. What was
    removed here since is still called so in what the hub has.
    """
    out: dict[tuple[str, str], str] = {}
    pushed = [m.line for m in marks(db, study) if m.whole]
    pulls = {id for (id,) in db.execute("select id from change where command in ('pull', 'hub join')")}
    if not pulls:
        return out
    for id, tbl, uuid, thing in db.execute("select id, tbl, uuid, thing from same_thing order by id").fetchall():
        met = db.execute(
            "select change from change_row where tbl = 'same_thing' and op = 'I' and (key = ?1 or (last >= ?1 and key < ?1)) "
            "order by id desc limit 1", (id,),
        ).fetchone()  # fmt: skip
        row = db.execute(f"select id from {tbl} where uuid = ?", (thing,)).fetchone() or _gone(db, tbl, thing)
        if met is None or row is None:
            continue
        origin = _original(db, met[0])
        if origin not in pulls or had(db, tbl, uuid):
            continue
        if not any(_stood(db, tbl, row[0], line) for line in pushed if line < origin):
            out.setdefault((tbl, thing), uuid)
    return out


def _stood(db: sqlite3.Connection, table: str, id: int, line: int) -> bool:
    """True if a row was there at a line of the log."""
    row = db.execute(
        "select op from change_row where tbl = ?1 and change <= ?3 and op in ('I', 'D') and "
        "(key = ?2 or (last >= ?2 and key < ?2)) order by id desc limit 1", (table, id, line),
    ).fetchone()  # fmt: skip
    return row is not None and row[0] == "I"


def _original(db: sqlite3.Connection, change: int) -> int:
    """Return the change that a line brought back in the end."""
    while True:
        (target,) = db.execute("select target from change where id = ?", (change,)).fetchone()
        if target is None:
            return change
        change = int(target)


def _gone(db: sqlite3.Connection, table: str, uuid: str) -> tuple[int] | None:
    """Return the number that a removed row with this uuid had; None for none."""
    row: tuple[int] | None = db.execute(
        "select key from change_row where tbl = ? and op = 'D' and typeof(before) = 'text' and "
        "json_extract(before, '$.uuid') = ? order by id desc limit 1", (table, uuid),
    ).fetchone()  # fmt: skip
    return row


def had(db: sqlite3.Connection, table: str, uuid: str) -> bool:
    """True if the study ever had a row with this uuid: what it was merged into stands for it, and it is gone in the hub."""
    return _gone(db, table, uuid) is not None
