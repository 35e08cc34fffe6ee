"""Find out how a program counts the positions in a text: in which unit, and what the two characters of a line end weigh.

The unit is a code point or one of UTF-16 (in which a character beyond U+FFFF counts two); CRLF counts two or one. A byte
order mark never counts. Each source decides for itself: most ends must lie in the text, most names that are quotes must
match, most ends must lie at words. Positions are converted, never moved to a word that is near.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Stretch = tuple[int, int, str]  # start and end as they stand in the file, and the name of the selection
ALIKE = "every way of counting gives the same"
_CRLF = re.compile(r"\r\n")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_WHITE = re.compile(r"\s+")
_CUT = re.compile(r"(?:…|\.\.\.)\s*\Z")
_SHORTENED = 60  # characters: a name of so many may be the beginning of a quote
_COMPARED = 400  # characters of a long quote that are compared with a name


class Convention(NamedTuple):
    """A way of counting: in units of UTF-16, else in code points; what CRLF counts."""

    utf16: bool = False
    crlf: int = 2


class Votes:
    """What the sources of a project decided so far: it breaks ties, before what the program usually does."""

    def __init__(self, usual: Convention) -> None:
        self.usual = usual
        self.units: Counter[bool] = Counter()
        self.crlf: Counter[int] = Counter()

    def rank(self, one: Convention) -> tuple[int, int]:
        """Return how much speaks for a convention when nothing in the text does."""
        agrees = (one.utf16 == self.usual.utf16) + (one.crlf == self.usual.crlf)
        return self.units[one.utf16] + self.crlf[one.crlf], agrees


class Positions:
    """A text as it stands in a file, and positions in it as positions in `text`, which has LF for every line end."""

    def __init__(self, raw: str) -> None:
        self._ends = [m.start() + 1 for m in _CRLF.finditer(raw)] if "\r" in raw else []
        self.text = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
        self.wide = not raw.isascii() and _ASTRAL.search(raw) is not None
        self.breaks = bool(self._ends)
        self._lengths = {2: len(raw), 1: len(self.text)}
        # by the weight of CRLF: where in UTF-16 the second unit of each wide character stands
        self._seconds: dict[int, list[int]] = {}
        if self.wide:
            for crlf, text in ((2, raw), (1, self.text)):
                self._seconds[crlf] = [m.start() + n + 1 for n, m in enumerate(_ASTRAL.finditer(text))]

    def conventions(self) -> list[Convention]:
        """Return the ways of counting that can differ for this text."""
        return [
            Convention(u, c)
            for c in ((2, 1) if self.breaks else (2,))
            for u in ((False, True) if self.wide else (False,))
        ]

    def at(self, position: int, way: Convention) -> int:
        """Return the code point in `text` for a position, -1 when it lies outside.

        Within a line end or a wide character it is the place before it.
        """
        if way.utf16 and self.wide:
            position -= bisect_right(self._seconds[way.crlf], position)
        if not 0 <= position <= self._lengths[way.crlf if self.breaks else 2]:
            return -1
        if way.crlf == 2 and self.breaks:
            position -= bisect_right(self._ends, position)
        return position

    def stretch(self, start: int, end: int, way: Convention) -> tuple[int, int] | None:
        """Return start and end in `text`, None when they do not fit: outside, or the end before the start."""
        if start > end or start < 0:
            return None
        a, z = self.at(start, way), self.at(end, way)
        return None if a < 0 or z < 0 else (a, z)


def choose(positions: Positions, given: Iterable[Stretch], votes: Votes) -> tuple[Convention, str]:
    """Return the convention of a source, and a sentence for it ("" without stretches); what was sure is added to `votes`."""
    ways = positions.conventions()
    if len(ways) == 1:
        return ways[0], ALIKE if next(iter(given), None) else ""
    stretches = list(given)
    if not stretches:
        return ways[0], ""
    results = {way: [positions.stretch(a, z, way) for a, z, _ in stretches] for way in ways}
    if all(results[way] == results[ways[0]] for way in ways):
        return ways[0], ALIKE
    names = [_comparable(name) for _, _, name in stretches]
    scores = {way: _score(positions.text, results[way], names) for way in ways}
    best = max(scores.values())
    left = [way for way in ways if scores[way] == best]
    way = max(left, key=votes.rank)
    if positions.wide and len({w.utf16 for w in left}) == 1:
        votes.units[way.utf16] += 1
    if positions.breaks and len({w.crlf for w in left}) == 1:
        votes.crlf[way.crlf] += 1
    said = []
    if positions.wide:
        said.append("UTF-16 units" if way.utf16 else "code points")
    if positions.breaks:
        said.append(f"CRLF counts {way.crlf}")
    return way, ", ".join(said)


def _score(text: str, places: Iterable[tuple[int, int] | None], names: Sequence[_Name]) -> tuple[int, int, int]:
    """How much speaks for a convention: ends in the text, then names that match, then ends at words."""
    fit = match = border = 0
    for place, name in zip(places, names, strict=True):
        if place is None:
            continue
        a, z = place
        fit += 1
        if name.bare:
            match += _matches(text[a : min(z, a + _COMPARED + 4 * len(name.blanks))], name)
        border += _starts(text, a) + _ends(text, z)
    return fit, match, border


class _Name(NamedTuple):
    """A name to compare with a quote: its white space as single blanks, and left out; whether it may be only a beginning."""

    blanks: str
    bare: str
    cut: bool


def _comparable(name: str) -> _Name:
    bare = _CUT.sub("", name)
    return _Name(_WHITE.sub(" ", bare), "".join(bare.split()), bare != name or len(name) >= _SHORTENED)


def _matches(quote: str, name: _Name) -> int:
    """How well a name is a quote or its beginning: 4 and 3, 2 and 1 when white space differs, 0 when it is neither."""
    for worth, found, wanted in ((3, _WHITE.sub(" ", quote), name.blanks), (1, "".join(quote.split()), name.bare)):
        if found == wanted:
            return worth + 1
        if name.cut and found.startswith(wanted):
            return worth
    return 0


def _starts(text: str, at: int) -> int:
    """2 where a word or a sign begins, 1 before white space, 0 within a word."""
    if at >= len(text):
        return 1
    if at and text[at].isalnum() and text[at - 1].isalnum():
        return 0
    return 1 if text[at].isspace() else 2


def _ends(text: str, at: int) -> int:
    """2 where a word, a sign or a line ends, 1 after other white space, 0 within a word."""
    if not at:
        return 1
    if at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
        return 0
    return 1 if text[at - 1].isspace() and text[at - 1] != "\n" else 2
