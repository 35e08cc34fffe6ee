"""Selective coding: candidates for the core category, and the storyline (`open_story` says what it leaves open)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qda.core.errors import Refused
from qda.core.message import Message, chained, commas, say, word
from qda.core.results import Record, Table, Want
from qda.reports.counts import counting
from qda.reports.theory.open_story import check
from qda.store.analysis import codes, links, scope, theory
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries.memos import titles
from qda.store.queries.theory import ends_of_relations

if TYPE_CHECKING:
    from qda.core.document import Document

CRITERIA = ("stretches", "codings", "sources", "participants", "relations", "linked_share", "memos")
CAUTION = Message(
    "core-is-yours-to-judge",
    "rank only sorts: the more of the countable criteria ({criteria}) a category leads in, the higher. "
    "Counts cannot choose a core category: whether it explains most of the variation, is abstract enough and ties the "
    "others together is for you to judge",
    criteria=[word(name) for name in CRITERIA],
)


def candidates(study: Study, filters: Filters | None = None, *, include_researcher: bool = False) -> Table:
    """List every category with what can be counted of it, by rank; `leads` names the criteria in which none has more.

    Counted with the codes under it. `linked_share` is the share of the other categories to which it has a relation of
    its own that is not refuted; empty where it is the only category.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    tops = {i: n for i, n in theory.categories(db).items() if over.codes is None or i in over.codes}
    every = theory.categories(db)
    tallies = counting.with_codes(db, over, tops, include_researcher=include_researcher)
    gathered, near, judged = codes.gathered(db), theory.neighbours(db), theory.judgements(db)
    level = codes.levels(db)
    related = Counter(i for ends in ends_of_relations(db) for i in ends)
    counts: dict[int, dict[str, float | None]] = {}
    theirs: dict[int, int] = {}  # codings on a researcher's words
    for i in tops:
        t = tallies.get((i, None)) or counting.Tally()
        theirs[i] = t.researcher
        others = len(near.get(i, set()) & set(every) - {i})
        counts[i] = {
            "stretches": t.stretches,
            "codings": t.codings,
            "sources": t.sources,
            "participants": len(t.participants),
            "relations": related[i],
            "linked_share": round(others / (len(every) - 1), 4) if len(every) > 1 else None,
            "memos": len(theory.memos_about(db, i, gathered[i])),
        }
    best = {name: max((c[name] or 0 for c in counts.values()), default=0) for name in CRITERIA}
    leads = {i: [name for name in CRITERIA if best[name] and c[name] == best[name]] for i, c in counts.items()}
    place = {i: 1 + sum(len(other) > len(mine) for other in leads.values()) for i, mine in leads.items()}
    rows = [
        (
            tops[i],
            *counts[i].values(),
            place[i],
            judged.get(i, []),
            level[i],
            leads[i],
            chained(list(map(_judged, judged.get(i, [])))),
            theirs[i],
        )
        for i in sorted(tops, key=lambda i: (place[i], list(tops).index(i)))
    ]
    columns = ("category", *CRITERIA, "rank", "judgements", "level", "leads", "judged", "codings_researcher")
    who = "" if include_researcher else say("; researchers are no participants")
    every_code = set().union(*(gathered[i] for i in tops)) if tops else set()
    inside = replace(over, codes=every_code)
    notes = [
        say(
            "{categories} with {counted} over {filters}: each counted with the codes under it, each "
            "stretch once{who}; refuted relations link nothing",
            categories=counting.n_of(len(rows), "category"),
            counted=counting.counted(db, inside),
            filters=filters or Filters(),
            who=who,
        ),
        CAUTION,
    ]
    return Table(
        columns,
        rows,
        notes=notes,
        brief=(
            "rank",
            "category",
            "level",
            *CRITERIA,
            *(("codings_researcher",) if any(theirs.values()) else ()),
            "judged",
        ),
        wrap=("category", "judged"),
    )


def _judged(judgement: dict[str, str | None]) -> str:
    """Say in a line what a coder judged."""
    parts = (
        say("explains variation: {judged}", judged=word(judgement["explains_variation"]))
        if judgement["explains_variation"]
        else "",
        say("abstract: {judged}", judged=word(judgement["abstract"])) if judgement["abstract"] else "",
        judgement["note"] or "",
    )
    return f"{judgement['coder']}: " + commas(p for p in parts if p)


def storyline(study: Study, *, version: int | None = None, want: Want = "both") -> Record:
    """Return the storyline as it stands, or a version of it: version, text by names, coder, created_at; empty if unwritten.

    `want` is "rows" for these fields alone; else the record has a document too, with the quotes that the story links.
    """
    found = theory.storyline(study.db) if version is None else _version(study.db, version)
    if found is None:
        fields: dict[str, Any] = {"version": None, "text": "", "coder": None, "created_at": None, "uuid": None}
        return Record(fields, title=say("Storyline"), notes=[Message("no-storyline-yet", "there is no storyline yet")])
    fields = {
        "version": found.n,
        "text": links.shown(study.db, "storyline", found.id, found.text),
        "coder": found.coder,
        "created_at": found.created_at,
        "uuid": found.uuid,
    }
    document = None if want == "rows" else _document(study, found)
    return Record(fields, title=say("Storyline"), document=document)


def _document(study: Study, story: theory.Version) -> Document:
    from qda.core.document import Block, Document, Heading, Paragraph, Prose
    from qda.reports.common import memos
    from qda.reports.common.quotes import attributed, block, facts, local, pinned

    db = study.db
    known = links.of(db, "storyline", story.id, "text")
    rows, pins = memos.quoted(db, known), pinned(db)
    blocks: list[Block] = [Prose(memos.as_read(story.text, known, rows, titles(db)))]
    if rows:
        blocks.append(Heading(1, say("Quotes that it links to")))
        blocks += [block(row, pins) for row in rows.values()]
    else:
        blocks.append(Paragraph(say("It links to no quote yet."), "note"))
    written = say("{n}, by {coder}, {at}", n=story.n, coder=story.coder, at=local(story.created_at))
    cores = theory.core(db)
    core = codes.names(db)[cores[0]] if cores else say("none chosen yet")
    notes = [Message("quotes-ground-claims", "a quote is where a claim can be looked up")]
    about = facts(study, ("core", core), ("version", written))
    return Document(say("Storyline: {study}", study=study.setting("name")), attributed(study.db, blocks), about, notes)


def _version(db: sqlite3.Connection, n: int) -> theory.Version:
    every = theory.storylines(db)
    if not 1 <= n <= len(every):
        raise Refused(
            "no-such-version", "there is no version {n} of the storyline; there are {many}", n=n, many=len(every)
        )
    return every[n - 1]


def versions(study: Study) -> Table:
    """List every version of the storyline, oldest first, with links by the names of today."""
    rows = []
    for v in theory.storylines(study.db):
        text = links.shown(study.db, "storyline", v.id, v.text)
        rows.append((v.n, v.created_at, v.coder, len(text.split()), text, v.uuid))
    columns = ("version", "created_at", "coder", "words", "text", "uuid")
    return Table(columns, rows, brief=columns[:4])


__all__ = ["CRITERIA", "candidates", "check", "storyline", "versions"]
