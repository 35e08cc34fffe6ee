"""Tables: posts, surveys, codings."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers_importers import tiles

from qda.core.drafts import Reading, ReadOptions
from qda.core.errors import QdaError
from qda.importers import read
from qda.importers.codings import read_codings

POSTS = [
    {
        "id": "1",
        "thread": "brug",
        "title": "De brug",
        "author": "lid1",
        "date": "2015-01-02T10:00",
        "body": "Eerste bericht over de brug.",
        "likes": "3",
    },
    {
        "id": "2",
        "thread": "brug",
        "title": "De brug",
        "author": "lid2",
        "date": "03-01-2015 8.15",
        "body": "Een antwoord.\r\n\r\nMet twee alinea's.",
        "likes": "",
    },
    {
        "id": "3",
        "thread": "dorp",
        "title": "Het dorp",
        "author": "lid1",
        "date": "ooit",
        "body": "> aangehaald\nNog iets over het dorp.",
        "likes": "1",
    },
]


def write(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding=encoding)
        return path
    with path.open("w", newline="", encoding=encoding) as f:
        writer = csv.DictWriter(f, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def posts(path: Path, **columns: str) -> list[Reading]:
    found = list(read([path], ReadOptions(form="posts", columns=columns)))
    for r in found:
        if r.draft:
            tiles(r.draft)
    return found


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [
        ("a.csv", ",", "utf-8"),
        ("a.csv", ";", "utf-8-sig"),
        ("a.csv", "\t", "utf-16"),
        ("a.tsv", "\t", "utf-8"),
        ("a.jsonl", "", "utf-8"),
    ],
)
@pytest.mark.parametrize("scattered", [False, True])
def test_a_source_a_thread(tmp_path: Path, name: str, delimiter: str, encoding: str, scattered: bool) -> None:
    rows = [POSTS[0], POSTS[2], POSTS[1]] if scattered else POSTS
    drafts = [r.draft for r in posts(write(tmp_path / name, rows, delimiter or ",", encoding))]
    assert [d.name for d in drafts if d] == ["brug", "dorp"]
    first, second = drafts
    assert first and second and first.kind == "posts" and first.title == "De brug"
    assert first.text == "Eerste bericht over de brug.\n\nEen antwoord.\n\nMet twee alinea's."
    assert [(s.author, s.date, (s.metadata or {}).get("id")) for s in first.segments] == [
        ("lid1", "2015-01-02T10:00", "1"),
        ("lid2", "2015-01-03T08:15", "2"),
    ]
    assert (first.segments[0].metadata or {})["likes"] == "3" and (second.segments[0].metadata or {})["date"] == "ooit"
    assert [s.kind for s in second.segments] == ["post", "quoted"] and second.segments[1].parent == 0
    assert len({d.sha256 for d in drafts if d}) == 2


def test_same_rows_same_hash(tmp_path: Path) -> None:
    a, b = (posts(write(tmp_path / n, POSTS)) for n in ("a.csv", "b.csv"))
    assert [r.draft.sha256 for r in a if r.draft] == [r.draft.sha256 for r in b if r.draft]


def test_no_thread_column_is_one_source(tmp_path: Path) -> None:
    rows = [{"tekst": p["body"], "auteur": p["author"], "datum": p["date"]} for p in POSTS]
    (reading,) = posts(write(tmp_path / "gesprek.csv", rows))
    assert (
        reading.draft
        and reading.draft.name == "gesprek"
        and len([s for s in reading.draft.segments if s.kind == "post"]) == 3
    )


def test_columns_by_option(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [{"wat": "Een bericht.", "wie": "lid1"}])
    (reading,) = posts(path, text="wat", author="WIE")
    assert reading.draft and reading.draft.segments[0].author == "lid1"
    (refused,) = posts(path)
    assert "wat, wie" in refused.error and "--column text=" in refused.error
    (refused,) = posts(path, text="nee")
    assert "'nee'" in refused.error


def test_answers_are_positions(tmp_path: Path) -> None:
    rows = [
        {"id": "7", "reply_to": "", "text": "Een."},
        {"id": "8", "reply_to": "7", "text": "Twee."},
        {"id": "9", "reply_to": "5", "text": "Drie."},
    ]
    (reading,) = posts(write(tmp_path / "a.csv", rows))
    assert reading.draft and [s.reply_to for s in reading.draft.segments] == [None, 0, None]
    assert any("not here" in n for n in reading.draft.notes)


def test_rows_without_text_are_noted(tmp_path: Path) -> None:
    (reading,) = posts(write(tmp_path / "a.csv", [{"text": "Een."}, {"text": " "}, {"text": "Twee."}]))
    assert reading.draft and any("row 3" in n for n in reading.draft.notes)
    assert "no row has text" in posts(write(tmp_path / "b.csv", [{"text": " "}]))[0].error


@pytest.mark.parametrize("cell", ["=1+1", "+31 6", "-nee", "@jan hoi"])
def test_defused_cells_are_taken_back(tmp_path: Path, cell: str) -> None:
    (reading,) = posts(write(tmp_path / "a.csv", [{"text": "'" + cell, "author": "'" + cell}]))
    assert reading.draft and reading.draft.text == cell and reading.draft.segments[0].author == cell


def test_an_apostrophe_of_the_text_stays(tmp_path: Path) -> None:
    (reading,) = posts(write(tmp_path / "a.csv", [{"text": "'s Morgens vroeg."}]))
    assert reading.draft and reading.draft.text == "'s Morgens vroeg."


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.jsonl", '{"text": "een"}\n{"text": \n', "line 2"),
        ("a.jsonl", '{"text": "een"}\n[1]\n', "line 2"),
        ("a.jsonl", '[{"text": "een"}]', "array"),
        ("a.csv", "", "empty"),
        ("a.csv", "text,author\neen,twee,drie\n", "row 2"),
        ("a.xlsx", "PK", "no .xlsx inside"),
        ("a.csv", 'text\n"een\0twee"\n', "binary"),
        ("a.jsonl", '{"text": "een \\ud800 twee"}\n', "surrogate"),
    ],
)
def test_bad_tables_are_refused(tmp_path: Path, name: str, content: str, why: str) -> None:
    (tmp_path / name).write_bytes(content.encode())
    (reading,) = posts(tmp_path / name)
    assert reading.draft is None and why in reading.error


def test_posts_from_standard_input() -> None:
    found = list(read(["-"], ReadOptions(form="posts"), io.BytesIO(b"text;author\nEen.;a\n")))
    assert [r.draft.name for r in found if r.draft] == ["stdin"]


def test_cp1252_after_a_long_plain_beginning(tmp_path: Path) -> None:
    rows = b"text\n" + b"een gewone regel tekst\n" * 20_000 + "een café".encode("cp1252") + b"\n"
    (tmp_path / "a.csv").write_bytes(rows)
    (reading,) = posts(tmp_path / "a.csv")
    assert reading.draft and reading.draft.text.endswith("café")


SURVEY = [
    {
        "nr": "p1",
        "leeftijd": "44",
        "functie": "griffier",
        "Wat vindt u van de raad?": "Ik vind dat de raad beter moet luisteren naar de buurt.",
        "En verder?": "",
    },
    {
        "nr": "p2",
        "leeftijd": "51",
        "functie": "secretaris",
        "Wat vindt u van de raad?": "Die doet het goed. Niets op aan te merken.",
        "En verder?": "Wij zouden vaker op bezoek moeten gaan.",
    },
]


def test_survey(tmp_path: Path) -> None:
    path = write(
        tmp_path / "enquete.csv", [{("respondent" if k == "nr" else k): v for k, v in r.items()} for r in SURVEY]
    )
    drafts = [r.draft for r in read([path], ReadOptions(form="table"))]
    first, second = drafts
    assert first and second and [first.name, second.name] == ["enquete-p1", "enquete-p2"]
    for d in (first, second):
        tiles(d)
    assert first.text == "Wat vindt u van de raad?\nIk vind dat de raad beter moet luisteren naar de buurt."
    assert [s.kind for s in second.segments] == ["heading", "answer"] * 2 and second.segments[1].author == "p2"
    assert second.participants == {"p2": {"leeftijd": "51", "functie": "secretaris"}}


def test_survey_without_answers_is_refused(tmp_path: Path) -> None:
    (reading,) = read([write(tmp_path / "a.csv", [{"x": "1", "y": "2"}])], ReadOptions(form="table"))
    assert "no column holds answers" in reading.error and "x, y" in reading.error


def test_codings(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.csv", [{"source": "a", "code": "'=x", "start": "3", "end": "9", "coder": "els", "note": ""}]
    )
    (row,) = read_codings(str(path), ReadOptions())
    assert tuple(row) == (2, "a", "=x", 3, 9, None, "els", None)
    path = write(tmp_path / "q.jsonl", [{"source": "a", "code": "x", "quote": "een stuk"}])
    (row,) = read_codings(str(path), ReadOptions())
    assert (row.quote, row.start, row.coder) == ("een stuk", None, None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("source,start,end\na,1,2\n", "code"),
        ("source,code,start\na,b,1\n", "quote"),
        ("source,code,start,end\na,b,x,2\n", "row 2"),
        ("source,code,quote\na,b,\n", "row 2"),
    ],
)
def test_codings_refused(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "c.csv").write_text(content)
    with pytest.raises(QdaError, match=why):
        list(read_codings(str(tmp_path / "c.csv"), ReadOptions()))


def test_codings_with_columns_named(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("bestand;label;van;tot\na;b;1;2\n")
    (row,) = read_codings(str(tmp_path / "c.csv"), ReadOptions(columns={"code": "label"}))
    assert (row.source, row.code, row.start, row.end) == ("a", "b", 1, 2)


def test_a_header_of_several_lines_is_refused_in_one(tmp_path: Path) -> None:
    """Found by fuzzing: a quoted header cell may hold line feeds."""
    (tmp_path / "a.csv").write_text('thread,"Ik.\nElke dag.",1\nbrug,Hallo,2\n', encoding="utf-8")
    (reading,) = read([tmp_path / "a.csv"], ReadOptions(form="posts"))
    assert reading.draft is None and "Ik. Elke dag." in reading.error and "\n" not in reading.error
