"""Measures `qda` against the budgets of the design: CPU of whole processes as ratios, and peak memory.

    python benchmarks/run.py                 # some minutes
    python benchmarks/run.py --quick         # a minute: a tenth of the data; verdicts on start-up, on what is flat, on memory
    python benchmarks/run.py --quick --margin 1.5    # as the tests of a change run it: only what is half as much again is over
    python benchmarks/run.py --qda PATH      # another installation's script
    python benchmarks/run.py --only growth --large    # half an hour, 15 GB of disk: up to 1,000,000 codings and posts

Every ratio is to something that ran in the same minutes: `python -c pass`, or `floor.py` doing the same job in bare
Python and SQLite. Of several runs the best counts: what else the machine does only ever adds. Exit status 1 when a
budget is exceeded.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import growth

HERE = Path(__file__).resolve().parent
PARTS = ("startup", "imports", "reports", "growth")
CODE, OTHER = "thema 020", "thema 001"


class Run(NamedTuple):
    """What a process took: CPU seconds of it and its children, MiB at its peak."""

    cpu: float
    peak: float

    def best(self, other: Run) -> Run:
        """The lower of each."""
        return Run(min(self.cpu, other.cpu), min(self.peak, other.peak))


class Line(NamedTuple):
    """A line of the table; a budget of 0 is none."""

    what: str
    run: Run
    against: str
    base: float
    budget: float = 0  # times the base
    seconds: float = 0
    mib: float = 0
    note: str = ""

    def bad(self, margin: float = 1) -> bool:
        """Whether a budget is exceeded, a ratio by more than the margin."""
        ratio = self.budget and self.run.cpu > self.budget * margin * self.base
        over = (ratio, self.seconds and self.run.cpu > self.seconds)
        return any(over) or bool(self.mib and self.run.peak > self.mib)

    def cells(self, judged: bool, margin: float = 1) -> list[str]:
        """As shown."""
        budgets = [f"{self.budget:g} x"] * bool(self.budget) + [f"{self.seconds:g} s"] * bool(self.seconds)
        budgets += [f"{self.mib:g} MiB"] * bool(self.mib)
        verdict = ("over" if self.bad(margin) else "ok") if judged and budgets else ""
        return [
            self.what, f"{self.run.cpu:.3f}", f"{self.run.cpu / self.base:.1f} x {self.against}" if self.base else "",
            f"{self.run.peak:.0f}", ", ".join(budgets), verdict, self.note,
        ]  # fmt: skip


class Bench:
    """A folder of data and studies, and the two programs that are held against each other."""

    def __init__(self, folder: Path, qda: Sequence[str], python: str, quick: bool) -> None:
        self.folder, self.qda, self.python, self.quick = folder, list(qda), python, quick
        self.lines: list[Line] = []
        # compiled once, as a user has it
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("QDA_") and k != "PYTHONDONTWRITEBYTECODE"}
        self.env |= {"QDA_CODER": "bench", "NO_COLOR": "1", "COLUMNS": "120"}
        if qda[-1] == "qda":
            self.env["PYTHONPATH"] = str(HERE.parent)

    def run(self, command: Sequence[str | Path], fail: bool = True) -> Run:
        """Run a command to its end; what it writes goes nowhere."""
        with tempfile.TemporaryFile() as said:
            p = subprocess.Popen(
                list(map(str, command)), env=self.env, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=said
            )
            _, status, used = os.wait4(p.pid, 0)
            p.returncode = os.waitstatus_to_exitcode(status)
            if p.returncode and fail:
                said.seek(0)
                raise SystemExit(f"{' '.join(map(str, command))}: {said.read().decode()[-500:]}")
        return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024))

    def command(self, study: str, *words: str | Path) -> list[str | Path]:
        """A command of qda on one of the studies."""
        return [*self.qda, "--project", self.folder / study, *words]

    def floor(self, job: str, db: str, *rest: str | Path) -> list[str | Path]:
        """A job of floor.py on one of its databases."""
        return [self.python, HERE / "floor.py", job, self.folder / db, *rest]

    def paired(self, a: Callable[[], Run], b: Callable[[], Run], times: int = 3) -> tuple[Run, Run]:
        """The best of each, run in turn."""
        best_a, best_b = a(), b()
        for _ in range(1 if self.quick and times <= 3 else times - 1):
            best_a, best_b = best_a.best(a()), best_b.best(b())
        return best_a, best_b

    def both(self, words: Sequence[str | Path], study: str, job: Sequence[str | Path]) -> tuple[Run, Run]:
        """A read-only command and the floor's job."""
        return self.paired(lambda: self.run(self.command(study, *words)), lambda: self.run(job))

    def fresh(self, study: str, made_from: str = "") -> None:
        """A study (or a floor's database) of its own: new, or a copy of a closed one."""
        for suffix in ("", "-wal", "-shm"):
            (self.folder / (study + suffix)).unlink(missing_ok=True)
        if made_from:
            shutil.copyfile(self.folder / made_from, self.folder / study)
        elif study.endswith("qda.db"):
            self.run([*self.qda, "init", (self.folder / study).parent])

    def make(self, what: str, *words: str | Path | int) -> None:
        """Data out of `corpus.py` or `plan.py`, in a process of its own: what this one holds counts in each peak."""
        self.run([self.python, HERE / f"{what}.py", *map(str, words)])

    def has(self, package: str) -> bool:
        """Whether the Python that qda runs on has a package."""
        found = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
        return not subprocess.run([self.python, "-c", found], env=self.env, check=False).returncode

    def undone(self, study: str, db: str, job: str, times: int = 2) -> tuple[Run, Run]:
        """What taking back the last change of a study takes, and deleting the rows in the floor's database."""

        def undo() -> Run:
            self.fresh("undone.qda.db", study)
            return self.run(self.command("undone.qda.db", "undo"))

        def delete() -> Run:
            self.fresh("undone.db", db)
            return self.run(self.floor(job, "undone.db"))

        return self.paired(undo, delete, times)

    def add(self, *args: object, **more: object) -> None:
        """A line of the table; shown on stderr as it comes."""
        line = Line(*args, **more)  # type: ignore[arg-type]
        self.lines.append(line)
        print(f"  {line.what}: {line.cells(False)[2]}", file=sys.stderr, flush=True)


def startup(b: Bench) -> None:
    """What a command costs before its own work, against `python -c pass`."""
    b.fresh("small/qda.db")
    (b.folder / "a.txt").write_text("A short text about public value.\n", encoding="utf-8")
    b.run(b.command("small/qda.db", "import", b.folder / "a.txt"))
    b.run(b.command("small/qda.db", "code", "a", "value", "--quote", "public value"))
    made = 0

    def one_code() -> Run:
        nonlocal made
        made += 1
        return b.run(b.command("small/qda.db", "code", "a", f"idea {made:03d}", "--quote", "short text"))

    def read(*words: str) -> Callable[[], Run]:
        return lambda: b.run(b.command("small/qda.db", *words))

    jobs: list[tuple[str, Callable[[], Run], float, float]] = [
        ("qda --help", lambda: b.run([*b.qda, "--help"]), 9, 0),
        ("codings, CSV", read("codings", "--format", "csv"), 12, 40),
        ("report frequencies, CSV", read("report", "frequencies", "--format", "csv"), 12, 40),
        ("report frequencies, table", read("report", "frequencies"), 20, 40),
        ("source list, table", read("source", "list"), 20, 40),
        ("one qda code", one_code, 25, 0),
    ]
    bare = [b.python, "-c", "pass"]
    best = [job[1]() for job in jobs]
    base = b.run(bare)
    for _ in range(8):  # in turn, so that a busy minute is shared
        best = [run.best(job[1]()) for run, job in zip(best, jobs, strict=True)]
        base = base.best(b.run(bare))
    b.add("python -c pass", base, "", 0)
    for (what, _, budget, mib), run in zip(jobs, best, strict=True):
        b.add(what, run, "pass", base.cpu, budget, 0, mib)


def imports(b: Bench) -> None:
    """Texts and talks in, and out again by undo."""
    n = 1000 if b.quick else 10_000
    b.make("corpus", "texts", b.folder / "texts", n)
    b.make("corpus", "texts", b.folder / "few", n // 10)
    b.make("corpus", "talks", b.folder / "talks", n // 33)

    def into(study: str, texts: Path) -> Callable[[], Run]:
        def go() -> Run:
            b.fresh(study)
            return b.run(b.command(study, "import", texts))

        return go

    def store(db: str, data: Path) -> Callable[[], Run]:
        def go() -> Run:
            b.fresh(db)
            return b.run(b.floor("texts", db, data))

        return go

    few = into("few/qda.db", b.folder / "few")()
    texts, floor = b.paired(into("texts/qda.db", b.folder / "texts"), store("texts.db", b.folder / "texts"))
    b.add(f"import of {n:,} texts", texts, "floor", floor.cpu, 5, 0, 100, f"{few.peak:.0f} MiB for a tenth of it")
    talks, talks_floor = b.paired(into("talks/qda.db", b.folder / "talks"), store("talks.db", b.folder / "talks"))
    b.add(f"import of {n // 33} interviews and threads", talks, "floor", talks_floor.cpu)
    undo, delete = b.undone("texts/qda.db", "texts.db", "undo_texts")
    b.add(f"undo of the import of {n:,} texts", undo, "floor", delete.cpu, 15, 0, 100)


def reports(b: Bench) -> None:
    """Codings in, and the reports over them."""
    n = 10_000 if b.quick else 100_000
    b.make("plan", b.folder / "texts", n, b.folder / "plan.csv")
    b.make("corpus", "long", b.folder / "long", n // 1000)
    b.make("plan", b.folder / "long", n, b.folder / "dense.csv")
    b.fresh("long/qda.db")
    b.run(b.command("long/qda.db", "import", b.folder / "long"))
    b.fresh("long.db")
    b.run(b.floor("texts", "long.db", b.folder / "long"))
    coded, dense, bare = "coded.qda.db", "dense.qda.db", "coded.db"

    def code(study: str, texts: str, file: str) -> Run:
        b.fresh(study, f"{texts}/qda.db")
        return b.run(b.command(study, "import", b.folder / file, "--as", "codings"))

    def code_bare(db: str, texts: str, file: str) -> Run:
        b.fresh(db, f"{texts}.db")
        return b.run(b.floor("codings", db, b.folder / file))

    run, floor = b.paired(lambda: code(coded, "texts", "plan.csv"), lambda: code_bare(bare, "texts", "plan.csv"))
    b.add(f"{n:,} codings from CSV", run, "floor", floor.cpu, 4, 0, 100)
    undo, delete = b.undone(coded, bare, "undo_codings")
    b.add(f"undo of {n:,} codings", undo, "floor", delete.cpu, 15, 0, 100)
    csv = ("--format", "csv")
    run, floor = b.both(("report", "frequencies", *csv), coded, b.floor("frequencies", bare))
    b.add("frequencies", run, "floor", floor.cpu, 0, 0.35, 60)
    run, floor = b.both(("quotes", CODE, *csv), coded, b.floor("quotes", bare, CODE))
    b.add("quotes of one code", run, "floor", floor.cpu, 0, 0.2, 60)
    spread, floor = b.both(("report", "cooccurrence", *csv), coded, b.floor("overlap", bare))
    b.add("co-occurrence", spread, "floor", floor.cpu, 0, 0.6, 60)
    run, again = b.both(
        ("query", f'"{CODE}" AND "{OTHER}"', *csv), coded, b.command(coded, "report", "cooccurrence", *csv)
    )
    b.add("query of two codes", run, "co-occurrence", again.cpu, 2, 0, 60)
    code(dense, "long", "dense.csv")
    code_bare("dense.db", "long", "dense.csv")
    run, floor = b.both(("report", "cooccurrence", *csv), dense, b.floor("overlap", "dense.db"))
    note = f"{run.cpu / spread.cpu:.1f} x the one before"
    b.add("co-occurrence, 1,000 codings a text", run, "floor", floor.cpu, 0, 0.9, 60, note)
    run, floor = b.both(("report", "frequencies", "--by", "source", "--wide", *csv), coded, b.floor("wide", bare))
    b.add("code x source, wide CSV", run, "floor", floor.cpu, 1.2, 0, 60)
    run, floor = b.both(("search", f'"{growth.PHRASE}"', *csv), coded, b.floor("search", bare, growth.PHRASE))
    b.add("search for a phrase", run, "floor", floor.cpu)
    run, floor = b.both(("codings", *csv), coded, b.floor("wide", bare))
    b.add("all codings with quotes, CSV", run, "floor's wide", floor.cpu)
    projects(b, n, coded, bare)
    run = b.run(b.command(coded, "check"))
    b.add("check", run, "pass", b.lines[0].run.cpu)


def projects(b: Bench, n: int, coded: str, bare: str) -> None:
    """The coded study out as a project and in again."""
    out, floor_out = b.folder / "out.qdpx", b.folder / "floor.qdpx"
    run, floor = b.both(("export", out, "--force"), coded, b.floor("project_out", bare, floor_out))
    b.add(f"a project of {n:,} codings out", run, "floor", floor.cpu, 3, 0, 200)

    def take_in() -> Run:
        b.fresh("taken/qda.db")
        return b.run(b.command("taken/qda.db", "import", out))

    def take_in_bare() -> Run:
        b.fresh("taken.db")
        return b.run(b.floor("project_in", "taken.db", floor_out))

    run, floor = b.paired(take_in, take_in_bare, 2)
    b.add(f"a project of {n:,} codings in again", run, "floor", floor.cpu, 6, 0, 200)
    b.run(b.command(coded, "export", b.folder / "plain.qdpx", "--plain", "--force"))
    b.fresh("taken/qda.db")
    run = b.run(b.command("taken/qda.db", "import", b.folder / "plain.qdpx"))
    b.add("the same, as another program's project", run, "floor", floor.cpu, 0, 0, 200)


def table(rows: list[list[str]]) -> str:
    """Rows as Markdown, columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def main() -> int:
    """Measure and print; 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data; no verdicts on ratios to a floor")
    parser.add_argument("--qda", help="the script to measure (default: the one beside this Python, else this checkout)")
    parser.add_argument("--keep", type=Path, help="a folder for data and studies, kept (default: a temporary one)")
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts alone")
    parser.add_argument(
        "--margin", type=float, default=1, help="a ratio may be so many times its budget (busy machines)"
    )
    parser.add_argument("--large", action="store_true", help="growth to 1,000,000 codings, posts and sources as well")
    args = parser.parse_args()
    script = Path(args.qda) if args.qda else Path(sys.executable).with_name("qda")
    qda = [str(script)] if args.qda or script.exists() else [sys.executable, "-m", "qda"]
    beside = script.with_name("python")  # the Python that the script runs on
    python = str(beside) if beside.exists() else sys.executable
    only = args.only or PARTS
    sizes = (1_000, 10_000) if args.quick else (10_000, 100_000, *([1_000_000] if args.large else []))
    with tempfile.TemporaryDirectory(prefix="qda-bench-") as temporary:
        folder = (args.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        b = Bench(folder, qda, python, args.quick)
        b.lines.append(Line("python -c pass", b.run([python, "-c", "pass"]), "", 0))
        parts = dict(zip(PARTS, (startup, imports, reports, lambda b: growth.growth(b, sizes)), strict=True))
        for name, part in parts.items():
            if name in only:
                part(b)
        del b.lines[0]
    # of a tenth of the data start-up is most: the ratio to a floor says little, and seconds never do here
    judged = [
        not b.quick or line.against in ("pass", "the first") or not (line.budget or line.seconds) for line in b.lines
    ]
    head = ["what", "CPU s", "ratio", "MiB", "budget", "verdict", "note"]
    print(table([head, *(line.cells(j, args.margin) for line, j in zip(b.lines, judged, strict=True))]))
    return int(any(line.bad(args.margin) for line, j in zip(b.lines, judged, strict=True) if j))


if __name__ == "__main__":
    sys.exit(main())
