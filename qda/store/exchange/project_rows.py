"""What the import of a project of another program asks of the study, and what it writes in bulk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.names import key
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change


def numbers(db: sqlite3.Connection, table: str, uuids: Iterable[str]) -> dict[str, int]:
    """Return uuid -> number of those of these things that a table has."""
    chosen = json.dumps(list(uuids))
    return dict(db.execute(f"select uuid, id from {table} where uuid in (select value from json_each(?))", (chosen,)))


def uuids(db: sqlite3.Connection, table: str) -> dict[int, str]:
    """Return number -> uuid of all rows of a table."""
    return dict(db.execute(f"select id, uuid from {table}"))


def any_(db: sqlite3.Connection, table: str) -> bool:
    """True if a table has a row."""
    return bool(db.execute(f"select exists (select 1 from {table})").fetchone()[0])


def made_alone(c: Change, code: int) -> bool:
    """True if an open change has made nothing but this code, and perhaps the coder who acts."""
    others = (
        "select exists (select 1 from change_row where change = ? and not (tbl = 'code' and key = ? and op = 'I') "
        "and not (tbl = 'coder' and key in (select id from coder where key = ?)))"
    )
    return not c.db.execute(others, (c.id, code, key(c.coder))).fetchone()[0]


# -- coders ------------------------------------------------------------------------------------------------------------


def coders(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Return (number, uuid, key of the name) of every coder."""
    return db.execute("select id, uuid, key from coder order by id").fetchall()


def add_coder(c: Change, name: str, uuid: str) -> int:
    """Add a coder whose name nobody has; return the number."""
    return c.insert("coder", uuid=uuid or new_uuid(), name=name, key=key(name), created_at=c.at)


# -- sources -----------------------------------------------------------------------------------------------------------


def lengths(db: sqlite3.Connection) -> dict[int, list[int]]:
    """Return number of characters -> the sources whose text has so many, in order of number."""
    out: dict[int, list[int]] = {}
    for id, characters in db.execute("select id, characters from source order by id"):
        out.setdefault(characters, []).append(id)
    return out


def same_text(db: sqlite3.Connection, source: int, text: str) -> bool:
    """True if a source has this very text."""
    return bool(db.execute("select text = ? from source where id = ?", (text, source)).fetchone()[0])


def give_segment(c: Change, segment: int, person: int, author: str | None) -> None:
    """Make a segment a participant's; `author` is the label that it keeps."""
    c.update("segment", segment, participant=person, author=author)


def identify(c: Change, person: int, uuid: str) -> None:
    """Give a participant that this change made the uuid by which the file knows them."""
    c.update("participant", person, uuid=uuid)


# -- codings -----------------------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """A coding that the study has."""

    id: int
    source: int
    start: int
    end: int
    code: int
    coder: int
    note: str


def codings(db: sqlite3.Connection, uuids: Iterable[str]) -> dict[str, Held]:
    """Return uuid -> coding of those of these that the study has."""
    rows = db.execute(
        'select uuid, id, source, start, "end", code, coder, note from coding '
        "where uuid in (select value from json_each(?))",
        (json.dumps(list(uuids)),),
    )
    return {uuid: Held(*row) for uuid, *row in rows}


def places(db: sqlite3.Connection, sources: Iterable[int]) -> dict[tuple[int, int, int, int, int], int]:
    """Return (source, start, end, code, coder) -> number of the codings of these sources."""
    return {
        place: id
        for id, *at in db.execute(
            'select id, source, start, "end", code, coder from coding where source in (select value from json_each(?))',
            (json.dumps(list(sources)),),
        )
        for place in [tuple(at)]
    }


# -- variables and values ----------------------------------------------------------------------------------------------


def variables(db: sqlite3.Connection) -> list[tuple[int, str, str, str]]:
    """Return (number, uuid, key of the name, holder) of every variable."""
    return db.execute("select id, uuid, key, holder from variable order by id").fetchall()


def add_variable(c: Change, name: str, holder: str, uuid: str) -> int:
    """Add a variable of sources or of participants (`holder`); return the number."""
    return c.insert("variable", uuid=uuid, name=name, key=key(name), holder=holder, created_at=c.at)


Value = tuple[int, int | None, int | None, str]  # variable, source, participant, value: one of the two holds it


def values(
    db: sqlite3.Connection, *, sources: Iterable[int] = (), participants: Iterable[int] = ()
) -> dict[tuple[int, int | None, int | None], str]:
    """Return (variable, source, participant) -> value, of these sources and participants."""
    rows = db.execute(
        "select variable, source, participant, value from value where source in (select value from json_each(?)) "
        "or participant in (select value from json_each(?))",
        (json.dumps(list(sources)), json.dumps(list(participants))),
    )
    return {(variable, source, person): value for variable, source, person, value in rows}


def add_values(c: Change, rows: Sequence[Value]) -> None:
    """Add values; the caller has looked that their holders have none for these variables."""
    c.bulk("value", rows)


# -- relations ---------------------------------------------------------------------------------------------------------


def relations(db: sqlite3.Connection) -> dict[str, tuple[int, int, int, int]]:
    """Return uuid -> (number, a, type, b) of every relation."""
    return {uuid: (id, a, type, b) for uuid, id, a, type, b in db.execute("select uuid, id, a, type, b from relation")}


def relation_types(db: sqlite3.Connection) -> dict[str, int]:
    """Return key of the name -> number of every type of relation."""
    return dict(db.execute("select key, id from relation_type"))
