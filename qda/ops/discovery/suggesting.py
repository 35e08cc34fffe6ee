"""Suggest codes for a passage, and passages for a code, learned from what has been coded in this study.

A `Suggester` holds what was learned. The corpus side (which words there are, which go together) is learned from every
segment that counts, once, and kept in the study's file; what codes look like is learned anew whenever something was
coded, in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain, islice
from typing import NamedTuple

from qda.core.names import key
from qda.core.spread import ONE, Spread
from qda.core.text.sentences import sentences
from qda.nlp import extra
from qda.nlp.suggesting import Example, Ranker, stop_words
from qda.store.analysis import codes, suggestions
from qda.store.analysis.suggestions import Coded
from qda.store.project import Study
from qda.store.queries import discovery
from qda.store.texts import language_cache, people, sources
from qda.store.texts.segment_layout import Layout

FEW = 200  # so few segments: the corpus side learns from sentences
ENCODED = "encoded-2"  # the name under which the words of the texts are kept
THIN = 3  # a code with fewer quotes is served by its name and definition too
SHORT = 30  # words; a segment up to here is offered whole, a longer one by sentences
NOISE = 0.1  # what scores less than this share of the best is not offered
QUOTE = 25  # words; a coded quote of fewer is read with the sentence around it
LETTERS = 10  # a passage of fewer is not offered
LOOKED_AT = 20  # for each quote asked for, so many of the best segments are cut into sentences


class Doc(NamedTuple):
    """A text of the corpus side: its source, the number of its segment, and the pieces (start, end) that count."""

    source: int
    segment: int
    pieces: tuple[tuple[int, int], ...]


class Suggested(NamedTuple):
    """A code for a passage, or a passage for a code. `score` orders, nothing more.

    because: codings (number, text) of that code most like it, at most two, nearest first; words: those of the passage that
    matter, at most three.
    """

    code: int
    source: int
    segment: int | None
    start: int
    end: int
    text: str
    score: float
    because: list[tuple[int, str]]
    words: list[str]


class Suggester:
    """Learns from a study's codings and suggests. The first `codes` or `quotes` is slow, those after it are fast.

    spread: does what divides by texts.
    """

    def __init__(self, study: Study, *, include_researcher: bool = False, spread: Spread = ONE) -> None:
        self.study, self.include_researcher, self._spread = study, include_researcher, spread
        self.without_package = bool(extra.missing("sklearn"))
        self._state = ""
        self._ranker: Ranker | None = None
        self._docs: list[Doc] | None = None
        self._examples: list[Example] = []
        self._places: list[Coded] = []  # of each example; `code` is 0
        self._own: list[dict[int, int]] = []  # of each example: code -> the coding on that very stretch
        self._taken: list[Coded] = []  # every coding, and every suggestion that was said no to
        self._contexts: dict[tuple[int, int, int], str] = {}
        self._left_out: set[int] = set()  # researchers, whose words do not count

    def codes(self, source: int, start: int, end: int, top: int = 5) -> list[Suggested]:
        """Return codes for a stretch of a source, best first; not those that it has, nor those that were rejected for it."""
        ranker = self._ready()
        layout = sources.layout(self.study.db, source)
        text = self._counted(layout, start, end) or layout.text[start:end]
        context = self._context(source, layout, start, end)
        has = {t.code for t in self._taken if t.source == source and _shared(t, start, end)}
        near = [i for i, p in enumerate(self._places) if p.source == source and _shared(p, start, end)]
        scores = ranker.codes(text, context, near)
        ranked = sorted(((s, c) for c, s in scores.items() if c > 0 and c not in has), key=_best)[:top]
        segment = layout.at(start)
        n = None if segment is None else segment.n
        out = []
        for score, code in ranked:
            if score <= 0 or score < NOISE * ranked[0][0]:
                break
            among = [i for i, own in enumerate(self._own) if code in own and i not in set(near)]
            evidence = ranker.evidence(code, text, among, context)
            if not evidence.examples and not evidence.words:
                continue  # a name alone, with no word of it in the passage
            because = [self._quote(i, {code}) for i in evidence.examples]
            out.append(Suggested(code, source, n, start, end, layout.text[start:end], score, because, evidence.words))
        return out

    def quotes(self, code: int, top: int = 10, within: set[tuple[int, int]] | None = None) -> list[Suggested]:
        """Return passages for a code, best first: sentences, or short segments whole; none that has it or was rejected.

        A category that gathers codes is looked for by their quotes as well. within: only in these segments, as (source,
        number of the segment).
        """
        ranker = self._ready()
        if top < 1:
            return []
        gathered = codes.gathered(self.study.db)[code]
        asked = code if len(gathered) == 1 else -code
        if self._docs is None:
            self._docs = [doc for doc, _ in self._corpus()]
        docs = self._docs
        scored = sorted(zip(ranker.corpus(asked), range(len(docs)), strict=True), key=_best)
        best = [i for s, i in scored if s > 0 and (within is None or (docs[i].source, docs[i].segment) in within)]
        if len(docs) > FEW * 5:
            best = best[: max(FEW, LOOKED_AT * top)]
        passages = list(self._passages(sorted(best), docs, gathered))
        ranked = sorted(
            zip(ranker.score(asked, [p.text for p in passages]), range(len(passages)), strict=True), key=_best
        )
        among = [i for i, own in enumerate(self._own) if gathered & own.keys()]
        out: list[Suggested] = []
        seen: set[str] = set()
        for score, i in ranked:
            p = passages[i]
            if score <= 0 or score < NOISE * ranked[0][0] or len(out) == top:
                break
            if key(p.text) in seen:  # the same words again, as in form letters
                continue
            seen.add(key(p.text))
            evidence = ranker.evidence(asked, p.text, among)
            because = [self._quote(n, gathered) for n in evidence.examples]
            out.append(p._replace(code=code, score=score, because=because, words=evidence.words))
        return out

    def relearn(self) -> None:
        """Learn from what has been coded and decided since; read the corpus side again only when texts or people have changed."""
        self._state = ""
        self._ready()

    @property
    def examples(self) -> int:
        """Return the number of coded stretches that it has learned from."""
        return sum(bool(own) for own in self._own)

    def _ready(self) -> Ranker:
        """Return the ranker, made at the first call and brought up to date after `relearn`."""
        if self._state and self._ranker is not None:
            return self._ranker
        self._left_out = set() if self.include_researcher else people.researchers(self.study.db)
        whole = f"{language_cache.state(self.study.db)} {self.include_researcher}"
        state = sha256(whole.encode()).hexdigest()
        if self._ranker is None or state != self._made_of:
            self._docs, self._contexts, self._made_of = None, {}, state
            self._ranker = self._make(state)
        self._state = state
        self._learn()
        self._ranker.learn(self._examples)
        return self._ranker

    _made_of = ""

    def _make(self, state: str) -> Ranker:
        if self.without_package:
            from qda.nlp.bm25 import Neighbours

            return Neighbours(lambda: list(self._texts()), self._stops())
        from qda.nlp import encoded, features
        from qda.nlp.suggesting import Learner

        held = language_cache.kept(self.study.db, features.VERSION, state)
        if held is not None:

            def texts_again() -> encoded.Encoded:
                data = language_cache.kept(self.study.db, ENCODED, state)
                return encoded.encode(self._texts(), self._spread) if data is None else encoded.decoded(data)

            return Learner(features.unpack(held), texts_again, self._stops())
        texts = encoded.encode(self._texts(), self._spread)
        space = features.learn(texts)
        if self.study.may_write and len(texts):
            for name, data in ((features.VERSION, space.pack()), (ENCODED, texts.pack())):
                language_cache.keep(self.study, name, state, data)
        return Learner(space, lambda: texts, self._stops())

    def _stops(self) -> frozenset[str]:
        """Return the stop words of the study's languages, as far as these are known."""
        used = discovery.languages_used(self.study.db)
        return frozenset().union(*map(stop_words, used | {self.study.setting("language") or ""}))

    def _texts(self) -> Iterator[str]:
        """Yield the texts of all that counts."""
        return (text for _, text in self._corpus())

    def _corpus(self) -> Iterator[tuple[Doc, str]]:
        """Yield all that counts and the text of it: segments, or where there are few of them sentences."""
        segments = self._segments()
        docs = list(islice(segments, FEW))
        if len(docs) == FEW:
            yield from chain(docs, segments)
            return
        db = self.study.db
        languages = discovery.languages(db)
        layouts = dict(sources.layouts(db, {d.source for d, _ in docs}))
        for d, _ in docs:
            text = layouts[d.source].text
            for a, b in d.pieces:
                for start, end in sentences(text, a, b, languages[d.source]):
                    yield Doc(d.source, d.segment, ((start, end),)), text[start:end]

    def _segments(self) -> Iterator[tuple[Doc, str]]:
        db = self.study.db
        for source, layout in sources.layouts(db, (i for i, _ in sources.names(db))):
            pieces: dict[int, list[tuple[int, int]]] = {}
            for a, b, s in layout.covered(0, len(layout.text)):
                if s.kind not in sources.UNCOUNTED and s.participant not in self._left_out and layout.text[a:b].strip():
                    pieces.setdefault(s.n, []).append((a, b))
            for n, parts in pieces.items():
                yield Doc(source, n, tuple(parts)), "\n".join(layout.text[a:b] for a, b in parts)

    def _passages(self, chosen: Sequence[int], docs: Sequence[Doc], gathered: set[int]) -> Iterator[Suggested]:
        """Yield the passages of the chosen segments that could be offered, in text order."""
        db = self.study.db
        languages = discovery.languages(db)
        wanted: dict[int, list[Doc]] = {}
        for i in chosen:
            wanted.setdefault(docs[i].source, []).append(docs[i])
        taken: dict[int, list[Coded]] = {}
        for t in self._taken:
            if t.code in gathered:
                taken.setdefault(t.source, []).append(t)
        for source, layout in sources.layouts(db, wanted):
            for d in wanted[source]:
                for start, end in _cut(layout, d, languages[source]):
                    text = layout.text[start:end]
                    if sum(map(str.isalpha, text)) < LETTERS:
                        continue
                    if any(t.start < end and start < t.end for t in taken.get(source, ())):
                        continue
                    yield Suggested(0, source, d.segment, start, end, text, 0, [], [])

    # What codes look like

    def _learn(self) -> None:
        """Make the examples: stretches that a person coded, what was rejected, and the names of codes with few quotes."""
        db = self.study.db
        coded = suggestions.coded(db, confirmed=True)
        denied = suggestions.rejected(db, self.study.coder)
        self._taken = suggestions.coded(db, confirmed=False) + denied
        self._examples, self._places, self._own = [], [], []
        above = _above(codes.gathered(db))
        by_source: dict[int, list[Coded]] = {}
        for g in [*coded, *(d._replace(id=0) for d in denied)]:
            by_source.setdefault(g.source, []).append(g)
        for source, layout in sources.layouts(db, by_source):
            held = [
                g for g in by_source[source] if (s := layout.at(g.start)) is None or s.participant not in self._left_out
            ]
            for place, here, around, no in _stretches(held):
                text = self._counted(layout, place.start, place.end) or layout.text[place.start : place.end]
                context = self._context(source, layout, place.start, place.end)
                has = frozenset(here.keys() | around).union(*(above[c] for c in here.keys() | around))
                no |= {-c for c in no if -c in above[c]}
                self._examples.append(Example(text, context, has, frozenset(no - has)))
                self._places.append(place)
                self._own.append(here)
        self._learn_names(above)

    def _learn_names(self, above: dict[int, set[int]]) -> None:
        """Add the name and the definition of each code with few quotes as an example."""
        quotes: dict[int, int] = {}
        for own in self._own:
            for c in set(own).union(*(above[c] for c in own)):
                quotes[c] = quotes.get(c, 0) + 1
        others = codes.aliases(self.study.db)
        for id, code in codes.rows(self.study.db).items():
            few = [c for c in (id, -id) if quotes.get(c, 0) < THIN and (c > 0 or -c in above[id] or c in above[id])]
            if few:
                text = ". ".join(
                    t for t in (code["name"], *others.get(id, ()), code["definition"], code["include"]) if t
                )
                self._examples.append(Example(text, "", frozenset(few)))
                self._places.append(Coded(0, 0, 0, 0, 0))
                self._own.append({})

    def _quote(self, example: int, wanted: set[int]) -> tuple[int, str]:
        """Return a coding that stands for an example, and its text."""
        place = self._places[example]
        coding = next(id for code, id in self._own[example].items() if code in wanted)
        text = sources.text(self.study.db, place.source)
        return coding, text[place.start : place.end]

    def _counted(self, layout: Layout, start: int, end: int) -> str:
        """Return what counts of a stretch: without what is quoted in it, boilerplate, and researchers' words."""
        return "\n".join(layout.text[a:b] for a, b in layout.counted(start, end, self._left_out))

    def _context(self, source: int, layout: Layout, start: int, end: int) -> str:
        """Return the sentences around a short stretch; "" where it is long, or consists of whole sentences."""
        at = (source, start, end)
        if at not in self._contexts:
            self._contexts[at] = ""
            if len(layout.text[start:end].split()) < QUOTE and (whole := layout.within(start, end)):
                language = discovery.language(self.study.db, source)
                around = [
                    s for s in sentences(layout.text, whole.start, whole.end, language) if s[0] < end and start < s[1]
                ]
                if around and (around[0][0] < start or around[-1][1] > end):
                    self._contexts[at] = layout.text[around[0][0] : around[-1][1]]
        return self._contexts[at]


def _best(item: tuple[float, int]) -> tuple[float, int]:
    """Sort by score, highest first, then by number."""
    return -round(item[0], 6), item[1]


def _shared(g: Coded, start: int, end: int) -> bool:
    """True if two stretches of one source share at least half of the shorter one."""
    return 2 * (min(g.end, end) - max(g.start, start)) >= min(g.end - g.start, end - start)


def _above(gathered: dict[int, set[int]]) -> dict[int, set[int]]:
    """Return for each code minus the number of each category that gathers it, and of itself where it gathers others."""
    out: dict[int, set[int]] = {c: set() for c in gathered}
    for category, below in gathered.items():
        if len(below) > 1:
            for c in below:
                out[c].add(-category)
    return out


def _stretches(held: Sequence[Coded]) -> Iterator[tuple[Coded, dict[int, int], set[int], set[int]]]:
    """Yield the coded stretches of one source: the place, its codings by code, the codes of stretches that share half of it,
    and the codes that were rejected for it.

    held: codings and what was rejected (number 0), each by start.
    """
    places: dict[tuple[int, int], tuple[Coded, dict[int, int], set[int]]] = {}
    for g in held:
        _, here, no = places.setdefault((g.start, g.end), (g._replace(code=0), {}, set()))
        if g.id:
            here.setdefault(g.code, g.id)
        else:
            no.add(g.code)
    ordered = sorted(places.values(), key=lambda p: p[0][2:4])
    open_: list[int] = []
    around: list[set[int]] = [set() for _ in ordered]
    for i, (place, here, _) in enumerate(ordered):
        open_ = [j for j in open_ if ordered[j][0].end > place.start]
        for j in open_:
            if _shared(ordered[j][0], place.start, place.end):
                around[i] |= ordered[j][1].keys()
                around[j] |= here.keys()
        open_.append(i)
    for (place, here, no), more in zip(ordered, around, strict=True):
        yield place, here, more, no


def _cut(layout: Layout, doc: Doc, language: str) -> Iterator[tuple[int, int]]:
    """Yield the stretch of a short segment, without blanks at its ends; of a longer one those of its sentences."""
    start, end = doc.pieces[0][0], doc.pieces[-1][1]
    if len(doc.pieces) == 1 and len(layout.text[start:end].split()) <= SHORT:
        text = layout.text[start:end]
        yield start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        return
    for a, b in doc.pieces:
        yield from sentences(layout.text, a, b, language)
