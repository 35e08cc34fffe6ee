"""Comparisons, negative cases and sampling entries: read, made, and what becomes of them when what they rest on goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qda.core.errors import NotFound, Refused, UsageError
from qda.store.analysis import comparisons, links, memos, negative_cases, sampling, theory_ledgers
from qda.store.history.door import Change
from qda.store.project import Study


def change(study: Study, step: Callable[[Change], object], coder: str = "anna") -> Any:
    with study.door.change("test", coder) as c:
        return step(c)


def at(study: Study) -> str:
    return str(study.db.execute("select at from change order by id desc limit 1").fetchone()[0])


# Comparisons


def test_comparisons(filled: Study) -> None:
    db = filled.db
    assert [x[2:9] for x in comparisons.read(db)] == [
        (1, 2, None, "new-property", 1, "naast elkaar gelegd", "anna"),
        (2, None, 1, "differs", None, "naast elkaar gelegd", "anna"),
        (3, 1, None, "same", None, "naast elkaar gelegd", "anna"),
    ]  # fmt: skip
    assert [x.id for x in comparisons.read(db, [3, 1])] == [1, 3] and comparisons.read(db, []) == []
    made = change(
        filled, lambda c: comparisons.add(c, 4, other=None, code=5, outcome="recode", property=None, note="zo"), "ben"
    )
    (x,) = comparisons.read(db, [made])
    assert x[2:] == (4, None, 5, "recode", None, "zo", "ben", at(filled))
    assert comparisons.known(db, [3, 1, 3]) == [3, 1]
    with pytest.raises(NotFound) as e:
        comparisons.known(db, [9])
    assert str(e.value) == "there is no comparison '9'; the report of comparisons has their numbers"
    assert comparisons.outcome(" Same") == "same"
    with pytest.raises(
        UsageError, match=r"^outcome 'sam': it is one of same, differs, new-property, recode; did you mean same\?"
    ):
        comparisons.outcome("sam")
    change(filled, lambda c: memos.attach(c, 1, [links.resolve(db, "comparison:3")]))
    change(filled, lambda c: comparisons.remove(c, iter([3, made])))
    assert [x.id for x in comparisons.read(db)] == [1, 2] and str(
        links.of(db, "memo", 1, "on")[-1]
    ) == "comparison:3 (removed)"


def test_names_of_codes_beside_codings(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, name="12", key="12"))
    assert comparisons.code_name(filled.db, 6) == "code:12" and comparisons.code_name(filled.db, 2) == "vertrouwen"
    assert comparisons.code_name(filled.db, 4) == "vertrouwen/eigen koers"


def test_comparisons_of_what_goes(filled: Study) -> None:
    db = filled.db
    assert (
        comparisons.touching(db, [1]) == [1, 3]
        and comparisons.touching(db, [2]) == [1, 2]
        and comparisons.touching(db, [], [1]) == [2]
    )
    assert comparisons.touching(db, [3], [1]) == [2, 3] and comparisons.touching(db, [9], [2]) == []
    assert change(filled, lambda c: comparisons.leaving(c, [9])) == [] and change(
        filled, lambda c: comparisons.leaving(c, [3])
    ) == ["1 comparison went along: 3"]
    assert change(filled, lambda c: comparisons.leaving(c, [1], [1])) == ["3 comparisons went along: 1, 2, 3"]
    assert change(filled, lambda c: comparisons.losing_property(c, [1])) == ["comparison 1 names no property now"]
    assert (
        change(filled, lambda c: comparisons.losing_property(c, [1], [1])) == []
        and change(filled, lambda c: comparisons.losing_property(c, [2])) == []
    )
    change(filled, lambda c: c.update("comparison", 3, property=1))
    assert change(filled, lambda c: comparisons.losing_property(c, [1, 2])) == ["comparisons 1, 3 name no property now"]
    assert comparisons.named(list(range(1, 11))) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" and comparisons.named(
        list(range(12))
    ).endswith("8, 9 and 2 more")


def test_comparisons_move(filled: Study) -> None:
    notes: list[str] = []
    change(filled, lambda c: c.update("comparison", 1, note="lang " * 20))
    change(filled, lambda c: memos.attach(c, 1, [links.resolve(filled.db, "comparison:1")]))
    change(filled, lambda c: comparisons.move(c, "coding", 1, 2, notes))
    words = ("lang " * 20)[:59]
    assert notes == [f"dropped comparison 1, new-property (“{words}…”): the codings are one now"]
    assert [(x.coding, x.other, x.code) for x in comparisons.read(filled.db)] == [(2, None, 1), (3, 2, None)]
    assert str(links.of(filled.db, "memo", 1, "on")[-1]) == "comparison:1 (removed)"
    change(filled, lambda c: comparisons.move(c, "code", 1, 7, notes))
    change(filled, lambda c: c.update("comparison", 3, property=1))
    change(filled, lambda c: comparisons.move(c, "property", 1, 2, notes))
    assert [(x.code, x.property) for x in comparisons.read(filled.db)] == [(7, None), (None, 2)] and len(notes) == 1


# Negative cases


def test_negative_cases(filled: Study) -> None:
    db = filled.db
    assert [(x.id, x.coding, *x.target(), x.outcome, x.resolution, x.resolver) for x in negative_cases.read(db)] == [
        (1, 2, "relation", 1, None, "", None),
        (2, 2, "code", 1, "bounded", "alleen hier", "anna"), (3, 2, "property", 1, None, "", None),
        (4, 2, "memo", 1, None, "", None),
    ]  # fmt: skip
    assert [x.id for x in negative_cases.read(db, [4, 2])] == [2, 4] and negative_cases.known(db, [4, 4]) == [4]
    with pytest.raises(NotFound) as e:
        negative_cases.known(db, [9])
    assert str(e.value) == "there is no negative case '9'; the report of negative cases has their numbers"
    assert [negative_cases.name_against(db, x) for x in negative_cases.read(db)] == [
        "relation:1", "category:publieke meerwaarde", "property:vertrouwen/graad", "memo:1",
    ]  # fmt: skip
    made = change(filled, lambda c: negative_cases.add(c, 3, links.resolve(db, "category:macht"), "zo"), "ben")
    other = change(filled, lambda c: negative_cases.add(c, 3, links.resolve(db, "code:loslaten"), ""))
    x, y = negative_cases.read(db, [made, other])
    assert (x.code, x.note, x.coder, x.outcome, negative_cases.name_against(db, x)) == (
        7,
        "zo",
        "ben",
        None,
        "category:macht",
    )
    assert (y.created_at, negative_cases.name_against(db, y)) == (at(filled), "code:loslaten")
    change(filled, lambda c: negative_cases.resolve(c, made, "revised", "anders"), "ben")
    assert negative_cases.read(db, [made])[0][8:] == ("revised", "anders", "ben", x.created_at, "ben", at(filled))
    change(filled, lambda c: negative_cases.reopen(c, made))
    assert negative_cases.read(db, [made])[0][8:] == (None, "", "ben", x.created_at, None, None)
    change(filled, lambda c: negative_cases.remove(c, iter([1, made])))
    assert [x.id for x in negative_cases.read(db)] == [2, 3, 4, other] and str(
        links.of(db, "memo", 3, "text")[0]
    ) == "negative:1 (removed)"
    assert negative_cases.outcome("Bounded") == "bounded"


def test_what_a_quote_can_contradict(filled: Study) -> None:
    for link in ("category:macht", "code:macht", "property:vertrouwen/graad", "relation:1", "memo:1"):
        assert negative_cases.find_target(filled.db, link) == links.resolve(filled.db, link)
    for link in ("Coding:1", "source:thread-1", "study"):
        with pytest.raises(Refused) as e:
            negative_cases.find_target(filled.db, link)
        assert str(e.value) == f"{link!r}: a negative case is against a code, category, property, relation or memo"
        assert e.value.message.code == "not-contradicted"  # type: ignore[attr-defined]
    with pytest.raises(NotFound, match=r"^there is no kind of link 'xyz'"):
        negative_cases.find_target(filled.db, "xyz:1")


def test_negative_cases_of_a_category(filled: Study) -> None:
    def of(category: int, gathered: list[int] | None = None) -> list[int]:
        return [x.id for x in negative_cases.of_category(filled.db, category, gathered)]

    assert of(2) == [1, 3, 4], "its relation, its property, and a memo that is on it"
    assert of(1) == [1, 2, 4] and of(7) == [] and of(6) == [4] and of(2, []) == [1, 3, 4] and of(7, [1]) == [2]


def test_negative_cases_of_what_goes(filled: Study) -> None:
    db = filled.db
    assert negative_cases.touching(db, "coding", [2, 3]) == [1, 2, 3, 4] and negative_cases.touching(
        db, "code", [1]
    ) == [2]
    assert change(filled, lambda c: negative_cases.leaving(c, [])) == []
    assert change(filled, lambda c: negative_cases.leaving(c, [2])) == ["1 negative case went along: 2"]
    assert change(filled, lambda c: negative_cases.leaving(c, [2, 1, 1])) == [
        "2 negative cases went along: 1 (open), 2"
    ]
    many = [change(filled, lambda c: negative_cases.add(c, 3, links.resolve(db, "code:macht"), "")) for _ in range(11)]
    named = ", ".join(f"{n} (open)" for n in many[:10])
    assert change(filled, lambda c: negative_cases.leaving(c, many)) == [
        f"11 negative cases went along: {named} and 1 more"
    ]
    assert change(filled, lambda c: negative_cases.leaving(c, many[:10])) == [f"10 negative cases went along: {named}"]
    change(filled, lambda c: negative_cases.move(c, "code", 1, 5))
    assert [x.code for x in negative_cases.read(db, [2])] == [5]


# Sampling


def test_sampling_entries(filled: Study) -> None:
    db = filled.db
    one, two = sampling.read(db)
    assert (one.text, one.category, one.property, one.seek, one.changed, one.coder, one.closer, one.sources, one.status()) == (
        "een tweede gemeente", 2, 1, "wie het niet kreeg", "", "anna", None, [2], "open",
    )  # fmt: skip
    assert (two.property, two.changed, two.closer, two.status()) == (None, "een eigenschap erbij", "anna", "closed")
    assert [x.id for x in sampling.read(db, [2])] == [2] and sampling.known(db, [2, 2]) == [2]
    with pytest.raises(NotFound) as e:
        sampling.known(db, [9])
    assert str(e.value) == "there is no sampling entry '9'; the list of sampling entries has their numbers"
    assert sampling.name_for(db, one) == "vertrouwen/graad" and sampling.name_for(db, two) == "vertrouwen"
    made = change(filled, lambda c: sampling.add(c, "meer", 7, None, "zoek"), "ben")
    for source in (3, 1):
        change(filled, lambda c, source=source: sampling.add_source(c, made, source))  # type: ignore[misc]
    x = sampling.read(db, [made])[0]
    assert (x.text, x.category, x.seek, x.coder, x.sources, x.status()) == ("meer", 7, "zoek", "ben", [3, 1], "open")
    change(filled, lambda c: sampling.close(c, made, "veel"), "ben")
    assert sampling.read(db, [made])[0][6:11] == ("veel", "ben", x.created_at, "ben", at(filled))
    assert [x.id for x in sampling.of_category(db, [2, 5])] == [1, 2] and [
        x.id for x in sampling.of_category(db, {7})
    ] == [made]
    change(filled, lambda c: sampling.remove(c, iter([1])))
    assert [x.id for x in sampling.read(db)] == [2, made] and "sampling:1 (removed)" in [
        str(x) for x in links.of(db, "memo", 3, "on")
    ]


def test_sampling_entries_of_what_goes(filled: Study) -> None:
    db = filled.db

    def leaving(*ids: int) -> list[str]:
        found: list[str] = change(filled, lambda c: sampling.leaving(c, ids))
        return found

    def losing(*args: Any) -> list[str]:
        found: list[str] = change(filled, lambda c: sampling.losing(c, *args))
        return found

    assert leaving(7) == [] and leaving(2) == ["2 sampling entries went along: 1 (open), 2"]
    assert losing("property", [1]) == ["sampling entry 1 names no property now"] and losing("property", [2]) == []
    assert (
        losing("source", [2]) == ["sampling entries 1, 2 name a source less now"] and losing("source", [2], [2]) == []
    )
    many = [change(filled, lambda c: sampling.add(c, "x", 7, 2, "")) for _ in range(11)]
    named = ", ".join(map(str, many[:10]))
    assert losing("property", [2]) == [f"sampling entries {named} and 1 more name no property now"]
    assert leaving(7) == [
        "11 sampling entries went along: " + ", ".join(f"{n} (open)" for n in many[:10]) + " and 1 more"
    ]
    change(filled, lambda c: sampling.remove(c, many[1:]))
    assert leaving(7) == [f"1 sampling entry went along: {many[0]} (open)"]
    change(filled, lambda c: sampling.move(c, "category", 2, 1))
    change(filled, lambda c: sampling.move(c, "property", 1, 2))
    assert [(x.category, x.property) for x in sampling.read(db)] == [(1, 2), (1, None), (7, 2)]


# All of them together


def test_what_goes_with_codings_and_codes(filled: Study) -> None:
    def leaving(**what: list[int]) -> list[str]:
        found: list[str] = change(filled, lambda c: theory_ledgers.leaving(c, **what))
        return found

    assert leaving(codings=[2]) == [
        "2 comparisons went along: 1, 2",
        "4 negative cases went along: 1 (open), 2, 3 (open), 4 (open)",
        "of the conditional matrix with fewer quotes now: 1",
    ]
    assert leaving(codes=[2]) == [
        "2 negative cases went along: 1 (open), 3 (open)", "2 sampling entries went along: 1 (open), 2",
        "comparison 1 names no property now", "of the conditional matrix went along: 1",
    ]  # fmt: skip
    assert leaving(codes=[1]) == [
        "1 comparison went along: 2", "2 negative cases went along: 1 (open), 2", "of the conditional matrix went along: 2",
        "of the conditional matrix without a relation now: 1",
    ]  # fmt: skip
    assert leaving(properties=[1]) == [
        "1 negative case went along: 3 (open)", "comparison 1 names no property now", "sampling entry 1 names no property now",
    ]  # fmt: skip
    assert leaving(relations=[1]) == [
        "1 negative case went along: 1 (open)", "of the conditional matrix without a relation now: 1",
    ]  # fmt: skip
    assert leaving(memos=[1]) == [
        "1 negative case went along: 4 (open)", "item 8 of coreq was answered by memo 1: it is open again",
    ]  # fmt: skip
    assert (
        leaving(sources=[2]) == ["sampling entries 1, 2 name a source less now"]
        and leaving() == []
        and leaving(codes=[7]) == []
    )


def test_what_moves_with_what_is_joined(filled: Study) -> None:
    notes: list[str] = []
    change(filled, lambda c: theory_ledgers.move(c, "coding", 2, 3, notes))
    assert [(x.coding, x.other) for x in comparisons.read(filled.db)] == [(1, 3), (3, None), (3, 1)]
    assert {x.coding for x in negative_cases.read(filled.db)} == {3} and notes == []
    change(filled, lambda c: theory_ledgers.move(c, "code", 1, 7, notes))
    change(filled, lambda c: theory_ledgers.move(c, "code", 2, 7, notes))
    assert [x.code for x in comparisons.read(filled.db)] == [None, 7, None] and [
        x.category for x in sampling.read(filled.db)
    ] == [7, 7]
    change(filled, lambda c: theory_ledgers.move(c, "property", 1, 2, notes))
    assert [x.property for x in sampling.read(filled.db)] == [2, None] and comparisons.read(filled.db)[0].property == 2
    change(filled, lambda c: theory_ledgers.move(c, "relation", 1, 2, notes))
    assert [x.target() for x in negative_cases.read(filled.db)] == [
        ("relation", 2),
        ("code", 7),
        ("property", 2),
        ("memo", 1),
    ]
