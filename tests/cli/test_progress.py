"""Progress on stderr: a line after a second of work when a person is watching, nothing else ever."""

from __future__ import annotations

import io
import time

import pytest

from qda.cli import progress
from qda.cli.env import ENV
from qda.cli.progress import Progress


class Terminal(io.StringIO):
    """A stream that says that a person is watching."""

    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch, out: io.StringIO | None = None) -> io.StringIO:
    """Stands for stderr from here on: a terminal, unless another stream is given. (A fixture's would not last: pytest's own
    capturing begins anew with the test.)"""
    out = Terminal() if out is None else out
    monkeypatch.setattr("sys.stderr", out)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "EVERY", 0.02)
    return out


def shown(out: io.StringIO, what: str, seconds: float = 5) -> bool:
    """Whether something is drawn before long."""
    until = time.monotonic() + seconds
    while what not in out.getvalue() and time.monotonic() < until:
        time.sleep(0.01)
    return what in out.getvalue()


def test_a_line_that_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    monkeypatch.setattr(progress, "AFTER", 0.05)
    working = Progress()
    working.begin()
    assert shown(terminal, "working  0:00")
    working.what = "files"
    working.tick()
    working.tick()
    assert shown(terminal, "working: 2 files  0:00")
    working.tick(50, 200)
    assert shown(terminal, " 25%  50 of 200 files")
    working.end()
    assert terminal.getvalue().endswith("\r\x1b[K")
    size = len(terminal.getvalue())
    time.sleep(0.1)
    assert len(terminal.getvalue()) == size


def test_nothing_within_the_first_second(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    working = Progress()
    working.begin()
    working.tick()
    working.end()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("why", ["a file", "a dumb terminal"])
def test_nothing_where_nobody_watches(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = watched(monkeypatch, io.StringIO() if why == "a file" else None)
    monkeypatch.setattr(progress, "AFTER", 0.0)
    if why == "a dumb terminal":
        monkeypatch.setenv("TERM", "dumb")
    working = Progress()
    working.begin()
    time.sleep(0.05)
    working.end()
    assert out.getvalue() == ""


def test_a_note_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    monkeypatch.setattr(progress, "AFTER", 0.0)
    monkeypatch.setattr(progress, "EVERY", 60.0)
    ENV.reset()
    ENV.working.begin()
    assert shown(terminal, "working")
    ENV.say("note: done")
    assert terminal.getvalue().endswith("\r\x1b[Knote: done\n")
    ENV.interactive()
    assert terminal.getvalue().endswith("note: done\n")


def test_the_line_fits_the_terminal() -> None:
    working = Progress()
    working.what = "sources"
    working.tick(3, 4)
    assert working.line(75, 200) == f"[{'█' * 18}{'░' * 6}]  75%  3 of 4 sources  1:15"
    assert len(working.line(75, 30)) == 29
