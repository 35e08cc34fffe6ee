"""Decisions whose notes link, in merges; decisions in exports of some sources, and where a source is removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract_runner import Qda

from qda.store import project

TEXT = "The council listens to us. Nobody answers the phone."
Row = dict[str, Any]


class Both:
    """lea's and ben's files of one study, in which both have coded two texts; `lea(…)` and `ben(…)` run a command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.qda = folder, Qda(folder)
        self.ours, self.theirs = folder / "lea" / "qda.db", folder / "ben.db"
        for name in ("talk", "other"):
            (folder / f"{name}.txt").write_text(TEXT if name == "talk" else f"Other words. {TEXT}", encoding="utf-8")
        self.qda.ok("--coder", "lea", "init", "lea", "--name", "Both")
        self.lea("import", "talk.txt", "other.txt")
        for source in ("talk", "other"):
            self.lea("code", source, "trust", "--quote", "The council listens to us.")
            self.qda.ok(
                "--project", self.ours, "--coder", "ben", "code", source, "trust", "--quote", "The council listens"
            )
        self.lea("codebook", "add", "access")
        self.lea("memo", "add", "What counts.", "--title", "counts")
        self.lea("handout", self.theirs, "--to", "ben")

    def lea(self, *args: object) -> str:
        return self.qda.ok("--project", self.ours, "--coder", "lea", *args).out

    def ben(self, *args: object) -> str:
        return self.qda.ok("--project", self.theirs, "--coder", "ben", *args).out

    def rows(self, whose: Path, *args: object) -> list[Row]:
        return list(json.loads(self.qda.ok("--project", whose, *args, "--format", "json").out))

    def merge(self) -> dict[str, Row]:
        found = {r["thing"]: r for r in self.rows(self.ours, "merge", self.theirs)}
        self.sound()
        return found

    def sound(self, whose: Path | None = None) -> None:
        self.qda.ok("--project", whose or self.ours, "check")

    def note(self, whose: Path | None = None) -> str:
        (row,) = (r for r in self.rows(whose or self.ours, "disagreements", "--settled") if r["source"] == "talk")
        return str(row["note"])


@pytest.fixture
def both(tmp_path: Path) -> Both:
    return Both(tmp_path)


def place(both: Both, whose: Path, source: str = "talk") -> int:
    return next(int(r["id"]) for r in both.rows(whose, "disagreements", "--all") if r["source"] == source)


def test_a_note_of_theirs_links_here_to_what_it_linked_to_there(both: Both) -> None:
    both.lea("code", "other", "access", "--quote", "Nobody answers")  # numbers part
    both.ben("code", "talk", "access", "--quote", "Nobody answers the phone.")
    made = max(r["id"] for r in both.rows(both.theirs, "codings"))
    both.ben("memo", "add", "Another.", "--title", "another")
    both.lea("memo", "add", "A third.", "--title", "a third")
    said = f"see [[coding:{made}]], [[memo:2]], [[code:access]]"
    both.ben("resolve", place(both, both.theirs), "--boundary", "widest", "--note", said)
    both.lea("codebook", "rename", "access", "being let in")
    assert both.merge()["decision"]["added"] == 1
    here = next(r["id"] for r in both.rows(both.ours, "codings") if r["text"] == "Nobody answers the phone.")
    assert here != made
    assert both.note() == f"see [[coding:{here}]], [[memo:3]], [[code:being let in]]"
    both.lea("undo", "--any")
    both.sound()
    assert both.merge()["decision"]["added"] == 1 and "[[code:being let in]]" in both.note()
    assert both.rows(both.ours, "merge", both.theirs) == []


def test_a_code_that_both_made_is_the_one_that_a_note_names(both: Both) -> None:
    both.lea("codebook", "add", "waiting")
    both.ben("codebook", "add", "waiting")
    both.ben("resolve", place(both, both.theirs), "--boundary", "widest", "--note", "no [[code:waiting]]")
    both.merge()
    assert both.note() == "no [[code:waiting]]"
    both.lea("codebook", "rename", "waiting", "standing in line")
    assert both.note() == "no [[code:standing in line]]"


def test_of_the_same_decision_both_notes_are_kept_with_their_links(both: Both) -> None:
    both.lea("resolve", place(both, both.ours), "--boundary", "widest", "--note", "as [[memo:1]]")
    both.ben("resolve", place(both, both.theirs), "--boundary", "widest", "--note", "no [[code:access]]")
    both.merge()
    assert both.note() == "as [[memo:1]]; no [[code:access]]"
    both.lea("codebook", "rename", "access", "being let in")
    assert both.note() == "as [[memo:1]]; no [[code:being let in]]"
    both.sound()


def test_of_two_decisions_theirs_stands_in_the_conflict_by_name_and_is_taken_with_its_links(both: Both) -> None:
    both.lea("resolve", place(both, both.ours), "--boundary", "widest", "--note", "as [[memo:1]]")
    both.ben("resolve", place(both, both.theirs), "--boundary", "common", "--note", "no [[code:access]]")
    assert both.merge()["decision"]["kept"] == 1
    (told,) = both.rows(both.ours, "conflicts")
    assert "as [[memo:1]]" in told["ours"] and "no [[code:access]]" in told["theirs"]
    both.lea("codebook", "rename", "access", "being let in")
    assert "no [[code:being let in]]" in both.rows(both.ours, "conflicts")[0]["theirs"]
    both.lea("conflicts", "settle", told["id"], "--theirs")
    assert both.note() == "no [[code:being let in]]"
    both.sound()
    both.lea("undo")
    both.sound()
    assert both.note() == "as [[memo:1]]"


def test_a_joined_note_is_settled_with_its_links(both: Both) -> None:
    both.lea("resolve", place(both, both.ours), "--boundary", "widest", "--note", "as [[memo:1]]")
    both.ben("resolve", place(both, both.theirs), "--boundary", "widest", "--note", "no [[code:access]]")
    both.merge()
    (told,) = (r for r in both.rows(both.ours, "conflicts") if r["thing"] == "decision")
    assert (told["ours"], told["theirs"]) == ("as [[memo:1]]", "no [[code:access]]")
    both.lea("conflicts", "settle", told["id"], "--value", "for [[code:trust]]")
    assert both.note() == "for [[code:trust]]"
    both.sound()
    both.lea("undo")
    both.lea("conflicts", "settle", told["id"], "--theirs")
    assert both.note() == "no [[code:access]]"
    both.sound()


@pytest.mark.parametrize("way", [("--theirs",), ("--value", "Long, see [[code:trust]].")])
def test_a_summary_is_settled_with_its_links_and_a_version(both: Both, way: tuple[str, ...]) -> None:
    both.lea("summary", "set", "talk", "trust", "Short.")
    both.qda.ok(
        "--project", both.theirs, "--coder", "lea", "summary", "set", "talk", "trust", "Long, see [[code:trust]].",
    )  # fmt: skip
    both.merge()
    (told,) = both.rows(both.ours, "conflicts")
    assert (told["thing"], told["theirs"]) == ("summary", "Long, see [[code:trust]].")
    both.lea("conflicts", "settle", told["id"], *way)
    both.sound()
    both.lea("codebook", "rename", "trust", "faith")
    (row,) = both.rows(both.ours, "summary", "list")
    assert row["text"] == "Long, see [[code:faith]]."


def test_an_export_of_some_sources_has_their_decisions_alone(both: Both) -> None:
    both.lea("resolve", place(both, both.ours, "talk"), "--boundary", "widest", "--note", "see [[source:other]]")
    both.lea("resolve", place(both, both.ours, "other"), "--boundary", "widest", "--note", "zebrafinch")
    both.lea("export", "some.qdpx", "--source", "talk")
    both.qda.ok("--coder", "cor", "init", "cor", "--name", "Some")
    some = both.folder / "cor" / "qda.db"
    both.qda.ok("--project", some, "import", "some.qdpx")
    with project.open_study(some) as study:
        held = study.db.execute(
            "select note, count(p.id) from decision d left join decision_place p on p.decision = d.id"
        )
        assert [(note.partition(" ")[0], n) for note, n in held.fetchall()] == [("see", 1)]
    both.sound(some)


def test_where_a_source_is_removed_what_was_settled_in_it_goes_along(both: Both) -> None:
    both.lea("resolve", place(both, both.ours, "talk"), "--boundary", "widest", "--note", "as [[memo:1]]")
    both.lea("resolve", place(both, both.ours, "other"), "--boundary", "widest")
    done = both.qda.ok("--project", both.ours, "--coder", "lea", "source", "remove", "talk")
    assert "1 settled place goes along" in done.err
    with project.open_study(both.ours) as study:
        assert study.db.execute("select count(*) from decision").fetchone() == (1,)
    both.sound()
    both.lea("undo")
    assert both.note() == "as [[memo:1]]"
    both.sound()
