"""Axial coding: relations between categories, with their status, and the quotes for and against them."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core import names as naming
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.results import Said
from qda.ops.coding.coding import known_ids
from qda.reports.theory import axial as views
from qda.store.analysis import codes, links, theory, theory_ledgers
from qda.store.analysis.theory import ALONE, Relation
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.project import Study


def relate(
    study: Study, a: str, type: str, b: str, *, supporting: Sequence[int] = (), opposing: Sequence[int] = (),
    drop: Sequence[int] = (), status: str | None = None, note: str | None = None, include_researcher: bool = False,
) -> Said:  # fmt: skip
    """Relate two categories, or add to the relation that they have: codings for and against, status, note.

    `drop` takes codings out of its evidence. A new relation is a hypothesis. `supported` needs a quote for, `qualified`
    and `refuted` one against, or a reason (the note, or the reason of the change). A researcher's words alone carry neither
    `supported` nor `refuted`, unless `include_researcher` says so with a reason of the change.
    """
    wanted = None if status is None else theory.status(status)
    if both := set(supporting) & set(opposing):
        raise QdaError(f"coding {min(both)} is given --for and --against: say which, or code a shorter stretch")
    said = Said()
    with study.change("axial relate") as c:
        left, right = codes.find_category(c.db, a), codes.find_category(c.db, b)
        kind, named = theory.find_type(c.db, type)
        names = codes.names(c.db)
        if left == right:
            raise QdaError(f"{names[left]!r} cannot be related to itself: name two categories")
        row = c.db.execute("select id from relation where a = ? and type = ? and b = ?", (left, kind, right)).fetchone()
        before, rested = "hypothesis", False
        if row is None:
            id = c.insert("relation", uuid=new_uuid(), a=left, type=kind, b=right, status=wanted or "hypothesis",
                          note=note or "", coder=c.coder_id, created_at=c.at)  # fmt: skip
            back = c.db.execute(
                "select id from relation where a = ? and type = ? and b = ?", (right, kind, left)
            ).fetchone()
            if back:
                said.notes.append(f"relation {back[0]} says the reverse: {names[right]!r} {named} {names[left]!r}")
        else:
            id = row[0]
            was = theory.relation(c.db, id)
            before, rested = was.status, was.on_researchers()
            if note is not None and was.note and note != was.note:
                said.notes.append(f"the note {naming.short(was.note, 80)!r} was replaced")
            c.update("relation", id, note=was.note if note is None else note, status=wanted or was.status)
        _evidence(study, c, id, supporting, opposing, drop, said)
        now = theory.relation(c.db, id)
        if wanted is not None or drop:
            _allowed(now, bool((note or "").strip() or study.because.strip()), before)
        if now.status != before or not rested:
            _spoken(now, include_researcher, study.because)
        c.summary = f"{names[left]!r} {named} {names[right]!r}: {_state(now)}"
    if not c.changed:
        said.notes.append(f"nothing changed: relation {id} says so already")
    elif now.status == "supported" and opposing:
        said.notes.append(f"relation {id} is supported and has quotes against: does it hold, or is it qualified?")
    said.table = views.relation_table(study.db, [id])
    return said


def _evidence(
    study: Study, c: Change, relation: int, supporting: Sequence[int], opposing: Sequence[int], drop: Sequence[int],
    said: Said,
) -> None:  # fmt: skip
    """Write which codings speak for and against a relation."""
    for coding in known_ids(study, "coding", drop):
        rows = c.db.execute("select id from evidence where relation = ? and coding = ?", (relation, coding)).fetchall()
        if not rows:
            raise QdaError(
                f"--drop {coding}: it is no evidence of relation {relation}; `qda axial show` shows which are"
            )
        for (row,) in rows:
            c.delete("evidence", row)
    for side, ids in (("for", supporting), ("against", opposing)):
        for coding in known_ids(study, "coding", ids):
            there = {
                s
                for (s,) in c.db.execute(
                    "select side from evidence where relation = ? and coding = ?", (relation, coding)
                )
            }
            if side in there:
                said.notes.append(f"coding {coding} is evidence {side} it already")
                continue
            if there:
                said.notes.append(f"coding {coding} is evidence {there.pop()} it as well; --drop {coding} takes it out")
            c.insert("evidence", relation=relation, coding=coding, side=side)
            if not c.db.execute("select confirmed from coding where id = ?", (coding,)).fetchone()[0]:
                said.notes.append(
                    f"coding {coding} was made by a machine and nobody has read it yet: `qda confirm {coding}`"
                )


def _state(r: Relation) -> str:
    return f"{r.status}, {len(r.supporting)} for, {len(r.opposing)} against"


def _allowed(r: Relation, reason: bool, was: str) -> None:
    """Refuse a status that lacks what it needs: a quote for, a quote against, or a reason. `was`: the one before."""
    if r.status == "supported" and not r.supporting:
        if was == "supported":
            raise QdaError(
                f"relation {r.id} is supported and would be without a quote for: give another --status along with it"
            )
        raise QdaError("supported needs a quote for: `qda axial relate A TYPE B --for CODING` adds one")
    if r.status in ("qualified", "refuted") and r.status != was and not set(r.opposing) - r.theirs and not reason:
        held = f"; those against it are a researcher's words: coding {_listed(r.opposing)}" if r.opposing else ""
        raise QdaError(
            f"{r.status} needs a quote against (`qda axial relate A TYPE B --against CODING`), or a reason "
            f"(--because){held}"
        )


def _spoken(r: Relation, include_researcher: bool, because: str) -> None:
    """Refuse a status that would rest on a researcher's words alone, unless that is meant and a reason given."""
    if not r.on_researchers() or (include_researcher and because.strip()):
        return
    side = "--for" if r.status == "supported" else "--against"
    if include_researcher:
        raise QdaError(
            f"relation {r.id} would be {r.status} {ALONE}: --include-researcher needs a reason, --because TEXT"
        )
    raise QdaError(
        f"relation {r.id} would be {r.status} {ALONE} (coding {_listed(r.rests_on())}): give it a participant's quote "
        f"({side} CODING), or --include-researcher with --because TEXT"
    )


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:10])) + (" …" if len(ids) > 10 else "")


def status(
    study: Study, id: int, status: str, *, note: str | None = None, include_researcher: bool = False
) -> Said:  # fmt: skip
    """Set a relation's status; the reason of the change stands in the log. `include_researcher`: as for `relate`."""
    wanted = theory.status(status)
    said = Said()
    with study.change("axial status") as c:
        was = theory.relation(c.db, id)
        c.update("relation", id, status=wanted, note=was.note if note is None else note)
        now = theory.relation(c.db, id)
        if wanted != was.status:
            _allowed(now, bool((note or "").strip() or study.because.strip()), was.status)
            _spoken(now, include_researcher, study.because)
        names = codes.names(c.db)
        c.summary = f"{names[was.a]!r} {was.type} {names[was.b]!r}: {_state(now)} (was {was.status})"
    if not c.changed:
        said.notes.append(f"nothing changed: relation {id} is {wanted} already")
    said.table = views.relation_table(study.db, [id])
    return said


def unrelate(study: Study, ids: Sequence[int]) -> Said:
    """Remove relations with their evidence; the codings stay. Returns the rows that were removed."""
    with study.change("axial unrelate") as c:
        ids = list(dict.fromkeys(ids))
        gone = [theory.relation(c.db, id) for id in ids]
        table = views.relation_table(study.db, ids)
        names = codes.names(c.db)
        notes = theory_ledgers.leaving(c, relations=ids)
        links.forget(c, "relation", ids)
        for id in ids:
            c.delete("relation", id)
        c.summary = "removed " + "; ".join(f"{names[r.a]!r} {r.type} {names[r.b]!r} ({_state(r)})" for r in gone[:5])
    return Said(table, notes)


def add_type(study: Study, name: str, *, role: str = "") -> Said:
    """Make a type of relation; with a `role` of the paradigm, `paradigm` gathers its relations there."""
    name = naming.clean(name, "type of relation")
    role = key(role).replace(" ", "_").replace("-", "_")
    if role and role not in theory.ROLES:
        raise QdaError(f"--role {role!r}: it is one of {', '.join(theory.ROLES)}")
    with study.change("axial types add") as c:
        held = c.db.execute("select name from relation_type where key = ?", (key(name),)).fetchone()
        if held:
            raise QdaError(f"there is a type of relation {held[0]!r} already")
        c.insert("relation_type", uuid=new_uuid(), name=name, key=key(name), role=role)
        c.summary = f"made the type of relation {name!r}" + (f" ({role})" if role else "")
    table = views.types(study)
    table.rows = [row for row in table.rows if row[0] == name]
    return Said(table)
