# ruff: noqa: E501 (texts as people write them stand on one line)
"""Labels with numbers, talks of a few turns, labels of one side alone, keys to labels, and credits that name no speaker."""

from __future__ import annotations

import pytest
from helpers_importers import draft, texts
from helpers_transcripts import said, talk, told, turns

from qda.cli.messages import sentence


@pytest.mark.parametrize("way", ["**{n} {k}.** {t}", "{n} {k}: {t}", "[{n} {k}] {t}"])
def test_a_number_that_counts_turns_is_no_part_of_a_label(way: str) -> None:
    assert turns(draft(talk(way, "Interviewer", "Geertje"))) == ["Interviewer", "Geertje"] * 3


def test_numbers_that_tell_people_apart_stay() -> None:
    made = draft(
        "Moderator: Wie eerst?\nDeelnemer 1: Ik.\nDeelnemer 2: Na jou.\nDeelnemer 3: Dan ik.\nDeelnemer 4: Goed.\n"
    )
    assert turns(made) == ["Moderator", "Deelnemer 1", "Deelnemer 2", "Deelnemer 3", "Deelnemer 4"]


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer\nHoe kwam u hier?\n\nGeertje\nLopend.\n\nInterviewer\nDank u.\n",
        "SPEAKER_00\nHoe kwam u hier? Vertel.\n\nSPEAKER_01\nLopend.\n\nSPEAKER_00\nDank u.\n",
        "**Interviewer** Hoe kwam u hier?\n\n**Geertje** Lopend, met de hond.\n",
        "**I** Hoe kwam u hier?\n\n**R** Lopend, met de hond.\n\n**I** Dank u.\n",
    ],
)
def test_a_talk_of_a_few_turns(text: str) -> None:
    made = draft(text)
    assert made.kind == "interview" and len(said(made)) == text.count("\n\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "**Question** What is the mill for?\n\n**Aim** To show what the town lost.\n",
        "# Plan\n\n**1. Vraag** Wat is er over van de molen?\n\n**2. Aanpak** Wij lezen de boeken.\n\n**3. Verslag** In mei.\n",
        "**1. Bloem** Een pond.\n\n**2. Beslag** Roer alles.\n\n**3. Bloem** Nog een pond.\n\n**4. Beslag** Roer weer.\n",
    ],
)
def test_numbered_and_bold_lead_ins_are_no_talk(text: str) -> None:
    assert draft(text).kind != "interview"


def test_what_follows_the_only_label_is_not_the_interviewers() -> None:
    made = draft(
        "Interviewer: Hoe kwam u hier?\n\nLopend, met de hond.\n\nDie is nu oud.\n\nInterviewer: En nu?\n\nMet de bus.\n"
    )
    assert said(made) == [("Interviewer", "Hoe kwam u hier?"), ("Interviewer", "En nu?")]
    assert [(made.text[s.start : s.end], s.author) for s in made.segments if s.kind == "paragraph"] == [
        ("Lopend, met de hond.", None), ("Die is nu oud.", None), ("Met de bus.", None)
    ]  # fmt: skip
    assert (
        "only those who ask have labels: 3 paragraphs after their questions are no one's; --speaker names labels"
        in map(sentence, made.notes)
    )
    one = draft("Q1: How did you come?\nOn foot.\n\nQ2: And now?\nBy bus.\n\nQ3: Why?\nThe dog is old.\n")
    assert texts(one, "paragraph") == ["On foot.", "By bus.", "The dog is old."]


def test_a_key_to_labels_and_a_pause_over_the_turns_are_notes() -> None:
    made = draft(
        "I = interviewer\nG = mevrouw Groen\n\n(stilte)\n\nI: Hoe gaat het?\nG: Het gaat.\nI: En de hond?\nG: Oud.\n"
    )
    assert texts(made, "note") == ["I = interviewer\nG = mevrouw Groen", "(stilte)"] and made.title == ""
    assert turns(made) == ["I", "G", "I", "G"]


def test_credits_are_no_headings_and_no_title() -> None:
    made = draft(
        "De veerboot is weg. Hij ligt op een werf.\n\nFoto: Els de Boer/Beeldwerf\n\nDe werf is klein en de winter lang, zodat er niets gebeurt.\n\n"
        "(Foto's: Jan Smit, 2019)\n\nFoto: kinderen op het ijs achter de werf.\n\nNiemand vindt dat erg.\n\nTekst: Piet Hein\n"
    )
    assert made.kind == "article" and made.title == "" and not texts(made, "heading")
    assert texts(made, "boilerplate") == ["Foto: Els de Boer/Beeldwerf", "(Foto's: Jan Smit, 2019)", "Tekst: Piet Hein"]
    assert "Foto: kinderen op het ijs achter de werf." in texts(made, "paragraph")
    assert {s.author for s in made.segments if s.kind == "paragraph"} == {"Piet Hein"}


@pytest.mark.parametrize(("q", "a"), [("P", "R"), ("D", "R"), ("F", "A"), ("Q", "R")])
def test_letters_for_question_and_answer(q: str, a: str) -> None:
    made = draft(f"{q}: How did you come?\n{a}: On foot.\n{q}: And now?\n{a}: By bus.\n")
    assert {s.author: s.role for s in made.segments if s.kind == "turn"} == {q: "researcher", a: "participant"}


def test_such_letters_ask_nothing_where_their_turns_do_not() -> None:
    made = draft("P: I came on foot.\nR: And I by bus.\nP: The bus is slow.\nR: So are you.\n")
    assert {s.role for s in made.segments if s.kind == "turn"} == {"participant"}


def test_a_time_over_the_name_and_names_that_come_once() -> None:
    made = draft("00:03\nRia Hoek\nHoe gaat het?\n\n00:09\nBas\nGoed.\n\n00:15\nRia Hoek\nMooi.\n")
    assert said(made) == [("Ria Hoek", "Hoe gaat het?"), ("Bas", "Goed."), ("Ria Hoek", "Mooi.")]
    once = draft("Ria Hoek   0:03\nHoe gaat het?\n\nBas   0:09\nGoed.\n\nTom Kok   0:15\nMij ook.\n")
    assert turns(once) == ["Ria Hoek", "Bas", "Tom Kok"]
    agenda = draft("Opening 9:00\nDe voorzitter opent.\n\nVerslag 9:15\nVan mei.\n\nRondvraag 9:30\nNiets.\n")
    assert agenda.kind != "interview"


def test_what_is_given_by_speaker_is_told_from_remarks_and_headings() -> None:
    made = told("Moderator: Wie?\nP1: Ik.\nP3 (lacht): Tja.\nModerator: En jij?\nP3: Niet.\n", "P*", "Moderator:")
    assert turns(made) == ["Moderator", "P1", "P3", "Moderator", "P3"]
    assert told("# Verhaal\n\nMarga kwam binnen. Zij zei niets.\n\nTeun ging weg.\n", "*").kind != "interview"
