"""Which row of ours stands for a row of theirs: by number, by uuid, by what makes a thing one; and the tallies of a merge."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from qda.store.exchange.shape import Shape, shape
from qda.store.file import layer
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import lineage
from qda.store.merge.net import Image, Net
from qda.store.merge.past import Past
from qda.store.merge.things import BY_TABLE

FATES = ("added", "joined", "changed", "removed", "already", "kept")
NEVER = 1 << 62
MANY = ("segment", "coding")  # tables that may have millions of rows


class Numbers(MutableMapping[int, int]):
    """Numbers of rows by numbers of rows, none of them 0, in eight bytes each: in a dict they take a hundred."""

    def __init__(self) -> None:
        self._at = array("q")
        self._n = 0

    def __getitem__(self, id: int) -> int:
        if 0 <= id < len(self._at) and (found := self._at[id]):
            return found
        raise KeyError(id)

    def get(self, id: int, default: Any = None) -> Any:
        """Return the number for one, or the default."""
        return (self._at[id] or default) if 0 <= id < len(self._at) else default

    def __setitem__(self, id: int, number: int) -> None:
        if id < 0:
            raise KeyError(id)
        if id >= len(self._at):
            self._at.frombytes(bytes(8 * (id + 1 - len(self._at) + len(self._at) // 8)))
        self._n += not self._at[id]
        self._at[id] = number

    def __delitem__(self, id: int) -> None:
        if self.get(id) is None:
            raise KeyError(id)
        self._at[id] = 0
        self._n -= 1

    def __iter__(self) -> Iterator[int]:
        return (id for id, number in enumerate(self._at) if number)

    def __len__(self) -> int:
        return self._n


@dataclass(slots=True)
class Row:
    """A row of the table of a merge."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[int] = field(default_factory=list)


class Known:
    """Shared by all parts of a merge.

    db, their: the connections. went: by table the net changes of theirs. doomed: rows of ours that go with the merge.
    torn: sources of ours whose codings are to be counted anew. back: what came back, (table, number).
    """

    def __init__(self, c: Change, their: sqlite3.Connection, past: Past, went: dict[str, Net], file: str) -> None:
        self.c, self.db, self.their, self.past, self.went, self.file = c, c.db, their, past, went, file
        self.shapes: dict[str, Shape] = {t: shape(c.db, t) for t in BY_TABLE}
        self.floor = {t: self._first_new(t) for t in BY_TABLE}
        self.next = {t: c.next_id(t) for t in BY_TABLE}
        self.maps: dict[str, MutableMapping[int, int]] = {t: Numbers() if t in MANY else {} for t in BY_TABLE}
        self.same: dict[str, dict[str, str]] = {}
        self.renamed: dict[str, str] = {}
        for tbl, uuid, thing in self.db.execute("select tbl, uuid, thing from same_thing"):
            self.same.setdefault(tbl, {})[uuid] = thing
            self.renamed[uuid] = thing
        self.doomed: dict[str, set[int]] = {t: set() for t in BY_TABLE}
        self.stays: dict[str, set[int]] = {t: set() for t in BY_TABLE}  # theirs removed them, and they stay
        self.rows: dict[str, Row] = {}
        self.torn: set[int] = set()
        self.back: set[tuple[str, int]] = set()
        self.instead: dict[tuple[str, int], int] = {}  # of what would come back: the row that has its place
        self.remade: set[tuple[str, int]] = set()  # rows of ours that go and stand for what theirs made in their place
        self.elsewhere: set[int] = set()  # codes of theirs that ours merged into others
        self.aside: list[tuple[str, int]] = []  # rows of ours that freed their name for what theirs calls so
        self.passed: set[int] = set()  # codings of theirs' layer that stay out, as ours settled their place
        self.imported: set[tuple[str, int]] = set()
        self.conflicts: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.as_coder = ""
        self.under: frozenset[str] = frozenset()  # keys of coders whose work is `as_coder`'s
        self.new_text: dict[int, int] = {}  # source of ours -> the one that has its newer text
        self.replaced: dict[int, int] = {}  # sources of ours that went with this merge -> the one with theirs' text
        self.lengths: dict[int, list[int]] = {}  # characters -> sources of ours
        self._upto = 0
        self.rivals: set[int] = set()  # sources of ours that hold a text of theirs that ours did not take
        self.retexted: set[int] = set()  # sources of ours that got a text of theirs
        self.retexted_theirs: set[int] = set()
        self.stood: dict[int, tuple[int, int]] = {}  # where codings of ours stood in the text before
        self.old_texts: dict[int, int] = {}
        self.going_with: dict[int, list[int]] = {}  # source of theirs that went -> segments of ours
        self.memos_counted: set[int] = set()
        self.coder_of_file = ""
        self.said: set[tuple[str, int]] = set()
        self.follow: Callable[[str, str, int, int], tuple[int, int] | None] | None = None
        self.tell: Callable[..., None] = lambda **_: None
        self._graves: dict[str, dict[int, Image]] = {}
        self._grave_uuids: dict[str, dict[str, int]] = {}
        self._into: dict[int, int] = {}

    def _first_new(self, table: str) -> int:
        """Return the first number that either side gave after they parted: below it a number means one row in both."""
        if not self.past.ours:
            return 0
        sql = "select min(key) from change_row where tbl = ? and op = 'I' and change > ? and key > ?"
        out = NEVER
        for db, line in ((self.db, self.past.ours), (self.their, self.past.theirs)):
            # what an undo brought back has its old number: only numbers beyond all that were given before are new
            given = db.execute(
                "select coalesce(max(coalesce(last, key)), 0) from change_row where tbl = ? and change <= ?",
                (table, line),
            ).fetchone()[0]
            first = db.execute(sql, (table, line, given)).fetchone()[0]
            if first is not None:
                out = min(out, first)
        return out

    # -- tallies -------------------------------------------------------------------------------------------------------

    def count(self, table: str, fate: str, n: int = 1) -> None:
        """Count a net change of theirs."""
        thing = BY_TABLE[table].thing
        if thing:
            self.rows.setdefault(thing, Row()).counts[fate] += n

    # -- which row of ours ---------------------------------------------------------------------------------------------

    def theirs(self, table: str, id: int) -> Image | None:
        """Return a row of theirs as it is."""
        cursor = self.their.execute(f"select * from {table} where id = ?", (id,))
        row = cursor.fetchone()
        return None if row is None else dict(zip([d[0] for d in cursor.description], row, strict=True))

    def ours(self, table: str, id: int) -> Image | None:
        """Return a row of ours as it is."""
        cursor = self.db.execute(f"select * from {table} where id = ?", (id,))
        row = cursor.fetchone()
        return None if row is None else dict(zip([d[0] for d in cursor.description], row, strict=True))

    def of_uuid(self, table: str, uuid: str) -> int:
        """Return ours' row with a uuid of theirs, or the one that it became one with; 0 for none."""
        uuid = self.same.get(table, {}).get(uuid, uuid)
        row = self.db.execute(f"select id from {table} where uuid = ?", (uuid,)).fetchone()
        return row[0] if row else 0

    def standing(self, table: str, id: int, image: Image | None = None) -> int:
        """Return ours' row for a row of theirs (`image`: as it was or is, where it is no longer there); 0 for none."""
        held = self.maps[table].get(id)
        if held is not None:
            return held
        found = self._standing(table, id, image)
        if found:
            self.maps[table][id] = found
        return found

    def _standing(self, table: str, id: int, image: Image | None) -> int:
        if id < self.floor[table] and self.db.execute(f"select 1 from {table} where id = ?", (id,)).fetchone():
            return id
        image = image or self.theirs(table, id)
        if image is None:
            return 0
        here = self.shapes[table]
        if table == "source":
            return self.source_of(image)
        if here.uuid >= 0 and (found := self.of_uuid(table, image["uuid"])):
            return found
        if id < self.floor[table] and here.uuid >= 0:
            return 0  # ours had it and removed it: another by its name is not it
        row = self.mapped(table, image)
        if any(row[n] == 0 and image[n] for n in (here.columns[r.at] for r in here.references)):
            return 0  # what it belongs to is not here
        return self.by_key(table, row)

    def source_of(self, image: Image) -> int:
        """Return ours' source with the text of theirs: of the uuid, else any; 0 for none."""
        named = self.of_uuid("source", image["uuid"])
        (upto,) = self.db.execute("select coalesce(max(id), 0) from source").fetchone()
        if upto > self._upto:  # once, and what came since: no index knows lengths
            rows = self.db.execute("select id, characters from source where id > ? order by id", (self._upto,))
            for id, characters in rows:
                self.lengths.setdefault(characters, []).append(id)
            self._upto = upto
        alike = []
        for id in self.lengths.get(image["characters"], ()):
            if self.db.execute("select text = ? from source where id = ?", (image["text"], id)).fetchone() == (1,):
                alike.append(id)
        return named if named in alike else next(iter(alike), 0)

    def mapped(self, table: str, image: Image) -> Image:
        """Return a row with ours' numbers where it has theirs'; 0 where ours has no such row."""
        out = dict(image)
        out.pop("id", None)
        for r in self.shapes[table].references:
            name = self.shapes[table].columns[r.at]
            if out[name] is not None:
                out[name] = self.coder(out[name]) if r.table == "coder" else self.standing(r.table, out[name])
        return out

    def coder(self, id: int) -> int:
        """Return ours' coder for one of theirs."""
        if (held := self.maps["coder"].get(id)) is None:
            row = self.theirs("coder", id)
            if row is None:
                return 0
            held = self.of_uuid("coder", row["uuid"])
            if not held and row["consensus"]:  # one layer, whatever it is called
                held = layer.find(self.db) or 0
            elif not held:  # and no person is it
                found = self.db.execute(
                    "select id from coder where key = ? and consensus = 0", (row["key"],)
                ).fetchone()
                held = found[0] if found else 0
            if held:
                self.maps["coder"][id] = held
        return held

    def by_key(self, table: str, row: Image, but: int = 0) -> int:
        """Return ours' row that has what makes this one unique; 0 for none."""
        here = self.shapes[table]
        for places in here.keys:
            names = [here.columns[i] for i in places]
            # as the index has it: an expression over a column that is never null would read the whole table
            where = " and ".join(
                f'"{here.columns[i]}" = ?' if here.required[i] else f'coalesce("{here.columns[i]}", 0) = ?'
                for i in places
            )
            hit = self.db.execute(
                f"select id from {table} where {where} and id <> ?",
                [*(0 if row[n] is None else row[n] for n in names), but],
            ).fetchone()
            if hit:
                return int(hit[0])
        if table == "code":  # by an alias in the same home
            hit = self.db.execute(
                "select k.id from code k join code_alias a on a.code = k.id where a.key = ? and k.parent is ? and k.id <> ? "
                "order by k.id", (row["key"], row["parent"], but),
            ).fetchone()  # fmt: skip
            if hit:
                return int(hit[0])
        elif table == "segment":
            alike = self.db.execute(
                'select id from segment where source = ? and start = ? and "end" = ? and id <> ? order by kind <> ?, id',
                (row["source"], row["start"], row["end"], but, row["kind"]),
            ).fetchone()
            return alike[0] if alike else 0
        elif table == "reason":  # no index says so, but nobody gives a line one reason twice
            twin = self.db.execute(
                "select id from reason where line = ? and text = ? and id <> ?", (row["line"], row["text"], but)
            ).fetchone()
            return twin[0] if twin else 0
        return 0

    def remember(self, table: str, theirs: str, ours: int) -> None:
        """Remember that a thing of theirs is this one of ours, which keeps its own uuid."""
        (own,) = self.db.execute(f"select uuid from {table} where id = ?", (ours,)).fetchone()
        if own != theirs and self.same.get(table, {}).get(theirs) != own:
            self.remember_gone(table, theirs, ours)

    def remember_gone(self, table: str, uuid: str, ours: int) -> None:
        """Remember that a thing of ours that goes is now this one."""
        (own,) = self.db.execute(f"select uuid from {table} where id = ?", (ours,)).fetchone()
        if own != uuid:
            self.db.execute("delete from same_thing where tbl = ? and uuid = ?", (table, uuid))
            self.c.insert("same_thing", tbl=table, uuid=uuid, thing=own)
            self.same.setdefault(table, {})[uuid] = own
            self.renamed[uuid] = own

    def twin_there(self, table: str, was: Image) -> str:
        """Return the uuid of what stands in theirs for a thing that went there, else "". Merged codes have their own way."""
        if "uuid" not in was or table == "code":
            return ""
        row = self.their.execute(
            f"select x.uuid from same_thing s join {table} x on x.uuid = s.thing where s.tbl = ? and s.uuid = ?",
            (table, was["uuid"]),
        ).fetchone()
        return row[0] if row else ""

    # -- names ---------------------------------------------------------------------------------------------------------

    def name(self, table: str, id: int) -> str:
        """Return how a row of ours is called in a conflict."""
        return lineage.name_of(self.db, table, id)

    def knows(self, table: str, id: int, columns: Iterable[str] = ()) -> bool:
        """True if theirs knows every change of ours that touched a row (these columns of it) since the past."""
        return lineage.known(self.db, table, id, self.past.ours, self.past.heard, set(columns), self.c.id)

    def as_it_came(self, table: str, id: int) -> Image:
        """Return the columns of a row of ours that ours altered since the past, with the values that they had before."""
        net, out = Net(self.db, table), Image()
        for (before,) in self.db.execute(
            "select before from change_row where tbl = ? and key = ? and op = 'U' and change > ? and change < ? order by id desc",
            (table, id, self.past.ours, self.c.id),
        ):
            out |= net.image(before)
        return out

    def known_here(self, table: str, id: int, columns: Iterable[str] = ()) -> bool:
        """True if ours knows every change of theirs that touched a row (these columns of it) since the past."""
        return lineage.known(self.their, table, id, self.past.theirs, self.past.known, set(columns), NEVER)

    def derived_uuid(self, table: str, uuid: str) -> str:
        """Return a uuid for a row of theirs: its own, unless ours has it for another."""
        there = self.db.execute(f"select 1 from {table} where uuid = ?", (uuid,)).fetchone()
        return new_uuid() if there else uuid
