"""Data of the report on saturation: found once, then shown as rows or written as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qda.core.message import say
from qda.core.saturation import Assessment
from qda.reports.saturation.development import Developed
from qda.reports.saturation.order_of_analysis import Analysed
from qda.store.analysis.memos import Memo

ASSUMPTION = say(
    "these suppose that the sources are a random sample of one population, in which every "
    "source is as likely to hold a code as any other, and that every code in a source was "
    "seen. A theoretical sample is chosen for what each source may show, so read them as a "
    "description of these sources, not as an estimate of a field"
)


@dataclass(slots=True)
class Estimators:
    """Estimates from the codes that are in one source and in two, as if the sources were a random sample."""

    once: int
    twice: int
    incidences: int
    coverage: Fraction | None  # None with fewer than two sources or no codes
    richness: Fraction | None


@dataclass(slots=True)
class Found:
    """All that the report says."""

    done: Analysed
    discovery: list[tuple[int, int]]
    mean: list[float]
    new_codes: list[list[str]]
    combinations: list[Assessment]
    estimators: Estimators
    categories: list[Developed]
    judged: list[tuple[Memo, list[str]]]  # with the categories that each is on; none: it is on none
    names: dict[int, str]  # sources
    labels: dict[int, str]  # codes
    notes: list[str]

    @property
    def codes(self) -> int:
        """Return how many codes the curve counts."""
        return self.discovery[-1][1] if self.discovery else 0


def binned(found: Found, most: int = 40) -> tuple[Sequence[tuple[str, str, int, int, float]], int]:
    """Return the curve in at most `most` rows for a drawing, each (number, label, new, all, mean), and how many sources
    each row stands for: one, unless there are more sources than rows."""
    done, m = found.done, len(found.done.sources)
    size = max(1, -(-m // most))
    out = []
    for first in range(0, m, size):
        last = min(first + size, m) - 1
        new = sum(n for n, _ in found.discovery[first : last + 1])
        label = found.names[done.sources[first]] + ("" if first == last else f" – {found.names[done.sources[last]]}")
        number = str(first + 1) if first == last else f"{first + 1}–{last + 1}"
        out.append((number, label, new, found.discovery[last][1], round(found.mean[last], 4)))
    return out, size
