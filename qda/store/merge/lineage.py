"""What the logs tell of a row: who knows its changes, into what a code was merged, how a row is called."""

from __future__ import annotations

import json
import sqlite3

from qda.store.file import schema
from qda.store.merge.net import Image


def known(
    db: sqlite3.Connection, table: str, id: int, line: int, lines: frozenset[str], columns: set[str], before: int
) -> bool:
    """True if all changes after a line that touched a row are among `lines`; a merge is, when all that came with it is."""
    for change, uuid, op, keys in db.execute(
        "select c.id, c.uuid, r.op, r.after from change_row r join change c on c.id = r.change where r.tbl = ?1 and "
        "(r.key = ?2 or (r.last >= ?2 and r.key < ?2)) and c.id > ?3 and c.id < ?4",
        (table, id, line, before),
    ).fetchall():
        if op == "U" and columns and not columns & set(json.loads(keys or "{}")):
            continue
        if uuid in lines:
            continue
        came = [u for (u,) in db.execute(
            "select l.line from merged m join merged_line l on l.merged = m.id where m.change = ?", (change,))]  # fmt: skip
        if not came or not lines.issuperset(came):
            return False
    return True


def merge_target(db: sqlite3.Connection, code: int, image: Image | None, line: int, before: int) -> int:
    """Return the code into which the command that removed a code merged it; 0 when none did.

    The merged code's name is an alias of the other, or its codings went there, in that very change.
    """
    row = db.execute(
        "select c.id, c.command from change_row r join change c on c.id = r.change where r.tbl = 'code' and r.op = 'D' "
        "and (r.key = ?1 or (r.last >= ?1 and r.key < ?1)) and c.id > ?2 and c.id < ?3 order by c.id desc limit 1",
        (code, line, before),
    ).fetchone()
    if row is None or row[1] not in ("codebook merge", "merge", "pull", "push", "redo"):
        return 0
    moved = db.execute(
        "select json_extract(after, '$.code') from change_row where change = ? and tbl = 'coding' and op = 'U' and "
        "json_extract(before, '$.code') = ? limit 1",
        (row[0], code),
    ).fetchone()
    if moved and moved[0]:
        return int(moved[0])
    if image is None:
        return 0
    alias = db.execute(
        "select a.code from change_row r join code_alias a on a.id between r.key and coalesce(r.last, r.key) "
        "where r.change = ? and r.tbl = 'code_alias' and r.op = 'I' and a.key = ? and a.code <> ? limit 1",
        (row[0], image["key"], code),
    ).fetchone()
    if alias is None and row[1] == "codebook merge":
        alias = db.execute(
            "select code from (select code, key from code_alias union all select id, key from code) where key = ? "
            "and code <> ? limit 1", (image["key"], code),
        ).fetchone()  # fmt: skip
    return int(alias[0]) if alias else 0


def name_of(db: sqlite3.Connection, table: str, id: int) -> str:
    """Return how a row is called: by its name, or by what it belongs to."""
    from qda.store.analysis import codes, links, piles

    try:
        if table == "code":
            return codes.paths(db).get(id, "")
        if table in ("coding", "relation", "comparison", "negative", "sampling", "property", "segment"):
            return links.remembered(db, table, id)
        if table == "pile":
            return piles.paths(db).get(id, "")
        if table == "sorting":
            return str(
                db.execute(
                    "select m.title from sorting s join memo m on m.id = s.memo where s.id = ?", (id,)
                ).fetchone()[0]
            )
        if table == "memo":
            return str(db.execute("select title from memo where id = ?", (id,)).fetchone()[0])
        if table == "decision":
            return str(db.execute(
                "select c.name || ' in ' || s.name from decision_place p join code c on c.id = p.code "
                "join source s on s.id = p.source where p.decision = ? order by p.asked desc, p.id", (id,),
            ).fetchone()[0])  # fmt: skip
        if table == "stability_coded":
            return f"item {db.execute('select item from stability_coded where id = ?', (id,)).fetchone()[0]}"
        if table == "source_done":
            return " by ".join(db.execute(
                "select s.name, k.name from source_done d join source s on s.id = d.source join coder k on k.id = d.coder "
                "where d.id = ?", (id,)).fetchone())  # fmt: skip
        if table == "checklist":
            return " ".join(db.execute("select standard, item from checklist where id = ?", (id,)).fetchone())
        if table == "reason":
            return str(db.execute(
                "select 'change ' || c.id from reason r join change c on c.uuid = r.line where r.id = ?", (id,)
            ).fetchone()[0])  # fmt: skip
        columns = [n for n, _ in schema.columns(db, table)]
        if "name" in columns:
            return str(db.execute(f"select name from {table} where id = ?", (id,)).fetchone()[0])
        if table == "value":
            return " of ".join(db.execute(
                "select x.name, coalesce(s.name, p.name) from value v join variable x on x.id = v.variable "
                "left join source s on s.id = v.source left join participant p on p.id = v.participant where v.id = ?",
                (id,)).fetchone())  # fmt: skip
        for column, of in (("coding", "coding"), ("code", "code"), ("category", "code"), ("relation", "relation"),
                           ("source", "source")):  # fmt: skip
            if column in columns:
                (at,) = db.execute(f"select {column} from {table} where id = ?", (id,)).fetchone()
                if at is not None:
                    return name_of(db, of, at)
    except TypeError:  # the row is gone
        return ""
    return f"{table} {id}"
