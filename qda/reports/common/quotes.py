"""The quotes of codes, those of the codes under them included: as rows, and as a document under headings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from qda.core.document import Beside, Block, Document, Heading, Paragraph, Quote
from qda.core.message import commas, day, say, word
from qda.core.results import Report, Table, Want
from qda.reports.common import unconfirmed
from qda.reports.common.counted import by_coders, counted, n_of
from qda.reports.declare import Argument, Declared, Option
from qda.store.analysis import codes, codings, scope
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.queries.quotes import code_of_each, pinned
from qda.store.queries.sources import cited

COLUMNS = (*codings.COLUMNS, "left", "right")


def run(
    study: Study,
    names: Sequence[str],
    filters: Filters | None = None,
    *,
    context: int = 0,
    want: Want = "both",
) -> Report:
    """List the codings of these codes and of the codes under them, with `context` characters to the left and right.

    In the document each code named is a chapter with the codes under it; a quote of a code that several of them gather
    stands in each. When only rows are wanted, they are read as they are written.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    gathered = codes.gathered(db)
    tops = list(dict.fromkeys(codes.find(db, name) for name in names))
    chosen: set[int] = set().union(*(gathered[top] for top in tops))
    over.codes = chosen if over.codes is None else over.codes & chosen
    shown = codes.names(db)
    those = ", ".join(shown[t] for t in tops)
    notes = [
        say(
            "{counted} over {filters}: {those}, the codes under them included",
            counted=counted(db, over),
            filters=filters or Filters(),
            those=those,
        )
    ]
    found = codings.with_context(db, over, max(context, 0))
    rows = found if want == "rows" else list(found)
    sides = ("left", "text", "right") if context else ("text",)
    table = Table(
        COLUMNS,
        () if want == "document" else rows,
        brief=("id", "source", "author", "code", *sides),
        wrap=("text", "left", "right", "note"),
        notes=notes,
    )
    unconfirmed.unconfirmed(db, table, over)
    return Report(table, None if want == "rows" else _document(study, tops, gathered, rows, notes), notes)


def _document(
    study: Study, tops: list[int], gathered: dict[int, set[int]], found: Iterable[tuple[Any, ...]], notes: Sequence[str]
) -> Document:
    db = study.db
    of = code_of_each(db)
    pins = pinned(db)
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for row in found:
        rows.setdefault(of[row[0]], []).append(row)
    paths = codes.paths(db)
    blocks: list[Block] = []
    for top in tops:
        about = codes.row(db, top)
        under = [i for i in paths if i in gathered[top] and rows.get(i)]
        blocks.append(
            Heading(
                1,
                say("{name} ({level})", name=about["name"], level=word(about["level"]))
                if about["level"] != "code"
                else about["name"],
            )
        )
        if about["definition"]:
            blocks.append(Paragraph(about["definition"]))
        n = sum(len(rows[i]) for i in under)
        sources = len({r[2] for i in under for r in rows[i]})
        blocks.append(
            Paragraph(say("{codings} in {sources}", codings=n_of(n, "coding"), sources=n_of(sources, "source")), "note")
        )
        for i in sorted(under, key=lambda i: i != top):  # its own first, then by path
            if under != [top]:
                below = paths[i].removeprefix(paths[top] + "/")
                blocks.append(Heading(2, say("{name} itself", name=about["name"]) if i == top else below))
            blocks += [block(row, pins, code=False) for row in rows[i]]
    return Document(
        say("Quotes: {study}", study=study.setting("name")), attributed(db, blocks), facts(study), notes, contents=True
    )


def block(
    row: Sequence[Any], pins: set[int], *, code: bool = True, marks: tuple[str, ...] = (), coder: bool = False
) -> Quote:
    """Return a row of codings, with left and right or without, as a quotation in a document."""
    id, _, source, _, author, date, name, who, _, _, text, note, _, confirmed, _, role, *sides = row
    marks = (*marks, *(("pinned",) if id in pins else ()), *(() if confirmed else ("unconfirmed",)))
    if coder:
        marks = (*marks, say("coded by {who}", who=who))
    left, right = sides or ("", "")
    return Quote(text, source, author, id, date, (name,) if code else (), marks, note or None, left, right, role)


def attributed(db: sqlite3.Connection, blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks of a document, in which each quote calls its source as it is cited."""
    called = cited(db)

    def quote(q: Quote) -> Quote:
        return replace(q, cited=called[q.source]) if q.source in called else q

    return [
        quote(b) if isinstance(b, Quote) else Beside(quote(b.left), quote(b.right)) if isinstance(b, Beside) else b
        for b in blocks
    ]


def local(at: str, *, time: bool = False) -> str:
    """Return a stored time (UTC) as the local day, or day and time, which a document writes in its language."""
    when = datetime.fromisoformat(at).astimezone()
    return day(when.strftime("%Y-%m-%d %H:%M" if time else "%Y-%m-%d"))


def facts(study: Study, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the facts at the top of a document: the study, `more`, and the change of the log up to which it holds."""
    last = log.last(study.db)
    upto = [("as of", say("change {n} in the log, {at}", n=last.n, at=local(last.at, time=True)))] if last else []
    return [(word(key), value) for key, value in (("study", str(study.setting("name"))), *more, *upto)]


def listed(items: Iterable[object], most: int = 12) -> str:
    """Return the items with commas between them; those after the first `most` are only counted."""
    shown = [i if isinstance(i, str) else str(i) for i in items]
    return commas(shown[:most]) + (say(" and {n} more", n=len(shown) - most) if len(shown) > most else "")


__all__ = [
    "COLUMNS",
    "attributed",
    "block",
    "by_coders",
    "counted",
    "facts",
    "listed",
    "local",
    "n_of",
    "pinned",
    "run",
]


REPORT = Declared(
    "quotes",
    "Write the quotes of codes out as a document.",
    run,
    "Collect the quotes of codes and of the codes under them, under headings.",
    COLUMNS,
    place=50,
    arguments=(Argument("names", "One or more codes or categories.", "CODE…"),),
    options=(Option("context", "Characters of context on either side.", least=0),),
    filters=("source", "participant", "coder", "where"),
    document="a chapter for each code that was asked for, with the codes under it",
    examples=({"names": ["public value"], "output": "quotes.docx"},),
)
