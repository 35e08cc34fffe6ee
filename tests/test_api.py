"""`import qda`: lazy names, each documented, and a study worked on from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import qda

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "python.md"


@pytest.mark.parametrize("name", qda.__all__)
def test_every_public_name_is_there_with_a_docstring_and_in_the_docs(name: str) -> None:
    assert getattr(qda, name).__doc__
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = "import sys, qda; print(sorted(m for m in sys.modules if m.startswith('qda') or m == 'sqlite3'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['qda']"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = qda.nothing


def test_a_study_from_python(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Trust is slow. It comes on foot and leaves on horseback.\n", encoding="utf-8")
    qda.init(tmp_path, name="from python", coder="ann")
    with qda.open(tmp_path, coder="ann", because="a try") as study:
        assert not qda.import_texts(study, [str(tmp_path / "note.txt")]).errors
        made = qda.code(study, "note", ["trust"], quote="Trust is slow.")
        assert [row["text"] for row in made.table.dicts()] == ["Trust is slow."]
        assert [row["codings"] for row in qda.frequencies(study).dicts()] == [1]
        with pytest.raises(qda.QdaError, match="nowhere"):
            qda.code(study, "note", ["trust"], quote="not there")
        assert [row["because"] for row in qda.log(study).dicts()][:2] == ["a try", "a try"]
        qda.undo(study)
        assert list(qda.codings(study, qda.Filters(source=["note"])).rows) == []
        assert list(qda.check(study).rows) == []
