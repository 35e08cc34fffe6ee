"""Which codes of the study a candidate resembles."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.names import key
from qda.store.analysis import codes
from qda.store.project import Study
from qda.store.queries import discovery


class Known:
    """Finds which codes a candidate resembles: by name, or by the places that they are on."""

    def __init__(self, study: Study) -> None:
        self._paths = codes.paths(study.db)
        self._names: dict[int, set[str]] = {}
        for id, name in discovery.code_names(study.db):
            self._names.setdefault(id, set()).add(key(name))
        self._places: dict[int, list[tuple[int, int, int]]] = {}
        for source, start, end, code in discovery.coded_places(study.db):
            self._places.setdefault(source, []).append((start, end, code))

    def codes(self, label: str, terms: Sequence[str], quotes: Sequence[tuple[int, int, int]]) -> list[str]:
        """Return the paths of codes that have its label or a term of two words for a name, or lie on half of its quotes."""
        said = {key(label), *(key(t) for t in terms if " " in t)}
        by_name = {
            id for id, names in self._names.items() if names & said or any(_within(n, key(label)) for n in names)
        }
        on: dict[int, int] = {}
        for source, start, end in quotes:
            for code in {c for a, b, c in self._places.get(source, ()) if a < end and start < b}:
                on[code] = on.get(code, 0) + 1
        by_place = {id for id, n in on.items() if 2 * n >= len(quotes)}
        return [self._paths[i] for i in self._paths if i in by_name | by_place]


def _within(name: str, label: str) -> bool:
    """True if all words of one are in the other, and the shorter has at least half as many words as the longer."""
    a, b = set(name.split()), set(label.split())
    return bool(a and b) and (a <= b or b <= a) and min(len(a), len(b)) * 2 >= max(len(a), len(b))
