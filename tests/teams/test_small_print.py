"""Small print of merges: an alias that is a code there, two times of one confirmation, what links and settlings remember."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from pair import ONE, Pair
from sides import one, parted

from qda.core.errors import Refused
from qda.ops.teams import conflicts
from qda.store.analysis import codes, memos
from qda.store.history.door import Change

EARLY, LATE = "2026-03-03T00:00:00.000000Z", "2026-03-04T00:00:00.000000Z"


def test_a_code_that_theirs_made_is_the_one_that_has_its_name_as_an_alias_here(
    filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, 6, "plicht")
        with sides.theirs.change("make") as c:
            new = codes.make(c, "Plicht")
            c.update("coding", 4, code=new)
        n = one(sides.ours, "select count(*) from code")
        assert sides.merge()["code"] == {"joined": 1}
        assert one(sides.ours, "select count(*) from code") == n
        assert one(sides.ours, "select code from coding where id = 4") == 6


def test_a_name_that_both_gave_one_new_code_stays_as_an_alias(filled_file: Path, tmp_path: Path) -> None:
    """Theirs called a code anew that ours knows by another way: its name there is not lost."""
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            new = codes.make(c, "moed")
            codes.add_alias(c, new, "durf")
        with sides.theirs.change("make") as c:
            codes.make(c, "Durf")
        sides.merge()
        aliases = {n for (n,) in sides.ours.db.execute("select name from code_alias where code = ?", (new,))}
        assert {a.casefold() for a in aliases} == {"durf"} and sides.told() == []


@pytest.mark.parametrize(("mine", "his"), [(EARLY, LATE), (LATE, EARLY), (EARLY, None), (None, EARLY)])
def test_of_two_confirmations_the_later_holds(
    mine: str | None, his: str | None, filled_file: Path, tmp_path: Path
) -> None:
    def confirmed(c: Change) -> None:
        c.update("coding", 1, confirmed_at="2026-03-02T00:00:00.000000Z")

    with parted(filled_file, tmp_path, confirmed) as sides:
        for study, at in ((sides.ours, mine), (sides.theirs, his)):
            with study.change("confirm") as c:
                c.update("coding", 1, confirmed_at=at)
        sides.merge()
        assert one(sides.ours, "select confirmed_at from coding where id = 1") == max(mine or "", his or "")
        assert sides.told() == []


def test_a_placement_that_theirs_moved_to_where_one_of_ours_is(filled_file: Path, tmp_path: Path) -> None:
    """There is one placement of a coding on a property: ours stands, and its note says what theirs had."""
    with parted(filled_file, tmp_path) as sides:
        coding, prop, coder = sides.ours.db.execute(
            "select coding, property, coder from placement where id = 2"
        ).fetchone()
        other = one(sides.ours, "select id from property where id <> ?", prop)
        with sides.ours.change("place") as c:
            mine = c.insert("placement", coding=coding, property=other, coder=coder, value="a", created_at=c.at)
        with sides.theirs.change("move") as c:
            c.update("placement", 2, property=other)
        value = one(sides.ours, "select value from placement where id = 2")
        assert sides.merge()["placement"].keys() == {"kept", "told"}
        assert sides.ours.db.execute(
            "select id, value, note from placement where coding = ? and property = ?", (coding, other)
        ).fetchall() == [(mine, "a", f"also placed at {value}")]
        assert one(sides.ours, "select count(*) from placement where id = 2") == 0
        (told,) = sides.told()
        assert (told["kind"], told["row"], told["done"]) == ("taken", mine, "joined with the placement that is there")
        names = [sides.ours.db.execute("select k.name || '/' || p.name from property p join code k on k.id = p.category "
                                       "where p.id = ?", (id,)).fetchone()[0] for id in (prop, other)]  # fmt: skip
        assert [told["base"], told["ours"], told["theirs"]] == [names[0], *names]
        assert json.loads(told["raw"]) == {"theirs": {"property": other}, "refs": {"property": "property"}}


def test_a_link_to_a_segment_of_a_source_that_theirs_removed_remembers_it(filled_file: Path, tmp_path: Path) -> None:
    def linked(c: Change) -> None:
        memos.add(c, title="over", type="code", text="Zie [[segment:thread-2#3]].", date=None, on=[])

    with parted(filled_file, tmp_path, linked) as sides:
        link = one(sides.ours, "select max(id) from link where kind = 'segment' and memo is not null")
        with sides.theirs.change("remove") as c:
            from qda.store.merge import settling

            settling.remove(c, "source", 2)
        sides.merge()
        row = sides.ours.db.execute("select segment, label from link where id = ?", (link,)).fetchone()
        assert row == (None, "thread-2#3")


def test_what_theirs_value_names_may_be_gone_when_it_is_settled(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, home in ((sides.ours, 6), (sides.theirs, 7)):
            with study.change("move") as c:
                codes.move(c, 3, home)
        sides.merge()
        (told,) = sides.told()
        with sides.ours.change("gone") as c:
            codes.remove(c, 7)
        with pytest.raises(Refused, match="is no more"):
            conflicts.settle(sides.ours, [told["id"]], theirs=True)
        assert one(sides.ours, "select parent from code where id = 3") == 6


def test_an_old_text_that_a_merge_brings_says_whose_it_was(pair: Pair) -> None:
    (pair.folder / "new.txt").write_text(ONE.replace("Nobody told me why.", "Nobody told me a thing."))
    pair.part()
    pair.lea("source", "update", "one", "new.txt")
    pair.ben("code", "one", "silence", "--quote", "Nobody told me why")
    pair.merge()
    db = sqlite3.connect(pair.ours)
    (uuid,) = db.execute("select uuid from source where name = 'one'").fetchone()
    (about,) = db.execute("select metadata from source where name like 'one (before %'").fetchone()
    db.close()
    assert json.loads(about)["later_text"] == uuid


def test_what_theirs_altered_before_it_merged_ours_comes_all_the_same(filled_file: Path, tmp_path: Path) -> None:
    """A merge of theirs that brought ours' own note to a coding hides nothing else that they did with it."""
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("note") as c:
            c.update("coding", 1, note="van lea")
        with sides.theirs.change("pin") as c:
            c.update("coding", 1, pinned=1 - c.db.execute("select pinned from coding where id = 1").fetchone()[0])
        sides.merge_back()
        assert sides.merge()["coding"] == {"changed": 1}
        rows = [
            s.db.execute("select note, pinned from coding where id = 1").fetchone() for s in (sides.ours, sides.theirs)
        ]
        assert rows[0] == rows[1] and rows[0][0] == "van lea" and sides.told() == []


def test_piles_that_both_put_under_each_other_cannot_be_settled_into_a_ring(pair: Pair) -> None:
    for name in ("P", "Q"):
        pair.lea("sort", "pile", name)
    pair.part()
    pair.lea("sort", "pile", "P", "--under", "Q")
    pair.ben("sort", "pile", "Q", "--under", "P")
    pair.merge()
    told = pair.conflict("loop", "pile")
    assert told["done"] == "ours' home stays"
    before = pair.rows(pair.ours, "sort", "list", "--piles")
    done = pair.qda("--project", pair.ours, "conflicts", "settle", told["id"], "--theirs")
    assert (done.status, "'Q' would come to lie under itself" in done.err) == (1, True), done.err
    assert pair.rows(pair.ours, "sort", "list", "--piles") == before


@pytest.mark.parametrize("mine", [None, "other"])
def test_a_setting_that_theirs_took_off(mine: str | None, filled_file: Path, tmp_path: Path) -> None:
    """It goes here as well, unless ours set it otherwise since, which a conflict tells."""

    def put(c: Change) -> None:
        c.insert("setting", name="pipeline", value="first")

    with parted(filled_file, tmp_path, put) as sides:
        with sides.theirs.change("off") as c:
            c.delete("setting", one(sides.theirs, "select id from setting where name = 'pipeline'"))
        if mine is not None:
            with sides.ours.change("set") as c:
                c.update("setting", one(sides.ours, "select id from setting where name = 'pipeline'"), value=mine)
        found = sides.merge()["setting"]
        held = sides.ours.db.execute("select value from setting where name = 'pipeline'").fetchall()
        if mine is None:
            assert (found, held, sides.told()) == ({"removed": 1}, [], [])
            return
        (told,) = sides.told()
        assert (found, held) == ({"kept": 1, "told": [told["id"]]}, [(mine,)])
        assert (told["kind"], told["name"], told["done"]) == ("used-removed", "pipeline", "it stays, as ours set it")


def test_of_two_cores_theirs_is_a_category_whatever_it_was(filled_file: Path, tmp_path: Path) -> None:
    def neither(c: Change) -> None:
        c.db.execute("update code set level = 'category' where level = 'core'")
        c.update("code", 3, level="code")
        c.update("code", 6, level="code")

    with parted(filled_file, tmp_path, neither) as sides:
        for study, code in ((sides.ours, 6), (sides.theirs, 3)):
            with study.change("core") as c:
                c.update("code", code, level="core")
        sides.merge()
        levels = dict(sides.ours.db.execute("select id, level from code where id in (3, 6)"))
        assert levels == {3: "category", 6: "core"}
        (told,) = sides.told()
        names = dict(sides.ours.db.execute("select id, name from code"))
        assert told["kind"] == "core" and told["done"].endswith("stays the core, theirs is a category")
        assert names[6] in told["ours"] and names[3] in told["theirs"] and told["row"] == 3


def test_a_coding_comes_back_into_segments_that_are_others_by_now(pair: Pair) -> None:
    pair.lea("code", "two", "late", "--quote", "Hearing it later", "--note", "hers")
    pair.part()
    held = pair.coding("Hearing it later")
    pair.lea("uncode", held["id"])
    pair.lea("segment", "join", "two#4", "two#6")
    pair.ben("coding", "set", pair.coding("Hearing it later", pair.theirs)["id"], "--note", "his")
    pair.merge()
    back = pair.coding("Hearing it later")
    assert (back["uuid"], back["note"]) == (held["uuid"], "his")
    assert back["segment"] == 4 != held["segment"]
