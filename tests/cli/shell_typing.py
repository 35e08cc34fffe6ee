"""A real shell on a terminal of its own, in which a test types, presses tab and looks at what the command was given."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from qda.cli.completion import shells

ROOT = Path(__file__).resolve().parents[2]
LONG = 20.0  # seconds that anything may take on a busy machine

# Stands for `qda`: answers the shell as qda does, and otherwise keeps the words that it was given.
STAND_IN = """\
#!{python}
import json, os, sys
from pathlib import Path
folder = Path({folder!r})
if "_QDA_COMPLETE" in os.environ:
    sys.path.insert(0, {root!r})
    from qda.cli.app import run
    status = run(sys.argv[1:])
    sys.stdout.flush()
    (folder / "answered").touch()
    os._exit(status)
(folder / "given.part").write_text(json.dumps(sys.argv[1:]))
(folder / "given.part").rename(folder / "given")
"""

START = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}


class Typing:
    """A shell with completion on, in a folder."""

    def __init__(self, shell: str, folder: Path, work: Path) -> None:
        program = shutil.which(shell)
        if program is None:
            pytest.skip(f"there is no {shell} here")
        self.name, self.work, self.folder = shell, work, folder
        binary = work / "bin" / "qda"
        binary.parent.mkdir(parents=True, exist_ok=True)
        binary.write_text(STAND_IN.format(python=sys.executable, folder=str(work), root=str(ROOT)))
        binary.chmod(0o755)
        script = work / f"qda.{shell}"
        script.write_text(shells.script(shell))
        env = {k: v for k, v in os.environ.items() if not k.startswith(("QDA_", "COVERAGE", "PYTEST"))}
        env |= {
            "PATH": f"{binary.parent}{os.pathsep}{env['PATH']}", "HOME": str(work), "TERM": "dumb", "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8", "PS1": "$ ", "XDG_CONFIG_HOME": str(work), "XDG_DATA_HOME": str(work),
        }  # fmt: skip
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(program, [shell, *START[shell]], env)
        self.seen = ""
        if shell == "zsh":
            self.line("autoload -Uz compinit && compinit -u -D; unsetopt beep; setopt no_list_beep")
        self.line(f"source '{script}'")
        self.line("qda ready")
        assert self.given() == ["ready"], self.seen

    def send(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def line(self, text: str) -> None:
        self.send(text + "\r")

    def read(self, seconds: float) -> None:
        """Take what the shell shows, so that it never waits for us."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    self.seen += os.read(self.fd, 65536).decode(errors="replace")
                except OSError:
                    return

    def wait(self, name: str) -> bool:
        """Until the stand-in has left a file of that name, which is taken away."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            self.read(0.02)
            if (self.work / name).exists():
                return True
        return False

    def given(self) -> list[str]:
        assert self.wait("given"), f"no command was run: {self.seen[-2000:]}"
        words: list[str] = json.loads((self.work / "given").read_text())
        (self.work / "given").unlink()
        return words

    def tab(self, text: str, after: str = "") -> list[str]:
        """The words that the command gets when this is typed, completed, followed by `after` and sent."""
        (self.work / "answered").unlink(missing_ok=True)
        self.send(text)
        self.read(0.05)
        self.send("\t")
        assert self.wait("answered"), f"no completion was asked for: {self.seen[-2000:]}"
        self.read(0.15)
        self.send(after + "\r")
        return self.given()

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)
