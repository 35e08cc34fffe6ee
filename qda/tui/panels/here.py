"""Panel for the place of the cursor: its codings with their notes, the meaning of the code, memos."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from qda.core.names import byline
from qda.reports.counts.counting import n_of
from qda.store.analysis import codes
from qda.store.queries import navigation
from qda.store.texts import people
from qda.tui.document.page import Coding, Page
from qda.tui.session.session import Session
from qda.tui.shown_text import called, line

MEMO = 400  # characters of a memo shown; `memos` opens the whole
MOST = 20  # codings and memos shown, the nearest: a panel is no list
ON = {"coding": "on this coding", "code": "on this code", "segment": "on this segment", "source": "on this source"}


class SidePanel(VerticalScroll):
    """The panel; `show` fills it for a place in the page."""

    DEFAULT_CSS = """
    SidePanel { width: 38; height: 100%; border-left: solid $primary; display: none; background: $surface;
        padding: 0 1; scrollbar-size-vertical: 1; }
    SidePanel.-on { display: block; }
    SidePanel Static { width: 100%; }
    """
    can_focus = False

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="here", markup=False)

    def show(self, session: Session, at: int, here: Sequence[Coding], active: int | None) -> None:
        """Read and show what hangs at an offset; `here` are the codings there, `active` the one that is meant."""
        self.query_one("#here", Static).update(text(session, at, here, active))
        self.scroll_home(animate=False)


def text(session: Session, at: int, here: Sequence[Coding], active: int | None) -> Text:
    """The panel's text."""
    study, page = session.study, session.page
    out = Text()
    segment = page.segment_at(at)
    if segment is not None:
        author = byline(segment.author, people.role(study.db, segment.participant))
        who = " · ".join(filter(None, (f"#{segment.n} {segment.kind}", author, segment.date)))
        out.append(line(who) + "\n", "dim")
    meant = next((c for c in here if c.id == active), here[0] if here else None)
    if meant is None:
        out.append("\nno coding here\n", "dim")
    if len(page.coders) > 1:
        told = " · ".join(f"{called(coder)} {n:,}" for coder, n in page.coders.items())
        out.append(f"{n_of(len(page.codings), 'coding')} in this source: {told}\n", "dim")
    shown = here[:MOST] if meant is None or meant in here[:MOST] else [meant, *here[: MOST - 1]]
    for coding in shown:
        _coding(out, coding, coding is meant and len(here) > 1, page)
    _more(out, len(here) - len(shown), "coding")
    if meant is not None:
        _meaning(out, session, meant.code)
    memos = navigation.memos_on(
        study.db,
        source=session.source,
        segment=None if segment is None else segment.id,
        codings=[c.id for c in here],
        codes=list(dict.fromkeys(c.code for c in here)),
    )
    if memos:
        out.append("\nMemos\n", "bold underline")
    for kind, memo in memos[:MOST]:
        out.append(f"✎ {line(memo.title)}\n", "bold")
        out.append(f"{ON[kind]} · {memo.type} · {called(memo.coder)}\n", "dim")
        body = line(memo.text)
        if body != line(memo.title):
            out.append((body if len(body) <= MEMO else body[: MEMO - 1] + "…") + "\n")
    _more(out, len(memos) - MOST, "memo")
    return out


def _more(out: Text, n: int, what: str) -> None:
    if n > 0:
        out.append(f"\nand {n_of(n, what)} more\n", "dim")


def _coding(out: Text, coding: Coding, pointed: bool, page: Page) -> None:
    out.append("\n▸ " if pointed else "\n")
    out.append(line(coding.name), "bold")
    out.append("" if coding.confirmed else " (unconfirmed)", "italic")
    quote = line(page.text[coding.start : min(coding.end, coding.start + 120)])
    more = "…" if coding.end - coding.start > 120 else ""
    out.append(f"\n“{quote}{more}”\n")
    out.append(f"coding {coding.id} by {called(coding.coder)}\n", "dim")
    if coding.note:
        out.append("note: ", "bold")
        out.append(line(coding.note, page.name) + "\n")


def _meaning(out: Text, session: Session, code: int) -> None:
    db = session.study.db
    held = codes.get(db, code)
    if held is None:
        return
    out.append("\n")
    out.append(line(codes.paths(db)[code]), "bold underline")
    out.append("" if held["level"] == "code" else f" · {held['level']}", "dim")
    out.append("\n")
    out.append(line(held["definition"] or "no definition yet") + "\n", "" if held["definition"] else "dim")
    for label in ("include", "exclude", "example"):
        if held[label]:
            out.append(f"{label}: ", "bold")
            out.append(line(held[label]) + "\n")
