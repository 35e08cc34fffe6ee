"""`import qda`: lazy names, each documented, and a study worked on from Python."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import qda
from qda.ops.theory import categories

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "docs"))

import api

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
        _ = qda.nothing  # type: ignore[attr-defined]


def test_a_study_from_python(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Trust is slow. It comes on foot and leaves on horseback.\n", encoding="utf-8")
    qda.init(tmp_path, name="from python", coder="ann")
    with qda.open(tmp_path, coder="ann", because="a try") as study:
        assert not qda.import_texts(study, [str(tmp_path / "note.txt")]).errors
        made = qda.code(study, "note", ["trust"], quote="Trust is slow.")
        assert made.table and [row["text"] for row in made.table.dicts()] == ["Trust is slow."]
        assert [row["codings"] for row in qda.frequencies(study).dicts()] == [1]
        with pytest.raises(qda.QdaError, match="nowhere"):
            qda.code(study, "note", ["trust"], quote="not there")
        assert [row["because"] for row in qda.log(study).dicts()][:2] == ["a try", "a try"]
        qda.undo(study)
        assert list(qda.codings(study, qda.Filters(source=["note"])).rows) == []
        assert list(qda.check(study).rows) == []


def test_rendering_works_however_often(study: qda.Study) -> None:
    """After its first use `qda.render` is the room of that name, which Python sets on the package."""
    for _ in range(2):
        held = io.BytesIO()
        qda.render(qda.sources(study), "csv", held)
        assert held.getvalue().startswith(b"source,")


def test_the_types_are_those_of_the_names() -> None:
    """`qda/__init__.pyi` is made; here, that it names what a program gets."""
    text = Path(qda.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    assert text == api.stub(), "run python docs/generate.py"
    named = {}
    for module, name, public in re.findall(r"^from (\S+) import (\w+) as (\w+)$", text, re.M):
        named[public] = getattr(import_module(module), name)
    named["render"] = qda.render  # the function, or the room that calls it
    assert named == {name: getattr(qda, name) for name in qda.__all__}


def test_the_reports_of_the_page_are_fresh() -> None:
    kept = PAGE.read_text(encoding="utf-8")
    assert kept == api.page(kept), "run python docs/generate.py"


POSTS = (
    "The dike broke and the water came into the cellar.",
    "We pumped the water out of the cellar all night.",
    "Nobody had looked at the dike before the water rose.",
    "The teacher read to the children in the morning.",
    "Thirty children and one teacher in a class.",
    "Our children got a new teacher for the class.",
)


@pytest.fixture
def posts(tmp_path: Path) -> Iterator[qda.Study]:
    """Two subjects in six notes, each by somebody else; one of either coded."""
    with (tmp_path / "posts.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([("thread", "author", "text"), *(("t", f"p{n}", text) for n, text in enumerate(POSTS))])
    qda.init(tmp_path, name="posts", coder="ann", language="en")
    with qda.open(tmp_path, coder="ann") as study:
        assert not qda.import_texts(study, [str(tmp_path / "posts.csv")], qda.ReadOptions("posts")).errors
        qda.code(study, "t", ["water"], quote=POSTS[0])
        qda.code(study, "t", ["school"], quote=POSTS[3])
        yield study


def test_suggestions_from_python(posts: qda.Study) -> None:
    offered = list(qda.suggest_quotes(posts, "water", top=2).table.dicts())
    assert {row["text"] for row in offered} <= set(POSTS[1:3]) and offered
    assert [row["code"] for row in qda.suggest_codes(posts, "t", segment=5, top=1).table.dicts()] == ["school"]
    qda.accept_suggestions(posts, [offered[0]["id"]])
    assert [row["text"] for row in qda.codings(posts, qda.Filters(code=["water"])).dicts()][1:] == [offered[0]["text"]]
    assert {row["decision"] for row in qda.suggestions(posts).dicts()} == {"accepted", None}


def test_candidates_from_python(posts: qda.Study) -> None:
    pytest.importorskip("sklearn", reason="needs the extra `discover`")
    pytest.importorskip("wordfreq", reason="needs the extra `discover`")
    found = list(qda.discover(posts).table.dicts())
    assert found and all(len(row["quotes"]) >= 2 for row in found)
    assert {row["family"] for row in qda.discover_terms(posts).dicts()} >= {"dike", "teacher"}
    made = qda.accept_candidates(posts, [found[0]["id"]], name="as found")
    assert made.table and {row["confirmed"] for row in made.table.dicts()} == {False}
    assert found[0]["id"] not in [row["id"] for row in qda.discover(posts).table.dicts()]
    assert [row["language"] for row in qda.languages(posts).dicts()] == ["en", "nl"]


def test_records_and_saturation_from_python(posts: qda.Study) -> None:
    curve = qda.saturation(posts, part="codes").table
    assert curve and [row["source"] for row in curve.dicts()] == ["t"]
    qda.add_negative(posts, 2, "code:water", note="nobody got wet")
    assert [row["note"] for row in qda.negative_cases(posts).table.dicts()] == ["nobody got wet"]
    qda.resolve_negative(posts, 1, "exception", "a class is dry")
    assert [row["outcome"] for row in qda.negative_cases(posts).table.dicts()] == ["exception"]
    qda.reopen_negatives(posts, [1])
    qda.remove_negatives(posts, [1])
    assert list(qda.negative_cases(posts).table.rows) == []
    categories.category(posts, "what the dike kept out", ["water"])
    qda.add_sampling(posts, "who repaired it?", about="what the dike kept out")
    qda.close_sampling(posts, 1, ["t"], changed="the mayor is a third party")
    assert [row["status"] for row in qda.sampling(posts).dicts()] == ["closed"]
    qda.remove_sampling(posts, [1])
    assert list(qda.sampling(posts).rows) == []


def test_the_package_says_that_it_is_typed() -> None:
    from importlib.resources import files

    assert files("qda").joinpath("py.typed").is_file()
