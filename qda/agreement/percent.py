"""Percent agreement: the mean over units of agreeing pairs of readers / pairs."""

from __future__ import annotations

from qda.agreement.sums import Amount, Parts, Ratings, observed


def percent(r: Ratings) -> Amount:
    """Return the mean over units of the share of pairs of readers that agree, 0..1; None without units."""
    return observed(r)


def parts(r: Ratings) -> Parts:
    """Return it as observed agreement that nothing is expected of, so that over several codes it is their mean."""
    return Parts(observed(r), 0)
