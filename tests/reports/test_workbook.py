"""`report workbook`: the whole study in sheets, numbers as numbers, the columns of the listings."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qda.cli.app import run
from qda.core.errors import QdaError
from qda.core.results import Sheet, Table, Workbook
from qda.ops.coding import coding
from qda.ops.sources import import_list, participants
from qda.ops.study import study as studies
from qda.render import render
from qda.reports.counts import cooccurrence, frequencies
from qda.reports.whole import workbook
from qda.store.project import Study

SHEETS = ["about", "sources", "participants", "codebook", "codings", "code × source", "code × code", "categories",
          "relations", "memos", "log"]  # fmt: skip


def book(result: Any, **more: Any) -> openpyxl.Workbook:
    held = io.BytesIO()
    render(result, "xlsx", held, **more)
    return openpyxl.load_workbook(held)


def rows(opened: openpyxl.Workbook, name: str) -> list[tuple[Any, ...]]:
    return list(opened[name].iter_rows(values_only=True))


@pytest.fixture
def more(filled: Study) -> Study:
    """The filled study with two codes that overlap, one whose name has an underscore, one that a spreadsheet would run."""
    coding.code(filled, "thread-1", ["a_b", "=1+1"], span="0:20")
    return filled


def test_each_kind_of_thing_has_its_sheet(more: Study) -> None:
    opened = book(workbook.run(more))
    assert opened.sheetnames == SHEETS
    for name, table in (
        ("sources", import_list.listing(more)),
        ("participants", participants.listing(more)),
        ("codings", coding.listing(more)),
        ("log", studies.log(more)),
    ):
        head, *body = rows(opened, name)
        assert [str(h).replace(" ", "_") for h in head] == [c.replace(" ", "_") for c in table.columns]
        assert len(body) == len(list(table.rows)) > 0, name
    codings = [dict(zip(rows(opened, "codings")[0], r, strict=True)) for r in rows(opened, "codings")[1:]]
    assert [(r["id"], r["text"], r["start"]) for r in codings] == [
        (r["id"], r["text"], r["start"]) for r in coding.listing(more).dicts()
    ]
    assert type(codings[0]["id"]) is int and type(codings[0]["confirmed"]) is bool
    assert "quotes" not in rows(opened, "codebook")[0] + rows(opened, "categories")[0] + rows(opened, "memos")[0]
    assert len(rows(opened, "relations")) > 1 and len(rows(opened, "memos")) > 1 and len(rows(opened, "categories")) > 1


def test_codes_by_source_add_up_and_are_shaded(more: Study) -> None:
    opened = book(workbook.run(more))
    head, *body, total = rows(opened, "code × source")
    asked = frequencies.run(more, by="source", wide=True)
    assert list(head) == list(asked.columns) and "a_b" in head, "the name of a code stays as it is"
    assert body == [tuple(row) for row in asked.rows]
    assert total[0] == "total" and list(total[1:]) == [sum(c) for c in list(zip(*body, strict=True))[1:]]
    sheet = opened["code × source"]
    assert sheet.auto_filter.ref.endswith(str(len(body) + 1)), "the totals are not sorted away"
    (shaded,) = sheet.conditional_formatting
    assert str(shaded.sqref).endswith(str(len(body) + 1)) and shaded.rules[0].type == "colorScale"


def test_cross_tables_are_shaded_and_no_other(more: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the cells alone: not the heads, not the names of rows, not the totals; from white at nothing."""
    from openpyxl.utils import get_column_letter

    opened = book(workbook.run(more))
    assert {s.title for s in opened if s.conditional_formatting} == {"code × source", "code × code"}
    monkeypatch.chdir(more.path.parent)
    more.close()
    for options, total in (
        ([], 1),
        (["--measure", "unconfirmed"], 1),
        (["--share", "row"], 0),
        (["--measure", "sources"], 0),
    ):
        asked = ["report", "frequencies", "--by", "source", "--wide", *options, "--lang", "en"]
        assert run([*asked, "-o", str(tmp_path / "wide.xlsx")]) == 0
        sheet = openpyxl.load_workbook(tmp_path / "wide.xlsx").worksheets[0]
        (shaded,) = sheet.conditional_formatting
        assert str(shaded.sqref) == f"B2:{get_column_letter(sheet.max_column)}{sheet.max_row - total}", options
        assert (sheet.cell(sheet.max_row, 1).value == "total") == bool(total)
        (rule,) = shaded.rules
        assert rule.type == "colorScale" and [c.type for c in rule.colorScale.cfvo] == ["num", "max"]
        assert rule.colorScale.cfvo[0].val == 0 and rule.colorScale.color[0].rgb == "FFFFFFFF"
        values = [c.value for row in sheet[str(shaded.sqref)] for c in row]
        assert any(values) and {type(v) for v in values} <= {int, float, type(None)}, "real numbers"
    assert run(["report", "frequencies", "-o", str(tmp_path / "long.xlsx")]) == 0
    assert not openpyxl.load_workbook(tmp_path / "long.xlsx").worksheets[0].conditional_formatting


def test_codes_by_code_are_the_pairs_on_both_sides(more: Study) -> None:
    opened = book(workbook.run(more))
    head, *body = rows(opened, "code × code")
    cells = {(row[0], name): v for row in body for name, v in zip(head[1:], row[1:], strict=True)}
    pairs = {(r["code_a"], r["code_b"]): r["together"] for r in cooccurrence.run(more).dicts()}
    assert pairs[("=1+1", "a_b")] == 1
    for (a, b), n in pairs.items():
        assert cells[a, b] == cells[b, a] == n
    assert all(v is None for (a, b), v in cells.items() if a == b)
    assert sum(v or 0 for v in cells.values()) == 2 * sum(pairs.values())


def test_no_text_is_a_formula_and_the_same_study_gives_the_same_bytes(more: Study) -> None:
    assert not [c for sheet in book(workbook.run(more)) for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    twice = []
    for _ in range(2):
        held = io.BytesIO()
        render(workbook.run(more), "xlsx", held)
        twice.append(held.getvalue())
    assert twice[0] == twice[1]


def test_an_empty_study_has_its_sheets(study: Study) -> None:
    opened = book(workbook.run(study))
    assert opened.sheetnames == SHEETS and rows(opened, "codings")[1:] == []
    assert dict(rows(opened, "about"))["codings"] == 0


def test_the_command_writes_a_workbook_alone(
    filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(filled_file.parent)
    for args in ((), ("-o", "x.csv"), ("--format", "json"), ("-o", "x.html")):
        assert run(["report", "workbook", *args]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and ".xlsx" in err and "-o" in err
    assert not list(filled_file.parent.glob("x.*"))
    assert run(["report", "workbook", "-o", "x.xlsx", "--lang", "en"]) == 0
    assert run(["log", "--format", "json"]) == 0
    last = json.loads(capsys.readouterr().out)[0]["n"]
    opened = openpyxl.load_workbook(filled_file.parent / "x.xlsx")
    assert opened.properties.title == opened.properties.subject == "study"
    assert f"as of change {last}" in opened.properties.description
    about = dict(rows(opened, "about"))
    assert (about["study"], about["as of change"]) == ("study", last)
    notes = [value for field, value in rows(opened, "about") if field == "note"]
    assert "codings" in notes[0] and "`qda quotes CODE`" in notes[1], (
        "what was counted, in the words of the command line"
    )


def test_a_sheet_that_is_too_wide_is_refused_by_name() -> None:
    wide = Workbook([Sheet("one", Table(("a",), [])), Sheet("two", Table([str(n) for n in range(16_385)], []))])
    with pytest.raises(QdaError, match="the sheet 'two': 16385 columns"):
        book(wide)
