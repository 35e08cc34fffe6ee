"""Studies of an older qda: brought up to date by the numbered steps, with their rows, their history and their numbers."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump, fill

from qda.core.errors import QdaError
from qda.ops.study import study as study_ops
from qda.reports.account import changes, codebook_history
from qda.reports.counts import frequencies
from qda.store import check, project
from qda.store.analysis import summaries
from qda.store.file import layer, migrations, references, schema, triggers
from qda.store.revisions import segments
from qda.store.texts import sources


@pytest.fixture
def older(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The filled study as of an older schema than the program's, which adds a column to `code`."""
    steps = migrations.migrations

    def more() -> Any:
        out = steps()

        def m999_test(db: Any) -> None:
            db.conn.execute("alter table code add column weight integer")

        out()(m999_test)
        return out

    monkeypatch.setattr(migrations, "migrations", more)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setitem(schema.ADDED, schema.VERSION, {"code": ("weight",)})
    return filled_file


def test_an_older_study_is_backed_up_and_brought_up_to_date(older: Path) -> None:
    with project.open_study(older) as study:
        assert study.db.execute("pragma user_version").fetchone()[0] == schema.VERSION
        assert '"weight"' in triggers.present(study.db)["h_code_d"]
        with study.change("test") as c:
            c.update("code", 1, weight=3)
            c.summary = "test"
        row = study.db.execute("select before, after from change_row order by id desc").fetchone()
        assert row == ('{"weight":null}', '{"weight":3}')
        assert list(check.run(study.db)) == [], "rows of before the step are digested without its column"
    copy = older.with_name(f"qda.db.before-schema-{schema.VERSION}.bak")
    db = sqlite3.connect(copy)
    assert db.execute("pragma user_version").fetchone()[0] == schema.VERSION - 1
    db.close()
    assert sorted(p.name for p in older.parent.iterdir()) == ["qda.db", copy.name]


def test_a_migration_that_fails_changes_nothing_and_can_be_tried_again(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = triggers.make

    def fail(db: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(triggers, "make", fail)
    with pytest.raises(KeyboardInterrupt):
        project.open_study(older)
    db = sqlite3.connect(older)
    assert db.execute("pragma user_version").fetchone()[0] == schema.VERSION - 1
    assert "weight" not in [n for n, _ in schema.columns(db, "code")]
    assert triggers.present(db), "the triggers are on as before"
    db.close()
    monkeypatch.setattr(triggers, "make", make)
    with project.open_study(older) as study:
        assert study.db.execute("pragma user_version").fetchone()[0] == schema.VERSION


@pytest.fixture
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A study as an older qda left it, with changes, a removal, an undo: `studies/schema-N.db.gz`."""
    path = tmp_path / "qda.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "studies" / f"{request.param}.db.gz").read_bytes()))
    return path


BARE = ["schema-1", "schema-2", "schema-3"]  # their references do not name the column
STORED = pytest.mark.parametrize("stored", [*BARE, "schema-4", "schema-5", "schema-6"], indirect=True)


@STORED
def test_a_stored_older_study_is_whole_after_the_steps(stored: Path) -> None:
    db = sqlite3.connect(stored)
    assert db.execute("pragma user_version").fetchone()[0] < schema.VERSION
    columns = {t: ", ".join(f'"{n}"' for n, _ in schema.columns(db, t)) for (t,) in db.execute(
        "select name from sqlite_master where type = 'table' and name in ('source', 'segment', 'code', 'memo', 'change')"
    ).fetchall()}  # fmt: skip
    rows = {t: db.execute(f"select {names} from {t} order by id").fetchall() for t, names in columns.items()}
    db.close()
    with project.open_study(stored) as study:
        assert list(check.run(study.db)) == []
        for table, before in rows.items():
            now = study.db.execute(f"select {columns[table]} from {table} order by id").fetchall()
            assert now == before, table
        assert study.db.execute("select distinct codable from code").fetchall() == [(1,)], "all can be coded with"
        assert triggers.present(study.db).keys() == triggers.wanted(study.db).keys()


@STORED
def test_what_changed_in_a_stored_older_study_is_told(stored: Path) -> None:
    with project.open_study(stored) as study:
        events = [row["event"] for row in codebook_history.run(study, want="rows").table.dicts()]
        known = study.db.execute("select count(*) from code").fetchone()[0]
        assert events.count("born") - events.count("removed") - events.count("merged") == known > 0
        rows = list(changes.run(study, want="rows").table.dicts())
        codings = f"coding where {layer.beside(study.db)}"
        for kinds, table in ((("code", "category"), "code"), (("coding",), codings), (("memo",), "memo")):
            n = study.db.execute(f"select count(*) from {table}").fetchone()[0]
            assert len([r for r in rows if r["event"] == "added" and r["kind"] in kinds]) == n


@pytest.mark.parametrize("stored", ["schema-1"], indirect=True)
def test_a_stored_older_study_is_counted_as_one_written_today(stored: Path) -> None:
    with project.open_study(stored) as study:
        assert study.db.execute("select count(*) from coding where characters is not null").fetchone()[0] == 0
        old = list(frequencies.run(study).rows)
        assert sum(r[frequencies.MEASURES.index("characters") + 4] for r in old) > 0
        with study.change("test") as c:
            for source, layout in sources.layouts(c.db, [i for (i,) in c.db.execute("select id from source")]):
                segments.place_codings(c, source, layout, [s.id for s in layout.segments])
            c.summary = "counted as today"
        assert study.db.execute("select count(*) from coding where characters is null").fetchone()[0] == 0
        assert list(frequencies.run(study).rows) == old
        assert list(check.run(study.db)) == []


@STORED
def test_a_stored_older_study_can_be_undone_to_its_beginning_and_redone(stored: Path) -> None:
    with project.open_study(stored) as study:
        now = dump(study.db)
        n = study.db.execute(
            "select count(*) from change c where kind = 'do' and not exists (select 1 from change x where x.target = c.id)"
        ).fetchone()[0]  # some are undone already
        study_ops.undo(study, n, anyone=True)
        assert study.db.execute("select count(*) from coding").fetchone()[0] == 0
        assert list(check.run(study.db)) == []
        study_ops.redo(study, n, anyone=True)
        assert list(check.run(study.db)) == []
        assert dump(study.db) == now


def bare_references(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(table, column) of every reference that does not name the column it points at."""
    tables = [t for (t,) in db.execute("select name from sqlite_master where type = 'table'")]
    return [(t, k[3]) for t in tables for k in db.execute(f'pragma foreign_key_list("{t}")') if k[4] is None]


def layout(db: sqlite3.Connection) -> dict[str, object]:
    """By table its columns, its foreign keys without order, and its indexes with their columns."""
    out: dict[str, object] = {}
    for (t,) in db.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
        keys = sorted(r[2:] for r in db.execute(f"pragma foreign_key_list({t})"))
        indexes = sorted((r[1], r[2], r[4]) for r in db.execute(f"pragma index_list({t})"))
        held = {n: [r[2] for r in db.execute(f"pragma index_info({n})")] for n, *_ in indexes}
        out[t] = (db.execute(f"pragma table_info({t})").fetchall(), keys, indexes, held)
    return out


def numbers(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("select name, seq from sqlite_sequence where name not like '\\_%' escape '\\'"))


@pytest.fixture(params=["written in place", "rebuilt"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways in which references get their columns; an SQLite may refuse the first."""
    if request.param == "rebuilt":
        monkeypatch.setattr(references, "_write", lambda db, new: False)
    return str(request.param)


def test_every_reference_of_a_new_study_names_its_column(way: str, tmp_path: Path) -> None:
    with project.create(tmp_path / "qda.db", name="x", coder="anna", language="en") as study:
        assert bare_references(study.db) == []
        assert sum(len(study.db.execute(f"pragma foreign_key_list({t})").fetchall()) for t in schema.RECORDED) > 60
        assert {r[4] for r in study.db.execute("pragma foreign_key_list(change_row)")} == {"id"}
        fill(study)
        assert list(check.run(study.db)) == []
        study_ops.undo(study, anyone=True)
        assert list(check.run(study.db)) == []


@pytest.mark.parametrize("stored", BARE, indirect=True)
def test_references_get_their_columns_and_nothing_else_is_another(
    way: str, stored: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    db = sqlite3.connect(stored)
    assert bare_references(db), "as the older qda wrote them"
    counted, walls = numbers(db), db.execute("select count(*) from change where kind = 'base'").fetchone()
    db.close()
    new = tmp_path_factory.mktemp("new") / "qda.db"
    with project.create(new, name="x", coder="anna", language="en") as fresh:
        today = layout(fresh.db)
    with project.open_study(stored) as study:
        assert bare_references(study.db) == []
        assert layout(study.db) == today
        later = numbers(study.db)
        assert {t: later[t] for t in counted} == counted, "no number is used again"
        assert study.db.execute("select count(*) from change where kind = 'base'").fetchone() == walls
        assert study.db.execute("pragma writable_schema").fetchone() == (0,)
        assert study.db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert study.db.execute("pragma foreign_key_check").fetchall() == []
        for view in ("codings_named", "segments_named"):
            assert study.db.execute(f"select count(*) from {view}").fetchone()[0] > 0
        assert study.db.execute("select count(*) from source_fts where source_fts match 'vertrouwen'").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError), study.change("test") as c:
            c.insert("code_alias", code=9999, name="x", key="x")
            c.summary = "a code that is not there"
        with study.change("test") as c:
            c.delete("source", 1)
            c.summary = "what hangs on it goes along"
        assert study.db.execute("select count(*) from segment where source = 1").fetchone() == (0,)
        study_ops.undo(study, anyone=True)
        assert list(check.run(study.db)) == []


@pytest.mark.parametrize("stored", ["schema-1", "schema-5"], indirect=True)
def test_a_link_has_one_holder_which_may_be_a_summary(way: str, stored: Path) -> None:
    with project.open_study(stored) as study:
        held = study.db.execute("select count(*) from link").fetchone()
        with study.change("test") as c:
            id = summaries.write(c, summaries.case(c.db, "source", "thread-1"), 1, "Zie [[code:vertrouwen]].")[0]
            c.summary = "a summary"
        assert study.db.execute("select count(*) from link where summary = ?", (id,)).fetchone() == (1,)
        for holders in ({"summary": id, "memo": 1}, {}):
            with pytest.raises(sqlite3.IntegrityError), study.change("test") as c:
                c.insert("link", **holders, place="on", kind="study", uuid="study", label="x", created_at=c.at)
                c.summary = "with two holders, or none"
        assert list(check.run(study.db)) == []
        study_ops.undo(study, anyone=True)
        assert study.db.execute("select count(*) from link").fetchone() == held
        assert list(check.run(study.db)) == []


def test_a_definition_that_is_another_is_refused(tmp_path: Path) -> None:
    with project.create(tmp_path / "qda.db", name="x", coder="anna", language="en") as study:
        before = study.db.execute("select sql from sqlite_master").fetchall()
        with pytest.raises(QdaError, match="the table link could not be brought up to date"):
            references.rewrite(study.db, schema.REWRITTEN[6])
        assert study.db.execute("select sql from sqlite_master").fetchall() == before


def test_one_who_has_the_study_open_reads_on_while_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "qda.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "studies" / "schema-3.db.gz").read_bytes()))
    other = sqlite3.connect(path)
    assert bare_references(other)
    with project.open_study(path):
        assert bare_references(other) == []
        assert other.execute("select count(*) from coding").fetchone()[0] == 11
    other.close()


@STORED
def test_a_value_altered_in_a_stored_older_study_is_found(stored: Path) -> None:
    db = sqlite3.connect(stored)
    triggers.lift_guard(db)
    db.execute("update coding set note = 'x' where id = (select max(id) from coding)")
    db.execute("update code set definition = 'x' where id = 1")
    db.commit()
    db.close()
    with project.open_study(stored) as study:
        found = list(check.run(study.db))
    assert {where.split()[0] for what, where, _ in found if what == "history"} >= {"coding", "code"}, found
