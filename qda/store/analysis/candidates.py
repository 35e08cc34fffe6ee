"""Candidate categories: what `discover` offered, under a number that stays, and what became of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

LISTED = Message("candidates-listed", "the list of candidates has their numbers")


class Candidate(NamedTuple):
    """label: as found; name: as a person renamed it, or empty; quotes: (uuid of the source, start, end, digest of the words);
    joined: the candidate that it was merged into; code: uuid of the code that it became."""

    id: int
    label: str
    name: str
    terms: tuple[str, ...]
    quotes: tuple[tuple[str, int, int, str], ...]
    status: str
    joined: int | None
    code: str | None

    @property
    def shown(self) -> str:
        """Return the name to show."""
        return self.name or self.label


def read(db: sqlite3.Connection) -> dict[int, Candidate]:
    """All candidates by number."""
    return {
        id: Candidate(
            id,
            label,
            name,
            tuple(json.loads(terms)),
            tuple((u, a, b, d) for u, a, b, d in json.loads(quotes)),
            status,
            joined,
            code,
        )
        for id, label, name, terms, quotes, status, joined, code in db.execute(
            "select id, label, name, terms, quotes, status, joined, code from candidate order by id"
        )
    }


def open_ones(db: sqlite3.Connection, ids: Iterable[int]) -> list[Candidate]:
    """These candidates, without repeats, which nobody has decided on yet; others are refused."""
    known = read(db)
    out = []
    for id in dict.fromkeys(ids):
        found = known.get(id)
        if found is None:
            raise NotFound("candidate", str(id), (), LISTED)
        if found.status != "open":
            what = f"merged into {found.joined}" if found.status == "merged" else found.status
            decided = Message("candidate-decided", "it is {what}: undo that to decide anew", what=what)
            raise NotFound("open candidate", str(id), (), decided)
        out.append(found)
    return out


def add(c: Change, label: str, terms: Sequence[str], quotes: Sequence[tuple[str, int, int, str]]) -> int:
    """Keep a new one."""
    return c.insert(
        "candidate", uuid=new_uuid(), label=label, terms=_json(terms), quotes=_json(quotes), status="open",
        coder=c.coder_id, created_at=c.at,
    )  # fmt: skip


def renew(c: Change, id: int, label: str, terms: Sequence[str], quotes: Sequence[tuple[str, int, int, str]]) -> None:
    """One that was found again, somewhat differently."""
    c.update("candidate", id, label=label, terms=_json(terms), quotes=_json(quotes))


def rename(c: Change, id: int, name: str) -> None:
    """Give one another name; its label stays what it was found under."""
    c.update("candidate", id, name=name)


def decide(c: Change, id: int, status: str, *, joined: int | None = None, code: str | None = None) -> None:
    """Record the decision on a candidate: `accepted` (as which code), `rejected` or `merged` (into which)."""
    c.update("candidate", id, status=status, joined=joined, code=code, decided_at=c.at)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
