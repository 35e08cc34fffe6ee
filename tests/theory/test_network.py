"""The network: each relation with its quotes, pairs as the report on them counts, the codebook's places; all weighed."""

from __future__ import annotations

from typing import Any

import pytest
from theory_study import acting

from qda.core.drawings import Network
from qda.core.errors import UsageError
from qda.ops.coding import codebook, coding
from qda.ops.theory import categories, relations
from qda.reports.counts import cooccurrence
from qda.reports.theory import axial, network
from qda.store.analysis.scope import Filters
from qda.store.project import Study

ROLE, VALUE = "the secretary's role", "public value"


def found(study: Study, filters: Filters | None = None, **given: Any) -> list[dict[str, Any]]:
    return list(network.run(study, filters, **given).dicts())


def test_a_row_for_each_relation_with_its_quotes(built: Study) -> None:
    assert found(built) == [
        {"kind": "relation", "a": ROLE, "type": "is-strategy-for", "b": VALUE, "weight": 2, "status": "hypothesis", "for": 1,
         "against": 1},
        {"kind": "relation", "a": "trust", "type": "intervenes-in", "b": ROLE, "weight": 1, "status": "supported", "for": 1,
         "against": 0},
    ]  # fmt: skip
    assert found(built, of=["relations"]) == found(built)
    relations.relate(built, VALUE, "causes", "trust")
    listed = [(r["a"], r["type"], r["b"], r["for"], r["against"]) for r in axial.listing(built).dicts()]
    assert [(r["a"], r["type"], r["b"], r["for"], r["against"]) for r in found(built)] == listed
    assert found(built)[-1]["weight"] == 0 and len(found(built, least=1)) == 2


def test_filters_say_whose_relations_and_which_quotes(built: Study) -> None:
    assert [r["a"] for r in found(built, Filters(code=["trust"]))] == ["trust"]
    relations.relate(acting(built, "ben"), VALUE, "causes", "trust", supporting=[3])
    acting(built, "anna")
    assert [r["a"] for r in found(built, Filters(coder=["ben"]))] == [VALUE]
    two = found(built, Filters(source=["two"]))
    assert [(r["a"], r["for"], r["against"], r["weight"]) for r in two] == [
        (ROLE, 0, 0, 0), ("trust", 1, 0, 1), (VALUE, 1, 0, 1)
    ]  # fmt: skip
    assert [r["weight"] for r in found(built, Filters(source=["one"]), least=1)] == [2]


def test_pairs_are_those_of_their_own_report(built: Study) -> None:
    coding.code(built, "one", ["starting", "haste"], quote="wait for the council")
    coding.code(built, "two", ["haste"], quote="together")
    pairs = [(r["code_a"], r["code_b"], r["together"]) for r in cooccurrence.run(built).dicts()]
    got = found(built, of=["cooccurrence"])
    assert [(r["a"], r["b"], r["weight"]) for r in got] == pairs and len(pairs) > 2
    assert {(r["kind"], r["type"], r["status"], r["for"], r["against"]) for r in got} == {
        ("cooccurrence", None, None, None, None)
    }
    assert found(built, of=["cooccurrence"], least=99) == []
    assert [r["weight"] for r in found(built, Filters(source=["two"]), of=["cooccurrence"])] == [1]


def test_the_codebook_has_homes_and_memberships(built: Study) -> None:
    codebook.add(built, "haste", under="waiting")
    categories.category(built, "trust", ["waiting"])
    got = [(r["kind"], r["a"], r["type"], r["b"], r["weight"]) for r in found(built, of=["codebook"])]
    assert got == [
        ("member", "deciding", "home", VALUE, 1), ("member", "starting", "home", ROLE, 1),
        ("member", "waiting", "home", ROLE, 1), ("member", "waiting", "membership", "trust", 1),
        ("member", "haste", "home", "waiting", 1),
    ]  # fmt: skip
    assert len(found(built, Filters(code=["haste"]), of=["codebook"])) == 1


def test_kinds_come_in_one_order_whatever_is_asked(built: Study) -> None:
    coding.code(built, "one", ["starting"], quote="wait for the council")
    asked = network.run(built, of=["codebook", "relations", "cooccurrence"])
    kinds = [r["kind"] for r in asked.dicts()]
    assert kinds == sorted(kinds, key=("relation", "cooccurrence", "member").index) and len(set(kinds)) == 3
    assert asked.notes[0].startswith("2 relations, 1 pair of codes that occur together, 3 places in the codebook, of ")
    assert "below 2 left out" in network.run(built, least=2).notes[0]


def test_what_there_is_no_network_of_is_wrong_usage(built: Study) -> None:
    with pytest.raises(UsageError, match="relations, cooccurrence, codebook"):
        network.run(built, of=["memos"])


def test_what_is_drawn_is_what_the_rows_say(built: Study) -> None:
    table = network.run(built, of=network.OF)
    drawn = table.drawing
    assert isinstance(drawn, Network)
    names = [node.label for node in drawn.nodes]
    assert [
        (e.kind, names[e.a], e.type, names[e.b], e.weight, e.status, e.supporting, e.opposing) for e in drawn.edges
    ] == [tuple(row) for row in table.rows]
    assert {n.label: n.level for n in drawn.nodes}[VALUE] == "core"
    assert network.run(built, want="rows").drawing is None


def test_two_codes_of_one_name_are_two_nodes(built: Study) -> None:
    codebook.add(built, "deciding", under="trust")
    drawn = network.run(built, of=["codebook"]).drawing
    assert isinstance(drawn, Network)
    assert {f"{VALUE}/deciding", "trust/deciding"} <= {node.label for node in drawn.nodes}
