"""The full-screen coder where people are shown by pseudonym: no name on the screen, and every offset the stored text's.

Over 400 lines: one walk through every place of the screen that may show a name.
"""

from __future__ import annotations

import re
from pathlib import Path

import named_study
import offered_study
import pytest
from named_study import FENNA, SJOERD, TALK, TALKED, THREAD, leaks
from read_study import Player, play

from qda.ops.coding import coding
from qda.ops.discovery import discovering
from qda.ops.discovery.discovering import Found
from qda.ops.discovery.passages import Reading
from qda.ops.discovery.suggesting import Suggested
from qda.ops.sources import pseudonyms
from qda.ops.study import study
from qda.ops.theory import memos
from qda.reports.theory import selective
from qda.store.analysis import candidates, codings
from qda.store.project import Study
from qda.store.texts import sources
from qda.tui.main_screen import MainScreen

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 44)], ids=["small", "large"])


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A closed study of people with names, shown by pseudonym."""
    return named_study.make(tmp_path / "study", tmp_path / "key.csv")


def screen(p: Player) -> str:
    """What is on the screen."""
    return "\n".join("".join(s.text for s in strip) for strip in p.app.screen._compositor.render_strips())


async def press(p: Player, *keys: str) -> None:
    """Press keys; after each no name may be on the screen."""
    for key in keys:
        await p.keys(key)
        for _ in range(3):
            await p.pilot.pause()
        shown = screen(p)
        assert leaks(shown) == [], (key, shown)


def quote(p: Player, id: int) -> str:
    """The stored words of a coding."""
    held = codings.get(p.study.db, id)
    assert held is not None
    return sources.text(p.study.db, held["source"])[held["start"] : held["end"]]


def last(p: Player) -> int:
    """The number of the coding made last."""
    return int(p.study.db.execute("select max(id) from coding").fetchone()[0])


WALKS = {
    "note": ("tab", "a"), "memo": ("tab", "m"), "memos": ("tab", "M", "enter"), "memo on": ("tab", "comma", "end"),
    "other memo": ("M", "enter"), "code": ("tab", "c", "down", "down", "up"), "new code": ("c", "F", "e", "n", "x"),
    "change": ("tab", "C"), "in vivo": ("j", "i", "u", "r", "u"), "compare": ("tab", "K", "plus", "plus", "1"),
    "property found": ("tab", "K", "3"), "recode": ("tab", "4"), "under": ("tab", "A"), "focused": ("tab", "F"),
    "relate": ("tab", "R", "enter", "enter"), "place": ("tab", "P", "enter", "enter"),
    "paradigm": ("D", "enter", "tab", "tab", "v"), "relation": ("D", "enter", "n"), "evidence": ("D", "enter", "e"),
    "selective": ("L", "down", "k", "down", "enter"), "judging": ("L", "j"), "story": ("L", "s"), "core": ("L", "w"),
    "quotes": ("Q", "enter", "down", "enter"), "codebook": ("d", "down", "down"), "sources": ("o", "down", "enter"),
    "search": ("slash", "P", "0", "2", "enter", "n", "N", "slash"), "other source": ("ctrl+n", "tab", "tab"),
    "study": ("f", "P", "0", "1", "enter", "down", "enter", "f"), "by segment": ("S", "c"), "sticky": ("t", "v", "w", "enter"),
    "links": ("m", "left_square_bracket", "left_square_bracket"), "undo": ("tab", "x", "u", "r", "u"),
    "respan": ("tab", "greater_than_sign", "less_than_sign", "right_parenthesis", "left_parenthesis"),
    "refused": ("P", "K", "2"), "side": ("backslash", "tab", "e", "E"), "theme": ("T", "ctrl+k"),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("walk", sorted(WALKS))
def test_no_name_is_on_the_screen(walk: str, size: tuple[int, int], named: Path) -> None:
    async def script(p: Player) -> None:
        await press(p, "g", *WALKS[walk])
        assert re.search(r"\bP0\d", screen(p)), "and pseudonyms are"

    play(named, script, source=TALKED, size=size, veiled=True)


def found(study: Study) -> list[Found]:
    """A candidate with names in its label, terms and quotes."""
    number, text = study.db.execute("select id, text from source where name = ?", (TALKED,)).fetchone()
    at = text.index("Ik sprak")
    quotes = [(number, at, text.index(" Zandbergens plan")), (number, text.index("Ja. FENNA"), len(text) - 1)]
    terms = [{"term": t, "count": 2, "sources": 1} for t in ("plan van Zandbergen", "Fenna", "Sjoerd ter Braak")]
    return [Found("plan van Zandbergen", terms, 2.0, quotes, frozenset({number}), frozenset({1, 2}))]


@BOTH
@offered_study.NEEDS
def test_no_name_is_on_the_screens_of_what_is_offered(
    size: tuple[int, int], named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reading("nl", 120, 12, True, ["Fenna is read"], "", "", ["lemmas"])
    monkeypatch.setattr(discovering, "_find", lambda study, *_: (found(study), [read]))

    async def script(p: Player) -> None:
        await p.keys("O")
        await p.aside()
        await press(p, "right", "left", "n")
        await p.type(" nu")
        await press(p, "enter")
        assert [c.shown for c in candidates.read(p.study.db).values()] == ["plan van Zandbergen nu"], "stored as it is"
        await press(p, "a", "enter")
        await p.screen("Confirm")
        await press(p, "enter")
        await p.home()
        assert re.search(r"\bP0\d", screen(p))
        await press(p, "Y", "y", "escape", "l")
        await p.aside()
        await press(p, "down", "up", "enter")
        await p.keys("escape")
        await press(
            p, "g", "tab", "exclamation_mark", "down", "enter", "escape", "dollar_sign", "down", "enter", "escape"
        )
        await press(p, "c")
        p.app.screen.suggest(  # type: ignore[attr-defined]
            [Suggested(1, 1, 1, 0, 9, "", 1.0, [(1, "Sjoerd ter Braak over vertrouwen")], ["fenna", "braak"])]
        )
        await press(p, "up", "down", "up")

    play(named, script, source=TALKED, size=size, veiled=True)


def test_revealed_all_is_as_it_was(named: Path) -> None:
    async def script(p: Player) -> None:
        assert p.main.session.page.map is None and p.main.session.page.text == TALK
        assert "Zandbergen" in screen(p)

    play(named, script, source=TALKED)


MADE = {
    "over a name": ("sprak P02 over", "sprak Sjoerd ter Braak over"),
    "before a name": ("Ik sprak", "Ik sprak"),
    "after a name": ("plan is af", "plan is af"),
    "a name": ("P02", "Sjoerd ter Braak"),
    "from within a name": ("02 over", "Sjoerd ter Braak over"),
    "into a name": ("sprak P", "sprak Sjoerd ter Braak"),
    "within a name": ("02", "Sjoerd ter Braak"),
    "over a line's end in a name": ("zei P01. Dat", "zei Fenna\nZandbergen. Dat"),
    "a genitive": ("P01s plan", "Zandbergens plan"),
    "combining accents": ("P04 twijfelt", "Noe\u0308lla Ruiter twijfelt"),
}


@pytest.mark.parametrize("where", sorted(MADE))
def test_a_coding_has_the_offsets_of_the_stored_text(where: str, named: Path) -> None:
    shown, stored = MADE[where]

    async def script(p: Player) -> None:
        before = p.codings()
        p.select(shown)
        await press(p, ".")
        assert quote(p, last(p)) == stored
        start = TALK.index(stored)
        held = codings.get(p.study.db, last(p))
        assert held is not None and (held["start"], held["end"]) == (start, start + len(stored))
        on_page = p.main.session.page.coding(last(p))
        assert on_page is not None
        assert shown in p.main.session.page.text[on_page.start : on_page.end]
        await press(p, "u")
        assert p.codings() == before

    play(named, script, source=TALKED, veiled=True)


def test_a_sentence_is_the_one_that_is_stored(named: Path) -> None:
    """A pseudonym may end in what looks like a sentence's end; the sentences stay those of the stored text."""

    async def script(p: Player) -> None:
        p.go("FENNA" if "FENNA" in p.main.session.page.text else "zeggen dat ook")
        await press(p, ".")
        assert quote(p, last(p)) == "FENNA en ZANDBERGEN zeggen dat ook."
        page = p.main.session.page
        numbered = page.sentences(p.study)
        assert page.text[numbered[1].start : numbered[1].end] == "Goed."

    key = named.parent.parent / "key.csv"
    key.write_text(key.read_text(encoding="utf-8").replace("P01,", "Wie? Zij!,"), encoding="utf-8")
    play(named, script, source=TALKED, veiled=True)


def test_an_end_that_is_not_moved_stays_within_a_name(named: Path) -> None:
    with study.open_study(named) as s:
        coding.code(s, TALKED, ["half"], quote="ter Braak over")

    async def script(p: Player) -> None:
        p.go("over vertrouwen")
        page, id = p.main.session.page, last(p)
        on_page = page.coding(id)
        assert on_page is not None and page.text[on_page.start : on_page.end] == "P02 over"
        p.main.view.active_coding = id
        await press(p, "greater_than_sign")
        assert quote(p, id) == "ter Braak over vertrouwen"
        await press(p, "less_than_sign", "less_than_sign")
        assert quote(p, id) == "ter Braak"
        await press(p, "left_parenthesis")
        assert quote(p, id) == "sprak Sjoerd ter Braak"

    play(named, script, source=TALKED, veiled=True)


def test_the_cursor_is_never_within_a_pseudonym(named: Path) -> None:
    async def script(p: Player) -> None:
        view, page = p.main.view, p.main.session.page
        name = p.at("P02 over")
        p.main.view.jump(name - 1)
        for key, at in (("right", name), ("right", name + 3), ("left", name), ("left", name - 1)):
            await press(p, key)
            assert view.cursor == at, key
        await press(p, "g")
        for key in ("down", "w", "down", "down", "l", "k", "b", "W", "W") * 3:
            await press(p, key)
            assert page.inside(view.cursor) is None
            assert view.selection is None or (page.inside(view.selection[0]), page.inside(view.selection[1])) == (
                None,
                None,
            )

    play(named, script, source=TALKED, size=(60, 20), veiled=True)


def test_the_mouse_takes_a_whole_pseudonym(named: Path) -> None:
    async def script(p: Player) -> None:
        rows = screen(p).split("\n")
        y = next(i for i, row in enumerate(rows) if "sprak P02" in row)
        x = rows[y].index("P02")
        await p.pilot.mouse_down(offset=(x + 1, y))
        await p.pilot.hover(offset=(x + 5, y))
        await p.pilot.mouse_up(offset=(x + 5, y))
        await press(p, ".")
        assert quote(p, last(p)) == "Sjoerd ter Braak ov"

    play(named, script, source=TALKED, veiled=True)


@pytest.mark.parametrize("sought", ["Fenna", FENNA, "fenna zandbergen", "zei P01"])
def test_a_search_finds_people_by_either_name(sought: str, named: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("slash")
        await p.type(sought)
        await press(p, "enter")
        chosen = p.main.view.selection
        assert chosen is not None and FENNA in p.main.session.page.text[slice(*chosen)]

    play(named, script, source=TALKED, veiled=True)


def test_letters_of_a_name_find_nothing(named: Path) -> None:
    async def script(p: Player) -> None:
        for sought in ("fenn", "andb", "olkje"):
            assert not p.main.view.find(sought)

    play(named, script, source=TALKED, veiled=True)


def test_the_study_is_searched_by_either_name(named: Path) -> None:
    async def script(p: Player) -> None:
        counts = []
        for sought in (FENNA, f"{FENNA} OR niets", "fenna OR zandbergen*"):
            await p.keys("f", *["ctrl+a", "ctrl+k"])
            await p.type(sought)
            await press(p, "enter")
            await p.screen("Choose")
            counts.append(len(p.app.screen.items))  # type: ignore[attr-defined]
            await press(p, "escape")
            await p.home()
        assert counts[0] == counts[1] == 6, counts
        await p.keys("f", "ctrl+a", "ctrl+k")
        await p.type("P03")
        await press(p, "enter", "up", "enter")
        await p.home()
        assert p.main.session.page.name == THREAD
        chosen = p.main.view.selection
        assert chosen is not None and p.main.session.page.text[slice(*chosen)] == "P03"

    play(named, script, source=TALKED, veiled=True)


def test_lists_are_narrowed_by_either_name(named: Path) -> None:
    async def script(p: Player) -> None:
        for typed, found in (("gesprek-zandb", [TALKED]), (f"gesprek-{FENNA}", [TALKED]), ("over p01", [THREAD])):
            await p.keys("o")
            await p.type(typed)
            panel = p.main.query_one("#sources")
            assert [row.text for row in panel.rows.rows] == found, typed  # type: ignore[attr-defined]
            await p.keys("escape", "d")
            await p.type(typed.replace("gesprek", "van").replace("over", "plan van").replace("-", " "))
            book = p.main.query_one("#codebook")
            assert [row.text.split("· ")[-1] for row in book.rows.rows] == ["plan van Zandbergen"]  # type: ignore[attr-defined]
            await p.keys("escape")
        p.select("Dat telt")
        await p.keys("c")
        await p.type(f"plan van {FENNA}")
        await p.keys("enter")
        await p.home()
        assert (TALKED, "plan van Zandbergen", "Dat telt") in p.codings(), (
            "no second code with a pseudonym for its name"
        )

    play(named, script, source=TALKED, size=(160, 44), veiled=True)


def test_in_vivo_takes_what_was_said_and_says_so(named: Path) -> None:
    async def script(p: Player) -> None:
        p.select("P01s plan")
        await press(p, "i")
        assert ("Zandbergens plan", "Zandbergens plan") in {c[1:] for c in p.codings()}
        assert "keeps the name that was said" in p.main.message
        p.main.view.jump(p.at("Ik sprak"), p.at("Dat telt"))
        await press(p, "i")
        await p.screen("AskLine")
        await p.type("P01's moeder")
        await press(p, "enter")
        await p.home()
        assert "Fenna's moeder" in {c[1] for c in p.codings()}

    play(named, script, source=TALKED, veiled=True)


def test_a_memo_that_is_changed_keeps_its_names(named: Path) -> None:
    async def script(p: Player) -> None:
        await press(p, "g", "tab", "M", "enter")
        await p.screen("MemoBox")
        await p.type(" Zo zei P02 het, niet P04.")
        await press(p, "ctrl+s")
        await p.home()
        first = memos.show(p.study, 1).fields
        assert first["text"] == (
            "Fenna Zandbergen en [[participant:Sjoerd ter Braak]] over [[coding:1]]. Zo zei Sjoerd ter Braak het, niet P04."
        )
        assert first["title"] == "Bij Zandbergen"
        await press(p, "u")
        assert memos.show(p.study, 1).fields["text"].endswith("[[coding:1]].")

    play(named, script, source=TALKED, veiled=True)


def test_a_memo_left_as_it_is_changes_nothing(named: Path) -> None:
    async def script(p: Player) -> None:
        before = p.main.session.last
        await press(p, "g", "tab", "M", "enter", "ctrl+s")
        assert p.main.session.last == before

    play(named, script, source=TALKED, veiled=True)


def test_a_link_goes_by_what_is_shown(named: Path) -> None:
    async def script(p: Player) -> None:
        await press(p, "m", "left_square_bracket", "left_square_bracket")
        await p.screen("Choose")
        await p.type(SJOERD)
        rows = p.app.screen.found.rows  # type: ignore[attr-defined]
        at = next(i for i, row in enumerate(rows) if row.right == "participant")
        p.app.screen.found.go(at)  # type: ignore[attr-defined]
        await press(p, "enter")
        await p.screen("MemoBox")
        await press(p, "ctrl+s")
        await p.home()
        assert memos.show(p.study, 4).fields["text"] == "[[participant:Sjoerd ter Braak]]"

    play(named, script, source=TALKED, veiled=True)


def test_notes_and_the_storyline_keep_their_names(named: Path) -> None:
    async def script(p: Player) -> None:
        await press(p, "g", "tab", "a")
        await p.screen("AskText")
        await p.type(" Ook nu.")
        await press(p, "ctrl+s")
        await p.home()
        held = codings.get(p.study.db, p.main.meant().id)
        assert held is not None and held["note"] == "Fenna wijst naar Braak Ook nu."
        await press(p, "L", "s")
        await press(p, "end")
        await p.type(" Zie P04.")
        await press(p, "ctrl+s")
        story = selective.storyline(p.study).fields["text"]
        assert story.startswith("Eerst Fenna, dan [[category:") and "van Zandbergen. Later Braak. Zie P04." in story
        await press(p, "k", "enter")

    play(named, script, source=TALKED, veiled=True)


def test_what_is_written_when_the_terminal_dies_keeps_its_names(named: Path) -> None:
    async def script(p: Player) -> None:
        await press(p, "g", "tab", "M", "enter")
        await p.type(" Nog iets")
        p.app.screen.rescue()  # type: ignore[attr-defined]
        assert memos.show(p.study, 1).fields["text"].startswith("Fenna Zandbergen en [[participant:Sjoerd ter Braak]]")

    play(named, script, source=TALKED, veiled=True)


def test_names_that_come_meanwhile_are_shown_by_pseudonym(named: Path) -> None:
    async def script(p: Player) -> None:
        p.go("Dat telt")
        at = p.main.place()
        with study.open_study(named) as other:
            pseudonyms.pseudonymise(other, str(named.parent.parent / "key.csv"), also={"moeder": "Q9"})
        p.main.look()
        await p.pilot.pause()
        assert "Q9" in p.main.session.page.text and "moeder" not in screen(p)
        assert p.main.place() == at, "the cursor is where it was in the text"
        with study.open_study(named) as other:
            pseudonyms.off(other)
        p.main.look()
        await p.pilot.pause()
        assert p.main.session.page.text == TALK and p.main.place() == at

    play(named, script, source=TALKED, veiled=True)


def test_the_place_is_remembered_in_the_stored_text(named: Path) -> None:
    async def leave(p: Player) -> None:
        p.go("Dat telt")
        await p.keys("q")

    play(named, leave, source=TALKED, veiled=True)

    async def back(p: Player) -> None:
        assert isinstance(p.app.screen, MainScreen)
        assert p.main.session.page.text[p.main.view.cursor :].startswith("Dat telt")

    play(named, back, source=TALKED)
    play(named, back, source=TALKED, veiled=True)
