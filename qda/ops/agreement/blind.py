"""Keep from a coder what lies on stretches that he has drawn and not yet coded again, where results are shown to be read.

Rows stay as they are and only the code is left out, so that what is counted is so for everyone; quotes go from documents. Files
of rows are data, and have it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qda.core.message import Message
from qda.core.results import Record, Report, Result, Said, Table
from qda.store.analysis import stability
from qda.store.project import Study

LEFT_OUT = "…"
WHY = Message(
    "drawn-not-shown", "what lies on drawn stretches is not shown until all are coded again; files of rows have it"
)
_OF_A_CODING = ("code", "note")  # cells of a coding's row that tell
_DIFFERENT, _OF_ONE = (
    {"what", "event", "before", "after"},
    ("label", "before", "after"),
)  # what changed, and of a coding what tells
_OF_CODINGS = ("coding", "placement")  # kinds of things
_CODINGS, _PLACES = {"id", "code", "coder", "origin"}, {"id", "code", "absent", "stretches"}  # rows named by a coding


def blind(study: Study, result: Result) -> Result:
    """Return a result without the codes of what is hidden from the acting coder; the same result where nothing is."""
    hidden = stability.hidden_codings(study.db, study.coder)
    if not hidden:
        return result
    if isinstance(result, Table):
        return _table(study, result, hidden)
    if isinstance(result, Said) and result.table is not None:
        return replace(result, table=_table(study, result.table, hidden))
    if isinstance(result, (Report, Record)) and result.document is not None:
        document = _document(result.document, hidden)
        why = [] if document == result.document else [WHY]
        return replace(result, document=document, notes=[*result.notes, *why])
    if isinstance(result, Report):
        return replace(result, table=_table(study, result.table, hidden))
    return result


def _table(study: Study, table: Table, hidden: set[int]) -> Table:
    """Leave the code out of rows of codings, and the summary out of lines of the log that made or changed these."""
    names = list(table.columns)
    if set(names) >= {*_DIFFERENT, "kind"}:
        return _differences(table, hidden)
    if "command" in names and "summary" in names:
        tell, at, cells = stability.changes_of(study.db, hidden), names.index("n"), ["summary"]
    elif set(names) >= _CODINGS or set(names) >= _PLACES:
        tell, at, cells = hidden, names.index("id"), [n for n in _OF_A_CODING if n in names]
    else:
        return table
    places = [names.index(n) for n in cells]

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            if row[at] in tell:
                row = [LEFT_OUT if i in places and cell else cell for i, cell in enumerate(row)]
            yield row

    return replace(table, rows=rows(), notes=[*table.notes, WHY])


def _differences(table: Table, hidden: set[int], kind: str = "") -> Table:
    """Leave out what was and is of codings, and of their places on properties: these begin with the coding's number.

    kind: of all rows, where no column says it.
    """
    names = list(table.columns)
    of, what = {str(id) for id in hidden}, names.index("what")
    cells = {names.index(name) for name in _OF_ONE if name in names}
    out, told = [], False
    for row in table.rows:
        number, _, place = str(row[what]).partition(" ")
        if number in of and (kind or row[names.index("kind")]) in _OF_CODINGS:
            told = True
            row = [LEFT_OUT if cell and (i in cells or (place and i == what)) else cell for i, cell in enumerate(row)]
        out.append(row)
    return replace(table, rows=out, notes=[*table.notes, WHY]) if told else table


def _document(document: Any, hidden: set[int]) -> Any:
    """Leave quotes out of a document, and marks out of a coded text."""
    from qda.core.coded_text import CodedText
    from qda.core.document import Beside, Document, Grid, Heading, Quote

    if not isinstance(document, Document):
        return document
    blocks, under = [], ""
    for block in document.blocks:
        quotes = (
            (block.left, block.right) if isinstance(block, Beside) else (block,) if isinstance(block, Quote) else ()
        )
        if any(q.id in hidden for q in quotes):
            continue
        if isinstance(block, Heading):
            under = block.text
        if isinstance(block, CodedText):
            block = replace(block, marks=tuple(m for m in block.marks if m.id not in hidden))
        elif isinstance(block, Grid) and under in _OF_CODINGS and set(block.table.columns) >= _DIFFERENT:
            block = Grid(replace(_differences(block.table, hidden, under), notes=()))
        blocks.append(block)
    return replace(document, blocks=blocks)
