"""Small examples as they were printed, with where; and what holds of every coefficient."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tables import rated, stretched, unitized, value

from qda.agreement.reading import Strand, cut, read_characters, read_units, stretches
from qda.agreement.registry import COEFFICIENTS, DEFAULT
from qda.agreement.replicates import Plain, Replicates, draws, interval, quantile
from qda.agreement.tally import ANY, Continuum, Tally


def table(*cells: tuple[str, str, int]) -> dict[str, list[str]]:
    """Two coders' ratings from a table of how often each pair of values was given."""
    return {
        "A": [a for a, _, n in cells for _ in range(n)],
        "B": [b for _, b, n in cells for _ in range(n)],
    }


def test_cohen_1960() -> None:
    """Cohen 1960, Educational and Psychological Measurement 20: po .70, pe .41, kappa .492."""
    tally, codes = rated(table(("1", "1", 88), ("1", "2", 14), ("1", "3", 18), ("2", "1", 10), ("2", "2", 40),
                               ("2", "3", 10), ("3", "1", 2), ("3", "2", 6), ("3", "3", 12)))  # fmt: skip
    every = list(codes.values())
    assert value(tally, "percent", "sets", every) == pytest.approx(0.70)
    assert value(tally, "cohen", "sets", every) == pytest.approx(0.492, abs=5e-4)


def test_krippendorff_2011() -> None:
    """Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: four observers, missing values, .743; binary .095."""
    tally, codes = rated({
        "A": "123321412...", "B": "1233224125.3",
        "C": ".3332342251.", "D": "12332441251.",
    })  # fmt: skip
    assert tally.units == 11, "a unit with one reader is left out"
    assert value(tally, "alpha", "sets", list(codes.values())) == pytest.approx(0.743, abs=5e-4)
    binary, codes = rated({"A": "0100000010", "B": "1110010000"}, "0")
    assert value(binary, "alpha", "code", list(codes.values())) == pytest.approx(0.095, abs=5e-4)


def test_gwet_2008_the_paradox() -> None:
    """Gwet 2008, British Journal of Mathematical and Statistical Psychology 61: AC1 .941 where kappa is -.023."""
    tally, codes = rated(table(("+", "+", 118), ("+", "-", 5), ("-", "+", 2)), "-")
    assert value(tally, "ac1", "code", list(codes.values())) == pytest.approx(0.9408, abs=5e-5)
    assert value(tally, "cohen", "code", list(codes.values())) == pytest.approx(-0.0234, abs=5e-5)


def test_fleiss_1971_as_wikipedia_works_it_out() -> None:
    """Ten subjects, fourteen raters, five values: .210 (en.wikipedia.org/wiki/Fleiss%27_kappa)."""
    counts = [(0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1), (7, 7, 0, 0, 0),
              (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)]  # fmt: skip
    units = [[v for v, n in zip("abcde", row, strict=True) for _ in range(n)] for row in counts]
    tally, codes = rated({f"R{i}": [unit[i] for unit in units] for i in range(14)})
    assert value(tally, "fleiss", "sets", list(codes.values())) == pytest.approx(0.210, abs=5e-4)


def test_holsti_is_of_what_was_marked() -> None:
    """Holsti 1969: 2M / (N1 + N2); units that nobody marked change nothing."""
    tally, codes = rated({"A": "xxx.--", "B": "xx-.x-"}, "-")
    assert value(tally, "holsti", "code", [codes["x"]]) == pytest.approx(2 * 2 / (3 + 3))


SPANS = {
    "A": [(2, 5, "1"), (9, 11, "1"), (12, 20, "2")],
    "B": [(2, 5, "1"), (7, 15, "2")],
    "C": [(2, 5, "1"), (10, 15, "2")],
}


def test_the_family_of_u_alpha() -> None:
    """Three coders on a line of 20; values that github.com/lindanna/unitized_alpha prints."""
    line, codes = unitized(SPANS, 20)
    every = list(codes.values())
    for name, expected in (("u-alpha", 0.474), ("u-alpha-binary", 0.433), ("cu-alpha", 0.779)):
        assert stretched(line, name, "sets", every) == pytest.approx(expected, abs=5e-4), name
    assert stretched(line, "coverage", "sets", every) == pytest.approx(0.3833, abs=5e-5)
    assert stretched(line, "ku-alpha", "code", [codes["1"]]) == pytest.approx(0.769, abs=5e-4)
    assert stretched(line, "ku-alpha", "code", [codes["2"]]) == pytest.approx(0.787, abs=5e-4)


def test_layers_of_krippendorff_2004() -> None:
    """Krippendorff 2004, p. 254: on the code k the two observers agree wholly."""
    line, codes = unitized({"i": [(75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k")],
                            "j": [(70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"),
                                  (150, 200, "k")]}, 300)  # fmt: skip
    assert stretched(line, "u-alpha", "code", [codes["k"]]) == 1


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_undefined_is_none_and_whole_agreement_is_one(name: str) -> None:
    c = COEFFICIENTS[name]
    over = "code" if "code" in c.over else "sets"
    if c.on == "character":
        nobody, _ = unitized({"A": [], "B": []}, 10)
        alike, codes = unitized({"A": [(1, 3, "x"), (5, 7, "y")], "B": [(1, 3, "x"), (5, 7, "y")]}, 10)
        none, whole = stretched(nobody, name, over, [1]), stretched(alike, name, over, [codes["x"]])
    else:
        nobody_, _ = rated({"A": ["-", "-"], "B": ["-", "-"]}, "-")
        alike_, codes = rated({"A": ["x", "y", "-"], "B": ["x", "y", "-"]}, "-")
        none, whole = value(nobody_, name, over, [1]), value(alike_, name, over, [codes["x"]])
    if name == "percent":
        assert none == 1, "that nobody marked a unit is agreement about it"
    elif name in ("coverage", "ac1"):
        assert none == (0 if name == "coverage" else 1)
    else:
        assert none is None
    assert whole == (pytest.approx(0.4) if name == "coverage" else 1)


def test_the_registry_says_of_each_how_and_whose() -> None:
    assert set(DEFAULT) < set(COEFFICIENTS)
    for name, c in COEFFICIENTS.items():
        assert c.name == name and c.formula and (c.source or name == "percent") and c.over
        assert ("pooled" in c.over) == (c.parts is not None or name == "holsti")
        assert c.pairs == (name in ("cohen", "holsti"))


def test_draws_are_those_of_the_standard_library() -> None:
    made = draws(13, 40, 7)
    source = random.Random(7)
    for r in range(40):
        drawn = source.choices(range(13), k=13)
        assert list(made[:, r]) == [drawn.count(block) for block in range(13)]


def test_a_replicate_is_the_same_sum_with_other_weights() -> None:
    """Each replicate of each coefficient is that of a table in which the drawn units stand as often as drawn."""
    source = random.Random(3)
    coders = {c: [source.choice("xy-.") for _ in range(9)] for c in "ABC"}
    tally, codes = rated(coders, "-")
    every = list(codes.values())
    kept = [u for u in zip(*coders.values(), strict=True) if sum(v != "." for v in u) > 1]
    s = Replicates(range(tally.units), 25, 5)
    for name, c in COEFFICIENTS.items():
        if c.on == "character":
            continue
        for over in c.over:
            values = value(tally, name, over, every, s)
            for r in range(25):
                units = [u for n, u in enumerate(kept) for _ in range(s.weights[n, r])]
                again, known = rated({k: [u[i] for u in units] for i, k in enumerate(coders)}, "-")
                want = value(again, name, over, [known.get(v, 9) for v in codes])
                got = float(values[r])
                assert (got != got) if want is None else got == pytest.approx(want), (name, over, r)


def test_intervals() -> None:
    assert quantile([0.0, 1.0, 2.0, 3.0], 0.5) == 1.5 and quantile([4.0], 0.975) == 4.0
    assert interval([float("nan")] * 3) is None, "replicates that are undefined are left out"
    found = interval([float("nan"), 2.0, 1.0])
    assert found is not None and list(found) == [pytest.approx(1.025), pytest.approx(1.975)]


def read(
    text: str, marks: list[tuple[int, int, int, int]], units: list[tuple[int, int, int]]
) -> tuple[Tally, Continuum]:
    tally, line = Tally(keep=True), Continuum(keep=True)
    strand = Strand(text, [(0, len(text))], [0], units, [0] * len({u for *_, u in units}), 3, sorted(marks))
    read_units(strand, tally)
    read_characters(strand, line, meeting=True)
    return tally, line


def test_a_unit_is_marked_by_a_character_that_is_not_white_space() -> None:
    text = "one two  three"
    units = [(0, 7, 0), (9, 14, 1)]
    tally, _ = read(text, [(7, 9, 1, 1)], units)
    assert tally.marked(1) == (0, 0, 2), "between two units there is no text"
    tally, _ = read(text, [(3, 4, 1, 1)], units)
    assert tally.marked(1) == (0, 0, 2), "a blank alone marks nothing"
    tally, _ = read(text, [(3, 5, 1, 1), (6, 10, 1, 2)], units)
    assert tally.marked(1) == (1, 1, 0)


def test_overlapping_codings_are_one_stretch_and_those_that_touch_two() -> None:
    assert stretches([(0, 5, 1, 1), (3, 8, 1, 1), (8, 9, 1, 1), (8, 9, 1, 2)]) == [
        (0, 8, 1, 1), (8, 9, 1, 1), (8, 9, 1, 2)
    ]  # fmt: skip
    assert cut([(0, 6, 1, 1), (4, 8, 2, 1), (8, 9, 2, 1)]) == [(0, 4, (1,)), (4, 6, (1, 2)), (6, 8, (2,)), (8, 9, (2,))]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_depends_on_the_order_of_codings(seed: int) -> None:
    source = random.Random(seed)
    text = "word " * 40
    marks = []
    for _ in range(40):
        a = source.randrange(190)
        marks.append((a, a + source.randrange(1, 10), source.randrange(1, 4), 1 << source.randrange(2)))
    units = [(n * 5, n * 5 + 4, n) for n in range(40)]
    found: list[Any] = []
    for _ in range(2):
        tally, line = read(text, marks, units)
        found.append([tally.rated_sets(Plain()), line.coincidences(ANY, line.tally.ratings(ANY, Plain()), Plain()),
                      line.meeting(Plain()), *(line.meets(k, Plain()) for k in (1, 2, 3))])  # fmt: skip
        marks = [(a, b, {1: 3, 2: 1, 3: 2}[k], bit) for a, b, k, bit in marks][::-1]
    assert found[0][:3] == found[1][:3] and found[0][3:] == [found[1][5], found[1][3], found[1][4]]


@pytest.mark.parametrize("seed", range(4))
def test_characters_one_by_one_give_the_same_counts(seed: int) -> None:
    """The counts of a line are those of its characters taken as units, each with what covers it."""
    source = random.Random(seed)
    marks = []
    for _ in range(25):
        a = source.randrange(60)
        marks.append((a, a + source.randrange(1, 9), source.randrange(1, 4), 1 << source.randrange(2)))
    _, line = read("x" * 70, marks, [(0, 70, 0)])
    plain = Tally(keep=True)
    for at in range(70):
        plain.every[0, 3] += 1
        held: dict[int, int] = {}
        for a, b, code, bit in marks:
            if a <= at < b:
                held[code] = held.get(code, 0) | bit
        if held:
            plain.add(0, 3, held)
    s = Plain()
    assert line.tally.rated_sets(s) == plain.rated_sets(s)
    assert line.tally.pair_sets(1, 2, s) == plain.pair_sets(1, 2, s)
    for code in (ANY, 1, 2, 3):
        assert line.tally.ratings(code, s) == plain.ratings(code, s)
        assert line.tally.marked(code) == plain.marked(code)
