"""Net changes: what each row of a file was at a line of its log and what it is now, whatever lay between.

Found by going back over the log from its end, so the work grows with what changed and not with the study. Rows that came in
bulk and were not touched again stay ranges of numbers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Any

from qda.store.file import schema
from qda.store.history.door import unpack

BATCH = 1000
Image = dict[str, Any]


class Net:
    """The net changes of one table. `was`: number -> the row then (None: it was not there), for rows touched by themselves."""

    def __init__(self, db: sqlite3.Connection, table: str) -> None:
        self.db, self.table = db, table
        kinds = schema.columns(db, table)
        self.columns = [n for n, _ in kinds if n != "id"]
        self._reals = {n for n, kind in kinds if kind == "REAL"}
        self._defaults = schema.defaults(db, table)
        self._over: dict[int, Image | None] = {}  # columns with the value that they had; None: not there
        self._whole: set[int] = set()  # of those, images of whole rows
        self.ranges: list[tuple[int, int]] = []
        # What a known change left: what lay before it is no change. Rows, columns of rows, ranges of rows.
        self._fixed: set[int] = set()
        self._fixed_columns: dict[int, set[str]] = {}
        self._fixed_ranges: list[tuple[int, int]] = []

    def _is_fixed(self, id: int) -> bool:
        return id in self._fixed or any(a <= id <= b for a, b in self._fixed_ranges)

    def known(self, op: str, key: int, last: int | None, before: str | bytes | None) -> None:
        """Go back over one row of a change that both sides know: from here on the row is as it was then."""
        if op == "D":
            for id, _ in unpack(key, before):
                self._fixed.add(id)
        elif op == "U":
            self._fixed_columns.setdefault(key, set()).update(json.loads(before or "{}"))
        elif last is None:
            self._fixed.add(key)
        else:
            self._fixed_ranges.append((key, last))

    def back(self, op: str, key: int, last: int | None, before: str | bytes | None) -> None:
        """Go back over one row of the history."""
        if op == "D":
            for id, image in unpack(key, before):
                if not self._is_fixed(id) and id not in self._fixed_columns:
                    self._over[id] = self.whole(image)
                    self._whole.add(id)
        elif op == "U":
            was = self._over.get(key, {})
            if was is not None and not self._is_fixed(key):
                values = self._real(json.loads(before or "{}"))
                if fixed := self._fixed_columns.get(key):
                    values = {n: v for n, v in values.items() if n not in fixed}
                if values:
                    self._over[key] = {**was, **values}
        elif last is None:
            if not self._is_fixed(key) and key not in self._fixed_columns:
                self._gone(key)
        elif self._fixed or self._fixed_columns or self._fixed_ranges:  # some of them may be known
            new = [i for i in range(key, last + 1) if not self._is_fixed(i) and i not in self._fixed_columns]
            for id in new:
                self._gone(id)
        else:
            if last - key < len(self._over):
                inside = [i for i in range(key, last + 1) if i in self._over]
            else:
                inside = [i for i in self._over if key <= i <= last]
            for id in inside:
                self._gone(id)
            self.ranges.append((key, last))

    def whole(self, image: Image) -> Image:
        """Return the image of a whole row with today's columns."""
        return self._real({**self._defaults, **image})

    def image(self, stored: str | bytes | None) -> Image:
        """Return some columns as a line of the history keeps them."""
        return self._real(json.loads(stored or "{}"))

    def _gone(self, id: int) -> None:
        self._over[id] = None
        self._whole.discard(id)

    def _real(self, image: Image) -> Image:
        image.pop("id", None)
        for n in self._reals:
            if image.get(n) is not None:
                image[n] = float(image[n])
        return image

    def now(self, ids: list[int]) -> dict[int, Image]:
        """Return these rows as they are."""
        out: dict[int, Image] = {}
        names = ", ".join(f'"{n}"' for n in self.columns)
        for i in range(0, len(ids), BATCH):
            some = ids[i : i + BATCH]
            marks = ", ".join("?" * len(some))
            for id, *row in self.db.execute(f"select id, {names} from {self.table} where id in ({marks})", some):
                out[id] = dict(zip(self.columns, row, strict=True))
        return out

    def touched(self) -> Iterator[tuple[int, Image | None, Image | None]]:
        """Yield (number, then, now) of the rows touched by themselves that are not as they were, by number."""
        ids = iter(sorted(self._over))
        while some := list(islice(ids, BATCH)):
            now = self.now(some)
            for id in some:
                is_, over = now.get(id), self._over[id]
                was = over if over is None or id in self._whole else None if is_ is None else {**is_, **over}
                if was != is_:
                    yield id, was, is_

    def new(self) -> Iterator[list[tuple[int, Image]]]:
        """Yield the rows that came in bulk and were not touched again, in batches, by number."""
        for first, last in sorted(set(self.ranges)):
            for a in range(first, last + 1, BATCH):
                ids = [i for i in range(a, min(a + BATCH, last + 1)) if i not in self._over]
                if ids:
                    rows = self.now(ids)
                    yield [(i, rows[i]) for i in ids if i in rows]

    def was(self, id: int) -> Image | None:
        """Return a removed row as it was, where its whole image is known."""
        return self._over.get(id) if id in self._whole else None

    def __len__(self) -> int:
        return len(self._over) + sum(b - a + 1 for a, b in self.ranges)


def since(
    db: sqlite3.Connection, line: int, tables: tuple[str, ...], known: frozenset[int] = frozenset()
) -> dict[str, Net]:
    """Return the net changes of each table that the changes after a line made; `known` are changes that both sides know."""
    out: dict[str, Net] = {}
    for change, tbl, op, key, last, before in db.execute(
        "select change, tbl, op, key, last, case when op = 'I' then null else before end from change_row where change > ? "
        "order by id desc",
        (line,),
    ):
        if tbl not in tables:
            continue
        if tbl not in out:
            out[tbl] = Net(db, tbl)
        (out[tbl].known if change in known else out[tbl].back)(op, key, last, before)
    return out
