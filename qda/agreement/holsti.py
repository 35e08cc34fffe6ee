"""Holsti's coefficient of reliability of two coders (Holsti 1969): of what was marked, how much both marked."""

from __future__ import annotations

from qda.agreement.sums import Amount, Pair, divided


def holsti(p: Pair) -> Amount:
    """Return 2 M / (N1 + N2), 0..1: M units that both marked, N those that each marked; None where nobody marked one."""
    return divided(2 * p.both, p.first + p.second)
