"""Memos as rows and as a document to hand in: by type and by what they are about, with the quotes they rest on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.document import Block, Bullets, Document, Heading, Paragraph, Prose
from qda.core.message import chained, commas, day, either, say, word
from qda.core.names import one_of
from qda.core.results import Report, Table, Want
from qda.core.words import reading
from qda.reports.common.counted import by_coders, n_of
from qda.reports.common.quotes import attributed, block, facts, listed, local, pinned
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, codings, memos, negative_cases, sampling, scope, theory
from qda.store.analysis.links import NUMBERED, Link
from qda.store.analysis.memos import Memo
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import memos as told

COLUMNS = (*memos.COLUMNS, "quotes")
INLINE = 160  # characters of a quote shown inside a memo's text; the whole stands below it
# What a memo that is on several things is filed under: the most general of them.
FILED = (
    "category", "property", "relation", "negative", "coding", "comparison", "sampling", "participant", "source",
    "segment", "memo", "study",
)  # fmt: skip
KIND = {"negative": "negative case", "sampling": "sampling entry"}  # kinds of links that readers know by other words
TITLES = {
    "code": say("Code memos"),
    "theoretical": say("Theoretical memos"), "methodological": say("Methodological memos"),
    "reflexive": say("Reflexive memos"), "sampling": say("Sampling memos"), "journal": say("Journal memos"),
}  # fmt: skip
_MARKUP = re.compile(r"([\\`*\[\]<>|~&]|(?<!\w)_|_(?!\w)|^[#+-])")


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    types: Sequence[str] = (),
    on: Sequence[str] = (),
    want: Want = "both",
) -> Report:
    """List memos by id with the quotes that they are on or link to: those of these types, on any of these KIND:NAME."""
    db = study.db
    types = [one_of("type", type, memos.TYPES) for type in types]
    over = scope.resolve(db, filters or Filters())
    found = memos.read(db, types=types, coders=over.coders, on=on)
    ids = {m.id: coding_ids(m) for m in found}
    rows = _rows(db, {i for these in ids.values() for i in these})
    limits = [
        *([say("type {types}", types=either([word(t) for t in types]))] if types else []),
        *([say("on {things}", things=either(list(on)))] if on else []),
    ]
    where = commas([(filters or Filters()).message(), *limits])
    count = n_of(len(found), "memo") + by_coders(len({m.coder for m in found}))
    notes = [
        say(
            "{count} over {where}, with the {quotes} that they are on or link to",
            count=count,
            where=where,
            quotes=n_of(len(rows), "quote"),
        )
    ]
    table = Table(
        COLUMNS,
        () if want == "document" else [(*m.row(), [_as_dict(rows[i]) for i in ids[m.id]]) for m in found],
        brief=("id", "type", "title", "on", "coder", "text", "quotes"),
        wrap=("text", "title"),
        notes=notes,
    )
    return Report(table, None if want == "rows" else _document(study, found, ids, rows, notes), notes)


def coding_ids(memo: Memo) -> list[int]:
    """Return the codings that a memo is on, then those that its text links to, each once; removed ones are left out."""
    both = [*memo.on, *memo.links]
    return list(dict.fromkeys(x.target for x in both if x.kind == "coding" and x.target is not None))


def quotes(db: sqlite3.Connection, found: Iterable[Memo]) -> dict[int, list[dict[str, Any]]]:
    """Return memo -> its quotes in the order of its links: {id, source, start, end, text, author, code, role}."""
    wanted = {m.id: coding_ids(m) for m in found}
    rows = _rows(db, {i for ids in wanted.values() for i in ids})
    return {memo: [_as_dict(rows[i]) for i in ids] for memo, ids in wanted.items()}


def _rows(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    wanted = sorted(ids)
    return {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}


def _as_dict(row: Sequence[Any]) -> dict[str, Any]:
    keys = {"id": 0, "source": 2, "start": 8, "end": 9, "text": 10, "author": 4, "code": 6, "role": 15}
    return {name: row[at] for name, at in keys.items()}


def _document(
    study: Study,
    found: list[Memo],
    ids: Mapping[int, list[int]],
    rows: Mapping[int, tuple[Any, ...]],
    notes: Sequence[str],
) -> Document:
    db = study.db
    pins = pinned(db)
    titles = told.titles(db)
    mentioned = _Mentioned(db)
    groups: dict[tuple[int, int, str], list[Memo]] = {}
    for m in found:
        groups.setdefault((memos.TYPES.index(m.type), *_subject(db, m)), []).append(m)
    blocks: list[Block] = []
    for kind, _, subject in sorted(groups):
        title = TITLES[memos.TYPES[kind]]
        blocks.append(Heading(1, chained([title, subject], " — ") if subject else title))
        for m in groups[(kind, _, subject)]:
            blocks.append(Heading(2, m.title))
            blocks.append(Paragraph(_line(m), "note"))
            blocks.append(Prose(prose(m, rows, titles)))
            blocks += [block(rows[i], pins) for i in ids[m.id]]
            if more := mentioned.lines(m):
                blocks.append(Paragraph(say("Refers to"), "label"))
                blocks.append(Bullets(tuple(more)))
    by_type = [(t, sum(m.type == t for m in found)) for t in memos.TYPES]
    about = facts(
        study,
        ("memos", commas(say("{n:,} {type}", n=n, type=word(t)) for t, n in by_type if n) or say("none")),
        *([("by", listed(sorted({m.coder for m in found})))] if found else []),
        *([("written", _period(found))] if found else []),
    )
    return Document(
        say("Memos: {study}", study=study.setting("name")), attributed(study.db, blocks), about, notes, contents=True
    )


def _period(found: list[Memo]) -> str:
    days = sorted(_day(m) for m in found)
    first, last = day(days[0]), day(days[-1])
    return first if days[0] == days[-1] else say("{first} to {last}", first=first, last=last)


def _day(m: Memo) -> str:
    return m.date[:10] if m.date else local(m.created_at)


def _line(m: Memo) -> str:
    """Return the line below a memo's title: `memo 3 · anna · 2026-11-22, changed 2026-11-25 · on category “trust”`."""
    made, changed = _day(m), local(m.updated_at)
    when = day(made) + (
        say(", changed {changed}", changed=changed) if m.updated_at != m.created_at and changed != made else ""
    )
    parts = [
        say("memo {id}", id=m.id),
        m.coder,
        when,
        *([say("on {these}", these=[_about(x) for x in m.on])] if m.on else []),
    ]
    return chained(parts, " · ")


def _about(link: Link) -> str:
    """Return what a memo is on, for a reader: `category “trust”`, `coding 12`, `code “calm” (removed)`."""
    if link.kind == "study":
        return say("the study")
    gone = say(" (removed)") if link.target is None else ""
    name = link.label if link.kind in NUMBERED else f"“{link.label}”"
    return say("{kind} {name}{gone}", kind=word(KIND.get(link.kind, link.kind)), name=name, gone=gone)


def _subject(db: sqlite3.Connection, m: Memo) -> tuple[int, str]:
    """Return under what a memo is filed: a rank and a heading, "" when it is on nothing. A coding counts as its code."""
    best: tuple[int, str] = (len(FILED), "")
    for link in m.on:
        if link.target is None:
            kind, name = link.kind, _about(link)
        elif link.kind in ("code", "category"):
            kind, name = "category", _code(link.label, codes.row(db, link.target)["level"])
        elif link.kind == "coding":
            kind, name = "coding", _code(*told.code_of(db, link.target))
        else:
            kind, name = link.kind, _about(link)
        rank = FILED.index(kind) if kind in FILED else len(FILED) - 1
        if rank < best[0]:
            best = (rank, name)
    # a memo on an incident of a code stands with the memos on that code
    return (0, best[1]) if best[0] == FILED.index("coding") else best


def _code(name: str, level: str) -> str:
    """Return a code as a heading names it: `category “trust”`."""
    what = "core category" if level == "core" else "category" if level == "category" else "code"
    return say("{kind} “{name}”", kind=word(what), name=name)


def prose(m: Memo, rows: Mapping[int, tuple[Any, ...]], titles: Mapping[int, str]) -> str:
    """Return a memo's Markdown as it is read, without a heading that only says its title again."""
    first, _, rest = as_read(m.stored, m.links, rows, titles).partition("\n")
    again = first.startswith("# ") and first[2:].strip() == m.title and rest.strip()
    return as_read(m.stored.partition("\n")[2].lstrip("\n") if again else m.stored, m.links, rows, titles)


def as_read(stored: str, known: Iterable[Link], rows: Mapping[int, tuple[Any, ...]], titles: Mapping[int, str]) -> str:
    """Return Markdown with its links as names: a coding as its quote (of `rows`), a memo as its title."""

    def show(link: Link) -> str:
        id, kind = link.target or 0, word(KIND.get(link.kind, link.kind))
        numbered, name = link.kind in NUMBERED, _plain(link.label)
        if link.target is None and link.kind != "study":
            said = say("{kind} {name} (removed)", kind=kind, name=name)
            return said if numbered else say("‘{name}’ ({kind}, removed)", name=name, kind=word(link.kind))
        if link.kind == "coding" and id in rows:
            quote = " ".join(rows[id][10].split())
            short = _plain(quote if len(quote) <= INLINE else quote[:INLINE].rsplit(" ", 1)[0] + " …")
            if rows[id][15] == "researcher":
                return say("“{quote}” (coding {id}, researcher)", quote=short, id=id)
            return say("“{quote}” (coding {id})", quote=short, id=id)
        if link.kind == "memo":
            return say("“{title}” (memo {id})", title=_plain(titles[id]), id=id)
        return chained([kind, name], " ") if numbered else f"‘{name}’"

    return memos.with_links(stored, known, show)


def quoted(db: sqlite3.Connection, known: Iterable[Link]) -> dict[int, tuple[Any, ...]]:
    """Return the codings that links point at, as rows of `codings.COLUMNS` by number."""
    return _rows(db, {x.target for x in known if x.kind == "coding" and x.target is not None})


def _plain(text: str) -> str:
    """Return text with its signs escaped, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text)


class _Mentioned:
    """Other things that memos mention, in a line each; relations are read once, when the first is mentioned."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._relations: dict[int, str] | None = None

    def lines(self, m: Memo) -> list[str]:
        """Return lines on the sources, segments, relations, records, memos and properties that a memo is on or links to."""
        lines = [self._line(x) for x in [*m.on, *m.links] if x.target is not None]
        return list(dict.fromkeys(line for line in lines if line))

    def _line(self, link: Link) -> str:
        id = link.target or 0
        if link.kind in ("source", "segment"):
            x = told.source(self.db, id) if link.kind == "source" else told.segment(self.db, id)
            what = [word(x.kind), *([x.author] if x.author else []), *([day(x.date)] if x.date else [])]
            titled = f", “{x.title}”" if x.title else ""
            return say(
                "{kind} {name}{titled} ({what})", kind=word(link.kind), name=link.label, titled=titled, what=what
            )
        if link.kind == "relation":
            if self._relations is None:
                names = codes.names(self.db)
                self._relations = {
                    r.id: say(
                        "relation {id}: {a} {type} {b} ({status}; {n} for, {n2} against)",
                        id=r.id,
                        a=names[r.a],
                        type=reading(r.type),
                        b=names[r.b],
                        status=word(r.status),
                        n=len(r.supporting),
                        n2=len(r.opposing),
                    )
                    for r in theory.relations(self.db)
                }
            return self._relations[id]
        if link.kind == "comparison":
            c = told.comparison(self.db, id)
            beside = say("coding {other}", other=c.other) if c.other is not None else f"“{c.code}”"
            return say(
                "comparison {id}: coding {coding} and {beside}: {outcome} ({note})",
                id=id,
                coding=c.coding,
                beside=beside,
                outcome=word(c.outcome),
                note=c.note,
            )
        if link.kind == "negative":
            (case,) = negative_cases.read(self.db, [id])
            came = (
                say("{outcome}: {resolution}", outcome=word(case.outcome), resolution=case.resolution)
                if case.outcome
                else word("open")
            )
            against = negative_cases.said_against(self.db, case)
            return say(
                "negative case {id}: coding {coding} against {against}: {note} ({came})",
                id=id,
                coding=case.coding,
                against=against,
                note=case.note,
                came=came,
            )
        if link.kind == "sampling":
            (entry,) = sampling.read(self.db, [id])
            came = say("closed: {changed}", changed=entry.changed) if entry.changed else word(entry.status())
            return say(
                "sampling entry {id} for {name_for}: {text} ({came})",
                id=id,
                name_for=sampling.name_for(self.db, entry),
                text=entry.text,
                came=came,
            )
        if link.kind == "memo":
            memo = told.written(self.db, id)
            return say(
                "memo {id}: “{title}” ({coder}, {at})", id=id, title=memo.title, coder=memo.coder, at=local(memo.at)
            )
        if link.kind == "property":
            found = next(p for p in theory.properties(self.db) if p.id == id)
            return say("property {label}: {shown}", label=link.label, shown=found.shown())
        return ""


REPORT = Declared(
    "memos",
    "Collect the memos, with the quotes they rest on.",
    run,
    "Collect the memos by type and subject, each with the quotes that it rests on.",
    COLUMNS,
    place=40,
    options=(
        Option("types", "Only memos of this type (repeat for more).", memos.TYPES, one="type"),
        Option("on", "Only memos on this (repeat for more).", metavar="KIND:NAME"),
    ),
    filters=("coder",),
    document="a chapter for each type and subject: the memos, each with its quotes",
    examples=({"output": "memos.docx"},),
)
