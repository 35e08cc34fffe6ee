"""What stands in the study for each row of a file: shared by all that takes rows in."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from qda.store.exchange.reading import Row, wrong
from qda.store.exchange.shape import Shape
from qda.store.history.door import Change
from qda.store.texts.segment_layout import Segment

WHEN = frozenset(("uuid", "created_at", "updated_at", "imported_at"))  # of two rows of one thing, each has its own
# Counted from the text and the segments that the study has, or told by its history.
COUNTED = {
    "coding": frozenset(("words", "segment", "last_segment", "characters")),
    "category_change": frozenset(("at", "what")),
}


@dataclass(slots=True)
class Fate:
    """What became of the rows of a table: `new` came in, `same` were there, `differs` are other here and stay so.

    `joined` are those for which a row with another identifier stands; `left` are those that do not fit here, by reason.
    """

    new: int = 0
    same: int = 0
    differs: int = 0
    joined: int = 0
    left: Counter[str] = field(default_factory=Counter)


class Standing:
    """An intake that is going on.

    `ids` has for each table the numbers in the study of the file's rows, by place; 0 where none stands for one. `renamed`
    are identifiers of the file for which another stands here. `characters` are the lengths of the sources. `torn` are
    sources that have other segments here than in the file.
    """

    def __init__(self, c: Change, shapes: dict[str, Shape], into: int | None, tick: Callable[[], None]) -> None:
        self.c, self.db, self.shapes, self.into, self.tick = c, c.db, shapes, into, tick
        self.ids: dict[str, array[int]] = {table: array("q") for table in shapes}
        self.fates: dict[str, Fate] = {table: Fate() for table in shapes}
        self.first = {table: c.next_id(table) for table in shapes}
        self.begins: dict[str, int] = {}
        self.renamed: dict[str, str] = {}
        self.characters: dict[int, int] = {}
        self.torn: set[int] = set()
        self.segments: dict[int, list[Segment]] = {}  # of a few sources that were there
        self.notes: list[str] = []
        self.later: list[tuple[str, str, int, int, int]] = []  # table, column, row, place that it names, line
        self.unworked = not self._worked()

    def _worked(self) -> bool:
        """True if there is anything in the study but what its making and this very import put there."""
        code = self.db.execute("select 1 from code where id is not ? limit 1", (self.into,)).fetchone()
        other = self.db.execute("select 1 where exists(select 1 from source) or exists(select 1 from memo)").fetchone()
        return bool(code or other)

    def fresh(self, table: str, id: int) -> bool:
        """True if a row came with this file."""
        return id >= self.first[table]

    def line(self, table: str, id: int) -> int:
        """Return the line of a row that came in."""
        return self.begins[table] + self.ids[table].index(id)

    def refer(self, shape: Shape, row: Row, line: int) -> str:
        """Put numbers of the study where a row has places; return why the row cannot come in, "" when it can.

        A place further down in the same table is looked up at the table's end (`later`); here it becomes None.
        """
        why = ""
        for at, table, follows in shape.references:
            place = row[at]
            if place is None:
                continue
            held = self.ids[table]
            if not 1 <= place <= len(held):
                if table == shape.table and place > 0 and not shape.required[at]:
                    self.later.append((table, shape.columns[at], 0, place, line))
                    row[at] = None
                    continue
                raise wrong(line, f"names {table} {place}, which does not stand further up")
            id = held[place - 1]
            if not id and (follows or shape.required[at]):
                why = f"no {table} here to belong to"
            row[at] = id or None
        return why

    def found_by_uuid(self, table: str, uuids: Sequence[str]) -> dict[str, int]:
        """Return the numbers of the study's rows that have one of these identifiers."""
        if not uuids:
            return {}
        marks = ", ".join("?" * len(uuids))
        return dict(self.db.execute(f"select uuid, id from {table} where uuid in ({marks})", tuple(uuids)))

    def finder(self, shape: Shape) -> Callable[[Row], int]:
        """Return what finds the study's row that a row names by its natural key; 0 when there is none."""
        db, table = self.db, shape.table
        asked = []
        for key in shape.keys:
            where = " and ".join(
                f'"{shape.columns[i]}" = ?' if shape.required[i] else f'coalesce("{shape.columns[i]}", 0) = ?'
                for i in key
            )
            asked.append((f"select id from {table} where {where}", key))

        def find(row: Row) -> int:
            for sql, key in asked:
                hit = db.execute(sql, [0 if row[i] is None else row[i] for i in key]).fetchone()
                if hit:
                    return int(hit[0])
            return 0

        return find

    def settle(self, since: int, id: int) -> set[str]:
        """Say which row the references are of that `refer` put off since there were so many; return their columns."""
        put_off = self.later[since:]
        self.later[since:] = [(table, column, id, place, line) for table, column, _, place, line in put_off]
        return {column for _, column, *_ in put_off}

    def compare(self, shape: Shape, id: int, row: Row, aside: Iterable[str] = ()) -> None:
        """Count a row for which a row of the study stands: the same, or another, which stays as it is.

        `aside` are columns that are not looked at.
        """
        table, fate = shape.table, self.fates[shape.table]
        names = ", ".join(f'"{n}"' for n in shape.columns if (table, n) != ("source", "text"))
        held: Sequence[Any] = self.db.execute(f"select {names} from {table} where id = ?", (id,)).fetchone()
        if table == "source":
            at = shape.at("text")
            held = [*held[:at], row[at], *held[at:]]
        uuid = shape.uuid
        other = uuid >= 0 and held[uuid] != row[uuid]
        if other:
            self.renamed[row[uuid]] = held[uuid]
        no = {*aside, *COUNTED.get(table, ()), *(WHEN if other or uuid < 0 else ())}
        if any(a != b and n not in no for n, a, b in zip(shape.columns, held, row, strict=True)):
            fate.differs += 1
        elif other:
            fate.joined += 1
        else:
            fate.same += 1

    def insert(self, shape: Shape, rows: Sequence[Row], lines: Sequence[int]) -> None:
        """Insert rows, which get the numbers that follow; refused with its line where the table does not allow one."""
        if not rows:
            return
        self.db.execute("savepoint intake")
        try:
            self.c.bulk(shape.table, rows)
        except sqlite3.IntegrityError:
            self.db.execute("rollback to intake")
            for row, line in zip(rows, lines, strict=True):
                try:
                    self.c.insert(shape.table, **dict(zip(shape.columns, row, strict=True)))
                except sqlite3.IntegrityError as e:
                    raise wrong(line, f"cannot be a row of {shape.table} ({e})") from None
            raise
        finally:
            if self.db.in_transaction:
                self.db.execute("release intake")
        self.fates[shape.table].new += len(rows)

    def finish(self, table: str) -> None:
        """Fill in what rows of a table say of rows further down in it."""
        held = self.ids[table]
        for of, column, id, place, line in self.later:
            if place > len(held):
                raise wrong(line, f"names {of} {place}, which the file does not have")
            if id and held[place - 1]:
                self.c.update(of, id, **{column: held[place - 1]})
        self.later = []


def rename(text: str, renamed: dict[str, str], pattern: Any) -> str:
    """Return a text whose links name what stands here for what they named in the file."""
    return str(pattern.sub(lambda m: f"[[{m[1]}:{linked(m[2], renamed)}]]", text))


def linked(uuid: str, renamed: dict[str, str]) -> str:
    """Return what a link names here: `uuid`, or `uuid@start` for a segment."""
    of, at, start = uuid.partition("@")
    return renamed.get(of, of) + at + start
