"""Work that came to both files by way of a third, and work done under one's own name: what each said of it since holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aftermath import Aftermath
from sides import Sides, one, parted

from qda.ops.teams import merge
from qda.store import project
from qda.store.analysis import codes, codings
from qda.store.file.ids import new_uuid
from qda.store.project import Study
from qda.store.texts import sources

CODE = {"level": "code", "definition": "", "include": "", "exclude": "", "example": "", "origin": "hand", "codable": 1}


@pytest.fixture
def three(filled_file: Path, tmp_path: Path) -> Iterator[tuple[Sides, Study]]:
    """lea has merged cor's first work, ben that and more of it."""
    with parted(filled_file, tmp_path) as sides:
        shutil.copy(sides.ours.path, tmp_path / "cor.db")
        with project.open_study(tmp_path / "cor.db", coder="cor") as cor:
            with cor.change("work") as c:
                codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 3, note="x")
                c.insert("negative", uuid="n-1", coding=1, code=1, note="x", coder=1, created_at=c.at)
            merge.merge(sides.ours, cor.path)
            with cor.change("more") as c:
                codes.make(c, "meer")
            merge.merge(sides.theirs, cor.path)
            yield sides, cor


def annotate(study: Study) -> None:
    with study.change("note") as c:
        c.update("negative", one(study, "select id from negative where uuid = 'n-1'"), note="anders")
        c.update("coding", one(study, "select max(id) from coding"), note="anders", pinned=1)


def meer(id: int) -> dict[str, dict[str, Any] | None]:
    return {f"code {id}": {"name": "meer", "key": "meer", **CODE, "coder": 4}}


def test_what_theirs_altered_of_it_is_taken(three: tuple[Sides, Study]) -> None:
    sides, _ = three
    annotate(sides.theirs)
    done = Aftermath(sides)
    assert done.left == {**meer(8), "coding 15": {"note": "anders", "pinned": 1}, "negative 5": {"note": "anders"}}
    assert done.found == {
        "coder": {"already": 1}, "code": {"added": 1}, "coding": {"changed": 1}, "negative": {"changed": 1},
    }  # fmt: skip
    assert done.told == [] and sides.merge() == {}


def test_what_ours_altered_of_it_stays_and_nobody_is_asked(three: tuple[Sides, Study]) -> None:
    """Theirs has it as it came: that is no word against ours."""
    sides, _ = three
    annotate(sides.ours)
    done = Aftermath(sides)
    assert done.left == meer(8) and done.told == []
    assert done.found == {
        "coder": {"already": 1}, "code": {"added": 1}, "coding": {"already": 1}, "negative": {"already": 1},
    }  # fmt: skip
    assert sides.merge() == {}


def test_what_both_altered_of_it_is_told(three: tuple[Sides, Study]) -> None:
    sides, _ = three
    annotate(sides.ours)
    with sides.theirs.change("note") as c:
        c.update(
            "negative",
            one(sides.theirs, "select id from negative where uuid = 'n-1'"),
            note="van ben",
            outcome="bounded",
        )
    done = Aftermath(sides)
    assert done.left == {**meer(8), "negative 5": {"note": "anders; van ben", "outcome": "bounded"}}
    assert done.found["coding"] == {"already": 1}
    assert done.told == [
        ("both-made", "negative", "negative", 5, "n-1", "5", "note", None, "anders", "van ben", "both are kept", "ben")
    ]


def work(sides: Sides, each: Callable[..., None]) -> None:
    for study, word in ((sides.ours, "a"), (sides.theirs, "b")):
        with study.door.change("work", "lea") as c:
            each(c, word, {"coder": c.coder_named("lea"), "created_at": c.at})


def test_work_under_ours_own_name_that_is_given_to_another_is_joined_with_ours(
    filled_file: Path, tmp_path: Path
) -> None:
    """Who made it is no difference of the two; what each wrote is, and what nobody else could have made once is there once."""

    def each(c: Any, word: str, made: dict[str, Any]) -> None:
        codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 3, note=word)
        c.insert("relation", uuid=new_uuid(), a=1, type=2, b=2, status="hypothesis", note=word, **made)
        c.insert("memo", uuid=f"m-{word}", title=word, type="code", text=word, updated_at=c.at, **made)

    with parted(filled_file, tmp_path) as sides:
        work(sides, each)
        done = Aftermath(sides, as_coder="kim")
        who = "select c.name from memo m join coder c on c.id = m.coder where m.uuid = 'm-b'"
        assert one(sides.ours, who) == "kim"
        assert done.left == {
            "coding 15": {"note": "a; b"},
            "relation 3": {"note": "a; b"},
            "memo 5": {"title": "b", "type": "code", "text": "b", "coder": 5},
            "coder 5": {"name": "kim", "key": "kim", "consensus": 0},
            "same_thing 2": {"tbl": "coder", "thing": "coder 4"},
            "same_thing 3": {"tbl": "coding", "thing": "coding 15"},
            "same_thing 4": {"tbl": "relation", "thing": "relation 3"},
        }
        what = ("note", None, "a", "b", "both are kept", "lea")
        assert done.told == [
            ("both-made", "coding", "coding", 15, "coding 15", "15, eigen koers: “Opnieuw”", *what),
            ("both-made", "relation", "relation", 3, "relation 3", "3", *what),
        ]
