"""A text of another program's database as qda stores it, with where the program's offsets lie in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from qda.core.errors import QdaError
from qda.importers.common.encoding import refuse_binary
from qda.importers.common.opening import LARGEST, too_large
from qda.importers.projects.sqlite_files import is_utf8, text

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Stored:
    """A text without byte order mark and with LF at the ends of lines; `at` takes an offset of the program into it.

    Offsets are code points of the text as the program has it. With `wide` they are UTF-16 units, with `joined` CR LF counts
    once. A byte order mark counts.
    """

    def __init__(self, raw: str, *, wide: bool = False, joined: bool = False) -> None:
        self.said = ("UTF-16 units" if wide else "code points") + (", CR LF counts once" if joined else "")
        self.text = unified(raw)
        counted = raw.replace("\r\n", "\n") if joined else raw
        self._size = len(counted)
        # Places of the characters that are not in `text`.
        gone = [0] if counted[:1] == "\ufeff" else []
        self._gone = gone + [m.start() for m in re.finditer("\r\n", counted)]
        # Places of the first units of characters that count two.
        self._pairs = [m.start() + n for n, m in enumerate(_WIDE.finditer(counted))] if wide else []

    def at(self, offset: int) -> int:
        """Return the place of an offset in `text`; -1 for one outside it or inside a character."""
        if self._pairs:
            before = bisect_left(self._pairs, offset)
            if before and self._pairs[before - 1] == offset - 1:
                return -1
            offset -= before
        if not 0 <= offset <= self._size:
            return -1
        return offset - bisect_left(self._gone, offset)

    def span(self, start: int | None, end: int | None) -> tuple[int, int]:
        """Return a stretch in `text`; (-1, -1) when one of the offsets lies outside it, or the end before the start."""
        if start is None or end is None or start > end:
            return -1, -1
        a, b = self.at(start), self.at(end)
        return (a, b) if a >= 0 and b >= 0 else (-1, -1)


def unified(raw: str) -> str:
    """Return a text with LF at the ends of lines (also for what Qt writes for them) and without a byte order mark."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return raw.removeprefix("\ufeff")


def counted(raw: str, quotes: Iterable[tuple[int | None, int | None, str]]) -> Stored:
    """Return a text with the way of counting in which most of its quotes (start, end, words) stand at their offsets."""
    plain = Stored(raw)
    ways = [plain]
    if "\r\n" in raw:
        ways.append(Stored(raw, joined=True))
    if _WIDE.search(raw):
        ways += [Stored(raw, wide=True, joined=joined) for joined in ((False, True) if "\r\n" in raw else (False,))]
    if len(ways) == 1:
        return plain
    words = [(start, end, unified(quote).replace("\u2029", "\n")) for start, end, quote in quotes if quote]
    return max(ways, key=lambda way: _standing(way, words))  # the first of equals


def _standing(way: Stored, words: Iterable[tuple[int | None, int | None, str]]) -> int:
    spans = ((way.span(start, end), quote) for start, end, quote in words)
    return sum(a >= 0 and way.text[a:b] == quote for (a, b), quote in spans)


def readable(value: object, name: str, large: bool) -> tuple[str, str]:
    """Return a source's text as the program has it, and why it cannot be stored ("" when it can).

    Refused when it is larger than a source may be, unless that is allowed.
    """
    raw = text(value)
    if len(raw) > LARGEST and not large:
        raise too_large(f"{name}: {len(raw) / 1e6:.0f} MB")
    if not raw.strip():
        return raw, "no text"
    if not is_utf8(value):
        return raw, "its text is not UTF-8"
    try:
        refuse_binary(raw)
    except QdaError:
        return raw, "its text has NUL or many control characters"
    return raw, ""
