"""`Aside`: work that takes seconds, done in a thread on a connection of its own, so that no key waits for it.

One thing after the other. What comes of it is handed to the screen's own loop; what is refused there is one line, and
anything else is raised there. `stop` lets what is going on come to an end as soon as it looks (`going`).
"""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, TypeVar

from qda.core.errors import QdaError
from qda.store.project import Study, open_study
from qda.tui.session.study_access import refused

Made = TypeVar("Made")
Deliver = Callable[..., object]  # runs a function with arguments in the screen's loop, from any thread
PATIENCE = 1.0  # seconds that leaving waits for the file to be closed
BUSY_MS = 20_000  # unlike a key it has time to wait for a study that is being written


class Stopped(Exception):
    """Raised when the result of background work is no longer wanted."""


class Aside:
    """A thread with an open study; both begin with the first thing that is asked of it."""

    def __init__(self, study: Study, deliver: Deliver) -> None:
        self._path, self._coder = study.path, study.coder
        self._deliver = deliver
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._study: Study | None = None
        self._stopped = Event()
        self.asked = self.answered = 0

    @property
    def busy(self) -> bool:
        """True if a question has not been answered yet."""
        return self.asked > self.answered and not self._stopped.is_set()

    def ask(
        self, work: Callable[[Study], Made], then: Callable[[Made], object], failed: Callable[[QdaError], object]
    ) -> None:
        """Do some work on the study; then, on the screen, `then` with what came of it or `failed` with what was refused."""

        def do() -> None:
            try:
                made = work(self._open())
            except Stopped:
                return
            except Exception as e:
                self._hand_over(failed, e)
            else:
                self._hand_over(then, made)

        self.asked += 1
        self._work.put(do)
        if self._thread is None:
            self._thread = Thread(target=self._run, name="aside", daemon=True)
            self._thread.start()

    def tell(self, hear: Callable[[Made], object], what: Made) -> None:
        """From the work to the screen: how far it is."""
        if not self._stopped.is_set():
            self._deliver(hear, what)

    def _hand_over(self, hear: Callable[[Any], object], made: object) -> None:
        if not self._stopped.is_set():
            self._deliver(self._answered, hear, made)

    def _answered(self, hear: Callable[[Any], object], made: object) -> None:
        self.answered += 1
        if not self._stopped.is_set():
            hear(refused(made) if isinstance(made, Exception) else made)

    def _open(self) -> Study:
        if self._study is None:
            self._study = open_study(self._path, coder=self._coder)
            self._study.wait(BUSY_MS)
        return self._study

    def _run(self) -> None:
        try:
            while (work := self._work.get()) is not None and not self._stopped.is_set():
                work()
        finally:
            if self._study is not None:
                self._study.close()

    def going(self, *_: object) -> None:
        """Told now and then by what takes long; ends it when it is not wanted any more."""
        if self._stopped.is_set():
            raise Stopped

    def stop(self, *, wait: bool = False) -> None:
        """Nothing more is wanted; with `wait` a moment is given to close the file."""
        self._stopped.set()
        self._work.put(None)
        if wait and self._thread is not None:
            self._thread.join(PATIENCE)
