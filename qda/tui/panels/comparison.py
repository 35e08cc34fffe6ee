"""Constant comparison beside the page: earlier quotes of a code, most different people first, its meaning and its memos.

The panel follows the cursor, or the picker's list while a code is picked. One quote is pointed at (`▸`), or the code as a
whole: `against` says which. A quote that was compared with the coding already says how it came out.
"""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from qda.core.names import byline, short
from qda.ops.theory import comparisons as comparing
from qda.store.analysis import codes, comparisons
from qda.store.project import Study
from qda.tui.shown_text import line

QUOTE, NOTE, MEANING = 600, 200, 400  # characters shown of each


class ComparePanel(VerticalScroll):
    """The panel. `show` fills it; `point` moves among the quotes."""

    DEFAULT_CSS = """
    ComparePanel { width: 48; height: 100%; border-left: solid $primary; display: none; background: $surface;
        padding: 0 1; scrollbar-size-vertical: 1; }
    ComparePanel.-on { display: block; }
    ComparePanel Static { width: 100%; height: auto; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None, keys: str = "", beside: bool = False) -> None:
        super().__init__(id=id)
        self.keys = keys  # a line that names the keys, where there are some
        self.beside = beside  # beside a list that says what the code means and where nothing is pointed at
        self.panel: comparing.Panel | None = None
        self.outcomes: dict[int | None, str] = {}
        self.at = 0
        self._about: object = None

    def compose(self) -> ComposeResult:
        """Compose the text of the panel; `show` fills it."""
        yield Static(id="compared", markup=False)

    def show(
        self, study: Study, code: int | None, *, coding: int | None = None,
        stretch: tuple[int, int, int] | None = None, version: object = None,
    ) -> None:  # fmt: skip
        """Show a code's quotes for a coding, or for the stretch that is about to get it; None: there is no code here.

        Nothing is read again while all of these and `version` (what the study is at) stay the same.
        """
        about = (code, coding, stretch, version)
        if about == self._about:
            return
        same = self._about is not None and self._about[:2] == about[:2]  # type: ignore[index]
        self._about = about
        if code is None or codes.get(study.db, code) is None:
            self.panel, self.outcomes, self.at = None, {}, 0
            self.draw()
            return
        before, self.panel = self.panel, comparing.panel(study, code, coding=coding, stretch=stretch)
        self.outcomes = {} if coding is None else _outcomes(study, coding, code)
        self.at = self._at_again(before) if same and before is not None else 0
        self.draw()
        if not same:
            self.scroll_home(animate=False)

    @property
    def against(self) -> int | None:
        """The number of the coding that is pointed at; None when that is the code as a whole."""
        if self.panel is not None and self.at < len(self.panel.quotes):
            return self.panel.quotes[self.at].id
        return None

    def _at_again(self, before: comparing.Panel) -> int:
        """Return the new place of the quote that was pointed at: quotes may have come before it, and it may be gone."""
        quotes = self.panel.quotes if self.panel is not None else ()
        if self.at >= len(before.quotes):
            return len(quotes) if before.quotes else 0
        held = before.quotes[self.at]
        same = (n for n, q in enumerate(quotes) if q.id == held.id)
        place = (n for n, q in enumerate(quotes) if (q.source, q.start, q.end) == (held.source, held.start, held.end))
        return next(same, next(place, min(self.at, len(quotes))))

    def point(self, by: int) -> None:
        """Point at another quote; after the last one comes the code as a whole."""
        if self.panel is None:
            return
        self.at = (self.at + by) % (len(self.panel.quotes) + 1)
        self.draw()
        # the text above the quote, in lines as wide as the panel: near enough to bring it into sight
        above = self._text(self.at)
        width = max(self.content_size.width, 10)
        rows = sum(max(1, -(-len(row) // width)) for row in above.plain.split("\n")) - 1
        self.scroll_to(y=max(rows - self.size.height // 3, 0), animate=False)

    def draw(self) -> None:
        """Draw the panel again."""
        self.query_one("#compared", Static).update(self._text())

    def _text(self, until: int | None = None) -> Text:
        """The whole panel, or what stands above quote `until`."""
        out, panel = Text(), self.panel
        if panel is None:
            out.append("\nno code here to compare with\n", "dim")
            return out
        out.append(f"{line(panel.name)}\n", "bold underline")
        if not self.beside:
            _meaning(out, panel)
        if self.keys:
            out.append(f"{self.keys}\n", "dim")
        shown, n = len(panel.quotes), panel.stretches
        some = f"{shown} of {n:,} earlier quotes" if shown < n else f"{n:,} earlier quote{'s' if n != 1 else ''}"
        out.append(f"\n{some}, most different people first\n", "dim")
        for i, quote in enumerate(panel.quotes):
            if i == until:
                return out
            _quote(out, quote, i == self.at and not self.beside, self.outcomes.get(quote.id, ""))
        if until == shown:
            return out
        if not self.beside:
            out.append("\n▸ " if self.at == shown else "\n  ")
            out.append("the code as a whole", "bold" if self.at == shown else "")
            out.append(f"  = {self.outcomes[None]}" if None in self.outcomes else "", "italic")
            out.append("\n")
        if panel.memos:
            out.append("\nMemos on the code\n", "bold underline")
        for _, title, first in panel.memos:
            out.append(f"✎ {line(title)}\n", "bold")
            if line(first) != line(title):
                out.append(f"{short(line(first), NOTE)}\n")
        return out


def _meaning(out: Text, panel: comparing.Panel) -> None:
    out.append(short(line(panel.definition), MEANING) + "\n" if panel.definition else "no definition yet\n")
    for label, text in (("include", panel.include), ("exclude", panel.exclude)):
        if text:
            out.append(f"{label}: ", "bold")
            out.append(short(line(text), NOTE) + "\n")


def _quote(out: Text, quote: comparing.Earlier, pointed: bool, outcome: str) -> None:
    out.append("\n▸ " if pointed else "\n  ")
    out.append(f"“{short(line(quote.text, quote.source), QUOTE)}”\n", "bold" if pointed else "")
    who = " · ".join(
        filter(
            None,
            (
                byline(line(quote.author or "", quote.source), quote.role),
                line(quote.source),
                f"coding\u00a0{quote.id}",
            ),
        )
    )
    out.append(f"  {who}", "dim")
    out.append(f"  = {outcome}" if outcome else "", "italic")
    out.append("\n")
    if quote.note:
        out.append(f"  note: {short(line(quote.note, quote.source), NOTE)}\n")


def _outcomes(study: Study, coding: int, code: int) -> dict[int | None, str]:
    """Return the outcomes of the coding's comparisons by the number of the other coding, None for the code as a whole."""
    out: dict[int | None, str] = {}
    for x in comparisons.read(study.db, comparisons.touching(study.db, [coding])):
        if x.other is not None:
            out[x.other if x.coding == coding else x.coding] = x.outcome
        elif x.code == code:
            out[None] = x.outcome
    return out
