"""Rows of qda's own in small pieces, twice in a file, or in a study where they do not fit; the shapes of tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_data import altered, empty, from_to, head, line_of, numbered, rows, take, texts, with_gaps, written

from qda.ops.theory import memos as memo_ops
from qda.store import check
from qda.store.analysis import memos
from qda.store.exchange import reading, rows_out, shape, standing, texts_in
from qda.store.exchange.texts_in import Altered
from qda.store.file import schema
from qda.store.project import Study


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Study]:
    """An empty study beside the filled one."""
    with empty(tmp_path / "other" / "qda.db") as made:
        yield made


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


def test_more_than_one_version_of_a_story_is_told(filled: Study, other: Study) -> None:
    with filled.change("test") as c:
        c.insert(
            "storyline", uuid="00000000-0000-4000-8000-000000000006", text="Weer anders.", coder=1, created_at=c.at
        )
    with other.change("test") as c:
        c.insert(
            "storyline",
            uuid="00000000-0000-4000-8000-000000000005",
            text="Ons verhaal.",
            coder=c.coder_id,
            created_at=c.at,
        )
    (n,) = filled.db.execute("select count(*) from storyline").fetchone()
    assert n > 1
    assert from_to(filled, other).notes == [f"the storyline stays as it is here; {n} versions came in before it"]
    assert other.db.execute("select text from storyline order by id desc limit 1").fetchone() == ("Ons verhaal.",)


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


@pytest.mark.parametrize(
    ("title", "metadata", "kept"),
    [("Anders", "{}", "Anders"), ("Anders", '{"title": "Eerst"}', "Eerst"), ("thread-1", "{}", None), ("", "{}", None)],
)
def test_the_title_of_a_source_whose_name_is_taken(
    title: str, metadata: str, kept: str | None, filled: Study, other: Study
) -> None:
    from_to(filled, other)
    lines = altered(altered(written(filled), "source", "title", title), "source", "metadata", metadata)
    uuid, text = filled.db.execute("select uuid, text from source where id = 1").fetchone()
    more = altered(
        altered(lines, "source", "characters", len(text) + 1), "source", "text", rows_out.checksum(text + ".")
    )
    take(other, more, lambda u: text + "." if u == uuid else texts(filled)(u))
    name, now, about = other.db.execute("select name, title, metadata from source where id = 4").fetchone()
    assert (name, now, json.loads(about).get("title")) == ("thread-1 (2)", "thread-1", kept)


# Shapes of tables, and small helpers


def test_shapes(filled: Study) -> None:
    every = shape.shapes(filled.db)
    assert list(every) == [t for t in schema.RECORDED if t not in shape.STAYS]
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
