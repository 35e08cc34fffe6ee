"""Code every match of a pattern. The codings stay unconfirmed until a person has read them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Container, Iterator, Sequence

from qda.core.errors import Refused, UsageError
from qda.core.message import Message
from qda.core.names import clean
from qda.core.results import Said, Table
from qda.ops.coding.coding import BRIEF, close_to
from qda.ops.sources.sentences import numbered
from qda.store.analysis import codes, codings, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import search
from qda.store.queries.codings import segments_in
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout, Segment

PLACES = ("source", "segment", "author", "start", "end", "text")
UNITS = ("match", "sentence", "segment")
_WIDTH = 3 + len(codings.Place._fields)
_NOWHERE = -1  # stands for no segment


def autocode(
    study: Study, code: str, *, match: str | None = None, regex: str | None = None, part: bool = False,
    unit: str = "sentence", everywhere: bool = False, include_researcher: bool = False, existing: bool = False,
    filters: Filters | None = None, dry_run: bool = False, tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Code every match of a phrase (`match`) or of a regular expression (`regex`), ignoring case.

    `match` finds whole words, with `part` also parts of words. `unit` says what is coded: the match, the sentence in which
    it begins, or the segment. Boilerplate, quotations of others and researchers' words are skipped; `everywhere` includes
    all of them, `include_researcher` only the researchers' words. A new code is made, unless `existing`, which rejects it.
    Returns the codings; with `dry_run` the places that would be coded. Calls `tick` after each place.
    """
    if (match is None) == (regex is None):
        raise Refused("autocode-what", "give a text or a regular expression to look for, one of them")
    if unit not in UNITS:
        raise UsageError(
            Message("autocode-unit", "{unit!r} cannot be coded: it is one of {units}", unit=unit, units=UNITS)
        )
    if part and match is None:
        raise Refused("autocode-part", "only a text is looked for inside words, not a regular expression")
    if codes.lookup(study.db, code) is None:
        clean(code, "code")
        if existing:
            codes.find(study.db, code)  # refused, with the nearest names
    places = _places(study, match, regex, part, unit, everywhere, include_researcher, filters or Filters())
    pattern = f"{match!r}" if match is not None else f"/{regex}/"
    if dry_run:
        rows, roles, names = [], people.roles(study.db), dict(sources.names(study.db))
        for source, layout, start, end in places:
            segment = layout.at(start)
            where = (segment.n, segment.author) if segment else (None, None)
            role = roles.get(segment.participant or 0) if segment else None
            rows.append((names[source], *where, start, end, layout.text[start:end], role))
        shown = Table((*PLACES, "role"), rows, brief=PLACES)
        return Said(shown, [f"{len(rows)} stretches would be coded; nothing was changed"])
    found = _Found()
    for source, layout, start, end in places:
        found.add(source, start, end, codings.place(layout, start, end))
        tick()
    if not len(found):
        return Said(Table(codings.COLUMNS, (), brief=BRIEF), [f"{pattern} is nowhere in the texts; nothing was coded"])
    with study.change("autocode") as c:
        known = codes.known_names(c.db)
        cid, new = codes.find_or_make(c, code, origin="autocode")
        every = len(found)
        if not new:
            found = found.without(codings.places_of(c.db, cid, c.coder_id))
        there = every - len(found)
        fresh = found.codings(cid, c.coder_id)
        ids = codings.add_many(c, fresh, origin="autocode", unnamed=len(found))
        c.summary = f"{code!r} on {len(ids)} {unit}{'es' if unit == 'match' else 's'} of {pattern}"
    many = f"{len(ids)} coding{'' if len(ids) == 1 else 's'} made"
    notes: list[str] = [many]
    if ids:
        notes = [Message("autocoded", "{made}, unconfirmed: read them, and confirm or remove each", made=many)]
    notes += close_to(code, known) if new else []
    if there:
        notes.append(f"{there} {'was' if there == 1 else 'were'} there already")
    made = codings.select(study.db, ids=ids)  # a stream: there may be a million
    return Said(Table(codings.COLUMNS, made, brief=BRIEF), notes)


class _Found:
    """Stretches that are to be coded, seven whole numbers each: a million of them keep no text and no object."""

    def __init__(self) -> None:
        self._cells = array("q")

    def add(self, source: int, start: int, end: int, place: codings.Place) -> None:
        self._cells.extend((source, start, end, *(_NOWHERE if n is None else n for n in place)))

    def __len__(self) -> int:
        return len(self._cells) // _WIDTH

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return zip(*[iter(self._cells)] * _WIDTH, strict=True)

    def without(self, there: Container[tuple[int, ...]]) -> _Found:
        """Return those that are not there: (source, start, end)."""
        out = _Found()
        for row in self:
            if row[:3] not in there:
                out._cells.extend(row)
        return out

    def codings(self, code: int, coder: int) -> Iterator[codings.New]:
        """Yield them as codings to write."""
        for source, start, end, *place in self:
            kept = codings.Place._make(None if n == _NOWHERE else n for n in place)
            yield codings.New(source, start, end, code, coder, "", kept, confirmed=False)


def _places(
    study: Study, match: str | None, regex: str | None, part: bool, unit: str, everywhere: bool, include_researcher: bool,
    filters: Filters,
) -> Iterator[tuple[int, Layout, int, int]]:  # fmt: skip
    """Yield (source, its layout, start, end) of each stretch to be coded, source by source, each stretch once."""
    from qda.core.text import query
    from qda.core.text.find_words import Finder

    db = study.db
    over = scope.resolve(db, filters)
    allowed = segments_in(db, over) if filters.any() else None
    researchers = set() if include_researcher else people.researchers(db)

    def counts(s: Segment | None) -> bool:
        if s is None or (allowed is not None and s.id not in allowed):
            return False
        return everywhere or (s.kind not in sources.UNCOUNTED and s.participant not in researchers)

    ids = [i for i, _ in sources.names(db)]
    if over.sources is not None:
        ids = [i for i in ids if i in over.sources]
    found: Iterator[tuple[int, str | None, list[tuple[int, int]]]]
    if regex is not None:
        found = ((i, None, spans) for i, spans in _in_segments(db, ids, regex))
    else:
        assert match is not None
        if not match.strip():
            raise Refused("autocode-empty", "the text to look for is empty")
        words = None if part else query.sieve(match)
        if words is not None:
            holding = search.holding(db, words)
            ids = [i for i in ids if i in holding]
        places = Finder(match, part=part).places
        found = ((i, text, places(text)) for i, text in sources.texts(db, ids))
    for source, text, hits in found:
        if not hits:
            continue
        layout = Layout(sources.text(db, source) if text is None else text, sources.segments(db, source))
        kept = [(a, b) for a, b in hits if layout.text[a:b].strip() and layout.within(a, b) and counts(layout.at(a))]
        for start, end in dict.fromkeys(_units(study, source, layout, kept, unit)):
            yield source, layout, start, end


def _in_segments(db: sqlite3.Connection, ids: Sequence[int], regex: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield (source, its matches) of a regular expression, searching each segment by itself.

    Text inside another segment (a quotation) splits the one around it. A match across such a border would be words that
    nobody wrote together.
    """
    from qda.core.text import find

    source_of, begins = array("q"), array("q")  # of each piece that was handed out

    def pieces() -> Iterator[tuple[int, str]]:
        for source, layout in sources.layouts(db, ids):
            for a, b, _ in layout.covered(0, len(layout.text)):
                source_of.append(source)
                begins.append(a)
                yield len(begins) - 1, layout.text[a:b]

    hits: list[tuple[int, int]] = []
    current = None
    for piece, spans in find.find_regex_in(pieces(), regex):
        source, begin = source_of[piece], begins[piece]
        if source != current:
            if current is not None:
                yield current, hits
            current, hits = source, []
        hits += ((begin + a, begin + b) for a, b in spans)
    if current is not None:
        yield current, hits


def _units(
    study: Study, source: int, layout: Layout, hits: Sequence[tuple[int, int]], unit: str
) -> Iterator[tuple[int, int]]:
    """Yield the unit of each match: the match itself, its sentence or its segment."""
    if unit == "match" or not hits:
        yield from hits
        return
    if unit == "segment":
        for a, _ in hits:
            segment = layout.at(a)
            if segment is not None:
                yield segment.start, segment.end
        return
    from bisect import bisect_right

    lines = numbered(study.db, source, layout, hits)
    starts = [line[2] for line in lines]
    for a, b in hits:
        i = bisect_right(starts, a) - 1
        if i >= 0 and a < lines[i][3]:
            yield lines[i][2], lines[i][3]
        else:
            yield a, b  # boilerplate has no sentences
