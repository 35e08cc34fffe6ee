"""Cases on either side of a bound, for rules of the core where only that tells `<` from `<=`: found by a mutation run."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qda.core import numbers, saturation
from qda.core.errors import QdaError, UsageError
from qda.core.message import Message, chained, worded
from qda.core.names import byline, clean, near_duplicates, one_of, short, text, typed
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


def test_the_longest_of_a_series_of_digits_is_shown_whole() -> None:
    assert numbers.short(" " + "7" * 24) == "7" * 24 and numbers.short("7" * 1234) == "7" * 24 + "… (1,234 characters)"


def test_stretches_that_touch() -> None:
    assert list(spans.union([(0, 2), (2, 4), (5, 6), (5, 5)])) == [(0, 4), (5, 6)]
    assert spans.overlap((0, 2), (2, 4)) is None and spans.overlap((0, 3), (2, 4)) == (2, 3)


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


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("raad", '"raad" *'),
        ("raad waarde", '("raad" * AND "waarde" *)'),
        ("raad OR waarde", '("raad" * OR "waarde" *)'),
        ('"de raad"*', '"de raad" *'),
        ("ab-cd", '"ab cd" *'),
        ("a NOT b", '"a" *'),
        ("koffie", '("koffie" * OR "kofﬁe" * OR "koﬃe" * OR "koﬀie" *)'),
        (
            "aŋb cd",
            '("a" * AND "cd" *)',
        ),  # the index may fold ŋ otherwise than Unicode: what stands before it is asked for
        ('"aŋb cd"', '("a" * AND "cd" *)'),
        ("xaffŋ", '("xaff" * OR "xaﬀ" *)'),
        ("ŋ", None),
        ("raad OR ŋ", None),  # one side cannot be looked up, so neither narrows
        ("(raad OR ŋ) x", '"x" *'),
        ("ẚx", None),
    ],
)
def test_what_the_index_is_asked_for(typed: str, asked: str | None) -> None:
    assert query.parse(typed).fts() == asked


def test_many_spellings_are_asked_for_by_their_beginnings() -> None:
    """Beyond 24 spellings of a word its beginning is asked for, never cut within what may be one sign."""
    assert query.parse("q" + "fi" * 5).fts() == "(" + " OR ".join(
        f'"{s}" *' for s in query._spellings("q" + "fi" * 4)
    ) + ")"  # fmt: skip
    assert len(query._spellings("fifififi")) == 16 and query._spellings("fififififi") == []
    assert query._spellings("ffst" * 2) == [] and len(query._spellings("stst" + "fi")) == 18
    assert len(query._spellings("fififi" + "st")) == 24


def test_a_pseudonym_in_a_query_finds_its_names() -> None:
    called = {"p1": ["Ánna Boer", ""]}
    found = query.parse("P1 x").named(lambda name: called.get(name, []))
    assert found.source == "P1 x" and found.fts() == '(("p1" * OR "anna boer" *) AND "x" *)'
    assert (
        found.matches("anna boer x") == [(0, 9), (10, 11)] and found.matches("P1 x") and not found.matches("annabel x")
    )
    assert found.root.children[0] == query.Node(
        "or", (query.Node("term", (), "p1"), query.Node("term", (), "anna boer"))
    )
    beginning = query.parse("P1*")
    assert beginning.named(lambda name: ["Anna"]) is beginning, "the beginning of a word is no pseudonym"


def test_whole_words_alone() -> None:
    assert not query.parse("raad").matches("raadslid") and not query.parse("raad").matches("deraad")
    assert query.parse("raad*").matches("raadslid") == [(0, 4)]
    assert query.parse("FAX*").matches("faxen") == [(0, 3)]


def test_a_query_that_is_too_long() -> None:
    assert query.parse("a" * 2000) and query.parse("(" * 50 + "a" + ")" * 50)
    for bad in ("a" * 2001, "(" * 51 + "a" + ")" * 51):
        with pytest.raises(QdaError) as e:
            query.parse(bad)
        assert str(e.value) == "the query has over 2000 characters or 50 brackets: make it simpler"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ('a "b', "a quotation mark in the query 'a \"b' is not closed: close it or leave it out"),
        ("*", "the query '*' holds a * or quotation marks with nothing to find: add a word"),
        (" ", "the query is empty: give a word, or a phrase in quotation marks"),
        (
            "a OR NOT b",
            "the query 'a OR NOT b' says only what to leave out: add a word to find (in each part of an OR)",
        ),
        ('a ""', "the query 'a \"\"' holds a * or quotation marks with nothing to find: add a word"),
        ("(a OR) b", ") in the query '(a OR) b' needs a word on both sides: to find the word itself, quote it"),
    ],
)
def test_what_is_not_closed(bad: str, says: str) -> None:
    with pytest.raises(QdaError) as refused:
        query.parse(bad)
    assert str(refused.value) == says


def test_no_word_before_a_closing_bracket() -> None:
    with pytest.raises(QdaError, match=r"^a bracket in the query '\(a AND\) b' is not closed"):
        query.parse("(a AND) b")


def test_one_word_of_several() -> None:
    assert one_of("outcome", " Same ", ("same", "differs")) == "same"
    with pytest.raises(UsageError) as refused:
        one_of("outcome", "diffrs", ("same", "differs"))
    assert str(refused.value) == "outcome 'diffrs': it is one of same, differs; did you mean differs?"
    assert isinstance(refused.value.message, Message) and refused.value.message.code == "no-such-word"
    with pytest.raises(UsageError, match=r"'qqq': it is one of same, differs$"):
        one_of("outcome", "qqq", ("same", "differs"))


def test_names_typed_by_pseudonym() -> None:
    class Shown:
        @staticmethod
        def shown(name: str) -> str:
            return {"Anna": "P01", "Bert": "P02", "Cor": "p01"}[name]

    known = [(1, "Anna"), (2, "Bert"), (3, "Cor")]
    assert typed(Shown(), "P01", known) == {1, 3} and typed(Shown(), "anna", known) == set()
    assert typed(object(), "P01", known) == set()


def test_plain_sentences_are_chained_without_a_message() -> None:
    assert chained(["a", "b"]) == "a; b" and type(chained(["a", "b"])) is str
    inner = Message("inner", "x")
    assert chained([inner]) is inner
    both = chained([inner, "y"])
    assert isinstance(both, Message) and both.code == ""


def test_near_names_at_the_bound_of_what_is_added() -> None:
    assert near_duplicates("abcdef", ["a-b-c-d-e--f"]) == ["a-b-c-d-e--f"], (
        "six signs more on six: 2 + 12 // 2 are allowed"
    )
    assert near_duplicates("abcd", ["a-b-c-d--------"]) == [], "eleven more on four"


@pytest.mark.parametrize(
    ("name", "other", "near"),
    [
        ("tons", "t-o-n", False),  # a plural ending is taken off a word of four letters or more
        ("toons", "t-o-o-n", True),
        ("foto’s", "f-o-t-o", True),
        ("fase", "fase1", True),
        ("verhouding", "vrehoduing", True),  # two swaps, one on each border of a fifth of the name
        ("abcdef", "a--b--c--d--e--f", True),  # ten signs more on six: 2 + 16 // 2 are allowed
        ("abcdef", "a--b--c--d--e--f-", False),
    ],
)
def test_near_names_at_their_bounds(name: str, other: str, near: bool) -> None:
    assert (near_duplicates(name, [other]) == [other]) is near
    assert (near_duplicates(other, [name]) == [name]) is near


def test_a_name_may_hold_a_tab() -> None:
    assert clean("a\tb") == "a\tb"


def shape(node: query.Node) -> object:
    """A tree of terms as its words: a list is joined by what its first item says."""
    return node.text if node.op == "term" else [node.op, *map(shape, node.children)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("((a OR b) NOT c) d", ["and", ["and", ["or", "a", "b"], ["not", "c"]], "d"]),
        ("(a (b OR c))", ["and", "a", ["or", "b", "c"]]),
        ("(a b) (c d)", ["and", ["and", "a", "b"], ["and", "c", "d"]]),
        ("((a))", "a"),
        ("(raad X) c", ["and", ["and", "raad", "x"], "c"]),
        ('raad"de wet"', ["and", "raad", "de wet"]),
        ("f(x) y", ["and", "f(x)", "y"]),  # a bracket within a word, and one that holds nothing, are signs
        ("(x)y z", ["and", "(x)y", "z"]),
        ("()", "()"),
        ("( )", ["and", "(", ")"]),
        ('"(a" b)', ["and", "(a", "b)"]),  # and so is one within a phrase
        ("(“a) b” c)", ["and", "a) b", "c"]),
    ],
)
def test_brackets_group(typed: str, meant: object) -> None:
    assert shape(query.parse(typed).root) == meant
