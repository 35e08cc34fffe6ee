"""Is the study whole? Looks at the file, foreign keys, offsets, full text, links, triggers, and replays the history.

The history is walked backwards from the present: every insertion carries a digest of the row as its change left it, so
a value that was altered behind qda's back is found wherever it stands.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qda.core.errors import is_damage
from qda.core.names import key
from qda.store import schema, triggers
from qda.store.door import chain, digest_rows, range_digest, unpack

Finding = tuple[str, str, str]  # what was looked at, where, what was found


def run(db: sqlite3.Connection) -> Iterator[Finding]:
    """All findings; none when the study is whole. One moment of the study is looked at, while others may go on writing."""
    own = not db.in_transaction
    if own:
        db.execute("begin")
    try:
        yield from _all(db)
    finally:
        if own and db.in_transaction:
            db.execute("rollback")


def _all(db: sqlite3.Connection) -> Iterator[Finding]:
    damage = list(_file(db))
    yield from damage
    if damage:
        return  # what else is read from a damaged file means little
    for look in (_keys, _offsets, _full_text, _names, _links, _guard, _history):
        try:
            yield from look(db)
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
            zlib.error,
            sqlite3.DatabaseError,
        ) as e:
            if isinstance(e, sqlite3.DatabaseError) and not (is_damage(e) or isinstance(e, sqlite3.DataError)):
                raise
            # What qda wrote can be read: what cannot, is not as it was written.
            why = " ".join(str(e).split()) or type(e).__name__
            yield look.__name__.strip("_").replace("_", " "), "", f"cannot be read ({why})"


def first(path: str) -> str:
    """The first finding in a study's file as a part of a sentence, "" for none: for an error that damage may explain."""
    from qda.store import project

    try:
        db = project.connect(Path(path), "mode=ro")
        try:
            found = next(run(db), None)
        finally:
            db.close()
    except sqlite3.Error as e:
        return " ".join(str(e).split()) if is_damage(e) else ""
    return "" if found is None else ", ".join(part for part in (" ".join(found[:2]).strip(), found[2]) if part)


def _file(db: sqlite3.Connection) -> Iterator[Finding]:
    try:
        for (line,) in db.execute("pragma integrity_check(20)"):
            if line != "ok":
                yield "file", "", line
    except (sqlite3.DatabaseError, UnicodeDecodeError) as e:  # the second: a name in the schema is no text any more
        yield "file", "", str(e)


def _keys(db: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, parent, _ in db.execute("pragma foreign_key_check"):
        yield "foreign key", f"{table} {row}", f"points at a {parent} that is not there"


def _offsets(db: sqlite3.Connection) -> Iterator[Finding]:
    for table in ("coding", "segment"):
        for id, name, start, end, length in db.execute(
            f'select t.id, s.name, t.start, t."end", s.characters from {table} t join source s on s.id = t.source '
            'where t.start < 0 or t."end" <= t.start or t."end" > s.characters'
        ):
            yield (
                "offset",
                f"{table} {id}",
                f"{start}:{end} is not in the text of {name}, which has {length} characters",
            )
    last: tuple[int, int, int, int] | None = None
    for id, source, n, kind, parent, start, end in db.execute(
        'select id, source, n, kind, parent, start, "end" from segment order by source, n'
    ):
        if parent is None:
            if last and last[0] == source and start < last[2]:
                yield "offset", f"segment {id}", f"begins before segment {last[3]} of its source ends"
            last = (source, start, end, n)
        elif last is None or last[0] != source or not last[1] <= start < end <= last[2]:
            yield "offset", f"segment {id}", f"({kind}) does not lie inside the segment it belongs to"
    for id, text, characters in db.execute("select id, text, characters from source"):
        if len(text) != characters:
            yield "offset", f"source {id}", f"its text has {len(text)} characters, {characters} are recorded"


def _full_text(db: sqlite3.Connection) -> Iterator[Finding]:
    """The index against the texts. SQLite's own check is a write; on a copy in memory it may be made."""
    copy = sqlite3.connect(":memory:")
    try:
        db.backup(copy)
        copy.execute("insert into source_fts(source_fts, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as e:
        yield "full text", "source_fts", f"does not agree with the texts ({e})"
    finally:
        copy.close()


def _names(db: sqlite3.Connection) -> Iterator[Finding]:
    for table in ("source", "code", "coder", "code_alias", "property", "relation_type", "variable"):
        for id, name, stored in db.execute(f"select id, name, key from {table}"):
            if key(name) != stored:
                yield "name", f"{table} {id}", f"{name!r} is found as {stored!r}"
    parents = dict(db.execute("select id, parent from code where parent is not null"))
    for id in parents:
        seen, at = set(), id
        while at in parents and at not in seen:
            seen.add(at)
            at = parents[at]
        if at in seen:
            yield "codebook", f"code {id}", "lies under itself"


def _links(db: sqlite3.Connection) -> Iterator[Finding]:
    """Every link that a text or a memo has must be known, and point at what its uuid says."""
    from qda.store import links

    yield from links.findings(db)


def _guard(db: sqlite3.Connection) -> Iterator[Finding]:
    there = triggers.present(db)
    if not any(name.startswith("h_") for name in there):
        return  # a backup: open for mending, guarded again by the next change
    for name, sql in triggers.wanted(db).items():
        if there.get(name, "").casefold() != sql.casefold():  # SQLite writes the first words in capitals
            yield "guard", name, "the trigger is missing or was altered"


def _history(db: sqlite3.Connection) -> Iterator[Finding]:
    yield from _chain(db)
    yield from _replay(db)


def _chain(db: sqlite3.Connection) -> Iterator[Finding]:
    last = ""
    for id, at, hash in db.execute("select id, at, hash from change order by id"):
        if at <= last:
            yield "history", f"change {id}", "is not later than the one before"
        last = at
        if chain(db, id) != hash:
            yield "history", f"change {id}", "its line was altered after it was written"
            return  # all later ones hang on it
    written = db.execute("select seq from sqlite_sequence where name = 'change'").fetchone()
    present = db.execute("select coalesce(max(id), 0) from change").fetchone()
    if written is not None and written != present:
        yield "history", f"change {written[0]}", f"was written, but the last line there is {present[0]}"
    now = db.execute("select change, bulk from change_now").fetchone()
    if now != (None, None):
        yield "history", "change_now", "the door stands open"


class _Table:
    """A table's rows as they were, going backwards from the present: what differs from today is kept here."""

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self.db, self.name = db, name
        self.columns = [n for n, _ in schema.columns(db, name) if n != "id"]
        self.kinds = {n for n, kind in schema.columns(db, name) if kind == "REAL"}
        self.text_at = self.columns.index("text") if name == "source" else None
        self.quoted = ", ".join(f'"{n}"' for n in self.columns)
        self.then: dict[int, dict[str, Any] | None] = {}
        self.by_version: dict[int, list[str]] = {}

    def row(self, id: int) -> dict[str, Any] | None:
        if id in self.then:
            return self.then[id]
        values = self.db.execute(f"select {self.quoted} from {self.name} where id = ?", (id,)).fetchone()
        return dict(zip(self.columns, values, strict=True)) if values else None

    def image(self, stored: str | bytes | None) -> dict[str, Any]:
        out = json.loads(stored or "{}")
        return {n: float(v) if n in self.kinds and v is not None else v for n, v in out.items()}

    def _columns(self, version: int) -> list[str]:
        """The columns that a row had when a change of that schema wrote it; `source.text` keeps its place."""
        if version not in self.by_version:
            self.by_version[version] = schema.columns_then(self.db, self.name, version)
        return self.by_version[version]

    def digest(self, id: int, version: int) -> str | None:
        row = self.row(id)
        return None if row is None else digest_rows([[row[n] for n in self._columns(version)]], self.text_at)

    def range_digest(self, first: int, last: int, version: int) -> str | None:
        columns = self._columns(version)
        quoted = ", ".join(f'"{n}"' for n in columns)
        own = sorted(i for i in self.then if first <= i <= last) if len(self.then) < last - first + 1 else None

        def rows() -> Iterator[list[Any]]:
            if own is None or own:
                for i in range(first, last + 1):
                    row = self.row(i)
                    if row is None:
                        raise KeyError(i)
                    yield [row[n] for n in columns]
            else:
                n = first
                for id, *values in self.db.execute(
                    f"select id, {quoted} from {self.name} where id between ? and ? order by id", (first, last)
                ):
                    if id != n:
                        raise KeyError(n)
                    yield values
                    n += 1
                if n != last + 1:
                    raise KeyError(n)

        try:
            return range_digest(rows(), self.text_at)
        except KeyError:
            return None


def _replay(db: sqlite3.Connection) -> Iterator[Finding]:
    tables = {name: _Table(db, name) for name in schema.RECORDED}
    alive: dict[str, list[tuple[int, int]]] = {name: [] for name in tables}
    wrong: set[tuple[str, int]] = set()
    for change, version in db.execute("select id, schema from change order by id desc"):
        rows = db.execute(
            "select tbl, key, last, op, before, after from change_row where change = ? order by id desc", (change,)
        ).fetchall()
        if any(r[0] not in tables for r in rows):
            yield "history", f"change {change}", "speaks of a table that the study does not have"
            return
        gone_within = {(t, k) for t, k, _, op, _, _ in rows if op == "D"}
        for tbl, k, last, op, _, after in rows:  # single rows: as the change left them
            if op != "I" or last is not None or (tbl, k) in gone_within:
                continue
            if tables[tbl].digest(k, version) != after and (tbl, k) not in wrong:
                wrong.add((tbl, k))
                yield "history", f"{tbl} {k}", f"is not as change {change} and those after it left it"
        for tbl, k, last, op, before, after in rows:  # and back to what was before
            t = tables[tbl]
            if op == "I":
                # a range was digested when it was written; the change may have gone on to alter rows of it
                if last is not None and t.range_digest(k, last, version) != after and (tbl, k) not in wrong:
                    wrong.add((tbl, k))
                    yield "history", f"{tbl} {k} to {last}", f"is not as change {change} and those after it left it"
                alive[tbl].append((k, last or k))
                t.then.update(dict.fromkeys(range(k, (last or k) + 1)))
            elif op == "D":
                for i, image in unpack(k, before):
                    if t.row(i) is not None and (tbl, i) not in wrong:
                        wrong.add((tbl, i))
                        yield "history", f"{tbl} {i}", f"is there, though change {change} removed it"
                    t.then[i] = {n: float(v) if n in t.kinds and v is not None else v for n, v in image.items()}
            else:
                row = t.row(k)
                new = t.image(after)
                if (row is None or any(row[n] != v for n, v in new.items())) and (tbl, k) not in wrong:
                    wrong.add((tbl, k))
                    yield "history", f"{tbl} {k}", f"is not as change {change} left it"
                if row is not None:
                    t.then[k] = {**row, **t.image(before)}
    for name in tables:
        yield from _unmade(db, name, alive[name])


def _unmade(db: sqlite3.Connection, table: str, made: list[tuple[int, int]]) -> Iterator[Finding]:
    """Rows that no change made."""
    made.sort()
    at = 0
    merged: list[tuple[int, int]] = []
    for first, last in made:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    n = 0
    for (id,) in db.execute(f"select id from {table} order by id"):
        while at < len(merged) and merged[at][1] < id:
            at += 1
        if at == len(merged) or id < merged[at][0]:
            n += 1
            if n <= 5:
                yield "history", f"{table} {id}", "no change made it"
