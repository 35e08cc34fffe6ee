"""Databases of other programs: locked, unfinished, encrypted, damaged, of another program; nothing is written beside them."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from helpers_native import change, database, got
from test_native_qualcoder import project, rows

from qda.core.errors import QdaError
from qda.importers.projects import qualcoder


def test_refusals_of_the_database(tmp_path: Path) -> None:
    home = project(tmp_path)
    file = home / "data.qda"
    whole = file.read_bytes()

    def refused(match: str) -> None:
        with pytest.raises(QdaError, match=match) as told:
            got(qualcoder.read, home)
        assert "\n" not in str(told.value) and str(file) in str(told.value)

    lock = sqlite3.connect(file)
    lock.execute("begin exclusive")
    refused("is locked: close it in QualCoder")
    lock.close()
    (home / "data.qda-wal").write_bytes(b"x" * 40)
    refused(r"changes that are not yet in it \(data.qda-wal\)")
    (home / "data.qda-wal").unlink()
    file.write_bytes(b"")
    refused("is empty")
    file.write_bytes(os.urandom(4096))
    refused("no SQLite database, or an encrypted one")
    file.write_bytes(whole[: len(whole) // 2])
    refused("is damaged")
    file.write_bytes(whole[:100])
    refused("is damaged|no project")
    file.unlink()
    refused("no such file")
    database(file, {"notes": "id integer"}, {})
    refused("is no project of QualCoder: it has no table source")
    file.write_bytes(whole)
    assert len(got(qualcoder.read, home).rows()) == 3


def test_a_project_in_write_ahead_mode_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    home = project(tmp_path)
    db = sqlite3.connect(home / "data.qda")
    assert db.execute("pragma journal_mode = wal").fetchone() == ("wal",)
    db.execute("update code_name set name = 'kar' where cid = 3")
    db.commit()
    with pytest.raises(QdaError, match="not yet in it"):
        got(qualcoder.read, home)
    db.close()
    before = sorted(os.listdir(home))
    assert "kar" in got(qualcoder.read, home).codes()
    assert sorted(os.listdir(home)) == before


def test_a_view_or_a_virtual_table_is_no_table(tmp_path: Path) -> None:
    home = project(tmp_path, {**rows(), "journal": []})
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select x as jid, 'a' as name, 'b' as jentry from n"
    change(home / "data.qda", "drop table journal")
    change(home / "data.qda", f"create view journal as {endless}")
    assert not any(m.type == "journal" for m in got(qualcoder.read, home).form.memos)
