"""Whatever keys are pressed, nothing is raised, the study is whole, and what was done can be undone."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from filled_study import dump
from hypothesis import given, settings
from hypothesis import strategies as st
from read_study import Player, play

from qda.ops.study import study
from qda.store import check
from qda.store.history.log import original, undo_target
from qda.store.project import Study
from qda.tui.actions import ACTIONS

KEYS = [key for action in ACTIONS for key in action.keys if action.name not in ("quit", "palette")]
# In dialogs letters are text; these are what leads on in them.
OTHER = [
    "enter",
    "escape",
    "tab",
    "down",
    "up",
    "ctrl+s",
    "space",
    "backspace",
    "y",
    "n",
    "t",
    "r",
    "u",
    "mouse",
    "other",
]
SIZES = [(80, 24), (120, 40), (40, 10)]
WORDS = st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(OTHER)), max_size=25)


@pytest.mark.parametrize("size", SIZES)
@settings(max_examples=12)
@given(words=WORDS)
def test_any_keys(size: tuple[int, int], words: list[str], _read_once: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(_read_once, Path(folder) / "qda.db"))
        with study.open_study(path) as s:
            before = dump(s.db)
            last = int(s.db.execute("select max(id) from change").fetchone()[0])

        async def script(p: Player) -> None:
            for word in words:
                if word == "mouse":
                    await p.pilot.mouse_down(offset=(8, 4))
                    await p.pilot.mouse_up(offset=(size[0] - 3, size[1] - 3))
                    await p.pilot.click(offset=(size[0] // 2, size[1] // 2))
                elif word == "other":
                    with study.open_study(path, coder="ben") as other:
                        study.undo(other, anyone=True) if undone(other) else None
                else:
                    await p.keys(word)

        play(path, script, size=size)
        with study.open_study(path) as s:
            assert list(check.run(s.db)) == []
            while (target := undo_target(s.db, None)) is not None and original(s.db, target).n > last:
                study.undo(s)
            if not [r for r in study.log(s).dicts() if r["kind"] == "undo" and original_n(s, r["n"]) <= last]:
                assert dump(s.db) == before
            assert list(check.run(s.db)) == []


def undone(s: Study) -> bool:
    """Whether another may take something back here and leave a source to read."""
    target = undo_target(s.db, None)
    return target is not None and target.command not in ("import", "init")


def original_n(s: Study, n: int) -> int:
    """The number of the command that a line of the log takes back in the end."""
    from qda.store.history.log import line_where

    line = line_where(s.db, "c.id = ?", n)
    return 0 if line is None else original(s.db, line).n
