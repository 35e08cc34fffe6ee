"""Read where codings are placed on properties, in text order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from qda.store.analysis.scope import Scope


class Placed(NamedTuple):
    """A placement with the code, source and participant of its coding; None for words of nobody that is known."""

    property: int
    value: str
    code: int
    source: int
    participant: int | None


def in_text_order(db: sqlite3.Connection, over: Scope) -> Iterator[Placed]:
    """Yield the placements of the codings of a scope by source, start and end."""
    where, args = over.coding()
    found = db.execute(
        "select p.property, p.value, g.code, g.source, coalesce(m.participant, case when m.kind = 'boilerplate' then "
        "(select l.participant from segment l where l.id = g.last_segment) end) from placement p "
        "join coding g on g.id = p.coding left join segment m on m.id = g.segment "
        f'where {where} order by g.source, g.start, g."end", g.id, p.id',
        args,
    )
    return map(Placed._make, found)
