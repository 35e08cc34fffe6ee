"""Summaries: in the analyst's own words what a source, a person, or those with one value of a variable, said about a code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core.message import n_of, say, word
from qda.core.names import short
from qda.core.results import Said, Table
from qda.ops.theory.memos import clean
from qda.store.analysis import codes, scope, summaries
from qda.store.analysis.scope import Filters
from qda.store.analysis.summaries import COLUMNS, ROWS, Summary
from qda.store.project import Study

BRIEF = ("id", "row", "code", "coder", "text")


def table(found: Iterable[Summary], notes: Sequence[str] = ()) -> Table:
    """Return summaries as rows."""
    return Table(COLUMNS, [x.listed() for x in found], brief=BRIEF, wrap=("text",), notes=notes)


def put(study: Study, row: str, code: str, text: str, *, rows: str = "source") -> Said:
    """Let a text be the acting coder's summary of a row and a code; return it as a row.

    rows: what the row is: `source`, `participant`, or the name of a variable, of which the row is a value. text: with
    `[[kind:name]]` links, such as `[[coding:12]]`. A summary that the coder had there becomes an earlier version; that of
    another coder stays beside it.
    """
    body = clean(text, "summary")
    with study.change("summary set") as c:
        case = summaries.case(c.db, rows, row)
        of = codes.find(c.db, code)
        id, changed = summaries.write(c, case, of, body)
        (made,) = summaries.read(c.db, ids=[id])
        c.summary = f"summary {id} of {made.row} on {made.label!r}: {short(' '.join(body.split()), 60)}"
    return Said(table([made]), [] if changed else [f"summary {id} says so already; nothing was changed"])


def listing(study: Study, filters: Filters | None = None, *, rows: str = "") -> Table:
    """Return summaries by number: of these codes, sources and coders, and of these rows.

    rows: `source`, `participant`, or the name of a variable; "" for all. With a filter on sources only summaries of
    sources are listed.
    """
    filters = filters or Filters()
    over = scope.resolve(study.db, filters)
    of = summaries.rows_named(study.db, rows) if rows else None
    found = summaries.read(study.db, rows=of, codes_=over.codes, coders=over.coders, sources_=over.sources)
    kept = say(" of {name}", name=word(of) if of in ROWS else of) if of else ""
    note = say("{summaries}{kept} over {filters}", summaries=n_of(len(found), "summary"), kept=kept, filters=filters)
    return table(found, [note])


def versions(study: Study, id: int) -> Table:
    """Return every version of a summary, the present one last: version, who wrote it, when, text."""
    summaries.known(study.db, [id])
    (held,) = summaries.read(study.db, ids=[id])
    columns = ("version", "coder", "saved_at", "text")
    return Table(columns, summaries.versions(study.db, held), wrap=("text",), times=("saved_at",))


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Remove summaries with their versions; return the rows that were removed."""
    with study.change("summary remove") as c:
        chosen = summaries.known(c.db, ids)
        gone = summaries.read(c.db, ids=chosen)
        summaries.remove(c, chosen)
        named = ", ".join(f"{x.id} ({x.row}, {x.label})" for x in gone[: summaries.SHOWN])
        c.summary = f"removed {len(gone)} summar{'y' if len(gone) == 1 else 'ies'}: {named}"
    return Said(table(gone), [c.summary])
