"""References that name their column: which tables get them, in place or rebuilt, and what stays as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from qda.core.errors import QdaError
from qda.store.file import references

MADE = """
create table b(id integer primary key autoincrement, name text not null default 'x') strict;
create table "two words"(id integer primary key);
create table source(id integer primary key);
create table done(id integer primary key, b integer references b(id) on delete cascade, s integer references source (id));
create table bare(
  id integer primary key autoincrement, b integer not null References b on delete cascade, s integer references source(id),
  self integer references bare on delete set null, w integer references "two words", u text unique) strict;
create index bare_b on bare(b);
create unique index bare_pair on bare(b, s) where s is not null;
create view seen as select bare.id, b.name from bare join b on b.id = bare.b;
insert into b(id, name) values (3, 'drie'), (7, 'zeven');
insert into bare(id, b, u) values (2, 3, 'een'), (9, 7, 'twee');
delete from bare where id = 9;
insert into bare(id, b, self, u) values (5, 7, 2, 'drie');
"""
NAMED = [  # from, table, to, on delete
    ("w", "two words", "id", "NO ACTION"),
    ("self", "bare", "id", "SET NULL"),
    ("s", "source", "id", "NO ACTION"),
    ("b", "b", "id", "CASCADE"),
]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """Two tables with references, one of which names some of its columns and not others; a transaction is open."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.executescript(MADE)
    opened.execute("begin")
    yield opened
    opened.close()


@pytest.fixture(params=["in place", "rebuilt"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "rebuilt":
        monkeypatch.setattr(references, "_write", lambda db, new: False)
    return str(request.param)


def keys(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return [(r[3], r[2], r[4], r[6]) for r in db.execute(f"pragma foreign_key_list({table})")]


def indexes(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("select name, sql from sqlite_master where type = 'index' and sql is not null"))


def test_every_bare_reference_names_its_column(db: sqlite3.Connection, way: str) -> None:
    rows, made, numbers = (
        db.execute(f"select * from {what}").fetchall() for what in ("bare", "seen", "sqlite_sequence order by name")
    )
    held, done = indexes(db), db.execute("select sql from sqlite_master where name = 'done'").fetchone()
    references.name_columns(db)
    assert keys(db, "bare") == NAMED and db.in_transaction
    assert db.execute("select sql from sqlite_master where name = 'done'").fetchone() == done, "it was done before"
    assert (
        db.execute("select * from bare").fetchall()
        == rows
        == [(2, 3, None, None, None, "een"), (5, 7, None, 2, None, "drie")]
    )
    assert db.execute("select * from seen").fetchall() == made
    assert db.execute("select * from sqlite_sequence order by name").fetchall() == numbers == [("b", 7), ("bare", 9)]
    assert indexes(db) == held and set(held) == {"bare_b", "bare_pair"}
    assert not [n for (n,) in db.execute("select name from sqlite_master") if n.startswith("new_")]
    assert db.execute("pragma writable_schema").fetchone() == (0,)
    assert db.execute("pragma legacy_alter_table").fetchone() == (0,)
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    db.execute("commit")
    db.execute("pragma foreign_keys = on")
    assert db.execute("insert into bare(b) values (3) returning id").fetchone() == (10,), "no number is used again"
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute("insert into bare(b) values (4)")
    db.execute("delete from b where id = 3")
    assert db.execute("select id, self from bare").fetchall() == [(5, None)], "cascade, and null where that is the rule"


def test_a_second_time_changes_nothing(db: sqlite3.Connection, way: str) -> None:
    references.name_columns(db)
    before = db.execute("select name, sql from sqlite_master").fetchall()
    references.name_columns(db)
    assert db.execute("select name, sql from sqlite_master").fetchall() == before
    assert references._definitions(db) == {}


def test_which_tables_have_one(db: sqlite3.Connection) -> None:
    found = references._definitions(db)
    assert list(found) == ["bare"]
    assert "References b(id) on delete cascade" in found["bare"] and "references source(id), " in found["bare"].replace(
        "\n ", ""
    )
    assert 'references "two words"(id), u text' in found["bare"] and "(id)(id)" not in found["bare"]


def test_a_table_without_numbers_of_its_own_gets_none(db: sqlite3.Connection, way: str) -> None:
    db.execute("create table plain(id integer primary key, b integer references b)")
    db.execute("insert into plain(id, b) values (4, 3), (1, 7)")
    references.name_columns(db)
    assert keys(db, "plain") == [("b", "b", "id", "NO ACTION")]
    assert db.execute("select * from plain order by id").fetchall() == [(1, 7), (4, 3)]
    assert [n for (n,) in db.execute("select name from sqlite_sequence order by name")] == ["b", "bare"]


def test_other_connections_read_the_definitions_again(tmp_path: object) -> None:
    path = f"{tmp_path}/x.db"
    one = sqlite3.connect(path, isolation_level=None)
    one.executescript(MADE)
    other = sqlite3.connect(path, isolation_level=None)
    assert [r[2] for r in keys(other, "bare")] == [None, None, "id", None]
    before = one.execute("pragma schema_version").fetchone()[0]
    one.execute("begin")
    references.name_columns(one)
    assert one.execute("pragma schema_version").fetchone() == (before + 1,)
    one.execute("commit")
    assert keys(other, "bare") == NAMED
    one.close()
    other.close()


class Refusing(sqlite3.Connection):
    """A connection that writes no definition, and says why."""

    why = "table sqlite_master may not be modified"

    def executemany(self, sql: str, rows: object, /) -> sqlite3.Cursor:
        raise sqlite3.OperationalError(self.why)


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    opened = sqlite3.connect(":memory:", isolation_level=None, factory=Refusing)
    opened.executescript(MADE)
    yield opened
    opened.close()


def test_where_no_definition_may_be_written_tables_are_rebuilt(refusing: Refusing) -> None:
    new = references._definitions(refusing)
    assert references._write(refusing, new) is False
    assert refusing.execute("pragma writable_schema").fetchone() == (0,)
    references.name_columns(refusing)
    assert keys(refusing, "bare") == NAMED and len(refusing.execute("select * from bare").fetchall()) == 2


def test_another_error_is_not_hidden(refusing: Refusing) -> None:
    refusing.why = "disk I/O error"
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        references.name_columns(refusing)
    assert refusing.execute("pragma writable_schema").fetchone() == (0,)
    assert [r[2] for r in keys(refusing, "bare")] == [None, None, "id", None]


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (", u text unique", ""),
        (", u text unique", ", u text"),
        (" on delete cascade", ""),
        ("on delete set null", "on delete cascade"),
        ("self integer references bare(id)", "self integer references source(id)"),
        ("b integer not null", "b integer"),
        ("b integer not null", "b text not null"),
        ("INDEX bare_b on", "INDEX other on"),
        ("UNIQUE INDEX", "INDEX"),
    ],
)
def test_a_table_that_is_no_longer_what_it_was(
    part: str, instead: str, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = list[bool]()

    def rebuild(db: sqlite3.Connection, table: str, sql: str) -> None:
        made = [sql, *indexes(db).values()]
        db.execute("drop table bare")
        for one in made:
            replaced.append(part in one)
            db.execute(one.replace(part, instead))

    monkeypatch.setattr(references, "_write", lambda db, new: False)
    monkeypatch.setattr(references, "_rebuild", rebuild)
    with pytest.raises(QdaError) as e:
        references.name_columns(db)
    assert str(e.value) == "the table bare could not be brought up to date; nothing was changed" and any(replaced)


def test_a_reference_that_is_left_without_its_column(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_write", lambda db, new: True)  # said to be done, and it was not
    with pytest.raises(QdaError, match=r"^the table bare could not be brought up to date; nothing was changed$"):
        references.name_columns(db)


def test_what_a_definition_is_without_the_names(db: sqlite3.Connection) -> None:
    columns, found, held = references._shape(db, "bare")
    assert [c[1:4] for c in columns][:2] == [("id", "INTEGER", 0), ("b", "INTEGER", 1)]  # type: ignore[attr-defined]
    assert {k[4] for k in found} == {"id"} and [k[2:4] for k in found] == [(n[1], n[0]) for n in NAMED]  # type: ignore[attr-defined]
    assert [i[0] for i in held] == ["bare_b", "bare_pair", "sqlite_autoindex_bare_1"]  # type: ignore[attr-defined]
