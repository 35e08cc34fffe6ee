"""Take what theirs altered in rows that both know, column by column; what ours altered too stays, and a conflict says so."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from qda.core.names import key
from qda.store.analysis import codes, links, piles
from qda.store.analysis.codebook_changes import join_codings, joined_text, place
from qda.store.exchange.standing import rename as renamed_links
from qda.store.file import layer
from qda.store.merge import conflicts
from qda.store.merge.net import Image
from qda.store.merge.older_texts import moved, placed
from qda.store.merge.standing import Merging
from qda.store.merge.telling import told, told_there, version
from qda.store.merge.things import BETWEEN, BOTH, BY_TABLE, LINKED, WHEN
from qda.store.revisions import newer_text


def change(m: Merging, name: str, id: int, was: Image, now: Image) -> None:
    """Take the columns that theirs altered in a row that both know."""
    thing = BY_TABLE[name]
    if name == "setting" and now["name"] in conflicts.OF_THE_MACHINE:
        return
    if name == "reason" and not line_here(m, now):
        m.count(name, "already")
        return
    found = m.standing(name, id, was)
    if not found and name != "source":
        found = m.standing(name, id, now)
    if found and name == "stability_item" and m.ours(name, found) is None:
        m.maps[name].pop(id, None)  # theirs' newer text, just taken, had no place for it here
        found = 0
    if not found:
        grave = m.grave_of(name, id, was)
        if name == "code" and grave and (into := m.merged_into(grave)):
            found = into
            _into_merged(m, id, grave, into, was, now)
            return
        if not _worth(m, name, was, now) or (name == "coding" and m.coder(now["coder"]) == layer.find(m.db)):
            m.count(name, "already")
            return
        found = m.need(name, id, was) or 0
    m.maps[name][id] = found
    aside = (WHEN | thing.aside) - {"uuid"} if name == "source" else WHEN | thing.aside
    groups = {n: g for g in thing.groups for n in g}
    fates: set[str] = set()
    done: set[str] = set()
    for n in m.shapes[name].columns:
        if n in aside or was[n] == now[n]:
            continue
        group = groups.get(n, (n,))
        if group[0] not in done:
            done.add(group[0])
            fates.add(_column(m, name, id, found, was, now, group))
    if not fates:
        return  # only what is counted anew
    m.count(name, next(f for f in ("kept", "changed", "already") if f in fates))


def line_here(m: Merging, reason: Image) -> bool:
    """True if the log has the line that a reason is about: one that was handed out begins anew, and has none before."""
    asked = "select 1 from change where uuid = ?1 union all select 1 from handout where uuid = ?1"
    return m.db.execute(asked, (reason["line"],)).fetchone() is not None


def _worth(m: Merging, name: str, was: Image, now: Image) -> bool:
    """True if an edit brings back what ours removed: not when only what hung on it went."""
    here = m.shapes[name]
    references = {here.columns[r.at] for r in here.references}
    aside = WHEN | BY_TABLE[name].aside
    return any(was[n] != now[n] for n in here.columns if n not in aside and (n not in references or now[n] is not None))


def _into_merged(m: Merging, id: int, grave: int, into: int, was: Image, now: Image) -> None:
    """Take edits of a code that ours merged into another: its texts are joined with that one's, its name is an alias."""
    m.need("code", id, was)
    own = codes.row(m.db, into)
    new: dict[str, Any] = {}
    for n in BOTH[:4]:
        if was[n] != now[n]:
            both = joined_text(own[n], now[n], BETWEEN.get(n, "; "))
            new |= {n: both} if both != own[n] else {}
    if new:
        codes.change(m.c, into, **new)
    if was["name"] != now["name"]:
        codes.add_alias(m.c, into, now["name"])
    m.count("code", "kept")


def _column(m: Merging, name: str, id: int, found: int, was: Image, now: Image, group: tuple[str, ...]) -> str:
    """Take one column, or columns that are one value; return what became of it."""
    own = m.ours(name, found)
    assert own is not None
    here = m.shapes[name]
    of = {here.columns[r.at]: r.table for r in here.references}
    base = {n: m.standing(of[n], was[n]) if n in of and was[n] is not None else was[n] for n in group}
    new = {n: m.need(of[n], now[n]) if n in of else now[n] for n in group}
    new |= {n: m.who(now[n]) for n in group if of.get(n) == "coder" and now[n] is not None}
    if name == "coding" and group[0] == "source":
        new = {n: placed(m, now, {**now, **new})[n] for n in group}
    elif name == "stability_item" and group[0] == "source":
        new = {n: moved(m, now, {**now, **new})[n] for n in group}
    elif group[0] == "source" and new["source"] is not None:  # it may be an old text, for which ours has a newer one
        new["source"] = m.new_text.get(new["source"], new["source"])
    if (n := LINKED.get(name)) in group and n is not None:
        base[n], new[n] = (renamed_links(str(x[n]), m.renamed, conflicts.IN_TEXT) for x in (was, now))
    if group == ("confirmed_at",):  # of two times when it was confirmed the later holds
        new["confirmed_at"] = max(own["confirmed_at"] or "", new["confirmed_at"] or "") or None
    mine = {n: own[n] for n in group}
    if mine == new:
        return "already"
    by = BY_TABLE[name].by & set(group)  # who said the same first and when is no other word
    if (
        group != ("confirmed_at",)
        and not _alike(mine, base, by)
        and not (m.knows(name, found, group) and not told_there(m, name, now, group))
    ):
        if (by and _alike(mine, new, by | BY_TABLE[name].made)) or m.known_here(name, id, group):
            return "already"
        return _both_edited(m, name, found, was, now, own, new, group)
    return _take(m, name, id, found, own, base, new, was, now, group)


def _alike(a: Image, b: Image, but: AbstractSet[str]) -> bool:
    """True if two say the same, but for columns that do not matter."""
    return all(v == b[n] for n, v in a.items() if n not in but)


def _take(
    m: Merging, name: str, id: int, found: int, own: Image, base: Image, new: Image, was: Image, now: Image,
    group: tuple[str, ...],
) -> str:  # fmt: skip
    """Set columns of ours to theirs' values, where that makes no two things one, no ring and no second core."""
    if name == "code" and group[0] == "parent" and new["parent"] is not None:
        codes_home = new["parent"]
        if codes_home in codes.below(m.db, [found]):
            if codes_home != found and m.db.execute(
                "select 1 from membership where code = ? and category = ?", (found, codes_home)
            ).fetchone() is None and own["parent"] != codes_home:  # fmt: skip
                m.c.insert("membership", code=found, category=codes_home)
            told(m, "loop", name, found, group, was, own, new, now, "ours' home stays, theirs is a membership")
            return "kept"
    if name == "pile" and group[0] == "parent" and new["parent"] in piles.below(m.db, found):
        told(m, "loop", name, found, group, was, own, new, now, "ours' home stays")
        return "kept"
    if name == "code" and group[0] == "level" and new["level"] == "core" and (other := core(m, found)):
        if not leaves_core(m, other):
            if own["level"] != "category":
                codes.change(m.c, found, level="category")
            second_core(m, found, other)
            return "kept"
        codes.change(m.c, other, level="category")  # theirs made it one; its own line says so
    after = {**own, **new}
    if "name" in new:
        after["key"] = key(after["name"])
    held = m.by_key(name, after, found) if name != "source" else _source_called(m, after["key"], found)
    if (
        held
        and name == "code"
        and m.db.execute("select key from code where id = ?", (held,)).fetchone()[0] != after["key"]
    ):
        held = 0  # only an alias of another
    if held:
        if held in m.doomed[name] or _goes_on(m, name, held):
            step_aside(m, name, held)
        elif name == "coding":
            notes: list[str] = []
            uuid = own["uuid"]
            told(m, "taken", name, held, group, was, own, new, now, "joined with the coding that is there")
            join_codings(m.c, held, found, notes)
            m.maps[name][id] = held
            m.remember(name, uuid, held)
            return "kept"
        elif name == "placement":
            place(m.c, found, new.get("coding"), new.get("property"), m.notes)
            told(m, "taken", name, held, group, was, own, new, now, "joined with the placement that is there")
            m.maps[name][id] = held
            return "kept"
        else:
            done = "ours stays"
            if name == "code" and "name" in new:
                codes.add_alias(m.c, found, new["name"])
                done = "ours stays, theirs is an alias"
            told(m, "taken", name, found, group, was, own, new, now, done)
            return "kept"
    set_(m, name, found, new, now)
    return "changed"


def set_(m: Merging, name: str, found: int, new: Image, now: Image) -> None:
    """Write columns with what hangs on them."""
    if "name" in new and "key" in m.shapes[name].columns:
        new = {**new, "key": key(new["name"])}
        if name == "code":  # an alias like its new name is none any more; theirs' log took it off as well
            for (alias,) in m.db.execute(
                "select id from code_alias where code = ? and key = ?", (found, new["key"])
            ).fetchall():
                m.c.delete("code_alias", alias)
    if name in ("memo", "summary"):
        new = {**new, "updated_at": max(now["updated_at"], m.ours(name, found)["updated_at"])}  # type: ignore[index]
    if name == "code" and "parent" in new:
        codes.move(m.c, found, new["parent"])
        new = {n: v for n, v in new.items() if n != "parent"}
    if name == "coding" and {"source", "start", "end"} & new.keys():
        m.torn.add(int(new.get("source") or m.ours("coding", found)["source"]))  # type: ignore[index]
    if name == "source" and "name" in new:
        new = {n: v for n, v in new.items() if n != "uuid"}
    if name == "source" and "uuid" in new:
        _another_source(m, found, str(new["uuid"]))
    if new:
        m.c.update(name, found, **new)


def _another_source(m: Merging, found: int, uuid: str) -> None:
    """Before a source gets the uuid of an old text: what linked to the source itself has lost it, as it has there.

    Theirs gave it a newer text, which is gone again; the old one stayed for its quotes. Segments are of the old text.
    """
    (was,) = m.db.execute("select uuid from source where id = ?", (found,)).fetchone()
    links.forget(m.c, "source", [found])
    for (link,) in m.db.execute("select id from link where source = ?", (found,)).fetchall():
        m.c.update("link", link, source=None)
    starts = m.db.execute("select distinct start from segment where source = ?", (found,))
    newer_text.links_of_segments(m.c, {start: f"{uuid}@{start}" for (start,) in starts}, was)


def _source_called(m: Merging, wanted: str, but: int) -> int:
    row = m.db.execute("select id from source where key = ? and id <> ?", (wanted, but)).fetchone()
    return row[0] if row else 0


def _goes_on(m: Merging, name: str, held: int) -> bool:
    """True if theirs gave the row that has the name another one, so that it will make room."""
    for id, was, now in m.went[name].touched():
        if was is not None and now is not None and m.maps[name].get(id, id) == held and "key" in now:
            own = m.ours(name, held)
            return was["key"] != now["key"] and own is not None and own["key"] == was["key"]
    return False


def step_aside(m: Merging, name: str, id: int) -> None:
    """Free the name of a row that goes, or gets another, in this very merge."""
    own = m.ours(name, id)
    if own is not None and "key" in own:
        m.aside.append((name, id))
        m.c.update(name, id, key=f"{own['key']}/{id}")


def core(m: Merging, but: int) -> int:
    row = m.db.execute("select id from code where level = 'core' and id <> ?", (but,)).fetchone()
    return row[0] if row else 0


def leaves_core(m: Merging, other: int) -> bool:
    """True if theirs took the level from the core of ours, or removed it, which ours left as it was."""
    if other in m.doomed["code"]:
        return True
    net = m.went.get("code")
    for id, was, now in net.touched() if net is not None else ():
        if was is not None and now is not None and was["level"] == "core" != now["level"]:
            return m.standing("code", id, was) == other
    return False


def second_core(m: Merging, code: int, core: int) -> None:
    m.tell(kind="core", table="code", row=code, name=m.name("code", code), column="level", base=None,
           ours=m.name("code", core), theirs=m.name("code", code), raw={"theirs": {"level": "core"}},
           done=f"{m.name('code', core)!r} stays the core, theirs is a category")  # fmt: skip


def _both_edited(
    m: Merging, name: str, found: int, was: Image, now: Image, own: Image, new: Image, group: tuple[str, ...]
) -> str:
    """Both altered a column, to two values: ours stays."""
    if name == "coder":
        return "already"
    if new.get("source") in m.rivals:  # a conflict tells of the source
        return "kept"
    if conflicts.settled_there(m, name, now, group, own):
        return _take(m, name, 0, found, own, {}, new, was, now, group)
    done = "ours stays"
    if name == "code" and group[0] == "name":
        codes.add_alias(m.c, found, now["name"])
        done = "ours stays, theirs is an alias"
    elif name in ("memo", "summary") and group[0] == "text":
        version(m, name, found, now, {**now, **new})
        done = "ours stays, theirs is a version"
    told(m, "both-edited", name, found, group, was, own, new, now, done)
    return "kept"
