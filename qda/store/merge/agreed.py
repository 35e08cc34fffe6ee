"""What theirs settled since: ours takes it over, so that nobody settles it twice."""

from __future__ import annotations

import json

from qda.core.errors import Refused
from qda.store.exchange.standing import rename
from qda.store.merge import conflicts, decided
from qda.store.merge.net import Image
from qda.store.merge.settling import put
from qda.store.merge.standing import Merging
from qda.store.merge.things import BY_TABLE, LINKED

_PLACES = (
    ("coding", "source"),
    ("stability_item", "source"),
)  # offsets are counted in a text, which may be another here


def settled_by_theirs(m: Merging) -> None:
    """Settle what theirs settled since: ours takes the value that theirs has, where ours' is one of the two."""
    for tbl, row, item, column, kind, one, other, note, settler, at in m.their.execute(
        'select tbl, "row", item, "column", kind, ours, theirs, note, settler, settled_at from conflict '
        "where status = 'settled' order by id"
    ).fetchall():
        if (tbl, column) == ("decision", "how"):
            _decision(m, item, note, settler, at)
            continue
        own = m.db.execute(
            "select id, \"row\" from conflict where tbl = ? and item in (?, ?) and \"column\" = ? and kind = ? "
            "and status = 'open'", (tbl, item, _here(m, item), column, kind),
        ).fetchone()  # fmt: skip
        if own is not None and _take(m, tbl, column, own[1], _theirs(m, tbl, row, item), (one, other)):
            m.c.update("conflict", own[0], status="settled", note=note, settler=settler, settled_at=at)


def _here(m: Merging, item: str) -> str:
    """Return what is known in theirs by `item` as ours knows it, where things became one."""
    return "|".join(sorted(m.renamed.get(part, part) for part in item.split("|")))


def _theirs(m: Merging, table: str, row: int, item: str) -> Image | None:
    """Return the row of theirs that a conflict of theirs is about; None where it is no more."""
    if table not in m.shapes:
        return None
    if m.shapes[table].uuid < 0:
        return m.theirs(table, row)
    found = m.their.execute(f"select id from {table} where uuid = ?", (item,)).fetchone()
    return m.theirs(table, found[0]) if found else None


def _take(
    m: Merging, table: str, column: str, row: int, image: Image | None, two: tuple[str | None, str | None]
) -> bool:
    """Give ours' row the value that theirs' has, with all columns that are one value with it; False where it stays open.

    It does where nobody chose between ours' value and theirs', and where theirs' cannot be here.
    """
    if image is None or column not in m.shapes[table].columns:
        return True  # about more than a value, or theirs' row is gone: they said that it is as it should be
    mine, refs = m.ours(table, row), {m.shapes[table].columns[r.at]: r.table for r in m.shapes[table].references}
    if mine is None or (table, column) in _PLACES:
        return False
    group = next((g for g in BY_TABLE[table].groups if g[0] == column), (column,))
    new = m.mapped(table, image)
    if any(new[n] == 0 for n in group if n in refs and image[n] is not None):
        return False  # what it names is not here
    if LINKED.get(table) == column:
        new[column] = rename(new[column], m.renamed, conflicts.IN_TEXT)
    if all(mine[n] == new[n] for n in group if n not in BY_TABLE[table].by):
        return True
    if conflicts.shown(m.db, refs, mine, group) not in two:
        return False
    try:
        put(m.c, table, row, column, new[column], {n: new[n] for n in group[1:]})
    except Refused:  # a name that is taken here, or a ring: the conflict stays open, and a person sees why
        return False
    return True


def _decision(m: Merging, item: str, note: str, settler: str, at: str) -> None:
    """Settle what theirs settled of a place that both decided on: the decision that theirs has stands here too."""
    for id, own, raw in m.db.execute(
        "select id, item, raw from conflict where tbl = 'decision' and \"column\" = 'how' and status = 'open' order by id"
    ).fetchall():
        other = json.loads(raw)["decision"]["uuid"]
        if item not in (own, other):
            continue
        if m.their.execute("select 1 from decision where uuid = ?", (other,)).fetchone():
            if not m.of_uuid("decision", other):
                decided.put(m.c, conflicts.one(m.db, id))
        elif m.their.execute("select 1 from decision where uuid = ?", (own,)).fetchone() is None:
            continue  # it was decided anew there
        m.c.update("conflict", id, status="settled", note=note, settler=settler, settled_at=at)
