"""What is remembered and told when codes go with their codings: links, relations without a quote, other coders' work."""

from __future__ import annotations

import sqlite3

import pytest

from qda.store.analysis import codebook_changes as changes
from qda.store.project import Study


def labels(db: sqlite3.Connection) -> dict[int, str]:
    return dict(db.execute("select id, label from link"))


def leave(study: Study, gone: list[int], coder: str = "anna") -> list[str]:
    """What is said of codes before they go; labels of links are made old before, so that it shows which are renewed."""
    with study.door.change("test", coder) as c:
        c.db.execute("update link set label = 'oud'")
        return changes.leaving(c, gone)


@pytest.mark.parametrize(
    ("gone", "coder", "others"),
    [
        ([2], "anna", ["2 of the codings were by other coders"]),
        ([2], "ben", ["3 of the codings were by other coders"]),
        ([1], "anna", ["1 of the codings was by other coders"]),
        ([5], "anna", []),
        ([5, 1, 2], "anna", ["3 of the codings were by other coders"]),
        ([7], "anna", []),
    ],
)
def test_codings_of_other_coders_are_told(gone: list[int], coder: str, others: list[str], filled: Study) -> None:
    assert [note for note in leave(filled, gone, coder) if "of the codings" in note] == others


@pytest.mark.parametrize(
    ("gone", "renewed"),
    [
        (2, {3: "1, vertrouwen: “Vertrouwen”", 5: "vertrouwen", 6: "vertrouwen/graad", 7: "1", 12: "1, vertrouwen: “Vertrouwen”",
             14: "vertrouwen", 15: "vertrouwen/graad", 16: "1", 22: "1", 23: "2", 24: "1", 28: "vertrouwen",
             30: "1, vertrouwen: “Vertrouwen”"}),
        (1, {7: "1", 16: "1", 23: "2", 24: "1", 29: "publieke meerwaarde"}),
        (6, {4: "verantwoordelijkheid", 13: "verantwoordelijkheid"}),
        (5, {19: "loslaten", 21: "loslaten", 26: "loslaten"}),
        (7, {}),
    ],
)  # fmt: skip
def test_links_remember_what_goes_with_a_code(gone: int, renewed: dict[int, str], filled: Study) -> None:
    leave(filled, [gone])
    assert {id: label for id, label in labels(filled.db).items() if label != "oud"} == renewed


def test_supported_relations_that_lose_their_last_quote(filled: Study) -> None:
    db = filled.db
    with filled.change("test") as c:
        for id in (1, 2):
            c.update("relation", id, a=6, b=7 if id == 1 else 3, status="supported")
        c.insert("evidence", relation=2, coding=3, side="for")
    assert set(db.execute("select relation, coding, side from evidence")) >= {
        (1, 1, "for"),
        (2, 1, "for"),
        (2, 3, "for"),
        (1, 2, "against"),
    }
    assert changes.bare_without_codes(db, [2]) == [1], "the second has a quote of another code"
    assert changes.bare_without_codes(db, [2, 5]) == [1, 2] and changes.bare_without_codes(db, [5]) == []
    assert changes.bare_without_codes(db, [2, 6]) == [] == changes.bare_without_codes(db, [2, 7, 3]), (
        "they go themselves"
    )
    assert changes.bare_without_codes(db, [2, 7]) == [] and changes.bare_without_codes(db, [2, 5, 3]) == [1]
    assert changes.bare_without_codings(db, [1]) == [1] and changes.bare_without_codings(db, [1, 3]) == [1, 2]
    assert changes.bare_without_codings(db, [2]) == [] == changes.bare_without_codings(db, [3])
    with filled.change("test") as c:
        c.update("relation", 1, status="qualified")
    assert changes.bare_without_codes(db, [2]) == [] == changes.bare_without_codings(db, [1])
