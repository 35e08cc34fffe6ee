"""The codebook: list codes; add, define, rename, move and remove them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message, n_of, say
from qda.core.names import clean, key, near_duplicates, text
from qda.core.results import Said, Table
from qda.exporters import Entry, walk
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.codebook_changes import bare_without_codes, drop_strays, leaving
from qda.store.analysis.scope import Filters
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.codebook import Hanging, hanging

COLUMNS = (
    "code", "path", "level", "definition", "include", "exclude", "example", "aliases", "codings", "sources", "origin",
    "categories", "colour", "uuid",
)  # fmt: skip
BRIEF = ("path", "level", "codings", "sources", "definition")
TEXTS = ("definition", "include", "exclude", "example")
BY_HAND = ("code", "focused", "category")  # the core is chosen among the categories


def entries(
    db: sqlite3.Connection, counts: Mapping[int, tuple[int, int]] | None = None
) -> tuple[list[Entry], dict[int, Entry]]:
    """Return the codebook as a tree (the codes at the top, siblings by name), and its entries by the codes' numbers.

    `counts`: code -> how many codings and sources its entry shows; all of the code's own when it is not given.
    """
    counts = codes.used(db) if counts is None else counts
    aliases, further, paths = codes.aliases(db), codes.further(db), codes.paths(db)
    found: dict[int, Entry] = {}
    parents: dict[int, int | None] = {}
    for c in codes.by_name(db):
        categories = sorted((paths[i] for i in further.get(c.id, ())), key=key)
        used, sources = counts.get(c.id, (0, 0))
        found[c.id] = Entry(
            c.name, path=paths[c.id], uuid=c.uuid, level=c.level, definition=c.definition, include=c.include,
            exclude=c.exclude, example=c.example, aliases=aliases.get(c.id, []), categories=categories,
            colour=c.colour or "", origin=c.origin, codings=used, sources=sources,
        )  # fmt: skip
        parents[c.id] = c.parent
    top: list[Entry] = []
    for id, entry in found.items():
        home = parents[id]
        (top if home is None else found[home].codes).append(entry)
    return top, found


def row(entry: Entry) -> tuple[Any, ...]:
    """Return an entry as a row of `COLUMNS`."""
    return (entry.name, *(getattr(entry, name) for name in COLUMNS[1:]))


def _table(rows: Iterable[Entry], notes: Sequence[str] = ()) -> Table:
    return Table(COLUMNS, [row(e) for e in rows], brief=BRIEF, wrap=("definition",), notes=notes)


def table(db: sqlite3.Connection, ids: Iterable[int]) -> Table:
    """Return these codes as rows, in the codebook's order."""
    top, found = entries(db)
    chosen = {found[i].uuid for i in ids}
    return _table(e for e in walk(top) if e.uuid in chosen)


def listing(study: Study, filters: Filters | None = None, *, level: str = "") -> Table:
    """List the codebook by path: each code with its definition, its aliases and its own codings within the filters.

    `level` lists only the codes of that level; NotFound when it is none.
    """
    if level and level not in codes.LEVELS:
        raise NotFound("level", level, codes.LEVELS, f"it is one of {', '.join(codes.LEVELS)}")
    filters = filters or Filters()
    over = scope.resolve(study.db, filters)
    top, found = entries(study.db, codes.used_within(study.db, over))
    chosen = None if over.codes is None else {found[i].uuid for i in over.codes}
    rows = [e for e in walk(top) if (chosen is None or e.uuid in chosen) and level in ("", e.level)]
    return _table(
        rows,
        [
            say(
                "{codes}; codings and sources are each code's own, over {filters}",
                codes=n_of(len(rows), "code"),
                filters=filters,
            )
        ],
    )


def _s(n: int) -> str:
    return "" if n == 1 else "s"


class _Rehearsed(Exception):
    """Raised to take back a change that was only tried."""


@contextmanager
def rehearsal(study: Study, command: str, dry_run: bool) -> Iterator[Change]:
    """Make a change; with `dry_run` take it back at the end, so that its result shows what would happen."""
    try:
        with study.change(command) as c:
            yield c
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass


def level_by_hand(level: str) -> str:
    """Return the level as it is stored; reject one that a person may not declare."""
    wanted = level.strip().casefold()
    if wanted == "core":
        raise Refused(
            "core-is-chosen",
            "the core category is chosen, not declared: make it a category, then choose it as the core",
        )
    if wanted not in BY_HAND:
        raise NotFound("level", level, BY_HAND, f"it is one of {', '.join(BY_HAND)}")
    return wanted


def _free(db: sqlite3.Connection, name: str, parent: int | None, but: int, why: str) -> None:
    """Reject a name that another code in that home has; `why` begins the message."""
    taken = codes.in_home(db, name, parent, but)
    if taken is not None:
        path = codes.paths(db)[taken]
        raise Refused(
            "code-name-taken",
            "{why}: there is a code {path!r} already; if they are one thing, merge them",
            why=why,
            path=path,
        )


def _look_alikes(db: sqlite3.Connection, id: int, name: str) -> list[str]:
    """Return notes on other codes that have this name, or a similar one, or had it as an alias."""
    notes = []
    same = codes.namesakes(db, name, id)
    paths = codes.paths(db)
    if same:
        notes.append(f"{name!r} is also the name of {', '.join(repr(paths[i]) for i in same)}: name each by its path")
    held = codes.also_called(db, name, id)
    if held:
        whose = ", ".join(repr(paths[i]) for i in held)
        notes.append(f"{name!r} was another name of {whose}; it now means the code itself")
    known = [n for i, n in codes.names(db).items() if i != id]
    if near := near_duplicates(name, known):
        notes.append(f"{name!r} is close to {', '.join(map(repr, near[:3]))}")
    return notes


def add(study: Study, name: str, *, under: str = "", level: str = "code", **texts: str | None) -> Said:
    """Make a code at the top or `under` another, with these `texts`: definition, include, exclude, example.

    A name `parent/child` puts the code under the parent, if there is one. The level may be any, wherever the code is.
    Returns the new code, and notes on codes with similar names.
    """
    wanted = level_by_hand(level)
    with study.change("codebook add") as c:
        parent = codes.find(c.db, under) if under else None
        home, slash, last = name.rpartition("/")
        if parent is None and slash and last.strip() and (found := codes.lookup(c.db, home)) is not None:
            parent, name = found, last
        name = clean(name, "code name")
        _free(c.db, name, parent, 0, f"{name!r} was not made")
        id = codes.make(c, name, parent=parent, level=wanted, **{t: text(v or "", t).strip() for t, v in texts.items()})
        c.summary = f"made the {wanted if wanted != 'focused' else 'focused code'} {codes.paths(c.db)[id]!r}"
        notes = _look_alikes(c.db, id, name)
    return Said(table(study.db, [id]), notes)


def define(study: Study, name: str, *, under: str | None = None, level: str | None = None, **texts: str | None) -> Said:
    """Set a code's home, level or `texts`: definition, include, exclude, example. None changes nothing, "" empties a text."""
    given: dict[str, Any] = {t: text(v, t).strip() for t, v in texts.items() if v is not None}
    if level is not None:
        given["level"] = level_by_hand(level)
    if not given and under is None:
        raise Refused(
            "define-what",
            "say what to define: what it means, what it includes or excludes, an example, its level or its home",
        )
    notes: list[str] = []
    with study.change("codebook define") as c:
        id = codes.find(c.db, name)
        was = codes.row(c.db, id)
        if "level" in given:
            _check_level(c.db, was, given["level"])
        changed = {t: v for t, v in given.items() if was[t] != v}
        if changed:
            codes.change(c, id, **changed)
        moved = under is not None and _move(c, id, codes.find(c.db, under), notes)
        if not changed and not moved:
            notes.append(f"{was['name']!r} was defined like this already")
        what = [t if t != "level" else f"level {v}" for t, v in changed.items()] + ["home"] * moved
        c.summary = f"{was['name']!r}: {', '.join(what)}"
    return Said(table(study.db, [id]), notes)


def _check_level(db: sqlite3.Connection, was: dict[str, Any], level: str) -> None:
    """Reject a level that the core category, or a category with properties, cannot have."""
    if was["level"] == level:
        return
    if was["level"] == "core":
        raise Refused("core-level", "{name!r} is the core category: take that back first", name=was["name"])
    if was["level"] in codes.CATEGORY_LEVELS and level not in codes.CATEGORY_LEVELS:
        properties = [p.name for p in theory.properties(db, was["id"])]
        if properties:
            raise Refused(
                "category-has-properties",
                "{name!r} has the properties {properties}, so it is a category: remove them first",
                name=was["name"],
                properties=properties,
            )


def rename(study: Study, old: str, new: str) -> Said:
    """Give a code another name and keep the old one as an alias, unless only case or spaces change."""
    with study.change("codebook rename") as c:
        id = codes.find(c.db, old)
        held = codes.row(c.db, id)
        was, parent = held["name"], held["parent"]
        home, slash, last = new.rpartition("/")
        if slash and last.strip() and (found := codes.lookup(c.db, home)) is not None:
            if found != parent:
                raise Refused(
                    "rename-moves",
                    "{new!r} has another home: a new name changes the name alone; move {old!r} under {home!r} first",
                    new=new,
                    old=was,
                    home=home,
                )
            new = last
        new = clean(new, "code name")
        if new == was:
            return Said(table(c.db, [id]), [f"{was!r} is its name already"])
        _free(c.db, new, parent, id, f"{was!r} was not renamed")
        codes.rename(c, id, new)
        c.summary = f"{was!r} is now {new!r}"
        notes = _look_alikes(c.db, id, new) if key(new) != key(was) else []
    return Said(table(study.db, [id]), notes)


def move(study: Study, name: str, *, under: str = "", top: bool = False) -> Said:
    """Move a code under another code, or to the top. Its level stays. Notes name placements that went."""
    if bool(under) == top:
        raise Refused("move-where", "say where to: under another code, or to the top")
    notes: list[str] = []
    with study.change("codebook move") as c:
        id = codes.find(c.db, name)
        _move(c, id, codes.find(c.db, under) if under else None, notes)
        shown = codes.names(c.db)[id]
        c.summary = f"{shown!r} to {codes.paths(c.db)[id]!r}" if under else f"{shown!r} to the top"
    return Said(table(study.db, [id]), notes)


def _move(c: Change, id: int, parent: int | None, notes: list[str]) -> bool:
    """Move a code; return False, with a note, when it is there already."""
    held = codes.row(c.db, id)
    name, paths = held["name"], codes.paths(c.db)
    if held["parent"] == parent:
        notes.append(f"{paths[id]!r} is at home there already")
        return False
    if parent is not None and parent in codes.below(c.db, [id]):
        where = "itself" if parent == id else f"{paths[parent]!r}, which lies under it"
        raise QdaError(f"{name!r} cannot go under {where}")
    _free(c.db, name, parent, id, f"{name!r} was not moved")
    before = codes.strays(c.db)
    codes.move(c, id, parent)
    notes += drop_strays(c, before)
    return True


REMOVED = ("code", "path", "codings", "properties", "relations", "memos")


def remove(study: Study, name: str, *, with_codes: bool = False, lift: bool = False) -> Said:
    """Remove a code with its own codings. Memos stay, and still name what they were about.

    When there are codes under it, say what happens to them: `with_codes` removes them as well, `lift` moves them to its
    place. Returns what was removed, with notes on all that went with it.
    """
    if with_codes and lift:
        raise Refused("remove-or-lift", "the codes under it go along or stay, not both")
    with study.change("codebook remove") as c:
        db = c.db
        id = codes.find(db, name)
        paths, names = codes.paths(db), codes.names(db)
        kids = codes.children(db).get(id, [])
        if kids and not with_codes and not lift:
            some = ", ".join(names[i] for i in kids[:5]) + (" …" if len(kids) > 5 else "")
            raise Refused(
                "codes-under-it",
                "{path!r} has {codes} under it ({some}): say whether they are removed as well or take its place",
                path=paths[id],
                codes=f"{len(kids)} code{_s(len(kids))}",
                some=some,
            )
        before = codes.strays(db)
        if lift:
            _lift(c, id, kids)
        gone = codes.children_first(db, codes.below(db, [id]))
        rows = [_removed(names[i], p, hanging(db, i)) for i, p in paths.items() if i in gone]
        notes = _losses(c, gone)
        for i in gone:
            codes.remove(c, i)
        notes += drop_strays(c, before)
        total = sum(r[2] for r in rows)
        with_more = f" and {len(gone) - 1} code{_s(len(gone) - 1)} under it" if len(gone) > 1 else ""
        c.summary = f"removed {paths[id]!r}{with_more}, with {total} coding{_s(total)}"
        notes.insert(0, c.summary)
    return Said(Table(REMOVED, rows), notes)


def _lift(c: Change, id: int, kids: Iterable[int]) -> None:
    """Move the codes under a code to its own home."""
    goes = codes.row(c.db, id)
    parent, own = goes["parent"], goes["key"]
    for kid in kids:
        name = codes.row(c.db, kid)["name"]
        if key(name) != own:
            _free(c.db, name, parent, kid, f"{name!r} cannot be lifted")
        else:  # it takes over the very name of the one that goes
            codes.give_up_name(c, id)
        codes.change(c, kid, parent=parent)


def _removed(name: str, path: str, hung: Hanging) -> tuple[Any, ...]:
    """Return a row of `REMOVED`."""
    return (name, path, hung.codings, hung.properties, hung.relations, hung.memos)


def _losses(c: Change, gone: Sequence[int]) -> list[str]:
    """Prepare to remove codes: let links keep their names; return notes on what else is lost."""
    notes = leaving(c, gone)
    if bare := bare_without_codes(c.db, gone):
        notes.append(
            Message("relations-left-bare", "supported, but without a quote for it now: relation {ids}", ids=bare)
        )
    if not set(gone).isdisjoint(theory.core(c.db)):
        notes.append("the study has no core category now")
    return notes
