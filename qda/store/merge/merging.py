"""One merge: theirs' net changes made ours in one change, their lines in the log, and what is remembered for the next one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from qda.core.names import key
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change, chain
from qda.store.merge import agreed, conflicts, decided, linked, net, older_texts, removals, taking, texts
from qda.store.merge.past import Past
from qda.store.merge.standing import FATES, Merging
from qda.store.merge.texts import Retext
from qda.store.merge.things import BY_TABLE, ORDER

COLUMNS = ("thing", "theirs", *FATES, "told")
_BY_HAND = (
    "source", "segment", "memo_version", "storyline", "summary_version", "sampling_source", "link", "decision", "decision_place",
    "decision_coding",
)  # fmt: skip


class Merged(NamedTuple):
    """What became of a merge: its rows, with the columns of `COLUMNS`, the conflicts by kind, and how many lines came."""

    rows: list[tuple[Any, ...]]
    kinds: dict[str, int]
    lines: int
    notes: list[str]


def lines(db: sqlite3.Connection, their: sqlite3.Connection, past: Past) -> list[tuple[str, ...]]:
    """Return theirs' lines that ours does not know: uuid, at, coder, command, summary, because."""
    return [
        row for row in their.execute(
            "select uuid, at, coder, command, summary, because from change where id > ? order by id", (past.base,)
        ) if row[0] not in past.known
    ]  # fmt: skip


def own_lines(db: sqlite3.Connection) -> set[str]:
    """Return the uuids that the log has, of lines of ours and of theirs."""
    return {u for (u,) in db.execute("select uuid from change")}


def merge(
    c: Change, their: sqlite3.Connection, past: Past, *, file: str, as_coder: str = "", retext: Retext,
    follow: Callable[[str, str, int, int], tuple[int, int] | None], came: list[tuple[str, ...]],
) -> Merged:  # fmt: skip
    """Make theirs' net changes ours. retext: gives a source of ours a text of theirs; follow: where a stretch went."""
    went = net.since(their, past.base, tuple(BY_TABLE), past.merges)
    merged = c.insert(
        "merged",
        uuid=new_uuid(),
        file=file,
        handout=past.handout,
        line=past.last,
        hash=past.hash,
        change=c.id,
        created_at=c.at,
    )
    c.bulk("merged_line", [(merged, row[0]) for row in came])
    c.db.execute("pragma defer_foreign_keys = on")
    m = Merging(c, their, past, went, file)
    m.coder_of_file = _their_coder(their, came)
    m.tell = conflicts.teller(m, merged)
    m.follow = follow
    if as_coder:
        m.as_coder = as_coder
        m.under = under(c.db, past)
    older_texts.know_newer(m)
    _merged_codes_first(m)
    gone = removals.plan(m)
    settled = decided.Decisions(m)
    for table in schema.RECORDED:
        if table == "coding":
            settled.look()
        if table == "source":
            texts.sources(m, retext)
        elif table == "segment":
            texts.segments(m)
        elif table == "storyline":
            linked.storyline(m)
        elif table in BY_TABLE and table not in _BY_HAND:
            taking.table(m, table)
    settled.take()
    linked.versions(m)
    linked.sources_of_entries(m)
    linked.links(m)
    removals.carry_out(m, gone)
    texts.settle(m)
    agreed.settled_by_theirs(m)
    kinds: dict[str, int] = {}
    for found in m.conflicts:
        kinds[found["kind"]] = kinds.get(found["kind"], 0) + 1
    return Merged(_rows(m), kinds, len(came), m.notes)


def _merged_codes_first(m: Merging) -> None:
    """Nothing is looked up by a code's name before it is known which codes theirs merged: their rows stand by number."""
    code = m.went.get("code")
    for id, was, _ in code.touched() if code is not None else ():
        if was is not None:
            m.standing("code", id, was)


def _their_coder(their: sqlite3.Connection, came: list[tuple[str, ...]]) -> str:
    if came:
        return came[-1][2]
    row = their.execute("select value from setting where name = 'coder'").fetchone()
    return row[0] if row and row[0] else ""


def under(db: sqlite3.Connection, past: Past) -> frozenset[str]:
    """Return the names under which ours acted since the past, and the study's default coder, as names are compared."""
    names = {n for (n,) in db.execute(
        "select distinct coder from change where id > ? and +kind <> 'theirs'", (past.ours,))}  # fmt: skip
    row = db.execute("select value from setting where name = 'coder'").fetchone()
    if row and row[0]:
        names.add(row[0])
    return frozenset(key(n) for n in names)


def _rows(m: Merging) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    told: dict[str, list[int]] = {}
    for found in m.conflicts:
        told.setdefault(found["thing"], []).append(found["id"])
    for thing in ORDER:
        row = m.rows.get(thing)
        total = sum(row.counts[f] for f in FATES) if row is not None else 0
        if row is not None and total:
            out.append((thing, total, *(row.counts[f] for f in FATES), told.pop(thing, [])))
    # a conflict about a thing that theirs did not change (a code that came back) is told with what it came from
    left = sorted(i for ids in told.values() for i in ids)
    if left and out:
        first = next((n for n, r in enumerate(out) if r[0] == "coding"), len(out) - 1)
        out[first] = (*out[first][:-1], sorted([*out[first][-1], *left]))
    return out


def write_lines(db: sqlite3.Connection, came: list[tuple[str, ...]], as_coder: str, under: frozenset[str]) -> None:
    """Write theirs' lines into the log, before the merge begins: with their uuid, time, coder and words.

    Those that came with a merge that was undone are there still.
    """
    there = own_lines(db)
    for uuid, at, coder, command, summary, because in came:
        if uuid in there:
            continue
        who = as_coder if as_coder and key(coder) in under else coder
        id = db.execute(
            "insert into change(uuid, at, coder, command, summary, because, kind, schema) values (?, ?, ?, ?, ?, ?, 'theirs', ?)",
            (uuid, at, who, command, summary, because, schema.VERSION),
        ).lastrowid
        db.execute("update change set hash = ? where id = ?", (chain(db, int(id or 0)), id))
