"""Base of all actions of the main screen: the session, the page, and a line to say what happened.

The actions themselves are methods `do_NAME`, in `navigate.py` (getting about) and `code.py` (coding, memos, theory); the
table that names them is `actions.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from textual.screen import Screen

from qda.core.errors import QdaError
from qda.tui.document.page import Coding
from qda.tui.document.page_view import PageView
from qda.tui.session.session import Session
from qda.tui.session.settings import Settings

MOST_ROWS = 3  # of a message


class Stage(Screen[None]):
    """The main screen as its actions see it."""

    session: Session
    settings: Settings
    sticky: bool = False
    message: str = ""  # what the line at the bottom says

    @property
    def view(self) -> PageView:
        """The page."""
        return self.query_one(PageView)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """A line for the person."""
        raise NotImplementedError

    def start(self, what: Awaitable[None]) -> None:
        """Do something that asks on the way."""
        raise NotImplementedError

    def show_modes(self) -> None:
        """Show which modes are on."""
        raise NotImplementedError

    def show_here(self) -> None:
        """Show what hangs where the cursor is now."""
        raise NotImplementedError

    def here(self) -> Sequence[Coding]:
        """The codings at the cursor, innermost first."""
        return self.view.codings_here()

    def meant(self) -> Coding:
        """The coding that an action is about: of those at the cursor the active one, else the innermost."""
        here = self.here()
        if not here:
            raise QdaError("there is no coding here")
        return next((c for c in here if c.id == self.view.active_coding), here[0])

    def code_here(self) -> int | None:
        """The code of the coding that is meant; where there is none, the active one."""
        return self.meant().code if self.here() else self.session.active

    def place(self) -> int:
        """Return the place of the cursor in the stored text."""
        at = self.view.cursor
        return self.session.page.stored(at, at)[0]

    def place_of(self, offset: int) -> int:
        """Return the place on the page of an offset of the stored text; the end of the page if the text no longer has it."""
        page = self.session.page
        return min(page.shown(offset, offset)[0], len(page.text))

    def go(self, source: int, start: int | None = None, end: int | None = None) -> None:
        """Go to a place in the text of a source; without one where one last was in it."""
        raise NotImplementedError

    def begin_reading(self, code: int | None) -> None:
        """Read the codings of a code that wait one by one, or all of them."""
        raise NotImplementedError

    def do_clear(self) -> None:
        """Escape."""
        raise NotImplementedError

    def leave_panel(self) -> None:
        """Give the keys back to the page."""
        raise NotImplementedError

    def go_to_coding(self, id: int) -> None:
        """Go to a coding, wherever it is; that one is meant."""
        raise NotImplementedError
