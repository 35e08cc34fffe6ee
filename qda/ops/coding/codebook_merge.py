"""Merging codes, which is for two names of one thing. Nothing is lost without being named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from qda.core.errors import QdaError
from qda.core.names import clean, key
from qda.core.results import Said, Table
from qda.ops.coding import codebook
from qda.ops.coding.codebook import TEXTS, add_alias, drop_strays, rehearsal
from qda.ops.coding.codebook_split import joined_text, move_codings, move_evidence, place
from qda.store.analysis import codes, links, theory_ledgers
from qda.store.history.door import Change
from qda.store.project import Study

MERGED = (
    "code", "into", "codings", "joined", "overlapping", "codes", "properties", "relations", "dropped", "memos",
    "aliases",
)  # fmt: skip


def merge(study: Study, names: Sequence[str], into: str, *, dry_run: bool = False) -> Said:
    """Join codes that are names of one thing under `into`, which is made where it is new, in the home of the first.

    Codings of one coder on one stretch become one with both notes; what hangs on the others moves. The names become
    aliases, the definitions are all kept. Relations between the merged are named and dropped. A code that is there
    keeps its level, unless a category is merged into what is none; a new one gets the highest.
    """
    notes: list[str] = []
    with rehearsal(study, "codebook merge", dry_run) as c:
        db = c.db
        merged = list(dict.fromkeys(codes.find(db, name) for name in names))
        target, new_name, home = _target(db, into, merged)
        if target in merged:
            merged.remove(target)
            if not merged:
                raise QdaError(f"{into!r} cannot be merged into itself: name the other code")
        under = codebook.below(db, merged)
        if target in under or home in under:
            first = f"`qda codebook move {into!r} --top` first, or merge it the other way" if target else "give another"
            raise QdaError(f"{into!r} lies under a code that is merged, and would come to lie under itself: {first}")
        before, paths = codes.strays(db), codes.paths(db)
        new = target is None
        if target is None:
            target = codes.make(c, new_name, parent=home)
        overlaps = _overlapping(db, merged, target)
        rows: list[list[Any]] = [[paths[i], codes.paths(db)[target], *_counts(db, i, overlaps)] for i in merged]
        _fields(c, merged, target, new, notes)
        _memberships(c, merged, target, notes)
        _codes_under(c, merged, target)
        dropped = _relations(c, merged, target, notes)
        for i, row in zip(merged, rows, strict=True):
            _properties(c, i, target, notes)
            row[3] = move_codings(c, i, target, notes)
            row[8] = dropped.get(i, 0)
            _judgements(c, i, target)
            theory_ledgers.move(c, "code", i, target, notes)
            links.repoint(c, "code", i, target)
        for i in codebook.children_first(db, merged):
            c.delete("code", i)
        notes += drop_strays(c, before)
        n, joined = sum(r[2] for r in rows), sum(r[3] for r in rows)
        old = ", ".join(repr(r[0]) for r in rows)
        c.summary = f"{old} into {codes.paths(db)[target]!r}: {n} coding{_s(n)}, {joined} joined"
        notes.insert(0, f"{'would merge ' if dry_run else 'merged '}{c.summary}")
    return Said(Table(MERGED, rows), notes)


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def _target(db: sqlite3.Connection, into: str, merged: Sequence[int]) -> tuple[int | None, str, int | None]:
    """The code that stays, or None with the name and home of the one to be made."""
    found = codes.lookup(db, into)
    if found is not None:
        own = key(into) in (key(codes.names(db)[found]), key(codes.paths(db)[found])) or "/" in into
        if own or found not in merged:
            return found, "", None
    home, slash, last = into.rpartition("/")
    if slash and last.strip() and (parent := codes.lookup(db, home)) is not None:
        return None, clean(last, "code name"), parent
    parents = dict(db.execute("select id, parent from code"))
    parent = parents[merged[0]]
    while parent in merged:
        parent = parents[parent]
    return None, clean(into, "code name"), parent


def _counts(db: sqlite3.Connection, id: int, overlaps: dict[int, int]) -> list[int]:
    def count(sql: str) -> int:
        return int(db.execute(f"select count(*) from {sql}", {"id": id}).fetchone()[0])

    return [
        count("coding where code = :id"), 0, overlaps.get(id, 0), count("code where parent = :id"),
        count("property where category = :id"), count("relation where a = :id or b = :id"), 0,
        count("link where code = :id and place = 'on'"), count("code_alias where code = :id") + 1,
    ]  # fmt: skip


def _overlapping(db: sqlite3.Connection, merged: Sequence[int], target: int) -> dict[int, int]:
    """Code -> how many of its codings overlap one of another of these codes without being on the same stretch."""
    hit: dict[tuple[int, int, int, int], int] = {}
    live: list[tuple[tuple[int, int, int, int], int]] = []
    for code, source, start, end, n in db.execute(
        'select code, source, start, "end", count(*) from coding where code in (select value from json_each(?)) '
        'group by source, start, "end", code order by source, start, "end"',
        (json.dumps([*merged, target]),),
    ):
        mine = (code, source, start, end)
        live = [x for x in live if x[0][1] == source and x[0][3] > start]
        for other, count in live:
            if other[0] != code and other[2:] != mine[2:]:
                hit[mine], hit[other] = n, count
        live.append((mine, n))
    out: dict[int, int] = {}
    for (code, *_), n in hit.items():
        out[code] = out.get(code, 0) + n
    return out


def _fields(c: Change, merged: Sequence[int], target: int, new: bool, notes: list[str]) -> None:
    """Level, definitions, inclusion and the like, colour, aliases."""
    now = codes.row(c.db, target)
    fields = {t: now[t] for t in (*TEXTS, "level", "colour")}
    aliases = codes.aliases(c.db)
    for i in merged:
        was = codes.row(c.db, i)
        for t in TEXTS:
            fields[t] = joined_text(fields[t], was[t], "\n\n" if t == "definition" else "; ")
        higher = codes.LEVELS.index(was["level"]) > codes.LEVELS.index(fields["level"])
        if higher and (new or was["level"] in codes.CATEGORY_LEVELS):
            fields["level"] = was["level"]
        fields["colour"] = fields["colour"] or was["colour"]
        for name in (was["name"], *aliases.get(i, ())):
            add_alias(c, target, name)
    changed = {t: v for t, v in fields.items() if v != now[t]}
    if changed:
        c.update("code", target, **changed)
    if not new and "level" in changed:
        notes.append(f"{now['name']!r} is now a {fields['level']}{' category' if fields['level'] == 'core' else ''}, "
                     "as one of those merged into it was")  # fmt: skip


def _memberships(c: Change, merged: Sequence[int], target: int, notes: list[str]) -> None:
    """Homes become memberships where they would be lost; memberships move, and none is of a code in itself."""
    db = c.db
    name = codes.names(db)
    home = db.execute("select parent from code where id = ?", (target,)).fetchone()[0]
    parents = dict(db.execute("select id, parent from code"))
    above, at = set(), home
    while at is not None:
        above.add(at)
        at = parents[at]
    never = {target, *merged, *above}
    wanted = {k for (k,) in db.execute("select category from membership where code = ?", (target,))}
    for i in merged:
        lost = parents[i]
        if lost is not None and lost not in never | wanted and lost not in codebook.below(db, [target]):
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


def _codes_under(c: Change, merged: Sequence[int], target: int) -> None:
    """Codes at home in the merged come under the target; two of one name are refused before anything moves."""
    rows = c.db.execute(
        "select id, name, key from code where parent in (select value from json_each(?)) order by id",
        (json.dumps(list(merged)),),
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
            c.update("code", id, key=f"{k}/{id}")
    for id, _, _ in moving:
        c.update("code", id, parent=target)
        for (member,) in c.db.execute(
            "select id from membership where code = ? and category = ?", (id, target)
        ).fetchall():
            c.delete("membership", member)  # its home now


def _relations(c: Change, merged: Sequence[int], target: int, notes: list[str]) -> dict[int, int]:
    """Relations move; one that doubles joins; one between the merged is named and dropped. Returns these by code."""
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
    db = c.db
    (status, note), (other, more) = (
        db.execute("select status, note from relation where id = ?", (i,)).fetchone() for i in (keep, gone)
    )
    if status == "hypothesis" or other == "hypothesis":
        status = other if status == "hypothesis" else status
    elif status != other:
        status = "qualified"  # what one supports and the other refutes holds with a restriction
    c.update("relation", keep, status=status, note=joined_text(note, more, "; "))
    move_evidence(c, "relation", gone, keep)
    theory_ledgers.move(c, "relation", gone, keep, notes)
    links.repoint(c, "relation", gone, keep)
    c.delete("relation", gone)


def _properties(c: Change, old: int, new: int, notes: list[str]) -> None:
    """Properties move; those of one name join their points, with the placements."""
    db = c.db
    for id, name, k, kind, points in db.execute(
        "select id, name, key, kind, points from property where category = ? order by id", (old,)
    ).fetchall():
        held = db.execute("select id, kind, points from property where category = ? and key = ?", (new, k)).fetchone()
        if held is None:
            c.update("property", id, category=new)
        elif held[1] != kind and held[2] != "[]" and points != "[]":
            other = _spare(db, new, f"{name} ({'kinds' if kind == 'kinds' else 'range'})")
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


def _spare(db: sqlite3.Connection, category: int, name: str) -> str:
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


def _judgements(c: Change, old: int, new: int) -> None:
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
