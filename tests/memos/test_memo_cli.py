"""`qda memo …` and the reports on the command line: standard input, files, the editor, formats, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import memo_study
import pytest

from qda.core.errors import QdaError
from qda.store import project

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with project.create(tmp_path / project.FILE, name="study", coder="anna", language="nl") as study:
        memo_study.fill(study)
    return tmp_path


def qda(folder: Path, *args: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    keep = {k: v for k, v in os.environ.items() if k not in ("VISUAL", "EDITOR", "QDA_CODER", "QDA_PROJECT")}
    return subprocess.run(
        [sys.executable, "-m", "qda", *args], input=given, capture_output=True, cwd=folder, check=False,
        env={**keep, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "TMPDIR": str(folder), **env},
    )  # fmt: skip


def listed(folder: Path) -> list[dict[str, object]]:
    done = qda(folder, "memo", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def editor(folder: Path, body: str) -> str:
    script = folder / "an editor.py"
    script.write_text(f"import sys, pathlib\np = pathlib.Path(sys.argv[-1])\ntext = p.read_text()\n{body}\n")
    return f"'{sys.executable}' '{script}' --wait"


def test_the_ways_to_give_a_text(folder: Path) -> None:
    (folder / "memo.md").write_bytes("\ufeffUit een bestand: één\r\n".encode())
    assert qda(folder, "memo", "add", "Given", "--on", "code:trust", "--on", "coding:1").returncode == 0
    assert qda(folder, "memo", "add", "-", "--type", "reflexive", given="Van buiten: é\n".encode()).returncode == 0
    assert qda(folder, "memo", "add", "--file", "-", given=b"As a file\n").returncode == 0
    assert qda(folder, "memo", "add", "--file", "memo.md").returncode == 0
    write = editor(folder, 'p.write_text(text + "From the editor\\n")')
    assert qda(folder, "memo", "add", EDITOR="false", VISUAL=write).returncode == 0
    assert [m["text"] for m in listed(folder)] == [
        "Given", "Van buiten: é", "As a file", "Uit een bestand: één", "From the editor",
    ]  # fmt: skip
    change = editor(folder, 'assert text == "Given"; p.write_text("Changed [[coding:2]]")')
    assert qda(folder, "memo", "edit", "1", EDITOR=change).returncode == 0
    assert qda(folder, "memo", "edit", "2", "--title", "No editor for this").returncode == 0
    assert qda(folder, "memo", "edit", "3", "--text", "-", given=b"Again").returncode == 0
    assert [m["text"] for m in listed(folder)][:3] == ["Changed [[coding:2]]", "Van buiten: é", "Again"]
    assert not list(folder.glob("qda-*"))


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (("memo", "add", "x", "--file", "y"), 2, "not both"),
        (("memo", "add"), 1, "$EDITOR"),
        (("memo", "edit", "1"), 1, "no memo '1'"),
        (("memo", "add", "-"), 1, "empty"),
        (("memo", "add", "x", "--type", "teoretical"), 2, "theoretical"),
        (("memo", "list", "--type", "x"), 2, "one of"),
        (("report", "memos", "--type", "x"), 2, "one of"),
        (("memo", "add", "--file", "nowhere.md"), 1, "nowhere.md"),
        (("memo", "add", "--on", "code:trsut"), 1, "'trust'"),
        (("memo", "list", "-o", "x.pdf"), 2, "suffix"),
        (("report", "quotes", "trsut"), 1, "'trust'"),
        (("report", "quotes"), 2, "CODE"),
        (("report", "categories", "--source", "nowhere"), 1, "nowhere"),
        (("report", "categories", "-o", "x.pdf"), 2, "suffix"),
    ],
)
def test_refused_in_one_line(folder: Path, args: tuple[str, ...], status: int, says: str) -> None:
    done = qda(folder, *args)
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error: ")]
    assert (done.returncode, len(errors), done.stdout) == (status, 1, b""), done.stderr.decode()
    assert says in errors[0]
    assert "Traceback" not in done.stderr.decode()
    assert listed(folder) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [("sys.exit(3)", "status 3"), ("", "empty"), ('p.write_bytes(b"\\xff\\xfe\\xfd")', "no UTF-8")],
)
def test_an_editor_that_fails(folder: Path, body: str, says: str) -> None:
    done = qda(folder, "memo", "add", EDITOR=editor(folder, body))
    assert done.returncode == 1 and says in done.stderr.decode()
    assert qda(folder, "memo", "add", EDITOR="/no/such/editor").returncode == 1
    assert listed(folder) == [] and not list(folder.glob("qda-*"))


def test_a_refused_text_from_the_editor_is_kept(folder: Path) -> None:
    done = qda(folder, "memo", "add", EDITOR=editor(folder, 'p.write_text("A page [[code:trsut]]")'))
    assert done.returncode == 1 and "'trust'" in done.stderr.decode()
    (kept,) = folder.glob("qda-kept-*")
    assert kept.name in done.stderr.decode() and kept.read_text() == "A page [[code:trsut]]"


def test_edit_prefers_visual_and_gives_the_text_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.cli.editor import edit

    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'p.write_text(text.upper() + p.suffix, newline="\\r\\n")'))
    assert edit("één\n", ".txt") == "ÉÉN\n.txt"
    monkeypatch.delenv("VISUAL")
    with pytest.raises(QdaError, match="status 1"):
        edit("x")


@pytest.mark.parametrize("report", ["categories", "memos", "evidence", "quotes"])
def test_reports_in_every_format(folder: Path, report: str) -> None:
    qda(folder, "memo", "add", "See [[coding:2]] <script>x</script>", "--on", "category:public value")
    args = ("report", report, *(["public value", "the secretary's role"] if report == "quotes" else []))
    as_json = json.loads(qda(folder, *args, "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(qda(folder, *args, "--format", "csv").stdout.decode())))
    assert as_json and [list(r) for r in as_json] == [list(r) for r in as_csv]
    for suffix in ("md", "html", "docx", "txt", "xlsx"):
        done = qda(folder, *args, "-o", f"out.{suffix}")
        assert done.returncode == 0, done.stderr
        assert (folder / f"out.{suffix}").stat().st_size > 200
    assert "<script>x" not in (folder / "out.html").read_text()
    assert "nee zeggen tegen" in (folder / "out.html").read_text()
    assert qda(folder, *args).returncode == 0


def test_reading_commands_load_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from qda.cli.app import run; run(sys.argv[1:]); "
        "heavy = {'numpy', 'spacy', 'jinja2', 'sqlite_utils', 'docx', 'lxml', 'markdown_it'} & set(sys.modules); "
        "sys.exit(9 if heavy else 0)"
    )
    for args in (("memo", "list"), ("report", "categories"), ("report", "evidence"), ("report", "memos")):
        done = subprocess.run(
            [sys.executable, "-c", code, *args, "--format", "csv"], capture_output=True, cwd=folder, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, args
