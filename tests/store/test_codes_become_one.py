"""What hangs on codes when they become one, get another home or go: each kind of row, and each note, exactly."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest

from qda.core.errors import QdaError
from qda.store.analysis import codebook_changes as changes
from qda.store.analysis import codes, codings, comparisons, theory_changes
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources

Rows = list[tuple[Any, ...]]


def rows(db: sqlite3.Connection, sql: str, *args: Any) -> Rows:
    """The rows of a query, those with the lowest values first."""
    return sorted((tuple(row) for row in db.execute(sql, args)), key=lambda row: [str(x).rjust(9) for x in row])


def evidence(db: sqlite3.Connection) -> set[tuple[int, int, str]]:
    return {(r, g, side) for r, g, side in db.execute("select relation, coding, side from evidence")}


def code_at(c: Change, start: int, end: int, code: int, source: int = 1, **what: Any) -> int:
    """A coding of a source, with its note, origin, coder or confirmation."""
    return codings.add(c, source, sources.layout(c.db, source), start, end, code, **what)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("een", "twee", "een; twee"),
        ("een", "", "een"),
        ("een", "  ", "een"),
        ("", "twee", "twee"),
        (" ", "twee", "twee"),
        ("een", "EEN", "een"),
        ("een; twee", "Twee", "een; twee"),
        ("een; twee", "een; twee", "een; twee"),
        ("een twee", "twee", "een twee; twee"),
    ],
)
def test_both_texts_neither_twice(mine: str, theirs: str, both: str) -> None:
    assert changes.joined_text(mine, theirs, "; ") == both


def test_codings_of_one_stretch_are_joined(filled: Study) -> None:
    """What hangs on the one that goes hangs on the one that stays, and each quote is evidence once on a side."""
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        twin = code_at(c, 41, 51, 6, note="ook", origin="autocode", confirmed=False)
        c.update("coding", twin, created_at="2020-01-01T00:00:00.000000Z", pinned=1)
        theory_changes.add_evidence(c, 1, twin, "for")
        theory_changes.add_evidence(c, 1, twin, "against")
        theory_changes.add_placement(c, twin, 2, "sociaal", None, "hier")
        theory_changes.add_placement(c, twin, 1, "geen", 0.0, "daar")
        assert changes.move_codings(c, 6, 2, notes) == 1
    db = filled.db
    assert notes == [
        "coding 1 was placed at '0.30000000000000004' and at 'geen' of 'graad': '0.30000000000000004' stands",
        f"joined on one stretch: {twin} into 1",
    ]
    assert rows(db, "select code, note, origin, confirmed, pinned, created_at from coding where id = 1") == [
        (2, "ook", "hand", 1, 1, "2020-01-01T00:00:00.000000Z")
    ]
    assert rows(db, "select count(*) from coding where id = ? or code = 6", twin) == [(0,)]
    assert rows(db, "select id, code from coding where id in (6, 7)") == [(6, 2), (7, 2)]
    assert rows(db, "select property, value, note from placement where coding = 1 order by property") == [
        (1, "0.30000000000000004", "daar; also placed at geen"), (2, "sociaal", "hier"),
    ]  # fmt: skip
    assert evidence(db) == {(1, 1, "for"), (1, 1, "against"), (1, 2, "against"), (2, 1, "for"), (2, 2, "against")}


def test_a_comparison_of_codings_that_become_one_is_dropped_and_told(filled: Study) -> None:
    with filled.change("test") as c:
        gone = code_at(c, 41, 51, 5)
        one = comparisons.add(c, 1, other=gone, code=None, outcome="differs", property=None, note="niet  zo")
        notes: list[str] = []
        changes.join_codings(c, 1, gone, notes)
    assert notes == [f"dropped comparison {one}, differs (“niet zo”): the codings are one now"]
    assert rows(filled.db, "select id from comparison where id = ?", one) == []


def test_which_origin_a_joined_coding_has(filled: Study) -> None:
    """A person's hand counts more than the program's, whichever stays."""
    found = []
    with filled.change("codebook merge") as c:
        for n, (stays, goes) in enumerate(
            [
                ("autocode", "in-vivo"),
                ("in-vivo", "autocode"),
                ("discover", "suggest"),
                ("hand", "in-vivo"),
                ("suggest", "hand"),
            ]
        ):
            keep = code_at(c, n, 133, 7, origin=stays, confirmed=False)
            gone = code_at(c, n, 133, 3, origin=goes, confirmed=False)
            changes.move_codings(c, 3, 7, [], [gone])
            found.append(codings.row(c.db, keep)["origin"])
    assert found == ["in-vivo", "in-vivo", "discover", "hand", "hand"]


def test_some_codings_move_and_the_rest_stays(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook split") as c:
        assert changes.move_codings(c, 2, 7, notes, [1, 8]) == 0
    assert notes == [] and rows(filled.db, "select id from coding where code = 7") == [(1,), (8,)]
    assert rows(filled.db, "select id from coding where code = 2") == [(2,), (12,), (13,)]


def test_many_joined_codings_are_named_in_part(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        pairs = [(code_at(c, n, 60, 7), code_at(c, n, 60, 6)) for n in range(10)]
        assert changes.move_codings(c, 6, 7, notes, [gone for _, gone in pairs]) == 10
        more = [(code_at(c, n, 61, 7), code_at(c, n, 61, 6)) for n in range(12)]
        assert changes.move_codings(c, 6, 7, notes, [gone for _, gone in more]) == 12
    assert notes == [
        "joined on one stretch: " + ", ".join(f"{gone} into {keep}" for keep, gone in pairs),
        "joined on one stretch: " + ", ".join(f"{gone} into {keep}" for keep, gone in more[:10]) + " and 2 more",
    ]


def test_placements_that_meet_keep_both_notes(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        twin = code_at(c, 41, 51, 6)
        theory_changes.add_placement(c, twin, 1, "0.30000000000000004", 0.3, "zo")
        c.update("placement", 1, note="eerst")
        changes.move_codings(c, 6, 2, notes)
    assert notes == [f"joined on one stretch: {twin} into 1"]
    assert rows(filled.db, "select note from placement where coding = 1") == [("eerst; zo",)]


def test_placements_outside_the_category_go(filled: Study) -> None:
    """Codings 3 and 4 carry `loslaten`, which lies under `vertrouwen`: outside of it their places go."""
    with filled.change("codebook move") as c:
        assert changes.drop_strays(c, set()) == []
        codes.move(c, 5, None)
        assert changes.drop_strays(c, {4}) == [
            "1 placement went, as the coding no longer lies in the category: coding 3 on vertrouwen/graad (5e-324)"
        ]
        assert changes.drop_strays(c, set()) == [
            "1 placement went, as the coding no longer lies in the category: coding 4 on vertrouwen/graad (veel)"
        ]
    assert rows(filled.db, "select id from placement") == [(1,), (2,), (5,)]


def test_many_placements_that_go_are_named_in_part(filled: Study) -> None:
    with filled.change("codebook move") as c:
        made = [code_at(c, n, 60, 5) for n in range(10)]
        for id in made:
            theory_changes.add_placement(c, id, 1, "enig", 0.5, "")
        codes.move(c, 5, None)
        (note,) = changes.drop_strays(c, set())
    assert note == (
        "12 placements went, as the coding no longer lies in the category: coding 3 on vertrouwen/graad (5e-324), "
        "coding 4 on vertrouwen/graad (veel), "
        + ", ".join(f"coding {id} on vertrouwen/graad (enig)" for id in made[:8])
        + " and 2 more"
    )


def test_a_coding_that_gets_another_code_loses_its_places(filled: Study) -> None:
    with filled.change("coding set") as c:
        theory_changes.add_placement(c, 3, 2, "sociaal", None, "")  # `loslaten` belongs to both categories
        assert changes.drop_misplaced(c, 3) == []
        codings.change(c, 3, code=6)
        assert changes.drop_misplaced(c, 3) == [
            "coding 3 no longer lies in the category: its place '5e-324' on 'graad' was taken off",
            "coding 3 no longer lies in the category: its place 'sociaal' on 'soort' was taken off",
        ]
    assert rows(filled.db, "select id from placement where coding = 3") == []


def test_where_a_merged_code_belongs(filled: Study) -> None:
    """A home that would be lost becomes a membership; none doubles, and none leads to itself or above."""
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        changes.move_memberships(c, [5], 6, notes)
    assert notes == ["'verantwoordelijkheid' now also belongs to 'vertrouwen', the home of 'loslaten'"]
    assert rows(filled.db, "select code, category from membership order by 1, 2") == [(3, 2), (6, 1), (6, 2)]
    with filled.change("codebook merge") as c:
        c.insert("membership", code=6, category=7)
        c.insert("membership", code=5, category=7)
        changes.move_memberships(c, [5], 6, notes)
    assert len(notes) == 1 and rows(filled.db, "select code, category from membership order by 1, 2") == [
        (3, 2), (6, 1), (6, 2), (6, 7),
    ]  # fmt: skip


def test_a_merged_category_keeps_its_members(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        c.insert("membership", code=6, category=1)
        c.insert("membership", code=2, category=1)
        changes.move_memberships(c, [1], 2, notes)
    assert notes == []
    # `loslaten` lies at home in `vertrouwen`, `eigen koers` was a member already, and no code belongs to itself
    assert rows(filled.db, "select code, category from membership order by 1, 2") == [(3, 2), (6, 2)]


def test_the_home_of_a_merged_code_above_the_target_adds_nothing(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        deep = codes.make(c, "diep", parent=5)
        changes.move_memberships(c, [4], deep, notes)  # both lie in `vertrouwen`, one further down
    assert notes == [] and rows(filled.db, "select code, category from membership order by 1, 2") == [(3, 2), (5, 1)]


def test_codes_under_a_merged_code_move_along(filled: Study) -> None:
    with filled.change("codebook merge") as c:
        changes.move_codes_under(c, [2], 6)
    assert rows(filled.db, "select id, parent from code where id in (4, 5)") == [(4, 6), (5, 6)]
    with filled.change("codebook merge") as c, pytest.raises(QdaError) as e:
        changes.move_codes_under(c, [1, 6], 7)
    assert str(e.value) == (
        "two codes 'eigen koers' would come to lie under 'macht' ('verantwoordelijkheid/eigen koers' is one): "
        "merge these first, or rename one"
    )


def test_a_merged_child_does_not_stand_in_the_way(filled: Study) -> None:
    with filled.change("codebook merge") as c:
        changes.move_codes_under(c, [4, 1], 2)  # `vertrouwen` has an `eigen koers` that is merged; another one comes
    assert rows(filled.db, "select parent, key from code where id = 3") == [(2, "eigen koers")]
    assert rows(filled.db, "select key from code where id = 4") != [("eigen koers",)]


def test_relations_of_merged_codes(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        assert changes.move_relations(c, [2], 6, notes) == {}
    assert notes == [] and rows(filled.db, "select id, a, b from relation") == [(1, 6, 1), (2, 1, 6)]


def test_relations_between_merged_codes_are_dropped(filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        theory_changes.drop_evidence(c, 2, 2)
        assert changes.move_relations(c, [2], 1, notes) == {2: 2}
    assert notes[0] == "dropped relation 1: vertrouwen causes publieke meerwaarde (2 quotes), which are one now"
    assert "dropped relation 2: publieke meerwaarde is-consequence-of vertrouwen (1 quote), which are one now" in notes
    assert rows(filled.db, "select count(*) from relation") == [(0,)]
    assert rows(filled.db, "select count(*) from evidence") == [(0,)]


@pytest.mark.parametrize(
    ("kept", "gone", "status"),
    [
        ("hypothesis", "supported", "supported"),
        ("supported", "hypothesis", "supported"),
        ("hypothesis", "hypothesis", "hypothesis"),
        ("refuted", "hypothesis", "refuted"),
        ("supported", "refuted", "qualified"),
        ("refuted", "refuted", "refuted"),
        ("qualified", "supported", "qualified"),
    ],
)
def test_relations_that_become_one(kept: str, gone: str, status: str, filled: Study) -> None:
    notes: list[str] = []
    with filled.change("codebook merge") as c:
        other = theory_changes.add_relation(c, 6, 1, 1, gone, "twee")
        theory_changes.set_relation(c, 1, kept, "een")
        for coding, side in ((1, "for"), (3, "for"), (2, "for")):
            theory_changes.add_evidence(c, other, coding, side)
        assert changes.move_relations(c, [6], 2, notes) == {}
    assert notes == [f"relation {other} (verantwoordelijkheid causes publieke meerwaarde) was joined with 1"]
    assert rows(filled.db, "select status, note from relation where id = 1") == [(status, "een; twee")]
    assert rows(filled.db, "select 1 from relation where id = ?", other) == []
    assert {x for x in evidence(filled.db) if x[0] == 1} == {
        (1, 1, "for"),
        (1, 2, "against"),
        (1, 3, "for"),
        (1, 2, "for"),
    }


def points(db: sqlite3.Connection, category: int) -> list[tuple[str, str, list[str]]]:
    found = db.execute("select name, kind, points from property where category = ? order by id", (category,))
    return [(name, kind, json.loads(held)) for name, kind, held in found]


def move_properties(study: Study, made: Iterable[tuple[int, str, str, list[str]]], old: int, new: int) -> list[str]:
    notes: list[str] = []
    with study.change("codebook merge") as c:
        for category, name, kind, held in made:
            theory_changes.add_property(c, category, name, kind, held)
        changes.move_properties(c, old, new, notes)
    return notes


def test_properties_of_a_merged_category(filled: Study) -> None:
    assert move_properties(filled, [], 2, 1) == []
    assert points(filled.db, 1) == [
        ("graad", "range", ["geen", "enig", "veel"]),
        ("soort", "kinds", ["sociaal", "economisch"]),
    ]
    assert points(filled.db, 2) == []


def test_ranges_of_one_name_join_between_their_ends(filled: Study) -> None:
    notes = move_properties(filled, [(1, "Graad", "range", ["Geen", "wat", "alles"])], 1, 2)
    assert notes == ["the property 'Graad' joins two: geen, enig, wat, alles, veel"]
    assert points(filled.db, 2)[0] == ("graad", "range", ["geen", "enig", "wat", "alles", "veel"])
    assert move_properties(filled, [(1, "graad", "range", ["wat"])], 1, 2) == []


def test_kinds_of_one_name_join_at_the_end(filled: Study) -> None:
    with filled.change("axial") as c:
        theory_changes.add_placement(
            c, 3, theory_changes.add_property(c, 2, "soort", "kinds", ["sociaal", "cultureel"]), "cultureel", None, ""
        )
    assert move_properties(filled, [], 2, 1) == ["the property 'soort' joins two: sociaal, economisch, cultureel"]
    assert ("soort", "kinds", ["sociaal", "economisch", "cultureel"]) in points(filled.db, 1)
    assert rows(filled.db, "select property, value from placement where coding = 3") == [
        (1, "5e-324"),
        (2, "cultureel"),
    ]


def test_a_range_and_kinds_of_one_name_stay_apart(filled: Study) -> None:
    made = [(1, "graad", "kinds", ["hard", "zacht"]), (2, "graad (kinds)", "kinds", ["a"])]
    assert move_properties(filled, made, 1, 2) == [
        "the property 'graad' has a range in one and kinds in the other: one is now 'graad (kinds) 2'"
    ]
    assert [name for name, _, _ in points(filled.db, 2)] == ["graad", "soort", "graad (kinds) 2", "graad (kinds)"]
    assert move_properties(filled, [(1, "soort", "range", ["laag", "hoog"])], 1, 2) == [
        "the property 'soort' has a range in one and kinds in the other: one is now 'soort (range)'"
    ]


def test_a_property_without_points_takes_those_of_the_other(filled: Study) -> None:
    assert move_properties(filled, [(7, "graad", "kinds", []), (7, "soort", "range", ["laag", "hoog"])], 7, 2) == []
    assert points(filled.db, 2)[0] == ("graad", "range", ["geen", "enig", "veel"])
    with filled.change("axial") as c:
        theory_changes.add_property(c, 7, "SOORT", "kinds", [])
    assert move_properties(filled, [], 2, 7) == ["the property 'soort' joins two: laag, hoog"]
    assert ("SOORT", "range", ["laag", "hoog"]) in points(filled.db, 7)


def test_judgements_of_a_merged_category(filled: Study) -> None:
    with filled.door.change("selective judge", "ben") as c:
        theory_changes.judge(c, 1, explains_variation="no", note="van ben")
    with filled.change("codebook merge") as c:
        theory_changes.judge(c, 1, explains_variation="yes", abstract="yes", note="eerst")
        theory_changes.judge(c, 2, note="zo")
        changes.move_judgements(c, 1, 2)
    assert rows(filled.db, "select coder, category, explains_variation, abstract, note from judgement") == [
        (1, 2, "partly", "yes", "zo; eerst; explains variation: was also judged yes"),
        (2, 2, "no", None, "van ben"),
    ]
