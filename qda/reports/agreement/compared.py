"""Who is compared, in which sources, with which codings: what agreement and disagreements are both about."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qda.core.errors import QdaError, Refused
from qda.core.names import key
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.file import layer
from qda.store.queries import agreement as asked
from qda.store.queries.agreement import Counted


@dataclass(slots=True)
class Compared:
    """Coders by name, the sources that two of them have read, and their counted codings there.

    `names` are the coders in the order of every output, `bits` each one's bit. `readers` has for each source, in the order
    of names, the bits of its readers; `by_word` those who said so. `targets` says what a coding of a code counts for: the
    code, or its categories. `alone`: sources that one coder alone has read.
    """

    names: list[str]
    ids: list[int]
    bits: dict[int, int]
    readers: dict[int, int]
    by_word: dict[int, int]
    codings: Mapping[int, Sequence[Counted]]
    targets: dict[int, tuple[int, ...]]
    over: Scope
    alone: int = 0

    def named(self, readers: int) -> list[str]:
        """Return the names of coders by their bits, in order."""
        return [name for name, id in zip(self.names, self.ids, strict=True) if self.bits[id] & readers]


def compare(
    db: sqlite3.Connection, filters: Filters, *, level: str = "code", unconfirmed: bool = False, only_done: bool = False
) -> Compared:
    """Return who is compared over what; refused where no two coders have read one source, or nothing is left to count."""
    over = scope.resolve(db, filters)
    ids, names = _coders(db, filters, over, unconfirmed)
    bits = {id: 1 << n for n, id in enumerate(ids)}
    targets = _targets(db, over, level)
    held: defaultdict[int, list[Counted]] = defaultdict(list)
    readers: defaultdict[int, int] = defaultdict(int)
    for coding in asked.codings(db, ids, over.sources, unconfirmed=unconfirmed):
        held[coding.source].append(coding)
        readers[coding.source] |= bits[coding.coder]
    by_word: dict[int, int] = {}
    called = asked.names_of_sources(db)
    for source, coder in asked.said_done(db):
        if coder in bits and (over.sources is None or source in over.sources):
            by_word[source] = by_word.get(source, 0) | bits[coder]
    every = by_word if only_done else {s: readers[s] | by_word.get(s, 0) for s in {*readers, *by_word}}
    order = sorted((s for s, mask in every.items() if mask.bit_count() > 1), key=lambda s: (key(called[s]), called[s]))
    if not order:
        raise Refused(
            "no-source-read-by-two",
            "no source has been read by two of {coders}: a coder has read a source in which he has a coding, or that he "
            "said to be done",
            coders=names,
        )
    read = {s: every[s] for s in order}
    if over.codes is None and level != "category" and not only_done:  # all of it counts
        counted = {s: held.get(s, []) for s in order}
    else:
        counted = {s: [g for g in held.get(s, ()) if targets.get(g.code) and bits[g.coder] & read[s]] for s in order}
    if not any(counted.values()):
        raise QdaError(f"nothing is counted over {filters}: no coding of it lies in a source that two coders have read")
    alone = sum(mask.bit_count() == 1 for mask in every.values())
    return Compared(names, ids, bits, read, by_word, counted, targets, over, alone)


def used_by(db: sqlite3.Connection, who: Compared, *, unconfirmed: bool) -> dict[int, int]:
    """Return for each code, or category, the bits of the coders who used it anywhere in the study."""
    used: defaultdict[int, int] = defaultdict(int)
    for code, coder in asked.coders_of_codes(db, who.ids, unconfirmed=unconfirmed):
        for target in who.targets.get(code, ()):
            used[target] |= who.bits[coder]
    return used


def _coders(db: sqlite3.Connection, filters: Filters, over: Scope, unconfirmed: bool) -> tuple[list[int], list[str]]:
    """Return the compared coders in the order of their names."""
    known = dict(asked.coders(db))
    having = asked.with_codings(db, unconfirmed=unconfirmed)
    chosen: Iterable[int]
    if over.coders is not None:
        given = [key(name) for name in filters.coder]
        twice = next((n for n in filters.coder if given.count(key(n)) > 1), None)
        if twice is not None:
            raise QdaError(f"{twice!r} is named twice: a coder is not compared with himself")
        chosen = over.coders
    else:
        chosen = having - {layer.find(db)}
    ids = sorted((id for id in chosen if id in having), key=lambda id: (key(known[id]), known[id]))
    if len(ids) < 2:
        without = [known[id] for id in chosen if id not in having]
        why = f"; no codings are {' or '.join(without)}'s" if without else ""
        of = f": {known[ids[0]]} has codings" if ids else ""
        raise QdaError(f"agreement needs two coders who have codings that count{of}{why}")
    return ids, [known[id] for id in ids]


def _targets(db: sqlite3.Connection, over: Scope, level: str) -> dict[int, tuple[int, ...]]:
    """Return by code what a coding of it counts for; codes that count for nothing are left out."""
    if level != "category":
        chosen = codes.names(db).keys() if over.codes is None else over.codes
        return {id: (id,) for id in chosen}
    levels = codes.levels(db)
    wanted = [id for id in levels if levels[id] in codes.CATEGORY_LEVELS and (over.codes is None or id in over.codes)]
    if not wanted:
        raise Refused("no-category-to-compare", "there is no category to compare: raise a code to one first")
    gathered = codes.gathered(db)
    out: defaultdict[int, list[int]] = defaultdict(list)
    for category in wanted:
        for id in gathered[category]:
            out[id].append(category)
    return {id: tuple(found) for id, found in out.items()}
