"""The emerging categories: how each is grounded, how it grows, and the quotes that stand for it; core first."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qda.core.message import Message, say
from qda.core.names import key
from qda.core.results import Report, Table, Want
from qda.reports.common.choose_quotes import Candidate, choose, odd_length
from qda.reports.common.counted import counted, n_of
from qda.reports.declare import RESEARCHER, Declared, Option
from qda.reports.theory import thin
from qda.reports.theory.categories_data import RECENT, Category, Counts, Found, OfCode, quotes_of
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import quotes as quoted
from qda.store.queries.theory import codings_for_categories, is_coded_by_origin, placements_by_property
from qda.store.texts import people

COLUMNS = (
    "category", "level", "codings", "stretches", "codes", "sources", "participants", "properties", "relations", "memos",
    "first", "last", "new_codes_recent", "quotes",
    "codings_researcher", "thin",
)  # fmt: skip
BRIEF = (*COLUMNS[:10], "new_codes_recent")
BY_A_PERSON = ("hand", "in-vivo", "suggest")
CAUTION = say(
    "counts say how a category is grounded, not how much it matters or whether it is saturated: read the quotes"
)


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    quotes: int = 5,
    include_researcher: bool = False,
    want: Want = "both",
) -> Report:
    """Report the categories, counted with the codes under them, each stretch once: core first, then by stretches, by name.

    `first` and `last`: when the first and the latest of its codings was made. `new_codes_recent`: how many of its codes
    were first used in the three sources analysed last. A source is analysed when a person first codes in it (by hand,
    in vivo, or taking up a suggestion); codings that a machine made or that came in from elsewhere tell nothing of the
    order, unless there are no others. `quotes`: how many are chosen of each (`choose_quotes.choose`); a researcher's words
    come after all others, but for pinned ones and with `include_researcher`. Properties, relations and memos are all
    there are, whatever the filter. `codings_researcher`: how many of the codings are on a researcher's words, whether they
    count as a participant's or not. `thin`: what the category lacks (`thin.thin`), of the codings and people of the filter.
    `want`: "rows" or "document" for one of the two alone.
    """
    quotes = max(quotes, 0)
    found = find(study.db, filters or Filters(), quotes, include_researcher)
    brief = (*BRIEF, "codings_researcher") if any(c.counts.researcher for c in found.categories) else BRIEF
    rows = [] if want == "document" else [_row(c, found) for c in found.categories]
    table = Table(COLUMNS, rows, notes=found.notes, brief=brief, wrap=("category",))
    document = None
    if want != "rows":
        from qda.reports.theory.categories_document import make

        document = make(study, found, quotes)
    return Report(table, document, found.notes)


def find(db: sqlite3.Connection, filters: Filters, quotes: int = 5, include_researcher: bool = False) -> Found:
    """Find all that the rows show, and most of what the document shows."""
    over = scope.resolve(db, filters)
    gathered = codes.gathered(db)
    names, paths, level = codes.names(db), codes.paths(db), codes.levels(db)
    tops = [i for i in paths if level[i] in codes.CATEGORY_LEVELS and (over.codes is None or i in over.codes)]
    free = replace(over, codes=None)
    every = set().union(*(gathered[top] for top in tops)) if tops else set()
    of, analysed = _pass(db, free, every, include_researcher)
    recent = set(analysed[-RECENT:])
    properties: dict[int, list[theory.Property]] = {}
    for p in theory.properties(db):
        properties.setdefault(p.category, []).append(p)
    relations: dict[int, list[theory.Relation]] = {}
    for r in theory.relations(db):
        for end in {r.a, r.b}:
            relations.setdefault(end, []).append(r)
    placed = placements_by_property(db, free)
    out = []
    for top in tops:
        held = [of[i] for i in gathered[top] if i in of]
        candidates = [x for c in held for x in c.candidates]
        joined: dict[int, list[int]] = {}
        by_source: dict[int, int] = {}
        for i in sorted(gathered[top] - {top}):  # itself did not join
            if i in of and (place := of[i].joined) is not None:
                joined.setdefault(place[1], []).append(i)
        for code in held:
            for source, n in code.by_source.items():
                by_source[source] = by_source.get(source, 0) + n
        memos = theory.memos_about(db, top, gathered[top])
        out.append(
            Category(
                top, names[top], level[top], gathered[top], Counts.of(candidates),
                min((c.first for c in held), default=None), max((c.last for c in held), default=None),
                properties.get(top, []), relations.get(top, []), memos,
                joined, sum(len(new) for source, new in joined.items() if source in recent),
                choose(candidates, quotes), by_source,
                _thin(candidates, properties.get(top, []), placed, len(relations.get(top, [])), memos),
            )
        )  # fmt: skip
    out.sort(key=lambda c: (c.level != "core", -c.counts.stretches, key(c.name), c.id))
    rows = quotes_of(db, {i for c in out for i in c.quotes})
    notes = _notes(db, filters, replace(over, codes=every), len(out), include_researcher)
    return Found(out, analysed, free, rows, of, notes, names, paths)


def _thin(
    candidates: Collection[Candidate], properties: Iterable[theory.Property],
    placed: Mapping[int, Sequence[tuple[int, str, float | None]]], relations: int, memos: Sequence[object],
) -> list[str]:  # fmt: skip
    """Return how a category is thin: of the codings that lie in it today."""
    inside = {x.id for x in candidates}
    met = ((p.name, len({value for coding, value, _ in placed.get(p.id, ()) if coding in inside})) for p in properties)
    return thin.thin(
        met,
        participants=len({x.person for x in candidates} - {None}),
        unknown=any(x.person is None and not x.researcher for x in candidates),
        relations=relations,
        memos=len(memos),
    )


def _row(c: Category, found: Found) -> tuple[Any, ...]:
    quotes = [
        {"id": r[0], "source": r[2], "start": r[8], "end": r[9], "text": r[10], "author": r[4], "role": r[15]}
        for r in (found.rows[i] for i in c.quotes)
    ]
    n = c.counts
    return (
        c.name, c.level, n.codings, n.stretches, len(c.under) - 1, n.sources, n.participants,
        len(c.properties), len(c.relations), len(c.memos), c.first, c.last, c.recent, quotes, n.researcher, c.thin,
    )  # fmt: skip


def _pass(
    db: sqlite3.Connection, over: Scope, every: set[int], include_researcher: bool
) -> tuple[dict[int, OfCode], list[int]]:
    """Go once over the codings of a scope; return what is kept of each code, and the sources in the order of analysis."""
    evidence = quoted.evidence(db)
    researchers = people.researchers(db)
    origins = BY_A_PERSON if is_coded_by_origin(db, over, BY_A_PERSON) else ()
    out: dict[int, OfCode] = {}
    begun: dict[int, tuple[str, int]] = {}
    for id, code, source, start, end, words, at, is_pinned, confirmed, person, hand in codings_for_categories(
        db, over, origins
    ):
        if hand and (source not in begun or (at, id) < begun[source]):
            begun[source] = (at, id)
        if code not in every:
            continue
        c = out.get(code)
        if c is None:
            c = out[code] = OfCode(at, at)
        elif at < c.first:
            c.first = at
        elif at > c.last:
            c.last = at
        if hand:
            c.by_source[source] = c.by_source.get(source, 0) + 1
            if c.joined is None or at < c.joined[0]:
                c.joined = (at, source)
        researcher = person in researchers
        theirs = researcher and not include_researcher
        tier = 0 if is_pinned else 2 if theirs else 1
        who, odd = None if theirs else person, odd_length(words)
        c.candidates.append(
            Candidate(tier, not confirmed, id not in evidence, odd, source, start, end, id, who, researcher)
        )
    return out, sorted(begun, key=begun.__getitem__)


def _notes(db: sqlite3.Connection, filters: Filters, over: Scope, n: int, include: bool) -> list[str]:
    left = "" if include else say("; researchers are not counted as participants")
    out = [
        say(
            "{categories} with {counted} over {filters}: each category counted with the codes under "
            "it, each stretch once{left}",
            categories=n_of(n, "category"),
            counted=counted(db, over),
            filters=filters,
            left=left,
        ),
        CAUTION,
    ]
    if not n:
        out.insert(1, Message("no-category-yet", "there is no category yet: raise a code to one"))
    return out


REPORT = Declared(
    "categories",
    "Report the emerging categories, with figures and quotes.",
    run,
    "Report the emerging categories, the core first: how each is grounded, how it grows, and its quotes.",
    COLUMNS,
    place=30,
    options=(Option("quotes", "How many quotes to show for each category.", least=0), RESEARCHER),
    document="an overview, then a chapter for each category: codes, properties, relations, growth, memos, quotes",
    examples=({"output": "categories.html"},),
)
