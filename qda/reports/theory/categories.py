"""The emerging categories: how each is grounded, how it grows, and the quotes that stand for it; core first."""

from __future__ import annotations

import sqlite3
from typing import Any

from qda.core.document import Document
from qda.core.names import key
from qda.core.results import Report, Table
from qda.reports.common.choose_quotes import Candidate, choose, odd_length
from qda.reports.common.quotes import counted, n_of
from qda.reports.declare import RESEARCHER, Declared, Option
from qda.reports.theory.categories_data import RECENT, Category, Counts, Found, OfCode
from qda.store.analysis import codes, codings, scope, theory
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.texts import people

COLUMNS = (
    "category", "level", "codings", "stretches", "codes", "sources", "participants", "properties", "relations", "memos",
    "first", "last", "new_codes_recent", "quotes",
    "codings_researcher",
)  # fmt: skip
BRIEF = (*COLUMNS[:10], "new_codes_recent")
BY_A_PERSON = ("hand", "in-vivo", "suggest")
CAUTION = "counts say how a category is grounded, not how much it matters or whether it is saturated: read the quotes"


def run(
    study: Study, filters: Filters | None = None, *, quotes: int = 5, include_researcher: bool = False
) -> Report:  # fmt: skip
    """A row a category, counted with the codes under it, each stretch once: the core first, then by stretches, by name.

    `first` and `last`: when the first and the latest of its codings was made. `new_codes_recent`: how many of its codes
    were first used in the three sources analysed last. A source is analysed when a person first codes in it (by hand,
    in vivo, or taking up a suggestion); codings that a machine made or that came in from elsewhere tell nothing of the
    order, unless there are no others. `quotes`: see `choosing.choose`; a researcher's words come after all others, but
    for pinned ones and with `include_researcher`. Properties, relations and memos are all there
    are, whatever the filter. `codings_researcher`: how many of the codings are on a researcher's words, whether they count
    as a participant's or not.
    """
    found = find(study.db, filters or Filters(), max(quotes, 0), include_researcher)
    brief = (*BRIEF, "codings_researcher") if any(c.counts.researcher for c in found.categories) else BRIEF
    table = Table(
        COLUMNS, [_row(c, found) for c in found.categories], notes=found.notes, brief=brief, wrap=("category",)
    )

    def document() -> Document:
        from qda.reports.theory.categories_document import make

        return make(study, found, max(quotes, 0))

    return Report(table, document, found.notes)


def find(db: sqlite3.Connection, filters: Filters, quotes: int = 5, include_researcher: bool = False) -> Found:
    """Everything that the table and the document tell."""
    over = scope.resolve(db, filters)
    gathered = codes.gathered(db)
    names = theory.categories(db)
    levels = dict(db.execute("select id, level from code"))
    tops = [i for i in names if over.codes is None or i in over.codes]
    free = Scope(over.sources, over.participants, None, over.coders, over.source_or_person)
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
        out.append(
            Category(
                top, names[top], levels[top], gathered[top], Counts.of(candidates),
                min((c.first for c in held), default=None), max((c.last for c in held), default=None),
                properties.get(top, []), relations.get(top, []), theory.memos_about(db, top, gathered[top]),
                joined, sum(len(new) for source, new in joined.items() if source in recent),
                choose(candidates, quotes), by_source,
            )
        )  # fmt: skip
    out.sort(key=lambda c: (c.level != "core", -c.counts.stretches, key(c.name), c.id))
    wanted = sorted({i for c in out for i in c.quotes})
    rows = {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}
    notes = _notes(db, filters, free, every, len(out), include_researcher)
    return Found(out, analysed, free, rows, of, notes)


def _row(c: Category, found: Found) -> tuple[Any, ...]:
    quotes = [
        {"id": r[0], "source": r[2], "start": r[8], "end": r[9], "text": r[10], "author": r[4], "role": r[15]}
        for r in (found.rows[i] for i in c.quotes)
    ]
    n = c.counts
    return (
        c.name, c.level, n.codings, n.stretches, len(c.under) - 1, n.sources, n.participants,
        len(c.properties), len(c.relations), len(c.memos), c.first, c.last, c.recent, quotes, n.researcher,
    )  # fmt: skip


def _pass(
    db: sqlite3.Connection, over: Scope, every: set[int], include_researcher: bool
) -> tuple[dict[int, OfCode], list[int]]:
    """One pass over the codings of a scope: what is kept of each code, and the sources in the order of analysis."""
    evidence = {i for (i,) in db.execute("select coding from evidence")}
    researchers = people.researchers(db)
    where, args = over.coding()
    marks = ", ".join("?" * len(BY_A_PERSON))
    by_hand = f"g.origin in ({marks})"
    join = "from coding g left join segment m on m.id = g.segment"
    if not db.execute(f"select 1 {join} where {by_hand} and {where} limit 1", (*BY_A_PERSON, *args)).fetchone():
        by_hand, marks = "g.origin = 'import' and g.confirmed", ""
    own = BY_A_PERSON if marks else ()
    out: dict[int, OfCode] = {}
    begun: dict[int, tuple[str, int]] = {}
    for id, code, source, start, end, words, at, pinned, confirmed, person, hand in db.execute(
        f'select g.id, g.code, g.source, g.start, g."end", g.words, g.created_at, g.pinned, g.confirmed, '
        f"m.participant, {by_hand} {join} where {where} order by g.id",
        (*own, *args),
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
        tier = 0 if pinned else 2 if theirs else 1
        who, odd = None if theirs else person, odd_length(words)
        c.candidates.append(
            Candidate(tier, not confirmed, id not in evidence, odd, source, start, end, id, who, researcher)
        )
    return out, sorted(begun, key=begun.__getitem__)


def _notes(
    db: sqlite3.Connection, filters: Filters, over: Scope, every: set[int], n: int, include: bool
) -> list[str]:  # fmt: skip
    inside = Scope(over.sources, over.participants, every, over.coders, over.source_or_person)
    left = "" if include else "; researchers are not counted as participants"
    out = [
        f"{n_of(n, 'category')} with {counted(db, inside)} over {filters}: "
        f"each category counted with the codes under it, each stretch once{left}",
        CAUTION,
    ]
    if not n:
        out.insert(1, "there is no category yet: `qda axial category NAME --from CODE` raises one")
    return out


REPORT = Declared(
    "categories",
    "The emerging categories: how they are grounded and grow.",
    run,
    "The emerging categories: how each is grounded, how it grows, and its quotes; the core first.",
    COLUMNS,
    place=30,
    options=(Option("quotes", "How many quotes stand for each.", least=0), RESEARCHER),
    document="an overview, then a chapter for each category: codes, properties, relations, growth, memos, quotes",
    examples=({"output": "categories.html"},),
)
