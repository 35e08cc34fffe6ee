"""Count codings in groups, in pairs, and by source, for reports. Read-only.

Every function takes a `Scope` and counts the codings that it lets through. What is done with the rows (stretches that
overlap, words counted once) is arithmetic and stands in `qda/reports/counts`.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.core.names import key
from qda.store.analysis.codings import ROLE
from qda.store.analysis.scope import Scope
from qda.store.texts import people

BUILT_IN = ("source", "participant", "coder", "kind")  # what codings can be grouped by besides variables
Row = tuple[Any, ...]  # (code, value, source, start, end, words, characters, segment, confirmed)


class Grouping(NamedTuple):
    """By what codings are grouped, and how a value is shown (None where there is none).

    `sql` is an expression over codings `g` and their segments `m`, for the queries of the store.
    """

    sql: str
    shown: Callable[[Any], str | None]


LOOKUP = 4  # looking a segment up costs as much as going over so many
UNGROUPED = Grouping("null", lambda value: None)  # all codings are one group


def grouping(db: sqlite3.Connection, by: str) -> Grouping:
    """Return the grouping of that name: one of `BUILT_IN`, `role` or a variable; "" groups nothing.

    Raise NotFound for any other name.
    """
    if not by:
        return UNGROUPED
    if by in ("source", "coder"):
        return Grouping(f"g.{by}", dict(db.execute(f"select id, name from {by}")).get)
    if by == "participant":
        return Grouping("m.participant", people.shown(db).get)
    if by == "kind":
        return Grouping("m.kind", lambda value: value)
    if key(by) == "role":
        return Grouping("(select p.role from participant p where p.id = m.participant)", lambda value: value)
    found = of_variable(db, by)
    if found is None:
        every = [n for (n,) in db.execute("select name from variable")]
        hint = Message("grouping-unknown", "it is one of {known}, or a variable", known=BUILT_IN)
        raise NotFound("variable", by, [*every, *BUILT_IN, "role"], hint)
    return found


def of_variable(db: sqlite3.Connection, name: str) -> Grouping | None:
    """Return the grouping by the values of a variable, of the source first; None when there is no such variable."""
    ids = ", ".join(str(i) for (i,) in db.execute("select id from variable where key = ?", (key(name),)))
    if not ids:
        return None
    return Grouping(
        f"coalesce((select v.value from value v where v.variable in ({ids}) and v.source = g.source), "
        f"(select v.value from value v where v.variable in ({ids}) and v.participant = m.participant))",
        lambda value: value,
    )


def codings_from(condition: str) -> str:
    """Return what a query on codings `g` selects from: with their segments `m` where the condition names these."""
    return "coding g left join segment m on m.id = g.segment" if "m." in condition else "coding g"


# The ordered pass over codings, and what it looks up of the texts.


def codings(db: sqlite3.Connection, over: Scope, by: Grouping = UNGROUPED) -> Iterator[Row]:
    """Stream the codings as `Row`s, by code, value and place in the text."""
    where, args = over.coding()
    group = "" if by is UNGROUPED else "2, "
    return db.execute(
        f'select g.code, {by.sql}, g.source, g.start, g."end", g.words, g.characters, g.segment, g.confirmed '
        f"from {codings_from(where + by.sql)} "
        f'where {where} order by g.code, {group}g.source, g.start, g."end"',
        args,
    )


class OfCode(NamedTuple):
    """All codings of a code: sums, and as columns where they are (by place in the text).

    `sized` is how many have their characters counted; `words` and `characters` are sums of what was counted at writing.
    `columns` are sources, starts, ends, and the segments of those that have one: numbers with commas between them. Where these
    were asked for, `measured` are the words, and the characters of those that have them counted.
    """

    code: int
    codings: int
    confirmed: int
    sized: int
    words: int
    characters: int
    columns: tuple[str, str, str, str]
    measured: tuple[str, str]


def of_each_code(db: sqlite3.Connection, *, measured: bool = False) -> Iterator[OfCode]:
    """Yield the study's codings code after code; a code without any is left out.

    SQLite hands each column of a code over as one text: a fifth of the cost of a row for each coding. `measured`: as columns,
    not only as sums.
    """
    also = "group_concat(words), group_concat(characters)" if measured else "'', ''"
    for (code,) in db.execute("select id from code order by id").fetchall():
        n, confirmed, sized, words, characters, sources, starts, ends, segments, *measures = db.execute(
            f"""select count(*), sum(confirmed), count(characters), sum(words), coalesce(sum(characters), 0),
            group_concat(source), group_concat(start), group_concat("end"), group_concat(segment), {also}
            from (select source, start, "end", words, characters, segment, confirmed from coding indexed by coding_code
            where code = ? order by source, start, "end")""",
            (code,),
        ).fetchone()
        if n:
            columns = (sources, starts, ends, segments or "")
            yield OfCode(code, n, confirmed, sized, words, characters, columns, (measures[0], measures[1] or ""))


def codings_of(db: sqlite3.Connection, code: int, wanted: Iterable[int]) -> Iterator[Row]:
    """Stream the codings of a code in these sources as `Row`s, by place in the text."""
    return db.execute(
        'select code, null, source, start, "end", words, characters, segment, confirmed from coding '
        'where code = ? and source in (select value from json_each(?)) order by source, start, "end"',
        (code, json.dumps(sorted(wanted))),
    )


def values_of_codings(db: sqlite3.Connection, over: Scope, by: Grouping) -> Iterator[tuple[int, int, Any]]:
    """Stream (coding, code, value) of each coding, in text order."""
    where, args = over.coding()
    return db.execute(
        f"select g.id, g.code, {by.sql} from {codings_from(where + by.sql)} "
        f'where {where} order by g.source, g.start, g."end", g.id',
        args,
    )


def codings_by_value(db: sqlite3.Connection, over: Scope, by: Grouping) -> dict[Any, int]:
    """Return how many codings each value of a grouping has."""
    where, args = over.coding()
    return dict(
        db.execute(
            f"select {by.sql}, count(*) from {codings_from(where + by.sql)} where {where} group by 1",
            args,
        )
    )


def codes_by_source(db: sqlite3.Connection, over: Scope) -> Iterator[tuple[int, int]]:
    """Stream (source, code) of each coding, by source: the index over places serves this order."""
    where, args = over.coding()
    return db.execute(f"select g.source, g.code from {codings_from(where)} where {where} order by g.source", args)


def how_many(db: sqlite3.Connection, over: Scope) -> tuple[int, int, int]:
    """Count the codings of a scope, those of them that nobody has confirmed, and their coders."""
    where, args = over.coding()
    # two questions, each answered from an index of its own
    n, unconfirmed = db.execute(
        f"select count(*), sum(not g.confirmed) from {codings_from(where)} where {where}", args
    ).fetchone()
    (coders,) = db.execute(f"select count(distinct g.coder) from {codings_from(where)} where {where}", args).fetchone()
    return n, unconfirmed or 0, coders


def of_researchers(db: sqlite3.Connection, over: Scope) -> int:
    """Count the codings of a scope that have a researcher's words."""
    if not people.researchers(db):
        return 0
    where, args = over.coding()
    table = "coding g left join segment m on m.id = g.segment left join participant who on who.id = m.participant"
    (n,) = db.execute(f"select count(*) from {table} where {where} and {ROLE} is 'researcher'", args).fetchone()
    return int(n)


def every_coding(db: sqlite3.Connection) -> int:
    """Count all codings of the study, the consensus layer's too: a moment in a study of any size."""
    (n,) = db.execute("select count(*) from coding").fetchone()
    return int(n)


def people_of_coded(db: sqlite3.Connection) -> dict[int, int] | array[int]:
    """Return the participant of each segment in which a coding begins, by the segment's number; 0 where nobody is known.

    Where codings are few these segments alone are asked for; else all are laid in a row: eight bytes a segment.
    """
    (most,) = db.execute("select coalesce(max(id), 0) from segment").fetchone()
    if every_coding(db) * LOOKUP < most:
        return dict(
            db.execute(
                "select m.id, coalesce(m.participant, 0) from (select distinct segment from coding) g "
                "join segment m on m.id = g.segment"
            )
        )
    out = array("q", bytes(8 * (most + 1)))
    for id, person in db.execute("select id, participant from segment where participant is not null"):
        out[id] = person
    return out


def segments_of(
    db: sqlite3.Connection, people: Iterable[int], kinds: Sequence[str], wanted: Iterable[int] | None
) -> Iterator[tuple[int, int, int]]:
    """Stream (source, start, end) of the segments that are of one of these kinds or by one of these people, in text order.

    Of the sources `wanted`, or of all.
    """
    some = ", ".join(map(str, sorted(people))) or "null"
    which = ", ".join(f"'{kind}'" for kind in kinds) or "null"
    chosen = "" if wanted is None else "and source in (select value from json_each(?))"
    return db.execute(
        'select source, start, "end" from segment '
        f"where (kind in ({which}) or participant in ({some})) {chosen} order by source, n",
        () if wanted is None else (json.dumps(sorted(wanted)),),
    )


def segments_in_order(db: sqlite3.Connection, wanted: Iterable[int]) -> Iterator[tuple[int, int, int, str, int | None]]:
    """Stream (source, start, end, kind, participant) of the segments of these sources, in text order."""
    return db.execute(
        'select source, start, "end", kind, participant from segment '
        "where source in (select value from json_each(?)) order by source, n",
        (json.dumps(sorted(wanted)),),
    )


# Codings in pairs.


class Paired:
    """The codings of a scope, from which pairs are made: of one coder, or of any two.

    `several` says that more than one coder made them. Rows begin with the coder, or with 0 where coders are not told apart.
    """

    def __init__(self, db: sqlite3.Connection, table: str, coder: str, several: bool) -> None:
        self._db, self._table, self._coder = db, table, coder
        self.several = several

    def per_code(self) -> dict[int, int]:
        """Return code -> its codings."""
        return dict(self._db.execute(f"select code, count(*) from {self._table} group by code"))

    def overlapping(self) -> Iterator[tuple[int, int, int]]:
        """Stream (code, code, pairs of their codings that overlap), the smaller number first."""
        # one-sided and on the index (source, start, end, code): stays linear on long sources where other forms do not
        alike = "" if self._coder == "0" else f"b.{self._coder} = a.{self._coder} and "
        return self._db.execute(
            f"""select min(a.code, b.code), max(a.code, b.code), count(*)
            from {self._table} a cross join {self._table} b
            on {alike}b.source = a.source and b.start >= a.start and b.start < a."end"
            and (b.start > a.start or b.id > a.id) and b.code <> a.code group by 1, 2"""
        )

    def places(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Stream (coder, source, start, end, code) in no order."""
        return self._db.execute(f'select {self._coder}, source, start, "end", code from {self._table}')

    def in_order(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Stream (coder, source, start, end, code) in that order."""
        by = "" if self._coder == "0" else f"{self._coder}, "
        return self._db.execute(
            f'select {self._coder}, source, start, "end", code from {self._table} '
            f'order by {by}source, start, "end", code'
        )

    def outermost_segments(self) -> Iterator[tuple[int, int, int]]:
        """Stream (source, start, end) of the study's segments that lie in no other, in text order."""
        return self._db.execute('select source, start, "end" from segment where parent is null order by source, n')

    def per_source(self) -> Iterator[tuple[int, int, int, int]]:
        """Stream (coder, source, code, its codings there)."""
        return self._db.execute(f"select {self._coder}, source, code, count(*) from {self._table} group by 1, 2, 3")


@contextmanager
def paired(db: sqlite3.Connection, over: Scope, *, across_coders: bool = False) -> Iterator[Paired]:
    """Hold the codings of a scope for questions about pairs; what streams from them ends with the block.

    A filter, or coders that must be told apart, take a temporary table with the coder first in its index. Where one coder
    made all codings, or all count as one, the study's own table and index serve.
    """
    where, args = over.coding()
    first, last = db.execute(
        f"select min(g.coder), max(g.coder) from {codings_from(where)} where {where}", args
    ).fetchone()
    several = first != last
    apart = several and not across_coders
    if where == "1" and not apart:
        yield Paired(db, "coding", "0", several)
        return
    coder = "g.coder" if apart else "0"
    try:
        with _temporary_tables(db):
            db.execute(
                f'create temp table chosen as select g.id, g.source, g.start, g."end", g.code, {coder} as coder '
                f"from {codings_from(where)} where {where}",
                args,
            )
            db.execute('create index temp.chosen_place on chosen(coder, source, start, "end", code)')
        yield Paired(db, "chosen", "coder", several)
    finally:
        with _temporary_tables(db):
            db.execute("drop table if exists temp.chosen")


@contextmanager
def _temporary_tables(db: sqlite3.Connection) -> Iterator[None]:
    """Let a reader make or drop a temporary table, which is no write to the study; then all is guarded as before."""
    (guarded,) = db.execute("pragma query_only").fetchone()
    db.execute("pragma query_only = off")
    try:
        yield
    finally:
        db.execute(f"pragma query_only = {guarded}")
