"""The sources of the study, with how far each is coded.

The names are read when the panel is shown, the shares only for the rows in sight, so that a study with ten thousand sources
opens as quickly as one with ten.
"""

from __future__ import annotations

from textual.strip import Strip

from qda.store.project import Study
from qda.store.queries import navigation
from qda.tui.panels.base import Panel
from qda.tui.shown_text import veil, veiled
from qda.tui.widgets.list_view import Row, Rows


class SourceRows(Rows):
    """The list; the share of a row is counted when the row comes into sight."""

    study: Study | None = None
    shares: dict[int, str]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, empty="no source matches")
        self.shares = {}

    def render_line(self, y: int) -> Strip:
        """One row, with its share."""
        at = self.top + y
        if at < len(self.rows):
            row = self.rows[at]
            if row.value not in self.shares:
                self._count()
            right = self.shares.get(row.value, "")
            if row.right != right:
                self.rows[at] = Row(row.text, right, row.value, marked=row.marked)
        return super().render_line(y)

    def _count(self) -> None:
        if self.study is None:
            return
        seen = [row.value for row in self.rows[self.top : self.top + max(self.size.height, 1)]]
        shares = navigation.progress(self.study.db, seen)
        self.shares.update({id: share(shares.get(id, 0.0)) for id in seen})


def share(part: float) -> str:
    """A share as it is shown: nothing for none, `<1%` for a little."""
    if part <= 0:
        return ""
    return "<1%" if part < 0.01 else f"{int(part * 100)}%"


class SourcesPanel(Panel):
    """The panel; `show` fills it from a study."""

    TITLE = "Sources"
    current: int | None = None

    def make_list(self) -> Rows:
        """The list with shares."""
        return SourceRows(id=f"{self.id}-rows")

    @property
    def sources(self) -> SourceRows:
        """The list."""
        return self.query_one(SourceRows)

    def show(self, study: Study, current: int, *, names: bool = True) -> None:
        """The study's sources, with the one that is read marked. Without `names` only the shares are counted anew."""
        rows = self.sources
        moved = current != self.current
        self.current, rows.study = current, study
        rows.shares.clear()
        if names or moved or not rows.rows:
            self.narrow(self.input.value.strip())
        rows.refresh()

    def narrow(self, typed: str) -> None:
        """List the sources whose name or title contains what was typed."""
        rows = self.sources
        if rows.study is None:
            return
        held = None if typed else self.current
        hits = navigation.rows(rows.study.db, typed, None if veil.get() is None else veiled)
        found = [Row(name, value=id, marked=id == self.current) for id, name in hits]
        at = next((i for i, row in enumerate(found) if row.value == held), 0)
        rows.show(found, at=at)
