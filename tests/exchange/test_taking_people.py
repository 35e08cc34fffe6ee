"""Cases, variables and values of a project's form into a study."""

from __future__ import annotations

from helpers_forms import OTHER, TEXT, about, at, book, codings, counts, g, notes, people, project, source, take

from qda.core.projects import (
    CaseForm,
    LinkForm,
    NoteForm,
    SelectionForm,
    VariableForm,
)  # fmt: skip
from qda.store.project import Study


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
