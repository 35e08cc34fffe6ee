"""`Canvas`: a page drawn row by row, only what is seen, with a cursor, a selection and the stretch that would be coded.

What is kept is kept by what it was made from: the wrapping by width and segments, a strip by everything that it shows.
After a change of the cursor only the rows whose drawing differs are painted again.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qda.tui.document import margin
from qda.tui.document.margin import MarginRow, Stripe
from qda.tui.document.page import Coding, Page
from qda.tui.document.paint import Ground, Painter, State, heads
from qda.tui.document.units import trimmed
from qda.tui.document.wrap import Wrap
from qda.tui.shown_text import line

CONTEXT = 2  # rows kept in sight above and below the cursor
FEW_COLOURS = (None, "standard", "windows")  # such terminals have no tints
Key = tuple[int, State, MarginRow | None, bool]


class Canvas(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a `Page`. `cursor` is an offset; `pivot` the other end of a selection, None without one."""

    ALLOW_SELECT = False
    skip_social = False  # social lines are passed over
    DEFAULT_CSS = """
    Canvas {
        overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1;
        background: $background; color: $foreground;
        & > .page--head { background: $panel; color: $foreground; }
        & > .page--gutter { color: $foreground 66%; }
        & > .page--boilerplate { color: $foreground 66%; }
        & > .page--selection { background: $primary; color: $text; text-style: bold; }
        & > .page--cursor { text-style: reverse; }
        & > .page--stretch { background: $foreground 9%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"page--{part}" for part in ("head", "gutter", "boilerplate", "selection", "cursor", "stretch")
    }

    def __init__(
        self, page: Page | None = None, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.page: Page | None = page
        self.pivot: int | None = None
        self._cursor = 0
        self._chosen: int | None = None
        self._wrap: Wrap | None = None
        self._painter: Painter | None = None
        self._shape = -1
        self._inside = Size(0, 0)  # room for rows, scrollbar aside: Textual's own property is slow, and asked for often
        self._kept: int | None = None  # the offset at the top of the screen before the text was wrapped anew
        self._strips: LRUCache[Key, Strip] = LRUCache(512)
        self._painted: dict[int, Key] = {}
        self._margin: tuple[object, dict[int, MarginRow]] = (None, {})
        self._here: tuple[object, list[Coding]] = (None, [])
        self._meant: tuple[object, tuple[int, int]] = (None, (0, 0))

    # What is shown

    @property
    def wrap(self) -> Wrap:
        """The rows of the page at today's width."""
        page, width = self.page, self._room()[1]
        if self._wrap is None or (page is not None and (self._wrap.width, page.shape) != (width, self._shape)):
            old, top = self._wrap, self.scroll_offset.y
            if old is not None and top < len(old) and page is not None and old.text == page.text:
                self._kept = old.starts[top]
            self._wrap = Wrap(page.text, width, heads(page)) if page else Wrap("", width)
            self._shape = page.shape if page else 0
            self._forget()
            self.virtual_size = Size(self._inside.width, len(self._wrap))
        return self._wrap

    def _room(self) -> tuple[int, int, int]:
        """Cells of the gutter, of the text without the one that a line's end may take, and of the margin."""
        whole = self._inside.width or 80
        last = self.page.layout.segments[-1].n if self.page and self.page.layout.segments else 0
        gutter = max(len(str(last)), 2) + 2
        side = margin.width_of(whole)
        return gutter, max(whole - gutter - side - 1, 8), side

    def _forget(self) -> None:
        """Drop all drawn rows, because they are out of date."""
        self._painter = None
        self._strips.clear()
        self._painted.clear()
        self._margin = (None, {})

    def _ground(self) -> Ground:
        def style(part: str) -> Style:
            # whole styles: in part of one a transparent colour would not have been mixed with the ground
            return self.get_component_rich_style(f"page--{part}", partial=part == "cursor")

        under = self.background_colors[1]
        few = not self.app.is_headless and self.app.console.color_system in FEW_COLOURS
        colours = not self.app.no_color and not few
        return Ground(
            self.rich_style, style("head"), style("gutter"), style("boilerplate"), style("selection"), style("cursor"),
            style("stretch"), under, under.brightness < 0.5, colours,
        )  # fmt: skip

    @property
    def painter(self) -> Painter:
        """Draws the page as it is now; made anew with the page's codings, the wrapping and the theme."""
        wrap = self.wrap
        if self._painter is None and self.page is not None:
            self._painter = Painter(self.page, wrap, self._ground(), self._room()[0])
        if self._painter is None:
            raise RuntimeError("no page is shown")
        return self._painter

    # Where one is

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected stretch, None when nothing is selected."""
        if self.pivot is None or self.pivot == self._cursor:
            return None
        return min(self.pivot, self._cursor), max(self.pivot, self._cursor)

    def stretch(self) -> tuple[int, int]:
        """Return the stretch that would be coded: the selection, else the sentence under the cursor, without blanks."""
        page = self.page
        if page is None:
            return 0, 0
        key = (self.selection or self._cursor, page.source, page.shape, self.skip_social)
        if self._meant[0] != key:
            found = self.selection or page.units.sentence_at(self._cursor, self.skip_social)
            self._meant = key, trimmed(page.text, *found) if found else (self._cursor, self._cursor)
        return self._meant[1]

    def codings_here(self) -> list[Coding]:
        """The codings at the cursor, innermost first; with a selection those that touch it, its very own first."""
        page = self.page
        if page is None:
            return []
        key = (self.selection or self._cursor, page.source, page.version)
        if self._here[0] != key:
            selected = self.selection
            if selected is None:
                found = page.at(self._cursor)
            else:
                a, b = trimmed(page.text, *selected)
                found = page.overlapping(*selected)
                found.sort(key=lambda c: (abs(c.start - a) + abs(c.end - b), c.end - c.start, -c.id))
            self._here = key, found
        return self._here[1]

    @property
    def active_coding(self) -> int | None:
        """The number of the coding that is meant, of those here: the innermost, or the one chosen by `cycle_coding`."""
        here = self.codings_here()
        if any(c.id == self._chosen for c in here):
            return self._chosen
        return here[0].id if here else None

    @active_coding.setter
    def active_coding(self, coding: int | None) -> None:
        self._chosen = coding
        self._repaint()

    # Drawing

    def _state(self, row: int) -> State:
        start, end = self.wrap.span(row)
        last = end == len(self.wrap.text)

        def part(span: tuple[int, int] | None) -> tuple[int, int] | None:
            if span is None:
                return None
            a, b = max(span[0], start), min(span[1], end)
            return (a, b) if a < b else None

        if row in self.wrap.heads:
            return State()
        here = start <= self._cursor < end or (last and self._cursor == end and row == len(self.wrap) - 1)
        active = self.page.coding(self.active_coding) if self.page else None
        touched = active is not None and active.start < end and active.end > start
        return State(
            part(self.selection), part(self.stretch()), self._cursor if here else None,
            active.id if active is not None and touched else None,
        )  # fmt: skip

    def in_sight(self) -> list[Coding]:
        """The codings of which something is in sight, in their order."""
        page, wrap, top = self.page, self.wrap, self.scroll_offset.y
        bottom = min(top + max(self._inside.height, 1), len(wrap))
        if page is None or bottom <= top:
            return []
        return page.overlapping(wrap.starts[top], wrap.span(bottom - 1)[1])

    def _margin_row(self, row: int) -> MarginRow | None:
        """Return the margin of a row; it is made for all visible rows at once."""
        page, wrap, side = self.page, self.wrap, self._room()[2]
        if page is None or not side:
            return None
        top, height = self.scroll_offset.y, max(self._inside.height, 1)
        active = self.active_coding
        key = (top, height, page.source, page.version, active, wrap.width, side)
        if self._margin[0] != key:
            bottom = min(top + height, len(wrap))
            stripes = [
                Stripe(c.id, page.lane(c), wrap.row_of(c.start), wrap.row_of(max(c.end - 1, c.start)), line(c.name),
                       c.confirmed, c.id == active)
                for c in self.in_sight()
            ]  # fmt: skip
            lanes = margin.lanes_of(side, page.depth)
            self._margin = key, margin.rows(stripes, top, bottom, lanes, side - lanes - 2)
        return self._margin[1].get(row)

    def _key(self, row: int) -> Key:
        return row, self._state(row), self._margin_row(row), self.has_focus

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        width = self._inside.width
        row = y + self.scroll_offset.y
        if self.page is None or not width or row >= len(self.wrap):
            return Strip.blank(width, self.rich_style)
        painter = self.painter
        key = self._key(row)
        self._painted[y] = key
        strip = self._strips.get(key)
        if strip is None:
            _, state, side, focused = key
            cells: list[Segment] = [
                *painter.gutter_cells(row, state),
                *painter.text(row, state, focused),
                *painter.margin(side, self._room()[2], self.active_coding),
            ]
            strip = Strip(cells).adjust_cell_length(width, self.rich_style)
            self._strips[key] = strip
        return strip

    def _repaint(self) -> None:
        """Paint the rows in sight again whose drawing is not what is on the screen."""
        if not self.is_attached or self.page is None or not self._inside.width:
            return  # wrapped before the size is known, it would be twice
        top, wrap = self.scroll_offset.y, self.wrap
        width = self.size.width
        changed = [
            y for y in range(min(self._inside.height, len(wrap) - top)) if self._painted.get(y) != self._key(y + top)
        ]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def show_row(self, row: int, *, centre: bool = False) -> None:
        """Scroll so that a row is in sight, with a little before and after it; `centre`: at a third when it was not."""
        height = self._inside.height
        if height <= 0:
            return
        around = min(CONTEXT, (height - 1) // 2)
        top = self.scroll_offset.y
        new = top
        if row - around < top:
            new = row - around
        elif row + around >= top + height:
            new = row + around - height + 1
        if centre and not top <= row < top + height:
            new = row - height // 3
        new = min(max(new, 0), max(len(self.wrap) - height, 0))
        if new != top:
            self.scroll_to(y=new, animate=False)

    # Events

    def on_resize(self, event: events.Resize) -> None:
        """Wrap the text again."""
        self._inside = self.scrollable_content_region.size
        self._forget()  # a line may have been drawn before the size was known, as wide as nothing
        self.settle()
        if self.page is not None:
            self.show_row(self.wrap.row_of(self._cursor))  # fewer rows, of the same width
        self.refresh()

    def settle(self) -> None:
        """After wrapping again, restore the top of the view and keep the cursor visible."""
        wrap = self.wrap
        if self._kept is not None:
            at, self._kept = self._kept, None
            self.scroll_to(y=wrap.row_of(at) if at else 0, animate=False)
            self.show_row(wrap.row_of(self._cursor))
            self.refresh()

    def on_focus(self) -> None:
        """The cursor is drawn in the view that has the focus."""
        self._repaint()

    def on_blur(self) -> None:
        """The cursor goes."""
        self._repaint()

    def notify_style_update(self) -> None:
        """Another theme: every style is made again."""
        super().notify_style_update()
        self._forget()
