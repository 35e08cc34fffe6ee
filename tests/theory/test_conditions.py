"""The conditional matrix: adding, levels, what merges and removals do to it, and the paths by their rule."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from theory_study import acting, made

from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.coding import codebook, codebook_merge, coding
from qda.ops.theory import categories, relations, selective
from qda.ops.theory import conditions as ops
from qda.render import render
from qda.reports.theory import conditional_matrix as report
from qda.store.analysis import codes, conditions
from qda.store.analysis.scope import Filters
from qda.store.project import Study

ROLE = "the secretary's role"


def rows(study: Study, **more: Any) -> list[dict[str, Any]]:
    return list(report.run(study, **more).table.dicts())


def placed(study: Study) -> Study:
    """1 trust, a condition of an individual, by relation 2, shown by coding 5; 2 public value, a consequence of a nation."""
    ops.add(study, "trust", "condition", "individual", codings=[5], relation=2, note="said at home")
    ops.add(acting(study, "ben"), "public value", "consequence", "National", codings=[3, 4])
    return acting(study, "anna")


def test_a_category_gets_a_level_and_more_quotes(built: Study, turn: Callable[..., Any]) -> None:
    said = turn(built, lambda: ops.add(built, "TRUST", "Condition", "INDIVIDUAL", codings=[5], relation=2, note="n"))
    (row,) = made(said)
    assert list(row)[:7] == ["id", "category", "as", "level", "relation", "codings", "note"]
    assert tuple(row.values())[:7] == (1, "trust", "condition", "individual", 2, [5], "n") and said.notes == []
    said = turn(built, lambda: ops.add(built, "trust", "condition", "individual", codings=[5, 3], relation=1, note="m"))
    (row,) = made(said)
    assert (row["id"], row["codings"], row["relation"], row["note"]) == (1, [3, 5], 1, "m")
    assert said.notes == [
        "relation 1 is between other categories than 'trust'", "the note 'n' was replaced",
        "relation 1 stands in place of 2", "coding 5 shows it already",
    ]  # fmt: skip
    assert ops.add(built, "trust", "condition", "individual").notes == ["nothing changed: condition 1 says so already"]
    assert len(rows(built)) == 1


@pytest.mark.parametrize(
    ("category", "role", "level", "more", "error"),
    [
        ("trust", "cause", "individual", {}, UsageError),
        ("trust", "condition", "galactic", {}, NotFound),
        ("nosuch", "condition", "individual", {}, NotFound),
        ("trust", "condition", "individual", {"codings": [99]}, NotFound),
        ("trust", "condition", "individual", {"relation": 99}, NotFound),
    ],
)
def test_what_is_not_there_is_refused(
    built: Study, category: str, role: str, level: str, more: dict[str, Any], error: type[QdaError]
) -> None:
    with pytest.raises(error):
        ops.add(built, category, role, level, **more)
    assert rows(built) == []


def test_a_researchers_words_alone_are_told(built: Study) -> None:
    (note,) = ops.add(built, "trust", "condition", "group", codings=[7]).notes
    assert note == "condition 1 is shown on a researcher's words alone: is there a participant who says so?"
    assert ops.add(built, "trust", "condition", "group", codings=[5]).notes == []
    (note,) = ops.add(built, ROLE, "condition", "group", codings=[6]).notes
    assert "made by a machine" in note


def test_levels_can_be_set_but_for_those_in_use(built: Study, turn: Callable[..., Any]) -> None:
    placed(built)
    assert [r["level"] for r in ops.levels(built).dicts()] == list(conditions.LEVELS)
    with pytest.raises(QdaError, match=r"'national' is the level of 2: keep it"):
        ops.set_levels(built, "individual,crew")
    with pytest.raises(UsageError, match="twice"):
        ops.set_levels(built, "crew, Crew")
    said = turn(built, lambda: ops.set_levels(built, "Individual, crew , NATIONAL,"))
    assert [tuple(r.values()) for r in made(said)] == [
        (1, "Individual", 1, 0), (2, "crew", 0, 0), (3, "NATIONAL", 0, 1),
    ]  # fmt: skip
    assert [r["level"] for r in rows(built)] == ["Individual", "NATIONAL"]
    turn(built, lambda: ops.add(built, "trust", "consequence", "Crew"))
    ops.remove(built, [3])
    turn(built, lambda: ops.set_levels(built, ""))
    assert built.setting(conditions.LEVELS_OF_STUDY) is None
    assert ops.set_levels(built, "").notes == ["nothing changed: these are the levels already"]


def test_removed_and_back(built: Study, turn: Callable[..., Any]) -> None:
    placed(built)
    said = turn(built, lambda: ops.remove(built, [1, 1]))
    assert [r["id"] for r in made(said)] == [1]
    assert said.notes == ["removed condition 1 (trust, individual)"]
    with pytest.raises(NotFound):
        ops.remove(built, [1])


GOES: dict[str, tuple[Callable[[Study], Any], str, list[tuple[Any, ...]]]] = {
    "category": (lambda s: codebook.remove(s, "trust"), "of the conditional matrix went along: 1", [(2, None, [3, 4])]),
    "relation": (
        lambda s: relations.unrelate(s, [2]),
        "of the conditional matrix without a relation now: 1",
        [(1, None, [5]), (2, None, [3, 4])],
    ),
    "coding": (
        lambda s: coding.uncode(s, [3, 5]),
        "of the conditional matrix with fewer quotes now: 1, 2",
        [(1, 2, []), (2, None, [4])],
    ),
}


@pytest.mark.parametrize("what", GOES)
def test_what_goes_is_told(built: Study, turn: Callable[..., Any], what: str) -> None:
    placed(built)
    relations.status(built, 2, "hypothesis")
    do, note, left = GOES[what]
    assert note in turn(built, lambda: do(built)).notes
    assert [(r["id"], r["relation"], r["codings"]) for r in rows(built)] == left


def test_codes_that_become_one_join_what_they_have_at_one_level(built: Study, turn: Callable[..., Any]) -> None:
    placed(built)
    ops.add(built, ROLE, "condition", "individual", codings=[1, 5], note="at work")
    ops.add(built, ROLE, "condition", "group")
    said = turn(built, lambda: codebook_merge.merge(built, [ROLE], "trust"))
    assert "condition 3 at the level individual was joined with 1" in said.notes
    got = [(r["id"], r["category"], r["level"], r["relation"], r["codings"], r["note"]) for r in rows(built)]
    assert got == [
        (1, "trust", "individual", None, [1, 5], "said at home; at work"),  # relation 2 was between the two
        (2, "public value", "national", None, [3, 4], ""),
        (4, "trust", "group", None, [], ""),
    ]


def test_codings_that_become_one_show_it_once(built: Study) -> None:
    ops.add(built, ROLE, "condition", "individual", codings=[1])
    codebook.add(built, "queueing")
    coding.code(built, "one", ["queueing"], quote="I wait for the council.")
    ops.add(built, ROLE, "condition", "individual", codings=[8])
    codebook_merge.merge(built, ["queueing"], "waiting")
    assert [r["codings"] for r in rows(built)] == [[1]]


def test_filters_and_document(built: Study) -> None:
    placed(built)
    assert [r["id"] for r in rows(built, filters=Filters(code=("trust",)))] == [1]
    assert [r["id"] for r in rows(built, filters=Filters(coder=("ben",)))] == [2]
    out = io.BytesIO()
    render(report.run(built), "md", out)
    text = out.getvalue().decode()
    for part in (
        "## individual", "### trust: condition", "said at home", "People trust us.",
        "By relation 2: trust intervenes-in the secretary's role, supported", "## national", "public value: consequence",
    ):  # fmt: skip
        assert part in text, part
    ops.add(built, "trust", "condition", "group", codings=[7])
    out = io.BytesIO()
    render(report.run(built), "md", out)
    assert "Interviewer (researcher)" in out.getvalue().decode()


# -- paths -------------------------------------------------------------------------------------------------------------


def paths(study: Study, **more: Any) -> list[tuple[list[str], list[int], str]]:
    return [(r["path"], r["relations"], r["weakest_status"]) for r in rows(study, paths=True, **more)]


def test_paths_follow_influence_over_the_core(built: Study) -> None:
    placed(built)
    # 2: trust intervenes-in role (supported); 1: role is-strategy-for public value (hypothesis); public value is the core
    assert paths(built) == [(["trust", ROLE, "public value"], [2, 1], "hypothesis")]
    (row,) = rows(built, paths=True)
    assert row["levels"] == ["individual", None, "national"] and row["steps"] == 2
    assert row["reads"] == f"trust (individual) → {ROLE} → public value (national)"
    relations.status(built, 1, "qualified")
    assert paths(built)[0][2] == "qualified"
    relations.status(built, 1, "supported")
    assert paths(built)[0][2] == "supported"
    relations.status(built, 1, "refuted")
    assert paths(built) == []


def test_a_consequence_is_followed_from_b_to_a(built: Study) -> None:
    placed(built)
    categories.category(built, "calm")
    relations.relate(built, "calm", "is-consequence-of", "public value")
    relations.relate(built, "public value", "causes", "calm")
    ops.add(built, "calm", "consequence", "group")
    found = paths(built)
    assert (["trust", ROLE, "public value", "calm"], [2, 1, 3], "hypothesis") in found
    assert (["trust", ROLE, "public value", "calm"], [2, 1, 4], "hypothesis") in found and len(found) == 3
    assert [len(p) for p, _, _ in found] == [3, 4, 4]
    assert paths(built, filters=Filters(code=("trust", "calm"))) == found[1:]


def test_without_a_core_the_category_of_the_matrix_with_most_relations(built: Study) -> None:
    placed(built)
    selective.core(built, none=True)
    relations.relate(built, "trust", "causes", "public value")
    report_ = report.run(built, paths=True)
    assert any("there is no core category: each passes 'trust'" in str(n) for n in report_.notes)
    assert paths(built)[0] == (["trust", "public value"], [3], "hypothesis") and len(paths(built)) == 2


def test_nothing_in_it_yet(built: Study) -> None:
    for more in ({}, {"paths": True}):
        said = report.run(built, **more)  # type: ignore[arg-type]
        assert list(said.table.rows) == []
        assert any("nothing stands in the conditional matrix yet" in str(n) for n in said.notes)


def test_more_than_a_thousand_are_told(built: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(built)
    categories.category(built, "calm")
    relations.relate(built, "public value", "causes", "calm")
    ops.add(built, "calm", "consequence", "group")
    monkeypatch.setattr(report, "MOST", 1)
    said = report.run(built, paths=True)
    assert len(list(said.table.rows)) == 1 and any("there are more" in str(n) for n in said.notes)
    out = io.BytesIO()
    render(said, "md", out)
    assert "Path 1: trust (individual)" in out.getvalue().decode()


def test_a_level_that_came_from_elsewhere_stands_last(built: Study) -> None:
    placed(built)
    with built.change("condition levels") as c:
        conditions.set_levels(c, ["national", "crew"])
    assert conditions.levels(built.db) == ["national", "crew", "individual"]
    assert codes.find(built.db, "trust")
