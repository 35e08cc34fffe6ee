"""Learning codes from coded quotes: kernel ridge regression over the vectors of `features`, all codes in one solve.

With K how alike the examples are to each other, Y (examples, codes) 1 where an example has the code, the weights are
A = (K + a I)^-1 Y (Hoerl and Kennard 1970; Saunders, Gammerman and Vovk 1998), and a text scores how alike it is to each
example times A. Scores order; they are not probabilities. Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from qda.core.text.language import function_words
from qda.nlp.encoded import Encoded, tokens
from qda.nlp.features import LATENT, Space, Vectors, word_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

EASE = 0.5  # a, above: how far the examples may be missed; 0.3 to 1 rank alike
CONTEXT = 0.5  # the weight of the sentence around a short quote beside the quote's own
REJECTED = -0.5  # what a rejected suggestion should score, where 0 is "has not the code" and 1 "has it"
DIRECT = 3_000  # so many examples are learned from; of more, a part in which every code has its share
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
    """Protocol of rankers that learn from examples: the learner below, or BM25 if its libraries are missing."""

    def learn(self, examples: Sequence[Example]) -> None:
        """Take these examples, in place of those before."""

    def codes(self, text: str, context: str = "", without: Iterable[int] = ()) -> dict[int, float]:
        """A score for every code that has an example; `without`: positions of examples to do as if they were not there."""

    def score(self, code: int, texts: Sequence[str]) -> list[float]:
        """Return a score for each of these texts: how well it fits the code."""

    def corpus(self, code: int) -> list[float]:
        """Return a score for each text of the study: how well it fits the code."""

    def evidence(self, code: int, text: str, among: Sequence[int], context: str = "") -> Evidence:
        """Return the evidence for the code: the two nearest examples at the positions `among`, and up to three words."""


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
        self._used: NDArray[np.int64] | None = None  # positions of the examples that the weights rest on

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
        self._weights = self._used = None

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

    def _solved(self, without: frozenset[int] = frozenset()) -> Floats:
        """A, above, for the examples learned from; `without`: as if those at these positions were not there. Else zero."""
        import numpy as np

        if self._used is None:
            self._used = self._part()
        gone = without & set(self._used.tolist())
        if not gone and self._weights is not None:
            return self._weights
        kept = self._used if not gone else self._used[~np.isin(self._used, list(gone))]
        out = np.zeros_like(self._goal)
        if len(kept):
            out[kept] = self._solve(kept)
        if not gone:
            self._weights = out
        return out

    def _part(self) -> NDArray[np.int64]:
        """The positions of the examples to learn from: all, or of too many those in which each code has its share.

        Code by code, the rarest first, the latest example that is not taken yet, and round again.
        """
        import numpy as np

        n = len(self._at)
        if n <= DIRECT:
            return np.arange(n)
        of = [np.flatnonzero(self._goal[:, c]).tolist() for c in range(len(self._codes))]
        turns = sorted(of, key=len)
        taken: dict[int, None] = {}
        while turns and len(taken) < DIRECT:
            for left in turns:
                while left and left[-1] in taken:
                    left.pop()
                if left:
                    taken[left.pop()] = None
                if len(taken) == DIRECT:
                    break
            turns = [left for left in turns if left]
        return np.array(sorted(taken), np.int64)

    def _solve(self, kept: NDArray[np.int64]) -> Floats:
        import numpy as np
        from scipy.linalg import cho_factor, cho_solve

        at = self._at[kept]
        if len(self._kernel):
            k = self._kernel[np.ix_(at, at)]
        else:
            assert self._seen is not None
            some = self._seen.take(at)
            k = some.kernel(some)
        k[np.diag_indices_from(k)] += EASE
        factor = cho_factor(k, overwrite_a=True, check_finite=False)
        out: Floats = cho_solve(factor, self._goal[kept], check_finite=False)
        return out

    def codes(self, text: str, context: str = "", without: Iterable[int] = ()) -> dict[int, float]:
        """A score for every code; see `Ranker`."""
        import numpy as np

        gone = set(without)
        if len(gone) >= len(self._at):
            return {}
        weights = self._solved(frozenset(gone))
        like = self._with_context([text], [context]).kernel(self._examples)
        score = (like @ weights)[0]
        left = np.delete(self._goal, list(gone), 0) if gone else self._goal
        return {c: float(s) for c, s, has in zip(self._codes, score, (left == 1).any(0), strict=True) if has}

    def score(self, code: int, texts: Sequence[str]) -> list[float]:
        """Return a score for each of these texts: how well it fits the code."""
        import numpy as np

        sparse, latent = self._direction(code)
        v = self.space.vectors(texts)
        out: list[float] = np.asarray(v.sparse @ sparse + v.latent @ latent).tolist()
        return out

    def corpus(self, code: int) -> list[float]:
        """Return a score for each text of the study: how well it fits the code."""
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
        """Return the evidence for the code; see `Ranker`."""
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
    held = frozenset(f"{data.get('stop', '')} {data.get('greetings', '')}".split()) | function_words(language)
    if language and not extra.missing("stopwordsiso"):
        import stopwordsiso

        if stopwordsiso.has_lang(language):
            held |= stopwordsiso.stopwords(language)
    return held
