"""Files inside a project's folder, and never outside it, whatever its database or settings say."""

from __future__ import annotations

import os
from functools import partial

from qda.core.files import plain, shown
from qda.core.projects import MediaForm

_PIECE = 1 << 20


def inside(folder: str, name: str) -> str | None:
    """Return the path of what a project names in its folder, links followed; None when that lies outside it."""
    if "\0" in name:
        return None
    top = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(top, name))
    try:
        return path if os.path.commonpath((top, path)) == top else None
    except ValueError:  # on another drive
        return None


def media_in(folder: str, name: str, path: str) -> MediaForm:
    """Return a project's file by its name in the folder; without a file when it is not there, or is no plain file.

    `path` is how an exchange file calls it.
    """
    found = inside(folder, name)
    if found is None or not os.path.isfile(found):
        return MediaForm(path)
    return MediaForm(path, shown(name), os.path.getsize(found), partial(_copy, found))


def _copy(source: str, target: str) -> None:
    with plain(source) as f, open(target, "wb") as out:
        while piece := f.read(_PIECE):
            out.write(piece)
