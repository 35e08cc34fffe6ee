"""Sorting: piles and the memos in them, positions, moves with their reasons, the draft; what is refused; how it travels."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from qda.cli import app
from qda.store import check, project
from qda.store.analysis import piles

TEXT = "Anna waited for the boat. Trust came late. Nobody spoke of it that day."


class Line:
    """A command line in a study with a coded text and four memos."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture

    def __call__(self, *args: object, status: int = 0) -> tuple[str, str]:
        got = app.run([str(a) for a in args])
        out, err = self.capture.readouterr()
        assert got == status, (args, err)
        return out, err

    def refused(self, *args: object, status: int = 1) -> str:
        """What is said of a command that is refused; the log stays as it was."""
        before = self("log", "--format", "json")[0]
        err = self(*args, status=status)[1]
        assert self("log", "--format", "json")[0] == before
        assert status == 2 or (err.startswith("error: ") and err.count("\n") == 1), err
        return err

    def rows(self, *args: object) -> list[dict[str, Any]]:
        return list(json.loads(self(*args, "--format", "json")[0]))

    def order(self) -> list[tuple[int, str, str]]:
        return [(r["position"], r["pile"], r["title"]) for r in self.rows("sort", "list")]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    monkeypatch.chdir(tmp_path)
    line = Line(capsys)
    line("init", "study", "--coder", "anna", "--language", "en")
    monkeypatch.chdir(tmp_path / "study")
    Path("talk.txt").write_text(TEXT, encoding="utf-8")
    line("import", "talk.txt", "--as", "plain")
    line("code", "talk", "trust", "--quote", "Trust came late")
    for title in ("Alpha", "Beta", "Gamma", "Delta"):
        line("memo", "add", f"Words of {title} [[coding:1]].", "--title", title)
    line("sort", "pile", "First")
    line("sort", "pile", "Second")
    line("sort", "pile", "Inner", "--under", "First")
    return line


def put(qda: Line, memo: object, pile: str, *more: object) -> None:
    qda("sort", "put", memo, pile, "--because", f"{memo} into {pile}", *more)


def test_memos_lie_in_order_and_a_memo_that_is_put_again_moves(qda: Line) -> None:
    put(qda, "alpha", "second")
    put(qda, 4, "First")
    put(qda, "Gamma", "First", "--first")
    assert qda.order() == [(1, "First", "Gamma"), (2, "First", "Delta"), (1, "Second", "Alpha")]
    put(qda, "Alpha", "First", "--after", "gamma")
    assert qda.order() == [(1, "First", "Gamma"), (2, "First", "Alpha"), (3, "First", "Delta")]
    put(qda, "Gamma", "First")  # without a place: at the end
    put(qda, "Beta", "first/inner")
    assert qda.order() == [
        (1, "First", "Alpha"), (2, "First", "Delta"), (3, "First", "Gamma"), (1, "First/Inner", "Beta"),
    ]  # fmt: skip
    (row,) = (r for r in qda.rows("sort", "list") if r["memo"] == 1)
    assert (row["because"], row["coder"]) == ("Alpha into First", "anna") and row["at"] and row["uuid"]
    assert qda.rows("sort", "list", "--unsorted") == []


def test_taken_out_it_is_unsorted_and_the_history_has_every_move(qda: Line) -> None:
    put(qda, "Alpha", "Second")
    put(qda, "Alpha", "Inner")
    qda("sort", "take", "Alpha", "--because", "for another paper")
    unsorted = qda.rows("sort", "list", "--unsorted")
    assert [r["title"] for r in unsorted] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert (unsorted[0]["because"], unsorted[0]["position"], unsorted[1]["coder"]) == ("for another paper", None, None)
    moves = [(r["memo"], r["from"], r["to"], r["because"]) for r in qda.rows("sort", "history", 1)]
    assert moves == [
        (1, None, "Second", "Alpha into Second"), (1, "Second", "First/Inner", "Alpha into Inner"),
        (1, "First/Inner", None, "for another paper"),
    ]  # fmt: skip
    put(qda, "Beta", "First")
    assert len(qda.rows("sort", "history")) == 4 and len(qda.rows("sort", "history", "Beta")) == 1
    assert "lies in no pile" in qda.refused("sort", "take", "Alpha")


def test_a_removed_memo_leaves_its_pile_and_its_title_stays_in_the_history(qda: Line) -> None:
    for title in ("Alpha", "Beta", "Gamma"):
        put(qda, title, "First")
    qda("memo", "edit", 2, "--title", "Beta again")
    qda("memo", "remove", 2, "--because", "said better elsewhere")
    assert qda.order() == [(1, "First", "Alpha"), (2, "First", "Gamma")]
    moves = [
        (r["memo"], r["title"], r["from"], r["to"], r["because"]) for r in qda.rows("sort", "history", "beta again")
    ]
    assert moves == [
        (None, "Beta", None, "First", "Beta into First"), (None, "Beta again", "First", None, "said better elsewhere"),
    ]  # fmt: skip
    qda("undo")
    assert qda.order()[1] == (2, "First", "Beta again") and len(qda.rows("sort", "history", 2)) == 1
    qda("check")


def test_piles_are_renamed_moved_ordered_and_removed_when_empty(qda: Line) -> None:
    put(qda, "Alpha", "Inner")
    qda("sort", "pile", "second", "--rename", "Last/words")
    qda("sort", "pile", "Last/words", "--first")
    qda("sort", "pile", "Inner", "--under", "last/words")
    assert [r["pile"] for r in qda.rows("sort", "list", "--piles")] == ["Last/words", "Last/words/Inner", "First"]
    assert [r["to"] for r in qda.rows("sort", "history")] == ["Last/words/Inner"]
    qda("sort", "pile", "Inner", "--top")
    qda("sort", "pile", "Inner", "--after", "Last/words")
    assert [r["pile"] for r in qda.rows("sort", "list", "--piles")] == ["Last/words", "Inner", "First"]
    qda("sort", "pile", "First/Inner")  # a second of that name, elsewhere
    qda("sort", "pile", "inner", "--under", "Last/words")  # the whole path of one of the two
    assert "2 piles are called 'inner': name one by its path" in qda.refused("sort", "pile", "inner", "--rename", "x")
    qda("sort", "pile", "Last/words/Inner", "--top")
    qda("sort", "pile", "Inner", "--after", "Last/words")
    qda("sort", "pile", "First/Inner", "--remove")
    qda("sort", "pile", "First", "--remove")
    assert [(r["pile"], r["memos"]) for r in qda.rows("sort", "list", "--piles")] == [("Last/words", 0), ("Inner", 1)]
    assert "is so already" in qda("sort", "pile", "inner")[1]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("sort", "put", 1, "First"), "say why memo 1 goes into 'First': --because"),
        (("sort", "put", 1, "First", "--because", "  "), "say why"),
        (("sort", "put", 99, "First", "--because", "x"), "there is no memo '99'"),
        (("sort", "put", "Alpaa", "First", "--because", "x"), "did you mean 'Alpha'?"),
        (("sort", "put", 1, "Frist", "--because", "x"), "did you mean 'First'?"),
        (("sort", "put", 1, "First", "--after", 4, "--because", "x"), "memo 4 does not lie in 'First'"),
        (("sort", "put", 1, "First", "--after", 2, "--because", "x"), "memo 2 does not lie in 'First'"),
        (("sort", "put", 1, "First", "--after", 1, "--because", "x"), "cannot come after itself"),
        (("sort", "put", "Twice", "First", "--because", "x"), "2 memos are called 'Twice': name one by its number: 5, 6"),
        (("sort", "pile", "X", "--under", "nowhere"), "there is no pile 'nowhere'"),
        (("sort", "pile", "First", "--under", "Inner"), "would come to lie under itself"),
        (("sort", "pile", "First", "--under", "First"), "would come to lie under itself"),
        (("sort", "pile", "First", "--remove"), "'First' is not empty: 'Inner' lies in it"),
        (("sort", "pile", "Second", "--remove"), "'Second' is not empty: memo 4 lies in it"),
        (("sort", "pile", "Second", "--rename", "FIRST"), "there is a pile 'FIRST' there already"),
        (("sort", "pile", "Second", "--after", "Inner"), "does not stand beside"),
        (("sort", "pile", "nowhere", "--remove"), "there is no pile 'nowhere'"),
        (("sort", "pile", "a\nb"), "holds a line break"),
        (("sort", "take", 1), "memo 1 lies in no pile"),
        (("sort", "history", "nothing"), "there is no memo 'nothing'"),
        (("report", "draft", "--pile", "nowhere"), "there is no pile 'nowhere'; `qda sort list --piles` shows them"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_changes_nothing(qda: Line, args: tuple[object, ...], said: str) -> None:
    put(qda, 2, "Inner")
    put(qda, 4, "Second")
    for _ in range(2):
        qda("memo", "add", "one of two", "--title", "Twice")
    assert said in qda.refused(*args)


def test_two_places_are_wrong_usage(qda: Line) -> None:
    put(qda, 2, "First")
    qda.refused("sort", "put", 1, "First", "--after", 2, "--first", "--because", "x", status=2)
    qda.refused("sort", "pile", "First", "--remove", "--rename", "x", status=2)
    qda.refused("sort", "list", "--piles", "--unsorted", status=2)


def test_the_draft_has_headings_memos_quotes_and_a_footer(qda: Line) -> None:
    qda("memo", "add", "A thought without a title.")
    for memo in ("Gamma", "Alpha", 5):
        put(qda, memo, "First", *(("--first",) if memo == "Gamma" else ()))
    put(qda, "Delta", "Inner")
    qda("report", "draft", "-o", "draft.md")
    text = Path("draft.md").read_text(encoding="utf-8")
    assert re.findall(r"^#+ .*", text, re.M) == ["# Draft: study", "## Contents", "## First", "### Inner", "## Second"]
    places = [
        text.index(w)
        for w in ("## First", "Words of Gamma", "Words of Alpha", "A thought", "### Inner", "Words of Delta")
    ]
    assert places == sorted(places) and text.count("> Trust came late") == 3
    assert "**Gamma · memo 3**" in text and "**memo 5**" in text and "memo 2 lies in no pile" in text
    rows = qda.rows("report", "draft", "--pile", "Inner")
    assert [(r["position"], r["pile"], r["memo"], len(r["quotes"])) for r in rows] == [(1, "First/Inner", 4, 1)]
    for suffix in ("html", "docx"):
        qda("report", "draft", "-o", f"draft.{suffix}")
        qda("sort", "list", "-o", f"list.{suffix}")
        qda("sort", "history", "-o", f"history.{suffix}")
    assert "Words of Gamma" in Path("draft.html").read_text(encoding="utf-8")


def test_positions_hold_when_no_number_is_left_between_two(qda: Line) -> None:
    """Each memo is put behind the first, so that the numbers between two ranks run out; then the pile gets new ones."""
    for memo in (1, 2):
        put(qda, memo, "First")
    for n in range(120):
        put(qda, 3 + n % 2, "First", "--after", 1)
    assert [m for _, _, m in qda.order()] == ["Alpha", "Delta", "Gamma", "Beta"]
    assert [p for p, _, _ in qda.order()] == [1, 2, 3, 4]
    for _ in range(60):
        qda("undo")
    qda("check")


def test_it_travels_whole_in_a_project_and_in_the_text_for_git(qda: Line, tmp_path: Path, monkeypatch: Any) -> None:
    put(qda, "Alpha", "Inner")
    put(qda, "Beta", "Inner", "--first")
    put(qda, "Beta", "Second")
    qda("sort", "take", "Beta")
    qda("sort", "pile", "First", "--under", "Second")  # its home has a higher number
    found = {r["thing"]: r for r in qda.rows("export", "p.qdpx")}
    assert [(found[t]["found"], found[t]["carried"]) for t in ("pile", "sorting")] == [(3, 3), (2, 2)]
    qda("export", "text")
    held = yaml.safe_load(Path("text/ledgers.yaml").read_text(encoding="utf-8"))
    assert [p["pile"] for p in held["piles"]] == ["Second", "Second/First", "Second/First/Inner"]
    assert held["piles"][2]["memos"][0]["because"] == "Alpha into Inner" and len(held["sorting_moves"]) == 4
    listed = (("sort", "list"), ("sort", "history"), ("sort", "list", "--piles"))
    before = [qda(*words, "--format", "json")[0] for words in listed]
    qda("init", tmp_path / "other", "--coder", "cor")
    monkeypatch.chdir(tmp_path / "other")
    project_file = tmp_path / "study" / "p.qdpx"
    got = {r["thing"]: r for r in qda.rows("import", project_file)}
    assert [(got[t]["found"], got[t]["kept"]) for t in ("pile", "sorting")] == [(3, 3), (2, 2)]
    assert [qda(*words, "--format", "json")[0] for words in listed] == before
    qda("check")
    lines = len(qda.rows("log"))
    qda("import", project_file)
    assert len(qda.rows("log")) == lines
    qda("sort", "put", "Gamma", "Second", "--because", "mine")
    qda("undo")


def test_a_copy_without_memos_knows_nothing_of_piles(qda: Line) -> None:
    qda("sort", "pile", "Secret pile")
    qda("memo", "add", "on the talk", "--title", "Hidden", "--on", "source:talk")
    put(qda, "Hidden", "Secret pile")
    qda("handout", "copy.db", "--to", "ben", "--without", "memos")
    assert b"Secret pile" not in Path("copy.db").read_bytes()
    Path("other.txt").write_text("Another text.", encoding="utf-8")
    qda("import", "other.txt", "--as", "plain")
    qda("handout", "part.db", "--to", "ben", "--source", "other")
    held = Path("part.db").read_bytes()
    assert (
        b"Secret pile" in held and b"Hidden" not in held
    )  # the pile is of the study, the memo of a text that stays here


def test_check_finds_piles_under_themselves(qda: Line) -> None:
    qda("backup", "open.db")  # without the guard, so that a file can be mended by hand
    db = project.connect(Path("open.db"), "mode=rw")
    db.execute("update pile set parent = (select id from pile where name = 'Inner') where name = 'First'")
    found = [(what, where, why) for what, where, why in check.run(db) if what == "sorting"]
    assert ("sorting", "pile 1", "lies under itself") in found and len(found) == 2
    assert [p.name for p in piles.outline(db)] == ["Second"]
    db.close()
