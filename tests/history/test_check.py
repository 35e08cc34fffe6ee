"""`check` finds what is wrong, whatever it is and wherever it stands; and says nothing about a study that is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from unguarded import unguarded

from qda.cli.app import run
from qda.ops.study import reasons
from qda.ops.study import study as undoing
from qda.ops.teams import handout, merge
from qda.store import check, project
from qda.store.file import migrations, schema, triggers


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program opens it, with the guard taken off while it works and put back after."""
    db = sqlite3.connect(path, isolation_level=None)
    with unguarded(db):
        yield db
    db.close()


def findings(path: Path) -> list[check.Finding]:
    with project.open_study(path) as study:
        return list(check.run(study.db))


def test_nothing_is_found_in_a_whole_study(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(filled_file) == []
    assert run(["--project", str(filled_file), "check", "--format", "json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"


def columns() -> list[tuple[str, str, str]]:
    db = sqlite3.connect(":memory:")
    migrations.migrations().apply(sqlite_utils.Database(db))
    return [(t, name, kind) for t in schema.RECORDED for name, kind in schema.columns(db, t) if name != "id"]


@pytest.mark.parametrize(("table", "column", "kind"), columns())
def test_any_altered_value_is_found(table: str, column: str, kind: str, filled_file: Path) -> None:
    with by_hand(filled_file) as db:
        db.execute("pragma ignore_check_constraints = on")
        db.execute("pragma foreign_keys = off")
        change = {"TEXT": f"coalesce(\"{column}\", '') || 'x'", "INTEGER": f'coalesce("{column}", 0) + 1000',
                  "REAL": f'coalesce("{column}", 0) + 1e-9'}[kind]  # fmt: skip
        id = db.execute(f"select max(id) from {table}").fetchone()[0]
        assert id is not None, "the filled study has a row in every table"
        assert db.execute(f'update {table} set "{column}" = {change} where id = ?', (id,)).rowcount == 1
    found = findings(filled_file)
    assert found
    assert any(what in ("history", "foreign key", "file") for what, _, _ in found), found


@pytest.mark.parametrize("table", schema.RECORDED)
def test_a_row_taken_away_is_found(table: str, filled_file: Path) -> None:
    with by_hand(filled_file) as db:
        db.execute("pragma foreign_keys = off")
        db.execute(f"delete from {table} where id = (select min(id) from {table})")
    assert any(what == "history" and table in where for what, where, _ in findings(filled_file))


@pytest.mark.parametrize("table", schema.RECORDED)
def test_a_row_put_in_is_found(table: str, filled_file: Path) -> None:
    with by_hand(filled_file) as db:
        names = [n for n, _ in schema.columns(db, table) if n != "id"]
        kinds = dict(schema.columns(db, table))
        db.execute("pragma foreign_keys = off")
        unique = {"uuid", "key", "n"} | ({"start"} if table == "coding" else set()) | ({"saved_at"} & set(names))
        free = {"membership": "code", "evidence": "coding", "placement": "coding", "judgement": "category", "value": "variable",
                "setting": "name", "relation": "note", "link": "label", "sampling_source": "source",
                "suggestion": "code", "category_change": "category", "summary": "value",
                "source_done": "coder", "decision_coding": "coding",
                "condition": "level", "condition_coding": "coding", "sorting": "memo", "checklist": "item",
                "stability_then": "code", "stability_coded": "item", "stability_now": "code"}.get(table)  # fmt: skip
        parts = [
            f"\"{n}\" || 'x'"
            if (n in unique or n == free) and kinds[n] == "TEXT"
            else f'"{n}" + 7'
            if n in unique or n == free
            else f'"{n}"'
            for n in names
        ]
        if table == "relation":
            parts[names.index("type")] = "3"
        quoted = ", ".join(f'"{n}"' for n in names)
        db.execute(f"insert into {table}({quoted}) select {', '.join(parts)} from {table} limit 1")
    assert any(what == "history" and "no change made it" in text for what, _, text in findings(filled_file))


@pytest.mark.parametrize(
    "sql",
    [
        "update change set because = 'other' where id = 3",
        "update change set summary = summary || '!' where id = (select max(id) from change)",
        "update change set coder = 'cor' where id = 2",
        "update change set at = '2001-01-01T00:00:00.000000Z' where id = 4",
        "update change set hash = 'x' where id = 2",
        "update change_row set after = 'x' where id = (select max(id) from change_row where op = 'I')",
        "update change_row set before = json_set(before, '$.x', 'x') where id = (select max(id) from change_row where op = 'U')",
        "delete from change_row where id = (select max(id) from change_row)",
        "delete from change_row where change = 3",
        "insert into change_row(change, tbl, key, op) values (3, 'code', 99, 'I')",
        "delete from change where id = 3",
        "delete from change where id = (select max(id) from change)",
        "insert into change(uuid, at, coder, command, summary, kind, schema, hash) "
        "values ('u', '2999-01-01', 'anna', 'code', '', 'do', 1, 'x')",
        "update change_now set change = 3",
        "update change_now set bulk = 'coding'",
    ],
)
def test_an_altered_history_is_found(sql: str, filled_file: Path) -> None:
    with by_hand(filled_file) as db:
        assert db.execute(sql).rowcount
    assert any(what in ("history", "foreign key") for what, _, _ in findings(filled_file))


def test_a_history_cut_short_with_its_rows_is_found(filled_file: Path) -> None:
    """The last change, and all that it made, gone without a trace but the number that it had."""
    with by_hand(filled_file) as db:
        n = db.execute("select max(id) from change").fetchone()[0]
        made = [t for (t,) in db.execute("select distinct tbl from change_row where change = ?", (n,))]
        for table in made:
            db.execute(
                f"delete from {table} where id in (select key from change_row where change = ? and tbl = ?)", (n, table)
            )
        db.execute("delete from change_row where change = ?", (n,))
        db.execute("delete from change where id = ?", (n,))
    assert [(what, where) for what, where, _ in findings(filled_file)] == [("history", f"change {n}")]


@pytest.mark.parametrize(
    ("what", "sql"),
    [
        ("foreign key", "update coding set code = 999 where id = 1"),
        ("offset", 'update coding set "end" = 100000 where id = 1'),
        ("offset", "update coding set start = -1 where id = 1"),
        ("offset", 'update segment set "end" = 100000 where id = 1'),
        ("offset", "update source set characters = 3 where id = 1"),
        ("full text", "update source set text = replace(text, 'secretaris', 'griffier') where id = 1"),
        ("full text", "insert into source_fts(source_fts, rowid, text) select 'delete', id, text from source where id = 2"),
        ("link", "update memo set text = text || '[[code:0000]]' where id = 1"),
        ("link", "delete from link where memo = 1 and place = 'text' and kind = 'code'"),
        ("link", "update link set code = 3 where code = 6"),
        ("link", "update link set code = null where code = 6"),
        ("link", "update storyline set text = replace(text, '[[coding:', '[[coding:a')"),
        ("codebook", "update code set parent = 5 where id = 2"),
        ("name", "update code set key = 'iets' where id = 2"),
        ("name", "update source set name = 'iets' where id = 2"),
    ],
)  # fmt: skip
def test_each_kind_of_damage_is_called_what_it_is(
    what: str, sql: str, filled_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with by_hand(filled_file) as db:
        db.execute("pragma foreign_keys = off")
        db.execute(sql)
    assert what in {kind for kind, _, _ in findings(filled_file)}
    assert run(["--project", str(filled_file), "check"]) == 1
    err = capsys.readouterr().err
    assert err.count("error: ") == 1 and err.startswith("error: ")


@pytest.mark.parametrize("name", ["h_code_u", "h_coding_i", "f_source_d"])
def test_a_missing_or_altered_trigger_is_found(name: str, filled_file: Path) -> None:
    db = sqlite3.connect(filled_file)
    sql = triggers.present(db)[name]
    db.execute(f"drop trigger {name}")
    db.commit()
    db.close()
    assert ("guard", name, "the trigger is missing or was altered") in findings(filled_file)
    db = sqlite3.connect(filled_file)
    db.execute(sql.replace("begin", "begin select 1;", 1))
    db.commit()
    db.close()
    assert [(what, where) for what, where, _ in findings(filled_file)] == [("guard", name)]


def test_a_damaged_page_is_found_or_the_file_refused(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every page in turn: found by `check`, or refused by whatever reads it; never a traceback."""
    raw = filled_file.read_bytes()
    db = sqlite3.connect(filled_file)
    size = db.execute("pragma page_size").fetchone()[0]
    db.close()
    unseen = []
    for page in range(1, len(raw) // size, 5):
        broken = bytearray(raw)
        broken[page * size : page * size + 40] = os.urandom(40)
        filled_file.write_bytes(bytes(broken))
        if run(["--project", str(filled_file), "check"]) != 1:
            unseen.append(page)
        out = capsys.readouterr()
        assert "Traceback" not in out.err
    assert unseen == []


# A copy that may be mended


def outside(path: Path, sql: str) -> None:
    db = sqlite3.connect(path)
    try:
        with db:
            db.execute(sql)
    finally:
        db.close()


@pytest.mark.parametrize(
    "sql", ["update code set name = 'x'", "delete from coding", "insert into setting(name, value) values ('a', 'b')"]
)
def test_another_programs_write_is_refused(sql: str, filled_file: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="written through qda alone"):
        outside(filled_file, sql)
    assert findings(filled_file) == []


def test_a_backup_is_whole_and_open_for_mending(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = filled_file.with_name("copy.db")
    assert run(["--project", str(filled_file), "backup", str(copy)]) == 0
    assert sorted(p.name for p in copy.parent.iterdir()) == ["copy.db", "qda.db"]
    assert findings(copy) == []
    outside(copy, "update code set definition = 'door een ander' where id = 6")
    assert [(what, where) for what, where, _ in findings(copy)] == [("history", "code 6")]
    outside(copy, "update code set definition = '' where id = 6")
    assert findings(copy) == []
    assert run(["--project", str(copy), "codebook", "add", "nieuw"]) == 0
    with pytest.raises(sqlite3.IntegrityError, match="written through qda alone"):
        outside(copy, "update code set definition = 'x'")
    assert findings(copy) == [], "and the next write of qda puts the guard back"
    assert run(["--project", str(filled_file), "backup", str(copy)]) == 1, "a file that is there is not overwritten"
    assert "exists already" in capsys.readouterr().err


def test_a_backup_can_be_undone_to_the_start(filled_file: Path, dump: Callable[..., object]) -> None:
    copy = filled_file.with_name("copy.db")
    assert run(["--project", str(filled_file), "backup", str(copy)]) == 0
    with project.open_study(copy) as there, project.open_study(filled_file) as here:
        assert dump(there.db) == dump(here.db)
    assert run(["--project", str(copy), "undo", "7"]) == 0
    assert run(["--project", str(copy), "redo", "7"]) == 0
    with project.open_study(copy) as there, project.open_study(filled_file) as here:
        assert dump(there.db) == dump(here.db)
    assert findings(copy) == []


def test_check_sees_one_moment_while_others_write(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that lands while `check` is at work is no finding."""
    look = check._unmade
    with project.open_study(filled_file) as reader, project.open_study(filled_file) as writer:

        def late(*args: Any) -> Iterator[check.Finding]:
            with writer.change("test") as c:
                c.insert("setting", name=f"n{c.id}", value="")
                c.summary = "test"
            yield from look(*args)

        monkeypatch.setattr(check, "_unmade", late)
        assert list(check.run(reader.db)) == []
        assert not reader.db.in_transaction
        monkeypatch.undo()
        assert list(check.run(reader.db)) == []


def test_a_reason_whose_change_is_not_in_the_log(filled_file: Path) -> None:
    with project.open_study(filled_file) as study:
        reasons.give(study, 2, "om het verschil")
        reasons.give(study, 3, "omdat het moest")
        with study.change("log because") as c:
            c.update("reason", 2, line="no line")
        assert list(check.run(study.db)) == [
            ("reason", "reason 2", "the change that it is about is not in the log (om het verschil)")
        ]
        undoing.undo(study)
        assert list(check.run(study.db)) == []


def test_a_reason_for_the_first_line_of_a_copy_is_known_by_its_handout(filled_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with project.open_study(filled_file, coder="anna") as study:
        handout.handout(study, copy, to="ben", without=["codings"])
        with project.open_study(copy, coder="ben") as theirs:
            reasons.give(theirs, 1, "om blind te coderen")
        merge.merge(study, copy)
        assert study.db.execute("select count(*) from reason where text = 'om blind te coderen'").fetchone() == (1,)
        assert [f for f in check.run(study.db) if f[0] == "reason"] == []
