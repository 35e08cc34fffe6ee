"""The steps of CI on one command: `nox` runs all of them, `nox -s lint` one, `nox -l` lists them.

`.ci/run` calls the same sessions with `--no-venv`, in the environment that the README's command made.
"""

from __future__ import annotations

import nox

nox.options.sessions = ["tests-3.11", "lint", "types", "contracts", "docs", "site"]
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
def lint(session: nox.Session) -> None:
    """Check style and format."""
    _install(session, ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    _install(session, ".[dev]")
    session.run("mypy")


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
