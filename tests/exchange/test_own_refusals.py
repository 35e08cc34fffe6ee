"""Rows that no qda wrote: refused in one line with the number of theirs, and nothing changed."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from own_data import altered, empty, head, line_of, numbered, rows, take, texts, written

from qda.core.errors import QdaError
from qda.ops.study import study as study_ops
from qda.store import check
from qda.store.exchange.texts_in import Altered
from qda.store.file import schema
from qda.store.file.ids import new_uuid
from qda.store.project import Study


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Study]:
    """An empty study beside the filled one."""
    with empty(tmp_path / "other" / "qda.db") as made:
        yield made


def refused(study: Study, lines: list[str], text_of: Any) -> str:
    """The refusal; nothing may have changed."""
    before = dump(study.db)
    with pytest.raises(QdaError) as e:
        take(study, lines, text_of)
    assert dump(study.db) == before
    assert study.db.execute("select change, bulk from change_now").fetchone() == (None, None)
    assert "\n" not in e.value.message
    return e.value.message


def test_a_newer_file_is_refused(filled: Study, other: Study) -> None:
    lines = written(filled)
    lines[0] = json.dumps({**head(lines), "schema": schema.VERSION + 1}) + "\n"
    assert "newer qda" in refused(other, lines, texts(filled))


def test_an_older_file_has_defaults_for_later_columns(filled: Study, other: Study) -> None:
    lines = written(filled)
    first = head(lines)
    at = 1 + first["columns"]["code"].index("codable")
    first["columns"]["code"].remove("codable")
    del first["columns"]["carried"]
    older = [json.dumps({**first, "schema": 4}) + "\n"]
    for line in lines[1:]:
        row = rows(line)
        if row[0] == "code":
            del row[at]
        if row[0] != "carried":
            older.append(json.dumps(row) + "\n")
    take(other, older, texts(filled))
    assert other.db.execute("select distinct codable from code").fetchall() == [(1,)]
    assert {t: r for t, r in numbered(other.db).items() if t != "carried"} == {
        t: r for t, r in numbered(filled.db).items() if t != "carried"
    }
    assert list(check.run(other.db)) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("coding", "start", -1, "the stretch"),
        ("coding", "end", 100_000, "the stretch"),
        ("coding", "end", 0, "the stretch"),
        ("segment", "end", 100_000, "the stretch"),
        ("coding", "code", 99, "names code 99"),
        ("coding", "source", 0, "names source 0"),
        ("coding", "origin", "wand", "cannot be a row of coding"),
        ("participant", "role", "", "cannot be a row of participant"),
        ("coding", "confirmed", "yes", "confirmed"),
        ("coding", "confirmed", True, "confirmed"),
        ("coding", "words", 1 << 70, "words"),
        ("memo", "title", None, "title"),
        ("memo", "text", "Zie [[code:00000000-0000-4000-8000-000000000000]].", "no line explains"),
        ("code", "parent", 99, "names code 99"),
        ("code", "parent", 1, "under itself"),
        ("source", "metadata", "{", "metadata"),
        ("source", "characters", 3, "characters"),
        ("source", "uuid", "../../x", "uuid"),
        ("property", "points", "[1]", "points"),
        ("carried", "files", '[{"path": "a", "sha256": "b", "bytes": 1, "name": "../../etc/passwd"}]', "files"),
    ],
)
def test_a_row_that_no_qda_wrote_is_refused_with_its_line(
    table: str, column: str, value: Any, why: str, filled: Study, other: Study
) -> None:
    lines = written(filled)
    said = refused(other, altered(lines, table, column, value), texts(filled))
    assert why in said and f"line {line_of(lines, table) + 1} " in said, said


def test_segments_that_overlap_are_refused(filled: Study, other: Study) -> None:
    lines = written(filled)
    for n, value, why in ((5, 80, "begins before the segment in front"), (0, 100, "does not lie inside the segment")):
        said = refused(other, altered(lines, "segment", "end", value, n), texts(filled))
        assert why in said and f"line {line_of(lines, 'segment', n + 1) + 1} " in said, said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("\n", "is no JSON"), ("{}\n", "is no row"), ("[]\n", "is no row"), ("[1,2]\n", "is no row"),
        ('["coding",NaN]\n', "is no JSON"), ('["nothing","x"]\n', "no table"), ('["coding"]\n', "cells"),
        ("[" * 100_000 + "\n", "is no JSON"), ('["coding","\\ud800"]\n', "half a character"),
        ('["coding","\\u0000"]\n', "a NUL"), ('["coder","a","b","c","d"]\n', "further up"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_row_is_refused_with_its_number(line: str, why: str, filled: Study, other: Study) -> None:
    lines = written(filled)
    i = line_of(lines, "coding", 2)
    said = refused(other, [*lines[:i], line, *lines[i + 1 :]], texts(filled))
    assert why in said and f"line {i + 1} " in said, said


@pytest.mark.parametrize("first", ["", "\n", "[]\n", '{"schema": 5}\n', '{"schema":"5","project":"","columns":{}}\n'])
def test_a_file_that_does_not_say_what_it_holds_is_refused(first: str, filled: Study, other: Study) -> None:
    lines = written(filled)
    assert "line 1 " in refused(other, [first, *lines[1:]], texts(filled))


@pytest.mark.parametrize(
    "columns", [{"nothing": ["a"]}, {"coder": ["uuid", "name", "key", "created_at", "shoe size"]}, {"coder": ["uuid"]}]
)
def test_tables_and_columns_that_are_not_known_are_refused(
    columns: dict[str, list[str]], filled: Study, other: Study
) -> None:
    lines = written(filled)
    first = head(lines)
    lines[0] = json.dumps({**first, "columns": {**first["columns"], **columns}}) + "\n"
    assert "line 1 " in refused(other, lines, texts(filled))


def test_another_text_is_told_apart_from_damage(filled: Study, other: Study) -> None:
    before = dump(other.db)
    with pytest.raises(Altered):
        take(other, written(filled), lambda u: texts(filled)(u).replace("vertrouwen", "Vertrouwen"))
    assert dump(other.db) == before
    take(other, written(filled), lambda u: texts(filled)(u).replace("\n", "\r\n"))
    assert numbered(other.db) == numbered(filled.db), "files with CRLF are for programs that want them so"


def test_whatever_stands_in_a_cell_a_study_stays_whole(filled: Study, other: Study) -> None:
    """Any cell may have any value: it is refused in a sentence, or the study passes what `check` looks for."""
    lines, text_of = written(filled), texts(filled)
    choose = random.Random(20)
    values = [None, -1, 0, 1, 2, 7, 1 << 70, 0.5, "", "x", True, "\ud800", "a\0", "[[code:x]]", "[]"]
    before = dump(other.db)
    came = 0
    for _ in range(150):
        i = choose.randrange(1, len(lines))
        row = rows(lines[i])
        row[choose.randrange(1, len(row))] = choose.choice(values)
        try:
            take(other, [*lines[:i], json.dumps(row) + "\n", *lines[i + 1 :]], text_of)
        except QdaError:
            assert dump(other.db) == before
            continue
        came += 1
        assert list(check.run(other.db)) == [], row
        study_ops.undo(other, 1, anyone=True)
        assert dump(other.db) == before
    assert 0 < came < 150


def test_sqlite_says_nothing_by_itself(filled: Study, other: Study) -> None:
    """A rule of a table that only the table knows is a refusal too."""
    lines = altered(written(filled), "value", "participant", 1)
    try:
        said = refused(other, lines, texts(filled))
    except sqlite3.Error as e:
        raise AssertionError(e) from e
    assert "value" in said


def test_the_layer_of_what_was_settled_is_no_person(filled: Study, other: Study) -> None:
    """A person here called as the layer there stays a person; who acts here never becomes a layer."""
    with other.change("test") as c:
        c.insert("coder", uuid=new_uuid(), name="Consensus", key="consensus", created_at=c.at)
        c.summary = "a person"
    take(other, written(filled), texts(filled))
    of = dict(other.db.execute("select name, consensus from coder"))
    assert of["Consensus"] == 0 and of["consensus (2)"] == 1 and sum(of.values()) == 1
    theirs = [n for (n,) in filled.db.execute("select count(*) from coding group by coder order by coder")]
    here = other.db.execute(
        "select count(g.id) from coder k join coding g on g.coder = k.id group by k.id order by count(g.id)"
    ).fetchall()
    assert sorted(theirs) == [n for (n,) in here]
    assert list(check.run(other.db)) == []


def test_no_file_makes_a_layer_of_who_acts_here(filled: Study, other: Study) -> None:
    take(other, altered(written(filled), "coder", "consensus", 1), texts(filled))
    of = dict(other.db.execute("select name, consensus from coder"))
    assert of["Anna"] == 0 and sum(of.values()) == 1
    assert list(check.run(other.db)) == []
    study_ops.undo(other, 1, anyone=True)


def test_a_settled_place_that_cannot_be_read_is_refused(filled: Study, other: Study) -> None:
    for state in ("x", "[]", '{"readers": 1, "codings": {}}', '{"readers": [], "codings": {"a": 1}}', "{}"):
        said = refused(other, altered(written(filled), "decision_place", "state", state), texts(filled))
        assert "state of decision_place" in said
