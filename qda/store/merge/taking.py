"""Take what theirs made and altered: row by row, column by column; what ours altered too stays, and a conflict says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qda.core.names import key
from qda.store.analysis import codes
from qda.store.analysis.codebook_changes import join_codings, joined_text, place
from qda.store.exchange.standing import rename as renamed_links
from qda.store.merge import conflicts
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging
from qda.store.merge.things import BOTH, BY_TABLE, WHEN

CHUNK = 20_000  # rows written as one line of history
_BETWEEN = {"definition": "\n\n"}
LINKED = ("memo", "memo_version", "storyline", "summary", "summary_version")  # their texts hold links by uuid


def table(m: Merging, name: str) -> None:
    """Take the net additions and changes of one table; removals come later, children first."""
    net = m.went.get(name)
    if net is None:
        return
    touched: list[Any] = [(id, was, now) for id, was, now in net.touched() if now is not None]
    if name == "code":
        touched = _parents_first(m, touched)
    for id, was, now in touched:
        assert now is not None
        if was is None:
            add(m, name, id, now)
        else:
            change(m, name, id, was, now)
    rows: list[Sequence[Any]] = []
    for batch in net.new():
        rows += _batch(m, name, batch)
        if len(rows) >= CHUNK:
            m.c.bulk(name, rows)
            rows = []
    if rows:
        m.c.bulk(name, rows)


def _parents_first(m: Merging, touched: list[tuple[int, Image | None, Image | None]]) -> list[Any]:
    """Return changed codes so that one that was made comes after its home."""
    of = {id: now["parent"] for id, _, now in touched if now is not None}

    def depth(id: int | None) -> int:
        n, seen = 0, set()
        while id in of and id not in seen:
            seen.add(id)
            id, n = of[id], n + 1
        return n

    return sorted(touched, key=lambda t: (t[1] is not None, depth(t[0]), t[0]))


# -- what theirs made --------------------------------------------------------------------------------------------------


def _batch(m: Merging, name: str, batch: list[tuple[int, Image]]) -> list[Sequence[Any]]:
    """Return rows to be written in bulk; what is there already, or needs more than a row, is taken one by one."""
    here = m.shapes[name]
    simple = name in ("coding", "segment", "value", "participant")
    if not simple:
        for id, now in batch:
            add(m, name, id, now)
        return []
    there: set[str] = set()
    if here.uuid >= 0:
        uuids = [now["uuid"] for _, now in batch]
        marks = ", ".join("?" * len(uuids))
        there = {u for (u,) in m.db.execute(f"select uuid from {name} where uuid in ({marks})", uuids)}
        there |= set(uuids) & m.same.get(name, {}).keys()
    out: list[Sequence[Any]] = []
    refs = [(here.columns[r.at], r.table) for r in here.references]
    new, seen = m.next[name], set()
    for id, now in batch:
        row = dict(now)
        ok = not (here.uuid >= 0 and now["uuid"] in there)
        for column, of in refs:
            v = row[column]
            if v is None:
                continue
            held = m.maps[of].get(v)
            if held is None:
                held = m.coder(v) if of == "coder" else m.standing(of, v)
            if not held or (of == "source" and held in m.new_text):
                ok = False
                break
            row[column] = held
        if ok and name == "coding":
            row["coder"] = _coder(m, now)
            if row["source"] in m.torn:
                row["segment"] = row["last_segment"] = None
        mark = (row["source"], row["start"], row["end"], row["code"], row["coder"]) if ok and name == "coding" else id
        if not ok or mark in seen or m.by_key(name, row):
            add(m, name, id, now)
            new = m.next[name]
            continue
        seen.add(mark)
        m.count(name, "added")
        out.append([row[n] for n in here.columns])
        if name != "coding":  # nothing in a batch refers to a coding by number but what comes later: found by uuid
            pass
    del new
    return out


def _coder(m: Merging, image: Image) -> int:
    """Return ours' coder for what theirs made: with `--as`, work under ours' own name is another's."""
    if m.as_coder:
        row = m.theirs("coder", image["coder"])
        if row is not None and row["key"] in m.under:
            return m.c.coder_named(m.as_coder)
    return int(m.need("coder", image["coder"]) or 0)


def add(m: Merging, name: str, id: int, now: Image) -> None:
    """Take a row that theirs made; it may be here already, by uuid or by what makes it one."""
    if name == "setting" and now["name"] in conflicts.OF_THE_MACHINE:
        return
    found = _here(m, name, id, now)
    if found:
        meet(m, name, id, now, found)
        return
    row = m.needed(name, now)
    if "coder" in row and name in ("coding", "placement", "memo", "storyline", "judgement", "comparison", "negative",
                                   "sampling", "relation", "code", "memo_version") and now["coder"] is not None:  # fmt: skip
        row["coder"] = _coder(m, now)
    if name == "coding":
        row = placed(m, now, row)
    held = m.by_key(name, row) if name != "source" else 0
    if held:  # what it names is another here: the same thing after all
        m.maps[name][id] = held
        meet(m, name, id, now, held)
        return
    _fit(m, name, now, row)
    if name == "code" and row["level"] == "core" and (other := _core(m, 0)):
        row["level"] = "category"
        m.maps["code"][id] = new = m.c.insert("code", **row)
        _second_core(m, new, other)
        m.count("code", "kept")
        return
    if name in LINKED:
        row["text"] = renamed_links(row["text"], m.renamed, conflicts.IN_TEXT)
    if name == "membership" and not _may_belong(m, row):
        m.count(name, "already")
        return
    m.maps[name][id] = m.c.insert(name, **row)
    m.count(name, "added")


def _here(m: Merging, name: str, id: int, now: Image) -> int:
    if name == "coder":
        return m.coder(id)
    found = m.standing(name, id, now)
    if not found and name == "code":
        found = m.by_key("code", m.mapped("code", now)) if m.mapped("code", now)["parent"] != 0 else 0
    return found


def _fit(m: Merging, name: str, now: Image, row: Image) -> None:
    """Change what cannot be here as it is there: the name of a source that is taken, the uuid of another text."""
    if name == "source":
        row.update(m.free_source(row["name"], row["title"]))
        if row["title"] == row["name"] == now["name"]:
            row["title"] = now["title"]
        row["uuid"] = m.derived_uuid("source", row["uuid"])
    elif name == "category_change":
        row["what"] = now["what"]


def _may_belong(m: Merging, row: Image) -> bool:
    """True if a code may belong to a category: not to itself, its home, or what lies under it."""
    (home,) = m.db.execute("select parent from code where id = ?", (row["code"],)).fetchone()
    return row["category"] not in (row["code"], home) and row["category"] not in codes.below(m.db, [row["code"]])


def placed(m: Merging, now: Image, row: Image) -> Image:
    """Return a coding of theirs with the place that its stretch has here, in the source's newer text where ours has one."""
    from qda.store.merge import texts

    row = texts.moved(m, now, row)
    if row["source"] in m.torn or row["segment"] is None:
        m.torn.add(row["source"])
        row["segment"] = row["last_segment"] = None
    return row


def meet(m: Merging, name: str, id: int, now: Image, found: int) -> None:
    """Both have a thing that theirs made: the same uuid when it came another way, else both made it."""
    own = m.ours(name, found)
    assert own is not None
    thing = BY_TABLE[name]
    one = m.shapes[name].uuid < 0 or own["uuid"] == now["uuid"]
    row = m.mapped(name, now)
    if "coder" in row and m.as_coder and now["coder"] is not None:
        row["coder"] = own["coder"]
    if name in LINKED:
        row["text"] = renamed_links(row["text"], m.renamed, conflicts.IN_TEXT)
    if not one:
        m.remember(name, now["uuid"], found)
    aside = WHEN | thing.aside | (thing.made if not one else frozenset())
    columns = [n for n in m.shapes[name].columns if n not in aside and row[n] != own[n]]
    if name == "placement" and "note" in columns and "coder" in columns:
        columns.remove("coder")
    if not columns:
        m.count(name, "already" if one else "joined")
        return
    if one and m.shapes[name].uuid >= 0:
        if m.known_here(name, id, columns):
            m.count(name, "already")
            return
        if m.knows(name, found, columns) and not _told_there(m, name, now, columns):
            _set(m, name, found, {n: row[n] for n in columns}, now)
            m.count(name, "changed")
            return
    if name == "storyline":
        m.count(name, "already")
        return
    kept = False
    groups = {n: g for g in thing.groups for n in g}
    done: set[str] = set()
    for n in columns:
        first = groups.get(n, (n,))[0]
        if first in done:
            continue
        done.add(first)
        kept |= _both_made(m, name, found, now, own, row, groups.get(n, (n,)))
    m.count(name, "kept" if kept else "joined")


def _both_made(m: Merging, name: str, found: int, now: Image, own: Image, row: Image, group: tuple[str, ...]) -> bool:
    """Join what both made in one column: texts are both kept; True if theirs' value stays out."""
    n = group[0]
    if n in BOTH:
        both = joined_text(own[n], row[n], _BETWEEN.get(n, "; "))
        if both == own[n]:
            return False
        m.c.update(name, found, **{n: both})
        if own[n]:
            told(m, "both-made", name, found, group, None, own, row, now, "both are kept")
        return False
    if own[n] in (None, "") and n not in ("participant", "parent"):
        _set(m, name, found, {k: row[k] for k in group}, now)
        return False
    done = "ours stays"
    if name == "code" and n == "name":
        codes.add_alias(m.c, found, now["name"])
        done = "ours stays, theirs is an alias"
        if key(now["name"]) == key(own["name"]) or now["key"] in _aliases(m, found):
            return False
    if name in ("memo", "summary") and n == "text":
        version(m, name, found, now, row)
        done = "ours stays, theirs is a version"
    told(m, "both-made", name, found, group, None, own, row, now, done)
    return True


def _aliases(m: Merging, code: int) -> set[str]:
    return {k for (k,) in m.db.execute("select key from code_alias where code = ?", (code,))}


# -- what theirs altered -----------------------------------------------------------------------------------------------


def change(m: Merging, name: str, id: int, was: Image, now: Image) -> None:
    """Take the columns that theirs altered in a row that both know."""
    thing = BY_TABLE[name]
    if name == "setting" and now["name"] in conflicts.OF_THE_MACHINE:
        return
    found = m.standing(name, id, was)
    if not found and name != "source":
        found = m.standing(name, id, now)
    if not found:
        grave = m.grave_of(name, id, was)
        if name == "code" and grave and (into := m.merged_into(grave)):
            found = into
            _into_merged(m, id, grave, into, was, now)
            return
        if not _worth(m, name, was, now):
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
            both = joined_text(own[n], now[n], _BETWEEN.get(n, "; "))
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
    if name == "coding" and group[0] == "source":
        new = {n: placed(m, now, {**now, **new})[n] for n in group}
    if name in LINKED and "text" in group:
        base["text"], new["text"] = (renamed_links(str(x["text"]), m.renamed, conflicts.IN_TEXT) for x in (was, now))
    mine = {n: own[n] for n in group}
    if mine == new:
        return "already"
    if mine != base and not (m.knows(name, found, group) and not _told_there(m, name, now, group)):
        if m.known_here(name, id, group):
            return "already"
        return _both_edited(m, name, found, was, now, own, new, group)
    return _take(m, name, id, found, own, base, new, was, now, group)


def _take(
    m: Merging, name: str, id: int, found: int, own: Image, base: Image, new: Image, was: Image, now: Image,
    group: tuple[str, ...],
) -> str:  # fmt: skip
    """Set columns of ours to theirs' values, where that makes no two things one, no ring and no second core."""
    if name == "code" and group[0] == "parent":
        if new["parent"] is not None and (new["parent"] == found or new["parent"] in codes.below(m.db, [found])):
            codes_home = new["parent"]
            if codes_home != found and m.db.execute(
                "select 1 from membership where code = ? and category = ?", (found, codes_home)
            ).fetchone() is None and own["parent"] != codes_home:  # fmt: skip
                m.c.insert("membership", code=found, category=codes_home)
            told(m, "loop", name, found, group, was, own, new, now, "ours' home stays, theirs is a membership")
            return "kept"
    if name == "code" and group[0] == "level" and new["level"] == "core" and (other := _core(m, found)):
        if not _leaves_core(m, other):
            if own["level"] != "category":
                codes.change(m.c, found, level="category")
            _second_core(m, found, other)
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
            _step_aside(m, name, held)
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
    _set(m, name, found, new, now)
    return "changed"


def _set(m: Merging, name: str, found: int, new: Image, now: Image) -> None:
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
    if new:
        m.c.update(name, found, **new)


def _source_called(m: Merging, wanted: str, but: int) -> int:
    row = m.db.execute("select id from source where key = ? and id <> ?", (wanted, but)).fetchone()
    return row[0] if row else 0


def _goes_on(m: Merging, name: str, held: int) -> bool:
    """True if theirs gave the row that has the name another one, so that it will make room."""
    net = m.went.get(name)
    if net is None:
        return False
    for id, was, now in net.touched():
        if was is not None and now is not None and m.maps[name].get(id, id) == held and "key" in now:
            own = m.ours(name, held)
            return was["key"] != now["key"] and own is not None and own["key"] == was["key"]
    return False


def _step_aside(m: Merging, name: str, id: int) -> None:
    """Free the name of a row that goes, or gets another, in this very merge."""
    own = m.ours(name, id)
    if own is not None and "key" in own:
        m.c.update(name, id, key=f"{own['key']}/{id}")


def _core(m: Merging, but: int) -> int:
    row = m.db.execute("select id from code where level = 'core' and id <> ?", (but,)).fetchone()
    return row[0] if row else 0


def _leaves_core(m: Merging, other: int) -> bool:
    """True if theirs took the level from the core of ours, which ours left as it was."""
    net = m.went.get("code")
    for id, was, now in net.touched() if net is not None else ():
        if was is not None and now is not None and was["level"] == "core" != now["level"]:
            return m.standing("code", id, was) == other
    return False


def _second_core(m: Merging, code: int, core: int) -> None:
    m.tell(kind="core", table="code", row=code, name=m.name("code", code), column="level", base=None,
           ours=m.name("code", core), theirs=m.name("code", code), raw={"theirs": {"level": "core"}},
           done=f"{m.name('code', core)!r} stays the core, theirs is a category")  # fmt: skip


def _both_edited(
    m: Merging, name: str, found: int, was: Image, now: Image, own: Image, new: Image, group: tuple[str, ...]
) -> str:
    """Both altered a column, to two values: ours stays."""
    if name in ("coder",):
        return "already"
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


def version(m: Merging, name: str, id: int, now: Image, row: Image) -> None:
    """Keep theirs' text of a memo or summary as a version of ours: ours, then theirs, then ours again."""
    own = m.ours(name, id)
    assert own is not None
    table = f"{name}_version"

    def writer(db: Any, of: int, first: int) -> int:
        last = db.execute(f"select coder from {table} where {name} = ? order by id desc limit 1", (of,)).fetchone()
        return int(last[0]) if last else first

    there = m.their.execute(f"select id from {name} where uuid = ?", (now["uuid"],)).fetchone()
    by = m.need("coder", writer(m.their, there[0], now["coder"])) if there else own["coder"]
    mine = writer(m.db, id, own["coder"])
    text = renamed_links(row["text"], m.renamed, conflicts.IN_TEXT)
    known = m.db.execute(f"select 1 from {table} where {name} = ? and text = ?", (id, text)).fetchone()
    if known:
        return
    for of, written, coder, at in ((own, own["text"], by, now["updated_at"]), (now, text, mine, m.c.at)):
        more = {n: of[n] for n in ("title", "type") if n in of}
        m.c.insert(table, **{name: id}, **more, text=written, coder=coder, saved_at=at)


def _told_there(m: Merging, name: str, now: Image, columns: Sequence[str]) -> bool:
    """True if theirs has an open conflict on one of these columns: what it has is not decided."""
    return conflicts.open_there(m, name, now, columns)


def told(
    m: Merging, kind: str, name: str, found: int, group: tuple[str, ...], was: Image | None, own: Image, new: Image,
    now: Image, done: str,
) -> None:  # fmt: skip
    """Note a conflict on a column: what it was, ours, theirs, as a person reads it."""
    n = group[0]
    here = m.shapes[name]
    of = {here.columns[r.at]: r.table for r in here.references}

    def shown(db: Any, row: Image | None) -> str | None:
        return None if row is None else conflicts.shown(db, of, row, group)

    m.tell(
        kind=kind, table=name, row=found, name=m.name(name, found), column=n,
        base=shown(m.their, was), ours=shown(m.db, own), theirs=shown(m.db, {**now, **new}), done=done,
        raw={"theirs": {k: new[k] for k in group if k in new}, "refs": {k: of[k] for k in group if k in of}},
        coder=_by(m, name, now),
    )  # fmt: skip


def _by(m: Merging, name: str, now: Image) -> str:
    """Return who of theirs altered a row last, as their log has it."""
    uuid = now.get("uuid")
    row = m.their.execute(f"select id from {name} where uuid = ?", (uuid,)).fetchone() if uuid else None
    if row is None:
        return ""
    by = m.their.execute(
        "select c.coder from change_row r join change c on c.id = r.change where r.tbl = ?1 and (r.key = ?2 or "
        "(r.last >= ?2 and r.key < ?2)) order by r.id desc limit 1", (name, row[0]),
    ).fetchone()  # fmt: skip
    return by[0] if by else ""
