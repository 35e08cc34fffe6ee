"""`Page`: one source as it is shown, with its segments and codings.

A text of 1 MB with 10,000 codings is read in a few hundredths of a second; after a change only the codings that the
history names are read again.

Where people are shown by pseudonym, text, layout and codings are those of the text as it is shown: offsets of the store come
in through `shown` and go out through `stored`.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING

from qda.core.text.find import Folded, fold, occurrences
from qda.core.text.shown import Shown
from qda.ops.sources import sentences as lines
from qda.ops.sources import social_lines
from qda.ops.sources.sentences import Line
from qda.store.analysis import stability
from qda.store.project import Study
from qda.store.queries import source_view
from qda.store.queries.source_view import Coding
from qda.store.texts.segment_layout import Layout, Segment
from qda.tui.document.margin import lanes
from qda.tui.document.units import Units
from qda.tui.document.wrap import snapped, snapped_on

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled

FEW = 50  # codings that are put among those of a page one by one

__all__ = ["Coding", "Page", "load"]


class Page:
    """One source: its text, segments and codings as they were when last read.

    `codings` are by start, of equal starts the longer first. `version` counts the readings of codings, `shape` those of
    segments, so that what is made from them knows when it is out of date.
    """

    def __init__(
        self, text: source_view.Text, codings: list[Coding], seen: int = 0, veil: Veiled | None = None
    ) -> None:  # fmt: skip
        self.source, self.name, self.title, self.language = text.id, text.name, text.title, text.language
        self._veil, self._researchers = veil, text.researchers
        self._lay(text.layout)
        self.version = self.shape = 0
        self._seen = seen
        self._folded: list[Folded] = []
        self._found: tuple[str, list[tuple[int, int]]] = ("", [])
        self._sentences: list[Line] | None = None
        self.codings: list[Coding] = []
        self._by_id: dict[int, Coding] = {}
        self._starts: list[int] = []
        self._reach: list[int] = []
        self._lanes: dict[int, int] = {}
        self._depth: int | None = None
        self._coders: dict[str, int] | None = None
        self._set(self._placed(codings))

    def _lay(self, stored: Layout) -> None:
        """Take in a text with its segments, and make of it what is shown."""
        self.map: Shown | None = None
        self.layout, self._stored = stored, stored
        if self._veil is not None:
            borders = (x for s in stored.segments for x in (s.start, s.end))
            self.map = self._veil.page(stored.text, self.name, borders)
        if self._veil is not None and self.map is not None:
            segments = []
            for s in stored.segments:
                start, end = self.map.shown(s.start, s.end)
                author = None if s.author is None else self._veil.shown(s.author, self.name)
                segments.append(s._replace(start=start, end=end, author=author))
            self.layout = Layout(self.map.text, segments)
        self.text: str = self.layout.text
        self.units = Units(self.layout, self.language, self.map, self._social)

    def _social(self, piece: int) -> list[tuple[int, int]]:
        """Return the social lines of a piece of a segment, found in the stored text, as they stand on the page."""
        start, end, i = self.units.pieces[piece]
        if i < 0:
            return []
        shown, stored = self.layout.segments[i], self._stored.segments[i]
        found = social_lines.find(
            self._stored.text, *self.stored(start, end), self.language, author=stored.author or "", kind=stored.kind,
            first=start == shown.start, last=end == shown.end,
        )  # fmt: skip
        return [self.shown(*span) for span in found]

    def _placed(self, codings: list[Coding]) -> list[Coding]:
        if self.map is None:
            return codings
        out = []
        for c in codings:
            start, end = self.map.shown(c.start, c.end)
            out.append(c._replace(start=start, end=end))
        out.sort(key=_order)
        return out

    # Offsets

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """Return the place on the page of a stretch of the stored text."""
        return (start, end) if self.map is None else self.map.shown(start, end)

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the page as a stretch of the stored text; of a name that it cuts it takes the whole."""
        return (start, end) if self.map is None else self.map.of_stored(start, end)

    def stored_words(self, start: int, end: int) -> str:
        """The words of the stored text that stand in a stretch of the page."""
        return self._stored.text[slice(*self.stored(start, end))]

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the page without a character as seen, or a pseudonym, cut in two."""
        start, end = snapped(self.text, start), snapped_on(self.text, end)
        return (start, end) if self.map is None else self.map.whole(start, end)

    def inside(self, offset: int) -> tuple[int, int] | None:
        """The pseudonym in the middle of which an offset of the page lies."""
        return None if self.map is None else self.map.inside(offset)

    @property
    def segments(self) -> list[Segment]:
        """The segments in text order, an outer one before those inside it."""
        return list(self.layout.segments)

    def asked_by(self, segment: Segment) -> bool:
        """True if the words of a segment are a researcher's."""
        return segment.participant in self._researchers

    def segment_at(self, offset: int) -> Segment | None:
        """The innermost segment at an offset; in the blank between two the next."""
        return self.layout.at(offset)

    def sentences(self, study: Study) -> list[Line]:
        """Every sentence with its number, as `source lines` has them; read when first asked for."""
        if self._sentences is None:
            found = lines.numbered(study.db, self.source, self._stored)
            if self.map is not None:
                found = [Line(x.n, x.segment, *self.map.shown(x.start, x.end)) for x in found]
            self._sentences = found
        return self._sentences

    # Codings

    def reload_codings(self, study: Study) -> bool:
        """Read what the history says has changed since the last reading; whether anything here did."""
        seen = source_view.last_change(study.db)
        if seen == self._seen:
            return False
        changed = source_view.changed_since(study.db, self._seen)
        if changed.segments:
            self._reshape(source_view.source_text_by_id(study.db, self.source))
        if changed.codings is None:
            self._set(self._placed(_codings(study, self.source)))
        elif changed.codings and not self._merge(
            changed.codings, self._placed(_codings(study, self.source, changed.codings))
        ):
            self._seen = seen
            return changed.segments
        elif not changed.codings and not changed.segments:
            self._seen = seen
            return False
        self._seen = seen
        return True

    def _reshape(self, text: source_view.Text) -> None:
        self.name, self.title, self._researchers = text.name, text.title, text.researchers
        self._lay(text.layout)
        self._sentences, self._folded, self._found = None, [], ("", [])
        self.shape += 1
        self.version += 1

    def _merge(self, touched: frozenset[int], now: list[Coding]) -> bool:
        gone = [self._by_id[i] for i in touched if i in self._by_id]
        if not gone and not now:
            return False  # codings of other sources
        if len(gone) + len(now) > FEW:
            codings = [c for c in self.codings if c.id not in touched] + now
            self._set(sorted(codings, key=_order))
            return True
        # in place, and what is known of them from the first place on: a page may have a hundred thousand
        deepest = self._depth
        if any(self._depth_within(c) == deepest for c in gone):
            deepest = None  # it may be less now
        codings, first = list(self.codings), len(self.codings)
        for c in gone:
            i = bisect_left(codings, _order(c), key=_order)
            del codings[i], self._starts[i], self._by_id[c.id]
            first = min(first, i)
        for c in now:
            i = bisect_left(codings, _order(c), key=_order)
            codings.insert(i, c)
            self._starts.insert(i, c.start)
            self._by_id[c.id] = c
            first = min(first, i)
        self.codings = codings
        del self._reach[first:]
        before = self._reach[-1] if first else 0
        self._reach += accumulate((c.end for c in codings[first:]), max, initial=before)
        del self._reach[first]
        self._changed()
        self._depth = deepest if deepest is None else max([deepest, *map(self._depth_within, now)])
        return True

    def _depth_within(self, coding: Coding) -> int:
        """Return how many codings overlap at most somewhere in one of them."""
        found = self.overlapping(coding.start, coding.end)
        return _deepest([c.start for c in found], sorted(c.end for c in found))

    def _set(self, codings: list[Coding]) -> None:
        self.codings = codings
        self._by_id = {c.id: c for c in codings}
        self._starts = [c.start for c in codings]
        # How far the codings up to each reach: where this is not beyond a coding's start, nothing before overlaps it.
        self._reach = list(accumulate((c.end for c in codings), max))
        self._changed()

    def _changed(self) -> None:
        """Forget what was found out about the codings that were here."""
        self._lanes = {}
        self._depth = self._coders = None
        self.version += 1

    def coding(self, id: int | None) -> Coding | None:
        """The coding with that number, if it is on this page."""
        return None if id is None else self._by_id.get(id)

    def overlapping(self, start: int, end: int) -> list[Coding]:
        """The codings that share a character with start..end, in their order."""
        stop = bisect_left(self._starts, end)
        first = bisect_right(self._reach, start, 0, stop)
        return [c for c in self.codings[first:stop] if c.end > start]

    def at(self, offset: int) -> list[Coding]:
        """The codings that hold a character, innermost first: the shortest, of equal ones the one made last."""
        return sorted(self.overlapping(offset, offset + 1), key=lambda c: (c.end - c.start, -c.start, -c.id))

    def coded_until(self, start: int, end: int) -> int | None:
        """Return the extent of the codings that touch start..end, joined one to the next; None if none touches it."""
        found = self.overlapping(start, end)
        if not found:
            return None
        until = max(c.end for c in found)
        i = bisect_left(self._starts, until)
        while i < len(self._starts) and self._starts[i] <= until:
            until = max(until, self._reach[i])
            i = bisect_right(self._starts, until)
        return max(until, self._reach[i - 1]) if i else until

    @property
    def depth(self) -> int:
        """Return how many codings overlap at most."""
        if self._depth is None:
            self._depth = _deepest(self._starts, sorted(c.end for c in self.codings))
        return self._depth

    @property
    def coders(self) -> dict[str, int]:
        """Return how many codings each coder has here, by name."""
        if self._coders is None:
            found = Counter(c.coder for c in self.codings)
            self._coders = dict(sorted(found.items(), key=lambda x: x[0].casefold()))
        return self._coders

    def lane(self, coding: Coding) -> int:
        """The lane of a coding's stripe, from 0: no other that overlaps it has the same, wherever one scrolls to."""
        found = self._lanes.get(coding.id)
        if found is None:
            i = bisect_left(self.codings, _order(coding), key=_order)
            first = last = i
            while first and self._reach[first - 1] > self._starts[first]:
                first -= 1
            while last + 1 < len(self.codings) and self._reach[last] > self._starts[last + 1]:
                last += 1
            group = self.codings[first : last + 1]
            for c, lane in zip(group, lanes([(c.start, c.end) for c in group]), strict=True):
                self._lanes[c.id] = lane
            found = self._lanes[coding.id]
        return found

    def of_code(self, code: int) -> Iterator[Coding]:
        """The codings of one code, in their order."""
        return (c for c in self.codings if c.code == code)

    # Going through what is not coded yet

    def uncoded_after(self, offset: int, skip: bool = False) -> tuple[int, int] | None:
        """The first sentence from the offset on that no coding touches; `skip`: one with more than social lines."""
        while True:
            until = None
            for start, end in self.units.forward(offset):
                if start < offset or (skip and self.units.begun(start, end) is None):
                    continue
                until = self.coded_until(start, end)
                if until is None:
                    return start, end
                if until > end:
                    break  # what is coded without a gap is not split into sentences
            if until is None or until <= offset:
                return None
            offset = until

    def uncoded_before(self, offset: int, skip: bool = False) -> tuple[int, int] | None:
        """The last sentence that ends before the offset and that no coding touches; `skip` as in `uncoded_after`."""
        for start, end in self.units.backward(offset):
            if skip and self.units.begun(start, end) is None:
                continue
            if end <= offset and not self.overlapping(start, end):
                return start, end
        return None

    # Searching

    def occurrences(self, words: str) -> list[tuple[int, int]]:
        """Find all places of some words; case, blanks, quotation marks and composed accents do not matter.

        A name finds the pseudonyms that stand for it: all words of it that were sought, not letters of them.
        """
        needle = fold(words).text
        if self._found[0] != needle:
            if not self._folded:
                self._folded = [fold(self.text)] + ([] if self.map is None else [fold(self.map.stored)])
            found = occurrences(self._folded[0], needle, left=None, right=None)
            if self.map is not None:
                by_name = occurrences(self._folded[1], needle, left=None, right=None)
                also = {self.map.shown(*span) for span in by_name if not self.map.cut_words(*span)}
                found = sorted({*found, *also})
            self._found = needle, found
        return self._found[1]


def _deepest(starts: list[int], ends: list[int]) -> int:
    """Return how many stretches overlap at most: of where they start, in order, and where they end, in order."""
    over = deepest = 0
    for i, start in enumerate(starts, 1):
        while ends[over] <= start:  # what only touches does not overlap
            over += 1
        if i - over > deepest:  # three times as fast as max()
            deepest = i - over
    return deepest


def load(study: Study, source: str, veil: Veiled | None = None) -> Page:
    """The page of a source, by name or a unique beginning of it; with `veil` people stand there by pseudonym."""
    seen = source_view.last_change(study.db)  # first: what is written meanwhile is read again at the next look
    with _no_cycles():
        text = source_view.source_text(study.db, source)
        return Page(text, _codings(study, text.id), seen, veil)


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Pause the search for cycles while rows are read that all stay: of 20 MB with 100,000 codings it is a third of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _codings(study: Study, source: int, ids: Iterable[int] | None = None) -> list[Coding]:
    """Return the codings of a source but those on stretches that the acting coder has drawn and not yet coded again."""
    found = source_view.source_codings(study.db, source, ids)
    drawn = stability.hidden(study.db, study.coder).get(source)
    return [c for c in found if not stability.touches(drawn, c.start, c.end)] if drawn else found


def _order(c: Coding) -> tuple[int, int, int]:
    return c.start, -c.end, c.id
