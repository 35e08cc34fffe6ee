"""Every action of the full-screen coder by its key: do it, then look into the study, and in its log.

Over 400 lines: one script for each action of the coder's table, and a test that none is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filled_study import Dump, dump
from read_study import Player, Script, play
from textual.command import CommandList

from qda.ops.agreement import stability
from qda.ops.coding import autocode, coding
from qda.ops.discovery import suggestions
from qda.ops.study import study
from qda.ops.theory import memos, sampling, sorting, summaries
from qda.reports.theory import axial as axial_reports
from qda.reports.theory import negative_cases
from qda.store import check
from qda.store.analysis import negative_cases as ledger
from qda.store.history.log import original, undo_target
from qda.tui.actions import ACTIONS, BY_NAME
from qda.tui.main_screen import MainScreen

PHONE = "People trust us when we answer the phone."
TIME = "It takes time."
FORM = "Nobody trusts a form."
SCRIPTS: dict[str, Script] = {}


def does(*names: str) -> Callable[[Script], Script]:
    """A script that shows what actions do."""

    def keep(script: Script) -> Script:
        for name in names:
            SCRIPTS[name] = script
        return script

    return keep


@does("code")
async def _code(p: Player) -> None:
    p.go(TIME)
    await p.keys("c")
    await p.screen("CodePicker")
    await p.type("tru")
    await p.keys("enter")
    await p.home()
    assert ("interview", "trust", TIME) in p.codings(), "the sentence needs no selecting, the code three letters"
    assert p.last_line() == f"code: 'trust' on “{TIME}” in interview"
    assert p.last_line() in p.main.message


@does("repeat")
async def _repeat(p: Player) -> None:
    p.go(TIME)
    await p.keys(".")
    assert ("interview", "own course", TIME) in p.codings(), "what the coder used last, also before this start"
    await p.keys("j", ".")
    assert ("interview", "own course", FORM) in p.codings()


@does("in_vivo")
async def _in_vivo(p: Player) -> None:
    p.go(TIME)
    await p.keys("i")
    assert ("interview", TIME, TIME) in p.codings()
    row = next(r for r in coding.listing(p.study).dicts() if r["code"] == TIME)
    assert row["origin"] == "in-vivo"
    p.go("We went to see the family")
    await p.keys("i")
    await p.screen("AskLine")
    await p.type("same day")
    await p.keys("enter")
    await p.home()
    assert any(c == "same day" and q.startswith("We went") for _, c, q in p.codings())


@does("sticky", "confirm_selection")
async def _sticky(p: Player) -> None:
    p.go(TIME)
    await p.keys("t")
    assert p.main.sticky
    await p.keys("s", "enter")
    assert ("interview", "own course", TIME) in p.codings()
    await p.keys("t", "j", "enter")
    await p.screen("CodePicker")
    await p.keys("escape")
    await p.home()
    assert len(p.codings()) == 4


@does("remove")
async def _remove(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("x")
    assert ("interview", "answering", "answer the phone") not in p.codings(), "the innermost is meant"
    assert ("interview", "trust", PHONE) in p.codings()


@does("cycle_coding")
async def _cycle(p: Player) -> None:
    p.go("answer the phone")
    here = [c.name for c in p.main.here()]
    assert here == ["answering", "trust"]
    assert p.main.meant().name == "answering"
    await p.keys("tab")
    assert p.main.meant().name == "trust"
    p.go("How do people")
    await p.keys("tab")
    assert p.main.meant().name == "trust", "where there is none, the next in the text"


@does("change_code")
async def _change_code(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("C")
    await p.screen("CodePicker")
    await p.type("picking up")
    await p.keys("enter")
    await p.home()
    assert ("interview", "picking up", "answer the phone") in p.codings()
    assert p.last_line().startswith("coding set: changed code from 'answering' to 'picking up'")


@does("stretch")
async def _stretch(p: Player) -> None:
    p.go("People trust us")
    p.select(f"{PHONE} {TIME}")
    await p.keys("=")
    row = next(r for r in coding.listing(p.study).dicts() if r["code"] == "trust")
    assert (row["text"], row["note"], row["id"]) == (f"{PHONE} {TIME}", "first", 1), "number and note stay"


@does("end_on", "end_back", "start_on", "start_back")
async def _by_words(p: Player) -> None:
    p.go("answer the phone")
    for key, words in (
        (">", "answer the phone. It"), ("<", "answer the phone."), ("<", "answer the"), (">", "answer the phone"),
        ("(", "we answer the phone"), ("(", "when we answer the phone"), (")", "we answer the phone"),
        (")", "answer the phone"), ("<", "answer the"),
    ):  # fmt: skip
        await p.keys(key)
        assert next(q for _, c, q in p.codings() if c == "answering") == words, key
    for _ in range(3):
        await p.keys("<")
    assert next(q for _, c, q in p.codings() if c == "answering") == "answer"
    await p.say("would be empty")


@does("note")
async def _note(p: Player) -> None:
    p.go("People trust us")
    await p.keys("a")
    await p.screen("AskText")
    await p.keys("end")
    await p.type(" and\nmore")
    await p.keys("ctrl+s")
    await p.home()
    assert next(r["note"] for r in coding.listing(p.study).dicts() if r["code"] == "trust") == "first and\nmore"


@does("confirm")
async def _confirm(p: Player) -> None:
    from qda.ops.coding import autocode

    autocode.autocode(p.study, "form", match="form")
    p.main.study_changed()
    p.go("form.")
    await p.keys("y")
    assert next(r["confirmed"] for r in coding.listing(p.study).dicts() if r["code"] == "form")
    await p.keys("y")
    await p.say("is confirmed already")


@does("undo", "redo")
async def _undo(p: Player) -> None:
    p.go(TIME)
    await p.keys(".", "g", "x", "u")
    await p.say("took back")
    assert "code by anna: 'own course' on" in p.main.message, "in the words of the log"
    assert p.main.view.cursor == p.at(TIME), "the cursor is where it happened"
    assert len(p.codings()) == 3
    await p.keys("g", "r")
    await p.say("brought back")
    assert ("interview", "own course", TIME) in p.codings()
    assert p.main.view.cursor == p.at(TIME)
    for _ in range(20):
        await p.keys("u")
    await p.say("take away the only source")
    assert p.codings() == []
    for _ in range(12):
        await p.keys("r")
    assert len(p.codings()) == 4, "any depth, and back"


@does("memo")
async def _memo(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("m")
    await p.screen("MemoBox")
    await p.type("See [[")
    await p.until(lambda: type(p.app.screen).__name__ != "MemoBox")
    await p.type("trust")
    await p.keys("enter")
    await p.screen("MemoBox")
    await p.keys("ctrl+s")
    await p.home()
    memo = list(memos.listing(p.study).dicts())[-1]
    assert (memo["type"], memo["on"], memo["coder"]) == ("code", ["coding:2"], "anna")
    assert "[[code:trust]]" in memo["text"]


@does("memo_on")
async def _memo_on(p: Player) -> None:
    p.go("answer the phone")
    await p.keys(",")
    await p.screen("Choose")
    await p.type("turn")
    await p.keys("enter")
    await p.screen("MemoBox")
    await p.type("She laughed.")
    await p.keys("ctrl+s")
    await p.home()
    assert list(memos.listing(p.study).dicts())[-1]["on"] == ["segment:interview#4"]


@does("memos")
async def _memos(p: Player) -> None:
    p.go("People trust us")
    await p.keys("M")
    await p.screen("Choose")
    await p.keys("enter")
    await p.screen("MemoBox")
    await p.keys("ctrl+end")
    await p.type(" Or so.")
    await p.keys("ctrl+s")
    await p.home()
    assert next(iter(memos.listing(p.study).dicts()))["text"] == "Trust comes before the form. Or so."


@does("sum_up")
async def _sum_up(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("&")
    await p.screen("Choose")
    await p.keys("enter")
    await p.screen("SummaryBox")
    await p.type("They answer.")
    await p.keys("ctrl+s")
    await p.home()
    assert [(r["row"], r["code"], r["text"]) for r in summaries.listing(p.study).dicts()] == [
        ("interview", "answering", "They answer.")
    ]


@does("home")
async def _home(p: Player) -> None:
    p.go(TIME)
    await p.keys("i", "A")
    await p.screen("Choose")
    await p.type("standing")
    await p.keys("enter")
    await p.home()
    assert p.last_line().startswith("axial category:")
    assert "It takes time." in str(axial_reports.show(p.study, "standing").fields["codes"])


@does("focused")
async def _focused(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("F")
    await p.home()
    assert p.study.db.execute("select level from code where name = 'answering'").fetchone() == ("focused",)


@does("relate")
async def _relate(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("R")
    for typed in ("standing", "causes", "closeness", "for", "supported"):
        await p.until(lambda: not isinstance(p.app.screen, MainScreen))
        await p.answer(typed)
    await p.keys("enter")
    await p.home()
    row = next(axial_reports.listing(p.study).dicts())
    assert (row["a"], row["type"], row["b"], row["status"]) == ("standing", "causes", "closeness", "supported")
    assert row["for_codings"] == [2]


def _comparisons(p: Player) -> list[tuple[Any, ...]]:
    return p.study.db.execute(
        "select x.coding, x.other, c.name, x.outcome, q.name, x.note from comparison x left join code c on c.id = x.code "
        "left join property q on q.id = x.property order by x.id"
    ).fetchall()


@does("compare", "compare_next", "compare_prev")
async def _compare(p: Player) -> None:
    panel = p.main.compared
    p.go("People trust us")
    await p.keys("K")
    await p.until(lambda: panel.has_class("-on") and panel.panel is not None, "the panel")
    assert (
        panel.panel is not None and panel.panel.name == "trust" and "That one counts on another." in panel._text().plain
    )
    assert list(panel.panel.quotes) == [] and panel.against is None, "there is no other quote of trust"
    await p.keys("K")
    assert not panel.has_class("-on")
    p.select("Nobody trusts a form.")
    p.main.session.code(p.main.view.stretch(), ["trust"])
    p.go("People trust us")
    await p.keys("+")  # opens it, and points at what comes after the one quote: the code as a whole
    assert panel.has_class("-on") and panel.panel is not None
    assert [q.text for q in panel.panel.quotes] == ["Nobody trusts a form."]
    assert panel.against is None
    await p.keys("-")
    assert panel.against == panel.panel.quotes[0].id
    assert "Before" in panel._text().plain, "the memo on the code"
    p.go("How do people")
    await p.keys("j")
    await p.keys("g")
    assert panel.panel is not None and panel.panel.name == "trust", "no coding here: the code used last"


@does("same", "differs")
async def _same(p: Player) -> None:
    p.select("Nobody trusts a form.")
    p.main.session.code(p.main.view.stretch(), ["trust"])
    made = p.study.db.execute("select max(id) from coding").fetchone()[0]
    p.go("People trust us")
    await p.keys("1")
    await p.screen("AskLine")
    await p.type("both say who is trusted\n")
    await p.home()
    assert _comparisons(p) == [(1, made, None, "same", None, "both say who is trusted")]
    assert "= same" in p.main.compared._text().plain
    assert p.last_line().startswith(f"compare record: coding 1 and coding {made}: same")
    await p.keys("+", "2")
    await p.screen("AskLine")
    await p.type("colder than the code\n")
    await p.home()
    assert _comparisons(p)[1] == (1, None, "trust", "differs", None, "colder than the code")
    await p.keys("2")
    await p.screen("AskLine")
    await p.keys("escape")
    await p.home()
    assert len(_comparisons(p)) == 2, "left without a line, nothing is kept"
    await p.keys("u", "u")
    assert _comparisons(p) == []


@does("new_property")
async def _new_property(p: Player) -> None:
    p.go("People trust us")
    await p.keys("3")
    await p.screen("Choose")
    await p.type("patience")
    await p.keys("enter")
    await p.screen("AskLine")
    await p.type("it takes time\n")
    await p.home()
    assert _comparisons(p) == [(1, None, "trust", "new-property", "patience", "it takes time")]
    assert p.study.db.execute(
        "select c.name from property q join code c on c.id = q.category where q.name = 'patience'"
    ).fetchone() == ("standing",)


@does("recode")
async def _recode(p: Player) -> None:
    p.go("People trust us")
    await p.keys("4")
    await p.screen("CodePicker")
    await p.type("being reached\n")
    await p.screen("AskLine")
    await p.type("about reach\n")
    await p.home()
    assert _comparisons(p) == [(1, None, "trust", "recode", None, "about reach")]
    assert ("interview", "being reached", "People trust us when we answer the phone.") in p.codings()
    line = p.last_line()
    assert line.startswith("compare record:") and "being reached" in line


@does("place")
async def _place(p: Player) -> None:
    p.go("People trust us")
    await p.keys("P")
    for typed in ("degree", "full", ""):
        await p.until(lambda: not isinstance(p.app.screen, MainScreen))
        await p.answer(typed)
    await p.home()
    assert p.study.db.execute("select coding, value from placement").fetchall() == [(1, "full")]


@does("paradigm")
async def _paradigm(p: Player) -> None:
    await p.keys("D")
    await p.screen("Choose")
    await p.keys("enter")
    await p.screen("ParadigmScreen")
    await p.keys("escape")
    await p.home()


@does("selective")
async def _selective(p: Player) -> None:
    await p.keys("L")
    await p.screen("SelectiveScreen")
    await p.keys("escape")
    await p.home()


@does("search", "search_next", "search_prev")
async def _search(p: Player) -> None:
    await p.keys("/")
    await p.screen("AskLine")
    await p.type("TRUST")
    await p.keys("enter")
    await p.home()
    places = [i for i in range(len(p.main.session.page.text)) if p.main.session.page.text.startswith("trust", i)]
    assert p.main.view.selection == (places[0], places[0] + 5)
    await p.keys("n")
    assert p.main.view.selection == (places[1], places[1] + 5)
    await p.keys("N", "N")
    assert p.main.view.selection == (places[-1], places[-1] + 5), "round the beginning"


@does("search_study")
async def _search_study(p: Player) -> None:
    await p.keys("f")
    await p.screen("AskLine")
    await p.type("sentences")
    await p.keys("enter")
    await p.screen("Choose")
    await p.keys("enter")
    await p.home()
    assert p.main.session.page.name == "zlast"
    a, b = p.main.view.selection or (0, 0)
    assert p.main.session.page.text[a:b] == "sentences"


@does("quotes")
async def _quotes(p: Player) -> None:
    await p.keys("Q")
    await p.screen("CodePicker")
    await p.type("own")
    await p.keys("enter")
    await p.screen("Choose")
    await p.keys("enter")
    await p.home()
    assert p.main.session.page.name == "note"
    assert p.main.meant().name == "own course"


@does("sources")
async def _sources(p: Player) -> None:
    await p.keys("o")
    await p.type("last")
    await p.keys("enter")
    await p.until(lambda: p.main.session.page.name == "zlast")
    await p.until(lambda: p.app.focused is p.main.view)


@does("codebook")
async def _codebook(p: Player) -> None:
    await p.keys("d")
    await p.type("own")
    await p.keys("enter")
    await p.screen("Choose")
    await p.keys("enter")
    await p.home()
    assert p.main.session.page.name == "note"


@does("next_source", "prev_source")
async def _beside(p: Player) -> None:
    p.go(TIME)
    await p.keys("ctrl+n")
    assert p.main.session.page.name == "note"
    await p.keys("ctrl+n", "ctrl+n")
    await p.say("the last source")
    await p.keys("ctrl+p", "ctrl+p")
    assert p.main.session.page.name == "interview"
    assert p.main.view.cursor == p.at(TIME), "where one was"


@does("next_uncoded", "prev_uncoded")
async def _uncoded(p: Player) -> None:
    await p.keys("g", "e")
    first = p.main.view.cursor
    await p.keys("e", "e", "E")
    text = p.main.session.page.text
    assert not [c for c in p.main.session.page.codings if c.start <= p.main.view.cursor < c.end]
    assert p.main.view.cursor > first
    assert text[p.main.view.cursor :].startswith(TIME)


@does("next_of_code", "prev_of_code")
async def _of_code(p: Player) -> None:
    coding.code(p.study, "interview", ["trust"], quote=FORM)
    p.main.study_changed()
    p.go("People trust us")
    await p.keys(";")
    assert p.main.meant().start == p.at(FORM)
    await p.keys(":")
    assert p.main.meant().start == p.at(PHONE)


@does("skip_boilerplate")
async def _skip(p: Player) -> None:
    was = p.main.view.skip_boilerplate
    await p.keys("z")
    assert p.main.view.skip_boilerplate is not was


@does("skip_social")
async def _skip_social(p: Player) -> None:
    was = p.main.view.skip_social
    await p.keys("Z")
    assert p.main.view.skip_social is not was


@does("extend")
async def _extend(p: Player) -> None:
    p.go(TIME)
    await p.keys("v", "w", "w", "v", "c")
    await p.screen("CodePicker")
    await p.type("pace")
    await p.keys("enter")
    await p.home()
    assert ("interview", "pace", "It takes") in p.codings()


@does("select_word", "select_sentence", "select_segment", "select_paragraph", "clear")
async def _select(p: Player) -> None:
    for key, words in (("W", "It"), ("s", TIME), ("p", f"{PHONE} {TIME} {FORM}"), ("S", f"{PHONE} {TIME} {FORM}")):
        p.go(TIME)
        await p.keys(key)
        assert p.main.session.page.text[slice(*p.main.view.selection or (0, 0))].strip() == words, key
    p.go(TIME)
    await p.keys("s", "s")
    assert p.main.session.page.text[slice(*p.main.view.stretch())] == f"{TIME} {FORM}"
    await p.keys("escape")
    assert p.main.view.selection is None


@does("side")
async def _side(p: Player) -> None:
    was = p.main.query_one("#side").display
    await p.keys("\\")
    assert p.main.query_one("#side").display is not was


@does("theme")
async def _theme(p: Player) -> None:
    await p.keys("T")
    assert p.app.theme == "textual-light"
    await p.keys("T")
    assert p.app.theme == "textual-dark"


@does("help")
async def _help(p: Player) -> None:
    await p.keys("?")
    await p.screen("Help")
    await p.keys("escape")
    await p.home()


@does("palette")
async def _palette(p: Player) -> None:
    p.go(TIME)
    await p.keys("ctrl+k")
    await p.screen("CommandPalette")
    await p.type("repeat")
    await p.until(lambda: p.app.screen.query_one(CommandList).option_count)
    await p.keys("down", "enter")
    await p.until(lambda: ("interview", "own course", TIME) in p.codings(), "the palette does what the key does")


@does("quit")
async def _quit(p: Player) -> None:
    await p.keys("q")
    await p.until(lambda: p.app._exit)


@does("review", "review_back")
async def _review(p: Player) -> None:
    await p.keys("H")
    await p.say("no codings are being read")
    await p.keys("Y")
    await p.say("every coding is confirmed")
    autocode.autocode(p.study, "asking", match="we")
    waiting = [r["id"] for r in coding.listing(p.study).dicts() if not r["confirmed"]]
    assert len(waiting) == 3
    p.main.study_changed()
    await p.keys("Y")
    assert p.main.meant().id == waiting[0] and "3 to read" in p.main.message
    await p.keys("Y", "Y", "H")
    assert p.main.meant().id == waiting[1], "two were skipped, and one back"
    await p.keys("y")
    assert p.main.meant().id == waiting[2] and "2 to read" in p.main.message
    await p.keys("x")
    assert p.main.meant().id == waiting[0], "on to the one that was skipped"
    left = {r["id"]: r["confirmed"] for r in coding.listing(p.study).dicts() if r["id"] in waiting}
    assert left == {waiting[0]: 0, waiting[1]: 1}
    await p.keys("u")
    assert p.main.meant().id == waiting[2], "undo goes back to what waits again"
    await p.keys("escape")
    await p.say("2 codings left to read")
    await p.keys("x")
    assert p.main.review is None


@does("discover")
async def _discover(p: Player) -> None:
    await p.keys("O")
    await p.screen("CandidatesScreen")
    await p.aside()
    await p.keys("escape")
    await p.home()


@does("like")
async def _like(p: Player) -> None:
    p.go("answer the phone")
    await p.keys("l")
    await p.screen("LikeScreen")
    await p.aside()
    await p.keys("escape")
    await p.home()


@does("sort_memos")
async def _sort_memos(p: Player) -> None:
    await p.keys("B")
    await p.screen("SortingScreen")
    await p.keys("m")
    await p.screen("Choose")
    await p.type("Trust")
    await p.keys("enter")
    await p.screen("AskLine")
    await p.type("it opens")
    await p.keys("enter")
    await p.screen("SortingScreen")
    await p.until(
        lambda: [(r["pile"], r["because"]) for r in sorting.listing(p.study).dicts()] == [("Trust", "it opens")]
    )
    await p.keys("escape")
    await p.home()


@does("again")
async def _again(p: Player) -> None:
    await p.keys("I")
    await p.say("qda stability draw")
    stability.draw(p.study, n=1, seed=1)
    p.main.study_changed()
    await p.keys("I")
    assert "1 to code again" in p.main.message
    await p.keys("c")
    await p.screen("CodePicker")
    await p.type("trust")
    await p.keys("enter")
    await p.home()
    await p.say("every drawn stretch is coded again")


@does("negative")
async def _negative(p: Player) -> None:
    p.go("People trust us")
    await p.keys("!")
    await p.screen("Choose")
    await p.type("degree")
    await p.keys("enter")
    await p.screen("AskLine")
    await p.type("the form is trusted")
    await p.keys("enter")
    await p.home()
    (case,) = negative_cases.table(p.study.db, ledger.read(p.study.db)).dicts()
    assert (case["against"], case["note"]) == ("property:standing/degree", "the form is trusted")
    await p.keys("!")
    await p.screen("Choose")
    assert [i.value for i in p.app.screen.items][:2] == ["category:standing", "property:standing/degree"]  # type: ignore[attr-defined]
    await p.keys("escape")
    await p.home()


@does("sample")
async def _sample(p: Player) -> None:
    await p.keys("$")
    await p.screen("Choose")
    await p.type("degree")
    await p.keys("enter")
    await p.screen("AskLine")
    await p.type("who trusts a form")
    await p.keys("enter")
    await p.until(lambda: "Whom" in getattr(p.app.screen, "heading", ""))
    await p.type("young ones")
    await p.keys("enter")
    await p.home()
    (entry,) = sampling.listing(p.study).dicts()
    assert (entry["for"], entry["text"], entry["seek"]) == ("standing/degree", "who trusts a form", "young ones")


def test_every_action_has_a_script() -> None:
    motions = {a.name for a in ACTIONS if a.motion}
    assert set(SCRIPTS) == {a.name for a in ACTIONS} - motions
    assert set(SCRIPTS) | motions <= set(BY_NAME)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_action(name: str, read_file: Path) -> None:
    """Done by its key, the study is whole; undone change by change, its tables are what they were."""
    before, lines = tables(read_file), log(read_file)
    play(read_file, SCRIPTS[name])
    with study.open_study(read_file) as s:
        assert list(check.run(s.db)) == []
        while (target := undo_target(s.db, None)) is not None and original(s.db, target).n > lines:
            study.undo(s)
        after = dump(s.db)
        if name in ("discover", "like"):  # undo passes over what was only offered
            assert not [r for r in suggestions.listing(s).dicts() if r["decision"]]
            after |= {table: before[table] for table in ("candidate", "suggestion")}
        assert after == before
        assert list(check.run(s.db)) == []


def tables(path: Path) -> Dump:
    """All recorded tables."""
    with study.open_study(path) as s:
        return dump(s.db)


def log(path: Path) -> int:
    """The number of the last line of the log."""
    with study.open_study(path) as s:
        return int(s.db.execute("select max(id) from change").fetchone()[0])
