"""The consensus layer: the codings of one flagged coder, which hold what coders settled. It counts beside nobody.

What lists or counts codings leaves it out unless it is asked for by name (`scope.resolve`, `beside`).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from qda.core.names import key
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

NAME = "consensus"


def find(db: sqlite3.Connection) -> int | None:
    """Return the number of the layer's coder, None while nothing is settled."""
    row = db.execute("select id from coder where consensus = 1").fetchone()
    return None if row is None else int(row[0])


def coders(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return the number and name of every coder, the layer included."""
    return db.execute("select id, name from coder order by id").fetchall()


def beside(db: sqlite3.Connection, column: str = "coder") -> str:
    """Return a condition on codings that leaves the layer out; `1` where there is none."""
    layer = find(db)
    return "1" if layer is None else f"{column} <> {layer}"


def make(c: Change) -> int:
    """Return the layer's coder, made with the first decision; where a person has the name, `consensus (2)`."""
    found = find(c.db)
    if found is not None:
        return found
    name, n = NAME, 1
    while c.db.execute("select 1 from coder where key = ?", (key(name),)).fetchone():
        n += 1
        name = f"{NAME} ({n})"
    return c.insert("coder", uuid=new_uuid(), name=name, key=key(name), created_at=c.at, consensus=1)


def reserved(db: sqlite3.Connection, name: str) -> bool:
    """True if nobody can act under this name: it is the layer's, or would be."""
    row = db.execute("select consensus from coder where key = ?", (key(name),)).fetchone()
    return bool(row[0]) if row is not None else key(name) == NAME
