"""Cohen's kappa of two coders (Cohen 1960)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Pair, Parts, corrected, divided


def parts(p: Pair) -> Parts:
    """Return po, and pe from each coder's own margins, on the units that both read."""
    return Parts(divided(p.agreeing, p.units), divided(p.crossed, p.units * p.units))


def cohen(p: Pair) -> Amount:
    """Return Cohen's kappa, at most 1; None where both gave every unit the same one value."""
    return corrected(parts(p))
