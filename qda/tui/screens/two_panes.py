"""A list, and beside it what is about the row under the cursor: below it where the terminal is narrow.

A screen of this kind fills the list in `reload`, says in `about` what stands beside it, and takes note in `went` where the
cursor went.
"""

from __future__ import annotations

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from qda.tui.screens.base import TheoryScreen
from qda.tui.widgets.list_view import Row, Rows

NARROW = 96


class TwoPanes(TheoryScreen):
    """A full screen of two panes; `BESIDE` is the name of what stands in the second."""

    DEFAULT_CSS = """
    TwoPanes #both { height: 1fr; }
    TwoPanes #list { width: 2fr; height: 100%; }
    TwoPanes #about { width: 3fr; height: 100%; border-left: solid $primary; padding: 0 1; scrollbar-size-vertical: 1; }
    TwoPanes #about Static { width: 100%; height: auto; }
    TwoPanes.-narrow #both { layout: vertical; }
    TwoPanes.-narrow #list { width: 100%; height: 1fr; }
    TwoPanes.-narrow #about { width: 100%; height: 2fr; border-left: none; border-top: solid $primary; }
    """
    BESIDE = "row"

    def parts(self) -> ComposeResult:
        """The list, and what is about the row under the cursor."""
        with Horizontal(id="both"):
            yield Rows(id="list")
            with VerticalScroll(id="about", can_focus=False):
                yield Static(id=self.BESIDE, markup=False)

    def on_mount(self) -> None:
        """Begin at the list."""
        self.listed.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width < NARROW, "-narrow")

    @property
    def listed(self) -> Rows:
        """The list."""
        return self.query_one("#list", Rows)

    @property
    def pane(self) -> VerticalScroll:
        """The pane beside it."""
        return self.query_one("#about", VerticalScroll)

    def clear(self, empty: str) -> None:
        """Show no rows, and `empty` in their place."""
        self.listed.show([], empty=empty)
        self.tell()

    def about(self) -> Text:
        """Return what is to be said of the row under the cursor; nothing where there is none."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say it."""
        self.query_one(f"#{self.BESIDE}", Static).update(self.about())

    def went(self, row: Row | None) -> None:
        """Take note that the cursor is on another row."""

    @on(Rows.Moved, "#list")
    def moved(self, event: Rows.Moved) -> None:
        """Another row."""
        event.stop()
        self.went(event.row)
        self.tell()
