"""The arithmetic of code saturation: how new codes turn up from source to source. Pure functions, exact fractions.

Everything is counted from incidence: a set of codes for each source, in the order in which the sources were analysed.
`m` is the number of sources, `v` in how many of them a code stands, `f1` and `f2` how many codes were seen exactly once
and twice (`q1` and `q2` when what is counted are sources). Impossible input raises ValueError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import NamedTuple

from qda.core.message import say

BASES = (4, 5, 6)  # the sizes, lengths and thresholds of Guest, Namey & Chen (2020)
RUNS = (2, 3)
THRESHOLDS = (Fraction(5, 100), Fraction(0))
_NOTHING = 1e-18  # a chance below which a code adds nothing to a mean that is shown with four decimals


def discovery(sources: Iterable[AbstractSet[Hashable]]) -> list[tuple[int, int]]:
    """Return the discovery curve: for each source in order, the number of new codes in it and of all codes so far.

    new_t = |codes_t without those seen before|, S_t = new_1 + … + new_t.
    """
    seen: set[Hashable] = set()
    out = []
    for codes in sources:
        before = len(seen)
        seen |= codes
        out.append((len(seen) - before, len(seen)))
    return out


def incidence(sources: Iterable[AbstractSet[Hashable]]) -> Counter[Hashable]:
    """Return for each code the number of sources that have it."""
    return Counter(code for codes in sources for code in codes)


def mean_over_orders(counts: Iterable[int], m: int) -> list[float]:
    """Return the mean of the discovery curve over every order of m sources: codes expected in 1, 2, … m of them.

    S(k) = S - sum over codes of C(m - v, k) / C(m, k) (Mao Tau; Colwell, Chao, Gotelli et al., Journal of Plant Ecology
    5, 2012, after Mao, Colwell & Chang, Biometrics 61, 2005). `counts` are the v of the codes, 1 <= v <= m. The formula
    is exact, nothing is shuffled; it is computed in floating point (relative error below 1e-11 at 10,000 sources), with
    C(m - v, k + 1) / C(m, k + 1) = C(m - v, k) / C(m, k) · (m - v - k) / (m - k).
    """
    times = Counter(counts)
    if any(not 1 <= v <= m for v in times):
        raise ValueError(f"a code stands in 1 to {m} of {m} sources")
    unseen = [0.0] * m
    for v, n in times.items():
        chance = 1.0
        for k in range(m - v):
            chance *= (m - v - k) / (m - k)
            if chance < _NOTHING:
                break
            unseen[k] += n * chance
    whole = sum(times.values())
    return [whole - x for x in unseen]


class Run(NamedTuple):
    """One run: the sources after the first `after`, how many codes were new in them, and how many codes the base had."""

    after: int
    new: int
    base_codes: int

    @property
    def ratio(self) -> Fraction:
        """Return new codes divided by the base's."""
        return Fraction(self.new, self.base_codes)


class Assessment(NamedTuple):
    """The result of Guest, Namey & Chen's procedure for one choice of base, run and threshold.

    `base_codes` is None with fewer sources than the base. `runs` are the runs up to the first at or under the
    threshold, which ends the procedure, or all of them. `at` is the number of sources before that run, None when there
    is none. `later` is how many runs after it are above the threshold again.
    """

    base: int
    run: int
    threshold: Fraction
    sources: int
    base_codes: int | None
    runs: tuple[Run, ...]
    at: int | None
    later: int

    @property
    def computable(self) -> bool:
        """True if there are sources for a run after the base, and codes in the base to compare with."""
        return bool(self.runs)

    def outcome(self) -> str:
        """Return `6+2`, `not reached`, or why it could not be computed."""
        if self.sources < self.base + self.run:
            return say("not computable with n={n}", n=self.sources)
        if not self.runs:
            return say("not computable: no codes in the base")
        return say("not reached") if self.at is None else f"{self.at}+{self.run}"

    def __str__(self) -> str:
        return str(self.outcome())


def assess(new: Sequence[int], base: int, run: int, threshold: Fraction) -> Assessment:
    """Assess saturation by base, run and threshold (Guest, Namey & Chen, PLoS ONE 15(5) e0232076, 2020).

    ratio_s = (new codes in the sources s+1 … s+run) / (different codes in the first `base` sources), for s = base, base
    + 1, …; the base stays, runs overlap by all but one source. The first s whose ratio is at or under the threshold is
    written "s+run". `new` are the new codes of each source in the order of analysis.
    """
    if base < 1 or run < 1 or threshold < 0:
        raise ValueError("a base and a run have one source or more, a threshold is 0 or more")
    m = len(new)
    codes = sum(new[:base]) if m >= base else None
    found = [sum(new[after : after + run]) for after in range(base, m - run + 1)] if codes else []
    most = threshold * (codes or 0)
    end = next((n for n, times in enumerate(found) if times <= most), None)
    kept = found if end is None else found[: end + 1]
    later = 0 if end is None else sum(times > most for times in found[end:])
    runs = tuple(Run(base + n, times, codes or 0) for n, times in enumerate(kept))
    return Assessment(base, run, threshold, m, codes, runs, None if end is None else base + end, later)


def combinations(new: Sequence[int]) -> list[Assessment]:
    """Assess all the combinations that the authors use: bases of 4, 5 and 6, runs of 2 and 3, thresholds of 5 % and 0."""
    return [assess(new, base, run, t) for base in BASES for run in RUNS for t in THRESHOLDS]


def good_turing(f1: int, n: int) -> Fraction:
    """Return Good's coverage, 1 - f1/n: the share of all there is to meet that was met.

    `n` is the number of sightings, `f1` how many kinds were seen once (Good, Biometrika 40, 1953, after Turing).
    """
    if not 0 <= f1 <= n or n == 0:
        raise ValueError("coverage needs a sighting, and no more kinds seen once than sightings")
    return 1 - Fraction(f1, n)


def coverage(f1: int, f2: int, n: int, units: int | None = None) -> Fraction:
    """Return the coverage by Good and Turing as improved by Chao & Jost (Ecology 93, 2012, eq. 4a); from 0 to 1.

    C = 1 - (f1/n) · (t - 1) f1 / [(t - 1) f1 + 2 f2], with t the number of units that were sampled: n for single
    sightings; for incidence n is the sum of the v, `units` the number of sources, f1 and f2 are q1 and q2. Where f2 is
    0 this is Good's 1 - f1/n, the more cautious of the two formulas in use for that case.
    """
    plain = good_turing(f1, n)
    t = n if units is None else units
    below = (t - 1) * f1 + 2 * f2
    return plain if not below else 1 - (1 - plain) * Fraction((t - 1) * f1, below) if t > 1 else plain


def chao2(seen: int, q1: int, q2: int, m: int) -> Fraction:
    """Return a lower bound for the number of codes, from their incidence in m sources (Chao, Biometrics 43, 1987).

    S + (m - 1)/m · q1² / (2 q2), and with q2 = 0: S + (m - 1)/m · q1 (q1 - 1) / 2. Codings within one source depend on
    each other, so sources are counted here, not codings. The same formula, over single sightings, is Chao's of 1984.
    """
    if m < 1 or min(seen, q1, q2) < 0 or q1 + q2 > seen:
        raise ValueError("a richness needs a unit, and no more kinds seen once or twice than kinds")
    unseen = Fraction(q1 * q1, 2 * q2) if q2 else Fraction(q1 * (q1 - 1), 2)
    return seen + Fraction(m - 1, m) * unseen
