"""What the screen tells of names, people and coders: like names apart, whose words, whose codings, whose last code."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_study import Player, play

from qda.ops.coding import coding
from qda.ops.sources import participants
from qda.ops.study import study
from qda.ops.theory import relations
from qda.tui.document.margin import Stripe, rows

TIME, FORM = "It takes time.", "Nobody trusts a form."


def screen(p: Player) -> list[str]:
    """The lines that are on the screen."""
    return ["".join(s.text for s in strip) for strip in p.app.screen._compositor.render_strips()]


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)])
def test_names_of_like_codes_in_the_margin_can_be_told_apart(read_file: Path, size: tuple[int, int]) -> None:
    alike = [
        "public value as the city sees it in its yearly report", "public value as citizens see it in its yearly report",
        "public value as nobody sees it in its yearly report", "公共价值作为城市经理所见的东西在年度报告里公共价值作为",
        "公共价值作为城市公民所见的东西在年度报告里公共价值作为",
    ]  # fmt: skip

    async def script(p: Player) -> None:
        for name, quote in zip(alike, ("How do people", TIME, FORM, "we say so at once", "the same day"), strict=True):
            coding.code(p.study, "interview", [name], quote=quote)
        p.main.study_changed()
        await p.pilot.pause()
        seen = [row for y in range(24) if (row := p.main.view._margin_row(y)) is not None]
        shown = [name for row in seen for name, id in row.names if id]
        assert len(shown) == len(set(shown)) >= 5
        assert len(shown) == 7 or any(id == 0 for row in seen for _, id in row.names), "what has no room is counted"
        text = "\n".join(screen(p))
        assert all(name in text for name in shown), "and so they stand on the screen"
        assert sum("…" in name for name in shown) >= 4

    play(read_file, script, size=size)


def test_what_finds_no_room_in_a_row_of_the_margin_is_counted() -> None:
    some = [Stripe(n, n, 0, 0, f"a rather long name, number {n}", confirmed=n != 2, active=n == 4) for n in range(1, 6)]
    assert [name for name, _ in rows(some, 0, 1, 5, 40)[0].names] == ["▸a rath…mber 4", "a r…r 1", "a r…r 2?", "+2"]
    assert [name for name, _ in rows(some, 0, 1, 5, 20)[0].names] == ["▸a rath…umber 4", "+4"]
    assert rows(some[:1], 0, 1, 5, 40)[0].names == (("a rather long name, number 1", 1),)


def test_the_head_says_that_words_are_a_researchers(read_file: Path) -> None:
    """A turn whose label is in the text has no head: there the line at the top says it."""

    async def script(p: Player) -> None:
        p.go("How do people")
        await p.pilot.pause()
        assert "Interviewer (researcher) · " in screen(p)[0]
        p.go(TIME)
        await p.pilot.pause()
        assert "(researcher)" not in screen(p)[0]

    play(read_file, script)


def test_the_head_above_a_post_follows_the_role_of_its_writer(tmp_path: Path) -> None:
    from qda.core.drafts import ReadOptions
    from qda.ops.sources import import_list

    long = "Anna with a name that is far longer than any screen of eighty columns has room for, and then some more"
    (tmp_path / "posts.csv").write_text(
        f'text,author,date,thread\nA first post.,Bea,2020-01-02,t\nA second one.,"{long}",2020-01-03,t\n',
        encoding="utf-8",
    )
    study.init(tmp_path, coder="anna")
    with study.open_study(tmp_path) as s:
        import_list.import_texts(s, [str(tmp_path / "posts.csv")], ReadOptions(form="posts"))

    async def script(p: Player) -> None:
        assert not any("(researcher)" in row for row in screen(p))
        with study.open_study(tmp_path, coder="ben") as other:
            participants.set_values(other, "Bea", {"role": "researcher"})
            participants.set_values(other, long, {"role": "researcher"})
        await p.until(lambda: any("Bea (researcher) · 2020-01-02" in row for row in screen(p)), "the role")
        (row,) = [row for row in screen(p) if "2020-01-03" in row]
        assert "Anna with a na…then some more (researcher) · 2020-01-03" in row

    play(tmp_path, script, source="t", size=(80, 24))


def test_codings_are_counted_by_coder_where_there_are_several(read_file: Path) -> None:
    async def script(p: Player) -> None:
        p.go(TIME)
        await p.pilot.pause()
        assert "2 codings · " in screen(p)[0]
        panel = p.main.query_one("#here")
        assert "in this source" not in str(panel.render())
        with study.open_study(read_file, coder="ben") as other:
            made = coding.code(other, "interview", ["trust"], quote=FORM)
            coding.code(other, "note", ["trust"], quote="Vertrouwen")
        await p.until(lambda: "3 codings: anna 2, ben 1 · " in screen(p)[0], "the counts")
        assert "3 codings in this source: anna 2 · ben 1" in str(panel.render())
        with study.open_study(read_file, coder="ben") as other:
            assert made.table is not None
            coding.uncode(other, [next(iter(made.table.rows))[0]])
        await p.until(lambda: "2 codings · " in screen(p)[0], "one coder again")

    play(read_file, script, size=(140, 30))


def test_comparing_takes_no_code_that_another_program_used_last(read_file: Path) -> None:
    with study.open_study(read_file) as s:
        coding.code(s, "zlast", ["used elsewhere"], quote="One more text.")

    async def script(p: Player) -> None:
        panel = p.main.compared
        p.go("How do people")
        await p.keys("K")
        assert panel.panel is None and "no code here to compare with" in panel._text().plain
        p.go("People trust us")
        await p.pilot.pause()
        assert panel.panel is not None and panel.panel.name == "trust", "the coding under the cursor"
        p.select(TIME)
        p.main.session.code(p.main.view.stretch(), ["answering"])
        with study.open_study(read_file) as other:  # the same coder, in another window
            coding.code(other, "zlast", ["used elsewhere"], quote="It has two sentences.")
        p.go("How do people")
        await p.until(lambda: p.main.session.page.version > 1 and panel.panel is not None, "the code given here")
        assert panel.panel is not None and panel.panel.name == "answering"

    play(read_file, script, size=(140, 30))


def test_removing_a_coding_tells_what_rests_on_a_researcher_alone(read_file: Path) -> None:
    with study.open_study(read_file) as s:
        asked = coding.code(s, "interview", ["trust"], quote="How do people come to trust the office?").table
        assert asked is not None
        relations.relate(s, "standing", "causes", "closeness", supporting=[1, next(iter(asked.rows))[0]])
        relations.status(s, 1, "supported")

    async def script(p: Player) -> None:
        p.go("People trust us")
        await p.keys("x")
        assert "relation 1 is supported on a researcher's words alone now" in p.main.message
        await p.keys("u")
        assert "relation 1" not in p.main.message

    play(read_file, script)
