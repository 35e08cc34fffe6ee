"""Which change touched what last: rows of the tables, their columns, and the things to which rows of other tables belong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from qda.store.file import schema
from qda.store.history.door import unpack
from qda.store.queries.moments import MEMBER, READERS, VARIABLE

_EACH = "(select value from json_each(?))"
# Tables whose rows are a field of a thing of another table: (table, that table) -> its rows as (number, thing, field).
PARTS = {
    ("value", "source"): f"select v.id, v.source, '{VARIABLE}' || x.name from value v join variable x on x.id = v.variable "
    f"where v.source is not null and v.id in {_EACH}",
    ("value", "participant"): f"select v.id, v.participant, '{VARIABLE}' || x.name from value v "
    f"join variable x on x.id = v.variable where v.participant is not null and v.id in {_EACH}",
    ("code_alias", "code"): f"select id, code, 'aliases' from code_alias where id in {_EACH}",
    ("membership", "code"): f"select id, code, '{MEMBER}' || category from membership where id in {_EACH}",
    ("evidence", "relation"): f"select id, relation, side from evidence where id in {_EACH}",
    ("link", "memo"): f"select id, memo, 'on' from link where memo is not null and place = 'on' and id in {_EACH}",
    ("sampling_source", "sampling"): f"select id, sampling, 'sources' from sampling_source where id in {_EACH}",
}  # fmt: skip
# Fields that are not called as their column: (table, field) -> the columns.
COLUMNS = {
    ("source", "text"): ("sha256",), ("segment", "stretch"): ("source", "start", "end"), ("code", "parent"): ("parent",),
    ("coding", "stretch"): ("source", "start", "end"), ("property", "points"): ("points", "kind"),
    ("placement", "value"): ("value", "position"), ("relation", "relation"): ("a", "type", "b"),
    ("comparison", "compared"): ("coding", "other", "code"), ("negative", "against"): ("code", "property", "relation", "memo"),
    ("sampling", "for"): ("category", "property"), ("sampling", "status"): ("closed_at",),
}  # fmt: skip
# What stands for another kind of thing, or for none that anybody made: it is counted, or left out.
COUNTED = (
    "judgement", "summary", "condition", "stability", "pile", "sorting", "checklist", "decision", "source_done", "relation_type",
    "reason",
)  # fmt: skip


class Touched:
    """The rows that the changes after one line, up to another, touched; read once, the oldest first.

    `rows`: table -> number -> the last change that touched the row.
    """

    def __init__(self, db: sqlite3.Connection, after: int, upto: int) -> None:
        self.rows: dict[str, dict[int, int]] = {}
        self._columns: dict[tuple[str, int, str], int] = {}
        self._parts: dict[tuple[str, int, str], int] = {}
        self._whole: dict[tuple[str, int], int] = {}
        read = {*READERS, *COUNTED, *(part for part, _ in PARTS)}
        for change, tbl, op, key, last, before in db.execute(
            "select change, tbl, op, key, last, case when op = 'I' then null else before end from change_row "
            "where change > ? and change <= ? order by id",
            (after, upto),
        ):
            if tbl not in read:
                continue
            rows = self.rows.setdefault(tbl, {})
            if op == "D":
                rows.update((id, change) for id, _ in unpack(key, before))
                continue
            for id in range(key, (last or key) + 1):
                rows[id] = change
            if op == "U":
                for column in json.loads(before or "{}"):
                    self._columns[tbl, key, column] = change

    def add_parts(self, dbs: Iterable[sqlite3.Connection]) -> None:
        """Learn to which things the touched rows of other tables belong, at each of these moments."""
        for db in dbs:
            for (part, table), sql in PARTS.items():
                if touched := self.rows.get(part):
                    for row, id, field in db.execute(sql, (json.dumps(list(touched)),)):
                        n = touched[row]
                        at = (table, id, field)
                        self._parts[at] = max(n, self._parts.get(at, 0))
                        self._whole[table, id] = max(n, self._whole.get((table, id), 0))

    def things(self, table: str) -> set[int]:
        """Return the numbers of the rows of a table that were touched, or something that belongs to them."""
        return {*self.rows.get(table, ()), *(id for tbl, id in self._whole if tbl == table)}

    def last(self, table: str, ids: Iterable[int]) -> int:
        """Return the last change that touched one of these rows, or something that belongs to them."""
        own = self.rows.get(table, {})
        return max(max(own.get(id, 0), self._whole.get((table, id), 0)) for id in ids)

    def field(self, table: str, ids: Iterable[int], field: str) -> int:
        """Return the last change that touched a field of one of these rows; where none tells, that touched them at all."""
        some = list(ids)
        columns = COLUMNS.get((table, field), (field,))
        found = [self._columns.get((table, id, c), 0) for id in some for c in columns]
        found += [self._parts.get((table, id, field), 0) for id in some]
        return max(found) or self.last(table, some)


def counted(touched: Touched, then: sqlite3.Connection, now: sqlite3.Connection) -> dict[str, int]:
    """Return for each table of `COUNTED` how many of its rows are not as they were, where some are not."""
    out: dict[str, int] = {}
    for table in COUNTED:
        if ids := touched.rows.get(table):
            columns = ", ".join(f'"{n}"' for n, _ in schema.columns(now, table))
            sql = f"select {columns} from {table} where id in {_EACH}"
            was, is_ = (set(db.execute(sql, (json.dumps(list(ids)),))) for db in (then, now))
            if n := len({row[0] for row in was ^ is_}):
                out[table] = n
    return out
