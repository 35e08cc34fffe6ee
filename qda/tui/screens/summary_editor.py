"""A summary while it is written: the quotes that it sums up stand above it, and nothing that is written is lost."""

from __future__ import annotations

import sqlite3

from textual.app import ComposeResult

from qda.core.errors import QdaError
from qda.core.names import short
from qda.core.results import Said
from qda.ops.theory import memos, summaries
from qda.store.analysis import codes, codings, stability
from qda.store.analysis import summaries as store
from qda.store.analysis.scope import Scope
from qda.store.analysis.summaries import Case
from qda.tui.messages import sentence
from qda.tui.session.session import Session
from qda.tui.session.unsaved_text import UNFINISHED
from qda.tui.shown_text import Edited, line
from qda.tui.widgets.link_text_area import LinkArea, link_items
from qda.tui.widgets.prompts import AskText, Detail

MOST, QUOTE = 50, 300  # quotes shown above the text, and characters of each


class Summed:
    """The summary of a source or person on a code from when it was opened; `save` and `rescue` are what `AskText` takes."""

    def __init__(self, session: Session, case: Case, code: int) -> None:
        self.session, self.case, self.code = session, case, code
        self.rows = "source" if case.source is not None else "participant"
        self.row, self.name = store.name_of(session.study.db, case), session.code_name(code) or ""
        self.seen = self._now()
        self._edited = Edited(self.seen)
        self.shown = self._edited.shown

    @property
    def title(self) -> str:
        """What is summed up: `trust in interview-03`."""
        return f"Summary: {line(self.name)}, {line(self.row)}"

    def above(self) -> str:
        """Return the quotes that are summed up, then what other coders wrote of them."""
        db, case = self.session.study.db, self.case
        within = Scope(
            sources=None if case.source is None else {case.source},
            participants=None if case.participant is None else {case.participant},
            codes=codes.gathered(db)[self.code],
        )
        drawn = stability.hidden_codings(db, self.session.study.coder)
        rows = [row for row in codings.select(db, within) if row[0] not in drawn]
        said = [f"“{short(line(row[10], row[2]), QUOTE)}” [{row[0]}]" for row in rows[:MOST]]
        if len(rows) > MOST:
            said.append(f"and {len(rows) - MOST} more")
        me = self.session.study.coder
        others = [x for x in store.in_cell(db, case, self.code) if x.coder != me]
        return "\n".join([*(said or ["no quote here"]), *(f"{x.coder}: {line(x.text)}" for x in others)])

    def begins(self) -> str:
        """Return how the summary begins, for a list."""
        return short(line(self.seen), 60) if self.seen else "nothing yet"

    def _now(self) -> str:
        """The acting coder's summary as it is in the study; "" when there is none."""
        db, me = self.session.study.db, self.session.study.coder
        return next((x.text for x in store.in_cell(db, self.case, self.code) if x.coder == me), "")

    def save(self, text: str) -> str | None:
        """Write it; why it was not written, in one line. What changed meanwhile is told once, then one's own counts."""
        text, now = self._edited.stored(text), self._now()
        if now != self.seen:
            self.seen = now
            became = f"became “{short(line(now), 80)}”" if now else "was removed"
            return f"meanwhile the summary {became}: ctrl+s puts yours in its place"
        try:
            self.session.do(lambda: self._put(text))
        except QdaError as e:
            return sentence(e)
        return None

    def _put(self, text: str) -> Said:
        return summaries.put(self.session.study, self.row, self.name, text, rows=self.rows)

    def rescue(self, text: str) -> None:
        """Put it into the study when the terminal dies: as the summary, else as a memo; links to nothing become text."""
        text = self._edited.stored(text)
        title = f"Summary of {short(self.row, 60)} on {short(self.name, 60)} {UNFINISHED}"
        for body in (text, text.replace("[[", "[ [")):
            try:
                if self._now() != self.seen:
                    raise QdaError("the summary was changed meanwhile")
                self._put(body)
            except (QdaError, sqlite3.Error):  # a row or code that has gone; a link to nothing; a file that is in use
                continue
            return
        for body in (text, text.replace("[[", "[ [")):
            try:
                memos.add(self.session.study, body, title=title, type="theoretical")
            except (QdaError, sqlite3.Error):
                continue
            return


class SummaryBox(AskText):
    """Asks for a summary, with links completed as in a memo; gives its text, or None when left."""

    KEYS = "ctrl+s: save · [[: link · page keys: the quotes · escape: leave"

    def __init__(self, summed: Summed) -> None:
        super().__init__(summed.title, summed.shown, save=summed.save, rescue=summed.rescue)
        self.summed = summed

    def parts(self) -> ComposeResult:
        """The quotes and the text."""
        yield Detail(self.summed.above())
        yield LinkArea(self.value, lambda: link_items(self.summed.session.study), id="text")
