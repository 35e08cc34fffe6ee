"""Conflicts as rows: which ways settle each kind, what is set with the value, and the sentences of what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from qda.core.errors import QdaError
from qda.store import check
from qda.store.analysis import codes, memos
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import conflicts, settling
from qda.store.project import Study

NO_VALUE = "conflict 1 ({}) is not about one value: change what is there, then settle it as ours"


def tell(
    c: Change, kind: str, table: str, row: int, column: str = "", *, theirs: dict[str, Any] | None = None,
    refs: dict[str, str] | None = None, shown: str | None = None,
) -> int:  # fmt: skip
    """Write a conflict as a merge does."""
    raw = {} if theirs is None else {"theirs": theirs, "refs": refs or {}}
    return c.insert(
        "conflict", uuid=new_uuid(), merged=1, kind=kind, thing=table, tbl=table, row=row, item="x", name="it", column=column,
        base=None, ours=None, theirs=shown, raw=json.dumps(raw), coder="ben", file="ben.db", created_at=c.at, done="kept",
        status="open",
    )  # fmt: skip


def told(study: Study, *args: Any, **more: Any) -> None:
    with study.change("merge") as c:
        assert tell(c, *args, **more) == 1


def settle(study: Study, way: str, value: str = "", note: str = "") -> str:
    with study.change("conflicts settle") as c:
        return settling.settle(c, 1, way, value, note)


def refused(study: Study, way: str, value: str = "") -> str:
    before = study.db.execute("select count(*) from change").fetchone()
    with pytest.raises(QdaError) as e:
        settle(study, way, value)
    assert study.db.execute("select count(*) from change").fetchone() == before
    return str(e.value)


def one(study: Study, sql: str, *args: Any) -> Any:
    return study.db.execute(sql, args).fetchone()[0]


def state(study: Study) -> tuple[str, str, str, bool]:
    row = study.db.execute("select status, note, settler, settled_at is not null from conflict").fetchone()
    return row[0], row[1], row[2], bool(row[3])


@pytest.mark.parametrize(
    ("kind", "column", "way", "said"),
    [
        ("both-edited", "note", "ours", "coding it, note: ours stays"),
        ("both-edited", "note", "theirs", "coding it, note: theirs' value taken"),
        ("both-edited", "note", "value", "coding it, note: another value set"),
        ("removed-used", "", "ours", "coding it: removed"),
        ("removed-used", "", "theirs", "coding it: it stays"),
        ("used-removed", "", "theirs", "coding it: removed"),
        ("used-removed", "", "ours", "coding it: it stays"),
        ("code-merged", "", "ours", "coding it: ours stays"),
    ],
)
def test_each_way(kind: str, column: str, way: str, said: str, filled: Study) -> None:
    told(filled, kind, "coding", 3, column, theirs={"note": "van ben"} if column else None)
    assert settle(filled, way, "samen", "zo is het") == said
    assert state(filled) == ("settled", "zo is het", "anna", True)
    left = filled.db.execute("select note from coding where id = 3").fetchall()
    assert left == {"removed": [], "taken": [("van ben",)], "set": [("samen",)]}.get(said.split()[-1], [("",)])
    assert refused(filled, "ours") == "conflict 1 is settled already"
    with filled.change("conflicts reopen") as c:
        assert settling.reopen(c, 1) == "coding it"
    assert state(filled) == ("open", "", "", False)
    with pytest.raises(QdaError) as e, filled.change("conflicts reopen") as c:
        settling.reopen(c, 1)
    assert str(e.value) == "conflict 1 is open"


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("removed-used", "value"), ("used-removed", "value"), ("both-edited", "theirs"),
        *((kind, way) for kind in ("code-merged", "text-changed", "both-updated", "segments") for way in ("theirs", "value")),
    ],
)  # fmt: skip
def test_a_way_that_there_is_not(kind: str, way: str, filled: Study) -> None:
    told(filled, kind, "coding", 3)
    assert refused(filled, way, "x") == NO_VALUE.format(kind)
    assert state(filled)[0] == "open"


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "why"),
    [
        ("coding", 3, "", "x", NO_VALUE.format("both-edited")),
        ("coding", 3, "code", "2", NO_VALUE.format("both-edited")),
        ("coding", 3, "start", "zes", "'zes' is no number, and start is one"),
        ("code", 3, "name", "  eigen weg ", None),
        ("code", 6, "name", "Macht", "another code is called 'Macht' there"),
        ("property", 1, "kind", "iets", "'iets' cannot be the kind of a property"),
        ("variable", 1, "name", "x", None),
    ],
)
def test_another_value(table: str, row: int, column: str, value: str, why: str | None, filled: Study) -> None:
    told(filled, "both-edited", table, row, column)
    if why is None:
        settle(filled, "value", value)
        assert one(filled, f"select {column} from {table} where id = ?", row) == value.strip()
    else:
        assert refused(filled, "value", value) == why


def test_a_code_that_gets_another_name_keeps_the_old_one_as_an_alias(filled: Study) -> None:
    told(filled, "both-edited", "code", 5, "name", theirs={"name": "laten gaan"})
    settle(filled, "theirs")
    assert filled.db.execute("select name, key from code where id = 5").fetchone() == ("laten gaan", "laten gaan")
    assert "loslaten" in codes.aliases(filled.db)[5]


def test_numbers_are_set_as_numbers_and_a_name_with_its_key(filled: Study) -> None:
    told(filled, "both-edited", "coding", 3, "pinned")
    settle(filled, "value", "1")
    assert one(filled, "select typeof(pinned) || pinned from coding where id = 3") == "integer1"
    with filled.change("test") as c:
        settling.put(c, "variable", 2, "name", "  Leeftijd ")
        c.insert("property", uuid=new_uuid(), category=2, name="tweede", key="tweede", kind="kinds", points="[]",
                 created_at=c.at)  # fmt: skip
    assert filled.db.execute("select name, key from variable where id = 2").fetchone() == ("Leeftijd", "leeftijd")
    with pytest.raises(QdaError) as e, filled.change("test") as c:
        settling.put(c, "property", 1, "name", "Tweede")
    assert str(e.value) == "another property is called 'Tweede' there"
    with filled.change("test") as c:  # what is refused takes nothing of the change along
        c.update("coding", 3, note="blijft")
        with pytest.raises(QdaError):
            settling.put(c, "property", 1, "name", "Tweede")
        settling.put(c, "property", 1, "kind", "kinds", {"points": "[]"})
    assert one(filled, "select note from coding where id = 3") == "blijft"
    assert filled.db.execute("select name, kind, points from property where id = 1").fetchone() == (
        "graad",
        "kinds",
        "[]",
    )


def test_what_is_gone(filled: Study) -> None:
    told(filled, "both-edited", "coding", 3, "note", theirs={"note": "van ben"})
    with filled.change("uncode") as c:
        c.delete("coding", 3)
    for way in ("theirs", "value"):
        assert refused(filled, way, "x") == "what conflict 1 is about is no more (coding it, note)"
    assert [r[-1] for r in conflicts.rows(filled.db)] == [] == [r[-1] for r in conflicts.rows(filled.db, ids=[2])]
    assert [r[-1] for r in conflicts.rows(filled.db, ids=[1])] == ["gone"] and conflicts.count_open(filled.db) == 0
    assert settle(filled, "ours") == "coding it, note: ours stays"


@pytest.mark.parametrize("kind", ["removed-used", "used-removed"])
def test_what_came_back_and_is_gone_since(kind: str, filled: Study) -> None:
    told(filled, kind, "coding", 3)
    with filled.change("uncode") as c:
        c.delete("coding", 3)
    assert settle(filled, "ours") == ("coding it: removed" if kind == "removed-used" else "coding it: it stays")


def test_theirs_names_what_is_no_more(filled: Study) -> None:
    told(filled, "both-edited", "code", 3, "parent", theirs={"parent": 99}, refs={"parent": "code"}, shown="weg")
    assert refused(filled, "theirs") == "what conflict 1 is about is no more (code weg)"


@pytest.mark.parametrize(("parent", "now"), [(2, 2), (None, None)])
def test_theirs_home_of_a_code(parent: int | None, now: int | None, filled: Study) -> None:
    with filled.change("test") as c:
        c.delete("code", 4)  # which has the name there
    told(filled, "both-edited", "code", 3, "parent", theirs={"parent": parent}, refs={"parent": "code"})
    settle(filled, "theirs")
    assert one(filled, "select parent from code where id = 3") == now


@pytest.mark.parametrize("parent", [2, 5])
def test_a_home_that_would_be_a_ring(parent: int, filled: Study) -> None:
    told(filled, "both-edited", "code", 2, "parent", theirs={"parent": parent}, refs={"parent": "code"})
    assert refused(filled, "theirs") == "'vertrouwen' would come to lie under itself"


def test_of_two_cores_one_is_left(filled: Study) -> None:
    told(filled, "both-edited", "code", 1, "level", theirs={"level": "core"})
    settle(filled, "theirs")
    assert filled.db.execute("select id, level from code where id in (1, 2, 7) order by id").fetchall() == [
        (1, "core"), (2, "category"), (7, "category"),
    ]  # fmt: skip


def code(study: Study, id: int) -> str:
    return f"[[code:{one(study, 'select uuid from code where id = ?', id)}]]"


def test_theirs_text_of_a_memo_is_a_version_with_links(filled: Study) -> None:
    gone, unknown = new_uuid(), new_uuid()
    with filled.change("test") as c:
        for label in ("eerst", "laatst"):
            c.insert("link", memo=1, place="text", kind="code", uuid=gone, label=label, created_at=c.at)
    text = f"{code(filled, 5)}, [[code:{unknown}]], [[code:{gone}]] en {code(filled, 6)}, {code(filled, 6)}"
    told(filled, "both-edited", "memo", 2, "text", theirs={"text": text})
    was = memos.one(filled.db, 2)
    settle(filled, "theirs")
    now = memos.one(filled.db, 2)
    assert (now.stored, now.title, now.type) == (text, was.title, was.type)
    updated, saved = (
        one(filled, "select updated_at from memo where id = 2"),
        one(filled, "select max(saved_at) from memo_version"),
    )
    assert updated == saved > one(filled, "select created_at from memo where id = 2")
    last = "select memo, title, type, text, coder from memo_version order by id desc"
    assert filled.db.execute(last).fetchone() == (2, was.title, was.type, was.stored, 1)
    links = "select kind, uuid, label, code from link where memo = 2 and place = 'text' order by id"
    let, uuid = (one(filled, "select uuid from code where id = ?", id) for id in (5, 6))
    assert filled.db.execute(links).fetchall() == [
        ("code", let, "loslaten", 5), ("code", unknown, "?", None), ("code", gone, "laatst", None),
        ("code", uuid, "verantwoordelijkheid", 6),
    ]  # fmt: skip
    versions = one(filled, "select count(*) from memo_version")
    with filled.change("test") as c:
        settling.put(c, "memo", 2, "text", text)
        c.update("coding", 3, note="x")
    assert one(filled, "select count(*) from memo_version") == versions, "the same text again is no version"


@pytest.mark.parametrize(("way", "written"), [("theirs", True), ("value", False)])
def test_another_storyline_is_a_new_one(way: str, written: bool, filled: Study) -> None:
    told(filled, "both-edited", "storyline", 1, "text", theirs={"text": f"Eerst {code(filled, 5)}."})
    settle(filled, way, "Eerst [[code:loslaten]].")
    assert filled.db.execute("select id, text, coder from storyline order by id desc").fetchone() == (
        2, f"Eerst {code(filled, 5)}.", 1,
    )  # fmt: skip
    assert filled.db.execute("select kind, label, code, place from link where storyline = 2").fetchall() == [
        ("code", "loslaten", 5, "text")
    ]


def test_another_text_of_a_memo(filled: Study) -> None:
    told(filled, "both-edited", "memo", 3, "text")
    settle(filled, "value", "Zie [[code:loslaten]].")
    assert one(filled, "select text from memo where id = 3") == f"Zie {code(filled, 5)}."


def test_a_code_goes_with_what_lies_under_it_and_links_remember(filled: Study) -> None:
    told(filled, "removed-used", "code", 2)
    settle(filled, "ours")
    assert [r[0] for r in filled.db.execute("select id from code order by id")] == [1, 3, 6, 7]
    assert [r[0] for r in filled.db.execute("select distinct code from coding order by 1")] == [1, 3, 6]
    assert one(filled, "select count(*) from link where code in (2, 4, 5)") == 0
    labels = {r[0] for r in filled.db.execute("select label from link where kind = 'category' and code is null")}
    assert labels == {"vertrouwen"} and list(check.run(filled.db)) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "kind"),
    [("memo", 1, "other", "memo"), ("coding", 1, "coding", "coding"), ("relation", 1, "relation", "relation")],
)
def test_links_to_what_is_removed_remember_its_name(
    table: str, row: int, column: str, kind: str, filled: Study
) -> None:
    named = dict(
        filled.db.execute(f"select id, label from link where {column} = ? and summary is null", (row,)).fetchall()
    )
    assert named
    with filled.change("test") as c:
        c.db.execute("update link set label = 'oud'")
        settling.remove(c, table, row)
    left = filled.db.execute(
        f"select id, label, {column} from link where kind = ? and {column} is null and label <> 'oud'", (kind,)
    )
    held = {id: (label, at) for id, label, at in left}
    assert held and all(held[id] == (label, None) for id, label in named.items() if id in held)


def test_refusals_have_codes_that_front_ends_know(filled: Study) -> None:
    def code_of(way: str, value: str = "") -> str:
        with pytest.raises(QdaError) as e:
            settle(filled, way, value)
        return str(e.value.message.code)  # type: ignore[attr-defined]

    told(filled, "both-edited", "code", 6, "name", theirs={"parent": 99}, refs={"parent": "code"}, shown="weg")
    assert code_of("value", "macht") == "conflict-name-taken" and code_of("theirs") == "conflict-gone"
    with filled.change("test") as c:
        c.update("conflict", 1, kind="segments")
    assert code_of("theirs") == "conflict-no-value"
    with filled.change("test") as c:
        c.update("conflict", 1, kind="both-edited", raw="{}")
    assert code_of("theirs") == "conflict-no-value"
    for table, row, column, value, code in (
        ("property", 1, "name", "Tweede", "conflict-name-taken"), ("code", 2, "parent", 5, "conflict-loop"),
    ):  # fmt: skip
        with pytest.raises(QdaError) as e, filled.change("test") as c:
            c.insert("property", uuid=new_uuid(), category=2, name="tweede", key="tweede", kind="kinds", points="[]",
                     created_at=c.at)  # fmt: skip
            settling.put(c, table, row, column, value)
        assert e.value.message.code == code  # type: ignore[attr-defined]
    settle(filled, "ours")
    assert code_of("ours") == "conflict-settled"
    with filled.change("test") as c:
        settling.reopen(c, 1)
        with pytest.raises(QdaError) as e:
            settling.reopen(c, 1)
        c.delete("code", 6)
    assert e.value.message.code == "conflict-open"  # type: ignore[attr-defined]
    assert code_of("value", "x") == "conflict-gone"


def test_a_conflict_that_there_is_not(filled: Study) -> None:
    with pytest.raises(QdaError) as e:
        settle(filled, "ours")
    assert str(e.value) == "there is no conflict '1'; the list of conflicts has their numbers"


def test_the_same_again(filled: Study) -> None:
    """Told before: open, over the same values of theirs; settled, where ours has not moved on since."""
    told(filled, "both-edited", "coding", 3, "note", theirs={"note": "x"}, shown="x")
    known: Callable[..., bool] = conflicts._known
    same = {
        "kind": "both-edited",
        "table": "coding",
        "item": "x",
        "column": "note",
        "ours": None,
        "theirs": "x",
        "merged": 2,
    }
    assert known(filled.db, **same)
    for other in (
        {"kind": "name"},
        {"table": "code"},
        {"item": "y"},
        {"column": "x"},
        {"theirs": "y"},
        {"theirs": None},
    ):
        assert not known(filled.db, **{**same, **other})
    assert not known(filled.db, **{**same, "ours": "anders"})
    assert known(filled.db, **{**same, "ours": "anders", "merged": 1})
    settle(filled, "ours")
    assert known(filled.db, **{**same, "ours": "anders"})
