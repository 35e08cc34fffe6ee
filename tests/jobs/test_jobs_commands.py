"""`--jobs`: the same bytes whatever their number, Ctrl-C ends all of them, and one that dies is told in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="needs the extra `discover`")
pytest.importorskip("wordfreq", reason="needs the extra `discover`")

from suggest_study import SUBJECTS, add, draft, fill

from qda.cli.app import run
from qda.nlp import encoded
from qda.ops.discovery import passages
from qda.store import project

SAMPLES = Path(__file__).parents[1] / "importers" / "samples"
# What the same command leaves in the study, but for when and under which random name.
LEFT = (
    "select name, kind, title, language, text, words, sha256, origin, json_remove(metadata, '$.earlier') from source order by id",
    'select source, n, kind, parent, author, date, start, "end", words, metadata from segment order by id',
    "select name, role, source from participant order by id",
    "select pipeline, data from language_pass order by source, pipeline",
    "select label, terms, status from candidate order by id",
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed study of three subjects with codings, and of a language that spaCy cuts into words."""
    path = tmp_path_factory.mktemp("texts") / project.FILE
    with project.create(path, name="study", coder="anna", language="nl") as made:
        fill(made)
        for subject, posts in SUBJECTS.items():
            add(made, draft(f"{subject} again", [("post", f"{subject} {n}", p) for n, p in enumerate(posts)],
                            "en" if subject == "work" else "nl"))  # fmt: skip
        for n in range(4):
            add(
                made,
                draft(
                    f"zh {n}",
                    [("post", f"w {n}", "水的质量很重要。 水管破了。"), ("post", "v", "学校的水很好。")],
                    "zh",
                ),
            )
    return path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small studies are many calls too."""
    monkeypatch.setattr(passages, "_TOGETHER", 2)
    monkeypatch.setattr(encoded, "_TOGETHER", 3)


def left(path: Path) -> list[list[tuple[object, ...]]]:
    with project.open_study(path) as study:
        return [[tuple(row) for row in study.db.execute(sql)] for sql in LEFT]


COMMANDS = [
    ["discover", "--all", "--format", "json"],
    ["discover", "terms", "--format", "csv"],
    ["suggest", "quotes", "water", "--format", "json"],
    ["suggest", "codes", "--source", "school", "--segment", "6", "--format", "json"],
    ["import", str(SAMPLES), "--format", "csv"],
    ["import", str(SAMPLES), "--dry-run", "--format", "csv"],
]


@pytest.mark.parametrize("args", COMMANDS, ids=lambda args: " ".join(a for a in args[:2] if "/" not in a))
def test_the_same_bytes_whatever_the_number(
    args: list[str], texts: Path, few: None, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    got = []
    for n in ("1", "2", "0"):
        path = Path(shutil.copy(texts, tmp_path / f"{n}.db"))
        status = run(["--project", str(path), *args, "--jobs", n])
        out, err = capfdbinary.readouterr()
        got.append((status, out, err, left(path)))
    assert got[0][1].strip() and (args[0] == "import" or got[0][0] == 0)
    assert got[1] == got[0] and got[2] == got[0]


# A command as the program runs it; what is called in a worker is done by `worker`, and `tick` as each text has been read.
AT = """
import os, signal, sys
from qda.cli import progress
from qda.nlp import pipeline
from qda.ops.discovery import passages
passages._TOGETHER = 1
{patch}
if __name__ == "__main__":
    from qda.cli import main
    main(sys.argv[1:])
"""
KILLED = """
def worker(language, key, texts):
    os.kill(os.getpid(), signal.SIGKILL)
pipeline.read = worker
"""
INTERRUPTED = """
ticked = progress.Progress.tick
def tick(self, done=0, total=0):
    ticked(self, done, total)
    if self.done == 3:
        os.killpg(0, getattr(signal, NAME))
progress.Progress.tick = tick
"""


def process(patch: str, path: Path, *args: str) -> subprocess.Popen[str]:
    """Start a command in a group of processes of its own."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen(
        [sys.executable, "-c", AT.format(patch=patch), "--project", str(path), *args], env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def ended(started: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a command; nobody of its group is left over. What holds its streams open would keep this waiting."""
    try:
        out, err = started.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        raise
    return started.returncode, out, err


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are POSIX's")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_ctrl_c_ends_all_of_them(name: str, status: int, texts: Path, tmp_path: Path) -> None:
    """As in a terminal, where all that the command started hears it too."""
    path = Path(shutil.copy(texts, tmp_path / project.FILE))
    before = left(path)
    done = ended(process(f"NAME = {name!r}\n{INTERRUPTED}", path, "discover", "--jobs", "2"))
    assert done == (status, "", "interrupted; nothing changed\n")
    assert left(path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_worker_that_dies_is_told_in_one_line(texts: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(texts, tmp_path / project.FILE))
    before = left(path)
    status, out, err = ended(process(KILLED, path, "discover", "--jobs", "2"))
    assert (status, out) == (1, "")
    assert err == (
        "error: one of the 2 processes at work was ended from outside, or ran out of memory: nothing was kept; "
        "--jobs 1 needs the least memory\n"
    )
    assert left(path) == before


def test_an_import_with_bad_files_treats_each_as_one_process_would(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qda.importers import read_files

    monkeypatch.setattr(read_files, "_TOGETHER", 2)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(7):
        (folder / f"{n}.txt").write_text(f"A text about the number {n}.\n", encoding="utf-8")
    (folder / "3.txt").write_bytes(b"\x7fELF\x02\x01\x01\x00 a program")
    (folder / "5.csv").write_text("id,author,date,text\n1,ann,2020-01-01,hello there\n", encoding="utf-8")
    got = []
    for jobs in ("1", "2"):
        path = Path(shutil.copy(texts, tmp_path / f"{jobs}.db"))
        got.append(
            (run(["--project", str(path), "import", str(folder), "--jobs", jobs]), capsys.readouterr(), left(path))
        )
    assert got[0][0] == 1 and "3.txt" in got[0][1].err
    assert got[1] == got[0]


USAGE = [
    (["discover", "--jobs", "-1"], "error: --jobs -1: give 1 or more, or 0 for all cores\n"),
    (["import", "x.txt", "--jobs", "-3"], "error: --jobs -3: give 1 or more, or 0 for all cores\n"),
    (["discover", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"],
     "error: --jobs is for this machine, --cluster (or QDA_CLUSTER) for others: give one of them\n"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "said"), USAGE, ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_what_is_no_number(args: list[str], said: str, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--project", str(texts), *args]) == 1
    assert capsys.readouterr() == ("", said)


def test_one_process_loads_no_joblib(texts: Path, tmp_path: Path) -> None:
    path = shutil.copy(texts, tmp_path / project.FILE)
    (tmp_path / "a.txt").write_text("A text.\n", encoding="utf-8")
    probe = "import sys; from qda.cli.app import run; run(sys.argv[1:]); print(*{'joblib', 'dask'} & set(sys.modules))"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", probe, "--project", path, "import", str(tmp_path / "a.txt")],
        env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == ""


def test_a_notebook_takes_it_as_well(texts: Path, few: None, tmp_path: Path) -> None:
    import qda

    got = []
    for n in (1, 2):
        with qda.open(shutil.copy(texts, tmp_path / f"{n}.db")) as study:
            got.append(study.discover(jobs=n).to_string("json"))
    assert "quotes" in got[0] and got[0] == got[1]
