"""Names that are cut: in the middle, signs whole, and never two alike for names that differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from qda.render.text_width import DOTS, apart, middle

ALIKE = [
    "public value as seen by the city manager", "public value as seen by the citizens",
    "public value as seen by the council", "seen by the council: public value", "unseen by the council: public value",
    "trust in the town hall (alderman) today", "trust in the town hall (secretary) today",
    "公共价值作为城市经理所见的东西", "公共价值作为城市公民所见的东西", "e\u0301" * 30 + "a", "e\u0301" * 30 + "b",
    "a" * 90 + "X" + "b" * 90, "a" * 90 + "Y" + "b" * 90, "trust", "trust in people", "trust in other people",
]  # fmt: skip


@pytest.mark.parametrize("cells", [7, 8, 10, 12, 16, 20, 30])
def test_names_that_begin_or_end_alike_are_told_apart(cells: int) -> None:
    cut = [apart(name, ALIKE, cells) for name in ALIKE]
    assert len(set(cut)) == len(ALIKE)
    assert max(map(cell_len, cut)) <= cells


def test_the_middle_goes_and_what_parts_two_names_stays() -> None:
    assert apart("public value", (), 12) == "public value"
    assert apart("public values", (), 12) == "publi…values"
    pair = ["a" * 30 + "left" + "b" * 30, "a" * 30 + "right" + "b" * 30]
    assert [apart(name, pair, 14) for name in pair] == ["aaaa…leftb…bbb", "aaaa…right…bbb"]
    assert apart("anything", (), 0) == "" and apart("anything", (), 1) == DOTS


def test_signs_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    name = f"{family * 6} Cafe\u0301 {'信頼' * 8}"
    whole = {name[a:b] for a, b, _ in split_graphemes(name)[0]}
    for cells in range(2, cell_len(name)):
        cut = apart(name, (), cells)
        assert cell_len(cut) <= cells
        for part in cut.split(DOTS):
            assert {part[a:b] for a, b, _ in split_graphemes(part)[0]} <= whole


@given(st.lists(st.text("ab信e\u0301", max_size=40), max_size=6), st.integers(0, 20))
def test_a_cut_is_never_wider_than_its_room_and_fits_the_name(names: list[str], cells: int) -> None:
    for name in names:
        cut = apart(name, names, cells)
        assert cell_len(cut) <= cells
        if cut != name and cells > 0:
            parts = cut.split(DOTS)
            assert name.startswith(parts[0]) and name.endswith(parts[-1]) and len(cut) <= len(name)


def test_another_measure_of_signs() -> None:
    assert middle("abcdefghij", 6, lambda sign, cells: 2.0, 2) == "a…j"
    assert middle("abcdefghij", 7) == "abc…hij"
