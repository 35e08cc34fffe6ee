"""Sorting memos as a screen: piles at the left, the memos of the chosen one at the right, and what they say as a draft.

Enter on a memo asks into which pile it goes, then why; a move without a reason is none. A pile is chosen, made, renamed, put
elsewhere at the left. Everything is a change of its own, which `u` takes back.
"""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from qda.core.names import byline
from qda.ops.theory import sorting
from qda.render.safe_text import visible
from qda.reports.common import memos as written
from qda.store.analysis import memos, piles
from qda.store.queries import memos as told
from qda.tui.messages import sentence
from qda.tui.screens.base import TheoryScreen
from qda.tui.screens.memo_editor import MemoBox
from qda.tui.session.study_access import Desk
from qda.tui.shown_text import Edited, line, veiled
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.list_view import Row, Rows
from qda.tui.widgets.prompts import AskLine

WIDE = 110
UNSORTED = 0  # in the list of piles: the memos that lie in none
TOP = -1  # in the list of places for a pile: under none


class SortingScreen(TheoryScreen):
    """Piles, their memos in order, and the draft that they make."""

    DEFAULT_CSS = """
    SortingScreen #both { height: 1fr; }
    SortingScreen #piles { width: 2fr; height: 100%; }
    SortingScreen #right { width: 3fr; height: 100%; border-left: solid $primary; }
    SortingScreen #memos { height: 2fr; }
    SortingScreen #draft { height: 3fr; border-top: solid $primary; padding: 0 1; scrollbar-size-vertical: 1; }
    SortingScreen #draft Static { width: 100%; height: auto; }
    SortingScreen.-wide #right { layout: horizontal; width: 4fr; }
    SortingScreen.-wide #piles { width: 1fr; }
    SortingScreen.-wide #memos { width: 2fr; height: 100%; }
    SortingScreen.-wide #draft { width: 3fr; height: 100%; border-top: none; border-left: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "other", show=False),
        Binding("left,h", "side('piles')", show=False),
        Binding("right,l", "side('memos')", show=False),
        Binding("m", "put", show=False),
        Binding("shift+up,K", "shift(-1)", show=False),
        Binding("shift+down,J", "shift(1)", show=False),
        Binding("x,delete", "out", show=False),
        Binding("n", "new(False)", show=False),
        Binding("N", "new(True)", show=False),
        Binding("e", "edit", show=False),
        Binding("t", "home", show=False),
    ]
    KEYS = (
        "← → tab: other list · enter: move the memo · shift+↑ ↓: up, down · x: take out\n"
        "n: new pile · N: one under this · e: rename, edit · t: put it under another\n"
        "x: remove the empty pile · u: undo · r: redo · escape: back"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.paths: dict[int, str] = {}
        self.lying: dict[int, list[piles.Sorted]] = {}
        self.starts: dict[int, int] = {}  # memo -> how many characters of the draft stand above it

    def parts(self) -> ComposeResult:
        """The piles, the memos of one, and the draft."""
        with Horizontal(id="both"):
            yield Rows(id="piles")
            with Vertical(id="right"):
                yield Rows(id="memos")
                with VerticalScroll(id="draft", can_focus=False):
                    yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        """Begin at the piles."""
        self.query_one("#piles", Rows).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Three columns where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")

    # what is shown

    @property
    def pile(self) -> int:
        """The pile under the cursor; `UNSORTED` for the memos in none."""
        row = self.query_one("#piles", Rows).row
        return UNSORTED if row is None else row.value

    @property
    def memo(self) -> int | None:
        """The memo under the cursor."""
        row = self.query_one("#memos", Rows).row
        return None if row is None else row.value

    def reload(self) -> None:
        """Show the piles; their `Moved` shows the memos."""
        db = self.study.db
        outline = piles.outline(db)
        self.paths = {p.id: p.path for p in outline}
        self.lying = {}
        for x in piles.placed(db):
            self.lying.setdefault(x.pile, []).append(x)
        loose = piles.unsorted(db)
        rows = [Row("memos in no pile", str(len(loose)), UNSORTED)]
        for p in outline:
            rows.append(Row("  " * p.depth + line(p.name), str(len(self.lying.get(p.id, ()))), p.id, columns=True))
        self.query_one("#piles", Rows).keep(rows)
        n = sum(map(len, self.lying.values()))
        self.head(f"Sorting memos · {n} in {len(outline)} pile{'s' if len(outline) != 1 else ''}, {len(loose)} in none")
        self.show_memos()

    def show_memos(self) -> None:
        """The memos of the pile under the cursor, the draft beside them."""
        if self.pile == UNSORTED:
            rows = [Row(line(x.title), f"memo {x.memo}", x.memo) for x in piles.unsorted(self.study.db)]
            empty = "every memo lies in a pile"
        else:
            rows = [
                Row(f"{x.position}. {line(x.title)}", f"memo {x.memo}", x.memo) for x in self.lying.get(self.pile, ())
            ]
            empty = "no memo lies here: enter on one of another pile moves it"
        listed = self.query_one("#memos", Rows)
        listed.empty = empty
        listed.keep(rows)
        self.show_draft()

    def show_draft(self) -> None:
        """What the memos of the pile say, one after the other; of those in no pile the one under the cursor alone."""
        ids = [row.value for row in self.query_one("#memos", Rows).rows]
        if self.pile == UNSORTED:
            ids = [] if self.memo is None else [self.memo]
        held = {m.id: m for m in memos.read(self.study.db, ids=ids)}
        rows = written.quoted(self.study.db, [x for m in held.values() for x in (*m.on, *m.links)])
        titles = told.titles(self.study.db)
        out, self.starts = Text(), {}
        if self.pile != UNSORTED:
            out.append(f"{line(self.paths[self.pile])}\n", "bold underline")
        for id in ids:
            m = held[id]
            self.starts[id] = len(out.plain)
            here = id == self.memo
            out.append(f"\n{'▸' if here else ' '} {line(m.title)} · memo {m.id}\n", "bold reverse" if here else "bold")
            out.append(f"{visible(veiled(sentence(written.as_read(m.stored, m.links, rows, titles))))}\n")
            for i in written.coding_ids(m):
                quote, source, author, role = rows[i][10], rows[i][2], rows[i][4], rows[i][15]
                who = byline(line(author or "", source), role)
                out.append(f"  “{line(quote, source)}” {' · '.join(filter(None, (who, line(source))))}\n", "dim")
        self.query_one("#text", Static).update(out)
        box = self.query_one("#draft", VerticalScroll)
        width = max(box.content_size.width, 10)
        above = out.plain[: self.starts.get(self.memo or 0, 0)]
        box.scroll_to(y=sum(max(1, -(-len(part) // width)) for part in above.split("\n")) - 1, animate=False)

    @on(Rows.Moved, "#piles")
    def pile_moved(self, event: Rows.Moved) -> None:
        """Another pile."""
        event.stop()
        self.show_memos()

    @on(Rows.Moved, "#memos")
    def memo_moved(self, event: Rows.Moved) -> None:
        """Another memo."""
        event.stop()
        self.show_draft()

    def action_side(self, which: str) -> None:
        """To the piles, or to the memos."""
        self.query_one(f"#{which}", Rows).focus()

    def action_other(self) -> None:
        """To the other list."""
        self.action_side("memos" if self.at_piles else "piles")

    @property
    def at_piles(self) -> bool:
        """True if the piles have the keys."""
        return self.query_one("#piles", Rows).has_focus

    @on(Rows.Chosen, "#piles")
    def pile_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a pile goes to its memos."""
        event.stop()
        self.action_side("memos")

    # memos

    @on(Rows.Chosen, "#memos")
    def memo_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a memo moves it."""
        event.stop()
        self.action_put()

    def action_put(self) -> None:
        """Put the memo under the cursor into another pile, with a reason."""
        if self.memo is None:
            self.refuse("there is no memo here to move")
        else:
            self.ask(self._put(self.memo))

    async def _put(self, memo: int) -> None:
        items = [
            Item(path, id, f"{len(self.lying.get(id, ()))} memos", f"after {self._last(id)}" if self._last(id) else "")
            for id, path in self.paths.items()
            if id != self.pile
        ]
        title = f"Into which pile does “{line(self._title(memo))}” go?"
        chosen = await self.app.push_screen_wait(Choose(title, items, True, what="name of a pile"))
        if chosen is None:
            return
        name = Edited(chosen.name).stored(chosen.name) if chosen.is_new else self.paths[chosen.value]
        because = await self._why(f"Why does it belong in “{line(name)}”?")
        if because is None:
            return
        if chosen.is_new and not self.do(lambda: sorting.pile(self.study, name)):
            return
        self.do(lambda: sorting.put(self.study, memo, name), because=because)

    async def _why(self, question: str, *, empty: bool = False) -> str | None:
        return await self.app.push_screen_wait(
            AskLine(question, placeholder="the reason, kept with the move", empty=empty)
        )

    def _title(self, memo: int) -> str:
        return memos.one(self.study.db, memo).title

    def _last(self, pile: int) -> str:
        there = self.lying.get(pile, ())
        return f"“{there[-1].title}”" if there else ""

    def action_shift(self, by: int) -> None:
        """Move the memo, or the pile, one place up or down."""
        if self.at_piles:
            self._shift_pile(by)
        elif self.memo is not None and self.pile != UNSORTED:
            there = [x.memo for x in self.lying.get(self.pile, ())]
            to = there.index(self.memo) + by
            if 0 <= to < len(there):
                self.ask(self._shift(self.memo, [m for m in there if m != self.memo][to - 1] if to else None))

    async def _shift(self, memo: int, after: int | None) -> None:
        where = "first" if after is None else f"after “{line(self._title(after))}”"
        because = await self._why(f"Why does “{line(self._title(memo))}” come {where}?")
        if because is not None:
            path = self.paths[self.pile]
            self.do(lambda: sorting.put(self.study, memo, path, after=after, first=after is None), because=because)

    def action_out(self) -> None:
        """Take the memo out of its pile; remove the pile."""
        if self.at_piles:
            if self.pile != UNSORTED:
                path = self.paths[self.pile]
                self.do(lambda: sorting.pile(self.study, path, remove=True))
        elif self.memo is not None and self.pile != UNSORTED:
            self.ask(self._out(self.memo))

    async def _out(self, memo: int) -> None:
        because = await self._why(f"Why does “{line(self._title(memo))}” not belong here? (may be empty)", empty=True)
        if because is not None:
            self.do(lambda: sorting.take(self.study, memo), because=because)

    # piles

    def action_new(self, under: bool) -> None:
        """Make a pile, at the top or under the one under the cursor."""
        self.ask(self._new(self.paths[self.pile] if under and self.pile != UNSORTED else ""))

    async def _new(self, under: str) -> None:
        name = await self.app.push_screen_wait(
            AskLine(f"New pile under “{line(under)}”" if under else "New pile", placeholder="a heading of the draft")
        )
        if name and self.do(lambda: sorting.pile(self.study, f"{under}/{name}" if under else name)):
            self._to(self._made())

    def _made(self) -> int:
        return max(self.paths, default=UNSORTED)

    def _to(self, pile: int) -> None:
        listed = self.query_one("#piles", Rows)
        listed.go(next((n for n, row in enumerate(listed.rows) if row.value == pile), 0))

    def action_edit(self) -> None:
        """Give the pile another name; edit the memo."""
        if not self.at_piles:
            if self.memo is not None:
                self.ask(self._edit(self.memo))
        elif self.pile != UNSORTED:
            self.ask(self._rename(self.paths[self.pile]))

    async def _edit(self, memo: int) -> None:
        await self.app.push_screen_wait(MemoBox(self, memo=memo))

    async def _rename(self, path: str) -> None:
        edited = Edited(next(p.name for p in piles.outline(self.study.db) if p.path == path))
        name = await self.app.push_screen_wait(AskLine("New name of the pile", edited.shown))
        if name and edited.stored(name) != edited.text:
            self.do(lambda: sorting.pile(self.study, path, rename=edited.stored(name)))

    def action_home(self) -> None:
        """Put the pile under another, or at the top."""
        if self.pile != UNSORTED:
            self.ask(self._home(self.pile))

    async def _home(self, pile: int) -> None:
        under = piles.below(self.study.db, pile)
        items = [Item("at the top", TOP), *(Item(path, id) for id, path in self.paths.items() if id not in under)]
        title = f"Under which pile does “{line(self.paths[pile])}” go?"
        into: Any = await self.app.push_screen_wait(Choose(title, items))
        if into is not None:
            path, to = self.paths[pile], into.value
            self.do(lambda: sorting.pile(self.study, path, under="" if to == TOP else self.paths[to], top=to == TOP))

    def _shift_pile(self, by: int) -> None:
        db, pile = self.study.db, self.pile
        outline = piles.outline(db)
        here = next((p for p in outline if p.id == pile), None)
        if here is None:
            return
        beside = [p.id for p in outline if p.parent == here.parent]
        to = beside.index(pile) + by
        if 0 <= to < len(beside):
            others = [i for i in beside if i != pile]
            after = self.paths[others[to - 1]] if to else ""
            self.do(lambda: sorting.pile(self.study, here.path, after=after, first=not after))
