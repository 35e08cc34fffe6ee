"""What the reference says of a project's things is what export and import do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import filled_study
import pytest

import qda
from qda.core.project_things import EXPORT, IMPORT, Fate
from qda.core.projects import THINGS
from qda.ops.exchange.export import export
from qda.store import project

ROOT = Path(qda.__file__).parent
OUT = sorted((ROOT / "ops" / "exchange").glob("export*.py"))
INTO = [
    f
    for room in ("ops/exchange", "importers/projects")
    for f in sorted((ROOT / room).glob("*.py"))
    if f not in OUT and f.name not in ("tally.py", "own_file.py")  # a file of our own has the things of an export
]
COUNTS = {"kept": "kept", "carried": "carried", "carry": "carried", "ours": "carried", "lost": "lost", "lose": "lost"}


def counted(files: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Where a thing is counted by its name, the thing, and as what."""
    for file in files:
        for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in COUNTS and n.args:
                first = n.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{file.name}:{n.lineno}", first.value, COUNTS[n.func.attr]


@pytest.mark.parametrize("fates", [EXPORT, IMPORT], ids=["export", "import"])
def test_the_tables_have_things_that_there_are_each_with_a_fate(fates: dict[str, Fate]) -> None:
    assert list(fates) == [thing for thing in THINGS if thing in fates]
    assert all(any(fate) for fate in fates.values())


def test_every_thing_is_in_a_table() -> None:
    assert {*EXPORT, *IMPORT} == set(THINGS)


@pytest.mark.parametrize(("files", "fates"), [(OUT, EXPORT), (INTO, IMPORT)], ids=["export", "import"])
def test_what_is_counted_is_foreseen(files: list[Path], fates: dict[str, Fate]) -> None:
    found = list(counted(files))
    assert len(found) > 10
    assert [row for row in found if row[1] not in fates or not getattr(fates[row[1]], row[2])] == []


@pytest.mark.parametrize("plain", [False, True])
def test_an_export_does_what_the_table_says(tmp_path: Path, plain: bool) -> None:
    with project.create(tmp_path / "qda.db", name="study", coder="anna", language="nl") as study:
        filled_study.fill(study, lambda: None)
        table = export(study, str(tmp_path / "study.qdpx"), plain=plain).table
    assert table is not None
    rows = list(table.dicts())
    assert len(rows) > 15
    for row in rows:
        fate = EXPORT[row["thing"]]
        assert fate.kept or not row["kept"], row
        assert (fate.carried and not plain) or not row["carried"], row
        assert fate.lost or (plain and fate.carried) or not row["lost"], row
