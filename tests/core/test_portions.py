"""How many texts go to one process at once: at most so many, of at most so many characters, and none is left out."""

from __future__ import annotations

import pytest

from qda.core.spread import portions


@pytest.mark.parametrize(
    ("sizes", "most", "characters", "got"),
    [
        ([], 2, 10, []),
        ([0], 2, 10, [(0, 1)]),
        ([1, 1, 1, 1, 1], 2, 10, [(0, 2), (2, 4), (4, 5)]),
        ([1, 1], 1, 10, [(0, 1), (1, 2)]),
        ([5, 5, 1], 9, 10, [(0, 2), (2, 3)]),
        ([5, 6, 4, 1], 9, 10, [(0, 1), (1, 3), (3, 4)]),
        ([11], 9, 10, [(0, 1)]),
        ([11, 12, 1, 1], 9, 10, [(0, 1), (1, 2), (2, 4)]),
        ([1, 30, 1], 9, 10, [(0, 1), (1, 2), (2, 3)]),
    ],
    ids=[
        "none",
        "empty text",
        "so many",
        "one each",
        "just full",
        "too full",
        "one large",
        "large ones",
        "a large one between",
    ],
)
def test_portions_are_as_large_as_they_may_be_and_a_larger_text_is_one_alone(
    sizes: list[int], most: int, characters: int, got: list[tuple[int, int]]
) -> None:
    assert list(portions(iter(sizes), most, characters)) == got
