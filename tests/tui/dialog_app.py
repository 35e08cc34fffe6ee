"""What the tests of dialogs and theory screens stand on: an app with nothing on it, and a small study built by hand.

`play(study, screen, *keys)` pushes one screen, presses keys and gives what it was left with (`LEFT` while it is open).
A step that is no key: a function, called with the app, or a click.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from qda.core.results import Said
from qda.ops.coding import coding
from qda.ops.study import study as studies
from qda.ops.theory import categories, relations, selective
from qda.store import check
from qda.store.project import Study
from qda.store.texts import intake

sys.path.insert(0, str(Path(__file__).parent.parent / "theory"))

from theory_study import TURNS, draft, dump

OPEN = "still open"
Click = tuple[str, tuple[int, int], int]  # where, by a selector and an offset in it, and how often
Step = str | Click | Callable[["DialogApp"], Any]


class DialogApp(App[None]):
    """A desk, and nothing else."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.said: list[Said] = []
        self.refused: list[str] = []
        self.result: Any = OPEN
        self.seen: list[Any] = []

    def wrote(self, said: Said) -> None:
        self.said.append(said)

    def failed(self, error: Exception) -> None:
        self.refused.append(str(error))

    def on_code_picker_highlighted(self, event: Any) -> None:
        self.seen.append(event.code_id)


def keys(*words: str) -> list[str]:
    """Keys to press: a word in quotes (`'tru`) letter by letter, anything else as a key of that name."""
    out: list[str] = []
    for word in words:
        if word.startswith("'"):
            out += [NAMES.get(c, c) for c in word[1:]]
        else:
            out.append(word)
    return out


NAMES = {" ": "space", ",": "comma", ".": "full_stop", "[": "left_square_bracket", "]": "right_square_bracket",
         ":": "colon", "'": "apostrophe", "#": "number_sign", "?": "question_mark", "-": "minus"}  # fmt: skip


async def press(app: DialogApp, pilot: Pilot[None], *steps: Step) -> None:
    """Press keys and call functions, one after the other, until everything has come to rest."""
    await pilot.pause()
    for step in steps:
        if isinstance(step, tuple):
            await pilot.click(step[0], offset=step[1], times=step[2])
        elif callable(step):
            step(app)
        else:
            for one in keys(step):
                await pilot.press(one)
        await pilot.pause()
    await app.workers.wait_for_complete([w for w in app.workers if not w.is_running])
    await pilot.pause()


def play(study: Study, screen: Screen[Any], *steps: Step, size: tuple[int, int] = (80, 24)) -> DialogApp:
    """Push a screen, take these steps, and give the app, its `result` what the screen gave."""

    async def run() -> DialogApp:
        app = DialogApp(study)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.push_screen(screen, lambda given: setattr(app, "result", given))
            await press(app, pilot, *steps)
        return app

    return asyncio.run(run())


def flow(
    study: Study, make: Callable[[DialogApp], Coroutine[Any, Any, Any]], *steps: Step, size: tuple[int, int] = (80, 24)
) -> DialogApp:  # fmt: skip
    """Run a coroutine of questions in a worker of the app, and take these steps."""

    async def run() -> DialogApp:
        app = DialogApp(study)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()

            async def work() -> None:
                app.result = await make(app)

            app.run_worker(work())
            await press(app, pilot, *steps)
        return app

    return asyncio.run(run())


def screen_text(app: App[Any]) -> str:
    """What is on the screen, line by line."""
    rows = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in rows)


def log(study: Study) -> list[tuple[str, str, str]]:
    """Command, summary and reason of every change, newest first."""
    return [(row[3], row[4], row[5]) for row in studies.log(study).rows]


def changes(study: Study) -> int:
    """How many changes there are."""
    return int(study.db.execute("select count(*) from change").fetchone()[0])


def sound(study: Study) -> bool:
    """Whether `check` finds nothing."""
    return list(check.run(study.db)) == []


def build(study: Study) -> Study:
    """Two interviews; codings 1 waiting, 2 starting, 3 deciding, 4 trust; three categories, a property, two relations."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name in TURNS:
            writer.add(name, draft(name))
        writer.flush()
    for source, code, quote in (
        ("one", "waiting", "I wait for the council."),
        ("one", "starting", "Sometimes I simply start."),
        ("two", "deciding", "We decide together."),
        ("two", "trust", "People trust us."),
        ("one", "lone", "They decide."),
    ):
        coding.code(study, source, [code], quote=quote)
    categories.category(study, "the secretary's role", ["waiting", "starting"], definition="How one fills it.")
    categories.category(study, "public value", ["deciding"])
    categories.category(study, "trust")
    categories.property(
        study, "the secretary's role", "autonomy", low="subordinate", points=["shared"], high="own course"
    )
    relations.relate(study, "the secretary's role", "is-strategy-for", "public value", supporting=[1], opposing=[2])
    relations.relate(study, "trust", "intervenes-in", "the secretary's role", supporting=[4])
    selective.write(study, "The [[category:the secretary's role]] serves it. [[coding:1]]\n")
    return study


__all__ = [
    "OPEN",
    "DialogApp",
    "build",
    "changes",
    "dump",
    "flow",
    "keys",
    "log",
    "play",
    "press",
    "screen_text",
    "sound",
]
