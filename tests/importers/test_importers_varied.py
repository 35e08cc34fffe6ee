# ruff: noqa: E501 (texts as people write them stand on one line)
"""Pages and interviews as other people have them: what a round of made-up inputs showed to come in wrongly."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from helpers_importers import ALSO, ASK, FOOT, LONG, authors, draft, page, texts

from qda.core.drafts import ReadOptions
from qda.importers import read
from qda.importers.common.encoding import decode
from qda.importers.common.greetings import plain_name
from qda.importers.common.rules import rules

TOP = ("Dorpsplein", "samen verder")
MID = ("Weergaven: 9", "Hierop reageren", "Berichten in deze discussie")


def thread(first: list[str], *answers: list[str]) -> str:
    return page(*TOP, *first, *MID, *(b for a in answers for b in a), FOOT)


@pytest.mark.parametrize(
    ("closer", "author"),
    [
        ("gr. t. de vries", "t. de vries"),
        ("groetjes,\n\nkarin jansen", "karin jansen"),
        ("m.v.g. Ad", "Ad"),
        ("Vr.gr. Bea", "Bea"),
        ("Hgr, Cees", "Cees"),
        ("xx Sandra", "Sandra"),
        ("Met frisse groet,\n\nJolien", "Jolien"),
        ("Met hartelijke zomerse groet, Jolien", "Jolien"),
        ("With warmest wishes,\nMary-Ann O'Neill\nTown clerk", "Mary-Ann O'Neill"),
        ("Met vriendelijke groet\nElly Bakker-Smit\nGemeente Rijndam\n06-12345678", "Elly Bakker-Smit"),
    ],
)
def test_sign_offs(closer: str, author: str) -> None:
    made = draft(thread(["Beste allemaal,", LONG, closer], ["Hallo,", ALSO, "Groet, Noor"]))
    assert authors(made, "post") == [author, "Noor"]


@pytest.mark.parametrize("line", ["tot snel", "hoor ik graag", "aan iedereen", "de groeten"])
def test_small_letters_are_a_name_only_when_they_are_no_phrase(line: str) -> None:
    assert not plain_name(line, rules(), lower=True)


@pytest.mark.parametrize(
    ("greeted", "signed"), [("mevrouw Bakker", "Elly Bakker-Smit"), ("mevrouw Kok", "drs. Nel Kok MPA")]
)
def test_a_married_name_and_a_degree_are_greeted_by_the_last_name(greeted: str, signed: str) -> None:
    made = draft(thread(["Beste allemaal,", LONG, "Groet,", signed], [f"Geachte {greeted},", ALSO, "Groet, Noor"]))
    posts = [n for n, s in enumerate(made.segments) if s.kind == "post"]
    assert made.segments[posts[1]].reply_to == posts[0]


def test_a_page_without_blank_lines() -> None:
    made = draft(
        "\n".join(
            (
                *TOP,
                "Beste allemaal,",
                LONG,
                "Eric",
                *MID,
                "Beste Eric,",
                ALSO,
                "Hartelijke groet,",
                "Saskia",
                "Dag Saskia,",
                ASK,
                "Eric",
                "RSS",
                "© 2017   Gemaakt door Truus Bakker.   Verzorgd door",
            )
        )
    )
    assert authors(made, "post") == ["Eric", "Saskia", "Eric"]
    assert "Dorpsplein\nsamen verder" in texts(made, "boilerplate")


def test_a_heading_within_a_post_is_no_signature() -> None:
    made = draft(thread(["Beste allemaal,", LONG, "Nieuwe werkwijze", ALSO, "Eva"], ["Beste Eva,", ASK, "Bram"]))
    assert authors(made, "post") == ["Eva", "Bram"]


def test_thanks_to_someone_open_a_post() -> None:
    made = draft(
        thread(
            ["Beste allemaal,", LONG, "Ria"],
            ["Ria,", ALSO, "http://www.voorbeeld.nl/nota.pdf", "Theo"],
            ["Dank Theo,", ASK, "Ria"],
        )
    )
    assert authors(made, "post") == ["Ria", "Theo", "Ria"]


def test_a_comment_that_thanks_answers() -> None:
    first, second = "Reactie van Lena Dam op 3 maart 2012 op 9.05", "Reactie van Eva Bos op 4 maart 2012 op 9.05"
    made = draft(page(*TOP, LONG, ALSO, first, "Mooi stuk.", second, "Dank Lena!\n\nDat doet mij goed.", FOOT))
    comments = [n for n, s in enumerate(made.segments) if s.kind == "comment"]
    assert [made.segments[n].reply_to for n in comments] == [None, comments[0]]


def test_attachments_and_arrows_are_furniture() -> None:
    made = draft(
        thread(
            ["Beste allemaal,", LONG, "Groet,", "Ria", "Bijlagen:", "nota.pdf, 120 KB"],
            ["▶ Reageren op deze discussie", "Beste Ria,", ALSO, "Groet, Theo"],
        )
    )
    assert authors(made, "post") == ["Ria", "Theo"]
    assert {"Bijlagen:", "▶ Reageren op deze discussie"} <= set(texts(made, "boilerplate"))


@pytest.mark.parametrize(
    ("line", "date", "author"),
    [
        ("Door Eva Bos op 4 oktober 2019", "2019-10-04", "Eva Bos"),
        ("*Door Eva Bos, 4 oktober 2019*", "2019-10-04", "Eva Bos"),
        ("04/10/2019 | Eva Bos | 5 min", "2019-10-04", "Eva Bos"),
        ("Auteur: Eva Bos, 4 okt 2019", "2019-10-04", "Eva Bos"),
        ("Door Eva Bos en Jan de Wit op 4 oktober 2019", "2019-10-04", "Eva Bos en Jan de Wit"),
        ("Geplaatst door Eva Bos op 4 oktober 2019 om 10:00", "2019-10-04T10:00", "Eva Bos"),
        ("Posted by Eva Bos on 4 October 2019 at 10:00", "2019-10-04T10:00", "Eva Bos"),
        ("Gepubliceerd: 4 oktober 2019 | Laatst gewijzigd: 5 oktober 2019", "2019-10-04", None),
        ("14-02-2022 12 minutenNoortje ter Horst", "2022-02-14", "Noortje ter Horst"),
    ],
)
def test_more_bylines(line: str, date: str, author: str | None) -> None:
    made = draft(page("Actueel / Buurt", "Waarom wij luisteren", line, LONG, "1. Begin klein", ALSO))
    assert (made.kind, made.title, made.date, made.metadata.get("author")) == (
        "article",
        "Waarom wij luisteren",
        date,
        author,
    )
    assert made.metadata["date"] == date and texts(made, "heading") == ["Waarom wij luisteren", "1. Begin klein"]
    assert line in texts(made, "boilerplate") and not texts(made, "comment")


def test_what_a_person_wrote_is_no_furniture() -> None:
    first = ["Beste allemaal,", "Lees ook: het rapport van de commissie, bladzijde 12.", LONG, "Groet, Eric"]
    second = [
        "Beste Eric,",
        "Schrijf je in voor onze nieuwsbrief, daar staat alles in. Grapje. Ik vind het een mooie vraag.",
        "Aleid",
    ]
    made = draft(thread(first, second))
    boiler = "\n".join(texts(made, "boilerplate"))
    assert authors(made, "post") == ["Eric", "Aleid"] and "Lees ook" not in boiler and "Grapje" not in boiler


@pytest.mark.parametrize(
    "first", ["Copyright is een lastig onderwerp voor de raad", "Welkom bij de raad", "© is een teken"]
)
def test_lines_like_a_foot_over_a_text(first: str) -> None:
    made = draft(
        page(
            "Over tekens",
            "04-10-2019 3 minuten",
            LONG,
            first,
            "Vandaag ging het over tekens",
            LONG + " " + ALSO,
            "Aanmelden voor de nieuwsbrief",
        )
    )
    assert "Vandaag ging het over tekens" not in "\n".join(texts(made, "boilerplate"))


def test_comments_after_a_foot_are_read() -> None:
    made = draft(page(*TOP, LONG, ALSO, FOOT, "Reactie van Lena Dam op 3 maart 2012 op 9.05", "Heel mooi", "Mee eens"))
    assert texts(made, "comment") == ["Heel mooi\n\nMee eens"]


def test_a_call_to_subscribe_is_furniture_at_the_end_only() -> None:
    call = "Meer weten? Schrijf je dan in voor onze nieuwsbrief en blijf op de hoogte."
    tail = page(call, "Aanmelden voor de nieuwsbrief")
    top = ("De straat aan het woord", "01-05-2023 3 minuten")
    assert call in texts(draft(page(*top, LONG, ALSO, tail)), "boilerplate")
    assert call in texts(draft(page(*top, LONG, call, ALSO + " " + LONG, "Aanmelden voor de nieuwsbrief")), "paragraph")


def test_a_heading_glued_to_a_sentence_is_one_and_the_sentence_is_none() -> None:
    line = "Met Tessa wil ik een aantal kwesties doornemen. Wat leren wij van het plein?Vernieuwing"
    made = draft(page("In gesprek met Tessa", LONG, line, ALSO))
    assert line.removesuffix("Vernieuwing") in texts(made, "paragraph")
    assert texts(made, "heading") == ["In gesprek met Tessa", "Vernieuwing"]


INTERVIEWS = {
    "role in brackets": ("Lies Bakker (interviewer): Hoe?\n\nWim: Zo.\n\nLies Bakker (interviewer): En?\n\nWim: Ja.", ["Lies Bakker (interviewer)", "Wim"], "Lies Bakker (interviewer)"),
    "numbered lines": ("1\tInterviewer: Hoe?\n2\tRespondent: Zo.\n3\tInterviewer: En?\n4\tRespondent: Ja.", ["Interviewer", "Respondent"], "Interviewer"),
    "brackets": ("[Interviewer] Hoe?\n[Respondent] Zo.\n[Interviewer] En?\n[Respondent] Ja.", ["Interviewer", "Respondent"], "Interviewer"),
    "dashes": ("Interviewer - Hoe?\n\nRespondent - Zo.\n\nInterviewer – En?\n\nRespondent – Ja.", ["Interviewer", "Respondent"], "Interviewer"),
    "keys and turns in one block": ("Datum: 4 mei 2021\nInterviewer: Hoe?\nRespondent: Zo.\nInterviewer: En?\nRespondent: Ja.", ["Interviewer", "Respondent"], "Interviewer"),
}  # fmt: skip


@pytest.mark.parametrize("name", INTERVIEWS)
def test_more_ways_of_writing_turns(name: str) -> None:
    text, speakers, asks = INTERVIEWS[name]
    made = draft(text)
    assert authors(made, "turn") == speakers * 2 and texts(made, "turn") == ["Hoe?", "Zo.", "En?", "Ja."]
    assert {s.author for s in made.segments if s.role == "researcher"} == {asks}


def test_keys_over_turns_are_metadata() -> None:
    assert draft(INTERVIEWS["keys and turns in one block"][0]).metadata["Datum"] == "4 mei 2021"


def test_speakers_of_one_turn_where_every_line_has_a_label() -> None:
    made = draft("M: How?\nF1: So.\nF2: Same here.\nM1: Not me.\nM: And?\nF1: Yes.\n")
    assert authors(made, "turn") == ["M", "F1", "F2", "M1", "M", "F1"]


@pytest.mark.parametrize("line", ["Plan A - dat is het plan", "[foto] van het plein", "Rol - daar gaat het om"])
def test_dashes_and_brackets_alone_are_no_turns(line: str) -> None:
    assert not texts(draft(page(line, LONG, line, ALSO)), "turn")


@pytest.mark.parametrize("raw", [b"%PDF-1.4\n1 0 obj\n", rb"{\rtf1\ansi Hallo}", b"\0\1", "\u200b\u200b\n".encode()])
def test_what_only_looks_like_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    (reading,) = read([tmp_path / "a.txt"], ReadOptions())
    assert reading.draft is None and reading.error


def test_a_wrong_encoding_is_told() -> None:
    raw = "Eén zin, en nog één.".encode()
    raw += b"x" * (len(raw) % 2)
    with pytest.raises(Exception, match="its bytes are UTF-8"):
        decode(raw, "utf-16-le")
    assert "valid UTF-8" in decode(raw, "cp1252").note


@pytest.mark.parametrize(
    "text", ["“Ja”, zei hij – “nee”.", "café", "€ 5", "GEÏNTERVIEWDE: DE BEËINDIGING VAN DE COÖRDINATIE"]
)
def test_short_texts_in_cp1252(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_read_when_something_writes_and_refused_when_nothing_does(tmp_path: Path) -> None:
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    (reading,) = read([pipe], ReadOptions())
    assert "a pipe that gives nothing" in reading.error
    writer = threading.Thread(target=lambda: pipe.write_text("Een zin uit een pijp."))
    writer.start()
    (reading,) = read([pipe], ReadOptions())
    writer.join()
    assert reading.draft is not None and reading.draft.text == "Een zin uit een pijp."


def test_a_device_is_refused() -> None:
    (reading,) = read(["/dev/zero"], ReadOptions())
    assert "a device" in reading.error


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('text,author\n"een,jan\ntwee,piet\n', "row 2 .*never closed"),
        ('text,author\neen,jan\n"twee" drie,piet\n', "row 3 .*not doubled"),
    ],
)
def test_quotation_marks_that_do_not_match(tmp_path: Path, content: str, why: str) -> None:
    import re

    (tmp_path / "a.csv").write_text(content)
    (reading,) = read([tmp_path / "a.csv"], ReadOptions(form="posts"))
    assert reading.draft is None and re.search(why, reading.error)


def test_a_spreadsheets_separator_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\ntext;author\nEen bericht, met komma;lid1\n \n")
    (reading,) = read([tmp_path / "a.csv"], ReadOptions(form="posts"))
    assert reading.draft is not None and reading.draft.segments[0].author == "lid1"


def test_all_rows_of_codings_that_hold_no_numbers_are_named(tmp_path: Path) -> None:
    from qda.core.errors import QdaError
    from qda.importers.tables.codings import read_codings

    (tmp_path / "c.csv").write_text("source,code,start,end\na,b,x,2\na,b,1,2\na,b,1,y\n")
    with pytest.raises(QdaError, match=r"row 2: .*; row 4: "):
        list(read_codings(str(tmp_path / "c.csv"), ReadOptions()))
    (tmp_path / "c.csv").write_text("source,code,quote\n")
    with pytest.raises(QdaError, match="no rows"):
        list(read_codings(str(tmp_path / "c.csv"), ReadOptions()))
