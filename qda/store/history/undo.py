"""Undo and redo: a new change that inverts an old one. Nothing leaves the log.

A change is live while it is a `do` or a `redo` that nothing has taken back. The undo of a change on which later live
changes rest is refused, and the refusal names them; a refused undo changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from qda.core.errors import QdaError, Refused
from qda.store.file import schema
from qda.store.history.door import DIGEST_ROWS, PACK_FROM, Change, Door, digest_rows, insert_rows, range_digest, unpack
from qda.store.history.held import Held, unbroken
from qda.store.history.log import LIVE, Line, line_where, original, redo_target, undo_target
from qda.store.history.whole_ranges import Ranges


def undo(door: Door, n: int, *, coder: str, scope: str | None, because: str = "") -> list[Line]:
    """Take back the last n live changes, all or none; return them, newest first.

    `scope` is the coder whose changes are taken back; None means anyone's.
    """
    return _repeat(door, n, "undo", coder, scope, because)


def redo(door: Door, n: int, *, coder: str, scope: str | None, because: str = "") -> list[Line]:
    """Bring back the last n undone changes, all or none; return them."""
    return _repeat(door, n, "redo", coder, scope, because)


def _repeat(door: Door, n: int, kind: str, coder: str, scope: str | None, because: str) -> list[Line]:
    done: list[Line] = []
    choose = undo_target if kind == "undo" else redo_target
    try:
        with door.transaction():
            for _ in range(n):
                target = choose(door.db, scope)
                if target is None:
                    whose = f" of {scope}" if scope else ""
                    only = f" (only {len(done)} of the {n})" if done else ""
                    raise Refused(
                        "nothing-to-undo", "there is nothing{whose} to {kind}{only}", whose=whose, kind=kind, only=only
                    )
                done.append(original(door.db, target))
                c = door.begin(kind, coder, because=because, kind=kind, target=target.n)
                c.summary = f"{'took back' if kind == 'undo' else 'brought back'} {done[-1]}"
                _invert(c, target, kind)
                door.finish(c)
    except sqlite3.IntegrityError as e:
        raise Refused(
            "undo-later-work", "cannot {kind} {change}: later work rests on it or took its name ({why}); take that back first",
            kind=kind, change=str(done[-1]), why=str(e),
        ) from e  # fmt: skip
    return done


class _Lines:
    """What a change recorded, its last row first: read anew each time, as there may be a million with their texts."""

    def __init__(self, db: sqlite3.Connection, change: int) -> None:
        self.db, self.change = db, change

    def __iter__(self) -> Iterator[tuple[int, str, int, int | None, str, Any, str | None]]:
        """Yield the rows in parts, so that no question to the database stays open between two; packed ones without their rows."""
        at: int | None = None
        ask = (
            "select id, tbl, key, last, op, iif(typeof(before) = 'blob', null, before), after from change_row "
            "where change = ? and (?2 is null or id < ?2) order by id desc limit 256"
        )
        while some := self.db.execute(ask, (self.change, at)).fetchall():
            yield from some
            at = some[-1][0]


def _refuse(db: sqlite3.Connection, kind: str, target: Line, changes: Iterable[int], why: str) -> QdaError:
    lines = [str(line_where(db, "c.id = ?", n)) for n in sorted(set(changes))]
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    named = "; ".join(lines[:3]) + more
    return Refused(
        "undo-rests", "cannot {kind} {change}: {why} {later}. Take these back first, whoever made them",
        kind=kind, change=str(original(db, target)), why=why, later=named,
    )  # fmt: skip


def _stood(db: sqlite3.Connection, n: int, then: int) -> bool:
    """True if the effect of the live change n was already there at `then`.

    It was undone since and redone, so nothing in it is new.
    """
    at: int | None = n
    kind = ""
    while at is not None and at > then:
        at = db.execute("select target from change where id = ?", (at,)).fetchone()[0]
    if at is not None:
        kind = db.execute("select kind from change where id = ?", (at,)).fetchone()[0]
    return kind in ("do", "redo")


def _conflicts(db: sqlite3.Connection, target: Line, kind: str) -> set[int]:
    """Return the later live changes that touched the same rows (for an update: the same columns)."""
    later = {r[0] for r in db.execute(f"select c.id from change c where {LIVE} and c.id > ?", (target.n,))}
    if kind == "redo":
        later = {n for n in later if not _stood(db, n, target.n)}
    hit: set[int] = set()
    if not later:
        return hit
    both = "x.change, x.key, x.last, x.op, x.before, t.key, t.last, t.op, t.before"
    for x, xkey, xlast, xop, xbefore, tkey, tlast, top, tbefore in db.execute(
        f"select {both} from change_row t join change_row x on x.tbl = t.tbl and x.change > t.change "
        "and x.key between t.key and coalesce(t.last, t.key) where t.change = :t "
        f"union all select {both} from change_row t join change_row x on x.tbl = t.tbl and x.change > t.change "
        "and x.last is not null and x.last >= t.key and x.key < t.key where t.change = :t",
        {"t": target.n},
    ):
        if x not in later or x in hit:
            continue
        if xop == "U" and top == "U" and not (json.loads(xbefore).keys() & json.loads(tbefore).keys()):
            continue
        if not _meet((xkey, xlast, xop, xbefore), (tkey, tlast, top, tbefore)):
            continue
        hit.add(x)
    return hit


def _meet(a: tuple[int, int | None, str, Any], b: tuple[int, int | None, str, Any]) -> bool:
    """True if two history rows of one table, whose bounds overlap, have a row in common.

    The bounds of a packed block of deletions say only where it begins and ends.
    """

    def keys(key: int, last: int | None, op: str, before: Any) -> set[int] | range:
        return {k for k, _ in unpack(key, before)} if op == "D" and last is not None else range(key, (last or key) + 1)

    x, y = keys(*a), keys(*b)
    if isinstance(x, range) and isinstance(y, range):
        return x.start < y.stop and y.start < x.stop
    return any(k in y for k in x) if isinstance(x, set) else any(k in x for k in y)


def _invert(c: Change, target: Line, kind: str) -> None:
    """Write the inverse of a change into the open change c; refuse, naming them, when later changes rest on it."""
    db = c.db
    rows = _Lines(db, target.n)
    resting = _conflicts(db, target, kind)
    try:
        _write(c, target, kind, rows)
    except (QdaError, sqlite3.IntegrityError):
        if not resting:
            raise
    else:
        resting |= _strays(c, target, rows) | _dangling(c, target, kind)
    if resting:
        raise _refuse(db, kind, target, resting, "later changes rest on it:")


def _write(c: Change, target: Line, kind: str, rows: _Lines) -> None:
    db = c.db
    db.execute("pragma defer_foreign_keys = on")
    ranges = Ranges(c, target.n)
    # What was made goes range by range, whatever tables follow each other.
    for (tbl, op), run in groupby(rows, key=lambda r: ("", "I") if r[4] == "I" else (r[1], r[4])):
        if op == "I":
            if gone := ranges.delete((r[1], r[2], r[3] or r[2]) for r in run):
                raise _changed(db, kind, target, gone[0], range(gone[1], gone[2] + 1))
            continue
        reals = [n for n, column in schema.columns(db, tbl) if column == "REAL"]
        if op == "D":
            deleted = _Deleted(db, [(r[2], r[3] or r[2], r[0]) for r in run], reals)
            try:
                _bring_back(c, tbl, deleted, deleted.most)
            except sqlite3.IntegrityError:
                _taken(db, kind, target, tbl, list(deleted))
                raise
        else:
            for _, _, k, _, _, before, after in run:
                old, new = exact(json.loads(before), reals), exact(json.loads(after or "{}"), reals)
                sets = ", ".join(f'"{n}" = ?' for n in old)
                still = " and ".join(f'"{n}" is ?' for n in new)
                try:
                    cursor = db.execute(
                        f"update {tbl} set {sets} where id = ? and {still}", (*old.values(), k, *new.values())
                    )
                except sqlite3.IntegrityError:
                    _taken(db, kind, target, tbl, [(k, {**_row(db, tbl, k), **old})])
                    raise
                if cursor.rowcount != 1:
                    raise _changed(db, kind, target, tbl, [k])
    ranges.full_text()


class _Deleted:
    """The rows of one table that a change deleted one after the other, by number: (number, columns).

    blocks: (first, last, number of the line of history). Few blocks are open at a time: those whose bounds overlap.
    """

    def __init__(self, db: sqlite3.Connection, blocks: list[tuple[int, int, int]], reals: Sequence[str]) -> None:
        self.db, self.reals = db, reals
        self.blocks = sorted(blocks)
        self.most = sum(last - first + 1 for first, last, _ in blocks)  # that there may be

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        end, open_ = -1, list[tuple[int, dict[str, Any]]]()
        for first, last, line in self.blocks:
            if first > end:
                yield from self._sorted(open_)
                open_ = []
            end = max(end, last)
            open_ += unpack(first, _before(self.db, line))
        yield from self._sorted(open_)

    def _sorted(self, rows: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
        for k, image in sorted(rows, key=itemgetter(0)):
            yield k, exact(image, self.reals)


def _before(db: sqlite3.Connection, line: int) -> str | bytes | None:
    """Return what a row of the history keeps of rows as they were."""
    kept: str | bytes | None = db.execute("select before from change_row where id = ?", (line,)).fetchone()[0]
    return kept


def exact(image: dict[str, Any], reals: Iterable[str]) -> dict[str, Any]:
    """Convert the reals of an image to floats: Python reads their 17 digits exactly, SQLite does not on every machine."""
    for n in reals:
        if image.get(n) is not None:
            image[n] = float(image[n])
    return image


def _row(db: sqlite3.Connection, tbl: str, id: int) -> dict[str, Any]:
    cursor = db.execute(f"select * from {tbl} where id = ?", (id,))
    return dict(zip([d[0] for d in cursor.description], cursor.fetchone() or (), strict=False))


def _since(db: sqlite3.Connection, target: Line, rows: Iterable[tuple[str, int]], ops: str) -> set[int]:
    """Return the changes after the target that made, altered or removed these rows: live ones, or else the last undo."""
    found = {
        (n, bool(live))
        for tbl, k in rows
        for n, live in db.execute(
            f"select c.id, {LIVE} from change_row r join change c on c.id = r.change where r.tbl = ?1 and instr(?4, r.op) "
            "and (r.key = ?2 or (r.last >= ?2 and r.key < ?2)) and c.id > ?3 and c.id <> (select change from change_now)",
            (tbl, k, target.n, ops),
        )
    }
    return {n for n, live in found if live} or {max(n for n, _ in found)} if found else set()


def _changed(db: sqlite3.Connection, kind: str, target: Line, tbl: str, keys: Iterable[int]) -> QdaError:
    """Return the refusal when rows are not as the target left them though no live change touched them.

    An undo did, or another program.
    """
    if made := _since(db, target, [(tbl, k) for k in islice(keys, 1000)], "IUD"):
        return _refuse(db, kind, target, made, "what it changed is no longer so since:")
    return Refused(
        "undo-study-altered", "cannot {kind} {change}: the study is no longer as it left it; check whether it is whole",
        kind=kind, change=str(original(db, target)),
    )  # fmt: skip


def _taken(db: sqlite3.Connection, kind: str, target: Line, tbl: str, items: list[tuple[int, dict[str, Any]]]) -> None:
    """After a UNIQUE failure: refuse, naming the later changes that took the names or places of these rows.

    The row itself may have got a name since that is taken in the place to which it would return.
    """
    holders: set[tuple[str, int]] = set()
    for names in schema.unique_keys(db, tbl):
        where = " and ".join(f'"{n}" is ?' for n in names)
        for k, image in items:
            hits = db.execute(f"select id from {tbl} where {where} and id <> ?", (*(image[n] for n in names), k))
            holders.update((tbl, i) for (i,) in hits)
    if made := _since(db, target, {*holders, *((tbl, k) for k, _ in items)}, "IU"):
        raise _refuse(db, kind, target, made, "its name or place was taken since:")


def _dangling(c: Change, target: Line, kind: str) -> set[int]:
    """Return the later changes whose rows would point at something that is gone.

    Refuse when something that is brought back points at what was removed since. The foreign keys would refuse both at
    the commit, but could not say whose work it is.
    """
    db = c.db
    touched = set(db.execute("select distinct tbl, op from change_row where change = ?", (c.id,)))
    # `+tbl`: by the changes since, which are few; the index on tables leads over a long history
    went = "select 1 from change_row where +tbl = ? and op = 'D' and change > ? and change < ? limit 1"
    rests: set[tuple[str, int]] = set()
    lacks: set[tuple[str, int]] = set()
    for child in schema.RECORDED:
        for _, _, parent, column, _, _, on_delete, _ in db.execute(f"pragma foreign_key_list({child})").fetchall():
            gone = f"not exists (select 1 from {parent} p where p.id = t.{column})"
            if on_delete == "NO ACTION" and (parent, "D") in touched:
                rows = (
                    f"from change_row r join {child} t on t.{column} between r.key and coalesce(r.last, r.key) "
                    f"where r.tbl = '{parent}' and r.op = 'D'"
                )
                hits = db.execute(f"select t.id {rows} and r.change = ? and {gone}", (c.id,))
                rests.update((child, i) for (i,) in hits)
            if {(child, "I"), (child, "U")} & touched and db.execute(went, (parent, target.n, c.id)).fetchone():
                rows = f"from change_row r join {child} t on t.id between r.key and coalesce(r.last, r.key)"
                where = f"r.change = ? and r.tbl = '{child}' and r.op <> 'D' and t.{column} is not null and {gone}"
                hits = db.execute(f"select t.{column} {rows} where {where}", (c.id,))
                lacks.update((parent, i) for (i,) in hits)
    if made := _since(db, target, lacks, "D"):
        raise _refuse(db, kind, target, made, "what it needs was removed since:")
    made = _since(db, target, rests, "IU")
    if (rests or lacks) and not made:
        table, i = min(rests or lacks)
        raise Refused(
            "undo-dangling", "cannot {kind} {change}: {row} rests on it or is gone",
            kind=kind, change=str(original(db, target)), row=f"{table} {i}",
        )  # fmt: skip
    return made


def bring_back(c: Change, tbl: str, items: list[tuple[int, dict[str, Any]]]) -> None:
    """Insert deleted rows under their old numbers; 256 or more in bulk, with one line of history for each unbroken range."""
    _bring_back(c, tbl, sorted(items, key=itemgetter(0)), len(items))


def _bring_back(c: Change, tbl: str, items: Iterable[tuple[int, dict[str, Any]]], most: int) -> None:
    """Insert deleted rows, which come in the order of their numbers; `most` is how many there may be."""
    columns = c.columns(tbl)
    default = schema.defaults(c.db, tbl)  # for what a row of an older schema does not have
    rows = ((k, *(image.get(n, default[n]) for n in columns)) for k, image in items)
    head = list(islice(rows, PACK_FROM)) if most >= PACK_FROM else list(rows)
    if len(head) < PACK_FROM:
        insert_rows(c.db, tbl, ["id", *columns], head)
        return
    keys = array("q")
    c.db.execute("update change_now set bulk = ?", (tbl,))
    while head:
        insert_rows(c.db, tbl, ["id", *columns], head)
        keys.extend(row[0] for row in head)
        head = list(islice(rows, DIGEST_ROWS))
    c.db.execute("update change_now set bulk = null")
    for first, last in unbroken(keys):
        if tbl == "source":
            c.db.execute(
                "insert into source_fts(rowid, text) select id, text from source where id between ? and ?",
                (first, last),
            )
        c.db.execute(
            "insert into change_row(change, tbl, key, last, op, after) values (?, ?, ?, ?, 'I', ?)",
            (c.id, tbl, first, last, digest_of_range(c.db, tbl, first, last)),
        )


def digest_of_range(db: sqlite3.Connection, tbl: str, first: int, last: int) -> str:
    """Return the digest of the rows first..last as they are in the table now."""
    names = [r[1] for r in db.execute(f"pragma table_info({tbl})") if r[1] != "id"]
    quoted = ", ".join(f'"{n}"' for n in names)
    rows = db.execute(f"select {quoted} from {tbl} where id between ? and ? order by id", (first, last))
    return range_digest(rows, names.index("text") if tbl == "source" else None)


def _strays(c: Change, target: Line, rows: _Lines) -> set[int]:
    """Return the later changes whose rows the foreign keys removed or altered though the target never had them.

    Nobody's rows may go like that: when no change is found that made them, that is refused as well.
    """
    # Rows that went as a range are the target's own; the change is open, so each other one has a line of its own.
    touched = "from change_row where change = ? and op in ('D', 'U') and last is null"
    if c.db.execute(f"select 1 {touched} limit 1", (c.id,)).fetchone() is None:
        return set()
    held: dict[str, Held] = {}
    for line, tbl, k, last, op, _, _ in rows:
        packed = _before(c.db, line) if op == "D" and last is not None else None
        held.setdefault(tbl, Held()).add(k, last, packed)
    none = Held()
    stray = {(tbl, k) for tbl, k in c.db.execute(f"select tbl, key {touched}", (c.id,)) if k not in held.get(tbl, none)}
    if not stray:
        return set()
    if made := _since(c.db, target, stray, "IU"):
        return made
    table, i = min(stray)
    raise Refused(
        "undo-strays", "cannot take back {change}: it would also take {row}; check whether the study is whole",
        change=str(original(c.db, target)), row=f"{table} {i}",
    )  # fmt: skip


__all__ = ["Line", "digest_of_range", "digest_rows", "redo", "redo_target", "undo", "undo_target"]
