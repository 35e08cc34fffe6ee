"""Keep a record of what was made, so that a command reports what happened and not how far it came.

A front end keeps a record while it works (`with recording() as made`). The write door enters each change as it begins it,
and with it a function that asks the file whether the change stands; these are called once the transaction is over. A file
is entered when it is whole and in its place. Outside of a `recording` nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3


class Made(NamedTuple):
    """A change that is in a study: its line of the log. `kind` is do, undo, redo or base (making the study)."""

    n: int
    coder: str
    command: str
    summary: str
    kind: str


Standing = Callable[[], Made | None]  # asks the file for a change; None when it was taken back


@dataclass(slots=True)
class Outcome:
    """Changes that were made, in the order of the log, and files by name.

    `open` holds the changes that may still be taken back: their connection and the function that asks the file.
    """

    changes: list[Made] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    open: list[tuple[sqlite3.Connection, Standing]] = field(default_factory=list)


_record: ContextVar[Outcome | None] = ContextVar("outcome", default=None)


@contextmanager
def recording() -> Iterator[Outcome]:
    """Keep a record of what is made inside the block; a block within another keeps its own."""
    made = Outcome()
    token = _record.set(made)
    try:
        yield made
    finally:
        _record.reset(token)


def begun(db: sqlite3.Connection, standing: Standing) -> None:
    """Enter a change that is being written; `settle` calls `standing` to find out whether it was kept."""
    if (record := _record.get()) is not None:
        record.open.append((db, standing))


def settle(db: sqlite3.Connection) -> None:
    """Ask which of the changes begun on this connection were kept. Does nothing inside a transaction."""
    record = _record.get()
    if record is None or db.in_transaction:
        return
    while mine := [one for one in record.open if one[0] is db]:
        made = mine[0][1]()
        # One after the other, so that an interrupt in between neither loses a change nor counts it twice.
        if made is not None and not (record.changes and record.changes[-1].n == made.n):
            record.changes.append(made)
        record.open.remove(mine[0])


def wrote(file: object) -> None:
    """Enter a file that is whole and in its place."""
    if (record := _record.get()) is not None:
        record.files.append(str(file))
