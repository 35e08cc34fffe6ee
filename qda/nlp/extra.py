"""The libraries of the extra `discover`: which are missing, and the line that says so."""

from __future__ import annotations

from qda.core import extras

INSTALL = extras.install("discover")


def missing(*modules: str) -> list[str]:
    """Return the packages of the extra that are not installed; `modules` as in `extras.missing`."""
    return extras.missing("discover", *modules)


def need(what: str, *modules: str) -> None:
    """Refuse, in one line that says what to install, when a package is not there."""
    extras.need(what, "discover", *modules)
