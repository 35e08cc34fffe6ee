"""Find the target of a motion over a text and its units. Pure: offsets in, offset out, always at the start of a character.

Each motion takes an offset to another one further on (or back), and leaves it where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qda.core.text.sentences import Span
from qda.tui.document.units import Units, trimmed
from qda.tui.document.wrap import snapped, snapped_on

# A word: letters, figures and what joins them (can't, co-operative); a character of Chinese or Japanese is one.
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Signs that are written on a letter and are no letters themselves: accents, points, the vowel signs of Indic scripts.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0df3\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_WORD = re.compile(rf"[{_WIDE}]|(?:(?![{_WIDE}])\w)(?:[^\W{_WIDE}]|[{_SIGNS}]|['’\-](?=[^\W{_WIDE}]))*+")
_CHARACTER = re.compile(rf"[{_WIDE}]")
_LOOK = 256  # characters looked back for words, doubled as often as needed


def right(text: str, offset: int) -> int:
    """The next character."""
    return snapped_on(text, offset + 1)


def left(text: str, offset: int) -> int:
    """The character before."""
    return snapped(text, offset - 1)


def word_right(text: str, offset: int) -> int:
    """Return the start of the next word; after the last one, the end of the text."""
    m = _WORD.search(text, offset)
    while m and snapped(text, m.start()) <= offset:
        m = _WORD.search(text, max(m.end(), offset + 1))
    return snapped(text, m.start()) if m else len(text)


def word_left(text: str, offset: int) -> int:
    """Return the start of the word that ends at or contains the offset, else of the previous one; at the first, 0."""
    back = _LOOK
    while True:
        start = max(offset - back, 0)
        while start and _joined(text, start):  # a word is found as it is from its beginning, not from its middle
            start -= 1
        last = -1
        for m in _WORD.finditer(text, start, len(text)):
            if m.start() >= offset:
                break
            last = m.start()
        if last >= 0 or not start:
            return snapped(text, max(last, 0))
        back *= 2


def _joined(text: str, offset: int) -> bool:
    """True if a word may continue across the offset."""
    before = text[offset - 1]
    return (before.isalnum() or before in "_'’-" or before >= "\u0300") and not _CHARACTER.match(before)


def word_at(text: str, offset: int) -> Span | None:
    """The word that holds or ends at the offset, else the next one on the line, else the one before."""
    begin = word_left(text, min(offset + 1, len(text)))
    m = _WORD.match(text, begin)
    if m and m.end() >= offset and (m.start() <= offset):
        return m.start(), snapped_on(text, m.end())
    after = _WORD.search(text, offset)
    if after and "\n" not in text[offset : after.start()]:
        return after.start(), snapped_on(text, after.end())
    if m:
        return m.start(), snapped_on(text, m.end())
    return (after.start(), snapped_on(text, after.end())) if after else None


def sentence_next(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of the next sentence; `skip`, here and below: pass over social lines."""
    return next((to for s in units.forward(offset) if (to := _begun(units, s, skip)) > offset), offset)


def sentence_prev(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of this sentence or, if the cursor is there, of the previous one."""
    return next((to for s in units.backward(offset) if 0 <= (to := _begun(units, s, skip)) < offset), offset)


def paragraph_next(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of the next paragraph."""
    places = range(max(units.block_at(offset), 0), len(units.blocks))
    spans = ((units.blocks[i].start, units.blocks[i].end) for i in places)
    return next((to for s in spans if (to := _begun(units, s, skip)) > offset), offset)


def paragraph_prev(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of this paragraph or, if the cursor is there, of the previous one."""
    spans = ((units.blocks[i].start, units.blocks[i].end) for i in range(units.block_at(offset), -1, -1))
    return next((to for s in spans if 0 <= (to := _begun(units, s, skip)) < offset), offset)


def segment_next(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of the next piece of a segment that is not boilerplate."""
    pieces = ((units.pieces[i], units.boilerplate[i]) for i in range(max(units.piece_at(offset), 0), len(units.pieces)))
    return next((to for p, none in pieces if not none and (to := _begun(units, p[:2], skip)) > offset), offset)


def segment_prev(units: Units, offset: int, skip: bool = False) -> int:
    """Return the start of this piece of a segment or, if the cursor is there, of the previous one."""
    pieces = ((units.pieces[i], units.boilerplate[i]) for i in range(units.piece_at(offset), -1, -1))
    return next((to for p, none in pieces if not none and 0 <= (to := _begun(units, p[:2], skip)) < offset), offset)


def _begun(units: Units, span: Span, skip: bool) -> int:
    """Return where a stretch begins; -1 where all of it is passed over."""
    if not skip:
        return span[0]
    found = units.begun(*span)
    return -1 if found is None else found


BY_TEXT: dict[str, Callable[[str, int], int]] = {
    "left": left, "right": right, "word_left": word_left, "word_right": word_right,
}  # fmt: skip
BY_UNIT: dict[str, Callable[[Units, int, bool], int]] = {
    "sentence_next": sentence_next, "sentence_prev": sentence_prev, "paragraph_next": paragraph_next,
    "paragraph_prev": paragraph_prev, "segment_next": segment_next, "segment_prev": segment_prev,
}  # fmt: skip
# Those that lead back, and so out of what is passed over; from the beginning of a text one goes on, from its end back.
BACK = frozenset({"left", "up", "word_left", "sentence_prev", "paragraph_prev", "segment_prev", "line_start", "page_up",
                  "bottom"})  # fmt: skip


def past(units: Units, offset: int, back: bool, *, boilerplate: bool = True, social: bool = False) -> int | None:
    """The offset, or where it leads out of what is passed over in that direction; None where nothing else follows."""
    while True:
        line = units.social_at(offset) if social else None
        span = line or (boilerplate and units.in_boilerplate(offset) and units.pieces[units.piece_at(offset)][:2])
        if not span:
            return offset
        if back:
            if span[0] == 0:
                return None
            offset = snapped(units.text, span[0] - 1)
        else:
            offset = units.text_from(span[1]) if line else span[1]
            if offset >= len(units.text):
                return None


def unit_at(units: Units, unit: str, offset: int, skip: bool = False) -> Span | None:
    """The word, sentence, segment or paragraph at an offset, without blanks around it; `skip` as in `sentence_at`."""
    if unit == "word":
        return word_at(units.text, offset)
    if unit == "sentence":
        return units.sentence_at(offset, skip)
    if unit == "paragraph":
        return units.paragraph_at(offset)
    if unit == "segment":
        i = max(units.piece_at(offset), 0)
        if not units.pieces:
            return None
        # A post with a quotation in it is selected whole.
        start, end = units.segment_span(i)
        return trimmed(units.text, start, end)
    raise ValueError(f"no unit {unit!r}")


def unit_after(units: Units, unit: str, offset: int) -> Span | None:
    """The first word, sentence, segment or paragraph that begins at or after an offset."""
    text = units.text
    if unit == "word":
        m = _WORD.search(text, offset)
        return (m.start(), snapped_on(text, m.end())) if m else None
    if unit == "sentence":
        return next((s for s in units.forward(offset) if s[0] >= offset), None)
    if unit == "paragraph":
        i = max(units.block_at(offset), 0)
        return next(((b.start, b.end) for b in units.blocks[i : i + 2] if b.start >= offset), None)
    i = max(units.piece_at(offset), 0)
    while i < len(units.pieces) and (units.pieces[i][0] < offset or units.boilerplate[i]):
        i += 1
    return unit_at(units, unit, units.pieces[i][0]) if i < len(units.pieces) else None
