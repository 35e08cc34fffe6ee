"""Pictures of the main screens at two sizes, against golden files.

`UPDATE_GOLDEN=1 pytest tests/tui/test_read_pictures.py` writes them anew: look at the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

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


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", SCREENS)
def test_picture(name: str, size: tuple[int, int], read_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/anna/.config")  # help says where the settings are
    taken: list[str] = []

    async def script(p: Player) -> None:
        await SCREENS[name](p)
        for _ in range(3):
            await p.pilot.pause()
        for widget in p.app.screen.query("Input, TextArea"):  # a cursor that blinks is not the same in two pictures
            assert isinstance(widget, Input | TextArea)
            widget.cursor_blink = False
        await p.pilot.pause()
        taken.append(same(p.app.export_screenshot(title="qda", simplify=True)))

    play(read_file, script, size=size)
    golden = HERE / "golden" / f"{name}-{size[0]}x{size[1]}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(taken[0], encoding="utf-8", newline="\n")
    assert taken[0] == golden.read_text(encoding="utf-8"), f"{golden} differs"


def same(svg: str) -> str:
    """A picture without what differs from one to the next: the numbers in the names of its classes, and where fonts are."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r"@font-face \{.*?\}\n?", "", svg, flags=re.DOTALL)
