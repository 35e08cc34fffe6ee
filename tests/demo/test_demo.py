"""The demonstration: plays, ends in a sound study, shows what it counts, and comes with the wheel."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from qda.cli import demonstration as ops
from qda.cli.app import run
from qda.core.errors import QdaError
from qda.store import check, project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the demo was played, and what it told."""
    folder = tmp_path_factory.mktemp("demo") / "try out"  # a blank, as people have in their folders
    done = subprocess.run(
        [sys.executable, "-m", "qda", "demo", str(folder)], capture_output=True, encoding="utf-8", cwd=ROOT, env=_env()
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder, done.stdout


def _env(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QDA_")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "100", **more}


def test_it_shows_each_command_by_stage(played: tuple[Path, str]) -> None:
    told = played[1]
    stages = re.findall(r"^## (\w+)", told, re.M)
    assert stages[:6] == ["Begin", "Read", "Open", "Focused", "Axial", "The"] and stages[-1] == "Written"
    typed = re.findall(r"^\$ qda (\S+)", told, re.M)
    for command in (
        "init",
        "import",
        "code",
        "autocode",
        "axial",
        "memo",
        "selective",
        "report",
        "undo",
        "redo",
        "check",
    ):
        assert command in typed
    assert "counts cannot choose a core" in told.lower()  # what a report says of itself is not kept back
    assert told.index("qda memo add") < told.index("qda selective core")  # memos are written all along


def test_it_ends_with_frequencies_categories_and_where_things_are(played: tuple[Path, str]) -> None:
    folder, told = played
    end = told[told.index("## How often each code is used") :]
    assert "codings_with_codes" in end
    for category in ("public value (core category)", "the secretary's role"):
        chapter = end.split(f"\n{category}\n")[1]
        assert "│ " in chapter and "coding" in chapter
    for name in ops.WRITTEN:
        assert str(folder / name) in end and (folder / name).stat().st_size > 200
    html = (folder / "memo-report.html").read_text(encoding="utf-8")
    assert "The bridge, the sports hall" in html and "[[" not in html


def test_the_folder_is_a_study_to_go_on_with(played: tuple[Path, str]) -> None:
    with project.open_study(played[0] / "qda.db") as study:
        assert list(check.run(study.db)) == []
        assert study.db.execute("select count(*) from coding").fetchone()[0] > 80
        assert {t for (t,) in study.db.execute("select distinct type from memo")} >= {
            "theoretical",
            "reflexive",
            "journal",
        }


def test_refused_where_a_study_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "qda.db").write_bytes(b"someone's study")
    assert run(["demo", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("error: ") and said.err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["qda.db"]
    with pytest.raises(QdaError, match="another folder"):
        ops.prepare(tmp_path)


def test_another_text_gives_other_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No output is stored: with one shipped text changed, what is counted and quoted changes with it."""
    told = []
    for name, more in (("as it is", ""), ("changed", CODA)):
        data = tmp_path / f"data {name}"
        for part in ("corpora", "codebooks"):
            shutil.copytree(ROOT / part, data / part)
        text = data / "corpora" / ops.CORPUS / "interview-gemeentesecretaris.txt"
        text.write_text(text.read_text(encoding="utf-8") + more, encoding="utf-8")
        monkeypatch.setattr(ops, "data", lambda data=data: data)
        assert run(["demo", str(tmp_path / name), "--quiet"]) == 0
        with (tmp_path / name / "frequencies.csv").open(encoding="utf-8") as f:
            told.append({r["path"]: r for r in csv.DictReader(f)})
    before, after = told
    assert before.keys() == after.keys()
    changed = {path for path in before if before[path] != after[path]}
    named = [p for p in changed if p.endswith("elections are named")]
    assert named
    for path in named:  # the pattern finds the word once more
        assert int(after[path]["codings"]) == int(before[path]["codings"]) + 1
    sums = [sum(int(r["codings"]) for r in rows.values()) for rows in told]
    assert sums[1] == sums[0] + 1


CODA = "\nRespondent: En na de verkiezingen zien we wel weer.\n"


def test_quiet_tells_only_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", str(tmp_path / "d"), "--quiet"]) == 0
    told = capsys.readouterr().out
    assert "qda code " not in told and told.lstrip().startswith("## How often each code is used")


def test_from_an_installed_wheel(tmp_path: Path) -> None:
    """The wheel carries the corpora: installed elsewhere, without the checkout in sight, it plays the whole demo."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    made = subprocess.run(build, capture_output=True, text=True, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("qda-*.whl")
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    into = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    put = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", into, str(wheel)]
    assert subprocess.run(put, capture_output=True, text=True, cwd=tmp_path).returncode == 0
    # what qda needs is not fetched anew: it is where this test found it
    paths = [p for p in sys.path if p and Path(p).name in ("site-packages", "dist-packages")]
    (Path(into) / "needed.pth").write_text("\n".join(paths))
    env = _env(PYTHONPATH="", HOME=str(tmp_path))
    where = [str(python), "-c", "import qda; print(qda.__file__)"]
    at = subprocess.run(where, capture_output=True, text=True, cwd=tmp_path, env=env).stdout.strip()
    assert Path(at).is_relative_to(tmp_path / "env")
    played = subprocess.run(
        [python, "-m", "qda", "demo", "d"], capture_output=True, encoding="utf-8", cwd=tmp_path, env=env
    )
    assert played.returncode == 0, played.stderr
    info = subprocess.run(
        [python, "-m", "qda", "info", "--format", "json"], capture_output=True, encoding="utf-8",
        cwd=tmp_path / "d", env=env,
    )  # fmt: skip
    assert json.loads(info.stdout)["core"] == "public value"
