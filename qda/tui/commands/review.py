"""Reading what waits: unconfirmed and stale codings one by one, each at its place in the text, confirmed or dropped with one key.

It is a mode of the main screen: `confirm` and `remove` go on to the next coding, `review` skips one, `clear` ends it. The
list is asked of the study at each step, so that undo, other keys and other programs may do what they like meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from rich.cells import cell_len, set_cell_size

from qda.core.errors import QdaError
from qda.reports.counts.counting import n_of
from qda.store.analysis import codes
from qda.store.queries import navigation
from qda.store.queries.navigation import Waiting
from qda.store.queries.stale import Stale
from qda.tui.commands.base import MOST_ROWS
from qda.tui.commands.compare import Comparing
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item

LEAST = 12  # cells of a definition in a message, below which it tells nothing
KEYS = (("confirm", "confirms"), ("remove", "drops"), ("review", "skips"), ("review_back", "back"), ("clear", "ends"))


def _day(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d}"


def _apart(then: str, now: str, most: int) -> list[str]:
    """Return two texts from a little before the word in which they part, where they are the same for longer than `most`."""
    same = next((n for n, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
    begin = then.rfind(" ", 0, max(same - most // 2, 0)) + 1 if same > most else 0
    return [f"…{text[begin:]}" if begin else text for text in (then, now)]


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"


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
        waiting = self._waiting()
        if not waiting:
            raise QdaError("every coding is confirmed under the definition of now: there is none to review")
        code = None
        if len(waiting) > 1:
            names, every = codes.names(self.session.study.db), sum(waiting.values())
            items = [Item("all of them", None, n_of(every, "coding"))]
            items += [Item(names[id], id, str(n)) for id, n in waiting.items()]
            here = self.meant() if self.here() else None
            waits = here is not None and (not here.confirmed or here.id in self.session.stale())
            at = next((n for n, i in enumerate(items) if here and waits and i.value == here.code), 0)
            title = "Read the unconfirmed and stale codings of which code?"
            chosen = await self.app.push_screen_wait(Choose(title, items, at=at))
            if chosen is None:
                return
            code = chosen.value
        self.begin_reading(code)

    def begin_reading(self, code: int | None) -> None:
        """Read the codings of a code that wait, and of those under it, from the first on; None: all of them."""
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
        study, at, stale = self.session.study, review.at, self.session.stale()
        place = None if at is None else (at.source, at.start, at.end, at.coding)
        find = partial(
            navigation.next_waiting, study.db, review.code, backward=backward, coder=study.coder, stale=stale
        )
        found = find(place)
        if found is None and place is not None:
            found = find()
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
        stale = self.session.stale().get(waiting.coding)
        if stale is None:
            self.say(f"“{line(name)}”, by {waiting.origin}, {review.left} to read · {keys}")
            return
        said = f"“{line(name)}” was defined anew on {_day(stale.defined_at)}, {review.left} to read · {keys}"
        room = (self.size.width - 1) * MOST_ROWS - cell_len(said) - 2
        self.say(said + self._then_and_now(stale, room))

    def _then_and_now(self, stale: Stale, room: int) -> str:
        """Return what a code meant when it was given and what it means now, as far as there is room; "" where there is none."""
        which, then, now = stale.different()[0]
        labels = [f" · {'' if which == 'definition' else which + ' '}then ", " · now "]
        each = (room - sum(map(len, labels)) - 4) // 2
        if each < LEAST:
            return ""
        shown = [_cut(part, each) for part in _apart(line(then), line(now), each // 2)]
        return "".join(f"{label}“{text}”" for label, text in zip(labels, shown, strict=True))

    def _waiting(self) -> dict[int, int]:
        return navigation.waiting(self.session.study.db, self.session.stale())

    def _count(self) -> None:
        if self.review is not None:
            waiting = self._waiting()
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
        if navigation.waits(self.session.study.db, review.decided[-1].coding, self.session.stale()):
            self._show(review.decided.pop())
