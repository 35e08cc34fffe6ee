"""The chain of evidence: quote -> code -> category -> core, a row for each coding and each category that gathers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qda.core.document import Block, Document, Heading, Paragraph, Quote
from qda.core.message import Message, say
from qda.core.results import Report, Table, Want
from qda.reports.common.counted import counted, n_of
from qda.reports.common.quotes import facts, pinned
from qda.reports.declare import Declared
from qda.store.analysis import codes, codings, scope, theory
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries.evidence import count_by_code
from qda.store.queries.quotes import code_of_each
from qda.store.queries.sources import cited

COLUMNS = ("coding", "source", "author", "date", "text", "code", "category", "core", "coder", "role")


class Chain:
    """Categories above a code: those that gather it, and whether they are connected with the core."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.names = codes.names(db)
        self.paths = codes.paths(db)
        self.gathered = codes.gathered(db)
        self.categories = theory.categories(db)
        self.cores = theory.core(db)
        order = {id: n for n, id in enumerate(sorted(self.categories, key=lambda i: i not in self.cores))}
        self.above: dict[int, list[int]] = {}
        for category in sorted(self.categories, key=order.__getitem__):
            for code in self.gathered[category]:
                self.above.setdefault(code, []).append(category)
        self.order = order
        self.core = self._connected(db)

    def _connected(self, db: sqlite3.Connection) -> dict[int, int]:
        """Return for each category the core it leads to: itself, the one above it, or one that a path of relations reaches."""
        near = theory.neighbours(db)
        out: dict[int, int] = {}
        for core in self.cores:
            reached = set().union(*(codes.reach(near, i) for i in self.gathered[core]))
            out |= {category: core for category in self.categories if category in reached and category not in out}
        return out


def run(study: Study, filters: Filters | None = None, *, want: Want = "both") -> Report:
    """Report a row for each coding and each category that gathers its code, by source, start, end, id, then core first.

    The category is empty where none gathers the code. `core` names the core category where a chain leads to it: the
    category is the core, lies under it, or is connected with it by relations that are not refuted. A filter on codes takes
    along the codes under them. `want`: "document" for the document alone; "rows" for the rows alone, which then stream: read
    them while the study is open.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    chain = Chain(db)
    if over.codes is not None:
        over.codes = set().union(*(chain.gathered[i] for i in over.codes))
    without = sum(n for code, n in count_by_code(db, over).items() if code not in chain.above)
    notes = [
        say(
            "{counted} over {filters}: a row for each coding and each category that gathers its code; "
            "{codings} in no category yet",
            counted=counted(db, over),
            filters=filters or Filters(),
            codings=n_of(without, "coding"),
        )
    ]
    if not chain.cores:
        notes.append(Message("no-core-chosen", "no core category has been chosen"))
    table = Table(COLUMNS, [], notes=notes, brief=COLUMNS[:2] + COLUMNS[4:8])
    if want == "rows":
        table.rows = _rows(chain, _codings(db, over))
        return Report(table, None, notes)
    held: Iterable[_Coding] = _codings(db, over)
    if want == "both":
        held = list(held)
        table.rows = list(_rows(chain, held))
    return Report(table, _document(study, held, chain, notes), notes)


class _Coding(NamedTuple):
    """A coding with its quote; `code` is the code's number."""

    id: int
    source: str
    author: str | None
    date: str | None
    text: str
    code: int
    coder: str
    role: str | None
    confirmed: bool


def _codings(db: sqlite3.Connection, over: Scope) -> Iterator[_Coding]:
    """Yield the codings of a scope by source, start, end, id."""
    of = code_of_each(db)
    for id, _, source, _, author, date, _, coder, _, _, text, _, _, confirmed, _, role in codings.select(db, over):
        yield _Coding(id, source, author, date, text, of[id], coder, role, confirmed)


def _rows(chain: Chain, held: Iterable[_Coding]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table."""
    names = chain.names
    for id, source, author, date, text, code, coder, role, _ in held:
        for category in chain.above.get(code) or (None,):
            core = chain.core.get(category) if category is not None else None
            yield (
                id, source, author, date, text, names[code], names[category] if category is not None else None,
                names[core] if core is not None else None, coder, role,
            )  # fmt: skip


def _document(study: Study, held: Iterable[_Coding], chain: Chain, notes: list[str]) -> Document:
    pins, called = pinned(study.db), cited(study.db)
    by: dict[str, str] = {}  # said once for each coder
    tree: dict[int | None, dict[int | None, dict[int, list[Quote]]]] = {}
    for id, source, author, date, text, code, coder, role, confirmed in held:
        if coder not in by:
            by[coder] = say("coded by {coder}", coder=coder)
        marks = (*(("pinned",) if id in pins else ()), *(() if confirmed else ("unconfirmed",)), by[coder])
        quote = Quote(text, source, author, id, date, (), marks, role=role, cited=called.get(source))
        for category in chain.above.get(code) or (None,):
            core = chain.core.get(category) if category is not None else None
            tree.setdefault(core, {}).setdefault(category, {}).setdefault(code, []).append(quote)
    position = {code: n for n, code in enumerate(chain.paths)}
    blocks: list[Block] = []
    for core in sorted(tree, key=lambda c: (c is None, c or 0)):
        blocks.append(
            Heading(
                1, say("Not connected with a core") if core is None else say("Core: {name}", name=chain.names[core])
            )
        )
        for category in sorted(tree[core], key=lambda c: (c is None, chain.order.get(c or 0, 0))):
            of = tree[core][category]
            title = (
                say("In no category yet") if category is None else say("Category: {name}", name=chain.names[category])
            )
            blocks.append(Heading(2, title))
            n = sum(map(len, of.values()))
            blocks.append(
                Paragraph(say("{codings} of {codes}", codings=n_of(n, "coding"), codes=n_of(len(of), "code")), "note")
            )
            for code in sorted(of, key=position.__getitem__):
                blocks.append(Heading(3, say("Code: {path}", path=chain.paths[code])))
                blocks += of[code]
    return Document(
        say("Chain of evidence: {study}", study=study.setting("name")),
        blocks,
        facts(study),
        notes,
        contents=True,
    )


REPORT = Declared(
    "evidence",
    "List each quote with its code, its category and the core category.",
    run,
    "Trace the chain of evidence from quote to code, category and core: one row per coding and category of its code.",
    COLUMNS,
    place=60,
    document="a chapter for each core: the categories connected with it, their codes and quotes",
    examples=({"format": "csv", "output": "evidence.csv"},),
)
