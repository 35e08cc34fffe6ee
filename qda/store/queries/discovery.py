"""Read what discovery and suggestion need besides the texts: languages, people, the coded stretches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from qda.store.analysis.scope import Scope
from qda.store.file import layer


def has_texts(db: sqlite3.Connection) -> bool:
    """True if the study has a source."""
    return db.execute("select 1 from source limit 1").fetchone() is not None


def has_codes(db: sqlite3.Connection) -> bool:
    """True if the study has a code."""
    return db.execute("select 1 from code").fetchone() is not None


def languages(db: sqlite3.Connection) -> dict[int, str]:
    """Return the language of every source ("" where it is not known), in the order of the sources."""
    return dict(db.execute("select id, language from source order by id"))


def languages_used(db: sqlite3.Connection) -> set[str]:
    """Return the languages that sources have; "" among them where one is not known."""
    return {code for (code,) in db.execute("select distinct language from source")}


def language(db: sqlite3.Connection, source: int) -> str:
    """Return the language of one source; "" where it is not known."""
    return str(db.execute("select language from source where id = ?", (source,)).fetchone()[0])


def source_uuids(db: sqlite3.Connection) -> dict[int, str]:
    """Return the uuid of every source."""
    return dict(db.execute("select id, uuid from source"))


def participants(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (number, name) of every participant, by number; the name is the label as stored."""
    return db.execute("select id, name from participant order by id").fetchall()


def attributions(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Yield (segment, participant) of every segment with a person to it, by segment."""
    return iter(db.execute("select id, participant from segment where participant is not null order by id"))


def segments(db: sqlite3.Connection, over: Scope) -> set[int]:
    """Return the numbers (ids) of the segments that a scope holds."""
    where, args = over.segment()
    return {i for (i,) in db.execute(f"select m.id from segment m where {where}", args)}


def numbered_segments(db: sqlite3.Connection, over: Scope) -> set[tuple[int, int]]:
    """Return (source, number in the source) of the segments that a scope holds."""
    where, args = over.segment()
    return set(db.execute(f"select m.source, m.n from segment m where {where}", args))


def spoken_by(db: sqlite3.Connection, source: int, segment: int | None) -> tuple[str | None, str | None]:
    """Return author and role of a segment by its number in the source; (None, None) where there is no such segment."""
    row = db.execute(
        "select m.author, p.role from segment m left join participant p on p.id = m.participant "
        "where m.source = ? and m.n = ?",
        (source, segment),
    ).fetchone()
    return row or (None, None)


def code_names(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield (code, name) for every name that a code has, other names included."""
    return iter(db.execute("select id, name from code union select code, name from code_alias"))


def coded_places(db: sqlite3.Connection) -> Iterator[tuple[int, int, int, int]]:
    """Yield (source, start, end, code) of every coding, by source and start."""
    return iter(db.execute(f'select source, start, "end", code from coding where {layer.beside(db)} order by 1, 2'))


def coding_numbers(db: sqlite3.Connection) -> dict[str, int]:
    """Return the number of every coding by its uuid."""
    return dict(db.execute("select uuid, id from coding"))
