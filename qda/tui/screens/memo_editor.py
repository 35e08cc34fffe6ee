"""`MemoBox`: writing a memo, or changing one: type, title, several lines of Markdown, and what it is on.

ctrl+s writes it into the study, as one change, and leaves; escape leaves and asks first when something would be lost.
`[[` completes a link; a link to nothing is refused by `ops.memos`: the reason stands in one line and the text stays.

No draft file is kept beside the study: texts of a study belong in the study, and a copy in the clear that outlives its
memo would be one more thing to look after. Nor does the box save by itself while one types, which would fill the log
and the memo's versions with half sentences. Instead, a terminal that closes, a connection that breaks, or an app that
ends with the box open makes it save what is there at that moment, as one memo whose title says `(unfinished)`; links to
nothing become plain text in it. See `rescue`.

Where people are shown by pseudonym, so they are in title and text; saving turns back what stood for a name (`Edited`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static, TextArea

from qda.core.errors import QdaError
from qda.core.names import short
from qda.core.results import Said
from qda.ops.theory import memos
from qda.store.analysis.memos import TYPES, first_words, get, one
from qda.tui.session.study_access import Desk, attempt
from qda.tui.session.unsaved_text import UNFINISHED, watch_over
from qda.tui.shown_text import Edited, plain
from qda.tui.widgets.link_text_area import LinkArea, link_items
from qda.tui.widgets.prompts import Confirm, Dialog, SafeInput
from qda.tui.widgets.radio_line import Pick


class MemoBox(Dialog["int | None"]):
    """A new memo `on` some KIND:NAME, or with `memo` a change of that one; gives its number, or None when left.

    `labels` says what a KIND:NAME is in words (a quote, for a coding). Without `type` a new one is `code` on a code or
    coding, else `theoretical`.
    """

    DEFAULT_CSS = """
    MemoBox > #box { height: 90%; min-height: 14; width: 100%; max-width: 100; }
    MemoBox #on { color: $text-muted; max-height: 4; }
    MemoBox LinkArea { height: 1fr; min-height: 3; }
    MemoBox.-low > #box { height: 100%; min-height: 5; }
    MemoBox.-low #on { max-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("ctrl+t", "type", show=False, priority=True),
    ]
    KEYS = "ctrl+s: save · [[: link · ctrl+t: type · tab: next field · escape: leave"

    def __init__(
        self, desk: Desk, on: Sequence[str] = (), *, memo: int | None = None, type: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        held = None if memo is None else one(desk.study.db, memo)
        super().__init__("New memo" if held is None else f"Memo {held.id}")
        self.desk, self.memo = desk, memo
        self.seen = None if held is None else (held.type, held.title, held.stored)
        self.on = list(on) if held is None else [str(x) for x in held.on]
        self.labels = dict(labels or {})
        kinds = {item.partition(":")[0] for item in on}
        guessed = "code" if kinds & {"code", "category", "coding"} else "theoretical"
        self.title_edited, self.edited = (Edited(held.title), Edited(held.text)) if held else (Edited(""), Edited(""))
        self.start = (held.type if held else type or guessed, self.title_edited.shown, self.edited.shown)
        self.latest = self.start
        self.done = False

    def parts(self) -> ComposeResult:
        """Compose the fields: subjects, type, title, text."""
        yield Static(plain(self.about()), id="on")
        yield Pick("type", TYPES, self.start[0], id="type")
        yield SafeInput(self.start[1], placeholder="title (else the first words)", id="title", select_on_focus=False)
        yield LinkArea(self.start[2], lambda: link_items(self.desk.study), id="text")

    def about(self) -> str:
        """Return the subjects of the memo in words."""
        on = "on " + (", ".join(self.labels.get(item, item) for item in self.on) or "nothing in particular")
        hides = self.title_edited.hides or self.edited.hides
        return on + ("; saved with the names for which the pseudonyms in it stand" if hides else "")

    def on_mount(self) -> None:
        """Begin in the text, at its end."""
        watch_over(self.app)
        area = self.query_one(LinkArea)
        self.whole, self.start = self.start[2], (*self.start[:2], area.text)  # its line ends made line feeds
        self.latest = self.start
        area.focus()
        area.move_cursor(area.document.end)

    @on(TextArea.Changed)
    @on(Input.Changed)
    @on(Pick.Changed)
    def typed(self) -> None:
        """Remember type, title and text as they stand: at an end from outside the fields may have gone before us."""
        if self.query(LinkArea):
            title = self.query_one("#title", Input).value.strip()
            self.latest = (self.query_one(Pick).value, title, self.query_one(LinkArea).text)
            self.problem(None)

    def unsaved(self) -> bool:
        """True if something would be lost."""
        since = 0 if self.memo is not None else 1
        return not self.done and self.latest[since:] != self.start[since:]

    def _write(self, type: str, title: str, text: str) -> Said:
        if self.memo is None:
            text, title = self.edited.stored(text), self.title_edited.stored(title)
            return memos.add(self.desk.study, text, title=title, type=type, on=self.on)
        given = None if title == self.start[1] else self.title_edited.stored(title)
        text = self.edited.stored(self.whole if text == self.start[2] else text)
        return memos.edit(self.desk.study, self.memo, text=text, title=given, type=type)

    def adapt(self) -> str | None:
        """Take in what happened meanwhile to the memo and to what it is on; None when nothing did. It is told once."""
        study = self.desk.study
        if self.memo is not None:
            now = get(study.db, self.memo)
            if now is None:
                gone, self.memo, self.on = self.memo, None, []
                return f"memo {gone} was removed meanwhile: ctrl+s writes yours as a new one, on nothing in particular"
            was, self.seen = self.seen, (now.type, now.title, now.stored)
            changed = f"memo {self.memo} was changed meanwhile: ctrl+s puts yours in its place; its version is kept"
            return changed if was != self.seen else None
        left = [item for item in self.on if self._there(item)]
        gone_now = [self.labels.get(item, item) for item in self.on if item not in left]
        self.on = left
        return f"gone meanwhile: {', '.join(gone_now)}; ctrl+s saves the memo {self.about()}" if gone_now else None

    def _there(self, item: str) -> bool:
        try:
            memos.known(self.desk.study, item)
        except QdaError:
            return False
        return True

    def action_save(self) -> None:
        """Write it into the study."""
        self.typed()
        if news := self.adapt():
            self.query_one("#on", Static).update(plain(self.about()))
            self.problem(news)
            return
        type, title, text = self.latest
        said = attempt(self.desk, lambda: self._write(type, title, text), show=self.problem)
        if said is not None:
            self.done = True
            rows = list(said.table.rows) if said.table else []
            self.dismiss(int(rows[0][0]))

    def action_type(self) -> None:
        """To the next type, from wherever one is."""
        self.query_one(Pick).action_turn(1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the title goes to the text."""
        event.stop()
        self.query_one(LinkArea).focus()

    def action_leave(self) -> None:
        """Leave; ask first when what was written would be lost."""
        if not self.unsaved():
            self.done = True
            self.dismiss(None)
            return

        def answered(lose: bool | None) -> None:
            if lose:
                self.done = True
                self.dismiss(None)

        detail = "What you wrote here is not in the study yet; ctrl+s saves it."
        self.app.push_screen(Confirm("Leave without saving?", detail, yes="leave", no="go on writing"), answered)

    def rescue(self) -> None:
        """Save what is there when the terminal dies; see the module."""
        type, title, text = self.latest
        if not self.unsaved() or not text.strip():
            return
        self.done = True
        shown = f"{short(title or first_words(text), 150)} {UNFINISHED}"
        for body in (text, text.replace("[[", "[ [")):
            try:
                self.adapt()  # so that it hangs on nothing that has gone
                self._write(type, shown, body)
            except (QdaError, sqlite3.Error):  # a link to nothing; a file that cannot be written now
                continue
            return

    def on_unmount(self) -> None:
        """The app ended with the box open."""
        self.rescue()
