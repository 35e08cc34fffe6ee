"""The arithmetic of saturation against published figures, each with where it is from, and against its own definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.saturation import (
    assess,
    chao2,
    combinations,
    coverage,
    discovery,
    good_turing,
    incidence,
    mean_over_orders,
)

FIVE, NONE = Fraction(1, 20), Fraction(0)

# Spiders under girdled and logged hemlocks (Ellison et al., Methods in Ecology and Evolution 1, 2010; Sackett et al.,
# Ecosphere 2, 2011), the example of the R package iNEXT (Hsieh, Ma & Chao, Methods in Ecology and Evolution 7, 2016).
GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2] + [1] * 14
# The example of `int.chao` of the R package fossil (Vavrek, Palaeontologia Electronica 14, 2011).
FOSSIL = [4, 5, 1, 1, 2, 0, 0, 1, 3, 0, 8, 45, 23]
SIX = [set("abcd"), set("abce"), set("abf"), set("acg"), set("abch"), set("abc")]


def times(counts: Sequence[int]) -> tuple[int, int, int, int]:
    """(kinds seen, seen once, seen twice, sightings)."""
    seen = [n for n in counts if n]
    return len(seen), seen.count(1), seen.count(2), sum(seen)


def test_the_example_of_guest_namey_and_chen() -> None:
    # Guest, Namey & Chen, PLoS ONE 15(5) e0232076, 2020: a base of four interviews with 37 codes; runs of two bring 7
    # (19 %), 4 (11 %) and 1 (3 %); at 5 % saturated at 6+2. The paper gives the sums; the numbers by interview fit them.
    new = [16, 9, 7, 5, 4, 3, 1, 0]
    got = assess(new, 4, 2, FIVE)
    assert got.base_codes == 37
    assert [(r.after, r.new, r.ratio) for r in got.runs] == [
        (4, 7, Fraction(7, 37)), (5, 4, Fraction(4, 37)), (6, 1, Fraction(1, 37)),
    ]  # fmt: skip
    assert [f"{float(r.ratio):.0%}" for r in got.runs] == ["19%", "11%", "3%"]
    assert (got.at, str(got), got.later) == (6, "6+2", 0)
    assert str(assess(new, 4, 2, NONE)) == "not reached"
    assert str(assess(new, 4, 3, FIVE)) == "not reached"  # 4 + 3 + 1 and 3 + 1 + 0 of 37
    assert [a.base_codes for a in combinations(new)] == [37] * 4 + [41] * 4 + [44] * 4
    assert [str(a) for a in combinations(new)[8:]] == ["6+2", "not reached"] + ["not computable with n=8"] * 2


def test_the_base_stays_and_a_ratio_at_the_threshold_is_enough() -> None:
    got = assess([20, 0, 0, 0, 1, 0, 3], 4, 2, FIVE)
    assert [r.ratio for r in got.runs] == [FIVE] and got.at == 4  # one of twenty is five percent
    assert got.later == 1  # 0 + 3 is above it again
    assert assess([0, 0, 0, 0, 5, 5], 4, 2, FIVE).computable is False
    assert str(assess([0, 0, 0, 0, 5, 5], 4, 2, FIVE)) == "not computable: no codes in the base"
    assert str(assess([1, 2], 4, 2, FIVE)) == "not computable with n=2"
    assert str(assess([], 4, 2, FIVE)) == "not computable with n=0"
    for base, run, threshold in ((0, 2, FIVE), (4, 0, FIVE), (4, 2, Fraction(-1))):
        with pytest.raises(ValueError, match=r"^a base and a run have one source or more, a threshold is 0 or more$"):
            assess([1], base, run, threshold)
    never = assess([4, 4, 1, 1, 1], 2, 2, NONE)
    assert never.at is None and len(never.runs) == 2 and never.later == 0


def test_six_sources_by_hand() -> None:
    # worked out by hand: every formula on one page
    assert [new for new, _ in discovery(SIX)] == [4, 1, 1, 1, 1, 0]
    seen = incidence(SIX)
    assert [round(x, 4) for x in mean_over_orders(seen.values(), 6)] == [3.5, 4.6667, 5.5, 6.3333, 7.1667, 8]
    q1, q2, u = list(seen.values()).count(1), list(seen.values()).count(2), sum(seen.values())
    assert (len(seen), q1, q2, u) == (8, 5, 0, 21)
    assert round(float(chao2(8, q1, q2, 6)), 4) == 16.3333
    assert round(float(coverage(q1, q2, u, 6)), 4) == 0.7619
    got = assess([new for new, _ in discovery(SIX)], 2, 2, FIVE)
    assert [float(r.ratio) for r in got.runs] == [0.4, 0.4, 0.2] and got.at is None


@pytest.mark.parametrize(
    ("counts", "figures", "richness", "covered"),
    [
        pytest.param(GIRDLED, (26, 12, 4, 168), 43.893, 0.9289, id="girdled"),
        pytest.param(LOGGED, (37, 14, 4, 252), 61.403, 0.9446, id="logged"),
    ],
)
def test_the_spiders_of_inext(
    counts: list[int], figures: tuple[int, int, int, int], richness: float, covered: float
) -> None:
    # Chao, Scand. J. Statistics 11, 1984; Chao & Jost, Ecology 93, 2012
    assert times(counts) == figures
    seen, f1, f2, n = figures
    assert round(float(chao2(seen, f1, f2, n)), 3) == richness
    assert round(float(coverage(f1, f2, n)), 4) == covered
    assert good_turing(f1, n) < coverage(f1, f2, n)


def test_the_example_of_fossil() -> None:
    # fossil leaves out the factor (n - 1)/n: 14.5 there, 14.4516 with it
    seen, f1, f2, n = times(FOSSIL)
    with_factor = chao2(seen, f1, f2, n)
    assert round(float(with_factor), 4) == 14.4516
    assert seen + (with_factor - seen) * Fraction(n, n - 1) == Fraction(29, 2)


def test_ends_of_the_scales() -> None:
    assert coverage(5, 0, 5) == 0 and coverage(0, 3, 10) == 1 and coverage(1, 0, 1) == 0
    assert chao2(4, 0, 0, 9) == 4 and chao2(3, 1, 0, 9) == 3
    assert mean_over_orders([], 3) == [0, 0, 0] and discovery([]) == []
    for wrong in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(
            ValueError, match=r"^coverage needs a sighting, and no more kinds seen once than sightings$"
        ):
            good_turing(*wrong)
    needs = r"^a richness needs a unit, and no more kinds seen once or twice than kinds$"
    for seen, f1, f2, m in ((1, 1, 1, 3), (3, 1, 1, 0), (3, -1, 0, 2), (3, 1, -1, 2), (-1, 0, 0, 2)):
        with pytest.raises(ValueError, match=needs):
            chao2(seen, f1, f2, m)
    for v in (0, 4):
        with pytest.raises(ValueError, match="1 to 3 of 3"):
            mean_over_orders([v], 3)


few = st.lists(st.frozensets(st.sampled_from("abcdefg")), min_size=1, max_size=5)


@given(few)
def test_the_mean_is_that_of_all_orders(sources: list[frozenset[str]]) -> None:
    every = [[total for _, total in discovery(order)] for order in permutations(sources)]
    mean = [sum(column) / len(every) for column in zip(*every, strict=True)]
    assert mean_over_orders(incidence(sources).values(), len(sources)) == pytest.approx(mean)


@given(st.lists(st.integers(1, 60), max_size=30))
def test_the_mean_agrees_with_the_formula_in_whole_numbers(counts: list[int]) -> None:
    m = 60
    exact = [
        float(len(counts) - sum(Fraction(comb(m - v, k), comb(m, k)) for v in counts)) for k in range(1, m + 1)
    ]  # fmt: skip
    assert mean_over_orders(counts, m) == pytest.approx(exact, rel=1e-12, abs=1e-12)


def test_a_code_of_half_of_many_sources() -> None:
    """The chance to miss it becomes smaller than a number can show."""
    found = mean_over_orders([100], 200)
    assert found[0] == 0.5 and found[-1] == 1 and found == sorted(found) and len(found) == 200


@given(few)
def test_estimates_stay_in_their_bounds(sources: list[frozenset[str]]) -> None:
    held = Counter(incidence(sources).values())
    seen, q1, q2, u = sum(held.values()), held[1], held[2], sum(v * n for v, n in held.items())
    assert chao2(seen, q1, q2, len(sources)) >= seen
    if u:
        assert good_turing(q1, u) <= coverage(q1, q2, u, len(sources)) <= 1


@given(st.lists(st.integers(0, 9), max_size=14), st.integers(1, 6), st.integers(1, 4))
def test_a_higher_threshold_is_met_no_later(new: list[int], base: int, run: int) -> None:
    strict, mild = assess(new, base, run, NONE), assess(new, base, run, FIVE)
    assert strict.computable == mild.computable
    if strict.at is not None:
        assert mild.at is not None and mild.at <= strict.at
        assert sum(new[strict.at : strict.at + run]) == 0


def test_coverage_of_two_units_is_corrected_and_of_one_it_is_not() -> None:
    """By hand: of 4 sightings 2 once and 1 twice; 1 - 2/4 · (1 · 2) / (1 · 2 + 2 · 1), and of one unit Good's 1 - 2/4."""
    assert coverage(2, 1, 4, 2) == Fraction(3, 4) and coverage(2, 1, 4, 1) == Fraction(1, 2)
    assert coverage(2, 1, 4) == 1 - Fraction(1, 2) * Fraction(6, 8) and coverage(0, 0, 4, 1) == 1


def test_one_unit_covers_what_was_seen_more_than_once_in_it() -> None:
    assert coverage(3, 1, 4, 1) == good_turing(3, 4) == Fraction(1, 4)
    assert coverage(0, 2, 4, 2) == 1 and coverage(0, 0, 4, 2) == 1
    assert coverage(2, 0, 8, 3) == Fraction(3, 4)
    assert coverage(2, 1, 8, 3) == 1 - Fraction(2, 8) * Fraction(4, 6)


def test_a_richness_with_no_kind_seen_twice_counts_pairs_of_those_seen_once() -> None:
    assert chao2(8, 5, 0, 6) == 8 + Fraction(5, 6) * 10
    assert chao2(8, 4, 2, 6) == 8 + Fraction(5, 6) * 4
    assert chao2(8, 0, 0, 1) == chao2(8, 5, 0, 1) == 8
    for wrong in ((8, 5, 0, 0), (8, -1, 0, 2), (8, 0, -1, 2), (3, 2, 2, 2), (-1, 0, 0, 2)):
        with pytest.raises(ValueError, match="a richness needs a unit"):
            chao2(*wrong)
