"""Properties, placements, relations, judgements and the storyline as the store reads and writes them."""

from __future__ import annotations

from typing import Any

import pytest

from qda.core.errors import NotFound, Refused
from qda.store.analysis import codings, theory, theory_changes
from qda.store.analysis.theory import Placement, Property, Relation
from qda.store.project import Study
from qda.store.queries import study as study_queries
from qda.store.texts import people, sources


def rows(study: Study, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in study.db.execute(sql, args)]


RANGE = Property(1, "u", 2, "graad", "range", ["geen", "enig", "veel"])
KINDS = Property(2, "u", 2, "soort", "kinds", ["sociaal", "economisch"])
BARE = Property(3, "u", 2, "leeg", "range", [])


def test_a_property_and_its_points() -> None:
    assert RANGE.match("ENIG ") == "enig" and RANGE.match("x") is None and KINDS.match("Sociaal") == "sociaal"
    assert [RANGE.place(v) for v in ("geen", "enig", "veel", "0.5")] == ["low", "between", "high", None]
    assert (
        KINDS.place("sociaal") is None
        and BARE.place("x") is None
        and Property(4, "u", 2, "x", "range", ["a"]).place("a") == "low"
    )
    assert [RANGE.order(v, None) for v in ("geen", "enig", "veel", "x")] == [0.0, 0.5, 1.0, 2.0] and RANGE.order(
        "geen", 0.7
    ) == 0.7
    assert Property(4, "u", 2, "x", "range", ["a"]).order("a", None) == 0.0
    assert (RANGE.shown(), KINDS.shown(), BARE.shown()) == (
        "geen – enig – veel",
        "sociaal, economisch",
        "without points yet",
    )


def test_properties_of_a_category(filled: Study) -> None:
    db = filled.db
    assert [(p.id, p.category, p.name, p.kind, p.points) for p in theory.properties(db)] == [
        (1, 2, "graad", "range", ["geen", "enig", "veel"]), (2, 1, "soort", "kinds", ["sociaal", "economisch"]),
    ]  # fmt: skip
    assert [p.id for p in theory.properties(db, 1)] == [2] and theory.properties(db, 7) == []
    found = theory.property_of(db, 2, "GRAAD")
    assert found is not None and found.id == 1 and theory.property_of(db, 1, "graad") is None
    assert theory.find_property(db, 1, "Soort").id == 2
    with pytest.raises(NotFound) as e:
        theory.find_property(db, 1, "sort")
    assert str(e.value) == "there is no property 'sort'; did you mean 'soort'?"
    with pytest.raises(NotFound) as e:
        theory.find_property(db, 1, "xx")
    assert str(e.value) == "there is no property 'xx'; make it first, with its ends"
    made = e.value.message.fields["did"]  # type: ignore[attr-defined]
    assert (made.code, made.fields) == ("property-unknown", {"category": "publieke meerwaarde", "name": "xx"})


def test_placements(filled: Study) -> None:
    db = filled.db
    assert [p.id for p in theory.placements(db)] == [1, 2, 3, 4, 5] and [
        p.id for p in theory.placements(db, property=2)
    ] == [5]
    assert theory.placements(db, coding=4) == [Placement(4, 4, 1, "anna", "veel", None, "")]
    assert theory.placements(db, coding=4, property=2) == []
    with filled.door.change("axial place", "ben") as c:
        made = theory_changes.add_placement(c, 4, 1, "enig", 0.5, "zo")
        theory_changes.set_placement(c, 1, "geen", 0.0, "nee")
        theory_changes.spell_placement(c, 2, "Enig")
        theory_changes.remove_placement(c, 3)
    assert theory.placements(db, coding=4)[1] == Placement(made, 4, 1, "ben", "enig", 0.5, "zo")
    assert theory.placements(db, coding=1) == [Placement(1, 1, 1, "anna", "geen", 0.0, "nee")]
    assert (
        theory.placements(db, coding=2)[0][4:6] == ("Enig", 0.3333333333333333)
        and theory.placements(db, coding=3) == []
    )
    assert rows(filled, "select created_at from placement where id = ?", made) == [(c.at,)]


def test_properties_are_made_and_altered(filled: Study) -> None:
    with filled.change("axial property") as c:
        made = theory_changes.add_property(c, 7, "Één", "range", ["é", "b"])
        theory_changes.set_dimension(c, 1, "kinds", ["x"])
        theory_changes.rename_property(c, 2, "Soorten")
    assert rows(filled, "select category, name, key, kind, points, created_at from property where id = ?", made) == [
        (7, "Één", "één", "range", '["é", "b"]', c.at)
    ]
    assert rows(filled, "select kind, points from property where id = 1") == [("kinds", '["x"]')]
    assert rows(filled, "select name, key from property where id = 2") == [("Soorten", "soorten")]
    with filled.change("axial property") as c:
        theory_changes.remove_property(c, 1)
    assert [p.property for p in theory.placements(filled.db)] == [2]


def test_categories_and_the_core(filled: Study) -> None:
    assert list(theory.categories(filled.db).items()) == [(7, "macht"), (1, "publieke meerwaarde"), (2, "vertrouwen")]
    assert theory.core(filled.db) == [7] and study_queries.core_name(filled.db) == "macht"
    words = {1: 23, 2: 13, 3: 11, 4: 14, 5: 13, 6: 18}  # of each person; 5 is a researcher
    assert study_queries.counts(filled.db) == (3, 12, sum(words.values()), words[5], 7, 3, 13, 3, 2, 2, 0, 5, 2)


def test_relations(filled: Study) -> None:
    db = filled.db
    one = theory.relation(db, 1)
    assert (one.a, one.type, one.role, one.b, one.status, one.note, one.coder) == (
        2, "causes", "causal_conditions", 1, "supported", "", "anna",
    )  # fmt: skip
    assert (one.supporting, one.opposing, one.theirs) == ([1], [2], frozenset())
    assert [r.id for r in theory.relations(db)] == [1, 2] and [r.id for r in theory.relations(db, of=1)] == [1, 2]
    assert theory.relations(db, of=7) == [] and [r.id for r in theory.relations(db, id=2)] == [2]
    with pytest.raises(NotFound) as e:
        theory.relation(db, 9)
    assert str(e.value) == "there is no relation '9'; the list of relations has their numbers"
    assert theory.relation_between(db, 2, 1, 1) == 1 and theory.relation_between(db, 1, 1, 2) is None
    assert (
        theory.sides(db, 1, 1) == {"for"} and theory.sides(db, 1, 2) == {"against"} and theory.sides(db, 1, 3) == set()
    )
    assert theory.neighbours(db) == {1: {2}, 2: {1}}
    with filled.change("axial") as c:
        made = theory_changes.add_relation(c, 7, 5, 1, "refuted", "zo")
        theory_changes.set_relation(c, 1, "qualified", "nee")
        theory_changes.add_evidence(c, made, 3, "against")
        assert not theory_changes.drop_evidence(c, 1, 9)
        theory_changes.add_evidence(c, 1, 1, "against")
        assert theory_changes.drop_evidence(c, 1, 1)
    found = theory.relation(db, made)
    assert (found.a, found.b, found.status, found.note, found.created_at, found.opposing) == (
        7,
        1,
        "refuted",
        "zo",
        c.at,
        [3],
    )
    assert (
        theory.relation(db, 1)[6:8] == ("qualified", "nee")
        and theory.sides(db, 1, 1) == set()
        and theory.neighbours(db) == {1: {2}, 2: {1}}
    )
    with filled.change("axial") as c:
        theory_changes.remove_relations(c, iter([1, made]))
    assert [r.id for r in theory.relations(db)] == [2]
    assert rows(filled, "select distinct relation, label from link where kind = 'relation'") == [(None, "1")]


def relation(status: str, for_: list[int], against: list[int], theirs: set[int]) -> Relation:
    return Relation(1, "u", 1, "causes", "", 2, status, "", "anna", "", for_, against, frozenset(theirs))


ALONE = "on a researcher's words alone"


@pytest.mark.parametrize(
    ("of", "rests", "researchers", "lack"),
    [
        (relation("supported", [1, 2], [], {1}), [1, 2], False, ""),
        (relation("supported", [1, 2], [], {1, 2, 3}), [1, 2], True, f"supported {ALONE}"),
        (relation("supported", [], [], set()), [], False, "supported, but no quote for it is left"),
        (relation("supported", [1], [2], set()), [1], False, "supported, with quotes against: does it hold, or is it qualified?"),
        (relation("supported", [1], [2], {1}), [1], True,
         f"supported {ALONE}, with quotes against: does it hold, or is it qualified?"),
        (relation("refuted", [1], [2], {2}), [2], True, f"refuted {ALONE}"),
        (relation("refuted", [1], [], {1}), [], False, ""),
        (relation("hypothesis", [1], [2], {1, 2}), [], False, ""),
        (relation("qualified", [], [2], {2}), [], False, ""),
    ],
)  # fmt: skip
def test_what_a_status_rests_on(of: Relation, rests: list[int], researchers: bool, lack: str) -> None:
    assert (of.rests_on(), of.on_researchers(), of.lack()) == (rests, researchers, lack)


def test_quotes_of_researchers_alone(filled: Study) -> None:
    """In the interview 0-35 and 104-131 are the interviewer's."""
    db = filled.db
    assert theory.researchers_alone(db, [12, 13, 1, 4]) == {13}
    with filled.change("code") as c:
        layout = sources.layout(c.db, 3)
        made = [
            codings.add(c, 3, layout, a, b, 7)
            for a, b in ((0, 35), (0, 36), (0, 38), (30, 50), (100, 131), (103, 131), (35, 37))
        ]
    assert theory.researchers_alone(db, made) == {made[0], made[1], made[5]}
    before = theory.resting(db)
    with filled.change("axial") as c:
        theory_changes.add_evidence(c, 2, made[0], "for")
        theory_changes.drop_evidence(c, 1, 1)
        theory_changes.add_evidence(c, 1, made[0], "for")
    after = theory.resting(db)
    assert (before, after) == ({}, {1: "supported"})
    (note,) = theory.came_to_rest(before, after)
    assert str(note) == f"relation 1 is supported {ALONE} now: is there a participant who says so?"
    assert theory.came_to_rest(after, after) == [] and len(theory.came_to_rest({1: "refuted"}, after)) == 1
    with filled.change("segment set") as c:
        c.update("segment", 9, kind="boilerplate")
    assert theory.researchers_alone(db, [13]) == set(), "a label is nobody's words"
    with filled.change("participant set") as c:
        people.set_role(c, 5, "participant")
    assert theory.researchers_alone(db, made) == set() and theory.resting(db) == {}


def test_types_and_statuses(filled: Study) -> None:
    assert theory.types(filled.db) == [
        ("causes", "causal_conditions"), ("is-context-of", "context"), ("intervenes-in", "intervening_conditions"),
        ("is-strategy-for", "strategies"), ("is-consequence-of", "consequences"),
    ]  # fmt: skip
    with filled.change("axial types") as c:
        made = theory_changes.add_type(c, "Hangt samen", "")
    assert theory.find_type(filled.db, "hangt SAMEN") == (made, "Hangt samen") and theory.find_type(
        filled.db, "Causes"
    ) == (1, "causes")
    with pytest.raises(NotFound) as e:
        theory.find_type(filled.db, "cause")
    assert str(e.value).startswith("there is no type of relation 'cause'; did you mean 'causes'")
    with pytest.raises(NotFound) as e:
        theory.find_type(filled.db, "zzz")
    assert str(e.value) == (
        "there is no type of relation 'zzz'; there are causes, is-context-of, intervenes-in, is-strategy-for, "
        "is-consequence-of, Hangt samen; others can be added"
    )
    assert e.value.message.fields["did"].code == "relation-types"  # type: ignore[attr-defined]
    assert theory.status(" Refuted") == "refuted"
    with pytest.raises(Refused) as r:
        theory.status("true")
    assert str(r.value) == "status 'true': it is one of hypothesis, supported, qualified, refuted"
    assert r.value.message.code == "no-such-word"  # type: ignore[attr-defined]


def test_judgements(filled: Study) -> None:
    one = {"coder": "anna", "explains_variation": "partly", "abstract": "yes", "note": ""}
    assert theory.judgements(filled.db) == {1: [one], 2: [one]} and theory.judgements(filled.db, 7) == {}
    with filled.change("selective judge") as c:
        theory_changes.judge(c, 1, explains_variation="no")
    with filled.door.change("selective judge", "BEN") as c:
        theory_changes.judge(c, 1, abstract="no", note="zo")
    assert theory.judgements(filled.db, 1) == {
        1: [
            {**one, "explains_variation": "no"},
            {"coder": "ben", "explains_variation": None, "abstract": "no", "note": "zo"},
        ]
    }


def test_versions_of_the_storyline(filled: Study) -> None:
    (only,) = theory.storylines(filled.db)
    assert only == theory.storyline(filled.db) and only.id == 1
    with filled.door.change("selective storyline", "ben") as c:
        made = theory_changes.add_storyline(c, "Nieuw.")
    last = theory.storyline(filled.db)
    assert last is not None and (last.id, last.coder, last.created_at) == (made, "ben", c.at)
    assert [v.id for v in theory.storylines(filled.db)] == [1, made]


def test_a_study_without_a_storyline(study: Study) -> None:
    assert theory.storyline(study.db) is None and theory.storylines(study.db) == []


def test_memos_about_a_category(filled: Study) -> None:
    db = filled.db
    assert [m[0] for m in theory.memos_about(db, 2, {2, 3, 4, 5})] == [1, 2, 3]
    assert [m[0] for m in theory.memos_about(db, 1, {1, 3, 5})] == [1, 2, 3], (
        "memo 3 is on a negative case against relation 1"
    )
    assert theory.memos_about(db, 7, {7}) == [] and [m[0] for m in theory.memos_about(db, 6, {6})] == [1]
    assert theory.memos_about(db, 6, {6})[0][2:] == ("alles", "theoretical")
    assert theory.memos_on_code(db, 5) == [(2, "tweede")] and theory.memos_on_code(db, 7) == []
