"""`B`: memos are sorted into piles with the keyboard alone, at 80x24 too; each move asks why, and u takes it back."""

from __future__ import annotations

from pathlib import Path

import named_study
import pytest
from named_study import FENNA, TALKED, leaks
from read_study import Player, make, play
from textual.widgets import Static

from qda.ops.study.study import open_study
from qda.ops.theory import memos, sorting
from qda.tui.widgets.list_view import Rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small study with three memos and a pile; the first memo is there already."""
    made = make(tmp_path / "study")
    with open_study(made) as s:
        memos.add(s, "Answering is closeness, see [[coding:2]].", title="Near")
        memos.add(s, "A third thought.")
        sorting.pile(s, "First")
    return made


def lying(p: Player) -> list[tuple[str, int, int, str]]:
    return [(r["pile"], r["position"], r["memo"], r["because"]) for r in sorting.listing(p.study).dicts()]


def shown(p: Player, what: str) -> list[str]:
    return [row.text for row in p.app.screen.query_one(f"#{what}", Rows).rows]


def said(p: Player, what: str = "text") -> str:
    return str(p.app.screen.query_one(f"#{what}", Static).render())


async def begin(p: Player) -> None:
    await p.keys("B")
    await p.screen("SortingScreen")
    await p.until(lambda: shown(p, "memos"), "the memos in no pile")


async def move(p: Player, pile: str, because: str) -> None:
    """Move the memo under the cursor."""
    await p.keys("enter")
    await p.screen("Choose")
    await p.type(pile)
    await p.keys("enter")
    await p.screen("AskLine")
    await p.type(because)
    await p.keys("enter")
    await p.screen("SortingScreen")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
def test_memos_are_moved_with_a_reason_and_the_draft_stands_beside(path: Path, size: tuple[int, int]) -> None:
    async def script(p: Player) -> None:
        await begin(p)
        assert shown(p, "piles") == ["memos in no pile", "First"]
        await p.keys("right")
        assert "Trust comes before the form." in said(p)
        await move(p, "First", "it opens")
        await p.until(lambda: lying(p) == [("First", 1, 1, "it opens")])
        assert "memo 1" in said(p, "said")
        await move(p, "Later/on", "an instance")  # a new name makes a pile
        await p.until(lambda: len(lying(p)) == 2)
        assert lying(p)[1] == ("Later/on", 1, 2, "an instance")
        await p.keys("left", "down")
        assert shown(p, "memos") == ["1. Before"]
        await p.keys("down")
        assert shown(p, "memos") == ["1. Near"]
        assert "“answer the phone”" in said(p) and "Answering is closeness" in said(p)
        box = p.app.screen.query_one("#draft")
        assert box.size.height >= 4 and box.region.right <= size[0] and box.region.bottom <= size[1]
        await p.keys("u")
        await p.until(lambda: len(lying(p)) == 1)
        await p.keys("r")
        await p.until(lambda: len(lying(p)) == 2)
        await p.keys("escape")
        await p.home()

    play(path, script, size=size)


def test_without_a_reason_nothing_is_moved(path: Path) -> None:
    async def script(p: Player) -> None:
        await begin(p)
        await p.keys("tab", "m")
        await p.screen("Choose")
        await p.type("First")
        await p.keys("enter")
        await p.screen("AskLine")
        await p.keys("enter")
        assert type(p.app.screen).__name__ == "AskLine" and "nothing is typed yet" in said(p, "problem")
        await p.keys("escape")
        await p.screen("SortingScreen")
        assert lying(p) == [] and not list(sorting.history(p.study).rows)

    play(path, script)


def test_places_change_and_memos_are_taken_out(path: Path) -> None:
    with open_study(path) as s:
        s.because = "at first"
        for memo in (1, 2, 3):
            sorting.put(s, memo, "First")

    async def script(p: Player) -> None:
        await begin_at_first(p)
        await p.keys("down", "down", "shift+up")
        await p.screen("AskLine")
        await p.type("before it")
        await p.keys("enter")
        await p.until(lambda: [m for _, _, m, _ in lying(p)] == [1, 3, 2])
        await p.screen("SortingScreen")
        assert p.app.screen.memo == 3  # type: ignore[attr-defined]
        await p.keys("K")
        await p.screen("AskLine")
        await p.type("it opens")
        await p.keys("enter")
        await p.until(lambda: [m for _, _, m, _ in lying(p)] == [3, 1, 2])
        await p.screen("SortingScreen")
        await p.keys("K")  # it is the first already
        assert type(p.app.screen).__name__ == "SortingScreen"
        await p.keys("x")
        await p.screen("AskLine")
        await p.keys("enter")
        await p.until(lambda: [m for _, _, m, _ in lying(p)] == [1, 2])
        await p.screen("SortingScreen")
        assert [r["because"] for r in sorting.history(p.study, 3).dicts()] == ["at first", "before it", "it opens", ""]

    play(path, script)


async def begin_at_first(p: Player) -> None:
    await p.keys("B")
    await p.screen("SortingScreen")
    await p.keys("down", "right")
    await p.until(lambda: len(shown(p, "memos")) == 3)


def test_piles_are_made_renamed_moved_and_removed(path: Path) -> None:
    async def script(p: Player) -> None:
        await begin(p)
        await p.keys("n")
        await p.answer("Second")
        await p.until(lambda: shown(p, "piles")[1:] == ["First", "Second"])
        await p.keys("N")
        await p.answer("Inner")
        await p.until(lambda: shown(p, "piles")[1:] == ["First", "Second", "  Inner"])
        await p.keys("e")
        await p.answer("most")
        await p.until(lambda: shown(p, "piles")[3] == "  Innermost")
        await p.keys("t")
        await p.screen("Choose")
        await p.type("top")
        await p.keys("enter")
        await p.until(lambda: shown(p, "piles")[1:] == ["First", "Second", "Innermost"])
        await p.screen("SortingScreen")
        await p.keys("shift+up")
        await p.until(lambda: shown(p, "piles")[1:] == ["First", "Innermost", "Second"])
        await p.keys("x")
        await p.until(lambda: shown(p, "piles")[1:] == ["First", "Second"])
        await p.keys("up", "up", "right")
        await move(p, "Second", "so")
        await p.keys("left", "down", "down", "x")
        await p.until(lambda: "is not empty" in said(p, "said"))
        assert len(shown(p, "piles")) == 3
        await p.keys("right", "e")
        await p.screen("MemoBox")
        await p.keys("escape")
        await p.screen("SortingScreen")

    play(path, script)


def test_names_are_shown_by_pseudonym(tmp_path: Path) -> None:
    path = named_study.make(tmp_path / "s", tmp_path / "key.csv")

    async def script(p: Player) -> None:
        p.study.because = "Fenna Zandbergen zegt het"
        sorting.pile(p.study, "Wat Fenna Zandbergen doet")
        sorting.put(p.study, 1, "Wat Fenna Zandbergen doet")
        p.study.because = ""
        await p.keys("B")
        await p.screen("SortingScreen")
        await p.keys("down", "right")
        await p.until(lambda: len(shown(p, "memos")) == 1)
        seen = [*shown(p, "piles"), *shown(p, "memos"), said(p), said(p, "head"), said(p, "said")]
        assert not leaks("\n".join(seen)) and FENNA in shown(p, "piles")[1] and FENNA in said(p)
        await p.keys("left", "e")
        await p.screen("AskLine")
        await p.type(" graag")
        await p.keys("enter")
        await p.until(lambda: "graag" in shown(p, "piles")[1])
        assert [r["pile"] for r in sorting.pile_list(p.study).dicts()] == ["Wat Fenna Zandbergen doet graag"]

    play(path, script, source=TALKED, veiled=True)
