"""What the full-screen coder offers: candidates, suggested codes, passages more like a quote; and what is decided on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from offered_study import NEEDS, REGEN, always_found, tables, taken_back
from read_study import Player, play

from qda.core import extras
from qda.nlp import extra
from qda.ops.coding import coding
from qda.ops.discovery import discovering, suggestions
from qda.ops.study import study
from qda.store.analysis import candidates
from qda.store.history.log import LOOKS
from qda.tui.commands import suggest
from qda.tui.widgets.list_view import Rows


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suggestions are learned without a pause."""
    monkeypatch.setattr(suggest, "SOON", 0.01)


def rows(p: Player) -> list[str]:
    """The list of the screen on top."""
    return [row.text for row in p.app.screen.query_one("#list", Rows).rows]


def said(p: Player) -> str:
    """What the theory screen on top says."""
    return str(p.app.screen.query_one("#said").render())


def shown(p: Player, where: str) -> str:
    """The text of a part of the screen on top."""
    return str(p.app.screen.query_one(where).render())


def statuses(p: Player) -> dict[str, str]:
    """What became of each candidate, by its name."""
    return {c.shown: c.status for c in candidates.read(p.study.db).values()}


def same_but_for_offers(path: Path, before: dict[str, Any], lines: int) -> None:
    """Undone, the study is what it was; of what was offered nothing is decided."""
    after = taken_back(path, lines)
    offers = {"candidate", "suggestion"}
    assert {t: r for t, r in after.items() if t not in offers} == {t: r for t, r in before.items() if t not in offers}
    with study.open_study(path) as s:
        assert {c.status for c in candidates.read(s.db).values()} <= {"open"}
        assert not [r for r in suggestions.listing(s).dicts() if r["decision"]]
        assert {r["command"] for r in study.log(s).dicts() if r["kind"] == "do" and r["n"] > lines} & set(LOOKS)


async def discover(p: Player) -> None:
    """Open the candidates and wait for them."""
    await p.keys("O")
    await p.screen("CandidatesScreen")
    await p.aside()
    await p.until(lambda: rows(p), "candidates")


@NEEDS
def test_candidates_with_their_terms_and_quotes(offered: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("O")
        await p.screen("CandidatesScreen")
        await p.aside()
        await p.until(lambda: rows(p))
        held = list(discovering.run(p.study).table.dicts())
        assert [row.split(None, 1)[1] for row in rows(p)] == [r["label"] for r in held]
        about = shown(p, "#candidate")
        assert held[0]["label"] in about and held[0]["quotes"][0]["text"] in about
        assert f"{held[0]['quotes'][0]['author']} · {held[0]['quotes'][0]['source']}" in about
        await p.keys("right", "enter")
        await p.home()
        chosen = p.main.view.selection
        quote = held[0]["quotes"][1]
        assert p.main.session.page.name == quote["source"] and chosen == (quote["start"], quote["end"])
        await p.keys("O")
        assert [row.split(None, 1)[1] for row in rows(p)] == [r["label"] for r in held], (
            "kept: nothing is looked for again"
        )

    play(offered, script, source="water")


@NEEDS
def test_a_candidate_is_accepted_and_its_codings_read(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_found(monkeypatch)
    before, lines = tables(offered)

    async def script(p: Player) -> None:
        await discover(p)
        label = rows(p)[0].split(None, 1)[1]
        await p.keys("a")
        await p.screen("AskLine")
        await p.type(" vol")
        await p.keys("enter")
        await p.screen("Confirm")
        made = [r for r in coding.listing(p.study).dicts() if r["origin"] == "discover"]
        assert {(r["code"], r["confirmed"]) for r in made} == {(f"{label} vol", 0)}
        await p.keys("y")
        await p.home()
        assert p.main.review is not None and f"{len(made)} to read" in p.main.message
        assert p.main.meant().id == made[0]["id"]
        await p.keys("y", "x")
        held = {r["id"]: r["confirmed"] for r in coding.listing(p.study).dicts()}
        assert held[made[0]["id"]] == 1 and made[1]["id"] not in held
        assert f"{len(made) - 2} to read" in p.main.message
        await p.keys("u")
        assert p.main.meant().id == made[1]["id"] and f"{len(made) - 1} to read" in p.main.message
        while p.main.review is not None:
            await p.keys("y")
        await p.say("every coding of the list is read")
        assert all(r["confirmed"] for r in coding.listing(p.study).dicts())

    play(offered, script, source="water")
    same_but_for_offers(offered, before, lines)


@NEEDS
def test_a_candidate_that_another_decided_on_is_refused_with_a_key(
    offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_found(monkeypatch)

    async def script(p: Player) -> None:
        await discover(p)
        number = next(iter(candidates.read(p.study.db)))
        with study.open_study(offered, coder="ben") as other, other.change("discover reject") as c:
            candidates.decide(c, number, "rejected")
        await p.keys("x")
        assert said(p) == f"! there is no open candidate '{number}'; it is rejected; u takes that back"

    play(offered, script, source="water")


@NEEDS
def test_rejected_renamed_merged_filtered(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_found(monkeypatch)
    before, lines = tables(offered)

    async def script(p: Player) -> None:
        await discover(p)
        first, second, third = (row.split(None, 1)[1] for row in rows(p)[:3])
        n = len(rows(p))
        await p.keys("x")
        assert statuses(p)[first] == "rejected" and len(rows(p)) == n - 1 and "rejected" in said(p)
        await p.keys("d")
        assert len(rows(p)) == n and "rejected" in "".join(r.right for r in p.app.screen.query_one("#list", Rows).rows)
        await p.keys("d", "u")
        assert statuses(p)[first] == "open" and len(rows(p)) == n
        await p.keys("home", "n")
        await p.screen("AskLine")
        await p.type(" en zo")
        await p.keys("enter")
        await p.screen("CandidatesScreen")
        assert f"{first} en zo" in rows(p)[0]
        await p.keys("home", "m")
        await p.screen("Choose")
        await p.type(second)
        await p.keys("enter")
        await p.screen("CandidatesScreen")
        assert statuses(p)[f"{first} en zo"] == "merged" and len(rows(p)) == n - 1
        await p.keys("/")
        await p.type(third)
        await p.keys("enter")
        await p.screen("CandidatesScreen")
        await p.until(lambda: len(rows(p)) < n - 1)
        assert third in rows(p)[0]
        await p.keys("escape")
        await p.home()

    play(offered, script, source="water")
    same_but_for_offers(offered, before, lines)


@NEEDS
def test_the_search_does_not_hold_up_the_screen_and_can_be_left(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    begun, go_on = Event(), Event()
    search = discovering._find

    def slow(*args: Any) -> Any:
        begun.set()
        assert go_on.wait(30)
        return search(*args)

    monkeypatch.setattr(discovering, "_find", slow)

    async def script(p: Player) -> None:
        await p.keys("O")
        await p.screen("CandidatesScreen")
        await p.until(begun.is_set, "the search")
        aside = p.app.screen.aside  # type: ignore[attr-defined]
        assert "escape leaves" in said(p), "the screen is there before anything is found"
        await p.keys("escape")
        await p.home()
        await p.keys("j")
        assert p.main.view.cursor > 0, "one reads on"
        go_on.set()
        aside._thread.join(30)
        assert not aside._thread.is_alive() and not candidates.read(p.study.db), "what nobody saw is not kept"

    play(offered, script, source="water")


def test_without_the_extra_one_line_says_what_to_install(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)

    async def script(p: Player) -> None:
        await p.keys("O")
        await p.screen("CandidatesScreen")
        await p.aside()
        assert said(p).startswith("! discover needs scikit-learn") and "pip install" in said(p)
        await p.keys("a", "x", "n", "m", "enter", "right", "escape")
        await p.home()

    play(offered, script, source="water")


def test_codes_are_suggested_on_top_of_the_picker(offered: Path, at_once: None) -> None:
    before, lines = tables(offered)

    async def script(p: Player) -> None:
        await p.until(lambda: p.main._adviser is not None)
        await p.aside()
        p.go(REGEN)
        await p.keys("c")
        await p.screen("CodePicker")
        picker: Any = p.app.screen
        recent = picker.found.row.text
        await p.aside()
        await p.until(lambda: picker.suggested, "suggestions")
        texts = [row.text for row in picker.found.rows]
        assert picker.found.rows[0].heading and texts[1] == "water" and "water" in picker.found.rows[1].right
        assert texts.count("water") == 1
        assert picker.found.row.text == recent, "enter gives what it gave before they came in"
        await p.keys("up")
        assert picker.found.row.text == "water" and "speaks for it" in shown(p, "#detail")
        await p.keys("enter")
        await p.home()
        (made,) = [r for r in coding.listing(p.study).dicts() if r["origin"] == "suggest"]
        assert (made["code"], made["text"], made["confirmed"]) == ("water", REGEN, 1)
        (row,) = [r for r in suggestions.listing(p.study).dicts() if r["decision"]]
        assert (row["code"], row["decision"], row["rank"]) == ("water", "accepted", 1)
        await p.keys("u")
        assert "water" not in {r["code"] for r in coding.listing(p.study).dicts() if r["origin"] == "suggest"}

    play(offered, script, source="water")
    same_but_for_offers(offered, before, lines)


def test_what_was_typed_is_not_moved_by_suggestions(offered: Path, at_once: None) -> None:
    async def script(p: Player) -> None:
        await p.until(lambda: p.main._adviser is not None)
        await p.aside()
        p.go(REGEN)
        await p.keys("c")
        await p.type("schoo")
        await p.aside()
        picker: Any = p.app.screen
        assert picker.found.row.text == "school" and not any(r.heading for r in picker.found.rows)
        await p.keys("enter")
        await p.home()
        made = max(coding.listing(p.study).dicts(), key=lambda r: r["id"])
        assert (made["code"], made["origin"]) == ("school", "hand")

    play(offered, script, source="water")


def test_no_suggestions_where_the_settings_say_so(offered: Path, at_once: None, tmp_path: Path) -> None:
    from qda.tui.session import settings

    file = tmp_path / "settings.toml"
    file.write_text("[read]\nsuggestions = false\n", encoding="utf-8")

    async def script(p: Player) -> None:
        p.go(REGEN)
        await p.keys("c", "escape")
        await p.home()
        assert p.main._adviser is None or not p.main._adviser.begun

    play(offered, script, source="water", settings=settings.load(file))


@pytest.mark.parametrize("package", ["with", "without"])
def test_more_like_this(package: str, offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if package == "without":
        monkeypatch.setattr(extras, "find_spec", lambda name: None)
    elif extra.missing("sklearn"):
        pytest.skip(f"scikit-learn is missing: {extra.INSTALL}")
    before, lines = tables(offered)

    async def script(p: Player) -> None:
        await p.keys("tab", "l")
        await p.screen("LikeScreen")
        await p.aside()
        await p.until(lambda: rows(p), "passages")
        assert ("pip install" in said(p)) is (package == "without")
        n, first = len(rows(p)), rows(p)[0]
        about = shown(p, "#passage")
        assert first in about and "that speak for it" in about and "coding" in about
        await p.keys("y")
        assert first not in rows(p) and len(rows(p)) == n - 1
        made = max(coding.listing(p.study).dicts(), key=lambda r: r["id"])
        assert (made["code"], made["text"], made["origin"]) == ("water", first, "suggest")
        second = rows(p)[0]
        await p.keys("x")
        assert second not in rows(p)
        decided = {r["text"]: r["decision"] for r in suggestions.listing(p.study).dicts() if r["decision"]}
        assert decided == {first: "accepted", second: "rejected"}
        await p.keys("u")
        assert second in rows(p)
        third = rows(p)[0]
        await p.keys("home", "enter")
        await p.home()
        chosen = p.main.view.selection
        assert chosen is not None and p.main.session.page.text[slice(*chosen)] == third
        await p.keys("l")
        await p.screen("LikeScreen")
        assert third in rows(p), "the same list again"
        await p.keys("m")
        await p.aside()
        assert first not in rows(p)
        await p.keys("escape")
        await p.home()

    play(offered, script, source="water")
    same_but_for_offers(offered, before, lines)


def test_more_like_a_code_of_the_codebook(offered: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("d")
        await p.type("school")
        await p.keys("ctrl+l")
        await p.screen("LikeScreen")
        await p.aside()
        await p.until(lambda: rows(p))
        assert "More like “school”" in shown(p, "#head")
        assert any("juf" in row or "klas" in row for row in rows(p))
        await p.keys("escape")
        await p.home()

    play(offered, script, source="water")


def test_where_nothing_is_coded(tmp_path: Path) -> None:
    import read_study

    path = read_study.make(tmp_path / "fresh")
    with study.open_study(path) as s:
        coding.uncode(s, [r["id"] for r in coding.listing(s).dicts()])

    async def script(p: Player) -> None:
        await p.keys("l")
        await p.screen("CodePicker")
        await p.keys("enter")
        await p.screen("LikeScreen")
        await p.aside()
        await p.keys("y", "x", "enter", "escape")
        await p.home()

    play(path, script)
