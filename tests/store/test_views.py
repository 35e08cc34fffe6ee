"""The views of the file say what the listings say, and `participants_wide` keeps up with the variables."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from filled_study import dump

from qda.ops.coding import codebook, coding
from qda.ops.sources import participants
from qda.ops.study import study as study_ops
from qda.ops.theory import memos
from qda.reports.theory import axial
from qda.store import check, project
from qda.store.analysis import codes, links
from qda.store.file import views
from qda.store.project import Study
from qda.store.texts import people

EVERY = ("codings_named", "segments_named", "memos_named", "relations_named", "participants_wide")


def rows(db: sqlite3.Connection, view: str) -> list[dict[str, object]]:
    cursor = db.execute(f"select * from {view}")
    return [dict(zip([d[0] for d in cursor.description], row, strict=True)) for row in cursor]


def wide(db: sqlite3.Connection) -> dict[object, dict[str, object]]:
    return {row["participant"]: row for row in rows(db, "participants_wide")}


def test_codings_are_those_of_the_listing(filled: Study) -> None:
    same = ("id", "uuid", "source", "segment", "author", "date", "code", "coder", "start", "end", "role", "created_at")
    listed = {row["id"]: [row[k] for k in same] for row in coding.listing(filled).dicts()}
    named, paths = rows(filled.db, "codings_named"), codes.paths(filled.db)
    assert {row["id"]: [row[k] for k in same] for row in named} == listed
    assert [row["path"] for row in named] == [paths[int(str(row["code_id"]))] for row in named]
    names = people.shown(filled.db)
    assert all(row["participant"] == names.get(row["participant_id"]) for row in named)  # type: ignore[call-overload]
    assert any("/" in str(row["path"]) for row in named) and len({row["role"] for row in named}) > 1


def test_memos_have_a_row_a_thing_that_they_are_on(filled: Study) -> None:
    codebook.add(filled, "kade", under="publieke meerwaarde")
    codebook.add(filled, "kade")
    targets = ["code:publieke meerwaarde/kade", "source:thread-1", "segment:thread-1#1", "coding:1", "study:"]
    targets += ["participant:R1 (interview-01)", "category:vertrouwen"]
    memos.add(filled, "Over alles.", title="Alles", on=targets)
    memos.add(filled, "Over niets.", title="Niets")
    wanted: list[tuple[object, ...]] = []
    for id, title in filled.db.execute("select id, title from memo order by id").fetchall():
        on = links.of(filled.db, "memo", id, "on")
        wanted += [(id, title, str(link).partition(":")[0], str(link).partition(":")[2]) for link in on] or [
            (id, title, None, None)
        ]
    found = [(r["id"], r["title"], r["on_kind"], r["on_name"]) for r in rows(filled.db, "memos_named")]
    assert sorted(map(str, found)) == sorted(map(str, wanted))
    assert ("code", "publieke meerwaarde/kade") in {(kind, name) for *_, kind, name in found}
    codebook.remove(filled, "publieke meerwaarde/kade")
    assert any(r["on_name"] == "publieke meerwaarde/kade (removed)" for r in rows(filled.db, "memos_named"))
    assert list(rows(filled.db, "memos_named")[0]) == [
        "id", "uuid", "title", "type", "on_kind", "on_name", "coder", "created_at", "text",
    ]  # fmt: skip


def test_relations_count_their_evidence(filled: Study) -> None:
    listed = [tuple(row[:7]) for row in axial.listing(filled).rows]
    named = filled.db.execute(
        "select id, a, type, b, status, for_count, against_count from relations_named order by id"
    )
    assert named.fetchall() == listed and any(row[5] for row in listed)


def test_participants_have_a_column_a_variable(filled: Study) -> None:
    assert set(wide(filled.db)) == set(people.shown(filled.db).values())
    before, there = dump(filled.db), rows(filled.db, "participants_wide")
    participants.set_values(filled, "Jan de Vries", {"beroep": "schipper", 'zegt "ja"': "vaak"})
    jan = wide(filled.db)["Jan de Vries"]
    assert (jan["beroep"], jan['zegt "ja"']) == ("schipper", "vaak")
    assert wide(filled.db)["R1 (interview-01)"]["beroep"] is None
    study_ops.undo(filled)
    assert dump(filled.db) == before and rows(filled.db, "participants_wide") == there, "undo takes the columns along"
    study_ops.redo(filled)
    assert wide(filled.db)["Jan de Vries"] == jan
    participants.set_values(filled, "Jan de Vries", {"beroep": ""})
    assert "beroep" not in jan.keys() & wide(filled.db)["Jan de Vries"].keys(), (
        "the last value takes the variable along"
    )
    assert list(check.run(filled.db)) == []


def test_a_renamed_variable_is_a_renamed_column(filled: Study) -> None:
    participants.set_values(filled, "Jan de Vries", {"beroep": "schipper"})
    with filled.change("test") as c:
        (id,) = c.db.execute("select id from variable where name = 'beroep'").fetchone()
        c.update("variable", id, name="werk", key="werk")
        c.summary = "test"
    assert wide(filled.db)["Jan de Vries"]["werk"] == "schipper"
    study_ops.undo(filled)
    assert wide(filled.db)["Jan de Vries"]["beroep"] == "schipper"


def test_a_variable_called_as_a_column_of_the_view_stands_beside_it(filled: Study) -> None:
    with filled.change("test") as c:
        (person,) = c.db.execute("select id from participant where name = 'Jan de Vries'").fetchone()
        for name, value in (("Participant", "ja"), ("participant (variable)", "nee")):
            v = c.insert("variable", uuid=name, name=name, key=name.lower(), holder="participant", created_at=c.at)
            c.insert("value", variable=v, participant=person, value=value)
        c.summary = "test"
    jan = wide(filled.db)["Jan de Vries"]
    assert (jan["Participant (variable) (variable)"], jan["participant (variable)"]) == ("ja", "nee")


def test_a_change_that_fails_leaves_the_view(filled: Study) -> None:
    there = rows(filled.db, "participants_wide")
    with pytest.raises(RuntimeError), filled.change("test") as c:
        c.insert("variable", uuid="u", name="x", key="x", holder="participant", created_at=c.at)
        raise RuntimeError
    assert rows(filled.db, "participants_wide") == there


def test_more_variables_than_sqlite_has_columns(filled: Study) -> None:
    with filled.change("test") as c:
        (jan,) = c.db.execute("select id from participant where name = 'Jan de Vries'").fetchone()
        for n in range(2100):
            v = c.insert("variable", uuid=f"u{n}", name=f"v{n}", key=f"v{n}", holder="participant", created_at=c.at)
            c.insert("value", variable=v, participant=jan, value=str(n))
        c.summary = "test"
    row = wide(filled.db)["Jan de Vries"]
    assert row["v1000"] == "1000" and len(row) == 2 + views.MOST_VARIABLES


def test_another_program_that_has_the_file_open_sees_the_new_column(filled: Study) -> None:
    other = sqlite3.connect(f"file:{filled.path}?mode=ro", uri=True)
    assert "beroep" not in wide(other)["Jan de Vries"]
    participants.set_values(filled, "Jan de Vries", {"beroep": "schipper"})
    assert wide(other)["Jan de Vries"]["beroep"] == "schipper"
    other.close()


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_stored_older_study_gets_all_views(version: int, tmp_path: Path) -> None:
    path = tmp_path / "qda.db"
    stored = Path(__file__).parents[1] / "history" / "studies" / f"schema-{version}.db.gz"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    with project.open_study(path) as study:
        assert {n for (n,) in study.db.execute("select name from sqlite_master where type = 'view'")} == set(EVERY)
        for view, table in (
            ("codings_named", "coding"),
            ("relations_named", "relation"),
            ("participants_wide", "participant"),
        ):
            assert len(rows(study.db, view)) == study.db.execute(f"select count(*) from {table}").fetchone()[0] > 0
        assert len({r["id"] for r in rows(study.db, "memos_named")}) > 0
        assert list(check.run(study.db)) == []
