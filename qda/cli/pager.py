"""The pager: another program through which a person reads a listing that is longer than the terminal."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from contextlib import suppress

from qda.core.errors import UsageError

LESS = "FRX"  # end where all fits on one screen, show colours, leave the text on the screen
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


def command() -> list[str]:
    """Return the pager's command line: of `$QDA_PAGER`, else of `$PAGER`, else less where there is one; empty for none."""
    if os.environ.get("TERM") == "dumb":
        return []
    for name in ("QDA_PAGER", "PAGER"):
        if (given := os.environ.get(name)) is not None:
            try:
                return shlex.split(given)
            except ValueError as e:
                raise UsageError(f"${name} is {given!r}: {e}") from None
    return ["less", f"-{LESS}"] if shutil.which("less") else []


def longer(text: bytes, columns: int, lines: int) -> bool:
    """True if a text takes more lines than a terminal shows above the next prompt."""
    taken = 0
    for line in _COLOUR.sub(b"", text).splitlines():
        taken += max(1, -(-len(line.decode("utf-8", "replace")) // max(columns, 1)))
        if taken >= lines:
            return True
    return False


def run(words: list[str], text: bytes) -> bool:
    """Show a text in the pager and wait until the person leaves it; False when the pager cannot be run.

    Ctrl-C is the pager's as long as it runs. What it does not read is not missed.
    """
    import signal
    import subprocess

    try:
        child = subprocess.Popen(words, stdin=subprocess.PIPE, env={"LESS": LESS, **os.environ})
    except OSError:
        return False
    was = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert child.stdin is not None
        with suppress(BrokenPipeError):
            child.stdin.write(text)
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.wait()
    except BaseException:
        child.terminate()
        raise
    finally:
        signal.signal(signal.SIGINT, was)
    return True
