"""Alpha of the codes where stretches meet, gaps left out: cu-alpha (Krippendorff et al. 2016; Krippendorff 2019, 12.6)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Coincidences, corrected
from qda.agreement.u_alpha import parts


def cu_alpha(c: Coincidences) -> Amount:
    """Return cu-alpha, at most 1; None where no stretches of two coders meet, or all that do have one value."""
    return corrected(parts(c))
