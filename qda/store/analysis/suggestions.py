"""Read what suggestions learn from, and keep what was suggested: codings, decisions, rows of `suggestion`.

A suggestion names its code and source by uuid, so that it outlives both. It keeps a digest of the text that it was about:
after another text came for the source, its offsets may mean something else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.store.file import layer
from qda.store.file.ids import digest, new_uuid
from qda.store.texts import sources

if TYPE_CHECKING:
    from qda.store.history.door import Change


class Coded(NamedTuple):
    """A coding or a rejected suggestion, as a place and a code."""

    id: int
    source: int
    start: int
    end: int
    code: int


class Suggestion(NamedTuple):
    """A row of `suggestion` with its names as they are today; `source` and `code` are None when these are gone.

    `text` is None where the source has another text at that place now. `because` is what was shown for it: `codings`
    (uuids), `words`.
    """

    id: int
    kind: str
    code: int | None
    name: str
    source: int | None
    where: str
    start: int
    end: int
    text: str | None
    rank: int
    because: dict[str, Any]
    decision: str | None
    coder: str
    created_at: str
    decided_at: str | None


def coded(db: sqlite3.Connection, *, confirmed: bool) -> list[Coded]:
    """All codings by source, start, end, id; or only those that a person stands by."""
    where = f"where {layer.beside(db)} " + ("and confirmed = 1 " if confirmed else "")
    return [
        Coded(*row)
        for row in db.execute(
            f'select id, source, start, "end", code from coding {where}order by source, start, "end", id'
        )
    ]


def rejected(db: sqlite3.Connection, coder: str) -> list[Coded]:
    """Return the suggestions that this coder rejected and whose text has not changed since."""
    return [
        Coded(s.id, s.source, s.start, s.end, s.code)
        for s in _read(db, "s.decision = 'rejected' and k.name = ? and c.id is not null", (coder,))
        if s.source is not None and s.code is not None and s.text is not None
    ]


def read(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Suggestion]:
    """Suggestions by number: all, or these; NotFound for a number that there is not."""
    if ids is None:
        return list(_read(db, "1"))
    chosen = list(dict.fromkeys(ids))
    found = {s.id: s for s in _read(db, "s.id in (select value from json_each(?))", (json.dumps(chosen),))}
    for i in chosen:
        if i not in found:
            listed = Message("suggestions-listed", "the list of suggestions has them")
            raise NotFound("suggestion", str(i), (), listed)
    return [found[i] for i in chosen]


def _read(db: sqlite3.Connection, where: str, args: Sequence[Any] = ()) -> Iterator[Suggestion]:
    rows = db.execute(
        "select s.id, s.kind, c.id, coalesce(c.name, s.name), d.id, coalesce(d.name, ''), s.start, s.\"end\", s.rank, "
        "s.because, s.decision, k.name, s.created_at, s.decided_at from suggestion s join coder k on k.id = s.coder "
        f"left join code c on c.uuid = s.code left join source d on d.uuid = s.source where {where} order by s.id",
        args,
    ).fetchall()
    texts = dict(sources.texts(db, {r[4] for r in rows if r[4] is not None}))
    for id, kind, code, name, source, title, start, end, rank, why, decision, coder, made, decided in rows:
        because = json.loads(why)
        text: str | None = texts.get(source, "")[start:end]
        if not text or because.pop("digest", "") != digest(text):
            text = None
        yield Suggestion(
            id, kind, code, name, source, title, start, end, text, rank, because, decision, coder, made, decided
        )


class Offer(NamedTuple):
    """A suggestion to keep: numbers of code and source, place, text, rank, codings and words shown."""

    code: int
    source: int
    start: int
    end: int
    text: str
    rank: int
    codings: tuple[int, ...]
    words: tuple[str, ...]


def known(db: sqlite3.Connection, offer: Offer, coder: str) -> int | None:
    """The number under which this coder was offered this before, while the text was what it is; None when it is new."""
    held = _held(db, offer, coder)
    return held[0] if held and held[1] == digest(offer.text) else None


def _held(db: sqlite3.Connection, offer: Offer, coder: str) -> tuple[int, str] | None:
    row = db.execute(
        "select s.id, s.because from suggestion s join coder k on k.id = s.coder join code c on c.uuid = s.code "
        "join source d on d.uuid = s.source "
        'where d.id = ? and s.start = ? and s."end" = ? and c.id = ? and k.name = ?',
        (offer.source, offer.start, offer.end, offer.code, coder),
    ).fetchone()
    return None if row is None else (int(row[0]), str(json.loads(row[1])["digest"]))


def add(c: Change, kind: str, offer: Offer) -> int:
    """Keep an offer that is new to the acting coder; one of a text that has changed since is made anew."""
    code, name = c.db.execute("select uuid, name from code where id = ?", (offer.code,)).fetchone()
    uuids = dict(
        c.db.execute(
            "select id, uuid from coding where id in (select value from json_each(?))", (json.dumps(offer.codings),)
        )
    )
    because = {"codings": [uuids[i] for i in offer.codings], "words": offer.words, "digest": digest(offer.text)}
    shown = {"kind": kind, "name": name, "rank": offer.rank, "because": json.dumps(because, ensure_ascii=False)}
    if held := _held(c.db, offer, c.coder):
        c.update("suggestion", held[0], **shown, decision=None, decided_at=None)
        return held[0]
    source = c.db.execute("select uuid from source where id = ?", (offer.source,)).fetchone()[0]
    return c.insert(
        "suggestion", uuid=new_uuid(), code=code, source=source, start=offer.start, end=offer.end, **shown,
        decision=None, coder=c.coder_id, created_at=c.at, decided_at=None,
    )  # fmt: skip


def decide(c: Change, id: int, decision: str) -> None:
    """Keep what a person decided."""
    c.update("suggestion", id, decision=decision, decided_at=c.at)
