"""What hangs on the codes of a codebook: counts for those who list, merge or remove them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Hanging(NamedTuple):
    """How many things hang on one code: its own codings, and what rests on it as a category; memos that are on it."""

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
