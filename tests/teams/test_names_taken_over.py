"""Names that theirs gave: where another thing has it here as another name, where it was another name of the thing itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_study import draft
from pair import Pair
from sides import Sides, named, parted

from qda.store.analysis import codes, codings
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import settling
from qda.store.texts import intake, sources


def names(sides: Sides, code: int) -> tuple[str, set[str]]:
    """What a code of ours is called, and its other names."""
    db = sides.ours.db
    (name,) = db.execute("select name from code where id = ?", (code,)).fetchone()
    return name, {n for (n,) in db.execute("select name from code_alias where code = ?", (code,))}


def test_another_code_s_other_name_is_free_as_a_name(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, 2, "plicht")
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "plicht")
        assert sides.merge()["code"] == {"changed": 1} and sides.told() == []
        assert names(sides, 6) == ("plicht", {"verantwoordelijkheid"}) and names(sides, 2) == ("vertrouwen", {"plicht"})


def test_a_code_is_called_by_what_was_its_other_name(filled_file: Path, tmp_path: Path) -> None:
    def known(c: Change) -> None:
        codes.add_alias(c, 6, "plicht")

    with parted(filled_file, tmp_path, known) as sides:
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "Plicht")
        sides.merge()
        assert names(sides, 6) == ("Plicht", {"verantwoordelijkheid"}) and sides.told() == []
        assert named(sides.ours)["code_alias"] == named(sides.theirs)["code_alias"]


def test_what_ours_gave_as_another_name_is_none_once_theirs_calls_the_code_so(
    filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, 6, "Plicht")
            codes.add_alias(c, 6, "taak")
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "plicht")
        assert sides.merge()["code"] == {"changed": 1} and sides.told() == []
        assert names(sides, 6) == ("plicht", {"taak", "verantwoordelijkheid"})


def test_a_coder_who_is_called_otherwise_on_both_sides_keeps_ours(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, name in ((sides.ours, "Benno"), (sides.theirs, "Benjamin")):
            with study.change("rename") as c:
                c.update("coder", 2, name=name, key=name.casefold())
        assert sides.merge()["coder"] == {"already": 1} and sides.told() == []
        assert sides.ours.db.execute("select name, key from coder where id = 2").fetchone() == ("Benno", "benno")
        assert sides.merge() == {}


def test_a_property_that_theirs_made_anew_and_ours_went_on_with(filled_file: Path, tmp_path: Path) -> None:
    """One name, one property: ours, with what theirs made of it in a conflict."""
    new = {"uuid": new_uuid(), "category": 2, "name": "graad", "key": "graad", "kind": "kinds", "points": '["a","b"]'}
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("anew") as c:
            settling.remove(c, "property", 1)
            c.insert("property", **new, created_at=c.at)
        with sides.ours.change("place") as c:
            c.insert("placement", coding=7, property=1, coder=1, value="veel", created_at=c.at)
        found = sides.merge()
        rows = sides.ours.db.execute("select name, kind from property where category = 2").fetchall()
        assert rows == [("graad", "range")] and found["property"]["kept"] == 2
        assert [(k["kind"], k["row"], k["column"], k["theirs"]) for k in sides.told()] == [
            ("both-made", 1, "points", '["a","b"], kinds'), ("used-removed", 1, "", None),
        ]  # fmt: skip
        assert sides.merge() == {}


def test_a_source_that_theirs_made_anew_and_ours_went_on_with(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("anew") as c:
            settling.remove(c, "source", 2)
            writer = intake.Writer(c)
            writer.add("thread-2", draft("thread-2", "forum", [("post", "Piet Puk", "Heel iets anders.")]))
            writer.flush()
        with sides.ours.change("code") as c:
            codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 6)
        sides.merge()
        rows = sides.ours.db.execute(
            "select id, name, key, title from source where id in (2, 4) order by id"
        ).fetchall()
        assert rows == [(2, "thread-2", "thread-2", "Thread-2"), (4, "thread-2 (2)", "thread-2 (2)", "Thread-2")]
        assert [(k["kind"], k["tbl"], k["row"]) for k in sides.told()] == [("used-removed", "source", 2)]
        assert sides.merge() == {}


def more(c: Change) -> None:
    """A second property of the category, which theirs will call as the first."""
    c.insert(
        "property", uuid="p-3", category=2, name="maat", key="maat", kind="kinds", points='["a","b"]', created_at=c.at
    )


@pytest.mark.parametrize("stays", [True, False])
def test_a_name_that_theirs_gave_to_another_as_they_removed_the_first(
    stays: bool, filled_file: Path, tmp_path: Path
) -> None:
    """Where the first stays, as ours went on with it, it has its name, and a conflict tells of theirs'."""
    with parted(filled_file, tmp_path, more) as sides:
        with sides.theirs.change("instead") as c:
            settling.remove(c, "property", 1)
            c.update("property", 3, name="graad", key="graad")
            settling.remove(c, "source", 2)
            c.update("source", 1, name="thread-2", key="thread-2")
        with sides.ours.change("go on") as c:
            if stays:
                c.insert("placement", coding=7, property=1, coder=1, value="veel", created_at=c.at)
                codings.add(c, 2, sources.layout(c.db, 2), 0, 7, 6)
        sides.merge()
        rows = sides.ours.db.execute("select id, name, key from property where category = 2 order by id").fetchall()
        assert rows == ([(1, "graad", "graad"), (3, "maat", "maat")] if stays else [(3, "graad", "graad")])
        rows = sides.ours.db.execute("select id, name, key from source where id < 3 order by id").fetchall()
        assert (
            rows == [(1, "thread-1", "thread-1"), (2, "thread-2", "thread-2")]
            if stays
            else [(1, "thread-2", "thread-2")]
        )
        told = sorted((k["kind"], k["tbl"], k["row"], k["theirs"]) for k in sides.told())
        taken = [("taken", "property", 3, "graad"), ("taken", "source", 1, "thread-2")]
        assert told == [*taken, ("used-removed", "property", 1, None), ("used-removed", "source", 2, None)] * stays
        assert sides.merge() == {}


def test_two_that_swapped_their_names(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path, more) as sides:
        with sides.theirs.change("swap") as c:
            c.update("property", 1, name="x", key="x")
            c.update("property", 3, name="graad", key="graad")
            c.update("property", 1, name="maat", key="maat")
        sides.merge()
        rows = sides.ours.db.execute("select id, name, key from property where category = 2 order by id").fetchall()
        assert rows == [(1, "maat", "maat"), (3, "graad", "graad")] and sides.told() == []
        assert sides.merge() == {}


def test_what_theirs_did_with_a_code_that_ours_merged_is_done_with_the_other(pair: Pair) -> None:
    """Its definition is joined with that one's, its new name is another name of it, and one conflict tells where it is."""
    pair.lea("codebook", "define", "waiting", "--definition", "time that passes")
    pair.part()
    pair.lea("codebook", "merge", "giving up", "--into", "waiting")
    pair.ben("codebook", "define", "giving up", "--definition", "no more waiting")
    pair.ben("codebook", "rename", "giving up", "letting go")
    found = pair.merge()
    assert (found["code"]["theirs"], found["code"]["kept"]) == (1, 1)
    (told,) = pair.conflicts()
    assert (told["kind"], told["thing"], told["ours"], told["theirs"]) == (
        "code-merged",
        "code",
        "waiting",
        "giving up",
    )
    code = pair.codes()["waiting"]
    assert code["definition"] == "time that passes\n\nno more waiting"
    assert set(code["aliases"]) == {"giving up", "letting go"}
    assert pair.merge() == {}


def test_a_name_that_ours_gave_to_another_code_since_stays_with_it(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("make") as c:
            new = codes.make(c, "plicht")
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "plicht")
        sides.merge()
        assert names(sides, new) == ("plicht", set()) and names(sides, 6) == ("verantwoordelijkheid", {"plicht"})
        (told,) = sides.told()
        assert (told["kind"], told["row"], told["column"], told["ours"], told["theirs"], told["done"]) == (
            "taken", 6, "name", "verantwoordelijkheid", "plicht", "ours stays, theirs is an alias",
        )  # fmt: skip


def test_a_conflict_names_who_removed_the_thing_and_not_whose_file_it_is(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.door.change("relation remove", "kim") as c:
            settling.remove(c, "relation", 2)
        with sides.theirs.change("note") as c:
            c.update("coding", 1, note="by ben, the last")
        with sides.ours.change("edit") as c:
            c.update("relation", 2, note="ours went on")
        sides.merge()
        assert [(k["kind"], k["tbl"], k["row"], k["coder"]) for k in sides.told()] == [
            ("used-removed", "relation", 2, "kim")
        ]
