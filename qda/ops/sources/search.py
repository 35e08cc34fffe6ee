"""Words in context: where a query holds in what people wrote, with what stands around it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from qda.core import query as language
from qda.core.query import Query
from qda.core.results import Table
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study

COLUMNS = ("source", "segment", "author", "start", "end", "left", "match", "right", "role")
CONTEXT = 40  # characters on either side
BLANK = "\x01"  # stands for what is no part of a segment: neither a letter nor a space, so that no term reaches over it


def search(
    study: Study,
    words: str,
    filters: Filters | None = None,
    *,
    everywhere: bool = False,
    limit: int | None = None,
    context: int = CONTEXT,
) -> Table:
    """Where a query's terms stand in the segments in which it holds, by source and place, read as it is shown.

    A segment's text is its own: what is quoted inside it is a segment of its own. Boilerplate is left out, and said how
    often, but for `everywhere`, which also looks between the segments (labels of turns).
    """
    query = language.parse(words)
    called = getattr(study.db, "called", None)
    if called is not None:  # a pseudonym finds whom it stands for
        query = query.named(called)
    filters = filters or Filters()
    over = scope.resolve(study.db, filters)
    notes: list[str] = []
    rows = _rows(study.db, query, over, everywhere, limit, max(context, 0), notes)
    return Table(
        COLUMNS, rows, notes=notes, brief=("source", "segment", "author", "left", "match", "right"),
        wrap=("left", "match", "right"),
    )  # fmt: skip


def _rows(
    db: sqlite3.Connection,
    query: Query,
    over: Scope,
    everywhere: bool,
    limit: int | None,
    context: int,
    notes: list[str],
) -> Iterator[tuple[Any, ...]]:
    shown = hidden = 0
    called = getattr(db, "called", None)
    for name, text, segments in _sources(db, query, over):
        for n, kind, author, role, start, own in _parts(text, segments, everywhere):
            found = query.matches(own)
            for a, b in found if called is None else _outermost(found):
                if kind == "boilerplate" and not everywhere:
                    hidden += 1
                    continue
                if shown == limit:
                    notes.append(f"the first {limit}; there are more")
                    return
                shown += 1
                a, b = start + a, start + b
                yield name, n, author, a, b, text[max(a - context, 0) : a], text[a:b], text[b : b + context], role
        del text
    notes.append(f"{shown} place{'s' if shown != 1 else ''}")
    if hidden:
        notes.append(f"{hidden} more in boilerplate; --everywhere shows {'them' if hidden > 1 else 'it'}")


def _outermost(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans without those that lie within another: `Jansen`, where `Anna Jansen` was found."""
    end = 0
    for a, b in sorted(spans, key=lambda span: (span[0], -span[1])):
        if b > end:
            end = b
            yield a, b


_Row = tuple[int, int, str, int | None, str | None, str | None, int, int, int]


def _sources(db: sqlite3.Connection, query: Query, over: Scope) -> Iterator[tuple[str, str, list[_Row]]]:
    """(name, text, segments) of every source that may match, in order; a segment's last field: whether it counts."""
    sieve = query.fts()
    ids = over.sources
    if sieve is not None:
        found = {i for (i,) in db.execute("select rowid from source_fts where source_fts match ?", (sieve,))}
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
    texts = db.execute(
        f"select id, name, text from source where {chosen.format('id')} order by id",
        {} if given is None else {"ids": given},
    )
    at, rows = next(segments, (None, iter(())))
    for source, name, text in texts:
        held = []
        if at == source:
            held = [row[1:] for row in rows]
            at, rows = next(segments, (None, iter(())))
        if any(row[-1] for row in held):
            yield name, text, held


_Part = tuple[int | None, str, str | None, str | None, int, str]


def _parts(text: str, segments: list[_Row], everywhere: bool) -> Iterator[_Part]:
    """(n, kind, author, role, start, own text) of the segments that count, and with `everywhere` of what lies between."""
    holes: dict[int, list[tuple[int, int]]] = {}
    for _, _, _, parent, _, _, start, end, _ in segments:
        if parent is not None:
            holes.setdefault(parent, []).append((start, end))
    at = 0
    whole = all(row[-1] for row in segments)
    for id, n, kind, parent, author, role, start, end, counts in segments:
        if everywhere and parent is None:
            if whole and text[at:start].strip():
                yield None, "", None, None, at, text[at:start]
            at = max(at, end)
        if counts:
            own = text[start:end]
            for a, b in holes.get(id, ()):
                own = own[: a - start] + BLANK * (b - a) + own[b - start :]
            yield n, kind, author, role, start, own
    if everywhere and whole and text[at:].strip():
        yield None, "", None, None, at, text[at:]
