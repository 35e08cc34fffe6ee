"""The picture of the full-screen coder: the program itself, played on the demo study without a terminal."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = (128, 36)
SOURCE, PLACE = "forum-publieke-meerwaarde", "Toen heb ik de sporthal"


def make(demo: Path) -> str:
    """The SVG: a thread with its codings, and the earlier quotes of a code beside it."""
    with _plain():
        return asyncio.run(_played(demo))


@contextmanager
def _plain() -> Iterator[None]:
    """In colour, and with neither the settings nor the last place of the person who makes it."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("NO_COLOR", None)
        os.environ.pop("QDA_CONFIG", None)
        os.environ.update(XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


async def _played(demo: Path) -> str:
    from qda.ops.study import study
    from qda.tui.app import ReadApp, place
    from qda.tui.main_screen import MainScreen
    from qda.tui.screenshot import taken
    from qda.tui.session.session import Session
    from qda.tui.session.settings import Settings

    with study.open_study(demo) as opened:
        source, _ = place(opened, SOURCE)
        app = ReadApp(Session(opened, source), Settings())
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, MainScreen)
            screen.view.jump(screen.session.page.text.index(PLACE))
            await pilot.press("K")
            for _ in range(3):
                await pilot.pause()
            return taken(app)
