"""Tables: posts, surveys, codings."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers_importers import tiles

from qda.cli.messages import sentence
from qda.core.drafts import Reading, ReadOptions
from qda.core.errors import QdaError
from qda.importers import read
from qda.importers.tables.codings import read_codings

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
    assert "wat, wie" in refused.error and "--column text=" in sentence(refused.error)
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
    assert row[:8] == (2, "a", "=x", 3, 9, None, "els", None)
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


@pytest.mark.parametrize(
    ("table", "header"),
    [
        (
            "Geëxporteerd van: https://voorbeeld.nl/a,b\nDatum: 3 maart\n\n,Name,Date,Comment\n1,An Kok,2024-01-02,Een.\n",
            4,
        ),
        ("Bron;https://voorbeeld.nl/a,b\nAantal;2\n\nAuteur;Datum;Reactie\nAn Kok;2-1-2024;Een.\n", 4),
        ("Uitvoer,,\n,,\nAuteur,Datum,Reactie\nAn Kok,2024-01-02,Een.\n", 3),
    ],
)
def test_lines_above_the_header_of_a_csv_are_left_out(tmp_path: Path, table: str, header: int) -> None:
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    (reading,) = posts(tmp_path / "a.csv")
    assert reading.draft and reading.draft.text == "Een."
    assert (reading.draft.segments[0].author, reading.draft.date) == ("An Kok", "2024-01-02")
    assert f"the header is row {header}; what stands above it was left out" in reading.draft.notes


@pytest.mark.parametrize("table", ["text\nEen, twee.\n", "bericht\nEen, twee, drie.\nVier, vijf, zes.\n"])
def test_a_header_of_one_column_is_no_line_above_another(tmp_path: Path, table: str) -> None:
    (tmp_path / "a.csv").write_text(table, encoding="utf-8")
    (reading,) = posts(tmp_path / "a.csv")
    assert (reading.draft is None and "more cells than the header" in reading.error) or "row 2 has" in reading.error


@pytest.mark.parametrize(
    ("columns", "answered"),
    [
        (("id", "author.username", "created_at", "text", "referenced_tweets.replied_to.id"), True),
        (("comment_id", "from.name", "created_time", "message", "parent_id"), True),
        (("Comment ID", "Commenter Name", "Comment Date", "Comment Text", "Parent Comment ID"), True),
        (("commentId", "userName", "createdAt", "commentText", "inReplyTo"), True),
        (("Nummer", "Benutzername", "Erstellt am", "Kommentar", "Antwort auf"), True),
        (("", "Usuario", "Fecha", "Comentario", "Likes"), False),
    ],
)
def test_columns_as_collectors_call_them(tmp_path: Path, columns: tuple[str, ...], answered: bool) -> None:
    rows = [
        ("1", "mira", "2024-01-02T10:00", "Een.", ""),
        ("2" if answered else "1-1", "joris", "2024-01-03", "Twee.", "1"),
    ]
    with (tmp_path / "a.csv").open("w", newline="") as f:
        csv.writer(f).writerows([columns, *rows])
    (reading,) = posts(tmp_path / "a.csv")
    assert reading.draft
    said = [(s.author, (s.date or "")[:10], s.reply_to) for s in reading.draft.segments]
    assert said == [("mira", "2024-01-02", None), ("joris", "2024-01-03", 0)] and reading.draft.notes == []


def test_comments_of_several_posts_are_threads(tmp_path: Path) -> None:
    rows = [
        {"comment_id": c, "post_id": p, "author": "mira", "date": "2024-01-02", "text": t}
        for c, p, t in (("1", "a", "Een."), ("2", "b", "Twee."), ("3", "a", "Drie."))
    ]
    assert [r.draft.name for r in posts(write(tmp_path / "a.csv", rows)) if r.draft] == ["a", "b"]


def test_what_a_table_does_not_say_is_told(tmp_path: Path) -> None:
    (reading,) = posts(write(tmp_path / "a.csv", [{"text": "Een.", "likes": "2"}]))
    assert reading.draft and "no column is known as one for author or date (text, likes)" in reading.draft.notes[0]
    rows = [{"text": "Een.", "author": "mira", "date": ""}, {"text": "Twee.", "author": "", "date": "2024-01-02"}]
    (reading,) = posts(write(tmp_path / "b.csv", rows))
    assert reading.draft and reading.draft.notes == ["1 of 2 posts has no author", "1 of 2 posts has no date"]


def test_words_that_reddit_took_away_are_no_ones(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "id,author,body,parent_id\na,ria,Wie weet het?,\nb,[deleted],[removed],a\nc,[deleted],Ik niet.,a\n", "utf-8"
    )
    (one,) = [r.draft for r in read([str(path)], ReadOptions(form="posts")) if r.draft]
    assert [(s.author, one.text[s.start : s.end], s.reply_to) for s in one.segments] == [
        ("ria", "Wie weet het?", None), (None, "Ik niet.", 0)
    ]  # fmt: skip
    assert "1 deleted post left out (row 3)" in one.notes
