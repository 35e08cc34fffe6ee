"""Work that divides: a function called over and over, whose results come in the order of the calls whoever does them.

What is called this way is pure and stands in a module: texts go in, plain data comes out, so that a call may be done in
another process or on another machine. `qda.jobs` has the ways of doing so; `ONE` does each call here, when it is its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

CHARACTERS = 1_000_000  # of texts in one call, or one text that has more


class Call(NamedTuple):
    """The arguments of a call; `here`: it is to be done in this process, whatever else is done elsewhere."""

    given: tuple[Any, ...]
    here: bool = False


class Spread(Protocol):
    """Protocol of what does calls."""

    def run(self, function: Callable[..., Any], calls: Iterable[Call]) -> Iterator[Any]:
        """Yield the result of each call, in their order; what one of them raises is raised. Calls are made up as they go."""

    def keeps(self, text: str) -> bool:
        """True if a text may not leave this machine."""


class One:
    """Does each call here, when its result is asked for."""

    def run(self, function: Callable[..., Any], calls: Iterable[Call]) -> Iterator[Any]:
        """Yield the result of each call."""
        for call in calls:
            yield function(*call.given)

    def keeps(self, text: str) -> bool:
        """Nothing leaves anyhow."""
        return False


ONE = One()


def portions(sizes: Iterable[int], most: int, characters: int = CHARACTERS) -> Iterator[tuple[int, int]]:
    """Yield (from, to) over texts of these sizes: at most so many texts and characters, or one text that has more."""
    first = n = 0
    held = 0
    for n, size in enumerate(sizes, 1):
        if n - 1 > first and (n - 1 - first >= most or held + size > characters):
            yield first, n - 1
            first, held = n - 1, 0
        held += size
    if n > first:
        yield first, n


def batches(texts: Iterable[str], most: int, characters: int = CHARACTERS) -> Iterator[list[str]]:
    """Yield texts together as `portions` would, as they come: no more than these need be in memory."""
    held: list[str] = []
    size = 0
    for text in texts:
        if held and (len(held) >= most or size + len(text) > characters):
            yield held
            held, size = [], 0
        held.append(text)
        size += len(text)
    if held:
        yield held
