"""Small screens that ask for one thing and give it back by `dismiss`: a line, several lines of Markdown, yes or no.

Every one of them shows its keys, is left by escape without changing anything, and needs neither mouse nor colour. What is
given back is None (False for `Confirm`) when it was left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from qda.tui.session.unsaved_text import watch_over
from qda.tui.shown_text import line, plain

Given = TypeVar("Given")
Check = Callable[[str], str | None]  # what was typed -> why it will not do, or None

# What a terminal would obey, one character for one, so that places in the text stay what they are.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]")


def harmless(text: str) -> str:
    """The text with every character that a terminal obeys shown as a sign of the same length."""
    return _OBEYED.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 32 else "\ufffd", text)


class SafeInput(Input):
    """A line of input that holds no control characters: they become blanks."""

    def validate_value(self, value: str) -> str:
        """The value as it may be shown."""
        return _OBEYED.sub(" ", value).replace("\n", " ").replace("\t", " ")


class SafeArea(TextArea):
    """A text area that keeps control characters of the text and shows them as signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "to_border(False)", show=False),
        Binding("ctrl+end", "to_border(True)", show=False),
    ]

    def action_to_border(self, end: bool) -> None:
        """To the beginning or the end of the text."""
        self.move_cursor(self.document.end if end else (0, 0))

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown."""
        return Text(harmless(self.document.get_line(line_index)), end="", no_wrap=True)


class Detail(VerticalScroll, can_focus=False):
    """Text above the line or list of a dialog; a long one scrolls, so that the line stays visible."""

    def __init__(self, text: str) -> None:
        super().__init__(Static(plain(text)), classes="detail")


class Dialog(ModalScreen[Given]):
    """A box in the middle of the screen: a title, what is asked, a line for what is wrong, and the keys."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > #box { width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-style: bold; padding: 0 1; background: $surface; }
    Dialog #box > Static { width: 100%; height: auto; }
    Dialog #problem { text-style: bold; color: $text-error; display: none; }
    Dialog .detail { height: auto; max-height: 45vh; scrollbar-size-vertical: 1; }
    Dialog .detail Static { width: 100%; height: auto; }
    Dialog.-low .detail { max-height: 3; }
    Dialog.-low #keys { height: 1; }
    Dialog #problem.-shown { display: block; }
    Dialog #keys { color: $text-muted; }
    Dialog Input { border: none; height: 1; padding: 0; background: $boost; }
    Dialog Input:focus { border: none; }
    Dialog TextArea, Dialog TextArea:focus { border: none; padding: 0; background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("pageup", "read(-1)", show=False),
        Binding("pagedown", "read(1)", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-less"), (24, "-high")]  # noqa: RUF012  Textual declares it so
    KEYS = "escape: leave"

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        """The box with its parts."""
        with Vertical(id="box") as box:
            box.border_title = Content(line(self.heading) or " ")
            yield from self.parts()
            yield Static(id="problem", markup=False)
            yield Static(self.KEYS, id="keys", markup=False)

    def parts(self) -> ComposeResult:
        """Compose the part between title and keys."""
        yield from ()

    def action_read(self, by: int) -> None:
        """Turn a page of what stands above."""
        for box in self.query(Detail):
            box.scroll_relative(y=by * max(box.size.height - 1, 1), animate=False)

    def action_leave(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    def problem(self, text: str | None) -> None:
        """Say in one line what is wrong, or take it away."""
        widget = self.query_one("#problem", Static)
        widget.update(plain(f"! {line(text)}") if text else "")
        widget.set_class(bool(text), "-shown")


class AskLine(Dialog[str | None]):
    """Ask for one line; gives what was typed, stripped. An empty line is taken only with `empty=True`.

    `check` says why what was typed will not do, else None; then the screen stays. `detail` stands above the line.
    """

    KEYS = "enter: done · escape: leave, nothing changes"

    def __init__(
        self, title: str, value: str = "", placeholder: str = "", *, detail: str = "", empty: bool = False,
        check: Check | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.value, self.placeholder, self.detail, self.empty, self.check = value, placeholder, detail, empty, check

    def parts(self) -> ComposeResult:
        """The detail and the line."""
        if self.detail:
            yield Detail(self.detail)
        yield SafeInput(self.value, placeholder=self.placeholder, id="line", select_on_focus=False)

    def on_input_changed(self) -> None:
        """Clear the problem: what was wrong may be right now."""
        self.problem(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line back, if it will do."""
        event.stop()
        typed = event.value.strip()
        if not typed and not self.empty:
            self.problem("nothing is typed yet; escape leaves")
            return
        wrong = self.check(typed) if self.check is not None else None
        if wrong:
            self.problem(wrong)
        else:
            self.dismiss(typed)


class Confirm(Dialog[bool]):
    """Ask yes or no: `y` or enter on yes gives True; `n` and escape give False. Enter alone says what is `default`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say(True)", show=False),
        Binding("n", "say(False)", show=False),
        Binding("enter", "say_default", show=False),
    ]

    def __init__(
        self, title: str, detail: str = "", *, yes: str = "yes", no: str = "no", default: bool = False
    ) -> None:
        super().__init__(title)
        self.detail, self.default = detail, default
        self.KEYS = f"y: {line(yes)} · n or escape: {line(no)} · enter: {line(yes if default else no)}"

    def parts(self) -> ComposeResult:
        """The detail."""
        yield Detail(self.detail)

    def action_say(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)

    def action_say_default(self) -> None:
        """Enter."""
        self.dismiss(self.default)

    def action_leave(self) -> None:
        """Escape is no."""
        self.dismiss(False)


class AskText(Dialog[str | None]):
    """Ask for several lines of Markdown: ctrl+s gives them, escape leaves and asks when something would be lost.

    `save` may do the writing itself: it gets the text and says why it was refused, which is shown and the text kept.
    `rescue` gets what was written when the terminal dies or the app ends with the box open; it must not raise. An empty
    text is taken only with `empty=True`.
    """

    DEFAULT_CSS = """
    AskText > #box { height: 80%; min-height: 12; }
    AskText TextArea { height: 1fr; min-height: 2; }
    AskText.-low > #box { height: 100%; min-height: 5; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]
    KEYS = "ctrl+s: save · escape: leave"

    def __init__(
        self, title: str, value: str = "", *, detail: str = "", empty: bool = False, save: Check | None = None,
        rescue: Callable[[str], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.value, self.detail, self.empty, self.save, self.saver = value, detail, empty, save, rescue
        self.shown = self.latest = value  # `shown`: the value as the area holds it, its line ends made line feeds

    def parts(self) -> ComposeResult:
        """The detail and the text."""
        if self.detail:
            yield Detail(self.detail)
        yield SafeArea(self.value, id="text", soft_wrap=True, tab_behavior="focus")

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        area = self.query_one("#text", TextArea)
        self.shown = self.latest = area.text
        area.move_cursor(area.document.end)
        if self.saver is not None:
            watch_over(self.app)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Remember the text: at an end from outside the area may have gone before us."""
        event.stop()
        self.latest = event.text_area.text
        self.problem(None)

    @property
    def text(self) -> str:
        """The text as it stands; as it was given where nothing was written."""
        now = self.query_one("#text", TextArea).text
        return self.value if now == self.shown else now

    def action_save(self) -> None:
        """Give the text back, if it will do."""
        text = self.text
        if not text.strip() and not self.empty:
            self.problem("nothing is written yet; escape leaves")
            return
        wrong = self.save(text) if self.save is not None else None
        if wrong:
            self.problem(wrong)
        else:
            self.saver = None
            self.dismiss(text)

    def action_leave(self) -> None:
        """Leave; ask first when what was written would be lost."""
        if self.text == self.value:
            self.dismiss(None)
            return

        def answered(lose: bool | None) -> None:
            if lose:
                self.saver = None
                self.dismiss(None)

        self.app.push_screen(
            Confirm("Leave without saving?", "What you wrote here is not in the study yet.", yes="leave", no="go on"),
            answered,
        )

    def rescue(self) -> None:
        """Hand over what is written when the terminal dies."""
        saver, self.saver = self.saver, None
        if saver is not None and self.latest != self.shown and self.latest.strip():
            saver(self.latest)

    def on_unmount(self) -> None:
        """The app ended with the box open."""
        self.rescue()
