"""What an export reads of a study, all of it or of some sources, on one that can be counted by hand."""

from __future__ import annotations

import pytest

from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.queries import exchange, theory
from qda.store.queries import sources as source_queries
from qda.store.queries.exchange import Judged, Left, Person, Segment, Variable


def uuid(study: Study, table: str, id: int) -> str:
    return str(study.db.execute(f"select uuid from {table} where id = ?", (id,)).fetchone()[0])


def test_sources_and_their_names(filled: Study) -> None:
    db = filled.db
    every = list(exchange.sources(db, None))
    assert [(s.id, s.name, s.title) for s in every] == [
        (1, "thread-1", "Thread-1"), (2, "thread-2", "Thread-2"), (3, "interview-01", "Interview-01"),
    ]  # fmt: skip
    assert every[0].uuid == uuid(filled, "source", 1) and "forum.example" in every[0].metadata
    assert [len(s.text) for s in every] == [329, 151, 193]
    assert list(exchange.sources(db, {3, 1})) == [every[0], every[2]] and list(exchange.sources(db, [])) == []
    assert exchange.source_names(db) == {s.id: (s.uuid, s.name) for s in every}
    assert exchange.coders(db) == [(n, uuid(filled, "coder", n), name) for n, name in ((1, "anna"), (2, "ben"))]
    assert exchange.uuids(db, "memo") == {n: uuid(filled, "memo", n) for n in (1, 2, 3)}
    assert source_queries.dates(db) == {}
    with filled.change("test") as c:
        c.update("source", 2, date="2026-01-01")
    assert source_queries.dates(db) == {2: "2026-01-01"}


def test_codes_that_nobody_codes_with(filled: Study) -> None:
    assert exchange.never_coded(filled.db) == set()
    with filled.change("test") as c:
        for id in (1, 4, 7):
            c.update("code", id, codable=0)
    assert exchange.never_coded(filled.db) == {uuid(filled, "code", 4), uuid(filled, "code", 7)}, (
        "the first has codings"
    )


def test_codings_in_text_order(filled: Study) -> None:
    db = filled.db
    every = list(exchange.codings(db, None))
    assert [row[3] for row in every] == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2]
    made = db.execute("select created_at from coding where id = 11").fetchone()[0]
    assert every[2] == (1, 68, 87, 11, uuid(filled, "coding", 11), 1, 2, made, "'n' \"q\"")
    assert [row[3] for row in exchange.codings(db, [2])] == [8, 5]
    assert exchange.coding_uuids(db, [1, 2], [1, 2, 8]) == {n: uuid(filled, "coding", n) for n in (1, 8)}
    assert exchange.coding_uuids(db, None, [2]) == {2: uuid(filled, "coding", 2)}
    assert exchange.within(db, "coding", [2]) == {5, 8} and exchange.within(db, "segment", [3]) == {9, 10, 11, 12}
    assert len(exchange.within(db, "segment", None)) == 12
    with filled.change("test") as c:
        c.update("coding", 3, start=68, end=88)
        c.update("coding", 1, start=68, end=87)
    assert [row[3] for row in exchange.codings(db, [1])] == [12, 1, 11, 3, 9, 6]


def test_segments(filled: Study) -> None:
    db = filled.db
    every = list(exchange.segments(db, None, []))
    assert [s.id for s in every] == [1, 3, 5, 6, 7, 8, 9, 10, 11, 12], "of people whose names are known"
    assert every[1] == Segment(1, 3, 135, 209, "Mia 😀 Öztürk", 2)
    also = list(exchange.segments(db, [1, 3], [4, 2, 6]))
    assert [s.id for s in also] == [1, 2, 3, 4, 5, 9, 10, 11, 12]
    assert also[1] == Segment(1, 2, 90, 133, "", None)
    assert exchange.borders(db, 2) == [0, 63, 65, 137, 139, 151] and exchange.borders(db, 9) == []
    assert list(exchange.segments_by_person(db, None))[:3] == [(1, 1, 1, 0, 133), (1, 2, 6, 0, 63), (2, 1, 3, 135, 209)]
    assert list(exchange.segments_by_person(db, [2])) == [(1, 2, 6, 0, 63), (4, 2, 7, 65, 137), (4, 2, 8, 139, 151)]
    assert (exchange.count_segments(db, None), exchange.count_segments(db, [2, 3])) == (12, 7)
    assert exchange.starts_twice(db, None) == set()
    with filled.change("test") as c:
        c.update("segment", 2, start=0)
        c.update("segment", 8, parent=7)
    assert (
        exchange.starts_twice(db, None) == {2} == exchange.starts_twice(db, [1])
        and exchange.starts_twice(db, [2]) == set()
    )


def test_people(filled: Study) -> None:
    db = filled.db
    ids = {n: uuid(filled, "participant", n) for n in range(1, 7)}
    assert exchange.people(db, None) == [
        Person(1, ids[1], None, "participant"), Person(2, ids[2], None, "participant"), Person(3, ids[3], 1, "participant"),
        Person(4, ids[4], None, "participant"), Person(5, ids[5], 3, "researcher"), Person(6, ids[6], 3, "participant"),
    ]  # fmt: skip
    assert [p.id for p in exchange.people(db, [1])] == [1, 2, 3]
    assert [p.id for p in exchange.people(db, [2])] == [1, 4]
    assert [p.id for p in exchange.people(db, [])] == []
    with filled.change("test") as c:
        for id in (7, 8, 12, 10):
            c.update("segment", id, participant=None)
    assert [p.id for p in exchange.people(db, [1])] == [1, 2, 3, 4], (
        "who said nothing anywhere, but not another source's"
    )
    assert [p.id for p in exchange.people(db, [3])] == [4, 5, 6]


def test_variables_and_what_is_placed(filled: Study) -> None:
    db = filled.db
    assert exchange.variables(db) == [
        Variable(1, uuid(filled, "variable", 1), "municipality", "municipality", "source"),
        Variable(2, uuid(filled, "variable", 2), "gender", "gender", "participant"),
    ]
    assert list(exchange.values(db)) == [(1, 1, None, "Ede"), (1, 2, None, "Delft"), (2, None, 6, "v")]
    placed = list(exchange.placements(db))
    anna = uuid(filled, "coder", 1)
    assert [p[:6] for p in placed[3:]] == [
        (4, "graad", "vertrouwen", "veel", "", anna), (9, "soort", "publieke meerwaarde", "sociaal", "", anna),
    ]  # fmt: skip
    assert {p.created_at for p in placed} == {db.execute("select created_at from placement").fetchone()[0]}
    assert exchange.property_times(db) == dict(db.execute("select id, created_at from property").fetchall())
    placings = theory.placings(db)
    assert list(placings) == [1, 2] and [p.coding for p in placings[1]] == [1, 2, 3, 4]
    assert placings[1][3][:5] == (4, "veel", None, "", "anna") and placings[2][0][:4] == (9, "sociaal", None, "")


def test_judgements_and_what_stays(filled: Study) -> None:
    at = filled.db.execute("select created_at from judgement where id = 1").fetchone()[0]
    anna = uuid(filled, "coder", 1)
    assert list(exchange.judgements(filled.db)) == [
        Judged(n, "partly", "yes", "", anna, "anna", at) for n in (1, 2)
    ]  # fmt: skip
    with filled.change("test") as c:
        c.update("judgement", 2, explains_variation=None, abstract=None, note="later")
    assert list(exchange.judgements(filled.db))[1] == Judged(2, "", "", "later", anna, "anna", at)
    assert exchange.left(filled.db) == Left(11, 3, 2)


def test_names_of_codes(filled: Study) -> None:
    names = codes.names(filled.db)
    assert names[3] == names[4] == "eigen koers" and len(names) == 7
    assert list(codes.labels(filled.db).items()) == [
        (7, "macht"), (1, "publieke meerwaarde"), (3, "publieke meerwaarde/eigen koers"), (6, "verantwoordelijkheid"),
        (2, "vertrouwen"), (4, "vertrouwen/eigen koers"), (5, "loslaten"),
    ]  # fmt: skip
    assert codes.called(filled.db)["eigen koers"] == [3, 4] and codes.called(filled.db)["laten gaan"] == [5]


@pytest.mark.parametrize("chosen", [None, [1, 2, 3]])
def test_all_sources_named_are_all_of_them(chosen: list[int] | None, filled: Study) -> None:
    db = filled.db
    assert len(list(exchange.codings(db, chosen))) == 13 and len(exchange.people(db, chosen)) == 6
    assert len(list(exchange.segments_by_person(db, chosen))) == 10
