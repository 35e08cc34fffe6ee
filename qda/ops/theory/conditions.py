"""The conditional matrix: saying of a category at which level it is a condition or a consequence, and which levels there are."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core import names as naming
from qda.core.errors import Refused, UsageError
from qda.core.message import Message
from qda.core.names import key, one_of, short
from qda.core.results import Said, Table
from qda.reports.theory import conditional_matrix as report
from qda.store.analysis import codes, conditions, theory
from qda.store.analysis import codings as stored
from qda.store.history.door import Change
from qda.store.project import Study

LEVELS = ("n", "level", "conditions", "consequences")


def add(
    study: Study, category: str, role: str, level: str, *, codings: Sequence[int] = (), relation: int | None = None,
    note: str | None = None,
) -> Said:  # fmt: skip
    """Say that a category is a `condition` or a `consequence` (`role`) at a level; return the row.

    codings: those that show it. relation: the number of the one by which it works. Where the category is that at that level
    already, the codings come to those that are there, and relation and note are replaced where they are given.
    """
    role = one_of("as", role, conditions.ROLES)
    text = None if note is None else naming.text(note, "note").strip()
    said = Said()
    with study.change("condition add") as c:
        top = codes.find_category(c.db, category)
        shown = codes.names(c.db)[top]
        at = conditions.find_level(c.db, level)
        by = None if relation is None else theory.relation(c.db, relation)
        if by is not None and top not in (by.a, by.b):
            said.notes.append(f"relation {by.id} is between other categories than {shown!r}")
        id = conditions.at(c.db, top, role, at)
        if id is None:
            id = conditions.add(c, top, role, at, relation, text or "")
        else:
            (was,) = conditions.read(c.db, [id])
            if text is not None and was.note and text != was.note:
                said.notes.append(f"the note {short(was.note, 80)!r} was replaced")
            if relation is not None and was.relation not in (None, relation):
                said.notes.append(f"relation {relation} stands in place of {was.relation}")
            conditions.change(c, id, was.relation if relation is None else relation, was.note if text is None else text)
        _shows(c, id, codings, said)
        (now,) = conditions.read(c.db, [id])
        if now.codings and theory.researchers_alone(c.db, now.codings).issuperset(now.codings):
            said.notes.append(
                Message(
                    "condition-on-researchers",
                    "{role} {id} is shown {alone}: is there a participant who says so?",
                    role=role,
                    id=id,
                    alone=theory.ALONE,
                )
            )
        c.summary = f"{shown!r} is a {role} at the level {at!r}, {len(now.codings)} codings"
    if not c.changed:
        said.notes.append(f"nothing changed: {role} {id} says so already")
    said.table = report.table(study.db, conditions.read(study.db, [id]))
    return said


def _shows(c: Change, id: int, ids: Sequence[int], said: Said) -> None:
    """Keep which codings show it."""
    for coding in stored.known(c.db, ids):
        if not conditions.add_coding(c, id, coding):
            said.notes.append(f"coding {coding} shows it already")
        held = stored.get(c.db, coding)
        if held is not None and not held["confirmed"]:
            said.notes.append(
                Message(
                    "machine-coding-unread",
                    "coding {coding} was made by a machine and nobody has read it yet: read it, then confirm or remove it",
                    coding=coding,
                )
            )


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Take conditions and consequences out of the matrix; return the rows that were removed. Codings and relations stay."""
    with study.change("condition remove") as c:
        chosen = conditions.known(c.db, ids)
        held = conditions.read(c.db, chosen)
        gone = report.table(c.db, held)
        names = codes.names(c.db)
        conditions.remove(c, chosen)
        told = "; ".join(f"{x.role} {x.id} ({names[x.category]}, {x.level})" for x in held)
        c.summary = f"removed {told}"
    return Said(gone, [c.summary])


def levels(study: Study) -> Table:
    """List the levels from near to far: n, level, and how many conditions and consequences stand at each."""
    every = conditions.read(study.db)
    rows = [
        (n, name, *(sum(x.role == role and key(x.level) == key(name) for x in every) for role in conditions.ROLES))
        for n, name in enumerate(conditions.levels(study.db), 1)
    ]
    return Table(LEVELS, rows)


def set_levels(study: Study, names: str) -> Said:
    """Say which levels there are, from near to far, with commas between; "" is the usual seven. Return them.

    Refused: one level less than conditions or consequences stand at.
    """
    wanted = [naming.clean(name, "level") for name in names.split(",") if name.strip()]
    if twice := next((n for i, n in enumerate(wanted) if key(n) in map(key, wanted[:i])), None):
        raise UsageError(f"the level {twice!r} is given twice: each needs a name of its own")
    with study.change("condition levels") as c:
        kept = {key(name) for name in wanted or conditions.LEVELS}
        for x in conditions.read(c.db):
            if key(x.level) not in kept:
                held = [y.id for y in conditions.read(c.db) if key(y.level) == key(x.level)]
                raise Refused(
                    "level-in-use",
                    "{level!r} is the level of {ids}: keep it, or remove these from the conditional matrix",
                    level=x.level,
                    ids=held,
                )
        was = conditions.levels(c.db)
        conditions.set_levels(c, wanted)
        c.summary = f"levels: {', '.join(conditions.levels(c.db))} (were {', '.join(was)})"
    notes = [] if c.changed else ["nothing changed: these are the levels already"]
    return Said(levels(study), notes)
