"""The conditional matrix: which category is a condition or a consequence at which level, by which relation, in which codings.

The levels run from near to far (Strauss and Corbin 1990, the conditional matrix). Which there are, and in which order, is a
setting of the study, `LEVELS_OF_STUDY`; a level that a condition has and the setting lacks, as after a merge, stands last.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import NotFound
from qda.core.message import Message
from qda.core.names import key
from qda.store.file import ids as ids_
from qda.store.file.ids import new_uuid
from qda.store.texts import settings

if TYPE_CHECKING:
    from qda.store.history.door import Change

LEVELS = ("individual", "group", "sub-organisation", "organisation", "community", "national", "international")
LEVELS_OF_STUDY = "condition_levels"  # the setting, a JSON list
ROLES = ("condition", "consequence")
LISTED = Message("condition-unknown-number", "the conditional matrix has their numbers")


class Condition(NamedTuple):
    """A category as a `condition` or a `consequence` (`role`) at a level; `codings` are the numbers of those that show it."""

    id: int
    uuid: str
    category: int
    role: str
    level: str
    relation: int | None
    note: str
    coder: str
    created_at: str
    codings: list[int]


def read(db: sqlite3.Connection, ids: Iterable[int] | None = None) -> list[Condition]:
    """All of them by number, or those with these numbers."""
    where, args = ("", ()) if ids is None else ("where x.id in (select value from json_each(?))", (_json(ids),))
    shown: dict[int, list[int]] = {}
    for condition, coding in db.execute("select condition, coding from condition_coding order by condition, coding"):
        shown.setdefault(condition, []).append(coding)
    return [
        Condition._make((*row, shown.get(row[0], [])))
        for row in db.execute(
            "select x.id, x.uuid, x.category, x.role, x.level, x.relation, x.note, k.name, x.created_at "
            f"from condition x join coder k on k.id = x.coder {where} order by x.id",
            args,
        )
    ]


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(db, "condition", ids, "condition or consequence", LISTED)


def levels(db: sqlite3.Connection) -> list[str]:
    """The levels of the study from near to far."""
    row = db.execute("select value from setting where name = ?", (LEVELS_OF_STUDY,)).fetchone()
    own = [str(name) for name in json.loads(row[0])] if row and row[0] else list(LEVELS)
    there = {key(name) for name in own}
    for (name,) in db.execute("select level from condition group by level order by min(id)"):
        if key(name) not in there:
            there.add(key(name))
            own.append(name)
    return own


def find_level(db: sqlite3.Connection, name: str) -> str:
    """A level as the study spells it; refused with the nearest where there is none of that name."""
    every = levels(db)
    found = next((level for level in every if key(level) == key(name)), None)
    if found is None:
        there = Message("condition-levels", "there are {known}; which there are can be changed", known=every)
        raise NotFound("level", name, every, there)
    return found


def set_levels(c: Change, names: Sequence[str]) -> None:
    """Keep which levels there are, near to far, and spell those of conditions so; without names, the usual ones.

    The caller has looked that no level goes which a condition has.
    """
    for id, level in c.db.execute("select id, level from condition order by id").fetchall():
        spelled = next((name for name in names or LEVELS if key(name) == key(level)), level)
        if spelled != level:
            c.update("condition", id, level=spelled)
    if names and list(names) != list(LEVELS):
        settings.put(c, LEVELS_OF_STUDY, json.dumps(list(names), ensure_ascii=False))
    else:
        settings.remove(c, LEVELS_OF_STUDY)


def at(db: sqlite3.Connection, category: int, role: str, level: str) -> int | None:
    """The number of a category's condition or consequence at a level; None where there is none."""
    row = db.execute(
        "select id from condition where category = ? and role = ? and level = ?", (category, role, level)
    ).fetchone()
    return None if row is None else int(row[0])


def add(c: Change, category: int, role: str, level: str, relation: int | None, note: str) -> int:
    """Insert one, by the acting coder; return its number."""
    return c.insert(
        "condition", uuid=new_uuid(), category=category, role=role, level=level, relation=relation, note=note,
        coder=c.coder_id, created_at=c.at,
    )  # fmt: skip


def change(c: Change, id: int, relation: int | None, note: str) -> None:
    """Set the relation and the note of one."""
    c.update("condition", id, relation=relation, note=note)


def add_coding(c: Change, id: int, coding: int) -> bool:
    """Let a coding show one; False when it does already."""
    there = "select 1 from condition_coding where condition = ? and coding = ?"
    if c.db.execute(there, (id, coding)).fetchone():
        return False
    c.insert("condition_coding", condition=id, coding=coding)
    return True


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete them; the codings stay."""
    for id in ids:
        c.delete("condition", id)


def leaving(c: Change, codes: Iterable[int], relations: Iterable[int], codings: Iterable[int]) -> list[str]:
    """Before codes, relations or codings are removed: notes on what goes along with them, and on what stays with less."""
    gone = _with(c.db, "condition", "category", codes)
    notes = [f"of the conditional matrix went along: {_listed(gone)}"] if gone else []
    for ids, less in (
        (_with(c.db, "condition", "relation", relations), "without a relation now"),
        (_with(c.db, "condition_coding", "coding", codings, "condition"), "with fewer quotes now"),
    ):
        if kept := [i for i in ids if i not in gone]:
            notes.append(f"of the conditional matrix {less}: {_listed(kept)}")
    return notes


def move(c: Change, column: str, old: int, new: int, notes: list[str]) -> None:
    """Before `old` goes, joined with `new`: what rests on it goes to that one. `column`: coding, code or relation."""
    if column == "coding":
        for id in _with(c.db, "condition_coding", "coding", [old], "condition"):
            add_coding(c, id, new)
    elif column == "relation":
        for id in _with(c.db, "condition", "relation", [old]):
            c.update("condition", id, relation=new)
    elif column == "code":
        for x in read(c.db, _with(c.db, "condition", "category", [old])):
            held = at(c.db, new, x.role, x.level)
            if held is None:
                c.update("condition", x.id, category=new)
                continue
            (keep,) = read(c.db, [held])
            for coding in x.codings:
                add_coding(c, held, coding)
            change(
                c,
                held,
                x.relation if keep.relation is None else keep.relation,
                "; ".join(dict.fromkeys(n for n in (keep.note, x.note) if n)),
            )
            c.delete("condition", x.id)
            notes.append(f"{x.role} {x.id} at the level {x.level} was joined with {held}")


def _with(db: sqlite3.Connection, table: str, column: str, ids: Iterable[int], own: str = "id") -> list[int]:
    return [
        id
        for (id,) in db.execute(
            f"select distinct {own} from {table} where {column} in (select value from json_each(?)) order by 1",
            (_json(ids),),
        )
    ]


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids[:10])) + (f" and {len(ids) - 10} more" if len(ids) > 10 else "")


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
