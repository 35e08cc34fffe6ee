"""Splitting a code, and what it shares with merging: codings that get another code, joined where they meet one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from qda.core.errors import NotFound, QdaError
from qda.core.names import clean, key
from qda.core.results import Said
from qda.ops.coding import codebook
from qda.ops.coding.codebook import drop_strays
from qda.store.analysis import codes, links, theory_ledgers
from qda.store.history.door import Change
from qda.store.project import Study

MACHINE = ("autocode", "discover", "suggest")
SHOWN = 10  # so many of a kind are named in a note


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def split(study: Study, name: str, into: str, codings: Sequence[int]) -> Said:
    """Give some of a code's codings another code, made beside it when new, in the same further categories.

    The codings keep their numbers and what hangs on them, but for placements in a category in which they no longer lie.
    """
    if not codings:
        raise QdaError("say which codings: --coding ID (`qda codings --code NAME` shows them)")
    notes: list[str] = []
    with study.change("codebook split") as c:
        db = c.db
        old = codes.find(db, name)
        was = codes.row(db, old)
        chosen = list(dict.fromkeys(codings))
        _own(db, old, was["name"], chosen)
        before = codes.strays(db)
        if key(into) == was["key"] or codes.lookup(db, into) == old:
            raise QdaError(f"{into!r} is the code itself: give another name with --into")
        new = codes.lookup(db, into)
        if new is None:
            level = "focused" if was["level"] == "focused" else "code"
            new = codes.make(c, clean(into, "code name"), parent=was["parent"], level=level)
            for category in codes.further(db).get(old, ()):
                c.insert("membership", code=new, category=category)
            if was["level"] in codes.CATEGORY_LEVELS:
                notes.append(f"{into!r} is a code as yet: `qda axial category {into!r}` raises it")
        else:
            notes.append(f"{codes.paths(db)[new]!r} was there already; the codings were given to it")
        joined = move_codings(c, old, new, notes, chosen)
        notes += drop_strays(c, before)
        left = db.execute("select count(*) from coding where code = ?", (old,)).fetchone()[0]
        if not left:
            notes.append(f"{was['name']!r} has no codings of its own now")
        n = len(chosen)
        c.summary = f"{n} coding{_s(n)} of {was['name']!r} to {codes.paths(db)[new]!r}"
        c.summary += f", {joined} joined" if joined else ""
    return Said(codebook.table(study.db, [old, new]), [c.summary, *notes])


def _own(db: sqlite3.Connection, code: int, name: str, ids: Sequence[int]) -> None:
    paths = codes.paths(db)
    for id in ids:
        row = db.execute("select code from coding where id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound("coding", str(id), (), f"`qda codings --code {name!r}` shows those of the code")
        if row[0] != code:
            raise QdaError(f"coding {id} is of {paths[row[0]]!r}, not of {name!r}: only its own codings are split off")


def joined_text(mine: str, theirs: str, between: str) -> str:
    """Both texts, neither twice."""
    if not theirs.strip() or key(theirs) in {key(part) for part in [mine, *mine.split(between)]}:
        return mine
    return f"{mine}{between}{theirs}" if mine.strip() else theirs


def move_codings(c: Change, old: int, new: int, notes: list[str], only: Sequence[int] | None = None) -> int:
    """Codings get the new code; one that meets another of its coder on its stretch is joined. Returns how many."""
    db = c.db
    chosen = "" if only is None else "and g.id in (select value from json_each(:only))"
    given = {"old": old, "new": new, "only": json.dumps(list(only or ()))}
    pairs = db.execute(
        "select g.id, t.id from coding g join coding t on t.source = g.source and t.start = g.start "
        f'and t."end" = g."end" and t.code = :new and t.coder = g.coder where g.code = :old {chosen} order by g.id',
        given,
    ).fetchall()
    for gone, keep in pairs:
        _join_codings(c, keep, gone, notes)
    db.execute(f"update coding as g set code = :new where code = :old {chosen}", given)
    if pairs:
        shown = ", ".join(f"{gone} into {keep}" for gone, keep in pairs[:SHOWN])
        more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        notes.append(f"joined on one stretch: {shown}{more}")
    return len(pairs)


def _join_codings(c: Change, keep: int, gone: int, notes: list[str]) -> None:
    db = c.db
    mine, theirs = (
        db.execute("select note, origin, confirmed, pinned, created_at from coding where id = ?", (i,)).fetchone()
        for i in (keep, gone)
    )
    by_hand = mine[1] in MACHINE and theirs[1] not in MACHINE
    c.update(
        "coding", keep, note=joined_text(mine[0], theirs[0], "; "), origin=theirs[1] if by_hand else mine[1],
        confirmed=max(mine[2], theirs[2]), pinned=max(mine[3], theirs[3]), created_at=min(mine[4], theirs[4]),
    )  # fmt: skip
    for (placement,) in db.execute("select id from placement where coding = ?", (gone,)).fetchall():
        place(c, placement, keep, None, notes)
    move_evidence(c, "coding", gone, keep)
    theory_ledgers.move(c, "coding", gone, keep, notes)
    links.repoint(c, "coding", gone, keep)
    c.delete("coding", gone)


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


def move_evidence(c: Change, column: str, old: int, new: int) -> None:
    """Evidence of one `relation` or `coding` goes to another, each quote once on a side."""
    other = "coding" if column == "relation" else "relation"
    for id, x, side in c.db.execute(f"select id, {other}, side from evidence where {column} = ?", (old,)).fetchall():
        if c.db.execute(
            f"select 1 from evidence where {column} = ? and {other} = ? and side = ?", (new, x, side)
        ).fetchone():
            c.delete("evidence", id)
        else:
            c.update("evidence", id, **{column: new})
