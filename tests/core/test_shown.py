"""`Shown`: places of a text with pseudonyms and of the stored one, and what is stored when a person changed what was shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.text.masking import Form, Found, Masker
from qda.core.text.shown import Shown, names_in

MASKER = Masker(
    [Form("Anna de Vries", "P01"), Form("Anna", "P01", True), Form("de Vries", "P01"), Form("Boer", "P02", True),
     Form("Kees", "the mayor", True), Form("Wim", "P?1"), Form("Jo", "A/B")]
)  # fmt: skip
words = st.sampled_from(
    ["Anna de Vries", "Anna", "Anna's", "Boer", "boer", "Kees", "Wim", "Jo", "P01", "the", "mayor", "zei", "\n", "\n\n", ".",
     "é\u0301", "[[participant:Anna]]"]
)  # fmt: skip
texts = st.lists(words, max_size=12).map(" ".join)


def shown(text: str, borders: tuple[int, ...] = ()) -> Shown:
    """The text as this masker shows it."""
    return Shown(text, names_in(text, MASKER.find, borders))


@given(texts)
def test_there_and_back(text: str) -> None:
    s = shown(text)
    for at in range(len(text) + 1):
        for end in range(at, len(text) + 1):
            a, b = s.shown(at, end)
            assert 0 <= a <= b <= len(s.text)
            x, y = s.of_stored(a, b)
            assert end == at or x <= at <= end <= y, "outwards"
            assert s.shown(x, y) == (a, b) or end == at
    if not any("\n" in text[f.start : f.end] for f in MASKER.find(text)):
        assert s.text == MASKER.mask(text)


@given(texts)
def test_what_was_not_changed_is_stored_as_it_was(text: str) -> None:
    s = shown(text)
    assert s.restored(s.text) == text


@given(texts, texts, texts)
def test_what_is_written_before_and_after_leaves_it(text: str, before: str, after: str) -> None:
    s = shown(text)
    before, after = (part.replace("P01", "x").replace("the", "x") + " # " for part in (before, after))
    out = s.restored(f"{before}{s.text} # {after}")
    assert MASKER.mask(out) == MASKER.mask(f"{before}{s.text} # {after}"), "what is shown of it is what was written"
    assert len(s.found) <= len(MASKER.find(out))


@given(texts, st.integers(0, 30), st.integers(0, 10))
def test_no_change_stores_a_pseudonym_for_a_name(text: str, at: int, size: int) -> None:
    """Whatever is cut out or moved: what is stored is shown as what was written."""
    text = text.replace("P01", "x").replace("the mayor", "x")
    s = shown(text)
    for edited in (s.text[:at] + s.text[at + size :], s.text[at:] + " # " + s.text[:at]):
        out = s.restored(edited)
        assert MASKER.mask(out).split() == MASKER.mask(edited).split()


@pytest.mark.parametrize(
    ("text", "edited", "stored"),
    [
        ("Anna de Vries zei niets.", "Dat zei P01.", "Dat zei Anna de Vries."),
        ("Anna zei: Anna de Vries.", "P01 zegt: P01.", "Anna zegt: Anna de Vries."),
        ("Anna zei: Boer.", "P02 zei: P01.", "Boer zei: Anna."),
        ("Boer.", "Boer. P01 ook.", "Boer. P01 ook."),
        ("P01, Anna.", "P01, P01!", "P01, Anna!"),
        ("Kees en de rest.", "the mayor, the mayor en de mayor", "Kees, Kees en de mayor"),
        ("Anna.", "P01, P01s en P012; [[participant:P01]].", "Anna, Annas en P012; [[participant:P01]]."),
        ("Wim, Wim.", "P?1, P?1.", "Wim, Wim."),
        ("Niets.", "P01.", "P01."),
        ("Anna zei dat hard de Vries kwam.", "P01 zei dat hard kwam. P01", "Anna zei dat hard kwam. de Vries"),
    ],
    ids=[
        "cut",
        "each its own",
        "changed places",
        "never stood",
        "stored so",
        "two words",
        "in a link",
        "signs",
        "no name",
        "moved to the end",
    ],
)
def test_pseudonyms_become_the_names_for_which_they_stood(text: str, edited: str, stored: str) -> None:
    assert shown(text).restored(edited) == stored


def test_no_pseudonym_goes_over_a_border_or_a_blank_line() -> None:
    text = "Anna de Vries. Anna\n\nde Vries, Anna\nde Vries"
    assert shown(text).text == "P01. P01\n\nP01, P01"
    assert shown(text, (5,)).text == "P01 P01. P01\n\nP01, P01", "a segment begins in it"
    three = names_in("de boer jan", lambda t: [Found(0, 11, "P09")], [7, 2])
    assert three == [Found(0, 2, "P09"), Found(3, 7, "P09"), Found(8, 11, "P09")]
    assert names_in("de boer", lambda t: [Found(0, 7, "P09")], [2]) == [Found(0, 2, "P09"), Found(3, 7, "P09")]


def test_a_name_that_is_cut() -> None:
    s = shown("zei Anna de Vries")
    assert s.text == "zei P01"
    assert s.shown(9, 11) == (4, 7) and s.of_stored(5, 6) == (4, 17)
    assert s.shown(0, 4) == (0, 4) and s.shown(17, 17) == (7, 7)
    assert s.shown(9, 9) == (4, 4) and s.shown(3, 3) == (3, 3) and bool(s) and not shown("zei niets")
    assert s.inside(5) == (4, 7) and s.inside(4) is None and s.inside(7) is None
    assert s.cut_words(4, 6) and not s.cut_words(4, 8) and not s.cut_words(9, 17)


def test_whole_pseudonyms() -> None:
    s = shown("zei Anna de Vries ja")
    assert s.text == "zei P01 ja"
    assert s.whole(5, 6) == s.whole(4, 7) == (4, 7) and s.whole(0, 5) == (0, 7) and s.whole(6, 9) == (4, 9)
    assert (s.whole(0, 2), s.whole(0, 4), s.whole(7, 8), s.whole(8, 9)) == ((0, 2), (0, 4), (7, 8), (8, 9))
    assert s.inside(0) is None and s.inside(9) is None and s.inside(6) == (4, 7)


def test_a_pseudonym_that_begins_with_another() -> None:
    masker = Masker([Form("Anna", "Kim", True), Form("Boer", "Kim B", True)])
    text = "Anna en Boer."
    s = Shown(text, names_in(text, masker.find))
    assert s.text == "Kim en Kim B." and s.restored("Ja: Kim B, Kim B; Kim!") == "Ja: Boer, Boer; Anna!"


def test_a_pseudonym_that_is_no_word() -> None:
    """Signs at its ends need no border around it; letters do."""
    masker = Masker([Form("Anna", "(A)", True), Form("Boer", "P2", True)])
    text = "Anna, Boer."
    s = Shown(text, names_in(text, masker.find))
    assert s.text == "(A), P2." and s.restored("zie(A)en P2x, xP2, P2s") == "zieAnnaen P2x, xP2, Boers"
