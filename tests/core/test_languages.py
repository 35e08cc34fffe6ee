"""Guess a text's language from its function words."""

from __future__ import annotations

import pytest

from qda.core.text.language import function_word, function_words, guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("De raad en het college", "nl"),
        ("The council and the mayor", "en"),
        ("Der Rat und die Stadt", "de"),
        ("Le conseil et les villes", "fr"),
        ("El consejo y las ciudades", "es"),
        ("DE RAAD EN HET COLLEGE", "nl"),
        ("“Het”, (raad), „en” college.", "nl"),  # in a short text next to marks too
        ("L’été, c’est très", "fr"),
        ("Raad het college", ""),  # one function word
        ("Raad, college en gemeente; het", "nl"),
        ("is was", ""),  # two that two languages share
        ("", ""),
        ("Xyz abc", ""),
        ("het een the and", ""),
        ("het een dat the", "nl"),
        # a tenth of the words, and one less
        ("het een " + "xyz " * 18, "nl"),
        ("het een " + "xyz " * 19, ""),
        # clearly more: a fifth
        ("het dat wij zij maar the and", "nl"),
        ("het dat wij zij maar the and you she", "nl"),
        ("het dat wij zij maar voor the and you she they", ""),
    ],
)
def test_guess(text: str, language: str) -> None:
    assert guess(text) == language


def test_the_beginning_of_a_text_decides() -> None:
    assert guess("het een dat " + "x" * 588 + " the and you " * 9) == "nl"
    assert guess("x" * 600 + " het een dat") == ""
    assert guess("het " + "x" * 592 + " een") == "nl" and guess("het " + "x" * 593 + " een") == ""
    assert (
        guess(" ".join(["het"] * 39 + ["een."])) == "nl" and guess("het. " * 40) == "" and guess("het. " * 39) == "nl"
    )
    assert guess(" ".join(["het"] * 250)) == "nl" and guess("a " * 250 + "het een " * 20) == guess("a " * 250)


def test_function_words() -> None:
    assert function_word("het") and function_word("because") and not function_word("raad") and not function_word("Het")
    assert {"het", "een"} <= function_words("nl") and function_words("nl-BE") == function_words("NL") == function_words(
        "nl"
    )
    assert function_words("xx") == frozenset() and "het" not in function_words("en")
