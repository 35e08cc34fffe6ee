"""The share of the text on which stretches of two coders meet: what cu-alpha is about."""

from __future__ import annotations

from qda.agreement.sums import Amount, Coincidences, divided


def coverage(c: Coincidences) -> Amount:
    """Return the share of all readers' text that is met by a stretch of another one, 0..1; None without text."""
    return divided(c.total, c.whole)
