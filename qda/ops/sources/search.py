"""Words in context: where a query holds in what people wrote, with what stands around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from qda.core.message import Message, n_of, say
from qda.core.results import Table
from qda.core.text import query as language
from qda.core.text.query import Query
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import search as store

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
    """Find a query's terms in the segments in which the query holds, by source and place. The rows are a stream.

    A segment's text is its own: what is quoted inside it is another segment. Places in boilerplate are counted in a note
    and left out, unless `everywhere`, which also looks between the segments (labels of turns). `limit` is the most places,
    `context` the characters on either side.
    """
    query = asked(study.db, language.parse(words))
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
    for name, text, segments in store.texts(db, query.fts(), over):
        for found in found_in(db, query, text, segments, everywhere):
            if found.kind == "boilerplate" and not everywhere:
                hidden += 1
                continue
            if shown == limit:
                notes.append(say("the first {n}; there are more", n=limit))
                return
            shown += 1
            n, _, author, role, a, b = found
            yield name, n, author, a, b, text[max(a - context, 0) : a], text[a:b], text[b : b + context], role
        del text
    notes.append(n_of(shown, "place"))
    if hidden:
        them = "them" if hidden > 1 else "it"
        notes.append(Message("search-in-boilerplate", "{n} more in boilerplate", n=hidden, them=them))


class Found(NamedTuple):
    """A place where a term of a query is: the segment's number, kind and author, the author's role, and offsets in the text."""

    n: int | None
    kind: str
    author: str | None
    role: str | None
    start: int
    end: int


def found_in(
    db: sqlite3.Connection, query: Query, text: str, segments: list[store.Row], everywhere: bool = False
) -> Iterator[Found]:
    """Yield where a query's terms are in a source, by segment and place; boilerplate too."""
    called = getattr(db, "called", None)
    for n, kind, author, role, start, own in _parts(text, segments, everywhere):
        spans = query.matches(own)
        for a, b in spans if called is None else _outermost(spans):
            yield Found(n, kind, author, role, start + a, start + b)


def asked(db: sqlite3.Connection, query: Query) -> Query:
    """Return the query as a study is asked: a pseudonym finds whom it stands for."""
    called = getattr(db, "called", None)
    return query if called is None else query.named(called)


def _outermost(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Leave out the spans that lie within another, such as `Jansen` where `Anna Jansen` was found."""
    end = 0
    for a, b in sorted(spans, key=lambda span: (span[0], -span[1])):
        if b > end:
            end = b
            yield a, b


_Part = tuple[int | None, str, str | None, str | None, int, str]


def _parts(text: str, segments: list[store.Row], everywhere: bool) -> Iterator[_Part]:
    """Yield (n, kind, author, role, start, own text) of the segments that count; `everywhere` adds what is between them."""
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
