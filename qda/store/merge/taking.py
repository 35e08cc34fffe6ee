"""Take what theirs made and altered: row by row, column by column; what ours altered too stays, and a conflict says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qda.core.names import key
from qda.store.analysis import codes
from qda.store.analysis.codebook_changes import joined_text
from qda.store.exchange.standing import rename as renamed_links
from qda.store.merge import conflicts, removals
from qda.store.merge.altering import change, core, leaves_core, line_here, second_core, set_, step_aside
from qda.store.merge.net import Image
from qda.store.merge.older_texts import moved, placed
from qda.store.merge.standing import Merging
from qda.store.merge.telling import told, told_there, version
from qda.store.merge.things import BETWEEN, BOTH, BY_TABLE, LINKED, WHEN

CHUNK = 20_000  # rows written as one line of history


def table(m: Merging, name: str) -> None:
    """Take the net additions and changes of one table; removals come later, children first."""
    net = m.went.get(name)
    if net is None:
        return
    touched: list[Any] = [(id, was, now) for id, was, now in net.touched() if now is not None]
    if name in ("code", "pile"):
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
    """Return changed codes or piles so that one that was made comes after its home."""
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
        made = _parents_first(m, [(id, None, now) for id, now in batch]) if name == "pile" else []
        for id, now in [(id, now) for id, _, now in made] or batch:
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
    seen = set()
    for id, now in batch:
        row = dict(now)
        ok = not (here.uuid >= 0 and now["uuid"] in there) and not (name == "coding" and id in m.passed)
        for column, of in refs:
            v = row[column]
            if v is None:
                continue
            held = m.maps[of].get(v)
            if held is None:
                held = m.coder(v) if of == "coder" else m.standing(of, v)
            # what is bulk came as it is there; a hub relies on that
            if not held or (of == "source" and held in m.new_text) or (of == "code" and v in m.elsewhere):
                ok = False
                break
            row[column] = held
        if ok and name == "coding":
            row["coder"] = m.who(now["coder"])
            if row["source"] in m.torn:
                row["segment"] = row["last_segment"] = None
        mark = (row["source"], row["start"], row["end"], row["code"], row["coder"]) if ok and name == "coding" else id
        if not ok or mark in seen or m.by_key(name, row):
            add(m, name, id, now)
            continue
        seen.add(mark)
        m.count(name, "added")
        out.append([row[n] for n in here.columns])
    return out


def add(m: Merging, name: str, id: int, now: Image) -> None:
    """Take a row that theirs made; it may be here already, by uuid or by what makes it one."""
    if name == "setting" and now["name"] in conflicts.OF_THE_MACHINE:
        return
    if name == "coding" and id in m.passed:
        m.count(name, "kept")
        return
    if name == "source_done" and _other_text(m, now):
        return
    if name == "reason" and not line_here(m, now):
        m.count(name, "already")
        return
    if name == "stability_now" and _coded_here(m, now["coded"]):
        return
    found = _here(m, name, id, now)
    if found and found not in m.doomed[name]:
        meet(m, name, id, now, found)
        return
    row = m.needed(name, now)
    if m.as_coder:
        for r in m.shapes[name].references:
            column = m.shapes[name].columns[r.at]
            if r.table == "coder" and now[column] is not None:
                row[column] = m.who(now[column])
    if name == "coding":
        row = placed(m, now, row)
    elif name == "stability_item":
        row = {n: v for n, v in moved(m, now, row).items() if n in row}
    held = m.by_key(name, row) if name not in ("source", "coder") else 0
    if held and held in m.doomed[name]:
        if name != "code":
            _remake(m, name, id, now, row, held)
            return
        step_aside(m, name, held)  # what is with it may be with another code by now
    elif held:  # what it names is another here: the same thing after all
        m.maps[name][id] = held
        meet(m, name, id, now, held)
        return
    _fit(m, name, now, row)
    other = core(m, 0) if name == "code" and row["level"] == "core" else 0
    if other and leaves_core(m, other):
        codes.change(m.c, other, level="category")
    elif other:
        row["level"] = "category"
        m.maps["code"][id] = new = m.c.insert("code", **row)
        second_core(m, new, other)
        m.count("code", "kept")
        return
    if name in LINKED:
        row[LINKED[name]] = renamed_links(row[LINKED[name]], m.renamed, conflicts.IN_TEXT)
    if (name == "membership" and not _may_belong(m, row)) or (name == "code_alias" and _called_so(m, row)):
        m.count(name, "already")
        return
    m.maps[name][id] = m.c.insert(name, **row)
    m.count(name, "added")


def _other_text(m: Merging, now: Image) -> bool:
    """True if a source that theirs read whole has another text here: nobody has read that one; a conflict tells."""
    source = m.need("source", now["source"])
    own, theirs = m.ours("source", source) if source else None, m.theirs("source", now["source"])
    if own is None or theirs is None or own["text"] == theirs["text"]:
        return False
    (by,) = m.their.execute("select name from coder where id = ?", (now["coder"],)).fetchone()
    m.tell(kind="text-changed", table="source", row=source, name=own["name"], theirs=by, thing="done", coder=by,
           done=f"that {by} has read it whole is not taken: it is another text here", raw={"done": now["uuid"]})  # fmt: skip
    m.count("source_done", "kept")
    return True


def _coded_here(m: Merging, id: int) -> bool:
    """True if ours coded a drawn stretch again as well: what theirs gave it stays out, and a conflict says so."""
    own, theirs = m.ours("stability_coded", m.need("stability_coded", id) or 0), m.theirs("stability_coded", id)
    return own is None or theirs is None or own["uuid"] != theirs["uuid"]


def _coded_twice(m: Merging, id: int, found: int) -> None:
    """Tell that both coded a drawn stretch again, where they gave it other codes."""
    given = "select c.name from stability_now n join code c on c.id = n.code where n.coded = ? order by c.key"
    own, theirs = ([name for (name,) in db.execute(given, (at,))] for db, at in ((m.db, found), (m.their, id)))
    if own != theirs:
        m.tell(kind="both-made", table="stability_coded", row=found, name=m.name("stability_coded", found), column="codes",
               ours=", ".join(own) or "none", theirs=", ".join(theirs) or "none", done="ours stays")  # fmt: skip


def _remake(m: Merging, name: str, id: int, now: Image, row: Image, held: int) -> None:
    """Make what theirs took off and made anew: the row of ours that goes is the new one, so that nothing is there twice."""
    if name in LINKED:
        row[LINKED[name]] = renamed_links(row[LINKED[name]], m.renamed, conflicts.IN_TEXT)
    removals.unlink(m, name, held)
    own = m.ours(name, held) or {}
    if new := {n: v for n, v in row.items() if own[n] != v}:
        m.c.update(name, held, **new)
    if name == "coding":
        m.torn.add(row["source"])
    m.doomed[name].discard(held)
    m.remade.add((name, held))
    m.maps[name][id] = held
    m.count(name, "added")


def _here(m: Merging, name: str, id: int, now: Image) -> int:
    if name == "coder":
        return m.coder(id)
    found = m.standing(name, id, now)
    if not found and name == "code" and (row := m.mapped("code", now))["parent"] != 0:
        found = m.by_key("code", row)
    return found


def _fit(m: Merging, name: str, now: Image, row: Image) -> None:
    """Change what cannot be here as it is there: the name of a source that is taken, the uuid of another text."""
    if name == "source":
        row.update(m.free_source(row["name"], row["title"]))
        if row["title"] == row["name"] == now["name"]:
            row["title"] = now["title"]
        row["uuid"] = m.derived_uuid("source", row["uuid"])
    elif name == "coder":
        row.update(m.free_coder(row["name"]))
    elif name == "category_change":
        row["what"] = now["what"]


def _called_so(m: Merging, alias: Image) -> bool:
    """True if a code has this alias as its name: theirs called it otherwise since, and ours' name stays."""
    return bool(codes.row(m.db, alias["code"])["key"] == alias["key"])


def _may_belong(m: Merging, row: Image) -> bool:
    """True if a code may belong to a category: not to itself, its home, or what lies under it."""
    (home,) = m.db.execute("select parent from code where id = ?", (row["code"],)).fetchone()
    return row["category"] not in (row["code"], home) and row["category"] not in codes.below(m.db, [row["code"]])


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
        row[LINKED[name]] = renamed_links(row[LINKED[name]], m.renamed, conflicts.IN_TEXT)
    if not one:
        m.remember(name, now["uuid"], found)
        if name == "stability_coded":
            _coded_twice(m, id, found)
    aside = WHEN | thing.aside | (thing.made if not one else frozenset())
    columns = [n for n in m.shapes[name].columns if n not in aside and row[n] != own[n]]
    if name == "coder" and now["consensus"]:
        columns = []  # what the layer is called is nobody's word
    if not columns:
        m.count(name, "already" if one else "joined")
        return
    if one:
        if m.known_here(name, id, columns):
            m.count(name, "already")
            return
        if not m.knows(name, found, columns):
            came = m.as_it_came(name, found)
            columns = [n for n in columns if n not in came or came[n] != row[n]]
            if not columns:  # theirs has it as it came: that is no word against what ours made of it
                m.count(name, "already")
                return
        elif not told_there(m, name, now, columns):
            set_(m, name, found, {n: row[n] for n in columns}, now)
            m.count(name, "changed")
            return
    if name == "storyline":
        m.count(name, "already")
        return
    if thing.by and (thing.by | thing.made).issuperset(columns):  # both said the same of it
        m.count(name, "joined")
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
        both = joined_text(own[n], row[n], BETWEEN.get(n, "; "))
        if both == own[n]:
            return False
        m.c.update(name, found, **{n: both})
        if own[n]:
            told(m, "both-made", name, found, group, None, own, row, now, "both are kept")
        return False
    if own[n] in (None, "") and n not in ("participant", "parent"):
        set_(m, name, found, {k: row[k] for k in group}, now)
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
    # where a memo lies is told of it as of a thing that both had: nobody makes its place
    kind = "both-edited" if name == "sorting" else "both-made"
    told(m, kind, name, found, group, None, own, row, now, done)
    return True


def _aliases(m: Merging, code: int) -> set[str]:
    return {k for (k,) in m.db.execute("select key from code_alias where code = ?", (code,))}
