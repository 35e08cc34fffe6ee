"""Read the listing of participants: their names, how much they wrote, their variables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from qda.store.analysis.scope import Scope
from qda.store.texts.sources import UNCOUNTED


class Listed(NamedTuple):
    """A participant as a listing shows one; the name is `people.shown`'s."""

    id: int
    role: str
    uuid: str


def listed(db: sqlite3.Connection) -> Iterator[Listed]:
    """Return every participant, in order of number."""
    return map(Listed._make, db.execute("select id, role, uuid from participant order by id"))


class Written(NamedTuple):
    """Amount that someone wrote: number of sources, segments and words."""

    sources: int
    segments: int
    words: int


def written(db: sqlite3.Connection, over: Scope) -> dict[int, Written]:
    """Return what each participant wrote within the scope, by number.

    Boilerplate is left out; the words of quotations do not count. Who has no segment within the scope is left out.
    """
    where, args = over.segment()
    marks = ", ".join("?" * len(UNCOUNTED))
    return {
        person: Written(*numbers)
        for person, *numbers in db.execute(
            "select m.participant, count(distinct m.source), "
            f"count(*), sum(case when m.kind in ({marks}) then 0 else m.words end) "
            f"from segment m where m.participant is not null and m.kind <> 'boilerplate' and {where} group by 1",
            (*UNCOUNTED, *args),
        )
    }


def variables_with_values(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (number, name) of the variables that some participant has, in the order in which they were made."""
    return db.execute(
        "select id, name from variable x where holder = 'participant' "
        "and exists (select 1 from value v where v.variable = x.id) order by id"
    ).fetchall()


def values(db: sqlite3.Connection) -> dict[tuple[int, int], str]:
    """Return the values: (participant, variable) -> value, both by number."""
    return {(p, v): value for p, v, value in db.execute("select participant, variable, value from value")}
