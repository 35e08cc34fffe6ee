"""The mouse on a page: a click puts the cursor, a drag selects and scrolls at the edges, two clicks take a word, three a
sentence; a click on a stripe or a name in the margin means that coding.
"""

from __future__ import annotations

from textual import events
from textual.timer import Timer

from qda.tui.document.canvas import Canvas
from qda.tui.document.page import Page
from qda.tui.document.units import trimmed
from qda.tui.document.wrap import snapped_on


class Pointing(Canvas):
    """A canvas that is pointed at. What a place and a selection mean is for the class below to say."""

    CLICKS = 0.4  # seconds that a double click waits to be told, as it may become a triple one

    def __init__(
        self, page: Page | None = None, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(page, name=name, id=id, classes=classes)
        self.selecting = False
        self._goal: int | None = None  # the cell that up and down keep to
        self._grabbed: tuple[int, int] | None = None  # the character on which a drag began
        self._pointer = (0, 0)
        self._scrolling: Timer | None = None
        self._telling: Timer | None = None

    def go(self, offset: int, extend: bool = False) -> None:
        """Put the cursor somewhere, with or without selecting on the way."""
        raise NotImplementedError

    def select(self, unit: str) -> None:
        """Select the word or sentence under the cursor."""
        raise NotImplementedError

    def mean(self, coding: int) -> None:
        """Mean that coding, of those here."""
        raise NotImplementedError

    def told_moved(self) -> None:
        """The mouse has moved the cursor."""
        raise NotImplementedError

    def told_selected(self, start: int, end: int) -> None:
        """The mouse has selected."""
        raise NotImplementedError

    def _glyph_at(self, x: int, y: int) -> tuple[int, int]:
        """The character or the pseudonym at a cell of the view: where it begins and ends."""
        wrap, gutter = self.wrap, self._room()[0]
        row = min(max(y + self.scroll_offset.y, 0), len(wrap) - 1)
        offset = wrap.offset_at(wrap.text_row(row, True), max(x - gutter, 0))
        end = snapped_on(wrap.text, offset + 1)
        return (offset, end) if self.page is None else self.page.whole(offset, end)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor there, or mean the coding whose stripe or name that is; a drag may follow."""
        if self.page is None or event.button != 1:
            return
        at = event.get_content_offset(self)
        if at is None:
            return
        self._untell()
        if self._pick_in_margin(at.x, at.y):
            return
        start, end = self._glyph_at(at.x, at.y)
        self.selecting = False
        if event.shift:
            self.go(start, True)
            return
        self.go(start)
        self._grabbed, self._pointer = (start, end), (at.x, at.y)
        self.capture_mouse()

    def _pick_in_margin(self, x: int, y: int) -> bool:
        gutter, width, side = self._room()
        column = x - gutter - width - 2
        if not side or column < 0 or self.page is None:
            return False
        row = y + self.scroll_offset.y
        shown = self._margin_row(row) if row < len(self.wrap) else None
        if shown is None:
            return True
        id = shown.lanes[column][1] if column < len(shown.lanes) else 0
        id = id or (shown.names[0][1] if shown.names else 0)
        coding = self.page.coding(id)
        if coding is not None:
            self._chosen = coding.id
            self.go(max(coding.start, self.wrap.span(row)[0]))
            self.mean(coding.id)
        return True

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag goes on."""
        if self._grabbed is None:
            return
        at = event.get_content_offset_capture(self)
        self._pointer = at.x, at.y
        self._drag()
        outside = at.y < 0 or at.y >= self._inside.height
        if outside and self._scrolling is None:
            self._scrolling = self.set_interval(1 / 20, self._drag_on)
        elif not outside and self._scrolling is not None:
            self._scrolling.stop()
            self._scrolling = None

    def _drag(self) -> None:
        """Select from the character on which the drag began to the one under the pointer, both with it."""
        if self._grabbed is None:
            return
        height = self._inside.height
        start, end = self._glyph_at(self._pointer[0], min(max(self._pointer[1], 0), height - 1))
        grabbed, to = self._grabbed
        if (start, end) == self._grabbed:
            self.pivot, offset = None, start
        elif start > grabbed:
            self.pivot, offset = grabbed, end
        else:
            self.pivot, offset = to, start
        moved = offset != self._cursor
        self._cursor, self._goal = offset, None
        self._repaint()
        if moved:
            self.told_moved()

    def _drag_on(self) -> None:
        """The pointer is above or below the view: scroll, the faster the farther, and select on."""
        height = self._inside.height
        y = self._pointer[1]
        step = max(y, -3) if y < 0 else min(y - height + 1, 3)
        self.scroll_to(y=min(max(self.scroll_offset.y + step, 0), max(len(self.wrap) - height, 0)), animate=False)
        self._drag()

    def drop(self) -> None:
        """A drag is over."""
        self._grabbed = None
        self.release_mouse()
        if self._scrolling is not None:
            self._scrolling.stop()
            self._scrolling = None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a drag."""
        if self._grabbed is None:
            return
        self.drop()
        chosen = self.selection
        if chosen is not None:
            self.told_selected(*chosen)

    def on_click(self, event: events.Click) -> None:
        """Two clicks select a word, three a sentence."""
        if self.page is None or event.chain < 2 or event.button != 1:
            return
        at = event.get_content_offset(self)
        if at is None or at.x >= self._room()[0] + self._room()[1] + 1:
            return
        self.pivot = None
        self._cursor = self._glyph_at(at.x, at.y)[0]
        self.select("word" if event.chain == 2 else "sentence")
        self._untell()
        if event.chain == 2:
            self._telling = self.set_timer(self.CLICKS, self._tell)
        else:
            self._tell()

    def _untell(self) -> None:
        if self._telling is not None:
            self._telling.stop()
            self._telling = None

    def _tell(self) -> None:
        self._telling = None
        chosen = self.selection
        if chosen is not None:
            self.told_selected(*trimmed(self.wrap.text, *chosen))
