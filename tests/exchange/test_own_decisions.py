"""Settled places out of a project: they come in where their codings are, whatever these are called, and else not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from own_data import take, texts, written

from qda.store import check, project
from qda.store.project import Study

LEFT = "a place whose codings are not here"


def other(file: Path, folder: Path, *sql: str) -> Study:
    """A copy of the study without the decision, in which some things are otherwise."""
    path = folder / "other.db"
    shutil.copy(file, path)
    study = project.open_study(path, coder="anna")
    with study.change("other") as c:
        for one in ("delete from decision_coding", "delete from decision_place", "delete from decision", *sql):
            c.db.execute(one)
    return study


def decided(study: Study) -> list[tuple[object, ...]]:
    return study.db.execute(
        "select d.how, d.note, k.name, s.name, p.coding, p.asked from decision d join decision_place p on p.decision = d.id "
        "join code k on k.id = p.code join source s on s.id = p.source"
    ).fetchall()


def test_a_place_comes_in_where_its_coding_has_another_uuid(filled_file: Path, tmp_path: Path) -> None:
    """The place names no coding by number any more: those that it had are known by what they are."""
    with project.open_study(filled_file, coder="anna") as study:
        with study.change("gone") as c:
            c.db.execute("update decision_place set coding = null")
        note = study.db.execute("select note from decision").fetchone()[0]
        with other(
            filled_file,
            tmp_path,
            "update coding set uuid = 'x-' || uuid where id = 12",
            "update coder set uuid = 'y-' || uuid where name = 'anna'",
        ) as into:
            taken = take(into, written(study), texts(study))
            named = note.replace("[[coding:", "[[coding:x-")
            assert named != note and decided(into) == [("keep", named, "vertrouwen", "thread-1", None, 1)]
            (state,) = into.db.execute("select state from decision_place").fetchone()
            (uuid,) = into.db.execute("select uuid from coding where id = 12").fetchone()
            assert uuid.startswith("x-") and list(json.loads(state)["codings"]) == [uuid]
            readers = into.db.execute("select uuid from coder where consensus = 0 and name = 'anna'").fetchone()
            assert set(readers) < set(json.loads(state)["readers"])
            assert taken.fates["decision"].new == taken.fates["decision_place"].new == 1
            assert list(check.run(into.db)) == []


def test_a_decision_all_of_whose_codings_are_nowhere_stays_out(filled_file: Path, tmp_path: Path) -> None:
    with project.open_study(filled_file, coder="anna") as study:
        with study.change("gone") as c:
            c.db.execute("update decision_place set coding = null")
            c.db.execute("update decision set note = ''")
            c.db.execute("delete from link where decision is not null")
            for (id,) in c.db.execute("select id from coding where source = 1 and code = 2").fetchall():
                c.delete("coding", id)
        lines = written(study)
        before = study.db.execute("select count(*) from decision").fetchone()
        with other(filled_file, tmp_path, "delete from coding where source = 1 and code = 2") as into:
            taken = take(into, lines, texts(study))
            assert before == (1,) and decided(into) == []
            assert into.db.execute("select count(*) from decision").fetchone() == (0,)
            for table in ("decision", "decision_place"):
                fate = taken.fates[table]
                assert (fate.new, dict(fate.left)) == (0, {LEFT: 1}), table


def test_what_changed_a_category_names_the_codings_that_are_here(filled_file: Path, tmp_path: Path) -> None:
    """The category is new here, the coding that it tells of is here under another identifier."""
    with project.open_study(filled_file, coder="anna") as study:
        (uuid,) = study.db.execute("select uuid from coding where id = 12").fetchone()
        (category,) = study.db.execute("select uuid from code where id = 7").fetchone()
        lines = written(study, changes=[(7, "2026-01-05T10:00:00.000000Z", f"[[coding:{uuid}]] was added")])
        changes = "delete from category_change", "delete from code where id = 7"
        with other(filled_file, tmp_path, "update coding set uuid = 'x-' || uuid where id = 12", *changes) as into:
            take(into, lines, texts(study))
            rows = into.db.execute(
                "select k.uuid, x.what from category_change x join code k on k.id = x.category"
            ).fetchall()
            assert rows == [(category, f"[[coding:x-{uuid}]] was added")]
