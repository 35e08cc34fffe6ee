"""What two files share: the lines of their logs up to the last one with the same hash, or the line that a handout stands on.

A line is known to a file when it is its own, or came with a merge that is in effect. Theirs' net changes are those since the
last of their lines up to which ours knows all of them.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from qda.core.errors import Refused


class Past(NamedTuple):
    """The shared past of two files.

    ours, theirs: the last shared line in each log, 0 where they share none. base: the line of theirs since which their
    changes are new here. known, heard: the uuids of the lines that ours and theirs know. handout: the uuid of the handout that
    their file is, or "". last, hash: their last line. merges: merges of theirs that brought nothing but what ours knows.
    """

    ours: int
    theirs: int
    base: int
    known: frozenset[str]
    heard: frozenset[str]
    handout: str
    last: str
    hash: str
    merges: frozenset[int]


def known_lines(db: sqlite3.Connection) -> frozenset[str]:
    """Return the uuids of all lines that a file knows: its own, those that came with merges, those of its handouts."""
    return frozenset(
        u
        for (u,) in db.execute(
            "select uuid from change where +kind <> 'theirs' union select line from merged_line "
            "union select uuid from handout"
        )
    )


def between(ours: sqlite3.Connection, theirs: sqlite3.Connection, *, unrelated: bool) -> Past:
    """Find the shared past; refused, naming their study, where there is none and `unrelated` does not allow it."""
    known, heard = known_lines(ours), known_lines(theirs)
    mine, their = _shared(ours, theirs)
    handout = _own_handout(theirs)
    if not mine:
        mine, their = _by_handout(ours, theirs)
    base = their
    merges = _known_merges(theirs, known)
    for id, uuid in theirs.execute("select id, uuid from change where id > ? order by id", (their,)):
        if uuid not in known and id not in merges:
            break
        base = id
    if not base and not unrelated:
        name = theirs.execute("select value from setting where name = 'name'").fetchone()
        at = theirs.execute("select at from change order by id limit 1").fetchone()
        raise Refused(
            "merge-no-past", "{name!r} of {day} and this study share no past: they were made apart",
            name=name[0] if name else "", day=at[0][:10] if at else "?",
        )  # fmt: skip
    last, hash = theirs.execute("select uuid, hash from change order by id desc limit 1").fetchone()
    return Past(mine, their, base, known, heard, handout[0] if handout else "", last, hash, merges)


def _known_merges(db: sqlite3.Connection, known: frozenset[str]) -> frozenset[int]:
    """Return the merges of a file, in effect, that brought only lines that are known."""
    news: dict[int, bool] = {}
    for change, line in db.execute("select m.change, l.line from merged m left join merged_line l on l.merged = m.id"):
        news[change] = news.get(change, False) or line not in known
    return frozenset(change for change, new in news.items() if not new)


def _shared(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> tuple[int, int]:
    """Return the last line with the same number and hash: a hash stands for all lines before it, so halves are enough."""
    low, high = 0, min(db.execute("select coalesce(max(id), 0) from change").fetchone()[0] for db in (ours, theirs))
    while low < high:
        mid = (low + high + 1) // 2
        a, b = (db.execute("select hash from change where id = ?", (mid,)).fetchone() for db in (ours, theirs))
        if a is not None and a == b and a[0]:
            low = mid
        else:
            high = mid - 1
    return low, low


def _own_handout(db: sqlite3.Connection) -> tuple[str, int, str, str] | None:
    """Return (uuid, line, hash, first line of the study) of the handout with which a file's log begins anew."""
    row = db.execute(
        "select h.uuid, h.change, h.hash, h.study from change c join handout h on h.uuid = c.uuid "
        "where c.kind = 'base' order by c.id desc limit 1"
    ).fetchone()
    return (row[0], row[1], row[2], row[3]) if row else None


def _by_handout(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> tuple[int, int]:
    """Return the shared past of files of which one or both were handed out with a new log."""

    def line(db: sqlite3.Connection, n: int, hash: str) -> int:
        row = db.execute("select id from change where id = ? and hash = ?", (n, hash)).fetchone()
        return row[0] if row else 0

    a, b = _own_handout(ours), _own_handout(theirs)
    if b is not None and (n := line(ours, b[1], b[2])):
        return n, 1
    if a is not None and (n := line(theirs, a[1], a[2])):
        return 1, n
    if a is not None and b is not None and a[3] == b[3]:
        if b[1] <= a[1]:
            return 1, 1
        raise Refused(
            "merge-later-handout",
            "the file was handed out after this one, so that what it began with is not known here: merge it into the study "
            "from which both came",
        )
    return 0, 0
