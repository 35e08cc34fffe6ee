"""Handouts: a copy of the study for another coder, whole or without some of it, and the record of who was given what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qda.core.errors import QdaError, database_error
from qda.store import project
from qda.store.history.door import Change, Door
from qda.store.merge import copies
from qda.store.project import Study

COLUMNS = ("id", "to", "file", "at", "sources", "without", "change", "merges", "last_merge")


class Given(NamedTuple):
    """What a copy holds: numbers of things, and by table how many rows stayed out."""

    sources: int
    codes: int
    codings: int
    memos: int
    left_out: dict[str, int]


def give(
    study: Study, c: Change, path: Path, receiver: str, without: Collection[str], sources: Sequence[int] | None,
    names: Sequence[str],
) -> Given:  # fmt: skip
    """Write the copy and record it in the change `c`: QdaError when the file exists, or cannot be written.

    sources: the numbers of those that go along, None for all; names: what was asked for. The copy is of the moment before
    the change; the file goes again when it cannot be finished.
    """
    reader = project.connect(study.path, "mode=ro")
    try:
        reader.execute("begin")
        n, line, hash = reader.execute("select id, uuid, hash from change order by id desc limit 1").fetchone()
        (first,) = reader.execute("select uuid from change order by id limit 1").fetchone()
        facts = {
            "receiver": receiver, "file": path.name, "sources": json.dumps(list(names), ensure_ascii=False),
            "without": json.dumps(sorted(without)), "change": n, "line": line, "hash": hash, "study": first,
        }  # fmt: skip
        if without or sources is not None:
            return _part(study, c, reader, path, receiver, without, sources, facts)
        project.backup(reader, path, guard=True)
        try:
            copy = project.open_study(path)
            with copy:
                copy.writable()
                with Door(copy.db).change("handout", receiver, kind="base") as made:
                    copies.settings_of_copy(made, receiver)
                    _sign(made, c, facts)
                    made.summary = f"handed out to {receiver}, on line {n} of the study"
                return Given(*copies.counts(copy.db), {})
        except BaseException:
            project.discard(path)
            raise
    except sqlite3.Error as e:
        if (text := database_error(e, str(path), "no copy was made")) is not None:
            raise QdaError(text) from e
        raise
    finally:
        reader.close()


def _part(
    study: Study, c: Change, reader: sqlite3.Connection, path: Path, receiver: str, without: Collection[str],
    sources: Sequence[int] | None, facts: dict[str, Any],
) -> Given:  # fmt: skip
    db = project.empty(path)
    try:
        try:
            copies.attach(db, study.path)
            copy = copies.Copy(reader, without, sources)
            with Door(db).change("handout", receiver, kind="base") as made:
                copy.write(made)
                copies.settings_of_copy(made, receiver)
                _sign(made, c, facts)
                left = f", without {', '.join(sorted(without))}" if without else ""
                made.summary = f"handed out to {receiver}, on line {facts['change']} of the study{left}"
            given = Given(*copies.counts(db), dict(copy.out))
            db.execute("detach ours")
        finally:
            db.close()
    except BaseException:
        project.discard(path)
        raise
    from qda.core import outcome

    outcome.wrote(path)
    return given


def _sign(made: Change, c: Change, facts: dict[str, Any]) -> None:
    """Write the record of the handout into both files, under the uuid of the line with which the copy begins."""
    (uuid,) = made.db.execute("select uuid from change where id = ?", (made.id,)).fetchone()
    for of in (made, c):
        of.insert("handout", uuid=uuid, **facts, created_at=c.at)


def listing(db: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """The handouts by number, with the columns of `COLUMNS`; each with how often its file was merged, and when last."""
    merges: dict[str, list[str]] = {}
    for handout, at in db.execute("select handout, created_at from merged where handout <> '' order by id"):
        merges.setdefault(handout, []).append(at)
    out = []
    for id, uuid, to, file, at, sources, without, change in db.execute(
        "select id, uuid, receiver, file, created_at, sources, without, change from handout order by id"
    ):
        came = merges.get(uuid, [])
        out.append(
            (id, to, file, at, json.loads(sources), json.loads(without), change, len(came), came[-1] if came else None)
        )
    return out
