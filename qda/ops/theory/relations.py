"""Axial coding: relations between categories, with their status, and the quotes for and against them."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core import names as naming
from qda.core.errors import QdaError, Refused
from qda.core.families import FAMILIES
from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Said
from qda.reports.theory import axial as views
from qda.store.analysis import codes, codings, theory, theory_changes, theory_ledgers
from qda.store.analysis.theory import ALONE, Relation
from qda.store.history.door import Change
from qda.store.project import Study


def relate(
    study: Study, a: str, type: str, b: str, *, supporting: Sequence[int] = (), opposing: Sequence[int] = (),
    drop: Sequence[int] = (), status: str | None = None, note: str | None = None, include_researcher: bool = False,
) -> Said:  # fmt: skip
    """Relate two categories, or add to the relation that they have: codings for and against, status, note; return the row.

    drop: codings to take out of its evidence. status: a new relation is a hypothesis when not given. `supported` needs a
    quote for it; `qualified` and `refuted` need one against it, or a reason (the note, or the reason of the change).
    include_researcher: let `supported` or `refuted` rest on a researcher's words alone; that needs a reason of the change.
    """
    wanted = None if status is None else theory.status(status)
    if both := set(supporting) & set(opposing):
        raise Refused(
            "evidence-on-both-sides",
            "coding {coding} is given both for and against: say which, or code a shorter stretch",
            coding=min(both),
        )
    said = Said()
    with study.change("axial relate") as c:
        left, right = codes.find_category(c.db, a), codes.find_category(c.db, b)
        kind, named = theory.find_type(c.db, type)
        names = codes.names(c.db)
        if left == right:
            raise QdaError(f"{names[left]!r} cannot be related to itself: name two categories")
        held = theory.relation_between(c.db, left, kind, right)
        before, rested = "hypothesis", False
        if held is None:
            id = theory_changes.add_relation(c, left, kind, right, wanted or "hypothesis", note or "")
            back = theory.relation_between(c.db, right, kind, left)
            if back is not None:
                said.notes.append(f"relation {back} says the reverse: {names[right]!r} {named} {names[left]!r}")
        else:
            id = held
            was = theory.relation(c.db, id)
            before, rested = was.status, was.on_researchers()
            if note is not None and was.note and note != was.note:
                said.notes.append(f"the note {naming.short(was.note, 80)!r} was replaced")
            theory_changes.set_relation(c, id, wanted or was.status, was.note if note is None else note)
        _evidence(c, id, supporting, opposing, drop, said)
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
    c: Change, relation: int, supporting: Sequence[int], opposing: Sequence[int], drop: Sequence[int], said: Said
) -> None:
    """Write which codings speak for and against a relation."""
    for coding in codings.known(c.db, drop):
        if not theory_changes.drop_evidence(c, relation, coding):
            raise Refused(
                "evidence-unknown",
                "coding {coding} is no evidence of relation {relation}",
                coding=coding,
                relation=relation,
            )
    for side, ids in (("for", supporting), ("against", opposing)):
        for coding in codings.known(c.db, ids):
            there = theory.sides(c.db, relation, coding)
            if side in there:
                said.notes.append(f"coding {coding} is evidence {side} it already")
                continue
            if there:
                said.notes.append(
                    Message(
                        "evidence-already-other",
                        "coding {coding} is evidence {side} it as well",
                        coding=coding,
                        side=there.pop(),
                    )
                )
            theory_changes.add_evidence(c, relation, coding, side)
            held = codings.get(c.db, coding)
            if held is not None and not held["confirmed"]:
                said.notes.append(
                    Message(
                        "machine-coding-unread",
                        "coding {coding} was made by a machine and nobody has read it yet: read it, then "
                        "confirm or remove it",
                        coding=coding,
                    )
                )


def _state(r: Relation) -> str:
    return f"{r.status}, {len(r.supporting)} for, {len(r.opposing)} against"


def _allowed(r: Relation, reason: bool, was: str) -> None:
    """Reject a status that lacks what it needs: a quote for, a quote against, or a reason. `was`: the status before."""
    if r.status == "supported" and not r.supporting:
        if was == "supported":
            raise Refused(
                "relation-would-be-bare",
                "relation {relation} is supported and would be without a quote for it: give it another status along with it",
                relation=r.id,
            )
        raise Refused("relation-needs-a-quote", "supported needs a quote for it: add one")
    if r.status in ("qualified", "refuted") and r.status != was and not set(r.opposing) - r.theirs and not reason:
        held = f"; those against it are a researcher's words: coding {_listed(r.opposing)}" if r.opposing else ""
        raise Refused(
            "relation-needs-a-reason",
            "{status} needs a quote against it, or a reason{held}",
            status=r.status,
            held=held,
        )


def _spoken(r: Relation, include_researcher: bool, because: str) -> None:
    """Reject a status that would rest on a researcher's words alone, unless that is meant and a reason given."""
    if not r.on_researchers() or (include_researcher and because.strip()):
        return
    if include_researcher:
        raise Refused(
            "relation-alone-without-reason",
            "relation {relation} would be {status} {alone}: give the reason of the change",
            relation=r.id,
            status=r.status,
            alone=ALONE,
        )
    raise Refused(
        "relation-alone",
        "relation {relation} would be {status} {alone} (coding {codings}): give it a participant's quote {side} it, or include "
        "the researcher and give the reason of the change",
        relation=r.id,
        status=r.status,
        alone=ALONE,
        codings=_listed(r.rests_on()),
        side="for" if r.status == "supported" else "against",
    )


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:10])) + (" …" if len(ids) > 10 else "")


def status(
    study: Study, id: int, status: str, *, note: str | None = None, include_researcher: bool = False
) -> Said:  # fmt: skip
    """Set a relation's status and return the row; the reason of the change stands in the log.

    include_researcher: as for `relate`.
    """
    wanted = theory.status(status)
    said = Said()
    with study.change("axial status") as c:
        was = theory.relation(c.db, id)
        theory_changes.set_relation(c, id, wanted, was.note if note is None else note)
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
    """Remove relations with their evidence; return the rows that were removed. The codings stay."""
    with study.change("axial unrelate") as c:
        ids = list(dict.fromkeys(ids))
        gone = [theory.relation(c.db, id) for id in ids]
        table = views.relation_table(study.db, ids)
        names = codes.names(c.db)
        notes = theory_ledgers.leaving(c, relations=ids)
        theory_changes.remove_relations(c, ids)
        c.summary = "removed " + "; ".join(f"{names[r.a]!r} {r.type} {names[r.b]!r} ({_state(r)})" for r in gone[:5])
    return Said(table, notes)


def add_type(study: Study, name: str, *, role: str = "") -> Said:
    """Make a type of relation and return it as a row; with a `role`, the paradigm shows its relations in that role."""
    name = naming.clean(name, "type of relation")
    role = key(role).replace(" ", "_").replace("-", "_")
    if role and role not in theory.ROLES:
        raise Refused(
            "relation-role",
            "there is no role {role!r} in the paradigm: it is one of {roles}",
            role=role,
            roles=theory.ROLES,
        )
    with study.change("axial types add") as c:
        held = next((known for known, _ in theory.types(c.db) if key(known) == key(name)), None)
        if held is not None:
            raise QdaError(f"there is a type of relation {held!r} already")
        theory_changes.add_type(c, name, role)
        c.summary = f"made the type of relation {name!r}" + (f" ({role})" if role else "")
    table = views.types(study)
    table.rows = [row for row in table.rows if row[0] == name]
    return Said(table)


def add_family(study: Study, family: str) -> Said:
    """Make the types of relations of one of Glaser's families, in one change, but for those that are there; return all of them.

    family: one of `qda.core.families.FAMILIES`, such as `six-c`. The types of the paradigm stay as they are.
    """
    name = naming.one_of("family", family, tuple(FAMILIES))
    said = Said()
    with study.change("axial types add") as c:
        there = {key(known) for known, _ in theory.types(c.db)}
        new = [type.name for type in FAMILIES[name] if key(type.name) not in there]
        for type in new:
            theory_changes.add_type(c, type, "")
        c.summary = f"made the types of relations of the family {name}: {', '.join(new)}"
    if not c.changed:
        said.notes.append(f"nothing changed: the types of the family {name} are there already")
    table = views.types(study)
    mine = {key(type.name) for type in FAMILIES[name]}
    table.rows = [row for row in table.rows if key(row[0]) in mine]
    said.table = table
    return said
