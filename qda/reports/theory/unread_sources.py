"""Sources that nobody has coded yet and that have the words of a category: the passage to begin with, no score."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qda.core.text import query as language
from qda.core.text.find import fold
from qda.core.text.language import function_word
from qda.core.text.query import Query
from qda.core.text.sentences import sentences
from qda.store.analysis import codes
from qda.store.queries import ledgers
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout, Segment

MOST = 3  # sources shown of a category
TRIED = 60  # sources whose text is read for a category
PREFIX = 4  # letters from which a word of a name is also found with an ending


class Passage(NamedTuple):
    """A sentence of a source without codings, with the words of `of`, the category or one of its codes.

    `whole`: the sentence has all of them; else the segment has. `segment` is its number in the source, start and end are
    code points of the text.
    """

    source: str
    segment: int
    author: str | None
    date: str | None
    start: int
    end: int
    text: str
    of: str
    whole: bool


def find(db: sqlite3.Connection, top: int, gathered: Iterable[int]) -> list[Passage]:
    """Find up to three sources for a category, with one passage each: those that name more of its codes come first.

    `gathered`: the category and the codes under it, whose names and other names are looked for: all words of a name within
    one sentence, else within one segment; function words aside, a word of four letters or more also with an ending.
    """
    free = ledgers.uncoded_sources(db)
    if not free:
        return []
    asked = _queries(db, top, gathered)
    has: dict[int, list[str]] = {}
    for name, (_, query) in asked.items():
        for source in _holding(db, query, free):
            has.setdefault(source, []).append(name)
    order = sorted(has, key=lambda i: (-len({asked[name][0] for name in has[i]}), i))[:TRIED]
    unheard = people.researchers(db)
    out: list[Passage] = []
    for source in order:
        found = _passage(db, source, {name: asked[name][1] for name in has[source]}, unheard)
        if found is not None:
            out.append(found)
        if len(out) == MOST:
            break
    return out


def _queries(db: sqlite3.Connection, top: int, gathered: Iterable[int]) -> dict[str, tuple[int, Query]]:
    """Return for each name its code and the query for its words: the category's own, its codes' by path, other names."""
    under = set(gathered)
    names, other = codes.names(db), codes.aliases(db)
    ids = [top, *(i for i in codes.paths(db) if i in under and i != top)]
    out: dict[str, tuple[int, Query]] = {}
    for code, name in [*((i, names[i]) for i in ids), *((i, alias) for i in ids for alias in other.get(i, ()))]:
        if terms := _terms(name):
            out.setdefault(name, (code, language.parse(" ".join(terms))))
    return out


def _terms(name: str) -> list[str]:
    """Return the words of a name as terms of a query; function words only where it has no others."""
    folded = "".join(c if c.isalnum() else " " for c in fold(name, plain=True).text).split()
    words = [w for w in folded if len(w) > 1]
    said = [w for w in words if not function_word(w)] or words
    return [f"{w}*" if len(w) >= PREFIX else w for w in said][:20]


def _holding(db: sqlite3.Connection, query: Query, free: set[int]) -> Iterable[int]:
    """Return which of the sources `free` may hold a query, from the full-text index."""
    words = query.fts()
    return free if words is None else ledgers.sources_that_match(db, words, free)


def _passage(db: sqlite3.Connection, source: int, asked: dict[str, Query], unheard: set[int]) -> Passage | None:
    """Return the first sentence with all words of a name, names in their order; else the best of a segment that has them."""
    name, spoken, date = ledgers.source_head(db, source)
    layout = sources.layout(db, source)
    second: Passage | None = None
    for of, query in asked.items():
        for start, end, s in _parts(layout, unheard):
            if not (spans := query.matches(layout.text[start:end])):
                continue
            lines = sentences(layout.text, start, end, spoken) or [(start, end)]
            whole = next(((a, b) for a, b in lines if query.matches(layout.text[a:b])), None)
            if whole is None and second is not None:
                continue
            a, b = whole or max(lines, key=lambda line: _different(layout.text, line, start, spans))
            found = Passage(name, s.n, s.author, s.date or date, a, b, layout.text[a:b], of, whole is not None)
            if found.whole:
                return found
            second = found
    return second


def _different(text: str, line: tuple[int, int], at: int, spans: Iterable[tuple[int, int]]) -> int:
    """Count the different words found (`spans`, offsets from `at`) that a sentence has."""
    return len({text[at + a : at + b].casefold() for a, b in spans if line[0] <= at + a < line[1]})


def _parts(layout: Layout, unheard: set[int]) -> Iterator[tuple[int, int, Segment]]:
    """Yield what people wrote, piece by piece: no boilerplate, no quoted words, no researchers."""
    for start, end, s in layout.covered(0, len(layout.text)):
        if s.kind not in ("boilerplate", "quoted") and s.participant not in unheard:
            yield start, end, s
