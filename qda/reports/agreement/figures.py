"""The rows of agreement: each coefficient over each code, over sets of codes, and pooled over codes, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from qda.agreement.registry import Coefficient
from qda.agreement.replicates import Plain, Replicates, Summing, interval
from qda.agreement.sums import Amount, Parts, Ratings, corrected, divided
from qda.agreement.tally import ANY, Continuum, Tally
from qda.core.message import say
from qda.core.names import key
from qda.reports.agreement.compared import Compared
from qda.reports.agreement.measured import Group

RARE, COMMON = 0.05, 0.95  # shares of marks beyond which chance corrects oddly
FEW_UNITS, FEW_MARKED = 30, 5
FEWEST_BLOCKS = 5


class Figure(NamedTuple):
    """One figure: over what, of which coders, its value and interval, on what it rests, what to know of it."""

    over: str
    code: int | None
    value_of: str | None  # the value by which it is grouped
    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    coders: list[str]
    units: int
    marked: tuple[int, int, int]
    note: list[str]


class Figures:
    """Make the figures of groups."""

    def __init__(
        self,
        who: Compared,
        order: Sequence[int],
        unit: str,
        chosen: Sequence[Coefficient],
        replicates: Replicates | None,
        used: Mapping[int, int],
    ) -> None:
        self._who, self._order, self._unit, self._chosen = who, order, unit, chosen
        self._plain, self._replicates = Plain(), replicates
        self._used = used

    def rows(self, groups: Mapping[str | None, Group], grouped: bool) -> list[Figure]:
        """Return the figures: codes by path, sets, pooled; in them groups by value, coefficients as asked, pairs."""
        made: list[tuple[int, Figure]] = []  # by what they stand over; a group at a time, so that its sums can go again
        for value in sorted(groups, key=lambda v: (v is None, key(v or ""), v or "")):
            self._group(groups[value], value, grouped, made)
            for s in (self._plain, self._replicates):
                if s is not None:
                    s.forget()
        return [figure for _, figure in sorted(made, key=lambda pair: pair[0])]

    def _group(self, group: Group, value: str | None, grouped: bool, made: list[tuple[int, Figure]]) -> None:
        codes = self._codes(group, grouped)
        place = {code: n for n, code in enumerate(self._order)}
        for code in codes:
            for c in self._chosen:
                if "code" in c.over:
                    made += [(place[code], row) for row in self._over_code(group, value, c, code)]
        for n, over in enumerate(("sets", "pooled")):
            for c in self._chosen:
                if over in c.over:
                    made += [(len(place) + n, row) for row in self._over_all(group, value, c, over, codes)]

    def _codes(self, group: Group, grouped: bool) -> list[int]:
        """Return the codes that have a row in a group: of several groups those that somebody marked in it."""
        if not grouped:
            return list(self._order)
        some = {*group.units.of_code, *group.line.tally.of_code}
        return [code for code in self._order if code in some]

    def _tally(self, group: Group, c: Coefficient) -> Tally:
        return group.line.tally if c.on == "character" or self._unit == "character" else group.units

    def _pairs(self) -> list[tuple[int, int]]:
        return list(combinations([self._who.bits[id] for id in self._who.ids], 2))

    def _over_code(self, group: Group, value: str | None, c: Coefficient, code: int) -> Iterator[Figure]:
        tally = self._tally(group, c)
        for pair in self._pairs() if c.pairs else [None]:
            yield self._figure(
                "code", code, value, c, tally, pair, lambda s, pair=pair: c.value(self._sums(group, c, code, pair, s)),  # type: ignore[misc]
                self._marked(tally, code, pair),
            )  # fmt: skip

    def _over_all(
        self, group: Group, value: str | None, c: Coefficient, over: str, codes: Sequence[int]
    ) -> Iterator[Figure]:
        tally = self._tally(group, c)
        for pair in self._pairs() if c.pairs else [None]:
            if over == "sets":
                marked = self._marked(tally, ANY, pair)
                made: Callable[[Summing], Amount] = lambda s, pair=pair: c.value(self._sums(group, c, None, pair, s))  # type: ignore[misc]  # noqa: E731
            else:
                each = [self._marked(tally, code, pair) for code in codes]
                marked = tuple(map(sum, zip(*each, strict=True))) if each else (0, 0, 0)  # type: ignore[assignment]
                made = lambda s, pair=pair: self._pooled(group, c, codes, pair, s)  # type: ignore[misc]  # noqa: E731
            yield self._figure(over, None, value, c, tally, pair, made, marked)

    def _sums(self, group: Group, c: Coefficient, code: int | None, pair: tuple[int, int] | None, s: Summing) -> Any:
        """Return what a coefficient is computed from, over a code or (None) over sets."""
        tally, line = self._tally(group, c), group.line
        if c.sums == "pair":
            assert pair is not None
            return tally.pair_sets(*pair, s) if code is None else tally.pair(code, *pair, s)
        if c.sums == "ratings":
            return self._ratings(tally, code, s)
        if c.sums == "continuum":
            return line.coincidences(Continuum.SETS if code is None else code, self._ratings(tally, code, s), s)
        if c.sums == "binary":
            return line.coincidences(ANY, self._ratings(tally, ANY, s), s)
        if c.sums == "meeting":
            return s.once((id(line), "meeting of sets"), lambda: line.meeting(s))
        assert code is not None
        return line.meets(code, s)

    def _ratings(self, tally: Tally, code: int | None, s: Summing) -> Ratings:
        """Return the ratings of a code, or (None) of sets, made once for all coefficients that take them."""
        made = s.once(
            (id(tally), "ratings", code), lambda: tally.rated_sets(s) if code is None else tally.ratings(code, s)
        )
        assert isinstance(made, Ratings)
        return made

    def _pooled(
        self, group: Group, c: Coefficient, codes: Sequence[int], pair: tuple[int, int] | None, s: Summing
    ) -> Amount:
        """Return a coefficient over all codes (De Vries et al. 2008): from their mean observed and expected agreement."""
        if not codes:
            return None
        sums = [self._sums(group, c, code, pair, s) for code in codes]
        if c.parts is None:  # Holsti's: what was marked, summed
            return divided(2 * sum(p.both for p in sums), sum(p.first + p.second for p in sums))
        parts = [c.parts(x) for x in sums]
        if any(p.observed is None or p.expected is None for p in parts):
            return None
        n = len(parts)
        return corrected(Parts(sum(p.observed for p in parts) / n, sum(p.expected for p in parts) / n))

    def _marked(self, tally: Tally, code: int, pair: tuple[int, int] | None) -> tuple[int, int, int]:
        """Return how many units all, some and none of their readers marked; of a pair, on the units that both read."""
        if pair is None:
            return tally.marked(code)
        p = tally.pair(code, *pair, self._plain)
        some = p.first + p.second - 2 * p.both
        return p.both, some, p.units - p.both - some

    def _figure(
        self, over: str, code: int | None, value_of: str | None, c: Coefficient, tally: Tally, pair: tuple[int, int] | None,
        made: Callable[[Summing], Amount], marked: tuple[int, int, int],
    ) -> Figure:  # fmt: skip
        value = made(self._plain)
        low = high = None
        if self._replicates is not None:
            bounds = interval(self._drawn(made))
            low, high = bounds if bounds is not None else (None, None)
        units = sum(marked)
        bits = [self._who.bits[id] for id in self._who.ids] if pair is None else list(pair)
        coders = [name for name, id in zip(self._who.names, self._who.ids, strict=True) if self._who.bits[id] in bits]
        note = [say("{a} with {b}", a=coders[0], b=coders[1])] if pair is not None and len(self._who.ids) > 2 else []
        note += self._note(code, tally, marked, units)
        if value is None:
            note.append(say("undefined: {why}", why=_why(c, marked, units)))
        unit = "character" if c.on == "character" else self._unit
        return Figure(over, code, value_of, c.name, value, low, high, unit, coders, units, marked, note)

    def _drawn(self, made: Callable[[Summing], Amount]) -> Sequence[float]:
        assert self._replicates is not None
        values = made(self._replicates)
        return [] if values is None else values if hasattr(values, "__len__") else [values]

    def _note(self, code: int | None, tally: Tally, marked: tuple[int, int, int], units: int) -> list[str]:
        note = []
        if code is not None:
            share = tally.share(code)
            if share and share < RARE:
                note.append(say("rare"))
            elif share > COMMON:
                note.append(say("common"))
        if units < FEW_UNITS or marked[0] + marked[1] < FEW_MARKED:
            note.append(say("few units"))
        if code is not None and self._used.get(code, 0).bit_count() == 1:
            note.append(say("one coder"))
        return note


def _why(c: Coefficient, marked: tuple[int, int, int], units: int) -> str:
    """Say in words why a figure is undefined."""
    every, some, _ = marked
    if not units:
        return say("no unit was read by both") if c.pairs else say("no unit was read by two")
    if not every and not some:
        return say("nobody marked it")
    if every == units:
        return say("everybody marked everything")
    if c.sums in ("meeting", "met"):
        return say("no stretches of two coders meet") if not every else say("all that meets has one value")
    return say("all ratings have one value")
