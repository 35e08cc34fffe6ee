"""What a command says about what it did is what happened: interrupts, full disks and closed streams at every moment."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from qda.core import outcome
from qda.ops.study import study as ops
from qda.store import project

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and file limits are POSIX's")

NOTHING = re.compile(r"nothing (was |is )?changed", re.I)
# The signal comes at the very commit: before it, after it, or while it is asked what stands.
AT = """
import os, signal, sys
from qda.core import outcome
from qda.store.history import door
when, patiently, settle = sys.argv[1], door.patiently, outcome.settle
def kill():
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
def committing(db, sql):
    if sql == "commit" and when == "before":
        kill()
    done = patiently(db, sql)
    if sql == "commit" and when == "after":
        kill()
    return done
def settling(db):
    global when
    if when == "settling" and not db.in_transaction and (record := outcome._record.get()) and record.open:
        when = ""
        kill()
    settle(db)
door.patiently, outcome.settle = committing, settling
from qda.cli import main
main(sys.argv[3:])
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def at(when: str, name: str, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", AT, when, name, *args],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def last(path: Path) -> int:
    with project.open_study(path) as study:
        return int(study.db.execute("select max(id) from change").fetchone()[0])


CHANGES = [
    ("code", "thread-1", "macht", "--span", "0:4"),
    ("memo", "add", "Wat valt hier op?"),
    ("undo",),
    ("undo", "2"),
    ("codebook", "add", "een nieuwe"),
    ("participant", "pseudonymise", "--key", "key.csv", "--beside"),
]


@pytest.mark.parametrize("args", CHANGES, ids=" ".join)
def test_an_interrupt_before_the_commit_changes_nothing(args: Sequence[str], filled_file: Path) -> None:
    before = last(filled_file)
    done = at("before", "SIGINT", filled_file.parent, *args)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted; nothing changed\n")
    assert last(filled_file) == before
    assert not filled_file.with_name("key.csv").exists(), "a key without what hangs on it"


@pytest.mark.parametrize("when", ["after", "settling"])
@pytest.mark.parametrize("args", CHANGES, ids=" ".join)
def test_an_interrupt_after_the_commit_names_the_change(when: str, args: Sequence[str], filled_file: Path) -> None:
    before = last(filled_file)
    done = at(when, "SIGINT", filled_file.parent, *args)
    n = int(args[1]) if args[0] == "undo" and len(args) > 1 else 1
    assert done.returncode == 0 and last(filled_file) == before + n
    assert "Traceback" not in done.stderr and not NOTHING.search(done.stderr)
    for i in range(n):
        assert f"#{before + 1 + i} {args[0]}" in done.stderr
    back = "redo" if args[0] == "undo" else "undo"
    assert f"`qda {back}{f' {n}' if n > 1 else ''}`" in done.stderr
    assert filled_file.with_name("key.csv").exists() == ("--key" in args), "the key of a study that shows pseudonyms"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_other_signals_end_it_as_honestly(name: str, filled_file: Path) -> None:
    before = last(filled_file)
    done = at("before", name, filled_file.parent, "codebook", "add", "nieuw")
    assert (done.returncode, done.stderr) == (128 + getattr(signal, name), "interrupted; nothing changed\n")
    done = at("after", name, filled_file.parent, "codebook", "add", "nieuw")
    assert done.returncode == 0 and f"#{before + 1} codebook add" in done.stderr and last(filled_file) == before + 1


def test_init_is_interrupted_whole(tmp_path: Path) -> None:
    done = at("after", "SIGINT", tmp_path, "init", "sub")
    assert (done.returncode, done.stderr) == (130, "interrupted; nothing changed\n")
    assert not (tmp_path / "sub").exists()


def test_interrupted_while_the_rows_are_shown(filled_file: Path) -> None:
    """Output goes into a pipe that is full, so the command stands still with its change made; Ctrl-C, twice."""
    r, w = os.pipe()
    os.set_blocking(w, False)
    try:
        while True:
            os.write(w, b" " * 4096)
    except BlockingIOError:
        os.set_blocking(w, True)
    watch = sqlite3.connect(filled_file, isolation_level=None)
    was = watch.execute("pragma data_version").fetchone()
    p = subprocess.Popen([sys.executable, "-m", "qda", "codebook", "add", "traag"], cwd=filled_file.parent,
                         env=environment(), stdin=subprocess.DEVNULL, stdout=w, stderr=w)  # fmt: skip
    os.close(w)
    before = last(filled_file)
    for _ in range(600):
        if watch.execute("pragma data_version").fetchone() != was:
            break
        time.sleep(0.02)
    watch.close()
    time.sleep(0.3)
    for _ in range(2):
        if p.poll() is None:
            p.send_signal(signal.SIGINT)
        time.sleep(0.05)
    said = b""
    while more := os.read(r, 65536):
        said += more
    os.close(r)
    assert p.wait(30) == 0
    assert f"(#{max(before, last(filled_file))} codebook add" in said.decode() and not NOTHING.search(said.decode())


def shell(line: str, folder: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    def small() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    line = line.replace("qda ", f"{sys.executable} -m qda ", 1)
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment(), capture_output=True, text=True,
                          timeout=120, preexec_fn=small)  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_behind_stdout(filled_file: Path) -> None:
    before = last(filled_file)
    done = shell("qda code thread-1 macht --span 0:4 > /dev/full", filled_file.parent)
    assert done.returncode == 1 and last(filled_file) == before + 1
    assert done.stderr.startswith("error: standard output: no space left") and f"#{before + 1} code" in done.stderr
    done = shell("qda codings > /dev/full", filled_file.parent)
    assert done.returncode == 1 and done.stderr.startswith("error: standard output: no space left")
    done = shell("qda code thread-1 macht --span 5:9 2> /dev/full", filled_file.parent)
    assert done.returncode == 0 and "macht" in done.stdout


def test_closed_streams(filled_file: Path) -> None:
    before = last(filled_file)
    done = shell("qda code thread-1 macht --span 0:4 >&-", filled_file.parent)
    assert done.returncode == 1 and "standard output: it is closed" in done.stderr and f"#{before + 1}" in done.stderr
    assert shell("qda codings 2>&-", filled_file.parent).returncode == 0
    assert shell("qda codings >&- 2>&-", filled_file.parent).returncode == 1
    assert shell("qda info <&-", filled_file.parent).returncode == 0
    done = shell("qda code thread-1 macht --span 5:9 | true", filled_file.parent)
    assert done.stderr == "" and last(filled_file) == before + 2


TOO_SMALL = """
import resource, signal, sys
from qda import render
from qda.cli.env import ENV
from qda.cli import ending
from qda.core.outcome import Outcome
from qda.core.results import Table
table = Table(("id", "text"), [(n, f"row {n} " + "x" * n) for n in range(300)])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    render.format_for(sys.argv[1], None)
    ENV.show(table, "", "first-" + sys.argv[1])  # what is loaded on the way
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
    ENV.show(table, "", sys.argv[1])
except OSError as e:
    sys.exit(ending.failed(e, Outcome()))
"""


@pytest.mark.parametrize("name", ["all.json", "all.csv", "all.md", "all.xlsx", "all.html", "all.docx"])
def test_a_file_that_does_not_fit_is_named_and_not_left(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("as it was")
    (tmp_path / name).chmod(0o640)
    done = subprocess.run([sys.executable, "-c", TOO_SMALL, name], cwd=tmp_path, env=environment(), capture_output=True,
                          text=True, timeout=60)  # fmt: skip
    assert (done.returncode, done.stderr) == (1, f"error: {name}: file too large; nothing was changed\n")
    assert (tmp_path / name).read_text() == "as it was" and (tmp_path / name).stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == [name, f"first-{name}"]


def test_a_backup_that_does_not_fit(filled_file: Path) -> None:
    done = shell("qda backup copy.db", filled_file.parent, limit=70_000)
    assert done.returncode == 1 and done.stderr.startswith("error: copy.db ") and "no copy was made" in done.stderr
    assert "qda check" not in done.stderr and not filled_file.with_name("copy.db").exists()


def test_a_demo_is_whole_or_not_there(tmp_path: Path) -> None:
    done = shell("qda demo try | head -1", tmp_path)
    assert done.stderr == "" and (tmp_path / "try" / "frequencies.csv").exists(), "a closed pipe ends the showing alone"
    done = shell("qda demo again", tmp_path, limit=100_000)
    assert done.returncode == 1 and not (tmp_path / "again").exists()


def test_a_record_holds_what_stands(study: project.Study) -> None:
    from qda.core.errors import QdaError
    from qda.ops.coding import codebook

    with outcome.recording() as made:
        codebook.add(study, "moed")
        with pytest.raises(QdaError):
            codebook.add(study, "moed")
        with pytest.raises(KeyboardInterrupt), study.change("x"):
            raise KeyboardInterrupt
        with study.change("changes nothing"):
            pass
        ops.undo(study)
        codebook.add(study, "trots")
    assert [(c.command, c.kind) for c in made.changes] == [
        ("codebook add", "do"),
        ("undo", "undo"),
        ("codebook add", "do"),
    ]
    assert made.open == []
    codebook.add(study, "spijt")
    assert len(made.changes) == 3, "nothing is kept outside"


# Waiting for another program


def test_a_wait_is_said_once_and_can_be_ended(filled_file: Path) -> None:
    other = sqlite3.connect(filled_file, isolation_level=None)
    other.execute("begin immediate")
    p = subprocess.Popen([sys.executable, "-m", "qda", "codebook", "add", "geduld"], cwd=filled_file.parent,
                         env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert p.stderr is not None
    line = p.stderr.readline()
    assert line.startswith("note: another program is writing to ") and "at most 60 seconds" in line
    p.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, err = p.communicate(timeout=30)
    assert (p.returncode, err) == (130, "interrupted; nothing changed\n") and time.monotonic() - began < 20
    p = subprocess.Popen([sys.executable, "-m", "qda", "codebook", "add", "geduld"], cwd=filled_file.parent,
                         env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert p.stderr is not None and p.stderr.readline() == line
    other.execute("rollback")
    other.close()
    _, err = p.communicate(timeout=30)
    assert p.returncode == 0 and "note: another" not in err
    with project.open_study(filled_file) as study:
        assert study.db.execute("select count(*) from code where name = 'geduld'").fetchone() == (1,)


def test_a_wait_that_is_too_long_is_refused(filled_file: Path) -> None:
    other = sqlite3.connect(filled_file, isolation_level=None)
    other.execute("begin immediate")
    told: list[float] = []
    with project.open_study(filled_file) as study:
        study.db.waiting = told.append
        study.wait(1300)
        with pytest.raises(sqlite3.OperationalError, match="locked"), study.change("x"):
            pass
    other.close()
    assert told == [1.3]
