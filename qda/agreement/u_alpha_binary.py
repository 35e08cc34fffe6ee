"""Alpha for unitizing where only marked or not counts, written |u-alpha (Krippendorff et al. 2016; Krippendorff 2019, 12.6)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Coincidences, corrected
from qda.agreement.u_alpha import parts


def u_alpha_binary(c: Coincidences) -> Amount:
    """Return u-alpha of text that is marked, with whatever code, or not; None where nobody or everybody marked everything."""
    return corrected(parts(c))
