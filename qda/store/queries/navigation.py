"""What a screen asks of a study to get about: which sources there are, how far each is coded, what hangs where.

Everything is asked for a few rows at a time, so that a study with ten thousand sources answers as quickly as one with ten.
Nothing here changes a study.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from qda.core.names import key
from qda.store.analysis import codes, memos
from qda.store.analysis.memos import Memo
from qda.store.history.door import unpack
from qda.store.history.log import redo_target, undo_target
from qda.store.project import Study

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


def rows(study: Study, like: str = "", shown: Callable[[str], str] | None = None) -> list[tuple[int, str]]:
    """(number, name) of the sources in their order, or of those whose name or title holds `like`, as stored or as `shown`."""
    wanted = key(like) if like.strip() else ""
    if wanted and shown is not None:
        every = study.db.execute("select id, name, coalesce(title, '') from source order by id")
        return [(i, n) for i, n, t in every if any(wanted in key(x) for x in (n, t, shown(n), shown(t)))]
    where, args = ("where instr(key, ?) or instr(lower(title), ?)", (wanted, wanted)) if wanted else ("", ())
    return study.db.execute(f"select id, name from source {where} order by id", args).fetchall()


def beside(study: Study, source: int, by: int) -> tuple[int, str] | None:
    """The source after (or before) this one; None at the end."""
    sign, order = (">", "asc") if by > 0 else ("<", "desc")
    row = study.db.execute(
        f"select id, name from source where id {sign} ? order by id {order} limit 1", (source,)
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


class Held(NamedTuple):
    """A source as it is called now; `uuid` stays when it is renamed or gets another text."""

    uuid: str
    name: str
    title: str


def source(study: Study, source: int) -> Held | None:
    """A source by its number; None when it is not there (any more)."""
    row = study.db.execute("select uuid, name, title from source where id = ?", (source,)).fetchone()
    return None if row is None else Held(*row)


def of_uuid(study: Study, uuid: str) -> int | None:
    """The number of the source with that uuid; None when it is not there."""
    row = study.db.execute("select id from source where uuid = ?", (uuid,)).fetchone()
    return None if row is None else int(row[0])


def progress(study: Study, sources: Iterable[int]) -> dict[int, float]:
    """How far each of these sources is coded: the share of its characters, boilerplate aside, under a coding.

    One pass over the index of codings: what of each coding lies beyond those before it is added up.
    """
    wanted = json.dumps(list(sources))
    each = "(select value from json_each(?))"
    covered = dict(
        study.db.execute(
            'select source, sum(max("end" - max(start, seen), 0)) from (select source, start, "end", coalesce(max("end") '
            'over (partition by source order by start, "end" rows between unbounded preceding and 1 preceding), 0) as seen '
            f"from coding where source in {each}) group by source",
            (wanted,),
        ).fetchall()
    )
    out: dict[int, float] = {}
    if not covered:
        return out
    for source, length in study.db.execute(
        "select source, sum(\"end\" - start) from segment where parent is null and kind <> 'boilerplate' "
        f"and source in {each} group by source",
        (wanted,),
    ):
        if source in covered and length:
            out[source] = min(covered[source] / length, 1.0)
    return out


def memos_on(
    study: Study, *, source: int, segment: int | None = None, codings: Collection[int] = (), codes: Collection[int] = ()
) -> list[tuple[str, Memo]]:
    """The memos on any of these, nearest first: (`coding`, `code`, `segment` or `source`, memo), each memo once."""
    found: dict[int, str] = {}
    for kind, ids in (
        ("coding", codings),
        ("code", codes),
        ("segment", () if segment is None else (segment,)),
        ("source", (source,)),
    ):
        for i in ids:
            for (memo,) in study.db.execute(
                f"select memo from link where {kind} = ? and place = 'on' and memo is not null order by id", (i,)
            ):
                found.setdefault(memo, kind)
    if not found:
        return []
    read = {m.id: m for m in memos.read(study.db, ids=found)}
    return [(kind, read[i]) for i, kind in found.items() if i in read]


def quotes(study: Study, code: int, *, most: int = 2000) -> tuple[list[Quote], int]:
    """The codings of a code and of those under it, by source and place, and how many there are in all."""
    wanted = json.dumps(sorted(codes.gathered(study.db).get(code, {code})))
    names = codes.names(study.db)
    where = "where g.code in (select value from json_each(?))"
    total = int(study.db.execute(f"select count(*) from coding g {where}", (wanted,)).fetchone()[0])
    found = study.db.execute(
        'select g.id, g.source, g.start, g."end", g.code, m.author, p.role from coding g '
        "left join segment m on m.id = g.segment left join participant p on p.id = m.participant "
        f'{where} order by g.source, g.start, g."end", g.id limit ?',
        (wanted, most),
    ).fetchall()
    out, at, text, called = [], None, "", ""
    for id, source, start, end, of, author, role in found:
        if source != at:
            at = source
            called, text = study.db.execute("select name, text from source where id = ?", (source,)).fetchone()
        short = text[start : min(end, start + QUOTE)]
        out.append(Quote(id, source, called, start, end, names[of], short, author, role))
    return out, total


class Waiting(NamedTuple):
    """A coding that nobody has confirmed yet, in the order of the texts."""

    source: int
    start: int
    end: int
    coding: int
    code: int
    origin: str


def unconfirmed(study: Study) -> dict[int, int]:
    """How many codings of each code nobody has confirmed yet; codes without any are left out."""
    return dict(study.db.execute("select code, count(*) from coding where confirmed = 0 group by code order by code"))


def next_unconfirmed(
    study: Study, code: int | None = None, at: tuple[int, int, int, int] | None = None, *, backward: bool = False
) -> Waiting | None:
    """The first unconfirmed coding after (or the last before) `at`: (source, start, end, coding); None at the end.

    `code`: of this code and those under it. Without `at` from the beginning.
    """
    wanted = None if code is None else json.dumps(sorted(codes.gathered(study.db).get(code, {code})))
    only = "" if wanted is None else "and code in (select value from json_each(?)) "
    sign, order = ("<", "desc") if backward else (">", "asc")
    beyond = "" if at is None else f'and (source, start, "end", id) {sign} (?, ?, ?, ?) '
    by = ", ".join(f"{column} {order}" for column in ("source", "start", '"end"', "id"))
    row = study.db.execute(
        f'select source, start, "end", id, code, origin from coding where confirmed = 0 {only}{beyond}order by {by} limit 1',
        (*([] if wanted is None else [wanted]), *(at or ())),
    ).fetchone()
    return None if row is None else Waiting(*row)


def recent_codes(study: Study, coder: str, most: int = 30) -> list[int]:
    """The codes that a coder gave last, the latest first."""
    found = study.db.execute(
        "select code from coding where coder = (select id from coder where key = ?) order by id desc limit ?",
        (key(coder), 10 * most),
    )
    return list(dict.fromkeys(code for (code,) in found))[:most]


def enough_to_learn(study: Study) -> bool:
    """Whether suggestions can be learned without being asked for: from some codings, in a study that is read in seconds."""
    coded, segments = study.db.execute(
        "select (select count(*) from (select 1 from coding where confirmed = 1 limit ?)), (select count(*) from segment)",
        (FEWEST,),
    ).fetchone()
    return bool(coded == FEWEST and segments <= MOST_SEGMENTS)


def texts_changed(study: Study, since: int) -> bool:
    """Whether texts, segments or people are others than after that line of the history."""
    row = study.db.execute(
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


def latest(study: Study) -> Made | None:
    """The last line of the log; None in a log without any."""
    row = study.db.execute("select id, command, summary, kind from change order by id desc limit 1").fetchone()
    return None if row is None else Made(*row)


def last_turn(study: Study) -> int:
    """The number of the latest undo or redo in the log; 0 when there is none."""
    row = study.db.execute("select id from change where kind in ('undo', 'redo') order by id desc limit 1").fetchone()
    return 0 if row is None else int(row[0])


def would_empty(study: Study, kind: str) -> bool:
    """Whether the next undo (or redo) of the acting coder would take away every source that the study has."""
    scope = study.coder if study.named else None
    target = undo_target(study.db, scope) if kind == "undo" else redo_target(study.db, scope)
    if target is None:
        return False
    made = study.db.execute(
        "select coalesce(sum(coalesce(last, key) - key + 1), 0) from change_row where change = ? and tbl = 'source' "
        "and op = 'I'",
        (target.n,),
    ).fetchone()[0]
    return bool(made and made == study.db.execute("select count(*) from source").fetchone()[0])


def places(study: Study, change: int) -> list[Place]:
    """Where in the texts a change of the log happened: the codings that it made, altered or removed, and what the memos
    that it touched are on. In the order in which it happened; what is nowhere in a text is left out.
    """
    db = study.db
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
            place = Place(image["source"], image["start"], image["end"]) if tbl == "coding" else _linked(study, image)
            if place is not None:
                out.append(place)
    return out


def _linked(study: Study, image: dict[str, Any]) -> Place | None:
    for table in ("coding", "segment"):
        if image.get(table) is not None:
            row = study.db.execute(f'select source, start, "end" from {table} where id = ?', (image[table],)).fetchone()
            if row is not None:
                return Place(*row)
    return None
