"""What the terms of a query find in a study: codings and words, source by source."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import and_, itemgetter, or_

from qda.core import code_query
from qda.core.code_query import CodeQuery, Operator, Term
from qda.core.errors import QdaError
from qda.core.message import Message
from qda.core.text.spans import Span
from qda.ops.query.stretches import Places
from qda.ops.sources.search import asked, found_in
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Scope
from qda.store.queries import code_query as store
from qda.store.queries import counts
from qda.store.queries import search as texts
from qda.store.queries.code_query import Placed
from qda.store.texts import people, sources


class Terms:
    """What the terms of a query find: codings and words, by source.

    `over` is the scope of their codings, `code_of` the code of each coding; `unheard_codings` and `unheard_words` are how many
    codings and words are a researcher's and were passed over.
    """

    def __init__(self, db: sqlite3.Connection, asking: CodeQuery, over: Scope, include_researcher: bool) -> None:
        self._size = len(asking.terms)
        self._coders: set[int] | None = None
        self._terms_of: dict[int, list[int]] = {}  # code -> the terms that ask for it
        self.over, self.code_of = over, dict[int, int]()
        self.unheard_codings = self.unheard_words = 0
        self._rows: dict[int, list[Placed]] = {}
        self._words: dict[int, list[tuple[int, Span]]] = {}  # source -> (term, stretch)
        named = [(n, term) for n, term in enumerate(asking.terms) if term.words is None]
        for (n, _), found in zip(named, _codes(db, [term for _, term in named]), strict=True):
            for code in found:
                self._terms_of.setdefault(code, []).append(n)
        self._in: list[set[int]] = [set() for _ in asking.terms]  # the sources in which each term is
        if named:
            chosen = set(self._terms_of)
            self.over = replace(over, codes=chosen if over.codes is None else chosen & over.codes)
            self._read_codings(db, include_researcher)
        for n, term in enumerate(asking.terms):
            if term.words is not None:
                self._read_words(db, n, term, include_researcher)

    def _read_codings(self, db: sqlite3.Connection, include_researcher: bool) -> None:
        unheard = not include_researcher and bool(people.researchers(db))
        for source, rows in groupby(store.placed(db, self.over, heard=unheard), itemgetter(0)):
            held = self._rows[source] = list(rows)
            self.code_of.update([(id, code) for _, _, _, id, code, _ in held])
            for code in {row[4] for row in held}:
                for n in self._terms_of[code]:
                    self._in[n].add(source)
        if unheard:
            self.unheard_codings = counts.how_many(db, self.over)[0] - len(self.code_of)

    def _read_words(self, db: sqlite3.Connection, n: int, term: Term, include_researcher: bool) -> None:
        assert term.words is not None
        words = asked(db, term.words)
        number = {name: id for id, name in sources.names(db)}
        for name, text, segments in texts.texts(db, words.fts(), self.over):
            for found in found_in(db, words, text, segments):
                if found.kind == "boilerplate":
                    continue
                if found.role == "researcher" and not include_researcher:
                    self.unheard_words += 1
                    continue
                self._words.setdefault(number[name], []).append((n, (found.start, found.end)))
                self._in[n].add(number[name])

    def apart(self, coders: set[int]) -> None:
        """Keep these coders apart from now on."""
        self._coders = coders

    def sources(self, asking: CodeQuery) -> list[int]:
        """Return the sources in which the query may hold."""
        held: list[set[int]] = []
        waiting = iter(self._in)
        for step in asking.steps:
            if isinstance(step, Operator):
                b, a = held.pop(), held.pop()
                held.append(or_(a, b) if step.word == "OR" else a if step.word == "NOT" else and_(a, b))
            else:
                held.append(next(waiting))
        return sorted(held.pop())

    def places(self, source: int) -> Iterator[list[Places]]:
        """Yield what each term finds in a source: of all coders together, or of each alone if they are kept apart.

        Coders who gave none of the codes there are one: for them nothing but words is found.
        """
        rows = self._rows.get(source, ())
        words = self._words.get(source, ())
        if self._coders is None:
            yield self._of(rows, words)
            return
        there = {row[5] for row in rows}
        for coder in sorted(there):
            yield self._of([row for row in rows if row[5] == coder], words)
        if self._coders - there or not there:
            yield self._of((), words)

    def _of(self, rows: Iterable[Placed], words: Iterable[tuple[int, Span]]) -> list[Places]:
        held: list[dict[Span, list[int]]] = [{} for _ in range(self._size)]
        for _, start, end, id, code, _ in rows:
            for n in self._terms_of[code]:
                held[n].setdefault((start, end), []).append(id)
        for n, span in words:
            held[n].setdefault(span, [])
        return [{span: frozenset(ids) for span, ids in found.items()} for found in held]


def _codes(db: sqlite3.Connection, terms: Sequence[Term]) -> Iterator[set[int]]:
    """Yield the codes of each term; a name that the study does not have is refused with its place in the query."""
    gathered: Mapping[int, set[int]] = codes.gathered(db) if not all(term.alone for term in terms) else {}
    found = scope.code_ids(db, [term.name for term in terms])
    for term in terms:
        try:
            ids = next(found)
        except QdaError as e:
            raise code_query.wrong(term.at - 1, Message("", "a code: {why}", why=e.message)) from None
        yield ids if term.alone else set().union(*(gathered[id] for id in ids))
