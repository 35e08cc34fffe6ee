"""A panel at the side of the page: a title, a line to narrow the list by typing, and the list.

While the panel has the keys, what is typed narrows the list, up and down move in it, enter goes there and escape gives the
keys back to the page.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import SafeInput


class Panel(Vertical):
    """The title, the line and the list; `SourcesPanel` and `CodebookPanel` fill it."""

    DEFAULT_CSS = """
    Panel { width: 36; height: 100%; border-right: solid $primary; display: none; background: $surface; }
    Panel.-on { display: block; }
    Panel > .title { height: 1; width: 100%; text-style: bold; padding: 0 1; }
    Panel > Input { border: none; height: 1; padding: 0 1; background: $boost; display: none; }
    Panel:focus-within > Input { display: block; }
    Panel > Input:focus { border: none; }
    Panel > Rows { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "led('move', -1)", show=False),
        Binding("down", "led('move', 1)", show=False),
        Binding("pageup", "led('page', -1)", show=False),
        Binding("pagedown", "led('page', 1)", show=False),
        Binding("tab", "led('move', 1)", show=False),
        Binding("shift+tab", "led('move', -1)", show=False),
        Binding("escape", "leave", show=False),
    ]
    TITLE = ""
    HINT = "type to find"

    class Left(Message):
        """The keys go back to the page."""

    class Chosen(Message):
        """A row was chosen: its value."""

        def __init__(self, panel: Panel, value: int) -> None:
            super().__init__()
            self.panel, self.value = panel, value

    def make_list(self) -> Rows:
        """The list that the panel holds."""
        return Rows(id=f"{self.id}-rows", empty="no match")

    def compose(self) -> ComposeResult:
        """The parts."""
        yield Static(self.TITLE, classes="title", markup=False)
        yield SafeInput(placeholder=self.HINT, id=f"{self.id}-typed")
        rows = self.make_list()
        rows.can_focus = False
        yield rows

    def on_descendant_focus(self) -> None:
        """The line has the keys: the list follows them."""
        self.rows.add_class("-led")
        self.rows.refresh()

    def on_descendant_blur(self) -> None:
        """The page has the keys again."""
        self.rows.remove_class("-led")
        self.rows.refresh()

    @property
    def input(self) -> Input:
        """The line."""
        return self.query_one(Input)

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    @property
    def on(self) -> bool:
        """True if the panel is shown."""
        return self.has_class("-on")

    def take_keys(self) -> None:
        """Give the panel the keys, with nothing typed yet."""
        self.input.value = ""
        self.input.focus()

    def narrow(self, typed: str) -> None:
        """Show the rows that hold what was typed."""
        raise NotImplementedError

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow."""
        event.stop()
        if self.on:
            self.narrow(event.value.strip())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go there."""
        event.stop()
        self.rows.action_choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Tell which."""
        event.stop()
        self.post_message(self.Chosen(self, int(event.row.value)))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Only the panel's own."""
        event.stop()
        self.moved(event.row)

    def moved(self, row: Row | None) -> None:
        """The cursor of the list is on another row."""

    def action_led(self, how: str, by: int) -> None:
        """Move in the list while the line keeps the keys."""
        getattr(self.rows, f"action_{how}")(by)

    def action_leave(self) -> None:
        """Escape."""
        self.post_message(self.Left())
