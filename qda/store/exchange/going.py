"""Which rows of a study go out, and the place of each among those of its table."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from qda.store.exchange.shape import OF_THE_MACHINE, Shape

Places = dict[str, dict[int, int] | None]  # table -> number of a row -> its place; None where these are the same


def places(db: sqlite3.Connection, shapes: dict[str, Shape], sources: Collection[int] | None) -> Places:
    """Return the places of the rows that go out, those of some sources and what is on them, or all.

    With `sources` it is as if the others were not in the study: what hangs on them stays out, what only names them names
    nothing; people come along who have no segment or one that goes; memos stay out when all that they are on does.
    """
    if sources is None:
        return {table: _all(db, table) for table in shapes}
    chosen = frozenset(sources)
    out: set[int] = set()
    moves = db.execute(
        "select x.id, m.id from sorting_move x left join memo m on m.uuid = x.memo order by x.id"
    ).fetchall()
    while True:  # a memo may be on a negative case against a memo
        found = _chosen(db, shapes, chosen, out)
        more = _homeless(db, shapes["link"], found) - out
        if not more:
            held = found["memo"]
            stay = [id for id, memo in moves if memo is not None and (held is None or memo in held)]
            found["sorting_move"] = {
                id: n for n, id in enumerate(stay, 1)
            }  # a title, of a memo that stays out, stays too
            return found
        out |= more


def _all(db: sqlite3.Connection, table: str) -> dict[int, int] | None:
    if table == "setting":
        marks = ", ".join("?" * len(OF_THE_MACHINE))
        own = db.execute(f"select id from setting where name not in ({marks}) order by id", OF_THE_MACHINE)
        return {id: n for n, (id,) in enumerate(own, 1)}
    count, last = db.execute(f"select count(*), coalesce(max(id), 0) from {table}").fetchone()
    if count == last:
        return None
    return {id: n for n, (id,) in enumerate(db.execute(f"select id from {table} order by id"), 1)}


def _chosen(db: sqlite3.Connection, shapes: dict[str, Shape], sources: frozenset[int], memos: set[int]) -> Places:
    found: Places = {}
    for table, shape in shapes.items():
        if not shape.references:
            found[table] = _all(db, table)
            if table == "source":
                kept = [id for (id,) in db.execute("select id from source order by id") if id in sources]
                found[table] = {id: n for n, id in enumerate(kept, 1)}
            continue
        holders = [r for r in shape.references if r.table in found and (r.follows or shape.required[r.at])]
        named = "".join(f', "{shape.columns[r.at]}"' for r in holders)
        held = [found[r.table] for r in holders]
        people = _people(db, sources) if table == "participant" else None
        drawn = _draws(db, sources) if table == "stability" else None
        ids: list[int] = []
        for id, *refs in db.execute(f"select id{named} from {table} order by id"):
            if any(v is not None and h is not None and v not in h for v, h in zip(refs, held, strict=True)):
                continue
            if (people is not None and id not in people) or (table == "memo" and id in memos):
                continue
            if drawn is not None and id not in drawn:
                continue
            ids.append(id)
        if table == "decision":
            ids = _placed(db, sources, ids)
        found[table] = {id: n for n, id in enumerate(ids, 1)}
    return found


def _placed(db: sqlite3.Connection, sources: frozenset[int], ids: list[int]) -> list[int]:
    """Return those of these decisions that are on a place in one of the sources."""
    on = {d for d, s in db.execute("select decision, source from decision_place") if s in sources}
    return [id for id in ids if id in on]


def _people(db: sqlite3.Connection, sources: frozenset[int]) -> set[int]:
    """Everyone who wrote or said something in these sources, or nothing at all."""
    spoke: dict[int, bool] = {}
    for person, source in db.execute("select distinct participant, source from segment where participant is not null"):
        spoke[person] = spoke.get(person, False) or source in sources
    return {id for (id,) in db.execute("select id from participant") if spoke.get(id, True)}


def _draws(db: sqlite3.Connection, sources: frozenset[int]) -> set[int]:
    """Return the draws of which a stretch lies in these sources."""
    return {draw for draw, source in db.execute("select stability, source from stability_item") if source in sources}


def _homeless(db: sqlite3.Connection, link: Shape, found: Places) -> set[int]:
    """Return the memos that are on something, all of which stays out."""
    targets = [r for r in link.references if not r.follows]
    named = "".join(f', "{link.columns[r.at]}"' for r in targets)
    stays: dict[int, bool] = {}
    for memo, *refs in db.execute(f"select memo{named} from link where memo is not null and place = 'on'"):
        goes = True
        for v, r in zip(refs, targets, strict=True):
            held = found[r.table]
            goes = goes and (v is None or held is None or v in held)
        stays[memo] = stays.get(memo, False) or goes
    return {memo for memo, goes in stays.items() if not goes}
