"""The main screen: a line that says where one is, the page, panels at its sides, a line that says what happened.

`main_screen` makes it with the keys of the settings; every key runs `act`, which first takes in what other programs wrote
and turns whatever is refused into the line at the bottom.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.widgets import Static

from qda.core.errors import QdaError, database_error
from qda.core.names import byline
from qda.reports.counts.counting import n_of
from qda.store.queries import navigation
from qda.tui.actions import ACTIONS, BY_NAME, key_name, shown_key
from qda.tui.commands.base import MOST_ROWS
from qda.tui.commands.navigate import Going
from qda.tui.commands.suggest import Offering
from qda.tui.document.page_view import PageView
from qda.tui.messages import sentence
from qda.tui.panels.base import Panel
from qda.tui.panels.codebook import CodebookPanel
from qda.tui.panels.comparison import ComparePanel
from qda.tui.panels.here import SidePanel
from qda.tui.panels.sources import SourcesPanel
from qda.tui.session.session import Session
from qda.tui.session.settings import Settings
from qda.tui.shown_text import called, line

NARROW, SIDE, SOURCES = 100, 110, 150  # columns: below the first panels lie over the page; from these on they are shown
EVERY = 0.5  # seconds between two looks whether another program wrote
HINTS = (
    "code", "repeat", "in_vivo", "memo", "undo", "help", "quit", "sources", "codebook", "search", "next_uncoded", "sticky",
)  # fmt: skip
SHORT_HELP = {
    "code": "code", "repeat": "again", "in_vivo": "in vivo", "memo": "memo", "undo": "undo", "help": "help",
    "quit": "quit", "sources": "sources", "codebook": "codebook", "search": "search", "next_uncoded": "uncoded",
    "sticky": "sticky",
}  # fmt: skip


class MainScreen(Offering, Going):
    """The screen that one works in."""

    DEFAULT_CSS = """
    MainScreen { layout: vertical; }
    MainScreen > Static { height: 1; width: 100%; }
    MainScreen #where { background: $panel; color: $text; }
    MainScreen #status { background: $panel; color: $text; }
    MainScreen #status.-wrong { color: $text-error; text-style: bold; }
    MainScreen #body { height: 1fr; layers: page over; }
    MainScreen PageView { width: 1fr; height: 100%; }
    MainScreen.-narrow Panel { layer: over; dock: left; width: 60; max-width: 90%; }
    MainScreen.-narrow SidePanel { layer: over; dock: right; width: 50%; }
    MainScreen.-narrow #body { layout: vertical; }
    MainScreen.-narrow PageView { height: 1fr; }
    MainScreen.-narrow ComparePanel { width: 100%; height: 50%; border-left: none; border-top: solid $primary; }
    """
    AUTO_FOCUS = "PageView"
    BINDINGS: ClassVar[list[Any]] = []

    def __init__(self, session: Session, settings: Settings, offset: int = 0) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        self.begin_at = offset
        self.kept: dict[int, int] = {}  # source -> where one was in its text
        self.side: bool | None = None  # what the person chose; None: by the width
        self.comparing = False
        self.chosen_left: str | None = None
        self.message = ""
        self._about: object = None

    def compose(self) -> ComposeResult:
        """The parts."""
        yield Static(id="where", markup=False)
        with Horizontal(id="body"):
            yield SourcesPanel(id="sources")
            yield CodebookPanel(id="codebook")
            yield PageView(self.session.page, id="page")
            yield SidePanel(id="side")
            yield ComparePanel(id="compare", keys=self._compare_keys())
        yield Static(id="status", markup=False)

    def on_mount(self) -> None:
        """Begin where one left off."""
        self.session.screen = self
        self.view.skip_boilerplate = self.settings.skip_boilerplate
        self.view.skip_social = self.settings.skip_social
        self.view.jump(self.place_of(self.begin_at))
        self.set_interval(EVERY, self.look)
        self.show_modes()
        self.say("")
        self.call_after_refresh(self.learn_soon)  # once it is painted

    def on_unmount(self) -> None:
        """The session goes on without a screen."""
        self.session.screen = None
        self.stop_learning()

    # what the person does

    async def action_act(self, name: str) -> None:
        """Do the action of a key in the table."""
        self.act(name)

    def act(self, name: str) -> None:
        """Do an action of the table."""
        if self.message:
            self.say("")
        action = BY_NAME[name]
        try:
            self.look()
            done: Awaitable[None] | None
            done = self.move(name) if action.motion else getattr(self, f"do_{name}")()  # type: ignore[func-returns-value]
        except Exception as e:
            self.refused(e)
            return
        if inspect.iscoroutine(done):
            self.start(done)

    def start(self, what: Awaitable[None]) -> None:
        """Do something that asks on the way."""

        async def asked() -> None:
            try:
                await what
            except Exception as e:
                self.refused(e)

        self.run_worker(asked(), group="asked")

    def refused(self, error: Exception) -> None:
        """Say in a line what was refused; what is no refusal is raised again."""
        text = sentence(error) if isinstance(error, QdaError) else database_error(error)
        if text is None:
            raise error
        self.say(text, wrong=True)

    # what is shown

    def look(self) -> None:
        """Take in what other programs have written."""
        try:
            if self.session.changed_outside():
                self.study_changed(outside=True)
        except Exception as e:
            self.session.look_again()
            self.refused(e)

    def study_changed(self, outside: bool = False) -> None:
        """Show the study as it is now."""
        page = self.session.page
        if not self.session.reload():
            self._source_gone()
            return
        if self.session.page is not page:
            at = page.stored(self.view.cursor, self.view.cursor)[0]
            self.view.show(self.session.page)
            self.view.jump(self.place_of(at))
        else:
            self.view.codings_changed()
        self._fill_left(names=outside)
        if self.sticky and self.session.active is None:
            self.sticky = False
            self.say("the code for every selection is no longer in the study: sticky is off", wrong=True)
        self.show_modes()
        self.show_here()
        self.learn_soon()

    def _source_gone(self) -> None:
        study, gone = self.session.study, self.session.page.name
        at = self.session.source
        renewed = navigation.of_uuid(study.db, self.session.uuid)
        if renewed is not None:  # the same source with another text
            self.kept.pop(at, None)
            self.go(renewed)
            self._fill_left()
            self.say(f"{gone} got another text in the study; this is it, from its beginning", wrong=True)
            return
        found = navigation.beside(study.db, at, 1) or navigation.beside(study.db, at, -1)
        if found is None:
            self.app.exit(message=line(f"the last source, {gone}, was removed: there is nothing left to read"))
            return
        self.go(found[0])
        self._fill_left()
        self.say(f"{gone} was removed from the study; this is {found[1]}", wrong=True)

    def go(self, source: int, start: int | None = None, end: int | None = None) -> None:
        """Go to a place in the text of a source; without one where one last was in it."""
        if source != self.session.source:
            self.kept[self.session.source] = self.place()
            self.session.open(source)
            self.view.show(self.session.page)
            self.view.jump(self.place_of(self.kept.get(source, 0)))
            self.session.remember(self.kept.get(source, 0))
            self._fill_left(names=False)
        if start is not None:
            self.view.clear_selection()
            self.view.jump(*self.session.page.shown(start, start if end is None else end))
        self.view.focus()
        self.show_modes()
        self.show_here()

    def on_page_view_moved(self, event: PageView.Moved) -> None:
        """The cursor is elsewhere."""
        event.stop()
        self.show_modes()
        self.show_here()

    def on_page_view_selected(self, event: PageView.Selected) -> None:
        """The mouse finished a selection."""
        event.stop()
        try:
            self.look()
            self.selected((event.start, event.end))
        except Exception as e:
            self.refused(e)

    def show_modes(self) -> None:
        """The line at the top: the source, a researcher whose words one is in, how far one is, who codes, which modes are on."""
        page, view = self.session.page, self.view
        length = max(len(page.text), 1)
        right = self.review_words()
        if view.selecting:
            right.append("SELECT")
        name = self.active_name()
        if self.sticky and name is not None:
            right.append(f"STICKY {line(name)}")
        segment = page.segment_at(view.cursor)
        if segment is not None and page.asked_by(segment):
            right.append(byline(called(segment.author or ""), "researcher"))
        count = n_of(len(page.codings), "coding")
        coders = ", ".join(f"{called(coder)} {n:,}" for coder, n in page.coders.items())
        further = f"at {min(view.cursor * 100 // length, 100)}%", called(self.session.study.coder)
        title = f" {line(page.name)}" + (f" · {line(page.title)}" if page.title and page.title != page.name else "")
        words = " · ".join([*right, count, *further]) + " "
        if len(page.coders) > 1:
            each = " · ".join([*right, f"{count}: {coders}", *further]) + " "
            words = each if cell_len(title + each) < self.size.width else words
        self._line("#where", title, words)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a line at the bottom: what happened, else the keys."""
        self.message = text = sentence(text)
        try:
            status = self.query_one("#status", Static)
        except NoMatches:  # the screen is about to go
            return
        status.set_class(wrong, "-wrong")
        words = f" {'! ' if wrong else ''}{line(text)}"
        rows = min(-(-cell_len(words) // max(self.size.width - 1, 1)), MOST_ROWS) if text else 1
        status.styles.height = rows
        if rows > 1:
            status.update(Text(words))
            return
        if text:
            self._line("#status", words, "")
            return
        keys = self.settings.keys
        hints = ""
        for name in HINTS:
            more = f" {shown_key(keys[name][0])} {SHORT_HELP[name]} " if keys[name] else ""
            if cell_len(hints + more) <= self.size.width or not hints:
                hints += more
        self._line("#status", hints.rstrip(), "")

    def _line(self, which: str, left: str, right: str) -> None:
        """Words at both ends of a line; the left ones give way."""
        room = max(self.size.width - cell_len(right) - 1, 0)
        words = Text(left, no_wrap=True)
        words.truncate(room, overflow="ellipsis")
        words.pad_right(max(room - words.cell_len, 0))
        words.append(" " + right if right else "")
        self.query_one(which, Static).update(words)

    def _compare_keys(self) -> str:
        keys = self.settings.keys
        words = ("compare_next", "next"), ("same", "same"), ("differs", "differs"), ("new_property", "property"), (
            "recode", "recode",
        )  # fmt: skip
        return " · ".join(f"{shown_key(keys[name][0])}\u00a0{word}" for name, word in words if keys[name])

    def show_here(self) -> None:
        """The panels at the right follow the cursor; they are read anew only when something else hangs here."""
        self._show_compared()
        panel = self.query_one(SidePanel)
        if not panel.has_class("-on"):
            self._about = None
            return
        view, page = self.view, self.session.page
        here = view.codings_here()
        segment = page.segment_at(view.cursor)
        about = (tuple(here), view.active_coding, segment, self.session.last)
        if about != self._about:
            self._about = about
            panel.show(self.session, view.cursor, here, view.active_coding)

    def _show_compared(self) -> None:
        if not self.comparing:
            return
        meant = self.meant() if self.here() else None
        source, span = self.session.source, self.view.stretch()
        self.query_one(ComparePanel).show(
            self.session.study,
            self.session.given if meant is None else meant.code,
            coding=None if meant is None else meant.id,
            stretch=(source, *self.session.page.stored(*span)) if meant is None else None,
            version=self.session.last,
        )

    # panels

    def on_resize(self, event: events.Resize) -> None:
        """Show or hide panels to fit the width."""
        self.set_class(event.size.width < NARROW, "-narrow")
        self._arrange()
        self.show_modes()
        self.say(self.message, wrong=self.query_one("#status").has_class("-wrong"))

    def _arrange(self) -> None:
        width = self.size.width
        side = self.side if self.side is not None else self.settings.side and width >= SIDE
        left = self.chosen_left
        if left is None:
            left = "sources" if self.settings.sources and width >= SOURCES else ""
        self.query_one(SidePanel).set_class(side and not self.comparing, "-on")
        self.query_one(ComparePanel).set_class(self.comparing, "-on")
        opened = left != self.left
        self.left = left
        for panel in self.query(Panel):
            panel.set_class(panel.id == left, "-on")
        if opened:
            self._fill_left()
        self.show_here()

    def _fill_left(self, names: bool = True) -> None:
        if self.left == "sources":
            self.query_one(SourcesPanel).show(self.session.study, self.session.source, names=names)
        elif self.left == "codebook":
            self.query_one(CodebookPanel).show(self.session.study)

    def open_left(self, which: str) -> Panel:
        """Open a panel at the left, and fill it."""
        self.chosen_left = which
        self._arrange()
        self._fill_left()
        return self.query_one(f"#{which}", Panel)

    def close_panels(self) -> None:
        """Close what lies over the page."""
        self.chosen_left, self.side, self.comparing = None, None, False
        self._arrange()
        self.view.focus()

    def toggle_side(self) -> None:
        """Show or hide the side panel."""
        self.side, self.comparing = not self.query_one(SidePanel).has_class("-on"), False
        self._arrange()

    def toggle_compare(self) -> None:
        """Show or hide the comparison panel, in the place of the side panel."""
        self.comparing = not self.comparing
        self._arrange()


def main_screen(session: Session, settings: Settings, offset: int = 0) -> MainScreen:
    """The main screen with these keys: a class of its own, so that bindings are Textual's plain `BINDINGS`."""
    bindings = [
        Binding(str(key_name(key)), f"act('{action.name}')", action.help, show=False)
        for action in ACTIONS
        for key in settings.keys[action.name]
    ]
    made: type[MainScreen] = type("MainScreen", (MainScreen,), {"BINDINGS": bindings})
    return made(session, settings, offset)
