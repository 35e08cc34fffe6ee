"""Count what is in a study."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from qda.store.file import layer


class Counts(NamedTuple):
    """Number of rows of each kind in a study; `categories` are the codes of level category or core.

    `codings` and `coders` leave the consensus layer out; `consensus` are its codings. `participants` are those who wrote or said
    something, researchers and others aside.
    """

    sources: int
    segments: int
    codes: int
    categories: int
    codings: int
    memos: int
    relations: int
    coders: int
    consensus: int
    participants: int
    coders_with_codings: int


def counts(db: sqlite3.Connection) -> Counts:
    """Return how many of each kind there are."""

    def count(what: str) -> int:
        return int(db.execute(f"select count(*) from {what}").fetchone()[0])

    return Counts(
        count("source"),
        count("segment"),
        count("code"),
        count("code where level in ('category', 'core')"),
        count(f"coding where {layer.beside(db)}"),
        count("memo"),
        count("relation"),
        count("coder where consensus = 0"),
        0 if layer.find(db) is None else count(f"coding where coder = {layer.find(db)}"),
        count(
            "participant p where p.role = 'participant' and exists (select 1 from segment m where m.participant = p.id)"
        ),
        count("coder k where consensus = 0 and exists (select 1 from coding g where g.coder = k.id)"),
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
