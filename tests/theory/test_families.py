"""Glaser's families of theoretical codes: their types of relations in one change, beside the paradigm's five."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from theory_study import made

from qda.core.errors import UsageError
from qda.core.families import FAMILIES
from qda.ops.theory import relations
from qda.reports.theory import axial
from qda.store.file.schema import PARADIGM
from qda.store.project import Study

ROOT = Path(__file__).parents[2]
FIVE = [name for name, _ in PARADIGM]


def names(study: Study) -> list[str]:
    return [row["type"] for row in axial.types(study).dicts()]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_comes_in_one_change(built: Study, turn: Callable[..., Any], family: str) -> None:
    said = turn(built, lambda: relations.add_family(built, family.upper()))
    own = [type.name for type in FAMILIES[family]]
    assert [row["type"] for row in made(said)] == [n for n in FIVE if n in own] + [n for n in own if n not in FIVE]
    assert all(family in row["families"].split(", ") and row["meaning"] for row in made(said))
    assert names(built) == [*FIVE, *(n for n in own if n not in FIVE)]
    assert len(names(built)) >= len(FIVE) + 3
    roles = {row["type"]: row["role"] for row in axial.types(built).dicts()}
    assert {n: roles[n] for n in FIVE} == dict(PARADIGM) and not any(roles[n] for n in own if n not in FIVE)
    again = relations.add_family(built, family)
    assert again.notes == [f"nothing changed: the types of the family {family} are there already"]


def test_no_type_is_made_twice(built: Study) -> None:
    for family in FAMILIES:
        relations.add_family(built, family)
    every = [type.name for types in FAMILIES.values() for type in types]
    assert sorted(names(built)) == sorted({*FIVE, *every}) and len(set(every)) == len(every)
    relations.add_type(built, "blocks")
    assert [row["families"] for row in axial.types(built).dicts()][-1] == ""


def test_its_types_relate_and_take_no_role(built: Study) -> None:
    relations.add_family(built, "process")
    relations.relate(built, "trust", "precedes", "public value")
    roles = [
        x for held in axial.paradigm(built, "public value").fields.values() if isinstance(held, list) for x in held
    ]
    assert "is-strategy-for" in str(roles) and "precedes" not in str(roles)


def test_another_family_is_wrong_usage(built: Study) -> None:
    with pytest.raises(UsageError, match=r"'six-d': it is one of .*did you mean six-c"):
        relations.add_family(built, "six-d")


def test_the_page_lists_every_family() -> None:
    text = (ROOT / "docs" / "how-to" / "schools.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `") and line.count("`") == 4]
    assert rows == [f"| `{f}` | `{t.name}` | {t.meaning} |" for f, types in FAMILIES.items() for t in types]
