"""Push: what the study has over the hub goes there, in one transaction that takes the head, after a pull in the same run."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from typing import NamedTuple

from qda.core.errors import Refused
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.ops.teams import merge as merges
from qda.ops.teams.pull import bring, home
from qda.store.file import schema
from qda.store.hub import meeting, parts, server, state
from qda.store.hub.meeting import Meeting
from qda.store.hub.sending import Difference, Sending, Spool
from qda.store.hub.server import Hub
from qda.store.project import Study

COLUMNS = ("change", "coder", "command", "rows", "bytes")
_TRIES = 40  # to be the next, where others push at once
_PATIENT = 3  # of them so many wait for their turn


class _Sent(NamedTuple):
    """What went out: rows, how many things in how many parts, the number of the push; and what was pulled before."""

    rows: list[tuple[int, str, str, int, int]]
    things: int
    parts: int
    n: int
    skipped: int


def push(study: Study, *, dry_run: bool = False, again: bool = False, with_names: bool = False) -> Said:
    """Pull, then send what the study has over the hub: net changes, each with its coder, command and reason.

    again: send once more what a hub lacks that was restored from an older backup. with_names: send texts though people are
    shown by pseudonym here: they hold the real names. dry_run: write nothing, here or there. Return a row a change: how many
    things and bytes went out with it. Refused besides what a pull is refused for: a reader, and for a coder what others made.
    """
    at = home(study)
    if study.setting("pseudonyms") and not with_names:
        raise Refused(
            "hub-names",
            "people are shown by pseudonym here, and what is pushed holds their real names; the key never leaves",
        )
    with server.connected(at.url) as db:
        hub = Hub(db, at.study)
        if hub.me.role == "reader":
            raise Refused(
                "hub-reader", "{login!r} is a reader of this study: readers pull, and push nothing", login=hub.me.login
            )
        for n in range(_TRIES):
            try:
                return _once(study, hub, wait=n < _PATIENT, dry_run=dry_run, again=again, with_names=with_names)
            except server.Collision:
                continue
    raise Refused("hub-busy", "others push all the time: nothing was pushed, do it again in a moment")


def _once(study: Study, hub: Hub, *, wait: bool, dry_run: bool, again: bool, with_names: bool) -> Said:
    with ExitStack() as turn:
        turn.enter_context(hub.turn(wait=wait))
        met = Meeting(study.db, hub, again=again)
        with ExitStack() as held:
            their: sqlite3.Connection | None = None
            if (met.news or not met.whole) and (met.line or met.head):
                their = held.enter_context(closing(met.file()))
            if dry_run:
                return _rehearse(study, met, their, again)
            pulled: Said | None = None
            if met.news and their is not None:
                with study.door.transaction():
                    pulled = bring(study, met, their)
                after = Meeting(study.db, hub, again=again)
                if after.whole and after.pulled == met.head and not after.lost:
                    met, their = after, None
            with held.enter_context(Spool()) as spool:
                sending = _gather(study, met, their, spool, again)
                if not spool.things and not (again and met.lost):
                    return _said(study, None, pulled, sending)
                with study.change("push") as c:
                    uuid, digest = meeting.line_uuid(c), ""
                    n = met.head
                    if spool.things:
                        n = met.head + 1
                        digest = parts.whole(spool.digests, uuid)
                        hub.push(n, uuid, hub.me.coder, schema.VERSION, spool.things, len(spool.digests), digest)
                        hub.write(spool.parts(n))
                        state.note(c, hub.study, uuid, digest, blind=hub.blind)
                    elif (last := hub.pushes(n - 1)) and n:
                        state.note(c, hub.study, last[0].uuid, last[0].digest, blind=hub.blind)
                    names = ", with names" if with_names and study.setting("pseudonyms") else ""
                    c.summary = f"push {n}: {_n(spool.things, 'thing')} in {_n(len(spool.digests), 'part')}{names}"
                    turn.close()  # there first: what is only there comes back with the next pull, and is known by its lines
                sent = _Sent(_rows(sending), spool.things, len(spool.digests), n, sending.skipped)
                return _said(study, sent, pulled, sending)


def _gather(study: Study, met: Meeting, their: sqlite3.Connection | None, spool: Spool, again: bool) -> Sending:
    # what became one with a thing of the hub in this very pull has the hub's name from now on
    over = Difference(study.db, met.line, state.names(study.db, met.hub.study), their)
    sending = Sending(study.db, met.hub.me, spool, again=again)
    sending.things(over.over(), over.columns)
    sending.lines(met.line if again else state.last_sent(study.db, met.hub.study), met.hub.study)
    return sending


def _rehearse(study: Study, met: Meeting, their: sqlite3.Connection | None, again: bool) -> Said:
    """Pull and gather in a transaction that is taken back."""
    said = Said(Table(COLUMNS, []))
    try:
        with study.door.transaction():
            pulled = bring(study, met, their) if met.news and their is not None else None
            with Spool() as spool:
                sending = _gather(study, met, their, spool, again)
                said = Said(Table(COLUMNS, _rows(sending), totals=("rows", "bytes")), ["nothing was changed"])
                if pulled is not None:
                    said.notes.insert(0, _pulled(pulled))
            raise merges.Rehearsed
    except merges.Rehearsed:
        pass
    return said


def _rows(sending: Sending) -> list[tuple[int, str, str, int, int]]:
    return [(*which, *held) for which, held in sorted(sending.rows.items())]  # type: ignore[misc]


def _said(study: Study, sent: _Sent | None, pulled: Said | None, sending: Sending) -> Said:
    notes: list[str] = []
    if pulled is not None:
        notes += [_pulled(pulled), *pulled.notes]
    if sending.skipped:
        notes.append(f"{_n(sending.skipped, 'thing')} of others stayed here: they push them again, or a lead does")
    if sent is None:
        notes.append("the hub has all of this already")
        return Said(Table(COLUMNS, []), notes)
    notes.append(f"the hub is at push {sent.n}: {_n(sent.things, 'thing')} in {_n(sent.parts, 'part')}")
    return Said(Table(COLUMNS, sent.rows, totals=("rows", "bytes")), notes)


def _pulled(pulled: Said) -> str:
    total = sum(row[1] for row in pulled.table.rows) if pulled.table is not None else 0
    return Message("hub-pulled-first", "pulled first: {n}", n=_n(total, "change"))


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
