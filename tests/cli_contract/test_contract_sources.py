"""The contract's section Sources, without the recognisers: lists, sheets, corrections, people, search, what counts."""

from __future__ import annotations

import random
from typing import Any

import pytest
from contract_runner import Qda

TALK = """Interviewer: Wat vindt u van de gemeente?

Jan Jansen: De gemeente is goed.

Interviewer: En nu?

Jan Jansen: Ja, prima.
"""
POSTS = """author,text,date,thread,id,reply_to
jan,hallo daar,2012-01-01,t1,1,
piet,dag jan,2012-01-02,t1,2,1
jan,weer ik,,t2,3,
"""


@pytest.fixture
def talks(qda: Qda) -> Qda:
    qda.write("a.txt", TALK)
    qda.write("b.txt", TALK.replace("goed", "slecht"))
    qda.write("p.csv", POSTS)
    qda.ok("import", "a.txt", "b.txt")
    qda.ok("import", "p.csv", "--as", "posts")
    qda.ok("participant", "set", "jan", "age=50")
    return qda


@pytest.fixture
def coded(talks: Qda) -> Qda:
    """300 codings at random by two coders, some under a category, as a table."""
    talks.ok("codebook", "add", "cat", "--level", "category")
    talks.ok("codebook", "add", "k1", "--under", "cat")
    talks.ok("codebook", "add", "k2", "--under", "k1")
    chance = random.Random(1)
    texts = {s["source"]: talks.json("source", "show", s["source"])["text"] for s in talks.json("source", "list")}
    rows = ["source,code,start,end,coder,note"]
    for i in range(300):
        name = chance.choice(list(texts))
        start = chance.randrange(len(texts[name]) - 5)
        end = min(len(texts[name]), start + chance.randrange(1, 60))
        if texts[name][start:end].strip():
            rows.append(
                f"{name},{chance.choice(['cat', 'k1', 'k2', 'x', 'y'])},{start},{end},{chance.choice(['anna', 'bob'])},n{i}"
            )
    talks.write("c.csv", "\n".join(rows) + "\n")
    talks.ok("import", "c.csv", "--as", "codings")
    return talks


def by(rows: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    return {r[name]: r for r in rows}


def test_every_segment_is_its_text(pages: Qda) -> None:
    rows = pages.json("source", "list")
    assert list(rows[0])[:9] == [
        "source", "title", "kind", "language", "segments", "words", "characters", "participants", "codings",
    ]  # fmt: skip
    for row in rows:
        shown = pages.json("source", "show", row["source"])
        assert len(shown["text"]) == row["characters"] and len(shown["segments"]) == row["segments"]
        assert [s["n"] for s in shown["segments"]] == list(range(1, row["segments"] + 1))
        assert all(shown["text"][s["start"] : s["end"]] == s["text"] for s in shown["segments"])


def test_the_numbers_of_info_are_those_of_the_lists(coded: Qda) -> None:
    info, sources = coded.json("info"), coded.json("source", "list")
    assert info["sources"] == len(sources) and info["codings"] == len(coded.json("codings"))
    for name in ("segments", "words", "codings"):
        assert info[name] == sum(s[name] for s in sources)
    assert info["words"] == sum(p["words"] for p in coded.json("participant", "list"))
    assert (info["codes"], info["categories"], info["coders"]) == (5, 1, 2)


def test_frequencies_add_up_for_every_by(coded: Qda) -> None:
    codings = coded.json("codings")
    rows = coded.json("report", "frequencies")
    assert [r["path"] for r in rows] == [c["path"] for c in coded.json("codebook", "list")]
    under = {"cat": {"cat", "k1", "k2"}, "k1": {"k1", "k2"}}
    for r in rows:
        own = [c for c in codings if c["code"] == r["code"]]
        gathered = [c for c in codings if c["code"] in under.get(r["code"], {r["code"]})]
        assert (r["codings"], r["codings_with_codes"]) == (len(own), len(gathered))
        assert r["stretches"] == len({(c["source"], c["start"], c["end"]) for c in own})
        assert r["stretches_with_codes"] == len({(c["source"], c["start"], c["end"]) for c in gathered})
        assert len(coded.json("quotes", r["code"])) == len(gathered)
    for group in ("source", "participant", "coder", "kind", "age", "role"):
        rows = coded.json("report", "frequencies", "--by", group)
        assert sum(r["codings"] for r in rows) == len(codings), group
        wide = coded.json("report", "frequencies", "--by", group, "--wide")
        assert sum(v for r in wide for k, v in r.items() if k != group) == len(codings), group
    for chosen in (
        ["--source", "t*"],
        ["--coder", "bob"],
        ["--participant", "jan"],
        ["--where", "age=50"],
        ["--code", "k*"],
    ):
        rows = coded.json("report", "frequencies", *chosen)
        assert sum(r["codings"] for r in rows) == len(coded.json("codings", *chosen)), chosen


def test_the_sheet_has_one_numbering(coded: Qda) -> None:
    codings = coded.json("codings")
    for source in coded.json("source", "list"):
        shown = coded.json("source", "show", source["source"])
        lines = coded.json("source", "lines", source["source"])
        assert list(lines[0]) == ["n", "segment", "author", "start", "end", "text", "codes", "role"]
        assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
        for line in lines:
            touching = {
                c["code"]
                for c in codings
                if c["source"] == source["source"] and c["start"] < line["end"] and c["end"] > line["start"]
            }
            assert set(line["codes"]) == touching
            assert shown["text"][line["start"] : line["end"]] == line["text"]
        left = coded.json("source", "lines", source["source"], "--uncoded")
        assert left == [line for line in lines if not line["codes"]]
        for s in shown["segments"]:
            assert all(line in lines for line in coded.json("source", "lines", source["source"], "--segment", s["n"]))
        only = coded.json("source", "lines", source["source"], "--code", "x")
        assert {line["n"] for line in only} == {line["n"] for line in lines if "x" in line["codes"]}
    theirs = coded.json("source", "lines", "a", "--participant", "Jan Jansen")
    assert {line["author"] for line in theirs} == {"Jan Jansen"}
    coded.refused("source", "lines", "a", "--segment", "99")


def test_researchers_do_not_count_unless_included(talks: Qda) -> None:
    people = by(talks.json("participant", "list"), "participant")
    assert people["Interviewer (a)"]["role"] == "researcher" and people["Interviewer (a)"]["words"] == 0
    assert by(talks.json("participant", "list", "--include-researcher"), "participant")["Interviewer (a)"]["words"] == 8
    assert by(talks.json("source", "list"), "source")["a"]["participants"] == 1
    talks.ok("code", "a", "c", "--quote", "Wat vindt u van de gemeente?")
    row = talks.json("report", "frequencies")[0]
    assert (row["codings"], row["words"], row["participants"], row["codings_researcher"]) == (1, 0, 0, 1)
    row = talks.json("report", "frequencies", "--include-researcher")[0]
    assert (row["words"], row["participants"]) == (6, 1)
    before = talks.json("info")["words"]
    talks.ok("participant", "set", "piet", "role=researcher")
    assert talks.json("info")["words"] == before - 2
    talks.ok("undo")
    assert talks.json("info")["words"] == before


def test_sources_change_and_come_back(coded: Qda) -> None:
    before = coded.state()
    for wrong in (
        ["rename", "a", "B"], ["rename", "nope", "x"], ["rename", "t", "x"], ["set", "a", "language=klingon"],
        ["set", "a", "kind=bogus"], ["set", "a", "date=31-12-2011"], ["set", "a", "name=x"], ["remove", "t"], ["show", "nope"],
    ):  # fmt: skip
        coded.refused("source", *wrong)
    assert "2 sources begin with 't'" in coded.refused("source", "remove", "t")
    assert coded.state() == before
    for command in (
        ["rename", "a", "talk one"],
        ["set", "a", "title=T", "date=2011-05-06", "Town=Ede"],
        ["remove", "a"],
    ):
        coded.ok("source", *command)
        coded.ok("check")
        after = coded.state()
        coded.ok("undo")
        assert coded.state() == before
        coded.ok("redo")
        assert coded.state() == after
        coded.ok("undo")
    coded.ok("source", "rename", "a", "talk one")
    assert "Interviewer (talk one)" in by(coded.json("participant", "list"), "participant")


def test_correcting_a_segment_moves_no_coding(coded: Qda) -> None:
    def places() -> list[tuple[Any, ...]]:
        return [(c["id"], c["start"], c["end"], c["text"], c["code"]) for c in coded.json("codings")]

    before, held = coded.state(), places()
    turns = [s["n"] for s in coded.json("source", "show", "a")["segments"] if s["kind"] == "turn"]
    first, second = turns[0], turns[1]
    changes: list[list[object]] = [
        ["set", f"a#{second}", "author=Piet de Boer", "kind=comment", "date=2011-01-02T10:11", f"reply_to={first}"],
        ["set", f"a#{second}", "kind=boilerplate"],
        ["split", f"a#{second}", "--before", "is goed"],
    ]
    for change in changes:
        coded.ok("segment", *change)
        assert places() == held
        shown = coded.json("source", "show", "a")
        assert [s["n"] for s in shown["segments"]] == list(range(1, len(shown["segments"]) + 1))
        coded.ok("check")
        if change[0] == "split":
            coded.ok("segment", "join", f"a#{second}", f"a#{second + 1}")
            assert places() == held
            coded.ok("undo")
        coded.ok("undo")
        assert coded.state() == before
    for wrong in (
        ["set", "a#99", "author=x"], ["set", "a", "author=x"], ["set", f"a#{first}", "bogus=x"],
        ["set", f"a#{first}", "kind=bogus"],
        ["set", f"a#{first}", "date=yesterday"], ["set", f"a#{first}", f"reply_to={first}"],
        ["split", f"a#{first}", "--before", "zzz"],
        ["split", f"a#{first}", "--before", "Wat"], ["join", f"a#{first}", f"a#{second}"], ["join", f"a#{first}", f"b#{first}"],
    ):  # fmt: skip
        coded.unchanged(lambda wrong=wrong: coded.refused("segment", *wrong))  # type: ignore[misc]


def test_people_are_merged_and_parted(talks: Qda) -> None:
    rows = talks.json("participant", "list")
    assert list(rows[0])[:5] == ["participant", "role", "sources", "segments", "words"]
    assert by(rows, "participant")["Jan Jansen"]["sources"] == 2 and by(rows, "participant")["jan"]["age"] == "50"
    assert len({r["uuid"] for r in rows}) == len(rows)
    before = talks.state()
    talks.ok("participant", "split", "Jan Jansen", "--source", "b", "--into", "Jan Jansen")
    assert {"Jan Jansen", "Jan Jansen (b)"} <= set(by(talks.json("participant", "list"), "participant"))
    talks.ok("undo")
    talks.ok("participant", "split", "Jan Jansen", "--source", "b", "--into", "Jan Pietersen")
    # a full name is one participant across sources: as the next import will take it
    assert "Jan Pietersen" in by(talks.json("participant", "list"), "participant")
    talks.ok("participant", "merge", "Jan Pietersen", "--into", "Jan Jansen")
    assert talks.json("participant", "list")[: len(rows)] == before[4]
    talks.ok("undo", "2")
    assert talks.state() == before
    talks.ok("participant", "merge", "piet", "--into", "Piet de Boer")
    assert by(talks.json("participant", "list"), "participant")["Piet de Boer"]["words"] == 2
    talks.ok("undo")
    for wrong in (
        ["set", "nope", "a=b"], ["set", "piet", "role=king"], ["merge", "nope", "--into", "piet"],
        ["merge", "piet", "--into", "piet"],
        ["split", "piet", "--source", "t1", "--into", "x"], ["split", "piet", "--source", "a", "--into", "x"],
    ):  # fmt: skip
        talks.unchanged(lambda wrong=wrong: talks.refused("participant", *wrong))  # type: ignore[misc]


def test_tables_say_what_to_do_in_the_words_of_the_command_line(talks: Qda) -> None:
    """Notes and reasons stand in a column of what `import` and `source update` show, in every format."""
    talks.ok("code", "a", "good", "--quote", "De gemeente is goed")
    newer = talks.write("newer.txt", TALK.replace("gemeente is goed", "gemeente is heel goed"))
    for shown in (
        talks.json("source", "update", "a", newer, "--dry-run"),
        talks.csv("source", "update", "a", newer, "--dry-run"),
    ):
        assert [row["why"] for row in shown] == ["words inside it changed: --changed moves it along"]
    assert "--changed moves it along" in talks.ok("source", "update", "a", newer, "--dry-run").out
    note = "has changed since it came in as a; skipped: `qda source update 'a' a.txt`"
    talks.write("a.txt", TALK + "\nJan Jansen: Nog iets.\n")
    assert any(note in line for line in talks.ok("import", "a.txt").notes)
    assert "--name takes one file and a name that is free" in talks.refused("import", newer, "--name", "b")


def test_search_finds_in_segments_and_cuts_exactly(pages: Qda) -> None:
    rows = pages.json("search", "gemeente")
    assert list(rows[0]) == ["source", "segment", "author", "start", "end", "left", "match", "right", "role"]
    texts = {s["source"]: pages.json("source", "show", s["source"])["text"] for s in pages.json("source", "list")}
    for r in rows:
        text = texts[r["source"]]
        assert text[r["start"] : r["end"]] == r["match"]
        assert text[: r["start"]].endswith(r["left"]) and text[r["end"] :].startswith(r["right"])

    def count(query: str) -> int:
        return len(pages.json("search", query))

    assert count("GEMEENTE") == len(rows) == count("gemeente OR zulkeenwoordisernietbij")
    assert count("gemeente NOT gemeente") == 0 and count("gemeent*") > len(rows)
    assert count('"publieke meerwaarde"') == 5 and count("publieke zulkeenwoordisernietbij") == 0
    for odd in ("secretary's role", "a-b", "C++", "(", "x:y", "^a", "NEAR(a b)", "{a}", "%", "\\", "g*e", "👩"):
        pages.ok("search", odd)
    for wrong in ("", "  ", "*", '"', '"abc', "OR", "NOT x", "gemeente OR", '""'):
        pages.refused("search", wrong)


def test_codings_of_elsewhere_come_in_all_or_none(coded: Qda) -> None:
    coded.ok("codings", "-o", "out.csv", "--raw")
    coded.unchanged(lambda: coded.ok("import", "out.csv", "--as", "codings"))  # our own table: all are there already
    coded.write("bad.csv", "source,code,start,end,quote\na,new,0,5,\na,new,0,99999,\nnope,new,0,5,\na,new,,,nowhere\n")
    message = coded.unchanged(lambda: coded.refused("import", "bad.csv", "--as", "codings"))
    assert all(f"row {n}" in message for n in (3, 4, 5)) and "row 2" not in message


def test_our_own_table_of_codings_comes_back_with_its_defusing(qda: Qda) -> None:
    qda.write("f.txt", "Zin een.\n\n=1+1 is it\n'=odd one\n＝full\n")
    qda.ok("import", "f.txt")
    for n, span in enumerate(("8:14", "10:14", "21:30", "31:36")):
        qda.ok("code", "f", f"c{n}", "--span", span)
    qda.ok("code", "f", "--span", "0:3", "--", "'=name")
    qda.ok("codings", "-o", "out.csv")
    qda.unchanged(lambda: qda.ok("import", "out.csv", "--as", "codings"))
