"""The file itself: its schema, what is refused as a study, folders that cannot be written, full disks, one file when closed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filled_study import dump

from qda.cli.app import run
from qda.core.errors import QdaError
from qda.store import check, project
from qda.store.file import migrations, schema, triggers
from qda.store.project import Study


def refused(capsys: pytest.CaptureFixture[str], *args: str, status: int = 1) -> str:
    """Run a command that must be refused: one line on stderr, nothing on stdout."""
    got = run(list(args))
    out, err = capsys.readouterr()
    assert (got, out) == (status, ""), err
    assert err.startswith("error: ") and err.count("\n") == 1, err
    return err


# The schema


def test_the_migrations_give_todays_schema(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    migrations.apply(db)
    assert db.execute("pragma user_version").fetchone()[0] == schema.VERSION == 7
    assert db.execute("pragma application_id").fetchone()[0] == schema.APPLICATION_ID
    assert triggers.present(db).keys() == triggers.wanted(db).keys()
    before = db.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall()
    migrations.apply(db)
    assert db.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall() == before, "applied once"
    db.close()


def test_every_recorded_table_has_its_triggers(study: Study) -> None:
    there = triggers.present(study.db)
    for table in schema.RECORDED:
        assert {f"h_{table}_{op}" for op in "iud"} <= there.keys()
        for name, _ in schema.columns(study.db, table):
            if name != "id":
                assert f'old."{name}"' in there[f"h_{table}_d"] and f'new."{name}"' in there[f"h_{table}_u"]
    assert {n: s.casefold() for n, s in there.items()} == {
        n: s.casefold() for n, s in triggers.wanted(study.db).items()
    }


def test_tables_are_strict_numbered_and_recorded(study: Study) -> None:
    tables = dict(study.db.execute(
        "select name, sql from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'source_fts%'"
    ))  # fmt: skip
    own = {n for n in tables if not n.startswith("_")}
    assert own == {*schema.RECORDED, "language_pass", "change", "change_row", "change_now"}
    for name in own - {"change_now"}:
        assert re.search(r"\)\s*strict$", tables[name], re.I), name
        assert "integer primary key autoincrement" in tables[name], name
    order = {t: i for i, t in enumerate(schema.RECORDED)}
    for table in schema.RECORDED:
        for row in study.db.execute(f"pragma foreign_key_list({table})"):
            assert order[row[2]] <= order[table], "parents come before children"


def test_every_foreign_key_has_an_index(study: Study) -> None:
    for table in (*schema.RECORDED, "change", "change_row"):
        first = {
            study.db.execute(f"pragma index_info({index[1]})").fetchone()[2]
            for index in study.db.execute(f"pragma index_list({table})")
        }
        for row in study.db.execute(f"pragma foreign_key_list({table})"):
            assert row[3] in first, f"{table}.{row[3]} has no index"


# What is no study, or not one that can be read


def spoil(name: str, path: Path) -> None:
    raw = path.read_bytes()
    if name == "empty":
        path.write_bytes(b"")
    elif name == "text":
        path.write_text("dit is geen database\n" * 100)
    elif name == "binary":
        path.write_bytes(os.urandom(5000))
    elif name.startswith("truncated"):
        path.write_bytes(raw[: int(name.split()[1])])
    elif name == "header alone":
        path.write_bytes(b"SQLite format 3\x00")
    elif name == "flipped header":
        path.write_bytes(raw[:16] + b"\xff" * 40 + raw[56:])
    elif name == "flipped schema":
        path.write_bytes(raw[:100] + bytes(b ^ 0xFF for b in raw[100:3000]) + raw[3000:])
    elif name == "newer":
        db = sqlite3.connect(path)
        db.execute("pragma user_version = 99")
        db.close()
    elif name == "another program's":
        path.unlink()
        db = sqlite3.connect(path)
        db.execute("create table notes(id)")
        db.close()
    elif name == "marked but empty":
        path.unlink()
        db = sqlite3.connect(path)
        db.execute(f"pragma application_id = {schema.APPLICATION_ID}")
        db.execute(f"pragma user_version = {schema.VERSION}")
        db.close()
    elif name == "missing":
        path.unlink()
    elif name == "folder":
        path.unlink()
        path.mkdir()


SPOILED = (
    "empty", "text", "binary", "truncated 50", "truncated 99", "truncated 4096", "truncated 100000", "header alone",
    "flipped header", "flipped schema", "newer", "another program's", "marked but empty", "missing", "folder",
)  # fmt: skip


@pytest.mark.parametrize(
    "command", [("codings",), ("code", "thread-1", "nieuw", "--span", "0:5"), ("undo",), ("info",)]
)
@pytest.mark.parametrize("name", SPOILED)
def test_a_broken_study_is_refused_in_one_line(
    name: str, command: tuple[str, ...], filled_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(name, filled_file)
    before = filled_file.read_bytes() if filled_file.is_file() else None
    refused(capsys, "--project", str(filled_file), *command)
    assert (filled_file.read_bytes() if filled_file.is_file() else None) == before


@pytest.mark.parametrize("name", SPOILED)
def test_check_of_a_broken_study_exits_1(name: str, filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(name, filled_file)
    assert run(["--project", str(filled_file), "check"]) == 1
    err = capsys.readouterr().err
    assert err.count("error: ") == 1 and "Traceback" not in err


def test_a_newer_study_says_what_to_do(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil("newer", filled_file)
    assert "upgrade qda" in refused(capsys, "--project", str(filled_file), "info")


def test_init_refuses_to_overwrite(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = filled_file.read_bytes()
    assert "exists already" in refused(capsys, "init", str(filled_file.parent))
    assert filled_file.read_bytes() == before


# One file when closed


def test_a_closed_study_is_one_file(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for args in (
        ("info",),
        ("code", "thread-1", "x", "--span", "0:5"),
        ("undo",),
        ("check",),
        ("codings",),
        ("uncode", "999"),
    ):
        run(["--project", str(filled_file), *args])
        assert [p.name for p in filled_file.parent.iterdir()] == ["qda.db"], args


def test_the_last_one_out_folds_the_log_in(filled_file: Path) -> None:
    """Also when the last one out only read, and a killed writer left its log behind."""
    script = (
        "import os, sys; from qda.store import project; s = project.open_study(__import__('pathlib').Path(sys.argv[1]))\n"
        "with s.change('x') as c: c.insert('setting', name='a', value='b'); c.summary = 'x'\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(filled_file)], env=environment())
    assert filled_file.with_name("qda.db-wal").exists()
    with project.open_study(filled_file) as study:
        assert study.setting("a") == "b"
    assert [p.name for p in filled_file.parent.iterdir()] == ["qda.db"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **more}


# Where it cannot be written


@contextmanager
def as_nobody() -> Iterator[None]:
    """The rights of one who owns nothing (the real ones, not a patch); modules must be loaded before."""
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def shelf(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The filled study in a folder that anyone may read and none but root may write."""
    if not hasattr(os, "setresuid") or os.getuid() != 0:
        pytest.skip("needs root, to become somebody with fewer rights")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "qda.db"
        path.write_bytes(filled_file.read_bytes())
        os.chmod(path, 0o444)
        os.chmod(folder, 0o555)
        yield path


def test_a_study_in_a_read_only_folder_can_be_read(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = shelf.read_bytes()
    commands = [("info",), ("codings",), ("check",), ("report", "frequencies"), ("source", "show", "thread-1")]
    changes = [("code", "thread-1", "x", "--span", "0:5"), ("undo",), ("memo", "add", "x"), ("import", "/etc/hostname")]
    for args in (*commands, *changes):  # as root, so that what they import is loaded
        run(["--project", str(shelf), *args])
    shelf.write_bytes(before)
    capsys.readouterr()
    with as_nobody():
        for args in commands:
            assert run(["--project", str(shelf), *args]) == 0, capsys.readouterr().err
        capsys.readouterr()
        for args in changes:
            assert "folder of your own" in refused(capsys, "--project", str(shelf), *args)
        assert "error" in refused(capsys, "init", str(shelf.parent / "new"))
    assert shelf.read_bytes() == before
    assert [p.name for p in shelf.parent.iterdir()] == ["qda.db"]


def test_a_file_that_may_not_be_read(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.chmod(shelf, 0)
    with as_nobody():
        assert "permission denied" in refused(capsys, "--project", str(shelf), "info")


def test_without_rights_it_is_opened_as_immutable(
    filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    with project.open_study(filled_file) as study:
        assert study.db.execute("pragma query_only").fetchone()[0]
        assert list(check.run(study.db)) == []
        with pytest.raises(QdaError, match="folder of your own"), study.change("x"):
            pass
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            study.db.execute("pragma query_only = off")
            study.db.execute("update change_now set change = 1")


# A full disk


def test_a_full_disk(filled_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings = project._settings

    def full(db: sqlite3.Connection) -> None:
        settings(db)
        db.execute(f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}")

    big = filled_file.with_name("big.txt")
    big.write_text("\n\n".join(f"Alinea {n} over vertrouwen." * 5 for n in range(20_000)), encoding="utf-8")
    with project.open_study(filled_file) as study:
        before = dump(study.db)
    with monkeypatch.context() as patch:
        patch.setattr(project, "_settings", full)
        assert "disk is full" in refused(capsys, "--project", str(filled_file), "import", str(big))
    with project.open_study(filled_file) as study:
        assert dump(study.db) == before
        assert list(check.run(study.db)) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of two megabytes, where mounting one is allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    ).returncode:  # fmt: skip
        pytest.skip("no disk could be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_really_full_disk(small_disk: Path, filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    big = filled_file.with_name("big.txt")
    big.write_text("\n\n".join(f"Alinea {n} over vertrouwen." * 5 for n in range(20_000)), encoding="utf-8")
    path = small_disk / "qda.db"
    path.write_bytes(filled_file.read_bytes())
    refused(capsys, "--project", str(path), "import", str(big))
    assert [p.name for p in small_disk.iterdir()] == ["qda.db"]
    with project.open_study(path) as study, project.open_study(filled_file) as there:
        assert dump(study.db) == dump(there.db)
        assert list(check.run(study.db)) == []
    (small_disk / "filler").write_bytes(b"x")
    with open(small_disk / "filler", "ab", buffering=0) as f:
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError:
            pass
    for args in (("code", "thread-1", "x", "--span", "0:5"), ("undo", "3"), ("backup", str(small_disk / "copy.db")),
                 ("codings", "-o", str(small_disk / "out.csv")), ("init", str(small_disk / "sub"))):  # fmt: skip
        refused(capsys, "--project", str(path), *args)
    left = {p.name for p in small_disk.iterdir() if p.is_file()}
    assert left <= {"filler", "qda.db", "qda.db-wal", "qda.db-shm"}, "nothing half made is left"
    (small_disk / "filler").unlink()
    with project.open_study(path) as study, project.open_study(filled_file) as there:
        assert dump(study.db) == dump(there.db)
    assert run(["--project", str(path), "code", "thread-1", "x", "--span", "0:5"]) == 0
    assert [p.name for p in small_disk.iterdir() if p.is_file()] == ["qda.db"]
