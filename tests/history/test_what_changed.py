"""What the reports on the log say of any history: what is different is what the tables tell, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from test_replay import at_work, last

from qda.reports.account import changes, codebook_history
from qda.store import replay
from qda.store.file import layer
from qda.store.project import Study

# Kinds -> the rows that are things of that kind, called by their uuid; a code may become a category and go on.
THINGS = {
    ("source",): "select uuid from source",
    ("participant",): "select uuid from participant",
    ("code", "category"): "select uuid from code",
    ("coding",): "select uuid from coding where {beside}",
    ("property",): "select uuid from property",
    ("relation",): "select uuid from relation",
    ("comparison",): "select uuid from comparison",
    ("memo",): "select uuid from memo",
    ("negative",): "select uuid from negative",
    ("sampling",): "select uuid from sampling",
    ("setting",): "select name from setting",
}
GONE = ("removed", "merged")


def there(db: sqlite3.Connection, sql: str) -> set[str]:
    return {uuid for (uuid,) in db.execute(sql.format(beside=layer.beside(db)))}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_different_is_what_the_tables_tell(filled: Study, seed: int) -> None:
    moments = [last(filled.db), *at_work(filled, seed + 50, 40)]
    some = [*pairwise(moments[::4]), (moments[0], moments[-1])]
    assert len(some) > 3
    for since, until in some:
        rows = list(changes.run(filled, since=str(since), until=str(until), want="rows").table.dicts())
        assert all(since < row["n"] <= until for row in rows)
        assert all(row["before"] != row["after"] for row in rows if row["event"] != "changed")
        with closing(replay.as_of(filled.db, since)) as then, closing(replay.as_of(filled.db, until)) as now:
            for kinds, sql in THINGS.items():
                was, is_ = there(then, sql), there(now, sql)
                found = [row["event"] for row in rows if row["kind"] in kinds]
                assert found.count("added") == len(is_ - was), (kinds, since, until)
                assert sum(found.count(event) for event in GONE) == len(was - is_), (kinds, since, until)
            names = dict(then.execute("select uuid, name from code")), dict(now.execute("select uuid, name from code"))
            renamed = {
                (names[0][u], names[1][u]) for u in names[0].keys() & names[1].keys() if names[0][u] != names[1][u]
            }
            told = {
                (r["before"], r["after"]) for r in rows if r["event"] == "renamed" and r["kind"] in ("code", "category")
            }
            assert told == renamed


@pytest.mark.parametrize("seed", range(4))
def test_births_less_deaths_is_the_codebook(filled: Study, seed: int) -> None:
    at_work(filled, seed + 70, 60)
    report = codebook_history.run(filled, undone=True)
    rows = list(report.table.dicts())
    assert [row["n"] for row in rows] == sorted(row["n"] for row in rows)
    live = [row for row in rows if row["event"] != "undone"]
    assert live == list(codebook_history.run(filled, want="rows").table.dicts())
    events = [row["event"] for row in live]
    alive = filled.db.execute("select count(*) from code").fetchone()[0]
    assert events.count("born") - sum(events.count(event) for event in GONE) == alive
    named = {row["code"]: row["after"] for row in live if row["event"] == "renamed"}
    known = {name for (name,) in filled.db.execute("select name from code")}
    assert all(after == code for code, after in named.items() if code in known)
