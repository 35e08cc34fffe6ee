"""A report is finished when `run` returns: what is asked for is plain data, and nothing asks the study again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qda.core.document import Document
from qda.core.results import Record, Report, Table, Want
from qda.render import FORMATS, render
from qda.reports.common import codebook, memos, quotes
from qda.reports.counts import cooccurrence, frequencies
from qda.reports.saturation import saturation
from qda.store import project
from qda.store.project import Study

Finished = Report | Record | Table
REPORTS: dict[str, Callable[[Study, Want], Finished]] = {
    "frequencies": lambda study, want: frequencies.run(study, want=want),
    "frequencies by coder": lambda study, want: frequencies.run(study, by="coder", want=want),
    "wide frequencies": lambda study, want: frequencies.run(study, by="participant", wide=True, want=want),
    "cooccurrence": lambda study, want: cooccurrence.run(study, want=want),
    "cooccurrence in segments": lambda study, want: cooccurrence.run(study, within="segment", want=want),
    "codebook": lambda study, want: codebook.run(study, want=want),
    "memos": lambda study, want: memos.run(study, want=want),
    "saturation": lambda study, want: saturation.run(study, estimators=True, want=want),
    "statement": lambda study, want: saturation.run(study, statement=True, want=want),
    "saturation of codes": lambda study, want: saturation.run(study, part="codes", want=want),
    "combinations": lambda study, want: saturation.run(study, part="combinations", want=want),
    "categories": lambda study, want: saturation.run(study, part="categories", want=want),
}
# Rows of these are read as they are written when nothing else is wanted: there may be very many.
STREAMS: dict[str, Callable[[Study, Want], Finished]] = {
    "quotes": lambda study, want: quotes.run(study, ["vertrouwen", "publieke meerwaarde"], context=10, want=want),
    "frequencies by source": lambda study, want: frequencies.run(study, by="source", wide=True, want=want),
}
EVERY = {**REPORTS, **STREAMS}
READ = [name for name, form in FORMATS.items() if form.read]
DATA = [name for name, form in FORMATS.items() if not form.read and not form.drawn]


def written(result: Finished, form: str) -> object:
    """The bytes of a result; of a packed file those of its parts, since a pack has the time at which it was made."""
    held = io.BytesIO()
    render(result, form, held)
    if form not in ("docx", "xlsx"):
        return held.getvalue()
    with zipfile.ZipFile(held) as z:
        return {part: z.read(part) for part in z.namelist() if part != "docProps/core.xml"}


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("name", EVERY)
def test_a_document_is_written_when_the_study_is_closed(filled_file: Path, name: str, form: str) -> None:
    with project.open_study(filled_file) as study:
        found = EVERY[name](study, "document")
        both = EVERY[name](study, "both")
        expected = written(EVERY[name](study, "both"), form)
    assert written(found, form) == written(both, form) == expected


@pytest.mark.parametrize("form", DATA)
@pytest.mark.parametrize("name", REPORTS)
def test_rows_are_written_when_the_study_is_closed(filled_file: Path, name: str, form: str) -> None:
    with project.open_study(filled_file) as study:
        found = REPORTS[name](study, "rows")
        both = REPORTS[name](study, "both")
        expected = written(REPORTS[name](study, "both"), form)
    assert written(found, form) == written(both, form) == expected


@pytest.mark.parametrize("form", DATA)
@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_of_rows_is_the_list_of_rows(filled_file: Path, name: str, form: str) -> None:
    with project.open_study(filled_file) as study:
        both = STREAMS[name](study, "both")
        streamed = written(STREAMS[name](study, "rows"), form)
    assert streamed == written(both, form)


@pytest.mark.parametrize("name", EVERY)
def test_only_what_is_wanted_is_made(filled: Study, name: str) -> None:
    rows, document = EVERY[name](filled, "rows"), EVERY[name](filled, "document")
    if isinstance(rows, Table) or isinstance(document, Table):  # it is read as the table that it is
        assert isinstance(rows, Table) and isinstance(document, Table) and isinstance(document.rows, list)
        assert list(map(list, rows.rows)) == list(map(list, document.rows))
        return
    assert rows.document is None and isinstance(document.document, Document)
    if isinstance(rows, Report) and isinstance(document, Report):
        assert list(rows.table.rows) and not list(document.table.rows)
    elif isinstance(rows, Record) and isinstance(document, Record):
        assert rows.fields and not document.fields and document.table is None
