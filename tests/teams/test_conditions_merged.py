"""The conditional matrix in merges and handouts: what both made is joined, what one used stays, nothing left out goes along."""

from __future__ import annotations

import sqlite3

from pair import Pair


def matrix(pair: Pair) -> list[tuple[object, ...]]:
    found = pair.rows(pair.ours, "report", "conditional-matrix")
    return [(r["category"], r["as"], r["level"], len(r["codings"]), r["note"]) for r in found]


def begun(pair: Pair) -> None:
    pair.lea("axial", "category", "waiting")
    pair.lea("axial", "category", "deciding")


def add(who: object, *args: str) -> None:
    who("condition", "add", *args)  # type: ignore[operator]


def test_both_put_a_category_at_one_level(pair: Pair) -> None:
    begun(pair)
    pair.part()
    add(pair.lea, "waiting", "--as", "condition", "--level", "group", "--for", "1", "--note", "hers")
    add(pair.ben, "waiting", "--as", "condition", "--level", "group", "--for", "3", "--note", "his")
    add(pair.ben, "deciding", "--as", "consequence", "--level", "national")
    found = pair.merge()
    assert (found["condition"]["joined"], found["condition"]["added"]) == (1, 1)
    assert matrix(pair) == [
        ("waiting", "condition", "group", 2, "hers; his"), ("deciding", "consequence", "national", 0, ""),
    ]  # fmt: skip
    assert pair.merge() == {}


def test_what_one_side_removed_and_the_other_edited_stays(pair: Pair) -> None:
    begun(pair)
    add(pair.lea, "waiting", "--as", "condition", "--level", "group")
    add(pair.lea, "deciding", "--as", "condition", "--level", "group")
    pair.part()
    pair.ben("condition", "remove", "1", "2")
    add(pair.lea, "waiting", "--as", "condition", "--level", "group", "--note", "still")
    found = pair.merge()
    assert (found["condition"]["removed"], found["condition"]["kept"]) == (1, 1)
    assert matrix(pair) == [("waiting", "condition", "group", 0, "still")]
    pair.conflict("used-removed", "condition")


def test_levels_that_only_theirs_has_stand_last(pair: Pair) -> None:
    begun(pair)
    pair.part()
    pair.lea("condition", "levels", "--set", "quay,harbour")
    pair.ben("condition", "levels", "--set", "street,town")
    add(pair.ben, "waiting", "--as", "condition", "--level", "town")
    pair.merge()
    pair.conflict("both-made", "setting")
    levels = [r["level"] for r in pair.rows(pair.ours, "condition", "levels")]
    assert levels == ["quay", "harbour", "town"] and len(matrix(pair)) == 1


def test_handed_out_without_theory_memos_or_codings(pair: Pair) -> None:
    begun(pair)
    pair.lea("condition", "levels", "--set", "quay,harbour")
    add(pair.lea, "waiting", "--as", "condition", "--level", "quay", "--for", "1", "--note", "MARKED")
    for without, left in (("theory", (0, 0, 0)), ("memos", (1, 1, 1)), ("codings", (1, 0, 1))):
        file = pair.folder / f"{without}.db"
        pair.lea("handout", file, "--to", "ben", "--without", without)
        db = sqlite3.connect(file)
        n = [db.execute(f"select count(*) from {t}").fetchone()[0] for t in ("condition", "condition_coding")]
        n.append(db.execute("select count(*) from setting where name = 'condition_levels'").fetchone()[0])
        db.close()
        assert tuple(n) == left, without
        raw = file.read_bytes()
        assert (b"MARKED" in raw) == (without == "codings"), without
        assert (b"harbour" in raw) == (without != "theory"), without
