"""Constant comparison: the order of incidents, records and what merges and removals do to them, pairs never compared.

Over 400 lines: every merge and removal has its case.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from theory_study import acting, dump, findings

from qda.cli.messages import sentence
from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.sources import edit
from qda.ops.study import study as ops
from qda.ops.theory import categories as axial
from qda.ops.theory import comparisons, memos
from qda.render import render
from qda.reports.theory import axial as views
from qda.reports.theory import compare
from qda.reports.theory import comparisons as report
from qda.store.analysis.scope import Filters
from qda.store.project import Study


def rows(study: Study, what: str, beside: str = "", **more: Any) -> list[dict[str, Any]]:
    return list(compare.run(study, what, beside, **more).table.dicts())


def recorded(study: Study) -> list[dict[str, Any]]:
    return list(report.run(study).table.dicts())


def record(
    study: Study, a: int, b: int | str, outcome: str = "differs", note: str = "in who decides", **more: Any
) -> Any:
    return comparisons.record(study, a, b, outcome, note=note, **more)


# The order


def made(person: int | tuple[str, int], source: int, start: int, researcher: bool = False) -> compare.Incident:
    return compare.Incident(start, (start,), source, start, start + 1, person, researcher, None)


def test_each_next_incident_is_by_another_person_then_from_another_source() -> None:
    items = [made(1, 1, 0), made(1, 1, 10), made(1, 1, 20), made(2, 1, 30), made(3, 1, 40), made(9, 1, 50, True),
             made(4, 2, 0), made(1, 2, 10)]  # fmt: skip
    order = compare.spread(items)
    assert sorted(order) == sorted(items)
    assert [(i.person, i.source) for i in order] == [(1, 1), (4, 2), (2, 1), (3, 1), (1, 2), (1, 1), (1, 1), (9, 1)]


def test_nobody_named_is_one_person_in_each_source() -> None:
    order = compare.spread(
        [made(("nobody named", 1), 1, 0), made(("nobody named", 1), 1, 9), made(("nobody named", 2), 2, 0)]
    )
    assert [i.source for i in order] == [1, 2, 1]


def test_incidents_of_a_code_are_stretches_with_the_codes_under_it(built: Study) -> None:
    got = rows(built, "the secretary's role")
    assert [(r["id"], r["author"], r["code"], r["compared"]) for r in got] == [
        (1, "Eva Smit", "waiting", 0), (6, "Eva Smit", "waiting", 0), (2, "Eva Smit", "starting", 0),
    ]  # fmt: skip
    (one,) = rows(built, "public value")
    assert (one["id"], one["codings"]) == (3, [3, 4]), "two coders on one stretch are one incident"
    assert [r["author"] for r in rows(built, "trust")] == ["Bo Jansen", "Interviewer"], "a researcher comes last"
    assert rows(built, "trust", filters=Filters(source=["two"]))[0]["id"] == 5
    note = compare.run(built, "trust").notes[0]
    assert "2 incidents (2 codings) of 'trust', by 1 participant in 2 sources over the whole study" in note


def test_a_coding_against_the_others_of_its_code(built: Study) -> None:
    assert [(r["id"], r["with"], r["with_text"]) for r in rows(built, "1")] == [(6, 1, "I wait for the council.")]
    assert rows(built, "3") == [], "the same stretch by another coder is no other incident"
    got = rows(built, "trust", "1")
    assert [(r["id"], r["with"]) for r in got] == [(5, 1), (7, 1)]
    assert got == rows(built, "coding:1", "category:trust")
    assert [(r["id"], r["with"]) for r in rows(built, "1", "5")] == [(1, 5)]


def test_two_codes_stand_in_pairs_of_different_people(built: Study) -> None:
    got = rows(built, "waiting", "trust")
    assert [(r["id"], r["author"], r["with"], r["with_author"]) for r in got] == [
        (1, "Eva Smit", 5, "Bo Jansen"), (6, "Eva Smit", 7, "Interviewer"),
    ]  # fmt: skip
    assert [(r["id"], r["with"]) for r in rows(built, "public value", "waiting")] == [(3, 1), (3, 6)], (
        "the one is used again"
    )


def test_by_lets_values_take_turns(built: Study) -> None:
    coding.code(built, "two", ["waiting"], quote="People trust us.")
    got = rows(built, "the secretary's role", by="source")
    assert [r["source"] for r in got] == ["one", "two", "one", "one"]
    with pytest.raises(NotFound, match="variable"):
        rows(built, "trust", by="colour")


@pytest.mark.parametrize("words", [("trust", "trust"), ("1", "1"), ("category:trust", "trust")])
def test_nothing_is_laid_beside_itself(built: Study, words: tuple[str, str]) -> None:
    with pytest.raises(QdaError, match="compared with itself"):
        rows(built, *words)


def test_a_code_whose_name_is_a_number(built: Study) -> None:
    coding.code(built, "two", ["12"], quote="People trust us.")
    assert rows(built, "code:12")[0]["code"] == "12"
    with pytest.raises(NotFound, match="`code:12` names the code"):
        rows(built, "12")
    record(built, 1, "code:12")
    assert recorded(built)[0]["b"] == "code:12"


# Recording


def test_a_record_and_how_it_is_counted(built: Study) -> None:
    record(built, 1, 5)
    record(built, 6, "trust", "same", note="nobody asks")
    got = recorded(built)
    assert [tuple(r.values())[:8] for r in got] == [
        (1, got[0]["at"], "anna", 1, 5, "differs", None, "in who decides"),
        (2, got[1]["at"], "anna", 6, "trust", "same", None, "nobody asks"),
    ]
    assert list(got[0])[:8] == ["id", "at", "coder", "a", "b", "outcome", "property", "note"]
    assert [got[0][k] for k in ("a_text", "b_text", "b_code")] == [
        "I wait for the council.",
        "People trust us.",
        "trust",
    ]
    assert [r["compared"] for r in rows(built, "waiting")] == [1, 1]
    assert [r["compared"] for r in rows(built, "trust", "1")] == [1, 0]
    assert report.run(built).notes == ["2 comparisons over the whole study: 1 same, 1 differs; 3 codings compared"]
    assert [r["id"] for r in report.run(built, Filters(participant=["Bo*"])).table.dicts()] == [1]
    assert [r["id"] for r in report.run(built, Filters(code=["trust"])).table.dicts()] == [1, 2]
    assert [r["id"] for r in report.run(built, outcome="same").table.dicts()] == [2]
    shown = views.show(built, "trust").fields["comparisons"]
    assert [(x["id"], x["a"], x["b"], len(x["quotes"])) for x in shown] == [(1, 1, 5, 2), (2, 6, "trust", 1)]
    assert views.show(built, "public value").fields["comparisons"] == []


def test_a_new_property_is_made_once_and_gets_its_points_later(built: Study) -> None:
    said = record(built, 1, 5, "new-property", property="trust/speed")
    assert "without points yet" in said.notes[0]
    assert not record(built, 6, 5, "new-property", property="trust/Speed").notes
    record(built, 6, 5, "differs", property="trust/speed")
    assert [r["property"] for r in recorded(built)] == ["trust/speed"] * 3
    assert views.show(built, "trust").fields["properties"][-1]["dimension"] == "without points yet"
    with pytest.raises(QdaError, match="has no points yet"):
        axial.place(built, 5, "trust/speed", "low")
    axial.property(built, "trust", "speed", low="slow", high="fast")
    axial.place(built, 5, "trust/speed", "low")
    assert "comparisons 1, 2, 3 name no property now" in axial.property(built, "trust", "speed", remove=True).notes
    assert [r["property"] for r in recorded(built)] == [None] * 3
    ops.undo(built)
    assert [r["property"] for r in recorded(built)] == ["trust/speed"] * 3


def test_recode_gives_the_first_coding_its_code_in_the_same_change(built: Study) -> None:
    before = dump(built)
    record(built, 1, 5, "recode", to="starting")
    assert (
        built.db.execute("select code from coding where id = 1").fetchone()
        == built.db.execute("select code from coding where id = 2").fetchone()
    )
    ops.undo(built)
    assert dump(built) == before
    with pytest.raises(QdaError) as e:
        record(built, 1, 5, "recode", to="waiting")
    assert "has that code already; leave out --to" in sentence(e.value)
    with pytest.raises(NotFound, match="starting"):
        record(built, 1, 5, "recode", to="startin")
    record(built, 1, 5, "recode")


@pytest.mark.parametrize(
    ("a", "b", "outcome", "more", "error", "said"),
    [
        (1, 1, "same", {}, QdaError, "with itself"),
        (1, 99, "same", {}, NotFound, "no coding '99'"),
        (99, 1, "same", {}, NotFound, "no coding '99'"),
        ("trust", 1, "same", {}, QdaError, "is a code"),
        (1, "trst", "same", {}, NotFound, "trust"),
        (1, 5, "sam", {}, UsageError, "same"),
        (1, 5, "same", {"note": " "}, QdaError, "--note is empty"),
        (1, 5, "new-property", {}, UsageError, "needs --property"),
        (1, 5, "new-property", {"property": "speed"}, QdaError, "CATEGORY/PROPERTY"),
        (1, 5, "new-property", {"property": "trst/speed"}, NotFound, "trust"),
        (1, 5, "new-property", {"property": "waiting/speed"}, QdaError, "not a category"),
        (1, 5, "new-property", {"property": "trust/ "}, QdaError, "property"),
        (1, 5, "differs", {"property": "trust/in whm"}, NotFound, "in whom"),
        (1, 5, "same", {"to": "trust"}, UsageError, "--to goes with"),
    ],
)
def test_refused(
    built: Study, a: Any, b: Any, outcome: str, more: dict[str, str], error: type[QdaError], said: str
) -> None:
    before = dump(built)
    with pytest.raises(error) as e:
        record(built, a, b, outcome, **more)
    assert re.search(said, sentence(e.value))
    assert dump(built) == before


# Pairs of categories


def missing(study: Study) -> set[frozenset[str]]:
    return {frozenset((r["a"], r["b"])) for r in report.missing(study).dicts()}


def recounted(study: Study) -> set[frozenset[str]]:
    """The pairs never compared, counted by another way: every comparison against every pair."""
    db = study.db
    names = dict(db.execute("select id, name from code"))
    above = {}
    for code in names:
        todo, seen = [code], {code}
        while todo:
            at = todo.pop()
            for (up,) in db.execute(
                "select parent from code where id = ?1 and parent is not null "
                "union select category from membership where code = ?1",
                (at,),
            ):
                if up not in seen:
                    seen.add(up)
                    todo.append(up)
        above[code] = seen
    of = dict(db.execute("select id, code from coding"))
    categories = [i for (i,) in db.execute("select id from code where level in ('category', 'core')")]
    out = set()
    for a, b in combinations(categories, 2):
        for x, other, code in db.execute("select coding, other, code from comparison"):
            left, right = above[of[x]], above[code or of[other]]
            if (a in left and b in right) or (b in left and a in right):
                break
        else:
            out.add(frozenset((names[a], names[b])))
    return out


def test_pairs_never_compared(built: Study) -> None:
    role, value, trust = "the secretary's role", "public value", "trust"
    every = {frozenset(p) for p in combinations((role, value, trust), 2)}
    assert missing(built) == every == recounted(built)
    record(built, 1, 6)  # within one category: no pair
    assert missing(built) == every
    record(built, 1, 5)
    assert missing(built) == every - {frozenset((role, trust))} == recounted(built)
    record(built, 5, "deciding")  # a code counts for its categories
    assert missing(built) == {frozenset((role, value))} == recounted(built)
    axial.category(built, value, ["waiting"])  # now a membership: what was compared of waiting counts here as well
    assert missing(built) == recounted(built) == set()
    note = report.missing(built).notes[0]
    assert note.startswith("0 of 3 pairs of 3 categories never compared")


# Merges and removals


def compared(study: Study) -> None:
    """Four comparisons, a memo on one of them, one that names a property."""
    record(study, 1, 5)
    record(study, 3, 4, "same", note="ben saw it too")
    record(study, 6, "trust", "new-property", property="trust/speed")
    record(study, 2, "deciding")
    memos.add(study, "See [[comparison:1]].", on=["comparison:2"])


CHANGES: dict[str, tuple[Callable[[Study], Any], set[int], str]] = {
    "uncode": (lambda s: coding.uncode(s, [5]), {2, 3, 4}, "1 comparison went along: 1"),
    "codebook remove": (lambda s: codebook.remove(s, "deciding"), {1, 3}, "2 comparisons went along: 2, 4"),
    "codebook remove category": (
        lambda s: codebook.remove(s, "trust"), {2, 4}, "2 comparisons went along: 1, 3"
    ),
    "source remove": (lambda s: edit.remove(s, "two"), {3, 4}, "2 comparisons went along: 1, 2"),
    "compare remove": (lambda s: comparisons.remove(s, [1, 2]), {3, 4}, "removed comparisons 1, 2"),
    "codebook merge": (lambda s: codebook_merge.merge(s, ["deciding"], "starting"), {1, 2, 3, 4}, ""),
    "merge categories": (lambda s: codebook_merge.merge(s, ["trust"], "public value"), {1, 2, 3, 4}, ""),
    "codebook split": (lambda s: codebook_split.split(s, "waiting", "starting", [1]), {1, 2, 3, 4}, ""),
    "axial property": (
        lambda s: axial.property(s, "trust", "speed", remove=True), {1, 2, 3, 4}, "comparison 3 names no property now"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_merges_and_removals_do_undo_equal(built: Study, name: str) -> None:
    change, left, note = CHANGES[name]
    compared(built)
    before = dump(built)
    said = change(built)
    after = dump(built)
    assert after != before
    assert note in " | ".join(said.notes)
    assert {r["id"] for r in recorded(built)} == left
    assert findings(built) == []
    ops.undo(built)
    assert dump(built) == before and findings(built) == []
    ops.redo(built)
    assert dump(built) == after and findings(built) == []


def test_what_a_merge_moves(built: Study) -> None:
    compared(built)
    codebook_merge.merge(built, ["trust"], "public value")
    got = {r["id"]: r for r in recorded(built)}
    assert got[3]["b"] == "public value" and got[3]["property"] == "public value/speed"
    assert got[1]["b_code"] == "public value"


def test_a_comparison_of_codings_that_become_one_is_dropped_and_named(built: Study) -> None:
    coding.code(built, "two", ["waiting"], quote="We decide together.")  # 8, on the stretch of 3
    record(built, 8, 3, "same", note="two words for one thing")
    record(built, 8, 5)
    memos.add(built, "so", on=["comparison:1"])
    before = dump(built)
    said = codebook_merge.merge(built, ["waiting"], "deciding")
    assert any("dropped comparison 1, same (“two words for one thing”)" in n for n in said.notes)
    assert [(r["id"], r["a"], r["b"]) for r in recorded(built)] == [(2, 3, 5)]
    (memo,) = memos.listing(built).rows
    assert [str(x) for x in memo[4]] == ["comparison:1 (removed)"]
    assert findings(built) == []
    ops.undo(built)
    assert dump(built) == before


def test_merging_a_property_without_points_into_one_that_has_some(built: Study) -> None:
    axial.property(built, "public value", "speed", low="slow", high="fast")
    record(built, 1, 5, "new-property", property="trust/speed")
    codebook_merge.merge(built, ["trust"], "public value")
    (speed,) = [p for p in views.show(built, "public value").fields["properties"] if p["property"] == "speed"]
    assert (speed["kind"], speed["points"]) == ("range", ["slow", "fast"])
    assert recorded(built)[0]["property"] == "public value/speed"
    ops.undo(built)
    codebook_merge.merge(built, ["public value"], "trust")
    (speed,) = [p for p in views.show(built, "trust").fields["properties"] if p["property"] == "speed"]
    assert (speed["kind"], speed["points"]) == ("range", ["slow", "fast"])


def test_memos_on_comparisons(built: Study) -> None:
    compared(built)
    memo = next(memos.listing(built, on=["comparison:2"]).dicts())
    assert (memo["on"], memo["text"]) == (["comparison:2"], "See [[comparison:1]].")
    assert any(m["id"] == memo["id"] for m in views.show(built, "trust").fields["memos"])
    with pytest.raises(NotFound) as e:
        memos.add(built, "x", on=["comparison:9"])
    assert "report comparisons" in sentence(e.value)
    comparisons.remove(built, [1])
    assert next(memos.listing(built).dicts())["text"] == "See [[comparison:1 (removed)]]."
    assert findings(built) == []


# The panel


def test_the_panel(built: Study) -> None:
    record(built, 1, 5)
    codebook.define(built, "trust", definition="relying on another", include="its loss")
    memos.add(built, "# Not warmth\n\nMore.", on=["code:trust"])
    code = built.db.execute("select id from code where name = 'trust'").fetchone()[0]
    got = comparisons.panel(built, code)
    assert (got.name, got.definition, got.include) == ("trust", "relying on another", "its loss")
    assert [(q.id, q.author, q.text) for q in got.quotes] == [
        (5, "Bo Jansen", "People trust us."), (7, "Interviewer", "How do you decide?"),
    ]  # fmt: skip
    assert got.memos == ((1, "Not warmth", "Not warmth"),) and got.stretches == 2
    assert [q.id for q in comparisons.panel(built, code, coding=5).quotes] == [7]
    assert comparisons.panel(built, code, coding=5).compared == 1
    source, start, end = built.db.execute('select source, start, "end" from coding where id = 7').fetchone()
    assert [q.id for q in comparisons.panel(built, code, stretch=(source, start, end)).quotes] == [5]
    assert [q.id for q in comparisons.panel(built, code, limit=1).quotes] == [5]


def test_the_panel_shows_others_before_the_one_who_speaks(built: Study) -> None:
    coding.code(built, "two", ["waiting"], quote="People trust us.")  # 8, Bo
    code = built.db.execute("select id from code where name = 'waiting'").fetchone()[0]
    assert [q.id for q in comparisons.panel(built, code, coding=1).quotes] == [8, 6]


# Documents and the command line


@pytest.mark.parametrize("format", ["md", "html", "docx", "table", "csv", "json", "xlsx"])
def test_every_format(built: Study, format: str) -> None:
    compared(built)
    for result in (
        report.run(built),
        report.missing(built),
        compare.run(built, "trust", "1"),
        compare.run(built, "waiting"),
    ):
        out = io.BytesIO()
        render(result, format, out)
        assert out.getvalue()
    out = io.BytesIO()
    render(report.run(built), format, out)
    if format in ("md", "html", "table"):
        text = out.getvalue().decode()
        assert "I wait for the council." in text and "People trust us." in text and "in who decides" in text


def test_quotes_stand_beside_each_other_where_there_is_room(built: Study) -> None:
    for width, together in ((100, True), (60, False)):
        out = io.BytesIO()
        render(compare.run(built, "waiting"), "table", out, width=width)
        lines = out.getvalue().decode().splitlines()
        assert any("I wait for the council." in x and "They decide." in x for x in lines) is together


def test_from_the_command_line(
    built: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qda.cli.app import run

    folder = Path(built.path).parent
    acting(built, "anna")
    built.close()
    monkeypatch.chdir(folder)

    def qda(*args: str) -> tuple[int, str, str]:
        status = run(list(args))
        return (status, *capsys.readouterr())

    assert qda("compare", "record", "1", "5", "--outcome", "differs", "--note", "n", "--because", "b")[0] == 0
    status, out, err = qda("compare", "record", "1", "5", "--outcome", "no", "--note", "n")
    assert (status, out) == (2, "") and err.startswith("error: --outcome 'no'")
    assert qda("compare", "record", "1", "5", "--note", "n")[0] == 2
    assert qda("compare", "trust", "--outcome", "same")[0] == 2
    assert [r["id"] for r in json.loads(qda("compare", "trust", "--format", "json")[1])] == [5, 7]
    assert next(csv.reader(io.StringIO(qda("report", "comparisons", "--format", "csv")[1])))[:8] == [
        "id", "at", "coder", "a", "b", "outcome", "property", "note",
    ]  # fmt: skip
    assert qda("report", "comparisons", "--missing", "--outcome", "same")[0] == 2
    for suffix in ("md", "html", "docx"):
        assert qda("report", "comparisons", "-o", f"c.{suffix}")[0] == 0
        assert (folder / f"c.{suffix}").stat().st_size > 200
    assert "record" in qda("compare", "--help")[1] and "--property" in qda("compare", "record", "--help")[1]
    status, out, err = qda("compare", "recrod", "1", "5")
    assert status == 2
    assert qda("check")[0] == 0
