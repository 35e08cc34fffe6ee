"""What another program does while something is asked or written here, places where much lies, and words in messages."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from read_study import INTERVIEW, Player, play
from textual.widgets import Input, Static, TextArea

from qda.ops.coding import autocode, codebook, coding
from qda.ops.sources import edit, import_list
from qda.ops.study import study
from qda.ops.theory import memos, relations
from qda.store.project import Study
from qda.store.texts.people import left_out
from qda.tui.document.margin import NAMES, Stripe, rows
from qda.tui.document.paint import _luminance, code_colour
from qda.tui.panels.comparison import ComparePanel
from qda.tui.panels.here import MOST, SidePanel

TIME = "It takes time."
PHONE = "People trust us when we answer the phone."


def memo_texts(s: Study) -> list[str]:
    return [text for (text,) in s.db.execute("select text from memo order by id")]


def lines(p: Player) -> list[str]:
    return ["".join(s.text for s in strip) for strip in p.app.screen._compositor.render_strips()]


@pytest.mark.parametrize("way", ["c", "i"])
def test_a_source_that_goes_while_a_code_is_picked_codes_nothing_elsewhere(read_file: Path, way: str) -> None:
    async def script(p: Player) -> None:
        p.go("We went to see the family" if way == "i" else TIME)
        await p.keys(way)
        await p.screen("CodePicker" if way == "c" else "AskLine")
        with study.open_study(read_file, coder="ben") as other:
            edit.remove(other, "interview")
        await p.until(lambda: p.main.session.page.name != "interview")
        await p.type("tru" if way == "c" else "went")
        await p.keys("enter")
        await p.home()
        await p.say("nothing was coded")
        assert p.codings() == [("note", "own course", "eigen koers")]

    play(read_file, script)


def test_a_source_that_gets_another_text_stays_on_the_page(read_file: Path, tmp_path: Path) -> None:
    async def script(p: Player) -> None:
        (tmp_path / "interview.txt").write_text("An opening line.\n\n" + INTERVIEW, encoding="utf-8")
        with study.open_study(read_file, coder="ben") as other:
            edit.remove(other, "interview")
            import_list.import_texts(other, [str(tmp_path / "interview.txt")])
            with other.change("source set") as c:  # a newer text is a new row that takes over the uuid
                c.update(
                    "source", other.db.execute("select max(id) from source").fetchone()[0], uuid=p.main.session.uuid
                )
        await p.until(lambda: "opening line" in p.main.session.page.text)
        assert p.main.session.page.name == "interview"
        await p.say("got another text")

    play(read_file, script)


def test_what_is_pointed_at_stays_when_an_earlier_quote_comes_before_it(read_file: Path) -> None:
    async def script(p: Player) -> None:
        coding.code(p.study, "interview", ["trust"], quote=TIME)
        coding.code(p.study, "zlast", ["trust"], quote="It has two sentences.")
        p.main.study_changed()
        p.go(TIME)
        await p.keys("K", "+")
        held = p.main.compared.against
        assert held is not None
        with study.open_study(read_file, coder="ben") as other:
            coding.code(other, "note", ["trust"], quote="Vertrouwen")
        await p.until(lambda: p.main.compared.panel is not None and p.main.compared.panel.stretches == 3)
        assert p.main.compared.against == held
        await p.keys("+", "+")
        while p.main.compared.against is not None:
            await p.keys("+")
        with study.open_study(read_file, coder="ben") as other:
            coding.code(other, "zlast", ["trust"], quote="One more text.")
        await p.until(lambda: p.main.compared.panel is not None and p.main.compared.panel.stretches == 4)
        assert p.main.compared.against is None, "the code as a whole stays it"

    play(read_file, script)


def test_a_sticky_code_that_goes_ends_sticky(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("t")
        with study.open_study(read_file, coder="ben") as other:
            codebook.remove(other, "own course")
        await p.until(lambda: not p.main.sticky)
        assert "sticky is off" in p.main.message

    play(read_file, script)


def test_a_note_is_not_lost_when_its_coding_goes(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys("a")
        await p.screen("AskText")
        await p.type("words")
        with study.open_study(read_file, coder="ben") as other:
            coding.uncode(other, [2])
        await p.keys("ctrl+s")
        assert type(p.app.screen).__name__ == "AskText", "told first"
        await p.keys("ctrl+s")
        await p.home()
        assert "words" in memo_texts(p.study)

    play(read_file, script)


def test_a_note_that_another_changed_is_told_before_it_is_replaced(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("People trust us")
        await p.keys("a")
        await p.screen("AskText")
        await p.type(" mine")
        with study.open_study(read_file, coder="ben") as other:
            coding.set_coding(other, [1], note="theirs")
        await p.keys("ctrl+s")
        assert any("theirs" in row for row in lines(p))
        await p.keys("ctrl+s")
        await p.home()
        assert next(r["note"] for r in coding.listing(p.study).dicts() if r["id"] == 1) == "first mine"

    play(read_file, script)


@pytest.mark.parametrize("box", ["a", "m"])
def test_a_terminal_that_dies_loses_nothing_though_the_coding_went(read_file: Path, box: str) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys(box)
        await p.screen("AskText" if box == "a" else "MemoBox")
        await p.type("half a thought")
        with study.open_study(read_file, coder="ben") as other:
            coding.uncode(other, [2])
        os.kill(os.getpid(), signal.SIGHUP)
        await p.pilot.pause(0.1)

    play(read_file, script)
    with study.open_study(read_file) as s:
        assert "half a thought" in memo_texts(s)


def test_a_memo_on_what_has_gone_is_told_and_saved(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys("m")
        await p.screen("MemoBox")
        await p.type("a thought")
        with study.open_study(read_file, coder="ben") as other:
            coding.uncode(other, [2])
        await p.keys("ctrl+s")
        assert any("gone meanwhile" in row for row in lines(p))
        await p.keys("ctrl+s")
        await p.home()
        assert "a thought" in memo_texts(p.study)

    play(read_file, script)


@pytest.mark.parametrize("removed", [True, False])
def test_a_memo_that_another_removed_or_changed(read_file: Path, removed: bool) -> None:
    async def script(p: Player) -> None:
        p.go("People trust us")
        await p.keys("M")
        await p.screen("Choose")
        await p.keys("enter")
        await p.screen("MemoBox")
        await p.type(" And mine.")
        with study.open_study(read_file, coder="ben") as other:
            memos.remove(other, [1]) if removed else memos.edit(other, 1, text="Theirs.")
        await p.keys("ctrl+s")
        assert any("meanwhile" in row for row in lines(p))
        await p.keys("ctrl+s")
        await p.home()
        texts = memo_texts(p.study)
        assert texts == ["Trust comes before the form. And mine."]

    play(read_file, script)


def test_what_could_not_be_read_is_read_at_the_next_look(read_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(p: Player) -> None:
        import sqlite3

        def locked() -> bool:
            monkeypatch.undo()
            raise sqlite3.OperationalError("database is locked")

        monkeypatch.setattr(p.main.session, "reload", locked)
        with study.open_study(read_file, coder="ben") as other:
            coding.code(other, "interview", ["patience"], quote=TIME)
        await p.until(lambda: "patience" in [c.name for c in p.main.session.page.codings])

    play(read_file, script)


@pytest.mark.parametrize("size", [(80, 24), (30, 10)])
def test_the_line_to_type_in_is_in_sight_under_long_words(read_file: Path, size: tuple[int, int]) -> None:
    async def script(p: Player) -> None:
        long = p.main.session.page
        p.main.view.jump(0, len(long.text))
        await p.keys("i")
        await p.screen("AskLine")
        box = p.app.screen.query_one(Input).region
        assert 0 <= box.y < size[1] and box.height == 1
        assert any("enter: done" in row for row in lines(p))
        await p.keys("pagedown", "escape")
        p.go(TIME)
        await p.keys("c")
        await p.screen("CodePicker")
        assert any("type some letters" in row for row in lines(p))

    play(read_file, script, size=size)


def test_the_cursor_stays_in_sight_beside_the_comparison_and_in_fewer_rows(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("G", "K")
        view = p.main.view
        assert not view.region.overlaps(p.main.query_one("#compare", ComparePanel).region)
        for size in ((80, 24), (80, 8), (80, 40), (80, 6)):
            await p.pilot.resize_terminal(*size)
            await p.pilot.pause()
            row = view.wrap.row_of(view.cursor) - view.scroll_offset.y
            assert 0 <= row < view.size.height, size

    play(read_file, script, size=(80, 24))


def test_the_picker_says_what_a_code_means_once(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go(TIME)
        await p.keys("c")
        await p.screen("CodePicker")
        await p.type("trust")
        await p.pilot.pause()
        assert sum("That one counts on another." in row for row in lines(p)) == 1
        assert any(PHONE[:20] in row for row in lines(p)), "an earlier quote is in sight"

    play(read_file, script, size=(80, 24))


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_hints_at_the_bottom_are_whole(read_file: Path, width: int) -> None:
    async def script(p: Player) -> None:
        assert "…" not in lines(p)[-1] and "c code" in lines(p)[-1]

    play(read_file, script, size=(width, 24))


def test_a_few_of_a_thousand_codings_on_one_place_are_told(read_file: Path) -> None:
    async def script(p: Player) -> None:
        coding.code(p.study, "interview", [f"code {n}" for n in range(60)], quote=TIME)
        p.main.study_changed()
        p.go(TIME)
        await p.keys("\\")
        panel = p.main.query_one(SidePanel)
        assert panel.has_class("-on")
        told = str(panel.query_one("#here").render())
        assert told.count("“It takes time.”") == MOST
        assert "and 40 codings more" in told

    play(read_file, script, size=(100, 30))
    many = [Stripe(n, n, 0, 0, f"c{n}", active=n == 40) for n in range(60)]
    shown = rows(many, 0, 3, 5)[0].names
    assert len(shown) == NAMES and ("▸c40", 40) in shown


def test_names_of_codes_can_be_read_on_either_ground() -> None:
    for dark, ground in ((True, 0.006), (False, 0.745)):
        for n in range(200):
            for given in ("", "#ffff00", "#000080"):
                seen = _luminance(code_colour(n, given, dark))
                a, b = max(seen, ground) + 0.05, min(seen, ground) + 0.05
                assert a / b >= 4.4, (n, given, dark)


def test_messages_are_in_words_of_the_screen(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("r")
        assert p.main.message == "there is nothing of anna to redo"
        p.go("answer the phone")
        await p.keys("4")
        await p.screen("CodePicker")
        await p.type("answering")
        await p.keys("enter")
        await p.home()
        assert "has that code already: 1 or 2 keeps" in p.main.message

    play(read_file, script)


REFUSED_LINKS = {
    "code:nothing": "! there is no code 'nothing'; d shows them",
    "source:nowhere": "! there is no source 'nowhere'; o shows them",
    "segment:interview": "! 'interview': name a segment as SOURCE#N, by its number in the source",
    "participant:Nobody": "! there is no participant 'Nobody'; the list of participants has them",
    "coding:99": "! there is no coding '99'; give its number: Q shows those of a code",
}


@pytest.mark.parametrize("link", REFUSED_LINKS)
def test_a_link_to_nothing_is_refused_in_words_of_the_screen(link: str, read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys("m")
        await p.screen("MemoBox")
        p.app.screen.query_one("#text", TextArea).load_text(f"see [[{link}]]")
        await p.keys("ctrl+s")
        assert str(p.app.screen.query_one("#problem", Static).render()) == REFUSED_LINKS[link]

    play(read_file, script)


def test_an_undo_that_is_refused_names_no_option(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go(TIME)
        await p.keys("c")
        await p.screen("CodePicker")
        await p.type("time")
        await p.keys("enter")
        await p.home()
        with study.open_study(read_file, coder="ben") as other:
            coding.code(other, "note", ["time"], quote="eigen koers")
        await p.keys("u")
        await p.say("later changes rest on it")
        assert p.main.message.startswith("cannot undo #") and "code by ben" in p.main.message
        assert p.main.message.endswith(". Take these back first")

    play(read_file, script)


def test_a_study_that_is_damaged_is_said_to_be(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.main.refused(sqlite3.DatabaseError("database disk image is malformed"))
        assert p.main.message == (
            "the study is damaged (database disk image is malformed): `qda check` lists what is found; go back to a backup"
        )
        p.main.say(left_out(7)[0])
        assert p.main.message == "7 words of researchers are not counted"

    play(read_file, script)


def test_where_there_are_no_words_nothing_is_asked(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.main.view.jump(0, len("Interviewer"))
        p.main.view.skip_boilerplate = False
        blank = p.main.session.page.text.index("\n\n")
        p.main.view.jump(blank, blank + 2)
        for key in ("c", ".", "i"):
            await p.keys(key)
            await p.say("select the words first")
        assert len(p.codings()) == 3

    play(read_file, script)


def test_a_property_found_in_comparing_gets_its_ends_when_one_places(read_file: Path) -> None:
    async def script(p: Player) -> None:
        coding.code(p.study, "interview", ["trust"], quote=TIME)
        p.main.study_changed()
        p.go(TIME)
        await p.keys("3")
        await p.screen("Choose")
        await p.type("speed")
        await p.keys("enter")
        await p.screen("AskLine")
        await p.type("slow")
        await p.keys("enter")
        await p.home()
        assert "`qda" not in p.main.message and "P asks for them" in p.main.message
        await p.keys("P")
        await p.screen("Choose")
        await p.type("speed")
        await p.keys("enter")
        await p.pilot.pause()
        await p.keys("enter")
        await p.screen("AskLine")
        await p.type("slow, quick")
        await p.keys("enter")
        await p.screen("Choose")
        await p.keys("enter")
        await p.screen("AskLine")
        await p.keys("enter")
        await p.home()
        assert p.last_line().startswith("axial place")

    play(read_file, script)


def test_text_areas_are_there(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.keys("m")
        await p.screen("MemoBox")
        assert p.app.screen.query_one(TextArea).size.height >= 3, "room to write in a low window"

    play(read_file, script, size=(30, 10))


def test_what_coding_refuses_and_notes_names_keys(read_file: Path) -> None:
    async def choose(p: Player, key: str, name: str) -> None:
        await p.keys(key)
        await p.screen("CodePicker")
        await p.type(name)
        await p.keys("enter")
        await p.home()

    with study.open_study(read_file) as s:
        coding.code(s, "interview", ["standing"], quote="answer the phone")
        autocode.autocode(s, "time", match=TIME, unit="match")
        relations.relate(s, "standing", "causes", "closeness", status="supported", supporting=[4])

    async def script(p: Player) -> None:
        p.select(TIME)
        await choose(p, "c", "time")
        await p.say("coding 5 was there already: 'time' on this stretch; it is unconfirmed: y confirms it")
        p.go("answer the phone")
        p.main.view.active_coding = 4
        await choose(p, "C", "answering")
        await p.say("coding 2 is that code on that stretch already: x removes this one")
        await p.keys("x")
        await p.say("relation 1 is supported and has no quote for it now: R gives it one, or another status")
        assert "qda" not in p.main.message

    play(read_file, script)
