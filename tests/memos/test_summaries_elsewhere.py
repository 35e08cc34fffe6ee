"""Summaries where they leave the study: pseudonyms, projects of our own, text for git, and what may hold names."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from qda.cli import app
from qda.ops.study import study as study_ops
from qda.ops.theory import summaries

HOSTILE = '=1+1 <script>alert(1)</script> \x1b[31m "q" \u202e javascript:x'
TALK = """\
Interviewer: How was it, with Fenna Zandbergen?

Fenna Zandbergen: I carried it myself. Sjoerd Braak was away.

Sjoerd Braak: Fenna carried it, and I was not there.
"""


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Runs a command line in a study with an interview, its codings and three summaries; gives what it shows."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str, status: int = 0) -> tuple[str, str]:
        got = app.run([*args])
        out, err = (part.decode("utf-8") for part in capsysbinary.readouterr())
        assert got == status, (args, err)
        return out, err

    call("init", "study", "--coder", "anna", "--language", "en")
    monkeypatch.chdir(tmp_path / "study")
    Path("talk.txt").write_text(TALK, encoding="utf-8")
    call("import", "talk.txt", "--as", "interview", "--set", "town=Zandbergen")
    call("code", "talk", "carrying", "--quote", "I carried it myself.")
    call("code", "talk", "carrying", "--quote", "Fenna carried it")
    call("summary", "set", "talk", "carrying", "Fenna carries [[coding:1]], Sjoerd Braak does not.")
    call("summary", "set", "Fenna Zandbergen (talk)", "carrying", "She did.", "--rows", "participant")
    call("summary", "set", "Zandbergen", "carrying", f"In the town. {HOSTILE}", "--rows", "town")
    return call


def listed(qda: Any, *args: str) -> list[dict[str, Any]]:
    return json.loads(qda(*args, "--format", "json")[0])  # type: ignore[no-any-return]


def test_rows_texts_and_quotes_are_shown_by_pseudonym(qda: Any) -> None:
    qda("participant", "pseudonymise", "--key", "../key.csv")
    for args in (("summary", "list"), ("summary", "list", "--versions", "1"), ("log",)):
        for format in ("json", "table", "csv", "md"):
            out, err = qda(*args, "--format", format)
            assert not any(name in out + err for name in ("Fenna", "Sjoerd", "Braak")), (args, format)
    for rows in ("source", "participant", "town"):
        for cells in ("quotes", "summaries", "codings", "words"):
            for format in ("json", "table", "csv", "md"):
                out, err = qda("report", "matrix", "--rows", rows, "--cells", cells, "--format", format)
                assert not any(name in out + err for name in ("Fenna", "Sjoerd", "Braak")), (rows, cells, format)
            for suffix in ("html", "xlsx", "docx"):
                qda("report", "matrix", "--rows", rows, "--cells", cells, "-o", f"m.{suffix}")
            assert "Fenna" not in Path("m.html").read_text(encoding="utf-8")
    shown = next(r["row"] for r in listed(qda, "summary", "list") if r["rows"] == "participant")
    assert shown.startswith("P0")
    qda("summary", "set", shown, "carrying", "By pseudonym.", "--rows", "participant")
    assert "Fenna Zandbergen (talk)" in [r["row"] for r in listed(qda, "--reveal", "summary", "list")]
    assert "By pseudonym." in [r["text"] for r in listed(qda, "summary", "list")]
    out, _ = qda("--reveal", "report", "matrix", "--rows", "participant", "--format", "json")
    assert "Fenna" in out


def test_what_looks_like_a_name_in_them_is_found(qda: Any) -> None:
    qda("summary", "set", "talk", "carrying", "Asked by Karel Grootjans of the town.")
    qda("summary", "set", "talk", "carrying", "Asked by Pieter Kleinsma.")
    left = listed(qda, "participant", "pseudonymise", "--key", "../key.csv", "--dry-run", "--left")
    said = json.dumps(left, ensure_ascii=False)
    assert "Pieter Kleinsma" in said and "summary:1" in said
    assert "Karel Grootjans" in said and "summary:1 (a version)" in said


def test_a_project_of_our_own_brings_them_back_with_versions_and_links(qda: Any) -> None:
    qda("summary", "set", "talk", "carrying", "Anew: [[coding:2]].")
    table = {r["thing"]: r for r in listed(qda, "export", "out.qdpx")}
    assert (table["summary"]["found"], table["summary"]["kept"], table["summary"]["carried"]) == (3, 0, 3)
    things = list(table)
    assert "judgement" not in things or things.index("judgement") < things.index("summary")
    before = listed(qda, "summary", "list")
    matrix = listed(qda, "report", "matrix", "--cells", "summaries")
    qda("init", "other", "--coder", "ben")
    for n in range(2):
        back = {r["thing"]: r for r in listed(qda, "--project", "other/qda.db", "import", "out.qdpx")}
        assert back["summary"]["kept"] == 3, n
    assert listed(qda, "--project", "other/qda.db", "summary", "list") == before
    assert listed(qda, "--project", "other/qda.db", "report", "matrix", "--cells", "summaries") == matrix
    kept = listed(qda, "--project", "other/qda.db", "summary", "list", "--versions", "1")
    assert [v["text"] for v in kept] == ["Fenna carries [[coding:1]], Sjoerd Braak does not.", "Anew: [[coding:2]]."]
    qda("--project", "other/qda.db", "check")


def test_another_programs_project_has_none(qda: Any) -> None:
    plain = {r["thing"]: r for r in listed(qda, "export", "plain.qdpx", "--plain")}
    assert (plain["summary"]["found"], plain["summary"]["lost"]) == (3, 3)


def test_only_those_of_sources_and_people_that_go_out_are_counted(qda: Any) -> None:
    Path("other.txt").write_text("Nothing here.\n", encoding="utf-8")
    qda("import", "other.txt", "--as", "plain")
    table = {r["thing"]: r for r in listed(qda, "export", "some.qdpx", "--source", "other")}
    qda("init", "third", "--coder", "ben")
    back = {r["thing"]: r for r in listed(qda, "--project", "third/qda.db", "import", "some.qdpx")}
    assert table["summary"]["found"] == back["summary"]["found"] == 1, "the town's"


def test_the_text_for_git_has_them(qda: Any) -> None:
    qda("export", "text")
    held = yaml.safe_load(Path("text/ledgers.yaml").read_text(encoding="utf-8"))["summaries"]
    assert [(x["rows"], x["row"], x["code"], x["coder"]) for x in held] == [
        ("source", "talk", "carrying", "anna"), ("participant", "Fenna Zandbergen (talk)", "carrying", "anna"),
        ("town", "Zandbergen", "carrying", "anna"),
    ]  # fmt: skip
    assert held[0]["text"] == "Fenna carries [[coding:1]], Sjoerd Braak does not." and held[0]["uuid"]
    qda("export", "text", "--check")
    qda("summary", "set", "talk", "carrying", "Otherwise.")
    qda("export", "text", "--check", status=1)


def test_text_from_outside_is_shown_as_text(qda: Any) -> None:
    table, _ = qda("report", "matrix", "--rows", "town", "--cells", "summaries")
    assert "\x1b" not in table and "\u202e" not in table and "<script>" in table
    qda("report", "matrix", "--rows", "town", "--cells", "summaries", "-o", "m.html")
    page = Path("m.html").read_text(encoding="utf-8")
    assert "<script>" not in page and "&lt;script&gt;" in page and "\x1b" not in page
    qda("summary", "set", "talk", "carrying", HOSTILE)
    csv, _ = qda("summary", "list", "--format", "csv")
    assert "'=1+1" in csv, "a text that begins like a formula is defused"


def test_a_command_line_says_what_is_wrong(qda: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("s.md").write_text("From a file.\n", encoding="utf-8")
    for args, status, why in (
        (("talk", "carrying"), 2, "give the text of the summary, or --file FILE"),
        (("talk", "carrying", "x", "--file", "s.md"), 2, "give the text or --file, not both"),
        (("talk", "carrying", "x", "--rows", "twon"), 1, "did you mean 'town'?"),
        (("talk", "carrying", "--file", "nowhere.md"), 1, "nowhere.md"),
    ):
        out, err = qda("summary", "set", *args, status=status)
        assert out == "" and why in err and len(err.strip().split("\n")) == 1, args
    qda("summary", "set", "talk", "carrying", "--file", "s.md")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Van elders.\n".encode("utf-16")), encoding="utf-8"))
    qda("summary", "set", "talk", "carrying", "-")
    assert listed(qda, "summary", "list")[0]["text"] == "Van elders."
    for line, status in (("remove 9", 1), ("remove x", 2), ("list --versions 9", 1)):
        qda("summary", *line.split(), status=status)
    with study_ops.open_study(Path("qda.db")) as study:
        assert [v[3] for v in summaries.versions(study, 1).rows][-2:] == ["From a file.", "Van elders."]


def test_a_name_in_a_quote_is_the_persons_of_that_source(qda: Any) -> None:
    for name in ("one", "two"):
        Path(f"{name}.txt").write_text(
            f"Interviewer: Who?\n\nWillem: I, Willem, said so. In {name}.\n", encoding="utf-8"
        )
        qda("import", f"{name}.txt", "--as", "interview", "--speaker", "Willem")
        qda("code", name, "saying", "--quote", "I, Willem, said so.")
    qda("participant", "pseudonymise", "--key", "../key.csv")
    found = {r["row"]: r["saying"] for r in listed(qda, "report", "matrix", "--code", "saying")}
    by_code = {r["source"]: r["text"] for r in listed(qda, "codings", "--code", "saying")}
    assert {row: [q["text"] for q in quotes] for row, quotes in found.items()} == {s: [t] for s, t in by_code.items()}
    assert len(set(by_code.values())) == 2, "two people are called so"
