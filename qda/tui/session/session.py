"""The open study behind the screens: which source is read, and everything that is written.

Each method that writes calls one operation, which is one change in the log, and reads anew what is shown. A study that
another program is writing is waited for three seconds, not a minute; then one line says so and nothing is changed.
Offsets given here are those of the stored text; the page may show another one, with pseudonyms for names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from qda.core.errors import QdaError, database_error
from qda.core.results import Said
from qda.ops.coding import coding
from qda.ops.study import study as studies
from qda.ops.theory import memos
from qda.store.analysis import codes, codings, stability
from qda.store.project import Study
from qda.store.queries import navigation, source_view
from qda.store.queries import stale as stale_codings
from qda.store.queries.navigation import Place
from qda.store.queries.stale import Stale
from qda.tui.document.page import Page, load
from qda.tui.messages import sentence
from qda.tui.session import reading_positions
from qda.tui.session.study_access import Watch, watched

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested
    from qda.ops.sources.masking import Veiled

BUSY_MS = 3000


class Screen(Protocol):
    """Receives word when something shown has changed, or something was refused."""

    def study_changed(self) -> None:
        """Show a change that was written here or by another program."""
        ...

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a line to the person."""
        ...


class Session:
    """One person reading and coding one study; with `veil` people are shown by pseudonym."""

    def __init__(self, study: Study, source: int, veil: Veiled | None = None) -> None:
        self.study, self.veil = study, veil
        study.named = study.coder  # the one who sits here: undo keeps to that coder's work
        study.wait(BUSY_MS)
        self.screen: Screen | None = None
        self._names = 0 if veil is None else veil.version
        recent = navigation.recent_codes(study.db, study.coder)
        self.recent = recent  # the codes given last, the latest first
        self.active: int | None = recent[0] if recent else None  # what `repeat` and the sticky mode give
        self.given: int | None = None  # the code given last on this screen, and by no other program
        self._stale: tuple[int, dict[int, Stale]] | None = None  # as of a line of the log
        self._watch = Watch(study)
        self.last = source_view.last_change(study.db)
        self.source = source
        self.uuid = ""  # the source's: it stays when the source gets another text
        self.page: Page = self._load(source)

    # what is read

    def _load(self, source: int) -> Page:
        held = navigation.source(self.study.db, source)
        if held is None:
            raise QdaError("the source is no longer in the study")
        self.uuid = held.uuid
        return load(self.study, held.name, self.veil)

    def open(self, source: int) -> Page:
        """Read another source."""
        self._look()
        self.page = self._load(source)
        self.source = source
        return self.page

    def _look(self) -> bool:
        """Look for a change of pseudonyms; True if people may now have other names, so that all must be drawn again."""
        if self.veil is None:
            return False
        if self.veil.look() and self.veil.trouble and self.screen is not None:
            self.screen.say(sentence(self.veil.trouble), wrong=True)
        before, self._names = self._names, self.veil.version  # another screen may have looked
        return before != self._names

    def changed_outside(self) -> bool:
        """True if another connection has written since the last look."""
        return self._watch.changed()

    def look_again(self) -> None:
        """Keep in mind that outside changes could not be read now; the next look reads them."""
        self._watch.again()

    def reload(self) -> bool:
        """Read again what may have changed; False if the source itself is gone."""
        renamed = self._look()
        held = navigation.source(self.study.db, self.source)
        if held is None:
            return False
        if renamed or (held.name, held.title) != (self.page.name, self.page.title):
            self.page = load(self.study, held.name, self.veil)
        else:
            self.page.reload_codings(self.study)
        self.last = source_view.last_change(self.study.db)
        if self.active is not None and self.code_name(self.active) is None:
            self.active = None
        return True

    def code_name(self, code: int) -> str | None:
        """A code's name as an operation finds it: its path where the name alone would mean another; None when gone."""
        db = self.study.db
        held = codes.get(db, code)
        if held is None:
            return None
        try:
            if codes.lookup(db, held["name"]) == code:
                return str(held["name"])
        except QdaError:  # several are called so
            pass
        return codes.paths(db)[code]

    def stale(self) -> dict[int, Stale]:
        """Return the stale codings by number; found anew in the history when that has grown."""
        last = source_view.last_change(self.study.db)
        if self._stale is None or self._stale[0] != last:
            self._stale = last, stale_codings.stale(self.study.db)
        return self._stale[1]

    def remember(self, offset: int) -> None:
        """Keep the place in the text for the next time; no change of the study."""
        held = navigation.source(self.study.db, self.source)
        if held is not None:
            reading_positions.remember(self.study.path, held.uuid, offset)

    # what is written

    def do(self, change: Callable[[], Said]) -> Said:
        """Make one change and refresh the screen. A refusal raises QdaError, and nothing is changed."""
        try:
            said = watched(self.study, change)
        except Exception as e:
            text = database_error(e)
            if text is None:
                raise
            raise QdaError(text) from e
        self.wrote(said)
        return said

    def wrote(self, said: Said) -> None:
        """Show a change written through the session's study, and its notes."""
        before, self.last = self.last, source_view.last_change(self.study.db)
        self.show_anew()
        if self.screen is not None:
            trouble = [sentence(self.veil.trouble)] if self.veil is not None and self.veil.trouble else []
            self.screen.say("; ".join([*self._summary(before), *map(sentence, said.notes), *trouble]))

    def _summary(self, before: int) -> list[str]:
        """Return the log's line for the change just made; "" if nothing was changed."""
        made = navigation.latest(self.study.db)
        return [f"{made.command}: {made.summary}"] if made is not None and made.n > before and made.kind == "do" else []

    def failed(self, error: Exception) -> None:
        """Say that something was refused."""
        if self.screen is not None:
            self.screen.say(sentence(error), wrong=True)

    def show_anew(self) -> None:
        """Show the study as it is now."""
        if self.screen is not None:
            self.screen.study_changed()

    def code(
        self, span: tuple[int, int], names: Sequence[str], *, in_vivo: bool = False, offered: Sequence[Suggested] = ()
    ) -> Said:
        """Give a stretch codes; the last of them is the active one from now on. `offered` are those suggested for it."""
        if span in stability.hidden(self.study.db, self.study.coder).get(self.source, ()):
            raise QdaError("this stretch is drawn, and waits to be coded again: the key for drawn stretches goes to it")

        def change() -> Said:
            taken: dict[int, int] = {}
            if offered:
                from qda.ops.discovery import suggestions

                ids = suggestions.keep(self.study, "code", offered, [])
                taken = {s.code: id for s, id in zip(offered, ids, strict=True) if id is not None}
            where = f"{span[0]}:{span[1]}"
            return coding.code(self.study, self.page.name, names, span=where, in_vivo=in_vivo, suggested=taken)

        said = self.do(change)
        for id in made(said):
            held = codings.get(self.study.db, id)
            if held is not None:
                self.used(held["code"])
        return said

    def used(self, code: int) -> None:
        """This code is the active one from now on."""
        self.active = self.given = code
        self.recent = [code, *(i for i in self.recent if i != code)]

    def uncode(self, ids: Sequence[int]) -> Said:
        """Remove codings."""
        return self.do(lambda: coding.uncode(self.study, ids))

    def recode(self, id: int, name: str) -> Said:
        """Give a coding another code, made when new; one change with the code that is made."""
        return self.do(lambda: coding.set_coding(self.study, [id], code=name, make=True))

    def respan(self, id: int, start: int, end: int) -> Said:
        """Give a coding another stretch; its number, note and all that hangs on it stay."""
        return self.do(lambda: coding.set_coding(self.study, [id], span=f"{start}:{end}"))

    def note(self, id: int, text: str) -> Said:
        """Give a coding its note."""
        return self.do(lambda: coding.set_coding(self.study, [id], note=text))

    def confirm(self, ids: Sequence[int]) -> Said:
        """Confirm codings."""
        return self.do(lambda: coding.confirm(self.study, ids))

    def memo(self, text: str, *, title: str, type: str, on: Sequence[str]) -> Said:
        """Write a memo."""
        return self.do(lambda: memos.add(self.study, text, title=title, type=type, on=on))

    def turn(self, kind: str) -> tuple[Said, list[Place]]:
        """Undo or redo one change of this coder; what was turned, and where in the texts it happened."""
        if navigation.would_empty(self.study.db, kind, self.study.coder if self.study.named else None):
            raise QdaError(
                f"this would take away the only source, and there would be nothing to read: `qda {kind}` does it"
            )
        turned = studies.undo if kind == "undo" else studies.redo
        said = self.do(lambda: turned(self.study))
        return said, navigation.places(self.study.db, navigation.last_turn(self.study.db))


def made(said: Said) -> list[int]:
    """The numbers of the codings that an operation made or found."""
    rows = [] if said.table is None else list(said.table.rows)
    return [int(row[codings.COLUMNS.index("id")]) for row in rows]
