"""No table of a study is forgotten by merges and handouts."""

from __future__ import annotations

from qda.store.file import schema
from qda.store.merge import copies, things

OFFERS = {"candidate", "suggestion"}  # of the program, to whom they were made: they stay where they are


def test_every_recorded_table_is_merged_or_said_to_stay() -> None:
    assert set(schema.RECORDED) == set(things.BY_TABLE) | copies.OF_THE_FILE | OFFERS


def test_every_thing_has_a_row_in_the_table_and_the_docs() -> None:
    assert set(things.ORDER) == {t.thing for t in things.THINGS if t.thing}
    assert all(t.same for t in things.THINGS)


def test_columns_that_are_named_are_there(study: object) -> None:
    from qda.store.project import Study

    assert isinstance(study, Study)
    for thing in things.THINGS:
        columns = {n for n, _ in schema.columns(study.db, thing.table)}
        named = {*thing.aside, *thing.made, *(n for group in thing.groups for n in group)}
        assert named <= columns, thing.table
