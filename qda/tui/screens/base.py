"""Base of the screens for axial and selective work: a full screen over the study that stays up to date.

`TheoryScreen` reads its study anew after every change, its own and, within a second, other programs'; says what was done
or refused in one line; undoes and redoes; and leaves with the number of a coding, or a place, that is to be read in its
source.
`Quotes` lists codings to look at. `pick_coding` asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from qda.core.names import byline, short
from qda.core.results import Said
from qda.ops.study import study as studies
from qda.reports.theory.axial import quotes
from qda.store.analysis import codings, stability
from qda.store.project import Study
from qda.store.queries import navigation, source_view
from qda.store.queries.navigation import Place
from qda.tui.messages import sentence
from qda.tui.session.study_access import Desk, Watch, attempt
from qda.tui.shown_text import line, notes, plain, veil
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import Dialog


class ToRead(NamedTuple):
    """The unconfirmed codings of a code, to be read one by one."""

    code: int


Leave = int | Place | ToRead | None  # what to do next: read that coding, that place, those codings; nothing


class TheoryScreen(Screen[Leave]):
    """A full screen over the study; gives what is to be read in its source, or None."""

    DEFAULT_CSS = """
    TheoryScreen { layout: vertical; }
    TheoryScreen > Static { width: 100%; height: auto; }
    TheoryScreen #head { text-style: bold; background: $boost; height: 1; padding: 0 1; text-wrap: nowrap;
        text-overflow: ellipsis; }
    TheoryScreen #said { height: 1; padding: 0 1; text-style: italic; text-wrap: nowrap; text-overflow: ellipsis; }
    TheoryScreen #keys { color: $text-muted; padding: 0 1; max-height: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("u", "turn('undo')", show=False),
        Binding("r", "turn('redo')", show=False),
    ]
    KEYS = "u: undo · r: redo · escape: back"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.outside = Watch(desk.study)

    @property
    def study(self) -> Study:
        """The open study."""
        return self.desk.study

    def compose(self) -> ComposeResult:
        """A head, the parts, a line for what was said, the keys."""
        yield Static(id="head", markup=False)
        yield from self.parts()
        yield Static(id="said", markup=False)
        yield Static(self.KEYS, id="keys", markup=False)

    def parts(self) -> ComposeResult:
        """Compose the part between head and keys."""
        yield from ()

    def on_mount(self) -> None:
        """Read the study, and look every second whether another program has written."""
        self.reload()
        self.set_interval(1.0, self.look)

    def look(self) -> None:
        """Read the study again if another program has written to it."""
        if self.outside.changed():
            if (held := veil.get()) is not None:
                held.look()
            self.reload()

    def reload(self) -> None:
        """Read the study and show it."""
        raise NotImplementedError

    def head(self, text: str) -> None:
        """The first line."""
        self.query_one("#head", Static).update(plain(line(text)))

    def say(self, text: str) -> None:
        """Show one line about what was done or refused."""
        self.query_one("#said", Static).update(plain(line(text)))

    def refuse(self, text: str) -> None:
        """Show one line about what was refused."""
        self.say(f"! {sentence(text)}")

    def do(self, change: Callable[[], Said], *, because: str = "") -> bool:
        """Make one change; show it, or say why it was refused."""
        said = attempt(self.desk, change, because=because, show=self.refuse)
        if said is not None:
            self.say(notes(said) or self.latest())
            self.reload()
        return said is not None

    def latest(self) -> str:
        """The last line of the log."""
        made = navigation.latest(self.study.db)
        return made.summary if made else ""

    def action_turn(self, which: str) -> None:
        """Undo or redo one change."""
        self.do(lambda: (studies.undo if which == "undo" else studies.redo)(self.study))

    def action_leave(self) -> None:
        """Back to the screen below."""
        self.dismiss(None)

    def ask(self, flow: Coroutine[Any, Any, Any]) -> None:
        """Run questions and answers that end in a change, one row of them at a time."""

        async def run() -> None:
            before = source_view.last_change(self.study.db)
            await flow
            self.reload()
            if source_view.last_change(self.study.db) != before:
                self.say(self.latest())

        self.run_worker(run(), exclusive=True)

    # What flows of `qda.tui.screens.axial_steps` are given as their desk: refusals stand on this screen.

    def wrote(self, said: Said) -> None:
        """Refresh after a dialog saved a change."""
        self.desk.wrote(said)

    def failed(self, error: Exception) -> None:
        """Show that a dialog was refused."""
        self.refuse(sentence(error))


class Quotes(Dialog["int | None"]):
    """Codings to look at; enter on one gives its number, to read it in its source."""

    DEFAULT_CSS = """
    Quotes > #box { width: 100%; max-width: 110; max-height: 90%; }
    Quotes Rows { height: auto; max-height: 12; }
    Quotes #detail { height: auto; max-height: 10; border-top: solid $primary; }
    """
    KEYS = "↑ ↓ · enter: read it in its source · escape: back"

    def __init__(self, title: str, rows: Sequence[Row], found: dict[int, dict[str, Any]]) -> None:
        super().__init__(title)
        self.rows, self.found = list(rows), found

    def parts(self) -> ComposeResult:
        """The list, and the whole quote."""
        yield Rows(self.rows, id="quotes", empty="no quotes yet")
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Begin at the first."""
        rows = self.query_one(Rows)
        rows.focus()
        self.tell(rows.row)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show the whole quote."""
        self.tell(event.row)

    def tell(self, row: Row | None) -> None:
        """The whole quote of a row, and where it is from."""
        q = self.found.get(row.value) if row is not None else None
        text = ""
        if q is not None:
            waits = "" if q["confirmed"] else " · unconfirmed"
            where = (
                f"{byline(q['author'], q['role']) or '–'} · {q['source']} · {q['code']} · coding {q['coding']}{waits}"
            )
            text = f"“{line(q['text'], q['source'])}”\n{where}"
        self.query_one("#detail", Static).update(plain(text))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read it in its source."""
        self.dismiss(event.row.value)


async def show_quotes(
    app: App[Any], study: Study, title: str, groups: Iterable[tuple[str, Sequence[int]]]
) -> int | None:
    """Look at codings in groups (`for`, `against`); gives the one to read in its source, or None."""
    groups = [(name, not_drawn(study, ids)) for name, ids in groups]
    found = quotes(study.db, (i for _, ids in groups for i in ids))
    rows: list[Row] = []
    for name, ids in groups:
        if ids:
            rows.append(Row(f"{name} ({len(ids)})", heading=True))
            for i in (i for i in ids if i in found):
                q = found[i]
                who = line(q["author"] or q["source"], q["source"])
                who = byline(short(who, 20), q["role"])
                rows.append(Row(f"“{line(q['text'], q['source'])}”", who, i))
    return await app.push_screen_wait(Quotes(title, rows, found))


def not_drawn(study: Study, ids: Iterable[int]) -> list[int]:
    """Return these codings but those on stretches that the acting coder has drawn and not yet coded again."""
    drawn = stability.hidden_codings(study.db, study.coder)
    return [i for i in ids if i not in drawn]


async def pick_coding(
    app: App[Any], study: Study, title: str, codes: Iterable[int], first: int | None = None, detail: str = ""
) -> int | None:
    """Ask for a coding of some codes; `first`, the one under the cursor, comes first, whatever its code."""
    ids = not_drawn(study, codings.of_codes(study.db, codes))
    if first is not None:
        ids = [first, *(i for i in ids if i != first)]
    found = quotes(study.db, ids)
    items = []
    for i in ids:
        q = found[i]
        at = " · this one" if i == first else ""
        more = f"“{short(line(q['text'], q['source']), 300)}”\n{byline(q['author'], q['role']) or '–'} · {q['source']}"
        text = short(line(q["text"], q["source"]), 200)
        items.append(
            Item(text, i, f"{short(line(q['code']), 22)} · {i}{at}", more, (str(i),), f"{q['code']} {q['author']}")
        )
    chosen = await app.push_screen_wait(Choose(title, items, detail=detail))
    return None if chosen is None else int(chosen.value)
