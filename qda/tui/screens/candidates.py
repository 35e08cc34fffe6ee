"""Candidate categories as a screen: the list at the left; terms and quotes of the chosen one at the right.

Looking for them takes seconds, or minutes in a large study, and is done aside (`session/background.py`); the screen can be left
meanwhile. What was found is kept while the coder is open (`Kept`), and looked for again only when texts or people changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType

from qda.core.errors import QdaError
from qda.core.names import byline
from qda.core.results import Said
from qda.ops.discovery import candidates, discovering
from qda.reports.counts.counting import n_of
from qda.store.analysis import candidates as held_candidates
from qda.store.analysis import codings
from qda.store.project import Study
from qda.store.queries import navigation, source_view
from qda.store.queries.navigation import Place
from qda.store.texts import sources
from qda.tui.messages import sentence
from qda.tui.screens.base import ToRead
from qda.tui.screens.two_panes import TwoPanes
from qda.tui.session.background import Aside
from qda.tui.session.session import made as codings_of
from qda.tui.session.study_access import Desk
from qda.tui.shown_text import Edited, line, veiled
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.fuzzy import folded
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import AskLine, Confirm

TOLD = 0.3  # seconds between two words on how far the search is


@dataclass
class Kept:
    """Candidates that were found last, at which line of the history, and the one that was selected."""

    made: discovering.Search | None = None
    since: int = 0
    at: int | None = None


class CandidatesScreen(TwoPanes):
    """Candidates to be accepted, rejected, renamed or merged; a quote is opened where it stands."""

    BESIDE = "candidate"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", show=False),
        Binding("x,delete", "reject", show=False),
        Binding("n", "rename", show=False),
        Binding("m", "merge", show=False),
        Binding("left,k", "quote(-1)", show=False),
        Binding("right,j", "quote(1)", show=False),
        Binding("slash", "filter", show=False),
        Binding("d", "decided", show=False),
        Binding("ctrl+r", "again", show=False),
    ]
    KEYS = (
        "a: accept as a code · x: reject · n: rename · m: merge into · ← →: quotes · enter: read it in its source\n"
        "/: filter · d: show decided ones too · ctrl+r: look again · u: undo · r: redo · escape: back"
    )

    def __init__(self, desk: Desk, kept: Kept) -> None:
        super().__init__(desk)
        self.kept = kept
        self.found: dict[int, dict[str, Any]] = {}  # by the place in the list
        self.pointed = 0  # which quote of the candidate
        self.sought = ""
        self.every = False
        self.aside: Aside | None = None

    # looking for them

    @property
    def looking(self) -> bool:
        """True while candidates are being looked for."""
        return self.aside is not None and self.aside.busy

    def reload(self) -> None:
        """Show what was found as it stands now; look for it where that is out of date, or was never done."""
        if self.looking:
            return
        if self.kept.made is None or navigation.texts_changed(self.study.db, self.kept.since):
            self.look_for_them()
        else:
            self.show_found()

    def look_for_them(self) -> None:
        """Look for candidates, aside."""
        self.kept.made = None
        self.found = {}
        self.clear("")
        self.head("Candidate categories")
        self.say("looking for candidates: reading the texts · escape leaves without them")
        aside = self.aside = self.aside or Aside(self.study, self.app.call_later)
        read, told = 0, monotonic()

        def tick(*_: object) -> None:
            nonlocal read, told
            aside.going()
            read += 1
            if monotonic() - told > TOLD:
                told = monotonic()
                aside.tell(self.so_far, read)

        def work(study: Study) -> tuple[discovering.Search, int]:
            since = source_view.last_change(study.db)
            return discovering.search(study, tick=tick, between=aside.going), since

        aside.ask(work, self.are_found, self.not_found)

    def so_far(self, read: int) -> None:
        """Show how many sources were read."""
        if self.is_attached and self.looking:
            self.say(f"looking for candidates: {n_of(read, 'source')} read · escape leaves without them")

    def are_found(self, made: tuple[discovering.Search, int]) -> None:
        """Show them."""
        self.kept.made, self.kept.since = made
        if self.is_attached:
            self.say("; ".join(map(sentence, self.kept.made.notes)))
            self.reload()

    def not_found(self, error: QdaError) -> None:
        """Say why there are none."""
        if self.is_attached:
            self.clear("nothing to show")
            self.refuse(sentence(error))

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        if self.aside is not None:
            self.aside.stop()

    # what is shown

    def show_found(self) -> None:
        """The list, the cursor where it was."""
        if self.kept.made is None:
            return
        rows = list(discovering.table(self.study, self.kept.made, every=self.every).dicts())
        wanted = folded(self.sought)
        shown = [row for row in rows if wanted in folded(" ".join((row["label"], veiled(row["label"]), *_terms(row))))]
        status = {id: c.status for id, c in held_candidates.read(self.study.db).items()}
        self.found = dict(enumerate(shown))
        out = []
        w, v = (max((len(str(row[of])) for row in shown), default=1) for of in ("sources", "participants"))
        for n, row in self.found.items():
            stands = status.get(row["id"], "open")
            right = " · ".join(filter(None, (
                "" if stands == "open" else stands, "≈ a code" if row["known"] else "",
                f"{row['sources']:>{w}} src", f"{row['participants']:>{v}} ppl",
            )))  # fmt: skip
            out.append(Row(f"{row['rank']:>2}  {line(row['label'])}", right, n, columns=True))
        listed = self.listed
        at = next(
            (n for n, row in self.found.items() if row["id"] == self.kept.at), min(max(listed.index, 0), len(out))
        )
        listed.show(out, at=at, empty=f"none has “{self.sought}”" if self.sought else "no candidate is left")
        many = f"{len(shown)} candidate{'s' if len(shown) != 1 else ''}"
        held = f" with “{self.sought}”" if self.sought else ""
        self.head(f"Candidate categories: {many}{held} · found by counting words: not categories yet")
        self.tell()

    @property
    def row(self) -> dict[str, Any] | None:
        """The candidate under the cursor."""
        row = self.listed.row
        return None if row is None else self.found.get(row.value)

    def went(self, row: Row | None) -> None:
        """Another candidate, from its beginning, its first quote pointed at."""
        if (found := self.row) is not None and found["id"] != self.kept.at:
            self.kept.at, self.pointed = found["id"], 0
            self.pane.scroll_home(animate=False)

    def about(self) -> Text:
        """Return terms and quotes of the candidate under the cursor."""
        return Text() if self.row is None else self.text(self.row)

    def text(self, row: dict[str, Any], until: int | None = None) -> Text:
        """Describe a candidate; with `until`, only the part above that quote."""
        out = Text()
        out.append(f"{line(row['label'])}\n", "bold underline")
        out.append(", ".join(f"{line(t['term'])} {t['count']}" for t in row["terms"]) + "\n")
        sources_, people = row["sources"], row["participants"]
        out.append(
            f"in {sources_} source{'s' if sources_ != 1 else ''}, {people} participant{'s' if people != 1 else ''}",
            "dim",
        )
        out.append(f" · candidate {row['id']}\n" if row["id"] is not None else "\n", "dim")
        if row["known"]:
            out.append(f"resembles the code {', '.join(f'“{line(name)}”' for name in row['known'])}\n", "italic")
        for n, quote in enumerate(row["quotes"]):
            if n == until:
                return out
            pointed = n == self.pointed
            out.append("\n▸ " if pointed else "\n  ")
            out.append(f"“{line(quote['text'], quote['source'])}”\n", "bold" if pointed else "")
            author = byline(line(quote["author"] or "", quote["source"]), quote["role"])
            who = " · ".join(filter(None, (author, line(quote["source"]))))
            out.append(f"  {who}\n", "dim")
        return out

    def action_quote(self, by: int) -> None:
        """Point at another quote."""
        row = self.row
        if row is None or not row["quotes"]:
            return
        self.pointed = (self.pointed + by) % len(row["quotes"])
        self.tell()
        box = self.pane
        width = max(box.content_size.width, 10)
        above = sum(max(1, -(-len(part) // width)) for part in self.text(row, self.pointed).plain.split("\n"))
        box.scroll_to(y=max(above - box.size.height // 3, 0), animate=False)

    # what a person decides

    @on(Rows.Chosen, "#list")
    def chosen(self, event: Rows.Chosen) -> None:
        """Read the quote that is pointed at in its source."""
        event.stop()
        row = self.row
        if row is not None and row["quotes"]:
            quote = row["quotes"][min(self.pointed, len(row["quotes"]) - 1)]
            self.dismiss(Place(sources.find(self.study.db, quote["source"]), quote["start"], quote["end"]))

    def _number(self) -> int | None:
        row = self.row
        if row is not None and row["id"] is None:
            self.refuse("the study is read-only here: candidates can be neither accepted nor rejected")
        return None if row is None else row["id"]

    def action_accept(self) -> None:
        """Make a code of it, with unconfirmed codings; then offer to read these."""
        if (id := self._number()) is not None and (row := self.row) is not None:
            self.ask(self._accept(id, row))

    async def _accept(self, id: int, row: dict[str, Any]) -> None:
        edited = Edited(row["label"])
        many = len(row["quotes"])
        detail = f"Its {many} quotes become codings that wait to be read. Making it a category is a step of your own."
        name = await self.app.push_screen_wait(AskLine("Accept it as a code called", edited.shown, detail=detail))
        if not name:
            return
        made: list[int] = []

        def accept() -> Said:
            said = candidates.accept(self.study, [id], name=edited.stored(name))
            made.extend(codings_of(said))
            return said

        if not self.do(accept) or not made:
            return
        held = codings.get(self.study.db, made[0])
        what = f"{len(made)} coding{'s' if len(made) > 1 else ''} of “{line(name)}” that nobody has read yet."
        now = Confirm("Read them now, one by one?", what, yes="read them", no="later", default=True)
        if await self.app.push_screen_wait(now) and held is not None:
            self.dismiss(ToRead(held["code"]))

    def action_reject(self) -> None:
        """Remember that it is none."""
        if (id := self._number()) is not None:
            self.do(lambda: candidates.reject(self.study, [id]))

    def action_rename(self) -> None:
        """Call it otherwise."""
        if (id := self._number()) is not None and (row := self.row) is not None:
            self.ask(self._rename(id, row["label"]))

    async def _rename(self, id: int, label: str) -> None:
        edited = Edited(label)
        name = await self.app.push_screen_wait(AskLine("New name of the candidate", edited.shown))
        if name and edited.stored(name) != label:
            self.do(lambda: candidates.rename(self.study, id, edited.stored(name)))

    def action_merge(self) -> None:
        """Show it as one with another."""
        if (id := self._number()) is not None and (row := self.row) is not None:
            self.ask(self._merge(id, row["label"]))

    async def _merge(self, id: int, label: str) -> None:
        items = [
            Item(row["label"], row["id"], f"{row['rank']}", ", ".join(_terms(row)), text=" ".join(_terms(row)))
            for row in self.found.values()
            if row["id"] not in (id, None)
        ]
        into = await self.app.push_screen_wait(Choose(f"Merge “{line(label)}” into which?", items))
        if into is not None:
            self.do(lambda: candidates.merge(self.study, [id], into.value))

    def action_filter(self) -> None:
        """Show only those that hold some words."""
        self.ask(self._filter())

    async def _filter(self) -> None:
        typed = await self.app.push_screen_wait(
            AskLine("Only candidates with", self.sought, "words of the label or the terms; empty: all", empty=True)
        )
        if typed is not None:
            self.sought = typed

    def action_decided(self) -> None:
        """Show those accepted or rejected, too, or no longer."""
        self.every = not self.every
        self.say(
            "accepted and rejected candidates are shown too"
            if self.every
            else "accepted and rejected candidates are hidden"
        )
        self.reload()

    def action_again(self) -> None:
        """Look for candidates again."""
        if not self.looking:
            self.look_for_them()


def _terms(row: dict[str, Any]) -> list[str]:
    return [t["term"] for t in row["terms"]]
