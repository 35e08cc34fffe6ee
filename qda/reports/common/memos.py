"""Memos as rows and as a document to hand in: by type and by what they are about, with the quotes they rest on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from qda.core.document import Block, Bullets, Document, Heading, Paragraph, Prose
from qda.core.names import one_of
from qda.core.results import Report, Table
from qda.reports.common.quotes import block, by_coders, facts, listed, local, n_of, pinned
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, codings, memos, negative_cases, sampling, scope, theory
from qda.store.analysis.links import NUMBERED, Link
from qda.store.analysis.memos import Memo
from qda.store.analysis.scope import Filters
from qda.store.project import Study

COLUMNS = (*memos.COLUMNS, "quotes")
INLINE = 160  # characters of a quote shown inside a memo's text; the whole stands below it
# What a memo that is on several things is filed under: the most general of them.
FILED = (
    "category", "property", "relation", "negative", "coding", "comparison", "sampling", "participant", "source",
    "segment", "memo", "study",
)  # fmt: skip
KIND = {"negative": "negative case", "sampling": "sampling entry"}  # kinds of links that readers know by other words
_MARKUP = re.compile(r"([\\`*\[\]<>|~&]|(?<!\w)_|_(?!\w)|^[#+-])")


def run(
    study: Study, filters: Filters | None = None, *, types: Sequence[str] = (), on: Sequence[str] = ()
) -> Report:  # fmt: skip
    """Memos by id with the quotes that they are on or link to, of these types, on any of these KIND:NAME."""
    db = study.db
    types = [one_of("type", type, memos.TYPES) for type in types]
    over = scope.resolve(db, filters or Filters())
    found = memos.read(db, types=types, coders=over.coders, on=on)
    held = quotes(db, found)
    coders = {m.coder for m in found}
    limits = [*(["type " + " or ".join(types)] if types else []), *(["on " + " or ".join(on)] if on else [])]
    where = ", ".join([str(filters or Filters()), *limits])
    n = len({q["id"] for these in held.values() for q in these})
    count = n_of(len(found), "memo") + by_coders(len(coders))
    notes = [f"{count} over {where}, with the {n_of(n, 'quote')} that they are on or link to"]
    table = Table(
        COLUMNS,
        [(*m.row(), held[m.id]) for m in found],
        brief=("id", "type", "title", "on", "coder", "text", "quotes"),
        wrap=("text", "title"),
        notes=notes,
    )
    return Report(table, lambda: _document(study, found, notes), notes)


def coding_ids(memo: Memo) -> list[int]:
    """The codings that a memo is on, then those that its text links to, each once; removed ones are left out."""
    both = [*memo.on, *memo.links]
    return list(dict.fromkeys(x.target for x in both if x.kind == "coding" and x.target is not None))


def quotes(db: sqlite3.Connection, found: Iterable[Memo]) -> dict[int, list[dict[str, Any]]]:
    """Memo -> its quotes in the order of its links: {id, source, start, end, text, author, code, role}."""
    wanted = {m.id: coding_ids(m) for m in found}
    rows = _rows(db, {i for ids in wanted.values() for i in ids})
    return {memo: [_as_dict(rows[i]) for i in ids] for memo, ids in wanted.items()}


def _rows(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    wanted = sorted(ids)
    return {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}


def _as_dict(row: Sequence[Any]) -> dict[str, Any]:
    keys = {"id": 0, "source": 2, "start": 8, "end": 9, "text": 10, "author": 4, "code": 6, "role": 15}
    return {name: row[at] for name, at in keys.items()}


def _document(study: Study, found: list[Memo], notes: Sequence[str]) -> Document:
    db = study.db
    rows = _rows(db, {i for m in found for i in coding_ids(m)})
    pins = pinned(db)
    titles = dict(db.execute("select id, title from memo"))
    told = _Told(db)
    groups: dict[tuple[int, int, str], list[Memo]] = {}
    for m in found:
        groups.setdefault((memos.TYPES.index(m.type), *_subject(db, m)), []).append(m)
    blocks: list[Block] = []
    for kind, _, subject in sorted(groups):
        title = f"{memos.TYPES[kind].capitalize()} memos"
        blocks.append(Heading(1, f"{title} — {subject}" if subject else title))
        for m in groups[(kind, _, subject)]:
            blocks.append(Heading(2, m.title))
            blocks.append(Paragraph(_line(m), "note"))
            blocks.append(Prose(_prose(m, rows, titles)))
            blocks += [block(rows[i], pins) for i in coding_ids(m)]
            if more := told.references(m):
                blocks.append(Paragraph("Refers to", "label"))
                blocks.append(Bullets(tuple(more)))
    by_type = [(t, sum(m.type == t for m in found)) for t in memos.TYPES]
    about = facts(
        study,
        ("memos", ", ".join(f"{n} {t}" for t, n in by_type if n) or "none"),
        *([("by", listed(sorted({m.coder for m in found})))] if found else []),
        *([("written", _period(found))] if found else []),
    )
    return Document(f"Memos: {study.setting('name')}", blocks, about, notes, contents=True)


def _period(found: list[Memo]) -> str:
    days = sorted(_day(m) for m in found)
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _day(m: Memo) -> str:
    return m.date[:10] if m.date else local(m.created_at)


def _line(m: Memo) -> str:
    """`memo 3 · anna · 2026-11-22, changed 2026-11-25 · on category “trust”, coding 12`."""
    day, changed = _day(m), local(m.updated_at)
    when = day + (f", changed {changed}" if m.updated_at != m.created_at and changed != day else "")
    return " · ".join([f"memo {m.id}", m.coder, when, *([f"on {', '.join(map(_about, m.on))}"] if m.on else [])])


def _about(link: Link) -> str:
    """What a memo is on, for a reader: `category “trust”`, `coding 12`, `code “calm” (removed)`."""
    if link.kind == "study":
        return "the study"
    gone = " (removed)" if link.target is None else ""
    return f"{KIND.get(link.kind, link.kind)} {link.label if link.kind in NUMBERED else f'“{link.label}”'}{gone}"


def _subject(db: sqlite3.Connection, m: Memo) -> tuple[int, str]:
    """What a memo is filed under: a rank and a heading (nothing when it is on nothing). A coding counts as its code."""
    best: tuple[int, str] = (len(FILED), "")
    for link in m.on:
        if link.target is None and link.kind != "study":
            kind, name = link.kind, _about(link)
        elif link.kind in ("code", "category"):
            kind, level = "category", db.execute("select level from code where id = ?", (link.target,)).fetchone()[0]
            what = {"core": "core category", "category": "category"}.get(level, "code")
            name = f"{what} “{link.label}”"
        elif link.kind == "coding":
            kind = "coding"
            of, level = db.execute(
                "select c.name, c.level from coding g join code c on c.id = g.code where g.id = ?", (link.target,)
            ).fetchone()
            what = {"core": "core category", "category": "category"}.get(level, "code")
            name = f"{what} “{of}”"
        else:
            kind, name = link.kind, _about(link)
        rank = FILED.index(kind) if kind in FILED else len(FILED) - 1
        if rank < best[0]:
            best = (rank, name)
    # a memo on an incident of a code stands with the memos on that code
    return (0, best[1]) if best[0] == FILED.index("coding") else best


def _prose(m: Memo, rows: dict[int, tuple[Any, ...]], titles: dict[int, str]) -> str:
    """A memo's Markdown as it is read, without the heading that says its title again."""
    text = as_read(m.stored, m.links, rows, titles)
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") and first[2:].strip() == m.title and rest.strip() else text


def as_read(
    stored: str, known: Iterable[Link], rows: dict[int, tuple[Any, ...]], titles: dict[int, str]
) -> str:  # fmt: skip
    """Markdown with its links as names: a coding as its quote (of `rows`), a memo as its title."""

    def show(link: Link) -> str:
        if link.target is None and link.kind != "study":
            removed = (
                f"{KIND.get(link.kind, link.kind)} {link.label} (removed)"
                if link.kind in NUMBERED
                else f"‘{link.label}’ ({link.kind}, removed)"
            )
            return _plain(removed)
        if link.kind == "coding" and link.target in rows:
            quote = " ".join(rows[link.target][10].split())
            short = quote if len(quote) <= INLINE else quote[:INLINE].rsplit(" ", 1)[0] + " …"
            theirs = ", researcher" if rows[link.target][15] == "researcher" else ""
            return f"“{_plain(short)}” (coding {link.target}{theirs})"
        if link.kind == "memo":
            return f"“{_plain(titles[link.target or 0])}” (memo {link.target})"
        return _plain(f"{KIND.get(link.kind, link.kind)} {link.label}" if link.kind in NUMBERED else f"‘{link.label}’")

    return memos.with_links(stored, known, show)


def quoted(db: sqlite3.Connection, known: Iterable[Link]) -> dict[int, tuple[Any, ...]]:
    """The codings that links point at, as rows of `codings.COLUMNS`."""
    return _rows(db, {x.target for x in known if x.kind == "coding" and x.target is not None})


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", text)


class _Told:
    """What a memo refers to besides codes and quotes, in one line each."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._relations: dict[int, str] | None = None

    def references(self, m: Memo) -> list[str]:
        """Sources, segments, relations, records, memos, properties and participants that a memo is on or links to."""
        lines = [self._line(x) for x in [*m.on, *m.links] if x.target is not None]
        return list(dict.fromkeys(line for line in lines if line))

    def _line(self, link: Link) -> str:
        if link.kind in ("source", "segment"):
            segment = link.kind == "segment"
            title, kind, date, author = self.db.execute(
                "select s.title, m.kind, coalesce(m.date, s.date), m.author from segment m "
                "join source s on s.id = m.source where m.id = ?"
                if segment
                else "select title, kind, date, null from source where id = ?",
                (link.target,),
            ).fetchone()
            what = [kind, *([author] if author else []), *([date] if date else [])]
            return f"{link.kind} {link.label}" + (f", “{title}”" if title else "") + f" ({', '.join(what)})"
        if link.kind == "relation":
            if self._relations is None:
                names = codes.names(self.db)
                self._relations = {
                    r.id: f"relation {r.id}: {names[r.a]} {r.type} {names[r.b]} ({r.status}; {len(r.supporting)} for, "
                    f"{len(r.opposing)} against)"
                    for r in theory.relations(self.db)
                }
            return self._relations[link.target or 0]
        if link.kind == "comparison":
            coding, other, code, outcome, note = self.db.execute(
                "select x.coding, x.other, c.name, x.outcome, x.note from comparison x left join code c on c.id = x.code "
                "where x.id = ?",
                (link.target,),
            ).fetchone()
            beside = f"coding {other}" if other is not None else f"“{code}”"
            return f"comparison {link.target}: coding {coding} and {beside}: {outcome} ({note})"
        if link.kind == "negative":
            (x,) = negative_cases.read(self.db, [link.target or 0])
            came = f"{x.outcome}: {x.resolution}" if x.outcome else "open"
            return f"negative case {x.id}: coding {x.coding} against {negative_cases.name_against(self.db, x)}: {x.note} ({came})"
        if link.kind == "sampling":
            (entry,) = sampling.read(self.db, [link.target or 0])
            came = f"closed: {entry.changed}" if entry.changed else entry.status()
            return f"sampling entry {entry.id} for {sampling.name_for(self.db, entry)}: {entry.text} ({came})"
        if link.kind == "memo":
            title, coder, created = self.db.execute(
                "select m.title, k.name, m.created_at from memo m join coder k on k.id = m.coder where m.id = ?",
                (link.target,),
            ).fetchone()
            return f"memo {link.target}: “{title}” ({coder}, {local(created)})"
        if link.kind == "property":
            found = next(p for p in theory.properties(self.db) if p.id == link.target)
            return f"property {link.label}: {found.shown()}"
        return ""


REPORT = Declared(
    "memos",
    "Memos with the quotes they rest on.",
    run,
    "Memos by type and by what they are about, each with the quotes it rests on.",
    COLUMNS,
    place=40,
    options=(
        Option("types", "Only of this type.", memos.TYPES, one="type"),
        Option("on", "Only those on this (may repeat).", metavar="KIND:NAME"),
    ),
    filters=("coder",),
    document="a chapter for each type and subject: the memos, each with its quotes",
    examples=({"output": "memos.docx"},),
)
