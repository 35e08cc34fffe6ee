"""The words of stretches that were drawn to be coded again, and whose they are. Read-only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from qda.store.analysis.stability import Item
from qda.store.texts import people, sources


class Words(NamedTuple):
    """The words of a stretch with `context` characters on either side; segment, author and role are those at its beginning."""

    source: str
    segment: int | None
    author: str | None
    role: str | None
    date: str | None
    left: str
    text: str
    right: str


def words(db: sqlite3.Connection, items: Iterable[Item], context: int = 0) -> dict[int, Words]:
    """Return the words of items by their numbers."""
    wanted: dict[int, list[Item]] = {}
    for x in items:
        wanted.setdefault(x.source, []).append(x)
    out: dict[int, Words] = {}
    for source, layout in sources.layouts(db, wanted):
        head, text = sources.head(db, source), layout.text
        for x in wanted[source]:
            s = layout.at(x.start)
            out[x.id] = Words(
                head.name, None if s is None else s.n, None if s is None else s.author,
                None if s is None else people.role(db, s.participant),
                (None if s is None else s.date) or sources.date(db, source),
                text[max(x.start - context, 0) : x.start], text[x.start : x.end], text[x.end : x.end + context],
            )  # fmt: skip
    return out


def by_pattern(db: sqlite3.Connection, items: Iterable[Item], patterns: Iterable[str]) -> int:
    """Count the confirmed codings of these origins on the stretches of items, those of the coders who drew them."""
    (n,) = db.execute(
        "select count(distinct g.id) from stability_item x join stability d on d.id = x.stability join coding g "
        'on g.source = x.source and g.start = x.start and g."end" = x."end" and g.coder = d.coder where g.confirmed '
        "and x.id in (select value from json_each(?)) and g.origin in (select value from json_each(?))",
        (json.dumps([x.id for x in items]), json.dumps(list(patterns))),
    ).fetchone()
    return int(n)
