"""Feeds every reader inputs that are nearly right, and keeps what broke it.

    python benchmarks/fuzz/run.py                     # 10,000 inputs each reader
    python benchmarks/fuzz/run.py docx rtf --runs 500 --seed 7
    python benchmarks/fuzz/run.py --again             # what broke before, kept in benchmarks/fuzz/found

Readers are those of the table of the family (`qda.importers.IMPORTERS`): a new one is fuzzed without a line here. An
input must be read or refused in `--seconds` and `--mib` of memory; each reader runs in a process of its own, which is
started anew after an input that ended it. Exit status 1 when something broke.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import check  # noqa: E402
import mutate  # noqa: E402

from qda.importers import IMPORTERS  # noqa: E402

FOUND = HERE / "found"
MOST = 20  # findings of one reader: more say no more


def main() -> int:
    """Runs what the arguments ask for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", help="names of the table; all without any")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mib", type=int, default=1500, help="of address space, which is more than what is in use")
    parser.add_argument("--again", action="store_true", help="only what is in found/")
    parser.add_argument("--from", dest="first", type=int, default=-1, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if unknown := set(args.readers) - set(IMPORTERS):
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    if args.first >= 0:
        return _work(args.readers[0], args.runs, args.seed, args.first, args.mib)
    names = args.readers or list(IMPORTERS)
    return max((_again(n) if args.again else _supervise(n, args) for n in names), default=0)


def _supervise(reader: str, args: argparse.Namespace) -> int:
    """Runs a reader's inputs in processes; 1 when any broke."""
    given = mutate.seeds(check.suffixes(reader))
    if not given:
        print(f"{reader:12} no seeds: put a small {check.suffixes(reader)[0]} into tests/importers/samples")
        return 0
    start, done, broke = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while done < args.runs and broke < MOST:
            command = [sys.executable, __file__, reader, "--runs", str(args.runs), "--seed", str(args.seed)]
            command += ["--mib", str(args.mib), "--from", str(done)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
            at, why = _watch(process, args.seconds, done)
            if why:
                broke += 1
                _keep(reader, args.runs, args.seed, at, why)
                done = at + 1
            else:
                done = args.runs
    print(f"{reader:12} {args.runs} inputs from {len(given)} seeds, {broke} broke it, {time.monotonic() - start:.0f} s")
    return int(broke > 0)


def _watch(process: subprocess.Popen[str], seconds: float, done: int) -> tuple[int, str]:
    """The number of the input at which a process ended, and why; or "" when it came to the end."""
    from threading import Timer

    assert process.stdout is not None
    at, why, late = done, "", []

    def stop() -> None:
        late.append(True)
        process.kill()

    timer = Timer(seconds, stop)
    timer.start()
    for line in process.stdout:
        timer.cancel()
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "broke":
            why = rest.replace("\x1f", "\n")
        else:
            at = int(word)
        timer = Timer(seconds, stop)
        timer.start()
    timer.cancel()
    process.wait()
    process.stdout.close()
    if late:
        return at, f"took longer than {seconds:g} seconds"
    return at, why or (f"ended the process ({process.returncode})" if process.returncode else "")


def _work(reader: str, runs: int, seed: int, first: int, mib: int) -> int:
    """In a process of its own: reads the inputs from number `first` on and says the number of each before it is read."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (mib << 20, mib << 20))
    except ImportError:  # no such limit on this system
        print(f"{first}", flush=True)
    for n, (suffix, raw) in enumerate(mutate.inputs(mutate.seeds(check.suffixes(reader)), runs, seed)):
        if n < first:
            continue
        print(n, flush=True)
        path = f"input{suffix}"
        Path(path).write_bytes(raw)
        try:
            wrong = check.try_one(reader, path)
        except Exception:  # whatever it is, it is the finding
            wrong = traceback.format_exc()
        if wrong:
            print("broke", wrong.replace("\n", "\x1f"), flush=True)
            return 1
    return 0


def _keep(reader: str, runs: int, seed: int, at: int, why: str) -> None:
    """Keeps the input that broke a reader, with what happened beside it."""
    given = mutate.seeds(check.suffixes(reader))
    suffix, raw = next(x for n, x in enumerate(mutate.inputs(given, runs, seed)) if n == at)
    folder = FOUND / reader
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(raw).hexdigest()[:12]
    (folder / f"{name}{suffix}").write_bytes(raw)
    (folder / f"{name}.why").write_text(f"seed {seed}, input {at} of {runs}\n{why}\n", encoding="utf-8")
    print(f"{reader:12} input {at}: {why.strip().splitlines()[-1][:160]} -> found/{reader}/{name}{suffix}")


def _again(reader: str) -> int:
    """Reads what broke a reader before; 1 when any still does."""
    bad = 0
    for path in sorted((FOUND / reader).glob("*")):
        if path.suffix == ".why":
            continue
        try:
            wrong = check.try_one(reader, os.fspath(path))
        except Exception:  # whatever it is, it is the finding
            wrong = traceback.format_exc()
        if wrong:
            bad = 1
            print(f"{reader:12} {path.name}: {wrong.strip().splitlines()[-1][:160]}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
