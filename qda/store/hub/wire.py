"""How a row travels: as JSON, known by its uuid, and with every reference to another row by that one's uuid.

A row without a uuid is known by what makes it unique (a value by its variable and who has it). What has neither (segments,
links, earlier versions) travels as a list with the row that it belongs to, whole. What the hub calls a thing may be another
uuid than here (`names`): of two things that became one each file keeps its own.

Over 400 lines: what is written of a row and what is read of it stand together, so that neither forgets what the other knows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from qda.core.errors import QdaError
from qda.core.names import key
from qda.store.analysis.links import KINDS
from qda.store.exchange.shape import JSON, OF_THE_MACHINE, Shape, shape
from qda.store.file import schema
from qda.store.merge.net import Image

# Table of a list -> the columns of which one names the row with which it travels.
LISTS: dict[str, tuple[str, ...]] = {
    "segment": ("source",),
    "memo_version": ("memo",),
    "summary_version": ("summary",),
    "link": ("memo", "storyline", "summary", "decision"),
}
# What is of this file alone: offers of the program, and what it knows of other files.
LOCAL = frozenset({"candidate", "suggestion", "handout", "merged", "merged_line", "same_thing"})
TABLES = tuple(t for t in schema.RECORDED if t not in LISTS and t not in LOCAL)
# What coders get from a blind hub whoever made it: sources, who speaks in them, what is known of both.
COMMON = frozenset({"coder", "setting", "source", "participant", "variable", "value"})
# The codebook, which they get as leads have it: a code that another coder made is that coder's until a lead takes it up.
CODEBOOK = frozenset({"code", "code_alias", "membership", "relation_type"})
WITH: dict[str, tuple[str, ...]] = {
    of: tuple(t for t, holders in LISTS.items() if of in holders) for of in TABLES
}  # table -> its lists
LINES = "line"  # lines of the log travel as things too
LINE_COLUMNS = ("at", "coder", "command", "summary", "because")
_HELD = 20_000  # numbers of a table that are remembered, about
MOST_TEXT = 200_000_000  # characters of one value
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PATH = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=['\"(]))(?:[A-Za-z]:)?(?:[/\\][^\s/\\'\",;:]+)+[/\\]([^\s/\\'\",;:]+)")
_SEGMENT = frozenset({("coding", "segment"), ("coding", "last_segment")})
_CONFLICT = {
    "keeper": "coder",
    "coder": "coder",
    "source": "source",
    "code": "code",
    "coding": "coding",
}  # keys of `raw`
_OF_FILE = frozenset({("conflict", "merged"), ("conflict", "row"), ("conflict", "raw")})


class Thing(NamedTuple):
    """A thing as it travels. `row` is None for one that was removed; `lists` by table; `line`: the change that made it so."""

    table: str
    uuid: str
    line: str
    row: list[Any] | None
    lists: dict[str, list[list[Any]]]


class _Step(NamedTuple):
    """How a column is read: its name, its place in what comes (-1: not there), what it is, the table that it names a row of."""

    name: str
    at: int
    kind: str
    required: bool
    default: Any
    ref: str


class Bad(QdaError):
    """A thing that is none: what is wrong with it."""


def without_paths(text: str) -> str:
    """Return a text in which a path of this machine is the name of the file alone."""
    return _PATH.sub(lambda m: m[1], text)


class Codec:
    """Writes rows of one file as they travel, and reads such rows into its numbers.

    names: (table, uuid here) -> uuid in the hub, where the two differ. went: returns a row that is no longer there.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        names: Mapping[tuple[str, str], str],
        went: Callable[[str, int], Image | None] = lambda table, id: None,
    ) -> None:
        self.db, self.names, self.went = db, names, went
        self.here = {(t, there): own for (t, own), there in names.items()}
        self._all = {own: there for (_, own), there in names.items()}
        self.shapes: dict[str, Shape] = {t: shape(db, t) for t in (*TABLES, *LISTS)}
        self._uuids: dict[str, dict[int, str]] = {t: {} for t in self.shapes}
        self._ids: dict[str, dict[str, int]] = {t: {} for t in self.shapes}
        self._ns: dict[int, dict[int, int]] = {}
        self._of_n: dict[int, dict[int, int]] = {}
        self._plans: dict[tuple[str, tuple[str, ...]], list[_Step]] = {}
        self.columns = {t: self._columns(t) for t in self.shapes}
        self._refs = {
            t: {s.columns[r.at]: r.table for r in s.references if (t, s.columns[r.at]) not in _SEGMENT}
            for t, s in self.shapes.items()
        }
        self._plain = {
            t: [n not in self._refs[t] and (t, n) not in _SEGMENT for n in self.columns[t]] for t in self.shapes
        }

    def _columns(self, table: str) -> list[str]:
        """Return the columns that travel: not the uuid, by which a thing is known, nor what a list names its holder with."""
        held = LISTS.get(table, ())
        return [
            n for n in self.shapes[table].columns if n not in held and n != "uuid" and (table, n) not in _OF_FILE
        ] + (["row", "raw"] if table == "conflict" else ["uuid"] if table == "link" else [])

    # -- what rows are called --------------------------------------------------------------------------------------------

    def name(self, table: str, id: int) -> str:
        """Return the uuid by which the hub knows a row of this file."""
        held = self._uuids[table].get(id)
        if held is None:
            row = self.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()
            image = None if row else self.went(table, id)
            own = str(row[0]) if row else str(image["uuid"]) if image else ""
            held = self._uuids[table][id] = self.names.get((table, own), own)
        return held

    def knows(self, table: str, uuid: str, id: int) -> None:
        """Note the number of a thing of the hub in this file; 0: it went."""
        if id:
            self._ids[table][uuid] = id
            self._uuids[table][id] = uuid
        else:
            self._uuids[table].pop(self._ids[table].pop(uuid, 0), None)

    def forget(self, table: str) -> None:
        """Let numbers of a large table be asked of the file again, where all its rows are by now."""
        if len(self._ids[table]) > _HELD:
            self._ids[table].clear()
            self._uuids[table].clear()

    def number(self, table: str, uuid: str) -> int:
        """Return the number that a thing of the hub has in this file; 0 for none."""
        held = self._ids[table].get(uuid)
        if held is None:
            row = self.db.execute(f"select id from {table} where uuid = ?", (uuid,)).fetchone()
            if row is None and (own := self.here.get((table, uuid))):
                row = self.db.execute(f"select id from {table} where uuid = ?", (own,)).fetchone()
            if row is None:
                return 0
            held = self._ids[table][uuid] = int(row[0])
        return held

    def numbers(self, table: str, uuids: Sequence[str]) -> None:
        """Look the numbers of many things up at once."""
        new = [u for u in uuids if u not in self._ids[table]]
        for i in range(0, len(new), 500):
            some = new[i : i + 500]
            marks = ", ".join("?" * len(some))
            self._ids[table].update(self.db.execute(f"select uuid, id from {table} where uuid in ({marks})", some))

    def _n(self, source: int, segment: int) -> int | None:
        """Return a segment's place in its source."""
        held = self._ns.get(source)
        if held is None:
            if len(self._ns) > 64:
                self._ns.clear()
            held = self._ns[source] = dict(self.db.execute("select id, n from segment where source = ?", (source,)))
        return held.get(segment)

    def forget_segments(self, source: int) -> None:
        """Let the segments of a source be read anew."""
        self._ns.pop(source, None)
        self._of_n.pop(source, None)

    # -- written -----------------------------------------------------------------------------------------------------------

    def identity(self, table: str, image: Image) -> str:
        """Return what a row is known by: its uuid in the hub, or what makes it unique."""
        here = self.shapes[table]
        if here.uuid >= 0:
            return self.names.get((table, image["uuid"]), str(image["uuid"]))
        refs = self._refs[table]
        names = [here.columns[i] for i in here.keys[0]]
        cells = [self.name(refs[n], image[n]) if n in refs and image[n] is not None else image[n] for n in names]
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))

    def row(self, table: str, image: Image) -> list[Any]:
        """Return the columns of a row as they travel."""
        out: list[Any] = []
        refs = self._refs[table]
        for n, plain in zip(self.columns[table], self._plain[table], strict=True):
            v = image.get(n)
            if v is None or plain:
                pass
            elif n in refs:
                v = self._of_segment(table, v) if refs[n] == "segment" else self.name(refs[n], v)
            else:  # a coding's segment
                v = self._n(image["source"], v)
            out.append(v)
        if table == "conflict":
            out[-2:] = self._conflict(image)
        elif table == "source":
            at = self.columns[table].index("origin")
            if out[at] and "://" not in out[at]:
                out[at] = re.split(r"[/\\]", out[at])[-1]
        if self._all and table != "conflict":
            out = [self._renamed(v) if isinstance(v, str) else v for v in out]
        return out

    def _renamed(self, text: str) -> str:
        """Return a text in which things that the hub calls otherwise have the names of the hub (links, states in JSON)."""
        if len(text) < 36 or "-" not in text:
            return text
        return _UUID.sub(lambda m: self._all.get(m[0], m[0]), text)

    def _of_segment(self, table: str, id: int) -> Any:
        if table == "segment":
            row = self.db.execute("select n from segment where id = ?", (id,)).fetchone()
            return row[0] if row else None
        row = self.db.execute("select source, n from segment where id = ?", (id,)).fetchone()
        return [self.name("source", row[0]), row[1]] if row else None

    def lists(self, table: str, id: int) -> dict[str, list[list[Any]]]:
        """Return the lists that travel with a row, each in its order."""
        out: dict[str, list[list[Any]]] = {}
        for of in WITH[table]:
            order = "n, id" if of == "segment" else "id"
            cursor = self.db.execute(f"select * from {of} where {table} = ? order by {order}", (id,))
            names = [d[0] for d in cursor.description]
            out[of] = [self.row(of, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
        return out

    def _conflict(self, image: Image) -> list[Any]:
        table = image["tbl"]
        raw = json.loads(image["raw"])
        at = self.db.execute(f"select * from {table} where id = ?", (image["row"],)) if table in self.shapes else None
        found = at.fetchone() if at is not None else None
        row = (
            self.identity(table, dict(zip([d[0] for d in at.description], found, strict=True)))
            if at is not None and found is not None and (self.shapes[table].uuid >= 0 or self.shapes[table].keys)
            else ""
        )
        return [row, json.dumps(self._raw(raw, raw.get("refs", {}), self._named), ensure_ascii=False)]

    def _named(self, table: str, v: Any) -> Any:
        return self.name(table, v) if isinstance(v, int) else v

    def _numbered(self, table: str, v: Any) -> Any:
        return (self.number(table, v) or None) if isinstance(v, str) else v

    def _raw(self, raw: Any, refs: Mapping[str, str], put: Callable[[str, Any], Any]) -> Any:
        """Return what settling a conflict needs, with uuids for numbers or the other way."""
        out = dict(raw)
        for part, of in (("theirs", refs), ("decision", _CONFLICT)):
            if isinstance(raw.get(part), dict):
                out[part] = {
                    n: put(of[n], v) if n in of and of[n] in self.shapes and self.shapes[of[n]].uuid >= 0 else v
                    for n, v in raw[part].items()
                }
        for part in ("places", "codings"):
            if isinstance(raw.get(part), list):
                out[part] = [
                    {n: put(_CONFLICT[n], v) if n in _CONFLICT else v for n, v in one.items()} for one in raw[part]
                ]
        return out

    # -- read --------------------------------------------------------------------------------------------------------------

    def read(self, table: str, names: Sequence[str], row: Sequence[Any], uuid: str, lost: list[str]) -> Image:
        """Return a row that came as a row of this file, without its number; `lost` gets the columns whose row is not here.

        Bad: a column that there is not, a value that the column cannot have.
        """
        plan = self._plans.get((table, tuple(names))) or self._plan(table, names)
        if len(names) != len(row):
            raise Bad("its values are not as many as its columns")
        out: Image = {}
        for n, at, kind, required, default, ref in plan:
            if kind == "UUID":
                out[n] = self.here.get((table, uuid), uuid)
                continue
            if at < 0:
                out[n] = default
                continue
            v = row[at]
            if v is None:
                if required:
                    raise Bad(f"has no {n}")
                out[n] = None
            elif ref:
                if kind == "ROW" and type(v) is str and (id := self._ids[ref].get(v)):
                    out[n] = id
                else:
                    given = dict(zip(names, row, strict=True)) if (table, n) in _SEGMENT else {}
                    out[n] = self._reference(table, n, v, given, self._refs[table], lost)
            elif kind == "TEXT" and type(v) is str and len(v) <= MOST_TEXT and "\0" not in v:
                out[n] = v
            else:
                out[n] = _value(n, kind, v)
        given = dict(zip(names, row, strict=True)) if table == "conflict" else {}
        _look(table, out)
        if table == "conflict":
            out["merged"] = 0
            out["row"] = self._row_of(out["tbl"], given.get("row"))
            out["raw"] = self._read_raw(out["tbl"], given)
        return out

    def _plan(self, table: str, names: Sequence[str]) -> list[_Step]:
        """Return how a row with these columns is read, column by column. Bad: a column that there is not."""
        here, refs, held = self.shapes[table], self._refs[table], LISTS.get(table, ())
        if unknown := set(names) - set(self.columns[table]):
            raise Bad(f"has a column {sorted(unknown)[0]!r} that this qda does not know")
        if len(set(names)) != len(names):
            raise Bad("has a column twice")
        where = {n: at for at, n in enumerate(names)}
        steps: list[_Step] = []
        for at, n in enumerate(here.columns):
            if n in held or (table, n) in _OF_FILE:
                continue
            kind, ref = here.kinds[at], ""
            if n == "uuid" and table != "link":
                kind = "UUID"
            elif (table, n) in _SEGMENT:
                ref = "segment"
            elif n in refs:
                ref, kind = refs[n], "ROW" if refs[n] != "segment" else "SEGMENT"
            if n not in where and here.required[at] and here.defaults[at] is None and kind != "UUID":
                raise Bad(f"has no {n}")
            steps.append(_Step(n, where.get(n, -1), kind, here.required[at], here.defaults[at], ref))
        self._plans[table, tuple(names)] = steps
        return steps

    def _reference(
        self, table: str, n: str, v: Any, given: Mapping[str, Any], refs: Mapping[str, str], lost: list[str]
    ) -> int | None:
        if (table, n) in _SEGMENT:
            if type(v) is not int:
                raise Bad(f"has a {n} that is no number")
            source = self.number("source", str(given.get("source")))
            return self.segment(source, v) if source else None
        if refs[n] == "segment":
            if table == "segment":
                if type(v) is not int:
                    raise Bad(f"has a {n} that is no number")
                return v  # a place: the list puts the number
            if not (isinstance(v, list) and len(v) == 2 and isinstance(v[0], str) and type(v[1]) is int):
                raise Bad(f"has a {n} that names no segment")
            source = self.number("source", v[0])
            return self.segment(source, v[1]) if source else None
        if not isinstance(v, str) or not _UUID.fullmatch(v):
            raise Bad(f"has a {n} that is no uuid")
        id = self.number(refs[n], v)
        if not id:
            lost.append(n)
            return None
        return id

    def segment(self, source: int, n: int) -> int | None:
        """Return the segment at a place of a source."""
        held = self._of_n.get(source)
        if held is None:
            if len(self._of_n) > 64:
                self._of_n.clear()
            held = self._of_n[source] = dict(
                self.db.execute("select n, id from segment where source = ? order by id desc", (source,))
            )
        return held.get(n)

    def _read_raw(self, table: object, given: Mapping[str, Any]) -> str:
        """Return what settling a conflict needs. Bad: a column or table in it that there is not; settling writes them."""
        try:
            raw = json.loads(given["raw"])
            refs = {str(a): str(b) for a, b in raw.get("refs", {}).items()}
            parts = [(str(table), raw.get("theirs", {})), ("decision", raw.get("decision", {}))]
            parts += [("decision_place", one) for one in raw.get("places", [])]
            parts += [("coding", one) for one in raw.get("codings", [])]
            ok = isinstance(raw, dict) and all(t in self.shapes for t in refs.values())
            for of, values in parts:
                ok = ok and set(values) <= {*self.shapes[of].columns} and all(
                    isinstance(v, str | int | float | None) for v in values.values()
                )  # fmt: skip
            if not ok:
                raise Bad("holds what could not be settled")
            return json.dumps(self._raw(raw, refs, self._numbered), ensure_ascii=False)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as e:
            raise Bad("holds no values that could be settled") from e

    def _row_of(self, table: Any, identity: Any) -> int:
        if table not in self.shapes or not isinstance(identity, str):
            raise Bad("is about nothing that there is")
        return self.find(table, identity) if identity else 0

    def find(self, table: str, identity: str) -> int:
        """Return the row of this file that is known so; 0 for none. Bad: what nothing can be known by."""
        here = self.shapes[table]
        if here.uuid >= 0:
            return self.number(table, identity)
        cells = key_cells(identity, len(here.keys[0]) if here.keys else 0)
        names = [here.columns[i] for i in here.keys[0]]
        refs, args = self._refs[table], list[Any]()
        for n, v in zip(names, cells, strict=True):
            if n in refs and v is not None:
                id = self.number(refs[n], str(v))
                if not id:
                    return 0
                args.append(id)
            else:
                args.append(0 if v is None and n in refs else v)
        return self.by_key(table, 0, args)

    def by_key(self, table: str, which: int, args: Sequence[Any]) -> int:
        """Return the row with these values in the columns of a unique key."""
        here = self.shapes[table]
        where = " and ".join(
            f'"{here.columns[i]}" = ?' if here.required[i] else f'coalesce("{here.columns[i]}", 0) = ?'
            for i in here.keys[which]
        )
        row = self.db.execute(f"select id from {table} where {where}", tuple(args)).fetchone()
        return int(row[0]) if row else 0


def key_cells(identity: str, n: int) -> list[Any]:
    """Return what a row without a uuid is known by. Bad: anything else."""
    try:
        cells = json.loads(identity)
    except ValueError:
        cells = None
    if (
        not n
        or not isinstance(cells, list)
        or len(cells) != n
        or not all(isinstance(c, str | int | None) for c in cells)
    ):
        raise Bad("is known by nothing")
    return cells


def known_by_uuid(uuid: object) -> str:
    """Return a uuid. Bad: what is none."""
    if not isinstance(uuid, str) or not _UUID.fullmatch(uuid):
        raise Bad("has no uuid")
    return uuid


def _value(n: str, kind: str, v: Any) -> Any:
    """Return a value of a column of a kind. Bad: one that the column cannot have."""
    if v is None:
        return None
    if kind == "INTEGER":
        if type(v) is not int or not -(2**62) < v < 2**62:
            raise Bad(f"has a {n} that is no whole number")
        return v
    if kind == "REAL":
        if type(v) not in (int, float) or v != v or v in (float("inf"), float("-inf")):
            raise Bad(f"has a {n} that is no number")
        return float(v)
    if not isinstance(v, str):
        raise Bad(f"has a {n} that is no text")
    if "\0" in v:
        raise Bad(f"has a NUL in its {n}")
    if len(v) > MOST_TEXT:
        raise Bad(f"has a {n} of {len(v):,} characters")
    return v


def _look(table: str, row: Image) -> None:
    """Look at what no table's own rules see: names and their keys, stretches, JSON."""
    if "key" in row and "name" in row and key(row["name"]) != row["key"]:
        raise Bad("is found by another name than it has")
    if row.get("start") is not None and row.get("end") is not None and not 0 <= row["start"] <= row["end"]:
        raise Bad(f"has a stretch {row['start']}:{row['end']}")
    if table == "source" and len(row["text"]) != row["characters"]:
        raise Bad("says that its text has another length")
    if table == "link" and (row["kind"] not in KINDS or len(row["uuid"]) > 400):
        raise Bad("has a link to what there is not")
    for n, kind in (("metadata", dict), ("points", list), ("files", list), ("state", dict)):
        if (table, n) in JSON and row.get(n):
            try:
                held = json.loads(row[n])
            except (ValueError, RecursionError):
                held = None
            ok = isinstance(held, kind)
            if ok and n == "state":
                ok = isinstance(held.get("codings"), dict) and isinstance(held.get("readers"), list)
            if not ok:
                raise Bad(f"has a {n} that cannot be read")


def travels(table: str, image: Image) -> bool:
    """True if a row leaves this file: not a setting of this machine, nor what a machine keeps to itself."""
    return table != "setting" or image["name"] not in OF_THE_MACHINE


def owned(here: Shape) -> bool:
    """True if rows of a table are somebody's work. A code has a coder as well, and belongs to all."""
    return here.table != "code" and any(r.table == "coder" and here.columns[r.at] == "coder" for r in here.references)
