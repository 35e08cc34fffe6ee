"""A folder that is kept in step with a study: find what differs, then write just that.

No symbolic link is followed. Everything is looked at before anything is written. The list of files is written first, with
what is about to be written, so that an export that was interrupted is mended by the next.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from qda.core import outcome
from qda.core.errors import QdaError
from qda.core.files import odd, shown
from qda.exporters.text import list_of_files
from qda.exporters.text.file_names import folded
from qda.exporters.text.list_of_files import FOLDERS, NAME, Listed, digest

PART = ".qda-export.part"  # a file while it is written; one name, so that none stays behind
NAMED = 10  # files that a message names
_SAFE_OPEN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Step(NamedTuple):
    """A file that is out of step. `state`: new, changed, edited (by somebody, since it was written), or gone."""

    file: str
    state: str


@dataclass(slots=True)
class Plan:
    """What is to be done, in order; `listed` is the list that is there, `foreign` are files that nobody here wrote.

    `study` is the uuid of the study that is written.
    """

    steps: list[Step] = field(default_factory=list)
    listed: Listed = field(default_factory=Listed)
    foreign: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    study: str = ""


def named(files: list[str]) -> str:
    """Name some files in a message: the first ten, and how many more."""
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return ", ".join(files[:NAMED]) + more


def plan(folder: str, files: Mapping[str, bytes], besides: Callable[[str], bool], study: str = "") -> Plan:
    """Compare a folder with the files that it should hold (paths with `/`), and return what is to be done.

    `besides` tells of a name in the folder that it is not to be mentioned. QdaError for a symbolic link, for something that
    is no file, for a file in the way that is not in the list, and for a folder that holds another study than `study` (its
    uuid), which would be gone.
    """
    _look(folder)
    out = Plan(study=study)
    if os.path.isdir(folder):
        for inner in FOLDERS:
            _folder_inside(folder, inner)
        if (held := _bytes(folder, NAME)) is not None:
            out.listed = list_of_files.read(held, os.path.join(folder, NAME))
            if out.listed.study not in ("", study):
                raise QdaError(
                    f"{folder} holds the text of another study, which this one would replace: remove the folder, or take "
                    "another name; nothing was written"
                )
    mine, wanted = {folded(p): p for p in out.listed.paths()}, {folded(p) for p in files}
    gone = [path for path in out.listed.paths() if path not in files and _there(folder, path)]
    in_the_way = []
    for path in gone:
        is_edited = not out.listed.wrote(path, digest(_bytes(folder, path) or b""))
        out.steps.append(Step(path, "gone"))
        out.edited += [path] if is_edited else []
    dropped = {folded(path) for path in gone}
    for path in sorted(files):
        there = _bytes(folder, path)
        if there is not None and not _same(folder, path, mine.get(folded(path))):
            in_the_way.append(path)
        elif there is None or folded(path) in dropped:  # where case does not count, what is gone is this very file
            out.steps.append(Step(path, "new"))
        elif there != files[path]:
            known = out.listed.wrote(path, digest(there))
            out.steps.append(Step(path, "changed" if known else "edited"))
            out.edited += [] if known else [path]
    if in_the_way:
        raise _in_the_way(folder, in_the_way)
    held = _bytes(folder, NAME)
    if held != _list(study, files):
        out.steps.append(Step(NAME, "new" if held is None else "changed"))
    out.foreign = _foreign(folder, {*mine, *wanted}, besides)
    return out


def write(folder: str, files: Mapping[str, bytes], todo: Plan) -> None:
    """Do what was planned: remove what is gone, write what is new or other, the list before and after.

    QdaError when it is interrupted or fails half-way.
    """
    if not todo.steps:
        return
    if not os.path.isdir(folder):
        os.mkdir(folder)
    begun = False
    try:
        coming = {s.file: digest(files[s.file]) for s in todo.steps if s.file in files}
        if coming or len(todo.steps) > 1:
            before = {**todo.listed.files, **{p: d for p, d in todo.listed.underway.items() if p not in coming}}
            _put(folder, NAME, list_of_files.write(todo.study, before, coming))
            begun = True
        for step in todo.steps:
            if step.state == "gone":
                os.unlink(_path(folder, step.file))
            elif step.file in files:
                _put(folder, step.file, files[step.file])
        for inner in FOLDERS:
            if not any(path.startswith(f"{inner}/") for path in files):
                with suppress(OSError):  # files of somebody's own keep the folder
                    os.rmdir(os.path.join(folder, inner))
        _put(folder, NAME, _list(todo.study, files))
    except (OSError, KeyboardInterrupt) as e:
        with suppress(OSError):
            os.unlink(os.path.join(folder, PART))
        if not begun:
            raise
        why = (e.strerror or str(e)).lower() if isinstance(e, OSError) else "interrupted"
        raise QdaError(f"{why}: only a part of {folder} was written; export it again to write the rest") from e
    outcome.wrote(folder)


def _list(study: str, files: Mapping[str, bytes]) -> bytes:
    return list_of_files.write(study, {path: digest(data) for path, data in files.items()})


def _path(folder: str, path: str) -> str:
    return os.path.join(folder, *path.split("/"))


def _look(folder: str) -> None:
    """Refuse a folder that could not be written: no folder above it, a link, a file."""
    name = re.sub(rf"(?<=.)([/{re.escape(os.sep)}]\.?)+$", "", folder)
    above = os.path.dirname(name) or "."
    if os.path.islink(name):
        raise _link(folder)
    if not os.path.isdir(above):
        raise QdaError(f"there is no folder {above}; make it first")
    if os.path.lexists(name) and not os.path.isdir(name):
        raise QdaError(f"{folder} is {odd(name) or 'a file'}; name a folder")


def _folder_inside(folder: str, inner: str) -> None:
    path = os.path.join(folder, inner)
    if os.path.islink(path):
        raise _link(path)
    if os.path.lexists(path) and not os.path.isdir(path):
        raise _in_the_way(folder, [inner])


def _in_the_way(folder: str, files: list[str]) -> QdaError:
    return QdaError(
        f"in the way in {folder}, and in no list of what was written there: {named(files)}; move them away or take another "
        "folder; nothing was written"
    )


def _there(folder: str, path: str) -> bool:
    return os.path.lexists(_path(folder, path))


def _same(folder: str, path: str, listed: str | None) -> bool:
    """True if a path is that of a listed file; where case does not count, one written otherwise is that file too."""
    if listed is None or listed == path:
        return listed is not None
    return _there(folder, listed) and os.path.samestat(os.lstat(_path(folder, path)), os.lstat(_path(folder, listed)))


def _bytes(folder: str, path: str) -> bytes | None:
    """Return what a file in the folder holds, None where there is none; refused for a link and for what is no file."""
    name = _path(folder, path)
    try:
        mode = os.lstat(name).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(mode):
        raise _link(name)
    if not stat.S_ISREG(mode):
        raise QdaError(f"{name} is {odd(name) or 'no file'} where a file is to be; move it away; nothing was written")
    with open(os.open(name, os.O_RDONLY | _SAFE_OPEN), "rb") as f:
        return f.read()


def _link(name: str) -> QdaError:
    return QdaError(
        f"{name} is a symbolic link, and none is followed: put a folder or file of its own there, or remove it"
    )


def _put(folder: str, path: str, data: bytes) -> None:
    """Write a file beside its place and move it there when it is complete."""
    part, target = os.path.join(folder, PART), _path(folder, path)
    inner = os.path.dirname(target)
    try:
        if "/" in path and os.path.islink(inner):
            raise _link(inner)
        if not os.path.lexists(inner):
            os.mkdir(inner)
        with suppress(FileNotFoundError):
            os.unlink(part)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE_OPEN, 0o666), "wb") as out:
            out.write(data)
        os.replace(part, target)
    except OSError as e:
        e.filename = target
        raise


def _foreign(folder: str, ours: set[str], besides: Callable[[str], bool]) -> list[str]:
    """Return the files in the folder, and in its two folders, that are not in the list; hidden ones are not looked at."""
    out: list[str] = []
    for inner in ("", *FOLDERS):
        place = os.path.join(folder, inner) if inner else folder
        try:
            names = sorted(os.listdir(place))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for name in names:
            path = f"{inner}/{name}" if inner else name
            if name.startswith(".") or folded(path) in ours or (not inner and (name in FOLDERS or besides(name))):
                continue
            out.append(shown(path))
    return out
