"""Open another study's file to read it: its bytes stay as they are, and what lies in its write-ahead log belongs to it.

One made by an older qda is read from a copy that is brought up to date; it lies in a folder of its own, which goes again.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qda.core.errors import QdaError, Refused, database_error
from qda.core.files import plain
from qda.store import project
from qda.store.file import migrations, schema
from qda.store.file.waiting import Connection, patiently


@contextmanager
def reading(path: Path, ours: Path) -> Iterator[Connection]:
    """Yield a connection that reads the file at one moment, while others may go on writing it.

    Refused: no such file, no study, an empty or damaged one, one of a newer qda, and `ours` itself, however it is spelled.
    """
    _look(path, ours)
    with tempfile.TemporaryDirectory(prefix="qda-merge-") as folder:
        db: Connection | None = None
        try:
            db = _open(path)
            patiently(db, "begin")
            version = db.execute("pragma user_version").fetchone()[0]
            if db.execute("pragma application_id").fetchone()[0] != schema.APPLICATION_ID:
                raise QdaError(f"{path} is no study of qda: an SQLite file of another program")
            if version > schema.VERSION:
                raise QdaError(
                    f"{path} was made by a newer qda (schema {version}, this one knows {schema.VERSION}): upgrade qda"
                )
            if version < schema.VERSION:
                db = _copied(db, Path(folder) / "older.db")
            yield db
        except sqlite3.DatabaseError as e:
            if db is None or not _of(e, path):
                raise
            raise QdaError(f"{path} cannot be read ({e}); nothing was merged") from e
        finally:
            if db is not None:
                if db.in_transaction:
                    db.execute("rollback")
                db.close()


def _look(path: Path, ours: Path) -> None:
    try:
        with plain(path, "the study") as f:
            head = f.read(16)
    except FileNotFoundError:
        raise Refused("merge-no-file", "there is no study at {path}", path=str(path)) from None
    if os.path.samefile(path, ours):
        raise Refused("merge-itself", "{path} is this very study: name the file of another coder", path=str(path))
    if head != b"SQLite format 3\x00":
        raise QdaError(f"{path} is no study: not an SQLite file" + (" (it is empty)" if not head else ""))


def _open(path: Path) -> Connection:
    """Open for reading. With a write-ahead log there, read-only: closing must not fold it into the file."""
    wal = path.with_name(path.name + "-wal")
    held = wal.exists() and wal.stat().st_size > 0
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "mode=ro" if held else "mode=rw" if writable else "mode=ro&immutable=1"
    try:
        db = project.connect(path, mode)
        db.execute("pragma query_only = on")
    except sqlite3.Error as e:
        if (text := database_error(e, str(path), "nothing was merged")) is not None:
            raise QdaError(text) from e
        raise
    db.execute("pragma cache_size = -8192")
    return db


def _copied(db: Connection, copy: Path) -> Connection:
    project.backup(db, copy, guard=True)
    db.execute("rollback")
    db.close()
    new = project.connect(copy, "mode=rw")
    new.execute("begin immediate")
    migrations.apply(new)
    new.execute("commit")
    new.execute("begin")
    return new


def _of(e: sqlite3.DatabaseError, path: Path) -> bool:
    """True if the error is one of a damaged file, and this file is the one that is damaged."""
    from qda.core.errors import is_damage
    from qda.store import check

    return is_damage(e) and bool(check.first(str(path)))


def file_of(path: Path) -> Path:
    """Return the study's file when a folder is named."""
    return path / project.FILE if path.is_dir() else path
