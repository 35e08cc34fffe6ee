"""Lists what looks like a person and is not replaced, in the texts and in what researchers wrote.

Patterns find it, so a person has to look through the list. Names are guessed: words with a capital in the middle of a
sentence that the texts do not have in small letters, found twice or more, or once after a title. German writes every noun
with a capital: there a title is needed.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from qda.core.text.masking import Masker, word_key

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=[^\W_])|[\u0300-\u036f])*")
_END = frozenset('.!?:;…\n\r"“”„«»‘>*•–—-([|/')
SMALL = "name in small letters"
ABBREVIATED = 5  # a longer title before a full stop ends its sentence
SOME = 6  # places of one thing that are named
_DIGITS = re.compile(r"\d")


class Left(NamedTuple):
    """Something that was left: its kind, as written, how often, in how many sources' texts, and where, as `KIND:NAME`."""

    kind: str
    text: str
    places: int
    sources: int
    where: str


class _Rules(NamedTuple):
    patterns: list[tuple[str, re.Pattern[str]]]
    titles: frozenset[str]
    common: frozenset[str]


@cache
def rules() -> _Rules:
    """Return the patterns and word lists of `unmasked_names.toml`, read once."""
    t = tomllib.loads(files("qda.ops.sources").joinpath("unmasked_names.toml").read_text("utf-8"))
    return _Rules(
        [(p["kind"], re.compile(p["regex"])) for p in t["pattern"]],
        frozenset(t["names"]["titles"]),
        frozenset(t["names"]["common"]),
    )


class Residue:
    """Reads texts one after the other; `left` returns what was found."""

    def __init__(self, masker: Masker) -> None:
        self.masker = masker
        self._count: dict[tuple[str, str], Counter[str]] = {}
        self._guess: dict[tuple[str, bool], Counter[str]] = {}
        self._small: set[str] = set()
        self._own: set[str] = set()  # places that are sources' own texts
        self._capital_alone = masker.capital_words()

    def read(self, source: str, language: str, text: str, *, where: str = "", bare: bool = False) -> None:
        """Read one text: that of a source, or another one, which is at `where` (as `KIND:NAME`).

        `bare`: the text is a value, not a sentence, so that a capital at its beginning may be a name's.
        """
        if not where:
            where = f"source:{source}"
            self._own.add(where)
        masked = [(f.start, f.end) for f in self.masker.find(text, source)]
        taken = bytearray(len(text))
        for a, b in masked:
            taken[a:b] = b"\1" * (b - a)
        for kind, pattern in rules().patterns:
            for n, line in _lines(text):
                for m in pattern.finditer(line):
                    a, b = n + m.start(), n + m.end()
                    if not all(taken[a:b]):
                        self._count.setdefault((kind, " ".join(m[0].split())), Counter())[where] += 1
                        taken[a:b] = b"\1" * (b - a)
        for words, titled in self._capitals(where, text, taken, bare):
            if titled or bare or not language.startswith("de"):
                self._guess.setdefault((words, titled), Counter())[where] += 1

    def _capitals(self, where: str, text: str, taken: bytearray, bare: bool) -> Iterator[tuple[str, bool]]:
        run: list[str] = []
        titled, end = False, 0
        before = ""
        for m in _WORD.finditer(text):
            a, word = m.start(), m[0]
            low = word.casefold()
            gap = text[end:a]
            if run and gap != " ":
                yield " ".join(run), titled
                run = []
            title = before in rules().titles and (gap == " " or (gap == ". " and len(before) <= ABBREVIATED))
            opens = (not end and not bare) or (any(c in _END for c in gap) and not (gap == ". " and title))
            end = m.end()
            before = low
            if not word[0].isupper():
                k = word_key(word)
                if not taken[a]:  # a part of an address says nothing of the word
                    self._small.add(k)
                if k in self._capital_alone and not taken[a]:
                    self._count.setdefault((SMALL, low), Counter())[where] += 1
            if (
                taken[a]
                or not word[0].isupper()
                or low in rules().common
                or low in rules().titles
                or (opens and not title)
            ):
                if run:
                    yield " ".join(run), titled
                run = []
                continue
            if not run:
                titled = title
            run.append(word)
        if run:
            yield " ".join(run), titled

    def left(self) -> list[Left]:
        """Return what was found, by kind, the most frequent first."""
        out = [self._left(kind, text, where) for (kind, text), where in self._count.items()]
        names: dict[str, Counter[str]] = {}
        titled: set[str] = set()
        for (words, after), where in self._guess.items():
            if after or any(word_key(w) not in self._small for w in words.split()):
                names.setdefault(words, Counter()).update(where)
                if after:
                    titled.add(words)
        out += [
            self._left("name?", w, where) for w, where in names.items() if w in titled or where.total() > 1 or " " in w
        ]
        order = {kind: n for n, kind in enumerate([SMALL, "name?", *(k for k, _ in rules().patterns)])}
        return sorted(out, key=lambda x: (order[x.kind], -x.places, x.text))

    def _left(self, kind: str, text: str, where: Counter[str]) -> Left:
        some = ", ".join(list(where)[:SOME]) + (f" and {len(where) - SOME} more" if len(where) > SOME else "")
        return Left(kind, text, where.total(), len(self._own & where.keys()), some)


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Yield the lines that have a digit or an @, with where they begin; long ones in pieces, so that no pattern runs away."""
    at = 0
    for line in text.splitlines(keepends=True):
        for k in range(0, len(line), 2000):
            piece = line[k : k + 2000]
            if "@" in piece or _DIGITS.search(piece):
                yield at + k, piece
        at += len(line)
