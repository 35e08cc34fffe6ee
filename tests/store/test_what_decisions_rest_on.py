"""What goes with what decisions rest on, and what a check says of those that lost it."""

from __future__ import annotations

import json

from qda.store.analysis import decisions, memos
from qda.store.file.ids import new_uuid
from qda.store.merge import settling
from qda.store.project import Study


def place(study: Study) -> tuple[int, int, list[str]]:
    """Source, code and the uuids of the codings of the only settled place."""
    source, code, state = study.db.execute("select source, code, state from decision_place").fetchone()
    return source, code, list(json.loads(state)["codings"])


def test_a_decision_whose_codings_are_gone_and_one_without_a_place(filled: Study) -> None:
    settled(filled)
    assert list(decisions.findings(filled.db)) == []
    _, _, uuids = place(filled)
    with filled.change("test") as c:
        for uuid in uuids:
            c.delete("coding", c.db.execute("select id from coding where uuid = ?", (uuid,)).fetchone()[0])
        c.db.execute("update decision_place set coding = null")
        (id,) = c.db.execute("select decision from decision_place").fetchone()
    assert list(decisions.findings(filled.db)) == [
        ("decision", f"decision {id}", "its place is gone: all codings in it were removed")
    ]
    with filled.change("test") as c:
        c.db.execute("delete from decision_place")
    assert list(decisions.findings(filled.db)) == [("decision", f"decision {id}", "is on no place")]


def settled(study: Study) -> None:
    """Settle a place by hand, of two codings of one code in the first source."""
    with study.change("test") as c:
        made = {"coder": 1, "created_at": c.at}
        rows = c.db.execute("select id, uuid, source, code from coding where source = 1 order by id limit 1").fetchall()
        ((coding, uuid, source, code),) = rows
        id = c.insert("decision", uuid=new_uuid(), how="drop", note="", **made)
        c.insert("decision_place", uuid=new_uuid(), decision=id, source=source, code=code, coding=coding, asked=1,
                 state=json.dumps({"codings": {uuid: [0, 1]}, "readers": []}))  # fmt: skip


def test_what_was_settled_goes_with_its_source_or_code_and_with_nothing_else(filled: Study) -> None:
    settled(filled)
    source, code, _ = place(filled)
    count = "select count(*) from decision"
    for table, row in (("memo", source), ("memo", code)):
        with filled.change("test") as c:
            if c.db.execute("select 1 from memo where id = ?", (row,)).fetchone():
                settling.remove(c, table, row)
        assert filled.db.execute(count).fetchone() == (1,), "another table's row of that number is no matter"
    with filled.change("test") as c:
        settling.remove(c, "source", source)
    assert filled.db.execute(count).fetchone() == (0,)


def test_the_first_line_of_a_memo_is_one_with_words() -> None:
    assert memos.first_line("## \n---\nX\nmore") == memos.first_line("X\nmore") == "X"
    assert memos.first_line(" \t#>*+-_=`\nzo") == "zo"
