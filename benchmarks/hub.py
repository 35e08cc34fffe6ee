"""What pushing and pulling cost: N codings on a tenth as many texts, over a PostgreSQL of this run's own. Linux.

    python benchmarks/hub.py [--qda PATH] [--codings 100000]

A push of the codings is held against `import --as codings` of them, a pull against `merge` of the same codings, in the same
run. Prints CPU seconds of qda (not of the database), the ratio, the peak in MiB, the budget, and how long twenty wait who push
at once; exit status 1 when a budget is exceeded.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from teams import run

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "hub"))

from cluster import Cluster, programs

HERE = Path(__file__).resolve().parent
PUSH, PULL, PEAK, WAIT = 1.0, 2.0, 200, 1.0


def main() -> int:
    """Make the files, measure, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--qda", default=shutil.which("qda") or "qda")
    given.add_argument("--codings", type=int, default=100_000)
    options = given.parse_args()
    qda = str(Path(options.qda).absolute())
    if (bins := programs()) is None:
        sys.exit("no PostgreSQL here")
    server = Cluster(bins)
    try:
        with tempfile.TemporaryDirectory() as made:
            return _measure(Path(made), qda, options.codings, server, str(bins / "psql"))
    finally:
        server.away()


def _measure(folder: Path, qda: str, codings: int, server: Cluster, psql: str) -> int:
    for sql in ("create role anna login superuser", "create role ben login"):
        subprocess.run([psql, "-q", server.url("postgres"), "-c", sql], check=True)
    # in processes of their own: what this one holds would count as the peak of each that it starts
    for words in (
        ("corpus.py", "texts", folder / "texts", codings // 10),
        ("plan.py", folder / "texts", codings, "plan.csv"),
    ):
        made = [sys.executable, HERE / words[0], *words[1:]]
        subprocess.run(list(map(str, made)), cwd=folder, check=True)

    def at(file: str, *words: str) -> tuple[float, float]:
        return run([qda, "--coder", "ben" if file == "ben.db" else "anna", "--project", file, *words], folder)

    run([qda, "--coder", "anna", "init"], folder)
    at("qda.db", "import", "texts")
    at("qda.db", "hub", "init", server.url("anna"))
    at("qda.db", "hub", "member", "ben", "--as", "ben", "--role", "coder")
    first, _ = at("qda.db", "push")
    run([qda, "hub", "join", server.url("ben"), "ben.db"], folder)
    at("qda.db", "handout", "apart.db", "--to", "cor")
    shutil.copy(folder / "qda.db", folder / "before.db")
    took, _ = at("qda.db", "import", "plan.csv", "--as", "codings")
    push, push_peak = at("qda.db", "push")
    shutil.copy(folder / "ben.db", folder / "ben-before.db")
    pull, pull_peak = at("ben.db", "pull")
    at("apart.db", "import", "plan.csv", "--as", "codings")
    merge, _ = run([qda, "--coder", "anna", "--project", "before.db", "merge", "apart.db"], folder)
    small = _small(folder, at)
    wait = _at_once(folder, qda)
    over = False
    for what, spent, of, ratio, budget in (
        ("push", push, "import --as codings", push / took, PUSH),
        ("pull", pull, "merge", pull / merge, PULL),
    ):
        over |= ratio > budget
        print(f"{what:26} {spent:6.2f} s {ratio:6.2f} x {of}, budget {budget:g} x")
    print(f"{'push of the texts':26} {first:6.2f} s")
    print(f"{'push of one coding':26} {small:6.2f} s")
    print(f"{'twenty at once, each':26} {wait:6.2f} s, budget {WAIT:g} s")
    peak = max(push_peak, pull_peak)
    print(f"{'peak':26} {peak:6.0f} MiB, budget {PEAK} MiB")
    return int(over or peak > PEAK or wait > WAIT)


def _small(folder: Path, at: Callable[..., tuple[float, float]]) -> float:
    """Return what the push of one coding takes."""
    at("qda.db", "code", "bericht-000001", "one more", "--span", "0:20")
    return at("qda.db", "push")[0]


def _at_once(folder: Path, qda: str) -> float:
    """Return how long twenty who push at once take, by head, in a small study."""
    (folder / "small").mkdir()
    (folder / "small" / "one.txt").write_text("It was a long wait, and nobody told us why. " * 20)
    own = [qda, "--coder", "anna"]
    run([*own, "init", "small"], folder)
    project = [*own, "--project", "small/qda.db"]
    run([*project, "import", "small/one.txt"], folder)
    run([*project, "hub", "init", _url(folder, qda), "--name", "small"], folder)
    run([*project, "push"], folder)
    files = [folder / "small" / f"{n}.db" for n in range(20)]
    for n, file in enumerate(files):
        shutil.copy(folder / "small" / "qda.db", file)
        run([*own, "--project", str(file), "code", "one", f"code {n}", "--span", f"{n}:{n + 9}"], folder)
    begun = time.perf_counter()
    started = [subprocess.Popen([*own, "--project", str(f), "push"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
               for f in files]  # fmt: skip
    if any(p.wait() for p in started):
        sys.exit("a push was refused")
    return (time.perf_counter() - begun) / len(files)


def _url(folder: Path, qda: str) -> str:
    """Return the address of the hub, as the study has it."""
    import json

    told = subprocess.run(
        [qda, "--project", str(folder / "qda.db"), "hub", "status", "--format", "json"], capture_output=True, check=True
    )
    return str(json.loads(told.stdout)["url"])


if __name__ == "__main__":
    sys.exit(main())
