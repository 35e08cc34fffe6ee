"""Move or remove all that refers to codes and codings when codes are merged, split, moved or removed.

Each `move_…` gives one kind of row to another code. Where two rows become one, what both say is kept, and a note tells what
was joined or dropped. `theory_ledgers` and `links` do the same for the method's records and for links.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError
from qda.core.names import key
from qda.store.analysis import codes, codings, links, summaries, theory_ledgers

if TYPE_CHECKING:
    from qda.store.history.door import Change

MACHINE = ("autocode", "discover", "suggest")
SHOWN = 10  # so many of a kind are named in a note
_EACH = "(select value from json_each(?))"


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def joined_text(mine: str, theirs: str, between: str) -> str:
    """Both texts, neither twice."""
    if not theirs.strip() or key(theirs) in {key(part) for part in [mine, *mine.split(between)]}:
        return mine
    return f"{mine}{between}{theirs}" if mine.strip() else theirs


# -- codings get another code ------------------------------------------------------------------------------------------


def move_codings(c: Change, old: int, new: int, notes: list[str], only: Sequence[int] | None = None) -> int:
    """Give the codings of a code, or `only` some of them, another code; return how many were joined.

    A coding that meets another of its coder on its stretch is joined with it.
    """
    chosen = "" if only is None else "and g.id in (select value from json_each(:only))"
    pairs = c.db.execute(
        "select g.id, t.id from coding g join coding t on t.source = g.source and t.start = g.start "
        f'and t."end" = g."end" and t.code = :new and t.coder = g.coder where g.code = :old {chosen} order by g.id',
        {"old": old, "new": new, "only": json.dumps(list(only or ()))},
    ).fetchall()
    for gone, keep in pairs:
        join_codings(c, keep, gone, notes)
    codings.give_code(c, old, new, only)
    if pairs:
        shown = ", ".join(f"{gone} into {keep}" for gone, keep in pairs[:SHOWN])
        more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        notes.append(f"joined on one stretch: {shown}{more}")
    return len(pairs)


def join_codings(c: Change, keep: int, gone: int, notes: list[str]) -> None:
    mine, theirs = codings.row(c.db, keep), codings.row(c.db, gone)
    by_hand = mine["origin"] in MACHINE and theirs["origin"] not in MACHINE
    codings.change(
        c, keep, note=joined_text(mine["note"], theirs["note"], "; "),
        origin=theirs["origin"] if by_hand else mine["origin"], confirmed=max(mine["confirmed"], theirs["confirmed"]),
        pinned=max(mine["pinned"], theirs["pinned"]), created_at=min(mine["created_at"], theirs["created_at"]),
        confirmed_at=max(mine["confirmed_at"] or "", theirs["confirmed_at"] or "") or None,
    )  # fmt: skip
    for (placement,) in c.db.execute("select id from placement where coding = ?", (gone,)).fetchall():
        place(c, placement, keep, None, notes)
    _move_evidence(c, "coding", gone, keep)
    theory_ledgers.move(c, "coding", gone, keep, notes)
    links.repoint(c, "coding", gone, keep)
    codings.remove(c, gone)


def place(c: Change, id: int, coding: int | None, property: int | None, notes: list[str]) -> None:
    """Move a placement to another coding or property; where one is already, that stands and its note says both."""
    db = c.db
    was_coding, was_property, coder, value, note = db.execute(
        "select coding, property, coder, value, note from placement where id = ?", (id,)
    ).fetchone()
    coding, property = coding or was_coding, property or was_property
    held = db.execute(
        "select id, value, note from placement where coding = ? and property = ? and coder = ? and id <> ?",
        (coding, property, coder, id),
    ).fetchone()
    if held is None:
        c.update("placement", id, coding=coding, property=property)
        return
    if held[1] != value:
        name = db.execute("select name from property where id = ?", (property,)).fetchone()[0]
        notes.append(f"coding {coding} was placed at {held[1]!r} and at {value!r} of {name!r}: {held[1]!r} stands")
        note = joined_text(note, f"also placed at {value}", "; ")
    if note:
        c.update("placement", held[0], note=joined_text(held[2], note, "; "))
    c.delete("placement", id)


def _move_evidence(c: Change, column: str, old: int, new: int) -> None:
    """Give the evidence of one `relation` or `coding` to another, each quote once on a side."""
    other = "coding" if column == "relation" else "relation"
    for id, x, side in c.db.execute(f"select id, {other}, side from evidence where {column} = ?", (old,)).fetchall():
        if c.db.execute(
            f"select 1 from evidence where {column} = ? and {other} = ? and side = ?", (new, x, side)
        ).fetchone():
            c.delete("evidence", id)
        else:
            c.update("evidence", id, **{column: new})


# -- placements in a category in which a coding no longer lies ---------------------------------------------------------


def drop_strays(c: Change, before: set[int]) -> list[str]:
    """Remove the placements that are strays now and were not `before` (`codes.strays`); a note names them."""
    gone = sorted(codes.strays(c.db) - before)
    shown = []
    for id in gone:
        coding, category, name, value = c.db.execute(
            "select p.coding, k.name, r.name, p.value from placement p join property r on r.id = p.property "
            "join code k on k.id = r.category where p.id = ?",
            (id,),
        ).fetchone()
        shown.append(f"coding {coding} on {category}/{name} ({value})")
        c.delete("placement", id)
    if not gone:
        return []
    more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
    some = ", ".join(shown[:SHOWN]) + more
    return [f"{len(gone)} placement{_s(len(gone))} went, as the coding no longer lies in the category: {some}"]


def drop_misplaced(c: Change, coding: int) -> list[str]:
    """Remove a coding's placements in categories in which it no longer lies, now that it has another code; notes on each."""
    notes = []
    gathered = codes.gathered(c.db)
    code = c.db.execute("select code from coding where id = ?", (coding,)).fetchone()[0]
    for placement, category, name, value in c.db.execute(
        "select p.id, q.category, q.name, p.value from placement p join property q on q.id = p.property where p.coding = ?",
        (coding,),
    ).fetchall():
        if code not in gathered[category]:
            c.delete("placement", placement)
            notes.append(
                f"coding {coding} no longer lies in the category: its place {value!r} on {name!r} was taken off"
            )
    return notes


# -- codes become one --------------------------------------------------------------------------------------------------


def move_memberships(c: Change, merged: Sequence[int], target: int, notes: list[str]) -> None:
    """Let the target belong where the merged codes did: a home that would be lost becomes a membership.

    No code becomes a member of itself, of what lies above it, or of its home.
    """
    db = c.db
    name, parents = codes.names(db), codes.parents(db)
    above, at = set(), parents[target]
    while at is not None:
        above.add(at)
        at = parents[at]
    never = {target, *merged, *above}
    wanted = {k for (k,) in db.execute("select category from membership where code = ?", (target,))}
    for i in merged:
        lost = parents[i]
        if lost is not None and lost not in never | wanted and lost not in codes.below(db, [target]):
            wanted.add(lost)
            c.insert("membership", code=target, category=lost)
            notes.append(f"{name[target]!r} now also belongs to {name[lost]!r}, the home of {name[i]!r}")
        for id, code, category in db.execute(
            "select id, code, category from membership where code = ? or category = ?", (i, i)
        ).fetchall():
            code, category = (target if x in merged else x for x in (code, category))
            there = db.execute("select 1 from membership where code = ? and category = ?", (code, category)).fetchone()
            above_it = code == target and category in never
            if there or code == category or above_it or parents.get(code) in (category, i):
                c.delete("membership", id)
            else:
                c.update("membership", id, code=code, category=category)
                wanted.add(category)


def move_codes_under(c: Change, merged: Sequence[int], target: int) -> None:
    """Give the codes at home in the merged codes the target as their home; refused where two of one name would meet."""
    rows = c.db.execute(
        f"select id, name, key from code where parent in {_EACH} order by id", (json.dumps(list(merged)),)
    ).fetchall()
    moving = [r for r in rows if r[0] not in merged and r[0] != target]
    there = c.db.execute("select id, key from code where parent = ?", (target,)).fetchall()
    seen = {k for id, k in there if id not in merged}
    paths = codes.paths(c.db)
    for id, name, k in moving:
        if k in seen:
            raise QdaError(f"two codes {name!r} would come to lie under {paths[target]!r} ({paths[id]!r} is one): "
                           "merge these first, or rename one")  # fmt: skip
        seen.add(k)
    for id in merged:  # a merged child of the target must not stand in the way of one that comes
        k = c.db.execute("select key from code where id = ?", (id,)).fetchone()[0]
        if any(k == m for _, _, m in moving):
            codes.give_up_name(c, id)
    for id, _, _ in moving:
        codes.move(c, id, target)


def move_relations(c: Change, merged: Sequence[int], target: int, notes: list[str]) -> dict[int, int]:
    """Give relations of the merged codes to the target; return how many were dropped, by code.

    One that doubles another is joined with it. One between the merged codes is dropped, and a note says what it was.
    """
    db = c.db
    dropped: dict[int, int] = {}
    names = codes.names(db)
    for id, a, kind, b, type in db.execute(
        "select r.id, r.a, r.type, r.b, t.name from relation r join relation_type t on t.id = r.type "
        "where r.a in (select value from json_each(:m)) or r.b in (select value from json_each(:m)) order by r.id",
        {"m": json.dumps(list(merged))},
    ).fetchall():
        new_a, new_b = (target if x in merged else x for x in (a, b))
        if new_a == new_b:
            n = db.execute("select count(*) from evidence where relation = ?", (id,)).fetchone()[0]
            notes.append(f"dropped relation {id}: {names[a]} {type} {names[b]} ({n} quote{_s(n)}), which are one now")
            notes += theory_ledgers.leaving(c, relations=[id])
            links.forget(c, "relation", [id])
            c.delete("relation", id)
            end = a if a in merged else b
            dropped[end] = dropped.get(end, 0) + 1
            continue
        held = db.execute(
            "select id from relation where a = ? and type = ? and b = ? and id <> ?", (new_a, kind, new_b, id)
        ).fetchone()
        if held:
            _join_relations(c, held[0], id, notes)
            notes.append(f"relation {id} ({names[a]} {type} {names[b]}) was joined with {held[0]}")
        else:
            c.update("relation", id, a=new_a, b=new_b)
    return dropped


def _join_relations(c: Change, keep: int, gone: int, notes: list[str]) -> None:
    (status, note), (other, more) = (
        c.db.execute("select status, note from relation where id = ?", (i,)).fetchone() for i in (keep, gone)
    )
    if status == "hypothesis" or other == "hypothesis":
        status = other if status == "hypothesis" else status
    elif status != other:
        status = "qualified"  # what one supports and the other refutes holds with a restriction
    c.update("relation", keep, status=status, note=joined_text(note, more, "; "))
    _move_evidence(c, "relation", gone, keep)
    theory_ledgers.move(c, "relation", gone, keep, notes)
    links.repoint(c, "relation", gone, keep)
    c.delete("relation", gone)


def move_properties(c: Change, old: int, new: int, notes: list[str]) -> None:
    """Give a category's properties to another; those of one name join their points, with the placements."""
    db = c.db
    for id, name, k, kind, points in db.execute(
        "select id, name, key, kind, points from property where category = ? order by id", (old,)
    ).fetchall():
        held = db.execute("select id, kind, points from property where category = ? and key = ?", (new, k)).fetchone()
        if held is None:
            c.update("property", id, category=new)
        elif held[1] != kind and held[2] != "[]" and points != "[]":
            other = _spare_name(db, new, f"{name} ({'kinds' if kind == 'kinds' else 'range'})")
            c.update("property", id, category=new, name=other, key=key(other))
            notes.append(f"the property {name!r} has a range in one and kinds in the other: one is now {other!r}")
        else:
            mine, theirs = json.loads(held[2]), json.loads(points)
            if not mine:  # found by a comparison, and without points yet: it takes those of the other
                held = (held[0], kind, held[2])
            both = _points(kind, mine, theirs)
            if both != mine:
                c.update("property", held[0], kind=held[1], points=json.dumps(both, ensure_ascii=False))
                notes.append(f"the property {name!r} joins two: {', '.join(map(str, both))}")
            for (placement,) in db.execute("select id from placement where property = ?", (id,)).fetchall():
                place(c, placement, None, held[0], notes)
            theory_ledgers.move(c, "property", id, held[0], notes)
            links.repoint(c, "property", id, held[0])
            c.delete("property", id)


def _spare_name(db: sqlite3.Connection, category: int, name: str) -> str:
    """The name, with a number where the category has a property of that name."""
    taken = {k for (k,) in db.execute("select key from property where category = ?", (category,))}
    n, out = 2, name
    while key(out) in taken:
        out, n = f"{name} {n}", n + 1
    return out


def _points(kind: str, mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Points of both; the ends of the first stay the ends of a range."""
    have = {key(str(p)) for p in mine}
    more = [p for p in theirs if key(str(p)) not in have]
    return [*mine[:-1], *more, mine[-1]] if kind == "range" and mine else [*mine, *more]


def move_judgements(c: Change, old: int, new: int) -> None:
    """Give what coders judged of a category to another; where a coder judged both, the note keeps what differs."""
    db = c.db
    for id, coder, explains, abstract, note in db.execute(
        "select id, coder, explains_variation, abstract, note from judgement where category = ?", (old,)
    ).fetchall():
        held = db.execute(
            "select id, explains_variation, abstract, note from judgement where category = ? and coder = ?",
            (new, coder),
        ).fetchone()
        if held is None:
            c.update("judgement", id, category=new)
            continue
        for what, mine, theirs in (("explains variation", held[1], explains), ("abstract", held[2], abstract)):
            if mine and theirs and mine != theirs:
                note = joined_text(note, f"{what}: was also judged {theirs}", "; ")
        c.update(
            "judgement", held[0], explains_variation=held[1] or explains, abstract=held[2] or abstract,
            note=joined_text(held[3], note, "; "),
        )  # fmt: skip
        c.delete("judgement", id)


# -- codes and codings go ----------------------------------------------------------------------------------------------


def leaving(c: Change, gone: Sequence[int]) -> list[str]:
    """Before codes are removed with their codings, properties and relations: let links and records remember these.

    Notes name what goes of the method's records, and how many of the codings are other coders'.
    """
    db, all_ids = c.db, json.dumps(list(gone))

    def ids(sql: str, n: int = 1) -> list[int]:
        return [i for (i,) in db.execute(sql, (all_ids,) * n)]

    summed = summaries.leaving(c, codes_=gone)
    linked = f"select distinct l.coding from link l join coding g on g.id = l.coding where g.code in {_EACH}"
    links.forget(c, "coding", ids(linked))
    links.forget(c, "property", ids(f"select id from property where category in {_EACH}"))
    links.forget(c, "relation", ids(f"select id from relation where a in {_EACH} or b in {_EACH}", 2))
    links.forget(c, "code", gone)
    notes = theory_ledgers.leaving(c, codings=ids(f"select id from coding where code in {_EACH}"), codes=gone) + summed
    foreign = db.execute(f"select count(*) from coding where code in {_EACH} and coder <> ?", (all_ids, c.coder_id))
    if others := foreign.fetchone()[0]:
        notes.append(f"{others} of the codings {'were' if others > 1 else 'was'} by other coders")
    return notes


def bare_without_codes(db: sqlite3.Connection, gone: Iterable[int]) -> list[int]:
    """The supported relations of other categories that have no quote for them left when these codes go."""
    all_ids = json.dumps(list(gone))
    return [
        i
        for (i,) in db.execute(
            "select r.id from relation r join evidence e on e.relation = r.id and e.side = 'for' "
            f"join coding g on g.id = e.coding where r.status = 'supported' and r.a not in {_EACH} "
            f"and r.b not in {_EACH} group by r.id having sum(g.code not in {_EACH}) = 0",
            (all_ids,) * 3,
        )
    ]


def bare_without_codings(db: sqlite3.Connection, gone: Iterable[int]) -> list[int]:
    """The supported relations that have no quote for them left when these codings go."""
    return [
        i
        for (i,) in db.execute(
            "select r.id from relation r join evidence e on e.relation = r.id and e.side = 'for' "
            f"where r.status = 'supported' group by r.id having sum(e.coding not in {_EACH}) = 0 order by r.id",
            (json.dumps(list(gone)),),
        )
    ]
