"""Selective coding as a screen: candidates for the core with what can be counted of them, the storyline, what it leaves open.

ctrl+s saves the storyline as a new version and looks again at what it leaves open; a finding leads to its sentence.
What is typed and not saved is saved as a version when the terminal dies or the app ends (see `rescue`); where a link in
it is refused, with that link as plain text.

Over 400 lines: its three panes show one storyline, and each changes what the others say.
"""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from qda.core.errors import QdaError
from qda.ops.theory import selective
from qda.reports.theory import selective as views
from qda.store.analysis import theory
from qda.store.texts.settings import school
from qda.tui.messages import sentence
from qda.tui.screens.axial_steps import path_of
from qda.tui.screens.base import TheoryScreen
from qda.tui.session.study_access import Desk
from qda.tui.session.unsaved_text import watch_over
from qda.tui.shown_text import Edited, line, plain, veiled
from qda.tui.widgets.link_text_area import LinkArea, link_items
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import AskLine, Confirm, Dialog, SafeInput
from qda.tui.widgets.radio_line import Pick

SHORT = ("places", "coded", "source", "people", "relat.", "linked", "memos")
KINDS = {
    "ungrounded": "no quotes", "one-source": "one source", "unconnected": "no path to the core",
    "left-out": "left out", "no-storyline": "no storyline", "no-core": "no core",
}  # fmt: skip
WIDE = 120
LINKED = ("category", "coding", "relation")


class JudgeBox(Dialog["dict[str, str | None] | None"]):
    """Judge a category as a core category; gives what was judged, as `ops.selective.judge` takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("enter", "save", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    KEYS = "tab ↓ ↑: next field · ← →: other answer · enter or ctrl+s: save · escape: leave, nothing changes"

    def __init__(self, name: str, held: dict[str, str | None]) -> None:
        super().__init__(f"“{name}” as the core?")
        self.held = {k: held.get(k) or "" for k in ("explains_variation", "abstract", "note")}
        self.edited = Edited(self.held["note"])

    def parts(self) -> ComposeResult:
        """Two answers and a note."""
        for field, words in (("explains_variation", "explains most of the variation"), ("abstract", "abstract enough")):
            yield Pick(words, ["", *selective.ANSWERS[field]], self.held[field], id=field)
        yield SafeInput(self.edited.shown, placeholder="a line about it, or nothing", id="note", select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the note saves."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Give what was changed."""
        note = self.edited.stored(self.query_one(Input).value.strip())
        now = {p.id: p.value for p in self.query(Pick)} | {"note": note}
        given: dict[str, str | None] = {
            str(k): v for k, v in now.items() if v != self.held[str(k)] and (v or k == "note")
        }
        if not given:
            self.problem("there is nothing new to save; escape leaves")
        else:
            self.dismiss(given)


class SelectiveScreen(TheoryScreen):
    """Candidates, core, judgements, storyline and what it leaves open."""

    DEFAULT_CSS = """
    SelectiveScreen #candidates { height: auto; max-height: 40%; padding: 0 1; }
    SelectiveScreen #about { height: auto; max-height: 5; padding: 0 1; border-bottom: solid $primary; }
    SelectiveScreen #work { height: 1fr; }
    SelectiveScreen #story { height: 1fr; border: none; border-left: blank; padding: 0 1; background: $surface; }
    SelectiveScreen #story:focus { border: none; border-left: thick $accent; }
    SelectiveScreen #open { height: 5; border-top: solid $primary; padding: 0 1; }
    SelectiveScreen #open Rows { height: 1fr; }
    SelectiveScreen.-writing.-narrow #candidates, SelectiveScreen.-writing.-narrow #about { display: none; }
    SelectiveScreen.-wide #work { layout: horizontal; }
    SelectiveScreen.-wide #story { width: 3fr; }
    SelectiveScreen.-wide #open { width: 2fr; height: 100%; border-top: none; border-left: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("c", "core", show=False),
        Binding("w", "withdraw", show=False),
        Binding("j", "judge", show=False),
        Binding("s", "story", show=False),
        Binding("k", "findings", show=False),
        Binding("ctrl+r", "theirs", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False),
    ]
    KEYS = (
        "c: core · w: withdraw it · j: judge · s: storyline · k: what it leaves open\n"
        "ctrl+s: save · [[: link · tab: next part · u: undo · r: redo · escape: back"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.version: int | None = None  # of the storyline that the editor began from
        self.saved = ""
        self.latest_text = ""
        self.edited = Edited("")  # the saved version as it is shown
        self.left = False

    def parts(self) -> ComposeResult:
        """Candidates above, the storyline and the findings below or side by side."""
        yield Rows(id="candidates", empty="no categories yet: put codes under one first (A)")
        yield Static(id="about", markup=False)
        with Vertical(id="work"):
            yield LinkArea("", lambda: link_items(self.study, LINKED), id="story")
            with Vertical(id="open"):
                yield Static(id="count", markup=False)
                yield Rows(id="findings", empty="nothing")

    @property
    def story(self) -> LinkArea:
        """The editor."""
        return self.query_one("#story", LinkArea)

    def on_mount(self) -> None:
        """Begin at the candidates."""
        watch_over(self.app)
        self.query_one("#candidates", Rows).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.width < WIDE or event.size.height < 40, "-narrow")
        if self.is_mounted:
            self.show_candidates()

    def on_descendant_focus(self) -> None:
        """In a small window the candidates make room for who writes."""
        focused = self.focused
        self.set_class(focused is not None and focused.id in ("story", "findings"), "-writing")

    def reload(self) -> None:
        """Read candidates, storyline and findings."""
        self.show_candidates()
        self.show_story()
        self.show_findings()

    def show_candidates(self) -> None:
        """The candidates, the one leading in most criteria first."""
        rows = list(views.candidates(self.study).dicts())
        wide = self.has_class("-wide")
        heads, width = (views.CRITERIA, 13) if wide else (SHORT, 6)
        room = 24

        def numbers(row: dict[str, Any]) -> str:
            values = [row[name] for name in views.CRITERIA]
            shown = ["–" if v is None else f"{v:.2f}" if isinstance(v, float) else str(v) for v in values]
            return " ".join(v.rjust(width) for v in shown)

        self.by_name = {row["category"]: row for row in rows}
        out = (
            [Row("   #  category", " ".join(h.replace("_", " ").rjust(width) for h in heads), heading=True)]
            if rows
            else []
        )
        for row in rows:
            name = line(row["category"])
            core = "core: " if row["level"] == "core" else ""
            text = f"{row['rank']:>2}  {core}{name}"
            text = text if wide or len(text) <= room else text[: room - 1] + "…"
            out.append(Row(text, numbers(row), row["category"], columns=True))
        self.query_one("#candidates", Rows).keep(out)
        cores = [row["category"] for row in rows if row["level"] == "core"]
        self.head(
            f"{school(self.study).stages['selective']} · "
            + (f"the core: “{cores[0]}”" if cores else "no core category yet")
        )
        self.tell()

    def tell(self) -> None:
        """More about the candidate under the cursor."""
        row = self.by_name.get(self.category() or "")
        if row is None:
            text = ""
        else:
            leads = f"leads in {', '.join(row['leads'])}" if row["leads"] else "leads in nothing that can be counted"
            text = f"{line(row['category'])}: {leads.replace('_', ' ')}; counts cannot choose a core\n"
            text += (
                line(row["judged"]) or "not judged yet: does it explain most of the variation, is it abstract enough?"
            )
        self.query_one("#about", Static).update(plain(text))

    def category(self) -> str | None:
        """The candidate under the cursor."""
        row = self.query_one("#candidates", Rows).row
        return None if row is None else str(row.value)

    def where(self) -> str | None:
        """The path of the candidate under the cursor."""
        found = [i for i, name in theory.categories(self.study.db).items() if name == self.category()]
        return path_of(self.study, found[0]) if found else None

    @on(Rows.Moved, "#candidates")
    def candidate_moved(self) -> None:
        """Another candidate."""
        self.tell()

    @on(Rows.Chosen, "#candidates")
    def candidate_chosen(self) -> None:
        """Enter judges."""
        self.action_judge()

    def action_core(self) -> None:
        """Choose the candidate under the cursor as the core, with a reason."""
        if (category := self.where()) is not None:
            self.ask(self._core(category, f"Why is “{self.category()}” the core?"))

    def action_withdraw(self) -> None:
        """Withdraw the core, with a reason."""
        cores = [name for name, row in self.by_name.items() if row["level"] == "core"]
        if cores:
            self.ask(self._core(None, f"Why is “{cores[0]}” not the core?"))
        else:
            self.refuse("there is no core category to withdraw")

    async def _core(self, category: str | None, question: str) -> None:
        because = await self.app.push_screen_wait(AskLine(question, placeholder="the reason, for the log"))
        if because is not None:
            self.do(lambda: selective.core(self.study, category, none=category is None), because=because)

    def action_judge(self) -> None:
        """Judge the candidate under the cursor."""
        name, category = self.category(), self.where()
        if name is not None and category is not None:
            mine = [j for j in self.by_name[name]["judgements"] if j["coder"].casefold() == self.study.coder.casefold()]
            self.ask(self._judge(category, JudgeBox(name, mine[0] if mine else {})))

    async def _judge(self, category: str, box: JudgeBox) -> None:
        given = await self.app.push_screen_wait(box)
        if given:
            self.do(lambda: selective.judge(self.study, category, **given))

    # the storyline

    def show_story(self) -> None:
        """The storyline as saved; what is being written stays, with a word where another version came meanwhile."""
        fields = views.storyline(self.study, want="rows").fields
        same = fields["version"] == self.version and fields["text"] == self.saved
        if same and (self.unsaved() or Edited(fields["text"]).shown == self.edited.shown):
            return  # neither another text nor other pseudonyms
        if self.unsaved():
            if fields["version"] != self.version:
                self.refuse(f"version {fields['version']} of the storyline is by {fields['coder']}: ctrl+s saves yours "
                            "after it, ctrl+r takes that one instead")  # fmt: skip
            return
        self.take(fields)

    def take(self, fields: Any) -> None:
        """Show a version in the editor, the cursor where it was."""
        at = self.story.cursor_location
        self.edited = Edited(fields["text"])
        self.story.load_text(self.edited.shown)
        self.story.move_cursor(min(at, self.story.document.end))
        self.version, self.saved = fields["version"], fields["text"]
        self.latest_text = self.start = self.story.text

    start = ""

    def unsaved(self) -> bool:
        """True if there is text that is not saved in the study."""
        return not self.left and self.latest_text != self.start

    @on(TextArea.Changed, "#story")
    def story_typed(self) -> None:
        """Remember the text: at an end from outside the editor may have gone before us."""
        self.latest_text = self.story.text

    def action_save(self) -> None:
        """Save the storyline as a new version and look again at what it leaves open."""
        text = self.latest_text = self.story.text
        held, self.start = self.start, text  # saved, as far as reading anew is concerned
        if self.do(lambda: selective.write(self.study, self.edited.stored(text))):
            self.take(views.storyline(self.study, want="rows").fields)
        else:
            self.start = held

    def action_theirs(self) -> None:
        """Take the saved version instead of what is written here."""
        if not self.unsaved():
            return

        def answered(lose: bool | None) -> None:
            if lose:
                self.take(views.storyline(self.study, want="rows").fields)
                self.show_findings()

        question = "Lose what you wrote here and take the saved version?"
        self.app.push_screen(Confirm("Take the saved version?", question, yes="take it", no="keep mine"), answered)

    def action_story(self) -> None:
        """Write."""
        self.story.focus()

    # what it leaves open

    def show_findings(self) -> None:
        """Show what the saved storyline leaves open."""
        found = [{**f, "why": sentence(f["why"])} for f in views.check(self.study).dicts()]
        rows = [Row(f"{KINDS.get(f['kind'], f['kind'])}: {f['category'] or f['why']}", value=n)
                for n, f in enumerate(found)]  # fmt: skip
        self.found = found
        self.query_one("#findings", Rows).keep(rows)
        n = len(found)
        self.query_one("#count", Static).update(plain(f"The saved storyline leaves open: {n or 'nothing'}"))

    def action_findings(self) -> None:
        """To the findings."""
        self.query_one("#findings", Rows).focus()

    @on(Rows.Moved, "#findings")
    def finding_moved(self, event: Rows.Moved) -> None:
        """Say why, while one walks through them."""
        rows = self.query_one("#findings", Rows)
        if event.row is not None and rows.has_focus:
            self.say(self.found[event.row.value]["why"])

    @on(Rows.Chosen, "#findings")
    def finding_chosen(self, event: Rows.Chosen) -> None:
        """Go to the sentence."""
        finding = self.found[event.row.value]
        self.say(finding["why"])
        claim = finding["sentence"]
        if not claim:
            self.refuse(f"{sentence(finding['why'])} (no sentence to go to)")
            return
        text = self.story.text
        start, end = self.edited.place(finding["start"], finding["end"])
        claim = veiled(claim)
        if text[start:end].split() != claim.split():  # it has been written on since it was saved
            start = text.find(claim)
            end = start + len(claim)
        if start < 0:
            self.refuse("that sentence has been changed since: ctrl+s saves and looks again")
            return
        self.story.focus()
        self.story.move_cursor(self.location(start))
        self.story.move_cursor(self.location(end), select=True)

    def location(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset into the text."""
        for row, held in enumerate(self.story.document.lines):
            if offset <= len(held):
                return row, offset
            offset -= len(held) + 1
        return self.story.document.end

    # the end

    def action_leave(self) -> None:
        """From the editor and the findings to the candidates; from there back, asking when something would be lost."""
        if self.focused is not None and self.focused.id in ("story", "findings"):
            self.query_one("#candidates", Rows).focus()
            return
        if not self.unsaved():
            self.dismiss(None)
            return

        def answered(lose: bool | None) -> None:
            if lose:
                self.left = True
                self.dismiss(None)

        detail = "What you wrote is not in the study yet; ctrl+s saves it as a version."
        self.app.push_screen(Confirm("Leave without saving the storyline?", detail, yes="leave", no="stay"), answered)

    def rescue(self) -> None:
        """Save what is written as a version when the terminal dies."""
        if not self.unsaved() or not self.latest_text.strip():
            return
        self.left = True
        for text in (self.latest_text, self.latest_text.replace("[[", "[ [")):
            try:
                selective.write(self.study, self.edited.stored(text))
            except (QdaError, sqlite3.Error):  # a link to nothing; a file that cannot be written now
                continue
            return

    def on_unmount(self) -> None:
        """The app ended with the screen open."""
        self.rescue()
