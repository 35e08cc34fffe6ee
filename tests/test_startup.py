"""What a command loads: nothing heavy that it does not need. Looks at `sys.modules`, so that no clock is involved.

The budgets themselves (9 x `python -c pass` for `--help`, and so on) are measured by `benchmarks/run.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each costs a command 10 to 700 ms, or is loaded by what does.
HEAVY = {
    "asyncio", "babel", "chardet", "click", "docx", "importlib.metadata", "jinja2", "lxml", "numpy", "pandas", "pydantic", "rich",
    "rapidfuzz", "sklearn", "spacy", "sqlite_utils", "textual", "tomllib", "unittest", "xlsxwriter", "yaml",
}  # fmt: skip
# typer brings these itself; nothing of ours may need them when it no longer does.
TYPERS = {"difflib", "platform", "subprocess", "uuid"}

PROBE = """
import sys
before = set(sys.modules)  # what a development installation's .pth files load is not ours
import typer, typer.main, typer.core
brought = set(sys.modules)
from qda.cli.app import run
status = run(sys.argv[2:])
with open(sys.argv[1], "w", encoding="utf-8") as f:
    f.write("\\n".join(sorted(set(sys.modules) - before)) + "\\n\\n" + "\\n".join(sorted(set(sys.modules) - brought)))
sys.exit(status)
"""

READING = [
    ["codings", "--format", "csv"],
    ["quotes", "value", "--format", "csv"],
    ["report", "frequencies", "--format", "csv"],
    ["report", "cooccurrence", "--format", "csv"],
    ["codebook", "list", "--format", "csv"],
    ["source", "list", "--format", "json"],
    ["info", "--format", "json"],
    ["search", "value", "--format", "csv"],
    ["query", "value AND text:public", "--format", "csv"],
    ["source", "list"],
    ["report", "frequencies"],
]
ELSEWHERE = ("qda.importers.", "qda.exporters.", "qda.store.file.migrations", "qda.nlp")
TABLES = {"qda.importers.formats"}  # the table of a family, which help and completion read
WRITING = [
    ["code", "a", "value", "--quote", "short text"],
    ["code", "a", "of one's own", "--span", "2:7", "--note", "a new code", "--format", "csv"],
    ["uncode", "1"],
    ["undo"],
]


def qda(folder: Path, *args: str) -> tuple[set[str], set[str]]:
    """Run a command; the modules that it loaded, and those of them that typer alone does not."""
    seen = folder / "modules.txt"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QDA_", "COVERAGE"))}
    env |= {"PYTHONPATH": str(ROOT), "QDA_CODER": "anna"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(seen), *args], cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    loaded, own = seen.read_text(encoding="utf-8").split("\n\n")
    return set(loaded.split("\n")), set(own.split("\n"))


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of one coded text."""
    folder = tmp_path_factory.mktemp("startup")
    (folder / "a.txt").write_text("A short text about public value.\n", encoding="utf-8")
    qda(folder, "init")
    qda(folder, "import", "a.txt")
    qda(folder, "code", "a", "value", "--quote", "public value")
    return folder


def words(args: Sequence[str]) -> str:
    """A command as the name of its test."""
    return " ".join(args)


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["report", "--help"], ["read", "--help"], ["help"]], ids=words
)
def test_help_opens_no_study(tmp_path: Path, args: list[str]) -> None:
    loaded, own = qda(tmp_path, *args)
    assert not loaded & HEAVY
    assert not own & (TYPERS | {"csv", "hashlib", "json", "sqlite3"})
    rooms = {m.split(".")[1] for m in own if m.startswith("qda.") and m != "qda.reports"}
    assert rooms <= {"cli", "core"}, "help comes from the static table, and reports are listed without being imported"
    assert "qda.reports" not in own or args[0] == "report", "nothing else looks for the reports"


@pytest.mark.parametrize("args", [["--help"], ["help"]], ids=words)
def test_the_list_of_commands_in_a_study_loads_the_file_alone(coded: Path, args: list[str]) -> None:
    """It is in the words of the study's school, which is one setting."""
    loaded, own = qda(coded, *args)
    assert not loaded & HEAVY and not own & {"csv", "hashlib", "json"}
    rooms = {".".join(m.split(".")[:3]) for m in own if m.startswith("qda.store.")}
    assert "qda.store.quiet" in rooms and rooms <= {"qda.store.quiet", "qda.store.project", "qda.store.file"}


@pytest.mark.parametrize("args", READING, ids=words)
def test_reading_loads_nothing_heavy(coded: Path, args: list[str]) -> None:
    loaded, own = qda(coded, *args)
    assert not loaded & HEAVY
    assert not own & (TYPERS | {"hashlib", "tempfile", "zipfile"}), "hashing is for the write door"
    assert not [m for m in own if m.startswith(ELSEWHERE) and m not in TABLES]


@pytest.mark.parametrize("args", WRITING, ids=words)
def test_writing_loads_nothing_heavy(coded: Path, tmp_path: Path, args: list[str]) -> None:
    shutil.copyfile(coded / "qda.db", tmp_path / "qda.db")  # a closed study is one file
    loaded, own = qda(tmp_path, *args)
    assert not loaded & HEAVY
    assert not own & (TYPERS | {"tempfile", "zipfile"})
    assert not [m for m in own if m.startswith(ELSEWHERE) and m not in TABLES]


def test_a_wide_table_of_csv_needs_no_document(coded: Path) -> None:
    _, own = qda(coded, "report", "frequencies", "--by", "source", "--wide", "--format", "csv")
    needed = ("qda.render.delimited", "qda.render.safe_text", "qda.render.worded")
    assert not [m for m in own if m.startswith("qda.render.") and m not in needed]


def test_an_import_of_text_loads_only_what_texts_need(tmp_path: Path) -> None:
    qda(tmp_path, "init")
    (tmp_path / "b.txt").write_text("Another text, in plain words and one paragraph alone.\n", encoding="utf-8")
    loaded, _ = qda(tmp_path, "import", "b.txt")
    assert not loaded & (HEAVY - {"tomllib"}), "the recognisers' patterns are TOML"


TABS = ["qda ", "qda quotes v", "qda source show ", "qda code a x --segment ", "qda codings --where ", "qda memo add --on code:",
        "qda report frequencies --by ", "qda codings --format "]  # fmt: skip


@pytest.mark.parametrize("line", TABS)
def test_completing_loads_nothing_heavy(coded: Path, line: str) -> None:
    seen = coded / "modules.txt"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QDA_", "COVERAGE"))} | {"PYTHONPATH": str(ROOT)}
    env |= {"_QDA_COMPLETE": "complete_bash", "_QDA_LINE": line}
    done = subprocess.run([sys.executable, "-c", PROBE, str(seen)], cwd=coded, env=env, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "" and done.stdout
    loaded, own = (set(part.split("\n")) for part in seen.read_text(encoding="utf-8").split("\n\n"))
    assert not loaded & HEAVY
    assert not own & (TYPERS | {"hashlib", "tempfile", "zipfile"})
    assert not [m for m in own if m.startswith(ELSEWHERE) and m not in TABLES]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_shell_completion_answers(tmp_path: Path, shell: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("QDA_")}
    env |= {
        "PYTHONPATH": str(ROOT),
        "_QDA_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "qda report fr",
        "COMP_CWORD": "2",
    }
    env["_TYPER_COMPLETE_ARGS"] = "qda report fr"
    done = subprocess.run([sys.executable, "-m", "qda"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0
    assert "frequencies" in done.stdout
    assert done.stderr == ""


SCREEN = """
import asyncio, sys
from pathlib import Path
from qda.ops.study import study
from qda.store.queries import navigation
from qda.tui import app
from qda.tui.session import settings
from qda.tui.session.session import Session

async def main():
    with study.open_study(Path("qda.db")) as s:
        assert navigation.enough_to_learn(s.db), "else nothing is learned at all"
        screen = app.ReadApp(Session(s, 1), settings.Settings())
        async with screen.run_test() as pilot:
            while len(screen.screen_stack) < 2 or not screen.screen.is_mounted:
                await pilot.pause()
            await pilot.pause()
            print(*sorted({"numpy", "scipy", "sklearn", "spacy", "wordfreq", "simplemma"} & set(sys.modules)))

asyncio.run(main())
"""


def test_the_coder_is_painted_before_it_learns(coded: Path, tmp_path: Path) -> None:
    shutil.copyfile(coded / "qda.db", tmp_path / "qda.db")
    for n in range(5):
        qda(tmp_path, "code", "a", f"code {n}", "--span", f"{n}:9")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QDA_", "COVERAGE"))} | {"PYTHONPATH": str(ROOT)}
    env |= {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SCREEN], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
