"""Coding drawn stretches again in the coder: what lay there is nowhere on the screen; codes or none are given; undo goes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_study import Player, play

from qda.ops.agreement import stability
from qda.ops.coding import coding
from qda.ops.study import study
from qda.ops.theory import comparisons
from qda.store.analysis import codes
from qda.store.analysis.stability import Item
from qda.store.analysis.summaries import Case
from qda.store.queries import navigation
from qda.tui.panels.here import text as here
from qda.tui.screens.base import not_drawn
from qda.tui.screens.code_picker import CodePicker
from qda.tui.screens.summary_editor import Summed
from qda.tui.widgets.link_text_area import link_items


@pytest.fixture
def drawn(read_file: Path) -> Path:
    """All three coded stretches are drawn: two of the interview, which overlap, and one of the note."""
    with study.open_study(read_file) as s:
        stability.draw(s, n=3, seed=1)
    return read_file


def selected(p: Player) -> tuple[str, int, int]:
    """The source that is read, and what is selected in it."""
    start, end = p.main.view.selection or (-1, -1)
    return p.main.session.page.name, start, end


def of(p: Player, x: Item) -> tuple[str, int, int]:
    """The same of an item."""
    (name,) = p.study.db.execute("select name from source where id = ?", (x.source,)).fetchone()
    return name, x.start, x.end


def test_a_drawn_stretch_shows_nothing_of_its_codes_until_all_are_coded(drawn: Path) -> None:
    async def script(p: Player) -> None:
        ids = {name: id for id, name in codes.names(p.study.db).items()}
        assert p.main.session.page.codings == []
        assert "trust" not in here(p.main.session, p.at("answer the phone"), p.main.here(), None).plain
        assert navigation.quotes(p.study.db, ids["trust"], coder="anna") == ([], 0)
        assert navigation.quotes(p.study.db, ids["trust"], coder="ben")[1] == 1
        assert comparisons.panel(p.study, ids["trust"]).quotes == ()
        assert not_drawn(p.study, [1, 2, 3]) == []
        assert link_items(p.study, ["coding"]) == []
        summed = Summed(p.main.session, Case(source=p.main.session.source), ids["trust"])
        assert summed.above() == "no quote here"
        items = stability.waits(p.study)
        await p.keys("I")
        assert selected(p) == of(p, items[0]) and "3 to code again" in p.main.message
        assert p.main.review_words() == ["BLIND 3"]
        await p.keys("I")
        assert selected(p) == of(p, items[1])
        await p.keys("I", "I")
        assert selected(p) == of(p, items[0]), "after the last comes the first again"

        await p.keys("c")
        await p.screen("CodePicker")
        picker = p.app.screen
        assert isinstance(picker, CodePicker) and picker.beside is None and not picker.new and not picker.suggested
        await p.type("trust")
        await p.keys("enter")
        await p.home()
        assert selected(p) == of(p, items[1])
        await p.keys("x")
        assert selected(p) == of(p, items[2]) and p.main.session.page.codings == [], "the draw is open still"
        await p.keys("x")
        await p.say("every drawn stretch is coded again")
        assert p.main.review_words() == [] and p.main.session.page.codings != []
        assert [sorted(names) for names in (x.now for x in _items(p))] == [[ids["trust"]], [], []]

        await p.keys("u")
        assert p.main.session.page.codings == [] and [x.id for x in stability.waits(p.study)] == [items[2].id]
        await p.keys("I")
        await p.keys("u")
        assert [x.id for x in stability.waits(p.study)] == [items[1].id, items[2].id]
        assert selected(p) == of(p, items[1])
        await p.keys("escape")
        assert "2 of 3 drawn stretches wait" in p.main.message and p.main.review_words() == []

    play(drawn, script)
    with study.open_study(drawn) as s:
        assert [row["code"] for row in coding.listing(s).dicts()] == ["trust", "answering", "own course"]


def _items(p: Player) -> list[Item]:
    from qda.store.analysis import stability as kept

    return [x for d in kept.draws(p.study.db) for x in d.items]


def test_what_would_tell_is_refused_while_stretches_wait(drawn: Path) -> None:
    async def script(p: Player) -> None:
        p.select("answer the phone")
        p.main.session.used(1)
        await p.keys("full_stop")
        assert "is drawn, and waits" in p.main.message
        await p.keys("l")
        await p.screen("CodePicker")
        await p.keys("enter")
        await p.say("not while drawn stretches wait")
        p.select("It takes time.")
        await p.keys("full_stop")
        assert len(p.main.session.page.codings) == 1, "other stretches are coded as ever"

    play(drawn, script)


def test_another_coder_sees_what_is_coded(drawn: Path) -> None:
    async def script(p: Player) -> None:
        assert len(p.main.session.page.codings) == 2
        await p.keys("I")
        assert "ben has drawn nothing" in p.main.message

    play(drawn, script, coder="ben")
