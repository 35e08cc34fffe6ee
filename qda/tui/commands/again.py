"""Coding drawn stretches again, blind: one by one, each in its text, which shows nothing of what lay there.

It is a mode of the main screen, as reading what waits is: `code` gives a stretch codes, `remove` none of them, `again` skips it,
`clear` ends it. None of them makes or removes a coding. The list is asked of the study at each step.
"""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.ops.agreement import stability as again
from qda.store.analysis import stability
from qda.store.analysis.stability import Item
from qda.tui.commands.review import Reviewing
from qda.tui.messages import sentence

KEYS = (
    ("code", "its codes"),
    ("remove", "none of them"),
    ("again", "skips"),
    ("undo", "takes back"),
    ("clear", "ends"),
)


class Again(Reviewing):
    """The actions of coding again."""

    drawn: Item | None = None  # the stretch that is coded now

    def blind(self) -> bool:
        """True while stretches that this coder has drawn wait: what is coded on them is not shown."""
        study = self.session.study
        return bool(stability.hidden(study.db, study.coder))

    def not_blind(self, why: str) -> None:
        """Refused while stretches wait."""
        if self.blind():
            raise QdaError(f"{why}: not while drawn stretches wait to be coded again ({self._key('again')})")

    def do_again(self) -> None:
        """Begin at the first stretch that waits; while one codes again, skip this one."""
        waits = again.waits(self.session.study)
        if not waits:
            raise QdaError(sentence(again.left(self.session.study)))
        ids = [x.id for x in waits]
        at = ids.index(self.drawn.id) + 1 if self.drawn is not None and self.drawn.id in ids else 0
        self._turn_to(waits[at % len(waits)])

    def _turn_to(self, item: Item) -> None:
        """Go to a stretch, which is selected."""
        self.review, self.drawn = None, item
        self.go(item.source, item.start, item.end)
        self.show_modes()
        self.show_here()
        keys = " · ".join(f"{self._key(action)}: {word}" for action, word in KEYS)
        self.say(f"drawn stretch {item.id}, {len(again.waits(self.session.study))} to code again · {keys}")

    def review_words(self) -> list[str]:
        """Return what the top of the screen says of it."""
        left = [] if self.drawn is None else [f"BLIND {len(again.waits(self.session.study))}"]
        return [*left, *super().review_words()]

    async def do_code(self) -> None:
        """Pick the codes that the drawn stretch has now; else code as ever."""
        if (item := self.drawn) is None:
            await super().do_code()
            return
        here = self.session.page.shown(item.start, item.end)
        names = await self.pick(f"Which codes has it now? (drawn stretch {item.id})", self.quote(here, 200), new=False)
        if names and self.drawn is not None and self.drawn.id == item.id:
            self._give(item, names)

    def do_remove(self) -> None:
        """The drawn stretch has none of the codes; else remove the coding."""
        if self.drawn is None:
            super().do_remove()
        else:
            self._give(self.drawn, [])

    def _give(self, item: Item, names: list[str]) -> None:
        study = self.session.study
        self.session.do(lambda: again.code(study, item.id, names, none=not names))
        waits = again.waits(study)
        if not waits:
            self._done(sentence(again.left(study)))
        else:
            self._turn_to(next((x for x in waits if x.id > item.id), waits[0]))

    def do_undo(self) -> None:
        """Take back; while one codes again, go to the stretch that waits again."""
        before = {x.id for x in again.waits(self.session.study)}
        super().do_undo()
        if self.drawn is None:
            return
        waits = again.waits(self.session.study)
        back = next((x for x in waits if x.id not in before), None)
        if back is not None:
            said = self.message
            self._turn_to(back)
            self.say(said)
        elif not waits:
            self._done("no drawn stretch waits")

    def do_clear(self) -> None:
        """While one codes again, end that."""
        if self.drawn is None:
            super().do_clear()
            return
        self._done(f"{sentence(again.left(self.session.study))} ({self._key('again')})")

    def _done(self, why: str) -> None:
        self.drawn = None
        self.view.clear_selection()
        self.show_modes()
        self.show_here()
        self.say(why)
