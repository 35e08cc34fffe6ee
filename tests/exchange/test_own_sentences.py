"""What is said of rows that cannot come in, to the letter; and files that are read and written in small pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from own_data import altered, empty, from_to, head, line_of, numbered, rows, take, texts, with_gaps, written

from qda.core.errors import QdaError
from qda.ops.theory import memos as memo_ops
from qda.store import check
from qda.store.analysis import memos
from qda.store.exchange import reading, rows_out, shape, standing, texts_in
from qda.store.exchange.reading import Head, NoHead
from qda.store.exchange.texts_in import Altered
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


# In small pieces


def test_the_same_rows_in_whatever_pieces(filled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_gaps(filled)
    whole = written(filled)
    with empty(tmp_path / "whole" / "qda.db") as made:
        from_to(filled, made)
        wanted = numbered(made.db)
    for module, name, size in (
        (rows_out, "BATCH", 1), (rows_out, "BATCH", 3), (rows_out, "TEXTS", 1), (reading, "BATCH", 1), (reading, "BATCH", 3),
        (texts_in, "SOURCES", 1), (texts_in, "SOURCES", 2), (texts_in, "CHARACTERS", 300), (texts_in, "HELD", 1),
    ):  # fmt: skip
        with monkeypatch.context() as small, empty(tmp_path / f"{name}{size}{module.__name__}" / "qda.db") as made:
            small.setattr(module, name, size)
            assert written(filled) == whole, (name, size)
            taken = from_to(filled, made)
            assert numbered(made.db) == wanted, (name, size)
            assert list(check.run(made.db)) == []
            again = from_to(filled, made)
            assert numbered(made.db) == wanted, (name, size)
        assert taken.fates["source"].new == 2 and again.fates["source"].same == 2
        assert {t: f.new for t, f in again.fates.items() if f.new} == {}
        assert {t: f.same for t, f in again.fates.items() if t != "setting"} == {
            t: f.new + f.same for t, f in taken.fates.items() if t != "setting"
        }


def test_sources_are_told_one_by_one(filled: Study, other: Study) -> None:
    from qda.store.exchange import rows_in

    told = list[int]()
    with other.change("import") as c:
        rows_in.take(c, written(filled), texts(filled), tick=lambda: told.append(len(told)))
    assert told == [0, 1, 2]


def test_another_text(filled: Study, other: Study) -> None:
    uuid = filled.db.execute("select uuid from source where id = 1").fetchone()[0]
    with pytest.raises(Altered) as e:
        take(other, written(filled), lambda u: texts(filled)(u) + ("." if u == uuid else ""))
    assert e.value.message == f"the text of the source {uuid} is not the one that was exported"


# What does not fit in a study that was there


def left(here: Study, there: Study) -> dict[str, dict[str, int]]:
    return {table: dict(fate.left) for table, fate in from_to(here, there).fates.items() if fate.left}


def test_what_does_not_fit_is_counted_by_its_reason(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        c.db.execute("delete from membership")
        c.db.execute("delete from code_alias")
        c.db.execute("delete from comparison")
        c.db.execute("delete from placement")
        c.update("code", 5, name="Laten gaan", key="laten gaan", parent=1)
        c.update("property", 1, points='["geen"]')
    assert left(filled, other) == {
        "membership": {"its home here": 1},
        "code_alias": {"the code's name here": 1},
        "placement": {"a value that the property does not have here": 1},
    }
    with filled.change("test") as c:
        c.db.execute("update code_alias set key = 'anders', name = 'Anders'")
    assert "code_alias" not in left(filled, other)
    assert list(check.run(other.db)) == []


def test_codes_that_are_one_here(filled: Study, other: Study) -> None:
    from_to(filled, other)
    lines = written(filled)
    names = head(lines)["columns"]["code"]
    first = rows(lines[line_of(lines, "code", 0)])
    second = rows(lines[line_of(lines, "code", 1)])
    for column in ("name", "key", "parent"):
        second[1 + names.index(column)] = first[1 + names.index(column)]
    second[1 + names.index("uuid")] = "00000000-0000-4000-8000-000000000003"
    i = line_of(lines, "code", 1)
    with other.change("test") as c:
        c.db.execute("delete from relation")
        c.db.execute("delete from membership")
    taken = take(other, [*lines[:i], json.dumps(second) + "\n", *lines[i + 1 :]], texts(filled))
    assert taken.fates["relation"].left == {"between codes that are one here": 2}
    assert taken.fates["evidence"].left == {"no relation here to belong to": 4}
    assert taken.fates["code"].new == 0 and taken.fates["relation"].new == 0


def test_a_core_category_and_a_story_are_told(filled: Study, other: Study) -> None:
    with other.change("test") as c:
        c.insert(
            "code", uuid="00000000-0000-4000-8000-000000000004", name="kern", key="kern", level="core", origin="hand",
            coder=c.coder_id, created_at=c.at,
        )  # fmt: skip
        c.insert(
            "storyline",
            uuid="00000000-0000-4000-8000-000000000005",
            text="Ons verhaal.",
            coder=c.coder_id,
            created_at=c.at,
        )
    assert from_to(filled, other).notes == [
        "'macht' came in as a category: the study has a core category",
        "the storyline stays as it is here; 1 version came in before it",
    ]
    assert [t for (t,) in other.db.execute("select text from storyline order by id")][::2] == ["Ons verhaal."] * 2


def test_a_source_with_another_text_is_told(filled: Study, other: Study) -> None:
    from_to(filled, other)
    lines = written(filled)
    uuid, text = filled.db.execute("select uuid, text from source where id = 1").fetchone()
    more = altered(
        altered(lines, "source", "characters", len(text) + 1), "source", "text", rows_out.checksum(text + ".")
    )
    taken = take(other, more, lambda u: text + "." if u == uuid else texts(filled)(u))
    assert taken.notes == ["thread-1 has another text here: the file's came in beside it"]
    assert (taken.fates["source"].new, taken.fates["source"].same) == (1, 2)


# The same thing twice


def test_a_thing_that_stands_twice_in_the_file_is_one(filled: Study, other: Study) -> None:
    lines = altered(altered(written(filled), "property", "category", 2, 1), "property", "name", "Graad", 1)
    taken = take(other, lines, texts(filled))
    fate = taken.fates["property"]
    assert (fate.new, fate.joined, fate.same, fate.differs) == (1, 1, 0, 0)
    assert other.db.execute("select name from property").fetchall() == [("graad",)]
    assert other.db.execute("select count(*), count(distinct property) from placement").fetchone() == (5, 1)
    again = take(other, lines, texts(filled)).fates["property"]
    assert (again.new, again.joined + again.same + again.differs) == (0, 2)


def test_two_codes_of_the_file_with_one_path_are_one(filled: Study, other: Study) -> None:
    memo_ops.link(filled, 2, ["code:vertrouwen/eigen koers"])
    lines = altered(written(filled), "code", "parent", 1, 3)  # the other `eigen koers`
    lines = altered(lines, "coding", "code", 4, 0)
    taken = take(other, lines, texts(filled))
    assert (taken.fates["code"].new, taken.fates["code"].joined) == (6, 1)
    held = "select c.name from coding g join code c on c.id = g.code where g.id = 1"
    assert other.db.execute(held).fetchone() == ("eigen koers",)
    assert [str(m) for m in memos.one(other.db, 2).on][-1] == "code:eigen koers"
    assert list(check.run(other.db)) == []


def test_a_file_that_goes_on_from_the_story_here(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with filled.change("test") as c:
        c.insert(
            "storyline", uuid="00000000-0000-4000-8000-000000000006", text="Verder.", coder=c.coder_id, created_at=c.at
        )
    taken = from_to(filled, other)
    assert taken.notes == [] and taken.fates["storyline"].new == 1
    assert [t for (t,) in other.db.execute("select text from storyline order by id")][1:] == ["Verder."]


def test_the_links_of_a_story_that_stays_are_those_of_its_copy(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        c.update("storyline", 1, uuid="00000000-0000-4000-8000-000000000007")
    assert len(from_to(filled, other).notes) == 1
    kinds = "select place, kind, uuid, label, code, coding from link where storyline = ? order by id"
    assert other.db.execute("select count(*) from storyline").fetchone() == (3,)
    assert other.db.execute(kinds, (3,)).fetchall() == other.db.execute(kinds, (1,)).fetchall() != []
    assert list(check.run(other.db)) == []


def test_names_of_sources_that_are_taken(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        c.update("source", 2, name="thread-1 (2)", key="thread-1 (2)")
    lines = written(filled)
    uuid, text = filled.db.execute("select uuid, text from source where id = 1").fetchone()
    more = altered(
        altered(lines, "source", "characters", len(text) + 1), "source", "text", rows_out.checksum(text + ".")
    )
    take(other, more, lambda u: text + "." if u == uuid else texts(filled)(u))
    name, title, metadata = other.db.execute("select name, title, metadata from source where id = 4").fetchone()
    assert (name, title, json.loads(metadata)["title"]) == ("thread-1 (3)", "thread-1", "Thread-1")


@pytest.mark.parametrize(("title", "kept"), [("Anders", "Anders"), ("thread-1", None), ("", None)])
def test_the_title_of_a_source_whose_name_is_taken(title: str, kept: str | None, filled: Study, other: Study) -> None:
    from_to(filled, other)
    lines = altered(written(filled), "source", "title", title)
    uuid, text = filled.db.execute("select uuid, text from source where id = 1").fetchone()
    more = altered(
        altered(lines, "source", "characters", len(text) + 1), "source", "text", rows_out.checksum(text + ".")
    )
    take(other, more, lambda u: text + "." if u == uuid else texts(filled)(u))
    name, now, metadata = other.db.execute("select name, title, metadata from source where id = 4").fetchone()
    assert (name, now, json.loads(metadata).get("title")) == ("thread-1 (2)", "thread-1", kept)


# Shapes of tables, and small helpers


def test_shapes(filled: Study) -> None:
    every = shape.shapes(filled.db)
    assert list(every) == [t for t in schema.RECORDED if t not in ("candidate", "suggestion")]
    one = every["segment"]
    assert one.columns[:4] == ["source", "n", "kind", "parent"] and one.uuid == -1 and one.keys == []
    assert one.at("kind") == 2 and one.at("uuid") == -1
    assert [(r.table, one.columns[r.at], r.follows) for r in one.references] == [
        ("source", "source", True), ("segment", "parent", False), ("participant", "participant", False),
        ("segment", "reply_to", False),
    ]  # fmt: skip
    assert [one.columns[r.at] for r in one.inner] == ["parent", "reply_to"]
    code = every["code"]
    assert code.uuid == 0 and [[code.columns[i] for i in k] for k in code.keys] == [["key", "parent"]]
    assert dict(zip(code.columns, code.defaults, strict=True))["codable"] == 1
    assert dict(zip(code.columns, code.required, strict=True))["colour"] is False
    assert dict(zip(every["placement"].columns, every["placement"].kinds, strict=True))["position"] == "REAL"


def test_links_by_another_identifier() -> None:
    renamed = {"a": "b"}
    assert [standing.linked(u, renamed) for u in ("a", "a@12", "c", "c@1", "")] == ["b", "b@12", "c", "c@1", ""]
    from qda.store.analysis.links import IN_TEXT

    one, two = "0" * 8 + "-0000-4000-8000-" + "0" * 12, "1" * 8 + "-0000-4000-8000-" + "0" * 12
    text = f"Zie [[code:{one}]] en [[segment:{one}@5]], niet {one}."
    assert standing.rename(text, {one: two}, IN_TEXT) == f"Zie [[code:{two}]] en [[segment:{two}@5]], niet {one}."
