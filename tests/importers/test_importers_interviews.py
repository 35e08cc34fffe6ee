# ruff: noqa: E501 (texts as people write them stand on one line)
"""Interviews in the usual ways of writing them."""

from __future__ import annotations

import pytest
from helpers_importers import ALSO, LONG, authors, draft, page, texts

WAYS = {
    "colon": "{a}: Hoe begon het?\n\n{b}: Met een brief.\n\nEn toen een avond.\n\n{a}: En daarna?\n\n{b}: Daarna niets.",
    "lines": "{a}: Hoe begon het?\n{b}: Met een brief.\nEn toen een avond.\n{a}: En daarna?\n{b}: Daarna niets.\n",
    "bold": "**{a}:** Hoe begon het?\n\n**{b}:** Met een brief.\n\nEn toen een avond.\n\n**{a}:** En daarna?\n\n**{b}:** Daarna niets.",
    "bold2": "**{a}**: Hoe begon het?\n\n**{b}**: Met een brief.\n\nEn toen een avond.\n\n**{a}**: En daarna?\n\n**{b}**: Daarna niets.",
    "heads": "### {a}\n\nHoe begon het?\n\n### {b}\n\nMet een brief.\n\nEn toen een avond.\n\n### {a}\n\nEn daarna?\n\n### {b}\n\nDaarna niets.",
    "times": "[00:00:01] {a}: Hoe begon het?\n[00:00:04] {b}: Met een brief.\nEn toen een avond.\n[00:01:23] {a}: En daarna?\n[00:01:30] {b}: Daarna niets.",
    "times2": "00:00:01 {a}: Hoe begon het?\n\n00:00:04 {b}: Met een brief.\n\nEn toen een avond.\n\n00:01:23 {a}: En daarna?\n\n00:01:30 {b}: Daarna niets.",
    "alone": "{a}:\nHoe begon het?\n\n{b}:\nMet een brief.\n\nEn toen een avond.\n\n{a}:\nEn daarna?\n\n{b}:\nDaarna niets.",
    "after": "{a} [00:00:01]: Hoe begon het?\n\n{b} [00:00:04]: Met een brief.\n\nEn toen een avond.\n\n{a} [00:01:23]: En daarna?\n\n{b} [00:01:30]: Daarna niets.",
    "timed": "{a}  0:01\nHoe begon het?\n\n{b}  0:04\nMet een brief.\n\nEn toen een avond.\n\n{a}  1:23\nEn daarna?\n\n{b}  1:30\nDaarna niets.",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("a", "b", "asks"),
    [
        ("Interviewer", "Respondent", True),
        ("I", "R1", True),
        ("Moderator", "Noor", True),
        ("Anna Smit", "Jan de Wit", False),
    ],
)
def test_turns(way: str, a: str, b: str, asks: bool) -> None:
    made = draft(WAYS[way].format(a=a, b=b))
    assert made.kind == "interview"
    turns = [s for s in made.segments if s.kind == "turn"]
    assert [t.author for t in turns] == [a, b, a, b]
    assert [t.role for t in turns] == (["researcher", "participant"] * 2 if asks else ["participant"] * 4)
    said = texts(made, "turn")
    assert (
        said[0] == "Hoe begon het?"
        and said[1].split() == ["Met", "een", "brief.", "En", "toen", "een", "avond."]
        and said[3] == "Daarna niets."
    )
    if "time" in way or way == "after":
        assert (turns[2].metadata or {})["time"] in ("00:01:23", "1:23")


def test_a_header_is_metadata_and_tells_who_asks() -> None:
    made = draft(
        "# Gesprek drie\n\nDatum: 3 maart 2019\nPlaats: Rijndam\nInterviewer: Anna Smit\n\n"
        "**Anna:** Wat doet u?\n\n**Bo Maas:** Van alles.\n\n**Anna:** Zoals?\n\n**Bo Maas:** Overleg."
    )
    assert (made.title, made.date, made.metadata["Plaats"]) == ("Gesprek drie", "2019-03-03", "Rijndam")
    assert {s.author: s.role for s in made.segments if s.kind == "turn"} == {
        "Anna": "researcher",
        "Bo Maas": "participant",
    }
    assert "Datum: 3 maart 2019\nPlaats: Rijndam\nInterviewer: Anna Smit" in texts(made, "boilerplate")


def test_english_header_and_questions() -> None:
    made = draft(
        "Title: Second talk\nDate: 2020-05-06\nRole: clerk\n\nQ: What is it?\nA: It is this.\nQ: And that?\nA: Who knows.\n"
    )
    assert (made.title, made.date, authors(made, "turn")) == ("Second talk", "2020-05-06", ["Q", "A", "Q", "A"])


def test_front_matter() -> None:
    made = draft("---\ntitle: Tweede gesprek\ndate: 2021-02-03\n---\n\nI: Hallo?\n\nR: Ja, hallo.\n\nI: Goed.\n")
    assert (made.title, made.date, authors(made, "turn")) == ("Tweede gesprek", "2021-02-03", ["I", "R", "I"])


def test_notes_times_and_quotations_lie_inside_turns() -> None:
    made = draft(
        "Interviewer: Ja?\n\nRespondent: Nou.\n\n[lacht hard]\n\n> voorgelezen zin\n\nDat was het.\n\nInterviewer: Dank.\n\nRespondent: Graag.\n\n[einde opname]"
    )
    assert texts(made, "note") == ["[lacht hard]", "[einde opname]"][: len(texts(made, "note"))] and texts(
        made, "quoted"
    ) == ["> voorgelezen zin"]
    assert all(s.parent is not None for s in made.segments if s.kind in ("note", "quoted"))


@pytest.mark.parametrize(
    "text",
    [
        page(
            "Ons verslag",
            LONG,
            "Doel: beter luisteren.",
            "Middel: vaker langsgaan.",
            "Doel: minder papier.",
            "Middel: korter schrijven.",
        ),
        page("Let op: dit is nieuw. " + LONG, "Let op: dit ook. " + ALSO, "Kortom: het werkt."),
        page(LONG + " Zij zei: kom maar. En hij: ja.", ALSO),
        page(LONG, "Bijvoorbeeld: zo.\nEn ook: zo.\nEn ook: anders.", ALSO),
    ],
)
def test_colons_in_prose_are_no_turns(text: str) -> None:
    assert not texts(draft(text), "turn")


def test_a_colon_inside_a_turn_splits_nothing() -> None:
    made = draft("I: Ja?\n\nR1: Let op: dat weet ik niet. Conclusie: nee.\n\nKortom: nee.\n\nI: Goed.\n\nR2: Ik wel.")
    assert authors(made, "turn") == ["I", "R1", "I", "R2"]


def test_a_single_question() -> None:
    assert authors(draft("Interviewer: één vraag maar?"), "turn") == ["Interviewer"]
