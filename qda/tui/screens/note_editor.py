"""A coding's note while it is written: what another program did to the coding meanwhile is told first, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from qda.core.errors import QdaError
from qda.core.names import short
from qda.core.results import Said
from qda.ops.coding import coding as codings
from qda.ops.theory import memos
from qda.store.analysis import codings as store
from qda.tui.document.page import Coding
from qda.tui.messages import sentence
from qda.tui.session.session import Session
from qda.tui.session.unsaved_text import UNFINISHED
from qda.tui.shown_text import Edited, line


class Note:
    """The note of a coding from when it was opened, as it is `shown`. `save` and `rescue` are what `AskText` takes."""

    def __init__(self, session: Session, coding: Coding) -> None:
        self.session, self.coding = session, coding
        self.seen, self.gone = coding.note, False
        self._edited = Edited(coding.note)
        self.shown = self._edited.shown

    def _now(self) -> str | None:
        """The note as it is in the study; None when the coding has gone."""
        held = store.get(self.session.study.db, self.coding.id)
        return None if held is None else str(held["note"])

    def save(self, text: str) -> str | None:
        """Write it; why it was not written, in one line. What changed meanwhile is told once, then one's own counts."""
        text, now, id = self._edited.stored(text).strip(), self._now(), self.coding.id
        if text == (now or ""):
            return None
        if now is None and not self.gone:
            self.gone = True
            return f"coding {id} was removed meanwhile: ctrl+s keeps what you wrote as a memo"
        if now is not None and now != self.seen:
            self.seen = now
            return f"meanwhile the note became “{short(line(now), 80)}”: ctrl+s puts yours in its place"
        try:
            if now is None:
                self.session.memo(text, title=self._title(), type="code", on=[])
            else:
                self.session.note(id, text)
        except QdaError as e:
            return sentence(e)
        return None

    def rescue(self, text: str) -> None:
        """Put it into the study when the terminal dies: as the note, else as a memo."""
        text = self._edited.stored(text)
        study, id = self.session.study, self.coding.id

        def note() -> Said:
            if self._now() != self.seen:
                raise QdaError("the note was changed meanwhile")
            return codings.set_coding(study, [id], note=text.strip())

        def memo() -> Said:
            return memos.add(study, text, title=f"{self._title()} {UNFINISHED}", type="code")

        def plain() -> Said:
            return memos.add(study, text.replace("[[", "[ ["), title=f"{self._title()} {UNFINISHED}", type="code")

        ways: tuple[Callable[[], Said], ...] = note, memo, plain
        for write in ways:
            try:
                write()
            except (
                QdaError,
                sqlite3.Error,
            ):  # the coding has gone; a link to nothing; a file that cannot be written now
                continue
            return

    def _title(self) -> str:
        return f"Note on coding {self.coding.id}, {short(self.coding.name, 100)}"
