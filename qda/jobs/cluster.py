"""A Dask cluster that is there already, by joblib's own backend for it; connected to as Dask is configured (TLS too).

Texts leave the machine here, and only here: to the address that was named. What came of how many is said in a note.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from qda.core import extras
from qda.core.errors import QdaError, Refused
from qda.core.message import n_of, say
from qda.core.spread import Call
from qda.jobs.processes import AT_ONCE, rounds

LOOK = 1.0  # seconds from one look at the cluster to the next
# What the same texts give the same results by, wherever they are read.
PACKAGES = ("numpy", "scipy", "scikit-learn", "simplemma", "wordfreq", "stopwordsiso", "spacy")
OWN = ("127.", "localhost", "[::1]")


class Cluster:
    """The workers of a scheduler at an address. keeps: says of a text that it may not be sent."""

    def __init__(self, address: str, keeps: Callable[[str], bool] | None = None) -> None:
        extras.need("a cluster", "cluster", "distributed", "joblib")
        self.address, self._keeps = address, keeps
        self.sent = self.kept = 0  # texts
        self._patience = 30.0

    def __enter__(self) -> Cluster:
        """Connect, and look that the workers have the same programs. Errors: no cluster is there; a worker has others."""
        import dask

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told in our words
        from dask.utils import parse_timedelta

        self._patience = float(parse_timedelta(dask.config.get("distributed.comm.timeouts.connect", "30s"), "seconds"))
        try:
            self._client = _client()(self.address, set_as_default=False, timeout=self._patience)
        except (
            Exception
        ) as e:  # an address that is none, nobody there, a certificate that does not hold, another program
            raise Refused(
                "cluster-unreachable", "no Dask scheduler answers at {address} ({why}): nothing was sent",
                address=self.address, why=" ".join(str(e).split())[:120] or type(e).__name__,
            ) from None  # fmt: skip
        try:
            self._same_programs()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def _same_programs(self) -> None:
        """Refuse workers in which another version is installed than here, or none."""
        mine = versions()
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
            theirs = self._client.run(versions, on_error="return")
        except Exception as e:  # as above
            raise Refused(
                "cluster-no-workers", "the Dask scheduler at {address} has no workers ({why}): nothing was sent",
                address=self.address, why=" ".join(str(e).split())[:120] or type(e).__name__,
            ) from None  # fmt: skip
        for worker, found in sorted(theirs.items()):
            if not isinstance(found, dict):
                raise Refused(
                    "cluster-without", "the worker {worker} cannot run qda ({why}): install the same version there",
                    worker=worker, why=" ".join(str(found).split())[:120],
                )  # fmt: skip
            if other := [name for name in mine if found.get(name) != mine[name]]:
                raise Refused(
                    "cluster-differs",
                    "the worker {worker} has {what} {theirs}, and here it is {mine}: install the same version there",
                    worker=worker, what=other[0], theirs=found.get(other[0]) or "none", mine=mine[other[0]] or "none",
                )  # fmt: skip

    def run(self, function: Callable[..., Any], calls: Iterable[Call]) -> Iterator[Any]:
        """Yield the result of each call, in their order; as `Spread.run`. Errors: the cluster is gone; a call killed workers.

        A call whose worker is lost is done by another.
        """
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError
        from joblib import Parallel, parallel_config

        backend = _backend()(client=self._client, wait_for_workers_timeout=self._patience)
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(backend, over), daemon=True)
        watch.start()
        try:
            many = sum(self._client.nthreads().values()) or 1
            with parallel_config(backend=backend):
                parallel = Parallel(return_as="generator", batch_size=1, pre_dispatch="all")
            yield from rounds(parallel, function, self._counted(calls), AT_ONCE * many)
        except KilledWorker:
            raise Refused(
                "cluster-died", "the cluster at {address} lost several workers over the same part of the work (have they enough "
                "memory?): nothing was kept", address=self.address,
            ) from None  # fmt: skip
        except (CancelledError, CommClosedError):
            raise self._gone() from None
        finally:
            over.set()
            watch.join()

    def _counted(self, calls: Iterable[Call]) -> Iterator[Call]:
        """Yield the calls, counting the texts in their arguments."""
        for call in calls:
            n = sum(len(given) for given in call.given if isinstance(given, (list, tuple)))
            self.sent, self.kept = self.sent + n * (not call.here), self.kept + n * call.here
            yield call

    def _watch(self, backend: Any, over: threading.Event) -> None:
        """End what waits when the scheduler, or its last worker, is gone for too long."""
        seen = time.monotonic()
        while not over.wait(LOOK):
            try:
                there = self._client.sync(self._client.scheduler.ncores, callback_timeout=self._patience)
            except Exception:  # whatever a connection that breaks raises: it says the same
                there = {}
            if there:
                seen = time.monotonic()
            elif time.monotonic() - seen > self._patience:
                backend.give_up(self._gone())
                return

    def _gone(self) -> Refused:
        return Refused(
            "cluster-lost",
            "the cluster at {address} is gone, or its last worker: nothing was kept",
            address=self.address,
        )

    def keeps(self, text: str) -> bool:
        """True if a text may not be sent."""
        return self._keeps is not None and self._keeps(text)

    def notes(self) -> list[str]:
        """Say what was sent, and what was not."""
        if not self.sent + self.kept:
            return []
        plain = urlsplit(self.address).scheme in ("", "tcp", "ws") and not self.address.split("//")[-1].startswith(OWN)
        told = say("sent to the cluster at {address}: {texts}", address=self.address, texts=n_of(self.sent, "text"))
        if plain:
            told += say(", not encrypted")
        if self.kept:
            told += say(
                "; read here, as they hold names that are shown by pseudonym: {texts}", texts=n_of(self.kept, "text")
            )
        return [told]


def versions() -> dict[str, str]:
    """Return the version of qda, of Python and of the packages by which texts are read."""
    import sys
    from importlib.metadata import PackageNotFoundError, version

    out = {
        "qda": str(import_module("qda").__version__),  # the package itself stands above this room
        "Python": ".".join(map(str, sys.version_info[:2])),
    }
    for name in PACKAGES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = ""
    return out


def _client() -> Any:
    """Return Dask's client, which is closed here or not at all: one that found nobody would wait a minute before it is let go."""
    from distributed import Client

    class Ours(Client):
        def __del__(self) -> None:
            pass

    return Ours


def _backend() -> Any:
    """Return joblib's backend for Dask, which tells of a call that Dask itself gave up; joblib's waits for it without end."""
    from joblib._dask import DaskDistributedBackend

    class Telling(DaskDistributedBackend):  # type: ignore[misc]
        def submit(self, func: Any, callback: Any = None) -> Any:
            waiting = super().submit(func, callback)

            def told(done: Any) -> None:
                if not done.cancelled() and (e := done.exception()) is not None and callback is not None:
                    callback(e)

            waiting.add_done_callback(told)
            return waiting

        def retrieve_result_callback(self, out: Any) -> Any:
            if isinstance(out, BaseException):
                raise out
            return super().retrieve_result_callback(out)

        def give_up(self, e: QdaError) -> None:
            """End all that waits with an error."""
            for waiting in list(self._results.values()):
                if not waiting.done():
                    waiting.set_exception(e)

    return Telling
