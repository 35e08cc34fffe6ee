"""The tables of a study as an exchange sees them: read from the file itself, so that a new table travels without a line here.

A row names another by its place among the rows of that table that are written, 1 for the first: the same study gives the
same rows, whatever numbers it has in a file.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from qda.store.file import schema

# Offers of the program, what merges know of other files and their logs, reasons for lines of the log; history and language_pass
# are not recorded.
STAYS = frozenset({"candidate", "suggestion", "handout", "merged", "merged_line", "same_thing", "conflict", "reason"})
TABLES = tuple(t for t in schema.RECORDED if t not in STAYS)
# Settings that say who acts here, where a key lies here, to whom this very file was handed out, and where its hub is.
OF_THE_MACHINE = ("coder", "pseudonyms", "handed_to", "hub")
OF_THE_STUDY = ("name", "language")  # settings that every study has: told as what the study is
MADE_FIRST = ("coder", "setting", "relation_type")  # tables that have rows in a study in which nobody has worked yet
KINDS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "TEXT": (str,), "REAL": (float, int)}

# Columns that hold JSON.
JSON = frozenset(
    (
        ("source", "metadata"),
        ("segment", "metadata"),
        ("property", "points"),
        ("carried", "files"),
        ("decision_place", "state"),
    )
)


# Columns that are set to null when what they name is removed, and without which a row has nothing to say elsewhere.
HELD = frozenset((("checklist", "memo"),))


class Reference(NamedTuple):
    """A column that names a row of another table. `follows`: a row goes with the row that it names."""

    at: int
    table: str
    follows: bool


class Shape(NamedTuple):
    """A table without `id`: its columns in order, and by their places what each of them holds.

    `uuid` is the place of a row's identifier, -1 where rows have none; `keys` are the places of the columns by which a row is
    known besides.
    """

    table: str
    columns: list[str]
    kinds: list[str]
    required: list[bool]
    defaults: list[Any]
    references: list[Reference]
    uuid: int
    keys: list[list[int]]

    def at(self, column: str) -> int:
        """Return the place of a column, -1 for one that the table does not have."""
        return self.columns.index(column) if column in self.columns else -1

    @property
    def inner(self) -> list[Reference]:
        """Return the references to rows of the same table."""
        return [r for r in self.references if r.table == self.table]


def shape(db: sqlite3.Connection, table: str) -> Shape:
    """Read a table's shape."""
    rows = [r for r in db.execute(f"pragma table_info({table})").fetchall() if r[1] != "id"]
    columns = [r[1] for r in rows]
    default = schema.defaults(db, table)
    references = sorted(
        Reference(columns.index(column), parent, on_delete == "CASCADE" or (table, column) in HELD)
        for _, _, parent, column, _, _, on_delete, _ in db.execute(f"pragma foreign_key_list({table})").fetchall()
    )
    unique = schema.unique_keys(db, table)
    uuid = columns.index("uuid") if ["uuid"] in unique else -1
    keys = sorted([columns.index(n) for n in names] for names in unique if names != ["uuid"])
    return Shape(
        table,
        columns,
        [r[2] for r in rows],
        [bool(r[3]) for r in rows],
        [default[n] for n in columns],
        references,
        uuid,
        keys,
    )


def shapes(db: sqlite3.Connection) -> dict[str, Shape]:
    """Read the shapes of all tables that travel, parents first."""
    return {table: shape(db, table) for table in TABLES}
