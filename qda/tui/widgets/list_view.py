"""`Rows`: a list of lines with a cursor, used by every chooser and by the screens; only what is seen is drawn.

The line under the cursor begins with `▸` (`▹` in a list that does not have the keys) and a marked one with `✓`, so that no
colour is needed. Rows may be headings, and faint lines below a row, which the cursor passes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qda.render.safe_text import visible
from qda.tui.shown_text import line, veiled

_HEADING, _FAINT, _CURSOR = Style(bold=True), Style(dim=True), Style(reverse=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its words, what stands at its right end, and the value that choosing it gives."""

    text: str
    right: str = ""
    value: Any = None
    heading: bool = False
    marked: bool = False
    faint: bool = False
    columns: bool = False  # blanks in the words are columns: kept


class Found(MutableSequence[Row]):
    """Rows that are made when they are asked for: by the number that is each one's value, or as they are given.

    A list of fifty thousand is made anew at every key typed, and thirty of them are seen.
    """

    def __init__(self, items: Iterable[int | Row], make: Callable[[int], Row]) -> None:
        self._items, self._make = list(items), make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Found: ...
    def __getitem__(self, at: int | slice) -> Row | Found:
        if isinstance(at, slice):
            return Found(self._items[at], self._make)
        item = self._items[at]
        return item if isinstance(item, Row) else self._make(item)

    def __setitem__(self, at: Any, row: Any) -> None:
        self._items[at] = row

    def __delitem__(self, at: int | slice) -> None:
        del self._items[at]

    def insert(self, index: int, value: Row) -> None:
        """Put a row before another."""
        self._items.insert(index, value)

    def place(self, value: Any) -> int | None:
        """Return where the first row with that value is, None where there is none; no row is made."""
        values = ((x.value if not x.heading else None) if isinstance(x, Row) else x for x in self._items)
        return next((at for at, x in enumerate(values) if x == value), None) if value is not None else None


class Rows(Widget, can_focus=True):
    """A list of `Row` with a cursor. Posts `Moved` when the cursor comes to another row and `Chosen` on enter."""

    DEFAULT_CSS = """
    Rows { height: auto; width: 100%; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row, or on none."""

        def __init__(self, rows: Rows, row: Row | None) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    class Chosen(Message):
        """A row was chosen by enter or by a click on the row under the cursor."""

        def __init__(self, rows: Rows, row: Row) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows:
            """The list."""
            return self.rows

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None, empty: str = "") -> None:
        super().__init__(id=id)
        self.rows: MutableSequence[Row] = list(rows)
        self.empty = empty
        self.top = 0
        self.index = self._next(-1, 1)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.index] if 0 <= self.index < len(self.rows) else None

    def show(self, rows: Sequence[Row], *, at: int | None = None, empty: str | None = None) -> None:
        """Other rows; the cursor goes to row `at`, else to the first that is no heading."""
        self.rows = rows if isinstance(rows, Found) else list(rows)
        if empty is not None:
            self.empty = empty
        self.top = 0
        self.index = self._next((at if at is not None else 0) - 1, 1)
        self._follow()
        self.refresh(layout=True)
        self.post_message(self.Moved(self, self.row))

    def keep(self, rows: Sequence[Row]) -> None:
        """Show the list read again: the cursor stays on the row with the same value, else at its place."""
        held = self.row
        if isinstance(rows, Found):
            at = rows.place(held.value) if held else None
        else:
            at = next((i for i, r in enumerate(rows) if held and not r.heading and r.value == held.value), None)
        self.show(rows, at=max(min(self.index, len(rows) - 1), 0) if at is None else at)

    def go(self, index: int) -> None:
        """Put the cursor on a row, or on the nearest after it that is no heading."""
        new = self._next(index - 1, 1)
        if new != self.index:
            self.index = new
            self._follow()
            self.refresh()
            self.post_message(self.Moved(self, self.row))

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, round the ends when it is one."""
        step = 1 if by > 0 else -1
        if abs(by) == 1:
            self.go(self._next(self.index, step))
            return
        self.go(self._next(max(min(self.index + by, len(self.rows) - 1), 0) - step, step))

    def action_move(self, by: int) -> None:
        """Up and down."""
        self.move(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.move(by * max(self.size.height - 1, 2))

    def action_end(self, side: int) -> None:
        """To the first or the last row."""
        self.go(self._next(-1, 1) if side < 0 else self._next(len(self.rows), -1))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.row is not None and not self.row.heading:
            self.post_message(self.Chosen(self, self.row))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; on the row under the cursor, and a double one, chooses."""
        at = self.top + event.y
        if not 0 <= at < len(self.rows) or self.rows[at].heading:
            return
        event.stop()
        if at == self.index or event.chain > 1:
            self.index = at
            self.action_choose()
        else:
            self.go(at)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(-3)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line a row."""
        return max(len(self.rows), 1)

    def _next(self, at: int, step: int) -> int:
        """The next row in that direction that is no heading, round the end; -1 where there is none."""
        for n in range(1, len(self.rows) + 1):
            i = (at + n * step) % len(self.rows)
            if not self.rows[i].heading:
                return i
        return -1

    def _follow(self) -> None:
        height = max(self.size.height, 1)
        first = self.index
        while first > 0 and self.rows[first - 1].heading:  # its heading comes into sight with it
            first -= 1
        if first < self.top or self.index < self.top:
            self.top = max(first, 0)
        if self.index >= self.top + height:
            self.top = self.index - height + 1
        self.top = max(min(self.top, len(self.rows) - height), 0)

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        width, base = self.size.width, self.rich_style
        at = self.top + y
        if at >= len(self.rows):
            said = set_cell_size(f"  {line(self.empty)}", width) if at == 0 and self.empty else " " * width
            return Strip([Segment(said, base + _FAINT if at == 0 else base)], width)
        row = self.rows[at]
        if row.heading:
            right = f" {line_kept(row.right)} " if row.right else ""
            words = set_cell_size(line_kept(row.text), max(width - cell_len(right), 0)) + right
            style = base + (_FAINT if row.faint else _HEADING)
            return Strip([Segment(set_cell_size(words, width), style)], width)
        here = at == self.index
        active = here and (self.has_focus or self.has_class("-led"))
        sign = ("▸" if active else "▹" if here else " ") + ("✓" if row.marked else " ")
        right = f" {line_kept(row.right)} " if row.right else ""
        if cell_len(right) > width * 2 // 3:
            right = _cut(right, width * 2 // 3)
        room = max(width - 2 - cell_len(right), 1)
        words = _cut(line_kept(row.text) if row.columns else line(row.text), room)
        style = base + (_CURSOR if active else Style())
        if row.faint:
            style += _FAINT
        return Strip([Segment(sign + words, style), Segment(right, style)], width)


def line_kept(text: str) -> str:
    """Text on one line with its blanks kept, so that columns stay columns."""
    return visible(veiled(text).replace("\n", " "))


def _cut(text: str, width: int) -> str:
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
