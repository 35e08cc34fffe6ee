"""`Pick`: one of a few words on one line, changed by the arrow keys, space, or a word's first letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from qda.tui.shown_text import line


class Pick(Widget, can_focus=True):
    """A label and `‹ word ›`; the empty word is shown as –."""

    DEFAULT_CSS = """
    Pick { height: 1; width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]
    at: reactive[int] = reactive(0)

    class Changed(Message):
        """Another word was picked."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

        @property
        def control(self) -> Pick:
            """The line."""
            return self.pick

    def __init__(self, label: str, words: Sequence[str], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.label, self.words = label, list(words)
        self.set_reactive(Pick.at, self.words.index(value) if value in self.words else 0)

    @property
    def value(self) -> str:
        """The word that is picked."""
        return self.words[self.at]

    def action_turn(self, by: int) -> None:
        """The next word or the one before."""
        self.at = (self.at + by) % len(self.words)
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """A first letter goes to the next word that begins with it."""
        if event.character is None or not event.character.isalpha():
            return
        order = [(self.at + n) % len(self.words) for n in range(1, len(self.words) + 1)]
        for i in order:
            if self.words[i].startswith(event.character.casefold()):
                event.stop()
                self.at = i
                self.post_message(self.Changed(self))
                return

    def on_click(self, event: events.Click) -> None:
        """A click goes to the next word."""
        event.stop()
        self.focus()
        self.action_turn(1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line."""
        return 1

    def render_line(self, y: int) -> Strip:
        """The line."""
        style = self.rich_style
        sign = "▸" if self.has_focus else " "
        words = f"{sign} {line(self.label)}: ‹ {line(self.value) or '–'} ›"
        if self.has_focus:
            style += Style(reverse=True)
        return Strip([Segment(set_cell_size(words, self.size.width), style)], self.size.width)
