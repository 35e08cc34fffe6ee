"""Tables of ratings as tallies: a row a coder, a column a unit, `.` where a coder did not read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qda.agreement.reading import Strand, read_characters
from qda.agreement.registry import COEFFICIENTS
from qda.agreement.replicates import Plain, Summing
from qda.agreement.sums import Amount, Parts, corrected, divided
from qda.agreement.tally import ANY, Continuum, Tally


def rated(coders: Mapping[str, Sequence[str]], uncoded: str | None = None) -> tuple[Tally, dict[str, int]]:
    """Return the tally of a table, each unit a block of its own, and the codes by value."""
    rows = list(coders.values())
    values = sorted({v for row in rows for v in row} - {".", uncoded or "."})
    codes = {value: n for n, value in enumerate(values, 1)}
    tally = Tally(keep=True)
    block = 0
    for unit in zip(*rows, strict=True):
        readers = sum(1 << i for i, v in enumerate(unit) if v != ".")
        if readers.bit_count() < 2:
            continue
        tally.every[block, readers] += 1
        held: dict[int, int] = {}
        for i, v in enumerate(unit):
            if v in codes:
                held[codes[v]] = held.get(codes[v], 0) | 1 << i
        if held:
            tally.add(block, readers, held)
        block += 1
    return tally, codes


def unitized(spans: Mapping[str, Sequence[Sequence[Any]]], length: int) -> tuple[Continuum, dict[str, int]]:
    """Return the continuum of coders' stretches (start, end, code) on a line, and the codes by name."""
    codes = {name: n for n, name in enumerate(sorted({c for held in spans.values() for _, _, c in held}), 1)}
    marks = sorted((a, b, codes[c], 1 << i) for i, held in enumerate(spans.values()) for a, b, c in held)
    line = Continuum(keep=True)
    readers = (1 << len(spans)) - 1
    strand = Strand("x" * length, [(0, length)], [0], [(0, length, 0)], [0], readers, marks)
    read_characters(strand, line, meeting=True)
    return line, codes


def value(tally: Tally, name: str, over: str, codes: Sequence[int], s: Summing | None = None) -> Amount:
    """Return a coefficient on units, of a pair the first two coders."""
    s, c = s or Plain(), COEFFICIENTS[name]
    if c.pairs:
        first, second = 1, 2
        sums: list[Any] = (
            [tally.pair(k, first, second, s) for k in codes] if over != "sets" else [tally.pair_sets(first, second, s)]
        )
    else:
        sums = [tally.ratings(k, s) for k in codes] if over != "sets" else [tally.rated_sets(s)]
    if over != "pooled":
        return c.value(sums[0])
    if c.parts is None:
        return divided(2 * sum(p.both for p in sums), sum(p.first + p.second for p in sums))
    parts = [c.parts(x) for x in sums]
    return corrected(Parts(sum(p.observed for p in parts) / len(parts), sum(p.expected for p in parts) / len(parts)))


def stretched(line: Continuum, name: str, over: str, codes: Sequence[int]) -> Amount:
    """Return a coefficient on characters."""
    s, c = Plain(), COEFFICIENTS[name]
    if c.sums == "met":
        return c.value(line.meets(codes[0], s))
    if c.sums == "meeting":
        return c.value(line.meeting(s))
    if c.sums == "binary":
        return c.value(line.coincidences(ANY, line.tally.ratings(ANY, s), s))
    if over == "sets":
        return c.value(line.coincidences(Continuum.SETS, line.tally.rated_sets(s), s))
    sums = [line.coincidences(k, line.tally.ratings(k, s), s) for k in codes]
    if over == "code":
        return c.value(sums[0])
    assert c.parts is not None
    parts = [c.parts(x) for x in sums]
    return corrected(Parts(sum(p.observed for p in parts) / len(parts), sum(p.expected for p in parts) / len(parts)))
