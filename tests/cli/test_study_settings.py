"""`qda settings`: shown, changed in one change, taken back to the default, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from filled_study import dump

from qda.cli.app import run
from qda.store import project

Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qda(filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command line on the filled study: exit status, stdout, stderr."""
    monkeypatch.chdir(filled_file.parent)

    def call(*args: str) -> tuple[int, str, str]:
        status = run(list(args))
        out, err = capsys.readouterr()
        return status, out, err

    return call


def shown(qda: Qda, *args: str) -> dict[str, tuple[str | None, str | None]]:
    status, out, _ = qda("settings", *args, "--format", "json")
    assert status == 0
    assert all(list(row) == ["key", "value", "default"] for row in json.loads(out))
    return {row["key"]: (row["value"], row["default"]) for row in json.loads(out)}


def test_what_the_study_keeps_of_itself(qda: Qda, tmp_path: Path) -> None:
    assert shown(qda) == {
        "name": ("study", tmp_path.name),
        "language": ("nl", None),
        "report_language": ("nl", "nl"),
        "school": ("none", "none"),
    }


def test_several_are_one_change_with_its_reason(qda: Qda, tmp_path: Path) -> None:
    found = shown(qda, "name=Wachten & dragen", "Report_Language=EN", "--because", "for the committee")
    assert found["name"] == ("Wachten & dragen", tmp_path.name) and found["report_language"] == ("en", "nl")
    assert json.loads(qda("info", "--format", "json")[1])["name"] == "Wachten & dragen"
    last = json.loads(qda("log", "--limit", "1", "--format", "json")[1])[0]
    assert (last["command"], last["because"]) == ("settings", "for the committee")
    assert last["summary"] == "name: Wachten & dragen; report_language: en"
    assert qda("undo")[0] == 0
    assert shown(qda)["name"][0] == "study" and shown(qda)["report_language"] == ("nl", "nl")


def test_an_empty_value_is_the_default(qda: Qda, tmp_path: Path) -> None:
    shown(qda, "report_language=de")
    assert shown(qda, "name=", "language=", "report_language=") == {
        "name": (tmp_path.name, tmp_path.name),
        "language": (None, None),
        "report_language": ("en", "en"),
        "school": ("none", "none"),
    }
    assert qda("check")[0] == 0


def test_what_is_set_already_is_no_change(qda: Qda, filled_file: Path) -> None:
    before = qda("log")[1]
    shown(qda, "name=study", "report_language=")
    assert qda("log")[1] == before


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (["nosuchkey=1"], 1, "there is no setting 'nosuchkey': it is one of name, language, report_language"),
        (["pseudonyms=x"], 1, "there is no setting 'pseudonyms'"),
        (["language=Nederlands"], 1, "language=Nederlands: give a code of two or three letters, such as nl or en"),
        (["name=Goed", "report_language=e1"], 1, "report_language=e1: give a code"),
        (["name"], 2, "settings 'name': write NAME=VALUE"),
        (["name=a", "name=b"], 2, "twice"),
        (["name=a", "NAME=b"], 2, "name was given twice"),
    ],
)
def test_refused_and_nothing_changed(qda: Qda, filled_file: Path, given: list[str], status: int, said: str) -> None:
    with project.open_study(filled_file) as study:
        before = dump(study.db)
    got, out, err = qda("settings", *given)
    assert got == status and out == "" and said in err and err.startswith("error: ")
    with project.open_study(filled_file) as study:
        assert dump(study.db) == before
