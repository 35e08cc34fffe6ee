"""`participant import`: a row a person, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from source_study import whole

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.ops.sources import participant_import, participants
from qda.ops.sources.import_list import import_texts
from qda.store.project import Study

Turn = Callable[[Study, Callable[[], Any]], Any]


@pytest.fixture
def talks(empty: Study, tmp_path: Path) -> Study:
    for name in ("een", "twee"):
        (tmp_path / f"{name}.txt").write_text(
            f"Interviewer: Hoe was het in {name}?\n\nR1: Goed.\n\nJan de Wit: Het was {name}.\n"
        )
    import_texts(empty, [str(tmp_path / "een.txt"), str(tmp_path / "twee.txt")])
    return empty


def read(study: Study, tmp_path: Path, text: str, name: str = "p.csv", **more: Any) -> Any:
    (tmp_path / name).write_text(text)
    return participant_import.read(study, str(tmp_path / name), **more)


def known(study: Study) -> dict[str, dict[str, Any]]:
    return {r["participant"]: r for r in participants.listing(study, include_researcher=True).dicts()}


def test_a_column_a_variable(talks: Study, tmp_path: Path, turn: Turn) -> None:
    text = "participant;role;leeftijd;plaats\nR1 (een);;44;Ede\njan de wit;quoted;;'=1\n"
    turn(talks, lambda: read(talks, tmp_path, text))
    whole(talks)
    now = known(talks)
    assert (now["R1 (een)"]["leeftijd"], now["R1 (een)"]["plaats"], now["R1 (een)"]["role"]) == (
        "44",
        "Ede",
        "participant",
    )
    assert (now["Jan de Wit"]["leeftijd"], now["Jan de Wit"]["plaats"], now["Jan de Wit"]["role"]) == (
        None,
        "=1",
        "quoted",
    )
    assert read(talks, tmp_path, text).notes[-1].endswith("nothing was changed")
    read(talks, tmp_path, "participant;leeftijd\nR1 (een);\n")
    assert known(talks)["R1 (een)"]["leeftijd"] == "44", "an empty cell leaves what there is"


def test_rows_that_do_not_fit_are_all_named(talks: Study, tmp_path: Path, dump: Callable[..., Any]) -> None:
    text = "naam,role,leeftijd\nJan de Witt,,1\nR1,,2\nR1 (een),baas,3\n,,4\nR1 (twee),,5\nR1 (twee),,6\n"
    was = dump(talks.db)
    columns = ReadOptions(columns={"participant": "naam"})
    with pytest.raises(QdaError) as e:
        read(talks, tmp_path, text, options=columns)
    assert dump(talks.db) == was
    for part in (
        "5 rows do not fit",
        "row 2: there is no participant 'Jan de Witt'; did you mean 'Jan de Wit'",
        "row 3: 2 participants",
        "row 4: there is no role 'baas'",
        "row 5 names no participant",
        "row 7: 'R1 (twee)' was in row 6 already",
    ):
        assert part in str(e.value)
    said = read(talks, tmp_path, text, options=columns, dry_run=True)
    assert dump(talks.db) == was and list(said.table.dicts()) == [
        {"row": 6, "participant": "R1 (twee)", "leeftijd": "5"}
    ]
    assert sum(n.startswith("row ") for n in said.notes) == 5


@pytest.mark.parametrize("label", ["@wachter", "Eva Bos (interviewer)"])
def test_a_label_that_names_a_person_made_of_it_before_is_that_person(talks: Study, tmp_path: Path, label: str) -> None:
    read(talks, tmp_path, f"participant,leeftijd\n{label},50\n", new=True)
    people = len(known(talks))
    read(talks, tmp_path, f"participant,leeftijd\n{label},51\n", new=True)
    read(talks, tmp_path, f"participant,leeftijd\n{label},52\n")
    assert [r["leeftijd"] for r in known(talks).values() if r["leeftijd"]] == ["52"] and len(known(talks)) == people
    whole(talks)


def test_two_labels_of_one_new_person_are_one_row_each_too_many(talks: Study, tmp_path: Path) -> None:
    with pytest.raises(QdaError, match="was in row 2 already, with another leeftijd"):
        read(talks, tmp_path, "participant,leeftijd\nwachter,50\n@wachter,51\n", new=True)
    read(talks, tmp_path, "participant,leeftijd\nwachter,50\n@wachter,50\n", new=True)
    assert known(talks)["wachter"]["leeftijd"] == "50"


def test_new_people_when_asked(talks: Study, tmp_path: Path, turn: Turn) -> None:
    said = turn(talks, lambda: read(talks, tmp_path, "participant,leeftijd\nEva Bos,50\n", new=True))
    assert known(talks)["Eva Bos"]["leeftijd"] == "50" and any("1 of them are new" in n for n in said.notes)


def test_our_own_list_comes_back(talks: Study, tmp_path: Path) -> None:
    from qda.render import render

    participants.set_values(talks, "R1 (een)", {"words": "3", "leeftijd": "44"})
    out = tmp_path / "list.csv"
    with out.open("wb") as f:
        render(participants.listing(talks, include_researcher=True), "csv", f)
    said = participant_import.read(talks, str(out))
    assert said.notes[-1].endswith("nothing was changed")


@pytest.mark.parametrize(
    ("text", "why"), [("x,y\n1,2\n", "no column for participant"), ("participant,a\n", "no rows"), ("", "empty")]
)
def test_bad_tables(talks: Study, tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(QdaError, match=why):
        read(talks, tmp_path, text)
