"""The audit trail as a document: from claims to quotes and the changes that made them, then all changes by day and class."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from qda.core import audit
from qda.core.document import Block, Document, Grid, Heading, Paragraph, Quote
from qda.core.message import chained, say, say_n
from qda.core.results import Table
from qda.reports.account.told import because
from qda.reports.common.quotes import attributed, block, facts, local, pinned
from qda.reports.theory.open_story import Cited, cited
from qda.store.analysis import codings, theory
from qda.store.project import Study
from qda.store.queries.audit import Touched, coded_in

if TYPE_CHECKING:
    from qda.reports.account.audit import Entry

_LINK = re.compile(r"\[\[([a-z]+):([^\[\]]+)\]\]")
_WORDS = 60  # words of a quote in the account: the whole of it stands at its first place, and in the source


def document(study: Study, found: Sequence[Entry], touched: Touched, notes: Sequence[str]) -> Document:
    """Return the account of these changes."""
    db = study.db
    blocks: list[Block] = [Heading(1, say("Changes by class")), Grid(_by_class(found))]
    claims = cited(study)
    blocks.append(Heading(1, say("From the claims to the quotes")))
    blocks += _claims(study, claims)
    blocks.append(Heading(1, say("From the changes to the quotes")))
    blocks += _account(db, found, touched, _grounds(db, claims))
    title = say("Audit trail: {study}", study=study.setting("name"))
    return Document(title, attributed(db, blocks), facts(study), notes, contents=True)


def _by_class(found: Sequence[Entry]) -> Table:
    n, asks = Counter(e.of for e in found), Counter(e.of for e in found if e.asks)
    rows = [(say(of), say(what), n[of], asks[of]) for of, what in audit.CLASSES.items()]
    return Table(
        ("class", "what", "changes", "without_a_reason"), rows, wrap=("what",), totals=("changes", "without_a_reason")
    )


# -- from claims to quotes ---------------------------------------------------------------------------------------------


def _of_claim(db: sqlite3.Connection, claim: Cited) -> list[int]:
    """Return the codings that a claim links, itself or by a relation."""
    held = {r.id: r.supporting for r in theory.relations(db)} if claim.relations else {}
    return list(dict.fromkeys([*claim.codings, *(i for r in claim.relations for i in held.get(r, ()))]))


def _grounds(db: sqlite3.Connection, claims: Sequence[Cited]) -> dict[int, list[int]]:
    """Return for each coding the claims that it grounds, by their number in the storyline."""
    out: dict[int, list[int]] = {}
    for n, claim in enumerate(claims, 1):
        for id in _of_claim(db, claim):
            out.setdefault(id, []).append(n)
    return out


def _claims(study: Study, claims: Sequence[Cited]) -> list[Block]:
    db = study.db
    if not claims:
        return [Paragraph(say("There is no claim yet: the storyline links no category, or is not written."), "note")]
    of = {n: _of_claim(db, claim) for n, claim in enumerate(claims, 1)}
    rows = _rows(db, {id for ids in of.values() for id in ids})
    made, pins = coded_in(db, rows), pinned(db)
    out: list[Block] = []
    for n, claim in enumerate(claims, 1):
        out.append(Heading(2, say("Claim {n}", n=n)))
        out.append(Paragraph(_LINK.sub(lambda m: f"[{m[2]}]" if m[1] == "coding" else m[2], claim.sentence)))
        if not of[n]:
            out.append(Paragraph(say("It links no quote, and no relation with quotes."), "note"))
        for id in of[n]:
            quote = block(rows[id], pins, coder=True)
            if id in made:
                change, at, hash = made[id]
                coded = say("coded in change {n}, {at}, hash {hash}", n=change, at=local(at, time=True), hash=hash)
                quote = replace(quote, marks=(*quote.marks, coded))
            out.append(quote)
    return out


def _rows(db: sqlite3.Connection, ids: set[int]) -> dict[int, tuple[object, ...]]:
    return {int(row[0]): row for row in codings.select(db, ids=sorted(ids))} if ids else {}


# -- from changes to quotes --------------------------------------------------------------------------------------------


def _account(
    db: sqlite3.Connection, found: Sequence[Entry], touched: Touched, grounds: dict[int, list[int]]
) -> list[Block]:
    quotes = {e.line.n: touched.codings(e.line.n) for e in found}
    rows = _rows(db, {id for ids, _ in quotes.values() for id in ids})
    pins = pinned(db)
    order = list(audit.CLASSES)
    out: list[Block] = []
    for day, of_day in groupby(found, key=lambda e: local(e.line.at)):
        out.append(Heading(2, day))
        in_class = sorted(of_day, key=lambda e: order.index(e.of))
        for of, some in groupby(in_class, key=lambda e: e.of):
            out.append(Heading(3, say(of)))
            for entry in some:
                out += _entry(entry)
                ids, n = quotes[entry.line.n]
                out += [_quote(rows[id], pins, grounds.get(id, [])) for id in ids]
                if ids and n > len(ids):
                    out.append(Paragraph(say("and {n:,} more", n=n - len(ids)), "note"))
    if not found:
        out.append(Paragraph(say("There is no such change."), "note"))
    return out


def _entry(entry: Entry) -> list[Block]:
    x = entry.line
    at = local(x.at, time=True)
    head = say("{n}. {command}, {coder}, {at}", n=x.n, command=x.command, coder=x.coder, at=at)
    if not x.live:
        head = say("{head} (taken back since)", head=head)
    why = because(x.because, entry.later)
    lines: list[Block] = [Paragraph(head, "label"), Paragraph(x.summary)]
    shown, n = entry.about
    if shown:
        more = say(" and {n:,} more", n=n - len(shown)) if n > len(shown) else ""
        lines.append(Paragraph(say("About {things}{more}.", things=chained(shown, ", "), more=more)))
    if why:
        lines.append(Paragraph(say("Reason: {why}", why=why)))
    elif entry.asks:
        lines.append(Paragraph(say("No reason was given.")))
    before = say(", after {previous}", previous=x.previous) if x.previous else ""
    lines.append(Paragraph(say("hash {hash}{before}", hash=x.hash, before=before), "note"))
    return lines


def _quote(row: Sequence[object], pins: set[int], claims: list[int]) -> Quote:
    quote = block(row, pins)
    words = quote.text.split()
    if len(words) > _WORDS:
        quote = replace(quote, text=" ".join(words[:_WORDS]) + " …")
    if claims:
        grounds = say_n("grounds claim {claims}", "grounds claims {claims}", len(claims), claims=claims)
        quote = replace(quote, marks=(*quote.marks, grounds))
    return quote
