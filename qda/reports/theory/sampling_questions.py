"""Find where categories are thin: each gap is a numbered question to the next sample, with sources to read next.

Rules that can be explained in a line each; no score. Researchers' words are left out throughout. The rows come by category
in the order of the codebook, and in a category in the order of `KINDS`; the sources to read come after all questions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from qda.core.errors import Refused
from qda.core.message import say, say_n, word
from qda.core.names import key
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import listed
from qda.reports.theory import unread_sources
from qda.store.analysis import codes, negative_cases, theory
from qda.store.analysis.theory import Property
from qda.store.project import Study
from qda.store.queries import ledgers
from qda.store.texts import people, sources

KINDS = (
    "no-quotes",
    "one-participant",
    "one-source",
    "one-kind",
    "few-properties",
    "not-placed",
    "one-sided",
    "not-met",
    "no-negative-case",
    "could-be-read",
)
PROPERTIES = 2  # a category with fewer varies in few ways
SOME = 5  # so many values are named


class Gap(NamedTuple):
    """One numbered question: `kind` is one of `KINDS`; `why` says what was found, `seek` whom or what to look for.

    A source that could be read comes with the `passage` to begin with.
    """

    row: int
    kind: str
    category: int
    property: int | None
    question: str
    why: str
    seek: str
    passage: unread_sources.Passage | None = None


@dataclass(slots=True)
class _Quoted:
    """Origin of a category's quotes: the different stretches, the sources, the people."""

    stretches: set[tuple[int, int, int]] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    codings: set[int] = field(default_factory=set)
    nobody: bool = False  # a quote whose speaker is not named
    theirs: set[tuple[int, int, int]] = field(default_factory=set)  # stretches of a researcher's words, left out
    placed: set[int] = field(default_factory=set)  # their codings

    def left_out(self) -> str:
        """Say how many quotes of researchers are not counted, so that other reports' counts can be understood."""
        n = len(self.theirs - self.stretches)
        return say("; {quotes} of a researcher's words left out", quotes=n_of(n, "quote")) if n else ""


class _Variable(NamedTuple):
    """A variable of people or of sources, with the value that each has."""

    name: str
    holder: str
    of: dict[int, str]


def find(study: Study) -> list[Gap]:
    """Return all questions about all categories, then the sources that could be read, numbered from 1."""
    db = study.db
    gathered = codes.gathered(db)
    variables = _variables(db)
    shown, source_names = people.shown(db), dict(sources.names(db))
    found: list[Gap] = []
    tops = theory.categories(db)
    for top, name in tops.items():
        quoted = _quoted(db, gathered[top])
        found += _people(top, name, quoted, variables, shown, source_names)
        found += _properties(db, top, name, quoted)
        found += _negative(db, top, name, gathered[top])
    for top, name in tops.items():
        for p in unread_sources.find(db, top, gathered[top]):
            held = say("a sentence") if p.whole else say("one segment")
            found.append(
                Gap(
                    0,
                    "could-be-read",
                    top,
                    None,
                    say("Could be read next: what does {source} say about {name}?", source=p.source, name=name),
                    say("nobody has coded it; {held} has the words of {of!r}", held=held, of=p.of),
                    say("{source}, segment {segment}", source=p.source, segment=p.segment),
                    p,
                )
            )
    return [gap._replace(row=n) for n, gap in enumerate(found, 1)]


def row(study: Study, n: int) -> Gap:
    """Return the row with that number; refuse a number that none has."""
    found = find(study)
    if not 1 <= n <= len(found):
        rows = say("the rows are 1 to {n}", n=len(found)) if found else say("there are none")
        raise Refused("no-such-question", "there is no question in row {row}: {rows}", row=n, rows=rows)
    return found[n - 1]


def _quoted(db: sqlite3.Connection, under: Iterable[int]) -> _Quoted:
    unheard = people.researchers(db)
    out = _Quoted()
    for id, source, start, end, person in ledgers.codings_of_codes(db, under):
        if person in unheard:
            out.theirs.add((source, start, end))
            out.placed.add(id)
            continue
        out.codings.add(id)
        out.stretches.add((source, start, end))
        out.sources.add(source)
        if person is None:
            out.nobody = True
        else:
            out.people.add(person)
    return out


def _variables(db: sqlite3.Connection) -> list[_Variable]:
    """Return the variables that differ between those who may be quoted, in the order in which they were made."""
    unheard = people.researchers(db)
    out: dict[int, _Variable] = {}
    for id, name, holder, who, value in ledgers.values(db):
        if value.strip() and not (holder == "participant" and who in unheard):
            out.setdefault(id, _Variable(name, holder, {})).of[who] = value
    return [v for v in out.values() if len({key(x) for x in v.of.values()}) > 1]


def _people(
    top: int,
    name: str,
    quoted: _Quoted,
    variables: Sequence[_Variable],
    shown: dict[int, str],
    source_names: dict[int, str],
) -> Iterator[Gap]:
    """Ask about a category without quotes, or with quotes by one person, from one source, or of one kind alone."""
    n = n_of(len(quoted.stretches), "quote")
    left = quoted.left_out()
    if not quoted.stretches:
        none = say("it has no quotes, those of its codes included")
        if left:
            only = len(quoted.theirs)
            none = say_n(
                "its {n:,} quote, those of its codes included, is a researcher's words: no participant's among them",
                "its {n:,} quotes, those of its codes included, are a researcher's words: no participant's among them",
                only,
            )
        yield Gap(
            0,
            "no-quotes",
            top,
            None,
            say("In what would one see {name}, and with whom?", name=name),
            none,
            say("any case of {name}", name=name),
        )
        return
    if len(quoted.people) == 1 and not quoted.nobody:
        who = shown[next(iter(quoted.people))]
        yield Gap(
            0,
            "one-participant",
            top,
            None,
            say("Who else would know {name}, and how would they tell it?", name=name),
            say("{n}, all by {who}{left}", n=n, who=who, left=left),
            say("somebody other than {who}", who=who),
        )
    elif len(quoted.sources) == 1:
        where = source_names[next(iter(quoted.sources))]
        yield Gap(
            0,
            "one-source",
            top,
            None,
            say("Where else would one meet {name}, and how is it there?", name=name),
            say("{n}, all from {where}{left}", n=n, where=where, left=left),
            say("a source other than {where}", where=where),
        )
    for v in variables:
        held = quoted.people if v.holder == "participant" else quoted.sources
        known = [v.of[i] for i in held if i in v.of]
        if len(known) < 2 or len({key(x) for x in known}) > 1:
            continue
        others = list({key(x): x for x in v.of.values() if key(x) != key(known[0])}.values())
        some = listed(others, SOME)
        what = "participant" if v.holder == "participant" else "source"
        unknown = len(held) - len(known)
        also = say("; of {unknown} more it is not known", unknown=unknown) if unknown else ""
        yield Gap(
            0,
            "one-kind",
            top,
            None,
            say("How is {name} where {variable} is not {value}?", name=name, variable=v.name, value=known[0]),
            say(
                "all {things} quoted have {variable} = {value}{also}; the study also has {some}{left}",
                things=n_of(len(known), what),
                variable=v.name,
                value=known[0],
                also=also,
                some=some,
                left=left,
            ),
            say("a {what} with {variable}: {some}", what=word(what), variable=v.name, some=some),
        )


def _properties(db: sqlite3.Connection, top: int, name: str, quoted: _Quoted) -> Iterator[Gap]:
    """Ask about a category with few properties, and about properties with nothing placed or a point never found."""
    held = theory.properties(db, top)
    if len(held) < PROPERTIES:
        has = say("its one property is {name!r}", name=held[0].name) if held else say("it has no property yet")
        yield Gap(
            0,
            "few-properties",
            top,
            None,
            say("In which other ways does {name} vary?", name=name)
            if held
            else say("In which ways does {name} vary?", name=name),
            has,
            say("cases of {name} that differ as much as possible", name=name),
        )
    for p in held:
        values = [(x.value, x.position) for x in theory.placements(db, property=p.id) if x.coding in quoted.codings]
        theirs = sum(x.coding in quoted.placed for x in theory.placements(db, property=p.id))
        left = (
            say("; {placements} of a researcher's words left out", placements=n_of(theirs, "placement"))
            if theirs
            else ""
        )
        if not values:
            yield Gap(
                0,
                "not-placed",
                top,
                p.id,
                say(
                    "Where do the quotes of {name} lie on {property}, and who is elsewhere?", name=name, property=p.name
                ),
                say("no quote is placed on it ({shown}){left}", shown=p.shown(), left=left),
                say("cases that show {name}: {shown}", name=p.name, shown=p.shown()),
            )
            continue
        yield from _range(top, p, values, left)


def _range(top: int, p: Property, values: Sequence[tuple[str, float | None]], left: str) -> Iterator[Gap]:
    """Ask for what the placements on one property leave open: the other end of a range, points never found."""
    n = n_of(len(values), "placement")
    met = {_met(p, value, position) for value, position in values}
    lacking = [point for point in p.points if point not in met]
    if p.kind == "range":
        orders = [p.order(value, position) for value, position in values]
        other = p.points[-1] if max(orders) < 0.5 else p.points[0] if min(orders) > 0.5 else None
        if other is not None:
            near = p.points[0] if other == p.points[-1] else p.points[-1]
            yield Gap(
                0,
                "one-sided",
                top,
                p.id,
                say("Who or what would show the other end of {name}, “{other}”?", name=p.name, other=other),
                say("{n}, all nearer to “{near}”{left}", n=n, near=near, left=left),
                say("a case of “{other}”", other=other),
            )
            lacking = [point for point in lacking if point != other]
    for point in lacking:
        yield Gap(
            0,
            "not-met",
            top,
            p.id,
            say("Who or what would show “{point}” on {name}?", point=point, name=p.name),
            say("{n}, none there{left}", n=n, left=left),
            say("a case of “{point}”", point=point),
        )


def _met(p: Property, value: str, position: float | None) -> str:
    """Return the point that a placement is at: its own, or the one nearest to a place for drawing."""
    if position is None or not p.points:
        return value
    return p.points[round(position * (len(p.points) - 1))]


def _negative(db: sqlite3.Connection, top: int, name: str, gathered: set[int]) -> Iterator[Gap]:
    """Ask for a negative case where the ledger has none against the category."""
    if negative_cases.of_category(db, top, gathered):
        return
    against = len({i for r in theory.relations(db, of=top) for i in r.opposing})
    why = say("no negative case is recorded against it, its codes, properties or relations")
    if against:
        why += say("; {quotes} against its relations not taken up", quotes=n_of(against, "quote"))
    yield Gap(
        0,
        "no-negative-case",
        top,
        None,
        say("Who or what would contradict what is said of {name}?", name=name),
        why,
        say("a case that speaks against {name}", name=name),
    )
