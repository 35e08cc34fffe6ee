"""Coding: what the keys that change the study do. Each writes at once, as one change that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qda.core.errors import QdaError
from qda.core.names import short
from qda.core.text.find import find_quote
from qda.ops.coding.coding import IN_VIVO_WORDS
from qda.store.analysis import codes, codings
from qda.tui.commands.base import Stage
from qda.tui.document import motions
from qda.tui.document.page import Coding
from qda.tui.messages import sentence
from qda.tui.panels.comparison import ComparePanel
from qda.tui.screens.code_picker import CodePicker, Picked, load_codes
from qda.tui.screens.note_editor import Note
from qda.tui.shown_text import line, veiled
from qda.tui.widgets.prompts import AskLine, AskText

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested

SHORT, WORDS = 60, 2000  # characters shown of a quote in a line, of one to choose words from


class Doing(Stage):
    """The actions that write codings, and undo and redo."""

    offered: Sequence[Suggested] = ()  # the codes that the picker suggested last

    def advise(self, picker: CodePicker, source: int, span: tuple[int, int]) -> None:
        """Put the codes that a stretch may have on top of the picker, when they are known."""
        raise NotImplementedError

    def quote(self, span: tuple[int, int], most: int = SHORT) -> str:
        """The words of a stretch, cut to a line."""
        words = line(self.session.page.text[span[0] : min(span[1], span[0] + 4 * most)])
        return f"“{words if len(words) <= most else words[: most - 1] + '…'}”"

    async def pick(
        self, title: str, detail: str, *, several: bool = True, new: bool = True,
        stretch: tuple[int, int] | None = None, advised: bool = False,
    ) -> list[str] | None:  # fmt: skip
        """Codes by the names that operations know them by; None when the picker was left. The stretch is of the stored text.

        With the `stretch` that is coded, earlier quotes of the code under the cursor stand beside the list; `advised`: and
        the codes suggested for it on top, which `offered` holds afterwards.
        """
        self.offered = []
        study = self.session.study
        beside = None
        if stretch is not None:
            beside = ComparePanel(beside=True)
            beside.add_class("-on", "-led")
        place = None if stretch is None else (self.session.source, *stretch)

        def follow(code: int | None) -> None:
            if beside is not None:
                beside.show(study, code, stretch=place)

        known = load_codes(study)
        picker = CodePicker(
            known, self.session.recent, title=title, several=several, new=new, detail=detail, beside=beside,
            on_highlight=follow,
        )  # fmt: skip
        if place is not None and advised:
            self.advise(picker, place[0], (place[1], place[2]))
        picked: Picked | None = await self.app.push_screen_wait(picker)
        if picked is None:
            return None
        self.offered = list(picker.suggested.values())
        names = [name for id in picked.ids if (name := self.session.code_name(id)) is not None]
        return [*names, picked.new] if picked.new is not None else names

    def words_here(self) -> tuple[int, int]:
        """Return the stretch that would be coded, on the page; refused if it has no words."""
        start, end = self.view.stretch()
        if not self.session.page.text[start:end].strip():
            raise QdaError("there is no sentence here to code: select the words first")
        return start, end

    def stored_here(self) -> tuple[int, int]:
        """The same in the stored text, which stays what it is whatever names are shown."""
        return self.session.page.stored(*self.words_here())

    async def do_code(self) -> None:
        """Pick codes for the selection, or else the sentence."""
        span, source = self.stored_here(), self.session.source
        names = await self.pick("Code", self.quote(self.words_here(), 200), stretch=span, advised=True)
        if names:
            self.still(source)
            self.give(span, names, self.offered)

    def still(self, source: int) -> None:
        """Refused when another source came on the page while something was asked: a stretch is one of its own text."""
        if self.session.source != source:
            raise QdaError("the source was taken out of the study, or got another text, meanwhile: nothing was coded")

    def give(self, span: tuple[int, int], names: list[str], offered: Sequence[Suggested] = ()) -> None:
        """Give a stretch of the stored text codes; the selection has done its work."""
        self.session.code(span, names, offered=offered)
        self.view.clear_selection()
        self.show_modes()

    def active_name(self) -> str | None:
        """The active code by name; None when there is none."""
        return None if self.session.active is None else self.session.code_name(self.session.active)

    def do_repeat(self) -> None:
        """The code used last."""
        name = self.active_name()
        if name is None:
            raise QdaError("no code was used yet: choose one first")
        self.give(self.stored_here(), [name])

    async def do_in_vivo(self) -> None:
        """The participant's own words."""
        here, span, source = self.words_here(), self.stored_here(), self.session.source
        page = self.session.page
        words = page.text[slice(*here)]
        if len(page.stored_words(*here).split()) <= IN_VIVO_WORDS:
            self._in_vivo(span, [])
            return
        name = await self.app.push_screen_wait(
            AskLine(
                "Which of these words become the code?", placeholder="words as they stand", detail=short(words, WORDS)
            )
        )
        if name:
            self.still(source)
            found = find_quote(words, name) if page.map is not None else []
            self._in_vivo(span, [page.stored_words(*(here[0] + x for x in found[0]))] if found else [name])

    def _in_vivo(self, span: tuple[int, int], names: list[str]) -> None:
        self.session.code(span, names, in_vivo=True)
        self.view.clear_selection()
        self.show_modes()
        name = self.active_name()
        if name is not None and veiled(name) != name:
            self.say(f"{self.message}; the code keeps the name that was said, and is shown with the pseudonym")

    async def do_sticky(self) -> None:
        """Sticky on or off; without an active code one is chosen."""
        if self.sticky:
            self.sticky = False
            self.show_modes()
            return
        if self.active_name() is None:
            names = await self.pick("The code for every selection", "", several=False, new=False)
            if not names:
                return
            self.session.used(codes.find(self.session.study.db, names[0]))
        self.sticky = True
        self.show_modes()
        self.say(f"every finished selection gets {self.active_name()!r}; the same key ends it")

    async def do_confirm_selection(self) -> None:
        """The selection is finished."""
        name = self.active_name()
        if self.sticky and name is not None:
            self.give(self.stored_here(), [name])
        else:
            await self.do_code()

    def selected(self, span: tuple[int, int]) -> None:
        """A selection was finished by the mouse."""
        name = self.active_name()
        if self.sticky and name is not None:
            self.give(self.session.page.stored(*span), [name])

    def do_remove(self) -> None:
        """Remove the coding."""
        self.session.uncode([self.meant().id])

    async def do_change_code(self) -> None:
        """Give the coding another code."""
        coding = self.meant()
        names = await self.pick(
            f"Another code instead of {line(coding.name)}", self.quote((coding.start, coding.end), 200), several=False,
            stretch=self.session.page.stored(coding.start, coding.end),
        )  # fmt: skip
        if names:
            self.session.recode(coding.id, names[-1])

    def do_stretch(self) -> None:
        """The coding that the selection meets gets it as its stretch; of several the one that is meant."""
        if self.view.selection is None:
            raise QdaError("select what the coding should cover first, then stretch it")
        coding, span = self.meant(), self.view.stretch()
        self.session.respan(coding.id, *self.session.page.stored(*span))
        self.view.clear_selection()
        self.view.active_coding = coding.id
        self.view.jump(span[0])
        self.show_modes()

    def do_end_on(self) -> None:
        """Move the coding's end a word forward."""
        coding, text = self.meant(), self.session.page.text
        word = motions.word_at(text, self._after_word(text, coding.end))
        if word is None or word[1] <= coding.end:
            raise QdaError("there is no word after it")
        self._respan(coding, coding.start, word[1])

    def _after_word(self, text: str, end: int) -> int:
        """Return the start of the first word at or after an end."""
        at = motions.word_at(text, end)
        return end if at is not None and at[0] >= end else motions.word_right(text, end)

    def do_end_back(self) -> None:
        """Move the coding's end a word back."""
        coding, text = self.meant(), self.session.page.text
        begin = motions.word_left(text, coding.end)
        end = coding.start + len(text[coding.start : max(begin, coding.start)].rstrip())
        self._respan(coding, coding.start, end)

    def do_start_on(self) -> None:
        """Move the coding's beginning a word forward."""
        coding, text = self.meant(), self.session.page.text
        self._respan(coding, motions.word_right(text, coding.start), coding.end)

    def do_start_back(self) -> None:
        """Move the coding's beginning a word back."""
        coding, text = self.meant(), self.session.page.text
        if coding.start == 0:
            raise QdaError("it begins where the text begins")
        self._respan(coding, motions.word_left(text, coding.start), coding.end)

    def _respan(self, coding: Coding, start: int, end: int) -> None:
        if start >= end or not self.session.page.text[start:end].strip():
            raise QdaError("the coding would be empty: remove it instead")
        self.session.respan(coding.id, *self._stored(coding, start, end))
        self.view.active_coding = coding.id
        if not start <= self.view.cursor < end:
            self.view.jump(start if self.view.cursor < start else max(end - 1, start))
        self.show_here()

    def _stored(self, coding: Coding, start: int, end: int) -> tuple[int, int]:
        """A new stretch of a coding in the stored text; an end that was not moved stays, even within a name."""
        held = codings.get(self.session.study.db, coding.id)
        first, last = self.session.page.stored(start, end)
        if held is not None:
            first = held["start"] if start == coding.start else first
            last = held["end"] if end == coding.end else last
        return first, last

    async def do_note(self) -> None:
        """The coding's note."""
        coding = self.meant()
        note = Note(self.session, coding)
        await self.app.push_screen_wait(
            AskText(
                f"Note on {line(coding.name)}", note.shown, detail=self.quote((coding.start, coding.end), 200),
                empty=True, save=note.save, rescue=note.rescue,
            )
        )  # fmt: skip

    def do_confirm(self) -> None:
        """A person has read it: for the first time, or anew because its code means something else now."""
        coding = self.meant()
        if coding.confirmed and coding.id not in self.session.stale():
            raise QdaError(f"coding {coding.id} is confirmed already")
        self.session.confirm([coding.id])

    def do_undo(self) -> None:
        """Take back."""
        self._turn("undo")

    def do_redo(self) -> None:
        """Bring back."""
        self._turn("redo")

    def _turn(self, kind: str) -> None:
        said, places = self.session.turn(kind)
        here = [p for p in places if p.source == self.session.source]
        if here:
            self.view.clear_selection()
            self.view.jump(self.place_of(here[0].start))
        self.say("; ".join(map(sentence, said.notes)))
        self.show_here()
