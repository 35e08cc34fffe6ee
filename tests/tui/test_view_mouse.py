"""The mouse on a page: clicks, drags, the margin and the wheel."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from tui_page import FIRST, THREAD, ViewApp, add, code, play

from qda.store.project import Study
from qda.tui.document import margin
from qda.tui.document.page import Page
from qda.tui.document.page_view import PageView


@pytest.fixture
def page(study: Study) -> Page:
    return add(study, "thread", THREAD)


def at(page: Page, words: str) -> int:
    return page.text.index(words)


def cell(app: ViewApp, words: str, after: int = 0) -> tuple[int, int]:
    """Where a text begins on the screen."""
    wrap = app.view.wrap
    row, x, _ = wrap.place(app.page.text.index(words) + after)
    return x + app.view._room()[0], row - app.view.scroll_offset.y


def test_a_click_puts_the_cursor_and_a_drag_selects_both_ends(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        await pilot.click(PageView, offset=cell(app, "zie"))
        assert view.cursor == at(page, "zie") and view.selection is None and app.selected == []
        await pilot.mouse_down(PageView, offset=cell(app, "first"))
        await pilot.hover(PageView, offset=cell(app, "sentence", 7))
        await pilot.mouse_up(PageView, offset=cell(app, "sentence", 7))
        await pilot.pause()
        assert [page.text[a:b] for a, b in app.selected] == ["first sentence"]
        await pilot.mouse_down(PageView, offset=cell(app, "anders", 5))
        await pilot.hover(PageView, offset=cell(app, "zie"))
        await pilot.mouse_up(PageView, offset=cell(app, "zie"))
        await pilot.pause()
        assert page.text[slice(*app.selected[-1])] == "zie het anders", "backwards, too"
        await pilot.click(PageView, offset=cell(app, "first"))
        await pilot.click(PageView, offset=cell(app, " is here"), shift=True)
        assert page.text[slice(*view.stretch())] == "first sentence"

    play(page, script)


def test_wide_characters_are_taken_whole_by_the_mouse(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        x, y = cell(app, "👩")
        for dx in (0, 1):
            await pilot.click(PageView, offset=(x + dx, y))
            assert app.view.cursor == at(page, "👩")
        await pilot.click(PageView, offset=(x + 2, y))
        assert app.view.cursor == at(page, " moeilijk")
        x, y = cell(app, "\u202e")
        await pilot.click(PageView, offset=(x + 3, y))
        assert app.view.cursor == at(page, "\u202e")

    play(page, script)


def test_two_clicks_select_the_word_and_three_the_sentence(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot.click(PageView, offset=cell(app, "zie", 1), times=2)
        assert page.text[slice(*app.view.stretch())] == "zie"
        while not app.selected:  # told when no third click has come
            await pilot.pause(0.01)
        assert [page.text[a:b] for a, b in app.selected] == ["zie"]
        app.view.CLICKS = 60
        app.selected.clear()
        await pilot.click(PageView, offset=cell(app, "second"), times=3)
        await pilot.pause()
        assert [page.text[a:b] for a, b in app.selected] == ["The second one, too."], "told once"

    play(page, script)


def test_a_drag_over_the_edge_scrolls_and_selects_on(study: Study) -> None:
    page = add(study, "long", [("post", "\n".join(f"line {n}" for n in range(60)), None, None)])

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        await pilot.mouse_down(PageView, offset=cell(app, "line 3"))
        await pilot.hover(PageView, offset=(10, 5))
        view._pointer = (10, 12)  # Pilot can't point outside the screen
        view._drag_on()
        view._drag_on()
        assert view.scroll_offset.y == 6
        assert view.selection is not None and view.selection[0] == at(page, "line 3")
        assert view.wrap.row_of(view.cursor - 1) == 6 + view.size.height - 1
        view._pointer = (10, -1)
        for _ in range(9):
            view._drag_on()
        assert view.scroll_offset.y == 0
        await pilot.mouse_up(PageView, offset=(10, 0))
        assert len(app.selected) <= 1

    play(page, script, (60, 10))


def test_a_click_in_the_margin_means_that_coding(study: Study, page: Page) -> None:
    outer, inner = code(study, page, FIRST, "outer")[0], code(study, page, "second one", "inner")[0]
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        gutter, width, _ = app.view._room()
        left = gutter + width + 2
        whole, within = page.coding(outer), page.coding(inner)
        assert whole is not None and within is not None
        await pilot.click(PageView, offset=(left + page.lane(whole), 1))
        assert app.view.active_coding == outer
        await pilot.click(PageView, offset=(left + page.lane(within), 1))
        assert app.view.active_coding == inner and app.view.cursor == at(page, "second")
        assert margin.ACTIVE[3] in app.row(1)

    play(page, script)


def test_the_wheel_scrolls_and_the_cursor_stays(study: Study) -> None:
    page = add(study, "long", [("post", "\n".join(f"line {n}" for n in range(60)), None, None)])

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot._post_mouse_events(_wheel(), PageView, (5, 5))
        await pilot.pause()
        app.view.scroll_relative(y=3, animate=False)
        assert app.view.scroll_offset.y >= 3 and app.view.cursor == 0
        assert "line" in app.row(0) and "line 0" not in app.row(0)

    play(page, script, (60, 10))


def _wheel() -> list[Any]:
    from textual import events

    return [events.MouseScrollDown]
