"""Work in a thread of its own: in order, on a connection of its own, and handed over where the screen runs."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from qda.core.errors import QdaError
from qda.ops.study import study
from qda.store.project import Study
from qda.tui.session.background import Aside


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    study.init(tmp_path, name="aside", coder="anna", language="en")
    with study.open_study(tmp_path) as s:
        yield s


class Loop:
    """Stands for the screen's loop: what is handed over waits until it is run here."""

    def __init__(self) -> None:
        self.waiting: Queue[Callable[[], object]] = Queue()

    def deliver(self, do: Callable[..., object], *args: Any) -> None:
        self.waiting.put(partial(do, *args))

    def turn(self) -> None:
        """Run the next thing that was handed over."""
        self.waiting.get(timeout=30)()


def test_in_order_and_on_its_own_connection(opened: Study) -> None:
    loop, heard = Loop(), list[Any]()
    aside = Aside(opened, loop.deliver)

    def work(s: Study) -> tuple[bool, str, int]:
        return s.db is opened.db, s.coder, threading.get_ident()

    aside.ask(work, heard.append, heard.append)
    aside.ask(lambda _: "second", heard.append, heard.append)
    assert aside.busy
    loop.turn()
    loop.turn()
    assert not aside.busy and heard[1] == "second"
    own, coder, thread = heard[0]
    assert not own and coder == "anna" and thread != threading.get_ident()
    aside.stop(wait=True)


def test_a_refusal_is_told_and_anything_else_is_raised_where_the_screen_runs(opened: Study) -> None:
    loop, heard = Loop(), list[Any]()
    aside = Aside(opened, loop.deliver)

    def raising(error: Exception) -> Callable[[Study], None]:
        def work(_: Study) -> None:
            raise error

        return work

    def unheard(_: object) -> None:
        pytest.fail("nothing came of it, so nothing is told")

    for error in (QdaError("it will not do"), sqlite3.OperationalError("database is locked"), KeyError("a mistake")):
        aside.ask(raising(error), unheard, heard.append)
    loop.turn()
    loop.turn()
    assert str(heard[0]) == "it will not do" and isinstance(heard[1], QdaError) and "`qda" not in str(heard[1])
    with pytest.raises(KeyError):
        loop.turn()
    aside.stop(wait=True)


def test_what_is_not_wanted_any_more_ends_and_is_not_told(opened: Study) -> None:
    loop, begun, go_on = Loop(), threading.Event(), threading.Event()
    aside = Aside(opened, loop.deliver)
    reached: list[str] = []

    def work(_: Study) -> None:
        begun.set()
        assert go_on.wait(30)
        aside.going()
        reached.append("the end")

    def second(_: Study) -> None:
        reached.append("the second")

    def unheard(_: object) -> None:
        pytest.fail("what ended is not told")

    aside.ask(work, unheard, unheard)
    aside.ask(second, unheard, unheard)
    assert begun.wait(30)
    aside.stop()
    go_on.set()
    assert aside._thread is not None
    aside._thread.join(30)
    assert not aside._thread.is_alive() and reached == [] and loop.waiting.empty() and not aside.busy
