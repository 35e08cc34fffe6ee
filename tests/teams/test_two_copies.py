"""Two copies that were handed out are merged with each other; a copy that cannot be finished is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aftermath import Aftermath, rows
from sides import Sides, one

from qda.core.errors import QdaError, Refused
from qda.ops.teams import handout, merge
from qda.store import project
from qda.store.analysis import codes
from qda.store.project import Study

LATER = (
    "the file was handed out after this one, so that what it began with is not known here: merge it into the study from which "
    "both came"
)


@pytest.fixture
def copies(filled_file: Path, tmp_path: Path) -> Iterator[tuple[Study, Study, Study]]:
    """anna's study; ben's copy without memos; cor's without memos as well, given after anna went on."""
    with ExitStack() as held:
        whole = held.enter_context(project.open_study(filled_file, coder="anna"))
        handout.handout(whole, tmp_path / "ben.db", "ben", without=["memos"])
        with whole.change("go on") as c:
            codes.make(c, "tussendoor")
        handout.handout(whole, tmp_path / "cor.db", "cor", without=["memos"])
        ben = held.enter_context(project.open_study(tmp_path / "ben.db", coder="ben"))
        cor = held.enter_context(project.open_study(tmp_path / "cor.db", coder="cor"))
        yield whole, ben, cor


def work(study: Study, name: str, row: int) -> None:
    with study.change("work") as c:
        new = codes.make(c, f"van {name}")
        c.update("coding", row, code=new, note=name)


def test_the_copy_that_was_given_first_goes_into_the_later_one(copies: tuple[Study, Study, Study]) -> None:
    _, ben, cor = copies
    work(ben, "ben", 1)
    work(cor, "cor", 2)
    done = Aftermath(Sides(cor, ben))
    new = one(cor, "select id from code where name = 'van ben'")
    assert done.left == {
        f"code {new}": {"name": "van ben", "key": "van ben", "level": "code", "definition": "", "include": "", "exclude": "",
                        "example": "", "origin": "hand", "coder": 2, "codable": 1},
        "coding 1": {"code": new, "note": "ben"},
    }  # fmt: skip
    assert done.found == {"code": {"added": 1}, "coding": {"changed": 1}} and done.told == []
    assert one(cor, "select note from coding where id = 2") == "cor"
    assert Sides(cor, ben).merge() == {}


def test_the_copy_that_was_given_later_is_refused_by_the_first(copies: tuple[Study, Study, Study]) -> None:
    whole, ben, cor = copies
    work(cor, "cor", 2)
    before = rows(ben)
    with pytest.raises(Refused) as refused:
        merge.merge(ben, cor.path)
    assert str(refused.value) == LATER and rows(ben) == before
    # by way of the study from which both came it comes
    merge.merge(whole, cor.path)
    merge.merge(ben, whole.path)
    assert [one(s, "select note from coding where id = 2") for s in (whole, ben)] == ["cor", "cor"]


def test_two_studies_that_share_nothing_are_refused_by_name_and_day(filled_file: Path, tmp_path: Path) -> None:
    with project.create(tmp_path / "other.db", name="Elders", coder="kim", language="nl") as other:
        day = one(other, "select at from change order by id")[:10]
        with project.open_study(filled_file, coder="anna") as ours, pytest.raises(Refused) as refused:
            merge.merge(ours, other.path)
        assert str(refused.value) == f"'Elders' of {day} and this study share no past: they were made apart"


@pytest.mark.parametrize(
    "options", [{}, {"without": ["memos"]}, {"sources": ["thread-1"]}], ids=["whole", "part", "some"]
)
def test_a_copy_that_cannot_be_finished_is_not_there(
    options: dict[str, Any], filled_file: Path, tmp_path: Path
) -> None:
    """Settings that cannot be read break it off, late; nothing is recorded, and the name is free."""
    with project.open_study(filled_file, coder="anna") as whole:
        with whole.change("break") as c:
            c.insert("setting", name="pseudonyms", value="{no json")
        before = rows(whole)
        with pytest.raises((QdaError, json.JSONDecodeError)):
            handout.handout(whole, tmp_path / "ben.db", "ben", **options)
        assert [f.name for f in tmp_path.iterdir() if f.name.startswith("ben")] == [] and rows(whole) == before
        with whole.change("mend") as c:
            value = json.dumps({"on": True, "key": "geheim"})
            c.update("setting", one(whole, "select id from setting where name = 'pseudonyms'"), value=value)
        handout.handout(whole, tmp_path / "ben.db", "ben", **options)
    with project.open_study(tmp_path / "ben.db") as copy:
        held = dict(
            copy.db.execute("select name, value from setting where name in ('coder', 'handed_to', 'pseudonyms')")
        )
        assert {**held, "pseudonyms": json.loads(held["pseudonyms"])} == {
            "coder": "ben", "handed_to": "ben", "pseudonyms": {"on": True, "key": ""},
        }  # fmt: skip
        assert copy.db.execute("select name from setting where value like '%geheim%'").fetchall() == []


def test_a_handout_is_recorded_alike_in_both_files(filled_file: Path, tmp_path: Path) -> None:
    with project.open_study(filled_file, coder="anna") as whole:
        n, line, hash = whole.db.execute("select id, uuid, hash from change order by id desc").fetchone()
        handout.handout(whole, tmp_path / "é.db", "ben", without=["theory", "memos"], sources=["thread-1", "Int*"])
        sql = "select uuid, receiver, file, sources, without, change, line, hash, study, created_at from handout order by id desc"
        mine = whole.db.execute(sql).fetchone()
        first = one(whole, "select uuid from change order by id")
        assert mine[1:-1] == ("ben", "é.db", '["thread-1", "Int*"]', '["memos", "theory"]', n, line, hash, first)
        assert (
            one(whole, "select summary from change order by id desc") == "é.db to ben, without memos, theory, 2 sources"
        )
        *_, listed = handout.listing(whole).dicts()
        assert {f: v for f, v in listed.items() if f not in ("id", "at")} == {
            "to": "ben", "file": "é.db", "sources": ["thread-1", "Int*"], "without": ["memos", "theory"], "change": n,
            "merges": 0, "last_merge": None,
        }  # fmt: skip
    with project.open_study(tmp_path / "é.db") as copy:
        assert copy.db.execute(sql).fetchone() == mine
        at = copy.db.execute("select id, uuid, kind, coder, command, summary from change").fetchall()
        assert at == [(1, mine[0], "base", "ben", "handout",
                       f"handed out to ben, on line {n} of the study, without memos, theory")]  # fmt: skip


@pytest.mark.parametrize(("held", "why"), [(b"", " (it is empty)"), (b"no such thing at all", "")])
def test_a_file_that_is_no_study_is_refused(held: bytes, why: str, filled_file: Path, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(held)
    with project.open_study(filled_file, coder="anna") as ours, pytest.raises(QdaError) as refused:
        merge.merge(ours, tmp_path / "other.db")
    assert str(refused.value) == f"{tmp_path / 'other.db'} is no study: not an SQLite file{why}"
