"""Codes as the store finds, lists and makes them."""

from __future__ import annotations

import pytest

from qda.core.errors import NotFound, QdaError, Refused
from qda.store.analysis import codes, codings, theory_changes
from qda.store.analysis.codes import Code
from qda.store.analysis.scope import Filters, resolve
from qda.store.project import Study
from qda.store.queries import codebook
from qda.store.texts import sources

V, M = "vertrouwen", "publieke meerwaarde"


def test_codes_by_name_and_by_path(filled: Study) -> None:
    db = filled.db
    assert [code.id for code in codes.by_name(db)] == [3, 4, 5, 7, 1, 6, 2]
    uuid = db.execute("select uuid from code where id = 5").fetchone()[0]
    assert codes.by_name(db)[2] == Code(5, uuid, "loslaten", 2, "focused", None, "hand", "", "niet ingrijpen", "", "")
    assert list(codes.paths(db).items()) == [
        (7, "macht"), (1, M), (3, f"{M}/eigen koers"), (6, "verantwoordelijkheid"), (2, V), (4, f"{V}/eigen koers"),
        (5, f"{V}/loslaten"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Vertrouwen", 2),
        (f"{V}/Eigen  Koers", 4),
        (f"{M}/eigen koers", 3),
        ("laten gaan", 5),
        ("macht/eigen koers", None),
        (f"x/{V}/loslaten", None),
        ("loslaten/x", None),
        ("iets", None),
    ],
)
def test_a_code_by_what_is_typed(name: str, found: int | None, filled: Study) -> None:
    assert codes.lookup(filled.db, name) == found
    if found is not None:
        assert codes.find(filled.db, name) == found


def test_two_codes_of_one_name(filled: Study) -> None:
    with pytest.raises(QdaError) as e:
        codes.lookup(filled.db, "Eigen koers")
    assert str(e.value) == (f"2 codes are called 'Eigen koers': name one by its path: {M}/eigen koers, {V}/eigen koers")
    with filled.change("codebook add") as c:
        top = codes.make(c, "eigen koers")
    assert codes.lookup(filled.db, "eigen koers") == top, "a code at the top is named by its name alone"
    with filled.change("codebook add") as c:
        deep = codes.make(c, V, parent=6)
        codes.make(c, "loslaten", parent=deep)
    assert codes.lookup(filled.db, f"{V}/loslaten") == 5, "the whole path wins"
    assert codes.lookup(filled.db, f"verantwoordelijkheid/{V}/loslaten") is not None
    with filled.change("codebook add") as c:
        slash = codes.make(c, "a/b")
    assert codes.lookup(filled.db, "A/B") == slash


def test_an_alias_of_two_codes(filled: Study) -> None:
    with filled.change("codebook") as c:
        codes.add_alias(c, 6, "Laten gaan")
    with pytest.raises(QdaError, match=r"^2 codes are called 'laten gaan'"):
        codes.lookup(filled.db, "laten gaan")


def test_what_is_not_there(filled: Study) -> None:
    with pytest.raises(NotFound) as e:
        codes.find(filled.db, "vertrouwn")
    assert str(e.value) == "there is no code 'vertrouwn'; did you mean 'vertrouwen'?"
    with pytest.raises(NotFound) as e:
        codes.find(filled.db, "qqqqq")
    assert str(e.value) == "there is no code 'qqqqq'; the codebook has them"
    with pytest.raises(Refused) as r:
        codes.find_category(filled.db, "loslaten")
    assert str(r.value) == "'loslaten' is a focused code, not a category: raise it to one first"
    with pytest.raises(Refused) as r:
        codes.find_category(filled.db, "Verantwoordelijkheid")
    assert str(r.value) == "'verantwoordelijkheid' is a code, not a category: raise it to one first"
    assert r.value.message.code == "not-a-category"  # type: ignore[attr-defined]
    assert codes.find_category(filled.db, "macht") == 7 and codes.find_category(filled.db, V) == 2


def test_a_code_is_made_where_there_is_none(filled: Study) -> None:
    with filled.change("codebook add") as c:
        assert codes.find_or_make(c, "VERTROUWEN") == (2, False)
        assert codes.find_or_make(c, "hoop", origin="import") == (8, True)
        assert codes.find_or_make(c, f"{V}/moed") == (9, True) and codes.find_or_make(c, "x/y") == (10, True)
        assert codes.find_or_make(c, f"{V}/ ") == (11, True)
        assert codes.find_or_make(c, f"{V}/loslaten/ver weg") == (12, True)
        assert c.db.execute("select name, parent from code where id = 12").fetchone() == ("ver weg", 5)
        with pytest.raises(QdaError) as e:
            codes.make(c, " Hoop ")
        assert str(e.value) == "there is a code 'Hoop' there already"
        made = codes.make(c, " Hoop ", parent=2, uuid="u-1", example="zo")
    rows = codes.rows(filled.db)
    assert [(rows[i]["name"], rows[i]["parent"], rows[i]["origin"]) for i in (8, 9, 10, 11)] == [
        ("hoop", None, "import"), ("moed", 2, "hand"), ("x/y", None, "hand"), (f"{V}/", None, "hand"),
    ]  # fmt: skip
    row = codes.row(filled.db, made)
    assert (row["name"], row["key"], row["uuid"], row["example"], row["level"]) == ("Hoop", "hoop", "u-1", "zo", "code")
    assert row["coder"] == 1 and row["created_at"] == c.at and codes.imported(filled.db) == {8}
    assert codes.get(filled.db, 99) is None and codes.get(filled.db, 2) == codes.row(filled.db, 2)


def test_namesakes_and_aliases(filled: Study) -> None:
    db = filled.db
    assert codes.in_home(db, "Eigen koers", 1) == 3 and codes.in_home(db, "eigen koers", 2) == 4
    assert codes.in_home(db, "eigen koers", None) is None and codes.in_home(db, "eigen koers", 1, but=3) is None
    assert codes.in_home(db, "macht", None) == 7
    assert codes.namesakes(db, "EIGEN koers", 3) == [4] and codes.namesakes(db, "macht", 7) == []
    assert codes.also_called(db, "laten GAAN", 1) == [5] and codes.also_called(db, "laten gaan", 5) == []
    assert sorted(codes.known_names(db)) == sorted({*codes.names(db).values(), "Laten gaan"})
    assert codes.called(db)["eigen koers"] == [3, 4] and codes.called(db)["laten gaan"] == [5]
    with filled.change("codebook") as c:
        codes.add_alias(c, 5, "Loslaten")
        codes.add_alias(c, 5, "LATEN gaan")
        codes.add_alias(c, 5, "vrijlaten")
    assert codes.aliases(db) == {5: ["Laten gaan", "vrijlaten"]}
    with filled.change("codebook rename") as c:
        codes.rename(c, 5, "Vrijlaten")
        codes.rename(c, 6, "VERANTWOORDELIJKHEID")
    assert codes.aliases(db) == {5: ["Laten gaan", "loslaten"]} and codes.names(db)[6] == "VERANTWOORDELIJKHEID"
    assert codes.keys(db)[5] == "vrijlaten" and codes.keys(db)[6] == "verantwoordelijkheid"


def test_the_tree(filled: Study) -> None:
    db = filled.db
    assert codes.parents(db) == {1: None, 2: None, 3: 1, 4: 2, 5: 2, 6: None, 7: None}
    assert codes.children(db) == {None: [1, 2, 6, 7], 1: [3], 2: [4, 5]}
    assert codes.levels(db)[5] == "focused" and codes.further(db) == {5: [1], 3: [2]}
    with filled.change("codebook add") as c:
        deep = codes.make(c, "diep", parent=5)
    assert codes.depths(db) == {1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 1, 7: 1, deep: 3}
    assert codes.below(db, [5, 1]) == {5, deep, 1, 3} and codes.below(db, []) == set()
    assert (
        codes.gathered(db)[1] == {1, 3, 5, deep}
        and codes.gathered(db)[2] == {2, 3, 4, 5, deep}
        and codes.gathered(db)[7] == {7}
    )
    assert codes.children_first(db, [2, 5, deep]) == [deep, 5, 2]
    with filled.change("codebook") as c:
        codes.join(c, 2, 1)
        codes.join(c, 1, 2)
        codes.join(c, 1, 2)
    assert codes.gathered(db)[1] == codes.gathered(db)[2] == {1, 2, 3, 4, 5, deep}, "a ring does no harm"
    assert codes.further(db) == {5: [1], 3: [2], 2: [1], 1: [2]}
    with filled.change("codebook move") as c:
        codes.move(c, 5, 1)
        codes.give_up_name(c, 6)
        codes.change(c, 6, colour="#00aa00")
    assert codes.parents(db)[5] == 1 and codes.further(db) == {3: [2], 2: [1], 1: [2]}
    assert codes.keys(db)[6] == "verantwoordelijkheid/6" and codes.row(db, 6)["colour"] == "#00aa00"


def test_how_much_codes_are_used(filled: Study) -> None:
    db = filled.db
    assert codes.used(db) == {1: (2, 2), 2: (5, 3), 3: (2, 2), 5: (2, 2), 6: (2, 2)}
    assert codebook.codings_of_each(db) == {code: n for code, (n, _) in codes.used(db).items()}
    assert codes.used_within(db, resolve(db, Filters(source=["thread-*"]))) == {
        1: (2, 2),
        2: (3, 2),
        3: (1, 1),
        5: (1, 1),
        6: (1, 1),
    }
    assert codes.used_within(db, resolve(db, Filters(participant=["R1"]))) == {
        2: (1, 1),
        3: (1, 1),
        5: (1, 1),
        6: (1, 1),
    }


def test_placements_that_stray(filled: Study) -> None:
    assert codes.strays(filled.db) == set()
    with filled.change("code") as c:
        one = theory_changes.add_placement(c, 1, 2, "sociaal", None, "")
        theory_changes.add_placement(c, 9, 1, "geen", 0.0, "")  # `eigen koers` of the one belongs to the other as well
    assert codes.strays(filled.db) == {one}


def test_a_coding_at_its_place(filled: Study) -> None:
    with filled.change("code") as c:
        layout = sources.layout(c.db, 1)
        made = codings.add(c, 1, layout, 80, 140, 7, note="zo", origin="in-vivo", confirmed=True)
    row = codings.row(filled.db, made)
    assert {k: row[k] for k in ("source", "start", "end", "code", "coder", "note", "origin", "confirmed", "pinned")} == {
        "source": 1, "start": 80, "end": 140, "code": 7, "coder": 1, "note": "zo", "origin": "in-vivo", "confirmed": 1,
        "pinned": 0,
    }  # fmt: skip
    assert (row["segment"], row["last_segment"], row["created_at"]) == (1, 3, c.at)
    assert (row["words"], row["characters"]) == layout.measured(80, 140)


def test_what_a_coding_remembers_of_its_place(filled: Study) -> None:
    layout = sources.layout(filled.db, 1)
    assert codings.place(layout, 41, 51) == (1, 1, 1, 10), "within one segment: words, segments, characters"
    assert codings.place(layout, 211, 220)[:3] == (0, 4, 4) and codings.place(layout, 211, 220).characters == 0, (
        "boilerplate"
    )
    assert codings.place(layout, 100, 140)[1:3] == (2, 3)


def test_the_date_of_a_coding_is_its_segment_s_or_else_its_source_s(filled: Study) -> None:
    with filled.change("source set") as c:
        c.update("source", 2, date="2026-01-01")
        c.update("segment", 7, date="2026-02-02")
    at = codings.COLUMNS.index("date")
    dates = {row[0]: row[at] for row in codings.select(filled.db, resolve(filled.db, Filters()))}
    assert (dates[5], dates[8], dates[1]) == ("2026-02-02", "2026-01-01", None)
