"""The process around a command: signals, and the three standard streams. In-process callers (tests, the demo) need none of it."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import Any

from qda.cli.ending import IN, OUT, Interrupted
from qda.cli.env import ENV

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")


class Named(io.FileIO):
    """A standard stream whose errors say which one it is."""

    def __init__(self, fd: int, mode: str, called: str) -> None:
        super().__init__(fd, mode, closefd=False)
        self.called = called

    def write(self, data: Any, /) -> Any:
        try:
            return super().write(data)
        except OSError as e:
            e.filename = self.called
            raise

    def readinto(self, buffer: Any, /) -> Any:
        try:
            return super().readinto(buffer)
        except OSError as e:
            e.filename = self.called
            raise

    def readall(self) -> Any:
        try:
            return super().readall()
        except OSError as e:
            e.filename = self.called
            raise


def ready() -> None:
    """Make the streams fit to be used: all three there, each naming itself when it fails.

    A stream that was closed before the start gets a stand-in: else the first file that is opened, such as the study, would
    take its number. What is written to a closed stdout fails, as it must; what is said on a closed stderr goes nowhere.
    """
    for fd, way in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, way)  # takes the lowest number that is free, so this one
    if os.name == "nt":  # the console is no file there
        return
    sys.stdin = io.TextIOWrapper(io.BufferedReader(Named(0, "r", IN)), encoding="utf-8", errors="surrogateescape")
    out = Named(1, "w", OUT)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(out, 1 << 16), encoding="utf-8", line_buffering=out.isatty())
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (as long as the process)


def listen() -> None:
    """Turn the signals that end a program into one exception, once; what was ignored from the start stays ignored.

    After the first, Ctrl-C is deaf, so that what is half done is taken back and what happened is said; SIGTERM and SIGHUP
    are not, so that a program that hangs can be ended.
    """
    for name in ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


def _end(number: int, frame: object) -> None:
    for name in ENDS:
        other = getattr(signal, name, None)
        if other is not None and signal.getsignal(other) is _end:
            signal.signal(other, signal.SIG_IGN if name == "SIGINT" else signal.SIG_DFL)
    if not ENV.over:
        raise Interrupted(number)


def leave() -> None:
    """Give the signals back: a full-screen program answers them itself."""
    for name in ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is _end:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


def finish(cut: bool) -> None:
    """The end of the process: no signal changes any more what was said, and what is left of a cut output goes nowhere."""
    for name in ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_IGN if name == "SIGINT" else signal.SIG_DFL)
    if cut:
        # what is still in the buffer has nowhere to go: without this the interpreter complains at exit, or waits
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
