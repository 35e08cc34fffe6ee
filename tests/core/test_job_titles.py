"""Jobs and names of two capitalised words."""

from __future__ import annotations

import pytest

from qda.core.job_titles import given, job


@pytest.mark.parametrize(
    "label",
    ["Head Nurse", "Beleidsmedewerker", "Team lead 2", "WETHOUDER", "Senior Buyer", "(Loketmedewerker 3)", "Vice-voorzitter",
     "Coach/tutor", "Pflegedienstleitung", "Nurse 4.", "Nurse,", "(nurse)", "Chef Marga"],
)  # fmt: skip
def test_a_job(label: str) -> None:
    assert job(label) is True


@pytest.mark.parametrize(
    "label",
    [
        "Karin Leider",
        "Marga Dool",
        "Senior",
        "Leider",
        "",
        "12 .",
        "Anna Nurse",
        "Buyer Senior",
        "Anne-Marie Werker",
        "Ton. Voorzitter",
    ],
)
def test_no_job(label: str) -> None:
    assert job(label) is False


def test_a_given_name() -> None:
    assert given("Karin Smit") and given("Anne-Marie Bos") and given("KARIN") and given("Wim. Bos")
    assert not given("Smit Karin") and not given("") and not given("Smit-Anne Bos") and not given("karins")
