"""Read the log as an auditor does: each change with its hash, what it was about, and the codings that it touched."""

from __future__ import annotations

import json
import sqlite3
from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

from qda.store.analysis import links
from qda.store.file import schema
from qda.store.history.door import unpack

SHOWN = 3  # things that are named of a change; the others are counted
_LOOK = 50  # rows of a change that are looked at for what they belong to
_LEVELS = ("code", "focused", "category", "core")
_NAMED = ("source", "participant", "code", "property", "segment")  # called by name in links, not by number
# What a row is called that has no name of its own: SQL.
_SAID = {"checklist": "standard || ' ' || item", "merged": "file"}
_IMAGES = (
    "memo",
    "link",
    "source",
    "participant",
    "code",
    "property",
)  # removed rows of which more than the number is needed


class Line(NamedTuple):
    """A line of the log. `previous` is the hash of the line before; `live`: the change is in effect."""

    n: int
    at: str
    coder: str
    command: str
    summary: str
    because: str
    kind: str
    target: int | None
    hash: str
    previous: str
    live: bool


def lines(db: sqlite3.Connection) -> list[Line]:
    """Return the lines of the log, the oldest first."""
    rows = db.execute(
        "select c.id, c.at, c.coder, c.command, c.summary, c.because, c.kind, c.target, coalesce(c.hash, ''), "
        "coalesce(lag(c.hash) over (order by c.id), ''), "
        "c.kind <> 'theirs' or exists (select 1 from merged_line l where l.line = c.uuid) from change c order by c.id"
    ).fetchall()
    stands = {row[0]: bool(row[-1]) for row in rows}
    for n, *_, target, _, _, _ in reversed(rows):  # the last that turned a change decides
        if target is not None and stands[n]:
            stands[target] = False
    return [Line._make((*row[:-1], stands[row[0]])) for row in rows]


class Rows:
    """Which rows of a table a change touched: how many, and the first of them."""

    __slots__ = ("_last", "count", "first")

    def __init__(self) -> None:
        self.count = 0
        self.first: deque[int] = deque(maxlen=_LOOK)  # from the end of the log back, so that the first come last
        self._last: int | None = None

    def add(self, key: int, n: int = 1) -> None:
        """Add a row, or the first of `n` in a range."""
        if key == self._last and n == 1:
            return
        self._last = key
        self.count += n
        self.first.extend(range(key + min(n, _LOOK) - 1, key - 1, -1))

    def some(self) -> list[int]:
        """Return the first of the rows, by number."""
        return sorted(set(self.first))


class Touched:
    """What each change touched. Read once, from the end of the log to its beginning.

    rows: change -> table -> rows. memo: change -> the type that a memo of it had. raised, properties_gone: changes that
    raised a code to a higher level, or removed a property.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.rows: dict[int, dict[str, Rows]] = {}
        self.memo: dict[int, str] = {}
        self.raised: set[int] = set()
        self.properties_gone: set[int] = set()
        self._gone: dict[tuple[str, int], dict[str, Any]] = {}
        self._columns = {t: {n for n, _ in schema.columns(db, t)} for t in schema.RECORDED}
        self._parents = _parents(db)
        self._read()

    # -- the log, backwards ------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        types: dict[int, str] = dict(self.db.execute("select id, type from memo"))
        levels: dict[int, str] = dict(self.db.execute("select id, level from code"))
        on = dict(self.db.execute("select id, memo from link where memo is not null"))
        for change, tbl, op, key, last, before, after in self.db.execute(
            "select change, tbl, op, key, last, case when op = 'I' then null else before end, after from change_row "
            "order by change desc, id desc"
        ):
            rows = self.rows.setdefault(change, {}).setdefault(tbl, Rows())
            if op == "D":
                images = unpack(key, before) if tbl in _IMAGES or last is not None else [(key, {})]
                for id, image in sorted(images, reverse=True):
                    rows.add(id)
                    if tbl in _IMAGES:
                        self._gone.setdefault((tbl, id), image)
                if tbl == "memo":
                    types.update((id, str(image["type"])) for id, image in images)
                elif tbl == "code":
                    levels.update((id, str(image["level"])) for id, image in images)
                elif tbl == "link":
                    on.update((id, image["memo"]) for id, image in images if image.get("memo") is not None)
                elif tbl == "property":
                    self.properties_gone.add(change)
            elif last is not None:
                rows.add(key, last - key + 1)
            else:
                rows.add(key)
            if tbl == "memo":
                self.memo[change] = types.get(key, "")
            elif tbl == "link" and change not in self.memo and key in on:
                self.memo[change] = types.get(on[key], "")
            if op == "U" and tbl in ("memo", "code"):
                was = json.loads(before or "{}")
                if tbl == "memo" and "type" in was:
                    types[key] = was["type"]
                elif tbl == "code" and "level" in was:
                    now = json.loads(after or "{}")["level"]
                    if _LEVELS.index(now) > _LEVELS.index(was["level"]):
                        self.raised.add(change)
                    levels[key] = was["level"]
            elif op == "I" and tbl == "code" and last is None and levels.get(key, "code") != "code":
                self.raised.add(change)

    # -- what a change was about -------------------------------------------------------------------------------------------

    def about(self, change: int, table: str) -> tuple[list[str], int]:
        """Return the first things of a change that are of a table, as KIND:NAME, and how many there are.

        Where the change touched none itself, those to which the rows belong that it touched.
        """
        touched = self.rows.get(change, {})
        if (own := touched.get(table)) is not None:
            return [self.called(table, id) for id in own.some()[:SHOWN]], own.count
        ids: dict[int, None] = {}
        for child, rows in touched.items():
            for column in self._parents.get((child, table), ()):
                for id in rows.some():
                    if (of := self._of(child, id, column)) is not None:
                        ids[of] = None
        return [self.called(table, id) for id in sorted(ids)[:SHOWN]], len(ids)

    def codings(self, change: int) -> tuple[list[int], int]:
        """Return the first codings of a change that are still there, and how many codings it touched."""
        touched = self.rows.get(change, {})
        ids: dict[int, None] = {}
        n = 0
        if (own := touched.get("coding")) is not None:
            ids.update(dict.fromkeys(own.some()))
            n = own.count
        else:
            for child, rows in touched.items():
                for column in self._parents.get((child, "coding"), ()):
                    for id in rows.some():
                        if (of := self._of(child, id, column)) is not None:
                            ids[of] = None
            n = len(ids)
        there = {
            i for (i,) in self.db.execute(
                "select id from coding where id in (select value from json_each(?))", (json.dumps(sorted(ids)),)
            )
        }  # fmt: skip
        return [id for id in sorted(ids) if id in there][:SHOWN], n

    def _of(self, table: str, id: int, column: str) -> int | None:
        row = self.db.execute(f'select "{column}" from {table} where id = ?', (id,)).fetchone()
        value = row[0] if row else self._gone.get((table, id), {}).get(column)
        return None if value is None else int(value)

    def called(self, table: str, id: int) -> str:
        """Return a row as KIND:NAME; one that is gone as it was called then, marked."""
        there = self.db.execute(f"select 1 from {table} where id = ?", (id,)).fetchone()
        if there is None:
            image = self._gone.get((table, id), {})
            return f"{table}:{image.get('name', id) if table in _NAMED else id} (removed)"
        if table in _NAMED:
            return f"{table}:{links.name_of(self.db, table, id)}"
        said = _SAID.get(table) or ("name" if "name" in self._columns.get(table, ()) else "id")
        return f"{table}:{self.db.execute(f'select {said} from {table} where id = ?', (id,)).fetchone()[0]}"


def _parents(db: sqlite3.Connection) -> dict[tuple[str, str], list[str]]:
    """Return the columns by which rows of a table name rows of another, by (table, other)."""
    out: dict[tuple[str, str], list[str]] = {}
    for child in schema.RECORDED:
        for _, _, parent, column, *_ in db.execute(f"pragma foreign_key_list({child})").fetchall():
            out.setdefault((child, parent), []).append(column)
    return {pair: sorted(columns) for pair, columns in out.items()}


def coded_in(db: sqlite3.Connection, codings: Iterable[int]) -> dict[int, tuple[int, str, str]]:
    """Return for each of these codings the change that made it: its number, time and hash."""
    out: dict[int, tuple[int, str, str]] = {}
    for id in sorted(set(codings)):
        row = db.execute(
            "select c.id, c.at, coalesce(c.hash, '') from change_row r join change c on c.id = r.change "
            "where r.tbl = 'coding' and r.op = 'I' and (r.key = ?1 or (r.last >= ?1 and r.key < ?1)) order by c.id limit 1",
            (id,),
        ).fetchone()
        if row is not None:
            out[id] = row
    return out
