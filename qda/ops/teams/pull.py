"""Pull: what others pushed to the hub becomes part of the study, as a merge of the hub as it was and is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from qda.core.errors import Refused
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.ops.teams import merge as merges
from qda.store.hub import meeting, server, state
from qda.store.hub.difference import Difference
from qda.store.hub.meeting import Meeting
from qda.store.merge import merging
from qda.store.project import Study

COLUMNS = merges.COLUMNS
CALLED = "the hub"


def home(study: Study) -> state.Home:
    """Return where the study's hub is; refused for a study without one."""
    found = state.home(study.db)
    if found is None:
        raise Refused("hub-none-here", "the study has no hub")
    return found


def pull(study: Study, *, dry_run: bool = False) -> Said:
    """Take what others pushed to the hub since the last pull; one change, which one undo takes back whole.

    dry_run: write nothing. Return rows as a merge does; nothing new: no rows. Refused: no hub, one that cannot be reached, a
    login without membership, a hub that lacks what was pushed to it, and a push in which one thing is bad.
    """
    at = home(study)
    with server.connected(at.url) as db:
        met = Meeting(study.db, server.Hub(db, at.study))
        if not met.news:
            return nothing()
        with closing(met.file()) as their:
            try:
                with study.door.transaction():
                    said = bring(study, met, their)
                    if said is None:
                        raise merges.Rehearsed
                    if dry_run:
                        said.notes.append("nothing was changed")
                        raise merges.Rehearsed
            except merges.Rehearsed:
                pass
    return said if said is not None else nothing()


def nothing() -> Said:
    """Say that there is nothing new."""
    return Said(Table(COLUMNS, []), ["the hub has nothing that is new here"])


def bring(study: Study, met: Meeting, their: sqlite3.Connection) -> Said | None:
    """Merge the hub, as a file, into the study, inside a transaction; None where it has nothing that is new here."""
    shared = met.past(their)
    came = merging.lines(study.db, their, shared)
    if not came and not merges.changed(their, shared):
        return None
    file = state.HIDDEN if met.hub.blind else state.OPEN
    c, done = merges.take(study, their, shared, came, "pull", file, called=CALLED)
    told = meeting.conflicts(c, their, met.names)
    if not met.line or Difference(study.db, met.line, state.names(study.db, met.hub.study), their).any():
        meeting.more_than_hub(c)
    study.door.finish(c)
    notes: list[str] = []
    if told:
        notes.append(
            Message("hub-conflicts-came", "{n} of others came along", n=f"{told} conflict{'s' if told != 1 else ''}")
        )
    return merges.said(done, notes, dry_run=False)
