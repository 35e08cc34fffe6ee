"""Questions that must not grow with the study: SQLite is asked how it would answer them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from qda.ops.sources import edit
from qda.store.analysis import codings, scope
from qda.store.analysis.scope import Scope
from qda.store.history import log
from qda.store.project import Study


def plans(db: sqlite3.Connection, call: Callable[[], object]) -> dict[str, list[str]]:
    """Every statement that a call makes, with the steps of its plan."""
    said: list[str] = []
    db.set_trace_callback(said.append)
    call()
    db.set_trace_callback(None)
    return {sql: [row[3] for row in db.execute(f"explain query plan {sql}")] for sql in said if "select" in sql}


@pytest.mark.parametrize("coder", [None, "anna"])
@pytest.mark.parametrize("target", [log.undo_target, log.redo_target])
def test_the_next_change_to_take_back_is_looked_for_from_the_end(
    target: Callable[[sqlite3.Connection, str | None], log.Line | None], coder: str | None, filled: Study
) -> None:
    """The index on kind and coder would read all lines of the history, and sort them to find the last."""
    made = plans(filled.db, lambda: target(filled.db, coder))
    (steps,) = [steps for sql, steps in made.items() if sql.startswith("select c.id, c.at")]
    assert steps[0].startswith("SEARCH c USING INTEGER PRIMARY KEY (rowid>"), steps
    assert not [s for s in steps if "TEMP B-TREE" in s and "ORDER BY" in s], steps
    assert not [
        s for s in steps if s.startswith(("SCAN c ", "SCAN d USING INDEX", "SEARCH d USING INDEX change_coder"))
    ]


def test_codings_ask_for_no_source_but_those_they_lie_in(filled: Study) -> None:
    """A list of all dates reads the pages of all texts, since a date lies behind the text of its source."""
    one = filled.db.execute("select source from coding limit 1").fetchone()[0]
    name = filled.db.execute("select name from source where id = ?", (one,)).fetchone()[0]
    ids = [i for (i,) in filled.db.execute("select id from coding where source = ?", (one,))]
    for call in (
        lambda: list(codings.select(filled.db, Scope(sources={one}))),
        lambda: list(codings.select(filled.db, ids=ids)),
        lambda: list(codings.with_context(filled.db, Scope(sources={one}), 5)),
        lambda: edit.show(filled, name),
    ):
        made = plans(filled.db, call)
        steps = [s for steps in made.values() for s in steps]
        assert any(s == "SEARCH source USING INTEGER PRIMARY KEY (rowid=?)" for s in steps)
        assert not [s for s in steps if s.startswith("SCAN source")], steps


def test_the_dates_of_codings_are_those_of_their_segments_or_sources(filled: Study) -> None:
    rows = filled.db.execute(
        "select g.id, s.name, coalesce(m.date, s.date), p.role from coding g join source s on s.id = g.source "
        "left join segment m on m.id = g.segment left join participant p on p.id = m.participant "
        "where g.coder not in (select id from coder where consensus = 1) "
        'order by g.source, g.start, g."end", g.id'
    ).fetchall()
    at = [codings.COLUMNS.index(name) for name in ("id", "source", "date", "role")]
    assert [tuple(row[i] for i in at) for row in codings.select(filled.db, scope.everything(filled.db))] == rows
    assert len({source for _, source, _, _ in rows}) > 1
