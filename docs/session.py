"""Runs the ```sh blocks of a page in order, as in a terminal, and writes what they show into its ```text blocks.

A ```text block belongs to the ```sh block before it. Its info string may pick lines: `text 1-8,12` shows these, with a
line `…` where something is left out, `text @Relations+9` nine lines from the first that begins with that word;
`text last` shows what the last command of the block wrote, `text last 1-8` some of it. A ```sh block whose info string
is a number (`sh 1`) must end with that status. Blocks of other languages are left alone. Besides `qda` a block may use
`mkdir`, `cd`, `cp`, `cat > FILE <<'EOF'`, `sqlite-utils` and `python`.
"""

from __future__ import annotations

import contextlib
import glob
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
FENCE = re.compile(r"^(`{3,})([^`\n]*)\n(.*?)^\1[ ]*$", re.M | re.S)
NOW = datetime(2026, 2, 1, 10, tzinfo=UTC)  # what the clock of a played study says


class Failed(Exception):
    """A command of a page that did not end as the page says."""


class Line(NamedTuple):
    """One command of a block: its words, what it reads, the file that it writes (`cat > FILE`)."""

    words: list[str]
    stdin: str
    into: str


class Screen(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """It is one, as far as the program can tell."""
        return True


def commands(block: str) -> Iterator[Line]:
    """The commands of a block: continued lines joined, `<<'EOF'` taken as standard input, comments left out."""
    lines = iter(block.replace("\\\n", "").splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        text = into = ""
        if here := re.search(r"\s<<'(\w+)'\s*$", line):
            text = "".join(more + "\n" for more in iter(lambda: next(lines), here[1]))
            line = line[: here.start()]
        while (words := _split(line)) is None:  # a quotation over several lines
            line += "\n" + next(lines)
        if ">" in words:
            into = words[words.index(">") + 1]
            words = words[: words.index(">")]
        yield Line(words, text, into)


def _split(line: str) -> list[str] | None:
    try:
        return shlex.split(line)
    except ValueError:
        return None


def expanded(words: list[str]) -> list[str]:
    """The words with `*` of a path made names, as a shell does."""
    out: list[str] = []
    for word in words:
        out += (sorted(glob.glob(word)) or [word]) if "/" in word and "*" in word and " " not in word else [word]
    return out


@contextlib.contextmanager
def terminal(width: int = WIDTH, colour: bool = False, stdin: str = "") -> Iterator[io.BytesIO]:
    """stdout and stderr as one terminal that keeps what it shows; nobody's own study, coder or editor reaches it."""
    kept = dict(os.environ)
    was = sys.stdout, sys.stderr, sys.stdin
    shown = io.BytesIO()
    for name in ("NO_COLOR", "QDA_PROJECT", "QDA_CODER", "QDA_KEY", "VISUAL", "EDITOR"):
        os.environ.pop(name, None)
    os.environ.update(COLUMNS=str(width), LINES="50", QDA_PAGER="", TERM="xterm-256color" if colour else "dumb")
    sys.stdout, sys.stderr = (Screen(shown, encoding="utf-8", write_through=True) for _ in range(2))
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    try:
        yield shown
    finally:
        with contextlib.suppress(ValueError):
            sys.stdout.flush()
        for stream in (sys.stdout, sys.stderr):
            stream.detach()
        sys.stdout, sys.stderr, sys.stdin = was
        os.environ.clear()
        os.environ.update(kept)


def qda(words: list[str], width: int = WIDTH, colour: bool = False, stdin: str = "") -> tuple[int, str]:
    """Run `qda` with these words in this process; its exit status and what a terminal would show."""
    from qda.cli.app import run

    with terminal(width, colour, stdin) as shown:
        status = run(words)
    return status, shown.getvalue().decode("utf-8")


def _run(line: Line, width: int) -> tuple[int, str]:
    name, *rest = expanded(line.words)
    if name == "qda":
        return qda(rest, width, stdin=line.stdin)
    if name == "cat" and line.into:
        Path(line.into).write_text(line.stdin, encoding="utf-8", newline="\n")
    elif name == "mkdir":
        Path(rest[-1]).mkdir(parents="-p" in rest)
    elif name == "cd":
        os.chdir(rest[0])
    elif name == "cp" and rest[0] == "-r":
        shutil.copytree(rest[1], rest[2])
    elif name == "cp":
        shutil.copy(rest[0], rest[1])
    elif name in ("sqlite-utils", "python"):
        words = [sys.executable, *(["-m", "sqlite_utils"] if name == "sqlite-utils" else []), *rest]
        done = subprocess.run(
            words, input=line.stdin, capture_output=True, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr
    else:
        raise Failed(f"a page runs {name!r}, which docs/session.py does not know")
    return 0, ""


@contextlib.contextmanager
def standing_clock() -> Iterator[None]:
    """A study's clock stands still in UTC, its changes a microsecond apart: a page is the same whenever it is made."""
    from qda.store.file.ids import FORMAT
    from qda.store.history import door

    def after(last: str | None) -> str:
        now = NOW.strftime(FORMAT)
        if last is None or now > last:
            return now
        return (datetime.strptime(last, FORMAT) + timedelta(microseconds=1)).strftime(FORMAT)

    zone = os.environ.get("TZ")
    _set_zone("UTC")
    try:
        with mock.patch.object(door, "after", after):
            yield
    finally:
        _set_zone(zone)


def picked(text: str, which: str) -> str:
    """The lines picked, such as `1-8,12`; `…` stands for what is left out."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    if not which:
        return "\n".join(lines) + "\n"
    out, last = [], 0
    for part in which.split(","):
        if part[0] == "@":
            word, _, size = part[1:].partition("+")
            a = next((n for n, line in enumerate(lines, 1) if line.startswith(word)), len(lines) + 1)
            b = a + int(size or 1) - 1
        else:
            first, _, until = part.partition("-")
            a, b = int(first), int(until or first)
        if a > len(lines):
            raise Failed(f"there is no such line in what was shown: {part}")
        if a > last + 1:
            out.append("…")
        out += lines[a - 1 : b]
        last = min(b, len(lines))
    if last < len(lines):
        out.append("…")
    return "\n".join(out) + "\n"


def play(page: Path, folder: Path, width: int = WIDTH) -> str:
    """The page with its ```text blocks as they should be, its commands run in a folder; Failed tells which went wrong."""
    text = page.read_text(encoding="utf-8")
    here = Path.cwd()
    shown = last = ""
    out: list[str] = []
    at = 0
    os.chdir(folder)
    try:
        for block in FENCE.finditer(text):
            out.append(text[at : block.start(3)])
            at = block.start(3)
            language, _, info = block[2].strip().partition(" ")
            if language == "sh":
                shown = last = ""
                for line in commands(block[3]):
                    status, last = _run(line, width)
                    shown += last
                    if status != int(info or 0):
                        raise Failed(f"{page.name}: `{shlex.join(line.words)}` ended with {status}:\n{last}")
            elif language == "text" and shown:
                some = last if info.startswith("last") else shown
                try:
                    out.append(picked(some, info.removeprefix("last").strip()))
                except Failed as e:
                    raise Failed(f"{page.name}: ```text {info}: {e}\n{shown}") from None
                at = block.end(3)
                shown = ""
    finally:
        os.chdir(here)
    return "".join(out) + text[at:]


def _set_zone(zone: str | None) -> None:
    os.environ.pop("TZ", None)
    if zone is not None:
        os.environ["TZ"] = zone
    getattr(time, "tzset", lambda: None)()  # not on Windows


def playable() -> list[Path]:
    """The pages whose commands are run: all under docs/ that have an ```sh block."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    return [p for p in pages if re.search(r"^```sh", p.read_text(encoding="utf-8"), re.M)]


def scene(page: Path, folder: Path, demo: Path) -> Path:
    """The folder in which a page is played: a copy of the demo study; for the tutorials and for `discover`, which begin with
    texts that nobody has coded, the folder above it, with a copy of the corpus."""
    teaches = page.stem.startswith("tutorial")
    if not teaches:
        shutil.copytree(demo, folder / "qda-demo")
    if not teaches and page.stem != "discover":
        return folder / "qda-demo"
    shutil.copytree(ROOT / "corpora", folder / "corpora")
    return folder


def lacking(page: Path) -> list[str]:
    """The packages that a page's commands cannot do without and that are not installed: those of the extra `discover`."""
    from qda.nlp import extra

    blocks = FENCE.finditer(page.read_text(encoding="utf-8"))
    lines = [line.words for b in blocks if b[2].strip().startswith("sh") for line in commands(b[3])]
    return extra.missing() if any(words[:2] == ["qda", "discover"] for words in lines) else []


def make_demo(folder: Path) -> Path:
    """The demo study, made by `qda demo --quiet`."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        status, shown = qda(["demo", "qda-demo", "--quiet"])
    finally:
        os.chdir(here)
    if status:
        raise Failed(f"`qda demo` ended with {status}:\n{shown}")
    return folder / "qda-demo"
