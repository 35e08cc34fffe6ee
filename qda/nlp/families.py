"""Families of terms: a word with its inflections, the compounds made with it, and the phrases it stands in.

Here a rare concept shows that makes no group: `secretaris` with `gemeentesecretaris` and `rol van de secretaris`.
"""

from __future__ import annotations

from typing import NamedTuple

from qda.nlp import terms as terms_
from qda.nlp.corpus import Corpus
from qda.nlp.lexicon import Lexicon
from qda.nlp.terms import Terms

PATTERNS = 8  # phrases shown of a family


class Family(NamedTuple):
    """name: the word; forms: as the texts have it and its compounds, (form, count); times: how often they come; rows: where
    they stand; keyness: z of the log-odds against ordinary language; patterns: the phrases it stands in, (phrase, count)."""

    name: str
    forms: list[tuple[str, int]]
    times: int
    rows: list[int]
    keyness: float
    patterns: list[tuple[str, int]]


def families(corpus: Corpus, found: Terms, lexicon: Lexicon, *, least: int = 2) -> list[Family]:
    """The families of a corpus, those first that stand out most against ordinary language.

    least: how often a family must come. Names of people and words that are never nouns are left out.
    """
    import numpy as np

    single = np.flatnonzero(found.size == 1)
    count = np.bincount(found.term, minlength=len(found.label))
    z = terms_.keyness(count.astype(np.float64), len(corpus.form), found.frequency)
    ok = [
        int(t)
        for t in single
        if count[t] >= least and (found.noun[t] > 0 or found.name[t] or count[t] < 8) and z[t] > 0
    ]
    ok.sort(key=lambda t: (-z[t], found.label[t]))
    lemma_of = {found.lemmas[int(t)][0]: int(t) for t in single}
    within: dict[str, list[int]] = {}
    for t in np.flatnonzero(found.size > 1).tolist():
        for lemma in dict.fromkeys(found.lemmas[t]):
            within.setdefault(lemma, []).append(t)
    order = np.argsort(found.term, kind="stable")
    starts = np.searchsorted(found.term[order], np.arange(len(found.label) + 1))
    heads = terms_.heads([found.lemmas[int(t)][0] for t in single], lexicon)
    of_head: dict[int, list[int]] = {}
    for compound, head in heads.items():
        of_head.setdefault(int(single[head]), []).append(int(single[compound]))
    out = []
    for t in ok:
        places = order[starts[t] : starts[t + 1]]
        forms, n = np.unique(corpus.form[found.word[places]], return_counts=True)
        shown = sorted(
            ((_written(corpus, int(f)), int(c)) for f, c in zip(forms, n, strict=True)), key=lambda x: (-x[1], x[0])
        )
        kin = {found.lemmas[t][0], *(found.lemmas[c][0] for c in of_head.get(t, ()))}
        patterns = {
            p
            for lemma in kin if lemma in lemma_of
            for p in within.get(lemma, ())
            if count[p] > 1 or found.size[p] > len(found.lemmas[p])  # once only: no more than `role of the secretary`
        }  # fmt: skip
        best = sorted(((found.label[p], int(count[p])) for p in patterns), key=lambda x: (-x[1], x[0]))[:PATTERNS]
        rows = np.unique(found.row[places]).tolist()
        out.append(Family(found.label[t], shown, len(places), rows, float(z[t]), best))
    return out


def _written(corpus: Corpus, form: int) -> str:
    return corpus.written[form] if corpus.name[form] else corpus.forms[form]
