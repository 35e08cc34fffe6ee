"""What coefficients are computed from: sums over units that add up block by block.

Every number here is a whole number, so that it is the same in whatever order codings are read, and so that a replicate of
a bootstrap is the same sum with other weights. A field is therefore a number, or an array with a number for each
replicate; the coefficients do the same arithmetic on both. What is undefined is None, in an array nan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Amount = Any  # an int, a float, or an array of floats with one for each replicate


class Ratings(NamedTuple):
    """Nominal ratings of units by any number of readers; a unit has n >= 2 of them.

    `units`: by n how many units (of text: characters). `agreeing`: by n the ordered pairs of readers of one unit who gave
    it the same value. `counts`: the sum of squares of how many ratings each value has. `shares`: the sum of squares of
    each value's sum of its share of a unit's readers. `values`: how many values occur, or can.
    """

    units: Mapping[int, Amount]
    agreeing: Mapping[int, Amount]
    counts: Amount
    shares: Amount
    values: Amount


class Pair(NamedTuple):
    """Two coders' ratings of the units that both read.

    `agreeing`: units with the same value. `crossed`: the sum over values of the product of how often each coder gave it.
    `both`, `first`, `second`: units that both, the first and the second marked.
    """

    units: Amount
    agreeing: Amount
    crossed: Amount
    both: Amount
    first: Amount
    second: Amount


class Coincidences(NamedTuple):
    """Coincidences of values on a continuum of characters (Krippendorff 2019, 12.6).

    `total`: l, the lengths that all pairs of readers have in common, each pair's by 1 / (m - 1). `same`: the part of it
    where they agree. `squares`: the sum of squares of the length of each value. `weights`: the sum of the self terms, the
    square of a stretch's length and the length of a gap. `whole`: the length of all readers' text.
    """

    total: Amount
    same: Amount
    squares: Amount
    weights: Amount
    whole: Amount


class Met(NamedTuple):
    """One code where stretches meet: all that does, what one side of it has the code, what both have, its self terms."""

    total: Amount
    own: Amount
    same: Amount
    weights: Amount


class Parts(NamedTuple):
    """A coefficient that is corrected for chance: observed and expected agreement, 0..1."""

    observed: Amount
    expected: Amount


def divided(a: Amount, b: Amount) -> Amount:
    """Return a / b; None where b is 0 or either is None, in arrays nan."""
    if a is None or b is None:
        return None
    if isinstance(b, (int, float)):
        if isinstance(a, (int, float)):
            return a / b if b else None
        return a / (b or float("nan"))
    import numpy as np

    return a / np.where(b == 0, np.nan, b)


def corrected(parts: Parts) -> Amount:
    """Return (observed - expected) / (1 - expected): agreement beyond chance; undefined where chance alone agrees."""
    if parts.observed is None or parts.expected is None:
        return None
    return divided(parts.observed - parts.expected, 1 - parts.expected)


def total(by: Mapping[int, Amount]) -> Amount:
    """Return the sum over all numbers of readers."""
    return sum(by.values())


def observed(r: Ratings) -> Amount:
    """Return the mean over units of agreeing pairs of readers / pairs."""
    return divided(sum(pairs / (n * (n - 1)) for n, pairs in r.agreeing.items()), total(r.units))
