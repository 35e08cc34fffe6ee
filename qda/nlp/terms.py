"""Terms of a corpus: lemmas, the heads of compounds, and phrases that come back.

A term is what a candidate category is made of. `publieke meerwaarde`, `rol van de secretaris` are phrases;
`gemeentesecretaris` counts for itself and for its head `secretaris`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from qda.nlp.corpus import CAPITALISES, Corpus
from qda.nlp.lexicon import RARE, Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALL = 500  # rows; below it a phrase that comes twice counts


class Terms(NamedTuple):
    """The terms of a corpus and every place where one stands. t terms, m places.

    label: each term as shown; lemmas: what it is made of; size (t,): its words; frequency (t,): its share in ordinary language;
    noun (t,): how much its last word is used as a noun, 0..1; name (t,): whether it looks like a proper name. term, row, word,
    end (m,): which term stands in which row, from which word of the corpus to before which; in the order of the words.
    """

    label: list[str]
    lemmas: list[tuple[str, ...]]
    size: NDArray[np.int32]
    frequency: NDArray[np.float64]
    noun: NDArray[np.float32]
    name: NDArray[np.bool_]
    term: NDArray[np.int32]
    row: NDArray[np.int32]
    word: NDArray[np.int32]
    end: NDArray[np.int32]


def find(corpus: Corpus, lexicon: Lexicon, *, at_least: int = 0) -> Terms:
    """The terms of a corpus. at_least: how often a phrase must come; 0: twice in a small corpus, else three times."""
    import numpy as np

    at_least = at_least or (2 if len(corpus.rows) < SMALL else 3)
    ids: dict[str, int] = {}
    of_form = np.full(len(corpus.forms), -1, np.int32)
    for i in np.flatnonzero(corpus.content).tolist():
        of_form[i] = ids.setdefault(corpus.lemma[i], len(ids))
    lemma = list(ids)
    if not lemma:
        none = np.zeros(0, np.int32)
        return Terms([], [], none, np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.bool_), none, none, none, none)
    token = of_form[corpus.form]
    single = np.flatnonzero(token >= 0).astype(np.int32)
    places = [(token[single], single, single + 1)]
    heads_of = heads(lemma, lexicon)
    head_of = np.full(len(lemma), -1, np.int32)
    for compound, head in heads_of.items():
        head_of[compound] = head
    at = single[head_of[token[single]] >= 0]
    places.append((head_of[token[at]], at, at + 1))
    as_is = lexicon.language in CAPITALISES
    label = _shown(corpus, of_form, lemma, as_is)
    made: list[tuple[str, ...]] = [(w,) for w in lemma]
    size = [1] * len(lemma)
    for first, length in runs(corpus, lexicon, token):
        key = hashed([token[first + k] for k in range(length)])
        _, back, count = np.unique(key, return_inverse=True, return_counts=True)
        often = count >= at_least
        kept = often[back]
        if not kept.any():
            continue
        new = (np.cumsum(often) - 1).astype(np.int32)[back[kept]]
        at = first[kept].astype(np.int32)
        places.append((new + len(label), at, at + length))
        for w in _usual(corpus, new, at, length):
            label.append(
                (" " if lexicon.spaced else "").join(_as_written(corpus, j, as_is) for j in range(w, w + length))
            )
            made.append(tuple(lemma[i] for i in token[w : w + length].tolist() if i >= 0))
            size.append(length)
    term, word, end = (np.concatenate(x).astype(np.int32) for x in zip(*places, strict=True))
    return _finished(corpus, lexicon, label, made, size, of_form, lemma, term, word, end)


def _shown(corpus: Corpus, of_form: NDArray[np.int32], lemma: list[str], as_is: bool) -> list[str]:
    """Return the form of a lemma to show: the lemma if the texts have it, else its most frequent form."""
    import numpy as np

    count = np.bincount(corpus.form, minlength=len(corpus.forms))
    best: dict[int, int] = {}
    for i in np.argsort(-count, kind="stable").tolist():
        if of_form[i] >= 0:
            best.setdefault(int(of_form[i]), i)
    there = {w: i for i, w in enumerate(corpus.forms)}
    named = _mean(of_form, corpus.name.astype(np.float32), count, len(lemma)) > 0.5
    out = []
    for n, w in enumerate(lemma):
        i = there.get(w, best[n])
        out.append(corpus.written[i] if named[n] or as_is else corpus.forms[i])
    return out


def _as_written(corpus: Corpus, word: int, as_is: bool) -> str:
    form = int(corpus.form[word])
    return corpus.written[form] if corpus.name[form] or as_is else corpus.forms[form]


def heads(lemma: list[str], lexicon: Lexicon) -> dict[int, int]:
    """Compounds among the lemmas and the lemma that is their last part: `gemeentesecretaris` to `secretaris`."""
    rule = lexicon.compounds
    if not rule["shortest"] or not lexicon.has_frequencies:
        return {}
    ids = {w: i for i, w in enumerate(lemma)}
    out = {}
    for i, w in enumerate(lemma):
        if len(w) < rule["shortest"]:
            continue
        for cut in range(3, len(w) - rule["head"] + 1):
            head = ids.get(w[cut:])
            if head is None or lexicon.frequency(w[cut:]) < 1e-6:
                continue
            rest = w[:cut]
            if any(rest.endswith(link) and _part(rest[: len(rest) - len(link)], lexicon) for link in rule["links"]):
                out[i] = head
                break  # the longest head
    return out


def _part(word: str, lexicon: Lexicon) -> bool:
    """True if the word can be the first part of a compound."""
    return len(word) >= 3 and lexicon.frequency(word) >= 2e-6 and not lexicon.stop(word)


def runs(corpus: Corpus, lexicon: Lexicon, token: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Find candidate phrases: the first words of runs of one length, and that length in words.

    Two or three words with a subject side by side; or one, a joint (`van`), perhaps an article, and one.
    """
    import numpy as np

    n = len(token)
    full = token >= 0
    joint = np.fromiter((w in lexicon.joints for w in corpus.forms), np.bool_, len(corpus.forms))[corpus.form]
    article = np.fromiter((w in lexicon.articles for w in corpus.forms), np.bool_, len(corpus.forms))[corpus.form]
    go = corpus.joined
    first = full & corpus.opens[corpus.form]

    def together(*tests: NDArray[np.bool_]) -> NDArray[np.int64]:
        k = len(tests)
        if n < k:
            return np.zeros(0, np.int64)
        ok = tests[0][: n - k + 1].copy()
        for d in range(1, k):
            ok &= tests[d][d : n - k + 1 + d] & go[d : n - k + 1 + d]
        return np.flatnonzero(ok)

    yield together(first, full), 2
    yield together(first, full, full), 3
    yield together(first, joint, full), 3
    yield together(first, joint, article, full), 4


def hashed(columns: list[NDArray[np.int32]]) -> NDArray[np.uint64]:
    """One number for each row of several columns; two rows share one about once in 10^19."""
    import numpy as np

    out = np.full(len(columns[0]), 0x9E3779B97F4A7C15, np.uint64)
    for column in columns:
        out ^= (
            column.astype(np.int64).astype(np.uint64)
            + np.uint64(0x9E3779B97F4A7C15)
            + (out << np.uint64(6))
            + (out >> np.uint64(2))
        )
        out *= np.uint64(0xBF58476D1CE4E5B9)
        out ^= out >> np.uint64(29)
    return out


def _usual(corpus: Corpus, new: NDArray[np.int32], at: NDArray[np.int32], length: int) -> list[int]:
    """For each phrase the first word of a place where it stands in the forms that it most often has."""
    import numpy as np

    forms = hashed([new, *(corpus.form[at + k] for k in range(length))])
    _, first, count = np.unique(forms, return_index=True, return_counts=True)
    order = np.lexsort((at[first], -count, new[first]))
    phrase = new[first][order]
    lead = np.flatnonzero(np.diff(phrase, prepend=-1))
    return [int(at[first[order[i]]]) for i in lead]


def _finished(
    corpus: Corpus, lexicon: Lexicon, label: list[str], made: list[tuple[str, ...]], size: list[int],
    of_form: NDArray[np.int32], lemma: list[str], term: NDArray[np.int32], word: NDArray[np.int32],
    end: NDArray[np.int32],
) -> Terms:  # fmt: skip
    """Leave out phrases that stand only inside a longer one; say of each term how frequent ordinary language has it."""
    import numpy as np

    sizes = np.array(size, np.int32)
    length = sizes[term]
    count = np.bincount(term, minlength=len(label))
    inside = np.zeros(len(term), np.bool_)
    for long in (3, 4):
        starts = np.unique(word[length == long])
        for short in range(2, long):
            mine = np.flatnonzero(length == short)
            for shift in range(long - short + 1):
                inside[mine] |= np.isin(word[mine] - shift, starts)
    whole = np.bincount(term[~inside], minlength=len(label))
    keep = (sizes == 1) | (whole * 5 > count)
    new = np.cumsum(keep) - 1
    held = keep[term]
    order = np.lexsort((term[held], word[held]))
    term, word, end = new[term[held]][order].astype(np.int32), word[held][order], end[held][order]
    left = np.flatnonzero(keep).tolist()
    # Of a lemma: as frequent as its forms are together. Of a phrase: as if its words came together by chance.
    forms = np.fromiter((lexicon.frequency(w) for w in corpus.forms), np.float64, len(corpus.forms))
    ok = of_form >= 0
    single = np.bincount(of_form[ok], weights=forms[ok], minlength=len(lemma))
    of = {w: float(single[i]) for i, w in enumerate(lemma)}
    n = np.bincount(corpus.form, minlength=len(corpus.forms))
    noun = _mean(of_form, corpus.noun, n, len(lemma))
    name = _mean(of_form, corpus.name.astype(np.float32), n, len(lemma))
    at = {w: i for i, w in enumerate(lemma)}
    frequency, nounish, named = [], [], []
    for i in left:
        parts = made[i]
        frequency.append(
            max(
                float(np.prod([of[w] for w in parts])) * (50.0 if len(parts) > 1 else 1.0),
                1e-9 if len(parts) > 1 else RARE,
            )
        )
        nounish.append(float(noun[at[parts[-1]]]))
        named.append(all(name[at[w]] > 0.5 for w in parts))
    return Terms(
        [label[i] for i in left], [made[i] for i in left], sizes[left], np.array(frequency), np.array(nounish, np.float32),
        np.array(named, np.bool_), term, corpus.row[word], word, end,
    )  # fmt: skip


def _mean(
    of_form: NDArray[np.int32], value: NDArray[np.float32], count: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """The mean of something that forms have, by lemma, weighted by how often each form comes."""
    import numpy as np

    ok = of_form >= 0
    total = np.bincount(of_form[ok], weights=(value * count)[ok], minlength=size)
    return np.asarray(total / np.maximum(np.bincount(of_form[ok], weights=count[ok], minlength=size), 1))


def keyness(count: NDArray[np.float64], n: int, frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how much more often terms occur than in ordinary language: z of the log-odds with a Dirichlet prior.

    count: how often each came among n words; frequency: its share in ordinary language, by which the prior of 5,000 words is
    made. Monroe, Colaresi & Quinn, Political Analysis 16(4), 2008, eq. 16 and 22 with the second corpus as known.
    """
    import numpy as np

    prior = 5000.0
    a = prior * frequency
    y = count + a
    d = np.log(y / np.maximum(n + prior - y, 1)) - np.log(frequency / (1 - frequency))
    return np.asarray(d * np.sqrt(y))
