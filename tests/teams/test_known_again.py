"""What both have is known again in a merge: segments by their places, codings in a decision, a text that was given away."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pair import ONE, Pair

THREE = (
    "Interviewer: Who waits?\n\nPiet K: Everybody waits.\n\nAnna B: I never wait.\n\nPiet K: Nor do I.\n\nAnna B: No.\n"
)


def asked(file: Path, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(sql, args).fetchall()


def test_who_said_it_is_known_in_a_text_that_both_brought(pair: Pair) -> None:
    (pair.folder / "three.txt").write_text(THREE)
    pair.part()
    pair.lea("code", "one", "mine", "--quote", "And then?")  # numbers part
    for who in (pair.lea, pair.ben):
        who("import", "three.txt")
    pair.ben("code", "three", "waiting", "--quote", "Everybody waits")
    pair.ben("memo", "add", "See [[segment:three#3]].", "--title", "who", "--on", "source:three")
    assert pair.merge()["source"]["joined"] == 1
    row, there = pair.coding("Everybody waits"), pair.coding("Everybody waits", pair.theirs)
    assert row["author"] == "Piet K" and row["segment"] == there["segment"]
    at = "select s.author, s.n, s.start from {} x join segment s on s.id = x.segment where {}"
    for of in (("link", "x.kind = 'segment'"), ("coding", "x.uuid = '" + row["uuid"] + "'")):
        held = asked(pair.ours, at.format(*of))
        assert len(held) == 1 and held == asked(pair.theirs, at.format(*of))
    assert len(pair.segments("three")) == len(pair.segments("three", pair.theirs))


def test_a_text_that_ours_gave_away_and_removed_does_not_come_back(pair: Pair) -> None:
    """Theirs coded in it; the source has a newer text here, and theirs' work goes to that."""
    (pair.folder / "new.txt").write_text("A line before.\n\n" + ONE.replace("Nobody told me why.", "Nobody told me."))
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why")
    pair.part()
    pair.lea("source", "update", "one", "new.txt")
    (old,) = (s for s in pair.sources() if s.startswith("one (before "))
    pair.lea("source", "remove", old)
    pair.ben("code", "one", "giving up", "--quote", "It was not worth the wait")
    pair.merge()
    assert sorted(pair.sources()) == ["one", "two"]
    row = pair.coding("It was not worth the wait")
    assert (row["source"], row["coder"]) == ("one", "ben")


def test_segments_of_a_text_that_both_brought_stay_as_ours_corrected_them(pair: Pair) -> None:
    (pair.folder / "three.txt").write_text(THREE.replace("I never wait.", "I never wait. Not I."))
    pair.part()
    for who in (pair.lea, pair.ben):
        who("import", "three.txt")
    n = next(s["n"] for s in pair.segments("three") if "Not I." in s["text"])
    pair.lea("segment", "split", f"three#{n}", "--before", "Not I.")
    pair.ben("code", "three", "waiting", "--quote", "Not I.")
    mine, his = ([s["text"] for s in pair.segments("three", whose)] for whose in (pair.ours, pair.theirs))
    found = pair.merge()["segment"]
    assert {f: found[f] for f in ("theirs", "already")} == {"theirs": len(his), "already": len(his)}
    told = pair.conflict("segments", "segment", name="three")
    assert (told["ours"], told["theirs"]) == (f"{len(mine)} segments", f"{len(his)} segments")
    assert told["done"] == "ours' segments stay; codings are counted in them"
    assert [s["text"] for s in pair.segments("three")] == mine != his
    assert pair.coding("Not I.")["segment"] == n + 1


def both_coded(pair: Pair) -> None:
    """Both files get the same two coders' codings of one place, made apart: other uuids, other numbers."""
    pair.part()
    pair.lea("code", "two", "aside", "--quote", "Who decides?")
    for whose in (pair.ours, pair.theirs):
        for coder, quote in (("lea", "Hearing it later"), ("ben", "Hearing it later is the worst")):
            pair.qda.ok("--project", whose, "--coder", coder, "code", "two", "hearing late", "--quote", quote)


def place(pair: Pair, whose: Path) -> int:
    return next(int(r["id"]) for r in pair.rows(whose, "disagreements", "--all") if r["code"] == "hearing late")


def test_what_theirs_settled_of_codings_that_both_made_is_settled_here(pair: Pair) -> None:
    both_coded(pair)
    pair.ben("resolve", place(pair, pair.theirs), "--boundary", "widest")
    found = pair.merge()
    assert (found["decision"]["added"], found["coding"]["joined"]) == (1, 2)
    (row,) = pair.rows(pair.ours, "disagreements", "--settled")
    assert (row["code"], row["source"]) == ("hearing late", "two")
    assert [r for r in pair.rows(pair.ours, "disagreements") if r["code"] == "hearing late"] == []
    uuids = {u for (u,) in asked(pair.ours, "select uuid from coding")}
    ((state,),) = asked(pair.ours, "select state from decision_place")
    assert set(json.loads(state)["codings"]) <= uuids
    people = {u for (u,) in asked(pair.ours, "select uuid from coder")}
    assert set(json.loads(state)["readers"]) <= people
    assert pair.rows(pair.ours, "merge", pair.theirs) == []


@pytest.mark.parametrize(("way", "fate"), [("widest", "joined"), ("common", "kept")])
def test_a_place_of_codings_that_both_made_is_one_place(way: str, fate: str, pair: Pair) -> None:
    both_coded(pair)
    pair.lea("resolve", place(pair, pair.ours), "--boundary", "widest")
    pair.ben("resolve", place(pair, pair.theirs), "--boundary", way)
    assert pair.merge()["decision"][fate] == 1
    assert len(pair.rows(pair.ours, "disagreements", "--settled")) == 1
    assert asked(pair.ours, "select count(*) from decision") == [(1,)]


def test_codings_of_a_settled_place_come_to_a_copy_that_was_handed_out_without_them(pair: Pair) -> None:
    for coder, quote in (("lea", "Hearing it later"), ("kim", "Hearing it later is the worst")):
        pair.lea("--coder", coder, "code", "two", "hearing late", "--quote", quote)
    pair.lea("handout", pair.theirs, "--to", "ben", "--without", "codings")
    assert pair.rows(pair.theirs, "codings") == []
    pair.ben("code", "one", "deciding", "--quote", "Then I gave up")
    pair.lea("resolve", place(pair, pair.ours), "--boundary", "widest", "--note", "all of it")
    pair.merge(into=pair.theirs, of=pair.ours)
    (row,) = pair.rows(pair.theirs, "disagreements", "--settled")
    assert (row["code"], row["source"], row["note"]) == ("hearing late", "two", "all of it")
    held = pair.codings(pair.theirs)
    here = {u: c for u, c in pair.codings().items() if c[1] == "hearing late"}
    assert {u: held.get(u) for u in here} == here and len(here) == 2
    assert "waiting" not in {c[1] for c in held.values()}, "only what rests in the place comes along"


def test_a_source_of_theirs_keeps_its_title_and_one_whose_name_is_taken_says_what_it_was(pair: Pair) -> None:
    pair.part()
    for who, text in ((pair.lea, "Lea's own text."), (pair.ben, "Ben's other text.")):
        (pair.folder / "same.txt").write_text(text)
        who("import", "same.txt")
    (pair.folder / "free.txt").write_text("Nobody else has this.")
    pair.ben("import", "free.txt")
    there = dict(asked(pair.theirs, "select name, title from source"))
    pair.merge()
    here = dict(asked(pair.ours, "select name, title from source"))
    assert here["free"] == there["free"]
    assert here["same (2)"] == (there["same"] or "same")
    assert pair.rows_of_source("same (2)").startswith("Ben's")


def test_a_code_that_theirs_brought_back_by_undo_is_the_one_of_that_name(pair: Pair) -> None:
    """Its number is older than the copy, as ours had removed it before; meanwhile ours made one of that name."""
    pair.lea("codebook", "add", "Silence")
    pair.lea("codebook", "remove", "Silence")
    pair.part()
    pair.qda.ok("--project", pair.theirs, "--coder", "lea", "undo")
    pair.ben("code", "one", "Silence", "--quote", "Nobody told me why")
    pair.lea("codebook", "add", "silence")
    pair.merge()
    names = [name for (name,) in asked(pair.ours, "select name from code order by key")]
    assert names == ["deciding", "giving up", "silence", "waiting"]
    assert pair.coding("Nobody told me why")["code"] == "silence"
    assert pair.conflicts() == []
