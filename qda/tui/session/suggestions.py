"""`Adviser`: suggestions for the full-screen coder, learned and asked for aside, so that no key waits for them.

The `Suggester` lives in the thread with a connection of its own; it takes in what was coded since whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qda.core.errors import QdaError
from qda.store.project import Study
from qda.tui.session.background import Aside, Deliver

if TYPE_CHECKING:
    from qda.ops.discovery.suggesting import Suggested, Suggester

Found = Callable[["list[Suggested]"], object]
Failed = Callable[[QdaError], object]


class Adviser:
    """Codes for a stretch and passages for a code. What it gives comes to the screen when it is there."""

    def __init__(self, study: Study, deliver: Deliver, failed: Failed) -> None:
        self.aside = Aside(study, deliver)
        self._failed = failed
        self._held: Suggester | None = None  # of the thread
        self._seen = 0
        self.begun = False
        self.without_package = False  # by shared words alone

    def learn(self) -> None:
        """Learn, or take in what was coded and decided since."""
        self.begun = True
        self.aside.ask(lambda study: self._suggester(study) is not None, bool, self._failed)

    def codes(self, source: int, start: int, end: int, then: Found) -> None:
        """Codes for a stretch of the stored text, best first."""
        self.begun = True
        self.aside.ask(lambda study: self._suggester(study).codes(source, start, end), then, self._failed)

    def quotes(self, code: int, top: int, then: Found, failed: Failed) -> None:
        """Passages for a code, best first."""
        self.begun = True
        self.aside.ask(lambda study: self._suggester(study).quotes(code, top), then, failed)

    def keep(self, kind: str, shown: Sequence[Suggested]) -> None:
        """Keep what was shown (`code` or `quote`) as offered."""

        def work(study: Study) -> bool:
            from qda.ops.discovery import suggestions

            return bool(suggestions.keep(study, kind, shown, []))

        self.aside.ask(work, bool, self._failed)

    def _suggester(self, study: Study) -> Suggester:
        from qda.ops.discovery.suggesting import Suggester

        version = study.data_version()  # another one when something was coded, by whomever
        if self._held is None or version != self._seen:
            self._held = self._held or Suggester(study)
            self.without_package = self._held.without_package
            self._held.relearn()
            self._seen = version
        return self._held

    def stop(self) -> None:
        """Nothing more is wanted."""
        self.aside.stop(wait=True)
