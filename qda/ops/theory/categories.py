"""Axial coding: raising categories, their properties and dimensions, and the relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core import names as naming
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Said, Table
from qda.reports.theory import axial as views
from qda.store.analysis import codes, codings, links, theory, theory_changes, theory_ledgers
from qda.store.analysis.theory import Property
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
    """Return a category (or focused code) as one row, with the names of the codes under it."""
    names, paths = codes.names(study.db), codes.paths(study.db)
    row, gathered = codes.row(study.db, id), codes.gathered(study.db)[id]
    under = [names[i] for i in paths if i in gathered and i != id]
    values = (row["name"], paths[id], row["level"], row["definition"], under)
    return Table(CATEGORY, [values])


def category(
    study: Study, name: str, gather: Sequence[str] = (), *, move: bool = False, definition: str | None = None,
    focused: bool = False,
) -> Said:  # fmt: skip
    """Raise a code to a category, or make a new one, and let it gather codes; a core category stays the core.

    gather: names of codes. One without a home gets its home here. One with a home elsewhere keeps it and becomes a member
    here as well; with `move` it gets its home here.
    focused: make it a focused code, which gathers as well, and no category.
    Refused: a code that would come to lie under itself.
    """
    if move and not gather:
        raise Refused("category-move-alone", "name the codes that are to get their home here")
    level = "focused" if focused else "category"
    said, did = Said(), []
    with study.change("axial category") as c:
        id = codes.lookup(c.db, name)
        if id is None:
            known = codes.known_names(c.db)
            id, _ = codes.find_or_make(c, name)
            if near := naming.near_duplicates(name, known):
                said.notes.append(f"made the new code {name!r}; it is close to {', '.join(map(repr, near[:3]))}")
            did.append(f"made the {_level(level)}")
        row = codes.row(c.db, id)
        shown = row["name"]
        if focused and row["level"] in codes.CATEGORY_LEVELS:
            raise Refused(
                "category-is-higher",
                "{code!r} is a {level} already; give it the level focused to lower it",
                code=shown,
                level=row["level"],
            )
        if row["level"] != level and row["level"] not in codes.CATEGORY_LEVELS:
            codes.change(c, id, level=level)
            if not did:
                did.append(f"raised to a {_level(level)}")
        if definition is not None and definition.strip() != row["definition"]:
            if row["definition"]:
                said.notes.append(f"the definition {naming.short(row['definition'], 80)!r} was replaced")
            codes.change(c, id, definition=definition.strip())
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
    """Put one code under a category by home or membership; return its name, or None where nothing changed."""
    id = codes.find(c.db, name)
    code = codes.row(c.db, id)
    own = code["name"]
    if id == top:
        raise Refused(
            "category-gathers-itself",
            "{category!r} cannot gather itself; its own codings belong to it as they are",
            category=shown,
            name=name,
        )
    if top in codes.gathered(c.db)[id]:
        raise Refused(
            "category-lies-under",
            "{category!r} lies under {code!r}, so it cannot gather it",
            category=shown,
            code=own,
            name=name,
        )
    member = top in codes.further(c.db).get(id, ())
    if code["parent"] == top:
        said.notes.append(f"{own!r} has its home in {shown!r} already")
        return None
    if code["parent"] is None or move:
        if codes.in_home(c.db, own, top) is not None:
            raise Refused(
                "category-has-namesake",
                "{category!r} holds another code of the name {code!r}: make the two one first",
                category=shown,
                code=own,
                name=name,
            )
        codes.move(c, id, top)
        return str(own)
    if member:
        said.notes.append(f"{own!r} is a member of {shown!r} already")
        return None
    codes.join(c, id, top)
    said.notes.append(
        Message(
            "category-member-too",
            "{code!r} keeps its home in {home!r} and is a member of {category!r} as well",
            code=own,
            home=codes.paths(c.db)[code["parent"]],
            category=shown,
        )
    )
    return str(own)


def property_table(study: Study, property: Property) -> Table:
    """Return a property as one row."""
    p, n = property, len(theory.placements(study.db, property=property.id))
    row = (p.id, p.uuid, codes.names(study.db)[p.category], p.name, p.kind, p.points, p.shown(), n)
    return Table(PROPERTY, [row], brief=("id", *PROPERTY[2:5], *PROPERTY[6:]))


def property(
    study: Study, category: str, name: str, *, low: str | None = None, points: Sequence[str] = (),
    high: str | None = None, kinds: Sequence[str] = (), rename: str | None = None, remove: bool = False,
) -> Said:  # fmt: skip
    """Give a category a property, or change, rename or remove it; return the property as a row.

    A property is a range from `low` over `points` to `high`, or has `kinds`. A value on which a coding is placed cannot be
    taken away. With `remove` the placements on the property go as well.
    """
    ranged = low is not None or high is not None or bool(points)
    if sum((ranged, bool(kinds), remove)) > 1 or (remove and rename is not None):
        raise Refused("property-one-thing", "give a property a range or kinds, or remove it: one of these")
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
                raise Refused(
                    "property-is-new",
                    "{category!r} has no property {property!r} yet: give its two ends, or its kinds",
                    category=shown,
                    property=name,
                )
            name = property_name(name)
            kind, values = dimension
            id = theory_changes.add_property(c, top, name, kind, values)
            p = Property(id, "", top, name, kind, values)
            c.summary = f"{shown!r}: property {name!r}, {p.shown()}"
        else:
            id = held.id
            if dimension is None and rename is None:
                raise Refused(
                    "property-nothing-to-change",
                    "{property!r} of {category!r} is {dimension}: say what to change: its ends, its kinds or its name",
                    property=held.name,
                    category=shown,
                    dimension=held.shown(),
                )
            did = []
            if dimension is not None:
                did += _set_dimension(c, held, shown, *dimension)
            if rename is not None and (new := property_name(rename)) != held.name:
                other = theory.property_of(c.db, top, new)
                if other is not None and other.id != id:
                    raise QdaError(f"{shown!r} has a property {other.name!r} already")
                theory_changes.rename_property(c, id, new)
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
    theory_changes.remove_property(c, p.id)
    c.summary = f"{shown!r}: removed the property {p.name!r} with {n} placement{_s(n)}"
    return Said(gone, [f"removed the property {p.name!r} of {shown!r} and the {n} placement{_s(n)} on it", *more])


def property_name(name: str) -> str:
    """Return a property's name as it is stored; refused with a `/` in it, which stands between a category and its property."""
    name = naming.clean(name, "property name")
    if "/" in name:
        raise QdaError(
            f"the property name {name!r} holds a /, which parts a category from its property: use another sign"
        )
    return name


def _dimension(low: str | None, points: Sequence[str], high: str | None, kinds: Sequence[str]) -> tuple[str, list[str]]:
    """Return kind and values as stored; refused: an end is missing, a value comes twice, or `low` is not the low end."""
    if kinds:
        values = [naming.clean(k, "kind") for k in kinds]
    else:
        if low is None or high is None:
            missing = "low" if low is None else "high"
            raise Refused("property-needs-two-ends", "a range has two ends: give the {end} end as well", end=missing)
        between = [naming.clean(p, "point") for p in points]
        values = [naming.clean(low, "low end"), *between, naming.clean(high, "high end")]
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
    """Change the values of a property and return what was done; refused when a value goes that a placement uses."""
    new = held._replace(kind=kind, points=values)
    lost: dict[str, list[int]] = {}
    for p in theory.placements(c.db, property=held.id):
        match = new.match(p.value)
        if p.position is not None and kind == "range":
            continue
        if match is None or p.position is not None:
            lost.setdefault(p.value, []).append(p.coding)
        elif match != p.value:
            theory_changes.spell_placement(c, p.id, match)
    if lost:
        named = "; ".join(f"{v!r} by coding{_s(len(ids))} {_listed(ids)}" for v, ids in lost.items())
        raise QdaError(f"values of {held.name!r} are in use: {named}; place these elsewhere first, or keep the values")
    if (kind, values) == (held.kind, held.points):
        return []
    theory_changes.set_dimension(c, held.id, kind, values)
    return [f"is now {new.shown()} (was {held.shown()})"]


def place(study: Study, coding: int, property: str, value: str | None = None, *, note: str | None = None,
          remove: bool = False) -> Said:  # fmt: skip
    """Place a coding on a property of a category that it lies in, as the acting coder; placing it again moves it.

    property: `category/property`, or `property` where only one category of the coding has it.
    value: a point, an end or a kind; `low` or `high`; or, on a range, a number from 0 to 1, kept as a place for drawing.
    remove: take the coding off the property, without a value.
    """
    if remove and value is not None:
        raise Refused("place-value-too-many", "a coding that is taken off a property needs no value")
    if not remove and value is None:
        raise Refused("place-value-missing", "give a value: low, high, a point or a kind")
    said = Said()
    with study.change("axial place") as c:
        p, shown = _property_for(c, coding, property)
        placed = theory.placements(c.db, property=p.id, coding=coding)
        mine = next((x for x in placed if key(x.coder) == key(c.coder)), None)
        if remove:
            if mine is None:
                if not placed:
                    raise QdaError(f"{c.coder} has not placed coding {coding} on {p.name!r}")
                raise Refused(
                    "place-of-others",
                    "{coder} has not placed coding {coding} on {property!r}; {others} placed it",
                    coder=c.coder,
                    coding=coding,
                    property=p.name,
                    others=_listed(x.coder for x in placed),
                )
            said.table = placed_table(study, [mine.id])
            theory_changes.remove_placement(c, mine.id)
            c.summary = f"coding {coding} no longer placed on {p.name!r} of {shown!r} (was {mine.value!r})"
            return said
        if not p.points:
            raise Refused(
                "property-has-no-points",
                "{property!r} of {category!r} has no points yet: give it its ends or kinds first",
                property=p.name,
                category=shown,
            )
        stored, position = _value(p, value or "")
        if mine is None:
            id = theory_changes.add_placement(c, coding, p.id, stored, position, note or "")
        else:
            id = mine.id
            if mine.value != stored:
                stays = "; its note stays" if mine.note and note is None else ""
                said.notes.append(f"coding {coding} was at {mine.value!r}{stays}")
            theory_changes.set_placement(c, id, stored, position, mine.note if note is None else note)
        c.summary = f"coding {coding} on {p.name!r} of {shown!r}: {stored}"
    if not c.changed:
        said.notes.append("nothing changed: it is placed so already")
    said.table = placed_table(study, [id])
    return said


def _property_for(c: Change, coding: int, name: str) -> tuple[Property, str]:
    """Return the property that was meant, and its category's name; refused when the coding does not lie in the category."""
    row = codings.get(c.db, coding)
    if row is None:
        hint = Message("coding-unknown-number", "the list of codings has their numbers")
        raise NotFound("coding", str(coding), (), hint)
    code = row["code"]
    gathered, names, paths = codes.gathered(c.db), codes.names(c.db), codes.paths(c.db)
    top, slash, last = name.rpartition("/")
    if slash:
        id = codes.find_category(c.db, top)
        found = [theory.find_property(c.db, id, last)]
    else:
        found = [p for p in theory.properties(c.db) if key(p.name) == key(name)]
    lying = [p for p in found if code in gathered[p.category]]
    if len(lying) == 1:
        return lying[0], names[lying[0].category]
    if lying:
        one_of = _listed(f"{paths[p.category]}/{p.name}" for p in lying)
        raise QdaError(
            f"coding {coding} lies in {len(lying)} categories with a property {name!r}: name one of {one_of}"
        )
    if found:
        raise Refused(
            "place-outside-category",
            "coding {coding} does not lie in {categories}: put its code, {code!r}, under the category first",
            coding=coding,
            categories=_listed(names[p.category] for p in found),
            code=names[code],
        )
    known = [p.name for p in theory.properties(c.db) if code in gathered[p.category]]
    raise NotFound("property", name, known, Message("place-property-unknown", "make it first, with its ends or kinds"))


def _value(p: Property, value: str) -> tuple[str, float | None]:
    """Return a value as stored: the point's own name, or a number as it was given and the position that it means."""
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
    """Return placements as rows, with the words that were placed."""
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
