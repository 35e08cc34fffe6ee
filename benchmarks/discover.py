"""What `qda discover` finds, as far as that can be measured, and what it costs.

    python benchmarks/discover.py                      # the sets in ../shared, where that is
    python benchmarks/discover.py FILE.csv --language nl --top 30
    python benchmarks/discover.py --part 500           # as a corpus of 100,000 posts is read: groups from so many posts
    python benchmarks/discover.py --speed 10000 [--texts FILE.csv] [--jobs 2]   # a study of so many posts of 150 words

A set is a CSV file with `id,text,codes` (codes with `|` between them), coded by people. It comes in as posts, and the quotes
of each candidate are held against the codes of the posts that they are from: *share* is the mean share of a candidate's
quotes that carry its best code, *codes* how many different codes at least six in ten quotes of a candidate carry (where
several are best, the mean over a choice among them). Codes in fewer than `--least` texts are left out; `random` is the same
for as many quotes drawn at random. Of a folder of pages the labels are printed, to be judged by reading.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # the checkout's qda, installed or not
SHARED = HERE.parent.parent / "shared"
SETS = (("dekamer_2017q1.csv", "nl"), ("goemotions_dev.csv", "en"))


# Runs qda as if a corpus were large: with groups from so many posts, the rest placed in them.
AS_LARGE = "import sys; from qda.nlp import large; large.LARGE = 0; large.PART = {}; from qda.cli import main; main(sys.argv[1:])"


def qda(folder: Path, *args: str, part: int = 0) -> str:
    """Run qda in a folder; its data."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent), "QDA_CODER": "bench"}
    how = ["-c", AS_LARGE.format(part)] if part else ["-m", "qda"]
    done = subprocess.run(
        [sys.executable, *how, *args], cwd=folder, env=env, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"qda {' '.join(args)} failed: {done.stderr}")
    return done.stdout


def share(quoted: Sequence[Sequence[set[str]]]) -> tuple[float, float]:
    """Of candidates, each the codes of its quotes: the mean share with its best code, and the codes found."""
    shares, found = [], []
    for quotes in quoted:
        count = Counter(c for codes in quotes for c in codes)
        best = max(count.values(), default=0)
        shares.append(best / len(quotes))
        if best >= 0.6 * len(quotes):
            found.append(sorted(c for c in count if count[c] == best))
    choose = random.Random(0)
    draws = [len({choose.choice(codes) for codes in found}) for _ in range(200)]
    return sum(shares) / max(len(shares), 1), sum(draws) / len(draws)


def quality(path: Path, language: str, top: int, least: int, part: int) -> None:
    """Print share and codes of a coded set, and of quotes drawn at random."""
    with path.open(encoding="utf-8", newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["codes"]]  # what nobody coded says nothing
    count = Counter(c for r in rows for c in r["codes"].split("|"))
    kept = {c for c, n in count.items() if n >= least}
    of = {" ".join(r["text"].split()): kept & set(r["codes"].split("|")) for r in rows}
    with tempfile.TemporaryDirectory(prefix="qda-bench-") as made:
        folder = Path(made)
        with (folder / "posts.csv").open("w", encoding="utf-8", newline="") as f:
            out = csv.writer(f)
            out.writerow(["id", "text"])
            out.writerows((r["id"], r["text"]) for r in rows)
        qda(folder, "init", "--language", language)
        qda(folder, "import", "posts.csv", "--as", "posts")
        source = json.loads(qda(folder, "source", "list", "--format", "json"))[0]["source"]
        segments = json.loads(qda(folder, "source", "show", source, "--format", "json"))["segments"]
        segments = [s for s in segments if s["kind"] == "post"]
        candidates = json.loads(qda(folder, "discover", "--top", str(top), "--format", "json", part=part))
    quoted, drawn = [], []
    choose = random.Random(1)
    for c in candidates:
        places = [next(s for s in segments if s["start"] <= q["start"] < s["end"]) for q in c["quotes"]]
        quoted.append([of[" ".join(s["text"].split())] for s in places])
        drawn.append([of[" ".join(s["text"].split())] for s in choose.sample(segments, len(places))])
    print(f"{path.name}: {len(rows)} texts, {len(kept)} codes in {least} or more; {len(candidates)} candidates")
    for name, what in (("discover", quoted), ("random", drawn)):
        value, codes = share(what)
        print(f"  {name:10} share {value:.2f}, codes {codes:.1f}", flush=True)


def pages(folder: Path, language: str) -> None:
    """Print the first twelve candidates of a folder of texts."""
    with tempfile.TemporaryDirectory(prefix="qda-bench-") as made:
        qda(Path(made), "init", "--language", language)
        qda(Path(made), "import", *map(str, sorted(folder.glob("*.txt"))))
        print(f"{folder.name}:")
        for c in json.loads(qda(Path(made), "discover", "--format", "json")):
            print(f"  {c['rank']:2} {c['label']}: {', '.join(t['term'] for t in c['terms'][1:])}")


def speed(n: int, texts: Path | None, jobs: int) -> None:
    """Print what discover costs on n posts of 150 words, the first time and again."""
    import corpus
    import suggest

    with tempfile.TemporaryDirectory(prefix="qda-bench-") as made:
        folder = Path(made)
        if texts is None:
            corpus.write_posts(folder / "posts.csv", n)
        else:
            _resampled(texts, folder / "posts.csv", n)
        suggest.process(["init", str(folder), "--language", "nl"], folder)
        suggest.process(["import", str(folder / "posts.csv"), "--as", "posts"], folder)
        print(f"{n} posts")
        for what in ("the first time", "again"):
            wall, cpu, peak = suggest.process(["discover", "--jobs", str(jobs)], folder)
            print(f"  discover, {what:15} {wall:7.1f} s {cpu:7.1f} s CPU {peak:7.0f} MiB", flush=True)


def _resampled(texts: Path, target: Path, n: int) -> None:
    """Posts of 150 words cut out of the texts of a set: two stretches each, in threads of eight."""
    with texts.open(encoding="utf-8", newline="") as f:
        held = [r["text"].split() for r in csv.DictReader(f)]
    choose = random.Random(1)
    with target.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["id", "thread", "author", "text"])
        for i in range(n):
            words = choose.choice(held)
            at = choose.randrange(max(1, len(words) - 150))
            body = words[at : at + 100] + choose.choice(held)[:50]
            out.writerow([i, f"thread {i // 8}", f"author {choose.randrange(max(n // 5, 1))}", " ".join(body)])


def main() -> None:
    """Quality on the sets given or found, or speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--language", default="nl")
    parser.add_argument("--top", type=int, default=30)
    parser.add_argument("--least", type=int, default=20)
    parser.add_argument("--speed", type=int, metavar="POSTS")
    parser.add_argument("--texts", type=Path, help="a set out of whose texts the posts are cut")
    parser.add_argument("--jobs", type=int, default=1, help="processes, of --speed")
    parser.add_argument("--part", type=int, default=0, metavar="POSTS", help="make groups from so many posts")
    given = parser.parse_args()
    if given.speed:
        speed(given.speed, given.texts, given.jobs)
        return
    files = [(f, given.language) for f in given.files] or [(SHARED / "data" / n, code) for n, code in SETS]
    for file, language in files:
        if file.exists():
            quality(file, language, given.top, given.least, given.part)
        else:
            print(f"{file} is not there: give a CSV file with id,text,codes")
    if not given.files and not given.part and (SHARED / "corpus").exists():
        pages(SHARED / "corpus", "nl")


if __name__ == "__main__":
    main()
