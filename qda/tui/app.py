"""`ReadApp`: the full-screen coder as an application, with `run` and `picture`, which the command line calls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from qda.core.errors import QdaError
from qda.store.project import Study
from qda.store.queries import navigation
from qda.store.texts import sources
from qda.tui import screenshot
from qda.tui.actions import ACTIONS, shown_key
from qda.tui.main_screen import MainScreen, main_screen
from qda.tui.session import reading_positions
from qda.tui.session.session import Session
from qda.tui.session.settings import Settings
from qda.tui.session.unsaved_text import watch_over
from qda.tui.shown_text import veil

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled


class ReadApp(App[str | None]):
    """The coder on one study."""

    TITLE = "qda"
    CSS = """
    App:nocolor #where, App:nocolor #status { text-style: reverse; }
    """
    COMMAND_PALETTE_BINDING = "ctrl+underscore"  # the table has keys of its own for it
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, session: Session, settings: Settings, offset: int = 0, *, alone: bool = True, disagreements: bool = False
    ) -> None:
        """`alone`: it has the terminal and the process, and answers the signals that end them.

        `disagreements`: it begins with the places where coders differ.
        """
        veil.set(session.veil)  # before anything runs: what runs later sees it
        # Without colour there is none at all, no greys either: signs, underlining and reverse carry what is meant.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.session, self.settings, self.offset, self.alone = session, settings, offset, alone
        self.disagreements = disagreements

    def on_mount(self) -> None:
        """The main screen."""
        self.theme = f"textual-{self.settings.theme}"
        if self.alone:
            watch_over(self)
        first = main_screen(self.session, self.settings, self.offset)
        self.push_screen(first)
        if self.disagreements:
            first.call_after_refresh(lambda: first.start(first.settle()))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every action of the table, with its keys."""
        if isinstance(screen, MainScreen):
            for action in ACTIONS:
                keys = " ".join(map(shown_key, self.settings.keys[action.name]))
                words = action.name.replace("_", " ")
                yield SystemCommand(words, f"{action.help} ({keys})", _doing(screen, action.name))


def _doing(screen: MainScreen, name: str) -> Callable[[], None]:
    return lambda: screen.act(name)


def place(study: Study, source: str) -> tuple[int, int]:
    """The source to open and the offset in it: the one named, else the one last read, else the first.

    Refused in one line for a name that is not there, and for a study without sources.
    """
    remembered = reading_positions.last(study.path)
    last = None if remembered is None else navigation.of_uuid(study.db, remembered[0])
    if source:
        wanted = sources.find(study.db, source)
        return wanted, remembered[1] if remembered is not None and last == wanted else 0
    if last is not None and remembered is not None:
        return last, remembered[1]
    first = navigation.beside(study.db, -1, 1)
    if first is None:
        raise QdaError("the study has no sources yet: `qda import FILE` brings texts in")
    return first[0], 0


def run(
    study: Study, source: str, settings: Settings, veil: Veiled | None = None, at: str = "", *,
    disagreements: bool = False,
) -> None:  # fmt: skip
    """Read and code until the person leaves, from a place on; with `veil` people are shown by pseudonym.

    `disagreements` begins with the list of places where coders differ.
    """
    number, offset = place(study, source)
    session = Session(study, number, veil)
    start = screenshot.offset_of(session, at) if at else offset
    app = ReadApp(session, settings, start, disagreements=disagreements)
    app.run()
    if app.return_code:
        raise QdaError("the screen ended in an error; all that was coded is in the study")


def picture(
    study: Study, source: str, settings: Settings, veil: Veiled | None = None, *, at: str = "",
    size: tuple[int, int] = (100, 30),
) -> str:  # fmt: skip
    """Return the screen with a source as SVG, `size` in columns and lines; the study and the reading position stay.

    The cursor stands `at` a place (`screenshot.offset_of`); else a source that is named begins at its beginning, and the
    one read last where one left off.
    """
    number, last = place(study, source)
    session = Session(study, number, veil)
    begin = screenshot.offset_of(session, at) if at else 0 if source else last
    app = ReadApp(session, replace(settings, suggestions=False), begin, alone=False)

    async def played() -> str:
        async with app.run_test(size=size) as pilot:
            while len(app.screen_stack) < 2 or not app.screen.is_mounted:
                await pilot.pause()
            for _ in range(3):
                await pilot.pause()
            return screenshot.taken(app)

    return asyncio.run(played())
