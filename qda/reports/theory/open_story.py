"""Find the gaps of the storyline: claims without quotes, left-out categories, claims on a researcher's words alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from qda.core.message import Message, chained, commas, say, say_n, word
from qda.core.results import Table
from qda.core.words import reading
from qda.reports.counts.counting import n_of
from qda.store.analysis import codes, links, theory
from qda.store.project import Study
from qda.store.queries.evidence import codes_and_sources, codings_by_code
from qda.store.queries.theory import category_of_property, ends_of_relation
from qda.store.texts import sources


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
    """Return the storyline as shown, and every link in it with its offsets there."""
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
    """Yield the paragraphs of a Markdown text (start, end), without its headings."""
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


def _claims(text: str, placed: list[_Placed], level: dict[int, str], language: str) -> Iterator[_Claim]:
    """Yield the claims of the storyline as shown, in text order."""
    from qda.core.text.sentences import sentences

    plain = list(text)
    for p in placed:  # a stop inside a name ends no sentence: a link is read as one word
        plain[p.start : p.end] = "X" + "x" * (p.end - p.start - 1)
    masked = "".join(plain)
    for begin, stop in _paragraphs(text):
        found = []
        for start, end in _with_citations(sentences(masked, begin, stop, language), text, placed, level):
            named = [p.link for p in placed if start <= p.start < end and _is_category(p.link, level)]
            if named:
                found.append((start, end, list({link.uuid: link for link in named}.values())))
        for n, (start, end, named) in enumerate(found):
            yield _Claim(start, end, found[n + 1][0] if n + 1 < len(found) else stop, named)


def _with_citations(
    spans: list[tuple[int, int]], text: str, placed: list[_Placed], level: dict[int, str]
) -> list[tuple[int, int]]:
    """Return the sentences, each with the quotes cited behind its stop: `… serves it. [[coding:1]] Then …`."""
    cited = {p.start: p.end for p in placed if not _is_category(p.link, level)}
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


def _is_category(link: links.Link, level: dict[int, str]) -> bool:
    if link.kind == "code":
        return link.target is not None and level[link.target] in codes.CATEGORY_LEVELS
    return link.kind == "category"


def check(study: Study) -> Table:
    """List what the storyline leaves open. A claim is a sentence (not a heading) that links a category.

    A claim is grounded when it, or what follows it up to the next claim of its paragraph, links a coding of one of its
    categories (the codes under these included) or a relation with quotes for it. Kinds of rows: `ungrounded` (a claim
    without quotes), `one-source` (its quotes come from one source), `researcher-only` (the quotes of a claim, of a relation
    or of a category are a researcher's words alone), `unconnected` (a category with no path of relations
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
        why = Message("story-not-written", "there is no storyline yet: write it")
        rows.append(("no-storyline", None, None, None, None, why))
    else:
        text, placed = laid_out(db, story)
        found, n = _claim_rows(db, text, placed, _language(study, text))
        rows += found
        told = _told(db, placed)
        notes.append(_counted(story, found, n))
    rows += _researchers(db, every)
    if not cores:
        why = Message("story-without-core", "there is no core category: declare one")
        rows.append(("no-core", None, None, None, None, why))
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
                        say("no path of relations to the core category {name!r}", name=every[cores[0]]),
                    )
                )
    if story is not None:
        gathered = codes.gathered(db)
        for i, name in every.items():
            if i not in told:
                over = next((every[j] for j in every if j in told and i in gathered[j]), None)
                above = say("; it does link {over!r}, under which it lies", over=over) if over else ""
                rows.append(
                    ("left-out", None, None, None, name, say("the storyline never links it{above}", above=above))
                )
    notes.append(say("what is listed is a question to the story, not a fault of it"))
    columns = ("kind", "sentence", "start", "end", "category", "why")
    brief = ("kind", "category", "sentence", "why")
    return Table(columns, rows, notes=notes, brief=brief, wrap=("sentence", "why"), said=("why",))


def counted(study: Study) -> str:
    """Say how many claims the storyline makes and how many of them are grounded in quotes; "" where none is written."""
    story = theory.storyline(study.db)
    if story is None:
        return ""
    text, placed = laid_out(study.db, story)
    return _counted(story, *_claim_rows(study.db, text, placed, _language(study, text)))


def _counted(story: theory.Version, found: Sequence[tuple[Any, ...]], claims: int) -> str:
    open_ = sum(r[0] == "ungrounded" for r in found)
    own = sum(r[0] == "researcher-only" for r in found)
    said = say("version {version} of the storyline: {claims}, {n} grounded in quotes", version=story.n,
               claims=n_of(claims, "claim"), n=claims - open_)  # fmt: skip
    return said + (say(", {own} of them in a researcher's words alone", own=own) if own else "")


class Cited(NamedTuple):
    """A claim of the storyline: its sentence, and the codings and relations that it and what follows up to the next one link."""

    sentence: str
    categories: str
    codings: list[int]
    relations: list[int]


def cited(study: Study) -> list[Cited]:
    """Return the claims of the storyline as it stands, in order, with what each links; nothing where none is written."""
    db = study.db
    story = theory.storyline(db)
    if story is None:
        return []
    text, placed = laid_out(db, story)
    out = []
    for claim in _claims(text, placed, codes.levels(db), _language(study, text)):
        inside = [p.link for p in placed if claim.start <= p.start < claim.until and p.link.target is not None]
        found = {
            kind: list(dict.fromkeys(link.target for link in inside if link.kind == kind and link.target is not None))
            for kind in ("coding", "relation")
        }
        sentence = " ".join(text[claim.start : claim.end].split())
        names = commas(link.label + ("" if link.target is not None else say(" (removed)")) for link in claim.categories)
        out.append(Cited(sentence, names, found["coding"], found["relation"]))
    return out


def _researchers(db: sqlite3.Connection, every: Mapping[int, str]) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each relation and each category all of whose quotes are a researcher's words."""
    names = codes.names(db)
    for r in theory.relations(db):
        held = {*r.supporting, *r.opposing}
        if r.on_researchers() or (held and held <= r.theirs):
            rests = (
                say("is {status} on a researcher's words alone", status=word(r.status))
                if r.on_researchers()
                else say("has a researcher's words alone for quotes")
            )
            ends = ", ".join(dict.fromkeys((names[r.a], names[r.b])))
            named = say("relation {id} ({a} {type} {b})", id=r.id, a=names[r.a], type=reading(r.type), b=names[r.b])
            yield "researcher-only", None, None, None, ends, chained([named, rests], " ")
    gathered = codes.gathered(db)
    of = codings_by_code(db)
    theirs = theory.researchers_alone(db, (i for held in of.values() for i in held))
    if not theirs:
        return
    for i, name in every.items():
        held_ = [x for code in gathered[i] for x in of.get(code, ())]
        if held_ and theirs.issuperset(held_):
            why = say_n(
                "its {n:,} coding, those of its codes included, is on a researcher's words alone",
                "its {n:,} codings, those of its codes included, are on a researcher's words alone",
                len(held_),
            )
            yield "researcher-only", None, None, None, name, why


def _language(study: Study, text: str) -> str:
    from qda.core.text import language

    return language.guess(text) or study.setting("language") or ""


def _told(db: sqlite3.Connection, placed: list[_Placed]) -> set[int]:
    """Return the codes that the story links, by themselves or by a property or relation of theirs."""
    out: set[int] = set()
    for p in placed:
        kind, id = p.link.kind, p.link.target
        if id is None:
            continue
        if kind in ("code", "category"):
            out.add(id)
        elif kind == "property":
            out.add(category_of_property(db, id))
        elif kind == "relation":
            out.update(ends_of_relation(db, id))
    return out


def _claim_rows(
    db: sqlite3.Connection, text: str, placed: list[_Placed], language: str
) -> tuple[list[tuple[Any, ...]], int]:
    """Return the rows about claims in text order, and how many claims there are."""
    gathered = codes.gathered(db)
    coded, source_names = codes_and_sources(db), dict(sources.names(db))
    evidence = {r.id: r.supporting for r in theory.relations(db)}
    theirs = theory.researchers_alone(
        db, {i for p in placed if p.link.kind == "coding" and (i := p.link.target) is not None}
        | {i for held in evidence.values() for i in held}
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    n = 0
    for claim in _claims(text, placed, codes.levels(db), language):
        n += 1
        names = commas(link.label + ("" if link.target is not None else say(" (removed)")) for link in claim.categories)
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
        elif theirs.issuperset(quotes):
            k = len(quotes)
            said = say_n(
                "its {n:,} quote is a researcher's words alone", "its {n:,} quotes are a researcher's words alone", k
            )
            rows.append(("researcher-only", *at, say("{said}: coding {these}", said=said, these=sorted(quotes))))
        if quotes and len(of := {coded[i][1] for i in quotes}) == 1:
            k = len(quotes)
            rows.append(
                (
                    "one-source",
                    *at,
                    say_n(
                        "its {n} quote comes from one source, {source}",
                        "its {n} quotes come from one source, {source}",
                        k,
                        source=source_names[of.pop()],
                    ),
                )
            )
    return rows, n


def _ungrounded(under: set[int], beside: list[int], bare: list[int]) -> str:
    if not under:
        return say("the category that it links was removed")
    why = say("links no coding of its categories and no relation with quotes")
    if beside:
        why += say("; coding {these} is of another category", these=beside)
    if bare:
        why += say("; relation {these} has no quote for it", these=bare)
    return why
