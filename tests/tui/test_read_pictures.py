"""Pictures of the main screens at two sizes, against golden files.

`UPDATE_GOLDEN=1 pytest tests/tui/test_read_pictures.py` writes them anew: look at the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import offered_study
import pytest
from read_study import Player, Script, play
from textual.widgets import Input, TextArea

HERE = Path(__file__).parent


async def _page(p: Player) -> None:
    p.go("answer the phone")


async def _selection(p: Player) -> None:
    p.go("It takes time.")
    await p.keys("t", "v", "j", "j")


async def _picker(p: Player) -> None:
    p.go("It takes time.")
    await p.keys("c")
    await p.screen("CodePicker")
    await p.type("answ")


async def _help(p: Player) -> None:
    await p.keys("?")
    await p.screen("Help")


async def _codebook(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("d")


async def _memo(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("m")
    await p.screen("MemoBox")
    await p.type("What is it\nto *answer*?")


async def _light(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("T")


SCREENS: dict[str, Script] = {
    "page": _page, "selection": _selection, "picker": _picker, "help": _help, "codebook": _codebook, "memo": _memo,
    "light": _light,
}  # fmt: skip


async def _candidates(p: Player) -> None:
    await p.keys("O")
    await p.screen("CandidatesScreen")
    await p.aside()
    await p.keys("down", "right")


async def _reading(p: Player) -> None:
    await _candidates(p)
    await p.keys("a", "enter")
    await p.screen("Confirm")
    await p.keys("enter")
    await p.home()


async def _like(p: Player) -> None:
    await p.keys("tab", "l")
    await p.screen("LikeScreen")
    await p.aside()


async def _suggested(p: Player) -> None:
    p.main._learn()
    p.go(offered_study.REGEN)
    await p.keys("c")
    await p.screen("CodePicker")
    await p.aside()
    await p.keys("up")


OFFERED: dict[str, Script] = {"candidates": _candidates, "reading": _reading, "like": _like, "suggested": _suggested}
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@offered_study.NEEDS
@SIZES
@pytest.mark.parametrize("name", OFFERED)
def test_picture_of_what_is_offered(
    name: str, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered_study.always_found(monkeypatch)
    same_as_before(name, size, offered_study.make(tmp_path / "offered"), OFFERED[name], "water")


@SIZES
@pytest.mark.parametrize("name", SCREENS)
def test_picture(name: str, size: tuple[int, int], read_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/anna/.config")  # help says where the settings are
    same_as_before(name, size, read_file, SCREENS[name], "interview")


def same_as_before(name: str, size: tuple[int, int], path: Path, screen: Script, source: str) -> None:
    """Take a picture, and compare it with the golden one."""
    taken: list[str] = []

    async def script(p: Player) -> None:
        await screen(p)
        for _ in range(3):
            await p.pilot.pause()
        for widget in p.app.screen.query("Input, TextArea"):  # a cursor that blinks is not the same in two pictures
            assert isinstance(widget, Input | TextArea)
            widget.cursor_blink = False
        await p.pilot.pause()
        taken.append(same(p.app.export_screenshot(title="qda", simplify=True)))

    play(path, script, source=source, size=size)
    golden = HERE / "golden" / f"{name}-{size[0]}x{size[1]}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(taken[0], encoding="utf-8", newline="\n")
    assert taken[0] == golden.read_text(encoding="utf-8"), f"{golden} differs"


def same(svg: str) -> str:
    """A picture without what differs from one to the next: the numbers in the names of its classes, and where fonts are."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r"@font-face \{.*?\}\n?", "", svg, flags=re.DOTALL)
