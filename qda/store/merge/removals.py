"""What theirs removed: it goes here as well, unless ours edited it or rested something on it since."""

from __future__ import annotations

from qda.core.names import MAX_LENGTH, key, short
from qda.store.analysis import codebook_changes, codes, links, theory_ledgers
from qda.store.analysis.links import COLUMN
from qda.store.file import schema
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging
from qda.store.merge.things import BY_TABLE, WHEN

_APART = (
    "segment", "link", "memo_version", "summary_version", "sampling_source", "setting", "decision_place", "decision_coding",
)  # fmt: skip
# What rests on nothing by itself, child -> on whose rows: a place goes with its decision, and without a coding it is changed.
_LOOSE = {"decision_place": ("decision", "coding"), "decision_coding": ("decision",), "link": ("decision",)}
_LINKED = {table: kind for kind, table in {**COLUMN, "memo": "memo"}.items() if kind != "category" and table != "other"}
_LINKED |= {"memo": "memo", "code": "code"}
Gone = list[tuple[int, Image, int]]  # theirs' number, the row as it was, ours' number (0: not there)


def plan(m: Merging) -> dict[str, Gone]:
    """Say what goes: `m.doomed`; return what theirs removed, by table. Nothing is changed yet."""
    out: dict[str, Gone] = {}
    for table in reversed(schema.RECORDED):
        net = m.went.get(table)
        if net is None or table not in BY_TABLE or table in _APART:
            continue
        made = {now["uuid"] for _, was, now in net.touched() if was is None and now is not None and "uuid" in now}
        found: Gone = []
        for id, was, now in net.touched():
            if was is None or now is not None or (table == "source" and was["uuid"] in made):
                continue
            ours = m.standing(table, id, was)
            twin = m.twin_there(table, was)
            if ours and twin and twin not in made and m.of_uuid(table, twin) in (0, ours):
                # they made it again, and a merge of theirs gave that one what came from here: it is the same thing
                m.remember(table, twin, ours)
                m.count(table, "already")
                continue
            found.append((id, was, ours))
        if not found:
            continue
        out[table] = found
        doomed = {ours for _, was, ours in found if ours}
        edited = {
            ours for id, was, ours in found if ours and not _merged(m, table, id, was) and _edited(m, table, ours, was)
        }
        doomed -= edited
        m.stays[table] |= edited
        m.doomed[table] |= doomed
        while True:  # codes under codes
            used = {i for i in m.doomed[table] & doomed if _used(m, table, i)}
            used -= {ours for id, was, ours in found if _merged(m, table, id, was)}
            if not used:
                break
            m.doomed[table] -= used
            m.stays[table] |= used
    return out


def _merged(m: Merging, table: str, id: int, was: Image) -> int:
    return m.merged_there(id, was) if table == "code" else 0


def _edited(m: Merging, table: str, ours: int, was: Image) -> bool:
    """True if ours altered the row since theirs last knew it."""
    own = m.ours(table, ours)
    if own is None or table == "decision":  # nobody edits one: it is made again
        return False
    row, here = m.mapped(table, was), m.shapes[table]
    lost = {here.columns[r.at] for r in here.references if row[here.columns[r.at]] == 0}  # what they named is not here
    aside = WHEN | BY_TABLE[table].aside | lost
    differs = [n for n in here.columns if n not in aside and row[n] != own[n]]
    return bool(differs) and not m.knows(table, ours, differs)


def _used(m: Merging, table: str, ours: int) -> bool:
    """True if something of ours rests on the row that theirs does not know."""
    for child in schema.RECORDED:
        if child not in BY_TABLE:
            continue
        here = m.shapes[child]
        for r in here.references:
            if r.table != table:
                continue
            column = here.columns[r.at]
            if (child == "segment" and table == "source") or table in _LOOSE.get(child, ()):
                continue
            for (id,) in m.db.execute(f'select id from {child} where "{column}" = ?', (ours,)).fetchall():
                if id in m.doomed[child]:
                    continue
                if id in m.stays[child] or not m.knows(child, id):
                    return True
    return False


def carry_out(m: Merging, gone: dict[str, Gone]) -> None:
    """Remove what goes, what rests on others first; tell what stays."""
    for source, segments in m.going_with.items():  # people are looked at before sources, and go with their last segment
        held = m.maps["source"].get(source, 0)
        if held in m.doomed["source"] and not _still(m, "source", held, source, {}):
            m.doomed["segment"].update(segments)
    for table in reversed(schema.RECORDED):
        rows = gone.get(table, [])
        if table == "code":
            inside = {
                i: n
                for n, i in enumerate(codes.children_first(m.db, [o for _, _, o in rows if o and codes.get(m.db, o)]))
            }
            rows = sorted(rows, key=lambda r: inside.get(r[2], -1))
        for id, was, ours in rows:
            if (table, ours) in m.remade:
                m.count(table, "removed")
            elif not ours or m.ours(table, ours) is None:
                m.count(table, "already")
            elif (table, ours) in m.aside and table == "code" and (same := _in_its_place(m, ours)):
                _merge_codes(m, ours, same, told=False)  # they made it again: what ours has with it is with that one
                unlink(m, table, ours)
                m.c.delete(table, ours)
                m.count(table, "removed")
            elif ours not in m.doomed[table] or _still(m, table, ours, id, was):
                m.count(table, "kept")
                if table != "coder":
                    m.tell(kind="used-removed", table=table, row=ours, name=m.name(table, ours),
                           done="it stays, as ours edited it or rests something on it", coder=_remover(m, table, id))  # fmt: skip
            else:
                _remove(m, table, id, was, ours)
                m.count(table, "removed")
    for source, segments in m.going_with.items():
        at = m.maps["source"].get(source)
        stays = at is not None and m.ours("source", at) is not None
        m.count("segment", "kept" if stays else "removed", len(segments))
    _settings(m)
    _named_again(m)


def _in_its_place(m: Merging, code: int) -> int:
    """Return the code that has the name and home of one that stepped aside; 0 for none."""
    own = codes.row(m.db, code)
    row = m.db.execute(
        "select id from code where key = ? and parent is ? and id <> ?", (key(own["name"]), own["parent"], code)
    ).fetchone()
    return row[0] if row else 0


def _named_again(m: Merging) -> None:
    """Give what stepped aside and stays after all a name: its own where that is free again, else with its number."""
    for table, id in m.aside:
        own = m.ours(table, id)
        if own is None or own["key"] == key(own["name"]):
            continue
        again = {"key": key(own["name"])}
        if m.by_key(table, {**own, **again}, id) if table != "source" else _called(m, again["key"]):
            again = m.free_source(own["name"], own["title"]) if table == "source" else {}
            name = f"{short(own['name'], MAX_LENGTH - 40)} ({id})"
            again = again or {"name": name, "key": key(name)}
        m.c.update(table, id, **again)


def _called(m: Merging, wanted: str) -> bool:
    return m.db.execute("select 1 from source where key = ?", (wanted,)).fetchone() is not None


def _settings(m: Merging) -> None:
    from qda.store.merge.conflicts import OF_THE_MACHINE

    net = m.went.get("setting")
    again = {now["name"] for _, _, now in net.touched() if now is not None} if net is not None else set()
    for _, was, now in net.touched() if net is not None else ():
        if was is None or now is not None or was["name"] in OF_THE_MACHINE or was["name"] in again:
            continue
        held = m.db.execute("select id, value from setting where name = ?", (was["name"],)).fetchone()
        if held is None:
            m.count("setting", "already")
        elif held[1] == was["value"]:
            m.c.delete("setting", held[0])
            m.count("setting", "removed")
        else:
            m.count("setting", "kept")
            m.tell(kind="used-removed", table="setting", row=held[0], name=was["name"], done="it stays, as ours set it")


def _still(m: Merging, table: str, ours: int, id: int, was: Image) -> bool:
    """True if something that does not go would go with the row: then it stays after all."""
    if _merged(m, table, id, was):
        return False
    for child in schema.RECORDED:
        if child not in BY_TABLE or child in ("memo_version", "summary_version", *_LOOSE):
            continue
        if child == "segment" and table != "participant":
            continue
        here = m.shapes[child]
        for r in here.references:
            if r.table != table or not (r.follows or here.required[r.at] or child == "segment"):
                continue
            for (i,) in m.db.execute(f'select id from {child} where "{here.columns[r.at]}" = ?', (ours,)).fetchall():
                if i not in m.doomed[child] and child not in ("code_alias", "link", "sampling_source", "value"):
                    return True
    return False


def _remove(m: Merging, table: str, id: int, was: Image, ours: int) -> None:
    if table == "code":
        into = _merged(m, table, id, was)
        if into and (target := m.standing("code", into)) and target != ours:
            _merge_codes(m, ours, target)
    if table == "source":
        links.forget(m.c, "segment", [i for (i,) in m.db.execute("select id from segment where source = ?", (ours,))])
    unlink(m, table, ours)
    m.c.delete(table, ours)


def unlink(m: Merging, table: str, ours: int) -> None:
    """Before a row goes: links to it remember what it was called."""
    if table in _LINKED:
        links.forget(m.c, _LINKED[table], [ours])


def _merge_codes(m: Merging, code: int, target: int, *, told: bool = True) -> None:
    """Give what ours still has on a code that theirs merged to the code into which it went, as merging codes does."""
    c, notes = m.c, m.notes
    own, into = codes.row(m.db, code), codes.row(m.db, target)
    # what this merge itself put there, as their merges of codes did, is no work of ours
    used = any(m.db.execute(f"select 1 from {t} where {col} = ? and id < ? limit 1", (code, m.next[t])).fetchone()
               for t, col in (("coding", "code"), ("property", "category"), ("relation", "a"), ("relation", "b"),
                              ("membership", "category"), ("code", "parent"), ("comparison", "code"), ("negative", "code"),
                              ("sampling", "category"), ("judgement", "category"), ("condition", "category")))  # fmt: skip
    texts = {n: codebook_changes.joined_text(into[n], own[n], "\n\n" if n == "definition" else "; ")
             for n in ("definition", "include", "exclude", "example")}  # fmt: skip
    changed = {n: v for n, v in texts.items() if v != into[n]}
    if changed:
        codes.change(c, target, **changed)
    for name in (own["name"], *codes.aliases(m.db).get(code, ())):
        codes.add_alias(c, target, name)
    codebook_changes.move_memberships(c, [code], target, notes)
    for below, alike in m.db.execute(  # two of one name would meet there: they are one as well
        "select a.id, b.id from code a join code b on b.key = a.key where a.parent = ?1 and b.parent = ?2 "
        "and a.id not in (?1, ?2) and b.id not in (?1, ?2)", (code, target),
    ).fetchall():  # fmt: skip
        _merge_codes(m, below, alike, told=told)
        unlink(m, "code", below)
        m.c.delete("code", below)
    codebook_changes.move_codes_under(c, [code], target)
    codebook_changes.move_relations(c, [code], target, notes)
    codebook_changes.move_properties(c, code, target, notes)
    codebook_changes.move_codings(c, code, target, notes)
    codebook_changes.move_judgements(c, code, target)
    theory_ledgers.move(c, "code", code, target, notes)
    links.repoint(c, "code", code, target)
    m.remember_gone("code", own["uuid"], target)
    if used and told:
        m.tell(kind="code-merged", table="code", row=target, name=own["name"], ours=own["name"], theirs=into["name"],
               done=f"what ours had with it is with {into['name']!r}, into which theirs merged it",
               item=own["uuid"])  # fmt: skip


def _remover(m: Merging, table: str, id: int) -> str:
    row = m.their.execute(
        "select c.coder from change_row r join change c on c.id = r.change where r.tbl = ?1 and r.op = 'D' and (r.key = ?2 or "
        "(r.last >= ?2 and r.key < ?2)) order by r.id desc limit 1", (table, id),
    ).fetchone()  # fmt: skip
    return row[0] if row else ""
