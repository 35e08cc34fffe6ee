"""Settling conflicts: ours, theirs, another value; one change each; not told again, also not at the other's side."""

from __future__ import annotations

import shutil

import pytest
from pair import Pair


@pytest.fixture
def apart(pair: Pair) -> Pair:
    """Both wrote a note on one coding, and lea merged."""
    pair.part()
    held = pair.coding("I waited a long time")["id"]
    pair.lea("coding", "set", held, "--note", "lea's note")
    pair.ben("coding", "set", held, "--note", "ben's note")
    pair.merge()
    return pair


def note(pair: Pair, ours: bool = True) -> object:
    return pair.coding("I waited a long time", pair.ours if ours else pair.theirs)["note"]


def test_theirs_ours_and_a_value(apart: Pair) -> None:
    told = apart.conflict("both-edited", "coding", column="note", base="", ours="lea's note", theirs="ben's note")
    assert note(apart) == "lea's note"
    apart.lea("conflicts", "settle", told["id"], "--theirs", "--note", "he is right")
    assert note(apart) == "ben's note" and apart.conflicts() == []
    assert apart.conflicts(None, "--all")[0]["status"] == "settled"
    apart.lea("undo")
    assert note(apart) == "lea's note" and len(apart.conflicts()) == 1
    apart.lea("conflicts", "settle", told["id"], "--value", "both notes")
    assert note(apart) == "both notes"
    apart.lea("conflicts", "reopen", told["id"])
    assert note(apart) == "both notes" and len(apart.conflicts()) == 1
    apart.lea("conflicts", "settle", told["id"], "--ours")
    assert note(apart) == "both notes" and apart.conflicts() == []


def test_a_settled_conflict_is_not_told_again_at_either_side(apart: Pair) -> None:
    apart.lea("conflicts", "settle", 1, "--ours")
    assert apart.merge() == {} and apart.conflicts() == []
    apart.merge(into=apart.theirs, of=apart.ours)
    assert apart.conflicts(apart.theirs) == [] and note(apart, ours=False) == "lea's note"
    apart.merge()
    assert apart.conflicts() == [] and note(apart) == "lea's note"


def test_open_at_both_sides_and_settled_at_one(apart: Pair) -> None:
    apart.merge(into=apart.theirs, of=apart.ours)
    assert len(apart.conflicts(apart.theirs)) == 1 and note(apart, ours=False) == "ben's note"
    apart.lea("conflicts", "settle", 1, "--value", "as agreed")
    apart.merge(into=apart.theirs, of=apart.ours)
    assert note(apart, ours=False) == "as agreed" and apart.conflicts(apart.theirs) == []


def test_what_is_known_by_things_that_became_one_is_settled_at_both_sides(pair: Pair) -> None:
    """A value has no uuid: each file knows it by its source and by its own variable, which is one with the other's."""
    pair.part()
    before = pair.folder / "before.db"
    for who, place in ((pair.lea, "Ede"), (pair.ben, "Delft")):
        who("source", "set", "one", f"place={place}")
    shutil.copy(pair.theirs, before)
    pair.merge(into=pair.theirs, of=pair.ours)
    pair.merge(of=before)
    for whose in (pair.ours, pair.theirs):
        assert [k["name"] for k in pair.conflicts(whose)] == ["place of one"]
    pair.ben("conflicts", "settle", pair.conflicts(pair.theirs)[0]["id"], "--theirs", "--note", "she asked")
    pair.merge()
    assert pair.conflicts() == [] and pair.conflicts(pair.theirs) == []
    (told,) = pair.conflicts(None, "--all")
    assert (told["status"], told["ours"], told["theirs"]) == ("settled", "Ede", "Delft")


def test_what_was_settled_holds_for_a_third_who_wrote_one_of_the_two(pair: Pair) -> None:
    """cor wrote what ben wrote, by himself: lea's decision between the two is his as well."""
    pair.part()
    cor = pair.folder / "cor.db"
    shutil.copy(pair.ours, cor)
    held = pair.coding("I waited a long time")["id"]
    pair.lea("coding", "set", held, "--note", "lea's note")
    pair.ben("coding", "set", held, "--note", "ben's note")
    pair.qda.ok("--project", cor, "--coder", "cor", "coding", "set", held, "--note", "ben's note")
    pair.merge()
    pair.lea("conflicts", "settle", 1, "--value", "as agreed")
    pair.merge(into=cor, of=pair.ours)
    assert pair.coding("I waited a long time", cor)["note"] == "as agreed" and pair.conflicts(cor) == []


def test_info_counts_the_open_ones(apart: Pair) -> None:
    def count() -> object:
        import json

        return json.loads(apart.qda.ok("--project", apart.ours, "info", "--format", "json").out)["conflicts"]

    assert count() == 1
    apart.lea("conflicts", "settle", 1, "--ours")
    assert count() == 0


def test_what_it_is_about_is_gone(apart: Pair) -> None:
    apart.lea("uncode", apart.coding("I waited a long time")["id"])
    assert apart.conflicts() == [] and apart.conflicts(None, "--all")[0]["status"] == "gone"
    done = apart.qda("--project", apart.ours, "check")
    assert done.status == 1 and "conflict 1" in done.out
    assert "--ours" in apart.qda.refused("--project", apart.ours, "conflicts", "settle", 1, "--theirs")
    apart.lea("conflicts", "settle", 1, "--ours")
    apart.qda.ok("--project", apart.ours, "check")


def test_refused(apart: Pair) -> None:
    for args, status in (
        (("settle", "9999", "--ours"), 1), (("settle", "1"), 2), (("settle", "1", "--ours", "--theirs"), 2),
        (("settle", "1", "--theirs", "--value", "x"), 2), (("reopen", "1"), 1), (("reopen", "7"), 1),
        (("settle", "1", "9999", "--theirs"), 1),
    ):  # fmt: skip
        apart.qda.refused("--project", apart.ours, "conflicts", *args, status=status)
    assert note(apart) == "lea's note" and len(apart.conflicts()) == 1
    apart.lea("conflicts", "settle", 1, "--ours")
    assert "reopen" in apart.qda.refused("--project", apart.ours, "conflicts", "settle", 1, "--ours")


def test_names_that_cannot_be(pair: Pair) -> None:
    pair.part()
    pair.lea("codebook", "rename", "waiting", "standing by")
    pair.ben("codebook", "rename", "waiting", "being kept")
    pair.merge()
    pair.lea("codebook", "add", "being kept")
    assert "called" in pair.qda.refused("--project", pair.ours, "conflicts", "settle", 1, "--theirs")
    pair.lea("conflicts", "settle", 1, "--value", "kept waiting")
    assert "kept waiting" in pair.codes()


def test_what_came_back_or_stayed_is_removed_with_what_rests_on_it(pair: Pair) -> None:
    pair.lea("axial", "category", "power", "--from", "deciding")
    pair.part()
    pair.lea("source", "remove", "two")
    pair.lea("memo", "add", "on [[code:waiting]]", "--title", "M", "--on", "code:waiting")
    pair.ben("code", "two", "late", "--quote", "Hearing it later")
    pair.ben("codebook", "remove", "waiting")
    pair.merge()
    came, stays = (
        pair.conflict("removed-used", "source", name="two"),
        pair.conflict("used-removed", "code", name="waiting"),
    )
    pair.lea("conflicts", "settle", came["id"], "--ours")
    assert pair.sources() == ["one"] and "late" in pair.codes()
    pair.lea("conflicts", "settle", stays["id"], "--theirs")
    assert "waiting" not in pair.codes()
    assert "[[code:waiting (removed)]]" in pair.rows(pair.ours, "memo", "list")[0]["text"]
    pair.qda.ok("--project", pair.ours, "check")
    for _ in range(2):
        pair.lea("undo")
    assert pair.sources() == ["one", "two"] and "waiting" in pair.codes()


def test_what_is_not_about_a_value(pair: Pair) -> None:
    pair.lea("codebook", "add", "loose")
    pair.part()
    pair.lea("codebook", "merge", "loose", "--into", "waiting")
    pair.ben("code", "one", "loose", "--quote", "And then?")
    pair.merge()
    told = pair.conflict("code-merged", "code")
    for way in (("--theirs",), ("--value", "x")):
        assert "--ours" in pair.qda.refused("--project", pair.ours, "conflicts", "settle", told["id"], *way)
    pair.lea("conflicts", "settle", told["id"], "--ours")
    assert pair.conflicts() == []
