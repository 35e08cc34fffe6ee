"""Sources that a coder says to have read whole: a reader without a code there has said no, one who has not read is missing."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change


def rows(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Stream (source, coder, by whom it was said, at, the coder's codings there, uuid), by source and coder."""
    return db.execute(
        "select s.name, k.name, t.name, d.created_at, "
        "(select count(*) from coding g where g.source = d.source and g.coder = d.coder), d.uuid "
        "from source_done d join source s on s.id = d.source join coder k on k.id = d.coder join coder t on t.id = d.teller "
        "order by d.source, k.key"
    )


def by_source(db: sqlite3.Connection) -> dict[int, list[str]]:
    """Return the coders who have read each source whole, by name."""
    out: defaultdict[int, list[str]] = defaultdict(list)
    for source, name in db.execute(
        "select d.source, k.name from source_done d join coder k on k.id = d.coder order by d.source, k.key"
    ):
        out[source].append(name)
    return out


def said(db: sqlite3.Connection, sources: Iterable[int], coders: Iterable[int]) -> dict[tuple[int, int], int]:
    """Return (source, coder) -> the number of the row that says so, of these sources and coders."""
    wanted, of = set(sources), set(coders)
    return {
        (source, coder): id
        for id, source, coder in db.execute("select id, source, coder from source_done")
        if source in wanted and coder in of
    }


def add(c: Change, source: int, coder: int) -> int:
    """Record that a coder has read a source whole; the caller has looked that it is not said yet."""
    return c.insert("source_done", uuid=new_uuid(), source=source, coder=coder, teller=c.coder_id, created_at=c.at)


def remove(c: Change, id: int) -> None:
    """Take back that a coder has read a source whole."""
    c.delete("source_done", id)


def forget(c: Change, source: int) -> None:
    """Take back what was said of a source's reading: its text is another one."""
    for (id,) in c.db.execute("select id from source_done where source = ?", (source,)).fetchall():
        c.delete("source_done", id)
