"""Read the study's texts for discovery: what counts, by language, with the words of each text found only once."""

from __future__ import annotations

import functools
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import QdaError, Refused
from qda.core.message import commas, n_of, phrase, say, word
from qda.core.spread import Call, Spread, portions
from qda.core.text import language as language_
from qda.core.text import sentences as sentences_
from qda.nlp import pipeline, words
from qda.nlp.corpus import Row
from qda.nlp.lexicon import Lexicon
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import discovery
from qda.store.texts import language_cache, people, segment_layout, sources

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENTENCES_BELOW = 500  # segments; in a smaller study a sentence counts as a row, else a segment
_FURNITURE = 120  # characters; a longer line is not furniture however often it comes back
_NAMED = 5  # lines left out that a note names
_TOGETHER = 500  # sources whose words are asked for in one call
_DIGIT = re.compile(r"\d")

Tick = Callable[..., None]  # is called as an operation gets on, once for each source read


def still(n: int = 1) -> None:
    """Show no progress."""


def at_least_one(top: int) -> None:
    """Reject a number of things to find that is below 1."""
    if top < 1:
        raise Refused("discover-how-many", "{top} is no number of things to find: give a number from 1 up", top=top)


class Passages(NamedTuple):
    """Texts to count in one language.

    rows: by source, in text order. around: a number that neighbouring sentences of one voice share; None when the rows are
    segments. words: of all sources that have rows, or of those of some rows. names: words of people's names, in small
    letters. left: lines that were left out because they stand in many texts.
    """

    language: str
    rows: list[Row]
    around: NDArray[np.int32] | None
    words: Callable[..., Iterator[tuple[int, words.Words]]]
    names: frozenset[str]
    left: list[str]
    segments: int


def gather(
    study: Study, filters: Filters, include_researcher: bool, *, keep: bool, tick: Callable[..., None], spread: Spread
) -> list[Passages]:
    """Return the texts of the study that count, by language, the largest first.

    Boilerplate, quotations of others and, unless included, the words of researchers stay out, and so do lines that stand in
    many texts (menus, signatures).

    keep: store what a language pass found, so that it need not be made again. tick: called once for each source read.
    spread: does what divides by texts, when `words` are asked for.
    """
    db = study.db
    over = scope.resolve(db, filters)
    allowed = discovery.segments(db, over) if filters.any() else None
    leave_out = set() if include_researcher else people.researchers(db)
    languages = discovery.languages(db)
    default = study.setting("language") or ""
    kept: dict[str, list[tuple[int, list[tuple[list[tuple[int, int]], int]]]]] = {}
    lines: dict[str, Counter[str]] = {}
    sizes: dict[int, int] = {}
    for id, layout in sources.layouts(db, languages):
        parts: dict[int, list[tuple[int, int]]] = {}
        for a, b, i in segment_layout.pieces(layout.segments):
            s = layout.segments[i]
            if (
                s.kind in sources.UNCOUNTED
                or s.participant in leave_out
                or (allowed is not None and s.id not in allowed)
            ):
                continue
            parts.setdefault(i, []).append((a, b))
        if not parts:
            continue
        sizes[id] = len(layout.text)
        segments = [(p, layout.segments[i].participant or -id) for i, p in parts.items()]
        code = (languages[id] or default or language_.guess(layout.text) or "").lower()[:2]
        kept.setdefault(code, []).append((id, segments))
        if len(languages) > 1:
            for p, _ in segments:
                lines.setdefault(code, Counter()).update(
                    {_folded(line) for a, b in p for line in layout.text[a:b].split("\n") if 0 < len(line) < _FURNITURE}
                )
    n = sum(len(segments) for of in kept.values() for _, segments in of)
    often = max(3, n // 20)
    names = frozenset(w for _, name in discovery.participants(db) for w in name.casefold().split() if len(w) > 1)
    small = n < SENTENCES_BELOW
    out = []
    for code, of in sorted(kept.items(), key=lambda x: -len(x[1])):
        furniture = {line for line, times in lines.get(code, {}).items() if times >= often and line}
        reading = functools.partial(read_words, study, {id: sizes[id] for id, _ in of}, code, keep, tick, spread)
        out.append(_passages(study, code, of, small, furniture, names, reading))
    return out


def _folded(line: str) -> str:
    """Return a line to compare by: small letters, no outer space, each digit a 0 (`Weergaven: 3` is `weergaven: 0`)."""
    return _DIGIT.sub("0", line.strip().casefold())


def _passages(
    study: Study, code: str, of: list[tuple[int, list[tuple[list[tuple[int, int]], int]]]], small: bool,
    furniture: set[str], names: frozenset[str], reading: Callable[..., Iterator[tuple[int, words.Words]]],
) -> Passages:  # fmt: skip
    import numpy as np

    rows: list[Row] = []
    around: list[int] = []
    n = 0
    for id, segments in of:
        text = sources.text(study.db, id) if small or furniture else ""
        last = None
        for pieces, voice in segments:
            if furniture:
                pieces = [x for piece in pieces for x in _without(text, piece, furniture)]
            if not small:
                rows.append(Row(id, tuple(pieces), voice))
                continue
            if voice != last:
                n, last = n + 1, voice
            for a, b in pieces:
                for x, y in sentences_.sentences(text, a, b, code):
                    rows.append(Row(id, ((x, y),), voice))
                    around.append(n)
    return Passages(
        code, rows, np.array(around, np.int32) if small else None, reading, names, sorted(furniture - names),
        sum(len(segments) for _, segments in of),
    )  # fmt: skip


def _without(text: str, piece: tuple[int, int], furniture: set[str]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a piece of text between the lines that stand in many texts (`furniture`)."""
    start, end = piece
    at = start
    for line in text[start:end].split("\n"):
        stop = at + len(line)
        if len(line) < _FURNITURE and _folded(line) in furniture:
            if text[start:at].strip():
                yield start, at
            start = min(stop + 1, end)
        at = stop + 1
    if text[start:end].strip():
        yield start, end


def read_words(
    study: Study, sizes: dict[int, int], language: str, keep: bool, tick: Callable[..., None], spread: Spread,
    rows: Sequence[Row] | None = None,
) -> Iterator[tuple[int, words.Words]]:  # fmt: skip
    """Yield the words of these sources in order: those kept from before; the others are found now and, with `keep`, kept.

    sizes: characters of each source. rows: only the sources of these are read, and where nothing is kept only their stretches.
    """
    key = pipeline.of(language).key
    stretches: dict[int, list[tuple[int, int]]] = {}
    for row in rows or ():
        stretches.setdefault(row.source, []).extend(row.pieces)
    if rows is not None:
        sizes = {i: sizes[i] if key else sum(b - a for a, b in pieces) for i, pieces in stretches.items()}
    known = language_cache.held(study.db, key) if key else set()
    asked: deque[tuple[list[int], dict[int, bytes], list[list[int]]]] = deque()

    def calls() -> Iterator[Call]:
        for some in together(sizes):
            had = dict(language_cache.read(study.db, key, [i for i in some if i in known])) if known else {}
            texts = dict(sources.texts(study.db, [i for i in some if i not in had]))
            if stretches and not key:
                texts = {i: "\n".join(text[a:b] for a, b in stretches[i]) for i, text in texts.items()}
            apart = kept_apart(spread, texts)
            asked.append((some, had, [part for _, part in apart]))
            for here, part in apart:
                yield Call((language, key, [texts[i] for i in part]), here)

    results = spread.run(pipeline.read, calls())
    for first in results:
        some, had, parts = asked.popleft()
        found = dict(zip(parts[0], first, strict=True))
        for part in parts[1:]:
            found |= dict(zip(part, next(results), strict=True))
        for i in some:
            yield i, words.unpack(had[i]) if i in had else _moved(found[i], () if key else stretches.get(i, ()))
            tick()
        if keep and key and found:
            language_cache.write(study, key, [(i, words.pack(w)) for i, w in found.items()], only=True)


def _moved(found: words.Words, stretches: Sequence[tuple[int, int]]) -> words.Words:
    """Return words of stretches that were read one under the other, at their places in the whole text."""
    import numpy as np

    if not stretches:
        return found
    lengths = np.array([b - a + 1 for a, b in stretches], np.int32)
    at = np.cumsum(lengths) - lengths
    by = np.array([a for a, _ in stretches], np.int32) - at
    return found._replace(start=found.start + by[np.searchsorted(at, found.start, "right") - 1].astype(np.int32))


def together(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Yield sources in the portions in which they are read: always the same ones, whoever reads them."""
    ids = list(sizes)
    for a, b in portions(sizes.values(), _TOGETHER):
        yield ids[a:b]


def kept_apart(spread: Spread, texts: dict[int, str]) -> list[tuple[bool, list[int]]]:
    """Return the numbers of texts that may be read elsewhere (False), and those that must be read here (True), if any."""
    here = {i for i, text in texts.items() if spread.keeps(text)}
    return [(False, [i for i in texts if i not in here]), *([(True, [i for i in texts if i in here])] if here else [])]


def finder(
    study: Study, language: str
) -> tuple[Callable[[int], str], Callable[[int, int, int], Sequence[tuple[int, int]]]]:
    """Return two functions: one gives a source's text, one the sentences of a stretch of it. The last 64 texts stay in memory."""
    text = functools.lru_cache(maxsize=64)(lambda id: sources.text(study.db, id))
    return text, lambda id, start, end: sentences_.sentences(text(id), start, end, language)


def nothing(study: Study, filters: Filters) -> QdaError:
    """Return the refusal that says why there is nothing to read."""
    if not discovery.has_texts(study.db):
        return Refused("discover-no-texts", "the study has no texts yet: import some first")
    return Refused(
        "discover-no-words",
        "no words count over {filters}: boilerplate, quotations of others and, unless included, researchers' words stay out",
        filters=str(filters),
    )


class Reading(NamedTuple):
    """How much of a language was read, and with what, as data: so it can be kept.

    `sentences`: words are counted by sentences, not by segments. `left`: lines left out, as they stand in many texts.
    `pipeline`: the trained pipeline that read, "" for none, of which `note` says what went wrong. `has`: what there is of
    the language without one. `part`: how many segments groups were made of, where there are too many; else 0.
    """

    language: str
    words: int
    segments: int
    sentences: bool
    left: list[str]
    pipeline: str
    note: str
    has: list[str]
    part: int = 0


def reading(p: Passages, known: Lexicon, words: int, part: int = 0) -> Reading:
    """Return how a language was read; words, part: as in `Reading`."""
    pass_ = pipeline.of(p.language)
    there = (
        (word("lemmas"), known.has_lemmas), (word("frequencies"), known.has_frequencies),
        (word("stop words"), known.has_stops),
    )  # fmt: skip
    has = [] if pass_.name else [str(n) for n, ok in there if ok]
    return Reading(
        p.language, words, p.segments, p.around is not None, list(p.left), pass_.name or "", pass_.note or "", has, part
    )


def about(r: Reading) -> list[str]:
    """Return the notes on a language: how much of it was read, and with what."""
    counted = (
        phrase("{language}: {words:,} words of {segments}, counted by sentences; {read}")
        if r.sentences
        else phrase("{language}: {words:,} words of {segments}, counted by segments; {read}")
    )
    out = [
        say(
            counted, language=r.language or say("unknown language"), words=r.words,
            segments=n_of(r.segments, "segment"), read=_provenance(r),
        )
    ]  # fmt: skip
    if r.part:
        made = say(
            "groups were made of {n:,} segments that are evenly spread; then all segments were placed in them", n=r.part
        )
        out.append(made)
    if r.note:
        out.append(r.note)
    if r.left:
        lines = commas([repr(x) for x in r.left[:_NAMED]])
        if len(r.left) > _NAMED:
            lines = say("{names} and {n} more", names=lines, n=len(r.left) - _NAMED)
        out.append(say("lines left out that stand in many texts: {lines}", lines=lines))
    return out


def _provenance(r: Reading) -> str:
    """Return in a few words with what a language is read."""
    if r.pipeline:
        return say("spaCy pipeline {name}", name=r.pipeline)
    said = (
        say("with {things}", things=commas([word(n) for n in r.has]))
        if r.has
        else say("without lemmas, frequencies or stop words of the language")
    )
    if not r.language:
        return said
    return said + say(", no trained spaCy pipeline ({language}_core_… would add parts of speech)", language=r.language)
