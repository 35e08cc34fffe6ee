"""The steps of CI on one command: `nox` runs all of them, `nox -s lint` one, `nox -l` lists them.

`.ci/run` calls the same sessions with `--no-venv`, in the environment that the README's command made.
"""

from __future__ import annotations

import io
import json
import os
import re
import tokenize
from ast import literal_eval
from contextlib import suppress
from pathlib import Path

import nox

nox.options.sessions = ["tests-3.11", "lint", "types", "contracts", "docs", "site", "peers"]
LOCK = ("-c", "constraints.txt")


def _install(session: nox.Session, *what: str) -> None:
    if session.virtualenv.venv_backend != "none":
        session.install(*LOCK, *what)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """Run the tests."""
    _install(session, ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def peers(session: nox.Session) -> None:
    """Let other programs' readers read what is exported: they get an environment of their own, the tests run in this one."""
    _install(session, ".[test]")
    there = Path(session.create_tmp()) / "peers"
    session.run("python", "-m", "venv", str(there))
    python = there / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = ("pyrefiqda==0.3.1", "qdapy==0.1.0", "qualitative-coding==1.7.8")
    session.run(str(python), "-m", "pip", "-q", "install", *wanted, external=True, env={"PIP_CONSTRAINT": ""})
    env = {"QDA_PEERS": str(python.absolute())}
    session.run("pytest", "-q", "-n0", "tests/exchange/test_export_peer.py", env=env)
    # Libraries of agreement pin old versions of what others need: an environment of their own again.
    there = Path(session.create_tmp()) / "agreement"
    session.run("python", "-m", "venv", str(there))
    python = there / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = ("krippendorff==0.9.0", "irrCAC==0.4.4", "nltk", "statsmodels")
    session.run(str(python), "-m", "pip", "-q", "install", *wanted, external=True, env={"PIP_CONSTRAINT": ""})
    env = {"QDA_AGREEMENT_PEERS": str(python.absolute())}
    session.run("pytest", "-q", "-n0", "tests/agreement/test_agreement_peers.py", env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    _install(session, ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types: of the program, then of the tests and of what makes the docs."""
    _install(session, ".[dev]")
    session.run("mypy")
    # Tests find their helpers beside them and in other folders of tests, so every folder with code is on the path.
    folders = {str(f.parent) for top in ("tests", "docs", "benchmarks/fuzz") for f in Path(top).rglob("*.py")}
    env = {"MYPYPATH": os.pathsep.join(sorted(folders))}
    session.run("mypy", "--exclude", r"tests[/\\][a-z_]+[/\\]conftest\.py$", "tests", "docs", env=env)
    for conftest in sorted(Path("tests").glob("*/conftest.py")):  # they share a name, and one run takes a name once
        session.run("mypy", str(conftest), env=env)


@nox.session
def contracts(session: nox.Session) -> None:
    """Check which room imports which."""
    _install(session, ".[dev]")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Check that the docs say what the program does."""
    _install(session, ".[dev]")
    session.run("python", "docs/generate.py", "--check")


@nox.session
def site(session: nox.Session) -> None:
    """Build the docs as a site, offline."""
    _install(session, ".[dev]")
    session.run("mkdocs", "build", "--strict", "--quiet", env={"NO_MKDOCS_2_WARNING": "1"})


SQL = re.compile(  # without what creates: the file keeps the case in which that was written
    r"\s*(select|insert into|update|delete from|from|where|order by|group by|(left |cross )?join|union|values|pragma|drop)"
    r"\s+\S",
    re.IGNORECASE,
)


def _tokens(code: str) -> list[tuple[int, str]]:
    found = []
    with suppress(tokenize.TokenError):  # the lines stop within brackets: what stands before is there
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            found.append((token.type, token.string))
    return found


def only_case_of_sql(diff: str) -> bool:
    """Say whether a mutant changes nothing but the case of letters in SQL: that is the same statement.

    Keywords, tables and columns know no case; what stands in single quotes does, and code within an f-string.
    """
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    was, now = (_tokens("".join(line[1:].strip() + "\n" for line in lines if line[:1] == sign)) for sign in "-+")
    changed = [(old, new) for old, new in zip(was, now, strict=False) if old != new]
    return bool(changed) and len(was) == len(now) and all(
        old.lower() == new.lower() and old[0] in "\"'" and SQL.match(text := literal_eval(old)) and "'" not in text
        for (_, old), (_, new) in changed
    )  # fmt: skip


@nox.session
def mutants(session: nox.Session) -> None:
    """Change core, store and counting in thousands of small ways and see that a test fails each time. Takes hours.

    `nox -s mutants -- "qda.core.names*"` tries those of one module.
    """
    _install(session, ".[mutants]")
    session.run("mutmut", "run", *session.posargs)
    session.run("mutmut", "export-cicd-stats", silent=True)
    counts = json.loads(Path("mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    same = 0
    results = str(session.run("mutmut", "results", silent=True, log=False))
    for name in re.findall(r"(qda\.store\.\S+): (?:survived|no tests)", results):
        same += only_case_of_sql(str(session.run("mutmut", "show", name, silent=True, log=False)))
    survived = counts["survived"] + counts["no_tests"] - same  # what no test calls, no test would notice
    decided = counts["killed"] + survived + counts["timeout"]
    if not decided:
        session.error("no mutant was tried")
    share = survived / decided
    session.log(
        f"{survived} of {decided} mutants survived ({share:.1%}), {same} more change only the case of SQL; "
        "`mutmut results` lists them"
    )
    if share > 0.05:
        session.error("more than 5 % survived")
