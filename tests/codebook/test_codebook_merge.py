"""Merging and splitting: what hangs on the codes comes along, once, and nothing is lost without being named."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from helpers_codebook import dump, fill, make, rows, there_and_back, whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.core.errors import NotFound, QdaError
from qda.ops.coding import codebook, coding
from qda.ops.coding.codebook_merge import merge
from qda.ops.coding.codebook_split import split
from qda.ops.study import study as ops
from qda.ops.theory import categories, selective
from qda.store import project
from qda.store.analysis import codes, links
from qda.store.analysis.codebook_changes import joined_text
from qda.store.file import schema
from qda.store.project import Study


def one(study: Study, sql: str, *args: Any) -> Any:
    return study.db.execute(sql, args).fetchone()


def code_row(study: Study, name: str) -> dict[str, Any]:
    return codes.row(study.db, codes.find(study.db, name))


def test_merge_into_a_new_name(full: Study) -> None:
    said = there_and_back(full, lambda: merge(full, ["A", "B"], "both"))
    both = code_row(full, "both")
    assert codes.paths(full.db)[both["id"]] == "north/both"  # the home of the first
    assert both["level"] == "category"
    assert both["definition"] == "what A means\n\nwhat B means"
    assert codes.find(full.db, "a") == codes.find(full.db, "B") == both["id"]
    assert codes.find(full.db, "both/x")
    assert rows(said)[0]["codings"] == 2 and rows(said)[1]["joined"] == 1
    # the home of the second is kept as a further category
    assert codes.further(full.db)[both["id"]] == [codes.find(full.db, "south")]
    # codings 1 and 3 were on one stretch
    assert one(full, "select note from coding where id = 1") == ("first; second",)
    assert one(full, "select count(*) from coding where id = 3") == (0,)
    assert [i for (i,) in full.db.execute("select id from coding where code = ? order by id", (both["id"],))] == [
        1,
        2,
        4,
    ]
    # properties of one name join their points; placements move
    strength = one(full, "select id, points from property where key = 'strength'")
    assert json.loads(strength[1]) == ["weak", "middling", "fair", "strong"]
    placed = one(full, "select coding, value, note from placement where property = ?", strength[0])
    assert placed == (1, "middling", "also placed at fair")
    assert one(full, "select coding from placement p join property r on r.id = p.property where r.key = 'colour'") == (
        1,
    )
    assert one(full, "select coding from placement p join property r on r.id = p.property where r.key = 'height'") == (
        2,
    )
    # the two relations to C are one, the one between them is gone
    assert full.db.execute("select id, status, note from relation").fetchall() == [(1, "supported", "why")]
    assert full.db.execute("select coding, side from evidence order by coding").fetchall() == [
        (1, "for"), (4, "for"), (5, "against")]  # fmt: skip
    assert any("dropped relation 3: A is-context-of B (1 quote)" in n for n in said.notes)
    # judgements of one coder join
    assert full.db.execute("select explains_variation, abstract, note from judgement").fetchall() == [
        ("partly", "yes", "maybe; surely; explains variation: was also judged yes")
    ]


def test_merge_moves_links(full: Study) -> None:
    merge(full, ["A", "B"], "both")
    assert sorted(map(str, links.of(full.db, "memo", 1, "on"))) == ["code:both", "coding:1", "relation:1"]
    assert sorted(map(str, links.of(full.db, "memo", 2, "on"))) == ["property:both/strength", "relation:3 (removed)"]
    text = links.shown(full.db, "memo", 1, one(full, "select text from memo where id = 1")[0])
    assert text == "Now [[code:both]] alone, with [[coding:1]]."
    story = links.shown(full.db, "storyline", 1, one(full, "select text from storyline")[0])
    assert story.strip() == "[[category:both]] makes [[category:C]] [[coding:1]]."
    assert "both" not in one(full, "select text from memo_version")[0]  # by uuid, and by the one that is there
    assert code_row(full, "both")["uuid"] in one(full, "select text from memo_version")[0]
    whole(full)


def test_merge_into_one_that_is_there(full: Study) -> None:
    uuid = code_row(full, "A")["uuid"]
    said = there_and_back(full, lambda: merge(full, ["B"], "A"))
    assert code_row(full, "b")["uuid"] == uuid
    assert rows(said)[0] == {
        "code": "south/B", "into": "north/A", "codings": 2, "joined": 1, "overlapping": 1, "codes": 0, "properties": 2,
        "relations": 2, "dropped": 1, "memos": 1, "aliases": 1,
    }  # fmt: skip
    assert one(full, "select note from coding where id = 1") == ("first; second",)


def test_merge_of_both_into_one_of_them_is_a_merge_of_the_other(full: Study) -> None:
    merge(full, ["A", "B"], "B")
    assert codes.find(full.db, "A") == codes.find(full.db, "B")
    assert codes.paths(full.db)[codes.find(full.db, "B")] == "south/B"


def test_dry_run_shows_the_same_and_writes_nothing(full: Study) -> None:
    def state() -> tuple[Any, ...]:
        history = [
            full.db.execute(f"select * from {t}").fetchall() for t in ("change", "change_row", "sqlite_sequence")
        ]
        return dump(full), history

    before = state()
    tried = merge(full, ["A", "B"], "both", dry_run=True)
    assert state() == before
    done = merge(full, ["A", "B"], "both")
    assert rows(tried) == rows(done)
    assert tried.notes[0].startswith("would merge") and tried.notes[1:] == done.notes[1:]


def test_levels(full: Study) -> None:
    codebook.add(full, "plain")
    codebook.add(full, "focus", level="focused")
    there_and_back(full, lambda: merge(full, ["focus"], "plain"))
    assert code_row(full, "plain")["level"] == "code"  # one that is there keeps its level
    said = there_and_back(full, lambda: merge(full, ["A"], "plain"))
    assert code_row(full, "plain")["level"] == "category"  # but what a category has needs a category
    assert any("is now a category" in n for n in said.notes)
    selective.core(full, "B")
    there_and_back(full, lambda: merge(full, ["B"], "plain"))
    assert code_row(full, "plain")["level"] == "core"


def test_refused(full: Study) -> None:
    codebook.add(full, "C/x")
    before = dump(full)
    for names, into, what in (
        (["A"], "A", "itself"),
        (["a", "A"], "a", "itself"),
        (["north"], "A", "under itself"),
        (["north"], "north/new", "under itself"),
        (["A"], "C", "two codes 'x' would come to lie under 'C'"),
        (["A", "C"], "both", "two codes 'x'"),
        (["A", "nowhere"], "both", "there is no code 'nowhere'"),
        (["A"], "  ", "empty"),
    ):
        with pytest.raises(QdaError, match=what):
            merge(full, names, into)
        assert dump(full) == before


def test_home_and_child_in_one(full: Study) -> None:
    there_and_back(full, lambda: merge(full, ["A", "north"], "all"))
    assert codes.paths(full.db)[codes.find(full.db, "all")] == "all"
    assert codes.find(full.db, "all/x")
    there_and_back(full, lambda: merge(full, ["x"], "all"))
    assert one(full, "select count(*) from coding where code = ?", codes.find(full.db, "all")) == (3,)


def test_child_of_the_same_name(full: Study) -> None:
    codebook.add(full, "C/x")
    codebook.define(full, "C/x", definition="the other")
    said = there_and_back(full, lambda: merge(full, ["A", "C/x"], "C"))  # the x of A takes the place of the x of C
    assert len(rows(said)) == 2
    assert codes.paths(full.db)[codes.find(full.db, "x")] == "C/x"


def test_memberships_move_once(full: Study) -> None:
    categories.category(full, "C", ["B", "x"])
    categories.category(full, "A", ["B"])
    there_and_back(full, lambda: merge(full, ["A"], "C"))
    c = codes.find(full.db, "C")
    assert codes.further(full.db)[codes.find(full.db, "B")] == [c]
    assert codes.find(full.db, "x") not in codes.further(full.db)  # its home now


def test_an_alias_may_be_the_new_name(full: Study) -> None:
    codebook.rename(full, "A", "Courage")
    there_and_back(full, lambda: merge(full, ["Courage", "B"], "A"))
    assert code_row(full, "A")["name"] == "A"
    assert codes.aliases(full.db)[codes.find(full.db, "A")] == ["Courage", "B"]


def test_property_of_another_kind_keeps_apart(full: Study) -> None:
    categories.property(full, "C", "colour", low="pale", high="deep")
    said = there_and_back(full, lambda: merge(full, ["B"], "C"))
    names = {n for (n,) in full.db.execute("select name from property where category = ?", (codes.find(full.db, "C"),))}
    assert names == {"colour", "colour (kinds)", "strength"}
    assert any("colour" in n for n in said.notes)


def test_joined_coding_is_by_hand_and_confirmed_when_one_is(full: Study) -> None:
    with full.change("test") as c:
        c.update("coding", 1, origin="autocode", confirmed=0)
        c.update("coding", 3, pinned=1)
    first = one(full, "select created_at from coding where id = 1")[0]
    merge(full, ["B"], "A")
    assert one(full, "select origin, confirmed, pinned, created_at from coding where id = 1") == ("hand", 1, 1, first)


def test_coders_stay_apart(full: Study) -> None:
    with project.open_study(full.path, coder="ben") as other:
        coding.code(other, "one", ["A"], span="0:10", note="ben's")
    said = merge(full, ["A", "B"], "both")
    assert sum(r["joined"] for r in rows(said)) == 1
    notes = {n for (n,) in full.db.execute('select note from coding where start = 0 and "end" = 10')}
    assert notes == {"first; second", "ben's"}


def test_every_table_that_points_at_a_code_is_known() -> None:
    """A new table that points at what a merge joins must be thought of in merge (and in `remove`)."""
    import sqlite3

    db = sqlite3.connect(":memory:")
    db.executescript(schema.TABLES)
    found = {
        (table, row[3])
        for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall()
        for row in db.execute(f"pragma foreign_key_list({table})").fetchall()
        if row[2] in ("code", "coding", "property", "relation")
    }
    assert found == {
        ("code", "parent"), ("code_alias", "code"), ("membership", "code"), ("membership", "category"),
        ("coding", "code"), ("property", "category"), ("placement", "coding"), ("placement", "property"),
        ("relation", "a"), ("relation", "b"), ("evidence", "relation"), ("evidence", "coding"),
        ("judgement", "category"), ("link", "coding"), ("link", "code"), ("link", "property"), ("link", "relation"),
    }  # fmt: skip


def test_joined_text() -> None:
    assert joined_text("a", "", "; ") == "a"
    assert joined_text("", "b", "; ") == "b"
    assert joined_text("a", "b", "; ") == "a; b"
    assert joined_text("a; b", "B", "; ") == "a; b"
    assert joined_text("a; b", "a; b", "; ") == "a; b"


def test_split(full: Study) -> None:
    said = there_and_back(full, lambda: split(full, "A", "A2", [2]))
    assert [r["path"] for r in rows(said)] == ["north/A", "north/A2"]
    assert one(full, "select code from coding where id = 2") == (codes.find(full.db, "A2"),)
    assert one(full, "select coding from placement where coding = 2") == (2,)  # still in north
    said = there_and_back(full, lambda: split(full, "A", "A2", [1, 1]))
    assert any("coding 1 on A/strength (middling)" in n for n in said.notes)  # no longer in A
    assert "'A' has no codings of its own now" in said.notes


def test_split_keeps_further_categories(full: Study) -> None:
    categories.category(full, "C", ["x"])
    split(full, "x", "y", [6])
    assert codes.further(full.db)[codes.find(full.db, "y")] == [codes.find(full.db, "C")]


def test_split_joins_what_meets(full: Study) -> None:
    said = there_and_back(full, lambda: split(full, "B", "A", [3]))
    assert any("joined on one stretch: 3 into 1" in n for n in said.notes)


def test_split_refused(full: Study) -> None:
    before = dump(full)
    for name, into, ids, kind in (
        ("A", "A", [1], QdaError), ("A", "y", [], QdaError), ("A", "y", [3], QdaError), ("A", "y", [99], NotFound),
        ("Aa", "y", [1], NotFound), ("A", "", [1], QdaError),
    ):  # fmt: skip
        with pytest.raises(kind):
            split(full, name, into, ids)
        assert dump(full) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_sequence_is_taken_back(data: st.DataObject) -> None:
    """Merges, splits, moves and removals in any order: the study stays whole, and undoing all gives back the start."""
    with tempfile.TemporaryDirectory() as folder, make(Path(folder)) as study:
        fill(study)
        for i, code in enumerate(("A", "B", "C", "x", "y", "z")):
            for j in range(data.draw(st.integers(0, 2))):
                coding.code(study, "two", [code], span=f"{3 * j}:{3 * j + 4 + i % 2}", note=f"{code}{j}")
        start, done = dump(study), 0
        for _ in range(data.draw(st.integers(1, 5))):
            paths = list(codes.paths(study.db).values())
            if not paths:
                break
            path = st.sampled_from(paths)
            kind = data.draw(st.sampled_from(["merge", "merge", "split", "move", "remove", "rename"]))
            lines = one(study, "select count(*) from change")[0]
            counts = one(study, "select count(*) from coding")[0]
            try:
                if kind == "merge":
                    names = data.draw(st.lists(path, min_size=1, max_size=3))
                    said = merge(study, names, data.draw(st.one_of(path, st.just("new"))))
                    joined = sum(r["joined"] for r in rows(said))
                    assert one(study, "select count(*) from coding")[0] == counts - joined
                elif kind == "split":
                    ids = [i for (i,) in study.db.execute("select id from coding")]
                    some = data.draw(st.lists(st.sampled_from(ids), max_size=3)) if ids else []
                    split(study, data.draw(path), data.draw(st.one_of(path, st.just("part"))), some)
                elif kind == "move":
                    codebook.move(study, data.draw(path), under=data.draw(path))
                elif kind == "remove":
                    codebook.remove(
                        study, data.draw(path), **{data.draw(st.sampled_from(["lift", "with_codes"])): True}
                    )
                else:
                    codebook.rename(study, data.draw(path), data.draw(st.sampled_from(["new", "A", "other"])))
            except QdaError:
                assert one(study, "select count(*) from change")[0] == lines
            whole(study)
            done += one(study, "select count(*) from change")[0] - lines
            assert codes.strays(study.db) == set()
        end = dump(study)
        if done:
            ops.undo(study, done)
            assert dump(study) == start
            ops.redo(study, done)
            assert dump(study) == end
            whole(study)
