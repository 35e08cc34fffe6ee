"""Texts with links, and what these name, in a merge: links move by uuid, versions come along, ours stays the last."""

from __future__ import annotations

from qda.core.projects import derived
from qda.store.analysis.links import COLUMN, HOLDERS, IN_TEXT
from qda.store.exchange.standing import linked, rename
from qda.store.merge import altering, taking
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging

_TABLES = {"source": "source", "segment": "segment", "coding": "coding", "code": "code", "property": "property",
           "relation": "relation", "participant": "participant", "memo": "other", "comparison": "comparison",
           "negative": "negative", "sampling": "sampling"}  # fmt: skip


def versions(m: Merging) -> None:
    """Take theirs' earlier versions of memos and summaries whose text ours has from theirs."""
    for holder in ("memo", "summary"):
        net = m.went.get(f"{holder}_version")
        if net is not None:
            rows = [(id, now) for id, was, now in net.touched() if was is None and now is not None]
            rows += [row for batch in net.new() for row in batch]
            for id, now in sorted(rows, key=lambda r: r[0]):
                _version(m, holder, id, now)


def _version(m: Merging, holder: str, id: int, now: Image) -> None:
    table = f"{holder}_version"
    found = m.standing(holder, now[holder])
    theirs, own = m.theirs(holder, now[holder]), m.ours(holder, found) if found else None
    if theirs is None or own is None or rename(theirs["text"], m.renamed, IN_TEXT) != own["text"]:
        return
    row = m.needed(table, now)
    row["coder"] = m.who(now["coder"])
    row["text"] = rename(now["text"], m.renamed, IN_TEXT)
    held = m.db.execute(
        f"select 1 from {table} where {holder} = ? and text = ? and saved_at = ?", (found, row["text"], row["saved_at"])
    ).fetchone()
    if held is None:
        m.maps[table][id] = m.c.insert(table, **row)


def sources_of_entries(m: Merging) -> None:
    """Take which sources came of sampling entries."""
    net = m.went.get("sampling_source")
    if net is None:
        return
    rows = list(net.touched()) + [(id, None, now) for batch in net.new() for id, now in batch]
    for id, was, now in rows:
        if was is None and now is not None and m.standing("sampling", now["sampling"]):
            row = m.needed("sampling_source", now)
            if not m.by_key("sampling_source", row):
                m.c.insert("sampling_source", **row)
        elif was is not None and now is None:
            found = m.standing("sampling_source", id, was)
            if found and m.db.execute("select 1 from sampling_source where id = ?", (found,)).fetchone():
                m.c.delete("sampling_source", found)


# -- links -------------------------------------------------------------------------------------------------------------


def links(m: Merging) -> None:
    """Let memos be on what they are on there, and let links in texts that came from theirs have their rows."""
    net = m.went.get("link")
    rows = list(net.touched()) if net is not None else []
    rows += [(id, None, now) for batch in net.new() for id, now in batch] if net is not None else []
    texts: set[tuple[str, int]] = set()
    on: list[tuple[int, Image | None, Image | None]] = []
    for id, was, now in sorted(rows, key=lambda r: r[0]):
        one = now if now is not None else was
        assert one is not None
        holder = next(h for h in HOLDERS if one[h] is not None)
        if one["place"] == "text":
            texts.add((holder, one[holder]))
        else:
            on.append((id, was, now))
    for table in HOLDERS:
        changed = m.went.get(table)
        if changed is None:
            continue
        if table == "memo":  # counted already
            m.memos_counted |= {id for id, _, _ in changed.touched()}
            m.memos_counted |= {id for batch in changed.new() for id, _ in batch}
        texts |= {(table, id) for id, _, now in changed.touched() if now is not None}
        texts |= {(table, id) for batch in changed.new() for id, _ in batch}
    brought = {(table, id) for table, id in m.imported if table in HOLDERS}  # with what rests on them
    for holder, id in sorted(texts | brought):
        _texts(m, holder, id)
    for _, id in sorted(b for b in brought if b[0] == "memo"):
        _all_on(m, id)
    for id, was, now in on:
        _on(m, id, was, now)
    _found_again(m)


def _texts(m: Merging, holder: str, id: int) -> None:
    """Give a text that ours has from theirs the links that it has there."""
    image = m.theirs(holder, id)
    found = m.standing(holder, id, image)
    own = m.ours(holder, found) if found else None
    at = HOLDERS[holder]
    if image is None or own is None:
        return
    text = rename(image[at], m.renamed, IN_TEXT)
    if text != own[at] and not (holder == "decision" and text in own[at]):  # of one that both made both notes are kept
        return
    wanted = set(IN_TEXT.findall(own[at]))
    for link, kind, uuid in m.db.execute(
        f"select id, kind, uuid from link where {holder} = ? and place = 'text'", (found,)
    ).fetchall():
        if (kind, uuid) not in wanted:
            m.c.delete("link", link)
    cursor = m.their.execute(f"select * from link where {holder} = ? and place = 'text' order by id", (id,))
    names = [d[0] for d in cursor.description]
    for row in cursor.fetchall():
        _write(m, holder, found, dict(zip(names, row, strict=True)))


def _all_on(m: Merging, id: int) -> None:
    """Put a memo that came with something on all that it is on there."""
    found = m.standing("memo", id)
    cursor = m.their.execute("select * from link where memo = ? and place = 'on' order by id", (id,))
    names = [d[0] for d in cursor.description]
    for row in cursor.fetchall():
        if found:
            _write(m, "memo", found, dict(zip(names, row, strict=True)))


def _write(m: Merging, holder: str, found: int, row: Image) -> bool:
    """Write a link of theirs; False where it is there already."""
    uuid = linked(row["uuid"], m.renamed)
    there = m.db.execute(
        f"select 1 from link where {holder} = ? and place = ? and kind = ? and uuid = ?",
        (found, row["place"], row["kind"], uuid),
    ).fetchone()
    if there:
        return False
    new = {k: v for k, v in row.items() if k != "id"}
    for column in COLUMN.values():
        new[column] = None
    new |= {**dict.fromkeys(HOLDERS), "uuid": uuid}
    new[holder] = found
    at = COLUMN.get(row["kind"])
    if at is not None:
        table = "memo" if at == "other" else at
        if row[at] is not None:
            new[at] = m.standing(table, row[at]) or None
        if new[at] is not None and table != "segment":  # the link names what it points at
            (own,) = m.db.execute(f"select uuid from {table} where id = ?", (new[at],)).fetchone()
            if own != uuid:
                new[at] = None
    m.c.insert("link", **new)
    return True


def _on(m: Merging, id: int, was: Image | None, now: Image | None) -> None:
    """Put a memo on what theirs put it on, take it off what theirs took it off."""

    def mark(row: Image | None) -> tuple[str, str] | None:
        return None if row is None else (row["kind"], row["uuid"])

    if mark(was) == mark(now):
        return  # only what it points at, or is called
    fates: set[str] = set()
    memo = (now or was or {})["memo"]
    theirs = m.theirs("memo", memo)
    found = m.standing("memo", memo, theirs)
    if theirs is None or not found or m.ours("memo", found) is None:
        return
    if was is not None:
        held = m.db.execute(
            "select id from link where memo = ? and place = 'on' and kind = ? and uuid = ?",
            (found, was["kind"], linked(was["uuid"], m.renamed)),
        ).fetchone()
        if held:
            m.c.delete("link", held[0])
        fates.add("changed" if held else "already")
    if now is not None:
        fates.add("changed" if _write(m, "memo", found, now) else "already")
    if memo not in m.memos_counted:
        m.memos_counted.add(memo)
        m.count("memo", "changed" if "changed" in fates else "already")


def _found_again(m: Merging) -> None:
    """Let links that remember what was removed point at it again where it came back."""
    for table, column in _TABLES.items():
        if table == "segment":
            continue
        for link, id in m.db.execute(
            f"select l.id, x.id from link l join {table} x on x.uuid = l.uuid where l.{column} is null"
        ).fetchall():
            m.c.update("link", link, **{column: id})
    for link, id in m.db.execute(  # of two segments that begin there the outer one
        "select l.id, min(m.id) from link l join source s on s.uuid = substr(l.uuid, 1, 36) "
        "join segment m on m.source = s.id and l.uuid = s.uuid || '@' || m.start and m.parent is null "
        "where l.kind = 'segment' and l.segment is null group by l.id"
    ).fetchall():
        m.c.update("link", link, segment=id)


# -- the storyline -----------------------------------------------------------------------------------------------------


def storyline(m: Merging) -> None:
    """Take theirs' versions of the storyline; where ours wrote one since, ours stays the last, and a conflict tells."""
    net = m.went.get("storyline")
    if net is None:
        return
    last = m.db.execute("select id, uuid, text, coder from storyline order by id desc limit 1").fetchone()
    rows = [(id, now) for id, was, now in net.touched() if was is None and now is not None]
    rows += [row for batch in net.new() for row in batch]
    rows.sort(key=lambda r: r[0])
    for id, was, now in net.touched():
        if was is not None and now is not None:
            altering.change(m, "storyline", id, was, now)
    new = [(id, now) for id, now in rows if not m.of_uuid("storyline", now["uuid"])]
    for id, now in rows:
        taking.add(m, "storyline", id, now)
    if not new or last is None:
        return
    their_last = m.theirs("storyline", m.their.execute("select max(id) from storyline").fetchone()[0])
    known = m.their.execute("select 1 from storyline where uuid = ?", (last[1],)).fetchone()
    assert their_last is not None
    if known or rename(their_last["text"], m.renamed, IN_TEXT) == last[2]:
        return  # theirs goes on from ours
    m.rows["storyline"].counts["added"] -= 1
    m.count("storyline", "kept")
    latest = new[-1][1]
    again = m.c.insert(
        "storyline", uuid=derived(last[1], "again", latest["uuid"]), text=last[2], coder=last[3], created_at=m.c.at
    )
    names = [n for n in m.c.columns("link") if n not in ("storyline", "created_at")]
    quoted = ", ".join(f'"{n}"' for n in names)
    for row in m.db.execute(f"select {quoted} from link where storyline = ? order by id", (last[0],)).fetchall():
        values = dict(zip(names, row, strict=True))
        m.c.insert("link", **{n: v for n, v in values.items() if v is not None}, storyline=again, created_at=m.c.at)
    base = m.their.execute("select text from storyline where id < ? order by id desc limit 1", (new[0][0],)).fetchone()
    m.tell(kind="both-edited", table="storyline", row=again, name="storyline", column="text", base=base[0] if base else None,
           ours=last[2], theirs=latest["text"], done="ours stays, theirs is a version before it",
           raw={"theirs": {"text": rename(latest["text"], m.renamed, IN_TEXT)}, "refs": {}},
           coder=m.their.execute("select name from coder where id = ?", (latest["coder"],)).fetchone()[0])  # fmt: skip
