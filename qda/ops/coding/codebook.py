"""The codebook: listing codes, making and defining them, giving them other names and homes, taking them away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from qda.core.errors import NotFound, QdaError
from qda.core.names import clean, key, near_duplicates, text
from qda.core.results import Said, Table
from qda.exporters import Entry, walk
from qda.store.analysis import codes, links, scope, theory_ledgers
from qda.store.analysis.scope import Filters
from qda.store.history.door import Change
from qda.store.project import Study

COLUMNS = (
    "code", "path", "level", "definition", "include", "exclude", "example", "aliases", "codings", "sources", "origin",
    "categories", "colour", "uuid",
)  # fmt: skip
BRIEF = ("path", "level", "codings", "sources", "definition")
TEXTS = ("definition", "include", "exclude", "example")
BY_HAND = ("code", "focused", "category")  # `core` is chosen by `selective core`


def entries(
    db: sqlite3.Connection, counts: Mapping[int, tuple[int, int]] | None = None
) -> tuple[list[Entry], dict[int, Entry]]:
    """The codebook as a tree, siblings by name, and its entries by number."""
    counts = codes.used(db) if counts is None else counts
    aliases, further, paths = codes.aliases(db), codes.further(db), codes.paths(db)
    found: dict[int, Entry] = {}
    parents: dict[int, int | None] = {}
    for id, uuid, name, parent, level, colour, origin, definition, include, exclude, example in db.execute(
        "select id, uuid, name, parent, level, colour, origin, definition, include, exclude, example from code "
        "order by key, id"
    ):
        categories = sorted((paths[i] for i in further.get(id, ())), key=key)
        found[id] = Entry(
            name, path=paths[id], uuid=uuid, level=level, definition=definition, include=include, exclude=exclude,
            example=example, aliases=aliases.get(id, []), categories=categories, colour=colour or "", origin=origin,
            codings=counts.get(id, (0, 0))[0], sources=counts.get(id, (0, 0))[1],
        )  # fmt: skip
        parents[id] = parent
    top: list[Entry] = []
    for id, entry in found.items():
        home = parents[id]
        (top if home is None else found[home].codes).append(entry)
    return top, found


def row(entry: Entry) -> tuple[Any, ...]:
    """An entry as a row of `COLUMNS`."""
    return (entry.name, *(getattr(entry, name) for name in COLUMNS[1:]))


def _table(rows: Iterable[Entry], notes: Sequence[str] = ()) -> Table:
    return Table(COLUMNS, [row(e) for e in rows], brief=BRIEF, wrap=("definition",), notes=notes)


def table(db: sqlite3.Connection, ids: Iterable[int]) -> Table:
    """These codes as rows, in the codebook's order."""
    top, found = entries(db)
    chosen = {found[i].uuid for i in ids}
    return _table(e for e in walk(top) if e.uuid in chosen)


def listing(study: Study, filters: Filters | None = None, *, level: str = "") -> Table:
    """The codebook by path: every code with its definition, other names and its own codings within the filters."""
    if level and level not in codes.LEVELS:
        raise NotFound("level", level, codes.LEVELS, f"it is one of {', '.join(codes.LEVELS)}")
    filters = filters or Filters()
    over = scope.resolve(study.db, filters)
    where, args = over.coding()
    top, found = entries(study.db, codes.used(study.db, where, args))
    chosen = None if over.codes is None else {found[i].uuid for i in over.codes}
    rows = [e for e in walk(top) if (chosen is None or e.uuid in chosen) and level in ("", e.level)]
    return _table(rows, [f"{len(rows)} code{_s(len(rows))}; codings and sources are each code's own, over {filters}"])


def _s(n: int) -> str:
    return "" if n == 1 else "s"


class _Rehearsed(Exception):
    """Raised to take back a change that was only tried."""


@contextmanager
def rehearsal(study: Study, command: str, dry_run: bool) -> Iterator[Change]:
    """A change; with `dry_run` it is made, looked at and taken back, so that what is shown is what would happen."""
    try:
        with study.change(command) as c:
            yield c
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass


def level_by_hand(level: str) -> str:
    """A level that a person may declare; refused otherwise."""
    wanted = level.strip().casefold()
    if wanted == "core":
        raise QdaError("the core category is chosen, not declared: make it a category, then `qda selective core NAME`")
    if wanted not in BY_HAND:
        raise NotFound("level", level, BY_HAND, f"it is one of {', '.join(BY_HAND)}")
    return wanted


def _free(db: sqlite3.Connection, name: str, parent: int | None, but: int, why: str) -> None:
    """Refuse a name that another code in that home has."""
    taken = db.execute(
        "select id from code where key = ? and coalesce(parent, 0) = ? and id <> ?", (key(name), parent or 0, but)
    ).fetchone()
    if taken:
        path = codes.paths(db)[taken[0]]
        raise QdaError(f"{why}: there is a code {path!r} already; if they are one thing, `qda codebook merge`")


def _look_alikes(db: sqlite3.Connection, id: int, name: str) -> list[str]:
    """Notes about other codes with this name, an alias like it, or nearly this name."""
    notes = []
    same = [i for (i,) in db.execute("select id from code where key = ? and id <> ?", (key(name), id))]
    paths = codes.paths(db)
    if same:
        notes.append(f"{name!r} is also the name of {', '.join(repr(paths[i]) for i in same)}: name each by its path")
    held = db.execute("select code from code_alias where key = ? and code <> ?", (key(name), id)).fetchall()
    if held:
        whose = ", ".join(repr(paths[i]) for (i,) in held)
        notes.append(f"{name!r} was another name of {whose}; it now means the code itself")
    known = [n for (n,) in db.execute("select name from code where id <> ?", (id,))]
    if near := near_duplicates(name, known):
        notes.append(f"{name!r} is close to {', '.join(map(repr, near[:3]))}")
    return notes


def add(study: Study, name: str, *, under: str = "", level: str = "code", **texts: str | None) -> Said:
    """Make a code, at the top or under another; `definition`, `include`, `exclude`, `example` as they are known.

    `parent/child` goes under the parent when there is one. The level is what is declared, wherever the code lies.
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
    """Set a code's definition, inclusion, exclusion, example or level; what is None stays, "" empties."""
    given: dict[str, Any] = {t: text(v, t).strip() for t, v in texts.items() if v is not None}
    if level is not None:
        given["level"] = level_by_hand(level)
    if not given and under is None:
        raise QdaError("say what to define: --definition, --include, --exclude, --example, --level or --under")
    notes: list[str] = []
    with study.change("codebook define") as c:
        id = codes.find(c.db, name)
        was = codes.row(c.db, id)
        if "level" in given:
            _change_of_level(c.db, was, given["level"])
        changed = {t: v for t, v in given.items() if was[t] != v}
        if changed:
            c.update("code", id, **changed)
        moved = under is not None and _move(c, id, codes.find(c.db, under), notes)
        if not changed and not moved:
            notes.append(f"{was['name']!r} was defined like this already")
        what = [t if t != "level" else f"level {v}" for t, v in changed.items()] + ["home"] * moved
        c.summary = f"{was['name']!r}: {', '.join(what)}"
    return Said(table(study.db, [id]), notes)


def _change_of_level(db: sqlite3.Connection, was: dict[str, Any], level: str) -> None:
    if was["level"] == level:
        return
    if was["level"] == "core":
        raise QdaError(f"{was['name']!r} is the core category: `qda selective core --none` takes that back first")
    if was["level"] in codes.CATEGORY_LEVELS and level not in codes.CATEGORY_LEVELS:
        properties = [n for (n,) in db.execute("select name from property where category = ?", (was["id"],))]
        if properties:
            raise QdaError(
                f"{was['name']!r} has the properties {', '.join(properties)}, so it is a category: "
                f"`qda axial property {was['name']!r} NAME --remove` removes them first"
            )


def rename(study: Study, old: str, new: str) -> Said:
    """Give a code another name; the old one is kept as an alias. A change of case or spaces alone leaves no alias."""
    with study.change("codebook rename") as c:
        id = codes.find(c.db, old)
        was, parent = c.db.execute("select name, parent from code where id = ?", (id,)).fetchone()
        home, slash, last = new.rpartition("/")
        if slash and last.strip() and (found := codes.lookup(c.db, home)) is not None:
            if found != parent:
                raise QdaError(
                    f"{new!r}: rename gives another name, `qda codebook move {was!r} --under {home!r}` another home"
                )
            new = last
        new = clean(new, "code name")
        if new == was:
            return Said(table(c.db, [id]), [f"{was!r} is its name already"])
        _free(c.db, new, parent, id, f"{was!r} was not renamed")
        c.update("code", id, name=new, key=key(new))
        for (alias,) in c.db.execute("select id from code_alias where code = ? and key = ?", (id, key(new))).fetchall():
            c.delete("code_alias", alias)
        if key(new) != key(was):
            add_alias(c, id, was)
        c.summary = f"{was!r} is now {new!r}"
        notes = _look_alikes(c.db, id, new) if key(new) != key(was) else []
    return Said(table(study.db, [id]), notes)


def add_alias(c: Change, code: int, name: str) -> None:
    """Another name for a code, unless it has it already or is called so."""
    own = c.db.execute("select key from code where id = ?", (code,)).fetchone()[0]
    held = c.db.execute("select 1 from code_alias where code = ? and key = ?", (code, key(name))).fetchone()
    if key(name) != own and not held:
        c.insert("code_alias", code=code, name=name, key=key(name))


def move(study: Study, name: str, *, under: str = "", top: bool = False) -> Said:
    """Give a code another home, or put it at the top. Its level stays."""
    if bool(under) == top:
        raise QdaError("say where to: --under PARENT, or --top")
    notes: list[str] = []
    with study.change("codebook move") as c:
        id = codes.find(c.db, name)
        _move(c, id, codes.find(c.db, under) if under else None, notes)
        shown = c.db.execute("select name from code where id = ?", (id,)).fetchone()[0]
        c.summary = f"{shown!r} to {codes.paths(c.db)[id]!r}" if under else f"{shown!r} to the top"
    return Said(table(study.db, [id]), notes)


def _move(c: Change, id: int, parent: int | None, notes: list[str]) -> bool:
    name, was = c.db.execute("select name, parent from code where id = ?", (id,)).fetchone()
    paths = codes.paths(c.db)
    if was == parent:
        notes.append(f"{paths[id]!r} is at home there already")
        return False
    if parent is not None and parent in below(c.db, [id]):
        where = "itself" if parent == id else f"{paths[parent]!r}, which lies under it"
        raise QdaError(f"{name!r} cannot go under {where}")
    _free(c.db, name, parent, id, f"{name!r} was not moved")
    before = codes.strays(c.db)
    c.update("code", id, parent=parent)
    for (member,) in c.db.execute("select id from membership where code = ? and category = ?", (id, parent)).fetchall():
        c.delete("membership", member)  # its home now
    notes += drop_strays(c, before)
    return True


def below(db: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """These codes and all whose home lies under them."""
    children: dict[int, list[int]] = {p: kids for p, kids in codes.children(db).items() if p is not None}
    return set().union(*(codes.reach(children, i) for i in ids))


def drop_strays(c: Change, before: set[int]) -> list[str]:
    """Remove placements whose coding lay in the property's category before and does so no more; a note names them."""
    gone = sorted(codes.strays(c.db) - before)
    shown = []
    for id in gone:
        coding, category, name, value = c.db.execute(
            "select p.coding, k.name, r.name, p.value from placement p join property r on r.id = p.property "
            "join code k on k.id = r.category where p.id = ?",
            (id,),
        ).fetchone()
        shown.append(f"coding {coding} on {category}/{name} ({value})")
        c.delete("placement", id)
    if not gone:
        return []
    more = f" and {len(gone) - 10} more" if len(gone) > 10 else ""
    some = ", ".join(shown[:10]) + more
    return [f"{len(gone)} placement{_s(len(gone))} went, as the coding no longer lies in the category: {some}"]


REMOVED = ("code", "path", "codings", "properties", "relations", "memos")


def remove(study: Study, name: str, *, with_codes: bool = False, lift: bool = False) -> Said:
    """Remove a code and its own codings; memos stay and say what they were about.

    Codes under it go along with `with_codes`, or take its place with `lift`; one of the two must be said.
    """
    if with_codes and lift:
        raise QdaError("--with-codes or --lift: the codes under it go along or stay, not both")
    with study.change("codebook remove") as c:
        db = c.db
        id = codes.find(db, name)
        paths, names = codes.paths(db), codes.names(db)
        kids = codes.children(db).get(id, [])
        if kids and not with_codes and not lift:
            some = ", ".join(names[i] for i in kids[:5]) + (" …" if len(kids) > 5 else "")
            raise QdaError(
                f"{paths[id]!r} has {len(kids)} code{_s(len(kids))} under it ({some}): "
                "--with-codes removes them as well, --lift lets them take its place"
            )
        before = codes.strays(db)
        if lift:
            _lift(c, id, kids)
        gone = children_first(db, below(db, [id]))
        rows: list[tuple[Any, ...]] = [(names[i], p, *_hanging(db, i)) for i, p in paths.items() if i in gone]
        notes = _losses(c, gone)
        for i in gone:
            c.delete("code", i)
        notes += drop_strays(c, before)
        total = sum(r[2] for r in rows)
        with_more = f" and {len(gone) - 1} code{_s(len(gone) - 1)} under it" if len(gone) > 1 else ""
        c.summary = f"removed {paths[id]!r}{with_more}, with {total} coding{_s(total)}"
        notes.insert(0, c.summary)
    return Said(Table(REMOVED, rows), notes)


def children_first(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These codes in an order in which they can be deleted."""
    parents = dict(db.execute("select id, parent from code"))

    def depth(i: int | None) -> int:
        n = 0
        while i is not None:
            i, n = parents[i], n + 1
        return n

    return sorted(ids, key=depth, reverse=True)


def _lift(c: Change, id: int, kids: Iterable[int]) -> None:
    parent, own = c.db.execute("select parent, key from code where id = ?", (id,)).fetchone()
    for kid in kids:
        name = c.db.execute("select name from code where id = ?", (kid,)).fetchone()[0]
        if key(name) != own:
            _free(c.db, name, parent, kid, f"{name!r} cannot be lifted")
        else:  # it takes over the very name of the one that goes
            c.update("code", id, key=f"{own}/{id}")
        c.update("code", kid, parent=parent)


def _hanging(db: sqlite3.Connection, id: int) -> tuple[int, ...]:
    """Codings, properties, relations and memos of one code."""
    return tuple(
        int(db.execute(f"select count(*) from {sql}", {"id": id}).fetchone()[0])
        for sql in (
            "coding where code = :id", "property where category = :id", "relation where a = :id or b = :id",
            "link where code = :id and place = 'on'",
        )
    )  # fmt: skip


def _losses(c: Change, gone: Sequence[int]) -> list[str]:
    """Let links remember what goes; notes on colleagues' codings, on evidence and on the core that go along."""
    db, all_ids = c.db, json.dumps(list(gone))
    each = "(select value from json_each(?))"

    def ids(sql: str, n: int = 1) -> list[int]:
        return [i for (i,) in db.execute(sql, (all_ids,) * n)]

    linked = f"select distinct l.coding from link l join coding g on g.id = l.coding where g.code in {each}"
    links.forget(c, "coding", ids(linked))
    links.forget(c, "property", ids(f"select id from property where category in {each}"))
    links.forget(c, "relation", ids(f"select id from relation where a in {each} or b in {each}", 2))
    links.forget(c, "code", gone)
    codings = ids(f"select id from coding where code in {each}")
    notes = theory_ledgers.leaving(c, codings=codings, codes=gone)
    foreign = db.execute(f"select count(*) from coding where code in {each} and coder <> ?", (all_ids, c.coder_id))
    if others := foreign.fetchone()[0]:
        notes.append(f"{others} of the codings {'were' if others > 1 else 'was'} by other coders")
    bare = ids(
        "select r.id from relation r join evidence e on e.relation = r.id and e.side = 'for' "
        f"join coding g on g.id = e.coding where r.status = 'supported' and r.a not in {each} and r.b not in {each} "
        f"group by r.id having sum(g.code not in {each}) = 0",
        3,
    )
    if bare:
        shown = ", ".join(map(str, bare))
        notes.append(f"supported, but without a quote for it now: relation {shown} (`qda axial status`)")
    if db.execute(f"select 1 from code where level = 'core' and id in {each}", (all_ids,)).fetchone():
        notes.append("the study has no core category now")
    return notes
