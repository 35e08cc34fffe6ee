"""Choose the quotes for a category: a few, from as many people and places as possible, and always the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

SHORT, LONG = 8, 60  # words of a quote that says something and can be read at a glance


class Candidate(NamedTuple):
    """A coding that may be chosen. Sorted, candidates stand in the order of all criteria but new people and sources.

    `tier` is 0 for a pinned one, 2 for a researcher's that is not pinned, else 1. `person` is None when nobody is
    named, and for a researcher unless researchers are included: neither is another participant. `researcher` says so
    whether they are included or not.
    """

    tier: int
    unconfirmed: bool
    no_evidence: bool
    odd_length: bool
    source: int
    start: int
    end: int
    id: int
    person: int | None
    researcher: bool = False


def odd_length(words: int) -> bool:
    """True if a quote is shorter than 8 words or longer than 60."""
    return not SHORT <= words <= LONG


def choose(candidates: Iterable[Candidate], n: int) -> list[int]:
    """Return up to n codings, chosen one after the other: each time the best of those left by, in this order:

    pinned; a participant's, not a researcher's; another participant than any chosen so far; another source; confirmed;
    evidence of a relation; 8 to 60 words; its place in the text. A stretch is chosen once. n log n in the candidates:
    in each tier they wait in four heaps by whether person and source are new, and only ever move down.
    """
    chosen: list[int] = []
    persons: set[int | None] = {None}
    sources: set[int] = set()
    places: set[tuple[int, int, int]] = set()
    tiers: dict[int, list[Candidate]] = {}
    for c in candidates:
        tiers.setdefault(c.tier, []).append(c)

    def rank(c: Candidate) -> int:
        return 2 * (c.person in persons) + (c.source in sources)

    for _, tier in sorted(tiers.items()):
        heaps: list[list[Candidate]] = [[], [], [], []]
        for c in tier:
            heaps[rank(c)].append(c)
        for heap in heaps:
            heapify(heap)
        while len(chosen) < n and any(heaps):
            was = next(i for i, heap in enumerate(heaps) if heap)
            c = heappop(heaps[was])
            if (now := rank(c)) > was:
                heappush(heaps[now], c)
            elif (c.source, c.start, c.end) not in places:
                chosen.append(c.id)
                persons.add(c.person)
                sources.add(c.source)
                places.add((c.source, c.start, c.end))
    return chosen
