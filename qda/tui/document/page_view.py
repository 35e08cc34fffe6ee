"""`PageView`: reading and choosing with keys and mouse on a page.

The view binds no keys: the app's actions call its methods. Offsets are code points of the page's text; the cursor and
both ends of a selection stand where a character, as seen, begins, and never within a pseudonym.
"""

from __future__ import annotations

from textual.message import Message

from qda.tui.document import motions
from qda.tui.document.mouse import Pointing
from qda.tui.document.page import Coding, Page
from qda.tui.document.wrap import snapped


class PageView(Pointing):
    """A page with a cursor and a selection, and everything that moves them."""

    class Moved(Message):
        """The cursor stands elsewhere, or another coding is meant."""

        def __init__(self, view: PageView, offset: int) -> None:
            super().__init__()
            self.view, self.offset = view, offset

        @property
        def control(self) -> PageView:
            """The view."""
            return self.view

    class Selected(Message):
        """A selection by mouse is finished: `start:end`."""

        def __init__(self, view: PageView, start: int, end: int) -> None:
            super().__init__()
            self.view, self.start, self.end = view, start, end

        @property
        def control(self) -> PageView:
            """The view."""
            return self.view

    def __init__(
        self, page: Page | None = None, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(page, name=name, id=id, classes=classes)
        self.skip_boilerplate = False

    def show(self, page: Page) -> None:
        """Show another page from its beginning, or the same one read again."""
        again = self.page is not None and self.page.source == page.source and self.page.text == page.text
        self.page = page
        self._wrap = None
        self._forget()
        if not again:
            self._cursor, self.pivot, self._chosen, self._goal = 0, None, None, None
            self.selecting = False
            self.drop()
        if self.is_attached:
            if self._inside.width:
                _ = self.wrap
            if not again:
                self.scroll_to(y=0, animate=False)
            self.refresh()
        self.post_message(self.Moved(self, self._cursor))

    def codings_changed(self) -> None:
        """The page's codings were read again: paint what that changes, where one is."""
        self._strips.clear()
        self._painted.clear()
        if self._painter is not None:
            self._painter.codings_changed()
        self.settle()
        self.refresh()

    # The cursor

    @property
    def cursor(self) -> int:
        """Return the place of the cursor: an offset from 0 to the length of the text."""
        return self._cursor

    @cursor.setter
    def cursor(self, offset: int) -> None:
        self.jump(offset)

    def go(self, offset: int, extend: bool = False, *, centre: bool = False, goal: int | None = None) -> None:
        """Put the cursor somewhere, with or without selecting on the way, and show it."""
        if self.page is None:
            return
        offset = self._beside_name(self.page, snapped(self.page.text, offset), extend)
        if extend:
            if self.pivot is None:
                self.pivot = self._cursor
        else:
            self.pivot = None
        self._goal = goal
        self._land(offset, centre)

    def _beside_name(self, page: Page, offset: int, extend: bool) -> int:
        """The offset, out of the pseudonym that it lies in: on, where one comes from it or selects forward, else back."""
        name = page.inside(offset)
        if name is None:
            return offset
        begun = self._cursor if self.pivot is None else self.pivot
        on = offset > self._cursor >= name[0] or (extend and offset > begun)
        return name[1] if on else name[0]

    def _land(self, offset: int, centre: bool = False) -> None:
        moved = offset != self._cursor
        self._cursor = offset
        if self._inside.width:  # else it is shown when the size is known
            self.show_row(self.wrap.row_of(offset), centre=centre)
        self._repaint()
        if moved:
            self.post_message(self.Moved(self, offset))

    def move(self, motion: str, extend: bool = False) -> None:
        """Move the cursor; with `extend`, or while `selecting`, select on the way."""
        page = self.page
        if page is None:
            return
        offset, goal = self._target(page, motion)
        if self.skip_boilerplate or self.skip_social:
            past = motions.past(
                page.units, offset, motion in motions.BACK, boilerplate=self.skip_boilerplate, social=self.skip_social
            )
            if past != offset:
                offset, goal = (self._cursor if past is None else past), None
        self.go(offset, extend or self.selecting, goal=goal)

    def _target(self, page: Page, motion: str) -> tuple[int, int | None]:
        """Return the target of a motion, and the cell to which further motions by rows keep."""
        at, text = self._cursor, page.text
        if motion in motions.BY_TEXT:
            return motions.BY_TEXT[motion](text, at), None
        if motion in motions.BY_UNIT:
            return motions.BY_UNIT[motion](page.units, at, self.skip_social), None
        if motion in ("top", "bottom"):
            return (0 if motion == "top" else len(text)), None
        wrap = self.wrap
        row, cell, _ = wrap.place(at)
        if motion == "line_start":
            return wrap.span(row)[0], None
        if motion == "line_end":
            return wrap.offset_at(row, wrap.width + 1), None
        steps = {"up": -1, "down": 1, "page_up": 1 - self._page_rows(), "page_down": self._page_rows() - 1}
        if motion not in steps:
            raise ValueError(f"no motion {motion!r}")
        goal = cell if self._goal is None else self._goal
        to, down = row + steps[motion], steps[motion] > 0
        if motion.startswith("page"):  # the page turns under the cursor
            self.scroll_to(y=max(self.scroll_offset.y + steps[motion], 0), animate=False)
        if to < 0 or (not down and wrap.text_row(to, False) >= row):
            return 0, goal
        if to >= len(wrap):
            return (len(text) if motion == "down" else wrap.offset_at(len(wrap) - 1, goal)), goal
        return wrap.offset_at(wrap.text_row(to, down), goal), goal

    def _page_rows(self) -> int:
        return max(self._inside.height, 3)

    # Selecting

    def select(self, unit: str) -> None:
        """Select the word, sentence, segment or paragraph under the cursor; again: the next one, too."""
        page = self.page
        if page is None:
            return
        chosen = self.selection
        span = motions.unit_at(page.units, unit, chosen[0] if chosen else self._cursor, self.skip_social)
        if chosen is not None and span is not None and span[0] == chosen[0] and span[1] <= chosen[1]:
            more = motions.unit_after(page.units, unit, chosen[1])
            span = (chosen[0], more[1]) if more else chosen
        if span is not None:
            self._select(*span)

    def _select(self, start: int, end: int, *, centre: bool = False) -> None:
        if self.page is None:
            return
        (self.pivot, to), self._goal = self.page.whole(start, end), None
        if centre:
            self.show_row(self.wrap.row_of(self.pivot), centre=True)
        self._land(to)

    def clear_selection(self) -> None:
        """Select nothing; where nothing was selected by plain keys, end that too."""
        self.pivot, self.selecting = None, False
        self._repaint()

    def jump(self, start: int, end: int | None = None) -> None:
        """Go to a place; with an end, select up to there."""
        if end is None or end <= start:
            self.go(start, centre=True)
        else:
            self._select(start, end, centre=True)

    # Going to what is looked for

    def find(self, text: str, backward: bool = False) -> bool:
        """Select the next place where words stand, loosely compared; on from the beginning after the last."""
        found = self.page.occurrences(text) if self.page else []
        if not found:
            return False
        chosen = self.selection
        here = chosen[0] if chosen else self._cursor
        if backward:
            span = next((s for s in reversed(found) if s[0] < here), found[-1])
        else:
            span = next((s for s in found if s[0] > here or (s[0] == here and chosen != s)), found[0])
        self.jump(*span)
        return True

    def next_uncoded(self) -> bool:
        """Go to the next sentence that no coding touches."""
        return self._uncoded(backward=False)

    def prev_uncoded(self) -> bool:
        """Go to the last sentence before this one that no coding touches."""
        return self._uncoded(backward=True)

    def _uncoded(self, backward: bool) -> bool:
        page = self.page
        if page is None:
            return False
        here = page.units.sentence_at(self._cursor, self.skip_social)
        if backward:
            found = page.uncoded_before(min(here[0], self._cursor) if here else self._cursor, self.skip_social)
        else:
            found = page.uncoded_after(here[1] if here and here[0] <= self._cursor else self._cursor, self.skip_social)
        if found is None:
            return False
        begun = page.units.begun(*found) if self.skip_social else None
        self.jump(found[0] if begun is None else begun)
        return True

    def next_coding_of(self, code_id: int, backward: bool = False) -> bool:
        """Select the next coding of a code; on from the beginning after the last."""
        return self._coding(list(self.page.of_code(code_id)) if self.page else [], backward)

    def next_coding(self, backward: bool = False) -> bool:
        """Select the next coding of any code."""
        return self._coding(self.page.codings if self.page else [], backward)

    def _coding(self, among: list[Coding], backward: bool) -> bool:
        page = self.page
        if page is None or not among:
            return False
        active = page.coding(self._chosen)
        if active is not None and self.selection == (active.start, active.end):
            here = (active.start, -active.end, active.id)
        else:
            here = (self._cursor, -len(page.text) - 1, 0) if backward else (self._cursor, 1, 0)
        order = [(c.start, -c.end, c.id) for c in among]
        if backward:
            to = next((c for c, o in zip(reversed(among), reversed(order), strict=True) if o < here), among[-1])
        else:
            to = next((c for c, o in zip(among, order, strict=True) if o > here), among[0])
        self.show_coding(to)
        return True

    def show_coding(self, coding: Coding) -> None:
        """Select a coding's stretch and mean that coding."""
        self._chosen = coding.id
        self.jump(coding.start, coding.end)

    def cycle_coding(self) -> int | None:
        """Mean the next of the codings here; its number."""
        here = self.codings_here()
        if not here:
            return None
        now = next((i for i, c in enumerate(here) if c.id == self.active_coding), -1)
        self.mean(here[(now + 1) % len(here)].id)
        return self._chosen

    def mean(self, coding: int) -> None:
        """Mean that coding, of those here."""
        self._chosen = coding
        self._repaint()
        self.post_message(self.Moved(self, self._cursor))

    def told_moved(self) -> None:
        """The mouse has moved the cursor."""
        self.post_message(self.Moved(self, self._cursor))

    def told_selected(self, start: int, end: int) -> None:
        """The mouse has selected."""
        self.post_message(self.Selected(self, start, end))
