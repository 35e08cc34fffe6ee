"""Open a study without writing, for what is shown before any command runs: completion, and the list of
commands in a school's words.

Nothing but the file is loaded, as a person waits for it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qda.store.file.waiting import Connection
from qda.store.project import Study, connect

WAIT_MS = 200  # for another program that is writing


@contextmanager
def quietly(path: Path) -> Iterator[Study | None]:
    """The study as it is, without a byte written beside it or in it; None where there is none that can be read.

    A closed study is one file and is read as immutable. One that is open elsewhere has its write-ahead log, which is
    read too when its index is there.
    """
    db = _connect(path)
    try:
        yield None if db is None else Study(db, path)
    finally:
        if db is not None:
            db.close()


def _connect(path: Path) -> Connection | None:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
    except OSError:
        return None
    alone = not path.with_name(path.name + "-wal").exists()
    for mode in ("mode=ro&immutable=1",) if alone else ("mode=ro&readonly_shm=1", "mode=ro&immutable=1"):
        db = None
        with suppress(sqlite3.Error):
            db = connect(path, mode)
            db.execute(f"pragma busy_timeout = {WAIT_MS}")
            db.execute("select name from setting").fetchall()
            return db
        if db is not None:
            db.close()
    return None
