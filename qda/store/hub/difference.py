"""What a study has over its hub: the net changes since it last was as the hub, without those that only pulls made.

Where the hub went on meanwhile, what both sides touched is compared with the hub as a file (`theirs`); what differs goes out.
"""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from qda.store.hub.wire import LISTS, TABLES, WITH, Codec, Thing, owned, travels
from qda.store.merge import net
from qda.store.merge.net import Image, Net
from qda.store.merge.things import BY_TABLE, LINKED, WHEN

BATCH = 1000
_PLACES = re.compile(r"\[\[segment:[^\]\n]{1,400}\]\]")
_ASIDE = frozenset({"created_at", "words", "metadata"})
_LINK = frozenset({"place", "kind", "uuid"})  # what a link is; at which rows here it points each file finds out


class Made(NamedTuple):
    """The line of the log that made a thing so."""

    n: int
    uuid: str
    coder: str
    command: str


class Over(NamedTuple):
    """A thing that a study has over the hub; `new`: the hub never had it, as far as the study knows."""

    thing: Thing
    made: Made
    owner: int | None
    new: bool


class _Lines:
    """Which line of the log touched a row last."""

    def __init__(self, db: sqlite3.Connection, line: int) -> None:
        self.db, self._made = db, dict[int, Made]()
        self._one: dict[tuple[str, int], int] = {}
        self._ranges: dict[str, list[tuple[int, int, int]]] = {}
        self.pulls = {i for (i,) in db.execute("select id from change where id > ? and command = 'pull'", (line,))}
        self.pulls |= {i for (i,) in db.execute(
            "select c.id from change c join change t on t.id = c.target where c.id > ? and t.command = 'pull'",
            (line,))}  # fmt: skip
        for change, tbl, key, last in db.execute(
            "select change, tbl, key, last from change_row where change > ? order by id", (line,)
        ):
            if last is None or last == key:
                self._one[tbl, key] = change
            else:
                self._ranges.setdefault(tbl, []).append((key, last, change))
        for held in self._ranges.values():
            held.sort()
        self.last = db.execute("select max(id) from change where +kind <> 'theirs'").fetchone()[0]

    def range_of(self, table: str, id: int) -> tuple[int, int, int] | None:
        held = self._ranges.get(table, [])
        at = bisect_right(held, (id, 1 << 62, 0)) - 1
        return held[at] if at >= 0 and held[at][1] >= id else None

    def pulled(self, table: str, id: int) -> bool:
        """True if a row came in bulk with a pull, and nothing touched it since."""
        if (table, id) in self._one:
            return False
        found = self.range_of(table, id)
        return found is not None and found[2] in self.pulls

    def is_pull(self, table: str, first: int, last: int) -> bool:
        """True if a range of rows came with a pull."""
        found = self.range_of(table, first)
        return found is not None and found[:2] == (first, last) and found[2] in self.pulls

    def of(self, table: str, id: int) -> Made:
        change = self._one.get((table, id), 0)
        if not change:
            found = self.range_of(table, id)
            change = found[2] if found else self.last
        return self.made(change)

    def made(self, change: int) -> Made:
        if change not in self._made:
            self._made[change] = Made(
                *self.db.execute("select id, uuid, coder, command from change where id = ?", (change,)).fetchone()
            )
        return self._made[change]


class Difference:
    """What a study has over its hub since a line of the log (0: everything that it has).

    theirs: the hub as a file, where it went on since that line; `base` is the line there from which it did.
    """

    def __init__(
        self, db: sqlite3.Connection, line: int, names: Mapping[tuple[str, str], str], theirs: sqlite3.Connection | None
    ) -> None:
        self.db, self.line, self.theirs = db, line, theirs
        self.nets = net.since(db, line, (*TABLES, *LISTS)) if line or theirs is not None else {}
        self.codec = Codec(db, names, self._went)
        self.lines = _Lines(db, line)
        self._their = Codec(theirs, names) if theirs is not None else None
        self._their_nets = net.since(theirs, line, (*TABLES, *LISTS)) if theirs is not None else {}
        if self._their is not None:
            self._their.went = self._went_there
        self.columns = self.codec.columns
        self._owned = {t for t in TABLES if owned(self.codec.shapes[t])}

    def _went(self, table: str, id: int) -> Image | None:
        return self.nets[table].was(id) if table in self.nets else None

    def _went_there(self, table: str, id: int) -> Image | None:
        return self._their_nets[table].was(id) if table in self._their_nets else None

    def over(self) -> Iterator[Over]:
        """Yield what the study has over the hub, parents before children, what was removed last."""
        gone: list[Over] = []
        for table in TABLES:
            if not self.line and self.theirs is None:
                yield from self._all(table)
            elif self.theirs is None:
                yield from self._touched(table, gone)
            else:
                yield from self._compared(table, gone)
        yield from gone

    def any(self) -> bool:
        """True if there is anything that the hub does not have."""
        return next(self.over(), None) is not None

    # -- everything --------------------------------------------------------------------------------------------------------

    def _all(self, table: str) -> Iterator[Over]:
        last = 0
        while True:
            cursor = self.db.execute(f"select * from {table} where id > ? order by id limit {BATCH}", (last,))
            names = [d[0] for d in cursor.description]
            rows = cursor.fetchall()
            if not rows:
                return
            for values in rows:
                image = dict(zip(names, values, strict=True))
                last = id = image.pop("id")
                if travels(table, image):
                    yield self._put(table, id, image, True)

    # -- what was touched, where the hub is as it was ----------------------------------------------------------------------

    def _touched(self, table: str, gone: list[Over]) -> Iterator[Over]:
        was_known: dict[str, tuple[int, Image]] = {}
        here: set[str] = set()
        done: set[int] = set()
        went = self.nets.get(table)
        for id, was, now in went.touched() if went is not None else ():
            if was is not None:
                was_known[self.codec.identity(table, was)] = (id, was)
            if now is None:
                continue
            here.add(self.codec.identity(table, now))
            done.add(id)
            if travels(table, now):
                yield self._put(table, id, now, was is None)
        for batch in went.new() if went is not None else ():
            for id, now in batch:
                if was_known:
                    here.add(self.codec.identity(table, now))
                if WITH[table]:
                    done.add(id)
                if travels(table, now):
                    yield self._put(table, id, now, True)
        for id, image in self._holders(self.db, self.nets, table, done):
            yield self._put(table, id, image, False)
        for id, image, before in self._on_old_texts(table, done):
            here.add(self.codec.identity(table, image))
            yield self._put(table, id, image, False)
            if before:
                was_known.setdefault(before, (id, image))
        for identity, (id, was) in was_known.items():
            if identity not in here and travels(table, was):
                gone.append(self._drop(table, id, identity, was))

    def _holders(
        self, db: sqlite3.Connection, nets: dict[str, Net], table: str, done: set[int]
    ) -> Iterator[tuple[int, Image]]:
        """Yield the rows of which only a list was touched."""
        ids: set[int] = set()
        for of in WITH[table]:
            if of not in nets:
                continue
            for _, was, now in nets[of].touched():
                ids |= {image[table] for image in (was, now) if image is not None and image[table] is not None}
            for batch in nets[of].new():
                ids |= {now[table] for _, now in batch if now[table] is not None}
        for id in sorted(ids - done):
            image = _row(db, table, id)
            if image is not None:
                yield id, image

    def _on_old_texts(self, table: str, done: set[int]) -> Iterator[tuple[int, Image, str]]:
        """Yield untouched rows on sources that have another uuid now, and what they were known by where that is another.

        A source that gets another text hands its uuid to the new row; what stays on the old one names that by its new uuid.
        """
        went = self.nets.get("source")
        moved = {
            id: (str(was["uuid"]), str(now["uuid"]))
            for id, was, now in (went.touched() if went is not None else ())
            if was is not None and now is not None and was["uuid"] != now["uuid"]
        }
        here = self.codec.shapes[table]
        for r in here.references if moved else ():
            if r.table != "source":
                continue
            for source, (old, new) in moved.items():
                rows = self.db.execute(f"select id from {table} where {here.columns[r.at]} = ?", (source,)).fetchall()
                for (id,) in rows:
                    image = _row(self.db, table, id) if id not in done else None
                    if image is not None:
                        before = self.codec.identity(table, image).replace(new, old) if here.uuid < 0 else ""
                        yield id, image, before

    # -- what either side touched, where the hub went on -------------------------------------------------------------------

    def _compared(self, table: str, gone: list[Over]) -> Iterator[Over]:
        assert self._their is not None and self.theirs is not None
        seen: set[str] = set()
        went = self.nets.get(table)
        done: set[int] = set()
        for id, was, now in went.touched() if went is not None else ():
            for image in (was, now):
                if image is not None:
                    seen.add(self.codec.identity(table, image))
            done.add(id)
        for id, now in self._own_in_bulk(table, went):
            done.add(id)
            seen.add(self.codec.identity(table, now))
        for _, image in self._holders(self.db, self.nets, table, done):
            seen.add(self.codec.identity(table, image))
        for _, image, before in self._on_old_texts(table, done):
            seen |= {self.codec.identity(table, image), *([before] if before else [])}
        there = self._their_nets.get(table)
        done = set()
        for id, was, now in there.touched() if there is not None else ():
            for image in (was, now):
                if image is not None:
                    seen.add(self._their.identity(table, image))
            done.add(id)
        for id, now in self._theirs_in_bulk(table, there):
            done.add(id)
            seen.add(self._their.identity(table, now))
        for _, image in self._holders(self.theirs, self._their_nets, table, done):
            seen.add(self._their.identity(table, image))
        for identity in sorted(seen):
            own, other = self._found(self.codec, table, identity), self._found(self._their, table, identity)
            if own is None and other is None:
                continue
            if own is None and other is not None:
                number = self._number(table, identity, other[0])
                # a conflict over what is not here was never taken
                if travels(table, other[1]) and (number or table != "conflict"):
                    gone.append(self._drop(table, number, identity, other[1]))
            elif own is not None and travels(table, own[1]) and (other is None or self._differs(table, own, other)):
                yield self._put(table, *own, other is None)

    def _own_in_bulk(self, table: str, went: Net | None) -> Iterator[tuple[int, Image]]:
        """Yield the rows that came in bulk here, but for those that a pull brought: they are as they came."""
        if went is None:
            return
        kept = went.ranges
        if not WITH[table]:
            went.ranges = [r for r in kept if not self.lines.is_pull(table, *r)]
        for batch in went.new():
            for id, now in batch:
                if not self.lines.pulled(table, id):
                    yield id, now
        went.ranges = kept

    def _theirs_in_bulk(self, table: str, there: Net | None) -> Iterator[tuple[int, Image]]:
        """Yield the rows that came in bulk to the hub, but for those that a pull brought here just so."""
        if there is None:
            return
        if self.codec.shapes[table].uuid < 0 or WITH[table]:
            for batch in there.new():
                yield from batch
            return
        for first, last in sorted(set(there.ranges)):
            for a in range(first, last + 1, BATCH):
                rows = there.db.execute(
                    f"select id, uuid from {table} where id between ? and ?", (a, min(a + BATCH - 1, last))
                ).fetchall()
                marks = ", ".join("?" * len(rows))
                here = dict(
                    self.db.execute(f"select uuid, id from {table} where uuid in ({marks})", [u for _, u in rows])
                )
                left = [i for i, u in rows if u not in here or not self.lines.pulled(table, here[u])]
                yield from there.now(left).items()

    def _number(self, table: str, identity: str, other: int) -> int:
        """Return the number that a row had here that is no longer there; 0 for none."""
        went = self.nets.get(table)
        for id, was, now in went.touched() if went is not None else ():
            if was is not None and now is None and self.codec.identity(table, was) == identity:
                return id
        return 0

    def _found(self, codec: Codec, table: str, identity: str) -> tuple[int, Image] | None:
        id = codec.find(table, identity)
        image = _row(codec.db, table, id) if id else None
        return (id, image) if image is not None else None

    def _differs(self, table: str, own: tuple[int, Image], other: tuple[int, Image]) -> bool:
        """True if a thing is another here than in the hub: in what it says, not in times, nor in what each file counts."""
        assert self._their is not None
        names = self.columns[table]
        if table == "conflict":
            return any(own[1][n] != other[1][n] for n in ("status", "note", "settler"))
        aside = (WHEN | BY_TABLE[table].aside) - ({"text"} if table == "source" else set())
        mine, theirs = self.codec.row(table, own[1]), self._their.row(table, other[1])
        linked = LINKED.get(table)
        if any(
            a != b and not (n == linked and _loose(a) == _loose(b))
            for n, a, b in zip(names, mine, theirs, strict=True)
            if n not in aside
        ):
            return True
        if not WITH[table]:
            return False
        held, there = self._marks(self.codec, table, own[0]), self._marks(self._their, table, other[0])
        # a merge adds versions and takes none away
        return any(held[of] - there[of] if of.endswith("_version") else held[of] != there[of] for of in held)

    def _marks(self, codec: Codec, table: str, id: int) -> dict[str, set[str]]:
        """Return by what the rows of a thing's lists are known, for each list."""
        out = {}
        for of, rows in codec.lists(table, id).items():
            left = [at for at, n in enumerate(codec.columns[of]) if n not in _ASIDE and (of != "link" or n in _LINK)]
            kind = codec.columns[of].index("kind") if of == "link" else 0
            out[of] = {json.dumps([row[at] for at in left]) for row in rows if of != "link" or row[kind] != "segment"}
        return out

    # -- things ------------------------------------------------------------------------------------------------------------

    def _put(self, table: str, id: int, image: Image, new: bool) -> Over:
        made = self.lines.of(table, id)
        thing = Thing(
            table, self.codec.identity(table, image), made.uuid, self.codec.row(table, image),
            self.codec.lists(table, id) if WITH[table] else {},
        )  # fmt: skip
        return Over(thing, made, image["coder"] if table in self._owned else None, new)

    def _drop(self, table: str, id: int, identity: str, was: Image) -> Over:
        made = self.lines.of(table, id) if id else self.lines.made(self.lines.last)
        return Over(
            Thing(table, identity, made.uuid, None, {}), made, was["coder"] if table in self._owned else None, False
        )


def _loose(text: Any) -> str:
    """Return a text without the places of segments: where a text was given another each file finds them for itself."""
    return _PLACES.sub("[[segment]]", str(text))


def _row(db: sqlite3.Connection, table: str, id: int) -> Image | None:
    cursor = db.execute(f"select * from {table} where id = ?", (id,))
    values: Any = cursor.fetchone()
    if values is None:
        return None
    image = dict(zip([d[0] for d in cursor.description], values, strict=True))
    image.pop("id")
    return image


def lines(db: sqlite3.Connection, after: int, study: str) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield the lines of the log after one that did not come with a pull, and are no push: uuid, at, coder, command, summary,
    because."""
    came = {line for (line,) in db.execute(
        "select l.line from merged_line l join merged m on m.id = l.merged where m.handout = ?", (study,))}  # fmt: skip
    for row in db.execute(
        "select uuid, at, coder, command, summary, because from change where id > ? and command not in ('push', 'hub join') "
        "order by id", (after,),
    ).fetchall():  # fmt: skip
        if row[0] not in came:
            yield row
