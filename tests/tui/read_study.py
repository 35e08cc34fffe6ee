"""A small study for the full-screen coder, and a way to play keys on it.

Three sources: an interview (with labels as boilerplate), a short note with other scripts, and one more. Codes, a category
with a property, a memo and an unconfirmed coding are there already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from qda.ops.coding import codebook, coding
from qda.ops.sources import import_list
from qda.ops.sources.masking import Veiled
from qda.ops.study import study
from qda.ops.theory import categories, memos
from qda.store.project import FILE, Study
from qda.tui.app import ReadApp, place
from qda.tui.main_screen import MainScreen
from qda.tui.session.background import Aside
from qda.tui.session.session import Session
from qda.tui.session.settings import Settings

INTERVIEW = """\
Interviewer: How do people come to trust the office?

R1: People trust us when we answer the phone. It takes time. Nobody trusts a form.

Interviewer: And when something goes wrong?

R1: Then we say so at once. We went to see the family on the same day, and that was what they remembered most of all.
"""
NOTE = "Een eigen koers varen.\n\nVertrouwen 信頼 is 👩‍👩‍👧 moeilijk. Cafe\u0301 \u202eliaf\u202c.\n"
LAST = "One more text. It has two sentences.\n"


def make(folder: Path) -> Path:
    """The study, closed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("interview", INTERVIEW), ("note", NOTE), ("zlast", LAST)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    study.init(folder, name="reading", coder="anna", language="en")
    with study.open_study(folder) as s:
        for name in ("interview", "note", "zlast"):
            import_list.import_texts(s, [str(folder / f"{name}.txt")])
        coding.code(s, "interview", ["trust"], quote="People trust us when we answer the phone.", note="first")
        coding.code(s, "interview", ["answering"], quote="answer the phone")
        coding.code(s, "note", ["own course"], quote="eigen koers")
        codebook.define(s, "trust", definition="That one counts on another.")
        categories.category(s, "standing", ["trust"])
        categories.category(s, "closeness", ["answering"])
        categories.property(s, "standing", "degree", low="none", high="full")
        memos.add(s, "Trust comes before the form.", title="Before", on=["code:trust"])
        s.db.execute("pragma wal_checkpoint(truncate)")
    return folder / FILE


class Player:
    """Plays keys on an app and waits for what they lead to."""

    def __init__(self, app: ReadApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def main(self) -> MainScreen:
        """The main screen, wherever one is."""
        return next(s for s in self.app.screen_stack if isinstance(s, MainScreen))

    @property
    def study(self) -> Study:
        """The study that the app has open."""
        return self.app.session.study

    async def keys(self, *keys: str) -> None:
        """Press keys one by one."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        for ch in text:
            await self.pilot.press({" ": "space", "\n": "enter"}.get(ch, ch))
        await self.pilot.pause()

    async def answer(self, text: str) -> None:
        """Type into the screen on top, press enter, and wait until another is on top."""
        asked = self.app.screen
        await self.type(text)
        await self.keys("enter")
        await self.until(lambda: self.app.screen is not asked)

    async def until(self, true: Callable[[], Any], what: str = "") -> None:
        """Let the app work until something holds."""
        for _ in range(400):
            if true():
                return
            await self.pilot.pause()
        raise AssertionError(f"never: {what or true}; the screen is {self.app.screen}, it says {self.main.message!r}")

    async def screen(self, name: str) -> None:
        """Wait until a screen of that class is on top."""
        await self.until(lambda: type(self.app.screen).__name__ == name, name)

    async def aside(self) -> None:
        """Wait until what is done in other threads has come to the screen."""

        def working() -> list[Aside]:
            adviser = self.main._adviser
            asides = [None if adviser is None else adviser.aside, getattr(self.app.screen, "aside", None)]
            return [a for a in asides if a is not None and a.busy]

        await self.pilot.pause()
        for _ in range(6000):
            if not working():
                break
            await asyncio.sleep(0.01)
        assert not working(), "what is done aside never came to an end"
        await self.pilot.pause()

    async def home(self) -> None:
        """Wait until the main screen is on top again, and its workers are done."""
        await self.until(lambda: isinstance(self.app.screen, MainScreen) and not list(self.main.workers), "home")

    async def say(self, text: str) -> None:
        """Wait until the line at the bottom says something with these words."""
        await self.until(lambda: text in self.main.message, f"{text!r} at the bottom")

    def at(self, words: str) -> int:
        """Where words stand in the source that is read."""
        return self.main.session.page.text.index(words)

    def go(self, words: str) -> None:
        """Put the cursor on words."""
        self.main.view.clear_selection()
        self.main.view.jump(self.at(words))

    def select(self, words: str) -> None:
        """Select words."""
        self.main.view.jump(self.at(words), self.at(words) + len(words))

    def codings(self) -> list[tuple[str, str, str]]:
        """(source, code, quote) of every coding."""
        rows = coding.listing(self.study).dicts()
        return [(r["source"], r["code"], r["text"]) for r in rows]

    def last_line(self) -> str:
        """The last line of the log: command and summary."""
        return next("{command}: {summary}".format(**r) for r in study.log(self.study, limit=1).dicts())


Script = Callable[[Player], Awaitable[None]]


def play(
    path: Path, script: Script, *, source: str = "interview", size: tuple[int, int] = (100, 30), coder: str = "",
    settings: Settings | None = None, veiled: bool = False,
) -> None:  # fmt: skip
    """Open the study in the coder without a terminal, and play a script; `veiled`: with people by pseudonym."""

    async def run() -> None:
        with study.open_study(path, coder=coder) as s:
            number, offset = place(s, source)
            app = ReadApp(Session(s, number, Veiled(s) if veiled else None), settings or Settings(), offset)
            async with app.run_test(size=size) as pilot:
                player = Player(app, pilot)
                await player.until(lambda: len(app.screen_stack) > 1 and app.screen.is_mounted)
                await pilot.pause()
                await script(player)

    asyncio.run(run())
