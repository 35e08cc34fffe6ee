"""`qda import PROJECT`: what is printed, what does not go together, and that nothing of a refused project is kept."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest
from contract_runner import Qda

TEXT = "De bakker sloot.\n\nDaarna ging de bus \U0001f600 niet meer.\n"
CODE, SOURCE, USER = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))
COLUMNS = ["thing", "found", "kept", "carried", "lost", "as", "note"]


def qdpx(path: Path, *, quote: str = "Daarna ging de bus", code: str = CODE) -> Path:
    at = TEXT.index(quote)
    coding = f'<Coding guid="{SOURCE[:-1]}9" creatingUser="{USER}"><CodeRef targetGUID="{code}"/></Coding>'
    selection = (
        f'<PlainTextSelection guid="{SOURCE[:-1]}8" startPosition="{at}" endPosition="{at + len(quote)}">'
        f"{coding}</PlainTextSelection>"
    )
    xml = (
        '<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="Dorp" origin="Ander 1">'
        f'<Users><User guid="{USER}" name="els"/></Users><CodeBook><Codes><Code guid="{CODE}" name="vervoer" isCodable="true"/>'
        f'</Codes></CodeBook><Sources><TextSource guid="{SOURCE}" name="gesprek" plainTextPath="internal://{SOURCE}.txt">'
        f"{selection}</TextSource></Sources></Project>"
    )
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("project.qde", xml)
        z.writestr(f"sources/{SOURCE}.txt", TEXT)
    return path


def test_a_project_comes_in_with_its_table(qda: Qda) -> None:
    qdpx(qda.folder / "dorp.qdpx")
    before = qda.json("info")
    dry = qda.json("import", "dorp.qdpx", "--dry-run")
    assert qda.json("info") == before
    rows = qda.json("import", "dorp.qdpx", "--because", "van els")
    assert rows == dry and all(list(row) == COLUMNS for row in rows)
    assert [(row["thing"], row["found"], row["kept"]) for row in rows] == [
        ("coder", 1, 1),
        ("code", 1, 1),
        ("source", 1, 1),
        ("coding", 1, 1),
    ]
    (coding,) = qda.json("codings")
    assert (coding["text"], coding["code"], coding["coder"]) == ("Daarna ging de bus", "vervoer", "els")
    line = qda.json("log")[0]
    assert line["command"] == "import" and "dorp.qdpx" in line["summary"] and line["because"] == "van els"
    assert qda.json("import", "dorp.qdpx") == rows and qda.json("log")[0] == line
    qda.ok("undo")
    assert not qda.json("codings") and not qda.json("source", "list")


def test_what_is_lost_is_said_once_more(qda: Qda) -> None:
    qdpx(qda.folder / "dorp.qdpx", code="0000000f-0000-4000-8000-000000000000")
    done = qda.ok("import", "dorp.qdpx")
    assert "lost: 1 of coding" in done.err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("dorp.qdpx", "--as", "plain"), "--as"),
        (("dorp.qdpx", "--as", "codings"), "--as"),
        (("dorp.qdpx", "--set", "a=b"), "--set"),
        (("dorp.qdpx", "--encoding", "cp1252"), "--encoding"),
        (("los.txt", "--into", "van hen"), "--into"),
        (("los.txt", "--media", "m"), "--media"),
        (("-", "--media", "m"), "--media"),
    ],
)
def test_what_does_not_go_together(qda: Qda, options: tuple[str, ...], why: str) -> None:
    qdpx(qda.folder / "dorp.qdpx")
    (qda.folder / "los.txt").write_text("Een tekst.", encoding="utf-8")
    done = qda("import", *options)
    assert done.status == 2 and why in done.err and not qda.json("source", "list")


def test_a_project_comes_in_alone(qda: Qda) -> None:
    qdpx(qda.folder / "dorp.qdpx")
    (qda.folder / "los.txt").write_text("Een tekst.", encoding="utf-8")
    assert "dorp.qdpx is a project" in qda.refused("import", "los.txt", "dorp.qdpx")
    assert "one project" in qda.refused("import", "dorp.qdpx", "--name", "x")
    assert not qda.json("source", "list")
    done = qda("import", ".")  # in a folder it is left out, and what lies beside it comes in
    assert done.status == 1 and "alone" in done.err
    assert "los" in [row["source"] for row in qda.json("source", "list")]
    assert not qda.json("codings")


def test_programs_that_are_not_read_are_refused_by_name(qda: Qda) -> None:
    for name, program in {"a.mx24": "MAXQDA", "a.nvpx": "NVivo", "a.atlproj23": "ATLAS.ti", "a.ppj": "QDA Miner",
                          "a.hpr": "HyperRESEARCH"}.items():  # fmt: skip
        (qda.folder / name).write_bytes(b"\1\2\3")
        said = qda.refused("import", name, "--into", "van hen")
        assert program in said and "`qda import`" in said
    for name, tables in {
        "t.db": ("highlights", "highlight_tags", "documents"),
        "r": ("freecode", "coding", "codecat"),
    }.items():
        with sqlite3.connect(qda.folder / name) as db:
            for table in tables:
                db.execute(f"create table {table} (id integer)")
        qda.refused("import", name)  # a table lacks what the program keeps in it
    assert qda.json("info")["sources"] == 0
