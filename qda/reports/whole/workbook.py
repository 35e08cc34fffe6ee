"""The whole study as a workbook: a sheet for each kind of thing, and two cross-tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qda.core.message import say, word
from qda.core.results import ABOUT, Sheet, Table, Want, Workbook
from qda.reports.common import codebook, listings, memos
from qda.reports.common.quotes import local
from qda.reports.counts import cooccurrence, frequencies
from qda.reports.declare import Declared
from qda.reports.theory import axial, categories
from qda.store.analysis import codes, codings, scope
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.queries import study as whole

WRAP = ("text", "title", "definition", "note", "summary", "because")


def run(study: Study, filters: Filters | None = None, *, want: Want = "both") -> Workbook:
    """Put the study, as far as it is filtered, into the sheets of a workbook. Codings and the log are read as they are written.

    The sheets have the columns of the listings and reports of the same name, without their lists of quotes: each quote
    stands once, among the codings. `code × source` has a row a source and a column a code, `code × code` how many pairs of
    codings of one coder overlap. Times are UTC.
    """
    filters = filters or Filters()
    db = study.db
    over = scope.resolve(db, filters)
    crossed = frequencies.run(study, filters, by="source", wide=True, want="rows")
    sheets = (
        Sheet(ABOUT, _about(study, crossed.notes)),
        Sheet("sources", listings.sources(study, filters)),
        Sheet("participants", listings.participants(study, filters)),
        Sheet("codebook", _without_quotes(codebook.run(study, filters, quotes=0, want="rows").table)),
        Sheet("codings", Table(codings.COLUMNS, codings.select(db, over), wrap=WRAP)),
        Sheet("code × source", crossed),
        Sheet("code × code", _together(study, over)),
        Sheet("categories", _without_quotes(categories.run(study, filters, quotes=0, want="rows").table)),
        Sheet("relations", axial.relation_table(db)),
        Sheet("memos", _without_quotes(memos.run(study, filters, want="rows").table)),
        Sheet("log", listings.changes(study)),
    )
    return Workbook(
        sheets,
        str(study.setting("name")),
        [say("the study in {n} sheets, over {filters}", n=len(sheets), filters=filters)],
    )


def _about(study: Study, notes: Sequence[str]) -> Table:
    """Return what the study is, how much is in it, of which moment the workbook is, and what was counted (`notes`)."""
    db, last = study.db, log.last(study.db)
    rows: list[tuple[str, Any]] = [("study", study.setting("name"))]
    if last is not None:
        rows += [("last change", local(last.at)), ("as of change", last.n)]
    rows.append(("language", study.setting("language") or None))
    rows += whole.counts(db)._asdict().items()
    rows += [("core category", whole.core_name(db)), ("times", "UTC"), *(("note", note) for note in notes)]
    shown = [(word(name.replace("_", " ")), value) for name, value in rows if value is not None]
    return Table(("field", "value"), shown, wrap=("value",), said=("field", "value"))


def _without_quotes(table: Table) -> Table:
    """Return a table without its column of quotes."""
    at = list(table.columns).index("quotes")

    def without(row: Sequence[Any]) -> list[Any]:
        return [*row[:at], *row[at + 1 :]]

    return replace(table, columns=without(table.columns), rows=map(without, table.rows), wrap=WRAP)


def _together(study: Study, over: scope.Scope) -> Table:
    """Return how often two codes are together, on both sides of the diagonal; codes that are with no other are left out."""
    found, _ = cooccurrence.pairs(study.db, over)
    some = {code for pair in found for code in pair[:2]}
    labels = {code: label for code, label in codes.labels(study.db).items() if code in some}
    place = {code: n for n, code in enumerate(labels)}
    cells = [[None if row == column else 0 for column in labels] for row in labels]
    for pair in found:
        a, b = place[pair.a], place[pair.b]
        cells[a][b] = cells[b][a] = pair.together
    names = [say("{name} (code)", name=label) if label == "code" else label for label in labels.values()]
    rows = [(label, *row) for label, row in zip(labels.values(), cells, strict=True)]
    return Table(("code", *names), rows, named=names, wrap=(), shaded=names)


REPORT = Declared(
    "workbook",
    "Write the whole study as a workbook, a sheet for each kind of thing.",
    run,
    "Write the whole study as a workbook: what it is, sources, participants, codebook, codings, codes by source, codes by code, "
    "categories, relations, memos, the log.\n\n"
    "The columns are those of the listings and reports of the same name. Times are UTC.",
    (),
    place=130,
    filters=(),
    formats=("xlsx",),
    examples=({"output": "study.xlsx"},),
)
