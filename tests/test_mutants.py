"""Which mutants change nothing: the run of mutants sets them apart by what `mutmut show` prints."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"


@pytest.fixture(scope="module")
def same() -> Callable[[str], bool]:
    pytest.importorskip("nox", reason="nox, which runs the mutants, is not installed")
    spec = importlib.util.spec_from_file_location("noxfile", NOXFILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], bool] = module.only_case_of_sql
    return found


def diff(was: str, now: str) -> str:
    return (
        f"# qda.store.x: survived\n--- qda/store/x.py\n+++ qda/store/x.py\n@@ -1,2 +1,2 @@\n def x():\n-{was}\n+{now}\n"
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('    return db.execute("select a from b").fetchall()', '    return db.execute("SELECT A FROM B").fetchall()'),
        ('        "where c.id = ?",', '        "WHERE C.ID = ?",'),
        ("""    rows = db.execute('select "end" from g', ())""", """    rows = db.execute('SELECT "END" FROM G', ())"""),
        ('    chosen = "pragma user_version" if old else ""', '    chosen = "PRAGMA USER_VERSION" if old else ""'),
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
