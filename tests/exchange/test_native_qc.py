"""Folders of qualitative-coding into the form: lines without their ends, the tree of codes, memos, and no way out."""

from __future__ import annotations

import os
from hashlib import sha1
from pathlib import Path

import pytest
from helpers_native import INTEROP, QC, SCHEMA, Got, Rows, change, database, expected, got, valid

from qda.core.errors import QdaError
from qda.core.projects import ProjectOptions
from qda.importers.projects import qualitative_coding as qc

SETTINGS = (
    "qc_version: 1.7.8\ncorpus_dir: corpus\nmemos_dir: memos\ndatabase: qualitative_coding.sqlite3\n"
    "codebook: codebook.yaml\n"
)
BOOK = "- verlies:\n  - winkel\n  - 'ja: nee'\n- contact\n"
TALK = "Ria: De bakker is dicht. 😢\r\n\r\nTon: En de bus?\r\nRia: Die ook.\r\n"
NOTE = "Alleen dit\n"


def rows() -> Rows:
    """A small database: the lines of two documents."""
    lines = [
        (1, 0, "ria", "winkel"), (2, 2, "ria", "vervoer"), (3, 3, "ria", "vervoer"), (4, 0, "ton", "winkel"),
        (5, 0, "ton", "contact"), (6, 1, "ria", "contact"), (7, 99, "ria", "contact"), (8, 0, "ria", "contact"),
        (9, 0, "ria", "contact"),
    ]  # fmt: skip
    return {
        "document": [
            {"file_path": "gesprek.txt", "file_hash": sha1(TALK.encode()).hexdigest()},
            {"file_path": "map/notitie.txt", "file_hash": sha1(NOTE.encode()).hexdigest()},
            {"file_path": "weg.txt", "file_hash": "0"},
        ],
        "document_index": [
            {"id": 1, "name": "paragraphs", "time_series": 0, "document_id": "gesprek.txt"},
            {"id": 2, "name": "paragraphs", "time_series": 0, "document_id": "map/notitie.txt"},
            {"id": 3, "name": "paragraphs", "time_series": 0, "document_id": "weg.txt"},
        ],
        "location": [
            {"id": 1, "start_line": 0, "end_line": 2, "document_index_id": 1},
            {"id": 2, "start_line": 2, "end_line": 4, "document_index_id": 1},
            {"id": 3, "start_line": 0, "end_line": 1, "document_index_id": 2},
            {"id": 4, "start_line": 0, "end_line": 1, "document_index_id": 3},
        ],
        "coder": [{"name": "ria"}, {"name": "ton"}],
        "code": [{"name": "winkel"}, {"name": "vervoer"}, {"name": "contact"}],
        "coded_line": [{"id": n, "line": line, "coder_id": who, "code_id": code} for n, line, who, code in lines],
        "coded_line_location_association": [
            {"coded_line_id": n, "location_id": at}
            for n, at in ((1, 1), (1, 2), (2, 2), (3, 2), (4, 1), (5, 3), (6, 1), (7, 1), (8, 4))
        ],
    }


def project(folder: Path, given: Rows | None = None, *, settings: str = SETTINGS, book: str = BOOK) -> Path:
    """Make a project folder."""
    home = folder / "dorp"
    (home / "corpus" / "map").mkdir(parents=True)
    (home / "memos").mkdir()
    (home / "settings.yaml").write_text(settings)
    (home / "codebook.yaml").write_text(book)
    (home / "corpus" / "gesprek.txt").write_bytes(TALK.encode())
    (home / "corpus" / "map" / "notitie.txt").write_text(NOTE)
    (home / "corpus" / "los.txt").write_text("niet geregistreerd")
    memo = "# Eerste indruk\n\nria 2026-02-03 10:11\n\nHet gaat over weg zijn.\n\nOok dit.\n"
    (home / "memos" / "2026-02-03-10-11_ria_eerste_indruk.md").write_text(memo)
    (home / "memos" / "2026-02-04-09-00_ton.md").write_text("# Memo by ton on 2026-02-04 09:00\n\nNog niets.")
    (home / "memos" / "losse gedachte.md").write_text("Zonder hoofd.\n")
    (home / "memos" / "geen.txt").write_text("geen memo")
    database(home / "qualitative_coding.sqlite3", QC, rows() if given is None else given)
    return home


@pytest.fixture
def read(tmp_path: Path) -> Got:
    return got(qc.read, project(tmp_path))


def test_a_coded_line_is_the_line_without_its_end(read: Got) -> None:
    assert read.rows() == [
        ("gesprek.txt", "contact", ""),
        ("gesprek.txt", "vervoer", "Ria: Die ook."),
        ("gesprek.txt", "vervoer", "Ton: En de bus?"),
        ("gesprek.txt", "winkel", "Ria: De bakker is dicht. 😢"),
        ("gesprek.txt", "winkel", "Ria: De bakker is dicht. 😢"),
        ("map/notitie.txt", "contact", "Alleen dit"),
    ]
    talk = read.source("gesprek.txt")
    assert talk.text == TALK.replace("\r\n", "\n")
    assert sorted(s.raw for s in talk.selections) == ["line 0", "line 1", "line 2", "line 3", "line 99"]
    (first,) = [s for s in talk.selections if s.raw == "line 0"]
    assert [read.coder(c.coder) for c in first.codings] == ["ria", "ton"]
    (blank,) = [s for s in talk.selections if s.raw == "line 1"]
    assert blank.start == blank.end >= 0 and blank.xml
    assert [s.start for s in talk.selections if s.raw == "line 99"] == [-1]
    assert read.form.lost == {"coding": {"it is in no document": 1}}


def test_the_tree_of_the_codebook_and_codes_outside_it(read: Got) -> None:
    assert list(read.codes()) == ["verlies", "verlies/winkel", "verlies/ja: nee", "contact", "vervoer"]
    assert all(code.codable for code in read.form.codes)


def test_a_missing_file_keeps_its_codings(read: Got) -> None:
    gone = read.source("weg.txt")
    assert (gone.text, gone.why) == (None, "its file is missing")
    assert len(gone.selections) == 1 and "<Coding" in gone.xml
    assert read.form.notes == ["1 files of the corpus are not registered in qc: left out"]


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema outside the project is not there")
def test_what_is_carried_is_valid(read: Got) -> None:
    valid([s.xml for s in read.sources if s.xml], "Sources")


def test_memos_with_their_heads(read: Got) -> None:
    assert [(m.name, m.text, read.coder(m.coder), m.created_at) for m in read.form.memos] == [
        ("Eerste indruk", "Het gaat over weg zijn.\n\nOok dit.", "ria", "2026-02-03T10:11:00"),
        ("2026-02-04 09:00", "Nog niets.", "ton", "2026-02-04T09:00:00"),
        ("losse gedachte", "Zonder hoofd.", "", ""),
    ]
    assert [c.name for c in read.form.coders] == ["ria", "ton"]


@pytest.mark.parametrize("key", ["corpus_dir", "memos_dir", "database", "codebook"])
@pytest.mark.parametrize("place", ["../elders", "/etc", "koppeling"])
def test_no_way_out_of_the_folder(key: str, place: str, tmp_path: Path) -> None:
    home = project(tmp_path, settings=f"{SETTINGS}\n".replace(f"{key}: ", f"{key}: {place} #"))
    (tmp_path / "elders").mkdir()
    os.symlink(tmp_path / "elders", home / "koppeling")
    with pytest.raises(QdaError, match=rf"settings.yaml: {key} lies outside the project's folder"):
        got(qc.read, home)


def test_a_document_or_memo_that_leads_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")
    given = rows()
    given["document"] = [
        {"file_path": "../../geheim.txt", "file_hash": "0"},
        {"file_path": "koppeling.txt", "file_hash": "0"},
    ]
    home = project(tmp_path, given)
    os.symlink(tmp_path / "geheim.txt", home / "corpus" / "koppeling.txt")
    os.symlink(tmp_path / "geheim.txt", home / "memos" / "geheim.md")
    read = got(qc.read, home)
    assert {s.why for s in read.sources} == {"its file lies outside the project's folder"}
    assert read.form.lost["memo"] == {"its file lies outside the project's folder": 1}


@pytest.mark.parametrize(
    ("book", "match"),
    [
        ("- a: &x [b]\n- c: *x\n", "the alias .x is not read"),
        ("- [" * 400, "codes lie more than 50 deep|is not YAML"),
        ("- a: b: c\n", "is not YAML"),
        ("- ? [a, b]\n  : c\n", "a code's name is one text"),
    ],
)
def test_a_codebook_that_is_none_is_refused(book: str, match: str, tmp_path: Path) -> None:
    with pytest.raises(QdaError, match=match) as told:
        got(qc.read, project(tmp_path, book=book))
    assert "codebook.yaml" in str(told.value)


def test_settings_may_be_missing_or_say_little(tmp_path: Path) -> None:
    home = project(tmp_path, settings="editor: code\n")
    assert len(got(qc.read, home).rows()) == 6
    (home / "settings.yaml").unlink()
    assert len(got(qc.read, home / "qualitative_coding.sqlite3").rows()) == 6


def test_names_stand_twice(tmp_path: Path) -> None:
    read = got(qc.read, project(tmp_path, book="- a:\n  - contact\n- b:\n  - contact\n"))
    first, second = read.codes()["a/contact"], read.codes()["b/contact"]
    used = {c.code for s in read.sources for x in s.selections for c in x.codings}
    assert first.guid in used and second.guid not in used and first.guid != second.guid


def test_identifiers_last_though_lines_are_coded_anew(tmp_path: Path) -> None:
    home = project(tmp_path)
    first = got(qc.read, home)
    assert len(set(first.guids())) == len(first.guids())
    file = home / "qualitative_coding.sqlite3"
    change(file, "update coded_line set id = id + 50")
    change(file, "update coded_line_location_association set coded_line_id = coded_line_id + 50")
    assert got(qc.read, home).guids() == first.guids()
    (home / "corpus" / "gesprek.txt").write_text("Anders.\n")
    later = got(qc.read, home)
    assert later.source("gesprek.txt").guid != first.source("gesprek.txt").guid
    assert [c.guid for c in later.form.codes] == [c.guid for c in first.form.codes]


def test_a_large_text_stays_out_unless_it_is_allowed(tmp_path: Path) -> None:
    home = project(tmp_path)
    (home / "corpus" / "gesprek.txt").write_text("woord\n" * 3_500_000)
    assert got(qc.read, home).source("gesprek.txt").why == "text of more than 20 MB"
    assert got(qc.read, home, ProjectOptions(large=True)).source("gesprek.txt").text is not None


def test_a_folder_without_its_database_is_refused(tmp_path: Path) -> None:
    home = project(tmp_path)
    (home / "qualitative_coding.sqlite3").unlink()
    with pytest.raises(QdaError, match="no such file"):
        got(qc.read, home)


@pytest.mark.skipif(not INTEROP.exists(), reason="the projects outside the project are not there")
def test_the_reference_project() -> None:
    want = expected("qc/alice-project")
    home = INTEROP / "qc" / "alice-project"
    read = got(qc.read, home)
    lines = {p.name: p.read_text(encoding="utf-8").split("\n") for p in (home / "corpus").iterdir()}
    assert read.rows() == sorted((doc, code, lines[doc][n]) for doc, n, _, code in want["coded"])
    assert len(read.form.codes) == want["codebook_codes"] and len(read.form.memos) == want["memos"]
    assert [c.name for c in read.form.coders] == want["coders"] and read.form.lost == {}
