"""Which school the study here has, and what the list of commands is in its words: groups, their lines, their order.

Nothing of the store is loaded where there is no study.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qda.core.schools import School

FILE = "qda.db"
LINES = {  # school -> group of commands -> its line of help
    "glaserian": {
        "axial": "Theoretical coding: raise categories, give them properties, relate them by theoretical codes.",
        "selective": "Selective coding: choose the core category, write and check the outline.",
    },
    "charmaz": {
        "axial": "Theoretical coding: raise focused codes to categories, give them properties, relate them.",
        "selective": "Theoretical integration: write and check the analytic story; choose a central category, if any.",
    },
}
# School -> what comes in which order, of the groups of the list and of those in the section theory; what is not named comes last.
MEMOS_FIRST = ("study", "texts", "coding", "memos", "theory")
ORDER: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "glaserian": (MEMOS_FIRST, ("selective", "axial", "negative", "sampling")),
    "charmaz": (MEMOS_FIRST, ("axial", "selective", "negative", "sampling")),
}


def ordered(school: str, sections: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the groups of the list of commands in the order of a school."""
    first, theory = ORDER.get(school, ((), ()))
    out = {title: sections[title] for title in _first(first, list(sections))}
    return {title: _first(theory, names) if title == "theory" else names for title, names in out.items()}


def _first(wanted: Sequence[str], names: Sequence[str]) -> list[str]:
    return [*(name for name in wanted if name in names), *(name for name in names if name not in wanted)]


def here(project: str) -> School | None:
    """Return the school of the study that a command would use; None where there is no study, or it has none.

    A study that cannot be read has none: the list of commands is shown all the same.
    """
    if not project and not os.environ.get("QDA_PROJECT") and not any(
        (folder / FILE).exists() for folder in (Path.cwd(), *Path.cwd().parents)
    ):  # fmt: skip
        return None
    from qda.core import schools
    from qda.core.errors import QdaError
    from qda.store.project import find
    from qda.store.quiet import quietly

    try:
        with quietly(find(project or None)) as study:
            name = None if study is None else study.setting("school")
    except QdaError:
        return None
    return schools.school(name) if name in schools.NAMES and name != schools.NONE else None
