"""What became of each code: every change of the codebook as events, read from the log.

Read backwards once: the codebook of today is put back change by change, so that each event has the names of its own time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from qda.store.analysis import codes
from qda.store.history import log, reasons
from qda.store.history.door import unpack

DEFINED = ("definition", "include", "exclude", "example")
_CODE = ("name", "key", "parent", "level", *DEFINED)
_TABLES = {"code": _CODE, "membership": ("code", "category"), "code_alias": ("code", "key")}
_MERGES = ("codebook merge", "merge")
Image = dict[str, Any]
Found = tuple[int, str, str, str, str, int]  # code, event, before, after, what, other


class Event(NamedTuple):
    """What a change did to a code, `id`: at first its line of the log, then the event.

    `later`: reasons that were given later. `live`: the change is in effect. `what`: which text was defined; of a code that was
    born, its level. `other`: the code that it became, or that was split off.
    """

    n: int
    at: str
    id: int
    event: str
    before: str
    after: str
    because: str
    later: tuple[str, ...]
    coder: str
    live: bool
    what: str = ""
    other: int = 0


class History:
    """The events of the codebook, the oldest first.

    `called`: number -> how a code is called, or was last. `names`: number -> every name and path that it had.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._rows: dict[str, dict[int, Image]] = {
            table: {
                id: dict(zip(names, values, strict=True))
                for id, *values in db.execute(f"select id, {', '.join(names)} from {table}")
            }
            for table, names in _TABLES.items()
        }
        self.called: dict[int, str] = dict(codes.labels(db))
        self.names: dict[int, set[str]] = {}
        self.events = self._read()

    def merged(self) -> dict[int, int]:
        """Return the codes that are merged into others, with what they became in the end, if that is still there."""
        into = {e.id: e.other for e in self.events if e.event == "merged" and e.live}
        out: dict[int, int] = {}
        for id, to in into.items():
            seen = {id}
            while to in into and to not in seen:
                seen.add(to)
                to = into[to]
            out[id] = to
        return out

    # -- the log, backwards ------------------------------------------------------------------------------------------------

    def _read(self) -> list[Event]:
        later, turned = reasons.later(self.db), log.turned(self.db)
        for id, path in codes.paths(self.db).items():
            self.names[id] = {path, self.called[id]}
        out: list[list[Event]] = []
        rows = self.db.execute(
            "select c.id, r.tbl, r.op, r.key, r.last, case when r.op = 'I' then null else r.before end, "
            "c.kind, c.at, c.coder, c.command, c.summary, c.because, r.id from change_row r join change c on c.id = r.change "
            "where r.tbl in ('code', 'membership', 'code_alias') union all "  # a split into one that was there touches none
            "select id, '', '', 0, null, null, kind, at, coder, command, summary, because, 0 from change "
            "where command = 'codebook split' and +kind = 'do' order by 1 desc, 13 desc"
        )
        for n, group in groupby(rows, key=itemgetter(0)):
            every = list(group)
            kind, at, coder, command, summary, because = every[0][6:12]
            some = [row for row in every if row[1]]
            if kind in ("do", "base"):
                line = _Line(n, at, coder, command, summary, because, n not in turned, tuple(later.get(n, ())))
                out.append([line.event(found) for found in self._found(line, some)])
            else:
                for row in some:
                    self._back(*row[1:6])
        return [event for some in reversed(out) for event in some]

    def _found(self, line: _Line, group: Sequence[Sequence[Any]]) -> list[Found]:
        """Return what one change did, and take it back."""
        first = group[0] if len(group) == 1 else ()
        if first and first[1:3] == ("code", "U") and '"parent":' not in first[5]:  # most changes: no path moves
            id = first[3]
            after = self._rows["code"][id]
            self._back(*first[1:6])
            before = self._rows["code"][id]
            self.names.setdefault(id, set()).add(before["name"])
            return _altered(id, before, after)
        return self._found_in_many(line, group)

    def _back(self, table: str, op: str, key_: int, last: int | None, before: Any) -> None:
        """Take one row of the log back."""
        rows = self._rows[table]
        if op == "I":
            for id in range(key_, (last or key_) + 1):
                rows.pop(id, None)
        elif op == "U":
            rows[key_] = {**rows[key_], **json.loads(before)}
        else:
            for id, image in unpack(key_, before):
                rows[id] = image

    def _found_in_many(self, line: _Line, group: Sequence[Sequence[Any]]) -> list[Found]:
        touched: dict[str, set[int]] = {table: set() for table in _TABLES}
        for _, table, op, key_, last, before, *_ in group:
            if op == "D":
                touched[table].update(id for id, _ in unpack(key_, before))
            else:
                touched[table].update(range(key_, (last or key_) + 1))
        now = _View(self._rows, touched)
        for row in group:
            self._back(*row[1:6])
        then = _View(self._rows, touched)
        found: list[Found] = []
        for id in sorted(touched["code"]):
            self.names.setdefault(id, set()).update(then.called(id) | now.called(id))
            found += self._of_code(line, id, then, now)
        found += self._of_members(sorted(touched["membership"]), then, now)
        if line.command == "codebook split":
            found += self._split(line, then, now)
        return found

    # -- what a change did -------------------------------------------------------------------------------------------------

    def _of_code(self, line: _Line, id: int, then: _View, now: _View) -> list[Found]:
        a, b = then.code.get(id), now.code.get(id)
        if a is None or b is None:
            if b is not None:
                level = "" if b["level"] == "code" else b["level"]
                return [(id, "born", "", _whole(now.path[id], b), level, 0)]
            if a is None:  # made and gone in one change
                return []
            self.called.setdefault(id, a["name"])
            if into := self._become(line, id, a, now):
                return [(id, "merged", then.path[id], self._named(into, now), "", into)]
            return [(id, "removed", _whole(then.path[id], a), "", "", 0)]
        moved = [(id, "moved", then.path[id], now.path[id], "", 0)] if a["parent"] != b["parent"] else []
        return [*moved, *_altered(id, a, b)]

    def _become(self, line: _Line, id: int, image: Image, now: _View) -> int:
        """Return the code into which a change merged one that it removed, 0 where it did not.

        Since then that one has its name as another name, or its codings.
        """
        if line.command not in _MERGES:
            return 0
        for alias in now.alias.values():
            if alias["key"] == image["key"] and alias["code"] != id:
                return int(alias["code"])
        moved = self.db.execute(
            "select json_extract(after, '$.code') from change_row where change = ? and tbl = 'coding' and op = 'U' "
            "and json_extract(before, '$.code') = ? limit 1",
            (line.n, id),
        ).fetchone()
        if moved and moved[0]:
            return int(moved[0])
        # It left nothing: neither a name that the other did not have nor a coding. What was done was written down.
        every = {**{i: _path(self._rows["code"], i) for i in self._rows["code"]}, **now.path}
        return next((i for i, path in every.items() if i != id and f" into {path!r}: " in line.summary), 0)

    def _of_members(self, ids: Iterable[int], then: _View, now: _View) -> list[Found]:
        out: list[Found] = []
        for id in ids:
            a, b = then.member.get(id), now.member.get(id)
            if a is None and b is None:
                continue
            if a is not None and b is not None and a["code"] != b["code"]:  # what a merged code belonged to
                a = None
            code = (b or a or {})["code"]
            if b is None and code in then.code and code not in now.code:
                continue  # the code itself is gone
            was = "" if a is None else self._named(a["category"], then)
            is_ = "" if b is None else self._named(b["category"], now)
            if was != is_:
                out.append((code, "member", was, is_, "", 0))
        return out

    def _split(self, line: _Line, then: _View, now: _View) -> list[Found]:
        """Return what a split did to the code that was split: its codings tell which, and which code they got."""
        moved = self.db.execute(
            "select json_extract(before, '$.code'), json_extract(after, '$.code') from change_row where change = ? "
            "and tbl = 'coding' and op = 'U' and json_extract(before, '$.code') is not null limit 1",
            (line.n,),
        ).fetchone()
        old, new = moved or (0, 0)
        gone = self.db.execute(
            "select key, before from change_row where change = ? and tbl = 'coding' and op = 'D' limit 1", (line.n,)
        ).fetchone()
        if not moved and gone:  # all were joined with codings that were there: of which code was written down
            old = next(image["code"] for _, image in unpack(*gone))
            paths = {**{i: _path(self._rows["code"], i) for i in self._rows["code"]}, **now.path}
            new = next((i for i, path in paths.items() if i != old and f" to {path!r}, " in line.summary), 0)
        if not old or not new:
            return []
        return [(old, "split", self._named(old, then), self._named(new, now), "", new)]

    def _named(self, id: int, view: _View) -> str:
        """Return the path that a code had, or where it was touched by nothing, the one that it has in the state put back."""
        return view.path.get(id) or _path(self._rows["code"], id)


class _Line(NamedTuple):
    """A line of the log: what its events have in common."""

    n: int
    at: str
    coder: str
    command: str
    summary: str
    because: str
    live: bool
    later: tuple[str, ...]

    def event(self, found: Found) -> Event:
        """Return one of its events."""
        id, event, before, after, what, other = found
        return Event(
            self.n, self.at, id, event, before, after, self.because, self.later, self.coder, self.live, what, other
        )


def _altered(id: int, a: Image, b: Image) -> list[Found]:
    """Return what was done to a code that stayed where it was."""
    out: list[Found] = []
    if a["name"] != b["name"]:
        out.append((id, "renamed", a["name"], b["name"], "", 0))
    if a["level"] != b["level"]:
        higher = codes.LEVELS.index(b["level"]) > codes.LEVELS.index(a["level"])
        out.append((id, "raised" if higher else "lowered", a["level"], b["level"], "", 0))
    out += [(id, "defined", a[text], b[text], text, 0) for text in DEFINED if a[text] != b[text]]
    return out


class _View:
    """The touched rows at one moment, with the paths of the codes among them and of the categories that these name."""

    def __init__(self, rows: dict[str, dict[int, Image]], touched: dict[str, set[int]]) -> None:
        known = rows["code"]
        self.code = {id: known[id] for id in touched["code"] if id in known}
        self.member = {id: rows["membership"][id] for id in touched["membership"] if id in rows["membership"]}
        self.alias = {id: rows["code_alias"][id] for id in touched["code_alias"] if id in rows["code_alias"]}
        named = {*self.code, *(m["category"] for m in self.member.values()), *(x["code"] for x in self.alias.values())}
        self.path = {id: _path(known, id) for id in named if id in known}

    def called(self, id: int) -> set[str]:
        """Return the name and path of a code; none where it is not there."""
        return {self.code[id]["name"], self.path[id]} if id in self.code else set()


def _path(rows: dict[int, Image], id: int) -> str:
    parts: list[str] = []
    at: int | None = id
    while at is not None and at in rows and len(parts) < len(rows):
        parts.append(rows[at]["name"])
        at = rows[at]["parent"]
    return "/".join(reversed(parts))


def _whole(path: str, image: Image) -> str:
    """Return what a code was when it came or went: its path, and what it meant."""
    return f"{path}: {image['definition']}" if image["definition"] else path
