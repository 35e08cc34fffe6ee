"""Rows that came in as a range and go as one: packed, without a trigger a row, and back again; the full text keeps step."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qda.core.errors import QdaError
from qda.ops.coding import coding
from qda.ops.sources.import_list import import_texts
from qda.ops.study import study as ops
from qda.store import check
from qda.store.history import door, undo, whole_ranges
from qda.store.project import Study
from qda.store.texts import sources

Dumper = Callable[..., Any]


@pytest.fixture(autouse=True, params=[4, 5000], ids=["indexes anew", "indexes kept"])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rows are many, and a block has three."""
    monkeypatch.setattr(door, "INDEX_FROM", request.param)
    monkeypatch.setattr(door, "PACK_FROM", 4)
    monkeypatch.setattr(door, "PACK_ROWS", 3)


def texts(folder: Path, name: str, n: int) -> list[str]:
    """n interviews, each with turns of two people."""
    out = []
    for i in range(n):
        path = folder / f"{name}{i:02d}.txt"
        path.write_text(
            f"Interviewer: Wat is {name}?\nNora: Een {name}woord {i} “😀”.\n\nInterviewer: En?\nNora: Ja.\n", "utf-8"
        )
        out.append(str(path))
    return out


def held(study: Study, word: str) -> int:
    """In how many sources the full text has a word."""
    (n,) = study.db.execute("select count(*) from source_fts where source_fts match ?", (word,)).fetchone()
    return int(n)


def schema(study: Study) -> set[tuple[str, ...]]:
    return {tuple(map(str, row)) for row in study.db.execute("select type, name, tbl_name, sql from sqlite_master")}


def last_lines(study: Study) -> list[tuple[Any, ...]]:
    return study.db.execute(
        "select tbl, key, last, op, before from change_row where change = (select max(id) from change) order by id"
    ).fetchall()


@pytest.mark.parametrize(("first", "then"), [(3, 9), (9, 6), (0, 5)])
def test_an_import_goes_and_comes_back(first: int, then: int, study: Study, tmp_path: Path, dump: Dumper) -> None:
    """Whether more texts stay than go or fewer, the full text has those that are there."""
    if first:
        import_texts(study, texts(tmp_path, "eerst", first))
    before, made = dump(study.db), schema(study)
    import_texts(study, texts(tmp_path, "dan", then))
    after = dump(study.db)
    for _ in range(2):
        assert (held(study, "Wat"), held(study, "danwoord")) == (first + then, then)
        ops.undo(study)
        assert dump(study.db) == before
        assert (held(study, "Wat"), held(study, "danwoord"), held(study, "eerstwoord")) == (first, 0, first)
        assert schema(study) == made and study.db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert list(check.run(study.db)) == []
        ops.redo(study)
        assert dump(study.db) == after and list(check.run(study.db)) == []


def test_what_goes_is_kept_in_blocks(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_texts(study, texts(tmp_path, "dan", 7))
    rows = {
        id: dict(zip(names, row, strict=True))
        for names in [[r[1] for r in study.db.execute("pragma table_info(source)")][1:]]
        for id, *row in study.db.execute("select * from source")
    }
    monkeypatch.setattr(whole_ranges, "BLOCK_BYTES", max(len(json.dumps(r)) for r in rows.values()))
    ops.undo(study)
    lines = last_lines(study)
    assert {op for *_, op, _ in lines} == {"D"}
    blocks = [json.loads(zlib.decompress(before)) for tbl, _, _, _, before in lines if tbl == "source"]
    assert [n for block in blocks for n, _ in block] == sorted(rows)
    assert {n: image for block in blocks for n, image in block} == rows
    assert max(map(len, blocks)) < 3, "a block is full when its rows are long"
    assert [(key, last) for tbl, key, last, *_ in lines if tbl == "source"] == [(b[0][0], b[-1][0]) for b in blocks]
    assert all(len(json.loads(zlib.decompress(line[4]))) <= 3 for line in lines if isinstance(line[4], bytes))


def test_rows_that_hang_on_each_other_go_together(study: Study, dump: Dumper) -> None:
    """Posts that answer one another within the range are no rows of others."""
    with study.change("posts") as c:
        source = c.insert(
            "source", uuid="u", name="s", key="s", kind="plain", title="", language="nl", text="abcdefgh", characters=8, words=1,
            sha256="", origin="", imported_at=c.at, metadata="{}", sentence_rules=1,
        )  # fmt: skip
        first = c.next_id("segment")
        up = [None, first, first, first + 5, None, None, first + 1, None]
        c.bulk(
            "segment",
            [(source, n + 1, "post", None, None, None, None, to, n, n + 1, 1, None) for n, to in enumerate(up)],
        )
    after = dump(study.db)
    ops.undo(study)
    assert {op for *_, op, _ in last_lines(study)} == {"D"}, "none was altered first"
    assert list(check.run(study.db)) == []
    ops.redo(study)
    assert dump(study.db) == after and list(check.run(study.db)) == []


def test_a_row_of_another_change_on_one_of_the_range(study: Study, tmp_path: Path, dump: Dumper) -> None:
    import_texts(study, texts(tmp_path, "dan", 6))
    study._coder = "ben"
    coding.code(study, "dan03", ["waarde"], quote="danwoord 3")
    before = dump(study.db)
    with pytest.raises(QdaError, match=r"later changes rest on it: #\d+ code by ben"):
        undo.undo(study.door, 1, coder="anna", scope="anna")
    assert dump(study.db) == before


def test_rows_that_hang_on_the_range_go_row_by_row(study: Study, tmp_path: Path, dump: Dumper) -> None:
    """Made in the same change: the foreign keys take them along and the triggers record them."""
    with study.change("both") as c:
        type_ids = c.bulk("relation_type", [(f"u{n}", f"t{n}", f"t{n}", "") for n in range(6)])
        codes = [
            c.insert(
                "code", uuid=f"c{n}", name=f"c{n}", key=f"c{n}", level="code", origin="hand", created_at=c.at, codable=1
            )
            for n in range(2)
        ]
        c.db.execute("delete from relation_type where id = ?", (type_ids[2],))
        c.insert(
            "relation", uuid="r", a=codes[0], type=type_ids[1], b=codes[1], status="hypothesis", coder=c.coder_id, created_at=c.at
        )  # fmt: skip
    after = dump(study.db)
    ops.undo(study)
    assert list(check.run(study.db)) == []
    ops.redo(study)
    assert dump(study.db) == after and list(check.run(study.db)) == []
    assert sources.names(study.db) == []


def test_while_somebody_reads_the_indexes_stay(study: Study, tmp_path: Path, dump: Dumper) -> None:
    """SQLite drops none then; the rows go all the same."""
    before, made = dump(study.db), schema(study)
    import_texts(study, texts(tmp_path, "dan", 6))
    reading = study.db.execute("select id from source order by id")
    assert next(reading) == (1,)
    ops.undo(study)
    reading.close()
    assert dump(study.db) == before and schema(study) == made and list(check.run(study.db)) == []


def test_large_ranges_and_single_rows_by_turns(study: Study, dump: Dumper) -> None:
    before = dump(study.db)
    with study.change("by turns") as c:
        for n in range(3):
            c.insert("setting", name=f"one{n}", value="")
            c.bulk("setting", [(f"{n} {i}", "x" * i) for i in range(5)])
            c.bulk("relation_type", [(f"u{n}{i}", f"t{n}{i}", f"t{n}{i}", "") for i in range(4)])
            c.bulk("relation_type", [(f"v{n}{i}", f"v{n}{i}", f"v{n}{i}", "") for i in range(6)])
    after = dump(study.db)
    ops.undo(study)
    assert dump(study.db) == before and list(check.run(study.db)) == []
    ops.redo(study)
    assert dump(study.db) == after and list(check.run(study.db)) == []


def _relations(c: door.Change, n: int) -> list[int]:
    """Make a relation, and after it, as one range, relation types: it hangs on the second of them."""
    codes = [
        c.insert(
            "code", uuid=f"c{i}", name=f"c{i}", key=f"c{i}", level="code", origin="hand", created_at=c.at, codable=1
        )
        for i in range(2)
    ]
    c.db.execute("pragma defer_foreign_keys = on")
    type_id = c.next_id("relation_type") + 1
    c.insert(
        "relation", uuid="r", a=codes[0], type=type_id, b=codes[1], status="hypothesis", coder=c.coder_id, created_at=c.at
    )  # fmt: skip
    return list(c.bulk("relation_type", [(f"u{i}", f"t{i}", f"t{i}", "") for i in range(n)]))


@pytest.mark.parametrize("many", [3, 6], ids=["few", "many"])
@pytest.mark.parametrize("hangs", [False, True], ids=["by itself", "hung upon"])
@pytest.mark.parametrize("last", [False, True], ids=["before a row", "at the end"])
def test_a_range_of_which_a_row_went_unrecorded_is_not_taken_back(
    many: int, hangs: bool, last: bool, study: Study, dump: Dumper
) -> None:
    """Another program removed a row: the undo says so and leaves the study as it is."""
    made_of = schema(study)
    with study.change("types") as c:
        c.summary = "made types"
        if last:
            c.insert("setting", name="one", value="")
        if hangs:
            made = _relations(c, many)
        else:
            made = list(c.bulk("relation_type", [(f"u{i}", f"t{i}", f"t{i}", "") for i in range(many)]))
        if not last:
            c.insert("setting", name="one", value="")
    (sql,) = study.db.execute("select sql from sqlite_master where name = 'h_relation_type_d'").fetchone()
    study.db.execute("drop trigger h_relation_type_d")
    study.db.execute("delete from relation_type where id = ?", (made[2],))
    study.db.execute(sql)
    held = dump(study.db)
    with pytest.raises(QdaError) as e:
        ops.undo(study)
    assert str(e.value) == (
        "cannot undo #2 types by anna: made types: the study is no longer as it left it; check whether it is whole"
    )
    assert dump(study.db) == held and schema(study) == made_of
