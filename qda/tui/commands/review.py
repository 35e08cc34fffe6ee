"""Reading what waits: unconfirmed codings one by one, each at its place in the text, confirmed or dropped with one key.

It is a mode of the main screen: `confirm` and `remove` go on to the next coding, `review` skips one, `clear` ends it. The
list is asked of the study at each step, so that undo, other keys and other programs may do what they like meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qda.core.errors import QdaError
from qda.reports.counts.counting import n_of
from qda.store.analysis import codes, codings
from qda.store.queries import navigation
from qda.store.queries.navigation import Waiting
from qda.tui.commands.compare import Comparing
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item

KEYS = (("confirm", "confirms"), ("remove", "drops"), ("review", "skips"), ("review_back", "back"), ("clear", "ends"))


@dataclass
class Review:
    """State of a review: of which code (None: all), the present coding, how many are left, which were decided on."""

    code: int | None
    at: Waiting | None = None
    left: int = 0
    decided: list[Waiting] = field(default_factory=list)


class Reviewing(Comparing):
    """The actions of reading what waits."""

    review: Review | None = None

    async def do_review(self) -> None:
        """Begin, asking of which code; while one reads, skip this one."""
        if self.review is not None:
            self._step()
            return
        waiting = navigation.unconfirmed(self.session.study.db)
        if not waiting:
            raise QdaError("every coding is confirmed: there is none to review")
        code = None
        if len(waiting) > 1:
            names, every = codes.names(self.session.study.db), sum(waiting.values())
            items = [Item("all of them", None, n_of(every, "coding"))]
            items += [Item(names[id], id, str(n)) for id, n in waiting.items()]
            here = self.meant() if self.here() else None
            at = next((n for n, i in enumerate(items) if here and not here.confirmed and i.value == here.code), 0)
            chosen = await self.app.push_screen_wait(
                Choose("Read the unconfirmed codings of which code?", items, at=at)
            )
            if chosen is None:
                return
            code = chosen.value
        self.begin_reading(code)

    def begin_reading(self, code: int | None) -> None:
        """Read the unconfirmed codings of a code, and of those under it, from the first on; None: all of them."""
        self.review = Review(code)
        self._step()

    def do_review_back(self) -> None:
        """To the one before."""
        if self.review is None:
            raise QdaError(f"no codings are being read: {self._key('review')} begins")
        self._step(backward=True)

    def _step(self, *, backward: bool = False) -> None:
        """To the next one that waits; from the end on to those that were skipped."""
        review = self.review
        if review is None:
            return
        study, at = self.session.study, review.at
        place = None if at is None else (at.source, at.start, at.end, at.coding)
        found = navigation.next_unconfirmed(study.db, review.code, place, backward=backward, coder=study.coder)
        if found is None and place is not None:
            found = navigation.next_unconfirmed(study.db, review.code, backward=backward, coder=study.coder)
        if found is None:
            self._end("every coding of the list is read")
        else:
            self._show(found)

    def _show(self, waiting: Waiting) -> None:
        """Go to a coding, with its sentences selected; that coding is meant."""
        if (review := self.review) is None:
            return
        review.at = waiting
        self.go(waiting.source)
        page, view = self.session.page, self.view
        start, end = page.shown(waiting.start, waiting.end)
        around = [s for at in (start, max(end - 1, start)) if (s := page.units.sentence_at(at)) is not None]
        view.jump(min([start, *(a for a, _ in around)]), max([end, *(b for _, b in around)]))
        view.active_coding = waiting.coding
        self._count()
        self.show_modes()
        self.show_here()
        name = self.session.code_name(waiting.code) or ""
        keys = " · ".join(f"{self._key(action)}: {word}" for action, word in KEYS)
        self.say(f"“{line(name)}”, by {waiting.origin}, {review.left} to read · {keys}")

    def _count(self) -> None:
        if self.review is not None:
            waiting = navigation.unconfirmed(self.session.study.db)
            every = codes.gathered(self.session.study.db)
            below = waiting if self.review.code is None else every.get(self.review.code, {self.review.code})
            self.review.left = sum(n for code, n in waiting.items() if code in below)

    def review_words(self) -> list[str]:
        """Return the line about the review for the top of the screen."""
        return [] if self.review is None else [f"TO READ {self.review.left}"]

    def _end(self, why: str) -> None:
        self.review = None
        self.view.clear_selection()
        self.show_modes()
        self.say(why)

    def do_clear(self) -> None:
        """While one reads, end that."""
        if self.review is None:
            super().do_clear()
            return
        self._count()
        self._end(f"{n_of(self.review.left, 'coding')} left to read; {self._key('review')} goes on")

    def do_confirm(self) -> None:
        """Confirm; while one reads, go on to the next."""
        self._decide(super().do_confirm)

    def do_remove(self) -> None:
        """Remove; while one reads, go on to the next."""
        self._decide(super().do_remove)

    def _decide(self, do: Callable[[], None]) -> None:
        review, at = self.review, self.review.at if self.review else None
        this = at is not None and self.meant().id == at.coding
        do()
        if review is not None and at is not None and this:
            review.decided.append(at)
            self._step()

    def do_undo(self) -> None:
        """Take back; while one reads, go back to the coding that waits again."""
        super().do_undo()
        review = self.review
        if review is None or not review.decided:
            return
        held = codings.get(self.session.study.db, review.decided[-1].coding)
        if held is not None and not held["confirmed"]:
            self._show(review.decided.pop())
