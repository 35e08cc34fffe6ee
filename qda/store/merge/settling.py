"""Settle conflicts: take theirs' value, set another, remove what was kept. Each goes by the rules of the command that does so."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from qda.core.errors import QdaError, Refused
from qda.core.names import clean, key
from qda.store.analysis import codes, decisions, links, memos, piles
from qda.store.analysis.links import COLUMN
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import conflicts, decided
from qda.store.merge.standing import name_of
from qda.store.merge.things import LINKED

_UNDER = (("code", "code"), ("pile", "pile"))  # what goes with the one above it
REMOVING = {"removed-used": "ours", "used-removed": "theirs"}  # kind -> the way that removes the thing
WHOLE = ("code-merged", "text-changed", "both-updated", "segments")  # about more than a value


def settle(c: Change, id: int, way: str, value: str, note: str) -> str:
    """Settle a conflict: `way` is ours, theirs or value. Return what was done, in words.

    Refused: one that is settled, whose thing is gone (but to leave it as it is), or of which there is no such value.
    """
    found = conflicts.one(c.db, id)
    if found["status"] == "settled":
        raise Refused("conflict-settled", "conflict {id} is settled already", id=id)
    kind, table, row = found["kind"], found["tbl"], found["row"]
    what = f"{found['thing']} {found['name']}" + (f", {found['column']}" if found["column"] else "")
    if conflicts.gone(c.db, table, row) and way != "ours":
        raise Refused("conflict-gone", "what conflict {id} is about is no more ({what})", id=id, what=what)
    done = "ours stays"
    if (kind in REMOVING and way == "value") or (kind in WHOLE and way != "ours"):
        raise Refused(
            "conflict-no-value", "conflict {id} ({kind}) is not about one value: change what is there, then settle it as ours",
            id=id, kind=kind,
        )  # fmt: skip
    if REMOVING.get(kind) == way:
        if not conflicts.gone(c.db, table, row):
            remove(c, table, row)
        done = "removed"
    elif (table, found["column"], way) == ("decision", "how", "theirs"):
        decided.put(c, found)
        done = "theirs' decision stands"
    elif kind not in REMOVING and way == "theirs":
        _theirs(c, found)
        done = "theirs' value taken"
    elif way == "value":
        _value(c, found, value)
        done = "another value set"
    elif kind in REMOVING:
        done = "it stays"
    conflicts.mark(c, id, "settled", note)
    return f"{what}: {done}"


def reopen(c: Change, id: int) -> str:
    """Open a settled conflict again; what its settling set stays as it is."""
    found = conflicts.one(c.db, id)
    if found["status"] == "open":
        raise Refused("conflict-open", "conflict {id} is open", id=id)
    conflicts.mark(c, id, "open")
    return f"{found['thing']} {found['name']}"


def _theirs(c: Change, found: dict[str, Any]) -> None:
    raw = json.loads(found["raw"])
    values: dict[str, Any] = raw.get("theirs", {})
    if not values:
        raise Refused("conflict-no-value", "conflict {id} ({kind}) is not about one value: change what is there, then settle "
                      "it as ours", id=found["id"], kind=found["kind"])  # fmt: skip
    for n, table in raw.get("refs", {}).items():
        if values.get(n) is not None and conflicts.gone(c.db, table, values[n]):
            raise Refused("conflict-gone", "what conflict {id} is about is no more ({what})", id=found["id"],
                          what=f"{table} {found['theirs']}")  # fmt: skip
    first, *rest = values
    put(c, found["tbl"], found["row"], first, values[first], {n: values[n] for n in rest})


def _value(c: Change, found: dict[str, Any], value: str) -> None:
    table, row, column = found["tbl"], found["row"], found["column"]
    kinds = dict(schema.columns(c.db, table))
    if (
        (table, column) == ("decision", "how")
        or column not in kinds
        or column in {r[3] for r in c.db.execute(f"pragma foreign_key_list({table})").fetchall()}
    ):
        raise Refused("conflict-no-value", "conflict {id} ({kind}) is not about one value: change what is there, then settle "
                      "it as ours", id=found["id"], kind=found["kind"])  # fmt: skip
    new: Any = value
    if table == "memo" and column == "text":
        memos.edit(c, memos.one(c.db, row), text=value)
        return
    if kinds[column] in ("INTEGER", "REAL"):
        try:
            new = int(value) if kinds[column] == "INTEGER" else float(value)
        except ValueError:
            raise QdaError(f"{value!r} is no number, and {column} is one") from None
    if LINKED.get(table) == column:
        held = links.of(c.db, table, row, "text") if table != "storyline" else ()
        new, _ = links.retyped(c.db, value, held)
    put(c, table, row, column, new)


def put(
    c: Change, table: str, row: int, column: str, value: Any, more: dict[str, Any] | None = None
) -> None:  # fmt: skip
    """Set a column of a row, with what hangs on it: a code's alias, a text's version and links, the former core.

    A text has its links by uuid.

    Refused where the table does not allow the value: a name that is taken, a ring of codes, a word that it does not know.
    """
    more = more or {}
    if table == "code" and column == "name":
        name = clean(str(value), "code name")
        (parent,) = c.db.execute("select parent from code where id = ?", (row,)).fetchone()
        if codes.in_home(c.db, name, parent, row) is not None:
            raise Refused("conflict-name-taken", "another {what} is called {name!r} there", what="code", name=name)
        codes.rename(c, row, name)
        return
    if table == "code" and column == "parent":
        if value is not None and (value == row or value in codes.below(c.db, [row])):
            raise Refused("conflict-loop", "{name!r} would come to lie under itself", name=name_of(c.db, "code", row))
        codes.move(c, row, value)
        return
    if table == "code" and column == "level" and value == "core":
        for (other,) in c.db.execute("select id from code where level = 'core' and id <> ?", (row,)).fetchall():
            codes.change(c, other, level="category")
    if LINKED.get(table) == column:
        _text(c, table, row, str(value))
        return
    if table == "sorting" and column == "pile":
        piles.put_back(c, row, value, **more)
        return
    if table == "pile" and column == "parent" and value is not None and value in piles.below(c.db, row):
        raise Refused("conflict-loop", "{name!r} would come to lie under itself", name=name_of(c.db, "pile", row))
    values = {column: value, **more}
    if "name" in values and "key" in c.columns(table):
        values["name"] = clean(str(values["name"]), "name")
        values["key"] = key(values["name"])
    try:
        c.db.execute("savepoint put")
        c.update(table, row, **values)
        c.db.execute("release put")
    except sqlite3.IntegrityError as e:
        c.db.execute("rollback to put")
        c.db.execute("release put")
        if "UNIQUE" in str(e):
            raise Refused(
                "conflict-name-taken",
                "another {what} is called {name!r} there",
                what=table.replace("_", " "),
                name=value,
            ) from None
        raise QdaError(f"{value!r} cannot be the {column} of a {table.replace('_', ' ')}") from None


def _text(c: Change, table: str, row: int, stored: str) -> None:
    """Set a text that holds links: a storyline, memo or summary keeps the one before as a version."""
    inside = memos.targets(c.db, stored)
    if table == "storyline":
        new = c.insert("storyline", uuid=new_uuid(), text=stored, coder=c.coder_id, created_at=c.at)
        links.write(c, "storyline", new, "text", inside)
        return
    column = LINKED[table]
    versions = f"{table}_version"
    more = [n for n in ("title", "type") if table == "memo"]
    names = ", ".join((column, *more))
    was, *held = c.db.execute(f"select {names} from {table} where id = ?", (row,)).fetchone()
    if was == stored:
        return
    if versions in LINKED:
        kept = dict(zip(more, held, strict=True))
        c.insert(versions, **{table: row}, **kept, text=was, coder=c.coder_id, saved_at=c.at)
        c.update(table, row, **{column: stored}, updated_at=c.at)
    else:
        c.update(table, row, **{column: stored})
    links.rewrite(c, table, row, inside)


def remove(c: Change, table: str, row: int) -> None:
    """Remove a thing with what rests on it; links to all of that remember the names."""
    todo, every = [(table, row)], {(table, row)}
    while todo:
        at, id = todo.pop()
        for child in schema.RECORDED:
            for _, _, parent, column, _, _, on_delete, _ in c.db.execute(
                f"pragma foreign_key_list({child})"
            ).fetchall():
                if parent != at or (on_delete != "CASCADE" and (child, parent) not in _UNDER):
                    continue
                for (i,) in c.db.execute(f"select id from {child} where {column} = ?", (id,)).fetchall():
                    if (child, i) not in every:
                        every.add((child, i))
                        todo.append((child, i))
    kinds = {("memo" if t == "other" else t): k for k, t in COLUMN.items() if k != "category"}
    for at, id in every:
        if at in kinds:
            links.forget(c, kinds[at], [id])
    for kind, column in (("code", "codes"), ("source", "sources")):
        decisions.leaving(c, **{column: [i for t, i in every if t == kind]})
    for at, id in every:
        if at == "pile":
            piles.emptied(c, id)
        elif at == "memo":
            piles.leaving(c, [id])
    inside = codes.children_first(c.db, [i for t, i in every if t == "code"])
    for code in inside:
        codes.remove(c, code)
    if table != "code":
        c.delete(table, row)
