"""The emerging categories as a document: what one reads with a supervisor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from qda.core.document import Block, Bullets, Document, Grid, Heading, Paragraph
from qda.core.message import Message, chained, commas, say, word
from qda.core.results import Table
from qda.core.words import reading
from qda.reports.common.codebook import ABOUT
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed, block, facts, listed, local, pinned
from qda.reports.theory import thin
from qda.reports.theory.categories_data import RECENT, Category, Counts, Found, Page, quotes_of
from qda.store.analysis import codes, memos, negative_cases
from qda.store.analysis.memos import Memo
from qda.store.analysis.theory import Property, Relation
from qda.store.project import Study
from qda.store.queries.theory import placements_by_property
from qda.store.texts import sources

LINE = 200  # characters shown of a memo's first line
GROWTH_ROWS = 12  # sources shown of a category's growth: those analysed last


def make(study: Study, found: Found, most: int) -> Document:
    """Return the document; `most` quotes are shown of each side of a relation."""
    writer = _Writer(found, _page(study.db, found, most))
    core = next((c.name for c in found.categories if c.level == "core"), say("none chosen yet"))
    blocks: list[Block] = [Heading(1, say("Overview")), Grid(_overview(found)), *writer.analysed()]
    for c in found.categories:
        blocks.append(Heading(1, _named(c)))
        blocks += writer.category(c)
    about = facts(study, ("categories", str(len(found.categories))), ("core", core))
    return Document(
        say("Emerging categories: {study}", study=study.setting("name")),
        attributed(study.db, blocks),
        about,
        found.notes,
        contents=True,
    )


def _page(db: sqlite3.Connection, found: Found, most: int) -> Page:
    """Look up what only the document shows; `most` quotes are shown of each side of a relation."""
    every = found.categories
    shown = {i for c in every for r in c.relations for i in (*r.supporting[:most], *r.opposing[:most])}
    against = {c.id: negative_cases.of_category(db, c.id, c.under) for c in every}
    return Page(
        most=most,
        texts={c.id: codes.row(db, c.id) for c in every},
        placed=placements_by_property(db, found.over),
        evidence=quotes_of(db, shown),
        negatives={id: [(x, negative_cases.said_against(db, x)) for x in these] for id, these in against.items()},
        memos={m.id: m for m in memos.read(db)},
        sources=dict(sources.names(db)),
        pins=pinned(db),
    )


def _overview(found: Found) -> Table:
    heads = ("category", "stretches", "sources", "participants", "properties", "relations", "memos")
    rows = [
        (_named(c) + _of_researchers(c), c.counts.stretches, c.counts.sources, c.counts.participants, len(c.properties),
         len(c.relations), len(c.memos))
        for c in found.categories
    ]  # fmt: skip
    return Table(heads, rows, wrap=("category",))


def _of_researchers(c: Category) -> str:
    """Say it in the row, in words: one more column would be wider than a page."""
    n = c.counts.researcher
    return say(", {codings} on a researcher's words", codings=n_of(n, "coding")) if n else ""


def _named(c: Category) -> str:
    return say("{name} (core category)", name=c.name) if c.level == "core" else c.name


class _Writer:
    """Writes category after category; a relation's quotes stand where the relation comes first."""

    def __init__(self, found: Found, page: Page) -> None:
        self.found, self.page = found, page
        self.told: dict[int, str] = {}  # relation -> the category under which its quotes stand

    def analysed(self) -> Iterator[Block]:
        """Say how many sources were analysed, and which came last."""
        if self.found.analysed:
            last = [self.page.sources[i] for i in self.found.analysed[-RECENT:]]
            n = n_of(len(self.found.analysed), "source")
            yield Paragraph(say("{n} analysed; the last: {these}.", n=n, these=last), "note")

    def category(self, c: Category) -> Iterator[Block]:
        """Write all about one category."""
        t = c.counts
        yield Paragraph(
            say(
                "{codings} on {stretches} in {sources}, by {participants}",
                codings=n_of(t.codings, "coding"),
                stretches=n_of(t.stretches, "stretch"),
                sources=n_of(t.sources, "source"),
                participants=n_of(t.participants, "participant"),
            )
            + (say("; {unconfirmed:,} not yet confirmed", unconfirmed=t.unconfirmed) if t.unconfirmed else "")
            + (say("; {codings} on a researcher's words", codings=n_of(t.researcher, "coding")) if t.researcher else "")
            + (
                say("; first coded {at}, last {at2}", at=local(c.first), at2=local(c.last))
                if c.first and c.last
                else ""
            ),
            "note",
        )
        about = self.page.texts[c.id]
        yield Paragraph(
            about["definition"] or say("It has no definition yet."), "normal" if about["definition"] else "note"
        )
        if c.thin:
            yield Paragraph(thin.sentence(c.thin), "note")
        for field, label in ABOUT[1:]:
            if about[field]:
                yield Paragraph(label + about[field])
        yield from self._codes(c)
        yield from self._properties(c)
        yield from self._relations(c)
        yield from self._negatives(c)
        yield from self._growth(c)
        yield from self._memos(c)
        yield from self._quotes(c)

    def _codes(self, c: Category) -> Iterator[Block]:
        paths = self.found.paths
        under = [i for i in paths if i in c.under and (i != c.id or i in self.found.of)]
        if not under or under == [c.id]:
            return
        rows = []
        for i in sorted(under, key=lambda i: i != c.id):
            t = Counts.of(self.found.of[i].candidates if i in self.found.of else ())
            name = say("(itself)") if i == c.id else paths[i].removeprefix(paths[c.id] + "/")
            rows.append((name, t.codings, t.stretches, t.sources, t.participants))
        yield Heading(2, say("Codes"))
        yield Grid(Table(("path", "codings", "stretches", "sources", "participants"), rows, wrap=("path",)))

    def _properties(self, c: Category) -> Iterator[Block]:
        yield Heading(2, say("Properties"))
        if not c.properties:
            yield Paragraph(say("No properties yet."), "note")
            return
        heads = ("property", "dimension", "found", "not met yet")
        rows = [(p.name, p.shown(), *found(p, self.page.placed.get(p.id, []))) for p in c.properties]
        yield Grid(Table(heads, rows, wrap=("dimension", "found", "not met yet")))

    def _relations(self, c: Category) -> Iterator[Block]:
        yield Heading(2, say("Relations"))
        if not c.relations:
            yield Paragraph(say("No relations yet."), "note")
        names = self.found.names
        for r in c.relations:
            yield Heading(3, say("{a} {type} {b}", a=names[r.a], type=reading(r.type), b=names[r.b]))
            yield Paragraph(
                say(
                    "relation {id}, {status}: {n} for, {n2} against",
                    id=r.id,
                    status=word(r.status),
                    n=len(r.supporting),
                    n2=len(r.opposing),
                ),
                "note",
            )
            if r.note:
                yield Paragraph(r.note)
            if lack := r.lack():
                yield Paragraph(lack, "note")
            if r.id in self.told:
                yield Paragraph(say("Its quotes stand under {told}.", told=self.told[r.id]), "note")
                continue
            if r.supporting or r.opposing:
                self.told[r.id] = c.name
            yield from self._evidence(r)

    def _evidence(self, r: Relation) -> Iterator[Block]:
        for side, ids in (("for", r.supporting), ("against", r.opposing)):
            shown, rest = ids[: self.page.most], ids[self.page.most :]
            yield from (block(self.page.evidence[i], self.page.pins, marks=(side,)) for i in shown)
            if rest:
                yield Paragraph(
                    say("{n} more {side}: coding {these}", n=len(rest), side=word(side), these=listed(rest, 40)), "note"
                )

    def _negatives(self, c: Category) -> Iterator[Block]:
        """Say what speaks against the category, open cases first; nothing where nothing is recorded."""
        if not self.page.negatives[c.id]:
            return
        yield Heading(2, say("Negative cases"))
        held = sorted(self.page.negatives[c.id], key=lambda pair: (pair[0].outcome is not None, pair[0].id))
        yield Bullets(
            tuple(
                say(
                    "{outcome}: {note}{resolution} (negative case {id}, coding {coding}, against {against})",
                    outcome=word(x.outcome or "open"),
                    note=x.note,
                    resolution=f" — {x.resolution}" if x.resolution else "",
                    id=x.id,
                    coding=x.coding,
                    against=against,
                )
                for x, against in held
            )
        )

    def _growth(self, c: Category) -> Iterator[Block]:
        yield Heading(2, say("Growth"))
        order = [s for s in self.found.analysed if s in c.by_source]
        if not order:
            yield Paragraph(say("Nobody has coded it by hand yet."), "note")
            return
        early, late = order[:-GROWTH_ROWS], order[-GROWTH_ROWS:]
        if early:
            n, new = sum(c.by_source[s] for s in early), sum(len(c.joined.get(s, ())) for s in early)
            before = commas([n_of(n, "coding"), n_of(new, "new code")])
            yield Paragraph(
                say("In {sources} before these: {before}.", sources=n_of(len(early), "source"), before=before), "note"
            )
        rows = [
            (self.page.sources[s], c.by_source[s], len(c.joined.get(s, ())),
             listed((self.found.names[i] for i in c.joined.get(s, ())), 6))
            for s in late
        ]  # fmt: skip
        heads = ("source", "codings", "new codes", "which")
        yield Grid(Table(heads, rows, wrap=("source", "which")))
        other = c.counts.codings - sum(c.by_source.values())
        if other > 0:
            yield Paragraph(
                say(
                    "Besides, {codings} made by a machine or brought in from elsewhere.", codings=n_of(other, "coding")
                ),
                "note",
            )

    def _memos(self, c: Category) -> Iterator[Block]:
        yield Heading(2, say("Memos"))
        if not c.memos:
            yield Paragraph(say("No memos yet."), "note")
            return
        yield Bullets(tuple(self._memo(self.page.memos[id]) for id, *_ in c.memos))

    def _memo(self, m: Memo) -> str:
        """Write a memo in one line: title and first line below it, or that line alone when the title is made of it."""
        first = memos.first_line(m.text)
        if first == m.title:
            first = memos.first_line(m.text.partition("\n")[2])
        short = first if len(first) <= LINE else first[:LINE].rsplit(" ", 1)[0] + " …"
        who = say(
            "(memo {id}, {type}, {coder}, {at})", id=m.id, type=word(m.type), coder=m.coder, at=local(m.created_at)
        )
        if first and first.startswith(m.title.removesuffix("…")):
            return chained([short, who], " ")
        return chained([f"{m.title}: {short}" if short else m.title, who], " ")

    def _quotes(self, c: Category) -> Iterator[Block]:
        yield Heading(2, say("Quotes"))
        if not c.quotes:
            yield Paragraph(say("No quotes.") if not c.counts.codings else say("None were asked for."), "note")
            return
        yield from (block(self.found.rows[i], self.page.pins) for i in c.quotes)
        if (rest := c.counts.stretches - len(c.quotes)) > 0:
            yield Paragraph(Message("more-quotes", "{n:,} more", n=rest, category=c.name), "note")


def found(p: Property, placed: Iterable[tuple[int, str, float | None]]) -> tuple[str, str]:
    """Return what was found of a property, from the lowest to the highest placement, and the points without a quote.

    `placed` are its placements: coding, value, position.
    """
    items: list[Any] = sorted((p.order(value, position), value, coding) for coding, value, position in placed)
    used = {value for _, value, _ in items}
    without = ", ".join(point for point in p.points if point not in used)
    if not items:
        return say("nothing placed yet"), without
    if p.kind == "kinds":
        times = [(sum(value == kind for _, value, _ in items), kind) for kind in p.points]
        return ", ".join(f"{kind} ({n})" for n, kind in times if n), without
    low, high = items[0], items[-1]
    span = low[1] if low[1] == high[1] else f"{low[1]} … {high[1]}"
    where = (
        say("coding {low}", low=low[2])
        if low[2] == high[2]
        else say("codings {low} … {high}", low=low[2], high=high[2])
    )
    return say(
        "{span} ({where}; {placements})", span=span, where=where, placements=n_of(len(items), "placement")
    ), without
