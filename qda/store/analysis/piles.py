"""Piles of memos: the headings of a draft, the memos that lie under them in order, and every move with its reason.

Sorting is the step in which memos become a text (Glaser 1978, ch. 7; Glaser & Holton 2004). A memo lies in one pile at most. Its
position is counted from the ranks in the pile, so that positions are 1 to n without a gap whatever is moved, undone or merged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import clean, key, typed
from qda.store.analysis import memos
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

LISTED = Message("piles-listed", "the list of sorted memos has them")
Ranked = Sequence[tuple[int, float]]  # numbers of rows that stand in one order, each with its rank


class Pile(NamedTuple):
    """A pile: its number, uuid and name, the pile under which it stands (None: the top), how deep, its path from the top."""

    id: int
    uuid: str
    name: str
    parent: int | None
    depth: int
    path: str


class Sorted(NamedTuple):
    """A memo in its pile: `position` is 1 for the first, `because` the reason of its last move."""

    uuid: str
    memo: int
    title: str
    pile: int
    position: int
    because: str
    coder: str
    at: str


class Move(NamedTuple):
    """A move of a memo. `memo` is None once it was removed; `was` and `now` are piles as they are shown, "" for none."""

    uuid: str
    at: str
    coder: str
    memo: int | None
    title: str
    was: str
    now: str
    because: str


# -- piles -------------------------------------------------------------------------------------------------------------


def outline(db: sqlite3.Connection) -> list[Pile]:
    """Return all piles in the order of the draft, each before those under it."""
    under: dict[int | None, list[tuple[int, str, str]]] = {}
    for id, uuid, name, parent in db.execute("select id, uuid, name, parent from pile order by rank, id"):
        under.setdefault(parent, []).append((id, uuid, name))
    out: list[Pile] = []
    todo = [Pile(id, uuid, name, None, 0, name) for id, uuid, name in reversed(under.get(None, ()))]
    while todo:
        pile = todo.pop()
        out.append(pile)
        for id, uuid, name in reversed(under.get(pile.id, ())):
            todo.append(Pile(id, uuid, name, pile.id, pile.depth + 1, f"{pile.path}/{name}"))
    return out


def paths(db: sqlite3.Connection) -> dict[int, str]:
    """Return every pile's path from the top, `parent/child`, in the order of the draft."""
    return {pile.id: pile.path for pile in outline(db)}


def find(db: sqlite3.Connection, name: str) -> int:
    """Return the number of a pile by its name or by `parent/child`; refused, with the nearest, when there is none.

    A name that is the whole path of a pile means that one; else two piles of one name are refused with their paths.
    """
    whole = paths(db)
    wanted = key(name)
    hits = [id for id, path in whole.items() if key(path) == wanted]
    hits = hits or [id for (id,) in db.execute("select id from pile where key = ? order by id", (wanted,))]
    if not hits and "/" in name:
        hits = [id for id, path in whole.items() if f"/{key(path)}".endswith(f"/{wanted}")]
    hits = hits or sorted(typed(db, name, [*whole.items(), *db.execute("select id, name from pile")]))
    if len(hits) > 1:
        some = ", ".join(whole[id] for id in hits)
        raise QdaError(f"{len(hits)} piles are called {name!r}: name one by its path: {some}")
    if not hits:
        names = [n for (n,) in db.execute("select name from pile")]
        raise NotFound("pile", name, [*names, *whole.values()], LISTED)
    return hits[0]


def in_home(db: sqlite3.Connection, name: str, parent: int | None, but: int = 0) -> int | None:
    """Return the pile of that name under `parent` (None: the top), the pile `but` aside; None where there is none."""
    row = db.execute(
        "select id from pile where key = ? and coalesce(parent, 0) = ? and id <> ?", (key(name), parent or 0, but)
    ).fetchone()
    return None if row is None else int(row[0])


def below(db: sqlite3.Connection, id: int) -> set[int]:
    """Return a pile and all under it."""
    return {
        i for (i,) in db.execute(
            "with recursive under(id) as (select ? union select p.id from pile p join under u on p.parent = u.id) "
            "select id from under", (id,),
        )
    }  # fmt: skip


def make(c: Change, name: str, parent: int | None) -> int:
    """Add a pile after the others under `parent`."""
    return c.insert(
        "pile", uuid=new_uuid(), name=_free(c.db, name, parent), key=key(name), parent=parent,
        rank=_rank(c, "pile", _piles_under(c.db, parent), None), coder=c.coder_id, created_at=c.at,
    )  # fmt: skip


def rename(c: Change, id: int, name: str) -> None:
    """Give a pile another name."""
    (parent,) = c.db.execute("select parent from pile where id = ?", (id,)).fetchone()
    c.update("pile", id, name=_free(c.db, name, parent, id), key=key(name))


def move(c: Change, id: int, parent: int | None) -> None:
    """Put a pile under another, or at the top, after those that are there; refused for one that lies under it."""
    name, was = c.db.execute("select name, parent from pile where id = ?", (id,)).fetchone()
    if parent is not None and parent in below(c.db, id):
        under = paths(c.db)[parent]
        raise Refused("pile-under-itself", "{name!r} would come to lie under itself: {under!r} lies under it",
                      name=name, under=under)  # fmt: skip
    if parent != was:
        _free(c.db, name, parent, id)
        c.update("pile", id, parent=parent, rank=_rank(c, "pile", _piles_under(c.db, parent), None))


def reorder(c: Change, id: int, after: int | None) -> None:
    """Put a pile after one that stands under the same pile, or before all there (None)."""
    (parent,) = c.db.execute("select parent from pile where id = ?", (id,)).fetchone()
    others = [row for row in _piles_under(c.db, parent) if row[0] != id]
    if after is not None and after not in {i for i, _ in others}:
        raise Refused("pile-elsewhere", "{after!r} does not stand beside {name!r}: both must lie under one pile",
                      after=paths(c.db)[after], name=paths(c.db)[id])  # fmt: skip
    c.update("pile", id, rank=_rank(c, "pile", others, 0 if after is None else _place(others, after) + 1))


def remove(c: Change, id: int) -> None:
    """Remove a pile; refused when memos or piles lie in it."""
    path = paths(c.db)[id]
    lying = [m.memo for m in placed(c.db, [id])]
    inside = [name for (name,) in c.db.execute("select name from pile where parent = ? order by rank, id", (id,))]
    if lying or inside:
        what = [*([f"memo {', '.join(map(str, lying))}"] if lying else []), *(repr(name) for name in inside)]
        raise Refused("pile-not-empty", "{pile!r} is not empty: {what} {lie} in it; take out what lies there first",
                      pile=path, what=", ".join(what), lie="lies" if len(lying) + len(inside) == 1 else "lie")  # fmt: skip
    c.delete("pile", id)


def _free(db: sqlite3.Connection, name: str, parent: int | None, but: int = 0) -> str:
    """Return a name as it is kept; refused where a pile beside it has it."""
    name = clean(name, "name of a pile")
    if in_home(db, name, parent, but) is not None:
        raise QdaError(f"there is a pile {name!r} there already: give it another name")
    return name


def _piles_under(db: sqlite3.Connection, parent: int | None) -> Ranked:
    return db.execute("select id, rank from pile where parent is ? order by rank, id", (parent,)).fetchall()


# -- memos in piles ----------------------------------------------------------------------------------------------------


def placed(db: sqlite3.Connection, piles: Iterable[int] | None = None) -> list[Sorted]:
    """Return the memos in piles, in the order of the draft: of all piles, or of these."""
    chosen = None if piles is None else frozenset(piles)
    held: dict[int, list[Sorted]] = {}
    for uuid, memo, title, pile, because, coder, at in db.execute(
        "select s.uuid, m.id, m.title, s.pile, s.because, k.name, s.created_at from sorting s join memo m on m.id = s.memo "
        "join coder k on k.id = s.coder where s.pile is not null order by s.rank, s.id"
    ):
        if chosen is None or pile in chosen:
            there = held.setdefault(pile, [])
            there.append(Sorted(uuid, memo, title, pile, len(there) + 1, because, coder, at))
    return [x for pile in outline(db) for x in held.get(pile.id, ())]


class Loose(NamedTuple):
    """A memo in no pile: of one that was taken out of its pile why, by whom and when; else None."""

    memo: int
    title: str
    uuid: str | None
    because: str | None
    coder: str | None
    at: str | None


def unsorted(db: sqlite3.Connection) -> list[Loose]:
    """Return the memos that lie in no pile, by number."""
    return [
        Loose(*row)
        for row in db.execute(
            "select m.id, m.title, s.uuid, s.because, k.name, s.created_at from memo m left join sorting s on s.memo = m.id "
            "left join coder k on k.id = s.coder where s.pile is null order by m.id"
        )
    ]


def coders(db: sqlite3.Connection) -> dict[int, int]:
    """Return memo -> the number of the coder who moved it last."""
    return dict(db.execute("select memo, coder from sorting"))


def coder_names(db: sqlite3.Connection, coders: Collection[int] | None) -> set[str] | None:
    """Return the names of these coders; None for all."""
    if coders is None:
        return None
    return {name for id, name in db.execute("select id, name from coder") if id in coders}


def made(db: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return pile -> who made it, and when."""
    return {
        id: (name, at)
        for id, name, at in db.execute("select p.id, k.name, p.created_at from pile p join coder k on k.id = p.coder")
    }


def pile_of(db: sqlite3.Connection, memo: int) -> int | None:
    """Return the pile in which a memo lies; None for one that lies in none."""
    row = db.execute("select pile from sorting where memo = ?", (memo,)).fetchone()
    return None if row is None else row[0]


def put(c: Change, memo: int, pile: int, because: str, *, after: int | None = None, first: bool = False) -> None:
    """Put a memo into a pile: at its end, after the memo `after` of it, or first; the move is kept with its reason."""
    others = [row for row in _memos_in(c.db, pile) if row[0] != memo]
    place = 0 if first else len(others) if after is None else _place(others, after) + 1
    ids = dict(c.db.execute("select memo, id from sorting where pile = ?", (pile,)))
    rank = _rank(c, "sorting", [(ids[m], r) for m, r in others], place)
    _write(c, memo, pile, rank, because)


def take(c: Change, memo: int, because: str) -> None:
    """Take a memo out of its pile; the move is kept."""
    (rank,) = c.db.execute("select rank from sorting where memo = ?", (memo,)).fetchone()
    _write(c, memo, None, rank, because)


def put_back(c: Change, id: int, pile: int | None, **more: Any) -> None:
    """Let the memo of a row of `sorting` lie where another file has it, with that rank, reason, coder and time.

    The move is kept as the acting coder's, with that reason.
    """
    (memo,) = c.db.execute("select memo from sorting where id = ?", (id,)).fetchone()
    _write(c, memo, pile, more["rank"], more["because"])
    c.update("sorting", id, **more)


def leaving(c: Change, ids: Collection[int]) -> None:
    """Before memos are removed: they leave their piles, and the history keeps that they did."""
    for memo in ids:
        if pile_of(c.db, memo) is not None:
            take(c, memo, c.because)


def emptied(c: Change, pile: int) -> None:
    """Before a pile is removed with what is in it: its memos leave it."""
    for memo, _ in _memos_in(c.db, pile):
        take(c, memo, c.because)


def _memos_in(db: sqlite3.Connection, pile: int) -> Ranked:
    return db.execute("select memo, rank from sorting where pile = ? order by rank, id", (pile,)).fetchall()


def _write(c: Change, memo: int, pile: int | None, rank: float, because: str) -> None:
    row = c.db.execute("select id, pile from sorting where memo = ?", (memo,)).fetchone()
    new = {"pile": pile, "rank": rank, "because": because, "coder": c.coder_id, "created_at": c.at}
    if row is None:
        c.insert("sorting", uuid=new_uuid(), memo=memo, **new)
    else:
        c.update("sorting", row[0], **new)
    uuid, title = c.db.execute("select uuid, title from memo where id = ?", (memo,)).fetchone()
    whole = {p.id: p for p in outline(c.db)}
    sides: dict[str, str] = {}
    for side, id in (("was", None if row is None else row[1]), ("now", pile)):
        there = whole.get(id or 0)
        sides |= {side: there.uuid if there else "", f"{side}_name": there.path if there else ""}
    c.insert(
        "sorting_move", uuid=new_uuid(), memo=uuid, title=title, **sides, because=because, coder=c.coder_id,
        created_at=c.at,
    )  # fmt: skip


def _place(rows: Ranked, id: int) -> int:
    return next(n for n, (i, _) in enumerate(rows) if i == id)


def _rank(c: Change, table: str, rows: Ranked, place: int | None) -> float:
    """Return the rank of a row that comes to stand at `place` among these (None: the end).

    Where no number is left between its neighbours the rows get new ranks.
    """
    place = len(rows) if place is None else place
    if not rows:
        return 1.0
    if place == 0:
        return rows[0][1] - 1
    if place == len(rows):
        return rows[-1][1] + 1
    low, high = rows[place - 1][1], rows[place][1]
    middle = (low + high) / 2
    if low < middle < high:
        return middle
    for n, (id, _) in enumerate(rows):
        c.update(table, id, rank=float(n + 1 + (n >= place)))
    return float(place + 1)


# -- history -----------------------------------------------------------------------------------------------------------


def moves(db: sqlite3.Connection, memo: str = "") -> Iterator[Move]:
    """Yield the moves of all memos, or of the one with that uuid, the first first; piles by their names of today."""
    same = dict(db.execute("select uuid, thing from same_thing where tbl = 'pile'"))
    piles = {pile.uuid: pile.path for pile in outline(db)}

    def shown(uuid: str, name: str) -> str:
        return piles.get(same.get(uuid, uuid), name)

    for uuid, at, coder, number, title, was, was_name, now, now_name, because in db.execute(
        "select x.uuid, x.created_at, k.name, m.id, coalesce(m.title, x.title), x.was, x.was_name, x.now, x.now_name, "
        "x.because from sorting_move x join coder k on k.id = x.coder left join memo m on m.uuid = x.memo "
        "where ?1 in ('', x.memo) order by x.created_at, x.id",
        (memo,),
    ).fetchall():
        yield Move(uuid, at, coder, number, title, shown(was, was_name), shown(now, now_name), because)


def uuid_of(db: sqlite3.Connection, memo: str | int) -> str:
    """Return the uuid of a memo by its number or title; one that was removed is found by the title that it had."""
    wanted = key(str(memo))
    gone = "select memo, title from sorting_move x where not exists (select 1 from memo m where m.uuid = x.memo) order by id"
    removed: dict[str, str] = dict(db.execute(gone))
    try:
        id = memos.find(db, memo)
    except NotFound:
        hits = [uuid for uuid, title in removed.items() if key(title) == wanted]
        if len(hits) != 1:
            raise
        return str(hits[0])
    return str(db.execute("select uuid from memo where id = ?", (id,)).fetchone()[0])
