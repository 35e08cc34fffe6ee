"""Groups of terms that go together in the texts: what may become categories.

Terms by rows are factored (NMF: Lee & Seung, Nature 401, 1999; started by NNDSVD: Boutsidis & Gallopoulos, Pattern
Recognition 41, 2008, so that the same texts give the same groups). Each group is named by the term that sets it apart, and
has to show the places that carry it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.nlp import terms as terms_
from qda.nlp.corpus import Corpus
from qda.nlp.terms import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

MEMBERS = 7  # terms of a group, its label among them
LEAST, MOST = 12, 40  # groups
ROUNDS = 20  # of the factoring: more changed no measured figure
EVIDENCE = 10  # rows by which a group is judged, and quotes that it shows


class Group(NamedTuple):
    """A group of terms and the rows that carry it.

    terms: numbers of terms, the one it is named by first. rows: those in which that one stands, or two others of its terms; the
    strongest first; fits: how strongly each does. score: how much of the texts it speaks for and how much it stands out; a
    number to order by, no more.
    """

    terms: list[int]
    rows: list[int]
    fits: list[float]
    score: float


def matrix(
    found: Terms, rows: int, *, around: NDArray[np.int32] | None = None
) -> tuple[csr_matrix, NDArray[np.int32], NDArray[np.float32]]:
    """Rows by terms, weighted (sublinear tf, smoothed idf, length 1), the numbers of the terms in its columns, their idf.

    around (rows,): a number that neighbours share: rows beside a row with the same number count half. A term is taken that
    stands in two rows at least (five in a large corpus) and at most in three of ten, or in ten.
    """
    import numpy as np
    from scipy import sparse

    t = len(found.label)
    counts = sparse.csr_matrix(
        (np.ones(len(found.term), np.float32), (found.row, found.term)), shape=(rows, t), dtype=np.float32
    )
    if around is not None and rows > 1:
        same = (around[1:] == around[:-1]).astype(np.float32) * 0.5
        beside = sparse.diags([same, same], [1, -1], shape=(rows, rows), format="csr", dtype=np.float32)
        spread = (counts + beside @ counts).tocsr()
    else:
        spread = counts
    df = np.bincount(counts.indices, minlength=t)
    least = 2 if rows < 1000 else 3 if rows < 10_000 else 5
    ok = (df >= least) & (df <= max(0.3 * rows, 10))
    columns = np.flatnonzero(ok)
    if len(columns) > 20_000:
        columns = np.sort(columns[np.argsort(-df[columns], kind="stable")[:20_000]])
    idf = (np.log((1 + rows) / (1 + df[columns])) + 1).astype(np.float32)
    return weighted(spread[:, columns].tocsr(), idf), columns.astype(np.int32), idf


def weighted(m: csr_matrix, idf: NDArray[np.float32]) -> csr_matrix:
    """Counts as (1 + log count) x idf, each row brought to length one; the matrix itself is changed."""
    import numpy as np
    from scipy import sparse

    m.data = 1 + np.log(np.maximum(m.data, 0.5))
    m = (m @ sparse.diags(idf)).tocsr()
    norm = np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel())
    m = (sparse.diags((1 / np.maximum(norm, 1e-9)).astype(np.float32)) @ m).tocsr()
    return m.astype(np.float32)


def factor(m: csr_matrix, k: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Non-negative factors W (rows, k) and H (k, columns) of a matrix."""
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init="nndsvda", random_state=0, max_iter=ROUNDS, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the groups no longer change much by then
        warnings.simplefilter("ignore", RuntimeWarning)  # the root of a rest that rounding made a hair below nothing
        w = model.fit_transform(m)
    return w, model.components_


def number(rows: int, columns: int) -> int:
    """Return the number of groups for a corpus: the root of half its rows, within bounds."""
    size = min(max(round(math.sqrt(rows / 2)), LEAST), MOST)
    return max(min(size, rows - 1, columns - 1), 0)


def groups(corpus: Corpus, found: Terms, wanted: int = 0, *, around: NDArray[np.int32] | None = None) -> list[Group]:
    """The groups of a corpus, the weightiest first. wanted: how many, 0: as many as suit its size.

    In a large corpus twice as many are looked for, and those kept whose rows are most alike. A group without two rows that
    carry it is left out; two that are named alike are one.
    """
    made = factored(corpus, found, wanted, around=around)
    return [] if made is None else joined(made.groups)


class Factored(NamedTuple):
    """The groups of a corpus with the factors that they come from.

    columns: numbers of the terms; idf of each; h (k, columns); factors: of each group that is kept, its factor.
    """

    groups: list[Group]
    factors: list[int]
    columns: NDArray[np.int32]
    idf: NDArray[np.float32]
    h: NDArray[np.float32]
    weight: NDArray[np.float64]


def factored(corpus: Corpus, found: Terms, wanted: int, *, around: NDArray[np.int32] | None = None) -> Factored | None:
    """Factor a corpus into groups, of which two may still be one; None where it has too little for any."""
    import numpy as np

    rows = len(corpus.rows)
    m, columns, idf = matrix(found, rows, around=around)
    wanted = min(max(wanted, number(*m.shape)), *(n - 1 for n in m.shape))
    if wanted < 1:
        return None
    k = wanted if rows < terms_.SMALL else min(2 * wanted, *(n - 1 for n in m.shape))
    w, h = factor(m, k)
    fit = fits(m, w, h)
    weight = worth(found, np.bincount(found.term, minlength=len(found.label)), len(corpus.form))
    stands = _Stands(corpus, found)
    made = [
        (x, g) for g in range(k) if (x := _group(w[:, g], fit[:, g], h[g], columns, found, weight, stands)) is not None
    ]
    if k > wanted:
        alike = [_alike(m, x.rows[:EVIDENCE]) for x, _ in made]
        made = [made[i] for i in np.argsort(-np.array(alike), kind="stable")[:wanted]]
    return Factored([x for x, _ in made], [g for _, g in made], columns, idf, h, weight)


def fits(m: csr_matrix, w: NDArray[np.float32], h: NDArray[np.float32]) -> NDArray[np.float32]:
    """How strongly each row carries each factor: its weight times its cosine. (rows, k)"""
    import numpy as np

    unit = h / np.maximum(np.linalg.norm(h, axis=1, keepdims=True), 1e-9)
    return np.asarray(w * np.asarray(m @ unit.T, np.float32))


def _alike(m: csr_matrix, rows: Sequence[int]) -> float:
    """Return how similar rows are: the mean cosine of two of them."""
    some = m[list(rows)]
    n = some.shape[0]
    return float(((some @ some.T).sum() - n) / (n * (n - 1))) if n > 1 else 0.0


def worth(found: Terms, count: NDArray[np.int64], words: int) -> NDArray[np.float64]:
    """Score each term as a name: it stands out against ordinary language, and is a noun or a phrase."""
    import numpy as np

    z = np.sqrt(np.maximum(terms_.keyness(count.astype(np.float64), words, found.frequency), 0))
    noun = np.where(found.size > 1, np.maximum(found.noun, 0.7), found.noun)
    return np.asarray((1 + z) * (0.2 + 0.8 * np.minimum(1, noun / 0.3)) * np.where(found.size > 1, 1.5, 1.0))


class _Stands:
    """Index of terms: the rows of a term, the voices of a term."""

    def __init__(self, corpus: Corpus, found: Terms) -> None:
        import numpy as np

        order = np.argsort(found.term, kind="stable")
        self._row = found.row[order]
        self._from = np.searchsorted(found.term[order], np.arange(len(found.label) + 1))
        self.voice = np.fromiter((r.voice for r in corpus.rows), np.int64, len(corpus.rows))
        self.many = len(np.unique(self.voice)) > 2
        self.found = found

    def rows(self, term: int) -> NDArray[np.int32]:
        """The rows in which a term stands, each once, in order."""
        import numpy as np

        return np.unique(self._row[self._from[term] : self._from[term + 1]])

    def voices(self, term: int) -> frozenset[int]:
        """Return the people who use the term."""
        import numpy as np

        return frozenset(np.unique(self.voice[self.rows(term)]).tolist())

    def carried(self, terms: Sequence[int]) -> NDArray[np.int64]:
        """The rows where the first of the terms stands, or two of them."""
        import numpy as np

        total = np.zeros(len(self.voice), np.int32)
        for n, t in enumerate(terms):
            total[self.rows(t)] += 1 if n else 2
        return np.flatnonzero(total > 1)


def _group(
    w: NDArray[np.float32], fit: NDArray[np.float32], h: NDArray[np.float32], columns: NDArray[np.int32], found: Terms,
    weight: NDArray[np.float64], stands: _Stands,
) -> Group | None:  # fmt: skip
    """One factor as a group: its best terms, the rows that carry them."""
    import numpy as np

    strength = h * weight[columns]
    best = columns[np.argsort(-strength, kind="stable")[: 4 * MEMBERS]].tolist()
    at = dict(zip(columns.tolist(), strength.tolist(), strict=True))
    chosen = _distinct([t for t in best if at[t] > 0.02 * at[best[0]] and at[t] > 0], found, stands)
    if stands.many:
        chosen = _one_or_many(chosen, at, stands)
    label = next((n for n, t in enumerate(chosen) if _may_name(t, found, stands)), None)
    if label is None:
        return None
    chosen = [chosen[label], *chosen[:label], *chosen[label + 1 :]][:MEMBERS]
    rows = stands.carried(chosen)
    rows = rows[w[rows] > 0]
    if len(rows) < 2:
        return None
    rows = rows[np.lexsort((rows, -fit[rows]))]
    voices = len(np.unique(stands.voice[rows]))
    score = float(w[rows].sum() * weight[chosen[0]] * np.log2(1 + voices))
    return Group(chosen, rows.tolist(), fit[rows].tolist(), score)


def _distinct(best: list[int], found: Terms, stands: _Stands) -> list[int]:
    """Without terms that say nothing beside a better one: `value` beside `public value` that it nearly always stands in."""
    out: list[int] = []
    for t in best:
        words, n = set(found.lemmas[t]), len(stands.rows(t))
        for other in out:
            theirs = set(found.lemmas[other])
            if words == theirs or (words < theirs and n <= 1.5 * len(stands.rows(other))):
                break
            if words > theirs and len(stands.rows(other)) <= 1.5 * n:
                if found.noun[t] > 0.1:
                    out[out.index(other)] = t  # the phrase takes the place of its part
                break
        else:
            out.append(t)
    return list(dict.fromkeys(out))


def _one_or_many(chosen: list[int], at: dict[int, float], stands: _Stands) -> list[int]:
    """Terms of one voice, or terms that several use: what one person says is not shown as shared."""
    by: dict[frozenset[int], float] = {}
    shared = 0.0
    for t in chosen[:MEMBERS]:
        voices = stands.voices(t)
        if len(voices) > 1:
            shared += at[t]
        else:
            by[voices] = by.get(voices, 0.0) + at[t]
    if by and (alone := max(by, key=lambda v: by[v])) and by[alone] > shared:
        return [t for t in chosen if stands.voices(t) == alone]
    return [t for t in chosen if len(stands.voices(t)) > 1]


def _may_name(term: int, found: Terms, stands: _Stands) -> bool:
    """True if a term may name a group: it is not a person's name, nor a word that is never a noun."""
    if found.name[term] and found.size[term] > 1 and not found.label[term].isupper() and found.frequency[term] < 5e-9:
        return False
    if found.name[term] and found.size[term] == 1 and not found.label[term].isupper() and len(stands.rows(term)) < 10:
        return False
    return bool(found.size[term] > 1 or found.noun[term] > 0 or found.name[term])


def joined(made: Sequence[Group]) -> list[Group]:
    """Groups, the weightiest first; those named alike, or nearly of the same terms, as one."""
    out: list[Group] = []
    for group in sorted(made, key=lambda x: (-x.score, x.terms)):
        mine = set(group.terms)
        for n, other in enumerate(out):
            theirs = set(other.terms)
            if group.terms[0] == other.terms[0] or len(mine & theirs) * 2 > len(mine | theirs):
                both = dict(zip([*group.rows, *other.rows], [*group.fits, *other.fits], strict=True))
                rows = list(dict.fromkeys([*other.rows, *group.rows]))
                out[n] = other._replace(rows=rows, fits=[both[r] for r in rows])
                break
        else:
            out.append(group)
    return out
