"""What the rooms promise beyond their imports: only the store holds SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

import qda

ROOMS = ("core", "agreement", "cli", "tui", "notebook", "ops", "reports", "render", "importers", "exporters")
ROOT = Path(qda.__file__).parent
FOREIGN = ROOT / "importers" / "projects" / "sqlite_files.py"  # asks the databases of other programs, never a study
FILES = [f for room in ROOMS for f in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("file", [f for f in FILES if f != FOREIGN], ids=lambda f: str(f.relative_to(ROOT)))
def test_no_sql(file: Path) -> None:
    """The store is asked instead, by a function with a name."""
    text = file.read_text(encoding="utf-8")
    assert ".execute" not in text and "query_only" not in text


def test_the_rooms_were_looked_at() -> None:
    assert {f.relative_to(ROOT).parts[0] for f in FILES} == set(ROOMS)
    assert FOREIGN in FILES
