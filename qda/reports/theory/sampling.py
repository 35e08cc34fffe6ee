"""The sampling ledger as rows; and where categories are thin, as numbered questions with the ledger beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from qda.core import message
from qda.core.document import Block, Bullets, Document, Grid, Heading, Paragraph, Quote
from qda.core.message import Message, say, word
from qda.core.results import Report, Table, Want
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed, facts, listed
from qda.reports.declare import Declared
from qda.reports.theory import sampling_questions
from qda.reports.theory.sampling_questions import Gap
from qda.store.analysis import codes, links, sampling, scope
from qda.store.analysis.sampling import Entry
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries.theory import coder_names
from qda.store.texts import sources

LEDGER = (
    "id", "for", "text", "seek", "status", "sources", "changed", "coder", "created_at", "closer", "closed_at", "uuid",
)  # fmt: skip
COLUMNS = (
    "row", "kind", "for", "question", "why", "seek", "entries", "source", "segment", "author", "start", "end", "text",
)  # fmt: skip
STATUSES = ("open", "closed")


def table(db: sqlite3.Connection, found: Sequence[Entry]) -> Table:
    """Return entries of the ledger as rows; `sources` is a list of names."""
    names = dict(sources.names(db))
    rows = [
        (x.id, sampling.name_for(db, x), x.text, x.seek, x.status(), [names[i] for i in x.sources], x.changed, x.coder,
         x.created_at, x.closer, x.closed_at, x.uuid)
        for x in found
    ]  # fmt: skip
    return Table(
        LEDGER, rows, brief=LEDGER[:7], wrap=("text", "seek", "changed", "for"), times=("created_at", "closed_at")
    )


def counted(found: Sequence[Entry], filters: Filters) -> str:
    """Say how many entries these are, and how many of them are open."""
    open_ = sum(x.closed_at is None for x in found)
    entries = message.n_of(len(found), "sampling entry")
    return say("{entries} over {filters}, {open:,} open", entries=entries, filters=filters, open=open_)


def chosen(db: sqlite3.Connection, over: Scope) -> list[Entry]:
    """Return the entries of a scope: for one of these categories or what lies under it, by one of these coders."""
    found = sampling.read(db)
    if over.codes is not None:
        gathered = codes.gathered(db)
        wanted = set().union(*(gathered[i] for i in over.codes))
        found = [x for x in found if x.category in wanted]
    if over.coders is not None:
        names = coder_names(db, over.coders)
        found = [x for x in found if x.coder in names]
    return found


def run(study: Study, filters: Filters | None = None, *, want: Want = "both") -> Report:
    """Report where categories are thin, a row a question, and then sources that could be read next.

    Rows are numbered over the whole study. `entries` are the open entries of the ledger for the same category and property.
    A filter on codes shows the rows of these categories, with their numbers. `want`: "rows" or "document" for one of the two
    alone.
    """
    db, filters = study.db, filters or Filters()
    over = scope.resolve(db, filters)
    every = sampling_questions.find(study)
    found = [g for g in every if over.codes is None or g.category in over.codes]
    ledger = chosen(db, over)
    rows = [] if want == "document" else [_row(db, g, ledger) for g in found]
    reading = sum(g.passage is not None for g in found)
    tops = len({g.category for g in found})
    notes = [
        say(
            "{questions} about {categories} over {filters}, and {reading} times a source that could "
            "be read next; researchers' words left out",
            questions=n_of(len(found) - reading, "question"),
            categories=n_of(tops, "category"),
            filters=filters,
            reading=reading,
        ),
        Message(
            "questions-make-entries",
            "a question says where to look, not that something is wrong; its row can become an entry of the ledger",
        ),
    ]
    if not every:
        notes = [Message("nothing-to-ask", "nothing to ask yet: raise a code to a category")]
    result = Table(
        COLUMNS, rows, notes=notes, brief=("row", "kind", "for", "question", "why", "entries", "source", "text"),
        wrap=("question", "why", "text", "for"),
    )  # fmt: skip
    return Report(result, None if want == "rows" else _document(study, found, ledger, notes), notes)


def _name(db: sqlite3.Connection, g: Gap) -> str:
    return links.name_of(db, "code", g.category) if g.property is None else links.name_of(db, "property", g.property)


def _entries(g: Gap, ledger: Sequence[Entry]) -> list[Entry]:
    """Return the open entries that a question has already led to, or may have."""
    return [x for x in ledger if x.closed_at is None and (x.category, x.property) == (g.category, g.property)]


def _row(db: sqlite3.Connection, g: Gap, ledger: Sequence[Entry]) -> tuple[Any, ...]:
    p = g.passage
    place = (p.source, p.segment, p.author, p.start, p.end, p.text) if p else (None,) * 6
    ids = [x.id for x in _entries(g, ledger)]
    return (g.row, g.kind, _name(db, g), g.question, g.why, g.seek, ids, *place)


def _document(study: Study, found: Sequence[Gap], ledger: Sequence[Entry], notes: Sequence[str]) -> Document:
    db = study.db
    blocks: list[Block] = []
    tops = list(dict.fromkeys(g.category for g in found))
    for top in tops:
        asked = [g for g in found if g.category == top and g.passage is None]
        if not asked:
            continue
        blocks.append(Heading(1, links.name_of(db, "code", top)))
        blocks.append(
            Bullets(
                tuple(say("row {row}: {question} ({why})", row=g.row, question=g.question, why=g.why) for g in asked)
            )
        )
        held = [x for x in ledger if x.category == top]
        if held:
            blocks.append(Paragraph(say("In the ledger"), "label"))
            blocks.append(Bullets(tuple(_told(db, x) for x in held)))
    read = [g for g in found if g.passage is not None]
    if read:
        blocks.append(Heading(1, say("Could be read next")))
        blocks.append(
            Paragraph(say("Sources that nobody has coded, by the words of a category and its codes."), "note")
        )
    for top in tops:
        these = [g for g in read if g.category == top]
        if these:
            blocks.append(Heading(2, links.name_of(db, "code", top)))
        for g in these:
            if (p := g.passage) is not None:
                blocks.append(
                    Quote(p.text, p.source, p.author, date=p.date, note=say("row {row}: {why}", row=g.row, why=g.why))
                )
    if not found:
        blocks.append(Paragraph(say("There is nothing to ask."), "note"))
    blocks.append(Heading(1, say("The ledger")))
    if ledger:
        cut = table(db, ledger)
        rows = [(r[0], r[1], r[2], r[3], r[4], listed(r[5]), r[6]) for r in cut.rows]
        blocks.append(Grid(Table(LEDGER[:7], rows, wrap=("for", "text", "seek", "sources", "changed"))))
    else:
        blocks.append(Paragraph(Message("ledger-empty", "Nothing has been noted yet."), "note"))
    return Document(
        say("Theoretical sampling: {study}", study=study.setting("name")),
        attributed(study.db, blocks),
        facts(study),
        notes,
        contents=True,
    )


def _told(db: sqlite3.Connection, x: Entry) -> str:
    """Say in a line what an entry is about, and what it changed."""
    of = say(" on {name}", name=links.name_of(db, "property", x.property)) if x.property is not None else ""
    seek = say("; seek: {seek}", seek=x.seek) if x.seek else ""
    came = say("; it changed: {changed}", changed=x.changed) if x.changed else ""
    return say(
        "entry {id}{of}, {status}: {text}{seek}{came}",
        id=x.id,
        of=of,
        status=word(x.status()),
        text=x.text,
        seek=seek,
        came=came,
    )


REPORT = Declared(
    "sampling",
    "Ask whom or what to sample next: where categories are thin, which uncoded sources may help.",
    run,
    "Ask what to sample next: questions where categories are thin, what you recorded about them, and uncoded sources to "
    "read.\n\n"
    "Each row is a question, by category in the order of the codebook: no quotes, one participant or source, one kind of "
    "participant or source (a variable with one value), fewer than two properties, nothing placed on a property, all at one "
    "end of its range, a point never found, no negative case. Then follow up to three sources per category in which no "
    "coding was made or confirmed by a person, each with a passage: a sentence (else a segment) that has all words of the "
    "name of the category or of one of its codes. Rows are numbered over the whole study, filtered or not; {entry}. The "
    "numbers hold until codings, the codebook or sources change. Researchers' words are left out.",
    COLUMNS,
    place=90,
    python="sampling_questions",
    filters=("code",),
    document="the questions by category, the sources that could be read next, and the ledger",
    examples=({}, {"code": ["trust"], "output": "sampling.docx"}),
    says={"entry": Message("entry-of-a-question", "an entry of the ledger is made of one by its number")},
)
