"""Participants, their roles, and the variables of participants and sources."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.names import key, typed
from qda.store.history.door import Change

ROLES = ("participant", "researcher", "quoted", "organisation")


def shown(db: sqlite3.Connection) -> dict[int, str]:
    """Every participant's name as shown: `R1 (interview-03)` for a label that is a person of one source only.

    Where two people of all sources have one name, the one known by a site is shown with it: `jan (site)`.
    """
    rows = db.execute(
        "select p.id, p.name, s.name, p.key, p.site from participant p left join source s on s.id = p.source "
        "order by p.id"
    ).fetchall()
    shared = Counter(k for _, _, source, k, _ in rows if source is None)
    return {
        i: f"{name} ({place})" if (place := source or (site if shared[k] > 1 else "")) else name
        for i, name, source, k, site in rows
    }


def left_out(words: int) -> list[str]:
    """The note on researchers' words that a listing does not count; none when there are none."""
    if not words:
        return []
    return [Message("researchers-uncounted", "{words} words of researchers are not counted", words=words)]


def namesakes(db: sqlite3.Connection, name_key: str) -> list[tuple[str, str]]:
    """The people of one source each who have a label (its key), in order of number: the label, the name as shown."""
    names = shown(db)
    rows = db.execute("select id, name from participant where key = ? and source is not null order by id", (name_key,))
    return [(name, names[i]) for i, name in rows.fetchall()]


def find(db: sqlite3.Connection, name: str) -> int:
    """The number of a participant by the name shown, or by the label alone where only one has it."""
    names, wanted = shown(db), key(name)
    hits = [i for i, n in names.items() if key(n) == wanted]
    if not hits:
        hits = [i for (i,) in db.execute("select id from participant where key = ?", (wanted,))]
    hits = hits or sorted(typed(db, name, names.items()))
    if len(hits) > 1:
        raise QdaError(
            f"{len(hits)} participants are called {name!r}: {'; '.join(names[i] for i in hits[:6])}; name one"
        )
    if not hits:
        listed = Message("participants-listed", "the list of participants has them")
        raise NotFound("participant", name, names.values(), listed)
    return hits[0]


def roles(db: sqlite3.Connection) -> dict[int, str]:
    """Every participant's role."""
    return dict(db.execute("select id, role from participant"))


def researchers(db: sqlite3.Connection) -> set[int]:
    """The participants with the role researcher, whose words do not count."""
    return {i for (i,) in db.execute("select id from participant where role = 'researcher'")}


def role(db: sqlite3.Connection, person: int | None) -> str | None:
    """The role of one participant, None where nobody is named."""
    row = db.execute("select role from participant where id = ?", (person,)).fetchone()
    return None if row is None else str(row[0])


def with_value(db: sqlite3.Connection, name: str, values: Sequence[str]) -> tuple[set[int], set[int]]:
    """Sources and participants whose variable has one of the values (case aside); `role` is a participant's role."""
    wanted = {key(v) for v in values}
    sources: set[int] = set()
    persons: set[int] = set()
    known = db.execute("select id, name, key from variable").fetchall()
    if key(name) == "role":
        persons = {i for i, role in db.execute("select id, role from participant") if role in wanted}
    elif not any(k == key(name) for _, _, k in known):
        raise NotFound("variable", name, [n for _, n, _ in known] + ["role"])
    for source, person, value in db.execute(
        "select v.source, v.participant, v.value from value v join variable x on x.id = v.variable where x.key = ?",
        (key(name),),
    ):
        if key(value) in wanted:
            if source is not None:
                sources.add(source)
            else:
                persons.add(person)
    return sources, persons


def lookup(db: sqlite3.Connection, name: str) -> int | None:
    """The number of a participant, None where there is none; a name that several have is refused, as by `find`."""
    try:
        return find(db, name)
    except NotFound:
        return None


def drop_idle(c: Change, ids: Iterable[int]) -> list[str]:
    """Remove those of these participants who have no segment left and on whom nothing hangs; their names as shown.

    Values and links keep a participant.
    """
    names = shown(c.db)
    gone: list[str] = []
    for i in ids:
        used = c.db.execute(
            "select exists(select 1 from segment where participant = ?1) or exists(select 1 from value where "
            "participant = ?1) or exists(select 1 from link where participant = ?1)",
            (i,),
        ).fetchone()[0]
        if not used and i in names:
            gone.append(names[i])
            c.delete("participant", i)
    return gone
