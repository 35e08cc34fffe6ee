"""The codebook's tables: codes with their home, aliases and further categories."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.message import Message
from qda.core.names import clean, key, typed
from qda.store.file import layer
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.analysis.scope import Scope
    from qda.store.history.door import Change

LEVELS = ("code", "focused", "category", "core")
CATEGORY_LEVELS = ("category", "core")


class Code(NamedTuple):
    """A code with what the codebook says of it; `parent` is its home, None at the top."""

    id: int
    uuid: str
    name: str
    parent: int | None
    level: str
    colour: str | None
    origin: str
    definition: str
    include: str
    exclude: str
    example: str


def by_name(db: sqlite3.Connection) -> list[Code]:
    """Every code, by name (case aside)."""
    return [
        Code._make(row)
        for row in db.execute(
            "select id, uuid, name, parent, level, colour, origin, definition, include, exclude, example from code "
            "order by key, id"
        )
    ]


def paths(db: sqlite3.Connection) -> dict[int, str]:
    """Every code's path from the top, `parent/child`, in the codebook's order (by path)."""
    rows = {i: (name, parent) for i, name, parent in db.execute("select id, name, parent from code")}
    out: dict[int, str] = {}

    def path(i: int) -> str:
        if i not in out:
            name, parent = rows[i]
            out[i] = name if parent is None else f"{path(parent)}/{name}"
        return out[i]

    for i in rows:
        path(i)
    return dict(sorted(out.items(), key=lambda item: [key(part) for part in item[1].split("/")]))


def lookup(db: sqlite3.Connection, name: str) -> int | None:
    """The number of a code by name, by `parent/child`, or by an alias; None where there is none.

    A name that is the whole path of a code means that one; else two codes of one name are refused with their paths.
    """
    wanted = key(name)
    hits = [i for (i,) in db.execute("select id from code where key = ?", (wanted,))]
    if not hits and "/" in name:
        tail = [key(part) for part in name.split("/")]
        rows = {i: (k, parent) for i, k, parent in db.execute("select id, key, parent from code")}
        for i, (k, _) in rows.items():
            at: int | None = i
            if k != tail[-1]:
                continue
            for part in reversed(tail):
                if at is None or rows[at][0] != part:
                    break
                at = rows[at][1]
            else:
                hits.append(i)
        whole = paths(db) if len(hits) > 1 else {}
        exact = [i for i in hits if key(whole.get(i, "")) == wanted]
        hits = exact or hits
    if not hits:
        hits = [i for (i,) in db.execute("select distinct code from code_alias where key = ?", (wanted,))]
    if not hits and getattr(db, "shown", None):
        hits = sorted(typed(db, name, [*paths(db).items(), *db.execute("select id, name from code")]))
    if len(hits) > 1:
        whole = paths(db)
        top = [i for i in hits if key(whole[i]) == wanted]
        if len(top) == 1:  # the whole path names it: a code at the top has no other
            return int(top[0])
        raise QdaError(
            f"{len(hits)} codes are called {name!r}: name one by its path: {', '.join(whole[i] for i in hits)}"
        )
    return int(hits[0]) if hits else None


def find(db: sqlite3.Connection, name: str) -> int:
    """The number of a code; refused with the nearest names where there is none."""
    found = lookup(db, name)
    if found is None:
        raise NotFound("code", name, known_names(db), Message("codes-listed", "the codebook has them"))
    return found


def find_category(db: sqlite3.Connection, name: str) -> int:
    """The number of a code that is a category or the core; refused for one that is not, saying how to raise it."""
    found = find(db, name)
    level, shown = db.execute("select level, name from code where id = ?", (found,)).fetchone()
    if level not in CATEGORY_LEVELS:
        raise Refused(
            "not-a-category",
            "{name!r} is a {level}, not a category: raise it to one first",
            name=shown,
            level="code" if level == "code" else "focused code",
        )
    return found


def make(
    c: Change, name: str, *, parent: int | None = None, level: str = "code", origin: str = "hand", **texts: str
) -> int:
    """Insert a code; refused where a sibling has the name."""
    return bring(c, name, parent=parent, level=level, origin=origin, texts=texts)


def bring(
    c: Change, name: str, *, parent: int | None, level: str, origin: str, texts: Mapping[str, str],
    coder: int | None = None, created_at: str = "", codable: bool = True,
) -> int:  # fmt: skip
    """Insert a code as another file has it: whose it is, when it was made, whether anybody may code with it.

    `texts` are the columns of text, `uuid` among them. What is not given is the acting coder's, of now, and new.
    """
    name = clean(name, "code")
    if in_home(c.db, name, parent) is not None:
        raise QdaError(f"there is a code {name!r} there already")
    given = {"uuid": new_uuid(), **{n: value for n, value in texts.items() if n != "uuid" or value}}
    return c.insert(
        "code", name=name, key=key(name), parent=parent, level=level, origin=origin,
        coder=c.coder_id if coder is None else coder, created_at=created_at or c.at, codable=int(codable), **given,
    )  # fmt: skip


def find_or_make(c: Change, name: str, *, origin: str = "hand") -> tuple[int, bool]:
    """The number of the code with that name, made at the top (or under `parent` of `parent/child`) when new."""
    found = lookup(c.db, name)
    if found is not None:
        return found, False
    home, slash, last = name.rpartition("/")
    parent = lookup(c.db, home) if slash and last.strip() else None
    return make(c, last if parent is not None else name, parent=parent, origin=origin), True


def in_home(db: sqlite3.Connection, name: str, parent: int | None, but: int = 0) -> int | None:
    """The number of the code of that name whose home is `parent` (None: the top), the code `but` aside; None without one."""
    row = db.execute(
        "select id from code where key = ? and coalesce(parent, 0) = ? and id <> ?", (key(name), parent or 0, but)
    ).fetchone()
    return None if row is None else int(row[0])


def namesakes(db: sqlite3.Connection, name: str, but: int) -> list[int]:
    """The codes of that name in any home, the code `but` aside."""
    return [i for (i,) in db.execute("select id from code where key = ? and id <> ?", (key(name), but))]


def also_called(db: sqlite3.Connection, name: str, but: int) -> list[int]:
    """The codes that have that name as an alias, the code `but` aside."""
    return [i for (i,) in db.execute("select code from code_alias where key = ? and code <> ?", (key(name), but))]


def known_names(db: sqlite3.Connection) -> list[str]:
    """Every name that a code has or had: names and aliases, each once."""
    return [n for (n,) in db.execute("select name from code union select name from code_alias")]


def called(db: sqlite3.Connection) -> dict[str, list[int]]:
    """Key of a name or an alias -> the codes that have it, each once."""
    out: dict[str, list[int]] = {}
    for id, k in db.execute("select id, key from code union all select code, key from code_alias"):
        if id not in out.setdefault(k, []):
            out[k].append(id)
    return out


def names(db: sqlite3.Connection) -> dict[int, str]:
    """Number -> name of every code."""
    return dict(db.execute("select id, name from code"))


def labels(db: sqlite3.Connection) -> dict[int, str]:
    """Number -> the name of every code, or its path where two codes have that name, in the codebook's order."""
    known, called = keys(db), names(db)
    times = Counter(known.values())
    return {i: called[i] if times[known[i]] == 1 else path for i, path in paths(db).items()}


def parents(db: sqlite3.Connection) -> dict[int, int | None]:
    """Number -> home of every code, None at the top."""
    return dict(db.execute("select id, parent from code"))


def levels(db: sqlite3.Connection) -> dict[int, str]:
    """Number -> level of every code."""
    return dict(db.execute("select id, level from code"))


def keys(db: sqlite3.Connection) -> dict[int, str]:
    """Number -> the name of every code as names are compared."""
    return dict(db.execute("select id, key from code"))


def imported(db: sqlite3.Connection) -> set[int]:
    """The codes that came with a codebook from a file."""
    return {i for (i,) in db.execute("select id from code where origin = 'import'")}


def depths(db: sqlite3.Connection) -> dict[int, int]:
    """Number -> how deep a code lies, 1 at the top (a name may hold a slash, so that a path does not say it)."""
    parents = dict(db.execute("select id, parent from code"))
    out: dict[int, int] = {}
    for id in parents:
        n, above = 1, parents[id]
        while above is not None:
            n, above = n + 1, parents[above]
        out[id] = n
    return out


def children(db: sqlite3.Connection) -> dict[int | None, list[int]]:
    """Parent -> its codes by home."""
    out: dict[int | None, list[int]] = {}
    for i, parent in db.execute("select id, parent from code order by id"):
        out.setdefault(parent, []).append(i)
    return out


def below(db: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """These codes and all whose home lies under them, at any depth."""
    homes: dict[int, list[int]] = {p: kids for p, kids in children(db).items() if p is not None}
    return set().union(*(reach(homes, i) for i in ids))


def children_first(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These codes in an order in which they can be removed: what lies deepest comes first."""
    homes = parents(db)

    def depth(i: int | None) -> int:
        n = 0
        while i is not None:
            i, n = homes[i], n + 1
        return n

    return sorted(ids, key=depth, reverse=True)


def gathered(db: sqlite3.Connection) -> dict[int, set[int]]:
    """For every code the set of itself and all codes under it: by home and by membership, at any depth."""
    below: dict[int, set[int]] = {i: set() for (i,) in db.execute("select id from code")}
    for i, parent in db.execute("select id, parent from code where parent is not null"):
        below[parent].add(i)
    for code, category in db.execute("select code, category from membership"):
        below[category].add(code)
    return {i: reach(below, i) for i in below}


def reach(below: Mapping[int, Iterable[int]], top: int) -> set[int]:
    """All that can be reached from `top` downwards, itself included; rings do no harm."""
    seen, todo = {top}, [top]
    while todo:
        for i in below.get(todo.pop(), ()):
            if i not in seen:
                seen.add(i)
                todo.append(i)
    return seen


def row(db: sqlite3.Connection, id: int) -> dict[str, Any]:
    """One code's columns."""
    return rows(db, "where id = ?", id)[id]


def get(db: sqlite3.Connection, id: int) -> dict[str, Any] | None:
    """One code's columns; None when it is not there (any more)."""
    return rows(db, "where id = ?", id).get(id)


def rows(db: sqlite3.Connection, where: str = "", *args: Any) -> dict[int, dict[str, Any]]:
    """Number -> columns of every code, or of those that a condition chooses."""
    cursor = db.execute(f"select * from code {where}", args)
    names = [d[0] for d in cursor.description]
    return {r[0]: dict(zip(names, r, strict=True)) for r in cursor}


def aliases(db: sqlite3.Connection) -> dict[int, list[str]]:
    """Code -> its other names, in the order in which it got them."""
    out: dict[int, list[str]] = {}
    for code, name in db.execute("select code, name from code_alias order by id"):
        out.setdefault(code, []).append(name)
    return out


def further(db: sqlite3.Connection) -> dict[int, list[int]]:
    """Code -> the further categories it belongs to, besides its home."""
    out: dict[int, list[int]] = {}
    for code, category in db.execute("select code, category from membership order by id"):
        out.setdefault(code, []).append(category)
    return out


def used(db: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """Return code -> (its own codings, the sources they are in)."""
    return _used(db, layer.beside(db, "g.coder"), ())


def used_within(db: sqlite3.Connection, over: Scope) -> dict[int, tuple[int, int]]:
    """Return code -> (its own codings within the filters, the sources they are in)."""
    return _used(db, *over.coding())


def _used(db: sqlite3.Connection, where: str, args: Iterable[Any]) -> dict[int, tuple[int, int]]:
    joined = "left join segment m on m.id = g.segment" if "m." in where else ""
    return {
        code: (n, sources)
        for code, n, sources in db.execute(
            f"select g.code, count(*), count(distinct g.source) from coding g {joined} where {where} group by g.code",
            tuple(args),
        )
    }


def strays(db: sqlite3.Connection) -> set[int]:
    """Placements whose coding does not lie in the category that has the property."""
    rows = db.execute(
        "select p.id, g.code, r.category from placement p join coding g on g.id = p.coding "
        "join property r on r.id = p.property"
    ).fetchall()
    within = gathered(db) if rows else {}
    return {id for id, code, category in rows if code not in within[category]}


# -- changing codes ----------------------------------------------------------------------------------------------------


def change(c: Change, id: int, **values: Any) -> None:
    """Set columns of a code; `rename` and `move` are for its name and its home."""
    c.update("code", id, **values)


def rename(c: Change, id: int, name: str) -> None:
    """Give a code another name and keep the old one as an alias; an alias like the new name goes.

    A change of case or spaces alone leaves no alias.
    """
    (was,) = c.db.execute("select name from code where id = ?", (id,)).fetchone()
    c.update("code", id, name=name, key=key(name))
    for (alias,) in c.db.execute("select id from code_alias where code = ? and key = ?", (id, key(name))).fetchall():
        c.delete("code_alias", alias)
    add_alias(c, id, was)


def add_alias(c: Change, code: int, name: str) -> None:
    """Give a code an alias, unless it has it already or is called so."""
    (own,) = c.db.execute("select key from code where id = ?", (code,)).fetchone()
    held = c.db.execute("select 1 from code_alias where code = ? and key = ?", (code, key(name))).fetchone()
    if key(name) != own and not held:
        c.insert("code_alias", code=code, name=name, key=key(name))


def move(c: Change, id: int, parent: int | None) -> None:
    """Give a code another home (None: the top). It is no further member of a category that is its home now."""
    c.update("code", id, parent=parent)
    for (member,) in c.db.execute("select id from membership where code = ? and category = ?", (id, parent)).fetchall():
        c.delete("membership", member)


def give_up_name(c: Change, id: int) -> None:
    """Free the name of a code that is about to be removed, so that another may have it in the same home."""
    (own,) = c.db.execute("select key from code where id = ?", (id,)).fetchone()
    c.update("code", id, key=f"{own}/{id}")


def remove(c: Change, id: int) -> None:
    """Delete a code; its codings, aliases, memberships, properties and relations go along."""
    c.delete("code", id)


def join(c: Change, code: int, category: int) -> None:
    """Make a code a member of a further category, unless it is one."""
    held = c.db.execute("select 1 from membership where code = ? and category = ?", (code, category)).fetchone()
    if not held:
        c.insert("membership", code=code, category=category)
