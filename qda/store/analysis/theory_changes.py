"""Write the theory's tables: properties and placements, relations and their evidence, judgements, the storyline.

Each function takes an open `Change`. The operation has looked before that what it writes is there and allowed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qda.core.names import key
from qda.store.analysis import links
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change


def add_property(c: Change, category: int, name: str, kind: str, points: Sequence[str]) -> int:
    """Insert a property of a category: a `range` of points from low to high, or `kinds`; return its number."""
    return c.insert(
        "property",
        uuid=new_uuid(),
        category=category,
        name=name,
        key=key(name),
        kind=kind,
        points=_json(points),
        created_at=c.at,
    )


def set_dimension(c: Change, property: int, kind: str, points: Sequence[str]) -> None:
    """Make a property a `range` with these points, or one with these `kinds`."""
    c.update("property", property, kind=kind, points=_json(points))


def rename_property(c: Change, property: int, name: str) -> None:
    """Give a property another name."""
    c.update("property", property, name=name, key=key(name))


def remove_property(c: Change, property: int) -> None:
    """Delete a property with the placements on it."""
    c.delete("property", property)


def add_placement(c: Change, coding: int, property: int, value: str, position: float | None, note: str) -> int:
    """Place a coding on a property, as the acting coder; return the placement's number."""
    return c.insert(
        "placement",
        coding=coding,
        property=property,
        coder=c.coder_id,
        value=value,
        position=position,
        note=note,
        created_at=c.at,
    )


def set_placement(c: Change, placement: int, value: str, position: float | None, note: str) -> None:
    """Move a placement to another value."""
    c.update("placement", placement, value=value, position=position, note=note)


def spell_placement(c: Change, placement: int, value: str) -> None:
    """Write a placement's value as the property now spells it."""
    c.update("placement", placement, value=value)


def remove_placement(c: Change, placement: int) -> None:
    """Take a coding off a property."""
    c.delete("placement", placement)


def add_relation(c: Change, a: int, type: int, b: int, status: str, note: str, *, uuid: str = "") -> int:
    """Insert the relation `a` TYPE `b`, by the acting coder; return its number."""
    return c.insert(
        "relation",
        uuid=uuid or new_uuid(),
        a=a,
        type=type,
        b=b,
        status=status,
        note=note,
        coder=c.coder_id,
        created_at=c.at,
    )


def set_relation(c: Change, relation: int, status: str, note: str) -> None:
    """Set status and note of a relation."""
    c.update("relation", relation, status=status, note=note)


def remove_relations(c: Change, relations: Iterable[int]) -> None:
    """Delete relations with their evidence; what links to them remembers their numbers."""
    relations = list(relations)
    links.forget(c, "relation", relations)
    for id in relations:
        c.delete("relation", id)


def add_evidence(c: Change, relation: int, coding: int, side: str) -> None:
    """Make a coding evidence `for` or `against` a relation."""
    c.insert("evidence", relation=relation, coding=coding, side=side)


def drop_evidence(c: Change, relation: int, coding: int) -> bool:
    """Take a coding out of the evidence of a relation, on both sides; False when it was none."""
    rows = c.db.execute("select id from evidence where relation = ? and coding = ?", (relation, coding)).fetchall()
    for (row,) in rows:
        c.delete("evidence", row)
    return bool(rows)


def add_type(c: Change, name: str, role: str) -> int:
    """Insert a type of relation, with its role in the paradigm or ""; return its number."""
    return c.insert("relation_type", uuid=new_uuid(), name=name, key=key(name), role=role)


def judge(c: Change, category: int, **answers: str) -> None:
    """Keep the acting coder's judgement of a category as the core; what is not given stays as it was."""
    row = c.db.execute(
        "select j.id from judgement j join coder k on k.id = j.coder where j.category = ? and k.key = ?",
        (category, key(c.coder)),
    ).fetchone()
    if row is None:
        c.insert("judgement", category=category, coder=c.coder_id, created_at=c.at, **answers)
    else:
        c.update("judgement", row[0], **answers)


def add_storyline(c: Change, text: str) -> int:
    """Insert a version of the storyline, by the acting coder; return its number. `text` is as stored, links by uuid."""
    return c.insert("storyline", uuid=new_uuid(), text=text, coder=c.coder_id, created_at=c.at)


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
