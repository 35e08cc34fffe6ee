"""`report saturation`: what counts and in which order, what is left out, when a category last changed, and what is said.

Over 400 lines: one small study whose every figure is counted again by hand.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from qda.cli.app import run as command
from qda.cli.messages import sentence
from qda.core.drafts import Draft, DraftSegment
from qda.core.errors import NotFound, UsageError
from qda.core.results import Record
from qda.ops.coding import autocode, codebook, codebook_merge, coding
from qda.ops.sources import participants
from qda.ops.study import study as studies
from qda.ops.theory import categories, memos, negative_cases, relations
from qda.render import render
from qda.reports.saturation import saturation
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import intake

WORDS = "abcdefghijklmnopqrstuvwxyz"
GUEST = [16, 9, 7, 5, 4, 3, 1, 0]  # new codes by source: the example of Guest, Namey & Chen (2020)


def bring(study: Study, *names: str, role: str = "participant") -> None:
    """Sources of one post each, `a1 a2 … z9` by a person of the source's own."""
    text = " ".join(f"{w}{n}" for w in WORDS for n in range(10))
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name in names:
            whole = f"{name} {text}"
            segments = [DraftSegment("post", 0, len(whole), f"Person of {name}", role=role)]
            writer.add(name, Draft(name, whole, "forum", language="en", segments=segments, sha256=name))
        writer.flush()


def code(study: Study, source: str, *names: str) -> None:
    """Each code on a word of its own."""
    for name in names:
        at = sum(map(ord, name)) % (26 * 10)
        coding.code(study, source, [name], quote=f"{WORDS[at // 10]}{at % 10}")


def sequence(study: Study, new: Sequence[int]) -> None:
    """Sources s1, s2, … analysed in that order, each with so many new codes, and one that was there before."""
    names = [f"s{n}" for n in range(1, len(new) + 1)]
    bring(study, *names)
    made = 0
    for name, n in zip(names, new, strict=True):
        code(study, name, *(f"code {made + i}" for i in range(n)))
        if made:
            code(study, name, "code 0")
        made += n


def fields(study: Study, filters: Filters | None = None, **options: Any) -> dict[str, Any]:
    found = saturation.run(study, filters, **options)
    assert isinstance(found, Record)
    return dict(found.fields)


def new(study: Study, filters: Filters | None = None, **options: Any) -> list[tuple[str, int, int]]:
    """(source, new codes, all so far) of the curve."""
    curve = fields(study, filters, **options)["code_saturation"]["curve"]
    return [(r["source"], r["new"], r["cumulative"]) for r in curve]


def category(study: Study, name: str, **options: Any) -> dict[str, Any]:
    return next(c for c in fields(study, **options)["category_development"] if c["category"] == name)


def text(study: Study, form: str = "md", width: int | None = None, **options: Any) -> str:
    out = io.BytesIO()
    render(saturation.run(study, **options), form, out, width=width)
    return out.getvalue().decode()


# Code saturation.


def test_the_published_example_through_the_whole_report(study: Study) -> None:
    sequence(study, GUEST)
    got = fields(study)["code_saturation"]
    assert [r["new"] for r in got["curve"]] == GUEST
    assert [r["cumulative"] for r in got["curve"]] == [16, 25, 32, 37, 41, 44, 45, 45]
    four = next(c for c in got["combinations"] if (c["base"], c["run"], c["threshold"]) == (4, 2, 0.05))
    assert (four["base_codes"], four["result"], four["later_above"]) == (37, "6+2", 0)
    assert four["runs"] == [
        {"after": 4, "new": 7, "ratio": 0.1892}, {"after": 5, "new": 4, "ratio": 0.1081},
        {"after": 6, "new": 1, "ratio": 0.027},
    ]  # fmt: skip
    assert [c["result"] for c in got["combinations"]].count("not computable with n=8") == 2
    assert got["curve"][0]["new_codes"][:2] == ["code 0", "code 1"] and got["codes"] == 45
    assert "| 4 | 2 | 5 % | 6+2 | 1 of 37 (3 %) after 6 | 0 |" in text(study)


def test_the_order_is_that_of_the_first_coding_by_hand(study: Study) -> None:
    bring(study, "early", "late")
    autocode.autocode(study, "found", match="a1")
    code(study, "late", "x")
    code(study, "early", "x", "y")
    assert new(study) == [("late", 1, 1), ("early", 1, 2)]
    left = fields(study)["code_saturation"]["left_out"]
    assert left == {"unconfirmed": 2, "pattern": 0, "imported": 0, "researchers": 0, "imported_codes": 0}
    coding.confirm(study, [1, 2])
    assert fields(study)["code_saturation"]["left_out"]["pattern"] == 2
    assert new(study) == [("late", 1, 1), ("early", 1, 2)], "read and confirmed, but not found by analysing"


def test_a_suggestion_that_a_person_took_up_counts_as_by_hand(study: Study) -> None:
    bring(study, "a")
    code(study, "a", "x")
    with study.change("accept") as c:
        c.update("coding", 1, origin="suggest")
    assert new(study) == [("a", 1, 1)]
    with study.change("doubt") as c:
        c.update("coding", 1, confirmed=0)
    assert new(study) == []


def test_codes_count_as_they_are_today(study: Study) -> None:
    bring(study, "a", "b")
    code(study, "a", "x")
    code(study, "b", "y")
    assert new(study) == [("a", 1, 1), ("b", 1, 2)]
    codebook_merge.merge(study, ["y"], "x")
    assert new(study) == [("a", 1, 1), ("b", 0, 1)]


def test_codes_brought_along_are_not_found(study: Study) -> None:
    bring(study, "a")
    code(study, "a", "x", "mine")
    with study.change("codebook import") as c:
        c.update("code", 1, origin="import")
    assert new(study) == [("a", 1, 1)]
    assert fields(study)["code_saturation"]["left_out"]["imported_codes"] == 1
    assert new(study, include_imported=True) == [("a", 2, 2)]


def test_researchers_words_only_when_asked_for(study: Study) -> None:
    bring(study, "a", "b")
    code(study, "a", "x")
    code(study, "b", "y")
    participants.set_values(study, "Person of b", {"role": "researcher"})
    assert new(study) == [("a", 1, 1)]
    assert fields(study)["code_saturation"]["left_out"]["researchers"] == 1
    assert new(study, include_researcher=True) == [("a", 1, 1), ("b", 1, 2)]


def test_filters_choose_sources_or_codes(study: Study) -> None:
    bring(study, "a", "b", "c")
    code(study, "a", "x")
    code(study, "b", "y")
    code(study, "c", "z")
    categories.category(study, "top", ["x", "z"])
    assert new(study, Filters(source=("b", "c"))) == [("b", 1, 1), ("c", 1, 2)]
    assert new(study, Filters(participant=("Person of c",))) == [("c", 1, 1)]
    # a filter on codes takes no source out of the analysis, and takes in the codes under a category
    assert new(study, Filters(code=("top",))) == [("a", 1, 1), ("b", 0, 1), ("c", 1, 2)]
    assert [c["category"] for c in fields(study, Filters(code=("x",)))["category_development"]] == []
    assert new(study, Filters(coder=("anna",))) == new(study)
    with pytest.raises(NotFound):
        saturation.run(study, Filters(coder=("nobody",)))


def test_a_code_given_to_an_early_source_afterwards_is_told(study: Study) -> None:
    bring(study, "a", "b")
    code(study, "a", "x")
    code(study, "b", "y")
    assert "in a later source and then" not in text(study)
    code(study, "a", "y")
    assert new(study) == [("a", 2, 2), ("b", 0, 2)]
    assert "1 code first used in a later source and then in an earlier one as well" in text(study)


def test_the_mean_over_orders_is_named_a_check(study: Study) -> None:
    sequence(study, [4, 1, 0])
    said = " ".join(text(study, "table", 100).split())
    assert "A check of order effects" in said and "a theoretical sample is not random" in said
    curve = fields(study)["code_saturation"]["curve"]
    # code 0 stands in all three, three codes in the first alone, one in the second alone
    assert [r["mean_over_orders"] for r in curve] == [2.3333, 3.6667, 5.0]


def test_estimators_only_when_asked_for_and_with_what_they_suppose(study: Study) -> None:
    sequence(study, [4, 1, 0])
    assert fields(study)["code_saturation"]["estimators"] is None and "Chao2" not in text(study)
    got = fields(study, estimators=True)["code_saturation"]["estimators"]
    assert (got["codes_in_one_source"], got["codes_in_two_sources"], got["incidences"]) == (4, 0, 7)
    assert got["chao2"] == 9.0  # 5 + 2/3 · 4 · 3/2
    assert got["good_turing_coverage"] == 0.4286  # 1 - 4/7
    said = " ".join(text(study, estimators=True).split())
    assert "random sample of one population" in said and "lower bound" in said
    assert "random sample" in text(study, estimators=True, statement=True)


# What there is too little of.


def test_nothing_yet(study: Study) -> None:
    got = fields(study, estimators=True)
    assert got["code_saturation"]["curve"] == [] and got["category_development"] == [] and got["judgements"] == []
    assert {c["result"] for c in got["code_saturation"]["combinations"]} == {"not computable with n=0"}
    for form in ("md", "table", "html"):
        said = text(study, form)
        assert "Nobody has coded by hand yet" in said and "There is no category yet" in said
    assert "No source was coded by hand" in text(study, statement=True)
    assert text(study, "csv").splitlines() == [",".join(saturation.CURVE)]


def test_one_source(study: Study) -> None:
    bring(study, "a", "unread")
    code(study, "a", "x", "y")
    got = fields(study, estimators=True)["code_saturation"]
    assert got["estimators"]["chao2"] is None and got["sources_without"] == 1
    said = " ".join(text(study, estimators=True).split())
    assert "check of order effects: not computable with n=1" in said and "Chao2: not computable with n=1" in said
    assert "1 source was coded by hand, with 2 codes" in text(study, statement=True)


@pytest.mark.parametrize("which", ["researcher", "imported", "unconfirmed"])
def test_only_what_does_not_count(study: Study, which: str) -> None:
    bring(study, "a", role="researcher" if which == "researcher" else "participant")
    code(study, "a", "x")
    with study.change("set") as c:
        c.update("coding", 1, origin={"imported": "import"}.get(which, "hand"), confirmed=int(which != "unconfirmed"))
    left = fields(study)["code_saturation"]["left_out"]
    assert new(study) == [] and left[which if which != "researcher" else "researchers"] == 1
    assert "Nobody has coded by hand yet" in text(study)


def test_sources_that_are_all_the_same(study: Study) -> None:
    bring(study, *"abcdefghi")
    for name in "abcdefghi":
        code(study, name, "x", "y")
    assert [n for _, n, _ in new(study)] == [2] + [0] * 8
    results = {c["result"] for c in fields(study)["code_saturation"]["combinations"]}
    assert results == {"4+2", "4+3", "5+2", "5+3", "6+2", "6+3"}
    assert "In every order of these sources the curve would look nearly the same" in text(study)


# Category development.


@pytest.fixture
def developed(study: Study) -> Study:
    """Four sources analysed; `trust` with a code, a property of three points, a relation; two sources since."""
    bring(study, "a", "b", "c", "d")
    code(study, "a", "waiting", "other")
    code(study, "b", "waiting")
    categories.category(study, "trust", ["waiting"])
    categories.category(study, "role", ["other"])
    categories.property(study, "trust", "tempo", low="slow", points=["steady"], high="fast")
    categories.place(study, 1, "trust/tempo", "slow")
    categories.place(study, 3, "trust/tempo", "fast")
    relations.relate(study, "trust", "causes", "role")
    code(study, "c", "waiting")
    code(study, "d", "other")
    return study


def test_a_category_as_it_stands(developed: Study) -> None:
    got = category(developed, "trust")
    assert (got["properties"], got["points_found"], got["points"], got["relations"]) == (1, 2, 3, 1)
    assert got["ranges"] == [
        {"property": "tempo", "kind": "range", "points": ["slow", "steady", "fast"], "found": ["slow", "fast"],
         "lowest": "slow", "highest": "fast", "not_met": ["steady"]}
    ]  # fmt: skip
    assert (got["changed"], got["sources_since"], got["sources_since_with_it"]) == ("relation 1 was added", 2, 1)
    # Hennink, Kaiser & Marconi: its code came with the first source, the last value of its property with the second
    assert got["last_new_code"] == {"n": 1, "source": "a", "sources_after_with_it": 2}
    assert got["last_new_meaning"] == {"n": 2, "source": "b", "sources_after_with_it": 1}
    assert category(developed, "role")["last_new_meaning"] is None
    assert category(developed, "role")["sources_since_with_it"] == 1


def changed(study: Study) -> tuple[str, int]:
    got = category(study, "trust")
    return got["changed"], got["sources_since"]


def test_what_is_a_change_of_a_category_and_what_is_none(developed: Study) -> None:
    held = changed(developed)
    codebook.rename(developed, "trust", "confidence")
    codebook.rename(developed, "confidence", "trust")
    categories.place(developed, 4, "trust/tempo", "slow")  # met before
    memos.add(developed, "thought", on=["category:trust"])
    codebook.add(developed, "elsewhere")
    assert changed(developed) == held
    categories.place(developed, 4, "trust/tempo", "steady")
    assert changed(developed) == ("“steady” was first met on “tempo”", 0)
    categories.category(developed, "trust", definition="to leave it to another")
    assert changed(developed) == ("its definition", 0)
    relations.relate(developed, "trust", "causes", "role", status="refuted", note="no")
    assert changed(developed) == ("relation 1 is refuted", 0)
    codebook.add(developed, "hoping", under="trust")
    assert changed(developed) == ("the code “hoping” joined it", 0)
    codebook.move(developed, "hoping", top=True)
    assert changed(developed) == ("the code “hoping” left it", 0)
    categories.category(developed, "trust", ["elsewhere"])
    assert changed(developed) == ("the code “elsewhere” joined it", 0)
    categories.property(developed, "trust", "tempo", rename="pace")
    assert changed(developed) == ("the code “elsewhere” joined it", 0)
    categories.property(developed, "trust", "depth", kinds=["one", "two"])
    assert changed(developed) == ("the property “depth” was added", 0)
    categories.property(developed, "trust", "depth", remove=True)
    assert changed(developed) == ("the property “depth” was removed", 0)
    relations.unrelate(developed, [1])
    assert changed(developed) == ("a relation was removed", 0)
    codebook_merge.merge(developed, ["hoping"], "waiting")
    assert changed(developed)[0] == "a relation was removed", "a code that was not in it"


def test_what_was_taken_back_is_no_change(developed: Study) -> None:
    held = changed(developed)
    categories.category(developed, "trust", definition="to leave it to another")
    at = category(developed, "trust")["changed_at"]
    studies.undo(developed)
    assert changed(developed) == held
    studies.redo(developed)
    assert category(developed, "trust")["changed_at"] == at, "brought back, it is of when it was made"
    categories.property(developed, "trust", "depth", kinds=["one", "two"])
    studies.undo(developed)
    assert changed(developed) == ("its definition", 0)


def test_open_negative_cases(developed: Study) -> None:
    negative_cases.add(developed, 1, "category:trust", "does not fit")
    negative_cases.add(developed, 3, "property:trust/tempo", "neither slow nor fast")
    negative_cases.add(developed, 2, "code:other", "of another category")
    assert category(developed, "trust")["negative_cases_open"] == [1, 2]
    assert category(developed, "role")["negative_cases_open"] == [3]
    negative_cases.resolve(developed, 1, "bounded", "holds in spring")
    assert category(developed, "trust")["negative_cases_open"] == [2]


def test_a_quote_that_is_left_out_fills_no_range(developed: Study) -> None:
    participants.set_values(developed, "Person of a", {"role": "researcher"})
    assert category(developed, "trust")["ranges"][0]["found"] == ["fast"]
    assert category(developed, "trust", include_researcher=True)["ranges"][0]["found"] == ["slow", "fast"]
    with developed.change("doubt") as c:
        c.update("coding", 3, confirmed=0)
    assert category(developed, "trust")["ranges"][0]["found"] == []


# The analyst's judgement, and what is said.


def test_memos_that_judge_are_quoted(developed: Study) -> None:
    assert "No memo judges it yet" in text(developed)
    memos.add(developed, "Trust feels **saturated**: see [[coding:1]].", title="Enough", type="theoretical",
              on=["category:trust"])  # fmt: skip
    memos.add(developed, "Verzadiging nog niet bereikt.", type="methodological")
    memos.add(developed, "I am saturated.", type="journal")
    memos.add(developed, "Something else.", type="theoretical", on=["category:trust"])
    got = fields(developed)["judgements"]
    assert [(j["memo"], j["categories"]) for j in got] == [(1, ["trust"]), (2, [])]
    said = text(developed)
    assert "trust: Enough" in said and "**saturated**" in said and "Verzadiging nog niet" in said
    assert "set down apart (memo 1, “Enough”; memo 2" in text(developed, statement=True)


def test_the_program_itself_never_pronounces_saturation(developed: Study, study: Study) -> None:
    for options in ({}, {"statement": True}, {"estimators": True}, {"part": "codes"}, {"part": "categories"}):
        for form in ("md", "table", "html"):
            said = text(developed, form, **options).casefold()
            assert "theoretical saturation" not in said
            assert not re.search(r"saturation (was|is|has been) (reached|achieved)|is saturated\b(?! is)", said)


def test_the_statement(study: Study) -> None:
    sequence(study, GUEST)
    said = fields(study, statement=True)["statement"]
    assert said.startswith("8 sources were coded by hand, with 45 codes (as the codebook stands now;")
    assert "the first brought 16 codes, and the last 3 sources 3, 1 and 0 new." in said
    assert "6+2 at 5 %, not reached at 0 % with base 4 and run 2" in said
    assert "not computable with n=8 for base+run 6+3" in said
    assert "they do not show that the categories are developed" in said
    assert "which has not been set down yet" in said
    assert "\n" not in said


# Formats.


def test_files_of_rows_have_the_curve_or_the_part_asked_for(developed: Study) -> None:
    def columns(**options: Any) -> list[str]:
        return next(csv.reader(io.StringIO(text(developed, "csv", **options))))

    assert columns() == columns(part="codes") == list(saturation.CURVE)
    assert columns(part="combinations") == list(saturation.COMBINATIONS)
    assert columns(part="categories") == list(saturation.CATEGORIES)
    whole = json.loads(text(developed, "json"))
    assert list(whole) == ["code_saturation", "category_development", "judgements"]
    assert json.loads(text(developed, "json", part="categories")) == whole["category_development"]
    assert list(json.loads(text(developed, "json", statement=True))) == ["statement"]
    with pytest.raises(
        UsageError, match="'code' is no part of the report: it is one of codes, combinations"
    ) as refused:
        saturation.run(developed, part="code")
    assert sentence(refused.value) == "--part 'code': it is one of codes, combinations, categories"


def test_the_two_parts_are_told_apart(developed: Study) -> None:
    one, other = text(developed, part="codes"), text(developed, part="categories")
    assert "## Code saturation" in one and "## Category development" not in one
    assert "## Category development" in other and "## Code saturation" not in other
    assert "Discovery curve" not in text(developed, part="combinations")


def test_more_sources_than_a_drawing_has_rows(study: Study) -> None:
    names = [f"n{i:03}" for i in range(85)]
    bring(study, *names)
    for i, name in enumerate(names):
        code(study, name, f"c{i // 4}")
    shown = text(study, "table", 90)
    assert "1–3  n000 – n002" in shown and "85  n084" in shown
    assert "each row is 3 sources" in shown and len(new(study)) == 85


def test_the_command(developed: Study, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = str(developed.path)
    assert command(["--project", path, "report", "saturation", "--statement", "--format", "md", "--lang", "en"]) == 0
    out, said = (stream.decode() for stream in capfdbinary.readouterr())
    assert "4 sources were coded by hand" in out and "note: 2 codes on 5 codings by hand in 4 sources" in said
    assert command(["--project", path, "report", "saturation", "--part", "x"]) == 2
    assert command(["--project", path, "report", "saturation", "--code", "nothing*"]) == 1
    out, said = (stream.decode() for stream in capfdbinary.readouterr())
    assert out == "" and said.splitlines()[-1] == "error: no code matches 'nothing*'"
