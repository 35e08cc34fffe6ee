"""Coded segments as MAXQDA, ATLAS.ti, NVivo and Dedoose export them: read by their headers, placed by their quotes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump

import qda
from qda.cli.app import run
from qda.cli.messages import sentence
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers import read
from qda.importers.tables.coded_segments import Near, path
from qda.importers.tables.codings import CodingRow, read_codings
from qda.ops.coding import codebook, coding_import
from qda.ops.sources.import_list import import_texts
from qda.ops.study import study as studies
from qda.store import project
from qda.store.analysis import codes
from qda.store.project import Study

INTEROP = Path(__file__).resolve().parents[2].parent / "shared" / "interop" / "tables"
OPTIONS = ReadOptions("codings")
MARKET = """Interviewer: Wanneer begint u?
Nora: Om vier uur 😀 sta ik op. Ja.
Interviewer: Elke dag?
Nora: Ja. Ook als het regent, zeg ik “altijd”.
"""
Row = Sequence[Any]


def as_csv(at: Path, *rows: Row) -> str:
    with at.with_suffix(".csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)
    return str(at.with_suffix(".csv"))


def as_xlsx(at: Path, *rows: Row) -> str:
    import openpyxl

    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet("Codings")
    for row in rows:
        sheet.append(list(row))
    for cell in (c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")):
        cell.data_type = "s"
    book.save(at.with_suffix(".xlsx"))
    return str(at.with_suffix(".xlsx"))


def rows_of(table: str) -> list[CodingRow]:
    return list(read_codings(table, OPTIONS))


@pytest.fixture
def market(study: Study, tmp_path: Path) -> Study:
    """A study with one interview, `markt`."""
    (tmp_path / "markt.txt").write_text(MARKET, encoding="utf-8")
    import_texts(study, [str(tmp_path / "markt.txt")])
    return study


def take(study: Study, *tables: str, **more: Any) -> list[str]:
    """Import tables; the notes."""
    return coding_import.import_codings(study, list(tables), OPTIONS, **more).notes


def made(study: Study) -> list[tuple[str, str, str]]:
    """Source, path of the code and quote of every coding."""
    code = dict(study.db.execute("select id, code from coding").fetchall())
    path_of = codes.paths(study.db)
    return [(row["source"], path_of[code[row["id"]]], row["text"]) for row in qda.codings(study).dicts()]


def the_paths(study: Study) -> list[str]:
    return [row["path"] for row in codebook.listing(study).dicts()]


TABLES: dict[str, tuple[Row, Row]] = {
    "MAXQDA": (
        ("Color", "Comment", "Document group", "Document name", "Code", "Beginning", "End", "Weight", "Segment", "Created by"),
        ("●", "=vroeg", "stad", "markt", "Dag\\opstaan", 2, 2, 0, "Om vier uur 😀 sta ik op.", "Els"),
    ),
    "MAXQDA in German": (
        ("Segment", "Autor", "Kommentar", "Dokumentname", "Code", "Anfang", "Ende"),
        ("Om vier uur 😀 sta ik op.", "Els", "=vroeg", "markt", "Dag > opstaan", 2, 2),
    ),
    "MAXQDA in Dutch": (
        ("Documentnaam", "Code", "Begin", "Einde", "Fragment", "Opmerking", "Gemaakt door"),
        ("markt", "Dag / opstaan", 2, 2, "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "MAXQDA in French": (
        ("Groupe de documents", "Nom du document", "Code", "Début", "Segment", "Commentaire", "Auteur"),
        ("ville", "markt", "Dag\\opstaan", 2, "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "MAXQDA in Spanish": (
        ("Nombre del documento", "Código", "Inicio", "Segmento", "Comentario", "Creado por"),
        ("markt", "Dag > opstaan", 2, "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "MAXQDA in Portuguese": (
        ("Nome do documento", "Código", "Início", "Segmento", "Comentário", "Criado por"),
        ("markt", "Dag > opstaan", 2, "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "MAXQDA in Italian": (
        ("Nome del documento", "Codice", "Inizio", "Segmento", "Commento", "Creato da"),
        ("markt", "Dag > opstaan", 2, "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "ATLAS.ti": (
        ("ID", "QUOTATION NAME", "document", "Quotation content", "Codes", "Comment", "Reference", "Creating User"),
        ("1:1", "", "markt", "Om vier uur 😀 sta ik op.", "Dag > opstaan", "=vroeg", "1:1 ¶ 2 – 3", "Els"),
    ),
    "NVivo": (
        ("Hierarchical Name", "Files", "Reference", "Coverage", "Coded Text", "Comments", "Coded By"),
        ("Codes\\\\Dag\\opstaan", "Files\\\\markt", 1, "3 %", "Om vier uur 😀 sta ik op.", "=vroeg", "Els"),
    ),
    "NVivo with a name": (
        ("Name", "File", "Reference", "Files", "Comment", "Created by"),
        ("Nodes\\\\Dag\\opstaan", "", "Om vier uur 😀 sta ik op.", "Internals\\\\markt", "=vroeg", "Els"),
    ),
    "Dedoose": (
        ("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined",
         "Code: Dag\\opstaan Applied", "Code: Dag\\opstaan Weight", "Code: regen, kou Applied"),
        ("markt.txt", "37-61", "Els", "Om vier uur 😀 sta ik op.", "opstaan", "True", "", "False"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@pytest.mark.parametrize("program", TABLES)
def test_a_table_of_each_program(program: str, write: Callable[..., str], market: Study, tmp_path: Path) -> None:
    table = write(tmp_path / "export", *TABLES[program])
    notes = take(market, table)
    assert f"read as coded segments exported by {program.split()[0]}" in notes
    (coding,) = qda.codings(market).dicts()
    start = MARKET.index("Om vier")
    assert (coding["start"], coding["end"], coding["text"]) == (start, start + 24, "Om vier uur 😀 sta ik op.")
    assert (coding["source"], coding["coder"], coding["origin"], coding["confirmed"]) == (
        "markt",
        "Els",
        "import",
        True,
    )
    assert coding["note"] == ("" if program == "Dedoose" else "=vroeg")
    assert the_paths(market) == ["Dag", "Dag/opstaan"]


@pytest.mark.parametrize("program", TABLES)
def test_a_table_again_changes_nothing_and_undo_takes_all_back(program: str, market: Study, tmp_path: Path) -> None:
    table = as_csv(tmp_path / "export", *TABLES[program])
    before = dump(market.db)
    take(market, table)
    after, lines = dump(market.db), len(list(studies.log(market).dicts()))
    take(market, table)
    assert dump(market.db) == after and len(list(studies.log(market).dicts())) == lines
    studies.undo(market)
    assert dump(market.db) == before


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Dag > werk > opstaan", ("Dag", "werk", "opstaan")),
        ("Dag\\werk", ("Dag", "werk")),
        ("Dag / werk", ("Dag", "werk")),
        ("Codes\\\\Dag\\werk", ("Dag", "werk")),
        ("NODES\\\\Dag", ("Dag",)),
        ("Mijn map\\\\Dag", ("Mijn map", "Dag")),
        ("in/uit", ("in/uit",)),
        ("a>b", ("a>b",)),
        ("Dag\\thuis / werk", ("Dag", "thuis / werk")),
        ("Codes\\\\", ("Codes\\\\",)),
        ("", ("",)),
    ],
)
def test_names_that_are_paths(name: str, parts: tuple[str, ...]) -> None:
    assert path(name) == parts


@pytest.mark.parametrize(
    "header",
    [
        ("source", "code", "start", "end", "quote"),
        ("Document", "Code", "Start", "End", "Segment"),
        ("Document", "Codes", "From", "To", "Quotation Content"),
        ("Bron", "Codering", "Begin", "Einde", "Fragment"),
    ],
)
def test_offsets_of_our_own_stay_offsets(header: Row, tmp_path: Path) -> None:
    (row,) = rows_of(as_csv(tmp_path / "own", header, ("markt", "Dag > werk", 5, 9, "uur")))
    assert (row.start, row.end, row.program, row.near) == (5, 9, None, None)


def test_a_path_in_a_table_of_our_own_is_a_name(market: Study, tmp_path: Path) -> None:
    take(market, as_csv(tmp_path / "own", ("source", "code", "quote"), ("markt", "Dag > werk", "Elke dag?")))
    assert the_paths(market) == ["Dag > werk"]


def test_where_a_table_says_that_a_quote_begins(tmp_path: Path) -> None:
    head = ("Document", "Quotation Content", "Codes", "Reference")
    cells = ["¶ 7", "2:13 ¶ 7 – 9", "7", "7 - 9", "", "p. 3", "00:01:07", "9" * 30]
    rows = rows_of(as_csv(tmp_path / "a", head, *(("markt", "Ja.", "ja", c) for c in cells)))
    assert [r.near for r in rows] == [Near("paragraph", 7)] * 4 + [None] * 4
    head = ("Media Title", "Excerpt Copy", "Codes Applied Combined", "Excerpt Range")
    rows = rows_of(as_csv(tmp_path / "d", head, *(("markt", "Ja.", "ja", c) for c in ("120-131", "Page 3: 12-40"))))
    assert [r.near for r in rows] == [Near("character", 120), None]


MAXQDA = ("Document name", "Code", "Beginning", "Segment")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("anchored", [True, False])
def test_the_paragraph_chooses_among_several_places(gap: str, anchored: bool, study: Study, tmp_path: Path) -> None:
    lines = ["Het regent.", "Ja.", "Dat zegt u.", "Ja.", "Het is koud.", "Ja."]
    text = gap.join(lines)
    (tmp_path / "weer.txt").write_text(text)
    import_texts(study, [str(tmp_path / "weer.txt")], ReadOptions("plain"))
    rows: list[Row] = [("weer", "instemmen", 2, "Ja."), ("weer", "instemmen", 6, "Ja.")]
    if anchored:
        rows.append(("weer", "kou", 5, "Het is koud."))
    elif gap == "\n\n":  # line 6 is blank and between two; the sixth line that is not blank is the last one
        with pytest.raises(QdaError, match="row 3: the quote is 3 times in weer, and paragraph 6 does not say which"):
            take(study, as_csv(tmp_path / "m", MAXQDA, *rows))
        return
    notes = take(study, as_csv(tmp_path / "m", MAXQDA, *rows))
    places = [c["start"] for c in qda.codings(study).dicts() if c["code"] == "instemmen"]
    assert places == [text.index("Ja."), text.rindex("Ja.")]
    assert any("2 rows with a quote that occurs several times" in note for note in notes)


def test_the_character_chooses_among_several_places(market: Study, tmp_path: Path) -> None:
    head = ("Media Title", "Excerpt Copy", "Codes Applied Combined", "Excerpt Range")
    second = MARKET.rindex("Ja.")
    take(market, as_csv(tmp_path / "d", head, ("markt", "Ja.", "ja", f"{second + 2}-{second + 5}")))
    assert [c["start"] for c in qda.codings(market).dicts()] == [second]


def test_a_quote_at_several_places_does_not_fit_when_nothing_chooses(market: Study, tmp_path: Path) -> None:
    for n, (near, why) in enumerate({"": "2 times in markt", "3": "2 times in markt, and paragraph 3"}.items()):
        with pytest.raises(QdaError, match=f"row 2: the quote is {why}"):
            take(market, as_csv(tmp_path / str(n), MAXQDA, ("markt", "ja", near, "Ja.")))
    assert made(market) == []


def test_quotes_are_found_as_a_person_would_find_them(market: Study, tmp_path: Path) -> None:
    take(market, as_csv(tmp_path / "m", MAXQDA, ("markt", "altijd", 4, 'ook  als het\nregent, zeg ik "altijd".')))
    assert made(market) == [("markt", "altijd", "Ook als het regent, zeg ik “altijd”.")]


def test_a_cell_that_was_defused_is_the_text_it_was(tmp_path: Path) -> None:
    head = ("Document name", "Code", "Segment", "Comment")
    (row,) = rows_of(as_csv(tmp_path / "m", head, ("'-markt", "'+x", "'@wie", "'=sterk")))
    assert (row.source, row.code, row.quote, row.note) == ("-markt", "+x", "@wie", "=sterk")


def test_codes_in_one_cell(market: Study, tmp_path: Path) -> None:
    codebook.add(market, "regen; kou", under="")
    codebook.add(market, "weer", under="")
    codebook.add(market, "a|b", under="weer")
    head = ("Document", "Quotation Content", "Codes")
    cells = ["vroeg, moe\nDag > werk", "vroeg;moe | werk", "regen; kou; moe", "weer > a|b", "Weer\\A|B;vroeg"]
    quotes = ["Wanneer begint u?", "sta ik op", "Elke dag?", "het regent", "altijd"]
    notes = take(market, as_csv(tmp_path / "a", head, *(("markt", q, c) for c, q in zip(cells, quotes, strict=True))))
    got: dict[str, list[str]] = {}
    for _, code, quote in made(market):
        got.setdefault(quote, []).append(code)
    assert {q: sorted(c) for q, c in got.items()} == {
        "Wanneer begint u?": ["Dag/werk", "vroeg, moe"],
        "sta ik op": ["moe", "vroeg", "werk"],
        "Elke dag?": ["moe", "regen; kou"],
        "het regent": ["weer/a|b"],
        "altijd": ["vroeg", "weer/a|b"],
    }
    assert any("4 rows name several codes in one cell" in note for note in notes)


def test_commas_part_the_codes_of_dedoose_alone(market: Study, tmp_path: Path) -> None:
    codebook.add(market, "regen, kou", under="")
    head = ("Media Title", "Excerpt Copy", "Codes Applied Combined")
    take(market, as_csv(tmp_path / "d", head, ("markt", "Elke dag?", "vroeg, regen, kou, moe")))
    assert sorted(code for _, code, _ in made(market)) == ["moe", "regen, kou", "vroeg"]
    rows = [("markt", "Dag, werk", 1, "Elke dag?"), ("markt", "Dag", 1, "altijd"), ("markt", "werk", 1, "altijd")]
    take(market, as_csv(tmp_path / "m", MAXQDA, *rows))
    assert ("markt", "Dag, werk", "Elke dag?") in made(market)


def test_columns_of_dedoose_for_one_code(tmp_path: Path) -> None:
    head = ("Media Title", "Excerpt Copy", "Codes Applied Combined", "Code: a, b Applied", "CODE: P\\c applied")
    cells = [("TRUE", "0"), ("WAHR", "x"), ("false", ""), ("", "1")]
    rows = rows_of(as_csv(tmp_path / "d", head, *(("markt", "Ja.", "q", *c) for c in cells)))
    assert [r.codes for r in rows] == [("a, b",), ("a, b", "P\\c"), (), ("P\\c",)]
    (row,) = rows_of(as_csv(tmp_path / "e", (*head[:2], *head[3:]), ("markt", "Ja.", "True", "False")))
    assert (row.code, row.codes) == ("a, b", ("a, b",))


def test_codes_that_are_there_are_found(market: Study, tmp_path: Path) -> None:
    codebook.add(market, "Leven", under="")
    codebook.add(market, "Dag", under="Leven")
    codebook.add(market, "werk", under="Dag")
    rows: list[Row] = [
        ("markt", "Dag\\werk", 1, "Elke dag?"),
        ("markt", "dag > slaap", 1, "altijd"),
        ("markt", "WERK", 1, "sta"),
    ]
    table = as_csv(tmp_path / "m", MAXQDA, *rows)
    assert "1 new code: dag/slaap" in take(market, table)
    assert {(c, q) for _, c, q in made(market)} == {
        ("Leven/Dag/werk", "Elke dag?"), ("Leven/Dag/slaap", "altijd"), ("Leven/Dag/werk", "sta"),
    }  # fmt: skip
    codebook.rename(market, "werk", "arbeid")
    after = dump(market.db)
    take(market, table)
    assert dump(market.db) == after, "a path leads through other names of a code too"


def test_one_name_under_several_codes(market: Study, tmp_path: Path) -> None:
    rows = [
        ("markt", f"{p}anders", 1, q) for p, q in (("A\\", "sta"), ("", "op"), ("B\\", "altijd"), ("anders\\", "Elke"))
    ]
    table = as_csv(tmp_path / "m", MAXQDA, *rows)
    take(market, table)
    assert the_paths(market) == ["A", "A/anders", "anders", "anders/anders", "B", "B/anders"]
    assert {(c, q) for _, c, q in made(market)} == {
        ("A/anders", "sta"), ("anders", "op"), ("B/anders", "altijd"), ("anders/anders", "Elke"),
    }  # fmt: skip
    after = dump(market.db)
    take(market, table)
    assert dump(market.db) == after


def test_a_name_that_several_codes_have_does_not_fit(market: Study, tmp_path: Path) -> None:
    for parent in ("A", "B"):
        codebook.add(market, parent, under="")
        codebook.add(market, "anders", under=parent)
    for n, head in enumerate((MAXQDA, ("source", "code", "start", "quote"))):
        with pytest.raises(
            QdaError, match="row 2: 2 codes are called 'anders': name one by its path: A/anders, B/anders"
        ):
            take(market, as_csv(tmp_path / str(n), head, ("markt", "anders", "", "altijd")))


def test_documents_of_one_name_in_several_groups(study: Study, tmp_path: Path) -> None:
    for folder in ("noord", "zuid"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "anna.txt").write_text(f"Hier in {folder} is het stil.\n")
        import_texts(study, [str(tmp_path / folder / "anna.txt")])
    head = ("Document group", "Document name", "Code", "Segment")
    rows = [
        ("noord", "anna", "stil", "is het stil"),
        ("zuid", "anna", "stil", "is het stil"),
        ("x", "zuid/anna", "waar", "zuid"),
    ]
    table = as_csv(tmp_path / "m", head, *rows)
    take(study, table)
    by_source = {row["source"] for row in qda.codings(study).dicts() if row["code"] == "stil"}
    assert len(by_source) == 2


def test_nvivo_names_code_and_file_in_columns_of_one_name(market: Study, tmp_path: Path) -> None:
    head = ("Hierarchical Name", "Folder Location", "Hierarchical Name", "Coded Text")
    take(market, as_csv(tmp_path / "n", head, ("Nodes\\\\Dag\\vroeg", "x", "Internals\\\\Stad\\\\markt", "sta ik op")))
    assert made(market) == [("markt", "Dag/vroeg", "sta ik op")]


BAD = [
    MAXQDA,
    ("markt", "vroeg", 2, "sta ik op"),
    ("markt", "vroeg", 2, "nooit gezegd"),
    ("dorp", "vroeg", 2, "sta ik op"),
    ("markt", "", 2, "sta ik op"),
    ("markt", "te\tlang" * 50, 2, "sta ik op"),
    ("markt", "vroeg", 2, ""),
]


def test_rows_that_do_not_fit_are_named_and_nothing_is_done(market: Study, tmp_path: Path) -> None:
    before = dump(market.db)
    with pytest.raises(QdaError) as refused:
        take(market, as_csv(tmp_path / "bad", *BAD))
    said = sentence(refused.value.message)
    assert said.startswith(
        "5 of 6 rows do not fit, none came in: row 3: the quote is nowhere in markt; row 4: there is no source"
    )
    assert "row 5: no code; row 6: the code" in said and "row 7: it has no quote" in said
    assert "--skip-bad" in said and "--texts" in said and dump(market.db) == before


def test_rows_that_do_not_fit_are_left_out_when_that_is_asked_for(market: Study, tmp_path: Path) -> None:
    table = as_csv(tmp_path / "bad", *BAD)
    before = dump(market.db)
    out: list[str] = []
    notes = take(market, table, left_out=out.append)
    assert made(market) == [("markt", "vroeg", "sta ik op")] and "1 coding came in" in notes
    assert [why.split(":")[0] for why in out] == [f"row {n}" for n in range(3, 8)]
    studies.undo(market)
    assert dump(market.db) == before
    with pytest.raises(QdaError, match="2 of 2 rows do not fit, none came in"):
        take(market, as_csv(tmp_path / "worse", *BAD[:1], *BAD[2:4]), left_out=out.append)
    assert len(out) == 5 and dump(market.db) == before


QUOTES = [
    ("Document name", "Code", "Beginning", "Segment"),
    ("markt", "vroeg", 2, "sta ik op"),
    ("Kaas.docx", "Dag\\werk", 9, "Wij snijden de kaas zelf."),
    ("haven", "stil", 1, "Het is stil.\n\nIk hoor de meeuwen."),
    ("kaas", "trots", 9, "de kaas"),
    ("Kaas.docx", "trots", 9, " Wij snijden de kaas zelf. "),
    ("haven", "stil", 1, "Het is stil."),
]


def test_sources_are_made_of_quotes(market: Study, tmp_path: Path) -> None:
    table = as_csv(tmp_path / "m", *QUOTES)
    before = dump(market.db)
    with pytest.raises(QdaError, match="5 of 6 rows do not fit"):
        take(market, table)
    notes = take(market, table, texts=True)
    assert "2 new sources of quotes alone, a paragraph each; what was not coded is not in them: Kaas, haven" in notes
    texts = dict(market.db.execute("select name, text from source where name <> 'markt'"))
    assert texts == {
        "Kaas": "Wij snijden de kaas zelf.\n\nde kaas\n",
        "haven": "Het is stil.\n\nIk hoor de meeuwen.\n\nHet is stil.\n",
    }
    spans = {
        (c["source"], c["code"], c["start"], c["end"]) for c in qda.codings(market).dicts() if c["source"] != "markt"
    }
    assert spans == {
        ("Kaas", "werk", 0, 25), ("Kaas", "trots", 27, 34), ("Kaas", "trots", 0, 25),
        ("haven", "stil", 0, 33), ("haven", "stil", 35, 47),
    }  # fmt: skip
    segments = list(market.db.execute("select kind, start, end, words from segment where source > 1 order by id"))
    assert segments == [
        ("paragraph", 0, 25, 5),
        ("paragraph", 27, 34, 2),
        ("paragraph", 0, 33, 7),
        ("paragraph", 35, 47, 3),
    ]
    assert market.db.execute("select count(*) from coding where segment is null or words = 0").fetchone() == (0,)
    after, lines = dump(market.db), len(list(studies.log(market).dicts()))
    take(market, table, texts=True)
    take(market, table)
    assert dump(market.db) == after and len(list(studies.log(market).dicts())) == lines
    studies.undo(market)
    assert dump(market.db) == before
    studies.redo(market)
    assert dump(market.db) == after


def test_documents_are_no_beginnings_of_other_names(study: Study, tmp_path: Path) -> None:
    (tmp_path / "gesprek 10.txt").write_text("Een heel ander gesprek.\n")
    import_texts(study, [str(tmp_path / "gesprek 10.txt")])
    rows = [("gesprek 1", "a", 1, "Over de brug."), ("Gesprek 3/4", "a", 1, "Over de sluis.")]
    take(study, as_csv(tmp_path / "m", MAXQDA, *rows), texts=True)
    assert [s for s, _, _ in made(study)] == ["gesprek 1", "Gesprek 3/4"]


def test_our_own_listing_makes_sources_too(market: Study, tmp_path: Path) -> None:
    take(market, as_csv(tmp_path / "m", MAXQDA, ("markt", "vroeg; moe", 2, "sta ik op")))
    listed = list(qda.codings(market).dicts())
    table = as_csv(tmp_path / "listed", list(listed[0]), *(list(row.values()) for row in listed))
    (tmp_path / "other").mkdir()
    with project.create(tmp_path / "other" / project.FILE, name="other", coder="cor", language="nl") as other:
        take(other, table, texts=True)
        assert sorted(made(other)) == [("markt", "moe", "sta ik op"), ("markt", "vroeg", "sta ik op")]
        assert [c["start"] for c in qda.codings(other).dicts()] == [0, 0]
        after = dump(other.db)
        take(other, table)
        assert dump(other.db) == after


def test_a_row_without_a_quote_makes_no_source(study: Study, tmp_path: Path) -> None:
    rows = [("nieuw", "a", 0, 3, ""), ("nieuw", "a", "", "", "Een zin."), ("nieuw", "a", 0, 3, "")]
    with pytest.raises(QdaError) as refused:
        take(study, as_csv(tmp_path / "own", ("source", "code", "start", "end", "quote"), *rows), texts=True)
    said = str(refused.value)
    assert (
        "row 2: there is no source 'nieuw'" in said
        and "row 4: there is no source 'nieuw', and no quote to make it of" in said
    )
    (tmp_path / "nul.jsonl").write_text(json.dumps({"source": "x", "code": "a", "quote": "Een\0zin."}))
    with pytest.raises(QdaError, match="row 1: NUL"):
        take(study, str(tmp_path / "nul.jsonl"), texts=True)


def test_what_stands_above_the_header_is_passed_over(market: Study, tmp_path: Path) -> None:
    rows: list[Row] = [("Quotation report",), ("Project", "Markt"), (), *TABLES["ATLAS.ti"]]
    take(market, as_csv(tmp_path / "a", *rows))
    take(market, as_xlsx(tmp_path / "a", *rows))
    assert made(market) == [("markt", "Dag/opstaan", "Om vier uur 😀 sta ik op.")]


@pytest.mark.parametrize("program", TABLES)
def test_a_table_of_coded_segments_is_told_what_it_is(program: str, tmp_path: Path) -> None:
    (found,) = read([as_csv(tmp_path / "a", *TABLES[program])], ReadOptions())
    assert "a table, of codings by its header: bring it in with --as codings" in sentence(found.error)


def test_columns_that_are_named_go_first(market: Study, tmp_path: Path) -> None:
    head, row = (*MAXQDA, "Who"), ("markt", "vroeg", 2, "sta ik op", "Cor")
    options = ReadOptions("codings", columns={"coder": "Who"})
    coding_import.import_codings(market, [as_csv(tmp_path / "m", head, row)], options)
    assert [c["coder"] for c in qda.codings(market).dicts()] == ["Cor"]


@pytest.fixture
def folder(market: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a study with one interview, closed."""
    market.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*QUOTES, ("markt", "vroeg", 2, "nooit gezegd")]
    table = as_csv(folder / "m", *rows)

    def call(*args: str) -> tuple[int, str, str]:
        status = run(["import", *args])
        out, err = capsys.readouterr()
        return status, out, err

    for option in ("--texts", "--skip-bad"):
        status, out, err = call(table, "--as", "posts", option)
        assert (status, out) == (2, "") and f"error: {option} is for codings made elsewhere" in err
    status, out, err = call(table, "--as", "codings", "--dry-run", "--texts", "--skip-bad", "--format", "csv")
    assert status == 0 and out.count("\n") == 1 + 6 + 2 and "does not fit: row 8: the quote is nowhere in markt" in err
    assert "2 new sources of quotes alone" in err and "5 new codes: vroeg, Dag, Dag/werk, trots, stil" in err
    status, out, err = call(table, "--as", "codings", "--dry-run", "--texts")
    assert status == 1 and "1 of 7 rows do not fit" in err
    status, out, err = call(table, "--as", "codings", "--texts")
    assert (status, out) == (1, "") and err.count("\n") == 1 and "--skip-bad leaves such rows out)" in err
    status, out, err = call(table, "--as", "codings", "--texts", "--skip-bad")
    assert (
        status == 0 and "left out: row 8: the quote is nowhere in markt\n" in err and "note: 6 codings came in\n" in err
    )
    many = as_csv(folder / "many", MAXQDA, *(("markt", "vroeg", 2, f"nooit {n}") for n in range(30)))
    status, out, err = call(many, "--as", "codings")
    assert (status, out) == (1, "") and all(f"row {n}: the quote is nowhere" in err for n in range(2, 32))


@pytest.mark.skipif(not INTEROP.is_dir(), reason="the tables of other programs are not here")
@pytest.mark.parametrize("name", ["maxqda", "maxqda-de", "atlasti", "nvivo", "dedoose"])
@pytest.mark.parametrize("texts", [False, True])
def test_the_tables_that_all_have(name: str, texts: bool, study: Study) -> None:
    expected = json.loads((INTEROP / "expected.json").read_text(encoding="utf-8"))
    if not texts:
        import_texts(study, [str(INTEROP / "maeve.txt")])
    take(study, str(INTEROP / f"{name}.xlsx"), texts=texts)
    rows = list(qda.codings(study).dicts())
    assert sorted((r["code"], r["text"], r["coder"]) for r in rows) == sorted(tuple(c[:3]) for c in expected["codings"])
    assert {r["source"] for r in rows} == {expected["source"]}
    if not texts:
        assert all([r["start"], r["end"]] == expected["offsets"][r["text"]] for r in rows)
    if name in expected["notes_in"]:
        assert sorted(r["note"] for r in rows) == sorted(c[3] for c in expected["codings"])
    if name in expected["paths_in"]:
        assert set(the_paths(study)) >= set(expected["paths"])
