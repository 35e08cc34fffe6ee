"""Rows of the table of settings: what a study keeps of itself, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.core import language, schools

if TYPE_CHECKING:
    from qda.core.schools import School
    from qda.store.history.door import Change
    from qda.store.project import Study

SCHOOL = "school"  # the setting
ENGLISH = "en"  # of reports, where the study says nothing


def report_language(study: Study) -> str:
    """Return the language of what is written to be read: that of reports, else that of the texts, else English."""
    return str(study.setting("report_language") or study.setting("language") or ENGLISH)


def school(study: Study) -> School:
    """Return the school in whose words the study speaks; a name that this program does not know counts as none."""
    name = study.setting(SCHOOL)
    return schools.school(name if name in schools.NAMES else schools.NONE)


def report_words(study: Study) -> str:
    """Return the language of reports with the school in whose words they are said, where the study has one: `nl@charmaz`."""
    name = school(study).name
    return report_language(study) + (f"{language.SCHOOL}{name}" if name != schools.NONE else "")


def put(c: Change, name: str, value: str) -> None:
    """Give a setting a value; it is made where it is not there."""
    row = c.db.execute("select id from setting where name = ?", (name,)).fetchone()
    if row:
        c.update("setting", row[0], value=value)
    else:
        c.insert("setting", name=name, value=value)


def remove(c: Change, name: str) -> str | None:
    """Remove a setting and return the value that it had; None where it is not there."""
    row = c.db.execute("select id, value from setting where name = ?", (name,)).fetchone()
    if row is None:
        return None
    c.delete("setting", row[0])
    return str(row[1])
