"""Find the order in which sources were analysed, and the codes in each: the basis of saturation."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace

from qda.core.message import say
from qda.store.analysis import codes
from qda.store.analysis.scope import Scope
from qda.store.queries import saturation as queries
from qda.store.texts import people

# Why a coding is left out, in words; the first reason that holds counts. Researchers' words stand last: what is said of them
# follows there.
LEFT_OUT = {
    "unconfirmed": say("unconfirmed"),
    "pattern": say("found by a pattern and confirmed"),
    "imported": say("brought in from elsewhere"),
    "researchers": say("on researchers' words"),
}


First = tuple[str, int]  # when a code was first used in a source (UTC), and the number of that coding


@dataclass(slots=True)
class Analysed:
    """The sources in the order of a person's first coding in them, each with the codes that stand in it today.

    `codes` has every code used there, `counted` those of them that the discovery curve counts. `late` are the counted
    codes that were first used in another source than the first of the order in which they stand now.
    """

    sources: list[int] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)  # when each was first coded, UTC
    codes: list[set[int]] = field(default_factory=list)
    counted: list[set[int]] = field(default_factory=list)
    codings: int = 0  # of the codes that are counted
    coders: int = 0
    left_out: dict[str, int] = field(default_factory=dict)  # codings by the keys of LEFT_OUT
    imported_codes: int = 0  # codes of imported codebooks that were used and are not counted
    late: list[int] = field(default_factory=list)
    without: int = 0  # sources of the scope in which nobody coded by hand
    theirs: dict[tuple[int, int], int] = field(default_factory=dict)  # (source, code) -> left out as a researcher's


def read(
    db: sqlite3.Connection, over: Scope, *, include_researcher: bool = False, include_imported: bool = False
) -> Analysed:
    """Return the sources of a scope that a person has coded: by hand, in vivo, or taking up a suggestion.

    A filter on codes (the codes under them included) chooses what is counted, not which sources were analysed.
    """
    out = Analysed()
    leave_out = set() if include_researcher else people.researchers(db)
    free = replace(over, codes=None)
    wanted = _wanted(db, over)
    imported = set() if include_imported else codes.imported(db)
    found: dict[int, dict[int, First]] = {}
    hidden: set[int] = set()
    for source, code, at, coding, n in queries.uses(db, free, leave_out):
        found.setdefault(source, {})[code] = at, coding
        if wanted is None or code in wanted:
            if code in imported:
                hidden.add(code)
            else:
                out.codings += n
    begun = {source: min(used.values()) for source, used in found.items()}
    out.sources = sorted(found, key=lambda s: begun[s])
    out.begun = [begun[s][0] for s in out.sources]
    out.codes = [set(found[s]) for s in out.sources]
    out.counted = [{c for c in held if c not in imported and (wanted is None or c in wanted)} for held in out.codes]
    out.imported_codes = len(hidden)
    out.late = _late(out, found)
    _count_left_out(db, out, free, leave_out, wanted)
    out.without = max(0, queries.sources_with_words(db, free) - len(out.sources))
    return out


def _wanted(db: sqlite3.Connection, over: Scope) -> set[int] | None:
    """Return the codes that a filter chooses, with the codes under them; None where nothing is filtered."""
    if over.codes is None:
        return None
    gathered = codes.gathered(db)
    return set().union(*(gathered[i] for i in over.codes))


def _late(out: Analysed, found: dict[int, dict[int, First]]) -> list[int]:
    """Return the counted codes whose first use in time was in another source than their first in the order."""
    first: dict[int, int] = {}
    for source, held in zip(out.sources, out.counted, strict=True):
        for code in held:
            first.setdefault(code, source)
    earliest: dict[int, tuple[First, int]] = {}
    for source, used in found.items():
        for code, at in used.items():
            if code not in earliest or at < earliest[code][0]:
                earliest[code] = (at, source)
    return sorted(code for code, source in first.items() if earliest[code][1] != source)


def _count_left_out(
    db: sqlite3.Connection, out: Analysed, over: Scope, leave_out: set[int], wanted: set[int] | None
) -> None:
    """Count the codings that were left out, by reason, and the coders of those that were not."""
    left: Counter[str] = Counter()
    coders: set[int] = set()
    for source, code, coder, why, n in queries.codings_by_reason(db, over, leave_out):
        if wanted is not None and code not in wanted:
            continue
        if why:
            left[why] += n
            if why == "researchers":
                out.theirs[source, code] = out.theirs.get((source, code), 0) + n
        else:
            coders.add(coder)
    out.left_out = {name: left[name] for name in LEFT_OUT}
    out.coders = len(coders)
