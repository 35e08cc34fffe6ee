"""Count what is in a study."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from qda.store.file import layer
from qda.store.texts import people


class Counts(NamedTuple):
    """Number of rows of each kind in a study; `categories` are the codes of level category or core.

    `words` leave boilerplate and quotations of others out; `researchers_words` are those of them that researchers wrote or said.
    `codings` and `coders` leave the consensus layer out; `consensus` are its codings. `participants` are those who wrote or said
    something, researchers and others aside.
    """

    sources: int
    segments: int
    words: int
    researchers_words: int
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

    # out of two scans, and then by index: people who wrote are many, those aside few
    aside = people.aside(db)
    wrote = "exists (select 1 from segment m where m.participant = value)"
    (writing,) = db.execute("select count(distinct participant) from segment").fetchone()
    (others,) = db.execute(f"select count(*) from json_each(?) where {wrote}", (json.dumps(list(aside)),)).fetchone()
    return Counts(
        count("source"),
        count("segment"),
        *_words(db, aside),
        count("code"),
        count("code where level in ('category', 'core')"),
        count(f"coding where {layer.beside(db)}"),
        count("memo"),
        count("relation"),
        count("coder where consensus = 0"),
        0 if layer.find(db) is None else count(f"coding where coder = {layer.find(db)}"),
        writing - others,
        count("coder k where consensus = 0 and exists (select 1 from coding g where g.coder = k.id)"),
    )


def _words(db: sqlite3.Connection, aside: dict[int, str]) -> tuple[int, int]:
    """Return how many words there are, boilerplate and quotations of others aside, and how many of them are researchers'."""
    counted = "select coalesce(sum(words), 0) from segment where kind not in ('boilerplate', 'quoted')"
    researchers = json.dumps([i for i, role in aside.items() if role == "researcher"])
    (every,) = db.execute(counted).fetchone()
    (theirs,) = db.execute(f"{counted} and participant in (select value from json_each(?))", (researchers,)).fetchone()
    return every, theirs


def core_name(db: sqlite3.Connection) -> str | None:
    """Return the name of the core category; None when there is none."""
    row = db.execute("select name from code where level = 'core'").fetchone()
    return None if row is None else str(row[0])
