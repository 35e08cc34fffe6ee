"""What a study knows of its hub: where it is, at which lines it was as the hub was, what the hub calls its things."""

from __future__ import annotations

import json

from qda.ops.study import study as whole
from qda.store.hub import state
from qda.store.hub.state import Home, Mark
from qda.store.project import Study

HUB, OTHER = "0f0f0f0f-0000-4000-8000-000000000001", "0f0f0f0f-0000-4000-8000-000000000002"
URL = "postgresql://lea@/hub"


def note(study: Study, command: str, push: str, digest: str = "d", *, blind: bool = False, hub: str = HUB) -> int:
    """Leave a mark as a pull or push does; return its line of the log."""
    with study.change(command) as c:
        state.note(c, hub, push, digest, blind=blind)
        c.summary = command
        return c.id


def work(study: Study, text: str) -> int:
    with study.change("coding set") as c:
        c.update("coding", 1, note=text)
        c.summary = text
        return c.id


def test_where_the_hub_is(filled: Study) -> None:
    assert state.home(filled.db) is None
    with filled.change("hub init") as c:
        state.settle(c, Home(URL, HUB, "Größe"), members=["lea"], blind=False)
    assert state.home(filled.db) == Home(URL, HUB, "Größe")
    with filled.change("hub init") as c:
        state.settle(c, Home(URL, HUB, "new"), blind=True)
    (held,) = filled.db.execute("select value from setting where name = 'hub'").fetchone()
    assert json.loads(held) == {"url": URL, "study": HUB, "name": "new", "members": ["lea"], "blind": True}
    with filled.change("hub leave") as c:
        c.db.execute("update setting set value = '' where name = 'hub'")
    assert state.home(filled.db) is None


def test_marks_are_those_of_a_study_the_newest_first(filled: Study) -> None:
    assert state.marks(filled.db, HUB) == [] and state.last_sent(filled.db, HUB) == 0
    first = note(filled, "hub join", "p1", blind=True)
    second = note(filled, "push", "p2")
    third = note(filled, "pull", "p3", "")
    note(filled, "push", "x", hub=OTHER)
    assert state.marks(filled.db, HUB) == state.standing(filled.db, HUB) == [
        Mark(third, "p3", False, False), Mark(second, "p2", True, False), Mark(first, "p1", True, True),
    ]  # fmt: skip
    assert state.last_sent(filled.db, HUB) == second, "a pull sends nothing"
    assert state.last_sent(filled.db, OTHER) > third


def test_a_pull_that_was_undone_and_what_was_marked_on_it_is_no_ground(filled: Study) -> None:
    first = note(filled, "push", "p1")
    note(filled, "pull", "p2")
    whole.undo(filled, 1)
    assert state.standing(filled.db, HUB) == [Mark(first, "p1", True, False)]
    whole.redo(filled, 1)
    redone = state.marks(filled.db, HUB)
    assert [m.push for m in state.standing(filled.db, HUB)] == [m.push for m in redone] == ["p2", "p1"]


def test_a_push_made_while_a_pull_was_in_effect_that_is_not_now(filled: Study) -> None:
    first = note(filled, "push", "p1")
    with filled.change("pull") as c:
        pulled = state.note(c, HUB, "p2", "d", blind=False)
    push = note(filled, "push", "p3")
    with filled.change("coding set") as c:  # as an undo of the pull does, which comes after the push
        c.delete("merged", pulled)
    assert [m.line for m in state.marks(filled.db, HUB)] == [push, first]
    assert [m.line for m in state.standing(filled.db, HUB)] == [first]
    other = note(filled, "push", "p4")
    assert [m.line for m in state.standing(filled.db, HUB)] == [other, first], "after it, it stands again"
    assert state.standing(filled.db, OTHER) == []


def test_a_pull_of_another_study_that_was_undone_changes_nothing(filled: Study) -> None:
    with filled.change("pull") as c:
        other = state.note(c, OTHER, "x", "d", blind=False)
    first = note(filled, "push", "p1")
    with filled.change("coding set") as c:
        c.delete("merged", other)
    assert [m.line for m in state.standing(filled.db, HUB)] == [first]


def became_one(study: Study, command: str, uuid: str, table: str = "code", row: int = 1) -> str:
    """Let a thing of the study be one with a thing of the hub, as a merge of it does; return the study's own uuid."""
    with study.change(command) as c:
        (own,) = c.db.execute(f"select uuid from {table} where id = ?", (row,)).fetchone()
        c.insert("same_thing", tbl=table, uuid=uuid, thing=own)
        c.summary = command
    return str(own)


def test_what_the_hub_calls_a_thing_that_became_one_with_it_in_a_pull(filled: Study) -> None:
    assert state.names(filled.db, HUB) == {}
    own = became_one(filled, "pull", OTHER)
    assert state.names(filled.db, HUB) == {("code", own): OTHER}
    note(filled, "push", "p1")
    assert state.names(filled.db, HUB) == {("code", own): OTHER}, "it was pushed under that name"
    became_one(filled, "pull", HUB)
    assert state.names(filled.db, HUB) == {("code", own): OTHER}, "the first name stays"
    whole.undo(filled, 1)
    whole.redo(filled, 1)
    assert state.names(filled.db, HUB) == {("code", own): OTHER}


def test_what_was_in_the_hub_already_keeps_its_own_name(filled: Study) -> None:
    note(filled, "push", "p1")
    became_one(filled, "pull", OTHER)
    assert state.names(filled.db, HUB) == {}, "the hub has both, or the other is gone there"
    with filled.change("memo add") as c:
        new = c.insert("memo", uuid=HUB, title="t", type="code", text="x", coder=1, created_at=c.at, updated_at=c.at)
    own = became_one(filled, "pull", OTHER, "memo", new)
    assert own == HUB and state.names(filled.db, HUB) == {("memo", HUB): OTHER}


def test_a_merge_of_a_file_gives_no_names(filled: Study) -> None:
    became_one(filled, "merge", OTHER)
    assert state.names(filled.db, HUB) == {}
    work(filled, "x")
    with filled.change("pull") as c:
        c.summary = "nothing"
    assert state.names(filled.db, HUB) == {}


def test_a_pull_that_was_undone_and_redone_gave_its_names(filled: Study) -> None:
    own = became_one(filled, "pull", OTHER)
    whole.undo(filled, 1)
    assert state.names(filled.db, HUB) == {}
    whole.redo(filled, 1)
    assert state.names(filled.db, HUB) == {("code", own): OTHER}


def test_what_the_study_ever_had(filled: Study) -> None:
    (uuid,) = filled.db.execute("select uuid from comparison where id = 1").fetchone()
    assert not state.had(filled.db, "comparison", uuid), "it is there still"
    with filled.change("compare remove") as c:
        c.delete("comparison", 1)
    assert state.had(filled.db, "comparison", uuid)
    assert not state.had(filled.db, "memo", uuid) and not state.had(filled.db, "comparison", OTHER)
    own = became_one(filled, "pull", uuid, "comparison", 2)
    assert own != uuid and state.names(filled.db, HUB) == {}, "it went into that one here"
