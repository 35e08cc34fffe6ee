"""Find candidate categories in the texts, each under a number that it keeps.

The program offers; every decision is the researcher's (`candidates`). What it offered is kept, so that a candidate
has the same number when it is found again, and one that was rejected does not come back.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.message import Message, commas, n_of, say, word
from qda.core.names import key
from qda.core.results import Report, Table, Want
from qda.core.spread import ONE, Spread
from qda.nlp import extra, pipeline
from qda.nlp.lexicon import lexicon
from qda.ops.discovery import elsewhere, passages
from qda.ops.discovery.passages import Tick, still
from qda.ops.discovery.resembling import Known
from qda.store.analysis import candidates
from qda.store.analysis.candidates import Candidate
from qda.store.analysis.scope import Filters
from qda.store.file.ids import digest
from qda.store.project import Study
from qda.store.queries import discovery
from qda.store.texts import language_cache, people, sources
from qda.store.texts.segment_layout import Layout

if TYPE_CHECKING:
    from qda.core.document import Document
    from qda.nlp.corpus import Row
    from qda.nlp.group_quotes import Quote
    from qda.nlp.groups import Group
    from qda.nlp.lexicon import Lexicon
    from qda.nlp.terms import Terms

COLUMNS = ("id", "rank", "label", "terms", "sources", "participants", "score", "known", "quotes")
TOP = 12
CACHE = "discover-3"  # the name under which what was found is kept; raised whenever another search finds otherwise
ORIENTATION = say(
    "words that go together, found by counting: a list to read with, not categories; rank and score only order it. "
    "Nothing is coded until you accept"
)


class Found(NamedTuple):
    """A candidate as found now, with what it rests on. voices: people (numbers above 0) or unnamed sources (below)."""

    label: str
    terms: list[dict[str, Any]]
    score: float
    quotes: list[tuple[int, int, int]]
    sources: frozenset[int]
    voices: frozenset[int]

    def joined(self, others: Iterable[Found]) -> Found:
        """Return this one with what others rest on added to it."""
        out = self
        for o in others:
            have = {t["term"] for t in out.terms}
            out = Found(
                out.label, out.terms + [t for t in o.terms if t["term"] not in have], out.score + o.score,
                list(dict.fromkeys(out.quotes + o.quotes)), out.sources | o.sources, out.voices | o.voices,
            )  # fmt: skip
        return out


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    top: int = TOP,
    include_researcher: bool = False,
    every: bool = False,
    jobs: int = 1,
    cluster: str = "",
    tick: Tick = still,
    want: Want = "both",
) -> Report:
    """Return the candidates, weightiest first; with `every` also those that were accepted or rejected.

    Rows: id, rank, label, terms [{term, count, sources}], how many sources and participants it is spread over, score (to order
    by, no more), known (codes that it resembles), quotes [{source, start, end, text, author}] of whole sentences. Over the
    whole study what is found is kept; with filters, or where the file cannot be written, id is empty for what was not known.
    jobs, cluster: who reads the texts (`elsewhere.spread`). Errors: a package of the extra `discover` is missing; there is
    nothing to read; those of `elsewhere.spread`.
    """
    passages.at_least_one(top)
    sent: list[str] = []
    with elsewhere.spread(study, jobs, cluster, sent) as spread:
        made = search(study, filters, top=top, include_researcher=include_researcher, tick=tick, spread=spread)
    listed = table(study, made, top=top, every=every)
    listed.notes = [*listed.notes, *sent]
    rows = [tuple(row) for row in listed.rows]
    document = None if want == "rows" else _document(study, rows, candidates.read(study.db), listed.notes)
    listed.rows = [] if want == "document" else rows
    return Report(listed, document, listed.notes)


class Search(NamedTuple):
    """Candidates that were found, the numbers under which they are kept, and how each language was read.

    The study may change meanwhile.
    """

    found: list[Found]
    numbers: list[int | None]
    read: list[passages.Reading]

    @property
    def notes(self) -> list[str]:
        """Say how each language was read."""
        return [note for r in self.read for note in passages.about(r)]


def search(
    study: Study, filters: Filters | None = None, *, top: int = TOP, include_researcher: bool = False, tick: Tick = still,
    between: Callable[[], None] = still, spread: Spread = ONE,
) -> Search:  # fmt: skip
    """Look for candidates and, over the whole study, keep what was found: the slow part of `run`. Errors: as `run`.

    between: called between the steps; what it raises ends the search, and no candidate is kept. spread: does what divides
    by texts.
    """
    filters = filters or Filters()
    extra.need("discover", "sklearn", "simplemma", "wordfreq", "stopwordsiso")
    whole = not filters.any() and not include_researcher
    writes = whole and study.may_write
    state = _state(study, top) if whole else ""
    kept = language_cache.kept(study.db, CACHE, state) if whole else None
    if kept is not None:
        found, read = _unpacked(kept)
    else:
        found, read = _find(study, filters, include_researcher, top, writes, tick, between, spread)
        if writes:
            language_cache.keep(study, CACHE, state, _packed(found, read))
    between()
    held = candidates.read(study.db)
    numbers = _matched(held, found)
    if writes:
        numbers = _keep(study, held, found, numbers)
    return Search(found, numbers, read)


def _state(study: Study, top: int) -> str:
    """Return a digest of all that a search depends on: texts, segments, people and their names, what reads them."""
    h = sha256(f"{language_cache.state(study.db)} {top} {study.setting('language')} {pipeline.versions()}".encode())
    for row in discovery.attributions(study.db):
        h.update(b"%d %d " % row)
    h.update(repr(discovery.participants(study.db)).encode())
    h.update(repr(sorted((code, pipeline.of(code).key) for code in discovery.languages_used(study.db))).encode())
    return h.hexdigest()


def _packed(found: Sequence[Found], read: Sequence[passages.Reading]) -> bytes:
    rows = [x._replace(sources=sorted(x.sources), voices=sorted(x.voices)) for x in found]  # type: ignore[arg-type]
    return zlib.compress(json.dumps([rows, list(read)]).encode())


def _unpacked(data: bytes) -> tuple[list[Found], list[passages.Reading]]:
    rows, read = json.loads(zlib.decompress(data))
    return [
        Found(label, terms, score, [(s, a, b) for s, a, b in quotes], frozenset(sources), frozenset(voices))
        for label, terms, score, quotes, sources, voices in rows
    ], [passages.Reading(*r) for r in read]


def table(study: Study, made: Search, *, top: int = TOP, every: bool = False) -> Table:
    """Return what was found as it stands in the study now: with what was decided since, new names, the codes it resembles."""
    held = candidates.read(study.db)
    shown, hidden = _standing(made.found, made.numbers, held, every)
    rows = _rows(study, shown[:top], held)
    notes = made.notes
    if hidden:
        notes.append(Message("discover-left-out", "left out: {decided}", decided=hidden))
    notes.append(ORIENTATION)
    if not rows:
        notes.insert(0, say("no candidate: no group of words has two quotes that carry it"))
    return Table(COLUMNS, rows, title=say("Candidate categories"), notes=notes)


def _find(
    study: Study, filters: Filters, include_researcher: bool, top: int, keep: bool, tick: Tick, between: Callable[[], None],
    spread: Spread,
) -> tuple[list[Found], list[passages.Reading]]:  # fmt: skip
    """Return what the texts hold, the weightiest first, and how each language was read."""
    from qda.nlp import corpus as corpora
    from qda.nlp import groups, large, terms
    from qda.nlp.group_quotes import Finder

    gathered = passages.gather(study, filters, include_researcher, keep=keep, tick=tick, spread=spread)
    if not gathered:
        raise passages.nothing(study, filters)
    found: list[Found] = []
    read: list[passages.Reading] = []
    for p in gathered:
        known = lexicon(p.language)
        if p.around is None and len(p.rows) >= large.LARGE:
            more, n = _in_large(study, p, known, top, between)
            found += more
            read.append(passages.reading(p, known, n, min(large.PART, len(p.rows))))
            continue
        corpus = corpora.build(p.rows, p.words(), known, p.names)
        between()
        held = terms.find(corpus, known)
        made = groups.groups(corpus, held, top, around=p.around)
        between()
        finder = Finder(corpus, held, *passages.finder(study, p.language))
        found += [
            x
            for group in made
            if (x := _as_found(group, corpus.rows, held, finder.quotes(group), finder.spread)) is not None
        ]
        read.append(passages.reading(p, known, len(corpus.form)))
    found.sort(key=lambda x: (-x.score, x.label))
    return found, read


def _in_large(
    study: Study, p: passages.Passages, known: Lexicon, top: int, between: Callable[[], None]
) -> tuple[list[Found], int]:
    """Return the candidates of a corpus that is too large to be factored, and the number of its words."""
    from qda.nlp import corpus as corpora
    from qda.nlp import groups, large, terms
    from qda.nlp.group_quotes import LOOK, Finder

    some = large.part(p.rows)
    corpus = corpora.build(some, p.words(some), known, p.names)
    between()
    held = terms.find(corpus, known)
    made = groups.factored(corpus, held, top)
    if made is None or not made.groups:
        return [], len(corpus.form)
    between()
    vocabulary = large.Vocabulary(corpus, held, made.columns, known)
    placed = large.place(p.rows, p.words(), vocabulary, made)
    between()
    chosen = sorted({r for group in placed.groups for r in group.rows[:LOOK]})
    at = {r: i for i, r in enumerate(chosen)}
    seen, terms_ = large.evidence([p.rows[r] for r in chosen], p.words, vocabulary, held)
    finder = Finder(seen, terms_, *passages.finder(study, p.language))
    found = []
    for group in placed.groups:
        strongest = group._replace(rows=[at[r] for r in group.rows[:LOOK]], fits=group.fits[:LOOK])
        x = _as_found(group, p.rows, held, finder.quotes(strongest), lambda t: (placed.times[t], placed.sources[t]))
        found += [] if x is None else [x]
    return found, placed.words


def _as_found(
    group: Group, rows: Sequence[Row], held: Terms, quotes: Sequence[Quote], spread: Callable[[int], tuple[int, int]]
) -> Found | None:
    """Return a group with its quotes; None where it has fewer than two. spread: how often a term comes, in how many sources."""
    if len(quotes) < 2:
        return None
    terms = [dict(zip(("term", "count", "sources"), (held.label[t], *spread(t)), strict=True)) for t in group.terms]
    return Found(
        held.label[group.terms[0]], terms, group.score, [(q.source, q.start, q.end) for q in quotes],
        frozenset(rows[r].source for r in group.rows), frozenset(rows[r].voice for r in group.rows),
    )  # fmt: skip


def _matched(held: dict[int, Candidate], found: Sequence[Found]) -> list[int | None]:
    """Return for each that was found the number that it had before: the most alike first, each number once."""
    pairs = []
    for n, x in enumerate(found):
        mine = {key(t["term"]) for t in x.terms}
        for id, c in held.items():
            theirs = {key(t) for t in c.terms}
            same = key(x.label) == key(c.label)
            alike = len(mine & theirs) / max(len(mine | theirs), 1) + same
            if alike >= 0.4:
                pairs.append((-alike, id, n))
    out: list[int | None] = [None] * len(found)
    taken: set[int] = set()
    for _, id, n in sorted(pairs):
        if out[n] is None and id not in taken:
            out[n] = id
            taken.add(id)
    return out


def _keep(
    study: Study, held: dict[int, Candidate], found: Sequence[Found], numbers: Sequence[int | None]
) -> list[int | None]:
    """Keep what is new or was found again differently, and return the numbers; nothing is written when nothing changed."""
    uuids = discovery.source_uuids(study.db)
    texts = dict(sources.texts(study.db, {s for x in found for s, _, _ in x.quotes}))

    def stored(x: Found) -> tuple[str, tuple[str, ...], tuple[tuple[str, int, int, str], ...]]:
        quotes = tuple((uuids[s], a, b, digest(texts[s][a:b])) for s, a, b in x.quotes)
        return x.label, tuple(t["term"] for t in x.terms), quotes

    changed = [
        n for n, (x, id) in enumerate(zip(found, numbers, strict=True))
        if id is None or stored(x) != (held[id].label, held[id].terms, held[id].quotes)
    ]  # fmt: skip
    out = list(numbers)
    if not changed:
        return out
    with study.change("discover") as c:
        new = 0
        for n in changed:
            id = out[n]
            if id is None:
                out[n] = candidates.add(c, *stored(found[n]))
                new += 1
            else:
                candidates.renew(c, id, *stored(found[n]))
        c.summary = f"offered {len(found)} candidates, {new} of them new"
    return out


def _standing(
    found: Sequence[Found], numbers: Sequence[int | None], held: dict[int, Candidate], every: bool
) -> tuple[list[tuple[int | None, Found]], str]:
    """Return what is shown, merged ones within the one they were merged into; and a word on what is left out."""
    into: dict[int, list[Found]] = {}
    shown: list[tuple[int | None, Found]] = []
    hidden: dict[str, int] = {}
    for x, id in zip(found, numbers, strict=True):
        c = held.get(id) if id is not None else None
        if c is not None and c.status == "merged":
            at = c
            while at.status == "merged" and at.joined is not None and at.joined in held:
                at = held[at.joined]
            into.setdefault(at.id, []).append(x)
        elif c is not None and c.status != "open" and not every:
            hidden[c.status] = hidden.get(c.status, 0) + 1
        else:
            shown.append((id, x))
    shown = [(id, x.joined(into.pop(id, ())) if id is not None else x) for id, x in shown]
    shown.sort(key=lambda pair: (-pair[1].score, pair[1].label))
    return shown, ", ".join(f"{n} {status}" for status, n in sorted(hidden.items()))


def _rows(study: Study, shown: Sequence[tuple[int | None, Found]], held: dict[int, Candidate]) -> list[tuple[Any, ...]]:
    db = study.db
    names = dict(sources.names(db))
    roles = people.roles(db)
    resembled = Known(study)
    layouts: dict[int, Layout] = {}
    rows = []
    for rank, (id, x) in enumerate(shown, 1):
        quotes = []
        for source, start, end in x.quotes:
            layout = layouts.get(source) or layouts.setdefault(source, sources.layout(db, source))
            segment = layout.at(start)
            quotes.append({"source": names[source], "start": start, "end": end, "text": layout.text[start:end],
                           "author": segment.author if segment else None,
                           "role": roles.get(segment.participant or 0) if segment else None})  # fmt: skip
        label = held[id].shown if id is not None and id in held else x.label
        known = resembled.codes(label, [t["term"] for t in x.terms], x.quotes)
        persons = sum(v > 0 for v in x.voices)
        rows.append((id, rank, label, x.terms, len(x.sources), persons, round(x.score, 1), known, quotes))
    return rows


def _document(
    study: Study, rows: Sequence[tuple[Any, ...]], held: dict[int, Candidate], notes: Sequence[str]
) -> Document:
    from qda.core.document import Block, Document, Heading, Paragraph, Quote
    from qda.reports.common.quotes import attributed

    blocks: list[Block] = []
    for id, rank, label, terms, n_sources, n_people, _, known, quotes in rows:
        status = held[id].status if id is not None and id in held else "open"
        number = ""
        if id is not None and status == "open":
            number = say(" (candidate {id})", id=str(id))
        elif id is not None:
            number = say(" (candidate {id}, {status})", id=str(id), status=word(status))
        blocks.append(Heading(1, f"{rank}. {label}" + number))
        blocks.append(Paragraph(", ".join(f"{t['term']} {t['count']}" for t in terms), "label"))
        spread = say("in {sources}", sources=n_of(n_sources, "source"))
        spread += ", " + n_of(n_people, "participant") if n_people else ""
        spread += say("; resembles {codes}", codes=commas([repr(code) for code in known])) if known else ""
        blocks.append(Paragraph(spread, "note"))
        blocks += [Quote(q["text"], q["source"], q["author"], role=q["role"]) for q in quotes[:3]]
    name = study.setting("name") or ""
    return Document(say("Candidate categories: {study}", study=name), attributed(study.db, blocks), (), list(notes))
