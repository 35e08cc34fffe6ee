"""The log: its lines, which changes are live, whose work they are, and which one undo and redo take next."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from qda.core.names import key

# Commands that keep what they offered, and nothing that a person did: undo passes them over, and a redo is not lost by them.
LOOKS = ("discover", "suggest codes", "suggest quotes")
_DONE = f"c.command not in {LOOKS}"
# `+c.kind`: without the sign SQLite takes the index on (kind, coder), reads all of a long history and sorts it, where the
# first line or two from the end have the answer.
LIVE = "+c.kind in ('do', 'redo') and not exists (select 1 from change x where x.target = c.id)"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: its number, when, who, with which command, what and why."""

    n: int
    at: str
    coder: str
    command: str
    summary: str

    def __str__(self) -> str:
        return f"#{self.n} {self.command} by {self.coder}: {self.summary}"


def line_where(db: sqlite3.Connection, where: str, *args: Any) -> Line | None:
    """The first line of the log (`change c`) that meets an SQL condition."""
    row = db.execute(f"select c.id, c.at, c.coder, c.command, c.summary from change c where {where}", args).fetchone()
    return Line(*row) if row else None


def last(db: sqlite3.Connection) -> Line | None:
    """The last line of the log, whatever it is; None where nothing was logged yet."""
    return line_where(db, "1 order by c.id desc limit 1")


def _spellings(db: sqlite3.Connection, coder: str) -> str:
    """How the log writes a coder's name, as a JSON list: names are case-insensitive to find."""
    return json.dumps([n for (n,) in db.execute("select distinct coder from change") if key(n) == key(coder)])


# Whose work a change is: of an undo or a redo, whoever gave the command that it takes back or brings back in the end.
WHOSE = (
    "(with recursive o(target, coder) as (select c.target, c.coder union all "
    "select t.target, t.coder from o join change t on t.id = o.target) select o.coder from o where o.target is null)"
)


def undo_target(db: sqlite3.Connection, coder: str | None) -> Line | None:
    """The last live change after the last wall, looks aside; of one coder's work when named, whoever brought it back."""
    mine = "" if coder is None else f"and {WHOSE} in (select value from json_each(?))"
    return line_where(
        db,
        f"{LIVE} and {_DONE} and c.id > coalesce((select max(id) from change where kind = 'base'), 0) {mine} "
        "order by c.id desc limit 1",
        *([] if coder is None else [_spellings(db, coder)]),
    )


def redo_target(db: sqlite3.Connection, coder: str | None) -> Line | None:
    """The last undo that nobody has redone and that no new command came after.

    With a coder named: an undo by that coder, or of that coder's work.
    """
    mine = "" if coder is None else "and {}.coder in (select value from json_each(?1))"
    own = (
        ""
        if coder is None
        else f"and (c.coder in (select value from json_each(?1)) or {WHOSE} in (select value from json_each(?1)))"
    )
    return line_where(
        db,
        "+c.kind = 'undo' and not exists (select 1 from change x where x.target = c.id) "
        "and c.id > coalesce((select d.id from change d where +d.kind in ('do', 'base') "
        f"and d.command not in {LOOKS} {mine.format('d')} order by d.id desc limit 1), 0) "
        f"{own} order by c.id desc limit 1",
        *([] if coder is None else [_spellings(db, coder)]),
    )


def original(db: sqlite3.Connection, line: Line) -> Line:
    """The command that a line undoes or redoes in the end."""
    while True:
        row = db.execute(
            "select t.id, t.at, t.coder, t.command, t.summary, c.kind from change c join change t on t.id = c.target "
            "where c.id = ?",
            (line.n,),
        ).fetchone()
        if row is None:
            return line
        line = Line(*row[:5])
