"""Suggestion in a study: what it learns from, what it leaves out, what is kept of offers and decisions."""

from __future__ import annotations

import itertools
import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from suggest_study import SUBJECTS, WATER, WORK, add, draft, fill

from qda.cli.messages import sentence
from qda.core.document import Document
from qda.core.errors import NotFound, QdaError
from qda.core.results import Report
from qda.nlp import extra
from qda.ops.coding import codebook, coding
from qda.ops.discovery import suggestions
from qda.ops.discovery.suggesting import Suggester
from qda.ops.sources import edit
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.analysis import codes
from qda.store.project import Study

learns = pytest.mark.skipif(bool(extra.missing("sklearn")), reason="the learner needs the extra `discover`")


@pytest.fixture(params=["learner", "bm25"])
def ranker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of ranking; the second as without scikit-learn."""
    if request.param == "bm25":
        monkeypatch.setattr(extra, "missing", lambda *modules: ["scikit-learn"])
    elif extra.missing("sklearn"):
        pytest.skip("the learner needs the extra `discover`")
    return str(request.param)


def rows(report: Report) -> list[dict[str, Any]]:
    return list(report.table.dicts())


def log(study: Study) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in ops.log(study).rows]


def test_codes_for_a_post(study: Study, ranker: str) -> None:
    fill(study)
    for subject, posts in SUBJECTS.items():
        found = suggestions.codes(study, subject, segment=5)
        first = rows(found)[0]
        assert first["code"] == subject
        assert len(first["because"]) == 2
        for said in first["because"]:
            (text,) = (r["text"] for r in coding.listing(study).dicts() if r["id"] == said["coding"])
            assert said["text"] == text and text in posts[:4]
        assert 1 <= len(first["words"]) <= 3 and all(w in posts[4].lower() for w in first["words"])
        assert [r["rank"] for r in rows(found)] == list(range(1, len(rows(found)) + 1))
        assert [r["score"] for r in rows(found)] == sorted((r["score"] for r in rows(found)), reverse=True)
        assert any("not probabilities" in n for n in found.notes)
        assert any("scikit-learn" in n for n in found.notes) == (ranker == "bm25")


def test_quotes_for_a_code(study: Study, ranker: str) -> None:
    fill(study)
    texts = dict(study.db.execute("select name, text from source"))
    for subject, posts in SUBJECTS.items():
        found = rows(suggestions.quotes(study, subject, top=2))
        assert {r["text"] for r in found} == set(posts[4:]), "what is coded is not offered again"
        for r in found:
            assert texts[r["source"]][r["start"] : r["end"]] == r["text"], "offsets are exact"
            assert len(r["because"]) == 2 and {b["text"] for b in r["because"]} <= set(posts[:4])


def test_the_same_twice_gives_the_same_and_is_kept_once(study: Study, ranker: str) -> None:
    fill(study)
    first = rows(suggestions.quotes(study, "water")), rows(suggestions.codes(study, "school", segment=6))
    lines = log(study)
    assert [line[3] for line in lines[:2]] == ["suggest codes", "suggest quotes"]
    assert rows(suggestions.quotes(study, "water")) == first[0]
    assert rows(suggestions.codes(study, "school", segment=6)) == first[1]
    assert log(study) == lines
    assert list(check.run(study.db)) == []


def test_what_is_asked_for_is_made_and_no_more(study: Study, ranker: str) -> None:
    fill(study)
    for ask in (partial(suggestions.quotes, study, "water"), partial(suggestions.codes, study, "school", segment=6)):
        ask()  # what is offered is kept now, and the log stays as it is
        both, rows_alone, document_alone = ask(), ask(want="rows"), ask(want="document")
        assert isinstance(both.document, Document) and rows(both)
        assert rows_alone.document is None and rows(rows_alone) == rows(both)
        assert rows(document_alone) == [] and document_alone.table.columns == both.table.columns
        assert document_alone.document == both.document and document_alone.notes == both.notes


@learns
def test_what_was_learned_is_kept_in_the_study_and_used_again(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.nlp import features

    fill(study)
    first = rows(suggestions.quotes(study, "water"))
    last = log(study)[0]

    def never(*_: object) -> None:
        raise AssertionError("no text is read again")

    monkeypatch.setattr(features, "learn", never)
    assert rows(suggestions.quotes(study, "water")) == first
    assert log(study)[0] == last, "what is kept is not history"
    monkeypatch.undo()
    add(study, draft("more", [("post", "Mia", "De dijk en de kelder, het water en de regen, weer.")]))
    assert "more" in {r["source"] for r in rows(suggestions.quotes(study, "water"))}, "a new text: learned anew"


@learns
def test_a_coding_is_learned_from_at_once(study: Study) -> None:
    fill(study, coded=1)
    suggester = Suggester(study)
    one, source = (
        codes.find(study.db, "work"),
        study.db.execute("select id from source where name = 'work'").fetchone()[0],
    )
    at = study.db.execute('select start, "end" from segment where source = ? and n = 6', (source,)).fetchone()
    before = {s.code: s.score for s in suggester.codes(source, *at)}
    for post in WORK[1:5]:
        coding.code(study, "work", ["work"], quote=post)
    assert {s.code: s.score for s in suggester.codes(source, *at)} == before, "until it is told"
    suggester.relearn()
    assert suggester.codes(source, *at)[0].code == one
    assert suggester.codes(source, *at)[0].score > before.get(one, 0)
    assert suggester.examples == 7


def test_what_a_passage_has_is_not_suggested_for_it(study: Study, ranker: str) -> None:
    fill(study)
    assert "water" not in {r["code"] for r in rows(suggestions.codes(study, "water", segment=1))}
    start = WATER[0].index("dijk")
    part = rows(suggestions.codes(study, "water", span=f"{start}:{start + 9}"))
    assert "water" not in {r["code"] for r in part}, "nor for a part of it"


def test_researchers_boilerplate_and_quoted_posts_stay_out(study: Study, ranker: str) -> None:
    fill(study)
    page = [
        ("post", "Ann", "Wat was er met de dijk en het water in de kelders?"),
        ("post", "Bo", "Mijn kelder liep onder water."),
        ("quoted", "", "Bij de dijk liep alles onder water."),
        ("boilerplate", "", "Inloggen: water, dijk, kelder, regen"),
    ]
    add(study, draft("page", page))
    with study.change("test") as c:
        (person,) = c.db.execute("select participant from segment where author = 'Ann'").fetchone()
        c.update("participant", person, role="researcher")
    found = rows(suggestions.quotes(study, "water"))
    assert {r["segment"] for r in found if r["source"] == "page"} == {2}
    found = rows(suggestions.quotes(study, "water", include_researcher=True))
    assert {r["segment"] for r in found if r["source"] == "page"} == {1, 2}


def test_the_same_words_are_offered_once(study: Study, ranker: str) -> None:
    fill(study)
    add(
        study,
        draft("letters", [("post", f"p{i}", "Het water stond tot aan de dijk, de kelder liep vol.") for i in range(4)]),
    )
    found = rows(suggestions.quotes(study, "water"))
    assert [r["source"] for r in found].count("letters") == 1


def test_unconfirmed_codings_teach_nothing_and_are_not_offered(study: Study, ranker: str) -> None:
    fill(study, coded=0)
    coding.code(study, "water", ["water"], quote=WATER[0])
    with study.change("test") as c:
        c.update("coding", 1, confirmed=0, origin="autocode")
    found = suggestions.quotes(study, "water")
    assert WATER[0] not in {r["text"] for r in rows(found)}
    assert all(r["because"] == [] for r in rows(found)), "only the code's name is known"


def test_a_code_without_quotes_is_served_by_its_name_and_definition(study: Study, ranker: str) -> None:
    fill(study, coded=0)
    codebook.add(study, "flood", definition="water in de kelder, een dijk die brak")
    found = rows(suggestions.quotes(study, "flood", top=3))
    assert found[0]["source"] == "water"
    assert [r["because"] for r in found] == [[]] * len(found)
    codes_ = rows(suggestions.codes(study, "water", segment=1))
    assert [(r["code"], r["because"]) for r in codes_] == [("flood", [])]
    assert "dijk" in codes_[0]["words"]


def test_a_category_is_looked_for_by_the_codes_under_it(study: Study, ranker: str) -> None:
    fill(study)
    codebook.add(study, "damage", level="category")
    codebook.move(study, "water", under="damage")
    found = rows(suggestions.quotes(study, "damage", top=2))
    assert {r["text"] for r in found} == set(WATER[4:])
    assert all(b["text"] in WATER[:4] for r in found for b in r["because"])


def test_a_filter_keeps_to_some_sources(study: Study, ranker: str) -> None:
    from qda.store.analysis.scope import Filters

    fill(study)
    assert rows(suggestions.quotes(study, "water", filters=Filters(source=("work",)), top=3)) == [] or {
        r["source"] for r in rows(suggestions.quotes(study, "water", filters=Filters(source=("work",)), top=3))
    } == {"work"}
    found = rows(suggestions.quotes(study, "water", filters=Filters(participant=("water 5",))))
    assert [r["text"] for r in found] == [WATER[5]]


def test_accept_codes_in_one_change_with_the_decision(study: Study, ranker: str) -> None:
    fill(study)
    offered = rows(suggestions.quotes(study, "water", top=2))
    n = len(log(study))
    said = suggestions.accept(study, [r["id"] for r in offered])
    assert said.table is not None
    made = list(said.table.dicts())
    assert [(r["code"], r["origin"], r["confirmed"], r["coder"]) for r in made] == [
        ("water", "suggest", True, "anna")
    ] * 2
    assert {(r["start"], r["end"]) for r in made} == {(r["start"], r["end"]) for r in offered}
    assert len(log(study)) == n + 1
    listed = list(suggestions.listing(study).dicts())
    assert [r["decision"] for r in listed] == ["accepted"] * 2 and all(r["decided_at"] for r in listed)
    ops.undo(study)
    assert [r["decision"] for r in suggestions.listing(study).dicts()] == [None, None]
    assert len(list(coding.listing(study).rows)) == 12
    ops.redo(study)
    assert [r["decision"] for r in suggestions.listing(study).dicts()] == ["accepted"] * 2
    assert list(check.run(study.db)) == []
    assert "accepted before" in " ".join(suggestions.accept(study, [offered[0]["id"]]).notes)


def test_reject_is_remembered(study: Study, ranker: str) -> None:
    fill(study)
    first = rows(suggestions.quotes(study, "water", top=2))[0]
    suggestions.reject(study, [first["id"]])
    assert first["text"] not in {r["text"] for r in rows(suggestions.quotes(study, "water", top=20))}
    n = next(n for n in itertools.count(1) if WATER[n - 1] == first["text"])
    assert "water" not in {r["code"] for r in rows(suggestions.codes(study, "water", segment=n, top=20))}
    study._coder = "ben"
    assert first["text"] in {r["text"] for r in rows(suggestions.quotes(study, "water", top=20))}, "ben said nothing"
    study._coder = "anna"
    ops.undo(study)
    assert first["id"] in {r["id"] for r in rows(suggestions.quotes(study, "water", top=2))}
    assert list(check.run(study.db)) == []


def test_what_can_no_longer_be_decided_is_refused(study: Study, ranker: str) -> None:
    fill(study)
    one, two = (r["id"] for r in rows(suggestions.quotes(study, "water", top=2)))
    with pytest.raises(NotFound, match="there is no suggestion '999'"):
        suggestions.accept(study, [999])
    suggestions.accept(study, [one])
    with pytest.raises(QdaError, match="is coding 13 now") as e:
        suggestions.reject(study, [one])
    assert "qda uncode 13" in sentence(e.value)
    codebook.remove(study, "water")
    for decide in (suggestions.accept, suggestions.reject):
        with pytest.raises(QdaError, match="'water' is no longer there"):
            decide(study, [two])
    shown = list(suggestions.listing(study).dicts())
    assert [r["code"] for r in shown] == ["water", "water"] and all(r["text"] for r in shown)
    ops.undo(study)
    edit.remove(study, "water")
    with pytest.raises(QdaError, match="source is no longer there"):
        suggestions.accept(study, [two])


def test_another_text_at_the_place_is_told(study: Study, ranker: str) -> None:
    fill(study)
    (one,) = (r["id"] for r in rows(suggestions.quotes(study, "water", top=1)))
    with study.change("test") as c:
        c.update("suggestion", one, start=0)
    with pytest.raises(QdaError, match="another text at 0:"):
        suggestions.accept(study, [one])
    assert [r["text"] for r in suggestions.listing(study).dicts()] == [""]


def test_offers_in_a_study_that_cannot_be_written(study: Study, ranker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(study)
    n = len(log(study))
    study.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with project.open_study(study.path) as opened:
        found = suggestions.codes(opened, "water", segment=5)
        assert rows(found)[0]["code"] == "water" and rows(found)[0]["id"] is None
        assert any("cannot be written" in note for note in found.notes)
        assert len(log(opened)) == n


def _nothing(study: Study) -> None:
    """An empty study."""


def _text_without_codes(study: Study) -> None:
    add(study, draft("water", [("post", "Mia", WATER[0])]))


def _one_code_one_sentence(study: Study) -> None:
    add(study, draft("water", [("post", "Mia", WATER[0])]))
    coding.code(study, "water", ["water"], quote=WATER[0])


def _all_coded(study: Study) -> None:
    fill(study, coded=6)


def _all_equal(study: Study) -> None:
    add(study, *(draft(f"water{i}", [("post", f"p{i}", WATER[0])]) for i in range(5)))
    coding.code(study, "water0", ["water"], quote=WATER[0])


def _only_boilerplate(study: Study) -> None:
    add(study, draft("water", [("boilerplate", "", WATER[0])]))
    codebook.add(study, "water")


def _only_a_researcher(study: Study) -> None:
    fill(study)
    with study.change("test") as c:
        for (i,) in c.db.execute("select id from participant").fetchall():
            c.update("participant", i, role="researcher")


def _no_letters(study: Study) -> None:
    add(study, draft("water", [("post", "Mia", "… !!! 😀 — 1234 ;;")]))
    coding.code(study, "water", ["water"], span="0:3")


def _another_script(study: Study) -> None:
    posts = ("水位上涨，堤坝决口，地下室被淹。", "堤坝决口以后地下室里都是水。", "孩子们在教室里学习阅读。")
    add(study, draft("water", [("post", f"p{i}", p) for i, p in enumerate(posts)], language="zh"))
    coding.code(study, "water", ["water"], quote=posts[0])


@pytest.mark.parametrize(
    "make",
    [_nothing, _text_without_codes, _one_code_one_sentence, _all_coded, _all_equal, _only_boilerplate, _only_a_researcher,
     _no_letters, _another_script],
    ids=lambda f: f.__name__.strip("_"),
)  # fmt: skip
def test_little_to_go_by(study: Study, ranker: str, make: Any) -> None:
    """A plain word, or an honestly small result."""
    make(study)
    text = dict(study.db.execute("select name, text from source"))
    if study.db.execute("select 1 from code").fetchone():
        found = suggestions.quotes(study, "water")
        assert found.notes, "a word on it"
        for r in rows(found):
            assert text[r["source"]][r["start"] : r["end"]] == r["text"]
            assert make is _another_script or make is _all_coded or make is _all_equal
    else:
        with pytest.raises(NotFound):
            suggestions.quotes(study, "water")
    if "water" in text:
        found = suggestions.codes(study, "water", segment=1)
        assert found.notes
        assert all(r["because"] or r["words"] for r in rows(found))
    else:
        assert all(r["because"] or r["words"] for n in text for r in rows(suggestions.codes(study, n, segment=1)))


@learns
def test_another_script_is_learned_too(study: Study) -> None:
    _another_script(study)
    assert [r["segment"] for r in rows(suggestions.quotes(study, "water", top=1))] == [2]


def test_a_sentence_of_a_long_post_is_offered(study: Study, ranker: str) -> None:
    fill(study)
    filler = " ".join(f"Verder gebeurde er op dag {i} helemaal niets bijzonders in het dorp." for i in range(8))
    add(study, draft("long", [("post", "Mia", f"{filler} Toen liep de kelder vol water uit de dijk. {filler}")]))
    found = [r for r in rows(suggestions.quotes(study, "water", top=20)) if r["source"] == "long"]
    assert found[0]["text"] == "Toen liep de kelder vol water uit de dijk."


def test_the_words_of_a_participant_stay_in_the_study(study: Study, ranker: str, tmp_path: Path) -> None:
    fill(study)
    suggestions.quotes(study, "water")
    study.close()
    assert [p.name for p in tmp_path.iterdir()] == [study.path.name]
    with sqlite3.connect(study.path) as db:
        kept = {p for (p,) in db.execute("select pipeline from language_pass")}
    assert bool(kept) == (ranker == "learner")
