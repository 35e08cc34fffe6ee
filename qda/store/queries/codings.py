"""Read what is needed to code many stretches at once: which segments count, and which source a row means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from qda.store.analysis.scope import Scope


def segments_in(db: sqlite3.Connection, over: Scope) -> set[int]:
    """The numbers of the segments within the filters."""
    where, args = over.segment()
    return {i for (i,) in db.execute(f"select m.id from segment m where {where}", args)}


def sources_by_key(db: sqlite3.Connection) -> dict[str, int]:
    """The key of every source's name -> its number."""
    return dict(db.execute("select key, id from source"))


def origins(db: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    """Number, name and origin (the file or address that it came from) of every source."""
    yield from db.execute("select id, name, origin from source")
