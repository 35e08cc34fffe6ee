"""The search language, its meaning on a text, and that the full-text sieve lets through all that can match."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qda.core.errors import QdaError
from qda.core.text.find import _diacritics, fold
from qda.core.text.query import _SAFE, may_index, parse


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table f using fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
    yield db
    db.close()


def sieved(db: sqlite3.Connection, text: str, fts: str) -> bool:
    db.execute("delete from f")
    db.execute("insert into f(text) values (?)", (text,))
    return bool(db.execute("select 1 from f where f match ?", (fts,)).fetchall())


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("waarde", "Waarde, meerwaarde en wáárde", ["Waarde", "wáárde"]),
        ("waard*", "Waarde, meerwaarde en waardig", ["Waard", "waard"]),
        ("raad waarde", "de waarde voor de raad", ["waarde", "raad"]),
        ("raad waarde", "de waarde voor het college", []),
        ("raad AND waarde", "de waarde voor de raad", ["waarde", "raad"]),
        ("raad OR waarde", "de waarde voor het college", ["waarde"]),
        ("raad NOT waarde", "de raad", ["raad"]),
        ("raad NOT waarde", "de raad en de waarde", []),
        ("a OR b NOT c", "a b c", ["a"]),
        ("(a OR b) NOT c", "a b c", []),
        ("NOT (a OR b) c", "c d", ["c"]),
        ("NOT NOT a b", "a b", ["a", "b"]),
        ('"publieke waarde"', "publieke\u00a0\n Waarde en waarde", ["publieke\u00a0\n Waarde"]),
        ("“publieke waarde”", "publieke waarde", ["publieke waarde"]),
        ('"publieke waard"*', "publieke waarden", ["publieke waard"]),
        ("secretary's role", "The secretary’s role", ["secretary’s", "role"]),
        ("C++", "C, C++ en C++11", ["C++", "C++"]),
        ("a-b", "a-b a b a–b", ["a-b", "a–b"]),
        ("(on)mogelijkheden", "de (on)mogelijkheden", ["(on)mogelijkheden"]),
        (":-)", "leuk :-)", [":-)"]),
        ("🤔", "hm🤔", ["🤔"]),
        ("leuk", "leuk🤣", ["leuk"]),
        ("cafe", "cafe\u0301 café", ["cafe\u0301", "café"]),
        ("café", "cafe CAFÉ", ["cafe", "CAFÉ"]),
        ("istanbul", "İstanbul", ["İstanbul"]),
        ("strasse", "Straße", ["Straße"]),
        ("financieel", "ﬁnancieel", ["ﬁnancieel"]),
        ("best", "beﬆ", ["beﬆ"]),
        ('"OR"', "dit or dat", ["or"]),
        ("or", "dit or dat", ["or"]),
        ("x", "", []),
    ],
)
def test_meaning(index: sqlite3.Connection, query: str, text: str, found: list[str]) -> None:
    q = parse(query)
    assert [text[a:b] for a, b in q.matches(text)] == found
    fts = q.fts()
    if found and fts is not None:
        assert sieved(index, text, fts)


@pytest.mark.parametrize("query", ["waarde", '"publieke waarde"', "secretary's role", "a-b", "C++", "raad NOT x"])
def test_sieve_sieves(index: sqlite3.Connection, query: str) -> None:
    fts = parse(query).fts()
    assert fts
    assert not sieved(index, "iets heel anders", fts)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  ",
        "NOT a",
        "a OR NOT b",
        '"open',
        "OR",
        "a OR",
        "OR a",
        "a AND",
        "AND",
        "a NOT",
        "*",
        '""',
        "(NOT a)",
        "((",
        "a OR OR b",
        "a" * 2001,
        "(" * 60 + "a" + ")" * 60,
        "NOT NOT NOT a",
    ],
)
def test_refused_in_one_line(query: str) -> None:
    if query == "((":
        assert parse(query).fts() is None  # characters like others
        return
    with pytest.raises(QdaError) as e:
        parse(query)
    assert "\n" not in str(e.value)


SIGNS = st.sampled_from(
    list("aAbBsStTfFiIlLeEkK") + list("ßẞﬁﬂﬀﬃﬆﬅſİıéÉǡẚŉøǿÅ") + list("1²Ⅷ٣") + list("'’-–.…+_()*,\"“”")
    + [" ", " ", "\n", "\u00a0", "\u200b", "\u00ad", "\u200d", "\ufe0f", "\u0301", "\u0305", "\u0307", "\u0345"]
    + list("😀🤣🤔❤₽⑤") + list("йиαάᾳ가각公豈हिन्") + ["\ue000", "\u0378", "OR", "NOT", "ss", "st", "ffi"]
)  # fmt: skip
STRINGS = st.lists(SIGNS, min_size=1, max_size=10).map("".join)
ANY = STRINGS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(
    ANY,
    ANY,
    ANY,
    st.integers(0, 10),
    st.integers(1, 10),
    st.sampled_from(["", "NFC", "NFD", "upper", "lower"]),
    st.booleans(),
)
def test_what_matches_passes_the_sieve(
    index: sqlite3.Connection,
    left: str,
    middle: str,
    right: str,
    cut: int,
    size: int,
    change: Literal["", "NFC", "NFD", "upper", "lower"],
    phrase: bool,
) -> None:
    text = left + middle + right
    typed = text[cut : cut + size] if cut < len(text) else middle
    if change in ("NFC", "NFD"):
        typed = unicodedata.normalize(change, typed)
    elif change:
        typed = getattr(typed, change)()
    if phrase:
        typed = '"' + typed.replace('"', " ") + '"'
    try:
        q = parse(typed)
    except QdaError:
        assume(False)
    for stored in (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)):
        found = q.matches(stored)
        fts = q.fts()
        if fts is not None:
            passes = sieved(index, stored, fts)  # no syntax error, whatever was typed
            assert passes or not found, (q, stored, fts)
        for a, b in found:
            assert 0 <= a < b <= len(stored)


@given(st.text(max_size=40))
def test_any_query_parses_or_is_refused(query: str) -> None:
    try:
        q = parse(query)
    except QdaError as e:
        assert "\n" not in str(e)
    else:
        assert q.matches("") == []


def test_index_and_unicode_fold_the_safe_letters_alike(index: sqlite3.Connection) -> None:
    """Every character whose folding has a safe letter alone is indexed as that letter; every parting one parts."""
    index.execute("create virtual table if not exists vocabulary using fts5vocab(f, 'instance')")
    blocks = (
        range(1, 0x3400),
        range(0xA000, 0xAC00),
        range(0xF900, 0x12000),
        range(0x1D000, 0x1FC00),
        range(0xE0000, 0xE0200),
    )
    signs = [chr(c) for block in blocks for c in block]
    letters = {
        i: c for i, c in enumerate(signs) if len(fold(c, plain=True).text) == 1 and fold(c, plain=True).text in _SAFE
    }
    index.execute("delete from f")
    index.executemany("insert into f(rowid, text) values (?, ?)", list(letters.items()))
    got = {doc: term for term, doc, _, _ in index.execute("select * from vocabulary")}
    assert {c for i, c in letters.items() if got.get(i) != fold(c, plain=True).text} == set()
    index.execute("delete from f")
    parting = {i: c for i, c in enumerate(signs) if not may_index(c)}
    index.executemany("insert into f(rowid, text) values (?, ?)", list(parting.items()))
    wrong = {parting[doc] for _, doc, _, _ in index.execute("select * from vocabulary")}
    index.execute("delete from f")
    assert wrong == set()


def test_a_pseudonym_stands_for_its_names() -> None:
    known = {"p01": ["anna jansen", "jansen"]}

    def found(typed: str, text: str) -> list[str]:
        return [text[a:b] for a, b in parse(typed).named(lambda p: known.get(p, [])).matches(text)]

    text = "Anna Jansen kwam. Jansen ook, en P01."
    assert found("P01", text) == ["Anna Jansen", "Jansen", "Jansen", "P01"]
    assert found("P01 kwam", "Jansen kwam.") == ["Jansen", "kwam"]
    assert found("kwam NOT P01", "Jansen kwam.") == []
    assert found('"P01"', "jansen") == ["jansen"]
    assert found("P0*", "jansen") == [], "a beginning is one of words in the text"
    plain = parse("kwam (wel OR niet)")
    assert plain.named(lambda p: []) == plain and plain.named(lambda p: []) is plain


def test_the_index_and_search_agree_on_every_code_point() -> None:
    """Against SQLite's own tokenizer: what it leaves out of a word we leave out; what it takes as a word's part, we may."""
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table f using fts5(text, tokenize = 'unicode61 remove_diacritics 2', content = '')")
    every = [c for c in range(0x80, 0x110000) if not 0xD800 <= c <= 0xDFFF]
    db.executemany("insert into f(rowid, text) values (?, ?)", ((c, f"x{chr(c)}y") for c in every))
    db.execute("create virtual table vocabulary using fts5vocab(f, 'instance')")
    left_out, parting = set[int](), set[int]()
    for term, c in db.execute("select term, doc from vocabulary where term in ('x', 'xy')"):
        (parting if term == "x" else left_out).add(c)
    db.close()
    assert left_out == set(_diacritics()), "a letter with this sign is the letter alone, in the index and in a search"
    part = [c for c in every if c not in parting]
    assert [hex(c) for c in part if not may_index(chr(c))] == [], "a search would look for the pieces of a word"
    # The other way round it costs time alone: the index is asked for less. But marks aside these are few.
    more = [c for c in every if c in parting and may_index(chr(c)) and unicodedata.category(chr(c))[0] != "M"]
    assert len(more) < 500


def test_a_folded_letter_finds_every_spelling(index: sqlite3.Connection) -> None:
    """Each character that folds to another: the folded word passes the sieve of a text with the unfolded one, and back."""
    folds = [
        c for c in map(chr, range(0x80, 0x20000)) if not "\ud800" <= c <= "\udfff" and unicodedata.category(c)[0] == "L"
    ]
    folds = [c for c in folds if fold(c, plain=True).text != c]
    assert "ǡ" not in folds and "Ǡ" in folds and "é" in folds
    wrong = []
    for c in folds:
        text = f"x{c}y"
        for typed in (text, fold(text, plain=True).text):
            q = parse(f'"{typed}"')
            fts = q.fts()
            if not q.matches(text) or (fts is not None and not sieved(index, text, fts)):
                wrong.append((c, typed))
    assert wrong == []
