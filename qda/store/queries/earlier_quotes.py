"""Read a few earlier quotes of a code while a person codes, fast even for a code with 100,000 codings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from qda.store.file import layer

Stretch = tuple[int, int, int, int, int | None]  # the first coding on it, source, start, end, segment where it begins


class Said(NamedTuple):
    """Whose words a coding has, and its note."""

    author: str | None
    note: str
    role: str | None


def codes_under(db: sqlite3.Connection, code: int) -> list[int]:
    """Return a code and those under it by home or membership, at any depth."""
    return [
        i
        for (i,) in db.execute(
            "with recursive under(id) as (select ? union select c.id from code c join under u on c.parent = u.id "
            "union select m.code from membership m join under u on m.category = u.id) select id from under",
            (code,),
        )
    ]


def speaker(db: sqlite3.Connection, source: int, at: int) -> int | None:
    """Return the participant who speaks at a place of a source; None where nobody is named."""
    row = db.execute(
        'select participant from segment where source = ? and start <= ? and "end" > ? order by start desc limit 1',
        (source, at, at),
    ).fetchone()
    return row[0] if row else None


def stretches(db: sqlite3.Connection, codes: Iterable[int]) -> list[Stretch]:
    """Return the stretches that have one of these codes, by source, start and end; plain tuples, since there may be 100,000."""
    return db.execute(
        'select min(id), source, start, "end", segment from coding where code in (select value from json_each(?)) '
        f"and {layer.beside(db)} "
        'group by source, start, "end"',
        (json.dumps(list(codes)),),
    ).fetchall()


def people_of(db: sqlite3.Connection, segments: Iterable[int]) -> dict[int, int | None]:
    """Return the participant of each of these segments; None where nobody is named."""
    return dict(
        db.execute(
            "select id, participant from segment where id in (select value from json_each(?))",
            (json.dumps(list(segments)),),
        )
    )


def names_and_texts(db: sqlite3.Connection, sources: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return name and text of each of these sources."""
    return {
        i: (name, text)
        for i, name, text in db.execute(
            "select id, name, text from source where id in (select value from json_each(?))",
            (json.dumps(list(sources)),),
        )
    }


def said(db: sqlite3.Connection, codings: Iterable[int]) -> dict[int, Said]:
    """Return for each of these codings whose words it has, and its note."""
    return {
        i: Said(author, note, role)
        for i, author, note, role in db.execute(
            "select g.id, m.author, g.note, p.role from coding g left join segment m on m.id = g.segment "
            "left join participant p on p.id = m.participant "
            "where g.id in (select value from json_each(?))",
            (json.dumps(list(codings)),),
        )
    }
