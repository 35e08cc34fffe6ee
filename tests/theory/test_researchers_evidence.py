"""A researcher's own words: marked wherever they stand as evidence, and no ground for a relation on their own."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qda.cli.app import run

TALK = """Lena Smit: Volgens mij loopt hier iedereen vast in de regels.

Omar Veen: Wij gaan om zeven uur open, en niemand vraagt ons iets.

Lena Smit: Vraagt u het hun zelf weleens?

Omar Veen: Alleen als het regent en de straat leeg is.
"""
STORY = "# Verhaal\n\n[[category:vastlopen]] is er volop [[coding:1]].\n\n[[category:zwijgen]] ook [[coding:2]].\n"
Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Qda:
    """Runs a command in a study of one talk: coding 1 is the researcher's, 2 and 3 are a participant's."""
    monkeypatch.chdir(tmp_path)
    Path("talk.txt").write_text(TALK, encoding="utf-8")

    def call(*words: str, status: int | None = 0) -> tuple[int, str, str]:
        got = run(list(words))
        out, err = capfdbinary.readouterr()
        assert status in (None, got), err.decode()
        return got, out.decode(), err.decode()

    call("init", "--language", "nl", "--coder", "anna")
    call("settings", "report_language=en")
    call("import", "talk.txt")
    call("participant", "set", "Lena Smit", "role=researcher")
    for code, quote in (("vastlopen", "loopt hier iedereen vast"), ("zwijgen", "niemand vraagt ons iets"),
                        ("zwijgen", "als het regent")):  # fmt: skip
        call("code", "talk", code, "--quote", quote)
    call("axial", "category", "vastlopen")
    call("axial", "category", "zwijgen")
    call("axial", "property", "vastlopen", "hoe", "--low", "licht", "--high", "zwaar")
    call("axial", "place", "1", "hoe", "zwaar")
    call("axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "1", "--against", "3")
    call("compare", "record", "1", "2", "--outcome", "differs", "--note", "hij zwijgt erover")
    call("negative", "add", "1", "--against", "category:zwijgen", "--note", "hier wordt gesproken")
    call("memo", "add", "Zie [[coding:1]].", "--title", "vast", "--on", "coding:1")
    Path("story.md").write_text(STORY, encoding="utf-8")
    call("selective", "storyline", "--file", "story.md")
    return call


def rows(qda: Qda, *words: str) -> Any:
    return json.loads(qda(*words, "--format", "json")[1])


READ = (
    "codings", "quotes vastlopen", "search vast", "source lines talk", "source show talk", "compare vastlopen",
    "compare 1 --with 2", "autocode nieuw --match iedereen --include-researcher --dry-run", "axial show vastlopen",
    "axial paradigm zwijgen", "report quotes vastlopen", "report evidence", "report categories", "report codebook",
    "report memos", "report comparisons", "report negative-cases",
)  # fmt: skip


@pytest.mark.parametrize("command", READ)
def test_a_researcher_is_marked_beside_the_words(command: str, qda: Qda) -> None:
    for format in ("md", "table"):
        out = qda(*command.split(), "--format", format)[1]
        named = [line for line in out.splitlines() if "Lena Smit" in line and "Lena Smit:" not in line]
        assert named or "Lena" not in out
        assert [line for line in named if "Lena Smit (researcher)" not in line] == []
        assert "Omar Veen (" not in out
    assert "Lena Smit (researcher)" in qda("report", "categories", "--format", "md")[1]


@pytest.mark.parametrize("report", ["categories", "evidence", "comparisons", "negative-cases", "memos", "codebook"])
def test_documents_to_hand_in_mark_it_too(report: str, qda: Qda) -> None:
    qda("report", report, "-o", "page.html")
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.count("<b><bdi>Lena Smit</bdi></b>") == page.count("<b><bdi>Lena Smit</bdi></b> (researcher)") > 0
    assert "Omar Veen</bdi></b> (" not in page
    qda("report", report, "-o", "page.docx")
    with zipfile.ZipFile(io.BytesIO(Path("page.docx").read_bytes())) as file:
        words = file.read("word/document.xml").decode()
    assert words.count("Lena Smit") == words.count("Lena Smit (researcher)") > 0


def test_rows_have_the_role(qda: Qda) -> None:
    want = {"Lena Smit": "researcher", "Omar Veen": "participant"}
    for command in (["codings"], ["quotes", "vastlopen", "zwijgen"], ["report", "evidence"], ["report", "quotes", "zwijgen"],
                    ["search", "vast OR regent"], ["source", "lines", "talk"]):  # fmt: skip
        got = rows(qda, *command)
        assert {r["role"] for r in got} <= set(want.values())
        assert all(r["role"] == want[r["author"]] for r in got), command
        table = csv.DictReader(io.StringIO(qda(*command, "--format", "csv")[1]))
        assert [r["role"] for r in table] == [r["role"] for r in got]
    (pair,) = rows(qda, "report", "comparisons")
    assert (pair["a_role"], pair["b_role"]) == ("researcher", "participant")
    assert [r["role"] for r in rows(qda, "report", "negative-cases")] == ["researcher", "participant"]
    shown = rows(qda, "axial", "show", "vastlopen")
    assert [q["role"] for q in shown["relations"][0]["quotes_for"]] == ["researcher"]
    assert [p["role"] for p in shown["properties"][0]["placements"]] == ["researcher"]
    assert [q["role"] for r in rows(qda, "report", "categories") for q in r["quotes"]] == [
        "participant", "participant", "researcher",
    ]  # fmt: skip
    qda("participant", "set", "Omar Veen", "role=quoted")
    assert {r["role"] for r in rows(qda, "codings", "--code", "zwijgen")} == {"quoted"}


def test_nobody_named_has_no_role(qda: Qda) -> None:
    Path("bericht.txt").write_text("De winkels zijn dicht.\n\nEr is niemand op straat.\n", encoding="utf-8")
    qda("import", "bericht.txt", "--as", "plain")
    qda("code", "bericht", "leeg", "--quote", "winkels zijn dicht")
    (row,) = rows(qda, "codings", "--code", "leeg")
    assert row["author"] is None and row["role"] is None
    assert "researcher" not in qda("report", "quotes", "leeg", "--format", "md")[1]


def test_a_quote_that_begins_with_the_label_is_the_speakers(qda: Qda) -> None:
    qda("code", "talk", "vraag", "--quote", "Lena Smit: Vraagt u het")
    assert [r["role"] for r in rows(qda, "codings", "--code", "vraag")] == ["researcher"]
    assert "a researcher, talk" in qda("report", "quotes", "vraag", "--format", "md")[1]


def test_pseudonyms_keep_the_mark(qda: Qda, tmp_path: Path) -> None:
    key = tmp_path.parent / f"{tmp_path.name}-key.csv"
    qda("participant", "pseudonymise", "--key", str(key))
    out = qda("report", "categories", "--format", "md")[1] + qda("codings", "--format", "md")[1]
    assert "Omar" not in out and "P01" in out and "P01 (" not in out
    assert out.count("(researcher)") == 3  # a quote of the category, evidence of the relation, the row


# what a relation may rest on


def status(qda: Qda) -> str:
    (row,) = rows(qda, "axial", "list")
    return str(row["status"])


REFUSED = (
    ["axial", "status", "1", "supported"],
    ["axial", "relate", "vastlopen", "causes", "zwijgen", "--status", "supported"],
    ["axial", "relate", "zwijgen", "causes", "vastlopen", "--for", "1", "--status", "supported"],
    [
        "axial",
        "relate",
        "zwijgen",
        "causes",
        "vastlopen",
        "--against",
        "1",
        "--status",
        "refuted",
        "--because",
        "zij zegt het",
    ],
    ["axial", "status", "1", "supported", "--include-researcher"],
    ["axial", "relate", "vastlopen", "causes", "zwijgen", "--status", "supported", "--note", "want ik was erbij"],
)


@pytest.mark.parametrize("words", REFUSED)
def test_no_status_rests_on_a_researchers_words_alone(words: list[str], qda: Qda) -> None:
    before = rows(qda, "log")
    _, _, err = qda(*words, status=1)
    assert err.count("error:") == 1 and "researcher's words alone" in err and "--because" in err
    assert rows(qda, "log") == before and status(qda) == "hypothesis"


def test_it_is_said_with_a_reason(qda: Qda) -> None:
    _, _, err = qda("axial", "status", "1", "supported", "--include-researcher", "--because", "zij werkte er zelf")
    assert "relation 1 is supported on a researcher's words alone now" in err
    (row,) = rows(qda, "axial", "list")
    assert row["why"].startswith("supported on a researcher's words alone")
    qda("axial", "relate", "vastlopen", "causes", "zwijgen", "--note", "nog eens")  # as it was: nothing to ask again
    qda("undo", "2")
    assert status(qda) == "hypothesis"


@pytest.mark.parametrize(
    "words",
    [
        ["axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "2", "--status", "supported"],
        ["axial", "status", "1", "refuted"],  # a participant's quote is against it
        ["axial", "status", "1", "qualified"],
        ["axial", "relate", "zwijgen", "causes", "vastlopen", "--status", "refuted", "--because", "nooit gezien"],
    ],
)
def test_a_participants_words_or_none_are_as_before(words: list[str], qda: Qda) -> None:
    assert "alone" not in qda(*words)[2]


def test_a_question_with_its_answer_is_no_researchers_alone(qda: Qda) -> None:
    at = TALK.index("Vraagt u"), TALK.index(" als het regent")
    qda("code", "talk", "vastlopen", "--span", f"{at[0]}:{at[1]}")
    qda("axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "4", "--drop", "1", "--status", "supported")
    qda("code", "talk", "vastlopen", "--quote", "Lena Smit: Vraagt u het")  # with her label: her words alone
    for take in (["uncode", "4"], ["axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "5", "--drop", "4"]):
        if take[0] == "axial":
            assert "researcher's words alone" in qda(*take, status=1)[2]
    qda("axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "5")
    assert "relation 1 is supported on a researcher's words alone now" in qda("uncode", "4")[2]
    qda("undo")
    assert status(qda) == "supported" and "alone" not in qda("axial", "list")[1]


@pytest.mark.parametrize(
    "words",
    [
        ["participant", "set", "Omar Veen", "role=researcher"],
        ["participant", "merge", "Omar Veen", "--into", "Lena Smit"],
        ["segment", "set", "talk#4", "author=Lena Smit"],
    ],
)
def test_another_role_later_is_told(words: list[str], qda: Qda) -> None:
    qda("axial", "relate", "vastlopen", "causes", "zwijgen", "--for", "2", "--status", "supported")
    assert "researcher-only" not in [r["kind"] for r in rows(qda, "selective", "check") if "relation" in r["why"]]
    assert "relation 1 is supported on a researcher's words alone now" in qda(*words)[2]
    assert "alone" in rows(qda, "axial", "list")[0]["why"]
    told = [r["why"] for r in rows(qda, "selective", "check") if r["kind"] == "researcher-only"]
    assert any(why.startswith("relation 1 ") and "supported on a researcher's words alone" in why for why in told)
    _, out, err = qda("check", "--format", "json")
    assert out.strip() == "[]" and "relation 1 is supported on a researcher's words alone" in err
    qda("undo")
    assert rows(qda, "axial", "list")[0]["why"].startswith("supported, with quotes against")


def test_selective_check_names_claims_and_categories(qda: Qda) -> None:
    found = [r for r in rows(qda, "selective", "check") if r["kind"] == "researcher-only"]
    claim, category = found
    assert claim["category"] == category["category"] == "vastlopen"
    assert claim["sentence"].startswith("[[category:vastlopen]]") and category["sentence"] is None
    qda("code", "talk", "vastlopen", "--quote", "Alleen als het regent")
    assert [r["sentence"] is None for r in rows(qda, "selective", "check") if r["kind"] == "researcher-only"] == [False]


# what is counted without them says so


def test_reports_that_leave_them_out_say_so_in_the_row(qda: Qda) -> None:
    (row,) = [r for r in rows(qda, "report", "sampling") if r["kind"] == "no-quotes"]
    assert row["for"] == "vastlopen" and "1 quote" in row["why"] and "researcher's words" in row["why"]
    placed = next(r for r in rows(qda, "report", "sampling") if r["kind"] == "not-placed")
    assert placed["why"].endswith("1 placement of a researcher's words left out")
    by_name = {r["category"]: r for r in rows(qda, "report", "categories")}
    counts = ("codings", "participants", "codings_researcher")
    assert [by_name["vastlopen"][n] for n in counts] == [1, 0, 1]
    assert [by_name["zwijgen"][n] for n in counts] == [2, 1, 0]
    assert {r["category"]: r["codings_researcher"] for r in rows(qda, "selective", "candidates")} == {
        "vastlopen": 1, "zwijgen": 0,
    }  # fmt: skip
    assert rows(qda, "axial", "show", "vastlopen")["codings_researcher"] == 1
    assert "1 coding on a researcher's words" in qda("report", "categories", "--format", "md")[1]
    head, row = [
        line
        for line in qda("report", "frequencies", "--by", "participant")[1].splitlines()
        if "code" in line[:5] or "vastlopen" in line
    ]
    assert "codings_researcher" in head and row.split()[-1] == "1"
    got = rows(qda, "report", "saturation")
    assert [r["left_out_researcher"] for r in got["code_saturation"]["curve"]] == [1]
    assert {r["category"]: r["left_out_researcher"] for r in got["category_development"]} == {
        "vastlopen": 1,
        "zwijgen": 0,
    }
    got = rows(qda, "report", "saturation", "--include-researcher")
    assert [r["left_out_researcher"] for r in got["code_saturation"]["curve"]] == [0]


def test_counts_are_the_same_where_no_researcher_speaks(qda: Qda) -> None:
    qda("participant", "set", "Lena Smit", "role=participant")
    why = " ".join(r["why"] for r in rows(qda, "report", "sampling"))
    assert "researcher" not in why
    assert "researcher" not in qda("report", "categories", "--format", "md")[1].partition("\n---\n")[0]
    assert [r["kind"] for r in rows(qda, "selective", "check") if r["kind"] == "researcher-only"] == []
