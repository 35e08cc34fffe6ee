"""Update the method's own records after merges and removals: comparisons, negative cases, sampling entries, conditions.

Each of them rests on rows of others. When two of these become one the records move along; when one goes, its records go
or stay without it, and a note names them, so that none vanishes in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qda.store.analysis import (
    checklists,
    comparisons,
    conditions,
    decisions,
    negative_cases,
    piles,
    sampling,
    stability,
    summaries,
)

if TYPE_CHECKING:
    from qda.store.history.door import Change


def leaving(
    c: Change, *, codings: Iterable[int] = (), codes: Iterable[int] = (), properties: Iterable[int] = (),
    relations: Iterable[int] = (), memos: Iterable[int] = (), sources: Iterable[int] = (),
) -> list[str]:  # fmt: skip
    """Before these are removed: links to the records that go remember them; notes name these and what others lose.

    With `codes` go their properties and relations; with the other things what hangs on them is the caller's to name.
    """
    codings, codes, sources, memos = list(codings), list(codes), list(sources), list(memos)
    under = json.dumps(codes)
    each = "(select value from json_each(?))"
    properties = {
        *properties,
        *(i for (i,) in c.db.execute(f"select id from property where category in {each}", (under,))),
    }
    relations = {
        *relations,
        *(i for (i,) in c.db.execute(f"select id from relation where a in {each} or b in {each}", (under, under))),
    }
    notes = comparisons.leaving(c, codings, codes)
    gone: set[int] = set()
    for column, ids in (
        ("coding", codings), ("code", codes), ("property", properties), ("relation", relations), ("memo", memos),
    ):  # fmt: skip
        gone |= set(negative_cases.touching(c.db, column, ids))
    notes += negative_cases.leaving(c, gone)
    piles.leaving(c, memos)
    notes += sampling.leaving(c, codes)
    notes += decisions.leaving(c, codes=codes, sources=sources)
    notes += stability.leaving(c, codes=codes, sources=sources)
    notes += checklists.losing(c.db, memos)
    notes += comparisons.losing_property(c, properties, comparisons.touching(c.db, codings, codes))
    notes += sampling.losing(c, "property", properties, codes)
    notes += sampling.losing(c, "source", sources, codes)
    return notes + conditions.leaving(c, codes, relations, codings)


def move(c: Change, column: str, old: int, new: int, notes: list[str]) -> None:
    """Before `old` goes, joined with `new`: its records go to that one. `column`: coding, code, property or relation."""
    if column != "relation":
        comparisons.move(c, column, old, new, notes)
    negative_cases.move(c, column, old, new)
    decisions.move(c, column, old, new)
    conditions.move(c, column, old, new, notes)
    if column in ("code", "property"):
        sampling.move(c, "category" if column == "code" else column, old, new)
    if column == "code":
        summaries.move(c, "code", old, new, notes)
        stability.move(c, old, new)
