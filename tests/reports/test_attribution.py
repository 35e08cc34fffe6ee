"""Attribution: author (researcher), source as it is cited, date, and the coding's number last."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qda.cli.app import run

TALK = "Interviewer: Hoe droeg u dat?\nWillemijn Teststra: Ik droeg het alleen, met vertrouwen.\n"
Qda = Callable[..., str]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command in the folder of a study with an interview, coded in what both say."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gesprek.txt").write_text(TALK, encoding="utf-8")

    def call(*args: str) -> str:
        assert run(list(args)) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    call("init")
    call("import", "gesprek.txt", "--as", "interview")
    call("code", "gesprek", "dragen", "--quote", "Hoe droeg u dat?")
    call("code", "gesprek", "dragen", "--quote", "Ik droeg het alleen")
    return call


def cited(qda: Qda, *words: str) -> list[str]:
    """The lines of a document that say where a quote is from."""
    return [line[4:].replace("\\", "") for line in qda(*words, "--format", "md").splitlines() if line.startswith("> —")]


def test_a_source_is_called_by_its_cite_else_its_title_else_its_name(qda: Qda) -> None:
    words = ("report", "quotes", "dragen")
    assert cited(qda, *words) == ["Interviewer (researcher), gesprek [1]", "Willemijn Teststra, gesprek [2]"]
    qda("source", "set", "gesprek", "title=Een gesprek")
    assert cited(qda, *words)[1] == "Willemijn Teststra, Een gesprek [2]"
    qda("source", "set", "gesprek", "CITE=Interview 3", "date=2020-05-01")
    assert cited(qda, *words)[1] == "Willemijn Teststra, Interview 3, 1 May 2020 [2]"
    assert {r["source"] for r in csv.DictReader(io.StringIO(qda("quotes", "dragen", "--format", "csv")))} == {"gesprek"}
    qda("source", "set", "gesprek", "cite=")
    assert cited(qda, *words)[1] == "Willemijn Teststra, Een gesprek, 1 May 2020 [2]"


def test_it_is_so_in_every_document_with_quotes(qda: Qda) -> None:
    qda("axial", "category", "dragen")
    qda("axial", "category", "rust")
    qda("axial", "relate", "dragen", "causes", "rust", "--for", "2")
    qda("memo", "add", "Alleen, zegt zij: [[coding:2]].", "--on", "coding:2")
    qda("negative", "add", "2", "--against", "category:dragen", "--note", "Toch niet alleen.")
    qda("compare", "record", "1", "2", "--outcome", "differs", "--note", "Vraag en antwoord.")
    (Path("verhaal.md")).write_text("Wie [[category:dragen]] doet, zegt [[coding:2]].\n", encoding="utf-8")
    qda("selective", "storyline", "--file", "verhaal.md")
    qda("source", "set", "gesprek", "cite=Interview 3")
    for words in (
        ("report", "quotes", "dragen"), ("report", "codebook"), ("report", "categories"), ("report", "evidence"),
        ("report", "memos"), ("report", "negative-cases"), ("report", "comparisons"), ("axial", "paradigm", "rust"),
        ("axial", "show", "dragen"), ("compare", "2", "--with", "1"),
    ):  # fmt: skip
        lines = [line for line in cited(qda, *words) if "Teststra" in line]
        assert lines, words
        assert all(re.fullmatch(r"Willemijn Teststra, Interview 3( \(.*\))? \[2\]", line) for line in lines), (
            words,
            lines,
        )


def test_pages_word_files_and_a_terminal_say_it_alike(qda: Qda, tmp_path: Path) -> None:
    import docx

    qda("source", "set", "gesprek", "cite=Interview & 3")
    for suffix in ("html", "docx"):
        qda("report", "quotes", "dragen", "-o", f"q.{suffix}")
    page = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", (tmp_path / "q.html").read_text(encoding="utf-8")))
    assert "— Interviewer (researcher), Interview &amp; 3 [1]" in page
    lines = [p.text for p in docx.Document(str(tmp_path / "q.docx")).paragraphs]
    assert "— Willemijn Teststra, Interview & 3 [2]" in lines
    assert "— Willemijn Teststra, Interview & 3 [2]" in qda("report", "quotes", "dragen")


def test_a_pseudonym_stands_in_what_is_cited_too(qda: Qda, tmp_path_factory: pytest.TempPathFactory) -> None:
    qda("source", "set", "gesprek", "cite=Gesprek met Willemijn Teststra")
    qda("participant", "pseudonymise", "--key", str(tmp_path_factory.mktemp("sleutels") / "key.csv"))
    shown = cited(qda, "report", "quotes", "dragen")
    assert "Gesprek met" in shown[1] and "Willemijn" not in " ".join(shown)


def test_rows_have_the_role_of_who_said_it(qda: Qda) -> None:
    for words in (("codings",), ("quotes", "dragen"), ("report", "evidence")):
        rows = csv.DictReader(io.StringIO(qda(*words, "--format", "csv")))
        assert {r["text"]: r["role"] for r in rows} == {
            "Hoe droeg u dat?": "researcher", "Ik droeg het alleen": "participant"
        }  # fmt: skip


ASKED = "Hoe droeg u dat?"
QUOTING = (
    ("codings",), ("quotes", "dragen"), ("query", "dragen", "--include-researcher"), ("compare", "dragen"),
    ("axial", "show", "dragen"), ("axial", "paradigm", "rust"), ("selective", "storyline"), ("source", "show", "gesprek"),
    ("report", "categories"), ("report", "codebook"), ("report", "comparisons"),
    ("report", "conditional-matrix"), ("report", "evidence"), ("report", "matrix"), ("report", "memos"),
    ("report", "negative-cases"), ("report", "quotes", "dragen"),
)  # fmt: skip


@pytest.fixture
def asked(qda: Qda) -> Qda:
    """The question of the interviewer is evidence of everything."""
    qda("axial", "category", "dragen")
    qda("axial", "category", "rust")
    qda("axial", "property", "dragen", "met wie", "--kinds", "alleen", "samen")
    qda("axial", "place", "1", "met wie", "alleen")
    qda("axial", "relate", "dragen", "causes", "rust", "--for", "1")
    qda("condition", "add", "dragen", "--as", "condition", "--level", "individual", "--for", "1")
    qda("memo", "add", "Gevraagd is: [[coding:1]].", "--on", "coding:1")
    qda("negative", "add", "1", "--against", "category:dragen", "--note", "Een vraag.")
    qda("compare", "record", "1", "2", "--outcome", "differs", "--note", "Vraag en antwoord.")
    Path("verhaal.md").write_text("Wie [[category:dragen]] doet, zegt [[coding:1]].\n", encoding="utf-8")
    qda("selective", "storyline", "--file", "verhaal.md")
    return qda


@pytest.mark.parametrize("form", ["md", "table"])
@pytest.mark.parametrize("words", QUOTING, ids=" ".join)
def test_a_researchers_quote_is_marked_wherever_it_stands(asked: Qda, words: tuple[str, ...], form: str) -> None:
    """Within three lines of the words it says whose they are: in the row, in the line below the quote, or above the turn."""
    asked("settings", "report_language=en")
    lines = asked(*words, "--format", form).splitlines()
    places = [n for n, line in enumerate(lines) if "Hoe droeg u" in line]
    assert places or (words, form) == (("selective", "storyline"), "md")  # which is the text as it was written
    for n in places:
        assert "researcher" in " ".join(lines[max(n - 3, 0) : n + 4]), (words, lines[n])


def test_pages_spreadsheets_and_projects_mark_it_too(asked: Qda, tmp_path: Path) -> None:
    import zipfile

    import openpyxl
    import yaml

    asked("report", "matrix", "-o", "m.xlsx")
    cells = [str(c.value) for row in openpyxl.load_workbook("m.xlsx").worksheets[0].iter_rows() for c in row]
    assert any(f"“{ASKED}” (researcher) [1]" in cell for cell in cells) and any("alleen” [2]" in cell for cell in cells)
    asked("report", "study", "-o", "page.html")
    page = re.sub("<[^>]*>", " ", (tmp_path / "page.html").read_text(encoding="utf-8"))
    assert re.search(r"Interviewer\s*\(researcher\)|Interviewer\s+researcher", page)
    asked("export", "text")
    held = yaml.safe_load((tmp_path / "text" / "relations.yaml").read_text(encoding="utf-8"))["relations"][0]["for"][0]
    assert held["coding"]["role"] == "researcher" and held["coding"]["text"] == ASKED
    asked("export", "p.qdpx")
    with zipfile.ZipFile("p.qdpx") as archive:
        assert f"“{ASKED}” (researcher, gesprek)" in archive.read("project.qde").decode("utf-8")
