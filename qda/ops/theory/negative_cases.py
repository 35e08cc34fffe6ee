"""Negative cases: keeping that a quote contradicts the theory, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core import names as naming
from qda.core.errors import NotFound, Refused
from qda.core.message import Message
from qda.core.names import short
from qda.core.results import Said
from qda.reports.theory import negative_cases as report
from qda.store.analysis import codings, negative_cases
from qda.store.project import Study


def add(study: Study, coding: int, against: str, note: str) -> Said:
    """Keep that a coding contradicts a code, category, property, relation or memo (KIND:NAME); return the row.

    Refused while a case of the same coding against the same thing is open.
    """
    note = _said(note, "what contradicts what")
    said = Said()
    with study.change("negative add") as c:
        held = codings.get(c.db, coding)
        if held is None:
            hint = Message("coding-unknown-number", "the list of codings has their numbers")
            raise NotFound("coding", str(coding), (), hint)
        target = negative_cases.find_target(c.db, against)
        mine = [x for x in negative_cases.read(c.db) if x.coding == coding]
        id = negative_cases.add(c, coding, target, note)
        (new,) = negative_cases.read(c.db, [id])
        for x in mine:
            if x.target() == new.target() and x.outcome is None:
                raise Refused(
                    "negative-is-open",
                    "coding {coding} is negative case {case} against {against} already, and open: say what came of it, or "
                    "write a memo on negative:{case}",
                    coding=coding,
                    case=x.id,
                    against=against,
                )
            if x.target() == new.target():
                said.notes.append(f"negative case {x.id} was the same, and came out as {x.outcome}")
        if not held["confirmed"]:
            said.notes.append(
                Message(
                    "machine-coding-unread",
                    "coding {coding} was made by a machine and nobody has read it yet: read it, "
                    "then confirm or remove it",
                    coding=coding,
                )
            )
        c.summary = f"coding {coding} against {negative_cases.name_against(c.db, new)}: {_line(note)}"
    said.table = report.table(study.db, negative_cases.read(study.db, [id]))
    return said


def resolve(study: Study, id: int, outcome: str, note: str) -> Said:
    """Say what came of a negative case; return the row. What was said before is replaced, and named in a note.

    outcome: `revised`: the theory was changed. `bounded`: it holds within limits that are known now. `exception`: it stands, and
    this is one. `not-negative`: looked at again, it does not contradict.
    """
    outcome = negative_cases.outcome(outcome)
    note = _said(note, "what was done about it")
    said = Said()
    with study.change("negative resolve") as c:
        negative_cases.known(c.db, [id])
        (was,) = negative_cases.read(c.db, [id])
        if (was.outcome, was.resolution) != (outcome, note):
            negative_cases.resolve(c, id, outcome, note)
            if was.outcome is not None:
                said.notes.append(f"it was {was.outcome}: {_line(was.resolution)}")
        before = f" (was {was.outcome})" if was.outcome not in (None, outcome) else ""
        c.summary = f"negative case {id}: {outcome}{before}: {_line(note)}"
    if not c.changed:
        said.notes.append(f"nothing changed: negative case {id} says so already")
    said.table = report.table(study.db, negative_cases.read(study.db, [id]))
    return said


def reopen(study: Study, ids: Sequence[int]) -> Said:
    """Open resolved negative cases again; return the rows. What came of them before stands in a note, and in the log."""
    said = Said()
    with study.change("negative reopen") as c:
        chosen = negative_cases.known(c.db, ids)
        for x in negative_cases.read(c.db, chosen):
            if x.outcome is None:
                said.notes.append(f"negative case {x.id} is open already")
                continue
            negative_cases.reopen(c, x.id)
            said.notes.append(f"negative case {x.id} was {x.outcome}: {_line(x.resolution)}")
        c.summary = f"open again: negative case{'s' if len(chosen) > 1 else ''} {', '.join(map(str, chosen))}"
    said.table = report.table(study.db, negative_cases.read(study.db, chosen))
    return said


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Take negative cases out of the ledger; return the rows that were removed. Codings and memos stay."""
    with study.change("negative remove") as c:
        chosen = negative_cases.known(c.db, ids)
        gone = report.table(c.db, negative_cases.read(c.db, chosen))
        negative_cases.remove(c, chosen)
        c.summary = f"removed negative case{'s' if len(chosen) > 1 else ''} {', '.join(map(str, chosen))}"
    return Said(gone, [c.summary])


def _said(note: str, what: str) -> str:
    note = naming.text(note, "note").strip()
    if not note:
        raise Refused("negative-note-empty", "the note is empty: say in a line {what}", what=what)
    return note


def _line(text: str) -> str:
    return short(" ".join(text.split()), 60)
