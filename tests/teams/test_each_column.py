"""Column by column: what one side or both altered in rows that both know, what is told of it, and how it is settled."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sides import both, named, one, own_work, parted

from qda.ops.teams import conflicts, merge
from qda.ops.theory import selective
from qda.store import project
from qda.store.analysis import codes
from qda.store.history.door import Change
from qda.store.project import Study

Values = dict[str, Any]
# table, row, what ours and theirs set; the conflict: thing, name, column, base, ours, theirs
EDITS: list[tuple[str, int, Values, Values, tuple[str, str, str, str | None, str | None, str | None]]] = [
    ("source", 2, {"title": "Eén"}, {"title": "Twee"}, ("source", "thread-2", "title", "Thread-2", "Eén", "Twee")),
    ("source", 3, {"date": "2026-01-01"}, {"date": "2026-02-02"},
     ("source", "interview-01", "date", None, "2026-01-01", "2026-02-02")),
    ("participant", 4, {"role": "quoted"}, {"role": "researcher"},
     ("participant", "Piet Puk", "role", "participant", "quoted", "researcher")),
    ("segment", 3, {"date": "2026-01-01"}, {"date": "2026-02-02"},
     ("segment", "thread-1#3", "date", None, "2026-01-01", "2026-02-02")),
    ("segment", 8, {"participant": 1, "author": "Jan de Vries"}, {"participant": 2, "author": "Mia 😀 Öztürk"},
     ("segment", "thread-2#3", "participant", "Piet Puk", "Jan de Vries", "Mia 😀 Öztürk")),
    ("value", 2, {"value": "Breda"}, {"value": "Assen"},
     ("value", "municipality of thread-2", "value", "Delft", "Breda", "Assen")),
    ("value", 3, {"value": "x"}, {"value": ""}, ("value", "sekse of R1", "value", "v", "x", "")),
    ("code", 6, {"definition": "a"}, {"definition": "b"}, ("code", "verantwoordelijkheid", "definition", "", "a", "b")),
    ("code", 6, {"colour": "red"}, {"colour": None}, ("", "", "", "", "", "")),
    ("code", 3, {"parent": 6, "name": "koers", "key": "koers"}, {"parent": 7},
     ("code", "verantwoordelijkheid/koers", "parent", "publieke meerwaarde", "verantwoordelijkheid", "macht")),
    ("code", 5, {"level": "code"}, {"level": "category"},
     ("code", "vertrouwen/loslaten", "level", "focused", "code", "category")),
    ("coding", 1, {"note": "a"}, {"note": "b"}, ("coding", "1, vertrouwen: “Vertrouwen”", "note", "", "a", "b")),
    ("coding", 4, {"code": 6}, {"code": 1},
     ("coding", "4, verantwoordelijkheid: “oslaten”", "code", "vertrouwen/loslaten", "verantwoordelijkheid",
      "publieke meerwaarde")),
    ("coding", 10, {"start": 138, "characters": 10}, {"end": 147, "characters": 10},
     ("coding", "10, koers: “igen koers”", "source", "interview-01, 137, 148", "interview-01, 138, 148",
      "interview-01, 137, 147")),
    ("property", 2, {"points": '["x"]'}, {"kind": "range", "points": '["l","h"]'},
     ("property", "publieke meerwaarde/soort", "points", '["sociaal","economisch"], kinds', '["x"], kinds', '["l","h"], range')),
    ("property", 1, {"name": "mate", "key": "mate"}, {"name": "maat", "key": "maat"},
     ("property", "vertrouwen/mate", "name", "graad", "mate", "maat")),
    ("placement", 2, {"value": "0.5", "position": 0.5}, {"value": "enig", "position": None},
     ("placement", "2, vertrouwen: “Vertrouwen”", "value", "0.3333333333333333", "0.5", "enig")),
    ("placement", 5, {"note": "a"}, {"note": "b"}, ("placement", "9, koers: “eigen koers”", "note", "", "a", "b")),
    ("relation", 2, {"status": "refuted"}, {"status": "qualified"},
     ("relation", "2", "status", "hypothesis", "refuted", "qualified")),
    ("relation_type", 5, {"role": "a"}, {"role": "b"}, ("relation-type", "is-consequence-of", "role", "consequences", "a", "b")),
    ("comparison", 2, {"outcome": "same"}, {"outcome": "new-property", "property": 1},
     ("comparison", "2", "outcome", "differs", "same", "new-property, vertrouwen/mate")),
    ("judgement", 2, {"abstract": "no"}, {"abstract": "partly"}, ("judgement", "vertrouwen", "abstract", "yes", "no", "partly")),
    ("memo", 3, {"title": "a"}, {"title": "b"}, ("memo", "a", "title", "steekproef", "a", "b")),
    ("memo", 2, {"date": None}, {"date": "2026-05-05"}, ("memo", "tweede", "date", "2026-01-02", None, "2026-05-05")),
    ("negative", 1, {"outcome": "exception", "resolution": "a", "resolver": 1, "resolved_at": "2026-03-03T00:00:00Z"},
     {"outcome": "revised", "resolution": "b", "resolver": 2, "resolved_at": "2026-03-04T00:00:00Z"},
     ("negative", "1", "outcome", "", "exception, a, anna, 2026-03-03T00:00:00Z", "revised, b, ben, 2026-03-04T00:00:00Z")),
    ("sampling", 1, {"seek": "a"}, {"seek": "b"}, ("sampling", "1", "seek", "wie het niet kreeg", "a", "b")),
    ("setting", 2, {"value": "en"}, {"value": "de"}, ("setting", "language", "value", "nl", "en", "de")),
    ("variable", 2, {"name": "sekse", "key": "sekse"}, {"name": "M/V", "key": "m/v"},
     ("variable", "sekse", "name", "gender", "sekse", "M/V")),
    ("summary", 3, {"text": "a"}, {"text": "b"}, ("summary", "vertrouwen", "text", "In Ede 😀.", "a", "b")),
]  # fmt: skip
TOLD = [e for e in EDITS if e[4][0]]
VERSION = {"summary": ", theirs is a version"}


def edit(study: Study, which: int, edits: list[Any] = EDITS) -> None:
    """Let a side make its edits: 2 for ours, 3 for theirs."""
    with study.change("edit") as c:
        for one_edit in edits:
            c.update(one_edit[0], one_edit[1], **one_edit[which])


def uuid_of(study: Study, table: str, row: int) -> str | None:
    columns = {r[1] for r in study.db.execute(f"pragma table_info({table})")}
    return one(study, f"select uuid from {table} where id = ?", row) if "uuid" in columns else None


def test_what_both_altered(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        edit(sides.ours, 2)
        edit(sides.theirs, 3)
        before = named(sides.ours)
        sides.merge()
        told = {(k["tbl"], k["row"], k["column"]): k for k in sides.told()}
        assert len(told) == len(sides.told()) == len(TOLD)
        held = {}
        for table, row, _, his, (thing, name, column, base, mine, theirs) in TOLD:
            k = told[table, row, column]
            at = (table, row, column)
            held[at] = (
                "both-edited",
                thing,
                name,
                base,
                mine,
                theirs,
                "ours stays" + VERSION.get(table, ""),
                "open",
                "ben.db",
            )
            uuid = uuid_of(sides.ours, table, row)
            assert k["coder"] == "ben" and k["created_at"] and k["item"] == (uuid or k["item"])
            raw = json.loads(k["raw"])
            assert {n: v for n, v in raw["theirs"].items() if n in his} == {
                n: v for n, v in his.items() if n not in ("key", "characters")
            } and next(iter(raw["theirs"])) == column
            assert set(raw["refs"]) <= set(raw["theirs"])
        told_of = ("kind", "thing", "name", "base", "ours", "theirs", "done", "status", "file")
        assert {at: tuple(k[n] for n in told_of) for at, k in told.items()} == held
        left = named(sides.ours)
        differs = {t for t in left if left[t] != before[t]}
        assert differs == {"summary_version"}, "ours stays everywhere"
        rows = sides.ours.db.execute("select text, coder from summary_version where summary = 3 order by id").fetchall()
        assert rows == [("a", 1), ("b", 1)], "ours was there first, then theirs"
        assert sides.merge() == {} and len(sides.told()) == len(TOLD)
        # what ben altered further is news; what he did not is not told again
        with sides.theirs.change("again") as c:
            c.update("coding", 1, note="c")
        assert sides.merge()["coding"].keys() == {"kept", "told"}
        (again,) = [k for k in sides.told() if k["tbl"] == "coding" and k["theirs"] == "c"]
        assert (again["base"], again["ours"], len(sides.told())) == ("b", "a", len(TOLD) + 1)


def test_what_both_altered_alike(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        edit(sides.ours, 3)
        edit(sides.theirs, 3)
        before = named(sides.ours)
        found = sides.merge()
        assert named(sides.ours) == before and sides.told() == []
        assert {f for row in found.values() for f in row} == {"already"}


@pytest.mark.parametrize("which", [2, 3])
def test_what_theirs_alone_altered(which: int, filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        base = named(sides.ours)
        edit(sides.theirs, which)
        with sides.ours.change("own") as c:
            own_work(c)
        wanted = both(base, named(sides.ours), named(sides.theirs))
        found = sides.merge()
        assert named(sides.ours) == wanted and sides.told() == []
        things = {e[4][0] for e in TOLD}
        assert set(found) == things and {f for row in found.values() for f in row} == {"changed"}
        per = {t: len({(e[0], e[1]) for e in TOLD if e[4][0] == t}) for t in things}
        assert {t: row["changed"] for t, row in found.items()} == per


def test_each_side_altered_another_column(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("edit") as c:
            c.update("coding", 1, note="a")
            c.update("code", 6, definition="a")
            c.update("memo", 3, title="a")
            c.update("relation", 1, status="refuted")
            c.update("source", 2, title="a")
        with sides.theirs.change("edit") as c:
            c.update("coding", 1, code=6, pinned=1)
            c.update("code", 6, exclude="b", name="plicht", key="plicht")
            c.update("memo", 3, type="code", text="b")
            c.update("relation", 1, note="b")
            c.update("source", 2, date="2026-02-02", name="draad", key="draad")
        sides.merge()
        db = sides.ours.db
        assert sides.told() == []
        assert db.execute("select note, code, pinned from coding where id = 1").fetchone() == ("a", 6, 1)
        assert db.execute("select name, key, definition, exclude from code where id = 6").fetchone() == (
            "plicht", "plicht", "a", "b")  # fmt: skip
        assert db.execute("select title, type, text from memo where id = 3").fetchone() == ("a", "code", "b")
        assert db.execute("select status, note from relation where id = 1").fetchone() == ("refuted", "b")
        assert db.execute("select name, key, title, date from source where id = 2").fetchone() == (
            "draad", "draad", "a", "2026-02-02")  # fmt: skip


def test_settling_each(filled_file: Path, tmp_path: Path) -> None:
    """Theirs' values are taken one by one, and then ours' file says what theirs' says."""
    with parted(filled_file, tmp_path) as sides:
        edits = [e for e in TOLD if e[0] not in ("summary", "code")]
        edit(sides.ours, 2, edits)
        edit(sides.theirs, 3, edits)
        sides.merge()
        for k in sides.told():
            conflicts.settle(sides.ours, [k["id"]], theirs=True)
        theirs, ours = named(sides.theirs), named(sides.ours)
        assert {t for t in ours if ours[t] != theirs[t]} == set()
        assert {k["status"] for k in sides.told()} == {"settled"}
        assert sides.merge_back() and named(sides.theirs) == ours
        assert sides.theirs.db.execute("select count(*) from conflict where id > ?", (sides.before,)).fetchone() == (0,)


def test_a_core_that_theirs_gives_up(filled_file: Path, tmp_path: Path) -> None:
    def before(c: Change) -> None:
        c.update("code", 7, level="core")

    with parted(filled_file, tmp_path, before) as sides:
        with sides.theirs.change("core") as c:
            c.update("code", 7, level="category")
            c.update("code", 2, level="core")
        with sides.ours.change("own") as c:
            c.update("code", 2, definition="van lea")
        assert sides.merge() == {"code": {"changed": 1, "already": 1}}
        levels = dict(sides.ours.db.execute("select id, level from code where id in (2, 7)"))
        assert levels == {2: "core", 7: "category"} and sides.told() == []


def test_what_theirs_settled_is_settled_here(filled_file: Path, tmp_path: Path) -> None:
    """Both merged, and ben settled what both were told: lea's file takes his word, but where hers has moved on since."""
    with parted(filled_file, tmp_path) as sides:
        edits = [e for e in TOLD if (e[0], e[4][2]) != ("coding", "source")]
        edit(sides.ours, 2, edits)
        edit(sides.theirs, 3, edits)
        sides.merge()
        sides.merge_back()
        mine = {(k["tbl"], k["row"], k["column"]): k for k in sides.told()}
        ids = [i for (i,) in sides.theirs.db.execute("select id from conflict where status = 'open' order by id")]
        his = [
            sides.theirs.db.execute('select tbl, row, "column" from conflict where id = ?', (i,)).fetchone()
            for i in ids
        ]
        assert set(his) == set(mine) == {(e[0], e[1], e[4][2]) for e in edits}
        conflicts.settle(sides.theirs, ids, ours=True, note="zo")
        with sides.ours.change("on") as c:
            c.update("coding", 1, note="verder")
        sides.merge()
        at = dict(
            sides.theirs.db.execute("select tbl || row || \"column\", settled_at from conflict where note = 'zo'")
        )
        for k in sides.told():
            where, column = (k["tbl"], k["row"]), k["column"]
            if where == ("coding", 1):
                assert (k["status"], one(sides.ours, "select note from coding where id = 1")) == ("open", "verder")
                continue
            assert (k["status"], k["note"], k["settler"]) == ("settled", "zo", "ben"), where
            assert k["settled_at"] == at[f"{where[0]}{where[1]}{column}"]
            values = [
                one(s, f'select "{column}" from {where[0]} where id = ?', where[1]) for s in (sides.ours, sides.theirs)
            ]
            assert (
                values[0] == values[1] == next(e[3][column] for e in edits if (e[0], e[1], e[4][2]) == (*where, column))
            )


@pytest.mark.parametrize(
    ("table", "row", "mine", "his"),
    [(e[0], e[1], e[2], e[3]) for e in TOLD if e[0] in ("value", "setting", "judgement", "placement", "property")],
)
def test_what_theirs_left_open_is_not_taken_for_settled(
    table: str, row: int, mine: Values, his: Values, filled_file: Path, tmp_path: Path
) -> None:
    """Ben knows lea's value and has not decided between the two: his own is no answer to hers, whatever the row is known by."""
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("edit") as c:
            c.update(table, row, **mine)
        with sides.theirs.change("edit") as c:
            c.update(table, row, **his)
        before = named(sides.ours)
        assert len(sides.merge_back()) >= 1
        assert one(sides.theirs, "select count(*) from conflict where status = 'open' and id > ?", sides.before) == 1
        (found,) = sides.merge().values()
        assert found.keys() == {"kept", "told"} and named(sides.ours) == before
        (told,) = sides.told()
        assert told["status"] == "open" and told["tbl"] == table


def test_what_theirs_settled_and_cannot_be_here_stays_open(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, name in ((sides.ours, "plicht"), (sides.theirs, "taak")):
            with study.change("edit") as c:
                c.update("code", 6, name=name, key=name)
        sides.merge()
        sides.merge_back()
        (id,) = sides.theirs.db.execute("select max(id) from conflict where status = 'open'").fetchone()
        conflicts.settle(sides.theirs, [id], ours=True, note="zo")
        with sides.ours.change("on") as c:
            codes.make(c, "taak")
        assert "code" not in sides.merge()
        (told,) = sides.told()
        assert (told["status"], one(sides.ours, "select name from code where id = 6")) == ("open", "plicht")


@pytest.mark.parametrize("known", [False, True], ids=["both went on", "theirs goes on from ours"])
def test_a_storyline_that_both_went_on_with(known: bool, filled_file: Path, tmp_path: Path) -> None:
    """Where both wrote one since, ours is the last, with its links; settled as theirs, theirs' text is."""
    with parted(filled_file, tmp_path) as sides:
        selective.write(sides.ours, "Van lea: [[code:loslaten]].")
        if known:
            sides.merge_back()
        selective.write(sides.theirs, "Van ben: [[category:vertrouwen]].")
        mine, his = (one(s, "select text from storyline order by id desc") for s in (sides.ours, sides.theirs))
        base = one(sides.ours, "select text from storyline order by id")
        found = sides.merge()["storyline"]
        texts = [t for (t,) in sides.ours.db.execute("select text from storyline order by id")]
        if known:
            assert found == {"added": 1} and texts == [base, mine, his] and sides.told() == []
            return
        (told,) = sides.told()
        assert found == {"kept": 1, "told": [told["id"]]} and texts == [base, mine, his, mine]
        asked = ("kind", "thing", "name", "column", "base", "ours", "theirs", "coder", "done")
        assert tuple(told[n] for n in asked) == (
            "both-edited", "storyline", "storyline", "text", base, mine, his, "ben", "ours stays, theirs is a version before it",
        )  # fmt: skip
        sql = "select place, kind, label, code, uuid from link where storyline = ? order by id"
        links = [sides.ours.db.execute(sql, (id,)).fetchall() for id in (2, 3, 4)]
        assert links[0] == links[2] and [row[:4] for row in links[2]] == [("text", "code", "loslaten", 5)]
        assert [row[:4] for row in links[1]] == [("text", "category", "vertrouwen", 2)]
        assert one(sides.ours, "select coder from storyline order by id desc") == one(
            sides.ours, "select coder from storyline where id = 2"
        )
        assert sides.merge() == {}
        conflicts.settle(sides.ours, [told["id"]], theirs=True)
        assert one(sides.ours, "select text from storyline order by id desc") == his


def test_a_folder_may_be_named(filled_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "van ben"
    folder.mkdir()
    shutil.copy(filled_file, folder / project.FILE)
    with project.open_study(folder / project.FILE, coder="ben") as theirs, theirs.change("edit") as c:
        c.update("coding", 1, note="b")
    with project.open_study(filled_file, coder="lea") as ours:
        said = merge.merge(ours, folder)
        assert said.table is not None and [row[:2] for row in said.table.rows] == [("coding", 1)]
        assert one(ours, "select note from coding where id = 1") == "b"
        assert one(ours, "select file from merged order by id desc") == project.FILE
