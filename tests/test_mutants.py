"""Which mutants change nothing: the run of mutants sets them apart by what `mutmut show` prints."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from qda.store.file import schema
from qda.store.project import Study

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    pytest.importorskip("nox", reason="nox, which runs the mutants, is not installed")
    spec = importlib.util.spec_from_file_location("noxfile", NOXFILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def same(rules: ModuleType) -> Callable[[str], bool]:
    found: Callable[[str], bool] = rules.only_case_of_sql
    return found


@pytest.fixture(scope="module")
def named(rules: ModuleType) -> Callable[[str], bool]:
    found: Callable[[str], bool] = rules.only_case_of_names
    return found


def diff(was: str, now: str, at: int = 1) -> str:
    head = f"# qda.store.x: survived\n--- qda/store/x.py\n+++ qda/store/x.py\n@@ -{at},2 +{at},2 @@\n"
    return f"{head} def x():\n-{was}\n+{now}\n"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('    return db.execute("select a from b").fetchall()', '    return db.execute("SELECT A FROM B").fetchall()'),
        ('        "where c.id = ?",', '        "WHERE C.ID = ?",'),
        ("""    rows = db.execute('select "end" from g', ())""", """    rows = db.execute('SELECT "END" FROM G', ())"""),
        ('    chosen = "pragma user_version" if old else ""', '    chosen = "PRAGMA USER_VERSION" if old else ""'),
        ('c.db.execute("insert or ignore into a(b) values (?)")', 'c.db.execute("INSERT OR IGNORE INTO A(B) VALUES (?)")'),
        ('over = ["with recursive a(b) as ("]', 'over = ["WITH RECURSIVE A(B) AS ("]'),
    ],
)  # fmt: skip
def test_sql_in_another_case_is_the_same(was: str, now: str, same: Callable[[str], bool]) -> None:
    assert same(diff(was, now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"select a from relation"', '"select b from relation"'),
        ('"select a from relation"', '"XXselect a from relationXX"'),
        ('"select a from relation"', "None"),
        (
            """f("select a from relation where kind = 'cause'")""",
            """f("SELECT A FROM RELATION WHERE KIND = 'CAUSE'")""",
        ),
        ('row("select a from b", 1)', 'row("SELECT A FROM B", 2)'),
        ('row("select a from b", 1)', 'row("SELECT A FROM B")'),
        ('"create table chosen(id integer)"', '"CREATE TABLE CHOSEN(ID INTEGER)"'),
        ('c.delete("participant", other)', 'c.delete("PARTICIPANT", other)'),
        ('yield "history", "is not later than the one before"', 'yield "history", "IS NOT LATER THAN THE ONE BEFORE"'),
        ('Refused("where-without-value", "write it")', 'Refused("WHERE-WITHOUT-VALUE", "write it")'),
        (
            """f"select a from b where {chosen.format('id')}",""",
            """f"select a from b where {chosen.format('ID')}",""",
        ),
        ("while at in parents:", "while at not in parents:"),
    ],
)
def test_everything_else_is_a_change(was: str, now: str, same: Callable[[str], bool]) -> None:
    assert not same(diff(was, now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('c.delete("participant", other)', 'c.delete("PARTICIPANT", other)'),
        ('rows(db, "coding_place", 1)', 'rows(db, "CODING_PLACE", 1)'),  # an index
        ('drop(db, "h_coding_u")', 'drop(db, "H_CODING_U")'),  # a trigger
        ('drop(db, "codings_named")', 'drop(db, "CODINGS_NAMED")'),  # a view
        ('one("on_name")', 'one("ON_NAME")'),  # a column of a view
        ('join.append("and g.code = ?")', 'join.append("AND G.CODE = ?")'),
        ("""order = 'c.created_at desc, c."end"'""", """order = 'C.CREATED_AT DESC, C."END"'"""),
        (
            'join = "and not exists (select 1 from evidence e join coding g on g.id = e.coding "',
            'join = "AND NOT EXISTS (SELECT 1 FROM EVIDENCE E JOIN CODING G ON G.ID = E.CODING "',
        ),
        ('db.execute("begin immediate")', 'db.execute("BEGIN IMMEDIATE")'),
        ('where = "confirmed = 1 and code.level is not null"', 'where = "CONFIRMED = 1 AND CODE.LEVEL IS NOT NULL"'),
    ],
)
def test_names_of_the_schema_in_another_case(was: str, now: str, named: Callable[[str], bool]) -> None:
    assert named(diff(was, now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('c.delete("participants", other)', 'c.delete("PARTICIPANTS", other)'),
        ('c.delete("participant", other)', 'c.delete("XXparticipantXX", other)'),
        ('c.delete("participant", other)', 'c.delete("PARTICIPANT", None)'),
        ('c.delete("participant", other)', 'c.delete("PARTICIPANT")'),
        ('c.delete("participant", other)', "c.delete(None, other)"),
        ('where = "g.code = ?"', 'where = "g.code <> ?"'),
        ("""where = "g.kind = 'code'\"""", """where = "G.KIND = 'CODE'\""""),
        ('Refused("coding-there", "coding is there")', 'Refused("CODING-THERE", "coding is there")'),
        ('Refused("x", "the code is no category")', 'Refused("x", "THE CODE IS NO CATEGORY")'),
        ('outcome = "new-property"', 'outcome = "NEW-PROPERTY"'),
        ('origin = "in-vivo"', 'origin = "IN-VIVO"'),
        ('op = "d"', 'op = "D"'),
        ('    for table in ("coding", "segment"):', '    for table in ("coding", "SEGMENT"):'),
        ('        ("source", "memo"), ("coding", "code"),', '        ("source", "memo"), ("coding", "CODE"),'),
        ('sep.join(", ?")', 'sep.join(", ?")'),
        ('f("source_id_of")', 'f("SOURCE_ID_OF")'),
        ('return f"{name} and {other}"', 'return f"{NAME} AND {other}"'),
        ("return source", "return SOURCE"),
        ("zip(a, b, strict=True)", "zip(a, b, strict=False)"),
    ],
)
def test_what_is_no_name_of_the_schema(was: str, now: str, named: Callable[[str], bool]) -> None:
    assert not named(diff(was, now))


@pytest.mark.parametrize(
    "now",
    ["    x = dict(zip(a, b, strict=False))", "    x = dict(zip(a, b, strict=None))", "    x = dict(zip(a, b, ))"],
)
def test_that_zip_looks_at_lengths_changes_no_pair(now: str, rules: ModuleType) -> None:
    assert rules.only_strict(diff("    x = dict(zip(a, b, strict=True))", now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("    x = dict(zip(a, b, strict=True))", "    x = dict(zip(a, None, strict=True))"),
        ("    x = dict(zip(a, b, strict=True))", "    x = dict(zip(a, strict=True))"),
        ("    x = dict(zip(a, b, strict=True))", "    x = None"),
        ("    x = dict(zip(a, b, strict=False))", "    x = dict(zip(a, b, strict=True))"),
        ("    path.resolve(strict=True)", "    path.resolve(strict=False)"),
        ("    x = zip(a, b, strict=True) or c", "    x = zip(a, b, strict=True) and c"),
    ],
)
def test_other_changes_beside_zip_are_some(was: str, now: str, rules: ModuleType) -> None:
    assert not rules.only_strict(diff(was, now))


def test_a_name_counts_only_where_tests_see_it_spoiled(rules: ModuleType) -> None:
    was = 'c.insert("memo", "memo", title=title)'
    capitals = diff(was, 'c.insert("MEMO", "memo", title=title)', 7)
    assert rules.is_noticed(capitals, diff(was, 'c.insert("XXmemoXX", "memo", title=title)', 7))
    for other in (
        diff(was, 'c.insert("memo", "XXmemoXX", title=title)', 7),
        diff(was, 'c.insert("XXmemoXX", "memo", title=title)', 9),
        diff(was, 'c.insert(None, "memo", title=title)', 7),
        diff(was, 'c.insert("memo", title=title)', 7),
        diff(was, 'c.insert("XXmemo", "memo", title=title)', 7),
        diff(was.replace("memo", "link"), was.replace("memo", "link").replace('"link"', '"XXlinkXX"', 1), 7),
        capitals,
        "",
    ):
        assert not rules.is_noticed(capitals, other)
    assert not rules.is_noticed("", "")


def test_the_names_are_those_of_a_study(rules: ModuleType, study: Study) -> None:
    made = "select name from sqlite_master where tbl_name not like '\\_sqlite%' escape '\\' and name not like 'sqlite%'"
    names = {name for (name,) in study.db.execute(made)}
    columns = {name for table in schema.RECORDED for name, _ in schema.columns(study.db, table)}
    assert len(names) > 200 and len(columns) > 80 and names | columns <= rules.names_of_schema()
