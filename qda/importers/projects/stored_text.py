"""A text of another program's database as qda stores it, with where the program's offsets lie in it."""

from __future__ import annotations

from collections.abc import Iterable

from qda.core.errors import QdaError
from qda.importers.common.encoding import refuse_binary
from qda.importers.common.opening import LARGEST
from qda.importers.projects.offsets import Convention, Positions, Votes, choose
from qda.importers.projects.sqlite_files import is_utf8, text

TOO_LARGE = f"text of more than {LARGEST // 1_000_000} MB"
_BOM = "\ufeff"


def code_points() -> Votes:
    """Return the votes of a program that counts code points, and CR LF twice, unless a text shows otherwise."""
    return Votes(Convention())


class Stored:
    """A text without byte order mark, with LF at the ends of lines, and where the program's offsets lie in it.

    Other than in an exchange file the mark counts: it is a character of the stored text. `quotes` are start, end and
    words of what is coded; the way of counting is the one in which most of them stand at their offsets. `said` names it,
    "" when no text was coded.
    """

    def __init__(self, raw: str, quotes: Iterable[tuple[int | None, int | None, str]], votes: Votes) -> None:
        self._mark = len(_BOM) if raw.startswith(_BOM) else 0
        self._positions = Positions(raw.removeprefix(_BOM))
        self.text = self._positions.text
        given = (
            (self._shifted(a), self._shifted(z), words) for a, z, words in quotes if a is not None and z is not None
        )
        self._way, self.said = choose(self._positions, given, votes)

    def _shifted(self, offset: int) -> int:
        return max(offset - self._mark, 0) if offset >= 0 else offset

    def span(self, start: int | None, end: int | None) -> tuple[int, int]:
        """Return a stretch in `text`; (-1, -1) when one of the offsets lies outside it, or the end before the start."""
        if start is None or end is None:
            return -1, -1
        return self._positions.stretch(self._shifted(start), self._shifted(end), self._way) or (-1, -1)


def unified(raw: str) -> str:
    """Return a text with LF at the ends of lines and without a byte order mark."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return raw.removeprefix(_BOM)


def readable(value: object, large: bool) -> tuple[str, str]:
    """Return a source's text as the program has it, and why it cannot be stored ("" when it can)."""
    raw = text(value)
    if len(raw) > LARGEST and not large:
        return raw, TOO_LARGE
    if not raw.strip():
        return raw, "empty text"
    if not is_utf8(value):
        return raw, "text not UTF-8"
    if "\0" in raw:
        return raw, "text with a NUL"
    try:
        refuse_binary(raw)
    except QdaError:
        return raw, "text of control characters"
    return raw, ""
