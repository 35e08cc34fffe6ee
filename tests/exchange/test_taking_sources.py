"""Sources and codings of a project's form into a study, and its files of media."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filled_study import Dump
from helpers_forms import OTHER, TEXT, about, at, codings, counts, g, media, notes, project, source, take, with_media

import qda
from qda.core.errors import QdaError
from qda.core.projects import (
    AreaForm,
    CoderForm,
    CodingForm,
    NoteForm,
    SelectionForm,
    SetForm,
    SourceForm,
    VariableForm,
)  # fmt: skip
from qda.ops.exchange import taking_in
from qda.store.exchange import carried
from qda.store.project import Study


def test_a_text_that_is_in_the_study_is_that_source(study: Study, tmp_path: Path) -> None:
    (tmp_path / "eigen.txt").write_text(TEXT, encoding="utf-8")
    qda.import_texts(study, [str(tmp_path / "eigen.txt")])
    qda.code(study, "eigen", ["verlies"], quote="De bakker sloot als eerste.")
    form = project(source(10, selections=[at("De bakker sloot als eerste.", 11, 1, 2)]))
    table = take(study, form)
    assert [r["source"] for r in qda.sources(study).dicts()] == ["eigen"]
    assert counts(table, "coding") == (2, 2, 0, 0) and len(codings(study)) == 2
    assert "1 is in the study with another identifier" in table["coding"]["note"]
    assert "1 is in the study with another identifier" in table["source"]["note"]
    log = len(list(qda.log(study).rows))
    assert take(study, form) == table and len(list(qda.log(study).rows)) == log


def test_one_guid_with_another_text_is_another_source(study: Study) -> None:
    take(study, project(source(10, selections=[at("Daarna de bus", 11, 1)])))
    later = project(source(10, OTHER, selections=[at("twaalf kramen", 11, 1, text=OTHER)]))
    table = take(study, later)
    assert "another text" in table["source"]["note"]
    assert sorted((r["source"], r["text"]) for r in codings(study)) == [
        ("bron 10", "Daarna de bus"),
        ("bron 10 (2)", "twaalf kramen"),
    ]
    log = len(list(qda.log(study).rows))
    assert take(study, later) == table and len(list(qda.log(study).rows)) == log


def test_names_of_sources(study: Study) -> None:
    sources = [
        source(10, TEXT, name="Gesprek"),
        source(11, TEXT, name="gesprek"),
        source(12, OTHER, name="", origin="map/derde.txt"),
        source(13, OTHER + "x", name="a\tb\nc"),
        source(14, OTHER + "y", name=""),
    ]
    take(study, project(*sources))
    rows = {r["uuid"]: (r["source"], r["title"]) for r in qda.sources(study).dicts()}
    assert rows[g(10)][0] == "Gesprek" and rows[g(11)] == ("gesprek (2)", "gesprek")
    assert rows[g(12)][0] == "derde" and rows[g(13)][0] == "a b c" and rows[g(14)][0] == "source"
    log = len(list(qda.log(study).rows))
    take(study, project(*sources))
    assert len(list(qda.log(study).rows)) == log


def test_sources_without_a_text_are_carried_with_all_in_them(study: Study) -> None:
    coding = CodingForm(g(70), g(1))
    picture = source(
        10, None, kind="picture", xml="<PictureSource/>", whole=[CodingForm(g(71), g(1))], values=[(g(30), "x")],
        areas=[AreaForm(g(11), "picture", "<PictureSelection/>", codings=[coding])],
    )  # fmt: skip
    blank = source(
        12, "  \n", xml="<TextSource/>", selections=[SelectionForm(g(13), 0, 1, xml="<PlainTextSelection/>")]
    )
    table = take(study, project(picture, blank, variables=[VariableForm(g(30), "wijk")]))
    assert counts(table, "source") == (2, 0, 2, 0)
    for thing in ("coding", "coding-of-source", "area", "selection", "value"):
        assert counts(table, thing) == (1, 0, 1, 0), thing
    assert [c.xml for c in carried.every(study.db)] == ["<PictureSource/>", "<TextSource/>"]


def test_segments_are_found_as_in_any_import(study: Study) -> None:
    take(study, project(source(10), source(11, OTHER)))
    assert [s["author"] for s in about(study, "bron 10")["segments"] if s["kind"] == "turn"] == [
        "Interviewer",
        "Marit",
        "Marit",
    ]
    assert [s["kind"] for s in about(study, "bron 11")["segments"]] == ["paragraph", "paragraph"]


def test_what_a_coding_keeps(study: Study) -> None:
    els, ben = CoderForm(g(3), "els"), CoderForm(g(4), "ANNA")
    one = at("Daarna de bus", 11, description="van de selectie")
    one.codings = [
        CodingForm(g(60), g(1), g(3), "2024-05-01T10:00:00.1234567+02:00", "eigen noot", [g(40)], pinned=True),
        CodingForm(g(61), g(1), g(4), "0001-01-01T00:00:00Z"),
        CodingForm(g(62), g(1), "", "gisteren", "van niemand"),
        CodingForm(g(63), g(99)),
    ]
    memo = NoteForm(g(40), "noot", "uit een notitie")
    table = take(study, project(source(10, selections=[one]), coders=[els, ben], memos=[memo]))
    assert counts(table, "coding") == (4, 2, 0, 2) and counts(table, "memo") == (1, 1, 0, 0)
    assert "1 same place" in table["coding"]["note"] and "not in the file" in table["coding"]["note"]
    by = {r["coder"]: r for r in codings(study)}
    assert set(by) == {"els", "anna"}  # the acting coder is anna, and so is ANNA
    assert by["els"]["note"] == "eigen noot\nvan de selectie\nuit een notitie"
    assert by["els"]["created_at"] == "2024-05-01T08:00:00.123456Z"
    assert by["anna"]["note"] == "van de selectie\nvan niemand\nvan de selectie" and by["anna"]["created_at"] > "2024"
    assert not notes(study)
    from qda.store.queries.quotes import pinned

    assert pinned(study.db) == {by["els"]["id"]}


def test_the_same_place_twice_is_one_coding(study: Study) -> None:
    one, two = at("Daarna de bus", 11, 1), at("Daarna de bus", 12, 1)
    one.codings[0].note, two.codings[0].note = "eerst", "dan"
    two.codings[0].notes = []
    form = project(source(10, selections=[one, two]))
    table = take(study, form)
    assert counts(table, "coding") == (2, 1, 0, 1) and "1 same place" in table["coding"]["note"]
    assert [r["note"] for r in codings(study)] == ["eerst\ndan"]
    assert take(study, form)["coding"]["lost"] == 1


def test_selections_outside_and_empty_ones(study: Study) -> None:
    empty = SelectionForm(
        g(11), 5, 5, codings=[CodingForm(g(60), g(1))], xml='<PlainTextSelection startPosition="6" endPosition="6"/>'
    )
    outside = SelectionForm(g(12), -1, -1, codings=[CodingForm(g(61), g(1)), CodingForm(g(62), g(2))], raw="900:901")
    far = SelectionForm(g(13), 5, 5000, codings=[CodingForm(g(63), g(1))])
    table = take(study, project(source(10, selections=[empty, outside, far])))
    assert counts(table, "coding") == (4, 0, 1, 3)
    note = table["coding"]["note"]
    assert "an empty selection" in note and "2 outside the text of bron 10 (900:901)" in note and "(5:5000)" in note
    (row,) = carried.every(study.db)
    assert row.xml == '<PlainTextSelection startPosition="5" endPosition="5"/>' and row.holder == g(10)


def test_areas_are_anchored_at_words_that_occur_once(study: Study) -> None:
    def area(n: int, name: str, *codes: int) -> AreaForm:
        return AreaForm(g(n), "pdf", "<PDFSelection/>", name, codings=[CodingForm(g(n * 100 + c), g(c)) for c in codes])

    areas = [
        area(11, "De bakker", 1, 2),
        area(12, "Marit", 1),
        area(13, "kerk", 1),
        area(14, "", 1),
        area(15, "de bus"),
    ]
    pdf = source(10, kind="pdf", areas=areas, shell='<PDFSource guid="x"/>')
    table = take(study, project(pdf))
    assert counts(table, "area") == (5, 1, 4, 0) and counts(table, "coding") == (5, 2, 3, 0)
    assert {(r["code"], r["text"], r["confirmed"], r["origin"]) for r in codings(study)} == {
        ("verlies", "De bakker", False, "import"),
        ("vervoer", "De bakker", False, "import"),
    }
    held = carried.every(study.db)
    assert [c.thing for c in held].count("area") == 4 and any(c.xml.startswith("<PDFSource") and c.source for c in held)


def test_media_are_copied_by_digest_and_once(study: Study, tmp_path: Path) -> None:
    from hashlib import sha256

    assert (
        counts(take(study, with_media(), dry_run=True), "media") == (4, 0, 3, 1) and not (tmp_path / "media").exists()
    )
    table = take(study, with_media())
    assert counts(table, "media") == (4, 0, 3, 1)
    names = {sha256(b"jpg").hexdigest() + ".jpg", sha256(b"docx").hexdigest() + ".docx"}
    assert {p.name for p in (tmp_path / "media").iterdir()} == names
    files = {f["path"]: f for c in carried.every(study.db) for f in c.files}
    assert files["internal://a.JPG"] == {
        "path": "internal://a.JPG", "sha256": sha256(b"jpg").hexdigest(), "bytes": 3, "name": sha256(b"jpg").hexdigest() + ".jpg",
    }  # fmt: skip
    assert take(study, with_media()) == table and {p.name for p in (tmp_path / "media").iterdir()} == names


def test_media_of_a_project_that_is_refused_go_again(study: Study, tmp_path: Path) -> None:
    def sources() -> Iterator[SourceForm]:
        yield source(10, None, kind="picture", xml="<PictureSource/>", media=[media("internal://a.jpg", b"jpg")])
        raise QdaError("the file ends here")

    form = project()
    form.sources = sources
    with pytest.raises(QdaError, match="ends here"):
        take(study, form, media=str(tmp_path / "x" / "y"))
    assert not (tmp_path / "x").exists()


def test_a_folder_for_media_that_cannot_be(study: Study, tmp_path: Path, dump: Callable[..., Dump]) -> None:
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    before = dump(study.db)
    with pytest.raises(QdaError, match="media"):
        take(study, with_media(), media=str(tmp_path / "bestand" / "in"))
    assert dump(study.db) == before


def test_reasons_of_the_reader_and_conventions_stand_in_the_table(study: Study) -> None:
    def sources() -> Iterator[SourceForm]:
        yield source(10, selections=[at("Daarna de bus", 11, 1)])
        form.conventions["UTF-16 units, CRLF counts 2"] = 1
        form.lose("coding", "its code is nowhere", 2)

    form = project()
    form.sources = sources
    table = take(study, form)
    assert counts(table, "coding") == (3, 1, 0, 2)
    assert table["coding"]["note"] == "offsets: UTF-16 units, CRLF counts 2 (1 source); 2 its code is nowhere"
    said = taking_in.take(study, project(), "x")
    assert said.notes == [] and json.dumps(list(said.table.dicts() if said.table else []))


def test_sets_of_sources_that_are_carried_are_carried(study: Study) -> None:
    sets = [SetForm(g(5), "beelden", sources=[g(10)], xml="<Set/>")]
    table = take(study, project(source(10, None, kind="picture", xml="<PictureSource/>"), sets=sets))
    assert counts(table, "set") == (1, 0, 1, 0) and "group" not in table


def test_a_variable_called_group_and_sets_of_sources(study: Study) -> None:
    form = project(
        source(10, values=[(g(30), "Noord")]),
        source(11, OTHER, values=[(g(30), "x")]),
        variables=[VariableForm(g(30), "Group")],
        sets=[SetForm(g(5), "noord", sources=[g(10)]), SetForm(g(6), "zuid", sources=[g(11)])],
    )
    take(study, form)
    assert about(study, "bron 10")["variables"] == {"Group": "Noord"}
    assert about(study, "bron 11")["variables"] == {"Group": "x", "group (2)": "zuid"}


def test_the_log_says_what_came_where_there_was_no_source(study: Study) -> None:
    """A project of memos and people alone is told as what it is; one with sources by these, its codes and codings."""
    take(
        study, project(codes=(), memos=[NoteForm(g(40), "Los", "nergens over"), NoteForm(g(41), "Twee", "over niets")])
    )
    take(study, project(codes=(), variables=[VariableForm(g(50), "dorp", "source")]))
    take(study, project(source(10, selections=[at("Daarna de bus", 11, 1)]), memos=[NoteForm(g(42), "Drie", "los")]))
    log = sorted(qda.log(study).dicts(), key=lambda r: int(r["n"]))
    said = [r["summary"] for r in log if r["command"] == "import"]
    assert [s.partition("dorp.qdpx: ")[2] for s in said] == ["2 memos", "1 variable", "1 source, 2 codes, 1 coding"]
