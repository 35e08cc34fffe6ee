"""What a language pass found out about a source's text, kept so that it need not be made again.

A cache, not part of the study: its rows are in no history, a backup may lack them, and they go with their source. They lie
in the study's own file because they hold a participant's words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from qda.store.project import Study


def read(db: sqlite3.Connection, pipeline: str, sources: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """What is kept of these sources for one pipeline, by number; those of which nothing is kept are left out."""
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
