"""The sentences that carry a group: whole, exact, from as many people as there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.nlp.corpus import Corpus
from qda.nlp.groups import EVIDENCE, Group
from qda.nlp.terms import Terms

if TYPE_CHECKING:
    pass

Sentences = Callable[[int, int, int], Sequence[tuple[int, int]]]  # source, start, end -> its sentences
_ENOUGH = 0.5  # what a sentence must hold: the term that names the group, or two of the others
_WEAK = 0.25  # a row that carries a group less strongly than this share of its strongest is no evidence
LOOK = 4 * EVIDENCE  # rows looked at for different people


class Quote(NamedTuple):
    """A sentence (start, end) of a source, and who says it (as in `Row`)."""

    source: int
    start: int
    end: int
    voice: int


class Finder:
    """Finds the sentences of groups of one corpus. text gives a source's text, sentences the sentences of a stretch."""

    def __init__(self, corpus: Corpus, found: Terms, text: Callable[[int], str], sentences: Sentences) -> None:
        import numpy as np

        self.corpus, self.found, self.text, self.sentences = corpus, found, text, sentences
        self._order = np.argsort(found.term, kind="stable")
        self._from = np.searchsorted(found.term[self._order], np.arange(len(found.label) + 1))

    def spread(self, term: int) -> tuple[int, int]:
        """Return how often a term occurs in the texts, and in how many sources."""
        rows = self.found.row[self._order[self._from[term] : self._from[term + 1]]]
        return len(rows), len({self.corpus.rows[r].source for r in rows.tolist()})

    def quotes(self, group: Group, most: int = EVIDENCE) -> list[Quote]:
        """The sentences that carry a group, one a row; each from another person while there are others. Words that are
        repeated elsewhere (a form letter, a post sent twice) come last.

        Of a row the sentence with most of the group's terms is taken, the earlier terms counting more.
        """
        import numpy as np

        fit = np.array(group.fits[: max(LOOK, most)])
        look = np.array(group.rows[: max(LOOK, most)], np.int64)[fit >= _WEAK * fit.max()]
        places = [self._order[self._from[t] : self._from[t + 1]] for t in group.terms]
        at: dict[int, list[tuple[int, int]]] = {}
        for n, place in enumerate(places):
            for i in place[np.isin(self.found.row[place], look)].tolist():
                start = int(self.corpus.start[self.found.word[i]])
                at.setdefault(int(self.found.row[i]), []).append((start, n))
        best: list[Quote] = []
        again: list[Quote] = []
        seen: set[str] = set()
        for row in look.tolist():
            quote = self._sentence(row, at.get(row, []))
            if quote is None:
                continue
            words = " ".join(self.text(quote.source)[quote.start : quote.end].casefold().split())
            (again if words in seen else best).append(quote)
            seen.add(words)
        return _varied(best, most) + again[: max(most - len(best), 0)]

    def _sentence(self, row: int, places: list[tuple[int, int]]) -> Quote | None:
        """The sentence of a row that has most of the terms; None when none has enough of them."""
        r = self.corpus.rows[row]
        chosen, most = None, 0.0
        for a, b in r.pieces:
            if not any(a <= start < b for start, _ in places):
                continue
            for x, y in self.sentences(r.source, a, b):
                weight = sum(1 / (1 + n) for n in {n for start, n in places if x <= start < y})
                if weight > most:
                    chosen, most = Quote(r.source, x, y, r.voice), weight
        return chosen if most >= _ENOUGH else None


def _varied(quotes: list[Quote], most: int) -> list[Quote]:
    """The first so many, another person's before the same person's second, another source's likewise."""
    out: list[Quote] = []
    left = list(quotes)
    while left and len(out) < most:
        voices, sources = [q.voice for q in out], [q.source for q in out]
        n = min(range(len(left)), key=lambda i: (voices.count(left[i].voice) > 0, sources.count(left[i].source), i))
        if len({q.voice for q in left}) == 1 and len({q.source for q in left}) == 1:
            n = 0
        out.append(left.pop(n))
    return out
