"""Workbooks: cells as a person sees them, which sheet, what a header is, and files that are broken or out of measure."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import tiles

from qda.cli.messages import sentence
from qda.core.drafts import Draft, Reading, ReadOptions
from qda.core.errors import QdaError
from qda.importers import read
from qda.importers.tables.codings import read_codings
from qda.importers.tables.sheets import Sheet, shown

ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>'
)
POSTS: list[list[Any]] = [
    ["thread", "author", "date", "text", "likes"],
    ["brug", "lid1", dt.datetime(2015, 1, 2, 10, 0), "Eerste bericht over de brug.", 3],
    ["brug", "lid2", dt.date(2015, 1, 3), "Een antwoord.", 2.5],
    ["dorp", "lid1", dt.datetime(2015, 1, 4, 8, 15, 30), "Over het dorp.", True],
]


def book(path: Path, *sheets: tuple[str, list[list[Any]]], merge: str = "") -> Path:
    """A workbook; a sheet is its name and its rows."""
    import openpyxl

    made = openpyxl.Workbook()
    del made[made.sheetnames[0]]
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    made.save(path)
    return path


def ods(path: Path, rows: list[list[str]], more: str = "") -> Path:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        z.writestr("META-INF/manifest.xml", "<manifest/>")
        z.writestr("content.xml", ODS.format(f'<table:table table:name="Blad 1">{body}{more}</table:table>'))
    return path


def drafts(path: Path, form: str = "posts", **options: Any) -> list[Draft]:
    found: list[Reading] = list(read([path], ReadOptions(form=form, **options)))
    assert not [r.error for r in found if r.error]
    made = [r.draft for r in found if r.draft]
    for d in made:
        tiles(d)
    return made


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (44.0, "44"), (0.1 + 0.2, "0.3"), (1e20, "1e+20"), (2.5, "2.5"), (True, "TRUE"), (-3.0, "-3"),
        (dt.date(2024, 1, 2), "2024-01-02"), (dt.datetime(2024, 1, 2), "2024-01-02"), (dt.time(9, 5), "09:05"),
        (dt.datetime(2024, 1, 2, 9, 5, 7), "2024-01-02T09:05:07"), (dt.timedelta(hours=30, minutes=2), "30:02"), (None, ""),
    ],
)  # fmt: skip
def test_cells_as_a_person_sees_them(value: Any, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize("form", ["posts", "auto"])
def test_posts_of_a_workbook(tmp_path: Path, form: str) -> None:
    first, second = drafts(book(tmp_path / "a.xlsx", ("Data", POSTS)), form)
    assert [first.name, second.name] == ["brug", "dorp"]
    assert [(s.author, s.date, (s.metadata or {})["likes"]) for s in first.segments] == [
        ("lid1", "2015-01-02T10:00", "3"),
        ("lid2", "2015-01-03", "2.5"),
    ]
    assert second.segments[0].date == "2015-01-04T08:15:30" and second.variables == {"likes": "TRUE"}
    assert any("its header is one of posts" in n for n in first.notes) == (form == "auto")


def test_a_survey_of_an_ods(tmp_path: Path) -> None:
    rows = [["respondent", "leeftijd", "Wat vindt u?"], ["p1", "44", "Ik vind dat de raad beter moet luisteren."]]
    (made,) = drafts(ods(tmp_path / "a.ods", rows), "table")
    assert made.text == "Wat vindt u?\nIk vind dat de raad beter moet luisteren."
    assert made.participants == {"p1": {"leeftijd": "44"}}


def test_codings_of_a_workbook(tmp_path: Path) -> None:
    path = book(tmp_path / "c.xlsx", ("x", [["source", "code", "start", "end"], ["a", "moed", 3, 9]]))
    (row,) = read_codings(str(path), ReadOptions())
    assert (row.row, row.source, row.code, row.start, row.end) == (2, "a", "moed", 3, 9)


def test_the_first_sheet_with_data_or_the_one_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("Leeg", []), ("Een", POSTS), ("Twee", [["text"], ["Alleen dit."]]))
    assert [d.name for d in drafts(path)] == ["brug", "dorp"]
    assert "sheet 'Een' was read; --sheet takes another (Leeg, Twee)" in sentence(drafts(path)[0].notes[0])
    twice = book(tmp_path / "b.xlsx", ("Een", [["text", "date", "Text"], ["Ja.", "", ""]]), ("Twee", [["x"]]))
    note = sentence(drafts(twice)[0].notes[0])
    assert "; --sheet takes another (Twee); more than one column is called" in note
    assert [d.text for d in drafts(path, sheet="twee")] == ["Alleen dit."]
    (refused,) = read([path], ReadOptions(form="posts", sheet="Drie"))
    assert "there is no sheet 'Drie': its sheets are Leeg, Een, Twee" in refused.error
    (refused,) = read([path], ReadOptions(form="posts", sheet="Leeg"))
    assert "empty: the sheet 'Leeg'" in refused.error


def test_lines_above_the_header_are_left_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("x", [["Export van 2024"], [], *POSTS[:2]]))
    (made,) = drafts(path)
    assert len(made.segments) == 1 and "the header is row 3" in made.notes[0]


def test_row_numbers_are_the_spreadsheets(tmp_path: Path) -> None:
    (made,) = drafts(book(tmp_path / "a.xlsx", ("x", [[], [], ["text"], ["een"], [None], [" "], ["twee"]])))
    assert any("row 6" in n for n in made.notes)


def test_a_label_in_merged_cells_holds_for_its_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["thread", "text"], ["brug", "een"], [None, "twee"], ["dorp", "drie"]]
    first, second = drafts(book(tmp_path / "a.xlsx", ("x", rows), merge="A2:A3"))
    assert first.text == "een\n\ntwee" and second.text == "drie" and any("merged" in n for n in first.notes)


def test_columns_called_alike_are_both_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,likes,likes,\neen,1,2,x\n")
    (made,) = drafts(tmp_path / "a.csv")
    assert made.variables == {"likes": "1", "likes (2)": "2", "column 4": "x"}
    assert any("more than one column is called likes" in n for n in made.notes)


def test_a_date_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,date\neen,ooit\ntwee,2024-01-02\n")
    (made,) = drafts(tmp_path / "a.csv")
    assert "1 date not read, kept as written (row 2)" in made.notes


def test_a_table_whose_rows_may_be_anything_is_a_hint_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x;y\n1;2\n")
    (tmp_path / "b.txt").write_text("Een tekst.")
    (tmp_path / "c.xyz").write_text("?")
    (tmp_path / "d").write_text("?")
    found = list(read([tmp_path], ReadOptions()))
    assert [r.error for r in found if r.error] == [] and len([r for r in found if r.draft]) == 1
    assert "--as posts, --as table or --as codings; its columns are x, y" in sentence(found[0].note)
    assert found[-1].note == f"2 files in {tmp_path} not read: 1 without a suffix, 1 .xyz"
    (named,) = read([tmp_path / "a.csv"], ReadOptions())
    assert "say what its rows are" in named.error


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in parts.items():
            z.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


BOMB = _zip(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"<c/>" * 40_000_000)
ENTITY = _zip(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>')


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"text,author\n", "no .xlsx inside"),
        ("a.xlsx", b"%PDF-1.4", "no .xlsx inside"),
        ("a.xlsx", BOMB, "would unpack to 160 MB"),
        ("a.xlsx", ENTITY, "declares a document type"),
        ("a.xlsx", _zip(other=b"x"), "no workbook"),
        ("a.xlsx", _zip(xl__workbook_xml=b"<workbook", xl__worksheets__sheet1_xml=b"<"), "damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 500, "cut off"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "an old Excel file (.xls), or one with a password",
        ),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "with a password"),
        ("a.csv", b"PK\x03\x04" + b"\0" * 500, "though it is named .csv"),
        ("a.xls", b"text\teen\n", "no Excel file"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    (reading,) = read([tmp_path / name], ReadOptions(form="posts"))
    assert reading.draft is None and why in reading.error


def test_truncated_at_any_place(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.xlsx", ("x", POSTS)).read_bytes()
    for cut in range(1, len(whole) - 1, 97):
        with pytest.raises(QdaError):
            Sheet(io.BytesIO(whole[:cut]))


def test_cells_far_apart_are_refused_before_they_are_laid_out(tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    sheet = made[made.sheetnames[0]]
    sheet["A1"] = "text"
    sheet["XFD1048576"] = "x"
    made.save(tmp_path / "a.xlsx")
    far = '<table:table-row table:number-rows-repeated="900000"><table:table-cell table:number-columns-repeated="9000" '
    far += 'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    ods(tmp_path / "b.ods", [["text"], ["x"]], far)
    for name in ("a.xlsx", "b.ods"):
        (reading,) = read([tmp_path / name], ReadOptions(form="posts"))
        assert "reach over more than" in reading.error
    assert len(drafts(ods(tmp_path / "c.ods", [["text"], ["x"]], blank + "</table:table-row>"))) == 1, (
        "as LibreOffice writes"
    )


def test_one_cell_of_ten_megabytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,author\n"' + "een twee " * 1_200_000 + '",lid1\n')
    (made,) = drafts(tmp_path / "a.csv")
    assert len(made.text) == 9 * 1_200_000 and made.segments[0].author == "lid1"


def test_names_and_values_above_the_header_of_a_workbook(tmp_path: Path) -> None:
    """What exporters of comments write first, and a table of two columns that only looks alike."""
    import openpyxl

    comments: list[list[Any]] = [
        ["Uit:", "https://voorbeeld.nl/p/1"],
        ["Aantal", 2],
        [],
        ["", "Name", "Date", "Likes", "Comment"],
        ["1", "Noor", "2026-03-02", 1, "Is de zaal dicht?"],
        ["1-1", "Bas", "2026-03-02", 0, "Ja, tot mei."],
    ]
    plain: list[list[Any]] = [["author", "text"], ["Noor", "Is de zaal dicht?"], [], ["Bas", "Ja, tot mei."]]
    for name, rows, reply in (("a.xlsx", comments, 0), ("b.xlsx", plain, None)):
        book = openpyxl.Workbook()
        sheet = book[book.sheetnames[0]]
        for row in rows:
            sheet.append(row)
        book.save(tmp_path / name)
        [draft] = [r.draft for r in read([tmp_path / name], ReadOptions(form="posts")) if r.draft]
        assert [(s.author, s.reply_to) for s in draft.segments] == [("Noor", None), ("Bas", reply)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("reviewId,userName,content,score,at", "r1,Noor,Het sluit steeds af.,1,2026-03-02 10:00:00"),
        ("Reviewer,Rating,Review text,Review date", "Noor,2,Het sluit steeds af.,2026-03-02"),
        ("id,created_at,account.acct,content,in_reply_to_id", "1,2026-03-02T10:00:00,Noor,Het sluit steeds af.,"),
    ],
)
def test_columns_of_reviews_and_of_mastodon(tmp_path: Path, header: str, row: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    [draft] = [r.draft for r in read([tmp_path / "a.csv"], ReadOptions(form="posts")) if r.draft]
    [post] = draft.segments
    assert (post.author, (post.date or "")[:10], draft.notes) == ("Noor", "2026-03-02", [])


def test_an_answer_that_stands_before_what_it_answers(tmp_path: Path) -> None:
    """Undated posts from the newest to the oldest are turned; one out of order is linked where it stands."""
    path = tmp_path / "a.csv"
    path.write_text("id,author,text,parent\n3,An,Tot mei.,2\n2,Bas,Hoe lang?,1\n1,Noor,De zaal is dicht.,\n", "utf-8")
    [draft] = [r.draft for r in read([path], ReadOptions(form="posts")) if r.draft]
    assert [(s.author, s.reply_to) for s in draft.segments] == [("Noor", None), ("Bas", 0), ("An", 1)]
    path.write_text("id,author,text,parent\n2,Bas,Hoe lang?,1\n1,Noor,De zaal is dicht.,\n3,An,Tot mei.,2\n", "utf-8")
    [draft] = [r.draft for r in read([path], ReadOptions(form="posts")) if r.draft]
    assert [(s.author, s.reply_to) for s in draft.segments] == [("Bas", 1), ("Noor", None), ("An", 0)]
