"""Who coded what, and who has read what, for agreement between coders. Read-only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qda.store.analysis.codings import ROLE
from qda.store.analysis.scope import Scope
from qda.store.queries.counts import Grouping


class Counted(NamedTuple):
    """A coding that counts: where it lies in its source, of which code, by which coder."""

    source: int
    start: int
    end: int
    code: int
    coder: int
    id: int


def coders(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (number, name) of every coder of the study."""
    return db.execute("select id, name from coder order by id").fetchall()


def with_codings(db: sqlite3.Connection, *, unconfirmed: bool) -> set[int]:
    """Return the coders who have codings: confirmed ones, or any."""
    some = "" if unconfirmed else "where confirmed"
    return {coder for (coder,) in db.execute(f"select distinct coder from coding {some}")}


def codings(
    db: sqlite3.Connection, of: Iterable[int], sources: Iterable[int] | None, *, unconfirmed: bool
) -> Iterator[Counted]:
    """Stream the codings of these coders, in these sources or in all, by source, start, end, code and coder."""
    only = "" if unconfirmed else "and confirmed"
    chosen = "" if sources is None else "and source in (select value from json_each(?))"
    args = [json.dumps(sorted(of)), *([] if sources is None else [json.dumps(sorted(sources))])]
    rows = db.execute(
        'select source, start, "end", code, coder, id from coding where coder in (select value from json_each(?)) '
        f'{only} {chosen} order by source, start, "end", code, coder',
        args,
    )
    return map(Counted._make, rows)


class Kept(NamedTuple):
    """How many codings of the compared coders are left out or of a kind that the reader must know."""

    unconfirmed: int
    by_pattern: int


def kept(db: sqlite3.Connection, of: Iterable[int], sources: Iterable[int], patterns: Iterable[str]) -> Kept:
    """Count in these sources the coders' codings that nobody has confirmed, and those of these origins that somebody has."""
    made = json.dumps(list(patterns))
    row = db.execute(
        "select coalesce(sum(not confirmed), 0), "
        "coalesce(sum(confirmed and origin in (select value from json_each(?))), 0) from coding "
        "where coder in (select value from json_each(?)) and source in (select value from json_each(?))",
        (made, json.dumps(sorted(of)), json.dumps(sorted(sources))),
    ).fetchone()
    return Kept(*row)


def coders_of_codes(db: sqlite3.Connection, of: Iterable[int], *, unconfirmed: bool) -> Iterator[tuple[int, int]]:
    """Stream (code, coder) for each of these coders who has used a code, anywhere in the study."""
    only = "" if unconfirmed else "and confirmed"
    return db.execute(
        f"select distinct code, coder from coding where coder in (select value from json_each(?)) {only}",
        (json.dumps(sorted(of)),),
    )


def languages(db: sqlite3.Connection) -> dict[int, str]:
    """Return the language of every source; "" where it is not known."""
    return dict(db.execute("select id, language from source"))


def segments_admitted(db: sqlite3.Connection, over: Scope) -> set[int] | None:
    """Return the segments that a filter by people or variables lets through; None where there is no such filter."""
    if over.participants is None and not over.source_or_person:
        return None
    where, args = over.segment("m")
    return {id for (id,) in db.execute(f"select m.id from segment m where {where}", args)}


def grouped(db: sqlite3.Connection, by: Grouping) -> dict[int, str | None]:
    """Return segment -> the value by which it is grouped, as shown; None where it has none."""
    rows = db.execute(
        f"select m.id, {by.sql} from segment m join (select id as source from source) g on g.source = m.source"
    )
    return {id: by.shown(value) for id, value in rows}


def names_of_sources(db: sqlite3.Connection) -> dict[int, str]:
    """Return the name of every source by its number."""
    return dict(db.execute("select id, name from source"))


def said_done(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Stream (source, coder) of the sources that a coder said to have read whole."""
    return db.execute("select source, coder from source_done order by source, coder")


def unconfirmed_by_pattern(
    db: sqlite3.Connection, of: Iterable[int], sources: Iterable[int], patterns: Iterable[str]
) -> int:
    """Count in these sources the coders' codings of these origins that nobody has confirmed."""
    (n,) = db.execute(
        "select count(*) from coding where not confirmed and origin in (select value from json_each(?)) "
        "and coder in (select value from json_each(?)) and source in (select value from json_each(?))",
        (json.dumps(list(patterns)), json.dumps(sorted(of)), json.dumps(sorted(sources))),
    ).fetchone()
    return int(n)


def after_decisions(db: sqlite3.Connection, of: Iterable[int], sources: Iterable[int]) -> int:
    """Count in these sources the coders' codings that were made after the first place there was settled."""
    (n,) = db.execute(
        "select count(*) from coding g where g.coder in (select value from json_each(?)) "
        "and g.source in (select value from json_each(?)) and g.created_at > (select min(d.created_at) from decision d "
        "join decision_place p on p.decision = d.id where p.source = g.source)",
        (json.dumps(sorted(of)), json.dumps(sorted(sources))),
    ).fetchone()
    return int(n)


def uuids(db: sqlite3.Connection, table: str, ids: Iterable[int]) -> dict[int, str]:
    """Return the uuids of rows of a table (`coder`, `coding`) by number."""
    wanted = json.dumps(sorted(ids))
    return dict(db.execute(f"select id, uuid from {table} where id in (select value from json_each(?))", (wanted,)))


class Whose(NamedTuple):
    """In which segment a coding begins, and who wrote that: its number in the source, author, and the person's role."""

    segment: int | None
    author: str | None
    role: str | None


def whose(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Whose]:
    """Return for each of these codings whose words it begins in."""
    rows = db.execute(
        f"select g.id, m.n, m.author, {ROLE} from coding g left join segment m on m.id = g.segment "
        "left join participant who on who.id = m.participant where g.id in (select value from json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return {id: Whose(*row) for id, *row in rows}


def source_of(db: sqlite3.Connection, coding: int) -> int | None:
    """Return the source in which a coding lies; None where there is no such coding."""
    row = db.execute("select source from coding where id = ?", (coding,)).fetchone()
    return None if row is None else int(row[0])
