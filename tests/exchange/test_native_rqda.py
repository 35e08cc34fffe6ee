"""RQDA projects into the form: only what is not deleted, words at or near their offsets, categories and cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers_native import INTEROP, RQDA, SCHEMA, Got, Rows, change, database, digest, expected, got, valid

from qda.core.errors import QdaError
from qda.core.projects import derived
from qda.importers.projects import rqda

DAY = "Fri Aug  5 12:54:05 2016"
TEXT = "De markt is weg.\r\nNiemand kent elkaar nog. Vroeger wel, zegt zij.\r\n"
STORED = TEXT.replace("\r\n", "\n")
PARK = "Het park is klein. " * 40 + "De bank staat er nog."


def live(**fields: Any) -> dict[str, Any]:
    """A row that is not deleted."""
    return {"status": 1, "owner": "noor", "date": DAY, **fields}


def coding(cid: int, fid: int, words: str, at: float, **fields: Any) -> dict[str, Any]:
    """A coding of some words at an offset."""
    return live(**{"cid": cid, "fid": fid, "seltext": words, "selfirst": at, "selend": at + len(words), **fields})


def rows() -> Rows:
    """A small project that has something of everything, and of most things something deleted."""
    return {
        "project": [{"databaseversion": "0.2.2", "date": DAY, "memo": "over het plein", "about": "RQDA"}],
        "source": [
            live(id=1, name="gesprek 1", file=TEXT, memo="in de keuken"),
            live(id=2, name="park", file=PARK, owner="sem"),
            live(id=3, name="weg", file="weggegooid", status=0),
        ],
        "freecode": [
            live(id=1, name="verlies", memo="wat er niet meer is", color="#123abc"),
            live(id=2, name="contact", color="antiquewhite2"),
            live(id=3, name="oud", status=0),
            live(id=4, name="los"),
        ],
        "codecat": [live(catid=1, name="plaats"), live(catid=2, name="mensen", memo="wie"), live(catid=3, name="x", status=0)],
        "treecode": [
            live(cid=2, catid=2), live(cid=1, catid=1), live(cid=2, catid=1), live(cid=1, catid=3),
            live(cid=4, catid=1, status=0),
            live(cid=2, catid=1),
        ],
        "coding": [
            coding(1, 1, "De markt is weg.", 0.0, memo="sterk"),
            coding(2, 1, "kent elkaar", TEXT.index("kent elkaar")),
            coding(2, 1, "Vroeger wel", TEXT.index("Vroeger") - 1),  # beside its words
            coding(2, 2, "De bank staat er nog", 3),  # far from its words
            coding(1, 2, "Het park", 0, status=0),
            coding(1, 2, "is klein", 9, status=-1),
            coding(3, 2, "Het park", 0),
            coding(1, 3, "weg", 0),
            coding(1, 2, "Het park", 5000),  # outside the text, and not near
        ],
        "cases": [live(id=1, name="Noor", memo="woont er al lang"), live(id=2, name="weg", status=0)],
        "caselinkage": [
            live(caseid=1, fid=1, selfirst=0, selend=len(TEXT)), live(caseid=1, fid=2, selfirst=4, selend=8, memo="hier"),
            live(caseid=2, fid=1, selfirst=0, selend=3), live(caseid=1, fid=2, selfirst=1, selend=2, status=0),
        ],
        "attributes": [live(name="leeftijd", memo="in jaren"), live(name="weg", status=0)],
        "caseAttr": [{"variable": "leeftijd", "value": "071", "caseID": 1, "status": 1}],
        "fileAttr": [
            {"variable": "jaar", "value": 2016, "fileID": 1, "status": 1},
            {"variable": "jaar", "value": "1", "fileID": 1, "status": 0},
            {"variable": "jaar", "value": "1", "fileID": 3, "status": 1},
        ],
        "filecat": [live(catid=1, name="interviews", memo="thuis"), live(catid=2, name="kort"),
                    live(catid=3, name="x", status=0)],
        "treefile": [live(fid=1, catid=1), live(fid=1, catid=2), live(fid=1, catid=3), live(fid=2, catid=1, status=0)],
        "journal": [live(name="5 aug", journal="Begonnen."), live(name="5 aug", journal="Verder.")],
        "annotation": [live(fid=1, position=3, annotation="welke markt?"), live(fid=1, position=9, annotation="x", status=0)],
        "image": [live(id=1, name="plein.png")],
        "imageCoding": [live(cid=1, iid=1, x1=1, y1=2, x2=30, y2=40, memo="de lege plek"),
                        live(cid=3, iid=1, x1=1, y1=1, x2=2, y2=2)],
    }  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Got:
    return got(rqda.read, database(tmp_path / "plein.rqda", RQDA, rows()))


def test_only_what_is_not_deleted(read: Got) -> None:
    assert sorted(read.codes()) == ["los", "mensen", "mensen/contact", "plaats", "plaats/verlies"]
    assert [s.name for s in read.sources] == ["gesprek 1", "park", "plein.png"]
    assert [c.name for c in read.form.cases] == ["Noor"]
    assert [v.name for v in read.form.variables] == ["leeftijd", "jaar", "category"]
    assert [c.name for c in read.form.coders] == ["noor", "sem"]


def test_the_first_category_is_the_home_and_others_have_it_as_a_member(read: Got) -> None:
    codes = read.codes()
    assert not codes["mensen"].codable and codes["mensen"].description == "wie"
    (member,) = read.form.sets
    assert (member.name, member.codes) == ("plaats", [codes["mensen/contact"].guid])
    assert member.guid == derived(codes["plaats"].guid, "set")
    assert codes["plaats/verlies"].colour == "#123abc" and codes["mensen/contact"].colour == ""
    assert any("1 codes have a colour by its name" in note for note in read.form.notes)


def test_words_stand_at_their_offsets_or_near_them(read: Got) -> None:
    assert read.rows() == [
        ("gesprek 1", "contact", "Vroeger wel"),
        ("gesprek 1", "contact", "kent elkaar"),
        ("gesprek 1", "verlies", "De markt is weg."),
    ]
    assert read.sources[0].text == STORED
    assert any(note.startswith("1 codings stood beside their words") for note in read.form.notes)
    assert read.form.lost["coding"] == {
        "its words are not near its offsets": 1,
        "its code is deleted in RQDA": 1,
        "its file is deleted in RQDA": 1,
    }
    (outside,) = [s for s in read.source("park").selections if s.codings]
    assert (outside.start, outside.raw) == (-1, "5000-5008")
    (first,) = [s for s in read.sources[0].selections if s.start == 0 and s.codings]
    assert first.codings[0].note == "sterk" and first.codings[0].created_at == "2016-08-05T12:54:05"


@pytest.mark.parametrize(("away", "near"), [(0, True), (rqda.NEARBY, True), (rqda.NEARBY + 1, False)])
@pytest.mark.parametrize("before", [True, False])
def test_nearby_is_two_hundred_characters(away: int, near: bool, before: bool, tmp_path: Path) -> None:
    text = "." * 400 + "hier" + "." * 400
    given = {**rows(), "source": [live(id=1, name="a", file=text)]}
    given["coding"] = [coding(1, 1, "hier", 400 - away if before else 400 + away)]
    read = got(rqda.read, database(tmp_path / "a.rqda", RQDA, given))
    assert [quote for *_, quote in read.rows()] == (["hier"] if near else [])


def test_the_nearest_of_several_places_is_taken(tmp_path: Path) -> None:
    given = {**rows(), "source": [live(id=1, name="a", file="ja en ja en nee, ja")], "coding": [coding(1, 1, "ja", 7)]}
    read = got(rqda.read, database(tmp_path / "a.rqda", RQDA, given))
    assert [s.start for s in read.source("a").selections if s.codings] == [6]


def test_cases_have_whole_files_and_stretches(read: Got) -> None:
    (noor,) = read.form.cases
    text, park = read.sources[0], read.source("park")
    assert noor.sources == [text.guid]
    (part,) = [s for s in park.selections if s.guid in noor.selections]
    assert (part.start, part.end, part.description) == (4, 8, "hier")
    values = {v.guid: v.name for v in read.form.variables}
    assert [(values[v], x) for v, x in noor.values] == [("leeftijd", "071")]
    assert [(values[v], x) for v, x in text.values] == [("jaar", "2016"), ("category", "interviews; kort")]
    assert park.values == []
    assert read.form.lost["value"] == {"what it is about is deleted in RQDA": 1}
    assert read.form.lost["selection"] == {"its case or its file is deleted in RQDA": 1}


def test_a_variable_of_that_name_keeps_it(tmp_path: Path) -> None:
    given = {**rows(), "attributes": [live(name="Category")]}
    read = got(rqda.read, database(tmp_path / "a.rqda", RQDA, given))
    assert [v.name for v in read.form.variables] == ["Category", "jaar", "leeftijd", "file category"]


def test_memos_journal_and_annotations(read: Got) -> None:
    found = [(m.text, m.type, m.name, m.on) for m in read.form.memos]
    assert found == [
        ("Begonnen.", "journal", "5 aug", []),
        ("Verder.", "journal", "5 aug", []),
        ("in de keuken", "", "", [read.sources[0].guid]),
        ("woont er al lang", "", "", [read.form.cases[0].guid]),
    ]
    (note,) = [s for s in read.sources[0].selections if s.description == "welke markt?"]
    assert (note.start, note.end, note.codings) == (3, 4, []) and read.form.description == "over het plein"


def test_pictures_are_carried(read: Got) -> None:
    picture = read.source("plein.png")
    assert (picture.kind, picture.text, len(picture.areas)) == ("picture", None, 1)
    assert "de lege plek" in picture.xml and 'secondX="30"' in picture.xml
    assert read.form.lost["area"] == {"its picture or its code is deleted in RQDA": 1}


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema outside the project is not there")
def test_what_is_carried_is_valid(read: Got) -> None:
    valid([s.xml for s in read.sources if s.xml], "Sources")


def test_identifiers_last_without_keys_in_the_tables(tmp_path: Path) -> None:
    file = database(tmp_path / "a.rqda", RQDA, rows())
    first = got(rqda.read, file)
    assert len(set(first.guids())) == len(first.guids())
    change(file, "delete from coding where seltext = 'De markt is weg.'")
    change(file, "vacuum")
    change(file, "insert into coding select * from coding where seltext = 'kent elkaar'")  # the same once more
    later = got(rqda.read, file)
    gone, new = set(first.guids()) - set(later.guids()), set(later.guids()) - set(first.guids())
    assert (len(gone), len(new)) == (2, 1)  # the selection and its coding; another coding at a place that was there
    change(file, "update project set date = 'Fri Aug  5 12:54:06 2016'")
    assert set(got(rqda.read, file).guids()) & set(first.guids()) == {c.guid for c in first.form.coders}


def test_a_table_without_a_status_or_a_missing_table(tmp_path: Path) -> None:
    without = ("fileAttr.status", "annotation", "image", "imageCoding", "freecode.color", "project.imageDir")
    given = {t: r for t, r in rows().items() if t not in without}
    given["freecode"] = [{k: v for k, v in row.items() if k != "color"} for row in given["freecode"]]
    read = got(rqda.read, database(tmp_path / "a.rqda", RQDA, given, without=without))
    assert len(read.rows()) == 3 and len(read.sources[0].values) == 3


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QdaError, match="is no project of RQDA: it has no table freecode"):
        got(rqda.read, database(tmp_path / "a.rqda", {"source": "id integer"}, {}))


@pytest.mark.skipif(not INTEROP.exists(), reason="the projects outside the project are not there")
def test_the_reference_project() -> None:
    want = expected("rqda/books-small.rqda")
    read = got(rqda.read, INTEROP / "rqda" / "books-small.rqda")
    assert digest(read.rows()) == want["quotes_sha256"] and len(read.rows()) == want["coding_active"]
    assert sorted(c.name for c in read.form.codes if not c.codable) == sorted(want["categories"])
    assert sum(c.codable for c in read.form.codes) == want["freecode"] and read.form.lost == {}
    homes = sum(bool(c.parent) for c in read.form.codes)
    assert homes + sum(len(s.codes) for s in read.form.sets) == want["treecode"]
    assert {value for s in read.sources for _, value in s.values} == set(want["file_categories"])
    assert {read.coder(c.coder) for s in read.sources for x in s.selections for c in x.codings} == {"hedgehog"}
