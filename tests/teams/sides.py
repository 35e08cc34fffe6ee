"""Two files of one study, open: what each side does is a change of rows; and a study's tables as rows that name, not number."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qda.ops.teams import merge
from qda.store import check, project
from qda.store.exchange.shape import OF_THE_MACHINE, shape
from qda.store.file import schema
from qda.store.history.door import Change
from qda.store.merge.copies import OF_THE_FILE
from qda.store.project import Study

Rows = dict[str, Counter[tuple[Any, ...]]]
APART = OF_THE_FILE | {"candidate", "suggestion"}  # what a merge leaves where it is
FATES = ("added", "joined", "changed", "removed", "already", "kept")


class Named:
    """The rows of a study with what they name in place of numbers: uuids, else all that a row says."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.known = db, dict[tuple[str, int], Any]()
        self.shapes = {t: shape(db, t) for t in schema.RECORDED}

    def ident(self, table: str, id: int) -> Any:
        if (table, id) not in self.known:
            here = self.shapes[table]
            if here.uuid >= 0:
                (found,) = self.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()
            elif table == "segment":  # which may name another of its source
                row = self.db.execute('select source, start, "end", kind from segment where id = ?', (id,)).fetchone()
                found = (self.ident("source", row[0]), *row[1:])
            else:
                found = self.cells(table, self.db.execute(f"select * from {table} where id = ?", (id,)).fetchone())
            self.known[table, id] = found
        return self.known[table, id]

    def cells(self, table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
        of = {r.at: r.table for r in self.shapes[table].references}
        return tuple(v if v is None or n not in of else self.ident(of[n], v) for n, v in enumerate(row[1:]))

    def rows(self) -> Rows:
        out: Rows = {}
        for table in schema.RECORDED:
            if table not in APART:
                rows = self.db.execute(f"select * from {table}").fetchall()
                out[table] = Counter(
                    self.cells(table, r) for r in rows if table != "setting" or r[1] not in OF_THE_MACHINE
                )
        return out


def named(study: Study) -> Rows:
    return Named(study.db).rows()


def both(base: Rows, ours: Rows, theirs: Rows) -> Rows:
    """What a study holds in which both sides' work is: theirs' new rows came, what theirs took away went."""
    return {t: ours[t] + (theirs[t] - base[t]) - (base[t] - theirs[t]) for t in ours}


class Sides:
    """lea's file and ben's, a copy of it, both open."""

    def __init__(self, ours: Study, theirs: Study) -> None:
        self.ours, self.theirs = ours, theirs
        self.before: int = one(ours, "select coalesce(max(id), 0) from conflict")

    def merge(self, **options: Any) -> dict[str, dict[str, Any]]:
        """Merge ben's file into lea's: the rows by thing, each with only the fates that are not 0."""
        return self._merge(self.ours, self.theirs.path, **options)

    def merge_back(self) -> dict[str, dict[str, Any]]:
        return self._merge(self.theirs, self.ours.path)

    def _merge(self, into: Study, path: Path, **options: Any) -> dict[str, dict[str, Any]]:
        said = merge.merge(into, path, **options)
        assert said.table is not None
        out = {}
        for row in said.table.dicts():
            assert row["theirs"] == sum(row[f] for f in FATES), row
            out[row["thing"]] = {f: row[f] for f in FATES if row[f]} | ({"told": row["told"]} if row["told"] else {})
        assert [f for f in check.run(into.db) if f[0] not in ("conflict", "decision")] == []
        return out

    def told(self) -> list[dict[str, Any]]:
        """The conflicts that merges brought, by number."""
        cursor = self.ours.db.execute("select * from conflict where id > ? order by id", (self.before,))
        names = [d[0] for d in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def one(study: Study, sql: str, *args: Any) -> Any:
    """The first cell of what is asked."""
    return study.db.execute(sql, args).fetchone()[0]


@contextmanager
def parted(file: Path, folder: Path, before: Any = None) -> Iterator[Sides]:
    """Two files of a filled study: `before` changes it, then ben gets his copy."""
    other = folder / "ben.db"
    if before is not None:
        with project.open_study(file, coder="lea") as study, study.change("before") as c:
            before(c)
    shutil.copy(file, other)
    with project.open_study(file, coder="lea") as ours, project.open_study(other, coder="ben") as theirs:
        yield Sides(ours, theirs)


def own_work(c: Change) -> None:
    """Work that touches nothing of what there was: numbers of what comes later differ in both files."""
    from filled_study import draft

    from qda.store.analysis import codes, codings, memos
    from qda.store.file.ids import new_uuid
    from qda.store.texts import intake, sources

    writer = intake.Writer(c)
    posts = [("post", "Lea Eén", "Lea's tekst over rust."), ("post", "Lea Twee", "Nee, rust.")]
    writer.add("lea 1", draft("lea 1", "forum", posts, variables={"lea's": "ja"}))
    writer.flush()
    (source,) = c.db.execute("select id from source where name = 'lea 1'").fetchone()
    home = codes.make(c, "lea's home", level="category")
    code, other = codes.make(c, "lea's code", parent=home), codes.make(c, "lea's other", level="category")
    layout = sources.layout(c.db, source)
    at = layout.text.find("rust")
    for on in (code, other):
        codings.add(c, source, layout, at, at + 4, on, note="lea")
    (g,) = c.db.execute("select max(id) from coding").fetchone()
    made = {"coder": c.coder_id, "created_at": c.at}
    c.insert("membership", code=code, category=other)
    c.insert("code_alias", code=code, name="Lea's", key="lea's")
    p = c.insert("property", uuid=new_uuid(), category=home, name="maat", key="maat", kind="kinds", points='["a","b"]',
                 created_at=c.at)  # fmt: skip
    c.insert("placement", coding=g, property=p, value="a", **made)
    r = c.insert("relation", uuid=new_uuid(), a=home, type=1, b=other, status="hypothesis", **made)
    c.insert("evidence", relation=r, coding=g, side="for")
    c.insert("comparison", uuid=new_uuid(), coding=g, code=code, outcome="same", note="lea", **made)
    memos.add(c, title="lea's memo", type="code", text="Zie [[code:lea's home/lea's code]].", date=None,
              on=[memos.resolve(c.db, "code:lea's other")])  # fmt: skip
    c.insert("negative", uuid=new_uuid(), coding=g, code=other, note="lea", **made)
    s = c.insert("sampling", uuid=new_uuid(), text="lea", category=home, seek="", **made)
    c.insert("sampling_source", sampling=s, source=source)
