"""A merge that is going on: which row of ours stands for a row of theirs, and how what ours removed comes back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from qda.core.names import MAX_LENGTH, key, short
from qda.store.analysis.links import HOLDERS
from qda.store.exchange.shape import Shape, shape
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change, unpack
from qda.store.history.undo import bring_back
from qda.store.merge.net import Image, Net
from qda.store.merge.past import Past
from qda.store.merge.things import BY_TABLE

FATES = ("added", "joined", "changed", "removed", "already", "kept")
_NEVER = 1 << 62


@dataclass(slots=True)
class Row:
    """A row of the table of a merge."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[int] = field(default_factory=list)


class Merging:
    """Shared by all parts of a merge.

    db, their: the connections. went: by table the net changes of theirs. doomed: rows of ours that go with the merge.
    torn: sources of ours whose codings are to be counted anew. back: what came back, (table, number).
    """

    def __init__(self, c: Change, their: sqlite3.Connection, past: Past, went: dict[str, Net], file: str) -> None:
        self.c, self.db, self.their, self.past, self.went, self.file = c, c.db, their, past, went, file
        self.shapes: dict[str, Shape] = {t: shape(c.db, t) for t in BY_TABLE}
        self.floor = {t: self._first_new(t) for t in BY_TABLE}
        self.next = {t: c.next_id(t) for t in BY_TABLE}
        self.maps: dict[str, dict[int, int]] = {t: {} for t in BY_TABLE}
        self.same: dict[str, dict[str, str]] = {}
        self.renamed: dict[str, str] = {}
        for tbl, uuid, thing in self.db.execute("select tbl, uuid, thing from same_thing"):
            self.same.setdefault(tbl, {})[uuid] = thing
            self.renamed[uuid] = thing
        self.doomed: dict[str, set[int]] = {t: set() for t in BY_TABLE}
        self.stays: dict[str, set[int]] = {t: set() for t in BY_TABLE}  # theirs removed them, and they stay
        self.rows: dict[str, Row] = {}
        self.torn: set[int] = set()
        self.back: set[tuple[str, int]] = set()
        self.imported: set[tuple[str, int]] = set()
        self.conflicts: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.as_coder = ""
        self.under: frozenset[str] = frozenset()  # keys of coders whose work is `as_coder`'s
        self.new_text: dict[int, int] = {}  # source of ours -> the one that has its newer text
        self.replaced: dict[int, int] = {}  # sources of ours that went with this merge -> the one with theirs' text
        self.rivals: set[int] = set()  # sources of ours that hold a text of theirs that ours did not take
        self.retexted: set[int] = set()  # sources of ours that got a text of theirs
        self.retexted_theirs: set[int] = set()
        self.stood: dict[int, tuple[int, int]] = {}  # where codings of ours stood in the text before
        self.old_texts: dict[int, int] = {}
        self.going_with: dict[int, list[int]] = {}  # source of theirs that went -> segments of ours
        self.memos_counted: set[int] = set()
        self.their_tables: set[str] = set()
        self.coder_of_file = ""
        self.said: set[tuple[str, int]] = set()
        self.follow: Callable[[str, str, int, int], tuple[int, int] | None] | None = None
        self.tell: Callable[..., None] = lambda **_: None
        self._graves: dict[str, dict[int, Image]] = {}
        self._grave_uuids: dict[str, dict[str, int]] = {}
        self._into: dict[int, int] = {}

    def _first_new(self, table: str) -> int:
        """Return the first number that either side gave after they parted: below it a number means one row in both."""
        if not self.past.ours:
            return 0
        sql = "select min(key) from change_row where tbl = ? and op = 'I' and change > ? and key > ?"
        out = _NEVER
        for db, line in ((self.db, self.past.ours), (self.their, self.past.theirs)):
            # what an undo brought back has its old number: only numbers beyond all that were given before are new
            given = db.execute(
                "select coalesce(max(coalesce(last, key)), 0) from change_row where tbl = ? and change <= ?",
                (table, line),
            ).fetchone()[0]
            first = db.execute(sql, (table, line, given)).fetchone()[0]
            if first is not None:
                out = min(out, first)
        return out

    # -- tallies -------------------------------------------------------------------------------------------------------

    def count(self, table: str, fate: str, n: int = 1) -> None:
        """Count a net change of theirs."""
        thing = BY_TABLE[table].thing
        if thing:
            self.rows.setdefault(thing, Row()).counts[fate] += n

    # -- which row of ours ---------------------------------------------------------------------------------------------

    def theirs(self, table: str, id: int) -> Image | None:
        """Return a row of theirs as it is."""
        cursor = self.their.execute(f"select * from {table} where id = ?", (id,))
        row = cursor.fetchone()
        return None if row is None else dict(zip([d[0] for d in cursor.description], row, strict=True))

    def ours(self, table: str, id: int) -> Image | None:
        """Return a row of ours as it is."""
        cursor = self.db.execute(f"select * from {table} where id = ?", (id,))
        row = cursor.fetchone()
        return None if row is None else dict(zip([d[0] for d in cursor.description], row, strict=True))

    def of_uuid(self, table: str, uuid: str) -> int:
        """Return ours' row with a uuid of theirs, or the one that it became one with; 0 for none."""
        uuid = self.same.get(table, {}).get(uuid, uuid)
        row = self.db.execute(f"select id from {table} where uuid = ?", (uuid,)).fetchone()
        return row[0] if row else 0

    def standing(self, table: str, id: int, image: Image | None = None) -> int:
        """Return ours' row for a row of theirs (`image`: as it was or is, where it is no longer there); 0 for none."""
        held = self.maps[table].get(id)
        if held is not None:
            return held
        found = self._standing(table, id, image)
        if found:
            self.maps[table][id] = found
        return found

    def _standing(self, table: str, id: int, image: Image | None) -> int:
        if id < self.floor[table] and self.db.execute(f"select 1 from {table} where id = ?", (id,)).fetchone():
            return id
        image = image or self.theirs(table, id)
        if image is None:
            return 0
        here = self.shapes[table]
        if table == "source":
            return self.source_of(image)
        if here.uuid >= 0 and (found := self.of_uuid(table, image["uuid"])):
            return found
        if id < self.floor[table] and here.uuid >= 0:
            return 0  # ours had it and removed it: another by its name is not it
        return self.by_key(table, self.mapped(table, image))

    def source_of(self, image: Image) -> int:
        """Return ours' source with the text of theirs: of the uuid, else any; 0 for none."""
        named = self.of_uuid("source", image["uuid"])
        alike = self.db.execute(
            "select id from source where characters = ? and text = ? order by id", (image["characters"], image["text"])
        ).fetchall()
        ids = [i for (i,) in alike]
        return named if named in ids else next(iter(ids), 0)

    def mapped(self, table: str, image: Image) -> Image:
        """Return a row with ours' numbers where it has theirs'; 0 where ours has no such row."""
        out = dict(image)
        out.pop("id", None)
        for r in self.shapes[table].references:
            name = self.shapes[table].columns[r.at]
            if out[name] is not None:
                out[name] = self.coder(out[name]) if r.table == "coder" else self.standing(r.table, out[name])
        return out

    def coder(self, id: int) -> int:
        """Return ours' coder for one of theirs."""
        if (held := self.maps["coder"].get(id)) is None:
            row = self.theirs("coder", id)
            if row is None:
                return 0
            held = self.of_uuid("coder", row["uuid"])
            if not held:
                found = self.db.execute("select id from coder where key = ?", (row["key"],)).fetchone()
                held = found[0] if found else 0
            if held:
                self.maps["coder"][id] = held
        return held

    def by_key(self, table: str, row: Image, but: int = 0) -> int:
        """Return ours' row that has what makes this one unique; 0 for none."""
        here = self.shapes[table]
        for places in here.keys:
            names = [here.columns[i] for i in places]
            where = " and ".join(f'coalesce("{n}", 0) = ?' for n in names)
            hit = self.db.execute(
                f"select id from {table} where {where} and id <> ?",
                [*(0 if row[n] is None else row[n] for n in names), but],
            ).fetchone()
            if hit:
                return int(hit[0])
        if table == "code":  # by an alias in the same home
            hit = self.db.execute(
                "select k.id from code k join code_alias a on a.code = k.id where a.key = ? and k.parent is ? and k.id <> ? "
                "order by k.id", (row["key"], row["parent"], but),
            ).fetchone()  # fmt: skip
            if hit:
                return int(hit[0])
        elif table == "segment":
            alike = self.db.execute(
                'select id from segment where source = ? and start = ? and "end" = ? and id <> ? order by kind <> ?, id',
                (row["source"], row["start"], row["end"], but, row["kind"]),
            ).fetchone()
            return alike[0] if alike else 0
        return 0

    def remember(self, table: str, theirs: str, ours: int) -> None:
        """Remember that a thing of theirs is this one of ours, which keeps its own uuid."""
        (own,) = self.db.execute(f"select uuid from {table} where id = ?", (ours,)).fetchone()
        if own != theirs and self.same.get(table, {}).get(theirs) != own:
            self.remember_gone(table, theirs, ours)

    def remember_gone(self, table: str, uuid: str, ours: int) -> None:
        """Remember that a thing of ours that goes is now this one."""
        (own,) = self.db.execute(f"select uuid from {table} where id = ?", (ours,)).fetchone()
        if own != uuid:
            self.db.execute("delete from same_thing where tbl = ? and uuid = ?", (table, uuid))
            self.c.insert("same_thing", tbl=table, uuid=uuid, thing=own)
            self.same.setdefault(table, {})[uuid] = own
            self.renamed[uuid] = own

    # -- what ours removed ---------------------------------------------------------------------------------------------

    def graves(self, table: str) -> dict[int, Image]:
        """Return the rows that ours removed since the past, as they were last: looked for once, when one is missing."""
        if table not in self._graves:
            net, found = Net(self.db, table), dict[int, Image]()
            went: dict[int, int] = {}
            for change, op, key_, before in self.db.execute(
                "select change, op, key, before from change_row where tbl = ? and op <> 'I' and change > ? and change < ? "
                "order by id desc",
                (table, self.past.ours, self.c.id),
            ):
                if op == "U":  # on its way out a row may first lose what it named: as it was before that change
                    if went.get(key_) == change:
                        found[key_].update(net.image(before))
                    continue
                for id, image in unpack(key_, before):
                    if id not in found:
                        found[id], went[id] = net.whole(image), change
            self._graves[table] = found
            if self.shapes[table].uuid >= 0:
                self._grave_uuids[table] = {v["uuid"]: i for i, v in self._graves[table].items()}
        return self._graves[table]

    def grave_of(self, table: str, id: int, image: Image | None) -> int:
        """Return the number under which ours had a row of theirs that it removed; 0 for none."""
        graves = self.graves(table)
        if id < self.floor[table] and id in graves:
            return id
        image = image or self.theirs(table, id)
        if image is None:
            return 0
        if self.shapes[table].uuid >= 0:
            uuid = str(self.same.get(table, {}).get(image["uuid"], image["uuid"]))
            return self._grave_uuids[table].get(uuid, 0)
        return 0

    def need(self, table: str, id: int | None, image: Image | None = None) -> int | None:
        """Return ours' row for a row of theirs that something rests on: what ours removed comes back, what it never had comes.

        A code that ours merged into another is that other.
        """
        if id is None:
            return None
        if table == "coder":
            return self.coder(id) or self.bring("coder", id)
        if found := self.standing(table, id, image):
            return found
        if table == "source":
            image = image or self.theirs(table, id)
            if image is not None and (newer := self.of_uuid("source", image["uuid"])):
                return newer  # ours gave it another text, and the old row went
        grave = self.grave_of(table, id, image)
        if grave and table == "source" and (newer := self.of_uuid("source", self.graves("source")[grave]["uuid"])):
            return newer
        if grave:
            if table == "code" and (into := self.merged_into(grave)):
                self.maps[table][id] = into
                self.tell(kind="code-merged", table="code", row=into, name=self.graves("code")[grave]["name"],
                          ours=self.name("code", into), theirs=self.graves("code")[grave]["name"],
                          done=f"it is with {self.name('code', into)!r}, into which it was merged",
                          item=self.graves("code")[grave]["uuid"])  # fmt: skip
                return into
            self.resurrect(table, grave)
            self.maps[table][id] = grave
            return grave
        return self.bring(table, id, image)

    def bring(self, table: str, id: int, image: Image | None = None) -> int:
        """Bring a row of theirs that ours never had, with what it needs."""
        image = image or self.theirs(table, id)
        if image is None:
            raise KeyError((table, id))
        row = self.needed(table, image)
        if table == "source":
            row.update(self.free_source(row["name"], row["title"]))
        elif held := self.by_key(table, row):
            self.maps[table][id] = held
            return held
        self.maps[table][id] = new = self.c.insert(table, **row)
        self.imported.add((table, new))
        if table == "source":
            self.bring_segments(id, new)
        return new

    def bring_segments(self, theirs: int, ours: int) -> None:
        """Bring the segments of a source of theirs, with their people."""
        ids = [i for (i,) in self.their.execute("select id from segment where source = ? order by id", (theirs,))]
        later: list[tuple[int, Image]] = []
        for i in ids:
            image = self.theirs("segment", i)
            assert image is not None
            row = {k: v for k, v in image.items() if k != "id"}
            row.update(
                source=ours, participant=self.need("participant", image["participant"]), parent=None, reply_to=None
            )
            self.maps["segment"][i] = self.c.insert("segment", **row)
            later.append((i, image))
        for i, image in later:
            links = {n: self.maps["segment"].get(image[n]) for n in ("parent", "reply_to") if image[n] is not None}
            if links:
                self.c.update("segment", self.maps["segment"][i], **links)

    def needed(self, table: str, image: Image) -> Image:
        """Return a row of theirs with ours' numbers; what it names and ours lacks comes (back)."""
        out = {k: v for k, v in image.items() if k != "id"}
        for r in self.shapes[table].references:
            name = self.shapes[table].columns[r.at]
            if out[name] is not None:
                out[name] = self.need(r.table, out[name])
        return out

    def resurrect(self, table: str, id: int) -> None:
        """Bring a row back that ours removed, under its number, with what it needs: a source with segments and people."""
        if (table, id) in self.back:
            return
        self.back.add((table, id))
        self._bring_back(table, id)
        if BY_TABLE[table].thing and table not in ("segment", "participant", "coder") and self.ours(table, id):
            self.tell(
                kind="removed-used", table=table, row=id, name=self.name(table, id),
                done="it came back, as theirs edited it or rests on it",
            )  # fmt: skip

    def _bring_back(self, table: str, id: int) -> None:
        image = dict(self.graves(table)[id])
        here = self.shapes[table]
        for r in here.references:
            name = here.columns[r.at]
            v = image[name]
            if r.table == "source" and v in self.replaced:
                image[name] = v = self.replaced[v]
            elif v is not None and r.table == "source" and v in self.graves("source"):
                image[name] = v = self.of_uuid("source", self.graves("source")[v]["uuid"]) or v
            if v is None or self.db.execute(f"select 1 from {r.table} where id = ?", (v,)).fetchone():
                continue
            if r.table == table == "segment":
                continue  # comes back with the others of its source
            if v in self.graves(r.table) and (
                r.follows or here.required[r.at] or table == "code" or r.table == "participant"
            ):
                into = self.merged_into(v) if r.table == "code" else 0
                if into:
                    image[name] = into
                else:
                    self.resurrect(r.table, v)
            else:
                image[name] = None
        if table == "source":
            if self.db.execute("select 1 from source where key = ?", (image["key"],)).fetchone():
                image.update(self.free_source(image["name"], image["title"]))
            bring_back(self.c, table, [(id, image)])
            mine = [(i, dict(v)) for i, v in self.graves("segment").items() if v["source"] == id]
            ids = {i for i, _ in mine}
            for i, row in mine:
                self.back.add(("segment", i))
                for n in ("parent", "reply_to"):
                    if row[n] not in ids:
                        row[n] = None
                if row["participant"] is not None:
                    person = row["participant"]
                    if not self.db.execute("select 1 from participant where id = ?", (person,)).fetchone():
                        if person in self.graves("participant"):
                            self.resurrect("participant", person)
                        else:
                            row["participant"] = None
            bring_back(self.c, "segment", mine)
            return
        if table == "coding":
            for n in ("segment", "last_segment"):
                if (
                    image[n] is not None
                    and not self.db.execute("select 1 from segment where id = ?", (image[n],)).fetchone()
                ):
                    image[n] = None
            self.torn.add(image["source"])
        held = self.by_key(table, image)
        if held and "name" in image:
            image["name"] = f"{short(image['name'], MAX_LENGTH - 40)} ({id})"
            image["key"] = key(image["name"])
        elif held:
            return
        bring_back(self.c, table, [(id, image)])
        if table in HOLDERS:
            self._with_links(table, id)

    def _with_links(self, holder: str, id: int) -> None:
        """Bring the links and versions of a text back; a link whose target is gone keeps its name."""
        for table in ("link", f"{holder}_version"):
            if table not in self.shapes:
                continue
            rows = [(i, dict(v)) for i, v in self.graves(table).items() if v[holder] == id]
            for _, row in rows:
                for r in self.shapes[table].references:
                    name = self.shapes[table].columns[r.at]
                    there = row[name] is None or self.ours(r.table, row[name]) is not None
                    row[name] = row[name] if there else None
            bring_back(self.c, table, rows)

    def free_source(self, name: str, title: str) -> Image:
        """Return name, key and title of a source whose name may be taken: `NAME (2)`."""
        n, given = 2, name
        while self.db.execute("select 1 from source where key = ?", (key(name),)).fetchone():
            name = f"{short(given, MAX_LENGTH - len(f' ({n})'))} ({n})"
            n += 1
        return {"name": name, "key": key(name), "title": title or given}

    # -- codes that were merged ----------------------------------------------------------------------------------------

    def merged_into(self, code: int) -> int:
        """Return the code of ours into which a removed one was merged in the end; 0 when it was just removed."""
        if code not in self._into:
            self._into[code] = 0
            into = merge_target(self.db, code, self.graves("code").get(code), self.past.ours, self.c.id)
            if into and not self.db.execute("select 1 from code where id = ?", (into,)).fetchone():
                into = self.merged_into(into)
            self._into[code] = into
        return self._into[code]

    def merged_there(self, code: int, image: Image) -> int:
        """Return theirs' code into which theirs merged a code; 0 when it was just removed."""
        seen: set[int] = set()
        at: int = code
        now: Image | None = image
        while at and at not in seen:
            seen.add(at)
            at = merge_target(self.their, at, now, self.past.base, _NEVER)
            if at and self.theirs("code", at):
                return at
            net = self.went.get("code")
            now = net.was(at) if net is not None and at else None
        return 0

    # -- names ---------------------------------------------------------------------------------------------------------

    def name(self, table: str, id: int) -> str:
        """Return how a row of ours is called in a conflict."""
        return name_of(self.db, table, id)

    def knows(self, table: str, id: int, columns: Iterable[str] = ()) -> bool:
        """True if theirs knows every change of ours that touched a row (these columns of it) since the past."""
        return known(self.db, table, id, self.past.ours, self.past.heard, set(columns), self.c.id)

    def known_here(self, table: str, id: int, columns: Iterable[str] = ()) -> bool:
        """True if ours knows every change of theirs that touched a row (these columns of it) since the past."""
        return known(self.their, table, id, self.past.theirs, self.past.known, set(columns), _NEVER)

    def derived_uuid(self, table: str, uuid: str) -> str:
        """Return a uuid for a row of theirs: its own, unless ours has it for another."""
        there = self.db.execute(f"select 1 from {table} where uuid = ?", (uuid,)).fetchone()
        return new_uuid() if there else uuid


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
    if row is None or row[1] not in ("codebook merge", "merge", "redo"):
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
    from qda.store.analysis import codes, links

    try:
        if table == "code":
            return codes.paths(db).get(id, "")
        if table in ("coding", "relation", "comparison", "negative", "sampling", "property", "segment"):
            return links.remembered(db, table, id)
        if table == "memo":
            return str(db.execute("select title from memo where id = ?", (id,)).fetchone()[0])
        columns = [n for n, _ in schema.columns(db, table)]
        if "name" in columns:
            return str(db.execute(f"select name from {table} where id = ?", (id,)).fetchone()[0])
        if table == "value":
            return " of ".join(db.execute(
                "select x.name, coalesce(s.name, p.name) from value v join variable x on x.id = v.variable left join source s "
                "on s.id = v.source left join participant p on p.id = v.participant where v.id = ?", (id,)).fetchone())  # fmt: skip
        for column, of in (("coding", "coding"), ("code", "code"), ("category", "code"), ("relation", "relation"),
                           ("source", "source")):  # fmt: skip
            if column in columns:
                (at,) = db.execute(f"select {column} from {table} where id = ?", (id,)).fetchone()
                if at is not None:
                    return name_of(db, of, at)
    except TypeError:  # the row is gone
        return ""
    return f"{table} {id}"
