"""Finding by a few letters: names first, then other names, then definitions; word order and typing errors forgiven.

`Finder` is made once for a list and asked at every key. What was typed is compared with a name in steps, from being the
name to being a beginning, beginnings of its words in any order, its initials, a part of it; only then by likeness
(`rapidfuzz`), so that two or three letters find what a person means and a slip of the finger still does. Case, accents,
hyphens and runs of white space make no difference. Pure: no screen, no study.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from qda.core.names import key

NAME, ALIAS, TEXT = 0.0, 6.0, 400.0  # what is added to a hit in a name, in another name, in a definition
SURE = 72.0  # hits up to here are what was meant: they hold what was typed, or are very like it
LIKE = 74.0  # likeness (0..100) from which a name counts as found
LIKE_WORD = 66.0  # … a word of a name, when it begins with the same letter
LIKE_PART = 80.0  # … a part of a word
LIKE_TEXT = 88.0  # … a part of a definition
ENOUGH = 5  # so many hits, and names that are only alike are no help
_APART = re.compile(r"[\s\-_‐‑–/.,:;()\[\]]+")
_INSIDE = str.maketrans("", "", "'’ʼ`")


class Sought(NamedTuple):
    """A thing to find: its name, its other names, and running text about it."""

    name: str
    aliases: Sequence[str] = ()
    text: str = ""


class Hit(NamedTuple):
    """A thing found: its place in the list, and how far it is from what was typed (0 is the very name)."""

    at: int
    distance: float

    @property
    def sure(self) -> bool:
        """True if what was typed is part of a name, or nearly a name."""
        return self.distance <= SURE


def folded(text: str) -> str:
    """Text as it is compared: by `names.key`, without accents, hyphens and signs between words as one blank."""
    return _folded(_key(text))


def _folded(k: str) -> str:
    """The same, of a key."""
    k = k.translate(_INSIDE)
    if not k.isascii():
        k = "".join(c for c in unicodedata.normalize("NFD", k) if unicodedata.category(c) != "Mn")
    return _APART.sub(" ", k).strip()


def _key(text: str) -> str:
    """`names.key`, of any text at all."""
    if text.isascii():
        return key(text)
    return key("".join(c for c in text if not "\ud800" <= c <= "\udfff"))


class Finder:
    """A list that can be asked; its order decides between equals (put the recent and the used first)."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._last: tuple[str, list[int]] | None = None  # what was typed last, and the names that hold it
        self.names: list[str] = []  # folded names and other names; `of`: which thing each is of
        self.of: list[int] = []
        self.extra: list[float] = []
        self.texts: list[str] = []
        self.keys: set[str] = set()
        for at, thing in enumerate(sought):
            for n, name in enumerate((thing.name, *thing.aliases)):
                k = _key(name)
                self.names.append(_folded(k) or k)
                self.of.append(at)
                self.extra.append(ALIAS if n else NAME)
                self.keys.add(k)
            self.texts.append(folded(thing.text) if thing.text.strip() else "")
        self.words = [name.split() for name in self.names]
        self.padded = [f" {name}" for name in self.names]
        self.bare = [name.replace(" ", "") for name in self.names]
        self.initials = ["".join([w[0] for w in words]) for words in self.words]

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """Every word of a name, and the names that hold it; made when names that are only alike are first looked for."""
        out: dict[str, list[int]] = {}
        for i, words in enumerate(self.words):
            for w in dict.fromkeys(words):
                out.setdefault(w, []).append(i)
        return out

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every word of a name, once."""
        return list(self.holding)

    def known(self, typed: str) -> bool:
        """True if something has exactly this name or other name."""
        return _key(typed) in self.keys

    def find(self, typed: str) -> list[Hit]:
        """Return the matches, best first; with nothing typed everything, in the order of the list."""
        return [Hit(at, distance) for distance, at in self.ranked(typed)]

    def ranked(self, typed: str) -> list[tuple[float, int]]:
        """Return the matches as (distance, place in the list), best first; as `find`, of tens of thousands in an instant."""
        wanted = folded(typed)
        if not wanted:
            return [(0.0, at) for at in range(len(self.texts))]
        best: dict[int, float] = {}
        parts = wanted.split()
        begun = [f" {p}" for p in parts]
        squeezed = wanted.replace(" ", "")
        of, extra, names, padded, initials = self.of, self.extra, self.names, self.padded, self.initials
        held = self._holding(wanted, parts, squeezed)
        if len(parts) == 1:  # `_step` for one word that all of these hold: the first letter finds nearly all there are
            for i in held:
                name, length = names[i], len(names[i]) / 1000
                if name.startswith(wanted):
                    step = 10.0 + length if name != wanted else 0.0
                elif begun[0] in padded[i]:
                    step = 20.0 + length
                else:
                    begins = len(wanted) > 1 and initials[i].startswith(wanted)
                    step = (25.0 if begins else 30.0) + length
                distance = step + extra[i]
                if distance < best.get(of[i], 1e9):
                    best[of[i]] = distance
        else:
            for i in held:
                _keep(best, of[i], _step(wanted, parts, begun, squeezed, names[i], padded[i], initials[i]) + extra[i])
        self._last = wanted, held
        if len(squeezed) > 2:
            if len(best) < ENOUGH:
                for i, score in self._alike(wanted, parts):
                    _keep(best, self.of[i], 60.0 + (100.0 - score) / 2 + self.extra[i])
            for at, distance in self._in_texts(wanted, parts, alike=not best):
                _keep(best, at, distance)
        return sorted(zip(best.values(), best.keys(), strict=True))

    def _holding(self, wanted: str, parts: list[str], squeezed: str) -> list[int]:
        """Return the names that hold what was typed: as one, each of its words, or as their initials.

        A name that holds what is typed now held what was typed before, when this goes on from it: only those are asked.
        """
        names, bare, initials = self.names, self.bare, self.initials
        some: Iterable[int] = range(len(names))
        if self._last is not None and wanted.startswith(self._last[0]):
            some = self._last[1]
        if len(parts) == 1:
            found = [i for i in some if squeezed in bare[i]]
        else:
            found = [i for i in some if squeezed in bare[i] or all(p in names[i] for p in parts)]
        if len(squeezed) > 1:
            found += [i for i in some if initials[i].startswith(squeezed)]
            found = sorted(set(found))
        return found

    def _alike(self, wanted: str, parts: list[str]) -> Iterator[tuple[int, float]]:
        """Names that are like what was typed as a whole, or that hold a word like each word typed."""
        for _, score, i in process.extract(wanted, self.names, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None):
            yield i, score
        total: dict[int, list[float]] = {}
        long: dict[int, float] = {}  # the best of the words that say something
        for part in parts:
            mine: dict[int, float] = {}
            for word, score in self._words_like(part):
                for i in self.holding[word]:
                    mine[i] = max(score, mine.get(i, 0.0))
            for i, score in mine.items():
                total.setdefault(i, []).append(score)
                if len(part) > 3:
                    long[i] = max(score, long.get(i, 0.0))
        for i, scores in total.items():
            if len(scores) == len(parts):
                yield i, sum(scores) / len(parts) - min(max(len(self.words[i]) - len(parts), 0), 4)
            elif long.get(i, 0.0) >= 90:  # some of the words: shown, but not taken for what was meant
                yield i, sum(scores) / len(parts) - 60

    def _words_like(self, part: str) -> Iterator[tuple[str, float]]:
        least = LIKE_WORD if len(part) > 3 else LIKE
        for word, score, _ in process.extract(part, self.vocabulary, scorer=fuzz.ratio, score_cutoff=least, limit=None):
            if word[:1] == part[:1] or score >= LIKE:
                yield word, score
        for word in self.vocabulary if len(part) < 3 else ():
            if word.startswith(part):
                yield word, 90.0
        if len(part) > 2:
            found = process.extract(
                part, self.vocabulary, scorer=fuzz.partial_ratio, score_cutoff=LIKE_PART, limit=None
            )
            for word, score, _ in found:
                if len(word) > len(part):
                    yield word, score - 8.0

    def _in_texts(self, wanted: str, parts: list[str], *, alike: bool) -> Iterator[tuple[int, float]]:
        for at, text in enumerate(self.texts):
            if text and all(p in text for p in parts):
                yield at, TEXT + (0.0 if wanted in text else 1.0)
        if alike and len(wanted) > 4:
            found = process.extract(wanted, self.texts, scorer=fuzz.partial_ratio, score_cutoff=LIKE_TEXT, limit=20)
            for _, score, at in found:
                if len(self.texts[at]) >= len(wanted):
                    yield at, TEXT + 100.0 - score


def _keep(best: dict[int, float], at: int, distance: float) -> None:
    if distance < best.get(at, 1e9):
        best[at] = distance


def _step(
    wanted: str, parts: list[str], begun: list[str], squeezed: str, name: str, padded: str, initials: str
) -> float:  # fmt: skip
    """Return the distance of what was typed from a name that holds it. `padded`: the name after a blank."""
    length = len(name) / 1000  # of two that begin alike the shorter one
    if padded.startswith(begun[0]) and name.startswith(wanted):
        return 10.0 + length if name != wanted else 0.0
    for part in begun:
        if part not in padded:
            break
    else:
        return (20.0 if wanted in name else 22.0) + length
    if len(squeezed) > 1 and initials.startswith(squeezed):
        return 25.0 + length
    if wanted in name or (len(squeezed) > 1 and squeezed in name.replace(" ", "")):
        return 30.0 + length
    return 35.0 + length
