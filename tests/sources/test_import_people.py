"""Importing into a study: who is one person across sources, and what an import says of names and earlier versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from qda.cli.messages import sentence
from qda.core.drafts import Draft
from qda.core.errors import QdaError
from qda.ops.sources.import_list import import_texts
from qda.store.project import Study
from qda.store.texts.intake import full_name, identity


def talk(path: Path, *names: str) -> str:
    """An interview with these speakers, each of whom speaks twice."""
    path.write_text("".join(f"{n}: Dat zei {n} in {path.stem}.\n" for n in names * 2))
    return str(path)


def persons(study: Study) -> dict[str, int]:
    """The participants as (name, the source whose own they are) with the number of sources they are in."""
    sql = (
        "select p.name || coalesce(' @' || s.name, ''), count(distinct m.source) from participant p "
        "left join source s on s.id = p.source join segment m on m.participant = p.id group by p.id"
    )
    return dict(study.db.execute(sql))


@pytest.mark.parametrize(
    "name", ["Jan de Wit", "A. Smit", "I. de Vries", "mr. H. van der Meer", "Dr. Priya Nair", "R. Bos"]
)
def test_full_names(name: str) -> None:
    assert full_name(name)


@pytest.mark.parametrize(
    "name",
    ["Jan", "R1", "Respondent A", "Secretaris A", "Mevr. De Wit", "Wethouder Smit", "De Wit", "Van der Meer", "jan de wit",
     "Spreker 2", "Anonieme gast", "dhr. Jansen", "Informant B", "I", "V", "Onderzoeker Eva"],
)  # fmt: skip
def test_what_names_no_one_for_certain(name: str) -> None:
    assert not full_name(name)


def test_a_role_in_brackets_is_no_part_of_the_name() -> None:
    assert identity("Lies Bakker (interviewer)", Draft("a", "")) == ("Lies Bakker", "", True)


def test_joined_by_full_name_and_apart_by_role_title_or_given_name(empty: Study, tmp_path: Path) -> None:
    files = [
        talk(tmp_path / "een.txt", "Interviewer", "Jan de Wit", "Mevr. De Wit", "Anna"),
        talk(tmp_path / "twee.txt", "Interviewer", "JAN DE WIT", "Mevr. De Wit", "Anna", "A. Smit"),
        talk(tmp_path / "drie.txt", "I", "A. Smit", "R1"),
    ]
    done = import_texts(empty, files)
    assert not done.errors and any("Jan de Wit (in 2), A. Smit (in 2)" in n for n in done.notes)
    found = persons(empty)
    assert found["Jan de Wit"] == found["A. Smit"] == 2 and sum(n > 1 for n in found.values()) == 2
    assert {"Anna @een", "Anna @twee", "Mevr. De Wit @een", "Mevr. De Wit @twee", "R1 @drie"} <= set(found)


def test_one_label_in_two_spellings_is_one_person(empty: Study, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Interviewer: Een?\nAnna: Ja.\nINTERVIEWER: Twee?\nAnna: Nee.\n")
    import_texts(empty, [str(tmp_path / "a.txt")])
    assert set(persons(empty)) == {"Interviewer @a", "Anna @a"}


def test_a_handle_is_one_person_on_all_pages(empty: Study, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("@raad Open avond 3 weken geleden\n@raad Nog een 4 weken geleden\n")
    (tmp_path / "b.txt").write_text("@raad Gesloten 1 week geleden\n@Raad Weer open 2 weken geleden\n")
    done = import_texts(empty, [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert persons(empty) == {"raad": 2} and any("raad (in 2)" in n for n in done.notes)


def test_one_name_for_two_files_is_refused(empty: Study, tmp_path: Path) -> None:
    with pytest.raises(QdaError, match="a name is for one source") as e:
        import_texts(empty, [talk(tmp_path / "a.txt", "I", "R1"), talk(tmp_path / "b.txt", "I", "R2")], name="x")
    assert sentence(e.value).startswith("--name names one source")
    assert not persons(empty)


def test_a_changed_file_is_told_and_left(empty: Study, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    import_texts(empty, [talk(file, "I", "R1")])
    file.write_text(file.read_text() + "R1: Nog iets.\n")
    done = import_texts(empty, [str(file)])
    assert not done.rows and not done.errors
    (note,) = [sentence(n) for n in done.notes if "has changed since it came in as a" in n]
    assert f"`qda source update 'a' {file}`" in note
    (row,) = import_texts(empty, [str(file)], name="b").rows
    assert row[1] == "b"


def test_another_text_in_a_file_of_the_same_name_comes_in(empty: Study, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    import_texts(empty, [talk(file, "I", "R1")])
    file.write_text("Over heel andere zaken, namelijk een tuin vol rozen.\n")
    (row,) = import_texts(empty, [str(file)]).rows
    assert "came in before with other content, as a" in row[6]


def test_names_of_files_that_are_no_utf8(empty: Study, tmp_path: Path) -> None:
    import os

    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("Een tekst.")
    except OSError:
        pytest.skip("this file system has UTF-8 names only")
    done = import_texts(empty, [os.fsdecode(path)])
    assert [r[1] for r in done.rows] == ["caf\ufffd"]


JOBS = [
    "Systems Developer", "Head Nurse", "Beleidsmedewerker", "Team lead 2",
    "Teamleider Zorg", "Schulleiterin", "Gemeentesecretaris", "Social Worker",
    "Assistante Sociale", "Trabajadora Social", "Stellvertretende Schulleiterin", "Medewerker Burgerzaken", "Senior Buyer",
]  # fmt: skip


@pytest.mark.parametrize("name", JOBS)
def test_a_job_names_no_one(name: str, empty: Study, tmp_path: Path) -> None:
    assert not full_name(name)
    import_texts(empty, [talk(tmp_path / "a.txt", "Interviewer", name), talk(tmp_path / "b.txt", "Interviewer", name)])
    found = persons(empty)
    assert found[f"{name} @a"] == found[f"{name} @b"] == 1 and len(found) == 4


@pytest.mark.parametrize("name", ["Karin Leider", "Jan Bakker", "Sarah Taylor", "A. Kok", "Aleid van der Werf"])
def test_a_name_like_a_job_is_a_name(name: str, empty: Study, tmp_path: Path) -> None:
    import_texts(empty, [talk(tmp_path / "a.txt", "Interviewer", name), talk(tmp_path / "b.txt", "Interviewer", name)])
    assert persons(empty)[name] == 2


def test_a_label_in_doubt_is_kept_apart_and_import_says_how_to_join_it(empty: Study, tmp_path: Path) -> None:
    files = [talk(tmp_path / f"{n}.txt", "Interviewer", "Blue Heron") for n in "ab"]
    done = import_texts(empty, files)
    assert persons(empty)["Blue Heron @a"] == 1
    (note,) = [sentence(n) for n in done.notes if "not joined" in n]
    assert "`qda participant merge 'Blue Heron (a)' 'Blue Heron (b)' --into 'Blue Heron'`" in note
    from qda.ops.sources import participants

    participants.merge(empty, ["Blue Heron (a)", "Blue Heron (b)"], "Blue Heron")
    import_texts(empty, [talk(tmp_path / "c.txt", "Interviewer", "Blue Heron")])
    assert persons(empty)["Blue Heron"] == 3
    # where nobody is called Interviewer, or a header has the name, there is no doubt
    import_texts(
        empty, [talk(tmp_path / "d.txt", "Karin Smit", "Red Kite"), talk(tmp_path / "e.txt", "Karin Smit", "Red Kite")]
    )
    assert persons(empty)["Red Kite"] == 2
