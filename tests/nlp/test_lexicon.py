"""Lemmas, stop words, frequencies; a language that nothing is known of; what is missing is named."""

from __future__ import annotations

import pytest

pytest.importorskip("simplemma", reason="needs the extra `discover`")
pytest.importorskip("wordfreq", reason="needs the extra `discover`")

from qda.core import extras
from qda.core.errors import QdaError
from qda.nlp import extra
from qda.nlp.lexicon import lexicon


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("gemeenten", "gemeente"), ("burgers", "burger"), ("overheden", "overheid"), ("netwerkdoelen", "netwerkdoel"),
     ("gemeentesecretarissen", "gemeentesecretaris"), ("management", "management"), ("verantwoordelijkheden",
     "verantwoordelijkheid")],
)  # fmt: skip
def test_dutch_lemmas(form: str, lemma: str) -> None:
    assert lexicon("nl").lemma(form) == lemma


@pytest.mark.parametrize(("form", "lemma"), [("shifts", "shift"), ("secretary's", "secretary"), ("children", "child")])
def test_english_lemmas(form: str, lemma: str) -> None:
    assert lexicon("en").lemma(form) == lemma


def test_words_that_carry_no_subject() -> None:
    nl = lexicon("nl")
    assert all(nl.stop(w) for w in ("de", "hartelijke", "daarvan", "waartegen", "beste", "x"))
    assert not any(nl.stop(w) for w in ("secretaris", "vertrouwen", "meerwaarde", "daad"))


def test_a_word_that_nobody_knows_is_as_rare_as_can_be() -> None:
    nl = lexicon("nl")
    assert nl.frequency("gemeente") > 1e-6 > nl.frequency("zxqwv") > 0
    assert nl.known("gemeente") and not nl.known("zxqwv")


def test_a_language_without_resources_is_served_with_less() -> None:
    none = lexicon("xx")
    assert not none.has_lemmas and not none.has_frequencies and not none.has_stops
    assert none.lemma("woorden") == "woorden" and not none.stop("de") and none.stop("d")


def test_what_is_missing_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "sklearn" else object())
    assert extra.missing() == ["scikit-learn"]
    with pytest.raises(QdaError, match=r"^discover needs scikit-learn: pip install 'qda\[discover\]'") as e:
        extra.need("discover", "sklearn", "simplemma")
    assert "\n" not in str(e.value)
