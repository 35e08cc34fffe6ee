"""Where a category is thin, and the table of placements by participant or source."""

from __future__ import annotations

import io
from typing import Any

import pytest

from qda.core.errors import UsageError
from qda.ops.theory import categories, memos, relations
from qda.render import render
from qda.reports.theory import axial, placements
from qda.reports.theory import categories as report
from qda.reports.theory.thin import thin
from qda.store.analysis.scope import Filters
from qda.store.project import Study

ROLE = "the secretary's role"


def test_each_kind() -> None:
    assert thin([], participants=0, unknown=False, relations=0, memos=0) == [
        "no-property", "one-participant", "no-relation", "no-memo",
    ]  # fmt: skip
    assert thin([("pace", 1), ("range", 2), ("kind", 0)], participants=2, unknown=False, relations=1, memos=1) == [
        "one-point pace", "one-point kind",
    ]  # fmt: skip
    assert thin([("pace", 2)], participants=1, unknown=True, relations=1, memos=1) == []  # who spoke is not known


def test_the_category_and_the_report_say_the_same(built: Study) -> None:
    expected = {
        ROLE: ["one-participant", "no-memo"],  # two values of autonomy
        "public value": ["no-property", "one-participant", "no-memo"],
        "trust": ["one-point in whom", "one-participant", "no-memo"],
    }
    shown = {name: axial.show(built, name, want="rows").fields["thin"] for name in expected}
    found = {row["category"]: row["thin"] for row in report.run(built).table.dicts()}
    assert shown == found == expected
    memos.add(built, "It varies.", on=[f"category:{ROLE}"])
    categories.place(built, 6, "autonomy", "shared")
    assert axial.show(built, ROLE, want="rows").fields["thin"] == ["one-participant"]
    categories.category(built, "bare")
    bare = ["no-property", "one-participant", "no-relation", "no-memo"]
    assert axial.show(built, "bare", want="rows").fields["thin"] == bare
    relations.relate(built, "bare", "causes", "trust")
    bare.remove("no-relation")
    assert {r["category"]: r["thin"] for r in report.run(built).table.dicts()}["bare"] == bare


def test_documents_say_it_in_words(built: Study) -> None:
    for result in (axial.show(built, "trust"), report.run(built)):
        out = io.BytesIO()
        render(result, "md", out)
        text = out.getvalue().decode()
        assert "in whom was met at one point at most, at most one participant speaks in it, no memo yet" in text


def rows(study: Study, *of: str, **more: Any) -> list[dict[str, Any]]:
    return list(placements.run(study, *[Filters(code=of)] if of else [], **more).dicts())


def test_a_row_each_a_column_a_property(built: Study) -> None:
    categories.place(built, 7, "in whom", "council")  # on the interviewer's words
    found = placements.run(built)
    assert list(found.columns) == ["row", f"{ROLE}/autonomy", "trust/in whom"]
    assert [list(r) for r in found.rows] == [
        ["Bo Jansen", None, "us"], ["Eva Smit", "subordinate; 0.75", None], ["Interviewer (one)", None, "council"],
    ]  # fmt: skip
    assert [str(n) for n in found.notes] == [
        "4 placements of 3 participants over the whole study", "a researcher: Interviewer (one)",
    ]  # fmt: skip
    assert rows(built, rows="source") == [
        {"row": "one", f"{ROLE}/autonomy": "subordinate; 0.75", "trust/in whom": "council"},
        {"row": "two", f"{ROLE}/autonomy": None, "trust/in whom": "us"},
    ]
    assert rows(built, "trust") == [
        {"row": "Bo Jansen", "trust/in whom": "us"}, {"row": "Interviewer (one)", "trust/in whom": "council"},
    ]  # fmt: skip
    with pytest.raises(UsageError, match="participant"):
        placements.run(built, rows="city")


def test_the_same_value_stands_once_in_text_order(built: Study) -> None:
    categories.place(built, 6, "autonomy", "own course")
    assert rows(built)[1][f"{ROLE}/autonomy"] == "subordinate; own course; 0.75"
    categories.place(built, 6, "autonomy", "low")
    assert rows(built)[1][f"{ROLE}/autonomy"] == "subordinate; 0.75"
