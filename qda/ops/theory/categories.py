"""Axial coding: raising categories, their properties and dimensions, and the relations between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from qda.core import names as naming
from qda.core.errors import NotFound, QdaError
from qda.core.names import key
from qda.core.results import Said, Table
from qda.reports.theory import axial as views
from qda.store.analysis import codes, links, theory, theory_ledgers
from qda.store.analysis.theory import Property
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.project import Study

CATEGORY = ("category", "path", "level", "definition", "codes")
PROPERTY = ("id", "uuid", "category", "property", "kind", "points", "dimension", "placements")
PLACED = ("coding", "category", "property", "value", "place", "position", "coder", "note", "text")


def _listed(items: Iterable[object], most: int = 6) -> str:
    shown = [repr(i) if isinstance(i, str) else str(i) for i in items]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def category_table(study: Study, id: int) -> Table:
    """A category (or focused code) as one row, with the names of the codes under it."""
    names, paths = codes.names(study.db), codes.paths(study.db)
    row, gathered = codes.row(study.db, id), codes.gathered(study.db)[id]
    under = [names[i] for i in paths if i in gathered and i != id]
    values = (row["name"], paths[id], row["level"], row["definition"], under)
    return Table(CATEGORY, [values])


def category(
    study: Study, name: str, gather: Sequence[str] = (), *, move: bool = False, definition: str | None = None,
    focused: bool = False,
) -> Said:  # fmt: skip
    """Raise a code to a category, or make one, and let it gather codes; a core category stays the core.

    A code of `gather` without a home gets its home here; one that has a home elsewhere becomes a member as well, or
    moves here with `move`. With `focused` the level is `focused`. A ring is refused.
    """
    if move and not gather:
        raise QdaError("--move goes with --from: name the codes that get their home here")
    level = "focused" if focused else "category"
    said, did = Said(), []
    with study.change("axial category") as c:
        id = codes.lookup(c.db, name)
        if id is None:
            known = [n for (n,) in c.db.execute("select name from code union select name from code_alias")]
            id, _ = codes.find_or_make(c, name)
            if near := naming.near_duplicates(name, known):
                said.notes.append(f"made the new code {name!r}; it is close to {', '.join(map(repr, near[:3]))}")
            did.append(f"made the {_level(level)}")
        row = codes.row(c.db, id)
        shown = row["name"]
        if focused and row["level"] in codes.CATEGORY_LEVELS:
            raise QdaError(
                f"{shown!r} is a {row['level']} already; `qda codebook define {shown!r} --level focused` lowers it"
            )
        if row["level"] != level and row["level"] not in codes.CATEGORY_LEVELS:
            c.update("code", id, level=level)
            if not did:
                did.append(f"raised to a {_level(level)}")
        if definition is not None and definition.strip() != row["definition"]:
            if row["definition"]:
                said.notes.append(f"the definition {naming.short(row['definition'], 80)!r} was replaced")
            c.update("code", id, definition=definition.strip())
            did.append("defined it")
        taken = [n for n in (_gather(c, id, shown, name, move, said) for name in gather) if n]
        if taken:
            did.append(f"gathered {_listed(dict.fromkeys(taken))}")
        c.summary = f"{shown!r}: {', '.join(did)}"
    if not c.changed:
        said.notes.append(f"nothing changed: {shown!r} is a {_level(row['level'])} already")
    said.table = category_table(study, id)
    return said


def _level(level: str) -> str:
    return {"code": "code", "focused": "focused code", "category": "category", "core": "core category"}[level]


def _gather(c: Change, top: int, shown: str, name: str, move: bool, said: Said) -> str | None:
    """Put one code under a category by home or membership; its name, or None where nothing changed."""
    id = codes.find(c.db, name)
    code = codes.row(c.db, id)
    own = code["name"]
    if id == top:
        raise QdaError(f"--from {name!r}: {shown!r} cannot gather itself; its own codings belong to it as they are")
    if top in codes.gathered(c.db)[id]:
        raise QdaError(
            f"--from {name!r}: {shown!r} lies under {own!r}, so it cannot gather it; `qda codebook move` parts them"
        )
    member = c.db.execute("select id from membership where code = ? and category = ?", (id, top)).fetchone()
    if code["parent"] == top:
        said.notes.append(f"{own!r} has its home in {shown!r} already")
        return None
    if code["parent"] is None or move:
        if c.db.execute("select 1 from code where key = ? and parent = ?", (code["key"], top)).fetchone():
            raise QdaError(
                f"--from {name!r}: {shown!r} holds another code of that name; `qda codebook merge` makes them one"
            )
        if member:  # a home says as much
            c.delete("membership", member[0])
        c.update("code", id, parent=top)
        return str(own)
    if member:
        said.notes.append(f"{own!r} is a member of {shown!r} already")
        return None
    c.insert("membership", code=id, category=top)
    home = codes.paths(c.db)[code["parent"]]
    said.notes.append(f"{own!r} keeps its home in {home!r} and is a member of {shown!r} as well; --move moves it")
    return str(own)


def property_table(study: Study, property: Property) -> Table:
    """A property as one row."""
    return Table(PROPERTY, [_property_row(study, property)], brief=("id", *PROPERTY[2:5], *PROPERTY[6:]))


def _property_row(study: Study, p: Property) -> tuple[Any, ...]:
    n = len(theory.placements(study.db, property=p.id))
    return (p.id, p.uuid, codes.names(study.db)[p.category], p.name, p.kind, p.points, p.shown(), n)


def property(
    study: Study, category: str, name: str, *, low: str | None = None, points: Sequence[str] = (),
    high: str | None = None, kinds: Sequence[str] = (), rename: str | None = None, remove: bool = False,
) -> Said:  # fmt: skip
    """Give a category a property, or change, rename or remove it.

    A property is a range from `low` over `points` to `high`, or has `kinds`. Values on which codings are placed may not
    vanish from it. Removing it removes the placements on it.
    """
    ranged = low is not None or high is not None or bool(points)
    if sum((ranged, bool(kinds), remove)) > 1 or (remove and rename is not None):
        raise QdaError("say one thing: --low … --high …, or --kinds …, or --remove")
    said = Said()
    with study.change("axial property") as c:
        top = codes.find_category(c.db, category)
        shown = codes.names(c.db)[top]
        if remove:
            return _remove_property(study, c, theory.find_property(c.db, top, name), shown)
        dimension = _dimension(low, points, high, kinds) if ranged or kinds else None
        held = theory.property_of(c.db, top, name)
        if held is None:
            if rename is not None:
                theory.find_property(c.db, top, name)  # refused, with the nearest names
            if dimension is None:
                raise QdaError(
                    f"{shown!r} has no property {name!r} yet: give its ends (--low T --high T) or its --kinds T"
                )
            name = property_name(name)
            kind, values = dimension
            id = c.insert("property", uuid=new_uuid(), category=top, name=name, key=key(name), kind=kind,
                          points=json.dumps(values, ensure_ascii=False), created_at=c.at)  # fmt: skip
            p = Property(id, "", top, name, kind, values)
            c.summary = f"{shown!r}: property {name!r}, {p.shown()}"
        else:
            id = held.id
            if dimension is None and rename is None:
                raise QdaError(
                    f"{held.name!r} of {shown!r} is {held.shown()}: say what to change (--low, --kinds, --rename)"
                )
            did = []
            if dimension is not None:
                did += _set_dimension(c, held, shown, *dimension)
            if rename is not None and (new := property_name(rename)) != held.name:
                other = theory.property_of(c.db, top, new)
                if other is not None and other.id != id:
                    raise QdaError(f"{shown!r} has a property {other.name!r} already")
                c.update("property", id, name=new, key=key(new))
                did.append(f"renamed to {new!r}")
            c.summary = f"{shown!r}: property {held.name!r} {', '.join(did)}"
    if not c.changed:
        said.notes.append("nothing changed: the property is so already")
    said.table = property_table(study, next(p for p in theory.properties(study.db, top) if p.id == id))
    return said


def _remove_property(study: Study, c: Change, p: Property, shown: str) -> Said:
    gone = property_table(study, p)
    n = len(theory.placements(c.db, property=p.id))
    links.forget(c, "property", [p.id])
    more = theory_ledgers.leaving(c, properties=[p.id])
    c.delete("property", p.id)
    c.summary = f"{shown!r}: removed the property {p.name!r} with {n} placement{_s(n)}"
    return Said(gone, [f"removed the property {p.name!r} of {shown!r} and the {n} placement{_s(n)} on it", *more])


def property_name(name: str) -> str:
    """A property's name as it is stored; refused where it holds what parts a category from its property."""
    name = naming.clean(name, "property name")
    if "/" in name:
        raise QdaError(
            f"the property name {name!r} holds a /, which parts a category from its property: use another sign"
        )
    return name


def _dimension(low: str | None, points: Sequence[str], high: str | None, kinds: Sequence[str]) -> tuple[str, list[str]]:
    """Kind and values as stored; refused where an end is missing, a value comes twice, or `low` is not the low end."""
    if kinds:
        values = [naming.clean(k, "kind") for k in kinds]
    else:
        if low is None or high is None:
            raise QdaError(f"a range has two ends: give --{'low' if low is None else 'high'} T as well")
        values = [
            naming.clean(low, "low end"),
            *(naming.clean(p, "point") for p in points),
            naming.clean(high, "high end"),
        ]
        for word, end in (("low", 0), ("high", len(values) - 1)):
            if any(key(v) == word and i != end for i, v in enumerate(values)):
                raise QdaError(
                    f"{word!r} is the word for the {word} end of every range: call this point something else"
                )
    seen: set[str] = set()
    for v in values:
        if key(v) in seen:
            raise QdaError(f"{v!r} is given twice: each value needs a name of its own")
        seen.add(key(v))
    return ("kinds" if kinds else "range"), values


def _set_dimension(c: Change, held: Property, shown: str, kind: str, values: list[str]) -> list[str]:
    """Change what a property's values are; refused where a value vanishes that a placement uses."""
    new = held._replace(kind=kind, points=values)
    lost: dict[str, list[int]] = {}
    for p in theory.placements(c.db, property=held.id):
        match = new.match(p.value)
        if p.position is not None and kind == "range":
            continue
        if match is None or p.position is not None:
            lost.setdefault(p.value, []).append(p.coding)
        elif match != p.value:
            c.update("placement", p.id, value=match)  # spelled as the property now has it
    if lost:
        named = "; ".join(f"{v!r} by coding{_s(len(ids))} {_listed(ids)}" for v, ids in lost.items())
        raise QdaError(f"values of {held.name!r} are in use: {named}; place these elsewhere first, or keep the values")
    if (kind, values) == (held.kind, held.points):
        return []
    c.update("property", held.id, kind=kind, points=json.dumps(values, ensure_ascii=False))
    return [f"is now {new.shown()} (was {held.shown()})"]


def place(study: Study, coding: int, property: str, value: str | None = None, *, note: str | None = None,
          remove: bool = False) -> Said:  # fmt: skip
    """Place a coding on a property of a category that it lies in, by the acting coder; placing again replaces.

    `property` is `category/property`, or `property` where only one category of the coding has it. `value` is a point,
    an end or a kind, `low`, `high`, or on a range a number from 0 to 1, kept as a place for drawing.
    """
    if remove == (value is not None):
        raise QdaError("--remove takes no VALUE" if remove else "give a VALUE: low, high, a point or a kind")
    said = Said()
    with study.change("axial place") as c:
        p, shown = _property_for(c, coding, property)
        mine = next(
            (x for x in theory.placements(c.db, property=p.id, coding=coding) if key(x.coder) == key(c.coder)), None
        )
        if remove:
            if mine is None:
                others = [x.coder for x in theory.placements(c.db, property=p.id, coding=coding)]
                by = f"; {_listed(others)} placed it: --coder acts for another" if others else ""
                raise QdaError(f"{c.coder} has not placed coding {coding} on {p.name!r}{by}")
            said.table = placed_table(study, [mine.id])
            c.delete("placement", mine.id)
            c.summary = f"coding {coding} no longer placed on {p.name!r} of {shown!r} (was {mine.value!r})"
            return said
        if not p.points:
            raise QdaError(f"{p.name!r} of {shown!r} has no points yet: `qda axial property {shown!r} {p.name!r}` with "
                           "--low T --high T, or --kinds T, gives it some")  # fmt: skip
        stored, position = _value(p, value or "")
        if mine is None:
            id = c.insert("placement", coding=coding, property=p.id, coder=c.coder_id, value=stored, position=position,
                          note=note or "", created_at=c.at)  # fmt: skip
        else:
            id = mine.id
            if mine.value != stored:
                said.notes.append(
                    f"coding {coding} was at {mine.value!r}"
                    + ("; its note stays" if mine.note and note is None else "")
                )
            c.update("placement", id, value=stored, position=position, note=mine.note if note is None else note)
        c.summary = f"coding {coding} on {p.name!r} of {shown!r}: {stored}"
    if not c.changed:
        said.notes.append("nothing changed: it is placed so already")
    said.table = placed_table(study, [id])
    return said


def _property_for(c: Change, coding: int, name: str) -> tuple[Property, str]:
    """The property that was meant, and its category's name; the coding must lie in the category."""
    row = c.db.execute("select code from coding where id = ?", (coding,)).fetchone()
    if row is None:
        raise NotFound("coding", str(coding), (), "`qda codings` shows their numbers")
    gathered, names, paths = codes.gathered(c.db), codes.names(c.db), codes.paths(c.db)
    top, slash, last = name.rpartition("/")
    if slash:
        id = codes.find_category(c.db, top)
        found = [theory.find_property(c.db, id, last)]
    else:
        found = [p for p in theory.properties(c.db) if key(p.name) == key(name)]
    lying = [p for p in found if row[0] in gathered[p.category]]
    if len(lying) == 1:
        return lying[0], names[lying[0].category]
    if lying:
        raise QdaError(f"coding {coding} lies in {len(lying)} categories with a property {name!r}: name one of "
                       + _listed(f"{paths[p.category]}/{p.name}" for p in lying))  # fmt: skip
    if found:
        of = _listed(names[p.category] for p in found)
        raise QdaError(
            f"coding {coding} does not lie in {of}: `qda axial category … --from {names[row[0]]!r}` gathers its code"
        )
    known = [p.name for p in theory.properties(c.db) if row[0] in gathered[p.category]]
    raise NotFound("property", name, known, "`qda axial property` makes one")


def _value(p: Property, value: str) -> tuple[str, float | None]:
    """A value as stored: the point's own name, or the number as given with the position that it means."""
    value = value.strip()
    if (match := p.match(value)) is not None:
        return match, None
    if p.kind == "range":
        if key(value) in ("low", "high"):
            return p.points[0 if key(value) == "low" else -1], None
        if theory.NUMBER.fullmatch(value):
            return value, float(value)
        raise QdaError(
            f"{value!r} is no place on {p.name!r}: give low, high, a number 0..1, or one of {_listed(p.points, 12)}"
        )
    raise NotFound("kind", value, p.points, f"{p.name!r} has {_listed(p.points, 12)}")


def placed_table(study: Study, ids: Sequence[int]) -> Table:
    """Placements as rows, with the words that were placed."""
    wanted = [p for p in theory.placements(study.db) if p.id in ids]
    by = {p.id: p for p in theory.properties(study.db)}
    names = codes.names(study.db)
    quotes = views.quotes(study.db, {p.coding for p in wanted})
    return Table(
        PLACED,
        [
            (p.coding, names[by[p.property].category], by[p.property].name, p.value, by[p.property].place(p.value),
             p.position, p.coder, p.note, quotes[p.coding]["text"])
            for p in wanted
        ],
        brief=("coding", "category", "property", "value", "place", "note", "text"),
    )  # fmt: skip
