"""Write a study as a folder of text files, to keep in git, and keep the folder in step with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from qda.core.errors import QdaError
from qda.core.results import Said, Table
from qda.exporters.text import folder as folders
from qda.ops.exchange import text_things
from qda.store.history import log
from qda.store.project import Study

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled

COLUMNS = ("file", "state")


def export_text(
    study: Study, folder: str, *, check: bool = False, veiled: Veiled | None = None,
    tick: Callable[..., None] = lambda *_: None,
) -> Said:  # fmt: skip
    """Write the study as text into a folder and return the files that were out of step; no rows when it was in step.

    Only what differs is written, and what is gone from the study is removed; a file that somebody edited since is written
    anew, and a note names it. `state` is new, changed, edited or gone. check: return the same rows and write nothing.
    veiled: shows people by pseudonym, in names of files too. QdaError, before anything is written, for a file in the way
    that no export wrote, for a symbolic link, for a list of files that is damaged, and for a folder with another study.
    """
    if not folder.strip():
        raise QdaError("the name of the folder is empty: give it one")
    if veiled is not None and not study.setting("pseudonyms"):
        veiled = None
    files = text_things.files(study, veiled, tick)
    todo = folders.plan(folder, files, _of_the_study(study, folder), log.study_uuid(study.db))
    if not check:
        folders.write(folder, files, todo)
    return Said(Table(COLUMNS, [tuple(step) for step in todo.steps]), _notes(folder, todo, check))


def _notes(folder: str, todo: folders.Plan, check: bool) -> list[str]:
    notes: list[str] = []
    gone = [step.file for step in todo.steps if step.state == "gone"]
    over = [file for file in todo.edited if file not in gone]
    if over:
        what = "an export writes the study's text over that" if check else "the study's text is written over that"
        notes.append(f"edited in {folder} since they were written: {folders.named(over)}; {what}")
    if lost := [file for file in todo.edited if file in gone]:
        what = "an export removes them" if check else "removed"
        notes.append(
            f"edited in {folder} since they were written, and gone from the study: {folders.named(lost)}; {what}"
        )
    if todo.foreign:
        notes.append(f"left alone in {folder}, because no export wrote them: {folders.named(todo.foreign)}")
    if not check:
        wrote = f"wrote {_files(len(todo.steps) - len(gone))} in {folder}"
        wrote += f", removed {_files(len(gone))}" if gone else ""
        notes.append(wrote if todo.steps else f"{folder} is in step with the study; nothing was written")
    return notes


def _files(n: int) -> str:
    return f"{n} file{'' if n == 1 else 's'}"


def _of_the_study(study: Study, folder: str) -> Callable[[str], bool]:
    """A test whether a name in the folder is the study's own file, or one that SQLite has beside it."""
    beside = os.path.isdir(folder) and os.path.samefile(folder, study.path.parent)
    return lambda name: beside and name.startswith(study.path.name)


__all__ = ["export_text"]
