"""Figures counted by hand on a page that can be read at a glance: what is counted once, and what goes together."""

from __future__ import annotations

from typing import Any

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import codebook, coding
from qda.ops.theory import categories as axial
from qda.reports.counts import cooccurrence, frequencies
from qda.reports.theory import categories
from qda.store import project
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import intake

#        Ada, with a quoted part           a researcher       Bram
TEXT = "one two three\nfour five\nsix seven\n\neight nine ten\n\neleven twelve"
FIRST, QUOTED, SECOND, THIRD = (0, 33), (14, 23), (35, 49), (51, 64)


@pytest.fixture
def page(study: Study) -> Study:
    """Three posts; in the first `four five` is quoted from elsewhere."""
    segments = [
        DraftSegment("post", *FIRST, "Ada Bos"),
        DraftSegment("quoted", *QUOTED, parent=0),
        DraftSegment("post", *SECOND, "Resa Zoeker", role="researcher"),
        DraftSegment("post", *THIRD, "Bram Kok"),
    ]
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add("page", Draft("page", TEXT, "forum", language="en", segments=segments, sha256="page"))
        writer.flush()
    return study


def code(study: Study, name: str, quote: str) -> None:
    at = TEXT.index(quote)
    coding.code(study, "page", [name], span=f"{at}:{at + len(quote)}")


def row(study: Study, name: str, **options: Any) -> dict[str, Any]:
    return next(r for r in frequencies.run(study, **options).dicts() if r["code"] == name)


def test_each_character_once(page: Study) -> None:
    code(page, "a", "one two")
    code(page, "a", "two three")
    got = row(page, "a")
    assert (got["codings"], got["stretches"], got["words"], got["characters"]) == (2, 2, 3, 13)


def test_what_is_quoted_counts_only_where_it_is_coded_itself(page: Study) -> None:
    code(page, "around", "three\nfour five\nsix")
    assert row(page, "around")["words"] == 2  # three, six
    code(page, "inside", "four five")
    assert row(page, "inside")["words"] == 2
    code(page, "both", "three\nfour five\nsix")
    code(page, "both", "five")
    assert row(page, "both")["words"] == 3  # three, five, six: the second coding begins in what is quoted


def test_researchers_words_are_left_out_unless_asked_for(page: Study) -> None:
    code(page, "a", "seven\n\neight nine ten\n\neleven")
    code(page, "a", "nine")
    got = row(page, "a")
    assert (got["codings"], got["codings_researcher"], got["participants"], got["words"]) == (2, 1, 1, 2)
    got = row(page, "a", include_researcher=True)
    assert (got["participants"], got["words"], got["characters"]) == (2, 5, 29)


def test_boilerplate_counts_nowhere(page: Study) -> None:
    with page.change("segment") as c:
        c.update("segment", 4, kind="boilerplate", participant=None)
    code(page, "a", "eleven twelve")
    got = row(page, "a")
    assert (got["codings"], got["words"], got["characters"], got["participants"]) == (1, 0, 0, 0)


def pairs(study: Study, within: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(r[0], r[1]): tuple(r[2:]) for r in cooccurrence.run(study, within=within).rows}


def test_what_goes_together(page: Study) -> None:
    code(page, "a", "one two")  # 7 characters
    code(page, "b", "two three")  # 9, of which 3 under a
    code(page, "c", "five")  # in the quoted part of the same post
    code(page, "d", "seven\n\neight")  # touches two posts
    code(page, "e", "ten")
    code(page, "f", "eleven")
    assert pairs(page, "overlap") == {("a", "b"): (1, 1, 1, 0.2308, 1.0)}  # 3 of 13; 1 / (1 + 1 - 1)
    assert set(pairs(page, "segment")) == {
        ("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"), ("d", "e"),
    }  # fmt: skip
    assert len(pairs(page, "source")) == 15
    code(page, "a", "one")
    code(page, "b", "three")
    assert pairs(page, "overlap")[("a", "b")] == (1, 2, 2, 0.2308, 0.3333)
    assert pairs(page, "segment")[("a", "b")] == (4, 2, 2, 0.2308, None)  # 4 / (2 + 2 - 4) is no number


def test_after_counting_pairs_a_study_is_guarded_as_before(page: Study) -> None:
    code(page, "a", "one two")
    code(page, "b", "two three")
    for n, quote in enumerate(("nine", "ten"), 3):
        assert len(list(cooccurrence.run(page, Filters(source=("page",))).rows)) == 1
        code(page, "c", quote)  # a study that was written can be written again
        assert page.db.execute("select count(*) from coding").fetchone() == (n,)
    with project.open_study(page.path) as reader:
        assert len(list(cooccurrence.run(reader, Filters(source=("page",))).rows)) == 1
        assert reader.db.execute("pragma query_only").fetchone() == (1,)
        assert reader.db.execute("select count(*) from sqlite_temp_master").fetchone() == (0,)


def test_a_blank_at_the_end_touches_no_further_segment(page: Study) -> None:
    code(page, "a", "six seven\n")
    code(page, "b", "nine")
    assert pairs(page, "segment") == {}


def test_a_category_filtered_by_its_name_is_the_whole_of_itself(page: Study) -> None:
    code(page, "a", "one")
    code(page, "b", "ten")
    axial.category(page, "top", ["a"])
    (got,) = frequencies.run(page, Filters(code=("top",)), level="category").dicts()
    assert (got["codings"], got["share"]) == (1, 1.0)
    (got,) = frequencies.run(page, level="category").dicts()
    assert (got["codings"], got["share"]) == (1, 0.5)


def test_wide_has_a_column_for_every_code(page: Study) -> None:
    code(page, "a", "one")
    axial.category(page, "top", ["a"])
    codebook.add(page, "source")
    codebook.add(page, "a", under="source")
    wide = frequencies.run(page, by="source", wide=True)
    assert list(wide.columns) == ["source", "source (code)", "source/a", "top", "top/a"]
    assert [list(r) for r in wide.rows] == [["page", 0, 0, 0, 1]]
    wide = frequencies.run(page, by="source", wide=True, measure="stretches_with_codes")
    assert [list(r) for r in wide.rows] == [["page", 0, 0, 1, 1]]


def test_a_category_does_not_join_itself(page: Study) -> None:
    code(page, "top", "one")
    axial.category(page, "top")
    (got,) = categories.run(page).table.dicts()
    assert (got["codes"], got["new_codes_recent"]) == (0, 0)
    code(page, "a", "ten")
    axial.category(page, "top", ["a"])
    (got,) = categories.run(page).table.dicts()
    assert (got["codes"], got["new_codes_recent"]) == (1, 1)


def test_more_than_one_coder_is_said(page: Study) -> None:
    code(page, "a", "one")
    page._coder = "ben"
    code(page, "b", "one")
    for table in (frequencies.run(page), cooccurrence.run(page)):
        assert "2 codings by 2 coders" in table.notes[0]
