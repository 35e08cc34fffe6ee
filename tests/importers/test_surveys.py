# ruff: noqa: E501 (rows of tables stand on one line)
"""Surveys as tools export them: rows of labels, who a row is, when it came in, and tables that only look alike."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import texts, tiles

from qda.cli.messages import sentence
from qda.core.drafts import Draft, ReadOptions
from qda.importers import read
from qda.importers.tables.posts import hint
from qda.importers.tables.timestamps import month_first, stamp

A = "De avond was goed voorbereid en niet te lang."
B = "Er bleef te weinig tijd over voor vragen."
ASKED = "Wat ging er goed?"


def table(path: Path, rows: list[list[Any]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book[book.sheetnames[0]]
        for row in rows:
            sheet.append(row)
        book.save(path)
    else:
        with path.open("w", newline="", encoding=encoding) as f:
            csv.writer(f, delimiter=delimiter).writerows(rows)
    return path


def survey(path: Path, **options: Any) -> list[Draft]:
    found = list(read([path], ReadOptions(form="table", **options)))
    assert not [r.error for r in found if r.error]
    made = [r.draft for r in found if r.draft]
    for d in made:
        tiles(d)
    return made


def said(made: list[Draft]) -> list[tuple[str | None, str | None, str]]:
    """Who answered, the day, the answer."""
    return [
        (s.author, (s.date or "")[:10] or None, d.text[s.start : s.end])
        for d in made
        for s in d.segments
        if s.kind == "answer"
    ]


QUALTRICS = [
    ["StartDate", "RecordedDate", "ResponseId", "Q1", "Q2"],
    ["Start Date", "Recorded Date", "Response ID", "Hoe oud\nbent u?", "<b>Wat ging</b> er&nbsp;goed?"],
    ['{"ImportId":"startDate"}', '{"ImportId":"recordedDate"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'],
    ["2026-03-02 10:00:00", "2026-03-04 10:00:00", "R_1", "34", A],
    ["2026-03-02 11:00:00", "2026-03-05 10:00:00", "R_2", "71", B],
]  # fmt: skip
TWO = [("R_1", "2026-03-04", A), ("R_2", "2026-03-05", B)]


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [("a.csv", ",", "utf-8-sig"), ("a.csv", ";", "utf-8"), ("a.csv", "\t", "utf-16"), ("a.xlsx", "", "")],
)
@pytest.mark.parametrize("rows", [QUALTRICS, [*QUALTRICS[:2], *QUALTRICS[3:]]], ids=["three heads", "two heads"])
def test_further_rows_of_the_header_are_labels(
    tmp_path: Path, name: str, delimiter: str, encoding: str, rows: list[list[str]]
) -> None:
    made = survey(table(tmp_path / name, rows, delimiter, encoding))
    assert said(made) == TWO and [d.name for d in made] == ["a-R_1", "a-R_2"]
    assert texts(made[0], "heading") == [ASKED]
    assert made[0].participants == {"R_1": {"StartDate": "2026-03-02 10:00:00", "Hoe oud bent u?": "34"}}
    n = len(rows) - 3
    assert f"{n} further row{'s' * (n > 1)} of the header left out" in made[0].notes[0]


FORMS: dict[str, tuple[list[list[Any]], list[tuple[str | None, str | None, str]]]] = {
    "older qualtrics": (
        [["V1", "V2", "V3", "V8", "Q1"], ["ResponseID", "ResponseSet", "Name", "EndDate", ASKED], ["R_1", "x", "An", "2016-03-02 10:00:00", A]],
        [("R_1", "2016-03-02", A)],
    ),
    "limesurvey, code and text": (
        [["id. Antwoord-ID", "submitdate. Datum ingestuurd", "startlanguage. Begintaal", "G01Q01. " + ASKED], ["4", "2026-03-02 10:05:00", "nl", A]],
        [("4", "2026-03-02", A)],
    ),
    "limesurvey, text above codes": (
        [["Response ID", "Date submitted", "Last page", ASKED], ["id", "submitdate", "lastpage", "G01Q01"], ["7", "2026-03-02 10:05:00", "2", A]],
        [("7", "2026-03-02", A)],
    ),
    "limesurvey, no dates kept": (
        [["Antwort-ID", "Datum Abgeschickt", "Letzte Seite", ASKED], ["7", "1980-01-01 00:00:00", "2", A]],
        [("7", None, A)],
    ),
    "surveymonkey": (
        [
            ["Respondent ID", "Collector ID", "Start Date", "End Date", ASKED, "Wat gebruikt u?", ""],
            ["", "", "", "", "Open-Ended Response", "Bus", "Anders, namelijk"],
            ["118", "45", "03/14/2026 10:05:00 AM", "03/14/2026 10:15:00 AM", A, "Bus", ""],
            ["119", "45", "03/02/2026 10:05:00 AM", "03/02/2026 10:15:00 AM", B, "", "de fiets als het droog is"],
        ],
        [("118", "2026-03-14", A), ("119", "2026-03-02", B), ("119", "2026-03-02", "de fiets als het droog is")],
    ),
    "microsoft forms": (
        [["Id", "Begintijd", "Voltooiingstijd", "E-mail", "Naam", ASKED], ["1", "2026-03-02T10:00", "2026-03-03T10:05", "anonymous", "", A]],
        [("1", "2026-03-03", A)],
    ),
    "surveymonkey, every day could be a month": (
        [
            ["Respondent ID", "Collector ID", "Start Date", "End Date", ASKED],
            ["", "", "", "", "Open-Ended Response"],
            ["118", "45", "04/02/2026 11:55:00 PM", "04/03/2026 12:05:00 AM", A],
        ],
        [("118", "2026-04-03", A)],
    ),
    "surveymonkey, one of its columns shows the order": (
        [
            ["Respondent ID", "Collector ID", "Start Date", "End Date", ASKED],
            ["", "", "", "", "Open-Ended Response"],
            ["118", "45", "03/31/2026 23:55:00", "04/01/2026 00:05:00", A],
        ],
        [("118", "2026-04-01", A)],
    ),
    "older qualtrics, in single quotation marks": (
        [["StartDate", "ResponseId", "Q1"], ["Startdatum", "Reactie-ID", ASKED], ["{'ImportId': 'startDate'}", "{'ImportId': '_recordId'}", "{'ImportId': 'QID1'}"], ["2026-03-02 10:00:00", "R_1", A]],
        [("R_1", "2026-03-02", A)],
    ),
    "redcap, a number of the project's own": (
        [["deelnemer_nr", "redcap_event_name", "begin_timestamp", "goed", "begin_complete"], ["P-07", "begin", "2026-03-02 10:05:00", A, "2"]],
        [("P-07", "2026-03-02", A)],
    ),
    "microsoft forms, years of two figures": (
        [["Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", ASKED], ["1", "24-3-26 9:55:02", "24-3-26 10:05:00", "anonymous", "", A]],
        [("1", "2026-03-24", A)],
    ),
    "google forms in Polish": ([["Sygnatura czasowa", ASKED], ["24.03.2026 10:05:00", A]], [("row 2", "2026-03-24", A)]),
    "google forms": ([["Zeitstempel", ASKED], ["2021/03/17 7:37:09 nachm. MEZ", A]], [("row 2", "2021-03-17", A)]),
    "kobo": (
        [["start", "end", ASKED, "_id", "_uuid", "_submission_time"], ["2026-03-01T10:00:00.000+01:00", "2026-03-01T10:05:00.000+01:00", A, "301", "a-b", "2026-03-02T10:06:00"]],
        [("301", "2026-03-02", A)],
    ),
    "redcap": (
        [["record_id", "redcap_event_name", "oordeel_timestamp", "goed", "oordeel_complete"], ["1", "begin", "2026-03-02 10:05:00", A, "2"], ["2", "begin", "[not completed]", B, "0"]],
        [("1", "2026-03-02", A), ("2", None, B)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_tools_write_round_the_answers(tmp_path: Path, form: str, name: str) -> None:
    rows, want = FORMS[form]
    made = survey(table(tmp_path / name, rows))
    assert said(made) == want
    asked = "goed" if form.startswith("redcap") else ASKED
    assert texts(made[0], "heading")[0] == asked


def test_choices_under_a_question_are_headed_by_both(tmp_path: Path) -> None:
    made = survey(table(tmp_path / "a.csv", FORMS["surveymonkey"][0]))
    assert texts(made[1], "heading") == [ASKED, "Wat gebruikt u?: Anders, namelijk"]
    assert made[0].participants["118"]["Wat gebruikt u?: Bus"] == "Bus"


@pytest.mark.parametrize(
    "rows",
    [
        [["respondent", "Welk woord kiest u?", "Waarom?"], ["1", "Response ID", A], ["2", "Start Date", B]],
        [["Naam", "Status", "Waarom?"], ["Naam", "Voltooid", A], ["Piet", "Open", B]],
        [["Respondent ID", "Waarom?", "Anders"], ["", A, "Antwoord"], ["", B, "niets"]],
        [["Record ID", "Timestamp", "Waarom?", "Complete?"], ["1", "[not completed]", A, "Complete"], ["2", "2026-03-02", B, "Incomplete"]],
    ],
)  # fmt: skip
def test_a_first_answer_that_looks_like_a_label_stays(tmp_path: Path, rows: list[list[str]]) -> None:
    assert [answer for _, _, answer in said(survey(table(tmp_path / "a.csv", rows)))] == [A, B]


def test_a_date_that_somebody_asked_for_is_not_when_the_answer_came(tmp_path: Path) -> None:
    rows = [["respondent", "Start date", "Waarom?"], ["P1", "2 mei 2019", A]]
    (made,) = survey(table(tmp_path / "a.csv", rows))
    assert made.date is None and made.participants == {"P1": {"Start date": "2 mei 2019"}}


def test_two_people_may_say_the_same(tmp_path: Path) -> None:
    rows = [["leeftijd", ASKED], ["34", A], ["34", A], ["71", B], ["34", A]]
    made = survey(table(tmp_path / "a.csv", rows))
    assert len(made) == 4 and len({d.sha256 for d in made}) == 4
    again = survey(table(tmp_path / "b.csv", [*rows, ["34", A]]))
    assert [d.sha256 for d in again[:4]] == [d.sha256 for d in made], "a fuller file knows its first rows again"


def test_what_is_left_out_is_told_with_numbers(tmp_path: Path) -> None:
    rows = [["Record ID", "Timestamp", "Waarom?"], ["1", "2026-03-02", A], ["2", "ooit", B], ["3", "2026-03-02", ""], ["1", "2026-03-02", B]]  # fmt: skip
    notes = survey(table(tmp_path / "a.csv", rows))[-1].notes
    assert notes[0] == "1 row without an answer left out (row 4)"
    assert notes[1] == "1 row has no date that can be read (row 3)" and "(row 5)" in notes[2]


def test_what_was_guessed_of_dates_is_told(tmp_path: Path) -> None:
    """Month first by AM and PM, day first where nothing shows it, and dates that are none."""
    for cell, told in (
        ("03/02/2026 10:05:00 AM", "month first, as they have AM and PM"),
        ("3-2-26 10:05:00", "day first where both could be"),
        ("3/2/2026 10:05 a. m.", "day first where both could be"),
        ("op een avond", "no date of an answer can be read (Tijdstempel: 'op een avond'): kept as written"),
    ):
        notes = survey(table(tmp_path / "a.csv", [["Tijdstempel", ASKED], [cell, A]]))[0].notes
        assert len(notes) <= 2 and any(told in n for n in notes), (cell, notes)
    for cell in ("2026-03-02 10:05:00", "24/3/2026 10:05:00", "3/3/2026 10:05:00"):
        assert survey(table(tmp_path / "a.csv", [["Tijdstempel", ASKED], [cell, A]]))[0].notes == []


def test_answers_in_several_columns(tmp_path: Path) -> None:
    rows = [["Tijdstempel", ASKED, "En verder?"], ["2-3-2026 10:05:00", A, "Nee"]]
    path = table(tmp_path / "a.csv", rows)
    assert [x[2] for x in said(survey(path))] == [A]
    both = survey(path, columns={"text": ASKED}, texts=(ASKED, "En verder?"))
    assert [x[2] for x in said(both)] == [A, "Nee"]
    assert [x[2] for x in said(survey(table(tmp_path / "q.csv", QUALTRICS), columns={"text": ASKED}))] == [A, B]


def test_answers_in_a_script_without_blanks(tmp_path: Path) -> None:
    made = survey(
        table(tmp_path / "a.csv", [["性别", "你最喜欢什么？"], ["女", "我最喜欢晚上的音乐，还有大家一起做的汤。"]])
    )
    assert [x[2] for x in said(made)] == ["我最喜欢晚上的音乐，还有大家一起做的汤。"]


def test_a_survey_is_not_taken_for_posts(tmp_path: Path) -> None:
    rows = [["ID", "Start time", "Completion time", "Email", "Name", "Comment", "Date"], ["1", "x", "x", "x", "x", A, "x"]]  # fmt: skip
    assert "--as table" in sentence(hint(str(table(tmp_path / "a.csv", rows)), ReadOptions()))


@pytest.mark.parametrize(
    ("cells", "iso"),
    [
        (["3/2/2026 9:05", "3/24/2026"], "2026-03-02T09:05"), (["2/3/2026 9:05", "24/3/2026"], "2026-03-02T09:05"),
        (["3/2/26 9:05", "3/24/26"], "2026-03-02T09:05"), (["2026/03/02 9:05:00 PM GMT+1"], "2026-03-02T21:05:00+01:00"),
        (["2026/03/02 9:05:00 p. m. CET"], "2026-03-02T21:05:00"), (["Mon Mar 02 09:05:00 +0000 2026"], "2026-03-02T09:05:00+00:00"),
        (["2026-03-02 09:05:00"], "2026-03-02T09:05:00"), (["[not completed]"], None), (["99/99/2026"], None),
    ],
)  # fmt: skip
def test_dates_are_read_as_the_whole_column_says(cells: list[str], iso: str | None) -> None:
    assert stamp(cells[0], month_first(cells)) == iso


def test_workbook_dates_are_dates(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Horodateur", ASKED], [dt.datetime(2026, 3, 2, 10, 5), A]]
    assert said(survey(table(tmp_path / "a.xlsx", rows))) == [("row 2", "2026-03-02", A)]
