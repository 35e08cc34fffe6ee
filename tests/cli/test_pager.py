"""Long listings on a terminal go through the pager; short ones, pipes and other commands do not."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from qda.cli import pager
from qda.ops.coding import codebook
from qda.store import project

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

LINES, COLUMNS = 24, 100
PAGER = """\
#!{python}
import os, sqlite3, sys
from pathlib import Path
folder = Path({folder!r})
db = sqlite3.connect(folder / "qda.db")
free = db.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0 and not (folder / "qda.db-wal").stat().st_size
read = sys.stdin.buffer.read({most})
(folder / "paged").write_bytes(read)
(folder / "how").write_text(f"{{os.environ['LESS']}} {{free}} {{sys.argv[1:]}}")
"""


class Shown(NamedTuple):
    """What came of a command: its status, what the terminal showed, and what the pager got."""

    status: int
    terminal: str
    paged: str
    how: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with project.create(tmp_path / project.FILE, name="study", coder="anna", language="nl") as study:
        for n in range(40):
            codebook.add(study, f"code nummer {n}")
    make_pager(tmp_path)
    for name in ("QDA_PAGER", "PAGER", "LESS", "COLUMNS", "LINES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def make_pager(folder: Path, most: int = -1) -> Path:
    path = folder / "my pager"
    path.write_text(PAGER.format(python=sys.executable, folder=str(folder), most=most))
    path.chmod(0o755)
    return path


def typed(folder: Path, *args: str, env: dict[str, str] | None = None, piped: bool = False) -> Shown:
    """Run qda with a terminal of 24 lines; `piped`: only its stderr is one."""
    import fcntl
    import termios

    for name in ("paged", "how"):
        (folder / name).unlink(missing_ok=True)
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "TERM": "xterm", **(env or {})}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    out = subprocess.PIPE if piped else theirs
    command = [sys.executable, "-m", "qda", *args]
    with subprocess.Popen(command, cwd=folder, env=around, stdin=theirs, stdout=out, stderr=theirs) as child:
        os.close(theirs)
        shown = child.stdout.read() if child.stdout is not None else b""
        try:
            while some := os.read(ours, 65536):
                shown += some
        except OSError:  # nobody has the terminal any more
            pass
        status = child.wait(60)
    os.close(ours)
    paged, how = (
        (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else "" for name in ("paged", "how")
    )
    return Shown(status, shown.decode("utf-8"), paged, how)


@pytest.fixture
def named(folder: Path) -> str:
    """The pager as a variable names it."""
    return f"'{folder / 'my pager'}' -x"


@pytest.mark.parametrize("variable", ["PAGER", "QDA_PAGER"])
def test_a_listing_longer_than_the_terminal_goes_through_the_pager(folder: Path, named: str, variable: str) -> None:
    done = typed(folder, "codebook", "list", env={variable: named})
    assert done.status == 0 and "code nummer 39" in done.paged and "code nummer" not in done.terminal
    assert done.how == "FRX True ['-x']", "colours are allowed, and while a person reads, others can write"


def test_our_own_variable_comes_first(folder: Path, named: str) -> None:
    assert typed(folder, "codebook", "list", env={"PAGER": "nosuchpager", "QDA_PAGER": named}).paged


def test_what_is_no_long_listing_on_a_terminal_is_shown_at_once(folder: Path, named: str) -> None:
    short = typed(folder, "info", env={"PAGER": named})
    assert short.status == 0 and "study" in short.terminal and not short.how
    ways: list[tuple[list[str], dict[str, str]]] = [
        (["--no-pager", "codebook", "list"], {}),
        (["codebook", "list"], {"QDA_PAGER": ""}),
        (["codebook", "list"], {"TERM": "dumb"}),
    ]
    for args, env in ways:
        done = typed(folder, *args, env={"PAGER": named, **env})
        assert done.status == 0 and "code nummer 39" in done.terminal and not done.how
    done = typed(folder, "codebook", "list", "--format", "csv", piped=True, env={"PAGER": named})
    assert done.status == 0 and done.terminal.count("code nummer") >= 40 and not done.how
    done = typed(folder, "codebook", "list", "-o", "x.csv", env={"PAGER": named})
    assert done.status == 0 and not done.how


def test_who_leaves_the_pager_early_has_seen_enough(folder: Path, named: str) -> None:
    with project.open_study(folder / project.FILE) as study:
        for n in range(60):
            codebook.add(study, f"lang {n}", definition="woord " * 800)
    make_pager(folder, most=10)
    done = typed(folder, "codebook", "list", "--format", "json", env={"PAGER": named})
    assert done.status == 0 and len(done.paged) == 10 and "Traceback" not in done.terminal


def test_a_pager_that_is_not_there_hides_nothing(folder: Path) -> None:
    done = typed(folder, "codebook", "list", env={"PAGER": "nosuchpager -x"})
    assert done.status == 0 and "code nummer 39" in done.terminal
    assert "note: the pager 'nosuchpager' cannot be run" in done.terminal
    done = typed(folder, "codebook", "list", env={"PAGER": "less '"})
    assert done.status == 2 and "error: $PAGER is" in done.terminal


def test_less_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("QDA_PAGER", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pager.command() == []
    less = tmp_path / "less"
    less.write_text("#!/bin/sh\n")
    less.chmod(0o755)
    assert pager.command() == ["less", "-FRX"]


def test_lines_are_counted_as_the_terminal_breaks_them() -> None:
    assert not pager.longer(b"a\n" * 23, 10, 24) and pager.longer(b"a\n" * 24, 10, 24)
    assert pager.longer(b"a" * 231 + b"\n", 10, 24) and not pager.longer(b"a" * 230 + b"\n", 10, 24)
    assert not pager.longer(b"\x1b[1m" * 200 + b"a\n", 10, 24), "colours take no place"
    assert not pager.longer("é".encode() * 230, 10, 24)
