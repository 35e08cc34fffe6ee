"""Two participants who are one person: all that hangs on one of them moves to the other."""

from __future__ import annotations

from typing import NamedTuple

from qda.store.analysis import links, summaries
from qda.store.history.door import Change


class Clash(NamedTuple):
    """A variable of which both had a value, and not the same: what the one who stays keeps, what the other had."""

    variable: str
    kept: str
    dropped: str


def absorb(c: Change, other: int, into: int, notes: list[str]) -> list[Clash]:
    """Move the segments, values, links and summaries of one participant to another and remove the first.

    Returns the values that both had; `notes` gets which summaries were joined.
    Of roles nothing is said: the one who stays keeps theirs.
    """
    db = c.db
    clashes: list[Clash] = []
    c.repoint("segment", "participant", other, into)
    held = dict(db.execute("select variable, value from value where participant = ?", (into,)))
    for id, variable, value, name in db.execute(
        "select v.id, v.variable, v.value, x.name from value v join variable x on x.id = v.variable "
        "where v.participant = ? order by v.id",
        (other,),
    ).fetchall():
        if variable not in held:
            c.update("value", id, participant=into)
            continue
        if held[variable] != value:
            clashes.append(Clash(name, held[variable], value))
        c.delete("value", id)
    summaries.move(c, "participant", other, into, notes)
    links.repoint(c, "participant", other, into)
    c.delete("participant", other)
    return clashes
