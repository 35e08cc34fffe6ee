"""Getting about: moving, selecting, searching, sources, quotes, panels, and the screen itself."""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.core.names import byline
from qda.ops.sources import search
from qda.store.analysis import codings
from qda.store.queries import navigation
from qda.store.texts import sources
from qda.tui.actions import BY_NAME
from qda.tui.commands.base import Stage
from qda.tui.panels.base import Panel
from qda.tui.panels.codebook import CodebookPanel
from qda.tui.panels.sources import SourcesPanel
from qda.tui.screens.code_picker import CodePicker, load_codes
from qda.tui.screens.help import Help
from qda.tui.session.settings import place as settings_place
from qda.tui.shown_text import beside, line, veiled
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.prompts import AskLine

HITS = 500  # places of a search in the study that are listed


class Going(Stage):
    """The actions that change nothing in the study."""

    sought: str = ""
    left: str = ""  # which panel is open at the left

    def move(self, name: str) -> None:
        """An action of the table that is a motion."""
        action = BY_NAME[name]
        self.view.move(action.motion, extend=action.extend)

    def do_next_uncoded(self) -> None:
        """To what has no code yet."""
        if not self.view.next_uncoded():
            raise QdaError("there is nothing without a code from here to the end")

    def do_prev_uncoded(self) -> None:
        """Back to what has no code yet."""
        if not self.view.prev_uncoded():
            raise QdaError("there is nothing without a code from here to the beginning")

    def do_cycle_coding(self) -> None:
        """Another of the codings here; where there is none or one, the next in the text."""
        if len(self.here()) > 1:
            self.view.cycle_coding()
            self.show_here()
        elif not self.view.next_coding():
            raise QdaError("there is no coding after this place")

    def do_next_of_code(self) -> None:
        """The next coding of the code."""
        self._of_code(backward=False)

    def do_prev_of_code(self) -> None:
        """The coding of the code before."""
        self._of_code(backward=True)

    def _of_code(self, backward: bool) -> None:
        code = self.code_here()
        name = None if code is None else self.session.code_name(code)
        if code is None or name is None:
            raise QdaError("there is no coding here, and no code was used yet")
        if not self.view.next_coding_of(code, backward=backward):
            raise QdaError(f"{name!r} has no coding {'before' if backward else 'after'} this place in this source")

    def do_skip_boilerplate(self) -> None:
        """Pass over boilerplate or not."""
        self.view.skip_boilerplate = not self.view.skip_boilerplate
        self.say("boilerplate is skipped" if self.view.skip_boilerplate else "boilerplate is not skipped")

    def do_skip_social(self) -> None:
        """Pass over greetings, sign-offs and thanks or not."""
        self.view.skip_social = not self.view.skip_social
        what = "greetings, sign-offs and thanks are"
        self.say(f"{what} skipped" if self.view.skip_social else f"{what} not skipped")

    def do_extend(self) -> None:
        """Select by moving."""
        self.view.selecting = not self.view.selecting
        self.show_modes()

    def do_select_word(self) -> None:
        """The word."""
        self.view.select("word")

    def do_select_sentence(self) -> None:
        """The sentence."""
        self.view.select("sentence")

    def do_select_segment(self) -> None:
        """The segment."""
        self.view.select("segment")

    def do_select_paragraph(self) -> None:
        """The paragraph."""
        self.view.select("paragraph")

    def do_clear(self) -> None:
        """First the selection goes, then a panel that lies over the page."""
        if self.view.selection is not None or self.view.selecting:
            self.view.clear_selection()
            self.view.selecting = False
            self.show_modes()
        elif self.has_class("-narrow"):
            self.close_panels()

    def close_panels(self) -> None:
        """Close what lies over the page."""
        raise NotImplementedError

    def toggle_side(self) -> None:
        """Show or hide the side panel."""
        raise NotImplementedError

    def open_left(self, which: str) -> Panel:
        """Open a panel at the left, and fill it."""
        raise NotImplementedError

    async def do_search(self) -> None:
        """Search in the source."""
        sought = await self.app.push_screen_wait(AskLine("Search in this source", veiled(self.sought), "words"))
        if sought:
            self.sought = sought
            self._find(backward=False)

    def do_search_next(self) -> None:
        """On."""
        self._find(backward=False)

    def do_search_prev(self) -> None:
        """Back."""
        self._find(backward=True)

    def _find(self, backward: bool) -> None:
        if not self.sought:
            raise QdaError("nothing was searched for yet")
        if not self.view.find(self.sought, backward=backward):
            raise QdaError(f"“{self.sought}” is nowhere in this source")
        self.say(f"“{self.sought}”")

    async def do_search_study(self) -> None:
        """Search in all sources, and go to one of the places."""
        sought = await self.app.push_screen_wait(
            AskLine("Search the study", veiled(self.sought), "words; “a phrase”; begin* OR NOT")
        )
        if not sought:
            return
        found = search.search(self.session.study, sought, limit=HITS)
        items = []
        for source, segment, author, start, end, left, match, right, role in found.rows:
            where = line(f"{source}#{segment}" + (f" · {who}" if (who := byline(author, role)) else ""), source)
            left, match, right = beside((left, match, right), source)
            words = f"…{line(left)[-20:]}[{line(match)}]{line(right)}"
            items.append(
                Item(words, (source, start, end), where, f"{where}\n…{line(left)}[{line(match)}]{line(right)}…")
            )
        if not items:
            raise QdaError(f"“{sought}” is nowhere in what people wrote in this study")
        self.sought = sought
        more = (
            f"the first {HITS} places" if len(items) >= HITS else f"{len(items)} place{'s' if len(items) > 1 else ''}"
        )
        chosen = await self.app.push_screen_wait(Choose(f"“{line(sought)}”: {more}", items))
        if chosen is not None:
            source, start, end = chosen.value
            self.go(self._number(source), start, end)

    def _number(self, source: str) -> int:
        return sources.find(self.session.study.db, source)

    async def do_quotes(self) -> None:
        """A code's quotes: choose the code, then go to one."""
        known = load_codes(self.session.study)
        if not known:
            raise QdaError("there are no codes yet")
        recent = [self.code_here() or 0, *self.session.recent]
        picked = await self.app.push_screen_wait(
            CodePicker(known, recent, title="The quotes of which code?", several=False, new=False)
        )
        if picked is not None and picked.ids:
            await self.show_quotes(picked.ids[0])

    async def show_quotes(self, code: int) -> None:
        """Choose one of a code's quotes and go there."""
        name = self.session.code_name(code)
        quotes, total = navigation.quotes(self.session.study.db, code, coder=self.session.study.coder)
        if not quotes:
            raise QdaError(f"{name!r} has no codings")
        items = []
        for q in quotes:
            called = "" if q.code == name else f"{line(q.code)} · "
            words = line(q.text + ("…" if q.end - q.start > len(q.text) else ""), q.name)
            who = f"{byline(q.author, q.role)} · " if q.author or q.role else ""
            items.append(Item(words, q, q.name, f"{called}{who}{q.name}, coding {q.coding}\n“{words}”"))
        shown = f"the first {len(quotes)} of {total}" if total > len(quotes) else f"{total}"
        what = "quote" if len(quotes) == 1 else "quotes"
        chosen = await self.app.push_screen_wait(Choose(f"{line(name or '')}: {shown} {what}", items))
        if chosen is not None:
            self.go_to_coding(chosen.value.coding)

    def go_to_coding(self, id: int) -> None:
        """Go to a coding, wherever it is; that one is meant."""
        held = codings.get(self.session.study.db, id)
        if held is None:
            raise QdaError(f"coding {id} is no longer in the study")
        self.go(held["source"], held["start"])
        self.view.active_coding = id
        self.show_here()

    def do_sources(self) -> None:
        """The sources; when they have the keys already, they go."""
        self._panel("sources")

    def do_codebook(self) -> None:
        """The codebook."""
        self._panel("codebook")

    def _panel(self, which: str) -> None:
        self.open_left(which).take_keys()

    async def on_panel_chosen(self, event: Panel.Chosen) -> None:
        """A source or a code was chosen in a panel."""
        event.stop()
        panel, value = event.panel, event.value
        self.leave_panel()
        if isinstance(panel, SourcesPanel):
            self.go(value)
        elif isinstance(panel, CodebookPanel):
            self.start(self.show_quotes(value))

    def on_panel_left(self, event: Panel.Left) -> None:
        """Back to the page."""
        event.stop()
        self.leave_panel()

    def leave_panel(self) -> None:
        """Give the keys back to the page; where the panel lies over the page, it goes."""
        if self.has_class("-narrow"):
            self.close_panels()
        self.view.focus()

    def do_next_source(self) -> None:
        """The next source."""
        self._beside(1)

    def do_prev_source(self) -> None:
        """The source before."""
        self._beside(-1)

    def _beside(self, by: int) -> None:
        found = navigation.beside(self.session.study.db, self.session.source, by)
        if found is None:
            raise QdaError("this is the last source" if by > 0 else "this is the first source")
        self.go(found[0])

    def do_side(self) -> None:
        """The side panel."""
        self.toggle_side()

    def do_theme(self) -> None:
        """Light or dark."""
        self.app.theme = "textual-light" if self.app.theme == "textual-dark" else "textual-dark"

    def do_help(self) -> None:
        """Every action."""
        self.app.push_screen(Help(self.settings.keys, str(settings_place())))

    def do_palette(self) -> None:
        """The command palette."""
        self.app.action_command_palette()

    def do_quit(self) -> None:
        """Leave."""
        self.session.remember(self.place())
        self.app.exit()
