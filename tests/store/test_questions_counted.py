"""What is counted over time, by groups, in pairs and for a search, on a study that can be counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from qda.core.errors import NotFound
from qda.ops.study import study as history
from qda.store.analysis.scope import Filters, Scope, resolve
from qda.store.project import Study
from qda.store.queries import (
    counts,
    saturation,
    search,
)
from qda.store.queries.counts import UNGROUPED

ALL = Scope()


def over(study: Study, **filters: list[str]) -> Scope:
    return resolve(study.db, Filters(**filters))


def test_what_counts_for_saturation(filled: Study) -> None:
    db = filled.db
    every = {row[:2]: row[3:] for row in saturation.uses(db, ALL, [])}
    assert every[(1, 2)] == (1, 2) and (1, 6) not in every and every[(3, 2)] == (2, 2) and len(every) == 9
    left = {row[:2]: row[3:] for row in saturation.uses(db, ALL, [5])}
    assert left[(3, 2)] == (2, 1) and len(left) == 9
    why = {row[:4]: row[4] for row in saturation.codings_by_reason(db, ALL, [5])}
    assert why[(1, 6, 1, "unconfirmed")] == 1 and why[(3, 2, 2, "researchers")] == 1 and why[(3, 2, 1, "")] == 1
    with filled.change("confirm") as c:
        c.update("coding", 6, confirmed=1)
        c.update("coding", 7, origin="import", confirmed=1)
    why = {row[:4]: row[4] for row in saturation.codings_by_reason(db, over(filled, code=["verantwoordelijkheid"]), [])}
    assert why == {(1, 6, 1, "pattern"): 1, (3, 6, 1, "imported"): 1}
    assert (1, 6) not in {row[:2] for row in saturation.uses(db, ALL, [])}
    assert (
        saturation.sources_with_words(db, ALL) == 3
        and saturation.sources_with_words(db, over(filled, source=["thread-2"])) == 1
    )
    with filled.change("segment") as c:
        for id in (6, 7, 8):
            c.update("segment", id, kind="boilerplate")
    assert saturation.sources_with_words(db, ALL) == 2
    assert [x[:5] for x in saturation.placed(db, over(filled, code=["loslaten"]))] == [
        (1, 2, 5, 1, "5e-324"),
        (1, 6, 5, 3, "veel"),
    ]
    assert {x[:3] for x in saturation.memberships(db)} == {(1, 5, 1), (2, 3, 2)}
    assert [i for i, _ in saturation.properties_made(db)] == [1, 2] and [x[:3] for x in saturation.placements_made(db)][
        3
    ] == (4, 1, "veel")
    assert [x[:3] for x in saturation.relations_made(db)] == [(1, 2, 1), (2, 1, 2)]


def test_what_became_of_categories(filled: Study) -> None:
    db = filled.db
    rows = [x[1:] for x in saturation.history_of_categories(db)]
    assert rows == [("membership", 1, "I", {}, {}), ("membership", 2, "I", {}, {})]
    with filled.change("codebook define") as c:
        c.update("code", 6, definition="x")
        c.delete("placement", 5)
        c.update("memo", 1, title="x")
    first = c.at
    found = [x for x in saturation.history_of_categories(db) if x.at == first]
    assert [(x.table, x.key, x.op) for x in found] == [("code", 6, "U"), ("placement", 5, "D")]
    assert found[0].before == {"definition": ""} and found[0].after == {"definition": "x"}
    assert found[1].before["value"] == "sociaal" and found[1].after == {}
    history.undo(filled)
    assert len(list(saturation.history_of_categories(db))) == 2
    history.redo(filled)
    assert [(x.table, x.at) for x in saturation.history_of_categories(db)][2:] == [
        ("code", first),
        ("placement", first),
    ]


def grouped(study: Study, by: str) -> dict[str | None, int]:
    group = counts.grouping(study.db, by)
    return {group.shown(value): n for value, n in counts.codings_by_value(study.db, ALL, group).items()}


def test_by_what_codings_are_counted(filled: Study) -> None:
    assert counts.grouping(filled.db, "") is UNGROUPED and UNGROUPED.shown(7) is None
    assert grouped(filled, "source") == {"thread-1": 6, "thread-2": 2, "interview-01": 5} and grouped(
        filled, "coder"
    ) == {"anna": 8, "ben": 5}
    assert grouped(filled, "participant") == {
        "Jan de Vries": 4, "Mia 😀 Öztürk": 2, "anoniem (thread-1)": 1, "Piet Puk": 1, "Interviewer (interview-01)": 1,
        "R1 (interview-01)": 4,
    }  # fmt: skip
    assert grouped(filled, "kind") == {"post": 8, "turn": 5} and grouped(filled, "Role") == {
        "participant": 12,
        "researcher": 1,
    }
    assert grouped(filled, "Municipality") == {"Ede": 6, "Delft": 2, None: 5} and grouped(filled, "gender") == {
        "v": 4,
        None: 9,
    }
    with pytest.raises(NotFound) as e:
        counts.grouping(filled.db, "gendr")
    assert str(e.value) == "there is no variable 'gendr'; did you mean 'gender'?"
    with pytest.raises(NotFound) as e:
        counts.grouping(filled.db, "zzz")
    assert str(e.value) == "there is no variable 'zzz'; it is one of source, participant, coder, kind, or a variable"
    assert counts.how_many(filled.db, ALL) == (13, 2, 2) and counts.how_many(
        filled.db, over(filled, participant=["R1"])
    ) == (4, 1, 2)
    assert counts.how_many(filled.db, over(filled, code=["macht"])) == (0, 0, 0)
    assert Counter(counts.codes_by_source(filled.db, over(filled, coder=["ben"]))) == {
        (1, 3): 1,
        (1, 1): 1,
        (1, 2): 1,
        (3, 3): 1,
        (3, 2): 1,
    }


def test_pairs_of_codings(filled: Study) -> None:
    from qda.store.analysis import codings as stored
    from qda.store.texts import sources as texts

    with filled.door.change("code", "ben") as c:
        for code, (start, end) in ((5, (20, 30)), (6, (29, 41)), (7, (30, 42)), (5, (100, 110))):
            stored.add(c, 1, texts.layout(c.db, 1), start, end, code)

    def pairs(scope: Scope, across: bool = False) -> tuple[bool, Counter[tuple[int, int]]]:
        with counts.paired(filled.db, scope, across_coders=across) as held:
            assert sum(held.per_code().values()) == len(list(held.places())) == sum(n for *_, n in held.per_source())
            rows = list(held.in_order())
            assert rows == sorted(rows)
            assert next(iter(held.outermost_segments())) == (1, 0, 133)
            return held.several, Counter({(a, b): n for a, b, n in held.overlapping()})

    # ben: 20-30 as 2 and as 5, 29-41 as 6, 30-42 as 7, 100-110 as 5; anna: 41-51 as 2
    assert pairs(ALL) == (True, Counter({(2, 5): 1, (2, 6): 1, (5, 6): 1, (6, 7): 1}))
    assert pairs(ALL, across=True) == (True, Counter({(2, 5): 1, (2, 6): 1, (5, 6): 1, (6, 7): 1, (2, 7): 1}))
    assert pairs(over(filled, coder=["anna"])) == (False, Counter())
    assert pairs(over(filled, code=["macht", "verantwoordelijkheid"])) == (True, Counter({(6, 7): 1}))
    assert filled.db.execute("pragma query_only").fetchone() == (0,)
    assert filled.db.execute("select count(*) from sqlite_temp_master where name = 'chosen'").fetchone() == (0,)


def test_texts_to_search_in(filled: Study) -> None:
    found = [
        (name, [row[0] for row in rows], [row[-1] for row in rows])
        for name, _, rows in search.texts(filled.db, None, ALL)
    ]
    assert found == [
        ("thread-1", [1, 2, 3, 4, 5], [1] * 5), ("thread-2", [6, 7, 8], [1] * 3), ("interview-01", [9, 10, 11, 12], [1] * 4),
    ]  # fmt: skip
    assert [name for name, *_ in search.texts(filled.db, '"griffier"', ALL)] == ["thread-1"]
    assert [name for name, *_ in search.texts(filled.db, '"vertrouwen"', over(filled, source=["thread-*"]))] == [
        "thread-1",
        "thread-2",
    ]
    (only,) = search.texts(filled.db, None, over(filled, participant=["Piet Puk"]))
    assert only[0] == "thread-2" and [row[-1] for row in only[2]] == [0, 1, 1]
    assert only[2][1] == (7, 2, "post", None, "Piet Puk", "participant", 65, 137, 1)
    assert list(search.texts(filled.db, '"niets"', ALL)) == []
