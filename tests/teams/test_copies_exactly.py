"""Copies without a part, row by row: which rows are missing, which cells are written otherwise; the rest is as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from qda.ops.teams import handout
from qda.store import check, project
from qda.store.file import schema
from qda.store.merge.copies import OF_THE_FILE

Missing = dict[str, list[int]]


def rows(db: sqlite3.Connection, table: str) -> dict[int, dict[str, Any]]:
    cursor = db.execute(f"select * from {table} order by id")
    names = [d[0] for d in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor}


def copied(file: Path, path: Path, **options: Any) -> tuple[Missing, dict[tuple[str, int, str], Any], Any]:
    """Hand out a copy: the numbers of rows that are not in it by table, cells that are others, and what was said of it."""
    with project.open_study(file, coder="lea") as study:
        before = {t: rows(study.db, t) for t in schema.RECORDED if t not in OF_THE_FILE}
        numbers = dict(study.db.execute("select name, seq from sqlite_sequence"))
        found = study.db.execute(
            "select rowid from source_fts where source_fts match 'vertrouwen' order by 1"
        ).fetchall()
        said = handout.handout(study, path, "ben", **options)
    missing: Missing = {}
    other: dict[tuple[str, int, str], Any] = {}
    with project.open_study(path) as copy:
        assert list(check.run(copy.db)) == []
        for table, was in before.items():
            now = rows(copy.db, table)
            assert now.keys() <= was.keys() or table == "setting"
            if gone := sorted(was.keys() - now.keys()):
                missing[table] = gone
            other |= {
                (table, id, n): row[n] for id, row in now.items() if id in was for n in row if row[n] != was[id][n]
            }
        held = {s for (s,) in copy.db.execute("select id from source")}
        assert [s for s in found if s[0] in held] == copy.db.execute(
            "select rowid from source_fts where source_fts match 'vertrouwen' order by 1"
        ).fetchall()
        kept = dict(copy.db.execute("select name, seq from sqlite_sequence"))
        assert {t: n for t, n in kept.items() if t in before and t != "setting"} == {
            t: n for t, n in numbers.items() if t in before and t != "setting"
        }, "no number is given twice in both files together"
        settings = dict(copy.db.execute("select name, value from setting"))
        assert (settings["coder"], settings["handed_to"], settings["name"]) == ("ben", "ben", "study")
    other = {k: v for k, v in other.items() if k[0] != "setting"}
    return missing, other, said


OFFERS = {"candidate": [1, 2, 3], "suggestion": [1, 2]}
ON_CODINGS: Missing = {
    "placement": [1, 2, 3, 4, 5], "evidence": [1, 2, 3, 4], "comparison": [1, 2, 3], "negative": [1, 2, 3, 4],
    "decision": [1], "decision_place": [1], "decision_coding": [1], "condition_coding": [1], "stability": [1],
    "stability_item": [1, 2, 3], "stability_then": [1, 2, 3], "stability_coded": [1, 2], "stability_now": [1, 2],
}  # fmt: skip
OF_MEMOS: Missing = {
    "memo": [1, 2, 3], "memo_version": [1], "storyline": [1], "summary": [1, 2, 3], "summary_version": [1],
    "link": [*range(1, 28), 31, 32, 33],  # those between are of a decision
    "pile": [1, 2, 3], "sorting": [1, 2, 3], "sorting_move": [1, 2, 3, 4, 5], "checklist": [1, 2],
}  # fmt: skip
OF_THEORY: Missing = {
    "membership": [1, 2], "property": [1, 2], "placement": [1, 2, 3, 4, 5], "relation": [1, 2], "evidence": [1, 2, 3, 4],
    "judgement": [1, 2], "sampling": [1, 2], "sampling_source": [1, 2], "condition": [1, 2], "condition_coding": [1],
    "setting": [3, 4],  # the levels of conditions
}  # fmt: skip
CHANGES: Missing = {"category_change": [1]}
CARRIED: Missing = {"carried": [1, 2]}
ONLY_CODES = {("code", id, "level"): "code" for id in (1, 2, 5, 7)}
MEMO = "Over [[source:{}]], [[segment:{}@90]], {}, [[code:{}]], [[category:{}]], {}, {}, [[participant:{}]].\u2028'Einde' 😀"
CASES: list[tuple[dict[str, Any], Missing, dict[tuple[str, int, str], Any], set[tuple[str, int, str]]]] = [
    ({}, {}, {}, set()),
    (
        {"without": ["codings"]},
        {
            "coder": [3], "coding": list(range(1, 15)), "summary": [1, 2, 3], "summary_version": [1],
            "link": [3, 12, *range(23, 31), 33], **ON_CODINGS, **OFFERS, **CHANGES, **CARRIED,
        },
        {("memo", 3, "text"): "Zie (negative left out).", ("code", 6, "example"): ""},
        {("memo", 1, "text"), ("storyline", 1, "text")},
    ),
    ({"without": ["memos"]}, {"negative": [4], **OF_MEMOS, **CARRIED},
     {("relation", 2, "note"): "", ("condition", 1, "note"): ""}, set()),
    (
        {"without": ["theory"]},
        {"link": [6, 7, 15, 16, 22, 24], "negative": [1, 3], **OF_THEORY, **CHANGES, **CARRIED},
        {
            ("memo", 3, "text"): "Zie (negative left out).", ("comparison", 1, "property"): None, **ONLY_CODES,
            **{("link", id, "kind"): "code" for id in (5, 14, 31, 32)},
        },
        {("memo", 1, "text"), ("storyline", 1, "text")},
    ),
    (
        {"sources": ["thread-2"]},
        {
            "source": [1, 3], "participant": [2, 3, 5, 6], "segment": [1, 2, 3, 4, 5, 9, 10, 11, 12], "value": [1, 3],
            "coding": [1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14], "source_done": [1], "summary": [1], "summary_version": [1],
            "link": [1, 2, 3, 10, 11, 12, *range(23, 31), 33], **ON_CODINGS, **OFFERS, **CHANGES, **CARRIED,
        },
        {("memo", 3, "text"): "Zie (negative left out)."},
        {("memo", 1, "text"), ("storyline", 1, "text")},
    ),
    (
        {"without": ["theory", "memos"], "sources": ["thread-1"]},
        {
            "source": [2, 3], "participant": [4, 5, 6], "segment": [6, 7, 8, 9, 10, 11, 12], "value": [2, 3],
            "coding": [2, 4, 5, 7, 8, 10, 13], "comparison": [1, 2], "negative": [1, 2, 3, 4],
            "stability_item": [1, 2], "stability_then": [1, 2], "stability_coded": [1, 2], "stability_now": [1, 2],
            **OF_MEMOS, **OF_THEORY, **OFFERS, **CHANGES, **CARRIED,
        },
        {("relation", 2, "note"): None, **ONLY_CODES},
        set(),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("options", "gone", "cells", "texts"), CASES, ids=[" ".join(c[0]) or "whole" for c in CASES])
def test_what_a_copy_has_of_each_table(
    options: dict[str, Any], gone: Missing, cells: dict[tuple[str, int, str], Any], texts: set[tuple[str, int, str]],
    filled_file: Path, tmp_path: Path,
) -> None:  # fmt: skip
    with project.open_study(filled_file, coder="anna") as study, study.change("before") as c:
        c.update("code", 6, example="een citaat")
        c.update("relation", 2, note="een noot")
    missing, other, said = copied(filled_file, tmp_path / "ben.db", **options)
    assert missing == ({"setting": [3], **gone, "reason": [1]} if options else {})  # of a line that is not in its log
    gone_too = {k for k, v in cells.items() if v is None and k[0] == "relation"}  # with its row
    assert {k: v for k, v in other.items() if k not in texts} == {k: v for k, v in cells.items() if k not in gone_too}
    assert {k for k in other if k in texts} == texts
    (row,) = said.table.dicts()
    left = {t: len(ids) for t, ids in missing.items()}
    assert row["left_out"] == left and (row["to"], row["codes"]) == ("ben", 7)
    full = {"sources": 3, "codings": 14, "memos": 3}
    tables = {"sources": "source", "codings": "coding", "memos": "memo"}
    assert {n: row[n] for n in full} == {n: full[n] - left.get(tables[n], 0) for n in full}


def test_what_texts_say_of_what_is_left_out(filled_file: Path, tmp_path: Path) -> None:
    with project.open_study(filled_file, coder="lea") as study:
        of = {
            t: [u for (u,) in study.db.execute(f"select uuid from {t} order by id")]
            for t in ("source", "participant", "code", "coding", "property", "relation")
        }
    first, person = of["source"][0], of["participant"][0]
    trust, worth, duty = of["code"][1], of["code"][0], of["code"][5]
    coding, grade, relation = (f"[[{t}:{of[t][0]}]]" for t in ("coding", "property", "relation"))
    _, codings, _ = copied(filled_file, tmp_path / "1.db", without=["codings"])
    assert codings["memo", 1, "text"] == MEMO.format(
        first, first, "(coding left out)", duty, trust, grade, relation, person
    )
    assert codings["storyline", 1, "text"] == f"[[category:{trust}]] draagt [[category:{worth}]]: (coding left out)."
    _, theory, _ = copied(filled_file, tmp_path / "2.db", without=["theory"])
    assert theory["memo", 1, "text"] == MEMO.replace("category", "code").format(
        first, first, coding, duty, trust, "(property left out)", "(relation left out)", person
    )
    assert theory["storyline", 1, "text"] == f"[[code:{trust}]] draagt [[code:{worth}]]: {coding}."


def test_people_of_a_copy_are_those_of_its_sources(filled_file: Path, tmp_path: Path) -> None:
    """Who speaks in them, and who is a person of one of them alone without a word; nobody else."""
    made = {"site": "", "role": "participant", "created_at": "2026-01-01"}
    with project.open_study(filled_file, coder="anna") as study, study.change("people") as c:
        for name, source in (("stil hier", 2), ("stil daar", 1), ("nergens", None)):
            c.insert("participant", uuid=f"p {name}", name=name, key=name, source=source, **made)
        said = {n for (n,) in c.db.execute(
            "select p.name from participant p join segment s on s.participant = p.id where s.source = 2")}  # fmt: skip
    copied(filled_file, tmp_path / "ben.db", sources=["thread-2"])
    with project.open_study(tmp_path / "ben.db") as copy:
        assert said and {n for (n,) in copy.db.execute("select name from participant")} == said | {"stil hier"}
