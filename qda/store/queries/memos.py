"""Describe memos and the things that they are about, in a line each, for reports. Read-only."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


def titles(db: sqlite3.Connection) -> dict[int, str]:
    """Return memo -> its title."""
    return dict(db.execute("select id, title from memo"))


def on_each_code(db: sqlite3.Connection) -> dict[int, int]:
    """Return code -> how many memos are on it."""
    return dict(
        db.execute("select code, count(distinct memo) from link where code is not null and place = 'on' group by 1")
    )


def code_of(db: sqlite3.Connection, coding: int) -> tuple[str, str]:
    """Return the name and the level of a coding's code."""
    name, level = db.execute(
        "select c.name, c.level from coding g join code c on c.id = g.code where g.id = ?", (coding,)
    ).fetchone()
    return name, level


class Text(NamedTuple):
    """A source or a segment as a memo refers to it: its source's title, its kind, when and by whom it was written."""

    title: str
    kind: str
    date: str | None
    author: str | None


def source(db: sqlite3.Connection, id: int) -> Text:
    """Return a source's title, kind and date."""
    return Text(*db.execute("select title, kind, date, null from source where id = ?", (id,)).fetchone())


def segment(db: sqlite3.Connection, id: int) -> Text:
    """Return a segment's kind, date and author, with its source's title; the date is the source's where it has none."""
    return Text(
        *db.execute(
            "select s.title, m.kind, coalesce(m.date, s.date), m.author from segment m "
            "join source s on s.id = m.source where m.id = ?",
            (id,),
        ).fetchone()
    )


class Compared(NamedTuple):
    """A comparison as a memo refers to it: a coding beside another coding, or beside a code by name."""

    coding: int
    other: int | None
    code: str | None
    outcome: str
    note: str


def comparison(db: sqlite3.Connection, id: int) -> Compared:
    """Return the two sides of a comparison, and its outcome."""
    return Compared(
        *db.execute(
            "select x.coding, x.other, c.name, x.outcome, x.note from comparison x left join code c on c.id = x.code "
            "where x.id = ?",
            (id,),
        ).fetchone()
    )


class Written(NamedTuple):
    """A memo as another refers to it: its title, who wrote it, and when (UTC)."""

    title: str
    coder: str
    at: str


def written(db: sqlite3.Connection, id: int) -> Written:
    """Return a memo's title, coder and time."""
    return Written(
        *db.execute(
            "select m.title, k.name, m.created_at from memo m join coder k on k.id = m.coder where m.id = ?", (id,)
        ).fetchone()
    )
