"""Fleiss' kappa, for any number of coders (Fleiss 1971; unequal numbers of readers: Gwet 2014)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Parts, Ratings, corrected, divided, observed, total


def parts(r: Ratings) -> Parts:
    """Return po, which is percent agreement, and pe, the sum of p², p the mean over units of a value's share of readers."""
    n = total(r.units)
    return Parts(observed(r), divided(r.shares, n * n))


def fleiss(r: Ratings) -> Amount:
    """Return Fleiss' kappa, at most 1; None where all ratings are of one value."""
    return corrected(parts(r))
