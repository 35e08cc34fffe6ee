"""Theoretical sampling: whom or what to look for next and why, the sources that came of it, and what these changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from qda.store.analysis import links
from qda.store.file import ids as ids_
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change


class Entry(NamedTuple):
    """An entry of the ledger: for a category, and in it perhaps a property; `closed_at` is None while it is open.

    `sources` are the numbers of the sources that came of it.
    """

    id: int
    uuid: str
    text: str
    category: int
    property: int | None
    seek: str
    changed: str
    coder: str
    created_at: str
    closer: str | None
    closed_at: str | None
    sources: list[int]

    def status(self) -> str:
        """`open` or `closed`."""
        return "open" if self.closed_at is None else "closed"


def read(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Entry]:
    """All entries by number, or those with these numbers."""
    where, args = ("", ()) if ids is None else ("where x.id in (select value from json_each(?))", (_json(ids),))
    came: dict[int, list[int]] = {}
    for entry, source in db.execute("select sampling, source from sampling_source order by id"):
        came.setdefault(entry, []).append(source)
    return [
        Entry._make((*row, came.get(row[0], [])))
        for row in db.execute(
            "select x.id, x.uuid, x.text, x.category, x.property, x.seek, x.changed, k.name, x.created_at, r.name, "
            "x.closed_at from sampling x join coder k on k.id = x.coder left join coder r on r.id = x.closer "
            f"{where} order by x.id",
            args,
        )
    ]


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(db, "sampling", ids, "sampling entry", links.LISTED["sampling"])


def add(c: Change, text: str, category: int, property: int | None, seek: str) -> int:
    """Insert one, open."""
    return c.insert(
        "sampling", uuid=new_uuid(), text=text, category=category, property=property, seek=seek, coder=c.coder_id,
        created_at=c.at,
    )  # fmt: skip


def add_source(c: Change, id: int, source: int) -> None:
    """Keep that a source came of an entry; the caller has looked that it is not there yet."""
    c.insert("sampling_source", sampling=id, source=source)


def close(c: Change, id: int, changed: str) -> None:
    """Close an entry, as the acting coder, with what it changed."""
    c.update("sampling", id, changed=changed, closer=c.coder_id, closed_at=c.at)


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete entries; what links to them remembers their numbers."""
    ids = list(ids)
    links.forget(c, "sampling", ids)
    for id in ids:
        c.delete("sampling", id)


def name_for(db: sqlite3.Connection, x: Entry) -> str:
    """Return what an entry is for, as a person would type it: `trust`, or `trust/tempo`."""
    if x.property is not None:
        return links.name_of(db, "property", x.property)
    return links.name_of(db, "code", x.category)


def of_category(db: sqlite3.Connection, gathered: Iterable[int]) -> list[Entry]:
    """The entries for a category or a code under it; `gathered` are these."""
    return read(db, _with(db, "sampling", "category", gathered))


def leaving(c: Change, categories: Iterable[int]) -> list[str]:
    """Before categories are removed, which takes their entries along: a note that names these."""
    gone = _with(c.db, "sampling", "category", categories)
    links.forget(c, "sampling", gone)
    if not gone:
        return []
    open_ = {x.id for x in read(c.db, gone) if x.closed_at is None}
    shown = ", ".join(f"{id}{' (open)' if id in open_ else ''}" for id in gone[:10])
    more = f" and {len(gone) - 10} more" if len(gone) > 10 else ""
    return [f"{len(gone)} sampling entr{'y' if len(gone) == 1 else 'ies'} went along: {shown}{more}"]


def losing(c: Change, column: str, ids: Iterable[int], but: Iterable[int] = ()) -> list[str]:
    """Before a `property` or `source` is removed: a note on the entries that name it, which stay without it.

    Those for the categories `but` go themselves.
    """
    table, own = ("sampling_source", "sampling") if column == "source" else ("sampling", "id")
    going = set(_with(c.db, "sampling", "category", but))
    kept = sorted({i for i in _with(c.db, table, column, ids, own) if i not in going})
    if not kept:
        return []
    shown = ", ".join(map(str, kept[:10])) + (f" and {len(kept) - 10} more" if len(kept) > 10 else "")
    one = len(kept) == 1
    less = "no property now" if column == "property" else "a source less now"
    return [f"sampling entr{'y' if one else 'ies'} {shown} name{'s' if one else ''} {less}"]


def move(c: Change, column: str, old: int, new: int) -> None:
    """Entries for one `category` or `property` go to the one that it is joined with."""
    for id in _with(c.db, "sampling", column, [old]):
        c.update("sampling", id, **{column: new})


def _with(db: sqlite3.Connection, table: str, column: str, ids: Iterable[int], own: str = "id") -> list[int]:
    return [
        id
        for (id,) in db.execute(
            f"select {own} from {table} where {column} in (select value from json_each(?)) order by 1", (_json(ids),)
        )
    ]


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
