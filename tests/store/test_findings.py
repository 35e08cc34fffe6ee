"""What `check` says, word for word, of each thing that another program may have done to a study."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from unguarded import unguarded

from qda.store import check, project


def findings(path: Path, *sql: str) -> list[check.Finding]:
    """What `check` says after another program ran these statements."""
    db = sqlite3.connect(path, isolation_level=None)
    with unguarded(db):
        for one in ("pragma foreign_keys = off", "pragma ignore_check_constraints = on", *sql):
            db.execute(one)
    db.close()
    with project.open_study(path) as study:
        return list(check.run(study.db))


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("update coding set code = 999 where id = 1", [("foreign key", "coding 1", "points at a code that is not there")]),
        ('update coding set "end" = 330 where id = 1', [
            ("offset", "coding 1", "41:330 is not in the text of thread-1, which has 329 characters")]),
        ("update coding set start = -1 where id = 1", [
            ("offset", "coding 1", "-1:51 is not in the text of thread-1, which has 329 characters")]),
        ('update coding set "end" = start where id = 1', [
            ("offset", "coding 1", "41:41 is not in the text of thread-1, which has 329 characters")]),
        ('update coding set "end" = 329 where id = 1', []),
        ('update segment set "end" = 152 where id = 8', [
            ("offset", "segment 8", "139:152 is not in the text of thread-2, which has 151 characters")]),
        ("update segment set start = 208 where id = 4", [("offset", "segment 4", "begins before segment 3 of its source ends")]),
        ("update segment set start = 209 where id = 4", []),
        ('update segment set "end" = 134 where id = 2', [
            ("offset", "segment 2", "(quoted) does not lie inside the segment it belongs to")]),
        ("update segment set parent = 1 where id = 6", [
            ("offset", "segment 6", "(post) does not lie inside the segment it belongs to")]),
        ("update segment set start = 0 where id = 2", []),
        ("update source set characters = 328 where id = 2", [
            ("offset", "source 2", "its text has 151 characters, 328 are recorded")]),
        ("update code set key = 'iets' where id = 2", [("name", "code 2", "'vertrouwen' is found as 'iets'")]),
        ("update property set key = 'x' where id = 2", [("name", "property 2", "'soort' is found as 'x'")]),
        ("update code set parent = 5 where id = 2", [
            ("codebook", f"code {id}", "lies under itself") for id in (2, 4, 5)]),
        ("update code set parent = 6 where id = 6", [("codebook", "code 6", "lies under itself")]),
    ],
)  # fmt: skip
def test_what_each_finding_says(sql: str, found: list[check.Finding], filled_file: Path) -> None:
    got = findings(filled_file, sql)
    assert sorted(f for f in got if f[0] != "history") == found
    assert any(f[0] == "history" for f in got), "and the history tells that it was altered"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("update change set because = 'x' where id = 3", [("history", "change 3", "its line was altered after it was written")]),
        ("update change set at = (select at from change where id = 3) where id = 4", [
            ("history", "change 4", "is not later than the one before"),
            ("history", "change 4", "its line was altered after it was written")]),
        ("update change_now set change = 3", [("history", "change_now", "the door stands open")]),
        ("update change_now set bulk = 'code'", [("history", "change_now", "the door stands open")]),
        ("update code set definition = 'x' where id = 2", [
            ("history", "code 2", "is not as change 3 and those after it left it")]),
        ("update sqlite_sequence set seq = 12 where name = 'change'", [
            ("history", "change 12", "was written, but the last line there is 10")]),
        ("insert into membership(code, category) values (6, 1)", [("history", "membership 3", "no change made it")]),
    ],
)  # fmt: skip
def test_what_the_history_tells(sql: str, found: list[check.Finding], filled_file: Path) -> None:
    assert findings(filled_file, sql) == found


def test_of_many_rows_that_no_change_made_five_are_named(filled_file: Path) -> None:
    got = findings(filled_file, *(f"insert into setting(name) values ('s{n}')" for n in range(9)))
    assert [f[2] for f in got[:5]] == ["no change made it"] * 5 and len(
        [f for f in got if f[2] == "no change made it"]
    ) == 5


def test_what_was_removed_or_altered_and_is_there(filled_file: Path) -> None:
    with project.open_study(filled_file) as study:
        with study.change("codebook") as c:
            c.delete("code_alias", 1)
        with study.change("codebook") as c:
            c.update("code", 6, definition="x")
    got = findings(
        filled_file,
        "insert into code_alias(id, code, name, key) values (1, 5, 'Laten gaan', 'laten gaan')",
        "update code set definition = 'y' where id = 6",
    )
    assert got == [
        ("history", "code 6", "is not as change 12 left it"),
        ("history", "code_alias 1", "is there, though change 11 removed it"),
    ]


def test_the_first_finding_as_part_of_a_sentence(filled_file: Path) -> None:
    assert check.first(str(filled_file)) == ""
    findings(filled_file, "update code set key = 'iets' where id = 2")
    assert check.first(str(filled_file)) == "name code 2, 'vertrouwen' is found as 'iets'"
    assert check.first(str(filled_file.parent / "none.db")) == ""
    broken = filled_file.parent / "broken.db"
    broken.write_bytes(b"no study at all" * 100)
    assert check.first(str(broken)) == "file, file is not a database"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("update change_row set tbl = 'elsewhere' where id = 1", [
            ("history", "change 1", "its line was altered after it was written"),
            ("history", "change 1", "speaks of a table that the study does not have")]),
        ("update change_row set before = x'00' where change = 7 and op = 'U'", [
            ("history", "change 7", "its line was altered after it was written"),
            ("history", "change 7", "what it keeps cannot be read, so that nothing before it was looked at")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_finding(sql: str, found: list[check.Finding], filled_file: Path) -> None:
    assert findings(filled_file, sql) == found
