"""The codebook as a tree with counts: own codings, and in brackets those with the codes under it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.queries import codebook
from qda.tui.panels.base import Panel
from qda.tui.shown_text import either
from qda.tui.widgets.fuzzy import folded
from qda.tui.widgets.list_view import Row

SIGNS = {"code": "· ", "focused": "◦ ", "category": "● ", "core": "★ "}


class CodebookPanel(Panel):
    """The panel; `show` fills it from a study. Enter on a code goes to its quotes, ctrl+l to passages like these."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "like", show=False)]
    TITLE = "Codebook"
    HINT = "type to find · ctrl+l: more like it"

    class Like(Message):
        """Passages like the quotes of a code are asked for: its number."""

        def __init__(self, code: int) -> None:
            super().__init__()
            self.code = code

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.book: list[tuple[int, str, str]] = []  # number, what is searched, the row's words
        self.counts: dict[int, str] = {}

    def action_like(self) -> None:
        """More like the quotes of the code under the cursor."""
        if self.rows.row is not None:
            self.post_message(self.Like(int(self.rows.row.value)))

    def show(self, study: Study) -> None:
        """The codebook as it is now."""
        paths = codes.paths(study.db)
        counts, gathered = codebook.codings_of_each(study.db), codes.gathered(study.db)
        rows = codes.rows(study.db)
        self.book, self.counts = [], {}
        for id, path in paths.items():
            depth, home = 0, rows[id]["parent"]
            while home is not None:
                depth, home = depth + 1, rows[home]["parent"]
            own = counts.get(id, 0)
            below = sum(counts.get(i, 0) for i in gathered[id])
            searched = " / ".join(folded(called) for called in (path, *either(path)))
            self.book.append((id, searched, "  " * depth + SIGNS[rows[id]["level"]] + rows[id]["name"]))
            self.counts[id] = f"{own} ({below})" if below != own else str(own)
        self.narrow(self.input.value.strip(), keep=True)

    def narrow(self, typed: str, keep: bool = False) -> None:
        """List the codes whose path contains every typed word."""
        parts = folded(typed).split()
        found = [
            Row(words, self.counts[id], value=id, columns=True)
            for id, path, words in self.book
            if all(p in path for p in parts)
        ]
        if keep:
            self.rows.keep(found)
        else:
            self.rows.show(found)
