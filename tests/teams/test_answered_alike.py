"""Two people who say the same of one thing agree, whoever said it first and when: nothing to settle, and nothing twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pair import Pair
from sides import named, one, parted

from qda.ops.study import checklists, reasons
from qda.store.history.door import Change

LATER = {"lea": "2026-03-03T00:00:00Z", "ben": "2026-03-04T00:00:00Z"}
# table, row, what each said of it, who it was and when it is called in that table
SAID: list[tuple[str, int, dict[str, Any], str, str]] = [
    ("checklist", 1, {"text": "Als afgesproken."}, "coder", ""),
    ("negative", 1, {"outcome": "exception", "resolution": "zo"}, "resolver", "resolved_at"),
    ("sampling", 1, {"changed": "niets nieuws"}, "closer", "closed_at"),
    ("sorting", 1, {"pile": 2, "because": "zo"}, "coder", "created_at"),
]


def say(c: Change, table: str, row: int, values: dict[str, Any], who: str, when: str, by: str) -> None:
    c.update(table, row, **values, **{who: c.coder_named(by)}, **({when: LATER[by]} if when else {}))


def test_a_change_that_both_made_alike(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, by in ((sides.ours, "lea"), (sides.theirs, "ben")):
            with study.change("say") as c:
                for each in SAID:
                    say(c, *each, by)
        before = named(sides.ours)
        found = sides.merge()
        assert sides.told() == [] and {t: found[t] for t in found if t != "coder"} == {
            each[0]: {"already": 1} for each in SAID
        }
        after = named(sides.ours)
        assert {t: after[t] for t in after if t != "coder"} == {t: before[t] for t in before if t != "coder"}
        assert sides.merge() == {} and sides.merge_back().keys() <= {"coder", *(each[0] for each in SAID)}
        assert one(sides.theirs, "select count(*) from conflict where id > ?", sides.before) == 0


@pytest.mark.parametrize("each", SAID, ids=[each[0] for each in SAID])
def test_the_rest_of_it_is_told_where_it_differs(
    each: tuple[str, int, dict[str, Any], str, str], filled_file: Path, tmp_path: Path
) -> None:
    """Who and when decide nothing alone; with another value they are told with it."""
    table, row, values, who, when = each
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("say") as c:
            say(c, table, row, values, who, when, "lea")
        first, other = next(iter(values)), {"text": "Anders.", "outcome": "bounded", "changed": "veel", "pile": 3}
        with sides.theirs.change("say") as c:
            say(c, table, row, {**values, first: other[first]}, who, when, "ben")
        assert sides.merge()[table].keys() == {"kept", "told"}
        (told,) = sides.told()
        assert (told["kind"], told["tbl"], told["column"]) == ("both-edited", table, first)
        assert "lea" in told["ours"] and "ben" in told["theirs"]


def test_one_answer_given_twice_to_an_item_that_nobody_had_answered(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study in (sides.ours, sides.theirs):
            checklists.answer(study, "srqr", "S5", text="Twee dorpen.")
            checklists.answer(study, "srqr", "S8", memo=1)
            reasons.give(study, 2, "omdat het zo was")
        mine = [one(sides.ours, f"select uuid from {t} order by id desc") for t in ("checklist", "reason")]
        found = sides.merge()
        assert (found["checklist"], found["reason"], sides.told()) == ({"joined": 2}, {"joined": 1}, [])
        assert [one(sides.ours, f"select uuid from {t} order by id desc") for t in ("checklist", "reason")] == mine
        assert one(sides.ours, "select count(*) from reason where text = 'omdat het zo was'") == 1
        assert sides.merge() == {}
        checklists.answer(sides.theirs, "srqr", "S5", text="Drie dorpen.")
        assert sides.merge()["checklist"] == {"changed": 1}, "what is one is known by both uuids"
        assert one(sides.ours, "select text from checklist where item = 'S5'") == "Drie dorpen."


def test_one_answer_in_a_copy_that_was_handed_out(pair: Pair) -> None:
    pair.lea("handout", pair.folder / "for-ben.db", "--to", "ben")
    shutil.move(pair.folder / "for-ben.db", pair.theirs)
    for who in (pair.lea, pair.ben):
        who("checklist", "set", "srqr", "S5", "--text", "Two villages.")
    assert {f: n for f, n in pair.merge()["checklist"].items() if n and f in ("joined", "kept")} == {"joined": 1}
    assert pair.conflicts() == []
    pair.ben("checklist", "set", "srqr", "S5", "--text", "Three villages.")
    pair.lea("checklist", "set", "srqr", "S5", "--text", "Three villages.")
    assert pair.merge()["checklist"]["already"] == 1 and pair.conflicts() == []
    pair.ben("checklist", "set", "srqr", "S5", "--text", "Four villages.")
    pair.lea("checklist", "set", "srqr", "S5", "--text", "Five villages.")
    assert pair.merge()["checklist"]["kept"] == 1
    pair.conflict("both-edited", "checklist", ours="Five villages., lea", theirs="Four villages., ben")
