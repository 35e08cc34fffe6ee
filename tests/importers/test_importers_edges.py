"""Who wrote and who speaks, where a line only looks like it; long files; blank threads."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from helpers_importers import ASK, LONG, authors, draft, page, texts

from qda.core.drafts import ReadOptions
from qda.importers import read
from qda.importers.common.lines import Page, lines_of
from qda.importers.common.rules import rules
from qda.importers.plain import forum
from qda.importers.plain.text_file import recognise


@pytest.mark.parametrize("name", ["Onderzoek Universiteit Gent", "Gemeente Utrecht", "Harrow Borough Council"])
def test_an_organisation_alone_on_a_line_signs_nothing(name: str) -> None:
    text = page("Beste allen,", LONG, name, ASK, "Groet,\nKarin Smit", "Beste Karin,", LONG, "Groeten, Jan Bos")
    made = draft(text)
    assert made.kind == "forum" and authors(made, "post") == ["Karin Smit", "Jan Bos"]
    assert name in texts(made, "post")[0] and ASK in texts(made, "post")[0]
    assert {s.author for s in draft(page("Een titel", LONG, name)).segments} == {None}


def test_an_organisation_signs_after_a_sign_off_and_a_last_name_is_none() -> None:
    made = draft(
        page("Beste allen,", LONG, "Met vriendelijke groet,\nGemeente Utrecht", "Beste Jan,", LONG, "Groet,\nPiet")
    )
    assert authors(made, "post") == ["Gemeente Utrecht", "Piet"]
    made = draft(page("Beste allen,", LONG, "Karin de Gemeente", "Beste Karin,", LONG, "Groet,\nJan Bos"))
    assert authors(made, "post") == ["Karin de Gemeente", "Jan Bos"]


ASIDE = page(
    "Interviewer: Hoe gaat dat?",
    "R1: Ik zei het zo.\n{}: wat wil de burger?\nDaar ging het om.",
    "Interviewer: En toen?",
    "R1: Niets.",
)


@pytest.mark.parametrize("label", ["Vraag", "Question", "Frage", "Antwoord"])
def test_a_word_with_a_colon_in_an_answer_is_no_turn(label: str) -> None:
    made = draft(ASIDE.format(label))
    assert authors(made, "turn") == ["Interviewer", "R1", "Interviewer", "R1"]
    assert texts(made, "turn")[1] == f"Ik zei het zo.\n{label}: wat wil de burger?\nDaar ging het om."


@pytest.mark.parametrize(
    "text",
    [
        ASIDE.format("Vraag") + "\n\nVraag: En de raad?\n\nR1: Ook.",  # it recurs
        "Vraag: Hoe gaat dat?\n\nR1: Goed.\n\nR1: Echt.\n\nR2: Ja.",  # it opens the talk
        "Vraag: Hoe gaat dat?\n\nAntwoord: Goed.",  # no one else speaks
        "Datum: 3 mei 2012\nInterviewer: Vraag\n\nR1: Goed.\n\nVraag: En nu?\n\nR1: Ook.\n\nR2: Ja.",  # so the header
    ],
)
def test_vraag_is_a_label_where_the_file_uses_it_as_one(text: str) -> None:
    assert "Vraag" in authors(draft(text), "turn")


def test_a_remark_after_a_label_is_no_part_of_the_name() -> None:
    made = draft(
        "Interviewer: Hoe?\n\nP3: Ja.\n\nP3 (lacht): Nee hoor.\n\nInterviewer: En?\n\nP4 (laughs): Ach.\n\n"
        "Karin (zacht): Zo.\n\nKARIN: Zo was het."
    )
    said = [(s.author, (s.metadata or {}).get("remark")) for s in made.segments if s.kind == "turn"]
    assert said == [
        ("Interviewer", None), ("P3", None), ("P3", "lacht"), ("Interviewer", None), ("P4", "laughs"), ("KARIN", "zacht"),
        ("KARIN", None),
    ]  # fmt: skip
    assert "P3 (lacht):" in texts(made, "boilerplate")


def test_a_role_or_a_difference_in_brackets_stays() -> None:
    made = draft(
        "Lies Bakker (interviewer): Hoe?\n\nRespondent (man): Zo.\n\nRespondent (vrouw): Nee.\n\nRespondent (man): Ja."
    )
    assert authors(made, "turn") == [
        "Lies Bakker (interviewer)",
        "Respondent (man)",
        "Respondent (vrouw)",
        "Respondent (man)",
    ]
    assert made.segments[1].role == "researcher"


@pytest.mark.parametrize("rows", ['"",a\n" ",b\nx,c\n', '"  ",a\nx,c\n"",b\n', 'x,c\n"",a\n"\t",b\n" x ",d\n'])
def test_a_thread_of_blanks_is_the_thread_without_a_name(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("thread,text\n" + rows, encoding="utf-8")
    got = {r.draft.name: r.draft.text for r in read([path], ReadOptions("posts")) if r.draft}
    assert got.keys() == {"posts", "x"} and got["posts"] == "a\n\nb" and got["x"] in ("c", "c\n\nd")


SHAPES = {
    "names": ("Hallo allen", "ja nee.", "Publieke Waarde{}", "", "Groet, Piet"),
    "heads": ("Reactie van Jan Smit op 3 mei 2012 op 12:00", "ja", "Lees ook: dit", ""),
    "threads": ("Antwoorden op deze discussie", "ja {}", ""),
    "turns": ("Interviewer:", "hallo {}", "", "R1:", "ja [lacht]", ""),
}  # fmt: skip


def short_lines(shape: str, n: int) -> str:
    return "\n".join(line.format(i) for i in range(n // len(SHAPES[shape])) for line in SHAPES[shape])


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_times_the_lines_take_about_ten_times_as_long(shape: str) -> None:
    """Work that grows with the square of the lines takes a hundred times as long; the limit lies between."""

    def took(n: int) -> float:
        text = short_lines(shape, n)
        begun = time.process_time()
        recognise(text, "x", ReadOptions())
        return time.process_time() - begun

    took(600)  # the rules are read
    small = min(took(6_000) for _ in range(3))
    assert took(60_000) < 25 * small


def test_the_words_of_a_long_page_are_looked_up_as_those_of_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page("De waarde van d'ancona en jan-piet, o.b.v. _los_ en los, K2 en k3; ÉÉN één", LONG, "Waarde Jan-Piet")
    words = [
        "Waarde",
        "Jan-Piet",
        "Jan",
        "Piet-Jan",
        "D'Ancona",
        "D'Anc",
        "O.B.",
        "Los",
        "K2",
        "K3",
        "Één",
        "Van",
        "Anco",
        "J.",
    ]
    short, long = (Page(text, lines_of(text), rules()) for _ in range(2))
    found = [forum._in_small_letters(short, w) for w in words]
    assert any(found) and not all(found) and short.runs is None
    monkeypatch.setattr(forum, "LONG", 0)
    assert [forum._in_small_letters(long, w) for w in words] == found and long.runs is not None
