"""What the method's own records are about, read across tables: codes of sides and of things, codings, values, sources."""

from __future__ import annotations

from qda.store.project import Study
from qda.store.queries import ledgers
from qda.store.queries.ledgers import SourceHead, Value


def test_sides_of_a_comparison_are_the_codes_of_its_codings_or_the_code_itself(filled: Study) -> None:
    assert ledgers.sides_of_comparisons(filled.db) == {1: (2, 2), 2: (2, 1), 3: (5, 2)}
    with filled.door.change("coding set", "anna") as c:
        c.update("coding", 1, code=6)
    assert ledgers.sides_of_comparisons(filled.db) == {1: (6, 2), 2: (2, 1), 3: (5, 6)}


def test_a_property_a_relation_and_a_memo_are_about_codes(filled: Study) -> None:
    assert [ledgers.codes_of(filled.db, "property", id) for id in (1, 2, 9)] == [{2}, {1}, set()]
    assert [ledgers.codes_of(filled.db, "relation", id) for id in (1, 2, 9)] == [{1, 2}, {1, 2}, set()]
    assert [ledgers.codes_of(filled.db, "memo", id) for id in (1, 2, 3)] == [{2, 6}, {5}, set()]


def test_codings_of_codes_have_their_place_and_who_speaks_without_those_of_the_layer(filled: Study) -> None:
    assert list(ledgers.codings_of_codes(filled.db, [6, 3])) == [
        (6, 1, 259, 262, 3), (7, 3, 37, 40, 6), (9, 1, 150, 161, 2), (10, 3, 137, 148, 6),
    ]  # fmt: skip
    assert [row[0] for row in ledgers.codings_of_codes(filled.db, [2])] == [1, 2, 8, 12, 13]
    assert list(ledgers.codings_of_codes(filled.db, [])) == []


def test_values_come_by_variable_with_whose_they_are(filled: Study) -> None:
    every = [(v.name, v.holder, v.of, v.value) for v in ledgers.values(filled.db)]
    assert every == [
        ("municipality", "source", 1, "Ede"), ("municipality", "source", 2, "Delft"), ("gender", "participant", 6, "v"),
    ]  # fmt: skip
    assert next(iter(ledgers.values(filled.db))) == Value(1, "municipality", "source", 1, "Ede")


def test_a_source_is_uncoded_while_nobody_stands_by_a_coding_in_it(filled: Study) -> None:
    assert ledgers.uncoded_sources(filled.db) == set()
    with filled.door.change("code", "anna") as c:
        c.update("coding", 5, confirmed=0)
        c.delete("coding", 8)
        for (id,) in c.db.execute("select id from coding where source = 1 and coder <> 3").fetchall():
            c.delete("coding", id)
    assert ledgers.uncoded_sources(filled.db) == {1, 2}  # what the layer has in the first is nobody's


def test_sources_that_may_hold_words_and_the_facts_of_one(filled: Study) -> None:
    assert ledgers.sources_that_match(filled.db, "koers", [3, 1, 2]) == [1, 2, 3]
    assert ledgers.sources_that_match(filled.db, "koers", [2]) == [2]
    assert ledgers.sources_that_match(filled.db, "wethouder", [1, 2, 3]) == [3]
    assert ledgers.source_head(filled.db, 1) == SourceHead("thread-1", "nl", None)
