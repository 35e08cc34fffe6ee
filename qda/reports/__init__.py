"""Read-only: an open study and parameters -> results; all narrate what they counted.

A report is a file in one of the rooms below, and ends with `REPORT = Declared(…)` (`declare.py`), which is all that the
command line, the Python API and the reference pages know of it. Its name and line of help are read from the text of the
file, so that a list of all reports imports none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qda.reports.declare import Declared

_BEGINS = b"\nREPORT = "


class Listed(NamedTuple):
    """A report as a list has it: its module, its name in Python, its line of help and its place among the others."""

    module: str
    python: str
    help: str
    place: int


_known: dict[tuple[str, ...], dict[str, Listed]] = {}


def listed() -> dict[str, Listed]:
    """Return every report by name, in the order of a list. Takes two milliseconds for a dozen, once."""
    paths = tuple(__path__)
    if paths not in _known:
        found: dict[str, Listed] = {}
        for path in paths:
            for file, module in _files(path, __name__):
                with open(file, "rb") as f:
                    _, begins, rest = f.read().partition(_BEGINS)
                if begins:
                    name, about = _read(rest, module)
                    if name in found:
                        raise ValueError(f"two reports are called {name!r}: in {found[name].module} and in {module}")
                    found[name] = about
        _known[paths] = dict(sorted(found.items(), key=lambda item: (item[1].place, item[0])))
    return _known[paths]


def declared(name: str) -> Declared:
    """Import a report and return what it declares. KeyError for a name that is not listed."""
    from importlib import import_module

    report: Declared = import_module(listed()[name].module).REPORT
    return report


def _files(folder: str, package: str) -> Iterator[tuple[str, str]]:
    """The Python files under a folder, each with the name of its module."""
    import os

    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.endswith(".py"):
                yield entry.path, f"{package}.{entry.name.removesuffix('.py')}"
            elif entry.name.isidentifier() and entry.is_dir():
                yield from _files(entry.path, f"{package}.{entry.name}")


def _read(text: bytes, module: str) -> tuple[str, Listed]:
    """Name and listing of a report from the text behind `REPORT = `, which is not run."""
    import ast

    try:
        call = ast.parse(text).body[0].value  # type: ignore[attr-defined]
        name, help = (ast.literal_eval(a) for a in call.args[:2])
        given = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg in ("place", "python")}
    except (AttributeError, ValueError) as e:
        raise TypeError(f"{module}: write REPORT = Declared(name, help, …) with plain texts for name and help") from e
    return name, Listed(module, given.get("python") or name.replace("-", "_"), help, given.get("place", 1000))
