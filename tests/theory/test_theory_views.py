"""What axial and selective coding show: the keys of the contract, quotes that are exact, what a story leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from theory_study import acting

from qda.core.document import Document
from qda.core.results import Record, Table
from qda.ops.coding import coding
from qda.ops.theory import categories, memos, relations, selective
from qda.render import FORMATS, render
from qda.reports.theory import axial as views
from qda.reports.theory import selective as stories
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import sources

ROLE, VALUE = "the secretary's role", "public value"


def rows(table: Table) -> list[dict[str, Any]]:
    return list(table.dicts())


def test_list(built: Study) -> None:
    table = views.listing(built)
    assert list(table.columns)[:10] == [
        "id",
        "a",
        "type",
        "b",
        "status",
        "for",
        "against",
        "note",
        "for_codings",
        "against_codings",
    ]
    one, two = rows(table)
    assert (one["a"], one["b"], one["for"], one["against"]) == (ROLE, VALUE, 1, 1)
    assert (one["for_codings"], one["against_codings"], one["why"]) == ([1], [2], "")
    assert [r["id"] for r in rows(views.listing(built, status="supported"))] == [2] == [two["id"]]
    assert [r["id"] for r in rows(views.listing(built, Filters(code=["trust"])))] == [2]
    assert rows(views.listing(built, Filters(coder=["ben"]))) == []
    coding.uncode(built, [5])
    table = views.listing(built)
    assert "no quote" in rows(table)[1]["why"] and "why" in (table.brief or ())
    assert any("no quote is left: relation 2" in n for n in table.notes)


def test_types(built: Study) -> None:
    relations.add_type(built, "blocks", role="intervening_conditions")
    assert [(r["type"], r["role"], r["relations"]) for r in rows(views.types(built))] == [
        ("causes", "causal_conditions", 0), ("is-context-of", "context", 0),
        ("intervenes-in", "intervening_conditions", 1),
        ("is-strategy-for", "strategies", 1), ("is-consequence-of", "consequences", 0),
        ("blocks", "intervening_conditions", 0),
    ]  # fmt: skip


def test_paradigm(built: Study) -> None:
    got = views.paradigm(built, VALUE).fields
    assert list(got) == [
        "phenomenon", "causal_conditions", "context", "intervening_conditions", "strategies", "consequences", "missing",
    ]  # fmt: skip
    want = {"category": ROLE, "relation": 1, "of": VALUE, "status": "hypothesis", "for": 1, "against": 1}
    assert want.items() <= got["strategies"][0].items()
    assert got["intervening_conditions"][0]["of"] == ROLE  # of a strategy
    assert got["missing"] == ["causal_conditions", "context", "consequences"]
    relations.relate(built, "trust", "causes", ROLE)  # a cause of a strategy is none of the phenomenon
    relations.add_type(built, "springs from", role="consequences")
    relations.relate(built, "trust", "springs from", VALUE)
    got = views.paradigm(built, VALUE).fields
    assert got["causal_conditions"] == [] and [c["category"] for c in got["consequences"]] == ["trust"]
    assert views.paradigm(built, "trust").fields["missing"] == list(got)[1:6]


def test_show(built: Study) -> None:
    memos.add(built, "about it", title="A", on=[f"category:{ROLE}"])
    memos.add(built, "[[code:waiting]]", title="B")
    memos.add(built, "c", title="C", on=[f"property:{ROLE}/autonomy"])
    memos.add(built, "d", title="D", on=["code:trust"])
    categories.place(acting(built, "ben"), 6, "autonomy", "shared")
    got = views.show(built, ROLE).fields
    assert (got["codings"], got["stretches"], got["sources"], got["participants"]) == (3, 3, 1, 1)
    assert got["codes"] == ["starting", "waiting"] and got["definition"] == "How one fills it."
    (p,) = got["properties"]
    assert (p["property"], p["kind"], p["points"]) == ("autonomy", "range", ["subordinate", "shared", "own course"])
    assert p["found"] == ["subordinate", "shared", "0.75"] and p["range"] == "subordinate – 0.75"
    assert p["unused"] == ["own course"]
    assert [(x["coding"], x["value"], x["coder"]) for x in p["placements"]] == [
        (1, "subordinate", "anna"), (6, "shared", "ben"), (2, "0.75", "anna"),
    ]  # fmt: skip
    assert [r["id"] for r in got["relations"]] == [1, 2]
    assert [q["coding"] for q in got["relations"][0]["quotes_for"]] == [1]
    assert got["relations"][1]["with"] == "trust"
    assert [m["title"] for m in got["memos"]] == ["A", "B", "C"]
    assert got["comparisons"] == got["negative_cases"] == []  # none recorded
    for q in (*p["placements"], *got["relations"][0]["quotes_for"], *got["relations"][1]["quotes_for"]):
        assert sources.text(built.db, sources.find(built.db, q["source"]))[q["start"] : q["end"]] == q["text"]


def test_show_filtered_and_moved_out(built: Study) -> None:
    got = views.show(built, "trust").fields
    assert (got["codings"], got["participants"]) == (2, 1)
    assert views.show(built, "trust", Filters(source=["one"])).fields["codings"] == 1
    assert views.show(built, "trust", Filters(source=["one"])).fields["properties"][0]["placements"] == []
    categories.category(built, VALUE, ["waiting"], move=True)
    record = views.show(built, ROLE)
    (p,) = record.fields["properties"]
    assert [x["outside"] for x in p["placements"]] == [True, False] and p["found"] == ["0.75"]
    assert any("lies no more" in n for n in record.notes)


def test_researchers_included(built: Study) -> None:
    assert views.show(built, "trust", include_researcher=True).fields["participants"] == 2


def test_kinds_found(built: Study) -> None:
    (p,) = views.show(built, "trust").fields["properties"]
    assert (p["range"], p["found"], p["unused"]) == ("us", ["us"], ["council"])
    assert p["placements"][0]["place"] is None


@pytest.mark.parametrize("format", [f for f, form in FORMATS.items() if f != "table" and not form.drawn])
@pytest.mark.parametrize("which", ["show", "paradigm", "storyline", "candidates", "check", "list", "types", "versions"])
def test_every_format(built: Study, which: str, format: str) -> None:
    import io

    makes: dict[str, Callable[[], Table | Record]] = {
        "show": lambda: views.show(built, ROLE), "paradigm": lambda: views.paradigm(built, VALUE),
        "storyline": lambda: stories.storyline(built), "candidates": lambda: stories.candidates(built),
        "check": lambda: stories.check(built), "list": lambda: views.listing(built),
        "types": lambda: views.types(built),
        "versions": lambda: stories.versions(built),
    }  # fmt: skip
    made = makes[which]()
    out = io.BytesIO()
    render(made, format, out)
    assert out.getvalue()
    if isinstance(made, Record) and made.document:
        assert isinstance(made.document, Document)
        out = io.BytesIO()
        render(made.document, "table", out)
        page = out.getvalue().decode()
        assert {"show": "I wait for the council.", "paradigm": "I wait for the council.", "storyline": "serves it"}[
            which
        ] in page


def test_pages_of_an_empty_category(built: Study) -> None:
    import io

    categories.category(built, "bare")
    for record in (views.show(built, "bare"), views.paradigm(built, "bare")):
        out = io.BytesIO()
        assert isinstance(record.document, Document)
        render(record.document, "table", out)
        assert "yet" in out.getvalue().decode()


def test_candidates(built: Study) -> None:
    memos.add(built, "m", on=["code:waiting"])
    table = stories.candidates(built)
    assert list(table.columns)[:10] == [
        "category", "stretches", "codings", "sources", "participants", "relations", "linked_share", "memos",
        "rank", "judgements",
    ]  # fmt: skip
    got = {r["category"]: r for r in rows(table)}
    role, value, trust = got[ROLE], got[VALUE], got["trust"]
    assert [role[k] for k in stories.CRITERIA] == [3, 3, 1, 1, 2, 1.0, 1]
    assert [value[k] for k in stories.CRITERIA] == [1, 2, 1, 1, 1, 0.5, 0]
    assert [trust[k] for k in stories.CRITERIA] == [2, 2, 2, 1, 1, 0.5, 0]
    assert (role["rank"], trust["rank"], value["rank"]) == (1, 2, 3)
    assert trust["leads"] == ["sources", "participants"] and value["leads"] == ["participants"]
    assert [r["rank"] for r in rows(table)] == [1, 2, 3] and value["level"] == "core"
    assert value["judgements"] == [
        {"coder": "anna", "explains_variation": "partly", "abstract": None, "note": ""},
        {"coder": "ben", "explains_variation": None, "abstract": "yes", "note": ""},
    ]
    assert any("cannot choose a core" in n for n in table.notes)
    assert [r["category"] for r in rows(stories.candidates(built, Filters(code=["trust"])))] == ["trust"]


def test_refuted_relations_link_nothing(built: Study) -> None:
    relations.status(built, 2, "refuted", note="no")
    got = {r["category"]: r for r in rows(stories.candidates(built))}
    assert (got["trust"]["linked_share"], got["trust"]["relations"]) == (0.0, 1)
    assert ("unconnected", "trust") in [(r["kind"], r["category"]) for r in rows(stories.check(built))]


def test_ties_share_a_rank_and_one_category_has_no_share(coded: Study) -> None:
    categories.category(coded, "a")
    assert rows(stories.candidates(coded))[0]["linked_share"] is None
    categories.category(coded, "b")
    assert [r["rank"] for r in rows(stories.candidates(coded))] == [1, 1]


# fmt: off
STORIES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a quote in the sentence": ("[[category:trust]] grows [[coding:5]].", [("one-source", "trust")]),
    "a quote behind the stop": ("The [[category:trust]] grows. [[coding:5]] Then [[code:trust]] goes.",
        [("one-source", "trust"), ("ungrounded", "trust")]),
    "a quote that opens a sentence": ("[[category:trust]] is. [[coding:5]] shows [[code:trust]].",
        [("ungrounded", "trust"), ("one-source", "trust")]),
    "what follows": ("[[category:trust]] grows. So they say. Look at [[coding:5]].", [("one-source", "trust")]),
    "another paragraph": ("[[category:trust]] grows.\n\n[[coding:5]]", [("ungrounded", "trust")]),
    "a coding of another category": (f"[[category:{VALUE}]] grows. [[coding:5]]", [("ungrounded", VALUE)]),
    "a code under it": (f"[[category:{ROLE}]] is [[coding:1]].", [("one-source", ROLE)]),
    "a relation": ("[[category:trust]] helps: [[relation:2]].", [("one-source", "trust")]),
    "two sources": (f"[[category:trust]] and [[category:{ROLE}]]: [[coding:5]], [[coding:1]].", []),
    "the same link twice": ("[[category:trust]] is [[code:trust]].",
        [("ungrounded", "trust")]),
    "a code is no claim": ("[[code:waiting]] is done.", []),
    "a heading is no claim": ("# Of [[category:trust]]\nIt is nice.", []),
    "a stop in a name": ("First this. Then [[category:what for?! Who.]] grows and goes on.",
        [("ungrounded", "what for?! Who.")]),
    "a list": ("- [[category:trust]] grows\n- [[category:trust]] goes [[coding:5]]\n",
        [("ungrounded", "trust"), ("one-source", "trust")]),
}
# fmt: on


@pytest.mark.parametrize("what", STORIES)
def test_claims(built: Study, what: str) -> None:
    text, want = STORIES[what]
    if "what for" in text:
        categories.category(built, "what for?! Who.")
    selective.write(built, text)
    shown = str(stories.storyline(built).fields["text"])
    got = [r for r in rows(stories.check(built)) if r["kind"] in ("ungrounded", "one-source")]
    assert [(r["kind"], r["category"]) for r in got] == want
    for r in got:
        assert " ".join(shown[r["start"] : r["end"]].split()) == r["sentence"]
        assert "[[" in r["sentence"] and r["sentence"].count("[[") == r["sentence"].count("]]")


def test_sentences_are_exact(built: Study) -> None:
    selective.write(built, f"No claim here. The [[category:{ROLE}]] serves\n[[category:{VALUE}]]. More follows.")
    (got,) = [r for r in rows(stories.check(built)) if r["kind"] == "ungrounded"]
    assert got["sentence"] == f"The [[category:{ROLE}]] serves [[category:{VALUE}]]."
    assert got["category"] == f"{ROLE}, {VALUE}"


def test_what_is_left_out_and_unconnected(built: Study) -> None:
    categories.category(built, "bare")
    categories.category(built, "under", ["starting"])
    categories.category(built, ROLE, ["under"])
    got = [(r["kind"], r["category"]) for r in rows(stories.check(built))]
    assert [g for g in got if g[0] == "unconnected"] == [("unconnected", "bare"), ("unconnected", "under")]
    left = {r["category"]: r["why"] for r in rows(stories.check(built)) if r["kind"] == "left-out"}
    assert set(left) == {VALUE, "trust", "bare", "under"} and ROLE in left["under"]
    selective.write(built, "[[relation:2]]")
    assert "trust" not in {r["category"] for r in rows(stories.check(built)) if r["kind"] == "left-out"}


def test_removed_evidence_is_seen(built: Study) -> None:
    relations.relate(built, "trust", "causes", VALUE, supporting=[5])
    selective.write(built, "[[category:trust]] helps, see [[relation:3]] and [[coding:5]].")
    coding.uncode(built, [5])
    (got,) = [r for r in rows(stories.check(built)) if r["kind"] == "ungrounded"]
    assert "relation 3 has no quote" in got["why"]


def test_nothing_to_check(coded: Study) -> None:
    assert [r["kind"] for r in rows(stories.check(coded))] == ["no-storyline", "no-core"]
    assert stories.storyline(coded).fields["text"] == "" and stories.storyline(coded).notes


def test_a_long_story(built: Study) -> None:
    selective.write(built, f"The [[category:{ROLE}]] serves it. [[coding:1]] So they say.\n\n" * 300)
    assert len(rows(stories.check(built))) > 300
