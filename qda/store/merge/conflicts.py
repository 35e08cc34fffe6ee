"""Conflicts: what merges could not decide, as rows of the study; written by a merge, listed, settled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.store.analysis import memos
from qda.store.analysis.links import IN_TEXT
from qda.store.exchange.shape import OF_THE_MACHINE
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging, name_of
from qda.store.merge.things import BY_TABLE, LINKED

COLUMNS = (
    "id", "uuid", "kind", "thing", "name", "column", "base", "ours", "theirs", "coder", "file", "at", "done", "status",
)  # fmt: skip
UNSAID = ("rank", "created_at")  # of a memo's place in a pile: nobody reads them
LISTED = Message("conflicts-listed", "the list of conflicts has their numbers")
__all__ = ["COLUMNS", "IN_TEXT", "OF_THE_MACHINE"]


def shown(db: sqlite3.Connection, refs: Mapping[str, str], row: Image, group: Sequence[str]) -> str | None:
    """Return the value of one column, or of columns that are one value, as a person reads it."""
    parts = []
    for n in group:
        v = row.get(n)
        if v is None or n in UNSAID:
            continue
        parts.append(name_of(db, refs[n], v) if n in refs else str(v))
    return ", ".join(dict.fromkeys(parts)) if parts else None


# -- written by a merge ------------------------------------------------------------------------------------------------


def teller(m: Merging, merged: int) -> Any:
    """Return what a merge calls to tell of a conflict: it writes the row, unless the same is known already."""

    def tell(
        *, kind: str, table: str, row: int, name: str, done: str, column: str = "", base: str | None = None,
        ours: str | None = None, theirs: str | None = None, raw: Mapping[str, Any] = {}, coder: str = "", item: str = "",
        thing: str = "",
    ) -> None:  # fmt: skip
        item = item or _item(m.db, table, row)
        if _known(m.db, kind, table, item, column, ours, theirs, merged):
            return
        id = m.c.insert(
            "conflict", uuid=new_uuid(), merged=merged, kind=kind, thing=thing or BY_TABLE[table].thing or table, tbl=table,
            row=row, item=item, name=name, column=column, base=base, ours=ours, theirs=theirs,
            raw=json.dumps(raw, ensure_ascii=False), coder=coder or m.coder_of_file, file=m.file, created_at=m.c.at,
            done=done, status="open",
        )  # fmt: skip
        m.conflicts.append({"id": id, "kind": kind, "thing": thing or BY_TABLE[table].thing or table})

    return tell


def _item(db: sqlite3.Connection, table: str, row: int) -> str:
    """Return what a row is known by in every file: its uuid, else those of what it belongs to."""
    cursor = db.execute(f"select * from {table} where id = ?", (row,))
    values = cursor.fetchone()
    if values is None:
        return f"{table} {row}"
    return item_of(db, table, dict(zip([d[0] for d in cursor.description], values, strict=True)))


def item_of(db: sqlite3.Connection, table: str, held: Image) -> str:
    """Return what a row, as it is or was, is known by in every file: its uuid, else those of what it belongs to."""
    if "uuid" in held:
        return str(held["uuid"])
    parts = []
    for _, _, parent, column, *_ in db.execute(f"pragma foreign_key_list({table})").fetchall():
        if held.get(column) is not None and (table != "segment" or column == "source"):  # who speaks in it may change
            found = db.execute(f"select * from {parent} where id = ?", (held[column],)).fetchone()
            parts.append(str(found[1]) if found and parent != "segment" else str(held[column]))
    parts += [str(held[n]) for n in ("name", "key", "side", "start", "end") if n in held]
    return "|".join(sorted(parts))


def _known(
    db: sqlite3.Connection,
    kind: str,
    table: str,
    item: str,
    column: str,
    ours: str | None,
    theirs: str | None,
    merged: int,
) -> bool:
    """True if the same conflict was told before: open, or settled over the same values."""
    return (
        db.execute(
            'select 1 from conflict where kind = ? and tbl = ? and item = ? and "column" = ? and theirs is ? '
            "and (ours is ? or status = 'settled' or merged = ?)",
            (kind, table, item, column, theirs, ours, merged),
        ).fetchone()
        is not None
    )


# -- theirs' conflicts -------------------------------------------------------------------------------------------------


def _there(m: Merging, table: str, now: Image, columns: Iterable[str], status: str) -> bool:
    marks = ", ".join("?" * len(list(columns)))
    return (
        m.their.execute(
            f'select 1 from conflict where tbl = ? and item = ? and status = ? and "column" in ({marks})',
            (table, item_of(m.their, table, now), status, *columns),
        ).fetchone()
        is not None
    )


def open_there(m: Merging, table: str, now: Image, columns: Sequence[str]) -> bool:
    """True if theirs has an open conflict on one of these columns of a row."""
    return _there(m, table, now, columns, "open")


def settled_there(m: Merging, table: str, now: Image, columns: Sequence[str], own: Image) -> bool:
    """True if theirs settled a conflict on the column in which ours' value was one of the two."""
    refs = {m.shapes[table].columns[r.at]: r.table for r in m.shapes[table].references}
    value = shown(m.db, refs, own, columns)
    for ours, theirs in m.their.execute(
        "select ours, theirs from conflict where tbl = ? and item = ? and status = 'settled' and \"column\" = ?",
        (table, item_of(m.their, table, now), columns[0]),
    ):
        if value in (ours, theirs):
            return True
    return False


# -- listed ------------------------------------------------------------------------------------------------------------


def rows(db: sqlite3.Connection, *, every: bool = False, ids: Sequence[int] | None = None) -> list[tuple[Any, ...]]:
    """The conflicts by number, with the columns of `COLUMNS`: the open ones, or all. One whose thing is gone is `gone`.

    Values are as a person reads them, links by name.
    """
    out = []
    for id, uuid, kind, thing, name, column, base, ours, theirs, coder, file, at, done, status, tbl, row in db.execute(
        'select id, uuid, kind, thing, name, "column", base, ours, theirs, coder, file, created_at, done, status, tbl, "row" '
        "from conflict order by id"
    ).fetchall():
        if ids is not None and id not in ids:
            continue
        if status == "open" and gone(db, tbl, row):
            status = "gone"
        if every or ids is not None or status == "open":
            if tbl in LINKED:
                base, ours, theirs = (v and memos.by_name(db, v) for v in (base, ours, theirs))
            out.append((id, uuid, kind, thing, name, column or None, base, ours, theirs, coder, file, at, done, status))
    return out


def gone(db: sqlite3.Connection, table: str, row: int) -> bool:
    """True if the thing that a conflict is about is no more."""
    return db.execute(f"select 1 from {table} where id = ?", (row,)).fetchone() is None


def count_open(db: sqlite3.Connection) -> int:
    """Return how many conflicts are open."""
    return len(rows(db))


def one(db: sqlite3.Connection, id: int) -> dict[str, Any]:
    """Return a conflict; refused when there is none of that number."""
    cursor = db.execute("select * from conflict where id = ?", (id,))
    found = cursor.fetchone()
    if found is None:
        raise NotFound("conflict", str(id), (), LISTED)
    return dict(zip([d[0] for d in cursor.description], found, strict=True))


def mark(c: Change, id: int, status: str, note: str = "") -> None:
    """Settle or reopen a conflict."""
    settled = status == "settled"
    c.update(
        "conflict",
        id,
        status=status,
        note=note,
        settler=c.coder if settled else "",
        settled_at=c.at if settled else None,
    )
