"""Negative cases: recording and resolving them, what merges and removals do to them, the ledger and what follows it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from theory_study import acting, dump, findings

from qda.cli.messages import sentence
from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.sources import edit
from qda.ops.study import study as studies
from qda.ops.theory import categories as axial
from qda.ops.theory import memos, relations
from qda.ops.theory import negative_cases as ops
from qda.render import render
from qda.reports.common import memos as memo_report
from qda.reports.theory import axial as views
from qda.reports.theory import categories
from qda.reports.theory import negative_cases as report
from qda.store.analysis import codes, negative_cases
from qda.store.analysis.scope import Filters
from qda.store.project import Study

ROLE = "the secretary's role"


def rows(study: Study, **more: Any) -> list[dict[str, Any]]:
    return list(report.run(study, **more).table.dicts())


def ledger(study: Study) -> list[dict[str, Any]]:
    return [r for r in rows(study) if r["id"] is not None]


def recorded(study: Study) -> Study:
    """One of each kind: 1 code, 2 category, 3 property, 4 relation, 5 memo; 2 and 5 resolved; a memo on 1 links to 4."""
    memos.add(study, "Nobody decides alone.", on=["category:public value"])
    for n, against in enumerate(
        ("code:waiting", f"category:{ROLE}", f"property:{ROLE}/autonomy", "relation:2", "memo:1"), 1
    ):
        ops.add(study, {4: 7, 5: 4}.get(n, 5), against, f"case {n}")
    ops.resolve(study, 2, "bounded", "in small towns")
    ops.resolve(acting(study, "ben"), 5, "not-negative", "it was a joke")
    memos.add(acting(study, "anna"), "See [[negative:4]].", on=["negative:1"])
    return study


def test_a_case_is_open_until_it_is_resolved(built: Study, turn: Callable[..., Any]) -> None:
    said = turn(built, lambda: ops.add(built, 2, f"category:{ROLE}", "starts without asking"))
    (row,) = said.table.dicts()
    assert list(row)[:8] == ["id", "coding", "source", "author", "text", "against", "outcome", "note"]
    assert tuple(row.values())[:8] == (
        1, 2, "one", "Eva Smit", "Sometimes I simply start.", f"category:{ROLE}", None, "starts without asking",
    )  # fmt: skip
    (case,) = negative_cases.read(built.db)
    assert case.outcome is None and case.target() == ("code", codes.find(built.db, ROLE))
    turn(acting(built, "ben"), lambda: ops.resolve(built, 1, "Revised", "waiting is one way of several"))
    (row,) = ledger(built)
    assert [row[k] for k in ("outcome", "resolution", "resolver", "coder")] == [
        "revised", "waiting is one way of several", "ben", "anna",
    ]  # fmt: skip
    said = turn(built, lambda: ops.resolve(built, 1, "exception", "an evening alone"))
    assert said.notes == ["it was revised: waiting is one way of several"]
    said = turn(built, lambda: ops.reopen(built, [1]))
    assert said.notes == ["negative case 1 was exception: an evening alone"]
    assert [(r["outcome"], r["resolution"], r["resolver"]) for r in ledger(built)] == [(None, "", None)]
    turn(built, lambda: ops.remove(built, [1]))
    assert ledger(built) == []


def test_nothing_changes_when_it_is_said_twice(built: Study) -> None:
    ops.add(built, 2, "category:trust", "n")
    ops.resolve(built, 1, "bounded", "here")
    n = len(list(studies.log(built).rows))
    assert ops.resolve(built, 1, "bounded", "here").notes == ["nothing changed: negative case 1 says so already"]
    assert len(list(studies.log(built).rows)) == n
    assert ops.add(built, 2, "category:trust", "again").notes == [
        "negative case 1 was the same, and came out as bounded"
    ]
    assert ops.reopen(built, [2]).notes == ["negative case 2 is open already"]


def test_a_coding_that_nobody_read_is_told(built: Study) -> None:
    assert "qda confirm 6" in sentence(ops.add(built, 6, "category:trust", "n").notes[0])


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda s: ops.add(s, 99, "code:trust", "n"), NotFound, "no coding '99'"),
        (lambda s: ops.add(s, 1, "code:trst", "n"), NotFound, "trust"),
        (lambda s: ops.add(s, 1, "property:trust/in whm", "n"), NotFound, "in whom"),
        (lambda s: ops.add(s, 1, "relation:9", "n"), NotFound, "axial list"),
        (lambda s: ops.add(s, 1, "trust", "n"), QdaError, "KIND:NAME"),
        (lambda s: ops.add(s, 1, "code:trust", " "), QdaError, "--note is empty"),
        (lambda s: ops.add(s, 1, "code:trust", "a\0b"), QdaError, "NUL"),
        (lambda s: ops.resolve(s, 9, "bounded", "n"), NotFound, "report negative-cases"),
        (lambda s: ops.resolve(s, 9, "bound", "n"), UsageError, "did you mean bounded"),
        (lambda s: ops.resolve(s, 9, "bounded", ""), QdaError, "--note is empty"),
        (lambda s: ops.reopen(s, [9]), NotFound, "negative case"),
        (lambda s: ops.remove(s, [9]), NotFound, "negative case"),
        (lambda s: report.run(s, outcome="x"), UsageError, "revised"),
        (lambda s: report.run(s, outcome="open", look=True), UsageError, "have no --outcome"),
    ],
    ids=range(14),
)
def test_refused_cases(built: Study, call: Callable[[Study], Any], error: type[QdaError], said: str) -> None:
    before = dump(built)
    with pytest.raises(error) as e:
        call(built)
    assert re.search(said, sentence(e.value))
    assert dump(built) == before


@pytest.mark.parametrize("kind", ["source:one", "segment:one#1", "coding:2", "participant:Eva Smit", "study:",
                                  "comparison:1", "negative:1", "sampling:1"])  # fmt: skip
def test_other_kinds_are_refused(built: Study, kind: str) -> None:
    with pytest.raises(QdaError, match="against a code, category, property, relation or memo"):
        ops.add(built, 1, kind, "n")


def test_the_same_open_case_is_refused_and_named(built: Study) -> None:
    ops.add(built, 1, "code:trust", "n")
    with pytest.raises(QdaError, match="negative case 1 against category:trust already, and open"):
        ops.add(built, 1, "category:trust", "m")
    ops.add(built, 1, "code:waiting", "m")
    ops.add(built, 2, "category:trust", "m")


# The report


def test_open_ones_come_first_and_evidence_against_stays_apart(built: Study) -> None:
    recorded(built)
    got = rows(built)
    assert [(r["id"], r["outcome"]) for r in got] == [
        (1, None), (3, None), (4, None), (2, "bounded"), (5, "not-negative"), (None, "not taken up"),
    ]  # fmt: skip
    assert [r["against"] for r in got] == [
        "code:waiting", f"property:{ROLE}/autonomy", "relation:2", f"category:{ROLE}", "memo:1", "relation:1",
    ]  # fmt: skip
    last = got[-1]
    assert (last["coding"], last["text"]) == (2, "Sometimes I simply start.")
    assert last["note"] == f"{ROLE} is-strategy-for public value, hypothesis"
    assert [r["id"] for r in got if r["outcome"] is None] == [1, 3, 4], (
        "a script that looks for open ones is not misled"
    )
    notes = report.run(built).notes
    assert notes[0] == "5 negative cases over the whole study: 3 open, 1 bounded, 1 not-negative"
    assert notes[1].startswith("besides, 1 quote against a relation not taken up")
    assert [r["id"] for r in rows(built, outcome="open")] == [1, 3, 4]
    assert [r["id"] for r in rows(built, outcome="bounded")] == [2]


@pytest.mark.parametrize("against", ["relation:1", f"category:{ROLE}", "category:public value"])
def test_evidence_is_taken_up_against_the_relation_or_its_ends(built: Study, against: str) -> None:
    assert [r["outcome"] for r in rows(built)] == ["not taken up"]
    ops.add(built, 2, "category:trust", "another matter")
    assert [r["outcome"] for r in rows(built)] == [None, "not taken up"]
    ops.add(built, 2, against, "n")
    assert [r["outcome"] for r in rows(built)] == [None, None]
    ops.resolve(built, 2, "not-negative", "n")
    assert [r["outcome"] for r in rows(built)] == [None, "not-negative"], "it was looked at"


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(source=["one"]), [4, None]),
        (Filters(participant=["Bo*"]), [1, 3, 2, 5]),
        (Filters(coder=["ben"]), []),
        (Filters(code=["waiting"]), [1]),
        (Filters(code=["trust"]), [1, 3, 4, 2]),
        (Filters(code=[ROLE]), [1, 3, 4, 2, None]),
        (Filters(code=["public value"]), [5, None]),
    ],
    ids=["source", "participant", "coder", "code", "coding's category", "category", "memo on"],
)
def test_filters_of_the_ledger(built: Study, filters: Filters, ids: list[int | None]) -> None:
    recorded(built)
    assert [r["id"] for r in rows(built, filters=filters)] == ids


def test_a_category_knows_its_cases(built: Study) -> None:
    recorded(built)
    by = {name: [x.id for x in negative_cases.of_category(built.db, i)] for i, name in
          ((codes.find(built.db, n), n) for n in (ROLE, "public value", "trust"))}  # fmt: skip
    assert by == {ROLE: [1, 2, 3, 4], "public value": [5], "trust": [4]}
    shown = views.show(built, ROLE).fields
    assert [(x["id"], x["outcome"], x["text"]) for x in shown["negative_cases"]] == [
        (1, None, "People trust us."), (3, None, "People trust us."), (4, None, "How do you decide?"),
        (2, "bounded", "People trust us."),
    ]  # fmt: skip
    assert [m["id"] for m in shown["memos"]] == [2], "a memo on a negative case of the category"
    assert views.show(built, ROLE, Filters(source=["one"])).fields["negative_cases"][0]["id"] == 4
    out = io.BytesIO()
    render(categories.run(built), "md", out)
    text = out.getvalue().decode()
    assert "open: case 1 (negative case 1, coding 5, against code:waiting)" in text
    assert "bounded: case 2 — in small towns" in text


def test_a_memo_on_a_case_says_what_it_is_on(built: Study) -> None:
    recorded(built)
    out = io.BytesIO()
    render(memo_report.run(built, on=["negative:1"]), "md", out)
    text = out.getvalue().decode()
    assert "negative case 1: coding 5 against code:waiting: case 1 (open)" in text
    assert "negative case 4: coding 7 against relation:2: case 4 (open)" in text
    ops.remove(built, [1, 4])
    memo = next(m for m in memos.listing(built).dicts() if m["id"] == 2)
    assert memo["on"] == ["negative:1 (removed)"] and memo["text"] == "See [[negative:4 (removed)]]."


@pytest.mark.parametrize("format", ["md", "html", "docx", "table", "csv", "json", "xlsx"])
def test_every_format_of_the_ledger(built: Study, format: str) -> None:
    for _ in range(2):  # empty, then filled
        for look in (False, True):
            out = io.BytesIO()
            render(report.run(built, look=look), format, out)
            assert out.getvalue()
        if not ledger(built):
            recorded(built)
    if format in ("md", "html"):
        text = out.getvalue().decode()
        order = [text.index(w) for w in (">Open<", ">Bounded", ">Evidence against, not taken up<", ">Worth reading<")] if (
            format == "html") else [text.index(w) for w in ("# Open", "# Bounded", "# Evidence against", "# Worth")]  # fmt: skip
        assert order == sorted(order)
        assert "in small towns" in text and "case 4" in text


# Merges and removals

CHANGES: dict[str, tuple[Callable[[Study], Any], set[int], str]] = {
    "uncode": (lambda s: coding.uncode(s, [5]), {4, 5}, "3 negative cases went along: 1 (open), 2, 3 (open)"),
    "codebook remove": (lambda s: codebook.remove(s, "waiting"), {2, 3, 4, 5}, "1 negative case went along: 1 (open)"),
    "remove category with codes": (
        lambda s: codebook.remove(s, ROLE, with_codes=True), {5}, "4 negative cases went along: 1 (open), 2, 3 (open), 4"
    ),
    "source remove": (lambda s: edit.remove(s, "two"), {4}, "4 negative cases went along: 1 (open), 2, 3 (open), 5"),
    "memo remove": (lambda s: memos.remove(s, [1]), {1, 2, 3, 4}, "1 negative case went along: 5"),
    "axial unrelate": (lambda s: relations.unrelate(s, [2]), {1, 2, 3, 5}, "1 negative case went along: 4 (open)"),
    "axial property": (
        lambda s: axial.property(s, ROLE, "autonomy", remove=True), {1, 2, 4, 5}, "1 negative case went along: 3 (open)"
    ),
    "negative remove": (lambda s: ops.remove(s, [1, 5]), {2, 3, 4}, "removed negative cases 1, 5"),
    "codebook merge": (lambda s: codebook_merge.merge(s, ["waiting"], "starting"), {1, 2, 3, 4, 5}, ""),
    "merge categories": (
        lambda s: codebook_merge.merge(s, ["trust"], ROLE), {1, 2, 3, 5}, "1 negative case went along: 4 (open)"
    ),
    "merge others": (lambda s: codebook_merge.merge(s, [ROLE], "public value"), {1, 2, 3, 4, 5}, ""),
    "codebook split": (lambda s: codebook_split.split(s, "trust", "starting", [5]), {1, 2, 3, 4, 5}, ""),
    "coding set": (lambda s: coding.set_coding(s, [5], code="deciding"), {1, 2, 3, 4, 5}, ""),
    "lift": (lambda s: codebook.remove(s, "public value", lift=True), {1, 2, 3, 4, 5}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_no_case_vanishes_in_silence(built: Study, name: str) -> None:
    change, left, note = CHANGES[name]
    recorded(built)
    before = dump(built)
    said = change(built)
    after = dump(built)
    assert after != before
    assert note in " | ".join(said.notes)
    assert {r["id"] for r in ledger(built)} == left
    assert ("went along" in " | ".join(said.notes)) is (len(left) < 5 and name != "negative remove")
    assert findings(built) == []
    studies.undo(built)
    assert dump(built) == before and findings(built) == []
    studies.redo(built)
    assert dump(built) == after and findings(built) == []


def test_what_a_merge_moves_of_a_case(built: Study) -> None:
    recorded(built)
    axial.property(built, "public value", "autonomy", low="none", high="all")
    codebook_merge.merge(built, [ROLE], "public value")
    got = {r["id"]: r["against"] for r in ledger(built)}
    assert got == {1: "code:waiting", 2: "category:public value", 3: "property:public value/autonomy", 4: "relation:2",
                   5: "memo:1"}  # fmt: skip


def test_relations_that_become_one_keep_their_cases(built: Study) -> None:
    relations.relate(built, "trust", "intervenes-in", "public value")
    ops.add(built, 1, "relation:2", "n")
    ops.add(built, 1, "relation:3", "m")
    codebook_merge.merge(built, [ROLE], "public value")
    assert [(r["id"], r["against"]) for r in ledger(built)] == [(1, "relation:3"), (2, "relation:3")]


def test_codings_that_become_one_keep_their_cases(built: Study) -> None:
    coding.code(built, "two", ["waiting"], quote="We decide together.")  # 8, on the stretch of 3
    ops.add(built, 8, "category:trust", "n")
    memos.add(built, "so", on=["negative:1"])
    codebook_merge.merge(built, ["waiting"], "deciding")
    assert [(r["id"], r["coding"], r["code"]) for r in ledger(built)] == [(1, 3, "deciding")]
    assert next(memos.listing(built).dicts())["on"] == ["negative:1"]
