"""Places: one code in one source, the counted codings of it by readers joined where they overlap; and what each is."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qda.reports.agreement.compared import Compared
from qda.store.analysis.decisions import Decided, State
from qda.store.queries import agreement as asked
from qda.store.queries.agreement import Counted
from qda.store.texts import sources

KINDS = ("missed", "other-code", "boundary")


@dataclass(slots=True)
class Place:
    """A place. `kind` is "" where it is agreed.

    `coders`, `absent` are numbers in the order of names; `other` the codings of absent ones that overlap it with a code that
    those who are in it have not there; `answers` the places of those codings.
    """

    source: int
    code: int
    start: int
    end: int
    codings: list[Counted]
    coders: Sequence[int] = ()
    absent: Sequence[int] = ()
    other: Sequence[Counted] = ()
    answers: Sequence[Place] = ()
    kind: str = ""

    @property
    def id(self) -> int:
        """The lowest coding in it."""
        return self.codings[0].id if len(self.codings) == 1 else min([g.id for g in self.codings])

    def stretches(self, coder: int) -> list[tuple[int, int]]:
        """Return a coder's stretches in it, joined where they overlap."""
        return _joined((g.start, g.end) for g in self.codings if g.coder == coder)

    def both(self) -> tuple[int, int] | None:
        """Return the stretch that all who are in it have in common; None where there is none."""
        held = [self.stretches(coder) for coder in self.coders]
        start = max(parts[0][0] for parts in held)
        end = min(parts[-1][1] for parts in held)
        return (start, end) if start < end else None


def find(db: sqlite3.Connection, who: Compared) -> list[Place]:
    """Return all places by source (by number), start and lowest coding, each with its kind."""
    out: list[Place] = []
    wanted = sorted(who.readers)
    for source, text in sources.texts(db, wanted):
        out += _in_source(text, who, source)
    return out


def _in_source(text: str, who: Compared, source: int) -> list[Place]:
    readers = [id for id in who.ids if who.bits[id] & who.readers[source]]
    of_code: dict[int, Place] = {}
    places: list[Place] = []
    home: dict[int, Place] = {}
    for g in who.codings[source]:
        open_ = of_code.get(g.code)
        if open_ is not None and g.start < open_.end:
            open_.codings.append(g)
            if g.end > open_.end:
                open_.end = g.end
        else:
            open_ = of_code[g.code] = Place(source, g.code, g.start, g.end, [g])
            places.append(open_)
        home[g.id] = open_
    differing = []
    sides: dict[frozenset[int], tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for p in places:
        held = frozenset([g.coder for g in p.codings])
        if held not in sides:  # a few, shared by many places
            sides[held] = tuple(id for id in readers if id in held), tuple(id for id in readers if id not in held)
        p.coders, p.absent = sides[held]
        if p.absent:
            p.kind = "missed"
            differing.append(p)
        elif len({_meant(text, p.stretches(id)) for id in p.coders}) > 1:
            p.kind = "boundary"
    if differing:
        _answers(who.codings[source], differing, home)
    return sorted(places, key=lambda p: (p.start, p.end, p.id))


def _answers(codings: Sequence[Counted], places: Iterable[Place], home: dict[int, Place]) -> None:
    """Find for places at which a reader is absent what he has there instead."""
    starts = [g.start for g in codings]
    longest = max(g.end - g.start for g in codings)
    from bisect import bisect_left

    for p in places:
        start, code = p.start, p.code
        window = codings[bisect_left(starts, start - longest) : bisect_left(starts, p.end)]
        near = [g for g in window if g.end > start and g.code != code]
        if not near:
            continue
        present, absent = set(p.coders), set(p.absent)
        theirs = {g.code for g in near if g.coder in present}
        p.other = [g for g in near if g.coder in absent and g.code not in theirs]
        if p.other:
            p.kind = "other-code"
            answers = [home[g.id] for g in p.other]
            p.answers = answers if len(answers) == 1 else list({id(q): q for q in answers}.values())


def _joined(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _meant(text: str, parts: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return stretches without white space and punctuation at their ends."""
    return tuple(trimmed(text, start, end) for start, end in parts)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without white space and punctuation at its ends; as it is where it has nothing else."""
    a, b = start, end
    while a < b and not text[a].isalnum():
        a += 1
    while b > a and not text[b - 1].isalnum():
        b -= 1
    return (a, b) if a < b else (start, end)


class States:
    """The state of places by uuids, and which decision is on which."""

    def __init__(self, db: sqlite3.Connection, who: Compared, decisions: Sequence[Decided]) -> None:
        self._who = who
        self._coders = asked.uuids(db, "coder", who.ids)
        self._of_coding: defaultdict[tuple[int, str | int | None], list[Decided]] = defaultdict(list)
        for d in decisions:
            for key in (*d.state["codings"], d.coding):
                self._of_coding[d.of_code, key].append(d)
        self._codings: dict[int, str] = {}
        self._db = db

    def read(self, places: Iterable[Place]) -> None:
        """Read the uuids of the codings of places, all at once."""
        self._codings |= asked.uuids(self._db, "coding", [g.id for p in places for g in p.codings])

    def of(self, p: Place) -> State:
        """Return the state of a place, its offsets counted from where it begins."""
        readers = self._who.readers[p.source]
        return {
            "readers": sorted(self._coders[id] for id in self._who.ids if self._who.bits[id] & readers),
            "codings": {self._codings[g.id]: [g.start - p.start, g.end - p.start] for g in p.codings},
        }

    def decision(self, p: Place) -> Decided | None:
        """Return the decision on a place, the latest; None where there is none."""
        if not self._of_coding:
            return None
        found = {
            d.place: d
            for g in p.codings
            for key in (self._codings[g.id], g.id)
            for d in self._of_coding.get((p.code, key), ())
        }
        return max(found.values(), key=lambda d: d.id) if found else None

    def status(self, p: Place, decided: Decided | None) -> str:
        """Return `open`, `settled`, or `changed` when a coding in it, or a reader, came, went or moved since."""
        if decided is None:
            return "open"
        return "settled" if decided.state == self.of(p) else "changed"
