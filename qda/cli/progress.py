"""Progress on stderr while a command works for more than a second and a person is watching.

A thread of its own draws one line, so that also what gives no sign of life for a while (a large file, one long query) is
seen to go on. The line is taken away before anything else is written.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event, Lock, Thread

AFTER, EVERY = 1.0, 0.2  # seconds until it is shown, and from one look to the next
BAR = 24  # characters


class Progress:
    """The line: a bar where it is known how much there is, else how much is done; and for how long."""

    def __init__(self) -> None:
        self.what = ""
        self.done = self.total = 0
        self._thread: Thread | None = None
        self._stop: Event | None = None
        self._lock: Lock | None = None
        self._drawn = False
        self._begun = 0.0

    def begin(self) -> None:
        """Shows the line after a second, when stderr is a terminal that can take one away again."""
        if self._thread is not None or os.environ.get("TERM") == "dumb" or not sys.stderr.isatty():
            return
        import time
        from threading import Event, Lock, Thread

        self.what, self.done, self.total, self._begun = "", 0, 0, time.monotonic()
        self._stop, self._lock = Event(), Lock()
        self._thread = Thread(target=self._run, args=(self._stop, self._lock), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Takes the line away for good."""
        thread, self._thread = self._thread, None
        if thread is not None and self._stop is not None:
            self._stop.set()
            thread.join()
            self.clear()

    def tick(self, done: int = 0, total: int = 0) -> None:
        """One more is done; or so many, of so many."""
        self.done = done or self.done + 1
        self.total = total or self.total

    def clear(self) -> None:
        """Remove the line until it is drawn again."""
        if self._lock is not None:
            with self._lock:
                if self._drawn:
                    sys.stderr.write("\r\x1b[K")
                    sys.stderr.flush()
                    self._drawn = False

    def line(self, seconds: float, width: int) -> str:
        """Return the line to show after so many seconds in a terminal of that width."""
        time = f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
        count = f"{self.done:,} {self.what}".rstrip()
        if self.total:
            share = min(self.done / self.total, 1.0)
            full = int(share * BAR)
            text = (
                f"[{'█' * full}{'░' * (BAR - full)}] {share:4.0%}  {self.done:,} of {self.total:,} {self.what}  {time}"
            )
        elif self.done:
            text = f"working: {count}  {time}"
        else:
            text = f"working  {time}"
        return text[: max(width - 1, 1)]

    def _run(self, stop: Event, lock: Lock) -> None:
        import shutil
        import time

        wait = AFTER
        while not stop.wait(wait):
            wait = EVERY
            line = self.line(time.monotonic() - self._begun, shutil.get_terminal_size().columns)
            with lock:
                if stop.is_set():
                    return
                try:
                    sys.stderr.write(f"\r{line}\x1b[K")
                    sys.stderr.flush()
                except (OSError, ValueError):  # the terminal is gone: there is nobody to show it to
                    return
                self._drawn = True
