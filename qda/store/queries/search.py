"""The texts in which a search looks: those that have the words at all, with their segments."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from qda.store.analysis.scope import Scope

# id, n, kind, parent, author, role of the participant, start, end, whether it is within the scope (1 or 0)
Row = tuple[int, int, str, int | None, str | None, str | None, int, int, int]


def holding(db: sqlite3.Connection, words: str) -> set[int]:
    """Return the sources that answer a question to the full-text index."""
    return {i for (i,) in db.execute("select rowid from source_fts where source_fts match ?", (words,))}


def texts(db: sqlite3.Connection, words: str | None, over: Scope) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield (name, text, segments) of every source with a segment within the scope, in order of number.

    `words` is a question to the full-text index, which only sources that may match have an answer to; None asks for all.
    """
    ids = over.sources
    if words is not None:
        found = holding(db, words)
        ids = found if ids is None else found & ids
    chosen = "1" if ids is None else "{} in (select value from json_each(:ids))"
    where, args = over.segment()
    given = None if ids is None else json.dumps(sorted(ids))
    of_source = "" if given is None else "where m.source in (select value from json_each(?))"
    segments = groupby(
        db.execute(
            f'select m.source, m.id, m.n, m.kind, m.parent, m.author, who.role, m.start, m."end", ({where}) '
            f"from segment m left join participant who on who.id = m.participant {of_source} order by m.source, m.n",
            args if given is None else [*args, given],
        ),
        key=lambda row: row[0],
    )
    named = db.execute(
        f"select id, name, text from source where {chosen.format('id')} order by id",
        {} if given is None else {"ids": given},
    )
    at, rows = next(segments, (None, iter(())))
    for source, name, text in named:
        held = []
        if at == source:
            held = [row[1:] for row in rows]
            at, rows = next(segments, (None, iter(())))
        if any(row[-1] for row in held):
            yield name, text, held
