"""Codings: writing them, and reading them in their order with the quotes cut from the text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import Refused
from qda.store.analysis.scope import Scope, everything
from qda.store.file import ids as ids_
from qda.store.file import layer
from qda.store.file.ids import new_uuid, uuids_in_order
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout

if TYPE_CHECKING:
    from qda.store.history.door import Change

COLUMNS = (
    "id", "uuid", "source", "segment", "author", "date", "code", "coder", "start", "end", "text", "note", "origin",
    "confirmed", "created_at", "role",
)  # fmt: skip
# Whose words a coding `g` has: the role of the person `who` in whose segment `m` it begins; where that is the label of a
# turn, of the one who speaks at its end.
ROLE = (
    "coalesce(who.role, case when m.kind = 'boilerplate' then (select p.role from segment l "
    "join participant p on p.id = l.participant where l.id = g.last_segment) end)"
)
FEW = 8  # codings whose words are cut out of their texts one by one; no text that is stored has a NUL, at which SQLite would end
BY_A_PERSON = ("hand", "in-vivo", "suggest")  # origins of codings for which somebody read the passage first


def find(db: sqlite3.Connection, source: int, start: int, end: int, code: int, coder: int) -> int | None:
    """The coding of that code on that very stretch by that coder, or None."""
    row = db.execute(
        'select id from coding where source = ? and start = ? and "end" = ? and code = ? and coder = ?',
        (source, start, end, code, coder),
    ).fetchone()
    return row[0] if row else None


def get(db: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    """One coding's columns; None when it is not there (any more)."""
    cursor = db.execute("select * from coding where id = ?", (id,))
    found = cursor.fetchone()
    return None if found is None else dict(zip([d[0] for d in cursor.description], found, strict=True))


def row(db: sqlite3.Connection, id: int) -> dict[str, Any]:
    """One coding's columns; the caller has looked that it is there."""
    found = get(db, id)
    if found is None:
        raise KeyError(id)
    return found


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers of codings without repeats; one that the study does not have is refused."""
    return ids_.known(db, "coding", ids, "coding", "")


def unconfirmed(db: sqlite3.Connection) -> set[int]:
    """The codings that nobody has confirmed."""
    return {i for (i,) in db.execute("select id from coding where confirmed = 0")}


def count(db: sqlite3.Connection, code: int) -> int:
    """Count the codings of a code itself, without those of the codes under it."""
    return int(db.execute("select count(*) from coding where code = ?", (code,)).fetchone()[0])


def any_there(db: sqlite3.Connection) -> bool:
    """True if the study has a coding."""
    return db.execute("select 1 from coding limit 1").fetchone() is not None


def places_in(db: sqlite3.Connection, source: int) -> set[tuple[int, int, int, int]]:
    """(start, end, code, coder) of every coding of a source."""
    return set(db.execute('select start, "end", code, coder from coding where source = ?', (source,)))


def places_of(db: sqlite3.Connection, code: int, coder: int) -> set[tuple[int, int, int]]:
    """(source, start, end) of every coding of a code by a coder."""
    return set(db.execute('select source, start, "end" from coding where code = ? and coder = ?', (code, coder)))


class Stretch(NamedTuple):
    """A stretch of a source that has a code, and how many codings (each of another coder) give it that code."""

    code: int
    source: int
    start: int
    end: int
    codings: int


def stretches(db: sqlite3.Connection, codes: Iterable[int]) -> Iterator[Stretch]:
    """The stretches of these codes, by source, start and end."""
    rows = db.execute(
        'select code, source, start, "end", count(*) from coding where code in (select value from json_each(?)) '
        'group by source, start, "end", code order by source, start, "end"',
        (json.dumps(list(codes)),),
    )
    return (Stretch._make(row) for row in rows)


def of_codes(db: sqlite3.Connection, codes: Iterable[int]) -> list[int]:
    """The numbers of the own codings of these codes, by code and place."""
    return [
        id
        for (id,) in db.execute(
            f"select id from coding where code in (select value from json_each(?)) and {layer.beside(db)} "
            'order by code, source, start, "end", id',
            (json.dumps(sorted(set(codes))),),
        )
    ]


class Place(NamedTuple):
    """Counts of a coding, made once at writing: columns of its row.

    Words and characters that count, whoever wrote them, and the segments that hold the first and the last character.
    """

    words: int
    segment: int | None
    last_segment: int | None
    characters: int


Counts = tuple[int, int | None, int | None, int]  # a `Place` as a plain tuple
Marked = tuple[int, int, int, int, int, str]  # source, start, end, code, coder, note


def place(layout: Layout, start: int, end: int) -> Place:
    """The place of a stretch."""
    return Place._make(layout.counts(start, end))


def add(
    c: Change, source: int, where: Layout | Place, start: int, end: int, code: int, *, coder: int | None = None,
    note: str = "", origin: str = "hand", confirmed: bool = True,
) -> int:  # fmt: skip
    """Insert one coding; the caller has looked that it is not there yet. `where`: the source's layout, or the stretch's place."""
    at = where if isinstance(where, Place) else place(where, start, end)
    return c.insert(
        "coding", uuid=new_uuid(), source=source, start=start, end=end, code=code,
        coder=c.coder_id if coder is None else coder, note=note, origin=origin, confirmed=int(confirmed),
        created_at=c.at, **at._asdict(),
    )  # fmt: skip


class New(NamedTuple):
    """A coding that is to be written with many others; an empty uuid or time is that of the change."""

    source: int
    start: int
    end: int
    code: int
    coder: int
    note: str
    place: Place
    uuid: str = ""
    created_at: str = ""
    confirmed: bool = True
    pinned: bool = False


def add_many(c: Change, new: Iterable[New], *, origin: str, unnamed: int | None = None) -> range:
    """Insert codings at once and return their numbers; the caller has looked that none is there yet.

    `unnamed` says of a stream how many have no uuid, at the most.
    """
    if unnamed is None:
        new = list(new)
        unnamed = sum(not g.uuid for g in new)
    uuids = uuids_in_order(unnamed)  # so that their index grows at its end alone
    return c.bulk(
        "coding",
        (
            (
                g.uuid or next(uuids), g.source, g.start, g.end, g.code, g.coder, g.note, origin, int(g.confirmed),
                int(g.pinned), g.created_at or c.at, *g.place, None,
            )
            for g in new
        ),
    )  # fmt: skip


def add_each(c: Change, new: Iterable[tuple[Counts, Marked]], *, origin: str, most: int) -> range:
    """Insert a stream of codings as `add_many` does, at most so many, each with its `Place` as a plain tuple."""
    uuids, at = uuids_in_order(most), c.at
    rows = ((next(uuids), *g, origin, 1, 0, at, *place, None) for place, g in new)
    return c.bulk("coding", rows, coming=most)


def change(c: Change, id: int, **values: Any) -> None:
    """Set columns of a coding; one that has the value already is no change."""
    c.update("coding", id, **values)


def confirm(c: Change, id: int) -> None:
    """A person says that the coding stands, and when: of one that was confirmed before, that it stands still."""
    c.update("coding", id, confirmed=1, confirmed_at=c.at)


def give_code(c: Change, old: int, new: int, only: Iterable[int] | None = None) -> None:
    """Give all codings of a code another code, or `only` some of them; the caller has joined those that would meet."""
    chosen = "" if only is None else "and id in (select value from json_each(:only))"
    c.db.execute(
        f"update coding set code = :new where code = :old {chosen}",
        {"old": old, "new": new, "only": json.dumps(list(only or ()))},
    )


def remove(c: Change, id: int) -> None:
    """Delete a coding; its placements, and what was recorded of it, go along."""
    c.delete("coding", id)


def select(
    db: sqlite3.Connection, scope: Scope | None = None, *, ids: Sequence[int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Rows of `COLUMNS` by source, start, end, id; the text is cut in Python, a source read once.

    `role` is that of the person who wrote or said it, None where nobody is named; of a stretch that begins with the label
    of a turn, that of the one who speaks at its end. With `ids` just these codings.
    """
    return (row for row, _ in _cut(db, scope or (everything(db) if ids is None else Scope()), ids))


def with_context(db: sqlite3.Connection, scope: Scope, context: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `COLUMNS` with `context` characters of the text to the left and right."""
    for row, text in _cut(db, scope):
        start, end = row[8], row[9]
        yield (*row, text[max(start - context, 0) : start], text[end : end + context])


def _cut(
    db: sqlite3.Connection, scope: Scope, ids: Sequence[int] | None = None
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Rows of `COLUMNS`, each with the whole text of its source; of few `ids` with none, and only their words are read."""
    few = ids is not None and len(ids) <= FEW
    held = "''" if few else "text"
    where, args = scope.coding()
    if ids is not None:
        where, args = f"{where} and g.id in (select value from json_each(?))", [*args, json.dumps(list(ids))]
    codes = dict(db.execute("select id, name from code"))
    coders = dict(db.execute("select id, name from coder"))
    at: int | None = None
    name = text = dated = ""
    for (
        id,
        uuid,
        source,
        start,
        end,
        code,
        coder,
        note,
        origin,
        confirmed,
        created,
        n,
        author,
        date,
        whose,
    ) in db.execute(
        'select g.id, g.uuid, g.source, g.start, g."end", g.code, g.coder, g.note, g.origin, g.confirmed, g.created_at, '
        f"m.n, m.author, m.date, {ROLE} from coding g left join segment m on m.id = g.segment "
        "left join participant who on who.id = m.participant "
        f'where {where} order by g.source, g.start, g."end", g.id',
        args,
    ):
        if source != at:
            # asked for each source met: the date lies behind the text in the row, so that a list of all dates would
            # read every text of the study
            at = source
            found = db.execute(f"select name, {held}, date from source where id = ?", (source,)).fetchone()
            if found is None:
                raise Refused(
                    "coding-without-source",
                    "coding {id} belongs to source {source}, which does not exist: the file is damaged; go back to a backup",
                    id=id,
                    source=source,
                )
            name, text, dated = found
        words = sources.words(db, source, start, end) if few else text[start:end]
        row = (
            id, uuid, name, n, author, date or dated, codes[code], coders[coder], start, end, words, note,
            origin, bool(confirmed), created, whose,
        )  # fmt: skip
        yield row, text
