"""QualCoder projects into the form: codes, offsets, people, memos, media; what is damaged, missing or strange."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from helpers_native import INTEROP, QUALCODER, SCHEMA, Got, Rows, change, database, expected, got, valid

from qda.core.errors import QdaError
from qda.core.projects import ProjectOptions
from qda.importers.projects import qualcoder

DAY = "2026-02-03 10:11:12"
TEXT = "Ria: De bakker is dicht. 😢 Sinds mei.\nTon: En de bus rijdt niet meer.\n"
LATER = "Wij missen het plein.\n"


def rows() -> Rows:
    """A small project that has something of everything."""
    own = {"owner": "ria", "date": DAY}
    return {
        "project": [{"databaseversion": "v17", "date": DAY, "memo": "Het dorp\r\nin 2026", "about": "QualCoder 3.8.2"}],
        "source": [
            {"id": 1, "name": "gesprek.txt", "fulltext": TEXT, "memo": "eerste gesprek", **own},
            {"id": 2, "name": "notitie.docx", "fulltext": LATER, "mediapath": "/docs/notitie.docx", **own},
            {"id": 3, "name": "plein.jpg", "mediapath": "/images/plein.jpg", "memo": "foto van het plein", **own},
            {"id": 4, "name": "opname.mp3", "mediapath": "audio:/home/ria/opname.mp3", "av_text_id": 5, **own},
            {"id": 5, "name": "opname.mp3.txt", "fulltext": "Ton: Ja.\n", **own},
            {"id": 6, "name": "verslag.pdf", "fulltext": "Het verslag.", "mediapath": "/docs/verslag.pdf", **own},
        ],
        "code_cat": [
            {"catid": 2, "name": "Verlies", "supercatid": 9, **own},
            {"catid": 9, "name": "Verandering", "memo": "alles wat anders is", **own},
        ],
        "code_name": [
            {"cid": 1, "name": "winkel", "memo": "wat er te koop was", "catid": 2, "color": "#F44336", **own},
            {"cid": 2, "name": "bakker", "supercid": 1, "color": "#0f0", **own},
            {"cid": 3, "name": "vervoer", "catid": None, **own},
        ],
        "code_text": [
            {"ctid": 1, "cid": 2, "fid": 1, "seltext": "De bakker is dicht.", "pos0": 5, "pos1": 24, "owner": "ria",
             "date": DAY, "memo": "kern", "important": 1},
            {"ctid": 2, "cid": 1, "fid": 1, "seltext": "De bakker is dicht.", "pos0": 5, "pos1": 24, "owner": "ton"},
            {"ctid": 3, "cid": 3, "fid": 1, "seltext": "de bus rijdt niet meer", "pos0": 46, "pos1": 68, "owner": "ton"},
        ],
        "annotation": [{"anid": 1, "fid": 1, "pos0": 27, "pos1": 36, "memo": "welk jaar?", **own}],
        "cases": [{"caseid": 1, "name": "Ria", "memo": "woont er 40 jaar", **own}, {"caseid": 2, "name": "Ton", **own}],
        "case_text": [
            {"id": 1, "caseid": 1, "fid": 2, "pos0": 0, "pos1": len(LATER), **own},
            {"id": 2, "caseid": 2, "fid": 1, "pos0": 38, "pos1": 69, "memo": "alleen dit", **own},
            {"id": 3, "caseid": 2, "fid": 3, "pos0": 0, "pos1": 0, **own},
        ],
        "attribute_type": [
            {"name": "Leeftijd", "memo": "in jaren", "caseOrFile": "case", "valuetype": "numeric"},
            {"name": "Soort", "caseOrFile": "file", "valuetype": "character"},
        ],
        "attribute": [
            {"attrid": 1, "name": "Leeftijd", "attr_type": "case", "value": "071", "id": 1},
            {"attrid": 2, "name": "Leeftijd", "attr_type": "case", "value": "", "id": 2},
            {"attrid": 3, "name": "Soort", "attr_type": "file", "value": "gesprek", "id": 1},
        ],
        "journal": [{"jid": 1, "name": "plan", "jentry": "Nog met de chauffeur praten.", **own}],
        "code_image": [
            {"imid": 1, "id": 3, "x1": 10, "y1": 20, "width": 30, "height": 40, "cid": 3, "memo": "de halte", **own},
            {"imid": 2, "id": 6, "x1": 1, "y1": 2, "width": 3, "height": 4, "cid": 1, "pdf_page": 2, **own},
        ],
        "code_av": [{"avid": 1, "id": 4, "pos0": 1500, "pos1": 2500, "cid": 3, "memo": "", **own}],
        "stored_sql": [{"title": "vraag", "ssql": "select 1"}],
        "graph": [{"grid": 1, "name": "beeld"}],
        "gr_cdct_text_item": [
            {"gtextid": 1, "grid": 1, "x": 5, "y": 6, "catid": 2, "displaytext": "Verlies"},
            {"gtextid": 2, "grid": 1, "x": 7, "y": 8, "catid": 2, "cid": 1, "displaytext": "winkel"},
        ],
        "gr_cdct_line_item": [{"glineid": 1, "grid": 1, "fromcatid": 2, "tocatid": 2, "tocid": 1, "color": "gray"}],
    }  # fmt: skip


def project(folder: Path, given: Rows | None = None, *, without: tuple[str, ...] = ()) -> Path:
    """Make a project folder."""
    home = folder / "Dorp.qda"
    home.mkdir()
    database(home / "data.qda", QUALCODER, rows() if given is None else given, without=without)
    (home / "documents").mkdir()
    (home / "images").mkdir()
    (home / "documents" / "notitie.docx").write_bytes(b"docx")
    (home / "images" / "plein.jpg").write_bytes(b"jpeg")
    return home


@pytest.fixture
def read(tmp_path: Path) -> Got:
    return got(qualcoder.read, project(tmp_path))


def test_categories_hold_codes_and_are_no_codes(read: Got) -> None:
    codes = read.codes()
    assert {path: code.codable for path, code in codes.items()} == {
        "Verandering": False,
        "Verandering/Verlies": False,
        "Verandering/Verlies/winkel": True,
        "Verandering/Verlies/winkel/bakker": True,
        "vervoer": True,
    }
    assert codes["Verandering/Verlies/winkel"].description == "wat er te koop was"
    assert [codes[p].colour for p in ("Verandering/Verlies/winkel", "Verandering/Verlies/winkel/bakker")] == [
        "#F44336",
        "#00ff00",
    ]
    seen: set[str] = set()
    for code in read.form.codes:  # each after its home
        assert not code.parent or code.parent in seen
        seen.add(code.guid)


def test_codings_stand_at_their_words(read: Got) -> None:
    assert read.rows() == [
        ("gesprek.txt", "bakker", "De bakker is dicht."),
        ("gesprek.txt", "vervoer", "de bus rijdt niet meer"),
        ("gesprek.txt", "winkel", "De bakker is dicht."),
    ]
    first = read.source("gesprek.txt").selections[0]
    assert [(read.coder(c.coder), c.note, c.pinned) for c in first.codings] == [
        ("ria", "kern", True),
        ("ton", "", False),
    ]
    assert first.codings[0].created_at == "2026-02-03T10:11:12"
    assert read.form.lost == {}


def test_an_annotation_is_a_selection_with_words(read: Got) -> None:
    source = read.source("gesprek.txt")
    (found,) = [s for s in source.selections if s.description == "welk jaar?"]
    assert source.text is not None and source.text[found.start : found.end] == "Sinds mei"
    assert not found.codings and read.coder(found.coder) == "ria" and "welk jaar?" in found.xml


def test_cases_have_sources_stretches_and_values(read: Got) -> None:
    ria, ton = read.form.cases
    text, note, picture = (read.source(n) for n in ("gesprek.txt", "notitie.docx", "plein.jpg"))
    assert ria.sources == [note.guid] and ria.selections == []
    assert ton.sources == [picture.guid]
    (part,) = [s for s in text.selections if s.guid in ton.selections]
    assert text.text is not None and text.text[part.start : part.end] == "Ton: En de bus rijdt niet meer."
    assert part.description == "alleen dit"
    age, kind = read.form.variables
    assert (age.name, age.type, age.description, kind.name) == ("Leeftijd", "Float", "in jaren", "Soort")
    assert ria.values == [(age.guid, "071")] and ton.values == []  # an empty value is none
    assert text.values == [(kind.guid, "gesprek")]


def test_memos_are_notes_on_what_they_are_about(read: Got) -> None:
    found = {memo.text: (memo.type, memo.on) for memo in read.form.memos}
    assert found == {
        "Nog met de chauffeur praten.": ("journal", []),
        "eerste gesprek": ("", [read.source("gesprek.txt").guid]),
        "foto van het plein": ("", [read.source("plein.jpg").guid]),
        "woont er 40 jaar": ("", [read.form.cases[0].guid]),
    }
    assert read.form.description == "Het dorp\nin 2026" and read.form.name == "Dorp"


def test_pictures_sound_and_pages_are_areas(read: Got) -> None:
    picture, sound, pages = (read.source(n) for n in ("plein.jpg", "opname.mp3", "verslag.pdf"))
    assert (picture.kind, picture.text, len(picture.areas)) == ("picture", None, 1)
    assert 'firstX="10" firstY="20" secondX="40" secondY="60"' in picture.xml
    assert picture.areas[0].codings[0].note == "de halte" and "de halte" in picture.xml
    assert (sound.kind, len(sound.areas)) == ("audio", 1) and 'begin="1500" end="2500"' in sound.xml
    assert (pages.kind, pages.text) == ("pdf", "Het verslag.") and 'page="2"' in pages.areas[0].xml
    assert pages.shell.startswith("<PDFSource ") and "Selection" not in pages.shell
    assert read.source("opname.mp3.txt").kind == "transcript"
    assert read.source("opname.mp3.txt").metadata == {"transcript_of": "opname.mp3"}


def test_files_are_those_in_the_folder_and_no_others(read: Got, tmp_path: Path) -> None:
    (picture,) = read.source("plein.jpg").media
    assert (picture.file, picture.size) == ("images/plein.jpg", 4) and picture.copy is not None
    picture.copy(str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == b"jpeg"
    (linked,) = read.source("opname.mp3").media
    assert (linked.path, linked.file, linked.copy) == ("absolute:///home/ria/opname.mp3", "", None)
    assert [m.file for m in read.source("notitie.docx").media] == ["documents/notitie.docx"]
    assert [(m.file, m.copy) for m in read.source("verslag.pdf").media] == [("", None)]  # it is not there
    assert read.source("gesprek.txt").media == []


@pytest.mark.parametrize("address", ["/images/../../geheim.jpg", "/images/koppeling.jpg", "images:/etc/passwd"])
def test_no_file_outside_the_folder_is_opened(address: str, tmp_path: Path) -> None:
    (tmp_path / "geheim.jpg").write_bytes(b"geheim")
    given = rows()
    given["source"][2]["mediapath"] = address
    home = project(tmp_path, given)
    os.symlink(tmp_path / "geheim.jpg", home / "images" / "koppeling.jpg")
    (found,) = got(qualcoder.read, home).source("plein.jpg").media
    assert (found.file, found.copy) == ("", None)


def test_a_drawing_is_carried(read: Got) -> None:
    (graph,) = read.form.graphs
    assert graph.name == "beeld" and graph.xml.count("<Vertex ") == 2 and graph.xml.count("<Edge ") == 1
    assert read.codes()["Verandering/Verlies"].guid in graph.xml
    assert any("stored queries" in note for note in read.form.notes)


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema outside the project is not there")
def test_what_is_carried_is_valid(read: Got) -> None:
    valid([s.xml for s in read.sources if s.xml], "Sources")
    valid([g.xml for g in read.form.graphs], "Graphs")
    (text,) = [s for s in read.sources if s.name == "gesprek.txt"]
    inner = "".join(s.xml for s in text.selections if s.xml)
    valid([f'<TextSource guid="{text.guid}"><PlainTextContent>x</PlainTextContent>{inner}</TextSource>'], "Sources")


# -- offsets -----------------------------------------------------------------------------------------------------------

LINES = "﻿Een.\r\nTwee 😀 drie.\r\nVier.\r\n"


@pytest.mark.parametrize(
    ("unit", "pos", "said"),
    [
        ("code points", (18, 22), "code points, CRLF counts 2"),
        ("units", (19, 23), "UTF-16 units, CRLF counts 2"),
        ("one", (17, 21), "code points, CRLF counts 1"),
    ],
)  # fmt: skip
def test_offsets_are_of_the_text_with_one_line_end(unit: str, pos: tuple[int, int], said: str, tmp_path: Path) -> None:
    start = {"code points": LINES.index("drie"), "one": LINES.replace("\r\n", "\n").index("drie")}
    start["units"] = start["code points"] + 1
    given = rows()
    given["source"] = [{"id": 1, "name": "regels.txt", "fulltext": LINES}]
    at = start[unit]
    given["code_text"] = [
        {"ctid": 1, "cid": 1, "fid": 1, "seltext": "drie.", "pos0": at, "pos1": at + 5, "owner": "ria"}
    ]
    read = got(qualcoder.read, project(tmp_path, given))
    assert read.sources[0].text == "Een.\nTwee 😀 drie.\nVier.\n"
    assert read.rows() == [("regels.txt", "winkel", "drie.")]
    assert read.form.conventions == {said: 1}


def test_a_coding_outside_the_text_is_told_with_its_numbers(tmp_path: Path) -> None:
    given = rows()
    given["code_text"] = [
        {"ctid": 1, "cid": 1, "fid": 2, "pos0": 3, "pos1": 900, "owner": "ria"},
        {"ctid": 2, "cid": 1, "fid": 2, "pos0": 4, "pos1": 4, "owner": "ria"},
        {"ctid": 3, "cid": 1, "fid": 2, "pos0": "x", "pos1": None, "owner": "ria"},
        {"ctid": 4, "cid": 77, "fid": 2, "pos0": 0, "pos1": 3, "owner": "ria"},
        {"ctid": 5, "cid": 1, "fid": 77, "pos0": 0, "pos1": 3, "owner": "ria"},
        {"ctid": 6, "cid": 1, "fid": None, "pos0": 0, "pos1": 3, "owner": "ria"},
        {"ctid": 7, "cid": 1, "fid": 3, "pos0": 0, "pos1": 3, "owner": "ria"},
    ]
    read = got(qualcoder.read, project(tmp_path, given))
    outside, empty, none = [s for s in read.source("notitie.docx").selections if s.codings]
    assert (outside.start, outside.raw) == (-1, "3-900") and none.start == -1
    assert empty.start == empty.end == 4 and empty.xml
    assert read.form.lost["coding"] == {
        "its code is not in the project": 1,
        "its source is not in the project": 2,
        "it has offsets in a text that is none": 1,
    }


# -- identifiers -------------------------------------------------------------------------------------------------------


def test_identifiers_last_and_tell_projects_apart(tmp_path: Path) -> None:
    home = project(tmp_path)
    first = got(qualcoder.read, home)
    assert len(set(first.guids())) == len(first.guids())
    change(home / "data.qda", "insert into code_text (cid, fid, pos0, pos1, owner) values (3, 1, 0, 3, 'ria')")
    change(home / "data.qda", "update code_name set name = 'kruidenier' where cid = 1")
    later = got(qualcoder.read, home)
    assert set(first.guids()) < set(later.guids()) and len(later.guids()) == len(first.guids()) + 2
    change(home / "data.qda", "update project set date = '2026-02-03 10:11:13'")
    coders = {c.guid for c in first.form.coders}
    assert set(got(qualcoder.read, home).guids()) & set(first.guids()) == coders  # who codes in both is one coder


def test_sources_are_counted_anew_each_time(tmp_path: Path) -> None:
    given = rows()
    given["code_text"].append({"ctid": 9, "cid": 77, "fid": 2, "pos0": 0, "pos1": 3})  # type: ignore[attr-defined]
    form = qualcoder.read(str(project(tmp_path, given)), ProjectOptions())
    runs = []
    for _ in range(2):
        sources = list(form.sources())
        runs.append((len(sources), form.lost, form.conventions, form.notes))
    form.close()
    assert runs[0] == runs[1] and runs[0][1] == {"coding": {"its code is not in the project": 1}}


# -- what is strange ---------------------------------------------------------------------------------------------------


def test_an_older_project_has_fewer_columns_and_tables(tmp_path: Path) -> None:
    without = (
        "code_name.supercid", "code_text.ctid", "code_text.important", "source.av_text_id", "code_image.pdf_page", "graph",
        "gr_cdct_text_item", "gr_cdct_line_item", "stored_sql", "journal",
    )  # fmt: skip
    given = {t: r for t, r in rows().items() if t not in without}
    read = got(qualcoder.read, project(tmp_path, given, without=without))
    assert len(read.rows()) == 3 and "bakker" in read.codes() and len(set(read.guids())) == len(read.guids())


def test_values_of_other_kinds_are_read(tmp_path: Path) -> None:
    given = rows()
    given["source"] = [
        {"id": 1, "name": 1984, "fulltext": TEXT, "date": 20260101, "owner": None},
        {"id": 2, "name": b"blob\xff", "fulltext": b"\xffgeen tekst", "owner": 7.0},
        {"id": 3, "name": "nul", "fulltext": "een\0twee"},
        {"id": 4, "name": None, "fulltext": "  \n"},
    ]
    given["code_name"] = [{"cid": 1, "name": 12.5, "memo": 3, "catid": "2", "color": "rood"}]
    given["code_text"] = [
        {"ctid": 1, "cid": "1", "fid": "1", "pos0": 5.0, "pos1": "24", "owner": 7, "date": "gisteren"}
    ]
    read = got(qualcoder.read, project(tmp_path, given))
    assert read.rows() == [("1984", "12.5", "De bakker is dicht.")]
    assert {s.name: s.why for s in read.sources if s.text is None} == {
        "blob\ufffd": "text not UTF-8",
        "nul": "text with a NUL",
        "": "empty text",
    }
    assert "een\ufffdtwee" in read.source("nul").xml
    (coding,) = read.sources[0].selections[0].codings
    assert (read.coder(coding.coder), coding.created_at) == ("7", "")


def test_a_text_that_is_too_large_stays_out_unless_it_is_allowed(tmp_path: Path) -> None:
    given = rows()
    given["source"] = [{"id": 1, "name": "groot.txt", "fulltext": "woord " * 3_500_000}]
    home = project(tmp_path, given)
    (source,) = got(qualcoder.read, home).sources
    assert (source.text, source.why) == (None, "text of more than 20 MB")
    (source,) = got(qualcoder.read, home, ProjectOptions(large=True)).sources
    assert source.text is not None


def test_a_category_below_itself_is_refused(tmp_path: Path) -> None:
    given = rows()
    given["code_cat"] = [{"catid": 1, "name": "een", "supercatid": 2}, {"catid": 2, "name": "twee", "supercatid": 1}]
    with pytest.raises(QdaError, match=r"the code '(een|twee)' lies below itself"):
        got(qualcoder.read, project(tmp_path, given))


# -- the reference file ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not INTEROP.exists(), reason="the projects outside the project are not there")
def test_the_reference_project() -> None:
    want = expected("qualcoder/village-shop.qda/data.qda")
    path = INTEROP / "qualcoder" / "village-shop.qda"
    read = got(qualcoder.read, path)
    db = sqlite3.connect(f"file:{path / 'data.qda'}?mode=ro&immutable=1", uri=True)
    quotes = db.execute(
        "select s.name, n.name, t.seltext from code_text t join source s on s.id = t.fid join code_name n on n.cid = t.cid"
    ).fetchall()
    db.close()
    assert read.rows() == sorted(quotes) and len(quotes) == want["text_codings"]
    assert sum(not c.codable for c in read.form.codes) == want["categories"]
    assert [c.name for c in read.form.coders] == want["coders"]
    assert sum(len(s.areas) for s in read.sources) == want["image_codings"]
    assert (
        sum(len(s.values) for s in read.sources) + sum(len(c.values) for c in read.form.cases)
        == want["attribute_values"]
    )
    assert read.form.lost == {}
