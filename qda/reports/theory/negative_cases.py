"""The ledger of negative cases; quotes against relations that are not in it yet; on request quotes worth reading."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from qda.core.document import Block, Document, Heading, Paragraph, Quote
from qda.core.errors import UsageError
from qda.core.names import key
from qda.core.results import Report, Table
from qda.reports.common.quotes import by_coders, facts, local, n_of
from qda.reports.declare import Declared, Option
from qda.reports.theory import quotes_apart
from qda.reports.theory.axial import quotes
from qda.reports.theory.comparisons import quote
from qda.store.analysis import codes, links, negative_cases, scope, theory
from qda.store.analysis.negative_cases import Negative
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study

COLUMNS = (
    "id", "coding", "source", "author", "text", "against", "outcome", "note", "resolution", "code", "start", "end",
    "date", "coder", "created_at", "resolver", "resolved_at", "uuid", "role",
)  # fmt: skip
BRIEF = ("id", "coding", "text", "against", "outcome", "note", "resolution")
TIMES = ("created_at", "resolved_at")
OPEN = "open"
NOT_TAKEN_UP = "not taken up"
WORTH_READING = "worth reading"
TITLES = {
    None: "Open", "revised": "Revised: the theory was changed", "bounded": "Bounded: it holds within limits",
    "exception": "Exceptions", "not-negative": "Not negative, after all",
}  # fmt: skip


class Untaken(NamedTuple):
    """A quote against a relation that nobody has taken up as a negative case."""

    relation: int
    coding: int


def table(db: sqlite3.Connection, found: Sequence[Negative]) -> Table:
    """Negative cases as rows, in the order given."""
    words = quotes(db, (x.coding for x in found))
    rows = [_row(db, x, words[x.coding]) for x in found]
    return Table(COLUMNS, rows, brief=BRIEF, wrap=("text", "note", "resolution", "against"), times=TIMES)


def _row(db: sqlite3.Connection, x: Negative, q: dict[str, Any]) -> tuple[Any, ...]:
    return (
        x.id, x.coding, q["source"], q["author"], q["text"], negative_cases.name_against(db, x), x.outcome, x.note,
        x.resolution, q["code"], q["start"], q["end"], q["date"], x.coder, x.created_at, x.resolver, x.resolved_at,
        x.uuid, q["role"],
    )  # fmt: skip


def _beside(q: dict[str, Any], against: str, outcome: str, note: str) -> tuple[Any, ...]:
    """A quote that is no negative case, in the columns of one: without a number, so that no script takes it for one."""
    return (
        None, q["coding"], q["source"], q["author"], q["text"], against, outcome, note, "", q["code"], q["start"],
        q["end"], q["date"], q["coder"], None, None, None, None, q["role"],
    )  # fmt: skip


def run(study: Study, filters: Filters | None = None, *, outcome: str = "", look: bool = False) -> Report:
    """The negative cases, open ones first, then by number; after them the quotes against relations not taken up.

    These have no `id` and the `outcome` `not taken up`; with `look` quotes far from the rest of their category follow, in
    the same way `worth reading` (`apart.find`). With `outcome` (one of the four, or `open`) only the ledger's. Filters:
    on the coding; `--code` also on what the case is against; `--coder` on who recorded it.
    """
    if outcome and look:
        raise UsageError("--look shows quotes that have no --outcome: give one of the two")
    db, filters = study.db, filters or Filters()
    wanted = outcome and (OPEN if key(outcome) == OPEN else negative_cases.outcome(outcome))
    over = scope.resolve(db, filters)
    every = negative_cases.read(db)
    found = [x for x in _chosen(db, every, over) if wanted in ("", x.outcome or OPEN)]
    found.sort(key=lambda x: (x.outcome is not None, x.id))
    against = [] if wanted else _untaken(db, every, over)
    far = quotes_apart.find(db, over, _looked_at(db, every)) if look else None
    apart_ = far.quotes if far else []
    times = Counter(x.outcome for x in found)
    spelled = ", ".join(f"{times[o]} {o or OPEN}" for o in (None, *negative_cases.OUTCOMES) if times[o])
    coders = by_coders(len({x.coder for x in found}))
    notes = [f"{n_of(len(found), 'negative case')}{coders} over {filters}{f': {spelled}' if spelled else ''}"]
    if against:
        notes.append(
            f"besides, {n_of(len(against), 'quote')} against a relation not taken up as a negative case of it or of its "
            "categories, in rows without an id"
        )
    if far is not None:
        notes += far.notes
    result = table(db, found)
    words = quotes(db, [*(u.coding for u in against), *(f.coding for f in apart_)])
    relations = _relations(db)
    result.rows = [
        *result.rows,
        *(_beside(words[u.coding], f"relation:{u.relation}", NOT_TAKEN_UP, relations[u.relation]) for u in against),
        *(
            _beside(words[f.coding], f"category:{links.name_of(db, 'code', f.category)}", WORTH_READING, f.why())
            for f in apart_
        ),
    ]
    result.notes = notes

    def document() -> Document:
        return _document(study, found, against, far, words, notes)

    return Report(result, document, notes)


def _relations(db: sqlite3.Connection) -> dict[int, str]:
    """Relation -> how it reads: `trust causes calm, supported`."""
    names = codes.names(db)
    return {r.id: f"{names[r.a]} {r.type} {names[r.b]}, {r.status}" for r in theory.relations(db)}


def _chosen(db: sqlite3.Connection, found: Sequence[Negative], over: Scope) -> list[Negative]:
    if over.coders is not None:
        names = {n for i, n in db.execute("select id, name from coder") if i in over.coders}
        found = [x for x in found if x.coder in names]
    inside = _inside(db, over)
    if inside is not None:
        found = [x for x in found if x.coding in inside]
    if over.codes is not None:
        wanted = _wanted(db, over.codes)
        of = dict(db.execute("select id, code from coding"))
        found = [x for x in found if of[x.coding] in wanted or _codes_of(db, x) & wanted]
    return list(found)


def _inside(db: sqlite3.Connection, over: Scope) -> set[int] | None:
    """The codings of the sources and people filtered for, whoever made them; None where nothing is filtered."""
    if over.sources is None and over.participants is None and not over.source_or_person:
        return None
    where, args = Scope(over.sources, over.participants, None, None, over.source_or_person).coding()
    return {
        i
        for (i,) in db.execute(f"select g.id from coding g left join segment m on m.id = g.segment where {where}", args)
    }


def _wanted(db: sqlite3.Connection, chosen: Collection[int]) -> set[int]:
    gathered = codes.gathered(db)
    return set().union(*(gathered[i] for i in chosen))


def _codes_of(db: sqlite3.Connection, x: Negative) -> set[int]:
    """The codes that a case is against: the code, the property's category, the relation's two, those a memo is on."""
    kind, id = x.target()
    if kind == "code":
        return {id}
    sql = {
        "property": "select category from property where id = ?1",
        "relation": "select a from relation where id = ?1 union select b from relation where id = ?1",
        "memo": "select code from link where memo = ?1 and place = 'on' and code is not null",
    }[kind]
    return {i for (i,) in db.execute(sql, (id,))}


def _untaken(db: sqlite3.Connection, every: Sequence[Negative], over: Scope) -> list[Untaken]:
    """Quotes against relations, by relation and place: those that are no negative case of it or of its categories."""
    taken = {(x.coding, *x.target()) for x in every}
    inside = _inside(db, over)
    wanted = None if over.codes is None else _wanted(db, over.codes)
    of = {i: (code, coder) for i, code, coder in db.execute("select id, code, coder from coding")}
    out = []
    for r in theory.relations(db):
        for coding in r.opposing:
            code, coder = of[coding]
            if {(coding, "relation", r.id), (coding, "code", r.a), (coding, "code", r.b)} & taken:
                continue
            if inside is not None and coding not in inside:
                continue
            if wanted is not None and not {code, r.a, r.b} & wanted:
                continue
            if over.coders is None or coder in over.coders:
                out.append(Untaken(r.id, coding))
    return out


def _looked_at(db: sqlite3.Connection, every: Sequence[Negative]) -> set[int]:
    """Codings that somebody has held against something already: they need no pointing out."""
    return {x.coding for x in every} | {i for (i,) in db.execute("select coding from evidence where side = 'against'")}


def told(db: sqlite3.Connection, x: Negative) -> str:
    """What a case is against, in a line: `the relation “trust causes calm, supported” (relation 3)`."""
    kind, id = x.target()
    if kind == "relation":
        return f"the relation “{_relations(db)[id]}” (relation {id})"
    if kind == "memo":
        return f"memo {id}, “{db.execute('select title from memo where id = ?', (id,)).fetchone()[0]}”"
    if kind == "property":
        p = next(p for p in theory.properties(db) if p.id == id)
        return f"the property “{links.name_of(db, 'property', id)}”: {p.shown()}"
    row = codes.row(db, id)
    what = "category" if row["level"] in codes.CATEGORY_LEVELS else "code"
    meaning = f": {row['definition']}" if row["definition"] else ""
    return f"the {what} “{links.name_of(db, 'code', id)}”{meaning}"


def _document(
    study: Study, found: Sequence[Negative], against: Sequence[Untaken], far: quotes_apart.Far | None,
    words: dict[int, dict[str, Any]], notes: Sequence[str],
) -> Document:  # fmt: skip
    db = study.db
    held = quotes(db, (x.coding for x in found))
    blocks: list[Block] = []
    for outcome, title in TITLES.items():
        these = [x for x in found if x.outcome == outcome]
        if these:
            blocks.append(Heading(1, title))
        for x in these:
            blocks += _case(db, x, quote(held[x.coding]))
    if not found:
        blocks.append(Paragraph("No negative case has been recorded: `qda negative add` records one.", "note"))
    if against:
        blocks.append(Heading(1, "Evidence against, not taken up"))
        blocks.append(Paragraph(
            "Quotes against a relation of which nobody has said what follows: `qda negative add CODING --against "
            "relation:N` takes one up.", "note",
        ))  # fmt: skip
        relations = _relations(db)
        for n in dict.fromkeys(u.relation for u in against):
            blocks.append(Heading(2, f"Relation {n}: {relations[n]}"))
            blocks += [quote(words[u.coding]) for u in against if u.relation == n]
    if far is not None:
        blocks += _worth(db, far, words)
    return Document(f"Negative cases: {study.setting('name')}", blocks, facts(study), notes, contents=True)


def _case(db: sqlite3.Connection, x: Negative, said: Quote) -> list[Block]:
    """One case: what it is against, the quote, what contradicts, and what came of it."""
    out: list[Block] = [Heading(2, f"Negative case {x.id}, against {negative_cases.name_against(db, x)}")]
    out += [Paragraph(f"Against {told(db, x)}", "note"), said, Paragraph(x.note)]
    if x.outcome is not None:
        out.append(Paragraph(f"{x.outcome}: {x.resolution}"))
    who = f"recorded by {x.coder}, {local(x.created_at)}"
    if x.resolver and x.resolved_at:
        who += f"; resolved by {x.resolver}, {local(x.resolved_at)}"
    return [*out, Paragraph(who, "note")]


def _worth(db: sqlite3.Connection, far: quotes_apart.Far, words: dict[int, dict[str, Any]]) -> list[Block]:
    out: list[Block] = [Heading(1, "Worth reading"), Paragraph(quotes_apart.CAUTION, "note")]
    for category in dict.fromkeys(f.category for f in far.quotes):
        out.append(Heading(2, links.name_of(db, "code", category)))
        for f in far.quotes:
            if f.category == category:
                out += [quote(words[f.coding]), Paragraph(f.why(), "note")]
    if not far.quotes:
        out.append(Paragraph("Nothing stands out by its words.", "note"))
    return out


REPORT = Declared(
    "negative-cases",
    "Quotes that contradict, and what came of them; open ones first.",
    run,
    "The ledger of negative cases, open ones first; then quotes against relations that nobody has taken up.\n\n"
    "In CSV and JSON a row of the ledger has an id, and no outcome while it is open. What follows has no id: its outcome is "
    "“not taken up” (evidence against a relation that is no negative case of it or its categories) or, with {look}, “worth "
    "reading”: quotes whose words are far from those of the other quotes of their category. These are hints what to read "
    "again, not negative cases. {outcome} open leaves both out.",
    COLUMNS,
    place=80,
    options=(
        Option("outcome", "Only these, and nothing but the ledger.", (OPEN, *negative_cases.OUTCOMES)),
        Option("look", "Add quotes far from the rest of their category, as worth reading."),
    ),
    document="each case with its quote, what it contradicts and what came of it, open ones first",
    examples=({"output": "negative-cases.docx"}, {"look": True, "code": ["trust"]}),
)
