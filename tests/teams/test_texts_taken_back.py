"""A conflict about a source that is open while the source gets another text: it is about the source, whichever its text."""

from __future__ import annotations

import shutil

import pytest
from pair import ONE, Pair


@pytest.mark.parametrize("stays", [True, False], ids=["a quote cannot follow", "all quotes follow"])
def test_theirs_takes_the_text_back_before_anybody_settles(stays: bool, pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(ONE.replace("Nobody told me why.", "Nobody told me a thing."))
    pair.part()
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why" if stays else "Then I gave up")
    pair.ben("source", "update", "one", "new.txt")
    pair.merge()
    told = pair.conflict("text-changed", "source", name="one")
    pair.ben("undo")
    pair.merge()  # and it checks
    assert "told me why" in pair.rows_of_source("one")
    assert {k["status"] for k in pair.conflicts()} == {"open"} and told["id"] in [k["id"] for k in pair.conflicts()]
    pair.lea("conflicts", "settle", told["id"], "--ours")
    pair.undone()
    pair.undone()
    assert "a thing" in pair.rows_of_source("one") and pair.conflicts()[0]["status"] == "open"


def test_ours_updates_a_source_with_an_open_conflict(pair: Pair) -> None:
    pair.part()
    pair.lea("source", "set", "one", "title=The first talk")
    pair.ben("source", "set", "one", "title=Talk one")
    pair.merge()
    told = pair.conflict("both-edited", "source", theirs="Talk one")
    (pair.folder / "new.txt").write_text(ONE + "\nAnna B: That is all.\n")
    pair.lea("source", "update", "one", "new.txt")
    pair.qda.ok("--project", pair.ours, "check")
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert [r["title"] for r in pair.rows(pair.ours, "source", "list") if r["source"] == "one"] == ["Talk one"]
    pair.undone()
    pair.undone()
    assert pair.conflicts() == [told]


def test_theirs_updated_a_source_and_removed_it_and_its_old_text_stays(pair: Pair) -> None:
    """A quote that could not follow keeps the old text; what linked to the source has lost it on both sides."""
    (pair.folder / "new.txt").write_text(ONE.replace("Then I gave up", "Then I left"))
    pair.lea("memo", "add", "About [[source:one]].", "--on", "source:one")
    pair.part()
    pair.ben("source", "update", "one", "new.txt")
    pair.ben("source", "remove", "one")
    kept = [name for name in pair.sources(pair.theirs) if name.startswith("one (before ")]
    assert len(kept) == 1
    pair.merge()
    assert sorted(pair.sources()) == sorted([*kept, "two"])
    memos = [pair.rows(whose, "memo", "list") for whose in (pair.ours, pair.theirs)]
    assert [(m["on"], m["text"]) for m in memos[0]] == [(m["on"], m["text"]) for m in memos[1]]
    assert memos[0][0]["on"] == ["source:one (removed)"]
    pair.undone()
    assert pair.rows(pair.ours, "memo", "list")[0]["on"] == ["source:one"]


def test_a_conflict_about_an_old_text_is_about_the_source_that_has_it_again(pair: Pair) -> None:
    """The row that kept the old text goes when theirs takes the newer one back; what was open of it is open still."""
    (pair.folder / "new.txt").write_text(ONE.replace("Nobody told me why.", "Nobody told me a thing."))
    pair.part()
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why")
    pair.ben("source", "update", "one", "new.txt")
    pair.merge()
    (old,) = [name for name in pair.sources() if name.startswith("one (before ")]
    other = pair.folder / "cor.db"
    shutil.copy(pair.ours, other)
    pair.qda.ok("--project", other, "--coder", "cor", "source", "set", old, "title=From cor")
    pair.lea("source", "set", old, "title=From lea")
    pair.merge(of=other)
    told = pair.conflict("both-edited", "source", name=old, theirs="From cor")
    pair.ben("undo")
    pair.merge()
    assert old not in pair.sources()
    assert [k["status"] for k in pair.conflicts() if k["id"] == told["id"]] == ["open"]
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert {r["source"]: r["title"] for r in pair.rows(pair.ours, "source", "list")}["one"] == "From cor"
    pair.undone()
    pair.undone()
    assert old in pair.sources() and told in pair.conflicts()
