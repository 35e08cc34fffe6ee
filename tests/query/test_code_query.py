"""The query language as it is read: terms, operators, how they bind, and what is said of a mistake and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.code_query import BINDS, MOST, CodeQuery, Operator, Term, parse, written
from qda.core.errors import QdaError


def shape(query: CodeQuery) -> str:
    """The query with a bracket around each operation, as it is done."""
    held: list[str] = []
    for step in query.steps:
        if isinstance(step, Operator):
            b, a = held.pop(), held.pop()
            held.append(f"({a} {step.word}{f'/{step.distance}' if step.word in ('NEAR', 'THEN') else ''} {b})")
        else:
            held.append(("=" if step.alone else "") + step.name)
    (whole,) = held
    return whole


@pytest.mark.parametrize(
    ("query", "done"),
    [
        ("a", "a"),
        ("a AND b", "(a AND b)"),
        ("a OR b AND c", "(a OR (b AND c))"),
        ("a AND b OR c", "((a AND b) OR c)"),
        ("a AND b NOT c", "(a AND (b NOT c))"),
        ("a NOT b AND c", "((a NOT b) AND c)"),
        ("a NOT b IN c AROUND d", "(((a NOT b) IN c) AROUND d)"),
        ("a NEAR b THEN/3 c NEAR/0 d", "(((a NEAR/1 b) THEN/3 c) NEAR/0 d)"),
        ("a OR b OR c", "((a OR b) OR c)"),
        ("a AND b AND c", "((a AND b) AND c)"),
        ("(a OR b) AND c", "((a OR b) AND c)"),
        ("a NOT (b NOT c)", "(a NOT (b NOT c))"),
        ("((a))", "a"),
        ("a AND(b OR c)", "(a AND (b OR c))"),
        ('"a"AND"b"', "(a AND b)"),
        ("  a\n AND\tb ", "(a AND b)"),
        ("=a NOT =b", "(=a NOT =b)"),
    ],
)
def test_binding(query: str, done: str) -> None:
    assert shape(parse(query)) == done


@pytest.mark.parametrize(
    ("query", "name", "alone"),
    [
        ("trust", "trust", False),
        ("trust/late", "trust/late", False),
        ("=trust", "trust", True),
        ('"two words"', "two words", False),
        ('="two words"', "two words", True),
        ('"NOT"', "NOT", False),
        ("=NOT", "NOT", True),
        ('"say ""no"""', 'say "no"', False),
        ('"text:x"', "text:x", False),
        ("tru*", "tru*", False),
        ("trust(late)", "trust(late)", False),
        ("(trust(late))", "trust(late)", False),
        ("and", "and", False),
        ("AND/OR", "AND/OR", False),
        ("één", "één", False),
    ],
)
def test_the_name_of_a_term(query: str, name: str, alone: bool) -> None:
    (term,) = parse(query).steps
    assert isinstance(term, Term) and (term.name, term.alone, term.words) == (name, alone, None)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("text:boot", "De boot en de veerboot.", ["boot"]),
        ("text:boot*", "De boot en de bootsman.", ["boot", "boot"]),
        ('text:"de boot"', "Op de boot. De boten.", ["de boot"]),
        ('text:"de boo"*', "Op de boot. De boten.", ["de boo"]),
        ('text:"de boo*"', "Op de boot. De boten.", ["de boo"]),
        ("text:OR", "dit or dat", ["or"]),
        ("text:caf\u00e9", "Het cafe", ["cafe"]),
        ('text:"zei ""nee"" toen"', "Hij zei “nee” toen.", ["zei “nee” toen"]),
        ("(text:boot)", "boot", ["boot"]),
    ],
)
def test_words_are_found_as_a_search_finds_them(query: str, text: str, found: list[str]) -> None:
    (term,) = parse(query).terms
    assert term.words is not None and [text[a:b] for a, b in term.words.matches(text)] == found


@pytest.mark.parametrize(
    ("query", "at", "said"),
    [
        ("", 1, "expected a code or text:WORD, found the end"),
        ("   ", 4, "found the end"),
        ("a AND", 6, "expected a code or text:WORD, found the end"),
        ("AND a", 1, "found AND: a code of that name stands in double quotes"),
        ("NOT a", 1, "found NOT: NOT stands between two terms, as in A NOT B"),
        ("a AND NOT b", 7, "as in A NOT B"),
        ("a AND AND b", 7, "found AND"),
        ("NEAR/2 a", 1, "found NEAR/2"),
        ("a and b", 3, "found and: write AND in capitals"),
        ("a Near/2 b", 3, "found Near/2: write NEAR in capitals"),
        ("two words", 5, "found words: a code of several words stands in double quotes"),
        ('"two words" "b"', 13, 'expected an operator (AND, OR, NOT, IN, AROUND, NEAR, THEN) or the end, found "'),
        ("(a", 3, "expected ) for the ( at character 1, found the end"),
        ("a AND (b OR (c", 15, "expected ) for the ( at character 13"),
        ("a)", 2, "found ) without a ( before it"),
        ("()", 2, "expected a code or text:WORD, found )"),
        ("a (b)", 3, "found (: a code of several words"),
        ('a AND "b', 9, 'expected " for the one at character 7, found the end'),
        ("a NEAR/x b", 8, "a whole number of at most nine figures after NEAR/, found x"),
        ("a NEAR/ b", 8, "after NEAR/, found a blank"),
        ("a THEN/", 8, "after THEN/, found the end"),
        ("a THEN/-1 b", 8, "after THEN/, found -1"),
        ("a NEAR/9999999999 b", 8, "found 9999999999"),
        ("a NEAR/² b", 8, "found ²"),
        ("a AND/2 b", 3, "found AND/2: write AND in capitals"),
        ("= a", 2, "expected a code after =, found a blank"),
        ("=", 2, "expected a code after =, found the end"),
        ("=AND(b", 5, "an operator"),
        ('""', 1, "found quotation marks with nothing in them"),
        ('=" "', 2, "found quotation marks with nothing in them"),
        ("text:", 6, "a word or a phrase in double quotes after text:, found the end"),
        ("text: boot", 6, "after text:, found a blank"),
        ("text:*", 6, "found nothing to look for"),
        ('text:""', 6, "found nothing to look for"),
        ("text:(a)", 6, "after text:, found ("),
    ],
)
def test_a_mistake_is_told_with_its_place(query: str, at: int, said: str) -> None:
    with pytest.raises(QdaError) as e:
        parse(query)
    assert str(e.value).startswith(f"character {at} of the query: expected ") and said in str(e.value)
    assert "\n" not in str(e.value)


def test_a_query_may_be_long_but_not_endless() -> None:
    query = " AND ".join(["a"] * 1200)
    assert len(parse(query).terms) == 1200 and len(parse("(" * 400 + "a" + ")" * 400).steps) == 1
    with pytest.raises(QdaError, match="over 10,000 characters"):
        parse("a" * (MOST + 1))


def test_terms_and_operators_know_their_places() -> None:
    query = parse('a AND "b c" NOT text:d')
    assert [t.at for t in query.terms] == [1, 7, 17] and [t.name for t in query.terms] == ["a", "b c", "text:d"]
    assert [(o.word, o.at) for o in query.operators] == [("NOT", 13), ("AND", 3)]


@given(st.text(alphabet=st.sampled_from('ab ()"=*/:textANDORNEAR12'), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except QdaError as e:
        assert str(e).startswith("character ")
    else:
        assert len(query.terms) == len(query.operators) + 1


names = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda s: s.strip()),
    st.sampled_from([*BINDS, "NEAR/2", "text:a", "=a", "a b", "a(b", "a(b)", 'a"b', '"', ")", "(a)"]),
)


@given(names, names)
def test_a_name_that_is_written_is_read_back(name: str, other: str) -> None:
    one, two = parse(f"({written(name)} AND ={written(other)})").terms
    assert (one.name, one.alone, one.words) == (name, False, None)
    assert (two.name, two.alone) == (other, True)


def test_a_name_is_written_bare_where_it_can_be() -> None:
    assert [written(n) for n in ("trust", "trust(late)", "AND", "a b", "text:a")] == [
        "trust", "trust(late)", '"AND"', '"a b"', '"text:a"',
    ]  # fmt: skip
