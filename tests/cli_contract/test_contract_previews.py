"""What a dry run of an import shows: the first rows as they would come in, and every row that does not fit."""

from __future__ import annotations

import io

from contract_runner import Qda

BAD = """source,code,start,end,quote,coder,note
a,trust,0,5,,ann,first
a,trust,x,3,,,
nowhere,trust,0,3,,,
a,,0,3,,,
a,trust,,,not in it,,
a,trust,,,,,
"""


def test_codings_are_shown_as_they_come_in(qda: Qda) -> None:
    qda.write("a.txt", "Bread and butter, said the baker.\n")
    qda.ok("import", "a.txt")
    rows = "".join(f"a,c{n % 2},{n},{n + 4},,,n{n}\n" for n in range(15))
    qda.write("c.csv", "source,code,start,end,quote,coder,note\n" + rows)
    shown = qda.unchanged(lambda: qda.json("import", "c.csv", "--as", "codings", "--dry-run"))
    assert len(shown) == 10
    assert shown[2] == {
        "row": 4, "source": "a", "code": "c0", "start": 2, "end": 6, "text": "ead ", "coder": shown[0]["coder"], "note": "n2",
    }  # fmt: skip
    done = qda.ok("import", "c.csv", "--as", "codings", "--dry-run")
    assert "15 codings of 2 codes would come in" in done.err and "2 new codes: c0, c1" in done.err


def test_every_row_of_codings_that_does_not_fit_is_named(qda: Qda) -> None:
    qda.write("a.txt", "Bread and butter, said the baker.\n")
    qda.ok("import", "a.txt")
    qda.write("bad.csv", BAD + "b,trust,0,3,,,\n" * 40)
    done = qda.unchanged(lambda: qda("import", "bad.csv", "--as", "codings", "--dry-run", "--format", "csv"))
    assert (
        done.status == 1 and done.out.splitlines()[1] == "2,a,trust,0,5,Bread,ann,first" and done.out.count("\n") == 2
    )
    assert all(f"does not fit: row {n}: " in done.err for n in [*range(3, 8), *range(8, 48)])
    assert "45 of 46 rows do not fit, so none would come in" in done.err


def test_rows_of_posts_that_do_not_fit_are_named(qda: Qda) -> None:
    rows = "".join(f"T,an,{'2020-01-01' if n % 2 else 'once'},{'' if n == 3 else f'text {n}'}\n" for n in range(30))
    qda.write("p.csv", "thread,author,date,text\n" + rows)
    said = qda.unchanged(lambda: qda.ok("import", "p.csv", "--as", "posts", "--dry-run")).err
    assert "p.csv: an, no date: “text 0”" in said and "row 5 has no text: left out" in said
    assert all(f"row {n + 2}: the date 'once' is not read" in said for n in range(0, 30, 2))
    qda.write("w.csv", "thread,author,date,text\nT,an,,one\nT,an,,two,three\nT,an,,four\nT,an,,five,six\n")
    assert "2 rows have more cells than the header's 4 (rows 3, 5)" in qda.refused(
        "import", "w.csv", "--as", "posts", "--dry-run"
    )


def test_answers_that_are_missing_are_named(qda: Qda) -> None:
    qda.write(
        "t.csv",
        "participant,age,What do you miss?\nr1,40,The bench at the harbour, it was mine.\n".replace(
            "harbour,", "harbour;"
        )
        + "r2,41,\nr3,42,Nothing much these days really.\nr4,43,\n",
    )
    said = qda.unchanged(lambda: qda.ok("import", "t.csv", "--as", "table", "--dry-run"))
    assert "r1, no date: “The bench" in said.err and "r3, no date: “Nothing" in said.err
    assert "row 3 has no answer: left out" in said.err and "row 5 has no answer: left out" in said.err
    assert "2 rows without an answer left out" in said.out


def test_update_reads_a_file_as_import_does(qda: Qda) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    old = book[book.sheetnames[0]]
    old.title = "old"
    old.append(["nothing here"])
    sheet = book.create_sheet("new")
    for row in (["draad", "who", "said"], ["t1", "an", "hello there all"], ["t1", "bo", "good day"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    qda.write("p.csv", "thread,author,text\nt1,an,hello there\nt1,bo,good day\n")
    qda.ok("import", "p.csv", "--as", "posts")
    (qda.folder / "n.xlsx").write_bytes(out.getvalue())
    columns = ("--column", "thread=draad", "--column", "author=who", "--column", "text=said")
    qda.ok("source", "update", "t1", "n.xlsx", "--sheet", "new", *columns)
    assert qda.json("source", "show", "t1")["text"] == "hello there all\n\ngood day"
    qda.write("i.txt", "den som spør: hva var det?\n\nden som svarer: det var det.\n")
    qda.ok("import", "i.txt")
    qda.write("i2.txt", "den som spør: hva var det nu?\n\nden som svarer: det var det ikke.\n")
    qda.ok("source", "update", "i", "i2.txt", "--speaker", "den som *")
    shown = qda.json("source", "show", "i")
    assert [s["author"] for s in shown["segments"] if s["kind"] == "turn"] == ["den som spør", "den som svarer"]
    qda.write("large.txt", "word " * 4_100_000)
    assert "--large" in qda.refused("source", "update", "i", "large.txt")
    assert "nothing of the text" in qda.refused("source", "update", "i", "large.txt", "--large")
