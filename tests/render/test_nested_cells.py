"""A column of lists and objects is written at once, and each cell as if it had been written alone."""

from __future__ import annotations

from typing import Any

import pytest

from qda.render.safe_text import data, nested

CELLS: list[Any] = [
    None, [], {}, (), ["a", "b"], [""], [{"coder": "x", "start": 1}], {"a": [1.5, None, True]}, ["\u2028", "é", '", "']
]  # fmt: skip


@pytest.mark.parametrize("more", [[], [["\0"]], [["a", "\0", "b"]]], ids=["as studies are", "a NUL", "a NUL between"])
def test_a_column_is_its_cells(more: list[Any]) -> None:
    column = (*CELLS, *more, *CELLS)
    assert nested(column) == ["" if cell is None else data(cell) for cell in column]
    assert nested(column[::-1]) == nested(column)[::-1]
    assert nested(column[:1]) == [""] and nested(column[4:5]) == ['["a", "b"]'] and nested(()) == []
