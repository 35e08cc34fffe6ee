"""How programs read a project where they differ from the standard: one line a program, and offsets counted their way.

The standard counts code points. A `Text` is a source's text as its file in the archive holds it, with the places of the
stored text (code points, end exclusive) as that program counts them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_PAIR = re.compile("\r\n")
_LINE = re.compile("(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Convention:
    """What a program is known to read otherwise.

    `utf16`: offsets are UTF-16 units. `crlf`: files have CRLF, which counts `line_end` (2 or 1). `selection_each`: one
    selection a coding, with the coding's note as its Description. `case_codes`: a case is also a code, by which its
    segments are coded. `group_sets`: a set of sources for each value of a source's variable `group`. `named`: the XML
    bears the study's name.
    """

    help: str
    utf16: bool = False
    crlf: bool = False
    line_end: int = 2
    selection_each: bool = False
    case_codes: bool = False
    group_sets: bool = False
    named: bool = False

    def said(self) -> str:
        """Say how offsets are counted."""
        return f"{'UTF-16 units' if self.utf16 else 'code points'}" + (f", CRLF counts {self.line_end}" * self.crlf)


STANDARD = Convention("as the standard says: code points, line feeds")
PROGRAMS = {
    "nvivo": Convention(
        "UTF-16 units, CRLF, each participant also a code",
        utf16=True,
        crlf=True,
        case_codes=True,
    ),
    "maxqda": Convention(
        "CRLF, one selection a coding, sets of sources by their variable group",
        crlf=True,
        selection_each=True,
        group_sets=True,
    ),
    "atlasti": Convention(
        "the XML named after the study, CRLF that counts as one",
        crlf=True,
        line_end=1,
        named=True,
    ),
    "qualcoder": Convention("one selection a coding", selection_each=True),
}


def beyond_utf16(text: str) -> bool:
    """True if a text has characters that are two units in UTF-16, so that programs may count its offsets differently."""
    return _ASTRAL.search(text) is not None


class Text:
    """A text as a program's file has it: `data` are its bytes, `at(place)` is where a place of the stored text is in it."""

    __slots__ = ("_less", "_more", "data")

    def __init__(self, text: str, convention: Convention) -> None:
        whole = text
        self._more: list[list[int]] = []  # places of characters that count one more than in the stored text
        self._less: list[int] = []  # of those that count one less
        if convention.utf16 and not text.isascii():
            self._more.append([m.start() for m in _ASTRAL.finditer(text)])
        if convention.crlf:
            plain = "\r" not in text
            whole = text.replace("\n", "\r\n") if plain else _LINE.sub("\r\n", text)
            if convention.line_end == 2:
                self._more.append([m.start() for m in _LINE.finditer(text)])
            elif not plain:
                self._less = [m.start() + 1 for m in _PAIR.finditer(text)]
        self.data = whole.encode("utf-8", "replace")

    def at(self, place: int) -> int:
        """Return where a place of the stored text is, as the program counts."""
        found = place
        for places in self._more:
            found += bisect_left(places, place)
        return found - bisect_left(self._less, place) if self._less else found
