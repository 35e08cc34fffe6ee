"""Greetings, sign-offs and thanks are dimmed, and moving passes over them while that is on; texts stay what they are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from read_study import Player
from read_study import play as play_study
from textual.pilot import Pilot
from tui_page import ViewApp, add, play

from qda.ops.coding import coding
from qda.ops.study import study as studies
from qda.store.project import Study
from qda.tui.document.page import Page
from qda.tui.session.settings import Settings

FIRST = "Beste allemaal,\n\nDe brug is dicht. Dat hoorden we laat.\n\nHartelijke groet,\n\nAnna"
SECOND = "Bedankt!"
THIRD = "Beste Anna,\nBeste oplossing is de straat verbreden. Echt waar.\nGroet,\nBea"
THREAD = [
    ("post", FIRST, "Anna", "2020-01-02"), ("boilerplate", "Reageer", None, None), ("post", SECOND, "Cees", None),
    ("post", THIRD, "Bea", None),
]  # fmt: skip
Script = Callable[[ViewApp, Pilot[None]], Awaitable[None]]


@pytest.fixture
def page(study: Study) -> Page:
    return add(study, "thread", THREAD)


def stops(app: ViewApp, motion: str, begin: str = "top") -> list[str]:
    """The first words of each place where a motion stops, from one end of the text."""
    app.view.move(begin)
    out = [app.view.cursor]
    while True:
        app.view.move(motion)
        if app.view.cursor == out[-1]:
            return [app.page.text[at : at + 12].split("\n")[0] for at in out]
        out.append(app.view.cursor)


def test_moving_passes_over_social_lines_or_stops_at_them(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.skip_boilerplate = view.skip_social = True
        assert stops(app, "sentence_next") == ["De brug is d", "Dat hoorden ", "Beste oploss", "Echt waar."]
        assert stops(app, "segment_next") == ["De brug is d", "Beste oploss"], "a post of thanks alone is passed over"
        assert [x for x in stops(app, "paragraph_next") if x] == ["De brug is d", "Beste oploss"]
        view.jump(len(page.text) - 9)
        assert stops(app, "sentence_prev", "left")[1:] == ["Echt waar.", "Beste oploss", "Dat hoorden ", "De brug is d"]
        view.jump(page.text.index("Echt waar"))
        assert stops(app, "segment_prev", "left")[1:] == ["Beste oploss", "De brug is d"]
        view.skip_social = False
        assert stops(app, "segment_next") == ["Beste allema", "Bedankt!", "Beste Anna,"]
        assert "Bedankt!" in stops(app, "sentence_next") and "Hartelijke g" in stops(app, "sentence_next")

    play(page, script)


def test_what_has_no_code_yet_is_no_greeting(study: Study, page: Page) -> None:
    coding.code(study, "thread", ["brug"], quote="De brug is dicht. Dat hoorden we laat.")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.skip_social = True
        view.jump(page.text.index("Dat hoorden"))
        assert view.next_uncoded() and page.text.startswith("Beste oplossing", view.cursor)
        view.jump(page.text.index("Echt waar"))
        assert view.prev_uncoded() and page.text.startswith("Beste oplossing", view.cursor)
        view.jump(page.text.index("Beste oplossing"))
        assert not view.prev_uncoded()
        view.skip_social = False
        assert view.prev_uncoded() and page.text.startswith("Beste Anna,", view.cursor)
        assert view.prev_uncoded() and page.text.startswith("Bedankt!", view.cursor)

    play(page, script)


def test_social_lines_are_dimmed_and_can_be_selected_and_coded(study: Study, page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        plain = app.view.painter.ground.base
        dim = {s.text for y in range(30) for s in app.view.render_line(y) if s.style and s.style.color != plain.color}
        for words in ("este allemaal,", "Hartelijke groet,", "Anna", "Bedankt!", "Beste Anna,", "Groet,", "Bea"):
            assert any(words in text for text in dim), words
        assert not any("Beste oplossing" in text for text in dim)
        app.view.skip_social = True
        app.view.jump(page.text.index("Bedankt!"))
        start, end = app.view.stretch()
        assert page.text[start:end] == "Bedankt!", "as one clicks on it, it is a sentence as any other"
        app.view.jump(page.text.index("Reageer"))
        start, end = app.view.stretch()
        assert page.text[start:end] == "Beste oplossing is de straat verbreden.", "the next that would be coded is text"

    before = page.text, [tuple(s) for s in page.layout.segments]
    play(page, script)
    assert (page.text, [tuple(s) for s in page.layout.segments]) == before


def test_a_key_and_a_setting_turn_it_on_and_off(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    studies.init(tmp_path / "s", coder="anna", language="nl")
    with studies.open_study(tmp_path / "s") as s:
        add(s, "thread", THREAD)
        words = s.db.execute("select sum(words) from segment").fetchone()

    async def script(p: Player) -> None:
        await p.keys("g")
        assert p.at("De brug") == p.main.view.cursor
        await p.keys("Z")
        assert p.main.message == "greetings, sign-offs and thanks are not skipped"
        await p.keys("g")
        assert p.main.view.cursor == 0
        await p.keys("Z", "g")
        assert p.at("De brug") == p.main.view.cursor
        assert p.study.db.execute("select sum(words) from segment").fetchone() == words

    async def off(p: Player) -> None:
        await p.keys("g")
        assert p.main.view.cursor == 0

    play_study(tmp_path / "s", script, source="thread")
    play_study(tmp_path / "s", off, source="thread", settings=Settings(skip_social=False))
