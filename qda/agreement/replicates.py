"""Add up over blocks, once or for each replicate of a bootstrap, and read an interval off the replicates.

A replicate draws as many blocks as there are, with replacement. It is the same sum with other weights: how often each
block was drawn. Sums are of whole numbers, which floats hold exactly, so that the same study and seed give the same digits
on every machine. The draws are those of `random.Random(seed).choices(range(b), k=b)`, taken from the same generator by
numpy, which is many times as fast.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from qda.agreement.sums import Amount

Pairs = Sequence[tuple[int, int]]  # (block, amount)
Valued = Mapping[tuple[Any, int], int]  # (value, block) -> amount
_CHUNK = 2048  # rows of weights in memory at once


class Summing(Protocol):
    """How sums over blocks are made."""

    def sum(self, pairs: Pairs) -> Amount:
        """Return the sum of amounts, each as often as its block counts."""

    def many(self, columns: Sequence[Pairs]) -> list[Amount]:
        """Return several sums, which may be of the same blocks."""

    def squares(self, valued: Valued) -> tuple[Amount, Amount]:
        """Return the sum over values of the square of each one's sum, and how many values have a sum above 0."""

    def crossed(self, ones: Valued, twos: Valued) -> Amount:
        """Return the sum over values of the product of its sum in one and in the other."""

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what `make` makes, made once for a key."""


class _Once:
    def __init__(self) -> None:
        self._made: dict[object, Any] = {}

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what `make` makes, made once for a key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def forget(self) -> None:
        """Let go of all that was made."""
        self._made.clear()


class Plain(_Once):
    """Every block counts once: the study as it is."""

    def sum(self, pairs: Pairs) -> int:
        """Return the sum of amounts."""
        return sum(amount for _, amount in pairs)

    def many(self, columns: Sequence[Pairs]) -> list[int]:
        """Return the sum of each column."""
        return [self.sum(pairs) for pairs in columns]

    def squares(self, valued: Valued) -> tuple[int, int]:
        """Return the sum over values of the square of each one's sum, and how many values there are."""
        sums = _by_value(valued)
        return sum(n * n for n in sums.values()), sum(n > 0 for n in sums.values())

    def crossed(self, ones: Valued, twos: Valued) -> int:
        """Return the sum over values of the product of its sum in one and in the other."""
        first, second = _by_value(ones), _by_value(twos)
        return sum(n * second.get(value, 0) for value, n in first.items())


class Replicates(_Once):
    """Blocks count as often as a replicate drew them; sums are arrays with a number for each replicate."""

    def __init__(self, blocks: Sequence[int], replicates: int, seed: int) -> None:
        super().__init__()
        self.weights = draws(len(blocks), replicates, seed)
        self.replicates = replicates
        self._row = {block: n for n, block in enumerate(blocks)}

    def _rows(self, blocks: Iterable[int]) -> Any:
        """Return the weights of these blocks, as floats: an array (blocks, replicates)."""
        return self.weights[[self._row[block] for block in blocks]].astype(float)

    def sum(self, pairs: Pairs) -> Any:
        """Return for each replicate the sum of amounts, each as often as its block was drawn."""
        return self.many([pairs])[0]

    def many(self, columns: Sequence[Pairs]) -> list[Any]:
        """Return for each replicate the sum of each column, each amount as often as its block was drawn."""
        import numpy as np

        out = []
        held: list[int] = []
        rows: Any = None
        for pairs in columns:
            total = np.zeros(self.replicates)
            for first in range(0, len(pairs), _CHUNK):
                blocks = [block for block, _ in pairs[first : first + _CHUNK]]
                if rows is None or blocks != held:  # columns that follow each other are often of the same blocks
                    held, rows = blocks, self._rows(blocks)
                amounts = np.array([n for _, n in pairs[first : first + _CHUNK]], float)
                # no matrix product: its threads would cost more than they save
                total += np.einsum("b,br->r", amounts, rows)
            out.append(total)
        return out

    def squares(self, valued: Valued) -> tuple[Any, Any]:
        """Return for each replicate the sum over values of the square of each one's sum, and how many have one above 0."""
        import numpy as np

        total, occurring = np.zeros(self.replicates), np.zeros(self.replicates)
        for sums in self._sums(valued):
            total += np.einsum("vr,vr->r", sums, sums)
            occurring += (sums > 0).sum(axis=0)
        return total, occurring

    def crossed(self, ones: Valued, twos: Valued) -> Any:
        """Return for each replicate the sum over values of the product of its sum in one and in the other."""
        import numpy as np

        total = np.zeros(self.replicates)
        second = _entries(twos)
        for value, pairs in _entries(ones).items():
            if value in second:
                total += self.sum(pairs) * self.sum(second[value])
        return total

    def _sums(self, valued: Valued) -> Any:
        """Yield arrays (values, replicates) of the sums of some values after the other; small ones are added together."""
        import numpy as np

        amounts: list[int] = []
        blocks: list[int] = []
        starts: list[int] = []
        for pairs in _entries(valued).values():
            if len(pairs) >= _CHUNK // 4:
                yield self.sum(pairs)[None, :]
                continue
            if len(amounts) + len(pairs) > _CHUNK:
                yield self._added(amounts, blocks, starts)
                amounts, blocks, starts = [], [], []
            starts.append(len(amounts))
            amounts += [n for _, n in pairs]
            blocks += [block for block, _ in pairs]
        if amounts:
            yield self._added(amounts, blocks, starts)
        else:
            yield np.zeros((0, self.replicates))

    def _added(self, amounts: list[int], blocks: list[int], starts: list[int]) -> Any:
        import numpy as np

        return np.add.reduceat(self._rows(blocks) * np.array(amounts, float)[:, None], starts, axis=0)


def _by_value(valued: Valued) -> dict[Any, int]:
    sums: defaultdict[Any, int] = defaultdict(int)
    for (value, _), n in valued.items():
        sums[value] += n
    return sums


def _entries(valued: Valued) -> dict[Any, list[tuple[int, int]]]:
    out: defaultdict[Any, list[tuple[int, int]]] = defaultdict(list)
    for (value, block), n in valued.items():
        out[value].append((block, n))
    return out


def draws(blocks: int, replicates: int, seed: int) -> Any:
    """Return how often each replicate draws each block: an array (blocks, replicates) of whole numbers.

    Replicate by replicate as one `random.Random(seed)` gives them with `choices(range(blocks), k=blocks)`.
    """
    import random

    import numpy as np

    _, state, _ = random.Random(seed).getstate()
    source = np.random.RandomState()
    source.set_state(("MT19937", np.array(state[:-1], dtype=np.uint32), state[-1], 0, 0.0))
    out = np.empty((replicates, blocks), np.uint16 if blocks < 65536 else np.uint32)
    for r in range(replicates):
        drawn = (source.random_sample(blocks) * float(blocks)).astype(np.int64)
        out[r] = np.bincount(drawn, minlength=blocks)
    return np.ascontiguousarray(out.T)


def interval(values: Any, level: float = 0.95) -> tuple[float, float] | None:
    """Return the percentile interval of the replicates that are defined; None where none is.

    The bound q of n sorted values lies at q (n - 1), linearly between its neighbours.
    """
    kept = sorted(float(v) for v in values if not math.isnan(v))
    if not kept:
        return None
    low, high = ((1 - level) / 2, (1 + level) / 2)
    return quantile(kept, low), quantile(kept, high)


def quantile(ordered: Sequence[float], q: float) -> float:
    """Return the value at q (n - 1) of sorted values, linearly between its neighbours."""
    at = q * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
