"""Conflicts of others come over a hub, and so does how they were settled; no PostgreSQL is needed for it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qda.store import project
from qda.store.hub import meeting, state
from qda.store.project import Study

NEW = "00000000-0000-4000-8000-00000000000"  # and a digit
SETTLED = {"status": "settled", "note": "kim was right", "settler": "kim", "settled_at": "2026-06-06T00:00:00.000000Z"}


@pytest.fixture
def theirs(filled_file: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Return the same study as the hub has it, as a file that a test changes by hand."""
    path = tmp_path / "hub.db"
    shutil.copy(filled_file, path)
    with project.open_study(path, coder="ben") as study, study.change("coding set") as c:
        yield c.db
    path.unlink()


def conflict(db: sqlite3.Connection, uuid: str, **other: object) -> dict[str, Any]:
    """Write a conflict like the one that there is, but open, under another uuid; return all of it."""
    cursor = db.execute("select * from conflict order by id limit 1")
    row = dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))
    row |= {"id": None, "uuid": uuid, "status": "open", "note": "", "settler": "", "settled_at": None, **other}
    db.execute(f"insert into conflict values ({', '.join('?' * len(row))})", list(row.values()))
    return row


def held(study: Study) -> list[dict[str, Any]]:
    cursor = study.db.execute("select * from conflict order by id")
    names = [d[0] for d in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def pull(study: Study, theirs: sqlite3.Connection) -> tuple[int, int]:
    """Take the conflicts of the hub along in a pull; return how many came that are open, and the pull's id."""
    with study.change("pull") as c:
        merged = state.note(c, NEW + "9", NEW + "8", "d", blind=False)
        came = meeting.conflicts(c, theirs, {})
        c.summary = "pulled"
    return came, merged


def test_an_open_conflict_is_settled_as_another_settled_it(filled: Study, theirs: sqlite3.Connection) -> None:
    with filled.change("merge") as c:
        ours = conflict(c.db, NEW + "1", note="my own")
        other = conflict(c.db, NEW + "2")
        c.summary = "merged"
    before = held(filled)
    conflict(theirs, NEW + "1", **SETTLED, name="another name", done="theirs stays", kind="deleted")
    conflict(theirs, NEW + "2", note="still open", done="theirs stays")
    assert pull(filled, theirs)[0] == 0, "none of them is new"
    after = held(filled)
    assert after == [before[0], {**before[1], **SETTLED}, before[2]], (
        "only how it was settled comes, and what is open stays"
    )
    assert (after[1]["name"], after[2]["note"]) == (ours["name"], other["note"])


def test_a_conflict_that_is_settled_here_stays_as_it_was_settled(filled: Study, theirs: sqlite3.Connection) -> None:
    before = held(filled)
    theirs.execute("update conflict set note = 'otherwise', settler = 'kim', settled_at = '2027'")
    assert pull(filled, theirs)[0] == 0
    assert held(filled) == before
    theirs.execute("update conflict set status = 'open', note = '', settler = '', settled_at = null")
    assert pull(filled, theirs)[0] == 0
    assert held(filled) == before, "that it is open again elsewhere opens it not here"


def test_new_conflicts_come_under_this_pull_and_only_the_open_ones_are_counted(
    filled: Study, theirs: sqlite3.Connection
) -> None:
    before = held(filled)
    came = [
        conflict(theirs, NEW + "1", note="look at it"),
        conflict(theirs, NEW + "2", **SETTLED),
        conflict(theirs, NEW + "3", coder="kim"),
    ]
    told, merged = pull(filled, theirs)
    after = held(filled)
    assert told == 2
    assert after[: len(before)] == before
    assert [{**row, "id": None} for row in after[len(before) :]] == [{**row, "merged": merged} for row in came]
    assert pull(filled, theirs)[0] == 0 and held(filled) == after, "they come once"


def test_a_conflict_about_what_is_not_here_is_left(filled: Study, theirs: sqlite3.Connection) -> None:
    """The conflicts after it come all the same; the row it is about has this file's number, not theirs."""
    before = held(filled)
    theirs.execute("update coding set uuid = ? where id = 1", (NEW + "7",))
    conflict(theirs, NEW + "1")
    uuids = dict(theirs.execute("select id, uuid from coding where id in (2, 3)"))
    for id, uuid in ((2, NEW + "6"), (3, uuids[2]), (2, uuids[3])):  # the numbers of these two are changed about there
        theirs.execute("update coding set uuid = ? where id = ?", (uuid, id))
    kept = conflict(theirs, NEW + "2", row=2)
    told, merged = pull(filled, theirs)
    assert told == 1
    assert [{**row, "id": None} for row in held(filled)[len(before) :]] == [{**kept, "row": 3, "merged": merged}]
