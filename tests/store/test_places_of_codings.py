"""Where codings and segments lie, as queries, counts and exports ask for it; codes by their path, part by part."""

from __future__ import annotations

import pytest

from qda.core.errors import QdaError
from qda.store.analysis import code_paths, codings
from qda.store.analysis.scope import Filters, Scope, resolve
from qda.store.project import Study
from qda.store.queries import code_query, counts, ledgers
from qda.store.queries.counts import UNGROUPED, grouping

ALL = Scope()
V, M = "vertrouwen", "publieke meerwaarde"


def over(study: Study, **filters: list[str]) -> Scope:
    return resolve(study.db, Filters(**filters))


# Codes by path


@pytest.mark.parametrize(
    ("path", "found", "whole"),
    [
        ([V], 2, True),
        ([" VERTROUWEN "], 2, True),
        ([V, "eigen koers"], 4, True),
        ([M, "Eigen  Koers"], 3, True),
        (["loslaten"], 5, False),
        ([V, "loslaten"], 5, True),
        (["laten gaan"], 5, False),  # an alias
        ([V, "Laten gaan"], 5, True),
        ([M, "loslaten"], None, False),
        ([M, V, "loslaten"], None, False),
        ([V, "loslaten", "x"], None, False),
        ([f"{V}/loslaten"], None, False),  # one name, in which there happens to be a stroke
        (["x"], None, False),
    ],
)
def test_a_code_by_the_parts_of_its_path(path: list[str], found: int | None, whole: bool, filled: Study) -> None:
    paths = code_paths.Paths(filled.db)
    assert paths.find(path) == found and (path in paths) is whole


def test_a_path_from_the_top_comes_before_one_that_ends_so(filled: Study) -> None:
    with filled.change("test") as c:
        for id, name, parent in ((6, "eigen koers", None), (7, "a/b", 6)):
            c.update("code", id, name=name, key=name, parent=parent)
        c.insert("code_alias", code=1, name="Waarde", key="waarde")
    paths = code_paths.Paths(filled.db)
    assert paths.find(["eigen koers"]) == 6 and ["eigen koers"] in paths
    assert paths.find(["a/b"]) == paths.find(["eigen koers", "a/b"]) == 7 and ["a/b"] not in paths
    assert paths.find(["a", "b"]) is None
    assert paths.find(["waarde", "eigen koers"]) == 3 and ["Waarde", "eigen koers"] in paths, "an alias in the middle"
    assert paths.find(["waarde"]) == 1


def test_a_path_that_several_codes_end_with(filled: Study) -> None:
    paths = code_paths.Paths(filled.db)
    with pytest.raises(QdaError) as e:
        paths.find(["Eigen Koers"])
    assert str(e.value) == f"2 codes are called 'Eigen Koers': name one by its path: {M}/eigen koers, {V}/eigen koers"
    assert ["eigen koers"] not in paths
    with filled.change("test") as c:
        c.update("code", 1, parent=6)
        for id in (2, 7):
            c.update("code", id, parent=1, name=f"x{id}", key=f"x{id}")
        c.update("code", 4, parent=7)
        c.update("code", 3, parent=2)
        c.insert("code_alias", code=2, name="samen", key="samen")
        c.insert("code_alias", code=7, name="samen", key="samen")
    with pytest.raises(QdaError) as e:
        code_paths.Paths(filled.db).find(["samen", "eigen koers"])
    top = f"verantwoordelijkheid/{M}"
    assert str(e.value) == (
        f"2 codes are called 'samen/eigen koers': name one by its path: {top}/x2/eigen koers, {top}/x7/eigen koers"
    )


# Codings


def test_codings_of_codes(filled: Study) -> None:
    db = filled.db
    assert codings.unconfirmed(db) == {6, 7}
    assert [codings.count(db, code) for code in (1, 2, 3, 4, 7)] == [2, 5, 2, 0, 0]
    every = {(source, *place) for source in (1, 2, 3, 4, 5) for place in codings.places_in(db, source)}
    assert every == set(db.execute('select source, start, "end", code, coder from coding').fetchall())
    assert len(every) == 13 and (41, 51, 2, 1) in codings.places_in(db, 1) and codings.any_there(db)
    assert codings.of_codes(db, [5, 2, 5]) == [12, 1, 8, 13, 2, 3, 4] and codings.of_codes(db, []) == []
    assert list(ledgers.codings_of_codes(db, [6, 1])) == [
        (5, 2, 86, 105, 4), (6, 1, 259, 262, 3), (7, 3, 37, 40, 6), (11, 1, 68, 87, 1),
    ]  # fmt: skip
    with filled.change("test") as c:
        c.update("coding", 7, start=24, end=34, code=1, segment=None)
        c.update("coding", 9, start=20, end=30, code=2, coder=1)
    assert list(codings.stretches(db, [2, 1])) == [
        (2, 1, 20, 30, 2), (2, 1, 41, 51, 1), (1, 1, 68, 87, 1), (2, 2, 13, 23, 1), (1, 2, 86, 105, 1), (1, 3, 24, 34, 1),
        (2, 3, 24, 34, 1), (2, 3, 171, 181, 1),
    ]  # fmt: skip
    assert list(codings.stretches(db, [])) == []
    assert next(row for row in ledgers.codings_of_codes(db, [1]) if row[0] == 7) == (7, 3, 24, 34, None)


def test_quotes_with_what_stands_around_them(filled: Study) -> None:
    text = filled.db.execute("select text from source where id = 1").fetchone()[0]
    rows = {row[0]: row[-3:] for row in codings.with_context(filled.db, over(filled, source=["thread-1"]), 25)}
    assert rows[12] == ("participant", text[:20], text[30:55]) and rows[1] == ("participant", text[16:41], text[51:76])
    assert len(rows) == 6
    assert {row[-2:] for row in codings.with_context(filled.db, ALL, 0)} == {("", "")}


def test_codings_in_order_of_their_place(filled: Study) -> None:
    assert list(code_query.placed(filled.db, over(filled, source=["thread-1"]))) == [
        (1, 20, 30, 12, 2, 2), (1, 41, 51, 1, 2, 1), (1, 68, 87, 11, 1, 2), (1, 150, 161, 9, 3, 2), (1, 169, 176, 3, 5, 1),
        (1, 259, 262, 6, 6, 1),
    ]  # fmt: skip
    every = list(code_query.placed(filled.db, ALL))
    assert [row[3] for row in every] == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2]
    assert [row for row in every if row[3] != 13] == list(code_query.placed(filled.db, ALL, heard=True)), (
        "the interviewer's"
    )
    of_one = over(filled, participant=["R1"], code=["loslaten"])
    assert list(code_query.placed(filled.db, of_one)) == list(code_query.placed(filled.db, of_one, heard=True)) == [
        (3, 67, 74, 4, 5, 1)
    ]  # fmt: skip
    with filled.change("test") as c:
        c.update("coding", 12, start=41, end=52)
        c.update("coding", 11, start=41, end=50)
    assert [row[3] for row in code_query.placed(filled.db, ALL)][:3] == [11, 1, 12], "the shorter one first"


def test_who_coded_within_the_other_filters(filled: Study) -> None:
    assert code_query.coders(filled.db, ALL) == {1, 2}
    assert code_query.coders(filled.db, over(filled, source=["thread-2"])) == {1}
    assert code_query.coders(filled.db, over(filled, source=["thread-1"], code=["loslaten"])) == {1, 2}, "any code"
    assert code_query.coders(filled.db, over(filled, participant=["Piet Puk"])) == {1}
    assert code_query.coders(filled.db, over(filled, coder=["ben"])) == {2}


def test_the_pass_over_codings(filled: Study) -> None:
    of_two = over(filled, code=["loslaten", M])
    assert list(counts.codings(filled.db, of_two)) == [
        (1, None, 1, 68, 87, 2, 19, 1, 1), (1, None, 2, 86, 105, 2, 19, 7, 1), (5, None, 1, 169, 176, 1, 7, 3, 1),
        (5, None, 3, 67, 74, 1, 7, 10, 1),
    ]  # fmt: skip
    assert list(counts.codings(filled.db, of_two, UNGROUPED)) == list(counts.codings(filled.db, of_two))
    by = grouping(filled.db, "coder")
    rows = [(by.shown(row[1]), row[2:4]) for row in counts.codings(filled.db, over(filled, code=[V]), by)]
    assert rows[:5] == [("anna", (1, 41)), ("anna", (2, 13)), ("anna", (3, 171)), ("ben", (1, 20)), ("ben", (3, 24))]
    of_kind = grouping(filled.db, "kind")
    assert {row[1] for row in counts.codings(filled.db, ALL, of_kind)} == {"post", "turn"}


# Segments


def test_segments_of_people_and_of_kinds(filled: Study) -> None:
    db = filled.db
    assert list(counts.segments_of(db, [], [], None)) == []
    assert list(counts.segments_of(db, [2, 6], [], None)) == [(1, 135, 209), (3, 37, 102), (3, 133, 193)]
    assert list(counts.segments_of(db, [], ["boilerplate", "quoted"], None)) == [(1, 90, 133), (1, 211, 257)]
    assert list(counts.segments_of(db, [1], ["quoted"], None)) == [(1, 0, 133), (1, 90, 133), (2, 0, 63)]
    assert list(counts.segments_of(db, [1], ["quoted"], [2, 3])) == [(2, 0, 63)]
    assert (
        list(counts.segments_of(db, {5, 6}, [], [3]))[1] == (3, 37, 102)
        and list(counts.segments_of(db, [1], [], [])) == []
    )
    assert list(counts.segments_in_order(db, {3, 2})) == [
        (2, 0, 63, "post", 1), (2, 65, 137, "post", 4), (2, 139, 151, "post", 4), (3, 0, 35, "turn", 5),
        (3, 37, 102, "turn", 6), (3, 104, 131, "turn", 5), (3, 133, 193, "turn", 6),
    ]  # fmt: skip
    assert list(counts.segments_in_order(db, [1]))[1] == (1, 90, 133, "quoted", None)


def test_who_wrote_where_codings_begin_is_the_same_looked_up_or_gone_over(
    filled: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = filled.db
    begin = {s for (s,) in db.execute("select segment from coding where segment is not null")}
    wrote = dict(db.execute("select id, coalesce(participant, 0) from segment").fetchall())
    assert len(begin) > 3 and begin < set(wrote)
    monkeypatch.setattr(counts, "LOOKUP", 0)  # codings count as few
    looked_up = counts.people_of_coded(db)
    assert looked_up == {s: wrote[s] for s in begin}
    monkeypatch.setattr(counts, "LOOKUP", 1000)
    gone_over = counts.people_of_coded(db)
    assert not isinstance(gone_over, dict) and list(gone_over) == [wrote.get(s, 0) for s in range(max(wrote) + 1)]


def test_the_words_of_few_codings_are_those_of_the_text(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    db = filled.db
    ids = [id for (id,) in db.execute("select id from coding order by id")]
    wanted = dict(db.execute(
        'select g.id, substr(s.text, g.start + 1, g."end" - g.start) from coding g join source s on s.id = g.source'
    ))  # fmt: skip
    at = codings.COLUMNS.index("text")
    for few in (len(ids), 0):
        monkeypatch.setattr(codings, "FEW", few)
        assert {row[0]: row[at] for row in codings.select(db, ids=ids)} == wanted != {}
