"""What ours took off and made again in its place is what theirs has its work on: nothing is lost, nothing is there twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sides import Sides, named, one, parted

from qda.store.file.ids import new_uuid
from qda.store.history.door import Change

# table, row, what theirs alters in it
ALTERED: list[tuple[str, int, dict[str, Any]]] = [
    ("coding", 9, {"note": "van ben"}),
    ("relation", 2, {"note": "van ben"}),
    ("summary", 3, {"text": "van ben"}),
    ("condition", 1, {"note": "van ben"}),
]


def made_again(c: Change, table: str, row: int) -> int:
    """Take a row off and make it again, as somebody does who thinks better of it: another number, another uuid."""
    cursor = c.db.execute(f"select * from {table} where id = ?", (row,))
    held = dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))
    del held["id"]
    c.delete(table, row)
    return c.insert(table, **{**held, "uuid": new_uuid()})


def again(sides: Sides, table: str, row: int) -> int:
    with sides.ours.change("again") as c:
        return made_again(c, table, row)


@pytest.mark.parametrize("each", ALTERED, ids=[each[0] for each in ALTERED])
def test_what_theirs_altered_is_altered_in_what_stands_there(
    each: tuple[str, int, dict[str, Any]], filled_file: Path, tmp_path: Path
) -> None:
    table, row, values = each
    with parted(filled_file, tmp_path) as sides:
        new = again(sides, table, row)
        n = one(sides.ours, f"select count(*) from {table}")
        with sides.theirs.change("edit") as c:
            c.update(table, row, **values)
        assert sides.merge()[table] == {"changed": 1}
        for column, value in values.items():
            assert one(sides.ours, f"select {column} from {table} where id = ?", new) == value
        assert one(sides.ours, f"select count(*) from {table}") == n and sides.told() == []
        assert sides.merge() == {}
        sides.merge_back()
        ours, theirs = named(sides.ours), named(sides.theirs)
        assert {t for t in ours if sum(ours[t].values()) != sum(theirs[t].values())} == set()


def test_what_theirs_rests_on_it_rests_on_what_stands_there(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        coding, relation = again(sides, "coding", 9), again(sides, "relation", 2)
        with sides.theirs.change("rest") as c:
            c.insert("evidence", relation=2, coding=9, side="for")
            c.insert("negative", uuid=new_uuid(), coding=9, relation=2, note="van ben", coder=1, created_at=c.at)
            c.insert("comparison", uuid=new_uuid(), coding=9, code=1, outcome="same", note="", coder=1, created_at=c.at)
        found = sides.merge()
        assert (found["evidence"], found["negative"], found["comparison"]) == ({"added": 1},) * 3
        db = sides.ours.db
        assert db.execute("select relation, coding from evidence order by id desc").fetchone() == (relation, coding)
        assert db.execute("select relation, coding from negative order by id desc").fetchone() == (relation, coding)
        assert one(sides.ours, "select coding from comparison order by id desc") == coding
        assert sides.told() == [], "nothing came back: it is there"


def test_a_decision_of_theirs_on_a_coding_that_stands_there_anew(filled_file: Path, tmp_path: Path) -> None:
    """What hangs on a row that comes back is on what stands in the place of another that went with it."""
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("off") as c:
            (relation,) = c.db.execute("select relation from evidence order by id limit 1").fetchone()
            new = made_again(c, "relation", relation)
        with sides.theirs.change("on") as c:
            c.insert("negative", uuid=new_uuid(), coding=2, relation=relation, note="van ben", coder=1, created_at=c.at)
        assert sides.merge()["negative"] == {"added": 1}
        assert one(sides.ours, "select relation from negative order by id desc") == new
        with sides.theirs.change("on") as c:
            c.update("relation", relation, status="refuted")
        assert sides.merge()["relation"] == {"changed": 1}, "it is known by both uuids"
        assert one(sides.ours, "select status from relation where id = ?", new) == "refuted"
