"""The units of a text that a reader moves by and codes: paragraphs and sentences, found where they are asked for.

A sentence never crosses a blank line, so that those of one paragraph can be had without splitting all of a long text;
they are the sentences that `source lines` numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qda.core.text.sentences import Span, sentences
from qda.core.text.shown import Shown
from qda.store.texts.segment_layout import Layout


class Block(NamedTuple):
    """A paragraph within one piece of a segment: offsets, and the segment's place in the layout (-1: in none)."""

    start: int
    end: int
    segment: int


class Units:
    """Paragraphs and sentences of one text with its segments; boilerplate has paragraphs and no sentences.

    With `shown` the layout is of a text with pseudonyms. Its sentences are those of the stored text: a pseudonym may end in
    what looks like the end of one. `social` gives the social lines of a piece (greetings, sign-offs, thanks), by its place;
    it is asked when they are first needed.
    """

    def __init__(
        self,
        layout: Layout,
        language: str = "",
        shown: Shown | None = None,
        social: Callable[[int], list[Span]] | None = None,
    ) -> None:
        self.text, self.language, self._shown = layout.text, language, shown
        self._segments = layout.segments
        places = {s.id: i for i, s in enumerate(layout.segments)}
        self.pieces = [(a, b, places[s.id]) for a, b, s in layout.covered(0, len(self.text))]
        if not layout.segments:
            self.pieces = [(0, len(self.text), -1)]
        self._piece_starts = [p[0] for p in self.pieces]
        self.boilerplate = [i >= 0 and layout.segments[i].kind == "boilerplate" for _, _, i in self.pieces]
        self._social, self._found = social, dict[int, list[Span]]()
        self._blocks: list[Block] | None = None
        self._starts: list[int] = []
        self._sentences: dict[int, list[Span]] = {}

    @property
    def blocks(self) -> list[Block]:
        """Every paragraph, in text order."""
        if self._blocks is None:
            self._blocks = [
                Block(a, b, i) for start, end, i in self.pieces for a, b in paragraphs(self.text, start, end)
            ]
            self._starts = [b.start for b in self._blocks]
        return self._blocks

    def piece_at(self, offset: int) -> int:
        """Return the piece that contains the offset; in a gap and at the end of the text the previous one (-1 if none)."""
        return bisect_right(self._piece_starts, offset) - 1

    def in_boilerplate(self, offset: int) -> bool:
        """True if the character at the offset is boilerplate."""
        i = self.piece_at(offset)
        return i >= 0 and self.boilerplate[i] and offset < self.pieces[i][1]

    def social_at(self, offset: int) -> Span | None:
        """The social line that holds an offset."""
        i = self.piece_at(offset)
        return None if i < 0 else next((s for s in self.social(i) if s[0] <= offset < s[1]), None)

    def social(self, piece: int) -> list[Span]:
        """Return the social lines of a piece, in order."""
        found = self._found.get(piece)
        if found is None:
            found = self._found[piece] = [] if self._social is None else self._social(piece)
        return found

    def begun(self, start: int, end: int) -> int | None:
        """Return where a part of a piece begins when the social lines before its text are passed over; None without text."""
        i, begin = self.piece_at(start), start
        for a, b in self.social(i) if i >= 0 else ():
            if b > begin:
                if self.text_from(begin) < a:
                    break  # other text comes first
                begin = self.text_from(b)
        return begin if begin < end else None

    def text_from(self, offset: int) -> int:
        """Return the offset, or the end of the white space that begins there."""
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1
        return offset

    def segment_span(self, piece: int) -> Span:
        """Return the bounds of the segment of a piece; a segment inside another counts by itself."""
        start, end, i = self.pieces[piece]
        return (self._segments[i].start, self._segments[i].end) if i >= 0 else (start, end)

    def block_at(self, offset: int) -> int:
        """Return the paragraph that contains the offset, else the last one before it, else the first; -1 if there is none."""
        found = bisect_right(self._starts if self.blocks else [], offset) - 1
        return found if found >= 0 or not self.blocks else 0

    def of_block(self, i: int) -> list[Span]:
        """The sentences of a paragraph; none of boilerplate."""
        found = self._sentences.get(i)
        if found is None:
            block = self.blocks[i]
            if block.segment >= 0 and self._segments[block.segment].kind == "boilerplate":
                found = []
            elif self._shown is None:
                found = sentences(self.text, block.start, block.end, self.language)
            else:
                found = self._as_shown(block, self._shown)
            self._sentences[i] = found
        return found

    def _as_shown(self, block: Block, shown: Shown) -> list[Span]:
        out: list[Span] = []
        for sentence in sentences(shown.stored, *shown.of_stored(block.start, block.end), self.language):
            start, end = shown.shown(*sentence)
            if out and start < out[-1][1]:  # the border lies within a name
                start = out.pop()[0]
            out.append((start, end))
        return out

    def forward(self, offset: int) -> Iterator[Span]:
        """The sentences that end after the offset, in order."""
        for i in range(max(self.block_at(offset), 0), len(self.blocks)):
            for s in self.of_block(i):
                if s[1] > offset:
                    yield s

    def backward(self, offset: int) -> Iterator[Span]:
        """The sentences that begin before the offset, the last first."""
        for i in range(self.block_at(offset), -1, -1):
            for s in reversed(self.of_block(i)):
                if s[0] < offset:
                    yield s

    def sentence_at(self, offset: int, skip: bool = False) -> Span | None:
        """The sentence that holds the offset; in a blank the one before it on the line, else the next, else the last.

        `skip`: the next that is more than social lines.
        """
        after = next(
            (s for s in self.forward(offset) if not skip or s[0] <= offset or self.begun(*s) is not None), None
        )
        if after is not None and after[0] <= offset:
            return after
        before = next(self.backward(offset + 1), None)
        if before is not None and (after is None or "\n" not in self.text[before[1] : offset]):
            return before
        return after

    def paragraph_at(self, offset: int) -> Span | None:
        """The paragraph that holds the offset, chosen in a blank as a sentence is."""
        i = self.block_at(offset)
        if i < 0:
            return None
        block = self.blocks[i]
        if offset >= block.end and i + 1 < len(self.blocks) and "\n" in self.text[block.end : offset]:
            block = self.blocks[i + 1]
        return block.start, block.end


def paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches between blank lines, without blank characters around them, each line read once."""
    first = last = -1
    pos = start
    while pos < end:
        stop = text.find("\n", pos, end)
        stop = end if stop < 0 else stop
        if pos < stop and not text[pos:stop].isspace():
            if first < 0:
                first = pos
            last = stop
        elif first >= 0:
            yield trimmed(text, first, last)
            first = -1
        pos = stop + 1
    if first >= 0:
        yield trimmed(text, first, last)


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without blank characters around it; as it is when it has no others."""
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return start, end
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(bare)
