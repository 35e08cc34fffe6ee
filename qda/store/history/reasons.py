"""Reasons that were given after a change was made. The line of the log and its hash stay as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qda.core.names import short
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

MARK = "(later)"


def uuid_of(db: sqlite3.Connection, n: int) -> str:
    """Return the uuid of line n of the log; "" where there is no such line."""
    row = db.execute("select uuid from change where id = ?", (n,)).fetchone()
    return str(row[0]) if row else ""


def add(c: Change, line: str, text: str) -> bool:
    """Give the line with a uuid a reason; False where it has that very reason already."""
    same = "select 1 from reason where line = ?1 and text = ?2 union all select 1 from change where uuid = ?1 and because = ?2"
    if c.db.execute(same, (line, text)).fetchone():
        return False
    c.insert("reason", uuid=new_uuid(), line=line, text=text, coder=c.coder_id, created_at=c.at)
    return True


def later(db: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the later reasons of each line of the log that has some, by its number, in the order in which they were given."""
    out: dict[int, list[str]] = {}
    for n, text in db.execute("select c.id, r.text from reason r join change c on c.uuid = r.line order by r.id"):
        out.setdefault(n, []).append(text)
    return out


def joined(because: str, more: list[str]) -> str:
    """Return the reason that was given with a change and its later ones, each of these marked."""
    return "; ".join(part for part in (because, *(f"{text} {MARK}" for text in more)) if part)


def lines_of(db: sqlite3.Connection) -> dict[int, int]:
    """Return for each later reason that stands the number of the line that it is about."""
    return dict(db.execute("select r.id, c.id from reason r join change c on c.uuid = r.line"))


def findings(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield what `check` names: reasons whose line of the log is not there.

    The first line of a copy that was handed out is known in the study by its handout.
    """
    for id, text in db.execute(
        "select id, text from reason where line not in (select uuid from change union all select uuid from handout) order by id"
    ):
        yield "reason", f"reason {id}", f"the change that it is about is not in the log ({short(text, 60)})"
