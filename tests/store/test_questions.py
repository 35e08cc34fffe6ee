"""The questions that reports and listings ask of a study, on one that can be counted by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qda.store.analysis import memos as kept_memos
from qda.store.analysis.scope import Filters, Scope, resolve
from qda.store.project import Study
from qda.store.queries import (
    codebook,
    codings,
    discovery,
    earlier_quotes,
    evidence,
    ledgers,
    memos,
    participants,
    quotes,
    researcher_texts,
    sources,
    theory,
)

ALL = Scope()


def over(study: Study, **filters: list[str]) -> Scope:
    return resolve(study.db, Filters(**filters))


def test_sources(filled: Study) -> None:
    db = filled.db
    assert [x[:6] for x in sources.listed(db)] == [
        (1, "thread-1", "Thread-1", "forum", "nl", 329), (2, "thread-2", "Thread-2", "forum", "nl", 151),
        (3, "interview-01", "Interview-01", "interview", "nl", 193),
    ]  # fmt: skip
    assert sorted(sources.segment_counts(db, over(filled, source=["thread-1"])), key=str) == [
        (1, "boilerplate", None, 1, 7), (1, "post", 1, 1, 13), (1, "post", 2, 1, 13), (1, "post", 3, 1, 11),
        (1, "quoted", None, 1, 7),
    ]  # fmt: skip
    assert sources.codings_by_source(db) == {1: 6, 2: 2, 3: 5}
    assert [x[:] for x in sources.stretches(db, 2)] == [(8, 13, 23, 2, 1), (5, 86, 105, 1, 1)]
    assert sources.segments_of_codings(db, 3) == {2: 4, 4: 2, 7: 2, 10: 4, 13: 1} and sources.coder_names(db) == {
        1: "anna",
        2: "ben",
    }
    assert sources.held(db, 3) == (4, 5, 2, 0) and sources.held(db, 1) == (5, 6, 1, 1)
    assert dict(sources.linked(db, 1)) == {
        "source": [1, 1],
        "segment": [2, 2, 2],
        "coding": [1, 1, 1, 1],
        "participant": [],
    }
    assert dict(sources.linked(db, 2)) == {"source": [], "segment": [], "coding": [], "participant": []}
    assert sources.relations_resting_on(db, 1) == [(1, "supported")] and sources.relations_resting_on(db, 3) == []
    assert codings.segments_in(db, over(filled, source=["thread-2"])) == {6, 7, 8}
    assert codings.sources_by_key(db) == {"thread-1": 1, "thread-2": 2, "interview-01": 3}
    assert list(codings.origins(db)) == [(1, "thread-1", ""), (2, "thread-2", ""), (3, "interview-01", "")]


def test_evidence(filled: Study) -> None:
    db = filled.db
    assert evidence.codings_in(db, over(filled, coder=["ben"])) == {9, 10, 11, 12, 13}
    assert evidence.count_by_code(db) == {1: 2, 2: 5, 3: 2, 5: 2, 6: 2}
    assert evidence.count_by_code(db, over(filled, participant=["R1"])) == {2: 1, 3: 1, 5: 1, 6: 1}
    assert evidence.codes_and_sources(db)[5] == (1, 2) and evidence.codes_and_coders(db)[9] == (3, 2)
    by_code = {code: sorted(ids) for code, ids in evidence.codings_by_code(db).items()}
    assert by_code == {1: [5, 11], 2: [1, 2, 8, 12, 13], 3: [9, 10], 5: [3, 4], 6: [6, 7]}
    assert evidence.quotes_against_relations(db) == {2} and quotes.evidence(db) == {1, 2}
    rows = list(evidence.incidents(db, over(filled, source=["thread-1"]), 6))
    assert rows == [
        (1, 20, 30, 12, 1, None), (1, 41, 51, 1, 1, None), (1, 68, 87, 11, 1, None), (1, 150, 161, 9, 2, None),
        (1, 169, 176, 3, 2, None),
        (1, 259, 262, 6, 3, None),
    ]  # fmt: skip
    with filled.change("code") as c:
        for code, confirmed in ((7, 0), (3, 1), (1, 0)):
            c.insert("coding", uuid=f"u{code}", source=1, start=20, end=30, code=code, coder=1, origin="hand",
                     confirmed=confirmed, created_at=c.at, words=1, segment=1, last_segment=1)  # fmt: skip
    first = [row[3] for row in evidence.incidents(db, over(filled, source=["thread-1"]), 7)][:4]
    assert first == [14, 12, 15, 16], "the code asked for, then the confirmed ones, then by number"
    assert evidence.incident(db, 5, "m.kind") == (2, 86, 105, 4, "post") and evidence.incident(db, 5) == (
        2,
        86,
        105,
        4,
        None,
    )
    assert (13, 2, 5, "interview-01", 24, 34) in set(evidence.codings_with_speakers(db, ALL))
    assert evidence.language_by_source_name(db) == {"thread-1": "nl", "thread-2": "nl", "interview-01": "nl"}


def test_quotes(filled: Study) -> None:
    db = filled.db
    assert (6, 6, 1, 259, 262, 1, 0, 0, 3) in set(quotes.quotable(db, ALL)) and len(
        list(quotes.quotable(db, over(filled, code=["macht"])))
    ) == 0
    assert quotes.pinned(db) == set() and quotes.code_of_each(db)[9] == 3
    assert quotes.any_unconfirmed(db, ALL) and not quotes.any_unconfirmed(db, over(filled, code=["loslaten"]))
    with filled.change("coding set") as c:
        c.update("coding", 4, pinned=1)
    assert quotes.pinned(db) == {4}


def test_discovery(filled: Study, tmp_path: Any) -> None:
    from qda.store import project

    db = filled.db
    assert discovery.has_texts(db) and discovery.has_codes(db)
    with project.create(tmp_path / "empty.db", name="x", coder="x", language="") as empty:
        assert not discovery.has_texts(empty.db) and not discovery.has_codes(empty.db)
    with filled.change("source") as c:
        c.update("source", 2, language="")
    assert (
        discovery.languages(db) == {1: "nl", 2: "", 3: "nl"}
        and discovery.languages_used(db) == {"nl", ""}
        and discovery.language(db, 2) == ""
    )
    assert set(discovery.source_uuids(db)) == {1, 2, 3} and discovery.participants(db)[5] == (6, "R1")
    assert list(discovery.attributions(db)) == [
        (1, 1),
        (3, 2),
        (5, 3),
        (6, 1),
        (7, 4),
        (8, 4),
        (9, 5),
        (10, 6),
        (11, 5),
        (12, 6),
    ]
    assert discovery.segments(db, over(filled, source=["thread-2"])) == {6, 7, 8}
    assert discovery.numbered_segments(db, over(filled, source=["thread-2"])) == {(2, 1), (2, 2), (2, 3)}
    assert discovery.spoken_by(db, 3, 1) == ("Interviewer", "researcher") and discovery.spoken_by(db, 3, 9) == (
        None,
        None,
    )
    assert discovery.spoken_by(db, 1, 2) == (None, None) and Counter(discovery.code_names(db))[(5, "Laten gaan")] == 1
    assert list(discovery.coded_places(db))[:2] == [(1, 20, 30, 2), (1, 41, 51, 2)]
    assert sorted(discovery.coding_numbers(db).values()) == list(range(1, 14))


def test_people(filled: Study) -> None:
    db = filled.db
    assert [x[:2] for x in participants.listed(db)][4:] == [(5, "researcher"), (6, "participant")]
    assert participants.written(db, ALL) == {
        1: (2, 2, 23),
        2: (1, 1, 13),
        3: (1, 1, 11),
        4: (1, 2, 14),
        5: (1, 2, 13),
        6: (1, 2, 18),
    }
    with filled.change("segment") as c:
        c.update("segment", 8, kind="quoted")
        c.update("segment", 5, kind="boilerplate")
    assert participants.written(db, over(filled, source=["thread-*"])) == {1: (2, 2, 23), 2: (1, 1, 13), 4: (1, 2, 11)}
    ((variable, name),) = participants.variables_with_values(db)
    assert name == "gender" and participants.values(db)[(6, variable)] == "v"


def test_what_memos_are_about(filled: Study) -> None:
    db = filled.db
    assert memos.titles(db) == {1: "alles", 2: "tweede", 3: "steekproef"} and memos.on_each_code(db) == {
        2: 1,
        5: 1,
        6: 1,
    }
    assert memos.code_of(db, 5) == ("publieke meerwaarde", "category") and memos.source(db, 2) == (
        "Thread-2",
        "forum",
        None,
        None,
    )
    assert memos.segment(db, 7) == ("Thread-2", "post", None, "Piet Puk")
    with filled.change("source") as c:
        c.update("source", 2, date="2026-01-01")
        c.update("segment", 8, date="2026-02-02")
    assert (
        memos.segment(db, 7).date == "2026-01-01"
        and memos.segment(db, 8).date == "2026-02-02"
        and memos.source(db, 2).date == "2026-01-01"
    )
    assert memos.comparison(db, 1) == (1, 2, None, "new-property", "naast elkaar gelegd")
    assert memos.comparison(db, 2)[:3] == (2, None, "publieke meerwaarde")
    assert memos.written(db, 2) == ("tweede", "anna", kept_memos.one(db, 2).created_at)


def test_ledgers(filled: Study) -> None:
    db = filled.db
    assert ledgers.sides_of_comparisons(db) == {1: (2, 2), 2: (2, 1), 3: (5, 2)}
    assert (
        ledgers.codes_of(db, "property", 1) == {2}
        and ledgers.codes_of(db, "relation", 1) == {1, 2}
        and ledgers.codes_of(db, "memo", 1) == {2, 6}
    )
    assert [(v.name, v.holder, v.of, v.value) for v in ledgers.values(db)] == [
        ("municipality", "source", 1, "Ede"), ("municipality", "source", 2, "Delft"), ("gender", "participant", 6, "v"),
    ]  # fmt: skip
    assert ledgers.uncoded_sources(db) == set() and ledgers.source_head(db, 1) == ("thread-1", "nl", None)
    with filled.change("uncode") as c:
        for id in (5, 8):
            c.update("coding", id, confirmed=0)
    assert ledgers.uncoded_sources(db) == {2}
    assert (
        ledgers.sources_that_match(db, '"vertrouwen"', [3, 2]) == [2, 3]
        and ledgers.sources_that_match(db, '"griffier"', [2, 3]) == []
    )


def test_relation_types_and_placements(filled: Study) -> None:
    db = filled.db
    assert [x[:3] for x in theory.relation_types(db)][::4] == [
        ("causes", "causal_conditions", 1),
        ("is-consequence-of", "consequences", 1),
    ]
    assert sorted(theory.ends_of_relations(db)) == [(1, 2), (2, 1)] and theory.ends_of_relation(db, 2) == (1, 2)
    assert (
        theory.category_of_property(db, 2) == 1
        and theory.coder_names(db) == {"anna", "ben"}
        and theory.coder_names(db, [2]) == {"ben"}
    )
    assert (
        theory.coder_names(db, []) == set()
        and theory.count_coders(db, [2]) == 2
        and theory.count_coders(db, [5, 6]) == 1
    )
    assert theory.placements_by_property(db, over(filled, code=["loslaten"])) == {
        1: [(3, "5e-324", 5e-324), (4, "veel", None)]
    }
    assert theory.is_coded_by_origin(db, ALL, ["autocode"]) and not theory.is_coded_by_origin(
        db, ALL, ["import", "discover"]
    )
    rows = list(theory.codings_for_categories(db, over(filled, code=["verantwoordelijkheid"]), ["autocode"]))
    assert [(r[0], r[1], r[2], r[3], r[4], r[5], r[7], r[8], r[9], r[10]) for r in rows] == [
        (6, 6, 1, 259, 262, 1, 0, 0, 3, 1), (7, 6, 3, 37, 40, 1, 0, 0, 6, 1),
    ]  # fmt: skip
    assert [r[10] for r in theory.codings_for_categories(db, ALL, [])] == [0] * 13
    assert codebook.hanging(db, 2) == (5, 2, 1, 2, 1, 0) and codebook.hanging(db, 5) == (2, 0, 0, 0, 1, 1)


def test_what_researchers_wrote(filled: Study) -> None:
    found = {(w.where, w.text, w.source, w.bare) for w in researcher_texts.texts(filled.db)}
    assert {
        ("code:publieke meerwaarde", "publieke meerwaarde", "", False),
        ("code:publieke meerwaarde (definition)", "Wat een gemeente toevoegt.", "", False),
        ("code:vertrouwen/loslaten (include)", "niet ingrijpen", "", False),
        ("code:vertrouwen/loslaten (alias)", "Laten gaan", "", False),
        ("property:vertrouwen/graad", "enig", "", False),
        ("property:publieke meerwaarde/soort", "soort", "", False),
        ("participant:R1 (interview-01) (gender)", "v", "", True),
        ("source:thread-1 (title)", "Thread-1", "thread-1", False),
        ("memo:2", "Zie § en §.", "", False),
        ("memo:2 (a version)", "Zie §.", "", False),
        ("storyline", "§ draagt §: §.", "", False),
        ("coding:8 (note)", "'n' \"q\"", "thread-2", False),
        ("comparison:1 (note)", "naast elkaar gelegd", "", False),
        ("negative:2 (outcome)", "alleen hier", "", False),
        ("sampling:1 (seek)", "wie het niet kreeg", "", False),
        ("source:thread-1 (municipality)", "Ede", "thread-1", True),
        ("the log, change 4 (reason)", "made by hand", "", False),
    } <= found  # fmt: skip
    assert not any(text == "" for _, text, _, _ in found) and not any("(exclude)" in where for where, *_ in found)
    with filled.change("selective judge") as c:
        c.update("judgement", 2, note="oordeel")
        c.update("code", 6, exclude="niet dit", example="zo")
    now = {(w.where, w.text) for w in researcher_texts.texts(filled.db)}
    assert {("category:vertrouwen (judged)", "oordeel"), ("code:verantwoordelijkheid (exclude)", "niet dit"),
            ("code:verantwoordelijkheid (example)", "zo")} <= now  # fmt: skip


def test_earlier_quotes(filled: Study) -> None:
    db = filled.db
    assert sorted(earlier_quotes.codes_under(db, 2)) == [2, 3, 4, 5] and earlier_quotes.codes_under(db, 7) == [7]
    assert (
        earlier_quotes.speaker(db, 1, 100) is None
        and earlier_quotes.speaker(db, 1, 50) == 1
        and earlier_quotes.speaker(db, 1, 134) is None
    )
    assert (
        earlier_quotes.speaker(db, 1, 0) == 1
        and earlier_quotes.speaker(db, 1, 259) == 3
        and earlier_quotes.speaker(db, 1, 329) is None
    )
    assert earlier_quotes.stretches(db, [5, 6]) == [
        (3, 1, 169, 176, 3),
        (6, 1, 259, 262, 5),
        (7, 3, 37, 40, 10),
        (4, 3, 67, 74, 10),
    ]
    assert earlier_quotes.people_of(db, [1, 2, 9]) == {1: 1, 2: None, 9: 5}
    assert {i: n for i, (n, _) in earlier_quotes.names_and_texts(db, [2, 3]).items()} == {
        2: "thread-2",
        3: "interview-01",
    }
    assert earlier_quotes.said(db, [13, 8]) == {
        13: ("Interviewer", "'n' \"q\"", "researcher"),
        8: ("Jan de Vries", "'n' \"q\"", "participant"),
    }
