"""Comparisons of an incident with another, or with a code, and their outcomes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.names import one_of, short
from qda.store.analysis import links
from qda.store.file import ids as ids_
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

OUTCOMES = ("same", "differs", "new-property", "recode")
SHOWN = 10  # so many are named in a note


class Comparison(NamedTuple):
    """A coding compared with another (`other`) or with a code (`code`): one of the two is None."""

    id: int
    uuid: str
    coding: int
    other: int | None
    code: int | None
    outcome: str
    property: int | None
    note: str
    coder: str
    created_at: str


def outcome(value: str) -> str:
    """An outcome as it is stored; wrong usage for another word."""
    return one_of("outcome", value, OUTCOMES)


def read(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Comparison]:
    """All comparisons by number, or those with these numbers."""
    where, args = ("", ()) if ids is None else ("where x.id in (select value from json_each(?))", (_json(ids),))
    return [
        Comparison(*row)
        for row in db.execute(
            "select x.id, x.uuid, x.coding, x.other, x.code, x.outcome, x.property, x.note, k.name, x.created_at "
            f"from comparison x join coder k on k.id = x.coder {where} order by x.id",
            args,
        )
    ]


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(db, "comparison", ids, "comparison", links.LISTED["comparison"])


def add(
    c: Change, coding: int, *, other: int | None, code: int | None, outcome: str, property: int | None, note: str
) -> int:
    """Insert one; the caller has looked that all of it is there."""
    return c.insert(
        "comparison", uuid=new_uuid(), coding=coding, other=other, code=code, outcome=outcome, property=property,
        note=note, coder=c.coder_id, created_at=c.at,
    )  # fmt: skip


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete comparisons; what links to them remembers their numbers."""
    ids = list(ids)
    links.forget(c, "comparison", ids)
    for id in ids:
        c.delete("comparison", id)


def code_name(db: sqlite3.Connection, id: int) -> str:
    """A code as the commands take it beside codings: its name, with `code:` before one that is a number."""
    name = links.name_of(db, "code", id)
    return f"code:{name}" if name.isdecimal() else name


def touching(db: sqlite3.Connection, codings: Iterable[int], codes: Iterable[int] = ()) -> list[int]:
    """The comparisons that have one of these codings, or these very codes, for a side: they go when it goes."""
    return [
        id
        for (id,) in db.execute(
            "select id from comparison where coding in (select value from json_each(:codings)) "
            "or other in (select value from json_each(:codings)) or code in (select value from json_each(:codes)) "
            "order by id",
            {"codings": _json(codings), "codes": _json(codes)},
        )
    ]


def leaving(c: Change, codings: Iterable[int], codes: Iterable[int] = ()) -> list[str]:
    """Before codings or codes are removed, which takes their comparisons along: a note that names these."""
    gone = touching(c.db, codings, codes)
    links.forget(c, "comparison", gone)
    if not gone:
        return []
    return [f"{len(gone)} comparison{_s(len(gone))} went along: {named(gone)}"]


def losing_property(c: Change, properties: Iterable[int], gone: Iterable[int] = ()) -> list[str]:
    """Before properties are removed: a note on the comparisons that name one, which stay without it, but for `gone`."""
    kept = [
        i
        for (i,) in c.db.execute(
            "select id from comparison where property in (select value from json_each(?)) "
            "and id not in (select value from json_each(?)) order by id",
            (_json(properties), _json(gone)),
        )
    ]
    if not kept:
        return []
    verb = "names" if len(kept) == 1 else "name"
    return [f"comparison{_s(len(kept))} {named(kept)} {verb} no property now"]


def move(c: Change, column: str, old: int, new: int, notes: list[str]) -> None:
    """Comparisons of one `coding`, `code` or `property` go to the one that it is joined with.

    One that would then be of a coding with itself is dropped; a note says what it said.
    """
    if column != "coding":
        for (id,) in c.db.execute(f"select id from comparison where {column} = ?", (old,)).fetchall():
            c.update("comparison", id, **{column: new})
        return
    for x in read(c.db, touching(c.db, [old])):
        coding, other = (new if side == old else side for side in (x.coding, x.other))
        if coding == other:
            words = short(" ".join(x.note.split()), 60)
            notes.append(f"dropped comparison {x.id}, {x.outcome} (“{words}”): the codings are one now")
            links.forget(c, "comparison", [x.id])
            c.delete("comparison", x.id)
        else:
            c.update("comparison", x.id, coding=coding, other=other)


def named(ids: Sequence[int]) -> str:
    """Numbers with commas, the rest counted."""
    return ", ".join(map(str, ids[:SHOWN])) + (f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else "")


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))


def _s(n: int) -> str:
    return "" if n == 1 else "s"
