"""Stale codings with what changed: the texts then and now, and when, also where changes were undone and done again."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from qda.ops.coding import codebook, coding
from qda.ops.study import study as ops
from qda.store.project import Study
from qda.store.queries.stale import Stale, Texts, stale

CODE = "verantwoordelijkheid"  # without a text; codings 6 and 7 are of it


def found(study: Study, codes: Iterable[int] | None = None) -> dict[int, tuple[str, str]]:
    """Stale codings with the definition then and now."""
    return {id: (s.then.definition, s.now.definition) for id, s in stale(study.db, codes).items()}


def at(study: Study) -> str:
    (when,) = study.db.execute("select max(at) from change").fetchone()
    return str(when)


def test_a_stale_coding_tells_the_texts_it_was_made_under_those_of_now_and_since_when(filled: Study) -> None:
    codebook.define(filled, CODE, definition="first", include=" this ")
    assert stale(filled.db) == {}
    codebook.define(filled, CODE, definition="second ", include="this")
    codebook.define(filled, CODE, exclude="that")
    one = Stale(at(filled), Texts("first", "this", ""), Texts("second", "this", "that"))
    held = stale(filled.db)
    assert held == {6: held[6], 7: held[6]}
    assert held[6].different() == one.different() == [("definition", "first", "second"), ("exclude", "", "that")]
    assert held[6].defined_at == one.defined_at


def test_only_the_codes_asked_for_are_looked_at(filled: Study) -> None:
    for text in ("first", "second"):
        codebook.define(filled, CODE, definition=text)
    codebook.define(filled, "publieke meerwaarde", definition="Anders.")
    every = found(filled)
    assert set(every) == {5, 6, 7, 11}
    assert found(filled, [6]) == {6: ("first", "second"), 7: ("first", "second")}
    assert found(filled, [1]) == dict.fromkeys((5, 11), ("Wat een gemeente toevoegt.", "Anders."))
    assert found(filled, []) == found(filled, [2]) == {}


def test_a_coding_made_between_two_definitions_was_made_under_the_first(filled: Study) -> None:
    codebook.define(filled, CODE, definition="first")
    codebook.define(filled, CODE, definition="second")
    coding.code(filled, "thread-2", [CODE], quote="En nog iets")
    codebook.define(filled, CODE, definition="third")
    (new,) = filled.db.execute("select max(id) from coding").fetchone()
    assert found(filled) == {6: ("first", "third"), 7: ("first", "third"), new: ("second", "third")}


def test_a_first_definition_that_was_undone_and_done_again_is_the_first(filled: Study) -> None:
    codebook.define(filled, CODE, definition="first")
    ops.undo(filled, 1)
    ops.redo(filled, 1)
    codebook.define(filled, CODE, definition="second")
    assert found(filled) == dict.fromkeys((6, 7), ("first", "second"))


def test_a_definition_that_was_undone_is_as_if_it_had_never_been(filled: Study) -> None:
    codebook.define(filled, CODE, definition="first")
    ops.undo(filled, 1)
    codebook.define(filled, CODE, definition="second")
    assert found(filled) == {}
    codebook.define(filled, CODE, definition="third")
    ops.undo(filled, 1)
    assert found(filled) == {}
    ops.redo(filled, 1)
    assert found(filled) == dict.fromkeys((6, 7), ("second", "third"))


@pytest.mark.parametrize("id", [6, 7])
def test_a_coding_that_is_confirmed_is_stale_no_more(id: int, filled: Study) -> None:
    for text in ("first", "second"):
        codebook.define(filled, CODE, definition=text)
    coding.confirm(filled, [id])
    assert set(found(filled)) == {6, 7} - {id}
