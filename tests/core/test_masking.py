"""`Masker`: which names are found in a text, to the letter."""

from __future__ import annotations

import pytest

from qda.core.text.masking import SEVERAL, Form, Found, Masker, word_key


def mask(forms: list[Form], text: str, source: str = "", cut: tuple[bool, bool] = (False, False)) -> str:
    return Masker(forms).mask(text, source, cut=cut)


ANNA, VRIES = Form("Anna", "P01", True), Form("Anna de Vries", "P02")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna de Vries en Anna.", "P02 en P01."),
        ("Anna de", "P01 de"),
        ("Anna", "P01"),
        ("anna de vries, ANNA-DE-VRIES, Anna_de.Vries", "P02, P02, P02"),
        ("Anna  de\n Vries", "P02"),
        ("Anna, de Vries", "P01, de Vries"),
        ("Anna de x Vries", "P01 de x Vries"),
        ("Anna de Vriess", "P02s"),
        ("Anna des Vries", "P01 des Vries"),
        ("Annas en annas", "P01s en annas"),
        ("anna", "anna"),
        ("Ann\u00ada en An\u200bna", "P01 en P01"),
        ("ÁNNA", "P01"),
        ("", ""),
    ],
)
def test_names_of_one_word_and_of_several(text: str, shown: str) -> None:
    assert mask([ANNA, VRIES], text) == shown
    assert mask([VRIES, ANNA], text) == shown, "in whatever order they were given"


def test_places_of_names() -> None:
    masker = Masker([ANNA, VRIES])
    assert masker.find("Zei Anna? Anna de Vriess.") == [Found(4, 8, "P01"), Found(10, 23, "P02")]
    assert Masker([]).find("Anna") == [] and not Masker([]) and masker
    assert not Masker([Form("x", "P09"), Form("", "P09"), Form("王", "P09")]), "a single sign names no one"
    assert Masker([Form("王伟", "P09")]) and Masker([Form("++", "P09")])


def test_a_name_of_several_people() -> None:
    two = [Form("Jan", "P01"), Form("Jan", "P02"), Form("Jan", "P01")]
    assert mask(two, "Jan") == "P01/P02"
    assert mask([*two, Form("Jan", "P03")], "Jan") == "P01/P02/P03"
    assert mask([*two, Form("Jan", "P03"), Form("Jan", "P04")], "Jan") == SEVERAL


def test_whose_name_it_is_in_a_source() -> None:
    some = [Form("Jan", "P01", source="een"), Form("Jan", "P02", source="twee"), Form("Jan", "P03")]
    assert [mask(some, "Jan", source) for source in ("een", "twee", "drie", "")] == ["P01", "P02", "P03", "P01/P02/P03"]
    both = [*some, Form("Jan", "P04", source="een")]
    assert mask(both, "Jan", "een") == SEVERAL and mask(both, "Jan", "twee") == "P02"
    assert mask([Form("Jan", "P01"), Form("Jan", "P02")], "Jan", "een") == "P01/P02"
    assert mask([Form("Jan", "P01", source="een")], "Jan", "twee") == "P01"


def test_a_capital_is_asked_for_only_where_every_form_asks_for_it() -> None:
    assert mask([Form("Braak", "P01", True)], "braak Braak") == "braak P01"
    assert mask([Form("Braak", "P01", True), Form("braak", "P02")], "braak") == "P01/P02"
    assert mask([Form("ter Braak", "P01", True)], "ter braak, ter Braak, Ter Braak") == "ter braak, P01, P01"
    masker = Masker(
        [Form("Braak", "P01", True), Form("ter Veld", "P02", True), Form("Noëlla", "P03"), Form("Boer", "P04", True)]
    )
    assert masker.capital_words() == {"braak", "boer"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jansens plan", "P01s plan"),
        ("JANSENS plan", "P01S plan"),
        ("Jansenss plan", "Jansenss plan"),
        ("de Boers huis", "P02s huis"),
        ("de Boerss huis", "de Boerss huis"),
        ("Jos' huis, Jos, Joss", "P03' huis, P03, P03s"),
    ],
)
def test_a_genitive_keeps_its_ending(text: str, shown: str) -> None:
    assert mask([Form("Jansen", "P01"), Form("de Boer", "P02"), Form("Jos", "P03")], text) == shown


def test_a_name_with_a_tail() -> None:
    """What stands in brackets behind a label belongs to it, and the longer form wins."""
    some = [Form("R1", "P01"), Form("R1 (gesprek)", "P02"), Form("R1 (gesprek 2)", "P03")]
    assert mask(some, "R1 (gesprek), R1 (gesprek 2), R1 (rest), R1") == "P02, P03, P01 (rest), P01"
    assert mask([Form("R1 (gesprek)", "P02")], "R1 (gesprek, R1 (gesprek)") == "R1 (gesprek, P02"
    assert mask([Form("Anna)", "P01")], "Anna) Anna") == "P01) P01"


def test_signs_between_the_words_of_a_name() -> None:
    assert (
        mask([Form("Jan & Piet", "P01")], "Jan & Piet; Jan &  Piet; Jan Piet; Jan + Piet")
        == "P01; P01; P01; Jan + Piet"
    )
    assert mask([Form("jan_72", "P01")], "jan_72, jan-72, jan 72, jan’72, jan72") == "P01, P01, P01, P01, jan72"


@pytest.mark.parametrize(
    ("text", "cut", "shown"),
    [
        ("van Noël…", (False, False), "van P01…"),
        ("van Noël", (False, False), "van Noël"),
        ("van Noël", (False, True), "van P01"),
        ("van Noël.", (False, True), "van Noël."),
        ("van No…", (False, False), "van No…"),
        ("van noël…", (False, False), "van noël…"),
        ("…ëlla zei", (False, False), "…P01 zei"),
        ("ëlla zei", (True, False), "P01 zei"),
        ("ëlla zei", (False, False), "ëlla zei"),
        (" ëlla zei", (True, False), " ëlla zei"),
        ("…la zei", (False, False), "…la zei"),
        ("… ëlla zei", (False, False), "… ëlla zei"),
        ("…Noël zei", (False, False), "…Noël zei"),
        ("van ëlla…", (False, False), "van ëlla…"),
        ("van Kimm…", (False, False), "van Kimm…"),
        ("van kas…", (False, False), "van P02…"),
    ],
)
def test_a_name_that_was_cut_off(text: str, cut: tuple[bool, bool], shown: str) -> None:
    some = [Form("Noëlla", "P01", True), Form("Kasper", "P02"), Form("Kaspar", "P03"), Form("de Kimmenade", "P04")]
    assert mask(some, text, cut=cut) == shown


def test_names_in_scripts_without_blanks() -> None:
    some = [
        Form("王伟", "P01"),
        Form("王伟明", "P02"),
        Form("이 민호", "P03"),
        Form("王伟", "P04"),
        Form("=^.^=", "P05"),
    ]
    masker = Masker(some)
    assert masker.mask("因为王伟说王伟明走") == "因为P01/P04说P02走"
    assert masker.mask("x=^.^=y 이 민호는") == "xP05y P03는"
    assert (
        Masker([Form("Anna 王", "P01"), Form("王", "P02"), Form("Anna", "P03", True)]).mask("Anna 王, Anna")
        == "P03 王, P03"
    )
    assert masker.find("王伟, 王伟明") == [Found(0, 2, "P01/P04"), Found(4, 7, "P02")]


def test_the_names_of_a_pseudonym() -> None:
    some = [
        Form("Anna de-Vries", "P01"),
        Form("Noëlla", "P02"),
        Form("Anna", "p01", True),
        Form("王伟", "P01"),
        Form("王", "P03"),
    ]
    masker = Masker(some)
    assert sorted(masker.called("p01")) == sorted(["anna de-vries", "anna de-vriess", "anna", "annas", "王伟"])
    assert masker.called("P02") == ["noella", "noellas"] and masker.called("P03") == [] and masker.called("P0") == []


def test_how_words_are_compared() -> None:
    assert word_key("Noe\u0308LLA") == word_key("noëlla") == "noella" and word_key("Straße") == "strasse"
    assert word_key("An\u00adna\u200b") == "anna"


@pytest.mark.parametrize(
    ("forms", "text", "shown"),
    [
        ([Form("x", "P09"), ANNA], "Anna", "P01"),
        ([Form("Anna (Ede)", "P01"), Form("Anna (Ede).", "P02")], "Anna (Ede).", "P02"),
        ([Form("Jo", "P01")], "Jos, Jo", "Jos, P01"),
        ([ANNA, Form("Annabel", "P02")], "Anna… Annab…", "P01… P02…"),
        ([ANNA, Form("=^.^=", "P05")], "Anna=^.^=Anna", "P01P05P01"),
        ([Form("Jansen Bos", "P01")], "Jansens Bos", "Jansens Bos"),
        ([Form("Jan , & Piet", "P01")], "Jan ,  & Piet", "P01"),
        ([Form("Anna de Vries", "P02", True), Form("Anna", "P01")], "anna de vries", "P01 de vries"),
        ([Form("R1 (gesprek)", "P02"), Form("R1", "P01")], "R1 (gesprek", "P01 (gesprek"),
        ([Form("Noëlla", "P01")], "van Noël… en …ëlla zei", "van P01… en …P01 zei"),
    ],
)
def test_names_beside_one_another(forms: list[Form], text: str, shown: str) -> None:
    assert mask(forms, text) == shown


def test_a_name_of_two_of_whom_one_is_of_a_source() -> None:
    two = [Form("Noortje", "P01", source="een"), Form("Noortje", "P02")]
    masker = Masker(two)
    assert masker.mask("Noortje", "een") == "P01" and masker.mask("Noortjes", "een") == "P01s"
    assert masker.mask("Noortje", "twee") == "P02" and masker.mask("Noortje") == "P01/P02"
    assert masker.find("Noortje") == [Found(0, 7, "P01/P02")]
    assert masker.mask("Noor… …rtje", "een") == "P01/P02… …P01/P02"


def test_a_loose_name_of_two() -> None:
    masker = Masker([Form("王伟", "P01"), Form("王伟", "P04")])
    assert masker.called("p04") == ["王伟"] == masker.called("P01") and masker.called("P01/P04") == []
