"""Projects that qda wrote itself: by the data of its own, and by their XML alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

from helpers_forms import TEXT, at, book, codings, counts, g, notes, people, project, source, take, whole, with_media

import qda
from qda.core.projects import (
    CaseForm,
    CodeForm,
    CodingForm,
    NoteForm,
    SelectionForm,
    derived,
    reading,
)  # fmt: skip
from qda.store.project import Study


def test_our_own_xml(study: Study) -> None:
    """Descriptions give their fields back, notes for reading stay out, a coding has its note and keeps its memos."""
    description = "wat weg is\n-- qda --\nLevel: focused\nInclude: winkels\nAlias: gemis"
    codes = (
        CodeForm(g(1), "verlies", description=description, notes=[reading(g(1), "een eigenschap"), g(44)]),
        CodeForm(g(2), "vervoer"),
    )
    one = at("Daarna de bus", 11)
    own = derived(g(60), "note")
    one.codings = [CodingForm(g(60), g(1), notes=[own, g(41), reading(g(60), "geplaatst")])]
    changed = derived(g(2), "reading", "zoals het was")
    codes[1].notes.append(changed)
    turn = TEXT.index("De bakker")
    segment = SelectionForm(
        derived(g(10), "segment", turn), turn, turn + len("De bakker sloot als eerste."), notes=[g(45)]
    )
    form = project(
        source(10, selections=[one, segment]),
        codes=codes,
        ours=True,
        cases=[CaseForm(g(35), "Marit (bron 10)", sources=[g(10)], selections=[segment.guid])],
        memos=[
            NoteForm(reading(g(1), "een eigenschap"), "property", "een eigenschap"),
            NoteForm(reading(g(60), "geplaatst"), "", "geplaatst"),
            NoteForm(own, "", "de noot"),
            NoteForm(g(41), "", "een memo op de codering"),
            NoteForm(changed, "", "door een ander veranderd"),
            NoteForm(g(44), "", "zie [[code:vervoer]] en [[coding:7]]"),
            NoteForm(g(45), "", "bij de beurt"),
        ],
    )
    table = take(study, form)
    row = book(study)["verlies"]
    assert (row["level"], row["definition"], row["include"], row["aliases"]) == (
        "focused",
        "wat weg is",
        "winkels",
        ["gemis"],
    )
    assert [r["note"] for r in codings(study)] == ["de noot"]
    found = notes(study)
    assert {t.replace("\u2060", "") for t in found} == {
        "een memo op de codering", "door een ander veranderd", "zie [[code:vervoer]] en [[coding:7]]", "bij de beurt",
    }  # fmt: skip
    assert found["een memo op de codering"]["on"] == ["coding:1"] and found["bij de beurt"]["on"] == [
        "segment:bron 10#4"
    ]
    assert next(row for t, row in found.items() if "vervoer" in t)["links"] == ["code:vervoer"]
    assert counts(table, "memo") == (7, 5, 0, 2) and "changed by another program" in table["memo"]["note"]
    assert counts(table, "segment") == (1, 1, 0, 0)
    assert list(people(study)) == ["Interviewer (bron 10)", "Marit (bron 10)"]
    log = len(list(qda.log(study).rows))
    assert take(study, form) == table and len(list(qda.log(study).rows)) == log


def another(folder: Path) -> Study:
    from qda.store.project import FILE, create

    return create(folder / FILE, name="ander", coder="ben", language="nl")


def own(study: Study, path: Path, *files: tuple[str, bytes]) -> Path:
    """A project as qda writes it, its XML as short as can be."""
    from hashlib import sha256

    from qda.store.exchange import rows_out
    from qda.store.texts import sources

    xml = f'<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="qda 1"><CodeBook><Codes><Code guid="{g(9)}" name="alleen"/>'
    xml += "</Codes></CodeBook></Project>"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("project.qde", xml)
        for id, _ in sources.names(study.db):
            z.writestr(f"sources/{sources.head(study.db, id).uuid}.txt", sources.text(study.db, id))
        for name, content in files:
            z.writestr(name, content)
        z.writestr("qda/study.jsonl", "".join(rows_out.lines(study.db, digest=sha256(xml.encode()).hexdigest())))
    return path


def test_a_project_of_our_own_comes_back_whole_and_with_its_files(study: Study, tmp_path: Path) -> None:
    take(study, with_media(), media=str(tmp_path / "eerst"))
    take(study, whole())
    path = own(study, tmp_path / "eigen.qdpx", ("sources/a.JPG", b"jpg"), ("sources/ander.bin", b"xyz"))
    with another(tmp_path / "b") as other:
        dry = qda.import_project(other, str(path), dry_run=True)
        assert not (tmp_path / "b" / "media").exists() and not codings(other)
        said = qda.import_project(other, str(path), into="van hen")
        assert said.table is not None and dry.table is not None
        table = {row["thing"]: row for row in said.table.dicts()}
        assert list(dry.table.dicts()) == list(table.values())
        assert counts(table, "media") == (2, 0, 2, 0) and "does not hold it" in table["media"]["note"]
        assert [p.read_bytes() for p in (tmp_path / "b" / "media").iterdir()] == [b"jpg"]
        assert [r["uuid"] for r in codings(other)] == [r["uuid"] for r in codings(study)]
        assert {"van hen", "van hen/verlies", "van hen/vervoer", "van hen/groep"} == set(book(other))
        log = len(list(qda.log(other).rows))
        qda.import_project(other, str(path), into="van hen")
        assert len(list(qda.log(other).rows)) == log


def test_where_another_program_has_been_the_xml_holds(study: Study, tmp_path: Path) -> None:
    take(study, whole())
    path, edited, cut = own(study, tmp_path / "a.qdpx"), tmp_path / "b.qdpx", tmp_path / "c.qdpx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(edited, "w") as new, zipfile.ZipFile(cut, "w") as less:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"alleen", b"anders"))
            if not name.endswith(".txt"):
                less.writestr(name, old.read(name))
    for file, name in ((edited, "anders"), (cut, "alleen")):
        with another(tmp_path / name) as other:
            said = qda.import_project(other, str(file))
            assert "another program has been at it" in said.notes[0] and set(book(other)) == {name}


def test_a_project_of_ours_that_comes_back_with_another_origin(study: Study, tmp_path: Path) -> None:
    """What qda wrote for people to read is known by its guid, and its lines in a description, whatever program saved it last."""
    one = at("Daarna de bus", 11)
    own = derived(g(60), "note")
    one.codings = [CodingForm(g(60), g(1), notes=[own, reading(g(60), "geplaatst")])]
    form = project(
        source(10, selections=[one]),
        codes=(CodeForm(g(1), "verlies", description="wat weg is\n-- qda --\nInclude: winkels"),),
        memos=[NoteForm(reading(g(60), "geplaatst"), "", "geplaatst"), NoteForm(own, "", "de noot")],
    )
    table = take(study, form)
    assert not form.ours
    assert (book(study)["verlies"]["definition"], book(study)["verlies"]["include"]) == ("wat weg is", "winkels")
    assert [row["note"] for row in codings(study)] == ["de noot"]
    assert notes(study) == {}
    assert counts(table, "memo") == (2, 1, 0, 1)


def test_the_formatted_text_of_a_note_goes_back_into_an_export(study: Study, tmp_path: Path) -> None:
    note = f'<Note guid="{g(70)}" name="idee" richTextPath="internal://n.docx"><PlainTextContent>abc</PlainTextContent></Note>'
    with zipfile.ZipFile(tmp_path / "theirs.qdpx", "w") as z:
        z.writestr("project.qde", f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Notes>{note}</Notes></Project>')
        z.writestr("sources/n.docx", b"PK formatted")
    said = qda.import_project(study, str(tmp_path / "theirs.qdpx"))
    assert said.table is not None
    assert {row["thing"]: (row["carried"], row["lost"]) for row in said.table.dicts()}["media"] == (1, 0)
    qda.export_project(study, str(tmp_path / "ours.qdpx"))
    with zipfile.ZipFile(tmp_path / "ours.qdpx") as z:
        assert f'guid="{g(70)}" name="idee" richTextPath="internal://n.docx"' in z.read("project.qde").decode()
        assert z.read("sources/n.docx") == b"PK formatted"
    assert qda.import_project(study, str(tmp_path / "ours.qdpx")).table is not None
    assert len(list(qda.log(study).rows)) == 2
