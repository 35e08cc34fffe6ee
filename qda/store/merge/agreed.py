"""What theirs settled since: ours takes it over, so that nobody settles it twice."""

from __future__ import annotations

import json

from qda.store.merge import conflicts, decided
from qda.store.merge.settling import put
from qda.store.merge.standing import Merging


def settled_by_theirs(m: Merging) -> None:
    """Settle what theirs settled since: ours takes the value that theirs has, where ours' is one of the two."""
    for tbl, item, column, kind, one, other, note, settler, at in m.their.execute(
        'select tbl, item, "column", kind, ours, theirs, note, settler, settled_at from conflict '
        "where status = 'settled' order by id"
    ).fetchall():
        if (tbl, column) == ("decision", "how"):
            _decision(m, item, note, settler, at)
            continue
        own = m.db.execute(
            "select id, \"row\" from conflict where tbl = ? and item = ? and \"column\" = ? and kind = ? "
            "and status = 'open'", (tbl, item, column, kind),
        ).fetchone()  # fmt: skip
        if own is None:
            continue
        theirs = (
            m.their.execute(f"select * from {tbl} where uuid = ?", (item,))
            if tbl in m.shapes and m.shapes[tbl].uuid >= 0
            else None
        )
        values = theirs.fetchone() if theirs is not None else None
        if values is not None and theirs is not None and column in m.shapes[tbl].columns:
            image = dict(zip([d[0] for d in theirs.description], values, strict=True))
            refs = {m.shapes[tbl].columns[r.at]: r.table for r in m.shapes[tbl].references}
            mine = m.ours(tbl, own[1])
            if mine is None or column in refs:
                continue
            if mine[column] != image[column]:
                if conflicts.shown(m.db, {}, mine, (column,)) not in (one, other):
                    continue  # theirs settled between other values: nobody chose between ours' and theirs'
                put(m.c, tbl, own[1], column, image[column])
        m.c.update("conflict", own[0], status="settled", note=note, settler=settler, settled_at=at)


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
