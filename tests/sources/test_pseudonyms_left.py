"""What `participant pseudonymise --dry-run --left` lists: what looks like someone in a text and is not replaced."""

from __future__ import annotations

import pytest

from qda.core.masking import Form, Masker
from qda.ops.residue import Residue

FOUND = [
    ("Bel 06-12345678 vandaag.", ("telephone number", "06-12345678")),
    ("Of (020) 123 45 67.", ("telephone number", "(020) 123 45 67")),
    ("Or +44 20 7946 0958 now.", ("telephone number", "+44 20 7946 0958")),
    ("Call 555-867-5309.", ("telephone number", "555-867-5309")),
    ("Mail jan.smit@gemeente-ede.nl graag.", ("e-mail", "jan.smit@gemeente-ede.nl")),
    ("Rekening NL91 ABNA 0417 1643 00.", ("IBAN", "NL91 ABNA 0417 1643 00")),
    ("Wij wonen in de Dorpsstraat 12a daar.", ("address", "Dorpsstraat 12a")),
    ("Er wohnt in der Lindenstraße 5 dort.", ("address", "Lindenstraße 5")),
    ("She lives at 12 Old Mill Road now.", ("address", "12 Old Mill Road")),
    ("Postcode 6711 AB.", ("postcode", "6711 AB")),
    ("Near SW1A 1AA.", ("postcode", "SW1A 1AA")),
    ("Wij spraken burgemeester Kuipers.", ("name?", "Kuipers")),
    ("We met Mr. Hopkins there.", ("name?", "Hopkins")),
    ("Daar was Truus Vos ook.", ("name?", "Truus Vos")),
    ("Zo zei de boer.", ("name in small letters", "boer")),
]


def left(*texts: str, language: str = "nl") -> set[tuple[str, str]]:
    """What is listed of these texts, each a source."""
    residue = Residue(Masker([Form("Boer", "P01", True), Form("Anna", "P02", True)]))
    for n, text in enumerate(texts):
        residue.read(f"s{n}", language, text)
    return {(x.kind, x.text) for x in residue.left()}


@pytest.mark.parametrize(("text", "found"), FOUND, ids=[t for t, _ in FOUND])
def test_what_looks_like_someone_is_listed(text: str, found: tuple[str, str]) -> None:
    assert found in left(text)


@pytest.mark.parametrize(
    "text",
    [
        "Op 07-02-2019 en in 2024 was het af.", "Het kostte 12.345,67 euro.", "Dat zegt de burgemeester. Een dag later niet.",
        "Ja, zei Anna. Boer ook.", "Waarde telt. Waarde telt. Wij ook.", "Het staat op bladzijde 1234 en in artikel 12.",
    ],
)  # fmt: skip
def test_and_what_does_not_is_not(text: str) -> None:
    assert left(text) == set()


def test_a_word_with_a_capital_that_comes_back_may_be_a_name() -> None:
    assert ("name?", "Ridderkerk") in left("Wij gaan naar Ridderkerk.", "Zij komt uit Ridderkerk.")
    assert left("Dort war Haus und Hof.", "Und das Haus.", language="de") == set(), "in German every noun has a capital"
