"""Constant comparison from where the cursor is: the panel, and one key that keeps what a comparison gave."""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.ops.theory import comparisons
from qda.store.analysis import codes, codings, theory
from qda.tui.actions import shown_key
from qda.tui.commands.theory import Thinking
from qda.tui.panels.comparison import ComparePanel
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.prompts import AskLine

SAID = {
    "same": "the same: what do they share?",
    "differs": "they differ: how?",
    "new-property": "a new property: what does it show?",
    "recode": "it belongs to another code: why?",
}


class Comparing(Thinking):
    """The actions of comparing."""

    @property
    def compared(self) -> ComparePanel:
        """The panel."""
        return self.query_one("#compare", ComparePanel)

    def toggle_compare(self) -> None:
        """Show or hide the comparison panel."""
        raise NotImplementedError

    def do_compare(self) -> None:
        """The panel on or off."""
        self.toggle_compare()

    def do_compare_next(self) -> None:
        """Point at the next quote."""
        self._open().point(1)

    def do_compare_prev(self) -> None:
        """Point at the quote before."""
        self._open().point(-1)

    async def do_same(self) -> None:
        """The same."""
        await self._record("same")

    async def do_differs(self) -> None:
        """They differ."""
        await self._record("differs")

    async def do_new_property(self) -> None:
        """A new property came out."""
        await self._record("new-property")

    async def do_recode(self) -> None:
        """It belongs elsewhere."""
        await self._record("recode")

    def _open(self) -> ComparePanel:
        if not self.compared.has_class("-on"):
            self.toggle_compare()
        return self.compared

    async def _record(self, outcome: str) -> None:
        """Ask what the outcome needs and a line of text, then keep it, as one change."""
        session, coding = self.session, self.meant()
        panel = self._open()
        self.show_here()
        if panel.panel is None:
            raise QdaError("there is nothing to compare with")
        against = panel.against if panel.against is not None else f"code:{session.code_name(panel.panel.code)}"
        beside = "the code as a whole" if panel.against is None else f"coding {panel.against}"
        said = f"{self.quote((coding.start, coding.end))} beside {beside} of {line(panel.panel.name)}"
        found = to = None
        if outcome == "new-property" and (found := await self._property(coding.id, said)) is None:
            return
        if outcome == "recode":
            names = await self.pick(
                f"To which code, instead of {line(coding.name)}?", self.quote((coding.start, coding.end), 200),
                several=False,
            )  # fmt: skip
            if not names:
                return
            held = codings.get(session.study.db, coding.id)
            if held is not None and codes.lookup(session.study.db, names[-1]) == held["code"]:
                raise QdaError(f"coding {coding.id} has that code already: {self._key('same')} or {self._key('differs')} "
                               "keeps what comparing gave without another code")  # fmt: skip
            to = f"code:{names[-1]}"
        note = await self.app.push_screen_wait(
            AskLine(SAID[outcome], placeholder="a line about it, for the log and the reports", detail=said)
        )
        if note:
            self.session.do(
                lambda: comparisons.record(
                    session.study, coding.id, against, outcome, note=note, property=found, to=to, make=True
                )
            )

    def _key(self, action: str) -> str:
        keys = self.settings.keys[action]
        return shown_key(keys[0]) if keys else action

    async def _property(self, coding: int, said: str) -> str | None:
        """The property that was found, as CATEGORY/PROPERTY: one that is there, or a new one of a category chosen."""
        study = self.session.study
        paths, gathered = codes.paths(study.db), codes.gathered(study.db)
        held = codings.get(study.db, coding)
        every = list(theory.categories(study.db))
        if not every:
            raise QdaError("there is no category yet, and only a category has properties: put the code under one first")
        tops = [i for i in every if held and held["code"] in gathered[i]] or every
        items = [
            Item(p.name, f"{paths[top]}/{p.name}", paths[top], p.shown())
            for top in tops
            for p in theory.properties(study.db, top)
        ]
        chosen = await self.app.push_screen_wait(
            Choose("Which property did it show?", items, new=True, what="property", detail=said)
        )
        if chosen is None:
            return None
        if not chosen.is_new:
            return str(chosen.value)
        if len(tops) > 1:
            of = await self.app.push_screen_wait(
                Choose(f"“{chosen.name}” is a property of", [Item(paths[i], i) for i in tops])
            )
            if of is None:
                return None
            tops = [of.value]
        return f"{paths[tops[0]]}/{chosen.name}"
