"""Numbers of rows kept in eight bytes each do as a dict does."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest

from qda.store.merge.known import Numbers


def test_they_do_as_a_dict_does() -> None:
    rng = random.Random(3)
    kept, like = Numbers(), dict[int, int]()
    for _ in range(3000):
        id = rng.choice((rng.randrange(60), rng.randrange(5000)))
        match rng.randrange(4):
            case 0 | 1:
                kept[id] = like[id] = rng.randrange(1, 10**12)
            case 2:
                assert kept.pop(id, 0) == like.pop(id, 0)
            case 3:
                assert (kept.get(id), kept.get(id, 7), id in kept) == (like.get(id), like.get(id, 7), id in like)
        assert len(kept) == len(like)
    assert dict(kept.items()) == like and len(like) > 100
    copied = deepcopy(kept)
    kept[1] = 5
    assert dict(copied.items()) == like


def test_what_is_not_there() -> None:
    kept = Numbers()
    kept[3] = 4
    for id in (0, 2, 4, 10**6, -1):
        with pytest.raises(KeyError):
            kept[id]
        with pytest.raises(KeyError):
            del kept[id]
    assert list(kept) == [3] and kept.get(-1) is None
