"""Merge codes that are names of one thing. Notes name all that is joined or dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from qda.core.errors import QdaError, Refused
from qda.core.names import clean, key
from qda.core.results import Said, Table
from qda.ops.coding.codebook import TEXTS, rehearsal
from qda.store.analysis import codebook_changes, codes, codings, links, theory_ledgers
from qda.store.analysis.codebook_changes import joined_text
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.codebook import Hanging, hanging

MERGED = (
    "code", "into", "codings", "joined", "overlapping", "codes", "properties", "relations", "dropped", "memos",
    "aliases",
)  # fmt: skip


def merge(study: Study, names: Sequence[str], into: str, *, dry_run: bool = False) -> Said:
    """Merge codes that are names of one thing into one code, `into`.

    If `into` does not exist, it is made in the home of the first code, with the highest of their levels. If it does, it
    keeps its level, unless a category is merged into a code that is none. The old names become aliases; all definitions
    are kept. Codings, memos, properties and relations move; two codings of one coder on one stretch become one, with both
    notes. Relations between the merged codes are dropped, with a note on each. `dry_run` writes nothing.
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
        under = codes.below(db, merged)
        if target in under or home in under:
            if target is None:
                raise QdaError(
                    f"{into!r} lies under a code that is merged, and would come to lie under itself: give another name"
                )
            raise Refused(
                "merge-under-merged",
                "{into!r} lies under a code that is merged, and would come to lie under itself: move it to the top "
                "first, or merge it the other way",
                into=into,
            )
        before, paths = codes.strays(db), codes.paths(db)
        new = target is None
        if target is None:
            target = codes.make(c, new_name, parent=home)
        overlaps = _overlapping(db, merged, target)
        rows = [_row(paths[i], codes.paths(db)[target], hanging(db, i), overlaps.get(i, 0)) for i in merged]
        _fields(c, merged, target, new, notes)
        codebook_changes.move_memberships(c, merged, target, notes)
        codebook_changes.move_codes_under(c, merged, target)
        dropped = codebook_changes.move_relations(c, merged, target, notes)
        for i, row in zip(merged, rows, strict=True):
            codebook_changes.move_properties(c, i, target, notes)
            row[3] = codebook_changes.move_codings(c, i, target, notes)
            row[8] = dropped.get(i, 0)
            codebook_changes.move_judgements(c, i, target)
            theory_ledgers.move(c, "code", i, target, notes)
            links.repoint(c, "code", i, target)
        for i in codes.children_first(db, merged):
            codes.remove(c, i)
        notes += codebook_changes.drop_strays(c, before)
        n, joined = sum(r[2] for r in rows), sum(r[3] for r in rows)
        old = ", ".join(repr(r[0]) for r in rows)
        c.summary = f"{old} into {codes.paths(db)[target]!r}: {n} coding{_s(n)}, {joined} joined"
        notes.insert(0, f"{'would merge ' if dry_run else 'merged '}{c.summary}")
    return Said(Table(MERGED, rows), notes)


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def _target(db: sqlite3.Connection, into: str, merged: Sequence[int]) -> tuple[int | None, str, int | None]:
    """Return the code that stays as (number, "", None), or (None, name, home) of the code to be made."""
    found = codes.lookup(db, into)
    if found is not None:
        own = key(into) in (key(codes.names(db)[found]), key(codes.paths(db)[found])) or "/" in into
        if own or found not in merged:
            return found, "", None
    home, slash, last = into.rpartition("/")
    if slash and last.strip() and (parent := codes.lookup(db, home)) is not None:
        return None, clean(last, "code name"), parent
    parents = codes.parents(db)
    parent = parents[merged[0]]
    while parent is not None and parent in merged:
        parent = parents[parent]
    return None, clean(into, "code name"), parent


def _row(path: str, into: str, hung: Hanging, overlapping: int) -> list[Any]:
    """Return a row of `MERGED`; how many were joined and dropped is filled in later."""
    return [
        path, into, hung.codings, 0, overlapping, hung.codes, hung.properties, hung.relations, 0, hung.memos,
        hung.aliases + 1,
    ]  # fmt: skip


def _overlapping(db: sqlite3.Connection, merged: Sequence[int], target: int) -> dict[int, int]:
    """Return code -> how many of its codings overlap, but do not equal, a stretch that another of these codes has."""
    hit: dict[tuple[int, int, int, int], int] = {}
    live: list[tuple[tuple[int, int, int, int], int]] = []
    for code, source, start, end, n in codings.stretches(db, [*merged, target]):
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
    """Give the target the level, texts, colour and aliases of all the codes."""
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
            codes.add_alias(c, target, name)
    changed = {t: v for t, v in fields.items() if v != now[t]}
    if changed:
        codes.change(c, target, **changed)
    if not new and "level" in changed:
        notes.append(f"{now['name']!r} is now a {fields['level']}{' category' if fields['level'] == 'core' else ''}, "
                     "as one of those merged into it was")  # fmt: skip
