"""What the log says that a change touched, for the audit: which things it was about, as they are called or were."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qda.store.analysis import codes, codings, memos
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import audit
from qda.store.texts import sources


def line(study: Study) -> int:
    n: int = study.db.execute("select max(id) from change").fetchone()[0]
    return n


def done(study: Study, *steps: Callable[[Change], object]) -> list[int]:
    """Each step as a change of its own; their numbers."""
    out = []
    for step in steps:
        with study.change("test") as c:
            step(c)
        out.append(line(study))
    return out


def test_rows_of_a_change_are_counted_and_the_first_are_known(filled: Study) -> None:
    """A range in one line of the log, single rows, one row that was touched twice, rows that are gone."""
    layout = sources.layout(filled.db, 2)
    place = codings.place(layout, 0, 5)
    new = [codings.New(2, n, n + 5, 6, 1, "", place) for n in range(50)]
    made: list[range] = []

    def fill(c: Change) -> None:
        made.append(codings.add_many(c, new, origin="hand"))

    def some(c: Change) -> None:
        for id in (3, 1, 2):
            c.update("coding", id, note="x")
        c.update("coding", 2, note="y")

    def go(c: Change) -> None:
        for id in list(made[0])[:30]:
            c.delete("coding", id)

    first, second, third = done(filled, fill, some, go)
    told = audit.Touched(filled.db)
    rows = told.rows[first]["coding"]
    assert rows.count == 50 and rows.some() == list(made[0])[: len(rows.some())] and len(rows.some()) >= audit.SHOWN
    assert told.codings(first) == (list(made[0])[30:33], 50), "the first of those that are not gone"
    assert told.codings(second) == ([1, 2, 3], 3)
    assert told.codings(third)[0] == [] and told.rows[third]["coding"].count == 30
    assert told.about(second, "coding") == (["coding:1", "coding:2", "coding:3"], 3)
    assert told.about(third, "coding")[0][0] == f"coding:{made[0][0]} (removed)"
    assert told.codings(99) == ([], 0) and told.about(99, "code") == ([], 0)


def test_a_change_that_touched_what_hangs_on_things_is_about_these(filled: Study) -> None:
    """Evidence is about its relation and its coding; an alias about its code, as it was called when it was removed."""

    def alias(c: Change) -> None:
        c.insert("code_alias", code=6, name="plicht", key="plicht")

    (passing,) = done(filled, lambda c: codes.make(c, "voorbij"))
    (code,) = filled.db.execute("select id from code where name = 'voorbij'").fetchone()
    evidence, named, placed, gone = done(
        filled,
        lambda c: c.insert("evidence", relation=2, coding=9, side="for"),
        alias,
        lambda c: c.insert("placement", coding=11, property=2, coder=1, value="sociaal", created_at=c.at),
        lambda c: codes.remove(c, code),
    )
    told = audit.Touched(filled.db)
    assert told.about(evidence, "relation") == (["relation:2"], 1) and told.codings(evidence) == ([9], 1)
    assert told.about(named, "code") == (["code:verantwoordelijkheid"], 1)
    assert told.about(placed, "property") == (["property:publieke meerwaarde/soort"], 1)
    assert told.about(placed, "coding") == (["coding:11"], 1) and told.about(placed, "memo") == ([], 0)
    assert told.about(gone, "code") == told.about(passing, "code") == (["code:voorbij (removed)"], 1)


@pytest.mark.parametrize(
    ("table", "id", "called"),
    [
        ("source", 1, "source:thread-1"), ("code", 3, "code:publieke meerwaarde/eigen koers"),
        ("participant", 4, "participant:Piet Puk"), ("variable", 1, "variable:municipality"), ("memo", 2, "memo:2"),
        ("relation", 1, "relation:1"), ("setting", 2, "setting:language"),
        ("coder", 2, "coder:ben"), ("memo", 99, "memo:99 (removed)"), ("code", 99, "code:99 (removed)"),
        ("relation_type", 1, "relation_type:causes"), ("sampling", 1, "sampling:1"),
    ],
)  # fmt: skip
def test_how_a_row_is_called(table: str, id: int, called: str, filled: Study) -> None:
    assert audit.Touched(filled.db).called(table, id) == called


def test_the_type_that_a_memo_had_at_each_change(filled: Study) -> None:
    ids: list[int] = []
    made, typed, linked, gone = done(
        filled,
        lambda c: ids.append(memos.add(c, title="m", type="code", text="x", date=None, on=[])),
        lambda c: c.update("memo", ids[0], type="theoretical"),
        lambda c: c.insert("link", memo=ids[0], place="on", kind="study", uuid="study", label="", created_at=c.at),
        lambda c: memos.remove(c, ids[0]),
    )
    told = audit.Touched(filled.db)
    assert [told.memo.get(n) for n in (made, typed, linked, gone)] == [
        "code",
        "theoretical",
        "theoretical",
        "theoretical",
    ]


def test_what_raises_a_code_and_takes_a_property_away(filled: Study) -> None:
    made, named, raised, lowered, same, gone, other = done(
        filled,
        lambda c: codes.make(c, "nieuw", level="focused"),
        lambda c: codes.make(c, "gewoon"),
        lambda c: codes.change(c, 6, level="focused"),
        lambda c: codes.change(c, 6, level="code"),
        lambda c: codes.change(c, 6, definition="zo"),
        lambda c: c.delete("property", 2),
        lambda c: c.delete("placement", 1),
    )
    told = audit.Touched(filled.db)
    assert told.raised & {made, named, raised, lowered, same, gone, other} == {made, raised}
    assert told.properties_gone == {gone}


def test_which_change_made_a_coding(filled: Study) -> None:
    every = audit.coded_in(filled.db, [1, 12, 99, 1])
    assert list(every) == [1, 12]
    for id, (n, at, hash) in every.items():
        (wanted,) = filled.db.execute("select id, at, hash from change where id = ?", (n,)).fetchall()
        assert (n, at, hash) == wanted
        assert filled.db.execute(
            "select count(*) from change_row where change = ? and tbl = 'coding' and op = 'I' and key <= ? "
            "and coalesce(last, key) >= ?", (n, id, id),
        ).fetchone() == (1,)  # fmt: skip
    assert every[1][0] < every[12][0]
