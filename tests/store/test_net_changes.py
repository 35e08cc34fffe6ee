"""Net changes: what rows were at a line of the log and are now; how rows are called; the names that are free for a copy."""

from __future__ import annotations

from typing import Any

import pytest

from qda.store.file.ids import new_uuid
from qda.store.merge import lineage, net
from qda.store.project import Study

TABLES = ("coding", "relation_type", "placement", "memo")


def line(study: Study) -> int:
    return int(study.db.execute("select max(id) from change").fetchone()[0])


def type_of(name: str) -> list[Any]:
    return [new_uuid(), name, name, ""]


def touched(found: dict[str, net.Net], table: str, column: str) -> list[tuple[int, Any, Any]]:
    """What was touched by itself: number, then, now (None: not there), of one column."""
    return [(id, was and was[column], now and now[column]) for id, was, now in found[table].touched()]


def test_rows_that_were_altered_made_and_removed(filled: Study) -> None:
    start = line(filled)
    with filled.change("one") as c:
        c.update("coding", 1, note="a")
        c.update("coding", 2, note="b", pinned=1)
        made = c.insert("relation_type", uuid=new_uuid(), name="blocks", key="blocks", role="")
        c.delete("placement", 2)
        c.update("placement", 3, position=0.25)
    with filled.change("two") as c:
        c.update("coding", 1, note="c")
        c.update("coding", 2, note="", pinned=0)  # as it was
        gone = c.insert("relation_type", uuid=new_uuid(), name="eases", key="eases", role="")
    with filled.change("three") as c:
        c.update("relation_type", made, role="context")
        c.delete("relation_type", gone)
        c.update("placement", 3, note="n")
        c.delete("coding", 7)
    found = net.since(filled.db, start, TABLES)
    assert found.keys() == {"coding", "relation_type", "placement"}
    assert touched(found, "coding", "note") == [(1, "", "c"), (7, "", None)]
    assert touched(found, "relation_type", "role") == [(made, None, "context")]
    assert touched(found, "placement", "position") == [(2, 1 / 3, None), (3, 5e-324, 0.25)]
    assert {type(v) for _, v, _ in touched(found, "placement", "position")} == {float}
    whole = {id: was for id, was, _ in found["coding"].touched()}
    assert whole[7] and whole[7].keys() == set(found["coding"].columns) and "id" not in whole[7]
    assert found["coding"].was(7) == whole[7] and found["coding"].was(1) is None and found["coding"].was(99) is None
    assert (len(found["coding"]), len(found["placement"])) == (3, 2), "what is as it was counts as touched"
    later = net.since(filled.db, start + 1, TABLES)
    assert touched(later, "coding", "note") == [(1, "a", "c"), (2, "b", ""), (7, "", None)]
    assert net.since(filled.db, start, ("memo",)) == {} == net.since(filled.db, line(filled), TABLES)


def test_rows_that_came_in_bulk(filled: Study) -> None:
    start = line(filled)
    with filled.change("bulk") as c:
        first = c.next_id("relation_type")
        c.bulk("relation_type", [type_of(f"t{n}") for n in range(net.BATCH + 3)])
    with filled.change("edit") as c:
        c.update("relation_type", first + 1, role="x")
        c.delete("relation_type", first + 2)
        c.update("relation_type", 1, role="y")
    with filled.change("bulk") as c:
        c.bulk("relation_type", [type_of("last")])
    types = net.since(filled.db, start, TABLES)["relation_type"]
    assert [(id, was and was["role"], now and now["role"]) for id, was, now in types.touched()] == [
        (1, "causal_conditions", "y"), (first + 1, None, "x"),
    ]  # fmt: skip
    batches = [[(id, now["name"]) for id, now in batch] for batch in types.new()]
    last = first + net.BATCH + 3
    every = [(first + n, f"t{n}") for n in range(net.BATCH + 3) if n not in (1, 2)]
    assert batches == [every[: net.BATCH - 2], every[net.BATCH - 2 :], [(last, "last")]]
    assert sorted(types.ranges) == [(first, last - 1), (last, last)] and len(types) == 3 + net.BATCH + 3 + 1


@pytest.mark.parametrize("known", [1, 2])
def test_what_both_know_is_no_change(known: int, filled: Study) -> None:
    """Rows that a known change made, altered or removed are as it left them; what lay before it does not count."""
    start = line(filled)
    with filled.change("one") as c:
        c.update("coding", 1, note="a", pinned=1)
        c.update("coding", 4, note="a")
        first = c.next_id("relation_type")
        c.bulk("relation_type", [type_of("t1"), type_of("t2")])
        one = c.insert("relation_type", uuid=new_uuid(), name="t3", key="t3", role="")
        c.delete("coding", 6)
    with filled.change("two") as c:
        c.update("coding", 1, note="b")
        c.update("coding", 3, note="b")
        c.update("relation_type", one, role="r")
        c.update("relation_type", first, role="r")
        c.delete("coding", 7)
        c.delete("coding", 4)
    found = net.since(filled.db, start, TABLES, frozenset({start + known}))
    if known == 1:
        assert touched(found, "coding", "note") == [(1, "a", "b"), (3, "", "b"), (4, "a", None), (7, "", None)]
        assert touched(found, "relation_type", "role") == [(first, "", "r"), (one, "", "r")]
        assert list(found["relation_type"].new()) == []
    else:
        assert [(id, was and was["pinned"], was and was["note"]) for id, was, _ in found["coding"].touched()] == [
            (1, 0, "b"), (6, 0, ""),
        ]  # fmt: skip
        assert [id for id, _, _ in found["relation_type"].touched()] == [first + 1]
        assert list(found["relation_type"].new()) == []


@pytest.mark.parametrize(
    ("table", "id", "name"),
    [
        ("code", 3, "publieke meerwaarde/eigen koers"), ("coding", 1, "1, vertrouwen: “Vertrouwen”"), ("relation", 2, "2"),
        ("comparison", 3, "3"), ("negative", 1, "1"), ("sampling", 2, "2"), ("property", 1, "vertrouwen/graad"),
        ("segment", 3, "thread-1#3"), ("memo", 2, "tweede"), ("source", 2, "thread-2"), ("participant", 4, "Piet Puk"),
        ("variable", 2, "gender"), ("relation_type", 1, "causes"), ("coder", 2, "ben"), ("setting", 2, "language"),
        ("value", 1, "municipality of thread-1"), ("value", 3, "gender of R1"), ("code_alias", 1, "Laten gaan"),
        ("placement", 1, "1, vertrouwen: “Vertrouwen”"), ("membership", 1, "vertrouwen/loslaten"),
        ("judgement", 1, "publieke meerwaarde"), ("evidence", 1, "1, vertrouwen: “Vertrouwen”"), ("summary", 2, "vertrouwen"),
        ("sampling_source", 1, "thread-2"), ("storyline", 1, "storyline 1"), ("memo_version", 1, "memo_version 1"),
        ("carried", 1, "thread-1"), ("carried", 2, "carried 2"), ("category_change", 1, "publieke meerwaarde"),
        ("code", 99, ""), ("memo", 99, ""), ("value", 99, ""), ("source", 99, ""), ("membership", 99, ""),
        ("source_done", 99, ""), ("decision", 99, ""),
    ],
)  # fmt: skip
def test_how_a_row_is_called(table: str, id: int, name: str, filled: Study) -> None:
    assert lineage.name_of(filled.db, table, id) == name


def test_into_which_code_a_code_was_merged(filled: Study) -> None:
    from qda.ops.coding import codebook, codebook_merge

    start = line(filled)
    whole = {id: {"key": key} for id, key in filled.db.execute("select id, key from code")}
    codebook.add(filled, "leeg")
    whole[8] = {"key": "leeg"}
    codebook_merge.merge(filled, ["verantwoordelijkheid"], "macht")  # its codings tell
    codebook_merge.merge(filled, ["leeg"], "macht")  # only its alias does
    codebook.remove(filled, "vertrouwen/eigen koers")
    end = line(filled) + 1

    def into(code: int, *, image: bool = True, since: int = start, before: int = end) -> int:
        return lineage.merge_target(filled.db, code, whole[code] if image else None, since, before)

    assert (into(6), into(8), into(4), into(1)) == (7, 7, 0, 0)
    assert (into(6, image=False), into(8, image=False)) == (7, 0)
    assert (into(6, since=start + 2), into(6, before=start + 2), into(6, before=start + 3)) == (0, 0, 7)
