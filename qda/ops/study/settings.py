"""What a study keeps of itself: its name, the language of its texts and of its reports, the school in whose words it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qda.core import schools
from qda.core.errors import QdaError, UsageError
from qda.core.files import shown
from qda.core.names import clean
from qda.core.results import Said, Table
from qda.store.project import Study
from qda.store.texts import settings

KEYS = ("name", "language", "report_language", "school")
COLUMNS = ("key", "value", "default")


def name_after(file: Path) -> str:
    """Return the name that a study in this file has when nobody gives it one: that of its folder."""
    return shown(file.absolute().parent.name) or "study"


def is_language(code: str) -> bool:
    """True if a text is written as the code of a language: two or three small letters."""
    return 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower()


def listing(study: Study) -> Table:
    """Return the settings: key, value, default. The value is the one that holds, so the default where nothing is set."""
    defaults = _defaults(study)
    return Table(COLUMNS, [(k, study.setting(k) or defaults[k], defaults[k]) for k in KEYS])


def set_values(study: Study, values: Mapping[str, str]) -> Said:
    """Set settings in one change; an empty value takes one back to its default. Return all settings as they are then.

    `language` is that of the texts, `report_language` that of reports: codes of two or three letters. `school` changes words
    alone: those of documents, of the list of commands, and which tutorial is named; one of `qda.core.schools.NAMES`.
    """
    if not values:
        raise UsageError(f"say what to set: {', '.join(KEYS)}")
    wanted: dict[str, str] = {}
    for given, value in values.items():
        name = given.strip().casefold()
        if name not in KEYS:
            raise QdaError(f"there is no setting {given!r}: it is one of {', '.join(KEYS)}")
        if name in wanted:
            raise UsageError(f"{name} was given twice; give it once")
        wanted[name] = _read(name, value)
    with study.change("settings") as c:
        for name, value in wanted.items():
            if not value and name in ("report_language", "school"):
                settings.remove(c, name)
            else:
                settings.put(c, name, value or (name_after(study.path) if name == "name" else ""))
        c.summary = "; ".join(f"{n}: {v}" if v else f"{n} as it is by default" for n, v in wanted.items())
    return Said(listing(study), _told(wanted) if c.changed else [])


def _told(wanted: Mapping[str, str]) -> list[str]:
    """Say what a school calls its stages, and where its tutorial is."""
    if "school" not in wanted:
        return []
    school = schools.school(wanted["school"] or schools.NONE)
    stages = ", ".join(stage.lower() for stage in school.stages.values())
    return [f"words after {school.after}: {stages}; tutorial: {school.tutorial}"]


def _read(name: str, value: str) -> str:
    """Return a value as it is kept; "" for the default."""
    if not value.strip():
        return ""
    if name == "name":
        return clean(value, "name of a study")
    if name == "school":
        chosen = value.strip().casefold()
        if chosen not in schools.NAMES:
            raise QdaError(f"school={value.strip()}: it is one of {', '.join(schools.NAMES)}")
        return "" if chosen == schools.NONE else chosen
    code = value.strip().lower()
    if not is_language(code):
        raise QdaError(f"{name}={value.strip()}: give a code of two or three letters, such as nl or en")
    return code


def _defaults(study: Study) -> dict[str, str | None]:
    return {
        "name": name_after(study.path),
        "language": None,
        "report_language": study.setting("language") or settings.ENGLISH,
        "school": schools.NONE,
    }
