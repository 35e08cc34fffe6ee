"""Read what only the page of a whole study shows: who did what, how, and when. Read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from qda.store.file import layer
from qda.store.history.log import LIVE


class Source(NamedTuple):
    """A source with its size; `words` are those of its whole text."""

    id: int
    name: str
    kind: str
    language: str
    words: int
    segments: int
    codings: int


def sources(db: sqlite3.Connection) -> list[Source]:
    """Return every source, in order of number."""
    segments = dict(db.execute("select source, count(*) from segment where kind <> 'boilerplate' group by 1"))
    codings = dict(db.execute(f"select source, count(*) from coding where {layer.beside(db)} group by 1"))
    return [
        Source._make((*row, segments.get(row[0], 0), codings.get(row[0], 0)))
        for row in db.execute("select id, name, kind, coalesce(language, ''), words from source order by id")
    ]


def cited(db: sqlite3.Connection, variable: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield (source, name, title, value of a variable) of every source, in order of number; "" for what it has not."""
    return db.execute(
        "select s.id, s.name, coalesce(s.title, ''), coalesce(v.value, '') from source s left join value v "
        "on v.source = s.id and v.variable = (select id from variable where key = ? and holder = 'source') order by s.id",
        (variable,),
    )


def coders(db: sqlite3.Connection) -> list[tuple[str, int, int, int]]:
    """Return (name, codings, those of them that are unconfirmed, memos) of each coder who made any, by name."""
    codings = {
        k: (n, n - yes)
        for k, n, yes in db.execute(
            f"select coder, count(*), sum(confirmed) from coding where {layer.beside(db)} group by 1"
        )
    }
    memos = dict(db.execute("select coder, count(*) from memo group by 1"))
    return [
        (name, *codings.get(id, (0, 0)), memos.get(id, 0))
        for id, name in db.execute("select id, name from coder order by key")
        if id in codings or id in memos
    ]


def origins(db: sqlite3.Connection) -> list[tuple[str, int, int]]:
    """Return (origin, codings, those of them that are unconfirmed) for each way of coding (`hand`), the most first."""
    return db.execute(
        f"select origin, count(*), sum(not confirmed) from coding where {layer.beside(db)} group by 1 order by 2 desc, 1"
    ).fetchall()


def reason_for_core(db: sqlite3.Connection) -> str:
    """Return the reason given with the last choice of the core category that stands, or ""."""
    # what was taken back and brought back stands by its redo, which leads back to the command
    row = db.execute(
        "with recursive o(live, target, command, because) as (select c.id, c.target, c.command, c.because from change c "
        f"where {LIVE} and (c.kind = 'redo' or c.command = 'selective core') union all "
        "select o.live, t.target, t.command, t.because from o join change t on t.id = o.target) "
        "select because from o where target is null and command = 'selective core' order by live desc limit 1"
    ).fetchone()
    return str(row[0]) if row else ""


def places(db: sqlite3.Connection) -> Iterator[tuple[int, int, int]]:
    """Yield (code, source, coding) of every coding, by code, then in text order."""
    return db.execute(
        f'select code, source, id from coding where {layer.beside(db)} order by code, source, start, "end", id'
    )


def segments(db: sqlite3.Connection) -> dict[int, int]:
    """Return segment -> its source, of the segments that a memo or the storyline links to."""
    return dict(
        db.execute("select id, source from segment where id in (select segment from link where segment is not null)")
    )
