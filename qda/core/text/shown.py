"""`Shown`: a text with pseudonyms for names, with the mapping of places to the stored text and back.

A place inside a name has no counterpart in the shown text. So a stretch that begins or ends there maps to the whole
pseudonym, and a stretch of the shown text that begins or ends inside a pseudonym maps to the whole name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from qda.core.text.align import Alignment
from qda.core.text.masking import SEVERAL, Found

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_LINK = re.compile(r"\[\[[^\]\n]*\]\]")
_LETTER = re.compile(r"\w")


def names_in(text: str, find: Callable[[str], list[Found]], borders: Iterable[int] = ()) -> list[Found]:
    """Return the names that `find` finds in a text, cut at borders and blank lines: each part of a cut name is a name."""
    out: list[Found] = []
    ordered: list[int] | None = None
    for f in find(text):
        if ordered is None:
            ordered = sorted(set(borders))
        i, cuts = bisect_right(ordered, f.start), set[int]()
        while i < len(ordered) and ordered[i] < f.end:
            cuts.add(ordered[i])
            i += 1
        for m in _BLANK_LINE.finditer(text, f.start, f.end):
            cuts.update((m.start(), m.end() + 1))
        if not cuts:
            out.append(f)
            continue
        for a, b in pairwise(sorted({f.start, f.end, *cuts})):
            part = text[a:b]
            if _LETTER.search(part):
                bare = part.strip()
                begin = a + len(part) - len(part.lstrip())
                out.append(Found(begin, begin + len(bare), f.pseudonym))
    return out


class Shown:
    """`text` is shown for `stored`; `found` are the names, in order."""

    def __init__(self, stored: str, found: Sequence[Found]) -> None:
        self.stored, self.found = stored, found
        self._stored = [(f.start, f.end) for f in found]
        self._shown: list[tuple[int, int]] = []
        parts, at, size = [], 0, 0
        for start, end, pseudonym in found:
            pseudonym = " ".join(pseudonym.split())  # a line's end in it would be a line of the text
            parts += [stored[at:start], pseudonym]
            size += start - at
            self._shown.append((size, size + len(pseudonym)))
            size, at = size + len(pseudonym), end
        self.text = "".join([*parts, stored[at:]])

    def __bool__(self) -> bool:
        """True if anything is shown differently from how it is stored."""
        return bool(self.found)

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """Map a stretch of the stored text to the shown text."""
        return _span(start, end, self._stored, self._shown)

    def of_stored(self, start: int, end: int) -> tuple[int, int]:
        """Map a stretch of the shown text to the stored text."""
        return _span(start, end, self._shown, self._stored)

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """Extend a stretch of the shown text to whole pseudonyms."""
        return _whole(start, self._shown)[0], max(_whole(end, self._shown)[1] if end > start else start, start)

    def inside(self, offset: int) -> tuple[int, int] | None:
        """Return the pseudonym that a place of the shown text is inside of; None at its border or elsewhere."""
        a, b = _whole(offset, self._shown)
        return (a, b) if a < offset < b else None

    def cut_words(self, start: int, end: int) -> bool:
        """True if a stretch of the stored text begins or ends inside a word of a name."""
        for at in (start, end):
            if (
                _whole(at, self._stored)[0] < at
                and _LETTER.match(self.stored, at - 1)
                and _LETTER.match(self.stored, at)
            ):
                return True
        return False

    # What a person wrote over it

    def restored(self, edited: str) -> str:
        """Return the text to store after the shown text was edited: names in place of their pseudonyms.

        A pseudonym that stayed where it was becomes its own name again. One that was moved or typed once more becomes a
        name that it stood for in this text; inside a link (`[[participant:P01]]`) it stays, since it finds the person
        there. Pseudonyms that stood for no name in this text stay as they were typed.
        """
        if not self.found or edited == self.text:
            return self.stored if edited == self.text else edited
        aligned = Alignment(self.text, edited)
        put: list[tuple[int, int, str]] = []
        taken: set[int] = set()  # places of `edited` that are known for what they are
        gone: dict[str, list[str]] = {}
        stood: dict[str, str] = {}
        masked = set()
        for (a, b), (x, y) in zip(self._stored, self._shown, strict=True):
            pseudonym, name = self.text[x:y], self.stored[a:b]
            masked.add(x)
            stood.setdefault(pseudonym, name)
            now = aligned.span(x, y)
            if now is not None and edited[slice(*now)] == pseudonym:
                put.append((*now, name))
                taken.update(range(*now))
            else:
                gone.setdefault(pseudonym, []).append(name)
        pattern = re.compile("|".join(_whole_word(p) for p in sorted(stood, key=len, reverse=True)))
        for m in pattern.finditer(self.text):  # those that are stored so
            if m.start() not in masked and (now := aligned.span(*m.span())) is not None:
                taken.update(range(*now))
        for m in _LINK.finditer(edited):
            taken.update(range(*m.span()))
        for m in pattern.finditer(edited):
            if not taken.isdisjoint(range(*m.span())):
                continue
            left = gone.get(m[0])
            if left:
                put.append((*m.span(), left.pop(0)))
            elif m[0] != SEVERAL:
                put.append((*m.span(), stood[m[0]]))
        out, at = [], 0
        for start, end, name in sorted(put):
            out += [edited[at:start], name]
            at = end
        return "".join([*out, edited[at:]])


def _span(start: int, end: int, of: list[tuple[int, int]], to: list[tuple[int, int]]) -> tuple[int, int]:
    first = _place(start, of, to, after=False)
    return first, (first if end <= start else max(_place(end, of, to, after=True), first))


def _place(at: int, of: list[tuple[int, int]], to: list[tuple[int, int]], *, after: bool) -> int:
    i = bisect_right(of, at, key=lambda span: span[0]) - 1
    if i < 0:
        return at
    a, b = of[i]
    if at >= b:
        return to[i][1] + at - b
    return to[i][1] if after and at > a else to[i][0]


def _whole(at: int, spans: list[tuple[int, int]]) -> tuple[int, int]:
    i = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return spans[i] if i >= 0 and spans[i][0] < at < spans[i][1] else (at, at)


def _whole_word(pseudonym: str) -> str:
    before = r"(?<!\w)" if _LETTER.match(pseudonym) else ""
    return before + re.escape(pseudonym) + (r"(?!(?!s\b)\w)" if _LETTER.match(pseudonym[-1]) else "")
