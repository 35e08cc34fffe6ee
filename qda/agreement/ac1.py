"""AC1 for any number of coders (Gwet 2008), which does not fall where one value is much more common than others."""

from __future__ import annotations

from qda.agreement.sums import Amount, Parts, Ratings, corrected, divided, observed, total


def parts(r: Ratings) -> Parts:
    """Return po, which is percent agreement, and pe, the sum of p (1 - p) over values / (their number - 1)."""
    n = total(r.units)
    squares = divided(r.shares, n * n)
    return Parts(observed(r), None if squares is None else divided(1 - squares, r.values - 1))


def ac1(r: Ratings) -> Amount:
    """Return AC1, at most 1; None where there is only one value that can occur."""
    return corrected(parts(r))
