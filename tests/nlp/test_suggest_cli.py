"""`qda suggest …` as typed: the contract's columns, streams and statuses; pseudonyms; what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from suggest_study import SUBJECTS, WATER, add, draft, fill

from qda.cli.app import run
from qda.nlp import extra
from qda.ops.coding import coding
from qda.store import project
from qda.store.project import Study


@pytest.fixture
def here(study: Study, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a study of three coded subjects, closed, as the working folder."""
    fill(study)
    study.close()
    monkeypatch.chdir(study.path.parent)
    return study.path


@pytest.fixture(params=["as installed", "without scikit-learn"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With what is installed, and as without the extra."""
    if request.param != "as installed":
        monkeypatch.setattr(extra, "missing", lambda *modules: ["scikit-learn"])
    return str(request.param)


def test_codes_as_the_contract_has_them(here: Path, either: str, capsys: pytest.CaptureFixture[str]) -> None:
    ways = [("--segment", "5"), ("--sentence", "5"), ("--span", "205:240")]
    for way in ways:
        assert run(["suggest", "codes", "--source", "water", *way, "--format", "json"]) == 0
        shown = capsys.readouterr()
        found = json.loads(shown.out)
        assert list(found[0])[:3] == ["code", "score", "because"]
        assert found[0]["code"] == "water"
        assert all(list(b) == ["coding", "text"] for r in found for b in r["because"])
        assert "scores order, they are not probabilities" in shown.err
        assert ("pip install" in shown.err) == (either != "as installed" or bool(extra.missing("sklearn")))
        assert "%" not in shown.out


def test_quotes_as_the_contract_has_them(here: Path, either: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", "quotes", "WATER", "--top", "2", "--format", "csv"]) == 0
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(found[0])[:7] == ["source", "segment", "start", "end", "text", "score", "because"]
    assert {r["text"] for r in found} == set(WATER[4:])
    assert json.loads(found[0]["because"])[0]["text"] in WATER


def test_read_in_a_terminal(here: Path, either: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", "quotes", "water", "--top", "1", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "1. water#" in shown and "words that matter: " in shown and re.search(r"\[\d+\]$", shown, re.M)
    assert "qda suggest accept" in shown
    assert run(["suggest", "codes", "--source", "water", "--segment", "6", "--format", "md"]) == 0
    assert "1. water" in capsys.readouterr().out


def test_from_offer_to_coding(here: Path, either: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", "quotes", "water", "--top", "2"]) == 0
    assert run(["suggest", "accept", "1", "--because", "the same flood"]) == 0
    assert run(["suggest", "reject", "2"]) == 0
    capsys.readouterr()
    assert run(["suggest", "list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [r["decision"] for r in listed] == ["accepted", "rejected"]
    assert list(listed[0])[:12] == [
        "id", "kind", "code", "source", "start", "end", "text", "rank", "decision", "coder", "created_at", "decided_at",
    ]  # fmt: skip
    assert run(["suggest", "list", "--undecided", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["codings", "--code", "water", "--format", "json"]) == 0
    (made,) = (r for r in json.loads(capsys.readouterr().out) if r["origin"] == "suggest")
    assert made["confirmed"] and made["text"] == listed[0]["text"]
    assert run(["undo"]) == 0 and run(["undo"]) == 0
    capsys.readouterr()
    assert run(["suggest", "list", "--format", "json"]) == 0
    assert [r["decision"] for r in json.loads(capsys.readouterr().out)] == [None, None]
    assert run(["check"]) == 0


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["codes", "--source", "water", "--segment", "99"], "no segment 99"),
        (["codes", "--source", "water"], "exactly one of"),
        (["codes", "--source", "water", "--segment", "1", "--span", "0:3"], "exactly one of"),
        (["codes", "--source", "wtaer", "--segment", "1"], "water"),
        (["quotes", "watr"], "water"),
        (["quotes", "water", "--where", "x=1"], "x"),
        (["accept", "77"], "suggest list"),
        (["reject", "77"], "suggest list"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_refused_in_one_line(args: list[str], says: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = here.read_bytes()
    assert run(["suggest", *args]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith("error: ") and shown.err.count("\n") == 1
    assert says in shown.err
    assert here.read_bytes() == before


def test_names_are_masked(study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fill(study)
    add(study, draft("page", [("post", "Jan de Vries", "Het water stond tot aan de dijk bij Jan de Vries.")]))
    coding.code(study, "page", ["water"], quote="Het water stond tot aan de dijk bij Jan de Vries.")
    study.close()
    monkeypatch.chdir(study.path.parent)
    key = study.path.parent.parent / f"{study.path.parent.name}-key.csv"
    assert run(["participant", "pseudonymise", "--key", str(key)]) == 0
    capsys.readouterr()
    for args in (["quotes", "water"], ["codes", "--source", "water", "--segment", "6"], ["list"]):
        for form in ("table", "json", "csv", "md"):
            assert run(["suggest", *args, "--format", form]) == 0
            shown = capsys.readouterr()
            assert "Vries" not in shown.out + shown.err
    with project.open_study(study.path) as opened:
        assert opened.db.execute("select count(*) from suggestion").fetchone()[0] > 0
    assert set(SUBJECTS) == {"water", "school", "work"}
