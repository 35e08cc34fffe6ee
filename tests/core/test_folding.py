"""A text folded for loose comparison, to the letter, and what is found in a folded text."""

from __future__ import annotations

import pytest

from qda.core.text.find import find_quote, fold, joins_on, occurrences
from qda.core.text.find_words import find_words


@pytest.mark.parametrize(
    ("text", "loose", "plain"),
    [
        ("A  b", "a b", "a b"),
        ("a\t\nb", "a b", "a b"),
        ("a\x1fb", "a b", "a b"),
        ("x\u3000y", "x y", "x y"),
        ("a--b", "a-b", "a-b"),
        ("a-–b", "a--b", "a--b"),
        ("a―b", "a-b", "a-b"),
        ("a,,b", "a'b", "a'b"),
        ("a,b", "a,b", "a,b"),
        ("''a\"", "'a'", "'a'"),
        ("`a´", "'a'", "'a'"),
        ("‘a’’", "'a'", "'a'"),
        ("a...b", "a…b", "a…b"),
        ("a.. .b", "a… .b", "a… .b"),
        ("ö….", "ö…", "o…"),
        (".-.", ".-.", ".-."),
        ("a\u00adb", "ab", "a\u00adb"),
        ("a \u00ad b", "a b", "a \u00ad b"),
        ("\u00ad\u200b", "", "\u00ad\u200b"),
        ("❤\ufe0f", "❤", "❤"),
        ("❤\ufe00x", "❤x", "❤x"),
        ("a\ufe0fb", "ab", "a\ufe0fb"),
        ("e\u0301x", "éx", "ex"),
        ("e\u0301\u0323", "ẹ\u0301", "e"),
        ("é", "é", "e"),
        ("a\u0301\ufe0fb", "áb", "a\ufe0fb"),
        ("ﬁn", "fin", "fin"),
        ("Straße", "strasse", "strasse"),
        ("İx", "ix", "ix"),
        ("👩\u200d💻", "👩\u200d💻", "👩\u200d💻"),
        ("a\u200db", "ab", "a\u200db"),
        ("Ǡ", "ǡ", "ǡ"),
        ("\u1100\u1161", "가", "가"),
        ("–\u0301", "-\u0301", "-"),
        ("-\u0301-", "-\u0301-", "--"),
    ],
)
def test_a_folded_text(text: str, loose: str, plain: str) -> None:
    assert fold(text).text == loose and fold(text, plain=True).text == plain


def test_pieces_of_a_folded_text() -> None:
    folded = fold("A  ß.")
    assert folded == ("a ss.", [0, 1, 2, 4], [0, 1, 3, 4], [False, True, True, False])
    assert [folded.span(*x) for x in ((0, 1), (1, 2), (2, 4), (4, 5), (0, 5), (2, 3), (3, 4))] == [
        (0, 1), (1, 3), (3, 4), (4, 5), (0, 5), None, None,
    ]  # fmt: skip
    assert fold("abc") == ("abc", [], [], []) and fold("abc").span(1, 2) == (1, 2)
    soft = fold("a\u00adb")
    assert soft.span(0, 1) == (0, 1) and soft.span(1, 2) == (2, 3), "what leaves no trace belongs to neither side"


def test_where_a_needle_is() -> None:
    assert occurrences(fold("ab"), "", left=None, right=None) == []
    assert occurrences(fold("xaaa"), "aa", left=lambda c: c == "x", right=None) == [(2, 4)]
    assert occurrences(fold("aaax"), "aa", left=None, right=lambda c: c == "x") == [(0, 2)]
    assert occurrences(fold("ß s"), "s", left=None, right=None) == [(2, 3)], "half a letter is no place"


def test_quotes_and_words() -> None:
    assert find_quote("raad Raad", " raad ") == [(0, 4)] and find_quote("raad raad raad", "raad") == [
        (0, 4),
        (5, 9),
        (10, 14),
    ]
    assert find_words("meerwaarde", "waarde") == [] and find_words("meerwaarde", "waarde", part=True) == [(4, 10)]
    for c in "\u0301\u1160\u11ff\u200d\ufe0f":
        assert joins_on(c)
    for c in "a\u02ff\u115f\u1200\u200c":
        assert not joins_on(c)
