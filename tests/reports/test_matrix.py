"""The framework matrix: rows, columns, cells, filters, researchers, and what documents and files have of it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qda.core.errors import QdaError, UsageError
from qda.core.results import Table
from qda.ops.coding import autocode, codebook, coding
from qda.ops.sources import edit, participants
from qda.ops.theory import categories, summaries
from qda.render import render
from qda.reports.counts import frequencies, matrix
from qda.store.analysis.scope import Filters
from qda.store.project import Study

sys.path.insert(0, str(Path(__file__).parent.parent / "memos"))

import memo_study

TOP, SAYING = "public value/what the city gains", "the secretary's role/saying no"  # as columns are headed


@pytest.fixture
def coded(study: Study) -> Study:
    """Codings 1 to 9, of which 9 is in an interviewer's words; `trust` lies under no category."""
    return memo_study.fill(study)


def cells(study: Study, filters: Filters | None = None, **given: Any) -> dict[Any, dict[str, Any]]:
    """By row the cells, by path."""
    made = matrix.run(study, filters, **given)
    return {row.pop("row"): row for row in made.dicts()}


def written(table: Table, format: str) -> bytes:
    held = io.BytesIO()
    render(table, format, held)
    return held.getvalue()


def test_quotes_with_their_numbers_in_text_order(coded: Study) -> None:
    found = cells(coded)
    assert list(found) == ["interview-1", "interview-2", "thread", "article"]
    assert found["interview-1"][SAYING] == [{"id": 2, "text": "moet *soms* nee zeggen tegen <b>het bestuur</b>"}]
    assert [q["id"] for q in found["interview-1"][TOP]] == [9, 1], "9 is the interviewer's"
    assert found["article"][SAYING] == []


def test_a_column_has_the_codings_under_its_code_and_of_its_members_each_once(coded: Study) -> None:
    found = cells(coded)
    assert [q["id"] for q in found["thread"]["public value"]] == [5, 7]
    coding.code(coded, "thread", ["public value"], quote="Niemand vraagt ons ooit iets")
    codebook.add(coded, "deep", under="not being asked")
    coding.code(coded, "thread", ["deep"], quote="eerst vertrouwen")
    categories.category(coded, "other", ["deep"])
    assert [q["id"] for q in cells(coded)["thread"]["public value"]] == [5, 10, 7, 11]
    assert cells(coded, cells="codings")["thread"]["public value"] == 4
    assert cells(coded, cells="codings")["thread"]["other"] == 1
    own = {r["path"]: r for r in frequencies.run(coded, by="source").dicts() if r["source"] == "thread"}
    counted = cells(coded, cells="codings")["thread"]
    assert {p: r["codings_with_codes"] for p, r in own.items()} == {p: counted[p] for p in own}


def test_columns_are_codes_with_a_coding_by_path_in_the_codebooks_order(coded: Study) -> None:
    codebook.add(coded, "unused")
    every = list(matrix.run(coded).columns)
    assert every[0] == "row" and "unused" not in every and "trust" in every
    paths = [r["path"] for r in codebook.listing(coded).dicts()]
    assert every[1:] == [p for p in paths if p in every]
    assert list(matrix.run(coded, columns="category").columns) == ["row", "public value", "the secretary's role"]
    assert list(matrix.run(coded, columns="focused").columns) == ["row"]
    codebook.define(coded, "trust", level="focused")
    assert list(matrix.run(coded, columns="focused").columns) == ["row", "trust"]
    assert list(matrix.run(coded, Filters(source=["article"], code=["trust", TOP])).columns)[1:] == [
        p for p in every if p == TOP
    ]


def test_a_code_called_row_has_a_head_of_its_own(coded: Study) -> None:
    coding.code(coded, "article", ["row"], quote="een getal")
    assert {"row", "row (code)"} <= set(matrix.run(coded).columns)


def test_rows_of_people_and_of_values(coded: Study) -> None:
    found = cells(coded, rows="participant", cells="codings")
    assert list(found) == [None, "Anna Bos", "Bas Vos", "Cor de Wit", "Dina Mol", "Interviewer (interview-1)"]
    assert found["Dina Mol"]["trust"] == 1 and found[None][TOP] == 1, "the article is by nobody"
    edit.set_values(coded, "thread", {"Town": "Ede"})
    participants.set_values(coded, "Anna Bos", {"town": "Delft"})
    found = cells(coded, rows="TOWN", cells="codings")
    assert {row: (c["trust"], c[SAYING]) for row, c in found.items()} == {None: (1, 0), "Delft": (0, 1), "Ede": (1, 0)}
    assert set(cells(coded, rows="role", cells="codings")) == {None, "participant", "researcher"}


def test_a_variable_may_be_called_as_something_else_codings_are_grouped_by(coded: Study) -> None:
    edit.set_values(coded, "thread", {"coder": "mine"})
    assert set(cells(coded, rows="coder")) == {None, "mine"}
    participants.set_values(coded, "Dina Mol", {"kind": "hers"})
    assert set(cells(coded, rows="kind")) == {None, "hers"}


def test_counts_are_those_of_frequencies(coded: Study) -> None:
    coding.code(coded, "thread", ["trust"], quote="eerst vertrouwen")
    wide = {measure: {r["source"]: r for r in frequencies.run(coded, by="source", wide=True, measure=measure).dicts()}
            for measure in matrix.COUNTS}  # fmt: skip
    for measure in matrix.COUNTS:
        found = cells(coded, cells=measure)
        for row in ("interview-1", "interview-2", "thread", "article"):
            assert found[row]["trust"] == wide[measure][row]["trust"], (measure, row)
    assert cells(coded, cells="stretches")["thread"]["trust"] == 2
    words = len(memo_study.TURNS["thread"][1][1].split())
    assert cells(coded, cells="words")["thread"]["trust"] == words, "words under two codings count once"
    assert cells(coded, cells="codings")["interview-1"][TOP] == 2
    own = cells(coded, cells="words")["interview-1"][TOP]
    assert cells(coded, cells="words", include_researcher=True)["interview-1"][TOP] > own > 0, "a researcher's words"


def test_filters_and_whose_words(coded: Study) -> None:
    assert list(cells(coded, Filters(source=["thread", "article"]))) == ["thread", "article"]
    assert list(cells(coded, Filters(participant=["Dina*"]))) == ["thread"]
    assert cells(coded, Filters(coder=["anna"])) == cells(coded)
    edit.set_values(coded, "thread", {"town": "Ede"})
    assert list(cells(coded, Filters(where=["town=ede"]))) == ["thread"]
    assert matrix.run(coded).notes[-1] == "1 coding on researchers' words"
    assert len(matrix.run(coded, Filters(source=["thread"])).notes) == 1


def test_summaries_and_what_waits(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "First [[coding:6]].")
    found = cells(coded, cells="summaries")
    assert found["thread"]["trust"] == {"text": "First [[coding:6]].", "waiting": 0}
    assert found["interview-2"]["trust"] == {"text": None, "waiting": 1}
    assert found["article"]["trust"] == {"text": None, "waiting": 0}
    assert found["thread"]["public value"] == {"text": None, "waiting": 2}
    coded._coder = "ben"
    summaries.put(coded, "thread", "trust", "Then.")
    assert cells(coded, cells="summaries")["thread"]["trust"]["text"] == "anna: First [[coding:6]].\n\nben: Then."
    only = cells(coded, Filters(coder=["anna"]), cells="summaries")
    assert only["thread"]["trust"]["text"] == "First [[coding:6]]."


def test_a_summary_where_nothing_is_coded_has_its_row_or_is_told(coded: Study) -> None:
    codebook.add(coded, "unused")
    summaries.put(coded, "article", "trust", "Silent on it.")
    summaries.put(coded, "Interviewer (interview-1)", "trust", "Asks.", rows="participant")
    summaries.put(coded, "thread", "unused", "Nothing.")
    made = matrix.run(coded, cells="summaries")
    assert dict(zip(made.columns, next(r for r in made.rows if r[0] == "article"), strict=True))["trust"] == {
        "text": "Silent on it.", "waiting": 0
    }  # fmt: skip
    assert made.notes[-1] == "1 summary not shown: no coding of its row or code here", "a column needs a coding"
    people = cells(coded, rows="participant", cells="summaries")
    assert people["Interviewer (interview-1)"]["trust"]["text"] == "Asks."
    assert "Interviewer (interview-1)" not in cells(
        coded, Filters(source=["thread"]), rows="participant", cells="summaries"
    )


@pytest.mark.parametrize(
    ("given", "kind", "why"),
    [
        ({"cells": "smiles"}, UsageError, "quotes, summaries, codings, stretches, words"),
        ({"columns": "core"}, UsageError, "code, focused, category"),
        ({"rows": "regionn"}, QdaError, "did you mean 'region'"),
        ({"rows": "coder"}, QdaError, "no variable 'coder'"),
        ({"rows": ""}, QdaError, "no variable ''"),
    ],
)
def test_bad_input(coded: Study, given: dict[str, str], kind: type[QdaError], why: str) -> None:
    edit.set_values(coded, "thread", {"region": "north"})
    with pytest.raises(kind) as refused:
        matrix.run(coded, **given)  # type: ignore[arg-type]
    assert why in str(refused.value) and isinstance(refused.value, UsageError) is (kind is UsageError)


# -- as it is shown ----------------------------------------------------------------------------------------------------


def test_csv_has_json_and_documents_a_line_each(coded: Study) -> None:
    coding.code(coded, "interview-1", [SAYING], quote="Die staat ertussenin")
    csv = written(matrix.run(coded, Filters(code=[SAYING])), "csv").decode()
    assert '[{""id"": 10, ""text"": ""Die staat ertussenin""}' in csv
    md = written(matrix.run(coded, Filters(code=[SAYING])), "md").decode()
    assert "“Die staat ertussenin” \\[10]<br>“moet \\*soms\\* nee zeggen" in md and "&lt;b>het bestuur" in md
    html = written(matrix.run(coded, Filters(code=[SAYING])), "html").decode()
    assert "“Die staat ertussenin” [10]\n“moet *soms* nee zeggen tegen &lt;b&gt;het bestuur" in html
    assert next(iter(json.loads(written(matrix.run(coded), "json"))[0])) == "row"


def test_a_summary_is_read_with_its_links_as_numbers_and_names(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "Line *one* [[coding:6]]\n\n=1+1 [[code:saying no]] [[relation:1]]")
    text = written(matrix.run(coded, Filters(code=["trust"]), cells="summaries"), "table").decode()
    assert "Line *one* [6] ⏎  ⏎ =1+1 ‘saying no’ relation 1" in text and "(1 quote waiting)" in text
    sheet = openpyxl.load_workbook(io.BytesIO(written(matrix.run(coded, cells="summaries"), "xlsx"))).worksheets[0]
    rows = list(sheet.values)
    at = rows[0].index("trust")
    assert [r[at] for r in rows[1:]] == [
        None,
        "(1 quote waiting)",
        "Line *one* [6]\n\n=1+1 ‘saying no’ relation 1",
        None,
    ]


def test_counts_have_a_total_in_documents_and_spreadsheets_alone(coded: Study) -> None:
    for measure in matrix.COUNTS:
        made = cells(coded, cells=measure)
        total = sum(row["trust"] for row in made.values())
        for format in ("csv", "json"):
            assert "total" not in written(matrix.run(coded, cells=measure), format).decode()
        assert (
            f"| total | {total} |" in written(matrix.run(coded, Filters(code=["trust"]), cells=measure), "md").decode()
        )
        sheet = openpyxl.load_workbook(io.BytesIO(written(matrix.run(coded, cells=measure), "xlsx"))).worksheets[0]
        rows = list(sheet.values)
        assert rows[-1][0] == "total" and rows[-1][rows[0].index("trust")] == total
    assert "total" not in written(matrix.run(coded), "md").decode(), "quotes add up to nothing"


def test_more_columns_than_a_spreadsheet_has_are_refused(coded: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.render import workbook

    monkeypatch.setattr(workbook, "_COLUMNS", 3)
    with pytest.raises(QdaError, match=r"columns are too many for a spreadsheet \(3\)"):
        written(matrix.run(coded), "xlsx")
    assert workbook._ROWS == 1_048_576


def test_an_unread_match_counts_as_any_coding(coded: Study) -> None:
    autocode.autocode(coded, "matched", match="vertrouwen", everywhere=True)
    assert cells(coded, cells="codings")["thread"]["matched"] == 1
    assert "1 of them unconfirmed" in matrix.run(coded, Filters(source=["thread"])).notes[0]
