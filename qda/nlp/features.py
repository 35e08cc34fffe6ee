"""Texts as vectors, learned from a study's own words: the corpus side of suggestion.

A vector has two parts. `sparse`: words, marks and pairs of words, and parts of words (3 to 5 letters within a word), each
weighed by tf-idf (Salton and Buckley 1988) and brought to length one. `latent`: the same parts of words in 100 directions
of latent semantic analysis (Deerwester et al. 1990) over all of the study's texts, coded or not, so that texts without a
word in common can be near. The same texts give the same vectors.

Parts of words are counted by word: texts x words times words x parts, two sparse matrices, costs a tenth of cutting
every text anew.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.spread import portions
from qda.nlp.encoded import Encoded, encode, joined, numbered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float32]

VERSION = "features-1"  # kept with what was learned; raised whenever other vectors would come out
DIRECTIONS = 100
LATENT = 0.8  # the length of the latent part; 0.6 to 1 rank alike
MAX_PAIRS = 200_000  # the most frequent; so that memory stops growing with the corpus
MAX_PARTS = 50_000
LATENT_PARTS = 20_000
LEARNED_FROM = 5_000  # texts, evenly spread, that the directions are learned from; all are then turned into them
CHUNK = 5_000  # texts whose parts are in memory at once
PAIRS_AT_ONCE = 32_000_000  # in memory, 8 bytes each


class Vectors(NamedTuple):
    """n texts: sparse (n, columns) float32 with rows of length one or zero; latent (n, directions) float32 likewise, 0.8 long."""

    sparse: csr_matrix
    latent: Floats

    def kernel(self, other: Vectors) -> Floats:
        """Return the similarity of each text to each of the others: (n, m), 0 to 1.64, apart from noise."""
        out: Floats = (self.sparse @ other.sparse.T).toarray() + self.latent @ other.latent.T
        return out

    def take(self, rows: Any) -> Vectors:
        """Some of the texts."""
        return Vectors(self.sparse[rows], self.latent[rows])


class Space(NamedTuple):
    """Features learned from the texts of a study.

    words: column of each word and mark; pairs: sorted, `first * len(words) + second`, columns after the words'; parts: number
    of each part of a word; idf of words and pairs, and of parts; turned: the parts that the directions rest on, and
    `directions` (parts turned, directions).
    """

    words: dict[str, int]
    pairs: NDArray[np.int64]
    parts: dict[str, int]
    idf: Floats
    parts_idf: Floats
    turned: NDArray[np.int32]
    directions: Floats

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts, those of the study or others."""
        return self.of(encode(texts))

    def of(self, texts: Encoded) -> Vectors:
        """Vectors of texts whose words are known."""
        return _stack(list(self.chunks(texts)))

    def chunks(self, texts: Encoded) -> Iterator[Vectors]:
        """The vectors of many texts, some thousands at a time, in order."""
        import numpy as np

        mine = np.fromiter((self.words.get(w, -1) for w in texts.types), np.int64, len(texts.types))
        table = _parts_table(texts.types, self.parts)
        for i in range(0, max(len(texts), 1), CHUNK):
            yield self._chunk(texts.part(i, i + CHUNK), mine, table)

    def _chunk(self, texts: Encoded, mine: NDArray[np.int64], table: csr_matrix) -> Vectors:
        import numpy as np
        from scipy import sparse

        n, w = len(texts), len(self.words)
        row = np.repeat(np.arange(n), np.diff(texts.offsets))
        column = mine[texts.ids]
        known = column >= 0
        first, pair = _pairs(column, row, w)
        at = np.searchsorted(self.pairs, pair)
        at[at == len(self.pairs)] = 0
        there = self.pairs[at] == pair if len(self.pairs) else np.zeros(len(pair), bool)
        words = _weighed(
            _counted(
                np.concatenate([row[known], first[there]]),
                np.concatenate([column[known], at[there] + w]),
                (n, len(self.idf)),
            ),
            self.idf,
        )
        parts = _weighed((_counted(row, texts.ids, (n, len(texts.types))) @ table).tocsr(), self.parts_idf)
        latent = _unit(np.asarray(parts[:, self.turned] @ self.directions)) * np.float32(LATENT)
        both = sparse.hstack([words, parts]).tocsr() * np.float32(0.5**0.5)
        return Vectors(both, latent)

    def pack(self) -> bytes:
        """The space as bytes to be kept; `unpack` gives it back."""
        import numpy as np

        out = io.BytesIO()
        np.savez(
            out, words=joined(list(self.words)), pairs=self.pairs, parts=joined(list(self.parts)),
            idf=self.idf, parts_idf=self.parts_idf, turned=self.turned, directions=self.directions.astype(np.float16),
        )  # fmt: skip
        return zlib.compress(out.getvalue(), 1)


def unpack(data: bytes) -> Space:
    """Rebuild a space from the bytes of `Space.pack`."""
    import numpy as np

    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as held:
        return Space(
            numbered(held["words"]), held["pairs"], numbered(held["parts"]), held["idf"], held["parts_idf"],
            held["turned"], held["directions"].astype(np.float32),
        )  # fmt: skip


def learn(texts: Encoded) -> Space:
    """Learn a space from all of a study's texts. A word, pair or part counts from two texts on."""
    import numpy as np

    n = len(texts)
    df = _in_texts(texts)
    kept = np.flatnonzero(df >= 2)
    words = {texts.types[i]: c for c, i in enumerate(kept.tolist())}
    mine = np.full(len(texts.types), -1, np.int64)
    mine[kept] = np.arange(len(kept))
    pairs, pair_df = _frequent_pairs(texts, mine, len(words))
    idf = _idf(np.concatenate([df[kept], pair_df]), n)
    parts, parts_df, table = _learn_parts(texts)
    parts_idf = _idf(parts_df, n)
    space = Space(words, pairs, parts, idf, parts_idf, np.zeros(0, np.int32), np.zeros((0, 0), np.float32))
    turned = np.sort(np.argsort(-parts_df, kind="stable")[:LATENT_PARTS]).astype(np.int32)
    some = np.unique(np.linspace(0, n - 1, min(n, LEARNED_FROM)).astype(np.int64)) if n else np.zeros(0, np.int64)
    seen = _weighed((_of_some(texts, some) @ table).tocsr(), parts_idf)[:, turned]
    # as in the file, where they are kept in half precision: the same scores before and after
    directions = _directions(seen).astype(np.float16).astype(np.float32)
    return space._replace(turned=turned, directions=directions)


def _learn_parts(texts: Encoded) -> tuple[dict[str, int], NDArray[np.int64], csr_matrix]:
    """The most frequent parts of words, in how many texts each is, and the table words x parts."""
    import numpy as np

    every: dict[str, int] = {}
    table = _parts_table(texts.types, every, grow=True)
    df = np.zeros(len(every), np.int64)
    for some, row in _portions(texts):
        counted = _counted(row, some.ids, (len(some), len(texts.types)))
        df += np.bincount((counted @ table).indices, minlength=len(every))
    kept = np.flatnonzero(df >= 2)
    if len(kept) > MAX_PARTS:
        kept = np.sort(kept[np.argsort(-df[kept], kind="stable")[:MAX_PARTS]])
    names = list(every)
    return {names[i]: c for c, i in enumerate(kept.tolist())}, df[kept], table.tocsc()[:, kept].tocsr()


def _parts_table(types: Sequence[str], parts: dict[str, int], grow: bool = False) -> csr_matrix:
    """Words x parts: how often each part of 3 to 5 letters is in each word; marks have none."""
    import numpy as np
    from scipy import sparse

    columns: list[int] = []
    ends = np.zeros(len(types) + 1, np.int64)
    for i, word in enumerate(types):
        if word[0].isalnum() or word[0] == "_":
            for part in word_parts(word):
                c = parts.setdefault(part, len(parts)) if grow else parts.get(part, -1)
                if c >= 0:
                    columns.append(c)
        ends[i + 1] = len(columns)
    out = sparse.csr_matrix(
        (np.ones(len(columns), np.float32), np.array(columns, np.int32), ends), shape=(len(types), len(parts))
    )
    out.sum_duplicates()
    return out


def word_parts(word: str) -> Iterator[str]:
    """The parts of 3 to 5 letters of a word between two blanks; a word shorter than a part is one itself."""
    word = f" {word} "
    for n in (3, 4, 5):
        if len(word) <= n:
            yield word
            return
        for k in range(len(word) - n + 1):
            yield word[k : k + n]


def _pairs(
    column: NDArray[np.int64], row: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Neighbours that are both known: the row of each pair, and the pair as one number."""
    both = (column[:-1] >= 0) & (column[1:] >= 0) & (row[:-1] == row[1:])
    return row[:-1][both], column[:-1][both] * width + column[1:][both]


def _frequent_pairs(
    texts: Encoded, column: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs in two texts or more, sorted, and in how many; the most frequent when there are too many.

    column: that of each type, or -1. The texts are gone through once for every `PAIRS_AT_ONCE` pairs, for those that begin
    with some of the words: more than these are never in memory.
    """
    import numpy as np

    pairs = df = np.zeros(0, np.int64)
    for low, high in _ranges(_tokens(texts, column, width)):
        each = [np.zeros(0, np.int64)]
        for some, row in _portions(texts):
            first, pair = _pairs(column[some.ids], row, width)
            ours = (pair >= low * width) & (pair < high * width)
            there = pair[ours] * CHUNK + first[ours]
            there.sort()  # np.unique takes forty times as long
            each.append(there[_first_ones(there)] // CHUNK)  # in each text once
        pair = np.concatenate(each)
        del each
        pair.sort()
        starts = np.flatnonzero(_first_ones(pair))
        times = np.diff(starts, append=len(pair))
        often = times >= 2
        pairs, df = np.concatenate([pairs, pair[starts[often]]]), np.concatenate([df, times[often]])
        if len(pairs) > MAX_PAIRS:
            kept = np.sort(np.argsort(-df, kind="stable")[:MAX_PAIRS])
            pairs, df = pairs[kept], df[kept]
    return pairs, df


def _first_ones(ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """True where a number is not the one before it."""
    import numpy as np

    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return new


def _tokens(texts: Encoded, column: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """How often each word that has a column is in the texts."""
    import numpy as np

    of_type = np.zeros(len(column), np.int64)
    for some, _ in _portions(texts):
        of_type += np.bincount(some.ids, minlength=len(column))
    out = np.zeros(width, np.int64)
    out[column[column >= 0]] = of_type[column >= 0]
    return out


def _ranges(sizes: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Neighbouring words as (from, to), which together begin at most `PAIRS_AT_ONCE` pairs, or one word that begins more."""
    return list(portions(sizes.tolist(), len(sizes), PAIRS_AT_ONCE))


def _portions(texts: Encoded) -> Iterator[tuple[Encoded, NDArray[np.int64]]]:
    """Some thousands of the texts at a time, and of each of their words the text, counted from the first of them."""
    import numpy as np

    for i in range(0, len(texts), CHUNK):
        some = texts.part(i, i + CHUNK)
        yield some, np.repeat(np.arange(len(some)), np.diff(some.offsets))


def _in_texts(texts: Encoded) -> NDArray[np.int64]:
    """In how many texts each type is."""
    import numpy as np

    df = np.zeros(len(texts.types), np.int64)
    for some, row in _portions(texts):
        df += np.bincount(_counted(row, some.ids, (len(some), len(df))).indices, minlength=len(df))
    return df


def _of_some(texts: Encoded, some: NDArray[np.int64]) -> csr_matrix:
    """How often each type is in some of the texts."""
    import numpy as np

    length = np.diff(texts.offsets)[some]
    row = np.repeat(np.arange(len(some)), length)
    at = np.arange(len(row)) + np.repeat(texts.offsets[some] - (np.cumsum(length) - length), length)
    return _counted(row, texts.ids[at], (len(some), len(texts.types)))


def _counted(row: NDArray[Any], column: NDArray[Any], shape: tuple[int, int]) -> csr_matrix:
    """A matrix of counts: float32, no cell twice."""
    import numpy as np
    from scipy import sparse

    out = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=shape)
    out.sum_duplicates()
    return out


def _idf(df: NDArray[np.int64], n: int) -> Floats:
    """log((1 + n) / (1 + df)) (Spärck Jones 1972): what is in every text weighs nothing."""
    import numpy as np

    out: Floats = np.log((1 + n) / (1 + df)).astype(np.float32)
    return out


def _weighed(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Counts as (1 + log count) x idf, each row brought to length one; the matrix itself is changed."""
    import numpy as np
    from scipy import sparse

    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, weights=counts.data.astype(np.float64) ** 2, minlength=counts.shape[0]))
    length[length == 0] = 1
    counts.data = (counts.data / length[row]).astype(np.float32)
    out: csr_matrix = sparse.csr_matrix((counts.data, counts.indices, counts.indptr), shape=counts.shape)
    return out


def _unit(rows: Floats) -> Floats:
    """Rows brought to length one; zero stays zero."""
    import numpy as np

    length = np.linalg.norm(rows, axis=1, keepdims=True)
    length[length == 0] = 1
    out: Floats = (rows / length).astype(np.float32)
    return out


def _directions(texts: csr_matrix) -> Floats:
    """The first right singular vectors, by a randomised range finder (Halko, Martinsson and Tropp 2011), always the same."""
    import numpy as np

    k = min(DIRECTIONS, min(texts.shape) - 1)
    if k < 1:
        return np.zeros((texts.shape[1], 0), np.float32)
    drawn = np.random.default_rng(0).standard_normal((texts.shape[1], min(k + 10, min(texts.shape))), dtype=np.float32)
    back = texts.T.tocsr()
    basis = _orthogonal(texts @ drawn)
    for _ in range(2):
        basis = _orthogonal(texts @ _orthogonal(back @ basis))
    found = back @ basis
    value, vector = np.linalg.eigh((found.T @ found).astype(np.float64))
    strong = np.argsort(-value, kind="stable")[:k]
    strong = strong[value[strong] > 1e-9]
    turned = vector[:, strong] / np.sqrt(value[strong])
    # the sign of a direction is nobody's: fixed, so that another machine's library gives the same
    out: Floats = found @ turned.astype(np.float32)
    out *= np.sign(out[np.abs(out).argmax(0), np.arange(out.shape[1])])
    return out


def _orthogonal(columns: Floats) -> Floats:
    """Orthonormal columns with the same span; by the small matrix of their products, a tenth of the cost of `qr`."""
    import numpy as np

    value, vector = np.linalg.eigh((columns.T @ columns).astype(np.float64))
    kept = value > max(value.max(initial=0) * 1e-10, 1e-12)
    out: Floats = columns @ (vector[:, kept] / np.sqrt(value[kept])).astype(np.float32)
    return out


def _stack(some: Sequence[Vectors]) -> Vectors:
    import numpy as np
    from scipy import sparse

    if len(some) == 1:
        return some[0]
    return Vectors(sparse.vstack([v.sparse for v in some]).tocsr(), np.concatenate([v.latent for v in some]))
