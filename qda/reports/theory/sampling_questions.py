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
from qda.core.names import key
from qda.reports.counts.counting import n_of
from qda.reports.theory import unread_sources
from qda.store.analysis import codes, negative_cases, theory
from qda.store.analysis.theory import Property
from qda.store.project import Study
from qda.store.queries import ledgers
from qda.store.texts import people, sources

KINDS = (
    "no-quotes", "one-participant", "one-source", "one-kind", "few-properties", "not-placed", "one-sided", "not-met",
    "no-negative-case", "could-be-read",
)  # fmt: skip
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
        return f"; {n_of(n, 'quote')} of a researcher's words left out" if n else ""


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
            held = "a sentence" if p.whole else "one segment"
            found.append(Gap(
                0, "could-be-read", top, None, f"Could be read next: what does {p.source} say about {name}?",
                f"nobody has coded it; {held} has the words of {p.of!r}", f"{p.source}, segment {p.segment}", p,
            ))  # fmt: skip
    return [gap._replace(row=n) for n, gap in enumerate(found, 1)]


def row(study: Study, n: int) -> Gap:
    """Return the row with that number; refuse a number that none has."""
    found = find(study)
    if not 1 <= n <= len(found):
        rows = f"the rows are 1 to {len(found)}" if found else "there are none"
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
        none = "it has no quotes, those of its codes included"
        if left:
            only = len(quoted.theirs)
            none = f"its {n_of(only, 'quote')}, those of its codes included, {'is' if only == 1 else 'are'} "
            none += "a researcher's words: no participant's among them"
        yield Gap(0, "no-quotes", top, None, f"In what would one see {name}, and with whom?", none,
                  f"any case of {name}")  # fmt: skip
        return
    if len(quoted.people) == 1 and not quoted.nobody:
        who = shown[next(iter(quoted.people))]
        yield Gap(0, "one-participant", top, None, f"Who else would know {name}, and how would they tell it?",
                  f"{n}, all by {who}{left}", f"somebody other than {who}")  # fmt: skip
    elif len(quoted.sources) == 1:
        where = source_names[next(iter(quoted.sources))]
        yield Gap(0, "one-source", top, None, f"Where else would one meet {name}, and how is it there?",
                  f"{n}, all from {where}{left}", f"a source other than {where}")  # fmt: skip
    for v in variables:
        held = quoted.people if v.holder == "participant" else quoted.sources
        known = [v.of[i] for i in held if i in v.of]
        if len(known) < 2 or len({key(x) for x in known}) > 1:
            continue
        others = list({key(x): x for x in v.of.values() if key(x) != key(known[0])}.values())
        some = ", ".join(others[:SOME]) + (f" and {len(others) - SOME} more" if len(others) > SOME else "")
        what = "participant" if v.holder == "participant" else "source"
        unknown = len(held) - len(known)
        also = f"; of {unknown} more it is not known" if unknown else ""
        yield Gap(
            0, "one-kind", top, None, f"How is {name} where {v.name} is not {known[0]}?",
            f"all {len(known)} {what}s quoted have {v.name} = {known[0]}{also}; the study also has {some}{left}",
            f"a {what} with {v.name}: {some}",
        )  # fmt: skip


def _properties(db: sqlite3.Connection, top: int, name: str, quoted: _Quoted) -> Iterator[Gap]:
    """Ask about a category with few properties, and about properties with nothing placed or a point never found."""
    held = theory.properties(db, top)
    if len(held) < PROPERTIES:
        has = f"its one property is {held[0].name!r}" if held else "it has no property yet"
        yield Gap(0, "few-properties", top, None, f"In which {'other ' if held else ''}ways does {name} vary?", has,
                  f"cases of {name} that differ as much as possible")  # fmt: skip
    for p in held:
        values = [
            (x.value, x.position) for x in theory.placements(db, property=p.id) if x.coding in quoted.codings
        ]  # fmt: skip
        theirs = sum(x.coding in quoted.placed for x in theory.placements(db, property=p.id))
        left = f"; {n_of(theirs, 'placement')} of a researcher's words left out" if theirs else ""
        if not values:
            yield Gap(0, "not-placed", top, p.id, f"Where do the quotes of {name} lie on {p.name}, and who is elsewhere?",
                      f"no quote is placed on it ({p.shown()}){left}", f"cases that show {p.name}: {p.shown()}")  # fmt: skip
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
            yield Gap(0, "one-sided", top, p.id, f"Who or what would show the other end of {p.name}, “{other}”?",
                      f"{n}, all nearer to “{near}”{left}", f"a case of “{other}”")  # fmt: skip
            lacking = [point for point in lacking if point != other]
    for point in lacking:
        yield Gap(0, "not-met", top, p.id, f"Who or what would show “{point}” on {p.name}?",
                  f"{n}, none there{left}", f"a case of “{point}”")  # fmt: skip


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
    why = "no negative case is recorded against it, its codes, properties or relations"
    if against:
        why += f"; {n_of(against, 'quote')} against its relations not taken up"
    yield Gap(0, "no-negative-case", top, None, f"Who or what would contradict what is said of {name}?", why,
              f"a case that speaks against {name}")  # fmt: skip
