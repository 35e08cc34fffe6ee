"""`--cluster`: a Dask scheduler with workers on the loopback address does the same work, and what goes wrong is one line.

Starting a cluster takes seconds, so one test does all that leaves it whole, and another goes from the whole of it to none.
"""

from __future__ import annotations

import json
import operator
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("wordfreq", reason="needs the extra `cluster`")
pytest.importorskip("distributed", reason="needs the extra `cluster`")

import distributed
from suggest_study import SUBJECTS, add, draft, fill

import qda
from qda import jobs
from qda.cli.app import run
from qda.cli.progress import Progress
from qda.core.errors import Refused
from qda.core.spread import Call
from qda.jobs import cluster as clusters
from qda.nlp import encoded
from qda.ops.discovery import passages
from qda.ops.sources import pseudonyms
from qda.store import project

PATIENCE = "5s"  # for who does not answer


class There:
    """A scheduler and two workers, each a process."""

    def __init__(self, folder: Path) -> None:
        file = folder / "scheduler.json"
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.env |= {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "OMP_NUM_THREADS": "1"}
        begin = "from distributed.cli.dask_{0} import main; main()"
        common = ["--no-dashboard", "--scheduler-file", str(file)]
        self.scheduler = self._start(begin.format("scheduler"), *common, "--host", "127.0.0.1", "--port", "0")
        worker = [*common, "--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--host", "127.0.0.1"]
        self.workers = [
            self._start(begin.format("worker"), *worker, "--local-directory", str(folder)) for _ in range(2)
        ]
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text(encoding="utf-8").strip():
            assert time.monotonic() < until and self.scheduler.poll() is None
            time.sleep(0.05)
        self.address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
        self.arrived(2)

    def arrived(self, workers: int) -> None:
        """Wait until so many workers are there, as long as a busy machine takes."""
        connect: Any = distributed.Client
        with connect(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def one_more(self) -> None:
        """Start another worker."""
        command = ["--no-dashboard", "--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--host", "127.0.0.1"]
        self.workers.append(self._start("from distributed.cli.dask_worker import main; main()", self.address, *command))

    def _start(self, program: str, *args: str) -> subprocess.Popen[bytes]:
        nowhere = subprocess.DEVNULL
        return subprocess.Popen([sys.executable, "-c", program, *args], env=self.env, stdout=nowhere, stderr=nowhere)

    def end(self) -> None:
        for p in [*self.workers, self.scheduler]:
            p.kill()
            p.wait()


@pytest.fixture
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    made = There(tmp_path_factory.mktemp("cluster"))
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small studies are many calls too, and nobody is waited for very long."""
    import dask

    monkeypatch.setattr(passages, "_TOGETHER", 1)
    monkeypatch.setattr(encoded, "_TOGETHER", 3)
    dask.config.set({"distributed.comm.timeouts.connect": PATIENCE})


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed study of three subjects, with codings, in which people are named."""
    path = tmp_path_factory.mktemp("texts") / project.FILE
    with project.create(path, name="study", coder="anna", language="nl") as made:
        fill(made)
        for subject, posts in SUBJECTS.items():
            for n in range(3):
                words = [
                    ("post", f"Roosmarijn{n} Verhagen", f"{p} Dat zei ook Roosmarijn{n - 1} Verhagen.") for p in posts
                ]
                add(
                    made,
                    draft(
                        f"{subject} {n}",
                        words if n else [("post", a, p) for (_, a, _), p in zip(words, posts, strict=True)],
                    ),
                )
    return path


def asked(path: Path, *args: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = run(["--project", str(path), *args])
    return (status, *capsys.readouterr())


def results_come_in_order_and_what_must_stay_is_done_here(there: There) -> None:
    notes: list[str] = []
    with jobs.spread(cluster=there.address, keeps=lambda t: t == "b", notes=notes) as spread:
        assert spread.keeps("b") and not spread.keeps("a")
        assert list(spread.run(operator.neg, (Call((i,)) for i in range(40)))) == [-i for i in range(40)]
        calls = [Call((["a", "c"],)), Call((["b"],), here=True), Call((["d"],))]
        assert list(spread.run(sorted, calls)) == [["a", "c"], ["b"], ["d"]]
        with pytest.raises(TypeError):
            list(spread.run(operator.neg, [Call((1,)), Call(("x",))]))
    assert notes == [
        f"sent to the cluster at {there.address}: 3 texts; read here, as they hold names that are shown by pseudonym: 1 text"
    ]


def a_name_that_is_shown_by_pseudonym_is_never_sent(
    there: There, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(texts, tmp_path / project.FILE))
    with project.open_study(path) as study:
        pseudonyms.pseudonymise(study, str(tmp_path / "key.csv"), beside=True)
    for args in (["discover", "--format", "json"], ["suggest", "quotes", "water", "--format", "json"]):
        here = asked(Path(shutil.copy(path, tmp_path / "here.db")), *args, capsys=capsys)
        went: list[Any] = []
        counted = clusters.Cluster._counted

        def seen(self: Any, calls: Any, went: list[Any] = went, counted: Any = counted) -> Iterator[Call]:
            for call in counted(self, calls):
                went.extend([call.given] if not call.here else [])
                yield call

        with monkeypatch.context() as m:
            m.setattr(clusters.Cluster, "_counted", seen)
            away = asked(
                Path(shutil.copy(path, tmp_path / "away.db")), *args, "--cluster", there.address, capsys=capsys
            )
        assert away[:2] == here[:2] and here[0] == 0
        assert "factory" in str(went) and "Verhagen" not in str(went) and "Roosmarijn" not in str(went)
        assert "read here, as they hold names" in away[2]


def the_same_as_here(
    there: There, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in (
        ["discover", "terms"],
        ["suggest", "quotes", "water"],
        ["suggest", "codes", "--source", "school", "--segment", "6"],
    ):
        here = asked(Path(shutil.copy(texts, tmp_path / "here.db")), *args, "--format", "csv", capsys=capsys)
        with monkeypatch.context() as m:
            m.setenv("QDA_CLUSTER", there.address)
            away = asked(Path(shutil.copy(texts, tmp_path / "away.db")), *args, "--format", "csv", capsys=capsys)
        assert here[0] == 0 and here[1] and away[:2] == here[:2]
        assert f"sent to the cluster at {there.address}" in away[2] and "sent to the cluster" not in here[2]


def other_versions_are_refused_before_anything_is_sent(
    there: There, texts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    was = qda.__version__
    with monkeypatch.context() as m:
        m.setattr(qda, "__version__", "99")
        status, out, err = asked(texts, "discover", "--cluster", there.address, capsys=capsys)
    assert (status, out) == (1, "")
    assert err.startswith("error: the worker tcp://127.0.0.1:") and err.count("\n") == 1
    assert err.endswith(f"has qda {was}, and here it is 99: install the same version there\n")


def a_worker_lost_in_the_middle_changes_nothing(
    there: There, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ["discover", "--all", "--format", "json"]
    here = asked(Path(shutil.copy(texts, tmp_path / "here.db")), *args, capsys=capsys)
    ticked = Progress.tick

    def tick(self: Progress, done: int = 0, total: int = 0) -> None:
        ticked(self, done, total)
        if self.done == 2:
            there.workers[0].kill()

    with monkeypatch.context() as m:
        m.setattr(Progress, "tick", tick)
        away = asked(Path(shutil.copy(texts, tmp_path / "away.db")), *args, "--cluster", there.address, capsys=capsys)
    assert there.workers[0].wait(30) != 0, "it was lost"
    assert here[0] == 0 and away[:2] == here[:2]


def work_that_ends_its_workers_is_told(there: There) -> None:
    there.one_more()
    there.arrived(2)
    with jobs.spread(cluster=there.address) as spread, pytest.raises(Refused) as refused:
        list(spread.run(os._exit, [Call((3,))]))
    assert refused.value.args[0].code == "cluster-died"
    assert [w.wait(30) for w in there.workers[1:]] == [3, 3]


def a_cluster_without_workers(there: There, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = asked(texts, "discover", "--cluster", there.address, capsys=capsys)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"error: the Dask scheduler at {there.address} has no workers")


def a_cluster_that_goes_away(there: There) -> None:
    there.one_more()
    there.arrived(1)
    with jobs.spread(cluster=there.address) as spread, pytest.raises(Refused) as refused:
        for n, _ in enumerate(spread.run(time.sleep, (Call((0.2,)) for _ in range(500)))):
            if n == 2:
                there.end()
    assert refused.value.args[0].code == "cluster-lost"


def test_a_cluster_does_the_same_and_gets_no_name(
    there: There, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results_come_in_order_and_what_must_stay_is_done_here(there)
    the_same_as_here(there, texts, tmp_path, monkeypatch, capsys)
    a_name_that_is_shown_by_pseudonym_is_never_sent(there, texts, tmp_path, monkeypatch, capsys)
    other_versions_are_refused_before_anything_is_sent(there, texts, capsys, monkeypatch)


def test_what_is_lost_is_done_again_or_told(
    there: There, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_worker_lost_in_the_middle_changes_nothing(there, texts, tmp_path, capsys, monkeypatch)
    work_that_ends_its_workers_is_told(there)
    a_cluster_without_workers(there, texts, capsys)
    a_cluster_that_goes_away(there)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "tls://127.0.0.1:1"])
def test_nobody_at_the_address(address: str, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import dask

    dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    status, out, err = asked(texts, "discover", "--cluster", address, capsys=capsys)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"error: no Dask scheduler answers at {address} (") and err.endswith("nothing was sent\n")


@pytest.mark.parametrize("address", ["nonsense", "http://x:1", "tls://127.0.0.1:1"])
def test_an_address_that_is_none_is_told_and_not_waited_for(address: str, texts: Path) -> None:
    """However long a scheduler may take to answer; of TLS, none is set up here."""
    command = [sys.executable, "-m", "qda", "--project", str(texts), "discover", "--cluster", address]
    env = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3600s"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"error: no Dask scheduler answers at {address} (")
