"""Codes by their path, part by part: names may hold any sign, so that no text says where one ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from qda.core.errors import QdaError
from qda.core.names import key
from qda.store.analysis import codes


class Paths:
    """The paths of the codes as they are now."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._parent = codes.parents(db)
        self._names = {id: {k} for id, k in codes.keys(db).items()}
        self._called = codes.called(db)
        for k, ids in self._called.items():
            for id in ids:
                self._names[id].add(k)

    def find(self, path: Sequence[str]) -> int | None:
        """The number of the code with that path from the top, else of the only one whose path ends so; None without one.

        An alias is a name too. QdaError when several paths end so.
        """
        wanted = [key(part) for part in path]
        hits = [id for id in self._called.get(wanted[-1], ()) if self._ends(id, wanted)]
        whole = [id for id in hits if self._depth(id) == len(wanted)]
        if len(whole) == 1:
            return whole[0]
        if len(hits) < 2:
            return hits[0] if hits else None
        shown = codes.paths(self._db)
        raise QdaError(
            f"{len(hits)} codes are called {'/'.join(path)!r}: name one by its path: {', '.join(shown[i] for i in hits)}"
        )

    def __contains__(self, path: Sequence[str]) -> bool:
        """True if a code has that whole path from the top."""
        wanted = [key(part) for part in path]
        return any(self._depth(id) == len(wanted) and self._ends(id, wanted) for id in self._called.get(wanted[-1], ()))

    def _ends(self, id: int, wanted: Sequence[str]) -> bool:
        at: int | None = id
        for k in reversed(wanted):
            if at is None or k not in self._names[at]:
                return False
            at = self._parent[at]
        return True

    def _depth(self, id: int) -> int:
        n, at = 0, self._parent.get(id)
        while at is not None:
            n, at = n + 1, self._parent[at]
        return n + 1
