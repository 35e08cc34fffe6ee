"""Each kind of conflict: when it is told, what stays, and that nothing of theirs is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from pair import ONE, Pair


def test_both_edited_a_name_keeps_ours_and_theirs_is_an_alias(pair: Pair) -> None:
    pair.part()
    pair.lea("codebook", "rename", "waiting", "standing by")
    pair.ben("codebook", "rename", "waiting", "being kept")
    found = pair.merge()
    told = pair.conflict("both-edited", "code", column="name", base="waiting", ours="standing by", theirs="being kept")
    assert found["code"]["kept"] == 1 and found["code"]["told"] == [told["id"]]
    assert told["coder"] == "ben" and told["file"] == "ben.db" and told["status"] == "open"
    assert {"being kept", "waiting"} <= set(pair.codes()["standing by"]["aliases"])


def test_one_side_alone_is_taken_column_by_column(pair: Pair) -> None:
    pair.part()
    pair.lea("codebook", "define", "waiting", "--definition", "time that passes")
    pair.ben("codebook", "define", "waiting", "--include", "also in queues")
    pair.ben("codebook", "rename", "deciding", "decision")
    found = pair.merge()
    assert found["code"]["changed"] == 2 and pair.conflicts() == []
    row = pair.codes()["waiting"]
    assert (row["definition"], row["include"]) == ("time that passes", "also in queues")
    assert "decision" in pair.codes()


def test_the_same_edit_on_both_sides_is_already_so(pair: Pair) -> None:
    pair.part()
    for who in (pair.lea, pair.ben):
        who("codebook", "define", "waiting", "--definition", "time that passes")
    found = pair.merge()
    assert found["code"]["already"] == 1 and pair.conflicts() == []


def test_both_edited_a_memo_keeps_theirs_as_a_version_by_its_coder(pair: Pair) -> None:
    pair.lea("memo", "add", "first", "--title", "M", "--on", "code:waiting")
    pair.part()
    pair.lea("memo", "edit", 1, "--text", "lea's [[code:waiting]]")
    pair.ben("memo", "edit", 1, "--text", "ben's [[code:deciding]]")
    pair.merge()
    pair.conflict("both-edited", "memo", column="text")
    shown = pair.rows(pair.ours, "memo", "show", 1, "--versions")
    said = [(v["coder"], v["text"]) for v in shown]
    assert ("ben", "ben's [[code:deciding]]") in said and said[-1] == ("lea", "lea's [[code:waiting]]")


def test_both_wrote_the_storyline(pair: Pair) -> None:
    pair.part()
    (pair.folder / "l.md").write_text("lea tells it so.\n")
    (pair.folder / "b.md").write_text("ben tells it so.\n")
    pair.lea("selective", "storyline", "--file", "l.md")
    pair.ben("selective", "storyline", "--file", "b.md")
    found = pair.merge()
    assert found["storyline"]["kept"] == 1
    told = pair.conflict("both-edited", "storyline")
    assert "lea tells" in pair.lea("selective", "storyline").out
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert "ben tells" in pair.lea("selective", "storyline").out


def test_both_made_one_code_keeps_both_definitions(pair: Pair) -> None:
    pair.part()
    for who, sense in ((pair.lea, "lea's sense"), (pair.ben, "ben's sense")):
        who("codebook", "add", "fresh", "--definition", sense, "--level", "focused" if sense[0] == "b" else "code")
    found = pair.merge()
    assert found["code"]["theirs"] == 1
    row = pair.codes()["fresh"]
    assert "lea's sense" in row["definition"] and "ben's sense" in row["definition"] and row["level"] == "code"
    pair.conflict("both-made", "code", column="level", ours="code", theirs="focused")
    pair.conflict("both-made", "code", column="definition")


def test_what_became_one_is_found_by_later_merges_and_links(pair: Pair) -> None:
    pair.part()
    for who in (pair.lea, pair.ben):
        who("codebook", "add", "fresh")
    pair.ben("memo", "add", "on [[code:fresh]]", "--title", "B", "--on", "code:fresh")
    assert pair.merge()["code"]["joined"] == 1
    assert pair.rows(pair.ours, "memo", "list")[0]["on"] == ["code:fresh"]
    pair.ben("codebook", "define", "fresh", "--definition", "later")
    assert pair.merge()["code"]["changed"] == 1
    assert pair.codes()["fresh"]["definition"] == "later"


def test_theirs_used_a_code_that_ours_merged(pair: Pair) -> None:
    pair.lea("codebook", "add", "loose")
    pair.part()
    pair.lea("codebook", "merge", "loose", "--into", "waiting")
    pair.ben("code", "one", "loose", "--quote", "And then?")
    pair.ben("code", "one", "loose", "--quote", "Nobody told me why")
    found = pair.merge()
    assert found["coding"]["added"] == 2
    told = pair.conflict("code-merged", "code", name="loose")
    assert "waiting" in told["done"]
    assert {pair.coding(q)["code"] for q in ("And then?", "Nobody told me why")} == {"waiting"}


def test_ours_used_a_code_that_theirs_merged(pair: Pair) -> None:
    pair.lea("codebook", "add", "loose", "--definition", "at first")
    pair.part()
    pair.lea("code", "one", "loose", "--quote", "And then?", "--note", "mine")
    pair.ben("codebook", "merge", "loose", "--into", "waiting")
    pair.merge()
    pair.conflict("code-merged", "code", name="loose")
    assert pair.coding("And then?")["code"] == "waiting" and "loose" not in pair.codes()
    assert pair.coding("And then?")["note"] == "mine"


def test_a_coding_that_is_there_already_in_the_code_it_was_merged_into(pair: Pair) -> None:
    pair.lea("codebook", "add", "loose")
    pair.part()
    pair.lea("--coder", "ben", "code", "one", "waiting", "--quote", "And then?", "--note", "one")
    pair.lea("codebook", "merge", "loose", "--into", "waiting")
    pair.ben("code", "one", "loose", "--quote", "And then?", "--note", "two")
    found = pair.merge()
    assert found["coding"]["theirs"] == 1
    row = pair.coding("And then?")
    assert row["code"] == "waiting" and "one" in row["note"] and "two" in row["note"]


def test_what_ours_removed_and_theirs_used_comes_back_with_its_number(pair: Pair) -> None:
    pair.part()
    before = pair.coding("The board decides")
    pair.lea("source", "remove", "two")
    pair.lea("codebook", "remove", "deciding")
    pair.ben("code", "two", "deciding", "--quote", "Hearing it later")
    number = pair.rows(pair.theirs, "source", "list")[1]
    pair.merge()
    assert "two" in pair.sources()
    pair.conflict("removed-used", "source", name="two")
    pair.conflict("removed-used", "code", name="deciding")
    assert pair.coding("Hearing it later")["author"] == "Piet K"
    assert before["uuid"] not in pair.codings(), "not with what nobody needs"
    back = next(r for r in pair.rows(pair.ours, "source", "list") if r["source"] == "two")
    assert back["uuid"] == number["uuid"]


def test_what_theirs_edited_of_a_removed_thing(pair: Pair) -> None:
    pair.part()
    held = pair.coding("The board decides")
    pair.lea("uncode", held["id"])
    pair.ben("coding", "set", held["id"], "--note", "do keep this")
    pair.merge()
    back = pair.coding("The board decides")
    assert (back["id"], back["uuid"], back["note"]) == (held["id"], held["uuid"], "do keep this")
    told = pair.conflict("removed-used", "coding")
    pair.lea("conflicts", "settle", told["id"], "--ours")
    assert held["uuid"] not in pair.codings()
    pair.lea("undo")
    assert held["uuid"] in pair.codings() and pair.conflicts()


def test_what_theirs_removed_and_ours_used_stays(pair: Pair) -> None:
    pair.lea("axial", "category", "power", "--from", "deciding")
    pair.lea("axial", "property", "power", "reach", "--low", "small", "--high", "large")
    pair.part()
    held, other = pair.coding("The board decides"), pair.coding("I waited a long time")
    pair.lea("axial", "place", held["id"], "power/reach", "low")
    pair.ben("uncode", held["id"], other["id"])
    found = pair.merge()
    assert (found["coding"]["kept"], found["coding"]["removed"]) == (1, 1)
    told = pair.conflict("used-removed", "coding")
    assert held["uuid"] in pair.codings() and other["uuid"] not in pair.codings()
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert held["uuid"] not in pair.codings()
    pair.qda.ok("--project", pair.ours, "check")


def test_what_theirs_took_back_with_undo_is_removed_too(pair: Pair) -> None:
    pair.lea("code", "two", "hearing late", "--quote", "We only hear it later")
    pair.part()
    pair.lea("memo", "add", "on it", "--on", "code:hearing late")
    pair.qda.ok("--project", pair.theirs, "undo")
    pair.merge()
    pair.conflict("used-removed", "code", name="hearing late")
    assert "hearing late" in pair.codes()


def test_theirs_updated_a_text_that_ours_coded(pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(
        ONE.replace("Nobody told me why.", "Nobody told me a thing.") + "\nAnna B: That is all.\n"
    )
    pair.part()
    pair.lea("code", "one", "despair", "--quote", "It was not worth the wait")
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why")
    pair.ben("source", "update", "one", "new.txt")
    pair.merge()
    pair.conflict("text-changed", "source", name="one")
    assert "a thing" in pair.rows_of_source("one")
    assert pair.coding("It was not worth the wait")["source"] == "one"
    stays = pair.coding("Nobody told me why")
    assert stays["source"].startswith("one (before ")


@pytest.mark.parametrize("quoted", [False, True], ids=["", "theirs quotes the old text too"])
def test_theirs_took_a_newer_text_back(quoted: bool, pair: Pair) -> None:
    """The old text has its name again, and what had stayed on it for its quotes; the row that kept it goes."""
    (pair.folder / "new.txt").write_text(ONE.replace("Nobody told me why.", "Nobody told me a thing."))
    pair.lea("source", "set", "one", "town=Ede")
    pair.part()
    pair.lea("code", "one", "silence", "--quote", "Nobody told me why", "--note", "hers")
    if quoted:
        pair.ben("code", "one", "silent", "--quote", "Nobody told me")
        pair.ben("code", "one", "why", "--quote", "told me why")
    pair.ben("source", "update", "one", "new.txt")
    pair.merge()
    assert "a thing" in pair.rows_of_source("one") and pair.coding("Nobody told me why")["source"] != "one"
    pair.lea("conflicts", "settle", pair.conflict("text-changed", "source")["id"], "--ours")
    pair.ben("undo")
    found = pair.merge()
    assert found["source"]["changed"] and not found["source"]["kept"]
    assert sorted(pair.sources()) == ["one", "two"] and "told me why" in pair.rows_of_source("one")
    assert (pair.coding("Nobody told me why")["source"], pair.coding("Nobody told me why")["note"]) == ("one", "hers")
    assert pair.coding("I waited a long time")["source"] == "one" and pair.merge() == {}
    with closing(sqlite3.connect(pair.ours)) as db:
        held = db.execute("select s.name, v.value from value v join source s on s.id = v.source").fetchall()
    assert held == [("one", "Ede")]


def test_ours_updated_a_text_that_theirs_coded(pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(
        ONE.replace("Nobody told me why.", "Nobody told me a thing.") + "\nAnna B: That is all.\n"
    )
    pair.part()
    pair.lea("source", "update", "one", "new.txt")
    pair.ben("code", "one", "despair", "--quote", "It was not worth the wait")
    pair.ben("code", "one", "silence", "--quote", "Nobody told me why")
    pair.ben("coding", "set", pair.coding("Then I gave up", pair.theirs)["id"], "--note", "so")
    pair.merge()
    assert {k["kind"] for k in pair.conflicts()} == {"text-changed"}
    assert pair.coding("It was not worth the wait")["source"] == "one"
    assert pair.coding("Nobody told me why")["source"].startswith("one (before ")
    assert pair.coding("Then I gave up")["note"] == "so"


@pytest.mark.parametrize("who", ["lea", "ben"])
def test_who_has_read_a_text_whole_has_not_read_a_newer_one(who: str, pair: Pair) -> None:
    """One has read a source whole, the other gave it another text: the mark does not stand, and a conflict says so."""
    (pair.folder / "new.txt").write_text(ONE + "\nAnna B: We heard more.\n")
    pair.part()
    reader, updater = (pair.lea, pair.ben) if who == "lea" else (pair.ben, pair.lea)
    reader("source", "done", "one")
    updater("source", "update", "one", "new.txt")
    pair.merge()
    told = next(k for k in pair.conflicts() if k["thing"] == "done")
    assert (told["kind"], told["name"], told["ours" if who == "lea" else "theirs"]) == ("text-changed", "one", who)
    assert told["done"] == f"that {who} has read it whole is " + (
        "taken back: theirs gave it another text" if who == "lea" else "not taken: it is another text here"
    )
    assert pair.merge() == {}


def test_both_gave_a_source_another_text(pair: Pair) -> None:
    (pair.folder / "l.txt").write_text(ONE + "\nAnna B: lea heard more.\n")
    (pair.folder / "b.txt").write_text(ONE + "\nAnna B: ben heard more.\n")
    pair.part()
    pair.lea("source", "update", "one", "l.txt")
    pair.ben("source", "update", "one", "b.txt")
    pair.ben("code", "one", "more", "--quote", "ben heard more")
    found = pair.merge()
    assert found["source"]["kept"] == 1
    pair.conflict("both-updated", "source", name="one")
    assert "lea heard" in pair.rows_of_source("one") and "ben heard" in pair.rows_of_source("one (2)")
    assert pair.coding("ben heard more")["source"] == "one (2)"
    assert pair.coding("I waited a long time")["source"] == "one"


def test_both_gave_it_the_same_text(pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(ONE + "\nAnna B: We heard more.\n")
    pair.part()
    for who in (pair.lea, pair.ben):
        who("source", "update", "one", "new.txt")
    pair.ben("code", "one", "more", "--quote", "We heard more")
    pair.merge()
    assert pair.conflicts() == [] and pair.sources() == ["two", "one"]
    assert pair.coding("We heard more")["source"] == "one"


def test_segments_that_both_corrected(pair: Pair) -> None:
    pair.part()
    pair.lea("segment", "split", "two#4", "--before", "We only hear")
    pair.ben("segment", "join", "two#4", "two#6")
    pair.ben("code", "two", "late", "--quote", "Hearing it later")
    mine = [s["text"] for s in pair.segments("two")]
    pair.merge()
    pair.conflict("segments", "segment", name="two")
    assert [s["text"] for s in pair.segments("two")] == mine
    assert pair.coding("Hearing it later")["segment"] is not None


def test_segments_that_theirs_alone_corrected(pair: Pair) -> None:
    pair.part()
    pair.ben("segment", "split", "two#4", "--before", "We only hear")
    pair.ben("segment", "set", "one#2", "author=Anna Berg")
    pair.lea("code", "two", "late", "--quote", "We only hear it later")
    pair.merge()
    assert pair.conflicts() == []
    assert [s["text"] for s in pair.segments("two")] == [s["text"] for s in pair.segments("two", pair.theirs)]
    assert pair.segments("one")[1]["author"] == "Anna Berg"


def test_a_name_that_is_taken(pair: Pair) -> None:
    pair.lea("axial", "category", "power", "--from", "deciding")
    pair.lea("axial", "property", "power", "reach", "--low", "small", "--high", "large")
    pair.part()
    pair.lea("codebook", "add", "patience")
    pair.lea("axial", "property", "power", "width", "--low", "a", "--high", "b")
    pair.ben("codebook", "rename", "waiting", "patience")
    pair.ben("axial", "property", "power", "reach", "--rename", "width")
    pair.merge()
    pair.conflict("taken", "code", column="name", theirs="patience")
    pair.conflict("taken", "property", column="name", theirs="width")
    assert "patience" in pair.codes()["waiting"]["aliases"]


def test_a_place_that_is_taken_joins_codings(pair: Pair) -> None:
    pair.lea("--coder", "ben", "code", "one", "waiting", "--quote", "And then?", "--note", "first")
    pair.part()
    pair.lea("--coder", "ben", "code", "one", "giving up", "--quote", "And then?", "--note", "second")
    pair.ben("coding", "set", pair.coding("And then?", pair.theirs)["id"], "--code", "giving up")
    pair.merge()
    told = pair.conflict("taken", "coding", base="waiting", ours="waiting", theirs="giving up")
    assert told["done"] == "joined with the coding that is there"
    both = [r for r in pair.rows(pair.ours, "codings") if r["text"] == "And then?"]
    assert len(both) == 1 and "first" in both[0]["note"] and "second" in both[0]["note"]


def test_a_ring_of_homes(pair: Pair) -> None:
    pair.part()
    pair.lea("codebook", "move", "waiting", "--under", "deciding")
    pair.ben("codebook", "move", "deciding", "--under", "waiting")
    found = pair.merge()
    assert found["code"]["kept"] == 1
    pair.conflict("loop", "code", column="parent")
    assert "deciding/waiting" in {r["code"] for r in pair.rows(pair.ours, "codebook", "list")} | set(pair.codes())


def test_two_cores(pair: Pair) -> None:
    for name in ("power", "time"):
        pair.lea("axial", "category", name)
    pair.part()
    pair.lea("selective", "core", "power")
    pair.ben("selective", "core", "time")
    pair.merge()
    told = pair.conflict("core", "code")
    assert (pair.codes()["power"]["level"], pair.codes()["time"]["level"]) == ("core", "category")
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert (pair.codes()["power"]["level"], pair.codes()["time"]["level"]) == ("category", "core")


def test_theirs_moved_the_core_and_ours_did_not(pair: Pair) -> None:
    for name in ("power", "time"):
        pair.lea("axial", "category", name)
    pair.lea("selective", "core", "power")
    pair.part()
    pair.ben("selective", "core", "time")
    pair.merge()
    assert pair.conflicts() == []
    assert (pair.codes()["power"]["level"], pair.codes()["time"]["level"]) == ("category", "core")


def test_names_that_change_places(pair: Pair) -> None:
    pair.part()
    pair.ben("codebook", "rename", "waiting", "between")
    pair.ben("codebook", "rename", "deciding", "waiting")
    pair.ben("codebook", "rename", "between", "deciding")
    found = pair.merge()
    assert found["code"]["changed"] == 2 and pair.conflicts() == []
    assert pair.coding("I waited a long time")["code"] == "deciding"


def test_values_summaries_and_properties_that_both_made(pair: Pair) -> None:
    pair.lea("axial", "category", "power", "--from", "deciding")
    pair.part()
    for who, place, points in ((pair.lea, "Ede", ("small", "large")), (pair.ben, "Delft", ("low", "high"))):
        who("source", "set", "one", f"place={place}")
        who("axial", "property", "power", "reach", "--low", points[0], "--high", points[1])
        who("summary", "set", "one", "waiting", f"{place} said")
    found = pair.merge()
    pair.conflict("both-made", "value", column="value", ours="Ede", theirs="Delft", done="ours stays")
    pair.conflict("both-made", "property", column="points", done="ours stays")
    assert found["value"]["kept"] == 1 and found["variable"]["joined"] == 1
    said = {(r["coder"], r["text"]) for r in pair.rows(pair.ours, "summary", "list")}
    assert said == {("lea", "Ede said"), ("ben", "Delft said")}, "each coder has a summary of their own"


def test_a_relation_with_its_evidence(pair: Pair) -> None:
    for name in ("power", "time"):
        pair.lea("axial", "category", name)
    pair.part()
    held = pair.coding("The board decides")["id"]
    pair.lea("axial", "relate", "power", "causes", "time", "--status", "hypothesis", "--note", "lea's")
    pair.ben("axial", "relate", "power", "causes", "time", "--for", held, "--status", "supported", "--note", "ben's")
    found = pair.merge()
    row = pair.rows(pair.ours, "axial", "list")[0]
    assert "lea's" in row["note"] and "ben's" in row["note"] and row["status"] == "hypothesis"
    pair.conflict("both-made", "relation", column="status", ours="hypothesis", theirs="supported")
    assert found["evidence"]["added"] == 1


def test_theirs_edited_a_code_that_ours_merged(pair: Pair) -> None:
    pair.lea("codebook", "add", "loose", "--definition", "at first")
    pair.lea("codebook", "define", "waiting", "--definition", "time that passes", "--include", "queues")
    pair.part()
    pair.lea("codebook", "merge", "loose", "--into", "waiting")
    pair.ben("codebook", "define", "loose", "--definition", "what hangs", "--exclude", "what is firm")
    pair.ben("codebook", "rename", "loose", "dangling")
    found = pair.merge()
    assert found["code"] == {**found["code"], "theirs": 1, "kept": 1}
    row = pair.codes()["waiting"]
    assert set(row["aliases"]) == {"loose", "dangling"} and row["include"] == "queues"
    assert "time that passes" in row["definition"] and row["definition"].endswith("what hangs")
    assert row["exclude"] == "what is firm" and "dangling" not in pair.codes()
    assert pair.merge() == {}


def test_theirs_made_a_core_and_ours_has_one(pair: Pair) -> None:
    pair.lea("axial", "category", "power")
    pair.part()
    pair.lea("selective", "core", "power")
    pair.ben("axial", "category", "time")
    pair.ben("selective", "core", "time")
    found = pair.merge()
    assert found["code"] == {**found["code"], "theirs": 1, "kept": 1}
    told = pair.conflict("core", "code", column="level", ours="power", theirs="time", base=None)
    assert told["done"] == "'power' stays the core, theirs is a category" and told["name"] == "time"
    assert (pair.codes()["power"]["level"], pair.codes()["time"]["level"]) == ("core", "category")


def test_what_is_told_of_each_value_that_stays(pair: Pair) -> None:
    pair.lea("memo", "add", "zero", "--title", "M")
    pair.part()
    for who, word in ((pair.lea, "hers"), (pair.ben, "his")):
        who("memo", "edit", 1, "--text", word)
        who("codebook", "rename", "waiting", word)
        who("codebook", "define", "deciding", "--definition", word)
        who("source", "set", "one", f"place={word}")
        who("codebook", "add", "New", "--definition", word)
    pair.merge()
    told = [
        (k["kind"], k["thing"], k["column"], k["base"], k["ours"], k["theirs"], k["done"]) for k in pair.conflicts()
    ]
    assert sorted(told, key=str) == [
        ("both-edited", "code", "definition", "", "hers", "his", "ours stays"),
        ("both-edited", "code", "name", "waiting", "hers", "his", "ours stays, theirs is an alias"),
        ("both-edited", "memo", "text", "zero", "hers", "his", "ours stays, theirs is a version"),
        ("both-made", "code", "definition", None, "hers", "his", "both are kept"),
        ("both-made", "value", "value", None, "hers", "his", "ours stays"),
    ]
    assert {k["coder"] for k in pair.conflicts()} == {"ben"} == {k["file"][:3] for k in pair.conflicts()}


def test_theirs_moved_a_coding(pair: Pair) -> None:
    pair.part()
    pair.ben("coding", "set", 1, "--quote", "Nobody told me why")
    pair.ben("coding", "set", 2, "--code", "deciding")
    found = pair.merge()
    assert found["coding"] == {**found["coding"], "theirs": 2, "changed": 2} and pair.conflicts() == []
    assert pair.codings() == pair.codings(pair.theirs)
    assert pair.coding("Nobody told me why")["id"] == 1 and pair.coding("Then I gave up")["code"] == "deciding"


def test_both_removed_the_same(pair: Pair) -> None:
    pair.lea("memo", "add", "m", "--title", "M", "--on", "code:waiting", "--on", "code:deciding")
    pair.lea("memo", "add", "n", "--title", "N", "--on", "code:waiting")
    pair.part()
    for who in (pair.lea, pair.ben):
        who("source", "remove", "two")
        who("memo", "unlink", 1, "code:waiting")
    pair.ben("memo", "unlink", 2, "code:waiting")
    segments = len(pair.segments("one"))
    found = pair.merge()
    assert {t: (r["theirs"], r["already"], r["changed"]) for t, r in found.items()} == {
        "source": (1, 1, 0), "segment": (found["segment"]["theirs"], found["segment"]["theirs"], 0), "coding": (1, 1, 0),
        "memo": (2, 1, 1), "participant": (2, 2, 0),
    }  # fmt: skip
    assert len(pair.segments("one")) == segments and pair.conflicts() == []
    assert [m["on"] for m in pair.rows(pair.ours, "memo", "list")] == [["code:deciding"], []]


def test_one_coders_two_summaries_of_one_cell(pair: Pair) -> None:
    pair.part()
    pair.lea("summary", "set", "one", "waiting", "at home")
    pair.qda.ok("--project", pair.theirs, "--coder", "lea", "summary", "set", "one", "waiting", "on the train")
    found = pair.merge()
    told = pair.conflict("both-made", "summary", column="text", ours="at home", theirs="on the train")
    assert told["done"] == "ours stays, theirs is a version" and found["summary"]["kept"] == 1
    assert [r["text"] for r in pair.rows(pair.ours, "summary", "list")] == ["at home"]
