"""Read the log: its lines, which changes are live, whose work they are, and which one undo and redo take next."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from qda.core.names import key
from qda.core.outcome import Made
from qda.store.history import reasons

# Commands that keep offers of the program and no work of a person: undo skips them, and redo is still possible after them.
LOOKS = ("discover", "suggest codes", "suggest quotes")
# Commands that do something elsewhere, which nobody takes back here: undo passes them over as well.
AFAR = ("push", "hub init", "hub member", "hub blind", "hub skip")
_DONE = f"c.command not in {LOOKS + AFAR}"
# `+c.kind`: without the sign SQLite takes the index on (kind, coder), reads all of a long history and sorts it, where the
# first line or two from the end have the answer.
LIVE = "+c.kind in ('do', 'redo') and not exists (select 1 from change x where x.target = c.id)"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: its number, when, who, with which command, and what was done."""

    n: int
    at: str
    coder: str
    command: str
    summary: str

    def __str__(self) -> str:
        return f"#{self.n} {self.command} by {self.coder}: {self.summary}"


def line_where(db: sqlite3.Connection, where: str, *args: Any) -> Line | None:
    """Return the first line of the log (`change c`) that meets an SQL condition."""
    row = db.execute(f"select c.id, c.at, c.coder, c.command, c.summary from change c where {where}", args).fetchone()
    return Line(*row) if row else None


def standing(db: sqlite3.Connection, id: int, uuid: str) -> Made | None:
    """Return a change as the log has it now, or None when it was taken back before it was committed."""
    row = db.execute(
        "select id, coder, command, summary, kind from change where id = ? and uuid = ?", (id, uuid)
    ).fetchone()
    return Made(*row) if row else None


def last(db: sqlite3.Connection) -> Line | None:
    """The last line of the log, whatever it is; None where nothing was logged yet."""
    return line_where(db, "1 order by c.id desc limit 1")


def study_uuid(db: sqlite3.Connection) -> str:
    """Return what tells this study from every other: the uuid of the line that made it, which copies of the file share."""
    row = db.execute("select uuid from change order by id limit 1").fetchone()
    return str(row[0]) if row else ""


def _spellings(db: sqlite3.Connection, coder: str) -> str:
    """Return the ways in which the log writes a coder's name, as a JSON list: names are found in any case."""
    return json.dumps([n for n in coders(db) if key(n) == key(coder)])


def coders(db: sqlite3.Connection) -> list[str]:
    """Return the names of all who have changed the study, each spelling once."""
    return [n for (n,) in db.execute("select distinct coder from change")]


# Whose work a change is; an undo or redo is the work of whoever gave the command that it takes or brings back in the end.
WHOSE = (
    "(with recursive o(target, coder) as (select c.target, c.coder union all "
    "select t.target, t.coder from o join change t on t.id = o.target) select o.coder from o where o.target is null)"
)


def undo_target(db: sqlite3.Connection, coder: str | None) -> Line | None:
    """Return the last live change after the last `base`, leaving out commands that only look; None when there is none.

    With a coder named: only that coder's work, no matter who redid it.
    """
    mine = "" if coder is None else f"and {WHOSE} in (select value from json_each(?))"
    return line_where(
        db,
        f"{LIVE} and {_DONE} and c.id > coalesce((select max(id) from change where kind = 'base'), 0) {mine} "
        "order by c.id desc limit 1",
        *([] if coder is None else [_spellings(db, coder)]),
    )


def redo_target(db: sqlite3.Connection, coder: str | None) -> Line | None:
    """Return the last undo that nobody has redone and after which no new command came; None when there is none.

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
        f"and d.command not in {LOOKS + AFAR} {mine.format('d')} order by d.id desc limit 1), 0) "
        f"{own} order by c.id desc limit 1",
        *([] if coder is None else [_spellings(db, coder)]),
    )


def original(db: sqlite3.Connection, line: Line) -> Line:
    """Return the command that a line undoes or redoes, followed back through undos and redos."""
    while True:
        row = db.execute(
            "select t.id, t.at, t.coder, t.command, t.summary, c.kind from change c join change t on t.id = c.target "
            "where c.id = ?",
            (line.n,),
        ).fetchone()
        if row is None:
            return line
        line = Line(*row[:5])


def turned(db: sqlite3.Connection) -> set[int]:
    """Return the numbers of the lines that a later one took back, or brought back, and that are so still."""
    out: set[int] = set()
    for n, target in db.execute("select id, target from change where target is not null order by id desc"):
        if n not in out:
            out.add(target)
    return out


def told(db: sqlite3.Connection, ns: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the coder and the reason of these lines, by number."""
    rows = db.execute(
        "select id, coder, because from change where id in (select value from json_each(?))",
        (json.dumps(sorted(set(ns))),),
    )
    return {n: (coder, because) for n, coder, because in rows}


class Entry(NamedTuple):
    """A line of the log with all that is shown of it.

    `kind` is do, undo, redo, base or theirs; `target` is the line that an undo or redo turns; `undone`: a later line
    turned this one, or the merge with which a line of another file came.
    """

    n: int
    at: str
    coder: str
    command: str
    summary: str
    because: str
    kind: str
    target: int | None
    undone: bool


def entries(db: sqlite3.Connection, of: Iterable[str] | None = None, limit: int | None = None) -> Iterator[Entry]:
    """Yield the lines of the log, the newest first: of the coders with these names (None: of all), at most `limit`.

    A reason that was given later stands behind the one that a line has, marked.
    """
    later = reasons.later(db)
    where, args = (
        ("", []) if of is None else ("where c.coder in (select value from json_each(?)) ", [json.dumps([*of])])
    )
    rows = db.execute(
        "select c.id, c.at, c.coder, c.command, c.summary, c.because, c.kind, c.target, "
        "case c.kind when 'base' then 0 when 'theirs' then not exists (select 1 from merged_line l where l.line = c.uuid) "
        "else exists (select 1 from change x where x.target = c.id) end "
        f"from change c {where}order by c.id desc" + (f" limit {min(int(limit), 2**62)}" if limit is not None else ""),
        args,
    )
    # Asked when the first is read: a question that waits would keep others from temporary tables. A line is unpacked at
    # once and made in one call: a log has hundreds of thousands.
    for n, at, coder, command, summary, because, kind, target, undone in rows:
        if n in later:
            because = reasons.joined(because, later[n])
        yield Entry(n, at, coder, command, summary, because, kind, target, undone == 1)
