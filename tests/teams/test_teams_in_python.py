"""A team's work through the methods of an open study, and how its tables read in a document."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pair import Pair

import qda


def test_a_copy_comes_back_and_its_conflict_is_settled(pair: Pair) -> None:
    copy = pair.folder / "copy.db"
    with qda.open(pair.ours, coder="lea") as lea:
        made = lea.handout(copy, to="ben", without="memos", because="to code apart")
        assert made.dicts()[0]["to"] == "ben" and copy.exists()
        assert [(r["to"], r["without"], r["merges"]) for r in lea.handout(list=True)] == [("ben", ["memos"], 0)]
        with qda.open(copy) as ben:
            ben.code("one", "despair", quote="not worth the wait")
            ben.coding_set(1, note="ben's note")
        lea.coding_set(1, note="lea's note")
        before = lea.codings().dicts()
        seen = lea.merge(copy, dry_run=True)
        assert lea.codings().dicts() == before
        came = lea.merge(copy, because="both are done")
        assert {r["thing"]: (r["theirs"], r["added"], r["kept"]) for r in came} == {
            r["thing"]: (r["theirs"], r["added"], r["kept"]) for r in seen
        }
        assert "despair" in [r["code"] for r in lea.codings()]
        assert lea.merge(copy).dicts() == []
        (told,) = lea.conflicts()
        assert (told["kind"], told["ours"], told["theirs"]) == ("both-edited", "lea's note", "ben's note")
        assert lea.conflicts_settle(told["id"], theirs=True).dicts()[0]["status"] == "settled"
        assert len(lea.conflicts()) == 0 and len(lea.conflicts(all=True)) == 1
        assert lea.conflicts_reopen([told["id"]]).dicts()[0]["status"] == "open"
        lea.undo(3)
        assert lea.codings().dicts() == before and lea.check().dicts() == []


def test_what_is_refused(pair: Pair) -> None:
    with qda.open(pair.ours, coder="lea") as lea:
        before = lea.log().dicts()
        refusals: tuple[tuple[Callable[[], object], str], ...] = (
            (lambda: lea.handout(pair.folder / "x.db"), "who works in it"),
            (lambda: lea.handout(to="ben", list=True), "stands alone"),
            (lambda: lea.handout(pair.folder / "x.db", to="Lea"), "you are"),
            (lambda: lea.handout(pair.folder / "x.db", to="ben", without="nonsense"), "nonsense"),
            (lambda: lea.merge(pair.ours), "this very study"),
            (lambda: lea.merge(pair.folder / "nowhere.db"), "nowhere"),
            (lambda: lea.conflicts_settle(9, ours=True), "9"),
            (lambda: lea.conflicts_settle(9), "one way"),
        )
        for wrong, why in refusals:
            with pytest.raises(qda.QdaError, match=why) as refused:
                wrong()
            assert "--" not in str(refused.value) and "`qda" not in str(refused.value)
        assert lea.log().dicts() == before and not (pair.folder / "x.db").exists()


def test_tables_of_a_team_are_in_the_language_of_the_reports(pair: Pair) -> None:
    pair.part()
    pair.lea("coding", "set", 1, "--note", "van lea")
    pair.ben("coding", "set", 1, "--note", "van ben")
    with qda.open(pair.ours, coder="lea") as lea:
        lea.settings({"report_language": "nl"})
        came, told = lea.merge(pair.theirs).to_string("md"), lea.conflicts().to_string("md")
    assert "# Samenvoeging" in came and "| onderdeel | van hen | toegevoegd |" in came and "| codering | 1 |" in came
    assert "# Conflicten" in told and "| beide bewerkt | codering |" in told and "| open |" in told
