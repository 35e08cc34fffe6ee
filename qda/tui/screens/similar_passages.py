"""More like this: passages that have not a code and are like its quotes, each with the two quotes that speak for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType

from qda.core.errors import QdaError
from qda.core.names import byline, short
from qda.core.results import Said
from qda.reports.theory.axial import quotes
from qda.store.analysis import codes
from qda.store.queries import navigation, source_view
from qda.store.queries.navigation import Place
from qda.store.texts import people, sources
from qda.tui.messages import sentence
from qda.tui.screens.two_panes import TwoPanes
from qda.tui.session.study_access import Desk
from qda.tui.session.suggestions import Adviser
from qda.tui.shown_text import line
from qda.tui.widgets.list_view import Row, Rows

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested

WHERE = 24  # characters of a source's name in the list
TOP = 20  # passages asked for, and how many more each time


@dataclass
class Alike:
    """Passages that were found last, for which code, and the one that was selected."""

    code: int
    found: list[Suggested] | None = None
    top: int = TOP
    since: int = 0
    at: int = 0


class LikeScreen(TwoPanes):
    """Passages for a code: accepted or rejected with one key, opened where they stand."""

    DEFAULT_CSS = """
    LikeScreen #list { width: 1fr; }
    LikeScreen #about { width: 1fr; }
    LikeScreen.-narrow #list, LikeScreen.-narrow #about { width: 100%; }
    """
    BESIDE = "passage"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,a", "accept", show=False),
        Binding("x,delete", "reject", show=False),
        Binding("m", "more", show=False),
        Binding("ctrl+r", "again", show=False),
    ]
    KEYS = (
        "y: code it · x: reject it, do not offer it again · enter: read it in its source · m: more of them\n"
        "ctrl+r: look again · u: undo · r: redo · escape: back"
    )

    def __init__(self, desk: Desk, adviser: Adviser, alike: Alike) -> None:
        super().__init__(desk)
        self.adviser, self.alike = adviser, alike
        self.looking = False

    @property
    def called(self) -> str:
        """Return the name of the code."""
        return codes.names(self.study.db).get(self.alike.code, "a code that is gone")

    def reload(self) -> None:
        """Show what is left of what was found; look for it where that is out of date, or was never done."""
        if self.looking:
            return
        if self.alike.found is None or navigation.texts_changed(self.study.db, self.alike.since):
            self.look_for_them()
        else:
            self.show_found()

    def look_for_them(self) -> None:
        """Ask for passages, aside."""
        self.looking = True
        self.head(f"More like “{self.called}”")
        self.clear("")
        self.say("looking for passages; the first time the whole study is read · escape leaves without them")
        self.alike.found, self.alike.since = None, source_view.last_change(self.study.db)
        self.adviser.quotes(self.alike.code, self.alike.top, self.are_found, self.not_found)

    def are_found(self, found: list[Suggested]) -> None:
        """Show them, and keep what was offered."""
        self.looking = False
        if not self.is_attached:
            return
        from qda.ops.discovery import suggestions

        self.alike.found = found
        if found:
            self.adviser.keep("quote", found)
        self.say(
            suggestions.BM25 if self.adviser.without_package else "most like its quotes first; the order is no measure"
        )
        self.reload()

    def not_found(self, error: QdaError) -> None:
        """Say why there are none."""
        self.looking = False
        if self.is_attached:
            self.refuse(sentence(error))

    def show_found(self) -> None:
        """Show the passages that are not decided yet; the cursor stays where it was."""
        from qda.ops.discovery import suggestions

        found = self.alike.found or []
        left = suggestions.undecided(self.study, found)
        names = dict(navigation.rows(self.study.db))
        rows = []
        for n in left:
            where = names[found[n].source] + ("" if found[n].segment is None else f"#{found[n].segment}")
            rows.append(Row(line(found[n].text, names[found[n].source]), short(line(where), WHERE), n))
        at = next((i for i, n in enumerate(left) if n >= self.alike.at), max(len(rows) - 1, 0))
        self.listed.show(rows, at=at, empty="no passage is left that is like its quotes")
        many = f"{len(rows)} passage{'s' if len(rows) != 1 else ''}"
        self.head(f"More like “{self.called}”: {many} without the code")
        self.tell()

    @property
    def passage(self) -> Suggested | None:
        """The passage under the cursor."""
        row = self.listed.row
        return None if row is None or self.alike.found is None else self.alike.found[row.value]

    def went(self, row: Row | None) -> None:
        """Another passage."""
        if row is not None:
            self.alike.at = row.value

    def about(self) -> Text:
        """Return the whole passage under the cursor, and why it is there."""
        s, out = self.passage, Text()
        if s is not None:
            name = dict(navigation.rows(self.study.db))[s.source]
            segment = sources.layout(self.study.db, s.source).at(s.start)
            role = None if segment is None else people.role(self.study.db, segment.participant)
            who = " · ".join(
                filter(None, (byline(line(segment.author or "" if segment else "", name), role), line(name)))
            )
            out.append(f"“{line(s.text, name)}”\n", "bold")
            out.append(f"{who}\n", "dim")
            if s.words:
                out.append("\nwords that matter: ", "bold")
                out.append(", ".join(map(line, s.words)) + "\n")
            if s.because:
                out.append(f"\nquotes of “{line(self.called)}” that speak for it\n", "bold")
            held = quotes(self.study.db, (id for id, _ in s.because))
            for q in (held[id] for id, _ in s.because if id in held):
                out.append(f"\n“{line(q['text'], q['source'])}”\n")
                who = " · ".join(
                    filter(None, (byline(line(q["author"] or "", q["source"]), q["role"]), line(q["source"])))
                )
                out.append(f"{who} · {line(q['code'])}, coding {q['coding']}\n", "dim")
        return out

    # what a person decides

    @on(Rows.Chosen, "#list")
    def chosen(self, event: Rows.Chosen) -> None:
        """Read it in its source."""
        event.stop()
        if (s := self.passage) is not None:
            self.dismiss(Place(s.source, s.start, s.end))

    def action_accept(self) -> None:
        """It has the code."""
        self._decide("accept")

    def action_reject(self) -> None:
        """It has not."""
        self._decide("reject")

    def _decide(self, what: str) -> None:
        s, found = self.passage, self.alike.found
        if s is None or found is None:
            return
        from qda.ops.discovery import suggestions

        decide = suggestions.accept if what == "accept" else suggestions.reject

        def change() -> Said:
            id = suggestions.keep(self.study, "quote", found, [])[found.index(s)]
            if id is None:
                raise QdaError("the study is read-only here: nothing can be accepted or rejected")
            return decide(self.study, [id])

        self.do(change)

    def action_more(self) -> None:
        """More passages than before."""
        if not self.looking:
            self.alike.top += TOP
            self.look_for_them()

    def action_again(self) -> None:
        """Ask again: what was coded since is learned from."""
        if not self.looking:
            self.look_for_them()
