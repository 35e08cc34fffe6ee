"""Stale codings: what makes them so, what takes it off, and what never does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled_study import draft

from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.study import study as ops
from qda.ops.teams import handout, merge
from qda.store import project
from qda.store.project import Study
from qda.store.queries.stale import Texts, fitted
from qda.store.texts import intake


@pytest.fixture
def roped(study: Study) -> Iterator[Study]:
    """Two sources, a code with a definition and a rule each way, a coding of it in each."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name in "ab":
            writer.add(name, draft(name, "article", [("paragraph", None, "Touw en nog meer touw, dag in dag uit.")]))
        writer.flush()
    codebook.add(study, "rope", definition="of ropes", include="thick", exclude="thin")
    for name in "ab":
        coding.code(study, name, ["rope"], quote="Touw")
    yield study


def stale(study: Study) -> list[int]:
    return [row["id"] for row in coding.listing(study, stale=True).dicts()]


def test_another_text_of_any_of_the_three(roped: Study) -> None:
    assert stale(roped) == []
    for field, then, now in (
        ("definition", "of ropes", "of all"),
        ("include", "of ropes\ninclude: thick", "of ropes\ninclude: of all"),
        ("exclude", "of ropes\nexclude: thin", "of ropes\nexclude: of all"),
    ):
        codebook.define(roped, "rope", **{field: "of all"})
        rows = list(coding.listing(roped, stale=True).dicts())
        assert [row["id"] for row in rows] == [1, 2]
        assert (rows[0]["definition_then"], rows[0]["definition_now"]) == (then, now)
        assert rows[0]["defined_at"] == roped.db.execute("select max(at) from change").fetchone()[0]
        ops.undo(roped, 1)
        assert stale(roped) == []
        ops.redo(roped, 1)
        assert stale(roped) == [1, 2]
        ops.undo(roped, 1)


def test_what_makes_nothing_stale(roped: Study) -> None:
    codebook.define(roped, "rope", definition="  of ropes \n")
    codebook.rename(roped, "rope", "line")
    codebook.add(roped, "knots")
    codebook.move(roped, "line", under="knots")
    codebook.define(roped, "line", example="a rope")
    coding.code(roped, "a", ["knots"], quote="nog meer")
    codebook.define(roped, "knots", definition="first", include="both at once")
    assert stale(roped) == []
    codebook.define(roped, "knots", exclude="nothing was said of it")
    assert stale(roped) == [3]


def test_made_given_or_confirmed_since(roped: Study) -> None:
    codebook.define(roped, "rope", definition="of all")
    coding.code(roped, "a", ["rope"], quote="uit")
    assert stale(roped) == [1, 2]
    coding.confirm(roped, [1])
    assert stale(roped) == [2]
    codebook.add(roped, "other")
    coding.set_coding(roped, [2], code="other")
    coding.set_coding(roped, [2], code="rope")
    assert stale(roped) == []
    ops.undo(roped, 2)
    assert stale(roped) == [2]
    ops.redo(roped, 2)
    assert stale(roped) == []
    codebook.define(roped, "rope", definition="of none")
    assert stale(roped) == [1, 3, 2]
    coding.confirm(roped, [1, 2, 3])
    assert stale(roped) == []
    ops.undo(roped, 1)
    assert stale(roped) == [1, 3, 2]


def test_a_text_that_came_back_by_hand_fits_again(roped: Study) -> None:
    codebook.define(roped, "rope", definition="of all")
    codebook.define(roped, "rope", definition="of ropes")
    assert stale(roped) == []


def test_what_was_taken_back_was_no_definition(roped: Study) -> None:
    codebook.add(roped, "knots")
    coding.code(roped, "a", ["knots"], quote="nog meer")
    codebook.define(roped, "knots", definition="first")
    ops.undo(roped, 1)
    codebook.define(roped, "knots", definition="first, written better")
    assert stale(roped) == []
    codebook.define(roped, "rope", definition="of all")
    coding.code(roped, "a", ["rope"], quote="dag in")
    ops.undo(roped, 2)
    ops.redo(roped, 1)
    codebook.define(roped, "knots", definition="other")
    assert stale(roped) == [1, 3, 2]


def test_merged_and_split_codes_were_given_then(roped: Study) -> None:
    codebook.add(roped, "other", definition="else")
    coding.code(roped, "a", ["other"], quote="uit")
    codebook.define(roped, "rope", definition="of all")
    codebook_merge.merge(roped, ["rope", "other"], into="both")
    assert stale(roped) == []
    codebook_split.split(roped, "both", into="half", codings=[1])
    codebook.define(roped, "half", definition="of half")
    assert stale(roped) == []
    codebook.define(roped, "half", definition="of a third")
    assert stale(roped) == [1]


def test_filters_hold(roped: Study) -> None:
    from qda.store.analysis.scope import Filters

    codebook.define(roped, "rope", definition="of all")
    assert [r["id"] for r in coding.listing(roped, Filters(source=("b",)), stale=True).dicts()] == [2]
    codebook.add(roped, "other")
    assert list(coding.listing(roped, Filters(code=("other",)), stale=True).dicts()) == []


def test_merges_go_by_when_it_was_done_there(roped: Study, tmp_path: Path) -> None:
    away = tmp_path / "ben.db"
    handout.handout(roped, str(away), "ben")
    with project.open_study(away) as theirs:
        coding.code(theirs, "a", ["rope"], quote="nog")  # under the old definition
        codebook.define(theirs, "rope", definition="of all")
        coding.code(theirs, "b", ["rope"], quote="nog")  # under the new one
        coding.confirm(theirs, [1])
        assert stale(theirs) == [3, 2]
    coding.code(roped, "a", ["rope"], quote="meer touw")  # here, under the old one
    merge.merge(roped, str(away))
    got = {(r["source"], r["text"]) for r in coding.listing(roped, stale=True).dicts()}
    assert got == {("a", "nog"), ("b", "Touw"), ("a", "meer touw")}


def test_both_confirmed_keeps_the_later_time(roped: Study, tmp_path: Path) -> None:
    away = tmp_path / "ben.db"
    handout.handout(roped, str(away), "ben")
    coding.confirm(roped, [1])
    with project.open_study(away) as theirs:
        coding.confirm(theirs, [1])
        (later,) = theirs.db.execute("select confirmed_at from coding where id = 1").fetchone()
    merge.merge(roped, str(away))
    assert roped.db.execute("select confirmed_at from coding where id = 1").fetchone() == (later,)
    assert roped.db.execute("select count(*) from conflict").fetchone() == (0,)


@pytest.mark.parametrize(
    ("then", "now", "is_stale"),
    [
        (("a", "", ""), ("b", "", ""), True),
        (("a", "", ""), (" a\n", "", ""), False),
        (("", "", ""), ("b", "c", "d"), False),
        (("", "x", ""), ("b", "x", ""), False),
        (("", "x", ""), ("b", "y", ""), True),
        (("a", "", ""), ("a", "", "y"), True),
        (("a", "", ""), ("", "", ""), True),
        (("", "x", ""), ("", "", ""), True),
        (("", "", ""), ("", "", ""), False),
    ],
)
def test_when_texts_differ(then: tuple[str, str, str], now: tuple[str, str, str], is_stale: bool) -> None:
    assert (fitted([Texts(*then), Texts(*now)]) is not None) is is_stale
