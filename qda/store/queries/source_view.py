"""Read a source for the screen: text, segments and codings, and the codings changed since the last look."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from qda.core.errors import NotFound
from qda.store.file import layer
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout

MANY = 500  # so many codings changed at once are read anew with all the others


class Coding(NamedTuple):
    """A coding as shown on a page: `start:end` in the source's text, `code` the code's number and `name` its name."""

    id: int
    start: int
    end: int
    code: int
    name: str
    colour: str
    coder: str
    confirmed: bool
    note: str
    origin: str


class Text(NamedTuple):
    """A source as it is read: number, name, title and language, its text with the segments, who of the people is a researcher."""

    id: int
    name: str
    title: str
    language: str
    layout: Layout
    researchers: frozenset[int] = frozenset()  # numbers of participants


class Changed(NamedTuple):
    """Changes since the last look: the codings touched (None: read all of them), and whether segments or people were."""

    codings: frozenset[int] | None
    segments: bool


def source_text(db: sqlite3.Connection, name: str) -> Text:
    """Return a source by name, or by a unique beginning of its name."""
    return source_text_by_id(db, sources.find(db, name))


def source_text_by_id(db: sqlite3.Connection, source: int) -> Text:
    """Return a source by its number, which stays when it is renamed; NotFound when it has been removed."""
    row = db.execute("select name, title, language from source where id = ?", (source,)).fetchone()
    if row is None:
        raise NotFound("source", str(source), (), "it has been removed")
    name, title, language = row
    layout = sources.layout(db, source)
    roles = people.roles(db, {s.participant for s in layout.segments})
    asked_by = frozenset(i for i, role in roles.items() if role == "researcher")
    return Text(source, name, title or "", language or "", layout, asked_by)


def source_codings(db: sqlite3.Connection, source: int, ids: Iterable[int] | None = None) -> list[Coding]:
    """Return the codings of a source (`ids`: those of them with these numbers): by start, the longer first, then by number."""
    # by their numbers and not by the source, which may have a hundred thousand
    which = "g.source = ?" if ids is None else "+g.source = ? and g.id in (select value from json_each(?))"
    names = {id: (name, colour or "") for id, name, colour in db.execute("select id, name, colour from code")}
    coders = dict(db.execute("select id, name from coder"))
    return [
        Coding(id, start, end, code, *names[code], coders[coder], confirmed == 1, note, origin)
        for id, start, end, code, coder, confirmed, note, origin in db.execute(
            'select g.id, g.start, g."end", g.code, g.coder, g.confirmed, g.note, g.origin from coding g '
            f'where {which} and {layer.beside(db, "g.coder")} order by g.start, g."end" desc, g.id',
            (source,) if ids is None else (source, json.dumps(list(ids))),
        )
    ]


def last_change(db: sqlite3.Connection) -> int:
    """Return the number of the last line of history, whoever wrote it; 0 when there is none."""
    return int(db.execute("select coalesce(max(id), 0) from change").fetchone()[0])


def changed_since(db: sqlite3.Connection, change: int) -> Changed:
    """Return which codings the history has touched, in any source, after that line of it, and whether segments changed.

    A person with another name or role changes what stands above segments, as a segment does.

    `codings` is None (read all of them) when a code or a coder got another name, and for more than `MANY` codings at once.
    """
    ids: set[int] = set()
    everything = segments = False
    for table, key, last, op in db.execute(
        "select tbl, key, last, op from change_row where change > ? "
        "and tbl in ('coding', 'code', 'coder', 'participant', 'segment', 'source', 'stability_item', 'stability_coded')",
        (change,),
    ):
        if table == "coding":
            everything = everything or (last or key) - key > MANY or len(ids) > MANY
            ids.update(() if everything else range(key, (last or key) + 1))
        elif table.startswith("stability"):
            everything = True  # codings on drawn stretches are hidden, or shown again
        elif table in ("code", "coder"):
            everything = everything or op == "U"  # a new one has no codings yet; one that is gone took them along
        else:
            segments = segments or table == "segment" or op != "I"
    return Changed(None if everything else frozenset(ids), segments)
