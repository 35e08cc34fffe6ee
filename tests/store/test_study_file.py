"""The study file: found, made, opened, copied, waited for; what each refusal says and what it leaves."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qda.core import outcome
from qda.core.errors import QdaError, Refused
from qda.store import project
from qda.store.file import ids, schema, triggers, waiting
from qda.store.project import Study

posix = pytest.mark.skipif(os.name == "nt", reason="there are no modes of files here")


def says(call: Callable[[], object], kind: type[QdaError] = QdaError) -> str:
    with pytest.raises(kind) as e:
        call()
    return str(e.value)


@pytest.mark.disk
def test_a_new_study(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "study.db"
    with outcome.recording() as made, project.create(path, name="De raad", coder=None, language="nl") as study:
        assert made.files == [str(path)] and study.coder == project.login()
        settings = dict(study.db.execute("select name, value from setting"))
        assert settings == {"name": "De raad", "language": "nl", "coder": project.login()}
        assert study.db.execute("select coder, command, summary, kind from change").fetchall() == [
            (project.login(), "init", 'made the study "De raad"', "base")
        ]
        assert study.db.execute("select name, key, role from relation_type order by id").fetchall() == [
            (n, n, role) for n, role in schema.PARADIGM
        ]
        assert study.db.execute("pragma journal_mode").fetchone() == ("wal",) and study.may_write
        assert study.db.execute("pragma user_version").fetchone() == (schema.VERSION,)
        assert study.db.execute("pragma application_id").fetchone() == (schema.APPLICATION_ID,)
        assert [
            study.db.execute(f"pragma {p}").fetchone()[0] for p in ("foreign_keys", "recursive_triggers", "synchronous")
        ] == [1, 1, 1]
        assert study.db.execute("pragma cache_size").fetchone() == (-8192,)
    assert [p.name for p in path.parent.iterdir()] == ["study.db"], "a closed study is one file"
    assert (
        says(lambda: project.create(path, name="x", coder="x", language=""))
        == f"{path} exists already; nothing was overwritten"
    )


def test_a_study_that_could_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("qda.store.file.migrations.apply", broken)
    path = tmp_path / "new" / "study.db"
    assert (
        says(lambda: project.create(path, name="x", coder="x", language=""))
        == f"{path}: the disk is full; no study was made"
    )
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("x", encoding="utf-8")
    says(lambda: project.create(path, name="x", coder="x", language=""))
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["mine.txt"]


def test_folders_of_sync_services(tmp_path: Path) -> None:
    for folder in ("Dropbox", "OneDrive - Bureau", "Google Drive", "iCloudDrive", "Nextcloud2", "ownCloud", "Box Sync"):
        assert project.synced(tmp_path / folder / "x" / "qda.db"), folder
    assert not project.synced(tmp_path / "mydropbox" / "qda.db") and not project.synced(tmp_path / "qda.db")
    with project.create(tmp_path / "Dropbox" / "qda.db", name="x", coder="x", language="") as study:
        assert study.db.execute("pragma journal_mode").fetchone() == ("delete",)


@posix
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        with project.create(tmp_path / "qda.db", name="x", coder="x", language="") as study:
            project.backup(study.db, tmp_path / "copy.db")
            assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {0o600}
    finally:
        os.umask(umask)


@posix
def test_who_else_can_read_it() -> None:
    above = Path(tempfile.gettempdir()).absolute()
    if not all(p.stat().st_mode & 0o011 == 0o011 for p in (above, *above.parents)):
        pytest.skip("nobody else can enter the folder of temporary files")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / "qda.db"
        path.write_bytes(b"")
        for file_mode, folder_mode, who in (
            (0o600, 0o755, ""), (0o640, 0o710, "its group"), (0o640, 0o700, ""), (0o604, 0o701, "others"), (0o604, 0o710, ""),
            (0o644, 0o755, "others"), (0o640, 0o755, "its group"), (0o601, 0o755, ""), (0o640, 0o702, ""), (0o604, 0o702, ""),
        ):  # fmt: skip
            path.chmod(file_mode)
            folder.chmod(folder_mode)
            assert project.open_to(path) == who, (oct(file_mode), oct(folder_mode))


def test_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("LOGNAME", "USER", "LNAME", "USERNAME")
    for name in names:
        monkeypatch.setenv(name, f" {name.lower()} ")
    for name in names:
        assert project.login() == name.lower()
        monkeypatch.setenv(name, "  ")
    if os.name != "nt":
        import pwd

        assert project.login() == pwd.getpwuid(os.getuid()).pw_name

        def nobody(_: int) -> None:
            raise KeyError

        monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert project.login() == "coder"


def test_where_a_study_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert says(lambda: project.find(None), Refused) == "no study here: make one in this folder, or name one elsewhere"
    (tmp_path / "qda.db").write_bytes(b"")
    assert project.find(None) == tmp_path / "qda.db"
    (tmp_path / "a" / "b" / "qda.db").write_bytes(b"")
    assert project.find(None) == tmp_path / "a" / "b" / "qda.db"
    monkeypatch.setenv("QDA_PROJECT", str(tmp_path))
    assert (
        project.find(None) == tmp_path / "qda.db"
        and project.find("x.db") == Path("x.db")
        and project.find("..") == Path("../qda.db")
    )


def test_what_is_no_study(tmp_path: Path, filled_file: Path) -> None:
    def opened(name: str, raw: bytes | None) -> str:
        path = tmp_path / name
        if raw is not None:
            path.write_bytes(raw)
        return says(lambda: project.open_study(path)).replace(str(path), "PATH")

    assert opened("none.db", None) == "no study at PATH: make one there first"
    assert opened("empty.db", b"") == "PATH is no study: not an SQLite file (it is empty)"
    assert opened("text.db", b"SQLite format 3") == "PATH is no study: not an SQLite file"
    sqlite3.connect(tmp_path / "other.db").executescript("create table a(b); pragma application_id = 7").close()
    assert opened("other.db", None) == "PATH is no study of qda: an SQLite file of another program"
    db = sqlite3.connect(filled_file)
    db.execute(f"pragma user_version = {schema.VERSION + 1}")
    db.close()
    assert says(lambda: project.open_study(filled_file)) == (
        f"{filled_file} was made by a newer qda (schema {schema.VERSION + 1}, this one knows {schema.VERSION}): upgrade qda"
    )


def test_names_of_files_that_sqlite_might_misread(tmp_path: Path) -> None:
    for name in ("a?b#c%41.db", "é ü.db", "a&mode=ro.db"):
        with project.create(tmp_path / name, name="x", coder="x", language=""):
            pass
        with project.open_study(tmp_path / name) as study:
            assert study.setting("name") == "x"
    assert {p.name for p in tmp_path.iterdir()} == {"a?b#c%41.db", "é ü.db", "a&mode=ro.db"}


def test_readers_cannot_write(filled_file: Path) -> None:
    with project.open_study(filled_file, coder="Ben", because="zo") as study:
        with pytest.raises(sqlite3.OperationalError):
            study.db.execute("update code set definition = 'x'")
        assert (study.coder, study.named, study.because) == ("ben", "Ben", "zo") and study.setting("none") is None
        with study.moment():
            assert study.db.in_transaction
            with pytest.raises(sqlite3.OperationalError):
                study.db.execute("update code set definition = 'x'")
        assert not study.db.in_transaction
        version = study.data_version()
        with project.open_study(filled_file) as other, other.change("x", because="daarom") as c:
            c.update("code", 6, definition="x")
        assert study.data_version() != version
        with study.change("y") as c:
            c.update("code", 6, definition="y")
        assert study.db.execute("select coder, because from change order by id desc limit 2").fetchall() == [
            ("ben", "zo"),
            ("anna", "daarom"),
        ]
    study.close()
    with pytest.raises(sqlite3.ProgrammingError):
        study.db.execute("select 1")


def test_what_is_not_committed_is_rolled_back(filled_file: Path) -> None:
    study = project.open_study(filled_file)
    study.writable()
    study.db.execute("begin immediate")
    study.db.execute("update change_now set change = 1")
    study.close()
    with project.open_study(filled_file) as again:
        assert again.db.execute("select change from change_now").fetchone() == (None,)


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_study_that_cannot_be_written(filled_file: Path) -> None:
    filled_file.chmod(0o400)
    with project.open_study(filled_file) as study:
        assert (
            not study.may_write
            and says(study.writable) == f"{filled_file} cannot be written here: copy the study to a folder of your own"
        )


def test_a_study_in_a_folder_that_cannot_be_written(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with project.open_study(filled_file) as study:
        assert study.setting("name") == "study" and [p.name for p in filled_file.parent.iterdir()] == ["qda.db"]
    monkeypatch.undo()
    with project.open_study(filled_file) as writing, writing.change("codebook rename") as c:
        c.update("code", 7, name="nieuw", key="nieuw")
    with project.open_study(filled_file) as writing:
        with writing.change("codebook rename") as c:
            c.update("code", 7, name="nieuwer", key="nieuwer")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with project.open_study(filled_file) as study:
            assert study.db.execute("select name from code where id = 7").fetchone() == ("nieuwer",), (
                "with the log beside it"
            )


def test_a_connection_that_only_reads_in_the_end(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not filled.may_write
    assert says(filled.writable) == f"{filled.path} cannot be written here: copy the study to a folder of your own"


def test_a_copy(filled: Study, tmp_path: Path) -> None:
    with outcome.recording() as made:
        project.backup(filled.db, tmp_path / "copy.db")
        project.backup(filled.db, tmp_path / "guarded.db", guard=True)
    assert made.files == [str(tmp_path / "copy.db"), str(tmp_path / "guarded.db")] and not filled.db.in_transaction
    for name, guarded in (("copy.db", False), ("guarded.db", True)):
        db = sqlite3.connect(tmp_path / name)
        assert any(t.startswith("h_") for t in triggers.present(db)) is guarded
        assert db.execute("select count(*) from coding").fetchone() == (13,)
        db.close()
    copy = tmp_path / "copy.db"
    assert says(lambda: project.backup(filled.db, copy)) == f"{copy} exists already; nothing was overwritten"
    assert says(lambda: project.backup(filled.db, tmp_path)) == f"{tmp_path} is a folder; name a file"
    nowhere = tmp_path / "none" / "copy.db"
    assert says(lambda: project.backup(filled.db, nowhere)) == f"there is no folder {nowhere.parent}; make it first"


def test_a_copy_that_broke_down_is_not_left(filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(triggers, "lift_guard", broken)
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    assert says(lambda: project.backup(filled.db, copy)) == f"{copy}: the disk is full; no copy was made"
    assert list(copy.parent.iterdir()) == [] and not filled.db.in_transaction
    for suffix in ("-journal", "-wal", "-shm"):
        (copy.parent / f"copy.db{suffix}").write_bytes(b"")
    says(lambda: project.backup(filled.db, copy))
    assert list(copy.parent.iterdir()) == []


# Waiting


class Held:
    """A connection whose file another program writes, for so many tries; the clock goes on by half a second each time."""

    patience = 3000

    def __init__(self, tries: int, name: str = "SQLITE_BUSY") -> None:
        self.tries, self.name, self.ran, self.told = tries, name, list[str](), list[float]()
        self.now = 100.0

    def waiting(self, seconds: float) -> None:
        self.told.append(seconds)

    def execute(self, sql: str) -> str:
        self.ran.append(sql)
        if sql.startswith("pragma"):
            return ""
        self.now += 0.5
        if self.tries:
            self.tries -= 1
            e = sqlite3.OperationalError("database is locked")
            e.sqlite_errorname = self.name
            raise e
        return "done"


def patiently(held: Held, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr("time.monotonic", lambda: held.now)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return waiting.patiently(held, "begin")  # type: ignore[arg-type]


def test_a_wait_is_told_once_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(1)
    assert patiently(held, monkeypatch) == "done" and held.told == []
    assert held.ran == ["pragma busy_timeout = 100", "begin", "begin", "pragma busy_timeout = 3000"]
    held = Held(4)
    assert patiently(held, monkeypatch) == "done" and held.told == [3.0]
    held = Held(99)
    with pytest.raises(sqlite3.OperationalError):
        patiently(held, monkeypatch)
    assert held.ran.count("begin") == 7 and held.ran[-1] == "pragma busy_timeout = 3000" and held.told == [3.0]


def test_what_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_FULL"):
        held = Held(1, name)
        with pytest.raises(sqlite3.OperationalError):
            patiently(held, monkeypatch)
        assert held.ran.count("begin") == 1
    assert waiting.busy(sqlite3.OperationalError("x")) is False
    held = Held(0)
    held.patience = 40
    patiently(held, monkeypatch)
    assert held.ran == ["pragma busy_timeout = 40", "begin", "pragma busy_timeout = 40"]


def test_how_long_a_study_waits(filled: Study) -> None:
    filled.wait(250)
    assert filled.db.execute("pragma busy_timeout").fetchone() == (250,) and filled.db.patience == 250


# Numbers and times


def test_identifiers() -> None:
    import uuid

    made = ids.new_uuids(40)
    assert len(set(made)) == 40 and all(
        uuid.UUID(u).version == 4 and uuid.UUID(u).variant == uuid.RFC_4122 and str(uuid.UUID(u)) == u for u in made
    )
    assert {u[19] for u in ids.new_uuids(300)} == set("89ab") and ids.new_uuids(0) == [] and len(ids.new_uuid()) == 36


def test_times_that_rise() -> None:
    assert ids.after("2999-12-31T23:59:59.999999Z") == "3000-01-01T00:00:00.000000Z"
    now = ids.after(None)
    assert ids.after("2001-01-01T00:00:00.000000Z") >= now and len(now) == 27 and now.endswith("Z")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone cannot be set here")
def test_times_are_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        now = ids.after(None)
        assert abs((datetime.fromisoformat(now) - datetime.now(UTC)).total_seconds()) < 60
    time.tzset()


def test_a_digest_of_a_text() -> None:
    import hashlib

    assert ids.digest("é") == hashlib.sha256("é".encode()).hexdigest()[:16] and len(ids.digest("a\ud800")) == 16


def test_numbers_that_a_table_has(filled: Study) -> None:
    assert (
        ids.known(filled.db, "coding", [3, 1, 3], "coding", "look") == [3, 1]
        and ids.known(filled.db, "coding", [], "x", "") == []
    )
    assert (
        says(lambda: ids.known(filled.db, "coding", [1, 99], "coding", "look there"))
        == "there is no coding '99'; look there"
    )
