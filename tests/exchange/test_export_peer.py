"""Other programs' readers read what is exported: pyrefiqda, qdapy and qualitative-coding, in an environment of their own.

`nox -s peers` makes it and runs these tests; `QDA_PEERS` names its Python.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from helpers_export import Project

import qda
from qda.exporters.projects.conventions import PROGRAMS
from qda.ops.exchange.export import export
from qda.store.project import Study
from qda.store.texts import sources

PYTHON = os.environ.get("QDA_PEERS", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="QDA_PEERS names no Python that has the peers: run `nox -s peers`")
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


QUOTES = """
import json, sys, warnings
import qdapy
warnings.simplefilter("ignore")
made = qdapy.read_qdpx(sys.argv[1])
rows = made.fragments[["title", "code", "text", "codedBy", "positionStart", "positionEnd"]].values.tolist()
print(json.dumps([[*map(str, row[:4]), int(row[4]), int(row[5])] for row in rows]))
"""


def _texts_alone(study: Study) -> None:
    """Take the film and the areas of a PDF away, which these two readers do not know."""
    with study.change("test") as c:
        for (id,) in c.db.execute("select id from carried").fetchall():
            c.delete("carried", id)
        c.summary = "texts alone"


def test_qdapy_finds_every_quote(filled: Study, tmp_path: Path) -> None:
    _texts_alone(filled)
    export(filled, str(tmp_path / "out.qdpx"))
    done = subprocess.run(
        [PYTHON, "-c", QUOTES, str(tmp_path / "out.qdpx")], capture_output=True, text=True, check=True
    )
    layer = qda.codings(filled, qda.Filters(coder=["consensus"]))  # what was settled goes out under its own name
    wanted = [
        [r["source"], r["code"], r["text"], r["coder"], r["start"], r["end"]]
        for r in (*qda.codings(filled).dicts(), *layer.dicts())
    ]
    found = [[row[0], row[1].rpartition("/")[2], *row[2:]] for row in json.loads(done.stdout)]
    assert [row for row in found if row not in wanted] == [row for row in wanted if row not in found] == []
    assert len(found) == len(wanted) > 0


def test_qualitative_coding_opens_it(filled: Study, tmp_path: Path) -> None:
    """Its reader stops in a debugger that it was released with (PYTHONBREAKPOINT=0) and breaks on films; it knows lines alone."""
    _texts_alone(filled)
    export(filled, str(tmp_path / "out.qdpx"))
    (tmp_path / "theirs").mkdir()
    made = subprocess.run(
        [Path(PYTHON).with_name("qc"), "init", "--import", str(tmp_path / "out.qdpx")], cwd=tmp_path / "theirs",
        env={**os.environ, "PYTHONBREAKPOINT": "0"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with closing(sqlite3.connect(tmp_path / "theirs" / "qualitative_coding.sqlite3")) as db:
        theirs = {name for (name,) in db.execute("select distinct code_id from coded_line")}
    assert theirs <= {row["code"] for row in qda.codings(filled).dicts()} and theirs
    texts = {file.read_text(encoding="utf-8") for file in (tmp_path / "theirs").rglob("import/*.txt")}
    assert texts == {text for _, _, text in sources.every_text(filled.db)}
