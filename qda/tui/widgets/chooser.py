"""Choosing from a list by a few letters: `Choose` gives one `Item`, `ChooseSeveral` a list of them; None when left.

What is typed stands above the list; up, down, page keys move in it, enter chooses, tab or ctrl+space marks where several
may be chosen. With `new`, what was typed may itself be chosen: an `Item` with `is_new` and the typed words as its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from qda.core import names as naming
from qda.core.errors import QdaError
from qda.tui.messages import sentence
from qda.tui.shown_text import either, line, plain
from qda.tui.widgets.fuzzy import SURE, Finder, Sought
from qda.tui.widgets.list_view import Found, Row, Rows
from qda.tui.widgets.prompts import Check, Detail, Dialog, SafeInput

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Item:
    """Something to choose: its name, a hint at the right, what is shown below while the cursor is on it, its value.

    `aliases` and `text` are searched as well, and all of them as they are shown where people go by pseudonym. `is_new`
    marks what was typed and is not in the list.
    """

    name: str
    value: Any = None
    hint: str = ""
    detail: str = ""
    aliases: tuple[str, ...] = ()
    text: str = ""
    is_new: bool = False


def with_shown(item: Item) -> tuple[str, ...]:
    """Return the texts by which an item is found beside its name."""
    return (*either(item.name), *item.aliases, *(shown for alias in item.aliases for shown in either(alias)))


class Chooser(Dialog[Given]):
    """The list with its line of input; `Choose` and `ChooseSeveral` say what they give."""

    DEFAULT_CSS = """
    Chooser > #box { max-height: 22; }
    Chooser #found { height: auto; max-height: 12; }
    Chooser #detail { color: $text-muted; max-height: 5; }
    Chooser.-less > #box, Chooser.-low > #box { height: 100%; max-height: 100%; }
    Chooser.-less #found, Chooser.-low #found { height: 1fr; }
    Chooser.-low .detail { max-height: 1; }
    Chooser.-low #detail { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "led('move', -1)", show=False),
        Binding("down", "led('move', 1)", show=False),
        Binding("pageup", "led('page', -1)", show=False),
        Binding("pagedown", "led('page', 1)", show=False),
        Binding("tab,ctrl+space,ctrl+@", "mark", show=False, priority=True),
        Binding("shift+tab", "led('move', -1)", show=False, priority=True),
    ]
    several = False

    def __init__(
        self, title: str, items: Sequence[Item], new: bool = False, *, detail: str = "", what: str = "name",
        check_new: Check | None = None, at: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.items, self.new, self.intro, self.what, self.check_new = list(items), new, detail, what, check_new
        self.at = at  # where the cursor begins
        self.finder = Finder([Sought(i.name, with_shown(i), " ".join((i.text, *either(i.text)))) for i in self.items])
        self.marked: dict[int, None] = {}  # in the order in which they were marked
        mark = " · tab: mark" if self.several else ""
        self.KEYS = f"type to find · ↑ ↓ · enter: choose{mark} · escape: leave, nothing changes"

    def parts(self) -> ComposeResult:
        """The line, the list, and what is said of the item under the cursor."""
        if self.intro:
            yield Detail(self.intro)
        yield SafeInput(placeholder="type some letters" + (", or a new name" if self.new else ""), id="typed")
        nothing = "no match" if self.items else "there is none yet"
        found = Rows(id="found", empty=nothing + (": type a name for a new one" if self.new and not self.items else ""))
        found.can_focus = False
        found.add_class("-led")
        yield found
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Everything, to begin with."""
        self.search("")

    @property
    def typed(self) -> str:
        """Return what was typed."""
        return self.query_one("#typed", Input).value.strip()

    @property
    def found(self) -> Rows:
        """The list."""
        return self.query_one("#found", Rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find again."""
        event.stop()
        self.problem(None)
        self.search(event.value.strip())

    def search(self, typed: str) -> None:
        """Show what was found, the new one at the end, or in front when nothing else is meant."""
        hits = self.finder.ranked(typed)
        rows = Found((at for _, at in hits), self.row_of)
        if self.new and typed and not self.finder.known(typed):
            fresh = Row(f"new {self.what} “{typed}”", value=Item(typed, is_new=True))
            rows.insert(len(rows) if hits and hits[0][0] <= SURE else 0, fresh)
        self.found.show(rows, at=None if typed else self.at)

    def row_of(self, at: int) -> Row:
        """An item as a row; its value is its place in the list."""
        item = self.items[at]
        return Row(item.name, item.hint, value=at, marked=at in self.marked)

    def item_of(self, row: Row) -> Item:
        """The item that a row stands for."""
        return row.value if isinstance(row.value, Item) else self.items[row.value]

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say more about the item under the cursor."""
        event.stop()
        self.describe(event.row)

    def describe(self, row: Row | None) -> None:
        """Say more about the item of a row."""
        item = None if row is None else self.item_of(row)
        self.query_one("#detail", Static).update(plain(item.detail) if item else "")

    def action_led(self, how: str, by: int) -> None:
        """Move in the list while the line keeps the keys."""
        getattr(self.found, f"action_{how}")(by)

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor; where one is chosen only, go to the next."""
        row = self.found.row
        if row is None:
            return
        if self.several and isinstance(row.value, int):
            if row.value in self.marked:
                del self.marked[row.value]
            else:
                self.marked[row.value] = None
            self.found.rows[self.found.index] = self.row_of(row.value)
            self.found.refresh()
        if not self.several or self.found.index + 1 < len(self.found.rows):
            self.found.action_move(1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor."""
        event.stop()
        self.found.action_choose()
        if self.found.row is None:
            self.problem("no match" + ("" if self.typed else ": the list is empty"))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Give it back, if it will do."""
        event.stop()
        item = self.item_of(event.row)
        if item.is_new and (wrong := self.will_not_do(item.name)):
            self.problem(wrong)
            return
        self.give(item)

    def will_not_do(self, name: str) -> str | None:
        """Why a new name will not do, or None."""
        try:
            naming.clean(name, self.what)
        except QdaError as e:
            return line(sentence(e))
        return self.check_new(name) if self.check_new is not None else None

    def give(self, item: Item) -> None:
        """Dismiss with what was chosen."""
        raise NotImplementedError


class Choose(Chooser["Item | None"]):
    """Choose one item."""

    def give(self, item: Item) -> None:
        """Close the dialog with this item."""
        self.dismiss(item)


class ChooseSeveral(Chooser["list[Item] | None"]):
    """Choose some items: those marked, or the one under the cursor when none is."""

    several = True

    def give(self, item: Item) -> None:
        """The marked ones in the order in which they were marked, and a new one."""
        chosen = [self.items[at] for at in self.marked]
        if item.is_new or not chosen:
            chosen.append(item)
        self.dismiss(chosen)
