"""`qda codebook …` and `report codebook` as they are typed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers_codebook import fill, make

from qda.cli import app, tree
from qda.cli.command_table import COMMANDS

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    with make(tmp_path) as study:
        fill(study)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QDA_CODER", raising=False)
    monkeypatch.delenv("QDA_PROJECT", raising=False)
    capfd.readouterr()

    def run(*args: str) -> tuple[int, str, str]:
        status = app.run(list(args))
        return (status, *capfd.readouterr())

    return run


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_the_cycle(qda: Any) -> None:
    status, out, err = qda("codebook", "list", "--format", "json")
    assert status == 0 and [r["path"] for r in json.loads(out)] == [
        "C",
        "north",
        "north/A",
        "north/A/x",
        "south",
        "south/B",
    ]
    assert "over the whole study" in err
    before = out
    status, out, err = qda("codebook", "merge", "A", "B", "--into", "both", "--dry-run", "--format", "csv")
    assert status == 0 and [r["code"] for r in table(out)] == ["north/A", "south/B"] and "note: would merge" in err
    steps = (
        ("merge", "A", "B", "--into", "both", "--because", "one thing"),
        ("split", "both", "--into", "part", "--coding", "1", "2"),
        ("add", "new", "--under", "south", "--definition", "d"),
        ("define", "new", "--level", "focused"),
        ("rename", "new", "newer"),
        ("move", "newer", "--top"),
        ("remove", "both", "--lift"),
    )
    for step in steps:
        status, out, err = qda("codebook", *step, "--format", "csv")
        assert (status, "error" in err) == (0, False), (step, err)
        assert out
    status, out, _ = qda("log", "--limit", "7", "--format", "json")
    assert [r["command"] for r in json.loads(out)] == [f"codebook {s[0]}" for s in reversed(steps)]
    assert json.loads(out)[-1]["because"] == "one thing"
    assert qda("undo", "7")[0] == 0
    assert qda("codebook", "list", "--format", "json")[1] == before
    assert qda("check")[0] == 0


@pytest.mark.parametrize("suffix", ["yaml", "csv", "qdc"])
def test_export_import(qda: Any, suffix: str) -> None:
    status, out, err = qda("codebook", "export", f"book.{suffix}")
    assert (status, out) == (0, "") and f"wrote 6 codes to book.{suffix}" in err
    status, out, err = qda("codebook", "import", f"book.{suffix}", "--format", "csv")
    assert status == 0 and {r["state"] for r in table(out)} == {"there already"}
    if suffix == "csv":
        assert Path("book.csv").read_bytes().decode() == qda("codebook", "list", "--format", "csv")[1]


def test_refused(qda: Any) -> None:
    for args, status, what in (
        (("merge", "A", "--into", "A"), 1, "itself"),
        (("merge", "A"), 2, "--into"),
        (("remove", "north"), 1, "--with-codes"),
        (("export", "book.txt"), 2, ".qdc"),
        (("import", "book.docx"), 2, ".qdc"),
        (("import", "nowhere.csv"), 1, "no such file"),
        (("define", "Aaa", "--level", "code"), 1, "there is no code"),
        (("add", "k", "--level", "core"), 1, "selective core"),
        (("rename", "C", "north"), 1, "if they are one thing, `qda codebook merge`"),
        (("rename", "A", "south/A"), 1, "`qda codebook move 'A' --under 'south'` another home"),
        (("define", "B"), 1, "say what to define: --definition, --include, --exclude, --example, --level or --under"),
        (("move", "B"), 1, "say where to: --under PARENT, or --top"),
        (("remove", "north", "--with-codes", "--lift"), 1, "--with-codes or --lift: "),
        (("merge", "north", "--into", "A"), 1, "`qda codebook move 'A' --top` first, or merge it the other way"),
        (("split", "A", "--into", "a", "--coding", "1"), 1, "give another name with --into"),
        (("list", "-o", "x.qdc"), 2, "unknown suffix"),
        (("add", "k", "--definition", "-", "--include", "-"), 2, "standard input"),
    ):
        got, out, err = qda("codebook", *args)
        assert (got, out) == (status, ""), args
        assert err.startswith("error: ") and what in err


def test_report(qda: Any) -> None:
    status, out, err = qda("report", "codebook", "--format", "json")
    found = {r["path"]: r for r in json.loads(out)}
    assert status == 0 and found["north/A"]["codings_with_codes"] == 3 and found["north/A"]["codings"] == 2
    quote = found["north/A"]["quotes"][0]
    text = Path("one.txt").read_text()
    assert text[quote["start"] : quote["end"]] == quote["text"] and quote["source"] == "one"
    assert found["C"]["memos"] == 0 and found["north/A"]["memos"] == 1
    assert "1 without a definition" in err or "without a definition" in err
    for suffix in ("md", "html", "docx"):
        assert qda("report", "codebook", "-o", f"book.{suffix}")[0] == 0
    page = Path("book.md").read_text()
    assert "what A means" in page and "Alpha beta" in page and "6 codes with 6 codings" in page
    assert (
        json.loads(qda("report", "codebook", "--code", "A", "--quotes", "0", "--format", "json")[1])[0]["quotes"] == []
    )


def test_every_command_has_an_example(qda: Any) -> None:
    for words in COMMANDS:
        if words.startswith("codebook") or words == "report codebook":
            assert f"Example: qda {words}" in " ".join((tree.build(words).help or "").split())


def test_nothing_heavy_is_loaded_for_a_listing(qda: Any) -> None:
    code = (
        "import sys; from qda.cli.app import run; run(['codebook', 'list', '--format', 'csv']);"
        "bad = {'lxml', 'yaml', 'spacy', 'numpy', 'rich.table', 'sqlite_utils', 'docx'} & set(sys.modules);"
        "sys.exit(f'loaded: {bad}' if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(HERE)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
