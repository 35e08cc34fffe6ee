"""The contract's section Method's own records, as far as comparisons: `compare`, `compare record`, `report comparisons`."""

from __future__ import annotations

import pytest
from contract_runner import Qda

TALK = "Eva Smit: I wait for the council. They decide.\n\nBo Jansen: We decide together. People trust us.\n\nEva Smit: I start.\n"
COLUMNS = ["id", "at", "coder", "a", "b", "outcome", "property", "note"]


@pytest.fixture
def talked(qda: Qda) -> Qda:
    """Codings 1 waiting (Eva), 2 waiting (Eva), 3 waiting (Bo), 4 trust (Bo); two categories."""
    qda.write("talk.txt", TALK)
    qda.ok("import", "talk.txt", "--as", "interview")
    for code, quote in (("waiting", "I wait for the council."), ("waiting", "They decide."),
                        ("waiting", "We decide together."), ("trust", "People trust us.")):  # fmt: skip
        qda.ok("code", "talk", code, "--quote", quote)
    qda.ok("axial", "category", "patience", "--from", "waiting")
    qda.ok("axial", "category", "trust")
    return qda


def test_compare(talked: Qda) -> None:
    assert [r["author"] for r in talked.json("compare", "waiting")] == ["Eva Smit", "Bo Jansen", "Eva Smit"]
    assert [r["id"] for r in talked.json("compare", "patience")] == [1, 3, 2], "codes under it included"
    assert [(r["with"], r["id"]) for r in talked.json("compare", 1)] == [(1, 3), (1, 2)]
    assert [(r["id"], r["with"]) for r in talked.json("compare", 1, "--with", 4)] == [(1, 4)]
    assert [r["id"] for r in talked.json("compare", "waiting", "--participant", "Bo*")] == [3]
    assert len(talked.json("compare", "waiting", "--with", "trust")) == 3
    talked.ok("participant", "set", "Bo Jansen", "place=Ede")
    assert [r["place"] for r in talked.json("compare", "waiting", "--by", "place")][:2] == ["Ede", None]


def test_record_and_report(talked: Qda) -> None:
    assert talked.json("report", "comparisons") == []
    assert [{r["a"], r["b"]} for r in talked.json("report", "comparisons", "--missing")] == [{"patience", "trust"}]
    talked.ok("compare", "record", 1, 3, "--outcome", "differs", "--note", "alone, together", "--because", "asked")
    talked.ok("compare", "record", 1, 4, "--outcome", "new-property", "--property", "trust/in whom", "--note", "x")
    talked.ok("compare", "record", 2, "trust", "--outcome", "same", "--note", "y")
    talked.ok("compare", "record", 2, 4, "--outcome", "recode", "--note", "z")
    got = talked.json("report", "comparisons")
    assert [list(r)[:8] for r in got] == [COLUMNS] * 4
    assert [(r["id"], r["a"], r["b"], r["outcome"], r["property"]) for r in got] == [
        (1, 1, 3, "differs", None), (2, 1, 4, "new-property", "trust/in whom"), (3, 2, "trust", "same", None),
        (4, 2, 4, "recode", None),
    ]  # fmt: skip
    assert talked.json("report", "comparisons", "--missing") == []
    assert talked.json("axial", "show", "trust")["comparisons"][0]["id"] == 2
    assert talked.json("log", "--limit", "4")[-1]["because"] == "asked"
    talked.ok("memo", "add", "so [[comparison:1]]", "--on", "comparison:2")
    talked.ok("check")
    talked.ok("undo", 5)
    assert talked.json("report", "comparisons") == []


def test_refused(talked: Qda) -> None:
    assert talked("compare", "record", 1, 1, "--outcome", "same", "--note", "x").status == 1
    assert talked("compare", "record", 1, 2, "--outcome", "new-property", "--note", "x").status == 2
    done = talked("compare", "record", 1, 2, "--outcome", "new-property", "--property", "trst/x", "--note", "x")
    assert done.status == 1 and "trust" in done.err and done.out == ""
    assert talked("compare", "record", 1, 2, "--outcome", "same").status == 2, "a note is needed"
    assert talked("compare", "nothing").status == 1
    assert talked.json("report", "comparisons") == []
