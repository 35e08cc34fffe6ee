"""The table of an import or export of a project: found = kept + carried + lost, in every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qda.core.message import Message, chained
from qda.core.projects import COLUMNS, THINGS
from qda.core.results import Table


class Tally:
    """Counts of things by what became of them; each reason keeps its own number.

    A thing is counted once, by `kept`, `carried` or `lost`; what was found is their sum.
    """

    def __init__(self) -> None:
        self._kept: Counter[str] = Counter()
        self._became: dict[str, Counter[str]] = {}
        self._carried: dict[str, Counter[str]] = {}
        self._lost: dict[str, Counter[str]] = {}
        self._notes: dict[str, list[str]] = {}

    def kept(self, thing: str, became: str, n: int = 1) -> None:
        """Count things that the study (or another program) shows; `became` is a plural such as "codes"."""
        if n:
            self._kept[thing] += n
            self._became.setdefault(thing, Counter())[became] += n

    def carried(self, thing: str, why: str, n: int = 1) -> None:
        """Count things that are only held to be given back, with the reason."""
        if n:
            self._carried.setdefault(thing, Counter())[why] += n

    def lost(self, thing: str, why: str, n: int = 1) -> None:
        """Count things that are not held at all, with the reason."""
        if n:
            self._lost.setdefault(thing, Counter())[why] += n

    def note(self, thing: str, text: str) -> None:
        """Add a remark on a thing, such as the convention of its offsets; the same remark stands once."""
        notes = self._notes.setdefault(thing, [])
        if text not in notes:
            notes.append(text)

    def lost_things(self) -> list[tuple[str, int]]:
        """Return the things of which something is lost, in the table's order, with their numbers."""
        return [(t, sum(self._lost[t].values())) for t in THINGS if t in self._lost]

    def lost_note(self) -> list[str]:
        """Return the note that says once more what is lost; none when nothing is."""
        things = ", ".join(f"{n} of {thing}" for thing, n in self.lost_things())
        return [f"lost: {things}; the table says why"] if things else []

    def table(self) -> Table:
        """Return a row for each thing that was found."""
        rows = []
        for thing in THINGS:
            kept = self._kept[thing]
            carried = sum(self._carried.get(thing, Counter()).values())
            lost = sum(self._lost.get(thing, Counter()).values())
            found = kept + carried + lost
            if found:
                became = "; ".join(self._became.get(thing, Counter()))
                rows.append((thing, found, kept, carried, lost, became, self._note(thing)))
        return Table(COLUMNS, rows, wrap=("as", "note"), said=("note",))

    def _note(self, thing: str) -> str:
        why = [_numbered(self._carried.get(thing, Counter())), _numbered(self._lost.get(thing, Counter()))]
        parts = [*self._notes.get(thing, []), *why[0], *why[1]]
        return chained(parts) if parts else ""


def _numbered(reasons: Counter[str]) -> Iterable[str]:
    return [Message("", "{n} {why}", n=n, why=why) for why, n in reasons.items()]
