"""The page on the screen: what is drawn, where the cursor goes, what is selected, what the mouse does."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from tui_page import FIRST, SECOND, THREAD, ViewApp, add, code, play

from qda.ops.coding import coding
from qda.ops.study.study import undo
from qda.store.project import Study
from qda.tui.document import motions
from qda.tui.document import page as page_module
from qda.tui.document.page import Page, load
from qda.tui.document.wrap import boundary

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


def test_a_page_has_its_text_heads_numbers_and_names(study: Study, page: Page) -> None:
    code(study, page, "The second one, too.", "a code with a rather long name, longer than the margin is")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        rows = app.rows()
        assert rows[0].split() == ["1", "Bea", "·", "2020-01-02", "10:30"]
        assert FIRST in rows[1]
        assert rows[1].rstrip().endswith(" ▪ a code wit…margin is"), "the middle of a long name goes"
        assert rows[3].split()[0] == "2" and "Read more" in rows[3], "boilerplate has a number and no head"
        assert rows[5].split() == ["3", "Cees"]
        assert "👩\u200d👩\u200d👧" in rows[9] and "\\u202eliaf\\u202c" in rows[9]
        assert "\u202e" not in "".join(rows)
        assert {cell_len(row) for row in rows} == {app.view.scrollable_content_region.width}
        dim, plain = styles(app, 3, "Read more")[0], styles(app, 6, "Hartelijk")[0]
        assert dim.color != plain.color

    play(page, script)


def test_turns_with_a_label_in_the_text_have_no_head(study: Study) -> None:
    parts = [("boilerplate", "Anna:", None, None), ("turn", "Hello.", "Anna", None), ("turn", "Hi.", "Bob", None)]
    page = add(study, "talk", parts, between=" ")

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        assert app.row(0).split() == ["2▌", "Anna:", "Hello."]
        assert app.row(1).split() == ["3", "Bob"], "who speaks without a label has one, in the middle of a line too"
        assert "Hi." in app.row(2)

    play(page, script)


def test_codings_put_among_those_of_a_page_leave_it_as_it_is_read_anew(study: Study, page: Page) -> None:
    rng = random.Random(7)
    many = page_module.FEW + 10
    for turn in range(40):
        ids = sorted(page._by_id)
        if turn % 5 == 4:
            undo(study)
        elif turn % 7 == 3 and ids:
            start = rng.randrange(len(page.text) - 90)
            coding.set_coding(study, [rng.choice(ids)], span=f"{start}:{start + 80}")
        elif turn % 3 == 2 and ids:
            coding.uncode(study, rng.sample(ids, min(len(ids), 3)))
        else:
            start = rng.randrange(len(page.text) - 90)
            names = [f"{turn} {k}" for k in range(many if turn == 21 else rng.randint(1, 3))]
            coding.code(study, page.name, names, span=f"{start}:{start + rng.randint(40, 90)}")
        page.depth  # noqa: B018 - known before the next change, so that it is carried on
        page.reload_codings(study)
        anew = load(study, page.name)
        assert (page.codings, page._by_id, page._starts, page._reach) == (
            anew.codings, anew._by_id, anew._starts, anew._reach,
        )  # fmt: skip
        assert page.depth == anew.depth and page.coders == anew.coders
        assert [page.lane(c) for c in page.codings] == [anew.lane(c) for c in anew.codings]
    assert page.depth > many, "many were put in at once, and others on them"


def test_narrow_screens_have_no_margin_and_lose_nothing(study: Study, page: Page) -> None:
    code(study, page, "second one", "code")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        for width in (20, 40, 59, 60, 80, 200):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert ("code" in app.row(1)) == (width >= 80), width
            wrap = app.view.wrap
            shown = "".join(page.text[slice(*wrap.span(r))] for r in range(len(wrap)))
            assert shown == page.text
            assert {cell_len(row) for row in app.rows()} == {app.view.scrollable_content_region.width}

    play(page, script)


def test_overlapping_codings_have_stripes_of_their_own_and_are_cycled(study: Study, page: Page) -> None:
    code(study, page, FIRST, "outer")
    code(study, page, "second one", "inner")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(at(page, "second"))
        assert [c.name for c in view.codings_here()] == ["inner", "outer"]
        assert view.active_coding == view.codings_here()[0].id
        assert "◆" in app.row(1) and "▪" in app.row(1)
        first = app.row(1)
        assert view.cycle_coding() == view.codings_here()[1].id == view.active_coding
        assert app.row(1) != first
        assert "▸outer · inner" in app.row(1)
        view.cycle_coding()
        assert app.row(1) == first
        view.jump(at(page, "Hartelijk"))
        assert view.codings_here() == [] and view.active_coding is None and view.cycle_coding() is None

    play(page, script)


def test_unconfirmed_codings_are_drawn_otherwise(study: Study, page: Page) -> None:
    coding.code(study, page.name, ["sure"], quote="first sentence")
    ids = code(study, page, "Ik zie het anders.", "found")
    with study.change("confirm") as c:
        c.update("coding", ids[0], confirmed=0)
        c.summary = "unconfirmed"
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        assert "▫" in app.row(6) and "found?" in app.row(6)
        assert styles(app, 6, "Ik zie")[0].italic
        assert not styles(app, 1, "first sentence")[0].italic

    play(page, script)


def test_without_colour_everything_can_still_be_seen(study: Study, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    code(study, page, "first sentence", "code")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        assert app.no_color
        assert styles(app, 1, "first sentence")[0].underline
        assert not styles(app, 1, "is here")[0].underline
        assert styles(app, 1, "T")[0].reverse, "the cursor"
        assert styles(app, 3, "Read more")[0].dim
        app.view.jump(at(page, "Hartelijk"), at(page, "Hartelijk") + 9)
        assert styles(app, 6, "Hartelijk")[0].reverse
        assert "▌" in app.row(6), "what would be coded"

    play(page, script)


def test_the_stretch_is_the_sentence_or_the_selection_without_blanks(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        assert view.selection is None
        assert page.text[slice(*view.stretch())] == "The first sentence is here."
        view.select("sentence")
        view.select("sentence")
        assert view.selection == (0, len(FIRST))
        view.select("sentence")
        assert page.text[slice(*view.stretch())] == page.text[: at(page, "dank!") + 5], "boilerplate is none"
        view.clear_selection()
        view.jump(at(page, " one,"))
        view.move("word_right", extend=True)
        view.move("word_right", extend=True)
        assert page.text[slice(*view.stretch())] == "one,"

    play(page, script)


def test_units_grow(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(at(page, "zie"))
        seen: list[str] = []
        for unit in ("word", "word", "sentence", "paragraph", "segment", "segment"):
            if unit == "segment" and len(seen) == 4:
                view.clear_selection()
                view.jump(at(page, "zie"))
            view.select(unit)
            seen.append(page.text[slice(*view.stretch())])
        assert seen[0] == "zie" and seen[1] == "zie het"
        assert seen[2] == "Ik zie het anders." and seen[3] == SECOND and seen[4] == SECOND
        assert seen[5].startswith(SECOND) and seen[5].endswith("Einde.")

    play(page, script)


def test_extending_by_plain_keys_ends_when_cleared(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.selecting = True
        view.move("right")
        view.move("right")
        assert view.selection == (0, 2)
        view.move("left")
        assert view.selection == (0, 1)
        view.clear_selection()
        assert not view.selecting and view.selection is None
        view.move("right")
        assert view.selection is None and view.cursor == 2
        assert app.view.pivot is None
        await pilot.pause()
        assert app.moved[-1] == 2

    play(page, script)


def test_up_and_down_keep_their_column_and_pass_over_heads(page: Page) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(30)
        for _ in range(6):
            view.move("down")
        assert view.wrap.place(view.cursor)[1] in (29, 30)
        for _ in range(6):
            view.move("up")
        assert view.cursor == 30
        for motion, end in (("up", 0), ("top", 0), ("bottom", len(page.text)), ("down", len(page.text))):
            view.move(motion)
            assert view.cursor == end

    play(page, script)


def test_boilerplate_is_skipped_when_wanted(page: Page) -> None:
    boilerplate = range(at(page, "Read more"), at(page, "our site.") + 9)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        for skip in (False, True):
            view.skip_boilerplate = skip
            for way, start in (
                ("down", 0),
                ("up", at(page, "Hartelijk")),
                ("word_right", 0),
                ("left", at(page, SECOND)),
            ):
                view.jump(start)
                seen = set()
                for _ in range(40):
                    view.move(way)
                    seen.add(view.cursor)
                assert bool(seen & set(boilerplate)) == (not skip), way

    play(page, script)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(MOTIONS), st.booleans())
        | st.sampled_from(["word", "sentence", "segment", "paragraph"]),
        max_size=40,
    ),
    st.sampled_from([(80, 24), (30, 8), (61, 5)]),
)
def test_whatever_is_pressed_the_cursor_stands_on_a_character(
    page: Page, steps: list[Any], size: tuple[int, int]
) -> None:
    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        for step in steps:
            if isinstance(step, str):
                view.select(step)
            else:
                view.move(*step)
            assert 0 <= view.cursor <= len(page.text)
            assert boundary(page.text, view.cursor)
            a, b = view.stretch()
            assert 0 <= a <= b <= len(page.text)
            row = view.wrap.row_of(view.cursor)
            assert view.scroll_offset.y <= row < view.scroll_offset.y + view.size.height
            for y in range(view.size.height):
                view.render_line(y)

    play(page, script, size)


def test_what_is_on_the_screen_is_what_a_whole_repaint_would_show(study: Study, page: Page) -> None:
    code(study, page, "first sentence", "one")
    code(study, page, FIRST, "two")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        for motion in ["right", "word_right", "sentence_next", "down", "down", "segment_next", "top", "sentence_next"]:
            view.move(motion, extend=motion == "down")
            await pilot.pause()
            kept = dict(view._painted)
            assert kept == {y: view._key(y + view.scroll_offset.y) for y in kept}

    play(page, script)


def test_themes_light_and_dark_have_tints_of_their_own(study: Study, page: Page) -> None:
    code(study, page, "first sentence", "code")
    page.reload_codings(study)

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        seen = []
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            style = styles(app, 1, "first sentence")[0]
            seen.append(style.bgcolor)
            assert style.bgcolor != styles(app, 1, "is here")[0].bgcolor
        assert seen[0] != seen[1]

    play(page, script)


def test_resizing_keeps_the_place(study: Study) -> None:
    page = add(study, "long", [("post", " ".join(f"word{n}" for n in range(2000)), None, None)])

    async def script(app: ViewApp, pilot: Pilot[None]) -> None:
        view = app.view
        view.jump(at(page, "word1000"))
        for width in (60, 120, 40):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            assert view.cursor == at(page, "word1000")
            row = view.wrap.row_of(view.cursor)
            assert view.scroll_offset.y <= row < view.scroll_offset.y + 20

    play(page, script, (80, 20))
