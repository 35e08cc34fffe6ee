"""Suggestion without scikit-learn: BM25 (Robertson and Zaragoza 2009) in an SQLite full-text index held in memory.

A text asks for the fifteen coded quotes most like it; a code scores the sum of theirs. Weaker than learning, and there
without any package.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from qda.nlp.suggesting import Evidence, Example

NEIGHBOURS = 15
_WORD = re.compile(r"\w+")
_ASKED = 400  # different words of one question: SQLite's parser nests them


class Index:
    """Texts by number from 0, to be asked for those most like another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create virtual table t using fts5(x, tokenize='unicode61 remove_diacritics 2')")
        self.db.executemany("insert into t(rowid, x) values (?, ?)", enumerate(texts))

    def ask(self, text: str, limit: int = -1) -> dict[int, float]:
        """The texts that share a word with this one, best first, with a score over 0."""
        words = list(dict.fromkeys(_WORD.findall(text.lower())))[:_ASKED]
        if not words:
            return {}
        asked = " OR ".join(f'"{w}"' for w in words)
        found = self.db.execute(
            "select rowid, -rank from t where t match ? order by rank, rowid limit ?", (asked, limit)
        )
        return dict(found.fetchall())

    def rare(self, words: Sequence[str]) -> list[str]:
        """These words, those in the fewest texts first; what is in none is left out."""
        count: dict[str, int] = {}
        for w in words:
            row = self.db.execute("select count(*) from t where t match ?", (f'"{w}"',)).fetchone()
            if row[0]:
                count[w] = row[0]
        return sorted(count, key=lambda w: (count[w], -len(w)))


class Neighbours:
    """Ranks by the coded quotes that share words with a text. `texts` are those of the study, asked for when needed."""

    def __init__(self, texts: Callable[[], Sequence[str]], stops: frozenset[str] = frozenset()) -> None:
        self._texts, self.stops = texts, stops
        self._n = 0
        self._study: Index | None = None
        self._examples: Sequence[Example] = ()
        self._index = Index(())

    def learn(self, examples: Sequence[Example]) -> None:
        """Take these examples, in place of those before."""
        self._examples = examples
        self._index = Index(f"{e.text}\n{e.context}" for e in examples)

    def codes(self, text: str, context: str = "", without: Iterable[int] = ()) -> dict[int, float]:
        """A score for every code among the neighbours; a neighbour that was denied the code speaks against it."""
        gone = set(without)
        near = [(i, s) for i, s in self._index.ask(f"{text}\n{context}").items() if i not in gone][:NEIGHBOURS]
        out: dict[int, float] = {}
        for i, s in near:
            for c in self._examples[i].codes:
                out[c] = out.get(c, 0.0) + s
            for c in self._examples[i].against:
                out[c] = out.get(c, 0.0) - s / 2
        return out

    def score(self, code: int, texts: Sequence[str]) -> list[float]:
        """Return a score for each of these texts: how much it shares with the code's quotes."""
        return self._asked(code, Index(texts), len(texts))

    def corpus(self, code: int) -> list[float]:
        """Return a score for each text of the study: how much it shares with the code's quotes."""
        if self._study is None:
            texts = self._texts()
            self._study, self._n = Index(texts), len(texts)
        return self._asked(code, self._study, self._n)

    def _asked(self, code: int, index: Index, n: int) -> list[float]:
        out = [0.0] * n
        for e in self._examples:
            share = 1.0 if code in e.codes else -0.5 if code in e.against else 0.0
            if share:
                for i, s in index.ask(e.text).items():
                    out[i] += share * s
        return out

    def evidence(self, code: int, text: str, among: Sequence[int], context: str = "") -> Evidence:
        """Return the evidence for the code: the two nearest examples, and the rarest words that they share with the text."""
        found = self._index.ask(f"{text}\n{context}")
        nearest = sorted(among, key=lambda i: -found.get(i, 0.0))[:2]
        speak = nearest or [i for i, e in enumerate(self._examples) if code in e.codes]  # a name alone
        theirs = set().union(*(_WORD.findall(self._examples[i].text.lower()) for i in speak))
        shared = [
            w for w in dict.fromkeys(_WORD.findall(text.lower())) if w in theirs and w[0].isalpha() and len(w) > 1
        ]
        return Evidence(nearest, self._index.rare(shared)[:3])
