"""Codings to measure with, over the texts of `corpus.py`; the same on every machine. Standard library only.

    python benchmarks/plan.py FOLDER 100000 plan.csv

200 codes, used as Zipf has it (the n-th n to the -0.8 as often as the first); stretches of 15 to 300 characters, many of
which overlap; two coders. Each row has the columns that `qda import --as codings` reads: source, start, end, code, coder.
"""

from __future__ import annotations

import csv
import random
import sys
from bisect import bisect
from itertools import accumulate
from pathlib import Path

CODES = 200
CODERS = ("anna", "ben")


def write_plan(folder: Path, n: int, file: Path) -> None:
    """n codings on the texts below a folder, written by source and place."""
    sizes = [(p.stem, len(p.read_text(encoding="utf-8"))) for p in sorted(folder.rglob("*.txt"))]
    rng = random.Random(f"{folder.name} {n}")
    weights = list(accumulate((i + 1) ** -0.8 for i in range(CODES)))
    seen: set[tuple[int, int, int, int, int]] = set()
    while len(seen) < n:
        at = int(rng.random() * len(sizes))
        size = sizes[at][1]
        start = int(rng.random() * (size - 20))
        end = min(size, start + 15 + int(rng.random() * 285))
        seen.add((at, start, end, bisect(weights, rng.random() * weights[-1]), int(rng.random() * 2)))
    with open(file, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["source", "start", "end", "code", "coder"])
        out.writerows(
            (sizes[at][0], start, end, f"thema {code:03d}", CODERS[who]) for at, start, end, code, who in sorted(seen)
        )


if __name__ == "__main__":
    write_plan(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
