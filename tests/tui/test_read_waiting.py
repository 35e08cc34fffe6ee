"""Reading the codings that wait: through all sources, of a category with what is under it, while others write."""

from __future__ import annotations

from pathlib import Path

from offered_study import tables, taken_back
from read_study import Player, make, play

from qda.ops.coding import autocode, codebook, coding
from qda.ops.study import study
from qda.ops.theory import categories
from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.queries import navigation


def test_unconfirmed_codings_of_a_category_are_read_through_all_sources(offered: Path) -> None:
    before, lines = tables(offered)
    with study.open_study(offered) as s:
        autocode.autocode(s, "pumps", match="pompen")
        autocode.autocode(s, "pumps", match="groep acht")
        autocode.autocode(s, "elsewhere", match="boss")
        categories.category(s, "means", ["pumps"])
        waiting = [r for r in coding.listing(s).dicts() if not r["confirmed"]]
        pumps = [r for r in waiting if r["code"] == "pumps"]
        assert {r["source"] for r in pumps} == {"water", "school"} and len(pumps) < len(waiting)
        assert navigation.next_waiting(s.db, backward=True) is not None

    async def script(p: Player) -> None:
        await p.keys("Y")
        await p.screen("Choose")
        assert [i.name for i in p.app.screen.items] == ["all of them", "pumps", "elsewhere"]  # type: ignore[attr-defined]
        await p.keys("escape")
        await p.home()
        p.main.begin_reading(next(i for i, name in codes.names(p.study.db).items() if name == "means"))
        for n, row in enumerate(pumps):
            page, chosen = p.main.session.page, p.main.view.selection
            assert page.name == row["source"] and p.main.meant().id == row["id"]
            assert chosen is not None and row["text"] in page.text[slice(*chosen)] and page.text[chosen[1] - 1] in ".”"
            assert f"{len(pumps) - n} to read" in p.main.message
            await p.keys("y")
        await p.say("every coding of the list is read")
        left = [r["code"] for r in coding.listing(p.study).dicts() if not r["confirmed"]]
        assert left and set(left) == {"elsewhere"}

    play(offered, script, source="work")
    after = taken_back(offered, lines)
    assert after == before


def test_what_came_meanwhile_does_not_disturb_the_reading(offered: Path) -> None:
    with study.open_study(offered) as s:
        autocode.autocode(s, "pumps", match="pompen")
        ids = [r["id"] for r in coding.listing(s).dicts() if not r["confirmed"]]

    async def script(p: Player) -> None:
        await p.keys("Y")
        assert p.main.meant().id == ids[0]
        with study.open_study(offered, coder="ben") as other:
            coding.uncode(other, ids[:2])
            coding.confirm(other, ids[2:])
        await p.keys("Y")
        await p.say("every coding of the list is read")
        await p.keys("y")
        assert "there is no coding here" in p.main.message or "confirmed" in p.main.message

    play(offered, script, source="water")


def stale(s: Study) -> list[int]:
    return [row["id"] for row in coding.listing(s, stale=True).dicts()]


def test_stale_codings_are_read_with_what_the_definition_was_and_is(tmp_path: Path) -> None:
    file = make(tmp_path / "study")
    with study.open_study(file) as s:
        codebook.define(s, "trust", definition="That one counts on an office.")
        codebook.define(s, "answering", definition="To pick up.")
        codebook.define(s, "answering", definition="To pick up at once.", exclude="machines")
        coding.code(s, "note", ["trust"], quote="Vertrouwen")
        autocode.autocode(s, "trust", match="family")
        before, lines = tables(file)
        assert stale(s) == [1, 2]
        (unread,) = [r["id"] for r in coding.listing(s).dicts() if not r["confirmed"]]

    async def script(p: Player) -> None:
        await p.keys("Y")
        await p.screen("Choose")
        items = [(i.name, i.hint) for i in p.app.screen.items]  # type: ignore[attr-defined]
        assert items == [("all of them", "3 codings"), ("trust", "2"), ("answering", "1")]
        await p.keys("enter")
        await p.home()
        assert p.main.meant().id == 1 and p.main.session.page.name == "interview"
        assert "“trust” was defined anew on 20" in p.main.message and "3 to read" in p.main.message
        assert "then “That one counts on another.” · now “That one counts on an office.”" in p.main.message
        await p.keys("y")
        assert p.main.meant().id == 2 and "2 to read" in p.main.message
        assert "then “To pick up.” · now “To pick up at once.”" in p.main.message
        await p.keys("Y")
        assert p.main.meant().id == unread and "by autocode" in p.main.message and "then" not in p.main.message
        await p.keys("y")
        assert p.main.meant().id == 2, "back to what was skipped"
        await p.keys("y")
        await p.say("every coding of the list is read")
        assert stale(p.study) == []
        await p.keys("Y")
        await p.say("every coding is confirmed under the definition of now")

    play(file, script, source="interview")
    assert taken_back(file, lines) == before


def test_a_stale_coding_is_confirmed_where_one_is_and_undone(tmp_path: Path) -> None:
    file = make(tmp_path / "study")

    async def script(p: Player) -> None:
        await p.keys("y")
        p.main.go(1)
        p.main.go_to_coding(1)
        await p.keys("y")
        await p.say("coding 1 is confirmed already")
        with study.open_study(file, coder="ben") as ben:
            codebook.define(ben, "trust", definition="Something else.")
        await p.keys("y")
        await p.say("confirmed 1 coding")
        assert stale(p.study) == []
        await p.keys("y")
        await p.say("coding 1 is confirmed already")
        await p.keys("u")
        assert stale(p.study) == [1]
        await p.keys("Y")
        assert p.main.meant().id == 1
        await p.keys("y")
        await p.say("every coding of the list is read")
        await p.keys("u", "Y")
        assert p.main.meant().id == 1, "what was taken back waits again"
        with study.open_study(file, coder="ben") as ben:
            codebook.define(ben, "trust", definition="That one counts on another.")
        await p.keys("Y")
        await p.say("every coding of the list is read")

    play(file, script, source="interview")


def test_what_is_said_of_a_definition_is_cut_to_the_room_there_is(tmp_path: Path) -> None:
    file = make(tmp_path / "study")
    same = "The same words that go on and on, in a definition of a length that nobody reads to its end, " * 3
    with study.open_study(file) as s:
        codebook.define(s, "trust", definition=same + "up to here.")
        coding.confirm(s, [1])
        codebook.define(s, "trust", definition=same + "but not further [[x]] \x1b[31m red.")

    async def script(p: Player) -> None:
        await p.keys("Y")
        said = p.main.message
        assert len(said) < 3 * p.app.size.width and "\x1b" not in said
        assert "up to here.”" in said and "but not further" in said and said.count("…") >= 2
        await p.pilot.resize_terminal(40, 24)
        await p.keys("Y")
        assert "was defined anew" in p.main.message and "then “" not in p.main.message

    play(file, script, source="interview")
