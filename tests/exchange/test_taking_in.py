"""A project's form into a study: every kind of thing is kept, carried or lost by the rules, once, and taken back by one undo."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filled_study import Dump

import qda
from qda.core.errors import QdaError
from qda.core.projects import (
    AreaForm,
    CaseForm,
    CodeForm,
    CoderForm,
    CodingForm,
    GraphForm,
    LinkForm,
    MediaForm,
    NoteForm,
    ProjectForm,
    SelectionForm,
    SetForm,
    SourceForm,
    VariableForm,
    derived,
    reading,
)  # fmt: skip
from qda.ops.exchange import taking_in
from qda.ops.sources.edit import show
from qda.ops.theory import memos, relations
from qda.reports.theory import axial
from qda.store.exchange import carried
from qda.store.project import Study

Table = dict[str, dict[str, Any]]
TEXT = "Interviewer: Hoe ging dat?\nMarit: De bakker sloot als eerste.\nMarit: Daarna de bus. Nu niets meer.\n"
OTHER = "De markt is op zaterdag.\n\nVroeger stonden er twaalf kramen.\n"


def g(n: int) -> str:
    return f"{n:08x}-0000-4000-8000-000000000000"


def source(n: int, text: str | None = TEXT, **given: Any) -> SourceForm:
    return SourceForm(g(n), given.pop("kind", "text"), given.pop("name", f"bron {n}"), text=text, **given)


def at(quote: str, n: int, *codes: int, text: str = TEXT, **given: Any) -> SelectionForm:
    """The selection `n` of a quote; each code on it is a coding whose number is that of both."""
    start = text.index(quote)
    codings = [CodingForm(g(n * 100 + code), g(code)) for code in codes]
    return SelectionForm(
        g(n), start, start + len(quote), codings=codings, xml=f'<PlainTextSelection guid="{g(n)}"/>', **given
    )


def project(*sources: SourceForm, codes: tuple[CodeForm, ...] | None = None, **given: Any) -> ProjectForm:
    known = codes if codes is not None else (CodeForm(g(1), "verlies"), CodeForm(g(2), "vervoer"))
    return ProjectForm("Ander", name="Dorp", codes=list(known), sources=lambda: iter(sources), **given)


def take(study: Study, form: ProjectForm, **given: Any) -> Table:
    said = taking_in.take(study, form, "dorp.qdpx", **given)
    assert said.table is not None
    rows = {row["thing"]: row for row in said.table.dicts()}
    for row in rows.values():
        assert row["found"] == row["kept"] + row["carried"] + row["lost"], row
        assert row["note"] or not (row["carried"] or row["lost"]), row
    return rows


def counts(table: Table, thing: str) -> tuple[int, int, int, int]:
    row = table[thing]
    return row["found"], row["kept"], row["carried"], row["lost"]


def codings(study: Study) -> list[dict[str, Any]]:
    return list(qda.codings(study).dicts())


def book(study: Study) -> dict[str, dict[str, Any]]:
    from qda.ops.coding.codebook import listing

    return {row["path"]: row for row in listing(study).dicts()}


def people(study: Study) -> dict[str, dict[str, Any]]:
    from qda.ops.sources.participants import listing

    return {row["participant"]: row for row in listing(study).dicts()}


def about(study: Study, name: str) -> dict[str, Any]:
    record = show(study, name)
    return dict(record.fields)


def notes(study: Study) -> dict[str, dict[str, Any]]:
    return {row["text"]: row for row in memos.listing(study).dicts()}


def whole() -> ProjectForm:
    """A project with something of every kind."""
    one = source(
        10,
        selections=[
            at("De bakker sloot als eerste.", 11, 1, 2, notes=[g(42)]),
            at("Nu niets meer", 12, description="wat is niets?"),
            at("Daarna de bus", 13),
            SelectionForm(g(14), 5, 5, xml="<PlainTextSelection/>"),
            SelectionForm(g(15), -1, -1, raw="900:950"),
        ],
        whole=[CodingForm(g(90), g(2))],
        notes=[g(40)],
        values=[(g(30), "noord")],
        description="eerste gesprek",
    )
    two = source(20, None, why="text file missing", xml="<TextSource/>", selections=[at("markt", 21, 1, text=OTHER)])
    return project(
        one,
        two,
        source(25, OTHER),
        coders=[CoderForm(g(3), "els")],
        sets=[
            SetForm(g(5), "groep", codes=[g(1), g(2)]),
            SetForm(g(6), "wijken", sources=[g(10), g(25)]),
            SetForm(g(7), "leeg", xml="<Set/>"),
        ],
        variables=[VariableForm(g(30), "wijk"), VariableForm(g(31), "leeftijd", "Integer")],
        cases=[CaseForm(g(35), "Marit", values=[(g(31), "071")], sources=[g(10)])],
        memos=[
            NoteForm(g(40), "Over de bron", "een goed gesprek", coder=g(3), created_at="2024-05-01T10:00:00+02:00"),
            NoteForm(g(41), "Los", "nergens over"),
            NoteForm(g(42), "", "op de selectie"),
            NoteForm(g(43), "weg", None, "file missing", xml="<Note/>"),
        ],
        links=[
            LinkForm(g(50), "leidt tot", "OneWay", g(1), g(2)),
            LinkForm(g(51), "", "Associative", g(41), g(1)),
            LinkForm(g(52), "volgt op", "OneWay", g(11), g(12), xml="<Link/>"),
        ],
        graphs=[GraphForm(g(60), "kaart", "<Graph/>")],
    )


def test_everything_comes_in_and_the_table_adds_up(study: Study) -> None:
    table = take(study, whole())
    assert {thing: counts(table, thing) for thing in table} == {
        "coder": (1, 1, 0, 0),
        "code": (2, 2, 0, 0),
        "set": (3, 2, 1, 0),
        "source": (3, 2, 1, 0),
        "participant": (1, 1, 0, 0),
        "variable": (2, 2, 0, 0),
        "value": (2, 2, 0, 0),
        "coding": (3, 2, 1, 0),
        "coding-of-source": (1, 1, 0, 0),
        "selection": (4, 1, 2, 1),
        "memo": (4, 3, 1, 0),
        "relation": (1, 1, 0, 0),
        "link": (2, 1, 1, 0),
        "graph": (1, 0, 1, 0),
    }
    assert "900:950" in table["selection"]["note"] and "bron 10" in table["selection"]["note"]
    rows = {(r["code"], r["text"]): r for r in codings(study)}
    assert set(rows) == {
        ("verlies", "De bakker sloot als eerste."),
        ("vervoer", "De bakker sloot als eerste."),
        ("vervoer", TEXT),
    }
    assert {r["origin"] for r in rows.values()} == {"import"} and all(r["confirmed"] for r in rows.values())
    assert rows["vervoer", TEXT]["uuid"] == g(90)
    known = about(study, "bron 10")
    assert known["metadata"]["description"] == "eerste gesprek" and known["variables"] == {
        "wijk": "noord",
        "group": "wijken",
    }
    marit = people(study)["Marit (bron 10)"]
    assert marit["leeftijd"] == "071" and marit["segments"] == 2
    on = {text: row["on"] for text, row in notes(study).items()}
    assert on["een goed gesprek"] == ["source:bron 10"] and on["nergens over"] == ["code:verlies"]
    assert on["wat is niets?"] == ["segment:bron 10#6"] and len(on["op de selectie"]) == 2
    memo = notes(study)["een goed gesprek"]
    assert (memo["coder"], memo["created_at"], memo["uuid"]) == ("els", "2024-05-01T08:00:00.000000Z", g(40))
    assert {c.thing for c in carried.every(study.db)} == {"set", "source", "selection", "memo", "link", "graph"}
    assert not list(qda.check(study).rows)


def test_one_undo_takes_all_of_it_back_and_redo_brings_it(study: Study, dump: Callable[..., Dump]) -> None:
    empty = dump(study.db)
    take(study, whole())
    full = dump(study.db)
    qda.undo(study)
    assert dump(study.db) == empty
    qda.redo(study)
    assert dump(study.db) == full


def test_again_changes_nothing_and_says_the_same(study: Study, dump: Callable[..., Dump]) -> None:
    first = take(study, whole())
    before, log = dump(study.db), len(list(qda.log(study).rows))
    study.named, study._coder = "ben", None  # another person may try
    assert take(study, whole()) == first
    assert dump(study.db) == before and len(list(qda.log(study).rows)) == log


def test_a_dry_run_says_the_same_and_writes_nothing(study: Study, dump: Callable[..., Dump]) -> None:
    before = dump(study.db)
    dry = take(study, whole(), dry_run=True)
    assert dump(study.db) == before and dry == take(study, whole())


def test_what_differs_stays_as_it_is_here(study: Study) -> None:
    take(study, whole())
    from qda.ops.coding.codebook import rename
    from qda.ops.coding.coding import set_coding

    rename(study, "verlies", "gemis")
    first = next(r for r in codings(study) if r["code"] == "gemis")
    set_coding(study, [first["id"]], note="hier bedacht")
    memos.edit(study, notes(study)["nergens over"]["id"], text="toch ergens over")
    table = take(study, whole())
    for thing in ("code", "coding", "memo"):
        assert "1 differs: kept as here" in table[thing]["note"]
    assert "gemis" in book(study) and len(codings(study)) == 3 and "toch ergens over" in notes(study)


# -- the codebook ------------------------------------------------------------------------------------------------------


def test_codes_keep_their_tree_and_categories_are_not_coded_with(study: Study) -> None:
    codes = (
        CodeForm(g(2), "bus", g(1), colour="#ff0000", description="rijden\n", created_at="2024-01-02T03:04:05Z"),
        CodeForm(g(1), "vervoer", codable=False),
        CodeForm(g(3), "bus", g(1)),
        CodeForm(g(4), " a\nb\u202e ", "99"),
        CodeForm(g(5), ""),
        CodeForm(g(6), "x" * 300),
        CodeForm(g(7), "ja / nee"),
    )
    table = take(study, project(codes=codes))
    found = book(study)
    assert set(found) == {"vervoer", "vervoer/bus", "vervoer/bus (2)", "a b", "unnamed", "x" * 199 + "…", "ja / nee"}
    assert found["vervoer"]["level"] == "category" and found["vervoer/bus"]["definition"] == "rijden"
    assert "3 names changed" in table["code"]["note"]
    from qda.store.analysis.codes import rows

    by_uuid = {row["uuid"]: row for row in rows(study.db).values()}
    assert (by_uuid[g(1)]["codable"], by_uuid[g(2)]["codable"], by_uuid[g(2)]["colour"]) == (0, 1, "#ff0000")
    assert by_uuid[g(2)]["created_at"] == "2024-01-02T03:04:05.000000Z" and by_uuid[g(2)]["origin"] == "import"
    assert take(study, project(codes=codes)) == table


def test_a_code_of_the_same_path_is_that_code(study: Study) -> None:
    qda_codes(study, "vervoer", "vervoer/bus")
    codes = (CodeForm(g(1), "Vervoer"), CodeForm(g(2), "bus", g(1)), CodeForm(g(3), "bus", g(1)), CodeForm(g(4), "bus"))
    table = take(study, project(codes=codes))
    assert set(book(study)) == {"vervoer", "vervoer/bus", "vervoer/bus (2)", "bus"}
    assert "2 are in the study with another identifier" in table["code"]["note"]
    assert take(study, project(codes=codes)) == table and len(book(study)) == 4


def qda_codes(study: Study, *paths: str) -> None:
    from qda.ops.coding.codebook import add

    for path in paths:
        home, _, name = path.rpartition("/")
        add(study, name, under=home)


def test_into_keeps_the_codes_of_a_project_apart(study: Study) -> None:
    qda_codes(study, "verlies")
    form = project(sets=[SetForm(g(5), "groep", codes=[g(1)])])
    take(study, form, into="van hen")
    assert set(book(study)) == {"verlies", "van hen", "van hen/verlies", "van hen/vervoer", "van hen/groep"}
    assert book(study)["van hen"]["level"] == "category"
    log = len(list(qda.log(study).rows))
    take(study, form, into="van hen")
    assert len(list(qda.log(study).rows)) == log


def test_a_code_below_itself_and_one_guid_for_two_are_refused(study: Study, dump: Callable[..., Dump]) -> None:
    before = dump(study.db)
    with pytest.raises(QdaError, match="below itself"):
        take(study, project(codes=(CodeForm(g(1), "a", g(2)), CodeForm(g(2), "b", g(1)))))
    with pytest.raises(QdaError, match="'a' and 'b'"):
        take(study, project(codes=(CodeForm(g(1), "a"), CodeForm(g(1), "b"))))
    assert dump(study.db) == before


def test_sets_become_categories_and_the_variable_group(study: Study) -> None:
    codes = (CodeForm(g(1), "a"), CodeForm(g(2), "b", g(3)), CodeForm(g(3), "B", codable=False), CodeForm(g(4), "c"))
    sets = [
        SetForm(g(5), "c", codes=[g(1)], description="groep van een"),
        SetForm(g(6), "B", codes=[g(2), g(1), g(99)]),
        SetForm(derived(g(4), "set"), "c", codes=[g(2)]),
        SetForm(g(7), "wijk 1", sources=[g(10)]),
        SetForm(g(8), "wijk 2", sources=[g(10)]),
        SetForm(g(9), "aantekeningen", notes=[g(40)], xml="<Set/>"),
    ]
    table = take(study, project(source(10), codes=codes, sets=sets))
    assert counts(table, "set") == (6, 5, 1, 0) and "1 a set of notes" in table["set"]["note"]
    found = book(study)
    assert found["c (2)"]["level"] == "category" and found["c (2)"]["definition"] == "groep van een"
    from qda.store.analysis import codes as store

    names = store.names(study.db)
    further = {names[code]: {names[c] for c in held} for code, held in store.further(study.db).items()}
    assert further == {"a": {"c (2)", "B"}, "b": {"c"}}  # the home of b is B already
    assert about(study, "bron 10")["variables"] == {"group": "wijk 1; wijk 2"}


# -- sources -----------------------------------------------------------------------------------------------------------


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


# -- codings -----------------------------------------------------------------------------------------------------------


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


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_case_is_the_speaker_of_that_name_in_all_its_sources(study: Study) -> None:
    second = TEXT.replace("bakker", "slager")
    case = CaseForm(g(35), "Marit", sources=[g(10), g(11)], values=[(g(30), "Participant"), (g(31), "true")])
    form = project(
        source(10), source(11, second), cases=[case], variables=[VariableForm(g(30), "role"), VariableForm(g(31), "lid")]
    )  # fmt: skip
    table = take(study, form)
    found = people(study)
    assert set(found) == {"Interviewer (bron 10)", "Interviewer (bron 11)", "Marit"}
    assert (found["Marit"]["segments"], found["Marit"]["sources"], found["Marit"]["lid"]) == (4, 2, "true")
    assert counts(table, "value") == (2, 2, 0, 0) and table["value"]["as"] == "roles; values of participants"
    assert take(study, form) == table and people(study) == found


def test_a_case_of_a_whole_source_is_whoever_has_no_name(study: Study) -> None:
    cases = [
        CaseForm(g(35), "Jorrit", sources=[g(10)], description="een koopman", values=[(g(30), "zuid")]),
        CaseForm(g(36), "Jorrit", sources=[]),
        CaseForm(g(37), "", sources=[g(10)], values=[(g(30), "noord")], description="kort"),
        CaseForm(g(38), "", sources=[g(10), g(11)], values=[(g(30), "oost")]),
        CaseForm(g(39), "", sources=[g(12)], values=[(g(30), "west")]),
    ]
    sources = [source(10, OTHER), source(11, OTHER + "z"), source(12, None, why="a picture", xml="<PictureSource/>")]
    form = project(*sources, cases=cases, variables=[VariableForm(g(30), "wijk")])
    table = take(study, form)
    found = people(study)
    assert found["Jorrit"]["segments"] == 2 and found["Jorrit"]["wijk"] == "zuid"
    assert found["Jorrit"]["description"] == "een koopman"
    assert {"Jorrit (2)", "unnamed", "unnamed (2)"} <= set(found)
    assert about(study, "bron 10")["variables"] == {"wijk": "noord", "description": "kort"}
    assert {s["author"] for s in about(study, "bron 10")["segments"]} == {"Jorrit"}
    assert counts(table, "participant") == (5, 5, 0, 0) and counts(table, "value") == (4, 4, 0, 0)
    assert take(study, form) == table and people(study) == found


def test_a_selection_of_a_case_that_is_a_segment_is_what_they_said(study: Study) -> None:
    turn = TEXT.index("De bakker")
    selections = [SelectionForm(g(11), turn, turn + len("De bakker sloot als eerste.")), at("Nu niets", 12)]
    case = CaseForm(g(35), "Zus van Marit", selections=[g(11), g(12)])
    table = take(study, project(source(10, selections=selections), cases=[case]))
    found = people(study)
    assert found["Zus van Marit"]["segments"] == 1 and found["Marit (bron 10)"]["segments"] == 1
    assert counts(table, "selection") == (2, 1, 1, 0)
    assert [s["author"] for s in about(study, "bron 10")["segments"] if s["kind"] == "turn"][1] == "Marit"  # as written


def test_a_case_that_is_a_code_stays_both(study: Study) -> None:
    memo = NoteForm(g(40), "", "over hem")
    form = project(
        source(10, OTHER, selections=[at("De markt", 11, 1, text=OTHER)]), cases=[CaseForm(g(1), "verlies", sources=[g(10)])],
        memos=[memo], links=[LinkForm(g(50), "", "OneWay", g(40), g(1))],
    )  # fmt: skip
    take(study, form)
    assert "verlies" in people(study) and "verlies" in book(study) and len(codings(study)) == 1
    assert notes(study)["over hem"]["on"] == ["participant:verlies"]


def test_a_person_of_that_name_in_the_study_is_the_case(study: Study) -> None:
    first = project(cases=[CaseForm(g(35), "Nora Bakker", values=[(g(30), "1")])], variables=[VariableForm(g(30), "n")])
    take(study, first)
    second = project(
        cases=[CaseForm(g(36), "nora bakker", values=[(g(32), "2")])], variables=[VariableForm(g(32), "N")]
    )
    table = take(study, second)
    assert len(people(study)) == 1 and "1 is in the study" in table["participant"]["note"]
    assert "1 differs: kept as here" in table["value"]["note"] and people(study)["Nora Bakker"]["n"] == "1"


def test_variables_of_both_and_values_twice(study: Study) -> None:
    form = project(
        source(10, values=[(g(30), "071"), (g(30), "72"), (g(33), "x")]),
        cases=[CaseForm(g(35), "Ik", values=[(g(30), "2024-05-01"), (g(31), "baas")])],
        variables=[
            VariableForm(g(30), "A"),
            VariableForm(g(31), "Role"),
            VariableForm(g(32), "leeg", description="niets"),
        ],
    )
    table = take(study, form)
    assert about(study, "bron 10")["variables"] == {"A": "071"}
    assert people(study)["Ik"]["A"] == "2024-05-01" and people(study)["Ik"]["Role (2)"] == "baas"
    assert people(study)["Ik"]["role"] == "participant"
    assert counts(table, "value") == (5, 3, 0, 2) and counts(table, "variable") == (3, 3, 0, 0)
    assert "description" in table["variable"]["note"]
    assert take(study, form) == table


# -- memos and links ---------------------------------------------------------------------------------------------------


def test_links_between_codes_are_relations(study: Study) -> None:
    links = [
        LinkForm(g(50), "causes", "OneWay", g(1), g(2), notes=[g(40)]),
        LinkForm(g(51), "", "Bidirectional", g(2), g(1)),
        LinkForm(g(52), "CAUSES", "Associative", g(1), g(2)),
        LinkForm(g(53), "is", "OneWay", g(1), g(1), xml="<Link/>"),
    ]
    form = project(links=links, memos=[NoteForm(g(40), "", "waarom?")])
    table = take(study, form)
    rows = [(r["a"], r["type"], r["b"], r["status"], r["note"]) for r in axial.relation_table(study.db).dicts()]
    assert rows == [
        ("verlies", "causes", "vervoer", "hypothesis", ""),
        ("vervoer", "associated-with", "verlies", "hypothesis", "in both directions"),
    ]
    assert counts(table, "relation") == (4, 2, 1, 1)
    assert notes(study)["waarom?"]["on"] == ["relation:1"]
    assert take(study, form) == table
    relations.unrelate(study, [1])
    assert take(study, form)["relation"]["kept"] == 2


def test_links_of_notes_are_what_memos_are_on(study: Study) -> None:
    form = project(
        source(10, selections=[at("Daarna de bus", 11, 1), at("De bakker", 12)]),
        cases=[CaseForm(g(35), "Marit", sources=[g(10)], notes=[g(43)])],
        memos=[
            NoteForm(g(40), "a", "op veel", type="journal", on=["study", g(1)]),
            NoteForm(g(41), "b", "op een ander", type="onzin"),
            NoteForm(g(42), "c", None, "weg", xml="<Note/>"),
            NoteForm(g(43), "d", "over Marit"),
        ],
        links=[
            LinkForm(g(50), "", "OneWay", g(40), g(11)),
            LinkForm(g(51), "", "OneWay", g(12), g(40)),
            LinkForm(g(52), "", "OneWay", g(41), g(40)),
            LinkForm(g(53), "", "OneWay", g(42), g(1), xml="<Link/>"),
        ],
        about=[g(41)],
    )
    table = take(study, form)
    found = notes(study)
    assert set(found["op veel"]["on"]) == {"study:study", "code:verlies", "coding:1", "segment:bron 10#4"}
    assert found["op veel"]["type"] == "journal" and found["op een ander"]["type"] == "theoretical"
    assert set(found["op een ander"]["on"]) == {"study:study", "memo:1"}
    assert found["over Marit"]["on"] == ["participant:Marit (bron 10)"]
    assert counts(table, "link") == (4, 3, 1, 0) and counts(table, "memo") == (4, 3, 1, 0)


def test_what_looks_like_a_link_is_text(study: Study) -> None:
    take(study, project(memos=[NoteForm(g(40), "", "zie [[code:verlies]] en [[url:x]]")]))
    (text,) = notes(study)
    assert (
        text.replace("\u2060", "") == "zie [[code:verlies]] en [[url:x]]"
        and not next(iter(notes(study).values()))["links"]
    )
    assert not list(qda.check(study).rows)


def test_the_description_of_a_project_is_a_memo_on_the_study(study: Study) -> None:
    take(study, project(description="Onderzoek in een dorp."))
    assert notes(study)["Onderzoek in een dorp."]["on"] == ["study:study"]


# -- files of our own without their data ---------------------------------------------------------------------------------


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


# -- files of media ------------------------------------------------------------------------------------------------------


def media(path: str, content: bytes) -> MediaForm:
    return MediaForm(
        path, path.rpartition("/")[2], len(content), lambda target: void(Path(target).write_bytes(content))
    )


def void(_: object) -> None:
    return None


def with_media() -> ProjectForm:
    files = [media("internal://a.JPG", b"jpg"), MediaForm("relative:///weg.png")]
    picture = source(10, None, kind="picture", xml="<PictureSource/>", media=files)
    text = source(11, media=[media("internal://a.docx", b"docx"), MediaForm("internal://weg.docx")])
    return project(picture, text)


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


# -- files of our own ----------------------------------------------------------------------------------------------------


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
