"""What a query is asked on in each source: its stretches, or the sentences, segments or source that they touch."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from qda.core.code_query import BY_DISTANCE, CodeQuery
from qda.core.text.spans import Span
from qda.ops.query.stretches import NOTHING, PLAIN, Lines, Places, Plain, Touched, either, evaluate
from qda.ops.query.terms import Terms
from qda.ops.query.units import SETS, Units
from qda.ops.sources.sentences import numbered
from qda.store.analysis.scope import Scope
from qda.store.queries.codings import segments_in
from qda.store.queries.sources import listed
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Segment

Found = dict[int, Places]  # by source


class Ground(NamedTuple):
    """A source as it is asked: what the stretches of a term become, the operators, and what NEAR and THEN number."""

    source: int
    of: Callable[[Places], Places]
    plain: Mapping[str, Plain]
    touched: Touched


def answered(asking: CodeQuery, terms: Terms, on: Iterable[Ground]) -> Found:
    """Return the places of a query by source, in order of number; sources without one are left out."""
    out: Found = {}
    for source, of, plain, touched in on:
        places: Places = {}
        for found in terms.places(source):
            places = either(places, evaluate(asking, [of(term) for term in found], plain, touched))
        if places:
            out[source] = places
    return out


def grounds(
    db: sqlite3.Connection, asking: CodeQuery, terms: Terms, unit: str, over: Scope, include_researcher: bool
) -> Iterator[Ground]:
    """Yield the sources in which a query may hold, each as it is asked with this unit; a text is read where that needs it."""
    wanted = terms.sources(asking)
    if unit == "source":
        sizes = {source.id: source.characters for source in listed(db)}
        for source in wanted:
            yield Ground(source, _whole((0, sizes[source])), SETS, _uncounted)
    elif unit == "overlap" and not any(step.word in BY_DISTANCE for step in asking.operators):
        for source in wanted:
            yield Ground(source, _as_they_are, PLAIN, _uncounted)
    elif unit == "overlap":
        for source, layout in sources.layouts(db, wanted):
            lines = Lines((line.start, line.end) for line in numbered(db, source, layout))
            yield Ground(source, _as_they_are, PLAIN, lines.touched)
    else:
        filtered = over.participants is not None or over.source_or_person
        within = segments_in(db, over) if filtered else None
        unheard = set() if include_researcher else people.researchers(db)

        def heard(segment: Segment) -> bool:
            return segment.participant not in unheard

        def shown(segment: Segment) -> bool:
            return heard(segment) and (within is None or segment.id in within)

        for source, layout in sources.layouts(db, wanted):
            cut = numbered(db, source, layout) if unit == "sentence" else None
            units = Units(layout, shown, heard, cut)
            yield Ground(source, units.touched_by, units.operators(), units.numbers)


def _as_they_are(places: Places) -> Places:
    return places


def _uncounted(span: Span) -> Span | None:
    return None


def _whole(source: Span) -> Callable[[Places], Places]:
    """Return what makes a source of the stretches in it."""
    return lambda places: {source: NOTHING.union(*places.values())} if places else {}
