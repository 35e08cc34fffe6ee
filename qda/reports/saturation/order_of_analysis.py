"""Which sources were analysed, in which order, and which codes stand in each: what saturation is counted from."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from qda.reports.theory.categories import BY_A_PERSON
from qda.store.analysis import codes
from qda.store.analysis.scope import Scope
from qda.store.texts import people

# Why a coding is left out, in words; the first that holds of it counts.
LEFT_OUT = {
    "unconfirmed": "unconfirmed",
    "pattern": "found by a pattern and confirmed",
    "imported": "brought in from elsewhere",
    "researchers": "on researchers' words (--include-researcher counts them)",
}


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
    theirs: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # (source, code) -> codings left out as a researcher's


def read(
    db: sqlite3.Connection, over: Scope, *, include_researcher: bool = False, include_imported: bool = False
) -> Analysed:
    """The sources of a scope that a person has coded: by hand, in vivo, or taking up a suggestion.

    A filter on codes (the codes under them included) chooses what is counted, not which sources were analysed.
    """
    out = Analysed()
    researchers = people.researchers(db)
    free = Scope(over.sources, over.participants, None, over.coders, over.source_or_person)
    where, args = free.coding()
    some = ", ".join(map(str, sorted(researchers))) or "null"
    theirs = f"coalesce(m.participant in ({some}), 0)" if researchers and not include_researcher else "0"
    join = "left join segment m on m.id = g.segment" if "m." in where + theirs else ""
    by_hand = f"g.origin in ({', '.join('?' * len(BY_A_PERSON))})"
    wanted = _wanted(db, over)
    imported = set() if include_imported else {i for (i,) in db.execute("select id from code where origin = 'import'")}
    found: dict[int, dict[int, tuple[str, int]]] = {}
    hidden: set[int] = set()
    for source, code, at, id, n in db.execute(
        f"select g.source, g.code, min(g.created_at), min(g.id), count(*) from coding g {join} "
        f"where {by_hand} and g.confirmed and not {theirs} and {where} group by g.source, g.code",
        (*BY_A_PERSON, *args),
    ):
        found.setdefault(source, {})[code] = (at, id)
        if wanted is None or code in wanted:
            if code in imported:
                hidden.add(code)
            else:
                out.codings += n
    out.sources = sorted(found, key=lambda s: min(found[s].values()))
    out.begun = [min(found[s].values())[0] for s in out.sources]
    out.codes = [set(found[s]) for s in out.sources]
    out.counted = [{c for c in held if c not in imported and (wanted is None or c in wanted)} for held in out.codes]
    out.imported_codes = len(hidden)
    out.late = _late(out, found)
    _tell(db, out, join, where, args, by_hand, theirs, wanted)
    segments, more = free.segment()
    (every,) = db.execute(
        f"select count(distinct m.source) from segment m where m.kind <> 'boilerplate' and {segments}", more
    ).fetchone()
    out.without = max(0, every - len(out.sources))
    return out


def _wanted(db: sqlite3.Connection, over: Scope) -> set[int] | None:
    """The codes that a filter chooses, with the codes under them; None where nothing is filtered."""
    if over.codes is None:
        return None
    gathered = codes.gathered(db)
    return set().union(*(gathered[i] for i in over.codes))


def _late(out: Analysed, found: dict[int, dict[int, tuple[str, int]]]) -> list[int]:
    """The counted codes whose first use in time was in another source than their first in the order."""
    first: dict[int, int] = {}
    for source, held in zip(out.sources, out.counted, strict=True):
        for code in held:
            first.setdefault(code, source)
    earliest: dict[int, tuple[tuple[str, int], int]] = {}
    for source, used in found.items():
        for code, at in used.items():
            if code not in earliest or at < earliest[code][0]:
                earliest[code] = (at, source)
    return sorted(code for code, source in first.items() if earliest[code][1] != source)


def _tell(
    db: sqlite3.Connection, out: Analysed, join: str, where: str, args: Iterable[object], by_hand: str, theirs: str,
    wanted: set[int] | None,
) -> None:  # fmt: skip
    """How many codings were left out and why, and by how many coders those are that count."""
    left: Counter[str] = Counter()
    coders: set[int] = set()
    for source, code, coder, why, n in db.execute(
        "select g.source, g.code, g.coder, "
        "case when not g.confirmed then 'unconfirmed' when g.origin = 'import' then 'imported' "
        f"when not {by_hand} then 'pattern' when {theirs} then 'researchers' else '' end as why, count(*) "
        f"from coding g {join} where {where} group by 1, 2, 3, 4",
        (*BY_A_PERSON, *args),
    ):
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
