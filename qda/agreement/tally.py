"""Count which readers gave which codes: one number for all units that are alike, none kept a unit or a character.

A coder is a bit, so that those who marked a unit with a code are a whole number, a mask. A unit's *value* is, for each
reader, the set of codes that he gave it. Units count 1, a stretch of text counts its characters.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from qda.agreement.replicates import Summing
from qda.agreement.sums import Amount, Coincidences, Met, Pair, Ratings, divided

Codes = tuple[int, ...]  # a set of codes, ascending
Config = tuple[tuple[int, int], ...]  # (code, mask) for each code of a unit, by code
ANY = 0  # stands for whatever code where a code is named: codes have numbers from 1


@cache
def bits(mask: int) -> tuple[int, ...]:
    """Return the bits of a mask, ascending."""
    out = []
    while mask:
        out.append(mask & -mask)
        mask &= mask - 1
    return tuple(out)


def held_by(config: Config) -> dict[int, Codes]:
    """Return for each coder who marked a unit the set of codes that he gave it."""
    out: dict[int, Codes] = {}
    for code, mask in config:
        for bit in bits(mask):
            out[bit] = (*out.get(bit, ()), code)
    return out


class Tally:
    """Units, or characters, counted by block, by readers and by what these gave them.

    `every` counts all units of a block by their readers. `of_code` counts by code, and for `ANY` whatever the code, those
    that somebody marked: (block, readers, those who marked) -> units. `values` counts how many ratings have a set of codes:
    (set, block, number of readers) -> ratings, the empty set left out; `lost` the ordered pairs of readers of a unit who
    differ: (block, number of readers) -> pairs. `seen`, the units by all that was given, is kept where somebody needs it.
    """

    def __init__(self, *, keep: bool = False) -> None:
        self.keep = keep
        self.every: Counter[tuple[int, int]] = Counter()
        self.of_code: defaultdict[int, defaultdict[tuple[int, int, int], int]] = defaultdict(lambda: defaultdict(int))
        self.values: defaultdict[tuple[Codes, int, int], int] = defaultdict(int)
        self.lost: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.seen: Counter[tuple[int, int, Config]] = Counter()

    def add(self, block: int, readers: int, held: Mapping[int, int], amount: int = 1) -> None:
        """Count units that somebody marked: `held` has for each code the mask of those who gave it."""
        of, n = self.of_code, readers.bit_count()
        if len(held) == 1:  # most units
            ((code, mask),) = held.items()
            of[code][block, readers, mask] += amount
            self.values[(code,), block, n] += mask.bit_count() * amount
            self.differ(block, readers, mask, (mask.bit_count(),), amount)
        else:
            config = tuple(sorted(held.items()))
            for code, mask in config:
                of[code][block, readers, mask] += amount
            given = held_by(config)
            alike: dict[Codes, int] = {}
            for value in given.values():
                alike[value] = alike.get(value, 0) + 1
            for value, m in alike.items():
                self.values[value, block, n] += m * amount
            self.differ(block, readers, sum(given), alike.values(), amount)
        if self.keep:
            self.seen[block, readers, tuple(sorted(held.items()))] += amount

    def differ(self, block: int, readers: int, marked: int, alike: Iterable[int], amount: int) -> None:
        """Count what readers differ on: `marked` who marked a unit at all, `alike` how many gave each set of codes."""
        self.of_code[ANY][block, readers, marked] += amount
        n = readers.bit_count()
        empty = n - marked.bit_count()
        lost = n * (n - 1) - empty * (empty - 1)
        for m in alike:
            lost -= m * (m - 1)
        if lost:
            self.lost[block, n] += lost * amount

    @cached_property
    def sizes(self) -> list[int]:
        """The numbers of readers that units have, ascending."""
        return sorted({readers.bit_count() for _, readers in self.every})

    @cached_property
    def units(self) -> int:
        """How many units there are."""
        return sum(self.every.values())

    @cached_property
    def _ratings(self) -> int:
        return sum(readers.bit_count() * n for (_, readers), n in self.every.items())

    def _entries(self, code: int) -> Mapping[tuple[int, int, int], int]:
        found: Mapping[tuple[int, int, int], int] = self.of_code.get(code, {})
        return found

    def marked(self, code: int) -> tuple[int, int, int]:
        """Return how many units all, some but not all, and none of their readers marked with a code."""
        entries = self._entries(code)
        every = sum(n for (_, readers, mask), n in entries.items() if mask == readers)
        some = sum(entries.values()) - every
        return every, some, self.units - every - some

    def share(self, code: int) -> float:
        """Return the share of ratings that are marks with the code, 0..1; 0 without units."""
        entries = self._entries(code)
        marks = sum(mask.bit_count() * n for (_, _, mask), n in entries.items())
        return marks / self._ratings if self._ratings else 0.0

    # Sums over all units, or for each replicate.

    def sum_units(self, s: Summing) -> dict[int, Amount]:
        """Return the units by their number of readers."""

        def made() -> dict[int, Amount]:
            by: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
            for (block, readers), n in self.every.items():
                by[readers.bit_count()].append((block, n))
            return {n: s.sum(by[n]) for n in self.sizes}

        return s.once((id(self), "units"), made)  # type: ignore[no-any-return]

    def ratings(self, code: int, s: Summing) -> Ratings:
        """Return the ratings of one code, or of `ANY`: marked or not."""
        units, sizes = self.sum_units(s), self.sizes
        place = {n: 2 * i for i, n in enumerate(sizes)}
        columns: list[list[tuple[int, int]]] = [[] for _ in range(2 * len(sizes))]
        entries = self._entries(code)
        for (block, readers, mask), n in entries.items():
            at, r = place[readers.bit_count()], mask.bit_count()
            columns[at].append((block, r * n))
            columns[at + 1].append((block, r * r * n))
        sums = s.many(columns)
        marks = {n: sums[place[n]] for n in sizes}
        agreeing = {n: 2 * sums[place[n] + 1] - 2 * n * marks[n] + units[n] * (n * (n - 1)) for n in sizes}
        every, of_code = sum(n * units[n] for n in sizes), sum(marks.values())
        whole = math.lcm(*sizes)
        part = sum(marks[n] * (whole // n) for n in sizes)
        rest = whole * sum(units.values()) - part
        shares = (part * part + rest * rest) / (whole * whole)
        return Ratings(units, agreeing, of_code * of_code + (every - of_code) * (every - of_code), shares, 2)

    def rated_sets(self, s: Summing) -> Ratings:
        """Return the ratings of all codes as one variable: a unit's value is the set of its codes, the empty one included."""
        units, sizes = self.sum_units(s), self.sizes
        whole = math.lcm(*sizes)
        lost: dict[int, list[tuple[int, int]]] = {n: [] for n in sizes}
        filled: dict[int, dict[int, int]] = {n: {} for n in sizes}
        plain: defaultdict[tuple[Codes, int], int] = defaultdict(int)
        scaled: defaultdict[tuple[Codes, int], int] = defaultdict(int)
        for (block, n), amount in self.lost.items():
            lost[n].append((block, amount))
        for (value, block, n), amount in self.values.items():
            filled[n][block] = filled[n].get(block, 0) + amount
            plain[value, block] += amount
            if len(sizes) > 1:
                scaled[value, block] += amount * (whole // n)
        differing = s.many([lost[n] for n in sizes])
        taken = s.many([list(filled[n].items()) for n in sizes])
        agreeing = {n: units[n] * (n * (n - 1)) - differing[i] for i, n in enumerate(sizes)}
        empty = sum(n * units[n] - taken[i] for i, n in enumerate(sizes))
        squares, occurring = s.squares(plain)
        counts = squares + empty * empty
        if len(sizes) == 1:
            shares = counts / (whole * whole)
        else:
            bare = sum((n * units[n] - taken[i]) * (whole // n) for i, n in enumerate(sizes))
            shares = (s.squares(scaled)[0] + bare * bare) / (whole * whole)
        return Ratings(units, agreeing, counts, shares, occurring + (empty > 0))

    def pair(self, code: int, first: int, second: int, s: Summing) -> Pair:
        """Return two coders' ratings of one code, or of `ANY`, on the units that both read; coders are bits."""
        both = first | second
        columns: list[list[tuple[int, int]]] = [[], [], []]
        entries = self._entries(code)
        for (block, readers, mask), n in entries.items():
            if readers & both == both:
                for column, marks in zip(columns, (mask & first, mask & second, mask & both == both), strict=True):
                    if marks:
                        column.append((block, n))
        units = self._read_by(both, s)
        ones, twos, met = s.many(columns)
        crossed = ones * twos + (units - ones) * (units - twos)
        return Pair(units, units - ones - twos + 2 * met, crossed, met, ones, twos)

    def _read_by(self, both: int, s: Summing) -> Amount:
        read = [(block, n) for (block, readers), n in self.every.items() if readers & both == both]
        return s.once((id(self), "read", both), lambda: s.sum(read))

    def pair_sets(self, first: int, second: int, s: Summing) -> Pair:
        """Return two coders' ratings of all codes as one variable, on the units that both read."""
        both = first | second
        columns: list[list[tuple[int, int]]] = [[], [], [], []]  # the first marked, the second, both, unlike
        ones: Counter[tuple[Codes, int]] = Counter()
        twos: Counter[tuple[Codes, int]] = Counter()
        for (block, readers, config), n in self.seen.items():
            if readers & both != both:
                continue
            given = held_by(config)
            a, b = given.get(first, ()), given.get(second, ())
            if a:
                ones[a, block] += n
            if b:
                twos[b, block] += n
            for column, holds in zip(columns, (a, b, a and b, a != b), strict=True):
                if holds:
                    column.append((block, n))
        units = self._read_by(both, s)
        one, two, met, unlike = s.many(columns)
        crossed = s.crossed(ones, twos) + (units - one) * (units - two)
        return Pair(units, units - unlike, crossed, met, one, two)


class Continuum:
    """Text as a line of characters: a tally of them, and the self terms of stretches.

    `squares`: by code and `SETS` (a coder's text cut at every border of his codings): (block -> the sum of length² -
    length). `met`: by code and `SETS`: ((block, number of readers) -> the sum over stretches and other coders of the square
    of what they have in common).
    """

    SETS = -1

    def __init__(self, *, keep: bool = False) -> None:
        self.tally = Tally(keep=keep)
        self.squares: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.met: defaultdict[int, Counter[tuple[int, int]]] = defaultdict(Counter)

    def coincidences(self, code: int, ratings: Ratings, s: Summing) -> Coincidences:
        """Return the coincidences of what was rated, a code, `ANY` or (`SETS`) sets of codes, and of gaps."""
        whole = sum(n * units for n, units in ratings.units.items())
        same = sum(pairs / (n - 1) for n, pairs in ratings.agreeing.items())
        weights = whole + s.sum(list(self.squares[self.SETS if code == ANY else code].items()))
        return Coincidences(whole, same, ratings.counts, weights, whole)

    def _by_size(self, amounts: Iterable[tuple[int, int, int]], s: Summing) -> Amount:
        """Return the sum of (block, number of readers, amount), each by 1 / (readers - 1)."""
        by: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for block, n, amount in amounts:
            by[n].append((block, amount))
        return sum(s.sum(by[n]) / (n - 1) for n in sorted(by))

    def _selves(self, code: int, s: Summing) -> Amount:
        return self._by_size(((block, n, a) for (block, n), a in self.met[code].items()), s)

    @cached_property
    def _where_met(self) -> list[tuple[int, int, Config, int, int]]:
        """(block, readers, what they gave, how many marked it, length) of the text that two readers marked at least."""
        found = []
        for (block, readers, config), length in self.tally.seen.items():
            marked = 0
            for _, mask in config:
                marked |= mask
            if marked.bit_count() > 1:
                found.append((block, readers.bit_count(), config, marked.bit_count(), length))
        return found

    def meeting(self, s: Summing) -> Coincidences:
        """Return the coincidences of sets of codes where stretches of different coders meet."""
        scale = math.lcm(*(n - 1 for n in self.tally.sizes))
        every, same = [], []
        values: Counter[tuple[Codes, int]] = Counter()
        for block, n, config, c, length in self._where_met:
            alike = Counter(held_by(config).values())
            every.append((block, n, c * (c - 1) * length))
            same.append((block, n, sum(of * (of - 1) for of in alike.values()) * length))
            for value, of in alike.items():
                values[value, block] += of * (c - 1) * length * (scale // (n - 1))
        whole = sum(n * units for n, units in self.tally.sum_units(s).items())
        squares = divided(s.squares(values)[0], scale * scale)
        return Coincidences(self._by_size(every, s), self._by_size(same, s), squares, self._selves(self.SETS, s), whole)

    def meets(self, code: int, s: Summing) -> Met:
        """Return what meets of one code; what else a coder marked is another value."""
        own, same = [], []
        for block, n, config, c, length in self._where_met:
            r = next((mask for k, mask in config if k == code), 0).bit_count()
            if r:
                own.append((block, n, r * (c - 1) * length))
                same.append((block, n, r * (r - 1) * length))
        every = [(block, n, c * (c - 1) * length) for block, n, _, c, length in self._where_met]
        total = s.once((id(self), "meeting"), lambda: self._by_size(every, s))
        return Met(total, self._by_size(own, s), self._by_size(same, s), self._selves(code, s))
