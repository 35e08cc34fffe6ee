"""Several processes on this machine, by joblib and its loky.

Nothing is shared but what calls are given and give back, over pipes: no array is put into a file, since it may hold
participants' words.
"""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import Any

from qda.core import extras
from qda.core.errors import Refused
from qda.core.spread import Call

AT_ONCE = 8  # calls for each process that are handed out together, so that what is waiting stays small


class Processes:
    """So many processes; they are started at the first `run` and ended with the `with`."""

    def __init__(self, many: int) -> None:
        extras.need("more than one process", "discover", "joblib")
        self.many = many
        self._started = False

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None) -> None:
        if self._started:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor(reuse=True).shutdown(wait=True, kill_workers=True)

    def run(self, function: Callable[..., Any], calls: Iterable[Call]) -> Iterator[Any]:
        """Yield the result of each call, in their order; as `Spread.run`. Errors: a process died."""
        from concurrent.futures.process import BrokenProcessPool

        from joblib import Parallel

        self._started = True
        parallel = Parallel(self.many, backend="loky", return_as="generator", batch_size=1, max_nbytes=None)
        try:
            yield from rounds(parallel, function, calls, AT_ONCE * self.many)
        except BrokenProcessPool:
            raise Refused(
                "jobs-died", "one of the {n} processes at work was ended from outside, or ran out of memory: nothing was kept",
                n=self.many,
            ) from None  # fmt: skip

    def keeps(self, text: str) -> bool:
        """All stays on this machine."""
        return False


def rounds(parallel: Any, function: Callable[..., Any], calls: Iterable[Call], most: int) -> Iterator[Any]:
    """Yield the result of each call, by a `joblib.Parallel` that gives generators; so many calls are handed out together.

    The calls of a round are made up before it: what makes them reads the study, which is this thread's.
    """
    from joblib import delayed

    # Whoever interrupts does not want the rest; joblib says so whenever it notices, perhaps in another thread.
    warnings.filterwarnings("ignore", ".*adjusting the input task iterator", UserWarning)
    left = iter(calls)
    while some := list(islice(left, most)):
        away = [delayed(function)(*call.given) for call in some if not call.here]
        with _deaf():
            results = parallel(away) if away else iter(())
        for call in some:
            yield function(*call.given) if call.here else next(results)
        assert next(results, None) is None  # only now is it over for joblib


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C: this one does, and ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    from joblib.externals.loky.backend.resource_tracker import ensure_running

    for start in (resource_tracker.ensure_running, ensure_running):
        start()  # each would let the signal through again when it starts, and the first process starts them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
