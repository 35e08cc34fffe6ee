"""What merging and handing out cost: two files of N codings each, on a tenth as many texts, with one past. Linux and macOS.

    python benchmarks/teams.py [--qda PATH] [--codings 100000]

The floor is bare SQLite in the same run: the same rows by their keys into a file whose triggers are off, no history. Prints
CPU seconds, the ratio, the peak in MiB, and the budget; exit status 1 when one is exceeded.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus import write_texts
from plan import write_plan

MERGE, AGAIN, UNDO, BLIND, PEAK = 3.0, 0.2, 2.0, 4.0, 200


def floor(ours: str, theirs: str) -> None:
    """Bring theirs' codings into ours by the keys of codes, coders and sources."""
    db = sqlite3.connect(ours)
    db.execute("attach ? as t", (theirs,))
    for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f"drop trigger {name}")
    for table, columns in (
        ("coder", "uuid, name, key, created_at"),
        ("code", "uuid, name, key, level, origin, created_at"),
    ):
        db.execute(
            f"insert into main.{table}({columns}) select {columns} from t.{table} where key not in (select key from main.{table})"
        )
    at = {
        table: dict(db.execute(f"select b.id, a.id from main.{table} a join t.{table} b using ({key})"))
        for table, key in (("code", "key"), ("coder", "key"), ("source", "uuid"))
    }
    names = [r[1] for r in db.execute("pragma table_info(coding)")][1:]
    quoted = ", ".join(f'"{n}"' for n in names)
    rows = (
        [at[n][v] if n in at else v for n, v in zip(names, row, strict=True)]
        for row in db.execute(f"select {quoted} from t.coding").fetchall()
    )
    db.executemany(f"insert or ignore into coding({quoted}) values ({', '.join('?' * len(names))})", rows)
    db.commit()


def run(words: list[str], folder: Path) -> tuple[float, float]:
    """Run a command; return CPU seconds and the peak in MiB."""
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)}: {told.strip()}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def best(n: int, words: list[str], folder: Path, before: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """Return the least CPU time of n runs, and the highest peak."""
    found = []
    for _ in range(n):
        before()
        found.append(run(words, folder))
    return min(f[0] for f in found), max(f[1] for f in found)


def main() -> int:
    """Make the files, measure, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--qda", default=shutil.which("qda") or "qda")
    given.add_argument("--codings", type=int, default=100_000)
    options = given.parse_args()
    qda = str(Path(options.qda).absolute())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "texts").mkdir()
        write_texts(folder / "texts", options.codings // 10)
        write_plan(folder / "texts", options.codings * 2, folder / "plan.csv")
        with open(folder / "plan.csv", encoding="utf-8", newline="") as f:
            head, *rows = csv.reader(f)
        for who in ("anna", "ben"):
            with open(folder / f"{who}.csv", "w", encoding="utf-8", newline="") as f:
                csv.writer(f).writerows([head, *(r for r in rows if r[-1] == who)])
        run([qda, "--coder", "anna", "init"], folder)
        run([qda, "import", "texts"], folder)
        run([qda, "handout", "ben.db", "--to", "ben"], folder)
        run([qda, "import", "anna.csv", "--as", "codings"], folder)
        run([qda, "--project", "ben.db", "import", "ben.csv", "--as", "codings"], folder)

        def fresh() -> None:
            shutil.copy(folder / "qda.db", folder / "m.db")

        python = sys.executable
        bare, _ = best(2, [python, str(Path(__file__).absolute()), "--floor", "m.db", "ben.db"], folder, fresh)
        merge, peak = best(2, [qda, "--project", "m.db", "merge", "ben.db"], folder, fresh)
        again, _ = best(2, [qda, "--project", "m.db", "merge", "ben.db"], folder)
        undo, _ = best(1, [qda, "--project", "m.db", "undo", "--any"], folder)
        fresh()
        copied, _ = run([qda, "--project", "m.db", "backup", "b.db"], folder)
        vacuum, _ = run([python, "-c", "import sqlite3; sqlite3.connect('b.db').execute('vacuum')"], folder)
        blind, _ = run([qda, "--project", "m.db", "handout", "h.db", "--to", "cor", "--without", "codings"], folder)
        over = False
        for what, spent, of, ratio, budget in (
            ("merge", merge, "floor", merge / bare, MERGE),
            ("the same merge again", again, "merge", again / merge, AGAIN),
            ("undo of the merge", undo, "merge", undo / merge, UNDO),
            ("handout without codings", blind, "backup and vacuum", blind / (copied + vacuum), BLIND),
        ):
            over |= ratio > budget
            print(f"{what:26} {spent:6.2f} s {ratio:6.2f} x {of}, budget {budget:g} x")
        print(f"{'peak of the merge':26} {peak:6.0f} MiB, budget {PEAK} MiB")
        return int(over or peak > PEAK)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--floor"]:
        floor(*sys.argv[2:4])
    else:
        sys.exit(main())
