"""What the store says when it refuses, and what it finds amiss in links and the full text, to the letter."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from qda.core.errors import NotFound, QdaError, Refused
from qda.store import check, project
from qda.store.analysis import codings, links
from qda.store.analysis.scope import Scope
from qda.store.file import schema, triggers
from qda.store.project import Study
from qda.store.texts import pseudonyms, settings


def says(call: Callable[[], object], kind: type[QdaError] = QdaError) -> str:
    with pytest.raises(kind) as e:
        call()
    return str(e.value)


class Without:
    """A study of which no copy can be made."""

    def __init__(self, error: int) -> None:
        self.error = error

    def backup(self, _: sqlite3.Connection) -> None:
        e = sqlite3.OperationalError("so it goes")
        e.sqlite_errorcode = self.error
        raise e


@pytest.mark.parametrize("error", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR | 3 << 8, sqlite3.SQLITE_CANTOPEN])
def test_no_room_to_check_the_full_text(error: int) -> None:
    assert says(lambda: list(check._full_text(Without(error)))) == (  # type: ignore[arg-type]
        "no room for a copy of the study in the folder of temporary files (so it goes): the full text is checked on it; "
        "make room there, or name another folder in $SQLITE_TMPDIR"
    )


def test_a_full_text_that_cannot_be_copied() -> None:
    assert list(check._full_text(Without(sqlite3.SQLITE_CORRUPT))) == [  # type: ignore[arg-type]
        ("full text", "source_fts", "does not agree with the texts (so it goes)")
    ]


def test_a_full_text_of_other_words(filled: Study) -> None:
    filled.writable()
    assert list(check._full_text(filled.db)) == []
    text = filled.db.execute("select text from source where id = 1").fetchone()[0]
    gone = "insert into source_fts(source_fts, rowid, text) values ('delete', 1, ?)"
    filled.db.execute(gone, (text,))
    (found,) = check._full_text(filled.db)
    assert found[:2] == ("full text", "source_fts") and found[2].startswith("does not agree with the texts (")


def test_links_that_dangle(filled: Study) -> None:
    assert list(links.findings(filled.db)) == []
    one = "00000000-0000-4000-8000-000000000000"
    of = dict(filled.db.execute("select name, uuid from code").fetchall())
    with filled.change("test") as c:
        c.update("memo", 3, text=f"Zie [[code:{one}]] en [[negative:{one}]].")
        c.update("storyline", 1, text=f"[[coding:{one}]]")
        c.update("link", 1, uuid=one)  # on the first source
        c.update("link", 18, uuid=one)  # on a memo
        c.update("link", 5, code=None)  # on a category
        c.update("link", 22, sampling=None)
    source, memo = (filled.db.execute(f"select uuid from {t} where id = 1").fetchone()[0] for t in ("source", "memo"))
    sampling = filled.db.execute("select uuid from sampling where id = 1").fetchone()[0]
    assert list(links.findings(filled.db)) == [
        ("link", "memo 3", f"[[code:{one}]] points at nothing"),
        ("link", "memo 3", f"[[negative:{one}]] points at nothing"),
        ("link", "storyline 1", f"[[coding:{one}]] points at nothing"),
        ("link", "link 1", f"points at source {source}, another than it names"),
        ("link", "link 5", f"has lost the category {of['vertrouwen']} that is still there"),
        ("link", "link 18", f"points at memo {memo}, another than it names"),
        ("link", "link 22", f"has lost the sampling {sampling} that is still there"),
    ]


def test_a_coding_that_is_not_there(filled: Study) -> None:
    assert codings.known(filled.db, [3, 1, 3]) == [3, 1]
    assert says(lambda: codings.known(filled.db, [1, 99]), NotFound) == "there is no coding '99'"


def test_a_coding_whose_source_is_lost(filled_file: Path) -> None:
    db = sqlite3.connect(filled_file, isolation_level=None)
    triggers.lift_guard(db)
    db.execute("update coding set source = 9 where id = 4")
    db.close()
    with project.open_study(filled_file) as study:
        assert says(lambda: list(codings.select(study.db, Scope(), ids=[4])), Refused) == (
            "coding 4 belongs to source 9, which does not exist: the file is damaged; go back to a backup"
        )
        assert [row[0] for row in codings.select(study.db, Scope(), ids=[3])] == [3]


@pytest.fixture
def older(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study that must be brought up to date, by steps that change nothing."""
    db = sqlite3.connect(filled_file)
    db.execute(f"pragma user_version = {schema.VERSION - 1}")
    db.close()

    def apply(db: sqlite3.Connection) -> None:
        assert db.in_transaction and db.execute("pragma foreign_keys").fetchone() == (0,)
        db.execute(f"pragma user_version = {schema.VERSION}")

    monkeypatch.setattr("qda.store.file.migrations.apply", apply)
    return filled_file


def test_an_older_study_that_cannot_be_written(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "was made by an older qda and must be brought up to date: copy it to a folder of your own"
    for closed in (older, older.parent):
        with monkeypatch.context() as here:
            here.setattr(os, "access", lambda path, mode, closed=closed: Path(path) != closed)
            assert says(lambda: project.open_study(older)) == f"{older} {why}"
    assert [p.name for p in older.parent.iterdir()] == [older.name]


def test_copies_of_an_older_study_have_names_of_their_own(older: Path) -> None:
    first = older.with_name(f"{older.name}.before-schema-{schema.VERSION}.bak")
    for n in (None, 2, 3):
        db = sqlite3.connect(older)
        db.execute(f"pragma user_version = {schema.VERSION - 1}")
        db.close()
        with project.open_study(older) as study:
            assert study.db.execute("pragma user_version").fetchone() == (schema.VERSION,)
            assert study.db.execute("pragma foreign_keys").fetchone() == (1,) and not study.db.in_transaction
        copy = first if n is None else older.with_name(f"{older.name}.before-schema-{schema.VERSION}.{n}.bak")
        kept = sqlite3.connect(copy)
        assert kept.execute("pragma user_version").fetchone() == (schema.VERSION - 1,)
        assert "h_code_u" in triggers.present(kept), "with its guard"
        kept.close()
    assert len(list(older.parent.iterdir())) == 4


def test_a_key_of_pseudonyms_that_is_not_there(filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = "names are shown by pseudonym here and the key is not at {}: bring it there or set QDA_KEY=FILE"
    assert pseudonyms.place(filled) is None and says(lambda: pseudonyms.rows(filled), Refused) == away.format(None)
    path = tmp_path / "sleutel.csv"
    with filled.change("test") as c:
        settings.put(c, pseudonyms.SETTING, json.dumps({"key": str(path), "digest": ""}))
    assert pseudonyms.place(filled) == path and says(lambda: pseudonyms.rows(filled), Refused) == away.format(path)
    monkeypatch.setenv("QDA_KEY", str(tmp_path / "elders.csv"))
    assert pseudonyms.place(filled) == tmp_path / "elders.csv" and pseudonyms.place(filled, "hier") == Path("hier")
    assert says(lambda: pseudonyms.rows(filled), Refused) == away.format(tmp_path / "elders.csv")
    monkeypatch.setenv("QDA_KEY", str(tmp_path))
    assert says(lambda: pseudonyms.rows(filled)) == f"the key {tmp_path} is a folder: name a file"


def test_a_setting_is_made_once(study: Study) -> None:
    for value in ("een", "twee"):
        with study.change("test") as c:
            settings.put(c, "iets", value)
        assert study.db.execute("select name, value from setting where name = 'iets'").fetchall() == [("iets", value)]


# What is broken off


def breaks(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupt_leaves_no_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qda.store.file.migrations.apply", breaks)
    for path in (tmp_path / "qda.db", tmp_path / "new" / "qda.db"):
        with pytest.raises(KeyboardInterrupt):
            project.create(path, name="x", coder="x", language="")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_no_copy(filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "lift_guard", breaks)
    (tmp_path / "copies").mkdir()
    with pytest.raises(KeyboardInterrupt):
        project.backup(filled.db, tmp_path / "copies" / "copy.db")
    assert list((tmp_path / "copies").iterdir()) == [] and not filled.db.in_transaction


def test_an_interrupt_leaves_an_older_study_as_it_was(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("update change_now set change = 1")
        raise KeyboardInterrupt

    monkeypatch.setattr("qda.store.file.migrations.apply", half)
    with pytest.raises(KeyboardInterrupt):
        project.open_study(older)
    db = sqlite3.connect(older)
    assert db.execute("pragma user_version").fetchone() == (schema.VERSION - 1,)
    assert db.execute("select change from change_now").fetchone() == (None,)
    db.close()


def test_what_another_process_has_brought_up_to_date(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the version and the step, another qda has done it."""
    copy = project.backup

    def meanwhile(db: sqlite3.Connection, target: Path, *, guard: bool = False) -> None:
        copy(db, target, guard=guard)
        other = sqlite3.connect(older)
        other.execute(f"pragma user_version = {schema.VERSION}")
        other.close()

    monkeypatch.setattr(project, "backup", meanwhile)
    monkeypatch.setattr("qda.store.file.migrations.apply", breaks)
    with project.open_study(older) as study:
        assert study.db.execute("pragma user_version").fetchone() == (schema.VERSION,) and not study.db.in_transaction


def test_a_moment_and_a_closing_in_the_middle(filled: Study) -> None:
    with filled.moment():
        filled.db.execute("rollback")
    assert not filled.db.in_transaction
    filled.db.execute("begin")
    filled.close()
    filled.close()
    assert filled.db.closed


def test_sqlite_makes_no_file_by_itself(filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study and its copy are files that only their owner can read: SQLite writes to those, and makes none of its own."""
    monkeypatch.setattr(project, "_new", lambda path: None)
    folder = tmp_path / "none yet"
    folder.mkdir()
    with pytest.raises((QdaError, sqlite3.OperationalError)):
        project.backup(filled.db, folder / "copy.db")
    with pytest.raises((QdaError, sqlite3.OperationalError)):
        project.create(folder / "qda.db", name="x", coder="x", language="")
    assert list(folder.iterdir()) == []
