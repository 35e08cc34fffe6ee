"""Count what refers to the codes of a codebook, for listing, merging or removing them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from qda.store.file import layer


class Hanging(NamedTuple):
    """Number of things that refer to a code: its own codings, its parts as a category, memos on it."""

    codings: int
    codes: int
    properties: int
    relations: int
    memos: int
    aliases: int


_HANGING = (
    "coding where code = :id",
    "code where parent = :id",
    "property where category = :id",
    "relation where a = :id or b = :id",
    "link where code = :id and place = 'on'",
    "code_alias where code = :id",
)


def hanging(db: sqlite3.Connection, code: int) -> Hanging:
    """Count what hangs on a code."""
    return Hanging(*(int(db.execute(f"select count(*) from {rows}", {"id": code}).fetchone()[0]) for rows in _HANGING))


def codings_of_each(db: sqlite3.Connection) -> dict[int, int]:
    """Return code -> its own codings, for a screen that asks at every key; a third of what `codes.used` takes."""
    where = layer.beside(db, "g.coder")
    return dict(db.execute(f"select g.code, count(*) from coding g where {where} group by g.code"))
