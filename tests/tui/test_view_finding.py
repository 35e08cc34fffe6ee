"""Going to what is looked for on a page, and what others write while it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from tui_page import FIRST, THREAD, ViewApp, add, code, play

from qda.ops.coding import coding
from qda.ops.sources import segments
from qda.ops.study import study as studies
from qda.store.project import Study
from qda.tui.document import motions
from qda.tui.document.page import Page, load

MOTIONS = [
    *motions.BY_TEXT, *motions.BY_UNIT, "up", "down", "line_start", "line_end", "page_up", "page_down", "top", "bottom",
]  # fmt: skip


@pytest.fixture
def page(study: Study) -> Page:
    return add(study, "thread", THREAD)


def at(page: Page, words: str) -> int:
    return page.text.index(words)


def styles(app: ViewApp, y: int, words: str) -> list[Any]:
    """The styles of the segments of a line that hold these words."""
    return [s.style for s in app.view.render_line(y)._segments if words in s.text]


def test_find_goes_round_and_is_loose_about_case_accents_and_quotes(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        assert view.find("caf\u00e9")
        assert page.text[slice(*view.stretch())] == "Cafe\u0301"
        assert view.find("SENTENCE") and page.text[slice(*view.stretch())] == "sentence"
        assert view.find("is")
        seen = []
        for _ in range(5):
            seen.append(view.selection)
            view.find("is")
        assert len(set(seen)) == 4 and seen[0] == seen[4]
        view.find("is", backward=True)
        assert view.selection == seen[0]
        assert not view.find("nowhere") and not view.find("")
        assert view.selection == seen[0]

    play(page, script)


def test_uncoded_sentences_are_met_in_order_without_boilerplate(study: Study, page: Page) -> None:
    code(study, page, "The second one, too.", "x")
    coding.code(study, page.name, ["y"], quote="Ik zie")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        seen = []
        while view.next_uncoded():
            seen.append(page.text[slice(*view.stretch())])
        assert seen[:2] == ["Hartelijk dank!", "En dan is er nog dit."]
        assert len(seen) == 5
        back = []
        while view.prev_uncoded():
            back.append(page.text[slice(*view.stretch())])
        assert back == [*reversed(seen[:-1]), "The first sentence is here."]

    play(page, script)


def test_codings_of_a_code_are_met_both_ways(study: Study, page: Page) -> None:
    a = code(study, page, "first sentence", "x")[0]
    b = code(study, page, "zie het", "x")[0]
    other = code(study, page, "zie", "y")[0]
    page.reload_codings(study)
    x = page.coding(a)
    assert x is not None

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        met = []
        for backward in (False, False, False, True, True):
            assert view.next_coding_of(x.code, backward)
            met.append(view.active_coding)
            assert page.text[slice(*view.stretch())] in ("first sentence", "zie het")
        assert met == [a, b, a, b, a]
        assert view.next_coding() and view.active_coding == b
        assert view.next_coding() and view.active_coding == other
        assert not view.next_coding_of(999)

    play(page, script)


# What others write


def test_a_reload_reads_what_changed_and_keeps_the_place(study: Study, page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(at(page, "zie"))
        assert not page.reload_codings(study)
        code(study, page, "Ik zie het anders.", "new")
        before = page.version
        assert page.reload_codings(study)
        view.codings_changed()
        await pilot.pause()
        assert view.cursor == at(page, "zie") and [c.name for c in view.codings_here()] == ["new"]
        assert page.version == before + 1 and "▸new" in app.row(6)
        studies.undo(study)
        assert page.reload_codings(study)
        view.codings_changed()
        assert view.codings_here() == [] and "new" not in app.row(6)

    play(page, script)


def test_a_change_is_painted_where_there_is_no_margin(study: Study, page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        plain = styles(app, 1, "first")[0]
        code(study, page, "first", "new")
        page.reload_codings(study)
        view.codings_changed()
        assert not view._painted, "nothing of what was painted is taken to be right"
        await pilot.pause()
        assert view._painted and styles(app, 1, "first")[0] != plain

    play(page, script, (50, 20))


def test_any_change_read_bit_by_bit_is_what_reading_all_gives(study: Study, page: Page) -> None:
    other = add(study, "other", [("post", "Something else.", None, None)])
    first = code(study, page, "first sentence", "one", "two")
    page.reload_codings(study)
    code(study, other, "else", "one")
    assert not page.reload_codings(study), "a coding of another source is none of this page"
    coding.set_coding(study, [first[0]], span=f"{at(page, 'sentence')}:{len(FIRST)}")
    coding.uncode(study, [first[1]])
    code(study, page, "Ik zie", "three")
    page.reload_codings(study)
    whole = load(study, "thread")
    assert page.codings == whole.codings
    assert [page.lane(c) for c in page.codings] == [whole.lane(c) for c in whole.codings]
    assert page.depth == whole.depth == 1
    with study.change("rename") as c:
        c.update("code", page.codings[0].code, name="renamed", key="renamed")
        c.summary = "renamed"
    page.reload_codings(study)
    assert page.codings[0].name == "renamed"
    for _ in range(5):
        studies.undo(study)
        page.reload_codings(study)
        assert page.codings == load(study, "thread").codings


def test_segments_that_were_corrected_are_drawn_anew(study: Study, page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        segments.correct(study, "thread#3", {"author": "Carla"})
        assert page.reload_codings(study)
        app.view.codings_changed()
        await pilot.pause()
        assert "Carla" in app.row(5)

    play(page, script)


def test_another_page_begins_at_its_beginning(study: Study, page: Page) -> None:
    other = add(study, "other", [("post", "Something else.", None, None)])

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(5, 20)
        view.show(other)
        await pilot.pause()
        assert (view.cursor, view.selection) == (0, None)
        assert "Something else." in app.row(0)
        view.show(page)
        view.jump(len(page.text))
        assert view.cursor == len(page.text)

    play(page, script)


def test_an_empty_page_can_be_shown(study: Study) -> None:
    page = add(study, "nothing", [("post", " ", None, None)], between="")

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        for motion in MOTIONS:
            app.view.move(motion)
        for unit in ("word", "sentence", "segment", "paragraph"):
            app.view.select(unit)
        assert not app.view.next_uncoded() and not app.view.next_coding()

    play(page, script)
