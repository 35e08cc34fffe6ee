"""The texts of a study as arrays of words: what discovery counts.

A *row* is what is counted as one: a segment (a post, a turn), or in a small study a sentence. Everything here is numpy
arrays over all words of all rows, so that a hundred thousand posts take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.nlp.lexicon import Lexicon
from qda.nlp.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CAPITALISES = ("de", "lb")  # languages that write every noun with a capital: no sign of a name there


class Row(NamedTuple):
    """A stretch of a source that counts as one: its source, pieces (start, end), and who speaks.

    voice: a number for the person, or for the source when nobody is named; the same for all that one person said.
    """

    source: int
    pieces: tuple[tuple[int, int], ...]
    voice: int


class Corpus(NamedTuple):
    """Words of all rows, one after the other. n words, r rows, f different forms in small letters.

    form (n,) int32: which form; row (n,) int32: which row; start (n,) int32: offset in its source; joined (n,) bool: only one
    space stands before it, so that it may go on a phrase. forms: the f forms; written: how each is most often written;
    lemma: the lemma of each; content (f,) bool: carries a subject; name (f,) bool: looks like a proper name; noun (f,) float32:
    how much the word is used as a noun, 0..1; opens (f,) bool: a phrase may begin with it.
    """

    rows: Sequence[Row]
    form: NDArray[np.int32]
    row: NDArray[np.int32]
    start: NDArray[np.int32]
    joined: NDArray[np.bool_]
    forms: list[str]
    written: list[str]
    lemma: list[str]
    content: NDArray[np.bool_]
    name: NDArray[np.bool_]
    noun: NDArray[np.float32]
    opens: NDArray[np.bool_]


class Gathered(NamedTuple):
    """Words of rows, one after the other, as written.

    surface: the different forms; form, row, start, joined: as in `Corpus`. lemmas: what a trained pipeline said of forms;
    kinds: how often each was a noun, a name, an adjective.
    """

    surface: list[str]
    form: NDArray[np.int32]
    row: NDArray[np.int32]
    start: NDArray[np.int32]
    joined: NDArray[np.bool_]
    lemmas: dict[int, str]
    kinds: dict[int, list[int]]


def build(
    rows: Sequence[Row], words: Iterable[tuple[int, Words]], lexicon: Lexicon, names: frozenset[str] = frozenset()
) -> Corpus:
    """Gather the words of the rows, with what is known of each form; rows and words as in `gather`.

    names: words of people's names, in small letters: they carry no subject, unless they are also written small.
    """
    held = gather(rows, words, lexicon)
    return _empty(rows) if held is None else _folded(rows, held, lexicon, names)


def gather(rows: Sequence[Row], words: Iterable[tuple[int, Words]], lexicon: Lexicon) -> Gathered | None:
    """Gather the words of the rows; None where there are none.

    rows: by source, in text order within one. words: (source, its words), in the order in which the rows have the sources.
    """
    import numpy as np

    surface: dict[str, int] = {}
    known: list[str] | None = None  # texts that were read together have one list of forms
    lengths = ids = np.zeros(0, np.int32)
    form, start, end, row = [], [], [], []
    at = 0
    lemmas: dict[int, str] = {}
    nouns: dict[int, list[int]] = {}
    for source, held in words:
        first = at
        while at < len(rows) and rows[at].source == source:
            at += 1
        if first == at or not len(held.form):
            continue
        if held.forms is not known:
            known = held.forms
            lengths = np.fromiter(map(len, known), np.int32, len(known))
            ids = np.fromiter((surface.setdefault(w, len(surface)) for w in known), np.int32, len(known))
        edges = sorted((a, b, n) for n in range(first, at) for a, b in rows[n].pieces)
        lows = np.array([a for a, _, _ in edges], np.int32)
        highs = np.array([b for _, b, _ in edges], np.int32)
        owner = np.array([n for _, _, n in edges], np.int32)
        stop = held.start + lengths[held.form]
        place = np.searchsorted(lows, held.start, "right") - 1
        keep = (place >= 0) & (stop <= highs[np.maximum(place, 0)])
        form.append(ids[held.form[keep]])
        start.append(held.start[keep])
        end.append(stop[keep])
        row.append(owner[place[keep]])
        if len(held.lemma):
            _told(held, keep, ids, lemmas, nouns)
    if not form:
        return None
    s_form, s_start, s_end, s_row = (np.concatenate(x) for x in (form, start, end, row))
    joined = np.zeros(len(s_form), np.bool_)
    joined[1:] = (s_start[1:] - s_end[:-1] == (1 if lexicon.spaced else 0)) & (s_row[1:] == s_row[:-1])
    return Gathered(list(surface), s_form, s_row, s_start, joined, lemmas, nouns)


def _told(
    held: Words, keep: NDArray[np.bool_], ids: NDArray[np.int32], lemmas: dict[int, str], nouns: dict[int, list[int]]
) -> None:
    """Take over what a trained pipeline said of words: the lemma last seen of a form, how often it was a noun or name."""
    for w, lemma, kind in zip(
        ids[held.form[keep]].tolist(), held.lemma[keep].tolist(), held.kind[keep].tolist(), strict=True
    ):
        lemmas[w] = held.lemmas[lemma]
        nouns.setdefault(w, [0, 0, 0, 0])[kind] += 1


def _empty(rows: Sequence[Row]) -> Corpus:
    import numpy as np

    i, b = np.zeros(0, np.int32), np.zeros(0, np.bool_)
    return Corpus(rows, i, i, i, b, [], [], [], b, b, np.zeros(0, np.float32), b)


def small_forms(surface: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Forms as written put together in small letters: these, and which of them each is."""
    import numpy as np

    small: dict[str, int] = {}
    of = np.fromiter(
        (small.setdefault(w.casefold().replace("’", "'"), len(small)) for w in surface), np.int32, len(surface)
    )
    return list(small), of


def _folded(rows: Sequence[Row], held: Gathered, lexicon: Lexicon, names: frozenset[str]) -> Corpus:
    """The words with what is known of each form in small letters."""
    import numpy as np

    surface, s_form, s_row, s_start, joined, lemmas, kinds = held
    forms, of = small_forms(surface)
    capital = np.fromiter((w[:1].isupper() for w in surface), np.bool_, len(surface))
    f = len(forms)
    count = np.bincount(s_form, minlength=len(surface))
    within = np.bincount(
        s_form[joined], minlength=len(surface)
    )  # after a word of the same clause: a capital says something
    lower = np.bincount(of, weights=count * ~capital, minlength=f)
    upper = np.bincount(of, weights=within * capital, minlength=f)
    best = np.lexsort(
        (np.arange(len(surface)), -(count - capital * 0.5), of)
    )  # by form, the most frequent way of writing first
    written = [""] * f
    for i in best[::-1].tolist():
        written[of[i]] = surface[i]
    told = {int(of[w]): lemma.casefold() for w, lemma in lemmas.items()}
    lemma = [told.get(i) or lexicon.lemma(w) for i, w in enumerate(forms)]
    content = np.fromiter(
        (
            not (lexicon.stop(w) or lexicon.stop(m) or (w in names and not small_too))
            for w, m, small_too in zip(forms, lemma, lower.tolist(), strict=True)
        ),
        np.bool_,
        f,
    )
    name = (upper >= 1) & (lower == 0)
    if lexicon.language in CAPITALISES:
        name[:] = False
    form = of[s_form]
    noun, opens = _nouns(form, joined, forms, lexicon)
    opens |= name
    if kinds:
        for w, (other, a, b, adjective) in kinds.items():
            i = of[w]
            noun[i] = (a + b) / max(other + a + b + adjective, 1)
            name[i] = b > a
    return Corpus(rows, form, s_row, s_start, joined, forms, written, lemma, content, name, noun, opens)


def _nouns(
    form: NDArray[np.int32], joined: NDArray[np.bool_], forms: list[str], lexicon: Lexicon
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Estimate how often each form is a noun: the share of its places after a determiner, or after one and an adjective.

    And whether it is a noun or an adjective at all, as far as its places tell: a verb seldom follows a determiner.
    """
    import numpy as np

    f = len(forms)
    if not lexicon.determiners:  # nothing is known of this language's nouns: every word may be one
        return np.ones(f, np.float32), np.ones(f, np.bool_)
    determiner = np.fromiter((w in lexicon.determiners for w in forms), np.bool_, f)
    stop = np.fromiter((lexicon.stop(w) for w in forms), np.bool_, f)
    direct = np.zeros(len(form), np.bool_)
    direct[1:] = joined[1:] & determiner[form[:-1]]
    after = np.zeros(len(form), np.bool_)
    after[2:] = joined[2:] & joined[1:-1] & determiner[form[:-2]] & ~stop[form[1:-1]]
    follows = np.zeros(len(form), np.bool_)  # a content word comes next: then it may be the adjective before that one
    follows[:-1] = joined[1:] & ~stop[form[1:]]
    last = (direct | after) & ~follows
    share = np.bincount(form[last], minlength=f) / np.maximum(np.bincount(form, minlength=f), 1)
    ends = np.fromiter((lexicon.nounish(w) for w in forms), np.bool_, f)
    noun = np.maximum(share, ends * 0.6).astype(np.float32)
    count = np.bincount(form, minlength=f)
    return noun, (np.bincount(form[direct], minlength=f) >= 0.04 * count) | (count < 8) | (noun > 0.1)
