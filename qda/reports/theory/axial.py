"""Show the results of axial coding: relations, the paradigm around a phenomenon, a category with everything in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from qda.core import families
from qda.core.families import MEANINGS
from qda.core.message import Message, say, word
from qda.core.results import Record, Table, Want
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed
from qda.reports.counts import counting
from qda.reports.theory import thin
from qda.store.analysis import codes, codings, comparisons, links, negative_cases, scope, theory
from qda.store.analysis.comparisons import Comparison
from qda.store.analysis.negative_cases import Negative
from qda.store.analysis.scope import Filters
from qda.store.analysis.theory import Placement, Property, Relation
from qda.store.project import Study
from qda.store.queries.counts import people_of_coded
from qda.store.queries.evidence import codings_in, count_by_code
from qda.store.queries.theory import coder_names, count_coders, relation_types

RELATION = (
    "id", "a", "type", "b", "status", "for", "against", "note", "for_codings", "against_codings", "why", "coder",
    "created_at", "uuid",
)  # fmt: skip
MEANING = {
    "causal_conditions": say("A brings B about, or makes it grow"),
    "context": say("A is the setting in which B takes its shape"),
    "intervening_conditions": say("A eases, hinders or bends B"),
    "strategies": say("A is what people do about B"),
    "consequences": say("A is what comes of B"),
}
ALSO = ("intervening_conditions", "consequences")  # these may be of a strategy as well


def quotes(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return these codings by number, each with its words, where they are from and who wrote them."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    at = {name: i for i, name in enumerate(codings.COLUMNS)}
    keys = ("source", "segment", "author", "date", "code", "coder", "start", "end", "text", "confirmed", "role")
    return {row[0]: {"coding": row[0], **{k: row[at[k]] for k in keys}} for row in codings.select(db, ids=wanted)}


def relation_table(db: sqlite3.Connection, ids: Sequence[int] | None = None) -> Table:
    """Return relations as rows, by number: all of them, or those with these `ids`. `why` says what a status lacks."""
    names = codes.names(db)
    rows = [relation_row(r, names) for r in theory.relations(db) if ids is None or r.id in ids]
    more = ("why",) if any(row[10] for row in rows) else ()
    return Table(RELATION, rows, brief=(*RELATION[:8], *more), wrap=("note", "why"))


def relation_row(r: Relation, names: dict[int, str]) -> tuple[Any, ...]:
    """Return a relation as a row of `RELATION`."""
    return (r.id, names[r.a], r.type, names[r.b], r.status, len(r.supporting), len(r.opposing), r.note, r.supporting,
            r.opposing, r.lack(), r.coder, r.created_at, r.uuid)  # fmt: skip


def listing(study: Study, filters: Filters | None = None, *, status: str = "") -> Table:
    """List the relations by number: by these coders, with this status, with one of these codes for an end."""
    over = scope.resolve(study.db, filters or Filters())
    wanted = theory.status(status) if status else ""
    coders = coder_names(study.db, over.coders)
    chosen = [
        r.id
        for r in theory.relations(study.db)
        if (over.codes is None or {r.a, r.b} & over.codes) and r.coder in coders and wanted in ("", r.status)
    ]
    table = relation_table(study.db, chosen)
    table.notes = [
        say("{relations} over {filters}", relations=n_of(len(chosen), "relation"), filters=filters or Filters())
    ]
    if bare := [str(row[0]) for row in table.rows if str(row[10]).startswith("supported, but")]:
        unsupported = Message(
            "supported-without-quotes",
            "supported, but no quote is left: relation {relations}; give it a quote for it, or another status",
            relations=bare,
        )
        table.notes = [*table.notes, unsupported]
    if alone := [
        say("{id} ({status})", id=r.id, status=word(r.status))
        for r in theory.relations(study.db)
        if r.id in chosen and r.on_researchers()
    ]:
        table.notes = [*table.notes, say("on a researcher's words alone: relation {these}", these=alone)]
    return table


def types(study: Study) -> Table:
    """List the types of relations, with the role that A plays for the phenomenon B in the paradigm, and Glaser's families."""
    every = relation_types(study.db)
    rows = [
        (
            t.name,
            t.role,
            t.relations,
            MEANING.get(t.role) or MEANINGS.get(t.name, ""),
            t.uuid,
            ", ".join(families.of(t.name)),
        )
        for t in every
    ]
    added = any(t.name in MEANINGS and not t.role for t in every)
    return Table(
        ("type", "role", "relations", "meaning", "uuid", "families"),
        rows,
        brief=("type", "role", "relations", *(("families",) if added else ()), "meaning"),
        wrap=("meaning",),
    )


def around(every: Iterable[Relation], top: int) -> dict[str, list[Relation]]:
    """Return the relations in each role around a phenomenon, those of it first, then those of its strategies (`ALSO`)."""
    roles: dict[str, list[Relation]] = {role: [] for role in theory.ROLES}
    known = [r for r in every if r.role in roles]
    strategies = {r.a for r in known if r.role == "strategies" and r.b == top} - {top}
    for of in (top, *sorted(strategies)):
        for r in known:
            if r.b == of and (of == top or r.role in ALSO):
                roles[r.role].append(r)
    return roles


def paradigm(study: Study, phenomenon: str, *, want: Want = "both") -> Record:
    """Return the paradigm around a phenomenon: which category has which role for it, or for a strategy of it (`ALSO`).

    `want` is "rows" for the fields alone; else the record has a document too, with the quotes of each relation.
    """
    db = study.db
    top = codes.find_category(db, phenomenon)
    names = codes.names(db)
    held = around(theory.relations(db), top)
    used = [r for relations in held.values() for r in relations]
    roles = {
        role: [
            {"category": names[r.a], "relation": r.id, "of": names[r.b], "status": r.status, "for": len(r.supporting),
             "against": len(r.opposing), "type": r.type, "note": r.note, "why": r.lack()}
            for r in relations
        ]
        for role, relations in held.items()
    }  # fmt: skip
    missing = [role for role, found in roles.items() if not found]
    notes = [
        say(
            "{relations} around {name!r}, of its strategies as well",
            relations=n_of(len(used), "relation"),
            name=names[top],
        )
    ]
    if missing:
        notes.append(say("a missing role is a question to the data, not a fault"))
    fields = {"phenomenon": names[top], **roles, "missing": missing}
    made = Record(fields, title=say("{phenomenon}: the paradigm", phenomenon=names[top]), notes=notes)
    if want != "rows":
        from qda.reports.theory import category_pages

        evidence = quotes(db, (i for r in used for i in (*r.supporting, *r.opposing)))
        definition = codes.row(db, top)["definition"]
        document = category_pages.paradigm(fields, {r.id: r for r in used}, evidence, definition, notes)
        made.document = replace(document, blocks=attributed(db, document.blocks))
    return made


def show(
    study: Study,
    category: str,
    filters: Filters | None = None,
    *,
    include_researcher: bool = False,
    want: Want = "both",
) -> Record:
    """Return all that is known of one category: codes, properties, relations, comparisons, negative cases, memos.

    Properties come with the range found, relations, comparisons and negative cases with their quotes; `thin` says what the
    category lacks (`thin.thin`). It is counted with the codes under it. Filters hold for the counts, the placements and the
    quotes. `want` is "rows" for the fields alone; else the record has a document too.
    """
    db = study.db
    filters = filters or Filters()
    top = codes.find_category(db, category)
    over = scope.resolve(db, filters)
    names, paths, row = codes.names(db), codes.paths(db), codes.row(db, top)
    gathered = codes.gathered(db)[top]
    tally = counting.with_codes(db, over, [top], include_researcher=include_researcher)
    t = tally.get((top, None)) or counting.Tally()
    chosen = codings_in(db, replace(over, codes=None)) if filters.any() else None
    relations = theory.relations(db, of=top)
    placed = {p.id: theory.placements(db, property=p.id) for p in theory.properties(db, top)}
    cited = {i for r in relations for i in (*r.supporting, *r.opposing)} | {
        x.coding for xs in placed.values() for x in xs
    }
    under = set(codings.of_codes(db, gathered))
    compared = _compared(db, under, gathered)
    cited |= {i for x in compared for i in (x.coding, x.other) if i is not None}
    contrary = negative_cases.of_category(db, top, gathered)
    cited |= {x.coding for x in contrary}
    words = quotes(db, cited if chosen is None else cited & chosen)
    properties = [_property(p, placed[p.id], words, under) for p in theory.properties(db, top)]
    fields: dict[str, Any] = {
        "category": row["name"],
        "level": row["level"],
        "path": paths[top],
        "definition": row["definition"],
        "codings": t.codings,
        "stretches": t.stretches,
        "segments": len(t.segments),
        "sources": t.sources,
        "participants": len(t.participants),
        "codes": [names[i] for i in paths if i in gathered and i != top],
        "properties": properties,
        "relations": [_relation(r, top, names, words) for r in relations],
        "comparisons": [_comparison(db, x, words) for x in compared if x.coding in words or x.other in words],
        "negative_cases": [
            _negative(db, x, words[x.coding])
            for x in sorted(contrary, key=lambda x: (x.outcome is not None, x.id))
            if x.coding in words
        ],
        "memos": [
            {"id": i, "title": title, "type": type, "uuid": uuid}
            for i, uuid, title, type in theory.memos_about(db, top, gathered)
        ],
        "uuid": row["uuid"],
        "codings_researcher": t.researcher,
    }
    person_of = people_of_coded(db)
    fields["thin"] = thin.thin(
        ((p["property"], len(p["found"])) for p in properties),
        participants=fields["participants"],
        unknown=bool(t.codings) and not (t.segments and all(person_of[s] for s in t.segments)),
        relations=len(relations),
        memos=len(fields["memos"]),
    )
    who = say("researchers' words are counted") if include_researcher else say("researchers are no participants")
    notes = [
        say(
            "{name!r} with the {n} codes under it over {filters}: each stretch once; {who}",
            name=row["name"],
            n=len(gathered) - 1,
            filters=filters,
            who=who,
        )
    ]
    if (coders := count_coders(db, gathered)) > 1:
        notes.append(say("coded by {coders} coders", coders=coders))
    for p in properties:
        if out := [str(x["coding"]) for x in p["placements"] if x["outside"]]:
            notes.append(
                say(
                    "{property!r}: coding {these} lies no more in the category: not in the range found",
                    property=p["property"],
                    these=out,
                )
            )

    made = Record(fields, title=row["name"], notes=notes)
    if want != "rows":
        from qda.reports.theory import category_pages

        own = count_by_code(db)
        document = category_pages.category(fields, [(paths[i], own.get(i, 0)) for i in paths if i in gathered], notes)
        made.document = replace(document, blocks=attributed(db, document.blocks))
    return made


def _property(
    p: Property, placed: Sequence[Placement], words: dict[int, dict[str, Any]], under: set[int]
) -> dict[str, Any]:
    """Return a property with its placements, the values found in their order, the range of these, the points not found.

    `words` are the quotes by coding, `under` the codings that lie in the category today.
    """
    here = [x for x in placed if x.coding in words]
    met = [x for x in here if x.coding in under]
    found = list(dict.fromkeys(x.value for x in sorted(met, key=lambda x: p.order(x.value, x.position))))
    span = ", ".join(found) if p.kind == "kinds" else " – ".join(dict.fromkeys((*found[:1], *found[-1:])))
    rows = [
        {
            "coding": x.coding, "value": x.value, "place": p.place(x.value) if x.position is None else None,
            "position": x.position, "text": words[x.coding]["text"], "source": words[x.coding]["source"],
            "author": words[x.coding]["author"], "start": words[x.coding]["start"], "end": words[x.coding]["end"],
            "code": words[x.coding]["code"], "coder": x.coder, "note": x.note, "outside": x.coding not in under,
            "role": words[x.coding]["role"],
        }
        for x in sorted(here, key=lambda x: (p.order(x.value, x.position), x.id))
    ]  # fmt: skip
    return {
        "id": p.id, "property": p.name, "kind": p.kind, "points": p.points, "dimension": p.shown(),
        "range": span or None, "found": found, "unused": [v for v in p.points if v not in found], "placements": rows,
        "uuid": p.uuid,
    }  # fmt: skip


def _compared(db: sqlite3.Connection, under: set[int], gathered: set[int]) -> list[Comparison]:
    """Return the comparisons with a side in a category: `under` are its codings, `gathered` its codes."""
    return [x for x in comparisons.read(db) if x.coding in under or x.other in under or x.code in gathered]


def _comparison(db: sqlite3.Connection, x: Comparison, words: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return a comparison with the quotes of its sides; `b` is the number of a coding, or the name of a code."""
    return {
        "id": x.id, "at": x.created_at, "coder": x.coder, "a": x.coding,
        "b": x.other if x.other is not None else comparisons.code_name(db, x.code or 0), "outcome": x.outcome,
        "property": None if x.property is None else links.name_of(db, "property", x.property), "note": x.note,
        "quotes": [words[i] for i in (x.coding, x.other) if i in words], "uuid": x.uuid,
    }  # fmt: skip


def _negative(db: sqlite3.Connection, x: Negative, quote: dict[str, Any]) -> dict[str, Any]:
    """Return a negative case with its quote; `outcome` is None while it is open."""
    return {
        "id": x.id, "coding": x.coding, "source": quote["source"], "author": quote["author"], "text": quote["text"],
        "against": negative_cases.said_against(db, x), "outcome": x.outcome, "note": x.note, "resolution": x.resolution,
        "code": quote["code"], "date": quote["date"], "start": quote["start"], "end": quote["end"],
        "confirmed": quote["confirmed"], "coder": x.coder, "created_at": x.created_at, "uuid": x.uuid, "role": quote["role"],
    }  # fmt: skip


def _relation(r: Relation, top: int, names: dict[int, str], words: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return a relation as its category `top` has it (`with` is the other one), with the quotes for and against."""
    return {
        "id": r.id, "a": names[r.a], "type": r.type, "b": names[r.b], "with": names[r.b if r.a == top else r.a],
        "status": r.status, "for": len(r.supporting), "against": len(r.opposing), "note": r.note, "why": r.lack(),
        "quotes_for": [words[i] for i in r.supporting if i in words],
        "quotes_against": [words[i] for i in r.opposing if i in words],
        "uuid": r.uuid,
    }  # fmt: skip


__all__ = ["listing", "paradigm", "quotes", "relation_row", "relation_table", "show", "types"]
