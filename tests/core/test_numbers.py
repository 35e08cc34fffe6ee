"""Whole numbers from outside: of any length and script, never Python's own words about them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core import numbers
from qda.core.errors import QdaError

LONG = "7" * 5000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("-3", -3),
        ("+4", 4),
        ("000", 0),
        ("0" * 6000 + "9", 9),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_a_number(text: str, number: int) -> None:
    assert numbers.whole(text) == number


@pytest.mark.parametrize("text", ["", " ", "x", "1.0", "1_000", "²", "٣", "１２", "1e5", "--2", "0x10", "5 6"])
def test_no_number(text: str) -> None:
    assert numbers.whole(text) is None
    assert numbers.counted(text) == -1


@pytest.mark.parametrize("text", [LONG, "-" + LONG, "9223372036854775808", "-9223372036854775808", "1" * 20])
def test_larger_than_any_is_refused_in_our_words(text: str) -> None:
    assert abs(numbers.whole(text) or 0) == numbers.LARGEST + 1
    assert numbers.counted(text) == -1
    with pytest.raises(QdaError, match="larger than any") as e:
        numbers.fits(numbers.whole(text) or 0, text, "--span")
    assert len(str(e.value)) < 150


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_every_number_of_a_study_is_read(n: int) -> None:
    assert numbers.whole(str(n)) == n
    assert numbers.fits(n, str(n), "x") == n


def test_python_s_advice_is_not_passed_on() -> None:
    with pytest.raises(ValueError) as e:
        json.loads(f'{{"id": {LONG}}}')
    assert "sys." in str(e.value) and "sys." not in numbers.why(e.value)
    assert numbers.why(ValueError("something else")) == "something else"
