"""The draft: the memos in the order in which they were sorted, under their piles as headings, with the quotes they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.document import Block, Document, Heading, Paragraph, Prose
from qda.core.message import chained, say, say_n
from qda.core.results import Report, Table, Want
from qda.reports.common import memos as written
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed, block, local, pinned
from qda.reports.declare import Declared, Option
from qda.store.analysis import memos, piles
from qda.store.analysis.memos import Memo
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.queries import memos as told

COLUMNS = ("position", "pile", "memo", "title", "text", "because", "coder", "quotes")
DEEPEST = 5  # level of a heading; piles that lie deeper have it too


def run(study: Study, filters: Filters | None = None, *, pile: str = "", want: Want = "both") -> Report:
    """Write the memos in the order of the piles, each with the quotes that it is on or links to.

    pile: only this one and those under it; "" for all. In the document a pile is a heading, and what lies in no pile is named
    in a note by number.
    """
    db = study.db
    chosen = piles.below(db, piles.find(db, pile)) if pile else None
    outline = [p for p in piles.outline(db) if chosen is None or p.id in chosen]
    found = piles.placed(db, chosen)
    held = {m.id: m for m in memos.read(db, ids=[x.memo for x in found])}
    quotes = written.quotes(db, held.values())
    loose = [x.memo for x in piles.unsorted(db)]
    notes = [
        say("{memos} in {piles}, with the {quotes} that they are on or link to",
            memos=n_of(len(found), "memo"), piles=n_of(len(outline), "pile"),
            quotes=n_of(len({q["id"] for these in quotes.values() for q in these}), "quote"))
    ]  # fmt: skip
    if loose:
        notes.append(
            say_n(
                "memo {ids} lies in no pile", "memos {ids} lie in no pile", len(loose), ids=", ".join(map(str, loose))
            )
        )
    path = {p.id: p.path for p in outline}
    rows = [
        (x.position, path[x.pile], x.memo, x.title, held[x.memo].text, x.because, held[x.memo].coder, quotes[x.memo])
        for x in found
    ]
    table = Table(
        COLUMNS, () if want == "document" else rows, brief=COLUMNS[:5], wrap=("title", "text", "because"), notes=notes
    )
    if want == "rows":
        return Report(table, None, notes)
    return Report(table, _document(study, outline, found, held, notes), notes)


def _document(
    study: Study, outline: Sequence[piles.Pile], found: Sequence[piles.Sorted], held: dict[int, Memo], notes: list[str]
) -> Document:
    db = study.db
    pins, titles = pinned(db), told.titles(db)
    every = [link for m in held.values() for link in (*m.on, *m.links)]
    rows = written.quoted(db, every)
    top = min((p.depth for p in outline), default=0)
    blocks: list[Block] = []
    for pile in outline:
        blocks.append(Heading(min(pile.depth - top + 1, DEEPEST), pile.name))
        for x in found:
            if x.pile == pile.id:
                m = held[x.memo]
                blocks.append(Paragraph(_named(m), "label"))
                blocks.append(Prose(written.prose(m, rows, titles)))
                blocks += [block(rows[i], pins) for i in written.coding_ids(m)]
    last = log.last(db)
    upto = [say("As of change {n} in the log, {at}", n=last.n, at=local(last.at, time=True))] if last else []
    return Document(
        say("Draft: {study}", study=study.setting("name")), attributed(db, blocks), (), [*notes, *upto], contents=True
    )


def _named(m: Memo) -> str:
    """Return what a memo is called above its text: by its number, and by a title that is not its first words."""
    number = say("memo {id}", id=m.id)
    return number if m.title == memos.first_words(m.text) else chained([m.title, number], " · ")


REPORT = Declared(
    "draft",
    "Write the sorted memos out under their piles, as a first draft.",
    run,
    "Write the memos in the order in which they were sorted, under their piles as headings, with the quotes that they rest on."
    "\n\nMemos that lie in no pile are named at the end, by number.",
    COLUMNS,
    place=41,
    options=(Option("pile", "Only this pile and those under it.", metavar="PILE"),),
    filters=(),
    document="the piles as headings; under them the memos in order, each with its quotes",
    examples=({"output": "draft.docx"},),
)
