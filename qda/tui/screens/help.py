"""Help: every action with its current keys, made from the table that binds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from qda.tui.actions import reference

WORDS = """\
c codes the sentence under the cursor without selecting it; one more key gives the last code again.
Every change is in the study at once; nothing needs saving. To change keys, edit the settings file: """


class Help(ModalScreen[None]):
    """The screen; any of its keys or escape leaves it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > #box { width: 100%; max-width: 100; height: 100%; border: round $primary; border-title-style: bold;
        padding: 0 1; background: $surface; }
    Help #all { height: 1fr; scrollbar-size-vertical: 1; }
    Help Static { width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "leave", show=False),
        Binding("j,down", "by(1)", show=False),
        Binding("k,up", "by(-1)", show=False),
        Binding("space,pagedown", "page(1)", show=False),
        Binding("b,pageup", "page(-1)", show=False),
    ]

    def __init__(self, keys: Mapping[str, tuple[str, ...]], settings: str) -> None:
        super().__init__()
        self.keys, self.settings = keys, settings

    def compose(self) -> ComposeResult:
        """The list in a box that scrolls."""
        with Vertical(id="box") as box:
            box.border_title = "Every action and its keys"
            with VerticalScroll(id="all"):
                yield Static(text(self.keys, self.settings), markup=False)
            yield Static("↑ ↓ page keys: scroll · escape: leave", markup=False)

    def on_mount(self) -> None:
        """The list has the keys."""
        self.query_one("#all").focus()

    def action_leave(self) -> None:
        """Back to the page."""
        self.dismiss(None)

    def action_by(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#all").scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by a screen."""
        box = self.query_one("#all")
        box.scroll_relative(y=by * max(box.size.height - 1, 1), animate=False)


def text(keys: Mapping[str, tuple[str, ...]], settings: str) -> Text:
    """Every action by group: its keys, its name as the settings file has it, what it does."""
    out = Text()
    out.append(WORDS)
    out.append(settings + "\n")
    for group, rows in reference(keys):
        out.append(f"\n{group}\n", "bold underline")
        for shown, name, help in rows:
            out.append(f"{shown or '(no key)':<17} ", "bold")
            out.append(f"{name:<19} ", "dim")
            out.append(help + "\n")
    return out
