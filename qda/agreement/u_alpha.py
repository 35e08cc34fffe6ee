"""Krippendorff's alpha for unitizing: lengths of agreement on codes and gaps.

Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50(6); Krippendorff 2019, Content Analysis, 12.6.
"""

from __future__ import annotations

from qda.agreement.sums import Amount, Coincidences, Parts, corrected, divided


def parts(c: Coincidences) -> Parts:
    """Return observed and expected agreement: e = l (l_c² - w_c) / (l² - w), w a stretch's length squared, a gap's length."""
    return Parts(divided(c.same, c.total), divided(c.squares - c.weights, c.total * c.total - c.weights))


def u_alpha(c: Coincidences) -> Amount:
    """Return u-alpha, at most 1; None where the whole text has one value only."""
    return corrected(parts(c))
