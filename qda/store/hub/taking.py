"""Put what pushes hold into a file, by uuid: into a copy of the study as it was when it last was as the hub, or a new file.

Foreign keys are off meanwhile, because things come in any order; what they would do is done here. A row that has what makes
another unique, which that one is about to lose, takes its place for the moment (`_park`).

Over 400 lines: rows, lists and removals of a push share one state, and are one step of a file only together.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qda.core.errors import Refused
from qda.core.names import key
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.hub import wire
from qda.store.hub.server import Pushed
from qda.store.hub.state import had
from qda.store.hub.wire import LISTS, TABLES, WITH, Bad, Codec, Thing
from qda.store.merge.net import Image

_STRETCHES = ("coding", "stability_item")
_IN_SEGMENTS = ("coding",)  # what names segments, so that these must be there
CHUNK = 5_000  # rows that are written as one line of the history
_AGAIN = 3  # tables that hold each other's rows: so often what was missing is looked for


# A thing that came with lists: its table and number, the lists, their columns, and the thing.
_Held = tuple[str, int, dict[str, list[list[Any]]], dict[str, list[str]], Thing]


class Taking:
    """Things of one push after the other, put into a file. partly: some of them may be hidden from this login."""

    def __init__(self, c: Change, codec: Codec, *, partly: bool, leads: frozenset[str]) -> None:
        self.c, self.db, self.codec, self.partly, self.leads = c, c.db, codec, partly, leads
        self.push: Pushed | None = None
        self.coders: dict[str, str] = {}  # line -> who, of the push that is taken
        self.author = ""
        self._dropped: set[str] = set()
        self._owned = {t for t in TABLES if wire.owned(codec.shapes[t])}
        self._names: dict[int, tuple[str, int]] = {}  # coder -> key of the name, and whether it is the layer
        self._before: dict[tuple[str, str], int] = {}  # numbers of what pushes removed
        self._stretched: list[tuple[str, int]] = []
        self._next = {t: c.next_id(t) for t in (*TABLES, *LISTS)}
        self._rows: dict[str, list[list[Any]]] = {}  # rows that are to be written in bulk
        self._of: dict[str, list[Thing]] = {}
        self._later: list[tuple[dict[str, list[str]], Thing, str]] = []
        self._gone: dict[str, dict[str, Thing]] = {}
        self._parked: dict[tuple[str, int], Image] = {}
        self._first = dict(self._next)
        self._old_texts: list[int] = []
        self._sources: list[_Held] = []  # what came with lists, which are still to be given to it
        self._holders: list[_Held] = []

    # -- what is bad -------------------------------------------------------------------------------------------------------

    def bad(self, thing: Thing | None, why: object) -> Refused:
        """Return the refusal of a bad thing, which names change, coder and thing."""
        push = self.push
        by = (self.coders.get(thing.line, "") if thing else "") or self.author or (push.coder if push else "")
        what = f"{thing.table.replace('_', ' ')} {thing.uuid[:60]}" if thing else "a part"
        return Refused(
            "hub-bad-thing", "change {n} of the hub, by {coder}: {what} {why}; nothing was taken", n=push.n if push else 0,
            coder=by, what=what, why=str(why),
        )  # fmt: skip

    # -- one push ----------------------------------------------------------------------------------------------------------

    def things(self, columns: dict[str, list[str]], things: Sequence[Thing], author: str) -> None:
        """Take the things of a part."""
        self.author = author
        by: dict[str, list[str]] = {}
        for thing in things:
            if thing.table not in TABLES:
                raise self.bad(thing, "is of a kind that this qda does not know")
            if self.codec.shapes[thing.table].uuid >= 0:
                by.setdefault(thing.table, []).append(thing.uuid)
        for table, uuids in by.items():
            self.codec.numbers(table, uuids)
        # sources first, and of these one that gets another text: its old text may stay under another uuid
        known = self.codec.number
        for thing in sorted(things, key=lambda t: 2 if t.table != "source" else not known("source", t.uuid)):
            if thing.table in _IN_SEGMENTS and self._sources:
                self._lists(self._sources)
                self._sources = []
            try:
                self._thing(columns, thing, last=False)
            except Bad as e:
                raise self.bad(thing, e) from None

    def _thing(self, columns: dict[str, list[str]], thing: Thing, *, last: bool) -> bool:
        """Take a thing; False where it was put off, because something that it names is not here yet."""
        table = thing.table
        here = self.codec.shapes[table]
        if here.uuid >= 0:
            wire.known_by_uuid(thing.uuid)
        if thing.row is None:
            self._gone.setdefault(table, {})[thing.uuid] = thing
            return True
        self._gone.get(table, {}).pop(thing.uuid, None)
        lost: list[str] = []
        row = self.codec.read(table, columns.get(table, ()), thing.row, thing.uuid, lost)
        if lost and not last:
            self._later.append((columns, thing, self.author))
            return False
        if lost and any(here.required[here.at(n)] for n in lost):
            if self.partly:
                return True  # it comes when what it names is no longer hidden
            raise Bad(f"names a {self._kind(table, lost[0])} that is not there")
        if lost and not self.partly:
            raise Bad(f"names a {self._kind(table, lost[0])} that is not there")
        if table == "setting" and not wire.travels(table, row):
            raise Bad("is a setting of one machine")
        id = self.codec.find(table, thing.uuid)
        if here.uuid < 0 and id and id != self._by_key(table, row):
            raise Bad("is known by what it is not")
        if table == "source" and not id and self._old_texts:
            id = self._kept_text(row)
        old = id if table == "source" and id and self._another_text(id, row, thing) else 0
        id = 0 if old else id
        if id:
            self._update(table, id, row, thing)
        else:
            self._others(table, row, thing)
            id = self._insert(table, row, thing)
        if old:
            self._move(old, id)
        if table in _STRETCHES and id < self._first[table]:
            self._stretched.append((table, id))
        if WITH[table]:
            (self._sources if table == "source" else self._holders).append((table, id, thing.lists, columns, thing))
        return True

    def _kind(self, table: str, column: str) -> str:
        here = self.codec.shapes[table]
        at = here.at(column)
        return next((r.table for r in here.references if r.at == at), column).replace("_", " ")

    def _by_key(self, table: str, row: Image) -> int:
        here = self.codec.shapes[table]
        names = [(here.columns[i], here.required[i]) for i in here.keys[0]]
        return self.codec.by_key(table, 0, [0 if row[n] is None and not needed else row[n] for n, needed in names])

    def _others(self, table: str, row: Image, thing: Thing) -> None:
        """Look whether a new thing is under the name of another: only leads push such, and who brings back what was there."""
        of = row["coder"] if table in self._owned else None
        if of is None or self.author in self.leads or thing.uuid in self._dropped:
            return
        if of not in self._names:
            if "coder" in self._rows:
                self._flush("coder")
            self._names[of] = self.db.execute("select key, consensus from coder where id = ?", (of,)).fetchone() or (
                "",
                0,
            )
        name, layer = self._names[of]
        if not layer and name != key(self.author) and not (
            self.codec.shapes[table].uuid >= 0 and had(self.db, table, row["uuid"])
        ):  # fmt: skip
            raise Bad("is under the name of another")

    # -- rows --------------------------------------------------------------------------------------------------------------

    def _insert(self, table: str, row: Image, thing: Thing) -> int:
        """Write a new row, in bulk with others; return its number."""
        here = self.codec.shapes[table]
        id = self._before.pop((table, thing.uuid), 0)
        if id:  # removed, and there again: it is the same row, as it would be after an undo
            self._write(table, id, row, thing)
            if here.uuid >= 0:
                self.codec.knows(table, thing.uuid, id)
            return id
        held = self._rows.setdefault(table, [])
        id = self._next[table]
        self._next[table] = id + 1
        held.append([row[n] for n in here.columns])
        self._of.setdefault(table, []).append(thing)
        if here.uuid >= 0:
            self.codec.knows(table, thing.uuid, id)
        if len(held) >= CHUNK:
            self._flush(table)
        return id

    def _flush(self, table: str) -> None:
        """Write the rows that are to be written in bulk; where the table does not allow one, one by one."""
        rows, things = self._rows.pop(table, []), self._of.pop(table, [])
        if not rows:
            return
        here = self.codec.shapes[table]
        self.db.execute("savepoint hub_rows")
        try:
            self.c.bulk(table, rows)
        except sqlite3.IntegrityError:
            self.db.execute("rollback to hub_rows")
            self.db.execute("release hub_rows")
            first = self._next[table] - len(rows)
            for n, (row, thing) in enumerate(zip(rows, things, strict=True)):
                self._write(table, first + n, dict(zip(here.columns, row, strict=True)), thing)
            return
        self.db.execute("release hub_rows")
        if not self._parked:
            self.codec.forget(table)

    def _write(self, table: str, id: int, row: Image, thing: Thing) -> None:
        """Write one row under a number; a row that has what makes it unique makes room."""
        names = ", ".join(f'"{n}"' for n in ("id", *row))
        marks = ", ".join("?" * (len(row) + 1))
        self._allowed(
            table, id, row, thing,
            lambda: self.db.execute(f"insert into {table}({names}) values ({marks})", (id, *row.values())),
        )  # fmt: skip

    def _update(self, table: str, id: int, row: Image, thing: Thing) -> None:
        """Set what differs of a row that is there."""
        if table in self._rows:
            self._flush(table)
        cursor = self.db.execute(f"select * from {table} where id = ?", (id,))
        values = cursor.fetchone()
        if values is None:
            parked = self._parked.pop((table, id), None)
            if parked is None:
                raise Bad("is there, and is not")
            self._write(table, id, row, thing)
            return
        held = dict(zip([d[0] for d in cursor.description], values, strict=True))
        new = {n: v for n, v in row.items() if held[n] != v or type(held[n]) is not type(v)}
        if not new:
            return
        sets = ", ".join(f'"{n}" = ?' for n in new)
        self._allowed(
            table, id, {**held, **row}, thing,
            lambda: self.db.execute(f"update {table} set {sets} where id = ?", (*new.values(), id)),
        )  # fmt: skip

    def _allowed(self, table: str, id: int, row: Image, thing: Thing, write: Callable[[], object]) -> None:
        for _ in range(8):
            self.db.execute("savepoint hub_row")
            try:
                write()
                self.db.execute("release hub_row")
                return
            except sqlite3.IntegrityError as e:
                self.db.execute("rollback to hub_row")
                self.db.execute("release hub_row")
                if not self._park(table, id, row):
                    raise self.bad(thing, f"cannot be one ({e})") from None
        raise self.bad(thing, "has what makes another one unique")

    def _park(self, table: str, id: int, row: Image) -> bool:
        """Take a row out that has what makes this one unique: it is about to be another, or to go. False for none."""
        here = self.codec.shapes[table]
        for places in here.keys:
            where = " and ".join(
                f'"{here.columns[i]}" = ?' if here.required[i] else f'coalesce("{here.columns[i]}", 0) = ?'
                for i in places
            )
            args = [0 if row[here.columns[i]] is None else row[here.columns[i]] for i in places]
            cursor = self.db.execute(f"select * from {table} where {where} and id <> ?", (*args, id))
            values = cursor.fetchone()
            if values is None:
                continue
            image = dict(zip([d[0] for d in cursor.description], values, strict=True))
            other = image.pop("id")
            self._parked[table, other] = image
            if here.uuid >= 0:
                self.codec.knows(table, self.codec.names.get((table, image["uuid"]), image["uuid"]), other)
            self.c.delete(table, other)
            return True
        return False

    # -- sources with another text -----------------------------------------------------------------------------------------

    def _another_text(self, id: int, row: Image, thing: Thing) -> bool:
        """True if a source has another text there: as a text never changes, a new row has it, and the old one makes room."""
        self._flush("source")
        held = self.db.execute("select uuid, text, key from source where id = ?", (id,)).fetchone()
        if held is None or held[1] == row["text"]:
            return False
        self.c.update("source", id, uuid=new_uuid(), key=f"{held[2]}/{id}")
        self.codec.knows("source", thing.uuid, 0)
        self._old_texts.append(id)
        return True

    def _move(self, old: int, new: int) -> None:
        """Let all that belongs to a source belong to its new row; what stays on the old text comes with that."""
        self._flush("source")
        for table in (*TABLES, *LISTS):
            for r in self.codec.shapes[table].references:
                if r.table == "source":
                    self._flush(table)
                    self.c.repoint(table, self.codec.shapes[table].columns[r.at], old, new)
        self.c.repoint("conflict", '"row"', old, new, tbl="source")
        self.codec.forget_segments(old)

    def _kept_text(self, row: Image) -> int:
        """Return the row of a text that stayed when its source got another; 0 for none."""
        for id in self._old_texts:
            if self.db.execute("select text = ? from source where id = ?", (row["text"], id)).fetchone() == (1,):
                self._old_texts.remove(id)
                return id
        return 0

    # -- the end of a push -------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Finish a push: what was put off, lists, what was removed, and what made room."""
        for n in range(_AGAIN):
            later, self._later = self._later, []
            if not later:
                break
            for columns, thing, author in later:
                self.author = author
                try:
                    self._thing(columns, thing, last=n == _AGAIN - 1)
                except Bad as e:
                    raise self.bad(thing, e) from None
        for table in list(self._rows):
            self._flush(table)
        self._lists(self._sources)  # first, as links and codings are in segments
        self._lists(self._holders)
        self._sources, self._holders = [], []
        self._inside()
        self._remove()
        self._unpark(final=False)

    def finish(self) -> None:
        """Finish the last push: nothing may be left that made room."""
        self._unpark(final=True)

    def _unpark(self, *, final: bool) -> None:
        for (table, id), image in list(self._parked.items()):
            names = ", ".join(f'"{n}"' for n in ("id", *image))
            self.db.execute("savepoint hub_row")
            try:
                self.db.execute(
                    f"insert into {table}({names}) values ({', '.join('?' * (len(image) + 1))})", (id, *image.values())
                )
                del self._parked[table, id]
            except sqlite3.IntegrityError:
                self.db.execute("rollback to hub_row")
                if final:
                    raise self.bad(None, f"gives what makes {table} {id} unique to another") from None
            finally:
                self.db.execute("release hub_row")

    def _inside(self) -> None:
        """Look whether stretches lie inside their texts, and no code under itself."""
        for table in _STRETCHES:
            for where, args in (
                ("x.id >= ?", (self._first[table],)),
                (
                    "x.id in (select value from json_each(?))",
                    (json.dumps([i for t, i in self._stretched if t == table]),),
                ),
            ):
                row = self.db.execute(
                    f'select x.uuid, x.start, x."end" from {table} x join source s on s.id = x.source '
                    f'where {where} and x."end" > s.characters limit 1', args,
                ).fetchone()  # fmt: skip
                if row is not None:
                    raise self.bad(
                        Thing(table, row[0], "", [], {}), f"has a stretch {row[1]}:{row[2]} outside its text"
                    )
        self._stretched = []
        self._first = dict(self._next)
        for table in ("code", "pile"):
            parents = dict(self.db.execute(f"select id, parent from {table} where parent is not null"))
            for id in parents:
                seen, at = set(), id
                while at in parents and at not in seen:
                    seen.add(at)
                    at = parents[at]
                if at in seen:
                    raise self.bad(None, f"puts {table} {id} under itself")

    # -- lists -------------------------------------------------------------------------------------------------------------

    def _lists(self, held: list[_Held]) -> None:
        """Give things that came their lists."""
        for table in list(self._rows):
            self._flush(table)
        for table, id, lists, columns, thing in held:
            try:
                for of in WITH[table]:
                    if of in lists:
                        self._list(of, table, id, lists[of], columns.get(of, ()))
            except Bad as e:
                raise self.bad(thing, e) from None
        for table in list(self._rows):
            self._flush(table)

    def _list(self, of: str, table: str, id: int, rows: Sequence[Any], names: Sequence[str]) -> None:
        """Let a thing have these rows of a list; those that are there already keep their numbers."""
        here = self.codec.shapes[of]
        new: list[Image] = []
        for values in rows:
            if not isinstance(values, list):
                raise Bad(f"has a {of} that is none")
            lost: list[str] = []
            row = self.codec.read(of, names, values, "", lost)
            if lost and any(here.required[here.at(n)] for n in lost):
                if self.partly:
                    continue
                raise Bad(f"names a {self._kind(of, lost[0])} that is not there")
            for n in LISTS[of]:
                row[n] = id if n == table else None
            new.append({n: row[n] for n in here.columns})
        cursor = self.db.execute(f"select * from {of} where {table} = ? order by id", (id,))
        columns = [d[0] for d in cursor.description]
        there: dict[tuple[Any, ...], list[Image]] = {}
        for values in cursor.fetchall():
            image = dict(zip(columns, values, strict=True))
            there.setdefault(_mark(of, image), []).append(image)
        if of == "segment":
            self._segments(id, new, there)
            return
        for row in new:
            held = there.get(_mark(of, row), [])
            if held:
                old = held.pop(0)
                changed = {n: v for n, v in row.items() if old[n] != v}
                if changed:
                    self.c.update(of, old["id"], **changed)
            else:
                self._row_of_list(of, row)
        for left in there.values():
            for image in left:
                self.c.delete(of, image["id"])

    def _row_of_list(self, of: str, row: Image) -> None:
        self._rows.setdefault(of, []).append(list(row.values()))
        self._of.setdefault(of, []).append(Thing(of, "", "", [], {}))
        self._next[of] += 1

    def _segments(self, source: int, new: list[Image], there: dict[tuple[Any, ...], list[Image]]) -> None:
        (length,) = self.db.execute("select characters from source where id = ?", (source,)).fetchone()
        by: dict[int, int] = {}
        ids: list[tuple[int, Image | None]] = []
        first = self._next["segment"]
        stays = [held.pop(0) if (held := there.get(_mark("segment", row))) else None for row in new]
        begins = {(start, kind): left for (start, _, kind), left in there.items() if left}
        for at, row in enumerate(new):  # one that was cut, or joined with the next, is the one that begins there
            if stays[at] is None and (left := begins.get((row["start"], row["kind"]))):
                stays[at] = left.pop(0)
        for row, old in zip(new, stays, strict=True):
            if row["end"] > length:
                raise Bad(f"has a segment {row['start']}:{row['end']} outside its text")
            if old is None:
                self._next["segment"] += 1
            id = old["id"] if old else first
            first += old is None
            if row["n"] in by:
                raise Bad(f"has two segments {row['n']}")
            by[row["n"]] = id
            ids.append((id, old))
        for row, (id, old) in zip(new, ids, strict=True):
            for n in ("parent", "reply_to"):
                if row[n] is not None:
                    if row[n] not in by:
                        raise Bad(f"has a segment that names segment {row[n]}, which it does not have")
                    row[n] = by[row[n]]
            if old is None:
                self._rows.setdefault("segment", []).append(list(row.values()))
                self._of.setdefault("segment", []).append(Thing("segment", "", "", [], {}))
            else:
                changed = {n: v for n, v in row.items() if old[n] != v}
                if changed:
                    self.c.update("segment", id, **changed)
        starts = {row["start"]: id for row, (id, _) in reversed(list(zip(new, ids, strict=True)))}  # the outer one
        for left in there.values():
            for image in left:
                for column in ("segment", "last_segment"):
                    self.c.repoint("coding", column, image["id"], by.get(image["n"]))  # type: ignore[arg-type]
                self.c.repoint("link", "segment", image["id"], starts.get(image["start"]))  # type: ignore[arg-type]
                self.c.delete("segment", image["id"])
        self.codec.forget_segments(source)
        if len(self._rows.get("segment", ())) >= CHUNK:
            self._flush("segment")

    # -- what was removed --------------------------------------------------------------------------------------------------

    def _remove(self) -> None:
        """Remove what the push removed, but what something rests on that it did not: that came meanwhile, or is hidden."""
        goes: dict[str, set[int]] = {}
        for table, things in self._gone.items():
            for thing in things.values():
                try:
                    id = self.codec.find(table, thing.uuid)
                except Bad as e:
                    raise self.bad(thing, e) from None
                if (table, id) in self._parked:
                    del self._parked[table, id]
                elif id:
                    goes.setdefault(table, set()).add(id)
                self._dropped.add(thing.uuid)
                if id:
                    self._before[table, thing.uuid] = id
        gone, self._gone = self._gone, {}
        for id in self._old_texts:
            goes.setdefault("source", set()).add(id)
        self._old_texts = []
        children = [
            (
                child,
                self.codec.shapes[child].columns[r.at],
                r.table,
                r.follows or self.codec.shapes[child].required[r.at],
            )
            for child in (*TABLES, *LISTS)
            for r in self.codec.shapes[child].references
        ]
        again = True
        while again:
            again = False
            for child, column, table, needs in children:
                if not needs or not goes.get(table) or table in LISTS.get(child, ()):
                    continue
                for id, of in self._naming(child, column, goes[table]):
                    if id not in goes.get(child, ()) and of in goes[table]:
                        goes[table].discard(of)
                        again = True
        for child, column, table, needs in children:
            if goes.get(table) and (not needs or table in LISTS.get(child, ())):
                for id, _ in self._naming(child, column, goes[table]):
                    if id in goes.get(child, ()):
                        continue
                    if needs:
                        self.c.delete(child, id)
                    else:
                        self.c.update(child, id, **{column: None})
        for (table, uuid), id in list(self._before.items()):
            if (
                id not in goes.get(table, ())
                and self.db.execute(f"select 1 from {table} where id = ?", (id,)).fetchone()
            ):
                del self._before[table, uuid]  # it stays
        for table in reversed(schema.RECORDED):
            for id in sorted(goes.get(table, ())):
                self.c.delete(table, id)
        for table, things in gone.items():
            for uuid in things:  # once all is removed: rows known by what they name are found by it
                self.codec.knows(table, uuid, 0)

    def _naming(self, child: str, column: str, ids: Iterable[int]) -> list[tuple[int, int]]:
        return self.db.execute(
            f'select id, "{column}" from {child} where "{column}" in (select value from json_each(?))',
            (json.dumps(sorted(ids)),),
        ).fetchall()


def _mark(of: str, row: Image) -> tuple[Any, ...]:
    """Return by what a row of a list is the same."""
    if of == "segment":
        return (row["start"], row["end"], row["kind"])
    if of == "link":
        return (row["place"], row["kind"], row["uuid"])
    return (row["saved_at"], row["text"])
