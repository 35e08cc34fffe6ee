"""The history to the letter: what refusals name, where rows are packed, digested and numbered."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from typing import Any

import pytest
from history_steps import change, code, refused
from unguarded import unguarded

from qda.core.errors import QdaError, Refused
from qda.store import check
from qda.store.file import triggers
from qda.store.file.ids import new_uuid
from qda.store.history import door, log, undo
from qda.store.project import Study

# What refusals say


def test_nothing_to_take_back(filled: Study) -> None:
    assert str(refused(filled, "redo")) == "there is nothing to redo"
    change(filled, lambda c: c.update("code", 6, definition="x"), "dirk")
    assert str(refused(filled, "undo", 2, "dirk")) == "there is nothing of dirk to undo (only 1 of the 2)"
    assert str(refused(filled, "undo", 1, "cor")) == "there is nothing of cor to undo"
    assert refused(filled, "redo").message.code == "nothing-to-undo"  # type: ignore[attr-defined]


def test_what_was_taken_back_is_told(filled: Study) -> None:
    n = change(filled, lambda c: c.update("code", 6, definition="x"), summary="defined it")
    (line,) = undo.undo(filled.door, 1, coder="ben", scope=None, because="te vroeg")
    assert (line.n, str(line)) == (n, f"#{n} test by anna: defined it")
    (line,) = undo.redo(filled.door, 1, coder="anna", scope=None)
    assert line.n == n
    assert [tuple(e[3:8]) for e in list(log.entries(filled.db))[:2]] == [
        ("redo", f"brought back #{n} test by anna: defined it", "", "redo", n + 1),
        ("undo", f"took back #{n} test by anna: defined it", "te vroeg", "undo", n),
    ]
    lines = undo.undo(filled.door, 2, coder="anna", scope=None)
    assert [line.command for line in lines] == ["test", "selective storyline"]


def test_later_work_is_named(filled: Study) -> None:
    n = change(filled, lambda c: c.update("code", 6, definition="ben"), "ben")
    later = [change(filled, lambda c, k=k: c.update("code", 6, definition=f"anna {k}")) for k in range(3)]  # type: ignore[misc]
    named = "; ".join(f"#{k} test by anna: test" for k in later)
    says = "cannot undo #{n} test by ben: test: later changes rest on it: {later}. Take these back first, whoever made them"
    assert str(refused(filled, "undo", 1, "ben")) == says.format(n=n, later=named)
    for k in range(2):
        change(filled, lambda c, k=k: c.update("code", 6, definition=f"weer {k}"))  # type: ignore[misc]
    assert str(refused(filled, "undo", 1, "ben")) == says.format(n=n, later=named + " and 2 more")
    assert refused(filled, "undo", 1, "ben").message.code == "undo-rests"  # type: ignore[attr-defined]


def test_a_name_that_was_taken_since(filled: Study) -> None:
    change(filled, lambda c: c.update("code", 6, name="nieuw", key="nieuw"), "ben")
    n = log.undo_target(filled.db, "ben").n  # type: ignore[union-attr]
    m = change(filled, code("verantwoordelijkheid"))
    assert str(refused(filled, "undo", 1, "ben")) == (
        f"cannot undo #{n} test by ben: test: its name or place was taken since: #{m} test by anna: test. "
        "Take these back first, whoever made them"
    )
    gone = change(filled, lambda c: c.delete("code", 7), "ben")
    k = change(filled, code("macht"))
    assert str(refused(filled, "undo", 1, "ben")) == (
        f"cannot undo #{gone} test by ben: test: its name or place was taken since: #{k} test by anna: test. "
        "Take these back first, whoever made them"
    )


def test_what_a_row_needs_was_removed_since(filled: Study) -> None:
    change(filled, code("boven"))
    top = filled.db.execute("select max(id) from code").fetchone()[0]
    change(filled, code("onder", top), "ben")
    low = filled.db.execute("select max(id) from code").fetchone()[0]
    n = change(filled, lambda c: c.delete("code", low), "ben")
    m = change(filled, lambda c: c.delete("code", top))
    assert str(refused(filled, "undo", 1, "ben")) == (
        f"cannot undo #{n} test by ben: test: what it needs was removed since: #{m} test by anna: test. "
        "Take these back first, whoever made them"
    )


def test_a_row_that_points_at_it_since(filled: Study) -> None:
    n = change(filled, code("boven"), "ben")
    top = filled.db.execute("select max(id) from code").fetchone()[0]
    m = change(filled, code("onder", top))
    assert f"cannot undo #{n} test by ben: test: later changes rest on it: #{m} test by anna: test." in str(
        refused(filled, "undo", 1, "ben")
    )


def test_what_another_program_altered_is_not_undone(filled: Study) -> None:
    n = change(filled, lambda c: c.update("code", 6, definition="x"))
    with unguarded(filled.db):
        filled.db.execute("update code set definition = 'y' where id = 6")
    says = "cannot undo #{n} test by anna: test: the study is no longer as it left it; check whether it is whole"
    assert str(refused(filled, "undo")) == says.format(n=n)
    m = change(filled, lambda c: c.insert("setting", name="a", value="1"))
    with unguarded(filled.db):
        filled.db.execute("delete from setting where name = 'a'")
    assert str(refused(filled, "undo")) == says.format(n=m)


def test_rows_that_no_change_made_are_not_taken_along(filled: Study) -> None:
    n = change(filled, code("boven"))
    top = filled.db.execute("select max(id) from code").fetchone()[0]
    with unguarded(filled.db):
        filled.db.execute("insert into membership(code, category) values (?, 1)", (top,))
    stray = filled.db.execute("select max(id) from membership").fetchone()[0]
    assert str(refused(filled, "undo")) == (
        f"cannot take back #{n} test by anna: test: it would also take membership {stray}; check whether the study is whole"
    )
    with unguarded(filled.db):
        filled.db.execute("delete from membership where id = ?", (stray,))
        filled.db.execute("update code set parent = ? where id = 6", (top,))
    assert str(refused(filled, "undo")) == f"cannot undo #{n} test by anna: test: code 6 rests on it or is gone"


# The log


def test_lines_of_the_log(filled: Study) -> None:
    db = filled.db
    assert [(e.n, e.coder, e.command, e.undone) for e in log.entries(db, limit=2)] == [
        (10, "anna", "selective storyline", False), (9, "anna", "discover accept", False),
    ]  # fmt: skip
    assert [e.n for e in log.entries(db, ["ben"])] == [5] and [e.n for e in log.entries(db, [])] == []
    assert len(list(log.entries(db))) == 10 and list(log.entries(db, limit=0)) == []
    assert list(log.entries(db))[-1].kind == "base" and sorted(log.coders(db)) == ["anna", "ben"]
    assert str(log.last(db)) == "#10 selective storyline by anna: selective storyline of the filled study"
    uuid = db.execute("select uuid from change where id = 5").fetchone()[0]
    assert (
        log.standing(db, 5, uuid) == (5, "ben", "code", "code of the filled study", "do")
        and log.standing(db, 5, "x") is None
    )
    undo.undo(filled.door, 1, coder="anna", scope=None)
    assert [e.undone for e in log.entries(db, limit=3)] == [False, True, False]


def test_commands_that_only_look_are_passed_over(filled: Study) -> None:
    undo.undo(filled.door, 1, coder="anna", scope=None)
    for command in log.LOOKS:
        with filled.door.change(command, "anna") as c:
            c.insert("setting", name=command, value="x")
    assert log.undo_target(filled.db, None).n == 9  # type: ignore[union-attr]
    assert log.redo_target(filled.db, "ANNA").n == 11  # type: ignore[union-attr]
    assert log.redo_target(filled.db, "ben") is None
    change(filled, lambda c: c.update("code", 6, definition="x"), "ben")
    assert log.redo_target(filled.db, None) is None
    assert log.redo_target(filled.db, "anna").n == 11  # type: ignore[union-attr]


# The door


def test_numbers_and_names_of_coders(study: Study) -> None:
    with study.door.change("test", "Anna") as c:
        assert (c.coder, c.coder_id, c.coder_named("ANNA")) == ("anna", 1, 1)
        made = c.coder_named("Ben")
        assert study.db.execute("select name, key, created_at from coder where id = ?", (made,)).fetchone() == (
            "Ben",
            "ben",
            c.at,
        )
        first = c.next_id("code_alias")
        assert first == 1 and c.next_id("coder") == made + 1
    with study.door.change("test", "cor", because="nodig") as c:
        assert c.coder == "cor" and c.coder_id == made + 1 and c.because == "nodig"


def test_rows_that_name_another_row_now(filled: Study) -> None:
    with filled.change("test") as c:
        assert c.repoint("coding", "code", 2, 7, coder=2) == 2
        assert c.repoint("coding", "code", 2, 7, coder=2, source=9) == 0
    assert {i for (i,) in filled.db.execute("select id from coding where code = 7")} == {12, 13}


def lines(db: sqlite3.Connection, n: int) -> list[tuple[Any, ...]]:
    return db.execute("select tbl, key, last, op from change_row where change = ? order by id", (n,)).fetchall()


def test_many_rows_are_one_line(study: Study) -> None:
    rows = [(f"s{n}", str(n)) for n in range(2150)]
    with study.door.change("test", "anna") as c:
        first = c.next_id("setting")
        assert c.bulk("setting", rows) == range(first, first + 2150)
        assert c.bulk("setting", []) == range(first + 2150, first + 2150)
        assert c.bulk("setting", [("x", "a1")], ["value", "name"]) == range(first + 2150, first + 2151)
    assert lines(study.db, c.id) == [
        ("setting", first, first + 2149, "I"),
        ("setting", first + 2150, first + 2150, "I"),
    ]
    assert study.db.execute("select value from setting where name = 'a1'").fetchone() == ("x",)
    whole = hashlib.sha256()
    for at in (0, 1000, 2000):
        raw = json.dumps([list(r) for r in rows[at : at + 1000]], separators=(",", ":")).encode()
        whole.update(hashlib.sha256(raw).hexdigest().encode())
    after = study.db.execute("select after from change_row where change = ? order by id limit 1", (c.id,)).fetchone()[0]
    assert after == whole.hexdigest() == undo.digest_of_range(study.db, "setting", first, first + 2149)
    assert list(check.run(study.db)) == []


def test_a_text_is_digested_by_its_own_hash() -> None:
    rows = [("a", "tekst \u00e9\ud800", 7), ("b", "", None)]
    inner = [[a, hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest(), n] for a, t, n in rows]
    raw = json.dumps(inner, separators=(",", ":")).encode()
    assert door.digest_rows(rows, 1) == hashlib.sha256(raw).hexdigest()
    raw = json.dumps([list(r) for r in rows], ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    assert door.digest_rows(rows, None) == hashlib.sha256(raw).hexdigest()
    assert door.range_digest(rows, None) == hashlib.sha256(door.digest_rows(rows, None).encode()).hexdigest()
    assert door.digest_rows([], None) == door.range_digest([], None) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("n", "packed"), [(255, []), (256, [256]), (1000, [1000]), (1256, [1000, 256]), (1255, [1000])]
)
def test_how_many_deletions_are_packed(n: int, packed: list[int], study: Study) -> None:
    with study.door.change("test", "anna") as c:
        held = c.bulk("setting", [(f"s{k}", "é") for k in range(n)])
    with study.door.change("test", "anna") as c:
        study.db.execute("delete from setting where id >= ?", (held.start,))
    kept = [
        (key, last, before)
        for key, last, before in study.db.execute(
            "select key, last, before from change_row where change = ? order by id", (c.id,)
        )
    ]
    blocks = [b for b in kept if isinstance(b[2], bytes)]
    assert [len(json.loads(zlib.decompress(b[2]))) for b in blocks] == packed
    assert [(key, last) for key, last, _ in blocks] == [
        (held.start + sum(packed[:i]), held.start + sum(packed[: i + 1]) - 1) for i in range(len(packed))
    ]
    assert len(kept) - len(blocks) == n - sum(packed)
    rows = [row for key, _, before in kept for row in door.unpack(key, before)]
    assert rows == [(i, {"name": f"s{i - held.start}", "value": "é"}) for i in held]
    undo.undo(study.door, 1, coder="anna", scope=None)
    back = lines(study.db, c.id + 1)
    assert len(back) == (n if n < 256 else 1) and list(check.run(study.db)) == []


def test_hundreds_of_sources_that_went_come_back_with_their_full_text(study: Study) -> None:
    with study.door.change("import", "anna") as c:
        columns = c.columns("source")
        fixed = {
            "kind": "plain",
            "title": "",
            "language": "nl",
            "characters": 8,
            "words": 1,
            "origin": "",
            "metadata": "{}",
        }
        rows = [
            {**dict.fromkeys(columns), **fixed, "uuid": f"u{n}", "name": f"s{n}", "key": f"s{n}", "text": f"woord{n:03}",
             "sha256": f"h{n}", "imported_at": c.at, "sentence_rules": 1} for n in range(300)
        ]  # fmt: skip
        made = c.bulk("source", [[row[name] for name in columns] for row in rows])
    whole = door.range_digest([[row[name] for name in columns] for row in rows], columns.index("text"))
    assert undo.digest_of_range(study.db, "source", made.start, made.stop - 1) == whole
    with study.door.change("remove", "anna"):
        study.db.execute("delete from source where id <> ?", (made.start + 7,))
    undo.undo(study.door, 1, coder="anna", scope=None)
    n = study.db.execute("select max(id) from change").fetchone()[0]
    assert lines(study.db, n) == [
        ("source", made.start, made.start + 6, "I"), ("source", made.start + 8, made.stop - 1, "I"),
    ]  # fmt: skip
    assert study.db.execute("select rowid from source_fts where source_fts match 'woord250'").fetchone() == (
        made.start + 250,
    )
    assert list(check.run(study.db)) == []


def test_deletions_of_two_tables_are_packed_apart(study: Study) -> None:
    with study.door.change("test", "anna") as c:
        coders = c.bulk("coder", [(new_uuid(), f"c{k}", f"c{k}", c.at, 0) for k in range(300)])
        settings = c.bulk("setting", [(f"s{k}", "") for k in range(300)])
    with study.door.change("test", "anna") as c:
        study.db.execute("delete from setting where id >= ?", (settings.start,))
        study.db.execute("delete from coder where id >= ?", (coders.start,))
    assert lines(study.db, c.id) == [
        ("setting", settings.start, settings.stop - 1, "D"), ("coder", coders.start, coders.stop - 1, "D"),
    ]  # fmt: skip


def test_a_change_that_recorded_nothing_gives_its_number_back(study: Study) -> None:
    with study.door.change("test", "anna") as c:
        pass
    with study.door.change("test", "anna") as d:
        d.insert("setting", name="a", value="")
        d.summary, d.because = "made it", "so"
    assert c.id == d.id and not c.changed and d.changed
    row = study.db.execute("select summary, because, kind, target, hash from change where id = ?", (d.id,)).fetchone()
    assert row == ("made it", "so", "do", None, door.chain(study.db, d.id))
    assert study.db.execute("select change, bulk from change_now").fetchone() == (None, None)


def test_a_file_without_its_guard_comes_under_it_again(study: Study) -> None:
    there = triggers.present(study.db)
    study.db.execute("drop trigger h_code_i")
    with study.door.change("test", "anna") as c:
        c.insert("setting", name="a", value="")
    assert triggers.present(study.db).keys() == there.keys()


def test_numbers_that_are_not_as_expected(study: Study) -> None:
    with study.door.change("test", "anna") as c:
        c.insert("setting", name="a", value="")
    with unguarded(study.db):
        study.db.execute("insert into setting(id, name) values (70, 'b')")
        study.db.execute("update sqlite_sequence set seq = 7 where name = 'setting'")
    with pytest.raises(QdaError) as e, study.door.change("test", "anna") as c:
        c.bulk("setting", [("c", "")])
    assert str(e.value).startswith("setting: numbers ") and str(e.value).endswith("nothing was changed")


def test_nobody_acts_under_the_name_of_the_layer(study: Study) -> None:
    """However the name is written: it is refused, and no coder is added."""
    with study.change("settle") as c:
        layer = c.insert("coder", uuid="l", name="consensus", key="consensus", created_at=c.at, consensus=1)
        c.summary = "settled"
    before = study.db.execute("select * from coder order by id").fetchall()
    lines = study.db.execute("select * from change order by id").fetchall()
    for name in ("consensus", "Consensus", "CONSENSUS"):
        with pytest.raises(Refused) as e, study.change("code") as c:
            c.coder_named(name)
        assert str(e.value) == f"nobody acts as '{name}': it holds what coders settle together"
    assert study.db.execute("select * from coder order by id").fetchall() == before
    assert study.db.execute("select * from change order by id").fetchall() == lines
    assert [row[0] for row in before if row[-1]] == [layer]
