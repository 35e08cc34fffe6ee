"""A merge that is going on: how what theirs rests on comes (back): what ours removed, what ours never had, merged codes."""

from __future__ import annotations

from qda.core.names import MAX_LENGTH, key, short
from qda.store.analysis.links import COLUMN, HOLDERS, IN_TEXT
from qda.store.exchange.standing import rename
from qda.store.history.door import unpack
from qda.store.history.undo import bring_back
from qda.store.merge.known import FATES, NEVER, Known, Row
from qda.store.merge.lineage import merge_target, name_of
from qda.store.merge.net import Image, Net
from qda.store.merge.things import BY_TABLE, LINKED

__all__ = ["FATES", "Merging", "Row", "name_of"]


class Merging(Known):
    """A merge: shared by all its parts."""

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
        if table == "segment":
            return None  # comes with its source, never alone
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
                self.elsewhere.add(id)
                self.tell(kind="code-merged", table="code", row=into, name=self.graves("code")[grave]["name"],
                          ours=self.name("code", into), theirs=self.graves("code")[grave]["name"],
                          done=f"it is with {self.name('code', into)!r}, into which it was merged",
                          item=self.graves("code")[grave]["uuid"])  # fmt: skip
                return into
            self.maps[table][id] = back = self.resurrect(table, grave)
            return back
        return self.bring(table, id, image)

    def who(self, coder: int) -> int:
        """Return ours' coder for who did something there: work done under ours' own name may be said to be another's."""
        if self.as_coder:
            row = self.theirs("coder", coder)
            if row is not None and row["key"] in self.under and not row["consensus"]:
                return self.c.coder_named(self.as_coder)
        return int(self.need("coder", coder) or 0)

    def bring(self, table: str, id: int, image: Image | None = None) -> int:
        """Bring a row of theirs that ours never had, with what it needs."""
        image = image or self.theirs(table, id)
        if image is None:
            raise KeyError((table, id))
        row = self.needed(table, image)
        if table == "source":
            row.update(self.free_source(row["name"], row["title"]))
        elif table == "coder":
            row.update(self.free_coder(row["name"]))
        elif held := self.by_key(table, row):
            self.maps[table][id] = held
            return held
        if table in LINKED:
            row[LINKED[table]] = rename(row[LINKED[table]], self.renamed, IN_TEXT)
        self.maps[table][id] = new = self.c.insert(table, **row)
        self.imported.add((table, id))
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

    def resurrect(self, table: str, id: int) -> int:
        """Bring a row back that ours removed, under its number, with what it needs: a source with segments and people.

        Return its number, or that of the row that ours made in its place since.
        """
        if (table, id) in self.back:
            return self.instead.get((table, id), id)
        if self.shapes[table].uuid >= 0 and (held := self.of_uuid(table, self.graves(table)[id]["uuid"])):
            return held  # it is here under another number
        self.back.add((table, id))
        if instead := self._bring_back(table, id):
            self.instead[table, id] = instead
            if self.shapes[table].uuid >= 0:
                self.remember_gone(table, self.graves(table)[id]["uuid"], instead)
            return instead
        if BY_TABLE[table].thing and table not in ("segment", "participant", "coder") and self.ours(table, id):
            self.tell(
                kind="removed-used", table=table, row=id, name=self.name(table, id),
                done="it came back, as theirs edited it or rests on it",
            )  # fmt: skip
        return id

    def _bring_back(self, table: str, id: int) -> int:
        """Bring one row back with what it needs. Return the row of ours that has its place, which then stays as it is, else 0."""
        image = dict(self.graves(table)[id])
        here = self.shapes[table]
        for r in here.references:
            name = here.columns[r.at]
            v = image[name]
            if r.table == "source" and v in self.replaced:
                image[name] = v = self.replaced[v]
            if v is None or self.db.execute(f"select 1 from {r.table} where id = ?", (v,)).fetchone():
                continue
            if self.shapes[r.table].uuid >= 0 and v in self.graves(r.table):  # it may be here under another number
                image[name] = v = self.of_uuid(r.table, self.graves(r.table)[v]["uuid"]) or v
                if self.ours(r.table, v) is not None:
                    continue
            if v in self.graves(r.table) and (
                r.follows or here.required[r.at] or table in ("code", "pile") or r.table == "participant"
            ):
                into = self.merged_into(v) if r.table == "code" else 0
                if into:
                    image[name] = into
                else:
                    image[name] = self.resurrect(r.table, v)
            else:
                image[name] = None
        if table == "source":
            if self.db.execute("select 1 from source where key = ?", (image["key"],)).fetchone():
                image.update(self.free_source(image["name"], image["title"]))
            bring_back(self.c, table, [(id, image)])
            self.lengths.setdefault(image["characters"], []).append(id)
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
                            row["participant"] = self.resurrect("participant", person)
                        else:
                            row["participant"] = None
            bring_back(self.c, "segment", mine)
            return 0
        if table == "coding":
            self.torn.add(image["source"])
        held = self.by_key(table, image)
        if held and "name" in image:
            image["name"] = f"{short(image['name'], MAX_LENGTH - 40)} ({id})"
            image["key"] = key(image["name"])
        elif held:
            return held
        bring_back(self.c, table, [(id, image)])
        if table in HOLDERS:
            self._with_links(table, id)
        return 0

    def _with_links(self, holder: str, id: int) -> None:
        """Bring the links and versions of a text back; a link whose target is gone keeps its name."""
        for table in ("link", f"{holder}_version"):
            if table not in self.shapes:
                continue
            rows = [(i, dict(v)) for i, v in self.graves(table).items() if v[holder] == id]
            for _, row in rows:
                for r in self.shapes[table].references:
                    name = self.shapes[table].columns[r.at]
                    named = self.ours(r.table, row[name]) if row[name] is not None else None
                    if named is None and row[name] is not None and self.shapes[table].required[r.at]:
                        row[name] = self._again(r.table, row[name])
                    elif named is None:
                        row[name] = None
                    elif name in COLUMN.values() and named.get("uuid", row["uuid"]) != row["uuid"]:
                        row[name] = self.of_uuid(r.table, row["uuid"]) or None  # a source that has another text by now
            bring_back(self.c, table, rows)

    def _again(self, table: str, id: int) -> int:
        """Return the row for one of ours that went: it may be here under another number, else it comes back."""
        return self.of_uuid(table, self.graves(table)[id]["uuid"]) or self.resurrect(table, id)

    def free_source(self, name: str, title: str) -> Image:
        """Return name, key and title of a source whose name may be taken: `NAME (2)`."""
        n, given = 2, name
        while self.db.execute("select 1 from source where key = ?", (key(name),)).fetchone():
            name = f"{short(given, MAX_LENGTH - len(f' ({n})'))} ({n})"
            n += 1
        return {"name": name, "key": key(name), "title": title or given}

    def free_coder(self, name: str) -> Image:
        """Return name and key of a coder whose name may be the layer's, or the layer's that may be a person's: `NAME (2)`."""
        n, given = 2, name
        while self.db.execute("select 1 from coder where key = ?", (key(name),)).fetchone():
            name = f"{short(given, MAX_LENGTH - len(f' ({n})'))} ({n})"
            n += 1
        return {"name": name, "key": key(name)}

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
            at = merge_target(self.their, at, now, self.past.base, NEVER)
            if at and self.theirs("code", at):
                return at
            net = self.went.get("code")
            now = net.was(at) if net is not None and at else None
        return 0
