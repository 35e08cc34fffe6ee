"""What came with a project of another program and has no place in the study: kept, to be given back by an export."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.projects import derived

if TYPE_CHECKING:
    from qda.store.history.door import Change


class Carried(NamedTuple):
    """A thing that is carried.

    `thing` is what the table of an import calls it, `guid` its identifier in the file, `source` the number of the source
    that it belongs to, if it does, `holder` the uuid of what it belongs to ("" for the project). `xml` is a piece of
    REFI-QDA; `files` are those of the folder of media that it needs, each {path, sha256, bytes, name}; `why` says why it
    is only carried, `program` what wrote it.
    """

    thing: str
    guid: str
    source: int | None = None
    holder: str = ""
    xml: str = ""
    files: tuple[dict[str, Any], ...] = ()
    why: str = ""
    program: str = ""

    @property
    def uuid(self) -> str:
        """Return the row's uuid, made of what it is, so that the same thing comes in once."""
        return derived(self.holder, "carried", self.thing, self.guid)


def add(c: Change, rows: Iterable[Carried]) -> int:
    """Keep things; one that is carried already is left as it is. Return how many are new."""
    held = {u for (u,) in c.db.execute("select uuid from carried")}
    new: dict[str, Carried] = {}
    for row in rows:
        if row.uuid not in held:
            new.setdefault(row.uuid, row)
    c.bulk(
        "carried",
        (
            (u, r.thing, r.guid, r.source, r.holder, r.xml, json.dumps(r.files, ensure_ascii=False), r.why, r.program, c.at)
            for u, r in new.items()
        ),
        ("uuid", "thing", "guid", "source", "holder", "xml", "files", "why", "program", "created_at"),
    )  # fmt: skip
    return len(new)


def every(db: sqlite3.Connection) -> list[Carried]:
    """Return all that is carried, in the order in which it came."""
    cursor = db.execute("select thing, guid, source, holder, xml, files, why, program from carried order by id")
    names = [d[0] for d in cursor.description]
    return [row(dict(zip(names, values, strict=True))) for values in cursor]


def row(columns: Mapping[str, Any]) -> Carried:
    """Return what the columns of a row say."""
    told = {name: columns[name] for name in Carried._fields if name != "files"}
    return Carried(**told, files=tuple(json.loads(columns["files"])))
