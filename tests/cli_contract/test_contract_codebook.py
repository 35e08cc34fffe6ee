"""The contract's section Codebook: codes, their names, homes, mergers, splits and files."""

from __future__ import annotations

import pytest
from contract_runner import Qda

COLUMNS = [
    "code",
    "path",
    "level",
    "definition",
    "include",
    "exclude",
    "example",
    "aliases",
    "codings",
    "sources",
    "origin",
]
TEXT = "Ik heb vertrouwen in de raad. De raad heeft vertrouwen in mij.\n\nDe gemeente doet wat zij zegt.\n"


@pytest.fixture
def book(qda: Qda) -> Qda:
    """alpha (focused) with beta (category) and Beta2 under it, Zeta, ä; codings by anna and bob, a memo, a relation."""
    qda.write("a.txt", TEXT)
    qda.ok("import", "a.txt")
    qda.ok(
        "codebook", "add", "alpha", "--level", "focused", "--definition", "first", "--include", "in", "--example", "ex"
    )
    qda.ok("codebook", "add", "beta", "--under", "ALPHA", "--level", "category")
    qda.ok("codebook", "add", "Beta2", "--under", "alpha")
    qda.ok("codebook", "add", "Zeta", "--definition", "last", "--include", "zin")
    qda.ok("codebook", "add", "ä")
    qda.ok("code", "a", "alpha", "beta", "Zeta", "--sentence", "1", "--note", "mine")
    qda.ok("--coder", "bob", "code", "a", "Zeta", "--sentence", "1", "--note", "his")
    qda.ok("axial", "category", "K")
    qda.ok("axial", "relate", "K", "causes", "beta", "--for", "2")
    qda.ok("memo", "add", "on z", "--on", "code:Zeta", "--on", "coding:3")
    return qda


def paths(qda: Qda) -> list[str]:
    return [c["path"] for c in qda.json("codebook", "list")]


def test_list_is_by_path_and_under_changes_no_level(book: Qda) -> None:
    rows = book.json("codebook", "list")
    assert list(rows[0])[:11] == COLUMNS
    assert [(r["path"], r["level"]) for r in rows] == [
        ("alpha", "focused"), ("alpha/beta", "category"), ("alpha/Beta2", "code"), ("K", "category"), ("Zeta", "code"),
        ("ä", "code"),
    ]  # fmt: skip


def test_what_is_refused_changes_nothing(book: Qda) -> None:
    for wrong in (
        ["add", "ALPHA"], ["add", "x", "--under", "nope"], ["add", "x", "--level", "bogus"], ["add", "x", "--level", "core"],
        ["define", "nope", "--definition", "x"], ["define", "alpha"], ["define", "beta", "--under", "beta"],
        ["move", "alpha", "--under", "beta"], ["move", "alpha", "--under", "alpha"], ["move", "alpha"],
        ["move", "beta", "--top", "--under", "Zeta"], ["rename", "nope", "x"], ["rename", "alpha", "zeta"],
        ["remove", "nope"], ["remove", "alpha"], ["remove", "alpha", "--with-codes", "--lift"],
        ["merge", "alpha", "--into", "Alpha"], ["merge", "nope", "--into", "alpha"], ["merge", "alpha", "--into", "beta"],
        ["merge", "alpha", "nope", "--into", "new"], ["split", "alpha", "--into", "n", "--coding", "99"],
        ["split", "alpha", "--into", "n", "--coding", "3"], ["split", "alpha", "--into", "ALPHA", "--coding", "1"],
        ["import", "nowhere.csv"],
    ):  # fmt: skip
        book.unchanged(lambda wrong=wrong: book.refused("codebook", *wrong))  # type: ignore[misc]
    assert "'alpha'" in book.refused("codebook", "define", "alhpa", "--definition", "x")


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (["rename", "alpha", "omega"], ["K", "omega", "omega/beta", "omega/Beta2", "Zeta", "ä"]),
        (["move", "beta", "--under", "zeta"], ["alpha", "alpha/Beta2", "K", "Zeta", "Zeta/beta", "ä"]),
        (["move", "beta", "--top"], ["alpha", "alpha/Beta2", "beta", "K", "Zeta", "ä"]),
        (["remove", "Zeta"], ["alpha", "alpha/beta", "alpha/Beta2", "K", "ä"]),
        (["remove", "alpha", "--with-codes"], ["K", "Zeta", "ä"]),
        (["remove", "alpha", "--lift"], ["beta", "Beta2", "K", "Zeta", "ä"]),
        (["merge", "Zeta", "--into", "alpha"], ["alpha", "alpha/beta", "alpha/Beta2", "K", "ä"]),
        (["merge", "Zeta", "beta", "--into", "new"], ["alpha", "alpha/beta", "alpha/Beta2", "K", "ä"]),
        (
            ["split", "Zeta", "--into", "z2", "--coding", "3"],
            ["alpha", "alpha/beta", "alpha/Beta2", "K", "z2", "Zeta", "ä"],
        ),
    ],
)
def test_each_change_and_its_undo(book: Qda, command: list[str], left: list[str]) -> None:
    before = book.state()
    book.ok("codebook", *command)
    if command[-1] != "new":
        assert paths(book) == left
    after = book.state()
    book.ok("check")
    book.ok("undo")
    assert book.state() == before
    book.ok("redo")
    assert book.state() == after


def test_a_renamed_code_is_found_by_its_old_name(book: Qda) -> None:
    book.ok("codebook", "rename", "alpha", "omega")
    assert book.json("codebook", "list", "--code", "omega")[0]["aliases"] == ["alpha"]
    assert book.json("code", "a", "alpha", "--sentence", "2")[0]["code"] == "omega"
    book.ok("codebook", "rename", "omega", "OMEGA")
    assert book.json("codebook", "list", "--code", "omega")[0]["aliases"] == ["alpha"]


def test_remove_prints_how_many_and_memos_stay(book: Qda) -> None:
    done = book.ok("codebook", "remove", "Zeta", "--format", "json")
    assert '"codings": 2' in done.out and "2 codings" in done.err
    memo = book.json("memo", "list")[0]
    assert memo["on"] == ["code:Zeta (removed)", "coding:3, Zeta: “Ik heb vertrouwen in de raad.” (removed)"]


def test_merge_keeps_everything_and_rehearses(book: Qda) -> None:
    rehearsed = book.unchanged(lambda: book.ok("codebook", "merge", "Zeta", "--into", "alpha", "--dry-run"))
    done = book.ok("codebook", "merge", "Zeta", "--into", "alpha")
    assert rehearsed.out == done.out
    rows = book.json("codings", "--code", "zeta")  # an alias now
    assert [(r["id"], r["code"], r["coder"], r["note"]) for r in rows] == [
        (1, "alpha", "anna", "mine"),
        (4, "alpha", "bob", "his"),
    ]
    merged = book.json("codebook", "list", "--code", "alpha")[0]
    assert "first" in merged["definition"] and "last" in merged["definition"] and merged["aliases"] == ["Zeta"]
    assert book.json("memo", "list")[0]["on"] == ["code:alpha", "coding:1"]
    done = book.ok("codebook", "merge", "beta", "--into", "K")
    assert "dropped relation 1" in done.err
    assert book.json("axial", "list") == []
    new = book.json("codebook", "merge", "alpha", "ä", "--into", "brand new")
    assert {r["into"] for r in new} == {"brand new"}  # made, in the home of the first


def test_split_keeps_numbers(book: Qda) -> None:
    before = {r["id"]: r for r in book.json("codings")}
    book.ok("codebook", "split", "Zeta", "--into", "z2", "--coding", "3")
    assert book.json("codings", "--code", "z2") == [{**before[3], "code": "z2"}]


@pytest.mark.parametrize("suffix", ["yaml", "csv", "qdc"])
def test_a_codebook_goes_out_and_comes_in(book: Qda, suffix: str) -> None:
    book.ok("codebook", "define", "alpha", "--definition", 'two\nlines, "quoted" & <tags>', "--exclude", "=cmd()")
    book.ok("codebook", "rename", "Zeta", "=zeta")
    book.ok("codebook", "export", f"b.{suffix}")
    other = Qda(book.folder / "other")
    other.folder.mkdir()
    other.ok("init")
    other.ok("codebook", "import", book.folder / f"b.{suffix}")
    names = ["code", "path"] if suffix == "qdc" else COLUMNS[:8]
    mine, theirs = (q.json("codebook", "list") for q in (book, other))
    assert [[r[n] for n in names] for r in mine] == [[r[n] for n in names] for r in theirs]
    other.unchanged(lambda: other.ok("codebook", "import", "-", stdin=(book.folder / f"b.{suffix}").read_bytes()))
    book.refused("codebook", "export", "b.txt", status=2)


def test_bad_codebook_files(qda: Qda) -> None:
    for name, raw in (
        ("e.csv", b""), ("e.yaml", b"\x00\x01"), ("e.qdc", b"<x>"), ("f.yaml", b"a: [1"), ("d.csv", b"code\na\nA\n"),
        ("n.csv", b'code\n"a\nb"\n'), ("c.csv", b"colour\nred\n"),
    ):  # fmt: skip
        qda.write(name, raw)
        qda.unchanged(lambda name=name: qda.refused("codebook", "import", name))  # type: ignore[misc]
