"""Find the way around a study: its sources, how far each is coded, the codings and memos at a place.

Everything is asked for a few rows at a time, so that a study with ten thousand sources answers as quickly as one with ten.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from qda.core.names import key
from qda.store.analysis import codes, memos, stability
from qda.store.analysis.memos import Memo
from qda.store.file import layer
from qda.store.history.door import unpack
from qda.store.history.log import redo_target, undo_target

QUOTE = 200  # characters of a quote in a list
FEWEST, MOST_SEGMENTS = 5, 20_000  # codings to learn from; segments that are read in the background unasked


class Place(NamedTuple):
    """A stretch of a source."""

    source: int
    start: int
    end: int


class Quote(NamedTuple):
    """A coding in a list of quotes: where it is, its first characters, and whose words these are."""

    coding: int
    source: int
    name: str
    start: int
    end: int
    code: str
    text: str
    author: str | None = None
    role: str | None = None


def rows(db: sqlite3.Connection, like: str = "", shown: Callable[[str], str] | None = None) -> list[tuple[int, str]]:
    """Return (number, name) of the sources in their order.

    like: only those whose name or title holds this text, case aside.
    shown: how a name is shown (a pseudonym); `like` then finds a source by the name shown as well.
    """
    wanted = key(like) if like.strip() else ""
    if wanted and shown is not None:
        every = db.execute("select id, name, coalesce(title, '') from source order by id")
        return [(i, n) for i, n, t in every if any(wanted in key(x) for x in (n, t, shown(n), shown(t)))]
    where, args = ("where instr(key, ?) or instr(lower(title), ?)", (wanted, wanted)) if wanted else ("", ())
    return db.execute(f"select id, name from source {where} order by id", args).fetchall()


def beside(db: sqlite3.Connection, source: int, by: int) -> tuple[int, str] | None:
    """Return (number, name) of the next source, or of the one before when `by` is negative; None at the end."""
    sign, order = (">", "asc") if by > 0 else ("<", "desc")
    row = db.execute(f"select id, name from source where id {sign} ? order by id {order} limit 1", (source,)).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


class Held(NamedTuple):
    """A source as it is called now; `uuid` stays when it is renamed or gets another text."""

    uuid: str
    name: str
    title: str


def source(db: sqlite3.Connection, source: int) -> Held | None:
    """Return a source by its number; None when it is not there (any more)."""
    row = db.execute("select uuid, name, title from source where id = ?", (source,)).fetchone()
    return None if row is None else Held(*row)


def of_uuid(db: sqlite3.Connection, uuid: str) -> int | None:
    """Return the number of the source with that uuid; None when it is not there."""
    row = db.execute("select id from source where uuid = ?", (uuid,)).fetchone()
    return None if row is None else int(row[0])


def progress(db: sqlite3.Connection, sources: Iterable[int]) -> dict[int, float]:
    """Return how far each of these sources is coded: the share (0 to 1) of its characters, boilerplate aside, under a coding.

    A source without codings is left out. One pass over the index of codings: each adds what lies beyond those before it.
    """
    wanted = json.dumps(list(sources))
    each = "(select value from json_each(?))"
    covered = dict(
        db.execute(
            'select source, sum(max("end" - max(start, seen), 0)) from (select source, start, "end", coalesce(max("end") '
            'over (partition by source order by start, "end" rows between unbounded preceding and 1 preceding), 0) as seen '
            f"from coding where source in {each} and {layer.beside(db)}) group by source",
            (wanted,),
        ).fetchall()
    )
    out: dict[int, float] = {}
    if not covered:
        return out
    for source, length in db.execute(
        "select source, sum(\"end\" - start) from segment where parent is null and kind <> 'boilerplate' "
        f"and source in {each} group by source",
        (wanted,),
    ):
        if source in covered and length:
            out[source] = min(covered[source] / length, 1.0)
    return out


def memos_on(
    db: sqlite3.Connection,
    *,
    source: int,
    segment: int | None = None,
    codings: Collection[int] = (),
    codes: Collection[int] = (),
) -> list[tuple[str, Memo]]:
    """Return the memos on any of these, nearest first: (`coding`, `code`, `segment` or `source`, memo), each memo once."""
    found: dict[int, str] = {}
    for kind, ids in (
        ("coding", codings),
        ("code", codes),
        ("segment", () if segment is None else (segment,)),
        ("source", (source,)),
    ):
        for i in ids:
            for (memo,) in db.execute(
                f"select memo from link where {kind} = ? and place = 'on' and memo is not null order by id", (i,)
            ):
                found.setdefault(memo, kind)
    if not found:
        return []
    read = {m.id: m for m in memos.read(db, ids=found)}
    return [(kind, read[i]) for i, kind in found.items() if i in read]


def quotes(db: sqlite3.Connection, code: int, *, most: int = 2000, coder: str = "") -> tuple[list[Quote], int]:
    """Return the codings of a code and of those under it, by source and place, and how many there are in all.

    coder: who looks; what lies on stretches that he has drawn to code them again is left out.
    """
    wanted = json.dumps(sorted(codes.gathered(db).get(code, {code})))
    names = codes.names(db)
    where = f"where g.code in (select value from json_each(?)) and {layer.beside(db, 'g.coder')}"
    total = int(db.execute(f"select count(*) from coding g {where}", (wanted,)).fetchone()[0])
    found = db.execute(
        'select g.id, g.source, g.start, g."end", g.code, m.author, p.role from coding g '
        "left join segment m on m.id = g.segment left join participant p on p.id = m.participant "
        f'{where} order by g.source, g.start, g."end", g.id limit ?',
        (wanted, most),
    ).fetchall()
    out, at, text, called = [], None, "", ""
    drawn = stability.hidden(db, coder)
    for id, source, start, end, of, author, role in found:
        if stability.touches(drawn.get(source, ()), start, end):
            total -= 1
            continue
        if source != at:
            at = source
            called, text = db.execute("select name, text from source where id = ?", (source,)).fetchone()
        short = text[start : min(end, start + QUOTE)]
        out.append(Quote(id, source, called, start, end, names[of], short, author, role))
    return out, total


class Waiting(NamedTuple):
    """A coding that waits to be read, in the order of the texts: nobody has confirmed it yet, or it is stale."""

    source: int
    start: int
    end: int
    coding: int
    code: int
    origin: str


def waiting(db: sqlite3.Connection, stale: Iterable[int] = ()) -> dict[int, int]:
    """Return how many codings of each code wait: unconfirmed ones and these stale ones; codes without any are left out."""
    where, args = _waits(db, stale)
    return dict(db.execute(f"select code, count(*) from coding where {where} group by code order by code", args))


def waits(db: sqlite3.Connection, coding: int, stale: Iterable[int] = ()) -> bool:
    """True if a coding is there and waits to be read."""
    where, args = _waits(db, stale)
    return db.execute(f"select 1 from coding where {where} and id = ?", (*args, coding)).fetchone() is not None


def _waits(db: sqlite3.Connection, stale: Iterable[int]) -> tuple[str, list[str]]:
    """Return what holds of a coding that waits, as SQL; what coders settled together waits for nobody."""
    ids = sorted(stale)
    if not ids:
        return "confirmed = 0", []
    return f"(confirmed = 0 or (id in (select value from json_each(?)) and {layer.beside(db)}))", [json.dumps(ids)]


def next_waiting(
    db: sqlite3.Connection,
    code: int | None = None,
    at: tuple[int, int, int, int] | None = None,
    *,
    backward: bool = False,
    coder: str = "",
    stale: Iterable[int] = (),
) -> Waiting | None:
    """Return the first coding after `at` that waits to be read, or the last before it when `backward`; None at the end.

    code: only of this code and those under it. at: (source, start, end, coding); without it from the beginning. coder: who
    reads; what lies on stretches that he has drawn to code them again is passed over. stale: confirmed codings that wait too.
    """
    where, args = _waits(db, stale)
    wanted = None if code is None else json.dumps(sorted(codes.gathered(db).get(code, {code})))
    only = "" if wanted is None else "and code in (select value from json_each(?)) "
    sign, order = ("<", "desc") if backward else (">", "asc")
    beyond = "" if at is None else f'and (source, start, "end", id) {sign} (?, ?, ?, ?) '
    by = ", ".join(f"{column} {order}" for column in ("source", "start", '"end"', "id"))
    hidden = stability.hidden(db, coder)
    rows = db.execute(
        f'select source, start, "end", id, code, origin from coding where {where} {only}{beyond}order by {by}',
        (*args, *([] if wanted is None else [wanted]), *(at or ())),
    )
    for row in rows:
        found = Waiting(*row)
        if not stability.touches(hidden.get(found.source, ()), found.start, found.end):
            rows.close()
            return found
    return None


def recent_codes(db: sqlite3.Connection, coder: str, most: int = 30) -> list[int]:
    """Return the codes that a coder gave last, the latest first."""
    found = db.execute(
        "select code from coding where coder = (select id from coder where key = ?) order by id desc limit ?",
        (key(coder), 10 * most),
    )
    return list(dict.fromkeys(code for (code,) in found))[:most]


def enough_to_learn(db: sqlite3.Connection) -> bool:
    """True if suggestions can be learned unasked: there are some codings, and the study is read in seconds."""
    coded, segments = db.execute(
        "select (select count(*) from (select 1 from coding where confirmed = 1 limit ?)), (select count(*) from segment)",
        (FEWEST,),
    ).fetchone()
    return bool(coded == FEWEST and segments <= MOST_SEGMENTS)


def texts_changed(db: sqlite3.Connection, since: int) -> bool:
    """True if texts, segments or people have changed after that line of the history."""
    row = db.execute(
        "select exists (select 1 from change_row where change > ? and tbl in ('source', 'segment', 'participant'))",
        (since,),
    ).fetchone()
    return bool(row[0])


class Made(NamedTuple):
    """A line of the log, as a screen tells it."""

    n: int
    command: str
    summary: str
    kind: str


def latest(db: sqlite3.Connection) -> Made | None:
    """Return the last line of the log; None when the log is empty."""
    row = db.execute("select id, command, summary, kind from change order by id desc limit 1").fetchone()
    return None if row is None else Made(*row)


def last_turn(db: sqlite3.Connection) -> int:
    """Return the number of the latest undo or redo in the log; 0 when there is none."""
    row = db.execute("select id from change where kind in ('undo', 'redo') order by id desc limit 1").fetchone()
    return 0 if row is None else int(row[0])


def would_empty(db: sqlite3.Connection, kind: str, coder: str | None = None) -> bool:
    """True if the next `undo` (or `redo`) would take away every source that the study has.

    coder: the next one of this coder's work; None: of anyone's.
    """
    target = undo_target(db, coder) if kind == "undo" else redo_target(db, coder)
    if target is None:
        return False
    made = db.execute(
        "select coalesce(sum(coalesce(last, key) - key + 1), 0) from change_row where change = ? and tbl = 'source' "
        "and op = 'I'",
        (target.n,),
    ).fetchone()[0]
    return bool(made and made == db.execute("select count(*) from source").fetchone()[0])


def places(db: sqlite3.Connection, change: int) -> list[Place]:
    """Return where in the texts a change of the log happened, in the order in which it happened.

    These are the codings that it made, altered or removed, and what the memos that it touched are on; what has no place in
    a text is left out.
    """
    out: list[Place] = []
    for tbl, k, last, op, before in db.execute(
        "select tbl, key, last, op, before from change_row where change = ? and tbl in ('coding', 'link') order by id",
        (change,),
    ).fetchall():
        if op == "D":
            images = [image for _, image in unpack(k, before)]
        else:
            names = ("source", "start", "end") if tbl == "coding" else ("source", "segment", "coding")
            columns = ", ".join(f'"{n}"' for n in names)
            held = db.execute(f"select {columns} from {tbl} where id between ? and ?", (k, last or k))
            images = [dict(zip(names, row, strict=True)) for row in held]
        for image in images:
            place = Place(image["source"], image["start"], image["end"]) if tbl == "coding" else _linked(db, image)
            if place is not None:
                out.append(place)
    return out


def _linked(db: sqlite3.Connection, image: dict[str, Any]) -> Place | None:
    for table in ("coding", "segment"):
        if image.get(table) is not None:
            row = db.execute(f'select source, start, "end" from {table} where id = ?', (image[table],)).fetchone()
            if row is not None:
                return Place(*row)
    return None
