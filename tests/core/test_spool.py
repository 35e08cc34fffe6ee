"""Rows that wait in a file: they come back by number, those of one number as they came, as often as they are asked for."""

from __future__ import annotations

import random
from operator import itemgetter

import pytest

from qda.core import spool
from qda.core.spool import Spool

TEXTS = ("", "een\ntwee", "e\u0301 👩‍💻", "\ud800", "x" * 3000)


@pytest.mark.parametrize("order", ["as numbered", "by chance", "backwards"])
@pytest.mark.parametrize("n", [0, 1, 6, 7, 8, 500])
def test_rows_come_back_by_number(order: str, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "CHUNK", 7)
    monkeypatch.setattr(spool, "BLOCK", 3)
    rng = random.Random(f"{order} {n}")
    rows = [(rng.randrange(20) - 5, i, None, TEXTS[i % 5], (i, "near")) for i in range(n)]
    if order == "as numbered":
        rows.sort(key=itemgetter(0))
    elif order == "backwards":
        rows.sort(key=itemgetter(0), reverse=True)
    with Spool() as held:
        for row in rows:
            held.add(row)
        assert len(held) == n
        wanted = sorted(rows, key=itemgetter(0))
        assert list(held) == wanted and list(held) == wanted
        assert list(zip(held, held, strict=True)) == list(zip(wanted, wanted, strict=True)), "two who read at once"


def test_only_a_part_of_many_rows_is_in_memory() -> None:
    with Spool() as held:
        for i in range(3 * spool.CHUNK + 1):
            held.add((0, i))
        assert len(held._rows) == 1 and [i for _, i in held] == list(range(3 * spool.CHUNK + 1))
        file = held._file
        assert file is not None and not file.closed
    assert file.closed
