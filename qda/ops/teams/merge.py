"""Merge another file of the study: what its coders did since both parted becomes part of this one, in one change."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from pathlib import Path

from qda.core.drafts import Draft, DraftSegment
from qda.core.errors import QdaError, Refused
from qda.core.files import shown
from qda.core.message import Message
from qda.core.names import clean
from qda.core.results import Said, Table
from qda.core.text.align import Alignment
from qda.ops.sources.match import goes, match
from qda.store import check
from qda.store.file import layer
from qda.store.history.door import Change, as_layer
from qda.store.merge import merging, net, other_file, past, texts
from qda.store.merge.standing import Merging
from qda.store.merge.things import BY_TABLE
from qda.store.project import Study
from qda.store.queries import sources as around
from qda.store.queries.sources import Stretch
from qda.store.revisions import newer_text
from qda.store.texts import sources

COLUMNS = merging.COLUMNS


class Rehearsed(Exception):
    """Takes a dry run back."""


def merge(
    study: Study, file: str | os.PathLike[str], *, as_coder: str = "", unrelated: bool = False, dry_run: bool = False
) -> Said:
    """Take the net changes of another file since the last state that both know; one change, which one undo takes back.

    file: the file, or its folder; it is only read. as_coder: to whom the work goes that was done there under the name that is
    used here. unrelated: merge a study made apart, joined by texts and names. dry_run: write nothing. Return a row a kind of
    thing: how many net changes (`theirs`), what became of them, and the conflicts that tell of them. Nothing new: no rows.
    """
    path = other_file.file_of(Path(file))
    given_to = clean(as_coder, "coder") if as_coder else ""
    name = shown(str(path))
    if given_to and layer.reserved(study.db, given_to):
        raise as_layer(given_to)
    with other_file.reading(path, study.path) as their:
        shared = past.between(study.db, their, unrelated=unrelated)
        apart = unrelated and not shared.base
        _look(their, shared, name)
        came = merging.lines(study.db, their, shared)
        if not came and not changed(their, shared):
            return Said(Table(COLUMNS, []), [f"{name} has nothing that is new here"])
        try:
            with study.door.transaction():
                c, done = take(study, their, shared, came, "merge", path.name, as_coder=given_to)
                study.door.finish(c)
                if dry_run:
                    raise Rehearsed
        except Rehearsed:
            pass
    notes: list[str] = ["no common past: joined by texts and names"] if apart else []
    return said(done, notes, dry_run=dry_run)


def take(
    study: Study, their: sqlite3.Connection, shared: past.Past, came: list[tuple[str, ...]], command: str, file: str, *,
    as_coder: str = "", called: str = "",
) -> tuple[Change, merging.Merged]:  # fmt: skip
    """Make what theirs did ours, in a change that begins here, inside a transaction, and is not finished; with what it did.

    their: the other file, `file` its name, `called` how the log calls it. came: the lines of its log that ours does not know.
    """
    merging.write_lines(study.db, came, as_coder, merging.under(study.db, shared))
    c = study.door.begin(command, study.coder, because=study.because)
    done = merging.merge(c, their, shared, file=file, as_coder=as_coder, retext=_retext, follow=_follow, came=came)
    total, told = sum(row[1] for row in done.rows), sum(done.kinds.values())
    c.summary = f"{called or file}: {_n(total, 'change')}, {_n(told, 'conflict')}, {_n(done.lines, 'line')} of its log"
    return c, done


def said(done: merging.Merged, notes: list[str], *, dry_run: bool) -> Said:
    """Return what a merge did: its rows, and what is to be told of it besides."""
    if done.kinds:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(done.kinds.items()))
        notes.append(
            Message("merge-conflicts", "{told}: {kinds}", told=_n(sum(done.kinds.values()), "conflict"), kinds=kinds)
        )
    if dry_run:
        notes.append("nothing was changed")
    notes += [note for note, _ in Counter(done.notes).items()]
    return Said(Table(COLUMNS, done.rows, totals=COLUMNS[1:8]), notes)


def _look(their: sqlite3.Connection, shared: past.Past, name: str) -> None:
    """Refuse a file whose log does not add up: its chain, and the digests of the rows that would be taken."""
    found = next(check.since(their, shared.base), None)
    if found is not None:
        where = ", ".join(part for part in (" ".join(found[:2]).strip(), found[2]) if part)
        raise Refused("merge-unsound", "{path} is not whole ({what}): nothing was merged", path=name, what=where)


def _n(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def changed(their: sqlite3.Connection, shared: past.Past) -> bool:
    """True if anything is other than it was at the last line that both know."""
    found = net.since(their, shared.base, tuple(BY_TABLE), shared.merges)
    return any(len(n) for t, n in found.items() if t != "setting")


# -- texts -------------------------------------------------------------------------------------------------------------


def _retext(m: Merging, current: int, theirs: int) -> tuple[int, str]:
    """Give a source of ours theirs' newer text, by the rules of another text for a source."""
    draft = _draft(m, theirs)
    found = match(sources.layout(m.db, current), around.stretches(m.db, current), draft)
    return newer_text.apply(m.c, current, draft, found.plan)


def _draft(m: Merging, source: int) -> Draft:
    row = m.theirs("source", source)
    if row is None:
        raise QdaError(f"source {source} is not in the file")
    held, roles = texts.segments_there(m, source)
    at = {s["id"]: n for n, s in enumerate(held)}
    parts = [
        DraftSegment(
            s["kind"], s["start"], s["end"], s["author"], s["date"], at.get(s["reply_to"]), at.get(s["parent"]),
            "researcher" if roles.get(s["participant"]) == "researcher" else "participant",
            json.loads(s["metadata"]) if s["metadata"] else None,
        )
        for s in held
    ]  # fmt: skip
    return Draft(
        row["name"], row["text"], row["kind"], row["title"], row["language"], row["date"], parts,
        json.loads(row["metadata"]), sha256=row["sha256"], origin=row["origin"],
    )  # fmt: skip


def _follow(old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a stretch of an old text is in a new one, by the rules of another text for a source."""
    place, _ = goes(old, new, Alignment(old, new), [], Stretch(0, start, end, 0, 0), False)
    return place
