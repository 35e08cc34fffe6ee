"""The full-screen coder as a whole: mouse, two programs, files that cannot be written, sizes, what it says and remembers.

Over 400 lines: what needs the whole coder, with its mouse and a second program.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from read_study import INTERVIEW, Player, play
from textual.geometry import Offset

from qda.core.errors import QdaError
from qda.ops.coding import codebook, coding
from qda.ops.sources import import_list
from qda.ops.study import study
from qda.ops.theory import memos
from qda.tui.actions import ACTIONS, default_keys
from qda.tui.app import place
from qda.tui.main_screen import MainScreen
from qda.tui.screens.help import text as help_text
from qda.tui.session import reading_positions
from qda.tui.session.settings import Settings

TIME = "It takes time."
SIZES = [(80, 24), (100, 30), (120, 40), (200, 60)]


def lines(p: Player) -> list[str]:
    """What is on the screen, as text."""
    return ["".join(s.text for s in strip) for strip in p.app.screen._compositor.render_strips()]


def cell_of(p: Player, words: str) -> Offset:
    """Where words stand on the screen."""
    for y, row in enumerate(lines(p)):
        if words in row:
            return Offset(row.index(words), y)
    raise AssertionError(f"{words!r} is not on the screen")


async def drag(p: Player, first: str, last: str) -> None:
    """Drag from the beginning of some words to the end of others."""
    a, b = cell_of(p, first), cell_of(p, last)
    await p.pilot.mouse_down(offset=a)
    await p.pilot.hover(offset=Offset(b.x + len(last) - 1, b.y))
    await p.pilot.mouse_up(offset=Offset(b.x + len(last) - 1, b.y))
    await p.pilot.pause()


def test_a_drag_selects_and_a_key_codes(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await drag(p, "takes time", "takes time")
        assert p.main.session.page.text[slice(*p.main.view.selection or (0, 0))] == "takes time"
        await p.keys(".")
        assert ("interview", "own course", "takes time") in p.codings()

    play(read_file, script)


def test_sticky_codes_each_selection_by_mouse(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("t")
        await drag(p, "takes time", "takes time")
        await p.until(lambda: ("interview", "own course", "takes time") in p.codings())
        await p.pilot.click(offset=cell_of(p, "Nobody"), times=2)
        await p.until(lambda: ("interview", "own course", "Nobody") in p.codings())
        await p.keys("t")
        await drag(p, "form", "form")
        assert len(p.codings()) == 5

    play(read_file, script)


def test_a_click_in_the_margin_means_that_coding(read_file: Path) -> None:
    async def script(p: Player) -> None:
        row = next(y for y, text in enumerate(lines(p)) if "answering" in text and y > 0)
        await p.pilot.click(offset=Offset(lines(p)[row].index("answering") + 2, row))
        await p.keys("x")
        assert len(p.codings()) == 2

    play(read_file, script)


def test_panels_by_mouse(read_file: Path) -> None:
    async def script(p: Player) -> None:
        await p.keys("o")
        at = cell_of(p, "zlast")
        await p.pilot.click(offset=at, times=2)
        await p.until(lambda: p.main.session.page.name == "zlast")

    play(read_file, script, size=(120, 40))


def test_what_another_program_writes_is_seen_and_what_went_is_no_harm(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        assert p.main.meant().name == "answering"
        with study.open_study(read_file, coder="ben") as other:
            coding.uncode(other, [2])
            coding.code(other, "interview", ["patience"], quote=TIME)
            codebook.rename(other, "trust", "trusting")
        await p.keys("x")
        assert not [c for c in p.codings() if c[1] in ("answering", "trusting")], "the one that is left is meant"
        await p.keys("x")
        await p.say("there is no coding here")
        assert "patience" in [c.name for c in p.main.session.page.codings]
        await p.keys("u", "u", "u", "u")
        assert ("interview", "patience", TIME) in p.codings(), "undo keeps to anna's work"
        with study.open_study(read_file, coder="ben") as other:
            coding.code(other, "interview", ["later"], quote="Nobody trusts a form.")
        await p.until(
            lambda: "later" in [c.name for c in p.main.session.page.codings], "within a second, without a key"
        )

    play(read_file, script)


def test_a_source_that_is_removed_elsewhere(read_file: Path) -> None:
    async def script(p: Player) -> None:
        with study.open_study(read_file) as other:
            sources_remove(other, "interview")
        await p.keys("j")
        assert p.main.session.page.name == "note"
        await p.say("interview was removed")
        with study.open_study(read_file) as other:
            sources_remove(other, "note")
            sources_remove(other, "zlast")
        await p.pilot.press("j")
        await p.until(lambda: p.app._exit)

    play(read_file, script)


def sources_remove(s: object, name: str) -> None:
    """Remove a source."""
    from qda.ops.sources import edit

    edit.remove(s, name)  # type: ignore[arg-type]


def test_a_study_that_is_being_written_is_waited_for_and_then_one_line_says_so(
    read_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qda.tui.session.session.BUSY_MS", 20)

    async def script(p: Player) -> None:
        p.go(TIME)
        with study.open_study(read_file) as other:
            other.writable()
            other.db.execute("begin immediate")
            await p.keys(".")
            await p.say("another program is writing")
            other.db.execute("rollback")
        assert len(p.codings()) == 3
        await p.keys(".")
        assert len(p.codings()) == 4

    play(read_file, script)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_study_that_cannot_be_written_is_read(read_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.access  # the superuser may write anywhere: say what a person would be told
    monkeypatch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and real(path, mode, **more))

    async def script(p: Player) -> None:
        p.go(TIME)
        await p.keys("j", "/")
        await p.screen("AskLine")
        await p.type("form")
        await p.keys("enter")
        await p.home()
        await p.keys(".")
        await p.say("cannot be written here")
        await p.keys("u")
        await p.say("cannot be written here")
        await p.keys("q")

    play(read_file, script)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_shows_the_page_and_where_one_is(size: tuple[int, int], read_file: Path) -> None:
    async def script(p: Player) -> None:
        shown = lines(p)
        assert len(shown) == size[1]
        assert all(len(row) == size[0] for row in shown)
        assert shown[0].startswith(" interview")
        assert any("People trust us" in row for row in shown)
        assert "? help" in shown[-1]
        side, left = p.main.query_one("#side"), p.main.query_one("#sources")
        assert side.display is (size[0] >= 110)
        assert left.display is (size[0] >= 150)
        await p.keys("o")
        assert left.display
        assert any("zlast" in row for row in lines(p))
        await p.keys("escape")
        assert left.display is (size[0] >= 100), "below a hundred columns it lies over the page, and goes"
        await p.keys("\\")
        assert side.display is (size[0] < 110)

    play(read_file, script, size=size)


def test_what_hangs_here_is_shown_at_the_side(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go("answer the phone")
        await p.pilot.pause()
        shown = "\n".join(lines(p))
        for words in ("note: first", "Before", "definition yet", "#4 turn · R1"):
            assert words in shown, words
        memos.add(p.study, "Said [bold]so[/bold] \x1b[31m.", on=["coding:2"])
        p.main.study_changed()
        await p.pilot.pause()
        shown = "\n".join(lines(p))
        assert "[bold]so[/bold]" in shown, "text is data"
        assert "\x1b" not in shown

    play(read_file, script, size=(130, 60))


def test_nothing_in_a_text_is_obeyed(read_file: Path) -> None:
    async def script(p: Player) -> None:
        shown = "\n".join(lines(p))
        assert "\u202e" not in shown
        p.go("信頼")
        await p.keys("W", ".")
        assert ("note", "own course", "信") in p.codings() or ("note", "own course", "信頼") in p.codings()
        p.go("👩‍👩‍👧")
        await p.keys("right")
        assert p.main.view.cursor == p.at("👩‍👩‍👧") + len("👩‍👩‍👧"), "one character to the eye, one key"

    play(read_file, script, source="note")


def test_where_one_was_is_remembered_outside_the_study(read_file: Path) -> None:
    before = read_file.read_bytes()

    async def script(p: Player) -> None:
        await p.keys("ctrl+n")
        p.go("Vertrouwen")
        await p.keys("q")

    play(read_file, script)
    assert read_file.read_bytes() == before, "coming and going is no change"
    with study.open_study(read_file) as s:
        assert place(s, "") == (2, len("Een eigen koers varen.\n\n"))
        assert place(s, "int") == (1, 0), "a unique beginning is enough"
        with pytest.raises(QdaError, match="did you mean 'interview'"):
            place(s, "intervieuw")


def test_a_place_that_cannot_be_kept_is_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    reading_positions.remember(tmp_path / "qda.db", "x", 3)
    assert reading_positions.last(tmp_path / "qda.db") is None
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    reading_positions.remember(tmp_path / "qda.db", "x", 3)
    assert reading_positions.last(tmp_path / "qda.db") == ("x", 3)
    (tmp_path / "state/qda/places.json").write_text('{"a": [1], "b"')
    assert reading_positions.last(tmp_path / "qda.db") is None


def test_a_study_without_sources(tmp_path: Path) -> None:
    study.init(tmp_path)
    with study.open_study(tmp_path) as s, pytest.raises(QdaError, match="`qda import FILE` brings texts in"):
        place(s, "")


def test_help_and_palette_list_every_action(read_file: Path) -> None:
    settings = Settings(keys=default_keys() | {"undo": ("f9",)})
    shown = help_text(settings.keys, "x.toml").plain
    for action in ACTIONS:
        assert action.help in shown
        assert action.name in shown
    assert "f9" in shown

    async def script(p: Player) -> None:
        listed = {c.title for c in p.app.get_system_commands(p.main)}
        assert listed == {a.name.replace("_", " ") for a in ACTIONS}
        p.go(TIME)
        await p.keys(".", "u")
        assert len(p.codings()) == 4, "u is no longer undo"
        await p.keys("f9")
        assert len(p.codings()) == 3

    play(read_file, script, settings=settings)


def test_undo_of_a_screenful_gives_equal_tables(read_file: Path) -> None:
    from filled_study import dump

    async def script(p: Player) -> None:
        before, log = dump(p.study.db), p.main.session.last
        p.go(TIME)
        await p.keys(".", "j", "i", ".", "x", "k", ">", "<", "x", "j")
        n = p.main.session.last - log
        assert n >= 6
        for _ in range(n):
            await p.keys("u")
        assert dump(p.study.db) == before

    play(read_file, script)


def test_a_name_that_two_codes_have_is_given_by_its_path(read_file: Path) -> None:
    with study.open_study(read_file) as s:
        codebook.add(s, "pace", under="standing")
        codebook.add(s, "pace", under="closeness")

    async def script(p: Player) -> None:
        p.go(TIME)
        await p.keys("c")
        await p.screen("CodePicker")
        await p.type("pace")
        await p.keys("down", "enter")
        await p.home()
        assert ("interview", "pace", TIME) in p.codings()

    play(read_file, script)


def test_several_codes_at_once_are_one_change(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go(TIME)
        await p.keys("c")
        await p.screen("CodePicker")
        await p.keys("tab", "tab", "enter")
        await p.home()
        assert len([c for c in p.codings() if c[2] == TIME]) == 2
        await p.keys("u")
        assert not [c for c in p.codings() if c[2] == TIME]

    play(read_file, script)


def test_ten_thousand_sources_are_not_read_at_the_start(tmp_path: Path) -> None:
    """Counted in statements of SQL, as no clock can be trusted."""
    counts = []
    for n in (10, 400):
        folder = tmp_path / str(n)
        folder.mkdir()
        for i in range(n):
            (folder / f"{i:03}.txt").write_text(f"Text {i}. " + INTERVIEW, encoding="utf-8")
        study.init(folder, coder="anna", language="en")
        with study.open_study(folder) as s:
            import_list.import_texts(s, [str(folder / f"{i:03}.txt") for i in range(n)])
        seen: list[str] = []

        async def script(p: Player, seen: list[str] = seen) -> None:
            p.study.db.set_trace_callback(seen.append)
            await p.keys("j", "ctrl+n", "o", "down", "enter")
            p.study.db.set_trace_callback(None)

        play(folder / "qda.db", script, source="000", size=(160, 40))
        counts.append(len(seen))
    assert abs(counts[1] - counts[0]) <= 30, counts


def qda(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The program itself, with pipes for streams."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "qda", *args],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_without_a_terminal_there_is_one_line(read_file: Path) -> None:
    done = qda(read_file.parent, "read")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: `qda read` needs a terminal")
    assert done.stderr.count("\n") == 1


def test_the_bindings_are_the_table(read_file: Path) -> None:
    async def script(p: Player) -> None:
        assert isinstance(p.app.screen, MainScreen)
        bound = {b.action for b in type(p.main).BINDINGS}
        assert bound == {f"act('{a.name}')" for a in ACTIONS if a.keys}

    play(read_file, script)


def test_without_colour_signs_carry_what_is_meant(read_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(p: Player) -> None:
        assert p.app.no_color and p.app.native_ansi_color, "no greys either"
        p.select("takes time")
        await p.pilot.pause()
        strips = p.app.screen._compositor.render_strips()
        marked = [s.text for strip in strips for s in strip if "takes time" in s.text and s.style and s.style.reverse]
        assert marked, "a selection is seen by its being reversed"
        p.go("answer the phone")
        await p.pilot.pause()
        assert any("▸answering" in row for row in lines(p)), "the margin points at the coding that is meant"

    play(read_file, script)


@pytest.mark.parametrize("width", [78, 79, 80, 81, 99, 100, 120])
def test_every_row_is_drawn_when_the_screen_opens(width: int, read_file: Path) -> None:
    """A row may be asked for before the size is known; what was drawn then is drawn again."""

    async def script(p: Player) -> None:
        view = p.main.view
        for row in range(len(view.wrap)):
            words = view.wrap.text[slice(*view.wrap.span(row))].split()
            assert all(word in view.render_line(row).text for word in words), (width, row)

    play(read_file, script, size=(width, 40))
