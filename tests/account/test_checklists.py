"""Reporting checklists: what the study shows is in the output of the command that is named; the rest is given, or open."""

from __future__ import annotations

import io
import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from qda.cli.app import run
from qda.core.document import Document, Grid
from qda.core.errors import NotFound, Refused, UsageError
from qda.ops.coding import coding
from qda.ops.sources import import_list
from qda.ops.study import checklists as ops
from qda.ops.study import study as whole
from qda.ops.theory import memos
from qda.render import render
from qda.reports.account import checklist
from qda.reports.account.checklist_items import STANDARDS, commands, standard
from qda.store import project
from qda.store.analysis import checklists
from qda.store.analysis.memos import TYPES
from qda.store.project import Study

UNDER = {"coders": "coders_with_codings", "team": "coders_with_codings"}  # a fact -> its name in `info`
ITEMS = {"srqr": 21, "coreq": 32, "guregt": 25, "sigsoft": 21}


def rows(study: Study, name: str, **options: Any) -> list[dict[str, Any]]:
    return list(checklist.run(study, name, want="rows", **options).table.dicts())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", str(folder), "--quiet"]) == 0
    return folder


@pytest.mark.parametrize("name", STANDARDS)
def test_items_have_the_numbers_of_the_original(name: str) -> None:
    of = standard(name)
    numbers = [x.n for x in of.items]
    assert len(numbers) == ITEMS[name] == len(set(numbers))
    if name == "sigsoft":
        assert numbers == [f"E{n}" for n in range(1, 8)] + [f"D{n}" for n in range(1, 13)] + ["X1", "X2"]
    else:
        letter = "S" if name == "srqr" else ""
        assert numbers == [f"{letter}{n}" for n in range(1, ITEMS[name] + 1)]
    assert "(20" in of.reference and all(x.topic and x.section for x in of.items)
    assert {s for x in of.items for s in x.shown} <= set(checklist.FACTS)
    assert {t for x in of.items for t in x.look} <= {"core", *TYPES}


def test_every_fact_names_its_command() -> None:
    assert set(commands()) == set(checklist.FACTS)


@pytest.mark.parametrize("name", STANDARDS)
def test_what_is_shown_stands_in_the_output_of_its_command(
    name: str, demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(demo)
    capsys.readouterr()
    assert run(["report", "checklist", name, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    shown = [r for r in found if r["status"] == "shown"]
    assert shown and len(shown) < len(found) / 2
    for row in shown:
        assert run(shlex.split(row["from"])) == 0
        assert row["answer"] in capsys.readouterr().out, row
    assert all(not r["answer"] and not r["from"] for r in found if r["status"] == "open")


def test_each_fact_is_what_its_command_says(
    filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a study that has all of them, each is found, and alone: a number under its own name, a sentence as it is said."""
    monkeypatch.chdir(filled_file.parent)
    with project.open_study(filled_file) as study:
        answers = {name: find(study) for name, find in checklist.FACTS.items()}
    capsys.readouterr()
    for name, answer in answers.items():
        words = shlex.split(commands()[name])
        alone = words == ["info"]
        assert answer and run([*words, *(["--format", "json"] if alone else [])]) == 0
        said = capsys.readouterr().out
        if alone:
            assert str(json.loads(said)[UNDER.get(name, name)]) == answer, name
        else:
            assert len(answer) > 5 and answer in said, name


@pytest.mark.parametrize(
    ("name", "item", "fact"),
    [("srqr", "S8", "sampling"), ("srqr", "S16", "core"), ("guregt", "21", "core"), ("guregt", "22", "relations"),
     ("guregt", "23", "claims"), ("sigsoft", "X2", "team")],
)  # fmt: skip
def test_what_a_study_does_not_have_leaves_its_item_open(
    name: str, item: str, fact: str, study: Study, tmp_path: Path
) -> None:
    """One coded text alone has no theory and no team; what it has is shown."""
    (tmp_path / "een.txt").write_text("Een tekst over rust.")
    import_list.import_texts(study, [str(tmp_path / "een.txt")])
    coding.code(study, "een", ["rust"], span="15:19")
    assert checklist.FACTS[fact](study) == ""
    by = {r["item"]: r for r in rows(study, name)}
    assert (by[item]["status"], by[item]["answer"], by[item]["from"]) == ("open", "", "")
    assert "shown" in {r["status"] for r in by.values()}


def test_the_numbers_are_right(demo: Path, tmp_path: Path) -> None:
    shutil.copy(demo / "qda.db", tmp_path / "qda.db")
    with project.open_study(tmp_path / "qda.db", coder="eva") as study:
        answers = {r["item"]: r["answer"] for r in rows(study, "coreq")}
        assert (answers["12"], answers["24"]) == ("15", "1")
        assert answers["25"] == str(study.db.execute("select count(*) from code").fetchone()[0])
        assert answers["22"].startswith("6 sources were coded by hand, with 24 codes")
        assert rows(study, "sigsoft")[-1]["status"] == "open", "one coder is no team"
        memos.add(study, "niets")
        assert {r["item"]: r["answer"] for r in rows(study, "coreq")}["24"] == "1", "who coded nothing is no coder"
        coding.code(study, "interview-wethouder", ["nieuw"], span="0:9")
        assert {r["item"]: r["answer"] for r in rows(study, "coreq")}["24"] == "2"
        assert rows(study, "sigsoft")[-1]["answer"] == "2"


@pytest.mark.parametrize("name", STANDARDS)
def test_nothing_is_shown_before_the_first_coding(name: str, study: Study) -> None:
    assert {r["status"] for r in rows(study, name)} == {"open"}
    memos.add(study, "Ik denk dat het verzadigd is.")
    assert {r["answer"] for r in rows(study, name)} == {""}


def test_no_judgement_is_shown(filled: Study) -> None:
    memos.add(filled, "De verzadiging is bereikt.", type="methodological", on=["category:vertrouwen"])
    shown = [r for name in STANDARDS for r in rows(filled, name) if r["status"] == "shown"]
    assert shown and not any("verzadig" in r["answer"] or "judge" in r["answer"] for r in shown)


def test_answers_by_text_and_by_memo(filled: Study) -> None:
    said = ops.answer(filled, "SRQR", "s1", text=" Een titel. \r\n")
    assert said.table is not None
    (row,) = said.table.dicts()
    assert (row["item"], row["answer"], row["status"]) == ("S1", "Een titel.", "given")
    assert row["from"] == "report checklist srqr"
    ops.answer(filled, "srqr", "2", memo=2)
    by = {r["item"]: r for r in rows(filled, "srqr")}
    assert (
        by["S2"]["answer"] == memos.text(filled, 2)
        and by["S2"]["where"] == "memo:2"
        and by["S2"]["from"] == "memo show 2"
    )
    assert "S1" not in {r["item"] for r in rows(filled, "srqr", missing=True)}
    assert [r["item"] for r in rows(filled, "srqr", missing=True)] == [
        r["item"] for r in by.values() if not r["answer"]
    ]
    assert "says so already" in ops.answer(filled, "srqr", "S2", memo=2).notes[0]
    ops.answer(filled, "srqr", "S2", text="toch zo")
    (now,) = [a for a in checklists.read(filled.db, "srqr") if a.item == "S2"]
    assert (now.text, now.memo, now.coder) == ("toch zo", None, "anna")
    whole.undo(filled)
    assert rows(filled, "srqr")[1]["where"] == "memo:2"


def test_an_answer_of_ones_own_comes_before_what_the_study_shows(filled: Study) -> None:
    assert {r["item"]: r["status"] for r in rows(filled, "coreq")}["27"] == "shown"
    ops.answer(filled, "coreq", "27", text="qda en papier")
    assert {r["item"]: r["answer"] for r in rows(filled, "coreq")}["27"] == "qda en papier"


def test_what_is_refused_changes_nothing(filled: Study) -> None:
    before = filled.db.execute("select count(*) from change").fetchone()
    with pytest.raises(Refused, match="srqr has no item 'S99'"):
        ops.answer(filled, "srqr", "S99", text="x")
    with pytest.raises(UsageError, match="did you mean coreq"):
        ops.answer(filled, "coreg", "1", text="x")
    for given in ({}, {"text": "x", "memo": 1}):
        with pytest.raises(UsageError, match="one of the two"):
            ops.answer(filled, "srqr", "S1", **given)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        ops.answer(filled, "srqr", "S1", memo=999)
    with pytest.raises(Exception, match="the answer is empty"):
        ops.answer(filled, "srqr", "S1", text=" \n")
    assert filled.db.execute("select count(*) from change").fetchone() == before


def test_a_memo_that_goes_leaves_its_item_open_and_check_says_so(filled: Study) -> None:
    said = memos.remove(filled, [1])
    assert any("item 8 of coreq was answered by memo 1" in note for note in said.notes)
    assert {r["item"]: r["status"] for r in rows(filled, "coreq")}["8"] == "open"
    assert any("item 8 of coreq has no answer" in note for note in whole.check(filled).notes)
    assert any("item 8 of coreq has no answer" in note for note in checklist.run(filled, "coreq").notes)
    whole.undo(filled)
    assert {r["item"]: r["where"] for r in rows(filled, "coreq")}["8"] == "memo:1"
    assert not any("has no answer" in note for note in whole.check(filled).notes)


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_documents_have_every_item(name: str, form: str, filled: Study) -> None:
    result = checklist.run(filled, name)
    assert isinstance(result.document, Document)
    cells = [row for b in result.document.blocks if isinstance(b, Grid) for row in b.table.rows]
    assert [row[0] for row in cells] == [x.n for x in standard(name).items]
    out = io.BytesIO()
    render(result, form, out)
    assert len(out.getvalue()) > 1000


def test_a_list_whose_numbers_were_not_compared_says_so(filled: Study) -> None:
    assert any("not yet compared" in note for note in checklist.run(filled, "guregt").notes)
    assert not any("not yet compared" in note for note in checklist.run(filled, "srqr").notes)
