"""Tell of conflicts on columns as a person reads them; keep theirs' texts as versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qda.store.exchange.standing import rename as renamed_links
from qda.store.merge import conflicts
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging


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


def told_there(m: Merging, name: str, now: Image, columns: Sequence[str]) -> bool:
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
