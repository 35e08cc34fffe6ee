"""Packages that not every installation has: which extra brings them, and the line that says so when they are missing."""

from __future__ import annotations

from importlib.util import find_spec

from qda.core.errors import QdaError

EXTRAS = {
    "discover": {
        "sklearn": "scikit-learn", "simplemma": "simplemma", "wordfreq": "wordfreq", "stopwordsiso": "stopwordsiso",
        "joblib": "joblib",
    },
    "cluster": {"distributed": "distributed", "dask": "dask", "joblib": "joblib"},
    "figures": {"resvg_py": "resvg-py"},
    "zst": {"zstandard": "zstandard"},
}  # fmt: skip


def install(extra: str) -> str:
    """Return what installs an extra."""
    return f"pip install 'qda[{extra}]' (in a clone: pip install '.[{extra}]')"


def missing(extra: str, *modules: str) -> list[str]:
    """Return the packages of an extra that are not installed, by the names under which they are installed.

    `modules` are those to look for, by the names under which they are imported; without any, all.
    """
    packages = EXTRAS[extra]
    return [packages[m] for m in modules or packages if find_spec(m) is None]


def need(what: str, extra: str, *modules: str) -> None:
    """Refuse, in one line that says what to install, when a package of an extra is not there."""
    if gone := missing(extra, *modules):
        raise QdaError(f"{what} needs {', '.join(gone)}: {install(extra)}")
