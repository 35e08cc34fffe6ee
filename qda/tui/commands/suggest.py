"""Actions for what the program suggests: candidates, codes, passages like a quote; and the method's own records.

Suggestions are learned aside (`session/suggestions.py`), a moment after the screen was painted and after each change,
where the study has some codings and is not very large; elsewhere when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from qda.core.errors import QdaError
from qda.store.analysis import codes, theory
from qda.store.queries import navigation
from qda.tui.commands.again import Again
from qda.tui.panels.codebook import CodebookPanel
from qda.tui.screens import axial_steps
from qda.tui.screens.code_picker import CodePicker, load_codes
from qda.tui.session.suggestions import Adviser
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.link_text_area import link_items
from qda.tui.widgets.prompts import AskLine

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested
    from qda.tui.screens.candidates import Kept
    from qda.tui.screens.similar_passages import Alike

SOON = 1.0  # seconds after the last change until suggestions are learned anew


class Offering(Again):
    """The actions on what is offered."""

    _adviser: Adviser | None = None
    _learning: Timer | None = None
    _kept: Kept | None = None
    _alike: Alike | None = None

    # candidates and passages

    async def do_discover(self) -> None:
        """Candidate categories; a quote read there is gone to."""
        from qda.tui.screens.candidates import (  # what is offered is not loaded before it is asked for
            CandidatesScreen,
            Kept,
        )

        self._kept = self._kept or Kept()
        self._read(await self.app.push_screen_wait(CandidatesScreen(self.session, self._kept)))

    async def settle(self) -> None:
        """Go through the places where coders differ; one that is read there is gone to."""
        from qda.tui.screens.disagreements import DisagreementsScreen

        self.not_blind("the list shows what coders gave each place")
        self._read(await self.app.push_screen_wait(DisagreementsScreen(self.session)))

    async def do_like(self) -> None:
        """Passages like the quotes of the code here; where there is none, those that were looked at before."""
        code = self.meant().code if self.here() else self._alike.code if self._alike else None
        if code is None or self.session.code_name(code) is None:
            known = load_codes(self.session.study)
            if not known:
                raise QdaError("there are no codes yet: code some passages first")
            picked = await self.app.push_screen_wait(
                CodePicker(
                    known, self.session.recent, title="More like the quotes of which code?", several=False, new=False
                )
            )
            if picked is None or not picked.ids:
                return
            code = picked.ids[0]
        await self._more_like(code)

    def on_codebook_panel_like(self, event: CodebookPanel.Like) -> None:
        """Passages like the quotes of a code of the codebook."""
        event.stop()
        self.leave_panel()
        self.start(self._more_like(event.code))

    async def _more_like(self, code: int) -> None:
        from qda.tui.screens.similar_passages import Alike, LikeScreen

        self.not_blind("suggestions are made of what is coded")
        if self._alike is None or self._alike.code != code:
            self._alike = Alike(code)
        self._read(await self.app.push_screen_wait(LikeScreen(self.session, self.adviser, self._alike)))

    # suggestions

    @property
    def adviser(self) -> Adviser:
        """Return the source of suggestions."""
        if self._adviser is None:
            self._adviser = Adviser(self.session.study, self.app.call_later, self.session.failed)
        return self._adviser

    def learn_soon(self) -> None:
        """Learn in a moment, when nothing has changed until then."""
        if self._learning is not None:
            self._learning.stop()
        self._learning = self.set_timer(SOON, self._learn)

    def _learn(self) -> None:
        begun = self._adviser is not None and self._adviser.begun
        if begun or (self.settings.suggestions and navigation.enough_to_learn(self.session.study.db)):
            self.adviser.learn()

    def stop_learning(self) -> None:
        """The screen goes."""
        if self._adviser is not None:
            self._adviser.stop()

    def advise(self, picker: CodePicker, source: int, span: tuple[int, int]) -> None:
        """Put the codes that the stretch may have on top of the picker, when they are known."""
        adviser = self._adviser
        if self.blind() or adviser is None or not adviser.begun or not self.settings.suggestions:
            return

        def known(found: list[Suggested]) -> None:
            if found and picker.is_attached:
                picker.suggest(found)
                adviser.keep("code", found)

        adviser.codes(source, *span, known)

    # the ledgers

    async def do_negative(self) -> None:
        """Keep that the coding here contradicts something."""
        from qda.ops.theory import negative_cases

        coding, study = self.meant(), self.session.study
        paths, gathered = codes.paths(study.db), codes.gathered(study.db)
        tops = [i for i in paths if i in theory.categories(study.db)]
        own = [i for i in tops if coding.code in gathered[i]]
        items = [
            Item(f"{paths[i]}/{p.name}", f"property:{paths[i]}/{p.name}", "property", p.shown())
            for i in tops
            for p in theory.properties(study.db, i)
        ]
        items = [*link_items(study, ("category",)), *items, *link_items(study, ("relation", "code"))]
        names = {axial_steps.path_of(study, i) for i in own} | {codes.names(study.db)[i] for i in own}
        items.sort(key=lambda item: not (item.hint in ("category", "property") and item.name.split("/")[0] in names))
        quote = self.quote((coding.start, coding.end), 200)
        against = await self.app.push_screen_wait(
            Choose("A negative case against what?", items, detail=f"coding {coding.id}, {line(coding.name)}: {quote}")
        )
        if against is None:
            return
        note = await self.app.push_screen_wait(
            AskLine(f"How does it contradict {line(against.name)}?", placeholder="a line about it", detail=quote)
        )
        if note:
            self.session.do(lambda: negative_cases.add(study, coding.id, against.value, note))

    async def do_sample(self) -> None:
        """Note whom or what to look for next."""
        from qda.ops.theory import sampling

        study = self.session.study
        items = []
        for i, path in codes.paths(study.db).items():
            if i in theory.categories(study.db):
                items.append(Item(path, path, "category"))
                items += [
                    Item(f"{path}/{p.name}", f"{path}/{p.name}", "property", p.shown())
                    for p in theory.properties(study.db, i)
                ]
        if not items:
            raise QdaError("there is no category yet to sample for: put codes under one first")
        about = await self.app.push_screen_wait(Choose("Look for more on which category or property?", items))
        if about is None:
            return
        text = await self.app.push_screen_wait(
            AskLine(f"What to look for, and why, for {line(about.name)}?", placeholder="what would show the other end?")
        )
        if not text:
            return
        seek = await self.app.push_screen_wait(AskLine("Whom or where to look?", placeholder="or nothing", empty=True))
        if seek is not None:
            self.session.do(lambda: sampling.add(study, text, about=about.value, seek=seek))
