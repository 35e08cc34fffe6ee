"""What the rooms promise beyond their imports: front ends and renderers hold no SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

import qda

ROOMS = ("cli", "tui", "render", "importers", "exporters")
FILES = [f for room in ROOMS for f in sorted((Path(qda.__file__).parent / room).rglob("*.py"))]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_no_sql(file: Path) -> None:
    """The store and the operations are asked instead."""
    assert ".execute(" not in file.read_text(encoding="utf-8")


def test_the_rooms_were_looked_at() -> None:
    assert {f.parent.name for f in FILES} >= set(ROOMS)
