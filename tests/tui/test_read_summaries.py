"""`&`: the summary of a source or person on a code, with the quotes in view; nothing written is lost, no name is shown."""

from __future__ import annotations

from pathlib import Path

import named_study
import pytest
from named_study import FENNA, TALKED, leaks
from read_study import Player, make, play
from textual.widgets import Static

from qda.ops.coding import coding
from qda.ops.study import study
from qda.ops.theory import memos, summaries
from qda.tui.widgets.prompts import Detail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "study")


def said(p: Player) -> list[tuple[str, str, str, str]]:
    return [(r["row"], r["code"], r["text"], r["coder"]) for r in summaries.listing(p.study).dicts()]


def above(p: Player) -> str:
    """What stands above the text of the box."""
    return str(p.app.screen.query_one(Detail).query_one(Static).render())


async def choose(p: Player, words: str) -> None:
    await p.keys("&")
    await p.screen("Choose")
    await p.type(words)
    await p.keys("enter")
    await p.screen("SummaryBox")


def test_the_source_or_the_person_is_summed_up_on_the_code_or_what_it_lies_under(path: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys("&")
        await p.screen("Choose")
        names = [item.name for item in p.app.screen.items]  # type: ignore[attr-defined]
        assert names == [
            "answering: source interview", "answering: participant R1 (interview)", "closeness: source interview",
            "closeness: participant R1 (interview)",
        ]  # fmt: skip
        await p.type("participant")
        await p.keys("enter")
        await p.screen("SummaryBox")
        assert above(p) == "“answer the phone” [2]"
        await p.type("Short.")
        await p.keys("ctrl+s")
        await p.home()
        assert said(p) == [("R1 (interview)", "answering", "Short.", "anna")]
        assert p.last_line() == "summary set: summary 1 of R1 (interview) on 'answering': Short."
        await choose(p, "participant")
        await p.type(" And more.")
        await p.keys("ctrl+s")
        await p.home()
        assert said(p) == [("R1 (interview)", "answering", "Short. And more.", "anna")]
        assert len(list(summaries.versions(p.study, 1).rows)) == 2
        await p.keys("u")
        assert said(p)[0][2] == "Short."

    play(path, script)


def test_a_link_to_nothing_keeps_the_text_and_escape_asks(path: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await choose(p, "source")
        await p.type("x [")
        p.app.screen.query_one("#text").insert("[coding:99]]")  # type: ignore[attr-defined]
        await p.keys("ctrl+s")
        assert "no coding '99'" in str(p.app.screen.query_one("#problem", Static).render())
        await p.keys("escape")
        await p.screen("Confirm")
        await p.keys("y")
        await p.home()
        assert said(p) == []

    play(path, script)


def test_what_changed_meanwhile_is_told_once(path: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await choose(p, "source")
        await p.type("Mine.")
        with study.open_study(path) as other:
            summaries.put(other, "interview", "answering", "Theirs.")
        await p.keys("ctrl+s")
        assert "meanwhile the summary became “Theirs.”" in str(p.app.screen.query_one("#problem", Static).render())
        await p.keys("ctrl+s")
        await p.home()
        assert said(p) == [("interview", "answering", "Mine.", "anna")]
        assert [v["text"] for v in summaries.versions(p.study, 1).dicts()] == ["Theirs.", "Mine."]

    play(path, script)


def test_another_coders_summary_is_shown_and_stays(path: Path) -> None:
    with study.open_study(path, coder="ben") as s:
        summaries.put(s, "interview", "answering", "Ben's view.")

    async def script(p: Player) -> None:
        p.go("answer the phone")
        await choose(p, "source")
        assert above(p).endswith("ben: Ben's view.")
        await p.type("Anna's.")
        await p.keys("ctrl+s")
        await p.home()
        assert [x[2:] for x in said(p)] == [("Ben's view.", "ben"), ("Anna's.", "anna")]

    play(path, script)


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_text_that_is_open_when_the_terminal_dies_is_kept(path: Path, meanwhile: bool) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await choose(p, "source")
        await p.type("Half a thou")
        if meanwhile:
            with study.open_study(path) as other:
                coding.uncode(other, [2])
                summaries.put(other, "interview", "answering", "Theirs.")
        p.app.exit()

    play(path, script)
    with study.open_study(path) as s:
        texts = [r["text"] for r in summaries.listing(s).dicts()]
        kept = [r["text"] for r in memos.listing(s).dicts() if "(unfinished)" in r["title"]]
    assert (texts, kept) == ((["Theirs."], ["Half a thou"]) if meanwhile else (["Half a thou"], []))


def test_without_a_code_there_is_nothing_to_sum_up(path: Path) -> None:
    async def script(p: Player) -> None:
        p.main.session.active = None
        p.go("Nobody trusts a form.")
        await p.keys("&")
        await p.say("there is no coding here")

    play(path, script)


def test_names_are_shown_by_pseudonym_and_stored_as_they_are(tmp_path: Path) -> None:
    named = named_study.make(tmp_path / "study", tmp_path / "key.csv")

    async def script(p: Player) -> None:
        p.main.view.jump(p.main.session.page.text.index("over vertrouwen"))
        await p.keys("&")
        await p.screen("Choose")
        shown = "\n".join("".join(s.text for s in strip) for strip in p.app.screen._compositor.render_strips())
        assert leaks(shown) == [] and FENNA in shown
        await p.type("participant")
        await p.keys("enter")
        await p.screen("SummaryBox")
        assert leaks(above(p)) == []
        await p.type("Zij steunt hem.")
        await p.keys("ctrl+s")
        await p.home()
        assert said(p)[0][0] == f"Fenna Zandbergen ({TALKED})"

    play(named, script, source=TALKED, veiled=True)
