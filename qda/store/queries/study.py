"""Count what is in a study."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Counts(NamedTuple):
    """Number of rows of each kind in a study; `categories` are the codes of level category or core."""

    sources: int
    segments: int
    codes: int
    categories: int
    codings: int
    memos: int
    relations: int
    coders: int


def counts(db: sqlite3.Connection) -> Counts:
    """Return how many of each kind there are."""

    def count(what: str) -> int:
        return int(db.execute(f"select count(*) from {what}").fetchone()[0])

    return Counts(
        count("source"),
        count("segment"),
        count("code"),
        count("code where level in ('category', 'core')"),
        count("coding"),
        count("memo"),
        count("relation"),
        count("coder"),
    )


def words_by_person(db: sqlite3.Connection) -> dict[int | None, int]:
    """Return the words of each participant, boilerplate and quotations of others aside; None: where nobody is named."""
    return dict(
        db.execute("select participant, sum(words) from segment where kind not in ('boilerplate', 'quoted') group by 1")
    )


def core_name(db: sqlite3.Connection) -> str | None:
    """Return the name of the core category; None when there is none."""
    row = db.execute("select name from code where level = 'core'").fetchone()
    return None if row is None else str(row[0])
