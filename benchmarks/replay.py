"""What going back costs: a study of N codings with a long history. Linux and macOS.

    python benchmarks/replay.py [--qda PATH] [--codings 100000] [--back 1000] [--changes 100000]

Needs a Python in which `qda` runs, which writes the histories: `--back` changes after the codings were imported, and `--changes`
changes to a smaller study, half of them to the codebook. The floor of `at` is bare Python and SQLite in the same run: the file
copied into a temporary database. Budgets of what reads the log are seconds above `qda log`. Prints CPU seconds, the ratio or the
difference, the peak in MiB, and the budget; exit status 1 when one is exceeded.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from corpus import write_texts
from plan import write_plan
from teams import best, run

from qda.store import project
from qda.store.analysis import codings
from qda.store.history.door import Change

AT, ABOVE = 3.0, 1.0
FLOOR = (
    "import sqlite3, sys; a = sqlite3.connect(sys.argv[1]); b = sqlite3.connect(''); a.backup(b, pages=4096); "
    "b.execute('select count(*) from coding').fetchone()"
)


def write_history(file: Path, n: int, codebook: int) -> None:
    """Make n changes to a study: `codebook` of ten to codes, the others to codings."""
    with project.open_study(file, coder="anna") as study:
        door = study.door
        last = study.db.execute("select max(id) from coding").fetchone()[0]
        known = study.db.execute("select count(*) from code").fetchone()[0]
        with door.transaction():
            for i in range(n):
                c = door.begin("codebook define" if i % 10 < codebook else "confirm", "anna", because=f"reason {i}")
                _change(c, i, i % known + 1, i % last + 1, codebook)
                c.summary = f"change {i}"
                door.finish(c)


def _change(c: Change, i: int, code: int, coding: int, codebook: int) -> None:
    if i % 10 >= codebook:
        codings.confirm(c, coding)
    elif i % 10 % 2:
        c.update("code", code, definition=f"What was meant the {i}th time, in a sentence of the usual length of one.")
    else:
        c.update("code", code, name=f"theme {i}", key=f"theme {i}")


def make(qda: str, folder: Path, n: int) -> Path:
    """Make a study of n codings on a tenth as many texts."""
    (folder / "texts").mkdir(parents=True)
    write_texts(folder / "texts", max(n // 10, 10))
    write_plan(folder / "texts", n, folder / "plan.csv")
    for words in (["--coder", "anna", "init"], ["import", "texts"], ["import", "plan.csv", "--as", "codings"]):
        run([qda, *words], folder)
    return folder / "qda.db"


def main() -> int:
    """Make the studies, measure, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--qda", default=shutil.which("qda") or "qda")
    given.add_argument("--codings", type=int, default=100_000)
    given.add_argument("--back", type=int, default=1_000)
    given.add_argument("--changes", type=int, default=100_000)
    options = given.parse_args()
    qda, over = str(Path(options.qda).absolute()), False
    with tempfile.TemporaryDirectory() as made:
        large, long = Path(made) / "large", Path(made) / "long"
        file = make(qda, large, options.codings)
        write_history(file, options.back, 4)
        with project.open_study(file) as study:
            n = study.db.execute("select max(id) from change").fetchone()[0] - options.back
        floor, _ = best(3, [sys.executable, "-c", FLOOR, "qda.db"], large)
        least = ["log", "--limit", "1"]  # a command that does next to nothing itself
        now, _ = best(3, [qda, *least], large)
        then, peak = best(3, [qda, "at", str(n), *least], large)
        over |= then > AT * floor
        print(f"{'copying the file':34} {floor:6.2f} s")
        print(
            f"{f'at, {options.back:,} changes back':34} {then:6.2f} s {then / floor:6.2f} x copying, budget {AT:g} x, "
            f"{peak:.0f} MiB"
        )
        print(f"{'of which going back':34} {then - now:6.2f} s {(then - now) / floor:6.2f} x copying")
        spent, peak = best(2, [qda, "report", "changes", "--from", str(n), "--format", "csv"], large)
        print(f"{f'changes over {options.back:,} changes':34} {spent:6.2f} s {spent / then:6.2f} x at, {peak:.0f} MiB")
        write_history(make(qda, long, 10_000), options.changes, 5)
        log, _ = best(3, [qda, "log", "--format", "csv"], long)
        print(f"{f'log of {options.changes:,} changes':34} {log:6.2f} s")
        for words in (["codings", "--stale"], ["report", "codebook-history"]):
            spent, peak = best(3, [qda, *words, "--format", "csv"], long)
            over |= spent - log > ABOVE
            print(
                f"{' '.join(words):34} {spent:6.2f} s {spent - log:+6.2f} s to log, budget {ABOVE:g} s, {peak:.0f} MiB"
            )
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
