"""A text in rows of a given width: which code points stand in which row, and in which cells.

`Wrap` parts a text into rows by code-point offsets; a row that heads a segment holds none. What a reader sees as one
character (a letter with its accents, an emoji of several code points, a flag) is never cut. A character that a
terminal would obey is measured and drawn as `qda.render` shows it, a tab as four cells. Widths are those of rich, by
which Textual cuts what it draws.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

from qda.render.safe_text import visible

NARROWEST = 8
_ZWJ, _WIDER = "\u200d", "\ufe0f"
_PLAIN, _JOINS, _FLAG, _SIGN, _ZWJ_CLASS = range(5)
_LONGEST = 32  # so many code points of one character are drawn; a text may put a thousand accents on a letter
_WIDEST = 6  # cells that one code point can take, as \u202e is drawn with all its letters
_FLAGS = 40  # so many code points are looked back for where a run of flags begins
# No line begins with these, in scripts that break between any two characters.
_NOT_FIRST = frozenset("、。，．・：；！？）］｝」』】〕〉》’”…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ")


class Glyph(NamedTuple):
    """A character as seen: `start:end` in the text, the cell in its row, how many cells, the string to draw."""

    start: int
    end: int
    cell: int
    cells: int
    shown: str


@lru_cache(8192)
def _class(c: str) -> int:
    if c == _ZWJ:
        return _ZWJ_CLASS
    if c < " " or visible(c) != c:
        return _SIGN
    if c < "\u0300":
        return _PLAIN
    if "\U0001f1e6" <= c <= "\U0001f1ff":
        return _FLAG
    joins = get_character_cell_size(c) == 0 or unicodedata.category(c)[0] == "M" or "\U0001f3fb" <= c <= "\U0001f3ff"
    return _JOINS if joins else _PLAIN


@lru_cache(8192)
def cells_of(c: str) -> int:
    """Return how many cells one code point adds when it is alone."""
    return 1 if " " <= c < "\x7f" else cell_len(visible(c))


def boundary(text: str, offset: int) -> bool:
    """True if a visible character begins or ends at the offset."""
    if offset <= 0 or offset >= len(text):
        return True
    before, c = text[offset - 1], text[offset]
    if before == "\n" or c < "\u0300":
        if c == "\n":
            return before != "\r"
        return before != _ZWJ or _class(c) == _SIGN or c == " "
    kind = _class(c)
    if kind in (_JOINS, _ZWJ_CLASS):
        return False
    if before == _ZWJ:
        return kind == _SIGN
    if kind == _FLAG and _class(before) == _FLAG:
        # Two make a flag, counted from the first; where hundreds follow one another they are no flags.
        first, stop = offset - 1, max(offset - _FLAGS, 0)
        while first > stop and _class(text[first - 1]) == _FLAG:
            first -= 1
        return first == offset - _FLAGS or (offset - first) % 2 == 0
    return True


def snapped(text: str, offset: int) -> int:
    """The offset, moved back to where the character that holds it begins."""
    offset = min(max(offset, 0), len(text))
    while not boundary(text, offset):
        offset -= 1
    return offset


def snapped_on(text: str, offset: int) -> int:
    """The offset, moved on to where the character that holds it ends."""
    offset = min(max(offset, 0), len(text))
    while not boundary(text, offset):
        offset += 1
    return offset


def drawn(cluster: str) -> tuple[str, int]:
    """Return the string to draw for a visible character, and its cells. A mark without a base is put on a circle."""
    shown = visible(cluster).rstrip(_ZWJ)
    cells = cell_len(shown)
    if not cells:
        return "\u25cc" + shown[:_LONGEST], 1
    if len(shown) > _LONGEST:
        shown = shown[:_LONGEST]
        shown += " " * (cells - cell_len(shown))
    return shown, cells


class Wrap:
    """The rows of a text at a width.

    `starts` has where each row begins; a row ends where the next begins. `heads` are the rows that stand above a
    segment and hold no text: row -> what was given for it. Lines break at blanks, and where there is none between wide
    characters, else anywhere. A blank at a row's end may take one cell beyond the width, as does the end of a line.
    """

    def __init__(self, text: str, width: int, heads: Sequence[tuple[int, int]] = ()) -> None:
        self.text, self.width = text, max(width, NARROWEST)
        self.starts: list[int] = []
        self.heads: dict[int, int] = {}
        self._glyphs: dict[int, list[Glyph]] = {}
        # What takes other than one cell each is looked for with one pattern; most lines of most texts have none.
        others = "".join(sorted(c for c in set(text) if c not in "\r\n" and (_class(c) != _PLAIN or cells_of(c) != 1)))
        lone = "\r(?!\n)" if "\r" in text else ""
        found = "|".join(filter(None, (f"[{re.escape(others)}]" if others else "", lone)))
        self._other = re.compile(found) if found else None
        at = 0
        for offset, what in heads:
            offset = snapped(text, offset)
            if at < offset:
                self._part(at, offset)
                at = offset
            self.heads[len(self.starts)] = what
            self.starts.append(offset)
        self._part(at, len(text))
        if not text or text.endswith("\n") or not self.starts or len(self.starts) - 1 in self.heads:
            self.starts.append(len(text))

    def __len__(self) -> int:
        return len(self.starts)

    def _part(self, start: int, end: int) -> None:
        """Append the rows of a part of the text."""
        text, width, add, other = self.text, self.width, self.starts.append, self._other
        while start < end:
            stop = text.find("\n", start, end)
            after = end if stop < 0 else stop + 1
            stop = end if stop < 0 else stop
            if stop > start and stop < end and text[stop - 1] == "\r":
                stop -= 1
            if other is not None and (stop - start) * _WIDEST > width and other.search(text, start, stop):
                self._line(start, stop)
            else:
                while stop - start > width:
                    add(start)
                    at = text.rfind(" ", start, start + width + 1) + 1
                    start = at if at > start else start + width
                if start < stop or stop < after:
                    add(start)
            start = after

    def _widths(self, start: int, stop: int) -> list[int]:
        """The cells of each code point of a stretch of a line; all of a character's stand at its first."""
        text = self.text
        widths = list(map(cells_of, text[start:stop]))
        if text[start] >= "\u0300" and not widths[0]:  # a mark at the beginning of a line has nothing to stand on
            end = snapped_on(text, start + 1)
            widths[: end - start] = [drawn(text[start:end])[1], *[0] * (end - start - 1)]
        for special in (_ZWJ, _WIDER):
            at = text.find(special, start, stop)
            while at >= 0:
                first, end = max(snapped(text, at), start), min(snapped_on(text, at + 1), stop)
                widths[first - start : end - start] = [drawn(text[first:end])[1], *[0] * (end - first - 1)]
                at = text.find(special, end, stop)
        return widths

    def _line(self, start: int, stop: int) -> None:
        """Append the rows of a line that has wide, joined or unprintable characters."""
        width = self.width
        cells = [0, *accumulate(self._widths(start, stop))]
        begin, n = 0, stop - start
        while cells[n] - cells[begin] > width:
            self.starts.append(start + begin)
            fits = bisect_right(cells, cells[begin] + width, begin, n + 1) - 1
            begin = self._break(start, begin, fits, cells)
            if start + begin >= stop:
                return
        self.starts.append(start + begin)

    def _break(self, base: int, begin: int, fits: int, cells: list[int]) -> int:
        """Return the end of the row that begins at `begin`: at most `fits`, or one blank after it; relative to `base`."""
        text = self.text
        if text[base + fits] == " " and boundary(text, base + fits + 1):
            return fits + 1
        for at in range(fits, begin, -1):
            before, after = text[base + at - 1], text[base + at]
            if not boundary(text, base + at):
                continue
            if before in " \t":
                return at
            wide = cells_of(after) > 1 or cells_of(before) > 1 or cells[at] - cells[at - 1] > 1
            if wide and after not in _NOT_FIRST and _class(after) == _PLAIN:
                return at
        at = snapped(text, base + fits)
        return (at if at > base + begin else snapped_on(text, base + begin + 1)) - base

    # Places

    def row_of(self, offset: int) -> int:
        """The row that holds an offset; the end of the text is in the last."""
        return bisect_right(self.starts, offset) - 1

    def span(self, row: int) -> tuple[int, int]:
        """Return the bounds of a row's text; the same offset twice for a head."""
        return self.starts[row], self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)

    def plain(self, row: int) -> bool:
        """True if each code point of a row takes one cell, so that a cell is an offset."""
        start, end = self.span(row)
        if self._other is not None and self._other.search(self.text, start, end):
            return False
        return not (end - start > 1 and self.text[end - 2] == "\r")

    def glyphs(self, row: int) -> list[Glyph]:
        """The characters of a row as seen, with their cells; a line's end is one that is drawn as a blank."""
        out = self._glyphs.get(row)
        if out is None:
            start, end = self.span(row)
            text, at, out = self.text, 0, []
            while start < end:
                stop = snapped_on(text, start + 1)
                stop = min(stop, end)
                shown, cells = (" ", 1) if text[stop - 1] == "\n" else drawn(text[start:stop])
                out.append(Glyph(start, stop, at, cells, shown))
                at += cells
                start = stop
            if len(self._glyphs) > 512:
                self._glyphs.clear()
            self._glyphs[row] = out
        return out

    def place(self, offset: int) -> tuple[int, int, int]:
        """Row, first cell and number of cells of the character that holds an offset; the end of the text has one cell."""
        row = self.row_of(offset)
        start, _ = self.span(row)
        if self.plain(row):
            return row, offset - start, 1
        glyphs = self.glyphs(row)
        i = bisect_right(glyphs, offset, key=lambda g: g.start) - 1
        if i < 0:
            return row, 0, 1
        g = glyphs[i]
        return (row, g.cell, g.cells) if offset < g.end else (row, g.cell + g.cells, 1)

    def offset_at(self, row: int, cell: int) -> int:
        """The character at a cell; left of a row its first, right of it its last, which a line's end is."""
        row = min(max(row, 0), len(self.starts) - 1)
        start, end = self.span(row)
        cell = max(cell, 0)
        last = end == len(self.text) and row == len(self.starts) - 1  # after the last character one can stand, too
        if self.plain(row):
            return min(start + cell, end if last else max(end - 1, start))
        glyphs = self.glyphs(row)
        if last and (not glyphs or cell >= glyphs[-1].cell + glyphs[-1].cells):
            return end
        i = bisect_left(glyphs, cell + 1, key=lambda g: g.cell) - 1
        return glyphs[max(i, 0)].start if glyphs else start

    def text_row(self, row: int, down: bool) -> int:
        """The row, or the next one in that direction that holds text and does not head a segment."""
        step = 1 if down else -1
        at = row
        while 0 <= at < len(self.starts) and at in self.heads:
            at += step
        return at if 0 <= at < len(self.starts) else self.text_row(row, not down)
