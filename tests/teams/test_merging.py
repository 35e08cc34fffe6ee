"""Merging: from handouts and copies, again and again, by way of a third, undone, tried out, and refused."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from pair import ONE, TWO, Pair

from qda.store.file import schema


def state(path: Path) -> tuple[Any, Any]:
    db = sqlite3.connect(path)
    try:
        return dump(db), db.execute("select count(*) from change").fetchone()
    finally:
        db.close()


@pytest.fixture
def blind(pair: Pair) -> Pair:
    """ben has a copy without codings, and has coded in it."""
    pair.lea("handout", pair.theirs, "--to", "ben", "--without", "codings")
    pair.ben("code", "one", "waiting", "--quote", "I waited a long time")
    pair.ben("code", "two", "hearing late", "--quote", "We only hear it later", "--note", "n")
    return pair


def test_a_blind_copy_comes_back(blind: Pair) -> None:
    mine, his = blind.codings(), blind.codings(blind.theirs)
    held = blind.theirs.read_bytes()
    before = state(blind.ours)
    tried = blind.merge("--dry-run")
    assert state(blind.ours) == before
    found = blind.merge()
    assert tried == found and found["coding"]["added"] == 2 and found["code"]["added"] == 1
    assert blind.codings() == {**mine, **his} and blind.theirs.read_bytes() == held
    log = blind.rows(blind.ours, "log")
    assert [r["kind"] for r in log if r["coder"] == "ben"] == ["theirs", "theirs"]
    assert [r["undone"] for r in log if r["kind"] == "theirs"] == [False, False]
    after = state(blind.ours)
    done = blind.lea("merge", blind.theirs)
    assert "nothing that is new" in done.err and blind.rows(blind.ours, "merge", blind.theirs) == []
    assert state(blind.ours) == after
    blind.lea("undo", "--any")
    assert blind.codings() == mine
    assert [r["undone"] for r in blind.rows(blind.ours, "log") if r["kind"] == "theirs"] == [True, True]
    again = blind.merge()
    assert {t: r["theirs"] for t, r in again.items()} == {t: r["theirs"] for t, r in found.items()}
    assert len([r for r in blind.rows(blind.ours, "log") if r["kind"] == "theirs"]) == 2, "their lines stand once"
    assert blind.codings() == {**mine, **his}


def test_a_memo_on_something_is_one_change(pair: Pair) -> None:
    pair.lea("memo", "add", "old", "--title", "O")
    pair.part()
    pair.ben("memo", "add", "new [[code:waiting]]", "--title", "N", "--on", "code:waiting", "--on", "source:one")
    pair.ben("memo", "link", 1, "code:deciding")
    found = pair.merge()["memo"]
    assert (found["theirs"], found["added"], found["changed"]) == (2, 1, 1)
    assert [m["on"] for m in pair.rows(pair.ours, "memo", "list")] == [
        ["code:deciding"],
        ["code:waiting", "source:one"],
    ]


@pytest.mark.parametrize(
    ("options", "left"),
    [((), ""), (("--without", "memos", "--without", "codings"), ", without codings, memos"), (("--source", "one"), "")],
)
def test_the_line_with_which_a_copy_begins(options: tuple[str, ...], left: str, pair: Pair) -> None:
    last = max(r["n"] for r in pair.rows(pair.ours, "log"))
    pair.lea("handout", pair.theirs, "--to", "ben", *options)
    db = sqlite3.connect(pair.theirs)
    found = db.execute("select coder, command, summary from change where kind = 'base' order by id").fetchall()[-1:]
    db.close()
    assert found == [("ben", "handout", f"handed out to ben, on line {last} of the study{left}")]


def test_earlier_versions_come_along_with_the_text(pair: Pair) -> None:
    pair.lea("memo", "add", "zero", "--title", "M")
    pair.lea("memo", "add", "mine", "--title", "N")
    pair.part()
    for text in ("one", "two [[code:waiting]]", "three"):
        pair.ben("memo", "edit", 1, "--text", text)
    pair.ben("memo", "edit", 2, "--text", "his")
    pair.lea("memo", "edit", 2, "--text", "hers")

    def versions(memo: int) -> list[tuple[str, str]]:
        return [(v["coder"], v["text"]) for v in pair.rows(pair.ours, "memo", "show", memo, "--versions")]

    pair.merge()
    assert versions(1) == [("lea", "zero"), ("ben", "one"), ("ben", "two [[code:waiting]]"), ("ben", "three")]
    assert versions(2)[-1] == ("lea", "hers") and ("ben", "his") in versions(2)
    again = pair.merge()
    assert again == {} and len(versions(1)) == 4


def test_undo_passes_their_lines_over(blind: Pair) -> None:
    blind.merge()
    assert "merge" in blind.lea("undo", "--any").err
    assert "handout" in blind.lea("undo", "--any").err


def test_both_ways_and_on(blind: Pair) -> None:
    blind.merge()
    blind.lea("code", "two", "deciding", "--quote", "Who decides?")
    blind.merge(into=blind.theirs, of=blind.ours)
    left_out = {u for u, v in blind.codings().items() if v[3] in ("The board decides", "Then I gave up")}
    assert blind.codings(blind.theirs).items() <= blind.codings().items()
    blind.ben("uncode", blind.coding("Who decides?", blind.theirs)["id"])
    found = blind.merge()
    assert found["coding"] == {"thing": "coding", "theirs": 1, "added": 0, "joined": 0, "changed": 0, "removed": 1,
                               "already": 0, "kept": 0, "told": []}  # fmt: skip
    assert "Who decides?" not in {v[3] for v in blind.codings().values()} and left_out <= set(blind.codings())
    assert blind.conflicts() == []
    assert blind.merge(into=blind.theirs, of=blind.ours) == {} and blind.merge() == {}


def test_three_files_in_any_order(pair: Pair) -> None:
    cor = pair.folder / "cor.db"
    pair.part()
    shutil.copy(pair.ours, cor)
    pair.ben("code", "one", "despair", "--quote", "not worth the wait")
    pair.ben("codebook", "rename", "deciding", "decision")
    pair.qda.ok("--project", cor, "--coder", "cor", "code", "two", "despair", "--quote", "the worst of it")
    pair.qda.ok(
        "--project", cor, "--coder", "cor", "memo", "add", "m [[code:despair]]", "--title", "M", "--on", "code:despair"
    )
    pair.lea("codebook", "define", "waiting", "--definition", "time")
    results: list[object] = []
    for order in ((pair.theirs, cor), (cor, pair.theirs)):
        folder = pair.folder / f"order{len(results)}"
        folder.mkdir()
        mine = Path(shutil.copy(pair.ours, folder / "qda.db"))
        for file in order:
            pair.merge(into=mine, of=file)
        # by way of a third: cor merges ben, and comes again
        third = Path(shutil.copy(cor, folder / "third.db"))
        pair.merge(into=third, of=pair.theirs)
        pair.merge(into=mine, of=third)
        assert pair.conflicts(mine) == []
        results.append((
            sorted(pair.codings(mine).values()), sorted(pair.codes(mine)),
            [(m["title"], m["text"], m["on"]) for m in pair.rows(mine, "memo", "list")],
        ))  # fmt: skip
    assert results[0] == results[1]


def test_what_came_by_way_of_a_third_is_no_conflict(pair: Pair) -> None:
    cor = pair.folder / "cor.db"
    pair.part()
    shutil.copy(pair.ours, cor)
    held = pair.coding("I waited a long time")["id"]
    pair.ben("coding", "set", held, "--note", "first")
    pair.merge()
    pair.ben("coding", "set", held, "--note", "second")
    pair.merge(into=cor, of=pair.theirs)
    pair.merge(of=cor)
    assert pair.coding("I waited a long time")["note"] == "second" and pair.conflicts() == []
    pair.ben("coding", "set", held, "--note", "third")
    pair.merge()
    pair.merge(of=cor)
    assert pair.coding("I waited a long time")["note"] == "third" and pair.conflicts() == []


def test_work_done_under_ones_own_name(pair: Pair) -> None:
    pair.part()
    pair.qda.ok("--project", pair.theirs, "code", "one", "despair", "--quote", "not worth the wait")
    assert pair.coding("not worth the wait", pair.theirs)["coder"] == "lea"
    pair.merge("--as", "ben")
    assert pair.coding("not worth the wait")["coder"] == "ben"
    assert pair.rows(pair.ours, "log")[1]["coder"] == "ben"
    assert pair.merge("--as", "ben") == {}


def test_studies_made_apart(pair: Pair) -> None:
    far = pair.folder / "far"
    pair.qda.ok("--coder", "kim", "init", "far", "--name", "Far")
    (far / "eins.txt").write_text(ONE)
    (far / "two.txt").write_text("Sam: Something else.\n")
    kim = ["--project", far / "qda.db", "--coder", "kim"]
    pair.qda.ok(*kim, "import", far / "eins.txt", far / "two.txt")
    pair.qda.ok(*kim, "code", "eins", "Waiting", "--quote", "I waited a long time")
    pair.qda.ok(*kim, "code", "two", "else", "--quote", "Something")
    why = pair.qda.refused("--project", pair.ours, "merge", far / "qda.db")
    db = sqlite3.connect(far / "qda.db")
    (day,) = db.execute("select substr(at, 1, 10) from change order by id").fetchone()
    db.close()
    assert f"'Far' of {day} and this study share no past: they were made apart; --unrelated joins them" in why
    done = pair.lea("merge", far, "--unrelated")
    assert "no common past: joined by texts and names" in done.err
    assert pair.sources() == ["one", "two", "two (2)"]
    kims = {v[:4] for v in pair.codings().values() if v[2] == "kim"}
    assert kims == {("one", "waiting", "kim", "I waited a long time"), ("two (2)", "else", "kim", "Something")}
    assert [s["author"] for s in pair.segments("one")] == [s["author"] for s in pair.segments("eins", far / "qda.db")]
    pair.qda.ok(*kim, "code", "eins", "later", "--quote", "Then I gave up")
    assert pair.merge(of=far / "qda.db")["coding"]["added"] == 1, "and from now on they have a past"


def test_texts_of_one_length_are_not_one_text(pair: Pair) -> None:
    far = pair.folder / "far"
    pair.qda.ok("--coder", "kim", "init", "far", "--name", "Far")
    (far / "zwei.txt").write_text(TWO)
    (far / "drei.txt").write_text(TWO.replace("board", "mayor"))
    kim = ["--project", far / "qda.db", "--coder", "kim"]
    pair.qda.ok(*kim, "import", far / "drei.txt", far / "zwei.txt")
    pair.qda.ok(*kim, "code", "zwei", "who", "--quote", "The board decides")
    pair.qda.ok(*kim, "code", "drei", "who", "--quote", "The mayor decides")
    found = pair.merge("--unrelated", of=far / "qda.db")
    assert (found["source"]["added"], found["source"]["theirs"]) == (1, 2)
    assert sorted(pair.sources()) == ["drei", "one", "two"]
    assert {v[:4] for v in pair.codings().values() if v[2] == "kim"} == {
        ("two", "who", "kim", "The board decides"), ("drei", "who", "kim", "The mayor decides"),
    }  # fmt: skip


def test_a_file_that_another_program_has_open(blind: Pair) -> None:
    """What lies in the write-ahead log belongs to it, and the file's bytes stay."""
    code = (
        "import sys, time\nfrom qda.store import project\nfrom pathlib import Path\nfrom qda.ops.coding import coding\n"
        "s = project.open_study(Path(sys.argv[1]), coder='ben')\ncoding.code(s, 'one', ['open'], quote='Nobody told me why')\n"
        "print('done', flush=True)\nsys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(blind.theirs)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == b"done\n"
        held = blind.theirs.read_bytes()
        assert blind.theirs.with_name("ben.db-wal").stat().st_size
        found = blind.merge()
        assert found["coding"]["added"] == 3 and blind.theirs.read_bytes() == held
    finally:
        process.communicate(b"")


def test_refused(blind: Pair) -> None:
    folder = blind.folder
    (folder / "junk.db").write_bytes(os.urandom(5000))
    (folder / "empty.db").touch()
    sqlite3.connect(folder / "other.db").execute("create table a(b)").connection.close()
    shutil.copy(blind.theirs, folder / "new.db")
    db = sqlite3.connect(folder / "new.db")
    db.execute(f"pragma user_version = {schema.VERSION + 1}")
    db.close()
    os.symlink(blind.ours, folder / "same.db")
    os.link(blind.ours, folder / "linked.db")
    whole = blind.theirs.read_bytes()
    (folder / "cut.db").write_bytes(whole[: len(whole) // 2])
    for name, sql in {
        "line.db": "update change set summary = 'x' where id = 2",
        "row.db": "update coding set note = 'x' where note = 'n'",
        "log.db": "update change_row set after = 'x' where op = 'I' and last is null and change = 2",
    }.items():
        shutil.copy(blind.theirs, folder / name)
        db = sqlite3.connect(folder / name)
        for (trigger,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f"drop trigger {trigger}")
        db.execute(sql)
        db.commit()
        db.close()
    before = state(blind.ours)
    says = {
        "junk.db": "no study", "empty.db": "empty", "other.db": "another program", "new.db": "newer qda", "same.db": "this very",
        "linked.db": "this very", "cut.db": "",
        "line.db": "check", "row.db": "check", "log.db": "check", "nowhere.db": "no study",
        "lea": "this very", "../lea/../lea/qda.db": "this very",
    }  # fmt: skip
    for file, why in says.items():
        path = os.path.join(folder, file) if not file.startswith("..") else os.path.join(folder, "lea", file)
        assert why in blind.qda.refused("--project", blind.ours, "merge", path), file
    assert state(blind.ours) == before


@pytest.mark.parametrize("version", [1, 3, 5])
def test_an_older_file_is_read_from_a_copy(pair: Pair, version: int) -> None:
    studies = Path(__file__).parent.parent / "history" / "studies"
    old = pair.folder / "old.db"
    old.write_bytes(gzip.decompress((studies / f"schema-{version}.db.gz").read_bytes()))
    held = old.read_bytes()
    assert pair.merge("--unrelated", of=old)["coding"]["added"]
    assert old.read_bytes() == held and [p.name for p in pair.folder.glob("old.db*")] == ["old.db"]


def test_a_full_disk_leaves_the_study_as_it_was(blind: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.store.merge import linked
    from qda.store.merge.standing import Merging

    before = state(blind.ours)
    real = linked.links

    def full(m: Merging) -> None:
        real(m)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(linked, "links", full)
    assert "full" in blind.qda.refused("--project", blind.ours, "merge", blind.theirs)
    assert state(blind.ours) == before


@pytest.mark.parametrize("extra", ["coding", "memo"])
def test_a_handout_that_was_handed_on(blind: Pair, extra: str) -> None:
    """ben hands his copy on to cor; cor's work comes to lea by way of neither, straight."""
    cor = blind.folder / "cor.db"
    blind.qda.ok("--project", blind.theirs, "--coder", "ben", "handout", cor, "--to", "cor")
    if extra == "coding":
        blind.qda.ok("--project", cor, "code", "one", "waiting", "--quote", "And then?")
    else:
        blind.qda.ok("--project", cor, "memo", "add", "x", "--title", "T")
    blind.merge(of=cor)
    assert blind.conflicts() == []
    assert len(blind.codings()) == 5 + (extra == "coding")
    assert blind.merge() == {}, "what ben did came along"


# -- taken off and made again ------------------------------------------------------------------------------------------


def test_a_coding_taken_off_and_made_again_is_there_once(pair: Pair) -> None:
    pair.part()
    at = pair.coding("I waited a long time", pair.theirs)
    pair.qda.ok("--project", pair.theirs, "--coder", "lea", "uncode", at["id"])
    pair.qda.ok(
        "--project", pair.theirs, "--coder", "lea", "code", "one", "waiting", "--quote", at["text"], "--note", "anew"
    )
    before = state(pair.ours)
    rows = pair.merge()
    assert (rows["coding"]["added"], rows["coding"]["removed"]) == (1, 1) and pair.conflicts() == []
    assert pair.codings() == pair.codings(pair.theirs) and pair.coding(at["text"])["note"] == "anew"
    assert pair.merge() == {}
    pair.undone()
    assert state(pair.ours)[0] == before[0]


def test_a_value_and_a_code_taken_off_and_made_again_stay(pair: Pair) -> None:
    pair.lea("source", "set", "one", "place=Ede")
    pair.part()
    pair.ben("source", "set", "one", "place=")
    pair.ben("source", "set", "one", "place=Ede")
    pair.ben("codebook", "remove", "giving up")
    pair.ben("code", "two", "giving up", "--quote", "We only hear it later")
    pair.merge()
    assert pair.conflicts() == [] and pair.codings() == pair.codings(pair.theirs)
    assert pair.codes().keys() == pair.codes(pair.theirs).keys()
    for path in (pair.ours, pair.theirs):
        held = sqlite3.connect(path)
        assert held.execute("select value from value").fetchall() == [("Ede",)], path
        held.close()
