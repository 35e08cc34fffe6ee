"""`read --disagreements`: the list of places where coders differ, a key a decision, undo, and the place in its source."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from read_study import Player, Script, make
from textual.widgets import Static

from qda.ops.coding import coding
from qda.ops.study import study
from qda.reports.agreement import disagreements
from qda.store.file import layer
from qda.tui.app import ReadApp
from qda.tui.session.session import Session
from qda.tui.session.settings import Settings
from qda.tui.widgets.list_view import Rows

ALONE = "It takes time."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Anna's study, in which ben has coded the interview too: shorter in one place, alone in another."""
    made = make(tmp_path / "study")
    with study.open_study(made, coder="ben") as s:
        coding.code(s, "interview", ["trust"], quote="People trust us")
        coding.code(s, "interview", ["answering"], quote="answer the phone")
        coding.code(s, "interview", ["own course"], quote=ALONE)
    return made


def places(p: Player, **more: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["code"], r["kind"]): r for r in disagreements.run(p.study, **more).dicts()}


def settled_as(p: Player) -> list[tuple[str, str]]:
    """What the layer holds: code and words."""
    return sorted(p.study.db.execute(
        'select c.name, substr(s.text, g.start + 1, g."end" - g.start) from coding g join code c on c.id = g.code '
        "join source s on s.id = g.source where g.coder = ?", (layer.find(p.study.db),),
    ).fetchall())  # fmt: skip


def about(p: Player) -> str:
    return str(p.app.screen.query_one("#place", Static).render())


def listed(p: Player) -> list[int]:
    return [row.value for row in p.app.screen.query_one("#list", Rows).rows]


def run(path: Path, script: Script, size: tuple[int, int] = (100, 30)) -> None:
    """Open the coder at its list of disagreements, and play a script."""

    async def playing() -> None:
        with study.open_study(path, coder="anna") as s:
            app = ReadApp(Session(s, 1, None), Settings(), disagreements=True)
            async with app.run_test(size=size) as pilot:
                await script(Player(app, pilot))

    asyncio.run(playing())


def test_the_list_says_what_each_has_and_a_key_decides(path: Path) -> None:
    async def script(p: Player) -> None:
        await p.screen("DisagreementsScreen")
        first = places(p)
        assert listed(p) == [r["id"] for r in first.values()]
        assert list(first) == [("trust", "boundary"), ("own course", "missed")]
        assert "1  anna" in about(p) and "2  ben" in about(p) and "“People trust us” " in about(p)
        await p.keys("w")
        assert settled_as(p) == [("trust", "People trust us when we answer the phone.")]
        assert listed(p) == [first["own course", "missed"]["id"]] and "has not this code here" in about(p)
        await p.keys("d")
        assert len(listed(p)) == 2
        await p.keys("d", "a")
        assert ("answering", "answer the phone") in settled_as(p)

    run(path, script)


def test_keeping_what_a_coder_has_wants_a_note_and_is_undone(path: Path) -> None:
    async def script(p: Player) -> None:
        await p.screen("DisagreementsScreen")
        before = places(p)
        await p.keys("2")
        await p.screen("AskLine")
        await p.keys("escape")
        await p.screen("DisagreementsScreen")
        assert settled_as(p) == [] and places(p) == before, "without a note nothing is decided"
        await p.keys("2")
        await p.screen("AskLine")
        await p.answer("The office, not the phone.")
        await p.until(lambda: ("trust", "boundary") not in places(p), "settled")
        assert settled_as(p) == [("trust", "People trust us")]
        (made,) = (r for r in places(p, settled=True).values())
        assert (made["note"], made["decision"]["keep"], made["decision"]["coder"]) == (
            "The office, not the phone.", "ben", "anna",
        )  # fmt: skip
        await p.keys("u")
        await p.until(lambda: ("trust", "boundary") in places(p), "undone")
        assert places(p) == before and settled_as(p) == []

    run(path, script)


def test_nothing_there_another_code_and_a_coder_who_is_not(path: Path) -> None:
    async def script(p: Player) -> None:
        await p.screen("DisagreementsScreen")
        await p.keys("7")
        assert settled_as(p) == [] and len(places(p)) == 2, "there is no coder 7"
        await p.keys("down", "x")
        await p.screen("AskLine")
        await p.answer("Said by the way.")
        await p.until(lambda: ("own course", "missed") not in places(p), "dropped")
        assert settled_as(p) == [] and p.last_line().startswith("resolve: settled 1 place")
        await p.keys("t")
        await p.screen("CodePicker")
        await p.type("own")
        await p.keys("enter")
        await p.screen("AskLine")
        await p.answer("A course.")
        await p.until(lambda: not places(p), "all settled")
        assert settled_as(p) == [("own course", "People trust us when we answer the phone.")]

    run(path, script)


def test_enter_opens_the_place_in_its_source(path: Path) -> None:
    async def script(p: Player) -> None:
        await p.screen("DisagreementsScreen")
        await p.keys("down", "enter")
        await p.home()
        assert p.main.session.page.name == "interview"
        start = p.at(ALONE)
        assert p.main.view.cursor in range(start, start + len(ALONE) + 1)

    run(path, script)


def test_a_narrow_terminal_shows_list_and_place(path: Path) -> None:
    async def script(p: Player) -> None:
        await p.screen("DisagreementsScreen")
        assert p.app.screen.has_class("-narrow") and len(listed(p)) == 2 and "1  anna" in about(p)

    run(path, script, size=(60, 24))
