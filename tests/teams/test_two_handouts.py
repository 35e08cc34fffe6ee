"""Two copies in part of one study, merged with each other: what they began with is known where it is the older."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pair import Pair


@pytest.fixture
def handed(pair: Pair) -> tuple[Pair, Path, Path]:
    """ben's copy, and kim's of a day later; the study went on between the two. Both have worked."""
    ben, kim = pair.folder / "for ben.db", pair.folder / "for kim.db"
    pair.lea("handout", ben, "--to", "ben", "--without", "memos")
    pair.lea("code", "one", "between", "--quote", "And then?")
    pair.lea("handout", kim, "--to", "kim", "--without", "memos")
    pair.qda.ok("--project", ben, "--coder", "ben", "code", "one", "of ben", "--quote", "a long time")
    pair.qda.ok("--project", kim, "--coder", "kim", "code", "one", "of kim", "--quote", "It was not worth the wait")
    return pair, ben, kim


def codes(pair: Pair, file: Path) -> set[str]:
    return {r["code"] for r in pair.rows(file, "codings")}


def test_the_older_copy_comes_into_the_later_one(handed: tuple[Pair, Path, Path]) -> None:
    pair, ben, kim = handed
    found = pair.merge(into=kim, of=ben)
    assert {thing: (r["theirs"], r["added"]) for thing, r in found.items() if r["theirs"]} == {
        "code": (1, 1), "coder": (1, 1), "coding": (1, 1),
    }  # fmt: skip
    assert codes(pair, kim) == {"waiting", "giving up", "deciding", "between", "of kim", "of ben"}
    pair.qda.ok("--project", kim, "undo", "--any")
    assert codes(pair, kim) == {"waiting", "giving up", "deciding", "between", "of kim"}


def test_the_later_copy_does_not_come_into_the_older_one(handed: tuple[Pair, Path, Path]) -> None:
    """It began with what the older one never had, and nothing tells of it there."""
    pair, ben, kim = handed
    before = codes(pair, ben)
    said = pair.qda.refused("--project", ben, "--coder", "ben", "merge", kim)
    assert "the file was handed out after this one" in said and "merge it into the study from which both came" in said
    assert codes(pair, ben) == before


def test_copies_of_different_studies_share_no_past(handed: tuple[Pair, Path, Path]) -> None:
    pair, ben, _ = handed
    pair.qda.ok("--coder", "lea", "init", "other", "--name", "Other")
    other = pair.folder / "other" / "qda.db"
    pair.qda.ok("--project", other, "--coder", "lea", "import", "one.txt")
    copy = pair.folder / "of other.db"
    pair.qda.ok("--project", other, "--coder", "lea", "handout", copy, "--to", "ben", "--without", "memos")
    said = pair.qda.refused("--project", ben, "--coder", "ben", "merge", copy)
    assert "share no past" in said and "'Other'" in said


def test_a_copy_of_a_copy_is_known_by_where_it_began(handed: tuple[Pair, Path, Path]) -> None:
    """ben hands his copy on; what was done in that one comes back to ben, and through him to lea."""
    pair, ben, _ = handed
    third = pair.folder / "third.db"
    pair.qda.ok("--project", ben, "--coder", "ben", "handout", third, "--to", "mo", "--without", "memos")
    pair.qda.ok("--project", third, "--coder", "mo", "code", "two", "of mo", "--quote", "We only hear it later")
    pair.merge(into=ben, of=third)
    pair.merge(of=ben)
    assert codes(pair, pair.ours) == {"waiting", "giving up", "deciding", "between", "of ben", "of mo"}
    db = sqlite3.connect(pair.ours)
    assert {name for (name,) in db.execute("select name from coder")} >= {"lea", "ben", "mo"}
    db.close()
    assert pair.merge(of=ben) == {}


def test_a_copy_cannot_be_written_where_something_is(pair: Pair) -> None:
    (pair.folder / "taken.db").write_bytes(b"mine")
    for extra in ((), ("--without", "memos"), ("--source", "one")):
        said = pair.qda.refused("--project", pair.ours, "--coder", "lea", "handout", "taken.db", "--to", "ben", *extra)
        assert "taken.db" in said and (pair.folder / "taken.db").read_bytes() == b"mine"
        said = pair.qda.refused(
            "--project", pair.ours, "--coder", "lea", "handout", "no/such/x.db", "--to", "ben", *extra
        )
        assert "no/such" in said and not (pair.folder / "no").exists()
    assert pair.rows(pair.ours, "handout", "--list") == []
