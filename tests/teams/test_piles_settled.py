"""Where a pile lies is settled as any value: under theirs' pile, or at the top."""

from __future__ import annotations

import pytest
from pair import Pair


@pytest.mark.parametrize("home", ["Q", None])
def test_a_pile_that_both_put_elsewhere_goes_where_theirs_put_it(home: str | None, pair: Pair) -> None:
    for name in ("P", "Q"):
        pair.lea("sort", "pile", name)
    pair.lea("sort", "pile", "R", *(() if home else ("--under", "Q")))
    pair.part()
    pair.lea("sort", "pile", "R", "--under", "P")
    pair.ben("sort", "pile", "R", *(("--under", home) if home else ("--top",)))
    pair.merge()
    told = pair.conflict("both-edited", "pile")
    assert (told["column"], told["ours"], told["theirs"], told["done"]) == ("parent", "P", home, "ours stays")

    def paths() -> list[str]:
        return sorted(r["pile"] for r in pair.rows(pair.ours, "sort", "list", "--piles"))

    assert paths() == ["P", "P/R", "Q"]
    pair.lea("conflicts", "settle", told["id"], "--theirs")
    assert paths() == sorted(["P", "Q", f"{home}/R" if home else "R"]) and pair.conflicts() == []
    pair.lea("undo")
    assert paths() == ["P", "P/R", "Q"] and len(pair.conflicts()) == 1
