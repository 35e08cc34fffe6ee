"""What the timeline, the study's page and a portrait ask of a study: when, by whom, in which order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qda.store.analysis.scope import Filters, Scope, resolve
from qda.store.project import Study
from qda.store.queries import portrait, sources, study_page, timeline

ALL = Scope()


def over(study: Study, **filters: list[str]) -> Scope:
    return resolve(study.db, Filters(**filters))


def at(hour: int, minute: int = 0, second: int = 0) -> str:
    return f"2026-01-31T{hour:02}:{minute:02}:{second:02}.000000Z"


@pytest.fixture
def dated(filled: Study) -> Study:
    """The filled study with the times of making set by hand; ben made a code, a relation and a memo of these."""
    changed: dict[str, dict[int, tuple[str, int | None]]] = {
        "coding": {n: (at(9, n // 4, n), None) for n in range(1, 14)},
        "code": {n: (at(8, n, 59), 2 if n == 3 else 1) for n in range(1, 8)},
        "relation": {1: (at(10), 1), 2: (at(10, 1), 2)},
        "comparison": {1: (at(11), 1), 2: (at(11, 0, 59), 2), 3: (at(11, 1), 1)},
        "memo": {1: (at(12), 1), 2: (at(12, 0, 1), 1), 3: (at(12, 5), 2)},
    }
    with filled.change("test") as c:
        for table, rows in changed.items():
            for id, (when, coder) in rows.items():
                c.update(table, id, created_at=when, **({} if coder is None else {"coder": coder}))
        c.update("relation", 2, b=6)
        c.summary = "dated"
    return filled


def minutes(found: timeline.Minutes) -> dict[str, int]:
    return {minute.removeprefix("2026-01-31T"): n for minute, n in found}


def test_codings_by_the_minute(dated: Study) -> None:
    db = dated.db
    assert minutes(timeline.codings_by_minute(db, ALL)) == {"09:00": 3, "09:01": 4, "09:02": 4, "09:03": 2}
    assert minutes(timeline.codings_by_minute(db, over(dated, source=["thread-2"]))) == {"09:01": 1, "09:02": 1}
    said = {"09:00": 1, "09:01": 2, "09:02": 1}
    assert minutes(timeline.codings_by_minute(db, over(dated, participant=["R1"]))) == said


def test_sources_by_the_minute_of_their_first_coding(dated: Study) -> None:
    assert minutes(timeline.sources_by_minute(dated.db, ALL)) == {"09:00": 2, "09:01": 1}
    assert minutes(timeline.sources_by_minute(dated.db, over(dated, coder=["ben"]))) == {"09:02": 2}
    assert minutes(timeline.sources_by_minute(dated.db, over(dated, participant=["R1"]))) == {"09:00": 1}


@pytest.mark.parametrize(
    ("ask", "filters", "found"),
    [
        (timeline.comparisons_by_minute, {}, {"11:00": 2, "11:01": 1}),
        (timeline.comparisons_by_minute, {"coder": ["ben"]}, {"11:00": 1}),
        (timeline.comparisons_by_minute, {"source": ["thread-1"]}, {"11:00": 1, "11:01": 1}),
        (timeline.comparisons_by_minute, {"source": ["thread-1"], "coder": ["ben"]}, {}),
        (timeline.comparisons_by_minute, {"source": ["interview-01"], "coder": ["ben"]}, {"11:00": 1}),
        (timeline.comparisons_by_minute, {"code": ["loslaten"]}, {"11:01": 1}),
        (timeline.comparisons_by_minute, {"participant": ["R1"]}, {"11:00": 1}),
        (timeline.codes_by_minute, {}, {f"08:0{n}": 1 for n in range(1, 8)}),
        (timeline.codes_by_minute, {"coder": ["ben"]}, {"08:03": 1}),
        (timeline.codes_by_minute, {"code": ["loslaten", "macht"]}, {"08:05": 1, "08:07": 1}),
        (timeline.codes_by_minute, {"code": ["loslaten"], "coder": ["ben"]}, {}),
        (timeline.codes_by_minute, {"code": ["loslaten"], "coder": ["anna"]}, {"08:05": 1}),
        (timeline.relations_by_minute, {}, {"10:00": 1, "10:01": 1}),
        (timeline.relations_by_minute, {"coder": ["ben"]}, {"10:01": 1}),
        (timeline.relations_by_minute, {"code": ["vertrouwen"]}, {"10:00": 1}),
        (timeline.relations_by_minute, {"code": ["verantwoordelijkheid"]}, {"10:01": 1}),
        (timeline.relations_by_minute, {"code": ["publieke meerwaarde"]}, {"10:00": 1, "10:01": 1}),
        (timeline.relations_by_minute, {"code": ["publieke meerwaarde"], "coder": ["anna"]}, {"10:00": 1}),
        (timeline.relations_by_minute, {"code": ["macht"]}, {}),
        (timeline.memos_by_minute, {}, {"12:00": 2, "12:05": 1}),
        (timeline.memos_by_minute, {"coder": ["ben"]}, {"12:05": 1}),
        (timeline.memos_by_minute, {"coder": ["anna", "ben"]}, {"12:00": 2, "12:05": 1}),
    ],
)
def test_what_else_by_the_minute(
    ask: Callable[..., timeline.Minutes], filters: dict[str, list[str]], found: dict[str, int], dated: Study
) -> None:
    assert minutes(ask(dated.db, over(dated, **filters))) == found


# The page of a study


def test_sources_with_their_size(filled: Study) -> None:
    assert study_page.sources(filled.db) == [
        (1, "thread-1", "forum", "nl", 37, 4, 6), (2, "thread-2", "forum", "nl", 24, 3, 2),
        (3, "interview-01", "interview", "nl", 31, 4, 5),
    ]  # fmt: skip
    with filled.change("test") as c:
        c.db.execute("delete from coding where source = 2")
        c.db.execute("delete from segment where source = 2")
    assert study_page.sources(filled.db)[1] == (2, "thread-2", "forum", "nl", 24, 0, 0)


def test_what_sources_are_called_where_they_are_cited(filled: Study) -> None:
    assert list(study_page.cited(filled.db, "municipality")) == [
        (1, "thread-1", "Thread-1", "Ede"), (2, "thread-2", "Thread-2", "Delft"), (3, "interview-01", "Interview-01", ""),
    ]  # fmt: skip
    assert {row[3] for row in study_page.cited(filled.db, "gender")} == {""}, "a variable of participants"
    every = {"thread-1": "Thread-1", "thread-2": "Thread-2", "interview-01": "Interview-01"}
    assert sources.cited(filled.db) == every
    with filled.change("test") as c:
        c.update("variable", 1, name="Cite", key="cite")
        c.update("source", 1, title="")
        c.update("source", 3, title="interview-01")
    assert sources.cited(filled.db) == {"thread-1": "Ede", "thread-2": "Delft"}, "none that is called by its name"
    with filled.change("test") as c:
        c.delete("value", 1)
    assert sources.cited(filled.db) == {"thread-2": "Delft"}


def test_coders_who_made_something(dated: Study) -> None:
    assert study_page.coders(dated.db) == [("anna", 8, 2, 2), ("ben", 5, 0, 1)]
    with dated.door.change("test", "aad") as c:  # who codes nothing and writes nothing
        aad = c.coder_id
    assert [row[0] for row in study_page.coders(dated.db)] == ["anna", "ben"]
    with dated.change("test") as c:
        c.update("memo", 1, coder=aad)
        c.db.execute("delete from coding where coder = 2")
    assert study_page.coders(dated.db) == [("aad", 0, 0, 1), ("anna", 8, 2, 1), ("ben", 0, 0, 1)]
    with dated.change("test") as c:
        c.update("memo", 3, coder=aad)
        c.update("memo", 2, coder=aad)
    assert study_page.coders(dated.db) == [("aad", 0, 0, 3), ("anna", 8, 2, 0)]


def test_ways_of_coding(filled: Study) -> None:
    assert study_page.origins(filled.db) == [("hand", 11, 0), ("autocode", 2, 2)]
    with filled.change("test") as c:
        for id in (1, 2):
            c.update("coding", id, origin="import", confirmed=id == 1)
    assert study_page.origins(filled.db) == [("hand", 9, 0), ("autocode", 2, 2), ("import", 2, 1)]


def test_the_reason_for_the_core_category(filled: Study) -> None:
    from qda.store.history import undo

    assert study_page.reason_for_core(filled.db) == ""
    for n, why in enumerate(("eerst", "later")):
        with filled.change("selective core", because=why) as c:
            c.update("code", 7, definition=str(n))
    with filled.change("codebook define", because="iets anders") as c:
        c.update("code", 6, definition="x")
    assert study_page.reason_for_core(filled.db) == "later"
    undo.undo(filled.door, 2, coder="anna", scope=None)
    assert study_page.reason_for_core(filled.db) == "eerst"
    undo.redo(filled.door, 1, coder="anna", scope=None)
    assert study_page.reason_for_core(filled.db) == "later", "it stands again"
    undo.redo(filled.door, 1, coder="anna", scope=None)
    assert study_page.reason_for_core(filled.db) == "later", "a redo of something else"
    undo.undo(filled.door, 3, coder="anna", scope=None)
    assert study_page.reason_for_core(filled.db) == ""


def test_places_of_codings_and_linked_segments(filled: Study) -> None:
    assert list(study_page.places(filled.db)) == [
        (1, 1, 11), (1, 2, 5), (2, 1, 12), (2, 1, 1), (2, 2, 8), (2, 3, 13), (2, 3, 2), (3, 1, 9), (3, 3, 10), (5, 1, 3),
        (5, 3, 4), (6, 1, 6), (6, 3, 7),
    ]  # fmt: skip
    assert study_page.segments(filled.db) == {2: 1}


def test_where_the_codings_of_a_source_lie(filled: Study) -> None:
    assert portrait.stretches(filled.db, 1, ALL) == (329, [
        (12, 2, 20, 30), (1, 2, 41, 51), (11, 1, 68, 87), (9, 3, 150, 161), (3, 5, 169, 176), (6, 6, 259, 262),
    ])  # fmt: skip
    assert portrait.stretches(filled.db, 3, over(filled, participant=["R1"], code=["loslaten"])) == (
        193,
        [(4, 5, 67, 74)],
    )
    assert portrait.stretches(filled.db, 2, over(filled, source=["thread-1"])) == (151, [])
    with filled.change("test") as c:
        c.update("coding", 3, start=68, end=87)
        c.update("coding", 1, start=68, end=88)
    assert [row[0] for row in portrait.stretches(filled.db, 1, ALL)[1]] == [12, 3, 11, 1, 9, 6], "by start, end, number"
