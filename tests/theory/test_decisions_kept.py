"""Decisions on places as the study keeps them, and what becomes of them when a code, coding or source becomes another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from qda.store.analysis import codings, decisions
from qda.store.file import layer
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources


def by(study: Study, step: Callable[[Change], object], coder: str = "anna") -> None:
    with study.door.change("resolve", coder) as c:
        step(c)


def places(study: Study) -> list[tuple[Any, ...]]:
    return study.db.execute(
        "select id, decision, source, code, coding, asked from decision_place order by id"
    ).fetchall()


def uuid(study: Study, coding: int) -> str:
    (found,) = study.db.execute("select uuid from coding where id = ?", (coding,)).fetchone()
    return str(found)


def new(c: Change, start: int, end: int, code: int) -> codings.New:
    """A coding of the consensus layer in the first source."""
    layout = sources.layout(c.db, 1)
    return codings.New(1, start, end, code, layer.make(c), "", codings.place(layout, start, end))


def second(study: Study, *made: tuple[int, int, int]) -> None:
    """Ben settles a second place, of coding 9 in thread-1, that is also the answer to one of coding 11."""

    def step(c: Change) -> None:
        state = {"readers": [], "codings": {uuid(study, 9): [0, 11]}}
        other = {"readers": [], "codings": {uuid(study, 11): [0, 19]}}
        on = [decisions.Place(1, 3, 9, state), decisions.Place(1, 1, 11, other)]
        decisions.write(
            c, [decisions.Decision("to", on, [new(c, *x) for x in made], code=6, start=150, end=161, note="so")]
        )

    by(study, step, "ben")


def test_a_decision_is_read_whole_with_its_place_state_and_links(filled: Study) -> None:
    (one,) = decisions.decided(filled.db)
    at, stored = filled.db.execute("select created_at, note from decision").fetchone()
    readers = sorted(u for (u,) in filled.db.execute("select uuid from coder where not consensus"))
    state = {"readers": readers, "codings": {uuid(filled, 12): [0, 10]}}
    assert one[:15] == (1, "keep", "ben", None, None, None, stored, "anna", at, 1, 1, 2, 12, True, state)
    assert one.note == "'zo' \"is\" [[coding:12]]: [[code:loslaten]], [[segment:thread-1#2]]"
    assert one.shown() == {
        "how": "keep", "keep": "ben", "code": None, "start": None, "end": None, "coder": "anna", "at": at,
    }  # fmt: skip


def test_decisions_come_by_number_a_row_a_place_of_the_sources_asked_for(filled: Study) -> None:
    second(filled, (150, 161, 6))
    rows = decisions.decided(filled.db)
    assert [(d.id, d.how, d.code, d.start, d.end, d.coder, d.of_code, d.coding, d.asked, d.note) for d in rows[1:]] == [
        (2, "to", "verantwoordelijkheid", 150, 161, "ben", 3, 9, True, "so"),
        (2, "to", "verantwoordelijkheid", 150, 161, "ben", 1, 11, False, "so"),
    ]
    assert decisions.decided(filled.db, [1, 2]) == rows
    assert decisions.decided(filled.db, [2, 3]) == decisions.decided(filled.db, []) == []


def test_what_the_layer_has_already_is_not_made_again(filled: Study) -> None:
    second(filled, (150, 161, 6), (20, 30, 2), (150, 161, 6))
    assert decisions.codings_of(filled.db, 2) == [14, 15]
    assert filled.db.execute(
        'select source, start, "end", code, coder, origin from coding where id > 14'
    ).fetchall() == [(1, 150, 161, 6, 3, "hand")]


def test_a_decision_taken_back_takes_what_it_alone_made(filled: Study) -> None:
    second(filled, (150, 161, 6), (20, 30, 2))
    by(filled, lambda c: decisions.take_back(c, [2]))
    assert filled.db.execute("select id from coding where coder = 3").fetchall() == [(14,)]
    by(filled, lambda c: decisions.take_back(c, [1]))
    assert filled.db.execute("select id from coding where coder = 3").fetchall() == []
    assert places(filled) == []


def test_decisions_on_a_code_that_becomes_another_are_on_that_one(filled: Study) -> None:
    second(filled)
    by(filled, lambda c: decisions.move(c, "code", 3, 7))
    by(filled, lambda c: decisions.move(c, "code", 6, 5))
    by(filled, lambda c: decisions.move(c, "relation", 2, 7))
    assert places(filled) == [(1, 1, 1, 2, 12, 1), (2, 2, 1, 7, 9, 1), (3, 2, 1, 1, 11, 0)]
    assert filled.db.execute("select code from decision order by id").fetchall() == [(None,), (5,)]


def test_decisions_on_a_coding_that_becomes_another_are_on_that_one_and_have_it_once(filled: Study) -> None:
    second(filled, (20, 30, 2), (150, 161, 6))
    by(filled, lambda c: decisions.move(c, "coding", 12, 1))
    assert places(filled)[0] == (1, 1, 1, 2, 1, 1)
    by(filled, lambda c: decisions.move(c, "coding", 14, 15))
    assert [decisions.codings_of(filled.db, n) for n in (1, 2)] == [[15], [15]]


def test_a_split_takes_a_place_along_only_where_all_its_codings_went(filled: Study) -> None:
    by(filled, lambda c: c.update("coding", 1, code=5))
    by(filled, lambda c: decisions.split(c, 2, 5))
    assert places(filled) == [(1, 1, 1, 2, 12, 1)]
    by(filled, lambda c: c.update("coding", 12, code=5))
    by(filled, lambda c: decisions.split(c, 2, 5))
    assert places(filled) == [(1, 1, 1, 5, 12, 1)]
    assert filled.db.execute("select code from coding where id = 14").fetchone() == (5,)


def test_a_split_leaves_the_layers_coding_where_the_new_one_is_there(filled: Study) -> None:
    by(filled, lambda c: codings.add_many(c, [new(c, 20, 30, 5)], origin="hand"))
    by(filled, lambda c: c.update("coding", 12, code=5))
    by(filled, lambda c: decisions.split(c, 2, 5))
    assert places(filled) == [(1, 1, 1, 5, 12, 1)]
    assert filled.db.execute("select id, code from coding where coder = 3 order by id").fetchall() == [(14, 2), (15, 5)]


def test_decisions_go_along_when_all_that_they_are_on_goes(filled: Study) -> None:
    second(filled)

    def left(**gone: list[int]) -> tuple[list[str], list[int]]:
        notes: list[str] = []
        by(filled, lambda c: notes.extend(decisions.leaving(c, **gone)))
        return notes, [id for (id,) in filled.db.execute("select id from decision order by id")]

    assert left(codes=[3]) == ([], [1, 2])  # its answer is on another code
    assert left(sources=[2]) == ([], [1, 2])
    assert left(codes=[3, 1]) == (["1 settled place goes along"], [1])
    second(filled)
    assert left(sources=[1]) == (["2 settled places go along"], [])


def test_a_place_follows_its_codings_to_another_row_of_a_source(filled: Study) -> None:
    second(filled)
    by(filled, lambda c: decisions.follow(c, 1, 2, [9, 5]))
    assert [(row[0], row[2]) for row in places(filled)] == [(1, 1), (2, 2), (3, 1)]
    by(filled, lambda c: decisions.follow(c, 2, 3, [12, 11]))
    assert [(row[0], row[2]) for row in places(filled)] == [(1, 1), (2, 2), (3, 1)]


def test_the_uuid_of_a_coding_is_known_after_it_was_removed(filled: Study) -> None:
    held = uuid(filled, 9)
    assert decisions.uuid_of(filled.db, 9) == held
    by(filled, lambda c: c.delete("coding", 9))
    assert decisions.uuid_of(filled.db, 9) == held
    assert decisions.uuid_of(filled.db, 999) is None


def test_the_state_of_a_place_is_kept_in_one_spelling(filled: Study) -> None:
    (state,) = filled.db.execute("select state from decision_place").fetchone()
    assert state == json.dumps(json.loads(state), sort_keys=True)
