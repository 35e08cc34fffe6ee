"""Conditions as the study keeps them: their rows and levels, and what becomes of them when what they rest on goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qda.core.errors import NotFound
from qda.store.analysis import conditions
from qda.store.analysis.conditions import Condition
from qda.store.history.door import Change
from qda.store.project import Study

COUNCIL = "de 'raad'"
OWN = ["individual", COUNCIL, "national"]
Brief = tuple[int, int, str, str, int | None, str, list[int]]  # id, category, role, level, relation, note, codings


def brief(study: Study) -> list[Brief]:
    return [(x.id, x.category, x.role, x.level, x.relation, x.note, x.codings) for x in conditions.read(study.db)]


def by(study: Study, step: Callable[[Change], object]) -> None:
    with study.door.change("axial", "ben") as c:
        step(c)


def test_a_condition_is_read_whole_with_the_codings_that_show_it(filled: Study) -> None:
    by(filled, lambda c: conditions.add_coding(c, 1, 13))
    by(filled, lambda c: conditions.add_coding(c, 1, 1))
    uuid, at = filled.db.execute("select uuid, created_at from condition where id = 1").fetchone()
    one = Condition(1, uuid, 2, "condition", COUNCIL, 1, "zo 😀", "anna", at, [1, 2, 13])
    assert conditions.read(filled.db, [1]) == [one]
    assert conditions.read(filled.db, []) == []
    assert conditions.read(filled.db, [2, 1, 99])[0] == one
    assert brief(filled)[1] == (2, 1, "consequence", "national", None, "", [])


def test_one_is_added_by_who_acts_changed_and_removed(filled: Study) -> None:
    by(filled, lambda c: conditions.add(c, 1, "condition", "individual", 2, "n"))
    (made,) = conditions.read(filled.db, [3])
    assert (made.category, made.role, made.level, made.relation, made.note, made.coder, made.codings) == (
        1, "condition", "individual", 2, "n", "ben", [],
    )  # fmt: skip
    assert conditions.at(filled.db, 1, "condition", "individual") == 3
    assert conditions.at(filled.db, 1, "consequence", "individual") is None
    by(filled, lambda c: conditions.change(c, 3, None, "other"))
    assert brief(filled)[2] == (3, 1, "condition", "individual", None, "other", [])
    by(filled, lambda c: conditions.remove(c, [1, 3]))
    assert brief(filled) == [(2, 1, "consequence", "national", None, "", [])]
    assert filled.db.execute("select count(*) from coding where id = 2").fetchone() == (1,)


def test_a_coding_shows_a_condition_once(filled: Study) -> None:
    said: list[bool] = []
    by(filled, lambda c: said.extend(conditions.add_coding(c, 1, coding) for coding in (2, 5, 5)))
    assert said == [False, True, False]
    assert brief(filled)[0][-1] == [2, 5]


def test_numbers_that_there_are_not_are_refused(filled: Study) -> None:
    assert conditions.known(filled.db, [2, 1, 2]) == [2, 1]
    with pytest.raises(NotFound) as refused:
        conditions.known(filled.db, [1, 9])
    assert "condition or consequence" in str(refused.value) and "9" in str(refused.value)
    assert "the conditional matrix has their numbers" in str(refused.value)


def test_levels_are_the_studys_own_or_the_usual_ones_and_after_them_those_in_use(filled: Study) -> None:
    assert conditions.levels(filled.db) == OWN
    by(filled, lambda c: conditions.add(c, 1, "condition", "Elsewhere", None, ""))
    by(filled, lambda c: c.update("condition", 2, level="NATIONAL"))
    assert conditions.levels(filled.db) == [*OWN, "Elsewhere"]
    assert conditions.find_level(filled.db, "elsewhere") == "Elsewhere"
    assert conditions.find_level(filled.db, "National") == "national"
    with pytest.raises(NotFound) as refused:
        conditions.find_level(filled.db, "nationel")
    assert "did you mean 'national'" in str(refused.value)


def test_a_new_study_has_the_usual_levels(study: Study) -> None:
    assert conditions.levels(study.db) == list(conditions.LEVELS)


def test_levels_that_are_set_are_spelled_so_in_conditions_too(filled: Study) -> None:
    by(filled, lambda c: conditions.set_levels(c, ["De 'Raad'", "National", "elsewhere"]))
    assert conditions.levels(filled.db) == ["De 'Raad'", "National", "elsewhere"]
    assert [row[3] for row in brief(filled)] == ["De 'Raad'", "National"]


@pytest.mark.parametrize("names", [[], list(conditions.LEVELS)], ids=["none", "the usual ones"])
def test_the_usual_levels_are_no_setting(names: list[str], filled: Study) -> None:
    by(filled, lambda c: c.update("condition", 2, level="NATIONAL"))
    by(filled, lambda c: conditions.set_levels(c, names))
    assert filled.db.execute("select count(*) from setting where name = 'condition_levels'").fetchone() == (0,)
    assert conditions.levels(filled.db) == [*conditions.LEVELS, COUNCIL]
    assert [row[3] for row in brief(filled)] == [COUNCIL, "national"]


def test_what_goes_along_and_what_stays_with_less_is_told(filled: Study) -> None:
    def told(codes: list[int], relations: list[int], codings: list[int]) -> list[str]:
        out: list[str] = []
        by(filled, lambda c: out.extend(conditions.leaving(c, codes, relations, codings)))
        return out

    assert told([3], [2], [1]) == []
    assert told([2, 1], [], []) == ["of the conditional matrix went along: 1, 2"]
    assert told([], [1], [2]) == [
        "of the conditional matrix without a relation now: 1", "of the conditional matrix with fewer quotes now: 1",
    ]  # fmt: skip
    assert told([2], [1], [2]) == ["of the conditional matrix went along: 1"]

    def more(c: Change) -> None:
        for n in range(10):
            conditions.add(c, 3, "condition", f"level {n}", None, "")

    by(filled, more)
    assert told([2, 3], [], []) == ["of the conditional matrix went along: 1, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 1 more"]
    assert told([3], [], []) == ["of the conditional matrix went along: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"]


def test_what_rests_on_a_coding_or_relation_goes_to_the_one_it_becomes(filled: Study) -> None:
    notes: list[str] = []
    by(filled, lambda c: conditions.move(c, "coding", 2, 7, notes))
    by(filled, lambda c: conditions.move(c, "relation", 1, 2, notes))
    assert brief(filled) == [
        (1, 2, "condition", COUNCIL, 2, "zo 😀", [2, 7]), (2, 1, "consequence", "national", None, "", []),
    ]  # fmt: skip
    assert notes == []


def test_a_code_that_becomes_another_takes_its_conditions_along(filled: Study) -> None:
    notes: list[str] = []
    by(filled, lambda c: conditions.move(c, "code", 2, 7, notes))
    assert brief(filled) == [
        (1, 7, "condition", COUNCIL, 1, "zo 😀", [2]), (2, 1, "consequence", "national", None, "", []),
    ]  # fmt: skip
    assert notes == []


@pytest.mark.parametrize(
    ("relation", "note", "kept", "joined"),
    [(None, "", 1, "zo 😀"), (2, "eerst", 2, "eerst; zo 😀"), (2, "zo 😀", 2, "zo 😀")],
)
def test_two_at_one_level_become_one_with_the_codings_and_notes_of_both(
    relation: int | None, note: str, kept: int, joined: str, filled: Study
) -> None:
    by(filled, lambda c: conditions.add(c, 1, "condition", COUNCIL, relation, note))
    by(filled, lambda c: conditions.add_coding(c, 3, 5))
    notes: list[str] = []
    by(filled, lambda c: conditions.move(c, "code", 2, 1, notes))
    assert brief(filled) == [
        (2, 1, "consequence", "national", None, "", []), (3, 1, "condition", COUNCIL, kept, joined, [2, 5]),
    ]  # fmt: skip
    assert notes == [f"condition 1 at the level {COUNCIL} was joined with 3"]
