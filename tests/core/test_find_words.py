"""Words found in the bytes of a text are those that are found in its folded copy."""

from __future__ import annotations

import random

import pytest

from qda.core.text.find import fold, in_word, occurrences
from qda.core.text.find_words import find_words

PIECES = (
    *"aAbBsSkKéÉe ı\t\n.’'-1", "ſ", "ß", "ﬁ", "\u0301", "\u00ad", "\u200b", "K", "文", "€", "  ", " \n", "ab", "aſ", "kab", "één",
)  # fmt: skip
SPACES = (" ", "  ", "\n", " \t", ". ")
WORDS = ("a", "ab", "as", "s", "aſ", "e", "é", "kab", "b1", "1", "bab", "één", "AB")


@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_bytes_and_the_folded_copy_agree(seed: int, part: bool) -> None:
    choose = random.Random(seed)
    found = 0
    for _ in range(600):
        text = "".join(
            choose.choice(choose.choice((PIECES, PIECES[:22], WORDS, SPACES))) for _ in range(choose.randrange(1, 30))
        )
        phrase = " ".join(choose.choice(WORDS) for _ in range(choose.randrange(1, 4)))
        folded = fold(phrase).text
        left, right = (None if part or not in_word(c) else in_word for c in (folded[0], folded[-1]))
        expected = occurrences(fold(text), folded, left=left, right=right)
        assert find_words(text, phrase, part=part) == expected, (text, phrase)
        found += bool(expected)
    assert found > 10


def test_words_of_a_phrase_stand_in_their_order_with_white_space_between() -> None:
    text = "Het\n\tZICHTBARE  resultaat; hetzichtbare resultaat, het zichtbareresultaat; ‘het zichtbare resultaat’"
    assert [text[a:b] for a, b in find_words(text, "het zichtbare resultaat")] == [
        "Het\n\tZICHTBARE  resultaat", "het zichtbare resultaat",
    ]  # fmt: skip
    assert find_words("zichtbare resultaat", "het zichtbare resultaat") == []
    assert find_words("et zichtbare resultaat", "het zichtbare resultaat") == []


def test_a_phrase_that_overlaps_itself_is_found_where_it_ends_and_begins_anew() -> None:
    assert find_words("aba aba aba aba aba", "aba aba") == [(0, 7), (8, 15)]
    assert find_words("ababa", "aba", part=True) == [(0, 3)]
    assert find_words("xaba aba aba", "aba aba") == [(5, 12)]
