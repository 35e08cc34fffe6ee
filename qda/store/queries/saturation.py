"""Read the data of the report on saturation: first uses of codes, what was left out, the history of categories.

Read-only.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qda.store.analysis.codings import BY_A_PERSON
from qda.store.analysis.scope import Scope
from qda.store.history import log
from qda.store.history.door import unpack
from qda.store.queries.counts import codings_from

_BY_HAND = f"g.origin in ({', '.join(repr(origin) for origin in BY_A_PERSON)})"


def _by(people: Iterable[int]) -> str:
    """A condition on segments `m`: one of these people wrote it."""
    some = ", ".join(map(str, sorted(people)))
    return f"coalesce(m.participant in ({some}), 0)" if some else "0"


def uses(db: sqlite3.Connection, over: Scope, leave_out: Iterable[int]) -> Iterator[tuple[int, int, str, int, int]]:
    """Stream each code in each source in which a person used it: by confirmed codings that no pattern or file made.

    Rows are (source, code, when it was first used there, the first of the codings, how many there are). What the participants
    in `leave_out` wrote does not count.
    """
    where, args = over.coding()
    theirs = _by(leave_out)
    return db.execute(
        "select g.source, g.code, min(g.created_at), min(g.id), count(*) "
        f"from {codings_from(where + theirs)} "
        f"where {_BY_HAND} and g.confirmed and not {theirs} and {where} group by g.source, g.code",
        args,
    )


def codings_by_reason(
    db: sqlite3.Connection, over: Scope, leave_out: Iterable[int]
) -> Iterator[tuple[int, int, int, str, int]]:
    """Stream (source, code, coder, why, codings): why they are left out, "" for those that count.

    Of several reasons the first holds: `unconfirmed`, `imported`, `pattern`, `researchers` (those in `leave_out`).
    """
    where, args = over.coding()
    theirs = _by(leave_out)
    return db.execute(
        "select g.source, g.code, g.coder, "
        "case when not g.confirmed then 'unconfirmed' when g.origin = 'import' then 'imported' "
        f"when not {_BY_HAND} then 'pattern' when {theirs} then 'researchers' else '' end as why, count(*) "
        f"from {codings_from(where + theirs)} where {where} group by 1, 2, 3, 4",
        args,
    )


def sources_with_words(db: sqlite3.Connection, over: Scope) -> int:
    """Count the sources of a scope that have more than boilerplate."""
    where, args = over.segment()
    (n,) = db.execute(
        f"select count(distinct m.source) from segment m where m.kind <> 'boilerplate' and {where}", args
    ).fetchone()
    return int(n)


class Placed(NamedTuple):
    """A coding placed on a property: who wrote it (None where nobody is named), its code and source, and where it lies."""

    property: int
    person: int | None
    code: int
    source: int
    value: str
    position: float | None


def placed(db: sqlite3.Connection, over: Scope) -> Iterator[Placed]:
    """Stream what was placed on properties, of the confirmed codings of a scope."""
    where, args = over.coding()
    return map(
        Placed._make,
        db.execute(
            "select p.property, m.participant, g.code, g.source, p.value, p.position from placement p "
            f"join coding g on g.id = p.coding left join segment m on m.id = g.segment where g.confirmed and {where}",
            args,
        ),
    )


class HistoryRow(NamedTuple):
    """One change of a row in a table, and its time: `op` is I, U or D, `before` and `after` are the columns concerned."""

    at: str
    table: str
    key: int
    op: str
    before: dict[str, Any]
    after: dict[str, Any]


def history_of_categories(db: sqlite3.Connection) -> Iterator[HistoryRow]:
    """Stream what became of codes, memberships, properties, placements and relations, oldest first.

    Only what holds: what was undone is no change, what was redone has the time at which it was first made. Insertions
    are those of memberships alone; the other tables say themselves when a row was made.
    """
    times: dict[int, str] = {}
    for change, at, kind, table, key, last, op, before, after in db.execute(
        "select c.id, c.at, c.kind, r.tbl, r.key, r.last, r.op, r.before, r.after from change_row r "
        f"join change c on c.id = r.change where {log.LIVE} and (r.tbl = 'membership' or r.op in ('U', 'D') and "
        "r.tbl in ('code', 'property', 'placement', 'relation')) order by c.id, r.id"
    ):
        if kind == "redo" and change not in times:
            times[change] = log.original(db, log.Line(change, at, "", "", "")).at
        when = times.get(change, at)
        if op == "D":
            for k, image in unpack(key, before):
                yield HistoryRow(when, table, k, op, image, {})
        elif op == "U":
            yield HistoryRow(when, table, key, op, json.loads(before), json.loads(after))
        else:
            for k in range(key, (last or key) + 1):
                yield HistoryRow(when, table, k, op, {}, {})


def memberships(db: sqlite3.Connection) -> Iterator[tuple[int, int, int, str | None]]:
    """Stream (number, code, category, since when) of each further category that a code belongs to.

    Since when is None where this study's own history tells.
    """
    return db.execute("select id, code, category, created_at from membership")


def joined(db: sqlite3.Connection) -> dict[int, str]:
    """Return membership -> since when it is as it is: by the history, or as it came from another study."""
    since: dict[int, str] = {}
    moved: dict[int, str] = {}
    for row in history_of_categories(db):
        if row.table == "membership" and row.op != "D":
            (moved if row.op == "U" else since)[row.key] = row.at
    return {id: moved.get(id) or came or since.get(id, "") for id, _, _, came in memberships(db)}


def earlier_changes(db: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    """Stream (category, when, what) of the last change that a category had before it came from another study."""
    number = dict(db.execute("select uuid, id from relation"))
    for category, at, what in db.execute("select category, at, what from category_change"):
        yield (
            category,
            at,
            _RELATION.sub(lambda m: f"relation {number[m[1]]}" if m[1] in number else "a relation", what),
        )


def portable(db: sqlite3.Connection, what: str) -> str:
    """Return what a change was, as `earlier_changes` reads it in a study where relations have other numbers."""
    numbered = _NUMBERED.match(what)
    found = numbered and db.execute("select uuid from relation where id = ?", (int(numbered[1]),)).fetchone()
    return f"[[relation:{found[0]}]]{what[numbered.end() :]}" if numbered and found else what


_RELATION = re.compile(r"\[\[relation:([0-9a-f-]{36})\]\]")
_NUMBERED = re.compile(r"relation (\d+)(?= )")


def properties_made(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Stream (number, when it was made) of each property."""
    return db.execute("select id, created_at from property")


def placements_made(db: sqlite3.Connection) -> Iterator[tuple[int, int, str, str]]:
    """Stream (number, property, value, when it was made) of each placement."""
    return db.execute("select id, property, value, created_at from placement")


def relations_made(db: sqlite3.Connection) -> Iterator[tuple[int, int, int, str]]:
    """Stream (number, category, category, when it was made) of each relation."""
    return db.execute("select id, a, b, created_at from relation")
