"""Alpha of one code where stretches meet: (k)u-alpha (Krippendorff et al. 2016; Krippendorff 2019, 12.6)."""

from __future__ import annotations

from qda.agreement.sums import Amount, Met, divided


def ku_alpha(m: Met) -> Amount:
    """Return 1 - (e_k / l_k) (l_k - l_kk) / (e_k - e_kk), at most 1.

    With e = l (l_c l_k - [c = k] w_k) / (l² - w) the sum of self terms of all values, w, is the same in e_k and in
    e_k - e_kk and drops out: e_k / (e_k - e_kk) = (l l_k - w_k) / (l_k (l - l_k)). None where no stretch of the code meets
    another, or everything that meets has it.
    """
    lost = divided((m.total * m.own - m.weights) * (m.own - m.same), m.own * m.own * (m.total - m.own))
    return None if lost is None else 1 - lost
