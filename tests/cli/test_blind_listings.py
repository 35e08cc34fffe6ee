"""While drawn stretches wait to be coded again, what is read in a terminal does not tell their codes; files of rows have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import qda as notebook
from qda.cli import app
from qda.ops.study import study
from qda.store.queries import offered

Run = Callable[..., str]
SECRET = "hidden matter"


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command in a study in which anna has drawn the one stretch with the code `SECRET`; gives all that it shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*args: str) -> str:
        assert app.run([*args]) == 0, args
        out, err = capsysbinary.readouterr()
        return (out + err).decode("utf-8")

    call("init", "--coder", "anna", "--language", "en")
    Path("talk.txt").write_text("It took a long time. Then it was over, and we went home.\n", encoding="utf-8")
    call("import", "talk.txt")
    call("code", "talk", SECRET, "--quote", "It took a long time.", "--note", "a telling note")
    call("code", "talk", "open matter", "--quote", "we went home")
    call("codebook", "define", SECRET, "--definition", "What it says.")
    call("stability", "draw", "--n", "1", "--seed", "1", "--code", SECRET)
    return call


TOLD = [
    ("codings",), ("source", "show", "talk"), ("quotes", SECRET), ("report", "quotes", SECRET), ("stability", "next"),
    ("report", "stability"), ("log",), ("report", "evidence"), ("report", "changes"), ("report", "codebook-history"),
]  # fmt: skip


@pytest.mark.parametrize("command", TOLD, ids=" ".join)
def test_nothing_read_in_a_terminal_says_what_the_stretch_had(command: tuple[str, ...], qda: Run) -> None:
    lines = qda(*command).splitlines()
    assert not any(SECRET in x and ("It took" in x or x.strip().startswith("1 ")) for x in lines), lines
    assert "a telling note" not in "\n".join(lines)
    item = next(row["item"] for row in json.loads(qda("report", "stability", "--format", "json").split("\nnote")[0]))
    qda("stability", "code", str(item), SECRET)
    if command[0] in ("codings", "quotes", "log"):
        assert SECRET in qda(*command) and "…" not in qda(*command)


def test_what_changed_of_a_drawn_stretch_is_left_out(qda: Run) -> None:
    qda("axial", "category", SECRET)
    qda("axial", "property", SECRET, "depth", "--low", "shallow", "--high", "deep")
    qda("axial", "place", "1", f"{SECRET}/depth", "deep")
    qda("axial", "place", "1", f"{SECRET}/depth", "shallow")
    read = qda("report", "changes", "--kind", "coding", "--kind", "placement")
    assert SECRET not in read and "It took" not in read and "shallow" not in read and "open matter" in read
    assert "drawn stretches is not shown" in read and read.count("…") > 3
    assert SECRET in qda("report", "changes", "--kind", "coding", "--format", "json")
    assert SECRET in qda("--coder", "ben", "report", "changes", "--kind", "coding")
    qda("stability", "drop")
    assert SECRET in qda("report", "changes", "--kind", "coding")


def test_completion_names_stretches_by_their_place(qda: Run) -> None:
    with study.open_study(Path("qda.db")) as s:
        ((number, said),) = offered.numbers(s.db, "drawn")
    assert (number, said) == ("1", "talk, 0:20")
    qda("stability", "code", number, "--none")
    with study.open_study(Path("qda.db")) as s:
        assert offered.numbers(s.db, "drawn") == [], "what is coded is not offered"


def test_files_and_other_coders_have_it_all(qda: Run) -> None:
    rows = json.loads(qda("codings", "--format", "json").partition("\nnote")[0])
    assert [row["code"] for row in rows] == [SECRET, "open matter"] and rows[0]["note"] == "a telling note"
    qda("codings", "-o", "rows.csv")
    assert SECRET in Path("rows.csv").read_text(encoding="utf-8")
    assert SECRET in qda("--coder", "ben", "codings")
    with notebook.open(Path("qda.db")) as s:
        found = s.codings()
        assert [row["code"] for row in found] == [SECRET, "open matter"] and SECRET in found.to_string("csv")
        assert SECRET not in str(found) and SECRET not in found._repr_html_() and "open matter" in str(found)
    table = qda("codings")
    assert "open matter" in table and "drawn stretches is not shown" in table
    qda("stability", "drop")
    assert SECRET in qda("codings")
