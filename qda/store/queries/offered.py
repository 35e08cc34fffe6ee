"""Read the names that a shell may offer, with a few words about each, from a study opened without writing.

Every function gives (value, what is said of it). A study of an older schema is read as it is: what its tables do not
have is not offered.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from qda.core.names import key
from qda.store.analysis import codes, piles
from qda.store.texts import people

Offer = tuple[str, str]
MOST = 500  # numbers at once; a part of them would have shells finish a number by what only that part shares


def sources(db: sqlite3.Connection) -> list[Offer]:
    """Every source with its title."""
    return [(n, t if t != n else kind) for n, t, kind in db.execute("select name, title, kind from source order by id")]


def named_codes(db: sqlite3.Connection, typed: str = "", levels: Sequence[str] = codes.LEVELS) -> list[Offer]:
    """Every code of these levels by name, by path where two have one name or a path is typed; the level is said of it.

    Other names come last, and only where no code has a name that begins as typed.
    """
    paths = codes.paths(db)
    rows = {i: (n, level) for i, n, level in db.execute("select id, name, level from code")}
    often = Counter(key(n) for n, _ in rows.values())
    out = []
    for i, path in paths.items():
        name, level = rows[i]
        if level in levels:
            out.append((name if often[key(name)] == 1 and "/" not in typed else path, level))
            if "/" in typed and "/" in name and path != name:
                out.append((name, level))
    if not any(key(n).startswith(key(typed)) for n, _ in out):
        out += [
            (alias, f"now {paths[i]}")
            for i, alias in db.execute("select code, name from code_alias order by id")
            if rows[i][1] in levels
        ]
    return out


def named_piles(db: sqlite3.Connection) -> list[Offer]:
    """Every pile of memos in the order of the draft, with how many lie in it; none in a study of an older schema."""
    if not db.execute("select 1 from sqlite_master where name = 'pile'").fetchone():
        return []
    held = dict(db.execute("select pile, count(*) from sorting where pile is not null group by 1"))
    return [(p.path, f"{held.get(p.id, 0)} memo{'s' if held.get(p.id, 0) != 1 else ''}") for p in piles.outline(db)]


def participants(db: sqlite3.Connection) -> list[Offer]:
    """Everyone who wrote or spoke, by the name shown, with the role."""
    roles = dict(db.execute("select id, role from participant"))
    return [(name, roles[i]) for i, name in people.shown(db).items()]


def labels(db: sqlite3.Connection) -> list[Offer]:
    """The labels that stand with turns, most frequent first."""
    found = db.execute(
        "select author, count(*) from segment where kind = 'turn' and author is not null group by author "
        "order by count(*) desc, author"
    )
    return [(name, f"{n} turn{'s' if n != 1 else ''}") for name, n in found]


def coders(db: sqlite3.Connection) -> list[Offer]:
    """Everyone who codes."""
    return [(name, "coder") for (name,) in db.execute("select name from coder order by id")]


def variables(db: sqlite3.Connection, holders: Sequence[str] = ("source", "participant")) -> list[Offer]:
    """The variables of sources, of participants, or of both; the fixed one, role, with those of participants."""
    found: dict[str, Offer] = {}
    for name, holder in db.execute("select name, holder from variable order by id"):
        if holder in holders:
            found.setdefault(key(name), (name, f"of {holder}s"))
    if "participant" in holders:
        found.setdefault("role", ("role", "of participants"))
    return list(found.values())


def values(db: sqlite3.Connection, variable: str, holders: Sequence[str] = ("source", "participant")) -> list[Offer]:
    """The values that a variable has, most frequent first; those of role are fixed."""
    if key(variable) == "role" and "participant" in holders:
        return [(role, "") for role in people.ROLES]
    found = db.execute(
        "select v.value, count(*) from value v join variable x on x.id = v.variable where x.key = ? "
        "and ((v.source is not null and ?) or (v.participant is not null and ?)) "
        "group by v.value order by count(*) desc, v.value",
        (key(variable), "source" in holders, "participant" in holders),
    )
    return [(value, f"{n} with it") for value, n in found]


def languages(db: sqlite3.Connection) -> list[Offer]:
    """The languages of the sources."""
    return [(x, "") for (x,) in db.execute("select distinct language from source where language <> '' order by 1")]


def segments(db: sqlite3.Connection, source: int) -> list[Offer]:
    """The numbers of a source's segments, with kind and author."""
    found = db.execute("select n, kind, author from segment where source = ? order by n", (source,))
    return [(str(n), f"{kind} {author}" if author else kind) for n, kind, author in found]


# By kind of thing what is said of each, newest first.
_NUMBERED = {
    "coding": "select g.id as n, c.name || ', ' || s.name as said from coding g join code c on c.id = g.code "
    "join source s on s.id = g.source",
    "memo": "select id as n, title as said from memo",
    "relation": "select r.id as n, a.name || ' ' || t.name || ' ' || b.name as said from relation r "
    "join code a on a.id = r.a join relation_type t on t.id = r.type join code b on b.id = r.b",
    "comparison": "select id as n, outcome || ': ' || note as said from comparison",
    "negative": "select id as n, coalesce(outcome, 'open') || ': ' || note as said from negative",
    "sampling": "select id as n, text as said from sampling",
    "condition": "select x.id as n, x.role || ' ' || c.name || ', ' || x.level as said from condition x join code c "
    "on c.id = x.category",
    "summary": "select x.id as n, c.name || ': ' || x.text as said from summary x join code c on c.id = x.code",
    "conflict": "select id as n, status || ': ' || kind || ' ' || name as said from conflict",
    "drawn": "select x.id as n, s.name || ', ' || x.start || ':' || x.\"end\" as said from stability_item x "
    "join source s on s.id = x.source left join stability_coded a on a.item = x.id where a.id is null",
    "candidate": "select id as n, status || ': ' || coalesce(nullif(name, ''), label) as said from candidate",
    "suggestion": "select id as n, coalesce(decision, 'open') || ': ' || name as said from suggestion",
}


def numbers(db: sqlite3.Connection, kind: str, typed: str = "") -> list[Offer]:
    """The numbers of things of a kind that begin as typed, newest first, each with what it is; none where there are too many."""
    found = db.execute(
        f"select n, said from ({_NUMBERED[kind]}) where ?1 = '' or cast(n as text) like ?1 || '%' order by n desc limit ?2",
        (typed if typed.isdecimal() else "", MOST + 1),
    ).fetchall()
    return [(str(n), " ".join(said.split())[:60]) for n, said in found] if len(found) <= MOST else []


def code_of(db: sqlite3.Connection, coding: str) -> int | None:
    """The code of a coding by its number as typed; None where there is no such coding."""
    if not coding.isdecimal() or len(coding) > 18:
        return None
    row = db.execute("select code from coding where id = ?", (int(coding),)).fetchone()
    return None if row is None else int(row[0])
