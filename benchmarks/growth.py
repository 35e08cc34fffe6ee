"""What ten and a hundred times the data cost: the same jobs on studies of growing size, each held against what was asked of it.

Run by `run.py` (`--only growth`; `--large` goes on to 1,000,000 codings and 1,000,000 posts). Two kinds of study: codings on
a tenth as many texts, and posts of a forum, each a source. The exponent is that of CPU above a command that does next to
nothing, between two sizes: 1 is linear, 0 is flat. What is about one text is held against the smallest study: it has to be
as quick in the largest. Standard library only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from run import Bench, Run

HERE = Path(__file__).resolve().parent
LEAST = 0.1  # CPU seconds above start-up; of less an exponent says nothing
CHANGES = 200_000  # of the log, at most
PHRASE, WORD = "het zichtbare resultaat", "waarom"
CODED, CODES = 1_000, 60  # posts with a code, and different codes, from which `suggest` learns
FLAT = 1.3
HISTORY = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import replay; "
    "replay.write_history(Path(sys.argv[2]), int(sys.argv[3]), 5)"
)
CSV = ("--format", "csv")
ONE = "bericht-000100"


@dataclass(frozen=True)
class Asked:
    """What a job is called, `{n}` for how many, and what is asked of it: peak MiB, and by size times the floor and seconds.

    large: peak MiB at a million, where that may be more.
    """

    what: str
    mib: float = 0
    times: Mapping[int, float] = field(default_factory=dict)
    seconds: Mapping[int, float] = field(default_factory=dict)
    large: float = 0


class Took(NamedTuple):
    """What a job took for so many, and what the floor took for the same (none: it has no such job)."""

    n: int
    run: Run
    floor: Run | None = None


ASKED = {
    a.what: a
    for a in (
        Asked("{n} codings from CSV", 150, {100_000: 3, 1_000_000: 3}),
        Asked("import of {n} texts", 100, {10_000: 3}),
        Asked("frequencies of {n} codings", 100, {}, {100_000: 0.18, 1_000_000: 1.35}),
        Asked("check of {n} codings", 200),
        Asked("undo of {n} codings", 200),
        Asked("redo of {n} codings", 200),
        Asked("evidence of {n} codings as HTML", 0, {}, {100_000: 1.5}),
        Asked("log of {n} changes, CSV", 0, {}, {200_000: 2}),
        Asked("undo of 10 of {n} changes", 0, {}, {200_000: 0.5}),
        Asked("undo of 100 of {n} changes", 0, {}, {200_000: 2}),
        Asked("import of {n} posts from CSV", 0, {10_000: 5, 100_000: 5}),
        Asked("autocode of a phrase in {n} posts", 100, {10_000: 4, 100_000: 4, 1_000_000: 4}),
        Asked("autocode of a frequent word by sentence in {n} posts", 100, {10_000: 5}),
        Asked("check of {n} posts", 200),
        Asked("undo of the import of {n} posts", 200, {10_000: 15, 100_000: 15, 1_000_000: 15}),
        Asked("suggest codes, learning from {n} posts", 1024, {}, {100_000: 20}, 2560),
        Asked("discover in {n} posts", 1024, {}, {100_000: 60}, 2560),
    )
}
# what is about one text or one stretch: as quick in the large study as in the small one, but for FLAT times
IN_TEXTS: dict[tuple[str, ...], str] = {
    ("source", "show", ONE, "--format", "json"): "one text shown beside {n} codings",
    ("code", ONE, "thema 001", "--span", "0:30"): "one coding beside {n} codings",
    ("codings", "--source", ONE, *CSV): "codings of one text beside {n} codings",
}


def growth(b: Bench, sizes: tuple[int, ...]) -> None:
    """Measure each job at each size; add what is asked, how much it grew, and what should be flat."""
    took: dict[str, list[Took]] = {}
    flat: dict[str, list[Took]] = {}
    start: list[Run] = []
    least = (sizes[0], sizes[-1])
    for study, of in ((_with_codings, sizes), (_with_posts, sizes), (_with_sources, least)):
        for n in of:
            for what, run in study(b, n):
                if not what:
                    start.append(run.run)
                else:
                    (took if what in ASKED else flat).setdefault(what, []).append(run)
    nothing = min(run.cpu for run in start)
    for what, asked in ASKED.items():
        for k, one in enumerate(took.get(what, [])):
            _add(b, asked, one, took[what][k - 1] if k else None, nothing)
    for what, (first, *others) in flat.items():
        for one in others:
            b.add(what.format(n=f"{one.n:,}"), one.run, "the first", first.run.cpu, FLAT, note=f"{first.n:,} at first")
    _documents(b, f"coded-{sizes[0]}/qda.db")


def _add(b: Bench, asked: Asked, one: Took, before: Took | None, start: float) -> None:
    note = ""
    if before and one.n > before.n:
        small, large = (max(it.run.cpu - start, 0) for it in (before, one))
        grows = f"n^{log(large / small) / log(one.n / before.n):.2f}" if small > LEAST else "too short for an exponent"
        note = f"{grows}; {before.run.peak:.0f} MiB for {before.n:,}"
    against, base = ("floor", one.floor.cpu) if one.floor else ("pass", b.lines[0].run.cpu)
    times, seconds = asked.times.get(one.n, 0), asked.seconds.get(one.n, 0)
    mib = asked.large if asked.large and one.n > 100_000 else asked.mib
    b.add(asked.what.format(n=f"{one.n:,}"), one.run, against, base, times, seconds, mib, note)


def _best(b: Bench, study: str, *words: str) -> Run:
    run = b.run(b.command(study, *words))
    for _ in range(2):
        run = run.best(b.run(b.command(study, *words)))
    return run


def _with_codings(b: Bench, n: int) -> Iterator[tuple[str, Took]]:
    """Give what each job took with n codings on n / 10 texts; "" is a command that does next to nothing."""
    home, texts, again = b.folder / f"coded-{n}", n // 10, 2 if n <= 100_000 else 1
    study, db = f"{home.name}/qda.db", f"{home.name}.db"
    b.make("corpus", "texts", home / "texts", texts)
    b.make("plan", home / "texts", n, home / "plan.csv")

    def texts_in() -> Run:
        b.fresh(study)
        return b.run(b.command(study, "import", home / "texts"))

    def texts_in_bare() -> Run:
        b.fresh(db)
        return b.run(b.floor("texts", db, home / "texts"))

    yield "import of {n} texts", Took(texts, *b.paired(texts_in, texts_in_bare, again))
    b.fresh("empty.qda.db", study)
    b.fresh("empty.db", db)

    def codings_in() -> Run:
        b.fresh(study, "empty.qda.db")
        return b.run(b.command(study, "import", home / "plan.csv", "--as", "codings"))

    def codings_in_bare() -> Run:
        b.fresh(db, "empty.db")
        return b.run(b.floor("codings", db, home / "plan.csv"))

    yield "{n} codings from CSV", Took(n, *b.paired(codings_in, codings_in_bare, again))
    yield "", Took(n, _best(b, study, "log", "--limit", "1", *CSV))
    yield (
        "frequencies of {n} codings",
        Took(n, *b.both(("report", "frequencies", *CSV), study, b.floor("frequencies", db))),
    )
    yield (
        "evidence of {n} codings as HTML",
        Took(n, b.run(b.command(study, "report", "evidence", "-o", "e.html"))),
    )
    yield "check of {n} codings", Took(n, b.run(b.command(study, "check")))
    yield "undo of {n} codings", Took(n, *b.undone(study, db, "undo_codings", again))
    b.run(b.command(study, "undo"))
    yield "redo of {n} codings", Took(n, b.run(b.command(study, "redo")))
    for words, what in IN_TEXTS.items():
        yield what, Took(n, _best(b, study, *words))
    if n <= 100_000:
        changes = min(2 * n, CHANGES)
        b.run([b.python, "-c", HISTORY, HERE, b.folder / study, str(changes)])
        yield "log of {n} changes, CSV", Took(changes, _best(b, study, "log", *CSV))
        yield "undo of 10 of {n} changes", Took(changes, b.run(b.command(study, "undo", "10", "--any")))
        yield "undo of 100 of {n} changes", Took(changes, b.run(b.command(study, "undo", "100", "--any")))


def _with_posts(b: Bench, n: int) -> Iterator[tuple[str, Took]]:
    """Give what each job took with n posts in threads of eight, each thread a source."""
    home, again = b.folder / f"posts-{n}", 2 if n <= 100_000 else 1
    study, db, file = f"{home.name}/qda.db", f"{home.name}.db", b.folder / f"posts-{n}.csv"
    b.make("corpus", "posts", file, n)

    def posts_in() -> Run:
        b.fresh(study)
        return b.run(b.command(study, "import", file, "--as", "posts"))

    def posts_in_bare() -> Run:
        b.fresh(db)
        return b.run(b.floor("posts", db, file))

    yield "import of {n} posts from CSV", Took(n, *b.paired(posts_in, posts_in_bare, again))
    yield "check of {n} posts", Took(n, b.run(b.command(study, "check")))
    yield "undo of the import of {n} posts", Took(n, *b.undone(study, db, "undo_texts", again))

    def code(phrase: str, unit: str) -> tuple[Run, Run]:
        def ours() -> Run:
            b.fresh("found.qda.db", study)
            return b.run(b.command("found.qda.db", "autocode", "found", "--match", phrase, "--unit", unit))

        def bare() -> Run:
            b.fresh("found.db", db)
            return b.run(b.floor("autocode", "found.db", phrase))

        return b.paired(ours, bare, again)

    yield "autocode of a phrase in {n} posts", Took(n, *code(PHRASE, "match"))
    if n <= 10_000:
        yield "autocode of a frequent word by sentence in {n} posts", Took(n, *code(WORD, "sentence"))
    if n >= 10_000 and not b.quick and b.has("sklearn"):
        name = _some_coded(n, file, home / "few.csv")
        b.run(b.command(study, "import", home / "few.csv", "--as", "codings", "--skip-bad"))
        ask = ("suggest", "codes", "--source", name, "--segment", "1")
        yield "suggest codes, learning from {n} posts", Took(n, b.run(b.command(study, *ask)))
        yield "discover in {n} posts", Took(n, b.run(b.command(study, "discover")))


def _some_coded(n: int, posts: Path, file: Path) -> str:
    """Write codings of the first words of `CODED` posts of n, spread over all; the name of a source."""
    step = max(n // CODED, 1)
    thread = ""
    with posts.open(encoding="utf-8", newline="") as read, file.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["source", "code", "quote"])
        for i, row in enumerate(islice(csv.DictReader(read), 0, CODED * step, step)):
            thread = thread or row["thread"]
            out.writerow([row["thread"], f"theme {i % CODES:02}", row["text"].split("\n")[0][:120].strip()])
    return thread


def _with_sources(b: Bench, n: int) -> Iterator[tuple[str, Took]]:
    """Give what a look at one source takes beside n others, each by a person of its own."""
    study, file = f"sources-{n}/qda.db", b.folder / f"sources-{n}.csv"
    b.make("corpus", "apart", file, n)
    b.fresh(study)
    b.run(b.command(study, "import", file, "--as", "posts"))
    yield "one coding beside {n} sources", Took(n, _best(b, study, "code", ONE, "idea", "--span", "0:30"))
    yield "one source shown beside {n}", Took(n, _best(b, study, "source", "show", ONE, "--format", "json"))
    yield "info of {n} sources", Took(n, _best(b, study, "info", *CSV))


def _documents(b: Bench, study: str) -> None:
    """What a document takes above the same as CSV: the start-up of rendering."""
    for words in (("report", "categories"), ("codebook", "list")):
        plain = _best(b, study, *words, *CSV)
        for form in ("html", "docx"):
            run = _best(b, study, *words, "-o", f"document.{form}")
            above = run._replace(cpu=max(run.cpu - plain.cpu, 0))
            b.add(f"{' '.join(words)} as {form}, above its CSV", above, "", 0, 0, 0.12)
