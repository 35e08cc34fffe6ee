"""The steps of CI on one command: `nox` runs all of them, `nox -s lint` one, `nox -l` lists them.

`.ci/run` calls the same sessions with `--no-venv`, in the environment that the README's command made.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import sys
import tokenize
from ast import literal_eval
from contextlib import suppress
from functools import cache
from pathlib import Path

import nox

nox.options.sessions = ["tests-3.11", "lint", "types", "contracts", "docs", "site", "peers", "hub", "speed", "browser"]
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
    """Let other programs read what is written: they get an environment of their own, the tests run in this one."""
    _install(session, ".[test]")
    there = Path(session.create_tmp()) / "peers"
    session.run("python", "-m", "venv", str(there))
    python = there / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    readers = ("pyrefiqda==0.3.1", "qdapy==0.1.0", "qualitative-coding==1.7.8")
    wanted = (*readers, "networkx==3.6.1", "datasette==0.65.5")
    session.run(str(python), "-m", "pip", "-q", "install", *wanted, external=True, env={"PIP_CONSTRAINT": ""})
    env = {"QDA_PEERS": str(python.absolute())}
    files = ("tests/exchange/test_export_peer.py", "tests/exchange/test_real_programs.py")
    session.run("pytest", "-q", "-n0", "-rs", *files, env=env)
    # Libraries of agreement pin old versions of what others need: an environment of their own again.
    there = Path(session.create_tmp()) / "agreement"
    session.run("python", "-m", "venv", str(there))
    python = there / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = ("krippendorff==0.9.0", "irrCAC==0.4.4", "nltk", "statsmodels")
    session.run(str(python), "-m", "pip", "-q", "install", *wanted, external=True, env={"PIP_CONSTRAINT": ""})
    env = {"QDA_AGREEMENT_PEERS": str(python.absolute())}
    session.run("pytest", "-q", "-n0", "tests/agreement/test_agreement_peers.py", env=env)


@nox.session
def hub(session: nox.Session) -> None:
    """Play the hub on a PostgreSQL of its own, where one is installed."""
    _install(session, ".[test]")
    session.run("pytest", "-q", "-n2", "-rs", "tests/hub", *session.posargs, env={"QDA_POSTGRES": "1"})


@nox.session
def speed(session: nox.Session) -> None:
    """Hold what qda costs against what runs in the same minute, on little data and with a margin; no verdict is in seconds."""
    _install(session, ".[test]")
    session.run("python", "benchmarks/run.py", "--quick", "--margin", "1.5", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Open the pages that qda writes in a real browser. `nox -s browser -- FOLDER` keeps them and pictures of them."""
    missing = str(session.run("bash", ".ci/browser", "--missing", external=True, silent=True)).strip()
    if missing:
        session.skip(f"not installed: {missing}")
    _install(session, ".[test]")
    session.run("bash", ".ci/browser", *session.posargs, external=True)


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
    """Check that the docs say what the program does, and that the catalogues have what documents say."""
    _install(session, ".[dev]")
    session.run("python", "docs/generate.py", "--check")
    session.run("python", "docs/message_catalogue.py", "--check")


@nox.session
def site(session: nox.Session) -> None:
    """Build the docs as a site, offline."""
    _install(session, ".[dev]")
    session.run("mkdocs", "build", "--strict", "--quiet", env={"NO_MKDOCS_2_WARNING": "1"})


SQL = re.compile(  # without what creates: the file keeps the case in which that was written
    r"\s*(select|insert (or \w+ )?into|update|delete from|from|where|order by|group by|(left |cross )?join|union|values"
    r"|pragma|drop|with recursive)\s+\S",
    re.IGNORECASE,
)
KEYWORDS = {
    "abort", "after", "all", "and", "any", "as", "asc", "before", "begin", "between", "by", "case", "cast", "coalesce",
    "collate", "commit", "conflict", "count", "cross", "default", "delete", "desc", "distinct", "do", "drop", "each",
    "else", "end", "escape", "except", "excluded", "exists", "foreign", "from", "glob", "group", "having", "if",
    "ignore", "immediate", "in", "index", "insert", "instr", "integer", "intersect", "into", "is", "isnull", "join",
    "json_each", "json_extract", "json_group_array", "json_object", "key", "last", "left", "length", "like", "limit",
    "lower", "match", "max", "min", "natural", "not", "nothing", "notnull", "null", "of", "offset", "on", "or",
    "order", "outer", "over", "partition", "pragma", "printf", "real", "recursive", "release", "replace", "rollback",
    "row", "savepoint", "select", "set", "sum", "table", "temp", "text", "then", "to", "total", "trigger", "union",
    "unique", "update", "upper", "using", "values", "view", "when", "where", "with",
}  # fmt: skip
ALIAS = re.compile(r'\b[a-z]\w*\.(?=[a-z"*])', re.IGNORECASE)  # of a table, before the name of its column


def _tokens(code: str) -> list[tuple[int, str]]:
    found = []
    with suppress(tokenize.TokenError):  # the lines stop within brackets: what stands before is there
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            found.append((token.type, token.string))
    return found


def _changed(diff: str) -> list[tuple[str, str, str]]:
    """Return what a mutant changes token by token: where, what stood there, what stands there; nothing if it changes more."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    was, now = (_tokens("".join(line[1:].strip() + "\n" for line in lines if line[:1] == sign)) for sign in "-+")
    if len(was) != len(now):
        return []
    hunk = next((line for line in lines if line.startswith("@@")), "")
    both = enumerate(zip(was, now, strict=True))
    return [(f"{hunk} {at}", old, new) for at, ((_, old), (_, new)) in both if old != new]


def _only_case(diff: str) -> list[str]:
    """Return the strings of which a mutant changes the case of letters; none when it changes anything else."""
    changed = _changed(diff)
    if all(old.lower() == new.lower() and old[0] in "\"'" for _, old, new in changed):
        return [literal_eval(old) for _, old, _ in changed]
    return []


def only_case_of_sql(diff: str) -> bool:
    """Say whether a mutant changes nothing but the case of letters in SQL: that is the same statement.

    Keywords, tables and columns know no case; what stands in single quotes does, and code within an f-string.
    """
    texts = _only_case(diff)
    return bool(texts) and all(SQL.match(text) and "'" not in text for text in texts)


@cache
def names_of_schema() -> frozenset[str]:
    """Return every name of a table, column, index, trigger and view: those of a study that the schema's own steps make."""
    sys.path.insert(0, str(Path(__file__).parent))
    from qda.store.file import schema, triggers, views

    db = sqlite3.connect(":memory:")
    steps = sorted(name for name in vars(schema) if re.fullmatch(r"STEP_\d+\w*", name))
    for step in ("TABLES", "HISTORY", "FULL_TEXT", *steps):
        db.executescript(getattr(schema, step))
    triggers.make(db)
    views.make(db)
    names = {name for (name,) in db.execute("select name from sqlite_master")}
    columns = "select c.name from sqlite_master m, pragma_table_info(m.name) c where m.type in ('table', 'view')"
    names.update(name for (name,) in db.execute(columns))
    db.close()
    return frozenset(names)


def only_case_of_names(diff: str) -> bool:
    """Say whether a mutant changes nothing but the case of names of the schema and words of SQL, alone or in a piece of it.

    Such a string may also be a value in a table, or a key in Python: `is_noticed` tells. What a loop goes over is never
    taken for that: it may be shown to people too.
    """
    if re.search(r"^-\s*(for\b|\()", diff, re.MULTILINE):
        return False
    known = KEYWORDS | {name.lower() for name in names_of_schema()}

    def of_sql(text: str) -> bool:
        words = re.findall(r"[^\W\d]\w*", ALIAS.sub("", text.lower()))
        few = [word for word in words if len(word) > 1]  # one letter among others is the alias of a table
        return bool(words) and known.issuperset(few or words) and "'" not in text

    texts = _only_case(diff)
    return bool(texts) and all(map(of_sql, texts))


def is_noticed(diff: str, spoiled: str) -> bool:
    """Say whether `spoiled` is the mutant that puts XX on both ends of the very string whose case `diff` changes.

    Where tests fail for that one and not for the other, the string is used, and whatever uses it knows no case: SQLite.
    Python, and a value in a table, would have taken both for another string.
    """
    return [(at, old, f"{old[0]}XX{old[1:-1]}XX{old[0]}") for at, old, _ in _changed(diff)] == _changed(spoiled) != []


STRICT = re.compile(r",? ?strict=\w+,? ?\)")  # at the end of a call


def only_strict(diff: str) -> bool:
    """Say whether a mutant only takes `strict=True` from a call of zip, which fails where not all are of one length.

    Where they are, as such a call is sure of, the pairs are the same.
    """
    lines = [line for line in diff.splitlines() if line[:1] in "-+" and not line.startswith(("---", "+++"))]
    if len(lines) != 2 or "zip(" not in lines[0] or "strict=True" not in lines[0]:
        return False
    was, now = (re.sub(r", ?\)", ")", STRICT.sub(")", line[1:])) for line in lines)
    return was == now


@nox.session
def mutants(session: nox.Session) -> None:
    """Change core, store and counting in thousands of small ways and see that a test fails each time. Takes hours.

    `nox -s mutants -- "qda.core.names*"` tries those of one module. What only changes the case of SQL in the store is no
    change; of names and pieces of SQL this is said only where the mutant with XX in the same place was tried and killed.
    Nor is it one whether zip looks that all are of one length.
    """
    _install(session, ".[mutants]")
    session.run("mutmut", "run", *session.posargs)
    session.run("mutmut", "export-cicd-stats", silent=True)
    counts = json.loads(Path("mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))

    def shown(name: str) -> str:
        return str(session.run("mutmut", "show", name, silent=True, log=False))

    results = str(session.run("mutmut", "results", "--all", "true", silent=True, log=False))
    ends = dict(re.findall(r"(qda\.\S+): (.+)", results))
    same = 0
    for name, end in ends.items():
        if end not in ("survived", "no tests"):
            continue
        diff = shown(name)
        if end == "survived" and only_strict(diff):
            same += 1
        if not name.startswith("qda.store."):
            continue
        if only_case_of_sql(diff):
            same += 1
        elif end == "survived" and only_case_of_names(diff):
            stem, number = name.rsplit("_", 1)
            # Of a string's mutants the one with XX comes first, then small letters, then capitals.
            before = [f"{stem}_{int(number) - back}" for back in (1, 2)]
            same += any(ends.get(other) == "killed" and is_noticed(diff, shown(other)) for other in before)
    survived = counts["survived"] + counts["no_tests"] - same  # what no test calls, no test would notice
    decided = counts["killed"] + survived + counts["timeout"]
    if not decided:
        session.error("no mutant was tried")
    share = survived / decided
    session.log(
        f"{survived} of {decided} mutants survived ({share:.1%}), {same} more change only the case of SQL and of its names, "
        "or whether zip looks at lengths; "
        "`mutmut results` lists them"
    )
    if share > 0.05:
        session.error("more than 5 % survived")


@nox.session
def drawn(session: nox.Session) -> None:
    """Draw mutants and say how many no test notices: `nox -s drawn -- 200 --seed 7`. Runs all tests once first."""
    _install(session, ".[mutants]")
    session.run("python", "benchmarks/mutants.py", *session.posargs, env={"QDA_POSTGRES": "1"})
