"""The contract's section Open coding: stretches, quotes, in vivo, notes, patterns, corrections."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from contract_runner import Qda

COLUMNS = ["id", "uuid", "source", "segment", "author", "date", "code", "coder", "start", "end", "text", "note", "origin",
           "confirmed", "created_at", "role"]  # fmt: skip
ODD = """🙂🙂 begin “curly quotes” and ‘single’ it’s fine — dash – en‑nb hyphen… three dots.
Second\u00a0line  with   spaces
and a line break. CASE Matters. Cafe\u0301 NFD and Café NFC. 👩‍👩‍👧 family
word word WORD. wait... what
"""
TALK = """Interviewer: Wat vindt u van de gemeente?

Respondent: De gemeente is goed, een meergemeente.

Interviewer: En de gemeente zelf?

Respondent: Ja, prima.
"""


@pytest.fixture
def odd(qda: Qda) -> Qda:
    qda.write("t.txt", ODD)
    qda.ok("import", "t.txt")
    return qda


def code(qda: Qda, *args: object) -> dict[str, Any]:
    rows: list[dict[str, Any]] = qda.json("code", *args)
    return rows[0]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('"curly quotes"', "“curly quotes”"), ("'single'", "‘single’"), ("it's fine - dash", "it’s fine — dash"),
        ("en-nb hyphen... three", "en‑nb hyphen… three"),
        ("Second line with spaces and", "Second\u00a0line  with   spaces\nand"),
        ("case matters", "CASE Matters"), ("🙂🙂 begin", "🙂🙂 begin"), ("wait… what", "wait... what"), ("  begin\n", "begin"),
        ("Café", "Café"), ("Cafe\u0301", "Cafe\u0301"), ("WORD", "WORD"), ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
    ],
)  # fmt: skip
def test_a_quote_is_found_exactly_first_then_loosely(odd: Qda, quote: str, found: str) -> None:
    row = code(odd, "t", "c", "--quote", quote)
    assert row["text"] == found == ODD[row["start"] : row["end"]]
    assert list(row) == COLUMNS


def test_texts_come_from_standard_input(odd: Qda) -> None:
    row = odd.json("code", "t", "c", "--quote", "-", stdin="line with\nspaces and\n")[0]
    assert row["text"] == "line  with   spaces\nand"
    row = odd.json("code", "t", "c", "--sentence", "1", "--note", "-", stdin="a note\nof two lines\n")[0]
    assert row["note"] == "a note\nof two lines"
    assert odd.json("search", "-", stdin="family\n")[0]["match"] == "family"
    assert len(odd.json("autocode", "w", "--match", "-", "--unit", "match", stdin="word\n")) == 3
    odd.refused("code", "t", "c", "--quote", "-", "--note", "-", status=2)
    odd.refused("code", "t", "c", "--quote", "-", stdin=b"\x00\x01\x02")


def test_a_quote_that_occurs_again_is_refused_with_its_places(odd: Qda) -> None:
    places = [m.start() for m in re.finditer("word", ODD, re.I)]
    message = odd.refused("code", "t", "n", "--quote", "wOrd")
    assert all(f"{p}:{p + 4}" in message for p in places)
    for n, p in enumerate(places, 1):
        assert code(odd, "t", "n", "--quote", "wOrd", "--nth", n)["start"] == p
    for n in (0, 4, -1):
        odd.refused("code", "t", "n", "--quote", "wOrd", "--nth", n)


def test_stretches_outside_empty_blank_or_unclear_are_refused(odd: Qda) -> None:
    blank = ODD.index("  with")
    spans = [
        "0:0",
        "5:3",
        "-1:4",
        f"0:{len(ODD) + 1}",
        "a:b",
        "5",
        "5:",
        "1:2:3",
        "1_0:12",
        "٣:٥",
        f"{blank}:{blank + 2}",
    ]
    wrong = [["--span", s] for s in spans] + [["--sentence", s] for s in ("0", "99", "3:2", "x", "1:", "")]
    wrong += [["--segment", "0"], ["--segment", "9"], ["--quote", ""], ["--quote", " \n"], ["--quote", "nowhere"], []]
    wrong += [["--quote", "begin", "--span", "1:2"], ["--span", "1:2", "--nth", "1"]]
    for way in wrong:
        odd.unchanged(lambda way=way: odd.refused("code", "t", "new", *way))  # type: ignore[misc]
    assert code(odd, "t", "whole", "--span", f"0:{len(ODD)}")["text"] == ODD
    assert code(odd, "t", "emoji", "--span", "0:2")["text"] == "🙂🙂"


def test_sentences_and_segments_are_those_of_the_sheet(odd: Qda) -> None:
    sheet = odd.json("source", "lines", "t")
    row = code(odd, "t", "s", "--sentence", "2:3")
    assert (row["start"], row["end"]) == (sheet[1]["start"], sheet[2]["end"])
    segment = odd.json("source", "show", "t")["segments"][0]
    row = code(odd, "t", "s", "--segment", "1")
    assert (row["start"], row["end"]) == (segment["start"], segment["end"])


def test_every_segment_of_the_pages_is_found_with_plain_spaces(pages: Qda) -> None:
    found = 0
    for source in pages.json("source", "list"):
        shown = pages.json("source", "show", source["source"])
        for s in shown["segments"]:
            quote = " ".join(s["text"].split()).replace("‘", "'").replace("’", "'")
            done = pages("code", source["source"], "c", "--quote", quote, "--format", "json")
            if done.status:
                assert "times, say which" in done.err
                continue
            found += 1
    assert found > 80
    rows = pages.json("codings")
    assert rows == sorted(rows, key=lambda r: (r["source"], r["start"], r["end"], r["id"]))


def test_places_in_boilerplate_count_only_when_there_are_no_others(qda: Qda) -> None:
    qda.write("p.txt", "Menu vertrouwen alleen hier\n\nDe raad heeft vertrouwen in ons.\n")
    qda.ok("import", "p.txt", "--as", "plain")
    qda.ok("segment", "set", "p#1", "kind=boilerplate")
    assert code(qda, "p", "c", "--quote", "vertrouwen")["segment"] == 2
    assert code(qda, "p", "c", "--quote", "alleen hier")["segment"] == 1


def test_one_code_one_stretch_one_coder_is_one_coding(odd: Qda) -> None:
    first = code(odd, "t", "c", "--quote", "begin", "--note", "one")
    n = len(odd.json("log"))
    done = odd.ok("code", "t", "C", "--quote", "begin", "--note", "one")
    assert "was there already" in done.err and len(odd.json("log")) == n
    done = odd.ok("code", "t", "c", "--quote", "begin", "--note", "two")
    assert "'one' was replaced" in done.err
    assert odd.json("codings") == [{**first, "note": "two"}]
    other = odd.json("--coder", "bob", "code", "t", "c", "--quote", "begin")[0]
    assert other["id"] != first["id"]
    assert [r["code"] for r in odd.json("code", "t", "c", "d", "e", "D", "--quote", "begin")] == ["c", "d", "e"]


def test_new_codes_are_made_noted_when_near_or_refused(odd: Qda) -> None:
    odd.ok("code", "t", "taking responsability", "--quote", "begin")
    assert "taking responsability" in odd.ok("code", "t", "taking responsibility", "--quote", "begin").err
    assert "taking responsibility" in odd.ok("autocode", "taking responsibilty", "--match", "word").err
    odd.unchanged(
        lambda: odd.refused("code", "t", "taking responsibility", "unheard of", "--quote", "begin", "--existing")
    )
    odd.unchanged(lambda: odd.refused("autocode", "unheard of", "--match", "word", "--existing"))
    odd.unchanged(lambda: odd.refused("code", "t", "fine", "two\nlines", "--quote", "begin"))


def test_in_vivo(odd: Qda) -> None:
    row = code(odd, "t", "--in-vivo", "--quote", "it's fine")
    assert (row["code"], row["origin"]) == ("it’s fine", "in-vivo")
    assert code(odd, "t", "three dots", "--in-vivo", "--sentence", "1")["code"] == "three dots"
    for wrong in (["no such words"], ["begin", "single"], []):
        odd.unchanged(lambda wrong=wrong: odd.refused("code", "t", *wrong, "--in-vivo", "--sentence", "1"))  # type: ignore[misc]
    assert odd.json("codebook", "list", "--code", "three dots")[0]["origin"] == "in-vivo"


def test_a_coding_changes_and_keeps_what_hangs_on_it(odd: Qda) -> None:
    first = code(odd, "t", "c", "--quote", "begin", "--note", "n")
    odd.ok("codebook", "add", "d")
    odd.ok("memo", "add", "m", "--on", f"coding:{first['id']}")
    before = odd.state()
    odd.ok("coding", "set", first["id"], "--code", "d", "--quote", "case matters", "--note", "new", "--pin")
    now = odd.json("codings")[0]
    assert {k: now[k] for k in ("id", "uuid", "created_at", "coder")} == {
        k: first[k] for k in ("id", "uuid", "created_at", "coder")
    }
    assert (now["code"], now["text"], now["note"]) == ("d", "CASE Matters", "new")
    assert odd.json("memo", "list")[0]["on"] == [f"coding:{first['id']}"]
    odd.ok("undo")
    assert odd.state() == before
    second = code(odd, "t", "d", "--quote", "begin")
    for wrong in (
        [first["id"], "--code", "d"], [first["id"], "--quote", "nowhere"], [first["id"], "--span", "0:9999"], [first["id"]],
        [first["id"], 99, "--note", "x"], [first["id"], second["id"], "--quote", "begin"], [first["id"], "--code", "nope"],
    ):  # fmt: skip
        odd.unchanged(lambda wrong=wrong: odd.refused("coding", "set", *wrong))  # type: ignore[misc]


def test_uncode_says_what_it_took_and_which_relation_lost_its_quotes(odd: Qda) -> None:
    row = code(odd, "t", "c", "--quote", "begin")
    odd.ok("axial", "category", "A", "--from", "c")
    odd.ok("axial", "category", "B")
    odd.ok("axial", "relate", "A", "causes", "B", "--for", row["id"], "--status", "supported")
    before = odd.state()
    odd.unchanged(lambda: odd.refused("uncode", row["id"], 99))
    done = odd.ok("uncode", row["id"], "--format", "json")
    assert "relation 1" in done.err and f'"uuid": "{row["uuid"]}"' in done.out
    odd.ok("undo")
    assert odd.state() == before
    assert "1 was confirmed already" in odd.ok("confirm", row["id"]).err


def found_by_hand(qda: Qda, pattern: str, *, part: bool, everywhere: bool) -> set[tuple[str, int, int]]:
    """An independent search: what `autocode --unit match` should code."""
    out = set()
    for source in qda.json("source", "list"):
        shown = qda.json("source", "show", source["source"])
        for m in re.finditer(pattern if part else rf"(?<!\w)(?:{pattern})(?!\w)", shown["text"], re.I):
            held = [s for s in shown["segments"] if s["start"] <= m.start() < s["end"]]
            inner = min(held, key=lambda s: s["end"] - s["start"]) if held else None
            if everywhere or (inner and inner["kind"] not in ("boilerplate", "quoted")):
                out.add((source["source"], m.start(), m.end()))
    return out


@pytest.mark.parametrize("options", [[], ["--part"], ["--everywhere"], ["--part", "--everywhere"]])
def test_autocode_finds_what_a_search_by_hand_finds(pages: Qda, options: list[str]) -> None:
    for phrase in ("gemeente", "waarde", "publieke meerwaarde"):
        rows = pages.json("autocode", f"m {phrase}", "--match", phrase, "--unit", "match", *options)
        wanted = found_by_hand(
            pages, phrase.replace(" ", r"\s+"), part="--part" in options, everywhere="--everywhere" in options
        )
        assert {(r["source"], r["start"], r["end"]) for r in rows} == wanted
        assert all(r["origin"] == "autocode" and not r["confirmed"] for r in rows)


@pytest.mark.parametrize("unit", ["match", "sentence", "segment"])
def test_autocode_units_and_rehearsal(pages: Qda, unit: str) -> None:
    rehearsed = pages.unchanged(
        lambda: pages.json("autocode", "p", "--regex", r"publiek\w+", "--unit", unit, "--dry-run")
    )
    made = pages.json("autocode", "p", "--regex", r"publiek\w+", "--unit", unit)
    assert [r["text"] for r in rehearsed] == [r["text"] for r in made]
    allowed = {
        (s["source"], line["start"], line["end"])
        for s in pages.json("source", "list")
        for line in (
            pages.json("source", "lines", s["source"])
            if unit == "sentence"
            else pages.json("source", "show", s["source"])["segments"]
        )
    }
    assert unit == "match" or {(r["source"], r["start"], r["end"]) for r in made} <= allowed
    assert pages.json("autocode", "p", "--regex", r"publiek\w+", "--unit", unit) == []
    by_code = {r["code"]: r for r in pages.json("report", "frequencies")}
    assert by_code["p"]["unconfirmed"] == len(made)
    pages.ok("confirm", made[0]["id"])
    assert {r["code"]: r for r in pages.json("report", "frequencies")}["p"]["unconfirmed"] == len(made) - 1


def test_autocode_leaves_researchers_out_unless_told(qda: Qda) -> None:
    qda.write("i.txt", TALK)
    qda.ok("import", "i.txt")

    def authors(code: str, *options: str) -> list[str]:
        return [r["author"] for r in qda.json("autocode", code, "--match", "gemeente", "--unit", "match", *options)]

    assert authors("a") == ["Respondent"]
    assert authors("b", "--part") == ["Respondent", "Respondent"]
    assert authors("c", "--include-researcher") == ["Interviewer", "Respondent", "Interviewer"]
    assert authors("d", "--everywhere") == ["Interviewer", "Respondent", "Interviewer"]


def test_autocode_refuses_what_is_no_pattern(odd: Qda) -> None:
    for wrong in (
        ["--regex", "("], ["--regex", "[a"], ["--regex", "*"], ["--regex", ""], ["--match", " "], [], ["--regex", "a", "--part"],
        ["--match", "a", "--regex", "b"],
    ):  # fmt: skip
        odd.unchanged(lambda wrong=wrong: odd.refused("autocode", "c", *wrong))  # type: ignore[misc]
    odd.refused("autocode", "c", "--match", "a", "--unit", "word", status=2)
    done = odd.ok("autocode", "c", "--match", "nowhere in it", "--format", "json")
    assert done.out.strip() == "[]" and odd.json("codebook", "list") == []


def test_a_pattern_that_would_run_for_ever_is_stopped(qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.core.text import find

    monkeypatch.setattr(find.find_regex_in, "__kwdefaults__", {"seconds": 0.5})
    qda.write("a.txt", "a" * 5000 + "!\n")
    qda.ok("import", "a.txt")
    began = time.monotonic()
    assert "took more than" in qda.refused("autocode", "c", "--regex", "(a+)+$")
    assert time.monotonic() - began < 5


def test_quotes_are_the_codings_of_a_code_with_those_under_it(odd: Qda) -> None:
    odd.ok("code", "t", "parent", "--quote", "begin")
    odd.ok("codebook", "add", "child", "--under", "parent")
    odd.ok("code", "t", "child", "--quote", "CASE")
    odd.ok("code", "t", "member", "--quote", "family")
    odd.ok("axial", "category", "other", "--from", "child", "--from", "member")
    rows = odd.json("quotes", "parent", "--context", "4")
    assert [r["code"] for r in rows] == ["parent", "child"]
    assert list(rows[0]) == [*COLUMNS, "left", "right"]
    assert all(ODD[: r["start"]].endswith(r["left"]) and ODD[r["end"] :].startswith(r["right"]) for r in rows)
    assert [r["code"] for r in odd.json("quotes", "other")] == ["child", "member"]  # one of them a membership
    assert len(odd.json("codings", "--code", "parent")) == 1
    assert len(odd.json("codings", "--code", "parent", "--with-codes")) == 2
