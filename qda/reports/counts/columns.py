"""What the columns of a code's codings come to: in lists, and where a study has very many codings in arrays of numpy.

Both give the same. Loading numpy takes as long as counting 50,000 codings in lists, which take four times as long for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from itertools import islice
from typing import Any, NamedTuple

from qda.store.queries.counts import OfCode, Row

MANY = 300_000  # codings of a study from which arrays are used


class Found(NamedTuple):
    """Of a code's codings: how many sources, segments and participants they are of, and how many are a researcher's words.

    `at` gives the numbers of the sources, `crossing` of those where stretches of the code overlap. `rows` gives the codings in
    some sources as `counts.codings_of` does, their segments and who confirmed them left out; None where that has to be asked.
    """

    n_sources: int
    n_segments: int
    n_participants: int
    researcher: int
    at: Callable[[], set[int]]
    crossing: set[int]
    rows: Callable[[set[int]], list[Row]] | None


def in_lists(c: OfCode, person_of: Any, researchers: Collection[int], left_out: Collection[int]) -> Found:
    """Look at the columns as lists. `person_of`: the participant by the segment's number, 0 where nobody is known."""
    sources, starts, ends, segments = (json.loads(f"[{column}]") for column in c.columns)
    different = set(segments)
    people = set(map(person_of.__getitem__, different)) - set(left_out) - {0}
    theirs = sum([person_of[s] in researchers for s in segments]) if researchers else 0
    # in the order of places, where any stretches overlap two neighbours do
    after = zip(sources, islice(sources, 1, None), ends, islice(starts, 1, None), strict=False)
    crossing = {s for s, s2, end, start in after if s == s2 and start < end}
    at = set(sources)
    return Found(len(at), len(different), len(people), theirs, lambda: at, crossing, None)


def in_arrays(c: OfCode, person_of: Any, researchers: Collection[int], left_out: Collection[int]) -> Found:
    """Look at the columns as arrays, which is the same; `person_of` is an `array`."""
    import numpy as np

    sources, starts, ends, segments = (np.fromstring(column, dtype=np.int64, sep=",") for column in c.columns)
    person = np.frombuffer(person_of, dtype=np.int64)
    different = _once(np.sort(segments, kind="stable"))
    people = set(_once(np.sort(person[different])).tolist()) - set(left_out) - {0}
    theirs = np.isin(person[segments], list(researchers)).sum() if researchers else 0
    crossing = sources[1:][(sources[1:] == sources[:-1]) & (starts[1:] < ends[:-1])]
    at = _once(sources)

    def rows(wanted: set[int]) -> list[Row]:
        words, characters = (np.fromstring(column, dtype=np.int64, sep=",") for column in c.measured)
        here = np.isin(sources, list(wanted))
        lists = (column[here].tolist() for column in (sources, starts, ends, words, characters))
        return [(c.code, None, *row, None, None) for row in zip(*lists, strict=True)]

    return Found(
        len(at), len(different), len(people), int(theirs), lambda: set(at.tolist()), set(_once(crossing).tolist()),
        rows if c.sized == c.codings else None,
    )  # fmt: skip


def _once(ordered: Any) -> Any:
    """Return the numbers of an array in order, each once; a third of what `numpy.unique` takes."""
    import numpy as np

    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
