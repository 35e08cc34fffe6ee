"""The words of a text: where they stand, what is none, and that packing loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="needs the extra `discover`")

from qda.nlp import words


def found(text: str) -> list[str]:
    (held,) = words.read([text])
    return [held.forms[i] for i in held.form]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De rol van de secretaris.", ["De", "rol", "van", "de", "secretaris"]),
        ("service-based logic, foto's", ["service-based", "logic", "foto's"]),
        ("Zie https://ede.nl/pagina en www.ede.nl of mail jan@ede.nl, @jan!", ["Zie", "en", "of", "mail"]),
        ("in 2020 waren er 3 van", ["in", "waren", "er", "van"]),
        ("x2 en a_b", ["en"]),
        ("Ödipus ñandú \u4f60\u597d", ["Ödipus", "ñandú", "\u4f60\u597d"]),
        ("", []),
        ("a" * 61 + " kort", ["kort"]),
    ],
    ids=["plain", "hyphen", "addresses", "numbers", "codes", "scripts", "empty", "long"],
)
def test_what_a_word_is(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.lists(st.text(max_size=60), max_size=4))
def test_words_are_those_of_each_text_however_many_are_read_together(texts: list[str]) -> None:
    def plain(held: words.Words) -> list[tuple[str, int]]:
        return [(held.forms[i], a) for i, a in zip(held.form.tolist(), held.start.tolist(), strict=True)]

    assert [plain(w) for w in words.read(texts)] == [plain(words.read([t])[0]) for t in texts]


@given(st.text(max_size=300))
def test_a_word_stands_where_it_says_and_packing_keeps_it(text: str) -> None:
    (held,) = words.read([text])
    for form, start in zip(held.form.tolist(), held.start.tolist(), strict=True):
        assert text[start : start + len(held.forms[form])] == held.forms[form]
    again = words.unpack(words.pack(held))
    assert again.forms == held.forms
    assert again.form.tolist() == held.form.tolist() and again.start.tolist() == held.start.tolist()


def test_lemmas_and_kinds_are_packed_as_well() -> None:
    import numpy as np

    held = words.Words(["Rollen"], np.array([0, 0], np.int32), np.array([3, 99], np.int32), ["rol", "rollen"],
                       np.array([0, 1], np.int32), np.array([1, 0], np.int8))  # fmt: skip
    again = words.unpack(words.pack(held))
    assert [again.lemmas[i] for i in again.lemma] == ["rol", "rollen"]
    assert again.kind.tolist() == [1, 0] and again.start.tolist() == [3, 99]
