"""A corpus that is too large to be factored: its groups come from a part of its rows, and all rows are placed in them.

The part is evenly spread, so that every time and every place has its share. It gives the vocabulary (the terms in its matrix)
and the factors. Then all rows come by in portions: their terms are counted, and each row gets the weights with which the
factors explain it best (the half of the factoring in which H stays). A row carries a group by the same rule as in a small
corpus. In memory are one portion, the part, and a few numbers for each row that carries a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.nlp import corpus as corpora
from qda.nlp import groups, terms
from qda.nlp.corpus import Corpus, Row
from qda.nlp.groups import Factored, Group
from qda.nlp.lexicon import Lexicon
from qda.nlp.terms import Terms
from qda.nlp.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

LARGE = 100_000  # rows; from so many on a part is factored
PART = 20_000  # rows of the part
TOGETHER = 5_000  # rows whose words are in memory at once, or the rows of one source
STEPS = 10  # of fitting the weights of a row


class Placed(NamedTuple):
    """What all rows say of the groups. groups: with rows of the whole corpus. times, sources: of each of their terms, how often
    it comes and in how many sources. words: how many there are."""

    groups: list[Group]
    times: dict[int, int]
    sources: dict[int, int]
    words: int


def part(rows: Sequence[Row]) -> list[Row]:
    """Rows evenly spread over all, in their order."""
    n = len(rows)
    return [rows[i * n // PART] for i in range(PART)] if n > PART else list(rows)


class Vocabulary:
    """The terms in the columns of a part's matrix, found again in other rows.

    A word that the part has not is known by its lemma; as a compound it does not count for its head.
    """

    def __init__(self, corpus: Corpus, found: Terms, columns: NDArray[np.int32], lexicon: Lexicon) -> None:
        import numpy as np

        self.lexicon, self.columns = lexicon, columns
        self.part = corpus
        self._column = np.full(len(found.label), -1, np.int32)
        self._column[columns] = np.arange(len(columns))
        self._of_lemma = {found.lemmas[t][0]: t for t in np.flatnonzero(found.size == 1).tolist()}
        self._form = {w: i for i, w in enumerate(corpus.forms)}
        self._token = np.array(
            [self._of_lemma.get(m, -1) if c else -1 for m, c in zip(corpus.lemma, corpus.content.tolist(), strict=True)], np.int32
        )  # fmt: skip
        single = list(self._of_lemma)
        self._head = np.full(len(found.label), -1, np.int32)
        for compound, head in terms.heads(single, lexicon).items():
            self._head[self._of_lemma[single[compound]]] = self._of_lemma[single[head]]
        self._phrases = self._keys(found)

    def _keys(self, found: Terms) -> list[tuple[NDArray[np.uint64], NDArray[np.int32]]]:
        """By kind of run, the keys of the phrases in the columns, sorted, and their columns."""
        import numpy as np

        token = self._token[self.part.form]
        terms_, first = np.unique(found.term, return_index=True)
        many = (found.size[terms_] > 1) & (self._column[terms_] >= 0)
        at = found.word[first[many]].astype(np.int64)
        size, column = found.size[terms_[many]], self._column[terms_[many]]
        middle = token[np.minimum(at + 1, len(token) - 1)] >= 0
        out = []
        for length, full in ((2, None), (3, True), (3, False), (4, None)):
            mine = (size == length) & (middle == full if full is not None else True)
            keys = terms.hashed([token[at[mine] + k] for k in range(length)])
            order = np.argsort(keys, kind="stable")
            out.append((keys[order], column[mine][order]))
        return out

    def places(self, held: corpora.Gathered) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where terms of the columns stand among words: the column and the word of each place; of a phrase its first word."""
        import numpy as np

        forms, of = corpora.small_forms(held.surface)
        told = {int(of[w]): lemma.casefold() for w, lemma in held.lemmas.items()}
        token = np.full(len(forms), -1, np.int32)
        opens = np.ones(len(forms), np.bool_)
        for i, w in enumerate(forms):
            known = self._form.get(w)
            if known is not None:
                token[i], opens[i] = self._token[known], self.part.opens[known]
            elif not self.lexicon.stop(w):
                token[i] = self._of_lemma.get(told.get(i) or self.lexicon.look(w), -1)
        form = of[held.form]
        words = token[form]
        none, empty = np.zeros(0, np.bool_), np.zeros(0, np.float32)
        small = Corpus((), form, held.row, held.start, held.joined, forms, [], [], none, none, empty, opens)
        single = np.flatnonzero(words >= 0)
        head = self._head[words[single]]
        found = [(self._column[words[single]], single), (self._column[head[head >= 0]], single[head >= 0])]
        for (first, length), (keys, columns) in zip(terms.runs(small, self.lexicon, words), self._phrases, strict=True):
            if len(keys) and len(first):
                key = terms.hashed([words[first + k] for k in range(length)])
                there = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
                same = keys[there] == key
                found.append((columns[there[same]], first[same]))
        column, word = (np.concatenate(x) for x in zip(*found, strict=True))
        kept = column >= 0
        order = np.lexsort((column[kept], word[kept]))
        return column[kept][order].astype(np.int32), word[kept][order].astype(np.int32)


def place(rows: Sequence[Row], words: Iterable[tuple[int, Words]], vocabulary: Vocabulary, made: Factored) -> Placed:
    """Place all rows in the groups of a part. words: as in `corpus.gather`."""
    import numpy as np

    used = sorted({t for g in made.groups for t in g.terms})
    column_of = {t: c for c, t in enumerate(made.columns.tolist())}
    tracked = np.full(len(made.columns), -1, np.int32)
    tracked[[column_of[t] for t in used]] = np.arange(len(used))
    points = _points(made, column_of)
    count, sources = np.zeros(len(used), np.int64), np.zeros(len(used), np.int64)
    carried: list[_Carried] = []
    many = 0
    for first, some, held in _portions(rows, words, vocabulary.lexicon):
        if held is None:
            continue
        many += len(held.form)
        column, word = vocabulary.places(held)
        row = held.row[word]
        carried.append(_carried(made, points, column, row, first, len(some)))
        mine = tracked[column]
        seen = mine >= 0
        count += np.bincount(mine[seen], minlength=len(used))
        source = np.fromiter((r.source for r in some), np.int64, len(some))[row[seen]]
        sources += np.bincount((np.unique(source * len(used) + mine[seen]) % len(used)), minlength=len(used))
    voice = np.fromiter((r.voice for r in rows), np.int64, len(rows))
    found = [x for g, group in enumerate(made.groups) if (x := _whole(group, g, carried, made, voice)) is not None]
    return Placed(
        groups.joined(found), dict(zip(used, count.tolist(), strict=True)), dict(zip(used, sources.tolist(), strict=True)), many
    )  # fmt: skip


def evidence(
    rows: Sequence[Row],
    words: Callable[[Sequence[Row]], Iterable[tuple[int, Words]]],
    vocabulary: Vocabulary,
    found: Terms,
) -> tuple[Corpus, Terms]:
    """Return some rows, in order, as a corpus with its terms: enough of one to find quotes in. words: gives those of rows."""
    import numpy as np

    held = corpora.gather(rows, words(rows), vocabulary.lexicon) if rows else None
    if held is None:
        none = np.zeros(0, np.int32)
        return vocabulary.part._replace(rows=rows), found._replace(term=none, row=none, word=none, end=none)
    column, word = vocabulary.places(held)
    seen = vocabulary.part._replace(rows=rows, form=held.form, row=held.row, start=held.start, joined=held.joined)
    return seen, found._replace(term=vocabulary.columns[column], row=held.row[word], word=word, end=word + 1)


class _Carried(NamedTuple):
    """What a portion of rows carries: group, row of the whole corpus, weight and fit, one after the other."""

    group: NDArray[np.int32]
    row: NDArray[np.int64]
    weight: NDArray[np.float32]
    fit: NDArray[np.float32]


def _portions(
    rows: Sequence[Row], words: Iterable[tuple[int, Words]], lexicon: Lexicon
) -> Iterator[tuple[int, list[Row], corpora.Gathered | None]]:
    """Yield the number of the first row of a portion, its rows, and their words; no source is in two portions."""
    at = first = 0
    held: list[tuple[int, Words]] = []
    for source, found in words:
        while at < len(rows) and rows[at].source == source:
            at += 1
        held.append((source, found))
        if at - first >= TOGETHER:
            some = list(rows[first:at])
            yield first, some, corpora.gather(some, held, lexicon)
            first, held = at, []
    if at > first:
        some = list(rows[first:at])
        yield first, some, corpora.gather(some, held, lexicon)


def _points(made: Factored, column_of: dict[int, int]) -> csr_matrix:
    """Columns by groups: 2 for the term that a group is named by, 1 for its others. A row with two points carries it."""
    import numpy as np
    from scipy import sparse

    at = [(column_of[t], g, 1 if n else 2) for g, group in enumerate(made.groups) for n, t in enumerate(group.terms)]
    column, group, points = zip(*at, strict=True)
    return sparse.csr_matrix(
        (np.array(points, np.float32), (column, group)), shape=(len(made.columns), len(made.groups))
    )


def _carried(
    made: Factored, points: csr_matrix, column: NDArray[np.int32], row: NDArray[np.int32], first: int, rows: int
) -> _Carried:
    """Weigh the rows of a portion, and return which carry which group."""
    import numpy as np
    from scipy import sparse

    counts = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(rows, len(made.columns)))
    there = counts.copy()
    there.data[:] = 1
    enough = (there @ points).toarray() > 1
    m = groups.weighted(counts, made.idf)
    w = _weights(m, made.h)
    fit = groups.fits(m, w, made.h)
    kept = made.factors
    at, group = np.nonzero(enough & (w[:, kept] > 0))
    factor = np.array(kept, np.int64)[group]
    return _Carried(group.astype(np.int32), at + first, w[at, factor], fit[at, factor])


def _weights(m: csr_matrix, h: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weights, none below 0, with which factors explain rows best: some steps of coordinate descent, all rows at once."""
    import numpy as np

    target = np.ascontiguousarray((m @ h.T).T, np.float32)
    gram = h @ h.T
    w = np.zeros_like(target)
    some = np.flatnonzero(np.diag(gram) > 0)
    for _ in range(STEPS):
        for k in some.tolist():
            w[k] += (target[k] - gram[k] @ w) / gram[k, k]
            np.maximum(w[k], 0, out=w[k])
    return np.ascontiguousarray(w.T)


def _whole(
    group: Group, number: int, carried: Sequence[_Carried], made: Factored, voice: NDArray[np.int64]
) -> Group | None:
    """A group with all rows that carry it, the strongest first, and its score over them; None where there are not two."""
    import numpy as np

    mine = [(c, np.flatnonzero(c.group == number)) for c in carried]
    rows, weight, fit = (
        np.concatenate([getattr(c, name)[at] for c, at in mine]) if mine else np.zeros(0)
        for name in ("row", "weight", "fit")
    )
    if len(rows) < 2:
        return None
    voices = len(np.unique(voice[rows]))
    score = float(weight.sum(dtype=np.float64) * made.weight[group.terms[0]] * np.log2(1 + voices))
    order = np.lexsort((rows, -fit))
    return Group(group.terms, rows[order].tolist(), fit[order].tolist(), score)
