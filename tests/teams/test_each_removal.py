"""Row by row: what one side removed while the other did nothing with it, altered it, or removed it as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sides import both, named, one, own_work, parted

from qda.ops.teams import conflicts
from qda.store.history.door import Change
from qda.store.project import Study

STAYS = "it stays, as ours edited it or rests something on it"
BACK = "it came back, as theirs edited it or rests on it"
# table, row; what the other side alters in it; the thing and how it is called
ROWS: list[tuple[str, int, dict[str, Any], str, str]] = [
    ("value", 2, {"value": "Assen"}, "value", "municipality of thread-2"),
    ("variable", 2, {"name": "sekse", "key": "sekse"}, "variable", "sekse"),
    ("code", 6, {"definition": "b"}, "code", "verantwoordelijkheid"),
    ("coding", 9, {"note": "b"}, "coding", "9, eigen koers: “eigen koers”"),
    ("coding", 6, {"confirmed": 1}, "coding", "6, verantwoordelijkheid: “Ik”"),
    ("property", 2, {"name": "aard", "key": "aard"}, "property", "publieke meerwaarde/aard"),
    ("placement", 4, {"note": "b"}, "placement", "4, loslaten: “oslaten”"),
    ("relation", 2, {"status": "refuted"}, "relation", "2"),
    ("comparison", 3, {"note": "b"}, "comparison", "3"),
    ("judgement", 1, {"abstract": "no"}, "judgement", "publieke meerwaarde"),
    ("memo", 2, {"title": "b"}, "memo", "b"),
    ("negative", 3, {"note": "b"}, "negative", "3"),
    ("sampling", 2, {"changed": "b"}, "sampling", "2"),
    ("summary", 3, {"text": "b"}, "summary", "vertrouwen"),
]  # fmt: skip
PARAMS = pytest.mark.parametrize(("table", "row", "new", "thing", "name"), ROWS, ids=[f"{r[0]} {r[1]}" for r in ROWS])


def remove(study: Study, table: str, row: int) -> None:
    with study.change("remove") as c:
        drop(c, table, row)


def drop(c: Change, table: str, row: int) -> None:
    from qda.store.merge import settling

    settling.remove(c, table, row)


def there(study: Study, table: str, row: int) -> bool:
    return bool(one(study, f"select count(*) from {table} where id = ?", row))


@PARAMS
def test_theirs_removed_it(
    table: str, row: int, new: dict[str, Any], thing: str, name: str, filled_file: Path, tmp_path: Path
) -> None:
    """It goes, with what rests on it; links to it remember it; in the row of the table it is counted."""
    with parted(filled_file, tmp_path) as sides:
        base = named(sides.ours)
        remove(sides.theirs, table, row)
        with sides.ours.change("own") as c:
            own_work(c)
        wanted = both(base, named(sides.ours), named(sides.theirs))
        found = sides.merge()
        assert named(sides.ours) == wanted and sides.told() == []
        assert found[thing] == {"removed": 1} and {f for r in found.values() for f in r} <= {"removed", "changed"}
        assert not there(sides.ours, table, row)


@PARAMS
def test_both_removed_it(
    table: str, row: int, new: dict[str, Any], thing: str, name: str, filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        for side in (sides.ours, sides.theirs):
            remove(side, table, row)
        before = named(sides.ours)
        found = sides.merge()
        after = named(sides.ours)
        moves = [after.pop("sorting_move"), before.pop("sorting_move")]
        assert after == before and sides.told() == []
        assert moves[0] >= moves[1], "that a memo left its pile is in the history of both"
        assert found[thing] == {"already": 1} and {f for r in found.values() for f in r} == {"already"}


@PARAMS
def test_theirs_removed_what_ours_altered(
    table: str, row: int, new: dict[str, Any], thing: str, name: str, filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("edit") as c:
            c.update(table, row, **new)
        remove(sides.theirs, table, row)
        before = named(sides.ours)
        found = sides.merge()
        assert found[thing]["kept"] == 1
        (told,) = [k for k in sides.told() if (k["tbl"], k["row"]) == (table, row)]
        assert (told["kind"], told["thing"], told["name"], told["coder"], told["done"]) == (
            "used-removed", thing, name, "ben", STAYS,
        )  # fmt: skip
        left = named(sides.ours)
        assert left[table] == before[table]
        assert sides.merge() == {} and left == named(sides.ours)
        conflicts.settle(sides.ours, [told["id"]], theirs=True)
        assert not there(sides.ours, table, row)


@PARAMS
def test_theirs_altered_what_ours_removed(
    table: str, row: int, new: dict[str, Any], thing: str, name: str, filled_file: Path, tmp_path: Path
) -> None:
    """It comes back under its number, as theirs has it; settled as ours it goes again."""
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("edit") as c:
            c.update(table, row, **new)
        remove(sides.ours, table, row)
        gone = named(sides.ours)
        found = sides.merge()
        assert found[thing] == {"changed": 1, "told": [sides.told()[0]["id"]]} and found.keys() == {thing}
        (told,) = sides.told()
        assert (told["kind"], told["thing"], told["tbl"], told["row"], told["done"]) == (
            "removed-used", thing, table, row, BACK,
        )  # fmt: skip
        his = sides.theirs.db.execute(f"select * from {table} where id = ?", (row,)).fetchone()
        assert sides.ours.db.execute(f"select * from {table} where id = ?", (row,)).fetchone() == his
        assert sides.merge() == {}
        conflicts.settle(sides.ours, [told["id"]], ours=True)
        assert not there(sides.ours, table, row) and named(sides.ours)[table] == gone[table]


@pytest.mark.parametrize(
    ("table", "row", "resting"),
    [
        ("coding", 5, {"evidence": {"relation": 2, "coding": 5, "side": "for"}}),
        ("coding", 5, {"placement": {"coding": 5, "property": 2, "coder": 2, "value": "sociaal", "created_at": "2026"}}),
        ("property", 2, {"placement": {"coding": 5, "property": 2, "coder": 2, "value": "sociaal", "created_at": "2026"}}),
        ("code", 6, {"membership": {"code": 6, "category": 2}}),
        ("memo", 2, {"negative": {"uuid": "n-1", "coding": 1, "memo": 2, "note": "x", "coder": 2, "created_at": "2026"}}),
        ("relation", 2, {"evidence": {"relation": 2, "coding": 5, "side": "for"}}),
        ("source", 2, {"coding": {"uuid": "g-1", "source": 2, "start": 0, "end": 3, "code": 1, "coder": 2, "origin": "hand",
                                  "confirmed": 1, "created_at": "2026", "words": 1, "segment": 6, "last_segment": 6,
                                  "characters": 3}}),
        ("variable", 1, {"value": {"variable": 1, "source": 3, "value": "Ede"}}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["ours", "theirs"])
def test_what_one_removed_has_something_of_the_other_on_it(
    who: str, table: str, row: int, resting: dict[str, dict[str, Any]], filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        removes, rests = (sides.ours, sides.theirs) if who == "ours" else (sides.theirs, sides.ours)
        was = sides.ours.db.execute(f"select * from {table} where id = ?", (row,)).fetchone()
        remove(removes, table, row)
        (child, values), *_ = resting.items()
        with rests.change("rest") as c:
            c.insert(child, **values)
        sides.merge()
        kinds = {(k["tbl"], k["row"]): k["kind"] for k in sides.told()}
        assert kinds[table, row] == ("removed-used" if who == "ours" else "used-removed")
        assert sides.ours.db.execute(f"select * from {table} where id = ?", (row,)).fetchone() == was
        where = " and ".join(f'"{n}" is ?' for n in values if n not in ("created_at", "uuid"))
        asked = [v for n, v in values.items() if n not in ("created_at", "uuid")]
        assert one(sides.ours, f"select count(*) from {child} where {where}", *asked) == 1
        assert sides.merge() == {}
