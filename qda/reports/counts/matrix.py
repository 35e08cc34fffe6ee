"""The framework matrix: a row a source, a participant or a value of a variable, a column a code, in the cells what is said.

Ritchie, J. & Spencer, L. (1994), "Qualitative data analysis for applied policy research", in: Bryman & Burgess (eds),
Analyzing qualitative data; Gale et al. (2013), BMC Medical Research Methodology 13:117.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qda.core.errors import UsageError
from qda.core.message import Message, phrase, say, say_n, word
from qda.core.names import key
from qda.core.results import Table, Want
from qda.reports.common.counted import counted
from qda.reports.counts import counting
from qda.reports.declare import RESEARCHER, Declared, Option
from qda.store.analysis import codes, codings, scope, summaries
from qda.store.analysis.scope import Filters, Scope
from qda.store.analysis.summaries import ROWS, Case, Summary
from qda.store.project import Study
from qda.store.queries import counts
from qda.store.queries.counts import Grouping

LEVELS: Mapping[str, Sequence[str]] = {
    "code": codes.LEVELS, "focused": ("focused",), "category": codes.CATEGORY_LEVELS,
}  # fmt: skip
COUNTS = ("codings", "stretches", "words")
CELLS = ("quotes", "summaries", *COUNTS)
Place = tuple[int, Any]  # a code that has a column, and a row: the number of a source or person, or a value


def run(
    study: Study, filters: Filters | None = None, *, rows: str = "source", columns: str = "code", cells: str = "quotes",
    include_researcher: bool = False, want: Want = "both",
) -> Table:  # fmt: skip
    """Lay out what is said: a row a source, participant or value of a variable, a column a code, headed by its path.

    rows: `source`, `participant` or the name of a variable. columns: all codes (`code`), or those of the level `focused` or
    `category`; each has the codings of the codes under it and of its members too, each once. Only codes with a coding have
    a column, and only what has one a row, or a summary. cells: `quotes`, a list of {id, text}, with the role of
    a researcher; `summaries`, {text, waiting},
    where `waiting` is the number of quotes while there is no summary, and several coders' texts are named; or the number of
    `codings`, of different `stretches`, or of `words`, each once.
    Words of researchers are not among these unless included; their codings are.
    """
    if cells not in CELLS:
        raise UsageError(Message("matrix-cells", "cells hold {known}, not {given!r}", given=cells, known=CELLS))
    if columns not in LEVELS:
        known = tuple(LEVELS)
        raise UsageError(Message("matrix-columns", "columns are {known}, not {given!r}", given=columns, known=known))
    db, filters = study.db, filters or Filters()
    of = summaries.rows_named(db, rows)
    over = scope.resolve(db, filters)
    levels, paths = codes.levels(db), codes.paths(db)
    tops = [i for i in paths if levels[i] in LEVELS[columns] and (over.codes is None or i in over.codes)]
    asked = _Asked(db, over, _grouping(db, of), tops, include_researcher)
    notes = asked.notes(filters)
    empty: Any = 0
    if cells in COUNTS:
        found = asked.numbers(cells)
    elif cells == "quotes":
        found, empty = asked.quotes(), []
    else:
        found, empty = asked.summaries(of, not filters.any(), notes), {"text": None, "waiting": 0}
    used = {top for top, _ in found}
    chosen = [top for top in tops if top in used]
    heads = [f"{paths[i]} (code)" if paths[i] == "row" else paths[i] for i in chosen]
    lines = [
        (label, *(found.get((top, value), empty) for top in chosen)) for value, label in asked.rows(of, found)
    ]  # fmt: skip
    said, sums = (heads, []) if cells not in COUNTS else ([], heads)
    return Table(
        ("row", *heads), lines, _title(cells, of, columns), notes, wrap=said, named=heads, cells=said, totals=sums,
        shaded=sums, of_source="row" if of == "source" else "",
    )  # fmt: skip


_TITLES = {
    "quotes": phrase("Quotes by {of} and {columns}"),
    "summaries": phrase("Summaries by {of} and {columns}"),
    "codings": phrase("Codings by {of} and {columns}"),
    "stretches": phrase("Stretches by {of} and {columns}"),
    "words": phrase("Words by {of} and {columns}"),
}


def _title(cells: str, of: str, columns: str) -> str:
    return say(_TITLES[cells], of=word(of) if of in ROWS else of, columns=word(columns))


def _grouping(db: sqlite3.Connection, of: str) -> Grouping:
    """Return what codings are grouped by; a variable may have the name of something else that they can be grouped by."""
    return (None if of in ROWS else counts.of_variable(db, of)) or counts.grouping(db, of)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a matrix is of: the codings of `over`, whatever their code, by rows and by the codes that may have a column."""

    db: sqlite3.Connection
    over: Scope
    by: Grouping
    tops: Sequence[int]
    include_researcher: bool

    def _holders(self) -> dict[int, list[int]]:
        """Return each code that counts -> the codes in whose columns it does."""
        gathered = codes.gathered(self.db)
        holders: dict[int, list[int]] = {}
        for top in self.tops:
            for i in gathered[top]:
                holders.setdefault(i, []).append(top)
        return holders

    def _within(self, holders: Iterable[int]) -> Scope:
        return replace(self.over, codes=set(holders))

    def notes(self, filters: Filters) -> list[str]:
        """Return what was counted, and how many codings have a researcher's words."""
        within = self._within(self._holders())
        held = counted(self.db, within)
        notes = [say("{held} over {filters}: each code with those under it", held=held, filters=filters)]
        if n := counts.of_researchers(self.db, within):
            notes.append(say_n("{n:,} coding on researchers' words", "{n:,} codings on researchers' words", n))
        return notes

    def numbers(self, measure: str) -> dict[Place, Any]:
        """Return a count for each cell that has a coding."""
        found = counting.with_codes(
            self.db, self.over, self.tops, by=self.by, include_researcher=self.include_researcher
        )
        return {place: getattr(tally, measure) for place, tally in found.items()}

    def _codings(self) -> dict[Place, list[int]]:
        """Return the codings of each cell in text order."""
        holders = self._holders()
        out: dict[Place, list[int]] = {}
        for id, code, value in counts.values_of_codings(self.db, self._within(holders), self.by):
            for top in holders[code]:
                out.setdefault((top, value), []).append(id)
        return out

    def quotes(self) -> dict[Place, Any]:
        """Return the quotes of each cell in text order."""
        held = self._codings()
        quote = {row[0]: _quote(row) for row in codings.select(self.db, self._within(self._holders()))}
        return {place: [quote[id] for id in ids] for place, ids in held.items()}

    def summaries(self, of: str, whole: bool, notes: list[str]) -> dict[Place, Any]:
        """Return the summary of each cell, or how many quotes wait for one; a note tells of summaries without a place.

        whole: rows without a coding count too, if they have a summary.
        """
        held = self._codings()
        out: dict[Place, Any] = {place: {"text": None, "waiting": len(ids)} for place, ids in held.items()}
        used, seen = {top for top, _ in held}, {value for _, value in held}
        said: dict[Place, list[Summary]] = {}
        outside = 0
        for x in summaries.read(self.db, rows=of, codes_=set(self.tops), coders=self.over.coders):
            value = _value(x.case)
            if x.code in used and (value in seen or (whole and self._is_row(x.case))):
                said.setdefault((x.code, value), []).append(x)
            else:
                outside += 1
        for place, those in said.items():
            texts = [x.text for x in those]
            if len(those) > 1:
                texts = [f"{x.coder}: {x.text}" for x in those]
            out[place] = {"text": "\n\n".join(texts), "waiting": 0}
        if outside:
            notes.append(
                say_n(
                    "{n:,} summary not shown: no coding of its row or code here",
                    "{n:,} summaries not shown: no coding of their row or code here",
                    outside,
                )
            )
        return out

    def _is_row(self, case: Case) -> bool:
        """True if there is such a row: a value may have been taken from all that had it."""
        return not case.variable or case.value in summaries.values(self.db, case.variable)

    def rows(self, of: str, found: Iterable[Place]) -> list[tuple[Any, str | None]]:
        """Return the rows as (value, label): sources in the order of the study, others by name, first what has none."""
        named = [(value, self.by.shown(value)) for value in {value for _, value in found}]
        if of == "source":
            return sorted(named)
        return sorted(named, key=lambda row: (row[1] is not None, key(row[1] or ""), row[1] or ""))


_TEXT, _ROLE = (codings.COLUMNS.index(name) for name in ("text", "role"))


def _quote(row: Sequence[Any]) -> dict[str, Any]:
    """Return a coding as a cell has it; a researcher's words say that they are."""
    role = {"role": "researcher"} if row[_ROLE] == "researcher" else {}
    return {"id": row[0], "text": row[_TEXT], **role}


def _value(case: Case) -> Any:
    return case.value if case.variable else case.participant if case.source is None else case.source


REPORT = Declared(
    "matrix",
    "Lay out what each source, participant or group says about each code: a framework matrix.",
    run,
    "Lay out what is said in a matrix: a row for each source, participant or value of a variable, a column for each code, "
    "with the codes under it.\n\n"
    "The cells hold the quotes; your own summaries, or how many quotes still wait for one; or counts.",
    ("row", "CODE…"),
    place=15,
    options=(
        Option("rows", "What the rows are.", (*ROWS, "VARIABLE")),
        Option("columns", "What the columns are: all codes, or those of a level.", tuple(LEVELS)),
        Option("cells", "What the cells hold.", CELLS),
        RESEARCHER,
    ),
    examples=(
        {"rows": "participant", "columns": "category", "cells": "summaries", "output": "matrix.docx"},
        {"rows": "municipality", "cells": "codings", "output": "matrix.xlsx"},
    ),
)
