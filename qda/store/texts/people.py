"""Participants, their roles, and the variables of participants and sources."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.names import key, typed
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change

ROLES = ("participant", "researcher", "quoted", "organisation")


def shown(db: sqlite3.Connection, only: Iterable[int | None] | None = None) -> dict[int, str]:
    """Every participant's name as shown, or those of these numbers: `R1 (interview-03)` for a label that is a person of one
    source only.

    Where two people of all sources have one name, the one known by a site is shown with it: `jan (site)`.
    """
    chosen = None if only is None else json.dumps(sorted({i for i in only if i is not None}))
    which = "" if chosen is None else "where p.id in (select value from json_each(?)) "
    rows = db.execute(
        f"select p.id, p.name, s.name, p.key, p.site from participant p left join source s on s.id = p.source {which}"
        "order by p.id",
        () if chosen is None else (chosen,),
    ).fetchall()
    if chosen is None:
        shared = Counter(k for _, _, source, k, _ in rows if source is None)
    else:
        shared = Counter()
        for k in {k for _, _, source, k, site in rows if source is None and site}:
            shared[k] = db.execute(
                "select count(*) from participant where key = ? and source is null", (k,)
            ).fetchone()[0]
    return {
        i: f"{name} ({place})" if (place := source or (site if shared[k] > 1 else "")) else name
        for i, name, source, k, site in rows
    }


def name(db: sqlite3.Connection, person: int) -> str:
    """One participant's name as shown."""
    return shown(db, [person])[person]


def left_out(words: int) -> list[str]:
    """The note on researchers' words that a listing does not count; none when there are none."""
    if not words:
        return []
    return [Message("researchers-uncounted", "{words} words of researchers are not counted", words=words)]


def namesakes(db: sqlite3.Connection, name_key: str) -> list[tuple[str, str]]:
    """The people of one source each who have a label (its key), in order of number: the label, the name as shown."""
    rows = db.execute(
        "select id, name from participant where key = ? and source is not null order by id", (name_key,)
    ).fetchall()
    names = shown(db, [i for i, _ in rows])
    return [(name, names[i]) for i, name in rows]


def find(db: sqlite3.Connection, name: str) -> int:
    """The number of a participant by the name shown, or by the label alone where only one has it."""
    wanted = key(name)
    # whoever is shown so has this label, or one that the name begins with, before its ` (place)`
    labels = [wanted, *(wanted[: m.start()] for m in re.finditer(r" \(", wanted))]
    rows = db.execute(
        "select id, key from participant where key in (select value from json_each(?)) "
        "order by key, site, coalesce(source, 0)",
        (json.dumps(labels),),
    ).fetchall()
    names = shown(db, [i for i, _ in rows])
    hits = [i for i, n in names.items() if key(n) == wanted] or [i for i, k in rows if k == wanted]
    if not hits:
        names = shown(db)
        hits = sorted(typed(db, name, names.items()))
    if len(hits) > 1:
        raise QdaError(
            f"{len(hits)} participants are called {name!r}: {'; '.join(names[i] for i in hits[:6])}; name one"
        )
    if not hits:
        listed = Message("participants-listed", "the list of participants has them")
        raise NotFound("participant", name, names.values(), listed)
    return hits[0]


def roles(db: sqlite3.Connection, only: Iterable[int | None] | None = None) -> dict[int, str]:
    """Every participant's role, or that of those with these numbers."""
    if only is None:
        return dict(db.execute("select id, role from participant"))
    chosen = json.dumps(sorted({i for i in only if i is not None}))
    return dict(db.execute("select id, role from participant where id in (select value from json_each(?))", (chosen,)))


def aside(db: sqlite3.Connection) -> dict[int, str]:
    """The role of each participant who is not one of those studied: researchers, who is quoted, organisations."""
    return dict(db.execute("select id, role from participant where role <> 'participant'"))


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


class Person(NamedTuple):
    """A participant's own fields; `source` is the one source whose person they are, None for one of the whole study."""

    name: str
    source: int | None
    site: str
    role: str


def get(db: sqlite3.Connection, person: int) -> Person:
    """Return the own fields of one participant."""
    row = db.execute("select name, source, site, role from participant where id = ?", (person,)).fetchone()
    return Person(*row)


def labels(db: sqlite3.Connection) -> dict[int, str]:
    """Return every participant's label alone, without the source or site that `shown` adds."""
    return dict(db.execute("select id, name from participant"))


def by_label(db: sqlite3.Connection) -> dict[str, list[int]]:
    """Return the participants who have a label, in order of number, by the label's key."""
    out: dict[str, list[int]] = {}
    for id, label in db.execute("select id, key from participant order by id"):
        out.setdefault(label, []).append(id)
    return out


def known_as(db: sqlite3.Connection, name: str, site: str, source: int | None, but: int = 0) -> int | None:
    """Return the participant with this label on a site, of one source or (None) of the whole study; `but` is passed over."""
    row = db.execute(
        "select id from participant where key = ? and site = ? and coalesce(source, 0) = ? and id <> ?",
        (key(name), site, source or 0, but),
    ).fetchone()
    return None if row is None else int(row[0])


def add(c: Change, name: str, role: str, *, source: int | None = None, site: str = "", uuid: str = "") -> int:
    """Add a participant, of one source or of the whole study; return the number."""
    return c.insert(
        "participant",
        uuid=uuid or new_uuid(),
        name=name,
        key=key(name),
        source=source,
        site=site,
        role=role,
        created_at=c.at,
    )


def rename(c: Change, person: int, name: str, source: int | None) -> None:
    """Give a participant a label, and make them a person of one source or (None) of the whole study."""
    c.update("participant", person, name=name, key=key(name), source=source)


def set_role(c: Change, person: int, role: str) -> None:
    """Give a participant one of the `ROLES`."""
    c.update("participant", person, role=role)


def where_written(db: sqlite3.Connection, person: int) -> set[int]:
    """Return the sources that have a segment of this participant."""
    return {s for (s,) in db.execute("select distinct source from segment where participant = ?", (person,))}


def writers_everywhere(db: sqlite3.Connection, source: int) -> list[int]:
    """Return the people of the whole study who have a segment in a source, in order of number."""
    return [
        i
        for (i,) in db.execute(
            "select distinct p.id from segment m join participant p on p.id = m.participant "
            "where m.source = ? and p.source is null order by p.id",
            (source,),
        )
    ]


def hand_over(c: Change, source: int, person: int, other: int) -> int:
    """Make the segments of a participant in one source another's; return how many there were."""
    return c.repoint("segment", "participant", person, other, source=source)


def variables(db: sqlite3.Connection, holder: str) -> dict[str, str]:
    """Return the variables of sources or of participants (`holder`: `source` or `participant`): key -> name."""
    return dict(db.execute("select key, name from variable where holder = ?", (holder,)))


def has_values(db: sqlite3.Connection, person: int) -> bool:
    """True if a participant has a value for any variable."""
    return db.execute("select 1 from value where participant = ?", (person,)).fetchone() is not None


def values_of_source(db: sqlite3.Connection, source: int) -> list[tuple[str, str]]:
    """Return (variable, value) of a source, in the order in which the variables were made."""
    return db.execute(
        "select x.name, v.value from value v join variable x on x.id = v.variable where v.source = ? order by x.id",
        (source,),
    ).fetchall()


def drop_idle(c: Change, ids: Iterable[int]) -> list[str]:
    """Remove those of these participants who have no segment left and on whom nothing hangs; their names as shown.

    Values, links and summaries keep a participant.
    """
    names = shown(c.db)
    gone: list[str] = []
    for i in ids:
        used = c.db.execute(
            "select exists(select 1 from segment where participant = ?1) or exists(select 1 from value where "
            "participant = ?1) or exists(select 1 from link where participant = ?1) or "
            "exists(select 1 from summary where participant = ?1)",
            (i,),
        ).fetchone()[0]
        if not used and i in names:
            gone.append(names[i])
            c.delete("participant", i)
    return gone
