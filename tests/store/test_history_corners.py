"""Corners of undo and of `check`: rows that do not meet, what another program took, errors that are no damage."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from history_steps import change, code, refused
from unguarded import unguarded

from qda.store import check, project
from qda.store.file import triggers
from qda.store.history import undo
from qda.store.history.door import Change
from qda.store.project import Study


def told(study: Study, kind: str = "undo", coder: str = "anna", scope: str | None = None) -> list[str]:
    return [str(line) for line in getattr(undo, kind)(study.door, 1, coder=coder, scope=scope)]


def test_other_columns_of_a_row_do_not_rest_on_it(filled: Study) -> None:
    n = change(filled, lambda c: c.update("code", 6, definition="x"), "ben")
    change(filled, lambda c: c.update("code", 6, include="y", exclude="z"))
    assert told(filled, scope="ben") == [f"#{n} test by ben: test"]
    assert filled.db.execute("select definition, include, exclude from code where id = 6").fetchone() == ("", "y", "z")
    assert list(check.run(filled.db)) == []


def test_a_change_that_touched_two_of_its_rows_is_named_once(filled: Study) -> None:
    def two(value: str) -> Callable[[Change], None]:
        def step(c: Change) -> None:
            for id in (5, 6):
                c.update("code", id, definition=value)

        return step

    n = change(filled, two("x"), "ben")
    m = change(filled, two("y"))
    assert str(refused(filled, "undo", 1, "ben")).endswith(
        f"later changes rest on it: #{m} test by anna: test. Take these back first, whoever made them"
    )
    told(filled, scope="anna")
    assert told(filled, scope="ben") == [f"#{n} test by ben: test"]


def many(study: Study) -> dict[str, int]:
    """Three hundred settings, made in one change."""
    change(study, lambda c: c.bulk("setting", ((f"s{n}", str(n)) for n in range(300)), ("name", "value")))
    return dict(study.db.execute("select name, id from setting where name glob 's[0-9]*'"))


def test_a_row_between_those_that_went_together_is_not_one_of_them(study: Study) -> None:
    ids = many(study)
    mine = change(study, lambda c: c.update("setting", ids["s150"], value="x"))
    gone = [id for name, id in ids.items() if name not in ("s150", "s10")]

    def remove(c: Change) -> None:
        for id in gone:
            c.delete("setting", id)

    theirs = change(study, remove, "ben")
    assert study.db.execute("select count(*) from change_row where change = ?", (theirs,)).fetchone() == (1,), "packed"
    assert told(study, scope="anna") == [f"#{mine} test by anna: test"], "it is not among the rows that went"
    assert told(study, "redo", scope="anna") == [f"#{mine} test by anna: test"]
    again = change(study, lambda c: c.update("setting", ids["s10"], value="y"))
    assert told(study, scope="ben") == [f"#{theirs} test by ben: test"], "nor is this one"
    assert study.db.execute("select count(*) from setting where name glob 's[0-9]*'").fetchone() == (300,)
    told(study, "redo", "ben", "ben")
    assert told(study, scope="anna") == [f"#{again} test by anna: test"]
    assert study.db.execute("select value from setting where id = ?", (ids["s10"],)).fetchone() == ("10",)
    assert again > theirs and list(check.run(study.db)) == []


def test_a_name_that_another_program_took(filled: Study) -> None:
    n = change(filled, lambda c: c.insert("setting", name="a", value="1"))
    m = change(filled, lambda c: c.delete("setting", c.db.execute("select max(id) from setting").fetchone()[0]))
    with unguarded(filled.db):
        filled.db.execute("insert into setting(name, value) values ('a', '2')")
    says = "cannot undo #{} test by anna: test: later work rests on it or took its name ({}); take that back first"
    unique = "UNIQUE constraint failed: setting.name"
    assert str(refused(filled, "undo")) == says.format(m, unique) and n < m
    with unguarded(filled.db):
        filled.db.execute("delete from setting where name = 'a'")
    told(filled)
    id = filled.db.execute("select id from setting where name = 'a'").fetchone()[0]
    k = change(filled, lambda c: c.update("setting", id, name="b"))
    with unguarded(filled.db):
        filled.db.execute("insert into setting(name, value) values ('a', '2')")
    assert str(refused(filled, "undo")) == says.format(k, unique)


def test_what_an_undo_has_changed_since(filled: Study) -> None:
    n = change(filled, lambda c: c.update("code", 6, definition="x"))
    m = change(filled, lambda c: c.update("code", 6, definition="y"), "ben")
    told(filled, scope="ben")
    told(filled, scope="anna")
    assert str(refused(filled, "redo", 1, "ben")) == (
        f"cannot redo #{m} test by ben: test: what it changed is no longer so since: #{m + 2} undo by anna: took back #{n} "
        "test by anna: test. Take these back first, whoever made them"
    )
    told(filled, "redo", scope="anna")
    assert told(filled, "redo", scope="ben") == [f"#{m} test by ben: test"]


@pytest.mark.parametrize(
    ("other", "met"),
    [
        ((1, None, "U", "{}"), True),
        ((5, None, "U", "{}"), True),
        ((3, None, "U", "{}"), False),
        ((9, None, "D", "{}"), True),
        ((2, 4, "I", None), False),
        ((2, 5, "I", None), True),
        ((2, 8, "D", zlib.compress(b"[[2, {}], [8, {}]]")), False),
        ((5, 8, "D", zlib.compress(b"[[5, {}], [8, {}]]")), True),
    ],
)
def test_a_packed_block_of_deletions_meets_only_what_is_in_it(other: Any, met: bool) -> None:
    block = (1, 9, "D", zlib.compress(b"[[1, {}], [5, {}], [9, {}]]"))
    assert undo._meet(block, other) is met and undo._meet(other, block) is met


def test_rows_without_a_block_meet_where_their_bounds_do() -> None:
    assert undo._meet((1, 4, "I", None), (4, None, "U", "{}")) and undo._meet((4, 6, "I", None), (1, 4, "I", None))
    assert not undo._meet((1, 4, "I", None), (5, None, "D", "{}")) and not undo._meet(
        (5, 7, "I", None), (1, 4, "I", None)
    )


def test_rows_that_would_go_along(filled: Study) -> None:
    n = change(filled, code("boven"), "ben")
    top = filled.db.execute("select max(id) from code").fetchone()[0]
    m = change(filled, lambda c: c.insert("membership", code=top, category=1))
    k = change(filled, lambda c: c.insert("code_alias", code=top, name="x", key="x"), "cor")
    assert str(refused(filled, "undo", 1, "ben")) == (
        f"cannot undo #{n} test by ben: test: later changes rest on it: #{m} test by anna: test; #{k} test by cor: test. "
        "Take these back first, whoever made them"
    )


# What `check` makes of errors


@pytest.fixture
def found(filled: Study, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[BaseException], list[check.Finding]]]:
    """What is found when the look at names breaks off with an error."""

    def run(error: BaseException) -> list[check.Finding]:
        def _full_text(db: sqlite3.Connection) -> Iterator[check.Finding]:
            yield "before", "", "it broke off"
            raise error

        monkeypatch.setattr(check, "_full_text", _full_text)
        return list(check.run(filled.db))

    yield run
    assert not filled.db.in_transaction


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ValueError("no\n  number "), "no number"), (KeyError(), "KeyError"), (TypeError("x"), "x"),
        (ZeroDivisionError("y"), "y"), (AttributeError("z"), "z"), (sqlite3.DataError("too big"), "too big"),
        (sqlite3.DatabaseError("database disk image is malformed"), "database disk image is malformed"),
        (sqlite3.OperationalError("Could not decode to UTF-8 column 'x'"), "Could not decode to UTF-8 column 'x'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_finding_and_the_rest_is_looked_at(
    error: BaseException, why: str, found: Callable[[BaseException], list[check.Finding]], filled: Study
) -> None:
    with filled.change("test") as c:
        c.update("link", 1, uuid="00000000-0000-4000-8000-000000000000")
    got = found(error)
    assert got[:2] == [("before", "", "it broke off"), ("full text", "", f"cannot be read ({why})")]
    assert [f[:2] for f in got[2:]] == [("link", "link 1")], "the looks after it go on"


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("no such table: x"), sqlite3.IntegrityError("y"), OSError("z")]
)
def test_other_errors_are_the_program_s_own(
    error: BaseException, found: Callable[[BaseException], list[check.Finding]]
) -> None:
    with pytest.raises(type(error)):
        found(error)


def test_after_damage_nothing_else_is_looked_at(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_file", lambda db: iter([("file", "", "page 3 is odd")]))
    with filled.change("test") as c:
        c.update("link", 1, uuid="00000000-0000-4000-8000-000000000000")
    assert list(check.run(filled.db)) == [("file", "", "page 3 is odd")]
    filled.db.execute("begin")
    assert list(check.run(filled.db)) == [("file", "", "page 3 is odd")] and filled.db.in_transaction
    filled.db.execute("rollback")


def test_a_guard_that_was_weakened(filled_file: Path) -> None:
    def looked() -> list[check.Finding]:
        with project.open_study(filled_file) as study:
            return list(check.run(study.db))

    db = sqlite3.connect(filled_file, isolation_level=None)
    was = triggers.present(db)
    db.execute("drop trigger h_code_u")
    assert looked() == [("guard", "h_code_u", "the trigger is missing or was altered")]
    db.execute(was["h_code_u"].replace("an id never changes", "an id may change"))
    db.execute("drop trigger f_source_u")
    assert sorted(looked()) == [
        ("guard", "f_source_u", "the trigger is missing or was altered"),
        ("guard", "h_code_u", "the trigger is missing or was altered"),
    ]
    db.execute("drop trigger h_code_u")
    db.execute(was["h_code_u"].replace("after update on", "AFTER UPDATE ON"))
    db.execute(was["f_source_u"])
    assert looked() == [], "keywords and names in another case are the same"
    triggers.lift_guard(db)
    db.close()
    assert looked() == [], "a backup, which may be mended by hand"


@pytest.mark.parametrize(
    ("stored", "read"),
    [(b"\x00\x01", True), ("{", True), ("[]", False), (b"x\x9c", True)],
    ids=["no rows", "no JSON", "another kind", "cut off"],
)
def test_a_line_of_the_log_that_is_not_as_it_was_written(stored: bytes | str, read: bool, filled: Study) -> None:
    """Its hash tells, and what cannot be read at all is a finding and no error of Python's."""
    (line,) = filled.db.execute("select max(id) from change").fetchone()
    with filled.change("uncode") as c:
        for id in (1, 2, 3):
            c.delete("coding", id)
    assert list(check.since(filled.db, line)) == []
    filled.db.execute("update change_row set before = ? where change > ? and op = 'D'", (stored, line))
    for found in (list(check.since(filled.db, line)), [f for f in check.run(filled.db) if f[0] == "history"]):
        assert found[0][:2] == ("history", f"change {line + 1}")
        if read:
            assert all(where for _, where, _ in found)
        else:
            assert found[-1] == ("history", "", "cannot be read ('list' object has no attribute 'get')")
