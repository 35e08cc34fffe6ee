"""What is said of rows that cannot come in, to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from own_data import altered, empty, from_to, head, line_of, take, texts, written

from qda.core.errors import QdaError
from qda.store import check
from qda.store.exchange import reading, rows_out
from qda.store.exchange.reading import Head, NoHead
from qda.store.file import schema
from qda.store.project import Study

NOTHING = "; nothing was taken in: export the project again"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Study]:
    """An empty study beside the filled one."""
    with empty(tmp_path / "other" / "qda.db") as made:
        yield made


def said(study: Study, lines: list[str], text_of: Any) -> str:
    """The refusal; nothing may have changed."""
    before = dump(study.db)
    with pytest.raises(QdaError) as e:
        take(study, lines, text_of)
    assert dump(study.db) == before
    return e.value.message


SAYS = [
    ("coding", "start", -1, "has the stretch -1:51 of a text of 329 characters"),
    ("coding", "start", 51, "has the stretch 51:51 of a text of 329 characters"),
    ("coding", "end", 330, "has the stretch 41:330 of a text of 329 characters"),
    ("segment", "end", 330, "has the stretch 0:330 of a text of 329 characters"),
    ("coding", "code", 8, "names code 8, which does not stand further up"),
    ("coding", "coder", 0, "names coder 0, which does not stand further up"),
    ("segment", "reply_to", 13, "names segment 13, which the file does not have"),
    ("segment", "parent", 0, "names segment 0, which does not stand further up"),
    ("code", "parent", 8, "names code 8, which the file does not have"),
    ("code", "parent", 0, "names code 0, which the file does not have"),
    ("code", "parent", 1, "is a code that lies under itself"),
    ("coding", "confirmed", "yes", "has 'yes' as confirmed of coding: not integer"),
    ("coding", "confirmed", True, "has True as confirmed of coding: not integer"),
    ("coding", "code", "2", "has '2' as code of coding: not a row's place"),
    ("coding", "code", None, "has None as code of coding: not a row's place"),
    ("coding", "words", 1 << 63, "has 9223372036854775808 as words of coding: not integer"),
    ("coding", "words", -(1 << 63) - 1, "has -9223372036854775809 as words of coding: not integer"),
    ("coding", "words", 1.0, "has 1.0 as words of coding: not integer"),
    ("placement", "position", "x", "has 'x' as position of placement: not real"),
    ("memo", "title", None, "has None as title of memo: not text"),
    ("memo", "text", 5, "has 5 as text of memo: not text"),
    ("coder", "uuid", "0", "has '0' as uuid of coder"),
    ("coder", "uuid", "00000000-0000-4000-8000-00000000000G", "has '00000000-0000-4000-8000-00000000000G' as uuid of coder"),
    ("coder", "uuid", "00000000-0000-4000-8000-0000000000000", "has '00000000-0000-4000-8000-0000000000000' as uuid of coder"),
    ("source", "metadata", "{", "has metadata of source that cannot be read"),
    ("source", "metadata", "[]", "has metadata of source that cannot be read"),
    ("segment", "metadata", '"x"', "has metadata of segment that cannot be read"),
    ("property", "points", "{}", "has points of property that cannot be read"),
    ("property", "points", '["a", 1]', "has points of property that cannot be read"),
    ("carried", "files", "{}", "has files of carried that cannot be read"),
    ("carried", "files", "[1]", "has files of carried that cannot be read"),
    ("carried", "files", "[" * 100_000, "has files of carried that cannot be read"),
    ("source", "characters", 328, "says 328 characters of a text that has 329"),
    ("memo", "text", "[[code:x]]", "has a link [[code:x]] that no line explains"),
    ("link", "uuid", "00000000-0000-4000-8000-000000000000", "points at another source than it names"),
    ("coding", "segment", 6, "lies in a segment of another source"),
    ("coding", "last_segment", 6, "lies in a segment of another source"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value", "why"), SAYS)
def test_a_row_that_cannot_come_in(table: str, column: str, value: Any, why: str, filled: Study, other: Study) -> None:
    lines = written(filled)
    line = line_of(lines, table) + 1
    assert (
        said(other, altered(lines, table, column, value), texts(filled))
        == f"line {line} of qda/study.jsonl {why}{NOTHING}"
    )


@pytest.mark.parametrize(
    ("table", "column", "value", "n", "why"),
    [
        ("segment", "parent", 1, 5, "has a segment of another source as parent"),
        ("segment", "reply_to", 1, 5, "has a segment of another source as reply_to"),
        ("segment", "start", 132, 2, "begins before the segment in front of it ends"),
        ("segment", "end", 134, 1, "does not lie inside the segment that it belongs to"),
        ("memo", "title", None, 2, "has None as title of memo: not text"),
        ("coding", "end", 4, 12, "has the stretch 24:4 of a text of 193 characters"),
        ("coder", "uuid", "x", 1, "has 'x' as uuid of coder"),
        ("source", "characters", 1, 2, "says 1 characters of a text that has 193"),
        ("property", "points", "x", 1, "has points of property that cannot be read"),
        ("storyline", "text", "[[code:x]]", 0, "has a link [[code:x]] that no line explains"),
        ("code", "parent", 4, 3, "is a code that lies under itself"),
    ],
)
def test_a_later_row_is_told_by_its_own_line(
    table: str, column: str, value: Any, n: int, why: str, filled: Study, other: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = written(filled)
    text = f"line {line_of(lines, table, n) + 1} of qda/study.jsonl {why}{NOTHING}"
    bad = altered(lines, table, column, value, n)
    assert said(other, bad, texts(filled)) == text
    monkeypatch.setattr(reading, "BATCH", 2)
    assert said(other, bad, texts(filled)) == text, "in whatever pieces it is read"


def test_what_the_table_alone_knows(filled: Study, other: Study) -> None:
    lines = written(filled)
    for n in (0, 3):
        bad = altered(lines, "coding", "origin", "wand", n)
        text = said(other, bad, texts(filled))
        assert text.startswith(
            f"line {line_of(lines, 'coding', n) + 1} of qda/study.jsonl cannot be a row of coding (CHECK "
        )
        assert text.endswith(f"){NOTHING}")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("\n", "is no JSON"),
        ('["coding",NaN]\n', "is no JSON"),
        ('["coding",-Infinity]\n', "is no JSON"),
        ("[]\n", "is no row: a list that begins with the name of a table"),
        ("{}\n", "is no row: a list that begins with the name of a table"),
        ('"coding"\n', "is no row: a list that begins with the name of a table"),
        ("[1,2]\n", "is no row: a list that begins with the name of a table"),
        ('["nothing","x"]\n', "is of no table that the first line names: 'nothing'"),
        ('["coding","x"]\n', "has 1 cells, a row of coding has 14"),
        ('["coding","\\ud800"]\n', "holds half a character"),
        ('["coding","a\\u0000"]\n', "holds a NUL"),
        ('["coder","a","b","c","d"]\n', "is a row of coder, which stands further up"),
    ],
)
@pytest.mark.parametrize("batch", [1000, 2, 1])
def test_a_line_that_is_no_row(
    line: str, why: str, batch: int, filled: Study, other: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", batch)
    lines = written(filled)
    cells = len(head(lines)["columns"]["coding"])
    i = line_of(lines, "coding", 2)
    text = said(other, [*lines[:i], line, *lines[i + 1 :]], texts(filled))
    assert text == f"line {i + 1} of qda/study.jsonl {why.replace('14', str(cells))}{NOTHING}"


def test_what_the_first_line_says(filled: Study, other: Study) -> None:
    lines = written(filled)
    first = head(lines)
    assert reading.head(lines[0]) == Head(schema.VERSION, "0" * 64, first["columns"])

    def says(**fields: Any) -> str:
        return said(other, [json.dumps({**first, **fields}) + "\n", *lines[1:]], texts(filled))

    def columns(table: str, names: list[str]) -> str:
        return says(columns={**first["columns"], table: names})

    newer = f"schema {schema.VERSION + 1}, this one knows {schema.VERSION}"
    assert says(schema=schema.VERSION + 1) == f"the project was written by a newer qda ({newer}): update qda"
    one = "line 1 of qda/study.jsonl "
    coder = first["columns"]["coder"]
    assert columns("nothing", ["a"]) == f"{one}has a table 'nothing' that this qda does not know{NOTHING}"
    assert (
        columns("coder", [*coder, "size"]) == f"{one}has a column 'size' of coder that this qda does not know{NOTHING}"
    )
    assert columns("coder", [n for n in coder if n != "key"]) == f"{one}has no column 'key' of coder{NOTHING}"
    assert columns("code", [n for n in first["columns"]["code"] if n != "parent"]) != "", "rows are too long then"


@pytest.mark.parametrize(
    "line",
    [
        "", "x", "[]", "1", '{"schema":5,"project":"x"}', '{"schema":5,"columns":{}}', '{"project":"x","columns":{}}',
        '{"schema":"5","project":"x","columns":{}}', '{"schema":5,"project":1,"columns":{}}',
        '{"schema":5,"project":"x","columns":[]}', '{"schema":5,"project":"x","columns":{"a":1}}',
        '{"schema":5,"project":"x","columns":{"a":["b","b"]}}', '{"schema":5,"project":"x","columns":{"a":[1]}}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_first_line_that_says_nothing(line: str) -> None:
    with pytest.raises(NoHead) as e:
        reading.head(line)
    assert e.value.message == f"line 1 of qda/study.jsonl does not say what the file holds{NOTHING}"
    assert reading.head('{"schema":5,"project":"x","columns":{"a":["b","c"],"d":[]}}') == (
        5,
        "x",
        {"a": ["b", "c"], "d": []},
    )


FILE = {"path": "internal://a", "sha256": "b", "bytes": 1, "name": "a.mp4"}


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True), ({"name": "..a"}, True), ({"name": "a b.c"}, True), ({"more": 1}, True),
        ({"name": "."}, False), ({"name": ".."}, False), ({"name": ""}, False), ({"name": "a/b"}, False),
        ({"name": "a\\b"}, False), ({"name": "c:a"}, False), ({"name": "a\0"}, False), ({"name": None}, False),
        ({"path": 1}, False), ({"sha256": None}, False), ({"bytes": "1"}, False), ({"bytes": None}, False),
    ],
)  # fmt: skip
def test_what_is_known_of_a_file_of_media(change: dict[str, Any], good: bool) -> None:
    assert reading._fits("files", json.dumps([FILE, {**FILE, **change}])) is good
    assert reading._fits("files", "[]") and reading._fits("points", '["a"]') and reading._fits("metadata", '{"a": 1}')


def test_numbers_at_the_border(filled: Study, other: Study) -> None:
    lines = altered(written(filled), "placement", "position", 1 << 62)
    take(other, altered(lines, "judgement", "created_at", "x"), texts(filled))
    assert other.db.execute("select position, typeof(position) from placement where id = 1").fetchone() == (
        float(1 << 62), "real"
    )  # fmt: skip
    assert reading._far([(1 << 63)]) and reading._far([None, "x", -(1 << 63) - 1])
    assert not reading._far([(1 << 63) - 1, -(1 << 63), None, "x"])


def test_a_whole_number_among_fractions_is_kept_as_a_fraction(filled: Study, other: Study) -> None:
    take(other, altered(written(filled), "placement", "position", 1), texts(filled))
    found = other.db.execute("select position, typeof(position) from placement order by id").fetchall()
    assert found[0] == (1.0, "real") and {kind for _, kind in found} == {"real", "null"}
    assert list(check.run(other.db)) == []


def test_a_number_after_a_name_is_none_that_another_source_of_the_file_has(filled: Study, other: Study) -> None:
    from_to(filled, other)
    lines = altered(written(filled), "source", "name", "thread-1 (2)", 1)
    given = {}
    for n, (uuid, text) in enumerate(filled.db.execute("select uuid, text from source where id in (1, 2)")):
        given[uuid] = text + "."
        lines = altered(lines, "source", "characters", len(text) + 1, n)
        lines = altered(lines, "source", "text", rows_out.checksum(text + "."), n)
    of = texts(filled)
    take(other, lines, lambda uuid: given.get(uuid) or of(uuid))
    names = "select name, title from source where id > 3 order by id"
    assert other.db.execute(names).fetchall() == [("thread-1 (2)", "thread-1"), ("thread-1 (2) (2)", "thread-1 (2)")]
