"""Links in the note of a decision: they are links as those of memos are, and stay current."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled_study import dump

import qda
from qda.cli.app import run
from qda.core.errors import QdaError
from qda.ops.agreement import resolve
from qda.ops.coding import codebook, codebook_merge, coding
from qda.ops.study import study as study_ops
from qda.ops.theory import memos
from qda.reports.agreement import disagreements
from qda.store import check, project
from qda.store.project import Study

TEXT = "The council listens to us. Nobody answers the phone."


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Study]:
    """A study that A and B coded, with a memo; A is named."""
    (tmp_path / "talk.txt").write_text(TEXT, encoding="utf-8")
    with project.create(tmp_path / project.FILE, name="pair", coder="A", language="en") as study:
        qda.import_texts(study, [str(tmp_path / "talk.txt")], qda.ReadOptions("plain"))
    for who, code, quote in (
        ("A", "trust", "The council listens to us."),
        ("B", "trust", "The council listens"),
        ("A", "access", "Nobody answers the phone."),
    ):
        with project.open_study(tmp_path / project.FILE, coder=who) as study:
            coding.code(study, "talk", [code], quote=quote)
    with project.open_study(tmp_path / project.FILE, coder="A") as study:
        memos.add(study, "What counts as access.", title="access")
        yield study


def settle(study: Study, note: str) -> None:
    resolve.resolve(study, [1], boundary="widest", note=note)


def note(study: Study) -> str:
    (row,) = (r for r in disagreements.run(study, settled=True).dicts() if r["code"] == "trust")
    return str(row["note"])


def stored(study: Study) -> str:
    return str(study.db.execute("select note from decision").fetchone()[0])


def sound(study: Study) -> None:
    assert list(check.run(study.db)) == []


def test_names_are_shown_and_uuids_kept(pair: Study) -> None:
    said = "as [[coding:2]] and [[memo:1]] say of [[code:trust]] in [[source:talk]] and [[segment:talk#1]]"
    settle(pair, said)
    assert note(pair) == said
    assert "[[code:trust]]" not in stored(pair) and stored(pair).count("[[") == 5
    kinds = {kind for (kind,) in pair.db.execute("select kind from link where decision is not null")}
    assert kinds == {"coding", "memo", "code", "source", "segment"}
    sound(pair)


def test_the_name_of_today_stands_in_it(pair: Study) -> None:
    settle(pair, "not [[code:access]]")
    codebook.rename(pair, "access", "being let in")
    assert note(pair) == "not [[code:being let in]]"
    codebook_merge.merge(pair, ["being let in"], into="trust")
    assert note(pair) == "not [[code:trust]]"
    sound(pair)
    study_ops.undo(pair)
    study_ops.undo(pair)
    assert note(pair) == "not [[code:access]]"
    codebook.remove(pair, "access")
    assert note(pair) == "not [[code:access (removed)]]"
    sound(pair)
    settle(pair, "still not [[code:access (removed)]]")
    assert note(pair) == "still not [[code:access (removed)]]", "a link that it had stays the link it was"
    sound(pair)


@pytest.mark.parametrize("link", ["coding:99", "code:nowhere", "memo:7", "planet:mars"])
def test_a_link_to_nothing_is_refused(pair: Study, link: str) -> None:
    before = dump(pair.db)
    with pytest.raises(QdaError):
        settle(pair, f"see [[{link}]]")
    assert dump(pair.db) == before


def test_the_same_again_is_refused_and_another_note_replaces_it(pair: Study) -> None:
    settle(pair, "as [[code:trust]]")
    with pytest.raises(QdaError, match="same decision"):
        settle(pair, "as [[code:trust]]")
    settle(pair, "as [[code:access]]")
    assert note(pair) == "as [[code:access]]"
    assert pair.db.execute("select count(*) from link where decision is not null").fetchone() == (1,)


def test_a_note_that_names_what_the_last_decision_made(pair: Study) -> None:
    settle(pair, "first")
    (made,) = pair.db.execute("select coding from decision_coding").fetchone()
    with pytest.raises(QdaError, match=str(made)):  # it goes with the decision that is replaced
        settle(pair, f"as [[coding:{made}]]")
    assert note(pair) == "first"


def test_done_and_undone(pair: Study) -> None:
    before = pair.db.execute("select count(*) from link").fetchone()
    settle(pair, "as [[coding:3]]")
    resolve.reopen(pair, [1])
    assert pair.db.execute("select count(*) from link").fetchone() == before
    study_ops.undo(pair)
    assert note(pair) == "as [[coding:3]]"
    study_ops.undo(pair)
    assert pair.db.execute("select count(*) from link").fetchone() == before
    sound(pair)


def test_check_names_a_link_without_its_row(pair: Study) -> None:
    settle(pair, "as [[code:trust]]")
    with pair.change("resolve") as c:
        c.delete("link", c.db.execute("select id from link where decision is not null").fetchone()[0])
    assert [what for what, *_ in check.run(pair.db)] == ["link"]


@pytest.mark.parametrize(("left", "stays"), [("memos", "theory"), ("theory", "memos")])
def test_a_copy_without_what_it_names_says_so(pair: Study, tmp_path: Path, left: str, stays: str) -> None:
    from qda.ops.teams import handout
    from qda.ops.theory import categories

    categories.category(pair, "trust")
    categories.property(pair, "trust", "depth zebra", low="low", high="high")
    settle(pair, "as [[memo:1]] and [[property:trust/depth zebra]], [[code:access]]")
    copy = tmp_path / "copy.db"
    handout.handout(pair, copy, "cor", without=[left])
    kinds = {"memos": "memo", "theory": "property"}
    with sqlite3.connect(copy) as db:
        notes = {n for (n,) in db.execute("select note from decision union select note from coding where note <> ''")}
        linked = {k for (k,) in db.execute("select kind from link where decision is not null")}
    assert linked == {kinds[stays], "code"}
    for said in notes:
        assert f"({kinds[left]} left out)" in said and f"[[{kinds[stays]}:" in said
    assert (b"zebra" in copy.read_bytes()) == (left == "memos")
    with project.open_study(copy) as other:
        sound(other)


def test_it_travels_with_an_exchange(pair: Study, tmp_path: Path) -> None:
    settle(pair, "as [[coding:2]] and [[memo:1]] say of [[code:trust]]")
    file, other = str(tmp_path / "whole.qdpx"), tmp_path / "other"
    assert run(["--project", str(pair.path), "export", file]) == 0
    assert run(["--coder", "C", "init", str(other), "--name", "other"]) == 0
    assert run(["--project", str(other), "import", file]) == 0
    with project.open_study(other / project.FILE) as study:
        assert note(study) == "as [[coding:2]] and [[memo:1]] say of [[code:trust]]"
        sound(study)


def test_it_is_found_where_names_are_looked_for(pair: Study) -> None:
    from qda.store.queries import researcher_texts

    resolve.resolve(pair, [3], drop=True, note="Joris said so of [[code:trust]]")
    held = {w.where: w.text for w in researcher_texts.texts(pair.db)}
    assert held["decision:1 (note)"] == f"Joris said so of {researcher_texts.LINK}"
    assert json.dumps(held).count("Joris") == 1
