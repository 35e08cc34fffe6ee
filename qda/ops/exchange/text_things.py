"""Gather a study for its folder of text: the files by path, each with what it holds, people as the study shows them."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qda import exporters
from qda.core.results import Table
from qda.exporters.text import markdown_files
from qda.exporters.text.file_names import FileNames
from qda.exporters.yaml_text import dump
from qda.ops.coding import codebook
from qda.render import render
from qda.render.masked import FIXED
from qda.reports.common.quotes import pinned
from qda.store.analysis import (
    codes,
    codings,
    comparisons,
    conditions,
    links,
    memos,
    negative_cases,
    piles,
    sampling,
    summaries,
    theory,
)
from qda.store.project import Study
from qda.store.queries import exchange, participants
from qda.store.queries import sources as sources_
from qda.store.queries import theory as across
from qda.store.texts import people

if TYPE_CHECKING:
    from qda.core.text.shown import Shown
    from qda.ops.sources.masking import Veiled

CODINGS = (
    "id", "uuid", "source", "start", "end", "text", "code", "path", "coder", "note", "origin", "confirmed", "pinned",
    "segment", "author", "date", "role", "created_at",
)  # fmt: skip
SOURCES = ("source", "file", "title", "kind", "language", "date", "uuid")
RESEARCHER = "researcher"
PEOPLE = ("participant", "role", "uuid")
VARIABLES = ("of", "name", "variable", "value")
KEPT = ("uuid", "coder", "created_at", "at")  # fields in which no name stands that has a pseudonym


def files(study: Study, veiled: Veiled | None, tick: Callable[..., None] = lambda *_: None) -> dict[str, bytes]:
    """Return every file of a study as text, by path with `/`: the same study gives the same bytes, whatever the machine."""
    return _Things(study.db, veiled).all(study.setting("name") or "study", tick)


@dataclass(slots=True)
class _Things:
    db: sqlite3.Connection
    veiled: Veiled | None
    pages: dict[int, Shown] = field(default_factory=dict)  # sources that are shown otherwise than they are stored
    quotes: dict[int, dict[str, Any]] = field(default_factory=dict)  # coding -> its number, its uuid, its text as shown
    labels: dict[int, str] = field(default_factory=dict)

    def all(self, name: str, tick: Callable[..., None]) -> dict[str, bytes]:
        self.labels = codes.labels(self.db)
        out = self.sources(tick)
        out["codings.csv"] = self.codings()  # first: the others show its quotes
        top, _ = codebook.entries(self.db)
        if self.veiled is not None:
            top = [exporters.masked(entry, self.veiled.text) for entry in top]
        out["codebook.yaml"] = exporters.codebook("yaml", top)
        out["categories.yaml"] = self.yaml({"categories": list(self.categories())})
        out["relations.yaml"] = self.yaml({"types": self.types(), "relations": list(self.relations())})
        out["ledgers.yaml"] = self.yaml(
            {
                "comparisons": list(self.comparisons()),
                "negative_cases": list(self.negative_cases()),
                "sampling": list(self.sampling()),
                "judgements": list(self.judgements()),
                "conditions": list(self.conditions()),
                "summaries": list(self.summaries()),
                "piles": list(self.piles()),
                "sorting_moves": list(self.sorting_moves()),
            }
        )
        out |= self.memos()
        story = theory.storyline(self.db)
        text = "" if story is None else links.shown(self.db, "storyline", story.id, story.text)
        out["storyline.md"] = markdown_files.storyline(self.say(text))
        out["participants.csv"] = self.participants()
        out["variables.csv"] = self.variables()
        out["README.md"] = markdown_files.readme(self.say(name), pseudonyms=self.veiled is not None)
        out[".gitattributes"] = b"* -text\n"
        return out

    # As it is shown

    def say(self, text: str, source: str = "") -> str:
        """Return a text as it may leave the program; `source` names the source that it is from."""
        return text if self.veiled is None else self.veiled.shown(text, source)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Yield rows as they may leave the program, under the same columns."""
        if self.veiled is None:
            return iter(rows)
        shown = self.veiled.result(Table(columns, rows))
        assert isinstance(shown, Table)
        return iter(shown.rows)

    def csv(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
        out = io.BytesIO()
        render(Table(columns, rows), "csv", out)
        return out.getvalue()

    def yaml(self, data: dict[str, Any]) -> bytes:
        return dump(self.quoted(self.fields("", data))).encode("utf-8")

    def fields(self, name: str, value: Any) -> Any:
        """Return a value of a field as it may leave the program: names of fields, coders and the program's words stay."""
        if isinstance(value, dict):
            return {key: self.fields(key, held) for key, held in value.items()}
        if isinstance(value, list):
            return [self.fields(name, held) for held in value]
        if not isinstance(value, str) or name in KEPT or value in FIXED.get(name, ()):
            return value
        return self.say(value)

    def quoted(self, value: Any) -> Any:
        """Add to each coding that is named by its number its uuid and its text, and leave out what is empty."""
        if isinstance(value, list):
            return [self.quoted(v) for v in value]
        if not isinstance(value, dict):
            return value
        out: dict[str, Any] = {}
        for name, held in value.items():
            if name == "coding" and isinstance(held, int):
                out["coding"] = self.quotes[held]
            elif held not in (None, ""):
                out[name] = self.quoted(held)
        return out

    # The files

    def sources(self, tick: Callable[..., None]) -> dict[str, bytes]:
        names = FileNames("sources", ".txt", "source")
        about = {s.id: s for s in sources_.listed(self.db)}
        dates = sources_.dates(self.db)
        out: dict[str, bytes] = {}
        rows: list[tuple[Any, ...]] = []
        for source in exchange.sources(self.db, None):
            text = source.text
            if self.veiled is not None:
                page = self.veiled.page(text, source.name, exchange.borders(self.db, source.id))
                if page is not None:
                    self.pages[source.id], text = page, page.text
            path = names.name(self.say(source.name), source.id)
            out[path] = text.encode("utf-8")
            one = about[source.id]
            title = self.say(source.title, source.name)
            rows.append((self.say(source.name), path, title, one.kind, one.language, dates.get(source.id), source.uuid))
            tick()
        out["sources.csv"] = self.csv(SOURCES, rows)
        return out

    def codings(self) -> bytes:
        paths, pins = codes.paths(self.db), pinned(self.db)
        at = {id: (source, code) for source, _, _, id, _, code, *_ in exchange.codings(self.db, None)}
        read = [dict(zip(codings.COLUMNS, row, strict=True)) for row in codings.select(self.db)]
        texts: list[tuple[int, int, str]] = []
        for row in read:
            source, code = at[row["id"]]
            row["path"], row["pinned"] = paths[code], row["id"] in pins
            start, end, text = row["start"], row["end"], row["text"]
            if (page := self.pages.get(source)) is not None:
                start, end = page.shown(start, end)
                text = page.text[start:end]
            texts.append((start, end, text))
            role = (
                {"role": RESEARCHER} if row["role"] == RESEARCHER else {}
            )  # not a participant's words: told wherever quoted
            self.quotes[row["id"]] = {"id": row["id"], "uuid": row["uuid"], "text": text, **role}
        rows = self.table(CODINGS, [[row[c] for c in CODINGS] for row in read])
        return self.csv(CODINGS, [(*row[:3], *text, *row[6:]) for row, text in zip(rows, texts, strict=True)])

    def categories(self) -> Iterator[dict[str, Any]]:
        placed, paths, uuids = across.placings(self.db), codes.paths(self.db), exchange.uuids(self.db, "code")
        times, levels = exchange.property_times(self.db), codes.levels(self.db)
        for id in theory.categories(self.db):
            properties = [
                {
                    "property": p.name, "kind": p.kind, "points": p.points, "created_at": times[p.id], "uuid": p.uuid,
                    "placements": [x._asdict() for x in placed.get(p.id, ())],
                }
                for p in theory.properties(self.db, id)
            ]  # fmt: skip
            yield {"category": paths[id], "level": levels[id], "uuid": uuids[id], "properties": properties}

    def types(self) -> list[dict[str, Any]]:
        return [{"type": t.name, "role": t.role, "uuid": t.uuid} for t in across.relation_types(self.db)]

    def relations(self) -> Iterator[dict[str, Any]]:
        for r in theory.relations(self.db):
            yield {
                "id": r.id, "a": self.labels[r.a], "type": r.type, "b": self.labels[r.b], "status": r.status,
                "note": r.note, "for": [{"coding": i} for i in r.supporting],
                "against": [{"coding": i} for i in r.opposing], "coder": r.coder, "created_at": r.created_at,
                "uuid": r.uuid,
            }  # fmt: skip

    def comparisons(self) -> Iterator[dict[str, Any]]:
        for x in comparisons.read(self.db):
            other = {"coding": x.other} if x.code is None else {"code": self.labels[x.code]}
            yield {
                "id": x.id, "coding": x.coding, "with": other, "outcome": x.outcome, "property": self.property(x.property),
                "note": x.note, "coder": x.coder, "created_at": x.created_at, "uuid": x.uuid,
            }  # fmt: skip

    def negative_cases(self) -> Iterator[dict[str, Any]]:
        for x in negative_cases.read(self.db):
            yield {
                "id": x.id, "coding": x.coding, "against": negative_cases.name_against(self.db, x), "note": x.note,
                "outcome": x.outcome, "resolution": x.resolution, "coder": x.coder, "created_at": x.created_at,
                "resolved": x.resolved_at and {"coder": x.resolver, "at": x.resolved_at}, "uuid": x.uuid,
            }  # fmt: skip

    def sampling(self) -> Iterator[dict[str, Any]]:
        names = {id: name for id, (_, name) in exchange.source_names(self.db).items()}
        for x in sampling.read(self.db):
            yield {
                "id": x.id, "for": sampling.name_for(self.db, x), "text": x.text, "seek": x.seek, "status": x.status(),
                "sources": [names[i] for i in x.sources], "changed": x.changed, "coder": x.coder,
                "created_at": x.created_at, "closed": x.closed_at and {"coder": x.closer, "at": x.closed_at},
                "uuid": x.uuid,
            }  # fmt: skip

    def judgements(self) -> Iterator[dict[str, Any]]:
        for j in exchange.judgements(self.db):
            yield {
                "category": self.labels[j.category], "explains_variation": j.explains, "abstract": j.abstract,
                "note": j.note, "coder": j.by, "created_at": j.created_at,
            }  # fmt: skip

    def conditions(self) -> Iterator[dict[str, Any]]:
        for x in conditions.read(self.db):
            yield {
                "id": x.id, "category": self.labels[x.category], "as": x.role, "level": x.level, "relation": x.relation,
                "codings": [{"coding": id} for id in x.codings],
                "note": x.note, "coder": x.coder, "created_at": x.created_at, "uuid": x.uuid,
            }  # fmt: skip

    def summaries(self) -> Iterator[dict[str, Any]]:
        for x in summaries.read(self.db):
            yield {
                "id": x.id, "rows": x.rows, "row": x.row, "code": x.label, "text": x.text, "coder": x.coder,
                "updated_at": x.updated_at, "uuid": x.uuid,
            }  # fmt: skip

    def piles(self) -> Iterator[dict[str, Any]]:
        """Yield the piles in the order of the draft, each with its memos in order."""
        held: dict[int, list[dict[str, Any]]] = {}
        for x in piles.placed(self.db):
            held.setdefault(x.pile, []).append(
                {
                    "memo": x.memo, "title": x.title, "because": x.because, "coder": x.coder, "created_at": x.at,
                    "uuid": x.uuid,
                }
            )  # fmt: skip
        made = piles.made(self.db)
        for p in piles.outline(self.db):
            coder, at = made[p.id]
            yield {"pile": p.path, "memos": held.get(p.id, []), "coder": coder, "created_at": at, "uuid": p.uuid}

    def sorting_moves(self) -> Iterator[dict[str, Any]]:
        for x in piles.moves(self.db):
            yield {
                "memo": x.memo, "title": x.title, "from": x.was, "to": x.now, "because": x.because, "coder": x.coder,
                "created_at": x.at, "uuid": x.uuid,
            }  # fmt: skip

    def property(self, id: int | None) -> str:
        return "" if id is None else links.name_of(self.db, "property", id)

    def memos(self) -> dict[str, bytes]:
        names, out = FileNames("memos", ".md", "memo"), {}
        read = memos.read(self.db)
        for row in self.table(memos.COLUMNS, (m.row() for m in read)):
            m = dict(zip(memos.COLUMNS, row, strict=True))
            about = {
                name: m[name] for name in ("id", "title", "type", "date", "coder", "created_at", "updated_at", "uuid")
            }
            out[names.name(m["title"], m["id"])] = markdown_files.memo({**about, "about": m["on"]}, m["text"])
        return out

    def participants(self) -> bytes:
        names = people.shown(self.db)
        return self.csv(PEOPLE, ((self.say(names[p.id]), p.role, p.uuid) for p in participants.listed(self.db)))

    def variables(self) -> bytes:
        names = {v.id: v.name for v in exchange.variables(self.db)}
        persons, texts = people.shown(self.db), exchange.source_names(self.db)
        rows = []
        for variable, source, person, value in exchange.values(self.db):
            of, name = ("source", texts[source][1]) if source is not None else ("participant", persons[person or 0])
            within = name if source is not None else ""
            rows.append((of, self.say(name), self.say(names[variable]), self.say(value, within)))
        return self.csv(VARIABLES, rows)
