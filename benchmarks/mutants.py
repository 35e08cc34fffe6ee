"""Draws mutants and says how many of them no test notices: in half an hour what `nox -s mutants` says in days.

    nox -s drawn -- 200 --seed 7              # the first time the tests run once, to see which of them reach a line
    nox -s drawn -- 60 --only "qda/store/merge/*" --cpu 10 --show
    nox -s drawn -- 1 --of mutants/drawn.json          # those again that were not killed

A mutant is one small change that mutmut would make in `core`, `store` or `reports/counts`; drawn from all of them alike, those
apart that change only the case of SQL or of names in it, or whether zip looks at lengths. It is put into a forked process, which
runs the tests that reach the changed line, quickest first, until one fails, or goes on for 15 times as long as it took, or
`--cpu` seconds are used up. What survives is at most so many: other processes that a test starts do not have the change, and a
test for which no time was left might have failed. Linux and macOS.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import gc
import importlib
import io
import json
import os
import pickle
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import libcst
import pytest
from coverage.numbits import numbits_to_nums
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, get_ignored_lines, mutation_operators

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "mutants"  # not kept in the repository
WHERE = ("qda/core/*", "qda/store/*", "qda/reports/counts/*")
MOST = 400  # tests for one mutant
PYTEST = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "--tb=no")


class Mutant(NamedTuple):
    """One change: the file, which of its mutants, the function and the lines that it changes."""

    path: str
    number: int
    function: str
    lines: tuple[int, int]


class Ended(NamedTuple):
    """How it went: `killed`, `survived`, `no tests` reach it, or `out of time`."""

    mutant: Mutant
    how: str
    diff: str
    tests: int


class Reached(NamedTuple):
    """Which tests reach a line, by number, what they are called, and the seconds of each."""

    tests: list[str]
    lines: dict[str, dict[int, set[int]]]
    seconds: dict[str, float]


class _Visitor(MutationVisitor):  # type: ignore[misc]  # mutmut says nothing of types
    """Mutmut's own, which also keeps where each change is."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.where: list[Any] = []

    def _create_mutations(self, node: Any) -> None:
        before = len(self.mutations)
        super()._create_mutations(node)
        place = self.get_metadata(PositionProvider, node, None)
        self.where += [place] * (len(self.mutations) - before)


def mutants_of(path: str) -> tuple[list[Mutant], _Visitor, MetadataWrapper]:
    """Find the mutants of a file within the bodies of its functions."""
    source = Path(path).read_text(encoding="utf-8")
    tree = MetadataWrapper(libcst.parse_module(source))
    seen = _Visitor(mutation_operators, get_ignored_lines(path, source, tree, None), None)
    tree.visit(seen)
    places = tree.resolve(PositionProvider)
    whole = _statements(source)
    found = []
    for number, (change, place) in enumerate(zip(seen.mutations, seen.where, strict=True)):
        function = change.contained_by_top_level_function
        body = places.get(function.body) if function else None
        if place and body and place.start.line >= body.start.line:
            first, last = whole.get(place.start.line, (place.start.line, place.end.line))
            found.append(
                Mutant(path, number, function.name.value, (min(first, place.start.line), max(last, place.end.line)))
            )
    return found, seen, tree


def _of(path: str, number: int) -> Mutant:
    return next(mutant for mutant in mutants_of(path)[0] if mutant.number == number)


def _statements(source: str) -> dict[int, tuple[int, int]]:
    """Return for each line the first and last of its statement, without what that holds: tests reach the first alone."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            held = [
                inner.lineno
                for name in ("body", "handlers", "cases")
                for inner in getattr(node, name, [])[:1]
                if hasattr(inner, "lineno")
            ]
            last = max(node.lineno, min(held) - 1) if held else node.end_lineno or node.lineno
            found.update(dict.fromkeys(range(node.lineno, last + 1), (node.lineno, last)))
    return found


def changed(mutant: Mutant) -> tuple[str, str]:
    """Return the text of its file as it is, and with the change."""
    _, seen, tree = mutants_of(mutant.path)
    change = seen.mutations[mutant.number]
    return tree.module.code, tree.module.deep_replace(change.original_node, change.mutated_node).code


def reached(anew: bool) -> Reached:
    """Return which tests reach which lines: as last seen, or by running all of them once."""
    kept, data, log = MADE / "reached.pickle", MADE / ".coverage", MADE / "tests.log"
    if kept.exists() and not anew:
        return Reached(*pickle.loads(kept.read_bytes()))
    MADE.mkdir(exist_ok=True)
    settings = MADE / "coverage.ini"
    settings.write_text("[run]\ninclude =\n" + "".join(f"  */{room}\n" for room in WHERE), encoding="utf-8")
    run = ["-m", "pytest", "tests", "--ignore=tests/browser", "--durations=0", "-vv", "-p", "no:cacheprovider"]
    run += ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="]
    with log.open("w", encoding="utf-8") as out:
        env = {**os.environ, "COVERAGE_FILE": str(data)}
        subprocess.run([sys.executable, *run], cwd=ROOT, env=env, stdout=out, stderr=out, check=False)
    found = Reached([], defaultdict(lambda: defaultdict(set)), defaultdict(float))
    _read_lines(data, found)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.split(None, 2)
        if len(words) == 3 and words[1] in ("setup", "call", "teardown") and words[0].endswith("s"):
            found.seconds[words[2]] += float(words[0][:-1])
    plain = (found.tests, {path: dict(lines) for path, lines in found.lines.items()}, dict(found.seconds))
    kept.write_bytes(pickle.dumps(plain))
    return Reached(*plain)


def _read_lines(data: Path, found: Reached) -> None:
    db = sqlite3.connect(data)
    files = {id: os.path.relpath(path, ROOT) for id, path in db.execute("select id, path from file")}
    numbers: dict[str, int] = {}
    contexts = {}
    for id, context in db.execute("select id, context from context where context != ''"):
        test = context.rpartition("|")[0]
        contexts[id] = numbers.setdefault(test, len(numbers))
    found.tests.extend(numbers)
    for file, context, bits in db.execute("select file_id, context_id, numbits from line_bits"):
        for line in numbits_to_nums(bits) if context in contexts else ():
            found.lines[files[file]][line].add(contexts[context])
    db.close()


class _InTime:
    """Ends the process as if a test failed when it takes far longer than it did: that is noticed, also for mutmut."""

    def __init__(self, seconds: Callable[[str], float]) -> None:
        self.seconds = seconds
        signal.signal(signal.SIGPROF, lambda *_: os._exit(1))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Let a test have 15 times the seconds that it took, and 15 more (pytest calls this)."""
        signal.setitimer(signal.ITIMER_PROF, 15 * (self.seconds(item.nodeid) + 1))
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


class Tests:
    """The tests, collected once, and the functions of `qda` in which a change is put."""

    def __init__(self, known: Reached) -> None:
        self.known = known
        self.ids: set[str] = set()
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(["tests", "--ignore=tests/browser", "--collect-only", *PYTEST], plugins=[self])
        for file in sorted(Path("qda").rglob("*.py")):
            if file.stem != "__main__":
                importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
        self.functions: dict[str, list[types.FunctionType]] = defaultdict(list)
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType):
                self.functions[thing.__code__.co_filename].append(thing)
        gc.freeze()  # forked processes do not copy it all

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what is there (pytest calls this)."""
        self.ids.update(item.nodeid for item in items)

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach its lines, quickest first; of too many the quickest, and others drawn."""
        lines = self.known.lines.get(mutant.path, {})
        found = set().union(*(lines.get(n, ()) for n in range(mutant.lines[0], mutant.lines[1] + 1)))
        named = (self.known.tests[n] for n in sorted(found))
        # pytest takes no "::" within the values of a test
        tests = sorted((t for t in named if t in self.ids and t.count("::") == 1), key=self.seconds)
        if len(tests) > MOST:
            others = random.Random(0).sample(tests[MOST // 3 :], MOST - MOST // 3)
            tests = tests[: MOST // 3] + sorted(others, key=self.seconds)
        return tests

    def seconds(self, test: str) -> float:
        """Return how long a test took."""
        return self.known.seconds.get(test, 1)

    def put(self, path: str, was: str, now: str) -> int:
        """Put a change into every function that has it; in how many."""
        full = str(ROOT / path)
        old, new = (dict(_codes(compile(text, full, "exec", dont_inherit=True))) for text in (was, now))
        places = {(name, code.co_firstlineno): (name, n) for (name, n), code in old.items()}
        done = 0
        for function in self.functions[full]:
            code = function.__code__
            key = places.get((code.co_qualname, code.co_firstlineno))
            other = new.get(key) if key else None
            if key and other and other != old[key] and other.co_freevars == code.co_freevars:
                function.__code__ = other
                done += 1
        return done


def _codes(module: types.CodeType) -> Iterator[tuple[tuple[str, int], types.CodeType]]:
    """The functions of a file and of its classes, by name and, of several of one name, which."""
    again: Counter[str] = Counter()
    held = [(module, 0)]
    while held:
        code, depth = held.pop()
        for inner in code.co_consts:
            if isinstance(inner, types.CodeType) and not inner.co_name.startswith("<"):
                yield (inner.co_qualname, again[inner.co_qualname]), inner
                again[inner.co_qualname] += 1
                if depth < 2:
                    held.append((inner, depth + 1))


def drawn(only: str, seed: int) -> Iterator[Mutant]:
    """All mutants of the files that match, in an order of the seed."""
    files = sorted(p.as_posix() for p in Path("qda").rglob("*.py"))
    files = [p for p in files if any(fnmatch(p, room) for room in WHERE) and fnmatch(p, only)]
    found = [mutant for path in files for mutant in mutants_of(path)[0]]
    print(f"{len(found):,} mutants in {len(files)} files", file=sys.stderr, flush=True)
    random.Random(seed).shuffle(found)
    yield from found


def _diff(mutant: Mutant, was: str, now: str) -> str:
    return "\n".join(difflib.unified_diff(was.split("\n"), now.split("\n"), mutant.path, mutant.path, "", "", 0, ""))


def _spoiled(end: Ended) -> Mutant | None:
    """Return the mutant with XX where this one only changes the case of a name that SQLite may know in any."""
    import noxfile

    if noxfile.only_case_of_names(end.diff):
        for other in mutants_of(end.mutant.path)[0]:
            if abs(other.number - end.mutant.number) <= 3 and noxfile.is_noticed(
                end.diff, _diff(other, *changed(other))
            ):
                return other
    return None


def tried(mutants: Iterable[Mutant], tests: Tests, n: int, cpu: int) -> Iterator[Ended]:
    """Try so many of them, two at a time; as they end."""
    sys.path.insert(0, str(ROOT))
    import noxfile

    running: dict[int, tuple[Mutant, str, int, float]] = {}
    waiting = iter(mutants)
    left = n
    while left or running:
        while left and len(running) < 2:
            mutant = next(waiting, None)
            if mutant is None:
                left = 0
                break
            was, now = changed(mutant)
            diff = _diff(mutant, was, now)
            if noxfile.only_case_of_sql(diff) or noxfile.only_strict(diff):
                continue
            left -= 1
            chosen = tests.of(mutant)
            if chosen:
                running[_begun(tests, mutant, (was, now), chosen, cpu)] = (mutant, diff, len(chosen), time.time())
            else:
                yield Ended(mutant, "no tests", diff, 0)
        ended = [pid for pid in running if _is_over(pid, running[pid][3] + 12 * cpu + 60)]
        for pid, status in [(pid, _STATUS.pop(pid)) for pid in ended]:
            mutant, diff, count, _ = running.pop(pid)
            how = "survived" if status == 0 else "killed" if os.WIFEXITED(status) else "out of time"
            yield Ended(mutant, how, diff, count)
        time.sleep(0.02)


_STATUS: dict[int, int] = {}


def _is_over(pid: int, until: float) -> bool:
    """Whether it ended; stop it, and what it started, when it did or time is up."""
    over, status = os.waitpid(pid, os.WNOHANG)
    if over or time.time() > until:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    if over:
        _STATUS[pid] = status
    return bool(over)


def _begun(tests: Tests, mutant: Mutant, texts: tuple[str, str], chosen: list[str], cpu: int) -> int:
    """Start the tests on a mutant; the process."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    status = 70
    if tests.put(mutant.path, *texts):
        status = int(pytest.main([*PYTEST, *chosen], plugins=[_InTime(tests.seconds)]))
    os._exit(status)


def main() -> int:
    """Draw, try, print; 1 when more than 5 % survive."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("n", type=int, help="how many")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="*", help="of the files whose path matches")
    asked.add_argument("--cpu", type=int, default=60, help="seconds for the tests of one")
    asked.add_argument("--of", type=Path, help="those that were not killed, of a file that a run wrote")
    asked.add_argument("--show", action="store_true", help="print the changes that were not killed")
    asked.add_argument("--anew", action="store_true", help="run all tests first to see what reaches which line")
    given = asked.parse_args()
    os.chdir(ROOT)
    tests = Tests(reached(given.anew))
    if given.of:
        again = [_of(path, number) for path, number in json.loads(given.of.read_text(encoding="utf-8"))]
        of, many = iter(again), len(again)
    else:
        of, many = drawn(given.only, given.seed), given.n
    ends: Counter[str] = Counter()
    alive = []
    for end in tried(of, tests, many, given.cpu):
        spoiled = _spoiled(end) if end.how in ("survived", "out of time") else None
        if spoiled and all(other.how == "killed" for other in tried([spoiled], tests, 1, given.cpu)):
            continue  # the same statement
        ends[end.how] += 1
        if end.how != "killed":
            alive.append(end.mutant)
            lines = end.diff.split("\n")[3:] if given.show else []
            print(
                f"{end.mutant.path} {end.mutant.function}: {end.how} ({end.tests} tests)",
                *lines,
                sep="\n    ",
                flush=True,
            )
    (MADE / "drawn.json").write_text(json.dumps([(m.path, m.number) for m in alive]), encoding="utf-8")
    total = sum(ends.values())
    share = len(alive) / max(total, 1)
    print(", ".join(f"{n} {how}" for how, n in ends.most_common()) + f": of {total} {share:.1%} were not killed")
    return int(share > 0.05)


if __name__ == "__main__":
    sys.exit(main())
