"""Reports on the theory are finished before they are rendered: what was made stands when the study is closed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qda.core.document import Document, Grid
from qda.core.results import Record, Report, Table, Want
from qda.render import render
from qda.reports.theory import axial, categories, compare, comparisons, evidence, negative_cases, sampling, selective
from qda.store import project
from qda.store.analysis import theory
from qda.store.analysis.scope import Filters
from qda.store.project import Study

CATEGORY = "publieke waarde"
Made = Report | Record


def category(study: Study) -> str:
    """The first category that has a relation."""
    first = theory.relations(study.db)[0]
    return theory.categories(study.db)[first.b]


REPORTS: dict[str, Callable[[Study, Want], Made]] = {
    "categories": lambda s, want: categories.run(s, want=want),
    "categories of a coder": lambda s, want: categories.run(s, Filters(coder=["anna"]), quotes=1, want=want),
    "evidence": lambda s, want: evidence.run(s, want=want),
    "comparisons": lambda s, want: comparisons.run(s, want=want),
    "negative cases": lambda s, want: negative_cases.run(s, want=want),
    "negative cases, worth reading": lambda s, want: negative_cases.run(s, look=True, want=want),
    "sampling": lambda s, want: sampling.run(s, want=want),
    "compare a code": lambda s, want: compare.run(s, category(s), by="coder", want=want),
    "compare a coding": lambda s, want: compare.run(s, "1", want=want),
    "compare two": lambda s, want: compare.run(s, "1", category(s), want=want),
    "show": lambda s, want: axial.show(s, category(s), want=want),
    "paradigm": lambda s, want: axial.paradigm(s, category(s), want=want),
    "storyline": lambda s, want: selective.storyline(s, want=want),
}
OF_AN_EMPTY_STUDY = ("categories", "evidence", "comparisons", "negative cases", "sampling")


def rendered(made: Made | Document) -> dict[str, bytes]:
    """What a person reads, by format; of a Word document its text."""
    out = {}
    for format in ("table", "md", "html", "docx"):
        held = io.BytesIO()
        render(made, format, held)
        out[format] = held.getvalue()
    with zipfile.ZipFile(io.BytesIO(out["docx"])) as parts:
        out["docx"] = parts.read("word/document.xml")
    return out


def data(made: Made) -> Any:
    """What a file of data has."""
    return dict(made.fields) if isinstance(made, Record) else [list(row) for row in made.table.rows]


@pytest.mark.parametrize("name", REPORTS)
def test_a_closed_study_is_not_asked(name: str, filled_file: Path) -> None:
    make = REPORTS[name]
    with project.open_study(filled_file) as study:
        open_ = rendered(make(study, "document"))
        rows = data(make(study, "rows"))
        document, both = make(study, "document"), make(study, "both")
    assert type(document.document) is Document and type(both.document) is Document
    assert rendered(document) == open_
    assert rendered(both) == open_ and rows and data(both) == rows


@pytest.mark.parametrize("name", OF_AN_EMPTY_STUDY)
def test_nothing_found_is_finished_too(name: str, study: Study) -> None:
    open_ = rendered(REPORTS[name](study, "document"))
    made = REPORTS[name](study, "both")
    study.close()
    assert rendered(made) == open_ and data(made) == []


@pytest.mark.parametrize("name", REPORTS)
def test_what_was_not_asked_for_is_not_made(name: str, filled: Study) -> None:
    rows, document = REPORTS[name](filled, "rows"), REPORTS[name](filled, "document")
    assert rows.document is None and rows.notes == document.notes
    if isinstance(document, Report):
        assert list(document.table.rows) == []


def test_a_document_that_asks_a_closed_study_fails(filled_file: Path) -> None:
    """The tests above would see one."""
    with project.open_study(filled_file) as study:
        rows = ((study.setting("name"),) for _ in range(1))
        late = Report(Table((), []), Document("late", [Grid(Table(("name",), rows))]))
    with pytest.raises(Exception, match="closed"):
        rendered(late)
