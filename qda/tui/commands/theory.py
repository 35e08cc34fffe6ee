"""Memos, and axial and selective work, from where the cursor is."""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.store.analysis import codes
from qda.store.analysis.summaries import Case
from qda.store.queries import navigation
from qda.store.queries.navigation import Place
from qda.tui.commands.code import Doing
from qda.tui.screens import axial_steps
from qda.tui.screens.base import Leave, ToRead
from qda.tui.screens.memo_editor import MemoBox
from qda.tui.screens.paradigm import paradigm
from qda.tui.screens.selective import SelectiveScreen
from qda.tui.screens.sorting import SortingScreen
from qda.tui.screens.summary_editor import SummaryBox, Summed
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item

MOST = 200  # codings offered to hang a memo on


class Thinking(Doing):
    """The actions that write what the researcher thinks."""

    def things_here(self) -> list[tuple[str, str]]:
        """(KIND:NAME, what it is in words) of all that is under the cursor, nearest first."""
        out: list[tuple[str, str]] = []
        here = list(self.here())
        if here:
            meant = self.meant()
            here.sort(key=lambda c: c.id != meant.id)
            del here[MOST:]
        for c in here:
            out.append((f"coding:{c.id}", f"coding {c.id}, {line(c.name)}: {self.quote((c.start, c.end))}"))
        for code in dict.fromkeys(c.code for c in here):
            if (name := self.session.code_name(code)) is not None:
                out.append((f"code:{name}", f"the code {line(name)}"))
        page = self.session.page
        segment = page.segment_at(self.view.cursor)
        if segment is not None:
            who = f" by {line(segment.author)}" if segment.author else ""
            out.append((f"segment:{page.name}#{segment.n}", f"{segment.kind} {segment.n}{who}"))
        out.append((f"source:{page.name}", f"the source {line(page.name)}"))
        out.append(("study:", "the study as a whole"))
        return out

    async def do_memo(self) -> None:
        """A memo on the nearest thing."""
        thing, words = self.things_here()[0]
        await self.write_memo(thing, words)

    async def do_memo_on(self) -> None:
        """A memo on another thing here."""
        items = [Item(words, thing, thing.partition(":")[0]) for thing, words in self.things_here()]
        chosen = await self.app.push_screen_wait(Choose("A memo on what?", items))
        if chosen is not None:
            await self.write_memo(chosen.value, chosen.name)

    async def write_memo(self, thing: str, words: str) -> None:
        """Open the box."""
        await self.app.push_screen_wait(MemoBox(self.session, [thing], labels={thing: words}))

    async def do_memos(self) -> None:
        """The memos here; one is opened to be read and changed."""
        here = self.here()
        segment = self.session.page.segment_at(self.view.cursor)
        found = navigation.memos_on(
            self.session.study.db,
            source=self.session.source,
            segment=None if segment is None else segment.id,
            codings=[c.id for c in here],
            codes=[c.code for c in here],
        )
        if not found:
            raise QdaError("there is no memo here")
        items = [
            Item(line(m.title), m.id, f"on this {kind} · {m.type}", line(m.text)[:400], text=line(m.text))
            for kind, m in found
        ]
        chosen = await self.app.push_screen_wait(Choose("The memos here", items))
        if chosen is not None:
            await self.app.push_screen_wait(MemoBox(self.session, memo=chosen.value))

    async def do_sum_up(self) -> None:
        """The summary of this source, or of the person at the cursor, on the code here or one that gathers it."""
        code = self.code_here()
        if code is None:
            raise QdaError("there is no coding here: a summary is of what is said about a code")
        parents, above = codes.parents(self.session.study.db), [code]
        while (home := parents.get(above[-1])) is not None:
            above.append(home)
        gathered = codes.gathered(self.session.study.db)
        above += [top for top, below in gathered.items() if code in below and top not in above]
        segment = self.session.page.segment_at(self.view.cursor)
        cases = [Case(source=self.session.source)]
        if segment is not None and segment.participant is not None:
            cases.append(Case(participant=segment.participant))
        chosen = [Summed(self.session, case, code) for code in above for case in cases]
        summed = chosen[0]
        if len(chosen) > 1:
            items = [Item(f"{line(x.name)}: {x.rows} {line(x.row)}", x, x.begins(), x.above()) for x in chosen]
            found = await self.app.push_screen_wait(Choose("Sum up what?", items))
            if found is None:
                return
            summed = found.value
        await self.app.push_screen_wait(SummaryBox(summed))

    async def do_home(self) -> None:
        """Put the code under a category."""
        await axial_steps.put_under(self.app, self.session, self.meant().code if self.here() else None)

    async def do_focused(self) -> None:
        """Declare a code focused."""
        await axial_steps.declare_focused(self.app, self.session, self.meant().code if self.here() else None)

    async def do_relate(self) -> None:
        """Relate two categories, with the coding here as evidence if one is."""
        await axial_steps.relate(self.app, self.session, coding=self.meant().id if self.here() else None)

    async def do_place(self) -> None:
        """Place the coding on a property."""
        await axial_steps.place(self.app, self.session, self.meant().id)

    async def do_paradigm(self) -> None:
        """The paradigm around a phenomenon; a quote read there is gone to."""
        self._read(await paradigm(self.app, self.session, coding=self.meant().id if self.here() else None))

    async def do_selective(self) -> None:
        """Core category, storyline, and what it leaves open; a quote read there is gone to."""
        self._read(await self.app.push_screen_wait(SelectiveScreen(self.session)))

    async def do_sort_memos(self) -> None:
        """Piles of memos, and the draft that they make."""
        await self.app.push_screen_wait(SortingScreen(self.session))

    def _read(self, leave: Leave) -> None:
        if isinstance(leave, Place):
            self.go(*leave)
        elif isinstance(leave, ToRead):
            self.begin_reading(leave.code)
        elif leave is not None:
            self.go_to_coding(leave)
