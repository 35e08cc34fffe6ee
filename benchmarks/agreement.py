"""What agreement costs: N codings by four coders on a tenth as many texts. Linux and macOS.

    python benchmarks/agreement.py [--qda PATH] [--codings 100000]

The floor of agreement is bare Python and SQLite in the same run: which segments each coder marks with each code, and the
share of agreeing pairs of each code. It makes no difference between words and other text, and gives one figure, so the
budgets of agreement are the ratios that were measured when it was written, with a little room. That of the list of
disagreements is `qda codings`, that of settling one place `qda code`. Prints CPU seconds, the ratio, the peak in MiB, and
the budget; exit status 1 when one is exceeded.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path

from corpus import write_texts
from plan import write_plan
from teams import best, run

SEGMENTS, DEFAULT, REPLICATES, LIST, SETTLE, PEAK = 6.0, 10.0, 22.0, 4.0, 2.0, 400


def floor(path: str) -> int:
    """Count for each code the pairs of readers who agree on a segment, over the sources that two coders have coded."""
    db = sqlite3.connect(path)
    units: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for source, start, end in db.execute(
        "select source, start, \"end\" from segment where kind <> 'boilerplate' and parent is null order by source, start"
    ):
        units[source].append((start, end))
    texts = dict(db.execute("select id, text from source"))
    held: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for source, *coding in db.execute('select source, code, coder, start, "end" from coding'):
        held[source].append(tuple(coding))
    agree: defaultdict[int, int] = defaultdict(int)
    pairs = 0
    for source, codings in held.items():
        readers = {coder for _, coder, _, _ in codings}
        if len(readers) < 2:
            continue
        text, parts = texts[source], units[source]
        ends = [end for _, end in parts]
        marked: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for code, coder, start, end in codings:
            n = bisect_left(ends, start + 1)
            while n < len(parts) and parts[n][0] < end:
                if text[max(start, parts[n][0]) : min(end, parts[n][1])].strip():
                    marked[code, n].add(coder)
                n += 1
        m = len(readers)
        pairs += m * (m - 1) // 2 * len(parts)
        for (code, _), who in marked.items():
            agree[code] -= len(who) * (m - len(who))
    return sum(pairs + n for n in agree.values())


def main() -> int:
    """Make the study, measure, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--qda", default=shutil.which("qda") or "qda")
    given.add_argument("--codings", type=int, default=100_000)
    given.add_argument("--floor", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.floor:
        print(floor(options.floor))
        return 0
    qda, over = str(Path(options.qda).absolute()), False
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "texts").mkdir()
        write_texts(folder / "texts", options.codings // 10)
        write_plan(folder / "texts", options.codings, folder / "plan.csv")
        with open(folder / "plan.csv", encoding="utf-8", newline="") as f:
            head, *rows = csv.reader(f)
        with open(folder / "codings.csv", "w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(head)  # the last column is the coder
            writer.writerows([*row[:-1], ("anna", "ben", "cor", "dan")[n % 4]] for n, row in enumerate(rows))
        first = rows[0][0]
        del rows  # what this process holds would count in the peak of those that it starts
        for words in (["init"], ["import", "texts"], ["import", "codings.csv", "--as", "codings"]):
            run([qda, *words], folder)
        bare, _ = best(3, [sys.executable, str(Path(__file__).absolute()), "--floor", "qda.db"], folder)
        listed, _ = best(3, [qda, "codings", "--format", "csv"], folder)
        coded, _ = best(1, [qda, "code", first, "settled", "--span", "0:9"], folder)
        with subprocess.Popen(
            [qda, "disagreements", "--format", "csv"], cwd=folder, stdout=subprocess.PIPE, text=True
        ) as lines:
            assert lines.stdout is not None
            place = next(csv.DictReader(lines.stdout))["id"]
            lines.kill()
        print(f"floor {bare:.2f} s, codings {listed:.2f} s, code {coded:.2f} s")
        agreement = [qda, "agreement", "--format", "json"]
        for what, words, under, budget in (
            ("agreement on segments", [*agreement, "--unit", "segment", "--bootstrap", "0"], bare, SEGMENTS),
            ("agreement, no interval", [*agreement, "--bootstrap", "0"], bare, DEFAULT),
            ("agreement, 1000 replicates", agreement, bare, REPLICATES),
            ("disagreements", [qda, "disagreements", "--format", "csv"], listed, LIST),
            ("resolve, one place", [qda, "resolve", place, "--drop", "--note", "settled"], coded, SETTLE),
        ):
            cpu, peak = best(1 if "resolve" in what else 2, words, folder)
            over |= cpu > budget * under or peak > PEAK
            print(f"{what}: {cpu:.2f} s, {cpu / under:.1f} x (budget {budget:g} x), {peak:.0f} MiB (budget {PEAK})")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
