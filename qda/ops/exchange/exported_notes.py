"""Notes of an export: memos, and what has no element in REFI-QDA told in sentences on what it is about.

A note that is written for reading has an identifier made of the thing that refers to it and of its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from qda.core.names import short
from qda.core.projects import derived, reading
from qda.exporters.codebook_qdc import xml as holdable
from qda.exporters.projects import elements, readable
from qda.ops.exchange.exporting import Exporting
from qda.store.analysis import (
    checklists,
    codes,
    codings,
    comparisons,
    conditions,
    links,
    memos,
    negative_cases,
    piles,
    sampling,
    stability,
    summaries,
    theory,
)
from qda.store.analysis.links import FIRST, Link
from qda.store.exchange.shape import OF_THE_MACHINE, OF_THE_STUDY
from qda.store.queries import exchange

REFERRED = ("study", "code", "source", "segment", "coding", "relation")  # kinds of things that take a NoteRef
STUDY = 0
_NUMBER = re.compile(r"\d+, ")
_NO_LINK = str.maketrans("[]", "()")


class Quote(NamedTuple):
    """A coding in words: its code, source and text, and whether these are a researcher's."""

    code: str
    source: str
    text: str
    researcher: bool = False

    def short(self) -> str:
        """The code and the first words, to call the coding by."""
        if not self.text:
            return self.code
        return f"{self.code}: “{short(' '.join(self.text.translate(_NO_LINK).split()), FIRST)}”"


class Notes:
    """The notes of an export, written as they are made; `on(kind, number)` are the guids of those on a thing."""

    def __init__(self, out: Exporting) -> None:
        self._out = out
        self._db = out.db
        self._on: dict[tuple[str, int], list[str]] = {}
        self._names = codes.names(self._db)
        self._levels = codes.levels(self._db)
        self._paths: dict[int, str] = {}
        self._by = {name: uuid for _, uuid, name in exchange.coders(self._db)}
        self._relations = {r.id: r for r in theory.relations(self._db)}
        self._properties = {p.id: p for p in theory.properties(self._db)}
        self._comparisons = {x.id: x for x in comparisons.read(self._db)}
        self._negatives = {n.id: n for n in negative_cases.read(self._db)}
        self._samplings = {s.id: s for s in sampling.read(self._db)}
        self._memos = {m.id: m for m in memos.read(self._db)}
        self._story = theory.storylines(self._db)
        self._told = links.of(self._db, "storyline", self._story[-1].id, "text") if self._story else []
        self._placed = list(exchange.placements(self._db))
        self._here = self._going()
        self._quotes = self._read_quotes()
        gone = self._left_out()
        self._memos = {id: m for id, m in self._memos.items() if id not in gone}
        self.segments = {x.target for m in self._memos.values() for x in m.on if x.kind == "segment" and x.target}

    def on(self, kind: str, id: int) -> list[str]:
        """Return the guids of the notes on a thing, in the order in which they were made."""
        return self._on.get((kind, id), [])

    def write(self, rich: Callable[[str], str]) -> None:
        """Write all but the notes of codings; `rich` returns the path of a memo's formatted text, by its uuid."""
        self._write_memos(rich)
        self._write_theory()
        self._write_ledgers()
        self._write_relations()

    # -- memos -------------------------------------------------------------------------------------------------------------

    def _write_memos(self, rich: Callable[[str], str]) -> None:
        out, people = self._out, {p.id: p.uuid for p in exchange.people(self._db, self._out.chosen)}
        for memo in self._memos.values():
            text = memos.with_links(memo.stored, memo.links, self._linked)
            out.note(
                memo.uuid, out.say(memo.title), out.say(text), self._by[memo.coder], memo.created_at, rich(memo.uuid)
            )
            for link in memo.on:
                kind = "code" if link.kind == "category" else link.kind
                if kind in REFERRED and (kind == "study" or link.target is not None):
                    self._refer(kind, link.target or STUDY, memo.uuid)
                elif kind == "participant" and (person := people.get(link.target or 0)):
                    out.xml.add("Links", elements.link(derived(memo.uuid, "on", person), "on", memo.uuid, person))
            out.tally.kept("memo", "Notes")

    def _linked(self, link: Link) -> str:
        """Return a link as the text of a note has it: by name, and where the study would say a number, in words."""
        words = str(link)
        if link.kind in links.NUMBERED:
            name = _NUMBER.sub("", link.label) if link.target is None else self._words(link.kind, link.target)
            words = f"{link.kind}:{name}{' (removed)' if link.target is None else ''}"
        return f"[[{words}]]"

    def _words(self, kind: str, id: int) -> str:
        """Return what a thing that has no name is called instead of its number."""
        if kind == "coding":
            return self._quotes[id].short()
        if kind == "relation":
            x = self._relations[id]
            return f"{self._names[x.a]} {x.type} {self._names[x.b]}"
        said = ""
        if kind == "memo" and id in self._memos:
            said = self._memos[id].title
        elif kind == "comparison" and self._both(self._comparisons[id]):
            said = self._comparisons[id].note
        elif kind == "negative" and self._negatives[id].coding in self._here:
            said = self._negatives[id].note
        elif kind == "sampling":
            said = self._samplings[id].text
        return short(" ".join(said.translate(_NO_LINK).split()), FIRST) or "left out"

    def _left_out(self) -> set[int]:
        """Return the memos that are about sources that do not go out, and about nothing else."""
        if self._out.chosen is None:
            return set()
        here: dict[str, set[int]] = {
            "source": self._out.chosen,
            "segment": exchange.within(self._db, "segment", self._out.chosen),
            "coding": exchange.within(self._db, "coding", self._out.chosen),
            "participant": {p.id for p in exchange.people(self._db, self._out.chosen)},
            "comparison": {x.id for x in self._comparisons.values() if self._both(x)},
            "negative": {n.id for n in self._negatives.values() if n.coding in self._here},
        }
        gone: set[int] = set()
        while True:
            here["memo"] = self._memos.keys() - gone
            more = {
                m.id
                for m in self._memos.values()
                if m.on and all(x.target is not None and x.kind in here and x.target not in here[x.kind] for x in m.on)
            }
            if more == gone:
                return gone
            gone = more

    def _both(self, x: comparisons.Comparison) -> bool:
        """True if both sides of a comparison go out."""
        return x.coding in self._here and (x.other is None or x.other in self._here)

    # -- what is told in sentences -----------------------------------------------------------------------------------------

    def _write_theory(self) -> None:
        out, times = self._out, exchange.property_times(self._db)
        for p in self._properties.values():
            text = readable.property_(self._called(p.category), p.name, p.kind, p.points)
            self._tell("property", "code", p.category, f"property: {p.name}", text, "", times[p.id])
        for at in self._placed:
            if at.coding in self._here:
                text = readable.placement(at.category, at.property, at.value, at.note)
                self._tell("placement", "coding", at.coding, f"placed on {at.property}", text, at.coder, at.created_at)
        for j in exchange.judgements(self._db):
            text = readable.judgement(j.by, j.explains, j.abstract, j.note)
            self._tell("judgement", "code", j.category, "judged as a core category", text, j.coder, j.created_at)
        out.ours("summary", self._summaries(), "a summary of a framework matrix")
        out.ours("condition", self._conditions(), "a condition or consequence of the conditional matrix")
        out.ours(
            "setting", exchange.settings(self._db, (*OF_THE_MACHINE, *OF_THE_STUDY)), "what the study keeps of itself"
        )
        out.ours("stability", self._draws(), "a draw of stretches to be coded again")
        out.ours("pile", len(piles.outline(self._db)), "a pile of memos")
        out.ours("sorting", sum(memo in self._memos for memo in piles.coders(self._db)), "a memo's place")
        answered = sum(x.memo is None or x.memo in self._memos for x in checklists.read(self._db))
        out.ours("checklist", answered, "an answer to a reporting checklist")
        if self._story:
            story = self._story[-1]
            text = memos.with_links(story.text, self._told, self._linked)
            self._tell("storyline", "study", STUDY, "storyline", text, self._by[story.coder], story.created_at)
            out.ours("storyline", len(self._story) - 1, "an earlier version")

    def _conditions(self) -> int:
        """Return how many conditions and consequences go out: all, with those of their codings that do."""
        return len(conditions.read(self._db))

    def _summaries(self) -> int:
        """Return how many summaries go out: those of the sources and people that do, and of values of variables."""
        people = {p.id for p in exchange.people(self._db, self._out.chosen)}
        return sum(
            (x.case.source is None or self._out.goes(x.case.source)) and (x.case.participant or 0) in {0, *people}
            for x in summaries.read(self._db)
        )

    def _draws(self) -> int:
        """Return how many draws go out: those with a stretch in a source that does."""
        return sum(any(self._out.goes(x.source) for x in draw.items) for draw in stability.draws(self._db))

    def _write_ledgers(self) -> None:
        for x in self._comparisons.values():
            if not self._both(x):
                continue
            other = self._called(x.code) if x.code is not None else self._quote(x.other)
            text = readable.comparison(other, x.outcome, self._property(x.property), x.note)
            self._tell("comparison", "coding", x.coding, "comparison", text, self._by[x.coder], x.created_at)
        for n in self._negatives.values():
            if n.coding in self._here:
                text = readable.negative(self._against(n), n.note, n.outcome or "", n.resolution)
                self._tell("negative", "coding", n.coding, "negative case", text, self._by[n.coder], n.created_at)
        for s in self._samplings.values():
            about = self._property(s.property) or self._called(s.category)
            came = [self._out.sources[id][1] for id in s.sources if self._out.goes(id)]
            text = readable.sampling(about, s.text, s.seek, s.changed, came, s.closed_at is not None)
            self._tell("sampling", "code", s.category, "theoretical sampling", text, self._by[s.coder], s.created_at)

    def _write_relations(self) -> None:
        out = self._out
        for r in self._relations.values():
            a, b = self._names[r.a], self._names[r.b]
            for_, against = ([self._quote(i) for i in ids if i in self._here] for ids in (r.supporting, r.opposing))
            text = readable.relation(a, r.type, b, r.status, r.note, for_, against)
            self._tell("", "relation", r.id, f"{a} {r.type} {b}", text, self._by[r.coder], r.created_at)
            link = elements.link(r.uuid, out.say(r.type), out.codes[r.a], out.codes[r.b], self.on("relation", r.id))
            out.xml.add("Links", link)
            out.tally.kept("relation", "Links")

    def _tell(self, thing: str, kind: str, id: int, name: str, text: str, coder: str, at: str) -> None:
        """Write a note for reading on a thing; `thing` is counted unless it is "". The same text on it stands once."""
        out = self._out
        said = holdable(out.say(text))
        guid = reading(self._uuid(kind, id), said)
        if guid not in self.on(kind, id):
            out.note(guid, out.say(name), said, coder, at)
            self._refer(kind, id, guid)
        if thing:
            out.tally.kept(thing, "Notes")

    def _refer(self, kind: str, id: int, guid: str) -> None:
        held = self._on.setdefault((kind, id), [])
        if guid not in held:
            held.append(guid)

    def _uuid(self, kind: str, id: int) -> str:
        if kind == "code":
            return self._out.codes[id]
        if kind == "coding":
            return self._here[id]
        if kind == "relation":
            return self._relations[id].uuid
        return ""

    # -- names -------------------------------------------------------------------------------------------------------------

    def _called(self, code: int) -> str:
        return links.name_of(self._db, "code", code)

    def _property(self, id: int | None) -> str:
        if id is None:
            return ""
        p = self._properties[id]
        return f"{self._called(p.category)}/{p.name}"

    def _quote(self, coding: int | None) -> str:
        q = self._quotes[coding or 0]
        return f"{readable.quoted(self._out.say(q.text, q.source), q.source, researcher=q.researcher)}, {q.code}"

    def _against(self, n: negative_cases.Negative) -> str:
        kind, id = n.target()
        if kind == "code":
            category = self._levels[id] in codes.CATEGORY_LEVELS
            return f"the {'category' if category else 'code'} {self._called(id)}"
        if kind == "property":
            return f"the property {self._property(id)}"
        if kind == "relation":
            return f"the relation {self._words('relation', id)}"
        return f"the memo {self._words('memo', id)}"

    def _going(self) -> dict[int, str]:
        """Return number -> uuid of the codings that go out and that a note is on."""
        ids: set[int] = {i for r in self._relations.values() for i in (*r.supporting, *r.opposing)}
        ids |= {i for x in self._comparisons.values() for i in (x.coding, x.other) if i is not None}
        ids |= {n.coding for n in self._negatives.values()} | {p.coding for p in self._placed}
        return exchange.coding_uuids(self._db, self._out.chosen, ids)

    def _read_quotes(self) -> dict[int, Quote]:
        """Return the codings whose words a note says; of one in a source that does not go out, the code alone."""
        every = [x for m in self._memos.values() for x in m.links] + self._told
        ids: set[int] = {i for r in self._relations.values() for i in (*r.supporting, *r.opposing)}
        ids |= {x.other for x in self._comparisons.values() if x.other is not None}
        ids |= {x.target for x in every if x.kind == "coding" and x.target is not None}
        if not ids:
            return {}
        going = exchange.coding_uuids(self._db, self._out.chosen, ids)
        rows = codings.select(self._db, ids=sorted(ids))
        return {
            row[0]: Quote(row[6], row[2], row[10], row[15] == "researcher")
            if row[0] in going
            else Quote(row[6], "", "")
            for row in rows
        }
