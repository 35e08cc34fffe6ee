"""Selective coding, read-only: candidates for the core category, the storyline, and what the storyline leaves open."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import QdaError
from qda.core.results import Record, Table
from qda.reports import counting
from qda.store import codes, links, scope, theory
from qda.store.project import Study
from qda.store.scope import Filters

if TYPE_CHECKING:
    from qda.core.document import Document

CRITERIA = ("stretches", "codings", "sources", "participants", "relations", "linked_share", "memos")
CAUTION = (
    "rank only sorts: the more of the countable criteria ("
    + ", ".join(CRITERIA)
    + ") a category leads in, the higher. "
    "Counts cannot choose a core category: whether it explains most of the variation, is abstract enough and ties the "
    "others together is for you to judge (`qda selective judge`, `qda selective core`)"
)


def candidates(study: Study, filters: Filters | None = None, *, include_researcher: bool = False) -> Table:
    """Every category with what can be counted of it, by rank; `leads` names the criteria in which none has more.

    Counted with the codes under it. `linked_share` is the share of the other categories to which it has a relation of
    its own that is not refuted; empty where it is the only category.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    tops = {i: n for i, n in theory.categories(db).items() if over.codes is None or i in over.codes}
    every = theory.categories(db)
    tallies = counting.with_codes(db, over, tops, include_researcher=include_researcher)
    gathered, near, judged = codes.gathered(db), theory.neighbours(db), theory.judgements(db)
    levels = dict(db.execute("select id, level from code"))
    related = Counter(i for ends in db.execute("select a, b from relation") for i in ends)
    counts: dict[int, dict[str, float | None]] = {}
    for i in tops:
        t = tallies.get((i, None)) or counting.Tally()
        others = len(near.get(i, set()) & set(every) - {i})
        counts[i] = {
            "stretches": t.stretches,
            "codings": t.codings,
            "sources": t.sources,
            "participants": len(t.participants),
            "relations": related[i],
            "linked_share": round(others / (len(every) - 1), 4) if len(every) > 1 else None,
            "memos": len(theory.memos_about(db, i, gathered[i])),
        }
    best = {name: max((c[name] or 0 for c in counts.values()), default=0) for name in CRITERIA}
    leads = {i: [name for name in CRITERIA if best[name] and c[name] == best[name]] for i, c in counts.items()}
    place = {i: 1 + sum(len(other) > len(mine) for other in leads.values()) for i, mine in leads.items()}
    rows = [
        (
            tops[i],
            *counts[i].values(),
            place[i],
            judged.get(i, []),
            levels[i],
            leads[i],
            "; ".join(map(_judged, judged.get(i, []))),
        )
        for i in sorted(tops, key=lambda i: (place[i], list(tops).index(i)))
    ]
    columns = ("category", *CRITERIA, "rank", "judgements", "level", "leads", "judged")
    who = "" if include_researcher else "; researchers are no participants"
    every_code = set().union(*(gathered[i] for i in tops)) if tops else set()
    inside = scope.Scope(over.sources, over.participants, every_code, over.coders, over.source_or_person)
    notes = [
        f"{counting.n_of(len(rows), 'category')} with {counting.counted(db, inside)} over {filters or Filters()}: "
        f"each counted with the codes under it, each stretch once{who}; refuted relations link nothing",
        CAUTION,
    ]
    return Table(
        columns,
        rows,
        notes=notes,
        brief=("rank", "category", "level", *CRITERIA, "judged"),
        wrap=("category", "judged"),
    )


def _judged(judgement: dict[str, str | None]) -> str:
    parts = (
        f"explains variation: {judgement['explains_variation']}" if judgement["explains_variation"] else "",
        f"abstract: {judgement['abstract']}" if judgement["abstract"] else "",
        judgement["note"] or "",
    )
    return f"{judgement['coder']}: " + ", ".join(p for p in parts if p)


def storyline(study: Study, *, version: int | None = None) -> Record:
    """The storyline as it stands, or a version of it: version, text by names, coder, created_at; empty if unwritten."""
    found = theory.storyline(study.db) if version is None else _version(study.db, version)
    if found is None:
        fields: dict[str, Any] = {"version": None, "text": "", "coder": None, "created_at": None, "uuid": None}
        return Record(
            fields, title="Storyline", notes=["there is no storyline yet: `qda selective storyline --edit` begins one"]
        )
    text = links.shown(study.db, "storyline", found.id, found.text)

    def document() -> Document:
        from qda.core.document import Block, Document, Heading, Paragraph, Prose
        from qda.reports import memos
        from qda.reports.quotes import block, facts, local, pinned

        known = links.of(study.db, "storyline", found.id, "text")
        rows, pins = memos.quoted(study.db, known), pinned(study.db)
        titles = dict(study.db.execute("select id, title from memo"))
        blocks: list[Block] = [Prose(memos.as_read(found.text, known, rows, titles))]
        if rows:
            blocks.append(Heading(1, "Quotes that it links to"))
            blocks += [block(row, pins) for row in rows.values()]
        written = f"{found.n}, by {found.coder}, {local(found.created_at)}"
        cores = theory.core(study.db)
        core = codes.names(study.db)[cores[0]] if cores else "none chosen yet"
        notes = ["a quote is where a claim can be looked up; `qda selective check` lists what the story leaves open"]
        if not blocks[1:]:
            blocks.append(Paragraph("It links to no quote yet.", "note"))
        about = facts(study, ("core", core), ("version", written))
        return Document(f"Storyline: {study.setting('name')}", blocks, about, notes)

    fields = {
        "version": found.n,
        "text": text,
        "coder": found.coder,
        "created_at": found.created_at,
        "uuid": found.uuid,
    }
    return Record(fields, title="Storyline", document=document)


def _version(db: sqlite3.Connection, n: int) -> theory.Version:
    every = theory.storylines(db)
    if not 1 <= n <= len(every):
        raise QdaError(
            f"there is no version {n} of the storyline; there are {len(every)}: `qda selective storyline --versions`"
        )
    return every[n - 1]


def versions(study: Study) -> Table:
    """Every version of the storyline, oldest first, with links by the names of today."""
    rows = []
    for v in theory.storylines(study.db):
        text = links.shown(study.db, "storyline", v.id, v.text)
        rows.append((v.n, v.created_at, v.coder, len(text.split()), text, v.uuid))
    columns = ("version", "created_at", "coder", "words", "text", "uuid")
    return Table(columns, rows, brief=columns[:4])


# What the storyline leaves open.


class _Placed(NamedTuple):
    """A link with where it stands in the storyline as shown."""

    start: int
    end: int
    link: links.Link


class _Claim(NamedTuple):
    """A sentence that links a category, what else it may be grounded by (up to `until`), and the categories linked."""

    start: int
    end: int
    until: int
    categories: list[links.Link]


def laid_out(db: sqlite3.Connection, story: theory.Version) -> tuple[str, list[_Placed]]:
    """The storyline as shown, and every link in it with its offsets there."""
    known = {(link.kind, link.uuid): link for link in links.of(db, "storyline", story.id, "text")}
    out, placed, at, length = [], [], 0, 0
    for match in links.IN_TEXT.finditer(story.text):
        link = known.get((match[1], match[2]))
        shown = str(match[0]) if link is None else f"[[{link}]]"
        before = story.text[at : match.start()]
        out += [before, shown]
        length += len(before)
        if link is not None:
            placed.append(_Placed(length, length + len(shown), link))
        length += len(shown)
        at = match.end()
    return "".join([*out, story.text[at:]]), placed


HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a Markdown text (start, end), without its headings."""
    at, begin = 0, None
    for line in text.splitlines(keepends=True):
        if not line.strip() or HEADING.match(line):
            if begin is not None:
                yield begin, at
            begin = None
        elif begin is None:
            begin = at
        at += len(line)
    if begin is not None:
        yield begin, at


def _claims(text: str, placed: list[_Placed], levels: dict[int, str], language: str) -> Iterator[_Claim]:
    from qda.core.sentences import sentences

    plain = list(text)
    for p in placed:  # a stop inside a name ends no sentence: a link is read as one word
        plain[p.start : p.end] = "X" + "x" * (p.end - p.start - 1)
    masked = "".join(plain)
    for begin, stop in _paragraphs(text):
        found = []
        for start, end in _with_citations(sentences(masked, begin, stop, language), text, placed, levels):
            named = [p.link for p in placed if start <= p.start < end and _is_category(p.link, levels)]
            if named:
                found.append((start, end, list({link.uuid: link for link in named}.values())))
        for n, (start, end, named) in enumerate(found):
            yield _Claim(start, end, found[n + 1][0] if n + 1 < len(found) else stop, named)


def _with_citations(
    spans: list[tuple[int, int]], text: str, placed: list[_Placed], levels: dict[int, str]
) -> list[tuple[int, int]]:
    """The sentences, each with the quotes cited behind its stop: `… serves it. [[coding:1]] Then …`."""
    cited = {p.start: p.end for p in placed if not _is_category(p.link, levels)}
    out: list[tuple[int, int]] = []
    for start, end in spans:
        at = last = start
        while out and at in cited:
            last = at = cited[at]
            while at < end and text[at] in " \t\n,;":
                at += 1
        if last > start and not text[at : min(at + 1, end)].islower():
            out[-1] = (out[-1][0], last)
            start = at
        if start < end:
            out.append((start, end))
    return out


def _is_category(link: links.Link, levels: dict[int, str]) -> bool:
    if link.kind == "code":
        return link.target is not None and levels[link.target] in codes.CATEGORY_LEVELS
    return link.kind == "category"


def check(study: Study) -> Table:
    """What the storyline leaves open. A claim is a sentence (not a heading) that links a category.

    A claim is grounded when it, or what follows it up to the next claim of its paragraph, links a coding of one of its
    categories (the codes under these included) or a relation with quotes for it. Kinds of rows: `ungrounded` (a claim
    without quotes), `one-source` (its quotes come from one source), `unconnected` (a category with no path of relations
    to the core; refuted ones lead nowhere), `left-out` (a category that the story never links), `no-storyline` and
    `no-core`. start and end are offsets into the storyline as shown; they and sentence are empty for a category.
    """
    db = study.db
    every, cores = theory.categories(db), theory.core(db)
    rows: list[tuple[Any, ...]] = []
    notes: list[str] = []
    story = theory.storyline(db)
    told: set[int] = set()
    if story is None:
        why = "nothing is told yet: `qda selective storyline --edit`, or --file FILE"
        rows.append(("no-storyline", None, None, None, None, why))
    else:
        text, placed = laid_out(db, story)
        found, n = _claim_rows(db, text, placed, _language(study, text))
        rows += found
        told = _told(db, placed)
        open_ = sum(r[0] == "ungrounded" for r in found)
        notes.append(
            f"version {story.n} of the storyline: {n} claim{'s' if n != 1 else ''}, {n - open_} grounded in quotes"
        )
    if not cores:
        rows.append(
            ("no-core", None, None, None, None, "there is no core category: `qda selective core CATEGORY` declares one")
        )
    else:
        reached = codes.reach(theory.neighbours(db), cores[0])
        for i, name in every.items():
            if i not in reached:
                rows.append(
                    (
                        "unconnected",
                        None,
                        None,
                        None,
                        name,
                        f"no path of relations to the core category {every[cores[0]]!r}",
                    )
                )
    if story is not None:
        gathered = codes.gathered(db)
        for i, name in every.items():
            if i not in told:
                over = next((every[j] for j in every if j in told and i in gathered[j]), None)
                why = "the storyline never links it" + (f"; it does link {over!r}, under which it lies" if over else "")
                rows.append(("left-out", None, None, None, name, why))
    notes.append("what is listed is a question to the story, not a fault of it")
    columns = ("kind", "sentence", "start", "end", "category", "why")
    brief = ("kind", "category", "sentence", "why")
    return Table(columns, rows, notes=notes, brief=brief, wrap=("sentence", "why"))


def _language(study: Study, text: str) -> str:
    from qda.core import language

    return language.guess(text) or study.setting("language") or ""


def _told(db: sqlite3.Connection, placed: list[_Placed]) -> set[int]:
    """The codes that the story links, by themselves or by a property or relation of theirs."""
    out: set[int] = set()
    for p in placed:
        kind, id = p.link.kind, p.link.target
        if id is None:
            continue
        if kind in ("code", "category"):
            out.add(id)
        elif kind == "property":
            out.add(db.execute("select category from property where id = ?", (id,)).fetchone()[0])
        elif kind == "relation":
            out.update(db.execute("select a, b from relation where id = ?", (id,)).fetchone())
    return out


def _claim_rows(
    db: sqlite3.Connection, text: str, placed: list[_Placed], language: str
) -> tuple[list[tuple[Any, ...]], int]:
    """The rows about claims in text order, and how many claims there are."""
    gathered = codes.gathered(db)
    levels = dict(db.execute("select id, level from code"))
    coded = {i: (code, source) for i, code, source in db.execute("select id, code, source from coding")}
    sources = dict(db.execute("select id, name from source"))
    evidence = {r.id: r.supporting for r in theory.relations(db)}
    rows: list[tuple[Any, ...]] = []
    n = 0
    for claim in _claims(text, placed, levels, language):
        n += 1
        names = ", ".join(link.label + ("" if link.target is not None else " (removed)") for link in claim.categories)
        under = set().union(*(gathered[link.target] for link in claim.categories if link.target is not None))
        quotes, beside, bare = set(), [], []
        for p in placed:
            if not claim.start <= p.start < claim.until or p.link.target is None:
                continue
            if p.link.kind == "coding":
                if coded[p.link.target][0] in under:
                    quotes.add(p.link.target)
                else:
                    beside.append(p.link.target)
            elif p.link.kind == "relation":
                quotes.update(evidence[p.link.target])
                if not evidence[p.link.target]:
                    bare.append(p.link.target)
        at = (" ".join(text[claim.start : claim.end].split()), claim.start, claim.end, names)
        if not quotes:
            rows.append(("ungrounded", *at, _ungrounded(under, beside, bare)))
        elif len(of := {coded[i][1] for i in quotes}) == 1:
            k = len(quotes)
            rows.append(
                (
                    "one-source",
                    *at,
                    f"its {k} quote{'s come' if k > 1 else ' comes'} from one source, {sources[of.pop()]}",
                )
            )
    return rows, n


def _ungrounded(under: set[int], beside: list[int], bare: list[int]) -> str:
    if not under:
        return "the category that it links was removed"
    why = "links no coding of its categories and no relation with quotes"
    if beside:
        why += f"; coding {', '.join(map(str, beside))} is of another category"
    if bare:
        why += f"; relation {', '.join(map(str, bare))} has no quote for it"
    return why
