"""Where categories are thin, as numbered questions; sources that could be read next."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from sampling_study import ROLE, asked, noted
from theory_study import made

from qda.core.drafts import Draft, DraftSegment
from qda.core.errors import QdaError
from qda.ops.coding import codebook, coding
from qda.ops.sources import edit, participants
from qda.ops.study import settings
from qda.ops.theory import categories, negative_cases
from qda.ops.theory import sampling as ops
from qda.render import render
from qda.reports.theory import sampling as report
from qda.reports.theory import sampling_questions
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import intake


def kinds(study: Study, category: str) -> list[str]:
    """The kinds of questions about a category, in order, those on a property with its name."""
    out = []
    for r in asked(study):
        head, _, last = r["for"].partition("/")
        if head == category:
            out.append(f"{r['kind']} {last}".strip())
    return out


# Where categories are thin


def test_the_questions_and_their_order(built: Study) -> None:
    got = asked(built)
    assert [r["row"] for r in got] == list(range(1, len(got) + 1))
    assert [(r["for"], r["kind"]) for r in got] == [
        ("public value", "one-participant"), ("public value", "few-properties"), ("public value", "no-negative-case"),
        (ROLE, "one-participant"), (ROLE, "few-properties"), (f"{ROLE}/autonomy", "not-met"), (ROLE, "no-negative-case"),
        ("trust", "one-participant"), ("trust", "few-properties"), ("trust/in whom", "not-met"),
        ("trust", "no-negative-case"),
    ]  # fmt: skip
    assert all(r["question"].endswith("?") for r in got)
    by = {(r["for"], r["kind"]): r for r in got}
    assert by[ROLE, "one-participant"]["why"] == "3 quotes, all by Eva Smit"
    assert by["trust", "one-participant"]["why"] == (
        "1 quote, all by Bo Jansen; 1 quote of a researcher's words left out"
    ), "the interviewer's words do not count, and that is said"
    assert by["public value", "one-participant"]["why"] == "1 quote, all by Bo Jansen", "two coders, one stretch"
    assert by["trust/in whom", "not-met"]["seek"] == "a case of “council”"
    assert by["public value", "no-negative-case"]["why"].endswith("1 quote against its relations not taken up")
    few = asked(built, filters=Filters(code=["trust"]))
    assert [r["row"] for r in few] == [8, 9, 10, 11], "the numbers are those of the whole study"
    assert report.run(built).notes[0].startswith("11 questions about 3 categories over the whole study")


def test_a_category_without_quotes_is_asked_after(built: Study) -> None:
    categories.category(built, "silence")
    assert kinds(built, "silence") == ["no-quotes", "few-properties", "no-negative-case"]
    coding.code(built, "one", ["silence"], quote="How do you decide?")
    assert kinds(built, "silence")[0] == "no-quotes", "a researcher's words are none"


@pytest.mark.parametrize(
    ("values", "left"),
    [
        (["low"], ["one-sided", "not-met"]),
        (["low", "0.4"], ["one-sided"]),
        (["high", "0.9"], ["one-sided", "not-met"]),
        (["low", "high"], ["not-met"]),
        (["0.1", "1"], ["not-met"]),
        (["shared"], ["not-met", "not-met"]),
        (["low", "shared", "high"], []),
        (["0.2", "0.5", "0.8"], []),
        ([], ["not-placed"]),
    ],
    ids=str,
)
def test_one_end_of_a_range(built: Study, values: list[str], left: list[str]) -> None:
    for id in (1, 2):
        categories.place(built, id, "autonomy", remove=True)
    for id, value in zip((1, 2, 6), values, strict=False):
        categories.place(built, id, "autonomy", value)
    got = [r for r in asked(built) if r["for"] == f"{ROLE}/autonomy"]
    assert [r["kind"] for r in got] == left
    if left[:1] == ["one-sided"]:
        other = "own course" if values[0] == "low" else "subordinate"
        assert got[0]["question"] == f"Who or what would show the other end of autonomy, “{other}”?"
        assert all(r["seek"] != f"a case of “{other}”" for r in got[1:])


def test_one_kind_of_participant_and_of_source(built: Study) -> None:
    coding.code(built, "two", ["waiting"], quote="We decide together.")
    assert not any(k.startswith("one") for k in kinds(built, ROLE))
    participants.set_values(built, "Eva Smit", {"town": "small", "sex": "f"})
    participants.set_values(built, "Bo Jansen", {"town": "Small", "sex": "m"})
    assert not any(k.startswith("one") for k in kinds(built, ROLE)), "the study itself has no other town: not asked"
    with built.change("test") as c:
        writer = intake.Writer(c)
        words = "Nobody waits for us."
        writer.add("three", Draft("three", words, kind="interview", language="en", sha256="three",
                                  segments=[DraftSegment("turn", 0, len(words), "Cor Dam")]))  # fmt: skip
        writer.flush()
    participants.set_values(built, "Cor Dam", {"town": "large"})
    (row,) = [r for r in asked(built) if r["kind"] == "one-kind"]
    assert row["for"] == ROLE and row["question"] == f"How is {ROLE} where town is not small?"
    assert row["why"] == "all 2 participants quoted have town = small; the study also has large"
    assert row["seek"] == "a participant with town: large"
    edit.set_values(built, "one", {"year": "1"})
    edit.set_values(built, "two", {"year": "1"})
    edit.set_values(built, "three", {"year": "2"})
    assert [r["seek"] for r in asked(built) if r["kind"] == "one-kind"] == [
        "a participant with town: large", "a source with year: 2",
    ]  # fmt: skip
    coding.code(built, "three", ["waiting"], quote="Nobody waits")
    assert "one-kind" not in kinds(built, ROLE)


def test_a_negative_case_answers_its_question(built: Study) -> None:
    assert "no-negative-case" in kinds(built, "trust")
    negative_cases.add(built, 1, "property:trust/in whom", "n")
    assert "no-negative-case" not in kinds(built, "trust")
    assert "no-negative-case" in kinds(built, "public value")


def test_the_ledger_stands_beside_the_questions(built: Study) -> None:
    noted(built)
    by = {(r["for"], r["kind"]): r["entries"] for r in asked(built)}
    assert by["trust", "one-participant"] == [1] and by[f"{ROLE}/autonomy", "not-met"] == [2]
    assert by["public value", "few-properties"] == [], "closed"
    assert by["trust/in whom", "not-met"] == []


def test_an_entry_from_a_row_changes_no_number(built: Study, turn: Callable[..., Any]) -> None:
    settings.set_values(built, {"report_language": "en"})  # a question is noted in the language of reports
    before = asked(built)
    row = next(r for r in before if r["kind"] == "not-met" and r["for"] == f"{ROLE}/autonomy")
    said = turn(built, lambda: ops.add(built, row=row["row"]))
    (entry,) = said.table.dicts()
    assert (entry["for"], entry["text"], entry["seek"]) == (row["for"], row["question"], row["seek"])
    assert [(r["row"], r["question"]) for r in asked(built)] == [(r["row"], r["question"]) for r in before]
    (entry,) = made(ops.add(built, "mine", seek="her", row=8))
    assert (entry["for"], entry["text"], entry["seek"]) == ("trust", "mine", "her")
    assert made(ops.add(built, row=1))


def test_no_category_no_question(coded: Study) -> None:
    assert asked(coded) == []
    assert "raise a code to a category" in report.run(coded).notes[0]
    with pytest.raises(QdaError, match="there are none"):
        ops.add(coded, row=1)


# What could be read next


def add_source(study: Study, name: str, *parts: tuple[str, str, str]) -> None:
    """A source of parts (kind, author, words)."""
    text, segments = "", []
    for kind, author, words in parts:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        role = "researcher" if author == "Interviewer" else "participant"
        segments.append(DraftSegment(kind, start, start + len(words), author or None, role=role))
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add(name, Draft(name, text, kind="interview", language="en", segments=segments, sha256=name))
        writer.flush()


def reading(study: Study) -> list[tuple[str, str, int | None, str]]:
    return [(r["for"], r["source"], r["segment"], r["text"]) for r in asked(study) if r["kind"] == "could-be-read"]


def test_uncoded_sources_with_the_words_of_a_category(built: Study) -> None:
    assert reading(built) == []
    add_source(
        built,
        "three",
        ("turn", "Interviewer", "Do you wait? Trust?"),
        ("turn", "Cor Dam", "No. I was waiting, but not long."),
    )
    add_source(
        built,
        "four",
        ("turn", "Dia Bos", "Public money. A value."),
        ("turn", "Dia Bos", "Values, they say; public ones."),
    )
    add_source(built, "five", ("boilerplate", "", "Trust our cookies"), ("turn", "Dia Bos", "Nothing here."))
    got = reading(built)
    assert got == [
        ("public value", "four", 2, "Values, they say; public ones."),
        (ROLE, "three", 2, "I was waiting, but not long."),
    ], "not boilerplate, not the interviewer; all words of a name in one sentence"
    rows = [r for r in asked(built) if r["kind"] == "could-be-read"]
    assert [r["row"] for r in rows] == [12, 13], "after all questions"
    for r in rows:
        text = built.db.execute("select text from source where name = ?", (r["source"],)).fetchone()[0]
        assert text[r["start"] : r["end"]] == r["text"]
    assert rows[1]["why"] == "nobody has coded it; a sentence has the words of 'waiting'"
    (entry,) = made(ops.add(built, row=13))
    assert (entry["for"], entry["seek"]) == (ROLE, "three, segment 2")
    coding.code(built, "three", ["starting"], quote="No.")
    assert [s for _, s, _, _ in reading(built)] == ["four"]


def test_a_sentence_with_all_words_comes_before_a_segment_with_them(built: Study) -> None:
    add_source(
        built,
        "three",
        ("turn", "Cor Dam", "Value is a word. Public is another."),
        ("turn", "Dia Bos", "Yes. What the public values is light. The rest is not."),
    )
    add_source(built, "four", ("turn", "Cor Dam", "It has a value. For whom? The public."))
    assert reading(built)[1] == ("public value", "four", 1, "It has a value."), "else a segment"
    assert reading(built)[:1] == [("public value", "three", 2, "What the public values is light.")]


def test_codings_that_nobody_read_do_not_make_a_source_read(built: Study) -> None:
    add_source(built, "three", ("turn", "Cor Dam", "Trust is slow."))
    coding.code(built, "three", ["trust"], quote="Trust")
    assert reading(built) == []
    with built.change("test") as c:
        c.update("coding", 8, confirmed=0, origin="autocode")
    assert [s for _, s, _, _ in reading(built)] == ["three"]


def test_three_sources_at_most_those_with_more_names_first(built: Study) -> None:
    for n in range(5):
        add_source(built, f"more-{n}", ("turn", f"Person {n}", "We start, and wait." if n == 3 else "Waiting is all."))
    codebook.rename(built, "starting", "start")
    codebook.rename(built, "waiting", "wait")
    assert [s for c, s, _, _ in reading(built) if c == ROLE] == ["more-3", "more-0", "more-1"]
    assert [s for c, s, _, _ in reading(built) if c != ROLE] == []


def test_a_name_of_function_words_or_signs_finds_or_passes(built: Study) -> None:
    categories.category(built, "what if", ["trust"])
    categories.category(built, "?!")
    categories.category(built, 'NOT (or) "quoted" *')
    add_source(built, "three", ("turn", "Cor Dam", "And what then, if they ask?"), ("turn", "Cor Dam", "Not quoted."))
    assert [(c, s) for c, s, _, _ in reading(built)] == [('NOT (or) "quoted" *', "three"), ("what if", "three")]


# Documents


@pytest.mark.parametrize("format", ["md", "html", "docx", "table", "csv", "json", "xlsx"])
def test_every_format_of_the_questions(built: Study, format: str) -> None:
    for fill in (False, True):
        if fill:
            noted(built)
            add_source(built, "three", ("turn", "Cor Dam", "I was waiting."))
        out = io.BytesIO()
        render(report.run(built), format, out)
        assert out.getvalue()
    text = out.getvalue().decode() if format in ("md", "html", "table", "json") else ""
    if format in ("md", "html", "table"):
        assert "I was waiting." in text and "it varies by town" in text and "row 1: " in text
        assert text.index("Could be read next") < text.rindex("a second town")
    if format == "json":
        assert [r["row"] for r in json.loads(text)] == list(range(1, 13))


def test_every_kind_is_named_once() -> None:
    assert len(set(sampling_questions.KINDS)) == len(sampling_questions.KINDS)
