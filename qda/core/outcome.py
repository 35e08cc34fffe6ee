"""What has been made so far, so that what is said of a command comes from what happened and not from where it stopped.

A front end keeps a record while it works (`with recording() as made`). The write door tells it every change that it begins
and asks the file, once the transaction is over, which of them stand; files are told when they are whole. Outside of a
`recording` nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3


class Made(NamedTuple):
    """A change that stands in a study: its line of the log. `kind` is do, undo, redo or base (the study's making)."""

    n: int
    coder: str
    command: str
    summary: str
    kind: str


@dataclass(slots=True)
class Outcome:
    """What was made: changes in the order of the log, and files by name. `open` are changes of which it is not known yet."""

    changes: list[Made] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    open: list[tuple[sqlite3.Connection, int, str]] = field(default_factory=list)


_record: ContextVar[Outcome | None] = ContextVar("outcome", default=None)


@contextmanager
def recording() -> Iterator[Outcome]:
    """Keep a record of what is made in here; one within another keeps its own."""
    made = Outcome()
    token = _record.set(made)
    try:
        yield made
    finally:
        _record.reset(token)


def begun(db: sqlite3.Connection, id: int, uuid: str) -> None:
    """A change is being written; `settle` finds out whether it stands."""
    if (record := _record.get()) is not None:
        record.open.append((db, id, uuid))


def settle(db: sqlite3.Connection) -> None:
    """Ask the file which of the changes begun on this connection stand. Nothing is known inside a transaction."""
    record = _record.get()
    if record is None or db.in_transaction:
        return
    while mine := [one for one in record.open if one[0] is db]:
        _, id, uuid = mine[0]
        row = db.execute(
            "select id, coder, command, summary, kind from change where id = ? and uuid = ?", (id, uuid)
        ).fetchone()
        # One after the other, so that an interrupt in between neither loses a change nor counts it twice.
        if row and not (record.changes and record.changes[-1].n == id):
            record.changes.append(Made(*row))
        record.open.remove(mine[0])


def wrote(file: object) -> None:
    """A file is whole and in its place."""
    if (record := _record.get()) is not None:
        record.files.append(str(file))
