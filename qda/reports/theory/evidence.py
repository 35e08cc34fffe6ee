"""The chain of evidence: quote -> code -> category -> core, a row for each coding and each category that gathers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from qda.core.document import Block, Document, Heading, Paragraph, Quote
from qda.core.results import Report, Table
from qda.reports.common.quotes import counted, facts, n_of, pinned
from qda.reports.declare import Declared
from qda.store.analysis import codes, codings, scope, theory
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study

COLUMNS = ("coding", "source", "author", "date", "text", "code", "category", "core", "coder", "role")


class Chain:
    """What leads upwards from a code: the categories that gather it, and whether they are connected with the core."""

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
        """Category -> the core it leads to: itself, the one that it lies under, or that a path of relations reaches."""
        near = theory.neighbours(db)
        out: dict[int, int] = {}
        for core in self.cores:
            reached = set().union(*(codes.reach(near, i) for i in self.gathered[core]))
            out |= {category: core for category in self.categories if category in reached and category not in out}
        return out


def run(study: Study, filters: Filters | None = None) -> Report:
    """Rows by source, start, end, id and then category (core first); the category is empty where none gathers the code.

    `core` names the core category where a chain leads to it: the category is the core, lies under it, or is connected
    with it by relations that are not refuted. `--code` takes along the codes under it.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    chain = Chain(db)
    if over.codes is not None:
        over.codes = set().union(*(chain.gathered[i] for i in over.codes))
    where, args = over.coding()
    without = sum(
        n
        for code, n in db.execute(
            f"select g.code, count(*) from coding g left join segment m on m.id = g.segment where {where} group by 1",
            args,
        )
        if code not in chain.above
    )
    notes = [
        f"{counted(db, over)} over {filters or Filters()}: a row for each coding and each category that gathers "
        f"its code; {n_of(without, 'coding')} in no category yet"
    ]
    if not chain.cores:
        notes.append("no core category has been chosen (`qda selective core`)")
    names = chain.names

    def rows() -> Iterator[tuple[Any, ...]]:
        for coding, source, author, date, text, code, coder, role in _codings(db, over):
            for category in chain.above.get(code) or (None,):
                core = chain.core.get(category) if category is not None else None
                yield (
                    coding, source, author, date, text, names[code], names[category] if category is not None else None,
                    names[core] if core is not None else None, coder, role,
                )  # fmt: skip

    table = Table(COLUMNS, rows(), notes=notes, brief=COLUMNS[:2] + COLUMNS[4:8])
    return Report(table, lambda: _document(study, over, chain, notes), notes)


_Row = tuple[int, str, str | None, str | None, str, int, str, str | None]


def _codings(db: sqlite3.Connection, over: Scope) -> Iterator[_Row]:
    """Coding, source, author, date, text, code (its number), coder, role by source, start, end, id."""
    of = dict(db.execute("select id, code from coding"))
    at = [codings.COLUMNS.index(name) for name in ("id", "source", "author", "date", "text", "id", "coder", "role")]
    for row in codings.select(db, over):
        id, source, author, date, text, _, coder, role = (row[n] for n in at)
        yield id, source, author, date, text, of[id], coder, role


def _document(study: Study, over: Scope, chain: Chain, notes: list[str]) -> Document:
    db = study.db
    pins = pinned(db)
    unconfirmed = {i for (i,) in db.execute("select id from coding where not confirmed")}
    tree: dict[int | None, dict[int | None, dict[int, list[Quote]]]] = {}
    for coding, source, author, date, text, code, coder, role in _codings(db, over):
        marks = [*(["pinned"] if coding in pins else []), *(["unconfirmed"] if coding in unconfirmed else [])]
        quote = Quote(text, source, author, coding, date, (), (*marks, f"coded by {coder}"), role=role)
        for category in chain.above.get(code) or (None,):
            core = chain.core.get(category) if category is not None else None
            tree.setdefault(core, {}).setdefault(category, {}).setdefault(code, []).append(quote)
    position = {code: n for n, code in enumerate(chain.paths)}
    blocks: list[Block] = []
    for core in sorted(tree, key=lambda c: (c is None, c or 0)):
        blocks.append(Heading(1, "Not connected with a core" if core is None else f"Core: {chain.names[core]}"))
        for category in sorted(tree[core], key=lambda c: (c is None, chain.order.get(c or 0, 0))):
            held = tree[core][category]
            title = "In no category yet" if category is None else f"Category: {chain.names[category]}"
            blocks.append(Heading(2, title))
            n = sum(map(len, held.values()))
            blocks.append(Paragraph(f"{n_of(n, 'coding')} of {n_of(len(held), 'code')}", "note"))
            for code in sorted(held, key=position.__getitem__):
                blocks.append(Heading(3, f"Code: {chain.paths[code]}"))
                blocks += held[code]
    return Document(f"Chain of evidence: {study.setting('name')}", blocks, facts(study), notes, contents=True)


REPORT = Declared(
    "evidence",
    "The chain from quote to code, category and core.",
    run,
    "The chain of evidence: a row for each coding and each category that gathers its code.",
    COLUMNS,
    place=60,
    document="a chapter for each core: the categories connected with it, their codes and quotes",
    examples=({"format": "csv", "output": "evidence.csv"},),
)
