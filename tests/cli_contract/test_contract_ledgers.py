"""The contract's section Method's own records, as far as the ledgers: `negative …`, `sampling …` and their reports."""

from __future__ import annotations

import pytest
from contract_runner import Qda

TALK = "Eva Smit: I wait for the council. They decide.\n\nBo Jansen: We decide together. People trust us.\n\nEva Smit: I start.\n"
MORE = "Cor Dam: We are waiting for nobody. That is patience too.\n"
CASES = ["id", "coding", "source", "author", "text", "against", "outcome", "note"]
LEDGER = ["id", "for", "text", "seek", "status", "sources", "changed", "coder", "created_at"]


@pytest.fixture
def talked(qda: Qda) -> Qda:
    """Codings 1 waiting (Eva), 2 starting (Eva), 3 trust (Bo); the categories patience and trust with a relation."""
    qda.write("talk.txt", TALK)
    qda.ok("import", "talk.txt", "--as", "interview")
    for code, quote in (
        ("waiting", "I wait for the council."),
        ("starting", "I start."),
        ("trust", "People trust us."),
    ):
        qda.ok("code", "talk", code, "--quote", quote)
    qda.ok("axial", "category", "patience", "--from", "waiting")
    qda.ok("axial", "category", "trust")
    qda.ok("axial", "property", "patience", "length", "--low", "short", "--high", "long")
    qda.ok("axial", "relate", "patience", "causes", "trust", "--for", 3, "--against", 2)
    return qda


def test_negative_cases(talked: Qda) -> None:
    for against in ("code:waiting", "category:patience", "property:patience/length", "relation:1"):
        talked.ok("negative", "add", 2, "--against", against, "--note", f"against {against}", "--because", "asked")
    talked.ok("memo", "add", "Patience pays.")
    talked.ok("negative", "add", 2, "--against", "memo:1", "--note", "n")
    talked.ok("negative", "resolve", 1, "--outcome", "bounded", "--note", "holds by day")
    got = talked.json("report", "negative-cases")
    assert [list(r)[:8] for r in got] == [CASES] * 5
    assert [(r["id"], r["outcome"]) for r in got] == [(2, None), (3, None), (4, None), (5, None), (1, "bounded")]
    assert [r["against"] for r in got] == [
        "category:patience", "property:patience/length", "relation:1", "memo:1", "code:waiting",
    ]  # fmt: skip
    assert {(r["coding"], r["source"], r["author"], r["text"]) for r in got} == {(2, "talk", "Eva Smit", "I start.")}
    assert got[0]["note"] == "against category:patience"
    assert [x["id"] for x in talked.json("axial", "show", "patience")["negative_cases"]] == [2, 3, 4, 1]
    for outcome in ("revised", "exception", "not-negative"):
        talked.ok("negative", "resolve", 2, "--outcome", outcome, "--note", "n")
    talked.ok("memo", "add", "See [[negative:2]].", "--on", "negative:3")
    talked.ok("check")
    for suffix in ("md", "html", "docx"):
        talked.ok("report", "negative-cases", "--look", "-o", f"cases.{suffix}")
    talked.ok("undo", 11)
    assert [(r["id"], r["outcome"]) for r in talked.json("report", "negative-cases")] == [(None, "not taken up")]


def test_evidence_against_follows_the_ledger(talked: Qda) -> None:
    (row,) = talked.json("report", "negative-cases")
    assert (row["id"], row["coding"], row["against"], row["outcome"]) == (None, 2, "relation:1", "not taken up")
    assert talked.json("report", "negative-cases", "--outcome", "open") == []
    csv = talked.csv("report", "negative-cases")
    assert [r["id"] for r in csv] == [""] and list(csv[0])[:8] == CASES
    text = talked.ok("report", "negative-cases", "--format", "md", "--lang", "en").out
    assert text.index("No negative case has been recorded") < text.rindex("# Evidence against, not taken up")
    talked.ok("negative", "add", 2, "--against", "relation:1", "--note", "n")
    assert [r["id"] for r in talked.json("report", "negative-cases")] == [1]


def test_sampling(talked: Qda) -> None:
    talked.ok("sampling", "add", "all by one person", "--for", "trust", "--seek", "somebody else", "--because", "thin")
    talked.ok("sampling", "add", "the long end", "--for", "patience/length")
    talked.write("more.txt", MORE)
    talked.ok("import", "more.txt", "--as", "interview")
    talked.ok("sampling", "close", 1, "--source", "more", "--source", "talk", "--changed", "nothing yet")
    got = talked.json("sampling", "list")
    assert [list(r)[:9] for r in got] == [LEDGER] * 2
    assert [(r["id"], r["for"], r["text"], r["seek"], r["status"], r["sources"], r["changed"]) for r in got] == [
        (1, "trust", "all by one person", "somebody else", "closed", ["more", "talk"], "nothing yet"),
        (2, "patience/length", "the long end", "", "open", [], ""),
    ]  # fmt: skip
    talked.ok("settings", "report_language=en")  # a question is noted in the language of reports
    asked = talked.json("report", "sampling")
    assert [r["row"] for r in asked] == list(range(1, len(asked) + 1))
    placed = next(r for r in asked if r["for"] == "patience/length")
    assert (placed["kind"], placed["entries"]) == ("not-placed", [2])
    (read,) = [r for r in asked if r["kind"] == "could-be-read"]
    assert (read["for"], read["source"], read["text"]) == ("patience", "more", "That is patience too.")
    assert "score" not in read
    (made,) = talked.json("sampling", "add", "--from-row", placed["row"])
    assert (made["for"], made["text"]) == ("patience/length", placed["question"])
    talked.ok("memo", "add", "See [[sampling:2]].", "--on", "sampling:1", "--type", "sampling")
    assert [m["id"] for m in talked.json("axial", "show", "trust")["memos"]] == [1]
    talked.ok("check")
    for suffix in ("md", "html", "docx"):
        talked.ok("report", "sampling", "-o", f"sampling.{suffix}")
    talked.ok("undo", 2)
    assert len(talked.json("sampling", "list")) == 2


def test_refused_ledgers(talked: Qda) -> None:
    assert talked("negative", "add", 9, "--against", "code:trust", "--note", "x").status == 1
    done = talked("negative", "add", 1, "--against", "participant:Eva Smit", "--note", "x")
    assert done.status == 1 and done.out == "" and "code, category, property, relation or memo" in done.err
    assert talked("negative", "add", 1, "--against", "code:trust").status == 2, "a note is needed"
    assert talked("negative", "resolve", 1, "--outcome", "revised", "--note", "x").status == 1
    assert talked("negative", "resolve", 1, "--outcome", "solved", "--note", "x").status == 2
    assert talked("sampling", "add", "x").status == 2, "for what?"
    assert talked("sampling", "add", "x", "--for", "waiting").status == 1, "a code is no category"
    assert talked("sampling", "close", 1, "--changed", "x").status == 1
    assert talked("sampling", "close", 1).status == 2
    assert talked("sampling", "add", "--from-row", 99).status == 1
    assert talked.json("sampling", "list") == []


def test_notes_from_standard_input(talked: Qda) -> None:
    talked.ok("negative", "add", 1, "--against", "category:trust", "--note", "-", stdin="two\nlines 😀\n")
    talked.ok("sampling", "add", "-", "--for", "trust", stdin="who else\n")
    assert talked.json("report", "negative-cases")[0]["note"] == "two\nlines 😀"
    assert talked.json("sampling", "list")[0]["text"] == "who else"
