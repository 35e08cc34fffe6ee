"""Find words in texts, compared loosely, at the speed of a pattern where a text has no character that needs more.

`fold` makes a copy of the whole text. In most texts each character folds to one, and only white space runs together: there the
words are a pattern that is looked for in the text itself, with the same result.
"""

from __future__ import annotations

import functools
import re

from qda.core.text.find import Span, fold, in_word, joins_on, loose_char, occurrences


class Finder:
    """Finds a phrase in one text after the other. `part`: inside words too."""

    def __init__(self, phrase: str, *, part: bool = False) -> None:
        self.needle = needle = fold(phrase).text.strip()
        self._left = in_word if needle and not part and in_word(needle[0]) else None
        self._right = in_word if needle and not part and in_word(needle[-1]) else None
        self._pattern: re.Pattern[str] | None = None
        if needle.replace(" ", "").isalnum():  # no dashes, quotation marks or dots, which fold in runs
            self._pattern = _pattern(needle)

    def places(self, text: str) -> list[Span]:
        """Return where the phrase is: (start, end), not overlapping."""
        if not self.needle:
            return []
        if self._pattern is None or _unplain().search(text):
            return occurrences(fold(text), self.needle, left=self._left, right=self._right)
        out: list[Span] = []
        at = 0
        while found := self._pattern.search(text, at):
            start, end = found.span()
            if (self._left and start and _within_word(text[start - 1])) or (
                self._right and end < len(text) and _within_word(text[end])
            ):
                at = start + 1
            else:
                out.append((start, end))
                at = end
        return out


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
def _unplain() -> re.Pattern[str]:
    """Return the pattern of a character of which nothing is known."""
    return re.compile(f"[^{re.escape(''.join(_plain()))}]")


def _pattern(needle: str) -> re.Pattern[str] | None:
    """Return the pattern of a folded phrase in plain texts; None where a character of it is none of theirs."""
    written: dict[str, str] = {}
    for c, folded in _plain().items():
        written[folded] = written.get(folded, "") + c
    if any(c not in written for c in needle):
        return None
    return re.compile("".join(r"\s+" if c == " " else f"[{re.escape(written[c])}]" for c in needle))
