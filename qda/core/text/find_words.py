"""Find words in texts, compared loosely, at the speed of a search for bytes where a text has no character that needs more.

`fold` makes a copy of the whole text. In most texts each character folds to one, and only white space runs together: there the
longest word is looked for in the bytes of the text, and the others beside it by a pattern, with the same result.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from qda.core.text.find import Span, fold, in_word, joins_on, loose_char, occurrences


class Finder:
    """Finds a phrase in one text after the other. `part`: inside words too."""

    def __init__(self, phrase: str, *, part: bool = False) -> None:
        self.needle = needle = fold(phrase).text.strip()
        self._left = in_word if needle and not part and in_word(needle[0]) else None
        self._right = in_word if needle and not part and in_word(needle[-1]) else None
        self._written: list[list[str]] | None = None
        if needle.replace(" ", "").isalnum():  # no dashes, quotation marks or dots, which fold in runs
            self._written = _written(needle.split(" "))
        if self._written is not None:
            self._pattern = re.compile(r"\s+".join(map(_pattern, self._written)))
            self._rare = _Rare.of(needle.split(" "), self._written)

    def places(self, text: str) -> list[Span]:
        """Return where the phrase is: (start, end), not overlapping."""
        if not self.needle:
            return []
        coded = text.encode("utf-8", "surrogatepass")
        if self._written is None or not _is_plain(coded):
            return occurrences(fold(text), self.needle, left=self._left, right=self._right)
        out: list[Span] = []
        at = 0
        for start in self._starts(text, coded):
            if start < at or (self._left and start and _within_word(text[start - 1])):
                continue
            found = self._pattern.match(text, start)
            if found and not (self._right and found.end() < len(text) and _within_word(text[found.end()])):
                at = found.end()
                out.append((start, at))
        return out

    def _starts(self, text: str, coded: bytes) -> Iterator[int]:
        """Yield where the phrase may begin, among them each place where it does; ascending."""
        if self._rare and not any(c in text for c in self._rare.others):
            yield from self._rare.starts(text, coded)
            return
        at = 0
        while found := self._pattern.search(text, at):
            yield found.start()
            at = found.start() + 1


class _Rare(NamedTuple):
    """The longest word of a phrase, in plain letters: looked for in the bytes of a text, where that is quickest."""

    word: bytes
    before: list[tuple[int, re.Pattern[str]]]  # of each word before it how long it is; the nearest first
    others: list[str]  # characters that fold to a letter of it and are none of ASCII

    @classmethod
    def of(cls, words: list[str], written: list[list[str]]) -> _Rare | None:
        """Return it; None for a phrase without a word of plain letters."""
        chosen = max((n for n, word in enumerate(words) if word.isascii()), key=lambda n: len(words[n]), default=None)
        if chosen is None:
            return None
        before = [(len(word), re.compile(_pattern(word))) for word in reversed(written[:chosen])]
        return cls(words[chosen].encode(), before, [c for c in "".join(written[chosen]) if not c.isascii()])

    def starts(self, text: str, coded: bytes) -> Iterator[int]:
        """Yield where the words before it begin, for each place where it is."""
        low = coded.lower()  # of ASCII alone
        seen = at = 0
        place = low.find(self.word)
        while place >= 0:
            at += len(coded[seen:place].decode("utf-8", "surrogatepass"))
            seen = place
            start = self._begin(text, at)
            if start is not None:
                yield start
            place = low.find(self.word, place + 1)

    def _begin(self, text: str, at: int) -> int | None:
        for length, word in self.before:
            end = at
            while end and text[end - 1].isspace():
                end -= 1
            if end == at or end < length or not word.match(text, end - length):
                return None
            at = end - length
        return at


def find_words(text: str, phrase: str, *, part: bool = False) -> list[Span]:
    """Return where words are in a text, always compared loosely, see `find_quote`: (start, end), not overlapping.

    Whole words, so that `waarde` is not found in `meerwaarde`; with part, inside words too. Accents count.
    """
    return Finder(phrase, part=part).places(text)


@functools.lru_cache(1024)
def _within_word(c: str) -> bool:
    return in_word(loose_char(c))


@functools.cache
def _plain() -> dict[str, str]:
    """Return the characters of Western European texts that fold to exactly one, with what they fold to."""
    some = [*map(chr, range(0x250)), *"‐‑‒–—―‘’‚“”„†•…‰′″‹›€™−"]
    return {c: loose_char(c) for c in some if len(loose_char(c)) == len(c.casefold()) == 1 and not joins_on(c)}


@functools.cache
def _bare() -> tuple[bytes, frozenset[str]]:
    """Return the plain characters: those of ASCII as bytes, and the others."""
    plain = "".join(_plain())
    return bytes(c for c in range(128) if chr(c) in plain), frozenset(c for c in plain if not c.isascii())


def _is_plain(coded: bytes) -> bool:
    """Whether each character of a text in UTF-8 is a plain one."""
    ascii_, others = _bare()
    return others.issuperset(coded.translate(None, ascii_).decode("utf-8", "surrogatepass"))


def _written(words: list[str]) -> list[list[str]] | None:
    """Return for each letter of folded words how it may be written in plain texts; None where one is none of theirs."""
    written: dict[str, str] = {}
    for c, folded in _plain().items():
        written[folded] = written.get(folded, "") + c
    if any(c not in written for word in words for c in word):
        return None
    return [[written[c] for c in word] for word in words]


def _pattern(written: list[str]) -> str:
    """Return the pattern of a word."""
    return "".join(f"[{re.escape(some)}]" for some in written)
