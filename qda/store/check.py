"""Check that a study is whole: file, foreign keys, offsets, full text, links, triggers, and a replay of the history.

The history is walked backwards from the present. Every insertion has a digest of its row as its change left it, so a
value that was altered outside qda is found in any row.

Over 400 lines: the checks share how a finding is written and which errors damage may raise, and the replay is one walk.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qda.core.errors import QdaError, is_damage
from qda.core.names import key
from qda.store.file import schema, triggers
from qda.store.history.door import DIGEST_ROWS, chain, digest_rows, range_digest, unpack

Finding = tuple[str, str, str]  # what was looked at, where, what was found


# qda can read what it wrote; so what ends this way is not as it was written.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, zlib.error)


def run(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield all findings; none when the study is whole. Looks at one moment of the study, while others may go on writing."""
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
        return  # nothing else that is read from a damaged file means much
    for look in (
        _keys,
        _offsets,
        _full_text,
        _names,
        _links,
        _decisions,
        _stability,
        _conflicts,
        _reasons,
        _guard,
        _history,
    ):
        try:
            yield from look(db)
        except (*_UNREADABLE, sqlite3.DatabaseError) as e:
            if isinstance(e, sqlite3.DatabaseError) and not (is_damage(e) or isinstance(e, sqlite3.DataError)):
                raise
            yield look.__name__.strip("_").replace("_", " "), "", _why(e)


def _why(e: Exception) -> str:
    return f"cannot be read ({' '.join(str(e).split()) or type(e).__name__})"


def first(path: str) -> str:
    """Return the first finding in a study's file as a part of a sentence, "" for none: for errors that damage may explain."""
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


def since(db: sqlite3.Connection, line: int) -> Iterator[Finding]:
    """Yield what does not add up in the log: its chain, and the rows of the changes after a line, as they left them."""
    try:
        yield from _chain(db)
        yield from _replay(db, line)
    except _UNREADABLE as e:
        yield "history", "", _why(e)


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
    """Check the index against the texts. SQLite's own check is a write, so it runs on a copy.

    The copy is a temporary file without a name, which goes when it is closed; in memory it would take as much as the
    study.
    """
    copy = sqlite3.connect("")
    try:
        db.backup(copy)
        copy.execute("insert into source_fts(source_fts, rank) values ('integrity-check', 1)")
    except sqlite3.DatabaseError as e:
        if e.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            raise QdaError(
                f"no room for a copy of the study in the folder of temporary files ({e}): the full text is checked on it; "
                "make room there, or name another folder in $SQLITE_TMPDIR"
            ) from e
        yield "full text", "source_fts", f"does not agree with the texts ({e})"
    finally:
        copy.close()


def _names(db: sqlite3.Connection) -> Iterator[Finding]:
    for table in ("source", "code", "coder", "code_alias", "property", "relation_type", "variable", "pile"):
        for id, name, stored in db.execute(f"select id, name, key from {table}"):
            if key(name) != stored:
                yield "name", f"{table} {id}", f"{name!r} is found as {stored!r}"
    for table, what in (("code", "codebook"), ("pile", "sorting")):
        parents = dict(db.execute(f"select id, parent from {table} where parent is not null"))
        for id in parents:
            seen, at = set(), id
            while at in parents and at not in seen:
                seen.add(at)
                at = parents[at]
            if at in seen:
                yield what, f"{table} {id}", "lies under itself"


def _links(db: sqlite3.Connection) -> Iterator[Finding]:
    """Check that every link in a text or a memo is known and points at what its uuid says."""
    from qda.store.analysis import links

    yield from links.findings(db)


def _decisions(db: sqlite3.Connection) -> Iterator[Finding]:
    """Check that the places are still there on which coders decided."""
    from qda.store.analysis import decisions

    yield from decisions.findings(db)


def _stability(db: sqlite3.Connection) -> Iterator[Finding]:
    """Check that stretches that were drawn to be coded again lie in their texts and had codes."""
    from qda.store.analysis import stability

    yield from stability.findings(db)


def _conflicts(db: sqlite3.Connection) -> Iterator[Finding]:
    """Check that what an open conflict is about is there."""
    for id, thing, name, tbl, row in db.execute(
        "select id, thing, name, tbl, \"row\" from conflict where status = 'open' order by id"
    ).fetchall():
        if tbl in schema.RECORDED and db.execute(f"select 1 from {tbl} where id = ?", (row,)).fetchone() is None:
            yield "conflict", f"conflict {id}", f"is open, and what it is about ({thing} {name}) is no more"


def _reasons(db: sqlite3.Connection) -> Iterator[Finding]:
    """Check that the changes are in the log that got a reason later."""
    from qda.store.history import reasons

    yield from reasons.findings(db)


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
    for id, at, kind, hash in db.execute("select id, at, kind, hash from change order by id"):
        if kind != "theirs":  # those have the times of other clocks
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


_PAGE = 12  # bits: 4,096 rows
_TODAY, _GONE, _HERE = 0, -1, -2  # what is known of a row then; any other number is the line that keeps it


class _Table:
    """A table's rows as they were, going backwards from the present; keeps what differs from today.

    Of a deleted row it keeps only the line of the history that has it, of an altered one only the columns: eight bytes
    a row, and no text.
    """

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self.db, self.name = db, name
        self.columns = [n for n, _ in schema.columns(db, name) if n != "id"]
        self.kinds = {n for n, kind in schema.columns(db, name) if kind == "REAL"}
        self.text_at = self.columns.index("text") if name == "source" else None
        self.quoted = ", ".join(f'"{n}"' for n in self.columns)
        self.by_version: dict[int, list[str]] = {}
        (self.most,) = db.execute(
            f"select max(coalesce((select max(id) from {name}), 0), coalesce((select seq from sqlite_sequence "
            "where name = ?), 0))",
            (name,),
        ).fetchone()
        self._states: dict[int, array[int]] = {}  # page -> what is known of each of its rows
        self._altered: dict[int, dict[str, Any]] = {}  # columns with the value that they had
        self._scattered: dict[int, str] = {}  # deleted rows as JSON, where those of a line do not follow each other
        self._alike: dict[str, Any] = {}  # the last alteration noted: a thousand confirmed at once share it
        self._open: dict[int, dict[int, dict[str, Any]]] = {}  # the lines read last, with the rows that they keep

    def row(self, id: int) -> dict[str, Any] | None:
        """Return the row as it was; None when it did not exist."""
        state = self._state(id)
        if state == _GONE:
            return None
        if state == _TODAY:
            values = self.db.execute(f"select {self.quoted} from {self.name} where id = ?", (id,)).fetchone()
            row = dict(zip(self.columns, values, strict=True)) if values else None
        elif state == _HERE:
            row = self._real(json.loads(self._scattered[id]))
        else:
            row = self._line(state)[id]
        return row if row is None or id not in self._altered else {**row, **self._altered[id]}

    def image(self, stored: str | bytes | None) -> dict[str, Any]:
        """Return columns as a line of the history keeps them."""
        return self._real(json.loads(stored or "{}"))

    def kept(self, line: int, id: int) -> list[int]:
        """Return the numbers of the deleted rows that a line keeps."""
        before = self.db.execute("select before from change_row where id = ?", (line,)).fetchone()[0]
        rows = {k: self._real(image) for k, image in unpack(id, before)}
        while len(self._open) > 1:  # lines are read one after the other, and so are their rows
            del self._open[next(iter(self._open))]
        self._open[line] = rows
        return list(rows)

    def went(self, line: int, ids: list[int]) -> None:
        """Note that before the change these rows were as the line keeps them."""
        self._forget(ids)
        if len(ids) == max(ids) - min(ids) + 1:
            self._set(min(ids), max(ids), line)
            return
        rows = self._line(line)
        for id in ids:
            self._scattered[id] = json.dumps(rows[id], ensure_ascii=False)
            self._set(id, id, _HERE)

    def came(self, first: int, last: int) -> None:
        """Note that before the change these rows did not exist."""
        last = max(first, min(last, self.most))  # a damaged line may give any number
        held = len(self._altered) + len(self._scattered)
        if held:
            self._forget(
                list(range(first, last + 1))
                if last - first < held
                else [i for i in (*self._altered, *self._scattered) if first <= i <= last]
            )
        self._set(first, last, _GONE)

    def altered(self, id: int, before: dict[str, Any]) -> None:
        """Note that before the change these columns had other values."""
        all_ = {**self._altered.get(id, {}), **before}
        if all_ != self._alike:
            self._alike = all_
        self._altered[id] = self._alike

    def digest(self, id: int, version: int) -> str | None:
        """Return the digest of a row as it was, over the columns of that schema; None when it did not exist."""
        row = self.row(id)
        return None if row is None else digest_rows([[row[n] for n in self._columns(version)]], self.text_at)

    def range_digest(self, first: int, last: int, version: int) -> str | None:
        """Return the digest of a range of rows as they were; None when one of them did not exist."""
        columns = self._columns(version)
        quoted = ", ".join(f'"{n}"' for n in columns)

        def rows() -> Iterator[list[Any]]:
            for a in range(first, last + 1, DIGEST_ROWS):
                b = min(a + DIGEST_ROWS - 1, last)
                today = {
                    id: values
                    for id, *values in self.db.execute(
                        f"select id, {quoted} from {self.name} where id between ? and ? order by id", (a, b)
                    )
                }
                for id in range(a, b + 1):
                    if id not in self._altered and self._state(id) == _TODAY:
                        yield today[id]
                    elif (row := self.row(id)) is None:
                        raise KeyError(id)
                    else:
                        yield [row[n] for n in columns]

        try:
            return range_digest(rows(), self.text_at)
        except KeyError:
            return None

    def _columns(self, version: int) -> list[str]:
        """Return the columns of a row that a change of that schema wrote; `source.text` keeps its place."""
        if version not in self.by_version:
            self.by_version[version] = schema.columns_then(self.db, self.name, version)
        return self.by_version[version]

    def _real(self, image: dict[str, Any]) -> dict[str, Any]:
        for n in self.kinds:
            if image.get(n) is not None:
                image[n] = float(image[n])
        return image

    def _line(self, line: int) -> dict[int, dict[str, Any]]:
        if line not in self._open:
            (key,) = self.db.execute("select key from change_row where id = ?", (line,)).fetchone()
            self.kept(line, key)
        return self._open[line]

    def _state(self, id: int) -> int:
        page = self._states.get(id >> _PAGE)
        return _TODAY if page is None else page[id & (1 << _PAGE) - 1]

    def _set(self, first: int, last: int, state: int) -> None:
        for n in range(first >> _PAGE, (last >> _PAGE) + 1):
            page = self._states.get(n)
            if page is None:
                page = self._states[n] = array("q", [_TODAY]) * (1 << _PAGE)
            a = max(first - (n << _PAGE), 0)
            b = min(last - (n << _PAGE) + 1, 1 << _PAGE)
            page[a:b] = array("q", [state]) * (b - a)

    def _forget(self, ids: list[int]) -> None:
        for id in ids:
            self._altered.pop(id, None)
            self._scattered.pop(id, None)


def _replay(db: sqlite3.Connection, after: int = 0) -> Iterator[Finding]:
    tables = {name: _Table(db, name) for name in schema.RECORDED}
    alive: dict[str, list[tuple[int, int]]] = {name: [] for name in tables}
    wrong: set[tuple[str, int]] = set()
    for change, version in db.execute("select id, schema from change where id > ? order by id desc", (after,)):
        # what deletions keep (whole rows with their texts) is read only when its line is reached
        rows = db.execute(
            "select id, tbl, key, last, op, case when op <> 'D' then before end, after from change_row where change = ? "
            "order by id desc",
            (change,),
        ).fetchall()
        if any(r[1] not in tables for r in rows):
            yield "history", f"change {change}", "speaks of a table that the study does not have"
            return
        try:
            yield from _back(tables, alive, wrong, change, version, rows)
        except (KeyError, TypeError, ValueError, zlib.error):
            yield "history", f"change {change}", "what it keeps cannot be read, so that nothing before it was looked at"
            return
    for name in tables if not after else ():
        yield from _unmade(db, name, alive[name])


def _back(
    tables: dict[str, _Table], alive: dict[str, list[tuple[int, int]]], wrong: set[tuple[str, int]], change: int,
    version: int, rows: list[tuple[Any, ...]],
) -> Iterator[Finding]:  # fmt: skip
    """Go back over one change: are its rows as it left them, and how were they before it?"""
    gone_within = {(t, k) for _, t, k, _, op, _, _ in rows if op == "D"}
    for _, tbl, k, last, op, _, after in rows:  # single rows: as the change left them
        if op != "I" or last is not None or (tbl, k) in gone_within:
            continue
        if tables[tbl].digest(k, version) != after and (tbl, k) not in wrong:
            wrong.add((tbl, k))
            yield "history", f"{tbl} {k}", f"is not as change {change} and those after it left it"
    for line, tbl, k, last, op, before, after in rows:  # and back to what was before
        t = tables[tbl]
        if op == "I":
            # a range was digested when it was written; the change may have gone on to alter rows of it
            if last is not None and t.range_digest(k, last, version) != after and (tbl, k) not in wrong:
                wrong.add((tbl, k))
                yield "history", f"{tbl} {k} to {last}", f"is not as change {change} and those after it left it"
            alive[tbl].append((k, last or k))
            t.came(k, last or k)
        elif op == "D":
            ids = t.kept(line, k)
            for i in ids:
                if t.row(i) is not None and (tbl, i) not in wrong:
                    wrong.add((tbl, i))
                    yield "history", f"{tbl} {i}", f"is there, though change {change} removed it"
            t.went(line, ids)
        else:
            row = t.row(k)
            new = t.image(after)
            if (row is None or any(row[n] != v for n, v in new.items())) and (tbl, k) not in wrong:
                wrong.add((tbl, k))
                yield "history", f"{tbl} {k}", f"is not as change {change} left it"
            if row is not None:
                t.altered(k, t.image(before))


def _unmade(db: sqlite3.Connection, table: str, made: list[tuple[int, int]]) -> Iterator[Finding]:
    """Yield rows that no change made."""
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
