"""Decisions on places of disagreement, in a merge: they travel by uuid, and a place has one decision.

Where both settled a place since, in two ways, ours stays and a conflict holds theirs; the codings that theirs put into the layer
for it stay out as well, because the layer says one thing of a place. A place is known again by the codings in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from qda.core.errors import Refused
from qda.store.analysis import codes, codings, decisions, links, memos
from qda.store.analysis.codebook_changes import joined_text
from qda.store.analysis.links import IN_TEXT
from qda.store.exchange.standing import rename
from qda.store.file import layer
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.merge import conflicts
from qda.store.merge.net import Image
from qda.store.merge.standing import Merging
from qda.store.merge.telling import told
from qda.store.texts import sources

HOW = ("how", "keeper", "code", "start", "end")  # what was decided, as one value
_REFERENCES = {"keeper": "coder", "code": "code"}


class Decisions:
    """Theirs' decisions: looked at before codings are taken, taken after them."""

    def __init__(self, m: Merging) -> None:
        self.m = m
        self.new: list[tuple[int, Image]] = []
        self.twins: dict[int, int] = {}  # theirs' decision -> ours, which decided the same
        self.against: dict[int, int] = {}  # theirs' decision -> ours, which decided otherwise
        self.there: set[int] = set()  # that ours knows
        self._at: defaultdict[tuple[int, str], set[int]] = defaultdict(set)  # code and coding -> decisions of ours

    def look(self) -> None:
        """Say which of theirs' decisions are on places that ours settled; the codings of those that stay out are passed over."""
        m = self.m
        net = m.went.get("decision")
        if net is None:
            return
        self.new = [(id, now) for id, was, now in net.touched() if was is None and now is not None]
        self.new += [row for batch in net.new() for row in batch]
        self.new.sort(key=lambda r: r[0])
        if not self.new:
            return
        for decision, code, state in m.db.execute("select decision, code, state from decision_place").fetchall():
            if decision not in m.doomed["decision"]:
                for uuid in json.loads(state)["codings"]:
                    self._at[code, uuid].add(decision)
        for id, now in self.new:
            self._look(id, now)
        out = set(self.against)
        for decision in out:
            for (coding,) in m.their.execute(
                "select coding from decision_coding where decision = ?", (decision,)
            ).fetchall():
                others = m.their.execute("select decision from decision_coding where coding = ?", (coding,)).fetchall()
                if out.issuperset(d for (d,) in others):
                    m.passed.add(coding)

    def _look(self, id: int, now: Image) -> None:
        m = self.m
        if m.of_uuid("decision", now["uuid"]):
            self.there.add(id)
            return
        hits = self._hits(id)
        if not hits:
            return
        own = m.ours("decision", hits[0]) or {}
        if tuple(own[n] for n in HOW) == tuple(self._mapped(now)[n] for n in HOW):
            self.twins[id] = hits[0]
        elif m.known_here("decision", id):
            self.there.add(id)
        elif all(m.knows("decision", hit) for hit in hits) and not conflicts.open_there(m, "decision", now, ("how",)):
            decisions.take_back(m.c, hits)  # theirs settled the conflict, and its own decision stayed
            for held in self._at.values():
                held.difference_update(hits)
        else:
            self.against[id] = hits[0]

    def _hits(self, id: int) -> list[int]:
        """Return ours' decisions on the places of one of theirs, that on the place asked about first."""
        found: dict[int, None] = {}
        if self._at:
            for _, code, state in self.m.their.execute(
                "select id, code, state from decision_place where decision = ? order by asked desc, id", (id,)
            ).fetchall():
                own = self.m.standing("code", code)
                for uuid in json.loads(state)["codings"]:
                    found |= dict.fromkeys(sorted(self._at.get((own, self._uuid(uuid)), ())))
        return list(found)

    def _uuid(self, uuid: str) -> str:
        """Return the uuid of ours' coding for one of theirs."""
        m = self.m
        uuid = m.same.get("coding", {}).get(uuid, uuid)
        if m.of_uuid("coding", uuid):
            return uuid
        row = m.their.execute("select id from coding where uuid = ?", (uuid,)).fetchone()
        found = m.ours("coding", m.standing("coding", row[0])) if row else None
        return str(found["uuid"]) if found else uuid

    def _mapped(self, now: Image) -> Image:
        """Return what theirs decided, with ours' numbers where ours has what it names."""
        row = self.m.mapped("decision", now)
        return {**row, "keeper": self.m.who(now["keeper"]) if now["keeper"] is not None else None}

    def _note(self, now: Image) -> str:
        """Return the note of a decision of theirs, its links naming what is here."""
        return rename(now["note"], self.m.renamed, IN_TEXT)

    # -- taken, once all that decisions rest on is there -----------------------------------------------------------------

    def take(self) -> None:
        """Take theirs' decisions with their places and what they put into the layer; tell of those that stay out."""
        m = self.m
        for id, now in self.new:
            if id in self.there:
                m.count("decision", "already")
            elif id in self.twins:
                self._join(id, now, self.twins[id])
            elif id in self.against:
                self._tell(id, now, self.against[id])
            else:
                row = m.needed("decision", now)
                row |= {n: m.who(now[n]) for n in ("coder", "keeper") if now[n] is not None}
                row["note"] = self._note(now)
                m.maps["decision"][id] = new = m.c.insert("decision", **row)
                for place in self._places(id):
                    m.c.insert("decision_place", decision=new, **place)
                self._hold(id, new)
                m.count("decision", "added")
        self._held_again()
        for table in ("decision", "decision_place"):
            self._moved(table)

    def _places(self, id: int, *, bring: bool = True) -> list[Image]:
        """Return the places of a decision of theirs, as ours has them; what they rest on comes (back), or is 0 here."""
        m = self.m
        here = m.need if bring else m.standing
        out = []
        cursor = m.their.execute("select * from decision_place where decision = ? order by id", (id,))
        names = [d[0] for d in cursor.description]
        for values in cursor.fetchall():
            image = dict(zip(names, values, strict=True))
            row = {n: v for n, v in image.items() if n not in ("id", "decision")}
            state = json.loads(image["state"])
            if bring:
                self._bring(state["codings"])
            row["coding"] = (image["coding"] is not None and m.standing("coding", image["coding"])) or None
            held = m.ours("coding", row["coding"]) if row["coding"] else None
            row["source"] = held["source"] if held else here("source", image["source"])
            row["code"] = held["code"] if held else here("code", image["code"])
            state["codings"] = {self._uuid(u): at for u, at in state["codings"].items()}
            state["readers"] = sorted({m.same.get("coder", {}).get(u, u) for u in state["readers"]})
            row["state"] = json.dumps(state, sort_keys=True)
            row["uuid"] = m.derived_uuid("decision_place", row["uuid"])
            out.append(row)
        return out

    def _bring(self, uuids: Iterable[str]) -> None:
        """Bring the codings in a place that ours never had: a copy may have been handed out without them."""
        for uuid in uuids:
            row = self.m.their.execute("select * from coding where uuid = ?", (uuid,))
            values = row.fetchone()
            if values is not None:
                image = dict(zip([d[0] for d in row.description], values, strict=True))
                id = image.pop("id")
                if not self.m.standing("coding", id, image) and not self.m.grave_of("coding", id, image):
                    self.m.need("coding", id, image)

    def _hold(self, theirs: int, ours: int) -> None:
        """Let a decision of ours hold the codings that one of theirs put into the layer."""
        held = set(decisions.codings_of(self.m.db, ours))
        for coding in decisions.codings_of(self.m.their, theirs):
            found = self.m.need("coding", coding)
            if found and found not in held:
                held.add(found)
                self.m.c.insert("decision_coding", decision=ours, coding=found)

    def _held_again(self) -> None:
        """Let decisions that both have hold the codings that they hold again in theirs: these were removed, and came back."""
        m = self.m
        net = m.went.get("decision_coding")
        if net is None:
            return
        taken = {id for id, _ in self.new} - self.there
        rows = [now for _, was, now in net.touched() if was is None and now is not None]
        rows += [now for batch in net.new() for _, now in batch]
        for now in rows:
            if now["decision"] not in taken:
                own, coding = m.standing("decision", now["decision"]), m.standing("coding", now["coding"])
                stays = own and coding and coding not in m.doomed["coding"]
                if stays and coding not in decisions.codings_of(m.db, own):
                    m.c.insert("decision_coding", decision=own, coding=coding)

    def _join(self, id: int, now: Image, own: int) -> None:
        """Both decided the same: one decision, with both notes and all places."""
        m = self.m
        m.maps["decision"][id] = own
        m.remember("decision", now["uuid"], own)
        was = m.ours("decision", own) or {}
        now = {**now, "note": self._note(now)}
        both = joined_text(was["note"], now["note"], "; ")
        if both != was["note"]:
            m.c.update("decision", own, note=both)
            if was["note"]:
                told(m, "both-made", "decision", own, ("note",), None, was, now, now, "both are kept")
        for place in self._places(id):
            uuids = json.loads(place["state"])["codings"]
            if not any(self._at.get((place["code"], uuid)) for uuid in uuids):
                m.c.insert("decision_place", decision=own, **{**place, "asked": 0})
        self._hold(id, own)
        m.count("decision", "joined")

    def _tell(self, id: int, now: Image, own: int) -> None:
        m = self.m
        row = {**m.mapped("decision", now), "note": self._note(now)}
        row |= {n: m.who(now[n]) for n in ("coder", "keeper") if now[n] is not None}
        made = []
        for coding in decisions.codings_of(m.their, id):
            image = m.theirs("coding", coding) or {}
            at = m.mapped("coding", image)
            made.append({n: at[n] for n in ("uuid", "source", "start", "end", "code", "note")})
        raw = {
            "theirs": {n: row[n] for n in (*HOW, "note")}, "refs": _REFERENCES,
            "decision": {n: row[n] for n in ("uuid", "coder", "created_at")},
            "places": self._places(id, bring=False), "codings": made,
        }  # fmt: skip
        m.tell(
            kind="both-made", table="decision", row=own, name=m.name("decision", own), column="how",
            ours=worded(m.db, m.ours("decision", own) or {}), theirs=worded(m.db, row), raw=raw,
            done="ours' decision stays, theirs stands in the conflict",
            coder=layer_name(m.db, row["coder"]),
        )  # fmt: skip
        m.count("decision", "kept")

    def _moved(self, table: str) -> None:
        """Let decisions be on the codes, codings and sources that theirs moved them to, where ours did not."""
        m = self.m
        net = m.went.get(table)
        here = m.shapes[table]
        for id, was, now in net.touched() if net is not None else ():
            if was is None or now is None:
                continue
            found = m.standing(table, id, was)
            own = m.ours(table, found) if found else None
            new = {}
            for r in here.references:
                n = here.columns[r.at]
                if own is not None and was[n] != now[n] and r.table != "coder" and now[n] is not None:
                    to = m.standing(r.table, now[n])
                    if to and own[n] == (m.standing(r.table, was[n]) if was[n] is not None else None):
                        new[n] = to
            if new:
                m.c.update(table, found, **new)
            if table == "decision":
                m.count("decision", "changed" if new else "already")


def layer_name(db: sqlite3.Connection, coder: int) -> str:
    """Return a coder's name."""
    return str(db.execute("select name from coder where id = ?", (coder,)).fetchone()[0])


def worded(db: sqlite3.Connection, row: Image) -> str:
    """Return what was decided, and why, as a person reads it, but for links, which stay by uuid."""
    what = [str(row["how"])]
    if row["keeper"] is not None:
        what.append(layer_name(db, row["keeper"]))
    if row["code"] is not None:
        what.append(codes.paths(db).get(row["code"], "?"))
    if row["start"] is not None:
        what.append(f"{row['start']}:{row['end']}")
    return " ".join(what) + (f" ({row['note']})" if row["note"] else "")


# -- settled -----------------------------------------------------------------------------------------------------------


def put(c: Change, found: dict[str, Any]) -> None:
    """Let theirs' decision stand, as a conflict holds it: ours on its places goes, with what it put into the layer.

    Refused where something that it rests on is no more.
    """
    raw = json.loads(found["raw"])
    what: dict[str, Any] = raw["theirs"]
    gone = Refused(
        "conflict-gone", "what conflict {id} is about is no more ({what})", id=found["id"], what=found["theirs"]
    )
    for n, table in raw["refs"].items():
        if what[n] is not None and conflicts.gone(c.db, table, what[n]):
            raise gone
    for at in (*raw["places"], *raw["codings"]):
        if conflicts.gone(c.db, "source", at["source"]) or conflicts.gone(c.db, "code", at["code"]):
            raise gone
    for g in raw["codings"]:
        (characters,) = c.db.execute("select characters from source where id = ?", (g["source"],)).fetchone()
        if g["end"] > characters:
            raise gone
    decisions.take_back(c, dict.fromkeys([found["row"], *_on(c.db, raw["places"])]))
    of = layer.make(c)
    held = [_coding(c, of, g) for g in raw["codings"]]
    decision = {**raw["decision"]}
    if c.db.execute("select 1 from decision where uuid = ?", (decision["uuid"],)).fetchone():
        raise gone
    new = c.insert("decision", **what, **decision)
    links.write(c, "decision", new, "text", memos.targets(c.db, what["note"]))
    for place in raw["places"]:
        coding = place["coding"]
        if coding is not None and conflicts.gone(c.db, "coding", coding):
            coding = None
        taken = c.db.execute("select 1 from decision_place where uuid = ?", (place["uuid"],)).fetchone()
        uuid = new_uuid() if taken else place["uuid"]
        c.insert("decision_place", decision=new, **{**place, "coding": coding, "uuid": uuid})
    for id in dict.fromkeys(held):
        c.insert("decision_coding", decision=new, coding=id)
    c.update("conflict", found["id"], row=new)


def _on(db: sqlite3.Connection, places: Iterable[dict[str, Any]]) -> list[int]:
    """Return the decisions on these places."""
    wanted = {(p["code"], uuid) for p in places for uuid in json.loads(p["state"])["codings"]}
    return [
        decision
        for decision, code, state in db.execute("select decision, code, state from decision_place").fetchall()
        if any((code, uuid) in wanted for uuid in json.loads(state)["codings"])
    ]


def _coding(c: Change, of: int, g: dict[str, Any]) -> int:
    """Return the layer's coding of a stretch, made where it is not there."""
    found = codings.find(c.db, g["source"], g["start"], g["end"], g["code"], of)
    if found is not None:
        return found
    place = codings.place(sources.layout(c.db, g["source"]), g["start"], g["end"])
    taken = c.db.execute("select 1 from coding where uuid = ?", (g["uuid"],)).fetchone()
    uuid = new_uuid() if taken else g["uuid"]
    new = codings.New(g["source"], g["start"], g["end"], g["code"], of, g["note"], place, uuid)
    return codings.add_many(c, [new], origin="hand")[0]
