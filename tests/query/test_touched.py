"""Which change touched a thing last: its row, a column of it, or a row of another table that is a field of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing

import pytest

from qda.store import replay
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.touched import COUNTED, Touched, counted

Step = Callable[[Change], object]


@pytest.fixture
def begun(filled: Study) -> int:
    """The last line of the log before a test changes something."""
    return last(filled)


def last(study: Study) -> int:
    (n,) = study.db.execute("select max(id) from change").fetchone()
    return int(n)


def by(study: Study, step: Step) -> int:
    """Make a change and return its line."""
    with study.door.change("codebook define", "anna") as c:
        step(c)
    return last(study)


def remove(c: Change, table: str, ids: Iterable[int]) -> None:
    for id in ids:
        c.delete(table, id)


def since(study: Study, after: int, upto: int | None = None) -> Touched:
    """What was touched after a line, with what belongs to other things as it is now."""
    touched = Touched(study.db, after, last(study) if upto is None else upto)
    touched.add_parts([study.db])
    return touched


def test_rows_have_the_last_change_that_touched_them_within_the_lines_asked_for(filled: Study, begun: int) -> None:
    first = by(filled, lambda c: c.update("code", 5, example="e"))

    def two(c: Change) -> None:
        c.update("code", 5, name="x", key="x")
        c.update("code", 6, include="i")

    second = by(filled, two)
    third = by(filled, lambda c: c.update("memo", 1, title="t"))
    assert since(filled, begun).rows == {"code": {5: second, 6: second}, "memo": {1: third}}
    assert since(filled, begun, first).rows == {"code": {5: first}}
    assert since(filled, first, second).rows == {"code": {5: second, 6: second}}
    assert since(filled, third).rows == {}


def test_rows_that_came_or_went_many_at_once_are_each_touched(filled: Study, begun: int) -> None:
    every = [i for (i,) in filled.db.execute("select id from comparison order by id")]
    gone = by(filled, lambda c: remove(c, "comparison", every))
    assert since(filled, begun).rows["comparison"] == dict.fromkeys(every, gone)
    (before,) = filled.db.execute("select max(id) from code_alias").fetchone()
    rows = [(6, name, name) for name in "pqr"]
    made = by(filled, lambda c: c.bulk("code_alias", rows))
    assert since(filled, gone).rows == {"code_alias": dict.fromkeys(range(before + 1, before + 4), made)}


def test_tables_that_are_nobodys_things_are_not_read(filled: Study, begun: int) -> None:
    by(filled, lambda c: c.update("candidate", 1, label="other"))
    assert since(filled, begun).rows == {}


def test_a_field_has_the_change_of_its_column_and_else_that_of_its_row(filled: Study, begun: int) -> None:
    first = by(filled, lambda c: c.update("coding", 1, start=42))
    second = by(filled, lambda c: c.update("coding", 1, note="n"))
    touched = since(filled, begun)
    assert [touched.field("coding", [1], name) for name in ("stretch", "note", "code")] == [first, second, second]
    assert touched.last("coding", [1]) == second
    assert touched.last("coding", [2]) == 0
    assert touched.field("coding", [1, 2], "stretch") == first


FIELDS = [
    ("code", 5, "parent", {"parent": 1}), ("property", 1, "points", {"kind": "kinds"}),
    ("placement", 1, "value", {"position": 0.5}), ("relation", 1, "relation", {"type": 2}),
    ("comparison", 2, "compared", {"code": 2}), ("sampling", 1, "for", {"property": None}),
    ("sampling", 2, "status", {"closed_at": "2026-01-01T00:00:00Z"}), ("negative", 2, "against", {"code": 2}),
    ("source", 1, "text", {"sha256": "other"}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "id", "field", "values"), FIELDS, ids=[f"{t} {f}" for t, _, f, _ in FIELDS])
def test_a_field_that_has_another_name_than_its_columns_is_found_by_them(
    table: str, id: int, field: str, values: dict[str, object], filled: Study, begun: int
) -> None:
    other = {"code": "colour", "source": "title", "property": "name", "sampling": "text"}.get(table, "note")
    first = by(filled, lambda c: c.update(table, id, **values))
    second = by(filled, lambda c: c.update(table, id, **{other: "#aa0000"}))
    touched = since(filled, begun)
    assert (touched.field(table, [id], field), touched.field(table, [id], other)) == (first, second)


def of_variable(c: Change, column: str) -> tuple[int, int]:
    """A value of a source or participant: its number, and whose it is."""
    found = c.db.execute(f"select id, {column} from value where {column} is not null order by id").fetchone()
    return int(found[0]), int(found[1])


PARTS: list[tuple[str, int, str, Step]] = [
    ("source", 1, "=municipality", lambda c: c.update("value", of_variable(c, "source")[0], value="Elst")),
    ("participant", 6, "=gender", lambda c: c.update("value", of_variable(c, "participant")[0], value="m")),
    ("code", 5, "aliases", lambda c: c.insert("code_alias", code=5, name="x", key="x")),
    ("code", 6, "member:2", lambda c: c.insert("membership", code=6, category=2)),
    ("relation", 2, "for", lambda c: c.insert("evidence", relation=2, coding=5, side="for")),
    ("relation", 2, "against", lambda c: c.insert("evidence", relation=2, coding=5, side="against")),
    ("sampling", 1, "sources", lambda c: c.insert("sampling_source", sampling=1, source=3)),
]


@pytest.mark.parametrize(("table", "id", "field", "step"), PARTS, ids=[f"{t} {f}" for t, _, f, _ in PARTS])
def test_rows_of_another_table_are_a_field_of_the_thing_they_belong_to(
    table: str, id: int, field: str, step: Step, filled: Study, begun: int
) -> None:
    n = by(filled, step)
    touched = since(filled, begun)
    assert touched.things(table) == {id}
    assert touched.last(table, [id]) == touched.field(table, [id], field) == n
    assert table not in touched.rows
    others = {t for t, *_ in PARTS} - {table}
    assert {t: touched.things(t) for t in others} == {t: set() for t in others}


def test_of_several_parts_and_the_row_itself_the_last_change_counts(filled: Study, begun: int) -> None:
    one = by(filled, lambda c: c.insert("code_alias", code=5, name="x", key="x"))
    own = by(filled, lambda c: c.update("code", 5, example="e"))
    member = by(filled, lambda c: c.insert("membership", code=5, category=7))
    touched = since(filled, begun)
    assert [touched.field("code", [5], f) for f in ("aliases", "example", "member:7", "name")] == [
        one,
        own,
        member,
        member,
    ]
    again = by(filled, lambda c: c.insert("code_alias", code=5, name="y", key="y"))
    assert since(filled, begun).field("code", [5], "aliases") == since(filled, begun).last("code", [5, 6]) == again
    assert since(filled, again).things("code") == set()


def test_what_is_counted_are_the_rows_that_are_not_as_they_were(filled: Study, begun: int) -> None:
    by(filled, lambda c: c.update("summary", 1, text="anders"))
    by(filled, lambda c: remove(c, "judgement", [1, 2]))
    by(filled, lambda c: c.update("condition", 1, note="even"))
    by(filled, lambda c: c.update("condition", 1, note="zo 😀"))
    with closing(replay.as_of(filled.db, begun)) as then:
        assert counted(since(filled, begun), then, filled.db) == {"summary": 1, "judgement": 2}
    assert counted(since(filled, last(filled)), filled.db, filled.db) == {}
    assert set(COUNTED) > {"summary", "judgement", "condition"}
