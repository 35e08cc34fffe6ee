"""Quotes, words and regular expressions in a text; offsets always into the stored text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qda.core.errors import QdaError
from qda.core.text.find import (
    LONG_LINE,
    compiled,
    find_quote,
    find_regex_in,
    fold,
    joins_on,
    risky,
)
from qda.core.text.find_words import find_words


def find_regex(text: str, pattern: str, *, seconds: float = 10.0) -> list[tuple[int, int]]:
    """Where a pattern matches in one text."""
    return next((spans for _, spans in find_regex_in([(0, text)], pattern, seconds=seconds)), [])


LETTERS = st.sampled_from(
    list("aAbeEisSßﬁfiİıIoO 1.…-–—'‘’\"“”`,\u00a0\n\t\u2009\u200b\u00ad\u200d")
    + list("\u0301\u0308\u0323\ufe0féÉäẞΐŉẚ가👩💻❤אבسا\u1100\u1161")
    + ["e\u0301", "i\u0307", "''", "...", "👩\u200d💻", "\u00e9"]
)  # fmt: skip
TEXTS = st.lists(LETTERS, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("de raad en de Raad", "de", ["de", "de"]),
        ("de raad en de Raad", "raad", ["raad"]),  # exactly first
        ("de raad en de Raad", "RAAD", ["raad", "Raad"]),
        ("van\u00a0de \n  raad", "van de raad", ["van\u00a0de \n  raad"]),
        ("van\u2009de\u202fraad", "van de raad", ["van\u2009de\u202fraad"]),
        ("ge\u00admeen\u200bte", "gemeente", ["ge\u00admeen\u200bte"]),
        ("de ‘waarde’ en “rol”", "'waarde' en \"rol\"", ["‘waarde’ en “rol”"]),
        ("de `waarde´ van ´t", "'waarde' van 't", ["`waarde´ van ´t"]),
        ("„Ja“ zei «hij»", '"Ja" zei "hij"', ["„Ja“ zei «hij»"]),
        ("''ja'' zei hij", '"ja" zei', ["''ja'' zei"]),
        ("zo’n foto's", "zo'n foto’s", ["zo’n foto's"]),
        ("a – b — c-d", "a - b - c–d", ["a – b — c-d"]),
        ("wacht… even", "wacht... even", ["wacht… even"]),
        ("wacht... even", "wacht… even", ["wacht... even"]),
        ("cafe\u0301s", "café", ["cafe\u0301"]),
        ("cafés", "cafe\u0301", ["café"]),
        ("cafe\u0301 cafe", "cafe", ["cafe"]),  # not the letter without its accent
        ("STRASSE Straße", "straße", ["STRASSE", "Straße"]),
        ("İstanbul", "istanbul", ["İstanbul"]),
        ("ıssız", "issiz", []),
        ("x👩\u200d💻y", "X👩\u200d💻", ["x👩\u200d💻"]),
        ("ik ❤\ufe0f dit", "Ik ❤ dit", ["ik ❤\ufe0f dit"]),
        ("אָב בית", "אָב בית", ["אָב בית"]),
        ("\u1100\u1161x", "가", ["\u1100\u1161"]),
        ("Straße", "stras", []),  # half a letter is no place
        ("👩\u200d💻 en 💻", "💻", ["💻"]),
        ("de raad", "  raad\n", ["raad"]),
        ("de raad", " ", []),
        ("de raad", "", []),
        ("", "x", []),
    ],
)
def test_quote(text: str, quote: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in find_quote(text, quote)] == found


@given(TEXTS, st.data())
def test_what_stands_there_is_found(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    quote = text[a:b]
    found = find_quote(text, quote)
    if quote.strip():
        assert found
    for (_, before), (after, _) in pairwise(found):
        assert before <= after


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["NFC", "NFD"]))
def test_composition_and_case_do_not_matter(left: str, quote: str, right: str, form: Literal["NFC", "NFD"]) -> None:
    assume(
        quote.strip()
        and not any(joins_on(c) for c in (quote[0], (right + "x")[0]))
        and "\u1100" not in quote[-1] + left[-1:]
    )
    assume(quote.strip() == quote and left[-1:] != "\u200d" and quote[-1] != "\u200d")
    text = left + " " + unicodedata.normalize(form, quote) + " " + right
    for typed in (unicodedata.normalize("NFC", quote), unicodedata.normalize("NFD", quote)):
        for a, b in find_quote(text, typed):
            assert 0 <= a < b <= len(text)
        assert find_quote(text, typed), (text, typed)


@given(TEXTS, st.booleans())
def test_folded_pieces_lead_back(text: str, plain: bool) -> None:
    folded = fold(text, plain=plain)
    n = len(folded.text)
    places = [folded.span(i, n) for i in range(n + 1)]
    starts = [p[0] for p in places if p is not None]
    assert starts == sorted(starts)
    assert folded.span(0, n) is not None
    for i in range(n):
        for j in range(i + 1, n + 1):
            span = folded.span(i, j)
            if span is not None:
                assert 0 <= span[0] < span[1] <= len(text)
                assert fold(text[span[0] : span[1]], plain=plain).text.strip() == folded.text[i:j].strip()


@pytest.mark.parametrize(
    ("text", "phrase", "part", "found"),
    [
        ("Waarde en meerwaarde", "waarde", False, ["Waarde"]),
        ("Waarde en meerwaarde", "waarde", True, ["Waarde", "waarde"]),
        (
            "publieke\n  waarde, publieke\u00a0Waarde",
            "publieke waarde",
            False,
            ["publieke\n  waarde", "publieke\u00a0Waarde"],
        ),
        ("C++ en C", "c++", False, ["C++"]),
        ("de foto’s", "foto's", False, ["foto’s"]),
        ("een één", "een", False, ["een"]),
        ("cafe\u0301 cafe", "cafe", False, ["cafe"]),
        ("aaa", "a", False, []),
        ("aaaa", "aa", True, ["aa", "aa"]),
        ("xa-a-a", "a-a", False, ["a-a"]),
        ("foo", " ", False, []),
    ],
)
def test_words(text: str, phrase: str, part: bool, found: list[str]) -> None:
    assert [text[a:b] for a, b in find_words(text, phrase, part=part)] == found


@pytest.mark.parametrize(
    ("pattern", "yes"),
    [
        ("a|b", False),
        (r"\bx\b", False),
        ("[*+]x", False),
        (r"\*", False),
        ("colou?r", False),
        ("(?:a|b)c", False),
        ("x*", True),
        ("(a+)+$", True),
        (r"(a)\1", True),
        ("a{2,}", True),
        (r"\w+ly", True),
        (r"\\+", True),
        ("(?=a)b", True),
        ("a?" * 5, True),
        ("(a|b)" * 4, True),
        ("[^]*]x", False),
        (r"[a\]*]", False),
        (r"\d\.", False),
        ("a?b?c?d?", False),
        ("(?:a)?(?:b)?c?", False),  # the ? of a group is none of them
        ("(a)(b)(c)", False),
    ],
)
def test_risky(pattern: str, yes: bool) -> None:
    assert risky(pattern) is yes


@pytest.mark.parametrize(
    "pattern", ["public value|publieke waarde", r"publi\w+ (?:value|waarde)", "(?-i:Public)", "^de", r"$|\b"]
)
def test_regex_in_both_ways_is_re(pattern: str) -> None:
    import re

    texts = [(7, "Public value is\npublieke waarde"), (3, "niets"), (9, "x 👩\u200d💻 publieke  PUBLIEKE WAARDE\nDe")]
    got = list(find_regex_in(texts, pattern))
    want = []
    for key, text in texts:
        spans = [m.span() for m in re.finditer(pattern, text, re.I | re.M) if m[0]]
        if spans:
            want.append((key, spans))
    assert got == want


@pytest.mark.parametrize("pattern", ["(a", "[z-a]", "*", "", "a" * 3 + "(?P<x", r"\1", "(" * 5000])
def test_bad_patterns_are_one_line(pattern: str) -> None:
    with pytest.raises(QdaError) as e:
        find_regex_in([], pattern)
    assert "\n" not in str(e.value)
    if pattern == "(a":
        assert "position 0" in str(e.value)


def test_catastrophic_pattern_is_stopped() -> None:
    with pytest.raises(QdaError, match=r"took more than 0\.5 s"):
        find_regex("a" * 60 + "!", "(a+)+$", seconds=0.5)


def test_gigantic_line_goes_to_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    import qda.core.text.find as module

    seen: list[int] = []
    real = module._in_child

    def counted(
        batch: list[tuple[int, str]], pattern: str, seconds: float, left: float
    ) -> tuple[list[tuple[int, list[module.Span]]], float]:
        seen.append(len(batch))
        return real(batch, pattern, seconds, left)

    monkeypatch.setattr(module, "_in_child", counted)
    texts = [(1, "waarde"), (2, "x" * LONG_LINE + " waarde"), (3, "de waarde")]
    assert list(find_regex_in(texts, "waarde")) == [(1, [(0, 6)]), (2, [(LONG_LINE + 1, LONG_LINE + 7)]), (3, [(3, 9)])]
    assert seen == [1]


def test_empty_matches_and_flags() -> None:
    assert find_regex("aXa", "x*") == [(1, 2)]
    assert compiled("a").search("A")


@pytest.mark.parametrize(
    "unit", ["a", "‘", "e\u0301", " ", "\u00a0 ", ".", "-", "ß", "👩\u200d💻", "\u200b", "'", "\u0301"]
)
def test_long_runs_of_one_thing_come_to_an_end(unit: str) -> None:
    # anything worse than linear would not come back from this
    text = unit * (300_000 // len(unit))
    assert find_quote(text, "Niet “hier”") == []
    assert find_words(text + " slot", "slot") == [(len(text) + 1, len(text) + 5)] or unit in "'-"
    assert len(fold(text, plain=True).text) <= 2 * len(text)


def test_a_hundred_thousand_places() -> None:
    text = "de ‘Raad’ en\n" * 100_000
    found = find_quote(text, "'raad' EN")
    assert len(found) == 100_000
    assert text[slice(*found[-1])] == "‘Raad’ en"


def test_a_quote_that_cuts_no_character_comes_first() -> None:
    assert find_quote("👩\u200d💻 en 💻", "💻") == [(7, 8)]
    assert find_quote("\u200d💻 💻", "💻") == [(3, 4)]
    assert find_quote("ja Ja\u200d", "ja") == [(0, 2)], "what stands at the end is not before the beginning"


class Batches:
    """What was handed to child processes: the keys of each batch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, line: int, batch: int) -> None:
        import qda.core.text.find as module

        self.seen: list[list[int]] = []
        real = module._in_child

        def noted(
            batch: list[tuple[int, str]], pattern: str, seconds: float, left: float
        ) -> tuple[list[tuple[int, list[module.Span]]], float]:
            self.seen.append([key for key, _ in batch])
            return real(batch, pattern, seconds, left)

        monkeypatch.setattr(module, "LONG_LINE", line)
        monkeypatch.setattr(module, "_BATCH", batch)
        monkeypatch.setattr(module, "_in_child", noted)


def test_a_line_as_long_as_the_bound_goes_to_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = Batches(monkeypatch, line=10, batch=1000)
    texts = [(1, "de waard 1\nx"), (2, "de waar 1\nde waar 2"), (3, "de waar 1"), (4, "de waarde1")]
    assert [key for key, _ in find_regex_in(texts, "waar")] == [1, 2, 3, 4]
    assert batches.seen == [[1], [4]]


def test_texts_are_handed_over_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is full with the text that brings it to its size."""
    batches = Batches(monkeypatch, line=1000, batch=10)
    sizes = [4, 5, 6, 4, 6, 3, 6, 5, 20, 1]
    found = find_regex_in([(n, "a" * size) for n, size in enumerate(sizes)], "a+")
    assert list(found) == [(n, [(0, size)]) for n, size in enumerate(sizes)]
    assert batches.seen == [[0, 1, 2], [3, 4], [5, 6, 7], [8], [9]]


def test_the_time_is_for_all_batches_together(monkeypatch: pytest.MonkeyPatch) -> None:
    Batches(monkeypatch, line=1000, batch=1)
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr("qda.core.text.find.time.monotonic", lambda: next(clock))
    found = find_regex_in([(1, "a"), (2, "a")], "a+")
    assert next(found) == (1, [(0, 1)])
    with pytest.raises(QdaError) as stopped:
        next(found)
    assert str(stopped.value) == (
        "the regular expression 'a+' took more than 10 s and was stopped, nothing is changed: make it simpler (a repeat "
        "inside a repeat, or .* at its beginning, takes long)"
    )


def test_the_first_of_several_batches_is_stopped_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    Batches(monkeypatch, line=1000, batch=1)
    with pytest.raises(QdaError, match=r"took more than 0\.5 s"):
        list(find_regex_in([(1, "a" * 60 + "!"), (2, "a")], "(a+)+$", seconds=0.5))


def test_the_child_runs_no_file_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert find_regex("de waarde", r"\w+e$") == [(3, 9)]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import os; os.write(2, b'one\\ntwo\\nle\\xffs\\n'); os._exit(3)", "le\ufffds"),
        ("import os; os._exit(3)", "3"),
    ],
)
def test_a_child_that_breaks_down(program: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import qda.core.text.find as module

    monkeypatch.setattr(module, "_CHILD", program)
    with pytest.raises(QdaError) as broke:
        find_regex("de waarde", "w+")
    assert str(broke.value) == f"the regular expression 'w+' broke down: {why}"


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "the regular expression is empty: give a pattern"),
        ("(" * 5000, "the regular expression is too deeply nested or too large: make it simpler"),
    ],
)
def test_what_is_said_of_a_pattern(pattern: str, says: str) -> None:
    with pytest.raises(QdaError) as e:
        compiled(pattern)
    assert str(e.value) == says


def test_a_bad_pattern_without_a_position() -> None:
    with pytest.raises(QdaError, match=r"^'\(\?<=a\+\)b' is not a regular expression: [^:]*fixed-width pattern$"):
        compiled("(?<=a+)b")
