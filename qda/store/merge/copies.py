"""Write a copy of a study from scratch, with what is left out in it nowhere: no table, log, index, block or free page has it.

A new file gets the rows that go along, under their numbers, as one line of a log that begins anew. Columns, links in texts
and labels that would tell of what is left out are written without it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from qda.core.errors import QdaError
from qda.core.files import database_address
from qda.store.analysis import conditions, links
from qda.store.analysis.links import COLUMN, IN_TEXT, TEXTS
from qda.store.exchange.going import Places, places
from qda.store.exchange.shape import Shape, shape, shapes
from qda.store.file import layer, schema
from qda.store.history.door import Change
from qda.store.history.undo import digest_of_range

WITHOUT = ("codings", "memos", "theory")
OF_THE_FILE = frozenset({"handout", "merged", "merged_line", "same_thing", "conflict"})
# What each of them leaves out: tables, and kinds of links to what they hold.
_TABLES: dict[str, frozenset[str]] = {
    "codings": frozenset(
        {
            "coding",
            "placement",
            "evidence",
            "comparison",
            "negative",
            "suggestion",
            "candidate",
            "summary",
            "summary_version",
            "decision",
            "decision_place",
            "decision_coding",
            "condition_coding",
            "stability",
            "stability_item",
            "stability_then",
            "stability_coded",
            "stability_now",
        }
    ),
    "memos": frozenset(
        {
            "memo",
            "memo_version",
            "checklist",
            "storyline",
            "summary",
            "summary_version",
            "pile",
            "sorting",
            "sorting_move",
        }
    ),
    "theory": frozenset(
        {
            "property",
            "placement",
            "relation",
            "evidence",
            "judgement",
            "sampling",
            "sampling_source",
            "membership",
            "condition",
            "condition_coding",
        }
    ),
}
_KINDS: dict[str, frozenset[str]] = {
    "codings": frozenset({"coding", "comparison", "negative"}),
    "memos": frozenset({"memo"}),
    "theory": frozenset({"property", "relation", "sampling"}),
}
# Columns that hold what is left out: (table, column) -> the SQL that stands in place of it.
_COLUMNS: dict[str, dict[tuple[str, str], str]] = {
    "codings": {("code", "example"): "''"},
    "memos": {("relation", "note"): "''", ("condition", "note"): "''"},
    "theory": {("code", "level"): "'code'", ("link", "kind"): "case kind when 'category' then 'code' else kind end"},
}
_OFFERS = ("suggestion", "candidate")  # of all sources together


class Copy:
    """What goes along: `going` says for each table which rows (None: all), `without` is of `WITHOUT`."""

    def __init__(self, db: sqlite3.Connection, without: Collection[str], sources: Collection[int] | None) -> None:
        self.db, self.without, self.sources = db, frozenset(without), sources
        self.left = frozenset().union(*(_TABLES[w] for w in self.without))
        self.kinds = frozenset().union(*(_KINDS[w] for w in self.without))
        self.left |= {"reason"}  # of lines of a log that the copy does not have
        if sources is not None:
            self.left |= {"carried", *_OFFERS}
        if self.without & {"codings", "theory"} or sources is not None:
            self.left |= {"category_change"}  # says in words what became of a category
        if self.without:
            self.left |= {"carried"}  # notes and sets of other programs, in one piece of XML
        self.shapes = shapes(db)
        self.going: Places = places(db, self.shapes, sources)
        self.going["setting"] = None
        if sources is not None:
            here = {p for p, s in db.execute("select distinct participant, source from segment") if s in sources}
            here |= {
                p for p, s in db.execute("select id, source from participant where source is not null") if s in sources
            }
            self.going["participant"] = {p: p for p in here if p is not None}
        self.layer = layer.find(db)
        self.out: Counter[str] = Counter()

    def write(self, c: Change) -> None:
        """Write the rows into the new file of the change, to whose connection the study is attached as `ours`."""
        c.db.create_function("unlinked", 1, self._unlinked, deterministic=True)
        c.db.create_function("unspoken", 1, self._unspoken, deterministic=True)
        c.db.execute("pragma defer_foreign_keys = on")
        tables = [t for t in schema.RECORDED if t not in OF_THE_FILE]
        for table in tables:  # all of them first: a text may link to what a later table holds
            self._choose(table)
        for table in tables:
            n = self._table(c, table)
            (all_,) = self.db.execute(f"select count(*) from {table}").fetchone()
            if all_ > n:
                self.out[table] += all_ - n
        for name, seq in self.db.execute("select name, seq from sqlite_sequence"):
            if name in schema.RECORDED and name not in OF_THE_FILE:  # no number comes twice in both files together
                c.db.execute("delete from sqlite_sequence where name = ?", (name,))
                c.db.execute("insert into sqlite_sequence(name, seq) values (?, ?)", (name, seq))
        self._full_text(c)

    def _choose(self, table: str) -> None:
        """Say which rows of a table go along."""
        if table in self.left:
            self.going[table] = {}
            return
        here = self.shapes.setdefault(table, shape(self.db, table))
        if (
            table == "coder" and "codings" in self.without and layer.find(self.db) is not None
        ):  # the layer holds codings, and is not there without them
            self.going["coder"] = {i: i for (i,) in self.db.execute("select id from coder where consensus = 0")}
        if table == "stability" and self.sources is not None:
            self.going["stability"] = {
                d: d for d, s in self.db.execute("select stability, source from stability_item") if s in self.sources
            }
        ids = self._stay(here, self.going.get(table))
        self.going[table] = None if ids is None else {id: id for id in ids}

    def _table(self, c: Change, table: str) -> int:
        """Write the rows of a table; return how many."""
        if table in self.left:
            return 0
        here, ids = self.shapes[table], self.going[table]
        if ids is not None:
            c.db.execute("create temp table if not exists goes(id integer primary key)")
            c.db.execute("delete from goes")
            c.db.executemany("insert into goes values (?)", ((id,) for id in ids))
        names = ["id", *here.columns]
        cells = [self._cell(here, n) for n in names]
        chosen = "" if ids is None else "where t.id in (select id from goes) "
        quoted = ", ".join(f'"{n}"' for n in names)
        c.db.execute("update change_now set bulk = ?", (table,))
        n = c.db.execute(
            f"insert into main.{table}({quoted}) select {', '.join(cells)} from ours.{table} t {chosen}order by t.id"
        ).rowcount
        c.db.execute("update change_now set bulk = null")
        for first, last in _ranges(c.db, table):
            c.db.execute(
                "insert into change_row(change, tbl, key, last, op, after) values (?, ?, ?, ?, 'I', ?)",
                (c.id, table, first, last, digest_of_range(c.db, table, first, last)),
            )
        return n

    def _stay(self, here: Shape, going: dict[int, int] | None) -> list[int] | None:
        """Return the numbers of the rows that go along; None for all."""
        table = here.table
        holders = [
            r
            for r in here.references
            if (r.follows or here.required[r.at]) and self.going.get(r.table) is not None and r.table != table
        ]
        if going is None and not holders and table != "link" and table != "setting":
            return None
        named = "".join(f', t."{here.columns[r.at]}"' for r in holders)
        kept: list[int] = []
        held = [self.going[r.table] or {} for r in holders]
        for id, *refs in self.db.execute(f"select t.id{named} from {table} t order by t.id").fetchall():
            if going is not None and id not in going:
                continue
            if any(v is not None and v not in h for v, h in zip(refs, held, strict=True)):
                continue
            kept.append(id)
        if table == "link":
            kept = [id for id in kept if self._link_goes(id)]
        elif table == "setting":
            own = ("coder", "handed_to", "hub", *((conditions.LEVELS_OF_STUDY,) if "theory" in self.without else ()))
            kept = [
                i
                for i in kept
                if self.db.execute("select name from setting where id = ?", (i,)).fetchone()[0] not in own
            ]
        return kept

    def _cell(self, here: Shape, column: str) -> str:
        table = here.table
        for w in self.without:
            if (table, column) in _COLUMNS[w]:
                return _COLUMNS[w][table, column]
        if table in TEXTS and column == TEXTS[table][1]:
            return f"unlinked(t.{column})"
        if (table, column) == ("coding", "note") and self.layer is not None:
            return f"case when t.coder = {self.layer} then unspoken(t.note) else t.note end"
        if table == "setting" and column == "value":
            return "case t.name when 'pseudonyms' then json_set(t.value, '$.key', '') else t.value end"
        at = here.at(column)
        for r in here.references:
            going = self.going.get(r.table)
            if r.at == at and not r.follows and not here.required[at] and going is not None and r.table != table:
                c = f't."{column}"'
                return f"case when {c} in (select id from main.{r.table}) then {c} end"
        return f't."{column}"'

    # -- links ---------------------------------------------------------------------------------------------------------

    def _goes(self, kind: str, uuid: str) -> bool:
        """True if what a link names goes along. What was removed does not: a link to it has words of it."""
        if kind in self.kinds or kind not in COLUMN:
            return kind == "study"
        table = {"segment": "source", "memo": "memo"}.get(kind) or ("memo" if COLUMN[kind] == "other" else COLUMN[kind])
        row = self.db.execute(f"select id from {table} where uuid = ?", (uuid.partition("@")[0],)).fetchone()
        going = self.going.get(table)
        return row is not None and (going is None or row[0] in going)

    def _link_goes(self, id: int) -> bool:
        kind, uuid = self.db.execute("select kind, uuid from link where id = ?", (id,)).fetchone()
        return self._goes(kind, uuid)

    def _unlinked(self, text: str) -> str:
        """Return a text in which links to what is left out say so, and no more."""

        def put(m: re.Match[str]) -> str:
            if not self._goes(m[1], m[2]):
                return f"({m[1]} left out)"
            return f"[[code:{m[2]}]]" if m[1] == "category" and "theory" in self.without else m[0]

        return str(IN_TEXT.sub(put, text))

    def _unspoken(self, note: str) -> str:
        """Return the note of a coding of the layer, which has the words of its decision as they were typed, so too."""

        def put(m: re.Match[str]) -> str:
            try:
                target = links.resolve(self.db, f"{m[1]}:{m[2]}")
            except QdaError:  # what it named is no more, or is called otherwise now
                return f"({m[1]} left out)"
            kept = self._unlinked(f"[[{target.kind}:{target.uuid}]]")
            return m[0] if kept == f"[[{target.kind}:{target.uuid}]]" else f"({m[1]} left out)"

        return str(IN_TEXT.sub(put, note)) if self.without or self.sources is not None else note

    # -- full text -----------------------------------------------------------------------------------------------------

    def _full_text(self, c: Change) -> None:
        """Index the texts; where the index knows no other text, copy it: indexing anew takes many times as long."""
        gone = self.db.execute("select 1 from change_row where tbl = 'source' and op = 'D' limit 1").fetchone()
        if self.sources is None and not gone:
            try:
                c.db.execute("savepoint full_text")
                for part in ("data", "idx", "docsize"):
                    c.db.execute(f"delete from main.source_fts_{part}")
                    c.db.execute(f"insert into main.source_fts_{part} select * from ours.source_fts_{part}")
                c.db.execute("release full_text")
                return
            except sqlite3.OperationalError:  # an SQLite that lets nobody at the tables of its indexes
                c.db.execute("rollback to full_text")
                c.db.execute("release full_text")
        c.db.execute("insert into source_fts(rowid, text) select id, text from source")


def attach(db: sqlite3.Connection, path: Any) -> None:
    """Attach a study to a connection, to be read under the name `ours`."""
    db.execute("attach ? as ours", (database_address(path, "mode=ro"),))


def _ranges(db: sqlite3.Connection, table: str) -> Iterator[tuple[int, int]]:
    """Yield the unbroken ranges of a table's numbers."""
    yield from db.execute(
        f"select min(id), max(id) from (select id, id - row_number() over (order by id) run from {table}) group by run "
        "order by 1"
    ).fetchall()


def counts(db: sqlite3.Connection) -> tuple[int, int, int, int]:
    """Return how many sources, codes, codings and memos a study has."""
    return tuple(db.execute(f"select count(*) from {t}").fetchone()[0] for t in ("source", "code", "coding", "memo"))


def settings_of_copy(c: Change, coder: str) -> None:
    """Let a copy's default coder be the one to whom it is handed, and its key of pseudonyms be nowhere."""
    from qda.store.texts import settings

    settings.put(c, "coder", coder)
    settings.put(c, "handed_to", coder)
    row = c.db.execute("select value from setting where name = 'pseudonyms'").fetchone()
    if row and row[0]:
        settings.put(c, "pseudonyms", json.dumps({**json.loads(row[0]), "key": ""}, ensure_ascii=False))
