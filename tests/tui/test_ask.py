"""The small screens: lines, texts, choices, the code picker, the memo box. All by keys, at 80 x 24."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from dialog_app import OPEN, DialogApp, build, changes, dump, log, play, screen_text, sound
from textual.widgets import Static, TextArea

from qda.ops.coding import coding
from qda.ops.theory import memos
from qda.store.analysis import memos as kept
from qda.store.project import Study
from qda.tui.screens.code_picker import Code, CodePicker, Picked, load_codes
from qda.tui.screens.memo_editor import MemoBox
from qda.tui.widgets.chooser import Choose, ChooseSeveral, Item
from qda.tui.widgets.fuzzy import Finder, Sought
from qda.tui.widgets.list_view import Found, Row
from qda.tui.widgets.prompts import AskLine, AskText, Confirm

FRUIT = [Item("apple", 1, "red"), Item("pear", 2), Item("plum [bold]x[/]", 3, detail="\x1b[31mdark\x1b[0m")]
CODES = [
    Code(1, "trust", "trust", "category", ("confidence",), "Belief that another will act well.", "talk", "hope", 5),
    Code(2, "public value", "public value", definition="What public work leaves behind."),
    Code(3, "the secretary's role", "the secretary's role"),
    Code(4, "waiting", "the secretary's role/waiting", codings=2),
]


@pytest.fixture
def coded(study: Study) -> Study:
    return build(study)


def see(into: list[str]) -> Callable[[DialogApp], None]:
    return lambda app: into.append(screen_text(app))


class TestLine:
    def test_gives_what_was_typed(self, study: Study) -> None:
        assert play(study, AskLine("Name"), "' as it is ", "enter").result == "as it is"

    def test_escape_gives_nothing(self, study: Study) -> None:
        assert play(study, AskLine("Name", "old"), "'x", "escape").result is None

    def test_an_empty_line_stays_unless_it_is_allowed(self, study: Study) -> None:
        assert play(study, AskLine("Name"), "enter").result == OPEN
        assert play(study, AskLine("Note", "old", empty=True), "ctrl+u", "enter").result == ""

    def test_a_check_says_why_not(self, study: Study) -> None:
        seen: list[str] = []
        screen = AskLine("Name", check=lambda typed: None if typed == "yes" else f"not {typed}")
        app = play(study, screen, "'no", "enter", lambda a: seen.append(screen_text(a)), "ctrl+u", "'yes", "enter")
        assert "! not no" in seen[0] and app.result == "yes"

    def test_nothing_in_a_value_is_obeyed(self, study: Study) -> None:
        seen: list[str] = []
        play(study, AskLine("[red]Note[/]", "a\x1b[2Jb", detail="[b]q[/b]\x1b]0;t\x07"),
             lambda a: seen.append(screen_text(a)))  # fmt: skip
        assert "\x1b" not in seen[0] and "[red]Note[/]" in seen[0] and "[b]q[/b]" in seen[0] and "a [2Jb" in seen[0]


class TestConfirm:
    @pytest.mark.parametrize(("key", "given"), [("y", True), ("n", False), ("escape", False), ("enter", False)])
    def test_answers(self, study: Study, key: str, given: bool) -> None:
        assert play(study, Confirm("Sure?", "It goes."), key).result is given

    def test_enter_is_the_default(self, study: Study) -> None:
        assert play(study, Confirm("Sure?", default=True), "enter").result is True


class TestText:
    def test_gives_several_lines(self, study: Study) -> None:
        assert play(study, AskText("Note"), "'one", "enter", "'two", "ctrl+s").result == "one\ntwo"

    def test_escape_leaves_at_once_when_nothing_was_written(self, study: Study) -> None:
        assert play(study, AskText("Note", "as\x85it\u2028was"), "escape").result is None

    def test_escape_asks_when_something_would_be_lost(self, study: Study) -> None:
        assert play(study, AskText("Note", "old"), "'x", "escape").result == OPEN
        assert play(study, AskText("Note", "old"), "'x", "escape", "n", "ctrl+s").result == "oldx"
        assert play(study, AskText("Note", "as\x85it\u2028was"), "ctrl+s").result == "as\x85it\u2028was"
        assert play(study, AskText("Note", "old"), "'x", "escape", "y").result is None

    def test_a_refused_text_stays(self, study: Study) -> None:
        seen: list[str] = []
        screen = AskText("Note", "words", save=lambda text: "there is no such thing")
        app = play(study, screen, "ctrl+s", lambda a: seen.append(screen_text(a)))
        assert app.result == OPEN and "! there is no such thing" in seen[0] and "words" in seen[0]

    def test_what_is_written_when_the_app_ends_is_handed_over(self, study: Study) -> None:
        kept: list[str] = []
        play(study, AskText("Note", "old", rescue=kept.append), "' more", lambda a: a.exit())
        play(study, AskText("Note", "old", rescue=kept.append), lambda a: a.exit())
        play(study, AskText("Note", "old", rescue=kept.append), "' more", "ctrl+s")
        play(study, AskText("Note", "old", rescue=kept.append), "' more", "escape", "y")
        assert kept == ["old more"]


class TestChoose:
    def test_by_letters(self, study: Study) -> None:
        assert play(study, Choose("Which?", FRUIT), "'pe", "enter").result == FRUIT[1]

    def test_by_arrows_and_round_the_end(self, study: Study) -> None:
        assert play(study, Choose("Which?", FRUIT), "down", "down", "enter").result == FRUIT[2]
        assert play(study, Choose("Which?", FRUIT), "up", "enter").result == FRUIT[2]

    def test_by_mouse(self, study: Study) -> None:
        assert play(study, Choose("Which?", FRUIT), ("#found", (3, 1), 1)).result == OPEN
        assert play(study, Choose("Which?", FRUIT), ("#found", (3, 1), 1), "enter").result == FRUIT[1]
        assert play(study, Choose("Which?", FRUIT), ("#found", (3, 1), 1), ("#found", (3, 1), 1)).result == FRUIT[1]
        assert play(study, Choose("Which?", FRUIT), ("#found", (3, 2), 2)).result == FRUIT[2]

    def test_a_new_one_only_where_it_is_allowed(self, study: Study) -> None:
        assert play(study, Choose("Which?", FRUIT), "'fig", "enter").result == OPEN
        assert play(study, Choose("Which?", FRUIT, new=True), "'fig", "enter").result == Item("fig", is_new=True)

    def test_escape(self, study: Study) -> None:
        assert play(study, Choose("Which?", FRUIT), "'pe", "escape").result is None

    def test_nothing_in_a_list_is_obeyed(self, study: Study) -> None:
        seen: list[str] = []
        play(study, Choose("Which?", FRUIT), "up", lambda a: seen.append(screen_text(a)))
        assert "plum [bold]x[/]" in seen[0] and "\x1b" not in seen[0] and "␛[31mdark" in seen[0]

    def test_the_cursor_is_seen_without_colour(self, study: Study) -> None:
        seen: list[str] = []
        play(study, Choose("Which?", FRUIT), "down", lambda a: seen.append(screen_text(a)))
        assert "▸ pear" in seen[0]

    def test_several(self, study: Study) -> None:
        app = play(study, ChooseSeveral("Which?", FRUIT), "tab", "ctrl+@", "enter")
        assert app.result == FRUIT[:2]
        assert play(study, ChooseSeveral("Which?", FRUIT), "down", "enter").result == [FRUIT[1]]
        assert play(study, ChooseSeveral("Which?", FRUIT), "tab", "up", "tab", "'pl", "enter").result == [FRUIT[2]]


class TestPicker:
    def test_the_keys_for_a_code_that_is_there(self, study: Study) -> None:
        for typed, path in (("'tr", "trust"), ("'pv", "public value"), ("'wai", "the secretary's role/waiting"),
                            ("'con", "trust"), ("'sec", "the secretary's role")):  # fmt: skip
            assert len(typed) - 1 + 2 <= 5  # with the key that opens it and enter
            assert play(study, CodePicker(CODES), typed, "enter").result.names == [path], typed

    def test_recent_ones_first(self, study: Study) -> None:
        assert play(study, CodePicker(CODES, recent=[4, 2]), "enter").result == Picked((4,), (CODES[3].path,))
        assert play(study, CodePicker(CODES, recent=[4, 2]), "down", "enter").result.ids == (2,)

    def test_a_new_code(self, study: Study) -> None:
        app = play(study, CodePicker(CODES), "'being late", "enter")
        assert app.result == Picked((), (), "being late") and app.result.names == ["being late"]

    def test_a_new_code_that_looks_like_another_is_last_and_warned_of(self, study: Study) -> None:
        seen: list[str] = []
        app = play(study, CodePicker(CODES), "'trusts", lambda a: seen.append(screen_text(a)), "enter")
        assert "close to “trust”" in seen[0] and "new code “trusts”" in seen[0]
        assert app.result.ids == (1,)
        assert play(study, CodePicker(CODES), "'trusts", "up", "enter").result.new == "trusts"

    def test_a_name_or_alias_is_never_offered_as_new(self, study: Study) -> None:
        for typed in ("'trust", "'confidence", "'TRUST"):
            seen: list[str] = []
            play(study, CodePicker(CODES), typed, see(seen))
            assert "new code" not in seen[0]

    def test_a_name_that_cannot_be(self, study: Study) -> None:
        seen: list[str] = []
        app = play(study, CodePicker(CODES), "'" + "q" * 201, "enter", lambda a: seen.append(screen_text(a)))
        assert app.result == OPEN and "200 is the most" in seen[0]

    def test_several_and_a_new_one(self, study: Study) -> None:
        app = play(study, CodePicker(CODES), "tab", "tab", "'later", "enter")
        assert app.result == Picked((1, 2), ("trust", "public value"), "later")

    def test_only_one_that_is_there(self, study: Study) -> None:
        screen = CodePicker(CODES, several=False, new=False)
        assert play(study, screen, "'zzzz", "enter").result == OPEN
        assert play(study, CodePicker(CODES, several=False, new=False), "tab", "enter").result.ids == (2,)

    def test_what_the_code_means_is_shown_and_told(self, study: Study) -> None:
        seen: list[str] = []
        app = play(study, CodePicker(CODES), lambda a: seen.append(screen_text(a)), "down", "'zzz", "escape")
        assert "Belief that another will act well." in seen[0]
        assert "include: talk" in seen[0] and "exclude: hope" in seen[0] and "also: confidence" in seen[0]
        assert app.seen == [1, 2, None] and app.result is None

    def test_of_a_study(self, coded: Study) -> None:
        before = dump(coded)
        known = load_codes(coded)
        assert [c.path for c in known][:3] == ["lone", "public value", "public value/deciding"]
        picked = play(coded, CodePicker(known), "'dec", "enter").result
        assert dump(coded) == before
        coding.code(coded, "one", picked.names, quote="Nobody objects.")
        assert log(coded)[0][0] == "code"

    def test_there_is_room_for_the_list(self, study: Study) -> None:
        many = [Code(n, f"code number {n}", f"code number {n}", definition="long " * 60) for n in range(40)]
        for beside, size, least in ((None, (80, 24), 9), (Static("q"), (80, 24), 4), (Static("q"), (140, 40), 20)):
            heights: list[int] = []

            def look(app: DialogApp, into: list[int] = heights) -> None:
                into.append(app.screen.query_one("#found").region.height)

            play(study, CodePicker(many, beside=beside), look, size=size)
            assert heights[0] >= least

    def test_an_empty_codebook(self, study: Study) -> None:
        assert play(study, CodePicker([]), "'first", "enter").result.new == "first"
        assert play(study, CodePicker([]), "tab", "enter").result == OPEN


class TestFuzzy:
    NAMES = (
        "trust",
        "trust is named",
        "public value",
        "the secretary's role",
        "café au lait",
        "Straßenbahn",
        "自由 koers",
    )

    def best(self, typed: str) -> str | None:
        hits = Finder([Sought(n) for n in self.NAMES]).find(typed)
        return self.NAMES[hits[0].at] if hits else None

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("trust", "trust"), ("value public", "public value"), ("publc vlaue", "public value"),
            ("scretary", "the secretary's role"), ("role secr", "the secretary's role"), ("tsr", "the secretary's role"),
            ("CAFE", "café au lait"), ("strasse", "Straßenbahn"), ("自", "自由 koers"), ("publicvalue", "public value"),
            ("named", "trust is named"), ("zzz", None),
        ],
    )  # fmt: skip
    def test_finds(self, typed: str, name: str | None) -> None:
        assert self.best(typed) == name

    def test_name_then_alias_then_definition(self) -> None:
        things = [Sought("c", (), "about delay"), Sought("b", ("delay",)), Sought("delay")]
        assert [h.at for h in Finder(things).find("delay")] == [2, 1, 0]

    def test_what_only_shares_a_word_is_not_meant(self) -> None:
        finder = Finder([Sought("trust")])
        assert not any(h.sure for h in finder.find("trust in the council"))
        assert finder.find("trust")[0].sure

    def test_any_text_is_safe(self) -> None:
        finder = Finder([Sought("\ud800x"), Sought(" "), Sought("("), Sought("a" * 5000)])
        for typed in ("(", "\ud800", "\\", "[", " ", "a" * 300, "\u202e"):
            finder.find(typed)

    def test_typing_on_finds_what_typing_at_once_does(self) -> None:
        rng = random.Random(11)
        words = ["trust", "named", "value", "public", "the", "rôle", "of", "a", "vast-ness", "d'accord"]

        def some(n: int) -> str:
            return " ".join(rng.choices(words, k=rng.randint(1, n)))

        things = [Sought(some(4), (some(2),) * rng.randint(0, 1), rng.choice(["", some(5)])) for _ in range(150)]
        asked = Finder(things)  # of every letter, as a person types
        found = 0
        for _ in range(60):
            typed = " ".join(w[: rng.randint(1, 5)] for w in rng.choices(words, k=3))
            for end in [*range(1, len(typed) + 1), len(typed) // 2]:
                hits = asked.find(typed[:end])
                assert hits == Finder(things).find(typed[:end]), typed[:end]
                assert asked.ranked(typed[:end]) == [(h.distance, h.at) for h in hits]
                found += len(hits)
        assert found > 1000

    def test_rows_made_when_asked_for_are_a_list_of_rows(self) -> None:
        made: list[int] = []

        def row(at: int) -> Row:
            made.append(at)
            return Row(f"code {at}", value=at)

        rows = Found([Row("above", value=4, heading=True), *range(50_000)], row)
        rows.insert(len(rows), Row("new", value="x"))
        assert len(rows) == 50_002 and not made
        assert (rows[0].text, rows[3].text, rows[-1].text) == ("above", "code 2", "new")
        assert [r.text for r in rows[2:4]] == ["code 1", "code 2"] and made == [2, 1, 2]
        rows[3] = Row("marked", value=2, marked=True)
        assert rows[3].marked and rows.place(2) == 3 and rows.place(4) == 5, "a heading is no place"
        assert rows.place("x") == 50_001 and rows.place(-1) is None and rows.place(None) is None
        del rows[0]
        assert rows[0].text == "code 0" and list(rows)[2].text == "marked"

    def test_of_a_large_codebook_only_the_rows_in_sight_are_made(
        self, study: Study, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many = [Code(n, f"a code {n}", f"a code {n}") for n in range(1, 3001)]
        picker, made, row_of = CodePicker(many), [], CodePicker.row_of
        monkeypatch.setattr(CodePicker, "row_of", lambda self, at: made.append(at) or row_of(self, at))
        result = play(study, picker, "'code 2999", "enter").result
        assert result.paths == ("a code 2999",)
        assert 0 < len(made) < 3000, "of ten letters typed"


class TestMemoBox:
    def test_writes_a_memo_on_a_coding(self, coded: Study) -> None:
        n = changes(coded)
        app = play(coded, MemoBox(app_desk(coded), ["coding:1"]), "'a thought", "enter", "'on two lines", "ctrl+s")
        memo = kept.one(coded.db, app.result)
        assert (memo.type, memo.title, memo.text) == ("code", "a thought", "a thought\non two lines")
        assert [str(x) for x in memo.on] == ["coding:1"]
        assert changes(coded) == n + 1 and log(coded)[0][0] == "memo add" and sound(coded)

    def test_type_and_title(self, coded: Study) -> None:
        steps = ("'text", "shift+tab", "'Heading", "shift+tab", "'j", "ctrl+s")
        app = play(coded, MemoBox(app_desk(coded), ["source:one"]), *steps)
        memo = kept.one(coded.db, app.result)
        assert (memo.type, memo.title, memo.text) == ("journal", "Heading", "text")

    def test_ctrl_t_turns_the_type(self, coded: Study) -> None:
        app = play(coded, MemoBox(app_desk(coded), []), "'text", "ctrl+t", "ctrl+s")
        assert kept.one(coded.db, app.result).type == "methodological"

    def test_a_link_to_nothing_keeps_the_text(self, coded: Study) -> None:
        before, seen = dump(coded), list[str]()
        box = MemoBox(app_desk(coded), [])
        app = play(coded, box, lambda a: a.screen.query_one("#text", TextArea).load_text("see [[code:nothing]]"), "ctrl+s",
                   lambda a: seen.append(screen_text(a)), "escape", "y")  # fmt: skip
        assert "there is no code 'nothing'" in seen[0] and "see [[code:nothing]]" in seen[0]
        assert app.result is None and dump(coded) == before

    def test_links_are_completed(self, coded: Study) -> None:
        app = play(coded, MemoBox(app_desk(coded), []), "'see [[", "'tru", "enter", "' and", "ctrl+s")
        assert memos.text(coded, app.result) == "see [[category:trust]] and"

    def test_escape_changes_nothing(self, coded: Study) -> None:
        before = dump(coded)
        assert play(coded, MemoBox(app_desk(coded), ["coding:1"]), "escape").result is None
        assert play(coded, MemoBox(app_desk(coded), ["coding:1"]), "'x", "escape", "y").result is None
        assert play(coded, MemoBox(app_desk(coded), ["coding:1"]), "ctrl+s", "escape").result is None
        assert dump(coded) == before

    def test_changes_a_memo(self, coded: Study) -> None:
        memos.add(coded, "old text", title="Title", type="journal")
        app = play(coded, MemoBox(app_desk(coded), memo=1), "' more", "ctrl+s")
        assert app.result == 1 and memos.text(coded, 1) == "old text more"
        assert kept.one(coded.db, 1).title == "Title" and log(coded)[0][0] == "memo edit"

    def test_what_is_written_when_the_app_ends_is_saved(self, coded: Study) -> None:
        play(coded, MemoBox(app_desk(coded), ["coding:1"]), "'half a thought", lambda a: a.exit())
        memo = kept.one(coded.db, 1)
        assert memo.title == "half a thought (unfinished)" and memo.text == "half a thought"
        play(coded, MemoBox(app_desk(coded), []),
             lambda a: a.screen.query_one("#text", TextArea).load_text("a [[code:no]] b"), lambda a: a.exit())  # fmt: skip
        assert memos.text(coded, 2) == "a [ [code:no]] b" and sound(coded)

    def test_a_terminal_that_closes(self, coded: Study) -> None:
        import os
        import signal

        if not hasattr(signal, "SIGHUP"):
            pytest.skip("this system has no such signal")
        play(coded, MemoBox(app_desk(coded), []), "'half", lambda a: os.kill(os.getpid(), signal.SIGHUP))
        assert memos.text(coded, 1) == "half"


def app_desk(study: Study) -> Any:
    """A desk that only holds the study."""
    return DialogApp(study)
