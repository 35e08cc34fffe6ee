"""Cases on either side of a bound, for rules of the core where only that tells `<` from `<=`: found by a mutation run."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qda.core import numbers, saturation
from qda.core.errors import QdaError
from qda.core.message import Message, chained, worded
from qda.core.names import byline, clean, short, text
from qda.core.text import query, spans


@pytest.mark.parametrize("name", ["\u200b", "\u0301", "\u200b \u0301", "\u00a0\u00ad"])
def test_a_name_that_cannot_be_seen_is_refused(name: str) -> None:
    with pytest.raises(QdaError, match=r"^the name .*nothing that can be seen: give it at least one letter$"):
        clean(f"\u200b{name}")


@pytest.mark.parametrize("sign", ["\x7f", "\x80", "\x9f", "\x1f", "\u202e", "\ufeff", "\ud800", "\udfff"])
def test_signs_that_a_name_may_not_hold(sign: str) -> None:
    with pytest.raises(QdaError):
        clean(f"a{sign}b")


@pytest.mark.parametrize("name", ["é", "e\u0301", "a\u200bb", "X", "\u00a0a", "a~b", "a\u00a1b"])
def test_signs_that_a_name_may_hold(name: str) -> None:
    assert clean(name)


def test_a_name_is_cut_where_it_is_too_long_for_a_line() -> None:
    assert short("x" * 40) == "x" * 40
    assert short("x" * 41) == "x" * 39 + "…" and short("abc", 2) == "a…"


def test_a_text_holds_no_nul_and_no_half_character() -> None:
    assert text("a\ud7ff\ue000\x01", "note") == "a\ud7ff\ue000\x01"
    for bad in ("\0", "\ud800", "\udfff"):
        with pytest.raises(QdaError, match=r"^the note holds a NUL or half a character"):
            text(f"a{bad}", "note")


def test_a_byline_says_who_asks() -> None:
    assert byline("Kim", "researcher") == "Kim (researcher)" and byline("Kim", "participant") == "Kim"
    assert (byline(None, "researcher"), byline("", "researcher")) == ("a researcher", "a researcher")
    assert (byline(None, None), byline("", "participant")) == ("", "")


def test_whole_numbers() -> None:
    most = numbers.LARGEST
    assert [numbers.whole(t) for t in ("7", "+7", "-7", "007", "-007", "0", "-0", "x7", "7x", "")] == [
        7, 7, -7, 7, -7, 0, 0, None, None, None,
    ]  # fmt: skip
    assert numbers.whole(str(most)) == most and numbers.whole(str(most + 1)) == most + 1
    assert numbers.whole(str(most + 2)) == numbers.whole("9" * 19) == numbers.whole("9" * 5000) == most + 1
    assert numbers.whole("0" * 30 + "5") == 5 and numbers.whole("-" + "9" * 20) == -(most + 1)
    assert [numbers.counted(t) for t in ("7", "+7", "-7", "x", str(most), str(most + 1))] == [7, -1, -1, -1, most, -1]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("a OR", "OR in the query 'a OR' needs a word on both sides: to find the word itself, quote it"),
        ("OR a", "OR in the query 'OR a' needs a word on both sides: to find the word itself, quote it"),
        ("AND a", "AND in the query 'AND a' needs a word on both sides: to find the word itself, quote it"),
        ("a AND OR b", "AND in the query 'a AND OR b' needs a word on both sides: to find the word itself, quote it"),
        ("a AND AND b", "AND in the query 'a AND AND b' needs a word on both sides: to find the word itself, quote it"),
        ("a NOT", "NOT in the query 'a NOT' needs a word after it: to find the word itself, write \"NOT\""),
        ("a NOT OR b", "NOT in the query 'a NOT OR b' needs a word after it: to find the word itself, write \"NOT\""),
        ("a NOT AND b", "NOT in the query 'a NOT AND b' needs a word after it: to find the word itself, write \"NOT\""),
    ],
)
def test_what_a_query_lacks(bad: str, says: str) -> None:
    with pytest.raises(QdaError) as refused:
        query.parse(bad)
    assert str(refused.value) == says


def test_not_not_is_a_word_again() -> None:
    assert query.parse("b NOT NOT a").matches("a b") and not query.parse("b NOT NOT NOT a").matches("a b")


def test_an_or_is_looked_up_in_the_index_too() -> None:
    """Each side is; without an index for one side there is none for both."""
    found = query.parse("raad OR waarde").fts()
    assert found is not None and "raad" in found and "waarde" in found and " OR " in found
    assert query.parse("raad OR ŋŋ").fts() is None or "raad" in str(query.parse("raad OR ŋŋ").fts())
    assert query.parse("raad").root.op == "term"


def test_stretches_that_touch() -> None:
    assert list(spans.union([(0, 2), (2, 4), (5, 6), (5, 5)])) == [(0, 4), (5, 6)]
    assert spans.overlap((0, 2), (2, 4)) is None and spans.overlap((0, 3), (2, 4)) == (2, 3)
    assert list(spans.subtract([(0, 4), (4, 8), (8, 9)], [(2, 4), (8, 9)])) == [(0, 2), (4, 8)]


def test_coverage_of_one_source_and_of_two() -> None:
    assert saturation.coverage(2, 1, 4, 1) == saturation.good_turing(2, 4) == Fraction(1, 2)
    assert saturation.coverage(2, 1, 4, 2) == 1 - Fraction(1, 2) * Fraction(2, 4)
    assert saturation.coverage(2, 1, 4) == 1 - Fraction(1, 2) * Fraction(6, 8)
    assert saturation.coverage(0, 0, 4, 2) == 1


def test_an_assessment_at_its_bounds() -> None:
    whole = saturation.assess([3, 1, 0, 0], 4, 2, Fraction(0))
    assert (whole.base_codes, whole.at, whole.later) == (4, None, 0), "a base of all sources leaves none to look at"
    short_of = saturation.assess([3, 1, 0, 0], 5, 2, Fraction(0))
    assert (short_of.base_codes, short_of.at, short_of.runs) == (None, None, ())
    found = saturation.assess([3, 1, 0, 0, 2], 2, 2, Fraction(5, 100))
    assert (found.base_codes, found.at, found.later, found.threshold) == (4, 2, 1, Fraction(5, 100))


def test_messages_are_worded_inside_one_another() -> None:
    inner = Message("inner", "inside")
    both = chained([inner, "plain", Message("other", "{n} others", n=2)])
    assert both == "inside; plain; 2 others"
    sentences = {"inner": "{said}!", "other": "{n:>3} more"}
    assert worded(both, sentences) == "inside!; plain;   2 more"
    assert worded(Message("x", "{names}", names=(inner, "b", 3)), sentences) == "inside!, b, 3"
