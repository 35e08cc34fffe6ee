"""Copies that are handed out: whole, or with what is left out nowhere in the file, and the list of who was given what."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pair import Pair

MARK = "ZEBRA"


def cells(path: Path) -> bytes:
    """Every cell of every table, also of those that keep the full text and packed blocks."""
    import zlib

    db = sqlite3.connect(path)
    out = []
    for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
        for row in db.execute(f'select * from "{table}"'):
            for cell in row:
                if isinstance(cell, bytes):
                    out.append(cell)
                    if cell[:1] == b"x":
                        out.append(zlib.decompress(cell))
                else:
                    out.append(str(cell).encode())
    db.close()
    return b"|".join(out)


@pytest.fixture
def marked(pair: Pair) -> Pair:
    """A study in which everything that may be left out has the mark in it, now or in its history."""
    q = pair.lea
    (pair.folder / "three.txt").write_text(f"Anna B: A text with {MARK}source in it.\n")
    q("import", "three.txt")
    q("code", "one", "waiting", "--quote", "And then?", "--note", f"{MARK}coding note")
    q("code", "one", "waiting", "--quote", "not worth", "--note", f"{MARK}coding gone")
    q("undo")
    q("codebook", "define", "waiting", "--definition", "time that passes", "--example", f"{MARK}coding example")
    q("axial", "category", "power", "--from", "deciding")
    q("axial", "category", "time")
    q("axial", "property", "power", f"{MARK}theory reach", "--low", f"{MARK}theory low", "--high", "large")
    q(
        "axial",
        "relate",
        "power",
        "causes",
        "time",
        "--for",
        "3",
        "--note",
        f"{MARK}memos note",
        "--status",
        "hypothesis",
    )
    q("sampling", "add", f"{MARK}theory entry", "--for", "power")
    q("negative", "add", "3", "--against", "category:time", "--note", f"{MARK}coding case")
    q("memo", "add", f"{MARK}memos text on [[coding:4]]", "--title", f"{MARK}memos", "--on", "code:waiting")
    q("memo", "add", f"{MARK}memos gone", "--title", "x")
    q("memo", "remove", "2")
    (pair.folder / "story.md").write_text(f"{MARK}memos story [[category:power]]\n")
    q("selective", "storyline", "--file", "story.md")
    q("summary", "set", "one", "waiting", f"{MARK}memos summary")
    return pair


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (["--without", "codings"], ["coding"]),
        (["--without", "memos"], ["memos"]),
        (["--without", "theory"], ["theory"]),
        (["--without", "codings", "--without", "memos", "--without", "theory"], ["coding", "memos", "theory"]),
        (["--source", "one", "--source", "two"], ["source"]),
    ],
)
def test_what_is_left_out_is_nowhere(marked: Pair, left: list[str], words: list[str]) -> None:
    file = marked.folder / "blind.db"
    row = marked.rows(marked.ours, "handout", file, "--to", "ben", *left)[0]
    assert (row["file"], row["to"]) == (str(file), "ben") and row["left_out"]
    raw, held = file.read_bytes(), cells(file)
    for word in words:
        assert f"{MARK}{word}".encode() not in raw
        assert f"{MARK}{word}".encode() not in held
        assert f"{MARK}{word}".encode() in cells(marked.ours)
    marked.qda.ok("--project", file, "check")
    assert len(marked.rows(file, "log")) == 1
    assert "time that passes" in {c["definition"] for c in marked.rows(file, "codebook", "list")}
    if "theory" in words:
        assert {c["level"] for c in marked.rows(file, "codebook", "list")} == {"code"}
    assert marked.qda.ok("--project", file, "search", "board").out


def test_only_the_people_of_the_sources_go_along(pair: Pair) -> None:
    pair.lea("handout", pair.theirs, "--to", "ben", "--source", "one")
    db = sqlite3.connect(pair.theirs)
    assert {n for (n,) in db.execute("select name from participant")} == {"Interviewer", "Anna B"}
    assert db.execute("select distinct source from segment").fetchall() == [(1,)]
    db.close()


def test_numbers_and_uuids_are_the_same_and_ben_acts(marked: Pair) -> None:
    file = marked.folder / "blind.db"
    marked.lea("handout", file, "--to", "ben", "--without", "codings")
    for listing in (("source", "list"), ("codebook", "list"), ("memo", "list")):
        here, there = ([(r.get("id"), r["uuid"]) for r in marked.rows(p, *listing)] for p in (marked.ours, file))
        assert here == there
    marked.qda.ok("--project", file, "code", "one", "waiting", "--quote", "I gave up")
    coded = marked.rows(file, "codings")[0]
    assert coded["coder"] == "ben"
    assert coded["id"] > max(r["id"] for r in marked.rows(marked.ours, "codings")), "no number twice in both files"
    done = marked.qda.ok("--project", file, "--coder", "zoe", "code", "one", "waiting", "--quote", "Nobody")
    assert "handed out to ben" in done.err and "zoe" in done.err
    assert (
        "handed out"
        not in marked.qda.ok("--project", file, "--coder", "Ben", "code", "two", "waiting", "--quote", "Who").err
    )
    assert "handed out" not in marked.qda.ok("--project", file, "--coder", "zoe", "codings").err


def test_a_whole_copy_has_the_whole_log_and_a_wall(pair: Pair) -> None:
    file = pair.folder / "whole.db"
    pair.lea("handout", file, "--to", "ben")
    log = pair.rows(file, "log")
    assert next(r["command"] for r in log) == "handout" and log[0]["kind"] == "base"
    assert [r["command"] for r in log][1:] == [r["command"] for r in pair.rows(pair.ours, "log")][1:]
    assert pair.codings(file) == pair.codings()
    pair.qda.refused("--project", file, "undo")
    pair.qda.ok("--project", file, "check")


def test_the_list_counts_merges(pair: Pair) -> None:
    a, b = pair.folder / "a.db", pair.folder / "b.db"
    pair.lea("handout", a, "--to", "ben", "--without", "codings", "--source", "one")
    pair.lea("handout", b, "--to", "ben")
    first, second = pair.rows(pair.ours, "handout", "--list")
    assert (first["id"], first["to"], first["file"], first["sources"], first["without"]) == (
        1,
        "ben",
        "a.db",
        ["one"],
        ["codings"],
    )
    assert (first["merges"], first["last_merge"], second["without"]) == (0, None, [])
    pair.qda.ok("--project", a, "code", "one", "waiting", "--quote", "Nobody")
    pair.lea("merge", a)
    first, second = pair.rows(pair.ours, "handout", "--list")
    assert first["merges"] == 1 and first["last_merge"] and second["merges"] == 0


def test_the_key_of_pseudonyms_stays_at_home(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> None:
    key = tmp_path_factory.mktemp("keys") / "key.csv"
    pair.lea("participant", "pseudonymise", "--key", key)
    file = pair.folder / "blind.db"
    done = pair.lea("handout", file, "--to", "ben", "--without", "codings")
    assert "real names" in done.err
    assert str(key).encode() not in cells(file) and str(key).encode() not in file.read_bytes()
    assert "key" in pair.qda.refused("--project", file, "source", "list")


def test_refused(pair: Pair) -> None:
    before = pair.ours.read_bytes()
    there = pair.folder / "there.db"
    there.write_bytes(b"mine")
    for args, status in (
        ((there, "--to", "ben"), 1),
        ((pair.folder / "x.db", "--to", "consensus"), 1),
        ((pair.folder / "x.db", "--to", "LEA"), 1),
        ((pair.folder / "x.db", "--to", "ben", "--source", "no-such"), 1),
        ((pair.folder / "none" / "x.db", "--to", "ben"), 1),
        ((pair.folder, "--to", "ben"), 1),
        ((pair.folder / "x.db", "--to", "ben", "--without", "all"), 2),
        ((pair.folder / "x.db",), 2),
        (("--to", "ben"), 2),
        ((pair.folder / "x.db", "--list"), 2),
    ):
        pair.qda.refused("--project", pair.ours, "--coder", "lea", "handout", *args, status=status)
    (pair.folder / "Dropbox").mkdir()
    assert "--force" in pair.qda.refused(
        "--project", pair.ours, "--coder", "lea", "handout", "Dropbox/x.db", "--to", "ben"
    )
    assert pair.ours.read_bytes() == before and there.read_bytes() == b"mine"
    assert not (pair.folder / "x.db").exists() and not list((pair.folder / "Dropbox").iterdir())
    pair.lea("handout", "Dropbox/x.db", "--to", "ben", "--force")


def test_a_copy_of_a_copy_is_known_by_where_it_began(pair: Pair) -> None:
    """ben hands his copy on; what was done in that one comes back to ben, and through him to lea."""
    ben = pair.folder / "for ben.db"
    pair.lea("handout", ben, "--to", "ben", "--without", "memos")
    pair.qda.ok("--project", ben, "--coder", "ben", "code", "one", "of ben", "--quote", "a long time")
    third = pair.folder / "third.db"
    pair.qda.ok("--project", ben, "--coder", "ben", "handout", third, "--to", "mo", "--without", "memos")
    pair.qda.ok("--project", third, "--coder", "mo", "code", "two", "of mo", "--quote", "We only hear it later")
    pair.merge(into=ben, of=third)
    pair.merge(of=ben)
    codes = {r["code"] for r in pair.rows(pair.ours, "codings")}
    assert codes == {"waiting", "giving up", "deciding", "of ben", "of mo"}
    db = sqlite3.connect(pair.ours)
    assert {name for (name,) in db.execute("select name from coder")} >= {"lea", "ben", "mo"}
    db.close()
    assert pair.merge(of=ben) == {}
