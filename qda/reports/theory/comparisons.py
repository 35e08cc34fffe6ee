"""List recorded comparisons with their outcomes, and the categories that were never compared."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from qda.core.document import Beside, Block, Document, Heading, Paragraph, Quote
from qda.core.errors import UsageError
from qda.core.message import Message, commas, say, word
from qda.core.results import Report, Table, Want
from qda.reports.common.counted import by_coders, n_of
from qda.reports.common.quotes import attributed, facts, local
from qda.reports.counts import counting
from qda.reports.declare import Declared, Option, Rows
from qda.reports.theory.axial import quotes
from qda.store.analysis import codes, comparisons, links, scope, theory
from qda.store.analysis.comparisons import Comparison
from qda.store.analysis.scope import Filters, Scope, everything
from qda.store.project import Study
from qda.store.queries.evidence import codings_in
from qda.store.queries.ledgers import sides_of_comparisons
from qda.store.queries.theory import coder_names

SIDE = ("source", "author", "code", "text")
COLUMNS = (
    "id", "at", "coder", "a", "b", "outcome", "property", "note", "uuid", *(f"a_{x}" for x in SIDE),
    *(f"b_{x}" for x in SIDE), "a_role", "b_role",
)  # fmt: skip
MISSING = ("a", "b", "a_stretches", "b_stretches", "relations")


Quotes = dict[int, dict[str, Any]]  # by coding, as `axial.quotes` gives them


def compared(db: sqlite3.Connection, found: Iterable[Comparison]) -> Quotes:
    """Return the quotes of the codings compared."""
    return quotes(db, (i for x in found for i in (x.coding, x.other) if i is not None))


def table(db: sqlite3.Connection, found: Sequence[Comparison], words: Quotes | None = None) -> Table:
    """Return comparisons as rows: `a` is the number of a coding, `b` that of another or a code's name.

    `words` are their quotes (`compared`), looked up when they are not given.
    """
    words = compared(db, found) if words is None else words
    rows = []
    for x in found:
        a = words[x.coding]
        if x.other is not None:
            b: Any = x.other
            other = [words[x.other][name] for name in SIDE]
            role = words[x.other]["role"]
        else:
            b = comparisons.code_name(db, x.code or 0)
            other, role = [None, None, links.name_of(db, "code", x.code or 0), None], None
        found_in = None if x.property is None else links.name_of(db, "property", x.property)
        rows.append((x.id, x.created_at, x.coder, x.coding, b, x.outcome, found_in, x.note, x.uuid,
                     *(a[name] for name in SIDE), *other, a["role"], role))  # fmt: skip
    wrap = ("note", "a_text", "b_text", "property")
    texts = ("a_text", "b_text") if any(x.other is not None for x in found) else ("a_text",)
    return Table(COLUMNS, rows, brief=("id", "a", "b", "outcome", "property", "note", *texts), wrap=wrap)


def chosen(db: sqlite3.Connection, over: Scope, *, codings_only: bool = False) -> list[Comparison]:
    """Return the comparisons of a scope: by these coders, with a coding in it, with a side under one of its codes.

    `codings_only` leaves the codes aside.
    """
    found = comparisons.read(db)
    if over.coders is not None:
        names = coder_names(db, over.coders)
        found = [x for x in found if x.coder in names]
    if over.sources is not None or over.participants is not None or over.source_or_person:
        inside = codings_in(db, replace(over, codes=None, coders=None))
        found = [x for x in found if x.coding in inside or x.other in inside]
    if over.codes is not None and not codings_only:
        gathered = codes.gathered(db)
        wanted = set().union(*(gathered[i] for i in over.codes))
        of = sides(db, found)
        found = [x for x in found if wanted & set(of[x.id])]
    return found


def sides(db: sqlite3.Connection, found: Iterable[Comparison]) -> dict[int, tuple[int, int]]:
    """Return for each comparison the codes of its two sides, as they are today."""
    every = sides_of_comparisons(db)
    return {x.id: every[x.id] for x in found}


def run(study: Study, filters: Filters | None = None, *, outcome: str = "", want: Want = "both") -> Report:
    """Report comparisons by number, with what was compared; the document lays the two quotes of each beside each other.

    Filters keep those of which one coding lies in the sources or is by the people, one side under the code. `want`: "rows"
    or "document" for one of the two alone.
    """
    db = study.db
    wanted = comparisons.outcome(outcome) if outcome else ""
    found = [x for x in chosen(db, scope.resolve(db, filters or Filters())) if wanted in ("", x.outcome)]
    times = Counter(x.outcome for x in found)
    spelled = commas(say("{n:,} {outcome}", n=times[o], outcome=word(o)) for o in comparisons.OUTCOMES if times[o])
    words = compared(db, found)
    coders = by_coders(len({x.coder for x in found}))
    notes = [
        say(
            "{comparisons}{coders} over {filters}{spelled}; {codings} compared",
            comparisons=n_of(len(found), "comparison"),
            coders=coders,
            filters=filters or Filters(),
            spelled=say(": {spelled}", spelled=spelled) if spelled else "",
            codings=n_of(len(words), "coding"),
        )
    ]
    rows = table(db, [] if want == "document" else found, words)
    rows.notes = notes
    return Report(rows, None if want == "rows" else _document(study, found, words, notes), notes)


def missing(study: Study, filters: Filters | None = None) -> Table:
    """List pairs of categories never compared, those that rest on most stretches first (on the thinner side), then by path.

    A pair is compared when the two sides of a comparison lie in the two, codes under them included; of a comparison with
    a code that code counts. Filters choose the comparisons; `--code` the categories one of which a pair must have.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    categories, gathered = theory.categories(db), codes.gathered(db)
    above: dict[int, set[int]] = {}
    for category in categories:
        for code in gathered[category]:
            above.setdefault(code, set()).add(category)
    met = set()
    for a, b in sides(db, chosen(db, over, codings_only=True)).values():
        met |= {frozenset((x, y)) for x in above.get(a, ()) for y in above.get(b, ()) if x != y}
    tally = counting.with_codes(db, everything(db), list(categories), include_researcher=True)
    stretches = {c: t.stretches if (t := tally.get((c, None))) else 0 for c in categories}
    related = Counter(frozenset((r.a, r.b)) for r in theory.relations(db))
    wanted = set(categories) if over.codes is None else set().union(*(gathered[i] for i in over.codes))
    pairs = [p for p in combinations(categories, 2) if wanted & set(p)]
    left = [p for p in pairs if frozenset(p) not in met]
    place = {c: n for n, c in enumerate(categories)}
    left.sort(key=lambda p: (-min(stretches[p[0]], stretches[p[1]]), place[p[0]], place[p[1]]))
    rows = [
        (
            comparisons.code_name(db, a),
            comparisons.code_name(db, b),
            stretches[a],
            stretches[b],
            related[frozenset((a, b))],
        )
        for a, b in left
    ]
    notes = [
        say(
            "{n} of {pairs} of {categories} never compared, over comparisons of {filters}; a "
            "comparison counts for the categories in which its two sides lie, codes under them "
            "included",
            n=len(left),
            pairs=n_of(len(pairs), "pair"),
            categories=n_of(len(categories), "category"),
            filters=filters or Filters(),
        )
    ]
    return Table(MISSING, rows, title=say("Pairs of categories never compared"), notes=notes)


def pair(db: sqlite3.Connection, x: Comparison, words: Mapping[int, Mapping[str, Any]]) -> list[Block]:
    """Return what was compared, as blocks: two quotes beside each other, or a quote and what the code means."""
    a = quote(words[x.coding])
    if x.other is not None:
        return [Beside(a, quote(words[x.other]))]
    row = codes.row(db, x.code or 0)
    return [
        a,
        Paragraph(
            say(
                "with the code “{name}”: {definition}",
                name=row["name"],
                definition=row["definition"] or say("not defined yet"),
            )
        ),
    ]


def quote(q: Mapping[str, Any]) -> Quote:
    """Return a coding, as `axial.quotes` gives it, as a quotation."""
    marks = () if q["confirmed"] else ("unconfirmed",)
    return Quote(q["text"], q["source"], q["author"], q["coding"], q["date"], (q["code"],), marks, role=q["role"])


def told(db: sqlite3.Connection, x: Comparison) -> str:
    """Say what came of a comparison, in a line: `differs, in trust/tempo: here nobody was asked`."""
    found = "" if x.property is None else say(", in {name_of}", name_of=links.name_of(db, "property", x.property))
    return say("{outcome}{found}: {note}", outcome=word(x.outcome), found=found, note=x.note)


def _document(study: Study, found: Sequence[Comparison], words: Quotes, notes: Sequence[str]) -> Document:
    db = study.db
    paths = codes.paths(db)
    of = {id: a for id, (a, _) in sides(db, found).items()}
    blocks: list[Block] = []
    for code in paths:
        those = [x for x in found if of[x.id] == code]
        if those:
            blocks.append(Heading(1, say("Incidents of {paths}", paths=paths[code])))
        for x in those:
            blocks.append(Heading(2, say("Comparison {id}: {outcome}", id=x.id, outcome=word(x.outcome))))
            blocks += pair(db, x, words)
            blocks.append(Paragraph(told(db, x)))
            blocks.append(Paragraph(say("{coder}, {at}", coder=x.coder, at=local(x.created_at)), "note"))
    if not found:
        none = Message("no-comparison-yet", "No comparison has been recorded yet.")
        blocks.append(Paragraph(none, "note"))
    return Document(
        say("Comparisons: {study}", study=study.setting("name")),
        attributed(study.db, blocks),
        facts(study),
        notes,
        contents=True,
    )


never_compared = missing


def either(
    study: Study,
    filters: Filters | None = None,
    *,
    outcome: str = "",
    missing: bool = False,
    want: Want = "both",
) -> Report | Table:
    """Return the comparisons that were recorded (`run`), or with `missing` the pairs of categories never compared."""
    if not missing:
        return run(study, filters, outcome=outcome, want=want)
    if outcome:
        raise UsageError(
            Message("missing-has-no-outcome", "pairs that were never compared have no outcome: ask for one of the two")
        )
    return never_compared(study, filters)


REPORT = Declared(
    "comparisons",
    "List the comparisons that you recorded, or pairs of categories never compared.",
    either,
    "List the recorded comparisons with the two quotes of each, or the pairs of categories that were never compared.",
    COLUMNS,
    place=70,
    options=(
        Option("outcome", "List only comparisons with this outcome.", comparisons.OUTCOMES),
        Option("missing", "List the pairs of categories never compared instead."),
    ),
    also=(Rows({"missing": True}, MISSING),),
    document="the two quotes of each comparison beside each other, and what came of it",
    examples=({"output": "comparisons.docx"}, {"missing": True}),
)
