"""Sources and their segments in a merge: newer texts, codings on an older text, segments that one side or both corrected."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

from qda.store.analysis import codings, links
from qda.store.analysis.codebook_changes import join_codings
from qda.store.merge import altering, taking
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging
from qda.store.revisions import newer_text
from qda.store.revisions import segments as revised
from qda.store.texts import sources as texts

Retext = Callable[
    [Merging, int, int], tuple[int, str]
]  # gives ours' source the text of theirs: its new row, the old text's name


# -- sources -----------------------------------------------------------------------------------------------------------


def sources(m: Merging, retext: Retext) -> None:
    """Take theirs' sources: new ones, what was altered of them, and newer texts."""
    net = m.went.get("source")
    if net is None:
        return
    touched = list(net.touched())
    made = {now["uuid"]: (id, now) for id, was, now in touched if was is None and now is not None}
    for batch in net.new():
        made |= {now["uuid"]: (id, now) for id, now in batch}
    newer = {id: made[was["uuid"]] for id, was, now in touched
             if was is not None and was["uuid"] in made and (now is None or now["uuid"] != was["uuid"])}  # fmt: skip
    # an update that was taken back: the row with the old text has the name and the uuid again
    gone = {was["uuid"]: (id, was) for id, was, now in touched if was is not None and now is None}
    taken_back = {
        id: gone[now["uuid"]] for id, was, now in touched
        if was is not None and now is not None and was["uuid"] != now["uuid"] and now["uuid"] in gone
    }  # fmt: skip
    taken = {id for id, _ in newer.values()}
    for id, was, now in touched:
        if id in taken_back and now is not None:
            _newer(m, retext, taken_back[id][0], taken_back[id][1], None, id, now)
        elif id in newer and was is not None:
            _newer(m, retext, id, was, now, *newer[id])
        elif id in taken or now is None:
            continue
        elif was is None:
            taking.add(m, "source", id, now)
        else:
            altering.change(m, "source", id, was, now)
    for batch in net.new():
        for id, now in batch:
            if id not in taken:
                taking.add(m, "source", id, now)


def _newer(m: Merging, retext: Retext, old: int, was: Image, stays: Image | None, new: int, now: Image) -> None:
    """Theirs gave a source another text."""
    m.retexted_theirs |= {old, new}
    current = m.of_uuid("source", was["uuid"])
    if not current:
        current = m.need("source", old, was) or 0
    held = texts.text(m.db, current)
    if held == now["text"]:
        m.maps["source"][new] = current
        if back := next((i for i, n in m.new_text.items() if n == current), 0):
            m.maps["source"][old] = back
        m.count("source", "already")
        return
    if held != was["text"]:
        known = m.source_of(now)
        if (
            m.new_text.get(known) == current and known not in m.doomed["source"]
        ):  # ours had that text, and has a later one
            m.maps["source"][new] = known
            m.count("source", "already")
            return
        row = m.needed("source", now)
        row.update(
            m.free_source(now["name"], now["title"]), uuid=newer_text.uuid_of_text(m.db, now["uuid"], now["text"])
        )
        m.maps["source"][new] = rival = m.c.insert("source", **row)
        m.rivals.add(rival)
        m.bring_segments(new, rival)
        m.torn.add(rival)
        m.tell(kind="both-updated", table="source", row=current, name=m.name("source", current), column="text",
               base=None, ours=m.name("source", current), theirs=row["name"],
               done=f"ours is the source, theirs is {row['name']!r}")  # fmt: skip
        m.count("source", "kept")
        return
    own = [id for (id,) in m.db.execute("select id from coding where source = ? order by id", (current,))
           if not m.knows("coding", id)]  # fmt: skip
    for id, start, end in m.db.execute('select id, start, "end" from coding where source = ?', (current,)).fetchall():
        m.stood[id] = (start, end)
    read = m.db.execute(
        "select d.id, d.uuid, k.name from source_done d join coder k on k.id = d.coder where d.source = ? order by d.id",
        (current,),
    ).fetchall()  # fmt: skip
    read = [(uuid, by) for id, uuid, by in read if not m.knows("source_done", id)]
    kept = m.maps["source"].pop(new, 0) or next((i for i, n in m.new_text.items() if n == current), 0)
    fresh, before = retext(m, current, new)
    m.maps["source"][new] = fresh
    m.retexted.add(fresh)
    if before:
        m.maps["source"][old] = current
        m.new_text[current] = fresh
    else:
        m.maps["source"][old] = m.replaced[current] = fresh
    m.torn.add(fresh)
    if kept and kept != current and m.ours("source", kept) and texts.text(m.db, kept) == now["text"]:
        _give_back(m, kept, fresh)
    if own:
        rest = f"; what could not follow stays on {before!r}" if before else ""
        m.tell(kind="text-changed", table="source", row=fresh, name=m.name("source", fresh), column="text",
               base=None, ours=None, theirs=None, done=f"theirs gave it another text; ours' codings followed{rest}")  # fmt: skip
    for uuid, by in read:
        m.tell(kind="text-changed", table="source", row=fresh, name=m.name("source", fresh), ours=by, thing="done",
               done=f"that {by} has read it whole is taken back: theirs gave it another text", raw={"done": uuid})  # fmt: skip
    m.count("source", "changed")
    for n in ("name", "title", "language", "kind", "date"):
        if was[n] != now[n]:
            altering.change(m, "source", new, {**now, n: was[n]}, now)


def _give_back(m: Merging, kept: int, fresh: int) -> None:
    """Give codings that had stayed on an old text to the source that has that text again; the row that kept it goes."""
    for id, start, end, code, coder in m.db.execute(
        'select id, start, "end", code, coder from coding where source = ? order by id', (kept,)
    ).fetchall():
        held = codings.find(m.db, fresh, start, end, code, coder)
        if held is None:
            m.c.update("coding", id, source=fresh, segment=None, last_segment=None)
        else:
            join_codings(m.c, held, id, m.notes)
    for (value,) in m.db.execute("select id from value where source = ?", (kept,)).fetchall():
        m.c.delete("value", value)
    links.forget(m.c, "segment", [i for (i,) in m.db.execute("select id from segment where source = ?", (kept,))])
    links.forget(m.c, "source", [kept])
    m.c.repoint("conflict", '"row"', kept, fresh, tbl="source")  # what both said of it is to be settled still
    m.c.delete("source", kept)
    m.new_text.pop(kept, None)
    for theirs, ours in list(m.maps["source"].items()):
        if ours == kept:
            m.maps["source"][theirs] = fresh


# -- segments ----------------------------------------------------------------------------------------------------------

Changed = tuple[int, Image | None, Image | None]


def segments(m: Merging) -> None:
    """Take theirs' segments, source by source."""
    net = m.went.get("segment")
    if net is None:
        return
    by: dict[int, list[Changed]] = {}
    for id, was, now in net.touched():
        one = now if now is not None else was
        assert one is not None
        by.setdefault(one["source"], []).append((id, was, now))
    for batch in net.new():
        for id, now in batch:
            by.setdefault(now["source"], []).append((id, None, now))
    fresh: list[Changed] = []
    for source, changes in by.items():
        image = m.theirs("source", source)
        ours = m.maps["source"].get(source) or (m.standing("source", source) if image else 0)
        if source in m.retexted_theirs or any(
            w is not None and w["source"] in m.retexted_theirs for _, w, _ in changes
        ):
            m.count("segment", "kept" if ours in m.rivals else "changed", len(changes))
        elif image is None:
            _removed_with(m, source, changes)
        elif ours >= m.next["source"] and ours not in m.rivals and not _has_segments(m, ours):
            fresh += changes
        else:
            _corrected(m, source, ours, changes)
    _fresh(m, fresh)


def _has_segments(m: Merging, source: int) -> bool:
    return m.db.execute("select 1 from segment where source = ? limit 1", (source,)).fetchone() is not None


def _removed_with(m: Merging, source: int, changes: list[Changed]) -> None:
    """Count segments that went with their source: whether it goes here is decided with the source."""
    for id, was, _ in changes:
        found = m.standing("segment", id, was)
        if not found:
            m.count("segment", "already")
        else:
            m.going_with.setdefault(source, []).append(found)


def _fresh(m: Merging, changes: list[Changed]) -> None:
    """Write the segments of sources that came in, with the numbers that follow."""
    first = m.c.next_id("segment")
    changes.sort(key=lambda c: c[0])
    for n, (id, _, _) in enumerate(changes):
        m.maps["segment"][id] = first + n
    rows: list[list[Any]] = []
    for _, _, now in changes:
        assert now is not None
        row = dict(now)
        row["source"] = m.maps["source"][now["source"]]
        row["participant"] = m.need("participant", now["participant"])
        for link in ("parent", "reply_to"):
            row[link] = m.maps["segment"].get(now[link]) if now[link] is not None else None
        rows.append([row[column] for column in m.shapes["segment"].columns])
    if rows:
        m.c.bulk("segment", rows)
        m.count("segment", "added", len(rows))


Mark = tuple[int, int, str]


def _corrected(m: Merging, source: int, ours: int, changes: list[Changed]) -> None:
    """Take corrections of the segments of a source that both have."""
    if not ours:
        ours = m.need("source", source) or 0
    structural = any(w is None or n is None or any(w[k] != n[k] for k in ("start", "end", "kind", "parent"))
                     for _, w, n in changes)  # fmt: skip
    if not structural:
        lost = 0
        for id, was, now in changes:
            assert was is not None and now is not None
            if _stands(m, ours, id, was):
                altering.change(m, "segment", id, was, now)
            else:  # ours has no such segment any more: the text, or its segments, are others
                m.count("segment", "kept")
                lost += 1
        if lost:
            _stay(m, ours, _marks(m.db, ours), _marks(m.their, source))
        return
    now_there = _marks(m.their, source)
    base = dict(now_there)
    for id, was, now in changes:
        if now is not None:
            base.pop(id, None)
        if was is not None:
            base[id] = (was["start"], was["end"], was["kind"])
    mine = sorted(_marks(m.db, ours).values())
    if mine == sorted(now_there.values()):
        m.count("segment", "already", len(changes))
        return
    m.torn.add(ours)
    if mine != sorted(base.values()):
        if all(w is None for _, w, _ in changes) and not _marks_known(m, source, changes):
            m.count("segment", "already" if mine else "added", len(changes))
        else:
            m.count("segment", "kept", len(changes))
        _stay(m, ours, mine, now_there)
        return
    stands = {id: _stands(m, ours, id, was) for id, was, _ in changes if was is not None}
    m.db.execute("update coding set segment = null, last_segment = null where source = ?", (ours,))
    for id, was, now in changes:
        if was is None and now is not None:
            row = m.needed("segment", {**now, "parent": None, "reply_to": None})
            row["source"] = ours
            m.maps["segment"][id] = m.c.insert("segment", **row)
            m.count("segment", "added")
    for id, was, now in changes:
        if now is None:
            continue
        at = stands.get(id) or m.maps["segment"][id]
        m.maps["segment"][id] = at
        values = {n: now[n] for n in ("n", "kind", "author", "date", "start", "end", "words", "metadata")}
        values["participant"] = m.need("participant", now["participant"])
        for n in ("parent", "reply_to"):
            values[n] = None if now[n] is None else _stands(m, ours, now[n], m.theirs("segment", now[n])) or None
        m.c.update("segment", at, **values)
        if was is not None:
            m.count("segment", "changed")
    gone = [stands[id] for id, was, now in changes if now is None and stands.get(id)]
    links.forget(m.c, "segment", gone)
    for id in gone:
        m.c.delete("segment", id)
        m.count("segment", "removed")


def _stands(m: Merging, source: int, id: int, image: Image | None) -> int:
    """Return ours' segment for one of theirs in a source of ours; 0 for none.

    Where both gave a source another text, both have the segment under its number, each in its own text: then it is not
    the one of that number, but the one at that place in the text of theirs.
    """
    found = m.standing("segment", id, image)
    held = m.ours("segment", found) if found else None
    if held is None or image is None or held["source"] in (source, m.new_text.get(source)):
        return found
    m.maps["segment"].pop(id, None)
    if at := m.by_key("segment", {**image, "source": source}):
        m.maps["segment"][id] = at
    return at


def _stay(m: Merging, ours: int, mine: Sized, theirs: Sized) -> None:
    """Tell that ours' segments of a source stay."""
    m.tell(
        kind="segments", table="source", row=ours, name=m.name("source", ours), column="segments", base=None,
        ours=f"{len(mine)} segments", theirs=f"{len(theirs)} segments",
        done="ours' segments stay; codings are counted in them", thing="segment",
    )  # fmt: skip


def _marks_known(m: Merging, source: int, changes: list[Changed]) -> bool:
    return len(changes) < len(_marks(m.their, source))


def _marks(db: Any, source: int) -> dict[int, Mark]:
    return {id: (start, end, kind) for id, start, end, kind in db.execute(
        'select id, start, "end", kind from segment where source = ?', (source,))}  # fmt: skip


def segments_there(m: Merging, source: int) -> tuple[list[Image], dict[int, str]]:
    """Return the segments of a source of theirs, in order, and the roles of their people by number."""
    cursor = m.their.execute("select * from segment where source = ? order by n", (source,))
    names = [d[0] for d in cursor.description]
    held = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return held, dict(m.their.execute("select id, role from participant"))


def settle(m: Merging) -> None:
    """Count anew what codings remember of their place, in every source whose text, segments or codings moved."""
    for source, layout in texts.layouts(m.db, sorted(m.torn)):
        revised.renumber(m.c, source)
        revised.recount(m.c, source, [s.id for s in layout.segments])
