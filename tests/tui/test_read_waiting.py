"""Reading the codings that wait: through all sources, of a category with what is under it, while others write."""

from __future__ import annotations

from pathlib import Path

from offered_study import tables, taken_back
from read_study import Player, play

from qda.ops.coding import autocode, coding
from qda.ops.study import study
from qda.ops.theory import categories
from qda.store.analysis import codes
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
        assert navigation.next_unconfirmed(s.db, backward=True) is not None

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
