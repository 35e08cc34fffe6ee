"""What random work apart found, each as the smallest two files that show it."""

from __future__ import annotations

import pytest
from pair import ONE, Pair


def test_a_memo_that_comes_back_links_to_the_source_that_has_another_text_by_now(pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(ONE.replace("Then I gave up", "Then I left"))
    pair.lea("memo", "add", "About [[source:one]].", "--on", "source:one")
    pair.part()
    (memo,) = pair.rows(pair.ours, "memo", "list")
    pair.lea("memo", "remove", memo["id"])
    pair.ben("source", "update", "one", "new.txt")
    pair.ben("memo", "edit", memo["id"], "--text", "Still about [[source:one]].")
    pair.merge()  # and it checks
    (back,) = pair.rows(pair.ours, "memo", "list")
    assert (back["text"], back["on"]) == ("Still about [[source:one]].", ["source:one"])
    pair.undone()
    assert pair.rows(pair.ours, "memo", "list") == []


@pytest.mark.parametrize("alike", [True, False], ids=["the same newer text", "two newer texts"])
def test_an_old_text_that_both_kept_is_one_source(alike: bool, pair: Pair) -> None:
    """Each side parted it from its source, with a quote of its own that could not follow."""
    (pair.folder / "l.txt").write_text(ONE.replace("Then I gave up", "Then I left").replace("told me why", "said so"))
    (pair.folder / "b.txt").write_text(
        (pair.folder / "l.txt").read_text() if alike else ONE.replace("gave up", "went").replace("told me why", "spoke")
    )
    pair.part()
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why")
    pair.ben("code", "one", "no answer", "--quote", "Nobody told me why")
    pair.lea("source", "update", "one", "l.txt")
    pair.ben("source", "update", "one", "b.txt")
    uuids = []
    for whose in (pair.ours, pair.theirs):
        uuids.append({r["uuid"] for r in pair.rows(whose, "source", "list") if "(before" in r["source"]})
    assert uuids[0] == uuids[1] and len(uuids[0]) == 1
    pair.merge()
    pair.merge(into=pair.theirs, of=pair.ours)
    for whose in (pair.ours, pair.theirs):
        (old,) = [r for r in pair.rows(whose, "source", "list") if "(before" in r["source"]]
        held = sorted(c[1] for c in pair.codings(whose).values() if c[0] == old["source"])
        assert held == ["giving up", "no answer", "silence"] and {old["uuid"]} == uuids[0]
    pair.undone()


def test_codes_under_one_that_theirs_merged_meet_those_of_their_name(pair: Pair) -> None:
    pair.part()
    pair.ben("codebook", "merge", "giving up", "--into", "waiting")
    for home, quote in (("giving up", "It was not worth the wait"), ("waiting", "Nobody told me why")):
        pair.lea("code", "one", f"{home}/early", "--quote", quote)
    pair.merge()
    assert sorted(pair.codes()) == ["deciding", "waiting", "waiting/early"]
    held = {c["text"]: c["code"] for c in pair.rows(pair.ours, "codings") if c["code"] == "early"}
    assert set(held) == {"It was not worth the wait", "Nobody told me why"}
    assert pair.merge() == {}
    pair.undone()
    assert "giving up/early" in pair.codes()


def test_a_reason_for_a_line_that_a_handout_does_not_have_stays_out(pair: Pair) -> None:
    pair.lea("handout", pair.theirs, "--to", "ben", "--without", "codings")
    pair.lea("log", "because", 2, "they came by post")
    assert pair.merge(into=pair.theirs, of=pair.ours)["reason"]["already"] == 1  # and it checks
    assert pair.merge(into=pair.theirs, of=pair.ours) == {}
    assert {r["because"] for r in pair.rows(pair.theirs, "log")} == {""}
    pair.lea("log", "because", 2, "they came by boat")
    assert pair.merge(into=pair.theirs, of=pair.ours)["reason"]["already"] == 1, "nor when it is given otherwise"
    assert {r["because"] for r in pair.rows(pair.theirs, "log")} == {""}


NEWER = "I waited a long time. Nobody ever came to tell me."


@pytest.mark.parametrize(
    ("command", "stands"),
    [
        (["split", "one#4", "--before", "Nobody"], [("Anna B", NEWER[:21]), ("Anna B", NEWER[22:])]),
        (["set", "one#4", "author=Anna C"], [("Anna C", NEWER)]),
    ],
    ids=["split", "set"],
)
def test_a_correction_in_a_text_that_ours_did_not_take_is_made_in_that_text(
    command: list[str], stands: list[tuple[str, str]], pair: Pair
) -> None:
    """Both gave the source another text: its segments have the same numbers in both files, each in its own text."""
    (pair.folder / "l.txt").write_text(ONE.replace("I waited a long time. Nobody told me why.", "I waited."))
    (pair.folder / "b.txt").write_text(ONE.replace("I waited a long time. Nobody told me why.", NEWER))
    pair.part()
    pair.lea("source", "update", "one", "l.txt")
    pair.ben("source", "update", "one", "b.txt")
    pair.merge()
    pair.merge(into=pair.theirs, of=pair.ours)
    own, rival = pair.segments("one"), pair.segments("one (2)")
    pair.ben("segment", *command)
    pair.merge()
    assert pair.segments("one") == own
    assert [(s["author"], s["text"]) for s in pair.segments("one (2)")[3:-4]] == stands
    pair.undone()
    assert pair.segments("one (2)") == rival
