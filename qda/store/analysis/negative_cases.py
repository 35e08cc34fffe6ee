"""Negative cases: a coding that speaks against a code, a property, a relation or a memo, and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import Refused
from qda.core.message import say, word
from qda.core.names import one_of
from qda.store.analysis import codes, links
from qda.store.analysis.links import Target
from qda.store.file import ids as ids_
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

OUTCOMES = ("revised", "bounded", "exception", "not-negative")
COLUMNS = ("code", "property", "relation", "memo")  # what one may be against; each row has exactly one of them
KINDS = ("code", "category", "property", "relation", "memo")


class Negative(NamedTuple):
    """A coding that contradicts something; exactly one of `code`, `property`, `relation`, `memo` is a number.

    `outcome` is None while it is open. `note` says what contradicts what, `resolution` what was done about it.
    """

    id: int
    uuid: str
    coding: int
    code: int | None
    property: int | None
    relation: int | None
    memo: int | None
    note: str
    outcome: str | None
    resolution: str
    coder: str
    created_at: str
    resolver: str | None
    resolved_at: str | None

    def target(self) -> tuple[str, int]:
        """The column and the number of what it is against."""
        return next((name, id) for name in COLUMNS if (id := getattr(self, name)) is not None)


def outcome(value: str) -> str:
    """An outcome as it is stored; wrong usage for another word."""
    return one_of("outcome", value, OUTCOMES)


def read(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Negative]:
    """All negative cases by number, or those with these numbers."""
    where, args = ("", ()) if ids is None else ("where x.id in (select value from json_each(?))", (_json(ids),))
    return [
        Negative(*row)
        for row in db.execute(
            "select x.id, x.uuid, x.coding, x.code, x.property, x.relation, x.memo, x.note, x.outcome, x.resolution, "
            "k.name, x.created_at, r.name, x.resolved_at from negative x join coder k on k.id = x.coder "
            f"left join coder r on r.id = x.resolver {where} order by x.id",
            args,
        )
    ]


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(db, "negative", ids, "negative case", links.LISTED["negative"])


def find_target(db: sqlite3.Connection, link: str) -> Target:
    """Return what `KIND:NAME` names; reject what no quote can contradict."""
    kind = link.partition(":")[0].strip().casefold()
    if kind in links.KINDS and kind not in KINDS:
        raise Refused(
            "not-contradicted",
            "{link!r}: a negative case is against a code, category, property, relation or memo",
            link=link,
        )
    return links.resolve(db, link)


def add(c: Change, coding: int, against: Target, note: str) -> int:
    """Insert one, open; the caller has looked that the coding is there."""
    column = "code" if against.kind == "category" else against.kind
    return c.insert(
        "negative", uuid=new_uuid(), coding=coding, **{column: against.id}, note=note, coder=c.coder_id,
        created_at=c.at,
    )  # fmt: skip


def resolve(c: Change, id: int, outcome: str, resolution: str) -> None:
    """Keep what came of one, as the acting coder says."""
    c.update("negative", id, outcome=outcome, resolution=resolution, resolver=c.coder_id, resolved_at=c.at)


def reopen(c: Change, id: int) -> None:
    """Make one open again, as if nothing had come of it."""
    c.update("negative", id, outcome=None, resolution="", resolver=None, resolved_at=None)


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete negative cases; what links to them remembers their numbers."""
    ids = list(ids)
    links.forget(c, "negative", ids)
    for id in ids:
        c.delete("negative", id)


def name_against(db: sqlite3.Connection, x: Negative) -> str:
    """Return what it is against as `KIND:NAME`: `category:trust`, `code:waiting`, `property:trust/tempo`, `relation:3`."""
    kind, id = x.target()
    if kind == "code":
        level = db.execute("select level from code where id = ?", (id,)).fetchone()[0]
        kind = "category" if level in codes.CATEGORY_LEVELS else "code"
    return f"{kind}:{links.name_of(db, kind, id)}"


def said_against(db: sqlite3.Connection, x: Negative) -> str:
    """Return the same for a document, which says the kind in its language."""
    kind, _, name = name_against(db, x).partition(":")
    return say("{kind}:{name}", kind=word(kind), name=name)


def of_category(db: sqlite3.Connection, category: int, gathered: Iterable[int] | None = None) -> list[Negative]:
    """The negative cases against a category: against it, its codes, its properties, its relations, or a memo on these.

    `gathered`: the category and all codes under it, looked up when it is not given.
    """
    under = codes.gathered(db)[category] if gathered is None else gathered
    return read(db, _against(db, category, under))


def _against(db: sqlite3.Connection, category: int, gathered: Iterable[int]) -> list[int]:
    return [
        id
        for (id,) in db.execute(
            "with own(kind, id) as (select 'code', value from json_each(:codes) "
            "union select 'property', id from property where category = :top "
            "union select 'relation', id from relation where :top in (a, b)) "
            "select x.id from negative x where x.code in (select id from own where kind = 'code') "
            "or x.property in (select id from own where kind = 'property') "
            "or x.relation in (select id from own where kind = 'relation') "
            "or x.memo in (select l.memo from link l where l.place = 'on' and ("
            "l.code in (select id from own where kind = 'code') "
            "or l.property in (select id from own where kind = 'property') "
            "or l.relation in (select id from own where kind = 'relation'))) order by x.id",
            {"codes": _json(gathered), "top": category},
        )
    ]


def touching(db: sqlite3.Connection, column: str, ids: Iterable[int]) -> list[int]:
    """The negative cases of these codings, or against these codes, properties, relations or memos (`column`)."""
    return [
        id
        for (id,) in db.execute(
            f"select id from negative where {column} in (select value from json_each(?)) order by id", (_json(ids),)
        )
    ]


def leaving(c: Change, gone: Iterable[int]) -> list[str]:
    """Before what they rest on is removed, which takes these negative cases along: a note that names them."""
    chosen = sorted(set(gone))
    if not chosen:
        return []
    links.forget(c, "negative", chosen)
    open_ = {x.id for x in read(c.db, chosen) if x.outcome is None}
    shown = ", ".join(f"{id}{' (open)' if id in open_ else ''}" for id in chosen[:10])
    more = f" and {len(chosen) - 10} more" if len(chosen) > 10 else ""
    return [f"{len(chosen)} negative case{'' if len(chosen) == 1 else 's'} went along: {shown}{more}"]


def move(c: Change, column: str, old: int, new: int) -> None:
    """Negative cases of one `coding`, or against one `code`, `property` or `relation`, go to what it is joined with."""
    for id in touching(c.db, column, [old]):
        c.update("negative", id, **{column: new})


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
