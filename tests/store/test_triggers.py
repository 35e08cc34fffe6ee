"""The triggers: what each writes into the history, what it refuses, and which come off when."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pytest

from qda.store.file import schema, triggers
from qda.store.project import Study

COLUMNS = [("id", "INTEGER"), ("name", "TEXT"), ("end", "INTEGER"), ("place", "REAL")]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """A table with its triggers and the history's own tables; the door is open for change 7."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.executescript(schema.HISTORY)
    opened.execute('create table thing(id integer primary key, name text, "end" integer, place real) strict')
    for sql in triggers.for_table("thing", COLUMNS).values():
        opened.execute(sql)
    opened.execute("update change_now set change = 7")
    yield opened
    opened.close()


def written(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    found = db.execute("select change, tbl, key, last, op, before, after from change_row order by id").fetchall()
    db.execute("delete from change_row")
    return [(*r[:5], *(None if side is None else json.loads(side) for side in r[5:])) for r in found]


def test_a_table_has_three(db: sqlite3.Connection) -> None:
    made = triggers.for_table("thing", COLUMNS)
    assert list(made) == ["h_thing_i", "h_thing_u", "h_thing_d"]
    there = {name: sql.casefold() for name, sql in triggers.present(db).items()}
    assert there == {name: sql.casefold() for name, sql in made.items()}


def test_what_is_written_of_a_row(db: sqlite3.Connection) -> None:
    db.execute("""insert into thing values (1, 'één "1"', 5, 0.1), (4, null, null, null)""")
    assert written(db) == [(7, "thing", 1, None, "I", None, None), (7, "thing", 4, None, "I", None, None)]
    db.execute("update thing set name = 'twee', place = ? where id = 1", (0.1 + 0.2,))
    assert written(db) == [
        (7, "thing", 1, None, "U", {"name": 'één "1"', "place": "0.10000000000000001"},
         {"name": "twee", "place": "0.30000000000000004"})
    ]  # fmt: skip
    db.execute('update thing set "end" = 6, name = name')
    assert written(db) == [
        (7, "thing", 1, None, "U", {"end": 5}, {"end": 6}), (7, "thing", 4, None, "U", {"end": None}, {"end": 6})
    ]  # fmt: skip
    db.execute("update thing set place = null, name = '' where id = 1")
    assert written(db) == [
        (7, "thing", 1, None, "U", {"name": "twee", "place": "0.30000000000000004"}, {"name": "", "place": None})
    ]
    db.execute('update thing set "end" = "end", name = name, place = place')
    assert written(db) == [], "nothing changed"
    db.execute("update change_now set change = 8")
    db.execute("delete from thing")
    assert written(db) == [
        (8, "thing", 1, None, "D", {"name": "", "end": 6, "place": None}, None),
        (8, "thing", 4, None, "D", {"name": None, "end": 6, "place": None}, None),
    ]


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 5e-324, 1.5e300, -0.0, 100.0])
def test_a_real_number_comes_back_exactly(number: float, db: sqlite3.Connection) -> None:
    db.execute("insert into thing values (1, null, null, ?)", (number,))
    db.execute("delete from thing")
    kept = written(db)[-1][5]["place"]  # type: ignore[index]
    assert db.execute("insert into thing(place) values (?) returning place", (kept,)).fetchone() == (number,)


def test_a_row_that_is_inserted_in_bulk_is_written_once_by_the_door(db: sqlite3.Connection) -> None:
    db.execute("update change_now set bulk = 'thing'")
    db.execute("insert into thing(id) values (1)")
    assert written(db) == []
    db.execute("update thing set name = 'x'")
    db.execute("update change_now set bulk = 'other'")
    db.execute("insert into thing(id) values (2)")
    db.execute("delete from thing where id = 1")
    assert [r[4] for r in written(db)] == ["U", "I", "D"]


def test_an_id_never_changes(db: sqlite3.Connection) -> None:
    db.execute("insert into thing(id) values (1)")
    for sql in ("update thing set id = 2", "update thing set id = 2, name = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match=r"^an id never changes$"):
            db.execute(sql)
    assert db.execute("select id, name from thing").fetchall() == [(1, None)]


@pytest.mark.parametrize(
    "sql",
    ["insert into thing(id) values (2)", "update thing set name = 'x'", "update thing set id = 9", "delete from thing"],
)
def test_a_shut_door(sql: str, db: sqlite3.Connection) -> None:
    db.execute("insert into thing(id) values (1)")
    written(db)
    db.execute("update change_now set change = null")
    with pytest.raises(sqlite3.IntegrityError, match=r"^this study is written through qda alone$"):
        db.execute(sql)
    assert db.execute("select id, name from thing").fetchall() == [(1, None)] and written(db) == []


def others(db: sqlite3.Connection) -> set[str]:
    return {name for name in triggers.present(db) if not name.startswith("h_")}


def test_every_recorded_table_and_the_full_text_have_theirs(filled: Study) -> None:
    wanted = triggers.wanted(filled.db)
    assert set(wanted) == {f"h_{t}_{op}" for t in schema.RECORDED for op in "iud"} | {
        "f_source_i",
        "f_source_d",
        "f_source_u",
    }
    assert set(triggers.present(filled.db)) == set(wanted)
    for table in schema.RECORDED:
        whole = wanted[f"h_{table}_d"]
        assert all(f"""'{n}', """ in whole for n, _ in schema.columns(filled.db, table) if n != "id"), table
        assert "'id'" not in whole


def test_which_come_off_and_are_put_on_again(filled: Study) -> None:
    filled.writable()
    db = filled.db
    before = triggers.present(db)
    db.execute("create trigger mine after delete on code begin select 1; end")
    db.execute("create trigger halfway after delete on code begin select 1; end")
    db.execute("create trigger full_text after delete on code begin select 1; end")
    theirs = {"mine", "halfway", "full_text"}
    triggers.lift_guard(db)
    assert set(triggers.present(db)) == theirs | {"f_source_i", "f_source_d"}
    text = "Er kwam een zeldzaam woord bij."
    db.execute(
        "insert into source select 99, 'u', 'n', 'k', kind, title, language, ?, 31, 6, sha256, origin, date, imported_at, "
        "metadata, sentence_rules from source where id = 1", (text,)
    )  # fmt: skip
    assert db.execute("select rowid from source_fts where source_fts match 'zeldzaam'").fetchall() == [(99,)]
    db.execute("delete from source where id = 99")
    assert db.execute("select rowid from source_fts where source_fts match 'zeldzaam'").fetchall() == []
    triggers.drop(db)
    assert set(triggers.present(db)) == theirs
    triggers.make(db)
    triggers.make(db)
    assert {name: sql for name, sql in triggers.present(db).items() if name not in theirs} == before
    db.execute("drop trigger h_code_u")
    db.execute("create trigger h_code_u after update on code begin select 1; end")  # weakened by another program
    triggers.make(db)
    assert triggers.present(db)["h_code_u"] == before["h_code_u"]


def test_the_text_of_a_source_never_changes(filled: Study) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"^the text of a source never changes$"), filled.change("x") as c:
        c.db.execute("update source set text = text || '.' where id = 1")
    with filled.change("x") as c:
        c.db.execute("update source set text = text, title = 'Anders' where id = 1")
    assert filled.db.execute("select title from source where id = 1").fetchone() == ("Anders",)
    assert filled.db.execute("select before, after from change_row order by id desc limit 1").fetchone() == (
        '{"title":"Thread-1"}', '{"title":"Anders"}'
    )  # fmt: skip
