"""The rules of undo and redo one by one, each in the smallest case that needs it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from filled_study import Dump

from qda.core.errors import QdaError
from qda.ops.coding import codebook, coding
from qda.ops.study import study as ops
from qda.store import check
from qda.store.analysis import codes, decisions
from qda.store.file import ids, schema
from qda.store.file.ids import new_uuid
from qda.store.history import door
from qda.store.history.door import Change
from qda.store.project import Study

Dumper = Callable[[sqlite3.Connection], Dump]


def change(study: Study, step: Callable[[Change], object], coder: str = "anna") -> int:
    """One change by a coder; its number, or 0 where nothing was logged."""
    with study.door.change("test", coder) as c:
        step(c)
        c.summary = "test"
    return c.id if c.changed else 0


def turn(study: Study, kind: str, coder: str | None = None, n: int = 1) -> None:
    study.named = study._coder = coder
    getattr(ops, kind)(study, n)
    study.named = study._coder = None


def there_and_back(study: Study, dump: Dumper, step: Callable[[Change], object]) -> None:
    """Do, undo, redo, undo: exact each time, and `check` finds nothing."""
    before = dump(study.db)
    assert change(study, step)
    after = dump(study.db)
    assert after != before
    for kind, wanted in (("undo", before), ("redo", after), ("undo", before), ("redo", after)):
        turn(study, kind)
        assert dump(study.db) == wanted
        assert list(check.run(study.db)) == []


# What one change may do


@pytest.mark.parametrize(
    "value", [0.1 + 0.2, 1 / 3, 5e-324, 2.2250738585072014e-308, 0.9999999999999999, -0.0, 1e22, 123456789.123456789]
)
def test_reals_come_back_to_the_last_bit(value: float, filled: Study, dump: Dumper) -> None:
    change(filled, lambda c: c.update("placement", 1, position=0.75))
    there_and_back(filled, dump, lambda c: c.update("placement", 1, position=value))
    there_and_back(filled, dump, lambda c: c.delete("placement", 1))
    turn(filled, "undo")
    assert filled.db.execute("select position from placement where id = 1").fetchone()[0] == value


@pytest.mark.parametrize(
    "text", ["\x00 na NUL", "'; --", '"\\', "😀👩‍👩‍👧", "\u2028\u2029\ufeff", "e\u0301", "\r\n\t", "\x1b[31m"]
)
def test_texts_come_back_as_they_were(text: str, filled: Study, dump: Dumper) -> None:
    there_and_back(filled, dump, lambda c: c.update("code", 1, definition=text))
    there_and_back(filled, dump, lambda c: c.insert("setting", name=text, value=text))
    there_and_back(filled, dump, lambda c: c.db.execute("delete from setting where name = ?", (text,)))


def test_names_in_a_ring(filled: Study, dump: Dumper) -> None:
    """Backwards over the whole sequence, through the same valid states: a net image of each row could not."""

    def ring(c: Change) -> None:
        rows = dict(c.db.execute("select id, key from code where id in (6, 7)"))
        c.update("code", 6, key="third")
        c.update("code", 7, key=rows[6])
        c.update("code", 6, key=rows[7])

    with filled.door.change("test", "anna") as c:
        ring(c)
    after = dump(filled.db)
    turn(filled, "undo")
    turn(filled, "redo")
    assert dump(filled.db) == after


def test_insert_or_replace_and_upsert_are_recorded(filled: Study, dump: Dumper) -> None:
    there_and_back(
        filled, dump, lambda c: c.db.execute("insert or replace into setting(name, value) values ('name', 'anders')")
    )
    there_and_back(
        filled,
        dump,
        lambda c: c.db.execute(
            "insert into setting(name, value) values ('name', 'x') on conflict(name) do update set value = excluded.value"
        ),
    )


def test_made_altered_and_removed_within_one_change(filled: Study, dump: Dumper) -> None:
    def step(c: Change) -> None:
        made = c.bulk("setting", [(f"s{n}", str(n)) for n in range(600)])
        for i in made[:300]:
            c.update("setting", i, value="anders")
        for i in made[100:500]:
            c.delete("setting", i)
        one = c.insert("setting", name="een", value="1")
        c.update("setting", one, value="2")
        two = c.insert("setting", name="twee", value="1")
        c.delete("setting", two)

    there_and_back(filled, dump, step)


def test_a_source_that_takes_everything_along(filled: Study, dump: Dumper) -> None:
    def step(c: Change) -> None:
        decisions.leaving(c, sources=[1])  # a decision is on places of sources, and on none it is nothing
        c.delete("source", 1)

    there_and_back(filled, dump, step)


def test_a_parent_with_a_higher_number_than_its_child(filled: Study, dump: Dumper) -> None:
    """Deleted together they come back in one run, sorted by number: the child before its parent."""
    codebook.add(filled, "nieuw huis")
    codebook.move(filled, "loslaten", under="nieuw huis")
    before = dump(filled.db)
    codebook.remove(filled, "nieuw huis", with_codes=True)
    turn(filled, "undo")
    assert dump(filled.db) == before


def test_thousands_of_rows_are_packed_and_come_back(filled: Study, dump: Dumper) -> None:
    rows = [(f"s{n}", f"waarde {n} 😀") for n in range(3000)]
    change(filled, lambda c: c.bulk("setting", rows))
    first = filled.db.execute("select min(id) from setting where name = 's0'").fetchone()[0]
    full = dump(filled.db)
    n = change(filled, lambda c: c.db.execute("delete from setting where id >= ? and id % 7 <> 0", (first,)))
    kept = filled.db.execute(
        "select count(*), sum(typeof(before) = 'blob') from change_row where change = ?", (n,)
    ).fetchone()
    assert kept[0] < 600 and kept[1] >= 2, "blocks of a thousand, compressed"
    assert list(check.run(filled.db)) == []
    turn(filled, "undo")
    assert dump(filled.db) == full
    assert list(check.run(filled.db)) == []
    turn(filled, "undo")
    turn(filled, "redo", n=2)
    assert list(check.run(filled.db)) == []


def test_a_failed_bulk_insert_that_is_caught_leaves_nothing_unrecorded(filled: Study) -> None:
    def step(c: Change) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            c.bulk("setting", [("a", ""), ("a", "")])
        c.db.execute("delete from setting where name = 'a'")
        c.insert("setting", name="b", value="")

    change(filled, step)
    assert not [f for f in check.run(filled.db) if "no change made it" in f[2]]


# What is logged


def test_a_change_that_changed_nothing_leaves_no_line_and_no_byte(filled: Study) -> None:
    before = filled.db.execute("pragma data_version").fetchone()
    size = filled.db.execute("select seq from sqlite_sequence where name = 'change'").fetchone()
    assert change(filled, lambda c: c.update("code", 1, name="publieke meerwaarde")) == 0
    assert filled.db.execute("pragma data_version").fetchone() == before
    assert filled.db.execute("select seq from sqlite_sequence where name = 'change'").fetchone() == size


def test_an_exception_takes_everything_back(filled: Study, dump: Dumper) -> None:
    before = dump(filled.db)

    def step(c: Change) -> None:
        c.bulk("setting", [("a", "")])
        c.delete("source", 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change(filled, step)
    assert dump(filled.db) == before
    assert list(check.run(filled.db)) == []


def test_numbers_are_never_used_again(filled: Study) -> None:
    last = filled.db.execute("select max(id) from coding").fetchone()[0]
    made = next(iter(coding.code(filled, "thread-1", ["macht"], span="0:3").table.rows))[0]  # type: ignore[union-attr]
    assert made == last + 1
    coding.uncode(filled, [made])
    again = next(iter(coding.code(filled, "thread-1", ["macht"], span="0:3").table.rows))[0]  # type: ignore[union-attr]
    assert again == last + 2


def test_a_text_never_changes(filled: Study) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        change(filled, lambda c: c.update("source", 1, text="anders"))
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        change(filled, lambda c: c.db.execute("update code set id = 99 where id = 7"))


def test_what_a_change_makes_bears_its_time(filled: Study) -> None:
    coding.code(filled, "thread-1", ["geheel nieuw"], span="0:3")
    at = filled.db.execute("select at from change order by id desc").fetchone()[0]
    assert {at} == {
        *filled.db.execute("select created_at from code order by id desc").fetchone(),
        *filled.db.execute("select created_at from coding order by id desc").fetchone(),
    }


def test_time_rises_when_the_clock_goes_back(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    after = ids.after
    monkeypatch.setattr(
        door, "after", lambda last: after("2999-01-01T00:00:00.999999Z" if last is None else max(last, "2999"))
    )
    monkeypatch.setattr(door, "after", after)
    with filled.door.change("test", "anna") as c:
        filled.db.execute("update change set at = '2999-01-01T00:00:00.999999Z' where id = ?", (c.id,))
        c.insert("setting", name="a", value="")
    change(filled, lambda c: c.insert("setting", name="b", value=""))
    assert filled.db.execute("select at from change order by id desc").fetchone()[0] == "2999-01-01T00:00:01.000000Z"
    assert list(check.run(filled.db)) == []


# Whose


def make_code(name: str, parent: int | None = None) -> Callable[[Change], int]:
    return lambda c: c.insert(
        "code", uuid=new_uuid(), name=name, key=name, parent=parent, level="code", origin="hand", coder=c.coder_id,
        created_at=c.at,
    )  # fmt: skip


def test_later_work_on_other_columns_of_a_row_stays(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "ben")
    change(filled, lambda c: c.update("code", 6, include="van anna"), "anna")
    turn(filled, "undo", "ben")
    assert filled.db.execute("select definition, include from code where id = 6").fetchone() == ("", "van anna")


def test_later_work_on_the_same_column_is_not_lost(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "ben")
    n = change(filled, lambda c: c.update("code", 6, definition="van anna"), "anna")
    with pytest.raises(QdaError, match=f"#{n} test by anna"):
        turn(filled, "undo", "ben")
    assert filled.db.execute("select definition from code where id = 6").fetchone() == ("van anna",)


def test_all_later_work_that_rests_on_it_is_named(filled: Study) -> None:
    def both(text: str) -> Callable[[Change], object]:
        def step(c: Change) -> None:
            for id in (5, 6):
                c.update("code", id, definition=text)

        return step

    change(filled, both("van ben"), "ben")
    first = change(filled, both("van anna"), "anna")
    last = change(filled, lambda c: c.update("code", 6, definition="van kim"), "kim")
    with pytest.raises(QdaError, match=f"#{first} test by anna.*#{last} test by kim"):
        turn(filled, "undo", "ben")


def test_what_an_undo_would_point_at_again_was_removed_since(filled: Study, dump: Dumper) -> None:
    """Ben gave a coding another code, and anna then removed the one that it had: nothing to give it back to."""
    was = filled.db.execute("select code from coding where id = 1").fetchone()[0]
    change(filled, lambda c: c.update("coding", 1, code=codes.make(c, "even")), "anna")
    (even,) = filled.db.execute("select code from coding where id = 1").fetchone()
    change(filled, lambda c: c.update("coding", 1, code=was), "ben")
    n = change(filled, lambda c: c.delete("code", even), "anna")
    before = dump(filled.db)
    with pytest.raises(QdaError, match=f"what it needs was removed since: #{n} test by anna"):
        turn(filled, "undo", "ben")
    assert dump(filled.db) == before


def test_cascades_do_not_take_later_work(filled: Study) -> None:
    change(filled, make_code("van ben"), "ben")
    code = filled.db.execute("select max(id) from code").fetchone()[0]
    n = change(filled, lambda c: c.insert("membership", code=code, category=1), "anna")
    with pytest.raises(QdaError, match=f"#{n} test by anna"):
        turn(filled, "undo", "ben")
    m = change(filled, make_code("eronder", code), "anna")
    with pytest.raises(QdaError, match=f"#{n} test by anna.*#{m} test by anna"):
        turn(filled, "undo", "ben")
    turn(filled, "undo", "anna", 2)
    turn(filled, "undo", "ben")


def test_a_row_between_those_of_a_packed_block_is_not_of_it(filled: Study, dump: Dumper) -> None:
    change(filled, lambda c: c.bulk("setting", [(f"s{n}", "") for n in range(900)]), "anna")
    middle = filled.db.execute("select id from setting where name = 's450'").fetchone()[0]
    change(filled, lambda c: c.db.execute("delete from setting where name like 's%' and id <> ?", (middle,)), "ben")
    change(filled, lambda c: c.update("setting", middle, value="anders"), "anna")
    turn(filled, "undo", "ben")
    assert filled.db.execute("select count(*), max(value) from setting where name like 's%'").fetchone() == (
        900,
        "anders",
    )
    turn(filled, "redo", "ben")
    assert filled.db.execute("select count(*) from setting where name like 's%'").fetchone() == (1,)


def test_undone_changes_of_two_coders_are_redone_in_order(filled: Study, dump: Dumper) -> None:
    """Later by number, not by effect: what was undone after and has been redone since."""
    states = [dump(filled.db)]
    for who in ("ben", "anna", "ben"):
        change(filled, lambda c, who=who: c.update("code", 6, definition=f"van {who} {len(states)}"), who)  # type: ignore[misc]
        states.append(dump(filled.db))
    turn(filled, "undo", n=3)
    turn(filled, "redo")
    turn(filled, "undo")
    turn(filled, "redo", n=3)
    assert dump(filled.db) == states[-1]


def test_a_redone_change_counts_when_it_was_undone_at_the_time(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, definition="van anna"), "anna")
    turn(filled, "undo", "anna")
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "ben")
    with pytest.raises(QdaError):
        turn(filled, "redo", "anna")
    turn(filled, "undo", "ben")
    turn(filled, "redo", "anna")
    with pytest.raises(QdaError):
        turn(filled, "redo", "ben")
    assert filled.db.execute("select definition from code where id = 6").fetchone() == ("van anna",)


def test_what_an_undo_changed_since_is_not_overwritten(filled: Study, dump: Dumper) -> None:
    """No live change stands in the way, yet the column is not as the redone change found it."""
    change(filled, lambda c: c.update("code", 6, definition="van anna"), "anna")
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "ben")
    turn(filled, "undo", "ben")
    turn(filled, "undo", "anna")
    before = dump(filled.db)
    with pytest.raises(QdaError, match=r"#\d+ undo by anna"):
        turn(filled, "redo", "ben")
    assert dump(filled.db) == before
    turn(filled, "redo", "anna")
    turn(filled, "redo", "ben")
    assert filled.db.execute("select definition from code where id = 6").fetchone() == ("van ben",)


def test_a_coder_is_found_by_name_whatever_the_case(filled: Study) -> None:
    last = filled.db.execute("select max(id) from change").fetchone()[0]
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "Ben")
    turn(filled, "undo", "BEN")
    turn(filled, "redo", "bEn")
    assert {n for (n,) in filled.db.execute("select coder from change where id > ?", (last,))} == {"ben"}


def test_undo_of_several_is_all_or_none(filled: Study, dump: Dumper) -> None:
    change(filled, lambda c: c.update("code", 6, definition="van ben"), "ben")
    change(filled, lambda c: c.update("code", 6, definition="van anna"), "anna")
    change(filled, lambda c: c.update("code", 6, include="van ben"), "ben")
    before, lines = dump(filled.db), filled.db.execute("select count(*) from change").fetchone()
    with pytest.raises(QdaError):
        turn(filled, "undo", "ben", 2)
    assert dump(filled.db) == before
    assert filled.db.execute("select count(*) from change").fetchone() == lines
    turn(filled, "undo", "ben")
    turn(filled, "undo", None, 2)


def test_nothing_is_undone_twice(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, definition="x"))
    turn(filled, "undo")
    with pytest.raises(sqlite3.IntegrityError), filled.door.transaction():
        filled.door.begin(
            "undo", "anna", kind="undo", target=filled.db.execute("select max(target) from change").fetchone()[0]
        )


def test_the_history_speaks_of_values_in_sqlite_too(filled: Study) -> None:
    """What Datasette or R reads: the JSON of one update and one delete."""

    def step(c: Change) -> None:
        c.update("code", 6, definition="nieuw")
        c.delete("code_alias", 1)

    n = change(filled, step)
    rows: list[Any] = filled.db.execute(
        "select tbl, key, op, before, after from change_row where change = ? order by id", (n,)
    ).fetchall()
    assert rows[0] == ("code", 6, "U", '{"definition":""}', '{"definition":"nieuw"}')
    assert rows[1][:3] == ("code_alias", 1, "D") and json.loads(rows[1][3]) == {
        "code": 5,
        "name": "Laten gaan",
        "key": "laten gaan",
    }
    assert {t for t, *_ in rows} <= set(schema.RECORDED)
