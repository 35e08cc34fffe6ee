"""Greetings, sign-offs and thanks that stand alone on a line: those, and nothing that is nearly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.ops.sources.social_lines import find

REST = "Meer over de brug en de straat.\nEn nog een regel.\n\nNog een.\n\nEn hier is het slot van het stuk."

SOCIAL = {
    "nl": [
        "Beste Eric,", "Beste Eric", "Beste allemaal,", "Geachte heer De Vries,", "Geachte mevrouw de Wit,", "Hallo,",
        "Hoi!", "Hi allen,", "Beste Jan en Piet,", "Beste buurtbewoners,", "Goedemorgen!", "Lieve mensen,", "Dag Wilma!",
        "@Eric", "Bedankt!", "Dank je wel, Eric.", "Bedankt voor je reactie!", "Bedankt Eric!", "Alvast bedankt",
        "Dank u wel voor uw snelle reactie.", "Bedankt allemaal :)", "Hartelijke groet, Hanneke", "Groet,",
        "Met vriendelijke groet", "Groetjes van Anja", "Waarde Eric,",
    ],
    "en": [
        "Dear all,", "Dear Mr Smith,", "Hi Eric!", "Hello everyone", "Good morning,", "Thanks!", "Thank you, Eric.",
        "Thanks all!", "Thanks for your reply!", "Many thanks for all your comments, Anna.", "Kind regards,",
        "Best wishes, Anna", "Regards Anna", "Yours sincerely,", "Best regards",
    ],
    "de": ["Liebe Anna,", "Sehr geehrte Damen und Herren,", "Vielen Dank!", "Viele Grüße", "Danke für deine Antwort!"],
}  # fmt: skip
NEARLY = {
    "nl": [
        "Beste oplossing is de straat verbreden", "Beste oplossing is de straat verbreden.", "Beste oplossing!",
        "Beste oplossing: de straat verbreden.", "Beste Eric, ik ben het met je eens.", "Beste Eric?", "Waarde!",
        "Waarde,", "Waarde Creatie:", "Waarde en Moed telt", "Hallo allemaal, ik ben nieuw.", "Dag in dag uit", "Ha!",
        "Bedankt is een groot woord.", "Bedankt voor niets, gemeente", "Bedankt?", "Dank aan de vrijwilligers",
        "Dank voor de brug", "Dank je de koekoek", "Groet aan de wethouder", "Groeten doen we hier niet", "Succes",
        "Groet Utrecht altijd vriendelijk", "Lieve help, wat een brug", "Met vriendelijke groet bedoelde hij niets.",
    ],
    "en": [
        "Best solution is to widen the street", "Best solution", "Best Practices", "Dear me", "Dear,",
        "Dear, dear, what a bridge", "Thanks to the bus there were riders", "Thank you for the bridge", "Cheers went up",
        "Regards to the alderman are due", "Yours is the better plan", "Hello darkness my old friend",
        "Hi-vis vests were handed out", "Thanks, but no thanks.",
    ],
    "de": ["Liebe ist ein großes Wort", "Danke der Nachfrage", "Gruß aus der Küche war kalt."],
}  # fmt: skip


def lines(text: str, language: str, **given: object) -> list[str]:
    """The social lines of a text, as words."""
    return [text[a:b] for a, b in find(text, 0, len(text), language, **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "line"), [(k, x) for k, some in SOCIAL.items() for x in some])
def test_a_social_line(language: str, line: str) -> None:
    assert lines(f"{line}\n\n{REST}", language) == [line]
    assert lines(f"  {line} \r\n\n{REST}", f"{language}-BE") == [line], "white space around it does not count"


@pytest.mark.parametrize(("language", "line"), [(k, x) for k, some in NEARLY.items() for x in some])
def test_what_is_nearly_one_is_text(language: str, line: str) -> None:
    assert lines(f"{line}\n\n{REST}", language) == []
    assert lines(f"{REST}\n\n{line}", language) == []


def test_a_language_that_is_not_known_has_the_words_of_all() -> None:
    for some in SOCIAL.values():
        for line in some:
            assert lines(f"{line}\n\n{REST}", "") == [line]
    assert lines("Dear all,\n\nMore.", "nl") == [] and lines("Dear all,\n\nMore.", "fi") == ["Dear all,"]


def test_a_sign_off_takes_the_name_under_it() -> None:
    end = "Dat was het.\n\nHartelijke groet,\n\nRuben"
    assert lines(end, "nl") == ["Hartelijke groet,", "Ruben"]
    assert lines(end + "\nDirecteur van de bibliotheek", "nl", author="Ruben Vos") == ["Hartelijke groet,", "Ruben"]
    assert lines(end + "\nDirecteur van de bibliotheek", "nl", author="Anna") == ["Hartelijke groet,"]
    assert lines("Dat was het.\n\nGroet,\nDe brug blijft dicht", "nl") == ["Groet,"]
    assert lines("That was it.\nCheers,\nAnna", "en") == ["Cheers,", "Anna"]


def test_the_name_of_who_wrote_may_end_a_post_without_a_goodbye() -> None:
    end = "Mag het ook per mail?\n\nHanneke"
    assert lines(end, "nl", author="Hanneke Vos") == ["Hanneke"]
    assert lines(end, "nl", author="Ruben") == lines(end, "nl", author="Hanneke", last=False) == []
    assert lines(end, "nl", author="Hanneke", kind="turn") == lines("Hanneke", "nl", author="Hanneke") == []
    assert lines("Dat zei de buurvrouw van\nHanneke", "nl", author="Hanneke") == [], "the end of a sentence"


def test_what_may_be_something_else_is_a_sign_off_only_at_the_end_of_a_post() -> None:
    assert lines("That was it.\n\nCheers!", "en") == ["Cheers!"]
    assert lines("That was it.\n\nCheers!", "en", kind="turn") == []
    assert lines("That was it.\n\nCheers!", "en", last=False) == []
    assert lines(f"Cheers!\n\n{REST}", "en") == []
    assert lines("Tot zover.\n\nSucces!", "nl") == ["Succes!"]


def test_a_line_within_a_sentence_is_text() -> None:
    """Hard-wrapped text may break before any word."""
    assert lines("De wethouder zei tegen ons allemaal\nBedankt!\nEn weg was hij.", "nl") == []
    assert lines("Zo is het.\nBedankt!\nHet regent.", "nl") == ["Bedankt!"]


def test_headings_and_boilerplate_have_none_and_a_greeting_without_a_mark_begins_a_post() -> None:
    for kind in ("heading", "boilerplate"):
        assert lines("Beste Eric,\n\nMeer.", "nl", kind=kind) == []
    assert lines("Beste Eric\n\nMeer.", "nl", first=False) == []
    assert lines("Beste Praktijken\n\nMeer.", "nl", kind="paragraph") == []
    assert lines("Beste buren,\n\nMeer.", "nl", first=False) == ["Beste buren,"], "a word for everyone"
    assert lines("Beste werkers,\n\nMeer.", "nl", first=False) == []


@given(st.text("BesteEricGroetDankThanks ,.!?\n\r\t:)\u2028é", max_size=120), st.sampled_from(["nl", "en", "de", ""]))
def test_any_text_gives_lines_in_order_without_white_space(text: str, language: str) -> None:
    at = 0
    for start, end in find(text, 0, len(text), language):
        assert at <= start < end <= len(text) and "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()
        at = end


def test_a_line_of_a_megabyte_is_no_social_line() -> None:
    assert lines("Beste " + "Eric " * 200_000 + ",\n\nBedankt!", "nl") == ["Bedankt!"]
