"""The reports that are documents: their figures against recounts, their quotes against the texts, their choice."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.document import Block, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.results import Report
from qda.ops.coding import codebook, coding
from qda.ops.theory import categories as axial
from qda.ops.theory import memos, relations, selective
from qda.reports.common import memos as memo_report
from qda.reports.common import quotes
from qda.reports.common.choose_quotes import Candidate, choose, odd_length
from qda.reports.counts import counting
from qda.reports.theory import categories, evidence
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.scope import Filters
from qda.store.project import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "memos"))

import memo_study


@pytest.fixture
def coded(study: Study) -> Study:
    """The study of the memos' tests, with two memos."""
    memo_study.fill(study)
    memos.add(study, "See [[coding:2]], *not* [[coding:9]].", title="Nee", on=["category:the secretary's role"])
    memos.add(study, "Trust <i>first</i>, see [[memo:1]] and [[relation:1]].", type="journal", date="2026-04-01")
    return study


def rows(report: Report) -> list[dict[str, Any]]:
    return list(report.table.dicts())


def written(report: Report) -> Document:
    """The report as a document."""
    assert isinstance(report.document, Document)
    return report.document


def texts(study: Study) -> dict[str, str]:
    return dict(study.db.execute("select name, text from source"))


def spans(study: Study) -> dict[int, tuple[str, int, int]]:
    return {
        i: (name, a, b)
        for i, name, a, b in study.db.execute(
            'select g.id, s.name, g.start, g."end" from coding g join source s on s.id = g.source'
        )
    }


def quoted(document: Document) -> list[Quote]:
    return [b for b in document.blocks if isinstance(b, Quote)]


def exact(study: Study, document: Document) -> None:
    """Every quotation is the text of its coding."""
    text, place = texts(study), spans(study)
    for q in quoted(document):
        assert q.id is not None
        name, a, b = place[q.id]
        assert (q.source, q.text) == (name, text[name][a:b])


def outline(document: Document, level: int = 1) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Heading) and b.level == level]


def part(document: Document, heading: str) -> Sequence[Block]:
    """The blocks of the chapter with that heading."""
    at = next(n for n, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level == 1 and b.text == heading)
    rest = document.blocks[at + 1 :]
    end = next((n for n, b in enumerate(rest) if isinstance(b, Heading) and b.level == 1), len(rest))
    return rest[:end]


def said(blocks: Sequence[Block]) -> str:
    return "\n".join(b.text for b in blocks if isinstance(b, Paragraph))


# --- the choice of quotes


def slowly(candidates: list[Candidate], n: int) -> list[int]:
    """The choice as the contract words it, looked up anew for each quote."""
    left, chosen = list(candidates), list[Candidate]()
    while left and len(chosen) < n:
        persons, sources = {c.person for c in chosen}, {c.source for c in chosen}
        best = min(
            left,
            key=lambda c: (
                c.tier,
                c.person is None or c.person in persons,
                c.source in sources,
                c.unconfirmed,
                c.no_evidence,
                c.odd_length,
                c.source,
                c.start,
                c.end,
                c.id,
            ),
        )
        chosen.append(best)
        left = [c for c in left if (c.source, c.start, c.end) != (best.source, best.start, best.end)]
    return [c.id for c in chosen]


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(0, 2), st.booleans(), st.booleans(), st.booleans(), st.integers(1, 4), st.integers(0, 5),
            st.integers(6, 8), st.integers(1, 10_000), st.one_of(st.none(), st.integers(1, 4)),
        ),
        unique_by=lambda c: c.id, max_size=40,
    ),
    st.integers(0, 12),
)  # fmt: skip
def test_the_choice_is_the_greedy_one(candidates: list[Candidate], n: int) -> None:
    assert choose(candidates, n) == slowly(candidates, n)
    assert choose(reversed(candidates), n) == slowly(candidates, n)


@pytest.mark.parametrize(("words", "odd"), [(7, True), (8, False), (60, False), (61, True)])
def test_a_quote_of_8_to_60_words_is_preferred(words: int, odd: bool) -> None:
    assert odd_length(words) is odd


def test_quotes_of_a_category_in_their_order(coded: Study) -> None:
    value = rows(categories.run(coded))[0]
    # Cor's is evidence; Anna's another participant and source; Dina another participant; the article another source;
    # the interviewer's comes last
    assert [q["id"] for q in value["quotes"]] == [5, 1, 7, 8, 9]
    assert [q["id"] for q in rows(categories.run(coded, quotes=2))[0]["quotes"]] == [5, 1]
    coding.set_coding(coded, [9], pin=True)
    assert rows(categories.run(coded))[0]["quotes"][0]["id"] == 9
    assert rows(categories.run(coded, quotes=0))[0]["quotes"] == []


# --- report categories


def test_columns_and_order(coded: Study) -> None:
    report = categories.run(coded)
    assert ",".join(report.table.columns) == (
        "category,level,codings,stretches,codes,sources,participants,properties,relations,memos,first,last,"
        "new_codes_recent,quotes,codings_researcher,thin"
    )
    value, role = rows(report)
    assert (value["category"], value["level"], role["level"]) == ("public value", "core", "category")
    assert [value[k] for k in report.table.columns[2:10]] == [5, 5, 2, 3, 3, 0, 1, 2]
    assert [role[k] for k in report.table.columns[2:10]] == [2, 2, 2, 2, 2, 1, 1, 2]
    assert set(value["quotes"][0]) == {"id", "source", "start", "end", "text", "author", "role"}
    made = dict(coded.db.execute("select id, created_at from coding"))
    assert (value["first"], value["last"]) == (made[1], made[9])


def test_without_a_core_the_order_is_groundedness_then_name(coded: Study) -> None:
    selective.core(coded, none=True)
    axial.category(coded, "A new one", [])
    axial.category(coded, "An old one", ["trust"])
    assert [r["category"] for r in rows(categories.run(coded))] == [
        "public value", "An old one", "the secretary's role", "A new one",
    ]  # fmt: skip


@pytest.mark.parametrize("include", [False, True])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(source=("interview-*",)),
        Filters(participant=("Anna Bos", "Dina*")),
        Filters(where=("role=researcher",)),
        Filters(code=("public value",)),
        Filters(coder=("anna",)),
    ],
    ids=str,
)
def test_figures_agree_with_the_count_that_frequencies_use(coded: Study, filters: Filters, include: bool) -> None:
    coding.code(coded, "thread", ["trust", "public value"], quote="eerst vertrouwen")
    axial.category(coded, "public value", ["trust", "own course"])
    found = categories.find(coded.db, filters, include_researcher=include)
    over = scope.resolve(coded.db, filters)
    expected = counting.with_codes(coded.db, over, theory.categories(coded.db), include_researcher=include)
    for c in found.categories:
        t = expected.get((c.id, None)) or counting.Tally()
        assert c.counts[:3] == (t.codings, t.stretches, t.sources)
        assert c.counts.unconfirmed == t.unconfirmed
        assert c.counts.participants == len(t.participants)


def test_a_stretch_counts_once_and_is_quoted_once(coded: Study) -> None:
    before = rows(categories.run(coded))[0]
    coded._coder = "ben"
    coding.code(coded, "thread", ["not being asked", "public value"], quote="Niemand vraagt ons ooit iets")
    after = rows(categories.run(coded))[0]
    assert (after["codings"], after["stretches"]) == (before["codings"] + 2, before["stretches"])
    places = [(q["source"], q["start"], q["end"]) for q in rows(categories.run(coded, quotes=99))[0]["quotes"]]
    assert len(places) == len(set(places)) == after["stretches"]
    assert "by 2 coders" in categories.run(coded).notes[0]


def test_new_codes_are_those_that_joined_in_the_last_three_sources_analysed(coded: Study) -> None:
    # analysed: interview-1, interview-2, thread, article; saying no joined in the first of them
    by_name = {r["category"]: r["new_codes_recent"] for r in rows(categories.run(coded))}
    assert by_name == {"public value": 1, "the secretary's role": 1}
    found = categories.find(coded.db, Filters())
    names = dict(coded.db.execute("select id, name from source"))
    assert [names[s] for s in found.analysed] == ["interview-1", "interview-2", "thread", "article"]
    with coded.change("autocode") as c:  # what a machine made says nothing of the order
        c.db.execute("update coding set origin = 'autocode', confirmed = 0 where source = 1")
        c.summary = "x"
    found = categories.find(coded.db, Filters())
    assert [names[s] for s in found.analysed] == ["interview-2", "thread", "article"]
    assert {c.name: c.recent for c in found.categories} == {"public value": 2, "the secretary's role": 1}
    with coded.change("import") as c:  # a study that came in whole is taken as it is
        c.db.execute("update coding set origin = 'import', confirmed = 1")
        c.summary = "x"
    assert len(categories.find(coded.db, Filters()).analysed) == 4


def test_categories_as_a_document(coded: Study) -> None:
    coding.set_coding(coded, [8], note="a note")
    report = categories.run(coded)
    document = written(report)
    exact(coded, document)
    assert document.contents and document.notes == report.notes
    assert outline(document) == ["Overview", "public value (core category)", "the secretary's role"]
    overview = document.blocks[1]
    assert isinstance(overview, Grid) and [r[0] for r in overview.table.rows] == [
        "public value (core category), 1 coding on a researcher's words",
        "the secretary's role",
    ]
    value, role = part(document, "public value (core category)"), part(document, "the secretary's role")
    assert "What the public gains." in said(value) and "It has no definition yet." in said(role)
    assert [h.text for h in value if isinstance(h, Heading) and h.level == 3] == [
        "the secretary's role is-strategy-for public value"
    ]
    assert "relation 1, hypothesis: 1 for, 1 against" in said(value)
    marks = [(b.id, b.marks) for b in value if isinstance(b, Quote)][:2]
    assert marks == [(2, ("for",)), (5, ("against",))]
    assert "Its quotes stand under public value." in said(role)
    (properties,) = [b.table for b in role if isinstance(b, Grid) and b.table.columns[0] == "property"]
    assert list(properties.rows) == [
        ("autonomy", "obeying – bending – own course", "own course (coding 3; 1 placement)", "obeying, bending")
    ]
    chosen = rows(report)[0]["quotes"]
    assert [b.id for b in value if isinstance(b, Quote)][2:] == [q["id"] for q in chosen]


def test_the_range_found(coded: Study) -> None:
    from qda.reports.theory.categories_document import found

    (p,) = theory.properties(coded.db)
    assert found(p, []) == ("nothing placed yet", "obeying, bending, own course")
    assert found(p, [(3, "own course", None), (2, "bending", None)]) == (
        "bending … own course (codings 2 … 3; 2 placements)", "obeying",
    )  # fmt: skip
    assert found(p, [(3, "0.7", 0.7), (2, "bending", None)])[0].startswith("bending … 0.7")
    kinds = p._replace(kind="kinds", points=["a", "b", "c"])
    assert found(kinds, [(1, "b", None), (2, "b", None), (3, "a", None)]) == ("a (1), b (2)", "c")


def test_many_quotes_of_a_relation_are_listed_by_number(coded: Study) -> None:
    relations.relate(coded, "the secretary's role", "is-strategy-for", "public value", supporting=[1, 3, 4, 6, 7, 8])
    value = part(written(categories.run(coded, quotes=2)), "public value (core category)")
    assert "5 more for: coding 3, 4, 6, 7, 8" in said(value)


def test_no_category_yet(study: Study) -> None:
    report = categories.run(study)
    assert rows(report) == [] and any("there is no category yet: raise a code" in n for n in report.notes)
    assert outline(written(report)) == ["Overview"]


# --- report memos


def test_memos_as_rows(coded: Study) -> None:
    report = memo_report.run(coded)
    assert report.table.columns[-1] == "quotes"
    assert [[q["id"] for q in r["quotes"]] for r in rows(report)] == [[2, 9], []]
    assert [r["id"] for r in rows(memo_report.run(coded, types=["journal"]))] == [2]
    assert [r["id"] for r in rows(memo_report.run(coded, on=["code:the secretary's role"]))] == [1]
    assert rows(memo_report.run(coded, Filters(coder=("anna",)))) == rows(report)


def test_memos_as_a_document(coded: Study) -> None:
    memos.add(coded, "An incident", on=["coding:4"])
    memos.add(coded, "Another", title="Of trust", on=["source:thread", "code:trust"])
    codebook.remove(coded, "own course")
    memos.add(coded, "# Own heading\n\nand text", type="theoretical", on=["category:public value"])
    document = written(memo_report.run(coded))
    exact(coded, document)
    assert document.contents
    assert outline(document) == [
        "Code memos — category “the secretary's role”",
        "Code memos — code “trust”",
        "Theoretical memos — core category “public value”",
        "Journal memos",
    ]
    title = "Trust <i>first</i>, see memo 1 and relation 1."
    assert outline(document, 2) == ["Nee", "An incident", "Of trust", "Own heading", title]
    prose = [b.markdown for b in document.blocks if isinstance(b, Prose)]
    assert prose[0] == (
        "See “moet \\*soms\\* nee zeggen tegen \\<b\\>het bestuur\\</b\\>” (coding 2), *not* "
        "“Wat betekent publieke waarde voor u” (coding 9, researcher)."
    )
    assert "and text" in prose and "“Nee” (memo 1)" in prose[-1]
    first = [b for b in part(document, outline(document)[0]) if isinstance(b, Quote)]
    assert [(q.id, q.author, q.codes) for q in first] == [
        (2, "Anna Bos", ("saying no",)), (9, "Interviewer", ("what the city gains",)),
    ]  # fmt: skip
    assert ("memos", "3 code, 1 theoretical, 1 journal") in document.facts
    assert ("by", "anna") in document.facts


def test_a_removed_link_is_named_in_the_document(coded: Study) -> None:
    coding.uncode(coded, [2])
    codebook.remove(coded, "the secretary's role", lift=True)
    document = written(memo_report.run(coded))
    assert outline(document)[0] == "Code memos — category “the secretary's role” (removed)"
    assert "See coding 2, saying no: “moet \\*soms\\* nee zeggen tegen \\<b\\>het bestuur\\</b\\>” (removed)" in next(
        b.markdown for b in document.blocks if isinstance(b, Prose)
    )


# --- report evidence and report quotes


def test_the_chain_of_evidence(coded: Study) -> None:
    report = evidence.run(coded)
    assert ",".join(report.table.columns) == "coding,source,author,date,text,code,category,core,coder,role"
    got = [(r["coding"], r["code"], r["category"], r["core"]) for r in rows(report)]
    assert got == [
        (9, "what the city gains", "public value", "public value"),
        (1, "what the city gains", "public value", "public value"),
        (2, "saying no", "the secretary's role", "public value"),
        (3, "own course", "the secretary's role", "public value"),
        (4, "trust", None, None),
        (5, "not being asked", "public value", "public value"),
        (6, "trust", None, None),
        (7, "what the city gains", "public value", "public value"),
        (8, "what the city gains", "public value", "public value"),
    ]
    text, place = texts(coded), spans(coded)
    for r in rows(evidence.run(coded)):
        name, a, b = place[r["coding"]]
        assert r["text"] == text[name][a:b]
    document = written(evidence.run(coded))
    exact(coded, document)
    assert outline(document) == ["Core: public value", "Not connected with a core"]
    assert len(quoted(document)) == 9


def test_a_row_for_each_category_and_no_core_over_a_refuted_relation(coded: Study) -> None:
    axial.category(coded, "the secretary's role", ["trust"])
    axial.category(coded, "climate", ["trust"])
    relations.status(coded, 1, "refuted")
    got = [(r["category"], r["core"]) for r in rows(evidence.run(coded, Filters(code=("trust",)))) if r["coding"] == 4]
    assert got == [("climate", None), ("the secretary's role", None)]
    by_category = rows(evidence.run(coded, Filters(code=("climate",))))
    assert {r["coding"] for r in by_category} == {4, 6}
    selective.core(coded, none=True)
    assert all(r["core"] is None for r in rows(evidence.run(coded)))
    assert any("no core" in n for n in evidence.run(coded).notes)


@pytest.mark.parametrize("names", [["trust"], ["public value"], ["the secretary's role", "saying no", "trust"]])
@pytest.mark.parametrize("context", [0, 12])
def test_report_quotes_is_the_set_of_quotes(coded: Study, names: list[str], context: int) -> None:
    report = quotes.run(coded, names, context=context)
    same = coding.listing(coded, Filters(code=tuple(names)), with_codes=True)
    assert tuple(report.table.columns) == (*same.columns, "left", "right")
    assert [tuple(r.values())[:-2] for r in rows(report)] == [tuple(r) for r in same.rows]
    document = written(quotes.run(coded, names, context=context))
    exact(coded, document)
    ids = {r["id"] for r in rows(quotes.run(coded, names))}
    assert {q.id for q in quoted(document)} == ids
    assert [h.partition(" (")[0] for h in outline(document)] == names
    if context:
        text, place = texts(coded), spans(coded)
        for q in quoted(document):
            name, a, b = place[q.id or 0]
            assert (q.left, q.right) == (text[name][max(a - context, 0) : a], text[name][b : b + context])


def test_every_report_tells_the_coders(coded: Study) -> None:
    coded._coder = "ben"
    coding.code(coded, "article", ["trust"], quote="De waarde")
    memos.add(coded, "By Ben")
    for report in (categories.run(coded), evidence.run(coded), quotes.run(coded, ["trust"]), memo_report.run(coded)):
        assert report.notes
        if report.table.columns[0] != "category":  # there Ben's coding is in no category
            assert "by 2 coders" in report.notes[0]
    assert codes.find(coded.db, "trust")
