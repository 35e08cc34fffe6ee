"""Axial work from any screen: each function asks what it needs in small dialogs and then does one thing in the study.

They are coroutines for a worker of the app (`app.run_worker(axial.relate(app, desk))`). Escape in any dialog leaves with
nothing changed. They give what the operation said, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App

from qda.core.names import short
from qda.core.results import Said
from qda.ops.theory import categories, relations
from qda.store.analysis import codes, codings, theory
from qda.store.analysis.theory import Property
from qda.store.project import Study
from qda.tui.screens.code_picker import CodePicker, load_codes
from qda.tui.session.study_access import Desk, attempt
from qda.tui.shown_text import line
from qda.tui.widgets.chooser import Choose, Item
from qda.tui.widgets.prompts import AskLine, Confirm

MEANS = {
    "hypothesis": "an idea that waits for quotes",
    "supported": "holds so far: needs a quote for it",
    "qualified": "holds under conditions: needs a quote against it, or a reason",
    "refuted": "does not hold: needs a quote against it, or a reason",
}


def category_items(study: Study, *, focused: bool = False, but: Sequence[int] = ()) -> list[Item]:
    """The categories as items, with `focused` the focused codes too; the value is the code's number."""
    db, out = study.db, list[Item]()
    aliases = codes.aliases(db)
    levels = (*codes.CATEGORY_LEVELS, "focused") if focused else codes.CATEGORY_LEVELS
    rows = {i: row for i, row in codes.rows(db).items() if row["level"] in levels and i not in but}
    for i, path in codes.paths(db).items():
        if i in rows:
            name, level, definition = (rows[i][k] for k in ("name", "level", "definition"))
            home = path.rpartition("/")[0]
            hint = " · ".join(filter(None, (f"in {short(line(home), 24)}" if home else "", level)))
            out.append(Item(name, i, hint, definition, tuple(aliases.get(i, ())), definition))
    return sorted(out, key=lambda item: item.hint.endswith("focused"))


def path_of(study: Study, code: int) -> str:
    """Return the name of a code for an operation: its path."""
    return codes.paths(study.db)[code]


def quote_of(study: Study, coding: int, width: int = 100) -> str:
    """A coding in a line: its words and its code."""
    row = next(iter(codings.select(study.db, ids=[coding])))
    theirs = ", researcher" if row[15] == "researcher" else ""
    return f"“{short(line(row[10], row[2]), width)}” ({row[6]}, coding {coding}{theirs})"


async def pick_code(app: App[Any], study: Study, title: str) -> int | None:
    """Ask for one code that is there."""
    picked = await app.push_screen_wait(CodePicker(load_codes(study), title=title, several=False, new=False))
    return picked.ids[0] if picked is not None else None


async def put_under(app: App[Any], desk: Desk, code: int | None = None) -> Said | None:
    """Put a code under a category or a focused code; a name that is not there becomes a new category."""
    study = desk.study
    if code is None and (code := await pick_code(app, study, "Put which code under a category?")) is None:
        return None
    name, path = codes.names(study.db)[code], path_of(study, code)
    items = category_items(study, focused=True, but=[code])
    where = await app.push_screen_wait(Choose(f"Put “{name}” under", items, new=True, what="category"))
    if where is None:
        return None
    if where.is_new:
        definition = await app.push_screen_wait(
            AskLine(f"New category “{where.name}”", placeholder="a definition, or nothing yet", empty=True)
        )
        if definition is None:
            return None
        return attempt(desk, lambda: categories.category(study, where.name, [path], definition=definition or None))
    move = False
    home = codes.row(study.db, code)["parent"]
    if home is not None and home != where.value:
        here = codes.names(study.db)[home]
        how = await app.push_screen_wait(
            Choose(
                f"“{name}” has its home in “{here}”",
                [
                    Item(f"stays there, and belongs to “{where.name}” as well", False),
                    Item(f"moves: its home becomes “{where.name}”", True),
                ],
            )
        )
        if how is None:
            return None
        move = how.value
    top = path_of(study, where.value)
    focused = codes.row(study.db, where.value)["level"] == "focused"
    return attempt(desk, lambda: categories.category(study, top, [path], move=move, focused=focused))


async def declare_focused(app: App[Any], desk: Desk, code: int | None = None) -> Said | None:
    """Declare a code a focused code; a code that gathers others keeps them, and so do its codings."""
    study = desk.study
    if code is None and (code := await pick_code(app, study, "Which code is a focused code?")) is None:
        return None
    path = path_of(study, code)
    return attempt(desk, lambda: categories.category(study, path, focused=True))


async def relate(
    app: App[Any], desk: Desk, *, a: int | None = None, type: str | None = None, b: int | None = None,
    coding: int | None = None,
) -> Said | None:  # fmt: skip
    """Relate two categories: which, how, which; evidence (the coding at hand), status, note. What is given is not asked.

    On a relation that is there already this adds evidence, or changes status and note.
    """
    study = desk.study
    names = codes.names(study.db)
    if a is None:
        chosen = await app.push_screen_wait(
            Choose("Relate which category?", category_items(study, but=[] if b is None else [b]))
        )
        if chosen is None:
            return None
        a = chosen.value
    if type is None and (type := await pick_type(app, study, f"“{names[a]}” … what?")) is None:
        return None
    if b is None:
        chosen = await app.push_screen_wait(Choose(f"“{names[a]}” {type} …", category_items(study, but=[a])))
        if chosen is None:
            return None
        b = chosen.value
    left, right, said = a, b, f"“{names[a]}” {type} “{names[b]}”"
    side = None
    if coding is not None:
        side = await pick_side(app, study, said, coding, leave=True)
        if side is None:
            return None
    status = await pick_status(app, said)
    if status is None:
        return None
    note = await app.push_screen_wait(
        AskLine("Note", placeholder="a line about it, or nothing", detail=f"{said}, {status}", empty=True)
    )
    if note is None:
        return None
    return attempt(
        desk,
        lambda: relations.relate(
            study, path_of(study, left), type, path_of(study, right), status=status, note=note or None,
            supporting=[coding] if coding is not None and side == "for" else [],
            opposing=[coding] if coding is not None and side == "against" else [],
        ),
    )  # fmt: skip


async def pick_type(app: App[Any], study: Study, title: str, role: str | None = None) -> str | None:
    """Ask for a type of relation, of one role of the paradigm if one is given and it has more than one."""
    from qda.reports.theory.axial import MEANING

    rows = theory.types(study.db)
    items = [Item(name, name, r.replace("_", " "), MEANING.get(r, "")) for name, r in rows if role is None or r == role]
    if role is not None and len(items) == 1:
        return str(items[0].value)
    chosen = await app.push_screen_wait(Choose(title, items))
    return None if chosen is None else str(chosen.value)


async def pick_side(app: App[Any], study: Study, said: str, coding: int, *, leave: bool = False) -> str | None:
    """Ask whether a coding speaks for or against a relation; with `leave` also for neither, which gives ""."""
    items = [Item("for it", "for"), Item("against it", "against")]
    if leave:
        items.append(Item("neither: leave it out", ""))
    title = "What does this quote say?"
    chosen = await app.push_screen_wait(Choose(title, items, detail=f"{said}\n{quote_of(study, coding)}"))
    return None if chosen is None else str(chosen.value)


async def pick_status(app: App[Any], said: str, now: str = "") -> str | None:
    """Ask for a status."""
    items = [Item(s, s, "as it is" if s == now else "", MEANS[s]) for s in theory.STATUSES]
    at = theory.STATUSES.index(now) if now else 0
    chosen = await app.push_screen_wait(Choose("Status", items, detail=said, at=at))
    return None if chosen is None else str(chosen.value)


async def place(app: App[Any], desk: Desk, coding: int) -> Said | None:
    """Place a coding on a property of a category that it lies in, or make the property first."""
    study = desk.study
    row = codings.get(study.db, coding)
    code = row["code"] if row else None
    gathered = codes.gathered(study.db)
    tops = [i for i in theory.categories(study.db) if code in gathered[i]]
    if not tops:
        name = codes.names(study.db)[code] if code else ""
        title = f"“{name}” is in no category yet"
        put = await app.push_screen_wait(
            Confirm(title, "Only a category has properties. Put the code under one now?", default=True)
        )
        if not put or not code or await put_under(app, desk, code) is None:
            return None
        return await place(app, desk, coding)
    names = codes.names(study.db)
    items = []
    for top in tops:
        for p in theory.properties(study.db, top):
            held = theory.placements(study.db, property=p.id, coding=coding)
            now = ", ".join(f"{x.value} ({x.coder})" for x in held)
            detail = p.shown() + (f"\nnow at {now}" if now else "")
            items.append(Item(p.name, p, f"{names[top]}" + (" · placed" if now else ""), detail))
    chosen = await app.push_screen_wait(
        Choose("Place on which property?", items, new=True, what="property", detail=quote_of(study, coding))
    )
    if chosen is None:
        return None
    property = await make_property(app, desk, tops, chosen.name) if chosen.is_new else chosen.value
    if property is not None and not property.points:  # named while comparing: it has no ends or kinds yet
        property = await fill_property(app, desk, property.category, property.name)
    if property is None:
        return None
    return await place_on(app, desk, coding, property)


async def place_on(app: App[Any], desk: Desk, coding: int, property: Property) -> Said | None:
    """Ask for the value and a note, and place the coding there."""
    study = desk.study
    quote, ends = quote_of(study, coding), {0: "low end", len(property.points) - 1: "high end"}
    ranged = property.kind == "range"
    items = [Item(v, v, ends.get(n, "") if ranged else "") for n, v in enumerate(property.points)]
    mine = any(
        x.coder.casefold() == study.coder.casefold()
        for x in theory.placements(study.db, property=property.id, coding=coding)
    )
    if mine:
        items.append(Item("nowhere: take it off", None))

    def number(typed: str) -> str | None:
        return None if theory.NUMBER.fullmatch(typed) else "a place of its own is a number from 0 to 1"

    what = "place, a number from 0 to 1:"
    value = await app.push_screen_wait(
        Choose(f"Where on “{property.name}”?", items, new=ranged, what=what, detail=quote, check_new=number)
    )
    if value is None:
        return None
    name = f"{path_of(study, property.category)}/{property.name}"
    if value.value is None and not value.is_new:
        return attempt(desk, lambda: categories.place(study, coding, name, remove=True))
    note = await app.push_screen_wait(AskLine("Note", placeholder="why there, or nothing", detail=quote, empty=True))
    if note is None:
        return None
    return attempt(desk, lambda: categories.place(study, coding, name, value.name, note=note or None))


async def make_property(app: App[Any], desk: Desk, tops: Sequence[int], name: str) -> Property | None:
    """Ask for the category where there are several, and for the ends or kinds, and make the property."""
    study = desk.study
    top = tops[0]
    if len(tops) > 1:
        names = codes.names(study.db)
        of = await app.push_screen_wait(Choose(f"“{name}” is a property of", [Item(names[i], i) for i in tops]))
        if of is None:
            return None
        top = of.value
    return await fill_property(app, desk, top, name)


async def fill_property(app: App[Any], desk: Desk, top: int, name: str) -> Property | None:
    """Ask for the ends or kinds of a property of that category, and make it, or give it these where it has none."""
    study = desk.study
    how = await app.push_screen_wait(
        Choose(
            f"“{name}” is",
            [Item("a range from a low end to a high end", "range"), Item("a list of kinds, without order", "kinds")],
        )
    )
    if how is None:
        return None

    def enough(typed: str) -> str | None:
        if len(split(typed)) >= 2 or how.value == "kinds":
            return None
        return "a range has two ends: low, high, or with points between: low, …, high"

    example = "never, sometimes, always" if how.value == "range" else "by letter, by telephone, in person"
    detail = "From the low end to the high end, with commas" if how.value == "range" else "The kinds, with commas"
    typed = await app.push_screen_wait(AskLine(f"“{name}”", placeholder=example, detail=detail, check=enough))
    if typed is None:
        return None
    values, path = split(typed), path_of(study, top)
    if how.value == "kinds":
        done = attempt(desk, lambda: categories.property(study, path, name, kinds=values))
    else:
        low, *points, high = values
        done = attempt(desk, lambda: categories.property(study, path, name, low=low, points=points, high=high))
    return None if done is None else theory.find_property(study.db, top, name)


def split(typed: str) -> list[str]:
    """Values typed with commas (semicolons, where a value holds a comma) between them."""
    return [v for part in typed.split(";" if ";" in typed else ",") if (v := part.strip())]
