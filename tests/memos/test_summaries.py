"""Summaries: written per row, code and coder, with versions and links; what merges, removals and newer texts make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from memo_study import TURNS

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.sources import edit, participants, segments, update
from qda.ops.study import study as study_ops
from qda.ops.theory import memos, summaries
from qda.store import check
from qda.store.analysis.scope import Filters
from qda.store.project import Study

TOP = "what the city gains"


def rows(study: Study, **given: Any) -> list[dict[str, Any]]:
    return list(summaries.listing(study, **given).dicts())


def said(study: Study) -> list[tuple[str, str, str, str]]:
    return [(r["row"], r["code"], r["text"], r["coder"]) for r in rows(study)]


def undone(study: Study, do: Callable[[], Any]) -> Any:
    """Do something, undo it, look that all is as before; then redo it."""
    before = dump(study.db)
    made = do()
    after = dump(study.db)
    assert after != before, "something was changed"
    study_ops.undo(study)
    assert dump(study.db) == before
    study_ops.redo(study)
    assert dump(study.db) == after and list(check.run(study.db)) == []
    return made


def by(study: Study, coder: str) -> Study:
    study._coder = coder
    return study


def test_a_summary_is_set_listed_replaced_and_removed(coded: Study) -> None:
    made = undone(coded, lambda: summaries.put(coded, "interview-1", TOP, "  \nThe city, see [[coding:1]].\n\n"))
    (row,) = made.table.dicts()
    assert list(row) == ["id", "uuid", "rows", "row", "code", "text", "coder", "updated_at"]
    assert (row["rows"], row["row"], row["code"], row["coder"]) == ("source", "interview-1", TOP, "anna")
    assert row["text"] == "The city, see [[coding:1]]."
    undone(coded, lambda: summaries.put(coded, "interview-1", TOP, "Otherwise, see [[code:trust]]."))
    assert said(coded) == [("interview-1", TOP, "Otherwise, see [[code:trust]].", "anna")]
    versions = list(summaries.versions(coded, row["id"]).dicts())
    assert [(v["version"], v["coder"], v["text"]) for v in versions] == [
        (1, "anna", "The city, see [[coding:1]]."), (2, "anna", "Otherwise, see [[code:trust]].")
    ]  # fmt: skip
    assert versions[0]["saved_at"] < versions[1]["saved_at"]
    n = len(list(study_ops.log(coded).rows))
    assert summaries.put(coded, "interview-1", TOP, "Otherwise, see [[code:trust]].").notes
    assert len(list(study_ops.log(coded).rows)) == n, "the same again is no change"
    undone(coded, lambda: summaries.remove(coded, [row["id"]]))
    assert rows(coded) == [] and coded.db.execute("select count(*) from link where summary is not null").fetchone() == (
        0,
    )


def test_another_coders_summary_stands_beside(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "By anna.")
    undone(by(coded, "ben"), lambda: summaries.put(coded, "thread", "trust", "By ben."))
    assert [x[2:] for x in said(coded)] == [("By anna.", "anna"), ("By ben.", "ben")]
    assert [r["coder"] for r in rows(coded, filters=Filters(coder=["ben"]))] == ["ben"]


def test_rows_are_sources_people_or_values_whatever_their_case(coded: Study) -> None:
    edit.set_values(coded, "thread", {"Town": "Ede"})
    participants.set_values(coded, "Dina Mol", {"town": "Delft"})
    for row, kind in (("inter" + "view-2", "source"), ("thr", "SOURCE"), ("dina mol", "participant"), ("EDE", "town"),
                      ("Delft", "TOWN"), ("researcher", "role")):  # fmt: skip
        summaries.put(coded, row, "trust", f"on {row}", rows=kind)
    assert [(r["rows"], r["row"]) for r in rows(coded)] == [
        ("source", "interview-2"), ("source", "thread"), ("participant", "Dina Mol"), ("Town", "Ede"), ("Town", "Delft"),
        ("role", "researcher"),
    ]  # fmt: skip
    summaries.put(coded, "ede", "trust", "anew", rows="toWN")
    assert [r["text"] for r in rows(coded, rows="town")] == ["anew", "on Delft"]
    assert [r["row"] for r in rows(coded, rows="participant")] == ["Dina Mol"]
    assert [r["row"] for r in rows(coded, filters=Filters(source=["thread"], code=["trust"]))] == ["thread"]
    assert rows(coded, filters=Filters(code=[TOP])) == []


@pytest.mark.parametrize(
    ("row", "code", "text", "kind", "why"),
    [
        ("interview-3", "trust", "x", "source", "no source 'interview-3'"),
        ("interview", "trust", "x", "source", "2 sources begin with 'interview'"),
        ("thread", "trsut", "x", "source", "no code 'trsut'; did you mean 'trust'"),
        ("Dina Mool", "trust", "x", "participant", "did you mean 'Dina Mol'"),
        ("Edd", "trust", "x", "town", "did you mean 'Ede'"),
        ("x", "trust", "x", "twon", "did you mean 'town'"),
        ("thread", "trust", " \n ", "source", "the summary is empty"),
        ("thread", "trust", "a\0b", "source", "NUL"),
        ("thread", "trust", "see [[coding:999]]", "source", "no coding '999'"),
        ("thread", "trust", "see [[code:nothing]]", "source", "no code 'nothing'"),
    ],
)
def test_bad_input_is_refused_in_a_line_and_changes_nothing(
    coded: Study, row: str, code: str, text: str, kind: str, why: str
) -> None:
    edit.set_values(coded, "thread", {"town": "Ede"})
    before = dump(coded.db)
    with pytest.raises(QdaError) as refused:
        summaries.put(coded, row, code, text, rows=kind)
    assert why in str(refused.value) and "\n" not in str(refused.value)
    assert dump(coded.db) == before


def test_values_that_differ_in_case_alone_are_told_apart(coded: Study) -> None:
    for source, value in (("thread", "Ede"), ("article", "EDE")):
        edit.set_values(coded, source, {"town": value})
    summaries.put(coded, "EDE", "trust", "capitals", rows="town")
    with pytest.raises(QdaError, match="2 values of 'town' are written like 'ede'"):
        summaries.put(coded, "ede", "trust", "which?", rows="town")
    assert [r["row"] for r in rows(coded)] == ["EDE"]


def test_numbers_that_are_not_there_are_refused(coded: Study) -> None:
    for do in (lambda: summaries.remove(coded, [7]), lambda: summaries.versions(coded, 7)):
        with pytest.raises(QdaError, match="no summary '7'"):
            do()


# -- what happens to what they are about -------------------------------------------------------------------------------


def test_codes_that_become_one_keep_what_was_said_of_both(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "About trust, [[coding:6]].")
    summaries.put(coded, "thread", "trust", "On trust, [[coding:6]].")
    summaries.put(coded, "thread", TOP, "On gains, [[coding:7]].")  # 6 and 7 are one stretch: they become one
    summaries.put(by(coded, "ben"), "thread", "trust", "By ben alone.")
    summaries.put(by(coded, "anna"), "interview-2", "trust", "Begins with it.")
    (before,) = coded.db.execute("select updated_at from summary where id = 2").fetchone()
    done = undone(coded, lambda: codebook_merge.merge(coded, ["trust"], TOP))
    assert any("summary 1 was joined with 2 (thread): it says both" in note for note in done.notes)
    assert coded.db.execute("select updated_at from summary where id = 2").fetchone() > (before,)
    assert said(coded) == [
        ("thread", TOP, "On gains, [[coding:7]].\n\nOn trust, [[coding:7]].", "anna"),
        ("thread", TOP, "By ben alone.", "ben"), ("interview-2", TOP, "Begins with it.", "anna"),
    ]  # fmt: skip
    kept = [v["text"] for v in summaries.versions(coded, 2).dicts()]
    assert {"About trust, [[coding:7]].", "On trust, [[coding:7]].", "On gains, [[coding:7]]."} < set(kept)
    assert coded.db.execute("select count(*) from summary_version where summary = 1").fetchone() == (0,)


def test_the_same_text_on_both_stands_once(coded: Study) -> None:
    for code in ("trust", TOP):
        summaries.put(coded, "thread", code, "The same, [[coding:6]].")
    undone(coded, lambda: codebook_merge.merge(coded, ["trust", TOP], "both"))
    assert said(coded) == [("thread", "both", "The same, [[coding:6]].", "anna")]


def test_links_in_summaries_and_their_versions_follow_a_merge(coded: Study) -> None:
    summaries.put(coded, "thread", "own course", "See [[code:trust]] and [[code:saying no]].")
    summaries.put(coded, "thread", "own course", "Now [[code:trust]].")
    undone(coded, lambda: codebook_merge.merge(coded, ["trust"], "saying no"))
    assert [v["text"] for v in summaries.versions(coded, 1).dicts()] == [
        "See [[code:saying no]] and [[code:saying no]].", "Now [[code:saying no]]."
    ]  # fmt: skip


def test_a_removed_code_takes_its_summaries_along_and_says_so(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "On trust.")
    summaries.put(coded, "thread", TOP, "See [[code:trust]].")
    done = undone(coded, lambda: codebook.remove(coded, "trust"))
    assert "1 summary went along: 1 (thread, trust)" in done.notes
    assert said(coded) == [("thread", TOP, "See [[code:trust (removed)]].", "anna")]


def test_a_split_leaves_the_summary_with_the_code(coded: Study) -> None:
    summaries.put(coded, "thread", TOP, "Stays.")
    undone(coded, lambda: codebook_split.split(coded, TOP, "apart", [7]))
    assert said(coded) == [("thread", TOP, "Stays.", "anna")]


def test_a_removed_source_takes_its_own_summaries_and_those_of_its_people_along(coded: Study) -> None:
    participants.set_values(coded, "Interviewer (interview-1)", {"town": "Ede"})
    summaries.put(coded, "interview-1", TOP, "The source, [[coding:1]].")
    summaries.put(coded, "Interviewer (interview-1)", TOP, "The person.", rows="participant")
    summaries.put(coded, "Ede", TOP, "The town, see [[coding:2]].", rows="town")
    done = undone(coded, lambda: edit.remove(coded, "interview-1"))
    assert any(note.startswith("2 summaries went along: 1 (interview-1,") for note in done.notes), done.notes
    assert any("1 link of" in note for note in done.notes), "that of the summary that stays, no other"
    assert any("though nothing has that value now: 3 (town = Ede" in note for note in done.notes)
    (left,) = rows(coded)
    assert left["row"] == "Ede" and "(removed)" in left["text"]


def test_a_renamed_source_and_person_keep_their_summaries(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "S.")
    summaries.put(coded, "Dina Mol", "trust", "P.", rows="participant")
    edit.rename(coded, "thread", "draad")
    participants.merge(coded, ["Dina Mol"], "Dina van Mol")
    assert [x[0] for x in said(coded)] == ["draad", "Dina van Mol"]


def test_people_who_are_one_keep_what_was_said_of_both(coded: Study) -> None:
    for person, text in (("Dina Mol", "Dina."), ("Cor de Wit", "Cor, [[participant:Dina Mol]].")):
        summaries.put(coded, person, "trust", text, rows="participant")
    done = undone(coded, lambda: participants.merge(coded, ["Dina Mol"], "Cor de Wit"))
    assert any("it says both" in note for note in done.notes)
    assert said(coded) == [("Cor de Wit", "trust", "Cor, [[participant:Cor de Wit]].\n\nDina.", "anna")]


def test_a_person_who_is_summed_up_stays_when_nothing_else_does(coded: Study) -> None:
    coding.uncode(coded, [6, 7])
    summaries.put(coded, "Dina Mol", "trust", "Of her.", rows="participant")
    edit.remove(coded, "thread")
    assert [x[0] for x in said(coded)] == ["Dina Mol"]


def test_a_value_that_nothing_has_any_more_keeps_its_summary(coded: Study) -> None:
    edit.set_values(coded, "thread", {"town": "Ede"})
    summaries.put(coded, "Ede", "trust", "Of Ede.", rows="town")
    done = undone(coded, lambda: edit.set_values(coded, "thread", {"town": "Delft"}))
    assert done.notes == ["1 summary stays, though nothing has that value now: 1 (town = Ede, trust)"]
    assert undone(coded, lambda: edit.set_values(coded, "thread", {"town": ""})).notes == [], "it was so before"
    assert coded.db.execute("select count(*) from variable where key = 'town'").fetchone() == (0,)
    assert [(r["rows"], r["row"], r["text"]) for r in rows(coded)] == [("town", "Ede", "Of Ede.")]
    edit.set_values(coded, "article", {"Town": "Ede"})
    summaries.put(coded, "Ede", "trust", "Again.", rows="Town")
    assert [r["text"] for r in rows(coded)] == ["Again."], "the variable is back, and the summary with it"


def test_a_newer_text_keeps_the_summaries_of_the_source(coded: Study, tmp_path: Path) -> None:
    summaries.put(coded, "article", TOP, "See [[coding:8]] and [[segment:article#1]].")
    summaries.put(coded, "article", TOP, "Now [[coding:8]] and [[segment:article#1]].")
    newer = tmp_path / "article.txt"
    newer.write_text(f"Vooraf.\n\n{TURNS['article'][0][1]}\n", encoding="utf-8")
    undone(coded, lambda: update.update(coded, "article", str(newer), ReadOptions(form="plain")))
    (row,) = rows(coded)
    assert (row["row"], row["text"]) == ("article", "Now [[coding:8]] and [[segment:article#2]].")
    assert next(iter(summaries.versions(coded, 1).dicts()))["text"] == "See [[coding:8]] and [[segment:article#2]]."


def test_links_to_a_segment_follow_it_into_another(coded: Study) -> None:
    summaries.put(coded, "interview-2", "trust", "[[segment:interview-2#3]] and [[segment:interview-2#2]].")
    undone(coded, lambda: segments.join(coded, "interview-2#2", "interview-2#3"))
    assert said(coded)[0][2] == "[[segment:interview-2#2]] and [[segment:interview-2#2]]."


def test_a_removed_coding_is_remembered_in_the_text(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "See [[coding:5]].")
    memos.add(coded, "A memo with [[coding:5]].")
    coding.uncode(coded, [5])
    assert said(coded)[0][2] == "See [[coding:5, not being asked: “Niemand vraagt ons ooit iets” (removed)]]."
    summaries.put(coded, "thread", "trust", f"Still: {said(coded)[0][2]}")
    assert "Still: See [[coding:5, not being asked" in said(coded)[0][2] and list(check.run(coded.db)) == []


def test_check_names_a_link_that_lost_its_row(coded: Study) -> None:
    summaries.put(coded, "thread", "trust", "See [[coding:5]].")
    with coded.change("test") as c:
        c.db.execute("delete from link where summary = 1")
        c.summary = "as no command does"
    assert [(what, where) for what, where, _ in check.run(coded.db)] == [("link", "summary 1")]


def test_a_note_names_the_summaries_that_go_along(coded: Study) -> None:
    for source in ("thread", "interview-2"):
        summaries.put(coded, source, "trust", "Said of it.")
    done = codebook.remove(coded, "trust", with_codes=True)
    assert "2 summaries went along: 1 (thread, trust), 2 (interview-2, trust)" in [str(n) for n in done.notes]
