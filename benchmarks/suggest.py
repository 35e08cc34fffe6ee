"""How well `qda suggest` ranks, against BM25 in the same run, and what it costs.

    python benchmarks/suggest.py                      # the sets in ../shared/data, where that is
    python benchmarks/suggest.py FILE.csv --support 40 --examples 3
    python benchmarks/suggest.py --speed 10000        # a study of so many posts: CPU, peak memory, seconds to learn anew

A set is a CSV file with `id,text,codes` (codes with `|` between them). Codes in fewer than `--support` texts, and texts
without a code, are left out. 600 texts are put aside, the same in every draw; of the others so many are drawn, at random,
rarest code first, that each code has `--examples` texts (a text keeps all its codes). LRAP: codes ranked for a text (label
ranking average precision); MAP: texts ranked for a code (mean of the average precisions). Both are means of `--draws` draws.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # the checkout's qda, installed or not

SETS = ("dekamer_2017q1.csv", "goemotions_dev.csv")
ASIDE = 600
CODED = 1_000
CODES = 60

Text = tuple[str, list[str]]


def read(path: Path, support: int) -> tuple[list[Text], list[str]]:
    """Texts with their codes, and the codes in enough of them."""
    with path.open(encoding="utf-8", newline="") as f:
        rows = [(r["text"], list(dict.fromkeys(filter(None, r["codes"].split("|"))))) for r in csv.DictReader(f)]
    count = Counter(c for _, codes in rows for c in codes)
    kept = {c for c, n in count.items() if n >= support}
    found = [(t, [c for c in codes if c in kept]) for t, codes in rows]
    return [r for r in found if r[1]], sorted(kept)


def draw(texts: Sequence[Text], pool: Sequence[int], codes: Sequence[str], examples: int, seed: int) -> list[int]:
    """Texts of the pool such that each code has so many, the rarest code first."""
    order = list(pool)
    random.Random(seed).shuffle(order)
    support = Counter(c for i in order for c in texts[i][1])
    have: Counter[str] = Counter()
    chosen: dict[int, None] = {}
    for code in sorted(codes, key=lambda c: (support[c], c)):
        for i in order:
            if have[code] >= examples:
                break
            if i not in chosen and code in texts[i][1]:
                chosen[i] = None
                have.update(texts[i][1])
    return list(chosen)


def quality(path: Path, support: int, examples: int, draws: int) -> None:
    """Print LRAP and MAP of BM25 and of the learner, and their ratios."""
    import numpy as np
    from sklearn.metrics import average_precision_score, label_ranking_average_precision_score

    from qda.nlp import encoded, features
    from qda.nlp.bm25 import Neighbours
    from qda.nlp.suggesting import Example, Learner, Ranker

    texts, codes = read(path, support)
    order = list(range(len(texts)))
    random.Random(0).shuffle(order)
    test, pool = order[:ASIDE], order[ASIDE:]
    number = {c: n for n, c in enumerate(codes)}
    truth = np.zeros((len(texts), len(codes)))
    for i, (_, has) in enumerate(texts):
        truth[i, [number[c] for c in has]] = 1
    words = encoded.encode([t for t, _ in texts])
    made: dict[str, Callable[[], Ranker]] = {
        "BM25": lambda: Neighbours(lambda: [t for t, _ in texts]),
        "qda suggest": lambda: Learner(features.learn(words), lambda: words),
    }
    means: dict[str, tuple[float, float]] = {}
    for name, make in made.items():
        ranker = make()
        got = []
        for seed in range(1, draws + 1):
            chosen = draw(texts, pool, codes, examples, seed)
            ranker.learn([Example(texts[i][0], "", frozenset(number[c] for c in texts[i][1])) for i in chosen])
            scores = np.zeros((len(test), len(codes)))
            for row, i in enumerate(test):
                for c, s in ranker.codes(texts[i][0]).items():
                    scores[row, c] = s
            there = [c for c in range(len(codes)) if truth[test, c].any()]
            lrap = float(label_ranking_average_precision_score(truth[test], scores))
            each = [float(average_precision_score(truth[test, c], scores[:, c])) for c in there]
            got.append((lrap, sum(each) / len(each)))
        means[name] = (sum(g[0] for g in got) / draws, sum(g[1] for g in got) / draws)
    base = means["BM25"]
    print(f"{path.name}: {len(texts)} texts, {len(codes)} codes, {examples} examples a code, {draws} draws")
    print(f"  {'':12} {'LRAP':>6} {'MAP':>6} {'ratios':>13}")
    for name, (lrap, precision) in means.items():
        print(f"  {name:12} {lrap:6.3f} {precision:6.3f} {lrap / base[0]:6.2f} {precision / base[1]:6.2f}", flush=True)


def process(args: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Run qda: seconds, CPU seconds, MiB at its peak."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), "QDA_CODER": "bench"}
    begun = time.monotonic()
    pid = os.posix_spawn(
        sys.executable, [sys.executable, "-m", "qda", "--project", str(folder), *args], env,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )  # fmt: skip
    _, status, used = os.wait4(pid, 0)
    if status:
        sys.exit(f"qda {' '.join(args)} failed")
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def speed(n: int) -> None:
    """Make a study of n posts, 1,000 coded with 60 codes, and print what suggesting costs."""
    import corpus

    from qda.ops.coding import coding
    from qda.ops.discovery.suggesting import Suggester
    from qda.store import project
    from qda.store.analysis import codes

    def show(what: str, took: Sequence[Any]) -> None:
        print(f"  {what:44} {took[0]:7.1f} s {took[1]:7.1f} s CPU {took[2]:7.0f} MiB", flush=True)

    with tempfile.TemporaryDirectory(prefix="qda-bench-") as made:
        folder = Path(made)
        corpus.write_posts(folder / "posts.csv", n)
        process(["init", str(folder)], folder)
        process(["import", str(folder / "posts.csv"), "--as", "posts"], folder)
        with project.open_study(folder / "qda.db", coder="bench") as study:
            step = max(n // CODED, 1)
            places = study.db.execute('select s.name, m.start, m."end" from segment m join source s on s.id = m.source '
                                      "where m.id % ? = 0 order by m.id limit ?", (step, CODED)).fetchall()  # fmt: skip
        with (folder / "codings.csv").open("w", encoding="utf-8", newline="") as f:
            out = csv.writer(f)
            out.writerow(["source", "code", "start", "end"])
            out.writerows((s, f"code {i % CODES:02}", a, b) for i, (s, a, b) in enumerate(places))
        process(["import", str(folder / "codings.csv"), "--as", "codings"], folder)
        print(f"{n} posts, {len(places)} coded, {CODES} codes")
        ask = ["suggest", "codes", "--source", places[0][0], "--segment", "1"]
        show("suggest codes, the first time", process(ask, folder))
        show("suggest codes, again", process(ask, folder))
        show("suggest quotes", process(["suggest", "quotes", "code 01"], folder))
        print(f"  {'the study kept for it':44} {_kept(folder):7.1f} MB")
        with project.open_study(folder / "qda.db", coder="bench") as study:
            suggester = Suggester(study)
            source = study.db.execute("select min(id) from source").fetchone()[0]
            one = codes.find(study.db, "code 01")
            suggester.quotes(one)
            coding.code(study, places[0][0], ["code 02"], span=f"{places[0][1]}:{places[0][1] + 40}")
            for what, job in (
                ("a coding later, in memory: learning anew", suggester.relearn),
                ("and codes for a passage", lambda: suggester.codes(source, 0, 60)),
                ("and passages for a code", lambda: suggester.quotes(one)),
            ):
                begun, cpu = time.monotonic(), time.process_time()
                job()
                print(
                    f"  {what:44} {time.monotonic() - begun:7.2f} s {time.process_time() - cpu:7.2f} s CPU", flush=True
                )


def _kept(folder: Path) -> float:
    import sqlite3

    db = sqlite3.connect(folder / "qda.db")
    held = db.execute("select sum(length(data)) from language_pass").fetchone()[0]
    db.close()
    return (held or 0) / 1e6


def main() -> None:
    """Quality on the sets given or found, or speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--support", type=int, default=40)
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--speed", type=int, metavar="POSTS")
    given = parser.parse_args()
    if given.speed:
        speed(given.speed)
        return
    data = HERE.parent.parent / "shared" / "data"
    files = given.files or [data / name for name in SETS]
    for file in files:
        if file.exists():
            quality(file, given.support, given.examples, given.draws)
        else:
            print(f"{file} is not there: give a CSV file with id,text,codes")


if __name__ == "__main__":
    main()
