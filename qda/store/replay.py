"""A study as of a change: a copy that nobody sees, from which all is taken back that came later.

The copy is a temporary database without a name. SQLite keeps a small one in memory; a large one lies in a file that only
its owner can read and that is unlinked as soon as it is made, in the folder of temporary files and never beside the study.
So nothing is left behind, however the program ends. Going back takes time in what came later, not in the length of the log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import groupby
from typing import Any

from qda.core import moments, numbers
from qda.core.errors import QdaError, Refused
from qda.store.file import schema, triggers, views
from qda.store.file.waiting import Connection
from qda.store.history.door import unpack
from qda.store.history.log import Line, line_where
from qda.store.history.undo import exact
from qda.store.project import Study

_STEP = 4096  # pages copied in one go, so that an interrupt is noticed in between
_CACHE_KIB = 65536  # of the copy: up to here it needs no file


def wall(db: sqlite3.Connection) -> Line | None:
    """Return the last change before which the log knows nothing; None where nothing was logged yet."""
    return line_where(db, "c.kind = 'base' order by c.id desc limit 1")


def number(db: sqlite3.Connection, when: str) -> int:
    """Return the number of the change that `when` names: its number, or the last one of a day or time.

    A day or time is local and means its last moment; digits alone are a number. Refused: a moment before the study or its
    last `base`, or after the last change. UsageError for what is neither a number nor a day or time.
    """
    first, last = wall(db), line_where(db, "1 order by c.id desc limit 1")
    if first is None or last is None:
        raise Refused("at-nothing", "nothing was changed yet")
    n = numbers.whole(when)
    if n is None:
        # The lines that came with a merge have the times of other clocks, and stand before the merge that brought them.
        own = line_where(db, "+c.kind <> 'theirs' and c.at <= ? order by c.id desc limit 1", moments.last(when))
        n = 0 if own is None else own.n
    if n < first.n:
        raise Refused(
            "at-before-the-wall", "{when} lies before change {n} ({command}), and nothing is known of what was before that",
            when=when.strip(), n=first.n, command=first.command,
        )  # fmt: skip
    if n > last.n:
        raise Refused(
            "at-after-the-last", "there is no change {when}: the last one is {n}", when=when.strip(), n=last.n
        )
    return n


def study_then(study: Study, when: str) -> Study:
    """Return the study as of a change, a day or a time (see `number`), which is only read; closing it closes `study` too."""
    with nullcontext() if study.db.in_transaction else study.moment():
        db = as_of(study.db, number(study.db, when))
    then = Study(db, study.path, coder=study.named, because=study.because)
    then.today = study
    return then


def as_of(db: sqlite3.Connection, n: int) -> Connection:
    """Return a connection to a copy of the study as change `n` left it, its log included, for reading alone.

    `n` is a number that `number` gave, in the same transaction. QdaError where the copy finds no room.
    """
    copy = sqlite3.connect("", isolation_level=None, factory=Connection)
    try:
        copy.execute(f"pragma cache_size = -{_CACHE_KIB}")
        db.backup(copy, pages=_STEP, progress=lambda *_: None)
        _go_back(copy, n)
        copy.execute("pragma foreign_keys = on")
        copy.execute("pragma query_only = on")
    except BaseException as e:
        copy.close()
        full = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
        if isinstance(e, sqlite3.DatabaseError) and getattr(e, "sqlite_errorcode", 0) & 0xFF in full:
            raise QdaError(
                f"no room for a copy of the study in the folder of temporary files ({e}): make room there, or name another "
                "folder in $SQLITE_TMPDIR"
            ) from e
        raise
    return copy


def _go_back(db: sqlite3.Connection, n: int) -> None:
    """Take back all that came after change `n`, row by row and the last first, and forget it."""
    first = first_row_after(db, n)
    if first is None and not db.execute("select 1 from change where id > ?", (n,)).fetchone():
        return
    for off in (
        "foreign_keys = off",
        "synchronous = off",
        "journal_mode = off",
    ):  # the copy goes if this does not end well
        db.execute(f"pragma {off}")
    guard = {name: sql for name, sql in triggers.present(db).items() if name.startswith("h_")}
    db.execute("begin")
    for name in guard:
        db.execute(f"drop trigger {name}")
    if first is not None:
        rows = db.execute("select tbl, op, key, last, before from change_row where id >= ? order by id desc", (first,))
        for (tbl, op), run in groupby(rows, key=lambda r: (r[0], r[1])):
            _take_back(db, tbl, op, run)
        db.execute("delete from change_row where id >= ?", (first,))
    db.execute("delete from change where id > ?", (n,))
    db.execute("update sqlite_sequence set seq = ? where name = 'change'", (n,))
    db.execute("delete from language_pass where source not in (select id from source)")  # a cache: no history has it
    views.participants_wide(db)
    for sql in guard.values():  # as they were, so that `check` finds a whole study
        db.execute(sql)
    db.execute("commit")


def first_row_after(db: sqlite3.Connection, n: int) -> int | None:
    """Return the number of the first row of the history that a change after `n` wrote; None where there is none."""
    (first,) = db.execute(
        "select min(id) from change_row where change = (select min(change) from change_row where change > ?)", (n,)
    ).fetchone()
    return None if first is None else int(first)


def _take_back(db: sqlite3.Connection, tbl: str, op: str, run: Iterator[Any]) -> None:
    """Take back a run of rows of one table and one kind. Each state on the way was one of the study: no name is taken twice."""
    kinds = schema.columns(db, tbl)
    reals = [name for name, kind in kinds if kind == "REAL"]
    if op == "I":
        db.executemany(
            f"delete from {tbl} where id between ? and ?", ((key, last or key) for _, _, key, last, _ in run)
        )
    elif op == "D":
        names = [name for name, _ in kinds if name != "id"]
        default = schema.defaults(db, tbl)  # for what a row of an older schema does not have
        quoted = ", ".join(f'"{name}"' for name in ("id", *names))
        images = ((id, exact(image, reals)) for r in run for id, image in reversed(unpack(r[2], r[4])))
        db.executemany(
            f"insert into {tbl}({quoted}) values ({', '.join('?' * (len(names) + 1))})",
            ((id, *(image.get(name, default[name]) for name in names)) for id, image in images),
        )
    else:
        for _, _, key, _, before in run:
            old = exact(json.loads(before), reals)
            sets = ", ".join(f'"{name}" = ?' for name in old)
            db.execute(f"update {tbl} set {sets} where id = ?", (*old.values(), key))
