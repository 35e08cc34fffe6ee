"""Krippendorff's alpha for nominal values, by coincidences (Krippendorff 2011)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Parts, Ratings, corrected, divided


def parts(r: Ratings) -> Parts:
    """Return observed and expected agreement: each unit's pairs count 1 / (n - 1), n its readers."""
    ratings = sum(n * units for n, units in r.units.items())
    same = sum(pairs / (n - 1) for n, pairs in r.agreeing.items())
    return Parts(divided(same, ratings), divided(r.counts - ratings, ratings * (ratings - 1)))


def alpha(r: Ratings) -> Amount:
    """Return alpha, at most 1; None where all ratings are of one value."""
    return corrected(parts(r))
