"""Cache the results of a language pass over a source's text, so that it need not run again.

A cache, not part of the study: its rows are in no history, a backup may lack them, and they go with their source. They lie
in the study's own file because they hold a participant's words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256

from qda.store.project import Study


def read(db: sqlite3.Connection, pipeline: str, sources: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Return the cached results of these sources for one pipeline, by number; sources without any are left out."""
    yield from db.execute(
        "select source, data from language_pass where pipeline = ? and source in (select value from json_each(?)) "
        "order by source",
        (pipeline, json.dumps(sorted(sources))),
    )


def held(db: sqlite3.Connection, pipeline: str) -> set[int]:
    """The sources of which something is kept for one pipeline."""
    return {i for (i,) in db.execute("select source from language_pass where pipeline = ?", (pipeline,))}


def write(study: Study, pipeline: str, rows: Iterable[tuple[int, bytes]], *, only: bool = False) -> None:
    """Keep what was found out; `only`: forget what another version of the same pipeline found (the name before its last -)."""
    study.writable()
    with study.db:
        study.db.execute("begin immediate")
        if only:
            same = pipeline.rpartition("-")[0] + "-"
            study.db.execute(
                "delete from language_pass where pipeline <> ? and substr(pipeline, 1, ?) = ?",
                (pipeline, len(same), same),
            )
        study.db.executemany(
            "insert into language_pass(source, pipeline, data) values (?, ?, ?) "
            "on conflict(source, pipeline) do update set data = excluded.data",
            ((source, pipeline, data) for source, data in rows),
        )


def kept(db: sqlite3.Connection, pipeline: str, state: str) -> bytes | None:
    """Return the cached result for the whole study, if its state (a digest of 64 characters) has not changed."""
    row = db.execute(
        "select data from language_pass where pipeline = ? and source = (select min(id) from source)", (pipeline,)
    ).fetchone()
    return row[0][len(state) :] if row is not None and row[0][: len(state)] == state.encode() else None


def keep(study: Study, pipeline: str, state: str, data: bytes | bytearray) -> None:
    """Keep what was found out about the whole study; it hangs on its first source, and takes the place of an older one."""
    first = study.db.execute("select min(id) from source").fetchone()[0]
    if first is not None:
        write(study, pipeline, [(first, state.encode() + data)], only=True)


def state(db: sqlite3.Connection) -> str:
    """A digest that is another one when a text, a segment, or whose words these are has changed."""
    h = sha256()
    for row in db.execute("select id, sha256, language from source order by id"):
        h.update(repr(row).encode())
    for row in db.execute(
        "select m.id, m.source, m.start, m.\"end\", m.kind, m.parent, p.role = 'researcher' from segment m "
        "left join participant p on p.id = m.participant order by m.id"
    ):
        h.update(repr(row).encode())
    return h.hexdigest()
