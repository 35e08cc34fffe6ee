"""Tables as documents: a title, of which study and change they are, heads in words, totals, shares in per cent."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from qda.cli.app import run
from qda.core.results import Record, Stamp, Table
from qda.ops.coding import codebook, coding
from qda.ops.study.study import log
from qda.render import render
from qda.render.headed import TOTAL, headed, with_total
from qda.render.masked import Veil
from qda.store.project import Study

TABLE = Table(
    ("code", "codings_with_codes", "my_variable", "share_of_it"), [("a_b", 2, "x_y", 0.25), ("c", 3, None, None)],
    named=("my_variable",), totals=("codings_with_codes",), shares=("share_of_it",), notes=["what was counted"],
)  # fmt: skip
STAMP = Stamp("Wachten & dragen", 7, "2026-11-29T12:00:00.000000Z", "Frequencies")


def text(result: Any, format: str, stamp: Stamp | None = STAMP) -> str:
    held = io.BytesIO()
    render(result, format, held, stamp=stamp)
    return held.getvalue().decode("utf-8")


def sheets(result: Any, stamp: Stamp | None = STAMP) -> openpyxl.Workbook:
    held = io.BytesIO()
    render(result, "xlsx", held, stamp=stamp)
    return openpyxl.load_workbook(held)


def test_markdown() -> None:
    assert text(TABLE, "md").split("\n")[:10] == [
        "# Frequencies",
        "",
        "- **study**: Wachten & dragen",
        "- **last change**: 29 November 2026, as of change 7",
        "",
        "| code | codings with codes | my_variable | share of it |",
        "| --- | ---: | --- | ---: |",
        "| a_b | 2 | x_y | 25.0% |",
        "| c | 3 |  |  |",
        "| total | 5 |  |  |",
    ]


def test_html_and_word() -> None:
    page = text(TABLE, "html")
    assert re.search(r"<h1[^>]*>Frequencies</h1>", page) and "Wachten &amp; dragen" in page
    assert "as of change 7" in page and ">codings with codes<" in page and ">my_variable<" in page
    assert ">25.0%<" in page and re.search(r"<td[^>]*>total</td><td[^>]*>5</td>", page)
    held = io.BytesIO()
    render(TABLE, "docx", held, stamp=STAMP)
    document = docx.Document(io.BytesIO(held.getvalue()))
    lines = [p.text for p in document.paragraphs]
    assert lines[:3] == ["Frequencies", "study: Wachten & dragen", "last change: 29 November 2026, as of change 7"]
    (table,) = document.tables
    assert [c.text for c in table.rows[0].cells] == ["code", "codings with codes", "my_variable", "share of it"]
    assert [c.text for c in table.rows[-1].cells] == ["total", "5", "", ""]


@pytest.mark.parametrize("columns", [12, 13])
def test_a_page_with_many_columns_lies_across_and_heads_of_numbers_stand_upright(columns: int) -> None:
    heads = ("source", *(f"code <{n}>" for n in range(columns - 1)))
    page = text(Table(heads, [("een", *range(columns - 1))]), "html")
    body = page[page.index("<body") :]
    many = columns > 12
    assert ('<body class="wide across">' in body, '<table class="many">' in body) == (many, many)
    assert body.count("<span>code &lt;") == (columns - 1 if many else 0) and "<span>source" not in body


@pytest.mark.parametrize("columns", [8, 9, 12, 13])
def test_a_word_file_with_many_columns_lies_across(columns: int) -> None:
    heads = ("source", *(f"code {n} of some length" for n in range(columns - 1)))
    held = io.BytesIO()
    render(Table(heads, [("een", *range(columns - 1))], notes=["what was counted"]), "docx", held, stamp=STAMP)
    made = docx.Document(held)
    page = made.sections[0]
    turned = made.element.body.xpath(".//w:tbl/w:tr[1]//w:textDirection[@w:val='btLr']")
    assert (page.page_width > page.page_height) == (columns > 8)  # type: ignore[operator]
    assert len(turned) == (columns - 1 if columns > 12 else 0)
    words = [p.text for p in made.paragraphs]
    assert (
        words.count("what was counted") == words.count("Frequencies") == 1
    )  # once, not under the table and at the foot


def test_a_spreadsheet_has_heads_in_row_1_of_its_first_sheet_and_the_rest_on_its_last() -> None:
    book = sheets(TABLE)
    first, last = book.worksheets
    rows = list(first.iter_rows(values_only=True))
    assert rows[0] == ("code", "codings with codes", "my_variable", "share of it")
    assert rows[1:] == [("a_b", 2, "x_y", 0.25), ("c", 3, None, None), ("total", 5, None, None)]
    assert first["D2"].number_format == "0.0%" and first.auto_filter.ref == "A1:D3"
    assert last.title == "about" and list(last.iter_rows(values_only=True)) == [
        ("field", "value"), ("report", "Frequencies"), ("study", "Wachten & dragen"),
        ("last change", "29 November 2026, as of change 7"), ("note", "what was counted"),
    ]  # fmt: skip
    said = book.properties
    assert (said.title, said.subject) == ("Frequencies", "Wachten & dragen") and "as of change 7" in said.description
    assert sheets(TABLE, None).sheetnames == ["Data"], "nothing is said of a study that nobody named"


def test_csv_json_and_a_terminal_keep_the_keys() -> None:
    header, *rows = csv.reader(io.StringIO(text(TABLE, "csv")))
    assert header == list(TABLE.columns) and len(rows) == 2 and rows[0][3] == "0.25"
    for format in ("json", "table"):
        shown = text(TABLE, format)
        assert "codings_with_codes" in shown and TOTAL not in shown and "as of change" not in shown


def test_a_record_says_of_which_study_it_is() -> None:
    shown = text(Record({"new_codes": 3}), "md")
    assert shown.startswith("# Frequencies\n\n- **study**: Wachten & dragen\n") and "| new_codes | 3 |" in shown
    assert sheets(Record({"new_codes": 3})).sheetnames == ["Data", "about"]


def test_a_table_without_rows_has_no_totals_and_words_head_one_column() -> None:
    assert list(with_total(Table(("code", "codings"), [], totals=("codings",))).rows) == []
    assert list(headed(Table(("as_of", "as of"), [])).columns) == ["as_of", "as of"]
    hidden = Table(("id", "code", "n"), [(1, "a", 2)], brief=("code", "n"), totals=("n",))
    assert [list(r) for r in with_total(hidden).rows][1:] == [[None, "total", 2]]
    assert [list(r) for r in with_total(hidden, every=True).rows][1:] == [["total", None, 2]]


def test_what_is_masked_keeps_its_totals_and_names() -> None:
    class Nobody:
        def mask(self, text: str, source: str = "") -> str:
            return text.replace("my", "P1")

    masked = Veil(Nobody()).table(TABLE)  # type: ignore[arg-type]
    assert masked.named == ["P1_variable"] and masked.totals == ["codings_with_codes"]
    assert masked.shares == ["share_of_it"]


# On the command line


@pytest.fixture
def here(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled_file.parent)
    return filled_file.parent


def test_every_listing_has_a_title_and_says_of_which_change_it_is(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, title in (("codings", "Codings"), ("source list", "Source list"), ("report frequencies", "Frequencies")):
        assert run([*words.split(), "--format", "md", "--lang", "en"]) == 0
        shown = capsys.readouterr().out
        head = rf"# {title}\n\n- \*\*study\*\*: study\n- \*\*last change\*\*: \d+ [A-Z][a-z]+ 20\d\d, "
        assert re.match(head, shown), shown[:80]
        assert re.search(r"as of change \d+$", shown, re.M)
    assert run(["codings", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("id,uuid,")


def test_a_change_that_is_shown_is_the_last_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["code", "thread-1", "nieuw", "--span", "0:12", "--format", "md", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert run(["log", "--limit", "1", "--format", "csv"]) == 0
    n = capsys.readouterr().out.splitlines()[1].split(",")[0]
    assert shown.startswith("# Code\n") and f"as of change {n}\n" in shown


def test_our_own_readers_take_the_heads_of_a_spreadsheet(
    here: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    text = "Wij wachtten ook. Het vertrouwen kwam later.\n"
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    for folder in (first, second):
        (folder / "twee.txt").write_text(text, encoding="utf-8")
        monkeypatch.chdir(folder)
        assert run(["init"]) == 0 and run(["import", "twee.txt", "--as", "plain"]) == 0
    monkeypatch.chdir(first)
    assert run(["code", "twee", "wachten", "a_b", "--quote", "Wij wachtten ook.", "--note", "kort"]) == 0
    for file in ("codings.xlsx", "workbook.xlsx"):
        words = ("codings",) if file == "codings.xlsx" else ("report", "workbook")
        assert run([*words, "-o", str(second / file)]) == 0
    capsys.readouterr()
    monkeypatch.chdir(second)
    assert run(["import", "codings.xlsx", "--as", "codings"]) == 0
    assert "there are others" not in capsys.readouterr().err, "the sheet about a table is no other table"
    assert run(["codings", "--format", "csv"]) == 0
    came = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(r["code"], r["text"], r["note"]) for r in came} == {
        ("wachten", "Wij wachtten ook.", "kort"), ("a_b", "Wij wachtten ook.", "kort")
    }  # fmt: skip
    assert run(["import", "workbook.xlsx", "--sheet", "codings", "--as", "codings"]) == 0
    assert "2 were there already" in capsys.readouterr().err
    for note in ("created_at", "Created at"):
        assert run(["import", "codings.xlsx", "--as", "codings", "--column", f"note={note}", "--dry-run"]) == 0
    assert run(["import", "codings.xlsx", "--as", "codings", "--column", "note=created_by", "--dry-run"]) == 1
    assert "there is no column 'created_by'" in capsys.readouterr().err


def test_the_name_of_a_variable_stays_as_it_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["source", "set", "thread-1", "soort_plek=open_veld", "--format", "md"]) == 0
    assert run(["participant", "set", "Jan de Vries", "leef_tijd=50"]) == 0
    capsys.readouterr()
    for words in (
        ("participant", "list"), ("compare", "vertrouwen", "--by", "leef_tijd"),
        ("report", "frequencies", "--by", "leef_tijd"), ("report", "frequencies", "--by", "leef_tijd", "--wide"),
    ):  # fmt: skip
        assert run([*words, "-o", "x.xlsx"]) == 0
        sheet = openpyxl.load_workbook("x.xlsx").worksheets[0]
        assert "leef_tijd" in [c.value for c in sheet[1]], words


def test_totals_are_of_what_adds_up(filled: Study) -> None:
    from qda.reports.counts import frequencies

    flat = frequencies.run(filled)
    n = len(list(coding.listing(filled).rows))
    assert f"| {n} |" in text(flat, "md").split("| total |")[1].split("\n")[0] + " |"
    wide = frequencies.run(filled, by="coder", wide=True)
    assert sum(int(c) for c in re.findall(r"\d+", text(wide, "md").split("| total |")[1].split("\n")[0])) == n
    assert "| total |" not in text(frequencies.run(filled, by="coder", wide=True, measure="words"), "md")
    assert "| total |" not in text(frequencies.run(filled, level="category"), "md"), "a coding may lie in two"
    assert "| total |" not in text(codebook.listing(filled), "md") + text(log(filled), "md")
