"""Split a code: give some of its codings another code."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import clean, key
from qda.core.results import Said
from qda.ops.coding import codebook
from qda.store.analysis import codes, decisions, stability
from qda.store.analysis import codings as codings_
from qda.store.analysis.codebook_changes import drop_strays, move_codings
from qda.store.project import Study


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def split(study: Study, name: str, into: str, codings: Sequence[int]) -> Said:
    """Give some of a code's own `codings` (their numbers) another code, `into`.

    A new code is made in the same home and the same further categories. The codings keep their numbers and all that hangs
    on them, except placements in a category that they are no longer in.
    """
    if not codings:
        raise Refused("split-which", "say which codings of the code, by their numbers")
    notes: list[str] = []
    with study.change("codebook split") as c:
        db = c.db
        old = codes.find(db, name)
        was = codes.row(db, old)
        chosen = list(dict.fromkeys(codings))
        _own(db, old, was["name"], chosen)
        before = codes.strays(db)
        if key(into) == was["key"] or codes.lookup(db, into) == old:
            raise Refused("split-itself", "{into!r} is the code itself: give another name", into=into)
        new = codes.lookup(db, into)
        if new is None:
            level = "focused" if was["level"] == "focused" else "code"
            new = codes.make(c, clean(into, "code name"), parent=was["parent"], level=level)
            for category in codes.further(db).get(old, ()):
                codes.join(c, new, category)
            if was["level"] in codes.CATEGORY_LEVELS:
                notes.append(
                    Message("split-is-code", "{into!r} is still a code: raise it if it is a category too", into=into)
                )
        else:
            notes.append(f"{codes.paths(db)[new]!r} was there already; the codings were given to it")
        stability.split(c, chosen, old, new)
        joined = move_codings(c, old, new, notes, chosen)
        decisions.split(c, old, new)
        notes += drop_strays(c, before)
        if not codings_.count(db, old):
            notes.append(f"{was['name']!r} has no codings of its own now")
        n = len(chosen)
        c.summary = f"{n} coding{_s(n)} of {was['name']!r} to {codes.paths(db)[new]!r}"
        c.summary += f", {joined} joined" if joined else ""
    return Said(codebook.table(study.db, [old, new]), [c.summary, *notes])


def _own(db: sqlite3.Connection, code: int, name: str, ids: Sequence[int]) -> None:
    """Reject numbers that are not codings of the code itself."""
    paths = codes.paths(db)
    for id in ids:
        coding = codings_.get(db, id)
        if coding is None:
            raise NotFound(
                "coding", str(id), (), Message("codings-of-code", "choose among the codings of {name!r}", name=name)
            )
        if coding["code"] != code:
            raise QdaError(
                f"coding {id} is of {paths[coding['code']]!r}, not of {name!r}: only its own codings are split off"
            )
