"""Sources and their segments: writing what importers read, and finding it again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.names import key, typed
from qda.store.texts.segment_layout import Layout, Segment

if TYPE_CHECKING:
    from qda.store.history.door import Change

LISTED = Message("sources-listed", "the list of sources has them")  # said where no name is near
UNCOUNTED = frozenset({"boilerplate", "quoted"})  # kinds whose words are not counted for a source or a person


def names(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """The number and name of every source, in order of number."""
    return db.execute("select id, name from source order by id").fetchall()


def find(db: sqlite3.Connection, name: str) -> int:
    """The number of a source by name or by a unique beginning of its name."""
    wanted = key(name)
    row = db.execute("select id from source where key = ?", (wanted,)).fetchone()
    if row:
        return int(row[0])
    if wanted:
        known = db.execute("select id, name from source where substr(key, 1, ?) = ?", (len(wanted), wanted)).fetchall()
        if len(known) == 1:
            return int(known[0][0])
        if known:
            some = ", ".join(n for _, n in known[:5]) + (" …" if len(known) > 5 else "")
            raise QdaError(f"{len(known)} sources begin with {name!r}: {some}; write more of the name")
    if len(hits := typed(db, name, db.execute("select id, name from source"))) == 1:
        return hits.pop()
    every = [n for (n,) in db.execute("select name from source")]
    raise NotFound("source", name, every, LISTED)


def called(db: sqlite3.Connection, name: str) -> int | None:
    """Return the number of the source with this whole name, or None."""
    row = db.execute("select id from source where key = ?", (key(name),)).fetchone()
    return None if row is None else int(row[0])


class Head(NamedTuple):
    """Facts about a source that can be read without its text: the columns before the text in its row."""

    uuid: str
    name: str
    kind: str
    title: str
    language: str


def head(db: sqlite3.Connection, source: int) -> Head:
    """Return what a source is called, and how it is read."""
    return Head(*db.execute("select uuid, name, kind, title, language from source where id = ?", (source,)).fetchone())


class Whole(NamedTuple):
    """A source with its text; `date` is ISO 8601 or None, `metadata` what its file says of itself."""

    uuid: str
    name: str
    kind: str
    title: str
    language: str
    date: str | None
    text: str
    words: int
    metadata: dict[str, Any]


def whole(db: sqlite3.Connection, source: int) -> Whole:
    """Return a source with its text and all that is known of it."""
    *fields, about = db.execute(
        "select uuid, name, kind, title, language, date, text, words, metadata from source where id = ?", (source,)
    ).fetchone()
    return Whole._make((*fields, json.loads(about)))


def date(db: sqlite3.Connection, source: int) -> str | None:
    """Return the date of a source (ISO 8601), or None."""
    found: str | None = db.execute("select date from source where id = ?", (source,)).fetchone()[0]
    return found


def metadata(db: sqlite3.Connection, source: int) -> dict[str, Any]:
    """Return what the file of a source says of itself."""
    found: dict[str, Any] = json.loads(db.execute("select metadata from source where id = ?", (source,)).fetchone()[0])
    return found


def made_of_quotes(db: sqlite3.Connection) -> set[int]:
    """Return the sources that were made out of quotes, each of which is a paragraph of its text."""
    return {
        i
        for (i,) in db.execute(
            "select id from source where instr(metadata, '\"made_of\"') and json_extract(metadata, '$.made_of') = 'quotes'"
        )
    }


def known_files(db: sqlite3.Connection) -> dict[str, str]:
    """Return the sources' names by the SHA-256 of their files, also of the files that they had before."""
    earlier = db.execute(
        "select json_extract(e.value, '$.sha256'), s.name from source s, json_each(s.metadata, '$.earlier') e "
        "where instr(s.metadata, '\"earlier\"')"
    )
    return dict(earlier) | dict(db.execute("select sha256, name from source"))


def origins(db: sqlite3.Connection) -> dict[str, str]:
    """Return the sources' names by the path from which they came, without rows of tables: several come from one file."""
    return dict(db.execute("select origin, name from source where kind not in ('posts', 'table')"))


def threads(db: sqlite3.Connection) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Yield (name, kind, what its file says of the thread that it is, or None) of every source, in order of number."""
    for name, kind, about in db.execute(
        "select name, kind, case when instr(metadata, '\"thread\"') then metadata end from source order by id"
    ):
        thread = json.loads(about).get("thread") if about else None
        yield name, kind, thread if isinstance(thread, dict) else None


def set_fields(c: Change, source: int, **fields: str | None) -> None:
    """Set the title, language, kind or date of a source."""
    c.update("source", source, **fields)


def rename(c: Change, source: int, name: str) -> None:
    """Give a source a name that no other has."""
    c.update("source", source, name=name, key=key(name))


def remove(c: Change, source: int) -> None:
    """Remove a source; by foreign keys its segments, codings, values and the people of this source alone go too."""
    c.delete("source", source)


def text(db: sqlite3.Connection, source: int) -> str:
    """A source's text."""
    return str(db.execute("select text from source where id = ?", (source,)).fetchone()[0])


def words(db: sqlite3.Connection, source: int, start: int, end: int) -> str:
    """The characters from start to end of a source's text, without reading the rest into Python."""
    cut = "select substr(text, ?, ?) from source where id = ?"
    return str(db.execute(cut, (start + 1, end - start, source)).fetchone()[0])


def texts(db: sqlite3.Connection, wanted: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The texts of these sources by number, one at a time: half the cost of asking for each."""
    chosen = json.dumps(sorted(wanted))
    yield from db.execute(
        "select id, text from source where id in (select value from json_each(?)) order by id", (chosen,)
    )


def every_text(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (name, language, text) of every source, in order of number, one at a time."""
    yield from db.execute("select name, language, text from source order by id")


def source_of(db: sqlite3.Connection, segment: int) -> int:
    """Return the number of the source in which a segment lies."""
    return int(db.execute("select source from segment where id = ?", (segment,)).fetchone()[0])


def segment_metadata(db: sqlite3.Connection, source: int) -> dict[int, str]:
    """Return what the file says of single segments of a source, as JSON by number; segments without any are left out."""
    return dict(db.execute("select id, metadata from segment where source = ? and metadata is not null", (source,)))


def segments(db: sqlite3.Connection, source: int, start: int | None = None, end: int | None = None) -> list[Segment]:
    """A source's segments in text order, an outer one before those inside it.

    Between `start` and `end`, where these are given: only those that reach in between, or begin there.
    """
    which, args = ("", ()) if start is None or end is None else ('and "end" > ? and start <= ? ', (start, end))
    return [
        Segment._make(row)
        for row in db.execute(
            'select id, n, kind, parent, participant, author, date, reply_to, start, "end", words from segment '
            f"where source = ? {which}order by n",
            (source, *args),
        )
    ]


def layout(db: sqlite3.Connection, source: int) -> Layout:
    """A source's text and segments."""
    return Layout(text(db, source), segments(db, source))


class Cut(NamedTuple):
    """A stretch cut out of a source, with the characters that the whole text has.

    `layout` has the stretch as its text and begins at 0; on it, it answers as the source's own does.
    """

    layout: Layout
    size: int


def cut(db: sqlite3.Connection, source: int, start: int, end: int) -> Cut:
    """Return a stretch of a source without reading the rest: in it are the segments that it touches, and the next ones.

    Where none comes after it all are: what lies behind the last segment belongs to that. Offsets outside the text are cut
    to it.
    """
    start, end = max(start, 0), max(end, 0)
    size, words = db.execute(
        "select characters, substr(text, ?, ?) from source where id = ?", (start + 1, max(end - start, 0), source)
    ).fetchone()
    (until,) = db.execute("select min(start) from segment where source = ? and start >= ?", (source, end)).fetchone()
    near = segments(db, source) if until is None else segments(db, source, start, until)
    return Cut(Layout(words, [s._replace(start=s.start - start, end=s.end - start) for s in near]), size)


def layouts(db: sqlite3.Connection, wanted: Iterable[int]) -> Iterator[tuple[int, Layout]]:
    """The layouts of these sources, by number: two ordered streams, which is half the cost of asking for each."""
    wanted = sorted(wanted)
    chosen = json.dumps(wanted)
    parts = db.execute(
        'select source, id, n, kind, parent, participant, author, date, reply_to, start, "end", words from segment '
        "where source in (select value from json_each(?)) order by source, n",
        (chosen,),
    )
    by_source = groupby(parts, itemgetter(0))
    at, rows = next(by_source, (None, iter(())))
    for source, text in texts(db, wanted):
        held: list[Segment] = []
        if at == source:
            held = [Segment._make(row[1:]) for row in rows]
            at, rows = next(by_source, (None, iter(())))
        yield source, Layout(text, held)
