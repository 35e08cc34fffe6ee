"""Words are found by a pattern where that is enough, else in a folded copy: the places are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.text import find_words as module
from qda.core.text.find import Span, fold, in_word, loose_char, occurrences
from qda.core.text.find_words import Finder, find_words

PLAIN = [
    "een",
    "Één",
    "zo’n",
    "ZO'N",
    "a",
    "A",
    " ",
    "  ",
    "\n\n",
    "\t ",
    "\x1c",
    "\xa0",
    ".",
    "...",
    "…",
    "-",
    "–",
    "“",
    "7",
    "µ",
    "ŉ",
]
ODD = ["ß", "e\u0301", "\u00ad", "\u200d", "İ", "ﬁ", "\u212a", "\u3000", "ǰ", "字", "❤\ufe0f", "\u017f", "\u200b"]
PHRASES = st.lists(
    st.sampled_from(["een", "één", "a", "A", "ß", "zo'n", "7", "k", "s", " ", "fi", "...", "字", "i"]),
    min_size=1,
    max_size=3,
)


def slowly(text: str, phrase: str, part: bool) -> list[Span]:
    """The places in a folded copy."""
    needle = fold(phrase).text.strip()
    if not needle:
        return []
    left = in_word if not part and in_word(needle[0]) else None
    right = in_word if not part and in_word(needle[-1]) else None
    return occurrences(fold(text), needle, left=left, right=right)


@given(st.lists(st.sampled_from(PLAIN)), PHRASES, st.booleans())
def test_in_plain_texts(parts: list[str], phrase: list[str], part: bool) -> None:
    text = "".join(parts)
    assert find_words(text, "".join(phrase), part=part) == slowly(text, "".join(phrase), part)


@given(st.lists(st.sampled_from(PLAIN + ODD)), PHRASES, st.booleans())
def test_in_texts_with_other_characters(parts: list[str], phrase: list[str], part: bool) -> None:
    text = "".join(parts)
    assert find_words(text, "".join(phrase), part=part) == slowly(text, "".join(phrase), part)


@given(st.text(max_size=30), st.text(min_size=1, max_size=3), st.booleans())
def test_in_any_text(text: str, phrase: str, part: bool) -> None:
    assert find_words(text + phrase + text, phrase, part=part) == slowly(text + phrase + text, phrase, part)


@pytest.mark.parametrize("c", [chr(n) for n in range(0x250)])
def test_each_character_of_western_texts(c: str) -> None:
    """In and beside a word, doubled, and as the word."""
    for text in (f"een{c}", f"{c}een {c}", f"e{c}en een", f"een{c}{c}een", f"{c}", f"x {c.upper()}{c.lower()} x"):
        for phrase in ("een", f"{c}", f"een{c}een"):
            for part in (False, True):
                assert find_words(text, phrase, part=part) == slowly(text, phrase, part), (text, phrase)


def test_the_pattern_is_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Het  zichtbare\nRESULTAAT “is” zo’n één – € 7…"
    finder = Finder("het zichtbare resultaat")
    monkeypatch.setattr(module, "fold", None)
    assert finder.places(text) == [(0, 24)] and finder.places("hetzichtbare resultaat") == []
    with pytest.raises(TypeError):
        finder.places(text + "e\u0301")
    assert all(len(loose_char(c)) == 1 for c in "’“…é")
