"""Who does work that divides: in order, the same, told when it goes wrong, and nobody left over."""

from __future__ import annotations

import math
import operator
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda import jobs
from qda.core import extras
from qda.core.errors import QdaError, Refused
from qda.core.spread import ONE, Call, batches, portions

more = pytest.mark.skipif(bool(extras.missing("discover", "joblib")), reason="needs the extra `discover`")


def calls(n: int, *here: int) -> Iterator[Call]:
    """So many calls of a function of one number, some of them to be done in this process."""
    return (Call((i,), i in here) for i in range(n))


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 6), st.integers(1, 60))
def test_portions_are_all_of_it_in_order_and_none_is_too_large(sizes: list[int], most: int, characters: int) -> None:
    got = list(portions(sizes, most, characters))
    assert [i for a, b in got for i in range(a, b)] == list(range(len(sizes)))
    assert all(0 < b - a <= most and (sum(sizes[a:b]) <= characters or b - a == 1) for a, b in got)
    texts = [chr(97 + i) * size for i, size in enumerate(sizes)]
    assert list(batches(iter(texts), most, characters)) == [texts[a:b] for a, b in got], (
        "texts that come one by one too"
    )


def test_one_process_does_each_call_when_it_is_asked_for() -> None:
    done: list[int] = []

    def note(i: int) -> int:
        done.append(i)
        return i

    results = ONE.run(note, calls(3))
    assert next(results) == 0 and done == [0] and list(results) == [1, 2] and not ONE.keeps("a text")


def test_one_is_this_process_and_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "missing", lambda extra, *modules: list(modules))
    with jobs.spread() as spread:
        assert spread is ONE
    with (
        pytest.raises(QdaError, match="more than one process needs joblib: pip install 'qda\\[discover\\]'"),
        jobs.spread(2),
    ):
        pass


@pytest.mark.parametrize(("many", "cluster", "code"), [(-1, "", "jobs-how-many"), (2, "tcp://x:1", "jobs-or-cluster")])
def test_what_cannot_be_asked_for(many: int, cluster: str, code: str) -> None:
    with pytest.raises(Refused) as refused, jobs.spread(many, cluster):
        pass
    assert refused.value.args[0].code == code


def test_zero_is_one_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with jobs.spread(0) as spread:
        assert spread is ONE


@more
def test_several_give_the_same_in_order_and_are_gone_afterwards() -> None:
    with jobs.spread(2) as spread:
        assert list(spread.run(math.factorial, calls(50))) == [math.factorial(i) for i in range(50)]
        pids = list(spread.run(os_getpid, calls(20, 3, 7)))
        assert [i for i, pid in enumerate(pids) if pid == os.getpid()] == [3, 7], "these are done here, in their turn"
        with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
            list(spread.run(math.sqrt, iter([Call((4,)), Call((-4,))])))
        assert list(spread.run(math.sqrt, iter([Call((4,))]))) == [2.0], "what one call raises ends no worker"
    if sys.platform == "linux":
        others = {pid for pid in pids if pid != os.getpid()}
        assert others and not [pid for pid in others if alive(pid)]


def os_getpid(_: int) -> int:
    return os.getpid()


def alive(pid: int) -> bool:
    """True if a process is there; one that ends gets a moment for it."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


@more
def test_a_process_that_dies_is_told_in_one_line_and_the_next_work_goes_on() -> None:
    with jobs.spread(2) as spread:
        with pytest.raises(Refused, match="one of the 2 processes at work was ended") as refused:
            list(spread.run(os._exit, calls(9)))
        assert refused.value.args[0].code == "jobs-died"
        assert list(spread.run(operator.neg, calls(3))) == [0, -1, -2]


@more
def test_calls_are_made_up_in_the_thread_that_asks() -> None:
    """They read the study, and SQLite gives each thread its own."""
    threads = set()

    def made() -> Iterator[Call]:
        import threading

        for i in range(40):
            threads.add(threading.get_ident())
            yield Call((i,))

    with jobs.spread(2) as spread:
        assert len(list(spread.run(operator.neg, made()))) == 40
    assert len(threads) == 1


@more
def test_it_works_from_another_thread_than_the_main_one() -> None:
    def work() -> list[int]:
        with jobs.spread(2) as spread:
            return list(spread.run(operator.neg, calls(3)))

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == [0, -1, -2]
