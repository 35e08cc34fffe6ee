"""What a summary is of: rows that a person names, what they are called, and the sentences where there is no such row."""

from __future__ import annotations

import json

import pytest

from qda.core.errors import NotFound, QdaError
from qda.store.analysis import summaries
from qda.store.analysis.summaries import Case
from qda.store.file.ids import new_uuid
from qda.store.project import Study


@pytest.mark.parametrize(
    ("rows", "row", "case", "name"),
    [
        ("Source", "thread-2", Case(source=2), "thread-2"),
        ("participant", "Jan de Vries", Case(participant=1), "Jan de Vries"),
        ("MUNICIPALITY", "ede", Case(variable="municipality", value="Ede"), "Ede"),
    ],
)
def test_a_row_by_its_name(rows: str, row: str, case: Case, name: str, filled: Study) -> None:
    assert summaries.case(filled.db, rows, row) == case
    assert summaries.name_of(filled.db, case) == name


def test_a_person_is_called_by_the_pseudonym(filled: Study) -> None:
    with filled.change("test") as c:
        c.db.execute("update participant set name = 'R7', key = 'r7' where id = 1")
        c.insert("setting", name="pseudonyms", value=json.dumps({"key": "", "digest": "0"}))
    assert summaries.name_of(filled.db, Case(participant=1)) == "R7"


def test_roles_are_values_too(filled: Study) -> None:
    roles = {role for (role,) in filled.db.execute("select distinct role from participant")}
    assert summaries.variable(filled.db, "ROLE") == "role" and set(summaries.values(filled.db, "Role")) == roles
    assert (
        summaries.rows_named(filled.db, " Source ") == "source"
        and summaries.rows_named(filled.db, "Gender") == "gender"
    )


def test_rows_that_there_are_not(filled: Study) -> None:
    with pytest.raises(NotFound) as e:
        summaries.rows_named(filled.db, "zzz")
    assert str(e.value) == "there is no variable 'zzz'; rows are source, participant, or the values of a variable"
    assert e.value.message.fields["did"].code == "rows-unknown"  # type: ignore[attr-defined]
    with pytest.raises(NotFound) as e:
        summaries.rows_named(filled.db, "municipalty")
    assert str(e.value) == "there is no variable 'municipalty'; did you mean 'municipality'?"
    known = summaries.values(filled.db, "municipality")
    with pytest.raises(NotFound) as e:
        summaries.case(filled.db, "municipality", "zzz")
    assert str(e.value) == f"there is no value of 'municipality' 'zzz'; it has {', '.join(known)}"


def test_values_that_differ_in_case_alone(filled: Study) -> None:
    with filled.change("test") as c:
        c.insert("value", variable=1, source=3, participant=None, value="EDE")
    assert summaries.case(filled.db, "municipality", "EDE").value == "EDE"
    assert summaries.case(filled.db, "municipality", "Ede").value == "Ede"
    with pytest.raises(QdaError) as e:
        summaries.case(filled.db, "municipality", "ede")
    assert str(e.value) == "2 values of 'municipality' are written like 'ede': EDE, Ede; write one"


def test_of_many_values_some_are_named(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled.change("test") as c:
        made = c.insert("variable", uuid=new_uuid(), name="n", key="n", holder="participant", created_at=c.at)
        people = [id for (id,) in c.db.execute("select id from participant order by id")]
        for i, person in enumerate(people):
            c.insert("value", variable=made, source=None, participant=person, value=f"v{i}")
    monkeypatch.setattr(summaries, "SHOWN", 2)
    with pytest.raises(NotFound) as e:
        summaries.case(filled.db, "n", "zzz")
    assert str(e.value).endswith("it has v0, v1 …")
