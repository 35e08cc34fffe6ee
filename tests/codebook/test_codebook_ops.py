"""Listing, making, defining, renaming, moving and removing codes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers_codebook import dump, rows, there_and_back, whole

from qda.core.errors import NotFound, QdaError
from qda.ops.coding import codebook, coding
from qda.ops.theory import selective
from qda.store import project
from qda.store.analysis import codes, links
from qda.store.analysis.scope import Filters
from qda.store.project import Study


def names(study: Study) -> list[str]:
    return [r["path"] for r in codebook.listing(study).dicts()]


def test_list_is_by_path_with_own_counts(full: Study) -> None:
    table = codebook.listing(full)
    found = {r["path"]: r for r in table.dicts()}
    assert list(found) == ["C", "north", "north/A", "north/A/x", "south", "south/B"]
    assert (found["north/A"]["codings"], found["north/A"]["sources"]) == (2, 1)
    assert (found["south/B"]["codings"], found["south/B"]["sources"]) == (2, 2)
    assert found["north"]["codings"] == 0
    assert found["C"]["level"] == "category" and found["C"]["aliases"] == []
    assert sum(r["codings"] for r in found.values()) == 6
    assert list(table.columns)[:11] == [
        "code", "path", "level", "definition", "include", "exclude", "example", "aliases", "codings", "sources",
        "origin",
    ]  # fmt: skip


def test_list_filters(full: Study) -> None:
    found = {r["code"]: r["codings"] for r in codebook.listing(full, Filters(source=["two"])).dicts()}
    assert found["A"] == 0 and found["B"] == 1
    assert [r["code"] for r in codebook.listing(full, Filters(code=["B"])).dicts()] == ["B"]
    assert [r["code"] for r in codebook.listing(full, level="code").dicts()] == ["x"]
    with pytest.raises(NotFound):
        codebook.listing(full, level="kategory")


def test_list_order_is_that_of_paths(bare: Study) -> None:
    for name in ("b", "Álpha", "a", "a b", "a-b", "ß", "B2"):
        codebook.add(bare, name)
    codebook.add(bare, "z", under="a")
    assert names(bare) == list(codes.paths(bare.db).values())


def test_add(bare: Study) -> None:
    said = there_and_back(bare, lambda: codebook.add(bare, " trust ", level="Focused", definition=" Relying on. "))
    row = rows(said)[0]
    assert (row["code"], row["level"], row["definition"], row["origin"]) == ("trust", "focused", "Relying on.", "hand")
    codebook.add(bare, "trust/in people")
    assert rows(codebook.add(bare, "either/or"))[0]["path"] == "either/or"  # no such parent: a slash in a name
    assert "trust/in people" in names(bare)
    assert codebook.add(bare, "trusts").notes == ["'trusts' is close to 'trust'"]


@pytest.mark.parametrize(
    ("name", "more", "what"),
    [
        ("TRUST", {}, "there is a code 'trust' already"),
        ("x", {"level": "core"}, "choose it as the core"),
        ("x", {"level": "categroy"}, "did you mean 'category'"),
        ("x", {"under": "trsut"}, "did you mean 'trust'"),
        ("  ", {}, "empty"),
        ("a\nb", {}, "line break"),
        ("a\x1b[1mb", {}, "control character"),
    ],
)
def test_add_refused(bare: Study, name: str, more: dict[str, str], what: str) -> None:
    codebook.add(bare, "trust")
    before = dump(bare)
    with pytest.raises(QdaError, match=what.replace("(", r"\(")):
        codebook.add(bare, name, **more)
    assert dump(bare) == before


def test_define(full: Study) -> None:
    said = there_and_back(
        full, lambda: codebook.define(full, "x", definition="an unknown", exclude="knowns", level="focused")
    )
    assert (rows(said)[0]["definition"], rows(said)[0]["exclude"], rows(said)[0]["level"]) == (
        "an unknown",
        "knowns",
        "focused",
    )
    there_and_back(full, lambda: codebook.define(full, "x", exclude=""))
    assert codes.row(full.db, codes.find(full.db, "x"))["definition"] == "an unknown"
    there_and_back(full, lambda: codebook.define(full, "x", under="C", example="e"))
    before = dump(full)
    assert "already" in codebook.define(full, "x", example="e").notes[0]
    assert dump(full) == before
    for given in ({}, {"level": "core"}, {"level": "nothing"}):
        with pytest.raises(QdaError):
            codebook.define(full, "x", **given)


def test_define_keeps_what_makes_a_category(full: Study) -> None:
    with pytest.raises(QdaError, match="strength"):
        codebook.define(full, "A", level="code")
    there_and_back(full, lambda: codebook.define(full, "south", level="focused"))
    selective.core(full, "A")
    with pytest.raises(QdaError, match="take that back first"):
        codebook.define(full, "A", level="category")


def test_rename(full: Study) -> None:
    there_and_back(full, lambda: codebook.rename(full, "A", "Courage"))
    assert codes.find(full.db, "a") == codes.find(full.db, "north/courage")
    said = there_and_back(full, lambda: codebook.rename(full, "courage", "COURAGE"))  # case alone: no alias of that
    assert rows(said)[0]["aliases"] == ["A"]
    said = there_and_back(full, lambda: codebook.rename(full, "courage", "A"))  # back: the name is no alias of itself
    assert rows(said)[0]["aliases"] == ["COURAGE"]
    before = dump(full)
    assert "already" in codebook.rename(full, "A", "A").notes[0]
    assert dump(full) == before


def test_rename_refused(full: Study) -> None:
    codebook.add(full, "north/B2")
    before = dump(full)
    with pytest.raises(QdaError, match="merge them"):
        codebook.rename(full, "A", "b2")
    with pytest.raises(QdaError, match="has another home"):
        codebook.rename(full, "A", "south/A")
    with pytest.raises(NotFound):
        codebook.rename(full, "Q9", "z")
    assert dump(full) == before
    assert "also the name of" in codebook.rename(full, "B2", "C").notes[0]  # in another home it may
    codebook.rename(full, "c", "d")  # the whole path of the one at the top; the other is north/C
    assert {codes.lookup(full.db, "d"), codes.lookup(full.db, "north/C")} == set(codes.names(full.db)) & {
        codes.find(full.db, "d"), codes.find(full.db, "north/C")
    }  # fmt: skip
    assert codes.paths(full.db)[codes.find(full.db, "d")] == "d"


def test_move(full: Study) -> None:
    before = codes.row(full.db, codes.find(full.db, "x"))["level"]
    there_and_back(full, lambda: codebook.move(full, "x", under="C"))
    assert codes.row(full.db, codes.find(full.db, "C/x"))["level"] == before
    there_and_back(full, lambda: codebook.move(full, "x", top=True))
    state = dump(full)
    assert "already" in codebook.move(full, "x", top=True).notes[0]
    for given in ({}, {"under": "C", "top": True}, {"under": "x"}, {"under": "nowhere"}):
        with pytest.raises(QdaError):
            codebook.move(full, "x", **given)
    with pytest.raises(QdaError, match="lies under it"):
        codebook.move(full, "north", under="A")
    assert dump(full) == state
    codebook.add(full, "C/x")
    with pytest.raises(QdaError, match="there is a code 'x' already"):
        codebook.move(full, "C/x", top=True)


def test_move_takes_placements_that_no_longer_apply(full: Study) -> None:
    said = there_and_back(full, lambda: codebook.move(full, "A", under="south"))
    assert any("coding 2 on north/height (up)" in n for n in said.notes)


def test_remove(full: Study) -> None:
    with pytest.raises(QdaError, match="removed as well or take its place"):
        codebook.remove(full, "A")
    with pytest.raises(QdaError, match="not both"):
        codebook.remove(full, "A", lift=True, with_codes=True)
    said = there_and_back(full, lambda: codebook.remove(full, "B"))
    assert rows(said)[0] == {"code": "B", "path": "south/B", "codings": 2, "properties": 2, "relations": 2, "memos": 1}
    assert "with 2 codings" in said.notes[0]
    assert full.db.execute("select count(*) from coding").fetchone()[0] == 4
    kept = {str(link) for link in links.of(full.db, "memo", 1, "on")}
    assert {"code:A", "code:B (removed)", "coding:3, B: “Alpha beta” (removed)", "relation:2 (removed)"} == kept
    assert "[[code:B (removed)]]" in links.shown(
        full.db, "memo", 1, full.db.execute("select text from memo").fetchone()[0]
    )


def test_remove_with_codes_and_lift(full: Study) -> None:
    said = there_and_back(full, lambda: codebook.remove(full, "north", with_codes=True))
    assert [r["path"] for r in rows(said)] == ["north", "north/A", "north/A/x"]
    assert "2 codes under it, with 3 codings" in said.notes[0]
    codebook.add(full, "outer/inner")  # a slash in a name
    codebook.add(full, "deep", under="outer/inner")
    codebook.add(full, "outer/inner", under="outer/inner")
    there_and_back(full, lambda: codebook.remove(full, "outer/inner", lift=True))
    assert {"outer/inner", "deep"} <= set(names(full))


def test_lift_refuses_two_of_one_name(full: Study) -> None:
    codebook.add(full, "B2")
    codebook.add(full, "south/B2")
    before = dump(full)
    with pytest.raises(QdaError, match="cannot be lifted"):
        codebook.remove(full, "south", lift=True)
    assert dump(full) == before


def test_remove_says_what_others_lose(full: Study) -> None:
    selective.core(full, "C")
    with project.open_study(full.path, coder="ben") as other:
        coding.code(other, "one", ["A"], span="20:25")
    codebook.define(full, "x", definition="keeps it")
    said = codebook.remove(full, "C")
    assert "the study has no core category now" in said.notes
    said = codebook.remove(full, "A", with_codes=True)
    assert any("1 of the codings was by other coders" in n for n in said.notes)
    whole(full)


def test_unknown_names_are_answered_with_the_nearest(full: Study) -> None:
    codebook.add(full, "responsibility")
    changes: tuple[Callable[[], object], ...] = (
        lambda: codebook.define(full, "responsability", definition="x"),
        lambda: codebook.rename(full, "responsability", "x"),
        lambda: codebook.move(full, "responsability", top=True),
        lambda: codebook.move(full, "A", under="responsability"),
        lambda: codebook.remove(full, "responsability"),
    )
    for change in changes:
        with pytest.raises(NotFound, match="responsibility"):
            change()
