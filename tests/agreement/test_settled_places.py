"""Places where coders differ, what settles them, and that the layer counts beside nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qda
from qda import reports
from qda.cli.app import run
from qda.core.errors import QdaError, UsageError
from qda.ops.agreement import done, resolve
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.study import study as study_ops
from qda.reports.agreement import agreement, disagreements
from qda.reports.common import listings
from qda.store import project
from qda.store.analysis.scope import Filters
from qda.store.project import Study

TEXT = "The council listens to us. Nobody answers the phone. The mayor came to the fair."


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Study]:
    """A study that A and B coded; A is named."""
    (tmp_path / "talk.txt").write_text(TEXT, encoding="utf-8")
    with project.create(tmp_path / project.FILE, name="pair", coder="A", language="en") as study:
        qda.import_texts(study, [str(tmp_path / "talk.txt")], qda.ReadOptions("plain"))
    for who, code, quote in (
        ("A", "trust", "The council listens to us."),
        ("B", "trust", "The council listens"),
        ("A", "access", "Nobody answers the phone."),
        ("B", "anger", "Nobody answers the phone."),
        ("A", "presence", "The mayor came to the fair."),
        ("A", "place", "the fair"),
        ("B", "place", "the fair."),
    ):
        with project.open_study(tmp_path / project.FILE, coder=who) as study:
            coding.code(study, "talk", [code], quote=quote)
    with project.open_study(tmp_path / project.FILE) as study:
        yield study


def open_(study: Study, **more: Any) -> dict[str, str]:
    return {row["code"]: row["status"] for row in disagreements.run(study, **more).dicts()}


def layer(study: Study) -> set[tuple[str, int, int]]:
    return {(r["code"], r["start"], r["end"]) for r in coding.listing(study, Filters(coder=("consensus",))).dicts()}


def test_kinds_and_what_stands_in_a_row(pair: Study) -> None:
    rows = {row["code"]: row for row in disagreements.run(pair).dicts()}
    assert {c: r["kind"] for c, r in rows.items()} == {
        "trust": "boundary", "access": "other-code", "anger": "other-code", "presence": "missed",
    }  # fmt: skip
    assert rows["access"]["other"] == [{"coder": "B", "coding": 4, "code": "anger", "start": 27, "end": 52}]
    assert rows["presence"]["other"] == [], "a code that both have there is no answer"
    assert rows["presence"]["coders"] == ["A"] and rows["presence"]["absent"] == ["B"]
    (note, *_) = disagreements.run(pair).notes
    assert "3 places to settle in 4 rows" in note, "two places that answer one another are counted once"
    assert set(open_(pair, kind="boundary")) == {"trust"}
    assert set(open_(pair, filters=Filters(code=("a*",)))) == {"access", "anger"}


def test_keep_settles_the_answer_too_and_the_originals_stand(pair: Study) -> None:
    before = list(coding.listing(pair).rows)
    said = resolve.resolve(pair, [3], keep="B", note="it is anger")
    assert said.table is not None
    (made,) = said.table.dicts()
    assert (made["code"], made["coder"], made["start"], made["end"]) == ("anger", "consensus", 27, 52)
    assert open_(pair) == {"trust": "open", "presence": "open"}
    assert list(coding.listing(pair).rows) == before
    row = next(r for r in disagreements.run(pair, settled=True).dicts() if r["code"] == "access")
    assert row["decision"]["coder"] == "A" and row["decision"]["keep"] == "B" and row["note"] == "it is anger"
    with pytest.raises(QdaError, match="same decision"):
        resolve.resolve(pair, [3], keep="B", note="it is anger")
    resolve.resolve(pair, [3], to="access", note="no: it is access")
    assert layer(pair) == {("access", 27, 52)}, "deciding again replaces what was decided"


@pytest.mark.parametrize("ids", [[3, 4], [4, 3]])
def test_a_place_named_with_its_answer_is_one_decision(ids: list[int], pair: Study) -> None:
    """It says once what the layer has, and one undo, or one word of another, takes it back."""
    resolve.resolve(pair, ids, to="anger", note="it is anger")
    assert layer(pair) == {("anger", 27, 52)}
    assert pair.db.execute("select count(*) from decision").fetchone() == (1,)
    asked = pair.db.execute("select coding, asked from decision_place order by id").fetchall()
    assert asked == [(ids[0], 1), (ids[1], 0)] and open_(pair) == {"trust": "open", "presence": "open"}
    with pytest.raises(QdaError, match="that same decision"):
        resolve.resolve(pair, ids, to="anger", note="it is anger")
    resolve.reopen(pair, ids[1:])
    assert layer(pair) == set() and set(open_(pair)) == {"trust", "access", "anger", "presence"}


def test_a_boundary_keeps_the_codes_of_all_that_were_named(pair: Study) -> None:
    resolve.resolve(pair, [3, 4, 1], boundary="widest")
    assert layer(pair) == {("access", 27, 52), ("anger", 27, 52), ("trust", 0, 26)}
    assert pair.db.execute("select count(*) from decision").fetchone() == (2,)
    resolve.resolve(pair, [4], boundary="27:33")
    assert layer(pair) == {("anger", 27, 33), ("trust", 0, 26)}, "named alone, its answer is settled by it"


def test_boundaries(pair: Study) -> None:
    with pytest.raises(QdaError, match="do not agree on the stretch"):
        resolve.resolve(pair, [1], to="trust", note="n")
    resolve.resolve(pair, [1], boundary="common")
    assert layer(pair) == {("trust", 0, 19)}
    resolve.resolve(pair, [1], boundary="widest")
    assert layer(pair) == {("trust", 0, 26)}
    resolve.resolve(pair, [1], to="access", boundary="4:11", note="n")
    assert layer(pair) == {("access", 4, 11)}


def test_agreed_places_and_all_of_it_undone(pair: Study) -> None:
    resolve.resolve(pair, [5], drop=True, note="B is right")
    assert layer(pair) == set() and "presence" not in open_(pair)
    resolve.agreed(pair)
    assert layer(pair) == {("place", 71, 79)}
    assert resolve.agreed(pair).notes == ["every agreed place is in the layer already"]
    study_ops.undo(pair)
    assert layer(pair) == set()
    study_ops.undo(pair)
    assert open_(pair)["presence"] == "open"


def test_what_moves_is_changed_and_what_is_reopened_is_open(pair: Study) -> None:
    resolve.resolve(pair, [1], boundary="widest")
    coding.set_coding(pair, [2], span="4:26")
    assert open_(pair)["trust"] == "changed"
    study_ops.undo(pair)
    assert "trust" not in open_(pair)
    done.done(pair, ["talk"], ["A"])
    assert "trust" not in open_(pair), "a word about what was read by a coding already is no new reader"
    resolve.reopen(pair, [1])
    assert open_(pair)["trust"] == "open" and layer(pair) == set()
    with pytest.raises(QdaError, match="nothing is decided"):
        resolve.reopen(pair, [1])


@pytest.mark.parametrize(
    ("ids", "way", "why"),
    [
        ([6], {"drop": True, "note": "n"}, "agreed"),
        ([999], {"drop": True, "note": "n"}, "999"),
        ([2], {"boundary": "widest"}, "coding 1 is the lowest"),
        ([3], {"drop": True}, "note"),
        ([3], {"keep": "nobody", "note": "n"}, "nobody"),
        ([1], {"boundary": "5:5"}, "empty"),
        ([1], {"boundary": "0:9999"}, "outside"),
        ([3], {"to": "no such code", "note": "n"}, "no such code"),
    ],
)
def test_refused(pair: Study, ids: list[int], way: dict[str, Any], why: str) -> None:
    before = pair.db.total_changes
    with pytest.raises(QdaError, match=why):
        resolve.resolve(pair, ids, **way)
    assert "consensus" not in [n for (n,) in pair.db.execute("select name from coder")], before
    for wrong in ({}, {"keep": "B", "drop": True, "note": "n"}, {"keep": "B", "boundary": "widest", "note": "n"}):
        with pytest.raises(UsageError):
            resolve.resolve(pair, [3], **wrong)


def test_one_coders_source_has_nothing_to_settle(pair: Study, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("One alone.", encoding="utf-8")
    qda.import_texts(pair, [str(tmp_path / "more.txt")], qda.ReadOptions("plain"))
    coding.code(pair, "more", ["alone"], quote="alone")
    with pytest.raises(QdaError, match="one coder alone"):
        resolve.resolve(pair, [8], drop=True, note="n")


def test_merge_split_and_removal_take_decisions_along(pair: Study) -> None:
    resolve.resolve(pair, [1], boundary="widest")
    codebook_merge.merge(pair, ["trust"], into="faith")
    assert layer(pair) == {("faith", 0, 26)} and "faith" not in open_(pair)
    codebook_split.split(pair, "faith", "hope", [1, 2])
    assert layer(pair) == {("hope", 0, 26)} and "hope" not in open_(pair)
    codebook.remove(pair, "hope")
    assert pair.db.execute("select count(*) from decision").fetchone()[0] == 0 and layer(pair) == set()
    assert list(study_ops.check(pair).rows) == []


def test_check_names_a_decision_whose_place_is_gone(pair: Study) -> None:
    resolve.resolve(pair, [5], keep="A", note="it is there")
    coding.uncode(pair, [5])
    found = [" ".join(map(str, row)) for row in study_ops.check(pair).rows]
    assert any("decision 1" in line and "place is gone" in line for line in found)
    resolve.reopen(pair, [5])
    assert list(study_ops.check(pair).rows) == []


def test_a_newer_text_takes_back_that_it_was_read_and_decisions_follow(pair: Study, tmp_path: Path) -> None:
    from qda.ops.sources import update

    done.done(pair, ["talk"], ["A", "B"])
    resolve.resolve(pair, [1], boundary="widest")
    (tmp_path / "newer.txt").write_text("Vooraf.\n\n" + TEXT, encoding="utf-8")
    update.update(pair, "talk", str(tmp_path / "newer.txt"), qda.ReadOptions("plain"))
    assert list(done.listing(pair).rows) == []
    assert "trust" not in open_(pair) and layer(pair) == {("trust", 9, 35)}
    study_ops.undo(pair)
    assert len(list(done.listing(pair).rows)) == 2


def everything(study: Study) -> dict[str, str]:
    """What every listing and report shows, as JSON."""
    out = {}
    for name in reports.listed():
        declared = reports.declared(name)
        given: dict[str, Any] = {
            "CODE…": ["trust"],
            "CODE": "trust",
            "SOURCE": "talk",
            "CATEGORY": "trust",
            "srqr|coreq|guregt|sigsoft": "srqr",
        }
        arguments = {a.name: given[a.metavar] for a in declared.arguments if a.metavar in given}
        if len(arguments) != len(declared.arguments):
            continue
        found = declared.run(study, filters=Filters(), want="rows", **arguments)
        table = getattr(found, "table", None) or found
        rows = getattr(table, "rows", None)
        out[name] = str(found) if rows is None else json.dumps([list(r) for r in rows], default=str)
    out["codings"] = json.dumps([list(r) for r in coding.listing(study).rows])
    out["codebook"] = json.dumps([list(r) for r in codebook.listing(study).rows])
    out["sources"] = json.dumps([list(r) for r in listings.sources(study).rows])
    out["query"] = json.dumps([list(r) for r in qda.query(study, "trust OR anger OR place").rows])
    out["info"] = json.dumps({k: v for k, v in study_ops.info(study).fields.items() if k != "consensus"}, default=str)
    out["agreement"] = json.dumps([list(r) for r in agreement.run(study, bootstrap=0).rows])
    return out


def test_no_listing_and_no_report_counts_the_layer(pair: Study) -> None:
    codebook.define(pair, "trust", level="category")
    before = everything(pair)
    resolve.resolve(pair, [1], boundary="4:26")
    resolve.resolve(pair, [3], keep="B", note="n")
    resolve.agreed(pair)
    after = everything(pair)
    # sheets that stream have no text of their own; the audit trail tells every change, checklists how many there are
    changed = {name for name in before if before[name] != after[name]} - {"workbook", "audit", "checklist"}
    assert not changed
    assert study_ops.info(pair).fields["consensus"] == 3
    alone = {
        r["code"]: r["codings"] for r in qda.frequencies(pair, Filters(coder=("consensus",))).dicts() if r["codings"]
    }
    assert alone == {"trust": 1, "anger": 1, "place": 1}, "the layer alone, where it is asked for"
    said = agreement.run(pair, Filters(coder=("A", "consensus")), bootstrap=0)
    assert any("helped to make" in note for note in said.notes)


def test_nobody_acts_as_the_layer(pair: Study, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(pair.path)
    for words in (
        ["--project", path, "--coder", "consensus", "code", "talk", "x", "--quote", "phone"],
        ["--project", path, "--coder", "Consensus", "codebook", "add", "x"],
        ["init", str(tmp_path / "new"), "--coder", "consensus"],
    ):
        assert run(words) == 1
        assert capsys.readouterr().err.startswith("error: nobody acts as")
    assert not (tmp_path / "new").exists()


def test_a_person_of_that_name_keeps_it(pair: Study, tmp_path: Path) -> None:
    from qda.ops.coding import coding_import

    (tmp_path / "c.csv").write_text("source,code,start,end,coder\ntalk,trust,0,26,consensus\n", encoding="utf-8")
    coding_import.import_codings(pair, [str(tmp_path / "c.csv")], qda.ReadOptions("codings"))
    said = resolve.resolve(pair, [1], boundary="widest")
    assert said.table is not None and [r["coder"] for r in said.table.dicts()] == ["consensus (2)"]


def test_source_done(pair: Study) -> None:
    assert done.done(pair, ["talk"], ["B"]).table is not None
    (row,) = done.listing(pair).dicts()
    assert (row["source"], row["coder"], row["by"], row["codings"]) == ("talk", "B", "A", 3)
    assert next(iter(listings.sources(pair).dicts()))["done"] == ["B"]
    assert done.done(pair, ["talk"], ["B"]).notes == ["1 of them was said already"]
    with pytest.raises(QdaError, match="Bx"):
        done.done(pair, ["talk"], ["Bx"])
    resolve.resolve(pair, [1], boundary="widest")
    with pytest.raises(QdaError, match="holds what was settled"):
        done.done(pair, ["talk"], ["consensus"])
    done.done(pair, ["talk"], ["B"], taken_back=True)
    assert list(done.listing(pair).rows) == []


def test_only_done_counts_the_word_alone(pair: Study) -> None:
    with pytest.raises(QdaError, match="no source has been read by two"):
        agreement.run(pair, only_done=True)
    done.done(pair, ["talk"], ["A", "B"])
    rows = list(agreement.run(pair, only_done=True, coefficients=["percent"], bootstrap=0).dicts())
    assert {r["over"]: r["units"] for r in rows}["sets"] == 3
