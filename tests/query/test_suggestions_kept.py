"""Suggestions as they are kept: read with today's names, offered once, and rejected for as long as the text is the same."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from qda.core.errors import NotFound
from qda.store.analysis import suggestions
from qda.store.analysis.suggestions import Coded, Offer, Suggestion
from qda.store.file.ids import digest
from qda.store.history.door import Change
from qda.store.project import Study

TEXT = "De secretaris"  # how thread-1 begins


def by(study: Study, step: Callable[[Change], object], coder: str = "anna") -> None:
    with study.door.change("suggest", coder) as c:
        step(c)


def uuids(study: Study, *codings: int) -> list[str]:
    return [study.db.execute("select uuid from coding where id = ?", (id,)).fetchone()[0] for id in codings]


OFFER = Offer(5, 1, 3, 13, TEXT[3:13], 4, (3, 1), ("koers", "é"))


def test_a_suggestion_is_read_whole_with_the_names_of_today(filled: Study) -> None:
    by(filled, lambda c: c.update("code", 2, name="trust", key="trust"))
    by(filled, lambda c: c.update("suggestion", 1, decided_at="2026-01-02T10:00:00Z"))
    (made,) = filled.db.execute("select created_at from suggestion where id = 1").fetchone()
    because = {"codings": uuids(filled, 1), "words": ["koers"]}
    first = Suggestion(
        1,
        "quote",
        2,
        "trust",
        1,
        "thread-1",
        1,
        9,
        TEXT[1:9],
        1,
        because,
        "rejected",
        "anna",
        made,
        "2026-01-02T10:00:00Z",
    )
    assert suggestions.read(filled.db, [1]) == [first]
    assert suggestions.read(filled.db)[0] == first
    second = suggestions.read(filled.db)[1]
    assert (second.id, second.start, second.text, second.rank, second.decision, second.decided_at) == (
        2, 2, TEXT[2:9], 2, None, None,
    )  # fmt: skip
    assert [s.id for s in suggestions.read(filled.db, [2, 1, 2])] == [2, 1]
    assert suggestions.read(filled.db, []) == []


def test_a_suggestion_whose_code_and_source_are_gone_keeps_the_name_it_had(filled: Study) -> None:
    by(filled, lambda c: c.update("suggestion", 1, code="of a code that went", source="of a source that went"))
    one = suggestions.read(filled.db)[0]
    assert (one.code, one.name, one.source, one.where, one.text) == (None, "vertrouwen", None, "", None)
    assert suggestions.rejected(filled.db, "anna") == []


def test_a_suggestion_of_another_text_has_none(filled: Study) -> None:
    by(filled, lambda c: c.update("suggestion", 1, start=0))
    by(filled, lambda c: c.update("suggestion", 2, start=900, end=910))
    assert [s.text for s in suggestions.read(filled.db)] == [None, None]
    assert suggestions.rejected(filled.db, "anna") == []


def test_a_number_that_there_is_not_is_refused(filled: Study) -> None:
    with pytest.raises(NotFound) as refused:
        suggestions.read(filled.db, [1, 7])
    assert "suggestion" in str(refused.value) and "7" in str(refused.value)
    assert "the list of suggestions has them" in str(refused.value)


def test_what_was_rejected_is_so_for_the_coder_who_did(filled: Study) -> None:
    assert suggestions.rejected(filled.db, "anna") == [Coded(1, 1, 1, 9, 2)]
    assert suggestions.rejected(filled.db, "ben") == []


def test_codings_come_by_place_without_those_of_the_layer(filled: Study) -> None:
    every = suggestions.coded(filled.db, confirmed=False)
    assert [g.id for g in every] == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2]
    assert every[0] == Coded(12, 1, 20, 30, 2)
    assert [g.id for g in suggestions.coded(filled.db, confirmed=True)] == [g.id for g in every if g.id not in (6, 7)]


def test_an_offer_is_kept_with_what_was_shown_for_it_and_known_to_its_coder(filled: Study) -> None:
    assert suggestions.known(filled.db, OFFER, "anna") is None
    by(filled, lambda c: suggestions.add(c, "quote", OFFER))
    (one,) = suggestions.read(filled.db, [3])
    because = {"codings": uuids(filled, 3, 1), "words": ["koers", "é"]}
    assert one == Suggestion(
        3, "quote", 5, "loslaten", 1, "thread-1", 3, 13, OFFER.text, 4, because, None, "anna", one.created_at, None
    )
    (kept,) = filled.db.execute("select because from suggestion where id = 3").fetchone()
    assert json.loads(kept) == {**because, "digest": digest(OFFER.text)} and "é" in kept
    assert suggestions.known(filled.db, OFFER, "anna") == 3
    assert suggestions.known(filled.db, OFFER, "ben") is None
    for other in (OFFER._replace(code=3), OFFER._replace(source=2), OFFER._replace(start=4), OFFER._replace(end=12)):
        assert suggestions.known(filled.db, other, "anna") is None
    assert suggestions.known(filled.db, OFFER._replace(text="x"), "anna") is None


def test_an_offer_of_a_text_that_has_changed_is_made_anew_under_its_number(filled: Study) -> None:
    by(filled, lambda c: suggestions.add(c, "quote", OFFER))
    by(filled, lambda c: suggestions.decide(c, 3, "rejected"))
    decided = suggestions.read(filled.db, [3])[0]
    (when,) = filled.db.execute("select max(at) from change").fetchone()
    assert (decided.decision, decided.decided_at) == ("rejected", when)
    numbers: list[int] = []
    by(filled, lambda c: numbers.append(suggestions.add(c, "quote", OFFER._replace(text="other", rank=9, codings=()))))
    again = suggestions.read(filled.db)[2:]
    assert numbers == [3] and len(again) == 1
    assert (again[0].rank, again[0].decision, again[0].decided_at, again[0].because["codings"]) == (9, None, None, [])
    by(filled, lambda c: numbers.append(suggestions.add(c, "quote", OFFER)), "ben")
    assert numbers == [3, 4] and suggestions.read(filled.db, [4])[0].coder == "ben"
