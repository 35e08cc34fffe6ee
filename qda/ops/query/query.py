"""Ask where codes lie in the texts: each place at which a query of codes and words holds, with its codings.

A query stands above the reports, because a term `text:…` is what a search finds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from qda.core import code_query
from qda.core.code_query import BY_DISTANCE, CodeQuery
from qda.core.errors import Refused
from qda.core.message import Message, all_of, say
from qda.core.names import one_of
from qda.core.results import Table
from qda.ops.query.grounds import Found, answered, grounds
from qda.ops.query.terms import Terms
from qda.reports.common.counted import counted, n_of
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import code_query as store
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout, Segment

UNITS = ("overlap", "sentence", "segment", "source")
COLUMNS = (
    "source", "segment", "author", "role", "date", "start", "end", "text", "codes", "codings", "left", "right",
)  # fmt: skip


def query(
    study: Study,
    expression: str,
    filters: Filters | None = None,
    *,
    unit: str = "overlap",
    same_coder: bool = False,
    context: int = 0,
    include_researcher: bool = False,
) -> Table:
    """List the places at which a query of codes holds, by source and place, each once. The rows are a stream.

    A term is a code or a glob, with the codes under it (`=NAME`: without them), or `text:WORD`, `text:"a phrase"`,
    `text:begin*`; AND, OR, NOT, IN, AROUND, NEAR/N and THEN/N join them, and brackets. On stretches (`overlap`) AND gives
    the common part, THEN all from the one to the other, the others the stretch before them. With another `unit` a term is
    the sentences, segments or sources that it touches. `same_coder` asks of each coder's work alone and joins the answers.
    `context` is the characters to the left and right.

    QdaError for what cannot be read, with the number of the character.
    """
    unit = one_of("unit", unit, UNITS)
    asking = code_query.parse(expression)
    _allowed(asking, unit)
    db = study.db
    filters = filters or Filters()
    over = scope.resolve(db, filters)
    terms = Terms(db, asking, over, include_researcher)
    if same_coder:
        terms.apart(store.coders(db, over))
    found = answered(asking, terms, grounds(db, asking, terms, unit, over, include_researcher))
    n = sum(map(len, found.values()))
    rests_on = (
        say(", of {counted}", counted=counted(db, terms.over)) if any(x.words is None for x in asking.terms) else ""
    )
    notes = [
        say(
            "{places} in {sources}{rests_on} over {filters}",
            places=n_of(n, "place"),
            sources=n_of(len(found), "source"),
            rests_on=rests_on,
            filters=filters,
        )
    ]
    unheard = [n_of(n, what) for n, what in ((terms.unheard_codings, "coding"), (terms.unheard_words, "match")) if n]
    if unheard:
        notes.append(
            Message("researchers-places-left-out", "{left} in researchers' words left out", left=all_of(unheard))
        )
    sides = ("left", "text", "right") if context else ("text",)
    brief = ("source", "codes", "codings") if unit == "source" else ("source", "segment", "author", *sides, "codings")
    rows = _rows(db, found, terms.code_of, unit, max(context, 0))
    return Table(COLUMNS, rows, notes=notes, brief=brief, wrap=("text", "left", "right"))


def _allowed(asking: CodeQuery, unit: str) -> None:
    """Refuse the operators that mean nothing on a unit."""
    for step in asking.operators:
        if (unit != "overlap" and step.word in ("IN", "AROUND")) or (unit == "source" and step.word in BY_DISTANCE):
            why = (
                "counts within a source, and the units are sources" if step.word in BY_DISTANCE else "asks of stretches"
            )
            raise Refused(
                "operator-not-on-unit",
                "character {at} of the query: {word} {why}: ask without units for it",
                at=step.at,
                word=step.word,
                why=why,
                unit=unit,
            )


def _rows(
    db: sqlite3.Connection, found: Found, code_of: Mapping[int, int], unit: str, context: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the places as they are shown, a source read once."""
    names, called, roles = codes.names(db), dict(sources.names(db)), people.roles(db)
    for source, layout in sources.layouts(db, found):
        name, text = called[source], layout.text
        whole = {(s.start, s.end): s for s in reversed(layout.segments)} if unit == "segment" else {}
        dated: str | None = ""  # not asked for yet: it lies behind the text in its row
        for (start, end), lying in sorted(found[source].items()):
            ids = sorted(lying)
            those = [names[code] for code in dict.fromkeys([code_of[id] for id in ids])]
            n = author = role = date = None
            if unit != "source" and (s := whole.get((start, end)) or layout.at(start)) is not None:
                n, author, role, date = s.n, s.author, _role(layout, s, end, roles), s.date
            if not date:
                date = dated = sources.date(db, source) if dated == "" else dated
            sides = text[max(start - context, 0) : start], text[end : end + context]
            yield name, n, author, role, date, start, end, text[start:end], those, ids, *sides


def _role(layout: Layout, segment: Segment, end: int, roles: Mapping[int, str]) -> str | None:
    """Return whose words a place has, as of a coding: of one that begins with a label, of who speaks at its end."""
    role = roles.get(segment.participant or 0)
    if role is None and segment.kind == "boilerplate" and (last := layout.at(end - 1)) is not None:
        return roles.get(last.participant or 0)
    return role
