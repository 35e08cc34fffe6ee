"""Coding again blind (intra-coder agreement; Krippendorff 2018): stretches that were drawn, the codes of then and of now.

What a stretch had is kept as it was at the draw, so that nothing that becomes of its codings since changes it; codes that are
merged, split or removed take it along. What it is given now is no coding. While one item of a draw waits, the draw is *open*,
and its coder is shown nothing of what lies on its stretches (`hidden`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.core.names import key
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

LISTED = Message("stability-listed", "the report on stability has the numbers")
_EACH = "(select value from json_each(?))"


class Stretch(NamedTuple):
    """A stretch that a coder has coded: all codes that he gave it, and when the last of these codings was made."""

    source: int
    start: int
    end: int
    codes: frozenset[int]
    last: str


@dataclass(frozen=True, slots=True)
class Item:
    """A drawn stretch. `then` and `now` are the codes that it had and has; `coded_at` is None while it waits."""

    id: int
    uuid: str
    draw: int
    source: int
    start: int
    end: int
    first_at: str
    coded_at: str | None
    then: frozenset[int]
    now: frozenset[int]


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw with its items in the order in which they were drawn."""

    id: int
    uuid: str
    coder: int
    name: str
    seed: int
    pool: int
    asked: str
    at: str
    items: tuple[Item, ...]

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The items that are not coded again yet."""
        return tuple(x for x in self.items if x.coded_at is None)

    @property
    def open(self) -> bool:
        """True while an item waits: until then nothing of the first codes is shown."""
        return bool(self.waiting)


# -- reading -----------------------------------------------------------------------------------------------------------


def coder(db: sqlite3.Connection, name: str) -> int | None:
    """Return the number of a coder by name, None for one who has no row yet."""
    row = db.execute("select id from coder where key = ?", (key(name),)).fetchone()
    return None if row is None else int(row[0])


def coded(db: sqlite3.Connection, coder: int) -> tuple[list[Stretch], list[tuple[int, int]]]:
    """Return the stretches with confirmed codings of a coder, by source's name and place, and (source, code) of the others."""
    codes: defaultdict[tuple[int, int, int], set[int]] = defaultdict(set)
    last: dict[tuple[int, int, int], str] = {}
    unconfirmed: list[tuple[int, int]] = []
    for source, start, end, code, at, confirmed in db.execute(
        'select source, start, "end", code, created_at, confirmed from coding where coder = ?', (coder,)
    ):
        if not confirmed:
            unconfirmed.append((source, code))
            continue
        place = (source, start, end)
        codes[place].add(code)
        last[place] = max(last.get(place, ""), at)
    called = dict(db.execute("select id, name from source"))
    order = sorted(codes, key=lambda p: (key(called[p[0]]), called[p[0]], p[1], p[2]))
    return [Stretch(*p, frozenset(codes[p]), last[p]) for p in order], unconfirmed


def draws(db: sqlite3.Connection, coders: Collection[int] | None = None) -> list[Draw]:
    """Return the draws of these coders, or of all, by number; one that has lost all its items is left out."""
    rows = db.execute(
        "select d.id, d.uuid, d.coder, k.name, d.seed, d.pool, d.asked, d.created_at from stability d "
        "join coder k on k.id = d.coder order by d.id"
    ).fetchall()
    if not rows:
        return []
    then, now = _codes(db, "stability_then", "item"), _codes(db, "stability_now", "coded")
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for id, uuid, draw, source, start, end, first, again, at in db.execute(
        'select x.id, x.uuid, x.stability, x.source, x.start, x."end", x.first_at, a.id, a.created_at from stability_item x '
        "left join stability_coded a on a.item = x.id order by x.id"
    ):
        given = now.get(again, frozenset())
        items[draw].append(Item(id, uuid, draw, source, start, end, first, at, then.get(id, frozenset()), given))
    return [
        Draw(id, uuid, by, name, seed, pool, asked, at, tuple(items[id]))
        for id, uuid, by, name, seed, pool, asked, at in rows
        if items[id] and (coders is None or by in coders)
    ]


def _codes(db: sqlite3.Connection, table: str, of: str) -> Mapping[int, frozenset[int]]:
    held: defaultdict[int, set[int]] = defaultdict(set)
    for id, code in db.execute(f"select {of}, code from {table}"):
        held[id].add(code)
    return {id: frozenset(codes) for id, codes in held.items()}


def item(db: sqlite3.Connection, id: int) -> tuple[Draw, Item]:
    """Return an item with its draw; refused when there is none of that number."""
    for draw in draws(db):
        for x in draw.items:
            if x.id == id:
                return draw, x
    raise NotFound("item", str(id), (), LISTED)


def hidden(db: sqlite3.Connection, name: str) -> dict[int, list[tuple[int, int]]]:
    """Return by source the stretches of the open draws of a coder, whose codings are not to be shown to him."""
    out: dict[int, list[tuple[int, int]]] = {}
    for source, start, end in db.execute(
        'select distinct x.source, x.start, x."end" from stability d join coder k on k.id = d.coder '
        "join stability_item x on x.stability = d.id where k.key = ? and exists (select 1 from stability_item o "
        "left join stability_coded a on a.item = o.id where o.stability = d.id and a.id is null) order by 1, 2, 3",
        (key(name),),
    ):
        out.setdefault(source, []).append((start, end))
    return out


def hidden_codings(db: sqlite3.Connection, name: str) -> set[int]:
    """Return the codings, whoever made them, that touch a stretch of an open draw of a coder."""
    return {
        id
        for source, stretches in hidden(db, name).items()
        for start, end in stretches
        for (id,) in db.execute(
            'select id from coding where source = ? and start < ? and "end" > ?', (source, end, start)
        )
    }


def changes_of(db: sqlite3.Connection, codings: Iterable[int]) -> set[int]:
    """Return the changes of the history that made or altered these codings."""
    return {
        change
        for id in codings
        for (change,) in db.execute(
            "select change from change_row where tbl = 'coding' and key = ?1 union "
            "select change from change_row where tbl = 'coding' and last is not null and last >= ?1 and key <= ?1",
            (id,),
        )
    }


def touches(stretches: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """True if a stretch shares a character with one of these."""
    return any(a < end and start < b for a, b in stretches)


# -- writing -----------------------------------------------------------------------------------------------------------


def add(c: Change, drawn: Sequence[Stretch], *, seed: int, pool: int, asked: str) -> int:
    """Write a draw of the acting coder; return its number."""
    draw = c.insert("stability", uuid=new_uuid(), coder=c.coder_id, seed=seed, pool=pool, asked=asked, created_at=c.at)
    for x in drawn:
        id = c.insert(
            "stability_item", uuid=new_uuid(), stability=draw, source=x.source, start=x.start, end=x.end, first_at=x.last
        )  # fmt: skip
        for code in sorted(x.codes):
            c.insert("stability_then", item=id, code=code)
    return draw


def code(c: Change, x: Item, codes: Iterable[int]) -> None:
    """Say that an item was coded again, with these codes or with none; what it was given before is replaced."""
    for (id,) in c.db.execute("select id from stability_coded where item = ?", (x.id,)).fetchall():
        c.delete("stability_coded", id)
    again = c.insert("stability_coded", uuid=new_uuid(), item=x.id, created_at=c.at)
    for given in sorted(set(codes)):
        c.insert("stability_now", coded=again, code=given)


def remove(c: Change, draw: int) -> None:
    """Delete a draw with its items and what they were given."""
    c.delete("stability", draw)


# -- what they are about moves or goes ---------------------------------------------------------------------------------


def move(c: Change, old: int, new: int) -> None:
    """Before a code goes, joined with `new`: what had or has the one has the other, once."""
    for table, of in (("stability_then", "item"), ("stability_now", "coded")):
        for id, held in c.db.execute(f"select id, {of} from {table} where code = ?", (old,)).fetchall():
            if c.db.execute(f"select 1 from {table} where {of} = ? and code = ?", (held, new)).fetchone():
                c.delete(table, id)
            else:
                c.update(table, id, code=new)


def split(c: Change, codings: Iterable[int], old: int, new: int) -> None:
    """Before codings of a code are given another: their stretches had that one; what was given now stays as it is."""
    for id, item in c.db.execute(
        "select t.id, t.item from stability_then t join stability_item x on x.id = t.item "
        "join stability d on d.id = x.stability join coding g on g.coder = d.coder and g.source = x.source "
        f'and g.start = x.start and g."end" = x."end" where t.code = ? and g.code = ? and g.id in {_EACH}',
        (old, old, json.dumps(list(codings))),
    ).fetchall():
        if c.db.execute("select 1 from stability_then where item = ? and code = ?", (item, new)).fetchone():
            c.delete("stability_then", id)
        else:
            c.update("stability_then", id, code=new)


def leaving(c: Change, *, codes: Iterable[int] = (), sources: Iterable[int] = ()) -> list[str]:
    """Before codes or sources are removed: items on these go along, of codes those that had no other; a note says how many.

    Which they are is not said: a draw may be open.
    """
    gone = [
        id
        for (id,) in c.db.execute(
            f"select id from stability_item where source in {_EACH} or id in (select item from stability_then group by item "
            f"having sum(code not in {_EACH}) = 0) order by id",
            (json.dumps(list(sources)), json.dumps(list(codes))),
        ).fetchall()
    ]
    for id in gone:
        c.delete("stability_item", id)
    drop_empty(c)
    return [f"{len(gone)} drawn {'stretch' if len(gone) == 1 else 'stretches'} went along"] if gone else []


def drop_empty(c: Change) -> None:
    """Delete draws that have lost all their items."""
    for (id,) in c.db.execute(
        "select id from stability where id not in (select stability from stability_item) order by id"
    ).fetchall():
        c.delete("stability", id)


def follow(c: Change, source: int, new: int, moves: Mapping[int, tuple[int, int]]) -> None:
    """Before codings move to another row of a source: items on the stretch of one that does go where it goes.

    Of an item whose codings were all removed meanwhile nothing tells where its words are now: it stays on the old text.
    """
    places: dict[tuple[int, int], tuple[int, int]] = {}
    for id, start, end in c.db.execute(
        'select id, start, "end" from coding where source = ? order by id', (source,)
    ).fetchall():
        if id in moves:
            places.setdefault((start, end), moves[id])
    for id, start, end in c.db.execute(
        'select id, start, "end" from stability_item where source = ?', (source,)
    ).fetchall():
        if (start, end) in places:
            to = places[start, end]
            c.update("stability_item", id, source=new, start=to[0], end=to[1])


def on(db: sqlite3.Connection, source: int) -> int:
    """Return how many items lie in a source."""
    return int(db.execute("select count(*) from stability_item where source = ?", (source,)).fetchone()[0])


def findings(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield what `check` names: items that lie outside their text, and those whose first codes are all gone."""
    for id, start, end, characters, had in db.execute(
        'select x.id, x.start, x."end", s.characters, (select count(*) from stability_then t where t.item = x.id) '
        "from stability_item x join source s on s.id = x.source order by x.id"
    ):
        if not 0 <= start < end <= characters:
            yield "stability", f"stability item {id}", f"its stretch {start}:{end} lies outside the text"
        if not had:
            yield "stability", f"stability item {id}", "the codes that it had are gone"
