"""Memos that two sorted apart: what one of them did is taken, where both moved a memo ours stays and a conflict tells."""

from __future__ import annotations

import pytest
from pair import Pair


@pytest.fixture
def sorted_(pair: Pair) -> Pair:
    """Three memos, two piles, the first memo in one."""
    for title in ("A", "B", "C"):
        pair.lea("memo", "add", f"words of {title}", "--title", title)
    pair.lea("sort", "pile", "P")
    pair.lea("sort", "pile", "Q")
    pair.lea("sort", "put", "A", "P", "--because", "at first")
    pair.part()
    return pair


def lying(pair: Pair) -> list[tuple[str, int, str, str]]:
    return [(r["pile"], r["position"], r["title"], r["because"]) for r in pair.rows(pair.ours, "sort", "list")]


def test_what_one_side_did_is_taken(sorted_: Pair) -> None:
    pair = sorted_
    pair.ben("sort", "pile", "R", "--under", "Q")
    pair.ben("sort", "put", "A", "R", "--because", "it is an instance")
    pair.ben("sort", "put", "B", "R", "--first", "--because", "before it")
    pair.ben("sort", "pile", "P", "--rename", "PP")
    pair.lea("sort", "put", "C", "Q", "--because", "mine")
    found = pair.merge()
    assert (
        found["pile"]["added"],
        found["pile"]["changed"],
        found["sorting"]["added"],
        found["sorting"]["changed"],
    ) == (1, 1, 1, 1)
    assert lying(pair) == [("Q", 1, "C", "mine"), ("Q/R", 1, "B", "before it"), ("Q/R", 2, "A", "it is an instance")]
    moves = [(r["coder"], r["title"], r["to"]) for r in pair.rows(pair.ours, "sort", "history")]
    assert sorted(moves) == [("ben", "A", "Q/R"), ("ben", "B", "Q/R"), ("lea", "A", "PP"), ("lea", "C", "Q")]
    assert pair.conflicts() == []


def test_one_memo_in_two_piles_is_a_conflict_and_ours_stays(sorted_: Pair) -> None:
    pair = sorted_
    pair.lea("sort", "put", "B", "P", "--because", "lea's")
    pair.ben("sort", "put", "B", "Q", "--because", "ben's")
    pair.lea("sort", "put", "A", "Q", "--because", "lea's too")
    pair.ben("sort", "take", "A", "--because", "ben's too")
    found = pair.merge()
    assert found["sorting"]["kept"] == 2
    assert lying(pair) == [("P", 1, "B", "lea's"), ("Q", 1, "A", "lea's too")]
    told = pair.conflict(
        "both-edited", "sorting", name="B", column="pile", ours="P, lea's, lea", theirs="Q, ben's, ben"
    )
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert ("Q", 2, "B", "ben's") in lying(pair) or ("Q", 1, "B", "ben's") in lying(pair)
    last = pair.rows(pair.ours, "sort", "history", "B")[-1]
    assert (last["from"], last["to"], last["because"], last["coder"]) == ("P", "Q", "ben's", "lea")
    pair.lea("undo")
    assert lying(pair)[0] == ("P", 1, "B", "lea's")


def test_both_made_one_pile_and_put_a_memo_there(sorted_: Pair) -> None:
    pair = sorted_
    for who in (pair.lea, pair.ben):
        who("sort", "pile", "Together")
        who("sort", "put", "C", "together", "--because", "so")
    pair.ben("sort", "put", "B", "together", "--first", "--because", "before")
    found = pair.merge()
    assert (found["pile"]["joined"], found["sorting"]["joined"], found["sorting"]["added"]) == (1, 1, 1)
    assert lying(pair)[1:] == [("Together", 1, "B", "before"), ("Together", 2, "C", "so")] and pair.conflicts() == []
    assert [r["coder"] for r in pair.rows(pair.ours, "sort", "history", "C")] == ["lea", "ben"]


def test_piles_and_memos_that_one_removed_and_the_other_used(sorted_: Pair) -> None:
    pair = sorted_
    pair.lea("sort", "pile", "Q", "--remove")
    pair.ben("sort", "put", "B", "Q", "--because", "ben's")
    pair.lea("memo", "remove", 3)
    pair.ben("sort", "put", "C", "P", "--because", "ben's")
    pair.merge()
    pair.conflict("removed-used", "pile")
    pair.conflict("removed-used", "memo")
    assert lying(pair) == [("P", 1, "A", "at first"), ("P", 2, "C", "ben's"), ("Q", 1, "B", "ben's")]


def test_a_pile_that_theirs_removed_and_ours_filled_stays(sorted_: Pair) -> None:
    pair = sorted_
    pair.lea("sort", "put", "B", "Q", "--because", "lea's")
    pair.ben("sort", "pile", "Q", "--remove")
    pair.merge()
    told = pair.conflict("used-removed", "pile")
    assert lying(pair)[1] == ("Q", 1, "B", "lea's")
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert lying(pair) == [("P", 1, "A", "at first")]
    assert pair.rows(pair.ours, "sort", "history", "B")[-1]["to"] is None
    pair.lea("undo")
    assert len(lying(pair)) == 2


def test_moves_of_both_never_put_a_pile_under_itself(sorted_: Pair) -> None:
    pair = sorted_
    pair.lea("sort", "pile", "P", "--under", "Q")
    pair.ben("sort", "pile", "Q", "--under", "P")
    pair.merge()
    pair.conflict("loop", "pile")
    assert [r["pile"] for r in pair.rows(pair.ours, "sort", "list", "--piles")] == ["Q", "Q/P"]
