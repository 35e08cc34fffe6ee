"""Another library reads what is exported: pyrefiqda, in an environment of its own.

`QDA_PYREFIQDA` names the Python of an environment in which `pip install pyrefiqda` was run.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from helpers_export import Project

from qda.exporters.projects.conventions import PROGRAMS
from qda.ops.exchange.export import export
from qda.store.project import Study

PYTHON = os.environ.get("QDA_PYREFIQDA", "")
LOOK = """
import json, sys
from pyrefiqda import RefiProject
made = RefiProject.load(sys.argv[1], extract_dir=sys.argv[2])
def codes(held):
    return [x for c in held or () for x in (c.name, *codes(c.code))]
texts = [*made.sources.text_source, *(p.representation for p in made.sources.pdfsource if p.representation)]
found = {
    "codes": sorted(codes(made.code_book.codes.code)),
    "users": sorted(u.name for u in made.users.user),
    "cases": sorted(c.name for c in made.cases.case),
    "notes": len(made.notes.note), "links": len(made.links.link), "sets": len(made.sets.set),
    "codings": sum(len(s.coding) for t in texts for s in t.plain_text_selection),
}
print(json.dumps(found))
"""


@pytest.mark.skipif(not PYTHON, reason="QDA_PYREFIQDA names no Python that has pyrefiqda")
@pytest.mark.parametrize("program", ["", *PROGRAMS])
def test_pyrefiqda_finds_the_same(program: str, filled: Study, tmp_path: Path) -> None:
    export(filled, str(tmp_path / "out.qdpx"), program=program)
    made = Project(tmp_path / "out.qdpx")
    done = subprocess.run(
        [PYTHON, "-c", LOOK, str(tmp_path / "out.qdpx"), str(tmp_path / "there")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {
        "codes": sorted(c.get("name") or "" for c in made.every("Code")),
        "users": sorted(u.get("name") or "" for u in made.every("User")),
        "cases": sorted(c.get("name") or "" for c in made.every("Case")),
        "notes": len(made.every("Note")), "links": len(made.every("Link")), "sets": len(made.every("Set")),
        "codings": len(made.every("Coding")),
    }  # fmt: skip
