"""Projects of other programs, whole: each reader makes the form of `core/projects.py`; `formats.PROJECTS` is their table.

A reader is a module with `read(path, options)`. What it returns knows no study; `ops/exchange` takes it in.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.projects import ProjectForm, ProjectOptions
from qda.importers.common import other_programs
from qda.importers.formats import PROJECTS, ProjectReader

if TYPE_CHECKING:
    from qda.importers.projects.archive import Archive

# Files that stand for the folder in which their program keeps them.
_IN_FOLDER = ("data.qda", "qualitative_coding.sqlite3")


def at(path: str) -> other_programs.Project | None:
    """Return the project that a path is, by its content: one that comes in as it is, or one that does not; else None."""
    try:
        return other_programs.of_folder(path) if os.path.isdir(path) else other_programs.of_file(path)
    except (OSError, ValueError):  # told when it is read
        return None


def reader(path: str) -> ProjectReader | None:
    """Return the reader of the project that a path is; None for what is no project that comes in as it is."""
    found = at(path)
    if found is None or not found.read:
        return None
    return next(r for r in PROJECTS.values() if r.program == found.program)


def packed(path: str) -> Archive | None:
    """Return the open archive of a project in the exchange format; None for a project of any other kind."""
    chosen = reader(path)
    if chosen is None or chosen.program:
        return None
    from qda.importers.projects.archive import open_archive

    return open_archive(path)


def read(path: str, options: ProjectOptions) -> ProjectForm:
    """Return the project at a path, known by its content. QdaError, which names the path, for what is none or is damaged."""
    chosen = reader(path)
    if chosen is None:
        found = at(path)
        if found is not None:
            raise QdaError(Message("", "{path}: {why}", path=path, why=found.why()))
        raise QdaError(f"{path} is no project of a program that is known: check the path")
    if options.name and not chosen.named:
        raise Refused("import-project-name", "{path} holds one project: give no name", path=path)
    folder, name = os.path.split(path)
    whole = folder or "." if name.casefold() in _IN_FOLDER else path
    form: ProjectForm = import_module(chosen.module).read(whole, options)
    return form
