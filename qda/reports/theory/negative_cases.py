"""The ledger of negative cases; quotes against relations that are not in it yet; on request quotes worth reading."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from qda.core.document import Block, Document, Heading, Paragraph, Quote
from qda.core.errors import UsageError
from qda.core.message import Message, commas, say, word
from qda.core.names import key
from qda.core.results import Report, Table, Want
from qda.core.words import reading
from qda.reports.common.counted import by_coders, n_of
from qda.reports.common.quotes import attributed, facts, local
from qda.reports.declare import Declared, Option
from qda.reports.theory import quotes_apart
from qda.reports.theory.axial import quotes
from qda.reports.theory.comparisons import quote
from qda.store.analysis import codes, links, negative_cases, scope, theory
from qda.store.analysis.negative_cases import Negative
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries.evidence import codes_and_coders, codings_in, quotes_against_relations
from qda.store.queries.ledgers import codes_of
from qda.store.queries.memos import titles
from qda.store.queries.quotes import code_of_each
from qda.store.queries.theory import coder_names

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
    None: say("Open"), "revised": say("Revised: the theory was changed"), "bounded": say("Bounded: it holds within limits"),
    "exception": say("Exceptions"), "not-negative": say("Not negative, after all"),
}  # fmt: skip


class Untaken(NamedTuple):
    """A quote against a relation that nobody has taken up as a negative case."""

    relation: int
    coding: int


Quotes = dict[int, dict[str, Any]]  # by coding, as `axial.quotes` gives them


def table(db: sqlite3.Connection, found: Sequence[Negative], words: Quotes | None = None) -> Table:
    """Return negative cases as rows, in the order given; `words` are their quotes, looked up when they are not given."""
    words = quotes(db, (x.coding for x in found)) if words is None else words
    rows = [_row(db, x, words[x.coding]) for x in found]
    return Table(COLUMNS, rows, brief=BRIEF, wrap=("text", "note", "resolution", "against"), times=TIMES)


def _row(db: sqlite3.Connection, x: Negative, q: dict[str, Any]) -> tuple[Any, ...]:
    return (
        x.id, x.coding, q["source"], q["author"], q["text"], negative_cases.name_against(db, x), x.outcome, x.note,
        x.resolution, q["code"], q["start"], q["end"], q["date"], x.coder, x.created_at, x.resolver, x.resolved_at,
        x.uuid, q["role"],
    )  # fmt: skip


def _beside(q: dict[str, Any], against: str, outcome: str, note: str) -> tuple[Any, ...]:
    """Return a quote that is no negative case as a row of the ledger, without an id: no script takes it for a case."""
    return (
        None, q["coding"], q["source"], q["author"], q["text"], against, outcome, note, "", q["code"], q["start"],
        q["end"], q["date"], q["coder"], None, None, None, None, q["role"],
    )  # fmt: skip


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    outcome: str = "",
    look: bool = False,
    want: Want = "both",
) -> Report:
    """Report the negative cases, open ones first, then by number; after them the quotes against relations not taken up.

    These have no `id` and the `outcome` `not taken up`; with `look` quotes far from the rest of their category follow, in
    the same way `worth reading` (`quotes_apart.find`). With `outcome` (one of the four, or `open`) only the ledger's.
    Filters hold for the coding; one on codes also for what the case is against, one on coders also for who recorded it.
    `want`: "rows" or "document" for one of the two alone.
    """
    if outcome and look:
        raise UsageError(
            Message(
                "look-or-outcome", "quotes worth reading have no outcome: ask for them or for an outcome, not for both"
            )
        )
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
    spelled = commas(
        say("{n:,} {outcome}", n=times[o], outcome=word(o or OPEN))
        for o in (None, *negative_cases.OUTCOMES)
        if times[o]
    )
    coders = by_coders(len({x.coder for x in found}))
    notes = [
        say(
            "{negative_cases}{coders} over {filters}{spelled}",
            negative_cases=n_of(len(found), "negative case"),
            coders=coders,
            filters=filters,
            spelled=say(": {spelled}", spelled=spelled) if spelled else "",
        )
    ]
    if against:
        notes.append(
            say(
                "besides, {quotes} against a relation not taken up as a negative case of it or of its "
                "categories, in rows without an id",
                quotes=n_of(len(against), "quote"),
            )
        )
    if far is not None:
        notes += far.notes
    words = quotes(db, [*(x.coding for x in found), *(u.coding for u in against), *(f.coding for f in apart_)])
    relations = _relations(db)
    result = table(db, [] if want == "document" else found, words)
    if want != "document":
        result.rows = [
            *result.rows,
            *(_beside(words[u.coding], f"relation:{u.relation}", NOT_TAKEN_UP, relations[u.relation]) for u in against),
            *(
                _beside(words[f.coding], f"category:{links.name_of(db, 'code', f.category)}", WORTH_READING, f.why())
                for f in apart_
            ),
        ]
    result.notes = notes
    document = None if want == "rows" else _document(study, found, against, far, words, relations, notes)
    return Report(result, document, notes)


def _relations(db: sqlite3.Connection) -> dict[int, str]:
    """Return how each relation reads: `trust causes calm, supported`."""
    names = codes.names(db)
    return {
        r.id: say("{a} {type} {b}, {status}", a=names[r.a], type=reading(r.type), b=names[r.b], status=word(r.status))
        for r in theory.relations(db)
    }


def _chosen(db: sqlite3.Connection, found: Sequence[Negative], over: Scope) -> list[Negative]:
    """Return the negative cases of a scope."""
    if over.coders is not None:
        names = coder_names(db, over.coders)
        found = [x for x in found if x.coder in names]
    inside = _inside(db, over)
    if inside is not None:
        found = [x for x in found if x.coding in inside]
    if over.codes is not None:
        wanted = _wanted(db, over.codes)
        of = code_of_each(db)
        found = [x for x in found if of[x.coding] in wanted or _codes_of(db, x) & wanted]
    return list(found)


def _inside(db: sqlite3.Connection, over: Scope) -> set[int] | None:
    """Return the codings of the sources and people filtered for, whoever made them; None where nothing is filtered."""
    if over.sources is None and over.participants is None and not over.source_or_person:
        return None
    return codings_in(db, replace(over, codes=None, coders=None))


def _wanted(db: sqlite3.Connection, chosen: Collection[int]) -> set[int]:
    """Return these codes with all codes under them."""
    gathered = codes.gathered(db)
    return set().union(*(gathered[i] for i in chosen))


def _codes_of(db: sqlite3.Connection, x: Negative) -> set[int]:
    """Return the codes that a case is against: the code, the property's category, the relation's two, those a memo is on."""
    kind, id = x.target()
    return {id} if kind == "code" else codes_of(db, kind, id)


def _untaken(db: sqlite3.Connection, every: Sequence[Negative], over: Scope) -> list[Untaken]:
    """Return the quotes against relations that are no negative case of the relation or of its two categories."""
    taken = {(x.coding, *x.target()) for x in every}
    inside = _inside(db, over)
    wanted = None if over.codes is None else _wanted(db, over.codes)
    of = codes_and_coders(db)
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
    """Return the codings that somebody has held against something already: they need no pointing out."""
    return {x.coding for x in every} | quotes_against_relations(db)


class _Against:
    """Says what cases are against; what it looks up, it looks up once."""

    def __init__(self, db: sqlite3.Connection, found: Iterable[Negative], relations: Mapping[int, str]) -> None:
        kinds = {x.target()[0] for x in found}
        self.db, self.relations = db, relations
        self.titles = titles(db) if "memo" in kinds else {}
        self.properties = {p.id: p for p in theory.properties(db)} if "property" in kinds else {}

    def line(self, x: Negative) -> str:
        """Say what a case is against: `the relation “trust causes calm, supported” (relation 3)`."""
        kind, id = x.target()
        if kind == "relation":
            return say("the relation “{name}” (relation {id})", name=self.relations[id], id=id)
        if kind == "memo":
            return say("memo {id}, “{title}”", id=id, title=self.titles[id])
        if kind == "property":
            return say(
                "the property “{name}”: {shown}",
                name=links.name_of(self.db, "property", id),
                shown=self.properties[id].shown(),
            )
        row = codes.row(self.db, id)
        what = "category" if row["level"] in codes.CATEGORY_LEVELS else "code"
        meaning = f": {row['definition']}" if row["definition"] else ""
        return say(
            "the {what} “{name}”{meaning}", what=word(what), name=links.name_of(self.db, "code", id), meaning=meaning
        )


def _document(
    study: Study,
    found: Sequence[Negative],
    untaken: Sequence[Untaken],
    far: quotes_apart.Far | None,
    words: Quotes,
    relations: Mapping[int, str],
    notes: Sequence[str],
) -> Document:
    db = study.db
    against = _Against(db, found, relations)
    blocks: list[Block] = []
    for outcome, title in TITLES.items():
        these = [x for x in found if x.outcome == outcome]
        if these:
            blocks.append(Heading(1, title))
        for x in these:
            blocks += _case(db, x, against.line(x), quote(words[x.coding]))
    if not found:
        none = Message("no-negative-case-yet", "No negative case has been recorded.")
        blocks.append(Paragraph(none, "note"))
    if untaken:
        blocks.append(Heading(1, say("Evidence against, not taken up")))
        what = Message("quotes-not-taken-up", "Quotes against a relation that nobody has taken up.")
        blocks.append(Paragraph(what, "note"))
        for n in dict.fromkeys(u.relation for u in untaken):
            blocks.append(Heading(2, say("Relation {n}: {name}", n=n, name=relations[n])))
            blocks += [quote(words[u.coding]) for u in untaken if u.relation == n]
    if far is not None:
        blocks += _worth(db, far, words)
    return Document(
        say("Negative cases: {study}", study=study.setting("name")),
        attributed(study.db, blocks),
        facts(study),
        notes,
        contents=True,
    )


def _case(db: sqlite3.Connection, x: Negative, against: str, said: Quote) -> list[Block]:
    """Write one case: what it is against, the quote, what contradicts, and what came of it."""
    out: list[Block] = [
        Heading(2, say("Negative case {id}, against {name}", id=x.id, name=negative_cases.said_against(db, x)))
    ]
    out += [Paragraph(say("Against {against}", against=against), "note"), said, Paragraph(x.note)]
    if x.outcome is not None:
        out.append(Paragraph(say("{outcome}: {resolution}", outcome=word(x.outcome), resolution=x.resolution)))
    who = say("recorded by {coder}, {at}", coder=x.coder, at=local(x.created_at))
    if x.resolver and x.resolved_at:
        who += say("; resolved by {resolver}, {at}", resolver=x.resolver, at=local(x.resolved_at))
    return [*out, Paragraph(who, "note")]


def _worth(db: sqlite3.Connection, far: quotes_apart.Far, words: dict[int, dict[str, Any]]) -> list[Block]:
    out: list[Block] = [Heading(1, say("Worth reading")), Paragraph(quotes_apart.CAUTION, "note")]
    for category in dict.fromkeys(f.category for f in far.quotes):
        out.append(Heading(2, links.name_of(db, "code", category)))
        for f in far.quotes:
            if f.category == category:
                out += [quote(words[f.coding]), Paragraph(f.why(), "note")]
    if not far.quotes:
        out.append(Paragraph(say("Nothing stands out by its words."), "note"))
    return out


REPORT = Declared(
    "negative-cases",
    "List quotes that contradict, and what came of them; open ones first.",
    run,
    "List the negative cases, open ones first, then quotes against relations that nobody has taken up.\n\n"
    "In CSV and JSON a negative case has an id, and no outcome while it is open. The rows after them have no id. Their "
    "outcome is “not taken up” (a quote against a relation that is no negative case of the relation or its categories) or, "
    "with {look}, “worth reading” (a quote whose words differ much from the other quotes of its category). These are hints "
    "at what to read again, not negative cases. {outcome} open leaves both out.",
    COLUMNS,
    place=80,
    options=(
        Option("outcome", "List only negative cases with this outcome.", (OPEN, *negative_cases.OUTCOMES)),
        Option("look", "Add quotes that differ much from the rest of their category, as worth reading."),
    ),
    document="each case with its quote, what it contradicts and what came of it, open ones first",
    examples=({"output": "negative-cases.docx"}, {"look": True, "code": ["trust"]}),
)
