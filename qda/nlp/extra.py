"""Import the libraries of the extra `discover`, or say in a line that it is missing."""

from __future__ import annotations

from importlib.util import find_spec

from qda.core.errors import QdaError

PACKAGES = {
    "sklearn": "scikit-learn", "simplemma": "simplemma", "wordfreq": "wordfreq", "stopwordsiso": "stopwordsiso",
}  # fmt: skip
INSTALL = "pip install 'qda[discover]' (in a clone: pip install '.[discover]')"


def missing(*modules: str) -> list[str]:
    """The packages of the extra that are not installed, by the names under which they are installed.

    modules: which to look for, by the names under which they are imported; without any, all.
    """
    return [PACKAGES[m] for m in modules or PACKAGES if find_spec(m) is None]


def need(what: str, *modules: str) -> None:
    """Refuse, in one line that says what to install, when a package is not there."""
    if gone := missing(*modules):
        raise QdaError(f"{what} needs {', '.join(gone)}: {INSTALL}")
