"""How the cost of a job grows with the study: the same jobs on a study and on one of ten times its size.

Run by `run.py` (`--only growth`). The exponent is that of CPU above a command that does next to nothing, between two sizes:
1 is linear, 0 is flat. Standard library only.
"""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
import plan

if TYPE_CHECKING:
    from run import Bench, Run

HERE = Path(__file__).resolve().parent
TEN = 10  # codings, and changes of the log, for each text
LEAST = 0.1  # CPU seconds above start-up; of less an exponent says nothing
HISTORY = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import replay; "
    "replay.write_history(Path(sys.argv[2]), int(sys.argv[3]), 5)"
)
CSV = ("--format", "csv")
CODINGS = "{codings} codings from CSV"
FLOORS = {CODINGS: "codings", "undo of {codings} codings": "undo_codings"}  # by job, what the floor calls it
# words of a command -> what it is called, and its budget in MiB
JOBS: dict[tuple[str, ...], tuple[str, float]] = {
    ("report", "frequencies", *CSV): ("frequencies of {codings} codings", 100),
    ("report", "evidence", "-o", "evidence.html"): ("evidence of {codings} codings as HTML", 0),
    ("check",): ("check of {texts} texts, {codings} codings", 200),
    ("undo",): ("undo of {codings} codings", 200),
    ("redo",): ("redo of {codings} codings", 200),
}
# what is about one text or one stretch: as quick in the large study as in the small one, but for FLAT times
ONE = "bericht-000100"
FLAT = 1.3
ALONE: dict[tuple[str, ...], str] = {
    ("source", "show", ONE, "--format", "json"): "one text shown among {texts}",
    ("code", ONE, "thema 001", "--span", "0:30"): "one coding among {codings}",
    ("codings", "--source", ONE, *CSV): "codings of one text among {codings}",
}


def growth(b: Bench, sizes: tuple[int, ...]) -> None:
    """Say what is flat, and the exponents of what grows.

    Measure each job at each number of texts, which are made and imported first; add a line for each after the first."""
    found: dict[str, list[Run]] = {}
    for n in sizes:
        for what, run in _jobs(b, n).items():
            found.setdefault(what, []).append(run)
    start = found.pop("")
    bare = {job: found.pop(job) for job in FLOORS.values()}
    for what in ALONE.values():
        runs = found.pop(what)
        for k in range(1, len(sizes)):
            said = what.format(texts=f"{sizes[k]:,}", codings=f"{TEN * sizes[k]:,}")
            b.add(said, runs[k], "the first", runs[0].cpu, FLAT, note=f"{sizes[0]:,} texts at first")
    for what, runs in found.items():
        budget = next((mib for name, mib in JOBS.values() if name == what), 0.0)
        for k in range(1, len(sizes)):
            small, large = (max(runs[i].cpu - start[i].cpu, 0) for i in (k - 1, k))
            times = sizes[k] / sizes[k - 1]
            grows = f"n^{log(large / small) / log(times):.2f}" if small > LEAST else "too short for an exponent"
            said = what.format(texts=f"{sizes[k]:,}", codings=f"{TEN * sizes[k]:,}")
            note = f"{grows}; {runs[k - 1].peak:.0f} MiB for a tenth of it"
            if what in FLOORS:
                b.add(said, runs[k], "floor", bare[FLOORS[what]][k].cpu, 0, 0, budget or 150, note)
            else:
                b.add(said, runs[k], "pass", b.lines[0].run.cpu, 0, 0, budget, note)


def _jobs(b: Bench, n: int) -> dict[str, Run]:
    """Return what each job took with n texts; "" is a command that does next to nothing; those of `FLOORS` too."""
    home = b.folder / f"grow-{n}"
    corpus.write_texts(home / "texts", n)
    plan.write_plan(home / "texts", TEN * n, home / "plan.csv")
    study = f"{home.name}/qda.db"
    b.fresh(study)
    b.run(b.command(study, "import", home / "texts"))
    out = {CODINGS: b.run(b.command(study, "import", home / "plan.csv", "--as", "codings"))}
    db = f"{home.name}.db"
    b.fresh(db)
    b.run(b.floor("texts", db, home / "texts"))
    out["codings"] = b.run(b.floor("codings", db, home / "plan.csv"))
    out["undo_codings"] = b.run(b.floor("undo_codings", db))

    def best(*words: str) -> Run:
        again = 0 if words[0] in ("undo", "redo") else 2
        run = b.run(b.command(study, *words))
        for _ in range(again):
            run = run.best(b.run(b.command(study, *words)))
        return run

    out[""] = best("log", "--limit", "1", *CSV)
    for words, (what, _) in JOBS.items():
        out[what] = best(*words)
    for words, what in ALONE.items():
        out[what] = best(*words)
    b.run([b.python, "-c", HISTORY, HERE, b.folder / study, str(TEN * n)])
    out["log of {codings} changes, CSV"] = best("log", *CSV)
    out["undo of 100 of {codings} changes"] = best("undo", "100", "--any")
    return out
