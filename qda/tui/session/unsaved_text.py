"""Text that is being written when the terminal dies: it goes into the study, not beside it.

A screen with something to lose is a `Rescuer`: it says whether it holds text that is not in the study, and puts it there.
`watch_over(app)` answers the signals that a closed terminal, a broken ssh connection or a shutdown send: each such screen
writes its text, then the app ends. Screens do the same when the app ends with them open (ctrl+q, an error). What no
program can answer (`kill -9`, a power cut) loses the words since the last save, and nothing else.
"""

from __future__ import annotations

import asyncio
import signal
from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from textual.app import App

UNFINISHED = "(unfinished)"  # in the title of what was saved so
_watched: WeakSet[App[Any]] = WeakSet()


@runtime_checkable
class Rescuer(Protocol):
    """A screen on which something is written."""

    def rescue(self) -> None:
        """Put what is not in the study yet into it; nothing to do where all is saved. Never raises."""
        ...


def watch_over(app: App[Any]) -> None:
    """Answer the signals of an end from outside, once an app."""
    if app in _watched:
        return
    _watched.add(app)

    def ended() -> None:
        for screen in reversed(app.screen_stack):
            if isinstance(screen, Rescuer):
                screen.rescue()
        app.exit()

    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is None:  # this system has none
            continue
        try:
            asyncio.get_running_loop().add_signal_handler(number, ended)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not in the main thread
            return
