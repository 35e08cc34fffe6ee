"""Learning codes from coded quotes: kernel ridge regression over the vectors of `features`, all codes in one solve.

With K how alike the examples are to each other, Y (examples, codes) 1 where an example has the code, the weights are
A = (K + a I)^-1 Y (Hoerl and Kennard 1970; Saunders, Gammerman and Vovk 1998), and a text scores how alike it is to each
example times A. Scores order; they are not probabilities. Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from qda.nlp.features import LATENT, Encoded, Space, Vectors, tokens, word_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

EASE = 0.5  # a, above: how far the examples may be missed; 0.3 to 1 rank alike
CONTEXT = 0.5  # the weight of the sentence around a short quote beside the quote's own
REJECTED = -0.5  # what a rejected suggestion should score, where 0 is "has not the code" and 1 "has it"
DIRECT = 4_000  # so many examples are solved for exactly; more by conjugate gradients, without their kernel in memory
HELD = 20_000  # so many texts of the study keep their vectors in memory
# A word in more than this share of the texts is not shown as one that matters: where stop words are known, where not.
COMMON = 0.5, 0.2


class Example(NamedTuple):
    """A stretch that a person coded, or said no to: its text, the sentence around it, codes it has, codes it was denied."""

    text: str
    context: str
    codes: frozenset[int]
    against: frozenset[int] = frozenset()


class Evidence(NamedTuple):
    """Why a code: the positions of the examples most like the text, nearest first, and the words that matter."""

    examples: list[int]
    words: list[str]


class Ranker(Protocol):
    """What learns from examples and ranks: the learner below, or BM25 where its libraries are missing."""

    def learn(self, examples: Sequence[Example]) -> None:
        """Take these examples, in place of those before."""

    def codes(self, text: str, context: str = "", without: Iterable[int] = ()) -> dict[int, float]:
        """A score for every code that has an example; `without`: positions of examples to do as if they were not there."""

    def score(self, code: int, texts: Sequence[str]) -> list[float]:
        """How well each of these texts goes with the code."""

    def corpus(self, code: int) -> list[float]:
        """How well each text of the study goes with the code."""

    def evidence(self, code: int, text: str, among: Sequence[int], context: str = "") -> Evidence:
        """What speaks for the code: the two nearest of the examples at the positions `among`, and up to three words."""


class Learner:
    """Learns from examples and ranks. `space` and `texts` are the corpus side; `texts` are asked for when needed.

    stops: words in small letters that are not shown as ones that matter.
    """

    def __init__(self, space: Space, texts: Callable[[], Encoded], stops: frozenset[str] = frozenset()) -> None:
        import numpy as np

        self.space, self.stops = space, stops
        self._texts = texts
        self._vectors: list[Vectors] | None = None
        self._row: dict[tuple[str, str], int] = {}
        self._seen: Vectors | None = None  # the vector of every example there has been
        self._kernel = np.zeros((0, 0), np.float32)
        self._at = np.zeros(0, np.int64)  # position of an example -> its row in `_seen`
        self._codes: list[int] = []
        self._goal = np.zeros((0, 0), np.float32)
        self._weights: Floats | None = None

    def learn(self, examples: Sequence[Example]) -> None:
        """Take these examples; the vectors of those that were there before are kept."""
        import numpy as np

        new = list(dict.fromkeys((e.text, e.context) for e in examples if (e.text, e.context) not in self._row))
        if new:
            self._add(new)
        self._at = np.array([self._row[e.text, e.context] for e in examples], np.int64)
        self._codes = sorted(set().union(*(e.codes | e.against for e in examples)))
        column = {c: i for i, c in enumerate(self._codes)}
        self._goal = np.zeros((len(examples), len(self._codes)), np.float32)
        for i, e in enumerate(examples):
            self._goal[i, [column[c] for c in e.codes]] = 1
            self._goal[i, [column[c] for c in e.against]] = REJECTED
        self._weights = None

    def _add(self, new: Sequence[tuple[str, str]]) -> None:
        """Vectors, and where they are few enough likenesses, of examples not seen before."""
        import numpy as np
        from scipy import sparse

        made = self._with_context([t for t, _ in new], [c for _, c in new])
        before = len(self._row)
        self._row |= {k: before + i for i, k in enumerate(new)}
        old, self._seen = self._seen, made
        if old is not None:
            self._seen = Vectors(
                sparse.vstack([old.sparse, made.sparse]).tocsr(), np.concatenate([old.latent, made.latent])
            )
        n = before + len(new)
        if n > DIRECT:
            self._kernel = np.zeros((0, 0), np.float32)
            return
        whole = np.empty((n, n), np.float32)
        whole[:before, :before] = self._kernel
        whole[before:] = made.kernel(self._seen)
        whole[:before, before:] = whole[before:, :before].T
        self._kernel = whole

    def _with_context(self, texts: Sequence[str], contexts: Sequence[str]) -> Vectors:
        """Vectors of quotes, those of short ones mixed with the sentence around them."""
        import numpy as np
        from scipy import sparse

        own = self.space.vectors(texts)
        if not any(contexts):
            return own
        around = self.space.vectors(contexts)
        both = own.sparse + around.sparse * np.float32(CONTEXT)
        length = np.sqrt(np.asarray(both.multiply(both).sum(1)).ravel())
        length[length == 0] = 1
        latent = own.latent + np.float32(CONTEXT) * around.latent
        size = np.linalg.norm(latent, axis=1, keepdims=True)
        size[size == 0] = 1
        alone = np.array([not c for c in contexts])
        length[alone], size[alone] = 1, LATENT
        mixed = sparse.diags((1 / length).astype(np.float32)) @ both
        return Vectors(mixed.tocsr(), (latent / size * LATENT).astype(np.float32))

    @property
    def _examples(self) -> Vectors:
        assert self._seen is not None
        return self._seen.take(self._at)

    def _solved(self, kept: NDArray[np.int64] | None = None) -> Floats:
        """A, above, for all examples, or for some of them: then zero for the others."""
        import numpy as np

        if kept is None:
            if self._weights is None:
                self._weights = self._solve(np.arange(len(self._at)))
            return self._weights
        out = np.zeros_like(self._goal)
        out[kept] = self._solve(kept)
        return out

    def _solve(self, kept: NDArray[np.int64]) -> Floats:
        import numpy as np

        at, goal = self._at[kept], self._goal[kept]
        if len(self._kernel):
            from scipy.linalg import cho_factor, cho_solve

            k = self._kernel[np.ix_(at, at)]
            k[np.diag_indices_from(k)] += EASE
            out: Floats = cho_solve(cho_factor(k, overwrite_a=True, check_finite=False), goal, check_finite=False)
            return out
        assert self._seen is not None
        return _conjugate_gradients(self._seen.take(at), goal)

    def codes(self, text: str, context: str = "", without: Iterable[int] = ()) -> dict[int, float]:
        """A score for every code; see `Ranker`."""
        import numpy as np

        gone = set(without)
        if len(gone) >= len(self._at):
            return {}
        kept = np.array([i for i in range(len(self._at)) if i not in gone]) if gone else None
        like = self._with_context([text], [context]).kernel(self._examples)
        score = (like @ self._solved(kept))[0]
        left = self._goal[kept] if kept is not None else self._goal
        return {c: float(s) for c, s, has in zip(self._codes, score, (left == 1).any(0), strict=True) if has}

    def score(self, code: int, texts: Sequence[str]) -> list[float]:
        """How well each of these texts goes with the code."""
        import numpy as np

        sparse, latent = self._direction(code)
        v = self.space.vectors(texts)
        out: list[float] = np.asarray(v.sparse @ sparse + v.latent @ latent).tolist()
        return out

    def corpus(self, code: int) -> list[float]:
        """How well each text of the study goes with the code."""
        sparse, latent = self._direction(code)
        return [float(s) for v in self.vectors() for s in v.sparse @ sparse + v.latent @ latent]

    def every(self) -> Iterator[Floats]:
        """The scores of all codes for all texts of the study: (some thousands of texts, codes) at a time."""
        weights, examples = self._solved(), self._examples
        sparse, latent = examples.sparse.T.tocsr() @ weights, examples.latent.T @ weights
        for v in self.vectors():
            yield v.sparse @ sparse + v.latent @ latent

    def vectors(self) -> Iterator[Vectors]:
        """The vectors of the study's texts, some thousands at a time; kept in memory when there are not too many."""
        if self._vectors is not None:
            yield from self._vectors
            return
        texts = self._texts()
        if len(texts) > HELD:
            yield from self.space.chunks(texts)
            return
        self._vectors = list(self.space.chunks(texts))
        yield from self._vectors

    def _direction(self, code: int) -> tuple[Floats, Floats]:
        """The weights of a code over the columns of a vector: sparse, latent."""
        import numpy as np

        if code not in self._codes:
            return np.zeros(len(self.space.idf) + len(self.space.parts_idf), np.float32), np.zeros(
                self.space.directions.shape[1], np.float32
            )
        weight = self._solved()[:, self._codes.index(code)]
        examples = self._examples
        return np.asarray(examples.sparse.T @ weight), examples.latent.T @ weight

    def evidence(self, code: int, text: str, among: Sequence[int], context: str = "") -> Evidence:
        """What speaks for the code; see `Ranker`."""
        import numpy as np

        if not among or self._seen is None:
            return Evidence([], self._words(code, text) if len(self._at) else [])
        like = self._with_context([text], [context]).kernel(self._seen.take(self._at[list(among)]))[0]
        nearest = [among[i] for i in np.argsort(-like, kind="stable")[:2]]
        return Evidence(nearest, self._words(code, text))

    def _words(self, code: int, text: str) -> list[str]:
        """The three words of the text that add most to its score, each with its own weight and that of its parts."""
        weight, _ = self._direction(code)
        there = self.space.vectors([text]).sparse
        value = dict(zip(there.indices.tolist(), (there.data * weight[there.indices]).tolist(), strict=True))
        first = len(self.space.idf)
        gain: dict[str, float] = {}
        for word in dict.fromkeys(tokens(text)):
            if not word[0].isalpha() or len(word) < 2:
                continue
            column = self.space.words.get(word, -1)
            parts = [first + p for part in set(word_parts(word)) if (p := self.space.parts.get(part)) is not None]
            gain[word] = value.get(column, 0.0) + sum(value.get(p, 0.0) for p in parts)
        telling = {w: g for w, g in gain.items() if g > 0 and not self._common(w)}
        return sorted(telling, key=lambda w: -telling[w])[:3]

    def _common(self, word: str) -> bool:
        import math

        column = self.space.words.get(word)
        return word in self.stops or (
            column is not None and float(self.space.idf[column]) < -math.log(COMMON[not self.stops])
        )


def stop_words(language: str) -> frozenset[str]:
    """Words of a language that carry no subject, as far as our own lists and stopwordsiso, where it is there, know them."""
    from qda.nlp import extra, lexicon

    data = lexicon.own(language)
    held = frozenset(f"{data.get('stop', '')} {data.get('greetings', '')}".split())
    if language and not extra.missing("stopwordsiso"):
        import stopwordsiso

        if stopwordsiso.has_lang(language):
            held |= stopwordsiso.stopwords(language)
    return held


def _conjugate_gradients(x: Vectors, goal: Floats) -> Floats:
    """Solve (K + a I) A = Y column by column at once, K never written out (Hestenes and Stiefel 1952)."""
    import numpy as np

    back = x.sparse.T.tocsr()

    def times(a: Floats) -> Floats:
        out: Floats = x.sparse @ (back @ a) + x.latent @ (x.latent.T @ a) + np.float32(EASE) * a
        return out

    a = np.zeros_like(goal)
    rest = goal.copy()
    way = rest.copy()
    size = (rest * rest).sum(0)
    enough = np.maximum(size, 1e-12) * 1e-6
    for _ in range(100):
        if (size <= enough).all():
            break
        step = times(way)
        along = size / np.maximum((way * step).sum(0), 1e-12)
        a += along * way
        rest -= along * step
        now = (rest * rest).sum(0)
        way = rest + (now / np.maximum(size, 1e-12)) * way
        size = now
    return a
